"""What the verdicts say at the edges: no wrong derivative passes, no right one is called wrong, and nothing crashes."""

import math
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest

from autograd_core import Value, check, check_gradient, gradient, no_grad, ops, parse
from autograd_core.clock import within
from autograd_core.names import names_beneath, names_of_leaves
from autograd_core.namespaces.interval import Interval, Undetermined
from autograd_core.namespaces.intervals import Intervals
from autograd_core.verify import Kind, check_worksheet
from autograd_core.verify.partials import judging_computed
from autograd_core.verify.truth.enclosures import Enclosures
from autograd_core.verify.truth.ladder import Open, decided, digits_known, middle, sharp
from autograd_core.verify.truth.shape import Shape
from autograd_core.verify.verdicts.numbers import read_number


def verdict(y, x, claim, **options):
    return check(y, {x: claim}, **options).rows[0].verdict


@pytest.fixture
def cube():
    """x^3 at 2, where its slope is 12."""
    return (Value(2.0, label="x") ** 3).named("y")


# ── the graph ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("later", [5.0, -2.0])
def test_a_graph_older_than_its_leaves_is_refused(later):
    """A leaf that was assigned since gives the graph another gradient, even where, as in (-2)^2,
    its value stays the same.
    """
    x = Value(2.0, label="x")
    y = (x * x).named("y")
    x.data = later
    for judge in (lambda: check(y, {"x": 4}), lambda: check_gradient(y)):
        with pytest.raises(
            ValueError, match="y was computed before a leaf beneath it was assigned new data; compute it again"
        ):
            judge()


# ── formulas as functions ────────────────────────────────────────────────────────────────────────


def test_a_function_may_close_over_the_graph(cube):
    """Nodes that a lambda reaches without naming them are those of the graph, not numbers."""
    x = cube.args[0]
    assert verdict(cube, "x", lambda: 3 * x * x).kind is Kind.PROVEN
    assert verdict(cube, "x", lambda x: 3 * cube / x).kind is Kind.PROVEN
    wrong = verdict(cube, "x", lambda: cube + 4)  # right at 2 alone
    assert wrong.kind is Kind.HERE
    assert wrong.elsewhere


def test_a_function_may_have_defaults_and_keywords(cube):
    """What has a default and is no label keeps it; *args and **kwargs have no names to go by."""
    assert verdict(cube, "x", lambda x, k=3: k * x * x).kind is Kind.PROVEN
    assert verdict(cube, "x", lambda k=3, *, x: k * x * x).kind is Kind.PROVEN
    for f in (lambda *xs: 12, lambda **xs: 12, int):
        with pytest.raises(TypeError, match="a claim by function needs named parameters"):
            check(cube, {"x": f})


def test_a_function_may_return_any_real_number():
    """A Fraction is a number as good as a float; what is none is told."""
    y = (Value(2.0, label="x") / 4).named("y")
    assert verdict(y, "x", lambda x: Fraction(1, 4)).kind is Kind.PROVEN
    for nothing in (None, [1.0], True, "1/4"):
        with pytest.raises(TypeError, match="what a claim by function returns needs a real number; got"):
            check(y, {"x": lambda x, nothing=nothing: nothing})


def test_checking_works_where_nothing_is_recorded(cube):
    """Within no_grad a function is traced all the same."""
    with no_grad():
        assert verdict(cube, "x", lambda x: 3 * x * x).kind is Kind.PROVEN


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("3*4", "CORRECT as far as its digits go"),
        ("3.0 * 4.0", "CORRECT as far as its digits go"),
        ("4.0 * 2.97", "CORRECT as far as its digits go"),  # 4.0 may be 4.04 rounded
        ("3.0 * 3.8", "WRONG: 3.0 * 3.8 comes to 11, not 12"),
        ("3 * 3.9", "WRONG: 3 * 3.9 comes to 11.55 to 11.85, not 12"),  # which is all that 12 shows
        ("3*5", "WRONG: 3*5 comes to 15, not 12"),
        ("0/0", "WRONG: 0/0 has no value"),
        ("1/0", "WRONG: 1/0 comes to infinity, not 12"),
        ("0.0 * 1e9", "UNDECIDED: its numbers have too few digits to say anything"),
        ("2**1000000000", "WRONG: 2**1000000000 comes to 4.61298e+301029995, not 12"),
    ],
)
def test_numbers_alone_are_judged_for_what_they_come_to(cube, claim, sentence):
    """Arithmetic without a name claims nothing about other points: 3*4 is right where the slope is 12."""
    assert str(verdict(cube, "x", claim)) == sentence


def test_numbers_alone_may_be_the_derivative_everywhere():
    """One third is proved to be that of x/3, not only at this point."""
    assert verdict(Value(2.0, label="x") / 3, "x", "1/3").kind is Kind.PROVEN


