"""Intervals that are wide, reach 0 or infinity, or lie at the ends of a domain:
they contain what lies between, and no more.

The judge is the arithmetic of floats: what `math` gives at numbers inside has to lie in what comes of the interval.
"""

import itertools
import math
import operator
from decimal import Decimal
from fractions import Fraction

import pytest

from autograd_core import OPS
from autograd_core.namespaces import FLOATS
from autograd_core.namespaces.interval import Interval, Undetermined
from autograd_core.namespaces.intervals import Intervals

INF = math.inf
ENDS = [-INF, -1e300, -7.0, -3.0, -2.5, -1.0, -0.25, -0.0, 0.0, 1e-300, 0.25, 0.5, 1.0, 1.75, 2.0, 3.0, 8.0, 1e300, INF]
UNARY = [name for name, op in OPS.items() if len(op.parameters) == 1 and not op.variadic]
BINARY = ["add", "sub", "mul", "div", "pow", "atan2", "hypot", "maximum", "minimum"]
FEW = [-INF, -3.0, -0.5, -0.0, 0.0, 0.5, 2.0, INF]
M = Intervals(25)


def interval(lo, hi):
    return Interval(M, Decimal(lo), Decimal(hi))


def inside(lo, hi):
    """Finite numbers from one end to the other, and both of them; of the zeros at an end, the one that it is."""
    if lo == hi and math.copysign(1, lo) == math.copysign(1, hi):
        return [lo]
    low, high = max(lo, -1e308), min(hi, 1e308)
    steps = [low + (high - low) * k / 8 if high - low < INF else low / 8 * (8 - k) + high / 8 * k for k in range(9)]
    found = dict.fromkeys(x for x in [*steps, *ENDS] if low < x < high)
    return [low, *found, *([-0.0] if low < 0 < high else []), high]


def is_convention(name, xs):
    """Whether the value there is one that IEEE 754 agreed upon, and no limit that every way there leads to."""
    if name == "silu":
        return math.isinf(xs[0])
    if name == "pow":
        return math.isinf(xs[0]) or math.isinf(xs[1])
    return name == "atan2" and ((math.isinf(xs[0]) and math.isinf(xs[1])) or (xs[0] == 0 and xs[1] <= 0))


def contains(found, y):
    """Whether a float lies in an interval, but for its own rounding;
    an overflow stands for what is beyond all floats.
    """
    if math.isinf(y):
        return (found.hi if y > 0 else -found.lo) > Decimal("1.7e308")
    slack = Decimal(abs(y) * 1e-12 + 1e-300)
    return not found.nan and found.lo - slack <= Decimal(y) <= found.hi + slack


def check(name, args, samples):
    """What comes of the intervals contains the value at each sample that has one, and is NaN only where none has."""
    try:
        found = M.number(M.apply(OPS[name], *args))
    except (Undetermined, ValueError, AttributeError):
        return 0
    values = [(xs, FLOATS.apply(OPS[name], *xs)) for xs in samples]
    have = [(xs, y) for xs, y in values if not math.isnan(y) and not is_convention(name, xs)]
    if found.nan and have:
        raise AssertionError(f"{name}{args} is said to have no value, and is {have[0][1]} at {have[0][0]}")
    for xs, y in have:
        if math.isinf(y) and len(samples) > 1:  # a pole, approached from one side
            continue
        assert contains(found, y), f"{name}{args} = {found} misses {y} at {xs}"
    if len(samples) == 1 and math.isnan(values[0][1]):
        assert found.nan, f"{name}{args} = {found}, and there is no value"
    return len(have)


@pytest.mark.parametrize("name", UNARY)
def test_functions_of_one_number(name):
    """At each of the ends, and between each two of them."""
    compared = 0
    for lo, hi in itertools.combinations_with_replacement(ENDS, 2):
        if math.copysign(1, lo) == math.copysign(1, hi) or lo < hi:
            compared += check(name, [interval(lo, hi)], [(x,) for x in inside(lo, hi)])
    assert compared > 20


@pytest.mark.parametrize("name", BINARY)
def test_functions_of_two_numbers(name):
    """Every pair of intervals with such ends."""
    compared = 0
    pairs = [p for p in itertools.combinations_with_replacement(FEW, 2) if p != (-0.0, 0.0) or str(p[0]) == str(p[1])]
    for (a, b), (c, d) in itertools.product(pairs, pairs):
        compared += check(name, [interval(a, b), interval(c, d)], list(itertools.product(inside(a, b), inside(c, d))))
    assert compared > 1_000


