"""What stands around a statement and says nothing: bullets and numbers, words before it, remarks behind it."""

import re

from .equations import EQUALS_FIRST, sides
from .labels import NAME

_BULLET = re.compile(r"(?:[-*•‣–]\s+|\(?(?:[0-9]{1,3}|[a-z]|[ivx]{1,4})[.)]\s+|>\s+)(?=\S)")
_LEADING = re.compile(
    r"(?:given|where|with|let|set|take|assume|suppose|and|so|then|thus|hence|therefore|now|also|we have|we get|"
    r"compute|claim|answer|result|here|forward|backward|inputs?|values?|parameters?|solution|grouped|in short|"
    r"step [0-9]+)\b\s*[:,]?\s+"
    r"|∴\s*|⇒\s*",
    re.IGNORECASE,
)
_LEADING_AT_MOST = 4
"""So many of these stand before a statement: So now we have: ..."""
_REMARK = re.compile(
    r"(?<!\s)\s+\((?:by |using |from |see )?(?:the )?"
    r"(?:chain rule|product rule|quotient rule|given|rounded|as above)\)$"
)
_BOLD = re.compile(r"(?<![\w*)])\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*(?![\w*(])")
_QUOTED = re.compile(r"^((?:[-*]\s+)?)`([^`]+=[^`]+)`$")
NAMED = re.compile(rf"(?P<name>{NAME.pattern})\s*:\s*(?P<value>[^=]+)")
_REMARK_IN_WORDS = re.compile(
    r"\s+[(\[](?=[^()\[\]]*\b(?:the|of|from|is|rule|since|because|using|as|left|out|see|note|by)\b)"
    r"[A-Za-z]+(?:[ ,.'-]+[A-Za-z0-9]+)+\.?[)\]]$"
)
_IN_PROSE = re.compile(
    r"(?P<prose>(?:[A-Za-z.,'’-]+\s+){1,30}(?:is|are|get|gets|gives|have|obtain|obtains|find|finds|yields|that|becomes|"
    r"follows|compute|computes|reads|equals|equation|therefore|hence|thus|then|so)\s*[:,]?\s+)"
    r"(?P<said>(?:∂|∇|d[^\W\d]\w*\s*/\s*d)[^=]*=.*)"
)
"""An equation for a derivative at the end of a sentence."""
_DENIED = re.compile(
    r"\b(?:not|no|never|wrong|false|incorrect|minus|negative|half|twice|instead|cannot|n't)\b|n't\b", re.IGNORECASE
)


def bare(line: str) -> str:
    """A line without what is only there for the eye, and without what leads to its statement."""
    if bullet := _BULLET.match(line):
        rest = line[bullet.end() :]
        line = rest if sides(rest)[1:] or NAMED.fullmatch(rest) else line
    for _ in range(_LEADING_AT_MOST):
        if (leading := _LEADING.match(line)) is None:
            break
        rest = line[leading.end() :]
        if EQUALS_FIRST.match(rest) or not (len(sides(rest)) > 1 or NAMED.fullmatch(rest)):
            break
        line = rest
    if (prose := _IN_PROSE.fullmatch(line)) is not None and not _DENIED.search(prose["prose"]):
        line = prose["said"]
    return line


def without_remarks(line: str) -> str:
    """A line without marks of Markdown around it, and without what is explained behind it."""
    line = _BOLD.sub(r"\1", line.split("#")[0]).strip()
    return _REMARK_IN_WORDS.sub("", _REMARK.sub("", _QUOTED.sub(r"\1\2", line)))
