"""The ways for one local partial to go wrong: in its rule, in what it is taken of, or for that of another function.

Each is a number of some namespace: floats to compare with what was written, names for a program that computes it later.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...namespaces import FLOATS
from ...ops import OPS, Op
from ...value import Value
from .between import (
    Edge,
    data,
    drafted,
    is_difference,
    is_in_the_output,
    is_its_own_derivative,
    is_logarithm,
    local,
    other_operands,
)
from .drafts import Drafts
from .mistakes import COMMON, PAIRS, Mistake
from .telling import SIGN_LOST, Told, and_a_sign, instead, missing, miswritten, other_rule, said


@dataclass(frozen=True, slots=True)
class Way:
    """One way for the partial of an edge to go wrong; `variant` tells it from others of its kind, None where it is no
    habit.
    """

    kind: Mistake
    variant: Any
    partial: Any
    told: Told


class Numbers:
    """The numbers around an edge, in a namespace: of Values and constants, and of its partial."""

    def __init__(self, m: Any = FLOATS, number: Callable[[Any], Any] = data) -> None:
        self.m, self.number, self.drafts = m, number, Drafts(m)

    def partial(self, edge: Edge) -> Any:
        """The right partial."""
        return edge.partial

    def evaluated(self, rule: Any, *inputs: Any) -> Any:
        """A rule at some numbers; NaN where it has no value."""
        try:
            return self.m.number(self.m.evaluate(rule, *inputs))
        except (ArithmeticError, ValueError):
            return math.nan


FLOATING = Numbers()


def _known(x: Any, *values: float) -> bool:
    """Whether a number is known, and its size is one of these."""
    return isinstance(x, float | int) and abs(x) in values


def ways_wrong(edge: Edge, numbers: Numbers = FLOATING) -> Iterator[Way]:
    """The ways for one partial to go wrong that are not about which leaf or which path."""
    op, p = edge.node.op, numbers.partial(edge)
    assert op is not None
    if op.variadic:
        if not _known(p, 0.0, 1.0):
            yield Way(Mistake.MISSING, None, 1.0, missing(edge))
        return
    other, inputs = other_operands(edge.node)[edge.position], [numbers.number(arg) for arg in edge.node.args]
    if not op.joint:
        for i, (kind, wrong) in enumerate(drafted(edge, numbers.drafts, numbers.number(edge.node), inputs).wrongs):
            yield Way(kind, (edge.position, i), wrong, miswritten(edge, i))
    if other is not None and not isinstance(edge.node.args[other], Value):
        yield Way(Mistake.NUMBER, "constant", 1.0, said("the {} is lost in {where}", edge.node.args[other]))
    elif not _known(p, 0.0, 1.0):
        yield Way(Mistake.MISSING, None if other is not None else "", 1.0, missing(edge))
    if len(op.parameters) - len(op.defaults) == 1 and other is None:
        yield from _of_one_argument(edge, op, inputs, numbers)
    yield from _exponentials(edge, op, inputs, numbers)
    yield from _differences(edge, inputs, numbers)


def _of_one_argument(edge: Edge, op: Op, inputs: list[Any], numbers: Numbers) -> Iterator[Way]:
    """f' taken of something else, f itself, or the rule of another function."""
    (x, *rest), y = inputs, numbers.number(edge.node)
    if op.kink:
        side = said(f"{op.name}' was taken on the wrong side of its kink, in {{where}}")
        yield Way(Mistake.SIDE, "", local(edge, [-x, *rest], numbers.m), side)
    again = said(f"{op.name}' was taken of {{}} where {{}} belongs, in {{where}}", edge.node, edge.arg)
    yield Way(Mistake.AGAIN, "", local(edge, [y, *rest], numbers.m), again)
    if rest or op.joint:
        return
    yield Way(
        Mistake.INPUT, "", numbers.m.number(numbers.m.evaluate(op.by_hand[0], x, x)), instead(edge.arg, edge.node)
    )
    itself = said(f"{op.name} itself was used where its derivative belongs, in {{where}}")
    yield Way(Mistake.ITSELF, "", y, itself)
    if is_in_the_output(op):
        for another in mixed_up_with(op):
            told = said(f"{another.name}' was used where {op.name}' belongs, in {{where}}")
            yield Way(Mistake.RULE, another.name, numbers.evaluated(another.by_hand[0], y, math.nan), told)
    if is_logarithm(op):
        for base in (10, 2):
            told = said(f"that is the derivative of a logarithm to the base {base}, in {{where}}")
            yield Way(Mistake.LOGARITHM, base, numbers.partial(edge) / math.log(base), told)


