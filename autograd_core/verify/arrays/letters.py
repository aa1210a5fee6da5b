"""An array of formulas proved in its own words: every node and derivative that it mentions is a letter of its own.

What holds for any values of these letters holds for those they have.  So a line of backpropagation is proved from the
layer that it is about, however deep the network is above and below it.
"""

from collections.abc import Sequence
from typing import Any

from ...calculus import edges_over
from ...clock import time_is_up
from ...graph import adjoints, replay, topological_order
from ...ops import OPS
from ...value import Value
from ...words import many
from ..proof.algebra import Algebra
from ..proof.terms import NoProof
from ..tables.nests import Nest
from ..truth.enclosures import Enclosures
from .claimed import Claimed

MOST = 4_000
"""An array of more entries than this is not proved."""
LETTERS, STEPS = 20_000, 2_000_000
"""At most so many letters, and steps of algebra with them; each step takes few of them."""
COMPUTED = 30
"""The value of a node is computed from letters where so many steps do, else it is a letter too."""


def proved_by_letters(nodes: Nest, y: Value | None, claimed: Claimed, truth: Enclosures) -> tuple[str, ...] | None:
    """The conditions under which every entry is proved to be what it is claimed to be; None where there is no proof."""
    if len(nodes.entries) > MOST:
        return None
    try:
        return _Letters(nodes, y, claimed.by_what_is_proved(), truth).agree()
    except (NoProof, ArithmeticError):
        return None
    except ValueError as error:  # the same, out of a public function
        if not isinstance(error.__cause__, ArithmeticError):
            raise
        return None


class _Letters:
    """The letters of one array of claims, over the algebra of proofs."""

    def __init__(self, nodes: Nest, y: Value | None, claimed: Claimed, truth: Enclosures) -> None:
        self.truth, self.told = truth, set[str]()
        self.unlabelled = False
        """Whether the value of a node without a label is a letter."""
        self.nodes, self.y, self.claimed, self.m = nodes, y, claimed, Algebra(truth.decimals)
        self.m.most, self.m.fuel = LETTERS, STEPS
        self.adjoints: dict[Value, Any] = {}
        """The derivatives of y that the claim mentions."""
        self.values: dict[Value, Any] = {}
        """The values of nodes: those that the claim mentions, and what is computed from them."""
        asked = set(nodes.entries)
        for thing in dict.fromkeys(claimed.things):
            if isinstance(thing, tuple):
                above, x = thing[0], thing[1]
                if above is not y or x in asked or len(thing) != 2 or type(thing) is not tuple:
                    raise NoProof
                self.adjoints[x] = self.m.leaf(f"A{len(self.adjoints)}", 1.0)
            elif y is not None or thing not in asked:
                self._new(thing)

    def _new(self, node: Value) -> None:
        """A letter of its own for the value of a node."""
        name = str(self.truth.names[node]) if node.label and node in self.truth.names else ""
        if not name or name in self.told:
            self.unlabelled, name = True, f"V{len(self.values)}"
        self.told.add(name)
        self.values[node] = self.m.leaf(name, node.data)

    def agree(self) -> tuple[str, ...] | None:
        """The conditions under which all entries are the same, whatever the letters stand for."""
        true = self._derivatives() if self.y is not None else [self._value(x) for x in self._asked()]
        said = self.claimed.entries(self.m, self._of)
        for a, b in zip(true, said, strict=True):
            if time_is_up() or not self.m.vanishes(self.m.number(a) - self.m.number(b)):
                return None
        domain = self.m.domain()
        if not (domain and self.unlabelled):
            return domain
        return (f"{many(len(domain), 'condition')} hold{'s' if len(domain) == 1 else ''}",)

    def _asked(self) -> list[Value]:
        found = [x for x in self.nodes.entries if x is not None]
        if len(found) < len(self.nodes.entries):
            raise NoProof
        return found

    def _of(self, thing: Any) -> Any:
        """What a claim mentions."""
        return self.adjoints[thing[1]] if isinstance(thing, tuple) else self._value(thing)

    def _value(self, node: Value) -> Any:
        if node not in self.values and node.op is None:
            self._new(node)
        elif node not in self.values:
            order = topological_order(node, self.values)
            if len(order) > COMPUTED:
                self._new(node)
                return self.values[node]
            for leaf in order:
                if leaf.op is None and leaf not in self.values:
                    self._new(leaf)
            replay(order, self.values, lambda each, inputs: self.m.apply(each.op, *inputs), self.m.number)
        return self.values[node]

    def _derivatives(self) -> list[Any]:
        """The derivatives by the reverse sweep, begun anew at each derivative that is a letter."""
        xs, zero = self._asked(), self.m.number(0)
        order = topological_order(self.y)
        live = self._reached(order, set(xs))
        over = edges_over(self.m, self._value, live)
        begin = object()
        starts: list[Any] = [part for node, letter in self.adjoints.items() for part in (node, letter)]
        starts += [self.y, self.m.number(1)] if self.y not in self.adjoints else []

        def edges(node: Any) -> Sequence[Any]:
            if node is begin or node not in above:
                return starts if node is begin else ()
            flat: Sequence[Any] = node.edges
            if not _has_fixed_slopes(node):
                return over(node)
            return [part if i % 2 == 0 or flat[i - 1] in live else None for i, part in enumerate(flat)]

        above = {node for node in order if any(isinstance(x, Value) and x in live for x in node.args)}
        found = adjoints([*order, begin], self.m.number(1), edges)
        return [found.get(x, zero) for x in xs]

    def _reached(self, order: list[Value], xs: set[Value]) -> set[Value]:
        """The nodes that derivatives are carried through to `xs`, but for those that are letters."""
        found = set(xs)
        for node in order:
            if node not in self.adjoints and any(isinstance(arg, Value) and arg in found for arg in node.args):
                found.add(node)
        return found


_PRODUCTS = (OPS["mul"], OPS["dot"])
_SUMS = (OPS["add"], OPS["sum"], OPS["sub"], OPS["neg"])


def _has_fixed_slopes(node: Value) -> bool:
    """Whether the slopes of a node are 1, -1 or constants it was made with, which are recorded without rounding."""
    if node.op in _SUMS:
        return True
    half = len(node.args) // 2
    return node.op in _PRODUCTS and not any(
        isinstance(a, Value) and isinstance(b, Value) for a, b in zip(node.args[:half], node.args[half:])
    )
