"""What every number system has in common: the alphabet, and the letters that can be spelled with others."""

import functools
import math
import operator
from collections.abc import Callable
from types import FunctionType
from typing import Any

from . import sinc

LETTERS = {
    "e": "The base of natural logarithms, 2.718281828...",
    "add": "x + y.", "sub": "x - y.", "subtract": "x - y.", "multiply": "x times y.", "div": "x / y.",
    "divide": "x / y.", "square": "x^2.", "reciprocal": "1 / x.", "product": "x times y.",
    "abs": "|x|.", "sign": "-1, 0 or 1, as x is below, at or above 0.",
    "exp": "e^x.", "exp2": "2^x.", "expm1": "e^x - 1, also exact where x is tiny.",
    "log": "The natural logarithm of x.", "log1p": "log(1 + x), also exact where x is tiny.",
    "log2": "The logarithm of x to base 2.", "log10": "The logarithm of x to base 10.",
    "sqrt": "The square root of x.", "cbrt": "The cube root of x, negative below 0.", "pow": "x^y.",
    "hypot": "sqrt(x^2 + y^2).",
    "sin": "The sine of x, an angle in radians.", "cos": "The cosine of x, an angle in radians.",
    "tan": "The tangent of x, an angle in radians.", "asin": "The angle from -pi/2 to pi/2 whose sine is x.",
    "acos": "The angle from 0 to pi whose cosine is x.", "atan": "The angle from -pi/2 to pi/2 whose tangent is x.",
    "atan2": "The angle from -pi to pi of the point (x, y).",
    "sinh": "The hyperbolic sine of x, (e^x - e^-x) / 2.", "cosh": "The hyperbolic cosine of x, (e^x + e^-x) / 2.",
    "tanh": "The hyperbolic tangent of x, sinh(x) / cosh(x).", "asinh": "The number whose hyperbolic sine is x.",
    "acosh": "The number from 0 on whose hyperbolic cosine is x.",
    "atanh": "The number whose hyperbolic tangent is x.",
    "sigmoid": "1 / (1 + e^-x).", "softplus": "log(1 + e^x).", "gaussian": "e^(-x^2).",
    "normal_pdf": "The density of the standard normal distribution, e^(-x^2/2) / sqrt(2 pi).",
    "normal_cdf": "The probability that a standard normal variable is below x.",
    "erf": "The error function, 2/sqrt(pi) times the integral of e^(-t^2) from 0 to x.",
    "erfc": "1 - erf(x), also exact where erf(x) is close to 1.",
    "erfinv": "The number whose erf is x.",
    "sinc": "sin(pi x) / (pi x), and 1 at 0.", "sinc_derivative": "The derivative of order n of sinc, at x.",
    "lgamma": "log |Gamma(x)|.", "digamma": "The derivative of log Gamma(x).",
    "polygamma": "The derivative of order n of digamma, at x.",
    "floor": "The largest whole number that is not above x.", "ceil": "The smallest whole number that is not below x.",
    "round": "The whole number nearest to x, and of two the even one.", "trunc": "x without its decimals.",
    "maximum": "The largest of the arguments.", "minimum": "The smallest of the arguments.",
    "sum": "The sum of the arguments, and 0 of none.",
    "dot": "w1 x1 + w2 x2 + ..., given all the w and then all the x.",
    "logsumexp": "log(e^x1 + e^x2 + ...).", "where": "x where the condition holds, else y.",
    "number": "A plain number, as this system writes it.", "equal": "Whether two numbers are the same.",
}  # fmt: skip
"""What each letter of the alphabet stands for: what `help` says of it in every number system."""


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
    nothing: Any = 0
    """The slope along a choice not taken, and of a step: a 0 that takes any factor with it, where there are infinities.

    It is a whole partial, or one side of `where`; nothing but a factor is put to it.
    """

    def __init_subclass__(cls) -> None:
        """Say of each letter what it stands for, where a system has nothing to add."""
        for letter, meaning in LETTERS.items():
            function = vars(cls).get(letter)
            function = getattr(function, "__func__", function)
            if isinstance(function, FunctionType | property) and not function.__doc__:
                function.__doc__ = meaning

    @property
    def e(self) -> Any:
        """The base of natural logarithms, 2.718281828..."""
        return self.exp(self.number(1))

    def __getattr__(self, letter: str) -> Any:
        if letter in _COMPOSED:
            return functools.partial(_COMPOSED[letter], self)
        raise AttributeError(f"{self.name} has no {letter}{_near(letter)}: choose another namespace for this op")

    def measured(self, nodes: int, depth: Callable[[], int]) -> Callable[[Any], None]:
        """Refuse a graph that would take minutes here, with a ValueError; the answer looks at each number of it."""
        return lambda y: None

    def evaluate(self, row: Callable[..., Any], *args: Any) -> Any:
        """A lambda of the op table, run over this system."""
        return row(self, *args)

    def apply(self, op: Any, *args: Any) -> Any:
        """The value of an op here."""
        return self.evaluate(op.primal, *args)

    def finely(self, form: Callable[..., Any], *args: Any) -> Any:
        """form(self, ...), a formula that loses digits in floating point; a letter of its name, where there is one."""
        return form(self, *args)

    def slope(self, op: Any, x: Any) -> Any:
        """The derivative of an op of one argument, from its row."""
        return self.number(1) * self.evaluate(op.local_partials, self.apply(op, x), (x,), (True,), (True,))[0]

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

    def likely(self, condition: Any) -> Any:
        """A condition between two forms of one number: where it cannot be told, it may as well hold."""
        return condition

    def exp2(self, x: Any) -> Any:
        """2^x."""
        return self.pow(2, x)

    def sigmoid(self, x: Any) -> Any:
        """1 / (1 + exp(-x)), by the branch that does not overflow."""
        e = self.exp(-self.abs(x))
        return self.where(x < 0, e, 1) / (1 + e)

    def softplus(self, x: Any) -> Any:
        """log(1 + exp(x)), which is x itself far to the right."""
        return self.maximum(x, 0) + self.log1p(self.exp(-self.abs(x)))

    def gaussian(self, x: Any) -> Any:
        """e^(-x^2)."""
        return self.exp(-x * x)

    def normal_pdf(self, x: Any) -> Any:
        """The density of the standard normal distribution."""
        return self.exp(-x * x / 2) / self.sqrt(2 * self.pi)

    def normal_cdf(self, x: Any) -> Any:
        """The probability that a standard normal variable is below x."""
        return self.erfc(-x / self.sqrt(2)) / 2

    def cbrt(self, x: Any) -> Any:
        """The cube root of x, negative below 0."""
        return self.sign(x) * self.pow(self.abs(x), self.number(1) / 3)

    def hypot(self, x: Any, y: Any) -> Any:
        """sqrt(x^2 + y^2)."""
        return self.sqrt(x * x + y * y)

    def fmod(self, x: Any, y: Any) -> Any:
        """What a division rounded towards 0 leaves, which has the sign of x."""
        return x - y * self.trunc(x / y)

    def copysign(self, x: Any, y: Any) -> Any:
        """The size of x with the sign of y; of 0, where that has no sign, it is positive."""
        return self.where(y < 0, -self.abs(x), self.abs(x))

    def digamma(self, x: Any) -> Any:
        """The derivative of log Gamma(x)."""
        return self.polygamma(0, x)

    def sinc(self, x: Any) -> Any:
        """sin(pi x) / (pi x), and 1 at 0."""
        return sinc.exactly(self, 0, x)

    def sinc_derivative(self, n: Any, x: Any) -> Any:
        """The derivative of order n of sinc, at x."""
        return sinc.exactly(self, int(n), x)

    def sum(self, *xs: Any) -> Any:
        """The sum of the arguments, and 0 of none."""
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


def _near(letter: str) -> str:
    """Which letter may have been meant, in a row of somebody's own."""
    if letter in LETTERS or letter.startswith("_"):
        return ""
    from difflib import get_close_matches  # an error is the only one to need it

    near = get_close_matches(letter, LETTERS, n=1)
    return f" (did you mean {near[0]}?)" if near else ""


_COMPOSED: dict[str, Callable[[Any, Any], Any]] = {
    "expm1": lambda m, x: m.exp(x) - 1,
    "log1p": lambda m, x: m.log(1 + x),
    "log2": lambda m, x: m.log(x) / m.log(2),
    "log10": lambda m, x: m.log(x) / m.log(10),
}
"""Letters of last resort, for systems that are exact: rounding would make these forms cancel."""
