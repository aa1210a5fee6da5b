r"""LaTeX commands as paper notation, piece by piece: \frac{\partial E}{\partial w_5} becomes (∂E/∂w_5)."""

import re
from collections.abc import Callable, Mapping

from ...writing import typed_in
from ..formulas.expression import FormulaError
from ..formulas.labels import NAME
from .latex_numbers import must_not_be_mixed, thin_space
from .latex_pieces import Pieces, closings, quotient
from .latex_remarks import is_remark
from .latex_rows import ROW
from .latex_words import DECORATED, DERIVATIVES, HINTS, MARKS, NAMED, SIGNS, SKIPPED, UPRIGHT, WITHOUT_A_WORD, WORDS

_ORDER = re.compile(r"\s*\[\s*([1-9])\s*\]")
_INDICATOR = re.compile(r"(?:\{1\}|\s*1)\s*_(?=\s*\{[^{}]*[<>=])")
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([A-Za-z]+\*?)\}(?:\[[^\]\n]*\])?(?:\{[lcr|]*\})?")
_IN_COLUMNS = re.compile(r"(?:(?!\\end\s*\{array|\\\\)[\s\S]){0,400}?&\s*(?:=|\\approx)\s*&")
"""The first row of an array whose second column holds signs of equality: equations, and no matrix."""
_MATRICES = ("matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array")
_COMMAND = re.compile(r"\\([A-Za-z]+\*?|.)", re.DOTALL)
_CELLS = re.compile(r"(?:\\.|[^&\\])+", re.DOTALL)
_COMMA = re.compile(r"(?:\s|\\[,;!])*,")
_OTHERWISE = re.compile(r"(?:otherwise|else)\b|$")
_CONTINUED = re.compile(r"(?P<space>[\s&]*(?:\\(?:q?quad\b|[,;:! ])[\s&]*)*)(?:[-+*/]|\\(?:cdot|times|odot|div)\b)")
_UNFINISHED = re.compile(r"(?:[-+*/=^(]|\\(?:cdot|times|odot|div|left\())\s*\Z")
"""A row that goes on, in the next one or from the one before."""
_GAP = r"\*?[ \t]*\[\s*-?[0-9.]+\s*(?:[a-z]{2}|\\[a-z]+)\s*\]"
_GAP_HERE = re.compile(_GAP)
_ROWS = re.compile(rf"(?:\A|\\\\)(?:{_GAP})?(?P<row>(?:(?!\\\\).)*)", re.DOTALL)
"""A row, behind the end of the one before and how far it is from that: \\[4pt]"""
_SIZED = re.compile(r"\s*\\(?:left|[bB]igg?l?)\s*(?=[(\[]|\\\{)")
"""What makes a bracket grow, right behind the name of a function."""
_FACES = ("mathbb", "mathds", "mathbbm", "mathbf", "bm", "boldsymbol")
_ALONE = {"{": "(", "}": ")", **{sign: sign for sign in "%_&#"}, **dict.fromkeys(("|", "lVert", "rVert", "Vert"), "‖")}


