"""The atoms of a proof: what monomials are made of, where the point lies on each, and what is assumed of them."""

import functools
import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from ...clock import is_over, until
from ...namespaces.text import ATOM, NAMES, PRODUCT, Written
from .terms import BITS, ONE, UNIT, Monomial, NoProof, Terms, approximate, plus, raised, rational

FUEL, ATOMS = 200_000, 300
"""At most so many steps, and atoms."""
SECONDS = 1.5
"""No proof takes longer, nor longer than the claim that asks for it may."""


class Atom:
    """What monomials are made of: `original` over `scale`, or its opposite where that is what is positive at the
    point.
    """

    __slots__ = (
        "argument", "circle", "definition", "exponent", "late", "leaf", "negative", "nonzero", "original", "positive",
        "power_of", "real", "scale", "value",
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
        self.argument: tuple[str, Terms] | None = None  # of erf(u), erfinv(u): the name, and u

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


class Atoms:
    """The atoms of one proof, products of terms in them, and the conditions of its domain so far."""

    def __init__(self) -> None:
        self.fuel, self.most, self.until = FUEL, ATOMS, until(SECONDS)
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
        if self.fuel < 0 or is_over(self.until):
            raise NoProof

    def atom(self, key: Any, written: Written, value: complex = math.nan, **facts: Any) -> int:
        """The number of the atom of that key, made where there is none yet."""
        if key not in self.numbered:
            if len(self.atoms) > self.most:
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

    # ── the point, and the domain ───────────────────────────────────────────────────────────────────

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

    # ── products, and what they look like ───────────────────────────────────────────────────────────

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
