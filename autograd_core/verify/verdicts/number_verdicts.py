"""What is said of a written number beside an enclosure of the true one."""

from dataclasses import replace
from fractions import Fraction

from ...namespaces.interval import Interval
from ...words import many
from .numbers import Number
from .verdict import Kind, Verdict, certain_digits, difference_between, shown


def right(claim: Number, true: Interval) -> Verdict:
    """CORRECT, as far as the number goes."""
    if claim.digits is None:
        words = ", exactly"
    elif claim.digits == 0:
        words = " to the decimals given"
    else:
        words = f" to the {many(claim.digits, 'digit')} given"
    return Verdict(Kind.CORRECT, words, true, claim.middle)


def wrong(claim: Number, true: Interval) -> Verdict:
    """WRONG, and by how much."""
    if not claim.finite:
        return Verdict(Kind.WRONG, f"it is {shown(true)}", true, None)
    return Verdict(Kind.WRONG, f" by {shown(difference_between(claim.middle, true), 3)}", true, claim.middle)


def wrong_computed(claim: Number, true: Interval) -> Verdict:
    """WRONG; where several digits are right all the same, with the two ways to ask for fewer."""
    found, claimed = wrong(claim, true), claim.middle
    assert not isinstance(claimed, Fraction)
    certain = certain_digits(claimed, true) or 0
    if certain < 4:
        return found
    ways = f"right to {many(certain, 'digit')} only; digits={certain} or rtol=1e-{certain} would ask for no more"
    return replace(found, words=f"{found.words}: {ways}")
