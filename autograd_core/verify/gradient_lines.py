"""A gradient or a Hessian as one line: ∇f = [a, b], ∇f(y, x) = (a, b), H = [[a, b], [c, d]]."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..graph import topological_order
from ..names import called
from ..notation.vocabulary import NAME
from ..value import Value
from .arithmetic import Arithmetic, NotUnderstood
from .formulas import Pair

_OF = rf"(?:\s*(?P<open>\(\s*)?(?P<y>{NAME.pattern})(?(open)\s*\))\s*(?:\((?P<xs>[^()=]*)\))?)?\s*"
_GRADIENT = re.compile(rf"(?:∇|grad(?:ient)?(?=\s|\(|$)(?:\s+of\s)?)(?!\s*_){_OF}")
_HESSIAN = re.compile(rf"(?:∇\s*(?:²|\^\(?2\)?)|(?:[Hh]ess(?:ian)?|H)(?![^\W_])(?:\s+of\s)?_?){_OF}")
_TRANSPOSED = re.compile(r"\s*(?:ᵀ|\^\(?[T⊤]\)?|\.T)\s*$")
_BRACKETS = {"[": "]", "(": ")", "⟨": "⟩", "{": "}"}


@dataclass(frozen=True, slots=True)
class GradientLine:
    """The partials that a line claims at once, entry by entry, beside what each of its right sides has for them."""

    pairs: tuple[Pair, ...]
    shape: tuple[int, ...]
    sides: tuple[tuple[str, ...], ...]
    note: str


def gradient_line(arithmetic: Arithmetic, left: str, rest: Sequence[str]) -> GradientLine | None:
    """What a line says of a whole gradient, or of a Hessian; None for any other line.

    The entries are those towards the labelled leaves, in the order in which the graph meets them, or in that of f(x, y)
    on the left.  Raises NotUnderstood for a right side without an entry for each.
    """
    names = arithmetic.names
    if left in names or left in arithmetic.helpers:
        return None
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
        if len(xs) < 2 and not any(_entries(side) for side in rest):
            return None
        sides = [_entries(side) for side in rest]
        what, shape = f"the gradient has {len(xs)} entries, towards {told}", (len(xs),)
        pairs = []
    size = len(xs) ** len(shape)
    if not xs or any(side is None or len(side) != size for side in sides):
        form = "[a, b]" if first else "[[a, b], [c, d]]"
        raise NotUnderstood(f"{what}, in this order; write {form}, or a partial such as dy/dx")
    ends: list[Pair] = [(y, x) for x in xs] if first else [(names.higher.node(y, (x,)), z) for x, z in pairs]
    entries = tuple(tuple(side or ()) for side in sides)
    return GradientLine(tuple(ends), shape, entries, f"the entries are towards {told}")


def _root_of(arithmetic: Arithmetic, name: str | None) -> Value | None:
    """The node whose gradient it is: that of this name, or without one the root; None for a leaf, as in ∇w."""
    names = arithmetic.names
    if not name or name == names.root_label:
        return names.root
    nodes = names.labelled.get(name, [])
    return nodes[0] if len(nodes) == 1 and nodes[0].op is not None else None


def _towards(arithmetic: Arithmetic, y: Value, written: str | None) -> list[Value]:
    """The leaves by which the entries are."""
    if written:
        return [arithmetic.names.node(name.strip()) for name in written.split(",")]
    return [node for node in topological_order(y, left_first=True) if node.op is None and node.label]


def _entries(text: str) -> list[str] | None:
    """What stands between the commas of a list in brackets; None for anything else."""
    text = _TRANSPOSED.sub("", text).strip()
    while text and text[0] in _BRACKETS and text[-1] == _BRACKETS[text[0]] and _closes(text) == len(text) - 1:
        pieces = _split(text[1:-1])
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


def _split(text: str) -> list[str]:
    """The parts of a list between the commas that stand outside of brackets."""
    depth, found = 0, [""]
    for c in text:
        depth += (c in "[({⟨") - (c in "])}⟩")
        if c in ",;" and depth == 0:
            found.append("")
        else:
            found[-1] += c
    return [part.strip() for part in found]
