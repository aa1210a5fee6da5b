"""Verdicts that must not pass: agreements where proofs are asked for, paths told twice,
points where a branch begins.
"""

import math

import pytest

from autograd_core import Value, check, check_gradient, op, ops
from autograd_core.verify import Kind


def test_strict_passes_proofs_only():
    """What agrees to any number of digits is open under strict=True, in a mapping,
    a line and a factor; a proof passes.
    """
    x = Value(0.3, label="x")
    y = (x * math.cos(1)).exp().named("y")
    near = {"x": "cos(1)*exp(x*cos(1))"}
    assert check(y, near).rows[0].verdict.kind is Kind.AGREES
    strict = check(y, near, strict=True)
    assert strict.rows[0].verdict.kind is Kind.UNDECIDED
    assert strict.rows[0].verdict.words.startswith("strict=True passes proofs only; it agrees to ")
    assert not strict.ok
    assert not check(y, {"x": [{"dy/dx": near["x"]}]}, strict=True).ok
    assert not check(y, "dy/dx = cos(1)*exp(x*cos(1))", strict=True).ok
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


def relu(x):
    return x if x > 0 else x * 0


def guarded_entropy(x):
    if x == 0:
        return 0.0
    return x * ops.log(x)


def read_out(x):
    return 2 * x if x.data > 0 else 3 * x


BRANCHES = [
    (lambda x: ops.where(x == 2, x * 0 + 4, x * x), [2.0], Kind.UNDECIDED, "x == 2; from both sides the slope is 4"),
    (relu, [0.0], Kind.KINK, "x > 0: 0 from the left and 1 from the right"),
    (lambda a, b: a if a > b else b, [1.0, 1.0], Kind.KINK, "a > b: 0 from the left and 1 from the right"),
    (
        lambda x: x * ops.log(x) if x > 0 else x * 0,
        [0.0],
        Kind.KINK,
        "x > 0: 0 from the left and -infinity from the right",
    ),
    (guarded_entropy, [0.0], Kind.UNDECIDED, "x == 0"),
    (lambda x: ops.sin(x) / x if x else x * 0 + 1, [0.0], Kind.UNDECIDED, "x != 0"),
    (lambda x: x + 1 if x >= 0 else x, [0.0], Kind.KINK, "x >= 0, and f jumps: 1 here, 0 just below"),
    (lambda x: x * x if x * x > 0 else x * 0, [0.0], Kind.UNDECIDED, "x*x > 0; from both sides the slope is 0"),
    (read_out, [0.0], Kind.KINK, "a number that is read out of the graph: 3 from the left and 2 from the right"),
]


@pytest.mark.parametrize(("f", "at", "kind", "words"), BRANCHES)
def test_where_another_branch_of_f_begins_no_slope_passes(f, at, kind, words):
    """The graph holds one branch alone; f beside the point, and the comparisons it made, tell of the other."""
    verdict = check_gradient(f, *at).rows[0].verdict
    assert verdict.kind is kind
    assert words in verdict.words


def test_a_number_that_is_read_out_and_moves_is_told_as_what_the_slope_lacks():
    """x ln(x) with the logarithm read out: recorded is ln(x) = -0.693,
    true is ln(x) + 1 = 0.307, and f jumps nowhere.
    """
    half = check_gradient(lambda x: x * math.log(x.data) if x.data > 0 else x * 0, 0.5).rows[0]
    assert half.claimed == repr(math.log(0.5))
    assert half.verdict.kind is Kind.UNDECIDED
    assert half.verdict.words == (
        "a number that is read out of the graph moves with x, and what it adds to the slope is not recorded: "
        "f itself changes by about 0.306853 for each unit of x"
    )
    by_hand = check_gradient(lambda x: ops.log(ops.exp(x - x.data) + 1) + x.data, 0.5).rows[0].verdict
    assert "what it adds to the slope" in by_hand.words
    shifted = check_gradient(lambda x: ops.log(ops.exp(x - x.data) + math.exp(-x.data)) + x.data, 0.5).rows[0].verdict
    assert "what it may add to the slope" in shifted.words
    number = check_gradient(lambda x: math.sin(x.data), 1.0).rows[0].verdict
    assert number.words == "f moves with x, but nothing of that was recorded: was a number read out of the graph?"
    stairs = check_gradient(lambda x: x * math.floor(x.data), 2.0).rows[0].verdict
    assert stairs.kind is Kind.KINK
    assert "f jumps: 4 here, 2 just below" in stairs.words


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (relu, [1.0]),
        (relu, [-1e-9]),
        (guarded_entropy, [0.5]),
        (read_out, [1.0]),
        (lambda x, n: x * x if n == 2 else x, [3.0, 1.5]),
    ],
)
def test_within_a_branch_its_slope_passes(f, at):
    """A comparison that comes out the same on both sides does not matter."""
    assert check_gradient(f, *at).ok


