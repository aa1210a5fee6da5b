"""Products and layers: another operand, another index, a matrix read by column, a weight that was updated too early."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import islice, takewhile
from typing import Any

from ...calculus import gradient
from ...value import Value
from .between import Edge, close, data, family, other_operands
from .mistakes import Mistake
from .search import Search
from .telling import instead, said
from .ways import FAMILY, operands_mixed_up, same_side

WIDE = 1_000
"""In a neuron of more arguments than this no operand is suspected in place of another."""


def operands(search: Search, edge: Edge) -> None:
    """In a product, where the partial is the other operand: the operand itself was taken, or one of another index."""
    graph, among = search.graph, other_operands(edge.node)
    other = among[edge.position]
    if other is None:
        return
    belongs = edge.node.edges[2 * other]
    for way in operands_mixed_up(edge):
        search.consider(way.kind, search.changed(edge, way.partial), way.told, [edge])
    near, far = sorted(edge.partial + (bound - graph.total) / edge.weight for bound in (search.least, search.most))
    relatives = graph.families.get(family(belongs), []) if isinstance(belongs, Value) else []
    if 1 < len(relatives) <= FAMILY:
        start = bisect_left(relatives, near, key=data)
        rivals: Iterable[Any] = takewhile(lambda rival: data(rival) <= far, islice(relatives, start, None))
        search.count[Mistake.INDEX] += len(relatives) - 1
        search.considered[Mistake.INDEX] += len(relatives) - 1
    else:
        rivals = [edge.node.edges[2 * i] for i in same_side(among, other)] if len(among) <= WIDE else ()
    for rival in rivals:
        if rival is not belongs and data(rival) != edge.partial:
            search.consider(Mistake.INDEX, search.changed(edge, data(rival)), instead(rival, belongs), [edge])


def transpositions(search: Search) -> None:
    """The weights of a layer read by column where they belong by row."""
    graph = search.graph
    layers: dict[tuple[Value, ...], list[tuple[Value, dict[Value, Any]]]] = {}
    for node in graph.whole:
        if node.op is not None and node.op.variadic and node in graph.live:
            weights = {
                arg: node.edges[2 * i]
                for arg, i in zip(node.args, other_operands(node))
                if i is not None and isinstance(arg, Value) and arg.op is not None
            }
            layers.setdefault(tuple(weights), []).append((node, weights))
    for inputs, rows in layers.items():
        if 2 < len(inputs) == len(rows):
            column = {arg: weights for arg, (_, weights) in zip(inputs, rows)}
            changes = {
                edge: data(column[edge.arg][arg])
                for arg, (node, _) in zip(inputs, rows)
                for edge in graph.edges_of[node]
                if edge.arg in column and not close(data(column[edge.arg][arg]), edge.partial)
            }
            by_column = said("the weights are read by column where they belong by row, in {where}")
            search.consider(Mistake.TRANSPOSED, graph.total_with(changes), by_column, changes)


def updates(search: Search) -> None:
    """A weight that was updated before the gradient was complete; the weight after its step, or the step itself."""
    if search.rate is None:
        return
    graph, rate = search.graph, search.rate
    new: dict[Value, float] = {}
    changes: dict[Edge, float] = {}
    for edge in graph.edges:
        other = other_operands(edge.node)[edge.position] if edge.arg.op is not None else None
        if other is not None and isinstance(weight := edge.node.args[other], Value) and weight.op is None:
            new[weight] = changes[edge] = weight.data - rate * graph.adjoint[weight]
            used = said("the updated {} was used, in {where}", weight)
            search.consider(Mistake.UPDATED, search.changed(edge, changes[edge]), used, [edge])
    if changes:
        told = said(f"the updated {', '.join(['{}'] * len(new))} were used, in {{where}}", *new)
        search.consider(Mistake.UPDATED, graph.total_with(changes), told, changes)
        search.consider(Mistake.UPDATED, gradient(graph.y, graph.x, at=new), told, changes)
    if graph.x.op is None:
        after = said("that is {} after the update", graph.x)
        search.consider(Mistake.AFTER, graph.x.data - rate * graph.total, after)
        search.consider(Mistake.STEP, rate * graph.total, said("the learning rate is in it already"))
