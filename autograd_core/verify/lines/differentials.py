"""Total differentials: df = f_x dx + f_y dy, judged factor by factor."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from ...formula import FormulaError
from ...graph import topological_order
from ...names import called
from ...notation.formulas.labels import NAME
from ...notation.formulas.vocabulary import LOSSES
from ...value import Value
from ..partials.arithmetic import Arithmetic
from ..partials.formulas import Held, Pair
from ..partials.line_parts import SAYS_NOTHING, NotUnderstood
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict
from .sides import Sides

_INCREMENT = re.compile(
    r"(?<![^\W\d_])(?<!/)(?<!/\s)d(?P<space>\s+)?(?:(?P<log>ln|log)\s+)?(?P<bracket>\()?"
    r"(?P<name>[^\W\d]\w*(?:_?\{\w+\}|\[\d+\])*)(?(bracket)\))"
    r"(?!\s*/\s*[d∂][^\W\d])(?![\w(\[{'′])"
)
"""dx and d(x), and d ln x for dx/x; no part of dy/dx."""
_OPERATOR = re.compile(r"[-+*/×·(]\s*$|^\s*$")
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
"""What increments are set to at once, to see whether a side is a sum of terms with one of them each."""


@dataclass(frozen=True, slots=True)
class Differential:
    """A line whose left side has the differential of a node, and whose right sides have those of nodes beneath it."""

    y: Value
    left: str
    """What the increment of y is multiplied by."""
    terms: tuple[tuple[str, tuple[Value, ...]], ...]
    """The right sides, each with the nodes whose increments stand in it."""


class Differentials:
    """What reads and judges differentials: the names of a sheet, and the judge of its sides."""

    def __init__(self, arithmetic: Arithmetic, sides: Sides) -> None:
        self.arithmetic, self.names, self.sides = arithmetic, arithmetic.names, sides

    def read(self, left: str, rest: Sequence[str]) -> Differential | None:
        """The differential that a line is; None for any other line, such as that of a backward pass in stages.

        There dx = 2*dy goes from the nodes above to those beneath; here the increment on the left is above all others.
        """
        ys = self._increments(left)
        if len(ys) != 1:
            return None
        beneath = set(topological_order(ys[0])) - {ys[0]}
        terms = tuple((side, tuple(dict.fromkeys(self._increments(side)))) for side in rest)
        if not all(0 < len(xs) <= len(PRIMES) and beneath.issuperset(xs) for _, xs in terms):
            return None
        return Differential(ys[0], self._with(left, {ys[0]: 1}), terms)

    def is_staged(self, left: str, rest: Sequence[str]) -> bool:
        """Whether a line is one of a backward pass in stages, dh = 2*h or dw = x*dh, where dh stands for ∂L/∂h."""
        whole = _INCREMENT.fullmatch(left)
        is_derivative = whole is not None and self._node(whole) is not None and self.read(left, rest) is None
        return is_derivative and any(NAME.search(side) for side in rest)

    def judged(self, claim: str, text: str, said: Differential) -> Row:
        """The row of the line: that of the first factor that does not pass, else of the one that is proved least."""
        rows: list[Row] = []
        for side, xs in said.terms:
            if not self._is_linear(side, xs):
                words = "a differential is a sum of terms, each with one of dx, dy, ...; for errors, give dx its number"
                return Row(claim, text, Verdict(Kind.NOT_UNDERSTOOD, words))
            for x in xs:
                rows.append(self._factor(claim, text, said, side, x, frozenset(xs) - {x}))
                if not rows[-1].verdict.kind.passes:
                    return rows[-1]
        least = next((row for row in rows if row.verdict.kind is Kind.AGREES), rows[0])
        held = " and ".join(sorted({str(leaf.label) for _, xs in said.terms for leaf in _left_out(said.y, xs)}))
        words = f"{least.verdict.words}, with {held} held" if held else least.verdict.words
        notes = dict.fromkeys(note for row in rows for note in row.notes)
        return replace(least, verdict=replace(least.verdict, words=words, true=None), notes=tuple(notes))

    def _factor(self, claim: str, text: str, said: Differential, side: str, x: Value, others: frozenset[Value]) -> Row:
        """The verdict on what dx is multiplied by: the partial while what else the side names is held."""
        increment, name = f"d{called(str(x.label))}", self.arithmetic.sheet.called(said.y, x)
        factor = self._with(side, {x: 1})
        factor = factor if said.left == "(1)" else f"({factor})/({said.left})"
        pair: Pair = (said.y, x) if all(each.op is None for each in (x, *others)) else Held(said.y, x, others)
        written = replace(self.arithmetic.side(factor), text=f"the factor of {increment}")
        verdict, notes, suspects = self.sides.judged(pair, pair, written, (), False) or (SAYS_NOTHING, (), ())
        if not verdict.kind.passes:
            wrong = f"it is the factor of {increment} that is wrong: {name} belongs there"
            notes = (
                wrong if verdict.kind is Kind.WRONG else f"this is of the factor of {increment}, {name}",
                *notes[1:],
            )
        return Row(claim, text, verdict, suspects, (*notes, *written.expression.notes))

    def _is_linear(self, side: str, xs: Sequence[Value]) -> bool:
        """Whether a side with all increments at once is the sum of what each of them gives."""
        whole = self.arithmetic.side(self._with(side, dict(zip(xs, PRIMES))))
        parts = " + ".join(f"{n}*({self._with(side, {x: 1})})" for x, n in zip(xs, PRIMES))
        return self.sides.come_to_the_same(self.arithmetic.side(parts), whole).kind is not Kind.WRONG

    def _increments(self, text: str) -> list[Value]:
        """The nodes whose differentials stand in a side."""
        found = (self._node(match) for match in _INCREMENT.finditer(text))
        return [x for x in found if x is not None]

    def _node(self, match: re.Match[str]) -> Value | None:
        """The node whose increment d and this name are; None where that is a name of its own, or means nothing."""
        name = match["name"]
        own = (f"d{name}", "d") if match["space"] else (f"d{name}",)
        if any(each in self.names or each in self.arithmetic.helpers for each in own):
            return None
        if name in LOSSES and name not in self.names and name not in self.arithmetic.helpers:
            return self.names.root
        with suppress(FormulaError, LookupError, NotUnderstood):
            program = self.arithmetic.side(name).expression.program
            if len(program) == 1 and program[0].kind == "name":
                meant = self.names.meant(program[0].what)
                return meant if isinstance(meant, Value) else None
        return None

    def _with(self, text: str, numbers: dict[Value, int]) -> str:
        """A side with numbers for increments, 0 for those that are given none."""

        def number(match: re.Match[str]) -> str:
            x = self._node(match)
            if x is None:
                return match[0]
            put = f"({numbers.get(x, 0)})" if match["log"] is None else f"({numbers.get(x, 0)}/{match['name']})"
            return put if _OPERATOR.search(text[: match.start()]) else f"*{put}"

        return _INCREMENT.sub(number, text)


def _left_out(y: Value, xs: Sequence[Value]) -> list[Value]:
    """The labelled leaves that y depends on besides these nodes, whose increments stand nowhere."""
    order = topological_order(y, set(xs), left_first=True)
    return [node for node in order if node.op is None and node.label and node not in set(xs)]
