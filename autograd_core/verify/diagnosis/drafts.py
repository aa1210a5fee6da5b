"""Drafts: numbers that carry every way of writing them wrong once.

The row of a local partial, run over drafts, gives the partial and what it becomes by one slip in it: y (1 - y) and also
y (1 + y), 1 - y, y, ...  Over FLOATS these are numbers to compare with, over TEXT the words for them, in the same
order.
"""

import operator
from collections.abc import Callable, Iterable
from typing import Any

from ...namespaces.base import Namespace
from .mistakes import Mistake

_IN_DEGREES = ("sin", "cos", "tan")
_COFUNCTION = {"sin": "cos", "cos": "sin", "sinh": "cosh", "cosh": "sinh", "tanh": "tan", "tan": "tanh"}

Wrong = tuple[Mistake, Any]
"""The kind of a slip, and what it makes of the number."""


class Draft:
    """A number of some namespace, and what it becomes by each single slip; `literal` where no variable is in it, with
    its two `factors` where it is a product.
    """

    __slots__ = ("factors", "literal", "m", "right", "wrongs")

    def __init__(self, m: "Drafts", right: Any, wrongs: Iterable[Wrong] = (), literal: bool = False) -> None:
        self.m, self.right, self.wrongs, self.literal = m, right, tuple(wrongs), literal
        self.factors: tuple[Draft, ...] = ()

    # fmt: off
    def __add__(self, other: Any) -> "Draft": return self.m.sum_of(operator.add, operator.sub, self, other)
    def __radd__(self, other: Any) -> "Draft": return self.m.sum_of(operator.add, operator.sub, other, self)
    def __sub__(self, other: Any) -> "Draft": return self.m.sum_of(operator.sub, operator.add, self, other)
    def __rsub__(self, other: Any) -> "Draft": return self.m.sum_of(operator.sub, operator.add, other, self)
    def __mul__(self, other: Any) -> "Draft": return self.m.product(self, other)
    def __rmul__(self, other: Any) -> "Draft": return self.m.product(other, self)
    def __truediv__(self, other: Any) -> "Draft": return self.m.ratio(self, other)
    def __rtruediv__(self, other: Any) -> "Draft": return self.m.ratio(other, self)
    def __floordiv__(self, other: Any) -> "Draft": return self.m.combined(operator.floordiv, self, other)
    def __pow__(self, other: Any) -> "Draft": return self.m.pow(self, other)
    def __neg__(self) -> "Draft": return self.m.combined(operator.neg, self)
    def __lt__(self, other: Any) -> Any: return self.right < self.m.number(other).right
    def __le__(self, other: Any) -> Any: return self.right <= self.m.number(other).right
    def __gt__(self, other: Any) -> Any: return self.right > self.m.number(other).right
    def __ge__(self, other: Any) -> Any: return self.right >= self.m.number(other).right
    # fmt: on


class Drafts:
    """Drafts over a namespace of numbers or of text.  Signs are left out: a lost one looks the same wherever it was
    lost.
    """

    def __init__(self, base: Namespace) -> None:
        self.base = base
        self.pi, self.nothing = (Draft(self, x, literal=True) for x in (base.pi, base.number(0)))

    def number(self, x: Any) -> Draft:
        """A plain number, in which a person may slip too."""
        return x if isinstance(x, Draft) else Draft(self, self.base.number(x), literal=True)

    def finely(self, form: Callable[..., Any], *args: Any) -> Any:
        """A formula as it is written."""
        return form(self, *args)

    def combined(self, f: Callable[..., Any], *args: Any, own: Iterable[Wrong] = ()) -> Draft:
        """f(args), with the slips in each argument and f's own."""
        drafts = [self.number(x) for x in args]
        rights = [draft.right for draft in drafts]
        wrongs = [
            (kind, self._evaluated(f, [*rights[:i], wrong, *rights[i + 1 :]]))
            for i, draft in enumerate(drafts)
            for kind, wrong in draft.wrongs
        ]
        return Draft(self, self._evaluated(f, rights), [*wrongs, *own], all(draft.literal for draft in drafts))

    def _is_one(self, x: Draft) -> bool:
        return x.literal and str(x.right) in ("1", "1.0")

    @staticmethod
    def _evaluated(f: Callable[..., Any], args: list[Any]) -> Any:
        try:
            return f(*args)
        except ArithmeticError:  # a slip may divide by zero where the rule does not
            return float("nan")

    def sum_of(self, f: Callable[..., Any], other: Callable[..., Any], x: Any, y: Any) -> Draft:
        """x + y or x - y, and what comes of taking one for the other."""
        a, b = self.number(x), self.number(y)
        return self.combined(
            f,
            a,
            b,
            own=[(Mistake.PLUS_MINUS, other(a.right, b.right)), (Mistake.TERM, a.right), (Mistake.TERM, b.right)],
        )

    def product(self, x: Any, y: Any) -> Draft:
        """x y, and what comes of losing a factor."""
        a, b = self.number(x), self.number(y)
        own = [(Mistake.NUMBER if lost.literal else Mistake.FACTOR, left.right) for left, lost in ((a, b), (b, a))]
        found = self.combined(operator.mul, a, b, own=own)
        found.factors = (a, b)
        return found

    def ratio(self, x: Any, y: Any) -> Draft:
        """x / y, and what comes of losing the divisor or of turning the ratio upside down."""
        a, b = self.number(x), self.number(y)
        own = [
            (Mistake.NUMBER if b.literal else Mistake.FACTOR, a.right),
            (Mistake.UPSIDE_DOWN, self._evaluated(operator.truediv, [b.right, a.right])),
        ]
        for kept, moved in (b.factors, b.factors[::-1]) if b.factors else ():  # y / 2 for 1 / (2 y)
            if not moved.literal:
                above = moved.right if self._is_one(a) else a.right * moved.right
                own.append((Mistake.UPSIDE_DOWN, self._evaluated(operator.truediv, [above, kept.right])))
        return self.combined(operator.truediv, a, b, own=own)

    def pow(self, x: Any, y: Any) -> Draft:
        """x^y, and what comes of losing the exponent."""
        return self.combined(self.base.pow, x, y, own=[(Mistake.EXPONENT, self.number(x).right)])

    def where(self, condition: Any, x: Any, y: Any) -> Draft:
        """What is chosen, without slips: which branch it is differs between numbers and text."""
        return self.number(
            self.base.where(getattr(condition, "right", condition), self.number(x).right, self.number(y).right)
        )

    def __getattr__(self, letter: str) -> Callable[..., Draft]:
        if letter.startswith("__"):
            raise AttributeError(letter)
        return lambda *args: self.function(letter, *args)

    def function(self, letter: str, *args: Any) -> Draft:
        """Any other letter: a whole to whoever writes it, but for the roots that get lost and the cosines that should
        be sines.
        """
        inside, own = self.number(args[0]).right, list[Wrong]()
        if letter == "sqrt":
            own.append((Mistake.EXPONENT, inside))
        if letter in _COFUNCTION:
            own.append((Mistake.FUNCTION, getattr(self.base, _COFUNCTION[letter])(inside)))
        if letter in _IN_DEGREES:
            degrees = inside * self.base.pi / self.base.number(180)
            own.append((Mistake.DEGREES, getattr(self.base, letter)(degrees)))
        if letter == "log":
            others = (getattr(self.base, other) for other in ("log10", "log2"))
            own += [(Mistake.LOGARITHM, self._evaluated(other, [inside])) for other in others]
        return self.combined(getattr(self.base, letter), *args, own=own)
