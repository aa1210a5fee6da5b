"""The functions and methods of arrays that Python lines may call, by the names that numpy and torch give them."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...ops import OPS
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


def _sum(budget: Budget, x: Any, axis: Any = None, keepdims: Any = False, dim: Any = None, keepdim: Any = False) -> Any:
    axis, keep = _axis(axis, dim, keepdims, keepdim)
    return reduced(total, whole_array(x), axis, keep, budget)


def _mean(
    budget: Budget, x: Any, axis: Any = None, keepdims: Any = False, dim: Any = None, keepdim: Any = False
) -> Any:
    axis, keep = _axis(axis, dim, keepdims, keepdim)
    return reduced(lambda xs: apply(OPS["div"], total(xs), len(xs)), whole_array(x), axis, keep, budget)


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


def _shape_given(shape: tuple[Any, ...]) -> Any:
    return tuple(shape[0]) if len(shape) == 1 and isinstance(shape[0], tuple | list) else shape


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


def _array(budget: Budget, x: Any, dtype: Any = None, requires_grad: Any = None) -> Any:
    return whole_array(x)


def _length(budget: Budget, x: Any) -> int:
    if not is_array(x) and not isinstance(x, list | tuple):
        raise FormulaError("len needs an array")
    return len(x)


def _stacked(how: str) -> Callable[..., Any]:
    def stack(budget: Budget, parts: Any, axis: Any = 0, dim: Any = None) -> Any:
        import numpy as np

        arrays = [np.asarray(whole_array(x), dtype=object) for x in parts]
        budget.spend(sum(a.size for a in arrays), sum(a.size for a in arrays))
        try:
            return getattr(np, how)(arrays, axis=axis if dim is None else dim)
        except (ValueError, TypeError):
            raise FormulaError(
                f"arrays of the shapes {', '.join(str(a.shape) for a in arrays)} are not joined"
            ) from None

    return stack


def _reshaped(budget: Budget, x: Any, *shape: Any) -> Any:
    shape = _shape_given(shape)
    try:
        return whole_array(x).reshape(shape)
    except (ValueError, TypeError):
        raise FormulaError(f"an array of shape {shape_of(x)} has no shape {shape!r:.40}") from None


def _transposed(budget: Budget, x: Any, *axes: Any) -> Any:
    if not is_array(x):
        return x
    axes = _shape_given(axes)
    try:
        return x.transpose(axes) if axes else x.T
    except (ValueError, TypeError):
        raise FormulaError(f"an array of shape {x.shape} is not transposed by {axes!r:.40}") from None


def _unsqueezed(budget: Budget, x: Any, axis: Any = None, dim: Any = None) -> Any:
    import numpy as np

    axis = dim if axis is None else axis
    try:
        return np.expand_dims(whole_array(x), axis)
    except (ValueError, TypeError):
        raise FormulaError(f"an array of shape {shape_of(x)} has no place for an axis {axis!r:.20}") from None


def _squeezed(budget: Budget, x: Any, axis: Any = None, dim: Any = None) -> Any:
    import numpy as np

    axis = dim if axis is None else axis
    try:
        return np.squeeze(x, axis)
    except (ValueError, TypeError):
        raise FormulaError(f"an array of shape {shape_of(x)} has no axis {axis!r:.20} of length 1") from None


def _same(budget: Budget, x: Any, *types: Any) -> Any:
    return x


def _as_numbers(budget: Budget, x: Any, *types: Any) -> Any:
    """True and False as 1 and 0."""
    return each(lambda e: int(e) if isinstance(e, bool) else e, budget, x)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": _sum, "mean": _mean, "average": _mean, "max": _extreme("maximum"),
    "amax": _extreme("maximum"), "min": _extreme("minimum"), "amin": _extreme("minimum"),
    "softmax": _softmax, "log_softmax": _log_softmax, "outer": _outer, "ger": _outer, "dot": _dot, "matmul": _dot,
    "mm": _dot, "inner": _vdot, "vdot": _vdot, "where": _where, "eye": _eye, "identity": _eye, "one_hot": _one_hot,
    "arange": _range, "range": _range, "len": _length, "array": _array, "asarray": _array, "tensor": _array,
    "zeros_like": _like(0), "ones_like": _like(1), "concatenate": _stacked("concatenate"),
    "cat": _stacked("concatenate"), "stack": _stacked("stack"),
    "reshape": _reshaped, "transpose": _transposed, "expand_dims": _unsqueezed,
    "unsqueeze": _unsqueezed, "squeeze": _squeezed, "copy": _same, "float": _as_numbers, "float32": _as_numbers,
    "float64": _as_numbers, "double": _as_numbers, "ravel": lambda budget, x: _reshaped(budget, x, -1),
    "zeros": lambda budget, *shape, dtype=None: _filled(budget, _shape_given(shape), 0),
    "ones": lambda budget, *shape, dtype=None: _filled(budget, _shape_given(shape), 1),
    "full": lambda budget, shape, x: _filled(budget, shape, x),
    **PAPER,
}  # fmt: skip

_METHODS: dict[str, Callable[..., Any]] = {
    name: _FUNCTIONS[name]
    for name in (
        "sum", "mean", "max", "min", "dot", "matmul", "mm", "reshape", "transpose", "unsqueeze", "squeeze", "ravel",
        "softmax", "log_softmax", "outer", "float", "double", "copy",
    )
} | {
    "view": _reshaped, "clone": _same, "contiguous": _same, "detach": _same, "astype": _as_numbers, "to": _as_numbers,
    "flatten": lambda budget, x: _reshaped(budget, x, -1), "t": _transposed, "item": _same, "numpy": _same,
    "int": _same, "long": _same, "view_as": lambda budget, x, y: _reshaped(budget, x, shape_of(y)),
    "reshape_as": lambda budget, x, y: _reshaped(budget, x, shape_of(y)),
}  # fmt: skip


def method(name: str, x: Any, args: Sequence[Any], given: Given, budget: Budget) -> Any:
    """What a method of an array or a number makes of it.  Raises FormulaError for one that is not known."""
    if name in _METHODS:
        return _METHODS[name](budget, x, *args, **given)
    if given or name in ("range", "len", "array", "tensor"):
        raise FormulaError(f"no method is called {name!r:.40} here")
    return _elementwise(name.removesuffix("_") if name.endswith("_") else name, [x, *args], budget)
