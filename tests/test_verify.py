"""What somebody derived by hand is judged by proof."""

import json
import math
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from autograd_core import OPS, Op, Value, check, check_gradient, ops
from autograd_core.__main__ import main
from autograd_core.verify import Kind, check_worksheet
from nn import lecture_network
from nn.__main__ import main as nn_main

REFERENCE = json.loads((Path(__file__).parent / "reference" / "worked_example.json").read_text())
GRADIENTS = REFERENCE["gradients_shared_biases"]


@pytest.fixture
def net():
    return lecture_network()


def kinds(report):
    return [row.verdict.kind for row in report.rows]


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("digits", [2, 4, 9, 12])
def test_the_lectures_gradients_are_correct_to_any_digits(net, digits):
    """Every gradient of the reference, rounded to so many digits, is proved right;
    one more in the last digit is proved wrong.
    """
    for name, x in GRADIENTS.items():
        written = f"{x:.{digits - 1}e}"
        right = check(net["E_total"], {name: written})
        assert str(right.rows[0].verdict) == f"CORRECT to the {digits} digits given"
        value, (_, _, exponent) = Decimal(written), Decimal(written).as_tuple()
        wrong = check(net["E_total"], {name: str(value + Decimal((0, (2,), exponent)))})
        assert kinds(wrong) == [Kind.WRONG]
        assert str(wrong.rows[0].verdict).startswith("WRONG by ")


def test_any_partial_between_two_nodes(net):
    """A pair of labels, the text dy/dx or ∂y/∂x, nodes and deltas name what a claim is about."""
    claims = {tuple(name[1:].split("/d")): f"{x:.8g}" for name, x in REFERENCE["partials"].items()}
    report = check(net["E_total"], claims)
    assert report.ok
    assert len(report.rows) == 16
    x = REFERENCE["partials"]["dE_o1/dout_h1"]
    for key in ("dE_o1/dout_h1", "∂E_o1/∂out_h1", (net["E_o1"], net["out_h1"])):
        assert check(net["E_total"], {key: x}).ok
    assert check(net["E_total"], {"delta_h1": REFERENCE["partials"]["dE_total/dnet_h1"], "δ_o2": "-0.0380982"}).ok


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (3, "CORRECT, exactly"),
        (Fraction(3), "CORRECT, exactly"),
        (3.0, "CORRECT, exactly"),
        ("3.00", "CORRECT to the 3 digits given"),
        (Decimal("3.000"), "CORRECT to the 4 digits given"),
        ("2.96", "WRONG by -0.04"),
        (Fraction(299, 100), "WRONG by -0.01"),
        (3.0000001, "WRONG by 1e-07"),
        (float("nan"), "WRONG: it is 3"),
        (float("inf"), "WRONG: it is 3"),
    ],
)
def test_what_a_number_stands_for(claim, sentence):
    """A decimal stands for the interval of its last digit, trailing zeros included;
    an int and a fraction for themselves.
    """
    x, y = Value(1.5, label="x"), Value(2.0, label="y")
    assert str(check(x * y + x, {"x": claim}).rows[0].verdict) == sentence


def test_the_end_of_an_interval_is_decided_exactly():
    """A rational truth just at the end of what is written is inside, though no number of digits would show it."""
    x = Value(3.0, label="x")
    y = x / 3 * Fraction(1, 8) * 3  # the slope is 1/8, reached by way of thirds
    assert str(check(y, {"x": "0.12"}).rows[0].verdict) == "CORRECT to the 2 digits given"
    assert str(check(y, {"x": "0.13"}).rows[0].verdict) == "CORRECT to the 2 digits given"
    assert kinds(check(y, {"x": "0.11"})) == [Kind.WRONG]


def test_exact_fractions_are_compared_exactly():
    """A third is a third, and no decimal of any length tells it from a third and 10^-1200."""
    x = Value(1.0, label="x")
    assert str(check(x / 3, {"x": Fraction(1, 3)}).rows[0].verdict) == "CORRECT, exactly"
    assert kinds(check(x / 3, {"x": Fraction(1, 3) + Fraction(1, 10**1200)})) == [Kind.WRONG]


def test_digits_that_are_asked_for():
    """With digits=, a claim that gives fewer does not pass, and a float is taken at its word."""
    x = Value(0.52, label="x")
    y = x * x / 2
    assert check(y, {"x": "0.5"}).ok
    assert kinds(check(y, {"x": 0.5}, digits=6)) == [Kind.WRONG]
    assert check(y, {"x": 0.52}, digits=6).ok
    few = check(y, {"x": "0.52"}, digits=6)
    assert str(few.rows[0].verdict) == "UNDECIDED: right as far as it goes, but 2 digits are given and 6 are asked for"


def test_a_leaf_is_the_float_or_the_decimal_it_prints_as():
    """3 times 0.1 is 0.3 for decimals and a little more for floats:
    either is right, and the verdict says which it was.
    """
    x = Value(0.1, label="x")
    y = x * x * Fraction(3, 2)
    assert str(check(y, {"x": Fraction(3, 10)}, decimals=True).rows[0].verdict) == "CORRECT, exactly"
    decimals, floats = (str(check(y, {"x": each}).rows[0].verdict) for each in (Fraction(3, 10), 3 * Fraction(0.1)))
    assert decimals == "CORRECT, exactly, with constants as the decimals they print as"
    assert floats == "CORRECT, exactly, with constants as the floats they are"
    assert check(y, {"x": Fraction(3, 10) + Fraction(1, 10**17)}).first_wrong is not None


