"""Arrays, tensors and nested lists, as a shape and entries in order; and the nodes of a graph that make up an array."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from typing import Any

from ...value import Value
from ..verdicts.numbers import PRECISIONS, Number, computed_number, read_number

Shape = tuple[int, ...]
Place = tuple[int, ...]

LARGEST = 1_000_000
"""So many entries a claim may have."""

_AXES = 32
"""No array has more axes."""

_INDEXED = re.compile(r"(?P<stem>.+?)(?P<places>(?:\[\s*[0-9]{1,6}(?:\s*,\s*[0-9]{1,6})*\s*\])+)")


class RaggedError(ValueError):
    """A nest of lists whose parts are not alike."""


@dataclass(frozen=True, slots=True)
class Nest:
    """Things in an array: its shape, and the entries row by row."""

    shape: Shape
    entries: tuple[Any, ...]

    def places(self) -> Iterator[Place]:
        """The index of every entry, in order."""
        return product(*map(range, self.shape))

    def at(self) -> dict[Place, Any]:
        """The entries by their index."""
        return dict(zip(self.places(), self.entries))

    def reshaped(self, shape: Shape) -> "Nest":
        """The same entries in another shape of as many."""
        return replace(self, shape=shape)


def is_nest(thing: Any) -> bool:
    """Whether this is a list, a tuple, or what has a shape of at least one axis, as arrays and tensors have."""
    if isinstance(thing, memoryview):
        return False
    return isinstance(thing, list | tuple) or (
        not isinstance(thing, Value | str | Mapping) and bool(getattr(thing, "shape", ())) and hasattr(thing, "tolist")
    ) or hasattr(thing, "to_numpy")  # fmt: skip


def nest_of(thing: Any) -> Nest:
    """An array, a tensor or a nest of lists, taken apart.  Raises RaggedError, and TypeError for what holds no numbers.

    The entries of an array or a tensor of floats were computed in its precision; those of lists are read one by one,
    but where one of them was computed, all floats among them were.
    """
    if hasattr(thing, "to_numpy"):
        thing = thing.to_numpy()
    if not isinstance(thing, list | tuple) and hasattr(thing, "dtype"):
        return _of_array(thing)
    shape: list[int] = []
    level: list[Any] = [thing]
    while level and all(isinstance(part, list | tuple) or _is_array(part) for part in level):
        if len(shape) >= _AXES:
            raise RaggedError(f"an array has at most {_AXES} axes")
        lengths = {len(part) for part in level}
        if len(lengths) > 1:
            raise RaggedError(f"rows of {' and '.join(map(str, sorted(lengths)[:3]))} entries are no array")
        shape.append(lengths.pop())
        level = [x for part in level for x in part]
        if len(level) > LARGEST:
            raise RaggedError(f"an array has at most {LARGEST:,} entries")
    if any(isinstance(x, list | tuple) or _is_array(x) for x in level):
        raise RaggedError("rows and numbers side by side are no array")
    return Nest(tuple(shape), tuple(level))


def _is_array(thing: Any) -> bool:
    return not isinstance(thing, Value) and bool(getattr(thing, "shape", ()))


def _of_array(thing: Any) -> Nest:
    """An array or a tensor: its entries as numbers that were computed in its own precision."""
    shape = tuple(int(n) for n in thing.shape)
    if math.prod(shape) > LARGEST:
        raise RaggedError(f"an array has at most {LARGEST:,} entries")
    name = str(thing.dtype).rpartition(".")[2]
    if any(kind in name for kind in ("bool", "complex", "datetime", "timedelta")) or getattr(
        thing.dtype, "names", None
    ):
        raise TypeError(f"an array of {name} holds no derivatives")
    try:
        entries: list[Any] = [thing.tolist()]
    except (RuntimeError, NotImplementedError, TypeError):
        raise TypeError("the tensor gives no numbers out: write .to_dense(), .detach() or .cpu() behind it") from None
    for _ in shape:
        entries = [x for part in entries for x in part]
    if any(isinstance(x, float) for x in entries[:1]) and name != "object":
        bits = PRECISIONS.get(name, 53)
        return Nest(shape, tuple(computed_number(x, bits) for x in entries))
    return Nest(shape, tuple(entries))


def numbers_of(nest: Nest) -> Nest:
    """The entries that are numbers, read; the others as they are.  Raises FormulaError for what is too long."""
    entries = [_read(x, place) for place, x in zip(nest.places(), nest.entries)]
    if any(isinstance(x, Number) and x.way == "computed" for x in entries):
        entries = [
            computed_number(float(raw), 53) if isinstance(raw, float) and isinstance(x, Number) else x
            for raw, x in zip(nest.entries, entries)
        ]
    return Nest(nest.shape, tuple(entries))


def _read(x: Any, place: Place) -> Any:
    """An entry as a number, where it is one."""
    if x is None:
        raise TypeError(f"the entry {written_place(place)} is missing: it is None")
    return x if isinstance(x, Number) or _is_other(x) else read_number(x) or x


def holds_numbers(nest: Nest) -> bool:
    """Whether every entry was read as a number, and none is infinite."""
    return all(isinstance(x, Number) and x.finite for x in nest.entries)


def _is_other(x: Any) -> bool:
    return callable(x) or isinstance(x, Value | Mapping)


# ── the nodes that make up an array ──────────────────────────────────────────────────────────────


def labelled_array(labelled: Mapping[str, list[Value]], stem: str) -> Nest | None:
    """The nodes labelled W[0][0], W[0][1], ..., or w1, w2, ..., as the array that their stem names; None where there
    are none.

    Where a label is missing, as of what the root does not depend on, the entry is None.
    """
    found: dict[Place, Value] = {}
    for label, nodes in labelled.items():
        if label.startswith(f"{stem}[") and len(nodes) == 1 and _INDEXED.fullmatch(label):
            found[tuple(int(i) for i in re.findall(r"[0-9]+", label[len(stem) :]))] = nodes[0]
    if found and len({len(place) for place in found}) == 1 and all(found):
        return _of_places(found)
    counted = re.compile(rf"{re.escape(stem)}_?([0-9]{{1,4}})")
    numbered = {int(n[1]): nodes[0] for label, nodes in labelled.items() if (n := counted.fullmatch(label))}
    first = min(numbered, default=2)
    if found or first > 1 or len(numbered) < 2 or set(numbered) != set(range(first, first + len(numbered))):
        return None
    return Nest((len(numbered),), tuple(numbered[i] for i in sorted(numbered)))


def stems(labels: Iterable[str]) -> set[str]:
    """What arrays of labels are called: W for W[0][1]."""
    return {label.partition("[")[0] for label in labels if _INDEXED.fullmatch(label)}


def _of_places(found: Mapping[Place, Any]) -> Nest | None:
    """The smallest array that has all these places."""
    shape = tuple(1 + max(column) for column in zip(*found))
    if math.prod(shape) > LARGEST:
        return None
    return Nest(shape, tuple(found.get(place) for place in product(*map(range, shape))))


def grown(nest: Nest, shape: Shape) -> Nest | None:
    """The same array with None in the places that a larger shape of as many axes has besides; None where it is not
    larger.
    """
    if not grown_shape(nest.shape, shape):
        return None
    at = nest.at()
    return Nest(shape, tuple(at.get(place) for place in product(*map(range, shape))))


def grown_shape(shape: Shape, larger: Shape) -> bool:
    """Whether a shape has as many axes as another, and none that is longer."""
    return len(shape) == len(larger) and all(a <= b for a, b in zip(shape, larger))


def shape_ahead(thing: Any) -> Shape:
    """The shape of an array or a tensor before its entries are read; of a list, how many things are in it."""
    if isinstance(thing, list | tuple):
        inner = thing[0] if thing and isinstance(thing[0], list | tuple) else ()
        return (len(thing), len(inner)) if inner else (len(thing),)
    return tuple(int(n) for n in getattr(thing, "shape", ()) if isinstance(n, int))


def is_same_but_for_ones(a: Shape, b: Shape) -> bool:
    """Whether two shapes have unlike numbers of axes, and are one but for axes of length 1."""
    return len(a) != len(b) and [n for n in a if n != 1] == [n for n in b if n != 1]


def array_of_nodes(thing: Any) -> Nest | None:
    """A nest or an array that holds Values and nothing else; None for any other."""
    if isinstance(thing, Value) or not is_nest(thing) or str(getattr(thing, "dtype", "object")) != "object":
        return None
    try:
        nest = nest_of(thing)
    except (RaggedError, TypeError):
        return None
    return nest if nest.entries and all(isinstance(x, Value) for x in nest.entries) else None


def all_entries(count: int) -> str:
    """How a report says that it speaks of every entry of an array."""
    return "its only entry" if count == 1 else f"all {count:,} entries"


def written_place(place: Iterable[int]) -> str:
    """[0][1]"""
    return "".join(f"[{i}]" for i in place)


def middle_of(x: Any) -> float:
    """A number in the middle of what an entry stands for."""
    if not isinstance(x, Number):
        return math.nan
    at = x.middle
    try:
        return float(at)
    except OverflowError:
        return math.copysign(math.inf, Decimal(str(at)) if isinstance(at, Decimal) else at)
