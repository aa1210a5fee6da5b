"""What a float of many digits was rounded from: a short fraction, one times pi, a root of such, or a logarithm."""

import functools
import math
from decimal import Decimal
from fractions import Fraction

from ...formula import parse
from ...namespaces.exact import Exact

SHORT = 10**6
"""A constant may have been rounded from a fraction whose denominator is no larger."""
MOST = 2_000
"""What a root or a logarithm is taken of, or pi is multiplied by, has no larger numerator or denominator."""
LONG, SMALLEST, LARGEST = 14, 1e-6, 700.0
"""A float of fewer digits was not computed; of one that is smaller or larger nothing is told."""
RATIO = set("-/0123456789")
"""What a fraction is written with."""
NEAR = 2.0**-49
"""What is computed from a float is so near, as a share of itself, to what it would be without rounding."""


def short_ratio(x: float) -> Fraction:
    """The short fraction that a float was rounded from; where there is none, the decimal it prints as."""
    text = origin(x)
    return Fraction(text if text is not None and set(text) <= RATIO else repr(x))


def meant_by(x: float) -> Fraction | Exact:
    """What a float was rounded from; where that is nothing short, the decimal it prints as."""
    text = origin(x)
    if text is None:
        return Fraction(repr(x))
    made = parse(text, {})
    return Exact(x, made.program) if isinstance(made, Exact) else Fraction(text)


def is_told(x: float) -> bool:
    """Whether it is known what a float stands for: it has so few digits that they were written, or such an origin."""
    return len(Decimal(repr(x)).as_tuple().digits) < LONG or origin(x) is not None


@functools.lru_cache(4096)
def origin(x: float) -> str | None:
    """How the number that a float was rounded from is written; None where it has few digits, or is of no such form.

    >>> [origin(x) for x in (0.7071067811865476, 0.5235987755982988, -0.6931471805599453, 1 / 3, 0.1 + 0.2, 0.7071)]
    ['sqrt(1/2)', 'pi/6', '-ln(2)', '1/3', '3/10', None]
    """
    ratio = Fraction(x).limit_denominator(SHORT)
    if float(ratio) == x and ratio != Fraction(repr(x)):
        return str(ratio)
    if len(Decimal(repr(x)).as_tuple().digits) < LONG or not SMALLEST < abs(x) < LARGEST:
        return None
    sign, size = "-" if x < 0 else "", abs(x)
    for k in (0, 1, -1):
        if (q := _near(size / math.pi**k)) is not None:
            return f"{sign}{_times_pi(q, k)}"
    for k in (0, 1, -1):
        if (q := _near(size * size / math.pi**k)) is not None:
            return f"{sign}sqrt({_times_pi(q, k)})"
    q = _near(math.exp(min(size, LARGEST)))
    return None if q is None else f"{sign}ln({q})"


def _near(x: float) -> Fraction | None:
    """The short fraction that a number is but for rounding; None where there is none."""
    q = Fraction(x).limit_denominator(MOST)
    return q if 0 < q.numerator <= MOST and abs(float(q) - x) <= NEAR * x else None


def _times_pi(q: Fraction, k: int) -> str:
    """A fraction times pi, pi^0 or pi^-1, as people write it."""
    above = [str(q.numerator)] if q.numerator > 1 or k < 1 else []
    below = [str(q.denominator)] if q.denominator > 1 else []
    (below if k < 0 else above).extend(["pi"] * abs(k))
    over = "*".join(below) if len(below) < 2 else f"({'*'.join(below)})"
    return f"{'*'.join(above)}{f'/{over}' if over else ''}"
