"""Nothing: the slope along a choice that was not taken, and of a step, which takes whatever it is multiplied with."""

from collections.abc import Iterable
from typing import Any


class Nothing(float):
    """A zero that takes any factor with it, an infinity and NaN too: it stands where nothing is carried."""

    __slots__ = ()
    __array_ufunc__ = None  # so that an array, too, leaves the product to it

    def __mul__(self, other: Any) -> float:
        return 0.0

    __rmul__ = __mul__  # Python asks a subclass of float first, on whichever side it stands

    def __reduce__(self) -> str:
        return "NOTHING"


NOTHING = Nothing()


def product(factors: Iterable[float]) -> float:
    """The product, which is nothing where a factor is."""
    found = 1.0
    for factor in factors:
        if factor is NOTHING:
            return NOTHING
        found *= factor
    return found


class Choice:
    """A choice between slopes where one is nothing, and it is not known yet which is taken: each takes the factor."""

    __slots__ = ("condition", "m", "x", "y")
    __array_ufunc__ = None

    def __init__(self, m: Any, condition: Any, x: Any, y: Any) -> None:
        self.m, self.condition, self.x, self.y = m, condition, x, y

    def __mul__(self, factor: Any) -> Any:
        return self.m.where(self.condition, self.x * factor, self.y * factor)

    __rmul__ = __mul__

    def __repr__(self) -> str:
        return f"Choice({self.condition}, {self.x}, {self.y})"


def may_be_nothing(x: Any) -> bool:
    """Whether a slope is nothing, or a choice that may come out so."""
    return x is NOTHING or isinstance(x, Choice)
