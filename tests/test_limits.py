"""Limits: slopes from one side, where the chain rule comes to 0 times infinity, at kinks,
and where there is no value.
"""

import math
from fractions import Fraction

import pytest

from autograd_core import Value, check, check_gradient, grad, gradient, ops
from autograd_core.formula import parse
from autograd_core.namespaces.interval import Undetermined
from autograd_core.namespaces.intervals import Intervals
from autograd_core.verify import Kind
from autograd_core.verify.truth.limits import from_side

mpmath = pytest.importorskip("mpmath")


def sides(f, at):
    """The limits of f and of its slope from below and from above."""
    x, m = Value(at, label="x"), Intervals(40, symbolic=True)
    y = f(x)
    return [from_side(m, None, y, x, side, lambda leaf: m.read(leaf.data)) for side in (-1, 1)]


CURVES = [
    ("sqrt(x^4)", 0, -1, 1),
    ("x*sqrt(x)", 0, 1),
    ("(x - 2)*acos(x)", 1, -1),
    ("acos(x)^2", 1, -1),
    ("asin(x)*sqrt(1 - x^2)", 1, -1),
    ("exp(log(x))", 0, 1),
    ("cbrt(x^3)", 0, -1, 1),
    ("(x^2 - 1)/(x - 1)", 1, -1, 1),
    ("sin(x)/x", 0, -1, 1),
    ("(1 - cos(x))/x^2", 0, -1, 1),
    ("(x - sin(x))/x^3", 0, -1, 1),
    ("expm1(x)/x", 0, -1, 1),
    ("log1p(x)/x", 0, -1, 1),
    ("tanh(3*x)/atan(x)", 0, -1, 1),
    ("atanh(x)/asinh(2*x)", 0, -1, 1),
    ("acosh(x)^2", 1, 1),
    ("erf(x)/x", 0, -1, 1),
    ("x^x", 0, 1),
    ("x*log(x)", 0, 1),
    ("x^2*log(x)", 0, 1),
    ("exp(-1/x^2)", 0, -1, 1),
    ("softplus(x)", 0, -1, 1),
    ("sigmoid(x)*sqrt(x)", 0, 1),
    ("lgamma(x) + log(x)", 0, 1),
    ("digamma(x) + 1/x", 0, -1, 1),
    ("hypot(x, x^2)", 0, -1, 1),
    ("abs(x)*x", 0, -1, 1),
    ("abs(sin(x))", 0, -1, 1),
    ("logsumexp(x, 2*x)", 0, -1, 1),
    ("atan2(x, x^2)", 0, -1, 1),
    ("x^(1/3)*x^(2/3)", 0, 1),
]
MPMATH = {
    "cbrt": lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)),
    "log1p": lambda x: mpmath.log(1 + x),
    "abs": abs,
    "softplus": lambda x: mpmath.log(1 + mpmath.exp(x)),
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)),
    "lgamma": lambda x: mpmath.log(abs(mpmath.gamma(x))),
    "logsumexp": lambda *xs: mpmath.log(sum(map(mpmath.exp, xs))),
    **{name: getattr(mpmath, name) for name in ("sqrt", "acos", "asin", "exp", "log", "sin", "cos", "expm1", "tanh")},
    **{name: getattr(mpmath, name) for name in ("atan", "atanh", "asinh", "acosh", "erf", "digamma", "hypot", "atan2")},
}


def by_mpmath(text, x):
    """The value of a formula, with its thirds exact."""
    code = text.replace("^", "**").replace("(1/3)", "(mpf(1)/3)").replace("(2/3)", "(mpf(2)/3)")
    return eval(code, {**MPMATH, "mpf": mpmath.mpf, "x": x})


@pytest.mark.parametrize(("text", "at", "below", "above"), [(t, a, -1 in s, 1 in s) for t, a, *s in CURVES])
def test_a_slope_is_the_limit_of_difference_quotients(text, at, below, above):
    """mpmath's quotient of values very near the point comes to the slope that the series give,
    or grows without bound.
    """
    found = sides(lambda x: parse(text, {"x": x}), float(at))
    with mpmath.workdps(300):
        for side, has_values, limits in zip((-1, 1), (below, above), found, strict=True):
            if not has_values:
                assert limits.value.nan
                continue
            near, nearer = (at + side * mpmath.mpf(10) ** -k for k in (60, 70))
            slope = (by_mpmath(text, nearer) - by_mpmath(text, near)) / (nearer - near)
            if limits.slope.finite:
                assert abs(slope - mpmath.mpf(str(limits.slope.lo))) < mpmath.mpf(10) ** -20
                assert abs(by_mpmath(text, near) - mpmath.mpf(str(limits.value.lo))) < mpmath.mpf(10) ** -15
            else:
                assert abs(slope) > 50
                assert (slope > 0) == (limits.slope.lo > 0)


