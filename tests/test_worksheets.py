"""Worksheets: what each line of a sheet is taken for, and that nothing is passed over."""

import pytest

from autograd_core import Value, check, ops
from autograd_core.verify import Kind, check_worksheet


def last(text):
    """The row of the last line of a sheet."""
    return check_worksheet(text).rows[-1]


def sentences(text):
    """The verdicts of a sheet, line by line."""
    return [row.verdict.sentence for row in check_worksheet(text).rows]


# ── derivatives within definitions ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "line",
    ["s = abs(dy/dx)*0.1", "s = abs(∂y/∂x)*0.1", "s = |dy/dx|*0.1", "s = 0.1*dydx", "s = y'*0.1", "s = 0.1*d/dx(x^3)"],
)
def test_a_definition_may_hold_a_derivative(line):
    """The uncertainty of y = x³ is |dy/dx| times that of x, and it can be differentiated itself."""
    sheet = f"x = 2\ny = x**3\n{line}\n"
    assert check_worksheet(sheet + "s = 1.2\nds/dx = 6*x*0.1\ndy/dx = 12").ok
    assert check_worksheet(sheet + "s = 1.3").first_wrong.claimed == "s = 1.3"


def test_a_function_of_a_sheet_may_use_what_stands_above():
    """f(z) = a z^2 depends on a as well as on what it is applied to."""
    sheet = "a = 2\nx = 3\nf(z) = a*z^2\ny = f(x)\n"
    assert check_worksheet(sheet + "dy/dx = 2*a*x\ndy/da = x^2\nf'(x) = 2*a*x").ok
    assert check_worksheet(sheet + "dy/da = a*x^2").first_wrong.claimed == "dy/da = a*x^2"


# ── names that others know as numbers or functions ───────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("e", "a value here, and not the number e"),
        ("pi", "a value here, and not the number pi"),
        ("π", "a value here, and not the number π"),
        ("N", "a value here; normal_cdf(...) is the function"),
        ("exp", "a value here; exp(...) is the function"),
        ("log", "a value here; log(...) is the function"),
    ],
)
def test_values_may_be_called_like_numbers_and_functions(name, words):
    """Where a sheet defines e, it is that value, and the report says so."""
    rows = check_worksheet(f"{name} = 0.5\nx = 2\ny = {name}*x\ndy/dx = {name}\ndy/d{name} = x").rows
    assert rows[0].verdict.sentence == f"DEFINITION: {name} is 0.5, {words}"
    assert [row.verdict.kind for row in rows[3:]] == [Kind.PROVEN, Kind.PROVEN]


def test_constants_are_themselves_where_nothing_else_has_their_name():
    """Without a definition e is the number."""
    assert last("x = 2\ny = e^x\ndy/dx = e^x").verdict.kind is Kind.PROVEN


# ── dy/dx beside values called dy and dx ─────────────────────────────────────────────────────────


def test_dy_over_dx_is_a_quotient_only_where_there_is_no_derivative_and_says_so():
    """With y a function of x it is the derivative; with y and x unrelated, or unknown, dy over dx."""
    derivative = "dy/dx is read as the derivative, not as a quotient of two values"
    quotient = "dy/dx is read as a quotient of two values, not as a derivative"
    related = "x = 2\ndx = 0.01\ny = x**2\ndy = 3*x*dx\n"
    assert last(related + "dy/dx = 2*x").verdict.kind is Kind.PROVEN
    assert derivative in last(related + "dy/dx = 2*x").notes
    assert last(related + "dy/dx = 3*x").verdict.kind is Kind.WRONG
    for start in ("", "x = 2\ny = 5\n"):
        row = check_worksheet(f"{start}dx = 0.01\ndy = 0.02\nr = dy/dx\nr = 2").rows[-2]
        assert quotient in row.notes
        assert check_worksheet(f"{start}dx = 0.01\ndy = 0.02\nr = dy/dx\nr = 2").rows[-1].verdict.kind.passes
    sheet = "x = 2\ny = 3\ndx = 0.01\ndy = 0.02\nz = x*y\ndz = y*dx + x*dy\n"
    assert check_worksheet(sheet + "dz/dx = y\ndz/dy = x\ndz = 0.07").ok
    assert last(sheet + "dy/dx = 2").verdict.kind.passes
    assert quotient in last(sheet + "dy/dx = 2").notes


# ── updates, and lines with an expression on the left ────────────────────────────────────────────

STEP = "w = 0.4\nx = 0.5\nE = (w*x)^2\n"


@pytest.mark.parametrize(
    "left",
    ["w_new", "w new", "new w", "new_w", "w'", "w+", "w⁺", "w^+", "w_{new}", "w_next", "w_{t+1}", "w(t+1)",
     "w^{(k+1)}"],
)  # fmt: skip
def test_an_update_in_symbols_is_an_identity(left):
    """For every learning rate and around the numbers: what is right at x = 0.5 only is told so."""
    for start in ("lr = 0.1\n", ""):  # a rate that nobody gives a number is any rate
        for right in ("w - lr*dE/dw", "w - lr*2*w*x^2", "w*(1 - 2*lr*x^2)"):
            assert last(f"{STEP}{start}{left} = {right}").verdict.kind is Kind.PROVEN
        assert last(f"{STEP}{start}{left} = w - lr*dE/dx").verdict.kind is Kind.WRONG
    assert last(f"{STEP}lr = 0.1\n{left} = w*(1 - lr*x)").verdict.kind is Kind.HERE
    assert last(f"{STEP}lr = 0.1\n{left} = w - lr*dE/dw = 0.38").verdict.kind is Kind.CORRECT
    assert last(f"{STEP}lr = 0.1\n{left} = w - lr*dE/dw = 0.39").verdict.kind is Kind.WRONG


@pytest.mark.parametrize("line", ["w ← w - r*dE/dw", "w <- w - r*dE/dw", "w := w - r*dE/dw", "w -= r*dE/dw",
                                  "w += -r*dE/dw", "w = w - r*dE/dw", "w_{t+1} = w_t - r*dE/dw",
                                  "w(t+1) = w(t) - r*dE/dw"])  # fmt: skip
@pytest.mark.parametrize("rate", ["lr", "eta", "η", "alpha", "α", "rate", "step", "gamma", "k"])
def test_an_update_may_be_written_as_an_assignment_with_any_name_for_the_rate(line, rate):
    """Whatever stands where the learning rate stands is it."""
    assert last(f"{STEP}{rate} = 1/10\n{line.replace('r*', rate + '*')}").verdict.kind is Kind.PROVEN
    assert not last(f"{STEP}{rate} = 1/10\n{line.replace('r*', '2*' + rate + '*')}").verdict.kind.passes


