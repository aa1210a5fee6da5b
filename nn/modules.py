"""Neurons, layers and networks: thin compositions of rows of the op table."""

import random
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import count, pairwise
from typing import Any, Literal, Self

from autograd_core import FLOATS, Value, ops, scope, tree_map

from .activations import OVER_A_LAYER, Activation, activation_function, activation_name
from .initialization import Draw, Seed, generator_of, initialization_function

Bias = Literal["per_neuron", "shared"] | None
"""Whether each neuron of a layer has a bias of its own, all share one, or there is none."""


class Module:
    """Something with parameters: the Values, modules, and lists and dicts of them among its attributes.

    Calling it runs `forward`, which a subclass writes.  A module is like an op: with Values among its parameters or its
    inputs it records a graph; made of plain numbers, see `plain()`, it computes plain numbers.
    """

    path: str | None = None
    """The scope this module records its nodes in, such as "layer1"; by default the attribute it became."""
    training: bool = True
    """Whether it is being trained: Dropout drops only then."""
    fixed: bool = False
    """Whether its parameters are plain numbers: see `plain()`."""

    def forward(self, *args: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} needs a method forward(self, ...)")

    def __call__(self, *args: Any) -> Any:
        if self.path is None:
            return self.forward(*args)
        with scope(self.path):
            return self.forward(*args)

    def __setattr__(self, name: str, thing: Any) -> None:
        if isinstance(thing, Module) and thing.path is None:
            thing.path = name
        super().__setattr__(name, thing)

    # ── what it is made of ───────────────────────────────────────────────────────────────────────

    def contents(self) -> Iterator[tuple[str, Any]]:
        """Every module, leaf and generator within, once, by the path of attributes that leads to it: "layers.0.neurons.1.bias"."""
        yield from _contents(vars(self), "", {id(self)})

    def named_parameters(self) -> dict[str, Value]:
        """Every parameter once, by its path."""
        return {name: thing for name, thing in self.contents() if isinstance(thing, Value)}

    def parameters(self) -> list[Value]:
        """Every parameter once, in the order of the attributes."""
        return list(self.named_parameters().values())

    def generators(self) -> dict[str, random.Random]:
        """Every generator of random numbers within, by its path: they are part of the state of a training run."""
        return {name: thing for name, thing in self.contents() if isinstance(thing, random.Random)}

    def parts(self) -> dict[str, "Module"]:
        """The modules it is made of, by the scope they record in; none for one that is best looked at as a whole."""
        return {
            thing.path or name: thing
            for name, thing in _contents(vars(self), "", {id(self)}, deep=False)
            if isinstance(thing, Module)
        }

    def tensors(self) -> dict[str, Any]:
        """Its parameters in nests of lists as deep as they have dimensions, by name: "layers.0.weight", "layers.0.bias"."""
        return dict(_tensors(vars(self), ""))

    # ── what can be done with it ─────────────────────────────────────────────────────────────────

    def zero_grad(self) -> None:
        """Forget the gradients: "not computed yet" again."""
        for parameter in self.parameters():
            parameter.grad = None

    def train(self, training: bool = True) -> Self:
        """Go over to training, this module and all within."""
        self.training = training
        for _, thing in self.contents():
            if isinstance(thing, Module):
                thing.training = training
        return self

    def eval(self) -> Self:
        """Go over to evaluation: nothing is left to chance."""
        return self.train(False)

    def plain(self) -> Self:
        """The same module made of plain numbers, in evaluation: a fixed function, without a graph, of what it has learned so far.

        >>> MLP([2, 1], "relu", weights=[[[3.0, -1.0]]]).plain()([2.0, 1.0])
        [5.0]
        """
        twins: dict[int, Any] = {}

        def twin(thing: Any) -> Any:
            """The number of a parameter, and the copy of a module: one, however often it occurs."""
            if isinstance(thing, Value):
                return thing.data
            if not isinstance(thing, Module):
                return thing
            if id(thing) not in twins:
                copy = twins[id(thing)] = object.__new__(type(thing))
                copied = {name: tree_map(twin, part) for name, part in vars(thing).items()}
                vars(copy).update(copied, training=False, fixed=True, path=None)
            return twins[id(thing)]

        made: Self = twin(self)
        return made

    def headline(self) -> str:
        """What it is, in a few words; a subclass adds its sizes."""
        return type(self).__name__

    def __repr__(self) -> str:
        (_, headline, total), *parts = _rows(self, "", "")
        names, headlines, counts = (max(map(len, column)) for column in zip(*parts or [("", "", "")]))
        lines = [f"{name:{names}}  {what:{headlines}}  {number:>{counts}}" for name, what, number in parts]
        return "\n".join([f"{headline} of {total} parameter{'s' if total != '1' else ''}", *lines])


