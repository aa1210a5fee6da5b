"""An independent arithmetic to judge floats by: mpmath's, at 60 digits."""

import math
from types import MappingProxyType
from typing import Any

import mpmath

from autograd_core.namespaces import Namespace

DIGITS = 60


class HighPrecision(Namespace):
    """The alphabet over mpmath's numbers."""

    name = "HighPrecision"
    spelled = MappingProxyType({"round": "nint", "abs": "fabs"})

    def __init__(self) -> None:
        self.context = mpmath.mp.clone()
        self.context.dps = DIGITS
        self.context.mpf.__floordiv__ = lambda x, y: self.context.floor(x / y)

    def __getattr__(self, letter: str) -> Any:
        found = getattr(self.context, self.spelled.get(letter, letter), None)
        return found if found is not None else super().__getattr__(letter)

    @property
    def pi(self) -> Any:
        return +self.context.pi

    def number(self, x: Any) -> Any:
        return self.context.mpf(x)

    def literal(self, text: str) -> Any:
        return self.context.mpf(text)

    def maximum(self, *xs: Any) -> Any:
        return max(xs)

    def minimum(self, *xs: Any) -> Any:
        return min(xs)

    def pow(self, x: Any, y: Any) -> Any:
        return self.context.power(x, y) if x >= 0 or y == self.context.floor(y) else self.context.nan

    def log(self, x: Any) -> Any:
        return self.context.log(x) if x >= 0 else self.context.nan

    def erfc(self, x: Any) -> Any:
        return self.context.erfc(x) if abs(x) < 10**6 else self.context.mpf(0 if x > 0 else 2)

    def trunc(self, x: Any) -> Any:
        return self.context.sign(x) * self.context.floor(abs(x))

    def polygamma(self, n: Any, x: Any) -> Any:
        """mpmath's, but by reflection far to the left, where it would count its way up."""
        if x > -1000:
            return self.context.psi(n, x)
        below = self.context.diff(lambda t: self.context.pi * self.context.cot(self.context.pi * t), x, int(n))
        return (-1) ** int(n) * self.context.psi(n, 1 - x) - below

    def sinc_derivative(self, n: Any, x: Any) -> Any:
        """At so many digits that the powers of x in its exact form lose none that are asked for."""
        size = abs(int(self.context.log10(abs(x)))) if x else 0
        with self.context.workdps(self.context.dps + 10 + (int(n) + 2) * (size + 1)):
            return super().sinc_derivative(n, x)

    def sinc(self, x: Any) -> Any:
        return self.sinc_derivative(0, x)

    def lgamma(self, x: Any) -> Any:
        return self.context.re(self.context.loggamma(x))

    def normal_cdf(self, x: Any) -> Any:
        return self.erfc(-x / self.context.sqrt(2)) / 2


HIGH = HighPrecision()


def ulps(got: float, true: Any) -> float:
    """How many units in the last place `got` is from the true value, as float64 can show it."""
    nearest = float(true)
    if got == nearest or (math.isnan(got) and math.isnan(nearest)):
        return 0.0
    if not (math.isfinite(got) and math.isfinite(nearest)):
        return math.inf
    return float(abs(HIGH.number(got) - true) / math.ulp(nearest))
