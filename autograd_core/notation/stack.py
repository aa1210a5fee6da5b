"""What waits while an expression is read: operators for their right operand, brackets for their end."""

from dataclasses import dataclass
from typing import Any

from ..ops import OPS
from .calls import Function, finish
from .expression import DEEPEST
from .operands import Operands
from .tokens import Token, token_at

CHOICE, OR, AND, NOT, COMPARISON, SUM, PRODUCT, BARE, BESIDE, UNARY, POWER = range(1, 12)
"""How tightly things bind; juxtaposed factors in the argument of a bare function (sin 2x) more tightly than the
function."""


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

    def open_call(self, function: Function, at: int) -> None:
        self.push(Opened("call", 0, function, 1, at))
        self.operand = False

    def open_bare(self, function: Function, at: int) -> None:
        self.push(Opened("bare", BARE, function, 1, at))
        self.operand = False

    def push(self, opened: Opened) -> None:
        self.stack.append(opened)
        if len(self.stack) > DEEPEST:
            self.fail(f"a formula has at most {DEEPEST} levels", opened.position)

    def take(self, token: Token) -> None:
        self.position = token.end

    def closed(self, token: Token) -> None:
        self.take(token)
        self.operand = True

    def comma(self, at: int) -> None:
        self.reduce(0)
        if not self.stack or self.stack[-1].kind not in ("call", "vector"):
            self.fail("a comma stands only between the arguments of a function; write a decimal point as '.'", at)
        self.stack[-1].count += 1

    def close(self, token: Token) -> None:
        """The end of a bracket, of a vector, or of the arguments of a call."""
        at = token.start
        self.reduce(0)
        if not self.stack:
            self.fail("this bracket was never opened", at)
        opened = self.stack.pop()
        expected = {"bracket": ")", "vector": "]", "call": ")", "bar": "|", "if": "else"}[opened.kind]
        if token.word != expected:
            self.fail(f"expected {expected!r} before {token.word!r}", at)
        self.closed(token)
        if opened.kind == "vector":
            self.emit("vector", None, opened.count, opened.position)
        elif opened.kind == "call":
            finish(self, opened.what, opened.count, opened.position)

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
