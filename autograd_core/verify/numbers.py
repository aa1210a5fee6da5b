"""What a written number stands for."""

import math
import numbers
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..formula import FormulaError
from ..namespaces.series import EXACT

DECIMAL = re.compile(r"\s*[+\-−]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+\-−]?[0-9]+)?\s*")
COMPUTED = 13
"""A float of 16 or 17 digits was computed, with roundings of its own: it stands for this many."""
EXTREME = 20_000
"""A written number has no more digits before and after the point than this."""
ULPS = 4
"""No float stands for less than this many units in its last place to either side."""

TOO_EXTREME = f"a number has at most {EXTREME:,} digits before and after the point"


@dataclass(frozen=True, slots=True)
class Number:
    """A written number, with the ends of what it stands for and how many significant digits that are (None: it is exact)."""

    text: str
    low: Decimal | Fraction
    high: Decimal | Fraction
    digits: int | None

    @property
    def middle(self) -> Decimal | Fraction:
        if isinstance(self.low, Fraction) or isinstance(self.high, Fraction):
            return (Fraction(self.low) + Fraction(self.high)) / 2
        return EXACT.multiply(EXACT.add(self.low, self.high), Decimal("0.5")) if self.low != self.high else self.low


def read_number(x: Any, least: int | None = None) -> Number | None:
    """`x` as a written number; None where it is no number.

    The text of a decimal stands for the interval of its last digit, trailing zeros included; so does a Decimal, and a float by the
    decimal it prints as, or where that is longer than 15 digits, by its first 13.  An int and a Fraction are exact.  With `least` a float
    stands for at least so many digits.  Raises TypeError for what is neither a real number nor text, FormulaError for too many digits.
    """
    if isinstance(x, bool) or x is None or isinstance(x, complex):
        raise TypeError(f"a claim must be a number, a formula or factors; got {x!r} ({type(x).__name__})")
    if isinstance(x, str):
        return _of_text(x.strip().replace("−", "-")) if DECIMAL.fullmatch(x) else None
    if isinstance(x, float):
        return _of_float(float(x), least)
    if isinstance(x, Decimal):
        return (
            _of_text(str(x)) if x.is_finite() else _of_float(float(str(x).replace("s", "")), least)
        )  # an sNaN is but a NaN here
    if isinstance(x, numbers.Rational):
        exact = Fraction(int(x.numerator), int(x.denominator))  # numpy's integers as well
        top, bottom = Decimal(exact.numerator), Decimal(exact.denominator)
        if max(top.adjusted(), bottom.adjusted()) > EXTREME:
            raise FormulaError(TOO_EXTREME)
        end = top if bottom == 1 else exact
        return Number(f"{top}" if bottom == 1 else f"{top}/{bottom}", end, end, None)
    return None


def _of_text(text: str) -> Number:
    value = EXACT.create_decimal(text)
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or max(abs(exponent), abs(value.adjusted())) > EXTREME:
        raise FormulaError(TOO_EXTREME)
    if text.lstrip("+-") == "0":  # no digit of it says anything but that it is zero
        return Number(text, value, value, None)
    half = Decimal((0, (5,), exponent - 1))
    return Number(text, EXACT.subtract(value, half), EXACT.add(value, half), len(digits) if value else 0)


def _of_float(x: float, least: int | None) -> Number:
    value = Decimal(repr(x))
    if not value.is_finite():
        return Number(str(x), value, value, None)
    _, digits, exponent = value.normalize(EXACT).as_tuple()
    assert isinstance(exponent, int)
    given = len(digits)
    good = COMPUTED if given > 15 else given
    if least and good < least and given <= 15:
        good = least
    half = Decimal((0, (5,), exponent + given - good - 1)) if x else Decimal(0)
    half = max(half, EXACT.multiply(Decimal(math.ulp(x)), Decimal(ULPS)))
    return Number(repr(x), EXACT.subtract(value, half), EXACT.add(value, half), good)
