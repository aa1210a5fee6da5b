"""A derivation as it is written on paper: lines of equalities, each judged for what it says."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from ..formula import FormulaError
from ..graph import topological_order
from ..namespaces.intervals import Undetermined
from ..namespaces.series import EXACT
from ..notation.lines import Statement, sides, statements
from ..notation.vocabulary import NAME
from ..value import Value
from .arithmetic import RATES, SAYS_NOTHING, Arithmetic, Judged, NotUnderstood, Side, Updated, told_beside
from .definitions import definition, doubt, mentions, updated
from .diagnosis import suspects
from .enclosures import LADDER, Open, decided
from .formulas import of_node, of_partial
from .held import ends_of
from .judging import formula_row
from .judging_formulas import judge_formula, judge_here, judge_identity
from .judging_numbers import judge_against, judge_number, judge_value
from .kinks import at_kink
from .numbers import Number, read_number
from .points import Question
from .report import Row
from .sheet import Sheet
from .sided import SECONDS, within
from .verdicts import Kind, Verdict, shown

_ASSIGNED = re.compile(r"(?P<label>[^=←]+?)\s*(?P<sign>←|-=)\s*(?P<right>.+)")


def read_derivation(sheet: Sheet, said: str | Iterable[Statement]) -> Iterator[tuple[int, Row]]:
    """A row, with its number, for every line of a derivation but blank ones and comments that begin with #.

    A line is a chain of equalities: `dE_total/dw5 = 0.7414 * 0.1868 * 0.5933 = 0.08217`.  Labels stand for values,
    dy/dx for partials, w5+ for a weight after its update; a decimal for the interval of its last digit, unless some
    leaf or the learning rate is just that number.  A line that begins with = goes on with the one before.
    """
    yield from Derivation(sheet).rows(statements(said) if isinstance(said, str) else said)


class Derivation:
    """The sheet of paper, with the learning rate it has spoken of; `lost` names what could not be defined, by line."""

    def __init__(self, sheet: Sheet, lost: Mapping[str, int] = MappingProxyType({})) -> None:
        self.sheet, self.truth, self.names, self.lost = sheet, sheet.truth, sheet.names, lost
        self.arithmetic = Arithmetic(sheet)
        leaves = [node for node in self.truth.order if node.op is None and node.label]
        self.leaves = {str(leaf.label) for leaf in leaves}

    def rows(self, said: Iterable[Statement]) -> list[tuple[int, Row]]:
        """A row for every line, with its number."""
        before: dict[int, set[str]] = {}
        found: list[tuple[int, Row]] = []
        lines = list(said)
        for statement in lines:
            known = set(self.arithmetic.helpers)
            found.append((statement.line, self.line(statement)))
            before[len(found) - 1] = set(self.arithmetic.helpers) - known
        for i, statement in enumerate(lines):  # a name may be explained below: ..., where s = 1 - out
            if found[i][1].verdict.kind is Kind.NOT_UNDERSTOOD and any(before[k] for k in before if k > i):
                found[i] = (statement.line, self.line(statement))
        for i, new in before.items():
            number, row = found[i]
            for name in new:
                why = doubt(name, [*self.names, *self.arithmetic.helpers], name in self.arithmetic.used)
                if why is not None:
                    value = f"{'' if row.verdict.true is None else shown(row.verdict.true)}"
                    found[i] = (number, definition(row.claim, row.claimed, name, value, why))
        return found

    def line(self, statement: Statement) -> Row:
        """The row of the report for a line of a worksheet, whatever the line is."""
        claim, text = f"line {statement.line}", statement.text
        try:
            with within(SECONDS):
                return self._judged(claim, text)
        except (NotUnderstood, FormulaError, LookupError) as error:
            sentence = statement.told(error) if isinstance(error, FormulaError) else str(error.args[0])
            return Row(claim, text, Verdict(Kind.NOT_UNDERSTOOD, self.lost_instead(text) or sentence))
        except Undetermined as error:
            return Row(claim, text, Verdict(Kind.UNDECIDED, str(error)))

    def lost_instead(self, text: str) -> str | None:
        """That a line speaks of what could not be defined above, where it does."""
        for name, line in self.lost.items():
            if any(mentions(text, mark + name) for mark in ("", "d", "∂")):
                return f"{name} could not be defined on line {line}, so this is not judged"
        return None

    def _judged(self, claim: str, text: str) -> Row:
        left, *rest = self._parts(text)
        if not rest or not all((left, *rest)):
            raise NotUnderstood("a line needs something on both sides of =")
        if left in RATES and left not in self.names:
            return self._learning_rate(claim, text, rest)
        if (helper := self._helper(claim, text, left, rest)) is not None:
            return helper
        said = self._subject(left)
        written = [self.arithmetic.side(part) for part in rest]
        for y, x in self._partials(said, written):
            if (obstacle := self.sheet.unless_broken() or at_kink(self.truth, y, x)) is not None:
                return Row(claim, text, obstacle)
        if isinstance(said, Updated) and self.arithmetic.rate is None:
            self.arithmetic.rate = self._rate_in(written, said.leaf)
        if isinstance(said, Updated):
            self.arithmetic.rate_or_refuse()
        row = self._row(claim, text, said, written)
        heard = written if isinstance(said, Updated) else (self.arithmetic.side(left), *written)
        told = [note for side in heard for note in side.expression.notes]
        return replace(row, notes=(*row.notes, *dict.fromkeys(told))) if told else row

    def _parts(self, text: str) -> list[str]:
        """The sides of a line; where it assigns anew, w ← ... or w -= ..., the first is w+."""
        assigned = _ASSIGNED.fullmatch(text)
        if assigned and assigned["label"].strip() in self.leaves:
            label, right = assigned["label"].strip(), assigned["right"]
            return [f"{label}+", *sides(f"{label} - ({right})" if assigned["sign"] == "-=" else right)]
        return sides(text)

    def _rate_in(self, sides: Sequence[Side], leaf: Value) -> Fraction | None:
        """The learning rate of a line such as 0.4 - 0.5*0.082167041, from its form: the factor beside the slope.

        Else a name that y has no use for, else the first.
        """
        for side in sides:
            program = side.expression.program
            if [step.what.name for step in program if step.kind == "op"] == ["mul", "sub"] and len(program) == 5:
                factors = [step.what for step in program[1:3]]
                named = [self.names.meant(step.what) for step in program[1:3] if step.kind == "name"]
                for node in named:
                    if isinstance(node, Value) and node.op is None and node not in topological_order(self.sheet.main):
                        return self.truth.numbers[node]
                slope = self.truth.partial(self.sheet.main, leaf, 60)
                written = [read_number(x) if step.kind == "number" else None for step, x in zip(program[1:3], factors)]
                others = [x is not None and x.low <= slope.hi and slope.lo <= x.high for x in written]
                rate = 0 if written[0] is not None and not (others[0] and not others[1]) else 1
                return Fraction(Decimal(factors[rate])) if written[rate] is not None else None
        return None

    def _learning_rate(self, claim: str, text: str, rest: list[str]) -> Row:
        number = read_number(rest[0])
        if number is None or len(rest) > 1 or not isinstance(number.middle, Decimal):
            raise NotUnderstood(f"a learning rate is a number, such as lr = 0.5; got {rest[0]!r}")
        given = Fraction(number.middle)
        if self.arithmetic.rate is not None and given != self.arithmetic.rate:
            sentence = f"the learning rate is {shown(_decimal(self.arithmetic.rate))}"
            return Row(claim, text, Verdict(Kind.WRONG, sentence))
        self.arithmetic.rate = given
        return Row(claim, text, Verdict(Kind.DEFINITION, f"the learning rate is {shown(_decimal(given))}"))

    def _helper(self, claim: str, text: str, left: str, rest: list[str]) -> Row | None:
        """A line that names something of its own: n = 4, s = 1 - out_o1; None where the name is known already."""
        if not NAME.fullmatch(left) or left in self.arithmetic.helpers or updated(left, self.leaves):
            return None
        try:
            self.arithmetic.side(left)
        except FormulaError:
            first, *others = (self.arithmetic.side(part) for part in rest)
            found = self.arithmetic.valued(first, LADDER[1])
            for side in others:
                if not (verdict := self._arithmetic(first, side)).kind.passes:
                    return Row(claim, text, verdict)
            self.arithmetic.helpers[left] = first.expression
            if others:
                verdict = Verdict(Kind.CORRECT, f", taken as what {left} stands for", found)
            else:
                verdict = Verdict(Kind.DEFINITION, f"{left} is {shown(found)}", found)
            return Row(claim, text, verdict, notes=first.expression.notes)
        return None

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def _subject(self, text: str) -> Any:
        """What the left side speaks of: a node, a pair of nodes, an update, or an expression."""
        leaf = None if text in self.names.labelled else updated(text, self.leaves)
        if leaf is not None:
            self.arithmetic.used.add(leaf)
            return Updated(self.names.node(leaf))
        side = self.arithmetic.side(text)
        program = side.expression.program
        if len(program) == 1 and program[0].kind in ("name", "partial"):
            return self.names.meant(program[0].what)
        return side

    def _partials(self, said: Any, sides: Sequence[Side]) -> Iterator[tuple[Value, Value]]:
        """The ends of every derivative that a line speaks of."""
        expressions = [side.expression for side in sides]
        mentioned: list[Any] = [name for e in expressions for name in (*e.names, *e.partials)]
        for expression in expressions:
            yield from ends_of(expression.program)
        for thing in (said, *map(self.arithmetic.meant, mentioned)):
            if isinstance(thing, Updated):
                yield self.sheet.main, thing.leaf
            elif isinstance(thing, Side):
                yield from self._partials(None, [thing])
            elif isinstance(thing, tuple):
                yield thing

    # ── judging ──────────────────────────────────────────────────────────────────────────────

    def _row(self, claim: str, text: str, said: Any, sides: Sequence[Side]) -> Row:
        """The verdict on a line: each of its sides against what it speaks of, else against the side before."""
        subject = said if not isinstance(said, Side) else None
        before: Any = said
        best: Verdict | None = None
        for i, side in enumerate(sides):
            judged = self._side_judged(subject, before, side, sides[:i])
            before = side
            if judged is None:
                continue
            verdict, notes, found = judged
            if not verdict.kind.passes:
                return Row(claim, text, verdict, found, notes)
            best = verdict if best is None or best.kind is Kind.AGREES or side.number is not None else best
        return Row(claim, text, best or SAYS_NOTHING)

    def _side_judged(self, subject: Any, before: Any, side: Side, earlier: Sequence[Side]) -> Judged | None:
        number = side.number
        if subject is None:
            return self._identity(before, side), (), ()
        if number is not None:
            verdict = (
                judge_number(number, self.truth, subject[0], subject[1], self.sheet.roundings, self.sheet.asked)
                if isinstance(subject, tuple)
                else judge_value(number, self.truth, subject)
                if isinstance(subject, Value)
                else judge_against(number, lambda digits: self.arithmetic.true(subject, digits))
            )
            if verdict.kind is not Kind.WRONG:
                return verdict, (), ()
            return self._wrong_number(verdict, subject, number, earlier)
        if side.symbolic and not isinstance(subject, Updated):
            formula = self.names.bound(side.expression)
            if not isinstance(subject, tuple):
                return self.sheet.strictly(judge_formula(formula, self.truth, subject, None)), (), ()
            row = formula_row(self.sheet, subject[0], subject[1], formula)
            return (
                row.verdict,
                (f"it is {side.text} that is wrong",) if row.verdict.kind is Kind.WRONG else (),
                row.suspects,
            )
        found = self.arithmetic.numeric(subject, side, earlier)
        if found is None or found[0].kind is not Kind.CORRECT or not side.is_exact or not self._bindable(side):
            return found
        if not isinstance(subject, Value | tuple):
            return found
        true = of_node(subject) if isinstance(subject, Value) else of_partial(*subject)
        return self.sheet.strictly(judge_here(Question(self.names.bound(side.expression), true), self.truth)), (), ()

    def _bindable(self, side: Side) -> bool:
        """Whether all that a side names is in the graph, so that it can be computed over any numbers."""
        return all(name in self.names for name in side.expression.names)

    def _wrong_number(self, verdict: Verdict, subject: Any, number: Number, earlier: Sequence[Side]) -> Judged:
        """Why a result is wrong: a slip in the arithmetic just before it, else what the catalogue of mistakes finds."""
        if earlier and not earlier[-1].number:
            found = self.arithmetic.valued(earlier[-1], 60)
            apart = found.hi < found.m.read(number.low).lo or found.m.read(number.high).hi < found.lo
            if apart:
                return verdict, (f"a slip in the arithmetic: {earlier[-1].text} comes to {shown(found, 6)}",), ()
        if not isinstance(subject, tuple):
            return verdict, (), ()
        return (
            verdict,
            (),
            tuple(suspects(subject[0], subject[1], number.low, number.high, self.arithmetic.float_rate(), most=3)),
        )

    def _identity(self, before: Side, side: Side) -> Verdict:
        """Whether two sides are the same around the point; where numbers are rounded, come to the same."""
        verdict = self._arithmetic(before, side)
        both = (before, side)
        if verdict.kind is not Kind.CORRECT or not all(each.is_exact and self._bindable(each) for each in both):
            return verdict
        says, said = (self.names.bound(each.expression) for each in both)
        judge = judge_identity if all(each.symbolic for each in both) else judge_here
        return self.sheet.strictly(judge(Question(said, says), self.truth))

    def _arithmetic(self, before: Side, side: Side) -> Verdict:
        """Whether two sides without a subject come to the same."""

        def question(digits: int) -> Verdict | None:
            a, b = self.arithmetic.valued(before, digits), self.arithmetic.valued(side, digits)
            if a.nan or b.nan:
                return Verdict(Kind.WRONG, f"{(before if a.nan else side).text} has no value")
            if a.hi < b.lo or b.hi < a.lo:
                return Verdict(Kind.WRONG, f"{before.text} comes to {told_beside(a, b)}, not {shown(b)}", a)
            return Verdict(Kind.CORRECT, " as far as its digits go", a) if digits >= LADDER[1] else None

        answer = decided(question)
        return answer if not isinstance(answer, Open) else Verdict(Kind.UNDECIDED, answer.reason)


def _decimal(x: Fraction) -> Decimal:
    return EXACT.divide(Decimal(x.numerator), Decimal(x.denominator))
