"""Backpropagation in stages, as lines of Python: each d<node> judged by what it stands for at the end."""

import ast
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ...formula import FormulaError
from ...notation.arrays.arithmetic import ABSENT, STEPS, is_array, shape_of
from ...notation.arrays.control import Given
from ...notation.arrays.evaluation import Lost
from ...notation.arrays.interpreter import Interpreter
from ...notation.arrays.python import Code, Line
from ...notation.sheets.lines import Statement
from ...recording import enable_grad
from ...value import Value
from ..arrays.claimed import Claimed
from ..arrays.entries import judged_entries
from ..arrays.readings import Readings
from ..lines.definitions import Lookalikes, definition, doubt
from ..lines.derivations import Derivation
from ..partials.judging import formula_row, judge
from ..partials.judging_formulas import judge_formula
from ..partials.sheet import Sheet
from ..tables.nests import Nest
from ..verdicts.numbers import computed_number
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict
from .paths import told_by_path
from .stepping import Stepping
from .subjects import Subject

EACH = 20
"""For every node of the graph, lines may compute so many numbers more."""


FOLLOWED = 30
"""So many wrong lines are tried again with what is right for the names they use."""


class Staged(Stepping):
    """Lines of Python about a graph; `known` has what the labels do not name: data, numbers, arrays of Values."""

    def __init__(
        self,
        sheet: Sheet,
        code: Code,
        known: Mapping[str, Any] = MappingProxyType({}),
        called: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(sheet, known)
        self._called_before = called
        """The functions that other lines call."""
        self.code, self.readings = code, Readings(sheet.truth)
        self.proved: dict[Value, Any] = {}
        """What lines computed and were proved to be, without conditions."""
        self.steps = STEPS + EACH * len(sheet.truth.order)

    def rows(self) -> list[Row]:
        """A row for every line that gives something.  Raises ImportError for arrays where there is no numpy."""
        try:
            return self._rows()
        except ModuleNotFoundError as error:
            sentence = "lines of Python about arrays need numpy; install it with: pip install numpy"
            raise ImportError(sentence) from error

    def _rows(self) -> list[Row]:
        found: list[tuple[int, Row]] = []
        run = Interpreter(self.code, self.free, self.begun, self.steps)
        events: list[Given] = []
        paper = Derivation(self.sheet)
        for line in self.code.lines:
            if line.node is None:
                found.append((line.number, self._on_paper(paper, line)))
                self._lose(run, line.number, line.text.split("=")[0].strip(" +-*/"))
                continue
            if isinstance(line.node, ast.Expr) and isinstance(line.node.value, ast.Constant):
                continue  # a comment in quotes
            if isinstance(line.node, ast.Import | ast.ImportFrom | ast.Pass):
                words = "a library, whose functions are read by name"
                found.append((line.number, Row(f"line {line.number}", line.text, Verdict(Kind.DEFINITION, words))))
                continue
            try:
                with enable_grad():
                    events += list(run.statement(line.node))
            except FormulaError as error:
                at = error.line if error.position or error.line > 1 else line.number
                words = self.code.told(error, line)
                found.append((line.number, Row(f"line {at}", line.text, Verdict(Kind.NOT_UNDERSTOOD, words))))
                for target in given_names(run, line.node):
                    self._lose(run, line.number, target)
        found += self._judged(run, events)
        found += self._functions(run)
        return [row for _, row in sorted(found, key=lambda pair: pair[0])]

    def _functions(self, run: Interpreter) -> list[tuple[int, Row]]:
        """A row for every function that the lines define."""
        used = set(self._called_before).union(*run.read.values())
        rows: list[tuple[int, Row]] = []
        for line in self.code.lines:
            if isinstance(line.node, ast.FunctionDef) and line.node.name in run.functions:
                name, text = line.node.name, f"def {line.node.name}({ast.unparse(line.node.args)})"
                kind, rest = (Kind.DEFINITION, "") if name in used else (Kind.QUESTIONED, ", and nothing calls it")
                rows.append(
                    (line.number, Row(f"line {line.number}", text, Verdict(kind, f"{name} is a function{rest}")))
                )
        return rows

    def _on_paper(self, paper: Derivation, line: Line) -> Row:
        """A line that is no Python: one of numbers, as derivations have them."""
        row = paper.line(Statement(line.number, line.text))
        if line.told and row.verdict.kind is Kind.NOT_UNDERSTOOD:
            return Row(row.claim, row.claimed, Verdict(Kind.NOT_UNDERSTOOD, line.told))
        return row

    def _lose(self, run: Interpreter, number: int, name: str) -> None:
        """A name whose line could not be read: a derivative is taken as it should be, another is not known."""
        subject = self.subject(name) if name.isidentifier() else None
        if subject is not None and name in run.names:
            del run.names[name]
        if subject is None and name.isidentifier():
            run.names[name] = Lost(number)

    def _judged(self, run: Interpreter, events: Sequence[Given]) -> list[tuple[int, Row]]:
        texts = {id(line.node): line.text for line in self.code.lines}
        notes = {id(line.node): line.notes for line in self.code.lines if line.notes}
        rows: dict[tuple[int, str], tuple[int, Row]] = {}
        wrong: dict[str, int] = {}
        used = set().union(*run.read.values()) if run.read else set()
        used |= {event.name[1:].lstrip("_") for event in events if event.name[:1] == "d"}
        last = {event.name: event for event in events}
        for event in events:
            number = event.node.lineno
            key = (id(event.node), event.name)
            text = texts.get(id(event.node)) or self.code.segment(event.node)
            if event.name not in run.names:
                words = f"{event.name} so far; a later line of it could not be read"
                rows[key] = number, Row(f"line {number}", text, Verdict(Kind.DEFINITION, words))
                continue
            if event is not last[event.name] and event.node not in self.code.chained and not self.is_of_leaf(event):
                judged = self.subject(event.name) is not None
                where = f"; judged on line {last[event.name].node.lineno}" if judged else ""
                words = f"{event.name} so far{where}"
                if last[event.name].node is not event.node:
                    rows[key] = number, Row(f"line {number}", text, Verdict(Kind.DEFINITION, words))
                continue
            if self.is_of_leaf(event):
                rows[key] = number, self.of_leaf(f"line {number}", text, event)
                continue
            row = self._row(run, f"line {number}", text, event, event.name in used)
            if row.verdict.kind is Kind.WRONG:
                row = self._traced(run, row, event, [e for e in events if e.name == event.name], wrong)
                wrong[event.name] = number
            rows[key] = number, replace(row, notes=(*row.notes, *notes.get(id(event.node), ())))
        return list(rows.values())

    def _row(self, run: Interpreter, claim: str, text: str, event: Given, is_used: bool) -> Row:
        subject = self.subject(event.name)
        if subject is None:
            return self._helper(claim, text, event, is_used)
        try:
            return self.judged(claim, text, subject, event.value, event.node)
        except ArithmeticError as error:  # what cannot be told, or is beyond all numbers
            return Row(claim, text, Verdict(Kind.UNDECIDED, str(error) or type(error).__name__))

    def _helper(self, claim: str, text: str, event: Given, is_used: bool) -> Row:
        """A line that gives a name of its own its value."""
        value = event.value
        if is_array(value):
            told = f"an array {shape_of(value)}"
        else:
            told = f"{value.data if isinstance(value, Value) else value!s:.40}"
            told = f"{float(told):.9g}" if isinstance(value, Value | float) else told
        names = [*self.sheet.names.labelled, *self.arrays]
        why = doubt(event.name, Lookalikes(), is_used)
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
        if nodes.shape == () and got == ():
            return self._of_number(claim, text, subject, nodes.entries[0], value, node)
        claimed = Claimed(text, Nest(got, entries), self.meant, sheet.names.beneath, self.proved)
        row = judged_entries(sheet, self.readings, claim, text, subject.name, nodes, subject.y, claimed, at_the_point)
        if subject.y is not None and row.verdict.kind is Kind.PROVEN and "where" not in row.verdict.words:
            made = ((e, x) for e, x in zip(entries, nodes.entries) if isinstance(e, Value) and e.op is not None)
            self.proved |= {e: (subject.y, x) for e, x in made if x is not None and e not in sheet.names.beneath}
        return row

    def _of_number(self, claim: str, text: str, subject: Subject, x: Value, value: Any, node: ast.stmt) -> Row:
        claimed = Claimed(text, Nest((), (value,)), self.meant, self.sheet.names.beneath)
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

    # ── why a line is wrong ──────────────────────────────────────────────────────────────────────

    def _traced(
        self, run: Interpreter, row: Row, event: Given, all_of: Sequence[Given], wrong: Mapping[str, int]
    ) -> Row:
        """A wrong line with what makes it wrong: a name it uses, or a path that was not added."""
        subject = self.subject(event.name)
        assert subject is not None
        uses = set().union(*(run.read.get(e.node, set()) for e in all_of)) - {event.name}
        blamed = [name for name in wrong if name in uses]
        if blamed and len(wrong) <= FOLLOWED:
            again = self._again(event, frozenset(blamed))
            if again is not None and again.verdict.kind.passes:
                names = " and ".join(f"{name} of line {wrong[name]}" for name in blamed)
                return replace(row, suspects=(), parts=(), notes=(f"it would be right with the right {names}",))
            if again is not None and again.verdict.kind is Kind.WRONG:
                names = " and ".join(f"{name} of line {wrong[name]}" for name in blamed)
                told = (f"with the right {names} it is still wrong", *again.notes)
                row = replace(row, suspects=again.suspects, notes=told)
        if subject.y is None:
            return row
        missing = told_by_path(self.sheet, subject.name, subject.nodes, subject.y, list(all_of))
        notes = tuple(note for note in row.notes if not (missing and note.startswith("no known mistake")))
        return replace(row, notes=(*missing, *notes))

    def _again(self, event: Given, pinned: frozenset[str]) -> Row | None:
        """The row of a name where others are what they should be."""
        run = Interpreter(self.code, self.free, self.begun, self.steps, pinned)
        value = None
        try:
            with enable_grad():
                for line in self.code.lines:
                    if line.node is not None and not isinstance(line.node, ast.Expr | ast.Import | ast.ImportFrom):
                        for given in run.statement(line.node):
                            value = given.value if given.name == event.name else value
        except FormulaError:
            return None
        subject = self.subject(event.name)
        if value is None or subject is None:
            return None
        return self.judged("", "", subject, value, event.node, at_the_point=True)


def _computed(value: Any) -> Any:
    """A number that was computed, as a claim."""
    return computed_number(float(value), 53) if math.isfinite(float(value)) else float(value)


def _is_plain(node: ast.AST) -> bool:
    """Whether an expression of numbers reads the same on paper."""
    kinds = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop)
    return all(isinstance(part, kinds) for part in ast.walk(node))


def given_names(run: Interpreter, node: ast.stmt) -> list[str]:
    """What a statement would have given, and what those within it would have."""
    targets: list[ast.expr | None] = []
    for each in ast.walk(node):
        if isinstance(each, ast.Assign):
            targets += each.targets
        elif isinstance(each, ast.AugAssign | ast.AnnAssign | ast.For):
            targets.append(each.target)
        elif isinstance(each, ast.FunctionDef):
            run.functions.pop(each.name, None)
    parts = [part for t in targets for part in (t.elts if isinstance(t, ast.Tuple | ast.List) else [t])]
    found: list[str] = []
    for part in parts:
        while isinstance(part, ast.Subscript) and run.called(part) is None:
            part = part.value
        if isinstance(part, ast.expr) and (name := run.called(part)) is not None:
            found.append(name)
    return found