@pytest.mark.parametrize(
    ("f", "x", "claim"),
    [
        (lambda x: (x + 1e8) ** 2 - 1e16, 1e-3, "200000000.002"),
        (lambda x: ops.sigmoid(x * 100), 9.0, None),
        (lambda x: ops.exp(-x * x * 500), 1.5, None),
        (lambda x: ops.sin(x * 1e6), 1.0, None),
        (lambda x: (1 - ops.cos(x)) / x**2, 1e-6, None),
    ],
    ids=["offset", "saturated", "underflowing", "high frequency", "cancelling"],
)
def test_hard_but_ordinary_functions(f, x, claim):
    """Where finite differences fail, a right claim passes and one that is off by a relative 1e-12 does not."""
    import mpmath

    leaf = Value(x, label="x")
    y = f(leaf)
    with mpmath.workdps(60):
        if claim is None:
            slopes = {
                9.0: lambda t: 100 * mpmath.exp(-100 * t) / (1 + mpmath.exp(-100 * t)) ** 2,
                1.5: lambda t: -1000 * t * mpmath.exp(-500 * t * t),
                1.0: lambda t: 10**6 * mpmath.cos(10**6 * t),
                1e-6: lambda t: mpmath.sin(t) / t**2 - 2 * (1 - mpmath.cos(t)) / t**3,
            }
            exact = slopes[x](mpmath.mpf(x))
            claim = mpmath.nstr(exact, 15, strip_zeros=False)
        slip = mpmath.nstr(mpmath.mpf(claim) * (1 + mpmath.mpf(10) ** -12), 15, strip_zeros=False)
    assert check(y, {"x": claim}).ok
    assert kinds(check(y, {"x": slip})) == [Kind.WRONG]


def test_kinks_are_told_with_both_sides():
    """At a kink nothing passes: the slopes from both sides and the convention are told."""
    x = Value(0.0, label="x")
    report = check(ops.relu(x) * 2, {"x": 0})
    assert kinds(report) == [Kind.KINK]
    assert str(report.rows[0].verdict) == (
        "NOT DIFFERENTIABLE here: relu at maximum(x, 0) is at its kink, 0 from the left and 2 from the right; "
        "by convention 0"
    )
    assert report.status == 2
    smooth = check(ops.relu(x) - ops.relu(-x), {"x": 1})  # it is x, whose slope no rule of relu knows
    assert kinds(smooth) == [Kind.CORRECT]
    two = "as the limit from both sides, though relu at maximum(-x, 0) and relu at maximum(x, 0) are at their kinks"
    assert two in str(smooth.rows[0].verdict)
    many = check(ops.sum([ops.relu(k * x) for k in range(1, 7)]), {"x": 0}).rows[0].verdict
    assert "relu at maximum(3*x, 0) and 2 more are at their kinks, 0 from the left and 21 from the right" in str(many)
    assert str(check(ops.sqrt(x), {"x": 1}).rows[0].verdict) == "NOT DIFFERENTIABLE here: the slope is infinite"
    outside = check(ops.log(x - 1), {"x": -1})
    assert (
        str(outside.rows[0].verdict)
        == "NOT DIFFERENTIABLE here: there is no value, for some argument lies outside its domain"
    )


def test_what_cannot_be_decided_does_not_pass():
    """log(exp(x)) - x is 0 exactly, but no number of digits can tell on which side of its kink relu stands."""
    x = Value(1.0, label="x")
    report = check(ops.relu(ops.log(ops.exp(x)) - x), {"x": 0})
    assert kinds(report) == [Kind.UNDECIDED]
    assert not report.ok
    with pytest.raises(AssertionError, match="UNDECIDED"):
        report.assert_ok()


# ── formulas ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("-(t1 - out_o1) * out_o1*(1 - out_o1) * out_h1", "PROVEN EQUAL"),
        ("(out_o1 - t1)*sigmoid(net_o1)*sigmoid(-net_o1)*out_h1", "PROVEN EQUAL"),
        ("(out_o1 - 0.01)*out_o1*(1 - out_o1)*out_h1", "PROVEN EQUAL where t1 = 0.01"),
        ("dE_total/dout_o1 * dout_o1/dnet_o1 * out_h1", "PROVEN EQUAL"),
        (lambda t1, out_o1, out_h1: -(t1 - out_o1) * out_o1 * (1 - out_o1) * out_h1, "PROVEN EQUAL"),
        ("-(t1 - out_o1) * out_o1*(1 + out_o1) * out_h1", "WRONG by 0.497"),
        ("1/0*w5", "WRONG: it has no value, where 0.0821670406 is true"),
        ("w5 +", "NOT UNDERSTOOD: line 1, column 5: expected a number, a name or '('; got the end"),
        (
            "out_o3",
            "NOT UNDERSTOOD: line 1, column 1: no value is named 'out_o3'; the nearest are "
            "'out_o2', 'out_o1', 'out_h2'",
        ),
    ],
)
def test_formulas(net, claim, sentence):
    """A formula, as text or as a function, is proved or refuted, or says why it could not be read."""
    assert str(check(net["E_total"], {"w5": claim}).rows[0].verdict) == sentence


