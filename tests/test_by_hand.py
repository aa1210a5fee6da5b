"""Gradients written by hand: check_gradient(f, ..., claimed=...)."""

import numpy as np
import pytest

from autograd_core import Op, Value, check_gradient, graph, ops
from autograd_core.verify import Kind

rng = np.random.default_rng(3)
X, T = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
W, B = rng.normal(size=(3, 2)), rng.normal(size=2)


def loss(w, b):
    return ((np.tanh(X @ w + b) - T) ** 2).mean()


def by_hand(w, b):
    out = np.tanh(X @ w + b)
    d = 2 * (out - T) / out.size * (1 - out**2)
    return X.T @ d, d.sum(0)


def kinds(report):
    return [row.verdict.kind for row in report.rows]


def test_a_right_gradient_of_arrays():
    """Each argument is a row; a function, what it returns, and a mapping by names are the same claim."""
    for claimed in (by_hand, by_hand(W, B), lambda w, b: dict(zip(("dw", "b"), by_hand(w, b)))):
        report = check_gradient(loss, W, B, claimed=claimed)
        assert [row.claim for row in report.rows] == ["dloss/dw", "dloss/db"]
        assert kinds(report) == [Kind.CORRECT, Kind.CORRECT]


def test_which_entry_and_why():
    """The whole mistake of an array is told; a single entry is asked for its own."""
    report = check_gradient(loss, W, B, claimed=lambda w, b: (by_hand(w, b)[0] * 10, by_hand(w, b)[1] * [1, -1]))
    assert report.rows[0].notes == ("every entry is 10 times the true one: is a division by 10 missing?",)
    (part,) = report.rows[1].parts
    assert part.claim == "dloss/db[1]"
    assert part.suspects[0].sentence.startswith("a sign is lost")


def test_the_value_may_stand_before_the_gradients():
    """(loss, dW, db), (loss, (dW, db)) and (loss, {...}) are what courses return; the value is judged too."""
    value, (dw, db) = float(loss(W, B)), by_hand(W, B)
    for said in ((value, dw, db), (value, (dw, db)), (value, {"w": dw, "b": db})):
        report = check_gradient(loss, W, B, claimed=lambda w, b, said=said: said)
        assert kinds(report) == [Kind.CORRECT] * 3
        assert report.rows[0].claim == "loss"
    assert kinds(check_gradient(loss, W, B, claimed=(value + 1, dw, db)))[0] is Kind.WRONG


def test_lists_and_numbers():
    """Nested lists stay lists, and a number is a row as ever: what a function returns was computed."""

    def energy(x, w):
        return x * sum(a * b for a, b in zip(w[0], w[1]))

    def right(x, w):
        return sum(a * b for a, b in zip(*w)), [[x * b for b in w[1]], [x * a for a in w[0]]]

    report = check_gradient(energy, 2.0, [[1.5, 2.0], [3.0, 0.25]], claimed=right)
    assert kinds(report) == [Kind.CORRECT, Kind.CORRECT]
    assert kinds(check_gradient(lambda x: x * 1.02, 2.0, claimed=lambda x: 1.0)) == [Kind.WRONG]
    assert kinds(check_gradient(lambda x: x**3, 2.0, claimed=lambda x: 3 * x**2)) == [Kind.CORRECT]


def test_a_number_beside_arrays_is_asked_for_its_mistake():
    """A bias that is one number has a cause as the entries of the weights have."""
    claims = {"the 1 / 5 is lost": 5.0, "a sign is lost": -1.0, "every path is missing": 0.0}
    for cause, k in claims.items():
        report = check_gradient(
            lambda w, b: ((X @ w + b) ** 2).sum() / 5,
            W[:, 0],
            0.1,
            claimed=lambda w, b, k=k: (2 * X.T @ (X @ w + b) / 5, k * 2 * (X @ w + b).sum() / 5),
        )
        assert report.rows[1].diagnosis[0].startswith(cause)
    itself = check_gradient(lambda w, b: ((X @ w + b) ** 2).sum(), W[:, 0], 0.1, claimed={"b": 0.1})
    assert itself.rows[0].diagnosis == ["these are the values of b, not its gradient"]


