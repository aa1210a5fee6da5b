"""Germs: functions just beside a point, on one side of it, as the first terms of series; for limits.

What is 0 times infinity at the point, or 0 / 0, is an ordinary product or quotient of such sums.  Here are their
functions; a single germ is in `germ.py`, and their arithmetic in `germ_arithmetic.py`.
"""

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from .germ import FLAT, NULL, Germ
from .germ_arithmetic import STEPS, GermArithmetic
from .interval import Undetermined

POLES = 16
"""The poles of the gamma function at 0, -1, -2, ... are followed so far."""


class Germs(GermArithmetic):
    """Germs with terms up to t^order times the largest; coefficients are fractions, or else intervals.

    Raises Undetermined where more terms or digits would be needed, or where a function grows beyond all powers.
    """

    # ── exponentials, logarithms and the circle ──────────────────────────────────────────────────

    def at(self, letter: str, c: Any) -> Any:
        """A function at a limit: a fraction where that is known."""
        return self.coefficient(getattr(self.base, letter)(self.base.number(c)))

    def exp(self, x: Any) -> Any:
        x = self.number(x)
        if x.nan:
            return x
        large, c, s = x.split()
        y = self.number(self.at("exp", c)) * self.series((Fraction(1, math.factorial(n)) for n in range(STEPS)), s)
        if large.zero:
            return y
        (order, a), *others = large.terms.items()
        if order == (0, -1) and isinstance(a, Fraction) and not others:  # exp(a l) = t^-a
            return y * Germ(self, {(-a, Fraction(0)): Fraction(1)})
        if self.signed(a) < 0 and order < (0, -1):
            return Germ(self, {}, FLAT)
        raise Undetermined("something grows beyond all powers")

    def log(self, x: Any) -> Any:
        x = self.number(x)
        if x.nan or (not x.zero and x.sign < 0):
            return self.no_value
        if x.zero:
            raise Undetermined("log(0) is no number")
        order, c = x.lead()
        if order[1]:
            raise Undetermined("logarithms of logarithms are not followed")
        lead = Germ(self, {(Fraction(0), Fraction(-1)): -order[0], NULL: self.at("log", c)})
        alternating = (Fraction((-1) ** (n + 1), n) if n else Fraction(0) for n in range(STEPS))
        return lead + self.series(alternating, self.beyond_lead(x))

    def limit(self, x: Germ) -> tuple[Any, Germ]:
        """The limit of what has one, and what vanishes beside it."""
        large, c, s = x.split()
        if not large.zero:
            raise Undetermined("something grows without bound")
        return c, s

    def _circular(self, x: Any, quarter: int) -> Any:
        x = self.number(x)
        if x.nan:
            return x
        c, s = self.limit(x)
        sine, cosine = self.at("sin", c), self.at("cos", c)
        turn = [sine, cosine, -sine, -cosine]
        return self.series((turn[(n + quarter) % 4] * Fraction(1, math.factorial(n)) for n in range(STEPS)), s)

    def sin(self, x: Any) -> Any:
        return self._circular(x, 0)

    def cos(self, x: Any) -> Any:
        return self._circular(x, 1)

    def tan(self, x: Any) -> Any:
        return self.sin(x) / self.cos(x)

    def atan(self, x: Any) -> Any:
        x = self.number(x)
        if x.nan or x.zero:
            return x
        if x.top < NULL:
            return self.pi / 2 * x.sign - self.atan(1 / x)
        c, s = self.limit(x)
        if not isinstance(c, Fraction) or c:
            s = s / (1 + self.number(c) * x)
        odd = (Fraction(((-1) ** (n // 2)) if n % 2 else 0, n or 1) for n in range(STEPS))
        return self.number(self.at("atan", c)) + self.series(odd, s)

    def atan2(self, y: Any, x: Any) -> Any:
        y, x = self.number(y), self.number(x)
        if y.nan or x.nan:
            return self.no_value
        if x.sign > 0:
            return self.atan(y / x)
        if not y.zero:
            return self.pi / 2 * y.sign - self.atan(x / y)
        if x.zero:
            raise Undetermined("the origin has no direction")
        return self.number(self.pi)

    def _beside_one(self, x: Germ) -> Any:
        """√(1 - x²)."""
        return self.sqrt((1 - x) * (1 + x))

    def asin(self, x: Any) -> Any:
        x = self.number(x)
        return self.atan2(x, self._beside_one(x))

    def acos(self, x: Any) -> Any:
        x = self.number(x)
        return self.atan2(self._beside_one(x), x)

    def sinh(self, x: Any) -> Any:
        return (self.exp(x) - self.exp(-self.number(x))) / 2

    def cosh(self, x: Any) -> Any:
        return (self.exp(x) + self.exp(-self.number(x))) / 2

    def tanh(self, x: Any) -> Any:
        e = self.exp(-2 * self.abs(x))
        return self.sign(x) * (1 - e) / (1 + e)

    def asinh(self, x: Any) -> Any:
        size = self.abs(x)
        return self.sign(x) * self.log(size + self.sqrt(size * size + 1))

    def acosh(self, x: Any) -> Any:
        x = self.number(x)
        return self.log(x + self.sqrt((x - 1) * (x + 1))) if not x.nan and x >= 1 else self.no_value

    def atanh(self, x: Any) -> Any:
        x = self.number(x)
        return self.log((1 + x) / (1 - x)) / 2

    def logsumexp(self, *xs: Any) -> Any:
        largest = self.maximum(*xs)
        return largest + self.log(self.sum(*(self.exp(x - largest) for x in xs)))

    # ── the normal distribution and the gamma function ───────────────────────────────────────────

    def erf(self, x: Any) -> Any:
        x = self.number(x)
        if x.nan:
            return x
        if not x.zero and x.top < NULL:
            return self.number(x.sign) + Germ(self, {}, FLAT)
        c, s = self.limit(x)
        return self.series(self._erf_terms(c), s)

    def _erf_terms(self, c: Any) -> Iterator[Any]:
        """Those of erf around c: with g = exp(-(c + s)²), g' = -2 (c + s) g."""
        yield self.at("erf", c)
        before: Any = Fraction(0)
        last: Any = self.base.number(2) / self.base.sqrt(self.base.pi) * self.base.gaussian(c)
        for n in range(1, STEPS):
            yield last * Fraction(1, n)
            before, last = last, (c * last + before) * Fraction(-2, n)

    def erfc(self, x: Any) -> Any:
        return 1 - self.erf(x)

    @staticmethod
    def is_pole(c: Any) -> bool:
        """Whether the gamma function has a pole there.  Raises Undetermined for one that is far off."""
        if not isinstance(c, Fraction) or c.denominator > 1 or c > 0:
            return False
        if c < -POLES:
            raise Undetermined("poles of the gamma function are not followed so far")
        return True

    def lgamma(self, x: Any) -> Any:
        x = self.number(x)
        if x.nan:
            return x
        c, s = self.limit(x)
        if self.is_pole(c):
            return self.lgamma(x + 1) - self.log(self.abs(x))
        slopes = (self.base.polygamma(n, c) * Fraction(1, math.factorial(n + 1)) for n in range(STEPS))
        return self.series(itertools.chain([self.at("lgamma", c)], slopes), s)

    def polygamma(self, n: Any, x: Any) -> Any:
        n, x = self.number(n), self.number(x)
        if x.nan or n.nan:
            return self.no_value
        k, c, s = n.terms.get(NULL, Fraction(0)), *self.limit(x)
        if n.rest is not None or set(n.terms) > {NULL} or not isinstance(k, Fraction) or k.denominator > 1:
            raise Undetermined("the order of polygamma is no whole number")
        if self.is_pole(c):
            return self.polygamma(n, x + 1) - (-1) ** int(k) * math.factorial(int(k)) / self.power(x, k + 1)
        return self.series(
            (self.base.polygamma(int(k) + j, c) * Fraction(1, math.factorial(j)) for j in range(STEPS)), s
        )