def test_a_formula_that_is_right_at_these_numbers_only_does_not_pass():
    """What holds at this point alone is told so, with another point at which it fails."""
    x, w = Value(2.0, label="x"), Value(1.0, label="w")
    report = check(x * x * w, {"x": "x*x"})  # the slope is 2 x w, and 4 here
    verdict = report.rows[0].verdict
    assert verdict.kind is Kind.HERE
    assert not report.ok
    assert report.status == 2
    assert str(verdict).startswith("RIGHT AT THESE NUMBERS, not in general: x = ")
    at = {name: float(x) for name, x in verdict.witness.items()}
    assert at["true"] == pytest.approx(2 * at["x"] * at["w"], rel=1e-5)
    assert at["claimed"] == pytest.approx(at["x"] ** 2, rel=1e-5)
    assert verdict.elsewhere


def test_a_formula_holds_on_its_side_of_a_kink():
    """The slope of |x| y at x = -2 is -y, on that side."""
    x, y = Value(-2.0, label="x"), Value(3.0, label="y")
    assert kinds(check(abs(x) * y, {"x": "-y"})) == [Kind.PROVEN]
    assert kinds(check(abs(x) * y, {"x": "y"})) == [Kind.WRONG]
    assert "x < 0" in str(check(abs(x) * y, {"x": "-y"}).rows[0].verdict)


def test_what_is_not_proved_agrees():
    """A formula that no normal form reaches agrees to many digits at several points, and says that it is not proved."""
    x = Value(0.3, label="x")
    report = check(ops.atan(x), {"x": lambda x: ops.cos(ops.atan(x)) * ops.cos(ops.atan(x))})
    assert report.ok
    assert str(report.rows[0].verdict).startswith(("AGREES to ", "PROVEN EQUAL"))


def test_a_function_may_use_rounded_constants():
    """0.7978845608028654 stands for the square root of 2/pi as well as a float can."""
    x = Value(0.3, label="x")
    y = ops.erf(x * math.sqrt(0.5)).named("y")
    report = check(y, {"x": lambda x: 0.7978845608028654 * ops.exp(-x * x / 2)})
    assert kinds(report) == [Kind.PROVEN]
    assert kinds(check(y, {"x": lambda x: 0.797884561 * ops.exp(-x * x / 2)})) == [Kind.WRONG]


# ── products of factors ──────────────────────────────────────────────────────────────────────────


def test_factors_are_judged_one_by_one(net):
    """The first wrong factor is named; what comes after it is judged on its own."""
    report = check(
        net["E_total"], {"w5": {"dE_total/dout_o1": 0.7414, "dout_o1/dnet_o1": 0.1968, "dnet_o1/dw5": "0.5933"}}
    )
    assert report.first_wrong.claim == "dout_o1/dnet_o1"
    assert str(report.rows[0].verdict) == "WRONG: the first wrong factor is dout_o1/dnet_o1"
    assert [part.verdict.kind for part in report.rows[0].parts] == [Kind.CORRECT, Kind.WRONG, Kind.CORRECT]
    assert report.as_dict()["claims"][0]["credit"] == 2 / 3
    right = check(
        net["E_total"],
        {"w5": {"dE_total/dout_o1": 0.7414, "dout_o1/dnet_o1": "out_o1*(1 - out_o1)", "dnet_o1/dw5": "0.5933"}},
    )
    assert str(right.rows[0].verdict) == "CORRECT, factor by factor"


def test_a_forgotten_path_is_named(net):
    """All factors right and a path missing is wrong, and says which; both paths are right."""
    below = {"dout_h1/dnet_h1": "0.2413", "dnet_h1/dw1": "i1"}
    first = {"dE_total/dout_o1": "0.7414", "dout_o1/dnet_o1": "0.1868", "dnet_o1/dout_h1": "w5"} | below
    second = {"dE_total/dout_o2": "-0.2171", "dout_o2/dnet_o2": "0.1755", "dnet_o2/dout_h1": "w7"} | below
    report = check(net["E_total"], {"w1": first})
    assert str(report.rows[0].verdict) == (
        "WRONG: all factors are right, but together they give 0.000668396021 instead of 0.000438567734; "
        "missing is dE_total/dout_o2 * dout_o2/dnet_o2 * dnet_o2/dout_h1 * dout_h1/dnet_h1 * dnet_h1/dw1"
    )
    assert check(net["E_total"], {"w1": [first, second]}).ok
    assert kinds(check(net["E_total"], {"w1": [first, second, second]})) == [Kind.WRONG]


