"""Second partials and higher ones: the derivative of a derivative, which is a node beside the graph itself."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any, TypeVar

from ... import ops
from ...calculus import gradient
from ...value import Value
from ...values import DERIVED
from ...writing import higher_name
from ..tables.table import CLOSE

MOST = 400
"""So many derivatives stand beside one graph: enough for the Hessian of 400 leaves."""

Key = tuple[Value, tuple[Value, ...]]
"""What is differentiated, and by what, in order."""

Made = TypeVar("Made")


class NeededError(Exception):
    """Claims speak of the derivative of derivatives that do not stand beside the graph yet."""

    def __init__(self, keys: Sequence[Key]) -> None:
        super().__init__("a derivative of a derivative is needed")
        self.keys = keys


class Higher:
    """The derivatives that stand beside a graph, to be differentiated once more."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self.nodes: dict[Key, Value] = {}
        for key in keys:
            if key not in self.nodes:
                self.nodes[key] = derivative(*key)
        self.keys = {node: key for key, node in self.nodes.items()}
        """What each of them is the derivative of."""

    def node(self, y: Value, xs: tuple[Value, ...]) -> Value:
        """The node of a derivative.  Raises NeededError where it does not stand there."""
        if (y, xs) not in self.nodes:
            raise NeededError([(y, xs)])
        return self.nodes[y, xs]

    def need(self, keys: Sequence[Key]) -> None:
        """See to it that several are there.  Raises NeededError."""
        missing = [key for key in keys if key not in self.nodes]
        if missing:
            raise NeededError(missing)

    def root(self, y: Value) -> Value:
        """What has the graph and all these derivatives beneath it."""
        return ops.sum([y, *self.nodes.values()]) if self.nodes else y


def derivative(y: Value, xs: tuple[Value, ...]) -> Value:
    """The derivative of y by each of these in turn, as a node of its own."""
    found = _differentiated(y, xs)
    if not isinstance(found, Value):
        found = xs[-1] * 0.0 + found  # a constant, whose own derivative is 0
    node: Value = ops.identity(found)
    return node  # never a node that has a name already


def _differentiated(y: Value, xs: tuple[Value, ...]) -> Any:
    """The derivative of y by each of these in turn: a node of the graph of derivatives, or a number."""
    found: Any = y
    for x in xs:
        found = gradient(found, x, over=DERIVED) if isinstance(found, Value) else 0.0
    return found


def mistaken_for(y: Value, xs: tuple[Value, ...], low: Any, high: Any) -> str | None:
    """What a number is that was given for a higher derivative: one of lower order, by other leaves, half or twice."""
    true = _number(y, xs)
    others = [(f"this is {_called(y, part)}", _number(y, part)) for n in range(1, len(xs)) for part in _parts(xs, n)]
    alike = [(x,) * len(xs) for x in dict.fromkeys(xs)]
    others += [(f"this is {_called(y, again)}", _number(y, again)) for again in alike if len(alike) > 1]
    others += [(f"this is the value of {y.label or 'y'}", y.data), ("a sign is lost", -true)]
    others += [("this is half of it", true / 2), ("this is twice as much", 2 * true)]
    slack = CLOSE * abs(true)
    return next((told for told, x in others if float(low) - slack <= x <= float(high) + slack), None)


def _parts(xs: tuple[Value, ...], count: int) -> Iterator[tuple[Value, ...]]:
    return iter(dict.fromkeys(combinations(xs, count)))


def _number(y: Value, xs: tuple[Value, ...]) -> float:
    found = _differentiated(y, xs)
    return float(found.data if isinstance(found, Value) else found)


def _called(y: Value, xs: tuple[Value, ...]) -> str:
    return higher_name(y.label or "y", [str(x.label or "x") for x in xs])


def with_higher(judge: Callable[[Higher], Made]) -> Made:
    """What comes of claims, once all derivatives stand there of which they speak.  Raises LookupError for too many."""
    keys: list[Key] = []
    while True:
        try:
            return judge(Higher(keys))
        except NeededError as needed:
            keys += needed.keys
            if len(keys) > MOST:
                raise LookupError(f"claims may speak of the derivatives of {MOST} derivatives at most") from None
