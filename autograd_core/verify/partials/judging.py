"""A claim about one partial, whatever its form: a number, a formula, a function, a product, a sum over paths."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...clock import SECONDS, time_is_up, within
from ...formula import FormulaError
from ...namespaces import FRACTIONS
from ...value import Value
from ..diagnosis import Suspect, causes
from ..verdicts.numbers import Number, read_number
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict
from .arithmetic import Arithmetic
from .comparisons import compared_with, judge_compared
from .formulas import Formula, Held, Pair, of_partial
from .higher import mistaken_for
from .judging_formulas import judge_formula, judge_here
from .judging_numbers import judge_number
from .kinks import at_kink
from .points import Question
from .products import judge_paths
from .sheet import Sheet

Claim = Any
"""A number, the text of a number or a formula, a function of labels, a mapping from factors to claims, or a list of
such mappings.
"""


Explained = tuple[tuple[Suspect, ...], tuple[str, ...]]
"""The suspects behind a wrong number; where there are none, a note on its ratio to the right one."""


def judge(sheet: Sheet, y: Value, x: Value, claim: Claim) -> Row:
    """A claim about dy/dx."""
    with within(SECONDS):
        try:
            return _judged(sheet, y, x, claim)
        except ArithmeticError as beyond:  # digits, time or exponents that end within a sentence about the claim
            claimed = (
                claim.strip() if isinstance(claim, str) else f"{claim!r:.40}" if isinstance(claim, float) else "a claim"
            )
            return Row(sheet.called(y, x), claimed, Verdict(Kind.UNDECIDED, str(beyond) or type(beyond).__name__))


def _judged(sheet: Sheet, y: Value, x: Value, claim: Claim) -> Row:
    if isinstance(claim, Mapping):
        return judge_paths(sheet, y, x, [claim], judge)
    if isinstance(claim, list | tuple):
        return judge_paths(sheet, y, x, claim, judge)
    name = sheet.called(y, x)
    try:
        number = read_number(claim)
        if number is not None:
            return number_row(sheet, y, x, number)
        if isinstance(claim, str):
            if (comparison := compared_with(claim)) is not None:
                return comparison_row(sheet, y, x, claim.strip(), *comparison)
            formula = sheet.names.read(claim)
            if not formula.nodes and not formula.pairs:
                return arithmetic_row(sheet, y, x, formula)
        elif callable(claim) and not isinstance(claim, Value):
            formula = sheet.names.of_function(claim)
        else:
            raise TypeError(
                f"a claim must be a number, a formula or factors; got {claim!r:.60} ({type(claim).__name__})"
            )
    except FormulaError as error:
        return Row(
            name,
            claim.strip() if isinstance(claim, str) else "a number",
            Verdict(Kind.NOT_UNDERSTOOD, str(error)),
        )
    return formula_row(sheet, (y, x), formula)


def is_rational(formula: Formula) -> bool:
    """Whether plain numbers come to a fraction."""
    try:
        formula.over(FRACTIONS, {}.__getitem__)
    except (ArithmeticError, TypeError, ValueError, AttributeError):
        return False
    return True


def number_row(sheet: Sheet, y: Value, x: Value, number: Number) -> Row:
    """A written number."""
    verdict = sheet.unless_broken() or judge_number(number, sheet.truth, y, x, sheet.roundings, sheet.asked)
    return Row(sheet.called(y, x), number.text, verdict, *explained_on(sheet, verdict, y, x, number))


def formula_row(sheet: Sheet, pair: Pair, formula: Formula) -> Row:
    """A formula; one that is wrong at this very point may give a number that tells why."""
    y, x = pair[:2]
    verdict = sheet.unless_broken() or sheet.strictly(judge_formula(formula, sheet.truth, pair, sheet.given))
    explained: Explained = (), ()
    if (
        verdict.kind is Kind.WRONG
        and not isinstance(pair, Held)
        and verdict.claimed is not None
        and not verdict.elsewhere
        and math.isfinite(float(verdict.claimed))
    ):
        near = read_number(float(verdict.claimed))
        explained = explained_on(sheet, verdict, y, x, near) if near is not None else explained
    return Row(sheet.called(y, x), formula.text, verdict, *explained)


def arithmetic_row(sheet: Sheet, y: Value, x: Value, formula: Formula) -> Row:
    """Numbers and no names, such as 0.74 * 0.19: dy/dx everywhere, or else, as on a line of a derivation, what it
    comes to here.
    """
    row = formula_row(sheet, (y, x), formula)
    if row.verdict.kind not in (Kind.WRONG, Kind.HERE):
        return row
    arithmetic = Arithmetic(sheet)
    here = arithmetic.of_row(row, y, x)
    if here.verdict.kind is not Kind.CORRECT or not arithmetic.side(row.claimed).is_exact or is_rational(formula):
        return here
    return replace(here, verdict=sheet.strictly(judge_here(Question(formula, of_partial((y, x))), sheet.truth)))


def comparison_row(sheet: Sheet, y: Value, x: Value, claim: str, sign: str, other: str) -> Row:
    """What dy/dx is more or less than, as > 0; decided at the numbers of the sheet."""
    name, arithmetic = sheet.called(y, x), Arithmetic(sheet)
    obstacle = sheet.unless_broken() or at_kink(sheet.truth, y, x)
    if obstacle is not None:
        return Row(name, claim, obstacle)
    return judge_compared(arithmetic, (y, x), name, claim, sign, arithmetic.side(other))


def explained_on(
    sheet: Sheet, verdict: Verdict, y: Value, x: Value, number: Number, rate: float | None = None
) -> Explained:
    """What may lie behind a wrong number on a sheet, of a second partial as well; nothing is looked for when the time
    for the claim is over.
    """
    if verdict.kind is not Kind.WRONG or verdict.claimed is None:
        return (), ()
    if y in sheet.higher.keys:
        of, xs = sheet.higher.keys[y]
        told = mistaken_for(of, (*xs, x), number.low, number.high)
        return (), () if told is None else (told,)
    name = sheet.truth.shape.name_beneath if y is sheet.truth.root else None
    with sheet.looking.spent():
        if time_is_up():
            return (), ()
        rate = sheet.learning_rate if rate is None else rate
        found, ratio = causes(y, x, number.low, number.high, rate, 3, name, sheet.beneath(y))
        return tuple(found), (ratio,) if ratio else ()
