"""Whole pieces of code as they are pasted: dictionaries, functions nobody calls, classes, loops of training."""
# ruff: noqa: N806  # matrices are called by capital letters

import numpy as np
import pytest

from autograd_core import Value, check, label_all
from autograd_core.verify import Kind, check_worksheet


def values(*shape, seed):
    """An array of Values."""
    return np.vectorize(Value, otypes=[object])(np.random.default_rng(seed).normal(size=shape).round(2))


@pytest.fixture(scope="module")
def layer():
    """L = Σ ((relu(x w + b) + 1) c)², with the data c handed in by name."""
    x, w, b = values(3, 2, seed=1), values(2, 2, seed=2), values(2, seed=3)
    c = np.array([[1.0, -2.0], [0.5, 1.0], [2.0, 3.0]])
    z = x @ w + b
    out = np.vectorize(lambda v: v.relu(), otypes=[object])(z)
    L = (((out + 1) * c) ** 2).sum().named("L")
    label_all({"x": x, "w": w, "b": b, "z": z, "out": out})
    return L, {"x": x, "w": w, "b": b, "z": z, "out": out, "c": c}


RIGHT = {
    "a function that nothing calls": """
def backward(dout, cache):
    x, w, b = cache
    dx = None
    dz = dout * (z > 0)
    dx = dz @ w.T
    dw = x.T @ dz
    db = dz.sum(axis=0)
    return dx, dw, db""",
    "a class": """
import torch
class LayerFunction(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, w, b):
        y = x @ w + b
        ctx.save_for_backward(x, w, y)
        return y.clamp(min=0)
    @staticmethod
    def backward(ctx, grad_out):
        x, w, y = ctx.saved_tensors
        grad_z = grad_out.clone()
        grad_z[y < 0] = 0
        grad_x, grad_w, grad_b = grad_z.mm(w.t()), x.t().mm(grad_z), grad_z.sum(0)
        return grad_x, grad_w, grad_b""",
    "methods of a network": """
class Net:
    def relu_slope(self, z):
        return (z > 0).astype(float)
    def backward(self):
        delta = self.dout * self.relu_slope(self.z)
        self.grads = {'w': self.x.T @ delta, 'b': np.sum(delta, axis=0)}
        self.dx = delta.dot(self.w.T)""",
    "a dictionary of gradients": """
grads = {}
dz = 2 * (out + 1) * c**2 * (z > 0)
grads['w'] = x.T @ dz
grads['b'] = dz.sum(0)
more = {'dx': dz @ w.T}""",
    "dictionaries in a loop": """
params = {'w': w, 'b': b}
slopes = {}
slopes['w'], slopes['b'] = x.T @ (dout * (z > 0)), (dout * (z > 0)).sum(0)
for name in ['w', 'b']:
    params[name] -= 0.1 * slopes[name]""",
    "functions of one line": """
slope = lambda t: (t > 0).astype(float)
dz = dout * slope(z)
dw = x.T @ dz""",
    "a training loop": """
for epoch in range(1000):
    z = x @ w + b
    out = np.maximum(z, 0)
    L = np.sum(((out + 1) * c)**2)
    if epoch % 100 == 0:
        print(f'{epoch}: {L}')
    dz = 2 * (out + 1) * c**2 * (z > 0)
    dw, db = x.T @ dz, dz.sum(axis=0)
    for p, dp in zip([w, b], [dw, db]):
        p -= 0.01 * dp
assert dw.shape == w.shape""",
    "a loop of torch": """
parameters = [w, b]
for p in parameters:
    p.requires_grad = True
for i in range(200000):
    z = x @ w + b
    for p in parameters:
        p.grad = None
    w.grad.zero_()
    L.backward()
    lr = 0.1 if i < 100000 else 0.01
    for p in parameters:
        p.data += -lr * p.grad
    if i % 10000 == 0:
        print(f'{i:7d}/{200000}: {L.item():.4f}')
    losses.append(L.log10().item())
    break""",
    "rounds that are left early": """
db = np.zeros(2)
for i in range(10):
    if i >= 3:
        break
    for j in range(2):
        if z[i, j] < 0:
            continue
        db[j] += dout[i, j]""",
    "a mask set in place": """
dz = dout.copy()
dz[z <= 0] = 0
db = dz.sum(axis=0)
np.clip(db, -100, 100, out=db)""",
}


@pytest.mark.parametrize("what", RIGHT)
def test_right_code_passes_as_it_stands(layer, what):
    """Every line is read, and every derivative is right."""
    L, names = layer
    report = check(L, RIGHT[what], names=names)
    assert report.ok, report
    assert report.judged


