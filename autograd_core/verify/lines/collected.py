"""What has been collected of a worksheet: what it defines and claims, what is free, and what could not be read."""

import math
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from ... import ops
from ...formula import Expression, FormulaError, Lambda
from ...graph import dependents, topological_order
from ...notation.formulas.labels import Labels
from ...notation.sheets.lines import Statement
from ...value import Value
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict
from .defined import Definition, made
from .heads import Line


class Collected:
    """The names of a worksheet with what they stand for, and its lines by what they are."""

    def __init__(self, said: Sequence[Statement], attempt: int, at: Mapping[str, str]) -> None:
        self.said, self.at, self._attempt = said, at, attempt
        self.free: dict[str, int] = {}
        """The names that formulas have and nothing gives a value, and the line on which each was met."""
        self.defined: dict[str, Definition] = {}
        self.functions: dict[str, Lambda] = {}
        self.function_lines: list[tuple[str, Statement]] = []
        """The functions that are no values too, since their arguments have none."""
        self.late: set[str] = set()
        """The functions whose arguments get their values on lines below."""
        self.claims: list[Statement] = []
        self.problems: list[tuple[int, Row]] = []
        self.lost: dict[str, int] = {}
        """The names that could not be defined, and on which line."""
        self.has_rules = False
        """Whether lines differentiate what they write out themselves."""
        self.relations: dict[Value, str] = {}
        """Equations that tie leaves to one another, x² + y² = 25, by what their sides differ by."""
        self.tied_down: set[str] = set()
        """The formulas without a value that lines say are a number."""
        self.standing: Mapping[str, Fraction] | None = None
        """Where leaves stand that have been moved so that equations hold; None as long as nobody has looked."""
        self.known: dict[str, Value] = {}
        self.leaves: set[str] = set()
        self.labels = Labels(())
        """The names that have been defined."""
        self.lines = [Line.of(i, statement) for i, statement in enumerate(said)]
        self._waiting: dict[int, Line] = {}
        """The lines that wait for names, or for the end, by their order."""

    @property
    def is_finite(self) -> bool:
        """Whether all that is defined has a value."""
        return all(math.isfinite(node.data) for node in self.known.values())

    @property
    def moving(self) -> set[Value]:
        """What depends on names that have no value."""
        if not self.free:
            return set()
        order = topological_order(ops.sum([*self.known.values()]))
        return dependents(order, [self.known[name] for name in self.free])

    def _is_function(self, line: Line) -> bool:
        """Whether a line has given a function its rule, and waits for values of its arguments alone."""
        return bool(line.parameters) and line.name in self.functions

    def _lose(self, line: Line, error: FormulaError) -> None:
        """A line that cannot be read stands in the report with its reason."""
        self._waiting.pop(line.order, None)
        number, text = line.statement.line, line.statement.text
        self.lost.setdefault(line.name, number)
        why = [name for name in re.findall("'([^']+)'", error.sentence) if name in self.lost and name != line.name]
        lost = f"{why[0]} could not be defined on line {self.lost[why[0]]}" if why else line.statement.told(error)
        sentence = f"{line.name} is new here, so this line defines it; {lost}"
        self.problems.append((number, Row(f"line {number}", text, Verdict(Kind.NOT_UNDERSTOOD, sentence))))

    def _made(self, name: str, text: str) -> tuple[Value, Expression]:
        """What a line gives to a name, unless that has another value here."""
        return made(name, self.at.get(name, text), self.known, self.labels, self.functions)
