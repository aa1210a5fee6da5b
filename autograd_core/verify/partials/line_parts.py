"""What a line of a derivation is made of: its sides, leaves after an update, and the names of the learning rate."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ... import ops
from ...formula import Expression
from ...value import Value
from ..diagnosis import Suspect
from ..verdicts.numbers import DECIMAL, Number, read_number
from ..verdicts.verdict import Kind, Verdict
from .formulas import Formula, Of

RATES = ("learning_rate", "lr", "eta", "η")
"""What the learning rate is called."""
PERHAPS_RATES = ("alpha", "α", "rate")
"""What it is called as well, where the formula has no use for that name."""

SAYS_NOTHING = Verdict(Kind.UNDECIDED, "its numbers have too few digits to say anything")

Judgement = tuple[Verdict, tuple[str, ...], tuple[Suspect, ...]]
"""A verdict, notes on it, and suspects."""


@dataclass(frozen=True, slots=True)
class Updated:
    """A leaf after one step of gradient descent."""

    leaf: Value

    def after(self, rate: Callable[[Any, Of], Any], main: Value) -> Formula:
        """w - lr dE/dw, the learning rate being computed from a namespace and the values of nodes."""

        def over(m: Any, of: Of) -> Any:
            return of(self.leaf) - rate(m, of) * of((main, self.leaf))

        return Formula(f"{self.leaf.label}+", over, (self.leaf,), ((main, self.leaf),), frozenset())


class NotUnderstood(ValueError):  # noqa: N818  # what the report says of a line
    """A line that says nothing that can be checked."""


@dataclass(frozen=True, slots=True)
class Side:
    """What stands between two signs of equality."""

    text: str
    expression: Expression
    """What is written, with what helper lines have defined put in."""
    as_written: Expression | None = None
    """The same with the names of helpers, where some stand in it."""

    @property
    def symbolic(self) -> bool:
        """Whether it mentions a label or a partial."""
        return bool(self.expression.names or self.expression.partials)

    @property
    def is_chain(self) -> bool:
        """Whether it is made of derivatives alone, multiplied and added up."""
        joined = (ops.mul, ops.add, ops.sub, ops.neg)
        return all(step.kind == "partial" or step.what in joined for step in self.expression.program)

    @property
    def is_exact(self) -> bool:
        """Whether no decimal stands in it, which may be a rounded number."""
        return all(step.kind != "number" or str(step.what).isdecimal() for step in self.expression.program)

    @property
    def literals(self) -> list[str]:
        """The numbers that are written out in it."""
        return [step.what for step in self.expression.program if step.kind == "number"]

    @property
    def number(self) -> Number | None:
        """The number that this side is, if it is written as one."""
        return read_number(self.text) if DECIMAL.fullmatch(self.text) else None
