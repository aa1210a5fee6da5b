"""Arithmetic of arrays whose entries are Values and exact constants, as Python lines write it."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from ...ops import OPS, Op
from ...value import Value
from ...values import WRITTEN
from ..formulas.expression import FormulaError

LARGEST = 20_000
"""An array has no more entries than this."""
STEPS = 6_000
"""So many numbers may be computed for any text, and more where the graph is large."""


class Absent:
    """An entry whose value is not known: nothing comes of it but 0 where it is taken 0 times."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "not known"


ABSENT = Absent()


class Budget:
    """How many numbers may still be computed."""

    def __init__(self, steps: int = STEPS) -> None:
        self.steps = self.left = steps

    def spend(self, steps: int, entries: int = 0) -> None:
        """Take so many steps.  Raises FormulaError where there are no more, or for too large an array."""
        if entries > LARGEST:
            raise FormulaError(f"an array has at most {LARGEST:,} entries; this has {entries:,}")
        self.left -= steps
        if self.left < 0:
            raise FormulaError(f"lines about a graph of this size compute at most {self.steps:,} numbers")


def is_array(x: Any) -> bool:
    """Whether this is an array, of any kind of entries."""
    return hasattr(x, "shape") and not isinstance(x, Value) and x.shape != ()


def shape_of(x: Any) -> tuple[int, ...]:
    """The shape of an array; that of a number is ()."""
    return tuple(x.shape) if is_array(x) else ()


def exact(x: Any) -> Any:
    """An entry as what it is computed with: a Value, or a plain number."""
    return x.item() if hasattr(x, "dtype") and hasattr(x, "item") and x.shape == () else x


def each(f: Callable[..., Any], budget: Budget, *xs: Any) -> Any:
    """f of numbers, or entry by entry of arrays, which are broadcast."""
    if not any(map(is_array, xs)):
        budget.spend(1)
        return f(*map(exact, xs))
    import numpy as np

    try:
        shape = np.broadcast_shapes(*map(shape_of, xs))
    except ValueError:
        raise FormulaError(f"the shapes {' and '.join(str(shape_of(x)) for x in xs)} do not fit together") from None
    budget.spend(math.prod(shape), math.prod(shape))
    entries = [_boxed(x) for x in xs]
    with np.errstate(all="ignore"):  # what a number beyond all numbers means is told where it is judged
        found = np.frompyfunc(lambda *args: f(*map(exact, args)), len(xs), 1)(*entries)
    return found if isinstance(found, np.ndarray) else boxed_alone(found)


def _boxed(x: Any) -> Any:
    """A number in an array without axes, so that numpy asks nothing of it."""
    return x if is_array(x) else boxed_alone(x)


def boxed_alone(x: Any) -> Any:
    """A number in an array of no axes."""
    import numpy as np

    box = np.empty((), dtype=object)
    box[()] = x
    return box


def apply(op: Op, *xs: Any) -> Any:
    """An op of numbers; of two whole numbers a whole one, so that it can be an index."""
    if any(x is ABSENT for x in xs):
        return (
            0 if op.name in ("mul", "div") and _is_zero(xs[0] if op.name == "div" else min(xs, key=_rank)) else ABSENT
        )
    if op.name in _WHOLE and all(type(x) is int for x in xs):
        found = _WHOLE[op.name](*xs) if op.name not in ("floordiv", "mod") or xs[1] else None
        if found is None or abs(found) > 2**53:
            raise FormulaError("whole numbers of Python lines stay below 2^53")
        return found
    if op.name == "pow" and all(type(x) is int for x in xs) and 0 <= xs[1] <= 64 and abs(xs[0]) < 2**10:
        return _whole_power(xs[0], xs[1])
    if op.name == "pow" and not isinstance(xs[0], Value) and isinstance(xs[1], int | float) and abs(xs[1]) > 1_000:
        raise FormulaError("a constant is raised to powers up to 1,000")
    return WRITTEN.apply(op, *xs)


def _whole_power(x: int, y: int) -> int:
    """x to a small power."""
    found = int(x**y)
    if abs(found) > 2**53:
        raise FormulaError("whole numbers of Python lines stay below 2^53")
    return found


def _is_zero(x: Any) -> bool:
    return isinstance(x, int | float) and x == 0


def _rank(x: Any) -> bool:
    return x is ABSENT


_WHOLE: dict[str, Callable[..., Any]] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "floordiv": lambda x, y: x // y,
    "mod": lambda x, y: x % y,
    "neg": lambda x: -x,
}


def applied(op: Op, budget: Budget, *xs: Any) -> Any:
    """An op of numbers and arrays."""
    return each(lambda *args: apply(op, *args), budget, *xs)


def total(xs: Sequence[Any]) -> Any:
    """The sum of some entries, as one node."""
    entries = [exact(x) for x in xs]
    if ABSENT in entries:
        return ABSENT
    if not any(isinstance(x, Value) for x in entries):
        found: Any = 0
        for x in entries:
            found = apply(OPS["add"], found, x)
        return found
    return OPS["sum"].apply(tuple(entries)) if len(entries) != 1 else entries[0]


