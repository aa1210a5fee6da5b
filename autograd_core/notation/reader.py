"""The grammar: an operator-precedence parser with a stack of its own, so that depth costs no recursion."""

import math
from collections.abc import Callable, Collection, Mapping

from ..ops import OPS
from .calls import Function, composed
from .expression import LONGEST, Expression, FormulaError, Instruction, Lambda
from .products import Products
from .reading import shown
from .spelling import FRACTIONS, RAISED, ROOTS, plain
from .stack import AND, BARS, CHOICE, CLOSING, COMPARISON, NOT, OR, POWER, PRODUCT, SUM, UNARY, Opened
from .sums import read_sum
from .tokens import Token, token_at
from .vocabulary import Beneath, Vocabulary

_BINARY = {
    "+": (SUM, "add"),
    "-": (SUM, "sub"),
    "*": (PRODUCT, "mul"),
    "@": (PRODUCT, "mul"),
    "/": (PRODUCT, "div"),
    "//": (PRODUCT, "floordiv"),
    "%": (PRODUCT, "mod"),
    "**": (POWER, "pow"),
}
_UNARY_SIGNS = {"-": "neg", "+": "identity"}
_IFS = ("if", "where", "when", "for")
_WORDS = ("if", "else", "otherwise", "and", "or", "not")
_COMPARED = ("<", ">", "<=", ">=", "==", "!=")


def read(
    text: str,
    names: Collection[str],
    partials: bool = False,
    root: str | None = None,
    functions: Mapping[str, Lambda] | None = None,
    any_name: bool = False,
    graph: Beneath | None = None,
    depends: Callable[[str, str], bool] = lambda y, x: True,
) -> Expression:
    """Read a formula that may use `names`; with `partials` also the derivatives between any two of them.

    `root` is the label of what is differentiated where only x is named, as in grad_x.  With `any_name` a word that
    means nothing else is a name too.  `graph` says on which leaves a name depends, so that f(x) and y' can be told
    apart from products, and which node an expression is.  Where dy and dx are names, dy/dx is the derivative if y
    `depends` on x, else their quotient.  Raises FormulaError, with line and column.
    """
    if not isinstance(text, str):
        raise TypeError(f"a formula must be a str; got {text!r:.60} ({type(text).__name__})")
    if len(text.encode("utf-8", "replace")) > LONGEST:
        raise FormulaError(f"a formula has at most {LONGEST:,} bytes; got {len(text.encode('utf-8', 'replace')):,}")
    typed, places = plain(text)
    known = Vocabulary(names, root, functions, any_name, graph, depends)
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


