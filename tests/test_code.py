"""Lines of Python as claims: backpropagation in stages, over numbers and arrays, and nothing is run."""
# ruff: noqa: N806  # matrices are called by capital letters

import math

import numpy as np
import pytest

from autograd_core import Value, check, label_all, ops
from autograd_core.verify import Kind

PASS = (Kind.CORRECT, Kind.PROVEN, Kind.AGREES)


def by_line(report):
    """The verdicts by line."""
    return {int(row.claim.split()[1]): row.verdict.kind for row in report.rows}


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────


def neuron():
    w0, w1, w2 = (Value(x, label=f"w{i}") for i, x in enumerate((2.0, -3.0, -3.0)))
    x0, x1 = Value(-1.0, label="x0"), Value(-2.0, label="x1")
    dot = (w0 * x0 + w1 * x1 + w2).named("dot")
    return ops.sigmoid(dot).named("f")


NEURON = """
ddot = (1 - f)*f        # the gate
dx0 = w0*ddot
dx1 = w1 * ddot
dw0, dw1 = x0*ddot, x1*ddot
dw2 = 1.0*ddot
"""


def test_a_neuron_in_stages():
    """d<node> is the derivative towards the node, and each line is proved."""
    report = check(neuron(), NEURON)
    assert report.ok
    assert len(report.rows) == 6
    assert {row.verdict.kind for row in report.rows} == {Kind.PROVEN}


def test_a_slip_and_what_follows_from_it():
    """The line with the slip is told why; a line that uses it is told that it would be right without it."""
    report = check(neuron(), NEURON.replace("(1 - f)", "(1 + f)").replace("x1*ddot", "x0*ddot"))
    first = report.first_wrong
    assert first.claim == "line 2"
    assert "where f (1 - f) belongs" in first.suspects[0].sentence
    notes = {row.claim: row.notes for row in report.rows}
    assert notes["line 3"] == ("it would be right with the right ddot of line 2",)
    assert [row.notes[:1] for row in report.rows if row.claim == "line 5"][1] == (
        "with the right ddot of line 2 it is still wrong",
    )


def quotient():
    """(x + σ(y)) / (σ(x) + (x + y)²), all steps named."""
    x, y = Value(3.0, label="x"), Value(-4.0, label="y")
    num = (x + ops.sigmoid(y).named("sigy")).named("num")
    square = ((x + y).named("xpy") ** 2).named("xpysqr")
    den = (ops.sigmoid(x).named("sigx") + square).named("den")
    return (num * (1.0 / den).named("invden")).named("f")


QUOTIENT = """
sigy = 1.0 / (1 + math.exp(-y))
den = sigx + xpysqr
f = num * invden
dnum = invden
dinvden = num
dden = (-1.0 / (den**2)) * dinvden
dsigx = (1) * dden
dxpysqr = (1) * dden
dxpy = (2 * xpy) * dxpysqr
dx = (1) * dxpy
dy = (1) * dxpy
dx += ((1 - sigx) * sigx) * dsigx
dx += (1) * dnum
dsigy = (1) * dnum
dy += ((1 - sigy) * sigy) * dsigy
"""


def test_what_has_been_added_up_is_judged():
    """An accumulating line is judged by the sum at the end; the lines before say where."""
    report = check(quotient(), QUOTIENT)
    assert report.ok
    sentences = {row.claim: row.verdict.sentence for row in report.rows}
    assert sentences["line 11"] == sentences["line 13"] == "DEFINITION: dx so far; judged on line 14"
    assert report.rows[12].verdict.kind is Kind.PROVEN


@pytest.mark.parametrize(
    ("right", "wrong", "line", "note"),
    [
        ("dx += (1) * dnum\n", "", 13, "missing is the path over num"),
        ("dx += ((1 - sigx)", "dx = ((1 - sigx)", 14, "missing is the path over xpy"),
        ("* sigx) * dsigx", "+ sigx) * dsigx", 14, "line 13 is not the path over sigx"),
        ("dx += (1) * dnum", "dx += (1) * dxpy", 14, "line 14 adds a path a second time"),
    ],
)
def test_what_was_added_path_by_path(right, wrong, line, note):
    """A wrong sum is told by path: which is missing, and which line is none."""
    report = check(quotient(), QUOTIENT.replace(right, wrong))
    row = next(row for row in report.rows if row.verdict.kind is Kind.WRONG)
    assert (row.claim, row.notes[0]) == (f"line {line}", note)


