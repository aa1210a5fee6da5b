"""What every number system has in common: the alphabet, and the letters that can be spelled with others."""

import functools
import math
import operator
from collections.abc import Callable
from typing import Any


class Namespace:
    """A number system: its operators, and an alphabet of functions spelled as in the Array API standard.

    A subclass gives the elementary letters (`exp`, `log`, `sin`, `where`, ...); the ones below are composed
    of those, in a form that neither overflows nor cancels, and may be overridden where the system knows better.
    """

    name = "this namespace"
    by_hand = False
    """Whether formulas are to be read by people, who prefer y (1 - y) to its accurate form."""

    in_words = False
    """Whether numbers are text, in which no comparison is decided: what holds at a kink alone is then left out."""

    pi: Any = math.pi

    @property
    def e(self) -> Any:
        return self.exp(self.number(1))

    def __getattr__(self, letter: str) -> Any:
        if letter in _COMPOSED:
            return functools.partial(_COMPOSED[letter], self)
        raise AttributeError(f"{self.name} has no {letter}: choose another namespace for this op")

    def evaluate(self, row: Callable[..., Any], *args: Any) -> Any:
        """A lambda of the op table, run over this system."""
        return row(self, *args)

    def apply(self, op: Any, *args: Any) -> Any:
        """The value of an op here."""
        return self.evaluate(op.primal, *args)

    def slope(self, op: Any, x: Any) -> Any:
        """The derivative of an op of one argument, from its row."""
        return self.evaluate(op.local_partials, self.apply(op, x), (x,), (True,), (True,))[0]

    def number(self, x: Any) -> Any:
        """A plain number, as this system writes it."""
        return x

    def literal(self, text: str) -> Any:
        """A written number: the decimal itself in an exact system, else the float nearest to it."""
        return self.number(float(text))

    def leaf(self, name: str, data: float) -> Any:
        """A leaf of a graph, as this system sees it: its data; where numbers are written, its name."""
        return self.number(data)

    def equal(self, x: Any, y: Any) -> Any:
        """Whether two numbers are the same."""
        return x == y

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        """`x` where the condition holds, else `y`; a system whose conditions are no bools overrides it."""
        return x if condition else y

    def exp2(self, x: Any) -> Any:
        return self.pow(2, x)

    def sigmoid(self, x: Any) -> Any:
        """1 / (1 + exp(-x)), by the branch that does not overflow."""
        e = self.exp(-self.abs(x))
        return self.where(x < 0, e, 1) / (1 + e)

    def softplus(self, x: Any) -> Any:
        """log(1 + exp(x)), which is x itself far to the right."""
        return self.maximum(x, 0) + self.log1p(self.exp(-self.abs(x)))

    def gaussian(self, x: Any) -> Any:
        return self.exp(-x * x)

    def normal_pdf(self, x: Any) -> Any:
        return self.exp(-x * x / 2) / self.sqrt(2 * self.pi)

    def normal_cdf(self, x: Any) -> Any:
        return self.erfc(-x / self.sqrt(2)) / 2

    def cbrt(self, x: Any) -> Any:
        return self.sign(x) * self.pow(self.abs(x), self.number(1) / 3)

    def hypot(self, x: Any, y: Any) -> Any:
        return self.sqrt(x * x + y * y)

    def digamma(self, x: Any) -> Any:
        return self.polygamma(0, x)

    def sum(self, *xs: Any) -> Any:
        return functools.reduce(operator.add, xs, self.number(0))

    def dot(self, *wx: Any) -> Any:
        """w1 x1 + w2 x2 + ..., given all the w and then all the x."""
        half = len(wx) // 2
        return self.sum(*map(operator.mul, wx[:half], wx[half:]))

    def logsumexp(self, *xs: Any) -> Any:
        """log(exp(x1) + exp(x2) + ...), after subtracting the largest."""
        largest = self.maximum(*xs)
        shift = self.where(self.abs(largest) < math.inf, largest, 0)
        return shift + self.log(self.sum(*(self.exp(x - shift) for x in xs)))


_COMPOSED: dict[str, Callable[[Any, Any], Any]] = {
    "expm1": lambda m, x: m.exp(x) - 1,
    "log1p": lambda m, x: m.log(1 + x),
    "log2": lambda m, x: m.log(x) / m.log(2),
    "log10": lambda m, x: m.log(x) / m.log(10),
}
"""Letters of last resort, for systems that are exact: rounding would make these forms cancel."""
