"""Backpropagation in stages, as lines of Python: each d<node> judged by what it stands for at the end."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from ...formula import FormulaError
from ...notation.arrays.arithmetic import STEPS
from ...notation.arrays.interpreter import Interpreter
from ...notation.arrays.python import Code, Line, as_update
from ...notation.arrays.quiet import draws, is_step
from ...notation.arrays.things import Given, Lost, Unread, is_numbers
from ...notation.sheets.array_lines import targets_of
from ...notation.sheets.lines import Statement
from ...recording import enable_grad
from ..lines.derivations import Derivation
from ..partials.sheet import Sheet
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict
from .causes import Causes, given_names
from .conventions import told_by_convention
from .functions import body_of, functions_in, is_of_names, parameters_of, uncalled

EACH = 20
"""For every node of the graph, lines may compute so many numbers more."""


IDLE = "it gives nothing to a name"


@contextmanager
def needing_numpy() -> Iterator[None]:
    """Says what to install where arrays are read without numpy.  Raises ImportError."""
    try:
        yield
    except ModuleNotFoundError as error:
        sentence = "lines about arrays need numpy; install it with: pip install numpy"
        raise ImportError(sentence) from error


class Staged(Causes):
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
        self.code = code
        self.steps = STEPS + EACH * len(sheet.truth.order)
        self.body = code.lines
        self._elsewhere: dict[str, Any] = {}
        """What the functions gave that have been judged."""

    def rows(self) -> list[Row]:
        """A row for every line that gives something.  Raises ImportError for arrays where there is no numpy."""
        with needing_numpy():
            return self._rows()

    def _rows(self) -> list[Row]:
        run = self.new_run()
        found, events = self._gone_through(run, self.code.lines)
        alone = [] if any(self.subject(event.name) for event in events) else self._judging()
        found += self._judged(run, events)
        for function in alone:
            found += self._alone(run, function)
        found += self._functions(run, alone)
        return [row for _, row in sorted(found, key=lambda pair: pair[0])]

    def new_run(self, pinned: frozenset[str] = frozenset()) -> Interpreter:
        """A run of the lines from their beginning, in which pinned names are what they should be."""
        if not self.code.is_python:  # on paper a name stands for what it is, whatever a line says of it
            given = (name for line in self.body if line.node is not None for name in targets_of(line.node))
            pinned |= {name for name in given if self.subject(name) is not None}
        run = Interpreter(self.code, self.free, self.begun, self.steps, pinned)
        run.steps = self.is_of_leaf
        run.functions.update({function.name: function for function in functions_in(self.code.lines)})
        loops = [node for line in self.body if isinstance(line.node, ast.For | ast.While) for node in line.node.body]
        self.of_rounds = {name for node in loops for name in given_names(run, node)}
        return run

    def _gone_through(self, run: Interpreter, lines: Sequence[Line]) -> tuple[list[tuple[int, Row]], list[Given]]:
        """What lines give, and the rows of those that give nothing."""
        found: list[tuple[int, Row]] = []
        events: list[Given] = []
        paper = Derivation(self.sheet)
        for line in self._flat(run, lines):
            if line.node is None:
                found.append((line.number, self._on_paper(paper, line)))
                self._lose(run, line.number, line.text.split("=")[0].strip(" +-*/"))
                continue
            if isinstance(line.node, ast.ClassDef | ast.FunctionDef):
                run.define(line.node)
                continue
            if (quiet := self._quiet(run, line)) is not None:
                found += [(line.number, row) for row in quiet]
                continue
            try:
                with enable_grad():
                    given = run.line(line.node)
                events += given
                if not given:
                    words = (
                        "a function"
                        if isinstance(getattr(line.node, "value", None), ast.Lambda)
                        else ("what the graph calls so" if isinstance(line.node, ast.Assign) else IDLE)
                    )
                    found.append((line.number, self._noted(line, words)))
            except FormulaError as error:
                within = self.code.is_python and (error.position or error.line > 1)
                at = error.line if within else line.number
                words = self.code.told(error, line)
                found.append((line.number, Row(f"line {at}", line.text, Verdict(Kind.NOT_UNDERSTOOD, words))))
                for target in given_names(run, line.node):
                    self._lose(run, line.number, target)
        once = "a loop of steps, gone through once: its first round begins with what the graph holds"
        found += [(n, Row(f"line {n}", self.code.segment(loop).partition(":")[0] + ":", Verdict(Kind.DEFINITION, once)))
                  for loop, n in run.cut.items()]  # fmt: skip
        return found, events

    def _flat(self, run: Interpreter, lines: Sequence[Line]) -> Iterator[Line]:
        """The lines one by one, those of the branch that is taken among them, so that each is read by itself."""
        for line in lines:
            inner: Sequence[ast.stmt] | None = None
            if isinstance(line.node, ast.If | ast.With):
                try:
                    inner = run.branch(line.node)
                except FormulaError:  # which is said where the statement is read
                    inner = None
            if inner is None:
                yield line
                continue
            yield from self._flat(run, [Line(node.lineno, self.code.segment(node), as_update(node)) for node in inner])

    def is_quiet(self, run: Interpreter, line: Line) -> bool:
        """Whether a line gives nothing to a name."""
        return self._quiet(run, line) is not None

    def _quiet(self, run: Interpreter, line: Line) -> list[Row] | None:
        """The rows of a line that gives nothing to a name; None for any other."""
        node = line.node
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return []  # a comment in quotes
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Pass):
            return [self._noted(line, "a library, whose functions are read by name")]
        if isinstance(node, ast.Return) and node.value is not None and is_of_names(node.value):
            return [self._noted(line, "what is returned")]
        if isinstance(node, ast.Assign) and draws(node.value):
            names = [each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)]
            if names and all(self.free(name) is not None for name in names):
                return [self._noted(line, f"drawn at random; {' and '.join(names)} as the graph has it")]
        if node is not None and run.is_idle(node):
            words = "a step of weights, which the graph holds as they were before" if is_step(node) else IDLE
            return [self._noted(line, words)]
        return None

    @staticmethod
    def _noted(line: Line, words: str) -> Row:
        return Row(f"line {line.number}", line.text, Verdict(Kind.DEFINITION, words))

    def _judging(self) -> list[ast.FunctionDef]:
        """The functions that nothing calls whose lines are about the graph."""
        run = self.new_run()
        found = uncalled(self.code.lines)
        told = any(self.subject(name) for each in found for node in each.body for name in given_names(run, node))
        return found if told else []

    def _alone(self, outer: Interpreter, function: ast.FunctionDef) -> list[tuple[int, Row]]:
        """The rows of a function that nothing calls: its parameters are what the graph calls so."""
        run = self.new_run()
        run.elsewhere = self._elsewhere
        run.names.update(outer.names)
        for name, default in parameters_of(function):
            if self.free(name) is None:
                known = default is not None and not (isinstance(default, ast.Constant) and default.value is None)
                run.names[name] = run.thing(default) if known and default is not None else Unread(name)
        self.body = [Line(node.lineno, self.code.segment(node), as_update(node)) for node in body_of(function)]
        self.begun_with = dict(run.names)
        try:
            found, events = self._gone_through(run, self.body)
            rows = found + self._judged(run, events)
        finally:
            self.body, self.begun_with = self.code.lines, {}
        self._elsewhere = {**self._elsewhere, **run.names}
        names = [name for node in function.body for name in given_names(run, node)]
        return rows if any(map(self.subject, names)) else []

    def _functions(self, run: Interpreter, alone: Sequence[ast.FunctionDef]) -> list[tuple[int, Row]]:
        """A row for every function that the lines define."""
        used = set(self._called_before).union(*run.read.values())
        rows: list[tuple[int, Row]] = []
        for line in self.code.lines:
            if isinstance(line.node, ast.ClassDef):
                own = [each for each in alone if each in line.node.body]
                known = "a class" if line.node.name in used else "a class; nothing calls it"
                words = "a class, whose functions are judged as they stand" if own else known
                kind = Kind.DEFINITION if own or line.node.name in used else Kind.QUESTIONED
                rows.append((line.number, Row(f"line {line.number}", f"class {line.node.name}", Verdict(kind, words))))
            if isinstance(line.node, ast.FunctionDef) and line.node.name in run.functions:
                name, text = line.node.name, f"def {line.node.name}({ast.unparse(line.node.args)})"
                kind, rest = (Kind.DEFINITION, "") if name in used else (Kind.QUESTIONED, ", and nothing calls it")
                if line.node in alone:
                    kind, rest = Kind.DEFINITION, ", judged as it stands"
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
        if self.any_rate in run.names:
            self.any_rate = None  # a line gives it
        loops = [(each.lineno, line) for loop, line in run.cut.items() for node in loop.body for each in ast.walk(node)
                 if isinstance(each, ast.stmt)]  # fmt: skip
        self.repeated.update(loops)
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
            if event.name not in run.names and event.name not in run.taken:
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
            row = self.row(f"line {number}", text, event, event.name in used)
            if row.verdict.kind is Kind.WRONG:
                row = self.traced(
                    run, row, event, [e for e in events if e.name == event.name and is_numbers(e.value)], wrong
                )
                wrong[event.name] = number
            rows[key] = number, replace(row, notes=(*row.notes, *notes.get(id(event.node), ())))
        uses: dict[str, set[str]] = {}
        for event in events:
            uses.setdefault(event.name, set()).update(run.read.get(event.node, ()))
        return list(told_by_convention(self, rows, last, uses).values())
