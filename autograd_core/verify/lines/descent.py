"""A step of gradient descent, w+ = w - lr dE/dw: which learning rate a line means, and the line as an identity."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ... import ops
from ...formula import Instruction, Partial
from ...graph import topological_order
from ...namespaces.interval import Interval
from ...recording import enable_grad
from ...value import Value
from ..diagnosis.between import is_difference, is_product, is_sum
from ..partials.arithmetic import Arithmetic
from ..partials.formulas import Of
from ..partials.judging_formulas import judge_identity
from ..partials.line_parts import RATES, Side, Updated
from ..partials.points import Question
from ..partials.rates import Rate, as_float, factors, rate_of, rate_over
from ..truth.enclosures import Enclosures
from ..truth.ladder import LADDER
from ..truth.limits import apart
from ..verdicts.numbers import read_number
from ..verdicts.verdict import Kind, Verdict

ANY_RATE = Fraction(3, 8)
"""What a learning rate is where nobody said: a line in its name has to hold for every rate."""


def is_symbolic(arithmetic: Arithmetic, update: Updated, side: Side) -> bool:
    """Whether a side speaks of more than the leaf, once, and a learning rate that is known: so that it is no number."""
    leaf = str(update.leaf.label)
    plain = {leaf, *RATES, *(str(each.label) for each in unrelated(arithmetic, side))}
    times = sum(step.kind == "name" and step.what == leaf for step in side.expression.program)
    named = arithmetic.rate is None and any(map(arithmetic.is_rate, side.expression.names))
    return bool(side.expression.partials) or times > 1 or named or not plain.issuperset(side.expression.names)


def unrelated(arithmetic: Arithmetic, side: Side) -> Iterator[Value]:
    """The leaves that a side speaks of and that what descends does not depend on, as a learning rate would be.

    It speaks of one as well by the name of a step that was computed from it, Δw = -lr*dE/dw, where that holds no other.
    """
    for _, leaves in _unrelated_by_name(arithmetic, side):
        if len(leaves) == 1:
            yield from leaves


def rule_of_its_own(arithmetic: Arithmetic, sides: Sequence[Side]) -> str | None:
    """A name that sides speak of and that holds a number the formula knows nothing of, and more than a learning rate:
    a velocity, a decay of the weights.
    """
    rate = arithmetic.rate
    rates, numbers = 0 if rate is not None else 1, arithmetic.truth.numbers
    named = [pair for side in sides for pair in _unrelated_by_name(arithmetic, side)]
    beside = [(name, [leaf for leaf in leaves if numbers.get(leaf) != rate]) for name, leaves in named]
    own = next((name for name, leaves in beside if len(leaves) > rates), None)
    return own or next(
        (name for side in sides for name in _helpers_of(arithmetic, side) if _is_own(arithmetic, name, rates)), None
    )


def _helpers_of(arithmetic: Arithmetic, side: Side) -> Iterator[str]:
    """The names of the sheet's own that a side speaks of."""
    names = () if side.as_written is None else side.as_written.names
    return (name for name in names if name in arithmetic.helpers)


def _is_own(arithmetic: Arithmetic, name: str, rates: int) -> bool:
    """Whether a name of the sheet's own is a number beside the learning rate, or more than a multiple of a slope."""
    said = arithmetic.helpers[name]
    if not said.partials:
        return not rates and not said.names
    m = arithmetic.truth.system(LADDER[0])
    without = said.over(
        m, lambda each: 0 if isinstance(each, Partial) else arithmetic.true(arithmetic.meant(each), LADDER[0])
    )
    return 0 not in m.number(without)


def _unrelated_by_name(arithmetic: Arithmetic, side: Side) -> Iterator[tuple[str, set[Value]]]:
    """Each name of a side, with the leaves beneath it that what descends does not depend on."""
    beneath = set(topological_order(arithmetic.sheet.main))
    for name in side.expression.names:
        nodes = arithmetic.names.labelled.get(name, [])
        if len(nodes) == 1:
            yield name, {leaf for leaf in topological_order(nodes[0]) if leaf.op is None} - beneath


