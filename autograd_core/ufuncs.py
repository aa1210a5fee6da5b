"""NumPy's functions of Values: np.arctan(v), np.logaddexp(v, 2.0), np.hypot(a, v) of an array, element by element.

Where an array mixes Values and floats, NumPy asks the floats, which know nothing: then the row is called, ops.exp(a).
"""

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from . import ops
from .arguments import public
from .methods import Methods
from .namespaces.arrays import elementwise
from .table import OPS
from .words import nearest

LOG2 = math.log(2)

SPELLED: Mapping[str, str] = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "absolute": "abs", "fabs": "abs", "rint": "round", "negative": "neg", "positive": "identity",
    "conjugate": "identity", "subtract": "sub", "multiply": "mul", "divide": "div", "true_divide": "div",
    "remainder": "mod", "floor_divide": "floordiv", "power": "pow", "float_power": "pow", "rad2deg": "degrees",
    "deg2rad": "radians",
}  # fmt: skip
"""What NumPy calls a row, where it is not its name."""

COMPOSED: Mapping[str, Callable[..., Any]] = {
    "square": lambda x: x * x,
    "reciprocal": lambda x: 1 / x,
    "logaddexp": lambda x, y: ops.logsumexp(x, y),
    "logaddexp2": lambda x, y: ops.logsumexp(x * LOG2, y * LOG2) / LOG2,
    "divmod": divmod,
    "fmax": lambda x, y: y if x != x else x if y != y else ops.maximum(x, y),
    "fmin": lambda x, y: y if x != x else x if y != y else ops.minimum(x, y),
}
"""NumPy's functions that are made of rows."""

ASKED: Mapping[str, Callable[..., bool]] = {
    "less": operator.lt, "less_equal": operator.le, "greater": operator.gt, "greater_equal": operator.ge,
    "equal": operator.eq, "not_equal": operator.ne, "isnan": lambda x: x != x,
    "isfinite": lambda x: abs(x) < math.inf, "isinf": lambda x: abs(x) == math.inf,
}  # fmt: skip
"""Those that tell whether something is so."""


def function(name: str) -> Callable[..., Any] | None:
    """What NumPy's function of this name is on Values and numbers; None for one that has no such meaning."""
    return COMPOSED.get(name) or ASKED.get(name) or OPS.get(SPELLED.get(name, name))


class Universal:
    """What NumPy asks of a number that is not its own."""

    __slots__ = ()

    @public
    def clip(self, min: Any = None, max: Any = None, out: None = None) -> Any:
        """np.clip(v, lo, hi), which is clamp; None leaves a side open."""
        if out is not None:
            raise TypeError("np.clip with out= does not take Values: call it without")
        if min is None or max is None:
            if min is max:
                raise TypeError("np.clip(v, lo, hi) needs a bound: a number, and None for no other")
            return ops.maximum(self, min) if max is None else ops.minimum(self, max)
        return ops.clamp(self, min, max)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """A universal function with a Value among its arguments, of arrays too: element by element."""
        name, f = ufunc.__name__, function(ufunc.__name__)
        options = {option: x for option, x in options.items() if x is not None}
        if f is None or method != "__call__" or options:
            called = f"np.{name}" if method == "__call__" else f"np.{name}.{method}"
            given = f" with {next(iter(options))}=" if options and method == "__call__" else ""
            known = [*SPELLED, *COMPOSED, *ASKED, *OPS]
            hint = nearest(name, known) if f is None else "call it without"
            raise TypeError(f"{called}{given} does not take Values: {hint}, or write v.data for its number")
        answer = elementwise(f, ufunc.nout, *map(_doubles, inputs))
        return answer.astype(bool) if name in ASKED and hasattr(answer, "astype") else answer


def _doubles(x: Any) -> Any:
    """Numbers of NumPy's that are no floats of Python, however they are taken out of their array, as what are."""
    import numpy

    return x.astype(float) if getattr(x, "dtype", None) == numpy.longdouble else x


for _name, _row in SPELLED.items():  # NumPy's functions of an array ask each element for a method of their name
    setattr(Universal, _name, getattr(Methods, _row))
