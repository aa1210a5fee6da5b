"""Data sets that are drawn from a seed: shapes in the plane, and images of digits."""

import math
import random
from collections.abc import Callable

from autograd_core.arguments import public

from .dataset import Dataset, Example


@public
def moons(count: int = 100, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Two half circles of radius 1 that reach into each other, with Gaussian noise of that standard deviation."""

    def point(kind: int, t: float) -> tuple[float, float]:
        x, y = math.cos(math.pi * t), math.sin(math.pi * t)
        return (x, y) if kind == 0 else (1 - x, 0.5 - y)

    return _drawn(count, noise, seed, 2, point)


@public
def circles(count: int = 100, noise: float = 0.05, seed: int = 0) -> Dataset:
    """A circle of radius 1, and one of radius 1/2 within it."""

    def point(kind: int, t: float) -> tuple[float, float]:
        radius = 1 if kind == 0 else 0.5
        return radius * math.cos(2 * math.pi * t), radius * math.sin(2 * math.pi * t)

    return _drawn(count, noise, seed, 2, point)


@public
def spirals(count: int = 100, noise: float = 0.02, seed: int = 0, classes: int = 2) -> Dataset:
    """Arms that wind once around the origin, as far from each other as they can."""

    def point(kind: int, t: float) -> tuple[float, float]:
        angle = 2 * math.pi * (t + kind / classes)
        return t * math.cos(angle), t * math.sin(angle)

    return _drawn(count, noise, seed, classes, point)


@public
def xor(count: int = 4, noise: float = 0.0, seed: int = 0) -> Dataset:
    """The corners of the unit square: class 1 where exactly one coordinate is 1, which no straight line separates."""

    def point(kind: int, t: float) -> tuple[float, float]:
        x = int(t > 0.5)
        return x, x ^ kind

    return _drawn(count, noise, seed, 2, point)


@public
def blobs(count: int = 100, noise: float = 0.3, seed: int = 0, classes: int = 3) -> Dataset:
    """Clouds around centres spread evenly on a circle of radius 1."""

    def point(kind: int, t: float) -> tuple[float, float]:
        angle = 2 * math.pi * kind / classes
        return math.cos(angle), math.sin(angle)

    return _drawn(count, noise, seed, classes, point)


GLYPHS = """
### .#. ### ### #.# ### ### ### ### ###
#.# ##. ..# ..# #.# #.. #.. ..# #.# #.#
#.# .#. ### ### ### ### ### ..# ### ###
#.# .#. #.. ..# ..# ..# #.# ..# #.# ..#
### ### ### ### ..# ### ### ..# ### ###
"""


@public
def digits(count: int = 500, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Images of one channel, 8 x 8: a digit of ones on zeros, anywhere but on the edge, and noise on every pixel."""
    rows = [line.split() for line in GLYPHS.split("\n") if line]
    _check_drawn(count, noise, 10)
    generator = random.Random(seed)
    examples: list[Example] = []
    for i in range(count):
        kind = i % 10
        glyph = [row[kind] for row in rows]
        top, left = generator.randrange(1, 8 - len(glyph)), generator.randrange(1, 8 - len(glyph[0]))
        image = [[noise * generator.gauss(0, 1) for _ in range(8)] for _ in range(8)]
        for y, line in enumerate(glyph, top):
            for x, pixel in enumerate(line, left):
                image[y][x] += pixel == "#"
        examples.append(([image], kind))
    return Dataset(examples, ("image",), [str(kind) for kind in range(10)])


def _drawn(
    count: int, noise: float, seed: int, classes: int, point: Callable[[int, float], tuple[float, float]]
) -> Dataset:
    """Examples of each class in turn, at even steps of t from 0 to 1 along its shape."""
    _check_drawn(count, noise, classes)
    generator = random.Random(seed)
    examples: list[Example] = []
    for i in range(count):
        place, kind = divmod(i, classes)
        t = (place + 0.5) / len(range(kind, count, classes))
        examples.append(([x + noise * generator.gauss(0, 1) for x in point(kind, t)], kind))
    return Dataset(examples, ("x", "y"), [str(kind) for kind in range(classes)])


MOST = 10_000_000
"""More examples than a machine holds in lists of floats are not begun with."""


def _check_drawn(count: int, noise: float, classes: int) -> None:
    if classes < 1 or count < classes:
        raise ValueError(f"a data set needs at least one example of each class; got {count} of {classes} classes")
    if count > MOST:
        raise ValueError(
            f"a data set has at most {MOST:,} examples; got {count if count < 10**15 else 'one of very many digits'}"
        )
    if not 0 <= noise < math.inf:
        raise ValueError(f"noise is a standard deviation, finite and not below 0; got {noise}")
