"""Layers of neurons, recorded in one loop that is compiled from the two rows of a neuron, net and activation."""

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

from . import blocks
from .ops import Op
from .recorders import MOST, Recorders

WIDEST = 256
"""Layers of more inputs than this are recorded neuron by neuron."""

MIXED = 8
"""So are those of more inputs than this, where some are nodes and others numbers, as after a dropout."""


class LayerRecorder:
    """What records then(op(*weights, *inputs)) for each neuron; then(x) is x where it is None.

    A neuron is the list of its weights, the tuple of its weights for the inputs `beside` those of the layer (the 1 of a
    bias), its path within the scope of the layer, and the labels of its two nodes.
    """

    __slots__ = ("_by_kinds", "_recorders", "beside", "op", "then")

    def __init__(self, recorders: Recorders, op: Op, then: Op | None, beside: Sequence[float]) -> None:
        self.op, self.then, self.beside = op, then, beside
        self._recorders = recorders
        self._by_kinds: dict[tuple[type, ...], Callable[..., Any] | None] = {}

    def record(self, neurons: Sequence[tuple[Any, ...]], inputs: Any, scope: str) -> list[Any] | None:
        """The last node of each neuron; None where they have to be made one by one."""
        if type(inputs) is not list and type(inputs) is not tuple:
            return None
        if blocks.in_use:
            block = blocks.current()
            if not block.recording:
                return None
            if block.scope:
                scope = f"{block.scope}/{scope}"
        kinds = tuple(map(type, inputs))
        try:
            recorder = self._by_kinds[kinds]
        except KeyError:
            recorder = self._recorder(kinds, neurons)
        return None if recorder is None else recorder(neurons, inputs, scope)

    def _recorder(self, kinds: tuple[type, ...], neurons: Sequence[tuple[Any, ...]]) -> Callable[..., Any] | None:
        """The loop for inputs of these types; None where that takes too long to compile for what it saves."""
        if len(kinds) != len(neurons[0][0]) or not 0 < len(kinds) <= WIDEST or len(self._by_kinds) >= MOST:
            return None
        mixed = len(kinds) > MIXED and kinds.count(kinds[0]) < len(kinds)
        if mixed or not {self._recorders.node, float, int}.issuperset(kinds):
            return None
        made = self._by_kinds[kinds] = self._written(kinds)
        return made

    def _written(self, kinds: Sequence[type]) -> Callable[..., Any] | None:
        """The loop, compiled: inputs are read once, not once for each neuron.

        Where the straight lines do not hold, it returns None: each node has to be made by itself.
        """
        node_of, node = self._recorders.lines_of_node, self._recorders.node
        given = {f"x{i}": kind for i, kind in enumerate(kinds)}
        known = {f"one{i}": x for i, x in enumerate(self.beside)}
        weights, others = [f"w{i}" for i in range(len(given))], [f"b{i}" for i in range(len(known))]
        args = dict.fromkeys([*weights, *others], node) | given | dict.fromkeys(known, float)
        net = node_of(self.op, args, "op", "net", known)
        out = node_of(self.then, {"net": node}, "then", "out") if self.then else ([], [], [])
        if net is None or out is None:
            return None
        (numbers, *of_net), last = net, "out" if self.then else "net"
        free = len(weights) + len(others)
        each = [*numbers[:free], *chain(*of_net, *out), "net._label = net_label"]
        each += ["out._label = out_label"] if self.then else []
        lines = [
            f"{', '.join(given)}, = inputs",
            "made = []",
            "try:",
            *(f"    {line}" for line in numbers[free:]),
            "    for weights, beside, path, net_label, out_label in neurons:",
            f"        {', '.join(weights)}, = weights",
            f"        {', '.join(others)}, = beside" if others else "",
            *(f"        {line}" for line in each),
            f"        net.scope = {last}.scope = scope + path",
            f"        made.append({last})",
            "except (ArithmeticError, ValueError, AttributeError, TypeError):",
            "    return None",
            "return made",
        ]
        bound = {"op": self.op, "then": self.then, **known}
        return self._recorders.compiled(self.op.name, ["neurons", "inputs", "scope"], lines, bound)
