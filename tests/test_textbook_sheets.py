"""Sheets as students of calculus, physics, chemistry and economics write them: every line is judged."""

import pytest

from autograd_core.verify import Kind, check_worksheet


def kinds(sheet):
    """The kinds of the verdicts on the lines that are judged."""
    aside = (Kind.DEFINITION, Kind.CONDITION)
    return [row.verdict.kind for row in check_worksheet(sheet).rows if row.verdict.kind not in aside]


def all_right(sheet, count):
    """Whether so many lines are judged, and all are right."""
    found = kinds(sheet)
    return len(found) == count and all(kind.passes for kind in found) and check_worksheet(sheet).ok


# ── functions that are differentiated as values are ──────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sheet", "count"),
    [
        ("C(q) = 100 + 5q + 0.02q²\nMC = C'(q) = 5 + 0.04q\nC'(50) = 7", 2),
        ("f(x,y) = x^2 y\n∂f/∂x = 2xy\nf_x = 2xy\nf_xy = 2x\nf_{yy} = 0", 4),
        ("f(x,y) = x²y\ndf = 2xy dx + x² dy", 1),
        ("z = x²+y²\ndz = 2x dx + 2y dy\n∂z/∂x = 2x", 2),
        ("f(x) = x³\nDf(x) = 3x²\nD_x f = 3x²\nD f = 3x²\nD²f = 6x", 4),
        ("σ(z) = 1/(1+e^(-z))\nw = 2\nx = 0.5\ny = σ(w x)\ndy/dw = σ(w x)(1 - σ(w x)) x\nσ'(z) = σ(z)(1-σ(z))", 2),
        ("h = 2\nf(x) = x²\n(f(1+h) - f(1))/h = 4\nf'(1) = 2", 2),
        ("f(x) = x³ - 3x\nf'(2) = 9\ny = 9x - 16", 1),
    ],
)
def test_a_function_is_differentiated_as_a_value_is(sheet, count):
    """f(x, y) = ... may be spoken of as ∂f/∂x, f_x, df, Df and f'(3), beside other formulas too."""
    assert all_right(sheet, count)


@pytest.mark.parametrize(
    "sheet",
    [
        "C(q) = 100 + 5q + 0.02q²\nMC = C'(q) = 5 + 0.04q\nC'(50) = 8",
        "f(x,y) = x^2 y\nf_x = 2x",
        "f = x^2 y\nf_xy = 2y",
        "z = x²+y²\ndz = 2x dx + 3y dy",
        "f(x) = x³\nDf = 3x",
        "x = 2\nf = x³\nD²f = 3x",
    ],
)
def test_and_what_is_wrong_of_it_is_called_wrong(sheet):
    """Nothing of the same form passes that is not so."""
    assert kinds(sheet)[-1] is Kind.WRONG


def test_a_function_is_never_taken_for_a_longer_name():
    """The function C is not MC, and f not f_x, though these begin or end alike."""
    report = check_worksheet("C(q) = q²\nMC = C'(q) = 2q\nC'(3) = 6\nf(x,y) = x y\n∂f/∂x = y")
    assert not any("is read as" in note for row in report.rows for note in row.notes)


def test_what_a_differential_operator_is_taken_towards_is_asked_where_it_could_be_several():
    """Df of a function of two variables is no one number."""
    row = check_worksheet("f = x³ y\nD f = 3x²y").rows[-1]
    assert row.verdict.sentence == (
        "NOT UNDERSTOOD: column 1: Df is taken towards which of 2 leaves? write D_x f, or df/dx"
    )


# ── curves and surfaces that an equation describes ───────────────────────────────────────────────