@pytest.mark.parametrize(
    "claim",
    [
        "1e999999999",
        "1e-999999999",
        "0e999999999",
        "1e9999999999999999999",
        Decimal("1e999999999"),
        10**50_000,
        Fraction(1, 10**50_000),
    ],
    ids=range(7),
)
def test_a_number_too_large_to_write_out_is_refused(cube, claim):
    """No exact arithmetic is tried that would fill the memory."""
    assert (
        str(verdict(cube, "x", claim))
        == "NOT UNDERSTOOD: line 1, column 1: a number has at most 20,000 digits before and after the point"
    )
    if isinstance(claim, str) and claim[0] == "1":
        size = "small" if "-" in claim else "large"
        assert (
            str(check(cube, f"dy/dx = {claim} * 2").rows[0].verdict)
            == f"NOT UNDERSTOOD: column 9: {claim!r} is too {size} for a float64"
        )


@pytest.mark.parametrize(
    "claim",
    [Decimal("NaN"), Decimal("sNaN"), math.nan, math.inf, -math.inf, Decimal("-Infinity"), 10**5000, "1" * 9000],
    ids=range(8),
)
def test_no_number_is_taken_for_one_that_it_is_not(cube, claim):
    """Whatever can be a number is judged: NaN, infinities, and thousands of digits."""
    report = check(cube, {"x": claim})
    assert report.rows[0].verdict.kind is Kind.WRONG
    assert report.as_dict()["score"] == 0


def test_a_slope_below_all_floats_goes_into_json():
    """exp(-1e300) is a positive number, though no fraction of it could be written out."""
    y = ops.exp(-Value(1e300, label="x")).named("y")
    assert check(y, {"x": "-0.1"}).as_dict()["claims"][0]["verdict"] == "WRONG"


# ── lines of a derivation ────────────────────────────────────────────────────────────────────────


def test_a_line_over_a_kink_does_not_pass():
    """A derivation is held to what a single claim is held to: at its kink relu has no derivative."""
    y = (ops.relu(Value(0.0, label="x")) * 2).named("y")
    report = check(y, "dy/dx = 0\ndy/dx = 0.0 * 2\nx+ = 0 - 0.5*0 = 0.0\n2*dy/dx = 0\ny = 0", learning_rate=0.5)
    assert [row.verdict.kind for row in report.rows] == [Kind.KINK] * 4 + [Kind.CORRECT]


def test_a_line_through_a_wrong_rule_does_not_pass(own_op):
    """What a wrong rule gives is not called correct because a line says so."""
    wrong = own_op("wrong_cube", lambda m, x: x * x * x, lambda m, y, x: 2 * x * x)
    report = check(wrong(Value(2.0, label="x")).named("y"), "dy/dx = 8\nx+ = 2 - 0.5*8 = -2\ny = 8")
    assert [row.verdict.kind for row in report.rows] == [Kind.WRONG, Kind.UNDECIDED, Kind.UNDECIDED, Kind.CORRECT]


@pytest.mark.parametrize(
    "line",
    [
        "\ufeffdy/dx = 12",
        "dy/dx\u00a0=\u200912",
        "dy/dx = 12\u200b.0",
        "dy∕dx ≈ 12",
        "∂y/∂x := 12",
        "dy/dx => 12",
        "dy/dx ⇒ 12.0",
        "dy/dx = 1.2e1 = 1.2·10¹ = 1.2×10^1",
        "dy/dx = ‑(‐12)",
        "dy/dx\r\n= 3·x²\r\n= 12",
        "\tdy / dx\t=\t12.0  # done",
    ],
)
def test_a_line_as_it_comes_from_a_page(cube, line):
    """Invisible marks, odd spaces, hyphens and arrows of print are read as what they stand for."""
    assert check(cube, line).ok
    assert not check(cube, line.replace("12", "13").replace("1.2", "1.3")).ok


# ── where there is no number ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("data", [math.nan, math.inf, -math.inf])
def test_leaves_that_are_no_numbers(data):
    """Near NaN and infinity a formula cannot be tried, and that is said; nothing raises."""
    n, x = Value(data, label="n"), Value(0.0, label="x")
    y = (n * 2 + ops.relu(x)).named("y")
    report = check(y, {"n": "relu'(1) * 2", "x": 1, ("y", "n"): 2})
    assert not any(row.verdict.kind.passes for row in report.rows if math.isnan(data) or row.claim == "dy/dx")
    assert not check(y, f"y = {n.data}\ndy/dn = x/x*2\ndy/dx = 1").ok
    assert not check_gradient(y).ok


def test_where_y_has_no_value_it_has_no_slope(own_op):
    """The slope 1/x of a logarithm without a domain is a number at -1, but log(-1) is none."""
    careless = own_op("careless_log", lambda m, x: m.log(x), lambda m, y, x: 1 / x)
    y = careless(Value(-1.0, label="x")).named("y")
    for report in (check(y, {"x": -1}), check(y, {"x": "1/x"}), check(y, "dy/dx = -1"), check_gradient(y)):
        assert [row.verdict.kind for row in report.rows] == [Kind.KINK]


