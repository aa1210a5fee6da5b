"""The functions and methods of arrays that Python lines may call, by the names that numpy and torch give them."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...ops import OPS
from ...value import Value
from ...values import WRITTEN
from ..formulas.calls import function_of
from ..formulas.expression import FormulaError, Lambda, called
from .arithmetic import (
    Budget,
    applied,
    apply,
    each,
    exact,
    is_array,
    matmul,
    product,
    reduced,
    shape_of,
    total,
    whole_array,
)
from .paper import PAPER
from .places import PLACES, PLACES_OF
from .rearranging import MOVING, REARRANGED, reshaped, shape_given, transposed
from .statistics import convolved, correlated

Given = Mapping[str, Any]


def call(name: str, args: Sequence[Any], given: Given, budget: Budget) -> Any:
    """What a function of this name makes of its arguments.  Raises FormulaError for one that is not known."""
    if name in _FUNCTIONS:
        return _FUNCTIONS[name](budget, *args, **given)
    if given:
        raise FormulaError(f"{name} takes no {next(iter(given))}= here")
    return _elementwise(name, args, budget)


def is_known(name: str) -> bool:
    """Whether a function is known by this name."""
    return name in _FUNCTIONS or function_of(name) is not None


def _elementwise(name: str, args: Sequence[Any], budget: Budget) -> Any:
    """A row of the table, or a function made of rows, entry by entry."""
    function = function_of(name)
    if function is None or not args or isinstance(function.what, str):
        raise FormulaError(f"no function is called {name!r:.40} here")
    what = function.what
    if isinstance(what, Lambda):
        count = len(what.parameters)
        fits = len(args) == count
    else:
        count = len(what.parameters)
        filled = [float(x) for x in what.defaults[len(what.defaults) - (count - len(args)) :]] if what.defaults else []
        args = [*args, *filled] if len(args) < count else args
        fits = len(args) == count or what.variadic
    if not fits:
        raise FormulaError(f"{name} needs {count} argument{'' if count == 1 else 's'}; got {len(args)}")
    if isinstance(what, Lambda):
        return each(lambda *xs: called(WRITTEN, (what, 0), xs, _no_names, WRITTEN.literal), budget, *args)
    return applied(what, budget, *args)


def _no_names(name: Any) -> Any:
    raise FormulaError(f"nothing is named {name!r:.40} here")


def _axis(axis: Any, dim: Any, keepdims: Any, keepdim: Any) -> tuple[Any, bool]:
    return (dim if axis is None else axis), bool(keepdims or keepdim)


def _counted(x: Any) -> Any:
    """A mask as numbers that can be added."""
    return x.astype(int) if is_array(x) and x.dtype.kind == "b" else x


def _sum(budget: Budget, x: Any, axis: Any = None, keepdims: Any = False, dim: Any = None, keepdim: Any = False) -> Any:
    axis, keep = _axis(axis, dim, keepdims, keepdim)
    return reduced(total, _counted(whole_array(x)), axis, keep, budget)


def _mean(
    budget: Budget, x: Any, axis: Any = None, keepdims: Any = False, dim: Any = None, keepdim: Any = False
) -> Any:
    axis, keep = _axis(axis, dim, keepdims, keepdim)
    return reduced(lambda xs: apply(OPS["div"], total(xs), len(xs)), _counted(whole_array(x)), axis, keep, budget)


def _extreme(name: str) -> Callable[..., Any]:
    """The largest or the smallest entry; of a number, or with an array after it, that of both."""
    op = OPS[name]

    def extreme(
        budget: Budget, x: Any, axis: Any = None, keepdims: Any = False, dim: Any = None, keepdim: Any = False
    ) -> Any:
        if is_array(axis) or (not is_array(x) and axis is not None):
            return applied(op, budget, x, axis)
        axis, keep = _axis(axis, dim, keepdims, keepdim)
        return reduced(lambda xs: apply(op, *map(exact, xs)) if len(xs) > 1 else xs[0], x, axis, keep, budget)

    return extreme


def _softmax(budget: Budget, x: Any, axis: Any = None, dim: Any = None) -> Any:
    return applied(OPS["exp"], budget, _log_softmax(budget, x, axis, dim))


def _log_softmax(budget: Budget, x: Any, axis: Any = None, dim: Any = None) -> Any:
    axis = dim if axis is None else axis
    logs = reduced(lambda xs: apply(OPS["logsumexp"], *map(exact, xs)), x, axis, True, budget)
    return applied(OPS["sub"], budget, x, logs)


def as_type(budget: Budget, x: Any, kind: str) -> Any:
    """x.astype(float): a copy, of a mask as 1 and 0.  Raises FormulaError where digits would be cut off."""
    if kind.startswith("bool"):
        return _truth(budget, x)
    if kind.startswith(("int", "long", "uint")):
        entries = x.reshape(-1).tolist() if is_array(x) else [x]
        if not all(type(exact(e)) in (int, bool) for e in entries):
            raise FormulaError(f"astype({kind}) cuts digits off, and what is left has no derivative")
        return x.astype(int) if is_array(x) else int(x)
    return _as_numbers(budget, x)


def _cumulative(budget: Budget, x: Any, axis: Any = None, dim: Any = None) -> Any:
    """Sums of all entries so far along an axis."""
    import numpy as np

    axis = dim if axis is None else axis
    x = whole_array(x)
    x, axis = (x.reshape(-1), 0) if axis is None else (x, axis)
    budget.spend(x.size, x.size)
    moved = np.moveaxis(x, axis, 0).astype(object)
    for i in range(1, len(moved)):
        moved[i] = applied(OPS["add"], budget, moved[i - 1], moved[i])
    return np.moveaxis(moved, 0, axis)


def _trace(budget: Budget, x: Any) -> Any:
    if not is_array(x) or x.ndim != 2:
        raise FormulaError(f"trace needs a matrix; got the shape {shape_of(x)}")
    return total([x[i, i] for i in range(min(x.shape))])


def _chained(budget: Budget, matrices: Any) -> Any:
    found, *rest = [whole_array(x) for x in matrices]
    for x in rest:
        found = matmul(found, x, budget)
    return found


def _squared(budget: Budget, x: Any) -> Any:
    return applied(OPS["pow"], budget, _as_numbers(budget, x), 2)


def _truth(budget: Budget, x: Any) -> Any:
    """Whether each entry is other than 0."""
    found = each(lambda e: bool(e.data if isinstance(e, Value) else e), budget, x)
    return found.astype(bool) if is_array(found) else bool(found)


def _clipped(
    budget: Budget, x: Any, low: Any = None, high: Any = None, min: Any = None, max: Any = None, a_min: Any = None,
    a_max: Any = None, out: Any = None,
) -> Any:  # fmt: skip
    """No less than one number, and no more than another."""
    low = next((each for each in (low, min, a_min) if each is not None), None)
    high = next((each for each in (high, max, a_max) if each is not None), None)
    if low is None and high is None:
        raise FormulaError("clip needs a lower or an upper end")
    found = x if low is None else applied(OPS["maximum"], budget, x, low)
    return found if high is None else applied(OPS["minimum"], budget, found, high)


def _in_a_row(x: Any) -> Any:
    found = whole_array(x)
    return found.reshape(-1) if is_array(found) else whole_array([found])


def _outer(budget: Budget, a: Any, b: Any) -> Any:
    a, b = _in_a_row(a).reshape(-1, 1), _in_a_row(b).reshape(1, -1)
    return applied(OPS["mul"], budget, a, b)


def _dot(budget: Budget, a: Any, b: Any) -> Any:
    a, b = whole_array(a), whole_array(b)
    if is_array(a) and is_array(b):
        return matmul(a, b, budget)
    return applied(OPS["mul"], budget, a, b)


def _vdot(budget: Budget, a: Any, b: Any) -> Any:
    a, b = _in_a_row(a), _in_a_row(b)
    budget.spend(len(a))
    return product(a.tolist(), b.tolist())


def _where(budget: Budget, condition: Any, x: Any, y: Any) -> Any:
    return each(lambda c, a, b: a if c else b, budget, condition, x, y)


def _filled(budget: Budget, shape: Any, x: Any) -> Any:
    import numpy as np

    shape = shape if isinstance(shape, tuple) else (shape,)
    if not all(type(n) is int and n >= 0 for n in shape):
        raise FormulaError(f"a shape is made of whole numbers; got {shape!r:.40}")
    budget.spend(math.prod(shape), math.prod(shape))
    found = np.empty(shape, dtype=object)
    found.fill(x)
    return found if shape else x


def _eye(budget: Budget, n: Any, m: Any = None) -> Any:
    import numpy as np

    m = n if m is None else m
    if type(n) is not int or type(m) is not int:
        raise FormulaError("eye needs whole numbers")
    budget.spend(n * m, n * m)
    return np.eye(n, m, dtype=int).astype(object)


def _one_hot(budget: Budget, classes: Any, num_classes: Any = None) -> Any:
    import numpy as np

    classes = whole_array(classes)
    if type(num_classes) is not int or getattr(classes, "dtype", np.dtype(object)).kind != "i":
        raise FormulaError("one_hot needs an array of whole numbers, and num_classes=")
    return _eye(budget, num_classes)[classes]


def _range(budget: Budget, *ends: Any) -> Any:
    import numpy as np

    if not ends or not all(type(n) is int for n in ends) or (len(ends) > 2 and not ends[2]):
        raise FormulaError("a range is between whole numbers")
    budget.spend(len(range(*ends)), len(range(*ends)))
    return np.arange(*ends)


def _like(x: float) -> Callable[..., Any]:
    return lambda budget, array: _filled(budget, shape_of(array), x) if is_array(array) else x


def _array(budget: Budget, x: Any, dtype: Any = None, requires_grad: Any = None, copy: Any = True) -> Any:
    return whole_array(x)


def _length(budget: Budget, x: Any) -> int:
    if not is_array(x) and not isinstance(x, list | tuple):
        raise FormulaError("len needs an array")
    return len(x)


def _same(budget: Budget, x: Any, *types: Any) -> Any:
    return x


def _copied(budget: Budget, x: Any) -> Any:
    return x.copy() if is_array(x) else x


def _as_numbers(budget: Budget, x: Any, *types: Any) -> Any:
    """True and False as 1 and 0."""
    return each(lambda e: int(e) if isinstance(e, bool) else e, budget, x)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": _sum, "mean": _mean, "average": _mean, "max": _extreme("maximum"),
    "amax": _extreme("maximum"), "min": _extreme("minimum"), "amin": _extreme("minimum"),
    "softmax": _softmax, "log_softmax": _log_softmax, "outer": _outer, "ger": _outer, "dot": _dot, "matmul": _dot,
    "mm": _dot, "inner": _vdot, "vdot": _vdot, "where": _where, "eye": _eye, "identity": _eye, "one_hot": _one_hot,
    "arange": _range, "range": _range, "len": _length, "array": _array, "asarray": _array, "tensor": _array,
    "zeros_like": _like(0), "ones_like": _like(1),
    "copy": _copied, "float": _as_numbers, "float32": _as_numbers,
    "float64": _as_numbers, "double": _as_numbers, "ravel": lambda budget, x: reshaped(budget, x, -1),
    "zeros": lambda budget, *shape, dtype=None: _filled(budget, shape_given(shape), 0),
    "ones": lambda budget, *shape, dtype=None: _filled(budget, shape_given(shape), 1),
    "full": lambda budget, shape, x: _filled(budget, shape, x),
    "empty": lambda budget, *shape, dtype=None: _filled(budget, shape_given(shape), 0),
    "cumsum": _cumulative, "trace": _trace, "bmm": _dot, "mv": _dot, "multi_dot": _chained, "square": _squared,
    "true_divide": lambda budget, x, y: applied(OPS["div"], budget, x, y), "deepcopy": _copied, "bool": _truth,
    "clip": _clipped, "clamp": _clipped,
    "convolve": convolved, "correlate": correlated, **REARRANGED, **PLACES, **PAPER,
}  # fmt: skip

_METHODS: dict[str, Callable[..., Any]] = {
    name: _FUNCTIONS[name]
    for name in (
        "sum", "mean", "max", "min", "dot", "matmul", "mm", "ravel",
        "softmax", "log_softmax", "outer", "float", "double", "copy",
    )
} | {
    "view": reshaped, "clone": _copied, "contiguous": _same, "detach": _same, "astype": _as_numbers, "to": _as_numbers,
    "flatten": lambda budget, x: _copied(budget, reshaped(budget, x, -1)), "t": transposed, "item": _same,
    "numpy": _same, "cpu": _same, "cuda": _same,
    "int": _same, "long": _same, "view_as": lambda budget, x, y: reshaped(budget, x, shape_of(y)),
    "reshape_as": lambda budget, x, y: reshaped(budget, x, shape_of(y)), "cumsum": _cumulative, "trace": _trace,
    "bmm": _dot, "mv": _dot, "bool": _truth, "clip": _clipped, "clamp": _clipped, **MOVING, **PLACES_OF,
}  # fmt: skip


def method(name: str, x: Any, args: Sequence[Any], given: Given, budget: Budget) -> Any:
    """What a method of an array or a number makes of it.  Raises FormulaError for one that is not known."""
    if name in _METHODS:
        return _METHODS[name](budget, x, *args, **given)
    if given or name in ("range", "len", "array", "tensor"):
        raise FormulaError(f"no method is called {name!r:.40} here")
    return _elementwise(name.removesuffix("_") if name.endswith("_") else name, [x, *args], budget)
