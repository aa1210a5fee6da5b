"""A number that was computed: whether rounding explains what it is off by, and how much of it is certain."""

import math
from decimal import Decimal

from ...namespaces.interval import Interval
from ...namespaces.series import EXACT
from ...value import Value
from ...words import many
from ..truth.enclosures import Enclosures
from ..truth.ladder import decided
from ..truth.rounding import Near, Roundings
from ..verdicts.number_verdicts import wrong, wrong_computed
from ..verdicts.numbers import Number
from ..verdicts.verdict import Kind, Verdict, certain_digits, no_value, shown
from .first_look import far_off, in_floats

CERTAIN = {53: 6, 24: 3, 11: 1, 8: 1}
"""A computed number of so many bits needs so many digits that rounding cannot have touched."""


def judge_computed(
    claim: Number, truth: Enclosures, y: Value, x: Value, roundings: Roundings, largest: float = 0.0
) -> Verdict:
    """Whether rounding explains what a computed number is off by, and leaves enough of it certain."""
    if (far := far_off(claim, truth, y, x)) is not None:
        return far
    found = _within(claim, truth, y, x, roundings.partial(y, x, claim.bits), largest)
    if found.kind is not Kind.WRONG or not truth.shape.has_forms_by_hand:
        return found
    near = roundings.partial(y, x, claim.bits, by_hand=True)  # 1 - y^2 loses the digits that 1/cosh^2 keeps
    by_hand = _within(claim, truth, y, x, near, largest) if math.isfinite(near.off) else found
    return found if by_hand.kind is Kind.WRONG else by_hand


def _within(claim: Number, truth: Enclosures, y: Value, x: Value, near: Near, largest: float) -> Verdict:
    """Whether a number is as close to dy/dx as one that was computed with such a bound."""
    off = Decimal(near.off) if math.isfinite(near.off) else None
    claimed = claim.middle

    def beside(true: Interval) -> Verdict | None:
        if not true.finite:
            if true.nan or true.exact:
                return Verdict(Kind.KINK, no_value(true), true, claimed)
            return None
        if not isinstance(claimed, Decimal) or not claimed.is_finite():
            return wrong(claim, true)
        nearest, farthest = _distances(claimed, true)
        size = true.magnitude
        if off is not None and nearest > off:
            return wrong_computed(claim, true)
        if off is None or farthest > off:
            return None if off is not None else _uncertain(claim, true)
        left = size.adjusted() - off.adjusted() - 1 if size else 0
        beside = Decimal(largest).adjusted() - off.adjusted() - 1 if largest and left >= 1 else left
        if max(left, beside) >= CERTAIN[claim.bits] or (farthest == 0 and off == 0):
            certain = certain_digits(claimed, true)
            return Verdict(Kind.CORRECT, f" to {many(certain, 'digit')}" if certain else "", true, claimed)
        return _uncertain(claim, true)

    seen = in_floats(truth, y, x)
    if seen is not None and (found := beside(seen)) is not None:
        return found
    answer = decided(lambda digits: beside(truth.partial(y, x, digits)), Verdict.is_sharp)
    if isinstance(answer, Verdict):
        return answer
    return Verdict(Kind.UNDECIDED, answer.reason, None, claimed)


def _distances(claimed: Decimal, true: Interval) -> tuple[Decimal, Decimal]:
    """How far a number is at least, and at most, from what an enclosure holds."""
    below, above = EXACT.subtract(true.lo, claimed), EXACT.subtract(claimed, true.hi)
    farthest = max(EXACT.subtract(true.hi, claimed).copy_abs(), EXACT.subtract(true.lo, claimed).copy_abs())
    return max(below, above, Decimal(0)), farthest


def _uncertain(claim: Number, true: Interval) -> Verdict:
    """Open: rounding may have given this number, or nearly any."""
    least = many(CERTAIN[claim.bits], "digit")
    sentence = f"rounding at {claim.bits} bits leaves fewer than {least} certain here; it is {shown(true)}"
    return Verdict(Kind.UNDECIDED, sentence, true, claim.middle)
