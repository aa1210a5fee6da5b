"""Derivatives that are counted, several on one line, and equations at rounded numbers."""

import pytest

from autograd_core import Value, ops
from autograd_core.verify import check_worksheet
from autograd_core.verify.truth.enclosures import Enclosures


def kinds(sheet):
    """What the claims of a sheet are found to be."""
    return [row.verdict.kind.name for row in check_worksheet(sheet).rows if row.verdict.kind.name != "DEFINITION"]


@pytest.mark.parametrize("values", ["", "x = 3\n"])
def test_a_number_in_brackets_counts_derivatives(values):
    """f^{(3)} and f⁽⁴⁾ of a formula in one leaf, with and without its argument."""
    head = f"{values}f(x) = x^4\n"
    assert set(kinds(head + "f^{(3)}(x) = 24x\nf⁽³⁾ = 24x\nf^{(4)}(x) = 24\nf⁽²⁾(x) = 12x²")) <= {"PROVEN", "CORRECT"}
    assert kinds(head + "f^{(3)}(x) = 12x^2\nf⁽⁴⁾(x) = 12") == ["WRONG", "WRONG"]


def test_a_layer_is_no_order():
    """a⁽²⁾ is the value of a second layer where no a is known."""
    assert kinds("a⁽¹⁾ = 0.5\nw = 2\na⁽²⁾ = tanh(w a⁽¹⁾)\nda⁽²⁾/dw = (1 - a⁽²⁾²) a⁽¹⁾") == ["PROVEN"]


@pytest.mark.parametrize("line", ["dz/dx, dz/dy = {}, {}", "(dz/dx, dz/dy) = ({}, {})", "(∂z/∂x, ∂z/∂y) = ({}, {})"])
def test_two_derivatives_on_one_line(line):
    """Each of them is judged beside its own side."""
    sheet = f"x = 1\ny = 2\nz = x y + x\n{line}"
    assert kinds(sheet.format("y + 1", "x")) == ["PROVEN", "PROVEN"]
    assert kinds(sheet.format("y", "x")) == ["WRONG", "PROVEN"]


@pytest.mark.parametrize(
    ("r", "kind"), [("66.7", "CORRECT"), ("66.6", "WRONG"), ("66.67", "CORRECT"), ("66.66", "WRONG")]
)
def test_an_equation_holds_as_far_as_digits_of_leaves_go(r, kind):
    """R = 66.7 is what 1/R = 1/100 + 1/200 comes to, rounded."""
    assert kinds(f"A = 100\nB = 200\n1/R = 1/A + 1/B\nR = {r}\ndR/dA = R²/A²") == [kind, "PROVEN"]


def test_a_formula_that_is_a_number_ties_its_letters():
    """The can of volume 500: dS/dr along πr²h = 500, with values for r and without."""
    for r in ("", "r = 4\n"):
        can = f"V = πr²h\nV = 500\n{r}S = 2πr² + 2πrh\n"
        assert kinds(f"{can}dS/dr = 4πr - 1000/r²") == ["CONDITION", "PROVEN"]
        assert kinds(f"{can}dS/dr = 4πr - 500/r²") == ["CONDITION", "WRONG"]


def test_a_claim_about_one_formula_computes_no_other():
    """Of a sum of formulas only what stands beneath the one that is asked about is computed, and only once."""
    x = Value(0.5, label="x")
    a, b = (x * x).named("a"), ops.exp(x).named("b")
    truth = Enclosures(a + b)
    assert truth.value(a, 30) == 0.25
    assert b not in truth.values(30, a)
    assert truth.values(30, a) is truth.values(30)
    assert b in truth.values(30)
