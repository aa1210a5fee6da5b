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
