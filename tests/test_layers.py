"""A layer that is recorded in one loop records what its neurons would record one by one, to the last bit."""

import copy
import math
import pickle

import pytest

from autograd_core import Value, no_grad, ops, scope
from autograd_core.graph import topological_order
from nn import MLP, Layer, Module, Neuron

INPUTS = {
    "floats": [0.5, -2.0, 3.0],
    "ints": [1, -2, 3],
    "Values": [Value(0.5, label="x1"), Value(-2.0), Value(3.0)],
    "both": [0.5, Value(-2.0), 3],
    "one twice": [Value(2.0)] * 3,
    "weights of its own": None,
    "awkward": [math.inf, -0.0, math.nan],
    "too large": [1e308, 1e308, 1e308],
    "a thousandth of a pole": [Value(-1e308), Value(-1e308), Value(1e-3)],
}


def facts(outs):
    """All that the graphs beneath some nodes say."""
    order = list(dict.fromkeys(node for out in outs for node in topological_order(out)))
    places = {node: i for i, node in enumerate(order)}
    return [
        (
            node.data.hex(),
            node.op,
            node.label,
            node.scope,
            [places[x] if isinstance(x, Value) else (type(x), x) for x in node.args],
            [None if p is None else p.hex() for p in node.partials],
        )
        for node in order
    ]


def one_by_one(layer, xs):
    """The outputs of the neurons, each asked for itself."""
    with scope(layer.path):
        return [neuron(xs) for neuron in layer.neurons]


@pytest.mark.parametrize("bias", ["per_neuron", "shared", None])
@pytest.mark.parametrize("activation", ["relu", "sigmoid", "identity", "exp", "log", "tanh"])
@pytest.mark.parametrize("name", INPUTS)
def test_a_loop_records_what_neurons_do(name, activation, bias):
    """Values, partials, arguments, labels and scopes are those of the neurons, whatever the inputs are."""
    layer = MLP([3, 2], activation, bias, weights=[[[0.1, -0.2, 0.3], [1.5, 2.5, -0.0]]]).layers[0]
    xs = INPUTS[name] or layer.neurons[0].weights
    assert facts(layer(xs)) == facts(one_by_one(layer, xs))
    with scope("outer"), scope("inner"):
        inside = layer(xs)
        assert facts(inside) == facts(one_by_one(layer, xs))
    assert inside[0].scope == "outer/inner/layer1/n0"
    with no_grad():
        assert [(out.op, out.data.hex()) for out in layer(xs)] == [(None, out.data.hex()) for out in inside]


@pytest.mark.parametrize("name", ["floats", "ints", "Values", "both", "one twice", "awkward"])
def test_no_neuron_is_asked_by_itself(name, monkeypatch):
    """What is usual goes through the loop: a loop that always gave up would be right, and slow."""
    layers = [MLP([3, 2], activation).layers[0] for activation in ("relu", "sigmoid", "tanh", "softmax")]
    monkeypatch.setattr(Neuron, "__call__", None)
    for xs in (INPUTS[name], tuple(INPUTS[name])):
        assert [len(layer(xs)) for layer in layers] == [2] * 4


def test_what_neurons_became_is_seen():
    """A weight that is a number now, a bias that is gone, other neurons and labels: each call looks at them."""
    layer, xs = MLP([2, 3], "tanh").layers[0], [Value(0.5), 2.0]
    layer.neurons[0].weights[1] = 0.25
    assert facts(layer(xs)) == facts(one_by_one(layer, xs))
    layer.neurons[1].bias = None
    assert facts(layer(xs)) == facts(one_by_one(layer, xs))
    layer.neurons[1].bias, layer.neurons[0].weights[1] = Value(1.0), Value(0.25) * 2
    layer.neurons[2].net_label, layer.neurons[2].path = "renamed", "elsewhere"
    assert facts(layer(xs)) == facts(one_by_one(layer, xs))
    assert (layer(xs)[2].args[0].label, layer(xs)[2].scope) == ("renamed", "layer1/elsewhere")

    class Doubled(Neuron):
        def forward(self, xs):
            return 2 * super().forward(xs)

    layer.neurons[1] = Doubled([1.0, 2.0])
    layer.neurons[2] = Neuron([3.0, 4.0], activation=ops.exp)
    assert [out.op for out in layer(xs)] == [ops.tanh, ops.mul, ops.exp]
    assert facts(layer(xs)) == facts(one_by_one(layer, xs))

    class Sum(Module):
        def forward(self, xs):
            return ops.sum(xs)

    layer.neurons[:] = [Sum(), layer.neurons[0]]
    assert [out.op for out in layer(xs)] == [ops.sum, ops.tanh]
    assert facts(layer(xs)) == facts(one_by_one(layer, xs))


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda layer: pickle.loads(pickle.dumps(layer))])
def test_a_copy_records_its_own_neurons(copied):
    """What a layer found out about its neurons when it was called is no part of its copies."""
    layer, xs = MLP([2, 2], "tanh").layers[0], [0.5, -2.0]
    before = facts(layer(xs))
    other = copied(layer)
    other.neurons = [Neuron([3.0, 4.0], 1.0, "relu")]
    assert [out.args[0].args[0].data for out in other(xs)] == [3.0]
    assert facts(layer(xs)) == before
    fixed = layer.plain()
    assert fixed(xs) == [out.data for out in layer(xs)]
    assert facts(layer(xs)) == before


