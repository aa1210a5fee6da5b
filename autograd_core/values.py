"""VALUES: the namespace whose numbers are Values, for derivatives of derivatives; WRITTEN: the same for text; DERIVED:
for those that are judged, whose constants stay exact."""

import math
from collections.abc import Callable
from typing import Any

from . import ops
from .namespaces import FLOATS
from .namespaces.exact import Exact, computed
from .ops import OPS, Op
from .value import Value


class _Values:
    """The namespace whose numbers are nodes: each letter is a row, so derivatives can be differentiated again."""

    name = "VALUES"
    by_hand = in_words = False
    pi = FLOATS.pi
    nothing = FLOATS.nothing
    where = staticmethod(ops.where)
    equal = staticmethod(FLOATS.equal)

    def __getattr__(self, letter: str) -> Any:
        try:
            op = OPS[letter]
        except KeyError:
            raise AttributeError(f"VALUES has no {letter}: add it to the op table with op({letter!r}, ...)") from None
        return (lambda *args: op.apply(args)) if op.spread else op

    def evaluate(self, row: Callable[..., Any], *args: Any) -> Any:
        return row(self, *args)

    def apply(self, op: Op, *args: Any) -> Any:
        return op.apply(args)

    def finely(self, form: Callable[..., Any], *args: Any) -> Any:
        """The formula itself, for which there is no letter here."""
        return form(self, *args)

    def likely(self, condition: Any) -> Any:
        """A condition, which can always be told."""
        return condition

    def slope(self, op: Op, x: Any) -> Any:
        return self.evaluate(op.local_partials, self.apply(op, x), (x,), (True,), (True,))[0]

    def number(self, x: Any) -> Any:
        return x

    def leaf(self, name: str, data: float) -> Value:
        return Value(data, label=name)


class _Written(_Values):
    """VALUES in which a constant stays what is written: 1/3 is an Exact, and so is what is computed from it alone."""

    name = "WRITTEN"
    pi, e = Exact(math.pi, ("pi",)), Exact(math.e, ("e",))
    longest = 5_000
    """A constant of more numbers and operations than this is the float it comes to."""

    def literal(self, text: str) -> float:
        """A written number."""
        from fractions import Fraction

        x = float(text)
        return x if computed(text) or _held(x, Fraction(text)) else Exact(x, (text,))

    def apply(self, op: Op, *args: Any) -> Any:
        return self._computed("apply", op, args)

    def slope(self, op: Op, x: Any) -> Any:
        return self._computed("slope", op, (x,))

    def _computed(self, how: str, op: Op, args: tuple[Any, ...]) -> Any:
        """What is made of these; of plain numbers alone an Exact, where a float that is so printed is not the same."""
        if not all(isinstance(x, int | float) for x in args):
            return getattr(VALUES, how)(op, *args)
        y = float(getattr(FLOATS, how)(op, *map(FLOATS.number, args)))
        if not any(isinstance(x, Exact) for x in args):
            from .namespaces import FRACTIONS

            try:
                if _held(y, getattr(FRACTIONS, how)(op, *map(FRACTIONS.number, args))):
                    return y
            except (ValueError, ArithmeticError):  # such as a root: it has no exact value
                pass
        program = [step for x in args for step in (x.program if isinstance(x, Exact) else (x,))]
        return Exact(y, (*program, (how, op, len(args)))) if len(program) < self.longest else y


class _Derived(_Values):
    """VALUES in which what is computed of constants alone stays exact: the slope 1/3 of x/3, and ln(2) of 2^x."""

    name = "DERIVED"

    def __getattr__(self, letter: str) -> Any:
        row = getattr(VALUES, letter)
        return lambda *args: row(*args) if any(map(_is_node, args)) else _joined(letter, *args)

    def number(self, x: Any) -> Any:
        return _Constant(x) if isinstance(x, int | float) else x


class _Constant(Exact):
    """A constant of a derivative: what it makes with numbers is another."""

    __slots__ = ()

    def __new__(cls, x: Any) -> "_Constant":
        return super().__new__(cls, x, x.program if isinstance(x, Exact) else (x,))  # type: ignore[return-value]  # it is of this class

    def __neg__(self) -> Any:
        return _joined("neg", self)

    def __add__(self, other: Any) -> Any:
        return _joined("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return _joined("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return _joined("sub", self, other)

    def __rsub__(self, other: Any) -> Any:
        return _joined("sub", other, self)

    def __mul__(self, other: Any) -> Any:
        return _joined("mul", self, other)

    def __rmul__(self, other: Any) -> Any:
        return _joined("mul", other, self)

    def __truediv__(self, other: Any) -> Any:
        return _joined("div", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _joined("div", other, self)

    def __pow__(self, other: Any, mod: None = None) -> Any:
        return _joined("pow", self, other)

    def __rpow__(self, other: Any, mod: None = None) -> Any:
        return _joined("pow", other, self)


def _joined(letter: str, *args: Any) -> Any:
    """What is made of numbers alone; beside a node, what that makes of them."""
    if any(map(_is_node, args)):
        return NotImplemented
    return _Constant(WRITTEN.apply(OPS[letter], *args))


def _is_node(x: Any) -> bool:
    return not isinstance(x, int | float)


def _held(x: float, exact: Any) -> bool:
    """Whether a float, and the decimal it prints as, are just that number."""
    from fractions import Fraction

    return math.isfinite(x) and Fraction(x) == exact == Fraction(repr(x))


VALUES, WRITTEN, DERIVED = _Values(), _Written(), _Derived()
