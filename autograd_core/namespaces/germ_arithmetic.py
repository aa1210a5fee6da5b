"""Arithmetic of germs: their sums, products and powers as series, and choices between them."""

import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any

from ..clock import is_over
from .base import Namespace
from .exact import Exact, plain
from .germ import LONG, NULL, Germ, Order
from .interval import Interval, Undetermined
from .intervals import Intervals
from .rationals import Fractions, root

STEPS = 16
"""No series has more terms than this."""


class GermArithmetic(Namespace):
    """How germs are made of numbers, added, multiplied, raised to powers and chosen."""

    name = "GERMS"

    def __init__(self, base: Intervals, order: int, until: float = math.inf) -> None:
        self.base, self.order, self.until = base, order, until
        self.no_value = Germ(self, {}, nan=True)
        self.irrational: Fraction | None = None
        """The first c of which a root was met as √(c t), though it is no fraction."""

    def evaluate(self, row: Callable[..., Any], *args: Any) -> Any:
        self.spend()
        return row(self, *args)

    def spend(self) -> None:
        """Raise Undetermined where the time is up."""
        if is_over(self.until):
            raise Undetermined("more time would be needed")

    # ── numbers ──────────────────────────────────────────────────────────────────────────────────

    def number(self, x: Any) -> Germ:
        """A plain number, or an interval: the same all along."""
        if isinstance(x, Germ):
            return x
        return Germ(self, {NULL: self.coefficient(x)})

    def coefficient(self, x: Any) -> Any:
        """A number as a fraction, where it is one that is known, else as an interval."""
        if isinstance(x, Exact):
            try:
                return Fraction(x.over(Fractions()))
            except (ArithmeticError, AttributeError, TypeError, ValueError):
                return self.base.number(x)
        if not isinstance(x, Interval):
            x = plain(x)
            x = Fraction(x) if isinstance(x, int | Fraction) else self.base.number(x)
        if isinstance(x, Interval):
            if x.nan or not x.finite:
                raise Undetermined("an infinity is no limit that could be followed")
            if x.exact and abs(x.lo.adjusted()) < LONG:
                return Fraction(x.lo)
        return x

    def beside(self, x: Any, velocity: Fraction) -> Any:
        """What starts at a number and moves to one side."""
        return Germ(self, {NULL: self.coefficient(x), (Fraction(1), Fraction(0)): velocity})

    @property
    def pi(self) -> Any:
        return self.number(self.base.pi)

    @property
    def e(self) -> Any:
        return self.number(self.base.exp(1))

    @staticmethod
    def signed(c: Any) -> int:
        """The sign of a coefficient that is not 0.  Raises Undetermined."""
        if isinstance(c, Fraction):
            return (c > 0) - (c < 0)
        if c.lo > 0 or c.hi < 0:
            return 1 if c.lo > 0 else -1
        raise Undetermined("two numbers cannot be told apart")

    def compared(self, x: Germ, other: Any, holds: Callable[[int], bool]) -> bool:
        """Whether a comparison holds on this side of the point, by the sign of the difference."""
        if isinstance(other, float) and math.isinf(other):
            return not x.nan and holds(-1 if other > 0 else 1)
        y = self.number(other)
        return not (x.nan or y.nan) and holds((x - y).sign)

    # ── arithmetic ───────────────────────────────────────────────────────────────────────────────

    def add(self, x: Germ, y: Germ) -> Germ:
        if x.nan or y.nan:
            return self.no_value
        terms = dict(x.terms)
        for order, c in y.terms.items():
            terms[order] = terms[order] + c if order in terms else c
        rests = [rest for rest in (x.rest, y.rest) if rest is not None]
        return Germ(self, terms, min(rests, default=None))

    def multiply(self, x: Germ, y: Germ) -> Germ:
        if x.nan or y.nan:
            return self.no_value
        if x.zero or y.zero:
            return Germ(self, {})
        terms: dict[Order, Any] = {}
        for (a, c), (b, d) in itertools.product(x.terms.items(), y.terms.items()):
            order = _times(a, b)
            terms[order] = terms[order] + c * d if order in terms else c * d
        rests = [_times(a.rest, b.top) for a, b in ((x, y), (y, x)) if a.rest is not None]
        return Germ(self, terms, min(rests, default=None))

    def divide(self, x: Germ, y: Germ) -> Germ:
        if x.nan or y.nan or (x.zero and y.zero):
            return self.no_value
        if y.zero:
            raise Undetermined("something is divided by 0")
        return self.multiply(x, self.power(y, Fraction(-1)))

    def series(self, coefficients: Iterable[Any], s: Germ) -> Germ:
        """c0 + c1 s + c2 s^2 + ..., for an s that vanishes at the point."""
        total: Germ = Germ(self, {})
        power: Germ = self.number(1)
        for c in itertools.islice(coefficients, STEPS):
            self.spend()
            total = total + power * self.number(c)
            power = power * s
            if power.zero:
                return total
            if power.top[0] > self.order:
                break
        return total + Germ(self, {}, power.top)

    def power(self, x: Germ, q: Fraction) -> Germ:
        """x^q for a fraction q."""
        if x.zero:
            if q < 0:
                raise Undetermined("something is divided by 0")
            return self.number(0 if q else 1)
        order, c = x.lead()
        if self.signed(c) < 0 and q.denominator > 1:
            return self.no_value
        root = self.raised(c, q)
        if q.denominator == 2 and order[0] % 2 == 1 and isinstance(c, Fraction) and isinstance(root, Interval):
            self.irrational = self.irrational or c
        lead = Germ(self, {(order[0] * q, order[1] * q): root})
        return self.multiply(lead, self.series(_binomials(q), self.beyond_lead(x)))

    def beyond_lead(self, x: Germ) -> Germ:
        """The s that vanishes at the point with x = c t^q l^k (1 + s), where c t^q l^k is the largest term of x."""
        (q, k), c = x.lead()
        s = self.multiply(x, Germ(self, {(-q, -k): self.raised(c, Fraction(-1))}))
        return Germ(self, {order: d for order, d in s.terms.items() if order != NULL}, s.rest)

    def raised(self, c: Any, q: Fraction) -> Any:
        """A coefficient to a power: a fraction where it is one."""
        if isinstance(c, Fraction):
            if q.denominator == 1 and abs(q) * (c.numerator.bit_length() + c.denominator.bit_length()) < LONG:
                return c**q.numerator
            base = _short_root(c, q.denominator)
            if base is not None and abs(q.numerator) < 64:
                return base**q.numerator
        if q.denominator == 1:
            return self.base.pow(self.base.number(c), self.base.number(q.numerator))
        return self.base.exp(self.base.log(self.base.number(c)) * self.base.number(q))

    def pow(self, x: Any, y: Any) -> Any:
        x, y = self.number(x), self.number(y)
        if x.nan or y.nan:
            return self.no_value
        constant = y.terms.get(NULL, Fraction(0)) if y.rest is None and set(y.terms) <= {NULL} else None
        if isinstance(constant, Fraction):
            return self.power(x, constant)
        if x.zero:
            if y.sign > 0:
                return self.number(0)
            raise Undetermined("0 to a power below 0")
        return self.exp(y * self.log(x)) if x.sign > 0 else self.no_value

    def sqrt(self, x: Any) -> Any:
        x = self.number(x)
        return x if x.nan else self.power(x, Fraction(1, 2))

    def cbrt(self, x: Any) -> Any:
        return self.sign(x) * self.power(self.abs(x), Fraction(1, 3))

    # ── choices and steps ────────────────────────────────────────────────────────────────────────

    def maximum(self, *xs: Any) -> Any:
        return self._chosen(xs, 1)

    def minimum(self, *xs: Any) -> Any:
        return self._chosen(xs, -1)

    def _chosen(self, xs: tuple[Any, ...], sign: int) -> Any:
        first, *others = (self.number(x) for x in xs)
        if any(x.nan for x in (first, *others)):
            return self.no_value
        for x in others:
            beyond = x - first
            if beyond.terms or beyond.rest is None:
                first = x if beyond.sign == sign else first
            else:  # as far as they are followed, they are one
                first = Germ(self, first.terms, beyond.rest)
        return first

    def abs(self, x: Any) -> Any:
        x = self.number(x)
        return -x if not x.nan and x.sign < 0 else x

    def sign(self, x: Any) -> Any:
        x = self.number(x)
        return x if x.nan else self.number(x.sign)

    def _step(self, x: Any, function: Callable[[Any], int]) -> Any:
        x = self.number(x)
        if x.nan:
            return x
        c, s = self.limit(x)
        if not isinstance(c, Fraction):
            low, high = function(c.lo), function(c.hi)
            if low != high:
                raise Undetermined("two numbers cannot be told apart")
            return self.number(low)
        return self.number(function(c + Fraction(s.sign, 4) if (2 * c).denominator == 1 else c))

    def floor(self, x: Any) -> Any:
        return self._step(x, math.floor)

    def ceil(self, x: Any) -> Any:
        return self._step(x, math.ceil)

    def round(self, x: Any) -> Any:
        return self._step(x, round)

    def trunc(self, x: Any) -> Any:
        return self._step(x, math.trunc)


def _times(a: Order, b: Order) -> Order:
    return a[0] + b[0], a[1] + b[1]


def _binomials(q: Fraction) -> Iterator[Fraction]:
    """1, q, q (q - 1) / 2, ...: the coefficients of (1 + s)^q."""
    c = Fraction(1)
    for n in itertools.count(1):
        yield c
        c = c * (q - n + 1) / n


def _short_root(c: Fraction, degree: int) -> Fraction | None:
    """The root of a fraction that is a perfect power and short enough to be tried, or None."""
    if degree == 1 or c == 1:
        return c
    is_long = degree > 64 or max(c.numerator.bit_length(), c.denominator.bit_length()) > 512
    return None if is_long else root(c, degree)
