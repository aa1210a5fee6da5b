"""A number that was claimed, beside enclosures of the true one."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from ...namespaces.interval import Interval
from ...value import Value
from ...words import many
from ..truth.enclosures import Enclosures
from ..truth.ladder import Open, decided, middle
from ..truth.rounding import Roundings
from ..verdicts.number_verdicts import right, wrong
from ..verdicts.numbers import Number
from ..verdicts.printed import unless_printed
from ..verdicts.verdict import (
    AS_DECIMALS,
    AS_FLOATS,
    NEARLY,
    Kind,
    Verdict,
    beyond_floats,
    difference_between,
    no_value,
    shown,
)
from .first_look import at_first_look, in_floats
from .formulas import of_node, of_partial
from .judging_computed import as_computed_here, judge_computed
from .judging_formulas import proven_number
from .kinks import as_a_limit, at_kink, by_convention


@dataclass(frozen=True, slots=True)
class Asked:
    """How much of a number has to agree: to so many digits, or to a relative tolerance; else what was written."""

    digits: int | None = None
    rtol: float | None = None

    def __bool__(self) -> bool:
        return self.digits is not None or self.rtol is not None

    @property
    def words(self) -> str:
        """How closely a claim was asked to agree, as the end of a sentence."""
        return (
            f" to within rtol={self.rtol:g}" if self.rtol is not None else f" to {many(int(self.digits or 0), 'digit')}"
        )


def judge_number(
    claim: Number, truth: Enclosures, y: Value, x: Value, roundings: Roundings, asked: Asked = Asked()
) -> Verdict:
    """Whether dy/dx is what a written number stands for."""
    found = _judged_number(claim, truth, y, x, roundings, asked)
    if found.true is None or not found.true.finite or not (limit := as_a_limit(truth, y, x)):
        return found
    if found.kind is Kind.WRONG:
        if (convention := by_convention(truth, y, x)) is not None and _is_near(claim, convention):
            words = f"{shown(convention)} is a convention; the slope is {shown(found.true)}{limit}"
            return replace(found, kind=Kind.UNDECIDED, words=words)
        return replace(found, words=f"{found.words}: the slope is {shown(found.true)}{limit}")
    return replace(found, words=f"{found.words}{limit}") if found.kind is Kind.CORRECT else found


def _is_near(claim: Number, convention: Interval) -> bool:
    """Whether a claim is what the rules give at a kink, but for rounding."""
    if not convention.finite or not claim.finite:
        return False
    off = difference_between(claim.middle, convention)
    written = claim.low <= Fraction(middle(convention)) <= claim.high
    return written or off.copy_abs() <= convention.magnitude * Decimal(10) ** NEARLY


def _judged_number(claim: Number, truth: Enclosures, y: Value, x: Value, roundings: Roundings, asked: Asked) -> Verdict:
    if (kink := at_kink(truth, y, x)) is not None:
        found = judge_against(claim, lambda digits: truth.partial(y, x, digits))
        return replace(kink, true=found.true, claimed=claim.middle)
    return judge_smooth(claim, truth, y, x, roundings, asked)


def judge_smooth(
    claim: Number,
    truth: Enclosures,
    y: Value,
    x: Value,
    roundings: Roundings,
    asked: Asked = Asked(),
    largest: float = 0.0,
) -> Verdict:
    """The same, where the way from x to y is known to lead over no kink.

    `largest` is the size of the largest entry of the array that a number belongs to: one of few bits needs its certain
    digits beside that, and one of its own.
    """
    if asked:
        return _asked_for(claim, truth, y, x, asked)
    if (seen := at_first_look(claim, truth, y, x)) is not None:
        return seen
    if not claim.finite and (own := as_computed_here(claim, truth, y, x, roundings)) is not None:
        return own
    if claim.way in ("exact", "text"):
        found = under_either_reading(truth, lambda truth: _read_as(claim, truth, y, x))
        if not claim.finite:
            return _of_infinity(claim, found)
        return unless_printed(found, claim, lambda: roundings.partial(y, x, 53))
    if claim.way == "computed":
        if truth.is_limit(y, x) and (far := _far_from_limit(claim, truth, y, x)) is not None:
            return far
        return judge_computed(claim, truth, y, x, roundings, largest)
    written = _read_as(claim, truth, y, x)
    if claim.way == "short":
        exact = _read_as(claim.exactly, truth, y, x)
        if exact.kind is Kind.CORRECT:
            return exact
        if written.kind is Kind.WRONG and truth.is_limit(y, x):
            return written  # no rounding leads to a limit
        computed = judge_computed(claim, truth, y, x, roundings)
        if written.kind is Kind.CORRECT and not computed.kind.passes:
            return _exact_or_rounded(claim, written)
        return computed
    if written.kind is not Kind.WRONG or truth.is_limit(y, x):
        return written
    computed = judge_computed(claim, truth, y, x, roundings)
    return written if computed.kind is Kind.WRONG else computed


def _asked_for(claim: Number, truth: Enclosures, y: Value, x: Value, asked: Asked) -> Verdict:
    """The verdict to as many digits as were asked for; open where text gives fewer, and is right as far as it goes."""
    wanted = claim.to(asked.digits, asked.rtol)
    found = _read_as(wanted, truth, y, x)
    if claim.way == "text" and claim.low < wanted.low and found.kind in (Kind.CORRECT, Kind.WRONG):
        as_written = _read_as(claim, truth, y, x)
        return _too_few(claim, asked, as_written) if as_written.kind is Kind.CORRECT else found
    return replace(found, words=asked.words) if found.kind is Kind.CORRECT else found


def _far_from_limit(claim: Number, truth: Enclosures, y: Value, x: Value) -> Verdict | None:
    """WRONG, where a computed number is far from a slope that is a limit: no rounding bound tells how near it is."""
    found = _read_as(claim, truth, y, x)
    off, true = found.difference, found.true
    if found.kind is not Kind.WRONG or off is None or true is None:
        return None
    return found if off.copy_abs() > max(true.magnitude, Decimal(1)) * Decimal(10) ** NEARLY else None


def _of_infinity(claim: Number, found: Verdict) -> Verdict:
    """The verdict on a float that is no number: open where it stands for one beyond all floats, of its sign."""
    true = found.true
    if true is None or not true.finite or not beyond_floats(true) or math.isnan(claim.middle):
        return found
    if (claim.middle > 0) is not (true.lo > 0) or true.magnitude < 1:
        return found
    return replace(found, kind=Kind.UNDECIDED, words=f"{claim.text} in float64, which cannot hold {shown(true)}")


def under_either_reading(truth: Enclosures, judge: Callable[[Enclosures], Verdict]) -> Verdict:
    """The verdict with constants as the floats they are, or as the decimals they print as, or as what they were rounded
    from, where that makes it right.

    Which of them it was is said where it makes a difference: to what is nearly right, or right to the last digit.
    """
    found = judge(truth)
    if not _hangs_on_rounding(found):
        return found
    if found.kind is Kind.CORRECT:
        differs = truth.in_decimals is not None and judge(truth.in_decimals).kind is not Kind.CORRECT
        return replace(found, words=f"{found.words}{AS_FLOATS}") if differs else found
    for other, told in ((truth.in_decimals, AS_DECIMALS), (truth.in_origins, truth.told_origins)):
        if other is not None and (again := judge(other)).kind is Kind.CORRECT:
            return replace(again, words=f"{again.words}{told}")
    return found


def _hangs_on_rounding(found: Verdict) -> bool:
    """Whether another reading of the constants may decide: what was claimed lies near enough to what is true."""
    if found.true is None or not found.true.finite:
        return found.kind is Kind.UNDECIDED
    if found.kind is Kind.WRONG and found.difference is not None:
        return found.is_near or not found.claimed  # what is 0 in decimals need not be so in floats
    return found.kind is Kind.UNDECIDED or found.words == ", exactly"


def _read_as(claim: Number, truth: Enclosures, y: Value, x: Value) -> Verdict:
    """Whether dy/dx lies between the ends of a number."""
    found = judge_against(claim, lambda digits: truth.partial(y, x, digits), in_floats(truth, y, x))
    if found.kind is Kind.UNDECIDED and (exact := truth.exactly(y, x)) is not None:
        inside = Fraction(claim.low) <= exact <= Fraction(claim.high)
        true = truth.system(40).read(exact)
        return right(claim, true) if inside else wrong(claim, true)
    exact_and_open = found.kind is Kind.UNDECIDED and claim.low == claim.high
    if (
        exact_and_open
        and found.true is not None
        and found.true.finite
        and proven_number(Fraction(claim.middle), truth, of_partial((y, x)))
    ):
        return right(claim, found.true)
    return found


def judge_value(claim: Number, truth: Enclosures, y: Value, roundings: Roundings) -> Verdict:
    """Whether a node's value is what a written number stands for."""
    found = under_either_reading(truth, lambda truth: _value_read_as(claim, truth, y))
    return unless_printed(found, claim, lambda: roundings.values()[y])