def test_an_update_that_speaks_of_the_weight_alone_is_an_identity_too():
    """E = w² has the step w (1 - 2 lr); w - lr w³ comes to the same where w³ is 2 w."""
    sheet = "w = 0.5\nE = w^2\nlr = 0.1\n"
    for right in ("w - 2*lr*w", "w*(1 - 2*lr)", "w - lr*2*w"):
        assert last(f"{sheet}w+ = {right}").verdict.kind.passes
        assert last(f"w = 0.5\nE = w^2\nw+ = {right}").verdict.kind is Kind.PROVEN
    assert last(f"{sheet}w+ = w - 4*lr*w^2").verdict.kind is Kind.HERE
    assert last(f"{sheet}w+ = w - lr*1 = 0.4").verdict.kind is Kind.CORRECT


def test_the_next_weight_within_an_expression_is_refused():
    """w+ - w would be read as w + (-w)."""
    assert "stands alone on the left" in str(last(f"{STEP}lr = 0.1\nw+ - w = -lr*dE/dw").verdict)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("1*dy/dw = y*(1-y)*0.5", Kind.HERE),
        ("dy/dw*2 = y*(1-y)*1.0", Kind.HERE),
        ("dy/dw + dy/dx = y*(1-y)*0.9", Kind.HERE),
        ("dy/dw + dy/dx = y*(1-y)*(w+x)", Kind.PROVEN),
        ("0.5*dy/dw = 0.5*y*(1-y)*x", Kind.PROVEN),
        ("1*dy/dw = y*(1-0.5498)*x", Kind.CORRECT),
        ("1*dy/dw = y*(1-0.5598)*x", Kind.WRONG),
        ("1*dy/dw = 0.5498*(1-0.5498)*0.5", Kind.CORRECT),
        ("dy/dw = y*(1-y)*0.5", Kind.PROVEN),
    ],
)
def test_a_decimal_among_symbols_is_no_symbol(line, kind):
    """0.5 in the place of x is right at these numbers only; 0.5498 in the place of y as far as its digits go."""
    verdict = last(f"w = 0.4\nx = 0.5\ny = sigmoid(w*x)\n{line}").verdict
    assert verdict.kind is kind
    if line == "dy/dw = y*(1-y)*0.5":
        assert str(verdict) == "PROVEN EQUAL where x = 0.5"


# ── nothing passed over ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ("v = log(-1)", "it comes to nan, which is no number"),
        ("v = 1/0", "it comes to inf, which is no number"),
        ("v = foo(w)", "no value is named 'foo'"),
        ("dy/dw = TODO", "no value is named 'TODO'; the nearest are 'w', 'x', 'y'"),
        ("v = (w + 1", "this bracket is never closed"),
        ("v = w + qq", "no value is named 'qq'"),
        ("v = dw/dq", "no value is named"),
        ("hello", "a line needs something on both sides of =; a remark begins with #"),
        ("\\frac{dy}{dw = x", "its = stands within a bracket that is never closed"),
        ("dy/dw < 0.2 and y > 0", "a comparison is written alone on its line"),
        ("dy/dw =", "a line needs something on both sides of ="),
        ("dy/dw = x ✗", "'✗' has no meaning in a formula"),
        ("((((" * 80, "a line needs something on both sides of ="),
    ],
)
def test_a_line_that_fails_takes_no_other_down(bad, sentence):
    """It stands in the report with its own reason, and the lines after it are judged as without it."""
    lines = ["w = 0.4", "x = 0.5", bad, "y = w*x", "dy/dw = x", "dy/dx = 0.4", "w+ = w - 0.1*x"]
    report = check_worksheet("\n".join(lines))
    rows = {row.claim: row for row in report.rows}
    assert sentence in str(rows["line 3"].verdict)
    assert rows["line 3"].verdict.kind is Kind.NOT_UNDERSTOOD
    assert [rows[f"line {n}"].verdict.kind for n in (5, 6, 7)] == [Kind.PROVEN, Kind.CORRECT, Kind.PROVEN]
    assert report.status == 2
    assert report.summary == "3 of 4 pass, 1 not understood, 3 definitions"
    plain = report.as_dict()
    assert (plain["judged"], plain["definitions"], plain["not_understood"]) == (3, 3, 1)


def test_what_rests_on_a_line_that_failed_says_so():
    """Not that a name is unknown, but on which line it could not be defined: values and functions."""
    sheet = "w = 0.4\nf(t) = foo(t)\nv = f(w)\nz = 2*v\ny = w^2\ndz/dw = 1\ndy/dw = 2*w"
    told = sentences(sheet)
    assert "f could not be defined on line 2" in told[2]
    assert "v could not be defined on line 3" in told[3]
    assert told[5] == "NOT UNDERSTOOD: z could not be defined on line 4, so this is not judged"
    assert told[6] == "PROVEN EQUAL"
    alone = sentences("w = 0.4\ny = foo(w)\ndy/dw = 1")
    assert alone[2] == "NOT UNDERSTOOD: y could not be defined on line 2, so this is not judged"


def test_the_learning_rate_may_be_written_in_two_words():
    """learning rate: 0.1, as on paper."""
    for line in ("learning rate: 0.1", "learning rate = 0.1", "Learning rate = 1/10", "learning_rate = 0.1"):
        assert check_worksheet(f"w = 0.4\nx = 0.5\ny = w*x\n{line}\nw+ = 0.35").ok


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("dy/dw = y*0.4502*x", Kind.CORRECT),
        ("dy/dw = y*0.4512*x", Kind.WRONG),
        ("dy/dw = 0.5498*(1-y)*x", Kind.CORRECT),
        ("dy/dw = 0.2475*x = 0.1238", Kind.CORRECT),
        ("dy/dw = 0.25*x", Kind.CORRECT),
        ("dy/dw = 0.3*x", Kind.WRONG),
        ("dy/dw = 0.2475*w", Kind.WRONG),
    ],
)
def test_a_rounded_number_among_symbols_stands_for_its_last_digit(line, kind):
    """0.4502 for 1 - y is right as far as its digits go."""
    assert last(f"w = 0.4\nx = 0.5\ny = sigmoid(w*x)\n{line}").verdict.kind is kind


