"""Special functions of one float that Python's math lacks, or that need more than its last bit."""

import functools
import math

PDF, PDF_REST = 0.3989422804014327, -6.247337834861335e-17  # together 1/sqrt(2 pi): the second is relative
_SQRT_HALF, SQRT_HALF_REST = math.sqrt(0.5), -4.833646656726457e-17  # together 1/sqrt(2) to 32 digits
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)  # B2, B4, ...


def product(x: float, y: float) -> tuple[float, float]:
    """x y exactly, as a float and the remainder of its rounding (Dekker 1971); for |x|, |y| below 2^500."""
    high = x * y
    x1 = 134217729.0 * x - (134217729.0 * x - x)  # the upper 26 bits
    y1 = 134217729.0 * y - (134217729.0 * y - y)
    x2, y2 = x - x1, y - y1
    return high, x2 * y2 - (((high - x1 * y1) - x2 * y1) - x1 * y2)


def gaussian(x: float) -> float:
    """exp(-x^2)."""
    if not abs(x) < 30:
        return math.exp(-x * x)
    return times_exp(1.0, x, 1.0)


def normal_pdf(x: float) -> float:
    """exp(-x^2 / 2) / sqrt(2 pi), the density of the standard normal distribution."""
    if not abs(x) < 40:
        return math.exp(-x * x / 2)
    return times_pdf(1.0, x)


def times_exp(factor: float, x: float, power: float) -> float:
    """factor exp(-power x^2), where power is 1 or 1/2, with x^2 split exactly: its last bit, times x^2, would be lost.

    In the tail it goes by halves, lest the exponential lose digits that the factor would have kept.
    """
    high, low = product(x, x)
    if power * high < 700:
        found = factor * math.exp(-power * high)
    else:
        half = math.exp(-power * high / 2)
        found = factor * half * half
    return found - found * (power * low)


def times_pdf(factor: float, x: float) -> float:
    """factor exp(-x^2 / 2) / sqrt(2 pi)."""
    found = times_exp(factor * PDF, x, 0.5)
    return found + found * PDF_REST


def normal_cdf(x: float) -> float:
    """erfc(-x / sqrt(2)) / 2, corrected to first order for the rounding of x / sqrt(2)."""
    if not abs(x) < 40:
        return math.erfc(-x) / 2
    t, rest = product(-x, _SQRT_HALF)
    rest -= x * SQRT_HALF_REST
    return math.erfc(t) / 2 - gaussian(t) * rest / math.sqrt(math.pi)


def polygamma(n: float, x: float) -> float:
    """The n-th derivative of digamma (DLMF 5.15), for n = 0, 1, ..., 100; NaN for other n, whose factorials leave the
    floats.  digamma itself is -inf at 0, and NaN at its other poles.
    """
    if n not in range(101) or x != x or x == -math.inf:
        return math.nan
    order = int(n)
    if x <= 0 and x == math.floor(x):
        return math.inf if order % 2 else math.copysign(math.inf, -x) if x == 0 else math.nan
    if x < 0:
        return math.fsum([(-1) ** order * term for term in _terms(order, 1 - x)] + [-_cotangent(order, x)])
    return math.fsum(_terms(order, x))


def _terms(n: int, x: float) -> list[float]:
    """What adds up to polygamma(n, x) at x > 0: the recurrence up to where the asymptotic series is exact."""
    sign = -1.0 if n % 2 == 0 else 1.0
    shift = max(0, math.ceil(12 + n - x)) if x < 12 + n else 0
    terms = [sign * _over(math.factorial(n), x + k, n + 1) for k in range(shift)]
    x += shift
    terms.append(math.log(x) if n == 0 else sign * _over(math.factorial(n - 1), x, n))
    terms.append(sign * _over(math.factorial(n), x, n + 1) / 2)
    for k, b in enumerate(_BERNOULLI, 1):
        terms.append(sign * b * _over(math.perm(2 * k + n - 1, n - 1) if n else 1 / (2 * k), x, 2 * k + n))
    return terms


def _over(numerator: float, x: float, power: int) -> float:
    """numerator / x**power, by logarithms where one of the two leaves the floats."""
    try:
        return numerator / x ** (power // 2) / x ** (power - power // 2)
    except (OverflowError, ZeroDivisionError):
        exponent = math.log(numerator) - power * math.log(x)
        return math.exp(exponent) if exponent < 709 else math.inf


@functools.cache
def cotangent_polynomial(n: int) -> tuple[int, ...]:
    """The coefficients of 1, c, c^2, ... in the n-th derivative of c = cot, since c' = -(1 + c^2)."""
    if n == 0:
        return (0, 1)
    slope = [k * a for k, a in enumerate(cotangent_polynomial(n - 1))][1:]
    return tuple(-a - b for a, b in zip([*slope, 0, 0], [0, 0, *slope], strict=True))


def _cotangent(n: int, x: float) -> float:
    """The n-th derivative of pi cot(pi x)."""
    rest = x - round(x)
    near = abs(rest) < 0.25  # beside pi / 2 the cotangent is as small as what pi is rounded by
    c = 1 / math.tan(math.pi * rest) if near else math.copysign(math.tan(math.pi * (0.5 - abs(rest))), rest)
    value = 0.0
    for a in reversed(cotangent_polynomial(n)):
        value = value * c + a
    return math.pi ** (n + 1) * value