@pytest.mark.parametrize("at", [0.0, 0.5])
def test_a_path_that_is_nothing_at_the_point_is_missing_all_the_same(at):
    """Of y = sin(x) + cos(x), the slope of cos is 0 at x = 0: sin alone gives the right number there, and nowhere
    else.
    """
    x = Value(at, label="x")
    y = (x.sin().named("a") + x.cos().named("b")).named("y")
    first, second = {"dy/da": 1, "da/dx": "cos(x)"}, {"dy/db": 1, "db/dx": "-sin(x)"}
    verdict = check(y, {"x": first}).rows[0].verdict
    assert verdict.kind is (Kind.WRONG if at else Kind.HERE)
    assert "missing is dy/db * db/dx" in verdict.words
    assert check(y, {"x": [first, second]}).ok
    no_way = {"dy/db": 1, "db/da": 0, "da/dx": "cos(x)"}
    assert check(y, {"x": [first, no_way]}).rows[0].verdict.kind is verdict.kind


def test_a_path_that_is_nothing_around_the_point_may_be_left_out():
    """Of |x| as relu(x) + relu(-x), one way is dead on either side of 0."""
    x = Value(2.0, label="x")
    y = (x.relu().named("a") + (-x).relu().named("b")).named("y")
    assert check(y, {"x": {"dy/da": "1", "da/dx": "1"}}).ok
    assert not check(y, {"x": {"dy/db": "1", "db/dx": "0"}}).ok
    assert (
        str(check(y, {"x": {"dy/da": "1", "da/dx": "1"}}, strict=True).rows[0].verdict) == "CORRECT, factor by factor"
    )


def test_a_factor_is_taken_along_its_own_edge_where_other_ways_are_other_paths():
    """With g = h^2 and y = h g, the sum over both ways takes dy/dh at a held g; alone, dy/dh is the whole 3 h^2."""
    x = Value(1.5, label="x")
    h = (x * x).named("h")
    y = (h * (h * h).named("g")).named("y")
    direct, through = {"dy/dh": "g", "dh/dx": "2*x"}, {"dy/dg": "h", "dg/dh": "2*h", "dh/dx": "2*x"}
    assert check(y, {"x": [direct, through]}).ok
    assert check(y, {"x": [direct | {"dy/dh": "5.0625"}, through]}).ok
    assert check(y, {"x": {"dy/dh": "3*h^2", "dh/dx": "2*x"}}).ok
    for wrong in ([direct], [through], [direct | {"dy/dh": "3*h^2"}, through], [direct, through, through]):
        assert kinds(check(y, {"x": wrong})) == [Kind.WRONG]


def test_factors_must_lead_from_end_to_end(net):
    """A gap in the chain is told with what would fill it."""
    gap = check(net["E_total"], {"w5": {"dE_total/dout_o1": 0.7414, "dnet_o1/dw5": "0.5933"}})
    assert str(gap.rows[0].verdict) == "WRONG: no factor leads on from out_o1; one such as dout_o1/dnet_o1 is missing"
    stray = check(net["E_total"], {"w5": {"dE_total/dw5": "0.0822", "dnet_o1/dw6": "0.597"}})
    assert str(stray.rows[0].verdict) == "WRONG: dnet_o1/dw6 does not belong on this path"


# ── derivations ──────────────────────────────────────────────────────────────────────────────────

DERIVATION = """\
# the forward pass
net_h1 = w1*i1 + w2*i2 + b1 = 0.15*0.05 + 0.2*0.1 + 0.35 = 0.3775
out_h1 = 1/(1 + exp(-net_h1)) = 1/(1 + exp(-0.3775)) = 0.593269992
E_o1 = §
E_o1 = ½*(t1 - out_o1)² = 0.5*(0.01 − 0.75136507)² = 0.274811083

∂E_total/∂out_o1 = -(t1 - out_o1) = −(0.01 − 0.75136507) = 0.74136507
dout_o1/dnet_o1 = σ'(net_o1) = out_o1·(1 − out_o1) = 0.186815602
dE_total/dw5 = dE_total/dout_o1 * dout_o1/dnet_o1 * dnet_o1/dw5
             = 0.74136507 * 0.186815602 * 0.593269992 = 0.082167041
δ_o1 = 0.138498562
w5+ = w5 - 0.5*dE_total/dw5 = 0.4 - 0.5*0.082167041 = 0.35891648
dE_total/dw6 = dE_total/dout_o1 * dout_o1/dnet_o1 * dnet_o1/dw6 = 0.74136507 * 0.186815602 * 0.593269992 = 0.082167041
dE_total/dw7 = 0.022602540
dE_total/dw8 = -0.217071535 * 0.175510053 * 0.596884378 = -0.02274024
dE_total/dw8 = -0.217071535 * 0.175510053 * 0.596884378 = -0.02374042
now the hidden layer
"""


