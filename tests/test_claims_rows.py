"""Every row of the reference on claims, with further cases of its kind.

The truth beside each case was worked out on paper; the comment of a group names what went wrong once.
"""

import math
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from autograd_core import OPS, Value, check, check_gradient, op, ops, parse
from autograd_core.graph import topological_order
from autograd_core.verify import Kind, check_worksheet

PASSES = {Kind.CORRECT, Kind.PROVEN, Kind.AGREES}
PROVED = {Kind.CORRECT, Kind.PROVEN}
WRONG, OPEN, KINKED, HERE = {Kind.WRONG}, {Kind.UNDECIDED}, {Kind.KINK}, {Kind.HERE}
NO_PASS = {kind for kind in Kind if not kind.passes}


def graph(formula, **leaves):
    """A formula over labelled leaves."""
    return parse(formula, {name: Value(x, label=name) for name, x in leaves.items()}).named("y")


def verdict(y, x, claim, **options):
    """The verdict on one claim."""
    return check(y, {x: claim}, **options).rows[-1].verdict


def kind(y, x, claim, **options):
    return verdict(y, x, claim, **options).kind


def line(sheet, number, **options):
    """The kind of verdict on one line of a worksheet."""
    found = [row for row in check_worksheet(sheet, **options).rows if row.claim == f"line {number}"]
    return found[-1].verdict.kind


# ── a gradient of which no digit is certain ──────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (lambda x, y: ops.sqrt(x * x + y * y), (1e200, 1e200)),
        (lambda x, y: ops.sqrt(x * x + y * y), (1e170, 3e190)),
        (lambda x: ops.sqrt(x**4) / x, (1e100,)),
        (lambda x: (1 - ops.cos(x)) / x**2, (1e-9,)),
        (lambda x: ((1 + x) - 1) / x * x * x, (1e-20,)),
    ],
)
def test_a_zero_without_a_certain_digit_is_no_pass(f, at):
    """What overflowed or cancelled to 0.0 is not the slope, and does not pass for it."""
    report = check_gradient(f, *at)
    assert not report.ok
    assert all(row.verdict.kind in NO_PASS for row in report.rows[:1])


# ── computed floats ──────────────────────────────────────────────────────────────────────────────

UNLUCKY = (0.2871873043738984, -1.1360824635727633, -1.6260951228039673, 1.2775768603290927)


def network(a, b, c, d):
    a, b, c, d = (Value(x, label=name) for name, x in zip("abcd", (a, b, c, d)))
    h = ops.tanh(a * b + c)
    return ((h * d - b) ** 2 + h * a).named("f")


@pytest.mark.parametrize(
    "at", [UNLUCKY, UNLUCKY[::-1], (0.1, 0.2, 0.3, 0.4), (1.0, 1.0, 1.0, 1.0), (3.5, -2.25, 8.125, 0.5)]
)
def test_the_engines_own_gradient_is_right(at):
    """Whatever the number of digits it prints, a gradient that the engine computed is not rejected."""
    y = network(*at)
    y.backward()
    leaves = [node for node in topological_order(y) if node.op is None]
    for leaf in leaves:
        assert kind(y, leaf.label, leaf.grad) in PASSES | OPEN, leaf.label
    if at == UNLUCKY:
        assert kind(y, "c", next(leaf for leaf in leaves if leaf.label == "c").grad) is Kind.CORRECT


# ── short floats ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("slope", "claim", "kinds"),
    [
        (149.0, 100.0, WRONG),
        (99.97, 100.0, {Kind.CORRECT}),
        (2.4, 2.0, WRONG),
        (2.04, np.float64(2.0), WRONG),
        (2.0, np.float64(2.0), {Kind.CORRECT}),
        (0.5001, np.float32(0.5), WRONG),
        (0.50001, np.float16(0.5), {Kind.CORRECT}),
        (0.1, np.float32(0.1), {Kind.CORRECT}),
        (0.1001, np.float32(0.1), WRONG),
        (2.04, np.array([2.0])[0], WRONG),
        (1.04, 1.0, OPEN),
        (2.0, 2.0, {Kind.CORRECT}),
        (1.96, 2.0, OPEN),
        (1.2e-5, 1e-05, OPEN),
        (1e-5, 1e-05, {Kind.CORRECT}),
        (2e-5, 1e-05, WRONG),
        (0.0822, 0.0822, {Kind.CORRECT}),
        (0.08224, 0.0822, {Kind.CORRECT}),
        (0.0823, 0.0822, WRONG),
        (2.04, "2.0", {Kind.CORRECT}),
        (2.06, "2.0", WRONG),
        (2.04, 2, WRONG),
        (2.04, "2", WRONG),
        (99.96, "100.0", {Kind.CORRECT}),
        (99.94, "100.0", WRONG),
    ],
)
def test_what_a_short_float_stands_for(slope, claim, kinds):
    """A float of one or two digits is decided where the exact and the rounded reading agree; numpy's are computed."""
    y = (Value(1.0, label="x") * slope).named("y")
    assert kind(y, "x", claim) in kinds


def test_the_open_ones_say_what_to_write():
    """Exact or rounded: the verdict names both ways out."""
    told = verdict((Value(1.0, label="x") * 1.04).named("y"), "x", 1.0).sentence
    assert "'1.0'" in told
    assert "exact or rounded?" in told


# ── tiny terms, and what saturates ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("formula", "at", "claim"),
    [
        ("exp(x)", 1.0, "exp(x)*1.00000000000000000001"),
        ("exp(x)", 1.0, "exp(x)+1e-200"),
        ("softplus(x)", 200.0, "1+0*x"),
        ("tanh(x)", 40.0, "0*x"),
        ("sigmoid(x)", 90.0, "exp(-x)"),
        ("sin(x)", 0.7, "cos(x)+x*1e-250"),
        ("x^3", 2.0, "3*x^2*(1-1e-30)"),
        ("log(x)", 3.0, "1/(x+1e-100)"),
        ("12.5+x", 1.0, "1+1e-217"),
        ("exp(x)", 1.0, "exp(x)+sin(202*pi*x)"),
        ("exp(x)", 1.0, "exp(x)+sin(1000*pi*x)^2"),
        ("x^2", 2.0, "2*x+sin(64*pi*x)*1e-9"),
        ("x^2", 2.0, "2*x+1e-3*exp(-((x-2.3)/0.03)^2)"),
    ],
)
def test_a_term_that_hides_is_found(formula, at, claim):
    """However small it is, and however well it vanishes at round numbers."""
    assert kind(graph(formula, x=at), "x", claim) in WRONG | HERE


