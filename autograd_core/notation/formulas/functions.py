"""Functions by their names, with primes, a power or a base, with and without brackets."""

import re
from dataclasses import replace

from .calls import Function, function_of, inverse_of
from .expression import Instruction, Lambda
from .labels import NAME, WORD
from .reading import Reading
from .spelling import COMPOSED, LOWERED, PREFIXES, RAISED
from .tokens import DASHES, OPENING, POWER, Token

_ARGUMENT = re.compile(r"\s*[-−]?[\w(|√∛½⅓⅔¼¾.`∂]")
_BRACKET = re.compile(r"\s*[\w(|√∛`∂]")
_BASED = re.compile(r"log(?:_?\{([0-9]+|[A-Za-z])\}|_([0-9]+|[A-Za-z])(?![^\W_])|([₀-₉]+))")
PREFIX = re.compile(rf"(?:(?:{'|'.join(PREFIXES)}|linalg)(?:\.|::))+(?=[A-Za-z])")
PLAIN = re.compile(WORD)
_ASKED = {"σ": "sigmoid", "φ": "normal_pdf", "Φ": "normal_cdf", "ψ": "digamma", "Γ": "gamma", "gamma": "gamma"}
"""Letters that are functions to some and values to others."""
_JOINED = (
    "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "sin", "cos", "tan", "sec", "csc", "cot", "log", "exp", "ln",
)  # fmt: skip
"""Functions whose argument may follow without a space."""
_DOTTED = re.compile(rf"(?:{'|'.join(re.escape(name) for name in COMPOSED if '.' in name)})(?=\s*\()")
"""Functions of spreadsheets whose names have dots."""
_DIGITS = 20
"""The power of a function is no longer than this: sin²x."""
_CALLED_ONLY = ("N", "n", "int")
SPACES = re.compile(r" {0,3}")
SINGLE = re.compile(rf"\(\s*(?:{NAME.pattern})\s*(?:,\s*(?:{NAME.pattern})\s*)*\)")


