"""A worksheet: a text that defines values and formulas, and says what their derivatives are."""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice

from .. import ops
from ..graph import topological_order
from ..notation.sheets.equations import sides
from ..notation.sheets.exercises import Exercise, exercises
from ..notation.sheets.lines import Statement, statements
from ..value import Value
from ..words import enumerated
from ..writing import numeral
from .code.code_sheets import code_sheet
from .code.paper_sheets import paper_sheet
from .lines.definitions import Lookalikes, Mentions, definition, doubt, lost_among, mentions, stepped
from .lines.derivations import Derivation
from .lines.taken_apart import TakenApart
from .lines.unvalued import attempts_for, nowhere, of_both
from .partials.given import fixed
from .partials.higher import Higher, with_higher
from .partials.line_parts import PERHAPS_RATES, RATES
from .partials.sheet import Sheet
from .verdicts.report import Report, Row
from .verdicts.verdict import Kind, Verdict

_OTHERS = 4
"""A step may be against the gradient of so many other formulas than the last."""


def check_worksheet(text: str, learning_rate: float | None = None, strict: bool = False) -> Report:
    """Judge a worksheet: lines that give names their values (w = 0.4), define formulas (y = sigmoid(w*x)), and claim.

    The first line with a new name on its left defines it; every other line is a claim, as in a derivation, and so is
    what a definition goes on to say (y = sigmoid(w*x) = 0.55).  Numbers are the decimals that are written.  w+ is w
    after a step against the gradient of the formula that was defined last.  Every line stands in the report: judged,
    a definition, or not understood.  A definition that nothing uses, or that is called nearly like a partial, is
    pointed out, and the sheet does not pass.  Definitions may hold derivatives (s = abs(dy/dx)*0.1), and a line between
    leaves alone, such as p + q = 1, says where claims are tried that do not hold in general.  A line may compare,
    0 < dy/dw < 1, which is judged at these numbers.  Values may stand below the formulas that use them; where a name
    has none, what holds for any value is judged.  Along an equation, x² + y² = 25 or PV = nRT, dy/dx is the slope
    -F_x/F_y of its curve.  `strict` passes proofs only.  A sheet may be code as well: lines
    of Python that compute a number, and below them its gradients by hand; or vectors and matrices on paper, where a
    vector is a column, with entries x_1, x_2, ....

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
    >>> print(check_worksheet("x = [1, 2]\\nW = [[1, 2], [3, 4]]\\nz = W x\\nL = ½‖z‖²\\n∂L/∂x = Wᵀ z\\n∂L/∂W = x zᵀ"))
      claim       claimed               true  verdict
      line 1      x = [1, 2]                  DEFINITION: x is an array (2,)
      line 2      W = [[1, 2], [3, 4]]        DEFINITION: W is an array (2, 2)
      line 3      z = W x                     DEFINITION: z is an array (2,)
      line 4      L = ½‖z‖²                   DEFINITION: L is 73
      line 5      ∂L/∂x = Wᵀ z                PROVEN EQUAL, in all 2 entries
      line 6      ∂L/∂W = x zᵀ                WRONG: 2 of 4 entries are right
                                              transposed
    >   dL/dW_12  11                    10    WRONG by 1
        dL/dW_21  10                    11    WRONG by -1
    1 of 2 pass, 1 wrong, 4 definitions
    >>> print(check_worksheet("y = ln(3x² + 1)\\nu = 3x² + 1\\ndy/du = 1/u\\ndy/dx = dy/du du/dx = 6x/u\\ndy/dx = 3"))
      claim   claimed                     true  verdict
      line 1  x                                 DEFINITION: x has no value: what holds for any is judged
      line 1  y = ln(3x² + 1)                   DEFINITION: y is a formula
      line 2  u = 3x² + 1                       DEFINITION: u is a formula
      line 3  dy/du = 1/u                       PROVEN EQUAL where x != 0
                                                y is not computed from u: dy/du is read as (dy/dx)/(du/dx)
      line 4  dy/dx = dy/du du/dx = 6x/u        PROVEN EQUAL where x != 0
                                                y is not computed from u: dy/du is read as (dy/dx)/(du/dx)
      line 5  dy/dx = 3                         NOT UNDERSTOOD: it depends on the value of what has none: write x = ...
    2 of 3 pass, 1 not understood, 3 definitions
    >>> print(check_worksheet("x² + y² = 25\\n2x + 2y dy/dx = 0\\ndy/dx = -3/4 at (3, 4)").rows[-1].verdict)
    CORRECT, exactly
    """
    if parts := exercises(text):
        rows = [row for part in parts for row in _of_exercise(part, check_worksheet(part.text, learning_rate, strict))]
        return Report(tuple(rows))
    if (in_code := code_sheet(text, learning_rate, strict)) is not None:
        return in_code
    if (of_arrays := paper_sheet(text, learning_rate, strict)) is not None:
        return of_arrays
    found = TakenApart([*statements(text, with_points=True)])
    rows = [*_report(found, None, learning_rate, strict).rows]
    for at, claims in found.elsewhere.items():
        place = enumerated(f"{name} = {value}" for name, value in at)
        there = _report(TakenApart(found.said, at=dict(at)), claims, learning_rate, strict)
        rows += [replace(row, claimed=f"{row.claimed} at {place}") for row in there.rows]
    return Report(tuple(sorted(rows, key=_line)))


