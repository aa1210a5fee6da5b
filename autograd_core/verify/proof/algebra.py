"""Algebra: expressions in a normal form in which nearly every identity of a textbook is true term by term.

A number is a sum of monomials c · ∏ atom^q with rational c and q, and these rules do the rest:

    exp(a + b/2) = E(a) E(b)^½          and through it sigmoid, tanh, sinh, softmax
    exp(c log A) = A^c                  so x^(y-1) = x^y / x
    sin u = (E(iu) - E(iu)^-1) / 2i     so sin² + cos² = 1, tan = sin/cos, sums and multiples of angles
    √A = A^½,  log ∏A^q = Σ q log A     with each A positive, which becomes a condition
    a sum S, wherever S^k stands        multiplied out at the end, after the negative powers are cleared

What is zero after that is zero wherever the conditions hold.  What is not may still be.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ...namespaces.floats import FLOATS
from ...namespaces.text import NAMES
from .gammas import Gammas
from .numbers import Sum, letter
from .terms import HALF, ONE, UNIT, NoProof, Terms, constant, plus, scaled

HIGHEST = 20
"""Derivatives of sinc of a higher order are too long to be written out."""


class Algebra(Gammas):
    """The number system of one proof: its atoms, and the conditions of its domain so far.

    Where there is a choice (abs, where, the sign of what stands under a root) the point makes it, and the condition is
    recorded.
    """

    name = "a proof"
    by_hand = True

    def __getattr__(self, letter: str) -> Any:
        if letter.startswith("__"):
            raise AttributeError(letter)
        try:
            return super().__getattr__(letter)  # log2, log10, ... are composed of what it knows
        except AttributeError:
            raise NoProof from None

    # ── exponentials, logarithms and roots ──────────────────────────────────────────────────────────

    @letter
    def exp(self, x: Sum) -> Terms:
        return self.exponential(x.terms)

    @letter
    def log(self, x: Sum) -> Terms:
        return self.logarithm(*self.factored(x.terms, x.written))

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
            self.atoms[i].argument = name, terms
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

    def undone(self, name: str, x: Sum) -> Terms | None:
        """u, where x is what a function makes of u, or its opposite; None where it is not."""
        ((monomial, c), *others) = x.terms.items() or [(UNIT, ONE)]
        if others or len(monomial) != 1 or monomial[0][1] != 1 or abs(c) != 1:
            return None
        argument = self.atoms[monomial[0][0]].argument
        return scaled(argument[1], c) if argument is not None and argument[0] == name else None

    @letter
    def erf(self, x: Sum) -> Terms:
        u = self.undone("erfinv", x)
        return self.odd("erf", x) if u is None else u

    def erfc(self, x: Any) -> Sum:
        return 1 - self.erf(x)

    @letter
    def erfinv(self, x: Sum) -> Terms:
        if (u := self.undone("erf", x)) is not None:
            return u
        if self.side(1 - x**2) <= 0:
            raise NoProof
        return self.odd("erfinv", x)

    def sinc_derivative(self, n: Any, x: Any) -> Sum:
        order = constant(self.number(n).terms)
        if order is None or order.denominator != 1 or not 0 <= order <= HIGHEST:
            raise NoProof
        found: Sum = super().sinc_derivative(int(order), x)
        return found
