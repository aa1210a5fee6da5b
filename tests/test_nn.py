"""Neurons, layers, networks, losses and gradient descent."""

import math
import random
from functools import partial

import pytest
from judge import HIGH

from autograd_core import Value, evaluate, gradient, ops, tree
from nn import (
    MLP,
    SGD,
    Dropout,
    Layer,
    Module,
    Neuron,
    Sequential,
    accuracy,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    half_square,
    half_squared_error,
    hinge,
    l1_penalty,
    l2_penalty,
    log_softmax,
    mean_squared_error,
    softmax,
)  # fmt: skip
from nn.instead import ACTIVATIONS
from nn.losses import in_two_steps
from nn.modules import shape


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
    """A name that is no op of one number is answered with the nearest that are."""
    with pytest.raises(ValueError, match=r"the name of an op of one number; got 'sigmod': the nearest are 'sigmoid'"):
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
        (
            {"sizes": [2, 3, 10**7]},
            r"a layer has at most 10,000,000 weights, .* got 3 times 10000000",
        ),
        ({"sizes": [2, 2], "bias": "both"}, r"bias must be \"per_neuron\", \"shared\" or None; got 'both'"),
        ({"sizes": [2, 2], "activations": ["relu", "relu"]}, r"has 1 layers, so it needs activations for each; got 2"),
        (
            {"sizes": [2, 1], "weights": [[[1.0]]]},
            r"weights must be numbers in lists of shape \(1, 2\); got shape \(1, 1\)",
        ),
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
    with pytest.raises(
        ValueError, match="a loss needs one target for each output, and at least one; got 2 outputs and 1 targets"
    ):
        half_squared_error(outs, [0.0])


def test_a_loss_is_recorded_as_it_is_written():
    """The target less the output, as the lecture has it, so that its sign is that of the lecture on the way back."""
    out, target = Value(1.0, label="out"), Value(3.0, label="t")
    assert tree(half_square(target, out)).startswith("(t - out)^2 / 2 = 2 ")
    assert "(t - out)^2 / 2 = 2 " in tree(half_squared_error([out], [target]))
    assert tree(mean_squared_error([out], [target])).startswith("(t - out)^2 = 4 ")
    assert tree(cross_entropy([out, target], 0)).startswith("logsumexp(out, t) - out = 2.12692801 ")


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


# ── what a module is made of ─────────────────────────────────────────────────────────────────────


class Pair(Module):
    """Two networks side by side, one of them used twice."""

    def __init__(self):
        self.left = MLP([2, 2], "tanh", seed=1)
        self.again = self.left
        self.right = Sequential(Layer(2, 3, "relu", seed=2), Dropout(0.5), lambda xs: xs[:2])
        self.scale = Value(2.0)

    def forward(self, xs):
        return [self.scale * a + b for a, b in zip(self.left(xs), self.right(xs))]


def test_repr_shows_the_architecture():
    """repr tells what each part is and how many parameters it has; a part used twice counts once."""
    assert repr(Pair()) == "\n".join(
        [
            "Pair of 16 parameters",
            "  left        MLP([2, 2])          6",
            "    layer1    Layer(2 -> 2, tanh)  6",
            "  right       Sequential           9",
            "    layer1    Layer(2 -> 3, relu)  9",
            "    dropout2  Dropout(0.5)         0",
        ]
    )
    assert repr(Neuron([1.0, 2.0], activation=math.tanh)) == "Neuron(2, tanh) of 3 parameters"
    assert repr(Dropout(0.1)) == "Dropout(0.1) of 0 parameters"


def test_attributes_become_scopes():
    """A module that became an attribute records its nodes under that name, so that pictures fold."""
    pair = Pair()
    out = pair.eval()([1.0, 2.0])[0]
    assert {node.scope for node in topological(out) if node.op} == {None, "left/layer1/n0", "right/layer1/n0"}


def topological(root):
    """Everything a node depends on, itself included."""
    met, stack = [], [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Value) and not any(node is other for other in met):
            met.append(node)
            stack += node.args
    return met


