"""Verdicts that must not pass: agreements where proofs are asked for, paths told twice, points where a branch begins."""

import math

from autograd_core import Value, check, ops
from autograd_core.verify import Kind


def test_strict_passes_proofs_only():
    """What agrees to any number of digits is open under strict=True, in a mapping, a line and a factor; a proof passes."""
    x = Value(0.3, label="x")
    y = ops.erf(x * math.sqrt(0.5)).named("y")
    near = {"x": lambda x: 0.7978845608028654 * ops.exp(-x * x / 2)}
    assert check(y, near).rows[0].verdict.kind is Kind.AGREES
    strict = check(y, near, strict=True)
    assert strict.rows[0].verdict.kind is Kind.UNDECIDED
    assert strict.rows[0].verdict.words.startswith("strict=True passes proofs only; it agrees to ")
    assert not strict.ok
    assert not check(y, {"x": [{"dy/dx": near["x"]}]}, strict=True).ok
    assert not check(y, "dy/dx = 0.7978845608028654*exp(-x*x/2)", strict=True).ok
    assert check((x * x).named("z"), {"x": "2*x"}, strict=True).ok


def test_a_path_that_is_given_twice_does_not_stand_for_another():
    """With a = 2x and b = 2x the path over a, told twice, comes to dy/dx, and yet the one over b is missing."""
    x = Value(2.0, label="x")
    a, b = (2 * x).named("a"), (2 * x).named("b")
    y = (a + b).named("y")
    over_a, over_b = {"dy/da": 1, "da/dx": 2}, {"dy/db": 1, "db/dx": 2}
    assert check(y, {"x": [over_a, over_b]}).ok
    for twice in ([over_a, over_a], [over_a, dict(reversed(over_a.items()))], [over_b, over_b]):
        verdict = check(y, {"x": twice}).rows[0].verdict
        assert verdict.kind is Kind.WRONG
        assert "is given twice" in verdict.words
