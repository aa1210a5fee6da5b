"""What stands around a statement and says nothing: bullets and numbers, words before it, remarks behind it."""

import re

from ..formulas.labels import NAME
from .equations import EQUALS_FIRST, sides

_BULLET = re.compile(
    r"(?:[-*•‣–▸▪◦●○■➔➜]\s+|\(?(?:[0-9]{1,3}|[a-z]|[ivx]{1,4})[.)]\s+|\[[0-9]{1,3}\]\s+|>\s+)(?![-+*/^·×÷−=]\s)(?=\S)"
)
"""A bullet or a number, which an operator does not follow: 1. / (1 + e) begins with one."""
_NUMBERED = (
    r"(?:step|question|problem|exercise|part|task|item|case|ans|q|ex)\.?\s*[0-9]{1,3}[a-z]?"
    r"(?:\s*[.:–—-]+|\s*\)|\s*\(?[a-z]\)\s*[.:]?)\s*"
)
"""Step 2 -, Q1., Q2 a)"""
_LEADING = re.compile(
    rf"{_NUMBERED}|"
    r"(?:given|where|with|let|set|take|assume|suppose|and|so that|so|then|thus|hence|therefore|now|also|we have|we get|"
    r"we find|we know|compute|claim|ans|answer|result|here|forward pass|backward pass|forward|backward|inputs?|values?|"
    r"parameters?|solution|grouped|in short|which gives|this gives|giving|it follows that|finally|similarly|likewise|"
    r"next|recall|note that|(?:(?:by|using|from|with) )?(?:the )?(?:chain|product|quotient|power) rule|"
    r"step [0-9]+)\b\s*[:,.]?\s+|∴\s*|∵\s*|⇒\s*",
    re.IGNORECASE,
)
_LEADING_AT_MOST = 4
"""So many of these stand before a statement: So now we have: ..."""
_REMARK = re.compile(
    r"(?<!\s)(?:,?\s+\(?(?:by |using |from |see )(?:the )?(?:chain|product|quotient|power) rule\)?"
    r"|\s+\((?:by |using |from |see )?(?:the )?(?:chain rule|product rule|quotient rule|given|rounded|as above)\)"
    r"|\s+\((?:\*{1,3}|★|†)\)|\s*/\*.{0,200}?\*/|;\s*//.*|\s*[∎□■]|\s+(?:QED|q\.e\.d\.)|\s*\.{3,}\s*\([0-9]{1,3}\))\s*$"
)
"""What is explained behind a line, and marks of its end."""
_BOLD = re.compile(r"(?<![\w*)])\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*(?![\w*(])")
_QUOTED = re.compile(r"^((?:[-*]\s+)?)`([^`]+=[^`]+)`$")
NAMED = re.compile(rf"(?P<name>{NAME.pattern})\s*:\s*(?P<value>[^=]+)")
_REMARK_IN_WORDS = re.compile(
    r"\s+[(\[](?=[^()\[\]]*\b(?:the|of|from|is|rule|since|because|using|as|left|out|see|note|by)\b)"
    r"[A-Za-z]+(?:[ ,.'-]+[A-Za-z0-9]+)+\.?[)\]]$"
)
_HEADING = re.compile(r"#{2,6}\s+(?=[^=]+=)")
"""A heading of Markdown with an equation in it."""
_TYPED = re.compile(
    rf"(?:(?:const|static|final)\s+)?(?:double|float|real|auto|var|const|local|val|scalar)\s+(?={NAME.pattern}\s*:?=)"
)
"""double dw = ..., as other languages declare it."""
_ANNOTATED = re.compile(
    rf"^(?P<name>{NAME.pattern})\s*:\s*(?:float|int|double|np\.ndarray|torch\.Tensor|Tensor|Value)\s*="
)
_OF_ONE_SELF = re.compile(r"(?<![\w.])(?:self|this)\.(?=[A-Za-z_])")
_BRACKETED_D = re.compile(r"(?<![\w.])D\[\s*([^\W\d][^\[\],]*?)\s*,\s*([^\W\d]\w*)\s*\]")
"""D[f, x]"""
_SPOKEN = re.compile(
    r"(?:the\s+)?(?P<partial>partial\s+)?(?:derivative|gradient|slope)\s+"
    rf"(?:of\s+(?:the\s+)?(?P<y>{NAME.pattern})\s+)?"
    rf"(?:with respect to|w\.r\.t\.|wrt|towards)\s+(?:the\s+)?(?P<x>{NAME.pattern})\s*"
    r"(?:\bis given by\b|\bis equal to\b|\bis\b|\bequals\b|:=?|=)\s*(?P<said>[^=:]+(?:=.*)?)",
    re.IGNORECASE,
)
"""The derivative of L with respect to w is ..."""
_TITLED = re.compile(
    r"(?P<prose>[A-Za-z][A-Za-z'’-]+(?:\s+[A-Za-z0-9'’_-]+){0,8}\s*:\s+)(?P<said>(?:∂|∇|d[^\W\d]\w*\s*/\s*d)[^=]*=.*)"
)
"""Chain rule for w: dL/dw = ..."""
_IN_PROSE = re.compile(
    r"(?P<prose>(?:[A-Za-z.,'’-]+\s+){1,30}(?:is|are|get|gets|gives|have|obtain|obtains|find|finds|yields|that|becomes|"
    r"follows|compute|computes|reads|equals|equation|therefore|hence|thus|then|so)\s*[:,]?\s+)"
    r"(?P<said>(?:∂|∇|d[^\W\d]\w*\s*/\s*d)[^=]*=.*)"
)
"""An equation for a derivative at the end of a sentence."""
_DENIED = re.compile(
    r"\b(?:not|no|never|wrong|false|incorrect|minus|negative|half|twice|instead|cannot|n't)\b|n't\b", re.IGNORECASE
)