def _of_exercise(part: Exercise, report: Report) -> list[Row]:
    """The rows of one exercise about its own lines; what it gives another meaning is told."""
    rows = [row for row in report.rows if not math.isfinite(_line(row)) or _line(row) in part.own or not _line(row)]
    if part.anew:
        rows[0] = replace(rows[0], notes=(*rows[0].notes, f"{part.anew} is another one from here on"))
    return rows


def _line(row: Row) -> float:
    """The line that a row is about; what is about none stands above, and what is about the whole sheet below."""
    number = row.claim.removeprefix("line ")
    return int(number) if number.isdecimal() else math.inf if row.claim == "worksheet" else 0


def _report(found: TakenApart, claims: Sequence[Statement] | None, learning_rate: float | None, strict: bool) -> Report:
    """What a sheet claims, or these claims of it alone; for any values of leaves where it gives none."""
    if not found.free:
        return _judged(found, claims, learning_rate, strict)
    attempts = (TakenApart(found.said, attempt, found.at) for attempt in range(attempts_for(found.said)))
    first, second = islice(chain((each for each in attempts if each.is_finite), (None, None)), 2)
    if first is None or second is None:
        return nowhere(_judged(found, claims, learning_rate, strict), found.free)
    here, there = (_judged(each, claims, learning_rate, strict) for each in (first, second))
    values = {name: float((first.standing or {}).get(name, first.known[name].data)) for name in first.free}
    return of_both(here, there, values)


def _judged(found: TakenApart, claims: Sequence[Statement] | None, learning_rate: float | None, strict: bool) -> Report:
    """All lines of a sheet, or these claims of it alone, judged where its leaves have their values.

    What is claimed at other values of some leaves is tried there alone: 6a, of a x^2 at x = 3, for any a.
    """
    nodes = found.known
    alike = Lookalikes(nodes)
    formulas = [
        node
        for name, node in nodes.items()
        if node.op is not None and doubt(name, alike, used=True) is None and not stepped(name, found.leaves)
    ]
    formulas = formulas or [*found.relations] or ([ops.sum([*nodes.values()])] if found.has_rules and nodes else [])
    if not formulas:
        return _without_formulas(found)
    aside = {*found.late, *_slopes(found)}
    main = next((node for node in reversed(formulas) if node.label not in aside), formulas[-1])
    beneath = set(topological_order(main))
    rate = _rate(nodes, beneath) if learning_rate is None else learning_rate
    root = _root([*nodes.values(), *found.relations], main)
    others = _uppermost([node for node in formulas if node not in beneath])

    def report(higher: Higher) -> Report:
        sheet = Sheet(root, decimals=True, learning_rate=rate, main=main, higher=higher, strict=strict)
        sheet.functions, sheet.free = found.functions, frozenset(nodes[name] for name in found.free)
        sheet.others = others
        sheet.given = fixed(found.at, sheet.names, sheet.truth)
        if found.free:
            leaves = {name: each.expression.text for name, each in found.defined.items() if each.node.op is None}
            sheet.valued = fixed(leaves, sheet.names, sheet.truth)
        found.standing = sheet.relate(found.relations, found.tied.ys, found.standing)
        derivation = Derivation(sheet, found.lost)
        if claims is not None:
            return Report(tuple(_in_order(derivation.rows(claims))))
        rows = [
            *found.problems,
            *((number, _perhaps_anew(found, row)) for number, row in derivation.rows(found.claims)),
        ]
        rows += _definitions(
            found, {*derivation.arithmetic.used, *found.tied_down, *RATES, *PERHAPS_RATES, str(main.label)}
        )
        return Report((*sheet.broken, *_in_order(rows)))

    return with_higher(report)