class Functions(Reading):
    """The part of the reader that knows functions."""

    def starts_function(self, token: Token) -> bool:
        """Whether a function begins here, with or without brackets."""
        return token.kind == "root" or (
            token.kind == "name" and token.word not in self.known.names and self._function(token) is not None
        )

    def _depends(self, label: str, end: int) -> bool:
        """Whether a value that is called like a function depends on what stands behind it in brackets: φ(r)."""
        if label in self.known.leaves_of(label) or not self.known.leaves_of(label):
            return False
        found = SINGLE.match(self.text, SPACES.match(self.text, end).end())  # type: ignore[union-attr]  # it always does
        ends = [self.known.end(x) for x in found[0].strip("() ").split(",")] if found is not None else [None]
        return all(x is not None and x[0] != label and self.known.depends(label, x[0]) for x in ends)

    def _function(self, token: Token) -> tuple[Function, int] | None:
        """The function that a word names with its primes, power or base, and where its argument begins; None where it
        names none."""
        prefix = PREFIX.match(self.text, token.start)
        start = prefix.end() if prefix else token.start
        found = _DOTTED.match(self.text, start) or PLAIN.match(self.text, start)
        if found is None:
            return None
        word, end = found[0], found.end()
        defined = self.known.functions.get(word)
        f = Function(defined) if defined is not None else self._with_base(word, start) or function_of(word)
        if f is None and (joined := self._joined(word)) is not None:
            f, end = joined, start + len(joined.word)
        if f is None:
            return None
        if (based := _BASED.match(self.text, start)) and f.base:
            end = based.end()
        dashes = DASHES.match(self.text, end)
        if dashes and self._is_its_slope(word, defined, dashes.end()):
            return None
        if dashes:
            f, end = Function(f.what, len(dashes[0])), dashes.end()
        f, end = self._raised(f, end, token.start)
        opening = OPENING.match(self.text, end)
        called = _called(opening, end)
        if (label := self.known.value(word)) is not None and prefix is None:
            if not called or (defined is None and (word in _CALLED_ONLY or self._depends(label, end))):
                return None
            if (word in _ASKED and defined is None) or (
                opening is not None and opening.start(1) > end and word not in _CALLED_ONLY
            ):
                f_of = f"{_ASKED.get(word, word)}(...) for the function"
                self.fail(f"{word} is a value here: write {word}*(...) for a product, {f_of}", token.start)
        if not called and (word in _CALLED_ONLY or not f.unary or not self._argument_follows(end)):
            if prefix is not None:
                self.fail(f"{self.text[token.start : end]} needs its argument in brackets", token.start)
            return None
        return f, end

    def _is_its_slope(self, word: str, defined: Lambda | None, end: int) -> bool:
        """Whether f'(x) is df/dx of a value; at what is no argument of a function that a line has defined, it is the
        derivative of the function there.
        """
        of = SINGLE.match(self.text, end) if self.partials and word in self.known.names else None
        return of is not None and (defined is None or of[0].strip("() ") in defined.parameters)

    def _raised(self, f: Function, end: int, at: int) -> tuple[Function, int]:
        """A function with the power that stands on its name, sin²x or sin^2(x), and where that ends."""
        power = POWER.match(self.text, end) if not f.primes else None
        if power is None or not (
            power["raised"] or self._argument_follows(power.end(), bracket=power["bracketed"] is None)
        ):
            return f, end
        exponent = (
            (power["raised"] or power["braced"] or power["bracketed"] or power["plain"])
            .translate(RAISED)
            .replace("−", "-")
        )
        if len(exponent) > _DIGITS:
            self.fail(f"an exponent has at most {_DIGITS} digits here", at)
        return self._to_the(f, exponent, at), power.end()

    def _joined(self, word: str) -> Function | None:
        """The function with which a word begins that goes on with its argument: cosθ, lnx, sin2x."""
        if word in self.known.names:
            return None
        for name in _JOINED:
            rest = word.removeprefix(name)
            x = rest.lstrip("0123456789")
            if rest not in ("", word) and (self.known.value(x) or x in ("π", "pi")) and x not in ("e", "i"):
                f = function_of(name)
                self.note(f"{word} is read as {name}({f'{rest[: -len(x)]}*' if x != rest else ''}{x})")
                return None if f is None else replace(f, word=name)
        return None

    def _with_base(self, word: str, start: int) -> Function | None:
        """log_2, log₂, log_{10}, log_b."""
        found = _BASED.match(self.text, start)
        if found is None or word in self.known.names or found[0] in ("log2", "log10"):
            return None
        base = (found[1] or found[2] or found[3]).translate(LOWERED)
        if base.isdigit():
            steps: tuple[Instruction, ...] = (Instruction("number", base, 0, start),)
        elif (label := self.known.value(base)) is not None:
            steps = (Instruction("name", label, 0, start),)
        else:
            return None
        plain = function_of("log")
        assert plain is not None
        return Function(plain.what, base=steps)

    def _to_the(self, f: Function, exponent: str, at: int) -> Function:
        """sin² is a square; sin⁻¹ is the inverse, by convention, and for other functions it is asked about."""
        if exponent != "-1":
            return Function(f.what, 0, exponent, f.base)
        inverse = inverse_of(f.name)
        if inverse is None:
            self.fail(f"{f.name}⁻¹ could be 1/{f.name} or the inverse function: write one of them", at)
        self.note(f"{f.name}⁻¹ is read as {inverse.name}")
        return inverse

    def _argument_follows(self, position: int, bracket: bool = True) -> bool:
        return (_ARGUMENT if bracket else _BRACKET).match(self.text, position) is not None

    def is_function(self, token: Token) -> bool:
        """Whether a name is that of a function that is applied to what follows."""
        found = self._function(token)
        if found is None:
            return False
        f, end = found
        opening = OPENING.match(self.text, end)
        if isinstance(f.what, str) and (opening is None):
            return False
        if f.primes and not f.unary:
            self.fail(f"{f.name}' needs an op of one argument", token.start)
        if opening is not None and _called(opening, end):
            self.position = opening.end()
            self.open_call(f, token.start, opening[1])
        else:
            self.position = end
            self.open_bare(f, token.start)
        return True


def _called(opening: re.Match[str] | None, end: int) -> bool:
    """Whether arguments follow: f(x), f (x), and right after the name f[x] and f{x}."""
    return opening is not None and (opening[1] == "(" or opening.start(1) == end)
