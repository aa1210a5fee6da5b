"""The statements of one line: after each ; and after commas, arrows and words between equations."""

import re

from ..formulas.labels import NAME
from .equations import parts, sides
from .surroundings import NAMED, without_leading_words

THEN = re.compile(r"<=>|=>|->|[⇒→⟶⟹⇔⟺]")
"""Arrows between equations, which lead from one to the next."""
_ONLY_WHERE = re.compile(r"=\s*0\s*(?:<=>|[⇔⟺])")
_AT_INDICES = re.compile(
    r"[\s,]*(?:\(\s*)?(?:for\s+)?(?:(?:all|each|every)\s+)?(?<![\w(])(?P<index>[i-nt])\s*(?:=|∈|in)\s*[{\[]?\s*"
    r"(?P<at>[0-9]{1,3}\s*,\s*(?:(?:\.{2,3}|…|⋯)\s*,?\s*)?(?:[0-9]{1,3}\s*,?\s*){1,20})[}\]]?(?:\s*\))?\s*$"
)
"""For which numbers an index stands: for j = 1, 2."""
_AT_ONE = re.compile(r",?\s+(?:for|at|where)\s+(?P<index>[i-n])\s*=\s*(?P<at>[0-9]{1,3})\s*$")
"""for j = 2, of a line with an index j."""
_NEXT = re.compile(
    r",(?!\s*(?:else|otherwise)\b)|\band\b|(?<=\s)&(?=\s)"
    r"|\.\s+(?=(?:Then|So|Hence|Thus|Therefore|Now|Also|We|This|∂|d[^\W\d]\w*\s*/\s*d))"
)
"""What stands between two equations of a sentence, or of two."""
_IFTHEN = re.compile(
    r"if\s+(?P<given>[^=<>≤≥]{1,80}(?:=|[<>]=?|[≤≥])[^=<>≤≥]{1,80}?),?\s+then\s+(?P<said>.+)", re.IGNORECASE
)
_WHERE = re.compile(
    rf"(?P<said>[^=]+=(?:(?!\b(?:if|else|otherwise|where|when)\b).)+?)[\s,]\s*"
    rf"\b(?:where|with|given|using|since|because|at|for)\s+(?P<given>{NAME.pattern}\s*:?=(?:(?!\b(?:else|otherwise)\b).)+)"
)
"""... where s = 1 - out: what is explained behind a statement."""
_SO = re.compile(
    r"(?P<given>[^=]+=[^=]+?),?\s+(?:(?:and |so |then )?(?:we (?:get|have|obtain|find)|hence|thus|therefore)|"
    r"it follows that|which gives|this gives|so that)\s*:?\s+(?P<said>.+)"
)
"""With s = 1 - p we get dL/dp = ..."""
_DERIVATIVE_NAMED = re.compile(r"(?P<name>[∂d][^\s:=/]*\s*/\s*[∂d][^\s:=/]*)\s*:\s+(?P<value>[^=:?]+)")
"""dL/dw: (a - y) x"""


def separated(line: str) -> list[str]:
    """The statements of a line: after each ; and after commas and "and" where there is an equation on both sides."""
    found: list[str] = []
    line = _AT_INDICES.sub(_for_each, line)
    if (one := _AT_ONE.search(line)) is not None and re.search(
        rf"[_\[{{]{one['index']}\b|[ᵢⱼₖₘₙ]", line[: one.start()]
    ):
        line = f"{line[: one.start()]} ∀{one['index']}∈{{{one['at']}}}"
    if (given := _IFTHEN.fullmatch(line)) is not None:
        return [*separated(given["given"]), *separated(given["said"])]
    if (said := _WHERE.fullmatch(line)) is not None and len(sides(said["said"])) > 1:
        return [*separated(said["given"]), *separated(said["said"])]
    if (so := _SO.fullmatch(line)) is not None and len(sides(so["given"])) > 1 and len(sides(so["said"])) > 1:
        return [*separated(so["given"]), *separated(so["said"])]
    if (several := _several(line)) is not None:
        return several
    for part in map(without_leading_words, map(str.strip, parts(line, re.compile(r";")))):
        pieces = [without_leading_words(piece.strip()) for piece in parts(part, _NEXT)]
        if _ONLY_WHERE.search(part):  # dL/dp = 0 ⇔ p = k/n claims neither
            found.append(part)
            continue
        single = len(pieces) < 2 or not all(len(sides(_equation(piece))) > 1 for piece in pieces)
        for piece in [part] if single else pieces:
            steps = parts(piece, THEN)
            each = map(_equation, steps if all(len(sides(step)) > 1 for step in steps) else [piece])
            found += [one for whole in each for one in _several(whole) or [whole]]
    return [piece for piece in found if piece]


_NAMED_OR_SLOPE = re.compile(rf"{NAME.pattern}|[∂d]\s*{NAME.pattern}\s*/\s*[∂d]\s*{NAME.pattern}")


def _several(line: str) -> list[str] | None:
    """a, b = 1, 2 and (dy/da, dy/db) = (b, a) as two statements."""
    if "," not in line or len(both := sides(line)) != 2:
        return None
    if all(side[:1] == "(" and side[-1:] == ")" for side in both):
        both = [side[1:-1] for side in both]  # (x, y) = (1, 2)
    left, right = (parts(side, re.compile(",")) for side in both)
    if len(left) != len(right) or len(left) < 2 or not all(_NAMED_OR_SLOPE.fullmatch(name.strip()) for name in left):
        return None
    return [f"{name.strip()} = {value.strip()}" for name, value in zip(left, right)]


def _for_each(found: re.Match[str]) -> str:
    """for j = 1, ..., 3 as ∀j∈{1,2,3}"""
    if found.start() == 0:
        return found[0]
    numbers = [int(n) for n in re.findall(r"[0-9]+", found["at"])]
    if re.search(r"\.\.|…|dots", found["at"]) and len(numbers) > 1:
        numbers = [*range(numbers[0], min(numbers[-1], numbers[0] + 200) + 1)]
    return f" ∀{found['index']}∈{{{','.join(map(str, numbers))}}}"


def as_said(text: str) -> str:
    """∀j∈{1,2} as for j = 1, 2, as people write it."""
    return re.sub(r" ∀(\w)∈\{([0-9,]+)\}$", lambda at: f" for {at[1]} = {at[2].replace(',', ', ')}", text)


def ended(text: str) -> str:
    """A statement without what ends a sentence."""
    text = text.strip().rstrip(",;:").strip()
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def _equation(text: str) -> str:
    """x: 0.7 as x = 0.7, without what ends a sentence."""
    text = ended(text)
    named = NAMED.fullmatch(text) or _DERIVATIVE_NAMED.fullmatch(text)
    return f"{named['name']} = {named['value']}" if named else text