def test_a_derivation_line_by_line(net):
    """Each line of paper is judged for what it says; what is not understood is told by its number."""
    report = check(net["E_total"], DERIVATION)
    told = {row.claim: str(row.verdict) for row in report.rows}
    assert told == {
        "line 2": "CORRECT to the 4 digits given",
        "line 3": "CORRECT to the 9 digits given",
        "line 4": "NOT UNDERSTOOD: column 8: '§' has no meaning in a formula",
        "line 5": "CORRECT to the 9 digits given",
        "line 7": "CORRECT to the 8 digits given",
        "line 8": "CORRECT to the 9 digits given",
        "line 9": "CORRECT to the 8 digits given",
        "line 11": "CORRECT to the 9 digits given",
        "line 12": "CORRECT to the 8 digits given",
        "line 13": "WRONG: 0.593269992 stands for dnet_o1/dw6, which is 0.596884378",
        "line 14": "WRONG by 0.0452",
        "line 15": "CORRECT to the 7 digits given",
        "line 16": "WRONG by -0.00100",
        "line 17": "NOT UNDERSTOOD: a line needs something on both sides of =; a remark begins with #",
    }
    diagnosis = {row.claim: row.diagnosis for row in report.rows}
    assert diagnosis["line 14"] == ["a sign is lost in dE_total/dout_o2: that gives 0.0226025405"]
    assert diagnosis["line 16"][0].startswith("a slip in the arithmetic: ")
    assert report.status == 1


def test_updates_need_a_learning_rate(net):
    """It is read from a line of its own, from the form of the update, or given; a line that says otherwise is wrong."""
    for text in ("lr = 0.5\nw5+ = 0.35891648", "w5+ = 0.4 - 0.5*0.082167041 = 0.35891648"):
        assert check(net["E_total"], text).ok
    assert check(net["E_total"], "w5+ = 0.35891648", learning_rate=0.5).ok
    unknown = check(net["E_total"], "w5+ = 0.35891648")
    assert str(unknown.rows[0].verdict).startswith("NOT UNDERSTOOD: the learning rate is not known: write lr = 0.5")
    assert (
        str(check(net["E_total"], "lr = 0.1", learning_rate=0.5).rows[0].verdict) == "WRONG: the learning rate is 0.5"
    )


# ── reports ──────────────────────────────────────────────────────────────────────────────────────


def test_a_report_in_every_form(net):
    """As a table, Markdown, HTML and JSON; the first wrong claim is marked, and every text escaped."""
    report = check(net["E_total"], {"w5": "0.0822", "w6": "0.0522", "w7": "w1$<w|z"})
    assert str(report).splitlines() == [
        "  claim         claimed  true          verdict",
        "  dE_total/dw5  0.0822   0.0821670406  CORRECT to the 3 digits given",
        "> dE_total/dw6  0.0522   0.0826676278  WRONG by -0.0305",
        "                                       no known mistake gives it: it is 0.6314 times dE_total/dw6, as if "
        "dE_total/dout_o1 were 0.4681 instead of 0.7414 or dout_o1/dnet_o1 were 0.1180 instead of 0.1868",
        "  dE_total/dw7  w1$<w|z                NOT UNDERSTOOD: line 1, column 3: '$' has no meaning in a formula; "
        "dollar signs stand around LaTeX",
        "1 of 3 pass, 1 wrong, 1 not understood",
    ]
    assert "w1$&lt;w\\|z" in report.markdown()
    assert "w1$&lt;w|z" in report._repr_html_()
    plain = json.loads(json.dumps(report.as_dict(), allow_nan=False))
    assert [claim["credit"] for claim in plain["claims"]] == [1, 0, 0]
    assert plain["score"] == pytest.approx(1 / 3)
    assert report.first_wrong.claim == "dE_total/dw6"
    with pytest.raises(AssertionError, match=r"> dE_total/dw6"):
        report.assert_ok()
    check(net["E_total"], {"w5": "0.0822"}).assert_ok()
    assert not check(net["E_total"], {}).ok


def test_a_report_is_true_where_all_pass(net):
    """`assert check(y, claims)` raises for a wrong claim, an open one, and none."""
    assert check(net["E_total"], {"w5": "0.0822"})
    assert not check(net["E_total"], {"w5": "0.0822", "w6": "0.0822"})
    assert not check(net["E_total"], {"w5": "0.0822", "w6": "w1 +"})
    assert not check(net["E_total"], {})


def test_nothing_is_changed_by_checking(net):
    """No grad, data or label is touched."""
    before = [(node.data, node.grad, node.label) for node in net.values()]
    check(net["E_total"], DERIVATION)
    check_gradient(net["E_total"])
    assert [(node.data, node.grad, node.label) for node in net.values()] == before


@pytest.mark.parametrize(
    ("claims", "error", "sentence"),
    [
        ({"w55": 1}, LookupError, "no node is labelled 'w55'; the nearest are"),
        ({"w5": None}, TypeError, "a claim must be a number, a formula or factors; got None"),
        ({"w5": [1, 2]}, TypeError, "a product is a mapping from factors to claims"),
        ({"w5": {"nonsense": 1}}, LookupError, "a factor is named as a partial between two labels"),
        ({5: 1}, TypeError, "a claim is about a node, its label, or a pair of them"),
        (5, TypeError, "needs a mapping such as"),
    ],
)
def test_misuse_is_told_at_once(net, claims, error, sentence):
    """What is no claim raises in words that say what to do."""
    with pytest.raises(error, match=sentence):
        check(net["E_total"], claims)


def test_another_graph(net):
    """A node that y does not depend on is said in those words."""
    with pytest.raises(LookupError, match="E_total does not depend on Value"):
        check(net["E_total"], {Value(1.0): 2})


# ── the engine itself ────────────────────────────────────────────────────────────────────────────


