"""Division and square roots of sums, by the methods that are taught for numbers: the largest term first."""

from collections.abc import Callable
from typing import Any

from .atoms import Atoms
from .terms import HALF, ONE, UNIT, Monomial, Terms, add_to, plus, raised, scaled

QUOTIENT = 40
"""A quotient or a root has at most so many terms."""


class Division(Atoms):
    """Terms that are divided by terms, and of which a square root is drawn, where that leaves no rest."""

    def ranking(self, *several: Terms) -> Callable[[Monomial], list[Any]]:
        """An order of monomials that multiplication keeps: by their exponents, atom after atom."""
        met = sorted({i for terms in several for monomial in terms for i, _ in monomial} - {self.i})

        def rank(monomial: Monomial) -> list[Any]:
            exponents = dict(monomial)
            return [exponents.get(i, 0) for i in met]

        return rank

    def quotient(self, terms: Terms, divisor: Terms) -> Terms | None:
        """terms / divisor by long division, where that leaves no rest.

        In each atom the ends of a product are those of its factors together: that bounds what a quotient is made of.
        """
        rank = self.ranking(terms, divisor)
        ranks = [*map(rank, divisor)]
        bounds = [(min(a) - min(b), max(a) - max(b)) for a, b in zip(zip(*map(rank, terms)), zip(*ranks), strict=True)]
        if any(low > high for low, high in bounds) or len(set(map(tuple, ranks))) < len(divisor):
            return None  # terms that only i tells apart have no order
        head = max(divisor, key=rank)
        inverse = {raised(head, -1): 1 / divisor[head]}
        found: Terms = {}
        while terms:
            self.spend(len(terms))
            lead = max(terms, key=rank)
            term = self.times({lead: terms[lead]}, inverse)
            here = rank(next(iter(term)))
            if len(found) > QUOTIENT or any(not low <= q <= high for q, (low, high) in zip(here, bounds)):
                return None
            add_to(found, term)
            terms = plus(terms, self.times(term, divisor), -ONE)
        return found

    def square_root(self, terms: Terms) -> Terms | None:
        """Real terms whose square these are but for a number, by the same method."""
        rank = self.ranking(terms)
        if len({tuple(rank(monomial)) for monomial in terms}) < len(terms):
            return None
        lead = max(terms, key=rank)
        power = tuple(pair for pair in lead if pair[0] != self.i)
        if any(q % 2 and self.atoms[i].exponent is None for i, q in power):
            return None
        waves = not all(self.atoms[i].real for i, _ in lead)
        sign = 1 if terms[lead] > 0 or not waves else -1  # sin² begins with a negative square
        turned = power != lead
        imaginary: Monomial = ((self.i, 1),)
        unit = {UNIT: ONE, imaginary: ONE * sign} if turned else {UNIT if sign > 0 else imaginary: ONE}  # (1 + i)² = 2i
        back = {UNIT: HALF, imaginary: -HALF * sign} if turned else {UNIT: ONE} if sign > 0 else {imaginary: -ONE}
        first = self.times({raised(power, HALF): ONE}, unit)
        terms = scaled(terms, (2 if turned else 1) * sign / terms[lead])
        inverse = self.times({raised(power, -HALF): HALF}, back)
        least = [q / 2 for q in min(map(rank, terms))]
        found, rest = first, plus(terms, self.times(first, first), -ONE)
        while rest:
            self.spend(len(rest))
            lead = max(rest, key=rank)
            term = self.times({lead: rest[lead]}, inverse)
            if rank(next(iter(term))) < least or len(found) > QUOTIENT:
                return None
            rest = plus(plus(rest, self.times(found, term), -2 * ONE), self.times(term, term), -ONE)
            found = plus(found, term)
        if self.mirrored(found) != found:
            return None
        return scaled(found, HALF) if waves else found  # a cosine, not two
