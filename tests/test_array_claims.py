"""Arrays of Values, and claims about whole matrices of derivatives."""

from fractions import Fraction

import numpy as np
import pytest

from autograd_core import Value, check, check_gradient, gradient, label_all, ops
from autograd_core.verify import Kind
from autograd_core.verify.partials import judging_numbers
from autograd_core.verify.truth.rough import Rough
from autograd_core.verify.truth.rounding import Roundings
from nn import MLP

BATCH = 5


class Net:
    """L = mean over the batch of |tanh(X W + b)|², with its gradients from numpy alone."""

    def __init__(self, inputs=3, outputs=4, batch=BATCH, relu=False):
        rng = np.random.default_rng(7)
        self.w, self.b = rng.normal(size=(inputs, outputs)) / inputs**0.5, rng.normal(size=outputs) / 2
        self.x = rng.normal(size=(batch, inputs))
        self.W = np.array([[Value(float(n)) for n in row] for row in self.w], dtype=object)
        self.B = [Value(float(n)) for n in self.b]
        label_all({"W": self.W, "b": self.B})
        net = self.x @ self.W + np.array(self.B, dtype=object)
        h = np.tanh(net)
        self.L = ((h**2).sum() / batch).named("L")
        numbers = np.tanh(self.x @ self.w + self.b)
        self.delta = 2 * numbers * (1 - numbers**2) / batch
        self.dW, self.db = self.x.T @ self.delta, self.delta.sum(0)

    def row(self, claim, key="W", **asked):
        (row,) = check(self.L, {key: claim}, **asked).rows
        return row


@pytest.fixture(scope="module")
def net():
    return Net()


def test_arrays_are_labelled_by_index():
    """label_all goes through object arrays and nested lists, and passes over arrays of numbers."""
    w = np.array([[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]], dtype=object)
    b = [[Value(5.0)], [Value(6.0), 7.0]]
    numbers, alone = np.zeros((2, 2)), np.array(None, dtype=object)
    label_all({"W": w, "b": b, "numbers": numbers, "alone": alone})
    assert [x.label for x in w.ravel()] == ["W[0][0]", "W[0][1]", "W[1][0]", "W[1][1]"]
    assert [b[0][0].label, b[1][0].label] == ["b[0][0]", "b[1][0]"]


def test_a_right_array_is_one_row(net):
    """numpy arrays, nested lists and arrays of 24 bits are right, each in one row with its shape."""
    for claim in (net.dW, net.dW.tolist(), net.dW.astype(np.float32), gradient(net.L, net.W.tolist())):
        row = net.row(claim)
        assert (row.claim, row.claimed, row.verdict.kind) == ("dL/dW", "array (3, 4)", Kind.CORRECT)
        assert row.verdict.sentence.endswith("in all 12 entries")
    assert check(net.L, {"W": net.dW, "b": net.db}).ok


@pytest.mark.parametrize("key", ["W", "dW", "dL/dW", "grad_W", "W.grad", "∂L/∂W"])
def test_the_ways_to_name_an_array(net, key):
    """An array is named as its gradient is."""
    assert net.row(net.dW, key).verdict.kind is Kind.CORRECT


def test_tensors_are_taken(net):
    """Entries of a float32 tensor were computed with 24 bits."""
    torch = pytest.importorskip("torch")
    assert net.row(torch.tensor(net.dW, dtype=torch.float32)).verdict.kind is Kind.CORRECT
    assert net.row(torch.tensor(net.db, requires_grad=True), "b").verdict.kind is Kind.CORRECT
    assert net.row(torch.tensor(-net.dW)).notes == ("every entry is right but for its sign",)


