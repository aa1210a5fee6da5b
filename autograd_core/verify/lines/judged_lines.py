"""One line of a derivation, judged for what it says: an equality, a comparison, a rule, a step, a definition."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from ...formula import CONSTANTS, FormulaError
from ...graph import topological_order
from ...notation.formulas.labels import WORD
from ...notation.formulas.spelling import function_named
from ...notation.sheets.equations import sides
from ...notation.sheets.lines import Statement
from ...notation.sheets.surroundings import numbered
from ...rules import AT_KINK
from ...value import Value
from ...writing import numeral
from ..arrays.array_claims import together, worst_of
from ..partials.arithmetic import Arithmetic, told_beside
from ..partials.comparisons import compared, judge_comparison
from ..partials.condition import Condition
from ..partials.kinks import at_kink
from ..partials.line_parts import RATES, SAYS_NOTHING, NotUnderstood, Side, Updated
from ..partials.sheet import Sheet
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict, shown
from .curly import kept, partials_of, readings
from .defining import Defining
from .definitions import mentions, next_within, stepped, update_sides, updated
from .descent import as_a_step, rate_in, rule_of_its_own
from .differentials import Differentials
from .gradient_lines import GradientLine, gradient_line
from .sides import Sides

_SLOPE = re.compile(r"[^\W\d]\w*'\((?P<x>\w+)\)")
_FACTOR = re.compile(rf"(?<![\w.])({WORD})\s*(?:[*·×⋅]|\s(?=[\w∂(])|(?=[∂(]))")
_OUTPUT = re.compile(r"[d∂](?:\+|⁺)?(?P<y>y|z|out)/")


class Lines:
    """What lines are judged by: the sheet, what the lines before have said, and how ∂ is read."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.truth, self.names = sheet, sheet.truth, sheet.names
        self.arithmetic = Arithmetic(sheet)
        self.sides = Sides(self.arithmetic)
        self.differentials = Differentials(self.arithmetic, self.sides)
        descending = {node for y in (sheet.main, *sheet.others) for node in topological_order(y)}
        named = {str(node.label) for node in descending if node.op is None and node.label}
        self.leaves = named - {*(sheet.tied if sheet.relations else ())}
        self.defining = Defining(self.sides, self.leaves)
        self.stepped: set[str] = set()
        """The leaves to which a line above has given their next value by their own name."""
        self.taken_off: frozenset[str] = frozenset()
        """The leaves whose steps Δw are read as what is taken off them."""
        self.apart = False
        """Whether the lines tell d and ∂ apart."""
        self.staged = False
        """Whether d<node> stands for a derivative of the root, and so for no increment."""
        self.conditions: dict[str, Condition] = {}
        """The lines that say something of the leaves alone."""

    def judged(self, claim: str, statement: Statement) -> Row:
        """The row of the report for a line, as derivatives and names are read now."""
        return self._rule(claim, statement) if statement.about else self._as_stated(claim, statement.text)

    def _rule(self, claim: str, statement: Statement) -> Row:
        """A rule beside the partial that it is about: its letters x and y are the argument and the node."""
        said, kink, number = statement.text.partition(AT_KINK)
        partial = self.arithmetic.side(statement.about)
        program = partial.expression.program
        ends = [self.names.meant(step.what) for step in program if step.kind == "partial"]
        left, *rest = sides(said)
        if len(ends) != 1 or not rest or "..." in statement.text:
            raise NotUnderstood("a rule is written out, beside the partial that it is about")
        y, x = (self.names.called(end) for end in ends[0][:2])
        letters = {letter: y for letter in ("y", "z", "out") if letter not in self.names}
        if slope := _SLOPE.fullmatch(left):
            letters = {slope["x"]: x, "y": y}
        elif out := _OUTPUT.match(left):
            letters[out["y"]] = y
        text = f"{statement.about} = {' = '.join(rest)}{kink}{number}"
        if kink and (recorded := _recorded(*ends[0][:2])) != number.strip():
            return Row(claim, text, Verdict(Kind.WRONG, f": at this kink the partial is {recorded}"))
        if kink and (obstacle := at_kink(self.truth, *ends[0][:2])) is not None:
            return Row(claim, text, obstacle)
        best: Verdict | None = None
        for part in rest:
            verdict = self.sides.identity(partial, self.arithmetic.side(part, letters))
            if not verdict.kind.passes:
                return Row(claim, text, verdict)
            best = best or verdict
        return Row(claim, text, best or SAYS_NOTHING)

    def _as_stated(self, claim: str, text: str) -> Row:
        """A line by what it is: a condition, a comparison, or one of the kinds of equation."""
        tied = bool(self.sheet.free) and text in self.sheet.relations.values()
        if text in self.conditions and (tied or not self.conditions[text].counts):
            return Row(claim, text, Verdict(Kind.CONDITION, "where a claim does not hold in general, it is tried here"))
        if (comparison := compared(text)) is not None:
            return self._compared(claim, text, *comparison)
        update = update_sides(text, self.leaves, self.taken_off)
        left, *rest = update or sides(text)
        if update and not updated(sides(text)[0], self.leaves):  # w = w - ..., and so w -= ...
            self.stepped.add(left.removesuffix("+"))
        elif left in self.stepped:
            return self._after_a_step(claim, text, left, [self.arithmetic.side(part) for part in rest])
        self._refuse(text, [left, *rest])
        if update is None and (name := self._moves_on(left, rest)) is not None:
            raise NotUnderstood(f"{name} has a value already, and nothing descends along it: call its next {name}_new")
        if left in RATES and left not in self.names:
            return self.defining.learning_rate(claim, text, rest)
        if (whole := gradient_line(self.arithmetic, left, rest)) is not None:
            return self._of_gradient(claim, text, whole)
        if not self.staged and (differential := self.differentials.read(left, rest)) is not None:
            return self.differentials.judged(claim, text, differential)
        if (helper := self.defining.helper(claim, text, left, rest)) is not None:
            return helper
        return self._as_equation(claim, text, left, rest, is_step=bool(update))

    def _refuse(self, text: str, sides: Sequence[str]) -> None:
        """Raise FormulaError or NotUnderstood for a line that is no equation, or could be two."""
        if (number := numbered(text)) is not None:
            sentence = f"{number} could be the number of the line or a factor: leave it out, or write {number}*"
            raise FormulaError(sentence, text, 0)
        if (label := next_within(text, self.leaves)) is not None:
            raise NotUnderstood(f"{label}+ is the next {label} only where it stands alone on the left: {label}+ = ...")
        if len(sides) < 2 or not all(sides):
            raise NotUnderstood(_no_equation(text))

    def _as_equation(self, claim: str, text: str, left: str, rest: list[str], is_step: bool) -> Row:
        """An equation about derivatives and names, with ∂ as d, and where that does not pass, as it may be meant."""
        last = rest[-1]
        rest = rest if is_step else self.defining.without_own_names(rest)
        letters = self._rates(rest) if is_step else {}
        read = {part: self.arithmetic.side(part, letters) for part in dict.fromkeys(rest)}
        written = [read[part] for part in rest]
        row = self._as_read(claim, text, left, written)
        if last != rest[-1]:
            row = replace(row, notes=(*row.notes, f"{last} is new, and from here on a name for it"))
        if (leaf := stepped(sides(text)[0], self.leaves)) is not None:
            row = self._as_a_move(row, leaf, sides(text)[1:])
        passes = row.verdict.kind.passes
        if "∂" not in text or updated(left, self.leaves) or (passes and not self.apart):
            return row
        if not passes and self.sides.differ_as_numbers(written):
            return row
        return self._otherwise_read(row, left, written) or row

    def _moves_on(self, left: str, rest: Sequence[str]) -> str | None:
        """The number of the sheet's own that a line gives its next value, as v = 0.9*v + dE/dw or v+ = ...."""
        own = {name for name in (*self.arithmetic.helpers, *self.names.labelled) if name not in self.leaves}
        if left in own:
            data = self.names.labelled.get(left)
            is_number = left in self.arithmetic.helpers or (data is not None and data[0].op is None)
            return left if is_number and mentions(rest[0], left) else None
        return updated(left, own) if left[-1:] in "+⁺" else None

    def _as_a_move(self, row: Row, leaf: str, parts: Sequence[str]) -> Row:
        """The row of a line Δw = ..., told of what w moves by, and not of the next w."""
        true = row.verdict.true
        if true is None or not true.finite:
            return row
        move, words = true - self.truth.value(self.names.node(leaf), true.m.digits), row.verdict.words
        sign, move = ("-", -move) if leaf in self.taken_off else ("+", move)
        for part in parts:
            if words.startswith(f"{leaf} {sign} ({part}) comes to"):
                came = self.arithmetic.valued(self.arithmetic.side(part), true.m.digits)
                words = f"{part} comes to {told_beside(came, move)}, not {shown(move)}"
        return replace(row, verdict=replace(row.verdict, true=move, words=words))

    def _compared(self, claim: str, text: str, parts: Sequence[str], signs: Sequence[str]) -> Row:
        """A line dE/dw > 0, which is judged at these numbers."""
        written = [self.arithmetic.side(part) for part in parts]
        for y, x in self._partials(None, written):
            if (obstacle := self.sheet.unless_broken() or at_kink(self.truth, y, x)) is not None:
                return Row(claim, text, obstacle)
        return judge_comparison(self.arithmetic.exactly, claim, text, written, signs)

    def _rates(self, parts: Sequence[str]) -> dict[str, str]:
        """What a step calls its learning rate, where that is no name known: one other word, beside a factor."""
        known = {*self.arithmetic.readable, *self.arithmetic.helpers}
        rate = next((name for name in RATES if name not in self.names), None)
        words = {found for part in parts for found in _FACTOR.findall(part)} - known
        own = [word for word in words if word[0] not in "d∂" and word not in CONSTANTS and function_named(word) is None]
        return {own[0]: rate} if len(own) == 1 and rate is not None else {}

    def _of_gradient(self, claim: str, text: str, said: GradientLine) -> Row:
        """A line about a whole gradient: one row, with those of its entries that do not pass beneath it."""
        whole: list[Row] = []
        for side in said.sides:
            entries: list[Row] = []
            for subject, entry in zip(said.subjects, side):
                written, obstacle = [self.arithmetic.side(entry)], self.sheet.unless_broken()
                if isinstance(subject, Value):
                    name = str(subject.label)
                else:
                    name = self.sheet.called(subject[0], subject[1])
                    obstacle = obstacle or at_kink(self.truth, subject[0], subject[1])
                entries.append(
                    Row(name, entry, obstacle) if obstacle else self.sides.row(name, entry, subject, written)
                )
            verdict, worst = together([row.verdict for row in entries], said.shape), worst_of(entries)
            parts = tuple(entries[i] for i in worst)
            whole.append(Row(claim, text, verdict, notes=(said.note,), parts=parts, entries=tuple(entries)))
            if not verdict.kind.passes:
                return whole[-1]
        return next((row for row in whole if row.verdict.kind is Kind.AGREES), whole[0])

    def _after_a_step(self, claim: str, text: str, leaf: str, written: Sequence[Side]) -> Row:
        """A line w = 0.48 below w = w - ...: the next value of w; that it may be the one before is not called wrong."""
        row = self._as_read(claim, text, f"{leaf}+", written)
        if row.verdict.kind is not Kind.WRONG or not self._as_read(claim, text, leaf, written).verdict.kind.passes:
            return row
        words = f"{leaf} is what it was before the step above; the next value is written {leaf}+ = ..."
        return Row(claim, text, Verdict(Kind.UNDECIDED, words))

    def _otherwise_read(self, row: Row, left: str, written: Sequence[Side]) -> Row | None:
        """The line with ∂ taken while what else is named is held; None where it is not right in that way either.

        Of a line that is right with ∂ for the whole derivative, that is said where it makes a difference.
        """
        sides = [side.expression for side in written]
        first = self.arithmetic.side(left).expression
        before, partials = self.names.holding, partials_of([first, *sides])
        try:
            for holding in readings(self.names, first, sides, self.apart):
                self.names.holding = holding
                if not (held := kept(self.names, self.truth, partials)):
                    continue
                if row.verdict.kind.passes:
                    told = f", with {' and '.join(held)} for the whole derivative"
                    return replace(row, verdict=replace(row.verdict, words=row.verdict.words + told))
                again = self._as_read(row.claim, row.claimed, left, written)
                if again.verdict.kind.passes:
                    told = " and ".join(f"{name} holds {what}" for name, what in held.items())
                    return replace(again, verdict=replace(again.verdict, words=f"{again.verdict.words}, where {told}"))
        finally:
            self.names.holding = before
        return None

    def _as_read(self, claim: str, text: str, left: str, written: Sequence[Side]) -> Row:
        """A line that claims something, with its derivatives as they are read now."""
        said = self._subject(left)
        for y, x in self._partials(said, written):
            if (obstacle := self.sheet.unless_broken() or at_kink(self.truth, y, x)) is not None:
                return Row(claim, text, obstacle)
        rate = None
        if isinstance(said, Updated) and self.arithmetic.rate is None:
            rate = self.arithmetic.rate = rate_in(self.arithmetic, written, said.leaf)
        row = self.sides.row(claim, text, said, written)
        if isinstance(said, Updated) and rate is not None:
            row = replace(row, verdict=as_a_step(row.verdict, said, rate))
            self.arithmetic.rate = rate if row.verdict.kind.passes else None
        if isinstance(said, Updated) and row.verdict.kind is Kind.WRONG:
            own = rule_of_its_own(self.arithmetic, written)
            words = f"{own} is no learning rate times the gradient, and how {said.leaf.label} moves by it is not judged"
            apart = self._apart(written) if own is not None else None
            row = row if own is None else Row(claim, text, apart or Verdict(Kind.UNDECIDED, words))
        heard = written if isinstance(said, Updated) else (self.arithmetic.side(left), *written)
        told = [note for side in heard for note in side.expression.notes]
        return replace(row, notes=(*row.notes, *dict.fromkeys(told))) if told else row

    def _apart(self, written: Sequence[Side]) -> Verdict | None:
        """That sides of a line do not come to the same, where they do not."""
        verdicts = (self.sides.come_to_the_same(written[0], side) for side in written[1:])
        return next((verdict for verdict in verdicts if verdict.kind is Kind.WRONG), None)

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
        for thing in (said, *(self.names.meant(name) for name in mentioned if not self.arithmetic.is_rate(name))):
            if isinstance(thing, Updated):
                yield self.sheet.main, thing.leaf
            elif isinstance(thing, Side):
                yield from self._partials(None, [thing])
            elif isinstance(thing, tuple):
                yield thing[0], thing[1]


def _recorded(y: Value, x: Value) -> str:
    """The partial along the edges from x to y, as it is printed."""
    return numeral(math.fsum(partial for _, arg, partial in y.inputs() if arg is x))


def _no_equation(text: str) -> str:
    """Why a line says nothing that can be judged."""
    if re.search(r"[<>≤≥≠]|!=", text) and "=" not in re.sub(r"[<>!]=", "", text):
        return "a comparison is written alone on its line, such as dy/dx > 0 or 0 < y < 1"
    if text.startswith("="):
        return "a line that begins with = goes on with the one before, and there is none: leave out the ="
    if "=" in text.strip("= "):
        return "its = stands within a bracket that is never closed, or has nothing on one side"
    remark = "" if "=" in text else "; a remark begins with #"
    return f"a line needs something on both sides of ={remark}"
