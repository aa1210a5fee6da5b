"""Left sides of the lines of a sheet: the name that a line may define, or the function, or what is differentiated."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

from ...formula import FormulaError
from ...notation.formulas.labels import NAME, WORD
from ...notation.sheets.equations import sides
from ...notation.sheets.lines import Statement
from .gradient_lines import is_in_words

_FUNCTION = re.compile(rf"(?P<name>{WORD})\s*\(\s*(?P<parameters>{WORD}(?:\s*,\s*{WORD})*)\s*\)")
_ELEMENTARY = frozenset(
    ("sin", "cos", "tan", "sec", "csc", "cot", "arcsin", "arccos", "arctan", "exp", "ln", "log", "sqrt")
)
"""What stands before a bracket for a function that everybody knows, and that no sheet defines: sin(xy) = x."""
_SPOKEN = re.compile(
    rf"(?<!\w)(?:[d∂δ]\s?(?P<y>{WORD})\s*[/∕]|[∇D][²³]?\s*(?P<of>{WORD})|(?P<f>[^\W_]+)_\{{?(?P<xs>[^\W\d_]{{1,4}})\}}?(?!\w)"
    rf"|(?P<g>{WORD})['′]+\(\s*(?:[-+−.0-9πe]|(?P<x>{WORD})\s*\)))"
)

ABOVE = re.compile(
    rf"(?<!\w)[d∂](?:[²³]|\^\(?[23]\)?)?\s{{0,3}}\(?\s{{0,3}}(?:(?:ln|log)\s{{0,3}})?\(?(?P<y>{WORD})\)*\s{{0,3}}[/∕]\s{{0,3}}[d∂]"
    rf"|(?<!\w)(?P<primed>{WORD})['′]"
)
"""What stands above the bar of a derivative, or before a prime."""
_BELOW = re.compile(rf"[/∕]\s*[d∂]\s*(?P<x>{WORD})")
_HELD = re.compile(r"\)_\{?(?P<held>[^\W\d_])")
_RULE = re.compile(
    rf"[d∂]\s{{0,3}}(?:[²³]|\^\(?[23]\)?)?\s{{0,3}}[/∕]\s{{0,3}}[d∂]\s{{0,3}}{WORD}|D_|\(.+\)['′]+\s{{0,3}}$"
)
INCREMENT = re.compile(rf"(?<![\w/∕])(?<![/∕]\s)d(?P<x>{WORD})(?!\w|\s*[/∕(])")
"""dx, and no part of dy/dx."""
LETTERS = 3
"""A word of no more letters may be a product of them."""


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
        head = None if is_in_words(left) else _FUNCTION.fullmatch(left)
        if head is None or head["name"] in _ELEMENTARY:
            return cls(order, statement, left, rest)
        return cls(order, statement, head["name"], rest, tuple(p.strip() for p in head["parameters"].split(",")))

    @property
    def is_rule(self) -> bool:
        """Whether it differentiates what it writes out itself: d/dx sin x = cos x, (x²)' = 2x."""
        return bool(self.rest) and _RULE.match(self.name) is not None

    @property
    def towards(self) -> list[str]:
        """What is differentiated towards on the left."""
        return [each["x"] for each in _BELOW.finditer(self.name)]

    @property
    def slopes(self) -> list[str]:
        """What is differentiated on the right."""
        return [each["y"] or each["primed"] for side in self.rest for each in ABOVE.finditer(side)]

    @property
    def bare(self) -> Iterator[str]:
        """The names on the right that no argument follows, and the letters of words that may be products."""
        for side in self.rest:
            for found in NAME.finditer(side):
                if side[found.end() :].lstrip()[:1] != "(":
                    yield from (found[0], *(found[0] if len(found[0]) <= LETTERS else ()))


def differentiated(texts: Iterable[str]) -> dict[str, set[str]]:
    """What the lines differentiate, and towards what where an index or an argument says it: df/dx, ∇f, f_x, f'(3)."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for each in _SPOKEN.finditer(text):
            name = next(filter(None, each.group("y", "of", "f", "g")))
            found.setdefault(name, set()).add(each["xs"] or each["x"] or "")
    return found


class Tied:
    """The derivatives that lines speak of, and which equations tie their ends to one another."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.ys: set[str] = set()
        """What is differentiated."""
        self.xs: set[str] = set()
        """What it is differentiated towards, or is held meanwhile."""
        for text in texts:
            for found in ABOVE.finditer(text):
                self.ys.add(found["y"] or found["primed"])
            self.xs.update(found["x"] for found in _BELOW.finditer(text))
            self.xs.update(found["held"] for found in _HELD.finditer(text))

    def ties(self, line: Line) -> bool:
        """Whether a line is an equation with a letter towards which others differentiate, or whose slope is marked y':
        x² + y² = 25, xy = 1, PV = nRT; and none that defines a name, nor one with a derivative in it."""
        text = line.statement.text
        if not self.ys or len(line.rest) != 1 or line.parameters or line.statement.about or self.speaks(text):
            return False
        moves = self.xs | self.ys
        if NAME.fullmatch(line.name) and (len(line.name) == 1 or line.name in moves or not moves.issuperset(line.name)):
            return False
        words = [word[0] for word in NAME.finditer(text)]
        letters = {part for word in words for part in (word, *(word if len(word) <= LETTERS else ()))}
        moved = self.xs if self.xs else self.ys
        return len(letters) > 1 and not moved.isdisjoint(letters)

    def speaks(self, text: str) -> bool:
        """Whether a line has a derivative or an increment in it."""
        moved = self.xs | self.ys
        increments = (found["x"] in moved for found in INCREMENT.finditer(text))
        return ABOVE.search(text) is not None or _BELOW.search(text) is not None or any(increments)