WHOLE = {
    "every entry is right but for its sign": lambda n: -n.dW,
    "every entry is 5 times the true one: is a division by 5 missing?": lambda n: n.dW * 5,
    "every entry is 1/5 of the true one: is it divided by 5 once too often?": lambda n: n.dW / 5,
    "every entry is minus 1/2 of the true one: is it divided by 2 once too often?": lambda n: -n.dW / 2,
    "every entry is 0.3 times the true one": lambda n: 0.3 * n.dW,
    "every entry is 2/3 of the true one": lambda n: 2 * n.dW / 3,
    "its rows are shifted by 1": lambda n: np.roll(n.dW, 1, 0),
    "its columns are shifted by -1": lambda n: np.roll(n.dW, -1, 1),
    "its rows stand in the opposite order": lambda n: n.dW[::-1],
    "row 1 alone: shifted by 1": lambda n: np.vstack([n.dW[:1], np.roll(n.dW[1:2], 1), n.dW[2:]]),
    "row 2 alone: every entry is right but for its sign": lambda n: n.dW * [[1], [1], [-1]],
    "rows 0 and 1 are exchanged": lambda n: n.dW[[1, 0, 2]],
    "column 3 alone: it is 0": lambda n: n.dW * [1, 1, 1, 0],
    "it is 0 everywhere": lambda n: 0 * n.dW,
    "these are the values of W, not its gradient": lambda n: n.w,
    "this is W after a step of 0.1 against its gradient, not the gradient": lambda n: n.w - 0.1 * n.dW,
    "what is too much is 0.01 times W itself: a penalty on the weights?": lambda n: n.dW + 0.01 * n.w,
    "every entry is the sum over axis 0 of the true ones: summed where it should not be": (
        lambda n: n.dW.sum(0) + 0 * n.dW
    ),
}


@pytest.mark.parametrize("told", WHOLE)
def test_what_is_wrong_with_the_whole(net, told):
    """A mistake that gives every claimed entry is told once, of the array; from 4 digits as well."""
    claim = WHOLE[told](net)
    row = net.row(claim)
    assert row.verdict.kind is Kind.WRONG
    assert row.notes == (told,)
    assert not any(part.suspects for part in row.parts)
    if "0.1 " not in told and "0.3" not in told and "0.01" not in told and "2/3" not in told:
        assert net.row([[f"{x:.4g}" for x in line] for line in claim]).notes[-1] == told


def test_a_shape_that_does_not_fit(net):
    """The gradient has the shape of what it is towards; why it has not is told where it shows."""
    needed = "W has the shape (3, 4), and so must its gradient; got (4, 3)"
    assert net.row(net.dW.T).verdict.sentence == f"WRONG: {needed}: transposed"
    assert net.row(net.delta.T @ net.x * 2).verdict.sentence.endswith(
        "transposed, and then every entry is 2 times the true one: is a division by 2 missing?"
    )
    summed = "not summed over axis 0, along which b was broadcast: .sum(axis=0) is right"
    assert net.row(net.delta, "b").verdict.sentence.endswith(summed)
    assert net.row(net.delta * BATCH, "b").verdict.sentence.endswith("not averaged over axis 0: .mean(axis=0) is right")
    assert net.row(np.ones((2, 2))).verdict.kind is Kind.WRONG
    kept = net.row(net.delta.sum(0, keepdims=True), "b")
    assert (kept.verdict.kind, kept.notes) == (Kind.CORRECT, ("b has the shape (4,); (1, 4) is read as that",))


def test_a_square_array_transposed():
    """Where the shapes are the same, a transposed array is told by its entries."""
    net = Net(3, 3)
    assert net.row(net.dW.T).notes == ("transposed",)


def test_the_worst_three_are_shown_and_all_on_request(net):
    """Beneath the row stand the three entries that are farthest off; `table` has every one."""
    claim = net.dW.copy()
    claim[0, 1] += 1
    claim[1, 2] -= 3
    claim[2, 0] += 2
    claim[2, 3] += 1e-9
    report = check(net.L, {"W": claim})
    row = report.rows[0]
    assert row.verdict.sentence == "WRONG: 8 of 12 entries are right"
    assert [part.claim for part in row.parts] == ["dL/dW[1][2]", "dL/dW[2][0]", "dL/dW[0][1]"]
    table = report.table("dL/dW")
    assert len(table.rows) == 12
    assert [i for i, entry in enumerate(table.rows) if not entry.verdict.kind.passes] == [1, 6, 8, 11]
    plain = report.as_dict()["claims"][0]
    assert (plain["credit"], plain["right"], plain["entries"]) == (8 / 12, 8, 12)
    with pytest.raises(LookupError, match="no array was judged as 'dW'; the arrays in this report are 'dL/dW'"):
        report.table("dW")


