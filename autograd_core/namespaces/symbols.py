"""Symbols: sympy expressions, for derivatives in closed form and for proofs."""

import functools
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from ..words import in_expressions
from .base import Namespace
from .exact import Exact, plain
from .nothing import NOTHING, Choice, may_be_nothing
from .rationals import LARGEST

MOST, DEEPEST = 1_000, 200
"""The largest graph that is written as a formula."""


@functools.cache
def sympy() -> Any:
    """The sympy module, imported when it is first needed."""
    try:
        import sympy
    except ImportError:
        raise ImportError("SYMBOLS needs sympy: pip install 'autograd-core[symbols]'") from None
    return sympy


@functools.cache
def _round_half_even() -> Any:
    """sympy knows no rounding of its own to the nearest integer; this one is a step, so its derivative is 0."""

    class RoundHalfEven(sympy().Function):  # type: ignore[misc]  # sympy is imported when it is asked for
        is_real = True

        @classmethod
        def eval(cls, x: Any) -> Any:
            return sympy().Integer(round(Fraction(int(x.p), int(x.q)))) if x.is_Rational else None

        def fdiff(self, argindex: int = 1) -> Any:
            return sympy().Integer(0)

    return RoundHalfEven


class Symbols(Namespace):
    """sympy expressions.  A constant is read as the decimal it prints as: 0.1 is one tenth."""

    name = "SYMBOLS"
    by_hand = True
    nothing = NOTHING
    spelled: Mapping[str, str] = {
        "abs": "Abs",
        "ceil": "ceiling",
        "lgamma": "loggamma",
        "maximum": "Max",
        "minimum": "Min",
    }

    def measured(self, nodes: int, depth: Callable[[], int]) -> Callable[[Any], None]:
        """Refuse a graph of more than MOST nodes, or of more than DEEPEST on top of each other."""
        if nodes > MOST or depth() > DEEPEST:
            size = f"{nodes:,} nodes" if nodes > MOST else f"{depth():,} ops on top of each other"
            raise ValueError(
                f"SYMBOLS writes formulas of at most {MOST:,} nodes and {DEEPEST:,} ops on top of each other, since "
                f"sympy takes minutes for more; got {size}: use FLOATS, or ask node by node"
            )
        return super().measured(nodes, depth)

    def __getattr__(self, letter: str) -> Any:
        try:
            return getattr(sympy(), self.spelled.get(letter, letter))
        except AttributeError:
            return super().__getattr__(letter)

    def __getattribute__(self, letter: str) -> Any:
        return sympy().pi if letter == "pi" else super().__getattribute__(letter)

    def number(self, x: Any) -> Any:
        if isinstance(x, Exact) and math.isfinite(x):
            return x.over(self)
        x = plain(x)
        if isinstance(x, float) and math.isfinite(x):
            return sympy().Rational(repr(float(x)))
        return sympy().sympify(x)

    def literal(self, text: str) -> Any:
        return sympy().Rational(text)

    @property
    def e(self) -> Any:
        return sympy().E

    def pow(self, x: Any, y: Any) -> Any:
        x, y = sympy().sympify(x), sympy().sympify(y)
        if x.is_Rational and y.is_Rational and abs(y) * (x.p.bit_length() + x.q.bit_length()) > LARGEST:
            raise ValueError(f"a power of more than {LARGEST:,} bits is not worked out over SYMBOLS")
        return sympy().Pow(x, y)

    def leaf(self, name: str, data: float) -> Any:
        return sympy().Symbol(in_expressions(name), real=True)

    def equal(self, x: Any, y: Any) -> Any:
        return sympy().Eq(x, y)

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        if may_be_nothing(x) or may_be_nothing(y):
            return Choice(self, condition, x, y)
        return sympy().Piecewise((self.number(x), condition), (self.number(y), True))

    def cbrt(self, x: Any) -> Any:
        return sympy().real_root(x, 3)

    def sigmoid(self, x: Any) -> Any:
        return 1 / (1 + sympy().exp(-x))

    def softplus(self, x: Any) -> Any:
        return sympy().log(1 + sympy().exp(x))

    def sum(self, *xs: Any) -> Any:
        """The sum of the arguments at once: one after the other takes sympy time squared."""
        return sympy().Add(*map(sympy().sympify, xs))

    def logsumexp(self, *xs: Any) -> Any:
        return sympy().log(self.sum(*map(sympy().exp, xs)))

    def digamma(self, x: Any) -> Any:
        return sympy().digamma(x)

    def sinc(self, x: Any) -> Any:
        return sympy().sinc(sympy().pi * x)

    def sinc_derivative(self, n: Any, x: Any) -> Any:
        if not sympy().sympify(n).is_Integer:
            raise ValueError(f"sinc_derivative over SYMBOLS needs a whole number for its order; got {n}")
        at = sympy().Dummy("x", real=True)
        return sympy().diff(sympy().sin(sympy().pi * at) / (sympy().pi * at), at, int(n)).subs(at, x)

    def trunc(self, x: Any) -> Any:
        return sympy().sign(x) * sympy().floor(sympy().Abs(x))

    def round(self, x: Any) -> Any:
        return _round_half_even()(x)


SYMBOLS = Symbols()