def _value_read_as(claim: Number, truth: Enclosures, y: Value) -> Verdict:
    found = judge_against(claim, lambda digits: truth.value(y, digits))
    if found.kind is not Kind.UNDECIDED or found.true is None or not found.true.finite or claim.low != claim.high:
        return found
    return right(claim, found.true) if proven_number(Fraction(claim.middle), truth, of_node(y)) else found


def _exact_or_rounded(claim: Number, written: Verdict) -> Verdict:
    """Open: a float of one or two digits that is right as a rounded number and wrong as an exact one."""
    value = Fraction(Decimal(claim.text))
    exact = f"{value.numerator}" if value.denominator == 1 else f"Fraction({value.numerator}, {value.denominator})"
    sentence = f"exact or rounded? Write '{claim.text}' for a rounded number, {exact} for an exact one"
    return Verdict(Kind.UNDECIDED, sentence, written.true, claim.middle)


def _too_few(claim: Number, asked: Asked, found: Verdict) -> Verdict:
    wanted = f"rtol={asked.rtol:g} is" if asked.rtol is not None else f"{asked.digits} are"
    few = f"right as far as it goes, but {many(claim.digits or 0, 'digit')} are given and {wanted} asked for"
    return Verdict(Kind.UNDECIDED, few, found.true, found.claimed)