def test_a_factor_that_equals_a_leaf_may_be_a_rounded_number():
    """The 0.25 that a (1 - a) rounds to is not the weight 0.25:
    of two digits it may be either, of one it is the leaf.
    """
    sheet = "w = .25\nx = 1.5\nb = -.2\na = sigmoid(w*x + b)\n"
    report = check_worksheet(f"{sheet}da/dw = 0.25*1.5 = 0.37\n1*da/dw = 0.25*1.5")
    assert report.ok
    assert "with 0.25 for a rounded number" in str(report.rows[-1].verdict)
    assert not check_worksheet(f"{sheet}da/dw = 0.24*1.5").ok
    assert not check_worksheet(f"{sheet}da/dw = 0.25*1.5 = 0.38").ok
    padded = last("u = 0.5023\nw = 0.5\ny = u*w\n1*dy/dw = 0.50*1").verdict  # a zero at the end is written, not held
    assert str(padded) == "CORRECT as far as its digits go"
    one_digit = "u = 0.4\nw = 0.45\nx = 0.5\ny = w*x + 0*u\nz = y*x\n"
    assert check_worksheet(f"{one_digit}dz/dx = 2*0.4*0.5").first_wrong is not None


@pytest.mark.parametrize("product", ["-0.4*0.5", "(-0.4)*0.5", "-0.26*0.5 = -0.13"])
def test_a_negative_number_stands_for_a_symbol_too(product):
    """Its minus is part of it: -0.26 in the place of dE/dy is wrong, whatever the digits of the product hide."""
    sheet = "w = 0.4\nx = 0.5\nt = 0.45\ny = w*x\nE = (y - t)^2/2\n"
    told = str(last(f"{sheet}dE/dw = dE/dy*dy/dw = {product}").verdict)
    assert told == f"WRONG: {product.partition('*')[0].strip('()')} stands for dE/dy, which is -0.25"
    assert last(f"{sheet}dE/dw = dE/dy*dy/dw = -0.25*0.5 = -0.125").verdict.kind.passes


def test_strict_passes_no_identity_that_merely_agrees():
    """A line with an expression on its left, and an update, are held to proofs as a formula is."""
    x = Value(0.3, label="x")
    y = ops.erf(x * 0.7071067811865476).named("y")
    for line in ("1*dy/dx = 0.7978845608028654*exp(-x*x/2)", "x+ = x - lr*0.7978845608028654*exp(-x*x/2)"):
        assert check(y, line).rows[0].verdict.kind is Kind.AGREES
        assert check(y, line, strict=True).rows[0].verdict.kind is Kind.UNDECIDED
    sheet = "x = 0.3\ny = x^3\n1*dy/dx = 3*x^2\nx+ = x - lr*3*x^2"
    assert check_worksheet(sheet, strict=True).ok


def test_functions_of_functions_have_limits():
    """What a function calls counts as its own steps, and calls stand in one another 40 deep."""
    start = ["x = 0.5", "f0(x) = x"]
    doubled = [*start, *(f"f{i}(x) = f{i - 1}(x) + f{i - 1}(x)" for i in range(1, 20)), "y = f19(x)"]
    nested = [*start, *(f"f{i}(x) = f{i - 1}(x)" for i in range(1, 60)), "y = f59(x)"]
    for lines, limit in ((doubled, "at most 5,000"), (nested, "at most 40 deep")):
        rows = check_worksheet("\n".join(lines)).rows
        assert any(limit in str(row.verdict) for row in rows)
        assert rows[-1].verdict.kind is Kind.NOT_UNDERSTOOD
    fits = check_worksheet("\n".join([*nested[:40], "y = f38(x)", "dy/dx = 1"]))
    assert fits.rows[-1].verdict.kind.passes


def test_a_long_chain_of_definitions():
    """Each of 600 names is read with the value of the one before, beneath a graph too."""
    w, x = Value(1.0, label="w"), Value(0.5, label="x")
    y = (w * x).named("y")
    lines = [*(f"a{i} = a{i - 1} + 1" if i else "a0 = dy/dw" for i in range(600)), "a599 = 599.5"]
    assert check(y, "\n".join(lines)).rows[-1].verdict.kind.passes
    lines[-1] = "a599 = 599.6"
    assert check(y, "\n".join(lines)).rows[-1].verdict.kind is Kind.WRONG


# ── in which order names get their values ────────────────────────────────────────────────────────


LATER = [
    "y = x^2 + 1\nx = 3\ndy/dx = 2x = 6",
    "y = 3x² - 4x, x = 2\ndy/dx = 6x - 4 = 8",
    "E = (t - a)^2/2\na = sigmoid(z)\nz = w*x + b\nw = 0.4; x = 0.5; b = 0.1; t = 1\ndE/dw = -(t - a)*a*(1 - a)*x",
    "A = bh\nb = 2\nh = 3\ndA/db = h = 3",
    "y = 2A\nA = bh\nb = 2\nh = 3\ndy/db = 2h = 6",
    "f(x) = a x^2\na = 3\nx = 2\nf'(x) = 2 a x = 12\nf'(5) = 30",
    "f(x) = x^2\ny = f(2)*k\nk = 5\nx = 3\ndy/dk = 4",
]


@pytest.mark.parametrize("text", LATER)
def test_values_may_stand_below_the_formulas_that_use_them(text):
    """y = x^2 above x = 3 is what it is below it, and every claim is judged."""
    report = check_worksheet(text)
    assert report.judged
    assert report.ok, report


def test_a_second_line_of_a_name_that_waits_is_a_claim():
    """y = x^2, y = 9, x = 3 says of y twice what it is."""
    verdicts = [row.verdict.kind for row in check_worksheet("y = x^2\ny = 9\nx = 3\ndy/dx = 6").rows]
    assert verdicts == [Kind.DEFINITION, Kind.CORRECT, Kind.DEFINITION, Kind.CORRECT]
    assert not check_worksheet("y = x^2\ny = 8\nx = 3\ndy/dx = 6").ok


@pytest.mark.parametrize("text", ["a = b + 1\nb = a*2\ny = a", "w = w - 0.1*g\ny = 2*w", "y = kk*x\nx = 2\nz = y + 1"])
def test_what_is_nowhere_defined_is_told_of_each_line(text):
    """A circle, a name in its own definition and a word without value are not understood, each with its line."""
    report = check_worksheet(text)
    assert not report.ok
    assert {row.claim for row in report.rows if row.verdict.kind is Kind.NOT_UNDERSTOOD} >= {"line 1"}


