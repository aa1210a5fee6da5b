"""Intervals of floats: as certain as those of decimals and several times as fast, for a first look.

Every result is rounded outwards, by one float where a processor rounds to the nearest, and by `SLACK` where a function
of the math library or of FLOATS is asked, whose errors the tests measure.  What is not certain here is left to others:
infinities, comparisons that overlap and domains that are reached raise Undetermined.
"""

import math
import operator
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from math import frexp, nextafter
from typing import Any

from ..clock import time_is_up
from .base import Namespace
from .exact import Exact
from .floats import FLOATS
from .interval import MAYBE, Interval, Truth, Undetermined
from .intervals import Intervals
from .nothing import NOTHING

SLACK = 2.0**-50
"""A function of floats is right to this share of its value, which is four units in the last place or more."""
SMALLEST, NORMAL, LONGEST = 5e-324, 2.0**-1022, 2.0**53
INF = math.inf
KNOWN = 10_000
"""So many plain numbers are remembered."""
_KNOWN: dict[float, "FloatInterval"] = {}


def _down(x: float) -> float:
    return nextafter(x, -INF)


def _up(x: float) -> float:
    return nextafter(x, INF)


class FloatInterval:
    """All numbers from `lo` to `hi`, one of which is meant.  Raises Undetermined where one of them is infinite."""

    __slots__ = ("hi", "lo")

    def __init__(self, lo: float, hi: float) -> None:
        if not hi - lo < INF:  # nor where one is NaN
            raise Undetermined("a number grows beyond all floats")
        self.lo, self.hi = lo, hi

    def __contains__(self, x: float) -> bool:
        return self.lo <= x <= self.hi

    def __repr__(self) -> str:
        return f"[{self.lo}, {self.hi}]"

    def within(self, m: Intervals) -> Interval:
        """The same as an interval of decimals."""
        return Interval(m, Decimal(self.lo), Decimal(self.hi))

    # ── arithmetic ───────────────────────────────────────────────────────────────────────────

    def __neg__(self) -> "FloatInterval":
        return FloatInterval(-self.hi, -self.lo)

    def __add__(self, other: Any) -> "FloatInterval":
        y = other if type(other) is FloatInterval else number(other)
        if y.lo == y.hi == 0:
            return self
        low, high = self.lo + y.lo, self.hi + y.hi
        points = self.lo == self.hi and y.lo == y.hi
        if points and low - self.lo == y.lo and low - y.lo == self.lo:  # 2 - 1, in which nothing is rounded
            return FloatInterval(low, high)
        return y if self.lo == self.hi == 0 else FloatInterval(nextafter(low, -INF), nextafter(high, INF))

    __radd__ = __add__

    def __sub__(self, other: Any) -> "FloatInterval":
        return self + -(other if type(other) is FloatInterval else number(other))

    def __rsub__(self, other: Any) -> "FloatInterval":
        return number(other) - self

    def __mul__(self, other: Any) -> "FloatInterval":
        if type(other) is float and other == 1.0:
            return self
        y = other if type(other) is FloatInterval else number(other)
        a, b, c, d = self.lo, self.hi, y.lo, y.hi
        if a == b == 0 or c == d == 0:
            return NULL
        if c == d == 1.0:
            return self
        if a == b == 1.0:
            return y
        if a == b and c == d and _is_whole(a, c, low := a * c):
            return FloatInterval(low, low)
        if a >= 0:
            low, high = (a * c if c >= 0 else b * c), (b * d if d >= 0 else a * d)
        elif b <= 0:
            low, high = (a * d if d >= 0 else b * d), (b * c if c >= 0 else a * c)
        else:
            low, high = min(a * d, b * c), max(a * c, b * d)
        return FloatInterval(nextafter(low, -INF), nextafter(high, INF))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> "FloatInterval":
        y = other if type(other) is FloatInterval else number(other)
        if y.lo <= 0 <= y.hi:
            raise Undetermined("a divisor may be 0")
        a, b, c, d = self.lo, self.hi, y.lo, y.hi
        if c < 0:
            a, b, c, d = -b, -a, -d, -c
        # now 0 < c <= d
        low, high = a / (d if a >= 0 else c), b / (c if b >= 0 else d)
        if a == b and c == d and _is_whole(low, c, a):
            return FloatInterval(low, low)
        return FloatInterval(nextafter(low, -INF), nextafter(high, INF))

    def __floordiv__(self, other: Any) -> "FloatInterval":
        return FLOAT_INTERVALS.by_decimals(operator.floordiv, self, other)

    # fmt: off
    def __rtruediv__(self, other: Any) -> "FloatInterval": return number(other) / self
    def __pow__(self, other: Any) -> "FloatInterval": return FLOAT_INTERVALS.pow(self, other)
    def __rpow__(self, other: Any) -> "FloatInterval": return FLOAT_INTERVALS.pow(other, self)
    def __mod__(self, other: Any) -> "FloatInterval": return FLOAT_INTERVALS.by_decimals(operator.mod, self, other)
    def __rmod__(self, other: Any) -> "FloatInterval": return number(other) % self
    def __rfloordiv__(self, other: Any) -> "FloatInterval": return number(other) // self
    # fmt: on

    # ── comparison: True or False where that is certain ──────────────────────────────────────

    def __lt__(self, other: Any) -> Truth:
        y = other if type(other) is FloatInterval else number(other)
        return True if self.hi < y.lo else False if self.lo >= y.hi else MAYBE

    def __le__(self, other: Any) -> Truth:
        y = other if type(other) is FloatInterval else number(other)
        return True if self.hi <= y.lo else False if self.lo > y.hi else MAYBE

    def __gt__(self, other: Any) -> Truth:
        return number(other) < self

    def __ge__(self, other: Any) -> Truth:
        return number(other) <= self

    def __eq__(self, other: object) -> Truth:  # type: ignore[override]  # three answers are possible
        y = other if type(other) is FloatInterval else number(other)
        if self is y or self.lo == self.hi == y.lo == y.hi:
            return True
        return False if self.hi < y.lo or y.hi < self.lo else MAYBE

    def __ne__(self, other: object) -> Truth:  # type: ignore[override]  # as above
        equal = self == other
        return MAYBE if equal is MAYBE else not equal

    __hash__ = object.__hash__


