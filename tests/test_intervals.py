"""Intervals contain the true value, whatever happens."""

import decimal
import math
import random
from decimal import Decimal
from fractions import Fraction

import balls
import flint
import mpmath
import pytest
from balls import BALLS, Ball, contained, sharp

from autograd_core import OPS, Value, evaluate, gradient, ops, parse
from autograd_core.namespaces import FLOATS
from autograd_core.namespaces.interval import MAYBE, Interval, Undetermined
from autograd_core.namespaces.intervals import Intervals

POINTS = [
    0.0,
    0.5,
    1.0,
    2.0,
    -0.5,
    -1.0,
    -3.25,
    1e-300,
    -1e-300,
    5e-324,
    1e-20,
    0.9999999999999999,
    1 + 2e-16,
    12.5,
    -12.5,
    30.0,
    -300.0,
    1e10,
    1e308,
]
COUNTS = {name: len(op.parameters) + (op.variadic and name != "dot") for name, op in OPS.items()} | {"dot": 2, "sum": 2}


def draws(name, generator, count=120):
    """Arguments for an op: the special points, and random ones over many magnitudes."""
    for i in range(count):
        args = []
        for position in range(COUNTS[name]):
            wild = generator.choice(
                [
                    generator.uniform(-4, 4),
                    generator.choice([-1, 1]) * 10 ** generator.uniform(-30, 4),
                    generator.gauss(0, 50),
                ]
            )
            args.append(POINTS[i] if i < len(POINTS) and position == COUNTS[name] - 1 else wild)
        if OPS[name].parameters[:1] == ("n",):
            args[0] = float(generator.randint(0, 6))
        yield args


@pytest.mark.parametrize("name", OPS)
def test_every_row_contains_what_flint_finds(name):
    """Value and partials of every row, over our intervals and over flint's balls."""
    flint.ctx.prec = balls.BITS
    generator, compared = random.Random(name), 0
    op = OPS[name]
    for args in draws(name, generator):
        m = Intervals(generator.choice([15, 30, 60]))
        free = [True] * len(args)
        try:
            y = m.number(m.apply(op, *map(m.number, args)))
            mine = [y, *map(m.number, op.local_partials(m, y, [m.number(x) for x in args], free, free))]
            z = Ball(m.number(0).lo) + BALLS.apply(op, *map(Ball, args))
            theirs = [z, *map(BALLS.number, op.local_partials(BALLS, z, [Ball(x) for x in args], free, free))]
        except (Undetermined, balls.Unsure, ValueError, AttributeError, OverflowError):
            continue
        for interval, ball in zip(mine, theirs):
            if sharp(ball.x):
                compared += 1
                assert contained(interval, ball.x), (
                    f"{name}{args} over {m.digits} digits: {interval} misses {ball.x.str(40)}"
                )
    assert compared > 30


def test_random_programs_are_contained():
    """Every value, local partial and adjoint of random programs;
    `python tests/balls.py 20000` does the same for many.
    """
    generator, compared, failed = random.Random(3), 0, 0
    for _ in range(600):
        y = balls.random_program(generator)
        if isinstance(y, Value):
            got, missed = balls.judge(y, generator.choice([15, 25, 40]))
            compared, failed = compared + got, failed + missed
    assert compared > 3_000
    assert failed == 0


@pytest.mark.parametrize(
    "letter",
    [
        "exp",
        "log",
        "sin",
        "cos",
        "tan",
        "atan",
        "tanh",
        "erf",
        "erfc",
        "lgamma",
        "digamma",
        "sigmoid",
        "sqrt",
        "normal_cdf",
        "sinc",
    ],
)
def test_enclosures_are_tight(letter):
    """At a number, an enclosure loses few of the digits it works with."""
    for x in (0.7, 3.3, 17.9, 1e-9):
        m = Intervals(50)
        y = getattr(m, letter)(m.number(x))
        assert y.lo < y.hi or y.exact
        assert Fraction(y.hi) - Fraction(y.lo) <= abs(Fraction(y.lo)) * Fraction(10) ** -42


def test_arithmetic_rounds_outwards():
    """One third lies strictly inside its enclosure, and so does its negative."""
    m = Intervals(5)
    third = m.number(1) / 3
    assert (third.lo, third.hi) == (Decimal("0.33333"), Decimal("0.33334"))
    assert ((-third).lo, (-third).hi) == (Decimal("-0.33334"), Decimal("-0.33333"))
    assert Fraction(1, 3) not in [third.lo, third.hi]
    assert (m.number(Decimal("1.0000001")) + 0).hi == Decimal("1.0001")
    assert m.number(0.1).lo == Decimal.from_float(0.1)  # the exact rational of the float
    assert Intervals(5, decimals=True).number(0.1).lo == Decimal("0.1")


