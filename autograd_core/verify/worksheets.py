"""A worksheet: a text that defines values and formulas, and says what their derivatives are."""

import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .. import ops
from ..calculus import gradient
from ..formula import Expression, FormulaError, Lambda, Partial, read
from ..graph import topological_order
from ..notation.formulas.labels import NAME, WORD, Labels
from ..notation.sheets.equations import sides
from ..notation.sheets.lines import Statement, statements
from ..value import Value
from ..values import VALUES, WRITTEN
from ..writing import numeral
from .code.code_sheets import code_sheet
from .lines.definitions import Lookalikes, Mentions, definition, doubt, lost_among, mentions, stepped, updated
from .lines.derivations import Derivation
from .partials.formulas import is_beneath
from .partials.higher import Higher, with_higher
from .partials.line_parts import PERHAPS_RATES, RATES
from .partials.sheet import Sheet
from .verdicts.numbers import DECIMAL
from .verdicts.report import Report, Row
from .verdicts.verdict import Kind, Verdict

_FUNCTION = re.compile(rf"(?P<name>{WORD})\s*\(\s*(?P<parameters>{WORD}(?:\s*,\s*{WORD})*)\s*\)")


class Definition(NamedTuple):
    """The line on which a name is given its value; `judged` where it goes on to say what that comes to."""

    line: int
    text: str
    node: Value
    judged: bool
    expression: Expression

    @property
    def mentioned(self) -> Iterator[str]:
        """The names that it speaks of."""
        yield from self.expression.names
        for partial in self.expression.partials:
            yield from (partial.y, partial.x, *partial.also)


@dataclass(slots=True)
class _Read:
    """A worksheet taken apart: what it defines, what it claims, and what could not be read."""

    defined: dict[str, Definition] = field(default_factory=dict)
    functions: dict[str, Lambda] = field(default_factory=dict)
    function_lines: list[tuple[str, Statement]] = field(default_factory=list)
    claims: list[Statement] = field(default_factory=list)
    problems: list[tuple[int, Row]] = field(default_factory=list)
    lost: dict[str, int] = field(default_factory=dict)
    """The names that could not be defined, and on which line."""
    known: dict[str, Value] = field(default_factory=dict)
    leaves: set[str] = field(default_factory=set)
    labels: Labels = field(default_factory=lambda: Labels(()))
    """The names that have been defined."""

    def define(self, name: str, said: Definition) -> None:
        """A line gives a name its value."""
        self.defined[name], self.known[name] = said, said.node
        self.labels.add(name)
        if said.node.op is None:
            self.leaves.add(name)


