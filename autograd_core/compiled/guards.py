"""Guards: what decided a recording, tested again at each call, so that a program never computes another function."""

import operator
from collections.abc import Callable, Sequence
from math import copysign
from typing import Any, NamedTuple

from ..graph import Node
from ..watching import Guard

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "bool": operator.ne,
}


READS = {
    "data": "reads .data of a Value",
    "text": "writes a Value as text",
    "partials": "reads .partials of a Value",
    "detach": "reads .detach of a Value",
    "copy": "copies a Value",
    "no_grad": "computes within no_grad()",
    "backward": "calls backward()",
}
"""How a number leaves a graph, in words."""


class Test(NamedTuple):
    """A comparison that must come out as it did: of two numbers among the outputs of a tape."""

    operator: str
    left: int
    right: int
    outcome: bool
    what: str
    """For a number that was read out of the graph, how: as `READS` has it; it must be the same number again."""


class Tests:
    """The guards of one recording.  `operands` are what they compare, to be computed beside the outputs."""

    def __init__(self, guards: Sequence[Guard], outputs: int) -> None:
        self.operands: list[Any] = []
        self.tests: list[Test] = []
        places: dict[Any, int] = {}

        def place(x: Any) -> int:
            key = x if isinstance(x, Node) else ("number", x, str(x))
            if key not in places:
                places[key] = outputs + len(self.operands)
                self.operands.append(x)
            return places[key]

        for guard in guards:
            if guard.operator == "bool":
                self._add(Test("bool", place(guard.left), place(0.0), bool(guard.outcome), ""))
            elif guard.operator in COMPARISONS:
                sides = place(guard.left), place(guard.right)
                self._add(Test(guard.operator, *sides, bool(guard.outcome), ""))
            else:
                for node, data in _read(guard):
                    self._add(Test("==", place(node), place(data), True, guard.operator))

    def _add(self, test: Test) -> None:
        if test not in self.tests:
            self.tests.append(test)

    @property
    def reads(self) -> list[str]:
        """How numbers were read out of the graph."""
        return list(dict.fromkeys(test.what for test in self.tests if test.what))

    def hold(self, outputs: Sequence[Any]) -> Any:
        """Whether every comparison comes out as recorded: of numbers, or of arrays sample by sample."""
        held: Any = True
        for test in self.tests:
            left, right = outputs[test.left], outputs[test.right]
            came = COMPARISONS[test.operator](left, right)
            if test.what:  # read: NaN is the same number as NaN, and -0.0 is not 0.0
                came = (came & _same_sign(left, right)) | ((left != left) & (right != right))
            held = held & (came == test.outcome)
        return held


def _same_sign(x: Any, y: Any) -> Any:
    """Whether two numbers, or those of two arrays one by one, have the same sign, of zero too."""
    if isinstance(x, float) and isinstance(y, float):
        return copysign(1.0, x) == copysign(1.0, y)
    import numpy

    return numpy.signbit(x) == numpy.signbit(y)


def _read(guard: Guard) -> list[tuple[Any, float]]:
    """The nodes whose numbers left the graph, and these numbers."""
    args = (
        guard.right
        if guard.operator in ("no_grad", "backward")
        else guard.left.args
        if guard.operator == "partials"
        else ()
    )
    nodes = [x for x in (guard.left, *args) if isinstance(x, Node)]
    return [(node, float(node._data)) for node in nodes]  # type: ignore[attr-defined]  # a Value's, not read by the function
