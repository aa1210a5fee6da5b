"""Identity: a proof that two expressions are the same function, and where."""

from collections.abc import Container, Mapping
from typing import Any, NamedTuple

from ..calculus import evaluate, gradient
from ..graph import topological_order
from ..names import leaf_names
from ..namespaces.algebra import Algebra
from ..namespaces.normal_form import NoProof
from ..value import Value


class Proof(NamedTuple):
    """Two expressions are equal wherever all these conditions hold."""

    domain: tuple[str, ...]

    def __str__(self) -> str:
        return f"where {' and '.join(self.domain)}" if self.domain else "everywhere"


class Point:
    """The leaves of a graph as numbers of one proof, and whatever is computed from them."""

    def __init__(self, m: "Algebra", leaves: Mapping[Value, Any]) -> None:
        self.m, self.leaves = m, leaves
        self.known: dict[Value, Any] = dict(leaves)

    def __call__(self, node: Any) -> Any:
        """The value of a node, or of a plain number."""
        if not isinstance(node, Value):
            return self.m.number(node)
        if node not in self.known:
            self.known[node] = evaluate(node, over=self.m, at=self.leaves)
        return self.known[node]

    def partial(self, y: Value, x: Value | str) -> Any:
        """∂y/∂x, by the reverse sweep over the algebra."""
        return gradient(y, x, over=self.m, at=self.leaves)


def prove_identical(
    true: Any, claimed: Any, at: Mapping[Value, Any] | None = None, decimals: bool = True, held: Container[Value] = ()
) -> Proof | None:
    """A proof that two expressions are equal on a domain that holds the given point, or None where none is found.

    Each is a Value, a plain number, or a function of a `Point`: `lambda at: at.partial(y, "x")`, or for a formula that was
    read `lambda at: formula.over(at.m, lambda name: at(nodes[name]))`.  `at` gives the numbers at which choices are made: every
    leaf that such a function meets; those beneath a Value are taken as they are where it is silent.  With `decimals` a
    constant is the decimal it prints as, else the fraction that the float is; math.pi, math.tau and math.e are what they stand for.
    The leaves in `held` are constants too.

    >>> x = Value(0.3, label="x")
    >>> print(prove_identical(x.tanh(), 2 * (2 * x).sigmoid() - 1))
    everywhere
    >>> print(prove_identical(lambda at: at.partial((x * x).log(), x), 2 / x))
    where x > 0
    """
    point = dict(at or {})
    for side in (true, claimed):
        if isinstance(side, Value):
            point |= {leaf: leaf.data for leaf in topological_order(side, left_first=True) if leaf.op is None and leaf not in point}
    m = Algebra(decimals)
    try:
        named = zip(point.items(), leaf_names(point), strict=True)
        leaves = {leaf: m.number(leaf.data) if leaf in held else m.variable(name, x) for (leaf, x), name in named}
        for _ in range(2):  # the second time every sum is known, so that one may be found to divide another
            a, b = (side(there) if callable(side) else there(side) for there in [Point(m, leaves)] for side in (true, claimed))
            if m.vanishes(a - b):
                return Proof(m.domain())
    except NoProof:
        pass
    return None
