"""The normal form: sums of monomials whose exponents are rational, in atoms that are positive at a point.

A sum that stands as a factor, under a root or beneath a fraction becomes an atom of its own, so nothing is multiplied
out before it must be.
"""

import functools
import math
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from ...namespaces.text import ATOM, NAMES, PRODUCT, Written

Monomial = tuple[tuple[int, Any], ...]
"""Atoms by number with their rational exponents, in order; () is 1."""
Terms = dict[Monomial, Fraction]
"""Monomials and their coefficients, none of which is 0; {} is 0."""

UNIT: Monomial = ()
ONE, HALF = Fraction(1), Fraction(1, 2)

FUEL, BITS, POWER, ATOMS, QUOTIENT, NESTED = 200_000, 8_000, 10_000, 300, 40, 30
"""At most so many steps, bits in a coefficient, size of an exponent, atoms, terms in a quotient, choices in choices."""
SECONDS = 1.5
"""No proof takes longer."""


class NoProof(Exception):  # noqa: N818  # not an error: the question stays open
    """The normal form does not reach this far, or the point lies where something is not defined."""


class Power(Fraction):
    """A fraction as an exponent, which remembers its hash: monomials are looked up all the time."""

    __slots__ = ("_hash",)

    _hash: int

    def __hash__(self) -> int:  # type: ignore[override]  # typeshed has it that numbers may lack one
        try:
            return self._hash
        except AttributeError:
            self._hash = Fraction.__hash__(self)
            return self._hash


def rational(q: Any) -> Any:
    """A rational number, as an int where it is one."""
    if type(q) is int:
        return q
    return q.numerator if q.denominator == 1 else q if type(q) is Power else Power(q)


def plus(a: Terms, b: Terms, times: Fraction = ONE) -> Terms:
    """a + times b"""
    total = dict(a)
    add_to(total, b if times is ONE else scaled(b, times))
    return total


def add_to(total: Terms, more: Terms) -> None:
    """total += more"""
    for monomial, c in more.items():
        if monomial not in total:
            total[monomial] = c
        elif not (both := total[monomial] + c):
            del total[monomial]
        else:
            total[monomial] = both


def scaled(a: Terms, factor: Fraction) -> Terms:
    """A sum times a number."""
    return {monomial: factor * c for monomial, c in a.items()} if factor else {}


def constant(terms: Terms) -> Fraction | None:
    """The number that the terms are, if they are one."""
    return terms.get(UNIT) if len(terms) == 1 else None if terms else Fraction(0)


def raised(monomial: Monomial, q: Any) -> Monomial:
    """A monomial to a rational power."""
    if any(abs(e * q) > POWER for _, e in monomial):
        raise NoProof
    return tuple((i, rational(e * q)) for i, e in monomial) if q else UNIT


def number_raised(c: Fraction, n: int) -> Fraction:
    """A fraction to a whole power; raises NoProof where that would be too long a number."""
    if abs(n) * (c.numerator.bit_length() + c.denominator.bit_length()) > BITS or (n < 0 and not c):
        raise NoProof
    return Fraction(c**n)


def exact_root(c: Fraction) -> Fraction | None:
    """The square root of a rational number, where that is one."""
    top, bottom = math.isqrt(c.numerator), math.isqrt(c.denominator)
    return Fraction(top, bottom) if top * top == c.numerator and bottom * bottom == c.denominator else None


def approximate(c: Any) -> float:
    """A rational as a float, infinite where it is too large."""
    try:
        return float(c)
    except OverflowError:
        return math.copysign(math.inf, c)