@pytest.mark.parametrize("at", [3.92, 1.5, 2.0, -3.0, 0.25])
def test_a_function_with_a_rounded_constant_is_not_wrong(at):
    """sqrt(2*math.pi) is computed in floats: where too few digits are left to agree,
    it stays open, and is not refuted.
    """
    y = graph("x*normal_cdf(x)", x=at)
    right = kind(y, "x", lambda x: ops.normal_cdf(x) + x * ops.exp(-(x**2) / 2) / ops.sqrt(2 * math.pi))
    assert right in PASSES | OPEN
    assert kind(y, "x", lambda x: ops.normal_cdf(x) + x * ops.exp(-(x**2) / 2) / 2.5) is Kind.WRONG


# ── a row of one's own ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "primal", "partial", "at", "claims"),
    [
        ("cube_amiss", lambda m, x: x * x * x, lambda m, y, x: 6 * x, 2.0, ["6*x", "3*x^2", "12", 12.0]),
        ("square_amiss", lambda m, x: x * x, lambda m, y, x: x + 1, 1.0, ["2*x", "x+1", "2"]),
        ("sine_amiss", lambda m, x: m.sin(x), lambda m, y, x: m.cos(x) + m.sin(4 * m.pi * x), 0.5, ["cos(x)"]),
    ],
)
def test_a_row_of_ones_own_is_blamed(name, primal, partial, at, claims):
    """A wrong rule is found wherever it is used, even where it is right at the point; nobody else is wrong for it."""
    own = op(name, primal, partial)
    try:
        y = own(Value(at, label="x")).named("y")
        for claim in claims:
            report = check(y, {"x": claim})
            assert not report.ok
            assert report.rows[-1].verdict.kind is not Kind.WRONG
            assert any(name in row.claim for row in report.rows)
    finally:
        del OPS[name]


def test_a_right_row_of_ones_own_is_not_blamed():
    """A rule that is the derivative of its primal is as good as one of the table."""
    own = op("cube_aright", lambda m, x: x * x * x, lambda m, y, x: 3 * x**2)
    try:
        y = own(Value(2.0, label="x")).named("y")
        assert kind(y, "x", "3*x^2") in PASSES
        assert kind(y, "x", "6*x") in WRONG | HERE
    finally:
        del OPS["cube_aright"]


# ── exact constants and powers of ten ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sheet", "number", "kinds"),
    [
        ("x = 2\ny = 0.2*x\ndy/dx = 10⁻¹", 3, WRONG),
        ("x = 2\ny = 0.1*x\ndy/dx = 10⁻¹", 3, PROVED),
        ("x = 2\ny = 0.125*x\ndy/dx = 2⁻³", 3, PROVED),
        ("x = 2\ny = 0.13*x\ndy/dx = 2⁻³", 3, WRONG),
        ("x = 2\ny = 0.12376*x\ndy/dx = 1.2376×10⁻¹", 3, PROVED),
        ("x = 2\ny = 0.12386*x\ndy/dx = 1.2376×10⁻¹", 3, WRONG),
        ("a = 1; b = 2; c = 4\nL = 1/3*(a+b+c)\ndL/da = 1/3", 3, PROVED),
        ("a = 1; b = 2; c = 4\nL = 1/3*(a+b+c)\ndL/da = 0.3333333333333333", 3, PROVED),
        ("a = 1; b = 2; c = 4\nL = 1/3*(a+b+c)\ndL/da = 1/3.0000000001", 3, WRONG),
        ("r = 3\nV = 4/3*pi*r^3\ndV/dr = 36*pi", 3, PROVED),
        ("r = 3\nV = 4/3*pi*r^3\ndV/dr = 113.0973", 3, PROVED),
        ("r = 3\nV = 4/3*pi*r^3\ndV/dr = 36.0001*pi", 3, WRONG),
        ("x = pi/6\ny = sin(x)\ny = 1/2", 3, PROVED),
        ("x = π/6\ny = sin(x)\ny = 1/2", 3, PROVED),
        ("x = pi/6\ny = sin(x)\ndy/dx = sqrt(3)/2", 3, PROVED),
        ("x = pi/6\ny = sin(x)\ny = 0.5000001", 3, WRONG),
        ("x = 4\ny = sqrt(2)*x\ndy/dx = sqrt(2)", 3, PROVED),
        ("x = 4\ny = sqrt(2)*x\ndy/dx = 1.4142135623", 3, WRONG),
        ("t = 3; h = 2\ny = exp(-ln(2)*t/h)\ndy/dt = -ln(2)/h*y", 3, PROVED),
        ("x = 2\ny = x^(2/3)\ndy/dx = 2/3*x^(-1/3)", 3, PROVED),
        ("x = 1/3\ny = x^2\ndy/dx = 2/3", 3, PROVED),
        ("x = 1/3\ny = x^2\ndy/dx = 0.67", 3, PROVED),
        ("x = sqrt(2)\ny = x^4\ny = 4", 3, PROVED),
        ("x = ln(2)\ny = exp(x)\ndy/dx = 2", 3, PROVED),
        ("x = e\ny = ln(x)\nx*dy/dx = 1", 3, PROVED),
        ("x = pi/6\ny = sin(x)\ny = 1/2 + 1/10^400", 3, WRONG),
        ("x = 3\ny = x^2\ndy/dx = 6 + 1/10^80", 3, WRONG),
        ("x = 3\ny = x^2\n2*dy/dx = 12 - 1/10^80", 3, WRONG),
        ("x = 2\ny = 2.00000000000000000001*x\ndy/dx = 2", 3, WRONG),
        ("x = 2\ny = 2.00000000000000000001*x\ndy/dx = 2.00000000000000000001", 3, PROVED),
    ],
)
def test_exact_constants_stay_exact(sheet, number, kinds):
    """A constant is what it says and no float of it; an exponent is exact, the factor in front has its digits."""
    assert line(sheet, number) in kinds


# ── updates and definitions ──────────────────────────────────────────────────────────────────────

STEP = "w = 0.4; x = 0.5\ny = w*x = 0.2\nlr = 0.5\n{} = {}"


