"""What waits while an expression is read: operators for their right operand, brackets for their end."""

import re
from dataclasses import dataclass
from typing import Any

from ...ops import OPS
from .calls import Function, composed, finish
from .expression import DEEPEST
from .operands import Operands
from .tokens import CLOSES, Token, token_at

CHOICE, OR, AND, NOT, COMPARISON, SUM, PRODUCT, BARE, BESIDE, UNARY, POWER = range(1, 12)
"""How tightly things bind; juxtaposed factors in the argument of a bare function (sin 2x) more tightly than the
function."""

CLOSING = (")", "]", "}")
BARS = ("|", "‖")
_NORM = re.compile(r"_\{?([12∞])\}?|([₁₂])")


@dataclass(slots=True)
class Opened:
    """What waits on the operator stack: an operator for its right operand, a bracket for its end."""

    kind: str
    """operator, bracket, bar, vector, call, bare, or if."""
    level: int
    what: Any
    count: int
    position: int
    sign: str = ""
    spaced: bool = False
    """Whether spaces stand around an operator."""
    begins: int = 0
    """How many steps there were when it was met: where its right operand begins."""


class Stack(Operands):
    """The part of the reader that keeps operators until their operands are whole: a stack of its own, so that depth
    costs no recursion."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.stack: list[Opened] = []

    def reduce(self, level: int) -> None:
        """Apply the operators that bind at least this tightly."""
        while self.stack and self.stack[-1].level >= max(level, 1):
            done = self.stack.pop()
            if done.kind == "bare":
                finish(self, done.what, 1, done.position)
                continue
            kind, what = done.what
            if done.sign == "dot" and None not in self.shapes[-2:]:
                what = OPS["dot"]
            self.emit(kind, what, done.count, done.position)

    def open_call(self, function: Function, at: int, bracket: str = "(") -> None:
        self.push(Opened("call", 0, function, 1, at, bracket))
        self.operand = False

    def open_bare(self, function: Function, at: int) -> None:
        self.push(Opened("bare", BARE, function, 1, at))
        self.operand = False

    def push(self, opened: Opened) -> None:
        """Open a bracket, a call or an operator that waits for its right side."""
        opened.begins = len(self.program)
        self.stack.append(opened)
        if len(self.stack) > DEEPEST:
            self.fail(f"a formula has at most {DEEPEST} levels", opened.position)

    def take(self, token: Token) -> None:
        """Go on behind a token."""
        self.position = token.end

    def closed(self, token: Token) -> None:
        """Go on behind a token that ends an operand."""
        self.take(token)
        self.operand = True

    def opens(self, token: Token, kind: str) -> None:
        """A bracket begins."""
        if self.operand:
            self.beside(token)
        self.push(Opened(kind, 0, None, 1, token.start, token.word))
        self.take(token)
        self.operand = False

    def innermost(self) -> Opened | None:
        """The bracket that was opened last and is not closed."""
        return next((opened for opened in reversed(self.stack) if opened.level == 0), None)

    def bar(self, token: Token) -> None:
        """|x|, and the length of a vector: |v|, ‖v‖, ‖v‖_1."""
        opened = self.innermost()
        if not self.operand or opened is None or opened.sign != token.word:
            self.opens(token, "bar")
            return
        self.reduce(0)
        self.stack.pop()
        self.closed(token)
        of_vector = self.shapes[-1] is not None
        twice = self.text[token.start - 1] == "|" == token.word
        kind = _NORM.match(self.text, self.position) if of_vector or twice or token.word == "‖" else None
        if twice and kind is not None and kind[kind.lastindex or 1] not in "2₂":
            self.fail("write ‖...‖ for this norm", token.start)
        if kind is not None and kind[kind.lastindex or 1] not in "2₂":
            self.emit("op", OPS["abs"], 1, token.start)
            if of_vector:
                self.emit("op", OPS["sum" if kind[kind.lastindex or 1] in "1₁" else "maximum"], 1, token.start)
        elif of_vector:
            self.emit("call", (composed("norm"), 0), 1, token.start)
        else:
            self.emit("op", OPS["abs"], 1, token.start)
        self.position = kind.end() if kind else self.position

    def comma(self, token: Token) -> None:
        """Between arguments, entries, and cases: x if x > 0; 0 otherwise."""
        self.reduce(0)
        if self.stack and self.stack[-1].kind == "if":
            self.stack.pop()
            self.push(Opened("operator", CHOICE, ("choose", (1, 0, 2)), 3, token.start, "case"))
            return
        if self.stack and self.stack[-1].sign == "{" and self.stack[-1].kind == "bracket":
            self.fail("cases are written {a if x > 0; b otherwise}, or a if x > 0 else b", token.start)
        if not self.stack or self.stack[-1].kind not in ("call", "vector"):
            if token.word == ";":
                self.fail("';' has no meaning in a formula; put one statement on each line", token.start)
            self.fail(
                "a comma stands only between the arguments of a function; write a decimal point as '.'", token.start
            )
        self.stack[-1].count += 1

    def close(self, token: Token) -> None:
        """The end of a bracket, of a vector, or of the arguments of a call."""
        at = token.start
        self.reduce(0)
        self.last_case()
        if not self.stack:
            self.fail("this bracket was never opened", at)
        opened = self.stack.pop()
        expected = {"if": "else", "choice": ":"}.get(opened.kind) or CLOSES[opened.sign]
        if token.word != expected:
            self.fail(f"expected {expected!r} before {token.word!r}", at)
        self.closed(token)
        if opened.kind == "vector" and opened.count > 1:  # [x] alone is a bracket
            self.emit("vector", None, opened.count, opened.position)
        elif opened.kind == "call":
            finish(self, opened.what, opened.count, opened.position)

    def last_case(self) -> None:
        """x if x > 0; 0 if x <= 0: where no condition holds, there is no value."""
        if len(self.stack) > 1 and self.stack[-1].kind == "if" and self.stack[-2].sign == "case":
            opened = self.stack.pop()
            for digit in "00":
                self.emit("number", digit, 0, opened.position)
            self.emit("op", OPS["div"], 2, opened.position)
            self.emit("choose", (1, 0, 2), 3, opened.position)
            self.reduce(0)

    def entry(self, token: Token) -> None:
        """softmax(z)[0]"""
        index, end = token_at(self.text, token.end), None
        if index is not None and index.kind == "number" and index.word.isdigit():
            end = token_at(self.text, index.end)
        length = self.shapes[-1]
        if index is None or end is None or end.word != "]" or length is None or int(index.word) >= length:
            self.fail(f"an entry of this vector is [0] to [{(length or 1) - 1}]", token.start)
        self.emit("entry", int(index.word), 1, token.start)
        self.closed(end)
