"""Labels that no word can be, put into backticks where they stand in a formula: layer1.w, b', my loss, a-b."""

import re
from collections.abc import Sequence
from functools import lru_cache

_PLAIN = re.compile(r"[\w.']+")
"""A label without a sign in it, which stands for itself wherever it is no part of a longer word."""
_MOST = 200
"""So many labels are looked for."""


def quoted(text: str, places: Sequence[int], odd: Sequence[str]) -> tuple[str, Sequence[int]]:
    """The text with its odd labels in backticks, and where each character of it stood.

    A label with signs in it is one where it stands in brackets, between commas, or alone: d(a-b)/dx, tanh(my loss).
    """
    if not any(label in text for label in odd[:_MOST]):
        return text, places
    found: list[str] = []
    origin: list[int] = []
    start = 0
    for label in _pattern(tuple(odd[:_MOST])).finditer(text):
        name = next(x for x in (label["plain"], label["bracketed"], label["argument"]) if x is not None)
        at = label.start() + label[0].index(name, len(label["d"] or label["d2"] or ""))
        before = label["d"] or label["d2"] or ""
        found += [*text[start : label.start()], *before, "`", *name, "`"]
        origin += [*places[start : label.start()], *places[label.start() : label.start() + len(before)]]
        origin += [places[at], *places[at : at + len(name)], places[at + len(name) - 1]]
        start = label.end()
    found += text[start:]
    origin += places[start:]
    return "".join(found), origin


@lru_cache(32)
def _pattern(odd: tuple[str, ...]) -> re.Pattern[str]:
    plain = "|".join(re.escape(label) for label in odd if _PLAIN.fullmatch(label)) or "(?!)"
    signed = "|".join(map(re.escape, odd))
    return re.compile(
        rf"(?<![\w.'`])(?P<d>[d∂](?:\^?\+|⁺)?)?(?P<plain>{plain})(?!\w|'|`|\.(?!grad\b))"
        rf"|(?<![\w`])(?P<d2>[d∂](?:\^?\+|⁺)?)\(\s*(?P<bracketed>{signed})\s*\)(?!`)"
        rf"|(?:(?<=[(,])|^)\s*(?P<argument>{signed})(?=\s*(?:[),]|$))"
    )