@pytest.mark.parametrize("name", ["w_new", "w+", "w'", "w⁺", "w new"])
@pytest.mark.parametrize(
    ("claim", "kinds"), [("99", WRONG), ("0.15", PASSES), ("w - lr*dy/dw", PASSES), ("w + lr*dy/dw", WRONG)]
)
def test_an_update_is_judged_however_it_is_spelled(name, claim, kinds):
    """w_new is the weight after the step, not a name of its own."""
    assert line(STEP.format(name, claim), 4) in kinds


@pytest.mark.parametrize("rate", ["rate", "eta", "η", "alpha", "α", "learning_rate", "lr"])
def test_the_rate_by_any_name(rate):
    """99 is wrong whatever the learning rate is called."""
    sheet = f"w = 0.4; x = 0.5\ny = w*x = 0.2\n{rate} = 0.5\nw_new = "
    assert line(sheet + "99", 4) is Kind.WRONG
    assert line(sheet + "0.15", 4) in PASSES


@pytest.mark.parametrize("slip", ["dydx = 999", "dy_dx = 0.4", "dydw = 0.5", "grad = 3"])
def test_a_definition_that_is_nearly_a_claim_keeps_the_sheet_from_passing(slip):
    """A line that looks like a claim and is read as a definition is pointed out."""
    report = check_worksheet(f"w = 0.4\nx = 0.5\ny = w*x\ndy/dw = 0.5\n{slip}\ndy/dx = 0.4")
    assert report.status == 2
    assert report.rows[-2].verdict.kind is Kind.QUESTIONED


# ── right at these numbers only ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sheet", "number", "kinds"),
    [
        ("w = 0.3; x = 0.5\ny = sigmoid(w*x)\n1*dy/dw = y*(1-y)/2", 3, HERE),
        ("w = 0.3; x = 0.5\ny = sigmoid(w*x)\n1*dy/dw = y*(1-y)*x", 3, PASSES),
        ("w = 0.3; x = 0.5\ny = sigmoid(w*x)\n2*dy/dw = y*(1-y)", 3, HERE),
        ("w = 0.3; x = 0.5\ny = w*x\ndy/dw + dy/dx = x + w", 3, PASSES),
        ("w = 0.3; x = 2\ny = w*x^2\ndy/dw = 2*x", 3, HERE),
        ("w = 0.3; x = 2\ny = w*x^2\ndy/dw = 4", 3, PASSES),
    ],
)
def test_what_holds_at_these_numbers_only(sheet, number, kinds):
    """A line with an expression on its left is an identity around the point;
    where numbers are asked for, numbers pass.
    """
    assert line(sheet, number) in kinds


@pytest.mark.parametrize(
    ("formula", "leaves", "x", "claim", "kinds"),
    [
        ("b*x + c*x^2", {"b": 2, "c": 3, "x": 0}, "x", "b", HERE),
        ("b*x + c*x^2", {"b": 2, "c": 3, "x": 0}, "x", "b + 2*c*x", PASSES),
        ("b*x + c*x^3", {"b": -1, "c": 0.5, "x": 0}, "x", "b", HERE),
        ("a*sin(x)", {"a": 2, "x": 0}, "x", "a", HERE),
        ("f*sin(x+w)", {"f": 2, "x": 0.5, "w": 0}, "x", "f*cos(x)", HERE),
        ("exp(k*x)", {"k": 1, "x": 0.5}, "x", "exp(k*x)", HERE),
    ],
)
def test_a_formula_that_holds_at_its_point_only(formula, leaves, x, claim, kinds):
    """As at a point of linearisation, where the terms left out vanish."""
    assert kind(graph(formula, **leaves), x, claim) in kinds


# ── paths ────────────────────────────────────────────────────────────────────────────────────────


def two_paths():
    x = Value(1.5, label="x")
    a, b = (2 * x).named("a"), (2 * x).named("b")
    return (a + b).named("y")


@pytest.mark.parametrize(
    ("paths", "passes"),
    [
        ([{"dy/da": 1, "da/dx": 2}, {"dy/da": 1, "da/dx": 2}], False),
        ([{"dy/da": 1, "da/dx": 2}, {"dy/db": 1, "db/dx": 2}], True),
        ([{"dy/da": 1, "da/dx": 2}], False),
        ([{"dy/da": 1, "da/dx": 2}, {"dy/db": 1, "da/dx": 2}], False),
    ],
)
def test_every_path_once(paths, passes):
    """The path over a given twice has right factors, and the right sum, and is wrong."""
    report = check(two_paths(), {"x": paths})
    assert report.ok is passes
    if not passes:
        assert report.rows[-1].verdict.kind is Kind.WRONG or report.first_wrong is not None


# ── powers at base 0 ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("f", "at", "claims"),
    [
        (lambda x: x**x, 0.0, [0, "0", 0.0, "x^x*(1+ln(x))"]),
        (lambda x: x ** ops.sin(x), 0.0, [0]),
        (lambda x: x ** (2 * x), 0.0, [0]),
        (lambda x: 0.0**x, 0.0, [0]),
    ],
)
def test_a_power_at_base_0_has_no_slope_to_claim(f, at, claims):
    """The slope of x**x runs to -infinity at 0: 0 does not pass, nor is the right formula wrong."""
    y = f(Value(at, label="x")).named("y")
    for claim in claims:
        found = kind(y, "x", claim)
        assert found in NO_PASS
        assert not isinstance(claim, str) or claim == "0" or found is not Kind.WRONG
    assert not check_gradient(lambda x: f(x), at).ok


# ── branches of functions ────────────────────────────────────────────────────────────────────────


def filled_by_if(x):
    return x * 0 + 4 if x == 2 else x * x


def sinc(x):
    return 1 + x * 0 if x == 0 else ops.sin(x) / x


def relu_by_if(x):
    return x if x > 0 else x * 0


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (lambda x: ops.where(x == 2, x * 0 + 4, x * x), 2.0),
        (filled_by_if, 2.0),
        (relu_by_if, 0.0),
        (lambda x: x * x if x < 1 else 2 * x - 1, 1.0),
        (lambda x: max(x, 2 * x), 0.0),
    ],
)
def test_a_branch_that_begins_at_the_point_is_not_correct(f, at):
    """The slope of the branch that was recorded is not that of f where another begins."""
    assert check_gradient(f, at).rows[-1].verdict.kind not in PASSES