@pytest.mark.parametrize("name", ["add", "sub", "mul", "div"])
def test_arithmetic_is_no_wider_than_it_must_be(name):
    """The ends are those of the four corners, in fractions, but for the last digit."""
    ends = [-3.0, -0.5, 0.0, 0.25, 2.0]
    exactly = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv}[name]
    for (a, b), (c, d) in itertools.product(itertools.combinations_with_replacement(ends, 2), repeat=2):
        if name == "div" and c <= 0 <= d:
            continue
        corners = [exactly(Fraction(p), Fraction(q)) for p in (a, b) for q in (c, d)]
        found = M.apply(OPS[name], interval(a, b), interval(c, d))
        for got, end in ((found.lo, min(corners)), (found.hi, max(corners))):
            assert abs(Fraction(got) - end) <= abs(end) * Fraction(10) ** -24


def test_what_reaches_0_is_divided_by():
    """1/y goes to infinity on the side where y lies, and to both sides where 0 is in its middle; of a 0 without a sign,
    such as x - x, it has no value.
    """
    third = Fraction(1, 3)
    below, above, both = (1 / interval(*ends) for ends in ((-3.0, -0.0), (0.0, 3.0), (-3.0, 3.0)))
    assert (below.lo, above.hi) == (-INF, INF)
    assert below.hi < 0 < above.lo
    assert abs(Fraction(below.hi) + third) + abs(Fraction(above.lo) - third) < Fraction(1, 10**24)
    assert (both.lo, both.hi) == (-INF, INF)
    assert (1 / interval(-0.0, 0.0)).nan
    assert (1 / interval(-0.0, 3.0)).lo > 0
    assert [(1 / interval(zero, zero)).hi for zero in (0.0, -0.0)] == [INF, -INF]


@pytest.mark.parametrize("name", ["polygamma", "sinc_derivative"])
def test_derivatives_of_very_high_order_are_left_open(name):
    """They have a value, which is not worked out: what is claimed of it is neither right nor wrong."""
    assert not getattr(M, name)(100, 2.5).nan
    with pytest.raises(Undetermined, match="derivatives above order 100 are not worked out"):
        getattr(M, name)(101, 2.5)
    assert all(getattr(M, name)(n, 2.5).nan for n in (-1, 0.5))


def test_a_number_is_known_again():
    """Each number is made an interval once, and the zero below 0 is another than the one above."""
    m = Intervals(20)
    assert [m.number(x).lo.is_signed() for x in (0.0, -0.0, 0.0, 0, Decimal("-0"))] == [False, True, False, False, True]
    assert m.number(0.1) is m.number(0.1)


def test_how_few_digits_there_may_be():
    """One digit is enough to be right, and none is too few."""
    third = Intervals(1).number(1) / 3
    assert (third.lo, third.hi) == (Decimal("0.3"), Decimal("0.4"))
    assert Intervals(100_000).digits == 100_000
    for digits in (0, -1, 100_001, 2.0):
        with pytest.raises(ValueError, match=f"needs a number of digits from 1 to 100,000; got {digits}"):
            Intervals(digits)


