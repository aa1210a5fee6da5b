"""The gamma function and what is derived from it, brought to arguments that are alike: by their recurrences, by
reflection at 1/2, and by the formula for twice an argument.
"""

import functools
import math
from fractions import Fraction

from ...namespaces.floats import FLOATS
from ...namespaces.text import NAMES
from .choices import Choices
from .numbers import Sum, letter
from .terms import HALF, ONE, UNIT, NoProof, Terms, constant, plus, scaled

SHIFTS = 60
"""A gamma function is not brought further than this many steps of its recurrence."""
HIGHEST = 60
"""The values at 1 of polygammas of a higher order are too long to be written out."""


class Gammas(Choices):
    """lgamma and the polygammas."""

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
            return {} if x.terms == {UNIT: ONE} else scaled(self.logarithm(ONE, ((self.half_turn, 1),)), HALF)
        if order and (known := self.known_polygamma(x.terms, *order)) is not None:
            return known
        c, monomial = self.factored(x.terms, x.written)
        key = (name, order, c, monomial)
        if key not in self.numbered:
            value = getattr(FLOATS, name)(*order, self.here({monomial: c}))
            atom = self.atoms[self.atom(key, NAMES.call(name, *map(str, order), x.written), value)]
            sign = -ONE if atom.negative else ONE
            if n:
                atom.late = lambda: scaled(self.shifted(name, base, n, *order), sign)
            elif is_backwards(x.terms):
                atom.late = lambda: scaled(self.reflected(name, x, *order), sign)
            elif x.terms.get(UNIT) == HALF:
                atom.late = lambda: scaled(self.halved(name, x - HALF, *order), sign)
        return self.signed(self.numbered[key])

    def known_polygamma(self, terms: Terms, n: int) -> Terms | None:
        """psi_n at 1, where n is odd: n! zeta(n + 1), a rational times pi^(n + 1); at 1/2 by what it is at 1; else
        None.
        """
        if terms == {UNIT: HALF}:
            at_1 = self.gamma_like("polygamma", self.number(1), n)
            return scaled(at_1, Fraction(2 ** (n + 1) - 1)) if n else plus(at_1, self.log(2).terms, -2 * ONE)
        if terms != {UNIT: ONE} or n % 2 == 0 or n > HIGHEST:
            return None
        zeta = abs(bernoulli(n + 1)) * Fraction(2**n, math.factorial(n + 1))  # over pi^(n + 1)
        return scaled((self.pi ** (n + 1)).terms, zeta * math.factorial(n))

    def shifted(self, name: str, base: Sum, n: int, *order: int) -> Terms:
        """The function at base - n, by its recurrence: lgamma(x + 1) = lgamma(x) + log(x), digamma(x + 1) = digamma(x)
        + 1/x.
        """
        total = self.gamma_like(name, base, *order)
        first, sign = (base - n, -ONE) if n > 0 else (base, ONE)
        for j in range(abs(n)):
            terms = (first + j).terms
            total = plus(total, self.recurring(Sum(self, terms, self.write(terms)), *order), sign)
        return total

    def reflected(self, name: str, x: Sum, *order: int) -> Terms:
        """The function at x by that at 1 - x: lgamma(x) + lgamma(1 - x) = log(pi / |sin(pi x)|), and the derivatives of
        that, where a derivative of c = cot(pi x) is -pi (1 + c²).
        """
        other = self.gamma_like(name, 1 - x, *order)
        sine, cosine = self.sin(self.pi * x), self.cos(self.pi * x)
        if not order:
            total: Terms = plus(self.log(self.pi / self.abs(sine)).terms, other, -ONE)
            return total
        (n,) = order
        powers = [Fraction(0), ONE]  # those of c in the n-th derivative, of which each is pi times the next
        for _ in range(n):
            slope = [k * c for k, c in enumerate(powers)][1:]
            nothing = [Fraction(0)] * 2
            powers = [-a - b for a, b in zip([*slope, *nothing], [*nothing, *slope])]
        cotangent = cosine / sine
        slopes = self.sum(*(c * cotangent**k for k, c in enumerate(powers) if c)) * self.pi ** (n + 1)
        return plus(scaled(other, Fraction((-1) ** n)), slopes.terms, -ONE)

    def halved(self, name: str, x: Sum, *order: int) -> Terms:
        """The function at x + 1/2 by those at 2 x and x: lgamma(x) + lgamma(x + 1/2) = lgamma(2 x) + (1 - 2 x) log(2) +
        log(pi)/2, and the derivatives of that.
        """
        twice = scaled(self.gamma_like(name, 2 * x, *order), Fraction(2 ** (order[0] + 1) if order else 1))
        total = plus(twice, self.gamma_like(name, x, *order), -ONE)
        if not order:
            return plus(total, ((1 - 2 * x) * self.log(2) + self.log(self.pi) / 2).terms)
        return plus(total, self.log(2).terms, -2 * ONE) if order == (0,) else total

    def recurring(self, x: Sum, *order: int) -> Terms:
        """f(x + 1) - f(x), for lgamma or a polygamma of some order."""
        if not order:
            size = self.abs(x)
            return self.logarithm(*self.factored(size.terms, size.written))
        (n,) = order
        return scaled(self.power(x, -n - 1), Fraction((-1) ** n * math.factorial(n)))


@functools.cache
def bernoulli(n: int) -> Fraction:
    """The n-th Bernoulli number, by the recurrence that sums of powers give."""
    if n == 0:
        return ONE
    return -sum((math.comb(n + 1, k) * bernoulli(k) for k in range(n)), Fraction(0)) / (n + 1)


def is_backwards(terms: Terms) -> bool:
    """Whether an argument is of the two, x and 1 - x, the one that is brought to the other."""
    moving = [monomial for monomial in terms if monomial != UNIT]
    return terms[max(moving)] < 0 if moving else terms.get(UNIT, 0) > HALF and terms[UNIT] < 1
