"""Whether formulas are analytic from one point to another: then what differs at one differs wherever the other lies.

By the identity theorem two functions that are analytic all along a way, and equal near one end of it, are equal at the
other end.  A hidden kink lies where some function leaves its domain, or is at a kink; a narrow bump lies anywhere.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ...clock import time_is_up
from ...graph import replay
from ...namespaces.interval import Interval, Undetermined
from ...ops import OPS
from ...value import Value
from ..truth.enclosures import Enclosures

DIGITS, PIECES = 30, 128
"""A way is followed in at most so many pieces, with numbers of so many digits."""
APART = Decimal("1e-6")
"""An argument keeps this share of its range, and as much at least, from a kink and from the end of a domain."""


def is_analytic(order: Iterable[Value], truth: Enclosures, start: Mapping[Value, Fraction], end: Enclosures) -> bool:
    """Whether all nodes are analytic on the straight way from `start` to where the leaves of `end` are."""
    pieces = [(Fraction(0), Fraction(1))]
    for _ in range(PIECES):
        if not pieces or time_is_up():
            break
        low, high = pieces.pop()
        ends = [{x: n + share * (end.numbers[x] - n) for x, n in start.items()} for share in (low, high)]
        try:
            _follow(order, truth, *ends)
        except (Undetermined, ArithmeticError):
            middle = (low + high) / 2
            pieces += [(middle, high), (low, middle)]
    return not pieces


def _follow(order: Iterable[Value], truth: Enclosures, *ends: Mapping[Value, Fraction]) -> None:
    """Raises Undetermined unless all nodes are certain to be analytic on a box between two points."""
    m = truth.system(DIGITS)
    one, two = ends
    env: dict[Any, Any] = {x: m.hull(m.read(n), m.read(two[x])) for x, n in one.items()}

    def visit(node: Value, inputs: list[Any]) -> Interval:
        op, free = node.op, [isinstance(arg, Value) for arg in node.args]
        if op is None or OPS.get(op.name) is not op:
            raise Undetermined("a row of the user's own need not tell its kinks")
        beside = [_widened(x) if moves else x for moves, x in zip(free, inputs)]
        inside = True if op.domain is None else m.evaluate(op.domain, *beside)
        bent = False if op.kink is None else m.evaluate(op.kink, *beside)
        found = m.number(m.evaluate(op.primal, *inputs))
        slopes = m.evaluate(op.local_partials, found, inputs, free, free)
        told = [m.number(each) for each in (found, *slopes) if each is not None]
        if inside is not True or bent is not False or not all(each.finite for each in told):
            raise Undetermined("the way may lead over a kink, or out of a domain")
        return found

    replay(order, env, visit, m.number)


def _widened(x: Interval) -> Interval:
    """An interval with a little of what lies beside it."""
    up, down = x.m.up, x.m.down
    more = up.multiply(up.add(up.subtract(x.hi, x.lo), 1), APART)
    return Interval(x.m, down.subtract(x.lo, more), up.add(x.hi, more))
