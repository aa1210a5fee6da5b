"""Names of a sheet's own: what its lines define, the learning rate among them, put in where a side names it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from ...formula import Derivative, Expression, Instruction, read
from ...notation.formulas.labels import Labels
from ...notation.sheets.latex import as_paper, is_latex
from .line_parts import RATES, NotUnderstood, Side
from .rates import Rate
from .sheet import Sheet


class Helpers:
    """The names that lines have spoken of and defined, with the learning rate."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.names = sheet, sheet.names
        self.rate: Rate | None = None if sheet.learning_rate is None else Fraction(repr(float(sheet.learning_rate)))
        self.helpers: dict[str, Expression] = {}
        """What a line has given a name to."""
        self._alike: dict[tuple[Any, ...], list[str]] = {}
        """The names of what computes the same in the same way."""
        self.used: set[str] = set()
        """The names that lines have spoken of."""
        self.as_read: Callable[[Expression], Expression] | None = None
        """What a side is read as, where derivatives in it may be meant otherwise."""
        self.readable = Labels(self.names, [rate for rate in RATES if rate not in self.names])

    def side(self, text: str, letters: Mapping[str, str] = MappingProxyType({})) -> Side:
        """A side of a line, with what helper lines have defined put in, and the names of nodes for letters."""
        known = Labels([*self.readable, *letters], self.readable.aside) if letters else self.readable
        paper, names = as_paper(text) if is_latex(text) else text, self.names
        found = read(paper, known, True, names.root_label, self.sheet.functions, graph=self, depends=names.depends)
        if letters:
            steps = (replace(s, what=letters.get(s.what, s.what)) if s.kind == "name" else s for s in found.program)
            found = replace(found, program=tuple(steps))
        found = self._without_helpers(found)
        if self.as_read is not None:
            found = self.as_read(found)
        self.used.update(found.names, *((partial.y, partial.x) for partial in found.partials))
        if self.helpers.keys().isdisjoint(found.names):
            return Side(text, found)
        return Side(text, found.with_helpers(self.helpers), found)

    def name(self, name: str, expression: Expression) -> None:
        """A line gives something a name of its own."""
        if name in self.helpers:
            self._alike[_steps(self.helpers[name].program)].remove(name)
        self.helpers[name] = expression
        self._alike.setdefault(_steps(expression.program), []).append(name)
        self.readable.add(name)

    def leaves_of(self, label: str) -> tuple[str, ...]:
        """The labels of the leaves that a name depends on; none where that is not known."""
        if label not in self.helpers:
            return self.names.leaves_of(label)
        expression = self.helpers[label]
        if expression.partials or not all(isinstance(name, str) for name in expression.names):
            return ()
        return tuple(dict.fromkeys(leaf for name in expression.names for leaf in self.leaves_of(name)))

    def data_of(self, label: str) -> float | None:
        """The recorded number of a name."""
        return self.names.data_of(label)

    def node_of(self, program: Sequence[Instruction]) -> str | None:
        """What the node is called that an expression computes."""
        return self.names.node_of(Expression("", tuple(program)).with_helpers(self.helpers).program)

    def _without_helpers(self, expression: Expression) -> Expression:
        """The same with du/dx, where a line above defined u, as a derivative of what u is."""
        if not self.helpers or not any(
            end in self.helpers for partial in expression.partials for end in (partial.y, partial.x)
        ):
            return expression
        steps: list[Instruction] = []
        for step in expression.program:
            if step.kind == "partial" and {*step.what.also} <= {step.what.x}:
                y, x = (self._node(end) for end in (step.what.y, step.what.x))
                again = (x,) * len(step.what.also)
                if y in self.helpers:
                    derivative = Derivative(self.helpers[y].program, x, 1 + len(again))
                    step = replace(step, kind="derivative", what=derivative)
                else:
                    step = replace(step, what=replace(step.what, y=y, x=x, also=again))
            steps.append(step)
        return replace(expression, program=tuple(steps))

    def _node(self, name: str) -> str:
        """The node that a helper stands for, by its name; the name itself where there is none."""
        if name not in self.helpers:
            return name
        program = self.helpers[name].program
        alike = self._alike[_steps(program)]
        return self.names.node_of(program, len(alike) - alike.index(name)) or name  # u1 = e*e, ..., u4 = e*e

    def meant(self, name: Any) -> Any:
        """The node, the pair of nodes, or the learning rate that a name stands for."""
        return self.rate_or_refuse() if self.is_rate(name) else self.names.meant(name)

    def is_rate(self, name: Any) -> bool:
        """Whether a name is the learning rate's, and no value's."""
        return name in RATES and name not in self.names

    def rate_or_refuse(self) -> Rate:
        """The learning rate; raises NotUnderstood where none is known."""
        if self.rate is None:
            raise NotUnderstood(
                "the learning rate is not known: write lr = 0.5 on a line above, or pass learning_rate="
            )
        return self.rate


def _steps(program: Sequence[Instruction]) -> tuple[Any, ...]:
    """What a program does, wherever in its text that stands."""
    return tuple((step.kind, step.what, step.count) for step in program)