def test_an_entry_is_asked_for_its_mistake():
    """Where no mistake explains the whole, the worst entries are asked for theirs."""
    net = Net()
    numbers = np.tanh(net.x @ net.w + net.b)
    row = net.row(net.x.T @ (2 * numbers / BATCH))
    assert row.notes == ()
    assert all("without the factor" in part.suspects[0].sentence for part in row.parts)
    claim = net.dW * np.array([[1.0], [0.5], [2.0]])
    assert net.row(claim * [[3], [3], [3]]).notes[0].startswith("each row is off by a factor of its own: 3, 1.5, 6")


def test_a_short_entry_is_wrong_beside_computed_ones():
    """2.0 among computed entries was computed too: it does not pass for 2.04."""
    w = [Value(1.02, label="w[0]"), Value(0.3, label="w[1]")]
    y = (w[0] ** 2 + ops.exp(w[1])).named("y")
    right = gradient(y, w)
    assert check(y, {"w": right}).ok
    assert check(y, {"w": [2.0, right[1]]}).rows[0].verdict.kind is Kind.WRONG
    assert check(y, {"w": np.array([2.0, right[1]])}).rows[0].verdict.kind is Kind.WRONG
    assert check(y, {"w": ["2.0", "1.35"]}).ok
    assert not check(y, {"w": [Fraction(2), "exp(w[1])"]}).ok


def test_entries_may_be_formulas():
    """A matrix of formulas is judged entry by entry, as an identity."""
    w = [Value(2, label="w[0]"), Value(3, label="w[1]")]
    y = (w[0] ** 2 * w[1]).named("y")
    assert check(y, {"w": ["2*w[0]*w[1]", "w[0]^2"]}).rows[0].verdict.kind is Kind.PROVEN
    row = check(y, {"w": ["2*w[0]*w[1]", "w[0]"]}).rows[0]
    assert (row.verdict.kind, row.parts[0].claim) == (Kind.WRONG, "dy/dw[1]")


def test_what_is_no_array_is_said(net):
    """Ragged rows, booleans, nothing, and a single number are refused in words."""
    said = {
        "rows of 1 and 2 entries are no array": [[1, 2], [3]],
        "rows and numbers side by side are no array": [[1, 2], 3],
        "an array of bool holds no derivatives": np.array([True]),
        "an empty array; W has the shape (3, 4)": [],
        "a claim about an array is an array, a tensor or nested lists of its shape; got 3 (int)": 3,
    }
    for sentence, claim in said.items():
        assert net.row(claim).verdict.sentence == f"NOT UNDERSTOOD: {sentence}"
    nan = net.row(net.dW * np.nan)
    assert (nan.verdict.kind, nan.notes) == (Kind.WRONG, ())


def test_layers_and_pairs():
    """A module stands for its tensors by name or in order; a pair hands in an array of Values as it is."""
    model = MLP([2, 3, 1], "tanh")
    e = (model([0.5, 0.2])[0] ** 2).named("E")
    layer = model.layers[0]
    weights = gradient(e, [neuron.weights for neuron in layer.neurons])
    biases = gradient(e, [neuron.bias for neuron in layer.neurons])
    for claim in ({"weight": weights, "bias": biases}, (weights, biases), {"dbias": np.array(biases)}):
        assert check(e, {layer: claim}).ok
    assert check(e, {model: {f"layers.0.{name}": g for name, g in zip(("weight", "bias"), (weights, biases))}}).ok
    assert check(e, [([neuron.weights for neuron in layer.neurons], weights), ("E", 1)]).ok
    assert check(e, {p: gradient(e, p) for p in model.parameters()}).ok
    wrong = check(e, {layer: (weights, [-g for g in biases])})
    assert [row.verdict.kind for row in wrong.rows] == [Kind.CORRECT, Kind.WRONG]
    with pytest.raises(LookupError, match="has no 'scale'; it has 'weight', 'bias'"):
        check(e, {layer: {"scale": weights}})
    with pytest.raises(ValueError, match="are those of 'weight', 'bias', by name or in this order"):
        check(e, {layer: weights[:1]})


