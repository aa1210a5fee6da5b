"""The words and signs of a formula, one at a time."""

import re
from dataclasses import dataclass

from .spelling import FRACTIONS, PRIMES, ROOTS, SIGNS
from .vocabulary import NAME

_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_QUOTED = re.compile(r"`([^`\n]{1,200})`")
_RAISED = re.compile(r"[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_SIGN = re.compile(r"\*\*|//|<=|>=|==|!=|&&|[-+*/%^(),|\[\]<>@]")
_TRANSPOSED = re.compile(r"ᵀ|⊤|\^\{?(?:⊤|\\top)\}?")
_LONG = {"&&": "and"}
SPACE = re.compile(r"\s*")
POWER = re.compile(rf"\s*(?:(?:\^|\*\*)\s*(?:\{{\s*(?P<braced>[+−-]?[0-9]+)\s*\}}|\(\s*(?P<bracketed>[+−-]?[0-9]+)\s*\)|(?P<plain>[+−-]?[0-9]+))|(?P<raised>{_RAISED.pattern}))")
"""A whole power, as after the name of a function: sin^2(x), tan⁻¹(x)."""
DASHES = re.compile(rf"[{PRIMES}]{{1,3}}")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign: where it begins and ends, and whether a space stands before it."""

    kind: str
    """number, name, quoted, raised, fraction, root, sign, transposed."""
    word: str
    start: int
    end: int
    spaced: bool


def token_at(text: str, position: int) -> Token | None:
    """The token at a position, over spaces; None at the end.  A character without meaning has the kind "unknown"."""
    space = SPACE.match(text, position)
    at = space.end() if space else position
    if at >= len(text):
        return None
    c, spaced = text[at], at > position
    if c in FRACTIONS:
        return Token("fraction", c, at, at + 1, spaced)
    if c in ROOTS:
        return Token("root", c, at, at + 1, spaced)
    for kind, pattern in (("number", _NUMBER), ("transposed", _TRANSPOSED), ("raised", _RAISED), ("sign", _SIGN), ("quoted", _QUOTED)):
        if found := pattern.match(text, at):
            word = found[1] if kind == "quoted" else found[0]
            return Token(kind, SIGNS.get(word, _LONG.get(word, word)), at, found.end(), spaced)
    if c in SIGNS:
        return Token("sign", SIGNS[c], at, at + 1, spaced)
    if found := NAME.match(text, at):
        return Token("name", found[0], at, found.end(), spaced)
    return Token("unknown", c, at, at + 1, spaced)
