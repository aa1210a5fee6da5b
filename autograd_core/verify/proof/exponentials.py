"""Exponentials and logarithms of terms: exp(a + b/2) is E(a) E(b)^(1/2), and exp(c log A) is A^c."""

import cmath
import math
from fractions import Fraction

from ...namespaces.floats import FLOATS
from ...namespaces.text import NAMES
from .atoms import Atom
from .normal_form import NormalForm
from .terms import HALF, ONE, UNIT, Monomial, Terms, constant, plus, raised, rational


class Exponentials(NormalForm):
    """exp of terms, turned or not, and the logarithm of what is positive."""

    def __init__(self) -> None:
        super().__init__()
        self.half_turn = self.atom("pi", NAMES.written("pi"), math.pi, positive=True, nonzero=True)

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

    def logarithm(self, c: Fraction, monomial: Monomial) -> Terms:
        """The sum of the logarithms of what c times a monomial is made of."""
        total: Terms = {}
        for i, q in self.all_positive(c, monomial):
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


def exp_of(x: complex) -> complex:
    """e^x of a complex number, and NaN where it overflows."""
    try:
        return cmath.exp(x)
    except (OverflowError, ValueError):
        return complex(math.nan)