def test_a_name_that_is_given_later_is_not_lost_to_a_line_that_fails():
    """A first definition that cannot be read leaves its name to a second one."""
    report = check_worksheet("y = foo(x)\nx = 2\ny = x^2\ndy/dx = 4")
    assert [row.verdict.kind for row in report.rows] == [
        Kind.NOT_UNDERSTOOD, Kind.DEFINITION, Kind.DEFINITION, Kind.CORRECT,
    ]  # fmt: skip


def test_a_function_that_only_another_calls_is_used():
    """f is called by g, and g by y: nothing is in question."""
    assert check_worksheet("x = 3\nf(x) = x^2\ng(x) = f(x) + 1\ny = g(2x)\ndy/dx = 8x").ok


# ── derivatives towards what is no part of a formula ─────────────────────────────────────────────────

CIRCLE = "t = 0.7\nx = cos t\ny = sin t\n"
INNER = "x = 1.5\ny = ln(3x^2 + 1)\nLet u = 1 + 3x²\n"
STAGED = "w = 0.3; x = 2; b = 0.1; t = 1\nL = (sigmoid(w x + b) - t)^2/2\nz = w x + b\na = sigmoid(z)\n"


@pytest.mark.parametrize(
    ("sheet", "right", "wrong"),
    [
        (CIRCLE, "dy/dx = -cot t", "dy/dx = cot t"),
        (CIRCLE, "dy/dx = -1.187", "dy/dx = 1.187"),
        (CIRCLE, "d²y/dx² = -1/sin(t)^3", "d²y/dx² = -1/sin(t)^2"),
        (CIRCLE, "dx/dy = -tan t", "dx/dy = -cot t"),
        ("t = 0.7\nx = t^2\ny = t^3\n", "d²y/dx² = 3/(4t)", "d²y/dx² = 3"),
        ("x = 2\ny = x^3\n", "dx/dy = 1/(3x^2)", "dx/dy = 3x^2"),
        ("x = 2\ny = x^3\n", "d²x/dy² = -2/(9x^5)", "d²x/dy² = 1/(6x)"),
        (INNER, "dy/du = 1/u", "dy/du = 1/x"),
        (INNER, "dy/dx = dy/du · du/dx = 6x/(3x²+1)", "dy/dx = dy/du · du/dx = 6/(3x²+1)"),
        (STAGED, "dL/da = a - t", "dL/da = a + t"),
        (STAGED, "dL/dz = (a - t) a (1 - a)", "dL/dz = (a - t) a (1 + a)"),
        (STAGED, "dL/dw = dL/da da/dz dz/dw", "dL/dw = dL/da da/dz dz/db"),
        ("x = 0.5; z = 2\ny = x^2 z + z\nu = x^2\n", "∂y/∂u = z", "∂y/∂u = 2z"),
    ],
)
def test_what_a_formula_does_not_go_through_is_judged_along_the_leaves(sheet, right, wrong):
    """A curve by its parameter, an inverse, and an inner function that is named below: dy/dx = (dy/dt)/(dx/dt)."""
    assert check_worksheet(sheet + right).ok, right
    assert last(sheet + wrong).verdict.kind is Kind.WRONG, wrong


def test_a_derivative_that_may_be_0_or_not_is_open():
    """x and y move with t, though neither is computed from the other: dy/dx = 0 is open, ∂y/∂x = 0 is right."""
    assert last(CIRCLE + "dy/dx = 0").verdict.kind is Kind.UNDECIDED
    assert last(CIRCLE + "∂y/∂x = 0").verdict.kind.passes


def test_what_depends_on_an_inner_value_and_its_leaves_is_not_understood():
    """y = wx + x² moves with x in another way than through u = wx: what is held is not said."""
    row = last("x = 2; w = 3\ny = w x + x^2\nu = w x\ndy/du = 1")
    assert row.verdict.sentence == "NOT UNDERSTOOD: y is not computed from u: write y with u in it"


# ── names without values ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sheet", "right", "wrong"),
    [
        ("y = x² sin x\n", "dy/dx = 2x sin x + x² cos x", "dy/dx = 2x cos x"),
        ("y = x² sin x\n", "d²y/dx² = 2 sin x + 4x cos x - x² sin x", "d²y/dx² = 2 sin x - x² sin x"),
        ("y = 2x + 3\n", "dy/dx = 2", "dy/dx = 3"),
        ("f(x) = x^2 + 1\n", "f'(x) = 2x", "f'(x) = 3x"),
        ("f(x) = x^2 + 1\n", "f'(3) = 6", "f'(3) = 7"),
        ("f(x, y) = x^2 y + y^3\n", "∂f/∂y = x^2 + 3y^2", "∂f/∂y = x^2 + 3y"),
        ("z = w*x + b\na = sigmoid(z)\nL = (a - t)^2/2\n", "dL/dw = (a - t) a (1 - a) x", "dL/dw = (a - t) (1 - a) x"),
        ("y = log(x - 5) + acos(z/7)\n", "dy/dx = 1/(x - 5)", "dy/dx = 1/x"),
        ("y = log(k - x)\n", "dy/dx = 1/(x - k)", "dy/dx = 1/(k - x)"),
        (
            "f(t) = A e^{-kt} cos(ωt)\n",
            "f'(t) = -A e^{-kt}(k cos(ωt) + ω sin(ωt))",
            "f'(t) = -A e^{-kt}(k cos(ωt) - ω sin(ωt))",
        ),
        ("s = ut + ½at²\n", "v = ds/dt = u + at", "v = ds/dt = u + 2at"),
        ("J(θ) = (1/2)(θ x - y)^2\n", "∂J/∂θ = (θ x - y) x", "∂J/∂θ = θ x - y"),
        ("L = -t ln p - (1-t) ln(1-p)\np = sigmoid(z)\nz = w x + b\n", "dL/dw = (p - t) x", "dL/dw = (p - t) w"),
        ("y = x/3\n", "dy/dx = 1/3", "dy/dx = 1/4"),
    ],
)
def test_formulas_without_values_are_judged_for_any(sheet, right, wrong):
    """A sheet of formulas alone is right where they hold for any values, and wrong where they do not."""
    assert check_worksheet(sheet + right).ok, check_worksheet(sheet + right)
    assert last(sheet + wrong).verdict.kind is Kind.WRONG


