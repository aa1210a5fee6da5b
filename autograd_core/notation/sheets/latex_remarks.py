r"""Remarks in words behind an equation of LaTeX, up to the end of its row: && \text{chain rule}."""

import re

_APART = re.compile(r"(?:&|\\q?quad(?![A-Za-z])|\\hfill|\\hspace\*?\{[^{}]*\})[\s~]*\Z")
_ROW_ENDS = re.compile(r"\\\\|\\end\s*\{|\n[ \t]*\n|\Z")
_SAYS = re.compile(
    r"[=<>]|\\(?:approx|simeq|equiv|sim|to|implies|iff|l?eq|geq?|le|neq?|in|Rightarrow|rightarrow)(?![A-Za-z])"
)
_CONDITION = re.compile(
    r"\s*\(?\s*(?:if|when|where|whenever|for|at|with|given|provided|unless|otherwise|else|as long as|assuming)\b",
    re.IGNORECASE,
)
_JOINS = re.compile(r"\s*(?:and|or|so|thus|hence|i\.e\.|therefore),?\s*", re.IGNORECASE)
_SAID_ASIDE = re.compile(r"\s*[(\[].*[A-Za-z]{2}.*[)\]][.,]?\s*|\s+[A-Za-z]+[^{}]*", re.DOTALL)
_NEAR, _ROW = 40, 500
"""How far what stands apart, and a row, are looked at."""


def is_remark(text: str, start: int, inside: tuple[int, int], end: int) -> int | None:
    """Where a remark ends that begins with the words at `start`; None for words that are a name or a condition.

    Words are a remark where they stand apart, or in brackets or behind a space after an equation, and nothing behind
    them in their row says that things are equal; "and" between two equations is one that ends at once.
    """
    words, behind = text[slice(*inside)], inside[1] + 1
    apart = _APART.search(text, max(0, start - _NEAR), start) is not None
    if apart and _JOINS.fullmatch(words):
        return behind
    if _CONDITION.match(words) or not (apart or (_SAID_ASIDE.fullmatch(words) and _is_equation(text, start))):
        return None
    row = _ROW_ENDS.search(text, behind, min(end, behind + _ROW))
    return row.start() if row is not None and _SAYS.search(text, behind, row.start()) is None else None


def _is_equation(text: str, end: int) -> bool:
    """Whether what stands before a position in its row says that things are equal."""
    near = max(0, end - _ROW)
    start = max(near, text.rfind("\n", near, end), text.rfind("\\\\", near, end))
    return _SAYS.search(text, start, end) is not None