def test_numbers_that_were_computed_are_no_written_decimals():
    """2.35 as what a function returns, or as a number of numpy's, is not 2.345 to 2.355; as it was typed it is."""
    for typed in (np.float64(2.35), np.array(2.35), np.float32(2.35)):
        assert kinds(check_gradient(lambda b: 2.354 * b, 1.0, claimed=typed)) == [Kind.WRONG]
        assert kinds(check_gradient(lambda b: 2.354 * b, 1.0, claimed=lambda b, typed=typed: typed)) == [Kind.WRONG]
    assert kinds(check_gradient(lambda b: 2.354 * b, 1.0, claimed=2.35)) == [Kind.CORRECT]
    assert kinds(check_gradient(lambda b: 2.354 * b, 1.0, claimed=lambda b: 2.35)) == [Kind.WRONG]
    for said in ((2.35, [2.354]), (2.35, {"b": 2.354}), (2.35, (2.354,)), (2.35, 2.354)):
        assert kinds(check_gradient(lambda b: 2.354 * b, 1.0, claimed=lambda b, s=said: s)) == [
            Kind.WRONG,
            Kind.CORRECT,
        ]
        assert kinds(check_gradient(lambda b: 2.354 * b, 1.0, claimed=said)) == [Kind.CORRECT, Kind.CORRECT]


def test_an_argument_that_nothing_depends_on():
    """Its gradient is 0, and the row goes by its name."""
    for claim, passes in ((0, True), (1, False)):
        row = check_gradient(lambda x, y: y * y, 3.0, 2.0, claimed={"x": claim}).rows[0]
        assert (row.claim, row.verdict.kind.passes) == ("df/dx", passes)


def test_tensors():
    """Tensors reach the gradient as they are, and f as arrays of Values."""
    torch = pytest.importorskip("torch")

    def gradient_of(w, b):
        w, b = (x.clone().requires_grad_() for x in (w, b))
        ((torch.tanh(torch.tensor(X, dtype=w.dtype) @ w + b) - torch.tensor(T, dtype=w.dtype)) ** 2).mean().backward()
        return w.grad, b.grad

    double, single = (tuple(torch.tensor(a, dtype=d) for a in (W, B)) for d in (torch.float64, torch.float32))
    assert check_gradient(loss, *double, claimed=gradient_of).ok
    assert check_gradient(loss, *single, claimed=gradient_of).ok
    with pytest.raises(TypeError, match=r"arrays and tensors reach f as numpy arrays of Values: write np\.tanh"):
        check_gradient(lambda w: torch.tanh(w).sum(), double[0], claimed=0)


def test_kinks_and_branches():
    """Where another branch of f begins, a gradient is told so, entry by entry; elsewhere relu by hand is right."""

    def total(w):
        return np.maximum(w, 0).sum()

    at = np.array([1.0, 0.5, -2.0])
    assert kinds(check_gradient(total, at, claimed=lambda w: (w > 0) * 1.0)) == [Kind.CORRECT]
    at[1] = 0
    row = check_gradient(total, at, claimed=lambda w: (w > 0) * 1.0).rows[0]
    assert row.verdict.kind is Kind.KINK
    assert [part.claim for part in row.parts] == ["dtotal/dw[1]"]


def test_arguments_are_not_changed():
    """A gradient that writes into its arguments gets copies."""

    def careless(w, b):
        found = by_hand(w.copy(), b)
        w[:] = 0
        return found

    before = W.copy()
    assert check_gradient(loss, W, B, claimed=careless).ok
    assert (before == W).all()


def test_the_engine_on_arrays():
    """Without claimed, the engine's own gradient is judged, one row a number."""
    report = check_gradient(loss, W, B)
    assert len(report.rows) == 8
    assert report.ok
    assert {"dloss/dw[2][1]", "dloss/db[0]"} <= {row.claim for row in report.rows}