@pytest.mark.parametrize(
    ("sheet", "right", "wrong"),
    [
        ("y = a*x^2\n", "at x = 3: dy/dx = 6a", "at x = 3: dy/dx = 7a"),
        ("y = a*x^2 + b\n", "dy/da|_{x=3} = 9", "dy/da|_{x=3} = 9 + b - 1"),
        ("y = a*sin(x)\n", "at x = pi/6: dy/dx = a*sqrt(3)/2", "at x = pi/6: dy/dx = a*sqrt(3)/2 + 1/10^30"),
        ("a = 2; x = 1\ny = a*x^2\n", "at x = 3: dy/dx = 6a", "at x = 3: dy/dx = 6a + (a - 2)"),
        ("a = 2; x = 1\ny = a*x^2\n", "at x = 1/3: dy/dx = 2a/3", "at x = 1/3: dy/dx = 0.668a"),
        ("f(x, y) = x^2*y\n", "f_x(3, y) = 6y", "f_x(3, y) = 5y"),
        ("f(x, y) = x^2*y\n", "f_y(pi, 2) = pi^2", "f_y(pi, y) = pi"),
    ],
)
def test_what_a_claim_is_at_is_held_there(sheet, right, wrong):
    """6a is right of a x² at x = 3 for any a, and for no other x."""
    assert check_worksheet(sheet + right).ok, check_worksheet(sheet + right)
    assert not check_worksheet(sheet + wrong).ok, check_worksheet(sheet + wrong)


def test_several_functions_of_no_values_are_all_judged():
    """The second one was no formula, so that g'(3) was not understood."""
    sheet = "f(x) = x^2\ng(x) = f(x) + 1\nh(t) = sin t\nf'(x) = 2x\n"
    assert check_worksheet(sheet + "g'(3) = 6\nh'(t) = cos t\ng''(x) = 2").ok
    assert check_worksheet(sheet + "g'(3) = 7").status == 1
    assert check_worksheet(sheet + "h'(t) = sin t").status == 1


def test_a_function_is_differentiated_at_the_value_of_another_name():
    """C'(q0) is 2 + 2 q0 = 12, whatever letter C was given with; it was called WRONG, as dC/dq0, which is 0."""
    sheet = "q0 = 5\nC(t) = 100 + 2*t + t^2\ny = C(q0)\n"
    assert check_worksheet(sheet + "C'(t) = 2 + 2*t\nC'(q0) = 12\nC''(q0) = 2\nC'(2*q0) = 22\nC'(q0) = dy/dq0").ok
    assert check_worksheet(sheet + "C'(t) = 2 + 2*t\nC'(q0) = 0").rows[-1].verdict.kind is Kind.WRONG
    assert check_worksheet(sheet + "y = 135\nC'(q0) = 2 + 2*q0\nC'(q0) = 12").ok


def test_the_gradient_of_a_function_is_towards_its_arguments():
    """∇f of f(x, y) = a x² + b x y has two entries, though a and b are values as well."""
    sheet = "a = 1\nb = 2\nf(x, y) = a*x^2 + b*x*y\n"
    assert check_worksheet(sheet + "∇f = [2*a*x + b*y, b*x]").ok
    assert check_worksheet(sheet + "∇f = [b*x, 2*a*x + b*y]").status == 1
    assert check_worksheet(sheet + "∇²f = [[2*a, b], [b, 0]]").ok
    assert check_worksheet("a = 1\nb = 2\nx = 3\ny = 4\nf(x, y) = a*x^2 + b*x*y\n∇f = [14, 6]").ok


def test_a_number_that_needs_a_value_is_not_understood():
    """dy/dx = 6 for y = x² is neither right nor wrong where x has no value, and says what to write."""
    row = last("y = x^2\ndy/dx = 6")
    assert row.verdict.sentence == ("NOT UNDERSTOOD: it depends on the value of what has none: write x = ...")
    assert last("y = sqrt(-1 - x^2)\ndy/dx = -x/y").verdict.sentence == (
        "NOT UNDERSTOOD: no values were found where the formulas have one: write x = ..."
    )
    assert "write a = ..., b = ..., c = ... and 2 more" in last("y = a*b*c*d*f\ny = 7").verdict.sentence


def test_one_name_without_a_value_among_others_is_pointed_out():
    """What holds for any b is judged, and that b has no value, as w and x have, keeps the sheet from passing."""
    report = check_worksheet("w = 0.3; x = 2\ny = w x + b\ndy/dw = x\ny = 0.7")
    assert [row.verdict.kind for row in report.rows[2:]] == [
        Kind.QUESTIONED, Kind.DEFINITION, Kind.PROVEN, Kind.NOT_UNDERSTOOD,
    ]  # fmt: skip
    assert (
        report.rows[2].verdict.sentence == "DEFINITION?: b has no value, as others have: what holds for any is judged"
    )
    assert report.status == 2


def test_a_number_for_any_values_is_judged_as_a_formula():
    """The slope of |x| is 1 on one side of 0 only, which two values on that side would not tell."""
    assert last("f(x) = |x|\nf'(x) = 1").verdict.sentence == "PROVEN EQUAL where x > 0"
    assert last("y = 2x\ndy/dx = 2").verdict.kind is Kind.PROVEN


@pytest.mark.parametrize(
    "sheet", ["f(x) = |x|\nf'(0) = 0", "x = 2\nf(x) = max(0, x)\nf'(0) = 0", "x = 0\ny = 3x\nd/dx |x| = 0"]
)
def test_a_derivative_of_a_function_at_its_kink_is_open(sheet):
    """f'(0) of |x| is no derivative, whatever the convention is."""
    assert last(sheet).verdict.kind in (Kind.UNDECIDED, Kind.KINK)


def test_a_line_about_a_name_that_was_lost_is_about_nothing_else():
    """dL/dp of an L that could not be read is not taken for the derivative of another formula."""
    report = check_worksheet("p = 0.4\nL = foo(p)\nq = p^2\ndL/dp = 2p")
    assert report.rows[-1].verdict.sentence == "NOT UNDERSTOOD: L could not be defined on line 2, so this is not judged"


