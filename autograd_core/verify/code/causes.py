"""Why a line of Python is wrong: a name it uses, a path that was not added, or one thing that is written otherwise."""

import ast
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...formula import FormulaError
from ...notation.arrays.arithmetic import is_array, shape_of
from ...notation.arrays.interpreter import Interpreter
from ...notation.arrays.python import Code, Line
from ...notation.arrays.things import Given, is_numbers
from ...recording import enable_grad
from ..partials.sheet import Sheet
from ..tables.table import CLOSE
from ..verdicts.report import Row
from ..verdicts.verdict import Kind
from .edits import Edit, edits
from .functions import functions_in
from .paths import floats_of, told_by_path
from .said import Said
from .subjects import Subject

FOLLOWED = 30
"""So many wrong lines are tried again with what is right for the names they use."""
TRIED = 40_000
"""So many numbers are computed in all with one thing written otherwise in a wrong line."""
_NAMES = 20
"""So many names are tried in the place of another."""
_STATEMENT = 40
"""What a statement costs beside its numbers."""


class Causes(Said):
    """The part of a sheet of lines that says why one is wrong."""

    code: Code

    def __init__(self, sheet: Sheet, known: Mapping[str, Any]) -> None:
        super().__init__(sheet, known)
        self.body: Sequence[Line] = ()
        """The lines that are judged."""
        self.begun_with: dict[str, Any] = {}
        """What names stand for before the first of them."""
        self.tried = 0
        """How many numbers have been computed with one thing written otherwise."""

    @abstractmethod
    def new_run(self, pinned: frozenset[str] = frozenset()) -> Interpreter:
        """A run of the lines from their beginning, in which pinned names are what they should be."""

    @abstractmethod
    def is_quiet(self, run: Interpreter, line: Line) -> bool:
        """Whether a line gives nothing to a name."""

    def traced(
        self, run: Interpreter, row: Row, event: Given, all_of: Sequence[Given], wrong: Mapping[str, int]
    ) -> Row:
        """A wrong line with what makes it wrong."""
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
        if not row.suspects and self.code.is_python:
            missing += self._otherwise(run, event, subject)
        notes = tuple(note for note in row.notes if not (missing and note.startswith("no known mistake")))
        return replace(row, notes=(*missing, *notes))

    def _again(self, event: Given, pinned: frozenset[str]) -> Row | None:
        """The row of a name where others are what they should be."""
        run = self.new_run(pinned)
        run.names.update(self.begun_with)
        value = self._value_of(run, event.name, [line.node for line in self.body if not self._idle(run, line)])
        subject = self.subject(event.name)
        if value is None or subject is None:
            return None
        return self.judged("", "", subject, value, event.node, at_the_point=True)

    def _idle(self, run: Interpreter, line: Line) -> bool:
        return line.node is None or self.is_quiet(run, line)

    def _value_of(self, run: Interpreter, name: str, statements: Sequence[ast.stmt | None]) -> Any:
        """What a name stands for after statements; None where one of them cannot be computed."""
        value = None
        try:
            with enable_grad():
                for node in statements:
                    for given in run.line(node) if node is not None else ():
                        value = given.value if given.name == name else value
        except FormulaError:
            return None
        return value

    # ── one thing written otherwise ──────────────────────────────────────────────────────────────

    def _otherwise(self, run: Interpreter, event: Given, subject: Subject) -> list[str]:
        """The one thing with which a wrong line would be right, were it written otherwise."""
        pinned = frozenset(name for name in self._given_in(run) if name != event.name and self._is_derivative(name))
        lines = self._leading_to(run, event.name, pinned)
        functions = self._functions_of(lines)
        true = self.array(subject)
        names = self._names_for(run, event, [event.node, *lines[::-1], *functions])
        begun = Begun(lines, lambda: self.new_run(pinned), self.begun_with)
        for edit in edits([*(each.body for each in functions), lines], names, event.node):
            if self.tried > TRIED:
                break
            again, rest = begun.before(edit.at)
            edit.do()
            try:
                value = self._value_of(again, event.name, rest)
                self.tried += again.budget.steps - again.budget.left + _STATEMENT * len(rest)
                if is_numbers(value) and _is_near(value, true):
                    row = self.judged("", "", subject, value, event.node, at_the_point=True)
                    if row.verdict.kind.passes:
                        return [_told(edit, event)]
            finally:
                edit.undo()
        return []

    def _given_in(self, run: Interpreter) -> Iterator[str]:
        for line in self.body:
            if line.node is not None:
                yield from given_names(run, line.node)

    def _is_derivative(self, name: str) -> bool:
        subject = self.subject(name)
        return subject is not None and subject.y is not None

    def _leading_to(self, run: Interpreter, name: str, pinned: frozenset[str]) -> list[ast.stmt]:
        """The lines that a name is computed by, where other derivatives are what they should be."""
        needed, found = {name, name.partition("[")[0]}, list[ast.stmt]()
        for line in reversed(self.body):
            node = line.node
            if node is None or self.is_quiet(run, line):
                continue
            gives = set(given_names(run, node))
            if isinstance(node, ast.Expr):
                gives |= {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            if run.classes or gives & needed:
                found.append(node)
                inner = (part for part in ast.walk(node) if isinstance(part, ast.stmt))
                used = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
                needed |= gives | (used.union(*(run.read.get(part, set()) for part in inner)) - pinned)
        return found[::-1]

    def _functions_of(self, lines: Sequence[ast.stmt]) -> list[ast.FunctionDef]:
        """The functions of the text that lines use, by way of others too."""
        functions = {each.name: each for each in functions_in(self.code.lines)}
        used, left = dict[str, ast.FunctionDef](), list[ast.AST](lines)
        while left:
            for part in ast.walk(left.pop()):
                name = part.id if isinstance(part, ast.Name) else part.attr if isinstance(part, ast.Attribute) else ""
                if name in functions and name not in used:
                    used[name] = functions[name]
                    left.append(functions[name])
        return [*used.values()]

    def _names_for(self, run: Interpreter, event: Given, statements: Sequence[ast.stmt]) -> list[str]:
        """The names that could stand in place of others: those that the lines use first, then those of the graph."""
        parts = [part for each in statements for part in ast.walk(each)]
        near = [part.id for part in parts if isinstance(part, ast.Name)]
        near += [part.arg for part in parts if isinstance(part, ast.arg)]
        every = [part.id for line in self.code.lines if line.node for part in ast.walk(line.node)
                 if isinstance(part, ast.Name)]  # fmt: skip
        known = [name for name in (*every, *self.known) if self.free(name) is not None or name in run.names]
        libraries = self.code.modules
        later = {part.id for part in self._given_later(event) if self._is_derivative(part.id)} | {event.name}
        found = dict.fromkeys(name for name in (*near, *known) if name.isidentifier())  # "paper product" is none
        others = [name for name in found if name not in libraries and name not in run.functions and name not in later]
        return others[:_NAMES]

    def _given_later(self, event: Given) -> Iterator[ast.Name]:
        """The names that stand from a line on."""
        for line in self.code.lines:
            if line.node is not None and line.number >= event.node.lineno:
                yield from (part for part in ast.walk(line.node) if isinstance(part, ast.Name)
                            and isinstance(part.ctx, ast.Store))  # fmt: skip


class Begun:
    """Lines that have been gone through up to one of them, so that what follows is tried without what comes before."""

    def __init__(
        self, lines: list[ast.stmt], new_run: Callable[[], Interpreter], begun_with: Mapping[str, Any]
    ) -> None:
        self._lines, self._new_run, self._begun_with = lines, new_run, begun_with
        self._line_of = {id(part): i for i, line in enumerate(lines) for part in ast.walk(line)}
        self._names: dict[int, tuple[dict[str, Any], dict[str, Any]]] = {}

    def before(self, statement: ast.stmt) -> tuple[Interpreter, list[ast.stmt]]:
        """A run that stands before the line of a statement, and the lines from there on."""
        at = self._line_of.get(id(statement), 0)
        if at not in self._names:
            self._names[at] = self._gone_to(at)
        run = self._new_run()
        if not self._names[at][0]:
            run.names.update(self._begun_with)
            return run, self._lines
        memo: dict[int, Any] = {}
        for names, known in zip((run.names, run.taken), self._names[at]):
            names.update({name: _copied(thing, memo) for name, thing in known.items()})
        return run, self._lines[at:]

    def _gone_to(self, at: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """What names stand for before a line; nothing where that is more than numbers and arrays."""
        run = self._new_run()
        run.names.update(self._begun_with)
        try:
            with enable_grad():
                for line in self._lines[:at]:
                    run.line(line)
        except FormulaError:
            return {}, {}
        return (run.names, run.taken) if all(map(is_numbers, run.names.values())) else ({}, {})


def _copied(thing: Any, memo: dict[int, Any]) -> Any:
    """An array as another one, the same for all names that share it."""
    if is_array(thing) and id(thing) not in memo:
        memo[id(thing)] = thing.copy()
    return memo.get(id(thing), thing)


def _is_near(value: Any, true: Any) -> bool:
    """Whether numbers are those that they should be, as far as floats tell."""
    if shape_of(value) != shape_of(true):
        return False
    ours, theirs = floats_of(value), floats_of(true)
    size = max(map(abs, theirs), default=0.0)
    return all(abs(a - b) <= CLOSE * size for a, b in zip(ours, theirs))


def _told(edit: Edit, event: Given) -> str:
    where = f" on line {edit.at.lineno}" if edit.at.lineno != event.node.lineno else ""
    return f"it would be right with {edit.words}{where}"


def given_names(run: Interpreter, node: ast.stmt) -> list[str]:
    """What a statement would have given, and what those within it would have."""
    targets: list[ast.expr | None] = []
    for each in ast.walk(node):
        if isinstance(each, ast.Assign):
            targets += each.targets
        elif isinstance(each, ast.AugAssign | ast.AnnAssign | ast.For):
            targets.append(each.target)
    parts = [part for t in targets for part in (t.elts if isinstance(t, ast.Tuple | ast.List) else [t])]
    found: list[str] = []
    for part in parts:
        while isinstance(part, ast.Subscript) and run.called(part) is None:
            part = part.value
        if isinstance(part, ast.expr) and (name := run.called(part)) is not None:
            found.append(name)
    return found
