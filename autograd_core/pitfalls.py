"""What goes wrong without a topological order: well-known wrong ways through a graph, beside the right one."""

from dataclasses import dataclass

from .arguments import public
from .graph import adjoints, reverse, topological_order
from .names import names_beneath
from .passing import refuse_passing
from .value import Value
from .writing import DIGITS, numeral


@dataclass(frozen=True, slots=True)
class WrongWay:
    """One wrong way to backpropagate, on a graph of the user's own."""

    title: str
    why: str
    departs: str | None
    """The first node where it departs from the right way; None where this graph hides the mistake."""
    right: float | None
    wrong: float | None

    def line(self, digits: int = DIGITS) -> str:
        """without an order: first wrong at x, 6 instead of 114. A node passes its adjoint on before ..."""
        if self.departs is None:
            return f"{self.title}: this graph hides the mistake. {self.why}"
        right, wrong = (numeral(x, digits) if x is not None else "nothing" for x in (self.right, self.wrong))
        return f"{self.title}: first wrong at {self.departs}, {wrong} instead of {right}. {self.why}"

    __str__ = __repr__ = line


@public
def wrong_ways(y: Value) -> list[WrongWay]:
    """Backpropagate in the well-known wrong ways, and tell where each departs from the right one.  No grad is touched.

    >>> x = Value(3.0, label="x")
    >>> h = (x * x).named("h")
    >>> for way in wrong_ways((h + h * h).named("y")):
    ...     print(way.title, "->", way.departs)
    without an order -> x
    overwriting -> h
    stale adjoints -> x
    """
    refuse_passing(y, "wrong_ways")
    names = names_beneath(y)
    order = topological_order(y)
    right = adjoints(order)
    doubled = {node: 2 * bar for node, bar in right.items() if node.op is None and node is not y}
    ways = []
    for title, why, way, expected in (
        ("without an order", "A node passes its adjoint on before all its contributions have come in.", _eager, right),
        ("overwriting", "Each contribution replaces the last one, where it should be added.", _overwriting, right),
        (
            "stale adjoints",
            "A second sweep starts from what the first one left in the inner nodes, so leaves more than double.",
            _stale,
            doubled,
        ),
    ):
        got = way(y, order)
        first = next(
            (node for node in reversed(order) if node in expected and not _same(got.get(node), expected[node])), None
        )
        example = (None, None, None) if first is None else (str(names[first]), expected[first], got.get(first))
        ways.append(WrongWay(title, why, *example))
    return ways


def _same(a: float | None, b: float) -> bool:
    return a is not None and (a == b or (a != a and b != b) or abs(a - b) <= 1e-12 * max(abs(a), abs(b)))


def _eager(y: Value, order: list[Value]) -> dict[Value, float]:
    """Depth first, each node once, passing on whatever has come in so far: recursion without an order."""
    adjoint = {y: 1.0}
    met: set[Value] = set()
    pending = [y]
    while pending:
        node = pending.pop()
        if node in met:
            continue
        met.add(node)
        for _, arg, partial in node.inputs():
            adjoint[arg] = adjoint.get(arg, 0.0) + adjoint[node] * partial
        pending += [arg for _, arg, _ in reversed(node.inputs())]
    return adjoint


def _overwriting(y: Value, order: list[Value]) -> dict[Value, float]:
    """The right order, with = where += belongs."""
    adjoint = {y: 1.0}
    for node in reversed(order):
        for _, arg, partial in node.inputs():
            adjoint[arg] = adjoint[node] * partial
    return adjoint


def _stale(y: Value, order: list[Value]) -> dict[Value, float]:
    """The right sweep twice, the second time on top of the adjoints of the first, inner nodes included."""
    adjoint = adjoints(order)
    adjoint[y] = 1.0
    for _ in reverse(order, adjoint):
        pass
    return adjoint