# ── claims at other values than the sheet's ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "line",
    [
        "dy/dx|_{x=3} = 6", "dy/dx|x=3 = 6", "dy/dx|_(x=3) = 6", "At x = 3, dy/dx = 6", "at x = 3: dy/dx = 2x = 6",
        "when x = 3, dy/dx = 6", "for x = 3: dy/dx = 6", "if x = 3 then dy/dx = 6", "dy/dx = 6 at x = 3",
        "dy/dx = 2x = 6 when x = 3", "dy/dx at x = 3 is 6", r"\left.\frac{dy}{dx}\right|_{x=3} = 6", "y'(3) = 6",
        "y''(3) = 2", "at x = 3: dy/dx > 5", "At x = 3: dy/dx = 6, d²y/dx² = 2", "at x = 6/2, dy/dx = 6",
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["x = 2\ny = x^2\n", "y = x^2\n", "y = x^2\nx = 3\n"])
def test_a_claim_may_be_about_other_values_than_those_of_the_sheet(line, head):
    """dy/dx is 6 at x = 3, wherever x stands elsewhere, or nowhere; 7 is wrong there."""
    assert check_worksheet(head + line).ok, check_worksheet(head + line)


@pytest.mark.parametrize(
    ("line", "true"),
    [
        ("At x = 3, dy/dx = 4", "6"), ("dy/dx|_{x=-1} = 2", "-2"), ("y'(π) = 2", "6.28318531"),
        ("dy/dx = 5 at x = 3", "6"),
    ],
)  # fmt: skip
def test_a_wrong_claim_at_another_value_is_wrong_there(line, true):
    """What is true at x = 3 is shown, and the line says where it is judged."""
    row = last(f"x = 2\ny = x^2\n{line}")
    assert row.verdict.kind is Kind.WRONG
    assert row.true == true
    assert " at x = " in row.claimed


def test_claims_at_several_values():
    """A function of two numbers at a point, and a kink at one value of several."""
    sheet = "f(x, y) = x^2 y\n∂f/∂x|_{(1,2)} = 4\n∂f/∂y|_{x=3, y=1} = 9\nAt (x, y) = (1, 2), ∂f/∂x = 4\nf_x(1, 2) = 4"
    assert check_worksheet(sheet).ok, check_worksheet(sheet)
    kinks = check_worksheet("x = 5; y = |x|\ndy/dx|_{x=1} = 1\ndy/dx|_{x=-1} = -1\ndy/dx|_{x=0} = 0").judged
    assert [row.verdict.kind for row in kinks] == [Kind.CORRECT, Kind.CORRECT, Kind.KINK]


def test_a_formula_may_be_defined_at_a_point():
    """Differentiate y = (2x + 1)^5/x at x = 1 says what y is, and what x."""
    sheet = "Differentiate y = (2x+1)^5 / x at x = 1.\ndy/dx = (10x(2x+1)^4 - (2x+1)^5)/x^2 = 567"
    assert check_worksheet(sheet).ok


def test_a_name_at_the_foot_of_a_bar_is_held_and_no_point():
    """∂f/∂a|_b = 2ab holds b, and says nothing of b = 2."""
    assert check_worksheet("a = 1; b = 2\nf = a^2 b\n∂f/∂a|_b = 2 a b").ok


def test_a_total_differential_is_judged_in_a_worksheet_too():
    """dz = f_x dx + f_y dy, with brackets, where z stands above and dx and dy are no names."""
    given = "x = 1.5\ny = 0.7\nz = x^2 + x*y\n"
    assert check_worksheet(f"{given}dz = (2x + y) dx + x dy").ok
    wrong = check_worksheet(f"{given}dz = (2x + y) dx + y dy").rows[-1]
    assert wrong.verdict.kind.name == "WRONG"
    assert "the factor of dy" in str(wrong.notes)
    named = check_worksheet(f"{given}dx = 0.1\ndy = 0.2\ndz = (2x + y) dx + x dy\nzz = z + dz\nzz = 3.97")
    assert named.ok  # increments with numbers make a sum of them


def test_a_change_that_nothing_uses_may_be_meant_as_the_laplacian():
    """Δz = ... is a name of its own, and is said to be no Laplacian."""
    report = check_worksheet("x = 1.5\nz = x^2\nΔz = 2\ndz/dx = 3.0")
    assert "nothing uses it; the Laplacian is written ∇²z" in str(report)
    assert not report.ok


def test_a_step_may_descend_a_formula_that_is_not_the_last():
    """g = (y - t)*x below L is no loss: w - 0.1*g is a step against the gradient of L, and w - 0.1*y is none."""
    sheet = "w = 0.4; x = 0.5; t = 1\ny = w*x\nL = (y - t)^2/2\ng = (y - t)*x\n"
    for line in ("w_new = w - 0.1*g", "w_new = w - 0.1*(y - t)*x = 0.44", "w_new = w - 0.1*dL/dw = 0.44"):
        report = check_worksheet(sheet + line)
        assert report.ok, report
        assert report.rows[-1].notes == ("it descends L",)
    assert last(sheet + "w_new = w - 0.1*y = 0.38").verdict.kind is Kind.WRONG
    total = "w = 0.4\nL = (w - 1)^2\nR = 3w^2\nJ = L + R\n"
    assert not last(total + "w_new = w - 0.1*6*w").verdict.kind.passes  # R is a part of J, which is what descends
    assert last("lr = 0.1\n" + total + "w_new = w - 0.1*6*w").verdict.kind is Kind.WRONG


def test_a_heading_names_the_point_of_the_lines_below_it():
    """At x = 3: stands above what is claimed there, until another point is named."""
    sheet = "y = x^2\nAt x = 3:\ndy/dx = 6\nd²y/dx² = 2\nat x = 4: dy/dx = 8\nWhen x = 5:\ndy/dx = 10"
    assert check_worksheet(sheet).ok
    assert [row.claimed for row in check_worksheet(sheet.replace("10", "11")).rows][-1] == "dy/dx = 11 at x = 5"
    assert last(sheet.replace("10", "11")).verdict.kind is Kind.WRONG


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("at x = foo: dy/dx = 4", "'foo' is no number that x could be"),
        ("at x = 1e400: dy/dx = 4", "'1e400' is no number that x could be"),
        ("dy/dx = 4 at x = 1/0", "'1/0' is no number that x could be"),
        ("dy/dx|_{x=1} + dy/dx|_{x=2} = 6", "a derivative is judged where the graph is"),
        ("At x = 3", "no value is named 'At'"),
    ],
)
def test_a_point_that_is_none_takes_no_other_line_down(line, sentence):
    """It stands in the report once, with its reason."""
    report = check_worksheet(f"x = 2\ny = x^2\n{line}\ndy/dx = 4")
    assert [row.claim for row in report.rows] == ["line 1", "line 2", "line 3", "line 4"]
    assert sentence in report.rows[2].verdict.sentence
    assert report.rows[3].verdict.kind is Kind.CORRECT


