"""A formula about a large graph, asked of the small part that its derivative passes through.

dL/dx of a long sum needs the terms with x alone, and dy/dh of the last layer nothing of what lies beneath h.  So a
small graph is made.  What the formula mentions are its leaves, unless the derivative passes through them or one is
computed from another; and of a sum it has the terms that move, with one leaf for all else where its value is asked
for.  What is proved there of all values of its leaves holds in the large graph, where they are computed from others;
what fails there may still hold, and is asked of the whole.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ... import ops
from ...graph import dependents
from ...namespaces.program import write_row
from ...namespaces.spellings import Python
from ...ops import Op
from ...recording import enable_grad
from ...value import Value
from ..truth.enclosures import Enclosures
from ..truth.shape import is_of_the_table
from .formulas import Formula, held_in
from .points import Question

SMALLER = 4
"""A part pays where it has so many times fewer nodes."""
WIDE = 32
"""Of a sum of more terms than this those that do not move are taken together."""


class Narrowed(NamedTuple):
    """A question of a small graph."""

    question: Question
    truth: Enclosures
    is_whole: bool
    """Whether it is the very same question, since no leaf of it is computed in the large graph."""


def narrowed(question: Question, truth: Enclosures) -> Narrowed | None:
    """The question of a smaller graph that passes where this one does; None where it would not be much smaller."""
    true, claimed = question.true, question.claimed
    pairs = [(pair[0], pair[1]) for pair in (*true.pairs, *claimed.pairs)]
    apart = truth.given or truth.held or truth.loose or truth.shape.higher or question.given
    if apart or not truth.is_large or true.nodes or any(held_in(pair) for pair in (*true.pairs, *claimed.pairs)):
        return None
    part = _Part(truth, pairs, claimed.nodes)
    if part.size * SMALLER > len(truth.order) or not part.is_the_same_there():
        return None
    copies = part.copies()
    root = ops.sum([copies[node] for node in dict.fromkeys([*(y for y, _ in pairs), *claimed.nodes])])
    sides = (_of_copies(side, copies) for side in (claimed, true))
    same = replace(question, claimed=next(sides), true=next(sides), spells=question.spells and part.is_whole)
    return Narrowed(same, Enclosures(root, truth.decimals), part.is_whole)


def _of_copies(formula: Formula, copies: dict[Value, Value]) -> Formula:
    """A formula of copies in place of nodes."""

    def copied(thing: Any) -> Any:
        return (copies[thing[0]], copies[thing[1]]) if isinstance(thing, tuple) else copies[thing]

    return replace(
        formula,
        over=lambda m, of: formula.over(m, lambda thing: of(copied(thing))),
        nodes=tuple(map(copied, formula.nodes)),
        pairs=tuple(map(copied, formula.pairs)),
    )


@functools.lru_cache(maxsize=1_000)
def _read_by_partials(op: Op, free: tuple[bool, ...]) -> tuple[bool, ...]:
    """Which arguments the partials towards the free ones are computed from: that of x/2 is a number whatever x is."""
    inputs = [f"x{i}" for i in range(len(free))]
    try:
        row = write_row(Python, op, free, inputs)
    except (ArithmeticError, AttributeError, TypeError, ValueError):  # a row that looks at its numbers
        return (True,) * len(free)
    partials = [partial for partial in row.partials if partial is not None]
    read = {str(partial) for partial in partials}
    for _, expression in row.program.lines(*partials):
        read.update(row.program.assigned[expression].reads)
    return tuple(x in read for x in inputs)


class _Part:
    """What of a graph some derivatives pass through, and the values that they need."""

    def __init__(self, truth: Enclosures, pairs: Sequence[tuple[Value, Value]], mentioned: Sequence[Value]) -> None:
        self.truth = truth
        self.flows: set[Value] = set()
        """The nodes that some derivative passes through."""
        for y, x in pairs:
            self.flows |= dependents(truth.shape.beneath(y), [x]) - {x}
        self.moving = self.flows.union(x for _, x in pairs)
        ends = self.moving.union(mentioned) - self.flows
        above = dependents(truth.order, ends)
        self.cut = {node for node in ends if node.op is not None and above.isdisjoint(_inputs(node))}
        """What is computed in the graph from nothing that is mentioned, and a leaf in the part."""
        self.needed = {*ends, *mentioned}
        """The nodes whose values are asked for."""
        self.order: list[Value] = []
        for node in reversed(truth.order):
            if node in self.flows:
                self.needed.update(self._read_by_flow(node))
            if node in self.needed and node.op is not None and node not in self.cut:
                inputs = _inputs(node)
                self.needed.update(self.moving.intersection(inputs) if _is_wide(node) else inputs)
            if node in self.flows or node in self.needed:
                self.order.append(node)
        self.order.reverse()

    def _read_by_flow(self, node: Value) -> list[Value]:
        """The arguments whose values the derivative through a node hangs on."""
        if node.op is None or node.op.adds:
            return []
        args = node.args
        if len(args) > WIDE:
            return _inputs(node)
        read = _read_by_partials(node.op, tuple(isinstance(arg, Value) and arg in self.moving for arg in args))
        return [arg for arg, is_read in zip(args, read, strict=True) if is_read and isinstance(arg, Value)]

    @property
    def size(self) -> int:
        """How many nodes the part will have."""
        return sum(not self._is_passed_through(node) for node in self.order)

    def _is_passed_through(self, node: Value) -> bool:
        """Whether a node is a sum of which one term moves, and nobody asks for its value."""
        if node.op is None or not node.op.adds or node in self.needed:
            return False
        return sum(arg in self.moving for arg in _inputs(node)) == 1

    @property
    def is_whole(self) -> bool:
        """Whether the leaves of the part are leaves of the graph."""
        return not self.cut and not any(_is_wide(node) and node in self.needed for node in self.order)

    def is_the_same_there(self) -> bool:
        """Whether every choice is made in the part as in the graph, however the values of what is cut are rounded."""
        computed = [node for node in self.order if node.op is not None and node not in self.cut]
        if not all(node.op is not None and is_of_the_table(node.op) for node in computed):
            return False
        rough = self.truth.rough
        return rough is not None and rough.values is not None and not any(map(rough.may_bend, computed))

    def copies(self) -> dict[Value, Value]:
        """The nodes of a graph of its own, by the nodes that they stand for."""
        found: dict[Value, Value] = {}
        name = self.truth.shape.name
        with enable_grad():
            for node in self.order:
                if node.op is None or node in self.cut:
                    found[node] = Value(node.data, label=str(name(node)))
                elif node.op.adds and (node not in self.needed or _is_wide(node)):
                    found[node] = self._added(node, found)
                else:  # what is not there has no part in the derivative
                    args = (found.get(arg, 1.0) if isinstance(arg, Value) else arg for arg in node.args)
                    found[node] = node.__record__(node.op, tuple(args))
        return found

    def _added(self, node: Value, found: dict[Value, Value]) -> Value:
        """A sum of what moves in it; where its value is asked for, all else is one more leaf."""
        kept = [arg for arg in node.args if arg in (found if node in self.needed else self.moving)]
        terms = [found[arg] for arg in kept]
        if node in self.needed:
            rest = math.fsum(arg.data if isinstance(arg, Value) else arg for arg in node.args if arg not in found)
            terms.append(Value(rest, label=f"the rest of {self.truth.shape.name(node)}"))
        return terms[0] if len(terms) == 1 and node not in self.needed else ops.sum(terms)


def _inputs(node: Value) -> list[Value]:
    return [arg for arg in node.args if isinstance(arg, Value)]


def _is_wide(node: Value) -> bool:
    """Whether a node is a sum of many terms."""
    return node.op is not None and node.op.adds and len(node.edges) > 2 * WIDE
