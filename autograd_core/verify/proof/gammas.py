"""The gamma function and what is derived from it, brought by their recurrences to arguments that are alike."""

import math
from fractions import Fraction

from ...namespaces.floats import FLOATS
from ...namespaces.text import NAMES
from .choices import Choices
from .numbers import Sum, letter
from .terms import HALF, ONE, UNIT, NoProof, Terms, constant, plus, scaled

SHIFTS = 60
"""A gamma function is not brought further than this many steps of its recurrence."""


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
            size = self.abs(x)
            return self.logarithm(*self.factored(size.terms, size.written))
        (n,) = order
        return scaled(self.power(x, -n - 1), Fraction((-1) ** n * math.factorial(n)))