def _is_whole(a: float, b: float, product: float) -> bool:
    """Whether a b is this product, and no rounding of it: of two integers, or with a power of two."""
    if abs(product) < LONGEST and a.is_integer() and b.is_integer():
        return product == a * b
    powers = abs(frexp(a)[0]) == 0.5 or abs(frexp(b)[0]) == 0.5
    return powers and product == a * b and abs(product) > NORMAL


def number(x: Any) -> FloatInterval:
    """A plain number, and whatever a float may have been rounded from: the decimal it prints as, a fraction, pi."""
    if type(x) is FloatInterval:
        return x
    if type(x) is float or type(x) is int:
        if (known := _KNOWN.get(x)) is not None:
            return known
        if len(_KNOWN) >= KNOWN:
            _KNOWN.clear()
        found = _number(x)
        if x and -LONGEST < x < LONGEST:  # 0.0 and -0.0 are one key, and so are an int and the float that it is near
            _KNOWN[x] = found
        return found
    return _number(x)


def _number(x: Any) -> FloatInterval:
    if isinstance(x, Exact):
        return FLOAT_INTERVALS.by_decimals(lambda: x)
    if isinstance(x, Decimal):
        x = Fraction(x)
    try:
        near = float(x)
    except OverflowError:
        raise Undetermined("a number lies beyond all floats") from None
    few = -(2**20) < near < 2**20 and (64 * near).is_integer()
    whole = near.is_integer() and (type(x) is int or -(2**53) < near < 2**53)
    exact = near == x and (few or whole)  # it prints as the number that it is
    return FloatInterval(near, near) if exact else FloatInterval(_down(near), _up(near))


def _rising(f: Callable[[float], float], above: float = -INF) -> Callable[[Any, Any], FloatInterval]:
    """An increasing function from what floats make of both ends, where those lie above a number."""

    def at(m: Any, x: Any) -> FloatInterval:
        y = number(x)
        if not y.lo > above:
            raise Undetermined("whether the argument lies in the domain cannot be told")
        try:
            low, high = f(y.lo), f(y.hi)
        except (OverflowError, ValueError):
            raise Undetermined("a number grows beyond all floats") from None
        return FloatInterval(low - (abs(low) * SLACK + SMALLEST), high + (abs(high) * SLACK + SMALLEST))

    return at


def _wave(f: Callable[[float], float]) -> Callable[[Any, Any], FloatInterval]:
    """The wave at the middle, and as far beyond as it can get at a slope of at most 1."""

    def at(m: Any, x: Any) -> FloatInterval:
        y = number(x)
        middle = y.lo + 0.5 * (y.hi - y.lo)
        height = f(middle)
        off = _up(max(y.hi - middle, middle - y.lo)) + (abs(height) * SLACK + SMALLEST)
        return FloatInterval(max(_down(height - off), -1.0), min(_up(height + off), 1.0))

    return at