def test_three_branches_that_meet_smoothly():
    """x, e^x - 1 and (x+1)²/2 - 1/2 share their slope at 0:
    the sentence says 1, not the sum of what the rule shares out.
    """
    report = check_gradient(lambda x: ops.maximum(x, ops.expm1(x), (x + 1) ** 2 / 2 - 0.5), 0.0)
    told = report.rows[-1].verdict.sentence
    assert "slope is 2" not in told
    assert "as the limit from both sides" in told
    assert report.rows[-1].claimed == "1.0"


# ── 0·∞ ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("formula", "leaves", "x"),
    [
        ("sqrt(x^4)", {"x": 0}, "x"),
        ("v*acos(w)", {"v": 0, "w": 1}, "w"),
        ("x*sqrt(x)", {"x": 0}, "x"),
        ("sqrt(x^6)", {"x": 0}, "x"),
    ],
)
def test_nought_times_infinity_is_no_edge_of_a_domain(formula, leaves, x):
    """The right answer 0 passes as a limit or stays open; the words are true."""
    found = verdict(graph(formula, **leaves), x, 0)
    assert found.kind in PASSES | OPEN
    assert "outside its domain" not in found.sentence


# ── where a formula holds ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("formula", "at", "claim", "words"),
    [
        ("asin(2*x*sqrt(1-x^2))", 0.6, "2/sqrt(1-x^2)", ("x^2 - 1/2 < 0", "0.7071")),
        ("sqrt(x^2-2*x+1)", 3.0, "1+0*x", ("x > 1", "x - 1 > 0")),
        ("asin(sin(x))", 1.0, "1+0*x", ("1.57", "cos(x) > 0")),
    ],
)
def test_where_a_formula_holds_is_said(formula, at, claim, words):
    """A hidden kink is met by the values: the verdict passes around the point and gives the place."""
    found = verdict(graph(formula, x=at), "x", claim)
    assert found.kind in PASSES
    assert any(each in found.sentence for each in words)


def test_inf_minus_inf_is_the_engines():
    """log(1 + exp(x)) at 800 overflows on the way, which is not that a float cannot hold 1."""
    report = check_gradient(lambda x: ops.log(1 + ops.exp(x)), 800.0)
    told = report.rows[-1].verdict.sentence
    assert not report.ok
    assert "cannot hold 1" not in told


# ── a factor that is a leaf, or rounded ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sheet", "kinds"),
    [
        ("w = 0.25; x = 1.5; b = -0.2\ny = sigmoid(w*x + b)\ndy/dw = 0.25*1.5 = 0.37", PASSES),
        ("w = 0.25; x = 1.5; b = -0.2\ny = sigmoid(w*x + b)\ndy/dw = 0.25*1.5 = 0.39", WRONG),
        ("w = 0.5; x = 2; h = 0.4963\ny = h*w*x\ndy/dw = 0.5*2 = 0.99", PASSES),
        ("w = 0.5; x = 2; h = 0.4963\ny = h*w*x\ndy/dw = 0.50*2 = 0.99", PASSES),
    ],
)
def test_a_factor_that_equals_a_leaf_may_be_rounded(sheet, kinds):
    """0.25 may be the weight, or a rounded 0.2481: a line that is right under either reading is right."""
    assert line(sheet, 3) in kinds


# ── conditions ───────────────────────────────────────────────────────────────────────────────────


def cross_entropy():
    z = [Value(x, label=f"z{i}") for i, x in enumerate((0.2, -0.4, 0.9), 1)]
    t = [Value(x, label=f"y{i}") for i, x in enumerate((0.0, 1.0, 0.0), 1)]
    es = [ops.exp(v) for v in z]
    total = ops.sum(es)
    p = [(e / total).named(f"p{i}") for i, e in enumerate(es, 1)]
    return (-ops.sum([a * ops.log(b) for a, b in zip(t, p)])).named("L")


@pytest.mark.parametrize("claim", ["p1 - y1"])
def test_softmax_and_cross_entropy(claim):
    """p - y is right where the targets sum to 1, and the report says so."""
    assert "y1" in verdict(cross_entropy(), "z1", claim).sentence
    assert kind(cross_entropy(), "z1", claim) is not Kind.WRONG
    assert check(cross_entropy(), {"z1": claim}, given="y1 + y2 + y3 = 1").ok
    assert not check(cross_entropy(), {"z1": "p1 + y1"}, given="y1 + y2 + y3 = 1").ok


# ── direct and total ─────────────────────────────────────────────────────────────────────────────


RECURRENT = "W = 0.5; x1 = 1; x2 = 2; h0 = 0.1\nh1 = tanh(W*h0 + x1)\nh2 = tanh(W*h1 + x2)\n"


@pytest.mark.parametrize(
    ("sheet", "number", "kinds"),
    [
        (RECURRENT + "dh2/dW = ∂h2/∂W + ∂h2/∂h1*dh1/dW", 4, PASSES),
        (RECURRENT + "dh2/dW = ∂h2/∂W - ∂h2/∂h1*dh1/dW", 4, WRONG),
        ("x = 0.5\na = exp(x)\nb = a^2\ny = a*b\n∂y/∂a = b", 5, PASSES),
        ("x = 0.5\na = exp(x)\nb = a^2\ny = a*b\ndy/da = ∂y/∂a + ∂y/∂b*db/da", 5, PASSES),
        ("x = 0.5\na = exp(x)\nb = a^2\ny = a*b\n∂y/∂a = 2*b", 5, WRONG),
    ],
)
def test_direct_partials_beside_totals(sheet, number, kinds):
    """∂ holds what else is named, d does not."""
    assert line(sheet, number) in kinds


# ── suspects ─────────────────────────────────────────────────────────────────────────────────────


def test_no_suspect_that_gives_another_number():
    """For 3*x no mistake gives exactly the number claimed, and none is named."""
    x = Value(1.0, label="x")
    y = ops.exp(x).named("y")
    report = check((3 * y).named("L"), {"x": "3*x"})
    assert report.rows[-1].verdict.kind is Kind.WRONG
    for suspect in report.rows[-1].suspects:
        assert math.isclose(suspect.value, 3.0, rel_tol=1e-12)


# ── large numbers, numpy's integers ──────────────────────────────────────────────────────────────


def test_a_zero_times_the_log_of_a_large_number():
    """0*log(10^200*10^200+7) is 0, whatever its float would be."""
    assert kind(graph("x*x", x=3), "x", "2*x+0*log(10^200*10^200+7)") in PASSES
    assert kind(graph("x*x", x=3), "x", "2*x+log(10^200*10^200+7)") is Kind.WRONG