@pytest.mark.parametrize(
    ("function", "formula", "slips"),
    [
        (lambda x: ops.relu(x) ** 2, "2*relu(x)", ("relu(x)", "2*x", "0*x", "2*abs(x)")),
        (lambda x: x * ops.abs(x), "2*abs(x)", ("2*x", "-2*x", "abs(x)", "0*x")),
        (lambda x: ops.abs(x) ** 3, "3*x*abs(x)", ("3*x^2", "3*abs(x)^2", "-3*x^2")),
        (lambda x: ops.maximum(x, -x) * x**3, "4*x^2*abs(x)", ("4*x^3", "-4*x^3", "3*x^2*abs(x)")),
    ],
)
def test_a_kink_that_is_smoothed_over_has_its_slope(function, formula, slips):
    """relu(x)^2 and x |x| have the slope 0 at 0, whatever the rules say of the way there:
    a formula holds on both sides.
    """
    y = function(Value(0.0, label="x")).named("y")
    right = verdict(y, "x", 0)
    assert right.kind is Kind.CORRECT
    assert "as the limit from both sides, though" in str(right)
    assert verdict(y, "x", 1).kind is Kind.WRONG
    assert verdict(y, "x", 1e-30).kind is Kind.WRONG
    assert verdict(y, "x", formula).kind is Kind.PROVEN
    for slip in slips:  # right at 0, and on one side at most
        assert verdict(y, "x", slip).kind is Kind.HERE
    assert check_gradient(function, 0.0).ok


def test_what_is_a_convention_at_a_smoothed_kink_is_not_called_wrong():
    """relu(x) - relu(-x) is x, and the engine's slope 0 a convention: neither passes as its slope nor is a mistake."""
    y = (ops.relu(x := Value(0.0, label="x")) - ops.relu(-x)).named("y")
    assert verdict(y, "x", 1).kind is Kind.CORRECT
    assert str(verdict(y, "x", 0)).startswith(
        "UNDECIDED: 0 is a convention; the slope is 1, as the limit from both sides"
    )
    assert verdict(y, "x", 2).kind is Kind.WRONG
    assert not check_gradient(y).ok


def test_slopes_that_nearly_meet_make_a_kink():
    """Two slopes that differ in their 300th digit only are two."""
    x, c = Value(0.0, label="x"), Value(1.0, label="c")
    y = (ops.sin(c) * x + ops.relu(x) * ops.exp(-700 * c)).named("y")
    assert verdict(y, "x", "0.8415").kind is Kind.KINK


def test_infinite_slopes_have_the_sign_of_the_limit():
    """asin rises without bound at 1, and acos falls."""
    x = Value(1.0, label="x")
    assert str(verdict(ops.asin(x), "x", 1)) == "NOT DIFFERENTIABLE here: the slope is infinite"
    assert str(verdict(ops.acos(x), "x", 1)) == "NOT DIFFERENTIABLE here: the slope is -infinite"


# ── rules, rates and options ─────────────────────────────────────────────────────────────────────


def test_a_rule_that_gives_no_number_is_wrong(own_op):
    """NaN is not the derivative of x."""
    lost = own_op("lost", lambda m, x: x, lambda m, y, x: math.nan)
    y = lost(Value(2.0, label="x")).named("y")
    assert str(check_gradient(y).rows[0].verdict).startswith(
        "WRONG: the rule of lost is not its derivative; at x = 2 it gives no value"
    )
    assert [row.verdict.kind for row in check(y, {"x": 1}).rows] == [Kind.WRONG, Kind.UNDECIDED]


def test_an_interval_that_reaches_over_a_domain_may_have_a_value():
    """Between -2 and 2 asin has values, though at both ends it has none; beyond 1 it has none at all."""
    m = Intervals(30)
    for f in (m.asin, m.acos, m.atanh):
        with pytest.raises(Undetermined):
            f(m.hull(-2, 2))
        assert f(m.hull(2, 3)).nan


@pytest.mark.parametrize("line", ["x+ = 2 - 0.1*12 = 0.8", "x+ = 2 - 12*0.1 = 0.8", "x+ = 2 - 12.0 * 0.1 = 0.8"])
def test_a_learning_rate_is_found_on_either_side_of_the_slope(cube, line):
    """Of two factors that one is the rate which is not the slope."""
    assert check(cube, line).ok
    assert not check(cube, line.replace("0.8", "0.9")).ok


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({"digits": 0}, ValueError, "digits must be a whole number from 1; got 0"),
        ({"digits": "x"}, ValueError, "digits must be a whole number from 1; got 'x'"),
        ({"digits": 2.5}, ValueError, "digits must be a whole number from 1; got 2.5"),
        ({"learning_rate": "x"}, TypeError, "learning_rate needs a real number; got 'x'"),
        ({"learning_rate": math.nan}, ValueError, "learning_rate must be finite; got nan"),
    ],
)
def test_options_that_make_no_sense_are_refused(cube, options, error, sentence):
    """What is asked of claims is a count of digits, and a rate."""
    with pytest.raises(error, match=sentence):
        check(cube, "y = 8", **options)


