"""A claim about a large graph at a first look, in floats: most wrong numbers lie far off, and most right ones hold."""

import math
from fractions import Fraction
from typing import Any

from ...namespaces.float_intervals import FLOAT_INTERVALS, SMALLEST, FloatInterval
from ...namespaces.interval import Interval, Undetermined
from ...value import Value
from ...words import many
from ..truth.enclosures import Enclosures
from ..truth.ladder import LADDER, digits_known
from ..truth.sided import told
from ..verdicts.number_verdicts import right, wrong, wrong_computed
from ..verdicts.numbers import Number
from ..verdicts.verdict import Kind, Verdict
from .points import Question, agreement_of
from .refuting import refuted

KNOWN = 6
"""A first look is good for a verdict where it tells so many digits."""


def in_floats(truth: Enclosures, y: Value, x: Value) -> Interval | None:
    """dy/dx as floats tell it, whichever way constants are read; None where they tell too little."""
    found = truth.rough.partial(y, x) if truth.rough is not None else None
    true = found.within(truth.system(30)) if found is not None else None
    return true if true is not None and digits_known(true) >= KNOWN else None


def at_first_look(claim: Number, truth: Enclosures, y: Value, x: Value) -> Verdict | None:
    """The verdict on a number where an enclosure in floats decides it, whichever way constants are read; else None."""
    if not claim.finite or (true := in_floats(truth, y, x)) is None:
        return None
    low, high = Fraction(true.lo), Fraction(true.hi)
    if claim.way == "computed":
        if claim.bits == 53 and low <= Fraction(claim.middle) <= high:
            off = max(abs(Fraction(claim.middle) - end) for end in (low, high))
            certain = at_least(off, true)
            return Verdict(Kind.CORRECT, f" to {many(certain, 'digit')}", true, claim.middle) if certain else None
    elif claim.way != "exact" and claim.low <= low and high <= claim.high:
        return right(claim, true) if claim.way != "short" else None
    if claim.low <= high and low <= claim.high:
        return None
    if claim.way in ("exact", "text"):
        return wrong(claim, true)
    return wrong_computed(claim, true) if _is_far(claim, true, truth, y, x) else None


def refuted_at_first_look(question: Question, truth: Enclosures) -> Verdict | None:
    """WRONG, where a formula is far off at the point itself, whichever way constants are read; else None."""
    rough, m = truth.rough, FLOAT_INTERVALS
    if rough is None or (values := rough.values) is None or question.given:
        return None

    def of(thing: Any) -> FloatInterval:
        found = rough.partial(*thing) if isinstance(thing, tuple) and len(thing) == 2 else values.get(thing)
        if found is None:
            raise Undetermined("it is not known in floats")
        return found

    try:
        with told():
            true, claimed = (
                m.number(side.over(m, of)).within(truth.system(30)) for side in (question.true, question.claimed)
            )
    except Undetermined:
        return None
    if agreement_of(true, claimed) is not None:
        return None
    if digits_known(true) < KNOWN and not _is_next_to_zero(true, claimed):
        return None
    return refuted(question.claimed, truth, true, claimed)


def _is_next_to_zero(true: Interval, claimed: Interval) -> bool:
    """Whether a slope of which floats tell no digit is as good as 0 beside what is claimed."""
    least = min(claimed.lo.copy_abs(), claimed.hi.copy_abs())
    return 0 not in claimed and Fraction(true.magnitude) * 10**KNOWN < Fraction(least)


def at_least(off: Fraction, true: Interval) -> int:
    """How many digits are certain of a number that is at most so far from all that an enclosure holds."""
    size = true.magnitude
    return max(0, min(17, math.floor(math.log10(Fraction(size) / (2 * off))))) if off and size else 17 if size else 0


def far_off(claim: Number, truth: Enclosures, y: Value, x: Value) -> Verdict | None:
    """WRONG, where a float lies beyond all that rounding may give, as floats tell it; else None."""
    if not claim.finite or _as_computed(claim, truth, y, x) is None:
        return None
    try:
        true = in_floats(truth, y, x) or truth.partial(y, x, LADDER[0])
    except Undetermined:
        return None
    return wrong_computed(claim, true) if true.finite and _is_far(claim, true, truth, y, x) else None


def is_among_the_smallest(claim: Number, truth: Enclosures, y: Value, x: Value) -> bool:
    """Whether a float is one of those next to 0, of which rounding leaves no six digits certain, whatever the sweeps
    did before.
    """
    computed = _as_computed(claim, truth, y, x) if claim.finite else None
    if computed is None or computed.lo == computed.hi:
        return False
    return computed.lo <= claim.middle <= computed.hi and max(-computed.lo, computed.hi) < SMALLEST * 10**KNOWN


def _as_computed(claim: Number, truth: Enclosures, y: Value, x: Value) -> FloatInterval | None:
    """All that the sweeps may give for dy/dx in floats, by people's forms of the rules as well."""
    return truth.rough.partial(y, x, by_hand=True) if truth.rough is not None and claim.bits == 53 else None


def _is_far(claim: Number, true: Interval, truth: Enclosures, y: Value, x: Value) -> bool:
    """Whether a float is farther off than its own rounding could take it."""
    computed = _as_computed(claim, truth, y, x)
    if computed is None:
        return False
    widths = Fraction(true.hi) - Fraction(true.lo), Fraction(computed.hi) - Fraction(computed.lo)
    off = max(widths)  # no rounding on the way leads out of an enclosure
    nearest = max(Fraction(true.lo) - Fraction(claim.middle), Fraction(claim.middle) - Fraction(true.hi))
    return nearest > 2 * off
