"""Leaves that are assigned after something was computed from them: a warning, and what was told before stays."""

import copy
import warnings

import pytest

from autograd_core import StaleWarning, Value, backward_steps, explain, no_grad, ops
from nn import MLP, SGD, Adam, fit, half_squared_error

SENTENCE = (
    r"^backward\(\) gives the derivatives where h was computed, before a leaf beneath it was assigned new data: "
    "compute it again first, in each round of a loop$"
)


def test_backward_over_a_leaf_that_was_changed_since():
    """It is said by the line that calls, and the derivatives are those where the graph was computed."""
    x = Value(3.0)
    h = (x * x).named("h")
    x.data = 1.0
    with pytest.warns(StaleWarning, match=SENTENCE) as told:
        h.backward()
    assert (x.grad, len(told), told[0].filename) == (6.0, 1, __file__)


def test_a_part_of_the_graph_that_was_changed_since():
    """What is left from an earlier round is found beneath what is new, whether it was swept before or not."""
    for swept in (True, False):
        x, w = Value(3.0), Value(2.0)
        h = (x * w).named("h")
        if swept:
            (h * 2).backward()
        w.data = 5.0
        y = h + w
        with pytest.warns(StaleWarning, match=SENTENCE):
            y.backward()


def test_a_row_that_refuses_what_a_leaf_became(own_op):
    """It is stale as well, and backward gives the derivatives where it was computed."""

    def row(m, x):
        if not m.in_words and not x > 0:
            raise RuntimeError("no such number")
        return x * x

    picky = own_op("test_only_picky", row, lambda m, y, x: 2 * x)
    x = Value(3.0)
    h = picky(x).named("h")
    x.data = -1.0
    with pytest.warns(StaleWarning, match=SENTENCE):
        h.backward()
    assert x.grad == 6.0


def test_it_is_said_once_and_can_be_switched_off():
    """A loop says it in its first round; a filter silences it; as an error it comes with the gradient in place."""
    x = Value(3.0)
    h = (x * x).named("h")
    x.data = 1.0
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("default", StaleWarning)
        for _ in range(3):
            h.backward()
    assert len(told) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", StaleWarning)
        h.backward()


def test_what_is_fresh_is_not_warned_of():
    """Graphs that are computed anew, equal data, other leaves, copies, results of no_grad, sweeps of one graph."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        x, other = Value(3.0), Value(2.0)
        for _ in range(3):
            (x * x).backward()
            x.data -= 0.1 * x.grad
            x.grad = None
        h = x * x
        other.data, x.data = 7.0, x.data
        h.backward()
        h.backward()
        copied = copy.deepcopy(h)
        x.data = 9.0
        copied.backward()
        with no_grad():
            frozen = x * x
        x.data = 1.0
        (frozen * 2).backward()
        (x * 2 + frozen).backward()


def test_training_is_not_warned_of():
    """Models that take turns, and every optimizer, train without a word."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", StaleWarning)
        a, b = MLP([2, 3, 1]), MLP([2, 2, 1], seed=1)
        optimizers = [SGD(a.parameters(), 0.1), Adam(b.parameters())]
        for _ in range(3):
            losses = [half_squared_error(model([0.5, 1.0]), 1.0) for model in (a, b)]
            for loss, optimizer in zip(losses, optimizers):
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        fit(a, [([0.0, 1.0], 1.0)], "half_squared_error", "sgd", 2, engine="eager", progress=False)


@pytest.mark.parametrize("rule", [SGD, Adam])
def test_a_loss_from_before_the_step_is_warned_of(rule):
    """A step assigns all parameters, so that what was computed before it is told to be old."""
    w, b = Value(3.0, label="w"), Value(1.0, label="b")
    optimizer, loss = rule([w, b], 0.1), w * w + b
    w.grad = b.grad = 1.0
    optimizer.step()
    optimizer.zero_grad()
    with pytest.warns(StaleWarning, match="was computed, before a leaf"):
        loss.backward()


def test_an_explanation_that_was_kept_is_as_it_was():
    """The note on a kink, the tree and the words of steps are those of where the graph was computed."""
    for at, later in ((0.0, 2.0), (2.0, 0.0)):
        x = Value(at, label="x")
        y = (ops.relu(x).named("h") * 3).named("y")
        explanation, steps = explain(y, x), list(backward_steps(y))
        told = [str(explanation.tree()), explanation.text(), explanation.latex(), [(s.rule, s.words) for s in steps]]
        assert ("at this kink 0" in told[0]) == ("by convention at this kink" in str(told[3])) == (at == 0)
        x.data = later
        assert told == [
            str(explanation.tree()), explanation.text(), explanation.latex(), [(s.rule, s.words) for s in steps],
        ]  # fmt: skip


def test_rules_of_several_ops_are_not_told_of_what_changed():
    """A rule of several ops holds where no kink is, which is not known any more once a leaf was assigned."""
    x = Value(2.0, label="x")
    explanation = explain((ops.relu(x) * 3).named("y"), x, "labelled")
    assert list(explanation.rules()) == ["dy/dx"]
    x.data = 0.0
    assert explanation.rules() == {}
