"""Which node an expression computes: the one that has its value, wherever the leaves stand."""

import math
import random
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

from ..formula import Expression, Instruction
from ..graph import replay, topological_order
from ..names import names_beneath
from ..namespaces import FLOATS
from ..value import Value

CLOSE = 1e-9
"""An expression in floats is as near to its node as this, relatively."""


class NodesByValue:
    """The nodes of a graph at the recorded point and at one close by, where no two have the same values by chance."""

    def __init__(self, root: Value) -> None:
        self.order = topological_order(root)
        self.written = {node: str(name) for node, name in names_beneath(root).items()}
        self.unlabelled: dict[str, Value] = {self.written[node]: node for node in self.order if not node.label}

    @cached_property
    def points(self) -> list[Mapping[Value, float]]:
        """The values of all nodes at either point."""
        near = random.Random(1)
        leaves = {node: node.data for node in self.order if node.op is None}
        moved = {node: x + (abs(x) or 1.0) * near.uniform(1e-4, 1e-3) for node, x in leaves.items()}
        return [
            replay(self.order, at, lambda node, inputs: FLOATS.apply(node.op, *inputs), float) for at in (leaves, moved)
        ]

    def name_of(self, program: Sequence[Instruction], labelled: Mapping[str, Collection[Value]]) -> str | None:
        """What the node is called that an expression computes; None where none does, or several do."""
        expression = Expression("", tuple(program))
        names = [name for name in expression.names if isinstance(name, str)]
        if expression.partials or not names or any(len(labelled.get(name, ())) != 1 for name in names):
            return None
        if len(program) == 1:
            return names[0]
        nodes = {name: next(iter(labelled[name])) for name in names}
        found = [node for node in self.order if node.op is not None]
        for at in self.points:
            try:
                value = float(expression.over(FLOATS, lambda name, at=at: at[nodes[name]]))  # type: ignore[misc]
            except (ArithmeticError, ValueError):
                return None
            found = [node for node in found if _near(value, at[node])]
        if len(found) > 1:  # the same again, or a name for it
            found = [node for node in found if node.label] or found[:1]
        return (found[0].label or self.written[found[0]]) if len(found) == 1 else None


def _near(x: Any, y: float) -> bool:
    return math.isclose(x, y, rel_tol=CLOSE, abs_tol=1e-300)
