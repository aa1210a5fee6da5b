"""Germs: a function just beside a point, on one side of it, as the first terms of a series; for limits.

With t > 0 the distance from the point and l = log(1/t), a germ is a sum of terms c t^q l^k, largest first, and a rest
that is known to be no larger than some t^q l^k times a number.  What is 0 times infinity at the point, or 0 / 0, is an
ordinary product or quotient of such sums.
"""

import itertools
import math
import time
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any

from .base import Namespace
from .exact import Exact, plain
from .interval import Interval, Undetermined
from .intervals import Intervals
from .rationals import Fractions, root

Order = tuple[Fraction, Fraction]
"""(q, -k) of t^q l^k: the smaller of two belongs to the larger term."""

NULL: Order = (Fraction(0), Fraction(0))
FLAT: Order = (Fraction(10**6), Fraction(0))
"""Smaller than any power of t that is met: exp(-1/t)."""
LONG = 4000
"""A fraction of more bits goes on as an interval."""
POLES = 16
"""The poles of the gamma function at 0, -1, -2, ... are followed so far."""
STEPS = 16
"""No series has more terms than this."""


def _times(a: Order, b: Order) -> Order:
    return a[0] + b[0], a[1] + b[1]


class Germ:
    """A sum of terms by their order, and the order of the rest; None where there is no rest."""

    __slots__ = ("m", "nan", "rest", "terms")

    def __init__(self, m: "Germs", terms: dict[Order, Any], rest: Order | None = None, nan: bool = False) -> None:
        self.m, self.nan = m, nan
        kept = {}
        first: Order | None = None
        for order in sorted(terms):
            c = terms[order]
            if isinstance(c, Fraction) and c.numerator.bit_length() + c.denominator.bit_length() > LONG:
                c = m.base.number(c)
            if (isinstance(c, Fraction) and not c) or (isinstance(c, Interval) and c.exact and c.lo == 0):
                continue
            first = first or order
            if order[0] > first[0] + m.order:
                rest = order if rest is None else min(rest, order)
                break
            kept[order] = c
        self.terms = kept if rest is None else {order: c for order, c in kept.items() if order < rest}
        self.rest = rest

    @property
    def zero(self) -> bool:
        """Whether it is 0 all along."""
        return not self.nan and not self.terms and self.rest is None

    @property
    def top(self) -> Order:
        """The order of the largest of its terms, or of its rest."""
        orders = [*self.terms] if self.rest is None else [*self.terms, self.rest]
        return min(orders)

    def lead(self) -> tuple[Order, Any]:
        """The largest term.  Raises Undetermined where that is not known."""
        if not self.terms:
            raise Undetermined("more terms of a series would be needed")
        order, c = next(iter(self.terms.items()))
        self.m.signed(c)
        return order, c

    @property
    def sign(self) -> int:
        """1 or -1 as it is above or below 0 near the point, and 0 where it is 0 all along."""
        return 0 if self.zero else self.m.signed(self.lead()[1])

    def split(self) -> tuple["Germ", Any, "Germ"]:
        """What grows without bound, the limit of what does not, and what vanishes."""
        if self.rest is not None and self.rest <= NULL:
            raise Undetermined("more terms of a series would be needed")
        large = {order: c for order, c in self.terms.items() if order < NULL}
        small = {order: c for order, c in self.terms.items() if order > NULL}
        return Germ(self.m, large), self.terms.get(NULL, Fraction(0)), Germ(self.m, small, self.rest)

    # fmt: off
    def __add__(self, other: Any) -> "Germ": return self.m.add(self, self.m.number(other))
    def __radd__(self, other: Any) -> "Germ": return self.m.add(self.m.number(other), self)
    def __sub__(self, other: Any) -> "Germ": return self.m.add(self, -self.m.number(other))
    def __rsub__(self, other: Any) -> "Germ": return self.m.add(self.m.number(other), -self)
    def __mul__(self, other: Any) -> "Germ": return self.m.multiply(self, self.m.number(other))
    def __rmul__(self, other: Any) -> "Germ": return self.m.multiply(self.m.number(other), self)
    def __truediv__(self, other: Any) -> "Germ": return self.m.divide(self, self.m.number(other))
    def __rtruediv__(self, other: Any) -> "Germ": return self.m.divide(self.m.number(other), self)
    def __floordiv__(self, other: Any) -> Any: return self.m.floor(self / other)
    def __rfloordiv__(self, other: Any) -> Any: return self.m.floor(other / self)
    def __mod__(self, other: Any) -> Any: return self - other * (self // other)
    def __rmod__(self, other: Any) -> Any: return self.m.number(other).__mod__(self)
    def __pow__(self, other: Any) -> Any: return self.m.pow(self, other)
    def __rpow__(self, other: Any) -> Any: return self.m.pow(other, self)
    def __neg__(self) -> "Germ": return Germ(self.m, {o: -c for o, c in self.terms.items()}, self.rest, self.nan)
    def __lt__(self, other: Any) -> bool: return self.m.compared(self, other, lambda sign: sign < 0)
    def __le__(self, other: Any) -> bool: return self.m.compared(self, other, lambda sign: sign <= 0)
    def __gt__(self, other: Any) -> bool: return self.m.compared(self, other, lambda sign: sign > 0)
    def __ge__(self, other: Any) -> bool: return self.m.compared(self, other, lambda sign: sign >= 0)
    def __eq__(self, other: object) -> bool: return self.m.compared(self, other, lambda sign: sign == 0)
    def __ne__(self, other: object) -> bool: return not self == other
    # fmt: on
    __hash__ = None  # type: ignore[assignment]  # what is equal depends on the point


class Germs(Namespace):
    """Germs with terms up to t^order times the largest; coefficients are fractions, or else intervals.

    Raises Undetermined where more terms or digits would be needed, or where a function grows beyond all powers.
    """

    name = "GERMS"

    def __init__(self, base: Intervals, order: int, until: float = math.inf) -> None:
        self.base, self.order, self.until = base, order, until
        self.no_value = Germ(self, {}, nan=True)

    def evaluate(self, row: Callable[..., Any], *args: Any) -> Any:
        self.spend()
        return row(self, *args)

    def spend(self) -> None:
        """Raise Undetermined where the time is up."""
        if time.thread_time() > self.until:
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

    def beside(self, x: Any, side: int) -> Any:
        """What starts at a number and moves to one side."""
        return Germ(self, {NULL: self.coefficient(x), (Fraction(1), Fraction(0)): Fraction(side)})

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
        lead = Germ(self, {(order[0] * q, order[1] * q): self.raised(c, q)})
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

    # ── exponentials, logarithms and the circle ──────────────────────────────────────────────────

    def at(self, letter: str, c: Any) -> Any:
        """A function at a limit: a fraction where that is known."""
        return self.coefficient(getattr(self.base, letter)(self.base.number(c)))

    def exp(self, x: Any) -> Any:
        x = self.number(x)
        if x.nan:
            return x
        large, c, s = x.split()
        y = self.number(self.at("exp", c)) * self.series((Fraction(1, math.factorial(n)) for n in range(STEPS)), s)
        if large.zero:
            return y
        (order, a), *others = large.terms.items()
        if order == (0, -1) and isinstance(a, Fraction) and not others:  # exp(a l) = t^-a
            return y * Germ(self, {(-a, Fraction(0)): Fraction(1)})
        if self.signed(a) < 0 and order < (0, -1):
            return Germ(self, {}, FLAT)
        raise Undetermined("something grows beyond all powers")

    def log(self, x: Any) -> Any:
        x = self.number(x)
        if x.nan or (not x.zero and x.sign < 0):
            return self.no_value
        if x.zero:
            raise Undetermined("log(0) is no number")
        order, c = x.lead()
        if order[1]:
            raise Undetermined("logarithms of logarithms are not followed")
        lead = Germ(self, {(Fraction(0), Fraction(-1)): -order[0], NULL: self.at("log", c)})
        alternating = (Fraction((-1) ** (n + 1), n) if n else Fraction(0) for n in range(STEPS))
        return lead + self.series(alternating, self.beyond_lead(x))

    def limit(self, x: Germ) -> tuple[Any, Germ]:
        """The limit of what has one, and what vanishes beside it."""
        large, c, s = x.split()
        if not large.zero:
            raise Undetermined("something grows without bound")
        return c, s

    def _circular(self, x: Any, quarter: int) -> Any:
        x = self.number(x)
        if x.nan:
            return x
        c, s = self.limit(x)
        sine, cosine = self.at("sin", c), self.at("cos", c)
        turn = [sine, cosine, -sine, -cosine]
        return self.series((turn[(n + quarter) % 4] * Fraction(1, math.factorial(n)) for n in range(STEPS)), s)

    def sin(self, x: Any) -> Any:
        return self._circular(x, 0)

    def cos(self, x: Any) -> Any:
        return self._circular(x, 1)

    def tan(self, x: Any) -> Any:
        return self.sin(x) / self.cos(x)

    def atan(self, x: Any) -> Any:
        x = self.number(x)
        if x.nan or x.zero:
            return x
        if x.top < NULL:
            return self.pi / 2 * x.sign - self.atan(1 / x)
        c, s = self.limit(x)
        if not isinstance(c, Fraction) or c:
            s = s / (1 + self.number(c) * x)
        odd = (Fraction(((-1) ** (n // 2)) if n % 2 else 0, n or 1) for n in range(STEPS))
        return self.number(self.at("atan", c)) + self.series(odd, s)

    def atan2(self, y: Any, x: Any) -> Any:
        y, x = self.number(y), self.number(x)
        if y.nan or x.nan:
            return self.no_value
        if x.sign > 0:
            return self.atan(y / x)
        if not y.zero:
            return self.pi / 2 * y.sign - self.atan(x / y)
        if x.zero:
            raise Undetermined("the origin has no direction")
        return self.number(self.pi)

    def _beside_one(self, x: Germ) -> Any:
        """√(1 - x²)."""
        return self.sqrt((1 - x) * (1 + x))

    def asin(self, x: Any) -> Any:
        x = self.number(x)
        return self.atan2(x, self._beside_one(x))

    def acos(self, x: Any) -> Any:
        x = self.number(x)
        return self.atan2(self._beside_one(x), x)

    def sinh(self, x: Any) -> Any:
        return (self.exp(x) - self.exp(-self.number(x))) / 2

    def cosh(self, x: Any) -> Any:
        return (self.exp(x) + self.exp(-self.number(x))) / 2

    def tanh(self, x: Any) -> Any:
        e = self.exp(-2 * self.abs(x))
        return self.sign(x) * (1 - e) / (1 + e)

    def asinh(self, x: Any) -> Any:
        size = self.abs(x)
        return self.sign(x) * self.log(size + self.sqrt(size * size + 1))

    def acosh(self, x: Any) -> Any:
        x = self.number(x)
        return self.log(x + self.sqrt((x - 1) * (x + 1))) if not x.nan and x >= 1 else self.no_value

    def atanh(self, x: Any) -> Any:
        x = self.number(x)
        return self.log((1 + x) / (1 - x)) / 2

    def logsumexp(self, *xs: Any) -> Any:
        largest = self.maximum(*xs)
        return largest + self.log(self.sum(*(self.exp(x - largest) for x in xs)))

    # ── the normal distribution and the gamma function ───────────────────────────────────────────

    def erf(self, x: Any) -> Any:
        x = self.number(x)
        if x.nan:
            return x
        if not x.zero and x.top < NULL:
            return self.number(x.sign) + Germ(self, {}, FLAT)
        c, s = self.limit(x)
        return self.series(self._erf_terms(c), s)

    def _erf_terms(self, c: Any) -> Iterator[Any]:
        """Those of erf around c: with g = exp(-(c + s)²), g' = -2 (c + s) g."""
        yield self.at("erf", c)
        before: Any = Fraction(0)
        last: Any = self.base.number(2) / self.base.sqrt(self.base.pi) * self.base.gaussian(c)
        for n in range(1, STEPS):
            yield last * Fraction(1, n)
            before, last = last, (c * last + before) * Fraction(-2, n)

    def erfc(self, x: Any) -> Any:
        return 1 - self.erf(x)

    @staticmethod
    def is_pole(c: Any) -> bool:
        """Whether the gamma function has a pole there.  Raises Undetermined for one that is far off."""
        if not isinstance(c, Fraction) or c.denominator > 1 or c > 0:
            return False
        if c < -POLES:
            raise Undetermined("poles of the gamma function are not followed so far")
        return True

    def lgamma(self, x: Any) -> Any:
        x = self.number(x)
        if x.nan:
            return x
        c, s = self.limit(x)
        if self.is_pole(c):
            return self.lgamma(x + 1) - self.log(self.abs(x))
        slopes = (self.base.polygamma(n, c) * Fraction(1, math.factorial(n + 1)) for n in range(STEPS))
        return self.series(itertools.chain([self.at("lgamma", c)], slopes), s)

    def polygamma(self, n: Any, x: Any) -> Any:
        n, x = self.number(n), self.number(x)
        if x.nan or n.nan:
            return self.no_value
        k, c, s = n.terms.get(NULL, Fraction(0)), *self.limit(x)
        if n.rest is not None or set(n.terms) > {NULL} or not isinstance(k, Fraction) or k.denominator > 1:
            raise Undetermined("the order of polygamma is no whole number")
        if self.is_pole(c):
            return self.polygamma(n, x + 1) - (-1) ** int(k) * math.factorial(int(k)) / self.power(x, k + 1)
        return self.series(
            (self.base.polygamma(int(k) + j, c) * Fraction(1, math.factorial(j)) for j in range(STEPS)), s
        )

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
            first = x if (x - first).sign == sign else first
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