SLIPS = [
    ("a function that nothing calls", " * (z > 0)", "", 5),
    ("a class", "grad_z[y < 0] = 0", "pass", 12),
    ("a class", "x.t().mm(grad_z)", "grad_z.t().mm(x)", 14),
    ("methods of a network", "(z > 0).astype", "(z < 0).astype", 7),
    ("a dictionary of gradients", "x.T @ dz", "x.T @ dz / 3", 4),
    ("a dictionary of gradients", "{'dx': dz @ w.T}", "{'dx': dz @ w}", 6),
    ("dictionaries in a loop", "-= 0.1", "+= 0.1", 6),
    ("functions of one line", "(t > 0)", "(t < 0)", 3),
    ("a training loop", "dz.sum(axis=0)", "dz.mean(axis=0)", 9),
    ("a training loop", "p -= 0.01", "p += 0.01", 11),
    ("rounds that are left early", "continue", "pass", 9),
    ("a mask set in place", "dz[z <= 0] = 0", "dz[z <= 0] = 1", 3),
]


@pytest.mark.parametrize(("what", "right", "slip", "line"), SLIPS)
def test_a_slip_is_found_where_it_stands(layer, what, right, slip, line):
    """One change, and that line or one that follows from it is wrong, none before."""
    L, names = layer
    assert right in RIGHT[what]
    report = check(L, RIGHT[what].replace(right, slip), names=names)
    wrong = [int(row.claim.split()[1]) for row in report.rows if row.verdict.kind is Kind.WRONG]
    assert wrong, report
    assert min(wrong) == line, report


def test_names_that_share_an_array_change_together(layer):
    """dz = dout is the same array, as in Python: a mask set through one name changes what the other one gives."""
    L, names = layer
    own = (
        "dz = dout{}\ndz[z <= 0] = 0\ndx = dz @ w.T\ndw = x.T @ dz\ng = dout.sum()\nL = (((out + 1)*c)**2).sum() + 0*g"
    )
    for how in ("", ".copy()"):
        assert check(L, own.format(how), names=names).ok
    later = "dz = dout{}\ndz[z <= 0] = 5\nb.grad = (dout * (z > 0)).sum(0)\nw.grad = x.T @ dout"
    kinds = [row.verdict.kind for row in check(L, later.format(""), names=names).rows[2:]]
    assert kinds == [Kind.PROVEN, Kind.WRONG]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("db = sum(dz)", "db = np.sum(dz)"),
        ("db = sum([row for row in dz])", "db = sum(dz.T)"),
        ("dw = x.transpose(1, 0) @ dz", "dw = (x.transpose(1, 0) @ dz).T"),
        ("dx = (w @ dz.T).swapaxes(0, 1)", "dx = w @ dz.T"),
        ("a, c = np.split(dz, 2, axis=1)\ndb = np.hstack([a.sum(0), c.sum(0)])",
         "a, c = np.split(dz, 2, axis=1)\ndb = np.hstack([c.sum(0), a.sum(0)])"),
        ("a, c = torch.split(dz, 1, dim=1)\ndb = torch.cat([a.sum(0), c.sum(0)])",
         "a, c = torch.split(dz, [1, 1], dim=1)\ndb = torch.cat([c.sum(0), a.sum(0)])"),
        ("dx = torch.max(dz, dim=1)[0].unsqueeze(1) * 0 + dz @ w.T",
         "dx = torch.max(dz, 1).values.unsqueeze(1) + dz @ w.T"),
        ("db = np.pad(dz, ((1, 0), (0, 0))).sum(axis=0)", "db = np.pad(dz, 1).sum(axis=0)"),
        ("db = np.cumsum(dz, axis=0)[-1]", "db = np.cumsum(dz, axis=0)[0]"),
        ("db = dz.sum(0)*(np.argmax(z[:, 0]) >= 0)", "db = dz.sum(0)*np.sum(z > 0)"),
    ],
)  # fmt: skip
def test_functions_mean_what_their_library_says(layer, right, wrong):
    """Rows that are added, axes that are turned, parts that are cut: as Python, numpy and torch have them."""
    L, names = layer
    begin = "dz = dout * (z > 0)\n"
    names = {name: thing for name, thing in names.items() if name != "c"}
    assert check(L, begin + right, names=names).ok
    assert any(row.verdict.kind is Kind.WRONG for row in check(L, begin + wrong, names=names).rows)


ASKED = {
    "dw = x.transpose(0, 1) @ dz": "column 6: x.transpose(0, 1) swaps the axes in torch and leaves them in numpy: "
    "write x.T",
    "dw = x.max(1)[0] * dz": "column 6: x.max(1)[0] is the first number in numpy, and in torch all of them: write "
    "which library is meant, as np.max(x, axis=1)[0] or torch.max(x, dim=1)[0]",
    "dw = x.repeat(2) @ dz": "column 6: x.repeat(2) is np.tile(x, 2) in torch and np.repeat(x, 2) in numpy: write "
    "which",
    "dw = dz.astype(int)": "column 6: astype(int) cuts digits off, and what is left has no derivative",
    "dw = [1]*2.5": "column 6: a list is repeated a whole number of times; of arrays, write np.array([...])",
    "dw = [1] + dz": "column 6: a list is joined to a list: write np.concatenate, or np.array([...]) + x",
    "dw = [[0]*2]*2": "column 6: this repeats one and the same row, so that all of them change together: write "
    "[[0] * n for _ in range(m)]",
    "q = {'a': 1}\ndw = dz * q['b']": "column 11: there is no entry 'b'; there is 'a'",
}