def test_a_sum_that_is_used_too_early_is_wrong():
    """What is added after a line has used the name does not help that line."""
    a = Value(2.0, label="a")
    b = (a * a).named("b")
    c = (b * 3 + ops.exp(b)).named("c")
    right = "db = 3.0\ndb += np.exp(b)\nda = 2*a*db"
    early = "db = 3.0\nda = 2*a*db\ndb += np.exp(b)"
    assert check(c, right).ok
    assert by_line(check(c, early)) == {1: Kind.DEFINITION, 2: Kind.WRONG, 3: Kind.PROVEN}


@pytest.mark.parametrize(
    ("line", "passes"),
    [
        ("dw = np.cos(w*x) * x", True),
        ("dw = math.cos(w * x) * x", True),
        ("d_w = torch.cos(w*x)*x", True),
        ("w.grad = np.cos(w*x)*x", True),
        ("w.grad += x * np.cos(w*x)", True),
        ("grads['w'] = np.cos(w*x)*x", True),
        ("dy_dw = np.cos(w*x)*x", True),
        ("dw = np.sqrt(1 - np.sin(w*x)**2) * x", True),
        ("dw = np.where(x > 0, np.cos(w*x)*x, 0)", True),
        ("dw = np.cos(w*x) * x ** 2", False),
        ("dw = np.sin(w*x) * x", False),
        ("dw = -np.cos(w*x) * -x", True),
        ("dw = np.max(np.cos(w*x), 2) * x", False),
        ("dw = -torch.max(-torch.cos(w*x), dim=0) * x", True),
        ("dw = -torch.min(-torch.cos(w*x), dim=0) * x", True),
        ("dw = (np.exp(0) * np.cos(w*x)) * x", True),
    ],
)
def test_names_and_functions(line, passes):
    """The ways in which a line names a derivative and a function."""
    w, x = Value(0.5, label="w"), Value(2.0, label="x")
    y = ops.sin(w * x).named("y")
    report = check(y, line + "\ndx = np.cos(w*x) * w")
    assert report.ok is passes, report


def test_a_number_is_what_it_is():
    """A float that is written out is exact or rounded as everywhere: 1.0 does not pass for 1.04."""
    w = Value(1.0, label="w")
    y = (1.04 * w).named("y")
    assert check(y, "import numpy as np\ndw = 1.04").ok
    assert not check(y, "import numpy as np\ndw = 1.0").ok


def test_what_a_later_line_computes_of_constants_alone_is_judged():
    """A number without a name of the graph in it, whatever the name held before, is a number like any other."""
    w = Value(1.0, label="w")
    y = (math.e * w).named("y")
    assert check(y, "dw = 1\ndw = e").ok
    report = check(y, "dw = 1\ndw = e - 1")
    assert [row.verdict.kind.name for row in report.rows] == ["DEFINITION", "WRONG"], report


# ── arrays ───────────────────────────────────────────────────────────────────────────────────────


def values(array):
    return np.frompyfunc(lambda x: Value(float(x)), 1, 1)(array)


@pytest.fixture(scope="module")
def normalised():
    """A layer, batch normalisation, tanh, a layer, softmax and cross-entropy, with every step labelled."""
    rng = np.random.default_rng(1)
    n, X, Y = 4, rng.normal(size=(4, 3)), np.array([0, 2, 1, 2])
    W1, b1 = values(rng.normal(size=(3, 5)) / 2), values(rng.normal(size=5) / 9)
    bngain, bnbias = values(1 + rng.normal(size=(1, 5)) / 9), values(rng.normal(size=(1, 5)) / 9)
    W2, b2 = values(rng.normal(size=(5, 3)) / 2), values(rng.normal(size=3) / 9)
    hprebn = X @ W1 + b1
    bnmeani = hprebn.sum(0, keepdims=True) * (1 / n)
    bndiff = hprebn - bnmeani
    bndiff2 = bndiff**2
    bnvar = bndiff2.sum(0, keepdims=True) * (1 / (n - 1))
    bnvar_inv = (bnvar + 1e-5) ** -0.5
    bnraw = bndiff * bnvar_inv
    hpreact = bngain * bnraw + bnbias
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    counts = np.exp(logits)
    counts_sum = counts.sum(1, keepdims=True)
    counts_sum_inv = counts_sum**-1
    probs = counts * counts_sum_inv
    logprobs = np.log(probs)
    loss = (-logprobs[range(n), Y].mean()).named("loss")
    names = {name: thing for name, thing in locals().items() if name not in ("rng", "loss")}
    label_all(names)
    return loss, names


