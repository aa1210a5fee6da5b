"""The graph: nodes, their topological order, and the two sweeps, over any namespace.

`tangents` goes forwards and `adjoints` backwards; `replay` computes values anew, and `reverse` is the backward sweep to
watch.  None of them knows an op: each multiplies by the local partials that it is given, and adds up.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from .arguments import public
from .namespaces import NOTHING
from .table import Op

Contribution = tuple[Any, Any, Any, Any]
"""A node, an argument of it, ∂node/∂argument, and the contribution to the argument's adjoint."""


class Node:
    """An op applied to arguments.  A leaf has no op; an argument that is not a node is a constant.

    `edges` holds each argument followed by its local partial, flat.  The partial of a constant is None.

    Most nodes have one argument or two, which stand in the node itself: _x and its partial _p, _y and its partial _q.
    So a node is one object, where a tuple of its edges would be a second for Python's collector to go through again and
    again.  Where there is one argument, _y is None; where there are none or many, _x is, and _y holds the edges.
    """

    __slots__ = ("_grad", "_p", "_q", "_x", "_y", "mark", "op")

    op: Op | None
    _x: Any
    _p: Any
    _y: Any
    _q: Any
    _grad: Any
    """The adjoint ∂root/∂self; None until a sweep has reached this node, which is not the same as 0."""
    mark: Any
    """What `accumulate` notes while it runs; before that, how often leaves had been assigned when this was made."""

    @property
    def edges(self) -> tuple[Any, ...]:
        """Each argument followed by the local partial towards it, which is None for a constant."""
        x, y = self._x, self._y
        if x is None:
            edges: tuple[Any, ...] = y
            return edges
        return (x, self._p) if y is None else (x, self._p, y, self._q)

    @edges.setter
    def edges(self, edges: tuple[Any, ...]) -> None:
        if len(edges) == 4:
            self._x, self._p, self._y, self._q = edges
        elif len(edges) == 2:
            self._x, self._p, self._y, self._q = *edges, None, None
        else:
            self._x, self._y = None, edges

    @property
    def args(self) -> tuple[Any, ...]:
        """What the op was applied to, in order and with repeats; numbers among them are constants."""
        return self.edges[::2]

    @public
    def inputs(self) -> list[tuple[int, Any, Any]]:
        """The arguments that are nodes, repeats included: the position of each, itself, and the local partial."""
        flat = iter(self.edges)
        return [(i, arg, partial) for i, (arg, partial) in enumerate(zip(flat, flat)) if partial is not None]


recorded: Callable[[Any], Sequence[Any]] = vars(Node)["edges"].fget
"""The edges of a node; called by itself, the getter takes two thirds of the time."""


def topological_order(root: Any, leaves: Container[Any] = (), left_first: bool = False) -> list[Any]:
    """`root` and everything it depends on, arguments before the nodes that use them.

    Nothing beneath a node of `leaves` is visited.  What the last argument of a node needs comes before what its first
    one needs, so that the reverse sweep begins with the first; with `left_first` it is the other way round, which is
    how a person computes.
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
            edges = recorded(node)
            if not edges or node in leaves:
                order.append(node)
            else:
                stack.append(node)
                stack.append(None)
                flat = iter(_mirrored(edges) if left_first else edges)
                for arg in flat:
                    if next(flat) is not None and arg not in seen:  # its partial: a constant has none
                        stack.append(arg)
    return order


def _mirrored(edges: Sequence[Any]) -> Sequence[Any]:
    """The same edges, the last argument first."""
    if len(edges) == 2:
        return edges
    mirrored = [*edges]
    mirrored[::2], mirrored[1::2] = edges[-2::-2], edges[::-2]
    return mirrored


def dependents(order: Iterable[Any], sources: Iterable[Any]) -> set[Any]:
    """The nodes of `order` that depend on any of `sources`, themselves included."""
    reached = set(sources)
    for node in order:
        flat = iter(recorded(node))
        for arg in flat:
            if next(flat) is not None and arg in reached:
                reached.add(node)
                break
    return reached


def replay(
    order: Iterable[Any], env: dict[Any, Any], visit: Callable[[Any, list[Any]], Any], constant: Callable[[Any], Any]
) -> dict[Any, Any]:
    """The forward sweep of values: each node gets visit(node, inputs) in `env`, where `inputs` are its arguments there.

    An argument c that is a constant is constant(c); nodes that `env` has a value for keep it.
    """
    for node in order:
        if node not in env:
            edges = iter(node.edges)
            inputs = [constant(arg) if next(edges) is None else env[arg] for arg in edges]
            env[node] = visit(node, inputs)
    return env


def adjoints(order: Sequence[Any], seed: Any = 1.0, edges: Callable[[Any], Sequence[Any]] = recorded) -> dict[Any, Any]:
    """The reverse sweep: ∂root/∂node, times the seed, for every node that the root depends on.

    `order` has each node after its arguments, the root last, as `topological_order` gives it.  `edges` gives the
    arguments of a node, each followed by its partial (None: nothing flows there), over the numbers that the seed is of.

    >>> from autograd_core import Value
    >>> x = Value(3.0)
    >>> y = x * x + 2 * x
    >>> adjoints(topological_order(y))[x]  # 2 x + 2
    8.0
    """
    adjoint = {order[-1]: seed} if order else {}
    for node in reversed(order):
        if node not in adjoint:  # nothing is carried to it
            continue
        flat = iter(edges(node))
        bar = adjoint[node]
        for arg in flat:
            partial = next(flat)
            if partial is not None:
                contribution = bar * partial
                adjoint[arg] = adjoint[arg] + contribution if arg in adjoint else contribution
    return adjoint


def reverse(
    order: Sequence[Any], adjoint: dict[Any, Any], edges: Callable[[Any], Sequence[Any]] = recorded
) -> Iterator[Contribution]:
    """The reverse sweep to watch, one edge at a time: `adjoint` fills up from its seed to what `adjoints` gives."""
    for node in reversed(order):
        flat = iter(edges(node))
        bar = adjoint[node]
        for arg in flat:
            partial = next(flat)
            if partial is not None:
                contribution = bar * partial
                adjoint[arg] = adjoint[arg] + contribution if arg in adjoint else contribution
                yield node, arg, partial, contribution


def tangents(
    order: Iterable[Any], directions: Mapping[Any, Any], edges: Callable[[Any], Sequence[Any]] = recorded
) -> dict[Any, Any]:
    """The forward sweep of derivatives: how every node moves along `directions`, those that do not move left out.

    `order` and `edges` are as for `adjoints`; `directions` says how fast some nodes are moved.

    >>> from autograd_core import Value
    >>> x = Value(3.0)
    >>> y = x * x + 2 * x
    >>> tangents(topological_order(y), {x: 0.5})[y]  # (2 x + 2) / 2
    4.0
    """
    tangent = dict(directions)
    for node in order:
        if node not in tangent:
            flat = iter(edges(node))
            for arg in flat:
                partial = next(flat)
                if partial is not None and partial is not NOTHING and arg in tangent:  # NOTHING: 0, of whatever
                    share = partial * tangent[arg]
                    tangent[node] = tangent[node] + share if node in tangent else share
    return tangent
