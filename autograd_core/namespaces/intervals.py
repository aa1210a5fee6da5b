"""Intervals: numbers that are only known to lie between two decimals, and are certain to; for proofs.

Here are the normal distribution, the gamma function and sinc; what these are composed of is in
`interval_functions.py` and `interval_arithmetic.py`.
"""

import itertools
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from . import series
from .floats import FLOATS
from .interval import INF, Interval, Undetermined
from .interval_arithmetic import IntervalArithmetic
from .interval_functions import ElementaryFunctions
from .monotone import monotone, odd
from .special import cotangent_polynomial

HIGHEST = 100
"""Derivatives of higher order of digamma and sinc are left open."""


class Intervals(ElementaryFunctions):
    """Intervals of decimals with so many significant digits.

    A float stands for the exact rational it is, or with `decimals` for the decimal it prints as.  With `symbolic`
    the constants math.pi, math.tau and math.e stand for what they approximate.  Comparisons that cannot be decided are
    neither true nor false, and choices between them cover both; what could not be so covered raises Undetermined.
    """

    def finely(self, form: Callable[..., Any], *args: Any) -> Any:
        """As written; at an infinity, where products of 0 and infinity stand in it, its limit, which floats have."""
        if len(args) == 1 and isinstance(x := args[0], Interval) and x.exact and not x.finite and not x.nan:
            return self.number(FLOATS.finely(form, float(x.lo)))
        return form(self, *args)

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

    @odd
    def erfinv(self, x: Decimal) -> Interval:
        if x >= 1:
            return self.point(INF) if x == 1 else self.nan
        return self.bounds(series.erfinv(x, self.digits)) if x else self.point(x)

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
        if x.nan or not n.exact or n.lo < 0 or n.lo != n.lo.to_integral_value():
            return self.nan
        order = _followed(n)
        if x.lo > 0:  # monotone, decreasing in size; increasing for n = 0
            ends = [self._polygamma(order, self.point(e)) for e in (x.lo, x.hi)]
            return self.hull(*ends) if x.finite else self.hull(ends[0], self.point(INF) if order == 0 else 0)
        if x.exact and x.lo == x.lo.to_integral_value():
            return self._pole(order, x.lo)
        below = IntervalArithmetic._step(self, x, math.floor)
        if not (below.exact and below.finite and below.lo < x.lo):
            raise Undetermined("whether polygamma has a pole there cannot be told")
        reflected = self.polygamma(order, 1 - x)
        return (reflected if order % 2 == 0 else -reflected) - self._cotangent(order, x)

    def _pole(self, order: int, x: Decimal) -> Interval:
        if not x.is_finite():  # to the left there are ever more poles
            return self.nan
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

    # ── sin(pi x) / (pi x) ───────────────────────────────────────────────────────────────────

    def sinc(self, x: Any) -> Interval:
        return self.sinc_derivative(0, x)

    def sinc_derivative(self, n: Any, x: Any) -> Interval:
        """By the mean value theorem from its middle: no derivative of order k is above pi^k / (k + 1)."""
        n, x = self.number(n), self.number(x)
        if x.nan or not n.exact or n.lo < 0 or n.lo != n.lo.to_integral_value():
            return self.nan
        order = _followed(n)
        if x.exact:
            return self._sinc(order, x) if x.finite else self.number(0)
        most = self.up.divide(self.pow(self.pi, order).hi, order + 1)
        if not x.finite:
            return Interval(self, most.copy_negate(), most)
        middle = self.point(self.down.divide(self.down.add(x.lo, x.hi), 2))
        steepest = self.up.divide(self.pow(self.pi, order + 1).hi, order + 2)
        near = self._sinc(order, middle) + (x - middle) * Interval(self, steepest.copy_negate(), steepest)
        return Interval(self, max(near.lo, most.copy_negate()), min(near.hi, most))

    def _sinc(self, n: int, x: Interval) -> Interval:
        """At a number, by the recurrence that `sinc.py` tells of, which is begun with what its start cannot leave."""
        scale = self.pow(self.pi, n)
        if not x.lo:
            return self.number(0 if n % 2 else scale * (-1) ** (n // 2) / (n + 1))
        if x.lo.adjusted() > 400:
            raise Undetermined("sinc that far out is not worked out")
        nearest = x.lo.to_integral_value()
        turned = self.pi * (x - self.point(nearest))
        sign = -1 if int(nearest) & 1 else 1
        sine, cosine, u = sign * self.sin(turned), sign * self.cos(turned), self.pi * x
        waves = (sine, cosine, -sine, -cosine)
        if u.magnitude >= n + 1:
            g = sine / u
            for k in range(1, n + 1):
                g = (waves[k % 4] - k * g) / u
            upwards: Interval = scale * g
            return upwards
        size, lost = max(float(u.magnitude), 1e-3), 0.0
        for last in itertools.count(n + 1):
            lost += math.log10(last / size)
            if lost > self.digits + 3 and last > 2 * size:
                break
        g = Interval(self, Decimal(-1), Decimal(1)) / (last + 1)
        for k in range(last, n, -1):
            g = (waves[k % 4] - u * g) / k
        found: Interval = scale * g
        return found


def _followed(n: Interval) -> int:
    """The order of a derivative, where it is not above what is worked out."""
    if n.lo > HIGHEST:
        raise Undetermined(f"derivatives above order {HIGHEST} are not worked out")
    return int(n.lo)
