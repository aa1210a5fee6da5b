"""What signs and words mean in a formula: operators, comparisons, brackets, per cent, factorials, and choices."""

from typing import NoReturn

from ...ops import OPS
from .calls import composed
from .products import Products
from .reading import shown
from .stack import AND, BARS, CHOICE, CLOSING, COMPARISON, NOT, OR, POWER, PRODUCT, SUM, UNARY, Opened
from .tokens import Token, token_at

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
COMPARED = ("<", ">", "<=", ">=", "==", "!=")


class Signs(Products):
    """The part of the reader for signs, and for words that join."""

    def sign(self, token: Token) -> None:
        """What a sign does where it stands: between operands, before one, or after one."""
        word, at = token.word, token.start
        if word == "%" and self.operand and self._is_percent(token):
            self.emit("number", "100", 0, at)
            self.emit("op", OPS["div"], 2, at)
            self.take(token)
        elif word in _BINARY and self.operand:
            self._binary(token)
        elif word in COMPARED and self.operand:
            self._comparison(token)
        elif word == "=" and self.operand and any(opened.kind == "if" for opened in self.stack):
            self._comparison(token._replace(word="=="))
        elif word in _UNARY_SIGNS and not self.operand:
            self.push(Opened("operator", UNARY, ("op", OPS[_UNARY_SIGNS[word]]), 1, at))
            self.take(token)
        elif word in ("and", "or", "not"):
            self.word(token)
        elif word == "!" and self.operand:
            self._factorial(token)
        elif word in ("?", ":") and self.operand:
            self._either(token)
        elif word in BARS:
            self.bar(token)
        elif word in ("(", "{"):
            self._bracket(token)
        elif word == "[" and self.operand and self.shapes[-1] is not None and not token.spaced:
            self.entry(token)
        elif word == "[":
            self.opens(token, "vector")
        elif word in (",", ";") and self.operand:
            self.comma(token)
            self._after(token)
        elif word in CLOSING and self.operand:
            self.close(token)
        else:
            self._unexpected(word, at)

    def _unexpected(self, word: str, at: int) -> NoReturn:
        """Say what should stand where a sign has no meaning."""
        if word == "=":
            self.fail(without_meaning(word), at)
        if self.operand:
            self.fail(f"expected an operator before {shown(word)}", at)
        self.fail(f"expected a number, a name or '('; got {shown(word)}", at)

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
        label = next((x for x in self.known.names.odd if self.text.startswith(f"{x})", token.end)), None)
        if label is None:
            self.opens(token, "bracket")
            return
        if self.operand:
            self.beside(token)
        self.emit("name", label, 0, token.start)
        self.closed(token._replace(end=token.end + len(label) + 1))

    def with_error(self, token: Token) -> str:
        """What is said of 2 ± 0.1, and of x ± y."""
        before, error = self.text[: token.start].strip(), token_at(self.text, token.end)
        if error is not None and error.kind == "number" and not self.text[error.end :].strip():
            return (
                f"this says two things: write {shown(before)} alone, and its uncertainty on a line of its own, "
                f"such as s = {error.word}"
            )
        return "± says two things: write a line with + and one with -"

    def _factorial(self, token: Token) -> None:
        """n! is Γ(n + 1)."""
        if self.text[token.end : token.end + 1] == "!":
            self.fail("!! is the double factorial to some: write (n!)! for a factorial of a factorial", token.start)
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
            self.end_of_exponent(token, spaced)
        if token.word == "**":
            self.after_root(token.start)
            if self.program[-1].kind == "name" and self.program[-1].what == "e" and self.text[token.start - 1] == "e":
                self.note("e is read as the value that is called so; exp(...) is the power of Euler's number")
        self.reduce(level + (token.word == "**"))  # ** groups to the right
        sign = "dot" if token.word == "@" or self.text[token.start] in "·⋅∙•" else token.word
        self.push(Opened("operator", level, ("op", OPS[name]), 2, token.start, sign, spaced))
        self._after(token)

    def is_word(self, token: Token) -> bool:
        """Whether a name is no value here, but a word that joins."""
        if token.word in self.known.names:
            return False
        return token.word in _WORDS or (
            token.word in _IFS and self.operand and self.text[token.end : token.end + 1] != "("
        )

    def word(self, token: Token) -> None:
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

    def _either(self, token: Token) -> None:
        """x > 0 ? a : b"""
        self.reduce(CHOICE + 1 if token.word == "?" else 0)
        if token.word == "?":
            self.push(Opened("choice", 0, None, 1, token.start))
        elif self.stack and self.stack[-1].kind == "choice":
            self.stack.pop()
            self.push(Opened("operator", CHOICE, ("choose", (0, 1, 2)), 3, token.start))
        else:
            self.fail("':' needs a condition and ? before it: x > 0 ? a : b", token.start)
        self._after(token)

    def _after_case(self) -> bool:
        """Whether this is the last of several cases: "x if x > 0, else 0" and "x if x > 0; 0 otherwise"."""
        if not self.operand:
            return bool(self.stack) and self.stack[-1].sign == "case"
        waiting = [opened for opened in self.stack if opened.level <= CHOICE]
        return bool(waiting) and waiting[-1].sign == "case"


def without_meaning(c: str) -> str:
    """What is said of a sign that means nothing here."""
    hints = {
        "=": "; an equation is a line of its own",
        "'": "; a derivative is written f'(x) or dy/dx",
        **dict.fromkeys(("...", "…"), "; leave dots out: a number stands for half a unit of its last digit either way"),
        **dict.fromkeys("≈~", "; it stands between two sides of a line, as = does"),
        "$": "; dollar signs stand around LaTeX",
        "\\": "; a LaTeX command begins with it, and is read in lines that are LaTeX",
    }
    return f"{shown(c)} has no meaning in a formula{hints.get(c, '')}"
