"""A sheet taken apart into statements: lists, tables, comments, several on a line, and the signs of equality within
one."""

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from ..formulas.expression import FormulaError
from ..formulas.labels import WORD
from .conditions import conditioned
from .equations import EQUALS_FIRST, parts, sides
from .latex import as_sheet, is_latex
from .latex_hidden import without_hidden
from .latex_macros import expanded
from .latex_rows import ROW
from .points import Point, heading, taken_at
from .separated import THEN, ended, separated
from .surroundings import bare, without_remarks

_PRINTED = str.maketrans(
    {
        "\ufeff": None,
        "\u200b": None,
        "\u2060": None,
        "\u00ad": None,
        "‐": "-",
        "‑": "-",
        "－": "-",
        "＝": "=",
        "″": "′′",
        "‴": "′′′",
        "\u00a0": " ",
    }
)
"""What comes along when a line is copied from a printed page: marks that cannot be seen, and other hyphens."""
_OPERATOR_FIRST = re.compile(r"[-+−*/·×⋅÷](?=\s*[^\s=*/+>-])")
_OPERATOR_LAST = re.compile(r"[-+−*/·×⋅÷^(=,]\s*$")
"""A line that goes on with the one before, or is gone on with."""
_COMPARES = re.compile(r"<(?!-)|(?<!-)>|[≤≥≠]|!=")
_BETWEEN, _BEHIND = "=≈→⇒←~;,:|$", "=≈→⇒←~;,|$."
"""What may stand before a side of an equation, and behind it."""
_LONGEST = 1_000
"""A statement that is longer than this is whole."""
_SUM_OF = re.compile(r"(?P<of>.+?) is the sum over [0-9,]+ (?:paths|ways)")
_LEGEND = re.compile(r"where [d∂]\^?\+.* (?:is the partial|is taken) along one edge.*")
_RULE = re.compile(r"(?:[-*]\s+)?`(?P<partial>[d∂][^`]*/[^`]*)`\s*:\s*`(?P<rule>[^`]+)`")
_CODE = re.compile(r"<code>([^<\n]{1,1000})</code>")
_RATE = re.compile(r"\blearning[ -]rate\b(?=\s*[:=*×·])", re.IGNORECASE)
_TITLE = re.compile(
    r"[A-Z][a-z'’-]{2,}(?:\s+[A-Za-z0-9'’-]+){0,6}\s*:|"
    r"(?i:problem|exercise|question|task|part|step|example|homework|assignment)\.?\s+(?:[0-9]{1,3}[a-z]?|[A-Za-z])\s*[.:]?"
)
"""Hidden layer:, Exercise 3, above the lines that they are about."""
_SAID_ALONE = re.compile(
    r"(?:QED|q\.\s*e\.\s*d|solutions?|proof|answers?|answer key)\s*[.:]?|[∎□■]",
    re.IGNORECASE,
)
"""What stands alone on a line and says nothing."""
_OF_DERIVATIVES = re.compile(
    rf"(?P<f>{WORD})(?:\(\s*(?P<x>{WORD})\s*\))?\s*\|\s*(?:(?P=f)['′](?:\(.*\))?|[d∂]\s*(?P=f)\s*/\s*[d∂]\s*(?P<x2>{WORD}))"
    r"|functions?\s*\|\s*derivatives?",
    re.IGNORECASE,
)
"""f(x) | f'(x), above a table of derivatives."""
_RULED = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")


class Statement(NamedTuple):
    """One thing that a sheet says, the number of the line on which it begins, and that line as it stands there."""

    line: int
    text: str
    source: str = ""
    about: str = ""
    """The partial that a rule is about, as in a list of rules: `dout/dnet`: `sigmoid'(x) = y (1 - y)`."""
    at: tuple[tuple[str, str], ...] = ()
    """The names that have other values where it is taken, and these: at x = 3."""
    given: str = ""
    """Where it is said to hold: for x > 0."""

    @property
    def whole(self) -> str:
        """The statement with its condition."""
        return f"{self.text} for {self.given}" if self.given else self.text

    def told(self, error: FormulaError) -> str:
        """What cannot be read, with its column in the line where that line was not rewritten beyond recognition."""
        source, side = self.source or self.text, error.text.strip()
        word = re.match(r"\w+|\S|$", error.text[error.position :])
        if side and (start := _place(side, source)) is not None:
            at = start + error.position - (len(error.text) - len(error.text.lstrip()))
        elif word and word[0] and source.count(word[0]) == 1:
            at = source.find(word[0])
        else:
            return error.sentence
        return f"column {at + 1}: {error.sentence}"


def _place(side: str, source: str) -> int | None:
    """Where a side of an equation stands in a line, between signs of equality or what parts statements."""
    at = source.find(side)
    while at >= 0:
        before, after = source[:at].rstrip()[-1:], source[at + len(side) :].lstrip()[:1]
        if before in _BETWEEN and after in _BEHIND:
            return at
        at = source.find(side, at + 1)
    return None