def test_tensors_are_nests():
    """Parameters are seen as matrices and vectors, by the name of the attribute that leads there."""
    pair = Pair()
    assert {name: shape(tensor) for name, tensor in pair.tensors().items()} == {
        "left.layers.0.weight": (2, 2),
        "left.layers.0.bias": (2,),
        "again.layers.0.weight": (2, 2),
        "again.layers.0.bias": (2,),
        "right.layers.0.weight": (3, 2),
        "right.layers.0.bias": (3,),
        "scale": (),
    }
    assert pair.tensors()["left.layers.0.weight"][0][1] is pair.left.layers[0].neurons[0].weights[1]
    assert shape(Layer(2, 3, bias="shared").tensors()["bias"]) == ()
    assert list(Layer(2, 3, bias=None).tensors()) == ["weight"]
    assert shape([[Value(1.0)], [Value(1.0), Value(2.0)]]) is None


# ── numbers without a graph ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("activation", ["identity", "sigmoid", "relu", "gelu", "softmax", "log_softmax"])
@pytest.mark.parametrize("bias", ["per_neuron", "shared", None])
@pytest.mark.parametrize("expanded", [False, True])
def test_a_plain_module_computes_plain_numbers(activation, bias, expanded):
    """Made of plain numbers, a module called on plain numbers gives floats,
    to the last bit those that would have been recorded.
    """
    model = MLP([2, 5, 3], ["tanh", activation], bias=bias, expanded=expanded, seed=3)
    for p in model.parameters():
        p.data += 0.1
    plain = model.plain()
    for xs in ([0.3, -1.7], [1, 2], [1e200, 1.0]):
        outs = plain(xs)
        assert {type(out) for out in outs} == {float}
        assert list(map(str, outs)) == [str(out.data) for out in model(xs)]


def test_a_plain_module_is_a_snapshot():
    """It stays as it was, has no parameters, drops nothing, and records what depends on a Value among its inputs."""
    model = Sequential(Layer(1, 1, "identity", weights=[[2.0]]), Dropout(0.9))
    plain = model.plain()
    model.parameters()[0].data = 5.0
    assert (plain([3.0]), plain.parameters()) == ([6.0], [])
    x = Value(3.0)
    plain([x])[0].backward()
    assert x.grad == 2.0
    with pytest.raises(ValueError, match="has 1 weights, so it needs as many inputs; got 2"):
        plain([1.0, 2.0])


def test_a_module_used_twice_is_one_in_the_plain_copy():
    """Sharing survives."""
    plain = Pair().plain()
    assert plain.again is plain.left
    assert isinstance(plain([1.0, 2.0])[0], float)


# ── softmax and dropout ──────────────────────────────────────────────────────────────────────────


def test_softmax_over_a_layer():
    """A layer may end in softmax: positive outputs that add up to 1, labelled as outputs, stable at any size."""
    model = MLP([1, 3], softmax, weights=[[[1000.0], [999.0], [-1000.0]]])
    outs = model([1.0])
    assert math.isclose(sum(out.data for out in outs), 1)
    assert [out.label for out in outs] == ["out_o1", "out_o2", "out_o3"]
    assert math.isclose(outs[0].data / outs[1].data, math.e)
    outs[0].backward()
    assert all(math.isfinite(p.grad) for p in model.parameters())
    assert log_softmax([0.0, -2000.0]) == [0.0, -2000.0]


def test_dropout():
    """In training some inputs are 0 and the others grow so that the mean stays;
    the draws follow from the seed alone.
    """
    dropped, again = Dropout(0.25, seed=1), Dropout(0.25, seed=1)
    outs = dropped([1.0] * 10_000)
    assert set(outs) == {0.0, 1 / 0.75}
    assert abs(sum(outs) / 10_000 - 1) < 0.03
    assert again([1.0] * 10_000) == outs != dropped([1.0] * 10_000)
    assert dropped.eval()([1.0, 2.0]) == [1.0, 2.0]
    for rate in (1.0, -0.1, math.nan):
        with pytest.raises(ValueError, match=rf"Dropout\(rate\) needs a probability from 0 to below 1; got {rate}"):
            Dropout(rate)


def test_modes():
    """train() and eval() reach every module within, and return the module."""
    pair = Pair()
    assert pair.training
    assert pair.eval() is pair
    assert not pair.right.layers[1].training
    assert pair.train().right.layers[1].training


