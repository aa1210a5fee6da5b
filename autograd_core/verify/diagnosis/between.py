"""The graph between x and y, edge by edge: what a change in one local partial does to dy/dx, and how that partial is
written.

One sweep down gives the adjoint of every node, one sweep up its tangent; then a slip in the single edge from a node to
an argument, whose partial p becomes q, changes dy/dx by adjoint * (q - p) * tangent, whatever the size of the graph.
"""

import heapq
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from ...chain import Links, link, stations
from ...graph import adjoints, dependents, tangents, topological_order
from ...namespaces import FLOATS
from ...namespaces.text import TEXT
from ...ops import Op
from ...value import Value
from . import drafts

WORDS = drafts.Drafts(TEXT)

HUGE = 50_000
"""Of a graph of more edges than this only mistakes in the whole result are looked for."""

LARGE = 20_000
"""In a graph of more edges than this a slip is looked for in so many only, those that count for most."""


@dataclass(slots=True, eq=False)
class Edge:
    """From a node to an argument between x and y; `weight` is what a change of the partial by 1 changes the total
    by.
    """

    node: Value
    position: int
    arg: Value
    partial: float
    weight: float

    @property
    def share(self) -> float:
        """What all paths through this edge add to the total."""
        return self.weight * self.partial


class Beneath:
    """All beneath y with their adjoints: what searches about several leaves share."""

    def __init__(self, y: Value) -> None:
        self.y = y
        self.whole: list[Value] = topological_order(y, left_first=True)
        self.nodes = set(self.whole)
        self.adjoint: dict[Value, float] = adjoints(self.whole)


