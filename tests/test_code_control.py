"""Loops, functions, branches, lists, einsum and spreads in lines of Python: gone through, and nothing is run."""
# ruff: noqa: N806  # matrices are called by capital letters

import numpy as np
import pytest

from autograd_core import Value, check, label_all, ops
from autograd_core.verify import Kind


def values(*shape, seed):
    """An array of Values."""
    return np.vectorize(Value, otypes=[object])(np.random.default_rng(seed).normal(size=shape))


@pytest.fixture(scope="module")
def mean_square():
    """J = ⅛‖X W + b - Y‖², four examples."""
    X, W, b, Y = (values(*shape, seed=10 + i) for i, shape in enumerate([(4, 3), (3, 2), (2,), (4, 2)]))
    Z = X @ W + b
    J = (np.sum((Z - Y) ** 2) / 8).named("J")
    label_all({"X": X, "W": W, "b": b, "Y": Y, "Z": Z})
    return J


RIGHT = {
    "a function that returns three": """
def backward(Z, Y, X):
    '''the gradients of a layer'''
    m = Z.shape[0]
    dZ = (Z - Y)/m
    return dZ, X.T @ dZ, dZ.sum(axis=0)
dZ, dW, db = backward(Z, Y, X)""",
    "functions of functions, defaults and names": """
def off(a, b, m=4):
    return (a - b)/m
def weights(x, *, d):
    return x.T @ d
dW = weights(X, d=off(Z, Y))
db = off(Z, b=Y, m=2).sum(0)/2""",
    "examples one by one": """
dW = np.zeros((3, 2))
db = np.zeros(2)
for x, z, y in zip(X, Z, Y):
    d = (z - y)/4
    dW += np.outer(x, d)
    db += d""",
    "entries of entries": """
dW = np.zeros((3, 2))
for i in range(3):
    for j in range(2):
        dW[i][j] = sum(X[n, i]*(Z[n, j] - Y[n, j]) for n in range(4))/4""",
    "a list that grows": """
rows = []
for i, z in enumerate(Z):
    rows.append((z - Y[i])/4)
dZ = np.stack(rows)""",
    "a list made at once": "dZ = np.array([(z - y)/4 for z, y in zip(Z, Y)])",
    "from the last to the first": """
db = np.zeros(2)
for i in reversed(range(4)):
    if i == 3:
        db = (Z[i] - Y[i])/4
    else:
        db += (Z[i] - Y[i])/4""",
    "einsum": "dW = np.einsum('ni,nj->ij', X, (Z - Y)/4)\ndb = torch.einsum('nj->j', (Z - Y)/4)",
    "einsum without an arrow": "dX = np.einsum('nj,oj', Z - Y, W)/4",
    "nothing recorded": "with torch.no_grad():\n    db = (Z - Y).mean(0)",
}


@pytest.mark.parametrize("what", RIGHT)
def test_code_that_repeats_and_calls_is_judged(mean_square, what):
    """What loops and functions come to at the end is judged, array by array."""
    report = check(mean_square, RIGHT[what])
    assert not [row for row in report.rows if row.verdict.kind is Kind.NOT_UNDERSTOOD], report
    judged = [row for row in report.rows if row.verdict.kind not in (Kind.DEFINITION, Kind.QUESTIONED)]
    assert judged
    assert all(row.verdict.kind.passes for row in judged), report


@pytest.mark.parametrize("what", [what for what in RIGHT if "/4" in RIGHT[what]])
def test_a_slip_within_a_loop_or_a_function_is_found(mean_square, what):
    """The same code without a division is wrong, wherever the division stands."""
    report = check(mean_square, RIGHT[what].replace("/4", ""))
    assert any(row.verdict.kind is Kind.WRONG for row in report.rows), report


def test_what_a_loop_gave_before_it_was_refused_is_not_judged(mean_square):
    """A loop that cannot be read to its end gives nothing, and what it added to is told to be unread."""
    report = check(mean_square, "db = ((Z - Y)/4).sum(0)\nfor i in range(3):\n    db = db*2\n    q = nix(db)")
    assert [row.verdict.kind for row in report.rows] == [Kind.DEFINITION, Kind.NOT_UNDERSTOOD]
    assert "a later line of it could not be read" in str(report)


