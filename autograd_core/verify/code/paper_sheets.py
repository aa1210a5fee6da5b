"""A worksheet on paper whose values are vectors and matrices: x = [1, 2], z = W x + b, ∂L/∂W = δ xᵀ."""

import ast
import copy
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from ... import ops
from ...formula import FormulaError
from ...graph import topological_order
from ...notation.arrays.arithmetic import is_array
from ...notation.arrays.python import Line
from ...notation.formulas.labels import NAME, Labels
from ...notation.sheets.array_lines import Paper
from ...notation.sheets.equations import sides
from ...notation.sheets.lines import statements
from ...value import Value
from ..arrays.hessians import CALLED
from ..lines.defined import made
from ..lines.definitions import Lookalikes, definition, doubt, updated
from ..partials.higher import with_higher
from ..partials.line_parts import PERHAPS_RATES, RATES
from ..partials.sheet import Sheet
from ..verdicts.report import Report, Row
from ..verdicts.verdict import Kind, Verdict
from .code_sheets import CodeSheet, row_of
from .staged import Staged, needing_numpy

_LISTED = re.compile(r"[\[(](?=.*[,;])[^=<>]*[\])](?:\s*(?:\^\{?[T⊤]\}?|[ᵀ⊤]))?")
"""A vector or a matrix that is written out."""
_PERHAPS = re.compile(r"=\s*&?\s*[\[(]|matrix")
"""What a text has in which one is."""
_GRADIENT = re.compile(rf"∇\s*(?P<y>{NAME.pattern})")


class PaperSheet(CodeSheet):
    """The lines of a worksheet about arrays: those that define, and those that claim.

    A vector is a column, and its entries are called x_1, x_2, ..., those of a matrix W_11, W_12, ....
    """

    def __init__(self, text: str) -> None:
        self._scalars: dict[str, Value] = {}
        self._labels = Labels(())
        self._paper = paper = Paper(text, _heads(text), "")
        self._defining = {(line.number, line.text): line.node for line in paper.lines}
        """Of each statement its first side, which the paper has last."""
        super().__init__(paper)

    def _sort(self, line: Line) -> None:
        """A line with a new name on its left defines it, over arrays where it can be read so, else as a number."""
        name, *rest = sides(line.text)
        if (of := _GRADIENT.fullmatch(name)) is not None and isinstance(y := self.nodes.get(of["y"]), Value):
            line = self._gradient_of(of["y"], y, line)
        is_new = NAME.fullmatch(name) and name not in self.nodes and not self._is_gradient(name)
        is_new = is_new and updated(name, self.nodes) is None
        if not rest or not is_new or line.node is not self._defining[line.number, line.text]:
            self.backward.append(line)
            return
        if line.node is not None:
            super()._sort(line)
        if name not in self.nodes:
            self._sort_number(line, name, rest)

    def _gradient_of(self, name: str, y: Value, line: Line) -> Line:
        """∇f = 2x, towards the only array of leaves, or towards x; else towards all leaves, one after the other."""
        beneath = {node for node in topological_order(y) if node.op is None}
        arrays = [of for of, nodes in self.nodes.items() if is_array(nodes) and beneath.issuperset(nodes.flat)]
        towards = "x" if "x" in arrays else arrays[0] if len(arrays) == 1 else None
        if towards is None or not isinstance(line.node, ast.Assign):
            return line._replace(node=None)
        line.node.targets = [ast.copy_location(ast.Name(f"d{name}_d{towards}", ast.Store()), line.node)]
        return line._replace(notes=(*line.notes, f"∇{name} is read as ∇_{towards} {name}"))

    def _sort_number(self, line: Line, name: str, sides_of_it: list[str]) -> None:
        """A line that defines a number, in whatever notation formulas have: L = Σ_i (a_i - t_i)²."""
        claim = f"line {line.number}"
        try:
            node, expression = made(name, sides_of_it[0], self._scalars, self._labels, {})
        except FormulaError as error:
            if line.node is None:
                why = line.told or f"column {error.column}: {error.sentence}"
                words = f"{name} is new here, so this line defines it; {why}"
                self.rows.append((line.number, Row(claim, line.text, Verdict(Kind.NOT_UNDERSTOOD, words))))
            return
        self.rows = [each for each in self.rows if each[1].claimed != line.text]
        self._keep(name, node)
        row = definition(claim, line.text, name, self._told(name), None, expression.notes)
        self.rows.append((line.number, row))
        if len(sides_of_it) > 1 and line.node is None:
            self.backward.append(line)

    def _label(self, name: str) -> None:
        value = self.run.names[name]
        if not is_array(value):
            if not isinstance(value, int | float | Value):
                raise FormulaError(f"{name} is a number, or an array with rows of one length")
            node = value if isinstance(value, Value) else Value(float(value))
            self._keep(name, (node if node.label is None else ops.identity(node)).named(name))
            return
        import numpy as np

        found = np.empty(value.shape, dtype=object)
        between = "" if max(value.shape) < 10 else "_"
        for place in np.ndindex(*value.shape):
            entry = value[place]
            if is_array(entry) or isinstance(entry, list | tuple):
                raise FormulaError(f"{name} is a number, or an array with rows of one length")
            node = entry if isinstance(entry, Value) else Value(float(entry))
            if node.label is None:
                node = node.named(f"{name}_{between.join(str(i + 1) for i in place)}")
            found[place] = self._scalars[str(node.label)] = node
            self._labels.add(str(node.label))
        self.nodes[name] = self.run.names[name] = found

    def _keep(self, name: str, node: Value) -> None:
        """A number may be spoken of by its name."""
        self.nodes[name] = self.run.names[name] = self._scalars[name] = node
        self._labels.add(name)

    def taken_rate(self, main: Value) -> float | None:
        """The learning rate that a line gives, which is no value of the graph."""
        beneath = set(topological_order(main))
        for name in (*RATES, *PERHAPS_RATES):
            node = self.nodes.get(name)
            if isinstance(node, Value) and node.op is None and node not in beneath:
                self.data[name] = self.nodes.pop(name).data
                return node.data
        return None

    def definitions(self) -> Iterator[Row]:
        """The rows of the definitions; those are pointed out that no other line speaks of."""
        root = self.root
        for _, row in self.rows:
            name = sides(row.claimed)[0]
            others = (line.text for line in self._paper.lines if line.text != row.claimed)
            is_used = self.nodes.get(name) is root or name in self.data or any(self._speaks(t, name) for t in others)
            is_one = row.verdict.kind is Kind.DEFINITION and name in self.run.names
            why = doubt(name, Lookalikes(self.nodes), is_used) if is_one else None
            yield row if why is None else definition(row.claim, row.claimed, name, self._told(name), why, row.notes)

    def _speaks(self, text: str, name: str) -> bool:
        """Whether a line speaks of a name, of an entry of it, or of a product with it: W, W_12, Wx, ∂L/∂W."""
        words = (word.lstrip("d∂") if word != name else word for word in re.findall(r"\w+", text))
        return any(
            re.fullmatch(rf"{re.escape(name)}(?:_?\w)?\d*", word) or name in (self._paper.matrices.pieces(word) or ())
            for word in words
            if word
        )


