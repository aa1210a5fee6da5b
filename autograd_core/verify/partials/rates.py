"""Learning rates: a fraction, or a constant such as pi/10; and the constant that multiplies the rest of a line."""

import ast
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from ... import ops
from ...formula import Expression, FormulaError, Instruction, read
from ...namespaces import FLOATS
from ...namespaces.interval import Interval
from ..truth.ladder import middle
from ..truth.limits import apart

Rate = Fraction | Expression
"""A fraction, or an expression of numbers alone that comes to none."""


NEARLY = 1e-13
"""A float was rounded from what is nearer to it than this share."""
EXTREME = 300
"""A step is no longer, and no shorter, than this power of ten and its inverse."""
_PREFIX = re.compile(r"\b(?:np|numpy|math|torch|jnp)\.")


def rate_over(rate: Rate, m: Any) -> Any:
    """A learning rate over a namespace."""
    return m.number(rate.over(m, {}.__getitem__) if isinstance(rate, Expression) else rate)


def as_float(rate: Rate) -> float:
    """A learning rate as a float."""
    return float(rate_over(rate, FLOATS) if isinstance(rate, Expression) else rate)


def are_apart(one: Rate, other: Rate, m: Any) -> bool:
    """Whether two learning rates differ, over intervals m where they are no fractions."""
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one != other
    return apart(m.number(rate_over(one, m)), m.number(rate_over(other, m)))


def rate_of(step: Interval, constants: Iterable[Expression]) -> Rate | None:
    """A number as a short fraction, or as one times some constant; None where it is neither."""
    if (ratio := _short(step)) is not None:
        return ratio
    for constant in constants:
        if (ratio := _short(step / rate_over(constant, step.m))) is not None:
            return _times(constant, ratio)
    return None


def _short(x: Interval) -> Fraction | None:
    """The short fraction that a number is; None where it is none."""
    if not x.finite or abs(x.magnitude.adjusted()) > EXTREME:
        return None
    ratio = Fraction(middle(x)).limit_denominator(10**6)
    return ratio if abs(ratio - Fraction(middle(x))) < Fraction(1, 10**30) else None


def length_in(line: ast.stmt, step: float) -> Rate:
    """The length of a step in a line of Python that takes so long a one: a short fraction, one times a constant of the
    line, or else the float.
    """
    if (ratio := _near(step)) is not None:
        return ratio
    value = getattr(line, "value", None)
    try:
        written = read(_PREFIX.sub("", ast.unparse(value)), (), any_name=True) if value is not None else None
    except FormulaError:
        written = None
    for constant in factors(written.program) if written is not None else ():
        if (ratio := _near(step / as_float(constant))) is not None:
            return _times(constant, ratio)
    return Fraction(step)


def _near(x: float) -> Fraction | None:
    """The short fraction that a float may have been rounded from; None where there is none."""
    ratio = Fraction(x).limit_denominator(10**6) if math.isfinite(x) else Fraction(0)
    return ratio if ratio and abs(float(ratio) - x) <= NEARLY * abs(x) else None


def _times(rate: Expression, ratio: Fraction) -> Expression:
    """A constant times a fraction."""
    steps = [Instruction("number", str(n), 0, 0) for n in (abs(ratio.numerator), ratio.denominator)]
    sign = [_step(ops.neg, 1)] if ratio < 0 else []
    return Expression("", (*rate.program, steps[0], *sign, steps[1], _step(ops.div), _step(ops.mul)))


def factors(program: Sequence[Instruction]) -> Iterator[Expression]:
    """The constants that multiply whatever is no constant: pi/10*2 in pi/10*2*(w*x - 1)*x, and those of each term."""
    stack: list[tuple[tuple[Instruction, ...], bool]] = []
    """Of every operand the constant in it, and whether that is all there is."""
    for step in program:
        args = stack[len(stack) - step.count :] if step.count else []
        del stack[len(stack) - len(args) :]
        if step.kind in ("number", "constant") or (step.kind == "op" and args and all(whole for _, whole in args)):
            stack.append(((*(each for steps, _ in args for each in steps), step), True))
        elif step.kind == "op" and step.what in (ops.mul, ops.div, ops.neg):
            stack.append((_joined(step, [steps for steps, _ in args]), False))
        else:
            yield from (Expression("", steps) for steps, whole in args if steps and not whole)
            stack.append(((), False))
    yield from (Expression("", steps) for steps, _ in stack if steps)


def _joined(step: Instruction, args: Sequence[tuple[Instruction, ...]]) -> tuple[Instruction, ...]:
    """The constant in a product or a quotient, from those in its operands; a sign is left out."""
    first, second = args[0], args[1] if len(args) > 1 else ()
    if not second:
        return first
    if first or step.what is ops.mul:
        return (*first, *second, step) if first else second
    return (Instruction("number", "1", 0, 0), *second, step)


def _step(op: Any, count: int = 2) -> Instruction:
    return Instruction("op", op, count, 0)
