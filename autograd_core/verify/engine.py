"""The engine as a claim: how many digits of a gradient are certain, and whether each rule is the derivative of its op."""

import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from inspect import signature
from typing import Any

from .. import ops
from ..calculus import gradient
from ..graph import topological_order
from ..namespaces.intervals import MAYBE, Interval, Intervals, Undetermined
from ..namespaces.text import NAMES, Written
from ..ops import Op
from ..staleness import refuse_stale
from ..value import Value
from ..writing import numeral, partial_name
from .enclosures import Enclosures, decided, middle
from .report import Report, Row
from .verdicts import Kind, Verdict, at_kink, certain_digits, no_value, shown

DIGITS, STEP = 90, 30
"""A rule is compared with a difference quotient of so many digits, over a step of 10^-STEP of the argument."""
FEW = 3
"""Of a gradient with fewer certain digits nothing useful is known."""


def check_gradient(y: Value | Callable[..., Any], *at: float) -> Report:
    """How many digits of every partial of y are certain, and a word on each op whose rule is wrong.

    y is a Value, or a function with the numbers to call it with.  The float64 gradient is compared with enclosures of the true one
    at exactly what the leaves hold; and at every node the op's partial with difference quotients of its own primal, by the mean value
    theorem: where the two enclosures have no number in common, the rule is not the derivative.  Raises ValueError where a leaf was
    assigned after y was computed.

    >>> w, x = Value(0.4, label="w"), Value(0.5, label="x")
    >>> print(check_gradient((w * x).sigmoid().named("y")))
      claim  claimed              true          verdict
      dy/dw  0.12375828635592999  0.123758286   CORRECT: 16 digits are certain
      dy/dx  0.099006629084744    0.0990066291  CORRECT: 15 digits are certain
    2 of 2 pass
    """
    if callable(y) and not isinstance(y, Value):
        y = _called(y, at)
    if not isinstance(y, Value):
        raise TypeError(f"check_gradient(y) needs a Value or a function; got {y!r:.60} ({type(y).__name__})")
    refuse_stale(topological_order(y))
    truth = Enclosures(y)
    wrong = list(wrong_rules(truth))
    rows = [judged_partial(truth, y, leaf) for leaf in truth.names if leaf.op is None]
    return Report((*wrong, *rows))


def _called(f: Callable[..., Any], at: tuple[float, ...]) -> Any:
    """f at fresh leaves that are labelled by its parameters."""
    labels = [name for name in signature(f).parameters if name.isidentifier()]
    labels += [f"x{i}" for i in range(len(labels) + 1, len(at) + 1)]
    y = f(*(Value(x, label=label) for x, label in zip(at, labels)))
    return y if not isinstance(y, Value) or y.label else y.named(getattr(f, "__name__", "f").replace("<lambda>", "f"))


def judged_partial(truth: Enclosures, y: Value, x: Value) -> Row:
    """A partial in float64 beside its enclosure."""
    found = gradient(y, x)
    name = partial_name(truth.names[y], truth.names[x])
    if (kink := at_kink(truth, y, x)) is not None:
        return Row(name, repr(found), kink)

    def question(digits: int) -> Verdict | None:
        true = truth.partial(y, x, digits)
        if not math.isfinite(found) or not true.finite:
            same = true.nan if math.isnan(found) else true.exact and true.lo == Decimal(found)
            if same:
                return Verdict(Kind.KINK, no_value(true), true)
            return (
                Verdict(Kind.UNDECIDED, f"{found} in float64, which cannot hold {shown(true)}", true)
                if true.finite
                else None
            )
        certain = certain_digits(found, true)
        if certain is None:
            return None
        if certain >= FEW or found == 0:
            return Verdict(Kind.CORRECT, f"{certain} digits are certain", true, Decimal(found))
        lost = f"rounding leaves {certain or 'no'} certain digit{'s' if certain != 1 else ''}"
        return Verdict(Kind.UNDECIDED, lost, true, Decimal(found))

    answer = decided(question, Verdict.is_sharp)
    return Row(name, repr(found), answer if isinstance(answer, Verdict) else Verdict(Kind.UNDECIDED, answer.reason))


# ── rules ────────────────────────────────────────────────────────────────────────────────────────


def wrong_rules(truth: Enclosures, suspected: Callable[[Op], bool] = lambda op: True) -> Iterator[Row]:
    """The ops beneath a root whose rule is proved not to be the derivative of their primal, at the node where it shows first."""
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
    """The slopes of an op from the left and from the right, where they stay apart however near they are taken.  Raises Undetermined."""
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

    By the mean value theorem the quotient is the derivative somewhere on the step.  None at a kink.  Raises Undetermined.
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