def test_whatever_a_rule_raises_leaves_the_question_open(own_op):
    """A row of one's own that fails over intervals neither stops a check nor passes it."""
    broken = own_op("broken", lambda m, x: x, lambda m, y, x: [][0] if m.name == "INTERVALS" else 1)
    y = broken(Value(2.0, label="x")).named("y")
    for report in (check(y, {"x": 1}), check(y, {"x": "x/x"}), check(y, "dy/dx = 1"), check_gradient(y)):
        assert {row.verdict.kind for row in report.rows} == {Kind.UNDECIDED}


def test_a_rule_that_returns_nothing_is_refused(own_op):
    """A forgotten return would cut the graph without a word; m.nothing is how a rule says that it carries nothing."""
    forgotten = own_op("forgotten", lambda m, x: x, lambda m, y, x: None)
    with pytest.raises(TypeError, match=r"partial towards x that is a number; got None .* does it return something"):
        forgotten(Value(2.0, label="x"))
    step = own_op("step", lambda m, x: m.where(x > 0, 1, 0), lambda m, y, x: m.nothing)
    assert [check(step(Value(2.0, label="x")), {"x": claim}).ok for claim in (0, 1)] == [True, False]


def test_exact_fractions_are_given_up_where_they_grow_without_end():
    """Every step of a quadratic map doubles the digits; the question stays open, and soon."""
    h = x = Value(0.3, label="x")
    for _ in range(300):
        h = 3.9 * h * (1 - h)
    assert check(h.named("y"), {"x": 1.5}).rows[0].verdict.kind in (Kind.WRONG, Kind.UNDECIDED)
    assert Enclosures(h).exactly(h, x) is None
    power = Value(3.0, label="b") ** 1_000_000_000
    assert Enclosures(power).exactly(power, power.args[0]) is None


@pytest.mark.parametrize(
    ("f", "at", "rows"),
    [
        (lambda x: 3.0, (1.0,), ["df/dx CORRECT: f does not depend on x"]),
        (lambda x: 3.0 if x > 0 else x, (1.0,), ["df/dx CORRECT: on this branch f does not depend on x"]),
        (lambda x, y: x * 2 if y > 0 else y, (1.0, 2.0),
         ["df/dx CORRECT: 17 digits are certain", "df/dy CORRECT: on this branch f does not depend on y"]),
        (lambda xs: xs[0] * 2, ([1.0, 2.0],),
         ["df/dxs[0] CORRECT: 17 digits are certain", "df/dxs[1] CORRECT: f does not depend on xs[1]"]),
    ],
)  # fmt: skip
def test_what_a_function_does_not_depend_on_has_a_row(f, at, rows):
    """On a branch that is constant the slope is 0, and says so; the report was empty."""
    report = check_gradient(f, *at)
    assert [f"{row.claim} {row.verdict}" for row in report.rows] == rows
    assert report.ok


def test_a_number_that_is_read_out_of_the_graph_is_no_constant():
    """f moves with x although nothing of that is recorded: its gradient of 0 does not pass."""
    assert not check_gradient(lambda x: x.data**2, 1.0).ok
    report = check_gradient(lambda x: float(f"{x}"), 1.0)  # text is read as no comparison is
    assert "f moves with x, but nothing of that was recorded" in str(report)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (Fraction(3, 5), "CORRECT, exactly, with constants as the decimals they print as"),
        ("0.60000000000000000000", "CORRECT to the 20 digits given, with constants as the decimals they print as"),
        ("6/10", "CORRECT as far as its digits go, with constants as the decimals they print as"),
        (Fraction(0.1) * 2 * 3, "CORRECT, exactly, with constants as the floats they are"),
        ("x/5", "PROVEN EQUAL, with constants as the decimals they print as"),
        ("0.6", "CORRECT to the 1 digit given"),
        (0.6, "CORRECT to 16 digits"),
        (Fraction(3, 5) + Fraction(1, 10**18), "WRONG by -3.23e-17"),
    ],
)
def test_a_constant_of_0_1_is_the_float_or_the_decimal(claim, sentence):
    """A claim that is right under either reading is right, and the verdict says under which."""
    x = Value(3.0, label="x")
    assert str(check((0.1 * x * x).named("y"), {"x": claim}).rows[0].verdict) == sentence