_GRADIENT_OF = re.compile(r"""\b(?:grads?|gradients?|dparams|dp)\s*\[\s*(["'])(?P<key>\w+)\1\s*\]""")
"""grads["W1"], grads["dW1"]"""


def bare(line: str) -> str:
    """A line without what is only there for the eye, and without what leads to its statement."""
    if bullet := _BULLET.match(line):
        rest = line[bullet.end() :]
        line = rest if sides(rest)[1:] or NAMED.fullmatch(rest) else line
    line = without_leading_words(line)
    for in_words in (_IN_PROSE, _TITLED):
        if (prose := in_words.fullmatch(line)) is not None and not _DENIED.search(prose["prose"]):
            line = prose["said"]
    if (spoken := _SPOKEN.fullmatch(line)) is not None and not _DENIED.search(line):
        d = "∂" if spoken["partial"] else "d"
        named = f"{d}{spoken['y']}/{d}{spoken['x']}" if spoken["y"] else f"grad_{spoken['x']}"
        return f"{named} = {spoken['said']}"
    line = _ANNOTATED.sub(r"\g<name> =", _TYPED.sub("", line, count=1))
    line = _GRADIENT_OF.sub(lambda found: found["key"] if found["key"][0] == "d" else f"d{found['key']}", line)
    return _BRACKETED_D.sub(r"D(\1, \2)", _OF_ONE_SELF.sub("", line))


def without_leading_words(line: str) -> str:
    """A statement without words such as then and hence before it."""
    for _ in range(_LEADING_AT_MOST):
        if (leading := _LEADING.match(line)) is None:
            break
        rest = line[leading.end() :]
        if EQUALS_FIRST.match(rest) or not (len(sides(rest)) > 1 or NAMED.fullmatch(rest)):
            break
        line = rest
    return line


def without_remarks(line: str) -> str:
    """A line without marks of Markdown around it, and without what is explained behind it."""
    heading = _HEADING.match(line)
    line = _BOLD.sub(r"\1", line[heading.end() if heading else 0 :].split("#")[0]).strip()
    return _REMARK_IN_WORDS.sub("", _REMARK.sub("", _QUOTED.sub(r"\1\2", line)))