class Atom:
    """What monomials are made of: `original` over `scale`, or its opposite where that is what is positive at the
    point.
    """

    __slots__ = (
        "circle", "definition", "exponent", "late", "leaf", "negative", "nonzero", "original", "positive", "power_of",
        "real", "scale", "value",
    )  # fmt: skip

    def __init__(self, original: Written, value: complex, negative: bool = False) -> None:
        self.original, self.value, self.negative = original, value, negative
        self.scale = ONE
        self.real = True
        self.positive = self.nonzero = False  # on all of the domain
        self.definition: Terms | None = None  # of a sum or a prime: what it stands for
        self.late: Callable[[], Terms] | None = (
            None  # finds the definition of one that is better left alone until it matters
        )
        self.exponent: Terms | None = None  # of exp(u), and of exp(i u), which is not real: u
        self.power_of: Monomial | None = None  # of ±log(A): what exp makes of it, A^±1
        self.leaf: Any = None  # of a leaf: the number that it holds
        self.circle: Terms | None = None  # of asin(u), atan(u): its cos + i sin

    @property
    def scaled(self) -> Written:
        """The atom over its scale, as it is written."""
        return self.original if self.scale == 1 else self.original / Written(NAMES, str(self.scale), PRODUCT)

    @property
    def written(self) -> Written:
        """The same with its sign."""
        return -self.scaled if self.negative else self.scaled

    @property
    def known(self) -> bool:
        """Whether it is certain that this is positive at the point."""
        return self.positive or (self.real and self.value.real > 0)