def test_every_digit_of_the_lectures_gradient_is_certain(net):
    """The float64 gradient of every leaf has at least 15 certain digits; a cancelling one says how few it has."""
    report = check_gradient(net["E_total"])
    assert report.ok
    assert len(report.rows) == 14
    assert all(int(str(row.verdict).split()[1]) >= 15 for row in report.rows)
    x = Value(1e-9, label="x")
    y = ((1 + x) - 1) / x
    assert str(check_gradient(y).rows[0].verdict) == "UNDECIDED: rounding leaves no certain digits"


def test_the_true_value_is_shown_as_well_as_it_is_known():
    """Where few digits decide a claim, more are worked out before any is shown."""
    x = Value(1e-6, label="x")
    y = (1 - ops.cos(x)) / x**2
    assert check(y, {"x": "5.0"}).rows[0].true == "-8.33333333e-08"  # -x/12, but for terms of the fifth order
    assert check_gradient(y).rows[0].true == "-8.33333333e-08"


def test_a_function_at_a_point():
    """check_gradient takes a function and the numbers to call it with."""
    report = check_gradient(lambda a, b: a * b.exp(), 2.0, 0.5)
    assert [row.claim for row in report.rows] == ["df/da", "df/db"]
    assert report.ok


def test_a_wrong_rule_is_named_and_nothing_passes_through_it(own_op):
    """A user's op whose partial is not its derivative is refuted by the mean value theorem,
    and claims about it stay open.
    """
    cube = own_op("cube", lambda m, x: x * x * x, lambda m, y, x: 2 * x * x)
    x = Value(2.0, label="x")
    y = (cube(x) * 5).named("y")
    report = check_gradient(y)
    assert (
        str(report.rows[0].verdict)
        == "WRONG: the rule of cube is not its derivative; at x = 2 it gives 8 where the slope is 12"
    )
    claims = check(y, {"x": "40"})  # what the wrong rule would give
    assert kinds(claims) == [Kind.WRONG, Kind.UNDECIDED]
    assert str(claims.rows[1].verdict) == "UNDECIDED: first mend the rule of cube"
    steep = own_op("steep_cube", lambda m, x: x * x * x, lambda m, y, x: 4 * x * x)
    assert "it gives 16 where the slope is 12" in str(check_gradient(steep(x)).rows[0].verdict)
    right = own_op("right_cube", lambda m, x: x * x * x, lambda m, y, x: 3 * x * x)
    assert check((right(x) * 5).named("y"), {"x": "60"}).ok


def test_a_kink_that_a_row_does_not_declare_is_found(own_op):
    """Where the slopes of a user's op stay apart, no claim passes;
    beside that point, and with kink=, all is as for relu.
    """
    bent = own_op("bent", lambda m, x: m.where(x > 0, x, 0), lambda m, y, x: m.where(x > 0, 1, 0))
    report = check(bent(Value(0.0, label="x")).named("y"), {"x": 0})
    assert str(report.rows[0].verdict) == (
        "NOT DIFFERENTIABLE here: at x = 0 the slope is 0 from the left and 1 from the right; give the row a kink="
    )
    assert [row.verdict.kind.passes for row in report.rows] == [False, False]
    x, w = Value(0.0, label="x"), Value(2.0, label="w")
    assert check_gradient((bent(x) + w**2).named("y")).rows[-1].verdict.kind is Kind.CORRECT  # no rule is wrong
    assert check(bent(Value(0.5, label="x")).named("y"), {"x": 1}).ok
    smooth = own_op("parabola", lambda m, x: x * x, lambda m, y, x: 2 * x)
    assert check(smooth(Value(0.0, label="x")).named("y"), {"x": 0}).ok


def test_a_rule_in_pythons_math_cannot_be_tried(own_op):
    """Over intervals math.exp fails, and that is said."""
    odd = own_op("odd_exp", lambda m, x: math.exp(x), lambda m, y, x: y)
    report = check_gradient(odd(Value(1.0, label="x")))
    assert "write m.exp(x), not math.exp(x)" in str(report.rows[0].verdict)
    assert not report.ok


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, row in OPS.items() if not row.variadic and row.parameters])
def test_every_rule_of_the_table_holds_by_the_mean_value_theorem(name):
    """No rule of the engine is refuted, at points all over its domain; a rule twice as steep is."""
    import random

    row, generator, tried = OPS[name], random.Random(name), 0
    from autograd_core.namespaces import FLOATS
    from autograd_core.namespaces.interval import Undetermined
    from autograd_core.verify.partials.own_rows import compared

    doubled = (
        Op(name, row.primal, *(lambda m, *a, p=p: 2 * p(m, *a) for p in row.partials), domain=row.domain, kink=row.kink)
        if row.partials
        else None
    )
    caught = False
    for _ in range(60):
        inputs = [
            generator.choice([generator.uniform(-3, 3), generator.uniform(0, 1), generator.uniform(1, 20)])
            for _ in row.parameters
        ]
        if row.parameters[0] == "n":
            inputs[0] = 1.0
        if row.domain and not FLOATS.evaluate(row.domain, *inputs):
            continue
        for position in range(len(inputs)):
            if row.parameters[position] == "n":
                continue
            try:
                slope, rule = compared(row, inputs, position)
                if slope is None or not (slope.finite and rule.finite):
                    continue
                assert rule.lo <= slope.hi, (inputs, position, rule, slope)
                assert slope.lo <= rule.hi, (inputs, position, rule, slope)
                tried += 1
                if doubled:
                    _, twice = compared(doubled, inputs, position)
                    caught |= twice.hi < slope.lo or slope.hi < twice.lo
            except Undetermined:
                continue
    assert tried > 5
    steps = {"floor", "ceil", "round", "trunc", "sign", "floordiv"}
    assert caught or not doubled or name in steps


