"""Where sums in two formulas vanish: a term that is nothing elsewhere, as exp(-(x - 1.03)²/ε), shows itself there."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

from ...clock import is_over, until
from ...graph import replay, topological_order
from ...namespaces.interval import Undetermined
from ...recording import enable_grad
from ...value import Value
from ...values import WRITTEN
from ..diagnosis.between import is_sum
from ..truth.enclosures import Enclosures
from ..truth.ladder import middle
from .formulas import Formula

DIGITS, STEPS = 60, 12
"""A zero is looked for in so many steps, to nearly so many digits."""
SECONDS = 0.4
"""It is looked for so long in all."""
NODES, SUMS, LEAVES = 300, 24, 4
"""Of no larger graphs, in no more sums, along no more leaves."""
SIMPLE = 10**15
"""A zero that is written as a fraction has no larger denominator."""
EXTREME = 5_000
"""A sum is no larger, and no smaller, than this power of ten and its inverse."""
BESIDE = (Fraction(0), Fraction(1, 10**30), Fraction(-1, 10**30), Fraction(1, 10**6), Fraction(-1, 10**6))
"""How far from a zero points are tried, relative to it: at the zero itself, and on both sides."""


def zeros(truth: Enclosures, claimed: Formula, held: frozenset[Value]) -> Iterator[tuple[Value, Fraction]]:
    """Leaves with the numbers at which some sum vanishes when they alone are moved, with those beside and between."""
    order = computed_by(truth, claimed)
    sums = [node for node in order if node.op is not None and is_sum(node.op)][-SUMS:]
    if not sums or len(order) > NODES:
        return
    end = until(SECONDS)
    for leaf in [leaf for leaf in truth.numbers if leaf not in held][:LEAVES]:
        met = [z for node in sums if (z := _zero(truth, order, node, leaf, end)) is not None]
        found = sorted({each for z in met for each in (z, _simple(z))})
        for z in found:
            yield from ((leaf, z + (abs(z) or 1) * off) for off in BESIDE)
        yield from ((leaf, (a + b) / 2) for a, b in pairwise(found))


def computed_by(truth: Enclosures, claimed: Formula) -> list[Value]:
    """What the claim is computed by, and all of the graph; derivatives stand in it as numbers of their own."""
    with enable_grad():
        try:
            root = claimed.over(WRITTEN, lambda thing: Value(1.0) if isinstance(thing, tuple) else thing)
        except (ArithmeticError, ValueError, TypeError, AttributeError):
            return truth.order
    known = set(truth.order)
    return (
        [*truth.order, *(x for x in topological_order(root, known) if x not in known)]
        if isinstance(root, Value)
        else truth.order
    )


def _zero(truth: Enclosures, order: list[Value], node: Value, leaf: Value, end: float) -> Fraction | None:
    """Where a sum vanishes, by the secant from what a leaf holds; None where that leads nowhere."""
    known = set(order)
    beneath = [x for x in topological_order(node) if x in known]
    if leaf not in set(beneath):
        return None
    m = truth.system(DIGITS)

    def value(x: Fraction) -> Fraction:
        env: dict[Any, Any] = {
            each: m.read(x if each is leaf else truth.numbers.get(each, Fraction(each.data)))
            for each in beneath
            if each.op is None
        }
        found = replay(beneath, env, lambda each, inputs: m.number(m.apply(each.op, *inputs)), m.number)[node]
        if not found.finite or abs(found.magnitude.adjusted()) > EXTREME:
            raise Undetermined("no value, or one that is not written out")
        return Fraction(middle(found))

    x = truth.numbers[leaf]
    y = x + (abs(x) or 1) * Fraction(1, 2**10)
    try:
        at_x, at_y = value(x), value(y)
        for _ in range(STEPS):
            if at_x == at_y or is_over(end):
                return None
            x, y = y, _short(y - at_y * (y - x) / (at_y - at_x))
            at_x, at_y = at_y, value(y)
            if abs(y - x) <= abs(y) / 10 ** (DIGITS // 2):
                return y
    except (ArithmeticError, ValueError, TypeError, AttributeError):  # it leads out of the domain
        return None
    return None


def _simple(x: Fraction) -> Fraction:
    """The simplest fraction beside a zero, which is the zero itself where that is one that people write: 2, not
    2.000...03.
    """
    return x.limit_denominator(SIMPLE)


def _short(x: Fraction) -> Fraction:
    """A fraction to as many digits as are of any use."""
    scale = 10**DIGITS
    return x if x.denominator <= scale else Fraction(round(x * scale), scale)