class Commands(Pieces):
    """Reads commands as well, each by what its name stands for."""

    def command(self) -> str:
        """What a command says, with its arguments."""
        start = self.at
        if environment := _ENVIRONMENT.match(self.text, start):
            self.at = environment.end()
            if environment[1] == "end":
                return ""
            name = environment[2]
            if name == "array" and _IN_COLUMNS.match(self.text, self.at, self.end):
                return ""
            return self.cases() if name.endswith("cases") else self.matrix(name) if name in _MATRICES else ""
        found = _COMMAND.match(self.text, start)
        if found is None:
            raise FormulaError("a command is missing after \\", self.text, start)
        name, self.at = found[1], found.end()
        if name == "\\":
            return self.row(start)
        if name in ("left", "right") and self.text[self.at : self.at + 1] == ".":
            self.at += 1
            return ""
        if name == ",":
            return thin_space(self.text, start)
        if (read := _READERS.get(name)) is not None:
            return read(self, name)
        raise FormulaError(f"\\{name} is no command that is read here{HINTS.get(name, '')}", self.text, start)

    def sign(self, name: str) -> str:
        """A sign or a Greek letter."""
        return _ALONE.get(name) or SIGNS[name]

    def function(self, name: str) -> str:
        """A function by its name, with its argument in brackets where that stands in braces."""
        if self.text[self.at : self.at + 1] == "{":
            inside = self.argument().strip()
            return f" {name}({inside})" if inside else f" {name}"
        if (sized := _SIZED.match(self.text, self.at)) is not None:
            self.at = sized.end()
            return f" {name}"
        return f" {name} "[: -1 if self.text[self.at : self.at + 1] in "({^_'" else None]

    def upright(self, name: str) -> str:
        """A word in another face, or the 1 of a condition; nothing for a remark."""
        if name in WORDS and self.depth == 0 and (closing := closings(self.text).get(self.at)) is not None:
            start = self.at - len(name) - 1
            if (remark := is_remark(self.text, start, (self.at + 1, closing), self.end)) is not None:
                self.at = remark
                return " "
        if name in _FACES and self.indicator():
            return f"({self.argument().strip()})"
        if name in WITHOUT_A_WORD:
            self.argument()
            return ""
        word = self.argument().strip() if name not in ("rm", "bf", "it") else ""
        return f" {word}" if name.startswith("operatorname") else word

    def marked(self, name: str) -> str:
        """A letter with a hat, a dot or a bar."""
        base = self.argument().strip()
        return f"{base[:1]}{MARKS[name]}{base[1:]}"

    def framed(self, name: str) -> str:
        """What stands in a frame, and means the same."""
        return self.argument()

    def dots(self, name: str) -> str:
        """The dots of 1, ..., n between commas; elsewhere nothing that can be read."""
        start = self.at - len(name) - 1
        if self.text[max(0, start - 9) : start].rstrip(" ~").endswith(",") and _COMMA.match(self.text, self.at):
            return "..."
        raise FormulaError("write out what the dots stand for", self.text, self.at - len(name) - 1)

    def typewriter(self, name: str) -> str:
        """A name as it stands: in backticks where no word can be it."""
        start = self.at
        word = self.argument().strip()
        closing = closings(self.text).get(start)
        if closing is None:
            return word
        raw = typed_in(self.text[start + 1 : closing].strip())
        if raw is None:
            return word
        is_word = NAME.fullmatch(raw) is not None and "{" not in raw
        return word if is_word or "`" in raw or not raw else f"`{raw}`"

    def row(self, start: int) -> str:
        """The end of a row; a space where the row goes on, with the ends of lines put off to where it does end."""
        if (gap := _GAP_HERE.match(self.text, self.at)) is not None:
            self.at = gap.end()
        found = _CONTINUED.match(self.text, self.at)
        space = found["space"] if found else ""
        if found is None and _UNFINISHED.search(self.text[max(0, start - 20) : start]):
            space = re.compile(r"[\s&]*").match(self.text, self.at)[0]  # type: ignore[index]  # it always matches
        elif found is None:
            return ROW
        self.at = (found.start("space") if found else self.at) + len(space)
        self.owed += space.count("\n")
        return " "

    def derivative(self, name: str) -> str:
        r"""\pdv[2]{f}{x} and \dv{x}, as the package physics has them."""
        d = DERIVATIVES[name]
        order = ""
        if (power := _ORDER.match(self.text, self.at)) is not None:
            order, self.at = f"^{power[1]}", power.end()
        ends = [self.argument().strip()]
        while self.text[self.at : self.at + 1] == "{" and len(ends) < 3:
            ends.append(self.argument().strip())
        if len(ends) == 1:
            return f"{d}{order}/{d}{ends[0]}{order} "
        if len(ends) == 3:
            return f"({d}^2{ends[0]}/{d}{ends[1]}{d}{ends[2]})"
        return quotient(f"{d}{order.replace('^', '^(')}{')' if order else ''} {ends[0]}", f"{d}{ends[1]}{order}")

    def decorated(self, name: str) -> str:
        """What stands below a brace, or beside a word above it or a colour."""
        first = self.argument().strip()
        if name not in ("underbrace", "overbrace"):
            return self.argument().strip()
        if self.text[self.at : self.at + 1] in ("_", "^"):
            self.at += 1
            self.argument()
        return f"({first})"

    def between(self, name: str) -> str:
        """What stands between bars or brackets that grow: \\abs{x}, \\qty(x)."""
        if self.text[self.at : self.at + 1] in ("*", " "):
            self.at += 1
        if self.text[self.at : self.at + 1] != "{":
            return ""
        bar = {"abs": "|", "norm": "‖"}.get(name.rstrip("*"))
        inside = self.argument().strip()
        if name == "qty":
            self.skip_group()  # the unit, as siunitx has it
        return f"{bar}{inside}{bar}" if bar else f"({inside})"

    def evaluated(self, name: str) -> str:
        """What stands before a bar: \\eval{y}_{x=2}."""
        return f"({self.argument().strip()}) |"

    def struck(self, name: str) -> str:
        """What is struck out in two places, which is right as it stands too: 2x/x.

        Raises FormulaError for what is struck out once: whether that leaves 0, 1 or a part is not said.
        """
        start = self.at - len(name) - 1
        inside = self.argument()
        whole = self.text[start : self.at]
        line = self.text[self.text.rfind("\n", 0, start) + 1 :].split("\n", 1)[0]
        if line.count(whole) % 2:
            raise FormulaError("write what is left where this is struck out", self.text, start)
        return f" {inside} "

    def measured(self, name: str) -> str:
        """A number, without the unit that the package siunitx sets behind it."""
        number = "" if name in ("si", "unit") else self.argument().strip()
        if name != "num":
            self.skip_group()
        return number

    def indicator(self) -> bool:
        """Whether the 1 of a condition stands here, written at its foot: \\mathbf{1}_{x > 0}."""
        found = _INDICATOR.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found is not None

    def cases(self) -> str:
        """A value and a condition on each line, as one choice."""
        closing = re.compile(r"\\end\s*\{[a-z]?cases\}").search(self.text, self.at, self.end)
        if closing is None:
            raise FormulaError("these cases are never closed", self.text, self.at)
        start, self.at, found = self.at, closing.end(), list[str]()
        for row in _ROWS.finditer(self.text[start : closing.start()]):
            if not row["row"].strip():
                continue
            amp = row["row"].find("&")
            if amp < 0:
                raise FormulaError("a case is a value, & and its condition", self.text, start + row.start("row"))
            at = start + row.start("row")
            value = Commands(self.text, at, at + amp, self.depth + 1).all().strip().rstrip(",")
            holds = (
                Commands(self.text, at + amp + 1, start + row.end("row"), self.depth + 1).all().strip().rstrip(",.;")
            )
            holds = re.sub(r"^(?:if|for|when|where)\b", "", holds).strip()
            found.append(f"{value} otherwise" if _OTHERWISE.match(holds) else f"{value} if {holds}")
        return f"({'; '.join(found)}){chr(10) * self.text.count(chr(10), start, self.at)}"

    def matrix(self, name: str) -> str:
        """A column or a row as [a, b], a matrix as [[a, b], [c, d]]."""
        closing = re.compile(rf"\\end\s*\{{{name}\}}").search(self.text, self.at, self.end)
        if closing is None:
            raise FormulaError("this matrix is never closed", self.text, self.at)
        start, self.at, rows = self.at, closing.end(), list[list[str]]()
        for row in _ROWS.finditer(self.text[start : closing.start()]):
            if row["row"].strip():
                at = start + row.start("row")
                ends = [(at + cell.start(), at + cell.end()) for cell in _CELLS.finditer(row["row"])]
                rows.append([" ".join(Commands(self.text, *each, self.depth + 1).all().split()) for each in ends])
        flat = len(rows) == 1 or all(len(row) == 1 for row in rows)
        found = [cell for row in rows for cell in row] if flat else [f"[{', '.join(row)}]" for row in rows]
        return f"[{', '.join(found)}]{chr(10) * self.text.count(chr(10), start, self.at)}"

    def fraction(self, name: str) -> str:
        """A fraction, or a derivative written as one."""
        start = self.at - len(name) - 1
        above, below = self.argument().strip(), self.argument().strip()
        must_not_be_mixed(self.text, start, above, below)
        return quotient(above, below)

    def binomial(self, name: str) -> str:
        """n over k, by factorials."""
        n, k = self.argument().strip(), self.argument().strip()
        return f"((({n})!)/((({k})!)*((({n})-({k}))!)))"

    def root(self, name: str) -> str:
        """A root of any degree."""
        degree = ""
        if self.text[self.at : self.at + 1] == "[":
            closing = self.text.find("]", self.at, self.end)
            if closing < 0:
                raise FormulaError("this bracket is never closed", self.text, self.at)
            degree, self.at = self.text[self.at + 1 : closing].strip(), closing + 1
        inside = self.argument()
        if degree in ("", "2"):
            return f"sqrt({inside})"
        return f"cbrt({inside})" if degree == "3" else f"(({inside})^(1/({degree})))"


