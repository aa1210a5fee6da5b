"""A derivation as it is written on paper: lines of equalities, each judged for what it says."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from types import MappingProxyType
from typing import Any

from ...clock import SECONDS, within
from ...formula import FormulaError, Partial
from ...notation.sheets.equations import sides
from ...notation.sheets.lines import Statement, statements
from ...notation.sheets.separated import as_said
from ...value import Value
from ...words import enumerated
from ..partials.comparisons import compared
from ..partials.given import stated
from ..partials.line_parts import SAYS_NOTHING, NotUnderstood
from ..partials.sheet import Sheet
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict, shown
from .curly import tells_apart
from .definitions import Lookalikes, Mentions, definition, doubt, lost_among, stepped, steps_taken_off, update_sides
from .implicit import Implicit
from .judged_lines import Lines
from .parametric import Parametric

_ALONG = re.compile(r"[d∂]\^?[{(]?(?:\+|⁺)")
_NAMES_NUMBER = " stands for "


def read_derivation(sheet: Sheet, said: str | Iterable[Statement]) -> Iterator[tuple[int, Row]]:
    """A row, with its number, for every line of a derivation but blank ones and comments that begin with #.

    A line is a chain of equalities: `dE_total/dw5 = 0.7414 * 0.1868 * 0.5933 = 0.08217`.  Labels stand for values,
    dy/dx for partials, w5+ for a weight after its update; a decimal for the interval of its last digit, unless some
    leaf or the learning rate is just that number.  A line that begins with = goes on with the one before.
    """
    yield from Derivation(sheet).rows(statements(said) if isinstance(said, str) else said)


class Derivation(Lines):
    """The sheet of paper, with the learning rate it has spoken of; `lost` names what could not be defined, by line."""

    def __init__(self, sheet: Sheet, lost: Mapping[str, int] = MappingProxyType({})) -> None:
        super().__init__(sheet)
        self.lost = {name: line for name, line in lost.items() if name not in self.names}
        self.parametric = Parametric(self.sides)
        self.implicit = Implicit(self.names, self.truth, sheet.relations, sheet.tied)
        self.arithmetic.as_read = lambda said: self.parametric.read(self.implicit.read(said))
        self.lines: list[Statement] = []
        self.off: frozenset[str] = frozenset()
        """The leaves w of lines such as w+ = w - Δw."""

    def rows(self, said: Iterable[Statement]) -> list[tuple[int, Row]]:
        """A row for every line, with its number."""
        lines = self.lines = list(said)
        self.apart = tells_apart(statement.text for statement in lines)
        self.off = steps_taken_off(statement.text for statement in lines)
        self.staged = any(self.differentials.is_staged(left, rest) for left, *rest in map(_sides_of, lines))
        self.conditions = stated((statement.text for statement in lines), self.names, self.truth)
        self.sheet.given += tuple(self.conditions.values())
        self.arithmetic.used.update(str(leaf.label) for each in self.conditions.values() for leaf in each.leaves)
        before: dict[int, list[str]] = {}
        found: list[tuple[int, Row]] = []
        heard: dict[tuple[Any, ...], Row] = {}
        for statement in lines:
            known, rate = len(self.arithmetic.helpers), self.arithmetic.rate
            said_before = (statement.whole, statement.about, known, rate)
            row = heard.get(said_before)
            row = self.line(statement) if row is None else replace(row, claim=f"line {statement.line}")
            found.append((statement.line, replace(row, claimed=as_said(row.claimed))))
            before[len(found) - 1] = [*islice(self.arithmetic.helpers, known, None)]
            if not before[len(found) - 1] and self.arithmetic.rate == rate:
                heard[said_before] = row
        explained = max((i for i, new in before.items() if new), default=0)
        for i, statement in enumerate(lines[:explained]):  # a name may be explained below: ..., where s = 1 - out
            if found[i][1].verdict.kind is Kind.NOT_UNDERSTOOD:
                found[i] = (statement.line, self.line(statement))
        spoken_of = Mentions([statement.text for statement in lines])
        alike = Lookalikes([*self.names, *self.arithmetic.helpers])
        for i, new in before.items():
            number, row = found[i]
            for name in new:
                is_used = name in self.arithmetic.used or spoken_of.beside(i, (name, f"d{name}"))
                why = doubt(name, alike, is_used)
                if why is not None and row.verdict.kind is not Kind.WRONG:
                    value = f"{'' if row.verdict.true is None else shown(row.verdict.true)}"
                    found[i] = (number, definition(row.claim, row.claimed, name, value, why))
        return found

    def line(self, statement: Statement) -> Row:
        """The row of the report for a line of a worksheet, whatever the line is."""
        claim, text = f"line {statement.line}", statement.whole
        if (lost := lost_among(self.lost, text)) is not None:
            return Row(claim, text, Verdict(Kind.NOT_UNDERSTOOD, lost))
        try:
            with within(SECONDS):
                row = self._where_it_holds(claim, statement) or self._read(claim, statement)
                return replace(row, claimed=text) if statement.given else row
        except (NotUnderstood, FormulaError, LookupError) as error:
            sentence = statement.told(error) if isinstance(error, FormulaError) else str(error.args[0])
            return Row(claim, text, Verdict(Kind.NOT_UNDERSTOOD, sentence))
        except ArithmeticError as error:  # what cannot be told, or is beyond all numbers
            return Row(claim, text, Verdict(Kind.UNDECIDED, str(error) or type(error).__name__))

    def _where_it_holds(self, claim: str, statement: Statement) -> Row | None:
        """The row of a line that speaks of x > 0 where that does not hold; None where it does, or nothing is said."""
        if not statement.given:
            return None
        row = self.judged(claim, Statement(statement.line, statement.given, statement.source))
        if row.verdict.kind is not Kind.WRONG:
            return None if row.verdict.kind.passes else row
        words = f"it speaks of {statement.given}, which does not hold{row.verdict.words}"
        return replace(row, verdict=Verdict(Kind.UNDECIDED, words))

    def _bounded(self, claim: str, statement: Statement) -> Row | None:
        """The row of a line dy/dx = 1/x > 0: an equation, and a comparison behind it; None for any other line.

        What would be right as a choice of 1 or 0 alone is asked about: in dh/dz = z > 0 the brackets are missing.
        """
        *before, last = sides(statement.text)
        if not before or (found := compared(last)) is None:
            return None
        equation = self.judged(claim, statement._replace(text=" = ".join((*before, found[0][0]))))
        if equation.verdict.kind.passes:
            row = self.judged(claim, Statement(statement.line, last, statement.source))
            if not row.verdict.kind.passes:
                return replace(row, claimed=statement.text)
            return replace(equation, claimed=statement.text, notes=(*equation.notes, f"{last} holds at these numbers"))
        if self.judged(claim, statement).verdict.kind.passes:
            raise NotUnderstood(f"this could be {found[0][0]}, or 1 where {last}, else 0: write ({last}) for that")
        return replace(equation, claimed=statement.text)

    def _read(self, claim: str, statement: Statement) -> Row:
        """The row of a line; where it does not pass as it stands, as what else it may mean."""
        if (row := self._bounded(claim, statement)) is not None:
            return row
        self.parametric.met, self.implicit.met = None, False
        try:
            if parts := self.implicit.differential(statement.text):
                return self._along_equation(claim, statement, parts)
            row = self.judged(claim, statement)
            if not row.verdict.kind.passes and self.implicit.met:
                with self.implicit.along():
                    again = self.judged(claim, statement)
                row = again if again.verdict.kind.passes else row
            if row.verdict.kind is Kind.WRONG and (rounded := self.implicit.rounded_in(statement.text)):
                words = f" as far as the digits of {enumerated(rounded)} go"
                row = replace(row, verdict=Verdict(Kind.CORRECT, words, row.verdict.true), suspects=(), notes=())
            if not row.verdict.kind.passes:
                row = self._read_otherwise(row, statement)
            if not row.verdict.kind.passes and update_sides(statement.text, self.leaves) is not None:
                row = self._taken_off(row, statement)
                row = row if row.verdict.kind.passes else self._descending_another(row, statement)
        except LookupError:
            if self.parametric.met is None:
                raise
            row = Row(claim, statement.text, SAYS_NOTHING)
        return row if self.parametric.met is None else self._along_leaves(row, statement, self.parametric.met)

    def _taken_off(self, row: Row, statement: Statement) -> Row:
        """A line Δw = ... that fails as what is added to w, as what is taken off, where another line takes it off."""
        if stepped(sides(statement.text)[0], self.off) is None:
            return row
        self.taken_off = self.off
        try:
            return self.judged(row.claim, statement)
        finally:
            self.taken_off = frozenset()

    def _along_equation(self, claim: str, statement: Statement, parts: Iterable[str]) -> Row:
        """A line with the increments of an equation, judged for each that is free."""
        rows = [self.judged(claim, statement._replace(text=part)) for part in parts]
        row = next((row for row in rows if not row.verdict.kind.passes), rows[0])
        return replace(row, claimed=statement.text)

    def _descending_another(self, row: Row, statement: Statement) -> Row:
        """A step that fails, as one against the gradient of another formula of the sheet: L where g = (y - t)*x stands
        below it."""
        last = self.sheet.main
        try:
            for other in self.sheet.others:
                self.sheet.main = other
                again = self.judged(row.claim, statement)
                if again.verdict.kind.passes:
                    self.arithmetic.used.add(str(other.label))
                    return replace(again, notes=(*again.notes, f"it descends {other.label}"))
        finally:
            self.sheet.main = last
        return row

    def _along_leaves(self, row: Row, statement: Statement, partial: Partial) -> Row:
        """A line with dy/dx along the leaves of both, where y is not computed from x.

        As it stands such a derivative is 0: that is right of ∂y/∂x, and open of dy/dx where it is another along them.
        """
        try:
            with self.parametric.reading():
                again = self.judged(row.claim, statement)
        except NotUnderstood:
            if row.verdict.kind.passes:
                return row
            raise
        if not row.verdict.kind.passes or again.verdict.kind.passes:
            return again
        if "∂" in statement.text:
            return row
        held = f"∂{partial.y}/∂{partial.x}"
        words = f"right where {partial} is 0, since {partial.y} is not computed from {partial.x}: write {held} for that"
        return replace(again, verdict=Verdict(Kind.UNDECIDED, words, again.verdict.true))

    def _read_otherwise(self, row: Row, statement: Statement) -> Row:
        """A line that fails, with ∂⁺ along the edge alone, or with an expression for another of the nodes that have its
        value; the same row where that is no better."""
        along = _ALONG.search(statement.text + statement.about) is not None
        for alone in (None, True, False, self._named_ends()) if along else (None,):
            for highest in (False, True) if self.names.several else (False,):
                if alone is not None or highest:
                    with self.names.read_as(alone, highest):
                        again = self.judged(row.claim, statement)
                    if again.verdict.kind.passes:
                        return again
                    if _NAMES_NUMBER in again.verdict.words and _NAMES_NUMBER not in row.verdict.words:
                        row = again  # in this reading one number is wrong, and no more
        return row

    def _named_ends(self) -> frozenset[Value]:
        """The nodes between which the lines take derivatives."""
        found: set[Value] = set()
        for statement in self.lines:
            for text in sides(statement.text):
                with suppress(FormulaError, LookupError, NotUnderstood):
                    found.update(end for each in self.arithmetic.side(text).expression.partials
                                 for end in self.names.meant(each)[:2])  # fmt: skip
        return frozenset(found)


def _sides_of(statement: Statement) -> list[str]:
    return sides(statement.text)
