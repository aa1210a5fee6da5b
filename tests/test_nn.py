"""Neurons, layers, networks, losses and gradient descent."""

import math

import pytest

from autograd_core import Value, ops
from nn import MLP, SGD, Layer, Module, Neuron, half_squared_error, mean_squared_error


def test_neuron_is_an_activation_of_a_weighted_sum():
    """out = sigmoid(w1 x1 + w2 x2 + b)."""
    neuron = Neuron([2.0, -1.0], bias=0.5)
    assert neuron([3.0, 4.0]).data == ops.sigmoid(2 * 3 - 4 + 0.5)


def test_neuron_without_bias():
    """A bias of None is no bias at all, neither a node nor a parameter."""
    neuron = Neuron([2.0], bias=None, activation="identity")
    assert neuron([3.0]).data == 6.0
    assert list(neuron.named_parameters()) == ["weights.0"]


def test_neuron_counts_its_inputs():
    """A wrong number of inputs is said with both numbers."""
    with pytest.raises(ValueError, match=r"h1 has 2 weights, so it needs as many inputs; got 3"):
        Neuron([1.0, 2.0], name="h1")([1.0, 2.0, 3.0])


def test_any_function_may_activate():
    """An activation is the name of an op or a function of one number, and may differ from layer to layer."""
    model = MLP([1, 1, 1], [lambda net: net * net, "identity"], weights=[[[3.0]], [[1.0]]])
    assert model([2.0])[0].data == 36.0


def test_unknown_activation():
    """A name that is no op of one number lists those that are."""
    with pytest.raises(ValueError, match=r"activation must be a function or one of .*relu.*sigmoid.*; got 'sigmod'"):
        MLP([1, 1], "sigmod")
    with pytest.raises(ValueError, match="got 'mul'"):
        MLP([1, 1], "mul")


def test_parameters_by_name():
    """Parameters are found among the attributes, each once, by the path that leads to it."""
    model = MLP([2, 2, 1], bias="shared")
    assert list(model.named_parameters())[:4] == [
        "layers.0.bias",
        "layers.0.neurons.0.weights.0",
        "layers.0.neurons.0.weights.1",
        "layers.0.neurons.1.weights.0",
    ]
    assert len(model.parameters()) == 2 * 2 + 2 + 1 + 1
    assert [p.label for p in MLP([2, 1, 1]).parameters()] == ["w1", "w2", "b_h1", "w3", "b_o1"]


def test_a_module_of_ones_own():
    """A subclass needs a forward and attributes; computed Values among them are no parameters."""

    class Line(Module):
        def __init__(self):
            self.slope, self.more = Value(2.0), {"offset": Value(1.0)}
            self.twice = self.slope * 2

        def forward(self, x):
            return self.slope * x + self.more["offset"]

    line = Line()
    line(3.0).backward()
    assert list(line.named_parameters()) == ["slope", "more.offset"]
    assert [p.grad for p in line.parameters()] == [3.0, 1.0]
    line.zero_grad()
    assert [p.grad for p in line.parameters()] == [None, None]


def test_module_without_forward():
    """Forgetting forward is said in words."""
    with pytest.raises(NotImplementedError, match=r"Module needs a method forward\(self, ...\)"):
        Module()(1.0)


def test_scopes_follow_the_modules():
    """Nodes and parameters carry the module path they were made in."""
    model = MLP([1, 2, 1])
    (out,) = model([1.0])
    assert out.scope == "layer2/n0"
    assert model.layers[0].neurons[1].weights[0].scope == "layer1"


def test_seeded_weights():
    """The same seed draws the same weights, another seed others, all within Glorot's bound."""

    def weights(seed):
        return [p.data for p in MLP([3, 4, 2], seed=seed).parameters() if p.label.startswith("w")]

    assert weights(1) == weights(1) != weights(2)
    assert max(map(abs, weights(1)[:12])) <= math.sqrt(6 / 7)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"sizes": [2]}, r"MLP\(sizes\) needs at least two positive integers, such as \[2, 3, 1\]; got \[2\]"),
        ({"sizes": [2, 0]}, r"needs at least two positive integers"),
        ({"sizes": [2, 2], "bias": "both"}, r"bias must be \"per_neuron\", \"shared\" or None; got 'both'"),
        ({"sizes": [2, 2], "activations": ["relu", "relu"]}, r"has 1 layers, so it needs activations for each; got 2"),
        ({"sizes": [2, 1], "weights": [[[1.0]]]}, r"weights must be numbers in lists of shape \(1, 2\); got shape \(1, 1\)"),
        ({"sizes": [2, 1], "biases": []}, r"so it needs biases for each; got 0"),
    ],
)
def test_bad_architectures(arguments, sentence):
    """What cannot be built is said before anything is."""
    with pytest.raises(ValueError, match=sentence):
        MLP(**arguments)


def test_losses():
    """Half squared error sums 1/2 (t - o)^2, mean squared error averages (t - o)^2."""
    outs, targets = [Value(1.0), Value(2.0)], [0.0, 4.0]
    assert half_squared_error(outs, targets).data == 0.5 + 2.0
    assert mean_squared_error(outs, targets).data == 2.5
    assert mean_squared_error([1.0], [3.0]) == 4.0
    with pytest.raises(ValueError, match="a loss needs one target for each output, and at least one; got 2 outputs and 1 targets"):
        half_squared_error(outs, [0.0])


def test_sgd_updates_all_at_once():
    """Every parameter moves by its gradient at the old values; one without a gradient stays."""
    x, y, z = Value(2.0), Value(3.0), Value(1.0)
    (x * y).backward()
    SGD([x, y, z], learning_rate=0.5).step()
    assert (x.data, y.data, z.data) == (0.5, 2.0, 1.0)


def test_sgd_wants_a_rate():
    """A learning rate must be finite and above 0."""
    for rate in (0, -1, math.inf, math.nan):
        with pytest.raises(ValueError, match=f"learning_rate must be a finite number above 0; got {rate}"):
            SGD([], rate)


def test_layer_shares_its_bias():
    """A shared bias is the same parameter in every neuron, and collects from all of them."""
    layer = Layer(1, 2, "identity", bias="shared", weights=[[1.0], [2.0]], biases=0.5)
    (layer([1.0])[0] + layer([1.0])[1]).backward()
    assert (layer.bias.data, layer.bias.grad) == (0.5, 2.0)
    assert list(layer.named_parameters()).count("bias") == 1