# ── how weights start ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "variance"),
    [("xavier_uniform", 2 / 300), ("xavier_normal", 2 / 300), ("he_uniform", 2 / 200), ("he_normal", 2 / 200)],
)
def test_initialization(name, variance):
    """Weights have mean 0 and the variance of their scheme; the global generator is never asked."""
    random.seed(0)
    before = random.getstate()
    weights = [w.data for neuron in Layer(200, 100, initialization=name, seed=4).neurons for w in neuron.weights]
    assert random.getstate() == before
    assert abs(sum(weights) / 20_000) < 4 * math.sqrt(variance / 20_000)
    assert math.isclose(sum(w * w for w in weights) / 20_000, variance, rel_tol=0.05)
    if name.endswith("uniform"):
        assert max(map(abs, weights)) <= math.sqrt(3 * variance)


def test_an_initialization_of_ones_own():
    """Any function of the two sizes and a generator will do; layers may share a generator."""
    assert (
        Layer(2, 1, initialization=lambda inputs, outputs, generator: inputs / outputs).neurons[0].weights[0].data
        == 2.0
    )
    shared = random.Random(7)
    assert Layer(2, 1, seed=shared).neurons[0].weights[0].data != Layer(2, 1, seed=shared).neurons[0].weights[0].data
    with pytest.raises(
        ValueError, match=r"initialization must be a function or one of xavier_uniform, .*; got 'zeros'"
    ):
        Layer(2, 1, initialization="zeros")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"inputs": 0, "outputs": 1}, "a layer needs positive integers for its inputs and outputs; got 0 and 1"),
        ({"inputs": 10**20, "outputs": 1}, "a layer has at most 10,000,000 weights"),
        ({"inputs": [[1.0]], "outputs": True}, r"got \[\[1.0\]\] and True"),
        (
            {"inputs": 1, "outputs": 1, "weights": [[1.0, 2.0]]},
            r"weights must be numbers in lists of shape \(1, 1\); got shape \(1, 2\)",
        ),
        ({"inputs": 1, "outputs": 2, "weights": [[1.0], []]}, r"lists of shape \(2, 1\); got no such nest"),
        (
            {"inputs": 1, "outputs": 2, "biases": [1.0]},
            r"biases must be numbers in lists of shape \(2,\); got shape \(1,\)",
        ),
    ],
)
def test_bad_layers(arguments, sentence):
    """A layer that cannot be is told what it needs."""
    with pytest.raises(ValueError, match=sentence):
        Layer(**arguments)


def test_sequential_wants_modules():
    """A list in place of layers is refused in words."""
    with pytest.raises(TypeError, match=r"Sequential\(\*layers\) takes layers one by one, not in a list"):
        Sequential([Layer(1, 1)])


def test_a_step_for_an_activation():
    """An activation may return a plain number, as a perceptron's step does."""
    assert MLP([1, 1], lambda net: float(net > 0), weights=[[[2.0]]])([1.0]) == [1.0]


# ── gradients, without a peer ────────────────────────────────────────────────────────────────────


def assert_proved(y, leaves):
    """The gradient of y is its central difference at 60 digits, where nothing is lost by the difference."""
    step = HIGH.number(10) ** -25
    for leaf in leaves:
        above, below = (evaluate(y, over=HIGH, at={leaf: HIGH.number(leaf.data) + h}) for h in (step, -step))
        assert math.isclose(gradient(y, leaf), (above - below) / (2 * step), rel_tol=1e-12, abs_tol=1e-15)


@pytest.mark.parametrize(
    "activation", ["sigmoid", "tanh", "leaky_relu", "elu", "softplus", "silu", "gelu", "softmax", "log_softmax"]
)
def test_gradients_of_layers(activation):
    """The gradient of every parameter and input of a network is proved by a difference quotient at 60 digits."""
    model = MLP([2, 3, 2], activation, seed=6)
    xs = [Value(0.7), Value(-1.1)]
    assert_proved(mean_squared_error(model(xs), [0.2, -0.3]), [*model.parameters(), *xs])