# ── from the shell ───────────────────────────────────────────────────────────────────────────────

WORK = """\
# one neuron
w = 0.4
x = 0.5
b = 0.1
y = sigmoid(w*x + b) = 0.574443
dy/dw = y*(1 - y)*x = 0.12223
dy/db = y*(1 + y) = 0.9044
dy/dx = 0.0978
w+ = w - 0.5*dy/dw = 0.338885
"""


def test_a_worksheet():
    """Values, formulas and claims in one text; numbers are the decimals that are written."""
    report = check_worksheet(WORK)
    assert {row.claim: row.verdict.kind for row in report.rows} == {
        "line 2": Kind.DEFINITION, "line 3": Kind.DEFINITION, "line 4": Kind.DEFINITION,
        "line 5": Kind.CORRECT, "line 6": Kind.CORRECT, "line 7": Kind.WRONG, "line 8": Kind.CORRECT,
        "line 9": Kind.CORRECT,
    }  # fmt: skip
    assert report.first_wrong.diagnosis == [
        "it is y*(1 + y) that is wrong",
        "y (1 + y) was used where y (1 - y) belongs, in dy/db: that gives 0.904426722",
    ]
    two = check_worksheet("a = 2\nb = 3\ny = a*b\nz = a + b\ndy/da = 3.0\ndz/da = 1.0")
    assert two.ok
    assert len(two.judged) == 2
    for text, sentence in {
        "": "no formula is defined",
        "w = 0.4": "no formula is defined",
        "y = qq + 1": "y is new here, so this line defines it; column 5: no value is named 'qq'",
        "pi = 3": "pi is 3, a value here, and not the number pi",
    }.items():
        assert any(sentence in str(row.verdict) for row in check_worksheet(text).rows)


def test_every_line_of_a_worksheet_stands_in_the_report():
    """Judged, a definition with its value, or not understood with its reason; text and JSON count all three."""
    report = check_worksheet(
        "w = 0.4; x = 0.5\nf(z) = z^2\ny = f(w*x)\nlr = 0.5\nn = 1 - y\nhello\nq = foo(w)\ndq/dw = 1\ndy/dn = 2"
    )
    assert [row.claimed for row in report.rows] == [
        "w = 0.4", "x = 0.5", "f(z) = z^2", "y = f(w*x)", "lr = 0.5", "n = 1 - y", "hello", "q = foo(w)", "dq/dw = 1",
        "dy/dn = 2",
    ]  # fmt: skip
    sentences = [row.verdict.sentence for row in report.rows]
    assert sentences[:6] == [
        "DEFINITION: w is 0.4", "DEFINITION: x is 0.5", "DEFINITION: f is a function", "DEFINITION: y is 0.04",
        "DEFINITION: the learning rate is 0.5", "DEFINITION: n is 0.96",
    ]  # fmt: skip
    assert sentences[8] == "NOT UNDERSTOOD: q could not be defined on line 7, so this is not judged"
    plain = report.as_dict()
    assert plain["definitions"] == 6
    assert plain["judged"] + plain["definitions"] + plain["not_understood"] == len(report.rows)
    assert "6 definitions" in report.summary
    assert f"{plain['not_understood']} not understood" in report.summary


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("dydx = 999", "did you mean dy/dx?"),
        ("dy_dx = 999", "did you mean dy/dx?"),
        ("dy_by_dw = 999", "did you mean dy/dw?"),
        ("grad_w = 999", "did you mean a partial towards w?"),
        ("q = 999", "nothing uses it"),
        ("g(z) = z^2", "nothing uses it"),
    ],
)
def test_a_definition_that_may_be_a_slip_keeps_the_sheet_from_passing(line, sentence):
    """A name nearly that of a partial, or that nothing uses, is pointed out beside lines that are right."""
    right = "w = 0.4\nx = 0.5\ny = w*x\ndy/dw = x\n"
    assert check_worksheet(right).status == 0
    report = check_worksheet(right + line)
    assert report.status == 2
    assert sentence in report.rows[-1].verdict.sentence
    w, x = Value(0.4, label="w"), Value(0.5, label="x")
    derivation = check((w * x).named("y"), f"dy/dw = x\n{line}")
    assert derivation.status


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("1*dy/dw = y*(1-y)/2", Kind.HERE),
        ("-dy/dw = -y*(1-y)/2", Kind.HERE),
        ("2*dy/dw = y*(1-y)", Kind.HERE),
        ("1*dy/dw = y*(1-y)*x", Kind.PROVEN),
        ("dy/dw*w = dy/dx*x", Kind.PROVEN),
        ("1*dy/dw = y*(1+y)*x", Kind.WRONG),
        ("1*dy/dw = 0.12376", Kind.CORRECT),
    ],
)
def test_a_line_with_an_expression_on_its_left_is_an_identity(line, kind):
    """What holds at the numbers of the sheet only is told so, with a point where it fails, and does not pass."""
    row = check_worksheet(f"w = 0.4\nx = 0.5\ny = sigmoid(w*x)\n{line}").rows[-1]
    assert row.verdict.kind is kind
    if kind is Kind.HERE:
        assert "gives" in row.verdict.sentence


