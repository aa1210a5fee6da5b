"""Claims about whole arrays of partials: one row a matrix, with what is wrong with all of it and its worst entries."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ...formula import FormulaError
from ...value import Value
from ..diagnosis import suspects
from ..partials.judging import judge
from ..partials.judging_numbers import judge_number, judge_smooth
from ..partials.kinks import may_bend
from ..partials.sheet import Sheet
from ..tables.nests import (
    Nest,
    RaggedError,
    all_entries,
    array_of_nodes,
    grown,
    grown_shape,
    holds_numbers,
    is_nest,
    is_same_but_for_ones,
    labelled_array,
    middle_of,
    nest_of,
    numbers_of,
    shape_ahead,
    written_place,
)
from ..tables.table import Compared, Table
from ..tables.table_rows import where_wrong
from ..tables.wholes import misfit, whole_mistake
from ..verdicts.numbers import Number
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict

WORST = 3
"""So many of the wrong entries are shown beneath the row of their array."""
MANY = 20_000
"""An array of more entries, and of more than there are nodes, is not read: its shape is judged."""
SUSPECTED = 3_000
"""In a graph of more nodes than this, single entries are not asked for their mistake."""

NOTHING: Mapping[Value, Verdict] = MappingProxyType({})

Found = tuple[str, Nest]
"""What an array of nodes is called, and the nodes; None among them for what the root does not depend on."""


def array_rows(sheet: Sheet, key: Any, claim: Any) -> Iterator[Row] | None:
    """The rows of a claim about an array of nodes, or about all arrays of a module; None where the key names neither.

    The key is what the entries are labelled by, "W" or "dL/dW" where there are W[0][0], ..., a module, or an array of
    Values itself.
    """
    if (tensors := _tensors_of(key)) is not None:
        return _of_module(sheet, key, tensors, claim)
    found = _named(sheet, key) if isinstance(key, str) else _given(sheet, key)
    if found is None:
        return None
    return iter([array_row(sheet, *found, claim, may_grow=isinstance(key, str))])


def _given(sheet: Sheet, key: Any) -> Found | None:
    """An array of Values; two in a tuple are the ends of a partial."""
    if isinstance(key, tuple) and len(key) == 2 and all(isinstance(x, Value | str) for x in key):
        above = key[0] is sheet.y or key[0] == str(sheet.truth.shape.name(sheet.y))
        return _named(sheet, key[1]) if above and isinstance(key[1], str) else None
    nest = array_of_nodes(key)
    return None if nest is None else (_stem(nest), _beneath(sheet, nest))


def _beneath(sheet: Sheet, nest: Nest) -> Nest:
    return Nest(nest.shape, tuple(x if x in sheet.names.beneath else None for x in nest.entries))


def _stem(nest: Nest) -> str:
    """What an array of nodes is called by the label of its first entry."""
    label = nest.entries[0].label or "array"
    return str(label).removesuffix(written_place([0] * len(nest.shape)))


def _named(sheet: Sheet, key: str) -> Found | None:
    """The array of nodes that a text names: W, dL/dW, dW, grad_W or W.grad."""
    if key in sheet.names.labelled or key in sheet.names.deltas:
        return None
    stem, root = key.strip(), str(sheet.truth.shape.name(sheet.y))
    for name in (stem, *(stem.removeprefix(start) for start in (f"d{root}/d", f"∂{root}/∂", "grad_", "d_", "d", "∇_")),
                 stem.removesuffix(".grad")):  # fmt: skip
        if (nest := labelled_array(sheet.names.labelled, name)) is not None:
            return name, nest
    return None


def _tensors_of(key: Any) -> Mapping[str, Any] | None:
    """The parameters of a module, by name; None for anything else."""
    tensors = getattr(key, "tensors", None)
    return tensors() if callable(tensors) and not isinstance(key, type) else None


def _of_module(sheet: Sheet, module: Any, tensors: Mapping[str, Any], claim: Any) -> Iterator[Row]:
    """The rows of a module: a mapping by the names of its tensors, or their arrays in order, or one array alone."""
    if not isinstance(claim, Mapping):
        listed = [claim] if len(tensors) == 1 and not (isinstance(claim, tuple) and len(claim) == 1) else claim
        if not isinstance(listed, list | tuple) or len(listed) != len(tensors):
            names = ", ".join(map(repr, tensors))
            raise ValueError(f"the gradients of {_first_line(module)} are those of {names}, by name or in this order")
        claim = dict(zip(tensors, listed))
    path = f"{module.path}." if getattr(module, "path", None) else ""
    for name, said in claim.items():
        where = next(
            (n for n in (name, str(name).removesuffix(".grad"), str(name).removeprefix("d")) if n in tensors), ""
        )
        if not where:
            raise LookupError(f"{_first_line(module)} has no {name!r}; it has {', '.join(map(repr, tensors))}")
        tensor = tensors[where]
        nest = Nest((), (tensor,)) if isinstance(tensor, Value) else nest_of(tensor)
        yield array_row(sheet, f"{path}{where}", _beneath(sheet, nest), said)


def array_row(
    sheet: Sheet,
    name: str,
    nodes: Nest,
    claim: Any,
    decided: Mapping[Value, Verdict] = NOTHING,
    may_grow: bool = False,
) -> Row:
    """The row of a claim about dy/dW, entry by entry, for an array of nodes; one that is known by its labels alone may
    have entries besides, which are not in the graph."""
    called = f"d{sheet.truth.shape.name(sheet.y)}/d{name}"
    try:
        if (shape := shape_ahead(claim)) and math.prod(shape) > max(MANY, len(nodes.entries)):
            words = misfit(name, nodes.shape, shape)
            kind = Kind.WRONG
            if may_grow and grown_shape(nodes.shape, shape):
                kind, words = Kind.NOT_UNDERSTOOD, f"{words}; hand in the arrays themselves: [({name}, d{name})]"
            return Row(called, f"array {shape}", Verdict(kind, words))
        said = read_array(claim)
        if isinstance(said, Verdict):
            return Row(called, in_one_line(claim), said)
        return _judged(sheet, called, name, nodes, said, decided, may_grow)
    except FormulaError as error:
        return Row(called, "an array", Verdict(Kind.NOT_UNDERSTOOD, error.sentence))


def _first_line(module: Any) -> str:
    """What a module is called where it has to fit into a sentence."""
    return f"{module!r}".partition("\n")[0][:60]


def in_one_line(claim: Any) -> str:
    """A claim that is no array, on one line."""
    try:
        return " ".join(f"{claim!r:.60}".split())
    except RecursionError:
        return f"a {type(claim).__name__} within others, too deep to be shown"


def read_array(claim: Any) -> Nest | Verdict:
    """The entries of what was claimed."""
    if not is_nest(claim) and not (hasattr(claim, "dtype") and getattr(claim, "shape", None) == ()):
        return Verdict(
            Kind.NOT_UNDERSTOOD,
            "a claim about an array is an array, a tensor or nested lists of its shape; "
            f"got {claim!r:.40} ({type(claim).__name__})",
        )
    try:
        return numbers_of(nest_of(claim))
    except (RaggedError, TypeError) as error:
        return Verdict(Kind.NOT_UNDERSTOOD, str(error))


def _judged(
    sheet: Sheet, called: str, name: str, nodes: Nest, said: Nest, decided: Mapping[Value, Verdict], may_grow: bool
) -> Row:
    claimed = f"array {said.shape}"
    notes: tuple[str, ...] = ()
    if not said.entries:
        return Row(called, claimed, Verdict(Kind.NOT_UNDERSTOOD, f"an empty array; {name} has the shape {nodes.shape}"))
    if is_same_but_for_ones(said.shape, nodes.shape):
        notes = (f"{name} has the shape {nodes.shape}; {said.shape} is read as that",)
        said = said.reshaped(nodes.shape)
    at = nodes
    if said.shape != nodes.shape:
        told = told_of_shape(sheet, name, nodes, said)
        larger = grown(nodes, said.shape) if may_grow else None
        if told is not None or larger is None:
            words = f"{misfit(name, nodes.shape, said.shape)}{'' if told is None else f': {told}'}"
            return Row(called, claimed, Verdict(Kind.WRONG, words))
        at = larger
    rows = tuple(entry_rows(sheet, at, said, decided))
    return gathered(sheet, called, claimed, name, at, said, rows, notes)


def gathered(
    sheet: Sheet, called: str, claimed: str, name: str, nodes: Nest, said: Nest, rows: tuple[Row, ...],
    notes: tuple[str, ...] = (),
) -> Row:  # fmt: skip
    """One row for an array: how many of its entries are right, what is wrong with all of it, and the worst."""
    absent = sum(x is None for x in nodes.entries)
    if absent:
        where = "entry is" if absent == 1 else "entries are"
        notes = (*notes, f"{absent} {where} not in the graph: the derivative there is 0")
    verdict = together([row.verdict for row in rows], said.shape)
    places = worst_of(rows)
    worst = [rows[i] for i in places]
    if verdict.kind is Kind.WRONG and (beside := _compared(sheet, nodes, said)) is not None:
        if (told := whole_mistake(beside, name, sheet.learning_rate)) is not None:
            notes = (*notes, told)
        else:
            notes = (*notes, *filter(None, [where_wrong(beside)]))
            if len(sheet.truth.order) <= SUSPECTED:
                worst = [_suspected(sheet, nodes.entries[i], said.entries[i], rows[i]) for i in places]
    return Row(called, claimed, verdict, notes=notes, parts=tuple(worst), entries=rows)


def worst_of(rows: Sequence[Row]) -> list[int]:
    """Which entries are shown beneath the row of their array."""
    failing = [(_badness(row), i) for i, row in enumerate(rows) if not row.verdict.kind.passes]
    return [i for _, i in sorted(failing)[:WORST]]


def _badness(row: Row) -> tuple[bool, float]:
    """Wrong before open, and the farthest off first."""
    off = row.verdict.difference
    return row.verdict.kind is not Kind.WRONG, -abs(float(off)) if off is not None else 0.0


def together(verdicts: list[Verdict], shape: tuple[int, ...]) -> Verdict:
    """The verdict on an array: wrong or open where some entry is, else the weakest of theirs."""
    right, count = sum(v.kind.passes for v in verdicts), len(verdicts)
    if right == count:
        kind = next((k for k in (Kind.AGREES, Kind.PROVEN) if any(v.kind is k for v in verdicts)), Kind.CORRECT)
        same = {v.words for v in verdicts}
        words = same.pop() if len(same) == 1 else ""
        return Verdict(kind, f"{words}, in {all_entries(count)}")
    kinds = (Kind.WRONG, Kind.NOT_UNDERSTOOD, Kind.HERE, Kind.KINK)
    kind = next((k for k in kinds if any(v.kind is k for v in verdicts)), Kind.UNDECIDED)
    open_ = count - right - sum(v.kind is Kind.WRONG for v in verdicts)
    still = f", {open_:,} open" if open_ and kind in (Kind.WRONG, Kind.UNDECIDED) else ""
    return Verdict(kind, f"{right:,} of {count:,} entries are right{still}")


def entry_rows(sheet: Sheet, nodes: Nest, said: Nest, decided: Mapping[Value, Verdict] = NOTHING) -> Iterator[Row]:
    """A row for every entry, over sweeps that all of them share; some may be decided already."""
    bends = may_bend(sheet.truth, sheet.y)
    broken = sheet.unless_broken()
    root = str(sheet.truth.shape.name(sheet.y))
    largest = _largest(sheet, nodes) if any(isinstance(x, Number) and x.bits < 53 for x in said.entries) else 0.0
    for place, x, claim in zip(said.places(), nodes.entries, said.entries):
        name = f"d{root}/d{written_place(place)}" if x is None else sheet.called(sheet.y, x)
        if broken is not None:
            yield Row(name, _text(claim), broken)
        elif x in decided:
            yield Row(name, _text(claim), decided[x])
        elif x is None:
            yield _nowhere(sheet, name, claim)
        elif isinstance(claim, Number):
            if x in bends or sheet.truth.is_limit(sheet.y, x):
                verdict = judge_number(claim, sheet.truth, sheet.y, x, sheet.roundings, sheet.asked)
            else:
                verdict = judge_smooth(claim, sheet.truth, sheet.y, x, sheet.roundings, sheet.asked, largest)
            yield Row(name, claim.text, verdict)
        else:
            try:
                yield judge(sheet, sheet.y, x, claim)
            except TypeError:
                words = f"an entry of an array is a number or a formula; got {claim!r:.40} ({type(claim).__name__})"
                yield Row(name, _text(claim), Verdict(Kind.NOT_UNDERSTOOD, words))


def _largest(sheet: Sheet, nodes: Nest) -> float:
    """The size of the largest derivative in an array."""
    sizes = [abs(_in_a_float(sheet, x)) for x in nodes.entries if x is not None]
    return max((size for size in sizes if math.isfinite(size)), default=0.0)


def _in_a_float(sheet: Sheet, x: Value) -> float:
    """A derivative as the engine has it."""
    if sheet.truth.held:
        return float(sheet.roundings.partial(sheet.y, x, 53).x)
    return sheet.beneath(sheet.y).adjoint.get(x, 0.0)


def _text(claim: Any) -> str:
    return claim.text if isinstance(claim, Number) else f"{claim!s:.48}"


def _nowhere(sheet: Sheet, name: str, claim: Any) -> Row:
    """A claim about a derivative towards what the root does not depend on, which is 0."""
    zero = sheet.truth.system(30).number(0)
    if isinstance(claim, Number) and claim.low <= 0 <= claim.high:
        return Row(name, claim.text, Verdict(Kind.CORRECT, ", exactly", zero))
    middle = claim.middle if isinstance(claim, Number) and claim.finite else None
    return Row(name, _text(claim), Verdict(Kind.WRONG, "it is 0, for nothing depends on it", zero, middle))


def told_of_shape(sheet: Sheet, name: str, nodes: Nest, said: Nest) -> str | None:
    """What explains an array of another shape."""
    beside = _compared(sheet, nodes, said)
    return None if beside is None else whole_mistake(beside, name, sheet.learning_rate)


def _compared(sheet: Sheet, nodes: Nest, said: Nest) -> Compared | None:
    """The claimed numbers beside the true ones; None where an entry is no number."""
    if not holds_numbers(said):
        return None
    true = tuple(0.0 if x is None else _in_a_float(sheet, x) for x in nodes.entries)
    held = tuple(0.0 if x is None else x.data for x in nodes.entries)
    return compared(said, Table(nodes.shape, true), Table(nodes.shape, held))


def compared(said: Nest, true: Table, held: Table) -> Compared | None:
    """The claimed numbers beside the true ones and what the nodes hold; None where one is beyond all floats."""
    try:
        low = tuple(float(x.low) for x in said.entries)
        high = tuple(float(x.high) for x in said.entries)
    except OverflowError:
        return None
    if not all(map(math.isfinite, true.numbers)):
        return None
    return Compared(Table(said.shape, tuple(map(middle_of, said.entries))), low, high, true, held)


def _suspected(sheet: Sheet, x: Value | None, claim: Any, row: Row) -> Row:
    """The row of an entry with the mistakes that give exactly its number."""
    if row.verdict.kind is not Kind.WRONG or x is None or not isinstance(claim, Number) or row.suspects or row.notes:
        return row
    found = suspects(sheet.y, x, claim.low, claim.high, sheet.learning_rate, most=2)
    return replace(row, suspects=tuple(found))