class FloatIntervals(Namespace):
    """Intervals between floats."""

    name = "FLOAT_INTERVALS"
    nothing = NOTHING

    sigmoid: Any
    softplus: Any
    exp, expm1, tanh, atan = _rising(math.exp), _rising(math.expm1), _rising(math.tanh), _rising(math.atan)
    log, log1p, sqrt = _rising(math.log, 0.0), _rising(math.log1p, -1.0), _rising(math.sqrt, 0.0)
    sigmoid, softplus, erf = _rising(FLOATS.sigmoid), _rising(FLOATS.softplus), _rising(math.erf)
    sin, cos = _wave(math.sin), _wave(math.cos)

    def __init__(self, by_hand: bool = False) -> None:
        self.by_hand = by_hand
        self.decimals = Intervals(25, symbolic=True)

    @property
    def pi(self) -> Any:
        return number(math.pi)

    def number(self, x: Any) -> FloatInterval:
        return number(x)

    def by_decimals(self, f: Callable[..., Any], *args: Any) -> FloatInterval:
        """Whatever has no quicker way: over the intervals of decimals, as long as there is time."""
        if time_is_up():
            raise Undetermined("more time would be needed")
        m = self.decimals
        found = m.number(f(*(number(x).within(m) for x in args)))
        if not found.finite:
            raise Undetermined("an infinity, or no value at all")
        ends = float(found.lo), float(found.hi)
        return FloatInterval(_down(ends[0]), _up(ends[1]))

    def pow(self, x: Any, y: Any) -> FloatInterval:
        base, power = number(x), number(y)
        if power.lo == power.hi and power.lo.is_integer() and 0 <= power.lo <= 8:
            found = ONE
            for _ in range(int(power.lo)):
                found = found * base
            return found
        return self.exp(power * self.log(base)) if base.lo > 0 else self.by_decimals(self.decimals.pow, base, power)

    def likely(self, condition: Any) -> Any:
        return condition is MAYBE or condition

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        if condition is not MAYBE:
            return x if condition else y
        one, other = number(x), number(y)
        return FloatInterval(min(one.lo, other.lo), max(one.hi, other.hi))

    def abs(self, x: Any) -> FloatInterval:
        y = number(x)
        return y if y.lo >= 0 else -y if y.hi <= 0 else FloatInterval(0.0, max(-y.lo, y.hi))

    def sign(self, x: Any) -> FloatInterval:
        y = number(x)
        return FloatInterval(float((y.lo > 0) - (y.lo < 0)), float((y.hi > 0) - (y.hi < 0)))

    def maximum(self, *xs: Any) -> FloatInterval:
        ys = [number(x) for x in xs]
        lo, hi = max(y.lo for y in ys), max(y.hi for y in ys)
        return next((y for y in ys if y.lo == lo and y.hi == hi), None) or FloatInterval(lo, hi)

    def minimum(self, *xs: Any) -> FloatInterval:
        ys = [number(x) for x in xs]
        lo, hi = min(y.lo for y in ys), min(y.hi for y in ys)
        return next((y for y in ys if y.lo == lo and y.hi == hi), None) or FloatInterval(lo, hi)

    def sum(self, *xs: Any) -> FloatInterval:
        ys = [number(x) for x in xs]
        if all(y.lo == y.hi == 0 for y in ys):
            return NULL
        return FloatInterval(_down(math.fsum(y.lo for y in ys)), _up(math.fsum(y.hi for y in ys)))

    def logsumexp(self, *xs: Any) -> FloatInterval:
        top = max(number(x).hi for x in xs)
        largest = FloatInterval(top, top)
        return largest + self.log(self.sum(*(self.exp(number(x) - largest) for x in xs)))


def _by_decimals(letter: str) -> Callable[..., FloatInterval]:
    return lambda m, *args: m.by_decimals(getattr(m.decimals, letter), *args)


BY_DECIMALS = (
    "tan", "asin", "acos", "atan2", "sinh", "cosh", "asinh", "acosh", "atanh", "cbrt", "hypot", "erfc", "erfinv",
    "lgamma", "polygamma", "sinc", "sinc_derivative", "floor", "ceil", "round", "trunc", "log2", "log10",
)  # fmt: skip
"""Letters that the intervals of decimals work out."""
for _letter in BY_DECIMALS:
    setattr(FloatIntervals, _letter, _by_decimals(_letter))

NULL, ONE = FloatInterval(0.0, 0.0), FloatInterval(1.0, 1.0)
FLOAT_INTERVALS, FLOAT_INTERVALS_BY_HAND = FloatIntervals(), FloatIntervals(by_hand=True)