def check_worksheet(text: str, learning_rate: float | None = None, strict: bool = False) -> Report:
    """Judge a worksheet: lines that give names their values (w = 0.4), define formulas (y = sigmoid(w*x)), and claim.

    The first line with a new name on its left defines it; every other line is a claim, as in a derivation, and so is
    what a definition goes on to say (y = sigmoid(w*x) = 0.55).  Numbers are the decimals that are written.  w+ is w
    after a step against the gradient of the formula that was defined last.  Every line stands in the report: judged,
    a definition, or not understood.  A definition that nothing uses, or that is called nearly like a partial, is
    pointed out, and the sheet does not pass.  Definitions may hold derivatives (s = abs(dy/dx)*0.1), and a line between
    leaves alone, such as p + q = 1, says where claims are tried that do not hold in general.  A line may compare,
    0 < dy/dw < 1, which is judged at these numbers.  `strict` passes proofs only.  A sheet may be code as well: lines
    of Python that compute a number, and below them its gradients by hand.

    >>> print(check_worksheet("w = 0.4\\nx = 0.5\\ny = w*x\\ndydw = 999\\ndy/dx = 0.4"))
      claim   claimed      true  verdict
      line 1  w = 0.4            DEFINITION: w is 0.4
      line 2  x = 0.5            DEFINITION: x is 0.5
      line 3  y = w*x            DEFINITION: y is 0.2
      line 4  dydw = 999         DEFINITION?: dydw is 999, a name of its own; did you mean dy/dw?
      line 5  dy/dx = 0.4  0.4   CORRECT to the 1 digit given
    1 of 1 pass, 3 definitions, 1 definition in question
    >>> print(check_worksheet("w = 0.4\\nx = 0.5\\nh = np.tanh(w*x)\\nL = h**2\\ndh = 2*h\\ndw = (1 - h)*x*dh"))
      claim   claimed            true         verdict
      line 1  w = 0.4                         DEFINITION: w is 0.4
      line 2  x = 0.5                         DEFINITION: x is 0.5
      line 3  h = np.tanh(w*x)                DEFINITION: h is 0.19737532
      line 4  L = h**2                        DEFINITION: L is 0.038957017
      line 5  dh = 2*h           0.394750640  PROVEN EQUAL
    > line 6  dw = (1 - h)*x*dh  0.189686167  WRONG by -0.0313
                                              1 - h was used where 1 - h^2 belongs, in dh/dw: that gives 0.158418303
    1 of 2 pass, 1 wrong, 4 definitions
    >>> print(check_worksheet("x = 0.3\\na = exp(x)\\nb = a^2\\ny = a*b\\n∂y/∂a = b\\ndy/da = ∂y/∂a + ∂y/∂b*db/da"))
      claim   claimed                      true        verdict
      line 1  x = 0.3                                  DEFINITION: x is 0.3
      line 2  a = exp(x)                               DEFINITION: a is 1.34985881
      line 3  b = a^2                                  DEFINITION: b is 1.8221188
      line 4  y = a*b                                  DEFINITION: y is 2.45960311
      line 5  ∂y/∂a = b                    1.82211880  PROVEN EQUAL, where ∂y/∂a holds b
      line 6  dy/da = ∂y/∂a + ∂y/∂b*db/da  5.46635640  PROVEN EQUAL, where ∂y/∂a holds b
    2 of 2 pass, 4 definitions
    >>> print(check_worksheet("w = 0.4\\nx = 0.5\\ny = w*x\\n0 < dy/dw < 1\\nw+ = w - 0.1*dy/dw\\nw+ = 0.35"))
      claim   claimed             true  verdict
      line 1  w = 0.4                   DEFINITION: w is 0.4
      line 2  x = 0.5                   DEFINITION: x is 0.5
      line 3  y = w*x                   DEFINITION: y is 0.2
      line 4  0 < dy/dw < 1       0.5   CORRECT at these numbers: dy/dw is 0.5
      line 5  w+ = w - 0.1*dy/dw  0.35  PROVEN EQUAL
      line 6  w+ = 0.35           0.35  CORRECT to the 2 digits given
    3 of 3 pass, 3 definitions
    """
    if (in_code := code_sheet(text, learning_rate, strict)) is not None:
        return in_code
    found = _taken_apart(text)
    nodes = found.known
    alike = Lookalikes(nodes)
    formulas = [
        node
        for name, node in nodes.items()
        if node.op is not None and doubt(name, alike, used=True) is None and not stepped(name, found.leaves)
    ]
    if not formulas:
        sentence = "no formula is defined; write one such as y = sigmoid(w*x + b), with values for its names"
        nothing = "there is no formula that it could be about"
        why = {said: lost_among(found.lost, said.text) or nothing for said in found.claims}
        rows = [*found.problems]
        rows += [
            (said.line, Row(f"line {said.line}", said.text, Verdict(Kind.NOT_UNDERSTOOD, why[said])))
            for said in found.claims
        ]
        rows += _definitions(found, nodes)
        last = Row("worksheet", "", Verdict(Kind.NOT_UNDERSTOOD, sentence))
        return Report((*_in_order(rows), last))
    main = formulas[-1]
    beneath = set(topological_order(main))
    if learning_rate is None:
        rates = [nodes[name] for name in (*RATES, *PERHAPS_RATES) if name in nodes and nodes[name] not in beneath]
        learning_rate = rates[0].data if rates and rates[0].op is None else None
    root, rate = _root([*nodes.values()], main), learning_rate

    def report(higher: Higher) -> Report:
        sheet = Sheet(root, decimals=True, learning_rate=rate, main=main, higher=higher, strict=strict)
        sheet.functions = found.functions
        derivation = Derivation(sheet, found.lost)
        rows = [*found.problems, *derivation.rows(found.claims)]
        rows += _definitions(found, {*derivation.arithmetic.used, *RATES, *PERHAPS_RATES, str(main.label)})
        return Report((*sheet.broken, *_in_order(rows)))

    return with_higher(report)