_READERS: Mapping[str, Callable[[Commands, str], str]] = {
    **dict.fromkeys((*SIGNS, *_ALONE), Commands.sign),
    **dict.fromkeys(("ldots", "dots", "cdots"), Commands.dots),
    **dict.fromkeys(NAMED, Commands.function),
    **dict.fromkeys((*UPRIGHT, *WITHOUT_A_WORD), Commands.upright),
    **dict.fromkeys(MARKS, Commands.marked),
    **dict.fromkeys(("mathtt", "texttt"), Commands.typewriter),
    **dict.fromkeys(("boxed", "fbox", "ensuremath", "mathop"), Commands.framed),
    "sqrt": Commands.root,
    **dict.fromkeys(("binom", "dbinom", "tbinom"), Commands.binomial),
    **dict.fromkeys(("abs", "norm", "qty", "abs*", "norm*", "qty*"), Commands.between),
    **dict.fromkeys(("eval", "eval*", "evaluated"), Commands.evaluated),
    **dict.fromkeys(("cancel", "bcancel", "xcancel"), Commands.struck),
    **dict.fromkeys(("num", "SI", "si", "unit"), Commands.measured),
    **dict.fromkeys(DECORATED, Commands.decorated),
    **dict.fromkeys(DERIVATIVES, Commands.derivative),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac", "flatfrac"), Commands.fraction),
    **dict.fromkeys(("quad", "qquad"), Commands.apart),
    **dict.fromkeys(SKIPPED, lambda commands, name: " "),
}
"""What reads a command, by its name."""