def paper_sheet(text: str, learning_rate: float | None, strict: bool) -> Report | None:
    """The report on a worksheet on paper that defines vectors or matrices; None for any other."""
    if not defines_arrays(text):
        return None
    with needing_numpy():
        sheet = PaperSheet(text)
    main = sheet.root
    if main is None:
        why = Verdict(Kind.NOT_UNDERSTOOD, "no number is computed that it could be the derivative of")
        claims = [Row(f"line {line.number}", line.text, why) for line in sheet.backward]
        return Report(tuple(sorted([*sheet.definitions(), *claims], key=row_of)))
    rate = sheet.taken_rate(main) if learning_rate is None else learning_rate
    entries: list[Any] = [x for node in sheet.nodes.values() for x in (node.flat if is_array(node) else [node])]
    root = main if set(topological_order(main)).issuperset(entries) else ops.sum(entries)

    def report(higher: Any) -> Report:
        about = Sheet(root, decimals=True, learning_rate=rate, main=main, strict=strict, higher=higher)
        code = copy.copy(sheet.code)
        code.lines = sheet.backward
        staged = Staged(about, code, {**sheet.data, **sheet.nodes})
        judged = staged.rows()
        claimed = {(row.claim, row.claimed) for row in judged}
        rows = [row for row in sheet.definitions() if (row.claim, row.claimed) not in claimed]
        return Report((*about.broken, *sorted([*rows, *one_a_line(judged)], key=row_of)))

    return with_higher(report)


def one_a_line(rows: list[Row]) -> Iterator[Row]:
    """Of the sides of one line the first that does not pass, else the last."""
    for _, same in groupby(rows, key=lambda row: (row.claim, row.claimed)):
        sides_of_line = list(same)
        yield next((row for row in sides_of_line if not row.verdict.kind.passes), sides_of_line[-1])


def defines_arrays(text: str) -> bool:
    """Whether a line gives a name a vector or a matrix that is written out, of which other lines speak."""
    lines = list(statements(text)) if _PERHAPS.search(text) else []
    for said in lines:
        name, *rest = sides(said.text)
        if len(rest) == 1 and NAME.fullmatch(name) and name not in CALLED and _LISTED.fullmatch(rest[0]):
            return any(name in other.text for other in lines if other is not said)
    return False


def _heads(text: str) -> list[str]:
    """The names that lines begin with."""
    return [name for said in statements(text) if NAME.fullmatch(name := sides(said.text)[0])]