def test_rows_that_are_not_used():
    """Entries that the graph does not have count as 0: rows of a table that was not looked into."""
    table = [[Value(0.1 * i + j) for j in range(2)] for i in range(4)]
    label_all({"C": table})
    y = (table[1][0] * table[1][1] + ops.exp(table[2][0]) + table[2][1]).named("y")
    right = gradient(y, table)
    row = check(y, {"C": right}).rows[0]
    assert row.verdict.kind is Kind.CORRECT
    assert row.notes == ("4 entries are not in the graph: the derivative there is 0",)
    right[3][1] = 0.5
    assert check(y, {"C": right}).rows[0].parts[0].claim == "dy/d[3][1]"


def test_entries_at_a_kink():
    """An entry from which the way leads over a kink is told so; the others are judged."""
    w = [Value(0.0, label="w[0]"), Value(1.0, label="w[1]")]
    y = (ops.relu(w[0]) + w[1] ** 2).named("y")
    row = check(y, {"w": [0.0, 2.0]}).rows[0]
    assert row.verdict.sentence.startswith("NOT DIFFERENTIABLE here: 1 of 2")


def test_a_rounding_of_the_form_by_hand_is_no_mistake():
    """1 - h^2 in floats, where h is nearly 1, is off by more than the engine: open, or right; never wrong."""
    w = [Value(float(k), label=f"w[{k}]") for k in range(20)]
    y = ops.sum([ops.tanh(x) for x in w]).named("y")
    h = np.tanh(np.arange(20.0))
    row = check(y, {"w": 1 - h**2}).rows[0]
    kinds = [entry.verdict.kind for entry in row.entries]
    assert kinds[:5] == [Kind.CORRECT] * 5
    assert set(kinds) == {Kind.CORRECT, Kind.UNDECIDED}
    assert check(y, {"w": (1 - h**2) * (1 + 1e-9)}).rows[0].entries[3].verdict.kind is Kind.WRONG


def test_all_entries_share_their_sweeps(monkeypatch):
    """2,500 entries take one topological order towards each end, not one for each entry; and none where floats tell."""
    net = Net(50, 50, 1)
    asked = []
    kept = Roundings.partial
    monkeypatch.setattr(Roundings, "partial", lambda self, y, x, bits: asked.append(x) or kept(self, y, x, bits))
    monkeypatch.setattr(judging_numbers, "at_kink", lambda *args: pytest.fail("a sweep for one entry"))
    assert net.row(net.dW).verdict.kind is Kind.CORRECT
    assert asked == []
    monkeypatch.setattr(Rough, "values", None)
    assert net.row(net.dW).verdict.kind is Kind.CORRECT
    assert len(asked) == 2500


def test_entries_that_stay_open_are_counted():
    """Where x - 1000 cancels, numbers of 11 bits leave no digit certain: the row counts what is open."""
    x, w = Value(1000.25), [Value(2.0, label="w[0]"), Value(3.0, label="w[1]")]
    y = ((x - 1000.0) * w[0] + w[1]).named("y")
    (row,) = check(y, {"w": np.array([0.25, 1.0], dtype=np.float16)}).rows
    assert str(row.verdict) == "UNDECIDED: 1 of 2 entries are right, 1 open"


def test_neurons_that_are_off_have_no_slope_and_that_is_certain():
    """Of a relu that is 0 for every example the gradient is 0 exactly: no rounding leads there, in any precision."""
    w, x = [[Value(-1.0), Value(2.0)], [Value(-0.5), Value(1.0)]], [[1.0, 0.5], [0.3, 0.7]]
    label_all({"W": w})
    hidden = [ops.relu(ops.dot(each, [row[j] for row in w])) for each in x for j in range(2)]
    y = ops.sum([(h - 1) ** 2 for h in hidden]).named("L")
    slopes = np.array([gradient(y, row) for row in w])
    assert slopes[:, 0].tolist() == [0.0, 0.0]
    for kind in (np.float64, np.float32, np.float16):
        assert check(y, {"W": slopes.astype(kind)}).ok
    assert not check(y, {"W": slopes + np.array([[1e-300, 0], [0, 0]])}).ok


NOT_READ = {
    "a missing entry": (lambda g: [[*g[0][:3], None], *g[1:]], "the entry [0][3] is missing: it is None"),
    "a mask": (lambda g: np.ma.array(g, mask=np.eye(*g.shape)), "the entry [0][0] is missing: it is None"),
    "dates": (lambda g: g.astype("M8[s]"), "an array of datetime64[s] holds no derivatives"),
    "records": (lambda g: np.zeros(g.shape, dtype=[("a", "f4")]), "an array of [('a', '<f4')] holds no derivatives"),
}


