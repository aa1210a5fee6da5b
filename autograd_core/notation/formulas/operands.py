"""What a word in a formula is: a value, a product of values, a function with what it is applied to, or a derivative."""

import re
from collections.abc import Collection
from typing import NoReturn

from ...ops import OPS
from ...words import shown
from . import derivatives, marks
from .called import called_derivative
from .expression import CONSTANTS
from .functions import PLAIN, PREFIX, SINGLE, SPACES, Functions
from .held import held_by_bar
from .indices import with_indices
from .labels import INDEX, key
from .spelling import LIFTED, POWER_DIGITS, PRIMES, TRUTHS
from .sums import read_sum
from .tokens import AT, DASHES, OPENING, Token
from .vocabulary import Ambiguous

_INDEXED = re.compile(rf"{INDEX}(?=[^\W\d_])")
_RAISED = re.compile(rf"\^|\*\*|[⁺⁻]?[{POWER_DIGITS}]*[{LIFTED}]|[⁺⁻]?[{POWER_DIGITS}]")
_CONSTANT = re.compile(r"(pi|e|PI|E)\b(?:\(\s*\))?")


class Operands(Functions):
    """The part of the reader that knows words."""

    def derivative(self, token: Token) -> bool:
        """Read a derivative at a token, if one stands there."""
        if not self.partials or self.text[token.start] not in "d∂δ∇([D":
            return False
        try:
            found = derivatives.at(self, token.start)
        except Ambiguous as error:
            self.fail(str(error.args[0]), token.start)
        if found is None:
            return False
        found = held_by_bar(self, found)
        if self.operand:
            self.beside(token)
        self.emit_all(found.steps, token.start)
        self.position = found.end
        self.note(*found.notes)
        if self.text[found.end - 1] in POWER_DIGITS and self.text[found.end : found.end + 1].isalpha():
            whole, x = self.text[token.start : found.end], self.text[found.end]
            self.fail(f"does the derivative end here? write ({whole})*{x}..., or {whole}∂{x}...", found.end)
        return True

    def named(self, token: Token) -> None:
        """A word: the longest thing that it can be."""
        try:
            self._named(token)
        except Ambiguous as error:
            self.fail(str(error.args[0]), token.start)

    def _named(self, token: Token) -> None:
        at = token.start
        if read_sum(self, token):
            return
        if self.partials and (found := called_derivative(self, at)) is not None:
            self.position = found.end
            self.emit_all(found.steps, at)
            self.note(*found.notes)
            return
        if self.is_function(token):
            return
        if lifted := next((name for name in self.known.names.lifted if self.text.startswith(name, at)), ""):
            self._take_value(lifted, lifted, at)
            return
        for word in self._shorter(token.word):
            if (label := self._value(word)) is not None:
                self._take_value(word, label, at)
                return
        self._otherwise(token)

    def _shorter(self, word: str) -> list[str]:
        """The word with its indices, and with ever fewer of them: x^(2) may be the square of x."""
        found = [word]
        for index in _INDEXED.finditer(word):  # W_{11}x_{1} may be two factors
            found.insert(1, word[: index.end()])
        while word and word[-1] in "]})⁾":
            opening = max(word.rfind(c) for c in "[{(⁽")
            if word[opening - 1 : opening] == "_":  # x_{1} is no product of x
                break
            if word[opening] == "⁽" or word[opening - 2 : opening] == "^{":  # f^{(2)} is no square of f
                break
            word = word[:opening].rstrip("_^{") if opening > 0 else ""
            if word:
                found.append(word)
        return found

    def _value(self, word: str) -> str | None:
        """The label that a word stands for, with the index of a sum put in."""
        if self.bound:
            word = with_indices(word, self.bound)
        return self.known.value(word)

    def _take_value(self, word: str, label: str, at: int) -> None:
        self.position = at + len(word)
        dashed = f"{word}{self.text[self.position : self.position + 1]}"
        if dashed[-1] in PRIMES and dashed.replace("′", "'") in self.known.names:
            word = label = dashed.replace("′", "'")
            self.position += 1
        if self.partials and (found := marks.primed(self, label, self.position)) is not None:
            self.position = found.end
            self.emit_all(found.steps, at)
            self.note(*found.notes)
            return
        if self.text[self.position : self.position + 1] == "[":
            index = self.text[self.position :].partition("]")[0]
            self.fail(f"no value is named {word}{shown(index) if len(index) < 40 else f'{shown(index[:40])}...'}]", at)
        if word[-1] == "_" and self.text[self.position : self.position + 1] == "{":
            self.fail(f"an index has one pair of braces: {word.rstrip('_')}_{{...}}", self.position)
        if self._is_of(label, at):
            return
        if SINGLE.match(self.text, self.position) or self._depends(label, self.position):
            self.fail(
                f"{word}(...) could be {word} times the bracket or a function: write {word}*(...), or {word} alone", at
            )
        self.emit("name", label, 0, at)
        self.operand = True

    def _is_of(self, label: str, at: int) -> bool:
        """Whether f(x) stands here for f itself: where f depends on x alone, where it stands alone, or where several
        names in the brackets leave nothing else that it could be."""
        if (number := AT.match(self.text, self.position)) is not None:
            return self._is_at(label, number)
        apart = SPACES.match(self.text, self.position).end()  # type: ignore[union-attr]  # it always matches
        found = SINGLE.match(self.text, apart)
        if found is None or not (leaves := self.known.leaves_of(label)) or label in leaves:
            return False
        words = [x.strip() for x in found[0].strip("() ").split(",")]
        arguments = [self.known.end(x) for x in words]
        only = {x[0] for x in arguments if x is not None} == set(leaves) and None not in arguments
        if apart > self.position and not (only or len(words) > 1 or self._depends(label, self.position)):
            return False
        alone = len(words) > 1 or self.text.strip() == self.text[at : found.end()].strip()
        among = (
            _is_among(x, end and end[0], leaves) or (end is not None and self.known.depends(label, end[0]))
            for x, end in zip(words, arguments)
        )
        factor = any(end is not None for end in arguments)  # J(θ), where θ is all of theta1 and theta2, is no product
        if not only and not ((alone or not factor) and all(among)):
            return False
        told = f", which depends on {' and '.join(leaves)} alone" if only else ""
        self.note(f"{label}{found[0]} is read as {label}{told}")
        self.position = found.end()
        self.emit("name", label, 0, found.start())
        self.operand = True
        return True

    def _is_at(self, label: str, number: re.Match[str]) -> bool:
        """Whether f(0.7) stands here for f where x is 0.7, as it is in the graph; elsewhere it is asked about."""
        leaves = self.known.leaves_of(label)
        if label in leaves or not leaves:
            return False
        if len(leaves) == 1 and self.known.must_be_here(next(iter(leaves)), number["x"]) is None:
            self.note(f"{label}{number[0]} is read as {label} where the graph is")
            self.emit("name", label, 0, number.start())
            self.position, self.operand = number.end(), True
            return True
        told = f"{label}{number[0]} could be {label} times {number['x']}, or {label} there"
        instead = f"{label}*{number['x']}, or {label} alone, which is judged where the graph is"
        return self.fail(f"{told}: write {instead}", self.position)

    # ── what is no value and no function ─────────────────────────────────────────────────────

    def _otherwise(self, token: Token) -> None:
        word, at = token.word, token.start
        bare = PLAIN.match(self.text, at)
        plain = bare[0] if bare else word
        if not (
            self._is_known_number(word, plain, at)
            or self._is_log_of_number(plain, at)
            or self._is_constant_with_prefix(plain, at)
            or self._is_slope(plain, at)
            or self._is_vector(word if word.endswith("]") else plain, at)
        ):
            self._split(word, plain, at)

    def _is_known_number(self, word: str, plain: str, at: int) -> bool:
        """Whether it is an index that is bound here, True or False, or a constant such as pi: then it is read."""
        if plain in self.bound:
            step = "number", str(self.bound[plain])
        elif word == plain and plain in TRUTHS:
            step = "number", TRUTHS[plain]
        elif word == plain and plain in CONSTANTS:
            step = "constant", plain
        else:
            return False
        self._take_word(plain, at)
        self.emit(*step, 0, at)
        return True

    def _is_log_of_number(self, plain: str, at: int) -> bool:
        """Whether it is ln2, the logarithm of 2: then it is read."""
        if plain[:2] != "ln" or not plain[2:].isdecimal():
            return False
        self._take_word(plain, at)
        self.emit("number", plain[2:], 0, at)
        self.emit("op", OPS["log"], 1, at)
        self.note(f"{plain} is read as ln({plain[2:]})")
        return True

    def _is_constant_with_prefix(self, plain: str, at: int) -> bool:
        """Whether it is a constant as libraries name it, math.pi or PI: then it is read."""
        prefix = PREFIX.match(self.text, at)
        constant = _CONSTANT.match(self.text, prefix.end() if prefix else at) if prefix or plain == "PI" else None
        if constant is None:
            return False
        self.position = constant.end()
        self.emit("constant", constant[1].lower(), 0, at)
        self.operand = True
        return True

    def _is_slope(self, plain: str, at: int) -> bool:
        """Whether it is a derivative by a mark on a name, y', or on a word for one: then it is read."""
        if not self.partials:
            return False
        end = at + len(plain)
        root = self.known.end(plain, of_root=True) if self.text[end:][:1] in PRIMES else None
        if root is not None and root[1] and (found := marks.primed(self, root[0], end)) is not None:
            notes = (root[1], *found.notes)
        elif (found := marks.word(self, at)) is not None:
            notes = found.notes
        else:
            return False
        self.position = found.end
        self.emit_all(found.steps, at)
        self.note(*notes)
        return True

    def _is_vector(self, stem: str, at: int) -> bool:
        """Whether it is what several values have in common, w of w1 and w2: then it is read as all of them."""
        if not (entries := self.known.entries(stem)):
            return False
        self._take_word(stem, at)
        for label in entries:
            self.emit("name", label, 0, at)
        self.emit("vector", None, len(entries), at)
        self.note(f"{stem} is read as the vector of {entries[0]} to {entries[-1]}")
        return True

    def _take_word(self, word: str, at: int) -> None:
        self.position = at + len(word)
        self.operand = True

    def _split(self, word: str, plain: str, at: int) -> None:
        """xy as x times y, where that is all it can be."""
        for whole in self._shorter(word):
            dashes = DASHES.match(self.text, at + len(whole))
            opening = OPENING.match(self.text, dashes.end() if dashes else at + len(whole))
            call = opening is not None and opening[1] == "("
            pieces = self.known.split(whole, call) or self._with_e(whole, at + len(whole))
            if pieces is None:
                continue
            if self.partials and whole[0] == "d" and self.known.end(whole[1:]) is not None:
                self.fail(
                    f"{whole} could be d times {whole[1:]} or a differential: write d*{whole[1:]} or dy/dx",
                    at,
                )
            self._take_pieces(pieces, at)
            return
        if self.known.any_name:
            self._take_word(plain, at)
            self.emit("name", plain, 0, at)
            return
        self._means_nothing(word, at)

    def _with_e(self, word: str, end: int) -> list[str] | None:
        """The pieces of xe in xe^x, where e is Euler's number; None for anything else."""
        rest = word[:-1]
        if word[-1] != "e" or not rest or not _RAISED.match(self.text, end):
            return None
        pieces = [rest] if self.known.part(rest) else self.known.split(rest, False)
        return [*pieces, "e"] if pieces else None

    def _take_pieces(self, pieces: list[str], at: int) -> None:
        self.note(f"{''.join(pieces)} is read as {'*'.join(pieces)}")
        place = at
        for i, piece in enumerate(pieces):
            if i:
                self.operand = True
                self.beside(Token("name", piece, place, place + len(piece), False))
            self.position = place + len(piece)
            if self.known.part(piece) or piece == "e":
                label = self.known.value(piece)
                if label is not None and self.partials and self.text[self.position : self.position + 1] in {*PRIMES}:
                    self._take_value(piece, label, place)  # gh' is g times h'
                    return
                self.emit("name" if label is not None else "constant", label or piece, 0, place)
                self.operand = True
            else:
                self.is_function(Token("name", piece, place, place + len(piece), False))
            place += len(piece)

    def _means_nothing(self, word: str, at: int) -> NoReturn:
        opening = OPENING.match(self.text, at + len(word))
        dashed = self.text[at + len(word) : at + len(word) + 1]
        if dashed and dashed in PRIMES and self.known.value(word) is not None:
            self.fail(f"{word}' is the derivative of {word} towards what? write d{word}/dx", at)
        self.unknown(word, at, opening is not None and opening[1] == "(")


def _is_among(word: str, label: str | None, leaves: Collection[str]) -> bool:
    """Whether a name is that of a leaf, or of a vector of leaves: w, where w1 and w2 are leaves."""
    entry = re.compile(rf"{re.escape(key(word))}_?[0-9]+(?:_[0-9]+)*")
    return label in leaves or any(entry.fullmatch(key(leaf)) for leaf in leaves)
