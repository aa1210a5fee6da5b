"""The words and signs of a formula, one at a time."""

import re
from typing import NamedTuple

from .labels import NAME
from .spelling import FRACTIONS, LIFTED, POWER_DIGITS, PRIMES, ROOTS, SIGNS

_RAISED = rf"[⁺⁻]?[{POWER_DIGITS}]+"
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>{NAME.pattern})"
    r"|(?P<transposed>ᵀ|⊤|\^\{?(?:⊤|ᵀ)\}?|\^T(?![^\W_])|\^\{T\})"
    rf"|(?P<lifted>[⁺⁻]?[{POWER_DIGITS}]*[{LIFTED}]+)"
    rf"|(?P<raised>{_RAISED})"
    r"|(?P<sign>\.[*/^]|\*\*|//|<=|>=|==|!=|&&"
    rf"|[-!=+*/%^(),;:?|‖\[\]{{}}<>@{''.join(re.escape(c) for c in SIGNS if len(c) == 1)}])"
    r"|`(?P<quoted>[^`\n]{1,200})`"
    rf"|(?P<fraction>[{''.join(FRACTIONS)}])|(?P<root>[{''.join(ROOTS)}])|(?P<unknown>\S))"
)
CLOSES = {"(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖"}
OPENING = re.compile(r"(?:\.(?=\())?\s*([(\[{])")
"""Before arguments; Julia writes exp.(x)."""
POWER = re.compile(
    r"\s*(?:(?:\^|\*\*)\s*(?:\{\s*(?P<braced>[+−-]?[0-9]+)\s*\}|\(\s*(?P<bracketed>[+−-]?[0-9]+)\s*\)"
    rf"|(?P<plain>[+−-]?[0-9]+))|(?P<raised>{_RAISED}))"
)
"""A whole power, as after the name of a function: sin^2(x), tan⁻¹(x)."""
AT = re.compile(r"\(\s*(?P<x>[-+−]?\s*(?:[0-9]+\.?[0-9]*|\.[0-9]+))\s*\)")
"""A number in brackets: f(0.7)."""
DASHES = re.compile(rf"[{PRIMES}]{{1,3}}")


class Token(NamedTuple):
    """A word or a sign: where it begins and ends, and whether a space stands before it."""

    kind: str
    """number, name, quoted, raised, lifted, fraction, root, sign, transposed; unknown for what means nothing."""
    word: str
    start: int
    end: int
    spaced: bool


def past_space(text: str, position: int) -> int:
    """Where the next thing begins that is no space."""
    while text[position : position + 1].isspace():
        position += 1
    return position


def token_at(text: str, position: int) -> Token | None:
    """The token at a position, over spaces; None at the end."""
    found = _TOKEN.match(text, position)
    if found is None:
        return None
    kind = str(found.lastgroup)
    start, word = found.start(kind), found[kind]
    if kind == "sign":
        word = SIGNS.get(word, word)
    elif kind == "quoted":
        start -= 1
    return Token(kind, word, start, found.end(), start > position)
