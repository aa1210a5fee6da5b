"""An interval: a number that is only known to lie between two decimals, and is certain to."""

from decimal import Context, Decimal
from typing import Any, Protocol

from .nothing import NOTHING
from .passing import Passing

INF, NAN, ZERO, ONE = Decimal("Infinity"), Decimal("NaN"), Decimal(0), Decimal(1)
_UNITS = (1, -1)


class Undetermined(ArithmeticError):  # noqa: N818  # not a mistake: the question stays open
    """What cannot be told at this precision, such as on which side of a kink a number lies."""


class Maybe:
    """The truth of a comparison between intervals that overlap: neither True nor False."""

    def __and__(self, other: Any) -> Any:
        return False if other is False else self

    def __or__(self, other: Any) -> Any:
        return True if other is True else self

    __rand__, __ror__ = __and__, __or__

    def __bool__(self) -> bool:
        raise Undetermined("two numbers cannot be told apart")

    def __repr__(self) -> str:
        return "MAYBE"


MAYBE = Maybe()
Truth = bool | Maybe


class IntervalSystem(Protocol):
    """What an interval asks of the number system that it belongs to: `Intervals`."""

    digits: int
    down: Context
    up: Context
    nan: "Interval"

    def number(self, x: Any) -> "Interval":
        """A plain number as an interval."""

    def read(self, x: Any) -> "Interval":
        """The same for a number of any kind."""

    def certain(self, x: "Interval") -> "Interval":
        """The same interval, if it is certainly one."""

    def between(self, lo: Decimal, hi: Decimal, x: "Interval", y: "Interval") -> "Interval":
        """What came of x and y, with these bounds."""

    def product(self, x: "Interval", y: "Interval") -> "Interval":
        """x y."""

    def reciprocal(self, y: "Interval") -> "Interval":
        """1 / y."""

    def floor(self, x: Any) -> "Interval":
        """The largest whole number that is not above x."""

    def abs(self, x: Any) -> "Interval":
        """|x|."""

    def pow(self, x: Any, y: Any) -> "Interval":
        """x^y."""


class Interval:
    """All numbers from `lo` to `hi`, one of which is meant; NaN where there is certainly no value."""

    __slots__ = ("hi", "lo", "m")

    def __init__(self, m: IntervalSystem, lo: Decimal, hi: Decimal) -> None:
        self.m, self.lo, self.hi = m, lo, hi

    @property
    def nan(self) -> bool:
        """Whether it is no number at all."""
        return self.lo.is_nan()

    @property
    def exact(self) -> bool:
        """Whether it is a single number."""
        return self.lo == self.hi

    @property
    def finite(self) -> bool:
        """Whether both of its ends are finite."""
        return self.lo.is_finite() and self.hi.is_finite()

    @property
    def magnitude(self) -> Decimal:
        """The largest absolute value of its numbers."""
        return max(self.lo.copy_abs(), self.hi.copy_abs())

    def __contains__(self, x: Any) -> bool:
        return not self.nan and self.lo <= x <= self.hi

    def __repr__(self) -> str:
        return f"[{self.lo}, {self.hi}]"

    # ── arithmetic ───────────────────────────────────────────────────────────────────────────

    def __add__(self, other: Any) -> "Interval":
        m = self.m
        y = other if type(other) is Interval else m.number(other)
        return m.between(m.down.add(self.lo, y.lo), m.up.add(self.hi, y.hi), self, y)

    __radd__ = __add__

    def __neg__(self) -> "Interval":
        return Interval(self.m, self.hi.copy_negate(), self.lo.copy_negate())  # a plain minus would round

    def __sub__(self, other: Any) -> "Interval":
        m = self.m
        y = other if type(other) is Interval else m.number(other)
        return m.between(m.down.subtract(self.lo, y.hi), m.up.subtract(self.hi, y.lo), self, y)

    def __rsub__(self, other: Any) -> "Interval":
        return self.m.number(other) - self

    def __mul__(self, other: Any) -> "Interval":
        m = self.m
        if type(other) is not Interval:
            if type(other) is Passing:
                return NotImplemented
            if other in _UNITS:
                return self if other > 0 else -self
        y = other if type(other) is Interval else m.number(other)
        a, b, c, d = self.lo, self.hi, y.lo, y.hi
        if not (b.is_finite() and a.is_finite() and c.is_finite() and d.is_finite()):
            return y if other is NOTHING else m.product(self, y)
        if a.is_signed():
            if b.is_signed():
                a, b, c, d = b.copy_negate(), a.copy_negate(), d.copy_negate(), c.copy_negate()
            else:
                low = min(m.down.multiply(a, d), m.down.multiply(b, c))
                return Interval(m, low, max(m.up.multiply(a, c), m.up.multiply(b, d)))
        # now 0 <= a <= b
        return Interval(m, m.down.multiply(b if c.is_signed() else a, c), m.up.multiply(a if d.is_signed() else b, d))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> "Interval":
        m = self.m
        y = other if type(other) is Interval else m.number(other)
        if self.nan or y.nan:
            return m.nan
        if y.lo > 0 or y.hi < 0:
            if not (self.finite and y.finite):
                return self * m.reciprocal(y)
            a, b, c, d = self.lo, self.hi, y.lo, y.hi
            if d.is_signed():
                a, b, c, d = b.copy_negate(), a.copy_negate(), d.copy_negate(), c.copy_negate()
            # now 0 < c <= d
            return Interval(m, m.down.divide(a, c if a.is_signed() else d), m.up.divide(b, d if b.is_signed() else c))
        if 0 in self:
            if y.exact and self.exact:
                return m.nan
            raise Undetermined("0 / 0 is not ruled out")
        return self * m.reciprocal(y)

    def __rtruediv__(self, other: Any) -> "Interval":
        return self.m.number(other) / self

    def __floordiv__(self, other: Any) -> "Interval":
        return self.m.floor(self / other)

    def __rfloordiv__(self, other: Any) -> "Interval":
        return self.m.floor(self.m.number(other) / self)

    def __mod__(self, other: Any) -> "Interval":
        y = self.m.number(other)
        return self - y * (self // y)

    def __rmod__(self, other: Any) -> "Interval":
        return self.m.number(other) % self

    def __pow__(self, other: Any) -> "Interval":
        return self.m.pow(self, other)

    def __rpow__(self, other: Any) -> "Interval":
        return self.m.pow(other, self)

    # ── comparison: True or False where that is certain ──────────────────────────────────────

    def __lt__(self, other: Any) -> Truth:
        y = self.m.number(other)
        if self.nan or y.nan or self.lo >= y.hi:
            return False
        return True if self.hi < y.lo else MAYBE

    def __le__(self, other: Any) -> Truth:
        y = self.m.number(other)
        if self.nan or y.nan or self.lo > y.hi:
            return False
        return True if self.hi <= y.lo else MAYBE

    def __gt__(self, other: Any) -> Truth:
        return self.m.number(other) < self

    def __ge__(self, other: Any) -> Truth:
        return self.m.number(other) <= self

    def __eq__(self, other: object) -> Truth:  # type: ignore[override]  # three answers are possible
        y = self.m.number(other)
        if self.nan or y.nan or self.hi < y.lo or y.hi < self.lo:
            return False
        return True if self is y or (self.exact and y.exact) else MAYBE

    def __ne__(self, other: object) -> Truth:  # type: ignore[override]  # as above
        equal = self == other
        return MAYBE if equal is MAYBE else not equal

    __hash__ = object.__hash__
