"""Local partials gone wrong in one place, in all places of a kind, or for those of another unit."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from ...ops import Op
from .between import Edge, close
from .layers import operands
from .mistakes import COMMON, Mistake
from .search import Search
from .telling import missing
from .ways import Way, another_gate, gates, ways_wrong

EDGES = 2_000
"""In how many edges of a large graph a local partial is suspected: those that count for most."""

SWEPT = 200_000
"""How many edges may be swept in all for slips made in several places at once."""


@dataclass(frozen=True, slots=True)
class Habit:
    """The same slip wherever there is room for it: in an op of one layer, in an op, or in every op."""

    kind: Mistake
    op: Op | None = None
    variant: Any = None
    layer: str | None = None


def single_edges(search: Search) -> None:
    """A local partial gone wrong in one place; then in all places of a kind, and in all places there are."""
    graph = search.graph
    habits: dict[Habit, dict[Edge, Way]] = {}
    units = gates(graph.whole)
    for edge in nlargest(EDGES, graph.edges, key=lambda edge: abs(edge.share)):
        if not edge.weight or not math.isfinite(edge.weight):
            continue
        operands(search, edge)
        met: list[float] = [edge.partial]
        for way in sorted((*ways_wrong(edge), *_gates_wrong(edge, units)), key=lambda way: -COMMON[way.kind]):
            if not math.isfinite(way.partial) or any(close(way.partial, partial) for partial in met):
                continue
            met.append(way.partial)
            search.consider(way.kind, search.changed(edge, way.partial), way.told, [edge])
            if way.variant is not None:
                for habit in _habits(way, edge, graph.stem[edge.node]):
                    habits.setdefault(habit, {}).setdefault(edge, way)
    _many_edges(search, habits)


def _habits(way: Way, edge: Edge, layer: str) -> Iterator[Habit]:
    op = edge.node.op
    yield Habit(way.kind, op, way.variant, layer)
    yield Habit(way.kind, op, way.variant)
    if len(edge.node.edges) == 2:
        yield Habit(way.kind)


def _many_edges(search: Search, habits: dict[Habit, dict[Edge, Way]]) -> None:
    """The same slip in several places at once, the commonest first, as far as the sweeps allowed go."""
    distinct = {
        (habit.kind, *((id(edge), way.variant) for edge, way in same.items())): (habit, same)
        for habit, same in habits.items()
        if len(same) > 1
    }
    common = sorted(distinct.values(), key=lambda pair: -COMMON[pair[0].kind])
    for habit, same in common[: SWEPT // (len(search.graph.edges) + 1)]:
        changed = {edge: way.partial for edge, way in same.items()}
        search.consider(habit.kind, search.graph.total_with(changed), next(iter(same.values())).told, same)


def named_factors(search: Search) -> None:
    """A whole factor missing that is several partials between nodes with names."""
    graph = search.graph
    for station, beneath in graph.links.items():
        for each in beneath:
            if each.position is None:
                whole = Edge(station, -1, each.to, each.value, graph.adjoint[station] * graph.tangent[each.to])
                search.consider(Mistake.MISSING, search.changed(whole, 1.0), missing(whole), [whole])


def _gates_wrong(edge: Edge, units: dict[Op, list[Edge]]) -> Iterator[Way]:
    op = edge.node.op
    if op is None or len(edge.node.edges) != 2:
        return
    for other in units.get(op, ()):
        if other.node is not edge.node and abs(other.partial) not in (0.0, 1.0):
            yield Way(Mistake.GATE, None, other.partial, another_gate(op, edge.node, other.node))
