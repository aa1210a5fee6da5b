"""The numbers of a proof: terms and how they came to be written, with the operators of arithmetic."""

import functools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ...namespaces.base import Namespace
from ...namespaces.exact import Exact, plain
from ...namespaces.text import ATOM, NAMES, PRODUCT, Written
from .exponentials import Exponentials
from .origins import meant_by
from .terms import BITS, ONE, UNIT, NoProof, Terms, constant, number_raised, plus, raised, rational, scaled

WIDTH = 60
"""A longer text of a condition is cut."""


class Sum:
    """A number of the algebra: its terms, and how they came to be written."""

    __slots__ = ("m", "terms", "written")

    def __init__(self, m: "Numbers", terms: Terms, written: Written) -> None:
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
    def __floordiv__(self, other: Any) -> Any: return self.m.floor(self / other)
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
    def called(self: "Numbers", *args: Any) -> Sum:
        numbers = [self.number(x) for x in args]
        return Sum(self, f(self, *numbers), NAMES.call(f.__name__, *(x.written for x in numbers)))

    return called


class Numbers(Exponentials, Namespace):
    """Leaves, numbers and their arithmetic; the point makes each choice, and the condition is recorded."""

    def __init__(self, decimals: bool = True, origins: bool = False) -> None:
        super().__init__()
        self.decimals, self.origins = decimals, origins

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
            if self.origins and isinstance(known := meant_by(x), Exact):
                return self.number(known)
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

    def differs(self, x: Sum) -> bool:
        """Whether a number is certainly not zero around the point: one product of factors, or terms in leaves and their
        exponentials, which no algebra ties to each other.
        """
        out, rest = self.cleared(x.terms, late=True)
        factors = [*out, *next(iter(rest))] if len(rest) == 1 else out
        if not rest or not all(i == self.i or self.atoms[i].nonzero or self.atoms[i].known for i, _ in factors):
            return False
        return len(rest) == 1 or self.is_independent(rest)

    def is_independent(self, terms: Terms) -> bool:
        """Whether terms are constants times powers of leaves and exponentials, and some coefficient is not 0.

        Exponentials of different products of leaves are algebraically independent (Ax 1971).
        """
        coefficients: dict[Any, Terms] = {}
        for monomial, c in terms.items():
            fixed = tuple(pair for pair in monomial if self.is_fixed(pair[0]))
            moving = tuple(pair for pair in monomial if pair not in fixed)
            if not all(self.is_free(i) for i, _ in moving) or any(not self.atoms[i].real for i, _ in fixed):
                return False
            coefficients.setdefault(moving, {})[fixed] = c
        return any(
            len(each) == 1 or abs(self.here(scaled(each, 1 / max(map(abs, each.values()))))) > 0
            for each in coefficients.values()
        )

    def is_fixed(self, i: int) -> bool:
        """Whether an atom is a constant: a prime, pi, or an exponential or a logarithm of such."""
        atom = self.atoms[i]
        if atom.exponent is not None:
            return all(self.is_fixed(j) for monomial in atom.exponent for j, _ in monomial)
        if atom.power_of is not None:
            return all(self.is_fixed(j) for j, _ in atom.power_of)
        return i in (self.i, self.half_turn) or self.is_number(i)

    def is_free(self, i: int) -> bool:
        """Whether an atom is a leaf, or the exponential of a product of leaves."""
        atom = self.atoms[i]
        if atom.exponent is None:
            return atom.leaf is not None and atom.definition is None
        products = [monomial for monomial in atom.exponent if monomial]
        return len(products) == 1 and all(self.atoms[j].exponent is None and self.is_free(j) for j, _ in products[0])

    # ── operators ───────────────────────────────────────────────────────────────────────────────────

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
        if q == 1:
            return self.number(x)
        if q is None and not self.here(x.terms) > 0:
            q = self.held(y)
        terms = (
            self.power(x, rational(q))
            if q is not None
            else self.exponential(self.times(y.terms, self.logarithm(*self.factored(x.terms, x.written))))
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
        """x**q for a rational q: what x is made of must be nonzero under a negative one, positive under a fraction; 0
        stays 0 under any that is positive.
        """
        c, monomial = self.factored(x.terms, x.written)
        if isinstance(q, int):
            if q < 0:
                for i, _ in monomial:
                    self.assume_nonzero(i)
            c = number_raised(c, q)
            return {raised(monomial, q): c} if c else {}
        return self.root_of(c, monomial, q) if c or q < 0 else {}