STAGES = """dlogprobs = np.zeros_like(logprobs)
dlogprobs[range(n), Y] = -1.0/n
dprobs = (1.0 / probs) * dlogprobs
dcounts_sum_inv = (counts * dprobs).sum(1, keepdims=True)
dcounts = counts_sum_inv * dprobs
dcounts_sum = (-counts_sum**-2) * dcounts_sum_inv
dcounts += np.ones_like(counts) * dcounts_sum
dlogits = counts * dcounts
dh = dlogits @ W2.T
dW2 = h.T @ dlogits
db2 = dlogits.sum(0)
dhpreact = (1.0 - h**2) * dh
dbngain = (bnraw * dhpreact).sum(0, keepdims=True)
dbnraw = bngain * dhpreact
dbnbias = dhpreact.sum(axis=0, keepdims=True)
dbndiff = bnvar_inv * dbnraw
dbnvar_inv = (bndiff * dbnraw).sum(0, keepdims=True)
dbnvar = (-0.5*(bnvar + 1e-5)**-1.5) * dbnvar_inv
dbndiff2 = (1.0/(n-1))*np.ones_like(bndiff2) * dbnvar
dbndiff += (2*bndiff) * dbndiff2
dhprebn = dbndiff.copy()
dbnmeani = (-dbndiff).sum(0)
dhprebn += 1.0/n * (np.ones_like(hprebn) * dbnmeani)
dW1 = X.T @ dhprebn
db1 = dhprebn.sum(0)
"""


def test_batch_normalisation_in_stages(normalised):
    """All arrays of a whole backward pass are right, with the data and indices handed in by name."""
    loss, names = normalised
    report = check(loss, STAGES, names=names)
    assert report.ok, report
    assert len(report.judged) == 21
    assert all(row.verdict.kind in PASS for row in report.judged)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ("dcounts += np.ones_like(counts) * dcounts_sum\n", "", 5),
        ("(1.0 - h**2)", "(1.0 - h)", 12),
        ("db2 = dlogits.sum(0)", "db2 = dlogits", 11),
        ("db2 = dlogits.sum(0)", "db2 = dlogits.sum(1)", 11),
        ("dbndiff += (2*bndiff)", "dbndiff += bndiff", 20),
        ("dbndiff += (2*bndiff)", "dbndiff = (2*bndiff)", 20),
        ("dbnmeani = (-dbndiff)", "dbnmeani = (dbndiff)", 22),
        ("1.0/n * (np.ones", "(np.ones", 23),
        ("**-1.5", "**-0.5", 18),
        ("-1.0/n", "1.0/n", 2),
        ("X.T @", "-X.T @", 24),
    ],
)
def test_one_slip_in_the_stages(normalised, right, wrong, line):
    """The first wrong line is the one with the slip, and later ones are told to follow from it."""
    loss, names = normalised
    assert right in STAGES
    report = check(loss, STAGES.replace(right, wrong), names=names)
    wrong_rows = [row for row in report.rows if row.verdict.kind is Kind.WRONG]
    assert wrong_rows[0].claim == f"line {line}"
    assert all(row.notes[0].startswith("it would be right with the right") for row in wrong_rows[1:])


def test_softmax_in_one_step(normalised):
    """probs with 1 taken off the right ones, and batch normalisation in one line."""
    loss, names = normalised
    code = """
    dlogits = F.softmax(logits, 1)
    dlogits[range(n), Y] -= 1
    dlogits /= n
    dhprebn = bngain*bnvar_inv/n * (n*dhpreact - dhpreact.sum(0) - n/(n-1)*bnraw*(dhpreact*bnraw).sum(0))
    """
    report = check(loss, "\n".join(line.strip() for line in code.splitlines()), names=names)
    assert report.ok, report
    assert not check(loss, "dlogits = F.softmax(logits, 1)\ndlogits[range(n), Y] += 1\ndlogits /= n", names=names).ok