def verdict(y, claim, **options):
    return check(y.named("y"), {"x": claim}, **options).rows[0].verdict


ZERO_TIMES_INFINITY = [
    (lambda x: ops.sqrt(x**4), 0.0, 0, ["2*x", "4*x^3/(2*sqrt(x^4))"], ["-2*x", "2*abs(x)", "x"]),
    (lambda x: x * ops.sqrt(x), 0.0, 0, ["1.5*sqrt(x)", "sqrt(x) + x/(2*sqrt(x))"], ["2*sqrt(x)", "sqrt(x)"]),
    (lambda x: ops.cbrt(x**3), 0.0, 1, ["3*x^2/(3*cbrt(x^3)^2)"], ["1 + x", "x^2"]),
    (lambda x: ops.exp(ops.log(x)), 0.0, 1, ["exp(log(x))/x"], ["1 + x"]),
    (lambda x: ops.sqrt(x) * ops.sqrt(x), 0.0, 1, ["sqrt(x)/sqrt(x)"], ["2*x + 1"]),
    (lambda x: (x**2 - 1) / (x - 1), 1.0, 1, ["(2*x*(x - 1) - (x^2 - 1))/(x - 1)^2"], ["x", "2*x - 1"]),
    (lambda x: ops.acos(x) ** 2, 1.0, -2, ["-2*acos(x)/sqrt(1 - x^2)"], ["-2*x"]),
]


@pytest.mark.parametrize(("f", "at", "slope", "right", "wrong"), ZERO_TIMES_INFINITY)
def test_zero_times_infinity_in_a_chain_has_its_limit(f, at, slope, right, wrong):
    """Where a chain comes to 0 times infinity the slope is a limit:
    the right number and formula pass, no other does.
    """
    number = verdict(f(Value(at, label="x")), slope)
    assert number.kind is Kind.CORRECT
    assert "as the limit from" in number.words
    assert verdict(f(Value(at, label="x")), f"{slope + 0.25}").kind is Kind.WRONG
    for claim in right:
        assert verdict(f(Value(at, label="x")), claim).kind in (Kind.PROVEN, Kind.AGREES)
    for claim in wrong:
        assert not verdict(f(Value(at, label="x")), claim).kind.passes
    report = check_gradient(f(Value(at, label="x")))
    assert f"nan in float64; the slope is {slope}" in report.rows[-1].verdict.words


def test_a_limit_is_proved_on_either_side_under_its_own_condition():
    """relu(x)² has the slope 2 relu(x) at 0: below it is 0, above 2 x."""
    assert str(verdict(ops.relu(Value(0.0, label="x")) ** 2, "2*relu(x)")) == "PROVEN EQUAL where x < 0 and where x > 0"


def test_slopes_that_agree_to_many_digits_only_do_not_meet():
    """sin(1) x + e^-300 |x| at 0: the slopes of the two sides have 130 digits in common, and are two."""
    x, one, far = Value(0.0, label="x"), Value(1.0), Value(-300.0)
    y = x * ops.sin(one) + abs(x) * ops.exp(far)
    for claim in ("0.8414709848", math.sin(1)):
        assert verdict(y, claim).kind is Kind.KINK


@pytest.mark.parametrize(
    ("f", "at", "slope"),
    [
        (lambda x: ops.acosh(x) ** 2, 1.0, 2),
        (lambda x: 3 * ops.acos(1 - x) ** 2 + x, 0.0, 7),
        (lambda x: ops.acosh(1 + 3 * x) ** 2 / 4, 0.0, Fraction(3, 2)),
        (lambda x: ops.acosh(x) * ops.sqrt(2 * x - 2), 1.0, 2),
        (lambda x: ops.atan(ops.sqrt(5 * x)) * ops.sqrt(5 * x), 0.0, 5),
    ],
)
def test_a_slope_that_is_a_square_of_roots_is_told_exactly(f, at, slope):
    """acosh(x)² at 1 has the slope (√2)²: left at another speed no root of 2 is met,
    and 2 is proved to the last digit.
    """
    assert str(verdict(f(Value(at, label="x")), slope)).startswith("CORRECT, exactly, as the limit from the one side")
    for wrong in (-slope, slope + Fraction(1, 10**30)):
        assert verdict(f(Value(at, label="x")), wrong).kind is Kind.WRONG