@pytest.mark.parametrize(
    ("sheet", "count"),
    [
        ("x² + y² = 25\n2x + 2y dy/dx = 0\ndy/dx = -x/y\nd²y/dx² = -25/y³", 3),
        ("x² + xy + y² = 7\n2x + y + x y' + 2y y' = 0\ny' = -(2x+y)/(x+2y)", 2),
        ("x^2 + y^2 = 25\nd/dx(x²) + d/dx(y²) = 0\nd/dx(y²) = 2y dy/dx", 2),
        ("x² + y² = 25\n2x dx + 2y dy = 0\nx dx = -y dy\ndy/dx = -x/y", 3),
        ("x^3 + y^3 = 6xy\ndy/dx = (2y - x^2)/(y^2 - 2x)", 1),
        ("x = 3\ny = 4\nx² + y² = 25\ndy/dx = -0.75\ndy/dx = -x/y", 3),
        ("xy = 1\ndy/dx = -y/x\ndy/dx = -1/x²", 2),
        ("sin(xy) = x\ny' = (1 - y cos(xy))/(x cos(xy))", 1),
        ("e^y = x\ndy/dx = 1/e^y = 1/x", 1),
        ("y² = 4ax\ndy/dx = 2a/y", 1),
        ("x² + y² + z² = 1\n∂z/∂x = -x/z\n∂z/∂y = -y/z", 2),
        ("PV = nRT\n(∂P/∂V)_T = -nRT/V²\n(∂P/∂V)_T (∂V/∂T)_P (∂T/∂P)_V = -1\nP dV + V dP = nR dT", 3),
        ("ln k = ln A - E_a/(RT)\nd(ln k)/dT = E_a/(R T²)\ndk/dT = k E_a/(R T²)", 2),
        ("x + y = 10\nA = x y\ndA/dx = 10 - 2x\n∂A/∂x = y", 2),
        ("y1 + y2 = 1\ns = e^z1 + e^z2\nL = -y1 ln(e^z1/s) - y2 ln(e^z2/s)\ndL/dz1 = e^z1/s - y1", 1),
    ],
)
def test_a_slope_along_an_equation_is_that_of_its_curve(sheet, count):
    """Where F(x, y) = 0 ties y to x, dy/dx = -F_x/F_y, whatever else it depends on being held."""
    assert all_right(sheet, count)


@pytest.mark.parametrize(
    "sheet",
    [
        "x² + y² = 25\ndy/dx = x/y",
        "x² + y² = 25\nd²y/dx² = -5/y³",
        "x = 3\ny = 4\nx² + y² = 25\ndy/dx = 0.75",
        "PV = nRT\n(∂P/∂V)_T = P/V",
        "PV = nRT\n(∂P/∂V)_T (∂V/∂T)_P (∂T/∂P)_V = 1",
        "PV = nRT\n(∂P/∂T)_V = nR/V\nP dV + V dP = n dT",
        "x + y = 10\nA = x y\ndA/dx = x + y",
        "x + y = 10\nA = x y\n∂A/∂x = 10 - 2x",
        "ln k = ln A - E_a/(RT)\nd(ln k)/dT = E_a/(R T)",
    ],
)
def test_and_a_slope_of_another_curve_is_wrong(sheet):
    """Signs and factors that are lost are found."""
    assert kinds(sheet)[-1] is Kind.WRONG


def test_beside_a_curve_there_is_no_slope_along_it():
    """At (3, 5), which is not on x² + y² = 25, nothing is called right."""
    row = check_worksheet("x = 3\ny = 5\nx² + y² = 25\ndy/dx = -3/5").rows[-1]
    assert row.verdict.sentence == (
        "NOT UNDERSTOOD: x² + y² = 25 does not hold at y = 5 and x = 3, so nothing moves along it there"
    )


def test_how_a_slope_along_an_equation_was_read_is_told():
    """Each reading says what moves with what."""
    rows = check_worksheet("x + y = 10\nA = x y\ndA/dx = 10 - 2x\ndA/dx = y\ndy/dx = -1").rows[-3:]
    assert [row.notes for row in rows] == [
        ("dA/dx is taken along x + y = 10, where y moves with x",),
        ("dA/dx is taken with y held, which x + y = 10 moves",),
        ("dy/dx is read as -F_x/F_y, along x + y = 10",),
    ]


def test_what_an_unproved_condition_leaves_open_is_not_called_wrong():
    """x^x (ln x + 1) is dy/dx where ln y = x ln x; whether that is proved, agrees or is left open, it is not wrong."""
    assert kinds("ln y = x ln x\ndy/dx = y(ln x + 1) = x^x (ln x + 1)") != [Kind.WRONG]


def test_words_of_three_letters_are_products_where_one_of_them_is_differentiated():
    """U = mgh, where h moves; a Greek letter that is spelled out is none."""
    report = check_worksheet("U = mgh\ndU/dh = mg")
    assert report.ok
    assert "mgh is read as m*g*h" in report.rows[-2].notes
    assert not check_worksheet("U = 2 eta\ndU/dt = 0").ok


# ── rules, tables of them, points, and what stands around a solution ─────────────────────────────


