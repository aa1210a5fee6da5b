"""Conditions on the leaves: claims that do not hold in general are tried where what is given holds."""

import re

import pytest

from autograd_core import Value, check, ops
from autograd_core.verify import Kind, check_worksheet

SOFTMAX = """
z1 = 0.3; z2 = -0.2; z3 = 0.5
y1 = 0.2; y2 = 0.3; y3 = 0.5
s = exp(z1) + exp(z2) + exp(z3)
p1 = exp(z1)/s; p2 = exp(z2)/s; p3 = exp(z3)/s
L = -(y1*log(p1) + y2*log(p2) + y3*log(p3))
"""


def cross_entropy(targets, names=("y1", "y2", "y3")):
    """The loss of a softmax as a graph, its targets labelled leaves."""
    zs = [Value(z, label=f"z{i}") for i, z in enumerate((0.3, -0.2, 0.5), 1)]
    total = ops.sum([ops.exp(z) for z in zs])
    ps = [(ops.exp(z) / total).named(f"p{i}") for i, z in enumerate(zs, 1)]
    ys = [Value(y, label=name) for y, name in zip(targets, names)]
    return (-ops.sum([y * ops.log(p) for y, p in zip(ys, ps)])).named("L")


@pytest.mark.parametrize("targets", [(0.0, 1.0, 0.0), (0.2, 0.3, 0.5), (1, 0, 0), (0.1, 0.2, 0.7)])
@pytest.mark.parametrize("stem", ["y", "t_", "target"])
def test_p_minus_y_holds_where_the_targets_add_up_to_1(targets, stem):
    """The graph itself suggests the condition, and the verdict says that it was needed."""
    names = [f"{stem}{i}" for i in (1, 2, 3)]
    total = " + ".join(names)
    report = check(cross_entropy(targets, names), {f"z{i}": f"p{i} - {names[i - 1]}" for i in (1, 2, 3)})
    verdicts = [str(row.verdict).removesuffix(", with constants as the decimals they print as") for row in report.rows]
    assert verdicts == [f"PROVEN EQUAL where {total} = 1"] * 3
    in_general = check(cross_entropy(targets, names), {"z1": f"p1*({total}) - {names[0]}"})
    assert str(in_general.rows[0].verdict) == "PROVEN EQUAL"
    for wrong in (f"p1 + {names[0]}", f"{names[0]} - p1", f"p1 - {names[0]} + 1e-9", f"p2 - {names[0]}"):
        assert not check(cross_entropy(targets, names), {"z1": wrong}).ok


@pytest.mark.parametrize(
    "loss",
    [
        lambda ys, logs: -ops.sum([y * log for y, log in zip(ys, logs)]),
        lambda ys, logs: ops.sum([y * -log for y, log in zip(ys, logs)]),
        lambda ys, logs: -ops.dot(ys, logs),
    ],
)
def test_targets_may_stand_beside_logarithms_of_softmax(loss):
    """z - logsumexp(z) is a sum with a logarithm in it, alone, with a minus and in a dot product."""
    zs = [Value(z, label=f"z{i}") for i, z in enumerate((0.3, -0.2, 0.5), 1)]
    ys = [Value(y, label=f"y{i}") for i, y in enumerate((0.2, 0.3, 0.5), 1)]
    y = loss(ys, ops.log_softmax(zs)).named("L")
    told = str(check(y, {"z1": "exp(z1)/(exp(z1) + exp(z2) + exp(z3)) - y1"}).rows[0].verdict)
    assert told == "PROVEN EQUAL where y1 + y2 + y3 = 1"


def test_where_the_targets_add_up_to_something_else_the_condition_is_named():
    """p - y is wrong at these numbers, and would hold if they added up to 1."""
    verdict = check(cross_entropy((0.2, 0.3, 0.6)), {"z1": "p1 - y1"}).rows[0].verdict
    assert verdict.kind is Kind.WRONG
    assert "it would hold where y1 + y2 + y3 = 1" in str(verdict)


def test_leaves_that_add_up_to_1_by_chance_suggest_nothing():
    """For y = w1 x + w2 x the slope 1 holds where w1 + w2 = 1 only, which nothing suggests;
    given, it is tried there.
    """
    w1, w2, x = Value(0.4, label="w1"), Value(0.6, label="w2"), Value(2.0, label="x")
    y = (w1 * x + w2 * x).named("y")
    assert check(y, {"x": "x/x"}).rows[0].verdict.kind is Kind.HERE
    given = check(y, {"x": "x/x"}, given="w1 + w2 = 1").rows[0].verdict
    assert str(given) == "PROVEN EQUAL where x != 0 and w1 + w2 = 1"
    assert not check(y, {"x": "2*x/x"}, given="w1 + w2 = 1").ok


def test_a_line_may_state_a_condition():
    """An equation between leaves is what claims may rest on; what holds without it does not mention it."""
    report = check_worksheet(f"{SOFTMAX}y1 + y2 + y3 = 1\ndL/dz1 = p1 - y1\ndL/dz2 = p2*(y1 + y2 + y3) - y2")
    assert [str(row.verdict) for row in report.rows[-3:]] == [
        "CORRECT, exactly",
        "PROVEN EQUAL where y1 + y2 + y3 = 1",
        "PROVEN EQUAL",
    ]
    assert report.ok
    assert report.summary == "3 of 3 pass, 11 definitions"
    wrong = check_worksheet(f"{SOFTMAX}y1 + y2 + y3 = 2\ndL/dz1 = p1 - y1")
    assert wrong.first_wrong.claimed == "y1 + y2 + y3 = 2"