def test_arrays_are_known_by_their_labels():
    """Without names, W stands for the labels W[0][0], ...; relu by a mask, np.outer, and an entry by its indices."""
    W = [[Value(0.3), Value(-0.8)], [Value(0.5), Value(0.1)], [Value(-0.2), Value(0.7)]]
    x = [Value(1.0), Value(0.25)]
    z = [ops.dot(row, x) for row in W]
    h = [ops.relu(a) for a in z]
    L = (h[0] * 2 + h[1] * 3 + h[2] ** 2).named("L")
    label_all({"W": W, "x": x, "z": z, "h": h})
    code = """dh = np.array([2, 3, 2*h[2]])
dz = dh.copy()
dz[z <= 0] = 0
dW = np.outer(dz, x)
dx = W.T @ dz
"""
    assert check(L, code).ok
    assert check(L, "W.grad = np.outer(dz, x)").ok
    assert check(L, code.replace("dz = dh.copy()\ndz[z <= 0] = 0", "dz = dh * (z > 0)")).ok
    transposed = check(L, code.replace("np.outer(dz, x)", "np.outer(x, dz)"))
    assert transposed.first_wrong.verdict.sentence.endswith("got (2, 3): transposed")
    assert not check(L, code.replace("dz[z <= 0] = 0", "dz[z >= 0] = 0")).ok


def test_derivatives_of_arrays_as_on_paper():
    """dL/dW = ... of an array is read as code, and on the right dL/dz is the derivative; lines stand as written."""
    W, x, b = [[Value(0.3), Value(-0.8)], [Value(0.5), Value(0.1)]], [Value(1.0), Value(0.25)], Value(0.3)
    z = [ops.dot(row, x) + b for row in W]
    h = [ops.tanh(a) for a in z]
    L = ops.sum([a * a for a in h]).named("L")
    label_all({"W": W, "x": x, "z": z, "h": h, "b": b})
    lines = [
        "dL/dh = 2*h",
        "dL/dz = dL/dh * (1 - h**2)",
        "dL/dW = np.outer(dL/dz, x)",
        "dL/dx = W.T @ dL/dz",
        "dL/db = np.sum(dL/dz)",
    ]
    report = check(L, "\n".join(lines))
    assert [row.verdict.kind for row in report.rows] == [Kind.PROVEN] * 5
    assert [row.claimed for row in report.rows] == lines
    assert all(check(L, line).ok for line in lines if line != lines[-1])
    wrong = check(L, "\n".join([*lines[:2], "dL/dW = np.outer(x, dL/dz)", "dL/db = np.sum(dL/dh)"]))
    assert [row.verdict.kind for row in wrong.rows[2:]] == [Kind.WRONG] * 2
    assert check(L, "dL/dW[0][1] = 2*h[0]*(1 - h[0]^2)*x[1]").ok  # on paper, as before
    assert check(L, "dE/dh = 2*h").rows[0].notes == ("E is read as L",)
    assert not check(L, "dq/dh = 2*h")  # q is nothing here


def test_a_step_of_gradient_descent():
    """w -= 0.1*dw is a step against the gradient, of one length; one that climbs, or goes elsewhere, is wrong."""
    W = [Value(0.5), Value(2.0), Value(-1.0)]
    y = (W[0] * W[1] + ops.exp(W[2]) * W[1]).named("y")
    label_all({"W": W})
    code = "dW = np.array([W[1], W[0] + np.exp(W[2]), W[1]*np.exp(W[2])])\nW -= 0.1 * dW\n"
    report = check(y, code)
    assert report.ok
    assert "a step of 0.1 against the gradient" in report.rows[1].verdict.sentence
    assert check(y, code.replace("W -= 0.1", "W += -0.1")).ok
    assert not check(y, code, learning_rate=0.2).ok
    assert check(y, code.replace("-=", "+=")).rows[1].verdict.words == "it climbs: the gradient times 0.1 is added"
    assert not check(y, code.replace("0.1 * dW", "0.1 * dW**2")).ok


