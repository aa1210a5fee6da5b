"""What can be proved about a claim: right, wrong by how much, or open, and why."""

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from ...namespaces.interval import Interval
from ...namespaces.series import EXACT
from ...words import shown_in_line
from ...writing import numeral
from ..truth.ladder import digits_known, middle, sharp

AS_DECIMALS = ", with constants as the decimals they print as"
AS_FLOATS = ", with constants as the floats they are"


class Kind(Enum):
    """The verdicts."""

    CORRECT = "CORRECT"
    PROVEN = "PROVEN EQUAL"
    AGREES = "AGREES"
    HERE = "RIGHT AT THESE NUMBERS"
    WRONG = "WRONG"
    KINK = "NOT DIFFERENTIABLE here"
    UNDECIDED = "UNDECIDED"
    NOT_UNDERSTOOD = "NOT UNDERSTOOD"
    DEFINITION = "DEFINITION"
    QUESTIONED = "DEFINITION?"
    CONDITION = "CONDITION"

    @property
    def defines(self) -> bool:
        """Whether it is said of a line that claims nothing, but gives a name its value or says what is given."""
        return self in (Kind.DEFINITION, Kind.QUESTIONED, Kind.CONDITION)

    @property
    def passes(self) -> bool:
        """Whether it lets a line pass; what is open never does."""
        return self in (Kind.CORRECT, Kind.PROVEN, Kind.AGREES, Kind.DEFINITION, Kind.CONDITION)


NEARLY = -6
"""A number that is off by less than this power of ten of the true one is nearly right."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict, in words, with what it rests on."""

    kind: Kind
    words: str
    """What the sentence says after the kind's name: " by 0.0452", or with a colon between them "first mend the rule of
    cube".
    """
    true: Interval | None = None
    """An enclosure of the true value at the point in question."""
    claimed: Decimal | Fraction | None = None
    """What was claimed there, as one number."""
    witness: Mapping[str, str] | None = None
    """Where a formula was caught: names and numbers, and what is true and claimed there."""
    elsewhere: bool = False
    """Whether that is another point than the one in question."""
    told: str = ""
    """What is claimed there instead of what is true, in words."""

    @property
    def sentence(self) -> str:
        """The verdict in words: WRONG by 0.0452."""
        words = shown_in_line(self.words)
        return f"{self.kind.value}{'' if words[:1] in ('', ' ', ',') else ': '}{words}"

    def __str__(self) -> str:
        return self.sentence

    def is_sharp(self) -> bool:
        """Whether the true value is known as well as it is shown."""
        return self.true is None or sharp(self.true)

    @property
    def difference(self) -> Decimal | None:
        """Claimed minus true."""
        if self.true is None or self.claimed is None or not self.true.finite:
            return None
        return difference_between(self.claimed, self.true)

    @property
    def is_near(self) -> bool:
        """Whether the claimed number is so near to the true one that constants read otherwise may make it right, or how
        near it is cannot be told.
        """
        off = self.difference
        if not off or self.true is None or not (size := self.true.magnitude):
            return True
        return off.adjusted() - size.adjusted() < NEARLY

    @property
    def ratio(self) -> float | None:
        """Claimed over true."""
        if self.true is None or self.claimed is None or not self.true.finite or 0 in self.true:
            return None
        m = self.true.m
        return float(m.down.divide(middle(m.read(self.claimed)), middle(self.true)))


def difference_between(claimed: Decimal | Fraction, true: Interval) -> Decimal:
    """How far a claimed number is from the true one."""
    if isinstance(claimed, Fraction):
        claimed = middle(true.m.read(claimed))
    return EXACT.subtract(claimed, middle(true))


def shown(x: Interval | Decimal, digits: int = 9) -> str:
    """A number to so many significant digits, as numerals are written; one that no float holds as a decimal."""
    if isinstance(x, Interval):
        return shown(middle(x), max(1, min(digits, digits_known(x)))) if x.finite else _unbounded(x)
    nearest = float(x)
    if digits < 16 and nearest and math.isfinite(nearest):
        return numeral(nearest, digits)
    return f"{x:.{digits}g}" if x else "0"


def _unbounded(x: Interval) -> str:
    if x.nan:
        return "no value"
    if x.exact:
        return "-infinity" if x.lo < 0 else "infinity"
    if x.lo > 0:
        return f"more than {shown(x.lo, 6)}"
    return f"less than {shown(x.hi, 6)}" if x.hi < 0 else "any number"


def certain_digits(x: Decimal | float, true: Interval) -> int | None:
    """How many significant digits of x are those of a number, at most 17; None where the enclosure is too wide to
    tell.
    """
    size, x = true.magnitude, Decimal(x)
    if size < Decimal("1e-324"):  # nothing that a float could show
        return 17 if x == 0 else 0
    off = max(EXACT.subtract(x, end).copy_abs() for end in (true.lo, true.hi))
    width = EXACT.subtract(true.hi, true.lo)
    if width.adjusted() > size.adjusted() - 19 and width and width.adjusted() > off.adjusted() - 2:
        return None
    return max(0, min(17, size.adjusted() - EXACT.add(off, off).adjusted())) if off else 17


def told_apart(difference: Decimal, true: Interval) -> int:
    """How many digits show a difference, with three of its own."""
    size = middle(true)
    gap = size.adjusted() - difference.adjusted() if size and difference else 0
    return min(max(9, gap + 3), 40)


def beyond_floats(true: Interval) -> bool:
    """Whether a number is larger than all floats, or so small that it rounds to 0."""
    size = true.magnitude
    return size > Decimal(sys.float_info.max) or 0 < size < Decimal(math.ulp(0.0)) / 2


def no_value(true: Interval) -> str:
    """Why there is no number."""
    return (
        "there is no value, for some argument lies outside its domain"
        if true.nan
        else f"the slope is {'-' if true.lo < 0 else ''}infinite"
    )
