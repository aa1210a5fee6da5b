"""The grammar: an operator-precedence parser with a stack of its own, so that depth costs no recursion."""

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from ...ops import OPS
from .calls import Function, finish, function_of
from .derivatives import PLACES
from .expression import LONGEST, Expression, FormulaError, Instruction, Lambda
from .labels import NAME
from .odd_labels import quoted
from .reading import shown
from .signs import COMPARED, Signs, without_meaning
from .spelling import FRACTIONS, POWER_DIGITS, RAISED, ROOTS, plain
from .stack import CLOSING, POWER, PRODUCT, Opened
from .sums import read_sum
from .tokens import Token, token_at
from .units import without_unit
from .vocabulary import Beneath, Vocabulary

_METHOD = re.compile(r"\.(?P<name>[A-Za-z_][A-Za-z0-9_]*)\(\s*(?P<empty>\))?")
_DIGITS = 2_000
"""A written number is no longer than this."""


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
    `depends` on x, else their quotient.  A unit behind a number is left out.  Raises FormulaError, with line and
    column.
    """
    if not isinstance(text, str):
        raise TypeError(f"a formula must be a str; got {text!r:.60} ({type(text).__name__})")
    if len(text.encode("utf-8", "replace")) > LONGEST:
        raise FormulaError(f"a formula has at most {LONGEST:,} bytes; got {len(text.encode('utf-8', 'replace')):,}")
    if (measured := without_unit(text, names)) is not None:
        number, unit = measured
        found = read(number, names, functions=functions)
        return replace(found, notes=(*found.notes, f"the unit {unit} is left out"))
    typed, places = plain(text)
    known = Vocabulary(names, root, functions, any_name, graph, depends)
    if known.names.odd:
        typed, places = quoted(typed, places, known.names.odd)
    try:
        reader = Reader(typed, known, partials)
        program = reader.read()
        if reader.shapes[0] is not None:
            reader.fail(
                f"a formula comes to one number; this is a vector of {reader.shapes[0]}: take its sum or an entry [0]",
                0,
            )
    except FormulaError as error:
        raise FormulaError(str(error.args[0]), text, places[error.position], error.offers) from None
    return Expression(text, tuple(program), tuple(dict.fromkeys(reader.notes)))


class Reader(Signs):
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
        return self.operand and token.kind == "sign" and token.word in ("+", "-", ",", ";", *CLOSING, *COMPARED)

    # ── one token ────────────────────────────────────────────────────────────────────────────

    def _step(self, token: Token) -> None:
        kind, word = token.kind, token.word
        if self.derivative(token) or (kind == "unknown" and self._sum_sign(token)):
            return
        if self.operand and word == "(" and self.program[-1].kind == "partial" and self._is_place(token):
            return
        if self.operand and (kind, word) == ("unknown", "."):
            self._method(token)
            return
        if self.operand and (kind, word) == ("unknown", "°"):
            self._degrees(token)
            return
        if kind == "fraction" and self.operand and self.text[token.start - 1].isdigit():
            self._mixed(token)
            return
        if kind == "unknown" and word == "±":
            self.fail(self.with_error(token), token.start)
        if kind == "unknown":
            self.fail(without_meaning(word), token.start)
        if kind == "sign":
            self.sign(token)
        elif kind == "raised" and self.operand:
            self.take(token)
            self._raise_to(word.translate(RAISED), token.start)
        elif kind == "lifted" and self.operand:
            self._lifted(token)
        elif kind == "transposed" and self.operand and self.shapes[-1] is not None:
            self._transposed(token)
        elif kind == "transposed" and self.operand:  # a number lying down
            self._power_or_transposed(token)
            self.closed(token)
        elif kind == "name" and self.is_word(token):
            self.word(token)
        else:
            if self.operand:
                self.beside(token)
            self._operand(token)

    def _is_place(self, token: Token) -> bool:
        """Whether (x, y) behind a derivative says where it is taken, which is where the graph is.

        One name alone says so in (df/dx)(x), of a function of x; in (dL/dz)(x) it is a factor.
        """
        places = PLACES.match(self.text, token.start)
        if places is None or not all(x.strip() in self.known.names for x in places["xs"].split(",")):
            return False
        if "," not in places["xs"] and (x := places["xs"].strip()) == self.program[-1].what.x:
            if tuple(self.known.leaves_of(self.program[-1].what.y)) != (x,):
                told = f"this could be the derivative at {x}, or times it: leave ({x}) out, or write *{x}"
                self.fail(told, token.start)
        elif "," not in places["xs"]:
            return False
        self.note(f"a derivative at ({places['xs']}) is read where they are as recorded")
        self.position = places.end()
        return True

    def _method(self, token: Token) -> None:
        """x.exp(), (x*y).tanh(), x.pow(2)"""
        found = _METHOD.match(self.text, token.start)
        function = function_of(found["name"]) if found else None
        if found is None or function is None:
            dots = self.text.startswith("...", token.start)
            self.fail(without_meaning("..." if dots else "."), token.start)
        if found["empty"]:
            finish(self, function, 1, token.start)
            self.closed(token._replace(end=found.end()))
            return
        self.push(Opened("call", 0, function, 2, token.start, "("))
        self.position = found.end()
        self.operand = False

    def _degrees(self, token: Token) -> None:
        """30° is π/6."""
        for kind, what, count in (
            ("constant", "pi", 0),
            ("op", OPS["mul"], 2),
            ("number", "180", 0),
            ("op", OPS["div"], 2),
        ):
            self.emit(kind, what, count, token.start)
        self.closed(token)

    def _mixed(self, token: Token) -> None:
        """1½ is one and a half."""
        number = self.program[-1].what
        for part in FRACTIONS[token.word]:
            self.emit("number", str(part), 0, token.start)
        for op in ("div", "add"):
            self.emit("op", OPS[op], 2, token.start)
        self.note(f"{number}{token.word} is read as {number} + {token.word}")
        self.closed(token)

    def _transposed(self, token: Token) -> None:
        """wᵀx is a dot product; elsewhere a vector is the same lying down."""
        self._power_or_transposed(token)
        self.take(token)
        following = token_at(self.text, token.end)
        if following is not None and (following.kind != "sign" or following.word in ("(", "[")):
            self.reduce(PRODUCT)
            self.push(Opened("operator", PRODUCT, ("op", OPS["mul"]), 2, token.start, "dot"))
            self.operand = False

    def _power_or_transposed(self, token: Token) -> None:
        """x^T where a value is called T."""
        if "T" in token.word and "T" in self.known.names:
            self.fail("is this transposed, or to the power of T? write ᵀ, or ^(T)", token.start)

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
            self._quoted(token)
        elif kind == "name":
            self.named(token)
            return
        else:
            self.fail(f"expected a number, a name or '('; got {shown(word)}", at)
        self.operand = True

    def _quoted(self, token: Token) -> None:
        """`my loss`, a label of any kind; or an expression that stands as code in a text."""
        if token.word in self.known.names:
            self.emit("name", token.word, 0, token.start)
            return
        if NAME.fullmatch(token.word) or "`" in token.word:
            self.unknown(token.word, token.start)
        try:
            inner = self.inner(token.start + 1, stop=token.end - 1)
            self.emit_all(inner.read(), token.start)
        except FormulaError:
            self.unknown(token.word, token.start)
        self.note(*inner.notes)

    def number(self, word: str, at: int) -> None:
        """A number as it is written, which must fit a float64."""
        if len(word) > _DIGITS:
            self.fail(f"a number has at most {_DIGITS:,} digits", at)
        x = float(word)
        if math.isinf(x) or (x == 0 and word.lower().partition("e")[0].strip("0.")):
            self.fail(f"{shown(word)} is too {'small' if x == 0 else 'large'} for a float64", at)
        self.emit("number", word, 0, at)

    def _raise_to(self, exponent: str, at: int) -> None:
        """x², x⁻¹."""
        self.after_root(at)
        self.number(exponent, at)
        self.emit("op", OPS["pow"], 2, at)

    def _lifted(self, token: Token) -> None:
        """eˣ, e⁻ˣ, e²ˣ; where a label ends like that it is the label."""
        word, at, last = token.word, token.start, self.program[-1]
        self.take(token)
        if last.kind == "name" and f"{last.what}{word}" in self.known.names:
            self.program[-1] = replace(last, what=f"{last.what}{word}")
            return
        self.after_root(at)
        found = re.fullmatch(rf"([⁺⁻]?)([{POWER_DIGITS}]*)(.+)", word)
        assert found is not None
        name = unicodedata.normalize("NFKC", found[3])
        counted = self.bound.get(name)
        known = counted is not None or self.known.value(name) is not None
        pieces = [name] if known else self.known.split(name, False)
        if pieces is None:
            self.unknown(name, at)
        for i, piece in enumerate(pieces):
            kind, what = ("name", self.known.value(piece)) if counted is None else ("number", str(counted))
            self.emit(kind, what, 0, at)
            if i:
                self.emit("op", OPS["mul"], 2, at)
        if found[2]:
            self.number(found[2].translate(RAISED), at)
            self.emit("op", OPS["mul"], 2, at)
        if found[1] == "⁻":
            self.emit("op", OPS["neg"], 1, at)
        self.emit("op", OPS["pow"], 2, at)

    def _root(self, token: Token) -> None:
        """√x, √2, √(x + 1): of the one thing that follows."""
        opened = Opened("bare", POWER + 1, Function(OPS[ROOTS[token.word]]), 1, token.start, token.word)
        self.push(opened)
        self.operand = False
