"""A worksheet in code: lines of Python that compute something forwards, and then its gradients by hand."""

import ast
import re
from collections.abc import Iterator
from typing import Any

from ...formula import FormulaError
from ...notation.arrays.arithmetic import STEPS, is_array, shape_of
from ...notation.arrays.interpreter import Interpreter
from ...notation.arrays.python import Code, Line, is_code, parsed
from ...notation.arrays.things import Lost
from ...recording import enable_grad
from ...value import Value
from ...writing import numeral
from ..partials.higher import with_higher
from ..partials.sheet import Sheet
from ..verdicts.report import Report, Row
from ..verdicts.verdict import Kind, Verdict
from .causes import given_names
from .staged import IDLE, Staged, needing_numpy

_SEEDED = re.compile(r"^[ \t]*d_?(?P<name>\w+)[ \t]*=[ \t]*1(?:\.0*)?[ \t]*(?:#.*)?$", re.MULTILINE)
"""dL = 1.0, with which backpropagation in stages begins."""
_ON_PAPER = re.compile(r"\^|(?<![\w.])[d∂]\w+[ \t]*/[ \t]*[d∂]\w+")
"""Powers and derivatives as they are written on paper."""
_STEPS = 20 * STEPS


class CodeSheet:
    """The lines of a worksheet in code: those that compute, which are run over Values, and those about gradients."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.run = Interpreter(self.code, lambda name: None, lambda name: None, _STEPS)
        self.rows: list[tuple[int, Row]] = []
        self.backward: list[Line] = []
        self.nodes: dict[str, Any] = {}
        """What the lines compute: Values, and arrays of them."""
        self.data: dict[str, Any] = {}
        """Whole numbers and arrays of them, which may be indices."""
        self._of_gradients: set[str] = set()
        self._asked = {name for line in self.code.lines if line.node for name in _names(line.node)}
        for line in self.code.lines:
            self._sort(line)

    @property
    def root(self) -> Value | None:
        """The number that was computed last."""
        computed = [x for x in self.nodes.values() if isinstance(x, Value) and x.op is not None]
        return computed[-1] if computed else None

    def _sort(self, line: Line) -> None:
        """A line about gradients is kept; any other is run, and what it gives is labelled."""
        node = line.node
        if node is None or isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef):
            self.backward.append(line)
            if isinstance(node, ast.FunctionDef):
                list(self.run.statement(node))
            return
        given = given_names(self.run, node)
        used = _names(node)
        if self._of_gradients & used or any(map(self._is_gradient, (*given, *used))):
            self._of_gradients.update(name for name in given if name not in self.nodes)
            self.backward.append(line)
            return
        try:
            with enable_grad():
                list(self.run.statement(node))
            for name in dict.fromkeys(given):
                if name in self.run.names:  # else it is a function
                    self._label(name)
        except FormulaError as error:
            self.run.names.update({name: Lost(line.number) for name in given if name not in self.nodes})
            words = self.code.told(error, line)
            self.rows.append((line.number, Row(f"line {line.number}", line.text, Verdict(Kind.NOT_UNDERSTOOD, words))))
            return
        told = ", ".join(f"{name} is {self._told(name)}" for name in dict.fromkeys(given) if name in self.run.names)
        self.rows.append((line.number, Row(f"line {line.number}", line.text, Verdict(Kind.DEFINITION, told or IDLE))))

    def _is_gradient(self, name: str) -> bool:
        """Whether a name is that of a derivative: dW, W.grad, grad_W, dL_dW, where W is known."""
        stems = [name.removesuffix(".grad"), name.removesuffix("_grad"), name.removeprefix("grad_")]
        stems += [name.removeprefix("d").lstrip("_"), name.rpartition("_d")[2], name.removeprefix("d_")]
        return any(stem != name and stem in self.nodes for stem in stems)

    def _label(self, name: str) -> None:
        """What a line gave, as nodes that go by its name."""
        value = self.run.names[name]
        if name in self.nodes:
            raise FormulaError(f"{name} is given twice: give the second one a name of its own")
        is_whole = type(value) in (int, bool) or (is_array(value) and value.dtype.kind in "ib")
        if value is None or isinstance(value, tuple | dict | str) or (is_whole and f"d{name}" not in self._asked):
            self.data[name] = value
            return
        self.nodes[name] = self.run.names[name] = _named(value, name)

    def _told(self, name: str) -> str:
        value = self.run.names[name]
        if is_array(value):
            return f"an array {shape_of(value)}"
        return numeral(float(f"{value.data:.9g}"), 9) if isinstance(value, Value) else f"{value!s:.40}"


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _named(value: Any, name: str) -> Any:
    """A number or an array as Values that are labelled; what has a label already is passed on under the new one."""
    if not is_array(value):
        return _node(value, name)
    import numpy as np

    found = np.empty(value.shape, dtype=object)
    for place in np.ndindex(*value.shape):
        found[place] = _node(value[place], name + "".join(f"[{i}]" for i in place))
    return found


def _node(value: Any, label: str) -> Value:
    from ... import ops

    if not isinstance(value, Value):
        return Value(float(value), label=label)
    return (value if value.label is None else ops.identity(value)).named(label)


def code_sheet(text: str, learning_rate: float | None, strict: bool) -> Report | None:
    """The report on a worksheet in code; None for a worksheet on paper."""
    seeded = _SEEDED.search(text)
    if seeded is None and not is_code(text, (), ()):
        return None
    if _ON_PAPER.search(text):
        return None
    with needing_numpy():
        sheet = CodeSheet(Code(text))
    root = sheet.root
    if seeded is not None and root is not None and seeded["name"] != root.label and not is_code(text, (), ()):
        return None
    if root is None and parsed(text) is not None and any(not row.verdict.kind.passes for _, row in sheet.rows):
        why = Verdict(Kind.NOT_UNDERSTOOD, "no number is computed that it could be the derivative of")
        rows = [*sheet.rows, *((line.number, Row(f"line {line.number}", line.text, why)) for line in sheet.backward)]
        return Report(tuple(row for _, row in sorted(rows, key=lambda pair: pair[0])))
    if root is None or not any(line.node is not None for line in _judged(sheet)):
        return None

    def report(higher: Any) -> Report:
        about = Sheet(root, learning_rate=learning_rate, strict=strict, higher=higher)
        code = Code(text)
        code.lines = sheet.backward
        called = frozenset().union(*sheet.run.read.values())
        staged = Staged(about, code, {**sheet.data, **sheet.nodes}, called)
        rows = [*sheet.rows, *((row_of(row), row) for row in staged.rows())]
        return Report((*about.broken, *(row for _, row in sorted(rows, key=lambda pair: pair[0]))))

    return with_higher(report)


def _judged(sheet: CodeSheet) -> Iterator[Line]:
    """The lines about gradients that give something."""
    for line in sheet.backward:
        if isinstance(line.node, ast.Assign | ast.AugAssign | ast.For):
            yield line


def row_of(row: Row) -> int:
    """The line that a row is about."""
    return int(row.claim.removeprefix("line "))