def test_entries_by_themselves():
    """dW[0, 1] is the derivative towards that entry, where no line gives all of dW."""
    W = [[Value(0.5), Value(2.0)], [Value(1.0), Value(-1.0)]]
    y = (W[0][0] * W[0][1] + ops.exp(W[1][0])).named("y")
    label_all({"W": W})
    assert check(y, "dW[0, 1] = W[0][0]\ndW[1][0] = np.exp(W[1, 0])").ok
    assert check(y, "dW[0, 1] = W[0][1]\ndW[1][0] = np.exp(W[1, 0])").first_wrong.claim == "line 1"


def test_an_embedding_and_a_loop():
    """Rows of a table are added to as often as an index names them: in a loop, or by np.add.at, not by +=."""
    C = [[Value(0.1 * i + 0.3 * j) for j in range(2)] for i in range(3)]
    ix = [1, 0, 1]
    emb = [[x * 1 for x in C[i]] for i in ix]
    L = ops.sum([ops.tanh(x) * (k + 1) for k, row in enumerate(emb) for x in row]).named("L")
    label_all({"C": C, "emb": emb})
    start = "demb = (1 - np.tanh(emb)**2) * np.array([[1], [2], [3]])\ndC = np.zeros((3, 2))\n"
    names = {"ix": np.array(ix), "C": C}
    loop = start + "for k in range(3):\n    i = ix[k]\n    dC[i] += demb[k]\n"
    assert check(L, loop, names=names).ok, check(L, loop, names=names)
    assert check(L, start + "np.add.at(dC, ix, demb)\n", names=names).ok
    assert not check(L, start + "dC[ix] += demb\n", names=names).ok


@pytest.mark.slow
def test_a_step_of_an_lstm():
    """One step of an LSTM cell, gate by gate."""
    rng = np.random.default_rng(4)
    x, h0, c0 = values(rng.normal(size=3)), values(rng.normal(size=2)), values(rng.normal(size=2))
    Wx, Wh, b = values(rng.normal(size=(8, 3)) / 2), values(rng.normal(size=(8, 2)) / 2), values(rng.normal(size=8) / 2)
    sigmoid = np.frompyfunc(ops.sigmoid, 1, 1)
    a = Wx @ x + Wh @ h0 + b
    i, f, o, g = sigmoid(a[0:2]), sigmoid(a[2:4]), sigmoid(a[4:6]), np.tanh(a[6:8])
    c = f * c0 + i * g
    tc = np.tanh(c)
    h = o * tc
    L = (h * h).sum().named("L")
    label_all({k: v for k, v in locals().items() if k not in ("rng", "sigmoid", "L")})
    code = """dh = 2*h
do = dh*tc
dtc = dh*o
dc = dtc*(1 - tc**2)
df = dc*c0
di = dc*g
dg = dc*i
dc0 = dc*f
da = np.concatenate([di*i*(1-i), df*f*(1-f), do*o*(1-o), dg*(1-g**2)])
dWx = np.outer(da, x)
dWh = np.outer(da, h0)
db = da
dx = Wx.T @ da
dh0 = Wh.T @ da
"""
    report = check(L, code)
    assert report.ok, report
    for right, wrong, line in (("dc*g", "dc*i", 6), ("dg*(1-g**2)", "dg*(1-g)", 9), ("Wh.T @ da", "Wx.T @ da", 14)):
        report = check(L, code.replace(right, wrong, 1))
        row = next(row for row in report.rows if row.verdict.kind is Kind.WRONG)
        assert row.claim == f"line {line}"


def test_entries_that_the_graph_does_not_have():
    """What is computed from them is not judged, unless they are taken 0 times; the values can be handed in."""
    C = [[Value(0.1 * i + j) for j in range(2)] for i in range(3)]
    y = (C[0][0] * C[0][1] + ops.exp(C[2][0])).named("y")
    label_all({"C": C})
    sums = "s = C[1] @ C[2]\ndC = np.ones((3, 2)) * s"
    report = check(y, sums)
    assert report.rows[0].verdict.words == "s is not known"
    assert report.rows[1].verdict.words.startswith("it depends on entries that are not in the graph: hand them in")
    assert check(y, sums, names={"C": np.array(C)}).rows[1].verdict.kind is Kind.WRONG
    rows = "dC = np.zeros((3, 2))\ndC[0] = C[0, ::-1]\ndC[2, 0] = np.exp(C[2, 0]) + C[1] @ np.zeros(2)"
    assert check(y, rows).ok