class Between:
    """The nodes between x and y with their adjoints and tangents, and the edges that lead through them."""

    def __init__(self, beneath: Beneath, x: Value) -> None:
        self.y, self.x = beneath.y, x
        self.whole, self.adjoint = beneath.whole, beneath.adjoint
        self.live: set[Value] = dependents(self.whole, [x]) if x in beneath.nodes else set()
        self.order = [node for node in self.whole if node in self.live]
        self.count = sum(len(node.edges) // 2 for node in self.order)
        """The edges down from these nodes, those to constants and to other leaves included."""
        self.tangent: dict[Value, float] = dict.fromkeys(self.order, 0.0) | tangents(self.order, {x: 1.0})
        self.total = self.adjoint.get(x, 0.0) if self.live else 0.0

    @property
    def is_huge(self) -> bool:
        """Whether it is too large to be gone through edge by edge."""
        return self.count > HUGE

    @cached_property
    def edges_of(self) -> dict[Value, list[Edge]]:
        """The edges down from each node."""
        return {node: [] if node is self.x else self._edges(node) for node in self.order}

    @cached_property
    def edges(self) -> list[Edge]:
        """All of them, in the order of the graph."""
        return [edge for node in self.order for edge in self.edges_of[node]]

    @cached_property
    def users(self) -> dict[Value, list[Edge]]:
        """The edges down to each node."""
        found: dict[Value, list[Edge]] = {node: [] for node in self.order}
        for edge in self.edges:
            found[edge.arg].append(edge)
        return found

    @property
    def largest_share(self) -> float:
        """The largest of what the paths through one node, or one edge, add to the total."""
        shares = map(self.through, self.order) if self.is_huge else (edge.share for edge in self.edges)
        return max(map(abs, shares), default=0.0)

    @cached_property
    def heavy(self) -> list[Edge]:
        """The edges that count for most, as many as are gone through one by one, in the order of the graph."""
        if len(self.edges) <= LARGE:
            return self.edges
        least = heapq.nlargest(LARGE, (abs(edge.share) for edge in self.edges))[-1]
        return [edge for edge in self.edges if abs(edge.share) >= least][:LARGE]

    @cached_property
    def links(self) -> Links:
        """The factors between the nodes that have names."""
        return link(self.whole, self.stations, self.live)

    @cached_property
    def families(self) -> dict[tuple[str, str], list[Value]]:
        """The nodes whose labels are alike, those of each family by size."""
        return families(self.whole)

    @cached_property
    def stem(self) -> dict[Value, str]:
        """For each node what its label shares with those of its layer, or else that of a node it is used in."""
        found: dict[Value, str] = {}
        for node in reversed(self.order):
            found[node] = family(node)[0] or (found[self.users[node][0].node] if self.users[node] else "")
        return found

    @cached_property
    def stations(self) -> list[Value]:
        """The nodes that have names on the way, x and y among them."""
        return stations(self.order, self.y, self.x, lambda node: bool(node.label))[0] if self.live else []

    @cached_property
    def above(self) -> dict[Value, Value]:
        """For each node the named one at or above it."""
        named = set(self.stations)
        found: dict[Value, Value] = {}
        for node in reversed(self.order):
            found[node] = node if node in named else found[self.users[node][0].node]
        return found

    @cached_property
    def below(self) -> dict[Value, Value]:
        """For each node the named one at or below it."""
        named = set(self.stations)
        found: dict[Value, Value] = {}
        for node in self.order:
            found[node] = node if node in named else found[self.edges_of[node][0].arg]
        return found

    def _edges(self, node: Value) -> list[Edge]:
        return [
            Edge(node, i, arg, p, self.adjoint[node] * self.tangent[arg])
            for i, arg, p in node.inputs()
            if arg in self.live
        ]

    def through(self, node: Value) -> float:
        """What all paths through a node add to the total."""
        return self.adjoint[node] * self.tangent[node]

    def path(self, edge: Edge) -> list[Value]:
        """The named nodes through which lead the same paths as through an edge, else its ends."""
        ends = [node for node in (edge.arg, edge.node) if node is not self.x and node is not self.y]
        inner = (node for node in self.order if node.label and node is not self.x and node is not self.y)
        return [node for node in inner if close(self.through(node), edge.share)] or ends

    @cached_property
    def _flat(self) -> dict[Value, list[Any]]:
        return {node: [z for edge in edges for z in (edge.arg, edge.partial)] for node, edges in self.edges_of.items()}

    def total_with(self, changes: dict[Edge, float]) -> float:
        """The total with other partials on some edges, by one sweep."""
        touched = {edge.node for edge in changes}

        def edges(node: Value) -> list[Any]:
            if node not in touched:
                return self._flat[node]
            return [z for edge in self.edges_of[node] for z in (edge.arg, changes.get(edge, edge.partial))]

        total: float = adjoints(self.order, 1.0, edges).get(self.x, 0.0)
        return total


def local(edge: Edge, inputs: Sequence[Any], m: Any = FLOATS) -> Any:
    """The local partial of an edge at other inputs."""
    op, count = edge.node.op, len(inputs)
    assert op is not None
    free = [isinstance(arg, Value) for arg in edge.node.args]
    y = m.evaluate(op.primal, *inputs)
    wanted = [i == edge.position for i in range(count)]
    return m.number(m.evaluate(op.local_partials, y, inputs, free, wanted)[edge.position])


def drafted(edge: Edge, m: drafts.Drafts, y: Any, inputs: Sequence[Any]) -> drafts.Draft:
    """The local partial of an edge with all slips in its rule, over numbers or text."""
    op = edge.node.op
    assert op is not None
    args = [
        drafts.Draft(m, m.base.number(x), literal=not isinstance(arg, Value)) for x, arg in zip(inputs, edge.node.args)
    ]
    try:
        return m.number(op.by_hand[edge.position](m, drafts.Draft(m, m.base.number(y)), *args))
    except (TypeError, AttributeError):  # somebody's own row, which asks more of a number than formulas do
        return m.number(edge.partial)


def other_operands(node: Value) -> Sequence[int | None]:
    """For each argument, which other argument its partial is, as in a product; None where it is not one."""
    assert node.op is not None
    return _other_operands(node.op, len(node.edges) // 2)


@cache
def _other_operands(op: Op, count: int) -> tuple[int | None, ...]:
    marks = [object() for _ in range(count)]
    try:
        partials = op.local_partials(TEXT, object(), marks, [True] * count, [True] * count)
    except (TypeError, AttributeError):  # a rule that computes with its arguments is no bare argument
        return (None,) * count
    place = {id(mark): i for i, mark in enumerate(marks)}
    return tuple(place.get(id(partial)) for partial in partials)


def is_sum(op: Op) -> bool:
    """Whether a row adds its arguments up, some of them with a minus: its partials are 1 and -1."""
    return bool(written := _written(op)) and {"1", "-1"}.issuperset(written)


def is_difference(op: Op | None) -> bool:
    """Whether a row takes one number from another: its partials are 1 and -1."""
    return op is not None and len(op.parameters) == 2 and _written(op) == ("1", "-1")


def is_product(op: Op) -> bool:
    """Whether each partial of a row is its other argument."""
    return len(op.parameters) == 2 and _other_operands(op, 2) == (1, 0)


def is_its_own_derivative(op: Op) -> bool:
    """Whether a row is an exponential: its derivative is its output."""
    return _written(op) == ("out",)


def is_logarithm(op: Op | None) -> bool:
    """Whether the derivative of a row is one over its argument."""
    return op is not None and _written(op) == (f"1 / {op.parameters[0]}",) if op and op.parameters else False


def is_in_the_output(op: Op) -> bool:
    """Whether people write the derivative of a row in its output alone, such as y (1 - y)."""
    mark = "ARGUMENT"
    texts = _written(op, (mark,)) if len(op.parameters) == 1 else ()
    return any("out" in text and mark not in text for text in texts)


@cache
def _written(op: Op, names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The partials of a row as they are written by hand, with the output called out; none where no text tells them."""
    if op.joint or op.variadic:
        return ()
    args = [TEXT.written(name) for name in names or op.parameters]
    try:
        return tuple(str(partial(TEXT, TEXT.written("out"), *args)) for partial in op.by_hand)
    except (TypeError, AttributeError):  # as in `drafted`
        return ()


def minus_written(edge: Edge) -> bool:
    """Whether the rule of the local partial has a minus in front."""
    assert edge.node.op is not None
    written = _written(edge.node.op)
    return edge.position < len(written) and written[edge.position].startswith("-")


def family(node: Value) -> tuple[str, str]:
    """What the labels of similar nodes share: w6 and w7 of one layer are of one family, as are W[0][1] and W[1][0]."""
    return (node.label or "").rstrip("0123456789[], "), (node.scope or "").partition("/")[0]


def families(nodes: Iterable[Value]) -> dict[tuple[str, str], list[Value]]:
    """The nodes that have labels by what their labels share, each family in the order of its numbers."""
    found: dict[tuple[str, str], list[Value]] = {}
    for node in sorted((node for node in nodes if node.label), key=data):
        found.setdefault(family(node), []).append(node)
    return found


def data(x: Any) -> float:
    """The number of a Value, or a number itself."""
    return x.data if isinstance(x, Value) else float(x)


def close(a: float, b: float) -> bool:
    """Whether two floats are equal but for rounding."""
    return math.isclose(a, b, rel_tol=1e-11, abs_tol=1e-300)
