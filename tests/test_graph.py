"""Graphs of any depth and width, at Python's default limits."""

import copy
import gc
import os
import pickle
import subprocess
import sys
import tracemalloc

import pytest

from autograd_core import FRACTIONS, VALUES, Value, evaluate, gradient, ops
from autograd_core.graph import adjoints, dependents, replay, reverse, tangents, topological_order

MILLION = 1_000_000


def chain(length, x=None):
    """x, plus and times something so often."""
    x = Value(1.0, label="x") if x is None else x
    y = x
    for _ in range(length // 2):
        y = y * 1.0 + 0.0
    return x, y


@pytest.fixture(scope="module")
def million():
    """A chain of a million operations."""
    return chain(MILLION)


@pytest.mark.slow
def test_a_million_operations_are_differentiated_and_printed(million):
    """Recorded, differentiated and printed without recursion."""
    x, y = million
    y.backward()
    assert x.grad == 1.0
    assert repr(y) == "Value(1.0, op=add, grad=1.0)"
    assert len(topological_order(y)) == MILLION + 1


@pytest.mark.slow
def test_a_million_operations_are_copied(million):
    """Deep copies of any depth."""
    copied = copy.deepcopy(million[1])
    assert (copied.data, copied.op) == (1.0, ops.add)
    assert len(topological_order(copied)) == MILLION + 1
    assert copy.copy(million[1]).args == million[1].args


@pytest.mark.slow
def test_a_million_operations_are_pickled(million):
    """Pickles of any depth."""
    loaded = pickle.loads(pickle.dumps(million[1]))
    assert len(topological_order(loaded)) == MILLION + 1
    assert gradient(loaded, "x") == 1.0


def test_a_deep_chain_over_other_namespaces():
    """The sweeps over fractions and over Values do not recurse either."""
    x, y = chain(20_000)
    assert gradient(y, x, over=FRACTIONS) == 1
    assert gradient(gradient(y, x, over=VALUES) * x, x) == 1.0
    assert evaluate(y, at={x: 2.0}) == 2.0


def test_a_deep_chain_is_copied_and_pickled():
    """Beyond the depth at which Python stops recursing, and one twice as long takes twice the room."""
    x, y = chain(2_000)
    for copied in (copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        assert len(topological_order(copied)) == 2_001
        assert gradient(copied, "x") == gradient(y, x) == 1.0
    assert len(pickle.dumps(y)) < 2.2 * len(pickle.dumps(chain(1_000)[1]))


@pytest.mark.slow
def test_memory_comes_back_by_reference_counting():
    """With the collector off, a graph that was differentiated, copied and pickled leaves nothing behind."""

    def come_and_go():
        _, y = chain(50_000)
        y.backward()
        copied, loaded = copy.deepcopy(y), pickle.loads(pickle.dumps(y))
        return tracemalloc.get_traced_memory()[0], copied, loaded

    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        come_and_go()  # what Python itself keeps for the next time
        start = tracemalloc.get_traced_memory()[0]
        during, *_ = come_and_go()
        del _
        left = tracemalloc.get_traced_memory()[0] - start
    finally:
        tracemalloc.stop()
        gc.enable()
    assert during - start > 20_000_000
    assert left < 20_000


def test_diamonds():
    """30 nested diamonds have 2^30 paths and 31 nodes: each is visited once."""
    x = Value(1.0)
    y = x
    for _ in range(30):
        y = y + y
    y.backward()
    assert x.grad == 2.0**30
    assert len(topological_order(y)) == 31
    assert pickle.loads(pickle.dumps(y)).data == 2.0**30


def test_topological_order():
    """Arguments stand before the nodes that use them, each node once."""
    x, y = Value(1.0), Value(2.0)
    z = (x * y + x).exp() * y
    order = topological_order(z)
    place = {node: i for i, node in enumerate(order)}
    assert len(order) == len(place) == 6
    assert all(place[arg] < place[node] for node in order for arg in node.args)
    assert order[-1] is z


def test_dependents_are_what_leads_down_to_a_source():
    """Nodes beside the way are left out, whatever other leaves and constants they are computed from."""
    x, z, elsewhere = Value(1.0), Value(2.0), Value(1.0)
    y, w = x * 3, z * 5
    order = topological_order(y + w)
    assert dependents(order, [x]) == {x, y, order[-1]}
    assert dependents(order, [y, z]) == {y, z, w, order[-1]}
    assert dependents(order, [elsewhere]) == {elsewhere}


def test_the_reverse_sweep_can_be_watched():
    """Each step is node, argument, partial, contribution; the adjoints fill up on the way; draining is the same."""
    x = Value(3.0)
    y = x * x
    adjoint = {y: 1.0}
    steps = reverse([x, y], adjoint)
    assert next(steps) == (y, x, 3.0, 3.0)
    assert adjoint[x] == 3.0
    assert next(steps) == (y, x, 3.0, 3.0)
    assert adjoint[x] == 6.0
    assert list(steps) == []
    assert adjoints([x, y]) == adjoint


def test_tangents_are_the_forward_sweep():
    """What is moved moves what depends on it; what is not moved has no tangent;
    seed times tangent is adjoint times direction.
    """
    x, z = Value(3.0), Value(5.0)
    y = x * x + z
    order = topological_order(y)
    assert tangents(order, {x: 1.0}) == {x: 1.0, order[-2]: 6.0, y: 6.0}
    both = tangents(order, {x: 0.5, z: 2.0})
    adjoint = adjoints(order, 3.0)
    assert 3.0 * both[y] == adjoint[x] * 0.5 + adjoint[z] * 2.0
    assert tangents([], {}) == adjoints([]) == {}


def test_inputs_are_the_arguments_that_are_nodes():
    """Position, argument and partial of each, repeats included; constants are left out."""
    x = Value(3.0)
    assert ops.maximum(1, x, 2, x).inputs() == [(1, x, 0.5), (3, x, 0.5)]
    assert x.inputs() == []


def test_the_forward_sweep_visits_each_node_once():
    """replay fills an environment in order, constants included."""
    x = Value(3.0)
    y = x * 2
    visited = []
    env = replay(
        [x, y], {x: "x"}, lambda node, inputs: visited.append((node, inputs)) or "y", lambda c: f"constant {c}"
    )
    assert visited == [(y, ["x", "constant 2"])]
    assert env == {x: "x", y: "y"}


PROGRAM = """
from nn import MLP, mean_squared_error
model = MLP([3, 8, 8, 1], "tanh", seed=3)
loss = mean_squared_error([model([i / 7, 1 - i / 5, i * i / 9])[0] for i in range(7)], [i / 9 for i in range(7)])
loss.backward()
print([p.grad.hex() for p in model.parameters()], loss.data.hex())
"""


def test_the_same_bits_in_every_process():
    """Gradients do not depend on hash order: three processes with different hash seeds agree to the last bit."""

    def run(seed):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        return subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
        ).stdout

    outputs = {run(seed) for seed in ("0", "1", "77")}
    assert len(outputs) == 1
    assert "0x" in outputs.pop()


@pytest.mark.parametrize("count", range(5))
def test_edges_are_kept_as_they_were_given(count):
    """Of no argument, of one, two or more, constants among them: a node gives back its edges, flat and in order."""
    x = Value(3.0)
    given = (x, 0.5, 2.0, None, x, -1.0, 0.0, None)[: 2 * count]
    node = Value(1.0)
    node.edges = given
    assert node.edges == given
    assert node.args == given[::2]
    assert [(i, partial) for i, _, partial in node.inputs()] == [(0, 0.5), (2, -1.0)][: (count + 1) // 2]


def test_a_node_of_one_argument_or_two_is_one_object():
    """What Python's collector goes through takes it as long as the rest: so their edges are no tuple of their own."""
    x, y = Value(3.0), Value(4.0)
    for node in (-x, x * y, x * 2.0, 2.0 - x, ops.exp(x), ops.hypot(x, y)):
        assert not [thing for thing in gc.get_referents(node) if isinstance(thing, tuple)]
