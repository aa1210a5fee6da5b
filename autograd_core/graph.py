"""The graph: nodes, their topological order, and the two sweeps, over any namespace."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

from .ops import Op

Step = tuple[Any, Any, Any, Any]
"""A node, an argument of it, ∂node/∂argument, and the contribution to the argument's adjoint."""


class Node:
    """An op applied to arguments.  A leaf has no op; an argument that is not a node is a constant.

    `edges` holds each argument followed by its local partial, flat: one tuple instead of two keeps a node
    small.  The partial of a constant is None.
    """

    __slots__ = ("edges", "op")

    op: Op | None
    edges: tuple[Any, ...]

    @property
    def args(self) -> tuple[Any, ...]:
        """What the op was applied to, in order and with repeats; numbers among them are constants."""
        return self.edges[::2]

    @property
    def partials(self) -> tuple[Any, ...]:
        """∂self/∂argument for each argument, as recorded; None for a constant."""
        return self.edges[1::2]


recorded: Callable[[Any], Sequence[Any]] = attrgetter("edges")


def topological_order(root: Any, leaves: Container[Any] = ()) -> list[Any]:
    """`root` and everything it depends on, arguments before the nodes that use them.

    Nothing beneath a node of `leaves` is visited.
    """
    order: list[Any] = []
    seen: set[Any] = set()
    stack: list[Any] = [root]
    while stack:
        node = stack.pop()
        if node is None:  # every argument of the node beneath has been placed
            order.append(stack.pop())
        elif node not in seen:
            seen.add(node)
            if node.op is None or node in leaves:
                order.append(node)
            else:
                stack.append(node)
                stack.append(None)
                edges = iter(node.edges)
                for arg, partial in zip(edges, edges, strict=True):
                    if partial is not None and arg not in seen:
                        stack.append(arg)
    return order


def dependents(order: Iterable[Any], sources: Iterable[Any]) -> set[Any]:
    """The nodes of `order` that depend on any of `sources`, themselves included."""
    reached = set(sources)
    for node in order:
        if any(isinstance(arg, Node) and arg in reached for arg in node.args):
            reached.add(node)
    return reached


def replay(
    order: Iterable[Any], env: dict[Any, Any], visit: Callable[[Any, list[Any]], Any], constant: Callable[[Any], Any]
) -> dict[Any, Any]:
    """Forward sweep: fill `env` with visit(node, what env holds of its arguments), constants as constant(c)."""
    for node in order:
        if node not in env:
            edges = iter(node.edges)
            inputs = [constant(arg) if partial is None else env[arg] for arg, partial in zip(edges, edges, strict=True)]
            env[node] = visit(node, inputs)
    return env


def reverse(order: Iterable[Any], adjoint: dict[Any, Any], edges: Callable[[Any], Sequence[Any]] = recorded) -> Iterator[Step]:
    """Reverse sweep: the chain rule, one edge at a time, filling `adjoint` from its seed.

    `order` is topological, and `edges` gives a node's arguments and partials (None: nothing flows there).
    Draining this iterator is backpropagation; watching it is the step-through.
    """
    for node in order:
        pairs = iter(edges(node))
        bar = adjoint[node]
        for arg, partial in zip(pairs, pairs, strict=True):
            if partial is not None:
                contribution = bar * partial
                adjoint[arg] = adjoint[arg] + contribution if arg in adjoint else contribution
                yield node, arg, partial, contribution
