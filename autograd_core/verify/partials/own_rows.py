"""Rows that are not their op's derivative, or bend where they do not say so: told by difference quotients of their own
primal.
"""

import math
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from ...namespaces.interval import MAYBE, Interval, Undetermined
from ...namespaces.text import NAMES, Written
from ...ops import Op
from ...value import Value
from ...writing import numeral, partial_name
from ..truth.enclosures import Enclosures
from ..truth.ladder import middle
from ..truth.limits import apart
from ..truth.shape import is_of_the_table
from ..truth.sided import Sided
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict, difference_between, shown, told_apart

DIGITS, STEP = 90, 30
"""A rule is compared with a difference quotient of so many digits, over a step of 10^-STEP of the argument."""
AROUND = (1e-4, 1e-4, 0.25, 0.25, 0.25, 0.25, 3.0, 3.0)
"""A row of somebody's own is tried so far from what it is applied to as well, relative to that."""
PROVED = 12
"""A row of the table, which its tests have proved, is tried at so many nodes; one of somebody's own at every one."""
WANDERS = 3
"""So many nodes of a row are tried at other points too."""


def first_mend(broken: Iterable[Row]) -> Verdict | None:
    """Open, where the rules of some ops are themselves wrong; None where there are none such."""
    rules = dict.fromkeys(row.claim.partition(":")[0] for row in broken)
    return Verdict(Kind.UNDECIDED, f"first mend the {', '.join(rules)}") if rules else None


def wrong_rules(truth: Enclosures, suspected: Callable[[Op], bool] = lambda op: True) -> Iterator[Row]:
    """The ops beneath a root whose rule is proved not to be the derivative of their primal, at the node where it shows
    first.
    """
    met: set[tuple[Op, int]] = set()
    tried: Counter[tuple[Op, int]] = Counter()
    for node in truth.order:
        if node.op is None or not suspected(node.op):
            continue
        for position, arg in enumerate(node.args):
            if tried[node.op, position] == PROVED and is_of_the_table(node.op):
                continue
            if (
                isinstance(arg, Value)
                and arg in truth.shape.nodes
                and (node.op, position) not in met
                and (row := _judged(truth, node, position, tried[node.op, position] < WANDERS)) is not None
            ):
                met.add((node.op, position))
                yield row
            tried[node.op, position] += 1


def _judged(truth: Enclosures, node: Value, position: int, wander: bool) -> Row | None:
    """A row for a rule that is wrong at a node, or near it where it may wander, or that cannot be tried; else None."""
    op = node.op
    assert op is not None
    names = [truth.names[a] if isinstance(a, Value) and a in truth.shape.nodes else NAMES.written(a) for a in node.args]
    claim = f"rule of {op.name}: {partial_name(truth.names[node], names[position])}"
    inputs = [a.data if isinstance(a, Value) else float(a) for a in node.args]
    if not all(map(math.isfinite, inputs)) or not math.isfinite(node.data):
        return None
    own = not is_of_the_table(op)
    try:
        refuted = _refuted(op, inputs, position)
        sides = jump(op, inputs, position) if own else None
    except Undetermined:
        return None
    except Exception as error:  # whatever a user's own row raises is told, and is no proof of anything
        reason = (
            f"its row cannot be run over intervals ({type(error).__name__}: {error}); write m.exp(x), not math.exp(x)"
        )
        return Row(claim, op.name, Verdict(Kind.UNDECIDED, reason))
    if sides is not None:
        left, right = map(shown, sides)
        sentence = f"the slope is {left} from the left and {right} from the right; give the row a kink="
        return Row(claim, op.name, Verdict(Kind.KINK, f"at {_told_at(names, inputs)} {sentence}"))
    if refuted is None and own and wander:
        inputs, refuted = next(_refuted_around(op, inputs, node.args, position), (inputs, None))
    if refuted is None:
        return None
    slope, rule = refuted
    digits = told_apart(difference_between(middle(rule), slope), slope)
    gives = f"it gives {shown(rule, digits)} where the slope is {shown(slope, digits)}"
    sentence = f"the rule of {op.name} is not its derivative; at {_told_at(names, inputs)} {gives}"
    return Row(claim, shown(rule), Verdict(Kind.WRONG, sentence, slope, None if rule.nan else middle(rule)))


def _told_at(names: Sequence[str | Written], inputs: Sequence[float]) -> str:
    named = ((str(name), x) for name, x in zip(names, inputs) if isinstance(name, str | Written))
    return ", ".join(f"{name} = {numeral(x)}" for name, x in named)


def _refuted(op: Op, inputs: list[float], position: int) -> tuple[Interval, Interval] | None:
    """The slope of an op and its rule where they have no number in common, whatever its constants were rounded from."""
    slope, rule = compared(op, inputs, position)
    if slope is None or rule is None or not slope.finite or not (rule.nan or apart(rule, slope)):
        return None
    return slope, rule


def _refuted_around(
    op: Op, inputs: list[float], args: Sequence[Any], position: int
) -> Iterator[tuple[list[float], tuple[Interval, Interval]]]:
    """The points around at which a row is refuted, drawn from its name; where it has no value nothing is said."""
    drawn = random.Random(f"{op.name} {inputs}")
    for reach in AROUND:
        moved = [
            x + reach * drawn.uniform(-1, 1) * (abs(x) or 1.0) if isinstance(arg, Value) else x
            for x, arg in zip(inputs, args)
        ]
        try:
            refuted = _refuted(op, moved, position)
        except Exception:  # outside of its domain a row may raise anything
            continue
        if refuted is not None and not refuted[1].nan:
            yield moved, refuted


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

    By the mean value theorem the quotient is the derivative somewhere on the step.  The constants of a partial stand
    for whatever they may have been rounded from, since those of the primal may be other roundings.  None at a kink, or
    where one lies on the step.  Raises Undetermined.
    """
    m, loose = Sided(DIGITS, decimals=False, loose=False), Sided(DIGITS, decimals=False, loose=True)
    points = [m.number(x) for x in inputs]
    x = points[position]
    step = m.number(abs(inputs[position]) or 1.0) * m.read(step_by)
    beside = [x + step if i == position else p for i, p in enumerate(points)]
    along = [m.hull(x, x + step) if i == position else p for i, p in enumerate(points)]
    if op.kink and any((at := op.kink(m, *there)) is MAYBE or at for there in (points, along)):
        return None, None
    whole = m.number(m.apply(op, *along))
    rise = m.number(m.apply(op, *beside)) - m.number(m.apply(op, *points))
    wanted = [i == position for i in range(len(points))]
    along, whole = [Interval(loose, p.lo, p.hi) for p in along], Interval(loose, whole.lo, whole.hi)
    rule = loose.evaluate(op.local_partials, whole, along, [True] * len(points), wanted)[position]
    return rise / step, loose.number(rule)
