"""Fractions: every value exact, and a refusal by name where there is no exact value."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .base import Namespace
from .exact import Exact, plain
from .nothing import NOTHING

LARGEST = 10_000_000
"""No power is worked out that has more bits than this."""

MOST_NODES = 500_000
"""A graph of more nodes than this would take half a minute over fractions, however short they are."""

MOST_BITS = 10**9
"""No graph is worked out whose fractions have more bits than this in all."""


def _no_exact_value(letter: str, *args: Any) -> ValueError:
    call = f"{letter}({', '.join(map(str, args))})"
    return ValueError(f"{call} has no exact value over FRACTIONS; use FLOATS, or SYMBOLS for a closed form")


def _refusing(letter: str) -> Callable[..., Any]:
    def refuse(*args: Any) -> Any:
        raise _no_exact_value(letter, *args)

    return staticmethod(refuse)


def root(x: Fraction, degree: int) -> Fraction | None:
    """The exact root of a perfect power, or None."""
    numerator, denominator = _integer_root(abs(x.numerator), degree), _integer_root(x.denominator, degree)
    if numerator is None or denominator is None or (x < 0 and degree % 2 == 0):
        return None
    return Fraction(-numerator if x < 0 else numerator, denominator)


def _integer_root(n: int, degree: int) -> int | None:
    low, high = 0, 1 << (n.bit_length() // degree + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= n else (low, middle)
    return low if low**degree == n else None


class Fractions(Namespace):
    """Python fractions."""

    name = "FRACTIONS"
    nothing = NOTHING

    sigmoid, softplus, gaussian, digamma = map(_refusing, ("sigmoid", "softplus", "gaussian", "digamma"))
    normal_pdf, normal_cdf, logsumexp = map(_refusing, ("normal_pdf", "normal_cdf", "logsumexp"))
    sinc, sinc_derivative = map(_refusing, ("sinc", "sinc_derivative"))

    def __getattr__(self, letter: str) -> Callable[..., Any]:
        if letter.startswith("__"):
            raise AttributeError(letter)
        return _refusing(letter).__get__(None, Fractions)  # type: ignore[no-any-return]  # a static method, bound

    @property
    def pi(self) -> Any:
        raise ValueError("pi is not a fraction; use FLOATS, or SYMBOLS for a closed form")

    def measured(self, nodes: int, depth: Callable[[], int]) -> Callable[[Any], None]:
        """Refuse a graph of more than MOST_NODES nodes, or once its fractions have more than MOST_BITS bits in all."""
        if nodes > MOST_NODES:
            raise ValueError(
                f"FRACTIONS works out graphs of at most {MOST_NODES:,} nodes; got {nodes:,}: use FLOATS, or ask about "
                "a node nearer to the leaves"
            )
        left = MOST_BITS

        def look(y: Any) -> None:
            nonlocal left
            left -= y.numerator.bit_length() + y.denominator.bit_length() if isinstance(y, Fraction) else 0
            if left < 0:
                raise ValueError(
                    f"the fractions of this graph have more than {MOST_BITS:,} bits in all, which would take minutes; "
                    "use FLOATS, or give shorter numbers with at="
                )

        return look

    def number(self, x: Any) -> Fraction:
        if isinstance(x, Exact):
            return Fraction(x.over(self))
        try:
            return Fraction(plain(x))
        except (ValueError, OverflowError):
            raise ValueError(f"FRACTIONS needs finite numbers; got {x}") from None

    def literal(self, text: str) -> Fraction:
        return Fraction(text)

    def pow(self, x: Fraction, y: Fraction) -> Fraction:
        x, y = Fraction(x), Fraction(y)
        if abs(y) * (x.numerator.bit_length() + x.denominator.bit_length()) > LARGEST:
            raise ValueError(f"a power of more than {LARGEST:,} bits is not worked out over FRACTIONS")
        base = root(x, y.denominator) if y.denominator > 1 else x
        if base is None:
            raise _no_exact_value("pow", x, y)
        return base**y.numerator

    def sqrt(self, x: Fraction) -> Fraction:
        return self._exact("sqrt", root(Fraction(x), 2), x)

    def cbrt(self, x: Fraction) -> Fraction:
        return self._exact("cbrt", root(Fraction(x), 3), x)

    def hypot(self, x: Fraction, y: Fraction) -> Fraction:
        return self._exact("hypot", root(Fraction(x * x + y * y), 2), x, y)

    @staticmethod
    def _exact(letter: str, value: Fraction | None, *args: Any) -> Fraction:
        if value is None:
            raise _no_exact_value(letter, *args)
        return value

    def abs(self, x: Fraction) -> Fraction:
        return abs(x)

    def sign(self, x: Fraction) -> Fraction:
        return Fraction((x > 0) - (x < 0))

    def floor(self, x: Fraction) -> Fraction:
        return Fraction(math.floor(x))

    def ceil(self, x: Fraction) -> Fraction:
        return Fraction(math.ceil(x))

    def round(self, x: Fraction) -> Fraction:
        return Fraction(round(x))

    def trunc(self, x: Fraction) -> Fraction:
        return Fraction(math.trunc(x))

    def maximum(self, *xs: Fraction) -> Fraction:
        return max(xs)

    def minimum(self, *xs: Fraction) -> Fraction:
        return min(xs)


FRACTIONS = Fractions()
