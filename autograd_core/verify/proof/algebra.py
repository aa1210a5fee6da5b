"""Algebra: expressions in a normal form in which nearly every identity of a textbook is true term by term.

A number is a sum of monomials c · ∏ atom^q with rational c and q, and these rules do the rest:

    exp(a + b/2) = E(a) E(b)^½          and through it sigmoid, tanh, sinh, softmax
    exp(c log A) = A^c                  so x^(y-1) = x^y / x
    sin u = (E(iu) - E(iu)^-1) / 2i     so sin² + cos² = 1, tan = sin/cos, sums and multiples of angles
    √A = A^½,  log ∏A^q = Σ q log A     with each A positive, which becomes a condition
    a sum S, wherever S^k stands        multiplied out at the end, after the negative powers are cleared

What is zero after that is zero wherever the conditions hold.  What is not may still be.
"""

import cmath
import functools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ...namespaces.base import Namespace
from ...namespaces.exact import Exact, plain
from ...namespaces.floats import FLOATS
from ...namespaces.text import ATOM, NAMES, PRODUCT, Written
from .normal_form import (
    BITS,
    HALF,
    ONE,
    UNIT,
    Atom,
    NoProof,
    NormalForm,
    Terms,
    constant,
    number_raised,
    plus,
    raised,
    rational,
    scaled,
)

SHIFTS = 60
"""A gamma function is not brought further than this many steps of its recurrence."""
WIDTH = 60
"""A longer text of a condition is cut."""


