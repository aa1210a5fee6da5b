"""Modules that act on the numbers between layers, and learn nothing: dropout and scaling."""

import math
from collections.abc import Sequence
from typing import Any

from autograd_core import Value
from autograd_core.arguments import public

from .initialization import Seed, generator_of
from .modules import Module
from .schedules import checked


class Dropout(Module):
    """In training each input is 0 with probability `rate`, the others grow by 1 / (1 - rate); in evaluation all pass.

    Which ones is drawn from a generator of its own (Srivastava et al. 2014).
    """

    @public
    def __init__(self, rate: float, seed: Seed = 0) -> None:
        if not isinstance(rate, bool | str) and not 0 <= rate < 1:
            raise ValueError(f"Dropout(rate) needs a probability from 0 to below 1; got {rate}")
        checked("the rate of Dropout", rate, lambda x: True, "a probability from 0 to below 1")
        self.rate, self.generator = rate, generator_of(seed)

    @public
    def forward(self, xs: Sequence[Any]) -> list[Any]:
        """The inputs, some of them 0 in training."""
        if not self.training:
            return list(xs)
        return [self._passed(x, passes) for x, passes in zip(xs, self.passing(len(xs)))]

    @public
    def passing(self, count: int) -> list[Any]:
        """Which of so many inputs pass, 1 for those that do and 0 for the others: drawn anew each time."""
        return [float(self.generator.random() >= self.rate) for _ in range(count)]

    def _passed(self, x: Any, passes: Any) -> Any:
        """An input, or 0; in a program, which does not know yet whether it passes, their product."""
        if isinstance(passes, Value):
            return passes * (x / (1 - self.rate))
        return x / (1 - self.rate) if passes else 0.0

    def headline(self) -> str:
        """Its rate."""
        return f"Dropout({self.rate})"


class Standardize(Module):
    """Each input less a mean, in units of a standard deviation; both are given and learn nothing."""

    @public
    def __init__(self, means: Sequence[float], spreads: Sequence[float]) -> None:
        if len(means) != len(spreads) or not len(means):
            raise ValueError(
                "Standardize needs a mean and a spread for each input; "
                f"got {len(means)} means and {len(spreads)} spreads"
            )
        for name, numbers in (("mean", means), ("spread", spreads)):
            for x in numbers:
                checked(f"each {name} of Standardize", x, math.isfinite, "a finite number")
        if not min(spreads) > 0:
            raise ValueError(f"Standardize divides by the spreads, so they must be above 0; got {min(spreads)}")
        self.means, self.spreads = list(means), list(spreads)

    @public
    def forward(self, xs: Sequence[Any]) -> list[Any]:
        """Each input less its mean, over its spread."""
        if len(xs) != len(self.means):
            raise ValueError(
                f"Standardize has the means of {len(self.means)} inputs, so it needs as many; got {len(xs)}"
            )
        return [(x - mean) / spread for x, mean, spread in zip(xs, self.means, self.spreads)]

    def headline(self) -> str:
        """How many inputs it takes."""
        return f"Standardize({len(self.means)})"