class Reader(Products):
    """Reads one expression, from a position to its end."""

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
        self.reduce(0)
        self.last_case()
        if self.stack:
            self.fail("this bracket is never closed", self.stack[-1].position)
        if closing and token is None:
            self.fail(f"a {closing!r} is missing", len(self.text))
        return self.program

    def _within(self) -> bool:
        return any(opened.level == 0 for opened in self.stack)

    def _ends(self, token: Token) -> bool:
        return self.operand and token.kind == "sign" and token.word in ("+", "-", ",", ";", *CLOSING, *_COMPARED)

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
            self.take(token)
            self._raise_to(word.translate(RAISED), token.start)
        elif kind == "transposed" and self.operand and self.shapes[-1] is not None:
            self._transposed(token)
        elif kind == "transposed" and self.operand:  # a number lying down
            self.closed(token)
        elif kind == "name" and self._is_word(token):
            self._word(token)
        else:
            if self.operand:
                self.beside(token)
            self._operand(token)

    def _transposed(self, token: Token) -> None:
        """wᵀx is a dot product; elsewhere a vector is the same lying down."""
        self.take(token)
        following = token_at(self.text, token.end)
        if following is not None and (following.kind != "sign" or following.word in ("(", "[")):
            self.reduce(PRODUCT)
            self.push(Opened("operator", PRODUCT, ("op", OPS["mul"]), 2, token.start, "dot"))
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
        self.take(token)
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
        self.after_root(at)
        self.emit("number", exponent, 0, at)
        self.emit("op", OPS["pow"], 2, at)

    def _root(self, token: Token) -> None:
        """√x, √2, √(x + 1): of the one thing that follows."""
        opened = Opened("bare", POWER + 1, Function(OPS[ROOTS[token.word]]), 1, token.start, token.word)
        self.push(opened)
        self.operand = False

    # ── signs ────────────────────────────────────────────────────────────────────────────────

    def _sign(self, token: Token) -> None:
        word, at = token.word, token.start
        if word == "%" and self.operand and self._is_percent(token):
            self.emit("number", "100", 0, at)
            self.emit("op", OPS["div"], 2, at)
            self.take(token)
        elif word in _BINARY and self.operand:
            self._binary(token)
        elif word in _COMPARED and self.operand:
            self._comparison(token)
        elif word == "=" and self.operand and any(opened.kind == "if" for opened in self.stack):
            self._comparison(token._replace(word="=="))
        elif word in _UNARY_SIGNS and not self.operand:
            self.push(Opened("operator", UNARY, ("op", OPS[_UNARY_SIGNS[word]]), 1, at))
            self.take(token)
        elif word in ("and", "or", "not"):
            self._word(token)
        elif word == "!" and self.operand:
            self._factorial(token)
        elif word in BARS:
            self.bar(token)
        elif word in ("(", "{"):
            self._bracket(token)
        elif word == "=":
            self.fail(_without_meaning(word), at)
        elif word == "[":
            if self.operand and self.shapes[-1] is not None and not token.spaced:
                self.entry(token)
            else:
                self.opens(token, "vector")
        elif word in (",", ";") and self.operand:
            self.comma(token)
            self._after(token)
        elif word in CLOSING and self.operand:
            self.close(token)
        elif word in CLOSING:
            self.fail(f"expected a number, a name or '('; got {shown(word)}", at)
        else:
            self.fail(
                f"expected an operator before {shown(word)}"
                if self.operand
                else f"expected a number, a name or '('; got {shown(word)}",
                at,
            )

    def _after(self, token: Token) -> None:
        self.take(token)
        self.operand = False

    def _is_percent(self, token: Token) -> bool:
        """Whether a % says per cent: where nothing follows that it could be the remainder by."""
        following = token_at(self.text, token.end)
        if following is None or (following.kind == "sign" and following.word not in ("(", "|", "[", "{")):
            return following is None or following.word not in ("+", "-") or not token.spaced
        after_number = self.program[-1].kind == "number" and self.text[token.start - 1 : token.start].isdigit()
        if not token.spaced and following.spaced and after_number:
            self.note(f"{self.program[-1].what}% is read as per cent")
            return True
        if not token.spaced and (following.spaced or after_number):
            x = self.program[-1].what if after_number else "x"
            self.fail(f"is this per cent, or the remainder? write {x}/100, or {x} % y with spaces", token.start)
        return False

    def _bracket(self, token: Token) -> None:
        """A bracket; around a label of several words it is part of the name: (my loss)."""
        label = next((x for x in self.known.odd if self.text.startswith(f"{x})", token.end)), None)
        if label is None:
            self.opens(token, "bracket")
            return
        if self.operand:
            self.beside(token)
        self.emit("name", label, 0, token.start)
        self.closed(token._replace(end=token.end + len(label) + 1))

    def _factorial(self, token: Token) -> None:
        """n! is Γ(n + 1)."""
        self.reduce(POWER + 1)
        self.emit("number", "1", 0, token.start)
        self.emit("op", OPS["add"], 2, token.start)
        self.emit("call", (composed("Γ"), 0), 1, token.start)
        self.closed(token)

    def _comparison(self, token: Token) -> None:
        """a < b, and a < b < c, which says a < b and b < c."""
        self.reduce(COMPARISON + 1)
        top = self.stack[-1] if self.stack else None
        if top is not None and top.level == COMPARISON:
            middle = self.program[top.begins :]
            self.reduce(COMPARISON)
            self.push(Opened("operator", COMPARISON, ("and", None), 2, token.start))
            self.emit_all(middle, token.start)
        self.push(Opened("operator", COMPARISON, ("compare", token.word), 2, token.start))
        self._after(token)

    def _binary(self, token: Token) -> None:
        level, name = _BINARY[token.word]
        following = token_at(self.text, token.end)
        spaced = token.spaced and following is not None and following.spaced
        if level == PRODUCT:
            self.end_of_bare(token, spaced)
        if token.word == "**":
            self.after_root(token.start)
        self.reduce(level + (token.word == "**"))  # ** groups to the right
        sign = "dot" if token.word == "@" or self.text[token.start] in "·⋅∙•" else token.word
        self.push(Opened("operator", level, ("op", OPS[name]), 2, token.start, sign, spaced))
        self._after(token)

    def _is_word(self, token: Token) -> bool:
        if token.word in self.known.names:
            return False
        return token.word in _WORDS or (
            token.word in _IFS and self.operand and self.text[token.end : token.end + 1] != "("
        )

    def _word(self, token: Token) -> None:
        """if, else, and, or, not, and what else people write for them."""
        at = token.start
        word = "if" if token.word in _IFS else "else" if token.word == "otherwise" else token.word
        if word == "not" and not self.operand:
            self.push(Opened("operator", NOT, ("not", None), 1, at))
            self.take(token)
        elif word in ("and", "or") and self.operand:
            level = AND if word == "and" else OR
            self.reduce(level)
            self.push(Opened("operator", level, (word, None), 2, at))
            self._after(token)
        elif word == "else" and self._after_case():
            self.take(token)
        elif word == "if" and self.operand:
            self.reduce(CHOICE + 1)
            self.push(Opened("if", 0, None, 1, at))
            self._after(token)
        elif word == "else" and self.operand:
            self.reduce(0)
            if not self.stack or self.stack[-1].kind != "if":
                self.fail("else needs an if before it: a if x > 0 else b", at)
            self.stack.pop()
            self.push(Opened("operator", CHOICE, ("choose", (1, 0, 2)), 3, at))
            self._after(token)
        else:
            self.fail(
                f"expected {'an operator' if self.operand else 'a number, a name or a bracket'} before {shown(word)}",
                at,
            )

    def _after_case(self) -> bool:
        """Whether this is the last of several cases: "x if x > 0, else 0" and "x if x > 0; 0 otherwise"."""
        if not self.operand:
            return bool(self.stack) and self.stack[-1].sign == "case"
        waiting = [opened for opened in self.stack if opened.level <= CHOICE]
        return bool(waiting) and waiting[-1].sign == "case"


def _without_meaning(c: str) -> str:
    hints = {
        "±": "; a number with its error, such as 2 ± 0.1, stands on its own",
        "=": "; an equation is a line of its own",
        "'": "; a derivative is written f'(x) or dy/dx",
        "$": "; dollar signs stand around LaTeX",
        "\\": "; a LaTeX command begins with it, and is read in lines that are LaTeX",
    }
    return f"{shown(c)} has no meaning in a formula{hints.get(c, '')}"
