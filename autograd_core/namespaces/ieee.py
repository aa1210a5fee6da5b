"""Floats that divide by zero as IEEE 754 has it, for where Python's operators raise."""

import math
from collections.abc import Callable
from typing import Any

from .nothing import NOTHING


def as_ieee(x: Any) -> Any:
    """Floats as IEEE numbers, those in lists too."""
    return IEEE(x) if isinstance(x, float) else type(x)(map(as_ieee, x)) if isinstance(x, list | tuple) else x


def as_floats(x: Any) -> Any:
    """IEEE numbers as floats again."""
    return float(x) if isinstance(x, IEEE) else type(x)(map(as_floats, x)) if isinstance(x, list | tuple) else x


class IEEE(float):
    """A float whose division by zero is an infinity or NaN; slower, and met only where a plain float raised."""

    __slots__ = ()

    def __truediv__(self, y: float) -> "IEEE":
        x = float(self)
        if y:
            return IEEE(x / float(y))
        return IEEE(x * math.copysign(math.inf, y) if x else math.nan)

    def __rtruediv__(self, x: float) -> "IEEE":
        return IEEE(x) / self

    def __mod__(self, y: float) -> "IEEE":
        return IEEE(float(self) % float(y) if y and math.isfinite(self) else math.nan)

    def __rmod__(self, x: float) -> "IEEE":
        return IEEE(x) % self

    def __floordiv__(self, y: float) -> "IEEE":
        return IEEE(float(self) // float(y)) if y else self / y

    def __rfloordiv__(self, x: float) -> "IEEE":
        return IEEE(x) // self

    def __mul__(self, y: float) -> "IEEE":
        return IEEE(0.0 if y is NOTHING else float(self) * float(y))

    __rmul__ = __mul__

    def __pow__(self, y: float) -> "IEEE":  # type: ignore[override]  # without a modulus
        x, odd = float(self), float(y) % 2 == 1
        try:
            return IEEE(math.pow(x, y))
        except OverflowError:
            return IEEE(-math.inf if x < 0 and odd else math.inf)
        except ValueError:  # a power below 0 of 0, or a root of a number below 0
            return IEEE(math.copysign(math.inf, x if odd else 1.0) if x == 0 else math.nan)

    def __rpow__(self, x: float) -> "IEEE":  # type: ignore[override]  # without a modulus
        return IEEE(x) ** self


def _staying(name: str) -> Callable[..., Any]:
    of_float = getattr(float, name)
    return lambda *args: IEEE(of_float(*args))


for _name in ("__add__", "__radd__", "__sub__", "__rsub__", "__neg__", "__abs__"):
    setattr(IEEE, _name, _staying(_name))
