"""A local partial gone wrong: in its rule, in what it is taken of, or for that of another function."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from typing import Any

from ...chain import link
from ...namespaces import FLOATS
from ...ops import OPS, Op
from ...value import Value
from .between import (
    NUMBERS,
    Between,
    Edge,
    close,
    data,
    drafted,
    is_difference,
    is_in_the_output,
    is_its_own_derivative,
    is_logarithm,
    local,
    other_operands,
)
from .layers import operands
from .mistakes import COMMON, Mistake
from .search import Search, Told, instead, missing, miswritten, other_rule, said

EDGES = 2_000
"""In how many edges of a large graph a local partial is suspected: those that count for most."""

SWEPT = 200_000
"""How many edges may be swept in all for slips made in several places at once."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way for the partial of an edge to go wrong; `variant` tells it from others of its kind, None where it is no
    habit.
    """

    kind: Mistake
    variant: Any
    partial: float
    told: Told


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
    gates = _gates(graph)
    for edge in nlargest(EDGES, graph.edges, key=lambda edge: abs(edge.share)):
        if not edge.weight or not math.isfinite(edge.weight):
            continue
        operands(search, edge)
        met: list[float] = [edge.partial]
        for way in sorted((*ways_wrong(edge), *_gates_wrong(edge, gates)), key=lambda way: -COMMON[way.kind]):
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
    if len(edge.node.args) == 1:
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
    for station, beneath in link(graph.whole, graph.stations, graph.live).items():
        for each in beneath:
            if each.position is None:
                whole = Edge(station, -1, each.to, each.value, graph.adjoint[station] * graph.tangent[each.to])
                search.consider(Mistake.MISSING, search.changed(whole, 1.0), missing(whole), [whole])


# ── one local partial ────────────────────────────────────────────────────────────────────────────


def ways_wrong(edge: Edge) -> Iterator[Way]:
    """The ways for one partial to go wrong that are not about which leaf or which path."""
    op, p = edge.node.op, edge.partial
    assert op is not None
    if op.variadic:
        if abs(p) not in (0.0, 1.0):
            yield Way(Mistake.MISSING, None, 1.0, missing(edge))
        return
    other, inputs = other_operands(edge.node)[edge.position], [data(arg) for arg in edge.node.args]
    if not op.joint:
        for i, (kind, wrong) in enumerate(drafted(edge, NUMBERS, edge.node.data, inputs).wrongs):
            yield Way(kind, (edge.position, i), wrong, miswritten(edge, i))
    if other is not None and not isinstance(edge.node.args[other], Value):
        yield Way(Mistake.NUMBER, "constant", 1.0, said("the {} is lost in {where}", edge.node.args[other]))
    elif abs(p) not in (0.0, 1.0):
        yield Way(Mistake.MISSING, None if other is not None else "", 1.0, missing(edge))
    if len(op.parameters) - len(op.defaults) == 1 and other is None:
        yield from _of_one_argument(edge, op, inputs)
    yield from _exponentials(edge, op, inputs)
    yield from _differences(edge, inputs)


def _of_one_argument(edge: Edge, op: Op, inputs: list[float]) -> Iterator[Way]:
    """f' taken of something else, f itself, or the rule of another function."""
    (x, *rest), y = inputs, edge.node.data
    if op.kink:
        side = said(f"{op.name}' was taken on the wrong side of its kink, in {{where}}")
        yield Way(Mistake.SIDE, "", local(edge, [-x, *rest]), side)
    again = said(f"{op.name}' was taken of {{}} where {{}} belongs, in {{where}}", edge.node, edge.arg)
    yield Way(Mistake.AGAIN, "", local(edge, [y, *rest]), again)
    if rest or op.joint:
        return
    yield Way(Mistake.INPUT, "", float(FLOATS.evaluate(op.by_hand[0], x, x)), instead(edge.arg, edge.node))
    itself = said(f"{op.name} itself was used where its derivative belongs, in {{where}}")
    yield Way(Mistake.ITSELF, "", y, itself)
    if is_in_the_output(op):
        for another in mixed_up_with(op):
            told = said(f"{another.name}' was used where {op.name}' belongs, in {{where}}")
            yield Way(Mistake.RULE, another.name, _evaluated(another.by_hand[0], y, math.nan), told)
    if is_logarithm(op):
        for base in (10, 2):
            told = said(f"that is the derivative of a logarithm to the base {base}, in {{where}}")
            yield Way(Mistake.LOGARITHM, base, edge.partial / math.log(base), told)


def _evaluated(rule: Any, y: float, *inputs: float) -> float:
    """A rule over floats; NaN where it has no value."""
    try:
        return float(FLOATS.evaluate(rule, y, *inputs))
    except (ArithmeticError, ValueError):
        return math.nan


@cache
def mixed_up_with(op: Op) -> tuple[Op, ...]:
    """The other rows whose derivative is written in the output alone."""
    return tuple(another for another in OPS.values() if another is not op and is_in_the_output(another))


def _exponentials(edge: Edge, op: Op, inputs: list[float]) -> Iterator[Way]:
    """The rule of a power on an exponential: x b^(x - 1) for the slope of b^x."""
    if is_its_own_derivative(op):
        told = said("the rule of a power was used on an exponential, {} times one power less, in {where}", edge.arg)
        base = float(FLOATS.evaluate(op.primal, 1.0))
        yield Way(Mistake.POWER_RULE, "", inputs[0] * edge.node.data / base, told)
    elif len(inputs) == len(op.by_hand) == 2 and not op.kink and other_operands(edge.node)[edge.position] is None:
        wrong = _evaluated(op.by_hand[1 - edge.position], edge.node.data, *inputs)
        if abs(wrong) == abs(edge.partial):  # as in a difference, where it is a lost sign
            return
        yield Way(Mistake.POWER_RULE, edge.position, wrong, other_rule(edge))


def _differences(edge: Edge, inputs: list[float]) -> Iterator[Way]:
    """One side of a difference used for it: out for out - t."""
    for arg in dict.fromkeys(arg for arg in edge.node.args if isinstance(arg, Value) and is_difference(arg.op)):
        a, b = arg.args
        kept = said("{0} was used where {0} - {1} belongs, in {where}", b, a)
        for side, value, words in (("left", data(a), instead(a, arg)), ("right", -data(b), kept)):
            replaced = [value if each is arg else number for each, number in zip(edge.node.args, inputs)]
            yield Way(Mistake.DIFFERENCE, side, local(edge, replaced), words)


# ── another unit ─────────────────────────────────────────────────────────────────────────────────

GATES = 32
"""So many units of one op are taken for each other."""


def _gates(graph: Between) -> dict[Op, list[Edge]]:
    """The edges of ops of one argument, by op: the derivative of one unit is used for that of another."""
    found: dict[Op, list[Edge]] = {}
    for node in graph.whole:
        if node.op is not None and len(node.args) == 1 and isinstance(node.args[0], Value):
            for position, arg, partial in node.inputs():
                found.setdefault(node.op, []).append(Edge(node, position, arg, partial, 0.0))
    return {op: edges for op, edges in found.items() if 1 < len(edges) <= GATES}


def _gates_wrong(edge: Edge, gates: dict[Op, list[Edge]]) -> Iterator[Way]:
    op = edge.node.op
    if op is None or len(edge.node.args) != 1:
        return
    for other in gates.get(op, ()):
        if other.node is not edge.node and abs(other.partial) not in (0.0, 1.0):
            told = said(f"{op.name}' at {{}} was used where that at {{}} belongs, in {{where}}", other.node, edge.node)
            yield Way(Mistake.GATE, None, other.partial, told)
