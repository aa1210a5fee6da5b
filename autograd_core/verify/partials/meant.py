"""Which node an expression computes: the one that has its value, wherever the leaves stand."""

import math
import random
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

from ...formula import Expression, Instruction
from ...graph import replay, topological_order
from ...names import names_beneath
from ...namespaces import FLOATS
from ...value import Value

LONGEST = 60
"""The operands of a longer expression are not looked for."""
CLOSE = 1e-9
"""An expression in floats is as near to its node as this, relatively."""


class NodesByValue:
    """The nodes of a graph at the recorded point and at two close by, so that different nodes differ at one of them."""

    several = False
    """Whether more nodes than one had the value of an expression."""
    highest = False
    """Which of several is meant: the one nearest to the leaves, or to the root."""

    def __init__(self, root: Value) -> None:
        self.order = topological_order(root)
        self.called: dict[Value, str] = {}
        """Its label; for a node without one its expression in brackets, which no other name is like."""
        self.unlabelled: dict[str, Value] = {}
        for node, name in names_beneath(root).items():
            called = node.label or f"({name})"
            while not node.label and called in self.unlabelled:
                called += "'"
            self.called[node] = called
            if not node.label:
                self.unlabelled[called] = node

    @cached_property
    def points(self) -> list[Mapping[Value, float]]:
        """The values of all nodes at each point."""
        near = random.Random(1)
        leaves = {node: node.data for node in self.order if node.op is None}
        steps = {node: (abs(x) or 1.0) * near.uniform(1e-4, 1e-3) for node, x in leaves.items()}
        moved = [{node: x + sign * steps[node] for node, x in leaves.items()} for sign in (1, -1)]
        return [
            replay(self.order, at, lambda node, inputs: FLOATS.apply(node.op, *inputs), float)
            for at in (leaves, *moved)
        ]

    def name_of(
        self, program: Sequence[Instruction], labelled: Mapping[str, Collection[Value]], from_end: int = 0
    ) -> str | None:
        """What the node is called that an expression computes; None where none does.

        Of several it is the first one, or the one that is so many `from_end`; and the other way round for `highest`.
        """
        expression = Expression("", tuple(program))
        names = [name for name in expression.names if isinstance(name, str)]
        if expression.partials or not names or any(len(labelled.get(name, ())) != 1 for name in names):
            return None
        if len(program) == 1:
            return names[0]
        nodes = {name: next(iter(labelled[name])) for name in names}
        found = self._with_its_value(expression, nodes)
        if len(found) > 1:
            found = self._without_operands(found, expression.program, nodes)
        if not found:
            return None
        self.several = self.several or len(found) > 1
        place = len(found) - min(from_end, len(found)) if from_end else 0
        node = found[-1 - place if self.highest else place]
        return self.called[node]

    def _with_its_value(self, expression: Expression, nodes: Mapping[str, Value]) -> list[Value]:
        """The computed nodes that have the value of an expression at every point."""
        found = [node for node in self.order if node.op is not None]
        for at in self.points:
            values = {name: at[node] for name, node in nodes.items()}
            try:
                value = float(expression.over(FLOATS, values.__getitem__))
            except (ArithmeticError, ValueError):
                return []
            found = [node for node in found if _near(value, at[node])]
        return found

    def _without_operands(
        self, found: list[Value], program: tuple[Instruction, ...], nodes: Mapping[str, Value]
    ) -> list[Value]:
        """Those that the op of the expression makes; or where it makes none, those that are none of its operands:
        min(max(x + y, -1), 1) is not x + y, though it has its value.
        """
        operands = set(nodes.values())
        starts: list[int] = []
        for i, step in enumerate(program[:-1]):
            start = starts[len(starts) - step.count] if step.count else i
            del starts[len(starts) - step.count :]
            starts.append(start)
            if step.count and len(program) <= LONGEST:
                inner = self._with_its_value(Expression("", program[start : i + 1]), nodes)
                operands.update([node for node in inner if node.op is step.what][:1])
        parts = [Expression("", program[start:end]) for start, end in pairwise([*starts, len(program) - 1])]
        if made := [node for node in found if node.op is program[-1].what and self._takes(node, parts, nodes)]:
            return made
        return [node for node in found if node not in operands] or found

    def _takes(self, node: Value, parts: Sequence[Expression], nodes: Mapping[str, Value]) -> bool:
        """Whether a node's arguments are what these expressions come to."""
        at = self.points[0]
        said = [float(part.over(FLOATS, lambda name: at[nodes[name]])) for part in parts]
        taken = [at[arg] if isinstance(arg, Value) else float(arg) for arg in node.args]
        return len(said) == len(taken) and all(map(_near, said, taken))


def _near(x: Any, y: float) -> bool:
    return math.isclose(x, y, rel_tol=CLOSE, abs_tol=1e-300)
