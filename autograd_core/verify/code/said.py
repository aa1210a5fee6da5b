"""What a line of Python gives to a name at the end, judged."""

import ast
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...notation.arrays.arithmetic import ABSENT, is_array, shape_of
from ...notation.arrays.matrices import as_written
from ...notation.arrays.things import Function, Given, Thing, is_numbers
from ...value import Value
from ..arrays.array_claims import array_row
from ..arrays.claimed import Claimed
from ..arrays.entries import judged_entries
from ..arrays.readings import Readings
from ..arrays.value_claims import values_row
from ..lines.definitions import Lookalikes, definition, doubt
from ..partials.judging import formula_row, judge
from ..partials.judging_formulas import judge_formula
from ..partials.sheet import Sheet
from ..tables.nests import Nest, nest_of
from ..tables.wholes import misfit
from ..verdicts.numbers import computed_number
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict
from .stepping import Stepping
from .subjects import Subject


class Said(Stepping):
    """The part of a sheet of lines that judges numbers and arrays."""

    def __init__(self, sheet: Sheet, known: Mapping[str, Any]) -> None:
        super().__init__(sheet, known)
        self.readings = Readings(sheet.truth)
        self.proved: dict[Value, Any] = {}
        """What lines computed and were proved to be, without conditions."""
        self.of_rounds: set[str] = set()
        """The names that loops give, which may be those of one example."""

    def row(self, claim: str, text: str, event: Given, is_used: bool) -> Row:
        """The row of what a line gives to a name at the end."""
        subject = self.subject(event.name)
        if subject is None or (
            subject.y is None and event.name in self.of_rounds and shape_of(event.value) != subject.nodes.shape
        ):
            return self._helper(claim, text, event, is_used or subject is not None)
        if not is_numbers(event.value):
            words = f"{event.name} is a number or an array in the graph; got {event.value!r:.40}"
            return Row(claim, text, Verdict(Kind.NOT_UNDERSTOOD, words))
        if subject.is_shared and shape_of(event.value) == subject.nodes.shape:
            words = f"{subject.name} holds some nodes in several places, which the graph does not tell apart"
            if is_used:
                return Row(claim, text, Verdict(Kind.DEFINITION, f"{words}: what is made of {event.name} is judged"))
            return Row(claim, text, Verdict(Kind.QUESTIONED, f"{words}; add up what comes to each node"))
        try:
            return self.judged(claim, text, subject, event.value, event.node)
        except ArithmeticError as error:  # what cannot be told, or is beyond all numbers
            return Row(claim, text, Verdict(Kind.UNDECIDED, str(error) or type(error).__name__))

    def _helper(self, claim: str, text: str, event: Given, is_used: bool) -> Row:
        """A line that gives a name of its own its value."""
        value = event.value
        if is_array(value):
            told = f"an array {shape_of(value)}"
        elif isinstance(value, Function | Thing):
            told, is_used = "a function" if isinstance(value, Function) else f"an object, {value.kind.name}", True
        elif isinstance(value, tuple | dict):
            told, is_used = f"a {'list' if isinstance(value, tuple) else 'dictionary'} of {len(value)}", True
        else:
            told = f"{value.data if isinstance(value, Value) else value!s:.40}"
            told = f"{float(told):.9g}" if isinstance(value, Value | float) else told
        names = [*self.sheet.names.labelled, *self.arrays]
        why = doubt(event.name, Lookalikes(), is_used or _is_measure(event))
        if why is None and event.name[:1] == "d" and len(event.name) > 1 and event.name[1:] not in names:
            told = f"{told}; no node is called {event.name[1:].lstrip('_')}"
        return definition(claim, text, event.name, told, why)

    def judged(
        self, claim: str, text: str, subject: Subject, value: Any, node: ast.stmt, at_the_point: bool = False
    ) -> Row:
        """The verdict on what a name was given; arrays perhaps at the recorded numbers alone."""
        sheet, nodes = self.sheet, subject.nodes
        got = shape_of(value)
        if (broken := sheet.unless_broken()) is not None:
            return Row(claim, text, broken)
        if subject.y is not None:
            nodes = Nest(nodes.shape, tuple(x if x in sheet.names.beneath else None for x in nodes.entries))
        entries = tuple(value.reshape(-1).tolist()) if got else (value,)
        if ABSENT in entries:
            words = "it depends on entries that are not in the graph: hand them in with names=locals()"
            return Row(claim, text, Verdict(Kind.NOT_UNDERSTOOD, words))
        if (numbers := as_written(getattr(node, "value", None))) is not None:
            return self._of_numbers(claim, text, subject, numbers)
        if nodes.shape == () and got == ():
            return self._of_number(claim, text, subject, nodes.entries[0], value, node)
        claimed = Claimed(text, Nest(got, entries), self.meant, sheet.names.beneath, self.proved)
        row = judged_entries(sheet, self.readings, claim, text, subject.name, nodes, subject.y, claimed, at_the_point)
        if subject.y is not None and row.verdict.kind is Kind.PROVEN and "where" not in row.verdict.words:
            made = ((e, x) for e, x in zip(entries, nodes.entries) if isinstance(e, Value) and e.op is not None)
            self.proved |= {e: (subject.y, x) for e, x in made if x is not None and e not in sheet.names.beneath}
        return row

    def _of_numbers(self, claim: str, text: str, subject: Subject, numbers: Any) -> Row:
        """Numbers as they stand on paper, each for what rounds to it."""
        sheet, nodes, y = self.sheet, subject.nodes, subject.y
        if y is not None and nodes.shape == () and isinstance(numbers, list):
            words = misfit(subject.name, (), nest_of(numbers).shape)
            row = Row(claim, text, Verdict(Kind.WRONG, words))
        elif y is not None and nodes.shape == ():
            row = judge(sheet, y, nodes.entries[0], numbers)
        elif y is not None:
            row = array_row(sheet.about(y), subject.name, nodes, numbers, may_grow=True)
        else:
            row = values_row(sheet, subject.name, nodes, numbers)
        return replace(row, claim=claim, claimed=text)

    def _of_number(self, claim: str, text: str, subject: Subject, x: Value, value: Any, node: ast.stmt) -> Row:
        claimed = Claimed(text, Nest((), (value,)), self.meant, self.sheet.names.beneath)
        if subject.y is None and not isinstance(value, Value):
            row = values_row(self.sheet, subject.name, subject.nodes, self._constant(value, node))
            return replace(row, claim=claim, claimed=text)
        if subject.y is None:
            formula = claimed.formula()
            verdict = self.sheet.strictly(judge_formula(formula, self.sheet.truth, x, self.sheet.given))
            return Row(claim, text, verdict)
        if isinstance(value, Value):
            row = formula_row(self.sheet, (subject.y, x), claimed.formula())
        else:
            row = judge(self.sheet, subject.y, x, self._constant(value, node))
        return replace(row, claim=claim, claimed=text)

    @staticmethod
    def _constant(value: Any, node: ast.stmt) -> Any:
        """A number without a name in it, as a claim: a float that is written out as it stands, else a computed one."""
        right = getattr(node, "value", None)
        if isinstance(right, ast.UnaryOp) and isinstance(right.op, ast.USub | ast.UAdd):
            right = right.operand
        if isinstance(right, ast.Constant) or type(value) is int:
            return value if type(value) is int else float(value)
        if hasattr(value, "program"):
            return ast.unparse(node.value) if hasattr(node, "value") and _is_plain(node.value) else _computed(value)
        return _computed(value)


def _computed(value: Any) -> Any:
    """A number that was computed, as a claim."""
    return computed_number(float(value), 53) if math.isfinite(float(value)) else float(value)


def _is_measure(event: Given) -> bool:
    """Whether a line only takes the size of something, keeps something in a dictionary, gives a name that is written _,
    or begins with None."""
    value = getattr(event.node, "value", None)
    if event.name.startswith("_") or event.name.endswith("]") or event.value is None:
        return True
    parts = list(ast.walk(value)) if isinstance(value, ast.expr) else []
    return type(event.value) is int and any(isinstance(p, ast.Attribute) and p.attr in ("shape", "size") for p in parts)


def _is_plain(node: ast.AST) -> bool:
    """Whether an expression of numbers reads the same on paper."""
    kinds = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop)
    return all(isinstance(part, kinds) for part in ast.walk(node))