@pytest.mark.parametrize(
    ("sheet", "count"),
    [
        ("d/dx x^n = n x^(n-1)\nd/dx sin x = cos x\nd/dx a^x = a^x ln a\nd/dx tan x = sec² x", 4),
        ("(x²)' = 2x\n(sin x)' = cos x", 2),
        ("d/dx [x² sin x] = 2x sin x + x² cos x\nd²/dx² x³ = 6x\n∂/∂x (x² y) = 2xy", 3),
        ("| f(x) | f'(x) |\n|------|-------|\n| x²   | 2x    |\n| sin x | cos x |", 2),
        ("f(x)\tf'(x)\nx^2\t2x\nsin x\tcos x", 2),
        ("| y | dy/dt |\n|---|---|\n| t^3 | 3t^2 |", 1),
        ("x^2 + y^2 = 25\nat (3, 4): dy/dx = -3/4\ndy/dx = -4/3 at (4, 3)", 2),
        ("f(x, y) = x² + y²\n(a) ∇f = (2x, 2y)\n(b) at (1, 0): ∇f = (2, 0)\n∂f/∂x = 6 at (3, 1)", 3),
        ("f(x) = x³ - 3x\ntangent at x = 2:\nf(2) = 2\nf'(2) = 9", 2),
        ("Solution.\ny = 3x^2 - 5x + 2\ndy/dx = 6x - 5\nCheck: dy/dx = 7 at x = 2\nQED", 2),
        ("v = u + at\na = dv/dt", 1),
        ("a = dv/dt\nv = u + a t", 1),
        ("PV = nRT\nP = nRT/V\n∂P/∂V = -nRT/V²", 2),
        ("r(t) = 2t + 1\nV = (4/3)πr³\ndV/dt = 4πr²·2 = 8πr²", 1),
        ("R = ρL/A\ndR/dA = -ρL/A²", 1),
        ("q = D(p)\nD(p) = 100 - 2p\ndq/dp = -2\nε = p/q · dq/dp = p D'(p)/q", 2),
        ("U(x,y) = x^a y^b\nMRS = U_x/U_y = a y/(b x)", 1),
        ("L = xy + λ(10 - x - 2y)\nL_x = y - λ\nL_y = x - 2λ", 2),
        ("v = V_max S/(K_m + S)\ndv/dS = V_max K_m/(K_m + S)²", 1),
        ("f(x)=2x³−5x+1\nf′(x)=6x²−5\nf″(x)=12x\nf‴(x) = 12", 3),
    ],
)
def test_what_textbooks_write_around_derivatives_is_read(sheet, count):
    """Rules without a formula, their tables, points without names, and what is defined by its own derivative."""
    assert all_right(sheet, count)


@pytest.mark.parametrize(
    "sheet",
    [
        "d/dx x^n = n x^n",
        "d/dx arctan x = 1/(1+x)",
        "(x²)' = x",
        "| f(x) | f'(x) |\n|------|-------|\n| e^x | 2e^x |",
        "x^2 + y^2 = 25\ndy/dx = 3/4 at (3, 4)",
        "f(x, y) = x² + y²\n∇f = (2, 1) at (1, 0)",
        "v = u + at\na = 2 dv/dt",
        "f(x) = x³\nf″(x) = 3x",
    ],
)
def test_and_what_is_wrong_there_is_called_wrong(sheet):
    """A rule with another exponent, another entry of a table, another point."""
    assert kinds(sheet)[-1] is Kind.WRONG


def test_a_point_without_names_is_asked_for_them_where_they_could_be_several():
    """f(x, y) and g(u, v): whose coordinates are (3, 1)?"""
    row = check_worksheet("f(x, y) = x² + y²\ng(u, v) = u v\n∂f/∂x = 6 at (3, 1)").rows[-1]
    assert row.verdict.sentence == ("NOT UNDERSTOOD: (3, 1) gives values to which names? write (x, y) = (...)")
    assert check_worksheet("f(x, y) = x² + y²\ng(u, v) = u v\n∂f/∂x = 6 at (x, y) = (3, 1)\ndg/du = v").ok


def test_a_wrong_matrix_on_paper_is_told_and_no_operation_of_paper_is_taken_for_a_name():
    """The search for the one thing to be written otherwise went through names that are none, and raised."""
    sheet = "x = [1, 2]\nW = [[1, 2], [3, 4]]\nz = W x\nL = ½‖z‖²\n∂L/∂x = Wᵀ z\n∂L/∂W = x zᵀ"
    assert [kind.passes for kind in kinds(sheet)[-2:]] == [True, False]