def _without_formulas(found: TakenApart) -> Report:
    """What there is to say of a sheet that defines none, line by line."""
    rows = [*found.problems]
    for said in found.claims:
        why = lost_among(found.lost, said.text) or "there is no formula that it could be about"
        rows.append((said.line, Row(f"line {said.line}", said.text, Verdict(Kind.NOT_UNDERSTOOD, why))))
    rows += _definitions(found, found.known)
    sentence = "no formula is defined; write one such as y = sigmoid(w*x + b), with values for its names"
    last = Row("worksheet", "", Verdict(Kind.NOT_UNDERSTOOD, sentence))
    return Report((*_in_order(rows), last))


def _rate(nodes: Mapping[str, Value], beneath: Collection[Value]) -> float | None:
    """The learning rate that a sheet gives a value to, where its formula has no use for that name."""
    rates = [nodes[name] for name in (*RATES, *PERHAPS_RATES) if name in nodes and nodes[name] not in beneath]
    return rates[0].data if rates and rates[0].op is None else None


def _perhaps_anew(found: TakenApart, row: Row) -> Row:
    """The row of a formula that a name does not come to, and which may be meant for another thing of that name."""
    name, *rest = sides(row.claimed)
    if row.verdict.kind is not Kind.WRONG or name not in found.defined or name in found.leaves or len(rest) != 1:
        return row
    if not re.search(r"[^\W\d_]", rest[0]):
        return row
    line = found.defined[name].line
    told = f"{name} is what line {line} says: give another {name} a name of its own, or number the exercises"
    return replace(row, notes=(*row.notes, told))


def _in_order(rows: list[tuple[int, Row]]) -> list[Row]:
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _definitions(found: TakenApart, used: Collection[str]) -> Iterator[tuple[int, Row]]:
    """A row for every definition that is not judged, and for every one that is pointed out."""
    lines = [*found.claims, *(Statement(each.line, each.text) for each in found.defined.values())]
    lines += [statement for _, statement in found.function_lines]
    unread = [row.claimed for _, row in found.problems]
    unread += [claim.text for claims in found.elsewhere.values() for claim in claims]
    alike = Lookalikes(found.defined)
    parts = {name for each in found.defined.values() for name in each.mentioned}
    moving = found.moving
    for name, line in found.free.items():
        others = found.leaves - found.free.keys() - {*RATES, *PERHAPS_RATES} if name not in found.arguments else ()
        kind = Kind.QUESTIONED if others and name not in (found.standing or {}) else Kind.DEFINITION
        words = f"{name} has no value{', as others have' if others else ''}: what holds for any is judged"
        yield line, Row(f"line {line}", name, Verdict(kind, words))
    for name, each in found.defined.items():
        is_used = each.judged or name in used or name in parts or any(mentions(text, name) for text in unread)
        why = doubt(name, alike, is_used)
        if not each.judged or why is not None:
            value = "a formula" if each.node in moving else numeral(float(f"{each.node.data:.9g}"), 9)
            called = "the learning rate" if name in RATES else name
            yield each.line, definition(f"line {each.line}", each.text, called, value, why, each.expression.notes)
    texts = list(dict.fromkeys([*(line.text for line in lines), *unread]))
    spoken_of, places = Mentions(texts), {text: i for i, text in enumerate(texts)}
    for name, statement in found.function_lines:
        line, text = statement.line, statement.text
        is_used = spoken_of.beside(places[text], [name])
        yield line, definition(f"line {line}", text, name, "a function", doubt(name, Lookalikes(), is_used))


def _slopes(found: TakenApart) -> set[str]:
    """What is made of derivatives, as g = dy/dw or lr*g, and is not differentiated itself: no formula to descend."""
    slopes: set[str] = set()
    texts = [*(line.text for line in found.claims), *(each.text for each in found.defined.values())]
    for name, each in found.defined.items():
        made_of_slopes = bool(each.expression.partials) or not slopes.isdisjoint(each.mentioned)
        if made_of_slopes and not any(mentions(text, mark + name) for text in texts for mark in ("d", "∂")):
            slopes.add(name)
    return slopes


def _uppermost(formulas: list[Value]) -> tuple[Value, ...]:
    """The formulas that no other of them is computed from, the last first, as far as somebody may mean them."""
    found: list[Value] = []
    beneath: set[Value] = set()
    for node in reversed(formulas):
        if node not in beneath:
            found.append(node)
            beneath.update(topological_order(node, beneath))
    return tuple(found[:_OTHERS])


def _root(nodes: list[Value], last: Value) -> Value:
    """A node above all that is defined: the formula defined last where that is one, else a sum made for the purpose."""
    beneath = set(topological_order(last))
    return last if beneath.issuperset(nodes) else ops.sum(nodes)