def test_dy_over_dx_is_the_derivative_where_dy_and_dx_are_names():
    """A sheet of error propagation: 3 x is the quotient of dy and dx, and not the derivative of x**2."""
    report = check_worksheet("x = 2\ndx = 0.01\ny = x**2\ndy = 3*x*dx\ndy/dx = 3*x")
    assert report.first_wrong.claimed == "dy/dx = 3*x"
    assert "DEFINITION: dy is 0.06" in str(report)


@pytest.mark.parametrize("left", ["w_new", "w new", "w'", "w+", "w⁺", "w^+"])
@pytest.mark.parametrize("rate", ["lr", "eta", "η", "alpha", "α", "rate"])
def test_an_update_is_judged_however_it_is_written(left, rate):
    """w_new = 99 is the weight after a step, never a definition; the learning rate has many names."""
    sheet = f"w = 0.4\nx = 0.5\ny = w*x\n{rate} = 0.5\n{left} = "
    assert check_worksheet(sheet + "99").first_wrong.claimed == f"{left} = 99"
    assert check_worksheet(sheet + "0.15").ok
    assert check_worksheet(sheet.replace(f"{left} =", "w ←") + f"w - {rate}*x").ok


def test_check_from_the_shell(tmp_path, capsys, monkeypatch):
    """Exit status 0 where all is right, 1 where something is wrong, 2 where something is open or cannot be read."""
    path = tmp_path / "work.txt"
    for text, status in (
        (WORK, 1),
        (WORK.replace("dy/db = y*(1 + y) = 0.9044\n", ""), 0),
        (WORK + "hello", 1),
        ("w = 1\nhello", 2),
    ):
        path.write_text(text)
        assert main(["check", str(path)]) == status
        assert capsys.readouterr().out.startswith("  claim")
    path.write_text(WORK)
    assert main(["check", str(path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["score"] == 0.8
    for name in ("missing.txt", "."):
        with pytest.raises(SystemExit, match="2"):
            main(["check", str(tmp_path / name)])
        assert capsys.readouterr().err.startswith("python -m autograd_core: cannot read ")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SystemExit, match="2"):
        main(["check", str(path)])
    assert "it is no text in UTF-8: save it once more as plain text, encoded in UTF-8" in capsys.readouterr().err
    path.write_text(DERIVATION)
    assert nn_main(["--check", str(path)]) == 1
    assert "line 13" in capsys.readouterr().out


def test_checking_reads_the_standard_input():
    """`-` is the standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "nn", "--check", "-", "--json"],
        input="dE_total/dw5 = 0.082167041\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert json.loads(done.stdout)["ok"]


@pytest.mark.parametrize("name", ["s", "δ^{(2)}"])
def test_a_name_that_only_its_own_line_speaks_of_is_pointed_out(name):
    """It is used where another line has it, whatever signs it is made of."""
    w, x = Value(0.4, label="w"), Value(0.5, label="x")
    y = (w * x).named("y")
    e = (y * y).named("E")
    assert "nothing uses it" in check(e, f"{name} = 2*y\ndE/dy = 2*y").rows[0].verdict.words
    assert check(e, f"{name} = 2*y\ndE/dy = {name}").ok


def test_a_learning_rate_is_one_number():
    """Another one below is wrong, in a row that says which line it is; w is none."""
    w, x = Value(0.4, label="w"), Value(0.5, label="x")
    e = ((w * x) ** 2).named("E")
    row = check(e, "lr = 0.5\nlr = 0.4").rows[1]
    assert (row.claim, row.claimed, row.verdict.kind) == ("line 2", "lr = 0.4", Kind.WRONG)
    for text in ("w", "1/2*w", "dE/dw"):
        assert f"a learning rate is a number, such as lr = 0.5; got '{text}'" in str(check(e, f"lr = {text}"))


def test_a_name_for_a_slope_that_nothing_uses_is_pointed_out():
    """s = dE/dw alone says nothing of E; it does where another line takes it up, or says what it comes to."""
    w, x = Value(0.4, label="w"), Value(0.5, label="x")
    y = (w * x).named("y")
    e = (y * y).named("E")
    assert not check(e, "s = dE/dw\ndE/dy = 2*y").ok
    assert "nothing uses it" in check(e, "s = dE/dw\ndE/dy = 2*y").rows[0].verdict.words
    assert check(e, "s = dE/dw\ndE/dy = 2*y\ndE/dw = s").ok
    assert check(e, "s = dE/dw = 2*y*x\ndE/dy = 2*y").ok
