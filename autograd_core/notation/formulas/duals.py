"""Dual numbers: a value and its slope along one direction, over any namespace, dual numbers among them."""

from collections.abc import Callable, Sequence
from typing import Any

from ...namespaces.interval import Undetermined
from ...ops import OPS, Op


class Dual:
    """x + slope·ε, where ε² = 0; the slope of what does not move is None."""

    __slots__ = ("m", "slope", "x")

    def __init__(self, m: "Duals", x: Any, slope: Any) -> None:
        self.m, self.x, self.slope = m, x, slope

    # fmt: off
    def __add__(self, y: Any) -> Any: return self.m.apply(OPS["add"], self, y)
    def __radd__(self, y: Any) -> Any: return self.m.apply(OPS["add"], y, self)
    def __sub__(self, y: Any) -> Any: return self.m.apply(OPS["sub"], self, y)
    def __rsub__(self, y: Any) -> Any: return self.m.apply(OPS["sub"], y, self)
    def __mul__(self, y: Any) -> Any: return self.m.apply(OPS["mul"], self, y)
    def __rmul__(self, y: Any) -> Any: return self.m.apply(OPS["mul"], y, self)
    def __truediv__(self, y: Any) -> Any: return self.m.apply(OPS["div"], self, y)
    def __rtruediv__(self, y: Any) -> Any: return self.m.apply(OPS["div"], y, self)
    def __floordiv__(self, y: Any) -> Any: return self.m.apply(OPS["floordiv"], self, y)
    def __mod__(self, y: Any) -> Any: return self.m.apply(OPS["mod"], self, y)
    def __pow__(self, y: Any) -> Any: return self.m.apply(OPS["pow"], self, y)
    def __rpow__(self, y: Any) -> Any: return self.m.apply(OPS["pow"], y, self)
    def __neg__(self) -> Any: return self.m.apply(OPS["neg"], self)
    def __lt__(self, y: Any) -> Any: return self.x < self.m.primal(y)
    def __le__(self, y: Any) -> Any: return self.x <= self.m.primal(y)
    def __gt__(self, y: Any) -> Any: return self.x > self.m.primal(y)
    def __ge__(self, y: Any) -> Any: return self.x >= self.m.primal(y)
    # fmt: on


class Duals:
    """The dual numbers over a namespace: each letter is a row of the op table, its slope the rule of that row.

    For a derivative of some `order`, dual numbers over dual numbers move along the same direction.
    """

    def __init__(self, base: Any, order: int = 1) -> None:
        self.base, self.by_hand = (base if order == 1 else Duals(base, order - 1)), base.by_hand
        self.order = order
        self.pi, self.e, self.nothing = base.pi, base.e, base.nothing

    def number(self, x: Any) -> Any:
        """A plain number, as one that does not move."""
        return x if isinstance(x, Dual) and x.m is self else Dual(self, self.base.number(x), None)

    def literal(self, text: str) -> Any:
        """A written number, which does not move."""
        return self.number(self.base.literal(text))

    def slope(self, op: Op, x: Any) -> Any:
        """The derivative of an op of one argument, from its row."""
        return self.evaluate(op.local_partials, self.apply(op, x), (x,), (True,), (True,))[0]

    def along(self, x: Any, *slopes: Any) -> Dual:
        """x, whose derivatives of order 1, 2, ... are given, as far as this namespace goes; those beyond are 0."""
        slope = slopes[0] if slopes else 0
        if self.order == 1:
            return Dual(self, self.base.number(x), self.base.number(slope))
        return Dual(self, self.base.along(x, *slopes), self.base.along(slope, *slopes[1:]))

    def derivative(self, x: Any) -> Any:
        """The slope of the highest order."""
        slope = self.number(x).slope
        slope = self.base.number(0) if slope is None else slope
        return self.base.derivative(slope) if self.order > 1 else slope

    def primal(self, x: Any) -> Any:
        """The number itself, without how it moves."""
        return x.x if isinstance(x, Dual) and x.m is self else self.base.number(x)

    def evaluate(self, row: Callable[..., Any], *args: Any) -> Any:
        """A lambda of the op table, run over this system."""
        return row(self, *args)

    def finely(self, form: Callable[..., Any], *args: Any) -> Any:
        """The formula itself, for which there is no letter here."""
        return form(self, *args)

    def apply(self, op: Op, *args: Any) -> Dual:
        """The value of an op here, and how it moves with its arguments."""
        duals = [self.number(x) for x in args]
        xs = tuple(d.x for d in duals)
        moving = [d.slope is not None for d in duals]
        y, slope = self.base.number(self.base.apply(op, *xs)), None
        if any(moving):
            if op.kink is not None and self.base.evaluate(op.kink, *xs) is True:
                raise Undetermined(f"{op.name} is at its kink, where it has no derivative")
            partials: Sequence[Any] = self.base.evaluate(op.local_partials, y, xs, moving, moving)
            for d, partial in zip(duals, partials):
                if d.slope is not None and partial is not self.nothing:
                    share = self.base.number(partial) * d.slope
                    slope = share if slope is None else slope + share
        return Dual(self, y, slope)

    def where(self, condition: Any, x: Any, y: Any) -> Dual:
        """`x` where the condition holds, else `y`, each with how it moves."""
        a, b = self.number(x), self.number(y)
        slope = None
        if a.slope is not None or b.slope is not None:
            slopes = (self.base.number(0) if d.slope is None else d.slope for d in (a, b))
            slope = self.base.where(condition, *slopes)
        return Dual(self, self.base.where(condition, a.x, b.x), slope)

    def equal(self, x: Any, y: Any) -> Any:
        """Whether two numbers are the same, however they move."""
        return self.base.equal(self.primal(x), self.primal(y))

    def likely(self, condition: Any) -> Any:
        """A condition between two forms of one number, as the numbers beneath take it."""
        return self.base.likely(condition)

    def __getattr__(self, letter: str) -> Callable[..., Dual]:
        if letter not in OPS:
            raise AttributeError(f"dual numbers have no {letter}: add it to the op table with op({letter!r}, ...)")
        return lambda *args: self.apply(OPS[letter], *args)
