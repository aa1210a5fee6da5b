"""The sides of an equation: what stands between the signs that say that things are equal."""

import re
from functools import cache

_EQUALS = re.compile(r":=|=>|<-(?=\s)|->|[←⇒→⟶⟹↦≈≃≅≐~≡≜≝≔]|(?<![<>!=:])=+(?!>)")
EQUALS_FIRST = re.compile(r":?[=≈≃≅≐→⇒]")
"""A line that goes on with the one before."""
_CONDITION = re.compile(
    r"(?<=[^\s:;,]) (?:where|if|when)\b(?!\()"
    r"(?:(?!\b(?:else|otherwise|where|if|when)\b).){0,300}(?=\b(?:else|otherwise)\b)"
)


def sides(text: str) -> list[str]:
    """What stands between the signs of equality of a statement; those within brackets, and in the conditions of a
    choice, are comparisons."""
    if not _CONDITION.search(text):
        return [side.strip() for side in parts(text, _EQUALS)]
    hidden = _CONDITION.sub(lambda found: found[0].replace("=", "\0"), text)
    return [side.strip().replace("\0", "=") for side in parts(hidden, _EQUALS)]


def parts(text: str, sign: re.Pattern[str]) -> list[str]:
    """The parts of a text between signs that stand outside of brackets."""
    depth, start, found = 0, 0, []
    for match in _or_bracket(sign).finditer(text):
        c = match[0]
        if c in ("(", "[", "{"):
            depth += 1
        elif c in (")", "]", "}"):
            depth -= depth > 0
        elif depth == 0:
            found.append(text[start : match.start()])
            start = match.end()
    return [*found, text[start:]]


@cache
def _or_bracket(sign: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(rf"[()\[\]{{}}]|{sign.pattern}")