@pytest.mark.parametrize(
    "line", ["dy/dx = 1/5", "y = 1/100", "1*dy/dx = 1/5", "dy/dx + y = 21/100", "dy/dx = 2/10 = 0.2"]
)
def test_a_line_about_a_leaf_of_0_1_is_right_as_a_decimal(line):
    """Value(0.1) is the float, or the tenth that it prints as."""
    x = Value(0.1, label="x")
    assert check((x * x).named("y"), line).ok
    assert not check((x * x).named("y"), line.replace("1/", "1/1000001 + 1/").replace("2/", "3/")).ok


def test_a_derivative_towards_what_is_computed_is_not_told_as_0():
    """For y = x² the slope of x towards y is 1/(2x), though no graph of y has it: it is not judged as 0."""
    sheet = check_worksheet("x = 0.5\ny = x^2\nw = 2*x\ndx/dy = 1/(2*x)\ndx/dy = 0\n1/(dy/dx) = 1/(2*x)\ndw/dy = 0")
    kinds = {row.claim: row.verdict.kind for row in sheet.rows}
    assert [kinds[f"line {n}"] for n in (4, 5, 6, 7)] == [Kind.PROVEN, Kind.WRONG, Kind.PROVEN, Kind.UNDECIDED]
    assert sheet.rows[3].notes == ("x is not computed from y: dx/dy is read as 1/(dy/dx)",)
    x = Value(0.5, label="x")
    with pytest.raises(LookupError, match=r"y is computed from x, not x from y: write 1/\(dy/dx\)"):
        check((x * x).named("y"), {"dx/dy": 1})


def test_a_second_partial_is_read_where_d_is_a_value_too():
    """∂²b/∂p∂q of b = pq² is 2q, whatever else is called d; dpdq is no name and no quotient of its own."""
    head = "p = 0.5\nq = 2\nb = p*q^2\nd = b + p\n"
    lines = "d²b/dpdq = 2*q\nd²b/dpdq = 4\nd²b/dqdp = 2*q\nd²b/dq² = 2*p\nd^2b/dpdq = 3*q"
    verdicts = [row.verdict.kind for row in check_worksheet(head + lines).judged]
    assert verdicts == [Kind.PROVEN, Kind.CORRECT, Kind.PROVEN, Kind.PROVEN, Kind.WRONG]


@pytest.mark.parametrize("line", ["dy/dx(0.5) = 1", "dy/dx (0.5) = 1", "3*dy/dx(-1) = 3"])
def test_a_derivative_with_a_place_in_brackets_is_not_taken_for_a_product(line):
    """dy/dx(0.5) is the slope at 0.5 to one reader and half the slope to another: neither is judged."""
    verdict = check_worksheet(f"x = 0.5\ny = x^2\n{line}").judged[0].verdict
    assert verdict.kind is Kind.NOT_UNDERSTOOD
    assert "could be the derivative at " in verdict.words
    product = check_worksheet("x = 0.5\ny = x^2\ndy/dx(1 + x) = 2*x*(1 + x)\ndy/dx*0.5 = x")
    assert all(row.verdict.kind.passes for row in product.judged)


HUGE = 1 << 20_000_000


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda y: check(y, {"x": [HUGE]}), "cannot use what it was given, .*: an integer of very many digits"),
        (lambda y: check(y, {HUGE: 1}), "cannot use what it was given, .*: an integer of very many digits"),
        (lambda y: check(y, HUGE), "needs claims to be .*; got an integer of very many digits"),
        (lambda y: check(y, {"x": 1}, digits=HUGE), "digits must be 960 or fewer, as many as are ever worked out"),
    ],
)
def test_an_integer_of_millions_of_digits_is_written_out_nowhere(ask, sentence):
    """Python refuses to; wherever it was put, the sentence is ours."""
    x = Value(0.5, label="x")
    with pytest.raises((TypeError, ValueError), match=sentence):
        ask((x * x).named("y"))


def test_when_the_time_is_over_no_cause_is_looked_for(monkeypatch):
    """The verdict stands; what lies behind it is another search."""
    x = Value(0.5, label="x")
    y = (x * x * 3).named("y")
    assert check(y, {"x": "-3.00"}).rows[0].suspects
    monkeypatch.setattr("autograd_core.verify.partials.judging.time_is_up", lambda: True)
    row = check(y, {"x": "-3.00"}).rows[0]
    assert (row.verdict.kind, row.suspects, row.notes) == (Kind.WRONG, (), ())


def test_all_wrong_claims_of_a_sheet_share_the_time_for_causes(monkeypatch):
    """However many numbers are wrong, causes are looked for in half a second; each is called wrong all the same."""
    monkeypatch.setattr("autograd_core.verify.partials.sheet.LOOKING", 0.0)
    x, w = Value(0.5, label="x"), Value(2.0, label="w")
    report = check((x * w * 3).named("y"), {"x": "-6.00", "w": "-1.50"})
    assert [(row.verdict.kind, row.suspects) for row in report.rows] == [(Kind.WRONG, ())] * 2


