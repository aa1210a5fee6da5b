"""Steps and choices: which side of a kink the point lies on, as a condition of the proof."""

import functools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ...namespaces.floats import FLOATS
from ...namespaces.text import NAMES
from .numbers import Numbers, Sum, letter
from .terms import HALF, ONE, UNIT, NoProof, Terms, constant, scaled


class Choices(Numbers):
    """abs, sign, steps, where and the largest of several."""

    @letter
    def abs(self, x: Sum) -> Terms:
        try:
            return scaled(x.terms, Fraction(self.side(x)))
        except NoProof:  # at 0, say: the size is left alone until it matters, as beside what is differentiated
            size = self.atom(
                ("abs", tuple(sorted(x.terms.items()))), NAMES.call("abs", x.written), abs(self.here(x.terms))
            )
            self.atoms[size].late = lambda: scaled(x.terms, Fraction(self.side(x)))
            return {((size, 1),): ONE}

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
        n = step(value)
        if self.side(x - (n - shift)) <= 0 or self.side(n + 1 - shift - x) <= 0:
            raise NoProof
        return self.number(n)

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
