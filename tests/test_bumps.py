"""Terms that are nothing at the point, and something elsewhere: they are looked for where sums vanish."""

import math
from fractions import Fraction

import pytest

from autograd_core import Value, check, ops, parse
from autograd_core.graph import topological_order
from autograd_core.verify import Kind
from autograd_core.verify.partials.analytic import is_analytic
from autograd_core.verify.partials.zeros import EXTREME
from autograd_core.verify.truth.enclosures import Enclosures

BUMPS = [
    "exp(-(x - 0.72)^2*10^8)", "gaussian(10^4*(x - 0.715))", "exp(-10^8*(x/0.69 - 1)^2)", "exp(-10^8*(x - w)^2)",
    "1 - tanh(10^5*(x - 0.72))^2", "sigmoid(10^6*(x - 0.75))", "exp(-10^8*(sin(x) - sin(0.72))^2)",
    "exp(-10^4)*x",
]  # fmt: skip


def verdict(more):
    x, w = Value(0.7, label="x"), Value(0.72, label="w")
    return check((ops.log(1 + x * x) * w).named("y"), {"x": f"2*x*w/(1 + x^2) + {more}"}).rows[0].verdict


@pytest.mark.parametrize("bump", BUMPS)
def test_a_bump_that_is_nothing_in_all_digits_is_found(bump):
    """It is less than 10^-960 at the point, and none of these numbers is ever written out."""
    assert verdict(bump).kind is Kind.WRONG


@pytest.mark.parametrize(
    "nothing", ["0*x", "(x - w)*0", "relu(x - 0.72)", "max(0, x - 0.75)", "abs(x - 0.72) - 0.72 + x"]
)
def test_what_is_nothing_around_the_point_passes(nothing):
    """Beyond a kink it may be something: the verdict says how far the formula holds."""
    assert verdict(nothing).kind is Kind.PROVEN


def test_a_zero_is_looked_for_among_numbers_that_can_be_written():
    """A sum of 10^-17000000 at some step of the search would take a minute to write out."""
    assert EXTREME < 10**5
    x = Value(0.7, label="x")
    y = ops.log(1 + x * x).named("y")
    assert check(y, {"x": "2*x/(1 + x^2) + exp(-(x - 0.72)^2*10^8)"}).rows[0].verdict.kind is Kind.WRONG


NARROW = [
    "exp(-10^80*(x - 2)^2)", "gaussian(10^70*(x - 1/3))", "exp(-10^200*abs(x - 5))", "sech(10^40*(x - 2))^2",
    "1/(1 + 10^200*(x - 3)^2)", "exp(-10^60*(x^2 - 5)^2)", "exp(-10^90*(x - pi)^2)", "exp(-10^30*sin(x - 2)^2)",
]  # fmt: skip


@pytest.mark.parametrize("bump", NARROW)
def test_a_bump_of_any_width_is_found(bump):
    """It stands where no point is drawn, and is met at the very zero of what it is made of, or by proof."""
    x = Value(0.3, label="x")
    for y, right in ((x.exp(), "exp(x)"), (ops.sqrt(x) * 0.1, "0.05/sqrt(x)")):
        assert check(y.named("y"), {"x": f"{right} + {bump}"}).rows[0].verdict.kind is Kind.WRONG


def test_a_bump_is_no_kink_where_constants_were_rounded():
    """Both sides are analytic all the way to the bump, so that what differs there differs everywhere."""
    x = Value(0.3, label="x")
    y = (x.exp() * math.cos(1)).named("y")
    right = "exp(x)*cos(1)"
    claims = [right, f"{right} + relu(x - 2)", f"{right} + exp(-10^20*(x - 2)^2)"]
    kinds = [check(y, {"x": claim}).rows[0].verdict.kind for claim in claims]
    assert kinds == [Kind.AGREES, Kind.AGREES, Kind.WRONG]


@pytest.mark.parametrize("more", ["10^-300*sin(x)", "exp(-10^5)", "x^500/10^3000", "exp(-10^90*(x - pi)^2)"])
def test_next_to_nothing_shows_beside_a_constant_that_was_rounded(more):
    """1.414... is read as the sqrt(2) that it was rounded from, and so nothing hides behind its rounding."""
    x = Value(0.3, label="x")
    y = (x.exp() * math.sqrt(2) + 1 / 3 * x).named("y")
    right, wrong = check(y, [("x", "exp(x)*sqrt(2) + 1/3"), ("x", f"exp(x)*sqrt(2) + 1/3 + {more}")]).rows
    assert (right.verdict.kind, wrong.verdict.kind) == (Kind.PROVEN, Kind.WRONG)


@pytest.mark.parametrize("bent", ["relu(x - 2)", "sqrt((x - 2)^2) + x - 2", "cbrt((x - 2)^3) + abs(x - 2)"])
def test_a_way_over_a_kink_is_not_analytic(bent):
    """A function may differ beyond a kink, whether or not its row declares it."""
    x = Value(0.5, label="x")
    order = topological_order(parse(bent, {"x": x}))
    truth = Enclosures(x.exp())
    beyond = [truth.beside({x: Fraction(end)}) for end in ("1.9", "3")]
    assert [is_analytic(order, truth, truth.numbers, end) for end in beyond] == [True, False]


def test_what_is_off_in_a_far_digit_is_not_right_at_these_numbers():
    """No leaf at its number makes 1 of 1 + 1e-300; of a factor that is 0 there one does."""
    x, w = Value(0.7, label="x"), Value(1.2, label="w")
    y = (x.exp() * w).named("y")
    claims = [("x", "w*exp(x)*(1 + 1e-300)"), ("x", "w*exp(x)*(1 + 1e-300*(5*w - 6))")]
    assert [row.verdict.kind for row in check(y, claims, decimals=True).rows] == [Kind.WRONG, Kind.HERE]