def test_conditions_that_are_no_sums():
    """c and s of a rotation, and the sign of a leaf."""
    c, s, r = Value(0.6, label="c"), Value(0.8, label="s"), Value(2.0, label="r")
    y = ((c * r) ** 2 + (s * r) ** 2).named("y")
    assert check(y, {"r": "2*r"}).rows[0].verdict.kind is Kind.HERE
    assert check(y, {"r": "2*r"}, given="c^2 + s^2 = 1", strict=True).ok
    assert check(y, {"r": "2*r"}, given=["c^2 = 1 - s^2", "r > 0"]).ok
    assert not check(y, {"r": "2*r + c - 0.6"}, given="c^2 + s^2 = 1").ok
    sheet = "c = 0.6\ns = 0.8\nr = 2\ny = (c*r)^2 + (s*r)^2\nr > 0\nc^2 + s^2 = 1\ndy/dr = 2*r"
    assert check_worksheet(sheet).ok
    tied = "a = 2\nb = 2\nx = 3\ny = a*x + b*x\na = b\ndy/dx = 2*a"
    report = check_worksheet(tied)
    assert str(report.rows[-2].verdict) == "CONDITION: where a claim does not hold in general, it is tried here"
    assert str(report.rows[-1].verdict) == "PROVEN EQUAL where a = b"
    assert report.summary == "1 of 1 pass, 4 definitions, 1 condition"
    assert report.as_dict()["conditions"] == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("y1 + y2 + y3 = 2", "given='y1 + y2 + y3 = 2' does not hold: y1 + y2 + y3 is -1 more than 2 "
                             "at the numbers given"),
        ("y1 > 3", "given='y1 > 3' does not hold"),
        ("p1 = 2", 'given= needs a condition on leaves, such as "y1 + y2 = 1" or "x > 0"; got \'p1 = 2\''),
        ("y1", "given= needs a condition on leaves"),
        ("y1 = q", "given='y1 = q': no value is named 'q'"),
        ("", "given= needs a condition on leaves"),
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused(given, sentence):
    """What was given, and what is wrong about it."""
    with pytest.raises(ValueError, match="given") as caught:
        check(cross_entropy((0.2, 0.3, 0.5)), {"z1": "p1 - y1"}, given=given)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("x = 9^9^9", "the sides of x = 9^9^9 are too far apart to be compared"),
        ("log(x - 5) = 0", "log(x - 5) = 0 has no value there"),
    ],
)
def test_a_condition_that_cannot_be_told_is_refused(given, why):
    """A number of 370 million digits is not written out, and a logarithm of what is negative is told."""
    x = Value(0.5, label="x")
    with pytest.raises(ValueError, match=re.escape(f"given={given!r} does not hold: {why}")):
        check((x * x).named("y"), {"x": "2*x"}, given=given)


@pytest.mark.parametrize(
    ("given", "right", "wrong"),
    [
        (["t1 + t2 + t3 = 1", "t1 = t2"], ["exp(t1 - t2)", "t1 + t2 + t3", "t1/t2"], ["exp(t1)", "2*t2", "4*t1"]),
        (["t1 = t2", "t1 + t2 + t3 = 1"], ["exp(t2 - t1)", "2*t2 + t3"], ["2*t3"]),
        (["t1 + t3 = 0.75", "t2 + t3 = 0.75"], ["0.75 + t1", "t1 + t2 + t3"], ["exp(t1 - t2)", "4*t1"]),
        (["t1 > 0", "t1 = t2", "t2 < t3"], ["t1 + t2 + t3", "2*t1 + t3"], ["2*t3"]),
    ],
)
def test_several_equations_hold_at_once(given, right, wrong):
    """The slope is (t1 + t2 + t3) exp(t1 - t2): each equation has a leaf to itself, and none undoes another."""
    x, t1, t2, t3 = (Value(n, label=name) for name, n in {"x": 1.5, "t1": 0.25, "t2": 0.25, "t3": 0.5}.items())
    y = (x * (t1 + t2 + t3) * ops.exp(t1 - t2)).named("y")
    for claim in right:
        assert check(y, {"x": claim}, given=given).rows[0].verdict.kind is Kind.PROVEN
    for claim in wrong:
        assert not check(y, {"x": claim}, given=given).ok


@pytest.mark.parametrize(
    ("given", "claim", "passes"),
    [
        (["a + b = 3", "a - b = -1"], "a*b*exp(c)", True),
        (["a + b = 3", "a - b = -1"], "2*exp(c)", True),
        (["a + b = 3", "a - b = -1"], "(b^2 - 2)*exp(c)", True),
        (["a + b = 3", "a - b = -1"], "(b^2 - 2.001)*exp(c)", False),
        (["a + b = 3", "a - b = -1"], "3*exp(c)", False),
        (["a*b = 2", "a + b = 3"], "2*exp(c)", True),
        (["a*b = 2", "a + b = 3"], "(a + 1)*exp(c)", True),
        (["a*b = 2", "a + b = 3"], "(a + 2)*exp(c)", False),
        (["a + b + c = 7/2", "a - b + c = -1/2", "a + 2*b - c = 9/2"], "a*b*sqrt(e)", True),
        (["a + b + c = 7/2", "a - b + c = -1/2", "a + 2*b - c = 9/2"], "a*b*sqrt(e)*a + 1/10^9", False),
    ],
)
def test_equations_may_leave_no_choice_at_all(given, claim, passes):
    """As many equations as leaves fix the point: what holds there is right, by proof or to many digits."""
    a, b, c = Value(1.0, label="a"), Value(2.0, label="b"), Value(0.5, label="c")
    y = (a * b * ops.exp(c)).named("y")
    verdict = check(y, {"c": claim}, given=given).rows[-1].verdict
    assert verdict.kind.passes is passes, verdict
    assert passes or verdict.kind in (Kind.WRONG, Kind.HERE)