def rate_in(arithmetic: Arithmetic, sides: Sequence[Side], leaf: Value) -> Rate | None:
    """The learning rate that a line itself gives: a leaf of no other use, else the number beside the slope, else what
    makes its symbols right at the point, as 1 does for w - dE/dw and pi/10 for w - pi/10*dE/dw.
    """
    for side in sides:
        for node in unrelated(arithmetic, side):
            return arithmetic.truth.numbers[node]
    slope = arithmetic.truth.partial(arithmetic.sheet.main, leaf, 60)
    for side in sides:
        named = any(map(arithmetic.is_rate, side.expression.names))
        if _is_a_step(side.expression.program):
            if named:
                return None
            if (rate := _beside_slope(side.expression.program, slope)) is not None:
                return rate
        for text in () if named else side.literals:
            arithmetic.rate = Fraction(Decimal(text))
            true, found = arithmetic.true(Updated(leaf), 60), arithmetic.valued(side, 60)
            arithmetic.rate = None
            if not apart(found, true):
                return Fraction(Decimal(text))
        if not named and (side.expression.partials or any(name != leaf.label for name in side.expression.names)):
            return _of_symbols(arithmetic, side, leaf, slope)
    return None


def _beside_slope(program: Sequence[Instruction], slope: Interval) -> Fraction | None:
    """The number in w - rate * slope that is the rate, where the other may be the slope."""
    written = [read_number(step.what) if step.kind == "number" else None for step in program[1:3]]
    size = slope if is_difference(program[-1].what) else -slope
    others = [x is not None and x.low <= size.hi and size.lo <= x.high for x in written]
    alone = None in written and any(written)
    rate = 0 if written[0] is not None and (alone or not (others[0] and not others[1])) else 1
    return Fraction(Decimal(program[1 + rate].what)) if written[rate] is not None else None


def _of_symbols(arithmetic: Arithmetic, side: Side, leaf: Value, slope: Interval) -> Rate | None:
    """How many slopes a side takes from the leaf; None where that is no short fraction, nor one times a constant of
    the side.
    """
    step = (arithmetic.truth.value(leaf, 60) - arithmetic.valued(side, 60)) / slope
    return rate_of(step, factors(side.expression.program))


def as_a_step(verdict: Verdict, update: Updated, rate: Rate) -> Verdict:
    """The verdict on a line whose rate was told by its own numbers, for which any step or other is right here."""
    name = update.leaf.label
    if verdict.kind is Kind.HERE or (verdict.kind is Kind.WRONG and verdict.elsewhere):
        words = f"it is no multiple of the gradient of {name}: {as_float(rate):.6g} times that here, and not in general"
        return Verdict(Kind.WRONG, words, verdict.true)
    if verdict.kind.passes and as_float(rate) < 0:
        return Verdict(Kind.WRONG, f"it climbs: the gradient times {-as_float(rate):.6g} is added", verdict.true)
    return verdict


def _is_a_step(program: Sequence[Instruction]) -> bool:
    """Whether a formula takes a product of two things from a third, as in w - rate * slope, or adds it."""
    ops = [step.what for step in program if step.kind == "op"]
    steps = len(program) == 5 and len(ops) == 2 and is_product(ops[0])
    return steps and (is_difference(ops[1]) or is_sum(ops[1]))


def judge_update(arithmetic: Arithmetic, update: Updated, side: Side) -> Verdict:
    """Whether a side is the leaf after a step, around the point and for every learning rate that has a name."""
    truth, beside = with_rate(arithmetic, [side])
    rate = next(iter(beside.values()), None) or next(unrelated(arithmetic, side), None)

    def of_rate(m: Any, of: Of) -> Any:
        return of(rate) if rate is not None else rate_over(arithmetic.rate_or_refuse(), m)

    claimed = arithmetic.names.bound(side.expression, beside)
    question = Question(claimed, update.after(of_rate, arithmetic.sheet.main), spells=False)
    found = arithmetic.sheet.strictly(judge_identity(question, truth, arithmetic.sheet.given))
    return replace(found, true=None) if beside and arithmetic.rate is None and found.kind.passes else found


def judge_sides(arithmetic: Arithmetic, one: Side, other: Side) -> Verdict:
    """Whether two sides are the same around the point, and for every learning rate that has a name."""
    truth, beside = with_rate(arithmetic, [one, other])
    said, says = (arithmetic.names.bound(side.expression, beside) for side in (one, other))
    return arithmetic.sheet.strictly(judge_identity(Question(says, said, spells=False), truth, arithmetic.sheet.given))


def with_rate(arithmetic: Arithmetic, sides: Sequence[Side]) -> tuple[Enclosures, dict[str, Value]]:
    """The graph beside the learning rate that sides name, as one more leaf; and that leaf by its names."""
    free = [name for side in sides for name in side.expression.names if arithmetic.is_rate(name)]
    if not free:
        return arithmetic.truth, {}
    rate = Value(as_float(arithmetic.rate or ANY_RATE), label=free[0])
    with enable_grad():
        root = ops.sum([arithmetic.truth.root, rate])
    return Enclosures(root, arithmetic.truth.decimals), dict.fromkeys(free, rate)
