"""A derivation as it is written on paper: lines of equalities, each judged for what it says."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from ..formula import Expression, FormulaError, Instruction, read
from ..namespaces.intervals import Interval, Undetermined
from ..namespaces.series import EXACT
from ..value import Value
from .claims import DECIMAL, Number, read_number
from .diagnosis import Suspect, suspects
from .enclosures import LADDER, Open, decided
from .report import Row
from .verdicts import Kind, Verdict, at_kink, judge_against, judge_formula, judge_number, no_value, shown

if TYPE_CHECKING:
    from .checking import Sheet

RATES = ("learning_rate", "lr", "eta", "η")
"""What the learning rate is called."""
_UPDATE = re.compile(r"\s*(?P<label>.+?)\s*(?:\^?\+|⁺|_new|\s+new)\s*")
EQUALS = re.compile(r":?[=≈≃≅]+>?|⇒")
_PRINTED = str.maketrans(
    {"\ufeff": None, "\u200b": None, "\u2060": None, "\u00ad": None, "‐": "-", "‑": "-", "－": "-", "＝": "="}
)
"""What comes along when a line is copied from a printed page: marks that cannot be seen, and other hyphens."""


def read_derivation(sheet: "Sheet", text: str) -> Iterator[tuple[int, Row]]:
    """A row, with its number, for every line of a derivation but blank ones and comments that begin with #.

    A line is a chain of equalities: `dE_total/dw5 = 0.7414 * 0.1868 * 0.5933 = 0.08217`.  Labels stand for values, dy/dx for
    partials, w5+ for a weight after its update; a decimal for the interval of its last digit, unless some leaf or the learning
    rate is just that number.  A line that begins with = goes on with the one before.
    """
    notes = Derivation(sheet)
    for number, line in _joined(text):
        yield number, notes.line(number, line)


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, by number, with those that go on with them."""
    waiting: tuple[int, str] | None = None
    for number, line in enumerate(text.translate(_PRINTED).splitlines(), 1):
        line = line.split("#")[0].strip()
        if waiting and line and EQUALS.match(line):
            waiting = waiting[0], f"{waiting[1]} {line}"
        elif line:
            if waiting:
                yield waiting
            waiting = number, line
    if waiting:
        yield waiting


@dataclass(frozen=True, slots=True)
class Updated:
    """A leaf after one step of gradient descent."""

    leaf: Value


class NotUnderstood(ValueError):  # noqa: N818  # what the report says of a line
    """A line that says nothing that can be checked."""


@dataclass(frozen=True, slots=True)
class Side:
    """What stands between two signs of equality."""

    text: str
    expression: Expression

    @property
    def symbolic(self) -> bool:
        """Whether it mentions a label or a partial."""
        return bool(self.expression.names or self.expression.partials)

    @property
    def number(self) -> Number | None:
        return read_number(self.text) if DECIMAL.fullmatch(self.text) else None


SAYS_NOTHING = Verdict(Kind.UNDECIDED, "its numbers have too few digits to say anything")

Judged = tuple[Verdict, tuple[str, ...], tuple[Suspect, ...]]
"""A verdict, notes on it, and suspects."""


