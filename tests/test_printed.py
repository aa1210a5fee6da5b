"""Floats that were printed and pasted: never WRONG where rounding explains their last digits, and no pass either."""

import random
from fractions import Fraction

import pytest

from autograd_core import Value, check
from autograd_core.verify import Kind, check_worksheet
from nn import lecture_network

SHEET = """
w = {w}; x = {x}; lr = 0.1
L = (w*x - 1)^2
L = {loss!r}
dL/dw = {slope!r}
w+ = {step!r}
w*x - 1 = {inner!r}
{inner!r} = w*x - 1
2*L*w = {product!r}
"""


def judged(draw, off=0.0):
    """The kinds of verdicts on a sheet whose numbers are what Python prints, each off by a share."""
    w, x = round(draw.uniform(-1, 1), 2), round(draw.uniform(-1, 1), 3)
    inner = w * x - 1
    slope = 2 * inner * x
    numbers = {
        "loss": inner**2,
        "slope": slope,
        "step": w - 0.1 * slope,
        "inner": inner,
        "product": 2 * inner**2 * w,
    }
    text = SHEET.format(w=w, x=x, **{name: number * (1 + off) for name, number in numbers.items()})
    return [row.verdict.kind for row in check_worksheet(text).rows if row.verdict.kind is not Kind.DEFINITION]


def test_what_python_prints_is_not_wrong():
    """Values, slopes, steps and equations, to all digits that Python prints: right or open, in every spelling."""
    draw = random.Random(5)
    found = [kind for _ in range(12) for kind in judged(draw)]
    assert set(found) == {Kind.CORRECT, Kind.UNDECIDED}


@pytest.mark.parametrize("off", [1e-13, 1e-9])
def test_what_rounding_does_not_explain_is_wrong(off):
    """The same numbers, off by more than rounding may come to."""
    draw = random.Random(5)
    assert {kind for _ in range(8) for kind in judged(draw, off)} == {Kind.WRONG}


def test_the_gradients_of_a_network_as_text():
    """Every gradient of the lecture's network as Python prints it: some are rounded in their last digit."""
    net = lecture_network()
    root = net["E_total"]
    root.backward()
    kinds = {
        check(root, {label: repr(node.grad)}).rows[0].verdict.kind for label, node in net.items() if label != "E_total"
    }
    assert kinds == {Kind.CORRECT, Kind.UNDECIDED}


@pytest.mark.parametrize("digits", [16, 17, 20])
def test_more_digits_than_python_prints(digits):
    """C and Fortran print 8.2167040564230798E-02, which is as good a float."""
    net = lecture_network()
    root = net["E_total"]
    root.backward()
    for label, node in net.items():
        if label != "E_total":
            row = check(root, f"∂E_total/∂{label} = {node.grad:.{digits - 1}E}").rows[0]
            assert row.verdict.kind in (Kind.CORRECT, Kind.UNDECIDED), row
            wrong = check(root, f"∂E_total/∂{label} = {node.grad * (1 + 1e-13):.{digits - 1}E}").rows[0]
            assert wrong.verdict.kind is Kind.WRONG


def test_the_words():
    """What is open says why, and what to write."""
    x = Value(0.2, label="x")
    row = check((x**3).named("y"), "dy/dx = 0.12000000000000002").rows[0]
    assert str(row.verdict) == (
        "UNDECIDED: right as what floats come to, not to the last digit of a text: write 0.120000000000"
    )
    exact = 3 * Fraction(0.2) ** 2
    assert abs(exact - Fraction("0.12000000000000002")) > Fraction(5, 10**18)  # so the text is not true as it stands
