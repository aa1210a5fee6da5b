"""Slopes as limits: what a graph does just below and just above a point, from its own values and not from its rules."""

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple

from ...clock import until
from ...graph import dependents, replay, topological_order
from ...namespaces.germ import NULL, Germ
from ...namespaces.germs import Germs
from ...namespaces.interval import INF, Interval, Undetermined
from ...namespaces.intervals import Intervals
from ...value import Value

ORDERS = (2, 6, 12)
"""How many powers of the distance are followed, one after the other, until a limit is known."""
SMALL = 2000
"""A graph of no more nodes is followed whole, so that its constants stay fractions."""
SECONDS = 0.5
"""A limit has so long."""


class OneSided(NamedTuple):
    """The limits of a value and of its slope from one side: NaN where there is no value, and perhaps infinite."""

    value: Interval
    slope: Interval
    bend: Interval | None
    """The limit of the second derivative, where it is known."""


def from_side(
    m: Intervals,
    values: Mapping[Any, Interval] | None,
    y: Value,
    x: Value,
    side: int,
    number: Callable[[Value], Any],
    held: Collection[Value] = (),
    bent: bool = False,
) -> OneSided:
    """y as x comes from below (side -1) or from above (1) towards what it is; `number` gives what leaves are.

    The nodes that do not move have their `values`, where these are given.  With `bent` the second derivative is worth
    more terms.  Raises Undetermined.
    """
    order = topological_order(y, {x, *held})
    live = dependents(order, [x])

    def followed(powers: int, speed: Fraction) -> tuple[OneSided, Fraction | None]:
        """The limits, where x moves so fast, and another speed at which the roots that were met may be fractions."""
        germs = Germs(m, powers, until(SECONDS))
        env: dict[Any, Any] = {}
        for node in order:
            if node is x:
                env[node] = germs.beside(_known(node, values, number), side * speed)
            elif node.op is None or node in held or (node not in live and len(order) > SMALL):
                env[node] = germs.number(_known(node, values, number))
        found = replay(order, env, partial(_applied, germs), germs.number)[y]
        return OneSided(_value(m, found), _slope(m, found, side * speed), _bend(m, found, speed)), germs.irrational

    reason = "more terms of a series would be needed"
    for powers in ORDERS:
        try:
            limits, irrational = followed(powers, Fraction(1))
            if irrational and limits.slope.finite and not limits.slope.exact:
                limits, _ = followed(powers, abs(irrational))
            if limits.bend is not None or not bent or powers == ORDERS[-1]:
                return limits
        except Undetermined as undetermined:
            reason = str(undetermined)
        except Exception as error:  # a user's own row may raise anything
            raise Undetermined(f"some row has no limits ({type(error).__name__})") from None
    raise Undetermined(reason)


def common(sides: tuple[OneSided, OneSided], value: Interval) -> Interval | None:
    """The slope that is the limit from both sides, or from the one on which there are values; None where there is none.

    Where y has no value at the point itself, as (x² - 1)/(x - 1) at 1, it is that of y with its limit put in.
    """
    there = [side for side in sides if not side.value.nan]
    values = [side.value for side in there] + ([] if value.nan else [value])
    if not there or len(values) < 2 or not all(v.finite for v in values) or any(apart(v, values[0]) for v in values):
        return None
    slope = there[0].slope
    return None if any(apart(side.slope, slope) for side in there) else slope


def apart(a: Interval, b: Interval) -> bool:
    """Whether two numbers are proved to differ, to the digits at hand."""
    return not (a.nan or b.nan) and (a.hi < b.lo or b.hi < a.lo)


def _applied(germs: Germs, node: Any, inputs: list[Any]) -> Any:
    return germs.number(germs.apply(node.op, *inputs))


def _known(node: Value, values: Mapping[Any, Interval] | None, number: Callable[[Value], Any]) -> Any:
    if node.op is None:
        return number(node)
    if values is None:
        raise Undetermined("a node in between has no value")
    return values[node]


def _value(m: Intervals, y: Germ) -> Interval:
    """Its limit."""
    if y.nan:
        return m.nan
    large, c, _ = y.split()
    return m.number(c) if large.zero else _infinite(m, large.sign)


def _slope(m: Intervals, y: Germ, velocity: Fraction) -> Interval:
    """The limit of its slope: what of it is of the first order in the distance."""
    if y.nan:
        return m.nan
    side = 1 if velocity > 0 else -1
    large, _, small = y.split()
    if not large.zero:
        return _infinite(m, -side * large.sign)
    if small.zero:
        return m.number(0)
    first = (NULL[0] + 1, NULL[1])
    if small.rest is not None and small.rest <= first and not small.terms:
        raise Undetermined("more terms of a series would be needed")
    if small.top > first:
        return m.number(0)
    order, c = small.lead()
    return m.number(c * (1 / velocity)) if order == first else _infinite(m, side * Germs.signed(c))


def _bend(m: Intervals, y: Germ, speed: Fraction) -> Interval | None:
    """The limit of its second derivative, where the slope has one and the series reaches so far."""
    second = (Fraction(2), Fraction(0))
    if y.nan or (y.rest is not None and y.rest <= second) or any(o[0] < 2 and o[0] not in (0, 1) for o in y.terms):
        return None
    return None if any(log for _, log in y.terms) else m.number(y.terms.get(second, Fraction(0)) * (2 / speed**2))


def _infinite(m: Intervals, sign: int) -> Interval:
    return Interval(m, INF, INF) if sign > 0 else Interval(m, -INF, -INF)
