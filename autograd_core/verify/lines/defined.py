"""What a line of a worksheet gives to a name: a number, or what its formula computes."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ... import ops
from ...calculus import gradient
from ...formula import Expression, FormulaError, Lambda, Partial, read
from ...graph import topological_order
from ...notation.formulas.labels import Labels
from ...value import Value
from ...values import DERIVED, WRITTEN
from ..partials.formulas import is_beneath


class Definition(NamedTuple):
    """The line on which a name is given its value; `judged` where it goes on to say what that comes to."""

    line: int
    text: str
    node: Value
    judged: bool
    expression: Expression

    @property
    def mentioned(self) -> Iterator[str]:
        """The names that it speaks of, functions among them."""
        yield from self.expression.names
        yield from (function.name for function in self.expression.called)
        for partial in self.expression.partials:
            yield from (partial.y, partial.x, *partial.also)


def made(
    name: str, text: str, known: Mapping[str, Value], labels: Labels, functions: Mapping[str, Lambda]
) -> tuple[Value, Expression]:
    """The node that a definition makes, and as what it was read: a leaf for a number, else what its formula computes.

    Derivatives of what is `known` may be part of it: sy = abs(dy/dx)*sx.  Raises FormulaError.
    """

    def of(said: Any) -> Any:
        if not isinstance(said, Partial):
            return known[said]
        if said.held:
            raise FormulaError(f"{said} holds something, which a definition cannot")
        found = known[said.y]
        leaves = [node for node in topological_order(found) if node.op is None]
        if not said.x and len(leaves) != 1:
            raise FormulaError(f"{said.y}' is taken towards which of {len(leaves)} leaves? write d{said.y}/dx")
        for x in (said.x, *said.also):
            if not isinstance(found, Value):
                return 0
            found = gradient(found, known[x] if x else leaves[0], over=DERIVED)
        return found

    def depends(y: str, x: str) -> bool:
        return is_beneath(known[x], known[y])

    expression = read(text, labels, partials=True, functions=functions, depends=depends)
    node = expression.over(WRITTEN, of)
    if not isinstance(node, Value):
        node = Value(node, label=name)
        if not math.isfinite(node.data):
            raise FormulaError(f"it comes to {node.data}, which is no number")
    elif node.label is not None:
        node = ops.identity(node)
    return node.named(name), expression
