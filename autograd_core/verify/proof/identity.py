"""Identity: a proof that two expressions are the same function, and where."""

from collections.abc import Callable, Collection, Container, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ...calculus import evaluate, gradient
from ...graph import topological_order
from ...names import leaf_names
from ...value import Value
from .algebra import Algebra
from .terms import NoProof


class Proof(NamedTuple):
    """Two expressions are equal wherever all these conditions hold."""

    domain: tuple[str, ...]

    def __str__(self) -> str:
        return f"where {' and '.join(self.domain)}" if self.domain else "everywhere"


Tied = Mapping[Value, Callable[["Point"], Any]]
"""Leaves that conditions leave no choice, and how each is computed from the others."""


class Point:
    """Where two sides are compared: the leaves as numbers of one proof, and whatever is computed from them."""

    def __init__(
        self, m: Algebra, at: Mapping[Value, Any], held: Container[Value], tied: Tied = MappingProxyType({})
    ) -> None:
        self.m, self.at, self.held, self.tied = m, at, held, tied
        self.leaves: dict[Value, Any] = {}
        self.known: dict[Value, Any] = {}

    def __call__(self, node: Any) -> Any:
        """The value of a node, or of a plain number."""
        if not isinstance(node, Value):
            return self.m.number(node)
        if node not in self.known:
            self.known[node] = evaluate(node, over=self.m, at=self.leaves_beneath(node))
        return self.known[node]

    def partial(self, y: Value, x: Value | str, held: Collection[Value] = ()) -> Any:
        """∂y/∂x, by the reverse sweep over the algebra, with some nodes kept as they are."""
        kept = {node: self(node) for node in held}
        return gradient(y, x, over=self.m, at=self.leaves_beneath(y) | kept)

    def leaves_beneath(self, node: Value) -> dict[Value, Any]:
        """All leaves met so far, those beneath `node` among them, each under a name of its own."""
        new = [x for x in topological_order(node, left_first=True) if x.op is None and x not in self.leaves]
        names = leaf_names([*self.leaves, *new])[len(self.leaves) :]
        for name, x in zip(names, new, strict=True):
            if x in self.tied:
                self.leaves[x] = self.tied[x](self)
            else:
                self.leaves[x] = self.m.number(x.data) if x in self.held else self.m.leaf(name, self.at.get(x, x.data))
        return self.leaves


def prove_identical(
    true: Any,
    claimed: Any,
    at: Mapping[Value, Any] | None = None,
    decimals: bool = True,
    held: Container[Value] = (),
    tied: Tied = MappingProxyType({}),
) -> Proof | None:
    """A proof that two expressions are equal on a domain around a point, or None where none is found.

    Each is a Value, a plain number, or a function of a `Point`: `lambda at: at.partial(y, "x")`, or for a formula that
    was read `lambda at: formula.over(at.m, lambda name: at(nodes[name]))`.  `at` gives other numbers for some leaves;
    the point they make decides on which side of a kink to look.  With `decimals` a constant is the decimal it prints
    as, else the fraction that the float is; math.pi, math.tau and math.e are what they stand for.  The leaves in
    `held` are constants too, and those in `tied` are computed from the others.

    >>> x = Value(0.3, label="x")
    >>> print(prove_identical(x.tanh(), 2 * (2 * x).sigmoid() - 1))
    everywhere
    >>> print(prove_identical(lambda at: at.partial((x * x).log(), x), 2 / x))
    where x > 0
    """
    proof, _ = compared(true, claimed, at or {}, decimals, held, tied)
    return proof


def proven_different(
    true: Any,
    claimed: Any,
    at: Mapping[Value, Any] | None = None,
    decimals: bool = True,
    held: Container[Value] = (),
    tied: Tied = MappingProxyType({}),
) -> bool:
    """Whether two expressions are proved not to be the same function around a point, by however little they differ.

    >>> x = Value(1.0, label="x")
    >>> proven_different(x.exp(), lambda at: at(x.exp()) + at.m.exp(-(10**9) * (at(x) - 2) ** 2))
    True
    """
    return compared(true, claimed, at or {}, decimals, held, tied)[1]


def compared(
    true: Any,
    claimed: Any,
    at: Mapping[Value, Any],
    decimals: bool,
    held: Container[Value],
    tied: Tied,
    origins: bool = False,
) -> tuple[Proof | None, bool]:
    """A proof that two expressions are equal, or else whether they are proved to be different; with `origins` constants
    are what they were rounded from.
    """
    m = Algebra(decimals, origins)
    try:
        for _ in range(2):  # the second time every sum is known, so that one may be found to divide another
            there = Point(m, at, held, tied)
            a, b = (side(there) if callable(side) else there(side) for side in (true, claimed))
            if m.vanishes(a - b):
                return Proof(m.domain()), False
        return None, m.differs(b - a)
    except (NoProof, OverflowError):  # numbers beyond what a proof can carry
        pass
    except ValueError as error:  # the same, out of a public function
        if not isinstance(error.__cause__, OverflowError):
            raise
    return None, False