@pytest.mark.parametrize("whole", [np.int64, np.int32, np.uint8, np.float64, np.float32])
def test_numpys_numbers_as_constants_of_a_graph(whole):
    """A mean over an object array divides by one of numpy's integers."""
    x, z = Value(1.5, label="x"), Value(2.5, label="z")
    mean = (np.array([x * x, z], dtype=object).sum() / whole(2)).named("y")
    assert kind(mean, "x", "x") in PASSES
    assert kind(mean, "x", "2*x") is Kind.WRONG
    assert check(np.array([x * x, z], dtype=object).mean().named("y"), {"x": "x"}).ok


@pytest.mark.parametrize(
    "claim",
    [1 << 20_000_000, Fraction(1, 3**400_000), -(1 << 5_000_000)],
    ids=["2^20000000", "3^-400000", "-2^5000000"],
)
def test_a_huge_number_is_answered(claim):
    """Twenty million bits are no reason to wait, and do not pass; the benchmark tells how soon."""
    assert kind(graph("x*x", x=3), "x", claim) in {Kind.WRONG, Kind.NOT_UNDERSTOOD}


# ── differentials ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sheet", "number", "kinds"),
    [
        ("x = 2; dx = 0.01\ny = x**2\ndy = 3*x*dx\ndy/dx = 3*x", 4, WRONG),
        ("x = 2; dx = 0.01\ny = x**2\ndy = 2*x*dx\ndy/dx = 2*x", 4, PASSES),
        ("x = 2; y = 3; dx = 0.1; dy = 0.2\nz = x*y\ndz/dx = y", 3, PASSES),
        ("x = 2; y = 3; dx = 0.1; dy = 0.2\nz = x*y\ndz/dx = x", 3, WRONG),
    ],
)
def test_a_derivative_whose_parts_are_names(sheet, number, kinds):
    """dy/dx is the derivative where a claim can mean it, though dy and dx are names of the sheet."""
    assert line(sheet, number) in kinds


def swing():
    """f = x³ ln y + sin(xy), whose slopes are 3x² ln y + y cos(xy) and x³/y + x cos(xy)."""
    return graph("x^3*log(y) + sin(x*y)", x=0.7, y=1.3).named("f")


def cone():
    """V = r² h, by way of the area a = r²."""
    r, h = Value(2.0, label="r"), Value(5.0, label="h")
    return ((r * r).named("a") * h).named("V")


@pytest.mark.parametrize(
    ("y", "text", "kinds"),
    [
        (swing, "df = (3x² ln y + y cos(xy)) dx + (x³/y + x cos(xy)) dy", PROVED),
        (swing, "df = dx*(3*x**2*log(y) + y*cos(x*y)) + (x**3/y + x*cos(x*y))*dy", PROVED),
        (swing, "df = (∂f/∂x) dx + (∂f/∂y) dy = 1.184 dx + 0.693 dy", PROVED),
        (swing, "df = f_x dx + f_y dy", PROVED),
        (swing, r"\mathrm{d}f = \frac{\partial f}{\partial x}\,\mathrm{d}x "
                r"+ \frac{\partial f}{\partial y}\,\mathrm{d}y", PROVED),
        (swing, "df = 1.184 dx + 0.793 dy", WRONG),
        (swing, "df = f_y dx + f_x dy", WRONG),
        (swing, "df = (3x² ln y + y cos(xy)) dx + (x³/y - x cos(xy)) dy", WRONG),
        (swing, "df = f_x dx^2", {Kind.NOT_UNDERSTOOD}),
        (swing, "df = f_x dx + f_y dy + 1", {Kind.NOT_UNDERSTOOD}),
        (swing, "df = sqrt((f_x dx)^2 + (f_y dy)^2)", {Kind.NOT_UNDERSTOOD}),
        (cone, "dV = 2rh dr + r² dh", PROVED),
        (cone, "dV = h da + a dh", PROVED),
        (cone, "dV/V = 2 dr/r + dh/h", PROVED),
        (cone, "d ln V = 2 d ln r + d ln h", PROVED),
        (cone, "dV = 2rh dr + r² dh = 20 dr + 4 dh", PROVED),
        (cone, "dV = h da + a dh = 2rh dr + r² dh", PROVED),
        (cone, "dV/V = dr/r + dh/h", WRONG),
        (cone, "dV = a da + h dh", WRONG),
        (cone, "dV = h da + a dh = 2rh dr + 2r² dh", WRONG),
    ],
)  # fmt: skip
def test_a_total_differential(y, text, kinds):
    """An increment above all others on its line is a differential: each factor is the partial that belongs there."""
    assert check(y(), text).rows[-1].verdict.kind in kinds


def test_what_a_differential_leaves_out_is_said():
    """df = f_x dx is right while y is held, and says so; a wrong factor is named by its increment."""
    assert str(check(swing(), "df = f_x dx").rows[0].verdict).endswith("with y held")
    wrong = check(swing(), "df = f_x dx + 2 f_y dy").rows[0]
    assert wrong.notes[0] == "it is the factor of dy that is wrong: df/dy belongs there"


def test_a_backward_pass_is_no_differential():
    """dr = 2*r*da goes from a node to what is beneath it: the derivatives of the root."""
    assert all(row.verdict.kind in PROVED for row in check(cone(), "da = h\ndr = 2*r*da\ndh = a").rows)
    assert check(cone(), "dr = 2*r*h").rows[0].verdict.kind in PROVED
    upside_down = check(cone(), "dh = a\nda = 2r dr").rows  # true of increments, but here da is ∂V/∂a
    assert [row.verdict.kind for row in upside_down] == [Kind.PROVEN, Kind.WRONG]


# ── whole gradients ──────────────────────────────────────────────────────────────────────────────