def test_leaves_are_named_without_what_is_computed_from_them():
    """As by the names of all, whatever their labels are."""
    leaves = [Value(1.0), Value(2.0, label="x2"), Value(3.0), Value(4.0, label="x2"), Value(5.0, label="a b")]
    y = ops.sum([leaf * leaf for leaf in leaves])
    assert set(names_of_leaves(y)) == set(leaves)
    assert all(str(name) == str(names_beneath(y)[leaf]) for leaf, name in names_of_leaves(y).items())


@pytest.mark.parametrize("power", [1, 2, 3, 5, 9])
def test_a_power_of_what_cancels_to_0_has_its_slope(power):
    """(v - v)**n is 0 as far as any number of digits tells, and known to be 0 by none: its slope is known all the
    same.
    """
    x = Value(-0.557, label="x")
    v = ops.softplus(x)
    y = (v * (1 + (v - v) ** power)).named("y")
    for claim in (gradient(y, "x"), f"{gradient(y, 'x'):.6g}"):
        assert check(y, {"x": claim}).rows[0].verdict.kind is Kind.CORRECT


@pytest.mark.slow
def test_what_no_neighbouring_point_tells_more_digits_do():
    """ceil(polygamma(30, x)) has 38 digits at 0.7, and is another number beside any point that is tried: one that is
    off in the last of them is wrong all the same.
    """
    x = Value(0.7, label="x")
    y = (ops.ceil(ops.polygamma(30, x)) * x).named("y")
    assert check(y, {"x": "ceil(polygamma(30, x)) + 1"}).rows[0].verdict.kind is Kind.WRONG
    assert check(y, {"x": "ceil(polygamma(30, x))"}).rows[0].verdict.kind is not Kind.WRONG


def test_how_much_an_enclosure_tells():
    """Its middle, to how many digits it is known, and whether that is more than a float can show."""
    m = Intervals(30)
    for top, middle_of_it, digits in (("1.02", "1.01", 2), ("1.000000000000000002", "1.000000000000000001", 18)):
        found = Interval(m, Decimal(1), Decimal(top))
        assert (middle(found), digits_known(found), sharp(found)) == (Decimal(middle_of_it), digits, False)
    assert sharp(Interval(m, Decimal(1), 1 + Decimal("1e-19")))
    assert (middle(m.number(3)), digits_known(m.number(3)), sharp(m.number(3))) == (3, 30, True)


def test_leaves_of_one_label_have_two_names():
    """In a verdict, too, the second w is w_2; a label that stands alone is the name."""
    a, b, c = Value(2.0, label="w"), Value(3.0, label="w"), Value(4.0, label="v")
    shape = Shape(a * b * c)
    assert [str(shape.name(leaf)) for leaf in (a, b, c)] == ["w", "w_2", "v"]


@pytest.mark.parametrize(
    ("claim", "where"),
    [("w*x", "it holds where w = 2"), ("w*x^w", "it holds where x = 1"), ("2*x^3", "instead of")],
)
def test_the_leaf_that_makes_a_formula_right_is_named(claim, where):
    """The slope of x^w, w x^(w-1), at 1 and 2: w x is it for w = 2 alone, w x^w for x = 1, and 2 x^3 for neither."""
    y = (Value(1.0, label="x") ** Value(2.0, label="w")).named("y")
    found = verdict(y, "x", claim)
    assert found.kind is Kind.HERE
    assert where in found.words.partition(" gives ")[2]
    assert found.words.count("it holds where") == (where != "instead of")


def test_a_leaf_alone_may_be_rounded():
    """0.1 for x is a tenth too, where nothing that is computed from it is rounded: then 2 x - 1/10 is x here."""
    y = (Value(5.0, label="w") * Value(0.1, label="x")).named("y")
    assert verdict(y, "w", "2*x - 1/10").kind is Kind.HERE
    assert verdict(y, "w", "2*x - 1/11").kind is Kind.WRONG


@pytest.mark.parametrize("beside", [ops.relu, lambda a: abs(a) * 3], ids=["relu", "abs"])
def test_a_kink_beside_the_way_is_no_matter(beside):
    """relu(a) at its kink leaves d(x² + relu(a))/dx what it is, and no limit is asked for."""
    x, a = Value(3.0, label="x"), Value(0.0, label="a")
    y = (x**2 + beside(a)).named("y")
    assert str(verdict(y, "x", 6)) == "CORRECT, exactly"
    assert verdict(y, "x", "2*x").kind.passes
    assert verdict(y, "x", 7).kind is Kind.WRONG
    assert verdict(y, "a", 1).kind is Kind.KINK