def test_the_callers_decimal_context_does_not_matter():
    """Containment holds whatever precision and rounding the surrounding program has set:
    a plain minus would round by it.
    """
    with decimal.localcontext() as context:
        context.prec, context.rounding = 3, decimal.ROUND_UP
        generator, failed, compared = random.Random(5), 0, 0
        for _ in range(150):
            y = balls.random_program(generator)
            if isinstance(y, Value):
                got, missed = balls.judge(y, 30)
                compared, failed = compared + got, failed + missed
    assert compared > 500
    assert failed == 0


def test_comparisons_have_three_answers():
    """Overlapping numbers are neither less nor not less; a choice between them covers both, a decision raises."""
    m = Intervals(20)
    near = Interval(m, Decimal(-1), Decimal(1))
    assert (near < 2) is True
    assert (near > 1) is False
    assert (near > 0) is MAYBE
    assert m.equal(near, 0) is MAYBE
    assert m.equal(near, near) is True
    assert (MAYBE & False, MAYBE | True, False & MAYBE, True | MAYBE) == (False, True, False, True)
    assert MAYBE & True is MAYBE
    both = m.where(near > 0, 3, -3)
    assert (both.lo, both.hi) == (-3, 3)
    with pytest.raises(Undetermined, match="cannot be told apart"):
        bool(near > 0)
    for letter in ("sqrt", "log", "acosh", "asin"):
        with pytest.raises(Undetermined, match="whether the argument lies in the domain cannot be told"):
            getattr(m, letter)(Interval(m, Decimal("-0.5"), Decimal("1.5")))


def test_the_largest_is_known_again():
    """What maximum chose is the very same number, so its share is 1; two equal ones have half each."""
    x, y = Value(1.0, label="x"), Value(2.0, label="y")
    z = ops.maximum(ops.exp(x), ops.log(y))
    m = Intervals(20)
    grad = gradient(z, [x, y], over=m)
    assert grad[0].lo < Decimal("2.71828182845904523536") < grad[0].hi
    assert grad[1].exact
    assert grad[1].lo == 0
    assert [g.lo for g in gradient(ops.maximum(x * 2, y), [x, y], over=m)] == [1, Decimal("0.5")]


def test_constants_may_stand_for_what_they_approximate():
    """math.pi is a float of its own; read as a symbol it is pi."""
    x = Value(1.0, label="x")
    y = ops.sin(x * math.pi)
    assert abs(evaluate(y, over=Intervals(30)).lo) > Decimal("1e-17")
    around = evaluate(y, over=Intervals(30, symbolic=True))
    assert 0 in around
    assert around.hi < Decimal("1e-28")


def test_digits_decide_what_cancels():
    """(1 + h)^2 - 1 - 2h at h = 1e-12: floats keep nothing of 1e-24, and forty digits keep twenty."""
    h = Value(1e-12, label="h")
    y = (1 + h) ** 2 - 1 - 2 * h
    exact = Fraction(1e-12) ** 2
    enclosure = evaluate(y, over=Intervals(60))
    assert enclosure.lo <= exact <= enclosure.hi
    assert abs(Fraction(enclosure.hi) / exact - 1) < Fraction(1, 10**20)


@pytest.mark.parametrize("x", [1e308, -1e308, 1e-320, 710.0, -710.0, 1e5])
def test_no_number_is_too_large(x):
    """Exponentials of anything a float holds stay finite or certain bounds, and nothing hangs."""
    m = Intervals(25)
    for name in (
        "exp",
        "sigmoid",
        "tanh",
        "erfc",
        "softplus",
        "gaussian",
        "sin",
        "atan",
        "log1p",
        "cosh",
        "gelu",
        "silu",
        "asinh",
        "lgamma",
    ):
        try:
            y = m.number(m.apply(OPS[name], m.number(x)))
        except Undetermined:
            continue
        near = FLOATS.apply(OPS[name], x)
        assert y.nan == math.isnan(near), f"{name}({x}) = {y}"
        assert y.nan or (y.lo <= y.hi and (math.isinf(near) or math.isclose(y.lo, near, rel_tol=1e-12, abs_tol=1e-300)))


@pytest.mark.parametrize("t", ["1e-25", "-1e-25", "3e-100", "-7e-60", "1e-21"])
def test_logarithms_next_to_1_are_enclosed(t):
    """log(1 + t) is t - t²/2 but for less than |t|³; the decimal module takes seconds there."""
    from mpmath import log1p, mpf, workdps

    m = Intervals(40)
    found = m.log(m.read(1 + Fraction(t)))
    with workdps(200):
        assert mpf(str(found.lo)) <= log1p(mpf(t)) <= mpf(str(found.hi))