def _contents(thing: Any, name: str, met: set[int], deep: bool = True) -> Iterator[tuple[str, Any]]:
    """What `contents` yields of one attribute; of a module itself alone, unless `deep`."""
    if isinstance(thing, Module | random.Random) or (isinstance(thing, Value) and thing.op is None):
        if id(thing) in met:
            return
        met.add(id(thing))
        yield name, thing
        if not deep or not isinstance(thing, Module):
            return
        thing = vars(thing)
    for place, part in _places(thing, name):
        yield from _contents(part, place, met, deep)


def _tensors(thing: Any, name: str) -> Iterator[tuple[str, Any]]:
    """What `tensors` holds of one attribute."""
    if shape(thing) is not None:
        yield name, thing
    elif isinstance(thing, Module):
        yield from _places(thing.tensors(), name)
    else:
        for place, part in _places(thing, name):
            yield from _tensors(part, place)


def _places(thing: Any, name: str) -> Iterator[tuple[str, Any]]:
    """What a list, tuple or dict holds, by the path that leads there."""
    pairs = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list | tuple) else ()
    return ((f"{name}.{key}" if name else str(key), part) for key, part in pairs)


def shape(nest: Any, leaf: type | tuple[type, ...] = Value) -> tuple[int, ...] | None:
    """The dimensions of a nest of lists that holds leaves at one depth, and None for anything else."""
    if isinstance(nest, leaf):
        return None if isinstance(nest, Value) and nest.op is not None else ()
    if not isinstance(nest, list | tuple) or not nest:
        return None
    (first, *others) = {shape(part, leaf) for part in nest}
    return None if others or first is None else (len(nest), *first)


def _rows(module: Module, name: str, indent: str) -> Iterator[tuple[str, str, str]]:
    """A line of `repr` for a module and each of its parts: its name, headline and number of parameters."""
    yield indent + name, module.headline(), f"{len(module.parameters()):,}"
    for below, part in module.parts().items():
        yield from _rows(part, below, indent + "  ")


def _value(x: float | Value) -> Value:
    return x if isinstance(x, Value) else Value(x)


def _label(x: Any, label: str | None) -> None:
    if label is not None and isinstance(x, Value):
        x.label = label


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
        self.net_label = None if name is None else f"net_{name}"
        self.out_label = None if name is None else f"out_{name}"
        self.expanded = expanded

    def forward(self, xs: Sequence[Any]) -> Any:
        if len(xs) != len(self.weights):
            raise ValueError(
                f"{self.name or 'this neuron'} has {len(self.weights)} weights, so it needs as many inputs; got {len(xs)}"
            )
        net = self.net(xs)
        out = self.activation(net)
        if self.name is not None and isinstance(net, Value):
            net.label = self.net_label
            if out is not net and isinstance(out, Value):
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

    def headline(self) -> str:
        return f"Neuron({len(self.weights)}, {activation_name(self.activation)})"


class Layer(Module):
    """Neurons that see the same inputs: `Layer(2, 16, "relu")` has two inputs and sixteen neurons.

    An activation acts on each net input for itself; "softmax" and "log_softmax" act on all of the layer together.  Weights,
    nested by neuron and input, and biases (one number if it is shared) may be given; otherwise weights are drawn by
    `initialization` from a generator of their own, and biases start at 0.
    """

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
        if any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in (inputs, outputs)):
            raise ValueError(
                f"a layer needs positive integers for its inputs and outputs; got {inputs!r} and {outputs!r}"
            )
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

    def forward(self, xs: Sequence[Any]) -> list[Any]:
        if self.fixed and not self.expanded and len(xs) == self.inputs and set(map(type, xs)) == {float}:
            activation, xs = self.neurons[0].activation, (*xs, 1.0)
            outs = [activation(FLOATS.dot(*row, *xs)) for row in self._rows]  # what neurons do, in a fifth of the time
        else:
            outs = [neuron(xs) for neuron in self.neurons]
        if self.together is not None:
            outs = self.together(outs)
            for out, neuron in zip(outs, self.neurons, strict=True):
                _label(out, neuron.out_label)
        return outs

    def parts(self) -> dict[str, Module]:
        """None: a layer is best looked at as a whole."""
        return {}

    def tensors(self) -> dict[str, Any]:
        """The matrix of weights, a row for each neuron, and the bias or vector of biases."""
        biases: Any = [neuron.bias for neuron in self.neurons] if self.bias is None else self.bias
        named = {"weight": [neuron.weights for neuron in self.neurons], "bias": biases}
        return {name: tensor for name, tensor in named.items() if shape(tensor) is not None}

    def headline(self) -> str:
        return f"Layer({self.inputs} -> {self.outputs}, {activation_name(self.activation)})"


