"""Functions of intervals that only rise, from what they are at a number: the bounds at both ends are the bounds."""

import functools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from .interval import INF, ONE, Interval, IntervalSystem

NARROW = Decimal("0.001")
"""Over an interval of less than this width one evaluation of a function does, and a bound on its slope."""


def monotone(
    bounds: Callable[[Any, Decimal], Interval],
    rise: Callable[[IntervalSystem, Interval, Decimal, Decimal], Decimal] | None = None,
) -> Callable[[Any, Any], Interval]:
    """An increasing function of intervals from its bounds at a number.

    `rise(m, y, x, w)` is no less than the function anywhere from x to x + w, given its bounds y at x; it spares the
    second evaluation where an interval is narrow.
    """

    @functools.wraps(bounds)
    def at(m: IntervalSystem, x: Any) -> Interval:
        x = m.number(x)
        if x.nan:
            return m.nan
        low = bounds(m, x.lo)
        if rise is not None and x.lo != x.hi and x.finite and low.finite:
            width = m.up.subtract(x.hi, x.lo)
            if width < NARROW:
                return Interval(m, low.lo, rise(m, low, x.lo, width))
        high = low if x.exact else bounds(m, x.hi)
        outside = (
            low.nan and high.nan and x.lo.is_signed() == x.hi.is_signed()
        )  # a domain such as that of asin lies around 0
        return m.nan if outside else m.certain(Interval(m, low.lo, high.hi))

    return at


def _in_proportion(m: IntervalSystem, y: Interval, x: Decimal, w: Decimal) -> Decimal:
    """The rise of what grows no faster than in proportion to itself: e^w < 1 + w + w² < 1 + 1.01 w."""
    return m.up.multiply(y.hi, m.up.add(ONE, m.up.multiply(w, Decimal("1.01"))))


def _one_to_one(m: IntervalSystem, y: Interval, x: Decimal, w: Decimal) -> Decimal:
    """The rise of what is never steeper than 1."""
    return m.up.add(y.hi, w)


def _below_one(m: IntervalSystem, y: Interval, x: Decimal, w: Decimal) -> Decimal:
    """The rise of what is never steeper than 1, nor larger."""
    return min(m.up.add(y.hi, w), ONE)


def _as_logarithm(m: IntervalSystem, y: Interval, x: Decimal, w: Decimal) -> Decimal:
    """The rise of the logarithm, whose slope is at most 1/x."""
    return m.up.add(y.hi, m.up.divide(w, x)) if x > 0 else INF


growing = functools.partial(monotone, rise=_in_proportion)
logarithmic = functools.partial(monotone, rise=_as_logarithm)


def odd(
    bounds: Callable[[Any, Decimal], Interval],
    rise: Callable[[IntervalSystem, Interval, Decimal, Decimal], Decimal] | None = None,
) -> Callable[[Any, Any], Interval]:
    """An increasing odd function from its bounds at a number that is not negative."""

    @functools.wraps(bounds)
    def signed(m: IntervalSystem, x: Decimal) -> Interval:
        return -bounds(m, x.copy_negate()) if x.is_signed() else bounds(m, x)

    return monotone(signed, rise)


tanh_like = functools.partial(odd, rise=_below_one)
flat_odd = functools.partial(odd, rise=_one_to_one)
