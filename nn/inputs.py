"""Modules that act on the numbers between layers, and learn nothing: dropout and scaling."""

from collections.abc import Sequence
from typing import Any

from .initialization import Seed, generator_of
from .modules import Module


class Dropout(Module):
    """In training each input is 0 with probability `rate`, the others growing by 1 / (1 - rate); in evaluation all pass.

    Which ones is drawn from a generator of its own (Srivastava et al. 2014).
    """

    def __init__(self, rate: float, seed: Seed = 0) -> None:
        if not 0 <= rate < 1:
            raise ValueError(f"Dropout(rate) needs a probability from 0 to below 1; got {rate}")
        self.rate, self.generator = rate, generator_of(seed)

    def forward(self, xs: Sequence[Any]) -> list[Any]:
        if not self.training:
            return list(xs)
        return [x / (1 - self.rate) if self.generator.random() >= self.rate else 0.0 for x in xs]

    def headline(self) -> str:
        return f"Dropout({self.rate})"


class Standardize(Module):
    """Each input less a mean, in units of a standard deviation; both are given and learn nothing."""

    def __init__(self, means: Sequence[float], spreads: Sequence[float]) -> None:
        self.means, self.spreads = list(means), list(spreads)

    def forward(self, xs: Sequence[Any]) -> list[Any]:
        if len(xs) != len(self.means):
            raise ValueError(
                f"Standardize has the means of {len(self.means)} inputs, so it needs as many; got {len(xs)}"
            )
        return [(x - mean) / spread for x, mean, spread in zip(xs, self.means, self.spreads)]

    def headline(self) -> str:
        return f"Standardize({len(self.means)})"
