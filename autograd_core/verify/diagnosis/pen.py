"""Slips of the pen: what a right number becomes between the calculator and the paper."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .mistakes import Mistake


def places(low: Fraction, high: Fraction) -> int:
    """How many decimal places were written: the last stands for the width of the interval; of a float, as many as it
    prints.
    """
    width = float(high - low)
    if width > 0 and abs(math.log10(width) - round(math.log10(width))) < 1e-6:
        return -round(math.log10(width))
    return -int(Decimal(repr(float((low + high) / 2))).as_tuple().exponent)


def written(count: int, places: int) -> str:
    """So many units of the last place: 822 with four places is 0.0822."""
    return f"{Decimal(count).scaleb(-places):f}"


@dataclass(frozen=True, slots=True)
class Copied:
    """A right number and the one on paper, in units of the last place that is written."""

    units: Fraction
    """The right number, with all its digits."""
    right: int
    """The right number, rounded."""
    count: int
    """The number that was written."""
    places: int

    @property
    def instead(self) -> str:
        """What was written, and what belongs."""
        return f"{written(self.count, self.places)} for {written(self.right, self.places)}"

    def same(self, n: Fraction | int) -> bool:
        """Whether so many units are what was written, as far as a float is right."""
        return abs(round(n) - self.count) <= self.count // 10**13

    @property
    def digits(self) -> tuple[str, str, str]:
        """The digits of the right number: as many as were written, one more, and one fewer."""
        exact, longer, shorter = (
            str(round(self.units * ten)).zfill(self.places + 1) for ten in (1, 10, Fraction(1, 10))
        )
        return exact, longer, shorter


def _half_up(x: Fraction) -> int:
    return math.floor(x + Fraction(1, 2))


def _cut_off(it: Copied) -> str | None:
    return f"the number was cut off where it should be rounded: {it.instead}" if it.same(math.floor(it.units)) else None


def _rounded_twice(it: Copied) -> str | None:
    twice = (Fraction(_half_up(it.units * 10**n), 10**n) for n in (1, 2, 3))
    return f"a rounded number was rounded again: {it.instead}" if any(it.same(_half_up(n)) for n in twice) else None


def _point_moved(it: Copied) -> str | None:
    moved = next((n for n in (-1, 1, -2, 2, -3, 3) if it.same(it.units * Fraction(10) ** n)), None)
    if moved is None:
        return None
    far = f"{abs(moved)} place{'s' if abs(moved) > 1 else ''} to the {'right' if moved > 0 else 'left'}"
    return f"the decimal point has moved {far}: {it.instead}"


def _swapped(it: Copied) -> str | None:
    text = it.digits[0]
    swaps = (text[:i] + text[i : i + 2][::-1] + text[i + 2 :] for i in range(len(text)))
    return f"two neighbouring digits are swapped: {it.instead}" if any(it.same(int(each)) for each in swaps) else None


def _lost(it: Copied) -> str | None:
    shorter = (f"0{text[:i]}{text[i + 1 :]}" for text in it.digits[:2] for i in range(len(text)))
    return f"a digit is lost: {it.instead}" if any(it.same(int(each)) for each in shorter) else None


def _doubled(it: Copied) -> str | None:
    longer = (text[: i + 1] + text[i:] for text in (it.digits[0], it.digits[2]) for i in range(len(text)))
    return f"a digit is written twice: {it.instead}" if any(it.same(int(each)) for each in longer) else None


def _miscopied(it: Copied) -> str | None:
    wide = max(len(str(it.count)), len(str(it.right)), it.places + 1)
    pairs = zip(str(it.count).zfill(wide), str(it.right).zfill(wide))
    one = sum(a != b for a, b in pairs) == 1 and abs(it.count - it.right) > 1
    return f"one digit is another: {it.instead}" if one else None


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of the pen: its kind, how it is found, and whether it leaves nothing to ask where it is."""

    kind: Mistake
    found: Callable[[Copied], str | None]
    settles: bool
    ways: int = 0
    """In how many ways it can be made in each digit; 0 where there are but a few in all."""
    is_like_others: bool = False
    """Whether many a number close to the right one looks like it, whatever went wrong."""

    def ways_near(self, it: Copied) -> int:
        """In how many ways so near a number may have come about."""
        near = self.is_like_others and abs(it.count - it.right) < NEAR * it.right
        return max(1, self.ways * len(str(it.count))) * (LIKE_IT if near else 1)


NEAR, LIKE_IT = 0.2, 4
"""Within this share of the right number, so many others look like a slip of the pen for one that is."""


SLIPS = (
    Slip(Mistake.CUT, _cut_off, settles=True),
    Slip(Mistake.TWICE_ROUNDED, _rounded_twice, settles=True),
    Slip(Mistake.POINT, _point_moved, settles=True),
    Slip(Mistake.SWAPPED, _swapped, settles=False, ways=1),
    Slip(Mistake.LOST, _lost, settles=False, ways=1),
    Slip(Mistake.DOUBLED, _doubled, settles=False, ways=1, is_like_others=True),
    Slip(Mistake.DIGIT, _miscopied, settles=False, ways=9, is_like_others=True),
)
"""In the order in which they are looked for; how likely each is stands in COMMON."""


def pen_slips(total: float, low: Fraction, high: Fraction) -> Iterator[tuple[Mistake, str, int]]:
    """Every slip by which `total`, rightly found, becomes the number written: its kind, a sentence, and in how many
    ways such a slip could have been made.

    >>> [str(kind) for kind, *_ in pen_slips(0.08217, Fraction("0.02815"), Fraction("0.02825"))]
    ['digits swapped']
    """
    at = places(low, high)
    units = abs(Fraction(total)) * Fraction(10) ** at
    count = abs(round((low + high) / 2 * Fraction(10) ** at))
    right = round(units)
    if count == right or not count or not right or (total > 0) != (low + high > 0):
        return
    copied = Copied(units, right, count, at)
    for slip in SLIPS:
        if (sentence := slip.found(copied)) is not None:
            yield slip.kind, sentence, slip.ways_near(copied)
            if slip.settles:
                return
