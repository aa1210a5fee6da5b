r"""LaTeX commands as paper notation, piece by piece: \frac{\partial E}{\partial w_5} becomes (∂E/∂w_5)."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from ...writing import typed_in
from ..formulas.expression import FormulaError
from ..formulas.labels import NAME
from .latex_numbers import comma, must_not_be_mixed, thin_space
from .latex_rows import APART, ROW
from .latex_words import DECORATED, DERIVATIVES, HINTS, MARKS, NAMED, SIGNS, SKIPPED, UPRIGHT, WITHOUT_A_WORD

_INDEX_WITHIN = re.compile(r"_\{(\w+)\}")
_ORDER = re.compile(r"\s*\[\s*([1-9])\s*\]")
_INDICATOR = re.compile(r"(?:\{1\}|\s*1)\s*_(?=\s*\{[^{}]*[<>=])")
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([A-Za-z]+\*?)\}(?:\{[lcr|]*\})?")
_MATRICES = ("matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array")
_FLAT = r"(?:[^{}\\]|\\(?!over(?![A-Za-z]))[A-Za-z]++|\\[^A-Za-z]|\{[^{}]{0,200}\}){1,400}?"
_OVER = re.compile(rf"\{{({_FLAT})\\over(?![A-Za-z])({_FLAT})\}}")
_COMMAND = re.compile(r"\\([A-Za-z]+\*?|.)", re.DOTALL)
_OTHERWISE = re.compile(r"(?:otherwise|else)\b|$")
_CONTINUED = re.compile(
    r"(?:\[[^\]]*\])?(?P<space>[\s&]*(?:\\(?:q?quad\b|[,;:! ])[\s&]*)*)(?:[-+*/]|\\(?:cdot|times|odot|div)\b)"
)
_UNFINISHED = re.compile(r"(?:[-+*/=^(]|\\(?:cdot|times|odot|div|left\())\s*\Z")
"""A row that goes on, in the next one or from the one before."""
_SIZED = re.compile(r"\s*\\(?:left|[bB]igg?l?)\s*(?=[(\[]|\\\{)")
"""What makes a bracket grow, right behind the name of a function."""
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_DEEPEST = 60
_FACES = ("mathbb", "mathds", "mathbbm", "mathbf", "bm", "boldsymbol")
_ALONE = {"{": "(", "}": ")", **{sign: sign for sign in "%_&#"}, **dict.fromkeys(("|", "lVert", "rVert", "Vert"), "‖")}


def _quotient(above: str, below: str) -> str:
    """A fraction, or a derivative written as one."""
    operator = re.fullmatch(r"([d∂δ])\s*(?:\^\((\d)\))?\s*(.*)", above, re.DOTALL)
    if operator and re.match(r"\s*[d∂δ]\s*\S", below):
        order = f"^{operator[2]}" if operator[2] else ""
        below = re.sub(r"\^\((\d)\)", r"^\1", below)
        name = operator[3].strip()
        whole = f"{operator[1]}{order}{name}/{below}"
        return f"{whole} " if not name else f"({whole})"
    return f"(({above})/({below}))"


@lru_cache(4)
def _closings(text: str) -> dict[int, int]:
    """Where each brace that is opened is closed."""
    found, open_braces = dict[int, int](), list[int]()
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            open_braces.append(brace.start())
        elif brace[0] == "}" and open_braces:
            found[open_braces.pop()] = brace.start()
    return found


class Commands:
    """Reads commands, groups and characters from a position to an end."""

    def __init__(self, text: str, start: int = 0, end: int | None = None, depth: int = 0) -> None:
        self.text, self.at, self.end, self.depth = text, start, len(text) if end is None else end, depth
        self.owed = 0
        """How many lines end within a row that goes on."""
        if depth > _DEEPEST:
            raise FormulaError(f"braces stand in one another at most {_DEEPEST} deep", text, start)

    def all(self) -> str:
        """All of it in paper notation."""
        found: list[str] = []
        while self.at < self.end:
            piece = self.piece()
            ends = self.owed and ("\n" in piece or piece == ROW)
            found.append(piece + "\n" * self.owed if ends else piece)
            self.owed = 0 if ends else self.owed
        return "".join(found) + "\n" * self.owed

    def piece(self) -> str:
        """What the next command, brace or character says."""
        c, start = self.text[self.at], self.at
        if c == "\\":
            return self.command()
        if c == "{":
            if (over := self.over()) is not None:
                return over
            if self.text.startswith("{,}", start):
                self.at += 3
                return comma(self.text, start)
            inside = self.group()
            upright = re.fullmatch(r"\s*(?:\w+|[\[\]])\s*", inside)
            return inside.strip() if upright or not inside.strip() else f"({inside})"
        if c == "^":
            self.at += 1
            return self.raised()
        if c == "_":
            self.at += 1
            index = _INDEX_WITHIN.sub(r"_\1", self.argument())
            return f"_{{{index}}}"
        self.at += 1
        if c == "}":
            raise FormulaError("this brace was never opened", self.text, start)
        return self.apart("") if c == "&" else " " if c == "~" else c

    def apart(self, name: str) -> str:
        """A wide space, or the end of a cell, where another equation may begin."""
        return APART if self.depth == 0 else " "

    def raised(self) -> str:
        """A power, a transpose, or the number of a layer."""
        start = self.at
        inside = self.argument().strip()
        if inside in ("ᵀ", "T", "*ᵀ"):
            return "ᵀ"
        if set(inside) == {"'"} or inside in ("*", "+"):
            return inside
        if re.fullmatch(r"\([0-9]{1,2}\)|\[[0-9]{1,2}\]", inside):
            return f"^{{({inside[1:-1]})}}"
        if not inside:
            raise FormulaError("a power is missing", self.text, start)
        return f"^({inside})"

    def argument(self) -> str:
        """A group in braces, a command, or the one character that follows."""
        while self.at < self.end and self.text[self.at].isspace():
            self.at += 1
        if self.at >= self.end:
            raise FormulaError("something is missing here", self.text, self.at)
        if self.text[self.at] == "{":
            return self.group()
        if self.text[self.at] == "\\":
            self.depth += 1
            if self.depth > _DEEPEST:
                raise FormulaError(f"commands stand in one another at most {_DEEPEST} deep", self.text, self.at)
            found = self.command()
            self.depth -= 1
            return found
        self.at += 1
        return self.text[self.at - 1]

    def group(self) -> str:
        """What stands in braces."""
        start = self.at
        closing = _closings(self.text).get(start, self.end)
        if closing >= self.end:
            raise FormulaError("this brace is never closed", self.text, start)
        self.at = closing + 1
        return Commands(self.text, start + 1, closing, self.depth + 1).all()

    def over(self) -> str | None:
        """{x \\over y}, as a fraction; None where no \\over stands right in these braces."""
        found = _OVER.match(self.text, self.at, self.end)
        if found is None:
            return None
        self.at = found.end()
        return _quotient(*(Commands(self.text, *found.span(i), self.depth + 1).all().strip() for i in (1, 2)))

    def command(self) -> str:
        """What a command says, with its arguments."""
        start = self.at
        if environment := _ENVIRONMENT.match(self.text, start):
            self.at = environment.end()
            if environment[1] == "end":
                return ""
            name = environment[2]
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
        """A word in another face, or the 1 of a condition."""
        if name in _FACES and self.indicator():
            return f"({self.argument().strip()})"
        if name in WITHOUT_A_WORD:
            self.argument()
            return ""
        return self.argument().strip() if name not in ("rm", "bf", "it") else ""

    def marked(self, name: str) -> str:
        """A letter with a hat, a dot or a bar."""
        base = self.argument().strip()
        return f"{base[:1]}{MARKS[name]}{base[1:]}"

    def framed(self, name: str) -> str:
        """What stands in a frame, and means the same."""
        return self.argument()

    def dots(self, name: str) -> str:
        """Nothing that can be read."""
        raise FormulaError("write out what the dots stand for", self.text, self.at - len(name) - 1)

    def typewriter(self, name: str) -> str:
        """A name as it stands: in backticks where no word can be it."""
        start = self.at
        word = self.argument().strip()
        closing = _closings(self.text).get(start)
        if closing is None:
            return word
        raw = typed_in(self.text[start + 1 : closing].strip())
        if raw is None:
            return word
        is_word = NAME.fullmatch(raw) is not None and "{" not in raw
        return word if is_word or "`" in raw or not raw else f"`{raw}`"

    def row(self, start: int) -> str:
        """The end of a row; a space where the row goes on, with the ends of lines put off to where it does end."""
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
        return _quotient(f"{d}{order.replace('^', '^(')}{')' if order else ''} {ends[0]}", f"{d}{ends[1]}{order}")

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
        return f"{bar}{inside}{bar}" if bar else f"({inside})"

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
        for row in re.finditer(r"(?:\\\\)?(?P<row>(?:(?!\\\\).)+)", self.text[start : closing.start()], re.DOTALL):
            if not row["row"].strip():
                continue
            amp = row["row"].find("&")
            if amp < 0:
                raise FormulaError("a case is a value, & and its condition", self.text, start + row.start("row"))
            at = start + row.start("row")
            value = Commands(self.text, at, at + amp, self.depth + 1).all().strip().rstrip(",")
            holds = Commands(self.text, at + amp + 1, start + row.end(), self.depth + 1).all().strip().rstrip(",.;")
            holds = re.sub(r"^(?:if|for|when|where)\b", "", holds).strip()
            found.append(f"{value} otherwise" if _OTHERWISE.match(holds) else f"{value} if {holds}")
        return f"({'; '.join(found)}){chr(10) * self.text.count(chr(10), start, self.at)}"

    def matrix(self, name: str) -> str:
        """A column or a row as [a, b], a matrix as [[a, b], [c, d]]."""
        closing = re.compile(rf"\\end\s*\{{{name}\}}").search(self.text, self.at, self.end)
        if closing is None:
            raise FormulaError("this matrix is never closed", self.text, self.at)
        start, self.at, rows = self.at, closing.end(), list[list[str]]()
        for row in re.finditer(r"(?:(?!\\\\).)+", self.text[start : closing.start()], re.DOTALL):
            if row[0].strip():
                cells = re.finditer(r"(?:\\.|[^&\\])+", row[0], re.DOTALL)
                ends = [(start + row.start() + cell.start(), start + row.start() + cell.end()) for cell in cells]
                rows.append([" ".join(Commands(self.text, *each, self.depth + 1).all().split()) for each in ends])
        flat = len(rows) == 1 or all(len(row) == 1 for row in rows)
        found = [cell for row in rows for cell in row] if flat else [f"[{', '.join(row)}]" for row in rows]
        return f"[{', '.join(found)}]{chr(10) * self.text.count(chr(10), start, self.at)}"

    def fraction(self, name: str) -> str:
        """A fraction, or a derivative written as one."""
        start = self.at - len(name) - 1
        above, below = self.argument().strip(), self.argument().strip()
        must_not_be_mixed(self.text, start, above, below)
        return _quotient(above, below)

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
    **dict.fromkeys(DECORATED, Commands.decorated),
    **dict.fromkeys(DERIVATIVES, Commands.derivative),
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac", "flatfrac"), Commands.fraction),
    **dict.fromkeys(("quad", "qquad"), Commands.apart),
    **dict.fromkeys(SKIPPED, lambda commands, name: " "),
}
"""What reads a command, by its name."""
