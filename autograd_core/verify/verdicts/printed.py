"""Text that floats print, 0.12000000000000002: open where its last digits alone are wrong, and rounding explains them.

A text stands for half a unit of its last digit, and a float that was computed is seldom right to the last one that it
prints.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from ..truth.rounding import Near
from .numbers import Number
from .verdict import Kind, Verdict, difference_between


def unless_printed(found: Verdict, claim: Number, near: Callable[[], Near]) -> Verdict:
    """The verdict on a number, or that it is open; `near` is what floats come to, with a bound on their rounding."""
    true = found.true
    if found.kind is not Kind.WRONG or not claim.is_printed or true is None or not true.finite:
        return found
    off = near().off
    if not math.isfinite(off) or difference_between(claim.middle, true).copy_abs() > Decimal(off):
        return found
    words = f"right as what floats come to, not to the last digit of a text: write {claim.middle:.12g}"
    return replace(found, kind=Kind.UNDECIDED, words=words)
