"""The intervals of verdicts: they note every choice that is made, stop in their time, and may take a constant for what
it was rounded from.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ...clock import SECONDS, time_is_up
from ...namespaces.exact import computed
from ...namespaces.interval import MAYBE, Interval, Undetermined
from ...namespaces.intervals import Intervals
from ...namespaces.rationals import Fractions
from ...namespaces.series import EXACT
from ..proof.origins import meant_by, short_ratio

ULPS = 4
"""A float that was computed is right to so many units in its last place."""
LOOKS = 16
"""After so many rows and functions the clock is looked at."""
FIRST, MORE = 30, 0.3
"""So few digits may be worked out for so many seconds more."""


@contextmanager
def told() -> Iterator[None]:
    """A row that runs over floats alone, or raises whatever it may, leaves the question open."""
    try:
        yield
    except Undetermined:
        raise
    except Exception as error:  # a user's own row may raise anything
        raise Undetermined(f"some row runs over floats alone ({error}); write m.exp(x), not math.exp(x)") from None


class Sided(Intervals):
    """Intervals that keep a record of every choice made on the way: which side of a kink, which of several was largest.

    With `loose` a constant that no float holds exactly, such as 0.1 or 1/3, stands for whatever it may have been
    rounded from; with `origins` for what it was rounded from, where that is a short fraction, pi/6, sqrt(2) or such.
    """

    def __init__(self, digits: int, decimals: bool, loose: bool, origins: bool = False) -> None:
        super().__init__(digits, decimals, symbolic=True)
        self.origins = origins
        self.loose, self.calls = loose, 0
        self.sides: list[Any] = []

    def evaluate(self, row: Callable[..., Any], *args: Any) -> Any:
        self._look()
        return row(self, *args)

    def rounded(self, function: str, x: Decimal, digits: int = 0) -> Interval:
        self._look()  # a single row may have a hundred thousand arguments
        return super().rounded(function, x, digits)

    def _look(self) -> None:
        """Now and then, whether the time is up.  Raises Undetermined."""
        self.calls += 1
        if not self.calls % LOOKS and time_is_up(MORE if self.digits <= FIRST else 0.0):
            raise Undetermined(f"more than {SECONDS:g} seconds would be needed")

    def _named(self, x: float) -> Interval | None:
        found = super()._named(x)
        if found is not None or not (self.loose or self.origins) or not rounded(x):
            return found
        return self.around(x) if self.loose else self.read(meant_by(x))

    def meant(self, x: Any) -> Fraction:
        return short_ratio(x) if self.origins and isinstance(x, float) and rounded(x) else super().meant(x)

    def literal(self, text: str) -> Interval:
        return self.number(float(text)) if (self.loose or self.origins) and computed(text) else super().literal(text)

    def around(self, x: float) -> Interval:
        """A float, and all it may have been rounded from: the decimal it prints as, or where that is long, some units
        around.
        """
        written, here = Decimal(repr(x)), Decimal(x)
        if len(written.as_tuple().digits) <= 15:
            return self.hull(self.point(written), self.point(here))
        reach = Decimal(ULPS * math.ulp(x))
        return Interval(self, EXACT.subtract(here, reach), EXACT.add(here, reach))

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        self.sides.append(None if condition is MAYBE else bool(condition))
        return super().where(condition, x, y)

    def maximum(self, *xs: Any) -> Interval:
        return self._chosen(super().maximum(*xs), xs)

    def minimum(self, *xs: Any) -> Interval:
        return self._chosen(super().minimum(*xs), xs)

    def _chosen(self, y: Interval, xs: tuple[Any, ...]) -> Interval:
        self.sides.append([self.number(x) is y for x in xs])
        return y

    def abs(self, x: Any) -> Interval:
        self.sides.append(self.number(x).lo.is_signed())
        return super().abs(x)

    def sign(self, x: Any) -> Interval:
        return self._stepped(super().sign(x))

    def _step(self, x: Any, function: Callable[[Any], int]) -> Interval:
        return self._stepped(super()._step(x, function))

    def _stepped(self, y: Interval) -> Interval:
        self.sides.append((y.lo, y.hi))
        return y


def rounded(x: float) -> bool:
    """Whether a float is not the number it prints as."""
    return math.isfinite(x) and Decimal(repr(x)) != Decimal(x)


class ShortFractions(Fractions):
    """Fractions that give up, with an OverflowError, where they would fill the memory: each square doubles their
    digits.
    """

    def __init__(self, bits: int = 100_000) -> None:
        self.bits = bits

    def apply(self, op: Any, *args: Any) -> Any:
        y = super().apply(op, *args)
        self._spend(Fraction(y), 1)
        return y

    def pow(self, x: Fraction, y: Fraction) -> Fraction:
        self._spend(Fraction(x), abs(int(y)))
        return super().pow(x, y)

    def _spend(self, x: Fraction, times: int) -> None:
        self.bits -= (x.numerator.bit_length() + x.denominator.bit_length()) * times
        if self.bits < 0:
            raise OverflowError("the fractions have become too long")


class ShortRatios(ShortFractions):
    """The same, where a float is the short fraction that it was rounded from: 0.3333333333333333 is 1/3."""

    def number(self, x: Any) -> Fraction:
        exact = super().number(x)
        return short_ratio(x) if type(x) is float and rounded(x) else exact
