"""Rows that are not their op's derivative, or bend where they do not say so: told by difference quotients of their own
primal.
"""

import math
from collections.abc import Callable, Iterator
from decimal import Decimal

from .. import ops
from ..graph import topological_order
from ..namespaces.intervals import MAYBE, Interval, Intervals, Undetermined
from ..namespaces.text import NAMES, Written
from ..ops import Op
from ..value import Value
from ..writing import numeral, partial_name
from .enclosures import Enclosures, middle
from .report import Row
from .verdicts import Kind, Verdict, shown

DIGITS, STEP = 90, 30
"""A rule is compared with a difference quotient of so many digits, over a step of 10^-STEP of the argument."""


def wrong_rules(truth: Enclosures, suspected: Callable[[Op], bool] = lambda op: True) -> Iterator[Row]:
    """The ops beneath a root whose rule is proved not to be the derivative of their primal, at the node where it shows
    first.
    """
    met: set[tuple[Op, int]] = set()
    for node in topological_order(truth.root):
        if node.op is None or not suspected(node.op):
            continue
        for position, arg in enumerate(node.args):
            if (
                isinstance(arg, Value)
                and arg in truth.names
                and (node.op, position) not in met
                and (row := _judged(truth, node, position)) is not None
            ):
                met.add((node.op, position))
                yield row


def is_of_the_table(op: Op) -> bool:
    """Whether a row came with the engine, so that its tests have proved it."""
    return getattr(ops, op.name, None) is op


def _judged(truth: Enclosures, node: Value, position: int) -> Row | None:
    """A row for a rule that is wrong at a node, or that cannot be tried; else None."""
    op = node.op
    assert op is not None
    names = [truth.names[a] if isinstance(a, Value) and a in truth.names else NAMES.written(a) for a in node.args]
    claim = f"rule of {op.name}: {partial_name(truth.names[node], names[position])}"
    inputs = [a.data if isinstance(a, Value) else float(a) for a in node.args]
    if not all(map(math.isfinite, inputs)) or not math.isfinite(node.data):
        return None
    at = ", ".join(
        f"{name} = {numeral(x)}" for name, x in zip(map(str, names), inputs) if isinstance(name, str | Written)
    )
    try:
        slope, rule = compared(op, inputs, position)
        sides = None if is_of_the_table(op) else jump(op, inputs, position)
    except Undetermined:
        return None
    except Exception as error:  # whatever a user's own row raises is told, and is no proof of anything
        reason = (
            f"its row cannot be run over intervals ({type(error).__name__}: {error}); write m.exp(x), not math.exp(x)"
        )
        return Row(claim, op.name, Verdict(Kind.UNDECIDED, reason))
    if sides is not None:
        left, right = map(shown, sides)
        return Row(
            claim,
            op.name,
            Verdict(
                Kind.KINK, f"at {at} the slope is {left} from the left and {right} from the right; give the row a kink="
            ),
        )
    if slope is None or rule is None or not slope.finite or not (rule.nan or rule.hi < slope.lo or slope.hi < rule.lo):
        return None
    sentence = (
        f"the rule of {op.name} is not its derivative; at {at} it gives {shown(rule)} where the slope is {shown(slope)}"
    )
    return Row(claim, shown(rule), Verdict(Kind.WRONG, sentence, slope, None if rule.nan else middle(rule)))


def jump(op: Op, inputs: list[float], position: int) -> tuple[Interval, Interval] | None:
    """The slopes of an op from the left and from the right, where they stay apart however near they are taken.  Raises
    Undetermined.
    """
    found: list[tuple[Interval, Interval]] = []
    for nearness in (STEP, STEP + 10):
        left, right = (compared(op, inputs, position, Decimal((sign, (1,), -nearness)))[0] for sign in (1, 0))
        if left is None or right is None or not left.finite or not right.finite:
            return None
        found.append((left, right))
    far, near = (left.m.abs(right - left) for left, right in found)
    return found[1] if (near > far * Decimal("1e-5")) is True else None


def compared(
    op: Op, inputs: list[float], position: int, step_by: Decimal = Decimal((0, (1,), -STEP))
) -> tuple[Interval | None, Interval | None]:
    """A difference quotient of an op's primal towards one argument, and its partial over the whole of that step.

    By the mean value theorem the quotient is the derivative somewhere on the step.  None at a kink.  Raises
    Undetermined.
    """
    m = Intervals(DIGITS)
    points = [m.number(x) for x in inputs]
    if op.kink and ((at := op.kink(m, *points)) is MAYBE or at):
        return None, None
    x = points[position]
    step = m.number(abs(inputs[position]) or 1.0) * m.read(step_by)
    beside = [x + step if i == position else p for i, p in enumerate(points)]
    along = [m.hull(x, x + step) if i == position else p for i, p in enumerate(points)]
    whole = m.number(m.apply(op, *along))
    rise = m.number(m.apply(op, *beside)) - m.number(m.apply(op, *points))
    wanted = [i == position for i in range(len(points))]
    rule = m.evaluate(op.local_partials, whole, along, [True] * len(points), wanted)[position]
    return rise / step, m.number(rule)