def test_the_engines_gradient_is_one_sweep_for_all_numbers(monkeypatch):
    """A sweep for each of 400 weights took a minute and a half."""
    sweeps = []

    def counted(order, seed, edges):
        sweeps.append(len(order))
        return graph.adjoints(order, seed, edges)

    monkeypatch.setattr("autograd_core.calculus.adjoints", counted)
    assert check_gradient(loss, W, B).ok
    assert len(sweeps) == 1


def test_a_function_is_called_again_only_where_a_comparison_might_turn():
    """A network of rectifiers that no unit stands at the edge of was called four times and more for each weight."""
    calls = []

    def rectified(w, b):
        calls.append(w)
        z = X @ w + b
        return np.mean(np.where(z > 0, z, 0.01 * z) ** 2)

    assert check_gradient(rectified, W, B).ok
    assert len(calls) == 1
    assert not check_gradient(rectified, W, -(X @ W)[0]).ok
    assert len(calls) > W.size + B.size


@pytest.mark.parametrize(
    "decides",
    [lambda x: x > 1, lambda x: x * x >= 1, lambda x: (x - 1) * 1e-200 > 0, lambda x: ops.floor(x) > 0.5,
     lambda x: Op("stair", lambda m, x: m.floor(x), lambda m, y, x: 0 * x)(x) > 0.5, lambda x: ops.sqrt(x - 1) > 0,
     lambda x: x.data > 1, lambda x: ops.relu(x - 1) != 0],
)  # fmt: skip
def test_comparisons_that_turn_at_the_point_are_found(decides):
    """However little, or by however large a step, what is compared moves."""
    found = check_gradient(lambda x, z: 3 * x if decides(x) else 2 * x + 0 * z, 1.0, 0.0)
    assert not found.rows[0].verdict.kind.passes
    beside = check_gradient(lambda x, z: 3 * x if decides(x) else 2 * x + 0 * z, 1.25, 0.0)
    assert beside.rows[0].verdict.kind is Kind.CORRECT


def test_leaves_beyond_all_floats_are_not_moved():
    """Where a number is read out of the graph, too, f is called at infinity once."""
    found = check_gradient(lambda x: x * 2 if x.data > 1 else x * 3, float("inf"))
    assert kinds(found) == [Kind.CORRECT]


def test_what_cannot_be_used_is_said():
    """Misuse raises at the call, in words."""
    with pytest.raises(ValueError, match="f has the arguments w, b, so it needs a gradient for each; got 3"):
        check_gradient(loss, W, B, claimed=lambda w, b: (w, b, b))
    with pytest.raises(LookupError, match="f has no argument 'c'; it has 'w', 'b'"):
        check_gradient(loss, W, B, claimed={"c": B})
    with pytest.raises(TypeError, match="needs an f of one number, such as a loss; it returned an array"):
        check_gradient(lambda w: w, W, claimed=W)
    with pytest.raises(TypeError, match=r"claimed=\.\.\.\) needs a function f; check\(y, claims\) is for a Value"):
        check_gradient(ops.exp(Value(1.0)), claimed=1)
    with pytest.raises(TypeError, match=r"rows of 1 and 2 entries are no array: give each array in it an argument of"):
        check_gradient(lambda w: w, [[1.0], [1.0, 2.0]], claimed=1)
    with pytest.raises(TypeError, match=r"p is a mapping; give each array in it an argument of its own, as in check_g"):
        check_gradient(lambda p: p["w"], {"w": W}, claimed=1)


def test_a_number_without_axes_is_a_number():
    """np.array(2.0) is read as 2.0, and nothing at all is told."""
    assert check_gradient(lambda x: x**3, np.array(2.0), claimed=lambda x: 3 * x**2).ok
    with pytest.raises(ValueError, match="needs the numbers at which f is differentiated"):
        check_gradient(lambda: 1, claimed=1)
    with pytest.raises(TypeError, match="w must be a number, or an array of numbers; it holds something else"):
        check_gradient(lambda w: w, np.array([1, None], dtype=object), claimed=1)