@cache
def mixed_up_with(op: Op) -> tuple[Op, ...]:
    """The other rows whose derivative is written in the output alone."""
    return tuple(another for another in OPS.values() if another is not op and is_in_the_output(another))


def _exponentials(edge: Edge, op: Op, inputs: list[Any], numbers: Numbers) -> Iterator[Way]:
    """The rule of a power on an exponential: x b^(x - 1) for the slope of b^x."""
    y = numbers.number(edge.node)
    if is_its_own_derivative(op):
        told = said("the rule of a power was used on an exponential, {} times one power less, in {where}", edge.arg)
        base = float(FLOATS.evaluate(op.primal, 1.0))
        yield Way(Mistake.POWER_RULE, "", inputs[0] * y / base, told)
    elif len(inputs) == len(op.by_hand) == 2 and not op.kink and other_operands(edge.node)[edge.position] is None:
        wrong = numbers.evaluated(op.by_hand[1 - edge.position], y, *inputs)
        if _known(wrong, abs(edge.partial)):  # as in a difference, where it is a lost sign
            return
        yield Way(Mistake.POWER_RULE, edge.position, wrong, other_rule(edge))


def _differences(edge: Edge, inputs: list[Any], numbers: Numbers) -> Iterator[Way]:
    """One side of a difference used for it: out for out - t."""
    for arg in dict.fromkeys(arg for arg in edge.node.args if isinstance(arg, Value) and is_difference(arg.op)):
        a, b = arg.args
        kept = said("{0} was used where {0} - {1} belongs, in {where}", b, a)
        for side, value, words in (
            ("left", numbers.number(a), instead(a, arg)),
            ("right", -numbers.number(b), kept),
        ):
            replaced = [value if each is arg else number for each, number in zip(edge.node.args, inputs)]
            yield Way(Mistake.DIFFERENCE, side, local(edge, replaced, numbers.m), words)


def operands_mixed_up(edge: Edge, numbers: Numbers = FLOATING) -> Iterator[Way]:
    """In a product, where the partial is the other operand: the operand itself was taken, or another logarithm."""
    if (other := other_operands(edge.node)[edge.position]) is None:
        return
    belongs = edge.node.edges[2 * other]
    yield Way(Mistake.OPERAND, None, numbers.number(edge.arg), instead(edge.arg, belongs))
    if isinstance(belongs, Value) and is_logarithm(belongs.op):
        for base in (10, 2):
            told = said(f"the logarithm to the base {base} was used where {{}} belongs, in {{where}}", belongs)
            yield Way(Mistake.LOGARITHM, None, numbers.partial(edge) / math.log(base), told)


def all_ways(edge: Edge, numbers: Numbers) -> list[Way]:
    """Every way for one partial to go wrong by itself, the commonest first; what is common with a lost sign too."""
    ways = [Way(Mistake.SIGN, None, -numbers.partial(edge), SIGN_LOST)]
    ways += [*operands_mixed_up(edge, numbers), *ways_wrong(edge, numbers)]
    ways += [Way(way.kind, None, -way.partial, and_a_sign(way.told)) for way in ways if way.kind in PAIRS]
    return sorted(ways, key=lambda way: -COMMON[way.kind])


# ── another unit, another index ──────────────────────────────────────────────────────────────────

GATES = 32
"""So many units of one op are taken for each other."""

FAMILY = 64
"""A weight is suspected in place of any other of its family up to this size; in a larger one, of any in the same
neuron.
"""


def same_side(among: Sequence[int | None], other: int) -> list[int]:
    """The operands on the same side of a sum of products as one of them, by position."""
    half = len(among)
    return [i for i in among if i is not None and (2 * i < half) == (2 * other < half)]


def gates(nodes: Iterable[Value]) -> dict[Op, list[Edge]]:
    """The edges of ops of one argument, by op: the derivative of one unit is used for that of another."""
    found: dict[Op, list[Edge]] = {}
    for node in nodes:
        if node.op is not None and len(node.edges) == 2:
            for position, arg, partial in node.inputs():
                found.setdefault(node.op, []).append(Edge(node, position, arg, partial, 0.0))
    return {op: edges for op, edges in found.items() if 1 < len(edges) <= GATES}


def another_gate(op: Op, node: Value, other: Value) -> Told:
    """The words for the derivative of one unit used for that of another."""
    return said(f"{op.name}' at {{}} was used where that at {{}} belongs, in {{where}}", other, node)