@pytest.mark.parametrize("line", ASKED)
def test_what_the_libraries_read_differently_is_asked_about(layer, line):
    """A line that numpy and torch read in two ways, or that has no derivative, says so with its column."""
    L, names = layer
    report = check(L, f"dz = dout * (z > 0)\n{line}", names=names)
    asked = [row.verdict.words for row in report.rows if row.verdict.kind is Kind.NOT_UNDERSTOOD]
    assert asked == [ASKED[line]], report


@pytest.mark.slow
def test_a_wide_layer_is_proved_whatever_its_activation():
    """2,500 derivatives of one layer are proved as one claim, over relu with what they hang on; a slip is wrong."""
    rng = np.random.default_rng(0)
    X, Y, W = rng.normal(size=(4, 50)), rng.normal(size=(4, 50)), values(50, 50, seed=1)
    for activation, slope in ((np.tanh, "(1 - h**2)"), (np.vectorize(lambda a: a.relu(), otypes=[object]), "(h > 0)")):
        h = activation(X @ W)
        L = (((h - Y) ** 2).sum() / 8).named("L")
        names = {"X": X, "Y": Y, "W": W, "h": h}
        label_all({"W": W, "h": h})
        text = f"dh = (h - Y)/4\ndz = dh*{slope}\ndW = X.T @ dz"
        row = check(L, text, names=names).rows[-1]
        assert row.verdict.kind is Kind.PROVEN, row.verdict
        assert row.verdict.words.startswith(", in all 2,500 entries")
        assert check(L, text.replace("X.T", "2*X.T"), names=names).rows[-1].verdict.kind is Kind.WRONG


@pytest.fixture(scope="module")
def mean_of_examples():
    """J = mean over four examples of cross-entropy, a column an example, and one row of weights."""
    X, Y = np.random.default_rng(1).normal(size=(3, 4)).round(2), np.array([[1, 0, 0, 1]])
    W, b = values(1, 3, seed=2), values(1, 1, seed=3)
    Z = W @ X + b
    A = np.vectorize(lambda v: v.sigmoid(), otypes=[object])(Z)
    J = (-(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum() / 4).named("J")
    label_all({"W": W, "b": b, "Z": Z, "A": A})
    return J, {"X": X, "Y": Y, "W": W, "b": b, "Z": Z, "A": A, "m": 4}


def test_a_derivative_of_the_sum_where_the_loss_is_a_mean(mean_of_examples):
    """dZ = A - Y is m times dJ/dZ, as one course writes it: a name of its own where the gradients divide by m."""
    J, names = mean_of_examples
    right = "dZ = A - Y\ndW = (1/m) * dZ @ X.T\ndb = (1/m) * np.sum(dZ, axis=1, keepdims=True)"
    report = check(J, right, names=names)
    assert report.ok
    words = "DEFINITION: dZ is 4 times dJ/dZ, a name of its own; what is computed from it is right"
    assert report.rows[0].verdict.sentence == words
    turned = "dZ = (A - Y).T/m\ndW = (X @ dZ).T\ndb = dZ.sum(keepdims=True)"
    assert "dZ is dJ/dZ transposed" in check(J, turned, names=names).rows[0].verdict.words
    for slip in (right.replace("(1/m) * np", "np"), right.replace("A - Y", "Y - A"), right.partition("\n")[0]):
        report = check(J, slip, names=names)
        assert report.rows[0].verdict.kind is Kind.WRONG
        assert not report.ok


def test_rows_that_were_looked_up(layer):
    """Of an array that holds a node twice the places are not told apart; what is added up for each node is judged."""
    C, ix = values(3, 2, seed=4), np.array([0, 2, 0])
    e = C[ix]
    L = (np.tanh(e) * np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])).sum().named("L")
    label_all({"C": C})
    names = {"C": C, "e": e, "ix": ix, "k": np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])}
    right = "de = k * (1 - np.tanh(e)**2)\ndC = np.zeros_like(C)\nfor i in range(3):\n    dC[ix[i]] += de[i]"
    assert check(L, right, names=names).ok
    assert check(L, right.partition("\ndC")[0] + "\ndC = np.zeros_like(C)\nnp.add.at(dC, ix, de)", names=names).ok
    for line, slip in (("+=", "="), ("k * ", ""), ("1 - ", "")):
        assert any(row.verdict.kind is Kind.WRONG for row in check(L, right.replace(line, slip), names=names).rows)
    assert not check(L, right.partition("\n")[0], names=names).ok


def test_a_sheet_in_code_may_hold_dictionaries_and_functions_of_one_line():
    """What a worksheet in code computes with them is judged as without them."""
    sheet = "x = 0.5\nw = 0.4\nkeep = {'x': x}\nsquare = lambda t: t**2\ny = w*keep['x']\nL = square(y)\n"
    if_shape = "q = np.ones((3, 2))\nif q.shape == (3, 2):\n    dy = 2*y\ndw = dy*x\n"
    assert check_worksheet(sheet + if_shape).ok
    assert not check_worksheet(sheet + if_shape.replace("dy*x", "dy*w")).ok
