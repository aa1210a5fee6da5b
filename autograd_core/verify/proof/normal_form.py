"""The normal form: sums of monomials whose exponents are rational, in atoms that are positive at a point.

A sum that stands as a factor, under a root or beneath a fraction becomes an atom of its own, so nothing is multiplied
out before it must be.
"""

import math
from fractions import Fraction

from ...namespaces.text import Written
from .division import Division
from .terms import (
    HALF,
    ONE,
    UNIT,
    Monomial,
    NoProof,
    Terms,
    add_to,
    constant,
    exact_root,
    number_raised,
    plus,
    raised,
    rational,
    scaled,
)

LONGEST, SHOWN = 240, 120
"""Of a condition that is longer than the first, so many characters are told."""
NESTED = 30
"""At most so many choices stand in choices."""
SUMS = 60
"""Among more sums than these, of a sum only multiples are looked for, and no other factors."""


class NormalForm(Division):
    """What is done with sums: multiplied out, taken for atoms of their own, found again as factors of others."""

    def cleared(self, terms: Terms, late: bool = False) -> tuple[Monomial, Terms]:
        """A monomial, and terms in which no sum stands any more, whose product the terms are.

        Every atom that is in all terms is taken out; complex ones only if `late`, when choices too are made.
        """
        out: Terms = {UNIT: ONE}
        while terms:
            terms = self.settled(terms) if late else terms
            if content := self.content(terms, late):
                out = self.times(out, {content: ONE})
                terms = self.times(terms, {raised(content, -1): ONE})
            expanded = self.step(terms, late)
            if expanded is terms:
                break
            terms = expanded
        return next(iter(out)), scaled(terms, next(iter(out.values())))

    def settled(self, terms: Terms) -> Terms:
        """The same, with each sum that stands under a root or a fraction as what it is once its choices are made."""
        for i in sorted(
            {i for monomial in terms for i, q in monomial if i in self.sums and (q < 0 or q.denominator > 1)}
        ):
            c, factors = self.once_chosen(i)
            if factors != ((i, 1),):
                replaced: Terms = {}
                for monomial, each in terms.items():
                    rest, q = tuple(pair for pair in monomial if pair[0] != i), dict(monomial).get(i, 0)
                    power = {raised(factors, q): number_raised(c, q)} if type(q) is int else self.root_of(c, factors, q)
                    add_to(replaced, self.times({rest: each}, power))
                terms = replaced
        return terms

    def once_chosen(self, i: int) -> tuple[Fraction, Monomial]:
        """A sum as a rational times a monomial, when everything is replaced that was put off; itself where nothing
        was.
        """
        if i not in self.chosen:
            definition = self.definition(i)
            terms = self.multiplied_out(definition, late=True)
            self.chosen[i] = (ONE, ((i, 1),)) if terms == self.multiplied_out(definition) else self.factored(terms)
        return self.chosen[i]

    def multiplied_out(self, terms: Terms, late: bool = False) -> Terms:
        """The terms without sums that stand with a positive exponent."""
        while (expanded := self.step(terms, late)) is not terms:
            terms = expanded
        return terms

    def content(self, terms: Terms, late: bool) -> Monomial:
        """The largest monomial that divides every term; late, without choices still to be made, which may be 0."""
        exponents = [dict(monomial) for monomial in terms]
        met = sorted({i for monomial in terms for i, _ in monomial if late or self.atoms[i].real})
        common = [(i, min(e.get(i, 0) for e in exponents)) for i in met]
        return tuple((i, q) for i, q in common if q and not (late and q >= 1 and self.stands(i, late)))

    def step(self, terms: Terms, late: bool) -> Terms:
        """Replace one atom by what it stands for, in the whole part of each of its powers; the same terms where
        nothing is to be done.
        """
        standing = [
            i
            for monomial in terms
            for i, q in monomial
            if (q >= 1 and self.stands(i, late)) or (q < 0 and (self.is_number(i) or self.turns(i, late)))
        ]
        if not standing:
            return terms
        i = max(standing)  # the one made last holds the others
        definition, inverse = self.definition(i), self.is_number(i) or self.turns(i, late)
        total: Terms = {}
        powers: dict[int, Terms] = {}
        for monomial, c in terms.items():
            exponents = dict(monomial)
            q = exponents.pop(i, 0)
            n = math.floor(q) if inverse else max(math.floor(q), 0)
            if q - n:
                exponents[i] = rational(q - n)
            if n not in powers:
                mirrored = n < 0 and not self.is_number(i)
                powers[n] = self.power_of(self.mirrored(definition) if mirrored else definition, -n if mirrored else n)
            add_to(total, self.times({tuple(sorted(exponents.items())): c}, powers[n]))
        return total

    def stands(self, i: int, late: bool) -> bool:
        """Whether atom i stands for something that it can be replaced by."""
        return late if self.atoms[i].late else self.atoms[i].definition is not None

    def turns(self, i: int, late: bool) -> bool:
        """Whether it stands for a point on the unit circle, whose inverse is its mirror image."""
        return not self.atoms[i].real and self.atoms[i].exponent is not None and self.stands(i, late)

    def definition(self, i: int) -> Terms:
        """What atom i stands for; a choice that was put off is made now."""
        atom = self.atoms[i]
        if atom.definition is None and atom.late:
            self.depth += 1
            if self.depth > NESTED:
                raise NoProof
            atom.definition = atom.late()
            self.depth -= 1
        return atom.definition or {}

    def is_number(self, i: int) -> bool:
        """Whether it stands for a number, whose negative powers are at hand too."""
        definition = self.atoms[i].definition
        return definition is not None and definition.keys() == {UNIT}

    def power_of(self, terms: Terms, n: int) -> Terms:
        """terms**n, multiplied out; n is negative only for a number."""
        if n and (c := constant(terms)) is not None:
            return {UNIT: number_raised(c, n)} if c else {}
        power: Terms = {UNIT: ONE}
        for _ in range(n):
            power = self.times(power, terms)
        return power

    # ── sums as atoms ───────────────────────────────────────────────────────────────────────────────

    def factored(self, terms: Terms, written: Written | None = None) -> tuple[Fraction, Monomial]:
        """Terms as a rational times a monomial: a sum becomes an atom, once known ones that divide it are taken out."""
        if len(terms) > 1:
            before = len(terms)
            out, terms = self.cleared(terms)
            if out or len(terms) < before:
                written = None  # what it was written as is more than the sum that is left
            while len(terms) > 1:
                factor, rest = self.factor_of(terms, written)
                ((out, _),) = self.times({out: ONE}, factor).items()
                terms, written = rest, None
            terms = self.times({out: ONE}, terms)
        if not terms:
            return Fraction(0), UNIT
        ((monomial, c),) = terms.items()
        return c, monomial

    def factor_of(self, terms: Terms, written: Written | None) -> tuple[Terms, Terms]:
        """A factor of a sum, as a power of an atom, and the rest: a sum already known, or its root, or the sum
        itself.
        """
        factor: Terms
        rest: Terms | None
        if (known := self.divisor(terms)) is not None:
            factor, rest = {((known[0], 1),): ONE}, known[1]
        elif root := self.square_root(terms):
            i = self.sum_atom(root, self.write(root))
            factor, rest = {((i, 1),): ONE}, self.quotient(terms, self.definition(i))
            if rest is None:  # where terms that only i tells apart have no order
                square = self.multiplied_out(self.times(self.definition(i), self.definition(i)))
                first = max(terms)
                factor, rest = {((i, 2),): ONE}, {UNIT: terms[first] / square[first]} if first in square else None
        elif root := self.denested(terms):
            i = self.sum_atom(root, self.write(root))
            factor, rest = {((i, 2),): ONE}, {UNIT: self.times_definition(root, i) ** 2}
        else:
            i = self.sum_atom(terms, written or self.write(terms))
            factor, rest = {((i, 1),): ONE}, {UNIT: self.times_definition(terms, i)}
        if not rest:
            raise NoProof
        return factor, rest

    def times_definition(self, terms: Terms, i: int) -> Fraction:
        """How many times the sum that atom i was made of holds what it stands for."""
        first = max(terms)
        return terms[first] / self.definition(i)[first]

    def sum_atom(self, terms: Terms, written: Written) -> int:
        """A new atom for a sum, scaled so that its first coefficient is 1 or -1 and it is positive at the point."""
        first = abs(terms[max(terms)])
        value = self.here(terms)
        factor = -first if value < 0 else first
        definition = scaled(terms, 1 / factor)
        i = self.atom(("sum", len(self.atoms)), written, value, definition=definition, scale=first)
        self.atoms[i].positive = self.atoms[i].nonzero = self.positive(definition) or self.root_outweighs(definition)
        self.atoms[i].value = self.here(definition)
        self.sums.append(i)
        return i

    def root_outweighs(self, terms: Terms) -> bool:
        """Whether the terms are positive as c √S + r where c² S - r² is, such as √(x² + 1) + x."""
        for monomial, c in terms.items():
            if c > 0 and len(monomial) == 1 and monomial[0][0] in self.sums and monomial[0][1] == HALF:
                rest = plus(terms, {monomial: -c})
                return self.positive(plus(scaled(self.definition(monomial[0][0]), c * c), self.times(rest, rest), -ONE))
        return False

    def divisor(self, terms: Terms) -> tuple[int, Terms] | None:
        """A sum already known that divides the terms, best one that leaves more than a number; and what it leaves."""
        met = {i for monomial in terms for i, _ in monomial}
        few = len(self.sums) <= SUMS
        same: tuple[int, Terms] | None = None
        for s in self.sums:
            definition = self.definition(s)
            if terms.keys() == definition.keys():  # of such a quotient no more than a number is left
                times = next(terms[monomial] / c for monomial, c in definition.items())
                same = (s, {UNIT: times}) if terms == scaled(definition, times) else same
            elif (
                few
                and all(i in met for monomial in definition for i, _ in monomial)
                and (rest := self.quotient(terms, definition))
            ):
                if constant(rest) is None:
                    return s, rest
                same = s, rest
        return same

    def denested(self, terms: Terms) -> Terms | None:
        """√X ± √Y, whose square a + b√s is: X, Y = (a ± √(a² - b² s))/2, such as √(x + 2√(x - 1)) = √(x - 1) + 1."""
        under = {tuple((i, q % 1) for i, q in monomial if q % 1) for monomial in terms}
        if len(under) != 2 or UNIT not in under or any(q != HALF for root in under for _, q in root):
            return None
        a = {monomial: c for monomial, c in terms.items() if all(q % 1 == 0 for _, q in monomial)}
        b = plus(terms, a, -ONE)
        square = self.multiplied_out(plus(self.times(a, a), self.times(b, b), -ONE))
        root = self.square_root(square) if square else {}
        if root is None or not all(self.atoms[i].real for monomial in terms for i, _ in monomial):
            return None
        if root:
            c = square[max(square)] / self.times(root, root)[max(square)]
            if c < 0 or (size := exact_root(c)) is None:
                return None
            root = scaled(root, -size if self.here(root) < 0 else size)
        try:
            x, y = (self.root_of(*self.factored(scaled(plus(a, root, sign), HALF)), HALF) for sign in (ONE, -ONE))
        except NoProof:
            return None
        found = plus(x, y, ONE if self.here(b) > 0 else -ONE)
        rest = plus(self.multiplied_out(self.times(found, found)), self.multiplied_out(terms), -ONE)
        return found if len(found) > 1 and not rest else None

    def domain(self) -> tuple[str, ...]:
        """The conditions in words, without those that follow from the others."""
        left = dict(self.conditions)
        for i in [s for s in self.sums if s in left]:
            terms = self.definition(i)
            for s in self.sums:
                if (
                    s != i
                    and s in left
                    and self.atoms[s].positive
                    and (rest := self.quotient(terms, self.definition(s)))
                ):
                    terms = rest
            if self.positive(terms):
                del left[i]
        return tuple(dict.fromkeys(map(cut, left.values())))


def cut(condition: str) -> str:
    """A condition of a length that can be read: of a long one the beginning, how long it is, and how it ends."""
    subject, end = condition.rsplit(" ", 2)[0], " ".join(condition.rsplit(" ", 2)[1:])
    return condition if len(subject) <= LONGEST else f"{subject[:SHOWN]}... ({len(subject):,} characters) {end}"
