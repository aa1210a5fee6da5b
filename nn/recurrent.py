"""A layer with a memory: what it gave at one step is among its inputs at the next."""

from collections.abc import Sequence
from typing import Any

from autograd_core import scope
from autograd_core.arguments import public

from .activations import Activation, activation_name
from .initialization import Seed
from .layers import Layer
from .modules import Module
from .schedules import whole


class Recurrent(Module):
    """Elman's layer: h(t) = activation(W x(t) + U h(t-1) + b), with h before the first step 0 (Elman 1990).

    Called on a sequence, it gives the state h after each step.  Its graph is the network unrolled in time, one scope
    per step, so that backpropagation through time is `backward()`.  A call may begin at a state that an earlier one
    ended with; detach it to cut the graph there.

    >>> states = Recurrent(1, 2)([[0.5], [1.0], [-0.5]])
    >>> len(states), len(states[0])  # a state of two numbers after each of three steps
    (3, 2)
    """

    @public
    def __init__(self, inputs: int, hidden: int, activation: Activation = "tanh", seed: Seed = 0) -> None:
        self.inputs = whole("the inputs of Recurrent", inputs)
        self.hidden = whole("the hidden units of Recurrent", hidden)
        self.cell = Layer(inputs + hidden, hidden, activation, seed=seed)

    @public
    def forward(self, sequence: Sequence[Sequence[Any]], state: Sequence[Any] | None = None) -> list[list[Any]]:
        """The state after each step."""
        before: list[Any] = [0.0] * self.hidden if state is None else list(state)
        if len(before) != self.hidden:
            raise ValueError(f"Recurrent needs a state of {self.hidden} numbers; got {len(before)}")
        states = []
        if not hasattr(sequence, "__iter__") or isinstance(sequence, str | dict):
            raise TypeError(f"Recurrent needs a sequence, a list of inputs for each step; got {sequence!r:.60}")
        for t, xs in enumerate(sequence):
            if not hasattr(xs, "__len__"):
                raise TypeError(
                    f"Recurrent needs a list of {self.inputs} inputs at each step; got {xs!r:.60} at step {t}"
                )
            if len(xs) != self.inputs:
                raise ValueError(f"Recurrent needs {self.inputs} inputs at each step; got {len(xs)} at step {t}")
            with scope(f"t{t}"):
                before = self.cell([*xs, *before])
            states.append(before)
        return states

    def parts(self) -> dict[str, Module]:
        """None: the layer is the same at every step, and best looked at as a whole."""
        return {}

    @public
    def tensors(self) -> dict[str, Any]:
        """W, U and b, named as PyTorch does, whose second bias is 0 here."""
        rows, at = [neuron.weights for neuron in self.cell.neurons], self.inputs
        return {
            "weight_ih_l0": [row[:at] for row in rows],
            "weight_hh_l0": [row[at:] for row in rows],
            "bias_ih_l0": [neuron.bias for neuron in self.cell.neurons],
        }

    def headline(self) -> str:
        """Its sizes and its activation."""
        return f"Recurrent({self.inputs} -> {self.hidden}, {activation_name(self.cell.activation)})"
