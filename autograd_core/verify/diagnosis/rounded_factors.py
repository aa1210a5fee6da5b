"""A right derivation with rounded numbers: every factor, or every value too, rounded before it is used."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...namespaces import FLOATS
from ...value import Value
from ...words import many
from .between import Between, Edge
from .mistakes import Mistake
from .search import Search
from .telling import said

NEAR = 0.1
"""Beyond this share of the right number no rounding of factors is looked for."""

UNITS, LAST = 20, 1e-3
"""So many units of the last digit written, and no larger a share, are what rounding leaves most often."""

FINE = 0.05
"""Where all ways to round give the right number to this share of what it is off by, more digits explain no more."""

EDGES, NODES = 400, 4_000
"""Between x and y, and beneath y: in larger graphs nobody rounds by hand."""

DIGITS = range(2, 9)

Factors = Mapping[Value, list[tuple[Value, float]]]
"""For each node what it is computed from, and the factor towards that."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """How somebody rounds: to so many significant digits, or decimal places."""

    digits: int
    places: bool

    def __call__(self, x: float) -> float:
        if not math.isfinite(x):
            return x
        return round(x, self.digits) if self.places else float(f"{x:.{self.digits - 1}e}")

    def __str__(self) -> str:
        return many(self.digits, "decimal" if self.places else "digit")


def rounded_factors(search: Search) -> None:
    """The right chain of factors, each rounded to a few digits: the first way to round that gives what was written."""
    graph, claimed = search.graph, float((search.low + search.high) / 2)
    if len(graph.whole) > NODES or len(graph.edges) > EDGES:
        return
    if not graph.total or (off := abs(claimed / graph.total - 1)) > NEAR:
        return
    is_in_the_last_digits = off <= LAST and abs(claimed - graph.total) <= UNITS * float(search.high - search.low)
    exact = _by_steps_and_names(
        graph, {node: [(edge.arg, edge.partial) for edge in edges] for node, edges in graph.edges_of.items()}
    )
    tried = 0
    for digits in DIGITS:
        farthest = 0.0
        for rounding in (Rounding(digits, places) for places in (False, True)):
            for factors in _ways(graph, rounding, exact):
                for each in (lambda x: x, rounding):
                    value, tried = _swept(graph, factors, each), tried + 1
                    farthest = max(farthest, abs(value / graph.total - 1))
                    if search.fits(value):
                        told = said(f"every factor was rounded to {rounding} on the way")
                        if is_in_the_last_digits or search.is_likely(Mistake.ROUNDED, 1, tried * NEAR / off):
                            search.consider(Mistake.ROUNDED, value, told, is_certain=True)
                        return
        if farthest < FINE * off:  # a digit more leads a tenth as far
            return


def _ways(graph: Between, rounding: Rounding, exact: Sequence[Factors]) -> Iterator[Factors]:
    """The factors as somebody may round them: of the right values and of rounded ones, between the nodes with names
    and from step to step.
    """
    values = _rounded_values(graph, rounding)
    rough = {node: [(edge.arg, _partial(edge, values)) for edge in edges] for node, edges in graph.edges_of.items()}
    for factors in (*exact, *_by_steps_and_names(graph, rough)):
        yield {node: [(arg, rounding(factor)) for arg, factor in beneath] for node, beneath in factors.items()}


def _by_steps_and_names(graph: Between, factors: Factors) -> list[Factors]:
    """The factors from each node with a name to the next ones, and from step to step where that is not the same."""
    return [*([] if len(graph.stations) == len(graph.order) else [_between_names(graph, factors)]), factors]


def _rounded_values(graph: Between, rounding: Rounding) -> dict[Value, float]:
    """What every node holds where those with names were written down rounded, and the rest was computed from them."""
    values: dict[Value, float] = {}
    for node in graph.whole:
        values[node] = node.data if node.op is None else rounding(node.data)
        if node.op is not None and not node.label:
            inputs = [values[arg] if isinstance(arg, Value) else float(arg) for arg in node.args]
            try:
                values[node] = float(FLOATS.evaluate(node.op.primal, *inputs))
            except (ArithmeticError, ValueError, TypeError):  # what is rounded may leave a domain
                continue
    return values


def _between_names(graph: Between, factors: Factors) -> Factors:
    """The factors from each node with a name to the next ones beneath it."""
    named, place = set(graph.stations), {node: i for i, node in enumerate(graph.order)}
    found = {}
    for station in graph.stations:
        reached: dict[Value, float] = {station: 1.0}
        for node in reversed(graph.order[: place[station] + 1]):
            if node in reached and (node is station or node not in named):
                for arg, factor in factors[node]:
                    reached[arg] = reached.get(arg, 0.0) + reached[node] * factor
        found[station] = [(node, factor) for node, factor in reached.items() if node in named and node is not station]
    return found


def _partial(edge: Edge, values: Mapping[Value, float]) -> float:
    """A local partial where every value is rounded, in the form that people write."""
    node, op = edge.node, edge.node.op
    assert op is not None
    y, inputs = values[node], [values[arg] if isinstance(arg, Value) else float(arg) for arg in node.args]
    try:
        if not op.joint:
            return float(FLOATS.evaluate(op.by_hand[edge.position], y, *inputs))
        free = [isinstance(arg, Value) for arg in node.args]
        found: Any = FLOATS.evaluate(op.local_partials, y, inputs, free, free)
        return float(found[edge.position])
    except (ArithmeticError, ValueError, TypeError):
        return edge.partial


def _swept(graph: Between, factors: Factors, rounding: Callable[[float], float]) -> float:
    """The partial in question by those factors, every sum of products rounded."""
    adjoint: dict[Value, float] = {graph.y: 1.0}
    for node in reversed(graph.order):
        if node in factors and node in adjoint:
            adjoint[node] = rounding(adjoint[node])
            for arg, factor in factors[node]:
                adjoint[arg] = adjoint.get(arg, 0.0) + adjoint[node] * factor
    return adjoint.get(graph.x, 0.0)
