"""Whether the numbers of a line are right: each beside what it stands for, or all by what they come to."""

import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from ... import ops
from ...formula import Expression, Instruction
from ...graph import adjoints, topological_order
from ...namespaces import FLOATS
from ...namespaces.interval import Interval, Undetermined
from ...namespaces.series import EXACT
from ...namespaces.text import ATOM, NAMES, Written
from ...value import Value
from ...writing import numeral
from ..diagnosis import suspects
from ..truth.enclosures import Enclosures
from ..truth.ladder import LADDER, Open, decided, digits_known, middle
from ..truth.limits import apart
from ..verdicts.numbers import Number, read_number
from ..verdicts.report import Row
from ..verdicts.verdict import AS_DECIMALS, Kind, Verdict, no_value, shown
from .first_look import in_floats
from .formulas import Held
from .judging_numbers import judge_against
from .line_parts import SAYS_NOTHING, Judgement, Side
from .mixed import Mixed
from .places import Factor, factors
from .places import places as in_place
from .standing import NODES, NUMBERS, SHORT, along_ways, misplaced, standing


class Arithmetic(Mixed):
    """The numbers of a sheet, each judged by what it stands for."""

    def of_row(self, row: Row, y: Value, x: Value) -> Row:
        """The same row, judged for what its numbers come to."""
        try:
            verdict, notes, found = self.numeric((y, x), self.side(row.claimed), ()) or (SAYS_NOTHING, (), ())
        except Undetermined as error:
            verdict, notes, found = Verdict(Kind.UNDECIDED, str(error)), (), ()
        return replace(row, verdict=verdict, suspects=found, notes=notes)

    def numeric(self, subject: Any, side: Side, earlier: Sequence[Side], given: bool = False) -> Judgement | None:
        """A side of numbers: each beside the symbol it stands for, where one before it has that form; else their value.

        None where that could be nearly anything, so that it says nothing: 0.0 * 1e9.  Constants are the floats they
        are, or the decimals they print as where that makes it right; `given` where the result stands behind it.
        """
        judged = self._numeric(subject, side, earlier)
        for words, reading in (
            self.readings([side], given) if judged is not None and judged[0].kind is Kind.WRONG else ()
        ):
            blamed = self.wrong_number(earlier, side) if reading.as_rounded else None
            if blamed is not None and not blamed.startswith(f"{reading.as_rounded} stands for"):
                continue  # another number is wrong in its place, whatever this one was rounded from
            again = reading._numeric(subject, side, earlier)
            if again is not None and again[0].kind.passes:
                return replace(again[0], words=f"{again[0].words}{words}"), (), ()
        if judged is not None and judged[0].kind is Kind.WRONG and self.wrong_number(earlier, side) is None:
            return self._as_rounded(side, judged[0]) or judged
        return judged

    def _as_rounded(self, side: Side, wrong: Verdict) -> Judgement | None:
        """The same side with each number for what rounds to it, also one that some leaf holds; None where no choice of
        what is there gives what is true.
        """
        if (asked := self._asked(side)) is None or wrong.true is None or not wrong.true.finite:
            return None
        value, meant, _ = asked
        chosen = standing(value, meant, float(middle(wrong.true)))
        if chosen is None:
            return None
        told = {text: None for text, x in zip(side.literals, chosen) if float(text) != x and self._is_known(text)}
        words = f" as far as its digits go, with {' and '.join(told)} for rounded numbers" if told else ""
        return (Verdict(Kind.CORRECT, words, wrong.true), (), ()) if told else None

    def readings(self, sides: Sequence[Side], given: bool = False) -> Iterator[tuple[str, "Arithmetic"]]:
        """The same sheet with constants as decimals; and with a number that a leaf holds as the only rounded one."""
        if (other := self.truth.in_decimals) is not None:
            yield AS_DECIMALS, self._under(other)
        if self.truth.met_origins and (other := self.truth.in_origins) is not None:
            yield self.truth.told_origins, self._under(other)
        literals = dict.fromkeys(text for side in sides for text in side.literals)
        alone = given or all(text.isdecimal() or self._is_known(text) for text in literals)
        for text in literals if alone else ():
            if not all(other == text or self._stands_for_something(other) for other in literals):
                continue
            for size in self._rounded_to(text, 1 if given else 2):
                found = copy.copy(self)
                found.as_rounded, found.rounded_from = text, size
                yield f", with {text} for a rounded number", found

    def _under(self, reading: Enclosures) -> "Arithmetic":
        """The same sheet under another reading of its constants."""
        found = copy.copy(self)
        found.truth = reading
        return found

    def _numeric(self, subject: Any, side: Side, earlier: Sequence[Side]) -> Judgement | None:
        for model in reversed(earlier):
            wrong = self._first_wrong_number(model, side)
            if wrong is not None:
                name, number, verdict = wrong
                sentence = f"{number} stands for {name}, which is {verdict_true(verdict)}"
                return Verdict(verdict.kind, sentence, self.true(subject, 60)), (), ()
        both: tuple[Interval, Interval] | Open | None = self._apart_at_first_look(subject, side)
        if both is None:
            both = decided(
                lambda digits: (self.true(subject, digits), self.valued(side, digits)), _told_apart, LADDER[1:]
            )
        if isinstance(both, Open):
            raise Undetermined(both.reason)
        true, found = both
        if true.nan or (true.exact and not true.finite):
            return Verdict(Kind.KINK, no_value(true), true), (), ()
        if found.nan:
            return Verdict(Kind.WRONG, f"{side.text} has no value", true), (), ()
        if apart(found, true):
            sentence = f"{side.text} comes to {told_beside(found, true)}, not {shown(true)}"
            sentence = self.wrong_number(earlier, side) or sentence
            return Verdict(Kind.WRONG, sentence, true), self._suspects_of(subject, found), ()
        if 0 not in true and found.m.up.subtract(found.hi, found.lo) > true.magnitude * 2:
            strange = self._no_factor(earlier, side)
            return None if strange is None else (Verdict(Kind.WRONG, strange, true), (), ())
        told = self.wrong_number(
            earlier, side, passes=True
        )  # few digits elsewhere, or a factor 0, may hide a wrong number
        told = self._no_factor(earlier, side) if told is None else told
        if told is None and not self._all_in_place(earlier, side):
            told = self._misplaced(side, float(middle(true)))
        if told is not None:
            return Verdict(Kind.WRONG, told, true), (), ()
        return Verdict(Kind.CORRECT, " as far as its digits go", true), (), ()

    def _apart_at_first_look(self, subject: Any, side: Side) -> tuple[Interval, Interval] | None:
        """A derivative as floats tell it, and what numbers come to that are another; else None."""
        if type(subject) is not tuple or side.symbolic:
            return None
        true = in_floats(self.truth, subject[0], subject[1])
        found = self.valued(side, LADDER[0]) if true is not None else None
        return (true, found) if true is not None and found is not None and apart(found, true) else None

    def wrong_number(self, models: Sequence[Side], side: Side, passes: bool = False) -> str | None:
        """That a number of a side is not what stands in its place on a side of the same form, nor elsewhere there.

        Beside chains of derivatives each number has its place, and where all of a side `passes` they alone are looked
        at; beside another formula factors may have been joined, and one number alone is blamed.
        """
        for chains in (True,) if passes else (True, False):
            for model in reversed(models):
                if model.is_chain is not chains or not (found := self._places(model, side)):
                    continue
                wrong = [each for each in found if each[2].kind is Kind.WRONG]
                for number, meant, verdict in wrong if chains or len(wrong) == 1 else ():
                    others = [other for _, other, _ in wrong if other is not meant]
                    if all(judge_against(number, partial(self.valued, other)).kind is Kind.WRONG for other in others):
                        told = meant.expression.over(NAMES, lambda name: Written(NAMES, str(name), ATOM))
                        return f"{number.text} stands for {told}, which is {verdict_true(verdict)}"
                return None
        return None

    def _no_factor(self, models: Sequence[Side], side: Side) -> str | None:
        """That a number of a product is none of as many factors of the symbols before it, in whatever order; None
        where all are factors of some side before.
        """
        told: str | None = None
        for i, model in enumerate(models):
            if (pair := factors(model.expression.program, side.expression.program)) is None:
                continue
            sizes = [self._size(factor) for factor in pair[0]]
            strange = [text for text in pair[1] if not any(self._may_be(text.lstrip("-"), size) for size in sizes)]
            if not strange:
                return None
            if i == len(models) - 1:
                told = f"{strange[0]} is no factor of {model.text}"
        return told

    def _misplaced(self, side: Side, true: float) -> str | None:
        """That a number of few digits is not what stands there, where only something else that there is makes the side
        right; None where all may be what they should be.
        """
        if (asked := self._asked(side)) is None or not true:
            return None
        value, meant, met = asked
        rounded = [i for i, text in enumerate(side.literals) if not text.isdecimal()]
        if (found := misplaced(value, meant, rounded, met, true)) is None:
            return None
        i, belongs = found
        low, high = self._ends(side.literals[i])
        sentence = f"{side.literals[i]} stands where {numeral(abs(belongs), 9)} belongs"
        return None if low <= abs(belongs) <= high else sentence

    def _asked(self, side: Side) -> tuple[Callable[[Sequence[float]], float], list[list[float]], list[float]] | None:
        """A side of few numbers as a function of them, what each may stand for, and all that there is; else None."""
        texts, order = side.literals, self.truth.order
        if side.symbolic or not 1 < len(texts) <= NUMBERS or len(order) > NODES:
            return None
        slopes = adjoints(topological_order(self.sheet.main))
        met = [*self.met, *along_ways(order, lambda node: float(slopes.get(node, 0.0)))]

        def value(numbers: Sequence[float]) -> float:
            left = iter(numbers)
            return float(side.expression.over(FLOATS, {}.__getitem__, lambda text: next(left)))

        return value, [self._may_stand_for(text, met) for text in texts], met

    def _may_stand_for(self, text: str, met: Sequence[float]) -> list[float]:
        """What a number may be: itself where it is exact, and whatever there is that rounds to it."""
        number = read_number(text)
        if number is None or text.isdecimal() or (number.digits or 0) > SHORT:
            return [float(text)]
        low, high = self._ends(text)
        itself = [float(text)] if self._is_known(text) else []
        return itself + list({float(f"{x:.12g}"): x for x in met if low <= x <= high}.values())

    def _size(self, factor: Factor) -> Interval:
        """How large a factor is, whatever its sign."""
        m = self.truth.system(LADDER[0])
        size: Interval = m.abs(self.valued(Side("", Expression("", factor.program)), LADDER[0]))
        return 1 / size if factor.inverted else size

    def _may_be(self, text: str, size: Interval) -> bool:
        """Whether a written number is a factor; of one of three digits or more the last may be off by one."""
        if not size.finite:
            return True
        low, high = self._ends(text)
        return low <= Fraction(size.hi) and Fraction(size.lo) <= high

    @staticmethod
    def _ends(text: str) -> tuple[Fraction, Fraction]:
        """Between which ends lies what is written as a factor; of one of three digits or more the last may be off by
        one.
        """
        number = read_number(text)
        assert number is not None
        low, high = Fraction(number.low), Fraction(number.high)
        more = (high - low) if (number.digits or 0) > 2 else 0
        return low - more, high + more

    def _places(self, model: Side, side: Side) -> list[tuple[Number, Side, Verdict]]:
        """The numbers of a side, each with what stands in its place, and whether it is that."""
        found: list[tuple[Number, Side, Verdict]] = []
        for place in in_place(model.expression.program, side.expression.program):
            number, meant = read_number(place.number), Side("", Expression("", place.program))
            if number is None:
                continue
            verdict = judge_against(number, partial(self.valued, meant))
            if verdict_true(verdict) == number.text:  # a 1 may be printed for what is nearly 1
                verdict = Verdict(Kind.CORRECT, "", verdict.true)
            found.append((number, meant, verdict))
        return found

    def _all_in_place(self, models: Sequence[Side], side: Side) -> bool:
        """Whether all numbers of a side are what stands in their places on some side before."""
        places = (self._places(model, side) for model in models)
        return any(len(found) == len(side.literals) and all(each[2].kind.passes for each in found) for found in places)

    def _suspects_of(self, subject: Any, found: Interval) -> tuple[str, ...]:
        if not isinstance(subject, tuple) or isinstance(subject, Held) or not found.finite:
            return ()
        return tuple(
            s.sentence for s in suspects(subject[0], subject[1], found.lo, found.hi, self.float_rate(), most=3)
        )

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
                verdict = judge_against(number, partial(self.true, self.meant(a.what)))
                if not verdict.kind.passes:
                    return str(a.what), b.what, verdict
        return None