@pytest.mark.parametrize("x", ["1e-300", "0.25", "0.5", "0.75", "0.9999999999999999", "0." + 40 * "9"])
def test_the_inverse_of_erf_is_enclosed_tightly(x):
    """Proved by erf on both sides: mpmath's number lies within, and few digits are lost, beside 1 too."""
    context = mpmath.mp.clone()
    context.dps = 140
    y = Intervals(50).erfinv(Decimal(x))
    true = context.erfinv(context.mpf(x))
    assert context.mpf(str(y.lo)) <= true <= context.mpf(str(y.hi))
    assert y.hi - y.lo <= y.lo * Decimal("1e-44")


def test_a_constant_that_is_known_exactly_is_enclosed_as_such():
    """1/3 and pi/6 are no floats: their enclosures hold the true number, which the nearest float is not."""
    m = Intervals(40)
    third, sixth = m.number(parse("1/3", {})), m.number(parse("pi/6", {}))
    assert Fraction(third.lo) < Fraction(1, 3) < Fraction(third.hi)
    assert Fraction(third.hi) - Fraction(third.lo) < Fraction(1, 10**38)
    assert third is m.number(parse("1/3", {}))
    with mpmath.workdps(60):
        assert mpmath.mpf(str(sixth.lo)) < mpmath.pi / 6 < mpmath.mpf(str(sixth.hi))
    assert float(parse("1/3", {})) == 1 / 3 != Fraction(1, 3)


@pytest.mark.parametrize("x", [100, 1000, 10_000])
def test_the_rest_of_a_series_is_on_the_side_of_its_first_term(x):
    """-polygamma(2, x) is 1/x^2 + 1/x^3 + 1/(2 x^4) - 1/(6 x^6) + ..., less than the third term, exact here."""
    m = Intervals(3)
    found = m._stirling(m.number(x), lambda k: Fraction(math.factorial(2 * k + 1), math.factorial(2 * k)), 2)
    with mpmath.workdps(80):
        rest = -mpmath.polygamma(2, x) - mpmath.mpf(x) ** -2 - mpmath.mpf(x) ** -3
        assert mpmath.mpf(str(found.lo)) <= rest <= mpmath.mpf(str(found.hi))
        assert rest < mpmath.mpf(x) ** -4 / 2


@pytest.mark.parametrize("x", ["-0.5", "-2.5", "-7.25", "-100.5"])
def test_lgamma_is_worked_out_to_the_left_of_its_poles(x):
    """By reflection, to all digits but a few; so far to the left that sin(pi x) cannot be told it is left open."""
    y = Intervals(40).lgamma(Decimal(x))
    with mpmath.workdps(60):
        true = mpmath.log(abs(mpmath.gamma(mpmath.mpf(x))))
        assert mpmath.mpf(str(y.lo)) <= true <= mpmath.mpf(str(y.hi))
    assert y.hi - y.lo < Decimal("1e-34")
    with pytest.raises(Undetermined, match="lgamma that far to the left is not worked out"):
        Intervals(420).lgamma(Decimal(f"-1{'0' * 410}.5"))


@pytest.mark.parametrize(
    ("name", "x", "end"),
    [
        ("atanh", "1", "Infinity"), ("atanh", "-1", "-Infinity"), ("atanh", "1.5", "NaN"), ("atanh", "-2", "NaN"),
        ("erfinv", "1", "Infinity"), ("erfinv", "-1", "-Infinity"), ("erfinv", "1.5", "NaN"),
        ("log", "0", "-Infinity"), ("log", "-1", "NaN"), ("log1p", "-1", "-Infinity"), ("log1p", "-2", "NaN"),
        ("acosh", "1", "0"), ("acosh", "0.5", "NaN"), ("sqrt", "0", "0"), ("sqrt", "-1", "NaN"),
        ("asin", "1.5", "NaN"), ("acos", "1", "0"), ("acos", "-1.5", "NaN"),
    ],
)  # fmt: skip
def test_edges_of_domains_are_told(name, x, end):
    """A pole, a number, or none at all: nothing there is left open."""
    y = getattr(Intervals(20), name)(Decimal(x))
    assert [str(y.lo), str(y.hi)] == [end, end]


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [("0", "5", (0, 1)), ("-5", "0", (-1, 0)), ("-1", "1", (-1, 1)), ("0", "0", (0, 0)), ("2", "3", (1, 1))],
)
def test_signs_of_what_reaches_0(low, high, ends):
    """0 has the sign 0: an interval from there up has no sign below it."""
    m = Intervals(20)
    found = m.sign(Interval(m, Decimal(low), Decimal(high)))
    assert (found.lo, found.hi) == ends
