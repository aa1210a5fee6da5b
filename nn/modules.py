"""Neurons, layers and networks: thin compositions of rows of the op table."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from autograd_core import Value, ops, scope

Activation = str | Callable[[Any], Any]
"""The name of an op, such as "sigmoid", or any function of one number."""


class Module:
    """Something with parameters: the Values, modules and lists of them among its attributes."""

    path: str | None = None
    """The scope this module records its nodes in, such as "layer1"."""

    def forward(self, *args: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} needs a method forward(self, ...)")

    def __call__(self, *args: Any) -> Any:
        if self.path is None:
            return self.forward(*args)
        with scope(self.path):
            return self.forward(*args)

    def named_parameters(self) -> dict[str, Value]:
        """Every parameter once, by the path of attributes that leads to it: "layers.0.neurons.1.bias"."""
        named: dict[str, Value] = {}
        met: set[Value] = set()
        for name, value in _parameters(self, ""):
            if value not in met:
                met.add(value)
                named[name] = value
        return named

    def parameters(self) -> list[Value]:
        """Every parameter once, in the order of the attributes."""
        return list(self.named_parameters().values())

    def zero_grad(self) -> None:
        """Forget the gradients: "not computed yet" again."""
        for parameter in self.parameters():
            parameter.grad = None


def _parameters(thing: Any, name: str) -> Iterator[tuple[str, Value]]:
    if isinstance(thing, Value):
        if thing.op is None:
            yield name, thing
    elif isinstance(thing, Module | dict):
        for key, part in (vars(thing) if isinstance(thing, Module) else thing).items():
            yield from _parameters(part, f"{name}.{key}" if name else str(key))
    elif isinstance(thing, list | tuple):
        for i, part in enumerate(thing):
            yield from _parameters(part, f"{name}.{i}")


class Neuron(Module):
    """out = activation(net), where net = w1 x1 + w2 x2 + ... + b.

    The net input is one `dot` node, with the bias as the weight of an input of 1; `expanded` records
    every product and sum as a node of its own instead.  The nodes are labelled net_NAME and out_NAME.
    """

    def __init__(
        self,
        weights: Sequence[float | Value],
        bias: float | Value | None = 0.0,
        activation: Activation = "sigmoid",
        name: str | None = None,
        expanded: bool = False,
    ) -> None:
        self.weights = [_value(w) for w in weights]
        self.bias = None if bias is None else _value(bias)
        self.activation = activation_function(activation)
        self.name = name
        self.net_label, self.out_label = f"net_{name}", f"out_{name}"
        self.expanded = expanded

    def forward(self, xs: Sequence[Any]) -> Any:
        if len(xs) != len(self.weights):
            raise ValueError(f"{self.name or 'this neuron'} has {len(self.weights)} weights, so it needs as many inputs; got {len(xs)}")
        net = self.net(xs)
        out = self.activation(net)
        if self.name is not None:
            net.label = self.net_label
            if out is not net:
                out.label = self.out_label
        return out

    def net(self, xs: Sequence[Any]) -> Any:
        """The weighted sum of the inputs, and the bias."""
        if self.bias is None:
            ws = self.weights
        else:
            ws, xs = [*self.weights, self.bias], [*xs, 1.0]
        if not self.expanded:
            return ops.dot(ws, xs)
        net, *products = [w * x for w, x in zip(ws, xs, strict=True)]
        for product in products:
            net = net + product
        return net


class Layer(Module):
    """Neurons that see the same inputs.

    `bias` is one number per neuron, one Value that all of them share, or None.
    """

    def __init__(
        self,
        weights: Sequence[Sequence[float | Value]],
        bias: Sequence[float | Value] | Value | None,
        activation: Activation = "sigmoid",
        names: Sequence[str] | None = None,
        expanded: bool = False,
    ) -> None:
        self.bias = bias if isinstance(bias, Value) else None
        biases = [bias] * len(weights) if bias is None or isinstance(bias, Value) else bias
        labels: Sequence[str | None] = names or [None] * len(weights)
        self.neurons: list[Neuron] = []
        for i, (ws, b, label) in enumerate(zip(weights, biases, labels, strict=True)):
            neuron = Neuron(ws, b, activation, label, expanded)
            neuron.path = f"n{i}"
            self.neurons.append(neuron)

    def forward(self, xs: Sequence[Any]) -> list[Any]:
        return [neuron(xs) for neuron in self.neurons]


class MLP(Module):
    """A multilayer perceptron: `MLP([2, 2, 2])` has two inputs, a hidden layer of two, and two outputs.

    `activations` is one for every layer, or a list of one per layer.  `bias` is "per_neuron", "shared" (one per layer)
    or None.  Weights and biases may be given, nested by layer and neuron (a shared bias is one number per layer);
    otherwise weights are drawn from the uniform distribution of Glorot and Bengio (2010) with a generator of
    their own, seeded by `seed`, and biases start at 0.

    Labels are the lecture's: neurons h1, h2, ..., o1, o2, ... (h2_1 in a second hidden layer), weights w1, w2, ... neuron by neuron,
    biases b_h1 per neuron or b1, b2 per layer.
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activations: Activation | Sequence[Activation] = "sigmoid",
        bias: str | None = "per_neuron",
        weights: Sequence[Sequence[Sequence[float]]] | None = None,
        biases: Sequence[Any] | None = None,
        seed: int = 0,
        expanded: bool = False,
    ) -> None:
        if len(sizes) < 2 or any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in sizes):
            raise ValueError(f"MLP(sizes) needs at least two positive integers, such as [2, 3, 1]; got {sizes!r}")
        if bias not in ("per_neuron", "shared", None):
            raise ValueError(f'bias must be "per_neuron", "shared" or None; got {bias!r}')
        depth = len(sizes) - 1
        per_layer = [activations] * depth if isinstance(activations, str) or callable(activations) else list(activations)
        if len(per_layer) != depth:
            raise ValueError(f"MLP({list(sizes)}) has {depth} layers, so it needs {depth} activations; got {len(per_layer)}")
        weights = glorot_uniform(sizes, random.Random(seed)) if weights is None else weights
        check_shape("weights", weights, [(n, fan_in) for fan_in, n in pairwise(sizes)])
        if biases is None:
            biases = [0.0] * depth if bias == "shared" else [[0.0] * n for n in sizes[1:]]
        if len(biases) != depth:
            raise ValueError(f"MLP({list(sizes)}) has {depth} layers, so it needs biases for each; got {len(biases)}")
        self.sizes = list(sizes)
        self.layers: list[Layer] = []
        count = 0
        for k, (rows, given, activation) in enumerate(zip(weights, biases, per_layer, strict=True), 1):
            names = _neuron_names(k, depth, len(rows))
            with scope(f"layer{k}"):
                labelled = [[Value(w, label=f"w{count + i * len(row) + j}") for j, w in enumerate(row, 1)] for i, row in enumerate(rows)]
                layer_bias: Any = None
                if bias == "shared":
                    layer_bias = Value(given, label=f"b{k}")
                elif bias == "per_neuron":
                    layer_bias = [Value(b, label=f"b_{name}") for b, name in zip(given, names, strict=True)]
            count += sum(map(len, rows))
            layer = Layer(labelled, layer_bias, activation, names, expanded)
            layer.path = f"layer{k}"
            self.layers.append(layer)

    def forward(self, xs: Sequence[Any]) -> list[Any]:
        for layer in self.layers:
            xs = layer(xs)
        return list(xs)