def judge_against(claim: Number, true: Callable[[int], Interval], seen: Interval | None = None) -> Verdict:
    """Whether a number, given by its enclosure to any number of digits, lies in what a written one stands for.

    `seen` is an enclosure that is known already.
    """
    last: list[Interval] = []

    def beside(enclosure: Interval) -> Verdict | None:
        last[:] = [enclosure]
        if not enclosure.finite:
            if enclosure.nan or enclosure.exact:
                return Verdict(Kind.KINK, no_value(enclosure), enclosure, claim.middle)
            return None
        low, high = enclosure.lo, enclosure.hi
        ends = [enclosure.m.read(end) for end in (claim.low, claim.high)]
        if ends[0].nan or high < ends[0].lo or ends[1].hi < low:
            return wrong(claim, enclosure)
        if ends[0].hi <= low and high <= ends[1].lo:
            return right(claim, enclosure)
        return None

    if seen is not None and (found := beside(seen)) is not None:
        return found
    answer = decided(lambda digits: beside(true(digits)), Verdict.is_sharp)
    if not isinstance(answer, Open):
        return answer
    enclosure = last[0] if last else None
    reason = answer.reason
    if enclosure is not None and enclosure.finite:
        reason = f"it cannot be told from the end of what {claim.text} stands for"
    return Verdict(Kind.UNDECIDED, reason, enclosure, claim.middle)
