"""Terms that are nothing at the point, and something elsewhere: they are looked for where sums vanish."""

import pytest

from autograd_core import Value, check, ops
from autograd_core.verify import Kind
from autograd_core.verify.partials.zeros import EXTREME

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
