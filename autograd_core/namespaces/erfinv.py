"""The inverse of the error function, and its slope, of one float."""

import math

ROOT_PI_HALF, ROOT_PI_REST = 0.886226925452758, -3.8332932499128994e-17  # together sqrt(pi) / 2
_A = 0.147  # Winitzki 2008, within 0.2 percent


def inverse_erf(x: float) -> tuple[float, float]:
    """erfinv(x) for 0 < x < 1, and what is left of it beyond that float: by Halley's rule from a good guess.

    Beside 1 it solves erfc(y) = 1 - x, which is exact there.
    """
    if x < 1e-8:  # the next term is x^3
        return ROOT_PI_HALF * x, ROOT_PI_REST * x
    w = math.log1p(-x * x) if x < 0.5 else math.log((1.0 - x) * (1.0 + x))
    t = 2.0 / (math.pi * _A) + w / 2.0
    y, rest = math.sqrt(-w / _A / (math.sqrt(t * t - w / _A) + t)), 0.0
    for _ in range(4):
        above = math.erf(y) - x if x < 0.5 else (1.0 - x) - math.erfc(y)
        step = above * ROOT_PI_HALF / math.exp(-y * y)
        step /= 1.0 + y * step
        last = y
        y = y - step
        rest = (last - y) - step
    return y, rest


def erfinv(x: float) -> float:
    """The number whose erf is x: infinite at 1 and -1, NaN beyond."""
    if not abs(x) < 1.0:
        return math.copysign(math.inf, x) if abs(x) == 1.0 else math.nan
    if x == 0.0:
        return x
    return math.copysign(inverse_erf(abs(x))[0], x)


def slope_of_erfinv(x: float) -> float:
    """sqrt(pi) / 2 exp(erfinv(x)^2), with what erfinv was rounded by: times 2 erfinv(x), that is many digits."""
    if not abs(x) < 1.0:
        return math.inf if abs(x) == 1.0 else math.nan
    if x == 0.0:
        return ROOT_PI_HALF
    y, rest = inverse_erf(abs(x))
    y1 = 134217729.0 * y - (134217729.0 * y - y)
    y2 = y - y1
    return ROOT_PI_HALF * math.exp(y1 * y1) * math.exp(y2 * (y1 + y) + 2.0 * y * rest)
