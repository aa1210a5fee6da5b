"""Lines that claim several things at once: ∇f = [a, b], H = [[a, b], [c, d]], ∂L/∂zᵢ = pᵢ - yᵢ, ∂L/∂w = (p - t) x."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from ...graph import topological_order
from ...names import called
from ...notation.formulas.indices import with_indices
from ...notation.formulas.labels import NAME, key
from ...notation.formulas.vocabulary import LOSSES, Vocabulary
from ...notation.sheets.equations import parts
from ...value import Value
from ..partials.arithmetic import Arithmetic
from ..partials.formulas import Pair
from ..partials.line_parts import NotUnderstood

_OF = rf"(?:\s*(?P<open>[({{]\s*)?(?P<y>{NAME.pattern})(?(open)\s*[)}}])\s*(?:\((?P<xs>[^()=]*)\))?)?\s*"
_GRADIENT = re.compile(rf"(?:∇|grad(?:ient)?(?=\s|\(|$)(?:\s+of\s)?)(?!\s*_){_OF}")
_HESSIAN = re.compile(rf"(?:∇\s*(?:²|\^\(?2\)?)|(?:[Hh]ess(?:ian)?|H)(?![^\W_])(?:\s+of\s)?_?){_OF}")
_IN_WORDS = re.compile(r"(?:grad(?:ient)?|[Hh]ess(?:ian)?)\s*\(")
_TOWARDS = re.compile(
    rf"\(?\s*[d∂δ]\s*(?P<y>{NAME.pattern})?\s*/\s*[d∂δ]\s*(?P<x>{NAME.pattern})\s*\)?"
    rf"|∇\s*_\s*\{{?(?P<of>(?!_){NAME.pattern})\}}?\s*(?P<root>{NAME.pattern})?|(?P<self>{NAME.pattern})"
)
_INDICES = "ijklmnt"
_LISTED = re.compile(r"_(\w+(?:,\w+)+)$")
_MOST = 100
"""An index is tried up to this."""
_FOR_ALL = re.compile(r"[\s,]*(?:for (?:all|each|every)|∀)\s*[i-nt](?:∈\{(?P<at>[0-9,]+)\})?\s*$")
_TRANSPOSED = re.compile(r"\s*(?:ᵀ|\^\(?[T⊤]\)?|\.T)\s*$")
_PLUS = re.compile(r"[-+−]")
_UNIT = re.compile(r"(?P<size>.*?)(?<![^\W\d_])[\s*·]*(?P<axis>[ijk])(?P<hat>\u0302)?\s*")
"""A term along an axis: 2x i, (x + y) ĵ."""
_TUPLE = re.compile(r"(?<![\w'′])\(([^()\[\]]*,[^()\[\]]*)\)")
_NUMBERS = re.compile(r"\s*[-−]?\d+(?:\.\d+)?\s*(?:,\s*[-−]?\d+(?:\.\d+)?\s*)*")
_VECTOR = re.compile(r"(?<!\w)\[[^\[\]]+\]")
_COMMA = re.compile(r"[,;]")
_BRACKETS = {"[": "]", "(": ")", "⟨": "⟩", "{": "}"}


@dataclass(frozen=True, slots=True)
class GradientLine:
    """What a line speaks of, entry by entry, beside what each of its right sides has for it."""

    subjects: tuple[Pair | Value, ...]
    shape: tuple[int, ...]
    sides: tuple[tuple[str, ...], ...]
    note: str


def is_in_words(left: str) -> bool:
    """Whether a left side is grad(f) or hessian(f), which defines no function."""
    return _IN_WORDS.match(left) is not None


def gradient_line(arithmetic: Arithmetic, left: str, rest: Sequence[str]) -> GradientLine | None:
    """What a line says of a whole gradient, or of a Hessian; None for any other line.

    The entries are those towards the labelled leaves, in the order in which the graph meets them, or in that of f(x, y)
    on the left.  Raises NotUnderstood for a right side without an entry for each.
    """
    names = arithmetic.names
    if left in names or left in arithmetic.helpers:
        return None
    if len(rest) > 1 and (named := gradient_line(arithmetic, rest[0], rest[1:])) is not None and NAME.fullmatch(left):
        return named  # g := ∇f = [a, b], a name for it in passing
    if (family := _family(arithmetic, left, rest)) is not None:
        return family
    first = _GRADIENT.fullmatch(left)
    found = first or _HESSIAN.fullmatch(left)
    y = None if found is None else _root_of(arithmetic, found["y"])
    if found is None or y is None:
        return None
    xs = _towards(arithmetic, y, found["xs"])
    told = ", ".join(str(called(str(x.label))) for x in xs)
    shape: tuple[int, ...]
    if first is None:
        sides = [_matrix(side) for side in rest]
        if not any(sides) and not any(side.startswith("[[") for side in rest):
            return None
        what, shape = f"the Hessian has {len(xs)} rows of {len(xs)} entries, towards {told}", (len(xs), len(xs))
        pairs = [(x, z) for x in xs for z in xs]
    else:
        sides = [_entries(side) or _along_axes(arithmetic, side, xs) or _of_vectors(side, len(xs)) for side in rest]
        if len(xs) < 2 and not any(sides):
            return None
        what, shape = f"the gradient has {len(xs)} entries, towards {told}", (len(xs),)
        pairs = []
    size = len(xs) ** len(shape)
    if not xs or any(side is None or len(side) != size for side in sides):
        form = "[a, b]" if first else "[[a, b], [c, d]]"
        some = f", ∇{y.label or 'y'}({xs[0].label}) = [a] for those that you name" if first and xs else ""
        raise NotUnderstood(f"{what}, in this order; write {form}{some}, or a partial such as dy/dx")
    ends: list[Pair] = [(y, x) for x in xs] if first else [(names.higher.node(y, (x,)), z) for x, z in pairs]
    entries = tuple(tuple(side or ()) for side in sides)
    return GradientLine(tuple(ends), shape, entries, f"the entries are towards {told}")


def _family(arithmetic: Arithmetic, left: str, rest: Sequence[str]) -> GradientLine | None:
    """A line for each value of an index on its left, or for each entry of a vector that its derivative is towards."""
    found = _TOWARDS.fullmatch(left)
    x = found and (found["x"] or found["of"] or found["self"])
    if found is None or x is None or x in arithmetic.names or len(x) > 80:
        return None
    letters = [letter for letter in _INDICES if with_indices(x, {letter: 0}) != x]
    if found["self"] and not letters:
        return None
    labels = dict.fromkeys(arithmetic.names)
    if (indexed := _indexed(x, letters, labels)) is not None:
        letter, places = indexed
        if any(re.search(rf"[Σ∑∏]\s*_?\{{?\s*{letter}\b|sum_\{{?{letter}", side) for side in rest):
            return None
        places = _named(x, places, rest)
        entries = [*places.values()]
        sides = [
            tuple(_put(_FOR_ALL.sub("", side), letter, n, letter not in arithmetic.names) for n in places)
            for side in rest
        ]
    else:
        entries = [] if found["self"] else Vocabulary(labels).entries(x)
        sides = [_entry_by_entry(x, entries, side) for side in rest]
    y = "" if found["self"] else found["y"] or found["root"] or arithmetic.names.root_label
    if not entries or not (y or found["self"]):
        return None
    programs = [arithmetic.side(f"∂{y}/∂{label}" if y else label).expression.program for label in entries]
    subjects = tuple(arithmetic.names.meant(program[0].what) for program in programs)
    return GradientLine(subjects, (len(subjects),), tuple(sides), f"it is read for each of {', '.join(entries)}")


def _indexed(x: str, letters: Sequence[str], labels: Iterable[str]) -> tuple[str, dict[int, str]] | None:
    """The letter of x that is an index, and the labels that x means for its numbers, where these are several."""
    if not letters:
        return None
    keyed = {key(label).replace("_", ""): label for label in labels}
    for letter in letters:
        at = {n: keyed.get(key(with_indices(x, {letter: n})).replace("_", "")) for n in range(_MOST)}
        places = {n: label for n, label in at.items() if label is not None}
        if len(places) > 1:
            return letter, places
    return None


def _named(x: str, places: dict[int, str], rest: Sequence[str]) -> dict[int, str]:
    """Those of the places that a line names, as in "for j = 1, 2"; all of them where it names none."""
    found = [only["at"] for side in rest if (only := _FOR_ALL.search(side)) and only["at"]]
    named = {int(n) for numbers in found for n in numbers.split(",")}
    if not places.keys() >= named:
        raise NotUnderstood(f"{x} has no entry for each of {', '.join(map(str, sorted(named)))}")
    return {n: label for n, label in places.items() if n in named or not named}


def _entry_by_entry(x: str, entries: Sequence[str], side: str) -> tuple[str, ...]:
    """A side for each entry of a vector: one of those that it lists, or that of the vector that it comes to."""
    listed = _entries(side)
    if entries and listed is not None and len(listed) != len(entries):
        raise NotUnderstood(f"{x} has {len(entries)} entries, {', '.join(entries)}: write one for each")
    return tuple(listed or (f"({side})[{n}]" for n in range(len(entries))))


def _put(text: str, letter: str, n: int, alone: bool) -> str:
    """A side with a number for an index, in names and alone: w_j x^j."""
    text = NAME.sub(lambda found: _LISTED.sub(r"_{\1}", with_indices(found[0], {letter: n})), text)
    return re.sub(rf"(?<![\w.]){letter}(?![^\W_]|[(\[{{'])", str(n), text) if alone else text


def _root_of(arithmetic: Arithmetic, name: str | None) -> Value | None:
    """The node whose gradient it is: that of this name, or without one the root; None for a leaf, as in ∇w."""
    names = arithmetic.names
    if not name or name == names.root_label or (name in LOSSES and name not in names):
        return names.root
    nodes = names.labelled.get(name) or next((found for x, found in names.labelled.items() if key(x) == key(name)), [])
    return nodes[0] if len(nodes) == 1 and nodes[0].op is not None else None


def _towards(arithmetic: Arithmetic, y: Value, written: str | None) -> list[Value]:
    """The leaves by which the entries are; of ∇f(1, 2) all of them, where they have these values."""
    if written and _NUMBERS.fullmatch(written):
        leaves = _towards(arithmetic, y, None)
        if [leaf.data for leaf in leaves] != [float(x.replace("−", "-")) for x in written.split(",")]:
            raise NotUnderstood(f"a gradient is judged where the graph is: leave out ({written})")
        return leaves
    if written:
        return [arithmetic.names.node(name.strip()) for name in written.split(",")]
    function = arithmetic.sheet.functions.get(str(y.label))
    if function is not None and all(x in arithmetic.names for x in function.parameters):
        return [arithmetic.names.node(x) for x in function.parameters]
    leaves = [node for node in topological_order(y, left_first=True) if node.op is None and node.label]
    return sorted(leaves, key=lambda leaf: str(leaf.label)) if _are_axes(leaves) else leaves


def _are_axes(leaves: Sequence[Value]) -> bool:
    """Whether these are x, y and z, whose order is known."""
    return {str(leaf.label) for leaf in leaves} <= set("xyz")


def _along_axes(arithmetic: Arithmetic, text: str, xs: Sequence[Value]) -> list[str] | None:
    """The entries of 2x i + 3y j, or of (...) î + (...) ĵ; None for anything else, and where i or j is a value."""
    found, at = dict[str, str](), 0
    for term in parts(text, _PLUS):
        minus, at = text.endswith(("-", "−"), 0, at), at + len(term) + 1
        if not term.strip() and at == 1:
            continue  # a sign stands first
        unit = _UNIT.fullmatch(normalize("NFD", term))
        if unit is None or unit["axis"] in found or f"{unit['axis']}{unit['hat'] or ''}" in arithmetic.names:
            return None
        found[unit["axis"]] = f"{'-' if minus else ''}({unit['size'].strip() or '1'})"
    axes = "xyz" if _are_axes(xs) else [str(x.label) for x in xs]
    letters = dict(zip(axes, "ijk"))
    if len(xs) > len(letters) or not set(found) <= set(letters.values()):
        return None
    return [found.get(letters[str(x.label)], "0") for x in xs]


def _of_vectors(text: str, size: int) -> list[str] | None:
    """The entries of what vectors are written out in, 2 (p - t) [x, y]; None for anything else."""
    text = _TUPLE.sub(r"[\1]", text)
    vectors = _VECTOR.findall(text)
    if not vectors or any(len(_entries(vector) or ()) != size for vector in vectors):
        return None
    return [f"({text})[{n}]" for n in range(size)]


def _entries(text: str) -> list[str] | None:
    """What stands between the commas of a list in brackets; None for anything else."""
    text = _TRANSPOSED.sub("", text).strip()
    while text and text[0] in _BRACKETS and text[-1] == _BRACKETS[text[0]] and _closes(text) == len(text) - 1:
        pieces = [part.strip() for part in parts(text[1:-1], _COMMA)]
        if len(pieces) > 1 or (text[0] == "[" and not text[1:].lstrip().startswith(("[", "("))):
            return pieces
        text = text[1:-1].strip()
    return None


def _matrix(text: str) -> list[str] | None:
    """The entries of a matrix, row by row."""
    rows = [_entries(row) for row in _entries(text) or ()]
    if not rows or None in rows or len({len(row) for row in rows if row}) != 1:
        return None
    return [entry for row in rows for entry in row or ()]


def _closes(text: str) -> int:
    """Where the bracket with which a text begins is closed."""
    depth = 0
    for i, c in enumerate(text):
        depth += (c in "[({⟨") - (c in "])}⟩")
        if depth == 0:
            return i
    return -1
