"""Lines that define: the learning rate, and names of a line's own."""

import math
import re
from collections.abc import Collection, Sequence
from fractions import Fraction

from ...formula import FormulaError, read
from ...namespaces import FRACTIONS
from ...notation.formulas.labels import NAME
from ..partials.line_parts import NotUnderstood
from ..partials.rates import Rate, are_apart, as_float, rate_over
from ..truth.ladder import LADDER
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict, shown
from .definitions import updated
from .sides import Sides

_FUNCTION = re.compile(rf"(?P<name>{NAME.pattern})\s*\(\s*(?P<xs>{NAME.pattern}(?:\s*,\s*{NAME.pattern})*)\s*\)")


class Defining:
    """What adds to the numbers of a sheet: the learning rate it speaks of, and the helpers that it names."""

    def __init__(self, sides: Sides, leaves: Collection[str]) -> None:
        self.sides, self.arithmetic, self.names, self.leaves = sides, sides.arithmetic, sides.names, leaves

    def learning_rate(self, claim: str, text: str, rest: Sequence[str]) -> Row:
        """A line lr = 0.5, which sets the learning rate, or is wrong where it is known to be another."""
        given = _constant(rest[0])
        if given is None:
            raise NotUnderstood(f"a learning rate is a number, such as lr = 0.5; got {rest[0]!r}")
        first, *others = (self.arithmetic.side(part) for part in rest)
        for side in others:
            if not (verdict := self.sides.come_to_the_same(first, side)).kind.passes:
                return Row(claim, text, verdict)
        m, known = self.arithmetic.truth.system(LADDER[0]), self.arithmetic.rate
        if known is not None and are_apart(given, known, m):
            return Row(claim, text, Verdict(Kind.WRONG, f"the learning rate is {shown(rate_over(known, m))}"))
        self.arithmetic.rate = given
        return Row(claim, text, Verdict(Kind.DEFINITION, f"the learning rate is {shown(rate_over(given, m))}"))

    def helper(self, claim: str, text: str, left: str, rest: Sequence[str]) -> Row | None:
        """A line that names something of its own: n = 4, s = 1 - out_o1; None where the name is known already."""
        if (head := _FUNCTION.fullmatch(left)) is not None and self._knows(head["xs"]) and self._is_new(left):
            left = head["name"]  # u(x) = x^2 + 1
        if not NAME.fullmatch(left) or left in self.arithmetic.helpers or updated(left, self.leaves):
            return None
        if (left == "e" and left not in self.names and not self._is_euler(rest)) or self._is_new(left, rest):
            first, *others = (self.arithmetic.side(part) for part in rest)
            found = self.arithmetic.valued(first, LADDER[1])
            self.arithmetic.define(left, first, found)  # lines below are read even where this one is wrong
            for side in others:
                if not (verdict := self.sides.come_to_the_same(first, side)).kind.passes:
                    return Row(claim, text, verdict)
            if others and any(side.expression.partials for side in (first, *others)):
                self.arithmetic.used.add(left)  # the other sides are what the line is about
            if others:
                verdict = Verdict(Kind.CORRECT, f", taken as what {left} stands for", found)
            else:
                verdict = Verdict(Kind.DEFINITION, f"{left} is {shown(found)}", found)
            return Row(claim, text, verdict, notes=first.expression.notes)
        return None

    def _knows(self, xs: str) -> bool:
        """Whether these are names of values."""
        return all(x.strip() in self.names for x in xs.split(","))

    def without_own_names(self, rest: list[str]) -> list[str]:
        """The sides of a chain without a name that is new in it, as δ in dE/dz = δ = ..., which the side after it
        defines."""
        for i, part in enumerate(rest):
            if len(rest) > 1 and part != "e" and NAME.fullmatch(part) and self._is_new(part):
                others = rest[:i] + rest[i + 1 :]
                side = self.arithmetic.side(others[min(i, len(others) - 1)])
                self.arithmetic.define(part, side, self.arithmetic.valued(side, LADDER[1]))
                self.arithmetic.used.add(part)
                return others
        return rest

    def _is_new(self, name: str, rest: Sequence[str] = ()) -> bool:
        """Whether a name means nothing so far; g_b is no derivative of g or g_w where these are
        helpers and it is called another number."""
        try:
            side = self.arithmetic.side(name)
        except FormulaError:
            return True
        if not rest or "_" not in name or side.expression.program[-1].kind != "derivative":
            return False
        return self.sides.come_to_the_same(side, self.arithmetic.side(rest[0])).kind is Kind.WRONG

    def _is_euler(self, rest: Sequence[str]) -> bool:
        """Whether a line e = ... may speak of Euler's number, and of no error that it calls so."""
        comes_to = self.sides.come_to_the_same(self.arithmetic.side("e"), self.arithmetic.side(rest[0]))
        return comes_to.kind is not Kind.WRONG


def _constant(text: str) -> Rate | None:
    """What a text of plain numbers comes to: a fraction, or else itself; None where it is no constant."""
    try:
        found = read(text, ())
        return Fraction(found.over(FRACTIONS, {}.__getitem__))
    except FormulaError:
        return None
    except (ArithmeticError, TypeError, ValueError, AttributeError):
        return found if math.isfinite(as_float(found)) else None
