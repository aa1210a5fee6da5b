"""A worksheet: a text that defines values and formulas, and says what their derivatives are."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from .. import ops
from ..formula import CONSTANTS, FormulaError, Lambda, parse, read
from ..graph import topological_order
from ..notation.lines import Statement, sides, statements
from ..notation.vocabulary import NAME, WORD
from ..value import Value
from .arithmetic import RATES
from .derivations import read_derivation
from .numbers import DECIMAL
from .report import Report, Row
from .sheet import Sheet
from .verdicts import Kind, Verdict

_FUNCTION = re.compile(rf"(?P<name>{WORD})\s*\(\s*(?P<parameters>{WORD}(?:\s*,\s*{WORD})*)\s*\)")


class Definition(NamedTuple):
    """The line on which a name is given its value."""

    line: int
    node: Value


@dataclass(frozen=True, slots=True)
class _Read:
    """A worksheet taken apart: what it defines, what it claims (on the same lines), and what could not be read."""

    defined: dict[str, Definition]
    claims: tuple[Statement, ...]
    problems: tuple[tuple[int, Row], ...]
    functions: dict[str, Lambda]


def check_worksheet(text: str, learning_rate: float | None = None) -> Report:
    """Judge a worksheet: lines that give names their values (w = 0.4), define formulas (y = sigmoid(w*x)), and claim things.

    The first line with a new name on its left defines it; every other line is a claim, as in a derivation, and so is what a definition goes
    on to say (y = sigmoid(w*x) = 0.55).  Numbers are the decimals that are written.  w+ is w after a step against the gradient of the
    formula that was defined last.
    """
    found = _taken_apart(text)
    nodes = [definition.node for definition in found.defined.values()]
    computed = [node for node in nodes if node.op is not None]
    if not computed:
        sentence = "no formula is defined; write one such as y = sigmoid(w*x + b), with values for its names"
        return Report(
            (*(row for _, row in found.problems), Row("worksheet", "", Verdict(Kind.NOT_UNDERSTOOD, sentence)))
        )
    sheet = Sheet(_root(nodes, computed[-1]), decimals=True, learning_rate=learning_rate, main=computed[-1])
    sheet.functions = found.functions
    rows = [*found.problems, *((line, row) for line, row in read_derivation(sheet, found.claims))]
    return Report((*sheet.broken, *(row for _, row in sorted(rows, key=lambda pair: pair[0]))))


def _root(nodes: list[Value], last: Value) -> Value:
    """A node above everything that is defined: the formula defined last where that is one, else a sum made for the purpose."""
    beneath = set(topological_order(last))
    return last if beneath.issuperset(nodes) else ops.sum(nodes)


def _taken_apart(text: str) -> _Read:
    defined: dict[str, Definition] = {}
    functions: dict[str, Lambda] = {}
    problems: list[tuple[int, Row]] = []
    claims: list[Statement] = []
    for number, line in statements(text):
        name, *rest = sides(line)
        known = {label: definition.node for label, definition in defined.items()}
        try:
            if rest and (head := _FUNCTION.fullmatch(name)) and head["name"] not in (*known, *functions):
                parameters = tuple(p.strip() for p in head["parameters"].split(","))
                body = read(rest[0], (*parameters, *known), functions=functions)
                functions[head["name"]] = Lambda(head["name"], parameters, body.program)
                if not known.keys() >= set(parameters):
                    continue
                name = head["name"]
            if not rest or not NAME.fullmatch(name) or name in defined or name in RATES:
                claims.append(Statement(number, line))
                continue
            defined[name] = Definition(number, _defined(name, rest[0], known, functions))
            if len(rest) > 1:
                claims.append(Statement(number, " = ".join((name, *rest))))
        except FormulaError as error:
            sentence = f"{name} is new here, so this line defines it; {error.sentence}"
            problems.append((number, Row(f"line {number}", line, Verdict(Kind.NOT_UNDERSTOOD, sentence))))
    return _Read(defined, tuple(claims), tuple(problems), functions)


def _defined(name: str, text: str, known: dict[str, Value], functions: dict[str, Lambda]) -> Value:
    """The node that a definition makes: a leaf for a number, else what its formula computes."""
    if name in CONSTANTS:
        raise FormulaError(f"{name} is a number of its own; choose another name")
    made = parse(text.replace("−", "-") if DECIMAL.fullmatch(text) else text, known, functions)
    if not isinstance(made, Value):
        return Value(made, label=name)
    return (made if made.label is None else ops.identity(made)).named(name)