def test_zero_times_infinity_between_two_leaves():
    """v acos(w) at (0, 1) has the slope 0 towards w from below, where alone there are values."""
    v, w = Value(0.0, label="v"), Value(1.0, label="w")
    y = (v * ops.acos(w)).named("y")
    assert [row.verdict.kind for row in check(y, {"v": 0, "w": 0}).rows] == [Kind.CORRECT] * 2
    assert check(y, {"w": "-v/sqrt(1 - w^2)"}).ok
    assert not check(y, {"w": "v/sqrt(1 - w^2)"}).ok


def test_where_the_limits_differ_both_are_told():
    """√(x²) is |x|; no rule declares its kink."""
    assert str(verdict(ops.sqrt(Value(0.0, label="x") ** 2), 0)) == (
        "NOT DIFFERENTIABLE here: the slope is -1 from the left and 1 from the right"
    )


def test_slopes_at_a_kink_are_those_of_f():
    """Three branches that touch: partials add up to 2 where f has the slope 1."""
    for claim, kind in ((1, Kind.CORRECT), (2, Kind.WRONG)):
        x = Value(0.0, label="x")
        found = verdict(ops.maximum(x, ops.exp(x) - 1, (x + 1) ** 2 / 2 - 0.5), claim)
        assert found.kind is kind
        assert "as the limit from both sides, though maximum at y is at its kink" in found.words


def test_what_has_no_limit_is_open():
    """sin(1/x) has none, and neither has what a row of floats alone gives."""
    with pytest.raises(Undetermined):
        sides(lambda x: x * ops.sin(1 / x), 0.0)
    for f in (ops.sign, lambda flat: flat / flat):  # exp(-1/x²) is smaller than all powers of x, and not 0
        with pytest.raises(Undetermined):
            sides(lambda x, f=f: f(ops.exp(-1 / x**2)), 0.0)
    assert verdict(ops.sqrt(Value(0.0, label="x") ** 4) * ops.sin(1 / Value(0.0, label="z")), 0).kind is Kind.KINK


@pytest.mark.parametrize("line", ["y = 0.5*2", "z = 2*0.5", "z = 0.5*2 = 1.0", "y = 1.0"])
def test_a_product_of_numbers_is_no_value_where_there_is_none(line):
    """log(-1) is outside of the domain, whatever numbers stand on the other side."""
    y = ops.log(Value(-1.0, label="x")).named("y")
    found = check((2 * y).named("z"), line).rows[-1].verdict
    assert str(found) == "NOT DIFFERENTIABLE here: there is no value, for some argument lies outside its domain"


def sinc(x):
    return ops.sin(x) / x if x != 0 else 1 + 0 * x


def test_a_second_derivative_through_a_guard_is_warned_of():
    """The branch taken at 0 is flat, and sin(x)/x bends there by -1/3; x |x| by hand bends otherwise on each side."""
    assert (
        check_gradient(sinc, 0.0)
        .rows[0]
        .verdict.words.endswith(
            "from both sides the slope is 0; the second derivative is -0.333333333, and taken through this guard 0"
        )
    )
    signed = check_gradient(lambda x: x * x if x > 0 else -x * x, 0.0).rows[0].verdict
    assert signed.words.endswith("the second derivative is -2 from the left and 2 from the right")
    assert "from both sides the slope is -0.333333333" in str(check_gradient(grad(sinc), 0.0))


@pytest.mark.parametrize(
    ("f", "at", "kind", "words"),
    [
        (ops.exp, 800.0, Kind.UNDECIDED, "inf in float64, which cannot hold 2.72637457e+347"),
        (ops.exp, -800.0, Kind.UNDECIDED, "0.0 in float64, which cannot hold 3.66787458e-348"),
        (
            lambda x: ops.log(1 + ops.exp(x)),
            800.0,
            Kind.UNDECIDED,
            "nan in float64 where 1 is true; x = 800 -> exp(x) = inf",
        ),
        (lambda x: ops.sin(x) ** 2 + ops.cos(x) ** 2, 0.5, Kind.CORRECT, "exactly"),
        (lambda x: x - x, 0.5, Kind.CORRECT, "17 digits are certain"),
    ],
)
def test_what_float64_cannot_hold(f, at, kind, words):
    """That is said of numbers beyond its range; an infinity on the way is told as such, and 0.0 passes for 0 alone."""
    found = check_gradient(f, at).rows[0].verdict
    assert found.kind is kind
    assert words in found.words


