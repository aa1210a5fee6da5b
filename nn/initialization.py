"""How weights start: drawn at random, as wide as keeps signals and gradients of one size through the layers."""

import math
import random
from collections.abc import Callable

Draw = Callable[[int, int, random.Random], float]
"""One weight of a layer with so many inputs and so many outputs, from a generator."""

Seed = int | random.Random
"""A seed, or a generator that several layers draw from; the global one is never used."""


def xavier_uniform(inputs: int, outputs: int, generator: random.Random) -> float:
    """Uniform in ±sqrt(6 / (inputs + outputs)), for sigmoid and tanh (Glorot and Bengio 2010)."""
    bound = math.sqrt(6 / (inputs + outputs))
    return generator.uniform(-bound, bound)


def xavier_normal(inputs: int, outputs: int, generator: random.Random) -> float:
    """Normal with variance 2 / (inputs + outputs) (Glorot and Bengio 2010)."""
    return generator.gauss(0.0, math.sqrt(2 / (inputs + outputs)))


def he_uniform(inputs: int, outputs: int, generator: random.Random) -> float:
    """Uniform in ±sqrt(6 / inputs), for relu and its kin (He et al. 2015)."""
    bound = math.sqrt(6 / inputs)
    return generator.uniform(-bound, bound)


def he_normal(inputs: int, outputs: int, generator: random.Random) -> float:
    """Normal with variance 2 / inputs (He et al. 2015)."""
    return generator.gauss(0.0, math.sqrt(2 / inputs))


INITIALIZATIONS: dict[str, Draw] = {
    draw.__name__: draw for draw in (xavier_uniform, xavier_normal, he_uniform, he_normal)
}


def initialization_function(initialization: str | Draw) -> Draw:
    """The draw of that name, or the function itself."""
    if callable(initialization):
        return initialization
    if not isinstance(initialization, str) or initialization not in INITIALIZATIONS:
        raise ValueError(
            f"initialization must be a function or one of {', '.join(INITIALIZATIONS)}; got {initialization!r}"
        )
    return INITIALIZATIONS[initialization]


def generator_of(seed: Seed) -> random.Random:
    """A generator of one's own from a seed, or the generator itself."""
    if isinstance(seed, random.Random):
        return seed
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise TypeError(
            f"a seed must be an integer, or a generator of random; got {seed!r:.60} ({type(seed).__name__})"
        )
    return random.Random(seed)
