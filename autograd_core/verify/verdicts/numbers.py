"""What a written number stands for."""

import math
import numbers
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from ...formula import FormulaError
from ...namespaces.series import EXACT

DECIMAL = re.compile(r"\s*[+\-−]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+\-−]?[0-9]+)?\s*")
FEW, MANY = 2, 11
"""A float of so few digits may be exact or rounded; one of more digits than the second was computed."""
PRINTED = 15
"""Text of more digits may be what Python prints for a float; any decimal of no more digits is."""
COMPUTED = 13
"""Of a computed float so many digits are compared with what a mistake would give."""
EXTREME = 20_000
"""A written number has no more digits before and after the point than this."""

TOO_EXTREME = f"a number has at most {EXTREME:,} digits before and after the point"

PRECISIONS = {"float64": 53, "double": 53, "float32": 24, "float16": 11, "half": 11, "bfloat16": 8}
"""The bits of a float, by the name of its type; a type of more bits is judged as float64 is."""

Way = Literal["exact", "text", "short", "float", "computed"]
"""How a number was written: exact; as text; as a float of one or two digits, of three to eleven, or of more."""


@dataclass(frozen=True, slots=True)
class Number:
    """A written number, with the ends of what it stands for and how many significant digits that are (None: it is
    exact).
    """

    text: str
    low: Decimal | Fraction
    high: Decimal | Fraction
    digits: int | None
    way: Way = "text"
    bits: int = 53
    """The precision in which it was computed, where it may have been."""

    @property
    def middle(self) -> Decimal | Fraction:
        """The number in the middle of what it may stand for."""
        if isinstance(self.low, Fraction) or isinstance(self.high, Fraction):
            return (Fraction(self.low) + Fraction(self.high)) / 2
        return EXACT.multiply(EXACT.add(self.low, self.high), Decimal("0.5")) if self.low != self.high else self.low

    @property
    def finite(self) -> bool:
        """Whether it is a number, and neither NaN nor infinite."""
        return isinstance(self.low, Fraction) or self.low.is_finite()

    @property
    def exactly(self) -> "Number":
        """The same, taken for an exact number."""
        return replace(self, low=self.middle, high=self.middle, digits=None, way="exact")

    @property
    def is_printed(self) -> bool:
        """Whether it is text of so many digits as nothing but a float is printed with, and a float prints so."""
        if self.way != "text" or self.digits is None or self.digits <= PRINTED:
            return False
        x = float(self.text)
        return math.isfinite(x) and Decimal(f"{x:.{self.digits - 1}e}") == self.middle

    def to(self, digits: int | None, rtol: float | None) -> "Number":
        """The same, asked for to so many digits, or to a relative tolerance."""
        if not self.finite or (digits is None and rtol is None):
            return self
        at = self.middle
        if rtol is not None:
            ends = sorted(Fraction(at) / (1 + off) for off in (Fraction(rtol), -Fraction(rtol)))
            return replace(self, low=ends[0], high=ends[1])
        size = at if isinstance(at, Decimal) else EXACT.divide(Decimal(at.numerator), Decimal(at.denominator))
        half = Decimal((0, (5,), size.adjusted() - int(digits or 0))) if size else Decimal(0)
        if isinstance(at, Fraction):
            return replace(self, low=at - Fraction(half), high=at + Fraction(half), digits=digits)
        return replace(self, low=EXACT.subtract(at, half), high=EXACT.add(at, half), digits=digits)