# ── units behind numbers ─────────────────────────────────────────────────────────────────────────────


def test_units_are_left_out_and_told():
    """Half of 2 kg times (3 m/s)² is judged as if the units were not there, in text and in LaTeX."""
    text = check_worksheet("Given: m = 2 kg, v = 3 m/s\nK = ½ m v²\n∂K/∂v = m v = 6 kg·m/s\n∂K/∂m = v²/2 = 4.5 m²/s²")
    assert text.ok, text
    assert text.rows[0].notes == ("the unit kg is left out",)
    latex = "$m = 2\\,\\mathrm{kg}$, $v = 3~\\text{m/s}$\n$K = \\frac12 m v^2$\n$\\frac{dK}{dv} = m v = 6$"
    assert check_worksheet(latex).ok, check_worksheet(latex)


def test_a_unit_that_could_be_a_product_is_asked_about():
    """Beside values k and g, 2 kg could be twice their product; m/s beside a value m is a quotient."""
    row = check_worksheet("k = 2; g = 3\nx = 1.5 kg\ny = x*k*g\ndy/dx = 6").rows[2]
    assert row.verdict.kind is Kind.NOT_UNDERSTOOD
    assert "kg could be the unit or k*g: leave the unit out, or write k*g" in row.verdict.sentence
    assert check_worksheet("m = 4; s = 2\nx = 3 m/s\ndx/dm = 3/s").ok


def test_a_number_that_happens_to_be_right_at_values_of_our_choice_does_not_pass():
    """y = x² has the slope 1.46 at 0.73, where formulas without values are tried first, and 1 at 0.5."""
    for number in ("1.46", "0.876", "1"):
        assert last(f"y = x^2\ndy/dx = {number}").verdict.kind is Kind.NOT_UNDERSTOOD


def test_a_value_may_be_written_with_the_minus_of_print():
    """x = −2 is x = -2."""
    assert check_worksheet("x = −2\ny = x^2\ndy/dx = −4 = −4.0").ok


def test_the_last_formula_descends_wherever_its_values_stand():
    """L stands above its values and z below them: a step that says no more descends z, which was defined last."""
    sheet = "L = (y - t)^2\ny = w x\nw = 0.4; x = 0.5; t = 1\nlr = 0.1\nz = 3w\nw_new = w - lr*3"
    row = last(sheet)
    assert row.verdict.kind.passes
    assert row.notes == ()


def told(sheet):
    """What each line is told, by what it says."""
    return {row.claimed: row.verdict.kind for row in check_worksheet(sheet).rows}


def test_f_x_on_the_left_is_the_derivative_of_f():
    """f_x = ... is judged like ∂f/∂x = ..., with values and without, once or several times towards one name or more."""
    for values in ("x = 2\ny = 3\n", ""):
        assert told(f"{values}f = x^2 + y\nfₓ = 2x")["fₓ = 2x"] is Kind.PROVEN
        for f in ("f(x, y)", "f"):
            found = told(f"{values}{f} = x^2*y\nf_x = 2xy\nf_y = x^3\nf_xx = 2y\nf_xy = f_yx\nf_{{xy}} = 2*y")
            assert [found[line] for line in ("f_x = 2xy", "f_xx = 2y", "f_xy = f_yx")] == [Kind.PROVEN] * 3
            assert [found[line] for line in ("f_y = x^3", "f_{xy} = 2*y")] == [Kind.WRONG] * 2


def test_a_name_of_its_own_may_look_like_f_x():
    """E_k = m*v^2/2 beside an E that depends on k defines E_k, where other lines speak of it; f(x) makes f_x plain."""
    energies = "k = 3\nx = 2\nm = 1\nv = 4\nE = 1/2*k*x^2\nE_k = 1/2*m*v^2\nT = E + E_k\ndT/dE_k = 1\ndT/dv = m*v"
    found = told(energies)
    assert found["E_k = 1/2*m*v^2"] is Kind.DEFINITION
    assert found["dT/dE_k = 1"].passes
    assert found["dT/dv = m*v"].passes
    length = "x = 1\ny = 2\nf{} = x^2*y\nf_x = {}\nf_y = x^2\nn = sqrt(f_x^2 + f_y^2)\nn = sqrt(17)"
    assert told(length.format("", "2xy"))["f_x = 2xy"] is Kind.PROVEN
    assert told(length.format("(x, y)", "3xy"))["f_x = 3xy"] is Kind.WRONG


def test_f_x_of_numbers_asks_which_names_they_are():
    """f_x(2, 3) says a point where f(x, y) was written; where f is a formula, it is asked which number is whose."""
    (row,) = [row for row in check_worksheet("x = 2\ny = 3\nf = x^2*y\nf_x(2, 3) = 12").rows if "12" in row.claimed]
    assert "write f(x, y) = ... above" in row.verdict.words
    assert told("x = 1\ny = 1\nf(x, y) = x^2*y\nf_x(2, 3) = 12")["f_x = 12 at x = 2 and y = 3"].passes


def test_numbers_hold_where_leaves_have_values_though_others_have_none():
    """dy/dx0 = 36 is a number at x0 = 2, whatever z is, and d(k²z)/dz = 4 is one at k = 2 for any z; what hangs on z
    is no number, and a formula in k is to hold for any k.
    """
    report = check_worksheet(
        "x0 = 2\nk = 2\nf(z) = k^2*z\ny = (3*x0)^2 = 36\ndy/dx0 = 36\ndy/dx0 = 2*18\ndf/dz = 4\nf'(z) = k^2\n"
        "dy/dx0 = 35\ndf/dz = 5\ndf/dk = 4*z\ndf/dk = 4"
    )
    verdicts = {row.claimed: row.verdict for row in report.rows}
    right = ("y = (3*x0)^2 = 36", "dy/dx0 = 36", "dy/dx0 = 2*18", "df/dz = 4", "f'(z) = k^2")
    assert all(verdicts[line].kind.passes for line in right)
    assert verdicts["df/dz = 4"].words == " where k = 2"
    assert verdicts["dy/dx0 = 35"].kind is verdicts["df/dz = 5"].kind is Kind.WRONG
    assert verdicts["df/dk = 4*z"].kind is Kind.HERE
    assert verdicts["df/dk = 4"].kind is Kind.NOT_UNDERSTOOD