def test_an_infinity_for_a_number_beyond_all_floats_is_open():
    """It is the nearest that float64 has, not the slope; of the other sign, or where a float would do, it is wrong."""
    x = Value(1e-200, label="x")
    y = (1 / x).named("y")
    found = check(y, {x: gradient(y, x)}).rows[0].verdict
    assert (found.kind, found.words) == (Kind.UNDECIDED, "-inf in float64, which cannot hold -1.00000000e+400")
    assert check(y, {x: math.inf}).rows[0].verdict.kind is Kind.WRONG
    assert check(x * x, {x: math.inf}).rows[0].verdict.kind is Kind.WRONG
    assert check(y, {x: math.nan}).rows[0].verdict.kind is Kind.WRONG


def test_limits_end_in_their_time():
    """A kink above a chain of 3,000 nodes is told, with or without its slopes."""
    h = x = Value(0.0, label="x")
    for _ in range(3000):
        h = ops.tanh(h)
    assert not verdict(ops.abs(h), 0).kind.passes
    assert math.isfinite(x.data)


@pytest.mark.parametrize(
    ("text", "at", "claim", "where"),
    [
        ("asin(2*x*sqrt(1 - x^2))", 0.6, "2/sqrt(1 - x^2)", "-0.707107 < x < 0.707107"),
        ("asin(2*x*sqrt(1 - x^2))", 0.8, "-2/sqrt(1 - x^2)", "0.707107 < x < 1"),
        ("sqrt(x - 2*sqrt(x - 1))", 1.5, "-1/(2*sqrt(x - 1))", "1 < x < 2"),
        ("sqrt(x - 2*sqrt(x - 1))", 3.0, "1/(2*sqrt(x - 1))", "x > 2"),
        ("acos(2*x^2 - 1)", 0.6, "-2/sqrt(1 - x^2)", "0 < x < 1"),
        ("sqrt(1 - cos(x)^2)", 0.3, "cos(x)", "0 < x < 3.14159"),
        ("atanh(x)", 0.3, "1/(1 - x^2)", "-1 < x < 1"),
        ("log(x - 1)", 3.0, "1/(x - 1)", "x > 1"),
    ],
)
def test_a_proof_tells_the_interval_on_which_it_holds(text, at, claim, where):
    """Conditions on one leaf are told as the interval around the point as well, with ends found by bisection."""
    found = verdict(parse(text, {"x": Value(at, label="x")}), claim)
    assert found.kind is Kind.PROVEN
    assert found.words.endswith(f": {where}")


def test_a_proof_with_a_plain_condition_says_no_more():
    """x > 0 is an interval already."""
    assert str(verdict(ops.log(Value(2.0, label="x")), "1/x")) == "PROVEN EQUAL where x > 0"


@pytest.mark.parametrize("wrong", [0.5, -0.25, 3.0, 1e-05])
def test_a_short_float_beside_a_limit_is_right_or_wrong(wrong):
    """The slope of sin(x)/x at 0 is 0, as a limit: no rounding leads to one, so another number is not left open."""
    y = (ops.sin(x := Value(0.0, label="x")) / x).named("y")
    assert str(verdict(y, 0.0)).startswith("CORRECT, exactly, as the limit from both sides")
    assert str(verdict(y, wrong)).startswith(f"WRONG by {wrong:g}")


def test_a_rounded_constant_is_what_it_was_rounded_from_at_a_zero_too():
    """Of 1.4142135623730951 x² the slope is 2 sqrt(2) x, also at 0, where any multiple of x is right by chance."""
    y = 1.4142135623730951 * Value(0.0, label="x") ** 2
    assert verdict(y, "2*sqrt(2)*x").kind is Kind.PROVEN
    assert verdict(y, "2.83*x").kind is Kind.HERE


def test_how_wrong_a_formula_is_is_told_with_constants_as_they_are():
    """0.1 in the graph is 5.55e-18 more than a tenth, and a tenth (1 + 0.3e-15) 3e-17 more: 2.44e-17 between them."""
    y = ops.sin(0.1 * Value(0.3, label="x"))
    assert str(verdict(y, "0.1*cos(0.1*x)*(1 + x/10^15)")) == "WRONG by 2.44e-17"


@pytest.mark.parametrize(
    ("formula", "at", "told"),
    [
        ("x % 2", 4.0, "0 here, 2 just below, 0 just above"),
        ("x - floor(x)", 3.0, "0 here, 1 just below, 0 just above"),
        ("ceil(x)*x", 2.0, "4 here, 4 just below, 6 just above"),
    ],
)
def test_where_a_value_jumps_no_slope_is_told(formula, at, told):
    """The slopes on both sides may be alike, and the function has none."""
    y = parse(formula, {"x": Value(at, label="x")}).named("y")
    found = verdict(y, 1)
    assert found.kind is Kind.KINK
    assert f"the value jumps: {told}" in found.words
