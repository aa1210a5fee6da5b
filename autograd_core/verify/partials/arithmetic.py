"""What the numbers of a line come to: symbols as they truly are, numbers as the intervals they stand for."""

import copy
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from ... import ops
from ...formula import Expression, Instruction
from ...graph import adjoints, topological_order
from ...namespaces.interval import Interval, Undetermined
from ...namespaces.series import EXACT
from ...namespaces.text import ATOM, NAMES, Written
from ...value import Value
from ..diagnosis import suspects
from ..truth.enclosures import Enclosures
from ..truth.ladder import LADDER, Open, decided, digits_known, middle
from ..truth.limits import apart
from ..truth.sided import ULPS
from ..verdicts.numbers import Number, read_number
from ..verdicts.report import Row
from ..verdicts.verdict import AS_DECIMALS, Kind, Verdict, no_value, shown
from .first_look import in_floats
from .formulas import Held, held_in
from .helpers import Helpers
from .judging_numbers import judge_against
from .line_parts import SAYS_NOTHING, Judgement, Side, Updated
from .places import Factor, factors
from .places import places as in_place
from .rates import Rate, as_float, rate_over
from .sheet import Sheet

NEAR = Fraction(1, 10**12)
"""What a number is taken to be rounded from is known to so much of itself, in floats."""
MOST = 12
"""Of no more numbers is it tried whether another one is rounded from them."""