@pytest.mark.parametrize(
    ("loss", "target"),
    [
        (half_squared_error, [0.5, 1.5]),
        (mean_squared_error, [0.5, 1.5]),
        (hinge, [1, -1]),
        (binary_cross_entropy_with_logits, [1, 0]),
        (binary_cross_entropy_with_logits, [0.2, 0.9]),
        (partial(binary_cross_entropy_with_logits, positive_weight=3.0), [0.2, 0.9]),
        (lambda outs, ts: binary_cross_entropy([ops.sigmoid(x) for x in outs], ts), [1, 0]),
        (lambda outs, ts: binary_cross_entropy([ops.sigmoid(x) for x in outs], ts), [0.2, 0.9]),
        (partial(cross_entropy, class_weights=[2.0, 0.5], label_smoothing=0.1), 1),
        (cross_entropy, 1),
        (cross_entropy, [0.25, 0.75]),
        (lambda outs, _: l1_penalty(outs), None),
        (lambda outs, _: l2_penalty(outs), None),
    ],
)
def test_gradients_of_losses(loss, target):
    """So is that of every loss and penalty."""
    outs = [Value(0.3), Value(-2.0)]
    assert_proved(loss(outs, target), outs)


@pytest.mark.parametrize(
    ("loss", "target"),
    [
        (half_squared_error, [0.5, 1.5]),
        (mean_squared_error, [0.5, 1.5]),
        (hinge, [1, -1]),
        (binary_cross_entropy_with_logits, [0.2, 0.9]),
        (partial(binary_cross_entropy_with_logits, positive_weight=3.0), [0.2, 0.9]),
        (cross_entropy, 1),
        (partial(cross_entropy, class_weights=[2.0, 0.5], label_smoothing=0.1), 1),
    ],
)
def test_losses_in_two_steps(loss, target):
    """Numbers from the targets first, then a formula of these numbers:
    together they are the loss, with its settings.
    """
    numbers, formula = in_two_steps(loss)
    outs = [0.3, -2.0]
    assert math.isclose(formula(outs, numbers(outs, target)), loss(outs, target), rel_tol=1e-15)


def test_losses_that_are_no_two_steps():
    """A function of one's own may record what it likes, and so may one whose outputs are given already."""
    assert in_two_steps(lambda outs, targets: outs[0]) is None
    assert in_two_steps(partial(hinge, [1.0])) is None
    assert in_two_steps(partial(binary_cross_entropy, targets=[1])) is None


def test_losses_from_logits():
    """They are what their formulas say, and finite where sigmoid and softmax have long rounded to 0 and 1."""
    assert math.isclose(binary_cross_entropy_with_logits([0.3], 1), -math.log(1 / (1 + math.exp(-0.3))))
    assert binary_cross_entropy_with_logits([800.0], 0) == 800.0
    assert binary_cross_entropy_with_logits([40.0], 1) == pytest.approx(math.exp(-40))
    assert math.isclose(cross_entropy([1.0, 2.0], 0), math.log(1 + math.e))
    assert cross_entropy([0.0, 2000.0], 0) == 2000.0
    assert cross_entropy([1.0, 2.0], [1.0, 0.0]) == cross_entropy([1.0, 2.0], 0)
    assert math.isclose(
        cross_entropy([1.0, 2.0], [1.0, 3.0]), cross_entropy([1.0, 2.0], 0) + 3 * cross_entropy([1.0, 2.0], 1)
    )
    for wrong in (2, -1, 0.5):
        with pytest.raises(
            ValueError, match=f"a target must be the number of a class, 0 to 1 for 2 outputs; got {wrong}"
        ):
            cross_entropy([1.0, 2.0], wrong)


def test_losses_from_probabilities():
    """binary_cross_entropy takes probabilities; what is no probability is told which loss takes it."""
    assert binary_cross_entropy([0.25], 1) == -math.log(0.25)
    assert math.isclose(binary_cross_entropy([0.25, 0.5], [0, 0.5]), (-math.log(0.75) + math.log(2)) / 2)
    assert [binary_cross_entropy([float(t)], t) for t in (0, 1)] == [0.0, 0.0]
    assert binary_cross_entropy([0.0], 1) == math.inf
    assert math.isclose(binary_cross_entropy([1e-300], 0), 1e-300)
    for outs in ([-0.1], [Value(3.0)]):
        with pytest.raises(ValueError, match=r"takes probabilities, from 0 to 1; got .*_with_logits$"):
            binary_cross_entropy(outs, 1)
    with pytest.raises(ValueError, match="a target must be from 0 to 1; got 2"):
        binary_cross_entropy([0.5], 2)


