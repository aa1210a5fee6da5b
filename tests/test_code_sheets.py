"""Worksheets in code: what is computed forwards, and the gradients by hand below it."""

import pytest

from autograd_core.verify import Kind, check_worksheet

LAYER = """
import numpy as np
x = np.array([0.5, -1.0])
W = np.array([[0.1, 0.4], [0.3, -0.2]])
b = np.zeros(2)
y = np.array([1.0, 0.0])
z = W @ x + b
h = np.tanh(z)
L = np.sum((h - y)**2)/2

dh = h - y
dz = (1 - h**2)*dh
dW = np.outer(dz, x)
db = dz
dx = W.T @ dz
W -= 0.1*dW
"""
SIGMOID = """
x, y = 3.0, -4.0
sigy = 1.0/(1 + math.exp(-y))   # the sigmoid
num = x + sigy
sigx = 1.0/(1 + math.exp(-x))
xpy = x + y
den = sigx + xpy**2
f = num/den
dnum = 1/den
dden = -num/den**2
dsigx = dden
dxpy = 2*xpy*dden
dx = dxpy
dy = dxpy
dx += (1 - sigx)*sigx*dsigx
dx += dnum
dsigy = dnum
dy += (1 - sigy)*sigy*dsigy
"""
SOFTMAX = """
def normal(s):
    e = np.exp(s)
    return e/e.sum(axis=1, keepdims=True)
x = np.array([[1.0, 2.0], [0.5, -1.0], [0.0, 3.0]])
t = np.array([0, 1, 1])
W = np.array([[0.1, 0.2], [0.3, -0.4]])
n = 3
s = x @ W
p = normal(s)
loss = -np.log(p[np.arange(n), t]).mean()
ds = p.copy()
ds[range(n), t] -= 1
ds /= n
dW = x.T @ ds
dx = ds @ W.T
"""
SEEDED = "w = 0.4\nx = 0.5\ny = w*x\nL = y**2\ndL = 1.0\ndy = 2*y*dL\ndw = x*dy\ndx = w*dy"


@pytest.mark.parametrize("text", [LAYER, SIGMOID, SOFTMAX, SEEDED])
def test_a_right_sheet_in_code_passes(text):
    """Every line is a definition or is judged to be right."""
    report = check_worksheet(text)
    assert report.ok, report
    assert sum(row.verdict.kind.passes and row.verdict.kind is not Kind.DEFINITION for row in report.rows) >= 2


@pytest.mark.parametrize(
    ("text", "right", "slip"),
    [
        (LAYER, "(1 - h**2)", "(1 - h)"),
        (LAYER, "np.outer(dz, x)", "np.outer(x, dz)"),
        (LAYER, "W -= 0.1", "W += 0.1"),
        (SIGMOID, "dden = -num", "dden = num"),
        (SIGMOID, "dx += dnum", ""),
        (SIGMOID, "(1 - sigy)*", ""),
        (SOFTMAX, "ds /= n", ""),
        (SOFTMAX, "ds @ W.T", "ds @ W"),
        (SOFTMAX, "t] -= 1", "t] += 1"),
        (SEEDED, "2*y*dL", "y*dL"),
        (SEEDED, "dx = w*dy", "dx = x*dy"),
    ],
)
def test_a_slip_in_a_sheet_in_code_is_found(text, right, slip):
    """One change in a line about gradients, and the sheet does not pass."""
    assert right in text
    report = check_worksheet(text.replace(right, slip))
    assert any(row.verdict.kind is Kind.WRONG for row in report.rows), report


def test_differentials_on_paper_are_no_code():
    """x = 2, dx = 0.01, y = x**2, dy = 2*x*dx defines a differential, as before."""
    report = check_worksheet("x = 2\ndx = 0.01\ny = x**2\ndy = 2*x*dx\ndy/dx = 2*x")
    assert [row.verdict.kind for row in report.rows] == [Kind.DEFINITION] * 4 + [Kind.PROVEN]


def test_what_cannot_be_computed_is_said():
    """A line that cannot be read, and a name that is given twice, are told with their line."""
    report = check_worksheet(LAYER.replace("np.tanh(z)", "np.nix(z)"))
    assert "no function is called 'nix'" in str(report)
    assert not report.ok
    report = check_worksheet(LAYER.replace("z = W", "b = b + 1.0\nz = W"))
    assert "b is given twice" in str(report)


def test_what_a_notebook_shows_between_its_lines_is_no_claim():
    """A name that stands alone, to be seen, and what the notebook is asked for are told as what they are."""
    shown = [
        "get_ipython().run_line_magic('matplotlib', 'inline')",
        "h",
        "dW, db",
        "dW[0]",
        "[h, L]",
        "L.data",
        "plt.plot(h)",
    ]
    lines = LAYER.strip().splitlines()
    for line in shown:
        rows = check_worksheet("\n".join([*lines[:-1], line])).rows
        assert str(rows[-1].verdict) == "DEFINITION: it gives nothing to a name"
        assert check_worksheet("\n".join([*lines[:8], line, *lines[8:]])).ok
    assert not check_worksheet("\n".join([*lines, "dW == 2*h"])).ok
