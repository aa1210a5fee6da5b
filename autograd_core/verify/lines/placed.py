"""Where the claims of a worksheet are made: where its leaves stand, or at other values of some, as in y'(3)."""

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ...formula import FormulaError, Lambda, read
from ...graph import topological_order
from ...namespaces import FLOATS
from ...notation.sheets.equations import parts
from ...notation.sheets.lines import Statement
from ...notation.sheets.points import UNNAMED, taken_at
from ...value import Value
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict

_COMMA = re.compile(",")


class Placed:
    """Claims, those at other values of some leaves apart from the others."""

    def __init__(
        self,
        claims: Iterable[Statement],
        known: Mapping[str, Value],
        leaves: Collection[str],
        functions: Mapping[str, Lambda],
        free: Collection[str],
    ) -> None:
        self._known, self._leaves, self._functions, self._free = known, leaves, functions, free
        self.elsewhere: dict[tuple[tuple[str, str], ...], list[Statement]] = {}
        """The claims at other values, by these values."""
        self.problems: list[tuple[int, Row]] = []
        """Those at what is no value, with their lines."""
        self.here = sorted((here for claim in claims for here in self._here(claim)), key=lambda claim: claim.line)

    def _here(self, claim: Statement) -> Iterator[Statement]:
        """A claim, unless it is about other values of leaves: then it is kept apart."""
        text, at = claim.text, dict(claim.at)
        if not at and (found := taken_at(text, self._arguments)) is not None:
            text, at = found
        if UNNAMED in at:
            values = [value.strip() for value in parts(at.pop(UNNAMED), _COMMA)]
            names = self._coordinates(len(values))
            if len(names) != len(values):
                self._refuse(claim, f"({', '.join(values)}) gives values to which names? write (x, y) = (...)")
                return
            at |= dict(zip(names, values))
        if not all(name in self._leaves for name in at):
            yield from (claim._replace(text=f"{name} = {value}", at=()) for name, value in claim.at)
            yield claim._replace(at=())
            return
        numbers = {name: _number(value) for name, value in at.items()}
        if (bad := next((name for name, number in numbers.items() if number is None), None)) is not None:
            self._refuse(claim, f"{at[bad]!r:.60} is no number that {bad} could be")
            return
        moved = tuple((x, at[x]) for x, number in numbers.items() if x in self._free or number != self._known[x].data)
        if moved:
            self.elsewhere.setdefault(moved, []).append(claim._replace(text=text, at=()))
        else:
            yield claim._replace(text=text, at=())

    def _refuse(self, claim: Statement, why: str) -> None:
        row = Row(f"line {claim.line}", claim.text, Verdict(Kind.NOT_UNDERSTOOD, why))
        self.problems.append((claim.line, row))

    def _coordinates(self, count: int) -> Sequence[str]:
        """The names of a point with so many numbers: the arguments of the functions, else x, y and z."""
        named = {f.parameters for f in self._functions.values() if len(f.parameters) == count}
        if named:
            return named.pop() if len(named) == 1 else ()
        return [axis for axis in "xyz" if axis in self._leaves]

    def _arguments(self, name: str) -> tuple[str, ...]:
        """What a name is a function of, where it was defined as one, or is a formula in one leaf."""
        if name in self._functions:
            return self._functions[name].parameters
        formula = self._known.get(name)
        leaves = [] if formula is None else [str(node.label) for node in topological_order(formula) if node.op is None]
        return tuple(leaves) if len(leaves) == 1 and name not in self._leaves else ()


def _number(text: str) -> float | None:
    """What a value comes to; None where it is no number."""
    try:
        found = float(read(text, ()).over(FLOATS, {}.__getitem__))
    except (FormulaError, ArithmeticError, TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None