def test_constants_that_were_rounded():
    """0.3333333333333333 is read as a third where that makes the line right, and the verdict says so."""
    w = [Value(2.0, label="w[0]"), Value(3.0, label="w[1]")]
    y = (w[0] ** 2 * w[1] / 3).named("y")
    words = "with constants as the fractions they were rounded from"
    line = "dw = np.array([2*w[0]*w[1]*0.3333333333333333, w[0]**2*{}])"
    assert words in check(y, line.format("0.3333333333333333")).rows[0].verdict.words
    assert not check(y, line.format("0.3333")).ok


def test_an_entry_at_a_kink():
    """An entry from which the way leads over a kink is not told wrong for following another convention."""
    w = [Value(0.0, label="w[0]"), Value(1.0, label="w[1]")]
    y = (ops.relu(w[0]) + w[1] ** 2).named("y")
    for convention in ("0*w[0]", "w[0] + 1"):
        row = check(y, f"dw = np.array([{convention}, 2*w[1]])").rows[0]
        assert row.verdict.kind is Kind.KINK
        assert [part.claim for part in row.parts] == ["dy/dw[0]"]


def test_right_at_these_numbers_only():
    """An array that is right at the recorded numbers and nowhere else does not pass."""
    w = [Value(2.0, label="w[0]"), Value(3.0, label="w[1]")]
    y = (w[0] ** 2 + w[1] ** 2).named("y")
    assert check(y, "dw = 2*w\ndy = np.ones_like(1)").rows[0].verdict.kind in PASS
    report = check(y, "dw = np.array([w[0]**2, 2*w[1]])")
    assert report.rows[0].verdict.kind is Kind.HERE


# ── what is not read ─────────────────────────────────────────────────────────────────────────────