class Dropout(Module):
    """In training each input is 0 with probability `rate`, the others growing by 1 / (1 - rate); in evaluation all pass.

    Which ones is drawn from a generator of its own (Srivastava et al. 2014).
    """

    def __init__(self, rate: float, seed: Seed = 0) -> None:
        if not 0 <= rate < 1:
            raise ValueError(f"Dropout(rate) needs a probability from 0 to below 1; got {rate}")
        self.rate, self.generator = rate, generator_of(seed)

    def forward(self, xs: Sequence[Any]) -> list[Any]:
        if not self.training:
            return list(xs)
        return [x / (1 - self.rate) if self.generator.random() >= self.rate else 0.0 for x in xs]

    def headline(self) -> str:
        return f"Dropout({self.rate})"


class Standardize(Module):
    """Each input less a mean, in units of a standard deviation; both are given and learn nothing."""

    def __init__(self, means: Sequence[float], spreads: Sequence[float]) -> None:
        self.means, self.spreads = list(means), list(spreads)

    def forward(self, xs: Sequence[Any]) -> list[Any]:
        if len(xs) != len(self.means):
            raise ValueError(
                f"Standardize has the means of {len(self.means)} inputs, so it needs as many; got {len(xs)}"
            )
        return [(x - mean) / spread for x, mean, spread in zip(xs, self.means, self.spreads)]

    def headline(self) -> str:
        return f"Standardize({len(self.means)})"


class Sequential(Module):
    """Modules, or functions, one after the other: `Sequential(Layer(2, 16, "relu"), Dropout(0.2), Layer(16, 1))`."""

    def __init__(self, *layers: Callable[[Any], Any]) -> None:
        if wrong := [layer for layer in layers if not callable(layer)]:
            raise TypeError(f"Sequential(*layers) needs modules or functions; got {wrong[0]!r:.60}")
        self.layers = list(layers)
        for i, layer in enumerate(layers, 1):
            if isinstance(layer, Module) and layer.path is None:
                layer.path = f"{type(layer).__name__.lower()}{i}"

    def forward(self, xs: Any) -> Any:
        for layer in self.layers:
            xs = layer(xs)
        return xs


class MLP(Sequential):
    """A multilayer perceptron: `MLP([2, 2, 2])` has two inputs, a hidden layer of two, and two outputs.

    `activations` is one for every layer, or a list of one per layer; `weights` and `biases`, where given, are lists of what
    each `Layer` takes, and `seed` serves all of them.

    Labels are the lecture's: neurons h1, h2, ..., o1, o2, ... (h2_1 in a second hidden layer), weights w1, w2, ... neuron by neuron,
    biases b_h1 per neuron or b1, b2 per layer.
    """

    layers: list[Any]

    def __init__(
        self,
        sizes: Sequence[int],
        activations: Activation | Sequence[Activation] = "sigmoid",
        bias: Bias = "per_neuron",
        weights: Sequence[Sequence[Sequence[float]]] | None = None,
        biases: Sequence[Any] | None = None,
        seed: Seed = 0,
        expanded: bool = False,
        initialization: str | Draw = "xavier_uniform",
    ) -> None:
        if len(sizes) < 2 or any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in sizes):
            raise ValueError(f"MLP(sizes) needs at least two positive integers, such as [2, 3, 1]; got {sizes!r}")
        depth = len(sizes) - 1
        per_layer = (
            [activations] * depth if isinstance(activations, str) or callable(activations) else list(activations)
        )
        for what, given in (("activations", per_layer), ("weights", weights), ("biases", biases)):
            if given is not None and len(given) != depth:
                raise ValueError(
                    f"MLP({list(sizes)}) has {depth} layers, so it needs {what} for each; got {len(given)}"
                )
        self.sizes = list(sizes)
        generator, number, layers = generator_of(seed), count(1), []
        for k, (inputs, outputs) in enumerate(pairwise(sizes), 1):
            names = _neuron_names(k, depth, outputs)
            with scope(f"layer{k}"):
                layer = Layer(
                    inputs, outputs, per_layer[k - 1], bias, initialization, generator,
                    weights=weights[k - 1] if weights else None, biases=biases[k - 1] if biases else None, names=names, expanded=expanded,
                )  # fmt: skip
            layer.path = f"layer{k}"
            _label(layer.bias, f"b{k}")
            for neuron, name in zip(layer.neurons, names, strict=True):
                for weight in neuron.weights:
                    weight.label = f"w{next(number)}"
                if bias == "per_neuron":
                    _label(neuron.bias, f"b_{name}")
            layers.append(layer)
        super().__init__(*layers)

    def headline(self) -> str:
        return f"MLP({self.sizes})"


def _neuron_names(layer: int, depth: int, count: int) -> list[str]:
    stem = "o" if layer == depth else "h" if depth == 2 else f"h{layer}_"
    return [f"{stem}{i}" for i in range(1, count + 1)]


def _alone(net: Any) -> Any:
    """No activation, and no node for it."""
    return net


def _check(what: str, nest: Any, wanted: tuple[int, ...]) -> None:
    if (got := shape(nest, (int, float, Value))) != wanted:
        raise ValueError(
            f"{what} must be numbers in lists of shape {wanted}; got {'no such nest' if got is None else f'shape {got}'}"
        )