def read_number(x: Any) -> Number | None:
    """`x` as a written number; None where it is no number.

    The text of a decimal stands for the interval of its last digit, trailing zeros included; so does a Decimal, and a
    float that prints 3 to 11 digits.  A float of fewer digits may be exact as well, and a longer one was computed, as
    is every number of numpy's and every entry of an array or a tensor.  An int and a Fraction are exact, and what was
    read before stays as it is.  Raises TypeError for what is neither a real number nor text, FormulaError for too many
    digits.
    """
    if isinstance(x, bool) or x is None or isinstance(x, complex):
        raise TypeError(f"a claim must be a number, a formula or factors; got {x!r} ({type(x).__name__})")
    if isinstance(x, str):
        return _of_text(x.strip().replace("−", "-")) if DECIMAL.fullmatch(x) else None
    if type(x) is float:
        return _of_float(x)
    if isinstance(x, Number):
        return x
    if isinstance(x, Decimal):
        return _of_text(str(x)) if x.is_finite() else _of_float(float(str(x).replace("s", "")))  # an sNaN is but a NaN
    if isinstance(x, numbers.Rational):  # numpy's integers as well
        return _of_fraction(x)
    return _of_computed(x)


def _of_text(text: str) -> Number:
    value = EXACT.create_decimal(text)
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or max(abs(exponent), abs(value.adjusted())) > EXTREME:
        raise FormulaError(TOO_EXTREME)
    if text.lstrip("+-").isdecimal():  # an integer is itself
        return Number(text, value, value, None, "exact")
    half = Decimal((0, (5,), exponent - 1))
    return Number(text, EXACT.subtract(value, half), EXACT.add(value, half), len(digits) if value else 0)


def _of_fraction(x: numbers.Rational) -> Number:
    top, bottom = int(x.numerator), int(x.denominator)
    if max(top.bit_length(), bottom.bit_length()) > EXTREME * math.log2(10):  # before any of it is written out
        raise FormulaError(TOO_EXTREME)
    if bottom == 1:
        return Number(f"{Decimal(top)}", Decimal(top), Decimal(top), None, "exact")
    exact = Fraction(top, bottom)
    return Number(f"{Decimal(exact.numerator)}/{Decimal(exact.denominator)}", exact, exact, None, "exact")


def _of_float(x: float) -> Number:
    text = repr(x)
    value = Decimal(text)
    if not value.is_finite():
        return Number(str(x), value, value, None, "exact")
    given = len(value.as_tuple().digits) if value else 1
    if given > MANY:
        return _computed(text, value, x, 53)
    written = _of_text(text)
    return replace(written, digits=given, way="short" if given <= FEW else "float")


def _of_computed(x: Any) -> Number | None:
    """A number of numpy's, or the entry of an array or a tensor; None where it is no number."""
    kind = getattr(x, "dtype", None)
    if getattr(x, "shape", None) not in ((), None) or (kind is None and not isinstance(x, numbers.Real)):
        return None
    name = str(kind).rpartition(".")[2] if kind is not None else "float64"
    plain = x.item() if kind is not None and name in PRECISIONS else x
    if isinstance(plain, bool) or name == "bool":
        raise TypeError(f"a claim must be a number, a formula or factors; got {x!r} ({type(x).__name__})")
    if kind is not None and "int" in name:
        return _of_fraction(x.item())
    try:
        number = float(plain)
    except (TypeError, ValueError):
        return None
    if not math.isfinite(number):
        return _of_float(number)
    shown = number if kind is None else plain
    return _computed(str(shown), Decimal(number), number, PRECISIONS.get(name, 53))


def computed_number(x: float, bits: int) -> Number:
    """A float that was computed in so many bits, however few digits it shows."""
    text = str(x) if bits >= 53 else f"{x:.9g}"
    return _computed(text, Decimal(x), x, bits) if math.isfinite(x) else _of_float(x)


def _computed(text: str, value: Decimal, x: float, bits: int) -> Number:
    """A number that came with roundings of its own; its ends hold what a mistake would have to give."""
    digits = COMPUTED if bits >= 53 else 6 if bits >= 24 else 3
    half = Decimal((0, (5,), value.adjusted() - digits)) if x else Decimal(0)
    return Number(text, EXACT.subtract(value, half), EXACT.add(value, half), COMPUTED, "computed", bits)
