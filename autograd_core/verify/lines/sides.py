"""The sides of a line, each judged against what the line speaks of, or against the side before."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

from ...graph import topological_order
from ...value import Value
from ..partials.arithmetic import Arithmetic, told_beside
from ..partials.condition import Condition
from ..partials.formulas import Held, of_node, of_partial
from ..partials.judging import explained_on, formula_row
from ..partials.judging_formulas import judge_formula, judge_here
from ..partials.judging_numbers import judge_against, judge_number, judge_value
from ..partials.line_parts import SAYS_NOTHING, Judgement, Side, Updated
from ..partials.points import Question
from ..partials.rates import rate_over
from ..truth.ladder import LADDER, Open, decided
from ..truth.limits import apart
from ..truth.rounding import Near, Rounding
from ..verdicts.numbers import Number
from ..verdicts.printed import unless_printed
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict, shown
from .descent import is_symbolic, judge_sides, judge_update


class Sides:
    """What judges sides: the numbers of a sheet, and the names of its graph."""

    def __init__(self, arithmetic: Arithmetic) -> None:
        self.arithmetic = arithmetic
        self.sheet, self.truth, self.names = arithmetic.sheet, arithmetic.truth, arithmetic.names

    def row(self, claim: str, text: str, said: Any, sides: Sequence[Side]) -> Row:
        """The verdict on a line: each of its sides against what it speaks of, else against the side before."""
        subject = said if not isinstance(said, Side) else None
        before: Any = said
        best: Verdict | None = None
        result = max((i for i, side in enumerate(sides) if side.number is not None), default=-1)
        for i, side in enumerate(sides):
            if side is before:
                continue
            earlier = [said, *sides[:i]] if subject is None else sides[:i]
            judged = self.judged(subject, before, side, earlier, i < result)
            before = side
            if judged is None:
                continue
            verdict, notes, found = judged
            if not verdict.kind.passes:
                return Row(claim, text, verdict, found, notes)
            best = verdict if best is None or best.kind is Kind.AGREES or side.number is not None else best
        return Row(claim, text, best or SAYS_NOTHING)

    def judged(self, subject: Any, before: Any, side: Side, earlier: Sequence[Side], given: bool) -> Judgement | None:
        """The verdict on a side beside a subject; `given` where the result stands behind it.  None: it says nothing."""
        if subject is None:
            return self._beside_another(before, side, earlier)
        if side.is_exact and not side.symbolic and (valued := self._for_any(subject)) is not None:
            return self._formula(subject, side, earlier, given, valued)
        if side.number is not None:
            return self._result(subject, side.number, earlier)
        if side.symbolic and not isinstance(subject, Updated):
            return self._formula(subject, side, earlier, given)
        if isinstance(subject, Updated) and is_symbolic(self.arithmetic, subject, side):
            return self._update(subject, side, earlier)
        found = self.arithmetic.numeric(subject, side, earlier, given)
        if found is None or found[0].kind is not Kind.CORRECT or not side.is_exact or not self._bindable(side):
            return found
        if not isinstance(subject, Value | tuple):
            return found
        true = of_node(subject) if isinstance(subject, Value) else of_partial(subject)
        return self.sheet.strictly(judge_here(Question(self.names.bound(side.expression), true), self.truth)), (), ()

    def _beside_another(self, before: Any, side: Side, earlier: Sequence[Side]) -> Judgement:
        """A side beside the one before it, on a line that speaks of nothing in the graph."""
        verdict = self.identity(before, side)
        for said, number in ((before, side.number), (side, before.number)):
            if number is not None and verdict.kind is Kind.WRONG:
                found = replace(verdict, true=self.arithmetic.valued(said, LADDER[1]))
                found = unless_printed(found, number, partial(self._in_floats, said))
                verdict = verdict if found.kind is Kind.WRONG else found
        # 0 times a wrong number is 0 as well
        shows = verdict.kind is Kind.WRONG or (side.literals and 0 in self.arithmetic.valued(side, LADDER[1]))
        told = self._told_number(side, earlier, verdict.kind.passes) if shows else None
        return (verdict if told is None else Verdict(Kind.WRONG, told, verdict.true)), (), ()

    def _result(self, subject: Any, number: Number, earlier: Sequence[Side]) -> Judgement:
        """A number beside what it is said to be."""
        if isinstance(subject, tuple):
            sheet = self.sheet.judged(subject)
            verdict = judge_number(number, sheet.truth, subject[0], subject[1], sheet.roundings, sheet.asked)
        elif isinstance(subject, Value):
            verdict = judge_value(number, self.truth, subject, self.sheet.roundings)
        else:
            verdict = judge_against(number, lambda digits: self.arithmetic.true(subject, digits))
            verdict = unless_printed(verdict, number, lambda: self._in_floats(subject))
        if verdict.kind is not Kind.WRONG:
            return verdict, (), ()
        return self._wrong_number(verdict, subject, number, earlier)

    def _in_floats(self, said: Any) -> Near:
        """What a line speaks of as floats come to it, with a bound on how far off they may be."""
        m, roundings = Rounding(), self.sheet.roundings
        if isinstance(said, Updated):
            step = self._in_floats(self.arithmetic.rate_or_refuse())
            return self._in_floats(said.leaf) - step * roundings.partial(self.sheet.main, said.leaf, 53)
        if isinstance(said, Value):
            return roundings.values()[said]
        if isinstance(said, tuple):
            return self.sheet.judged(said).roundings.partial(said[0], said[1], 53)
        if isinstance(said, Side):
            return m.number(said.expression.over(m, lambda name: self._in_floats(self.arithmetic.meant(name))))
        return m.number(rate_over(said, m))

    def _for_any(self, subject: Any) -> tuple[Condition, ...] | None:
        """What the leaves hold beneath a node, or that of a partial, which is computed from leaves without a value as
        well; None where there are none of these.
        """
        if not self.sheet.free or isinstance(subject, Updated):
            return None
        beneath = set(topological_order(subject[0] if isinstance(subject, tuple) else subject))
        if self.sheet.free.isdisjoint(beneath):
            return None
        return tuple(each for each in self.sheet.valued if beneath.issuperset(each.leaves))

    def _formula(
        self, subject: Any, side: Side, earlier: Sequence[Side], given: bool, where: tuple[Condition, ...] = ()
    ) -> Judgement:
        """A formula beside a node or a partial, as an identity around the point, or also `where` something holds;
        `given` where a result stands behind it."""
        formula, sheet = self.names.bound(side.expression), self.sheet.where(where)
        if not isinstance(subject, tuple):
            return sheet.strictly(judge_formula(formula, self.truth, subject, sheet.given)), (), ()
        row = formula_row(sheet, subject, formula)
        if row.verdict.kind is Kind.HERE:
            for meant, told in self.arithmetic.in_symbols(earlier, side, subject, given):  # 20*b, where 20 is dL/du
                again = formula_row(sheet, subject, self.names.bound(meant.expression)).verdict
                if again.kind.passes:
                    return replace(again, words=f"{again.words}, with {told}"), (), ()
        if row.verdict.kind is not Kind.WRONG:
            return row.verdict, (), row.suspects
        if not row.verdict.elsewhere and not side.is_exact:
            rounded = self.arithmetic.numeric(subject, side, earlier)  # y*0.4502*x, where 0.4502 is a rounded 1 - y
            if rounded is not None and rounded[0].kind.passes:
                return rounded
        return row.verdict, (f"it is {side.text} that is wrong",), row.suspects

    def _update(self, subject: Updated, side: Side, earlier: Sequence[Side]) -> Judgement:
        """A step of gradient descent in symbols: at the numbers of the sheet, and around them."""
        here: Judgement | None = SAYS_NOTHING, (), ()
        if self.arithmetic.rate is not None:
            here = self.arithmetic.numeric(subject, side, earlier)
            if here is not None and here[0].kind is Kind.WRONG:
                return here
        around = judge_update(self.arithmetic, subject, side)
        return _of_both(here[0] if here else SAYS_NOTHING, around, [side]), (), ()

    def _bindable(self, side: Side) -> bool:
        """Whether all that a side names is in the graph, so that it can be computed over any numbers."""
        return all(name in self.names for name in side.expression.names)

    def _wrong_number(self, verdict: Verdict, subject: Any, number: Number, earlier: Sequence[Side]) -> Judgement:
        """Why a result is wrong: a slip in the arithmetic just before it, else what the catalogue of mistakes finds."""
        if earlier and not earlier[-1].number:
            found = self.arithmetic.valued(earlier[-1], 60)
            if found.hi < found.m.read(number.low).lo or found.m.read(number.high).hi < found.lo:
                return verdict, (f"a slip in the arithmetic: {earlier[-1].text} comes to {shown(found, 6)}",), ()
        if not isinstance(subject, tuple) or isinstance(subject, Held):
            return verdict, (), ()
        y, x = subject
        likely, notes = explained_on(self.sheet, verdict, y, x, number, self.arithmetic.float_rate())
        return verdict, notes, likely

    def _told_number(self, side: Side, earlier: Sequence[Side], passes: bool) -> str | None:
        """Which number of two sides without a subject is wrong, where one stands for a symbol on a side before."""
        of_sides = ((earlier[:i], each) for i, each in enumerate((*earlier, side)))
        found = (self.arithmetic.wrong_number(models, each, passes) for models, each in of_sides)
        return next(filter(None, found), None)

    def identity(self, before: Side, side: Side) -> Verdict:
        """Whether two sides are the same around the point; where numbers are rounded, come to the same."""
        verdict = self.come_to_the_same(before, side)
        both = (before, side)
        if verdict.kind is not Kind.CORRECT:
            return verdict
        if (before.symbolic and side.symbolic) or any(map(self._is_free, both)):
            return _of_both(verdict, judge_sides(self.arithmetic, before, side), both)
        if not all(each.is_exact and self._bindable(each) for each in both):
            return verdict
        says, said = (self.names.bound(each.expression) for each in both)
        return self.sheet.strictly(judge_here(Question(said, says), self.truth))

    def _is_free(self, side: Side) -> bool:
        """Whether a side speaks of what depends on leaves that have no values."""
        if not self.sheet.free or not self._bindable(side):
            return False
        formula = self.names.bound(side.expression)
        nodes = {*formula.nodes, *(end for pair in formula.pairs for end in pair[:2])}
        return any(not self.sheet.free.isdisjoint(topological_order(node)) for node in nodes)

    def differ_as_numbers(self, sides: Sequence[Side]) -> bool:
        """Whether two neighbours of numbers alone, as 2*1 + 1 and 3.3, come to different ones, in any reading."""
        return any(
            not (a.symbolic or b.symbolic) and self.come_to_the_same(a, b).kind is Kind.WRONG
            for a, b in pairwise(sides)
        )

    def come_to_the_same(self, before: Side, side: Side) -> Verdict:
        """Whether two sides without a subject come to the same, with constants as floats or as decimals."""
        judged = self._compared(self.arithmetic, before, side)
        for words, reading in self.arithmetic.readings([before, side]) if judged.kind is Kind.WRONG else ():
            again = self._compared(reading, before, side)
            if again.kind.passes:
                return replace(again, words=f"{again.words}{words}")
        return judged

    @staticmethod
    def _compared(arithmetic: Arithmetic, before: Side, side: Side) -> Verdict:
        def question(digits: int) -> Verdict | None:
            a, b = arithmetic.valued(before, digits), arithmetic.valued(side, digits)
            if a.nan or b.nan:
                return Verdict(Kind.WRONG, f"{(before if a.nan else side).text} has no value")
            if apart(a, b):
                return Verdict(Kind.WRONG, f"{before.text} comes to {told_beside(a, b)}, not {shown(b)}", a)
            return Verdict(Kind.CORRECT, " as far as its digits go", a) if digits >= LADDER[1] else None

        answer = decided(question)
        return answer if not isinstance(answer, Open) else Verdict(Kind.UNDECIDED, answer.reason)


def _of_both(here: Verdict, around: Verdict, sides: Sequence[Side]) -> Verdict:
    """One verdict on an identity of sides: from what their numbers come to here, and from the points around.

    A rounded number among symbols, as in y*(1 - 0.55)*x, is right here only as far as its digits go.
    """
    is_rounded = around.kind is Kind.WRONG and not around.elsewhere and not all(side.is_exact for side in sides)
    return here if is_rounded else around
