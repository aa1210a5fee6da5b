"""Networks: modules one after the other, and the multilayer perceptron."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count, pairwise
from typing import TYPE_CHECKING, Any

from autograd_core import Value, scope
from autograd_core.arguments import public

from . import modules
from .activations import Activation
from .initialization import Draw, Seed, generator_of
from .layers import Bias, Layer, Loop, check_sizes
from .modules import Module


class Sequential(Module):
    """Modules, or functions, one after the other: `Sequential(Layer(2, 16, "relu"), Dropout(0.2), Layer(16, 1))`."""

    __slots__ = ("_known",)
    _known: "_Stack"

    @public
    def __init__(self, *layers: Callable[[Any], Any]) -> None:
        if len(layers) == 1 and isinstance(layers[0], list | tuple):
            raise TypeError("Sequential(*layers) takes layers one by one, not in a list: write Sequential(*layers)")
        if wrong := [layer for layer in layers if not callable(layer)]:
            got = f"{wrong[0]!r:.60} ({type(wrong[0]).__name__})"
            raise TypeError(f"Sequential(*layers) needs modules or functions; got {got}")
        self.layers = list(layers)
        for i, layer in enumerate(layers, 1):
            if isinstance(layer, Module) and layer.path is None:
                layer.path = f"{type(layer).__name__.lower()}{i}"

    @public
    def __call__(self, *args: Any) -> Any:
        """As any module is called; layers that are recorded in a loop each are spared their calls."""
        loops = self._loops()
        if not loops or len(args) != 1:
            return super().__call__(*args)
        (xs,) = args
        for layer, loop in loops:
            made = loop.record(loop.rows, xs, loop.scope) if loop.neurons == loop.found else None
            xs = layer(xs) if made is None else made
        return xs

    def forward(self, xs: Any) -> Any:
        """What the last layer makes of what the others made of it."""
        for layer in self.layers:
            xs = layer(xs)
        return xs

    def _loops(self) -> list[tuple[Layer, Loop]]:
        """Each layer and its loop, found out anew when a module was changed, or a layer exchanged."""
        try:
            stack = self._known
        except AttributeError:
            pass
        else:
            if stack.revision is modules.revision and stack.layers == stack.found:
                return stack.loops
        stack = _Stack(self)
        object.__setattr__(self, "_known", stack)
        return stack.loops

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled and copied: the loops are found out anew."""
        return vars(self)


class _Stack:
    """The loops of a network's layers; none where one of them has none, or the network is more than its layers."""

    __slots__ = ("found", "layers", "loops", "revision")

    def __init__(self, network: Sequential) -> None:
        self.revision, self.layers, self.found = modules.revision, network.layers, list(network.layers)
        self.loops: list[tuple[Layer, Loop]] = []
        if network.path is None and type(network).forward is Sequential.forward:
            loops = [(layer, layer.loop()) for layer in self.found if type(layer) is Layer]
            if len(loops) == len(self.found) and all(loop.alone for _, loop in loops):
                self.loops = loops


class MLP(Sequential):
    """A multilayer perceptron: `MLP([2, 2, 2])` has two inputs, a hidden layer of two, and two outputs.

    `activations` is one for every layer, or a list of one per layer; `weights` and `biases`, where given, are lists of
    what each `Layer` takes, and `seed` serves all of them.

    Labels are the lecture's: neurons h1, h2, ..., o1, o2, ... (h2_1 in a second hidden layer), weights w1, w2, ...
    neuron by neuron, biases b_h1 per neuron or b1, b2 per layer.

    >>> MLP([2, 1], weights=[[[0.0, 0.0]]])([0.3, 0.7])
    [Value(0.5, label='out_o1', op=sigmoid)]
    """

    layers: list[Any]

    if TYPE_CHECKING:

        def __call__(self, xs: Sequence[float | Value]) -> list[Value]: ...

    @public
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
        _check_sizes_of_all(sizes, activations)
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
                    weights=weights[k - 1] if weights else None, biases=biases[k - 1] if biases else None,
                    names=names, expanded=expanded,
                )  # fmt: skip
            layer.path = f"layer{k}"
            _label(layer, k, names, number)
            layers.append(layer)
        super().__init__(*layers)

    def headline(self) -> str:
        """Its sizes."""
        return f"MLP({self.sizes})"


def _neuron_names(layer: int, depth: int, count: int) -> list[str]:
    stem = "o" if layer == depth else "h" if depth == 2 else f"h{layer}_"
    return [f"{stem}{i}" for i in range(1, count + 1)]


def _check_sizes_of_all(sizes: Any, activations: Any) -> None:
    """Raise TypeError or ValueError for what are no sizes of a network, one after the other in a list."""
    rest = activations if isinstance(activations, list | tuple) else [None]
    if isinstance(sizes, int) and not isinstance(sizes, bool) and all(isinstance(n, int) for n in rest):
        raise TypeError(f"MLP(sizes) takes all sizes in one list: write MLP({[sizes, *rest]})")
    if not isinstance(sizes, list | tuple):
        raise TypeError(f"MLP(sizes) needs a list of sizes, such as [2, 3, 1]; got {sizes!r:.60}")
    if len(sizes) < 2 or any(isinstance(n, bool) or not isinstance(n, int) or n < 1 for n in sizes):
        raise ValueError(f"MLP(sizes) needs at least two positive integers, such as [2, 3, 1]; got {sizes!r}")
    for inputs, outputs in pairwise(sizes):
        check_sizes(inputs, outputs)


def _label(layer: Layer, k: int, names: Sequence[str], number: Iterator[int]) -> None:
    """Label what the k-th layer learns: weights w1, w2, ... as `number` counts on, biases b_h1, or b1 if shared."""
    if layer.bias is not None:
        layer.bias.label = f"b{k}"
    for neuron, name in zip(layer.neurons, names, strict=True):
        for weight in neuron.weights:
            weight.label = f"w{next(number)}"
        if layer.bias is None and neuron.bias is not None:
            neuron.bias.label = f"b_{name}"
