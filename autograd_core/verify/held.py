"""Partials while something is held: (∂U/∂V)_T, and ∂⁺y/∂x along one edge, as formulas in the nodes beneath."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ..formula import LARGEST, FormulaError, Instruction, Lambda
from ..graph import dependents, topological_order
from ..value import Value


@dataclass(frozen=True, slots=True)
class Held(Lambda):
    """What y is of x and of what is held, to be differentiated by its first parameter."""

    y: Value
    x: Value


def partial_while_held(y: Value, x: Value, held: Collection[Value]) -> tuple[Instruction, ...]:
    """The steps of dy/dx with some nodes kept as they are.  Raises FormulaError where they are too many."""
    order = topological_order(y)
    moving = dependents(order, [x]) - {node for node in held if node is not x and node is not y}
    parameters: dict[Value, str] = {x: "x"}
    steps: list[Instruction] = []
    stack: list[Value | float | Instruction] = [y]
    while stack:
        node = stack.pop()
        if isinstance(node, Instruction):
            steps.append(node)
        elif not isinstance(node, Value):
            steps.append(Instruction("exact", node, 0, 0))
        elif node is x or node not in moving or node.op is None:
            steps.append(Instruction("name", parameters.setdefault(node, f"p{len(parameters)}"), 0, 0))
        else:
            stack += [Instruction("op", node.op, len(node.args), 0), *reversed(node.args)]
        if len(steps) + len(stack) > LARGEST:
            raise FormulaError(f"what is held leaves more than {LARGEST:,} steps between {y.label} and {x.label}")
    given = [Instruction("name", node, 0, 0) for node in parameters]
    function = Held(y.label or "y", tuple(parameters.values()), tuple(steps), y, x)
    return (*given, Instruction("call", (function, 1), len(given), 0))


def edge(y: Value, x: Value) -> tuple[Instruction, ...]:
    """The steps of ∂⁺y/∂x: on the ways from x to y that lead over nothing that has a label; between nodes without one,
    along the edge alone."""
    beneath = topological_order(y)
    return partial_while_held(y, x, [node for node in beneath if node.label] if y.label and x.label else beneath)


def ends_of(program: Collection[Instruction]) -> list[tuple[Value, Value]]:
    """The ends of the partials that were written out so."""
    calls: list[Mapping[str, Value] | Lambda] = [step.what[0] for step in program if step.kind == "call"]
    return [(call.y, call.x) for call in calls if isinstance(call, Held)]
