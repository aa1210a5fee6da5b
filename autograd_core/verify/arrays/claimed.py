"""Entries that were claimed as formulas: what they are computed from, and what of the graph that stands for."""

from collections import ChainMap
from collections.abc import Collection, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any

from ...graph import replay, topological_order
from ...ops import OPS
from ...value import Value
from ..partials.formulas import Formula, Of
from ..tables.nests import Nest


class Claimed:
    """Entries that are computed from leaves, which stand for nodes and derivatives of a graph."""

    def __init__(
        self,
        text: str,
        nest: Nest,
        meant: Mapping[Value, Any],
        beneath: Collection[Value],
        proved: Mapping[Value, Any] = MappingProxyType({}),
    ) -> None:
        self.text, self.nest, self.leaves, self.beneath, self.proved = text, nest, meant, beneath, proved

    def by_what_is_proved(self) -> "Claimed":
        """The same with what other lines have proved in place of how they computed it."""
        return Claimed(self.text, self.nest, ChainMap(dict(self.proved), dict(self.leaves)), self.beneath)

    @cached_property
    def meant(self) -> dict[Value, Any]:
        """What stands for what: the leaves of the claim, and nodes of the graph that are met on the way to them."""
        return {node: self.leaves.get(node, node) for node in self.order if node in self.leaves or node in self.beneath}

    @cached_property
    def order(self) -> list[Value]:
        """All that the entries are computed from."""
        values = [x for x in self.nest.entries if isinstance(x, Value)]
        if not values:
            return []
        ends = ChainMap(dict.fromkeys(self.beneath), dict(self.leaves))
        if len(values) == 1:
            return topological_order(values[0], ends)
        top = OPS["sum"].apply(tuple(values))
        return [node for node in topological_order(top, ends) if node is not top]

    @property
    def things(self) -> list[Any]:
        """The nodes and the pairs of nodes that are mentioned."""
        return [self.meant[leaf] for leaf in self.order if leaf in self.meant]

    def entries(self, m: Any, of: Of) -> list[Any]:
        """The entries over a namespace."""
        env = {
            node: of(self.meant[node]) if node in self.meant else m.number(node.data)
            for node in self.order
            if node in self.meant or node.op is None
        }
        found = replay(self.order, env, lambda node, inputs: m.apply(node.op, *inputs), m.number) if self.order else {}
        return [m.number(found[x] if isinstance(x, Value) else x) for x in self.nest.entries]

    def formula(self, weights: list[int] | None = None) -> Formula:
        """The only entry; or all of them, each times a weight, added up."""
        literals = {float(x) for node in self.order for x in node.args if not isinstance(x, Value)}
        literals |= {float(x) for x in self.nest.entries if not isinstance(x, Value)}
        things = self.things

        def over(m: Any, of: Of) -> Any:
            found = self.entries(m, of)
            return found[0] if weights is None else weighted(m, weights, found)

        return Formula(
            self.text,
            over,
            tuple(x for x in things if isinstance(x, Value)),
            tuple(x for x in things if isinstance(x, tuple)),
            frozenset(literals),
        )


def weighted(m: Any, weights: list[int], xs: list[Any]) -> Any:
    """The sum of numbers, each times a whole number."""
    return m.sum(*(m.number(w) * m.number(x) for w, x in zip(weights, xs)))