class NormalForm:
    """The atoms of one proof, the arithmetic of terms in them, and the conditions of its domain so far."""

    def __init__(self) -> None:
        self.fuel, self.until = FUEL, time.thread_time() + SECONDS
        self.atoms: list[Atom] = []
        self.numbered: dict[Any, int] = {}
        self.sums: list[int] = []
        self.chosen: dict[int, tuple[Fraction, Monomial]] = {}
        self.conditions: dict[Any, str] = {}
        self.depth = 0
        self.i = self.atom("i", NAMES.written("i"), 1j)
        self.atoms[self.i].real = False

    def spend(self, steps: int) -> None:
        """Count steps; raises NoProof when they, or the time, are used up."""
        self.fuel -= steps
        if self.fuel < 0 or time.thread_time() > self.until:
            raise NoProof

    # ── atoms ────────────────────────────────────────────────────────────────────────────────────

    def atom(self, key: Any, written: Written, value: complex = math.nan, **facts: Any) -> int:
        """The number of the atom of that key, made where there is none yet."""
        if key not in self.numbered:
            if len(self.atoms) > ATOMS:
                raise NoProof
            negative = isinstance(value, float) and value < 0
            self.numbered[key] = len(self.atoms)
            self.atoms.append(Atom(written, -value if negative else value, negative))
            for name, fact in facts.items():
                setattr(self.atoms[-1], name, fact)
        return self.numbered[key]

    def signed(self, i: int) -> Terms:
        """What atom i was made for: itself, or its opposite."""
        return {((i, 1),): -ONE if self.atoms[i].negative else ONE}

    def primes(self, c: Fraction) -> Monomial:
        """A positive rational as a product of primes, each an atom that may carry a root or a logarithm."""
        exponents: dict[int, int] = {}
        for n, sign in ((c.numerator, 1), (c.denominator, -1)):
            p = 2
            while n > 1:
                if p > 1000 or p * p > n:
                    p = n  # a prime, or what is left of a large number
                while n % p == 0:
                    n //= p
                    exponents[p] = exponents.get(p, 0) + sign
                p += 1
        return tuple(sorted((self.prime(p), e) for p, e in exponents.items()))

    def prime(self, p: int) -> int:
        """The atom of a prime number, whose roots are no fractions."""
        return self.atom(
            p, NAMES.written(str(p)), approximate(p), definition={UNIT: Fraction(p)}, positive=True, nonzero=True
        )

    # ── the point, and the domain ────────────────────────────────────────────────────────────────

    def here(self, terms: Terms) -> float:
        """The value at the point; NaN where so much of it cancels that its sign is not sure."""
        if not terms:
            return 0.0
        try:
            values = [
                approximate(c) * math.prod(self.atoms[i].value ** float(q) for i, q in monomial)
                for monomial, c in terms.items()
            ]
            total = complex(sum(values)).real
            return total if abs(total) >= 1e-9 * sum(map(abs, values)) else math.nan
        except (OverflowError, ZeroDivisionError):
            return math.nan

    def positive(self, terms: Terms) -> bool:
        """Whether the terms are so by their form: none of them negative on the domain, and one positive."""
        atoms = self.atoms
        return (
            all(c > 0 for c in terms.values())
            and all(atoms[i].positive or (atoms[i].real and q % 2 == 0) for monomial in terms for i, q in monomial)
            and any(all(atoms[i].positive or atoms[i].nonzero for i, _ in monomial) for monomial in terms)
        )

    def root_outweighs(self, terms: Terms) -> bool:
        """Whether the terms are positive as c √S + r where c² S - r² is, such as √(x² + 1) + x."""
        for monomial, c in terms.items():
            if c > 0 and len(monomial) == 1 and monomial[0][0] in self.sums and monomial[0][1] == HALF:
                rest = plus(terms, {monomial: -c})
                return self.positive(plus(scaled(self.definition(monomial[0][0]), c * c), self.times(rest, rest), -ONE))
        return False

    def assume_nonzero(self, i: int) -> None:
        """Go on under the condition that an atom is not 0; raises NoProof where the point does not tell."""
        atom = self.atoms[i]
        if not atom.nonzero:
            if not atom.known:
                raise NoProof
            self.conditions[i] = f"{atom.original} != 0"
            atom.nonzero = True

    def assume_positive(self, i: int) -> None:
        """Go on under the condition on an atom's sign; raises NoProof where the point does not tell."""
        atom = self.atoms[i]
        if not atom.positive:
            if not atom.known:
                raise NoProof
            self.conditions[i] = f"{atom.original} {'<' if atom.negative else '>'} 0"
            atom.positive = atom.nonzero = True

    def all_positive(self, c: Fraction, monomial: Monomial) -> Monomial:
        """c times a monomial as a product of positive atoms."""
        if c <= 0:
            raise NoProof
        for i, _ in monomial:
            self.assume_positive(i)
        ((product, _),) = self.times({monomial: ONE}, {self.primes(c): ONE}).items()
        return product

    def root_of(self, c: Fraction, monomial: Monomial, q: Any) -> Terms:
        """(c times a monomial)**q, for a fraction q."""
        return {raised(self.all_positive(c, monomial), q): ONE}

    # ── arithmetic ───────────────────────────────────────────────────────────────────────────────

    def times(self, a: Terms, b: Terms) -> Terms:
        """a b, multiplied out; i² is -1."""
        product: Terms = {}
        for m1, c1 in a.items():
            self.spend(len(b))
            for m2, c2 in b.items():
                c, monomial = c2 if c1 is ONE else c1 if c2 is ONE else c1 * c2, m1 or m2
                if m1 and m2:
                    exponents = dict(m1)
                    for i, q in m2:
                        exponents[i] = rational(exponents[i] + q) if i in exponents else q
                    monomial = tuple(sorted([pair for pair in exponents.items() if pair[1]]))
                if monomial and monomial[0][0] == self.i:
                    turns = monomial[0][1] % 4
                    c = -c if turns > 1 else c
                    monomial = ((self.i, 1), *monomial[1:]) if turns % 2 else monomial[1:]
                product[monomial] = product[monomial] + c if monomial in product else c
        if any(c.numerator.bit_length() + c.denominator.bit_length() > BITS for c in product.values()):
            raise NoProof
        return {monomial: c for monomial, c in product.items() if c}

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

    def content(self, terms: Terms, complex_too: bool) -> Monomial:
        """The largest monomial that divides every term."""
        exponents = [dict(monomial) for monomial in terms]
        met = sorted({i for monomial in terms for i, _ in monomial if complex_too or self.atoms[i].real})
        return tuple((i, q) for i, q in ((i, min(e.get(i, 0) for e in exponents)) for i in met) if q)

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
            factor, rest = {((known, 1),): ONE}, self.quotient(terms, self.definition(known))
        elif root := self.square_root(terms):
            i = self.sum_atom(root, self.write(root))
            factor, rest = {((i, 1),): ONE}, self.quotient(terms, self.definition(i))
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

    def divisor(self, terms: Terms) -> int | None:
        """A sum already known that divides the terms, best one that leaves more than a number."""
        met = {i for monomial in terms for i, _ in monomial}
        same = None
        for s in self.sums:
            definition = self.definition(s)
            if all(i in met for monomial in definition for i, _ in monomial) and (
                rest := self.quotient(terms, definition)
            ):
                if constant(rest) is None:
                    return s
                same = s
        return same

    def ranking(self, *several: Terms) -> Callable[[Monomial], list[Any]]:
        """An order of monomials that multiplication keeps: by their exponents, atom after atom."""
        met = sorted({i for terms in several for monomial in terms for i, _ in monomial} - {self.i})

        def rank(monomial: Monomial) -> list[Any]:
            exponents = dict(monomial)
            return [exponents.get(i, 0) for i in met]

        return rank

    def quotient(self, terms: Terms, divisor: Terms) -> Terms | None:
        """terms / divisor by long division, where that leaves no rest."""
        rank = self.ranking(terms, divisor)
        if len({tuple(rank(monomial)) for monomial in divisor}) < len(divisor):
            return None  # terms that only i tells apart have no order
        head = max(divisor, key=rank)
        inverse = {raised(head, -1): 1 / divisor[head]}
        least = [a - b for a, b in zip(min(map(rank, terms)), min(map(rank, divisor)), strict=True)]
        found: Terms = {}
        while terms:
            self.spend(len(terms))
            lead = max(terms, key=rank)
            term = self.times({lead: terms[lead]}, inverse)
            if rank(next(iter(term))) < least or len(found) > QUOTIENT:
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
        if any(q % 2 and self.atoms[i].exponent is None for i, q in lead):
            return None
        waves = not all(self.atoms[i].real for i, _ in lead)
        sign = 1 if terms[lead] > 0 or not waves else -1  # sin² begins with a negative square
        first = self.times({raised(lead, HALF): ONE}, {UNIT if sign > 0 else ((self.i, 1),): ONE})
        terms = scaled(terms, sign / terms[lead])
        inverse = {raised(monomial, -1): 1 / (2 * c) for monomial, c in first.items()}
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

    def conjugate(self, monomial: Monomial) -> tuple[int, Monomial]:
        """The complex conjugate, as a sign and a monomial: what is not real is i, and exp of i times something real."""
        sign = -1 if monomial and monomial[0][0] == self.i else 1
        return sign, tuple((i, q if self.atoms[i].real or i == self.i else -q) for i, q in monomial)

    def mirrored(self, terms: Terms) -> Terms:
        """The complex conjugate of terms."""
        both = [(self.conjugate(monomial), c) for monomial, c in terms.items()]
        return {monomial: sign * c for (sign, monomial), c in both}

    def real_parts(self, terms: Terms) -> Iterator[tuple[Terms, Fraction]]:
        """Real terms as multiples of real monomials, and of complex ones each with its conjugate: of what is real in
        itself.
        """
        for monomial, c in sorted(terms.items()):
            sign, mirror = self.conjugate(monomial)
            if terms.get(mirror) != sign * c:
                raise NoProof
            if mirror == monomial:
                yield {monomial: ONE}, c
            elif mirror < monomial:
                yield {monomial: ONE, mirror: Fraction(sign)}, c

    def write(self, terms: Terms) -> Written:
        """Real terms as one would type them: a monomial and its conjugate are a cosine or a sine."""
        return NAMES.sum(*(self.write_part(next(iter(part)), c) for part, c in reversed([*self.real_parts(terms)])))

    def write_part(self, monomial: Monomial, c: Fraction) -> Written:
        """One term as people write it."""
        factors: list[Written] = []
        angle: Terms = {}
        for i, q in monomial:
            atom = self.atoms[i]
            if not atom.real:
                angle = plus(angle, atom.exponent or {}, Fraction(q))
                continue
            by_sign = atom.negative and q.denominator == 1  # written as its opposite, with the sign in front
            c = -c if by_sign and q % 2 else c
            power = Written(NAMES, str(q), ATOM if isinstance(q, int) and q > 0 else PRODUCT)
            factors.append(NAMES.pow(atom.scaled if by_sign else atom.written, power))
        if angle:
            turned = monomial[0][0] == self.i
            factors.append(NAMES.call("sin" if turned else "cos", self.write(angle)))
            c *= -2 if turned else 2  # i (E - 1/E) and E + 1/E
        return functools.reduce(NAMES.multiply, factors, NAMES.written(str(c)))

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
        return tuple(dict.fromkeys(left.values()))