SLOPES = "3x² ln y + y cos(xy), x³/y + x cos(xy)"
SECOND = [
    ["6x ln y - y² sin(xy)", "3x²/y + cos(xy) - xy sin(xy)"],
    ["3x²/y + cos(xy) - xy sin(xy)", "-x³/y² - x² sin(xy)"],
]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"∇f = [{SLOPES}]", PROVED),
        (f"∇f = ({SLOPES})ᵀ", PROVED),
        (f"grad f = [{SLOPES}] = [1.184, 0.693]", PROVED),
        ("gradient = (1.184, 0.693)", PROVED),
        ("∇f(y, x) = (0.693, 1.184)", PROVED),
        (r"\nabla f = \begin{pmatrix} 3x^2 \ln y + y\cos(xy) \\ \frac{x^3}{y} + x \cos(xy) \end{pmatrix}", PROVED),
        (f"H = [{', '.join(f'[{a}, {b}]' for a, b in SECOND)}]", PROVED),
        (r"\nabla^2 f = \begin{bmatrix} f_{xx} & f_{xy} \\ f_{yx} & f_{yy} \end{bmatrix}", PROVED),
        ("∇f(y, x) = (1.184, 0.693)", WRONG),
        (f"∇f = [{SLOPES}] = [1.184, 0.793]", WRONG),
        (f"∇f = [{SLOPES.replace('+ x cos', '- x cos')}]", WRONG),
        (f"H = [[{SECOND[0][0]}, 0], [0, {SECOND[1][1]}]]", WRONG),
        ("∇f = 1.184", {Kind.NOT_UNDERSTOOD}),
        ("∇f = [1.184]", {Kind.NOT_UNDERSTOOD}),
        ("H = [[1, 2]]", {Kind.NOT_UNDERSTOOD}),
        ("∇²f = f_xx + f_yy", PROVED),
        ("∇²f = f_xx - f_yy", WRONG),
        (f"∇f = ({SLOPES.split(', ')[0]}) i + ({SLOPES.split(', ')[1]}) j", PROVED),
        (f"∇f = ({SLOPES.split(', ')[0]}) î - ({SLOPES.split(', ')[1]}) ĵ", WRONG),
        (f"∇f = -(-{SLOPES.split(', ')[0].replace(' + ', ' - ')}) i + ({SLOPES.split(', ')[1]}) j", PROVED),
        ("∇f = 1.184 i + 0.693", {Kind.NOT_UNDERSTOOD}),
    ],
)  # fmt: skip
def test_a_line_about_a_whole_gradient(text, kinds):
    """∇f is the vector of the slopes towards the leaves, in the order of the graph or of f(x, y), and H its matrix."""
    assert check(swing(), text).rows[-1].verdict.kind in kinds


def test_grad_of_a_formula_in_a_worksheet_defines_no_function():
    """grad(f) = [b, a] was taken for a function of f, and not understood."""
    sheet = "a = 1\nb = 2\nf = a*b\n"
    assert check_worksheet(f"{sheet}grad(f) = [b, a]\ngradient(f) = (2, 1)\nhessian(f) = [[0, 1], [1, 0]]").ok
    assert check_worksheet(f"{sheet}grad(f) = [a, b]").status == 1


def classes():
    """L = -ln(p1) for the softmax of three logits, whose slope towards z_i is p_i - y_i."""
    z = [Value(x, label=f"z{i}") for i, x in enumerate((0.2, -1.0, 0.5), 1)]
    y = [Value(x, label=f"y{i}") for i, x in enumerate((1.0, 0.0, 0.0), 1)]
    powers = [ops.exp(each) for each in z]
    p = [(each / ops.sum(powers)).named(f"p{i}") for i, each in enumerate(powers, 1)]
    return (-ops.sum([t * ops.log(each) for t, each in zip(y, p)])).named("L")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("p_i = e^{z_i} / Σ_j e^{z_j}", PROVED),
        ("dJ = -(y1/p1) dp1 - (y2/p2) dp2 - (y3/p3) dp3", PROVED),
        ("∂L/∂pᵢ = -yᵢ/pᵢ", PROVED),
        ("∂L/∂z_k = p_k (y_1 + y_2 + y_3) - y_k for all k", PROVED),
        (r"\frac{\partial L}{\partial z_i} = p_i (y_1 + y_2 + y_3) - y_i", PROVED),
        ("∂L/∂z = p*(y1 + y2 + y3) - y", PROVED),
        ("∇_z L = (y1 + y2 + y3) [p1, p2, p3] - [y1, y2, y3]", PROVED),
        ("∂L/∂z = [-0.609, 0.118, 0.49]", WRONG),
        ("∂L/∂zᵢ = yᵢ - pᵢ", WRONG),
        ("∂L/∂zᵢ = p₁ - yᵢ", WRONG),
        ("∂L/∂z = [-0.6, 0.1]", {Kind.NOT_UNDERSTOOD}),
        ("∂L/∂z_i = q_i - y_i", {Kind.NOT_UNDERSTOOD}),
    ],
)  # fmt: skip
def test_a_line_for_each_value_of_an_index(text, kinds):
    """∂L/∂zᵢ = pᵢ - yᵢ speaks of every logit, and so does ∂L/∂z = p - y."""
    assert check(classes(), text).rows[-1].verdict.kind in kinds


def test_an_index_is_read_under_its_condition():
    """p - y for the slope of cross-entropy holds where the targets add up to 1."""
    assert check(classes(), "∂L/∂zᵢ = pᵢ - yᵢ", given="y1 + y2 + y3 = 1").ok


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("w = 0.4 → E = 0.64", [Kind.CORRECT, Kind.CORRECT]),
        ("w = 0.4 ⇒ E = 0.65", [Kind.CORRECT, Kind.WRONG]),
        ("Δw = -0.1*dE/dw = 0.08", [Kind.PROVEN]),
        ("Δw = 0.1*dE/dw", [Kind.WRONG]),
        ("Δw = -0.1*(-0.8) = 0.09", [Kind.WRONG]),
    ],
)
def test_arrows_lead_from_equation_to_equation_and_a_step_may_be_a_difference(text, kinds):
    """w = 0.4 → E = 0.64 is two equations, and Δw the next value of w less this one."""
    assert [row.verdict.kind for row in check(error_of(), text).rows] == kinds


def test_a_wrong_entry_is_told_beneath_its_gradient():
    """The row of the line has the entry that is off, and a second partial is called by the names of the graph."""
    row = check(swing(), "∇f = [1.184, 0.793]").rows[0]
    assert [part.claim for part in row.parts] == ["df/dy"]
    assert row.notes[0] == "the entries are towards x, y"
    for text in ("f_xx = 4", "H = [[4, 1.03], [1.03, -0.590]]"):
        assert not re.search(r"du[0-9]", str(check(swing(), text)))


