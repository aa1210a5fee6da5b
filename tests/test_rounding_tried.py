"""Where bounds on rounding tell nothing, the sweeps themselves are run in that arithmetic; saturated functions are told
apart elsewhere.
"""

import random
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from autograd_core import Value, gradient, ops, parse
from autograd_core.verify import Kind, check

SIZES = (6, 12, 12, 1)


@pytest.fixture(scope="module")
def network():
    """Layers of weights with their biases last, the examples, and their mean squared error."""
    rng = random.Random(0)
    layers = [
        [[Value(rng.gauss(0, above**-0.5)) for _ in range(above + 1)] for _ in range(below)]
        for above, below in pairwise(SIZES)
    ]
    samples = [([rng.gauss(0, 1) for _ in range(SIZES[0])], rng.gauss(0, 1)) for _ in range(40)]
    losses = []
    for xs, t in samples:
        signals = list(xs)
        for layer in layers:
            signals = [ops.tanh(ops.sum([w * x for w, x in zip(ws, signals)] + [ws[-1]])) for ws in layer]
        losses.append((signals[0] - t) ** 2)
    return layers, samples, (ops.sum(losses) / len(losses)).named("L")


def by_numpy(layers, samples, kind):
    """The gradients by matrices, in NumPy's arithmetic of that type, as people write backpropagation: 1 - h^2."""
    weights = [np.array([[w.data for w in ws] for ws in layer], kind) for layer in layers]
    signals = [np.array([xs for xs, _ in samples], kind)]
    targets = np.array([[t] for _, t in samples], kind)
    for w in weights:
        signals.append(np.tanh(signals[-1] @ w[:, :-1].T + w[:, -1]))
    delta = 2 * (signals[-1] - targets) / kind(len(samples))
    grads = []
    for w, inputs, outputs in zip(weights[::-1], signals[-2::-1], signals[:0:-1]):
        delta = delta * (1 - outputs**2)
        grads.append(np.hstack([delta.T @ inputs, delta.sum(0)[:, None]]))
        delta = delta @ w[:, :-1]
    return grads[::-1]


def kinds(report):
    return Counter(row.verdict.kind for row in report.rows)


def test_gradients_of_another_program_in_float32_pass(network):
    """Of 40 examples in 24 bits a bound leaves no digits certain; what rounding really does leaves them."""
    layers, samples, loss = network
    grads = by_numpy(layers, samples, np.float32)
    check(loss, list(zip(layers, grads))).assert_ok()
    pairs = [(w, g) for layer, each in zip(layers, grads) for ws, gs in zip(layer, each) for w, g in zip(ws, gs)]
    found = kinds(check(loss, pairs))
    assert found[Kind.CORRECT] >= 0.99 * len(pairs)
    assert not found[Kind.WRONG]


@pytest.mark.parametrize(
    ("slip", "least"),
    [(lambda g: g * 1.001, 0.98), (lambda g: -g, 1), (lambda g: g * 2, 1), (lambda g: g + 0.001 * abs(g).max(), 1)],
)
def test_what_float32_does_not_explain_is_wrong(network, slip, least):
    """A thousandth of an entry is more than rounding at 24 bits comes to, but where nearly all of it cancels."""
    layers, samples, loss = network
    for layer, grads in zip(layers, by_numpy(layers, samples, np.float32)):
        (row,) = check(loss, [(layer, slip(grads).astype(np.float32))]).rows
        found = Counter(entry.verdict.kind for entry in row.entries)
        assert not found[Kind.CORRECT]
        assert found[Kind.WRONG] >= least * len(row.entries) - 1


def test_how_a_number_was_told_is_said(network):
    """The verdict names what it rests on; its own float64 gradients need no trial."""
    layers, samples, loss = network
    x, right = layers[0][0][0], float(by_numpy(layers, samples, np.float32)[0][0][0])
    verdict = str(check(loss, [(x, np.float32(right))]).rows[0].verdict)
    assert verdict.endswith("as near as rounding at 24 bits comes when tried")
    assert "tried" not in str(check(loss, [(x, gradient(loss, x))]).rows[0].verdict)


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("{c}*w*y*(1-y)", Kind.PROVEN),
        ("{c}*w*exp(-{c}*w*x)/(1 + exp(-{c}*w*x))^2", Kind.PROVEN),
        ("x*y*(1-y)", Kind.WRONG),
        ("y*(1-y)", Kind.WRONG),
        ("{c}*x*y*(1-y)", Kind.WRONG),
    ],
)
@pytest.mark.parametrize("c", ["10^6", "999999999999999999999999"])
def test_a_saturated_sigmoid_is_told_where_it_is_not(claim, kind, c):
    """Where y is 1 to more digits than there are, 1 - y tells nothing; the algebra does, and smaller numbers."""
    leaves = {"x": Value(0.7, label="x"), "w": Value(0.3, label="w")}
    y = parse(f"sigmoid({c}*w*x)", leaves).named("y")
    verdict = check(y, {"x": claim.format(c=c)}).rows[0].verdict
    assert verdict.kind is kind, verdict


def test_the_slope_of_expm1_by_its_value_loses_digits():
    """torch computes y + 1, which at -10 has three digits in float32 where exp(x) has seven; neither is WRONG."""
    x = Value(-10.0, label="x")
    y = (3.3 * ops.expm1(x)).named("y")
    by_value = np.float32(3.3) * (np.expm1(np.float32(-10)) + np.float32(1))
    assert abs(by_value / gradient(y, x) - 1) > 1e-4
    assert check(y, {"x": by_value}).rows[0].verdict.kind is not Kind.WRONG
    assert check(y, {"x": np.float32(3.3) * np.exp(np.float32(-10))}).ok
    assert check(y, {"x": np.float32(1.1 * by_value)}).rows[0].verdict.kind is Kind.WRONG


def test_what_vanishes_in_float32_is_not_wrong():
    """A slope of 1e-1156 is 0 in any float: open, since none of its digits is certain."""
    x = Value(1.5, label="x")
    y = ops.expm1(-1e3 * x**2).named("y")
    for zero in (np.float32(0), np.float64(0), np.float16(0)):
        assert check(y, {"x": zero}).rows[0].verdict.kind is Kind.UNDECIDED
    assert check(y, {"x": np.float32(-1)}).rows[0].verdict.kind is Kind.WRONG


def test_functions_are_worked_out_in_more_bits_than_half_precision_has():
    """torch and numpy round them once, so that 4 % beside a slope of half precision is no rounding."""
    x = Value(1.7, label="x")
    y = (ops.sigmoid(0.7 * x + 0.3) * x).named("y")
    y.backward()
    right, wrong = (check(y, {x: np.float16(x.grad * off)}).rows[0].verdict.kind for off in (1, 1.04))
    assert (right, wrong) == (Kind.CORRECT, Kind.WRONG)
