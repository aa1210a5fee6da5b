"""lgamma and polygamma to the left of 0, by reflection over decimals: beside their zeros there floats cancel."""

import math
from decimal import Context, Decimal

from . import series
from .special import cotangent_polynomial

PLACES = 50


def lgamma(x: float) -> float:
    """log |Gamma(x)| for x < 0 that is no integer: log(pi / |sin(pi x)|) - lgamma(1 - x) (DLMF 5.5.3)."""
    m = Context(prec=PLACES + 20)
    sine, _ = _turned(m, x)
    return float(m.subtract(m.ln(m.divide(_pi(), sine.copy_abs())), _stirling(m, m.subtract(1, Decimal(x)))))


def polygamma(n: int, x: float) -> float:
    """The n-th derivative of digamma for x < 0 that is no integer, by reflection (DLMF 5.15.6)."""
    m = Context(prec=PLACES + 20)
    sine, cosine = _turned(m, x)
    c, value = m.divide(cosine, sine), Decimal(0)
    for a in reversed(cotangent_polynomial(n)):
        value = m.add(m.multiply(value, c), a)
    reflected = _right(m, n, m.subtract(1, Decimal(x)))
    whole = m.multiply(m.power(_pi(), n + 1), value)
    return float(m.subtract(reflected if n % 2 == 0 else reflected.copy_negate(), whole))


def _pi() -> Decimal:
    return series.pi(PLACES + 20)[0]


def _turned(m: Context, x: float) -> tuple[Decimal, Decimal]:
    """sin(pi x) and cos(pi x), but for the sign that both have."""
    turned = m.multiply(_pi(), m.subtract(Decimal(x), round(x)))
    return series.sin(turned, PLACES)[0], series.cos(turned, PLACES)[0]


def _stirling(m: Context, x: Decimal) -> Decimal:
    """lgamma(x) at x > 1: the recurrence up to where the asymptotic series is exact (DLMF 5.11.1)."""
    below = Decimal(1)
    while x < PLACES:
        below, x = m.multiply(below, x), m.add(x, 1)
    half = Decimal("0.5")
    found = m.subtract(m.multiply(m.subtract(x, half), m.ln(x)), x)
    found = m.add(found, m.multiply(half, m.ln(m.multiply(2, _pi()))))
    for k in range(1, 30):
        b = series.bernoulli(2 * k) / (2 * k * (2 * k - 1))
        found = m.add(found, m.divide(m.divide(b.numerator, b.denominator), m.power(x, 2 * k - 1)))
    return m.subtract(found, m.ln(below))


def _right(m: Context, n: int, x: Decimal) -> Decimal:
    """polygamma(n, x) at x > 1: the same (DLMF 5.15.5, 5.15.8)."""
    sign, found = (-1 if n % 2 == 0 else 1), Decimal(0)
    while x < PLACES + n:
        found = m.add(found, m.divide(sign * math.factorial(n), m.power(x, n + 1)))
        x = m.add(x, 1)
    lead = m.ln(x) if n == 0 else m.divide(sign * math.factorial(n - 1), m.power(x, n))
    found = m.add(found, m.add(lead, m.divide(sign * math.factorial(n), m.multiply(2, m.power(x, n + 1)))))
    for k in range(1, 30):
        b = sign * series.bernoulli(2 * k) * math.factorial(2 * k + n - 1) / math.factorial(2 * k)
        found = m.add(found, m.divide(m.divide(b.numerator, b.denominator), m.power(x, 2 * k + n)))
    return found