REFUSED = {
    "dw = np.linalg.inv(w)": "column 6: no function is called 'inv' here",
    "dw = np.exp(q)": "column 13: nothing is named 'q' here",
    "dw = np.exp(w)(w)": "column 6: a function is called by its name",
    "dw = [np.exp(k) for k in w]": "column 26: a loop is read as: for i in range(n), or over a list or an array",
    "dw = np.exp(w) if w else 0": "column 19: a choice needs a comparison, such as i > 0; of arrays, "
    "np.where(condition, a, b)",
    "dw = np.exp(w) ^ 2": "column 6: this operator is not read; a power is written x**2",
    "dw = np.ones((10**6, 10**6)) @ w": "column 6: an array has at most 20,000 entries; this has 1,000,000,000,000",
    "dw = np.exp(w) * 2**10**10": "column 18: a constant is raised to powers up to 1,000",
    "dw = np.exp(w) * (10**15 * 10**15)": "column 19: whole numbers of Python lines stay below 2^53",
    "dw = np.exp(__import__(w))": "column 13: no function is called '__import__' here",
    "dw = w.__class__.mro() @ w": "column 6: nothing is called .__class__ here",
    "dw = np.exp(*w)": "column 6: arguments are written one by one",
    "dw = np.exp('a')": "column 13: 'a' is no number",
    "dw[0] = np.exp(w)": "column 1: dw is added to before a line gives it: begin with dw = 0",
    "dw += np.exp(w)": "column 1: dw is added to before a line gives it: begin with dw = 0",
    "np.exp(w)": "column 1: this line gives nothing to a name",
    "return np.exp(w)": "column 1: a return stands in a function; else end with the last line that gives something "
    "to a name",
    "while True: dw = np.exp(w)": "column 1: loops go round at most 1,000 times",
    "dw = w @ w": "column 6: @ is read between vectors and matrices; got the shapes () and ()",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_not_understood_is_said(line):
    """Nothing is skipped or run: each refusal names its column and, where there is one, the way to write it."""
    w = Value(0.5, label="w")
    y = ops.exp(w).named("y")
    report = check(y, line + "\nw.grad = np.exp(w)")
    assert report.rows[0].verdict.kind is Kind.NOT_UNDERSTOOD
    assert report.rows[0].verdict.words == REFUSED[line]
    assert not report.ok
    assert report.rows[-1].verdict.kind in PASS


HOSTILE = [
    "s = 'a'\n" + "s = s + s\n" * 60 + "dw = np.exp(w)",
    "s = 'a'\n" + "s = f'{s}{s}'\n" * 60 + "dw = np.exp(w)",
    "q = {}\nq['a'] = q\n" + "q = {'a': q, 'b': q}\n" * 60 + "dw = q",
    "xs = []\n" + "xs.append(xs)\n" * 60 + "dw = np.array(xs)",
    "dw = np.tile(np.ones(9), 10**9)",
    "dw = np.repeat(np.ones(9), 10**9)",
    "dw = np.repeat(np.ones(9), repeats=10**9)",
    "dw = np.pad(np.ones((9, 9)), 10**6)",
    "dw = np.broadcast_to(np.ones(1), (10**5, 10**5))",
    "dw = torch.ones(1).expand(10**9)",
    "dw = np.array_split(np.ones(9), 10**9)",
    "def f(x):\n  return f(x) + f(x)\ndw = f(1)",
    "f = lambda x: f(f(x))\ndw = f(1)",
    "def backward(w, n=10**9):\n  for i in range(n):\n    dw = w",
    "dw = " + "(" * 3000 + "np.exp(w)" + ")" * 3000,
    "dw = np.exp(w)" + " + w" * 2400,
    "dw = np.exp(w)\n" + "dw = dw @ dw\n" * 700,
    "x = np.ones((100, 100))\n" + "x = x @ x\n" * 500,
    "for i in range(10**9):\n    dw = np.exp(w)",
    "for i in range(900):\n  for j in range(900):\n    dw = np.exp(w)",
    "dw = np.arange(10**12)",
    "dw = " + "-" * 9000 + "np.exp(w)",
    "dw = np.exp(w)[" + "[" * 5000,
    "x = np.ones(20000)\n" + "x = np.concatenate([x, x])\n" * 300,
    "dw = np.exp(w) * " + "9" * 5000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_lines_are_refused(text):
    """Deep, long and growing lines are refused before they are computed."""
    w = Value(0.5, label="w")
    report = check(ops.exp(w).named("y"), text)
    assert not report.ok
    assert any(row.verdict.kind is Kind.NOT_UNDERSTOOD for row in report.rows)


def test_lines_compute_no_more_than_the_graph_allows():
    """An array that is doubled again and again is refused after some thousand numbers."""
    w = Value(0.5, label="w")
    report = check(ops.exp(w).named("y"), "x = np.ones((50, 50))*w\n" + "x = x + x\n" * 5)
    words = "column 5: lines about a graph of this size compute at most 6,040 numbers"
    assert words in str(report)


def test_loops_go_round_so_many_times_in_all():
    """Rounds are counted over all loops, one within another too."""
    w = Value(0.5, label="w")
    loops = "dw = 0\nfor i in range({}):\n    for j in range(2):\n        dw += 0\ndw += np.exp(w)"
    y = ops.exp(w).named("y")
    assert check(y, loops.format(333)).ok  # 333 rounds, and 2 within each
    assert "column 5: loops go round at most 1,000 times" in str(check(y, loops.format(334)))


def test_a_line_that_is_lost_does_not_take_others_along():
    """Where d<node> could not be read, later lines take it for what it should be."""
    report = check(neuron(), NEURON.replace("(1 - f)*f", "np.gate(f)*f"))
    assert by_line(report) == {2: Kind.NOT_UNDERSTOOD} | dict.fromkeys((3, 4, 5, 6), Kind.PROVEN)
    given_before = NEURON.replace("ddot = (1 - f)*f", "ddot = 5*f\nddot = np.gate(f)*f")
    report = check(neuron(), given_before)
    kinds = {2: Kind.DEFINITION, 3: Kind.NOT_UNDERSTOOD} | dict.fromkeys((4, 5, 6, 7), Kind.PROVEN)
    assert by_line(report) == kinds
    assert report.rows[0].verdict.words == "ddot so far; a later line of it could not be read"


def test_paper_and_code_side_by_side():
    """A line in paper notation among lines of Python is read as that."""
    report = check(neuron(), NEURON + "∂f/∂w0 = f (1 - f) x0\n")
    assert report.ok
    assert len(report.rows) == 7


def test_a_forward_line_whose_node_has_no_label():
    """A step that the graph does not label is a definition, used where its derivative is given."""
    x = Value(2.0, label="x")
    z = (x * x + 3 * x).named("z")
    report = check(z, "a = x*x\nda = 1.0\ndx = 2*x*da\ndx += 3\n")
    assert report.ok
    assert report.rows[1].verdict.words == "da is 1; no node is called a"


def test_names_of_ones_own():
    """What no node is called is a definition; one that nothing uses is pointed out."""
    report = check(neuron(), "s = 1 - f\nddot = s*f\ndw2 = ddot\nt = 3\n")
    assert [row.verdict.kind for row in report.rows] == [Kind.DEFINITION, Kind.PROVEN, Kind.PROVEN, Kind.QUESTIONED]
    assert math.isclose(float(report.rows[0].verdict.words.split()[-1]), 0.268941421)


def hidden_layer(chosen):
    """One relu layer of numbers that have few bits, and its backward pass with a mask."""
    x, w, b = (
        np.array([[0.5, -0.5], [1.0, 2.0], [-1.0, 0.5]]),
        np.array([[1.0, -2.0], [3.0, 1.0]]),
        np.array([0.25, -0.5]),
    )
    W, B = (np.vectorize(Value, otypes=[object])(array) for array in (w, b))
    A = x @ W + B
    H = chosen(A)
    L = ((H**2).sum() / 2).named("L")
    names = {"X": x, "W": W, "B": B, "A": A, "H": H}
    label_all({"W": W, "B": B})
    return L, names


MASKED = "A = X @ W + B\nH = np.maximum(A, 0)\ndH = H\ndA = dH*(A > 0)\ndW = X.T @ dA\ndB = dA.sum(axis=0)\n"


def test_values_that_a_choice_left_out_of_the_graph():
    """numpy's own maximum keeps no trace of the number it did not take: its value is judged all the same."""
    L, names = hidden_layer(lambda a: np.maximum(a, 0))
    assert by_line(check(L, "A = X @ W + B", names=names))[1] in PASS
    assert by_line(check(L, "A = X @ W - B", names=names))[1] is Kind.WRONG


def test_many_conditions_are_counted():
    """A proof that rests on the sign of every hidden number writes out the first of them."""
    L, names = hidden_layer(ops.relu)
    report = check(L, MASKED, names=names)
    assert all(kind is Kind.PROVEN for kind in by_line(report).values())
    words = report.rows[-1].verdict.words
    assert words.count(" > 0") + words.count(" < 0") == 4
    assert words.endswith(" and 2 more conditions hold")


@pytest.mark.parametrize("right", ["np.dot(w0, ddot)", "np.matmul(w0, ddot)", "np.outer(w0, ddot)[0, 0]"])
def test_numbers_in_functions_of_arrays_stay_formulas(right):
    """What np.dot makes of two Values depends on them still, and so is proved, not compared in its last bits."""
    report = check(neuron(), f"ddot = (1 - f)*f\ndx0 = {right}")
    assert [row.verdict.kind for row in report.rows] == [Kind.PROVEN] * 2
    assert not check(neuron(), f"ddot = (1 - f)*f\ndx0 = {right} * 1.0000001").ok


def test_labels_that_code_spells_in_ascii():
    """yhat1 and dyhat1 are about the node ŷ1 where one is called so, and sigma about σ."""
    w, x, t = Value(0.4, label="w"), Value(1.5, label="x"), Value(0.3, label="t")
    yhat = (w * x).tanh().named("ŷ1")
    L = ((yhat - t) ** 2 / 2).named("L")
    right = "dyhat1 = yhat1 - t\nds = dyhat1 * (1 - yhat1**2)\ndw = ds * x\n"
    assert by_line(check(L, right))[1] is by_line(check(L, right))[3] is Kind.PROVEN
    assert by_line(check(L, right.replace("1 - yhat1**2", "1 - yhat1")))[3] is Kind.WRONG