def test_a_partial_beside_the_way_that_no_digits_tell_is_no_matter():
    """hypot(u, 0), where u is 0 as no enclosure ever tells, has no slope towards a; that towards x stands by itself."""
    x, a = Value(3.0, label="x"), Value(0.0, label="a")
    u = ops.sin(a + 1) ** 2 + ops.cos(a + 1) ** 2 - 1
    y = (ops.sin(x) + ops.hypot(u, 0)).named("y")
    assert verdict(y, "x", f"{math.cos(3):.12f}").kind is Kind.CORRECT
    assert verdict(y, "x", "-0.98999").kind is Kind.CORRECT
    assert verdict(y, "x", "-0.98998").kind is Kind.WRONG


def test_what_30_digits_do_not_tell_of_a_graph_with_a_kink_60_do():
    """sqrt((1 + a) - 1 - a/2), 1/sqrt(2) times 1e-18 at a = 1e-36, has a value for those alone who keep so many digits,
    and relu beside it is smooth.
    """
    x, a = Value(3.0, label="x"), Value(1e-36, label="a")
    y = (ops.relu(x) * ops.sqrt((1 + a) - 1 - a / 2)).named("y")
    assert verdict(y, "x", "7.0711e-19").kind is Kind.CORRECT
    assert verdict(y, "x", "7.0712e-19").kind is Kind.WRONG


@pytest.mark.parametrize("claim", ["1/(x - x)", "2*x + 1/(x - x)", "2*x*(x - x)/(x - x)", "2*x + log(x - x)"])
def test_what_has_no_value_is_wrong(claim):
    """1 over a 0 that has no sign is no number, however many digits are asked for."""
    x = Value(3.0, label="x")
    assert str(check((x * x).named("y"), {"x": claim}).rows[0].verdict) == "WRONG: it has no value, where 6 is true"


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (0.12345678901234567, Kind.WRONG), (1.2345678901234567e-9, Kind.UNDECIDED), (0.0, Kind.CORRECT),
        (0.1, Kind.WRONG),
    ],
)  # fmt: skip
def test_a_computed_number_beside_a_limit(claim, kind):
    """sin(x)/x has the slope 0 at 0: a long float far from it is wrong, though rounding has no bound there."""
    x = Value(0.0, label="x")
    assert check((ops.sin(x) / x).named("y"), {"x": claim}).rows[0].verdict.kind is kind


def test_the_same_thing_twice_has_no_kink():
    """min(x², x x) is x²; where a third is as large and has another slope, there is one."""
    x, w = Value(1.5, label="x"), Value(1.0, label="w")
    assert check(ops.minimum(x**2, x * x).named("y"), {"x": "2*x"}).ok
    assert not check(ops.minimum(x**2, x * x).named("y"), {"x": "2*x + 1"}).ok
    assert check(ops.maximum(x**2, x * x, w).named("y"), {"x": "3.00"}).ok
    v = Value(2.25, label="v")
    assert check(ops.maximum(x**2, x * x, v).named("y"), {"x": "2*x"}).rows[0].verdict.kind is Kind.KINK


@pytest.mark.parametrize("at", [4.655325014357907, 2.71, 0.7])
def test_a_rounded_exponent_has_its_slope(at):
    """0.3333333333333333 may stand for a third, and then its power has the slope x^(-2/3)/3."""
    y = (Value(at, label="x") ** 0.3333333333333333).named("y")
    assert check(y, {"x": "1/3*x^(-2/3)"}).rows[0].verdict.kind is Kind.PROVEN
    assert check(y, {"x": "1/3*x^(-2/3) + 1e-12"}).rows[0].verdict.kind is Kind.WRONG


def test_a_constant_without_a_decimal_is_asked_for_all_digits():
    """The slope of lgamma at 1/4 is -pi/2 - 3 log(2) and what it is at 1 (Gauss), as far as digits are asked for."""
    y = ops.lgamma(Value(0.25, label="x")).named("y")
    gauss = "-pi/2 - 3*log(2) + digamma(1)"
    assert str(check(y, {"x": gauss}).rows[0].verdict) == "AGREES to 955 digits at this point, not proven"
    assert check(y, {"x": f"{gauss} + 10^-300"}).rows[0].verdict.kind is Kind.WRONG
    assert not check(y, {"x": gauss}, strict=True).ok


@pytest.mark.parametrize(
    ("function", "x", "claim"),
    [
        ("digamma(x)", 1.0, "pi^2/6"),
        ("digamma(x)", 0.5, "pi^2/2"),
        ("x*polygamma(3, 1)", 0.7, "pi^4/15"),
        ("x*polygamma(3, 3/2)", 0.7, "pi^4 - 96"),
        ("x*polygamma(2, 1/2)", 0.7, "7*polygamma(2, 1)"),
        ("x*(digamma(1/2) - digamma(1))", 0.7, "-2*log(2)"),
    ],
)
def test_polygammas_at_1_and_a_half_are_proved(function, x, claim):
    """Those of odd order are rationals times powers of pi, by Bernoulli's numbers; strictly too."""
    y = parse(function, {"x": Value(x, label="x")}).named("y")
    assert check(y, {"x": claim}, strict=True).ok
    assert check(y, {"x": f"{claim} + 10^-50"}).rows[0].verdict.kind is Kind.WRONG