class Arithmetic(Helpers):
    """The numbers of a sheet, with the learning rate it has spoken of."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self.truth = sheet.truth
        self.as_rounded = ""
        """A number that some leaf holds and that is taken for a rounded one all the same."""
        self.rounded_from = 0.0
        """What it is taken to be rounded from."""
        self._worth: dict[tuple[str, int, Enclosures, str, float], Interval] = {}
        """What a helper came to, by digits and by how constants are read."""
        plain = [*self.truth.constants, *(leaf.data for leaf in self.truth.order if leaf.op is None)]
        self.known = {Fraction(repr(x)) for x in plain if math.isfinite(x)}

    def define(self, name: str, side: Side, value: Interval) -> None:
        """A line gives something a name of its own, and its value to so many digits."""
        self.name(name, side.expression)
        self._worth[name, value.m.digits, self.truth, self.as_rounded, self.rounded_from] = value

    def true(self, said: Any, digits: int) -> Interval:
        """The true value of what a line speaks of."""
        m = self.truth.system(digits)
        if isinstance(said, Rate):
            return m.number(rate_over(said, m))
        if isinstance(said, Updated):
            slope = self.truth.partial(self.sheet.main, said.leaf, digits)
            return self.truth.value(said.leaf, digits) - self.true(self.rate_or_refuse(), digits) * slope
        if isinstance(said, tuple):
            return self.truth.holding(held_in(said)).partial(said[0], said[1], digits)
        return self.truth.value(said, digits) if isinstance(said, Value) else self.valued(said, digits)

    def exactly(self, side: Side, digits: int) -> Interval:
        """What a side comes to with its numbers as they are written: -0.1 in dE/dw > -0.1 is no rounded number."""
        m = self.truth.system(digits)
        found: Interval = m.number(side.expression.over(m, lambda name: self.true(self.meant(name), digits)))
        return found

    def valued(self, side: Side, digits: int) -> Interval:
        """What a side comes to: symbols as they truly are, numbers as the intervals they stand for."""
        m = self.truth.system(digits)

        def of(name: Any) -> Interval:
            return self.true(self.meant(name), digits)

        def with_helpers(name: Any) -> Interval:
            return worth[name] if name in worth else of(name)

        short, worth = side.as_written, dict[str, Interval]()
        if short is not None and not any(step.kind in ("derivative", "call") for step in short.program):
            reading = self.truth, self.as_rounded, self.rounded_from
            values = {name: self._worth.get((name, digits, *reading)) for name in short.names}
            worth = {name: x for name, x in values.items() if name in self.helpers and x is not None}
            short = short if all(name in worth for name in short.names if name in self.helpers) else None
        else:
            short = None
        said, meant = (side.expression, of) if short is None else (short, with_helpers)
        found: Interval = m.number(said.over(m, meant, lambda text: self._written(text, m)))
        return found

    def _written(self, text: str, m: Any) -> Interval:
        number = read_number(text)
        assert number is not None
        value = Fraction(Decimal(text))
        if text == self.as_rounded:  # it may stand there twice, once for the leaf
            near = NEAR * abs(Fraction(self.rounded_from))
            ends = (
                min(value, Fraction(self.rounded_from) - near),
                max(value, Fraction(self.rounded_from) + near),
            )
        elif not (text.isdecimal() or self._is_known(text)):
            ends = Fraction(number.low), Fraction(number.high)
        elif text.isdecimal():
            ends = (value, value)
        else:  # its decimal, or a float near it, since leaves hold floats and sums of them are rounded
            near = ULPS * Fraction(math.ulp(float(text)))
            ends = value - near, value + near
        found: Interval = m.hull(m.read(ends[0]), m.read(ends[1]))
        return found

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
        return judged

    def readings(self, sides: Sequence[Side], given: bool = False) -> Iterator[tuple[str, "Arithmetic"]]:
        """The same sheet with constants as decimals; and with a number that a leaf holds as the only rounded one."""
        if (other := self.truth.in_decimals) is not None:
            found = copy.copy(self)
            found.truth = other
            yield AS_DECIMALS, found
        literals = dict.fromkeys(text for side in sides for text in side.literals)
        alone = given or all(text.isdecimal() or self._is_known(text) for text in literals)
        for text in literals if alone else ():
            if not all(other == text or self._stands_for_something(other) for other in literals):
                continue
            for size in self._rounded_to(text, 1 if given else 2):
                found = copy.copy(self)
                found.as_rounded, found.rounded_from = text, size
                yield f", with {text} for a rounded number", found

    def _stands_for_something(self, text: str) -> bool:
        """Whether a written number is an integer, what a leaf holds, or near some number that there is."""
        number = read_number(text)
        if number is None or text.isdecimal() or self._is_known(text):
            return True
        return any(float(number.low) <= x <= float(number.high) for x in self.met)

    def _rounded_to(self, text: str, digits: int) -> list[float]:
        """Of a number that some leaf holds, and that has digits enough to be another one, rounded: which it may be.

        One digit is enough where the result is given as well, and judged by its own.
        """
        number = read_number(text)
        if text.isdecimal() or number is None or (number.digits or 0) < digits or not self._is_known(text):
            return []
        met = (x for x in self.met if float(number.low) <= x <= float(number.high) and x != float(text))
        return list({float(f"{x:.12g}"): x for x in met}.values())[:MOST]

    @property
    def met(self) -> Iterator[float]:
        """The sizes of all numbers that a product may hold: values, 1 - values, local partials and derivatives."""
        for node in self.truth.order:
            yield from (abs(node.data), abs(1 - node.data), *(abs(p) for p in node.partials if p is not None))
        yield from (abs(float(x)) for x in adjoints(topological_order(self.sheet.main)).values())

    def _is_known(self, text: str) -> bool:
        """Whether a number is just what some leaf stands for; 0.50 may as well be a rounded 0.5023."""
        value, padded = Fraction(Decimal(text)), "." in text and text.endswith("0")
        return not padded and (value in self.known or value == self.rate)

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

    def _size(self, factor: Factor) -> Interval:
        """How large a factor is, whatever its sign."""
        m = self.truth.system(LADDER[0])
        size: Interval = m.abs(self.valued(Side("", Expression("", factor.program)), LADDER[0]))
        return 1 / size if factor.inverted else size

    def _may_be(self, text: str, size: Interval) -> bool:
        """Whether a written number is a factor; of one of three digits or more the last may be off by one."""
        number = read_number(text)
        if number is None or not size.finite:
            return True
        low, high = Fraction(number.low), Fraction(number.high)
        more = (high - low) if (number.digits or 0) > 2 else 0
        return low - more <= Fraction(size.hi) and Fraction(size.lo) <= high + more

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

    def _suspects_of(self, subject: Any, found: Interval) -> tuple[str, ...]:
        if not isinstance(subject, tuple) or isinstance(subject, Held) or not found.finite:
            return ()
        return tuple(
            s.sentence for s in suspects(subject[0], subject[1], found.lo, found.hi, self.float_rate(), most=3)
        )

    def float_rate(self) -> float | None:
        """The learning rate as a float, or None."""
        return None if self.rate is None else as_float(self.rate)

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