def statements(text: str, with_points: bool = False) -> Iterator[Statement]:
    """What the lines of a sheet say, without what is only there for the eye.

    Blank lines and comments are left out, bullets, numbers and leading words (Given:) taken off, rows of tables read
    as equations, and what is separated by ; or by commas between equations taken one by one.  A line that begins
    with =, or with an operator and is neither equation nor comparison, goes on with the one before.  `with_points`
    keeps with a statement the point where it is taken, at x = 3.  What this takes is in proportion to the number of
    statements.
    """
    waiting: Statement | None = None
    last = 0
    text = _CODE.sub(_as_quoted, text)
    written = text.splitlines()
    summed: list[str] = []
    below: Point = {}
    for number, line in _lines(_in_paper_notation("\n".join(written))):
        if total := _SUM_OF.fullmatch(line):
            summed = [total["of"]]
            continue
        if summed and EQUALS_FIRST.match(line):
            line, summed = f"{summed[0]} = {' + '.join(summed[1:])} {line}", []
        elif summed:
            line = line.removeprefix("+ ")
            summed.append(sides(line)[0])
        elif waiting and (EQUALS_FIRST.match(line) or (number - last < 2 and _goes_on(waiting.text, line))):
            waiting, last = waiting._replace(text=f"{waiting.text} {ended(line)}"), number
            continue
        elif (arrow := THEN.match(line)) is not None and len(sides(rest := line[arrow.end() :].strip())) > 1:
            line = rest
        last = number
        if rule := _RULE.fullmatch(line):
            if waiting:
                yield waiting
            waiting = Statement(number, rule["rule"], written[number - 1], rule["partial"])
            continue
        if with_points and (named := heading(line)) is not None:
            below = named
            continue
        line, point = (with_points and taken_at(line)) or (line, below)
        for said in separated(line):
            if waiting:
                yield waiting
            said, given = conditioned(said)
            waiting = Statement(number, said, written[number - 1], at=tuple(point.items()), given=given)
    if waiting:
        yield waiting


def _goes_on(before: str, line: str) -> bool:
    """Whether a line that is no equation begins with an operator, or the one before, an equation, ends in one."""
    if len(before) > _LONGEST or len(sides(line)) > 1 or len(sides(before)) < 2 or len(parts(line, _COMPARES)) > 1:
        return False
    return _OPERATOR_FIRST.match(line) is not None or _OPERATOR_LAST.search(before) is not None


def _as_quoted(code: re.Match[str]) -> str:
    """Code in the tags of Markdown as code between backticks."""
    said = html.unescape(code[1])
    return said if "`" in said else f"`{said}`"


def _in_paper_notation(text: str) -> str:
    """LaTeX as paper notation; a line of it that cannot be read stays as it is, to be told of."""
    if not is_latex(text):
        return text
    with suppress(FormulaError):
        text = expanded(without_hidden(text))
    return as_sheet(text)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, with rows of tables as equations."""
    lines = text.translate(_PRINTED).split("\n")
    derived = ""
    for number, whole in ((i, row) for i, line in enumerate(lines, 1) for row in line.split(ROW)):
        line = without_remarks(whole)
        following = lines[number] if number < len(lines) else ""
        if (
            line.startswith(("//", "```"))
            or _LEGEND.fullmatch(line)
            or _RULED.fullmatch(line)
            or _TITLE.fullmatch(line)
            or _SAID_ALONE.fullmatch(line)
            or (
                line.startswith("|")
                and _RULED.fullmatch(following)
                and not _OF_DERIVATIVES.fullmatch(" | ".join(_cells(line)))
            )
        ):
            continue
        if "|" in line or "\t" in line:
            cells = _cells(line)
            header = _OF_DERIVATIVES.fullmatch(" | ".join(cells))
            derived = (header["x"] or header["x2"] or "x") if header is not None else derived if len(cells) == 2 else ""
            if header is not None:
                continue
            if derived and len(cells) == 2 and len(sides(line)) == 1:
                line = f"d/d{derived}({cells[0]}) = {cells[1]}"
        elif line:
            derived = ""
        line = _RATE.sub("learning_rate", _row(line))
        line = bare(line)
        if line:
            yield number, line


def _cell(cell: str) -> str:
    """A cell without the backticks around it."""
    return cell[1:-1] if cell[:1] == cell[-1:] == "`" and cell.count("`") == 2 else cell


def _cells(line: str) -> list[str]:
    """The cells of a row of a table, none of a line that is no row."""
    if line.startswith("|") and line.endswith("|") and len(line) > 2 and line.count("|") > 2:
        cells = [_cell(cell.strip().strip("$")) for cell in line[1:-1].split("|")]
    else:
        cells = [cell.strip() for cell in line.split("\t")] if "\t" in line else []
    return [cell for cell in cells if cell]


def _row(line: str) -> str:
    """A row of a table of two columns or more: name, value, ..."""
    cells = _cells(line)
    if not cells:
        return line
    return " = ".join(cells) if len(cells) > 1 and len(sides(" ".join(cells))) == 1 else " ".join(cells)
