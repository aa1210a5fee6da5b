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


def topological_order(root: Any, leaves: Container[Any] = (), left_first: bool = False) -> list[Any]:
    """`root` and everything it depends on, arguments before the nodes that use them.

    Nothing beneath a node of `leaves` is visited.  What a last argument needs stands before what the first one
    does, so that the reverse sweep begins with the first; with `left_first` it is the other way round, as a person
    would compute.
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
            if not node.edges or node in leaves:
                order.append(node)
            else:
                stack.append(node)
                stack.append(None)
                edges = iter(_mirrored(node.edges) if left_first else node.edges)
                for arg in edges:
                    if next(edges) is not None and arg not in seen:  # its partial: a constant has none
                        stack.append(arg)
    return order


def _mirrored(edges: Sequence[Any]) -> list[Any]:
    """The same edges, the last argument first."""
    return [x for i in range(len(edges) - 2, -1, -2) for x in edges[i : i + 2]]


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
            inputs = [constant(arg) if next(edges) is None else env[arg] for arg in edges]
            env[node] = visit(node, inputs)
    return env


def reverse(
    order: Iterable[Any],
    adjoint: dict[Any, Any],
    edges: Callable[[Any], Sequence[Any]] = recorded,
    watched: bool = True,
) -> Iterator[Step]:
    """Reverse sweep: the chain rule, one edge at a time, filling `adjoint` from its seed.

    `order` has each node before its arguments, and `edges` gives those and the partials (None: nothing flows there).
    Watching this iterator is the step-through; draining it is backpropagation, which costs less when it is not `watched`:
    then it yields nothing.
    """
    for node in order:
        flat = iter(edges(node))
        bar = adjoint[node]
        for arg in flat:
            partial = next(flat)
            if partial is not None:
                contribution = bar * partial
                adjoint[arg] = adjoint[arg] + contribution if arg in adjoint else contribution
                if watched:
                    yield node, arg, partial, contribution
