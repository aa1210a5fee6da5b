"""Where an equation is said to hold: dy/dx = 1/x for x > 0, if x != 0, for all x."""

import re

from ..formulas.labels import NAME
from .equations import sides

_SIGN = r"(?:<=|>=|!=|[<>≤≥≠])"
_PART = r"[^=<>≤≥≠!,;:()]{1,60}"
_COMPARED = rf"{_PART}{_SIGN}{_PART}(?:{_SIGN}{_PART})?"
_EVERY = r"(?:(?:all|every|any|each)\s+|∀\s*)"
_WORDS = r"(?:for|if|when|whenever|where|as long as|valid for|(?:provided|assuming)(?:\s+that)?)"
_FOR = re.compile(rf"(?P<said>.+?)[\s,;]\s*\(?\s*(?:{_WORDS}\s+{_EVERY}?|∀\s*)(?P<given>{_COMPARED})\)?\.?")
_ALONE = re.compile(rf"(?P<said>.+?)\s*,\s*\(?(?P<given>{NAME.pattern}\s*{_SIGN}{_PART}(?:{_SIGN}{_PART})?)\)?\.?")
_FOR_ALL = re.compile(
    rf"(?P<said>.+?)[\s,]\s*\(?(?:for\s+)?{_EVERY}(?:real\s+)?{NAME.pattern}(?:\s*∈(?:\s*ℝ)?|\s+in\s+ℝ)?\s*\)?\.?"
)
_ELSE = re.compile(r"(?<!\w)(?:else|otherwise)(?!\w)|\?|\bif\b.*\bif\b")
_MAY_BE = re.compile(r"[<>≤≥≠∀]|!=|(?<!\w)(?:all|every|any|each)(?!\w)")
_OTHER = re.compile(r"(?<!\w)(?:for|if|when|where)(?!\w)")
_LONGEST = 400
"""In a longer statement no condition is looked for."""


def conditioned(text: str) -> tuple[str, str]:
    """An equation without the condition that stands behind it, and that condition; "" where there is none."""
    if len(text) > _LONGEST or not _MAY_BE.search(text) or _ELSE.search(text):
        return text, ""
    for pattern in (_FOR, _ALONE, _FOR_ALL):
        found = pattern.fullmatch(text)
        if found is not None and _is_whole(found["said"]) and len(sides(found["said"])) > 1:
            return found["said"].rstrip(" ,"), found.groupdict().get("given", "").strip()
    return text, ""


def _is_whole(text: str) -> bool:
    """Whether each bracket is closed, and no other condition stands there: of cases each has its own."""
    return not _OTHER.search(text) and all(text.count(a) == text.count(b) for a, b in ("()", "[]", "{}"))
