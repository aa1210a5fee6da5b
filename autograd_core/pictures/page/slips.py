"""The catalogue of slips for guesses: what a wrong contribution may have come from, as programs and words.

The catalogue is that of `suspects`.  Its ways to get a local partial wrong run over JavaScript, once for each pattern
of nodes, so that the page tries them on the numbers it shows, those of edited leaves too.
"""

from collections.abc import Mapping
from typing import Any

from ...names import called
from ...namespaces.javascript import JavaScriptRow
from ...namespaces.text import ATOM, NAMES, Written
from ...value import Value
from ...verify.diagnosis.between import Edge, families, is_difference, other_operands
from ...verify.diagnosis.telling import Words, instead
from ...verify.diagnosis.ways import FAMILY, Numbers, all_ways, another_gate, gates, same_side
from ...verify.diagnosis.wholes import scales_of
from ...writing import partial_name

MOST_ARGUMENTS = 64
"""Of a node with more arguments no slips are told."""

RIVAL = Value(0.0)
"""Stands for whichever node is taken for another."""

Template = list[str | int | list[int]]
"""Words with marks: an argument by its position, one of its own arguments by two, -1 the node, -2 the rival."""


class Marks(Words):
    """Words in which every node is called by its mark, in brackets in a partial where its name is no single word."""

    def __init__(self, y: Value, x: Value, names: Mapping[Value, Written], levels: Mapping[Value, int]) -> None:
        super().__init__(y, x, names.get)
        self.names, self.levels = names, levels

    def partial(self, y: Value, x: Value) -> str:
        """What dy/dx is called."""
        above, below = (Written(NAMES, str(self.names[node]), self.levels[node]) for node in (y, x))
        return partial_name(above, below)


class Named(Numbers):
    """The numbers around the edges of a node as names of a JavaScript program."""

    def __init__(self, names: Mapping[Value, str]) -> None:
        self.row = JavaScriptRow()
        self.names = names
        super().__init__(self.row, self.named)

    def named(self, x: Any) -> Any:
        """A node by its name in the program; a constant is known."""
        return self.row.input(self.names[x]) if isinstance(x, Value) else float(x)

    def partial(self, edge: Edge) -> Any:
        """The right partial."""
        return self.row.input(f"p[{edge.position}]")


class Catalogue:
    """The slips of a whole graph: a program and its words for each pattern of nodes, and who may be taken for whom."""

    def __init__(self, names: Mapping[Value, Written]) -> None:
        self.names = names
        self.levels = {node: called(str(name)).level for node, name in names.items()}
        self.programs: list[str] = []
        """For each pattern a JavaScript function of value, arguments, their arguments and partials: a list for each
        position."""
        self.words: list[list[dict[str, Any] | None]] = []
        """And for each position what its slips are called, as places in the table of templates."""
        self.patterns: dict[Any, int] = {}
        self.forms: dict[Any, int] = {}
        self.templates: list[Template] = []
        self.families = [group for group in families(names).values() if 1 < len(group) <= FAMILY]
        self.gates = gates(names)

    def facts(self) -> dict[str, Any]:
        """What the page is told beside its nodes."""
        whole = "the contribution"
        number = {node: k for k, node in enumerate(self.names)}
        return {
            "slips": self.words,
            "told": self.templates,
            "families": [[number[node] for node in family] for family in self.families],
            "gates": [[[number[edge.node], edge.position] for edge in edges] for edges in self.gates.values()],
            "scales": [[scale.by, scale.words.format(whole=whole)] for scale in scales_of(self.names)],
        }

    def of(self, node: Value) -> int | None:
        """The pattern of a node, by its place; None for a leaf, and for a node of very many arguments."""
        if node.op is None or not 0 < len(node.args) <= MOST_ARGUMENTS:
            return None
        marks = self._marks(node)
        pattern = (
            node.op,
            tuple(marks[arg] if isinstance(arg, Value) else (arg, type(arg)) for arg in node.args),
            tuple((mark, self.names[each].level, self.levels[each]) for each, mark in marks.items()),
        )
        if pattern not in self.patterns:
            self.patterns[pattern] = len(self.programs)
            self._write(node, marks)
        return self.patterns[pattern]

    def _marks(self, node: Value) -> dict[Value, str]:
        """The node, its arguments, and theirs where one is a difference, by their marks."""
        marks = {node: "-1"}
        for i, arg in enumerate(node.args):
            if isinstance(arg, Value):
                marks.setdefault(arg, str(i))
        for i, arg in enumerate(node.args):
            if isinstance(arg, Value) and is_difference(arg.op):
                for j, inner in enumerate(arg.args):
                    if isinstance(inner, Value):
                        marks.setdefault(inner, f"{i}.{j}")
        return marks

    def _write(self, node: Value, marks: Mapping[Value, str]) -> None:
        """The program and the words of a pattern, by one of its nodes."""
        assert node.op is not None
        marked = {x: Written(NAMES, f"\0{mark}\0", self.names[x].level) for x, mark in marks.items()}
        marked[RIVAL] = Written(NAMES, "\0-2\0", ATOM)
        numbers, among = Named({x: _name(mark) for x, mark in marks.items()}), other_operands(node)
        positions: list[dict[str, Any] | None] = [None] * len(node.args)
        results: list[list[Any]] = [[] for _ in node.args]
        for i, arg, partial in node.inputs():
            edge, words = Edge(node, i, arg, partial, 1.0), Marks(node, arg, marked, self.levels)
            where = words.partial(node, arg)
            try:
                ways = all_ways(edge, numbers)
                found: dict[str, Any] = {"told": [self._form(way.told(words, where)) for way in ways]}
            except Exception:  # a row is anybody's Python
                ways, found = [], {"told": []}
            results[i], positions[i] = [way.partial for way in ways], found
            if (other := among[i]) is not None and isinstance(belongs := node.args[other], Value):
                index = self._form(instead(RIVAL, belongs)(words, where))
                found |= {"operand": other, "beside": same_side(among, other), "index": index}
            if node.op in self.gates:
                found["gate"] = self._form(another_gate(node.op, node, RIVAL)(words, where))
        m = numbers.row
        flat = [x for each in results for x in each]
        lines = "".join(f"const {name} = {expression}; " for name, expression in m.lines(*flat))
        lists = ", ".join(f"[{', '.join(map(m.text, each))}]" for each in results)
        self.programs.append(f"(y, x, u, p) => {{ {lines}return [{lists}]; }}")
        self.words.append(positions)

    def _form(self, text: str) -> int:
        """The place of words in the table, where they are put unless they are there."""
        if text not in self.forms:
            self.forms[text] = len(self.templates)
            self.templates.append([_mark(part) if i % 2 else part for i, part in enumerate(text.split("\0"))])
        return self.forms[text]


def _mark(text: str) -> int | list[int]:
    return [int(part) for part in text.split(".")] if "." in text else int(text)


def _name(mark: str) -> str:
    """What a node with that mark is called in the program."""
    if mark == "-1":
        return "y"
    outer, _, inner = mark.partition(".")
    return f"u[{outer}][{inner}]" if inner else f"x[{outer}]"
