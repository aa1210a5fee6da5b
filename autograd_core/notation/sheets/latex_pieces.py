"""LaTeX piece by piece: groups in braces, what stands at a foot or is raised, and single characters."""

import re
from functools import lru_cache

from ..formulas.expression import FormulaError
from .latex_numbers import comma
from .latex_rows import APART, ROW

_INDEX_WITHIN = re.compile(r"_\{(\w+)\}")
_FLAT = r"(?:[^{}\\]|\\(?!over(?![A-Za-z]))[A-Za-z]++|\\[^A-Za-z]|\{[^{}]{0,200}\}){1,400}?"
_OVER = re.compile(rf"\{{({_FLAT})\\over(?![A-Za-z])({_FLAT})\}}")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_DEEPEST = 60


def quotient(above: str, below: str) -> str:
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
def closings(text: str) -> dict[int, int]:
    """Where each brace that is opened is closed."""
    found, open_braces = dict[int, int](), list[int]()
    for brace in _BRACE.finditer(text):
        if brace[0] == "{":
            open_braces.append(brace.start())
        elif brace[0] == "}" and open_braces:
            found[open_braces.pop()] = brace.start()
    return found


class Pieces:
    """Reads groups, indices, powers and characters from a position to an end; a command is read by a class below."""

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
            upright = re.fullmatch(r"\s*(?:\w+|[-+*/=<>\[\]])\s*", inside)
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
        closing = closings(self.text).get(start, self.end)
        if closing >= self.end:
            raise FormulaError("this brace is never closed", self.text, start)
        self.at = closing + 1
        return type(self)(self.text, start + 1, closing, self.depth + 1).all()

    def over(self) -> str | None:
        """{x \\over y}, as a fraction; None where no \\over stands right in these braces."""
        found = _OVER.match(self.text, self.at, self.end)
        if found is None:
            return None
        self.at = found.end()
        return quotient(*(type(self)(self.text, *found.span(i), self.depth + 1).all().strip() for i in (1, 2)))

    def command(self) -> str:
        """What a command says, with its arguments."""
        raise NotImplementedError

    def skip_group(self) -> None:
        """Go behind the group that begins here, whatever stands in it."""
        if self.text[self.at : self.at + 1] == "{":
            self.at = closings(self.text).get(self.at, self.end - 1) + 1
