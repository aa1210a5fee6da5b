"""Left sides of the lines of a sheet: the name that a line may define, or the function, or what is differentiated."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from ...formula import FormulaError
from ...notation.formulas.labels import WORD
from ...notation.sheets.equations import sides
from ...notation.sheets.lines import Statement
from .gradient_lines import is_in_words

_FUNCTION = re.compile(rf"(?P<name>{WORD})\s*\(\s*(?P<parameters>{WORD}(?:\s*,\s*{WORD})*)\s*\)")
_SPOKEN = re.compile(
    rf"(?<!\w)(?:[d∂δ]\s?(?P<y>{WORD})\s*[/∕]|[∇D][²³]?\s*(?P<of>{WORD})|(?P<f>[^\W_]+)_\{{?(?P<xs>[^\W\d_]{{1,4}})\}}?(?!\w)"
    rf"|(?P<g>{WORD})['′]+\(\s*(?:[-+−.0-9πe]|(?P<x>{WORD})\s*\)))"
)


@dataclass(slots=True)
class Line:
    """A line that may define a name, or a function of `parameters`; it may wait for names that are `missing`."""

    order: int
    statement: Statement
    name: str
    rest: list[str]
    parameters: tuple[str, ...] = ()
    missing: set[str] = field(default_factory=set)
    error: FormulaError | None = None
    """Why it could not be read where `when` names were known."""
    when: int = 0

    @classmethod
    def of(cls, order: int, statement: Statement) -> Self:
        """What stands left of the first sign of equality, and the other sides."""
        left, *rest = sides(statement.text)
        if (head := _FUNCTION.fullmatch(left)) is None or is_in_words(left):
            return cls(order, statement, left, rest)
        return cls(order, statement, head["name"], rest, tuple(p.strip() for p in head["parameters"].split(",")))


def differentiated(texts: Iterable[str]) -> dict[str, set[str]]:
    """What the lines differentiate, and towards what where an index or an argument says it: df/dx, ∇f, f_x, f'(3)."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for each in _SPOKEN.finditer(text):
            name = next(filter(None, each.group("y", "of", "f", "g")))
            found.setdefault(name, set()).add(each["xs"] or each["x"] or "")
    return found
