"""The layer with a memory: what it computes, how it is unrolled, and its gradients through time."""

import math
import random

import pytest

from autograd_core import ops
from nn import Recurrent


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
    """Two halves of a sequence, the second from where the first ended, give what the whole gives;
    detached, no gradient crosses.
    """
    layer, sequence = Recurrent(2, 3, seed=1), drawn(6, 2)
    whole = layer(sequence)
    first = layer(sequence[:4])
    assert [[h.data for h in state] for state in layer(sequence[4:], first[-1])] == [
        [h.data for h in state] for state in whole[4:]
    ]
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
