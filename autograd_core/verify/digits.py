"""Slips of the pen: what a right number becomes between the calculator and the paper."""

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

SWAPPED, LOST, DOUBLED, POINT, DIGIT = (
    "digits swapped",
    "digit lost",
    "digit doubled",
    "decimal point",
    "digit miscopied",
)
CUT, TWICE_ROUNDED, ROUNDED = "cut off", "rounded twice", "rounded on the way"


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


def pen_slips(total: float, low: Fraction, high: Fraction) -> Iterator[tuple[str, str]]:
    """Every way in which `total`, rightly found, becomes the number written: its kind, and a sentence.

    >>> [kind for kind, _ in pen_slips(0.08217, Fraction("0.02815"), Fraction("0.02825"))]
    ['digits swapped']
    """
    at = places(low, high)
    units = abs(Fraction(total)) * Fraction(10) ** at
    count = abs(round((low + high) / 2 * Fraction(10) ** at))
    right = round(units)
    if count == right or not count or not right or (total > 0) != (low + high > 0):
        return
    noise = count // 10**13  # a float is right to about so many of its last units
    instead = f"{written(count, at)} for {written(right, at)}"

    def same(n: Fraction | int) -> bool:
        return abs(round(n) - count) <= noise

    off = abs(count - right)
    if same(math.floor(units)):
        yield CUT, f"the number was cut off where it should be rounded: {instead}"
        return
    if any(same(_half_up(Fraction(_half_up(units * 10**n), 10**n))) for n in (1, 2, 3)):
        yield TWICE_ROUNDED, f"a rounded number was rounded again: {instead}"
        return
    if off <= 1 + min(9, right // 100):
        yield ROUNDED, f"off by {off} in the last digit, as when factors are rounded on the way: {instead}"
    if moved := [n for n in (-1, 1, -2, 2, -3, 3) if same(units * Fraction(10) ** n)]:
        shift = f"{abs(moved[0])} place{'s' if abs(moved[0]) > 1 else ''} to the {'right' if moved[0] > 0 else 'left'}"
        yield POINT, f"the decimal point has moved {shift}: {instead}"
        return
    long, longer, shorter = (str(round(units * ten)).zfill(at + 1) for ten in (1, 10, Fraction(1, 10)))
    spots = range(len(longer))
    if any(same(int(long[:i] + long[i : i + 2][::-1] + long[i + 2 :])) for i in spots):
        yield SWAPPED, f"two neighbouring digits are swapped: {instead}"
    if any(same(int("0" + text[:i] + text[i + 1 :])) for text in (long, longer) for i in spots):
        yield LOST, f"a digit is lost: {instead}"
    if any(same(int(text[:i] + text[i : i + 1] + text[i:])) for text in (long, shorter) for i in spots):
        yield DOUBLED, f"a digit is written twice: {instead}"
    if len(str(count)) == len(str(right)) and sum(a != b for a, b in zip(str(count), str(right))) == 1 and off > 1:
        yield DIGIT, f"one digit is another: {instead}"


def _half_up(x: Fraction) -> int:
    return math.floor(x + Fraction(1, 2))
