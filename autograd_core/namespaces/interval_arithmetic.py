"""Arithmetic of intervals: plain numbers as intervals, sums and products of them, and choices between them.

Every operation rounds outwards, so what comes out contains the true value of what went in.  The arithmetic is the
standard library's `decimal`, with more digits wherever more are asked for.
"""

import functools
import math
from collections.abc import Callable
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Context, Decimal, Inexact
from fractions import Fraction
from typing import Any

from . import series
from .base import Namespace
from .exact import Exact, plain
from .interval import INF, MAYBE, NAN, ONE, ZERO, Interval, Truth, Undetermined
from .nothing import NOTHING
from .series import Bounds


class IntervalArithmetic(Namespace):
    """What intervals are, with so many significant digits, and how they are added, multiplied and chosen."""

    name = "INTERVALS"
    nothing = NOTHING

    def __init__(self, digits: int = 40, decimals: bool = False, symbolic: bool = False) -> None:
        if not isinstance(digits, int) or not 1 <= digits <= 100_000:
            raise ValueError(f"Intervals(digits) needs a number of digits from 1 to 100,000; got {digits!r}")
        self.digits, self.decimals, self.symbolic = digits, decimals, symbolic
        self.down, self.up = _context(digits, ROUND_FLOOR), _context(digits, ROUND_CEILING)
        self.nan, self.entire = Interval(self, NAN, NAN), Interval(self, -INF, INF)
        self._numbers: dict[Any, Interval] = {}
        self._rounded: dict[Any, Bounds] = {}
        self._contexts: dict[int, Context] = {}

    # ── numbers ──────────────────────────────────────────────────────────────────────────────

    def number(self, x: Any) -> Interval:
        """A plain number as an interval: a single point, but for fractions that decimals do not reach."""
        if type(x) is Interval:
            return x
        if isinstance(x, Exact):
            key: Any = (x.program, repr(x))
            if key not in self._numbers:
                self._numbers[key] = self.number(x.over(self))
            return self._numbers[key]
        known = self._numbers.get((type(x), x)) if x else None
        if known is not None:
            return known
        x = plain(x)
        key = (type(x), x, str(x)) if x == 0 else (type(x), x)  # 0.0 == -0.0
        if key not in self._numbers:
            named = self._named(x) if self.symbolic and isinstance(x, float) else None
            self._numbers[key] = self.read(x) if named is None else named
        return self._numbers[key]

    @functools.cached_property
    def pi(self) -> Any:
        return self.bounds(series.pi(self.digits))

    def _named(self, x: float) -> Interval | None:
        size = {math.pi: self.pi, math.tau: self.pi * 2, math.e: self.exp(1)}.get(abs(x)) if abs(x) in NAMED else None
        return size if size is None or x > 0 else -size

    def leaf(self, name: str, data: float) -> Interval:
        return self.read(data)

    def meant(self, x: Any) -> Fraction:
        """The number that a plain constant stands for, where it is none of the named ones."""
        return Fraction(repr(x)) if self.decimals and isinstance(x, float) else Fraction(x)

    def read(self, x: Any) -> Interval:
        """A leaf's number, or a written one: never one of the named constants."""
        if isinstance(x, Exact):
            return self.number(x)
        x = plain(x)
        if isinstance(x, Fraction):
            top, bottom = Decimal(x.numerator), Decimal(x.denominator)
            return Interval(self, self.down.divide(top, bottom), self.up.divide(top, bottom))
        d = Decimal(repr(float(x))) if self.decimals and isinstance(x, float) else Decimal(x)
        return Interval(self, d, d)

    def literal(self, text: str) -> Interval:
        return self.read(Decimal(text))

    def hull(self, x: Any, y: Any) -> Interval:
        """The smallest interval that contains both."""
        x, y = self.number(x), self.number(y)
        if x.nan or y.nan:
            raise Undetermined("whether there is a value at all cannot be told")
        return Interval(self, min(x.lo, y.lo), max(x.hi, y.hi))

    def between(self, lo: Decimal, hi: Decimal, x: Interval, y: Interval) -> Interval:
        """The interval of a sum; where infinities met, what can still be said."""
        if lo.is_nan() or hi.is_nan():
            if x.nan or y.nan or (x.exact and y.exact):
                return self.nan
            return Interval(self, -INF if lo.is_nan() else lo, INF if hi.is_nan() else hi)
        return Interval(self, lo, hi)

    def product(self, x: Interval, y: Interval) -> Interval:
        """The product where an infinity is among the ends: 0 times a bound is 0, 0 times infinity itself is NaN."""
        if x.nan or y.nan:
            return self.nan
        for a, b in ((x, y), (y, x)):
            if a.exact and not a.finite and 0 in b:
                return self.nan if b.exact else self.entire
        corners = [(p, q) for p in (x.lo, x.hi) for q in (y.lo, y.hi)]
        lows = [ZERO if 0 in (p, q) else self.down.multiply(p, q) for p, q in corners]
        highs = [ZERO if 0 in (p, q) else self.up.multiply(p, q) for p, q in corners]
        return Interval(self, min(lows), max(highs))

    def reciprocal(self, y: Interval) -> Interval:
        """1/y, also where y reaches 0: infinity there has the sign of the zero, where that is known; of a 0 that has no
        sign, as x - x, there is none.
        """
        lo, hi = y.lo, y.hi
        if lo > 0 or hi < 0:
            return Interval(self, self.down.divide(ONE, hi), self.up.divide(ONE, lo))
        if lo == 0 and not (lo.is_signed() and hi == 0 and not hi.is_signed()):
            if hi == 0:
                infinity = -INF if lo.is_signed() else INF
                return Interval(self, infinity, infinity)
            return Interval(self, self.down.divide(ONE, hi), INF)
        if hi == 0 and lo != 0:
            return Interval(self, -INF, self.up.divide(ONE, lo))
        return self.entire if lo != hi else self.nan

    def certain(self, x: Interval) -> Interval:
        """The same interval; raises Undetermined where it may lie outside of a domain."""
        if x.lo.is_nan() or x.hi.is_nan():
            raise Undetermined("whether the argument lies in the domain cannot be told")
        return x

    def point(self, x: Decimal) -> Interval:
        """The interval of a single decimal."""
        return Interval(self, x, x)

    def bounds(self, of: Bounds) -> Interval:
        """The interval between two bounds, rounded outwards to the digits kept here."""
        return Interval(self, self.down.plus(of[0]), self.up.plus(of[1]))

    def rounded(self, function: str, x: Decimal, digits: int = 0) -> Interval:
        """A function of the decimal module, which rounds to nearest, and one step outwards."""
        key = function, x, digits
        if key not in self._rounded:
            if len(self._rounded) > 64:  # a rule asks for the same again (sigmoid(x) sigmoid(-x)), a graph does not
                self._rounded.clear()
            if digits not in self._contexts:
                self._contexts[digits] = _context(digits or self.digits, ROUND_FLOOR)
            context = self._contexts[digits]
            context.clear_flags()
            y: Decimal = getattr(context, function)(x)
            inexact = context.flags[Inexact]
            self._rounded[key] = (context.next_minus(y), context.next_plus(y)) if inexact else (y, y)
        return Interval(self, *self._rounded[key])

    # ── choices ──────────────────────────────────────────────────────────────────────────────

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        return self.hull(x, y) if condition is MAYBE else x if condition else y

    def likely(self, condition: Any) -> Any:
        return condition is MAYBE or condition

    def equal(self, x: Any, y: Any) -> Truth:
        same: Truth = self.number(x) == y
        return same

    def maximum(self, *xs: Any) -> Interval:
        """The largest; where that is certain, the very same object, so that it is known again."""
        ys = [self.number(x) for x in xs]
        if any(y.nan for y in ys):
            return self.nan
        lo, hi = max(y.lo for y in ys), max(y.hi for y in ys)
        return next((y for y in ys if y.lo == lo and y.hi == hi), None) or Interval(self, lo, hi)

    def minimum(self, *xs: Any) -> Interval:
        ys = [self.number(x) for x in xs]
        if any(y.nan for y in ys):
            return self.nan
        lo, hi = min(y.lo for y in ys), min(y.hi for y in ys)
        return next((y for y in ys if y.lo == lo and y.hi == hi), None) or Interval(self, lo, hi)

    def abs(self, x: Any) -> Interval:
        return self.size(self.number(x))

    def size(self, y: Interval) -> Interval:
        """Its absolute value, within a computation: no choice that anybody made."""
        if y.nan or y.lo >= 0:
            return y
        return -y if y.hi <= 0 else Interval(self, ZERO, max(y.lo.copy_negate(), y.hi))

    def sign(self, x: Any) -> Interval:
        y = self.number(x)
        return y if y.nan else Interval(self, Decimal((y.lo > 0) - (y.lo < 0)), Decimal((y.hi > 0) - (y.hi < 0)))

    def _step(self, x: Any, function: Callable[[Any], int]) -> Interval:
        y = self.number(x)
        if y.nan:
            return y
        if any(end.is_finite() and end.adjusted() > 5_000 for end in (y.lo, y.hi)):  # so long an integer is not written
            return Interval(self, self.down.subtract(y.lo, ONE), self.up.add(y.hi, ONE))
        return Interval(self, *(Decimal(function(end)) if end.is_finite() else end for end in (y.lo, y.hi)))

    def floor(self, x: Any) -> Interval:
        return self._step(x, math.floor)

    def ceil(self, x: Any) -> Interval:
        return self._step(x, math.ceil)

    def round(self, x: Any) -> Interval:
        return self._step(x, round)

    def trunc(self, x: Any) -> Interval:
        return self._step(x, math.trunc)


NAMED = (math.pi, math.tau, math.e)
"""The floats that stand for a number they only approximate."""


def _context(digits: int, rounding: str) -> Context:
    """Decimal arithmetic with no limit but its digits, that never raises."""
    return Context(
        prec=digits, rounding=rounding, Emin=MIN_EMIN, Emax=MAX_EMAX, capitals=1, clamp=0, flags=[], traps=[]
    )