def test_two_leaves_with_the_same_number_are_two():
    """At a = b the larger one by hand has a kink in either; a number that f returns is no leaf of the report."""
    report = check_gradient(lambda a, b: a if a > b else b, 1.0, 1.0)
    assert [str(row.verdict).rpartition(": ")[2] for row in report.rows] == [
        "0 from the left and 1 from the right",
        "0 from the left and 1 from the right",
    ]
    assert len(check_gradient(guarded_entropy, 0.0).rows) == 1


def test_what_f_refuses_beside_the_point_is_told():
    """Where f raises on one side, the slope is known from the other only."""

    def f(x):
        if x < 1:
            raise ValueError
        return x * x

    verdict = check_gradient(f, 1.0).rows[0].verdict
    assert str(verdict) == (
        "UNDECIDED: just below x = 1 f raises ValueError, so that its slope is known from one side only"
    )


def test_a_zero_of_which_no_digit_is_certain_does_not_pass():
    """x*x overflows at 1e200, and the slope comes out as 0.0 where 0.7071 is true; a slope of 0 passes."""
    x, y = Value(1e200, label="x"), Value(1e200, label="y")
    assert kinds(check_gradient(ops.sqrt(x * x + y * y))) == {Kind.UNDECIDED}
    z = Value(0.0, label="z")
    assert kinds(check_gradient(z * z)) == {Kind.CORRECT}


def kinds(report):
    return {row.verdict.kind for row in report.rows}


@pytest.mark.parametrize(
    ("f", "claims"),
    [
        (lambda x: x**x, ["0", 0, "x^x*(1+ln(x))"]),
        (lambda x: 0**x, ["0", 0]),
        (lambda x: x ** ops.sin(x), ["0", "x^sin(x)*(cos(x)*ln(x)+sin(x)/x)"]),
    ],
)
def test_a_power_of_zero_whose_exponent_moves_through_zero_has_no_slope(f, claims):
    """x^x falls without bound at 0, and 0^a jumps:
    no number passes for the slope, and the right formula is not wrong.
    """
    for claim in claims:
        x = Value(0.0, label="x")
        assert kinds(check(f(x).named("y"), {"x": claim})) == {Kind.KINK}
    assert kinds(check_gradient(f, 0.0)) == {Kind.KINK}


def test_a_power_of_zero_with_an_exponent_above_zero_has_its_slope():
    """x^(x+2) is flat at 0, and 0^a is 0 around a = 1; the slope in x of x^2 is none of these."""
    assert kinds(check_gradient(lambda x: x ** (x + 2), 0.0)) == {Kind.CORRECT}
    assert kinds(check_gradient(lambda a: 0**a, 1.0)) == {Kind.CORRECT}
    assert kinds(check_gradient(lambda x: x**2, 0.0)) == {Kind.CORRECT}


