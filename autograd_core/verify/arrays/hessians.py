"""Second partials as a matrix: the Hessian, entry by entry and as a whole."""

from typing import Any

from ...graph import topological_order
from ...value import Value
from ..partials.sheet import Sheet
from ..tables.nests import Nest, holds_numbers, labelled_array
from ..tables.table import Table
from ..tables.wholes import whole_mistake
from ..verdicts.numbers import Number
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict
from .array_claims import compared, entry_rows, in_one_line, read_array, together, worst_of

CALLED = ("hessian", "Hessian", "H", "∇²", "∇^2")
"""What the matrix of second partials by all labelled leaves is called."""


def hessian_row(sheet: Sheet, key: Any, claim: Any) -> Row | None:
    """The row of a claim about a Hessian; None for a key that names none.

    "hessian" is that of all labelled leaves, in the order in which the graph meets them; ("W", "W") that of an array,
    and (("x", "y"), ("x", "y")) that of these leaves, in this order.
    """
    sides = _sides(sheet, key)
    if sides is None:
        return None
    rows, columns = sides
    sheet.higher.need([(sheet.y, (x,)) for x in rows])
    name = f"d²{sheet.truth.names[sheet.y]}"
    called = f"Hessian of {sheet.truth.names[sheet.y]}"
    said = read_array(claim)
    if isinstance(said, Verdict):
        return Row(called, in_one_line(claim), said)
    shape = (len(rows), len(columns))
    claimed = f"array {said.shape}"
    order = f"rows and columns are {', '.join(str(sheet.truth.names[x]) for x in rows[:8])}"
    note = f"{order}{', ...' if len(rows) > 8 else ''}"
    if said.shape != shape:
        words = f"{name} by {shape[0]} leaves has the shape {shape}; got {said.shape}"
        return Row(called, claimed, Verdict(Kind.WRONG, words), notes=(note,))
    entries: list[Row] = []
    for i, x in enumerate(rows):
        along = sheet.about(sheet.higher.node(sheet.y, (x,)))
        line = Nest((len(columns),), said.entries[i * len(columns) : (i + 1) * len(columns)])
        entries += entry_rows(along, Nest(line.shape, columns), line)
    verdict = together([row.verdict for row in entries], said.shape)
    worst = [entries[i] for i in worst_of(entries)]
    notes = [note, *_told(sheet, rows, columns, said)] if verdict.kind is Kind.WRONG else [note]
    return Row(called, claimed, verdict, notes=tuple(notes), parts=tuple(worst), entries=tuple(entries))


def _sides(sheet: Sheet, key: Any) -> tuple[tuple[Value, ...], tuple[Value, ...]] | None:
    """By which leaves the rows and the columns are."""
    labelled = sheet.names.labelled
    if isinstance(key, str):
        named = key.removesuffix(str(sheet.truth.names[sheet.y])) if key.startswith("∇") else key
        if named not in CALLED or key in labelled or labelled_array(labelled, key) is not None:
            return None
        order = topological_order(sheet.y, left_first=True)
        leaves = tuple(node for node in order if node.op is None and node.label)
        return (leaves, leaves) if leaves else None
    if not isinstance(key, tuple) or len(key) != 2:
        return None
    sides = [_leaves(sheet, part) for part in key]
    if sides[0] is None or sides[1] is None:
        return None
    return sides[0], sides[1]


def _leaves(sheet: Sheet, part: Any) -> tuple[Value, ...] | None:
    """The leaves that one side of a matrix names: several labels or leaves, or an array by its stem."""
    if isinstance(part, str):
        found = None if part in sheet.names.labelled else labelled_array(sheet.names.labelled, part)
        entries = () if found is None else found.entries
        return tuple(entries) if entries and None not in entries else None
    if isinstance(part, tuple | list):
        return tuple(sheet.node(x) for x in part) or None
    return None


def _told(sheet: Sheet, rows: tuple[Value, ...], columns: tuple[Value, ...], said: Nest) -> list[str]:
    """What is wrong with the whole: that it is not symmetric, or what gives all of it."""
    if not holds_numbers(said):
        return []
    at, size = said.at(), len(rows)
    told = []
    if rows == columns:
        odd = [(i, j) for i in range(size) for j in range(i) if not _meet(at[i, j], at[j, i])]
        if odd:
            i, j = odd[0]
            told = [f"a Hessian is symmetric, and [{j}][{i}] is not [{i}][{j}] here"]
    nodes = [sheet.higher.node(sheet.y, (x,)) for x in rows]
    true = tuple(float(sheet.roundings.partial(node, x, 53).x) for node in nodes for x in columns)
    shape = (size, len(columns))
    beside = compared(said, Table(shape, true), Table(shape, (0.0,) * len(true)))
    if beside is None:
        return told
    diagonal = [t if i % (size + 1) == 0 else 0.0 for i, t in enumerate(true)]
    if rows == columns and beside.is_given_by(diagonal):
        return [*told, "the mixed partials are left out"]
    whole = whole_mistake(beside, "H", sheet.learning_rate)
    return [*told, whole] if whole is not None else told


def _meet(a: Number, b: Number) -> bool:
    return a.low <= b.high and b.low <= a.high