@pytest.mark.parametrize(
    ("name", "args", "lo", "hi"),
    [
        ("pow", [(0.0, 4.0), (0.5, 1.5)], 0.0, 8.0),  # 4**1.5
        ("pow", [(0.0, 4.0), (-1.5, -0.5)], 0.125, INF),  # 4**-1.5
        ("pow", [(0.25, 4.0), (0.5, 1.5)], 0.125, 8.0),  # 0.25**1.5
        ("pow", [(-2.0, 3.0), (2.0, 2.0)], 0.0, 9.0),
        ("pow", [(-2.0, 3.0), (3.0, 3.0)], -8.0, 27.0),
        ("pow", [(-3.0, -2.0), (3.0, 3.0)], -27.0, -8.0),
        ("abs", [(-2.0, 3.0)], 0.0, 3.0),
        ("sign", [(-2.0, 3.0)], -1.0, 1.0),
        ("hypot", [(-3.0, 1.0), (0.0, 4.0)], 0.0, 5.0),
        ("maximum", [(-3.0, 1.0), (0.0, 4.0)], 0.0, 4.0),
        ("minimum", [(-3.0, 1.0), (0.0, 4.0)], -3.0, 1.0),
        ("cosh", [(-1.0, 1.0)], 1.0, math.cosh(1)),
        ("gaussian", [(-1.0, 2.0)], math.exp(-4), 1.0),
        ("atan2", [(1.0, 2.0), (0.0, 0.0)], math.pi / 2, math.pi / 2),
        ("atan2", [(-2.0, -1.0), (-1.0, -1.0)], math.atan2(-1, -1), math.atan2(-2, -1)),
        ("atan2", [(0.0, 0.0), (-2.0, -1.0)], math.pi, math.pi),
        ("sqrt", [(0.0, 4.0)], 0.0, 2.0),
        ("log", [(0.0, 1.0)], -INF, 0.0),
    ],
)
def test_what_is_known_by_heart(name, args, lo, hi):
    """Where each argument stands once, the ends are the least and the greatest value,
    and the question is not left open.
    """
    found = M.number(M.apply(OPS[name], *(interval(*ends) for ends in args)))
    for got, end in ((found.lo, lo), (found.hi, hi)):
        assert math.isclose(got, end, rel_tol=1e-15, abs_tol=1e-20)


RISING = [
    "exp", "expm1", "log", "log1p", "sqrt", "cbrt", "sigmoid", "softplus", "asin", "atan", "sinh", "tanh", "asinh",
    "acosh", "atanh", "erf", "erfinv", "normal_cdf",
]  # fmt: skip


@pytest.mark.parametrize("name", RISING)
@pytest.mark.parametrize("width", [1e-20, 1e-4, 0.3])
def test_what_rises_is_no_wider_than_it_must_be(name, width):
    """Where a function only rises, its values at both ends are the ends;
    of a narrow interval a bound of its slope will do.
    """
    lo = 1.5 if name == "acosh" else 0.5
    hi = Decimal(lo) + Decimal(width)
    found = M.number(M.apply(OPS[name], Interval(M, Decimal(lo), hi)))
    at_lo, at_hi = (M.number(M.apply(OPS[name], M.point(x))) for x in (Decimal(lo), hi))
    assert found.lo <= at_lo.lo
    assert at_hi.hi <= found.hi + Decimal("1e-22")
    assert found.hi - found.lo <= 5 * Decimal(width) + Decimal("1e-22")
    if width > 0.1:
        assert abs(found.lo - at_lo.lo) + abs(found.hi - at_hi.hi) < Decimal("1e-20")


@pytest.mark.parametrize(
    ("f", "at"), [("floor", math.floor), ("ceil", math.ceil), ("trunc", math.trunc), ("round", round)]
)
def test_steps_of_very_long_numbers(f, at):
    """An integer of very many digits is not written out, but enclosed."""
    found = getattr(M, f)(M.point(Decimal("1e6000")))
    assert found.lo <= Decimal("1e6000") <= found.hi
    assert found.hi - found.lo < Decimal("1e5980")
    wide = getattr(M, f)(interval(-2.5, 7.25))
    assert (wide.lo, wide.hi) == (at(-2.5), at(7.25))


@pytest.mark.parametrize("name", [name for name, row in OPS.items() if len(row.parameters) == 1 and not row.variadic])
@pytest.mark.parametrize("x", [math.inf, -math.inf])
def test_at_an_infinity_they_have_the_limits_that_floats_have(name, x):
    """A value and a slope there are numbers or none over both, and no float lies outside by more than it is rounded."""
    row = OPS[name]
    over = [(m.apply(row, m.number(x)), m.slope(row, m.number(x))) for m in (FLOATS, Intervals())]
    for known, interval in zip(*over, strict=True):
        interval = Intervals().number(0) + interval
        assert math.isnan(known) == interval.nan, (known, interval)
        assert math.isnan(known) or known in (float(interval.lo), float(interval.hi)), (known, interval)


@pytest.mark.parametrize("order", [0, 1, 2])
def test_a_narrow_interval_stays_narrow_in_sinc(order):
    """No derivative of sin(πx)/(πx) of order k is above π^k/(k + 1): what is 10^-9 wide is little wider there."""
    found = M.sinc_derivative(order, interval("2.3", "2.300000001"))
    assert found.hi - found.lo < Decimal("1e-7")
    assert M.sinc_derivative(order, interval("2.3", "2.3")).lo > found.lo
