"""Exact: a constant as it is written, 1/3 or pi/6, beside the float that it comes to."""

import numbers
from typing import Any

NAMED = ("pi", "e")
"""The numbers that have names, which every namespace knows as its own."""


class Exact(float):
    """A number that is known exactly, though no float holds it; computing in floats takes it for the nearest one.

    `program` is how it is written, in postfix order: the text of a decimal, the name of a number, a plain number, or
    what is done with so many operands ("apply" or "slope", the op, their count).  `over` computes it in any namespace:
    1/3 is a fraction over fractions, an enclosure over intervals, and `1 / 3` in text.

    >>> from autograd_core import FRACTIONS, parse
    >>> third = parse("1/3", {})
    >>> third, third.over(FRACTIONS)
    (0.3333333333333333, Fraction(1, 3))
    """

    __slots__ = ("program",)

    program: tuple[Any, ...]

    def __new__(cls, x: float, program: tuple[Any, ...]) -> "Exact":
        made = super().__new__(cls, x)
        made.program = program
        return made

    def over(self, m: Any) -> Any:
        """Its value over a namespace."""
        stack: list[Any] = []
        for step in self.program:
            if isinstance(step, str):
                stack.append(getattr(m, step) if step in NAMED else m.literal(step))
            elif isinstance(step, tuple):
                how, op, count = step
                args = stack[-count:]
                del stack[-count:]
                stack.append(getattr(m, how)(op, *args))
            else:
                stack.append(m.number(step))
        return stack[0]

    def __reduce__(self) -> tuple[Any, ...]:
        return Exact, (float(self), self.program)


def computed(text: str) -> bool:
    """Whether a decimal is one that computers write: a float of 16 or 17 digits, which rounds some other number."""
    digits = text.lower().partition("e")[0].replace(".", "").strip("0")
    return len(digits) in (16, 17) and repr(float(text)) == text.lower()


def plain(x: Any) -> Any:
    """A plain number of any library as Python's own: numpy's integers are ints, its single precision is a float."""
    if isinstance(x, int | float):
        return x
    if isinstance(x, numbers.Integral):
        return int(x)
    return x if isinstance(x, numbers.Rational) or not isinstance(x, numbers.Real) else float(x)