def test_weights_and_smoothing_of_classes():
    """A class weight multiplies its term; smoothing moves a share of the target to all classes alike."""
    logits = [1.0, 2.0, -0.5]
    each = [cross_entropy(logits, c) for c in range(3)]
    assert math.isclose(cross_entropy(logits, 1, class_weights=[1.0, 5.0, 1.0]), 5 * each[1])
    assert math.isclose(cross_entropy(logits, 1, label_smoothing=0.3), 0.7 * each[1] + 0.1 * math.fsum(each))
    assert cross_entropy(logits, 1, label_smoothing=0.0) == each[1]
    with pytest.raises(ValueError, match="class_weights must be a number for each of 3 outputs; got 2 of them"):
        cross_entropy(logits, 1, class_weights=[1.0, 2.0])
    with pytest.raises(ValueError, match=r"label_smoothing must be from 0 to 1; got 1\.5"):
        cross_entropy(logits, 1, label_smoothing=1.5)
    with pytest.raises(ValueError, match="a target must be the number of a class, 0 to 2 for 3 outputs; got True"):
        cross_entropy(logits, True)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: MLP(2, [4, 1]), r"MLP\(sizes\) takes all sizes in one list: write MLP\(\[2, 4, 1\]\)"),
        (lambda: MLP([2, 1])([[1.0, 2.0], [3.0, 4.0]]), r"takes one example at a time; got a list of 2: write \[model"),
        (lambda: MLP([2, 1])(3.0), r"this layer needs a list of 2 numbers; got 3.0 \(float\)"),
        (lambda: Neuron([1.0])("a"), r"this neuron needs a list of 1 numbers; got 'a' \(str\)"),
        (lambda: MLP(sizes=[2, 1], activation="relu"), r"has no argument activation; the nearest are 'activations'"),
        (lambda: Layer(2), "Layer.* lacks outputs"),
        (lambda: Layer(2, 1, seed="x"), r"a seed must be an integer, or a generator of random; got 'x' \(str\)"),
        (lambda: Layer(2, 1, 7), "activation must be a function or a name, such as 'relu'; got 7"),
        (lambda: Dropout("0.5"), r"the rate of Dropout must be a probability from 0 to below 1; got '0.5' \(str\)"),
        (lambda: mean_squared_error(1.0, 2.0), r"a loss needs a list of outputs; got 1.0: write \[out\]"),
        (lambda: mean_squared_error([[1.0]], [2.0]), r"one example at a time; got \[1.0\] among them"),
        (lambda: mean_squared_error([1.0], "a"), r"a loss needs a number for a target, or a list of numbers; got 'a'"),
    ],
)
def test_misuse_is_said_in_words(call, sentence):
    """What people bring along from elsewhere is answered with what to write here."""
    with pytest.raises(TypeError, match=sentence):
        call()


def test_an_example_in_an_array():
    """An array of one dimension is an example; one of two is a batch."""
    numpy = pytest.importorskip("numpy")
    model = MLP([2, 1], seed=3)
    assert model(numpy.array([0.5, 1.0]))[0].data == model([0.5, 1.0])[0].data
    with pytest.raises(TypeError, match="takes one example at a time; got a list of 2"):
        model(numpy.ones((2, 2)))


def test_hinge_takes_both_kinds_of_target():
    """1 and -1, or the class numbers 1 and 0; right by a margin of 1 costs nothing."""
    assert hinge([0.25], 1) == 0.75
    assert hinge([0.25], -1) == hinge([0.25], 0) == 1.25
    assert hinge([2.0, -2.0], [1, -1]) == 0.0


def test_accuracy():
    """One output is right on the target's side of the threshold, several where the largest is the target's."""
    assert [accuracy([0.2], t) for t in (1, 0, -1)] == [1.0, 0.0, 0.0]
    assert [accuracy([0.2], t, threshold=0.5) for t in (1, 0)] == [0.0, 1.0]
    assert [accuracy([0.1, 0.7, 0.2], t) for t in (1, 2, [0, 1, 0])] == [1.0, 0.0, 1.0]
    assert accuracy([Value(-1.0)], -1) == 1.0


def test_what_is_offered_in_place_of_an_activation_is_one():
    """The names that other libraries have for activations lead to names that a layer takes."""
    for activation in ACTIVATIONS.values():
        assert len(Layer(2, 3, activation)([0.1, 0.2])) == 3
