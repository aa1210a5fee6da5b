"""The grammar: an operator-precedence parser with a stack of its own, so that depth costs no recursion."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..ops import OPS
from .calls import Function, finish
from .expression import DEEPEST, LONGEST, Expression, FormulaError, Instruction, Lambda
from .operands import Operands
from .reading import shown
from .spelling import FRACTIONS, RAISED, ROOTS, plain
from .sums import read_sum
from .tokens import Token, token_at
from .vocabulary import Vocabulary

_CHOICE, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _BARE, _BESIDE, _UNARY, _POWER = range(1, 12)
"""How tightly things bind; juxtaposed factors in the argument of a bare function (sin 2x) more tightly than the
function."""

_BINARY = {
    "+": (_SUM, "add"),
    "-": (_SUM, "sub"),
    "*": (_PRODUCT, "mul"),
    "@": (_PRODUCT, "mul"),
    "/": (_PRODUCT, "div"),
    "//": (_PRODUCT, "floordiv"),
    "%": (_PRODUCT, "mod"),
    "**": (_POWER, "pow"),
}
_UNARY_SIGNS = {"-": "neg", "+": "identity"}
_COMPARED = ("<", ">", "<=", ">=", "==", "!=")


def read(
    text: str,
    names: Collection[str],
    partials: bool = False,
    root: str | None = None,
    functions: Mapping[str, Lambda] | None = None,
    any_name: bool = False,
) -> Expression:
    """Read a formula that may use `names`; with `partials` also the derivatives between any two of them.

    `root` is the label of what is differentiated where only x is named, as in grad_x.  With `any_name` a word that
    means nothing else is a
    name too.  Raises FormulaError, with line and column.
    """
    if not isinstance(text, str):
        raise TypeError(f"a formula must be a str; got {text!r:.60} ({type(text).__name__})")
    if len(text.encode("utf-8", "replace")) > LONGEST:
        raise FormulaError(f"a formula has at most {LONGEST:,} bytes; got {len(text.encode('utf-8', 'replace')):,}")
    typed, places = plain(text)
    known = Vocabulary(names, root, functions, any_name)
    try:
        reader = Reader(typed, known, partials)
        program = reader.read()
        if reader.shapes[0] is not None:
            reader.fail(
                f"a formula comes to one number; this is a vector of {reader.shapes[0]}: take its sum or an entry [0]",
                0,
            )
    except FormulaError as error:
        raise FormulaError(error.sentence, text, places[error.position]) from None
    return Expression(text, tuple(program), tuple(dict.fromkeys(reader.notes)))


@dataclass(slots=True)
class _Open:
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


class Reader(Operands):
    """Reads one expression, from a position to its end."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.stack: list[_Open] = []

    def read(self, term: bool = False, closing: str = "") -> list[Instruction]:
        """The program of what stands from here to the end; with `term` to the next + or -, with `closing` to that
        bracket."""
        while (token := token_at(self.text, self.position)) is not None:
            if (closing or term) and not self._within() and (token.word == closing or (term and self._ends(token))):
                self.position = token.start
                break
            self._step(token)
        if not self.operand:
            blank = not self.text.strip()
            got = "the end" if token is None else shown(token.word)
            at = len(self.text) if token is None else token.start
            self.fail("the formula is empty" if blank else f"expected a number, a name or '('; got {got}", at)
        self._reduce(0)
        if self.stack:
            self.fail("this bracket is never closed", self.stack[-1].position)
        if closing and token is None:
            self.fail(f"a {closing!r} is missing", len(self.text))
        return self.program

    def _within(self) -> bool:
        return any(opened.level == 0 for opened in self.stack)

    def _ends(self, token: Token) -> bool:
        return self.operand and token.kind == "sign" and token.word in ("+", "-", ")", "]", ",", *_COMPARED)

    # ── one token ────────────────────────────────────────────────────────────────────────────

    def _step(self, token: Token) -> None:
        kind, word = token.kind, token.word
        if self.derivative(token) or (kind == "unknown" and self._sum_sign(token)):
            return
        if kind == "unknown":
            self.fail(_without_meaning(word), token.start)
        if kind == "sign":
            self._sign(token)
        elif kind == "raised" and self.operand:
            self._take(token)
            self._raise_to(word.translate(RAISED), token.start)
        elif kind == "transposed" and self.operand and self.shapes[-1] is not None:
            self._transposed(token)
        elif kind == "name" and word in ("if", "else", "and", "or", "not") and word not in self.known.names:
            self._word(token)
        else:
            if self.operand:
                self.beside(token)
            self._operand(token)

    def _take(self, token: Token) -> None:
        self.position = token.end

    def _transposed(self, token: Token) -> None:
        """wᵀx is a dot product; elsewhere a vector is the same lying down."""
        self._take(token)
        following = token_at(self.text, token.end)
        if following is not None and (following.kind != "sign" or following.word in ("(", "[")):
            self._reduce(_PRODUCT)
            self._push(_Open("operator", _PRODUCT, ("op", OPS["mul"]), 2, token.start, "dot"))
            self.operand = False

    def _sum_sign(self, token: Token) -> bool:
        """∑ and ∏, which are signs to Unicode."""
        if token.word not in "∑∏":
            return False
        if self.operand:
            self.beside(token)
        return read_sum(self, token)

    def _operand(self, token: Token) -> None:
        kind, word, at = token.kind, token.word, token.start
        self._take(token)
        if kind == "number":
            self.number(word, at)
        elif kind == "fraction":
            for part in FRACTIONS[word]:
                self.emit("number", str(part), 0, at)
            self.emit("op", OPS["div"], 2, at)
        elif kind == "root":
            self._root(token)
            return
        elif kind == "quoted":
            if word not in self.known.names:
                self.unknown(word, at)
            self.emit("name", word, 0, at)
        elif kind == "name":
            self.named(token)
            return
        else:
            self.fail(f"expected a number, a name or '('; got {shown(word)}", at)
        self.operand = True

    def number(self, word: str, at: int) -> None:
        """A number as it is written, which must fit a float64."""
        x = float(word)
        if math.isinf(x) or (x == 0 and word.lower().partition("e")[0].strip("0.")):
            self.fail(f"{shown(word)} is too {'small' if x == 0 else 'large'} for a float64", at)
        self.emit("number", word, 0, at)

    def _raise_to(self, exponent: str, at: int) -> None:
        """x², x⁻¹."""
        self._after_root(at)
        self.emit("number", exponent, 0, at)
        self.emit("op", OPS["pow"], 2, at)

    def _root(self, token: Token) -> None:
        """√x, √2, √(x + 1): of the one thing that follows."""
        opened = _Open("bare", _POWER + 1, Function(OPS[ROOTS[token.word]]), 1, token.start, token.word)
        self._push(opened)
        self.operand = False

    def _after_root(self, at: int) -> None:
        if self.stack and self.stack[-1].sign in ROOTS and self.program[-1].kind != "op":
            self.fail(f"what does {self.stack[-1].sign} reach over? write its argument in brackets", at)
        self._reduce(_POWER + 1)

    # ── signs ────────────────────────────────────────────────────────────────────────────────

    def _sign(self, token: Token) -> None:
        word, at = token.word, token.start
        if word == "%" and self.operand and self._is_percent(token):
            self.emit("number", "100", 0, at)
            self.emit("op", OPS["div"], 2, at)
            self._take(token)
        elif word in _BINARY and self.operand:
            self._binary(token)
        elif word in _COMPARED and self.operand:
            self._reduce(_COMPARISON + 1)
            if self.stack and self.stack[-1].level == _COMPARISON:
                self.fail("write a < b and b < c for a chain of comparisons", at)
            self._push(_Open("operator", _COMPARISON, ("compare", word), 2, at))
            self._after(token)
        elif word in _UNARY_SIGNS and not self.operand:
            self._push(_Open("operator", _UNARY, ("op", OPS[_UNARY_SIGNS[word]]), 1, at))
            self._take(token)
        elif word in ("and", "or", "not"):
            self._word(token)
        elif word == "|" and not (self.operand and self._bar_is_open()):
            self._opens(token, "bar")
        elif word == "|":
            self._reduce(0)
            self.stack.pop()
            self.emit("op", OPS["abs"], 1, at)
            self._closed(token)
        elif word == "(":
            self._opens(token, "bracket")
        elif word == "[":
            if self.operand and self.shapes[-1] is not None and not token.spaced:
                self._entry(token)
            else:
                self._opens(token, "vector")
        elif word == "," and self.operand:
            self._comma(at)
            self._after(token)
        elif word in (")", "]") and self.operand:
            self._close(token)
        elif word in (")", "]"):
            self.fail(f"expected a number, a name or '('; got {shown(word)}", at)
        else:
            self.fail(
                f"expected an operator before {shown(word)}"
                if self.operand
                else f"expected a number, a name or '('; got {shown(word)}",
                at,
            )

    def _after(self, token: Token) -> None:
        self._take(token)
        self.operand = False

    def _closed(self, token: Token) -> None:
        self._take(token)
        self.operand = True

    def _opens(self, token: Token, kind: str) -> None:
        if self.operand:
            self.beside(token)
        self._push(_Open(kind, 0, None, 1, token.start, token.word))
        self._after(token)

    def _bar_is_open(self) -> bool:
        return next((opened.kind for opened in reversed(self.stack) if opened.level == 0), "") == "bar"

    def _is_percent(self, token: Token) -> bool:
        """Whether a % says per cent: where nothing follows that it could be the remainder by."""
        following = token_at(self.text, token.end)
        if following is None or (following.kind == "sign" and following.word not in ("(", "|", "[")):
            return following is None or following.word not in ("+", "-") or not token.spaced
        if not token.spaced and following.spaced:
            self.fail("is this per cent, or the remainder? write 0.05 for 5%, or x % y with spaces", token.start)
        return False

    def _binary(self, token: Token) -> None:
        level, name = _BINARY[token.word]
        following = token_at(self.text, token.end)
        spaced = token.spaced and following is not None and following.spaced
        if level == _PRODUCT:
            self._end_of_bare(token, spaced)
        if token.word == "**":
            self._after_root(token.start)
        self._reduce(level + (token.word == "**"))  # ** groups to the right
        sign = "dot" if token.word == "@" or self.text[token.start] in "·⋅∙•" else token.word
        self._push(_Open("operator", level, ("op", OPS[name]), 2, token.start, sign, spaced))
        self._after(token)

    def _word(self, token: Token) -> None:
        """if, else, and, or, not."""
        word, at = token.word, token.start
        if word == "not" and not self.operand:
            self._push(_Open("operator", _NOT, ("not", None), 1, at))
            self._take(token)
        elif word in ("and", "or") and self.operand:
            level = _AND if word == "and" else _OR
            self._reduce(level)
            self._push(_Open("operator", level, (word, None), 2, at))
            self._after(token)
        elif word == "if" and self.operand:
            self._reduce(_CHOICE + 1)
            self._push(_Open("if", 0, None, 1, at))
            self._after(token)
        elif word == "else" and self.operand:
            self._reduce(0)
            if not self.stack or self.stack[-1].kind != "if":
                self.fail("else needs an if before it: a if x > 0 else b", at)
            self.stack.pop()
            self._push(_Open("operator", _CHOICE, ("choose", (1, 0, 2)), 3, at))
            self._after(token)
        else:
            self.fail(
                f"expected {'an operator' if self.operand else 'a number, a name or a bracket'} before {shown(word)}",
                at,
            )

    # ── products without a sign ──────────────────────────────────────────────────────────────

    def beside(self, token: Token) -> None:
        """Two factors stand side by side: multiply them, or ask where that could be meant otherwise."""
        before = self.program[-1].kind
        if (
            token.kind in ("number", "raised", "transposed")
            or (token.kind == "fraction" and before == "number")
            or token.word == "["
        ):
            needs = ": write * between factors" if token.kind != "sign" else ""
            self.fail(f"expected an operator before {shown(token.word)}{needs}", token.start)
        if self.shapes[-1] is not None:
            self.fail("write * or · between a vector and what it is multiplied by", token.start)
        self._after_root_beside(token)
        top = self.stack[-1] if self.stack else None
        if top is not None and top.level == _POWER and not token.spaced:
            base = self._text_before(top.position)
            if base.endswith("e") or base[-1:].isdigit():
                exponent = self.text[top.position : token.start].lstrip("*^")
                self.fail(
                    f"does the exponent end after {exponent}? write ^({exponent}...) or ({exponent})*", token.start
                )
            factors = f"{self.text[top.position - 1 : token.start]}{token.word}"
            self.note(f"{factors} is read with the exponent {self._written(top)} alone")
        level = _PRODUCT
        self._reduce(_POWER)
        self._reduce(_UNARY)
        if (self.stack and self.stack[-1].kind == "bare") or (self.stack and self.stack[-1].level == _BESIDE):
            level = self._within_bare(token)
        elif self.stack and self.stack[-1].level == _PRODUCT and self.stack[-1].sign in ("/", "//", "%"):
            self._after_division(token, self.stack[-1])
        self._reduce(level)
        self._push(_Open("operator", level, ("op", OPS["mul"]), 2, token.start, "beside"))
        self.operand = False

    def _written(self, opened: _Open) -> str:
        return self.text[opened.position : self.position].lstrip("*^ ").strip()

    def _text_before(self, position: int) -> str:
        return self.text[max(0, position - 20) : position].rstrip()

    def _after_root_beside(self, token: Token) -> None:
        if self.stack and self.stack[-1].sign in ROOTS:
            if not token.spaced and self.program[-1].kind in ("number", "name", "constant") and token.kind != "root":
                self.fail(f"what does {self.stack[-1].sign} reach over? write its argument in brackets", token.start)
            self._reduce(_POWER + 1)

    def _within_bare(self, token: Token) -> int:
        """The level of a product beside the argument of a bare function: sin 2x is one argument, in sin x cos y it
        has ended."""
        bare = next(opened for opened in reversed(self.stack) if opened.kind == "bare")
        if self.starts_function(token):
            self._reduce(_BARE)
            return _PRODUCT
        alone = self.program[-1].kind in ("number", "constant") or (token.kind == "name" and not token.spaced)
        if token.spaced or not alone:
            name = self.text[bare.position : bare.position + 12].split()[0].split("(")[0]
            self.fail(f"what does {name} reach over? write its argument in brackets", token.start)
        return _BESIDE

    def _end_of_bare(self, token: Token, spaced: bool) -> None:
        """A * or / after the argument of a bare function: sin x / x is told apart by its spaces, sin x/x is asked
        about."""
        bare = next((o for o in reversed(self.stack) if o.level in (0, _BARE)), None)
        if bare is None or bare.kind != "bare" or bare.sign in ROOTS:
            return
        name = self.text[bare.position : self.position].strip()
        if not spaced:
            self.fail(
                f"does {name.split()[0]} reach over the {token.word}? write its argument in brackets", token.start
            )
        self.note(f"{name} {token.word} ... is read as ({name}) {token.word} ...")

    def _after_division(self, token: Token, top: _Open) -> None:
        """1/2 x is half of x; 1/2x and a/b c are asked about."""
        left = self.program[-2:]
        halves = token.spaced and [step.kind for step in left] == ["number", "number"]
        if not halves:
            start = max(0, top.position - 12)
            part = self.text[start : top.position].split()[-1:] or [""]
            below = self.text[top.position + len(top.sign) : token.start].strip()
            above = part[0].rstrip()
            word = token.word if token.word != "(" else "(...)"
            self.fail(
                f"this could be ({above}/{below})*{word} or {above}/({below}*{word}): write the brackets", token.start
            )
        self.note(f"{left[0].what}/{left[1].what} {token.word} is read as ({left[0].what}/{left[1].what})*{token.word}")

    # ── brackets ─────────────────────────────────────────────────────────────────────────────

    def _comma(self, at: int) -> None:
        self._reduce(0)
        if not self.stack or self.stack[-1].kind not in ("call", "vector"):
            self.fail("a comma stands only between the arguments of a function; write a decimal point as '.'", at)
        self.stack[-1].count += 1

    def _close(self, token: Token) -> None:
        """The end of a bracket, of a vector, or of the arguments of a call."""
        at = token.start
        self._reduce(0)
        if not self.stack:
            self.fail("this bracket was never opened", at)
        opened = self.stack.pop()
        expected = {"bracket": ")", "vector": "]", "call": ")", "bar": "|", "if": "else"}[opened.kind]
        if token.word != expected:
            self.fail(f"expected {expected!r} before {token.word!r}", at)
        self._closed(token)
        if opened.kind == "vector":
            self.emit("vector", None, opened.count, opened.position)
        elif opened.kind == "call":
            finish(self, opened.what, opened.count, opened.position)

    def _entry(self, token: Token) -> None:
        """softmax(z)[0]"""
        index, end = token_at(self.text, token.end), None
        if index is not None and index.kind == "number" and index.word.isdigit():
            end = token_at(self.text, index.end)
        length = self.shapes[-1]
        if index is None or end is None or end.word != "]" or length is None or int(index.word) >= length:
            self.fail(f"an entry of this vector is [0] to [{(length or 1) - 1}]", token.start)
        self.emit("entry", int(index.word), 1, token.start)
        self._closed(end)

    # ── the stack ────────────────────────────────────────────────────────────────────────────

    def _reduce(self, level: int) -> None:
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
        self._push(_Open("call", 0, function, 1, at))
        self.operand = False

    def open_bare(self, function: Function, at: int) -> None:
        self._push(_Open("bare", _BARE, function, 1, at))
        self.operand = False

    def _push(self, opened: _Open) -> None:
        self.stack.append(opened)
        if len(self.stack) > DEEPEST:
            self.fail(f"a formula has at most {DEEPEST} levels", opened.position)


def _without_meaning(c: str) -> str:
    hints = {
        "±": "; a number with its error, such as 2 ± 0.1, stands on its own",
        "!": "; write n! as gamma(n + 1)",
        "=": "; an equation is a line of its own",
        ";": "; put one statement on each line",
        "'": "; a derivative is written f'(x) or dy/dx",
        "$": "; dollar signs stand around LaTeX",
        "\\": "; a LaTeX command begins with it, and is read in lines that are LaTeX",
    }
    return f"{shown(c)} has no meaning in a formula{hints.get(c, '')}"
