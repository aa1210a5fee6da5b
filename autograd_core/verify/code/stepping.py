"""Steps of gradient descent in lines of Python: W -= lr*dW, and W = 0.48 below it."""

import ast
import math
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ...notation.arrays.arithmetic import Budget, applied
from ...notation.arrays.matrices import as_written
from ...notation.arrays.python import Next
from ...notation.arrays.things import Given
from ...notation.sheets.lines import Statement
from ...ops import OPS
from ...recording import enable_grad
from ...values import WRITTEN
from ..arrays.array_claims import together, worst_of
from ..lines.derivations import Derivation
from ..partials.rates import length_in, rate_over
from ..partials.sheet import Sheet
from ..tables.nests import nest_of
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict
from .paths import floats_of
from .subjects import ANY_RATE, Subject, Subjects


class Stepping(Subjects):
    """What lines give to leaves: their values, and steps that change them."""

    def __init__(self, sheet: Sheet, known: Mapping[str, Any]) -> None:
        super().__init__(sheet, known)
        self.stepped: dict[str, tuple[int, float | None]] = {}
        """The leaves that have taken a step: on which line, and how long it was where that is known."""
        self.repeated: dict[int, int] = {}
        """The lines of loops that are gone through once, and the line of each one's loop."""

    def is_of_leaf(self, event: Given) -> bool:
        """Whether a line gives leaves their values, or adds to them as a whole."""
        subject = self.subject(event.name)
        if subject is None or subject.y is not None or (event.added is None and not event.whole):
            return False
        return all(x is None or x.op is None for x in subject.nodes.entries)

    def of_leaf(self, claim: str, text: str, event: Given) -> Row:
        """The row of such a line: a step, the value after one, or the value that is recorded."""
        subject = self.subject(event.name)
        assert subject is not None
        before = self.stepped.get(event.name)
        if isinstance(event.node, Next):
            return self._after_a_step(claim, text, event)
        if event.added is None and before is None:
            return self.judged(claim, text, subject, event.value, event.node)
        if event.added is None:
            return self._after_a_step(claim, text, event)
        if before is not None:
            self.stepped[event.name] = before[0], None
            words = f"{event.name} has taken a step already, and the graph holds it as it was before: hand in one step"
            return Row(claim, text, Verdict(Kind.NOT_UNDERSTOOD, words))
        if isinstance(event.node, ast.AugAssign) and as_written(event.node.value) is not None:
            self.stepped[event.name] = event.node.lineno, None
            less = "-" if isinstance(event.node.op, ast.Sub) else "+"
            return self._next_values(claim, text, event, event.node.value, less=less)
        row, length = self._step(claim, text, Subject(subject.name, subject.nodes, self.sheet.main), event)
        self.stepped[event.name] = event.node.lineno, length
        return row

    def _step(self, claim: str, text: str, along: Subject, event: Given) -> tuple[Row, float | None]:
        """W -= 0.1*dW: a step against the gradient, of whatever length; and that length, where the line is right."""
        moved = floats_of(event.added, len(along.nodes.entries))
        slopes = floats_of(self.array(along), len(moved))
        size, at = max((abs(g), i) for i, g in enumerate(slopes))
        step = -moved[at] / slopes[at] if size else 0.0
        if not step or not math.isfinite(step):
            return Row(claim, text, Verdict(Kind.WRONG, f"it is no step against the gradient of {along.name}")), None
        with enable_grad():
            length = rate_over(length_in(event.node, step), WRITTEN)
            value = applied(OPS["neg"], Budget(10**6), applied(OPS["div"], Budget(10**6), event.added, length))
        row = self.judged(claim, text, along, value, event.node)
        if row.verdict.kind is Kind.HERE:  # some step or other is right at any numbers
            return Row(claim, text, Verdict(Kind.WRONG, self._no_step(along.name, step, event))), None
        if not row.verdict.kind.passes:
            return row, None
        named = self.any_rate if event.node and self.any_rate in _names(event.node) else None
        rate = self.sheet.learning_rate
        if step < 0:
            return Row(claim, text, Verdict(Kind.WRONG, f"it climbs: the gradient times {-step:.6g} is added")), None
        if rate is not None and abs(rate - step) > 1e-9 * abs(rate):
            words = f"the step is {step:.6g}, and the learning rate {rate:.6g}"
            return Row(claim, text, Verdict(Kind.WRONG, words)), None
        length = f"{step:.6g}" if named is None else named if step == ANY_RATE else f"{step / ANY_RATE:.6g} {named}"
        words = f"{row.verdict.words}, a step of {length} against the gradient"
        return replace(row, verdict=replace(row.verdict, words=words)), step if named is None else None

    def _no_step(self, name: str, step: float, event: Given) -> str:
        """Why what is added is no multiple of the gradient."""
        used = [f"{each} of line {line}" for each, (line, _) in self.stepped.items() if each in _names(event.node)]
        words = f"it is no multiple of the gradient of {name}: {step:.6g} times that here, and not in general"
        return f"{words}; {' and '.join(used)} has taken its step already" if used else words

    def _after_a_step(self, claim: str, text: str, event: Given) -> Row:
        """A line w = 0.48 below w -= 0.1*dw: the next value of w."""
        line, length = self.stepped.get(event.name, (event.node.lineno, None))
        value = getattr(event.node, "value", None)
        if not isinstance(value, ast.expr):
            return Row(claim, text, Verdict(Kind.NOT_UNDERSTOOD, f"{event.name} has changed on line {line}"))
        if (loop := self.repeated.get(line)) is not None:
            words = f"what {event.name} is after the loop of line {loop} is not known: of its steps the first is judged"
            return Row(claim, text, Verdict(Kind.NOT_UNDERSTOOD, words))
        if length is None and self.sheet.learning_rate is None:
            words = (
                f"what {event.name} is after line {line} is not known: that takes a learning rate, and one right step"
            )
            return Row(claim, text, Verdict(Kind.NOT_UNDERSTOOD, words))
        return self._next_values(claim, text, event, value, length)

    def _next_values(
        self, claim: str, text: str, event: Given, value: ast.expr, length: float | None = None, less: str = ""
    ) -> Row:
        """The row of the numbers that leaves are after a step, or with `less` of those that are taken off them."""
        nodes, numbers = self.nodes(event.name), as_written(value)
        assert nodes is not None
        if not nodes.shape:
            said = [ast.unparse(value) if numbers is None else numbers]
        elif isinstance(numbers, list) and nest_of(numbers).shape == nodes.shape:
            said = list(nest_of(numbers).entries)
        else:
            words = f"what {event.name} is after a step is written {event.name} - 0.1*d{event.name}, or in numbers"
            return Row(claim, text, Verdict(Kind.NOT_UNDERSTOOD, f"{words} of its shape {nodes.shape}"))
        paper = Derivation(self.sheet)
        paper.arithmetic.rate = paper.arithmetic.rate if length is None else Fraction(repr(length))
        rows = []
        for x, number in zip(nodes.entries, said):
            label = str(self.sheet.truth.names[x])
            paper.stepped.add(label)
            right = f"{label} {less} ({number})" if less else number
            row = paper.line(Statement(event.node.lineno, f"{label} = {right}"))
            rows.append(replace(row, claim=label, claimed=number))
        if not nodes.shape:
            return replace(rows[0], claim=claim, claimed=text)
        verdict = together([row.verdict for row in rows], nodes.shape)
        return Row(claim, text, verdict, parts=tuple(rows[i] for i in worst_of(rows)), entries=tuple(rows))

    @abstractmethod
    def judged(
        self, claim: str, text: str, subject: Subject, value: Any, node: ast.stmt, at_the_point: bool = False
    ) -> Row:
        """The verdict on what a name was given."""


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