def test_a_function_that_nothing_calls_is_pointed_out(mean_square):
    """Its lines are judged where it is called, so they would be judged nowhere."""
    report = check(mean_square, "def backward():\n    db = 7\ndb = ((Z - Y)/4).sum(0)")
    assert report.rows[0].verdict.sentence == "DEFINITION?: backward is a function, and nothing calls it"
    assert not report.ok


def test_entries_of_an_array_that_lines_began_are_given_one_by_one(mean_square):
    """dW[0][1] = ... after dW = np.zeros(...) gives an entry of it, and what is left at 0 is wrong."""
    report = check(mean_square, "dW = np.zeros((3, 2))\ndW[0][0] = X[:, 0] @ (Z - Y)[:, 0]/4")
    assert report.rows[-1].verdict.words.startswith("1 of 6 entries are right")


@pytest.fixture(scope="module")
def normalised():
    """The mean of cubes of five numbers, normalised."""
    x = values(5, seed=3)
    xh = (x - x.sum() / 5) / ((((x - x.sum() / 5) ** 2).sum() / 5) + 1) ** 0.5
    L = (np.sum(xh**3) / 3).named("L")
    label_all({"x": x, "xh": xh})
    return L


@pytest.mark.parametrize(
    "root",
    [
        "np.sqrt(np.var(x) + 1)",
        "torch.sqrt(torch.var(x, unbiased=False) + 1)",
        "np.sqrt(x.var(ddof=0) + 1)",
        "np.sqrt(0.8*x.var(dim=0) + 1)",
        "np.sqrt(np.std(x)**2 + 1)",
        "np.sqrt(0.8*torch.std(x)**2 + 1)",
    ],
)
def test_spreads_are_those_of_the_library(normalised, root):
    """var and std divide by n in numpy, and by n - 1 in torch."""
    line = f"dx = (xh**2 - (xh**2).mean() - xh*(xh**3).mean())/{root}"
    assert check(normalised, line).ok
    assert not check(
        normalised, line.replace("np.var", "torch.var").replace("torch.std", "np.std").replace("+ 1", "+ 2")
    )


def test_a_spread_of_no_library_is_asked_about(normalised):
    """x.var() alone could be numpy's or torch's, and following the hint works."""
    line = "dx = (xh**2 - (xh**2).mean() - xh*(xh**3).mean())/np.sqrt({} + 1)"
    verdict = check(normalised, line.format("x.var()")).rows[0].verdict
    assert verdict.kind is Kind.NOT_UNDERSTOOD
    assert "write np.var(x, axis=0), or torch.var(x, dim=0)" in str(verdict)
    assert check(normalised, line.format("np.var(x, axis=0)")).ok


REFUSED = {
    "t = 0\nwhile t < 1:\n    dw = 1": "loops go round at most 1,000 times",
    "for i in range(2):\n    pass\nelse:\n    dw = 1": "a loop without else is read",
    "def f(x):\n    return f(x)\ndw = f(1)": "functions call one another at most 12 deep",
    "def f(x):\n    return x\ndw = f()": "f needs x",
    "def f(*xs):\n    return 1\ndw = f(1)": "a function is read whose parameters have names",
    "dw = np.einsum('ij,jk', w, w)": "its array the shape",
    "dw = np.einsum('i,j,k->', w, w, w)": "einsum is read of one array or two",
    "dw = np.sum([i for i in range(10**6)])": "at most",
    "for i in range(400):\n    for j in range(400):\n        dw = 1": "loops go round at most 1,000 times",
    "hs.append(1)\ndw += 1": "append is read of a list that began with []",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_has_no_bound_or_no_meaning_is_refused(text):
    """Nothing runs on without end, and each refusal says why."""
    w = Value(0.5, label="w")
    report = check(ops.exp(w).named("y"), text)
    assert any(row.verdict.kind is Kind.NOT_UNDERSTOOD and REFUSED[text] in row.verdict.words for row in report.rows), (
        report
    )
