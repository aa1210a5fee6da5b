"""Functions that tell where something stands in an array, or how often: argmax, counts, masks."""

from collections.abc import Callable
from typing import Any

from ...value import Value
from ..formulas.expression import FormulaError
from .arithmetic import Budget, each, exact, is_array, shape_of, whole_array

Rule = Callable[..., Any]


def _number(x: Any) -> float:
    found = exact(x)
    return found.data if isinstance(found, Value) else float(found)


def numbers_of(x: Any, budget: Budget) -> Any:
    """What the entries of an array come to, in floats."""
    import numpy as np

    x = whole_array(x)
    if not is_array(x):
        return np.asarray(_number(x))
    budget.spend(x.size, x.size)
    return np.array([_number(e) for e in x.reshape(-1).tolist()]).reshape(x.shape)


def _told(name: str) -> Rule:
    """argmax, argmin, argsort and whatever else numpy tells of numbers alone."""

    def told(
        budget: Budget, x: Any, axis: Any = None, dim: Any = None, keepdims: Any = False, keepdim: Any = False
    ) -> Any:
        import numpy as np

        axis = dim if axis is None else axis
        given = {"keepdims": True} if keepdims or keepdim else {}
        try:
            found = getattr(np, name)(numbers_of(x, budget), axis=axis, **given)
        except (ValueError, TypeError) as error:
            raise FormulaError(f"{name} does not fit here: {' '.join(str(error).split())[:80]}") from None
        return found if is_array(found) else found.item()

    return told


def _argsort(budget: Budget, x: Any, axis: Any = -1, dim: Any = None) -> Any:
    import numpy as np

    return np.argsort(numbers_of(x, budget), axis=axis if dim is None else dim, kind="stable")


def _unravelled(budget: Budget, index: Any, shape: Any) -> Any:
    import numpy as np

    try:
        found = np.unravel_index(index, shape)
    except (ValueError, TypeError) as error:
        raise FormulaError(f"unravel_index does not fit here: {' '.join(str(error).split())[:80]}") from None
    return tuple(part if is_array(part) else int(part) for part in found)


def _nonzero(budget: Budget, x: Any) -> Any:
    import numpy as np

    return tuple(np.nonzero(numbers_of(x, budget)))


def _logical(rule: Callable[..., bool]) -> Rule:
    def mask(budget: Budget, *xs: Any) -> Any:
        found = each(lambda *es: rule(*(bool(_number(e)) for e in es)), budget, *xs)
        return found.astype(bool) if is_array(found) else bool(found)

    return mask


def _numel(budget: Budget, x: Any) -> int:
    return int(x.size) if is_array(x) else 1


def _sizes(budget: Budget, x: Any, axis: Any = None, dim: Any = None) -> Any:
    """x.size() is the shape in torch, x.size(0) one of its numbers."""
    axis = dim if axis is None else axis
    shape = shape_of(x)
    if axis is None:
        return shape
    if type(axis) is not int or not -len(shape) <= axis < len(shape):
        raise FormulaError(f"an array of shape {shape} has no axis {axis!r:.20}")
    return shape[axis]


PLACES: dict[str, Rule] = {
    **{name: _told(name) for name in ("argmax", "argmin", "count_nonzero", "any", "all")},
    "argsort": _argsort, "unravel_index": _unravelled, "nonzero": _nonzero, "flatnonzero": lambda budget, x: _nonzero(
        budget, x.reshape(-1))[0],
    "logical_and": _logical(lambda a, b: a and b), "logical_or": _logical(lambda a, b: a or b),
    "logical_not": _logical(lambda a: not a), "logical_xor": _logical(lambda a, b: a is not b), "numel": _numel,
}  # fmt: skip

PLACES_OF: dict[str, Rule] = {name: PLACES[name] for name in ("argmax", "argmin", "any", "all", "argsort", "nonzero",
                                                              "numel")} | {"size": _sizes}  # fmt: skip
"""The same as methods."""
