"""Claims about the values of arrays of nodes, as numbers and fractions."""

from typing import Any

from ...value import Value
from ..partials.formulas import of_node
from ..partials.judging_formulas import judge_here
from ..partials.judging_numbers import judge_against
from ..partials.points import Question
from ..partials.sheet import Sheet
from ..tables.nests import Nest, nest_of, numbers_of
from ..verdicts.numbers import Number
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict
from .array_claims import together, worst_of


def values_row(sheet: Sheet, name: str, nodes: Nest, claim: Any) -> Row:
    """The row of a claim about the values of nodes, as numbers and fractions."""
    said = numbers_of(nest_of(claim) if isinstance(claim, list) else Nest((), (claim,)))
    if said.shape != nodes.shape:
        return Row(name, f"array {said.shape}", Verdict(Kind.WRONG, f"{name} has the shape {nodes.shape}"))
    rows = tuple(_value_row(sheet, x, number) for x, number in zip(nodes.entries, said.entries))
    if not nodes.shape:
        return rows[0]
    verdict = together([row.verdict for row in rows], said.shape)
    return Row(name, f"array {said.shape}", verdict, parts=tuple(rows[i] for i in worst_of(rows)), entries=rows)


def _value_row(sheet: Sheet, x: Value, claim: Any) -> Row:
    name = str(sheet.truth.names[x])
    if isinstance(claim, Number) and claim.low < claim.high:
        return Row(name, claim.text, judge_against(claim, lambda digits: sheet.truth.value(x, digits)))
    formula = sheet.names.read(claim.text if isinstance(claim, Number) else str(claim))
    return Row(name, formula.text, judge_here(Question(formula, of_node(x)), sheet.truth))
