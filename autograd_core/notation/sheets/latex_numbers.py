r"""Numbers as LaTeX sets them: 1\,000, 0{,}5, and a fraction right behind a digit."""

import re

from ..formulas.expression import FormulaError

_FACTOR = re.compile(r"[^0-9,;(\[]\\,(?:\s|\\allowbreak)*[0-9.]")
"""A thin space before a number that is a factor; within a number it parts thousands."""
_AFTER_SIGN = re.compile(r"(?:\\(?:cdot|times|odot|div|le|leq|ge|geq|approx|to|sum|prod|partial|left)|[-+*/=<>^])\s*\Z")
_THOUSANDS = re.compile(r"[0-9]\\,(?=[0-9]{3}(?![0-9]))")
_COMMA = re.compile(r"[0-9]\{,\}(?P<digits>[0-9]+)")


def thin_space(text: str, start: int) -> str:
    r"""What \, says: nothing within a number, a product before one, else a space."""
    if _THOUSANDS.match(text, max(0, start - 1)):
        return ""
    after_sign = _AFTER_SIGN.search(text, max(0, start - 20), start)
    return "*" if not after_sign and _FACTOR.match(text, max(0, start - 1)) else " "


def comma(text: str, start: int) -> str:
    """What a comma in braces says: a decimal point.  Raises FormulaError where it may part thousands."""
    found = _COMMA.match(text, start - 1) if start else None
    if found is None:
        return ","
    if len(digits := found["digits"]) == 3:
        whole = re.search(r"[0-9]+\Z", text[:start])
        n = whole[0] if whole else ""
        sentence = f"is this a decimal comma, or does it part thousands? write {n}.{digits} or {n}{digits}"
        raise FormulaError(sentence, text, start)
    return "."


def must_not_be_mixed(text: str, start: int, above: str, below: str) -> None:
    """Raise FormulaError for a fraction of digits right behind a digit, which is a sum to some and a product to
    others."""
    before = re.search(r"[0-9.]+\s?\Z", text[max(0, start - 20) : start])
    if before and above.isdigit() and below.isdigit():
        n = before[0].strip()
        sentence = f"this could be {n} + {above}/{below}, or {n} times {above}/{below}: write one of them"
        raise FormulaError(sentence, text, start)