# ── special functions ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("formula", "claim", "kinds"),
    [
        ("lgamma(k+1) - lgamma(k)", "1/k", {Kind.PROVEN}),
        ("lgamma(k+2) - lgamma(k)", "1/k + 1/(k+1)", {Kind.PROVEN}),
        ("lgamma(k+1)", "digamma(k) + 1/k", {Kind.PROVEN}),
        ("lgamma(k+1) - lgamma(k)", "1/(k+1)", WRONG),
        ("lgamma(k+1)", "digamma(k) - 1/k", WRONG),
    ],
)
def test_shifts_of_gamma(formula, claim, kinds):
    """digamma(x+1) is digamma(x) + 1/x."""
    assert kind(graph(formula, k=0.6), "k", claim) in kinds


# ── names that lines give again ──────────────────────────────────────────────────────────────────


def error_of():
    """(w x - 1)² at 0.4 and 0.5, whose slope towards w is -0.8."""
    w, x = Value(0.4, label="w"), Value(0.5, label="x")
    return ((w * x - 1) ** 2).named("E")


@pytest.mark.parametrize(
    "step", ["w = w - 0.1*dE/dw", "w = w - 0.1*dE/dw = 0.48", "η = 0.1\nw = w - η*(-0.8)", "w ← w - 0.1*dE/dw"]
)
def test_below_a_step_w_is_the_next_value(step):
    """`w = 0.48` below `w = w - lr dE/dw` is the number after the step;
    the number before it neither passes nor is wrong.
    """
    kinds = [
        check(error_of(), f"{step}\nw = {said}").rows[-1].verdict.kind
        for said in ("0.48", "0.2", "0.4", "0.4 - 0.1*(-0.8)")
    ]
    assert kinds == [Kind.CORRECT, Kind.WRONG, Kind.UNDECIDED, Kind.CORRECT]


def test_an_error_may_be_called_e():
    """`e = w*x - 1` is a name of the sheet's own; `e = 2.718` is Euler's number still."""
    assert check(error_of(), "e = w*x - 1\ndE/dw = 2*e*x").ok
    assert check(error_of(), "e = w*x - 1\ndE/dw = e*x").rows[-1].verdict.kind is Kind.WRONG
    assert check(error_of(), "e = 2.718\ndE/dw = 2*(w*x - 1)*x*ln(e)").rows[-1].verdict.kind.passes


@pytest.mark.parametrize(
    ("claim", "right"), [(Fraction(2, 3), True), (Fraction(1, 3), False), (Fraction(2 * 10**15 + 1, 3 * 10**15), False)]
)
def test_a_third_in_python_is_a_third(claim, right):
    """The constant 1/3 of a program is a float; the Fraction it was rounded from is right, and said to be."""
    x = Value(1.0, label="x")
    verdict = check((x * x * (1 / 3)).named("y"), {"x": claim}).rows[0].verdict
    assert verdict.kind is (Kind.CORRECT if right else Kind.WRONG)
    assert not right or verdict.words == ", exactly, with constants as the fractions they were rounded from"


NEURON = "x = 0.5\nw = 0.4\nb = 0.1\nz = w*x + b\ny = sigmoid(z)\nt = 1\nE = (t-y)^2/2\n"


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("dE/dw = -0.4256*0.2445*0.5 = -0.0520", True),
        ("dE/dw = -0.4256*0.2545*0.5 = -0.0520", False),  # nothing in the graph rounds to 0.5 but x, which is that
        ("dE/dw = -0.4256*0.2445*0.4 = -0.0520", False),
        ("w := w + 0.5*dE/dw", False),
        ("w+ = w - 0.5*dE/dw = 0.4260", True),
        ("w+ = w + 0.5*0.0520 = 0.4260", True),
        ("w+ = w + 0.5*(-0.0520) = 0.3740", False),
    ],
)
def test_a_slip_does_not_hide_behind_a_number_that_may_be_rounded(line, right):
    """A factor that equals a leaf is a rounded number only where the graph has another number that rounds to it."""
    assert check_worksheet(NEURON + line).ok is right


@pytest.mark.parametrize(
    "claim", [math.nan, math.inf, -math.inf, Decimal("NaN"), Decimal("Infinity"), np.float32(np.nan)]
)
def test_what_is_no_number_is_no_slope(claim):
    """NaN and infinity are wrong for 2, in words."""
    x = Value(1.0, label="x")
    assert str(check((x * x).named("y"), {"x": claim}).rows[0].verdict) == "WRONG: it is 2"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("dy/dx = w^2*cos(x*w) = 1.3^2*0.614 = 1.04", Kind.CORRECT),
        ("dy/dx = w^2*cos(x*w) = 1.3^2*0.641 = 1.04", Kind.WRONG),
        ("dy/dx = w^2*cos(x*w) = 1.3*1.3*0.641 = 1.04", Kind.WRONG),
        ("dy/dx = 1.3^2*0.641 = 1.04", Kind.WRONG),
        ("dy/dw = sin(x*w) + w*x*cos(x*w) = 0.789 + 0.7*1.3*0.614 = 1.35", Kind.CORRECT),
        ("dy/dw = sin(x*w) + w*x*cos(x*w) = 0.798 + 0.7*1.3*0.614 = 1.35", Kind.WRONG),
    ],
)
def test_a_leaf_that_may_be_a_rounded_number_hides_no_other(line, kind):
    """0.641 for 0.614 is not made right by what else 1.3 might have been rounded from: only by what it is there."""
    x, w = Value(0.7, label="x"), Value(1.3, label="w")
    report = check((ops.sin(x * w) * w).named("y"), line)
    assert report.rows[0].verdict.kind is kind
    assert report.ok is (kind is Kind.CORRECT)


@pytest.mark.parametrize(
    ("numbers", "right"),
    [
        ("0.3*0.741*0.7 = 0.16", True),
        ("0.7*0.3*0.741 = 0.16", True),
        ("0.318*0.741*0.7 = 0.16", False),
        ("0.3*0.741*0.73 = 0.16", False),
        ("0.3*0.75*0.7 = 0.16", False),
    ],
)
def test_few_digits_of_a_result_hide_no_slip_in_a_factor(numbers, right):
    """Beside as many factors in symbols each number has to be one of them, in whatever order."""
    w, x, v = Value(0.5, label="w"), Value(0.7, label="x"), Value(0.3, label="v")
    y = (v * ops.log(w * x + 1)).named("y")
    assert check(y, f"dy/dw = v*1/(w*x + 1)*x = {numbers}").rows[0].verdict.kind is (
        Kind.CORRECT if right else Kind.WRONG
    )