def product(xs: Sequence[Any], ys: Sequence[Any]) -> Any:
    """The dot product of some entries, as one node."""
    pairs = [(x, y) for x, y in zip(map(exact, xs), map(exact, ys))]
    if any(ABSENT in pair for pair in pairs):
        pairs = [pair for pair in pairs if not (_is_zero(pair[0]) or _is_zero(pair[1]))]
        if any(ABSENT in pair for pair in pairs):
            return ABSENT
    if any(isinstance(x, Value) or isinstance(y, Value) for x, y in pairs):
        return OPS["dot"].apply((*(x for x, _ in pairs), *(y for _, y in pairs)))
    return total([apply(OPS["mul"], x, y) for x, y in pairs])


def matmul(a: Any, b: Any, budget: Budget) -> Any:
    """a @ b of vectors and matrices."""
    import numpy as np

    if not (is_array(a) and is_array(b)) or a.ndim > 2 or b.ndim > 2:
        raise FormulaError(f"@ is read between vectors and matrices; got the shapes {shape_of(a)} and {shape_of(b)}")
    left = a if a.ndim == 2 else a.reshape(1, -1)
    right = b if b.ndim == 2 else b.reshape(-1, 1)
    if left.shape[1] != right.shape[0]:
        words = f"the shapes {a.shape} and {b.shape} do not fit for @: {left.shape[1]} beside {right.shape[0]}"
        raise FormulaError(f"{words}{_if_turned(a, b)}")
    rows, columns = left.shape[0], right.shape[1]
    budget.spend(rows * columns * (1 + left.shape[1] // 8), rows * columns)
    found = np.empty((rows, columns), dtype=object)
    turned = right.T
    for i in range(rows):
        for j in range(columns):
            found[i, j] = product(left[i].tolist(), turned[j].tolist())
    if a.ndim == 2 and b.ndim == 2:
        return found
    return found.reshape(-1) if a.ndim + b.ndim > 2 else found[0, 0]


def _if_turned(a: Any, b: Any) -> str:
    """Which of two matrices would fit if it were transposed."""
    first = a.ndim == 2 and a.shape[0] == b.shape[0]
    second = b.ndim == 2 and a.shape[-1] == b.shape[1]
    both = a.ndim == b.ndim == 2 and a.shape[0] == b.shape[1]
    told = "the first" if first else "the second" if second else "each" if both else ""
    if first and second:
        told = "either"
    return f"; {told} of them transposed would fit" if told else ""


def reduced(f: Callable[[list[Any]], Any], x: Any, axis: Any, keepdims: bool, budget: Budget) -> Any:
    """f of the entries along an axis, along several, or of all."""
    import numpy as np

    if not is_array(x):
        return x
    axes = tuple(range(x.ndim)) if axis is None else (axis if isinstance(axis, tuple) else (axis,))
    if not all(type(a) is int and -x.ndim <= a < x.ndim for a in axes):
        raise FormulaError(f"an array of shape {x.shape} has the axes 0 to {x.ndim - 1}; got {axis!r:.20}")
    axes = tuple(sorted({a % x.ndim for a in axes}))
    kept = [a for a in range(x.ndim) if a not in axes]
    budget.spend(x.size, x.size)
    moved = x.transpose([*kept, *axes]).reshape(math.prod(x.shape[a] for a in kept), -1)
    if not moved.size:
        raise FormulaError(f"there is nothing to add up in an array of shape {x.shape}")
    found = np.empty(moved.shape[0], dtype=object)
    for i in range(moved.shape[0]):
        found[i] = f(moved[i].tolist())
    if keepdims:
        return found.reshape([1 if a in axes else x.shape[a] for a in range(x.ndim)])
    return found.reshape([x.shape[a] for a in kept]) if kept else found[0]


def whole_array(x: Any) -> Any:
    """A numpy array, a tensor or nested lists as an array of objects, or of whole numbers where it holds nothing else;
    numbers as they are.
    """
    import numpy as np

    if isinstance(x, Value):
        return x
    if hasattr(x, "detach"):
        x = x.detach()
    if hasattr(x, "tolist") and not isinstance(x, np.ndarray):
        x = x.tolist()
    if np.ma.is_masked(x):
        raise FormulaError("entries of it are masked, so they are no numbers")
    array = np.asarray(x, dtype=object) if isinstance(x, list | tuple) else x
    if not is_array(array):
        return array.item() if hasattr(array, "item") else array
    if array.ndim > 32:
        raise FormulaError("an array has at most 32 axes")
    if array.size > LARGEST:
        raise FormulaError(f"an array has at most {LARGEST:,} entries; this has {array.size:,}")
    if array.dtype.kind in "iub" or all(type(e) is int for e in array.flat):
        return array.astype(bool) if array.dtype.kind == "b" else array.astype(np.int64)
    found = np.empty(array.shape, dtype=object)
    for place, entry in np.ndenumerate(array):
        if entry is None or isinstance(entry, tuple | list | dict | str):
            raise FormulaError("an array is made of numbers, in rows of one length")
        found[place] = exact(entry)
    return found
