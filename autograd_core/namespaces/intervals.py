"""Intervals: numbers that are only known to lie between two decimals, and are certain to; for proofs.

Every operation rounds outwards, so what comes out contains the true value of what went in.  The arithmetic is the
standard library's `decimal`, with more digits wherever more are asked for.
"""

import functools
import math
from collections.abc import Callable
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Context, Decimal, Inexact
from fractions import Fraction
from typing import Any

from . import series
from .base import Namespace
from .exact import Exact, plain
from .interval import INF, MAYBE, NAN, ONE, ZERO, Interval, Truth, Undetermined
from .monotone import flat_odd, growing, logarithmic, monotone, odd, tanh_like
from .nothing import NOTHING
from .series import Bounds
from .special import cotangent_polynomial


class Intervals(Namespace):
    """Intervals of decimals with so many significant digits.

    A float stands for the exact rational it is, or with `decimals` for the decimal it prints as.  With `symbolic`
    the constants math.pi, math.tau and math.e stand for what they approximate.  Comparisons that cannot be decided are
    neither true nor false, and choices between them cover both; what could not be so covered raises Undetermined.
    """

    name = "INTERVALS"
    nothing = NOTHING

    def __init__(self, digits: int = 40, decimals: bool = False, symbolic: bool = False) -> None:
        if not isinstance(digits, int) or not 1 <= digits <= 100_000:
            raise ValueError(f"Intervals(digits) needs a number of digits from 1 to 100,000; got {digits!r}")
        self.digits, self.decimals, self.symbolic = digits, decimals, symbolic
        self.down, self.up = _context(digits, ROUND_FLOOR), _context(digits, ROUND_CEILING)
        self.nan, self.entire = Interval(self, NAN, NAN), Interval(self, -INF, INF)
        self._numbers: dict[Any, Interval] = {}
        self._rounded: dict[Any, Bounds] = {}
        self._contexts: dict[int, Context] = {}

    # ── numbers ──────────────────────────────────────────────────────────────────────────────

    def number(self, x: Any) -> Interval:
        """A plain number as an interval: a single point, but for fractions that decimals do not reach."""
        if type(x) is Interval:
            return x
        if isinstance(x, Exact):
            key: Any = (x.program, repr(x))
            if key not in self._numbers:
                self._numbers[key] = self.number(x.over(self))
            return self._numbers[key]
        known = self._numbers.get((type(x), x)) if x else None
        if known is not None:
            return known
        x = plain(x)
        key = (type(x), x, str(x)) if x == 0 else (type(x), x)  # 0.0 == -0.0
        if key not in self._numbers:
            named = self._named(x) if self.symbolic and isinstance(x, float) else None
            self._numbers[key] = self.read(x) if named is None else named
        return self._numbers[key]

    def _named(self, x: float) -> Interval | None:
        size = {math.pi: self.pi, math.tau: self.pi * 2, math.e: self.exp(1)}.get(abs(x)) if abs(x) in NAMED else None
        return size if size is None or x > 0 else -size

    def leaf(self, name: str, data: float) -> Interval:
        return self.read(data)

    def read(self, x: Any) -> Interval:
        """A leaf's number, or a written one: never one of the named constants."""
        if isinstance(x, Exact):
            return self.number(x)
        x = plain(x)
        if isinstance(x, Fraction):
            top, bottom = Decimal(x.numerator), Decimal(x.denominator)
            return Interval(self, self.down.divide(top, bottom), self.up.divide(top, bottom))
        d = Decimal(repr(float(x))) if self.decimals and isinstance(x, float) else Decimal(x)
        return Interval(self, d, d)

    def literal(self, text: str) -> Interval:
        return self.read(Decimal(text))

    def hull(self, x: Any, y: Any) -> Interval:
        """The smallest interval that contains both."""
        x, y = self.number(x), self.number(y)
        if x.nan or y.nan:
            raise Undetermined("whether there is a value at all cannot be told")
        return Interval(self, min(x.lo, y.lo), max(x.hi, y.hi))

    def between(self, lo: Decimal, hi: Decimal, x: Interval, y: Interval) -> Interval:
        """The interval of a sum; where infinities met, what can still be said."""
        if lo.is_nan() or hi.is_nan():
            if x.nan or y.nan or (x.exact and y.exact):
                return self.nan
            return Interval(self, -INF if lo.is_nan() else lo, INF if hi.is_nan() else hi)
        return Interval(self, lo, hi)

    def product(self, x: Interval, y: Interval) -> Interval:
        """The product where an infinity is among the ends: 0 times a bound is 0, 0 times infinity itself is NaN."""
        if x.nan or y.nan:
            return self.nan
        for a, b in ((x, y), (y, x)):
            if a.exact and not a.finite and 0 in b:
                return self.nan if b.exact else self.entire
        corners = [(p, q) for p in (x.lo, x.hi) for q in (y.lo, y.hi)]
        lows = [ZERO if 0 in (p, q) else self.down.multiply(p, q) for p, q in corners]
        highs = [ZERO if 0 in (p, q) else self.up.multiply(p, q) for p, q in corners]
        return Interval(self, min(lows), max(highs))

    def reciprocal(self, y: Interval) -> Interval:
        """1/y, also where y reaches 0: infinity there has the sign of the zero, where that is known."""
        lo, hi = y.lo, y.hi
        if lo > 0 or hi < 0:
            return Interval(self, self.down.divide(ONE, hi), self.up.divide(ONE, lo))
        if lo == 0 and not (lo.is_signed() and hi == 0 and not hi.is_signed()):
            if hi == 0:
                infinity = -INF if lo.is_signed() else INF
                return Interval(self, infinity, infinity)
            return Interval(self, self.down.divide(ONE, hi), INF)
        if hi == 0 and lo != 0:
            return Interval(self, -INF, self.up.divide(ONE, lo))
        return self.entire

    def certain(self, x: Interval) -> Interval:
        """The same interval; raises Undetermined where it may lie outside of a domain."""
        if x.lo.is_nan() or x.hi.is_nan():
            raise Undetermined("whether the argument lies in the domain cannot be told")
        return x

    def point(self, x: Decimal) -> Interval:
        """The interval of a single decimal."""
        return Interval(self, x, x)

    def bounds(self, of: Bounds) -> Interval:
        """The interval between two bounds, rounded outwards to the digits kept here."""
        return Interval(self, self.down.plus(of[0]), self.up.plus(of[1]))

    def rounded(self, function: str, x: Decimal, digits: int = 0) -> Interval:
        """A function of the decimal module, which rounds to nearest, and one step outwards."""
        key = function, x, digits
        if key not in self._rounded:
            if len(self._rounded) > 64:  # a rule asks for the same again (sigmoid(x) sigmoid(-x)), a graph does not
                self._rounded.clear()
            if digits not in self._contexts:
                self._contexts[digits] = _context(digits or self.digits, ROUND_FLOOR)
            context = self._contexts[digits]
            context.clear_flags()
            y: Decimal = getattr(context, function)(x)
            inexact = context.flags[Inexact]
            self._rounded[key] = (context.next_minus(y), context.next_plus(y)) if inexact else (y, y)
        return Interval(self, *self._rounded[key])

    # ── choices ──────────────────────────────────────────────────────────────────────────────

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        return self.hull(x, y) if condition is MAYBE else x if condition else y

    def equal(self, x: Any, y: Any) -> Truth:
        same: Truth = self.number(x) == y
        return same

    def maximum(self, *xs: Any) -> Interval:
        """The largest; where that is certain, the very same object, so that it is known again."""
        ys = [self.number(x) for x in xs]
        if any(y.nan for y in ys):
            return self.nan
        lo, hi = max(y.lo for y in ys), max(y.hi for y in ys)
        return next((y for y in ys if y.lo == lo and y.hi == hi), None) or Interval(self, lo, hi)

    def minimum(self, *xs: Any) -> Interval:
        ys = [self.number(x) for x in xs]
        if any(y.nan for y in ys):
            return self.nan
        lo, hi = min(y.lo for y in ys), min(y.hi for y in ys)
        return next((y for y in ys if y.lo == lo and y.hi == hi), None) or Interval(self, lo, hi)

    def abs(self, x: Any) -> Interval:
        return self.size(self.number(x))

    def size(self, y: Interval) -> Interval:
        """Its absolute value, within a computation: no choice that anybody made."""
        if y.nan or y.lo >= 0:
            return y
        return -y if y.hi <= 0 else Interval(self, ZERO, max(y.lo.copy_negate(), y.hi))

    def sign(self, x: Any) -> Interval:
        y = self.number(x)
        return y if y.nan else Interval(self, Decimal((y.lo > 0) - (y.lo < 0)), Decimal((y.hi > 0) - (y.hi < 0)))

    def _step(self, x: Any, function: Callable[[Any], int]) -> Interval:
        y = self.number(x)
        if not y.finite:
            return y
        if max(y.lo.adjusted(), y.hi.adjusted()) > 5_000:  # an integer that long is not written out
            return Interval(self, self.down.subtract(y.lo, ONE), self.up.add(y.hi, ONE))
        return Interval(self, Decimal(function(y.lo)), Decimal(function(y.hi)))

    def floor(self, x: Any) -> Interval:
        return self._step(x, math.floor)

    def ceil(self, x: Any) -> Interval:
        return self._step(x, math.ceil)

    def round(self, x: Any) -> Interval:
        return self._step(x, round)

    def trunc(self, x: Any) -> Interval:
        return self._step(x, math.trunc)

    # ── exponentials, logarithms and powers ──────────────────────────────────────────────────

    @functools.cached_property
    def pi(self) -> Any:
        return self.bounds(series.pi(self.digits))

    @growing
    def exp(self, x: Decimal) -> Interval:
        y = self.rounded("exp", x)
        return y if y.lo >= 0 else Interval(self, ZERO, y.hi)

    @monotone
    def expm1(self, x: Decimal) -> Interval:
        small = -x.adjusted() if x else 0
        if small > self.digits:  # x < exp(x) - 1 < x + x^2
            return self.point(x) + Interval(self, ZERO, self.up.multiply(x, x))
        return self.rounded("exp", x, self.digits + max(small, 0)) - 1

    @logarithmic
    def log(self, x: Decimal) -> Interval:
        if x.is_finite() and x != 1 and x.adjusted() in (0, -1):
            t = series.EXACT.subtract(x, ONE)  # near 1 the decimal module takes seconds
            if -t.adjusted() > self.digits // 2 + 1:  # |log(1 + t) - t + t²/2| < |t|³
                cube = self.up.multiply(self.up.multiply(t, t), t.copy_abs())
                y = self.point(t)
                return y - y * y / 2 + Interval(self, cube.copy_negate(), cube)
        return self.nan if x < 0 else self.rounded("ln", x)

    @monotone
    def log1p(self, x: Decimal) -> Interval:
        if not x.is_finite() or x < -1:
            return self.point(x) if x > 0 else self.nan
        if x.adjusted() > 2 * self.digits:  # log(x) < log(1 + x) < log(x) + 1/x
            return self.rounded("ln", x) + Interval(self, ZERO, self.up.divide(ONE, x))
        if x and -x.adjusted() > self.digits:  # x - x^2 < log(1 + x) < x
            return self.point(x) - Interval(self, ZERO, self.up.multiply(x, x))
        return self.rounded("ln", series.EXACT.add(ONE, x))

    @monotone
    def sqrt(self, x: Decimal) -> Interval:
        return (
            self.nan if x < 0 else self.rounded("sqrt", x) if x else self.point(ZERO)
        )  # no root lies below 0, as -0 would say

    @odd
    def cbrt(self, x: Decimal) -> Interval:
        return self.exp(self.log(self.point(x)) / 3) if x else self.point(x)

    def square(self, x: Interval) -> Interval:
        x = self.size(x)
        return x * x

    def pow(self, x: Any, y: Any) -> Interval:
        x, y = self.number(x), self.number(y)
        if y.exact and y.lo.is_finite() and y.lo == y.lo.to_integral_value():
            return self._integer_power(x, y.lo)
        if x.nan or y.nan:
            return self.nan
        if x.lo > 0:
            return self.exp(y * self.log(x))
        if x.lo == 0 and (y.lo > 0 or y.hi < 0):
            ends = [self.reciprocal(self.point(ZERO)) if y.hi < 0 else self.point(ZERO)]
            ends += [self.exp(y * self.log(self.point(x.hi)))] if x.hi > 0 else []
            return functools.reduce(self.hull, ends)
        below = Intervals._step(self, y, math.floor)
        if x.hi < 0 and below.exact and below.lo < y.lo:
            return self.nan  # a negative base under a fraction
        raise Undetermined(f"whether {x!r} ** {y!r} has a value cannot be told")

    def _integer_power(self, x: Interval, n: Decimal) -> Interval:
        if n == 0:
            return self.number(1)
        if x.nan:
            return self.nan
        if n < 0:
            return 1 / self._integer_power(x, n.copy_negate())
        if n > 1000 and x.lo > 0:
            return self.exp(self.point(n) * self.log(x))
        if n.adjusted() > 400:
            raise Undetermined(f"whether {n} is odd is not worked out")
        odd = int(n) & 1
        if odd and x.lo < 0:  # an odd power is increasing
            low, high = (
                -self._integer_power(self.point(x.lo.copy_abs()), n),
                self._integer_power(self.point(x.hi.copy_abs()), n),
            )
            return Interval(self, low.lo, (-high).hi if x.hi < 0 else high.hi)
        base, power, rest = self.size(x), self.number(1), int(n)
        while rest:
            power = power * base if rest & 1 else power
            rest >>= 1
            base = base * base if rest else base
        return power

    @growing
    def sigmoid(self, x: Decimal) -> Interval:
        e = self.exp(self.point(x.copy_abs().copy_negate()))
        return (e if x < 0 else 1) / (1 + e)

    @growing
    def softplus(self, x: Decimal) -> Interval:
        return self.point(max(x, ZERO)) + self.log1p(self.exp(self.point(x.copy_abs().copy_negate())))

    # ── circular and hyperbolic functions ────────────────────────────────────────────────────

    def sin(self, x: Any) -> Interval:
        return self._wave(x, series.sin)

    def cos(self, x: Any) -> Interval:
        return self._wave(x, series.cos)

    def _wave(self, x: Any, wave: Callable[[Decimal, int], Bounds]) -> Interval:
        """The wave at the middle, and as far beyond as it can get at a slope of at most 1."""
        x = self.number(x)
        if not x.finite:
            return self.nan if x.nan or x.exact else Interval(self, -ONE, ONE)
        if x.exact:
            middle, radius = x.lo, ZERO
        else:
            middle = self.down.divide(self.down.add(x.lo, x.hi), 2)
            radius = max(self.up.subtract(x.hi, middle), self.up.subtract(middle, x.lo))
        low, high = wave(middle, self.digits)
        return Interval(self, max(self.down.subtract(low, radius), -ONE), min(self.up.add(high, radius), ONE))

    def tan(self, x: Any) -> Interval:
        return self.sin(x) / self.cos(x)

    @odd
    def asin(self, x: Decimal) -> Interval:
        if x >= 1:
            return self.pi / 2 if x == 1 else self.nan
        y = self.point(x)
        return self.atan(y / self.sqrt((1 - y) * (1 + y)))

    def acos(self, x: Any) -> Interval:
        y = self.number(x)
        if not y.nan and y.lo >= Decimal("0.5") and y.hi <= 1:
            return 2 * self.asin(self.sqrt((1 - y) / 2))
        return self.number(self.pi / 2) - self.asin(y)

    @flat_odd
    def atan(self, x: Decimal) -> Interval:
        return self.bounds(series.atan(x, self.digits)) if x.is_finite() else self.pi / 2

    def atan2(self, y: Any, x: Any) -> Interval:
        y, x = self.number(y), self.number(x)
        if x.nan or y.nan:
            return self.nan
        if x.lo > 0:
            return self.atan(y / x)
        if y.lo > 0 or y.hi < 0:
            quarter = self.number(self.pi / 2)
            return (quarter if y.lo > 0 else -quarter) - self.atan(x / y)
        if y.exact and (
            x.hi < 0 or x.exact
        ):  # on the cut, or at the origin; a zero that was computed has no sign to go by
            return self.number(self.pi if x.hi < 0 else 0)
        raise Undetermined("the direction of a vector cannot be told")

    @odd
    def sinh(self, x: Decimal) -> Interval:
        t = self.expm1(self.point(x))
        return (t + t / (1 + t)) / 2 if t.finite else Interval(self, self.down.divide(t.lo, 2), INF)

    def cosh(self, x: Any) -> Interval:
        e = self.exp(self.size(self.number(x)))
        return (e + 1 / e) / 2

    @tanh_like
    def tanh(self, x: Decimal) -> Interval:
        t = self.expm1(-2 * self.point(x))
        return -t / (2 + t)

    @odd
    def asinh(self, x: Decimal) -> Interval:
        y = self.point(x)
        return self.log1p(y + y * y / (1 + self.sqrt(1 + y * y)))

    @monotone
    def acosh(self, x: Decimal) -> Interval:
        if x < 1:
            return self.nan
        t = self.point(x) - 1
        return self.log1p(t + self.sqrt(t * (t + 2)))

    @odd
    def atanh(self, x: Decimal) -> Interval:
        if x >= 1:
            return self.point(INF) if x == 1 else self.nan
        y = self.point(x)
        return self.log1p(2 * y / (1 - y)) / 2

    def hypot(self, x: Any, y: Any) -> Interval:
        return self.sqrt(self.square(self.number(x)) + self.square(self.number(y)))

    # ── the normal distribution and the gamma function ───────────────────────────────────────

    def gaussian(self, x: Any) -> Interval:
        return self.exp(-self.square(self.number(x)))

    def normal_pdf(self, x: Any) -> Interval:
        return self.exp(-self.square(self.number(x)) / 2) / self.sqrt(2 * self.pi)

    @odd
    def erf(self, x: Decimal) -> Interval:
        return self.bounds(series.erf(x, self.digits))

    def erfc(self, x: Any) -> Interval:
        return -self._minus_erfc(x)

    @monotone
    def _minus_erfc(self, x: Decimal) -> Interval:
        return -(1 + self.erf(self.point(x.copy_negate())) if x <= 0 else self.bounds(series.erfc(x, self.digits)))

    def lgamma(self, x: Any) -> Interval:
        """By the mean value theorem from its middle, since it is not monotone."""
        y = self.number(x)
        if y.nan or (y.exact and not y.finite):
            return y if y.nan else self.point(INF)
        if y.exact:
            return self._lgamma(y)
        if not y.finite:
            return self.entire
        middle = self.point(self.down.divide(self.down.add(y.lo, y.hi), 2))
        return self._lgamma(middle) + (y - middle) * self.polygamma(0, y)

    def _lgamma(self, x: Interval) -> Interval:
        if x.hi <= 0:
            if x.lo == x.lo.to_integral_value():
                return self.point(INF)
            if x.lo.adjusted() > 400:
                raise Undetermined("lgamma that far to the left is not worked out")
            return self.log(self.pi / self.size(self._sin_pi(x))) - self._lgamma(1 - x)
        product, shifted = self.number(1), x
        while shifted.lo < self.digits // 2 + 8:
            product, shifted = product * shifted, shifted + 1
        total = (
            (shifted - self.number(Fraction(1, 2))) * self.log(shifted)
            - shifted
            + self.log(2 * self.pi) / 2
            - self.log(product)
        )
        return total + self._stirling(shifted, lambda k: Fraction(1, 2 * k * (2 * k - 1)), -1)

    def _stirling(self, x: Interval, factor: Callable[[int], Fraction], power: int) -> Interval:
        """The sum of B(2k) factor(k) / x^(2k + power); at x > 0 the rest is between 0 and the first term left out
        (DLMF 5.11.ii).
        """
        total, k, size = self.number(0), 1, INF
        scale = 1 / self.pow(x, 2 + power)
        step = 1 / (x * x)
        while True:
            term = self.read(series.bernoulli(2 * k) * factor(k)) * scale
            bound = term.magnitude
            if bound >= size or bound <= self.down.scaleb(total.hi.copy_abs(), -self.digits - 2):
                return total + self.hull(term, 0)
            total, scale, size, k = total + term, scale * step, bound, k + 1

    def _sin_pi(self, x: Interval) -> Interval:
        nearest = x.lo.to_integral_value()
        sine = self.sin(self.pi * (x - self.point(nearest)))
        return -sine if int(nearest) & 1 else sine

    def polygamma(self, n: Any, x: Any) -> Interval:
        n, x = self.number(n), self.number(x)
        if x.nan or not n.exact or n.lo < 0 or n.lo != n.lo.to_integral_value() or n.lo > 100:
            return self.nan
        order = int(n.lo)
        if x.lo > 0:  # monotone, decreasing in size; increasing for n = 0
            ends = [self._polygamma(order, self.point(e)) for e in (x.lo, x.hi)]
            return self.hull(*ends) if x.finite else self.hull(ends[0], self.point(INF) if order == 0 else 0)
        if x.exact and x.lo == x.lo.to_integral_value():
            return self._pole(order, x.lo)
        below = Intervals._step(self, x, math.floor)
        if not (below.exact and below.finite and below.lo < x.lo):
            raise Undetermined("whether polygamma has a pole there cannot be told")
        reflected = self.polygamma(order, 1 - x)
        return (reflected if order % 2 == 0 else -reflected) - self._cotangent(order, x)

    def _pole(self, order: int, x: Decimal) -> Interval:
        if order % 2:
            return self.point(INF)
        return self.nan if x else self.point(INF if x.is_signed() else -INF)

    def _polygamma(self, n: int, x: Interval) -> Interval:
        if not x.finite:
            return self.point(INF) if n == 0 else self.number(0)
        sign, factorial = (-1 if n % 2 == 0 else 1), math.factorial(n)
        total, shifted = self.number(0), x
        while shifted.lo < self.digits // 2 + n + 8:
            total, shifted = total + sign * factorial / self.pow(shifted, n + 1), shifted + 1
        if n == 0:
            total = total + self.log(shifted) - 1 / (2 * shifted)
            return total - self._stirling(shifted, lambda k: Fraction(1, 2 * k), 0)
        lead = math.factorial(n - 1) / self.pow(shifted, n) + factorial / (2 * self.pow(shifted, n + 1))
        rest = self._stirling(shifted, lambda k: Fraction(math.factorial(2 * k + n - 1), math.factorial(2 * k)), n)
        return total + sign * (lead + rest)

    def _cotangent(self, n: int, x: Interval) -> Interval:
        """The n-th derivative of pi cot(pi x)."""
        nearest = x.lo.to_integral_value()
        t = self.pi * (x - self.point(nearest))
        c, value = self.cos(t) / self.sin(t), self.number(0)
        for a in reversed(cotangent_polynomial(n)):
            value = value * c + a
        return self.pow(self.pi, n + 1) * value


NAMED = (math.pi, math.tau, math.e)
"""The floats that stand for a number they only approximate."""


def _context(digits: int, rounding: str) -> Context:
    """Decimal arithmetic with no limit but its digits, that never raises."""
    return Context(
        prec=digits, rounding=rounding, Emin=MIN_EMIN, Emax=MAX_EMAX, capitals=1, clamp=0, flags=[], traps=[]
    )
