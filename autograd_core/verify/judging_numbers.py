"""A number that was claimed, beside enclosures of the true one."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from ..namespaces.intervals import Interval
from ..value import Value
from ..words import many
from .enclosures import Enclosures, Open, decided
from .formulas import Formula
from .judging_formulas import Question, proven
from .kinks import at_kink
from .numbers import COMPUTED, Number
from .verdicts import Kind, Verdict, certain_digits, difference_between, no_value, shown


def judge_number(claim: Number, truth: Enclosures, y: Value, x: Value) -> Verdict:
    """Whether dy/dx lies in what a written number stands for."""
    found = judge_against(claim, lambda digits: truth.partial(y, x, digits))
    kink = at_kink(truth, y, x)
    if kink is not None:
        return replace(kink, true=found.true, claimed=claim.middle)
    if found.kind is Kind.UNDECIDED and (exact := truth.exactly(y, x)) is not None:
        inside = Fraction(claim.low) <= exact <= Fraction(claim.high)
        true = truth.system(40).read(exact)
        return _right(claim, true) if inside else _wrong(claim, true)
    if found.kind is Kind.UNDECIDED and claim.digits is None and found.true is not None and found.true.finite:
        same = Formula(claim.text, lambda m, of: m.number(Fraction(claim.middle)), (), (), frozenset())
        if proven(Question(same, y, x), truth, frozenset()) is not None:
            return _right(claim, found.true)
    return found


def judge_against(claim: Number, true: Callable[[int], Interval]) -> Verdict:
    """Whether a number, given by its enclosure to any number of digits, lies in what a written one stands for."""
    last: list[Interval] = []

    def question(digits: int) -> Verdict | None:
        enclosure = true(digits)
        last[:] = [enclosure]
        if not enclosure.finite:
            if enclosure.nan or enclosure.exact:
                return Verdict(Kind.KINK, no_value(enclosure), enclosure, claim.middle)
            return None
        low, high = enclosure.lo, enclosure.hi
        ends = [enclosure.m.read(end) for end in (claim.low, claim.high)]
        if ends[0].nan or high < ends[0].lo or ends[1].hi < low:
            return _wrong(claim, enclosure)
        if ends[0].hi <= low and high <= ends[1].lo:
            return _right(claim, enclosure)
        return None

    answer = decided(question, Verdict.is_sharp)
    if not isinstance(answer, Open):
        return answer
    enclosure = last[0] if last else None
    reason = answer.reason
    if enclosure is not None and enclosure.finite:
        reason = f"it cannot be told from the end of what {claim.text} stands for"
    return Verdict(Kind.UNDECIDED, reason, enclosure, claim.middle)


def _right(claim: Number, true: Interval) -> Verdict:
    if claim.digits is None:
        words = ", exactly"
    elif claim.digits == 0:
        words = " to the decimals given"
    elif claim.digits == COMPUTED and (certain := certain_digits(float(claim.text), true)):
        words = f" to {many(max(certain, COMPUTED), 'digit')}"
    else:
        words = f" to the {many(claim.digits, 'digit')} given"
    return Verdict(Kind.CORRECT, words, true, claim.middle)


def _wrong(claim: Number, true: Interval) -> Verdict:
    if isinstance(claim.middle, Decimal) and not claim.middle.is_finite():
        return Verdict(Kind.WRONG, f"it is {shown(true)}", true, None)
    return Verdict(Kind.WRONG, f" by {shown(difference_between(claim.middle, true), 3)}", true, claim.middle)
