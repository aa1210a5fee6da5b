"""What names stand for in lines about whole arrays on paper: arrays, derivatives, next values, products of names."""

import re
from collections.abc import Iterable
from typing import NoReturn

from ..formulas.calls import function_of
from ..formulas.expression import FormulaError
from ..formulas.labels import NAME, key
from ..formulas.reading import shown
from ..formulas.spelling import RAISED
from ..formulas.tokens import past_space
from ..formulas.vocabulary import LOSSES

DERIVATIVE = re.compile(
    rf"\(?\s*[d∂δ]\s*(?P<y>{NAME.pattern})\s*[/∕÷⁄]\s*[d∂δ]\s*(?P<x>{NAME.pattern})(?P<layer>[²³¹]?)\s*\)?"
    rf"|∇\s*_?\s*\{{?\s*(?P<of>{NAME.pattern})\s*\}}?(?:\s*(?P<root>{NAME.pattern}))?"
)
_NEXT = re.compile(r"\s*(?:\^?\{?\+\}?|⁺|['′]|[_^ ]\{?(?:new|next)\}?)$")
"""W⁺, W+, W', W_new: what an array is after a step."""


class PaperNames:
    """The names of the graph, of what was handed in, and of lines above, and the line that is being read."""

    def __init__(self, names: Iterable[str], root: str) -> None:
        self.root, self.names = root, {plain_key(name): name for name in names}
        self.text, self.position, self.line = "", 0, 1
        self.notes: list[str] = []

    def target(self, left: str, at: int) -> str:
        """What the left side of a line is given something as.  Raises FormulaError."""
        derivative = DERIVATIVE.fullmatch(left)
        if derivative is not None:
            return self.derivative(derivative, at)
        if self.is_next(left):
            return self.names[plain_key(_NEXT.sub("", left))]
        found = re.fullmatch(rf"({NAME.pattern})([¹²³⁴⁵⁶⁷⁸⁹]?)", left)
        if found is None:
            self.fail("a line about arrays gives something to a name, or says what ∂L/∂W is", at)
        written = f"{found[1]}{found[2].translate(RAISED)}"
        return self.names.setdefault(plain_key(written), written)

    def is_next(self, left: str) -> bool:
        """Whether a name that is known is marked as what it is after a step: W⁺."""
        return _NEXT.search(left) is not None and plain_key(_NEXT.sub("", left)) in self.names

    def derivative(self, found: re.Match[str], at: int) -> str:
        """The name in Python, dL_dW, of a derivative by ends that are known.  Raises FormulaError."""
        above, layer = found["y"] or found["root"], (found["layer"] or "").translate(RAISED)
        below = f"{found['x'] or found['of']}{layer}"
        x = self.names.get(plain_key(below))
        is_root = above is None or (self.is_root(above) and plain_key(above) not in self.names)
        if is_root and above not in (None, self.root):
            self.notes.append(f"{above} is read as {self.root or 'the root'}")
        y = self.root if is_root else above
        y = self.names.get(plain_key(y), y)
        if x is None:
            self.fail(f"no array and no value is named {shown(below)}", at)
        if y and y != self.root and plain_key(y) not in self.names:
            self.fail(f"no value is named {shown(y)}", at)
        if y != self.root and f"{y}[0]" in self.names.values():
            self.fail("the derivative of an array is written out, factor by factor", at)
        return f"d{y}_d{x}" if y else f"d{x}"

    def is_root(self, word: str) -> bool:
        """Whether a word is what the root, or another value, is called."""
        return word in LOSSES or word == self.root or plain_key(word) in self.names

    def is_product(self, word: str) -> bool:
        """Whether a word is no name, but names side by side."""
        return plain_key(word) not in self.names and function_of(word) is None and self.pieces(word) is not None

    def pieces(self, word: str) -> list[str] | None:
        """The names of which a word is made up, the longest first: Wx is W times x."""
        for stop in range(len(word) - 1, 0, -1):
            first, rest = self.names.get(plain_key(word[:stop])), word[stop:]
            if first is not None and not rest[0].isdigit() and rest[0] != "_":
                others = [rest] if plain_key(rest) in self.names else self.pieces(rest)
                if others is not None:
                    return [word[:stop], *others]
        return None

    def fail(self, sentence: str, at: int) -> NoReturn:
        """Refuse the line, and point at the place."""
        raise FormulaError(sentence, self.text, past_space(self.text, at))


def plain_key(name: str) -> str:
    """A name without the ways in which its indices are written."""
    return key(name).replace("_", "")
