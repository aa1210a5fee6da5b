"""Numbers modulo a prime, in which two formulas that are one function of their leaves come to one residue.

Leaves and the values of functions are drawn at random, so that what differs by however little, as by 1e-300, comes to
another residue, but for one chance in some 10^18 for each operation (Schwartz 1980, Zippel 1979).
"""

import math
import random
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..clock import time_is_up
from .base import Namespace
from .exact import Exact, plain
from .interval import MAYBE, Interval, Truth, Undetermined
from .interval_arithmetic import NAMED
from .intervals import Intervals
from .residue import (
    PRIME,
    Homomorphism,
    Residue,
    inverse,
    is_upper,
    minus,
    of_angles,
    plus,
    power,
    root,
    times,
)

LONGEST = 30
"""The whole part of an exponent has no more digits."""
_ODD = ("erf", "erfinv", "asin", "atan", "asinh", "atanh", "cbrt")


class Residues(Namespace):
    """Residues modulo a prime, drawn with a seed; constants are the floats or the decimals that `over` reads.

    Of two roots one is taken, and not always the one that is positive; `rooted` says whether any was.
    """

    name = "RESIDUES"
    by_hand = True

    def __init__(self, over: Intervals, seed: str) -> None:
        self.over, self.rooted = over, False
        self._random, self._drawn, self._calls = random.Random(seed), dict[Any, int](), 0
        self._numbers: dict[Any, Residue] = {}
        self._exp = Homomorphism(plus, minus, times, inverse, (0, 1))
        self._log = Homomorphism(times, inverse, plus, minus, (1, 0))
        self._half_tangent = Homomorphism(plus, minus, of_angles, minus, (0, 0))

    def draw(self, *key: Any) -> int:
        """A random residue for each key, the same whenever it is asked for."""
        if key not in self._drawn:
            self._drawn[key] = self._random.randrange(1, PRIME)
        return self._drawn[key]

    def fresh(self) -> int:
        """A residue that is drawn for nothing else."""
        return self._random.randrange(1, PRIME)

    def evaluate(self, row: Callable[..., Any], *args: Any) -> Any:
        self._look()
        return row(self, *args)

    def _look(self) -> None:
        """Now and then, whether the time is up.  Raises Undetermined."""
        self._calls += 1
        if not self._calls % 64 and time_is_up():
            raise Undetermined("more time would be needed")

    def __getattr__(self, letter: str) -> Any:
        if letter.startswith("_"):
            raise AttributeError(letter)
        if letter in ("expm1", "log1p", "log2", "log10"):
            return super().__getattr__(letter)
        return lambda *args: self._function(letter, *map(self.number, args))

    def _function(self, letter: str, *args: Residue) -> Residue:
        """A function of which nothing is known but that it is one, and perhaps that it is odd."""
        at = (getattr(self.over, letter), *args)
        if letter in _ODD and not is_upper(args[0].n):
            return Residue(self, -self.draw(letter, minus(args[0].n)), at)
        return Residue(self, self.draw(letter, *(x.n for x in args)) if any(x.n for x in args) else 0, at)

    # ── numbers ──────────────────────────────────────────────────────────────────────────────

    def number(self, x: Any) -> Residue:
        if type(x) is Residue:
            return x
        if isinstance(x, Exact):
            return self.number(x.over(self))
        key = type(x), x
        if key not in self._numbers:
            self._numbers[key] = self._plain(plain(x))
        return self._numbers[key]

    def _plain(self, x: Any) -> Residue:
        if isinstance(x, float) and abs(x) in NAMED:
            size: Residue = {NAMED[0]: self.pi, NAMED[1]: 2 * self.pi, NAMED[2]: self.e}[abs(x)]
            return size if x > 0 else -size
        if isinstance(x, float) and not math.isfinite(x):
            raise Undetermined("an infinity has no residue")
        return self._residue(self.over.meant(x), self.over.number(x))

    def read(self, x: Any) -> Residue:
        """An exact number, which is none of the named constants."""
        at = self.over.read(x)
        if not at.finite:
            raise Undetermined("an infinity has no residue")
        return self._residue(Fraction(at.lo) if at.exact else Fraction(x), at)

    def _residue(self, x: Fraction, at: Interval) -> Residue:
        return Residue(self, x.numerator * inverse(x.denominator), at)

    def literal(self, text: str) -> Residue:
        return self.read(Decimal(text))

    @property
    def pi(self) -> Any:
        return Residue(self, self.draw("pi"), self.over.pi)

    def drawn(self, leaf: Any, at: Interval) -> Residue:
        """A leaf, drawn at random."""
        return Residue(self, self.draw("leaf", leaf), at)

    # ── choices, as at the point ─────────────────────────────────────────────────────────────

    def equal(self, x: Any, y: Any) -> Truth:
        same: Truth = self.number(x) == y
        return same

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        if condition is MAYBE and self.number(x).n != self.number(y).n:
            raise Undetermined("a choice between two residues cannot be made")
        return x if condition is MAYBE or condition else y

    def maximum(self, *xs: Any) -> Residue:
        return self._chosen(self.over.maximum, xs)

    def minimum(self, *xs: Any) -> Residue:
        return self._chosen(self.over.minimum, xs)

    def _chosen(self, choose: Callable[..., Interval], xs: tuple[Any, ...]) -> Residue:
        ys = [self.number(x) for x in xs]
        chosen = choose(*(y.at for y in ys))
        found = next((y for y in ys if y.at is chosen), None)
        if found is None or any(y.n != found.n and chosen.lo in y.at for y in ys):
            raise Undetermined("a choice between two residues cannot be made")
        return found

    def sign(self, x: Any) -> Residue:
        return self._step("sign", x)

    def abs(self, x: Any) -> Residue:
        return self.number(x) * self.sign(x)

    def floor(self, x: Any) -> Residue:
        return self._step("floor", x)

    def ceil(self, x: Any) -> Residue:
        return self._step("ceil", x)

    def round(self, x: Any) -> Residue:
        return self._step("round", x)

    def trunc(self, x: Any) -> Residue:
        return self._step("trunc", x)

    def _step(self, letter: str, x: Any) -> Residue:
        at = getattr(self.over, letter)(self.number(x).at)
        if not at.exact:
            raise Undetermined("a step between two residues cannot be made")
        return self.read(at.lo)

    # ── functions that stand in known relations ──────────────────────────────────────────────

    def exp(self, x: Any) -> Residue:
        """exp(a + b) is exp(a) exp(b), and exp(log(x)) is x."""
        self._look()  # a single row may have a hundred thousand arguments
        x = self.number(x)
        n = self._exp(x.n, self.fresh, x.parts)
        self._log.put(n, x.n)
        return Residue(self, n, (self.over.exp, x))

    def sigmoid(self, x: Any) -> Residue:
        x = self.number(x)
        return Residue(self, (1 / (1 + self.exp(-x))).n, (self.over.sigmoid, x))

    def tanh(self, x: Any) -> Residue:
        x = self.number(x)
        e = self.exp(x)
        return Residue(self, ((e - 1 / e) / (e + 1 / e)).n, (self.over.tanh, x))

    def sinh(self, x: Any) -> Residue:
        x = self.number(x)
        e = self.exp(x)
        return Residue(self, ((e - 1 / e) / 2).n, (self.over.sinh, x))

    def cosh(self, x: Any) -> Residue:
        x = self.number(x)
        e = self.exp(x)
        return Residue(self, ((e + 1 / e) / 2).n, (self.over.cosh, x))

    def log(self, x: Any) -> Residue:
        """log(a b) is log(a) + log(b), and log(exp(x)) is x."""
        x = self.number(x)
        n = self._log(x.n, self.fresh)
        self._exp.put(n, x.n)
        return Residue(self, n, (self.over.log, x))

    def softplus(self, x: Any) -> Residue:
        x = self.number(x)
        return Residue(self, self.log(1 + self.exp(x)).n, (self.over.softplus, x))

    def logsumexp(self, *xs: Any) -> Residue:
        return self.log(self.sum(*map(self.exp, xs)))

    def sin(self, x: Any) -> Residue:
        """By the tangent t of half the angle, 2t/(1 + t²): so sin² + cos² is 1."""
        t, x = self._half(x), self.number(x)
        return Residue(self, 2 * t * inverse(1 + t * t), (self.over.sin, x))

    def cos(self, x: Any) -> Residue:
        t, x = self._half(x), self.number(x)
        return Residue(self, (1 - t * t) * inverse(1 + t * t), (self.over.cos, x))

    def tan(self, x: Any) -> Residue:
        return self.sin(x) / self.cos(x)

    def _half(self, x: Any) -> Any:
        n = self.number(x).n
        return self._half_tangent(n, self.fresh)

    def erfc(self, x: Any) -> Residue:
        x = self.number(x)
        return Residue(self, (1 - self.erf(x)).n, (self.over.erfc, x))

    def sqrt(self, x: Any) -> Residue:
        """One of the two roots, always the same."""
        x = self.number(x)
        return Residue(self, self._root(x.n), (self.over.sqrt, x))

    def _root(self, n: Any) -> Any:
        self.rooted = True
        return root(n)

    def pow(self, x: Any, y: Any) -> Residue:
        """A product for the whole part of the exponent, and a root for a half: so x times x^(y - 1) is x^y."""
        x, y = self.number(x), self.number(y)
        below, n = self.over.floor(y.at), 1
        if not below.exact or below.lo.adjusted() > LONGEST:
            raise Undetermined("the whole part of an exponent cannot be told")
        if whole := int(below.lo):
            n = power(x.n if whole > 0 else inverse(x.n), abs(whole))
        rest = (y.n - whole) % PRIME
        if rest == inverse(2):
            n *= self._root(x.n)
        elif rest:
            n *= self.draw("pow", x.n, rest)
        return Residue(self, n, (self.over.pow, x, y))
