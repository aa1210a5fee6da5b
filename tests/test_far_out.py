"""Numbers far out, and rows of very many arguments: each call answers, and the engine's own gradient is never wrong."""

import math
from fractions import Fraction

import numpy as np
import pytest

from autograd_core import Value, check, check_gradient, gradient, ops
from autograd_core.clock import within
from autograd_core.namespaces.ieee import IEEE
from autograd_core.namespaces.interval import Undetermined
from autograd_core.namespaces.residues import Residues
from autograd_core.verify import Kind
from autograd_core.verify.truth.enclosures import Enclosures

FAR_OUT = {
    "digamma beside its pole": lambda x: ops.digamma(ops.exp(-700 * x)),
    "acosh beside 1": lambda x: ops.acosh(1 + x * 1e-300),
    "sinc_derivative": lambda x: ops.sinc_derivative(40, x * 1e3),
    "a step that is huge": lambda x: ops.round(ops.exp(x * 700)) * x,
    "a remainder of what is huge": lambda x: ops.fmod(ops.exp(x * 600), x),
    "digamma far to the left": lambda x: ops.digamma(-ops.exp(50 * x) + 0.1),
    "a tower": lambda x: ops.exp(ops.exp(ops.exp(ops.exp(x)))),
    "a vanishing tower": lambda x: ops.exp(-ops.exp(ops.exp(ops.exp(x)))),
    "a high power": lambda x: x ** (10**9),
    "tanh far out": lambda x: ops.tanh(x * 1e300),
    "sinc far out": lambda x: ops.sinc(x * 1e200),
    "lgamma three times": lambda x: ops.lgamma(ops.lgamma(ops.lgamma(x * 1e6))),
}


@pytest.mark.parametrize("name", FAR_OUT)
def test_the_engines_own_gradient_is_never_wrong_far_out(name):
    """It passes, or stays open in words about floats, where it is an infinity too; and no call raises."""
    x = Value(0.7, label="x")
    y = FAR_OUT[name](x).named("y")
    own = check(y, {"x": gradient(y, "x")}).rows[0].verdict
    assert own.kind in (Kind.CORRECT, Kind.UNDECIDED), own
    for claim in (0.123456789012345, "2*x + 1", "1/3 + pi", "digamma(x) + 1e-300"):
        said = check(y, {"x": claim}).rows[0].verdict
        assert not said.kind.passes
        assert "Numerical result" not in str(said)


def test_an_infinity_of_the_engines_own_is_told():
    """The rule of digamma overflows on the way to a slope that floats hold; another infinity is wrong."""
    x = Value(0.7, label="x")
    y = ops.digamma(ops.exp(-700 * x)).named("y")
    assert str(check(y, {"x": -math.inf}).rows[0].verdict) == (
        "UNDECIDED: -inf in float64 where -4.46060917e+215 is true"
    )
    assert check(y, {"x": math.inf}).rows[0].verdict.kind is Kind.WRONG


def test_the_rule_of_a_remainder_is_right_where_a_step_lies_beside():
    """fmod(a, b) of a huge a has a jump within the step over which a rule is compared with its quotient."""
    x = Value(0.7, label="x")
    y = ops.fmod(ops.polygamma(30, x), x).named("y")
    assert not any("is not its derivative" in str(row.verdict) for row in check_gradient(y).rows)


def test_polygamma_of_arrays_answers_far_to_the_left():
    """SciPy would go up from there step by step."""
    x = Value(-1e15 - 0.25, label="x")
    there = {"x": np.array([-1e15 - 0.25, 2.5])}
    found = gradient(ops.polygamma(2, x), x, over=np, at=there)
    alone = [gradient(ops.polygamma(2, Value(at, label="x")), "x") for at in there["x"]]
    assert found == pytest.approx(alone, rel=1e-12)


def test_a_row_of_very_many_arguments_looks_at_the_clock():
    """It is given up in its middle, over intervals and residues."""
    many = [Value(i / 1000, label=f"z{i}") for i in range(200)]
    truth = Enclosures(ops.logsumexp(many))
    with within(-1.0):
        for m in (truth.system(60), Residues(truth.system(60), "a")):
            with pytest.raises(Undetermined, match="would be needed"):
                m.logsumexp(*(m.number(Fraction(i, 7)) for i in range(200)))


def test_powers_of_ieee_numbers_do_not_raise():
    """Overflow has the sign of an odd power; a power below 0 of 0 is an infinity, a root of -2 no number."""
    asked = [(1e300, 2.0), (-1e300, 3.0), (-1e300, 2.0), (0.0, -1.0), (-0.0, -1.0), (-0.0, -2.0), (2.0, 3.0)]
    found = [IEEE(x) ** y for x, y in asked]
    assert found == [math.inf, -math.inf, math.inf, math.inf, -math.inf, math.inf, 8.0]
    assert 2.0 ** IEEE(2_000.0) == math.inf
    assert math.isnan(IEEE(-2.0) ** 0.5)
    assert all(type(x) is IEEE for x in found)
