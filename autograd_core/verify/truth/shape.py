"""What of a graph does not depend on its numbers: its order, its names, and the nodes at which something is chosen."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from ... import ops
from ...graph import topological_order
from ...names import called, names_beneath, names_of_leaves
from ...namespaces.text import Written
from ...ops import OPS, Op
from ...staleness import refuse_stale
from ...value import Value

MOST_NODES = 300_000
"""A graph of more nodes than this is not judged: its enclosures would take half a minute and gigabytes."""


def must_be_judgeable(order: Sequence[Value], called: str) -> None:
    """Raise ValueError for a graph that is too large to be judged, or has a leaf that was assigned since."""
    if len(order) > MOST_NODES:
        raise ValueError(
            f"{called} judges graphs of at most {MOST_NODES:,} nodes; got {len(order):,}: judge a node nearer to the "
            "leaves, or the same function of fewer samples"
        )
    refuse_stale(order)


def is_of_the_table(op: Op) -> bool:
    """Whether a row came with the engine, so that its tests have proved it."""
    return getattr(ops, op.name, None) is op


_GIVEN = re.compile(r"[xu][0-9]+(_[0-9]+)?")
"""Names that nodes without a label are given."""


class Shape:
    """What of a graph does not depend on its numbers: found once, and shared by all enclosures of it."""

    def __init__(self, root: Value) -> None:
        self.root = root
        self._beneath: dict[Value, list[Value]] = {}
        self.higher: Mapping[Value, tuple[Value, tuple[Value, ...]]] = {}
        """The nodes that are derivatives of others: where those have a kink, these have no derivative."""

    @cached_property
    def order(self) -> list[Value]:
        """Every node after its arguments."""
        return topological_order(self.root)

    @cached_property
    def names(self) -> dict[Value, Written]:
        """What the nodes are called."""
        return names_beneath(self.root)

    @cached_property
    def _names_of_leaves(self) -> dict[Value, Written]:
        return names_of_leaves(self.root)

    @cached_property
    def _labels(self) -> Counter[str | None]:
        return Counter(node.label for node in self.order)

    def name(self, node: Value) -> Written:
        """What a node is called; where it is a leaf, or its label a word that no other node has, the others need no
        name for it.
        """
        label = node.label or ""
        plain = label.isidentifier() and not _GIVEN.fullmatch(label) and self._labels[label] == 1
        if plain:
            return called(label)
        return self._names_of_leaves[node] if node.op is None else self.names[node]

    def name_beneath(self, node: Value) -> Written | None:
        """The same; None for a node of another graph."""
        return self.name(node) if node in self.nodes else None

    @cached_property
    def nodes(self) -> frozenset[Value]:
        """All of them, to look one up."""
        return frozenset(self.order)

    @cached_property
    def leaves(self) -> list[Value]:
        """The nodes without an op."""
        return [node for node in self.order if node.op is None]

    @cached_property
    def constants(self) -> set[float]:
        """The plain numbers among the arguments."""
        return {float(x) for node in self.order for x in node.args if not isinstance(x, Value)}

    @cached_property
    def creased(self) -> tuple[Value, ...]:
        """The nodes of ops that have a kink somewhere."""
        return tuple(node for node in self.order if node.op is not None and node.op.kink)

    @cached_property
    def choosing(self) -> tuple[Value, ...]:
        """The nodes at which something is chosen: those that have a kink somewhere, and those of a user's own rows."""
        return tuple(n for n in self.order if n.op is not None and (n.op.kink or not is_of_the_table(n.op)))

    @cached_property
    def powers(self) -> tuple[Value, ...]:
        """The powers whose exponent is a node."""
        return tuple(n for n in self.order if n.op is OPS["pow"] and isinstance(n.args[1], Value))

    @cached_property
    def has_forms_by_hand(self) -> bool:
        """Whether people write some partial otherwise than the table does."""
        return any(node.op is not None and node.op.has_form_by_hand for node in self.order)

    def beneath(self, y: Value) -> list[Value]:
        """The order of what y depends on."""
        if y is self.root:
            return self.order
        if y not in self._beneath:
            if len(self._beneath) > 16:
                self._beneath.clear()
            self._beneath[y] = topological_order(y)
        return self._beneath[y]
