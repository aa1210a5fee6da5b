"""Functions as values, classes and their objects, while, try, lists and dictionaries in lines of Python."""
# ruff: noqa: N806  # matrices are called by capital letters

import numpy as np
import pytest

from autograd_core import Value, check, label_all
from autograd_core.verify import Kind


def values(*shape, seed):
    """An array of Values."""
    return np.vectorize(Value, otypes=[object])(np.random.default_rng(seed).normal(size=shape).round(2))


def network():
    """L = ¼‖tanh(X W1 + b1) W2 + b2 - y‖², four examples, with what its lines use."""
    X, y = (np.random.default_rng(seed).normal(size=shape).round(2) for seed, shape in ((1, (4, 2)), (2, (4, 2))))
    W1, b1, W2, b2 = values(2, 3, seed=3), values(3, seed=4), values(3, 2, seed=5), values(2, seed=6)
    a = X @ W1 + b1
    h = np.tanh(a)
    z = h @ W2 + b2
    L = (np.sum((z - y) ** 2) / 4).named("L")
    names = {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "a": a, "h": h, "z": z}
    label_all(names)
    return L, {**names, "X": X, "y": y}


LAYERS = """
class Linear:
    def __init__(self, W, b):
        self.W, self.b = W, b
    def __call__(self, x):
        self.x = x
        return x @ self.W + self.b
    def backward(self, g):
        self.dW = self.x.T @ g
        self.db = g.sum(axis=0)
        return g @ self.W.T

class Tanh:
    def __call__(self, x):
        self.out = np.tanh(x)
        return self.out
    def backward(self, g):
        return g * self.slope
    @property
    def slope(self):
        return 1 - self.out**2

layers = [Linear(W1, b1), Tanh(), Linear(W2, b2)]
out = X
for layer in layers:
    out = layer(out)
g = (out - y)/2
for layer in reversed(layers):
    g = layer.backward(g)
"""
RIGHT = {
    "objects with a forward and a backward": LAYERS,
    "functions handed over": """
dz = (z - y)/2
def through(f, g, x):
    return g*f(x)
slope = lambda a: 1 - a**2
da = through(slope, dz @ W2.T, h)
dW1 = X.T @ da
dW2 = np.stack(list(map(lambda column: column @ dz, h.T)))
db1, db2 = [np.sum(d, axis=0) for d in (da, dz)]""",
    "a function that returns a function": """
def affine(x, W, b):
    def back(g):
        return g @ W.T, x.T @ g, g.sum(0)
    return x @ W + b, back
a, back1 = affine(X, W1, b1)
out, back2 = affine(np.tanh(a), W2, b2)
dh, dW2, db2 = back2((out - y)/2)
_, dW1, db1 = back1(dh*(1 - np.tanh(a)**2))""",
    "dictionaries that go through others": """
params = {"W2": W2, "b2": b2}
grads = {k: np.zeros_like(v) for k, v in params.items()}
dz = (z - y)/2
grads["W2"] += h.T @ dz
grads["b2"] += dz.sum(0)
first = {"W1": X.T @ (dz @ W2.T*(1 - h**2)), "b1": (dz @ W2.T*(1 - h**2)).sum(0)}
grads = {**grads, **first}""",
    "while": """
dz = (z - y)/2
dW2, n = np.zeros((3, 2)), 0
while n < len(h):
    dW2 += np.outer(h[n], dz[n])
    n += 1""",
    "lists of numbers": """
dz = (z - y)/2
db2 = [0.0]*2
dW2 = [[0.0]*2 for _ in range(3)]
for n in range(4):
    for j in range(2):
        db2[j] += dz[n][j]
        for i in range(3):
            dW2[i][j] += h[n][i]*dz[n][j]""",
    "a list through two": """
dz = (z - y)/2
dW2 = np.array([sum(h[n, i]*dz[n, j] for n in range(4)) for i in range(3) for j in range(2)]).reshape(3, 2)""",
    "a library by another name, where there is one": """
try:
    import cupy as xp
except ImportError:
    import numpy as xp
dz = (z - y)/2
dW2 = xp.dot(h.T, dz)""",
    "a file that is run": """
def backward(z, y):
    return (z - y)/2
if __name__ == "__main__":
    dz = backward(z, y)
    dW2 = h.T @ dz""",
    "an optimizer": """
optimizer.zero_grad()
W2.grad = h.T @ (z - y)/2
optimizer.step()""",
    "comparisons in a chain, keys, None": """
dz = [[(z[i][j] - y[i][j])/2 if -9 < z[i][j] < 9 else 0 for j in range(2)] for i in range(4)]
bias, grads = b2, {}
if bias is not None and "b2" not in grads:
    grads["b2"] = np.sum(dz, axis=0)""",
    "a copy that is changed": """
dh = ((z - y)/2) @ W2.T
da = np.array(dh, copy=True)
da *= 1 - h**2""",
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_proved(name):
    """However a derivation is put into functions, classes and lists, its gradients are judged, and are right."""
    L, names = network()
    report = check(L, RIGHT[name], names=names)
    assert report.judged
    assert report.ok, report


SLIPS = {
    "objects with a forward and a backward": ("1 - self.out**2", "1 - self.out", 2),
    "functions handed over": ("1 - a**2", "1 - a", 3),
    "a function that returns a function": ("x.T @ g, g.sum(0)", "x.T @ g/2, g.sum(0)", 2),
    "dictionaries that go through others": ("(1 - h**2))", "(1 - h))", 1),
    "while": ("n += 1", "n += 2", 1),
    "lists of numbers": ("+= h[n][i]", "+= h[n][j]", 1),
    "comparisons in a chain, keys, None": ("-9 < z[i][j]", "2 < z[i][j]", 2),
    "a copy that is changed": ("1 - h**2", "1 - h", 1),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_found(name):
    """One thing changed within a function, a method or a loop makes wrong what is computed with it."""
    L, names = network()
    right, slip, wrong = SLIPS[name]
    report = check(L, RIGHT[name].replace(right, slip, 1), names=names)
    assert sum(row.verdict.kind is Kind.WRONG for row in report.rows) == wrong, report


WRITTEN = """
dz = (z - y)/2
dW2 = h.T @ dz
db2 = dz.sum(axis=0)
dh = dz @ W2.T
da = dh*(1 - h**2)
dW1 = X.T @ da
db1 = np.zeros(3)
for n in range(4):
    for j in range(3):
        db1[j] += da[n, j]
"""
CAUSES = {
    ("(z - y)/2", "(y - z)/2"): "it would be right with z - y in place of y - z",
    ("h.T @ dz", "a.T @ dz"): "it would be right with h in place of a",
    ("1 - h**2", "1 - h"): "it would be right with 1 - h ** 2 in place of 1 - h",
    ("dh*(1 - h**2)", "dh"): "it would be right with dh * (1 - h ** 2) in place of dh",
    ("X.T @ da", "X.T @ dh"): "it would be right with da in place of dh",
    ("db1[j] += da", "db1[j] = da"): "it would be right with += in place of =",
    ("db1[j] += da", "db1[j] -= da"): "it would be right with += in place of -=",
    ("da[n, j]", "da[n, j - 1]"): "it would be right with j in place of j - 1",
    ("range(3)", "range(2)"): "it would be right with 3 in place of 2 on line 10",
    ("(axis=0)", "(axis=0)*y"): "it would be right with dz.sum(axis=0) in place of dz.sum(axis=0) * y",
    ("(z - y)/2", "(z*z - 2*y)/3"): "",
}


@pytest.mark.parametrize("slip", CAUSES)
def test_the_one_thing_that_is_written_wrong_is_named(slip):
    """A name, a sign, a power, a factor, an index: with it put right the line is right, which has been tried."""
    L, names = network()
    right, wrong = slip
    assert WRITTEN.count(right) == 1
    lines = WRITTEN.replace(right, wrong)
    rows = [row for row in check(L, lines, names=names).rows if row.verdict.kind is Kind.WRONG]
    told = [note for note in rows[0].notes if note.startswith("it would be right with ")] if rows else []
    assert told == ([CAUSES[slip]] if CAUSES[slip] else []), rows
    assert check(L, WRITTEN, names=names).ok


def test_the_cause_is_looked_for_in_functions_too():
    """A slip within a function that is called is told with its own line."""
    L, names = network()
    lines = "def slope(h):\n    return 1 - h\ndz = (z - y)/2\nda = dz @ W2.T*slope(h)"
    row = check(L, lines, names=names).rows[-1]
    assert row.notes == ("it would be right with 1 - h ** 2 in place of 1 - h on line 2",)


def test_a_gradient_that_was_none_or_nothing_before_is_told_wrong():
    """dz = None, or {}, before the line that gives it is no term of it."""
    L, names = network()
    for begin in ("dz, dh = None, None", "dz = {}", "dz = []"):
        rows = check(L, f"{begin}\ndz = (z - y)*3", names=names).rows
        assert rows[-1].verdict.kind is Kind.WRONG


def test_an_entry_is_a_number():
    """A row that is put where one entry stands is refused, as numpy refuses it."""
    L, names = network()
    told = check(L, "db2 = np.zeros(2)\ndb2[0] = z[0]", names=names).rows[-1].verdict.words
    assert told.endswith("an entry is a number; got an array of shape (2,)")


REFUSED = {
    "def f():\n    global s\n    s = 1\nf()": "a function that changes names outside of it is not read: return them",
    "try:\n    s = 1/0\nexcept ZeroDivisionError:\n    s = 2": "whether this raises an error, which is "
    "caught, is not known",
    "s = z if 0 < z < 1 else y": "arrays are compared one by one: (0 < x) & (x < 1)",
    "s = {**z}": "** takes the entries of another dictionary",
    "s = map(z)": "map is read with a function and the lists it goes through",
    "class A:\n    pass\ns = A(z)": "A has no __init__ that takes arguments",
    "class A:\n    pass\no = A()\ns = o.q": "there is no entry 'q'",
    "s = z is y": "'is' is read with None, True or False",
    "s = 1 if z in y else 2": "'in' is read of words and whole numbers, among others or among keys",
    "def f():\n    return 1\ns = f + 1": "a number or an array is needed here",
    "def twice(f):\n    return f\n@twice\ndef g(d):\n    return d\ns = g(z)": "g is decorated, and what "
    "that makes of it is not known",
    "def f(d, all_of=[]):\n    return d\ns = f(z)": "a default is read where it is a number, a word, or what the graph "
    "calls so",
    "class A:\n    all_of = []\ns = A()": "what all objects of a class share is read where it is a number",
}


@pytest.mark.parametrize("lines", REFUSED)
def test_what_is_not_read_is_said(lines):
    """What cannot be read soundly is refused, and the lines below it are judged."""
    L, names = network()
    report = check(L, f"{lines}\ndz = (z - y)/2", names=names)
    refused = [row.verdict.words for row in report.rows if row.verdict.kind is Kind.NOT_UNDERSTOOD]
    assert [REFUSED[lines] in words for words in refused] == [True], report
    assert sum(row.verdict.kind is Kind.PROVEN for row in report.rows) == 1


def test_a_function_sees_the_names_around_it_and_not_those_of_its_caller():
    """As in Python, where a function is written decides what its names are, and not from where it is called."""
    L, names = network()
    lines = "k = 2\ndef half(d):\n    return d/k\ndef back(d):\n    k = 7\n    return half(d)\ndz = back(z - y)"
    assert check(L, lines, names=names).ok


def test_a_step_of_an_object_is_a_step():
    """What a method does to the weights that an object holds is judged as a step against the gradient."""
    L, names = network()
    step = "\nclass SGD:\n    def __init__(self, layers):\n        self.layers = layers\n    def update(self):\n"
    step += "        for each in self.layers:\n            each.W -= 0.1*each.dW\nSGD([layers[0], layers[2]]).update()"
    told = [str(row.verdict) for row in check(L, LAYERS + step, names=names).rows]
    assert sum("a step of 0.1 against the gradient" in words for words in told) == 2
    told = [str(row.verdict) for row in check(L, LAYERS + step.replace("-=", "+="), names=names).rows]
    assert sum("it climbs" in words for words in told) == 2


@pytest.mark.parametrize("of", ["convolve", "correlate"])
@pytest.mark.parametrize("mode", ["full", "same", "valid"])
def test_convolutions_are_those_of_numpy(of, mode):
    """np.convolve and np.correlate in each of their modes, against what numpy makes of the numbers."""
    x, k = values(6, seed=7), values(3, seed=8)
    label_all({"x": x, "k": k})
    whole = [sum(x[i] * k[n - i if of == "convolve" else i - n + 2] for i in range(max(0, n - 2), min(6, n + 1)))
             for n in range(8)]  # fmt: skip
    o = np.array(whole if mode == "full" else whole[1:7] if mode == "same" else whole[2:6])
    told = getattr(np, of)(*(np.array([v.data for v in each]) for each in (x, k)), mode)
    assert np.allclose([v.data for v in o], told)
    label_all({"o": o})
    L = np.sum(o * np.arange(1, len(o) + 1)).named("L")
    report = check(L, f"o = np.{of}(x, k, mode='{mode}')", names={"x": x, "k": k, "o": o})
    assert report.rows[0].verdict.kind is Kind.PROVEN


AS_IN_PYTHON = {
    "a view in another shape": "dz = (z - y)/2\nrow = dz.reshape(-1)\nrow *= 3",
    "a view in a row": "dz = (z - y)/2\nrow = dz.ravel()\nrow *= 3",
    "a view the other way round": "dz = (z - y)/2\nturned = dz.T\nturned *= 3",
    "a copy in a row": "dz = (z - y)/6\nrow = dz.flatten()\nrow *= 3",
    "a list by two names": "first = second = []\nfirst.append(z)\ndz = len(second)*(z - y)/2",
    "two lists": "first, second = [], []\nfirst.append(z)\ndz = (1 + len(second))*(z - y)/2",
    "a list in a function": "def keep(these):\n    these.append(z)\nkept = []\nkeep(kept)\ndz = len(kept)*(z - y)/2",
    "a list in a dictionary": "kept = []\nheld = {'a': kept}\nkept.append(z)\ndz = len(held['a'])*(z - y)/2",
    "a name that a closure sees": "ks = []\nfor k in range(1, 3):\n    ks.append(lambda d: k*d)\ndz = ks[0](z - y)/2",
    "a name within a list": "k = 1\nks = [k for k in range(5)]\ndz = k*(z - y)/2",
    "a copy of a dictionary": "one = {'k': 1}\ntwo = {**one}\ntwo['k'] = 2\ndz = one['k']*(z - y)/2",
    "which entry comes last": "one = {'k': 2, **{'k': 1}}\ndz = one['k']*(z - y)/2",
    "an object by two names": "class A:\n    k = 1\none = A()\ntwo = one\ntwo.k = 2\ndz = one.k*(z - y)/2",
    "an attribute of a class": "class A:\n    k = 1\none, two = A(), A()\none.k = 2\ndz = two.k*(z - y)/2",
}


@pytest.mark.parametrize("name", AS_IN_PYTHON)
def test_what_is_shared_and_what_is_copied_is_as_in_python(name):
    """Lines pass where Python itself, run over floats, comes to the gradient, and are wrong where it does not."""
    L, names = network()
    floats = {key: np.array([v.data if isinstance(v, Value) else v for v in thing.flat]).reshape(thing.shape)
              for key, thing in names.items()}  # fmt: skip
    true, ran = floats["h"].T @ (floats["z"] - floats["y"]) / 2, {**floats}
    lines = f"{AS_IN_PYTHON[name]}\ndW2 = h.T @ dz"
    exec(lines, ran)  # the lines above, and no others
    kinds = [row.verdict.kind for row in check(L, lines, names=names).rows]
    assert (kinds[-1] is Kind.WRONG) is not bool(np.allclose(ran["dW2"], true))
    assert Kind.NOT_UNDERSTOOD not in kinds
