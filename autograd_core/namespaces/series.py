"""Series with bounded remainders: functions of one decimal, enclosed between two.

Sums run over integers, in units of the last of so many decimal places; every truncation is off by less than one unit,
and the bounds are widened by more than all of them together.
"""

import functools
import math
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from fractions import Fraction

Bounds = tuple[Decimal, Decimal]
"""Two decimals, between which the true value lies."""

EXACT = Context(prec=min(MAX_PREC, 10**7), Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
"""Arithmetic that never needs to round here."""

GUARD = 10
"""Places beyond those asked for, which take up the truncations."""


def _units(x: Decimal, places: int) -> int:
    """x in units of 10^-places, cut off."""
    return int(EXACT.scaleb(x, places))


def _bounds(units: int, error: int, places: int) -> Bounds:
    return EXACT.scaleb(Decimal(units - error), -places), EXACT.scaleb(Decimal(units + error), -places)


def _cubic(x: Decimal) -> Bounds:
    """What lies between x - |x|^3 and x + |x|^3: every function here that begins with x, near 0."""
    cube = EXACT.multiply(x.copy_abs(), EXACT.multiply(x, x))
    return EXACT.subtract(x, cube), EXACT.add(x, cube)


@functools.cache
def _pi_units(places: int) -> int:
    """pi in units of 10^-places, cut off, by Machin's formula 16 atan(1/5) - 4 atan(1/239)."""
    one: int = 10 ** (places + GUARD)

    def atan_of_inverse(n: int) -> int:
        term = total = one // n
        k = 1
        while term:
            term //= -n * n
            k += 2
            total += term // k
        return total

    units: int = (16 * atan_of_inverse(5) - 4 * atan_of_inverse(239)) // 10**GUARD
    return units


def pi(digits: int) -> Bounds:
    """pi, between two decimals that agree to so many digits."""
    return _bounds(_pi_units(digits + GUARD), 2, digits + GUARD)


def _quadrant(x: Decimal, digits: int) -> tuple[int, int, int, int]:
    """x as a multiple of pi/2 and what remains, in units of so many places, with its error."""
    places = digits + GUARD + max(0, -x.adjusted())
    turns = max(0, x.adjusted() + 1)
    # pi is needed to as many more places as x has before the point, since its error is multiplied by the turns
    half_pi = _pi_units(places + turns + GUARD) // 2
    units = _units(x, places + turns + GUARD)
    n = (2 * units + half_pi) // (2 * half_pi)
    scale = 10 ** (turns + GUARD)
    return n, (units - n * half_pi) // scale, 2, places


def _taylor(r: int, places: int, first: int, term: int) -> tuple[int, int]:
    """The alternating series whose next term is that times r^2 / (k (k + 1)), k = first, first + 2, ...; and how many
    terms.
    """
    one = 10**places
    square, total, k = r * r // one, term, first
    while term:
        term = -(term * square // one) // (k * (k + 1))
        total += term
        k += 2
    return total, k


def _circular(x: Decimal, digits: int, quarter: int) -> Bounds:
    """sin(x + quarter pi/2)."""
    if x.adjusted() > 5_000:  # beyond this, pi is not worked out
        return Decimal(-1), Decimal(1)
    n, r, error, places = _quadrant(x, digits)
    n += quarter
    total, terms = _taylor(r, places, 2, r) if n % 2 == 0 else _taylor(r, places, 1, 10**places)
    return _bounds(-total if n % 4 >= 2 else total, error + 2 * terms + 4, places)


def sin(x: Decimal, digits: int) -> Bounds:
    """The sine of a decimal, between two decimals."""
    if not x or -x.adjusted() > digits:
        return _cubic(x)
    return _circular(x, digits, 0)


def cos(x: Decimal, digits: int) -> Bounds:
    """The cosine of a decimal, between two decimals."""
    if not x:
        return Decimal(1), Decimal(1)
    if -x.adjusted() > digits:  # 1 - x^2 < cos(x) < 1
        return EXACT.subtract(Decimal(1), _above_square(x)), Decimal(1)
    return _circular(x, digits, 1)


def _above_square(x: Decimal) -> Decimal:
    """A power of ten above x^2."""
    return Decimal((0, (1,), 2 * x.adjusted() + 2))


def atan(x: Decimal, digits: int) -> Bounds:
    """At x >= 0."""
    if not x or -x.adjusted() > digits:
        return _cubic(x)
    if x.adjusted() > 2 * digits + GUARD:  # pi/2 - 1/x < atan(x) < pi/2
        low, high = pi(digits)
        return EXACT.subtract(EXACT.multiply(low, Decimal("0.5")), Decimal((0, (1,), -x.adjusted()))), EXACT.multiply(
            high, Decimal("0.5")
        )
    places = digits + 2 * GUARD + abs(x.adjusted())
    one = 10**places
    t = _units(x, places)
    inverted = t > one
    if inverted:
        t = one * one // t
    halvings = 3
    for _ in range(halvings):  # atan(t) = 2 atan(t / (1 + sqrt(1 + t^2)))
        t = t * one // (one + math.isqrt(one * one + t * t))
    square, term, total, k = t * t // one, t, t, 1
    while term:
        term = -(term * square // one)
        k += 2
        total += term // k
    total, error = total << halvings, (3 * k + 8) << halvings
    if inverted:
        total = _pi_units(places) // 2 - total
    return _bounds(total, error + 2, places)


def _erf_units(x: Decimal, places: int) -> tuple[int, int]:
    """erf(x) at x > 0 and its error: 2/sqrt(pi) exp(-x^2) times the sum of 2^k x^(2k+1) / (1 3 5 ... (2k+1)), all
    positive (DLMF 7.6.2).
    """
    beyond = GUARD + int(EXACT.multiply(x, x)) * 4 // 9 + 1  # the sum is as large as exp(x^2), and log10(e) < 4/9
    more = places + beyond
    one = 10**more
    t = _units(x, more)
    twice_square = 2 * t * t // one
    term, total, k = t, t, 1
    while term:
        k += 2
        term = term * twice_square // one // k
        total += term
    context = Context(prec=more + GUARD, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
    gaussian = _units(context.exp(EXACT.multiply(x, x).copy_negate()), more)
    root_pi = math.isqrt(_pi_units(more) * one)
    # no truncation grows faster than the terms do, and exp(-x^2) is off by one unit, times the sum
    value = 2 * total * gaussian // root_pi
    return value // 10**beyond, 4 * (k + 8) * (total // one + k + 2) // 10**beyond + 2


def erf(x: Decimal, digits: int) -> Bounds:
    """At x >= 0."""
    if not x:
        return x, x
    if (
        x > 10_000 or EXACT.multiply(EXACT.multiply(x, x), 43) > (digits + 2) * 100
    ):  # erfc(x) < exp(-x^2), and log10(e) > 0.43
        return EXACT.subtract(Decimal(1), Decimal((0, (1,), -digits - 1))), Decimal(1)
    if -x.adjusted() > digits:  # 2/sqrt(pi) (x - x^3) < erf(x) < 2/sqrt(pi) x
        context = Context(prec=digits + GUARD, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
        y = context.divide(context.multiply(2, x), context.sqrt(pi(digits + GUARD)[0]))
        slack = Decimal((0, (1,), y.adjusted() - digits - 2))
        return EXACT.subtract(y, slack), EXACT.add(y, slack)
    places = digits + GUARD + max(0, -x.adjusted())
    return _bounds(*_erf_units(x, places), places)


def erfc(x: Decimal, digits: int) -> Bounds:
    """At x > 0, to so many digits of its own."""
    if x > 10**9:
        return Decimal(0), Decimal((0, (1,), -(10**17)))
    square = EXACT.multiply(x, x)
    lost = int(square) * 4 // 9 + 2  # digits by which erfc(x) is below 1, since log10(e) < 4/9
    if lost <= digits + 8:
        places = digits + lost + 2 * GUARD
        value, error = _erf_units(x, places)
        return _bounds(10**places - value, error, places)
    # exp(-x^2) / (x sqrt(pi)) times the sum of (-1)^k (2k-1)!! / (2 x^2)^k, off by less than the first term left out
    # (DLMF 7.12.1)
    places = digits + 2 * GUARD
    one = 10**places
    divisor = _units(EXACT.add(square, square), places)
    term, total, k = one, one, 1
    while term:
        following = -(term * k * one // divisor)
        if abs(following) >= abs(term):
            break
        term, k = following, k + 2
        total += term
    context = Context(prec=places, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
    front = context.divide(context.exp(square.copy_negate()), context.multiply(x, context.sqrt(pi(places)[0])))
    low, high = _bounds(total, abs(term) + 4 * k + 4, places)
    slack = Decimal((0, (1,), -digits - 2 * GUARD + 2))  # what the rounding of the factor in front can matter
    return (
        context.multiply(front, EXACT.subtract(low, slack)),
        context.multiply(front, EXACT.add(high, slack)),
    )


def erfinv(x: Decimal, digits: int) -> Bounds:
    """At 0 < x < 1: found by Halley's rule, and then proved by erf on both sides; beside 1 by erfc, of 1 - x."""
    beside = EXACT.subtract(Decimal(1), x)
    from_above = x > Decimal("0.5")
    digits += 2
    context = Context(prec=digits + GUARD, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
    half_root_pi = context.divide(context.sqrt(pi(digits + GUARD)[0]), 2)

    def above(y: Decimal) -> Bounds:
        """erf(y) - x."""
        low, high = erfc(y, digits) if from_above else erf(y, digits)
        if from_above:
            return EXACT.subtract(beside, high), EXACT.subtract(beside, low)
        return EXACT.subtract(low, x), EXACT.subtract(high, x)

    y = context.multiply(half_root_pi, x)
    if x > Decimal("1e-3"):  # Winitzki's guess
        w = context.ln(context.multiply(beside, context.add(1, x)))
        a = Decimal("0.147")
        t = context.add(context.divide(1, context.multiply(a, Decimal("1.5707963"))), context.divide(w, 2))
        root = context.sqrt(context.subtract(context.multiply(t, t), context.divide(w, a)))
        y = context.sqrt(context.divide(context.divide(w.copy_negate(), a), context.add(root, t)))
    for _ in range(60):
        slope = context.divide(context.exp(context.multiply(y, y).copy_negate()), half_root_pi)
        step = context.divide(context.divide(EXACT.add(*above(y)), 2), slope)
        step = context.divide(step, context.add(1, context.multiply(y, step)))
        y = context.subtract(y, step)
        if not step or step.adjusted() < y.adjusted() - digits:
            break
    off = Decimal((0, (1,), y.adjusted() - digits + 2))
    while True:
        low, high = context.subtract(y, off), context.add(y, off)
        if above(low)[1] <= 0 <= above(high)[0]:
            return low, high
        off = EXACT.scaleb(off, 1)


@functools.cache
def bernoulli(n: int) -> Fraction:
    """The Bernoulli number of an even index, from the tangent numbers."""
    return _bernoulli_numbers(1 << (n // 2).bit_length())[n // 2]


@functools.cache
def _bernoulli_numbers(count: int) -> list[Fraction]:
    """B0, B2, ..., up to `count` of them beyond the first (Brent and Harvey 2011, algorithm TangentNumbers)."""
    tangent = [0, 1]
    for k in range(2, count + 1):
        tangent.append((k - 1) * tangent[k - 1])
    for k in range(2, count + 1):
        for j in range(k, count + 1):
            tangent[j] = (j - k) * tangent[j - 1] + (j - k + 2) * tangent[j]
    return [Fraction(1)] + [
        Fraction((-1) ** (k - 1) * 2 * k * tangent[k], 4**k * (4**k - 1)) for k in range(1, count + 1)
    ]
