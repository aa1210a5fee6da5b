"""One germ: a function just beside a point, on one side of it, as the first terms of a series.

With t > 0 the distance from the point and l = log(1/t), a germ is a sum of terms c t^q l^k, largest first, and a rest
that is known to be no larger than some t^q l^k times a number.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Protocol

from .interval import Interval, Undetermined
from .intervals import Intervals

Order = tuple[Fraction, Fraction]
"""(q, -k) of t^q l^k: the smaller of two belongs to the larger term."""

NULL: Order = (Fraction(0), Fraction(0))
FLAT: Order = (Fraction(10**6), Fraction(0))
"""Smaller than any power of t that is met: exp(-1/t)."""
LONG = 4000
"""A fraction of more bits goes on as an interval."""


class GermSystem(Protocol):
    """What a germ asks of the number system that it belongs to: `Germs`."""

    base: Intervals
    order: int

    def number(self, x: Any) -> "Germ":
        """A plain number: the same all along."""

    def signed(self, c: Any) -> int:
        """The sign of a coefficient."""

    def compared(self, x: "Germ", other: Any, holds: Callable[[int], bool]) -> bool:
        """Whether a comparison holds, by the sign of the difference."""

    def add(self, x: "Germ", y: "Germ") -> "Germ":
        """x + y."""

    def multiply(self, x: "Germ", y: "Germ") -> "Germ":
        """x y."""

    def divide(self, x: "Germ", y: "Germ") -> "Germ":
        """x / y."""

    def floor(self, x: Any) -> Any:
        """The largest whole number that is not above x."""

    def pow(self, x: Any, y: Any) -> Any:
        """x^y."""


class Germ:
    """A sum of terms by their order, and the order of the rest; None where there is no rest."""

    __slots__ = ("m", "nan", "rest", "terms")

    def __init__(self, m: GermSystem, terms: dict[Order, Any], rest: Order | None = None, nan: bool = False) -> None:
        self.m, self.nan = m, nan
        kept = {}
        first: Order | None = None
        for order in sorted(terms):
            c = terms[order]
            if isinstance(c, Fraction) and c.numerator.bit_length() + c.denominator.bit_length() > LONG:
                c = m.base.number(c)
            if (isinstance(c, Fraction) and not c) or (isinstance(c, Interval) and c.exact and c.lo == 0):
                continue
            first = first or order
            if order[0] > first[0] + m.order:
                rest = order if rest is None else min(rest, order)
                break
            kept[order] = c
        self.terms = kept if rest is None else {order: c for order, c in kept.items() if order < rest}
        self.rest = rest

    @property
    def zero(self) -> bool:
        """Whether it is 0 all along."""
        return not self.nan and not self.terms and self.rest is None

    @property
    def top(self) -> Order:
        """The order of the largest of its terms, or of its rest."""
        orders = [*self.terms] if self.rest is None else [*self.terms, self.rest]
        return min(orders)

    def lead(self) -> tuple[Order, Any]:
        """The largest term.  Raises Undetermined where that is not known."""
        if not self.terms:
            raise Undetermined("more terms of a series would be needed")
        order, c = next(iter(self.terms.items()))
        self.m.signed(c)
        return order, c

    @property
    def sign(self) -> int:
        """1 or -1 as it is above or below 0 near the point, and 0 where it is 0 all along."""
        return 0 if self.zero else self.m.signed(self.lead()[1])

    def split(self) -> tuple["Germ", Any, "Germ"]:
        """What grows without bound, the limit of what does not, and what vanishes."""
        if self.rest is not None and self.rest <= NULL:
            raise Undetermined("more terms of a series would be needed")
        large = {order: c for order, c in self.terms.items() if order < NULL}
        small = {order: c for order, c in self.terms.items() if order > NULL}
        return Germ(self.m, large), self.terms.get(NULL, Fraction(0)), Germ(self.m, small, self.rest)

    # fmt: off
    def __add__(self, other: Any) -> "Germ": return self.m.add(self, self.m.number(other))
    def __radd__(self, other: Any) -> "Germ": return self.m.add(self.m.number(other), self)
    def __sub__(self, other: Any) -> "Germ": return self.m.add(self, -self.m.number(other))
    def __rsub__(self, other: Any) -> "Germ": return self.m.add(self.m.number(other), -self)
    def __mul__(self, other: Any) -> "Germ": return self.m.multiply(self, self.m.number(other))
    def __rmul__(self, other: Any) -> "Germ": return self.m.multiply(self.m.number(other), self)
    def __truediv__(self, other: Any) -> "Germ": return self.m.divide(self, self.m.number(other))
    def __rtruediv__(self, other: Any) -> "Germ": return self.m.divide(self.m.number(other), self)
    def __floordiv__(self, other: Any) -> Any: return self.m.floor(self / other)
    def __rfloordiv__(self, other: Any) -> Any: return self.m.floor(other / self)
    def __mod__(self, other: Any) -> Any: return self - other * (self // other)
    def __rmod__(self, other: Any) -> Any: return self.m.number(other).__mod__(self)
    def __pow__(self, other: Any) -> Any: return self.m.pow(self, other)
    def __rpow__(self, other: Any) -> Any: return self.m.pow(other, self)
    def __neg__(self) -> "Germ": return Germ(self.m, {o: -c for o, c in self.terms.items()}, self.rest, self.nan)
    def __lt__(self, other: Any) -> bool: return self.m.compared(self, other, lambda sign: sign < 0)
    def __le__(self, other: Any) -> bool: return self.m.compared(self, other, lambda sign: sign <= 0)
    def __gt__(self, other: Any) -> bool: return self.m.compared(self, other, lambda sign: sign > 0)
    def __ge__(self, other: Any) -> bool: return self.m.compared(self, other, lambda sign: sign >= 0)
    def __eq__(self, other: object) -> bool: return self.m.compared(self, other, lambda sign: sign == 0)
    def __ne__(self, other: object) -> bool: return not self == other
    # fmt: on
    __hash__ = None  # type: ignore[assignment]  # what is equal depends on the point
