"""Any real number as a float, and what is said of what is none."""

import math
import numbers
from collections.abc import Iterable
from decimal import Decimal
from typing import Any


def number(x: Any, what: str = "this op") -> float:
    """`x` as a float, or a TypeError that says what to write instead."""
    if isinstance(x, float):
        return float(x)
    if (
        isinstance(x, numbers.Number)
        and not isinstance(x, bool)
        and (isinstance(x, numbers.Real) or not isinstance(x, numbers.Complex))
    ):
        try:
            found = float(x)  # type: ignore[arg-type]  # a Decimal is a Number that converts, but no Real
            if math.isinf(found) and isinstance(x, Decimal) and x.is_finite():
                raise OverflowError
            return found
        except OverflowError:
            raise OverflowError(
                f"{what} needs a number that fits in a float64; got one of {_digits(x)} digits"
            ) from None
        except ValueError:  # of a Decimal only: a NaN that signals
            raise ValueError(f"{what} needs a number; got {x!r}: write math.nan for one that is none") from None
    raise TypeError(f"{what} needs a real number; got {x!r:.60} ({type(x).__name__}){_hint(x)}")


def _digits(x: Any) -> int:
    """About how many digits a number has before the point; it is not written out, which would take too long."""
    if hasattr(x, "adjusted"):
        return int(x.adjusted()) + 1
    bits = x.numerator.bit_length() - x.denominator.bit_length() + 1 if hasattr(x, "numerator") else 1024
    return int(bits * math.log10(2)) + 1


def _hint(x: Any) -> str:
    if isinstance(x, bool) or type(x).__name__ in ("bool", "bool_"):
        return ": write 1.0 or 0.0"
    if isinstance(x, str):
        return ": convert it with float(...)"
    if isinstance(x, complex):
        return ": use its .real and .imag"
    if x is None:
        return ": was something returned without a value?"
    if hasattr(x, "__array__") or hasattr(x, "item"):
        return ": take one element with .item(), or make a list of Values"
    if isinstance(x, Iterable):
        return ": make one Value for each element"
    return ""