class Derivation:
    """The sheet of paper, with the learning rate it has spoken of."""

    def __init__(self, sheet: "Sheet") -> None:
        self.sheet, self.truth, self.names = sheet, sheet.truth, sheet.names
        self.rate: Fraction | None = None if sheet.learning_rate is None else Fraction(repr(float(sheet.learning_rate)))
        self.readable = dict.fromkeys([*self.names, *(rate for rate in RATES if rate not in self.names)])
        plain = [*self.truth.constants, *(leaf.data for leaf in self.truth.order if leaf.op is None)]
        self.known = {Fraction(repr(x)) for x in plain if math.isfinite(x)}

    def line(self, number: int, text: str) -> Row:
        claim = f"line {number}"
        try:
            return self._judged(claim, text)
        except (NotUnderstood, FormulaError, LookupError) as error:
            sentence = error.sentence if isinstance(error, FormulaError) else str(error.args[0])
            return Row(claim, text, Verdict(Kind.NOT_UNDERSTOOD, sentence))
        except Undetermined as error:
            return Row(claim, text, Verdict(Kind.UNDECIDED, str(error)))

    def _judged(self, claim: str, text: str) -> Row:
        left, *rest = (part.strip() for part in EQUALS.split(text))
        if not rest or not all((left, *rest)):
            raise NotUnderstood("a line needs something on both sides of =")
        if left in RATES and left not in self.names:
            return self._learning_rate(claim, text, rest)
        said = self._subject(left)
        sides = [self._side(part) for part in rest]
        for y, x in self._partials(said, sides):
            if (obstacle := self.sheet.unless_broken() or at_kink(self.truth, y, x)) is not None:
                return Row(claim, text, obstacle)
        if isinstance(said, Updated) and self.rate is None:
            self.rate = self._rate_in(sides, said.leaf)
        if isinstance(said, Updated):
            self._rate_or_refuse()
        return self._row(claim, text, said, sides)

    def _rate_in(self, sides: Sequence[Side], leaf: Value) -> Fraction | None:
        """The learning rate of a line such as 0.4 - 0.5*0.082167041, from its form: the factor beside the slope, else the first."""
        for side in sides:
            program = side.expression.program
            if [step.what.name for step in program if step.kind == "op"] == ["mul", "sub"] and len(program) == 5:
                factors = [step.what for step in program[1:3]]
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
        if self.rate is not None and given != self.rate:
            sentence = f"the learning rate is {shown(_decimal(self.rate))}"
            return Row(claim, text, Verdict(Kind.WRONG, sentence))
        self.rate = given
        return Row(claim, text, Verdict(Kind.CORRECT, "taken as given"))

    # ── reading ──────────────────────────────────────────────────────────────────────────────

    def _subject(self, text: str) -> Any:
        """What the left side speaks of: a node, a pair of nodes, an update, or an expression."""
        update = _UPDATE.fullmatch(text)
        if update and update["label"] in self.names.labelled:
            return Updated(self.names.node(update["label"]))
        side = self._side(text)
        program = side.expression.program
        if len(program) == 1 and program[0].kind in ("name", "partial"):
            return self.names.meant(program[0].what)
        return side

    def _partials(self, said: Any, sides: Sequence[Side]) -> Iterator[tuple[Value, Value]]:
        """The ends of every derivative that a line speaks of."""
        expressions = [side.expression for side in sides]
        mentioned: list[Any] = [name for e in expressions for name in (*e.names, *e.partials)]
        for thing in (said, *map(self._meant, mentioned)):
            if isinstance(thing, Updated):
                yield self.sheet.main, thing.leaf
            elif isinstance(thing, Side):
                yield from self._partials(None, [thing])
            elif isinstance(thing, tuple):
                yield thing

    def _side(self, text: str) -> Side:
        return Side(text, read(text, self.readable, partials=True))

    def _meant(self, name: Any) -> Any:
        """The node, the pair of nodes, or the learning rate that a name stands for."""
        return self._rate_or_refuse() if name in RATES and name not in self.names else self.names.meant(name)

    def _rate_or_refuse(self) -> Fraction:
        if self.rate is None:
            raise NotUnderstood(
                "the learning rate is not known: write lr = 0.5 on a line above, or pass learning_rate="
            )
        return self.rate

    # ── judging ──────────────────────────────────────────────────────────────────────────────

    def _true(self, said: Any, digits: int) -> Interval:
        """The true value of what a line speaks of."""
        m = self.truth.system(digits)
        if isinstance(said, Fraction):
            return m.number(float(said))
        if isinstance(said, Updated):
            return self.truth.value(said.leaf, digits) - m.number(float(self._rate_or_refuse())) * self.truth.partial(
                self.sheet.main, said.leaf, digits
            )
        if isinstance(said, tuple):
            return self.truth.partial(said[0], said[1], digits)
        return self.truth.value(said, digits) if isinstance(said, Value) else self._valued(said, digits)

    def _valued(self, side: Side, digits: int) -> Interval:
        """What a side comes to: symbols as they truly are, numbers as the intervals they stand for."""
        m = self.truth.system(digits)
        found: Interval = m.number(
            side.expression.over(
                m, lambda name: self._true(self._meant(name), digits), lambda text: self._written(text, m)
            )
        )
        return found

    def _written(self, text: str, m: Any) -> Interval:
        number = read_number(text)
        assert number is not None
        value, padded = Fraction(Decimal(text)), "." in text and text.endswith("0")
        # a number that some leaf holds is just what that leaf stands for; but 0.50 may as well be a rounded 0.5023
        exact = text.isdecimal() or (not padded and (value in self.known or value == self.rate))
        found: Interval = m.number(float(text)) if exact else m.hull(m.read(number.low), m.read(number.high))
        return found

    def _row(self, claim: str, text: str, said: Any, sides: Sequence[Side]) -> Row:
        """The verdict on a line: on each of its sides against what it speaks of, or failing that against the side before."""
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

    def arithmetic(self, row: Row, y: Value, x: Value) -> Row:
        """The same row, judged for what its numbers come to."""
        try:
            verdict, notes, found = self._numeric((y, x), self._side(row.claimed), ()) or (SAYS_NOTHING, (), ())
        except Undetermined as error:
            verdict, notes, found = Verdict(Kind.UNDECIDED, str(error)), (), ()
        return replace(row, verdict=verdict, suspects=found, notes=notes)

    def _side_judged(self, subject: Any, before: Any, side: Side, earlier: Sequence[Side]) -> Judged | None:
        number = side.number
        if subject is None:
            return self._arithmetic(before, side), (), ()
        if number is not None:
            verdict = (
                judge_number(number, self.truth, *subject)
                if isinstance(subject, tuple)
                else judge_against(number, lambda digits: self._true(subject, digits))
            )
            if verdict.kind is not Kind.WRONG:
                return verdict, (), ()
            return self._wrong_number(verdict, subject, number, earlier)
        if side.symbolic and not isinstance(subject, Updated):
            formula = self.names.bound(side.expression)
            if not isinstance(subject, tuple):
                return judge_formula(formula, self.truth, subject, None), (), ()
            row = self.sheet.judge_formula(subject[0], subject[1], formula)
            return (
                row.verdict,
                (f"it is {side.text} that is wrong",) if row.verdict.kind is Kind.WRONG else (),
                row.suspects,
            )
        return self._numeric(subject, side, earlier)

    def _numeric(self, subject: Any, side: Side, earlier: Sequence[Side]) -> Judged | None:
        """A side of numbers: each beside the symbol it stands for, where a side before it has the same form; else what it comes to.

        None where that could be nearly anything, so that it says nothing: 0.0 * 1e9.
        """
        for model in reversed(earlier):
            wrong = self._first_wrong_number(model, side)
            if wrong is not None:
                name, number, verdict = wrong
                sentence = f"{number} stands for {name}, which is {verdict_true(verdict)}"
                return Verdict(verdict.kind, sentence, self._true(subject, 60)), (), ()
        true, found = self._true(subject, 60), self._valued(side, 60)
        if true.nan or (true.exact and not true.finite):
            return Verdict(Kind.KINK, no_value(true), true), (), ()
        if found.nan:
            return Verdict(Kind.WRONG, f"{side.text} has no value", true), (), ()
        if found.hi < true.lo or true.hi < found.lo:
            sentence = f"{side.text} comes to {_apart(found, true)}, not {shown(true)}"
            return Verdict(Kind.WRONG, sentence, true), self._suspects_of(subject, found), ()
        if 0 not in true and found.m.up.subtract(found.hi, found.lo) > max(true.lo.copy_abs(), true.hi.copy_abs()) * 2:
            return None
        return Verdict(Kind.CORRECT, " as far as its digits go", true), (), ()

    def _suspects_of(self, subject: Any, found: Interval) -> tuple[str, ...]:
        if not isinstance(subject, tuple) or not found.finite:
            return ()
        return tuple(
            s.sentence for s in suspects(subject[0], subject[1], found.lo, found.hi, self._float_rate(), most=3)
        )

    def _float_rate(self) -> float | None:
        return None if self.rate is None else float(self.rate)

    def _first_wrong_number(self, model: Side, side: Side) -> tuple[str, str, Verdict] | None:
        """The first number that is not what stands in its place on a side of the same form."""
        symbols, numbers = _signed(model.expression.program), _signed(side.expression.program)
        pairs = list(zip(symbols, numbers))
        if len(symbols) != len(numbers) or any(not _alike(a, b) for a, b in pairs):
            return None
        for a, b in pairs:
            if a.kind in ("name", "partial") and b.kind == "number":
                number = read_number(b.what)
                assert number is not None
                verdict = judge_against(number, partial(self._true, self._meant(a.what)))
                if not verdict.kind.passes:
                    return str(a.what), b.what, verdict
        return None

    def _wrong_number(self, verdict: Verdict, subject: Any, number: Number, earlier: Sequence[Side]) -> Judged:
        """Why a result is wrong: a slip in the arithmetic just before it, else what the catalogue of mistakes finds."""
        if earlier and not earlier[-1].number:
            found = self._valued(earlier[-1], 60)
            apart = found.hi < found.m.read(number.low).lo or found.m.read(number.high).hi < found.lo
            if apart:
                return verdict, (f"a slip in the arithmetic: {earlier[-1].text} comes to {shown(found, 6)}",), ()
        if not isinstance(subject, tuple):
            return verdict, (), ()
        return verdict, (), tuple(suspects(subject[0], subject[1], number.low, number.high, self._float_rate(), most=3))

    def _arithmetic(self, before: Side, side: Side) -> Verdict:
        """Whether two sides without a subject come to the same."""

        def question(digits: int) -> Verdict | None:
            a, b = self._valued(before, digits), self._valued(side, digits)
            if a.nan or b.nan:
                return Verdict(Kind.WRONG, f"{(before if a.nan else side).text} has no value")
            if a.hi < b.lo or b.hi < a.lo:
                return Verdict(Kind.WRONG, f"{before.text} comes to {_apart(a, b)}, not {shown(b)}", a)
            return Verdict(Kind.CORRECT, " as far as its digits go", a) if digits >= LADDER[1] else None

        answer = decided(question)
        return answer if not isinstance(answer, Open) else Verdict(Kind.UNDECIDED, answer.reason)


def _apart(found: Interval, other: Interval) -> str:
    """An enclosure as it is told beside another number: by its ends, where its few digits would look the same."""
    text = shown(found, 6)
    return text if text != shown(other) else f"{shown(found.lo, 6)} to {shown(found.hi, 6)}"


def verdict_true(verdict: Verdict) -> str:
    return "no value" if verdict.true is None else shown(verdict.true)


def _signed(program: Sequence[Instruction]) -> list[Instruction]:
    """The same program with a minus in front of a number made part of it."""
    found: list[Instruction] = []
    for step in program:
        if step.kind == "op" and step.what.name == "neg" and found[-1].kind == "number":
            found[-1] = replace(found[-1], what=f"-{found[-1].what}")
        else:
            found.append(step)
    return found


def _alike(a: Instruction, b: Instruction) -> bool:
    """Whether two steps are the same, or a symbol and a number in its place."""
    return (a.kind == b.kind and a.what == b.what) or (a.kind in ("name", "partial", "number") and b.kind == "number")


def _decimal(x: Fraction) -> Decimal:
    return EXACT.divide(Decimal(x.numerator), Decimal(x.denominator))