def _neuron_names(layer: int, depth: int, count: int) -> list[str]:
    stem = "o" if layer == depth else "h" if depth == 2 else f"h{layer}_"
    return [f"{stem}{i}" for i in range(1, count + 1)]


def _value(x: float | Value) -> Value:
    return x if isinstance(x, Value) else Value(x)


def activation_function(activation: Activation) -> Callable[[Any], Any]:
    """The function an activation names: a row of the op table with one argument, or the function itself."""
    if callable(activation):
        return activation
    fitting = {name: row for name, row in ops.OPS.items() if len(row.parameters) - len(row.defaults) == 1 and not row.variadic}
    if activation not in fitting:
        raise ValueError(f"activation must be a function or one of {', '.join(sorted(fitting))}; got {activation!r}")
    return fitting[activation]


def check_shape(what: str, nest: Any, shape: Sequence[tuple[int, ...]]) -> None:
    """Raise ValueError unless `nest` holds, for each layer, a nest of the given dimensions."""
    got = [(len(layer), *sorted({len(row) for row in layer})) for layer in nest]
    if got != [tuple(dimensions) for dimensions in shape]:
        raise ValueError(f"{what} must be nested by layer, neuron and input as {list(shape)}; got {got}")


def glorot_uniform(sizes: Sequence[int], generator: random.Random) -> list[list[list[float]]]:
    """Weights uniform in ±sqrt(6 / (inputs + outputs)) of each layer (Glorot and Bengio 2010)."""
    layers = []
    for fan_in, fan_out in pairwise(sizes):
        bound = math.sqrt(6 / (fan_in + fan_out))
        layers.append([[generator.uniform(-bound, bound) for _ in range(fan_in)] for _ in range(fan_out)])
    return layers
