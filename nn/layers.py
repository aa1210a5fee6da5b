"""Neurons, and layers of them: thin compositions of rows of the op table."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from autograd_core import FLOATS, Op, Value, ops
from autograd_core.arguments import public

from . import modules
from .activations import OVER_A_LAYER, Activation, activation_function, activation_name
from .initialization import Draw, Seed, generator_of, initialization_function
from .modules import Module, shape

Bias = Literal["per_neuron", "shared"] | None
"""Whether each neuron of a layer has a bias of its own, all share one, or there is none."""


MOST = 10_000_000
"""So many weights, of about 2 GB, has a layer at most."""


class Neuron(Module):
    """out = activation(net), where net = w1 x1 + w2 x2 + ... + b.

    The net input is one `dot` node, with the bias as the weight of an input of 1; `expanded` records
    every product and sum as a node of its own instead.  The nodes are labelled net_NAME and out_NAME.
    """

    if TYPE_CHECKING:

        def __call__(self, xs: Sequence[float | Value]) -> Value: ...

    @public
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
        self.net_label = None if name is None else f"net_{name}"
        self.out_label = None if name is None else f"out_{name}"
        self.expanded = expanded

    @public
    def forward(self, xs: Sequence[Any]) -> Any:
        """The activated weighted sum of one example's inputs."""
        _check_example(self.name or "this neuron", xs, len(self.weights))
        net = self.net(xs)
        out = self.activation(net)
        if self.name is not None and isinstance(net, Value):
            net.label = self.net_label
            if out is not net and isinstance(out, Value):
                out.label = self.out_label
        return out

    @public
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

    def headline(self) -> str:
        """Its number of inputs, and its activation."""
        return f"Neuron({len(self.weights)}, {activation_name(self.activation)})"


