"""Documents to hand out: headings, tables and formulas, in Markdown and in LaTeX that fits its page."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Literal

from .writing import GREEK, escaped

Form = Literal["markdown", "latex"]

TableRow = tuple[str, str, str]
"""The cells of a table, each a formula: what it is about, how it is found, and its value."""


_MARKDOWN_SIGNS = str.maketrans({c: f"&#{ord(c)};" for c in "`*_[~\\"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def plain_markdown(text: str) -> str:
    """Any text as Markdown shows it, without tags, formulas or stress."""
    return text.translate(_MARKDOWN_SIGNS).replace("&#95;", "_").replace("$", r"\$")


def code_markdown(text: str) -> str:
    """Any text as code in Markdown; in tags of its own where it holds some, or what would end it."""
    return f"<code>{text.translate(_MARKDOWN_SIGNS)}</code>" if "<" in text or "`" in text else f"`{text}`"


class MarkdownDocument:
    """The parts of a document, in Markdown."""

    next_term = r" \\ &\quad + "

    def begin(self, title: str, dense: bool) -> list[str]:
        """The title."""
        return [f"# {plain_markdown(title)}", ""]

    def heading(self, text: str) -> list[str]:
        """A heading of the second level."""
        return [f"## {text}", ""]

    def sentence(self, text: str) -> list[str]:
        """A paragraph."""
        return [text, ""]

    def table(self, head: TableRow, *groups: Iterable[TableRow]) -> list[str]:
        """A table of several groups of rows, in whose cells a | would end the cell."""
        rows = chain(*groups)
        body = [["$" + cell.replace("|", r"\vert ") + "$" if cell else "" for cell in row] for row in rows]
        return [*(f"| {' | '.join(row)} |" for row in (head, ("---", "---", "---"), *body)), ""]

    def formula(self, left: str, rows: Sequence[str]) -> list[str]:
        """One quantity, and what it equals, form after form."""
        return ["$$", rf"\begin{{aligned}}{left} &= " + r" \\ &= ".join(rows) + r"\end{aligned}", "$$", ""]

    def end(self) -> list[str]:
        """Nothing: a page of Markdown just ends."""
        return []


TEXT_WIDTH = 96
"""How many letters of a formula fit on a line of the page."""

MOST_COLUMNS = 4


class LatexDocument:
    """The same in LaTeX, for pdflatex with nothing but its base packages.

    Rows are set as equations in as many columns as the widest of them allows, for these break over lines and pages.
    """

    next_term = " + "

    def begin(self, title: str, dense: bool) -> list[str]:
        """The preamble and the title; smaller letters where the document is `dense`."""
        return [
            r"\documentclass[10pt]{article}",
            r"\usepackage[a4paper,margin=2cm]{geometry}",
            r"\usepackage{amsmath,multicol}",
            r"\setlength{\parindent}{0pt}\setlength{\parskip}{3pt plus 1pt}\setlength{\columnsep}{1.5em}",
            r"\setlength{\multicolsep}{3pt}\lineskiplimit=2pt\lineskip=3pt",
            r"\raggedright\relpenalty=0\binoppenalty=50\emergencystretch=2em",
            r"\begin{document}",
            rf"\section*{{{for_pdflatex(escaped(title))}}}"
            + (r"\small\setlength{\parskip}{1pt plus 1pt}" if dense else ""),
        ]

    def heading(self, text: str) -> list[str]:
        """A heading without a number."""
        return [rf"\subsection*{{{for_pdflatex(escaped(text))}}}"]

    def sentence(self, text: str) -> list[str]:
        """A paragraph."""
        return [for_pdflatex(text), ""]

    def table(self, head: TableRow, *groups: Iterable[TableRow]) -> list[str]:
        """Each row as an equation, group by group."""
        return [line for rows in groups for line in self._group(rows)]

    def _group(self, rows: Iterable[TableRow]) -> list[str]:
        """Rows in columns."""
        lines = [" = ".join(filter(None, row)) for row in rows]
        columns = best_columns(lines)
        body = [for_pdflatex(rf"\hangindent=2em ${breakable(line, TEXT_WIDTH / columns)}$\par") for line in lines]
        return body if columns == 1 else [rf"\begin{{multicols}}{{{columns}}}", *body, r"\end{multicols}"]

    def formula(self, left: str, rows: Sequence[str]) -> list[str]:
        """One quantity, and what it equals: on one line where that fits, else line after line."""
        whole = " = ".join([left, *rows])
        if width(whole) < TEXT_WIDTH:
            lines = [whole]
        else:
            lines = [f"{left} = {rows[0]}", *(f"{{}} = {row}" for row in rows[1:])]
        broken = r"$\\ \hspace*{2em}$\displaystyle ".join(breakable(line, TEXT_WIDTH) for line in lines)
        return [for_pdflatex(rf"\hangindent=4em $\displaystyle {broken}$\par\medskip")]

    def end(self) -> list[str]:
        """The end of the document."""
        return [r"\end{document}"]


def best_columns(lines: Sequence[str]) -> int:
    """In how many columns equations take the least height, where each piece of them that cannot be broken has room."""
    widths = list(map(width, lines))
    widest = max((width(piece) for line in lines for piece in pieces(line)), default=0)

    def height(columns: int) -> float:
        room = (TEXT_WIDTH - 3 * (columns - 1)) / columns - 3
        if columns > 1 and widest > room:
            return math.inf
        return sum(1.5 * math.ceil(wide / room) - 0.5 for wide in widths) / columns  # a broken line is harder to read

    return min(range(1, MOST_COLUMNS + 1), key=height)


def pieces(latex: str) -> list[str]:
    """What TeX does not break: the parts between signs that stand in no brackets and no fraction."""
    cut, depth, begin = [], 0, 0
    for token in _TOKEN.finditer(latex):
        depth += {"{": 1, r"\left": 1, "}": -1, r"\right": -1}.get(token[0], 0)
        if depth == 0 and token[0] not in ("{", "}", r"\left", r"\right"):
            cut.append(latex[begin : token.end()])
            begin = token.end()
    return [*cut, latex[begin:]]


_TOKEN = re.compile(r"\\left|\\right|(?<!\\)[{}]|\\cdot|\\,|[=+]| - ")


def breakable(latex: str, room: float) -> str:
    """A formula that may be broken between factors too, and within brackets where it is wider than there is room."""
    latex = latex.replace(r" \, ", r" \,\allowbreak ")
    return _loosened(latex) if width(latex) > room else latex


def _loosened(latex: str) -> str:
    """Brackets of a fixed size in place of those that hold a line together, where what they hold is long."""
    return latex.replace(r"\left(", r"\bigl(").replace(r"\right)", r"\bigr)").replace(", ", r",\allowbreak ")


_FRACTION = re.compile(r"\\frac\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")


def width(latex: str) -> float:
    """About how many letters wide a formula comes out."""
    latex = re.sub(r"U\{\+\}[0-9A-F.]+", lambda codes: "x" * len(codes[0]), for_pdflatex(latex))
    while match := _FRACTION.search(latex):
        above, below = match[1], match[2]
        latex = latex[: match.start()] + (above if width(above) > width(below) else below) + latex[match.end() :]
    plain = re.sub(
        r"\\(?:begin|end)\{[^{}]*\}|\\(?:left|right|bigl|bigr|,|mathit|mathrm|mathtt|text|displaystyle|allowbreak|quad)",
        "",
        latex,
    )
    plain = re.sub(r"\\(?:ln|exp|sin|cos|tan|max|min|operatorname)\b", "xxx", plain)
    plain = re.sub(r"\\[A-Za-z]+|\\.", "x", plain)
    raised = sum(len(part) - 3 for part in re.findall(r"[_^]\{[^{}]*\}", plain))
    spread = 2 * sum(plain.count(sign) for sign in "+-=") / 3
    return len(re.sub(r"[{}_^$\s]", "", plain)) - 0.3 * raised + spread


# ── letters that pdflatex does not know ──────────────────────────────────────────────────────────

_ACCENTS = {
    "\u0300": "grave", "\u0301": "acute", "\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0306": "breve",
    "\u0307": "dot", "\u0308": "ddot", "\u030a": "mathring", "\u030c": "check", "\u20d7": "vec",
}  # fmt: skip
_SIGNS = {
    "∂": r"\partial", "∇": r"\nabla", "·": r"\cdot", "×": r"\times", "±": r"\pm", "∞": r"\infty", "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne", "→": r"\to", "←": r"\leftarrow", "−": "-", "…": r"\ldots", "∑": r"\sum", "∏": r"\prod", "√": r"\surd",
    "∫": r"\int", "∈": r"\in", "ℓ": r"\ell", "ε": r"\varepsilon", "ϕ": r"\phi", "ϵ": r"\epsilon", "°": r"^{\circ}",
    "′": "'", "ς": r"\varsigma", "ϑ": r"\vartheta", "ℝ": r"\mathrm{R}", "‖": r"\Vert", "ο": "o",
}  # fmt: skip
_TEXT_SIGNS = {
    "–": "--",
    "—": "---",
    "“": "``",
    "”": "''",
    "‘": "`",
    "’": "'",
    "ß": r"{\ss}",
    "ø": r"{\o}",
    "æ": r"{\ae}",
    "ı": r"{\i}",
}


def for_pdflatex(text: str) -> str:
    """The same text in ASCII: accents, Greek and common signs as commands, any others by their Unicode numbers."""
    if text.isascii():
        return text
    letters: list[str] = []
    for composed in unicodedata.normalize("NFC", text):
        base, *marks = list(unicodedata.normalize("NFD", composed))
        if base in _ACCENTS and letters:
            base, marks = letters.pop(), [base]
        elif not base.isascii():
            base = _command(base)
        if any(mark not in _ACCENTS for mark in marks) or _CODE.fullmatch(base):
            base, marks = _command(composed), []
        for mark in marks:
            base = rf"\ensuremath{{\{_ACCENTS[mark]}{{{_in_math(base)}}}}}"
        letters.append(base)
    return _CODES.sub(lambda run: f"U{{+}}{'.'.join(_CODE.findall(run[0]))}", "".join(letters))


_CODE = re.compile(r"U\+([0-9A-F]{4,6})(?![0-9A-F])")
_CODES = re.compile(r"(?:U\+[0-9A-F]{4,6})+")


def _in_math(letter: str) -> str:
    return rf"\mathrm{{{letter}}}" if len(letter) == 1 and letter.isalpha() else letter


def _command(letter: str) -> str:
    """One letter beyond ASCII as a command."""
    if letter in _TEXT_SIGNS:
        return _TEXT_SIGNS[letter]
    if letter in _SIGNS:
        return rf"\ensuremath{{{_SIGNS[letter]}}}"
    if (small := letter.lower()) in GREEK:
        name = GREEK[small]
        capital = {"gamma", "delta", "theta", "lambda", "xi", "pi", "sigma", "upsilon", "phi", "psi", "omega"}
        name = name if letter == small else name.capitalize() if name in capital else ""
        return rf"\ensuremath{{\{name}}}" if name else rf"\ensuremath{{\mathrm{{{_latin(letter)}}}}}"
    plain = unicodedata.normalize("NFKD", letter)
    if plain.isascii() and plain.isalnum():
        sign = (
            "_"
            if "SUBSCRIPT" in unicodedata.name(letter, "")
            else "^"
            if "SUPER" in unicodedata.name(letter, "")
            else ""
        )
        return rf"\ensuremath{{{{}}{sign}{{{plain}}}}}" if sign else plain
    return rf"U+{ord(letter):04X}"


def _latin(letter: str) -> str:
    """The Latin capital that a Greek one looks like."""
    return dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧ", "ABEZHIKMNOPTX")).get(letter, "")