@pytest.mark.parametrize("what", NOT_READ)
def test_entries_that_are_no_numbers_are_told_in_one_sentence(net, what):
    """What holds something else than numbers is not understood as a whole."""
    made, words = NOT_READ[what]
    row = net.row(made(net.dW))
    assert (row.verdict.kind, row.verdict.words) == (Kind.NOT_UNDERSTOOD, words)


def test_an_array_by_the_pair_of_its_ends(net):
    """("L", "W") is dL/dW, as a pair of labels is everywhere."""
    assert net.row(net.dW, ("L", "W")).verdict.kind is Kind.CORRECT
    assert "transposed" in net.row(net.dW.T, ("L", "W")).verdict.words


def test_modules_are_called_on_one_line():
    """A sentence that names a module stays one line."""
    model = MLP([2, 3, 1], seed=1)
    y = ops.sum(model([0.5, -1.0])).named("L")
    for claim in ({"zz": 1}, [1]):
        with pytest.raises((LookupError, ValueError), match=r"MLP\(\[2, 3, 1\]\) of 13 parameters") as raised:
            check(y, {model: claim})
        assert "\n" not in str(raised.value)


def test_an_array_that_is_far_too_large_is_judged_by_its_shape():
    """A million entries for six are not read; an array may be larger where only labels say how large it is."""
    w = np.vectorize(Value, otypes=[object])(np.ones((2, 3)))
    y = (w.sum() ** 2).named("L")
    label_all({"W": w})
    for claim in (np.zeros(10**6), [0.0] * 10**6, np.zeros((3, 10**5, 2))):
        verdict = check(y, {"W": claim}).rows[0].verdict
        assert verdict.kind is Kind.WRONG
        assert verdict.words.startswith("W has the shape (2, 3), and so must its gradient; got (")
    verdict = check(y, {"W": np.zeros((1000, 1000))}).rows[0].verdict
    assert verdict.kind is Kind.NOT_UNDERSTOOD
    assert verdict.words.endswith("got (1000, 1000); hand in the arrays themselves: [(W, dW)]")
    row = check(y, {"W": np.pad(np.full((2, 3), 12.0), ((0, 1), (0, 0)))}).rows[0]
    assert row.verdict.kind.passes
    assert row.notes == ("3 entries are not in the graph: the derivative there is 0",)
    assert check(y, [(w, np.zeros((3, 3)))]).rows[0].verdict.kind is Kind.WRONG


def test_more_entries_than_an_argument_has_are_too_many():
    """The arguments of a function have a shape, whatever its gradient by hand says."""
    report = check_gradient(lambda w: (w**2).sum(), np.array([1.0, 2.0]), claimed=lambda w: np.array([2.0, 4.0, 0.0]))
    assert report.rows[0].verdict.words == "w has the shape (2,), and so must its gradient; got (3,)"
    with pytest.raises(ValueError, match="takes at most 10,000 numbers; got 1,000,000"):
        check_gradient(lambda w: (w**2).sum(), np.zeros(10**6), claimed=lambda w: 2 * w)


def test_what_is_handed_in_and_is_no_array_says_why():
    """Masks, rows of unlike lengths, a million numbers and lists without end are told with their name."""
    w = np.vectorize(Value, otypes=[object])(np.ones((2, 3)))
    y = (w.sum() ** 2).named("L")
    deep: object = 1.0
    for _ in range(3000):
        deep = [deep]
    told = {
        "entries of it are masked": np.ma.array([1.0, 2.0], mask=[True, False]),
        "an array is made of numbers": [[1.0, 2.0], [3.0]],
        "an array has at most 20,000 entries": np.zeros((1000, 1000)),
        "an array has at most 32 axes": deep,
    }
    label_all({"W": w})
    for why, thing in told.items():
        words = check(y, "dW = 12*np.ones_like(W)*Q", names={"Q": thing}).rows[0].verdict.words
        assert words.startswith(f"column 25: Q is no array that lines compute with: {why}")
    assert check(y, {"W": deep}).rows[0].verdict.words == "an array has at most 32 axes"
    assert check(y, "dW = Q.T @ Q").rows[0].verdict.words == "column 6: nothing is named 'Q' here"
