"""A number that was computed: whether rounding explains what it is off by, and how much of it is certain."""

import math
from dataclasses import replace
from decimal import Decimal

from ...namespaces.interval import Interval
from ...namespaces.series import EXACT
from ...value import Value
from ...words import many
from ..truth.enclosures import Enclosures
from ..truth.ladder import LADDER, decided, digits_known, middle
from ..truth.rounding import Roundings
from ..verdicts.number_verdicts import wrong, wrong_computed
from ..verdicts.numbers import Number
from ..verdicts.verdict import Kind, Verdict, beyond_floats, certain_digits, no_value, shown
from .first_look import far_off, in_floats, is_among_the_smallest

CERTAIN = {53: 6, 24: 3, 11: 1, 8: 1}
"""A computed number of so many bits needs so many digits that rounding cannot have touched."""

REORDERED = 2
"""A bound is of the engine's own sweeps; another program, which adds up in another order, comes within twice of it."""
EXPLAINED, UNEXPLAINED = 3, 32
"""Within so many times what trials of rounding scatter by it explains a difference; beyond the second it does not."""


def judge_computed(
    claim: Number, truth: Enclosures, y: Value, x: Value, roundings: Roundings, largest: float = 0.0
) -> Verdict:
    """Whether rounding explains what a computed number is off by, and leaves enough of it certain.

    A bound on what rounding does tells it.  In a large network bounds add up what cancels: where one leaves too few
    digits, or the number has few bits and stands in an array or for a large graph, the sweeps are run in that
    arithmetic, each operation moved by chance, and how they scatter tells: a number within 3 times of that is right,
    one beyond 32 times is wrong, and one between stays open.
    """
    if (far := far_off(claim, truth, y, x)) is not None:
        return far
    if is_among_the_smallest(claim, truth, y, x):
        return _within(claim, truth, y, x, math.inf, largest)
    is_wide = claim.bits < 53 and (largest or truth.is_large)
    if is_wide and (tried := _as_tried(claim, truth, y, x, roundings, largest)) is not None:
        return tried
    found = _within_bound(claim, truth, y, x, roundings, largest)
    if found.kind is not Kind.UNDECIDED or found.true is None or is_wide:
        return found
    tried = _as_tried(claim, truth, y, x, roundings, largest)
    return found if tried is None else tried


def as_computed_here(claim: Number, truth: Enclosures, y: Value, x: Value, roundings: Roundings) -> Verdict | None:
    """Open: an infinity or a NaN to which the engine's own sweeps come too; None where they do not, or it is true."""
    own, claimed = roundings.partial(y, x, claim.bits).x, float(claim.middle)
    if not (own == claimed or (math.isnan(own) and math.isnan(claimed))):
        return None

    def question(digits: int) -> Verdict | None:
        true = truth.partial(y, x, digits)
        words = f"{claim.text} in float64 where {shown(true)} is true"
        return Verdict(Kind.UNDECIDED, words, true) if true.finite and digits_known(true) >= 1 else None

    found = decided(question, Verdict.is_sharp)
    beyond = isinstance(found, Verdict) and found.true is not None and beyond_floats(found.true)
    return found if isinstance(found, Verdict) and not beyond else None


def _within_bound(
    claim: Number, truth: Enclosures, y: Value, x: Value, roundings: Roundings, largest: float
) -> Verdict:
    """What a bound on the rounding of every operation tells."""
    found = _within(claim, truth, y, x, REORDERED * roundings.partial(y, x, claim.bits).off, largest)
    if found.kind is Kind.UNDECIDED and claim.bits == 53 and not truth.decimals:  # cos(x) beside pi/2, of this float x
        again = _within(claim, truth, y, x, REORDERED * roundings.partial(y, x, 53, floats=True).off, largest)
        found = again if again.kind is Kind.CORRECT else found
    if found.kind is not Kind.WRONG or not truth.shape.has_forms_by_hand:
        return found
    off = REORDERED * roundings.partial(y, x, claim.bits, by_hand=True).off  # 1 - y^2 loses digits that 1/cosh^2 keeps
    by_hand = _within(claim, truth, y, x, off, largest) if math.isfinite(off) else found
    return found if by_hand.kind is Kind.WRONG else by_hand


def _as_tried(
    claim: Number, truth: Enclosures, y: Value, x: Value, roundings: Roundings, largest: float
) -> Verdict | None:
    """What sweeps that round by chance tell; None where they cannot be run."""
    true = in_floats(truth, y, x) or truth.partial(y, x, LADDER[0])
    if not true.finite or not isinstance(claim.middle, Decimal) or not claim.middle.is_finite():
        return None
    if true.exact and true.lo == claim.middle:
        return None  # a bound tells whether any rounding could have led elsewhere
    found: Verdict | None = None
    for by_hand in (False, True) if truth.shape.has_forms_by_hand else (False,):
        off = roundings.scatter.off(y, x, claim.bits, float(middle(true)), by_hand)
        if off is None:
            return found
        found = _within(claim, truth, y, x, EXPLAINED * off, largest)
        if found.kind is Kind.WRONG and _distances(claim.middle, true)[0] <= Decimal(UNEXPLAINED * off):
            times = float(_distances(claim.middle, true)[1]) / off
            words = (
                f"it is off by {times:.2g} times what rounding at {claim.bits} bits scatters by; it is {shown(true)}"
            )
            found = Verdict(Kind.UNDECIDED, words, true, claim.middle)
        if found.kind is Kind.CORRECT:
            return replace(found, words=f"{found.words}, as near as rounding at {claim.bits} bits comes when tried")
    return found


def _within(claim: Number, truth: Enclosures, y: Value, x: Value, bound: float, largest: float) -> Verdict:
    """Whether a number is as close to dy/dx as one that was computed with such a bound."""
    off = Decimal(bound) if math.isfinite(bound) else None
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
