"""Formulas: a safe parser from text to an expression that runs over any namespace, Values among them.

Only the operators, the rows of the op table, numbers and the names that the caller gives can be written; nothing is
ever evaluated as Python.
"""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from .namespaces.exact import Exact
from .ops import OPS, Op
from .value import Value
from .values import WRITTEN
from .words import nearest

LONGEST, DEEPEST, LARGEST = 10_000, 200, 5_000
"""The limits of a formula: bytes, levels of brackets, and nodes."""


class FormulaError(ValueError):
    """What cannot be read, with the line and the column (both from 1) where it stands."""

    def __init__(self, sentence: str, text: str = "", position: int = 0) -> None:
        self.sentence, before = sentence, text[:position]
        self.line, self.column = before.count("\n") + 1, position - before.rfind("\n")
        super().__init__(f"line {self.line}, column {self.column}: {sentence}")


@dataclass(frozen=True, slots=True)
class Partial:
    """The name of a derivative, dy/dx, by the labels of its ends."""

    y: str
    x: str

    def __str__(self) -> str:
        return f"d{self.y}/d{self.x}"


@dataclass(frozen=True, slots=True)
class Instruction:
    """One step of an expression in postfix order."""

    kind: str
    """number, name, partial, op, or slope (an op's derivative, written sigmoid'(x))."""
    what: Any
    """The number as it is written, the name, the Partial, or the Op."""
    count: int
    """How many operands it takes from the stack."""
    position: int


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula that has been read: a program in postfix order."""

    text: str
    program: tuple[Instruction, ...]

    @property
    def names(self) -> list[str]:
        """The names it mentions, in order."""
        return list(dict.fromkeys(step.what for step in self.program if step.kind == "name"))

    @property
    def partials(self) -> list[Partial]:
        """The derivatives it mentions, in order."""
        return list(dict.fromkeys(step.what for step in self.program if step.kind == "partial"))

    def over(self, m: Any, of: Callable[[Any], Any], number: Callable[[str], Any] | None = None) -> Any:
        """Its value over a namespace; `of` gives that of a name or a Partial, `number` that of a written number."""
        number = number or m.literal
        stack: list[Any] = []
        for step in self.program:
            if step.kind == "number":
                stack.append(number(step.what))
            elif step.count == 0:
                stack.append(getattr(m, CONSTANTS[step.what]) if step.kind == "constant" else of(step.what))
            else:
                args = stack[-step.count :]
                del stack[-step.count :]
                stack.append(m.apply(step.what, *args) if step.kind == "op" else m.slope(step.what, args[0]))
        return stack[0]


def parse(text: str, names: Mapping[str, Any]) -> Any:
    """The Value that `text` computes from named Values and numbers; a number where it names none.

    `+ - * / // % **` and `^`, Unicode's × · ÷ −, ² and ½, brackets, every op of the table by name, `pi` and `e`.
    Constants stay exact beside their float (see Exact): 1/3 of text is one third.
    Raises FormulaError, with line and column, for anything else.

    >>> w = Value(0.4, label="w")
    >>> parse("sigmoid(w*x + 0.1)", {"w": w, "x": 0.5})
    Value(0.574442516811659, op=sigmoid)
    """
    found = read(text, names).over(WRITTEN, names.__getitem__)
    return found if isinstance(found, Value | Exact) else float(found)


CONSTANTS = {"pi": "pi", "π": "pi", "e": "e"}
"""Names of numbers, where nothing else carries the name, and the number of a namespace that is meant."""

_SPELLED = {
    "σ": "sigmoid", "ln": "log", "max": "maximum", "min": "minimum", "arcsin": "asin", "arccos": "acos", "arctan": "atan",
    "Φ": "normal_cdf", "φ": "normal_pdf", "ψ": "digamma",
}  # fmt: skip
_SIGNS = {
    "½": "0.5",
    "·": "*",
    "⋅": "*",
    "∙": "*",
    "×": "*",
    "÷": "/",
    "∕": "/",
    "−": "-",
    "–": "-",
    "^": "**",
    "**": "**",
    "//": "//",
}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_NAME = r"[^\W\d⁰¹²³⁴⁵⁶⁷⁸⁹½][^\W⁰¹²³⁴⁵⁶⁷⁸⁹½]*(?:\[[^\[\]\n]{0,80}\])*"
_TOKEN = re.compile(
    rf"(?P<space>\s+)|(?P<number>½|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|(?P<name>{_NAME})|`(?P<quoted>[^`\n]{{1,200}})`"
    r"|(?P<power>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<sign>\*\*|//|[-+*/%^(),·⋅∙×÷∕−–])"
)
_OPENING = re.compile(r"(?P<prime>['′]?)\s*\(")
_PARTIAL = re.compile(rf"(?:d|∂)(?P<y>{_NAME})\s*[/∕]\s*(?:d|∂)(?P<x>{_NAME})")
_BINARY = {
    "+": (1, "add"),
    "-": (1, "sub"),
    "*": (2, "mul"),
    "/": (2, "div"),
    "//": (2, "floordiv"),
    "%": (2, "mod"),
    "**": (4, "pow"),
}
_UNARY = {"-": "neg", "+": "identity"}
_UNARY_LEVEL = 3  # between * and **: -x**2 is -(x**2)


def read(text: str, names: Collection[str], partials: bool = False) -> Expression:
    """Read a formula that may use `names`; with `partials` also dy/dx and ∂y/∂x between any two of them.

    Raises FormulaError, with line and column.
    """
    if not isinstance(text, str):
        raise TypeError(f"a formula must be a str; got {text!r:.60} ({type(text).__name__})")
    if len(text.encode("utf-8", "replace")) > LONGEST:
        raise FormulaError(f"a formula has at most {LONGEST:,} bytes; got {len(text.encode('utf-8', 'replace')):,}")
    return Expression(text, tuple(_Reader(text, names, partials).read()))


@dataclass(slots=True)
class _Open:
    """What waits on the operator stack: an operator for its right operand, a bracket for its end."""

    kind: str
    """operator, bracket, or call."""
    level: int
    what: Any
    count: int
    position: int


class _Reader:
    """An operator-precedence parser with a stack of its own, so that depth costs no recursion."""

    def __init__(self, text: str, names: Collection[str], partials: bool) -> None:
        self.text, self.names, self.partials = text, names, partials
        self.program: list[Instruction] = []
        self.stack: list[_Open] = []
        self.position = 0

    def read(self) -> list[Instruction]:
        operand = False  # whether the last thing read was a whole operand
        while (token := self.token()) is not None:
            kind, word, at = token
            if kind == "sign" and word in _BINARY and operand:
                level, name = _BINARY[word]
                self.reduce(level + (word == "**"))  # ** groups to the right
                self.push(_Open("operator", level, OPS[name], 2, at))
                operand = False
            elif kind == "sign" and word in _UNARY and not operand:
                self.push(_Open("operator", _UNARY_LEVEL, OPS[_UNARY[word]], 1, at))
            elif kind == "sign" and word == "(" and not operand:
                self.push(_Open("bracket", 0, None, 1, at))
            elif kind == "sign" and word == "," and operand and self.closing("call", at):
                self.stack[-1].count += 1
                operand = False
            elif kind == "sign" and word == ")" and operand:
                self.close(at)
            elif kind == "power" and operand:
                self.emit("number", word.translate(_SUPERSCRIPTS), 0, at)
                self.emit("op", OPS["pow"], 2, at)
            elif kind in ("number", "name", "quoted", "partial") and not operand:
                operand = self.operand(kind, word, at)
            elif operand:
                self.fail(
                    f"expected an operator before {_shown(word)}{': write * between factors' if kind != 'sign' else ''}",
                    at,
                )
            else:
                self.fail(f"expected a number, a name or '('; got {_shown(word)}", at)
        if not operand:
            self.fail(
                "expected a number, a name or '('; got the end" if self.text.strip() else "the formula is empty",
                len(self.text),
            )
        self.reduce(0)
        if self.stack:
            self.fail("this bracket is never closed", self.stack[-1].position)
        return self.program

    def token(self) -> tuple[str, str, int] | None:
        """The next token: its kind, its word and its position."""
        while self.position < len(self.text):
            at = self.position
            if self.partials and (derivative := _PARTIAL.match(self.text, at)):
                y, x = derivative["y"], derivative["x"]
                if y in self.names and x in self.names and _word(self.text, at) not in self.names:
                    self.position = derivative.end()
                    return "partial", f"{y}\n{x}", at
            match = _TOKEN.match(self.text, at)
            if match is None:
                self.fail(f"{_shown(self.text[at])} has no meaning in a formula", at)
            self.position = match.end()
            kind = str(match.lastgroup)
            if kind != "space":
                word = match[kind]
                return kind, _SIGNS.get(word, word), at
        return None

    def operand(self, kind: str, word: str, at: int) -> bool:
        """A number, a name or the head of a call; whether it is whole already."""
        opening = _OPENING.match(self.text, self.position)
        if kind == "number":
            x = float(word)
            if math.isinf(x) or (x == 0 and word.lower().partition("e")[0].strip("0.")):
                self.fail(f"{_shown(word)} is too {'small' if x == 0 else 'large'} for a float64", at)
            self.emit("number", word, 0, at)
        elif kind == "partial":
            self.emit("partial", Partial(*word.split("\n")), 0, at)
        elif kind == "name" and _SPELLED.get(word, word) in OPS and opening:
            op, slope = OPS[_SPELLED.get(word, word)], bool(opening["prime"])
            if slope and (len(op.parameters) - len(op.defaults) != 1 or op.variadic):
                self.fail(f"{word}' needs an op of one argument", at)
            self.position = opening.end()
            self.push(_Open("slope" if slope else "call", 0, op, 1, at))
            return False
        elif word in self.names:
            self.emit("name", word, 0, at)
        elif word in CONSTANTS:
            self.emit("constant", word, 0, at)
        else:
            known = [*self.names, *(name for name in OPS if opening)]
            self.fail(f"no value is named {_shown(word)}{f'; {nearest(word[:40], known)}' if known else ''}", at)
        return True

    def close(self, at: int) -> None:
        """The end of a bracket or of the arguments of a call."""
        self.reduce(0)
        if not self.stack:
            self.fail("this bracket was never opened", at)
        opened = self.stack.pop()
        if opened.kind == "bracket":
            return
        op: Op = opened.what
        given = opened.count
        if opened.kind == "call":
            for x in (
                op.defaults[len(op.defaults) - max(len(op.parameters) - given, 0) :]
                if len(op.parameters) > given
                else ()
            ):
                self.emit("number", repr(float(x)), 0, opened.position)
                given += 1
            fits = given >= len(op.parameters) and (op.variadic or given == len(op.parameters))
            if not fits or (op.pairs and given % 2):
                needs = f"{len(op.parameters)}{' or more' if op.variadic else ''}"
                needs = "an even number of" if op.pairs else needs
                self.fail(
                    f"{op.name} needs {needs} argument{'' if needs == '1' else 's'}; got {opened.count}",
                    opened.position,
                )
        elif given != 1:
            self.fail(f"{op.name}' needs 1 argument; got {given}", opened.position)
        self.emit("slope" if opened.kind == "slope" else "op", op, given, opened.position)

    def closing(self, kind: str, at: int) -> bool:
        """Whether a comma belongs here: between the arguments of a call."""
        self.reduce(0)
        if not self.stack or self.stack[-1].kind not in (kind, "slope"):
            self.fail("a comma stands only between the arguments of a function; write a decimal point as '.'", at)
        return True

    def reduce(self, level: int) -> None:
        """Apply the operators that bind at least this tightly."""
        while self.stack and self.stack[-1].kind == "operator" and self.stack[-1].level >= level:
            done = self.stack.pop()
            self.emit("op", done.what, done.count, done.position)

    def push(self, opened: _Open) -> None:
        self.stack.append(opened)
        if len(self.stack) > DEEPEST:
            self.fail(f"a formula has at most {DEEPEST} levels", opened.position)

    def emit(self, kind: str, what: Any, count: int, at: int) -> None:
        self.program.append(Instruction(kind, what, count, at))
        if len(self.program) > LARGEST:
            self.fail(f"a formula has at most {LARGEST:,} numbers, names and operations", at)

    def fail(self, sentence: str, at: int) -> NoReturn:
        raise FormulaError(sentence, self.text, at)


def _word(text: str, at: int) -> str:
    match = _TOKEN.match(text, at)
    return match[0] if match else ""


def _shown(word: str) -> str:
    """A word of the text as it can be printed on one line."""
    return repr(word if len(word) <= 40 else f"{word[:40]}...")