class Sum:
    """A number of the algebra: its terms, and how they came to be written."""

    __slots__ = ("m", "terms", "written")

    def __init__(self, m: "Algebra", terms: Terms, written: Written) -> None:
        m.spend(1 + len(terms))
        self.m, self.terms = m, terms
        self.written = (
            written if len(written.text) <= WIDTH else Written(NAMES, f"{written.text[: WIDTH - 3]}...", ATOM)
        )

    # fmt: off
    def __add__(self, other: Any) -> "Sum": return self.m.add(self, other)
    def __radd__(self, other: Any) -> "Sum": return self.m.add(other, self)
    def __sub__(self, other: Any) -> "Sum": return self.m.sub(self, other)
    def __rsub__(self, other: Any) -> "Sum": return self.m.sub(other, self)
    def __mul__(self, other: Any) -> "Sum": return self.m.mul(self, other)
    def __rmul__(self, other: Any) -> "Sum": return self.m.mul(other, self)
    def __truediv__(self, other: Any) -> "Sum": return self.m.div(self, other)
    def __rtruediv__(self, other: Any) -> "Sum": return self.m.div(other, self)
    def __floordiv__(self, other: Any) -> "Sum": return self.m.floor(self / other)
    def __mod__(self, other: Any) -> "Sum": return self.m.sub(self, self.m.mul(other, self // other))
    def __pow__(self, other: Any) -> "Sum": return self.m.pow(self, other)
    def __neg__(self) -> "Sum": return Sum(self.m, scaled(self.terms, -ONE), -self.written)
    def __gt__(self, other: Any) -> bool: return self.m.side(self - other) > 0
    def __lt__(self, other: Any) -> bool: return self.m.side(self - other) < 0
    def __ge__(self, other: Any) -> bool: return self.m.side(self - other) >= 0
    def __le__(self, other: Any) -> bool: return self.m.side(self - other) <= 0
    def __eq__(self, other: object) -> bool: return self is other or self.m.side(self - other) == 0
    # fmt: on
    __hash__ = None  # type: ignore[assignment]  # what is equal depends on the point


def letter(f: Callable[..., Terms]) -> Callable[..., Sum]:
    """A letter of the alphabet: plain numbers among its arguments are read, and the result is written as the call."""

    @functools.wraps(f)
    def called(self: "Algebra", *args: Any) -> Sum:
        numbers = [self.number(x) for x in args]
        return Sum(self, f(self, *numbers), NAMES.call(f.__name__, *(x.written for x in numbers)))

    return called


class Algebra(NormalForm, Namespace):
    """The number system of one proof: its atoms, and the conditions of its domain so far.

    Where there is a choice (abs, where, the sign of what stands under a root) the point makes it, and the condition is
    recorded.
    """

    name = "a proof"
    by_hand = True

    def __init__(self, decimals: bool = True) -> None:
        super().__init__()
        self.decimals = decimals
        self.half_turn = self.atom("pi", NAMES.written("pi"), math.pi, positive=True, nonzero=True)

    def __getattr__(self, letter: str) -> Any:
        if letter.startswith("__"):
            raise AttributeError(letter)
        try:
            return super().__getattr__(letter)  # log2, log10, ... are composed of what it knows
        except AttributeError:
            raise NoProof from None

    def leaf(self, name: str, data: Any) -> Sum:
        """A leaf, and where the point lies on its axis."""
        written = NAMES.written(name)
        return Sum(self, self.signed(self.atom(("leaf", name), written, float(data), leaf=data)), written)

    def number(self, x: Any) -> Sum:
        if isinstance(x, Exact):
            x = x.over(self)
        if isinstance(x, Sum):
            return x
        x = plain(x)
        if isinstance(x, float):
            if x in (math.pi, math.tau):
                return self.mul(round(x / math.pi), self.pi)
            if x == math.e:
                return Sum(self, self.exponential({UNIT: ONE}), NAMES.written("e"))
            if not math.isfinite(x):
                raise NoProof
        exact = Fraction(repr(float(x))) if isinstance(x, float) and self.decimals else Fraction(x)
        if exact.numerator.bit_length() + exact.denominator.bit_length() > BITS:
            raise NoProof
        written = (
            NAMES.written(x)
            if isinstance(x, int | float) or exact.denominator == 1
            else Written(NAMES, str(exact), PRODUCT)
        )
        return Sum(self, {UNIT: exact} if exact else {}, written)

    def literal(self, text: str) -> Sum:
        exact = self.number(Fraction(text))
        return Sum(self, exact.terms, NAMES.written(text))

    @property
    def pi(self) -> Any:
        return Sum(self, self.signed(self.half_turn), self.atoms[self.half_turn].original)

    @property
    def e(self) -> Any:
        return self.number(math.e)

    def side(self, x: Sum) -> int:
        """The sign of a number at the point; that it stays so becomes a condition."""
        terms = x.terms
        if any(self.atoms[i].late and self.atoms[i].real for monomial in terms for i, _ in monomial):
            terms = self.multiplied_out(terms, late=True)
        c, monomial = self.factored(terms, x.written)
        for i, q in monomial:
            if q % 2 == 0:
                self.assume_nonzero(i)
        unsure = [i for i, q in monomial if q % 2 and not self.atoms[i].positive]
        if not all(self.atoms[i].known for i in unsure):
            raise NoProof
        if len(unsure) == 1:
            self.assume_positive(unsure[0])
        elif unsure:
            # the first text stays: the same monomial may be abs(u) later, whose sign says nothing
            self.conditions.setdefault(monomial, f"{x.written} {'>' if c > 0 else '<'} 0")
        return (c > 0) - (c < 0)

    def vanishes(self, x: Sum) -> bool:
        """Whether a number is zero on the domain."""
        return not self.cleared(x.terms)[1] or not self.cleared(x.terms, late=True)[1]

    # ── operators ────────────────────────────────────────────────────────────────────────────────

    def add(self, x: Any, y: Any) -> Sum:
        x, y = self.number(x), self.number(y)
        return Sum(self, plus(x.terms, y.terms), x.written + y.written) if x.terms and y.terms else x if x.terms else y

    def sub(self, x: Any, y: Any) -> Sum:
        x, y = self.number(x), self.number(y)
        return (
            Sum(self, plus(x.terms, y.terms, -ONE), x.written - y.written)
            if x.terms and y.terms
            else x
            if x.terms
            else -y
        )

    def mul(self, x: Any, y: Any) -> Sum:
        """A product of sums is not multiplied out: it is a monomial in them."""
        x, y = self.number(x), self.number(y)
        both = len(x.terms) > 1 < len(y.terms)
        terms = self.times(self.one_term(x), self.one_term(y)) if both else self.times(x.terms, y.terms)
        return Sum(self, terms, x.written * y.written)

    def one_term(self, x: Sum) -> Terms:
        """The same sum with everything that its terms have in common in front, as one term."""
        c, monomial = self.factored(x.terms, x.written)
        return {monomial: c} if c else {}

    def div(self, x: Any, y: Any) -> Sum:
        x, y = self.number(x), self.number(y)
        return Sum(self, self.times(x.terms, self.power(y, -1)), x.written / y.written)

    def pow(self, x: Any, y: Any) -> Sum:
        x, y = self.number(x), self.number(y)
        q = constant(y.terms)
        if q is None and not self.here(x.terms) > 0:
            q = self.held(y)
        terms = (
            self.power(x, rational(q)) if q is not None else self.exponential(self.times(y.terms, self.logarithm(x)))
        )
        return Sum(self, terms, x.written**y.written)

    def held(self, x: Sum) -> Fraction:
        """A number made of leaves that hold integers, which they keep from now on: the exponent of what is not
        positive.
        """
        for i in sorted({i for monomial in x.terms for i, _ in monomial}):
            atom = self.atoms[i]
            n = self.whole(atom.leaf)
            if n is None:
                raise NoProof
            if atom.definition is None:
                self.conditions["held", i] = f"{atom.original} = {n}"
                atom.definition = scaled({UNIT: ONE}, Fraction(abs(n)))
                atom.positive = atom.nonzero = n != 0
                self.conditions.pop(i, None)
        q = constant(self.multiplied_out(x.terms))
        if q is None:
            raise NoProof
        return q

    def whole(self, x: Any) -> int | None:
        """The integer that a number is, if it is one."""
        q = constant(self.number(x).terms) if x is not None and math.isfinite(x) else None
        return q.numerator if q is not None and q.denominator == 1 else None

    def power(self, x: Sum, q: Any) -> Terms:
        """x**q for a rational q: what x is made of must be nonzero under a negative one, positive under a fraction."""
        c, monomial = self.factored(x.terms, x.written)
        if isinstance(q, int):
            if q < 0:
                for i, _ in monomial:
                    self.assume_nonzero(i)
            c = number_raised(c, q)
            return {raised(monomial, q): c} if c else {}
        return self.root_of(c, monomial, q)

    # ── exponentials and logarithms ──────────────────────────────────────────────────────────────

    def exponential(self, terms: Terms, turned: bool = False) -> Terms:
        """exp of real terms, or of i times them: the product of a power for each."""
        product: Terms = {UNIT: ONE}
        for part, c in self.real_parts(self.multiplied_out(terms)):
            only = self.only_atom(part)
            if only and only.power_of and not turned:
                power = raised(only.power_of, rational(c))
            elif turned and only is self.atoms[self.half_turn] and (12 * c).denominator == 1:
                product = self.times(product, self.twelfths(int(12 * c)))
                continue
            else:
                power = ((self.exp_atom(part, only, turned), rational(c)),)
            product = self.times(product, {power: ONE})
        return product

    def twelfths(self, n: int) -> Terms:
        """exp(i n pi/12), in roots: a quarter turn is i, a sixth (1 + i√3)/2, an eighth (1 + i)/√2."""
        eighths, sixths = n % 2, (0, 1, -1)[n % 3]
        quarters = (n - 3 * eighths - 4 * sixths) // 6
        two, three = (self.primes(Fraction(p)) for p in (2, 3))
        product: Terms = {((self.i, quarters),) if quarters else UNIT: ONE}
        if eighths:
            product = self.times(product, {raised(two, -HALF): ONE, ((self.i, 1), *raised(two, -HALF)): ONE})
        if sixths:
            product = self.times(product, {UNIT: HALF, ((self.i, 1), *raised(three, HALF)): HALF * sixths})
        return product

    def only_atom(self, terms: Terms) -> Atom | None:
        """The atom that the terms are, if they are one."""
        monomial = next(iter(terms)) if len(terms) == 1 else UNIT
        return self.atoms[monomial[0][0]] if len(monomial) == 1 and monomial[0][1] == 1 else None

    def exp_atom(self, part: Terms, only: Atom | None, turned: bool) -> int:
        """The atom of an exponential: the same one for the same exponent."""
        key = ("exp", turned, tuple(sorted(part.items())))
        if key not in self.numbered:
            inside = self.write(part)
            written = NAMES.call("exp", NAMES.multiply("i", inside) if turned else inside)
            atom = self.atoms[self.atom(key, written, exp_of(self.here(part) * (1j if turned else 1)))]
            atom.real = atom.positive = not turned
            atom.nonzero = True
            atom.exponent = part
            if any(self.atoms[i].late for monomial in part for i, _ in monomial):
                atom.late = lambda: self.exponential(self.multiplied_out(part, late=True), turned)
            elif only and turned and (circle := only.circle):
                atom.late = lambda: circle
        return self.numbered[key]

    def logarithm(self, x: Sum) -> Terms:
        """log x: the sum of the logarithms of what x is made of."""
        total: Terms = {}
        for i, q in self.all_positive(*self.factored(x.terms, x.written)):
            atom = self.atoms[i]
            part = atom.exponent
            if part is None:
                above_1 = i == self.half_turn or (constant(atom.definition or {}) or 0) > 1
                value = FLOATS.log(atom.value.real)
                log = self.atom(("log", i), NAMES.call("log", atom.written), value, positive=above_1, nonzero=above_1)
                part = self.signed(log)
                self.atoms[log].power_of = ((i, -1 if self.atoms[log].negative else 1),)
            total = plus(total, part, Fraction(q))
        return total

    @letter
    def exp(self, x: Sum) -> Terms:
        return self.exponential(x.terms)

    @letter
    def log(self, x: Sum) -> Terms:
        return self.logarithm(x)

    # fmt: off
    def softplus(self, x: Any) -> Sum: return self.log(1 + self.exp(x))
    def logsumexp(self, *xs: Any) -> Sum: return self.log(self.sum(*map(self.exp, xs)))
    def sigmoid(self, x: Any) -> Sum: return 1 / (1 + self.exp(-x))
    def asinh(self, x: Any) -> Sum: return self.log(x + self.sqrt(x**2 + 1))
    def acosh(self, x: Any) -> Sum: return self.log(x + self.sqrt(x**2 - 1))
    def atanh(self, x: Any) -> Sum: return self.div(self.log(1 + x) - self.log(1 - x), 2)
    # fmt: on

    @letter
    def sqrt(self, x: Sum) -> Terms:
        return self.power(x, HALF)

    @letter
    def cbrt(self, x: Sum) -> Terms:
        sign = self.side(x)
        return scaled(self.power(sign * x, Fraction(1, 3)), Fraction(sign))

    # ── angles ───────────────────────────────────────────────────────────────────────────────────

    def waves(self, x: Sum, turned: bool) -> tuple[Terms, Terms]:
        """Half of exp(x) + exp(-x), and of their difference; of i x where `turned`."""
        there, back = self.exponential(x.terms, turned), self.exponential(scaled(x.terms, -ONE), turned)
        return scaled(plus(there, back), HALF), scaled(plus(there, back, -ONE), HALF)

    @letter
    def cos(self, x: Sum) -> Terms:
        return self.waves(x, True)[0]

    @letter
    def sin(self, x: Sum) -> Terms:
        return self.times(self.waves(x, True)[1], {((self.i, 1),): -ONE})

    @letter
    def cosh(self, x: Sum) -> Terms:
        return self.waves(x, False)[0]

    @letter
    def sinh(self, x: Sum) -> Terms:
        return self.waves(x, False)[1]

    # fmt: off
    def tan(self, x: Any) -> Sum: return self.sin(x) / self.cos(x)
    def tanh(self, x: Any) -> Sum: return self.sinh(x) / self.cosh(x)
    def acos(self, x: Any) -> Sum: return self.sub(self.div(self.pi, 2), self.asin(x))
    # fmt: on

    def odd(self, name: str, x: Sum, circle: Callable[[Sum], Sum] | None = None) -> Terms:
        """f(x) for an odd f, as an atom that is the same for x and -x."""
        c, monomial = self.factored(x.terms, x.written)
        if not c:
            return {}
        terms = {monomial: abs(c)}
        i = self.numbered.get((name, abs(c), monomial))
        if i is None:
            written = x.written if c > 0 else -x.written
            value = getattr(FLOATS, name)(self.here(terms))
            i = self.atom((name, abs(c), monomial), NAMES.call(name, written), value)
            if circle:
                self.atoms[i].circle = circle(Sum(self, terms, written)).terms
        return self.signed(i) if c > 0 else scaled(self.signed(i), -ONE)

    @property
    def imaginary(self) -> Sum:
        """The imaginary unit, in which sines and cosines are exponentials."""
        return Sum(self, {((self.i, 1),): ONE}, self.atoms[self.i].original)

    @letter
    def asin(self, x: Sum) -> Terms:
        if self.side(1 - x**2) < 0:
            raise NoProof
        return self.odd("asin", x, lambda u: self.sqrt(1 - u**2) + self.imaginary * u)

    @letter
    def atan(self, x: Sum) -> Terms:
        return self.odd("atan", x, lambda u: (1 + self.imaginary * u) / self.sqrt(1 + u**2))

    @letter
    def atan2(self, y: Sum, x: Sum) -> Terms:
        if self.here(x.terms) > 0 and self.side(x) > 0:
            return self.atan(y / x).terms
        return plus(scaled(self.pi.terms, self.side(y) * HALF), self.atan(x / y).terms, -ONE)

    # ── the normal distribution and the gamma function ───────────────────────────────────────────

    @letter
    def erf(self, x: Sum) -> Terms:
        return self.odd("erf", x)

    def erfc(self, x: Any) -> Sum:
        return 1 - self.erf(x)

    @letter
    def lgamma(self, x: Sum) -> Terms:
        return self.gamma_like("lgamma", x)

    @letter
    def polygamma(self, n: Sum, x: Sum) -> Terms:
        order = constant(n.terms)
        if order is None or order.denominator != 1 or order < 0:
            raise NoProof
        return self.gamma_like("polygamma", x, int(order))

    def gamma_like(self, name: str, x: Sum, *order: int) -> Terms:
        """lgamma or a polygamma: of a positive number an atom, which its recurrence may bring to another argument.

        The argument that all x + n share for integers n is the one whose constant is from 0 to 1, or the next that is
        positive at the point.
        """
        n = -math.floor(x.terms.get(UNIT, 0))
        there = self.here((x + n).terms)
        n += 1 - math.ceil(there) if there <= 0 else 0
        base = x + n
        if math.isnan(there) or abs(n) > SHIFTS:
            n = 0
        if n and (not self.here(x.terms) > 0 or constant(x.terms) is not None):  # it has no other place, or needs none
            return self.shifted(name, base, n, *order)
        if self.side(x) <= 0:
            raise NoProof
        if name == "lgamma" and x.terms in ({UNIT: ONE}, {UNIT: HALF}):
            return {} if x.terms == {UNIT: ONE} else scaled(self.logarithm(self.number(self.pi)), HALF)
        c, monomial = self.factored(x.terms, x.written)
        key = (name, order, c, monomial)
        if key not in self.numbered:
            value = getattr(FLOATS, name)(*order, self.here({monomial: c}))
            atom = self.atoms[self.atom(key, NAMES.call(name, *map(str, order), x.written), value)]
            if n:
                sign = -ONE if atom.negative else ONE
                atom.late = lambda: scaled(self.shifted(name, base, n, *order), sign)
        return self.signed(self.numbered[key])

    def shifted(self, name: str, base: Sum, n: int, *order: int) -> Terms:
        """The function at base - n, by its recurrence: lgamma(x + 1) = lgamma(x) + log(x), digamma(x + 1) = digamma(x)
        + 1/x.
        """
        total = self.gamma_like(name, base, *order)
        first, sign = (base - n, -ONE) if n > 0 else (base, ONE)
        for j in range(abs(n)):
            total = plus(total, self.recurring(first + j, *order), sign)
        return total

    def recurring(self, x: Sum, *order: int) -> Terms:
        """f(x + 1) - f(x), for lgamma or a polygamma of some order."""
        if not order:
            return self.logarithm(self.number(self.abs(x)))
        (n,) = order
        return scaled(self.power(x, -n - 1), Fraction((-1) ** n * math.factorial(n)))

    # ── steps and choices ────────────────────────────────────────────────────────────────────────

    @letter
    def abs(self, x: Sum) -> Terms:
        return scaled(x.terms, Fraction(self.side(x)))

    @letter
    def sign(self, x: Sum) -> Terms:
        return scaled({UNIT: ONE}, Fraction(self.side(x)))

    def floor(self, x: Any) -> Sum:
        return self.between(self.number(x), math.floor, Fraction(0))

    def round(self, x: Any) -> Sum:
        return self.between(self.number(x), round, HALF)

    def ceil(self, x: Any) -> Sum:
        return -self.floor(-self.number(x))

    def trunc(self, x: Any) -> Sum:
        return self.floor(x) if self.side(self.number(x)) >= 0 else self.ceil(x)

    def between(self, x: Sum, step: Callable[[Any], int], shift: Fraction) -> Sum:
        """The step that the point is on, and as conditions where it begins and ends."""
        if (c := constant(x.terms)) is not None:
            return self.number(step(c))
        value = self.here(x.terms)
        if not math.isfinite(value):
            raise NoProof
        n = self.number(step(value))
        if self.side(x - n + shift) <= 0 or self.side(n + 1 - shift - x) <= 0:
            raise NoProof
        return n

    def where(self, condition: bool, x: Any, y: Any) -> Any:
        return x if condition else y

    def maximum(self, *xs: Any) -> Sum:
        return functools.reduce(self.larger, map(self.number, xs))

    def minimum(self, *xs: Any) -> Sum:
        return -self.maximum(*(-self.number(x) for x in xs))

    def larger(self, x: Sum, y: Sum) -> Sum:
        """The larger of two: an atom that hides the choice, which need not be made where it cancels (as in softmax)."""
        difference = x - y
        if self.positive(difference.terms) or not difference.terms:
            return x
        if self.positive(scaled(difference.terms, -ONE)):
            return y
        written = NAMES.call("maximum", x.written, y.written)
        key = ("maximum", tuple(sorted(x.terms.items())), tuple(sorted(y.terms.items())))
        i = self.atom(key, written, FLOATS.maximum(self.here(x.terms), self.here(y.terms)))
        sign = -ONE if self.atoms[i].negative else ONE
        self.atoms[i].late = lambda: scaled((x if self.side(difference) > 0 else y).terms, sign)
        return Sum(self, self.signed(i), written)


def exp_of(x: complex) -> complex:
    """e^x of a complex number, and NaN where it overflows."""
    try:
        return cmath.exp(x)
    except (OverflowError, ValueError):
        return complex(math.nan)