def _told_apart(both: tuple[Interval, Interval]) -> bool:
    """Whether two enclosures are apart, or one is as narrow already as the decimals in it allow."""
    true, found = both
    return not found.finite or apart(found, true) or digits_known(found) < found.m.digits // 2


def told_beside(found: Interval, other: Interval) -> str:
    """An enclosure as it is told beside another number: by its ends, where its few digits would look the same."""
    text = shown(found, 6)
    if text != shown(other):
        return text
    if shown(found.lo, 6) != shown(found.hi, 6):
        return f"{shown(found.lo, 6)} to {shown(found.hi, 6)}"
    off = EXACT.subtract(middle(found), middle(other))
    return f"{shown(other)} {'-' if off < 0 else '+'} {shown(abs(off), 3)}"


def verdict_true(verdict: Verdict) -> str:
    """What is true by a verdict, as text."""
    return "no value" if verdict.true is None else shown(verdict.true)


def _signed(program: Sequence[Instruction]) -> list[Instruction]:
    """The same program with a minus in front of a number made part of it."""
    found: list[Instruction] = []
    for step in program:
        if step.kind == "op" and step.what is ops.neg and found[-1].kind == "number":
            found[-1] = replace(found[-1], what=f"-{found[-1].what}")
        else:
            found.append(step)
    return found


def _alike(a: Instruction, b: Instruction) -> bool:
    """Whether two steps are the same, or a symbol and a number in its place."""
    if a.kind == "number" and b.kind == "number":
        x, y = read_number(a.what), read_number(b.what)
        return x is not None and y is not None and x.low <= y.high and y.low <= x.high
    return (a.kind == b.kind and a.what == b.what) or (a.kind in ("name", "partial") and b.kind == "number")