def test_a_layer_with_a_forward_of_its_own_runs_it():
    """A subclass that replaces `forward` is asked, within its scope."""

    class Shifted(Layer):
        def forward(self, xs):
            return [x + 1 for x in super().forward(xs)]

    layer = Shifted(2, 2, "relu")
    layer.path = "shifted"
    assert [(out.op, out.scope) for out in layer([1.0, 2.0])] == [(ops.add, "shifted")] * 2


@pytest.mark.parametrize("width", [9, 40, 300])
def test_wide_layers(width):
    """Layers of many inputs record the same, in whichever way; so do those of which a dropout left some."""
    layer = MLP([width, 2], "relu").layers[0]
    for xs in ([0.5] * width, [Value(0.5) for _ in range(width)], [Value(0.5), 0.0, Value(1.0)] * (width // 3)):
        xs = (xs + [0.0] * width)[:width]
        assert facts(layer(xs)) == facts(one_by_one(layer, xs))


def test_rows_of_the_users_own(own_op):
    """A row that reads a global that may change is asked each time."""
    settings = {"slope": 2.0}
    bent = own_op("test_only_bent", lambda m, x: x * settings["slope"], lambda m, y, x: settings["slope"])
    layer = Layer(2, 2, bent)
    layer.path = "layer"
    for settings["slope"] in (2.0, 3.0):
        assert layer([1.0, 2.0])[0].partials == (settings["slope"],)
        assert facts(layer([1.0, 2.0])) == facts(one_by_one(layer, [1.0, 2.0]))


@pytest.mark.parametrize(
    "xs", [{0.5: 1, 2.0: 3, 1.0: 0}, {0.5, 2.0, 1.0}, (x for x in (0.5, 2.0, 1.0)), "abc", 3.0], ids=type
)
def test_what_is_no_list_is_refused_before_it_is_read(xs):
    """Numbers without an order, or that can be read once, are told to be no list, also after a list of their kinds."""
    layer = MLP([3, 2]).layers[0]
    layer([0.5, 2.0, 1.0])
    with pytest.raises(TypeError, match=r"this layer needs a list of 3 numbers; got "):
        layer(xs)


def layer_by_layer(model, xs):
    """What a network records where each layer is called by itself."""
    for layer in model.layers:
        xs = layer(xs)
    return xs


@pytest.mark.parametrize("name", INPUTS)
def test_a_network_records_what_its_layers_do(name):
    """The loops of all layers are run without the layers' calls, and the graph is the same."""
    model = MLP([3, 4, 2], ["relu", "sigmoid"])
    xs = INPUTS[name] or model.parameters()[:3]
    for _ in range(2):
        assert facts(model(xs)) == facts(layer_by_layer(model, xs))
    with scope("both"):
        assert facts(model(xs)) == facts(layer_by_layer(model, xs))


def test_no_layer_of_a_network_is_called(monkeypatch):
    """What is usual is recorded by the loops: a network that always called its layers would be right, and slow."""
    model = MLP([3, 4, 2])
    model([1.0, 2.0, 3.0])
    monkeypatch.setattr(Layer, "__call__", None)
    assert len(model([1.0, 2.0, 3.0])) == 2


def test_what_a_network_became_is_seen():
    """Layers and neurons that are exchanged, a path that is given, and a softmax at the end: the next call has them."""
    model, other, xs = MLP([2, 3, 2], seed=1), MLP([2, 3, 2], seed=2), [0.5, -1.0]
    model(xs)
    model.layers[0] = other.layers[0]
    assert facts(model(xs)) == facts(layer_by_layer(model, xs))
    neurons = model.layers[1].neurons
    neurons[0], neurons[1] = neurons[1], neurons[0]
    assert facts(model(xs)) == facts(layer_by_layer(model, xs))
    model.layers.append(lambda outs: [2 * out for out in outs])
    assert [out.op.name for out in model(xs)] == ["mul", "mul"]
    model.layers[2] = Layer(2, 2, "softmax")
    assert facts(model(xs)) == facts(layer_by_layer(model, xs))
    model.path = "net"
    with scope("net"):
        inside = layer_by_layer(model, xs)
    assert facts(model(xs)) == facts(inside)


def test_a_network_with_a_forward_of_its_own_runs_it():
    """A subclass may take more than the inputs, and do more than call its layers."""

    class Scaled(MLP):
        def forward(self, xs, factor=2.0):
            return [factor * out for out in super().forward(xs)]

    model = Scaled([2, 2])
    (first, _), plain = model([1.0, 2.0], 3.0), layer_by_layer(model, [1.0, 2.0])
    assert first.data == 3.0 * plain[0].data
    assert model([1.0, 2.0])[1].data == 2.0 * plain[1].data