def test_a_question_is_asked_with_more_digits_until_it_is_decided():
    """The first answer is taken, or the first that is settled, else the last; without one the reason is told."""
    asked = []
    assert decided(lambda digits: asked.append(digits) or (digits if digits > 50 else None)) == 60
    assert asked == [30, 60]
    assert decided(lambda digits: digits, lambda answer: answer > 100) == 120
    assert decided(lambda digits: digits, lambda answer: False) == 960
    assert decided(lambda digits: None) == Open("more digits than there are would be needed")

    def unknown(digits):
        raise Undetermined(f"{digits} digits do not tell")

    assert decided(unknown) == Open("960 digits do not tell")
    with within(-1.0):
        assert decided(unknown) == Open("30 digits do not tell")


def test_what_is_off_by_less_than_rounding_is_wrong_where_constants_are_the_decimals_they_print_as():
    """0.1 is a tenth and no other number, so that a formula may not hide behind what it was rounded from."""
    y = (0.1 * Value(0.7, label="x") ** 2).named("y")
    assert verdict(y, "x", "x/5", decimals=True).kind is Kind.PROVEN
    assert verdict(y, "x", "x/5*(1 + 1/10^50)", decimals=True).kind is Kind.WRONG


def test_leaves_that_hold_one_number_are_several():
    """A claim that writes out 2 for a may speak of c, though that holds 2 too; what is left out is not forgotten."""
    a, b, c, x = (Value(n, label=label) for n, label in ((2.0, "a"), (2.0, "b"), (2.0, "c"), (0.7, "x")))
    y = (a * x + b * ops.exp(x) + c * ops.sin(x)).named("y")
    verdicts = {claim: str(check(y, {"x": claim}).rows[0].verdict) for claim in (
        "2 + 2*exp(x) + c*cos(x)", "2 + b*exp(x) + c*cos(x)", "a + b*exp(x) + c*cos(x)",
    )}  # fmt: skip
    assert [*verdicts.values()] == ["PROVEN EQUAL where b = 2 and a = 2", "PROVEN EQUAL where a = 2", "PROVEN EQUAL"]
    f = (a * b * x).named("f")
    assert "with b held" in str(check(f, "df = b*x*da + a*b*dx").rows[0].verdict)
    assert check(f, {"a": "(∂f/∂a)_b"}).ok


def test_only_a_number_that_makes_a_difference_is_a_condition():
    """-1/p1 is right where the target y1 is 1, whatever else is 1 at the point."""
    scores = [Value(n, label=f"z{i}") for i, n in enumerate((1.0, 0.3, -0.2), 1)]
    targets = [Value(n, label=f"y{i}") for i, n in enumerate((1.0, 0.0, 0.0), 1)]
    p = [each.named(f"p{i}") for i, each in enumerate(ops.softmax(scores), 1)]
    loss = ops.sum([-t * ops.log(each) for t, each in zip(targets, p)]).named("L")
    assert str(check(loss, "dL/dp1 = -1/p1").rows[0].verdict) == "PROVEN EQUAL where y1 = 1"


@pytest.mark.parametrize(("small", "passes"), [(3e-8, True), (1e-9, True), (3e-10, False), (3e-11, False)])
def test_a_computed_number_needs_six_digits_that_rounding_leaves(small, passes):
    """(1 + x) - 1 keeps about as many digits as x is above 2^-53: from six on a float of it is right, else open."""
    x, w = Value(small, label="x"), Value(2.0, label="w")
    verdict = check((((1 + x) - 1) * w).named("y"), {"w": (1 + small) - 1}).rows[0].verdict
    assert verdict.kind is (Kind.CORRECT if passes else Kind.UNDECIDED)
    assert ("leaves fewer than 6 digits certain" in str(verdict)) is not passes


@pytest.mark.parametrize(
    ("times", "kind"),
    [(0, Kind.CORRECT), (2.9, Kind.CORRECT), (3.1, Kind.UNDECIDED), (31, Kind.UNDECIDED), (33, Kind.WRONG)],
)
def test_how_far_trials_of_rounding_excuse_a_number(times, kind):
    """Within 3 times what they scatter by it is right, beyond 32 times it is wrong, and between the two it is open."""
    x = Value(0.7, label="x")
    y, off = ops.sin(x), 1e-9
    tried = SimpleNamespace(scatter=SimpleNamespace(off=lambda *_: off))
    number = read_number(math.cos(0.7) + times * off)
    assert judging_computed._as_tried(number, Enclosures(y), y, x, tried, 0.0).kind is kind
