"""The layer with a memory: what it computes, how it is unrolled, and its gradients through time."""

import math
import random

import pytest

from autograd_core import Value, ops
from nn.recurrent import Recurrent


def drawn(count, width, seed=0):
    """A sequence of `count` points of `width` numbers."""
    generator = random.Random(seed)
    return [[generator.uniform(-1, 1) for _ in range(width)] for _ in range(count)]


def test_one_unit_by_hand():
    """h(t) = tanh(w x(t) + u h(t-1) + b), from h = 0."""
    layer = Recurrent(1, 1)
    w, u, b = layer.parameters()
    w.data, u.data, b.data = 0.5, -2.0, 0.1
    (first,), (second,) = layer([[1.0], [3.0]])
    assert first.data == ops.tanh(0.5 + 0.1)
    assert second.data == ops.tanh(0.5 * 3 - 2 * first.data + 0.1)
    second.backward()
    slope, before = 1 - second.data**2, 1 - first.data**2
    assert math.isclose(u.grad, slope * first.data)  # h was 0 at the first step
    assert math.isclose(w.grad, slope * (3 + -2 * before * 1))
    assert math.isclose(b.grad, slope * (1 + -2 * before))


def test_a_state_carries_on():
    """Two halves of a sequence, the second from where the first ended, give what the whole gives; detached, no gradient crosses."""
    layer, sequence = Recurrent(2, 3, seed=1), drawn(6, 2)
    whole = layer(sequence)
    first = layer(sequence[:4])
    assert [[h.data for h in state] for state in layer(sequence[4:], first[-1])] == [[h.data for h in state] for state in whole[4:]]
    cut = [h.detach() for h in first[-1]]
    layer(sequence[4:], cut)[-1][0].backward()
    assert first[-1][0].grad is None
    assert cut[0].grad is not None


def test_steps_are_scopes():
    """Each step of time is a scope, so that pictures fold; the parameters are there once."""
    layer = Recurrent(2, 2)
    states = layer(drawn(3, 2))
    assert [state[1].scope for state in states] == ["t0/cell/n1", "t1/cell/n1", "t2/cell/n1"]
    assert len(layer.parameters()) == 2 * (2 + 2 + 1)


def test_a_thousand_steps():
    """Long sequences need no deep stack."""
    layer = Recurrent(1, 2)
    layer(drawn(2000, 1))[-1][0].backward()
    assert all(p.grad is not None for p in layer.parameters())


def test_misuse():
    """A step of the wrong width is named, and so is a state of the wrong size."""
    layer = Recurrent(2, 3)
    with pytest.raises(ValueError, match="Recurrent needs 2 inputs at each step; got 1 at step 1"):
        layer([[1.0, 2.0], [1.0]])
    with pytest.raises(ValueError, match="Recurrent needs a state of 3 numbers; got 2"):
        layer([[1.0, 2.0]], [0.0, 0.0])


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_gradients_are_torchs(activation):
    """The loss, and the gradient of every weight and input through 7 steps of time, are torch.nn.RNN's in float64, to 1e-10."""
    torch = pytest.importorskip("torch")
    inputs, hidden = 3, 4
    layer, sequence = Recurrent(inputs, hidden, activation, seed=2), [[Value(x) for x in xs] for xs in drawn(7, inputs)]
    theirs = torch.nn.RNN(inputs, hidden, nonlinearity=activation, dtype=torch.float64)
    for i, neuron in enumerate(layer.cell.neurons):
        neuron.bias.data = 0.1 * i
    rows = [[w.data for w in neuron.weights] for neuron in layer.cell.neurons]
    with torch.no_grad():
        theirs.weight_ih_l0.copy_(torch.tensor([row[:inputs] for row in rows], dtype=torch.float64))
        theirs.weight_hh_l0.copy_(torch.tensor([row[inputs:] for row in rows], dtype=torch.float64))
        theirs.bias_ih_l0.copy_(torch.tensor([neuron.bias.data for neuron in layer.cell.neurons], dtype=torch.float64))
        theirs.bias_hh_l0.zero_()  # torch adds two biases, the layer has one
    given = torch.tensor([[x.data for x in xs] for xs in sequence], dtype=torch.float64, requires_grad=True)
    loss = ops.sum(h * h * (t + 1) for t, state in enumerate(layer(sequence)) for h in state)
    expected = (theirs(given)[0] ** 2 * torch.arange(1, 8, dtype=torch.float64)[:, None]).sum()
    loss.backward()
    expected.backward()
    assert loss.data == pytest.approx(expected.item(), rel=1e-10)
    for neuron, to_inputs, to_hidden, to_bias in zip(
        layer.cell.neurons, theirs.weight_ih_l0.grad, theirs.weight_hh_l0.grad, theirs.bias_ih_l0.grad
    ):
        assert [w.grad for w in neuron.weights] == pytest.approx([*to_inputs.tolist(), *to_hidden.tolist()], rel=1e-10, abs=1e-10)
        assert neuron.bias.grad == pytest.approx(to_bias.item(), rel=1e-10, abs=1e-10)
    assert [[x.grad for x in xs] for xs in sequence] == [pytest.approx(row, rel=1e-10, abs=1e-10) for row in given.grad.tolist()]
