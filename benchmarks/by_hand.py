"""The lecture's step written out by hand: the same nodes with the same facts, for this network and nothing else.

It shows what Python itself takes for them: no other op, input or size, no blocks, no checks, no hints, no engine.
"""

from collections.abc import Sequence
from math import exp, fsum
from typing import Any


class Node:
    """A number, what it was computed from, each argument followed by its partial, and what is noted of it."""

    __slots__ = ("data", "edges", "grad", "label", "mark", "op", "scope")

    def __init__(
        self, data: float, edges: tuple[Any, ...] = (), op: Any = None, label: Any = None, scope: Any = None
    ) -> None:
        self.data, self.edges, self.op, self.label, self.scope = data, edges, op, label, scope
        self.grad = self.mark = None  # type: Any


def forward(ps: Sequence[Node], xs: Sequence[float], targets: Sequence[float]) -> Node:
    """The loss of the network 2-2-2."""
    x1, x2 = xs
    hidden = []
    for i in (0, 1):
        w1, w2, b = ps[2 * i], ps[2 * i + 1], ps[8 + i]
        net = fsum((w1.data * x1, w2.data * x2, b.data * 1.0))
        edges = (w1, x1, w2, x2, b, 1.0, x1, None, x2, None, 1.0, None)
        hidden.append(_activated(Node(net, edges, "dot", f"net_h{i + 1}", f"layer1/n{i}"), f"out_h{i + 1}"))
    h1, h2 = hidden
    errors = []
    for i in (0, 1):
        w1, w2, b = ps[4 + 2 * i], ps[5 + 2 * i], ps[10 + i]
        v1, v2, y1, y2 = w1.data, w2.data, h1.data, h2.data
        net = fsum((v1 * y1, v2 * y2, b.data * 1.0))
        edges = (w1, y1, w2, y2, b, 1.0, h1, v1, h2, v2, 1.0, None)
        out = _activated(Node(net, edges, "dot", f"net_o{i + 1}", f"layer2/n{i}"), f"out_o{i + 1}")
        error = Node(targets[i] - out.data, (targets[i], None, out, -1.0), "sub")
        square = Node(error.data**2, (error, 2 * error.data, 2, None), "pow")
        errors.append(Node(square.data / 2, (square, 0.5, 2, None), "div"))
    e1, e2 = errors
    return Node(fsum((e1.data, e2.data)), (e1, 1.0, e2, 1.0), "sum")


def _activated(net: Node, label: str) -> Node:
    y = 1 / (1 + exp(-net.data))
    return Node(y, (net, y * (1 - y)), "sigmoid", label, net.scope)


def backward(root: Node) -> None:
    """Every node's adjoint, in the same order of the same sweep."""
    met, placed = object(), float("-0.0")
    order: list[Any] = []
    leaves: list[Any] = []
    stack: list[Any] = [root]
    while stack:
        node = stack.pop()
        mark = node.mark
        if mark is met:
            node.mark = placed
            order.append(node)
        elif mark is not placed:
            if not node.edges:
                node.mark = placed
                leaves.append(node)
                continue
            node.mark = met
            stack.append(node)
            flat = iter(node.edges)
            for arg in flat:
                if next(flat) is not None and arg.mark is not placed:
                    stack.append(arg)
    root.mark = 1.0
    for node in reversed(order):
        node.grad = bar = node.mark
        flat = iter(node.edges)
        for arg in flat:
            partial = next(flat)
            if partial is not None:
                arg.mark += bar * partial
    for leaf in leaves:
        leaf.grad = leaf.mark if leaf.grad is None else leaf.grad + leaf.mark


def step(loss: Node, ps: Sequence[Node], rate: float) -> None:
    """Forget the gradients, find them anew, follow them."""
    for p in ps:
        p.grad = None
    backward(loss)
    for p in ps:
        p.data -= rate * p.grad
