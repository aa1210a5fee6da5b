"""The elementary functions of intervals: exponentials, logarithms and powers, the circular and the hyperbolic ones."""

import functools
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from . import series
from .interval import INF, ONE, ZERO, Interval, Undetermined
from .interval_arithmetic import IntervalArithmetic
from .monotone import flat_odd, growing, logarithmic, monotone, odd, tanh_like
from .series import Bounds


class ElementaryFunctions(IntervalArithmetic):
    """Intervals with the functions that a student meets: each is enclosed by its series, or composed of others."""

    # ── exponentials, logarithms and powers ──────────────────────────────────────────────────

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
        below = IntervalArithmetic._step(self, y, math.floor)
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
        return self._cosh_above_0(self.size(self.number(x)))

    @monotone
    def _cosh_above_0(self, x: Decimal) -> Interval:
        e = self.exp(self.point(x))
        return (e + 1 / e) / 2

    @tanh_like
    def tanh(self, x: Decimal) -> Interval:
        t = self.expm1(-2 * self.point(x))
        return -t / (2 + t)

    @odd
    def asinh(self, x: Decimal) -> Interval:
        y = self.point(x)
        if not y.finite:
            return y
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