class Layer(Module):
    """Neurons that see the same inputs: `Layer(2, 16, "relu")` has two inputs and sixteen neurons.

    An activation acts on each net input for itself; "softmax" and "log_softmax" act on all of the layer together.
    Weights, nested by neuron and input, and biases (one number if it is shared) may be given; otherwise weights are
    drawn by `initialization` from a generator of their own, and biases start at 0.
    """

    __slots__ = ("_known",)
    _known: "Loop"

    @public
    def __init__(
        self,
        inputs: int,
        outputs: int,
        activation: Activation = "sigmoid",
        bias: Bias = "per_neuron",
        initialization: str | Draw = "xavier_uniform",
        seed: Seed = 0,
        *,
        weights: Sequence[Sequence[float]] | None = None,
        biases: Any = None,
        names: Sequence[str] | None = None,
        expanded: bool = False,
    ) -> None:
        check_sizes(inputs, outputs)
        if bias not in ("per_neuron", "shared", None):
            raise ValueError(f'bias must be "per_neuron", "shared" or None; got {bias!r}')
        if weights is None:
            draw, generator = initialization_function(initialization), generator_of(seed)
            weights = [[draw(inputs, outputs, generator) for _ in range(inputs)] for _ in range(outputs)]
        if biases is None:
            biases = 0.0 if bias == "shared" else [0.0] * outputs
        _check("weights", weights, (outputs, inputs))
        _check("biases", biases, () if bias == "shared" else (outputs,))
        self.inputs, self.outputs, self.expanded = inputs, outputs, expanded
        self.activation = activation_function(activation)
        self.together = self.activation if self.activation in OVER_A_LAYER.values() else None
        self.bias = _value(biases) if bias == "shared" else None
        self.neurons: list[Neuron] = []
        for i, ws in enumerate(weights):
            b = self.bias if bias != "per_neuron" else biases[i]
            neuron = Neuron(ws, b, _alone if self.together else self.activation, names[i] if names else None, expanded)
            neuron.path = f"n{i}"
            self.neurons.append(neuron)

    @cached_property
    def _rows(self) -> list[list[Any]]:
        """The weights of each neuron, and its bias as the weight of an input of 1."""
        return [[*neuron.weights, 0.0 if neuron.bias is None else neuron.bias] for neuron in self.neurons]

    @public
    def __call__(self, xs: Sequence[float | Value]) -> list[Value]:
        """As any module is called; a layer that is recorded in one loop is spared the block that says where."""
        loop = self.loop()
        made: list[Value] | None = loop.record(loop.rows, xs, loop.scope) if loop.alone else None
        if made is not None:
            return made
        outs: list[Value] = super().__call__(xs)
        return outs

    @public
    def forward(self, xs: Sequence[Any]) -> list[Any]:
        """The outputs of the neurons for one example."""
        _check_example("this layer", xs, self.inputs)
        if self.fixed and not self.expanded and set(map(type, xs)) == {float}:
            activation, xs = self.neurons[0].activation, (*xs, 1.0)
            outs = [activation(FLOATS.dot(*row, *xs)) for row in self._rows]  # what neurons do, in a fifth of the time
        else:
            loop = self.loop()
            recorded = loop.record(loop.rows, xs, "")
            outs = [neuron(xs) for neuron in self.neurons] if recorded is None else recorded
        if self.together is not None:
            outs = self.together(outs)
            for out, neuron in zip(outs, self.neurons, strict=True):
                if neuron.out_label is not None and isinstance(out, Value):
                    out.label = neuron.out_label
        return outs

    def loop(self) -> "Loop":
        """What records this layer in one loop, found out anew when a module was changed, or a neuron exchanged."""
        try:
            loop = self._known
        except AttributeError:
            pass
        else:
            if loop.revision is modules.revision and loop.neurons == loop.found:
                return loop
        loop = Loop(self)
        object.__setattr__(self, "_known", loop)
        return loop

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled and copied: the loop is found out anew."""
        return vars(self)

    def parts(self) -> dict[str, Module]:
        """None: a layer is best looked at as a whole."""
        return {}

    @public
    def tensors(self) -> dict[str, Any]:
        """The matrix of weights, a row for each neuron, and the bias or vector of biases."""
        biases: Any = [neuron.bias for neuron in self.neurons] if self.bias is None else self.bias
        named = {"weight": [neuron.weights for neuron in self.neurons], "bias": biases}
        return {name: tensor for name, tensor in named.items() if shape(tensor) is not None}

    def headline(self) -> str:
        """Its sizes, and its activation."""
        return f"Layer({self.inputs} -> {self.outputs}, {activation_name(self.activation)})"


def check_sizes(inputs: int, outputs: int) -> None:
    """Raise ValueError for what are no sizes of a layer, or such that its weights would fill a machine."""
    if any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in (inputs, outputs)):
        raise ValueError(f"a layer needs positive integers for its inputs and outputs; got {inputs!r} and {outputs!r}")
    if inputs * outputs > MOST:
        raise ValueError(f"a layer has at most {MOST:,} weights, inputs times outputs; got {inputs} times {outputs}")


class Loop:
    """What a layer records in one loop, where each neuron is a dot and a row of the table, and its nodes are all.

    There is no such loop where neurons are other modules, an activation is a function, or nothing is recorded.
    """

    __slots__ = ("alone", "found", "neurons", "record", "revision", "rows", "scope")

    def __init__(self, layer: Layer) -> None:
        self.revision, self.neurons, self.found = modules.revision, layer.neurons, list(layer.neurons)
        self.scope = f"{layer.path}/" if layer.path else ""
        self.alone = False
        self.record: Callable[..., list[Any] | None] = _one_by_one
        self.rows: list[tuple[Any, ...]] = []
        if layer.fixed or layer.expanded or {*map(type, self.neurons)} != {Neuron}:
            return
        activation, biased = self.neurons[0].activation, self.neurons[0].bias is not None
        for neuron in self.neurons:
            if neuron.activation is not activation or (neuron.bias is not None) is not biased:
                return
            beside = (neuron.bias,) if biased else ()
            self.rows.append((neuron.weights, beside, neuron.path, neuron.net_label, neuron.out_label))
        if type(activation) is Op or activation is _alone:
            then: Any = None if activation is _alone else activation
            self.record = Value.__layer__(ops.dot, then, (1.0,) if biased else ())
            self.alone = layer.together is None and type(layer).forward is Layer.forward


def _one_by_one(rows: Any, xs: Any, scope: str) -> None:
    """What records a layer that has no such loop: its neurons are asked one by one."""


def _value(x: float | Value) -> Value:
    return x if isinstance(x, Value) else Value(x)


def _alone(net: Any) -> Any:
    """No activation, and no node for it."""
    return net


def _check_example(name: str, xs: Any, inputs: int) -> None:
    """The inputs of one example: so many numbers."""
    if not hasattr(xs, "__len__") or isinstance(xs, str | dict | set | frozenset):
        raise TypeError(f"{name} needs a list of {inputs} numbers; got {xs!r:.60} ({type(xs).__name__})")
    if len(xs) and (isinstance(xs[0], list | tuple) or getattr(xs[0], "shape", None)):
        raise TypeError(
            f"{name} takes one example at a time; got a list of {len(xs)}: write [model(xs) for xs in batch]"
        )
    if len(xs) != inputs:
        raise ValueError(f"{name} has {inputs} weights, so it needs as many inputs; got {len(xs)}")


def _check(what: str, nest: Any, wanted: tuple[int, ...]) -> None:
    if (got := shape(nest, (int, float, Value))) != wanted:
        there = "no such nest" if got is None else f"shape {got}"
        raise ValueError(f"{what} must be numbers in lists of shape {wanted}; got {there}")
