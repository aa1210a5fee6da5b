"""The values and partials of a large graph over intervals of floats: what most claims about one are decided by."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from ...calculus import edges_once, edges_over
from ...collecting import uncollected
from ...graph import adjoints, replay
from ...namespaces.float_intervals import FLOAT_INTERVALS, FLOAT_INTERVALS_BY_HAND, NULL, FloatInterval
from ...namespaces.interval import Undetermined
from ...ops import OPS
from ...value import Value
from .shape import Shape, is_of_the_table
from .sided import told

LARGE = 2_000
"""A graph of so many nodes is first looked at in floats; one of fewer is judged by decimals before that would pay."""


class Rough:
    """Enclosures at what the leaves hold, whichever way their floats and the constants are read.

    None stands where a row is somebody's own or has no value, and no partial where a way may lead over a kink.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self._adjoints: dict[tuple[Value, bool], dict[Any, FloatInterval]] = {}
        self._edges: dict[Value, Sequence[Any]] = {}
        self._edges_by_hand: dict[Value, Sequence[Any]] = {}

    @property
    def is_large(self) -> bool:
        """Whether the graph has so many nodes that a first look in floats pays."""
        return len(self.shape.order) >= LARGE

    @cached_property
    def values(self) -> dict[Any, FloatInterval] | None:
        """Every node's value."""
        m, order = FLOAT_INTERVALS, self.shape.order
        if not self.is_large or not all(node.op and is_of_the_table(node.op) for node in self.shape.choosing):
            return None
        try:
            with told(), uncollected():
                leaves = {node: m.number(node.data) for node in self.shape.leaves}
                found = replay(order, leaves, lambda node, inputs: m.number(node.op.primal(m, *inputs)), m.number)
        except Undetermined:
            return None
        return found

    @cached_property
    def beneath_kinks(self) -> set[Value]:
        """The nodes from which a way may lead over a kink."""
        found = {node for node in (*self.shape.creased, *self.shape.powers) if self.may_bend(node)}
        for node in reversed(self.shape.order) if found else ():
            if node in found:
                found.update(arg for arg in node.args if isinstance(arg, Value))
        return found

    def may_bend(self, node: Any) -> bool:
        """Whether a node may be at its kink, or is a power of what may be 0."""
        values = self.values or {}
        args = [values[x] if isinstance(x, Value) else FLOAT_INTERVALS.number(x) for x in node.args]
        if node.op.kink is not None and node.op.kink(FLOAT_INTERVALS, *args) is not False:
            return True
        return bool(node.op is OPS["pow"] and 0 in args[0])

    def partial(self, y: Value, x: Value, by_hand: bool = False) -> FloatInterval | None:
        """dy/dx; `by_hand` with partials as people write them, 1 - y^2, which may lose digits that the table keeps."""
        if self.values is None or x in self.beneath_kinks:
            return None
        key = y, by_hand and self.shape.has_forms_by_hand
        if key not in self._adjoints:
            try:
                with told(), uncollected():
                    self._adjoints[key] = self._swept(*key)
            except Undetermined:
                self._adjoints[key] = {}
        found = self._adjoints[key]
        return found.get(x, NULL) if found else None

    def _swept(self, y: Value, by_hand: bool) -> dict[Any, FloatInterval]:
        values = self.values
        assert values is not None
        edges = edges_once(edges_over(FLOAT_INTERVALS, values.__getitem__, values), self._edges)
        if by_hand:
            over = edges_over(FLOAT_INTERVALS_BY_HAND, values.__getitem__, values)
            written, as_in_the_table = edges_once(over, self._edges_by_hand), edges

            def edges(node: Any) -> Sequence[Any]:
                return written(node) if node.op is not None and node.op.has_form_by_hand else as_in_the_table(node)

        return adjoints(self.shape.beneath(y), FLOAT_INTERVALS.number(1), edges)