def _in_order(rows: list[tuple[int, Row]]) -> list[Row]:
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _definitions(found: _Read, used: Collection[str]) -> Iterator[tuple[int, Row]]:
    """A row for every definition that is not judged, and for every one that is pointed out."""
    lines = [*found.claims, *(Statement(each.line, each.text) for each in found.defined.values())]
    lines += [statement for _, statement in found.function_lines]
    unread = [row.claimed for _, row in found.problems]
    alike = Lookalikes(found.defined)
    parts = {name for each in found.defined.values() for name in each.mentioned}
    for name, each in found.defined.items():
        is_used = each.judged or name in used or name in parts or any(mentions(text, name) for text in unread)
        why = doubt(name, alike, is_used)
        if not each.judged or why is not None:
            value = numeral(float(f"{each.node.data:.9g}"), 9)
            called = "the learning rate" if name in RATES else name
            yield each.line, definition(f"line {each.line}", each.text, called, value, why, each.expression.notes)
    texts = list(dict.fromkeys([*(line.text for line in lines), *unread]))
    spoken_of, places = Mentions(texts), {text: i for i, text in enumerate(texts)}
    for name, statement in found.function_lines:
        line, text = statement.line, statement.text
        is_used = spoken_of.beside(places[text], [name])
        yield line, definition(f"line {line}", text, name, "a function", doubt(name, Lookalikes(), is_used))


def _root(nodes: list[Value], last: Value) -> Value:
    """A node above all that is defined: the formula defined last where that is one, else a sum made for the purpose."""
    beneath = set(topological_order(last))
    return last if beneath.issuperset(nodes) else ops.sum(nodes)


def _taken_apart(text: str) -> _Read:
    found = _Read()
    for statement in statements(text):
        number, line = statement.line, statement.text
        name, *rest = sides(line)
        known = found.known
        try:
            head = _FUNCTION.fullmatch(name) if rest else None
            if head and head["name"] not in known and head["name"] not in found.functions:
                parameters = tuple(p.strip() for p in head["parameters"].split(","))
                body = read(rest[0], (*parameters, *known), functions=found.functions)
                found.functions[head["name"]] = Lambda(head["name"], parameters, body.program)
                if not known.keys() >= set(parameters):
                    found.function_lines.append((head["name"], statement))
                    continue
                name = head["name"]
            is_new = bool(rest) and NAME.fullmatch(name) and name not in known
            if not is_new or updated(name, found.leaves):
                found.claims.append(statement)
                continue
            node, expression = _defined(name, rest[0], found)
            judged = len(rest) > 1 or (stepped(name, found.leaves) is not None and bool(expression.partials))
            found.define(name, Definition(number, line, node, judged, expression))
            if judged:
                found.claims.append(statement._replace(text=" = ".join((name, *rest))))
        except FormulaError as error:
            found.lost.setdefault(name.partition("(")[0].strip(), number)
            before = {lost: on for lost, on in found.lost.items() if lost != name}
            instead = next((f"{lost} could not be defined on line {on}" for lost, on in before.items()
                            if f"{lost!r}" in error.sentence), statement.told(error))  # fmt: skip
            sentence = f"{name} is new here, so this line defines it; {instead}"
            found.problems.append((number, Row(f"line {number}", line, Verdict(Kind.NOT_UNDERSTOOD, sentence))))
    return found


def _defined(name: str, text: str, before: _Read) -> tuple[Value, Expression]:
    """The node that a definition makes, and as what it was read: a leaf for a number, else what its formula computes.

    Derivatives of what stands above may be part of it: sy = abs(dy/dx)*sx.
    """

    known = before.known

    def of(said: Any) -> Any:
        if not isinstance(said, Partial):
            return known[said]
        if said.held:
            raise FormulaError(f"{said} holds something, which a definition cannot")
        found = known[said.y]
        leaves = [node for node in topological_order(found) if node.op is None]
        if not said.x and len(leaves) != 1:
            raise FormulaError(f"{said.y}' is taken towards which of {len(leaves)} leaves? write d{said.y}/dx")
        for x in (said.x, *said.also):
            if not isinstance(found, Value):
                return 0
            found = gradient(found, known[x] if x else leaves[0], over=VALUES)
        return found

    def depends(y: str, x: str) -> bool:
        return is_beneath(known[x], known[y])

    plain = text.replace("−", "-") if DECIMAL.fullmatch(text) else text
    expression = read(plain, before.labels, partials=True, functions=before.functions, depends=depends)
    made = expression.over(WRITTEN, of)
    if not isinstance(made, Value):
        made = Value(made, label=name)
        if not math.isfinite(made.data):
            raise FormulaError(f"it comes to {made.data}, which is no number")
    elif made.label is not None:
        made = ops.identity(made)
    return made.named(name), expression