def test_what_hangs_on_no_value_is_told_as_a_formula_and_all_else_as_its_number():
    """z = 3k is 6 at k = 2, and f is a formula, since its x may be any."""
    told = [row.verdict.words for row in check_worksheet("k = 2\nz = 3*k\nf(x) = z*x^2\nf'(x) = 2*z*x").rows]
    assert "z is 6" in told
    assert "f is a formula" in told


@pytest.mark.parametrize("where", ["for x > 0", ", x > 0", "if x > 0", "for all x != 0", "(for every x > 0)", "∀x > 0"])
def test_an_equation_may_say_where_it_holds(where):
    """Its condition is looked at first, and the equation is judged around the point."""
    sheet = f"x = 0.5\ny = x ln x\ndy/dx = 1 + ln x {where}\ndy/dx = 2 + ln x {where}"
    rows = check_worksheet(sheet).rows
    assert [row.verdict.kind.name for row in rows[2:]] == ["PROVEN", "WRONG"]


def test_a_condition_that_does_not_hold_here_leaves_the_line_open():
    """Of |x| at -2 the slope for x > 0 is not judged; a formula that is defined there is no formula here."""
    rows = check_worksheet("x = -2\ny = |x|\ndy/dx = 1 for x > 0\ndy/dx = -1, x < 0").rows
    assert [row.verdict.kind.name for row in rows[2:]] == ["UNDECIDED", "CORRECT"]
    assert not check_worksheet("x = -2\ny = x^2 for x > 0\ndy/dx = 2x").ok


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("d²y/dx² = 1/x > 0", "PROVEN"),
        ("d²y/dx² = 1/x < 0", "WRONG"),
        ("d²y/dx² = 2/x > 0", "WRONG"),
        ("d²y/dx² = 2*(x > 0)", "WRONG"),
        ("d²z/dx² = x² > 0", "NOT_UNDERSTOOD"),
        ("d²z/dx² = (x² > 0)", "PROVEN"),
    ],
)
def test_a_comparison_behind_an_equation_is_one_of_its_own(line, kind):
    """1/x > 0 stands for 1/x, which is positive, and not for 1; where only the other is right, it is asked about."""
    row = check_worksheet(f"x = 0.8\ny = x ln x\nz = x²/2\n{line}").rows[-1]
    assert row.verdict.kind.name == kind, row.verdict


def test_a_name_that_a_chain_brings_in_is_known_on_the_lines_below():
    """q of dE/dz = q = ... is the slope of the next line; what is wrong with it is wrong."""
    sheet = "w = 0.4\nx = 0.5\nt = 1\nz = w*x\nE = (z - t)^2\ndE/dz = q = 2*(z - t)\n"
    assert check_worksheet(sheet + "dE/dw = q*x").ok
    assert check_worksheet(sheet + "dE/dw = q*2*x").rows[-1].verdict.kind is Kind.WRONG


def test_what_a_derivative_holds_is_told_by_its_own_node_and_not_by_the_last():
    """With b = a² and y = a b, the number of ∂y/∂a at a held b is b = exp(0.6), also where L = 3y stands below y."""
    sheet = "x = 0.3\na = exp(x)\nb = a^2\ny = a*b\nL = 3*y\ndy/da = ∂y/∂a + ∂y/∂b*db/da\n"
    verdict = check_worksheet(sheet + "∂y/∂a = 1.8221").rows[-1].verdict
    assert verdict.kind is Kind.CORRECT
    assert verdict.words.endswith("where ∂y/∂a holds b")
    assert check_worksheet(sheet + "∂y/∂a = 1.9").rows[-1].verdict.kind is Kind.WRONG


def test_a_line_that_is_no_differential_is_told_with_its_number_and_text():
    """dx dw is no sum of terms with one increment each."""
    row = last("w = 0.4\nx = 0.5\ny = w*x\ndy = x dw * w dx")
    assert (row.claim, row.claimed, row.verdict.kind) == ("line 4", "dy = x dw * w dx", Kind.NOT_UNDERSTOOD)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("dL/da = dL/du * du/da = 20 * b = 60", Kind.CORRECT),
        ("dL/da = dL/du * du/da = 20b", Kind.PROVEN),
        ("dL/da = dL/dv * dv/du * du/da = 20 * 1 * b", Kind.PROVEN),
        ("dL/da = 20 * b = 60", Kind.CORRECT),
        ("dL/da = dL/du * du/da = 21 * b = 60", Kind.WRONG),
        ("dL/db = dL/du * du/db = 20 * b", Kind.WRONG),
        ("dL/da = dL/du * du/da = 2 * 10 * b = 60", Kind.HERE),
        ("dL/da = 20 * b", Kind.HERE),
        ("dL/da = dL/du * du/da = 20 * a * 1.5 = 60", Kind.HERE),
    ],
)
def test_a_number_may_stand_for_a_derivative_among_symbols(line, kind):
    """20*b, where 20 is dL/du: as the chain before it says, or to come to the number behind it."""
    sheet = "a = 2, b = 3, c = 4\nu = a*b\nv = u + c\nL = v^2\n"
    assert last(sheet + line).verdict.kind is kind


def test_entries_of_a_gradient_are_in_the_order_of_the_formula():
    """Of y = q p² they are towards q and p, whatever comes first in the alphabet, and first in the sheet."""
    sheet = "p = 3\nq = 2\ny = q*p^2\n"
    assert check_worksheet(sheet + "∇y = [9, 12]").ok
    assert check_worksheet(sheet + "∇y = [12, 9]").status == 1
    assert check_worksheet(sheet + "∇y(p, q) = [12, 9]").ok


def test_a_hessian_of_three_has_nine_entries():
    """Worked out by hand, of x²y + xyz + z³ at (1, 2, 3)."""
    sheet = "x = 1\ny = 2\nz = 3\nf = x^2*y + z*x*y + z^3\n"
    assert check_worksheet(sheet + "∇²f = [[4, 5, 2], [5, 0, 1], [2, 1, 18]]").ok
    assert check_worksheet(sheet + "∇²f = [[4, 5, 2], [5, 0, 1], [2, 1, 17]]").status == 1
    assert not check_worksheet(sheet + "∇²f = [[4, 5, 2], [5, 0, 1]]").ok