@pytest.mark.parametrize(
    "f",
    [
        lambda x: ops.exp(x) / ops.exp(x),
        lambda x: ops.exp(x) - ops.exp(x),
        lambda x: ops.log(ops.exp(x)) - x,
        lambda x: ops.sinh(x) ** 2 - ops.cosh(x) ** 2,
    ],
)
def test_a_slope_of_0_that_float64_misses_is_told_as_0(f):
    """Each of these is a constant, so its slope is 0, which float64 can hold; at 800 the chain comes to nan."""
    row = check_gradient(f, 800.0).rows[0]
    assert row.claimed == "nan"
    assert row.verdict.kind is Kind.UNDECIDED
    assert row.verdict.words.startswith("nan in float64 where 0 is true; x = 800 -> ")


def test_a_slope_that_may_be_0_is_called_neither_small_nor_too_small_for_float64():
    """sin² + cos² of exp(x) is 1, so its slope is 0; no enclosure of it has the right to be told as the slope."""
    row = check_gradient(lambda x: ops.sin(ops.exp(x)) ** 2 + ops.cos(ops.exp(x)) ** 2, 800.0).rows[0]
    assert row.verdict.kind is Kind.UNDECIDED
    assert "e-" not in row.verdict.words
    assert row.verdict.words.startswith("nan in float64")


def test_a_function_of_no_numbers_has_no_gradient():
    """The number that f returns is no leaf of its own."""
    assert not check_gradient(sum, []).rows


def test_a_gradient_by_a_wrong_rule_does_not_pass():
    """Where x³ has the partial 6x, 6.0 is no derivative at 1, though it is what the rule gives."""
    cube = op("a_cube_by_a_wrong_rule", lambda m, x: x * x * x, lambda m, y, x: 6 * x)
    rule, row = check_gradient(lambda x: cube(x), 1.0).rows
    assert rule.verdict.kind is Kind.WRONG
    assert row.claimed == "6.0"
    assert row.verdict.kind is Kind.UNDECIDED
    assert row.verdict.words == "first mend the rule of a_cube_by_a_wrong_rule"


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        ("> 0", True), ("< 0", False), (">= 1", True), ("<= 1", True), ("> 1", False), ("< 1", False), ("!= 1", False),
        ("≠ 2", True), ("< 1.5", True), ("≥ 2", False), ("≤ x + 1", True), ("> x + 1", False),
    ],
)  # fmt: skip
def test_what_a_slope_is_more_or_less_than(claim, holds):
    """Of x² at 1/2 it is 1, which is said; what is equal is neither more nor less."""
    x = Value(0.5, label="x")
    row = check((x * x).named("y"), {"x": claim}).rows[0]
    assert (row.claim, row.claimed, row.true) == ("dy/dx", claim, "1")
    assert row.verdict.kind is (Kind.CORRECT if holds else Kind.WRONG)
    assert "dy/dx is 1" in row.verdict.words


def test_a_comparison_is_not_judged_at_a_kink():
    """|x| has no slope at 0, so that it is neither above -2 nor below 0 there; x² has one."""
    x = Value(0.0, label="x")
    for claim in ("> -2", "< 0", ">= 0"):
        assert check(abs(x).named("y"), {"x": claim}).rows[0].verdict.kind is Kind.KINK
    assert check((x * x).named("y"), {"x": "> -2"}).ok


@pytest.mark.parametrize(
    ("times", "told"),
    [(2, "1 from the left and 2 from the right"), (1 + 1e-12, "1 from the left and 1.000000000001 from the right")],
)
def test_slopes_from_both_sides_are_told_apart(times, told):
    """They are written to as many digits as they differ by."""
    x = Value(0.0, label="x")
    assert told in check(ops.maximum(x, times * x).named("y"), {"x": "1"}).rows[0].verdict.words


def test_an_end_near_0_is_not_taken_for_0():
    """√(x - 1) √(x + 3) has a value where x > 1, which is a hundredth of the x at which it is differentiated."""
    x = Value(100.0, label="x")
    y = (ops.sqrt(x - 1) * ops.sqrt(x + 3)).named("y")
    verdict = check(y, {"x": "(x + 1)/(sqrt(x - 1)*sqrt(x + 3))"}).rows[0].verdict
    assert verdict.kind is Kind.PROVEN
    assert verdict.words.endswith(": x > 1")