def test_a_factor_0_hides_no_slip_and_is_0_in_decimals():
    """1.6 times 0.75 is 1.2 in decimals, if not in floats: a right 0 is right, a wrong factor beside it is wrong."""
    w, a, t = Value(0.75, label="w"), Value(1.6, label="a"), Value(1.2, label="t")
    y = ((a * w - t) ** 2).named("y")
    assert check(y, {"w": 0}).ok
    assert check(y, "dy/dw = 2*(a*w - t)*a = 2*0.000*1.6 = 0").ok
    assert str(check(y, "dy/dw = 2*(a*w - t)*a = 2*0.000*2.08 = 0").rows[0].verdict) == (
        "WRONG: 2.08 is no factor of 2*(a*w - t)*a"
    )
    assert not check(y, {"a": "0.1"}).ok


def test_a_ratio_close_to_1_is_told_to_the_digits_that_show_it():
    """Nobody learns anything from being 1 times what is right."""
    x, w = Value(0.7, label="x"), Value(1.3, label="w")
    row = check((ops.sin(x * w) * w).named("y"), {"x": "1.0374"}).rows[0]
    assert "it is 1.0002 times dy/dx" in str(row.notes)


@pytest.mark.parametrize(
    ("x", "y", "claim", "told"),
    [
        (math.pi / 6, lambda x: x.sin(), "dy/dx = sqrt(3)/2", "with 0.5235987755982988 as pi/6"),
        (math.pi / 6, lambda x: x.sin(), "y = 1/2", "with 0.5235987755982988 as pi/6"),
        (math.sqrt(2), lambda x: x * x, "y = 2", "with 1.4142135623730951 as sqrt(2)"),
        (math.log(2), lambda x: x.exp(), "dy/dx = 2", "with 0.6931471805599453 as ln(2)"),
        (1 / 3, lambda x: x * x, "y = 1/9", "fractions they were rounded from"),
        (0.1 + 0.2, lambda x: x * x, "dy/dx = 3/5", "fractions they were rounded from"),
    ],
)
def test_a_leaf_that_was_computed_is_what_it_was_rounded_from(x, y, claim, told):
    """An exact claim is right where it is so for pi/6, which no float is; the verdict says how it was read."""
    y = y(Value(x, label="x")).named("y")
    right, wrong = check(y, claim).rows[0].verdict, check(y, f"{claim} + 10^-40").rows[0].verdict
    assert (right.kind, wrong.kind) == (Kind.CORRECT, Kind.WRONG)
    assert told in right.words


@pytest.mark.parametrize(
    ("numbers", "right"),
    [
        ("0.74*0.19*0.59", True), ("0.74*0.187*0.593", True), ("0.74137*0.18682*0.59327", True), ("0.139*0.59", True),
        ("0.74*0.19*0.63", False), ("0.74*0.21*0.59", False), ("0.71*0.19*0.59", False), ("0.74*0.187*0.598", False),
        ("0.139*0.61", False), ("8.2*10^-2", True), ("0.8*10^-1", True),
        ("0.82×10^-1", True), ("(0.75 - 0.01)*0.19*0.59", True), ("(0.75 - 0.01)*0.19*0.56", False),
    ],
)  # fmt: skip
def test_a_factor_does_not_hide_behind_few_digits(numbers, right):
    """What stands beside no symbols is right where it rounds what is there, and wrong where something else belongs."""
    h, w, b, t = (Value(x, label=name) for x, name in ((0.59326999, "h"), (0.4, "w"), (0.868598, "b"), (0.01, "t")))
    error = ((ops.sigmoid(w * h + b) - t) ** 2 / 2).named("E")
    for line in (f"dE/dw = {numbers}", f"dE/dw = {numbers} = 0.082"):
        assert check(error, line).ok is right


def test_what_the_engine_gives_beside_a_zero_is_right_of_the_very_floats():
    """cos(x) at the float beside pi/2 is 6.1e-17, and all its digits are known; of the decimal it prints as none is."""
    x = Value(math.pi / 2, label="x")
    y = ops.sin(x).named("y")
    y.backward()
    assert str(check(y, {x: x.grad}).rows[0].verdict) == "CORRECT to 16 digits"
    assert check(y, {x: 2 * x.grad}).rows[0].verdict.kind is Kind.UNDECIDED


def test_constants_that_are_told_hide_nothing():
    """0.1 is a tenth or the float, and 0.7071067811865476 the root of a half or the float: nothing between them."""
    x = Value(2.0, label="x")
    for y, right in ((0.1 * x * x, "x/5"), (x * math.cos(math.pi / 4), "sqrt(2)/2"), (x * (math.pi / 6), "pi/6")):
        claims = [("x", right), ("x", f"{right} + 10^-18")]
        kinds = [row.verdict.kind for row in check(y.named("y"), claims).rows]
        assert kinds == [Kind.PROVEN, Kind.WRONG]


def test_the_slope_of_elu_in_single_precision():
    """People write it y + alpha, which loses digits that alpha exp(x) keeps."""
    x = Value(-9.0, label="x")
    rounded = np.float32(np.expm1(np.float32(-9))) + np.float32(1)
    kinds = [check(ops.elu(x).named("y"), {x: claim}).rows[0].verdict.kind for claim in (rounded, rounded * 2)]
    assert kinds == [Kind.UNDECIDED, Kind.WRONG]


@pytest.mark.parametrize(
    ("numbers", "right"),
    [
        ("(0.6 - 0.32)*0.6*(1 - 0.6)*0.72", True), ("0.28*0.24*0.72", True), ("(0.6 - 0.32)*0.6*(1 - 0.6)*0.75", False),
        ("(0.6 - 0.32)*0.6*(1 - 0.62)*0.72", False),
    ],
)  # fmt: skip
def test_several_numbers_that_leaves_hold_may_be_rounded_ones(numbers, right):
    """0.6 is what w holds, and what the output rounds to; 0.72 is what v holds, and what h rounds to."""
    h, w, b, v, t = (
        Value(x, label=n) for x, n in ((0.7189, "h"), (0.6, "w"), (-0.0277, "b"), (0.72, "v"), (0.32, "t"))
    )
    error = ((ops.sigmoid(w * h + b + 0 * v) - t) ** 2 / 2).named("E")
    assert check(error, f"dE/dw = {numbers}").ok is right
