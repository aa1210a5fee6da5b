"""What stands around a statement and says nothing: bullets and numbers, words before it, remarks behind it."""

import re
import unicodedata

from ..formulas.labels import NAME
from .equations import EQUALS_FIRST, sides

_REPLIED = re.compile(r"(?:>\s*)+(?![=\s])")
"""> before a line of a mail that is answered."""
_BULLET = re.compile(
    r"(?:[-*+]\s+\[[ xX✓✔]\]\s+|[-*•‣–▸▪◦●○■➔➜⁃∙]\s+|\[[0-9]{1,3}\]\s+"
    r"|\(?(?:[0-9]{1,3}|[A-Za-z]|[ivx]{1,4}|[IVX]{1,4})[.)]\s+"
    r"|\([0-9]{1,2}\.[0-9]{1,3}\)\s+|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\)\s+|[0-9]{1,2}(?:\.[0-9]{1,2}){2,3}\s+)"
    r"(?![-+*/^·×÷−=]\s)(?=\S)"
)
"""A bullet or a number, which an operator does not follow: 1. / (1 + e) begins with one."""
_UNSURE = re.compile(r"[0-9]{1,2}\.[0-9]{1,3}(?=\s+(?:∂|∇|d[^\W\d]\w*\s*/\s*d))")
"""2.1 before a derivative, the number of the line or a factor."""
_SYMBOLS = re.compile(r"[0-9]\ufe0f?\u20e3\s*")
"""The number of a line as one sign of a chat."""
_AGAINST = "❌✗✘❎⛔🚫👎"
"""Signs by which somebody says that a line is wrong."""
_AROUND = {"“": "”", '"': '"', "«": "»", "„": "“”", "‘": "’"}
_EMPHASIS = re.compile(r"(?P<mark>\*|_{1,2})(?=[^\s*_])(?P<said>[^*\n]+?)(?P=mark)(?P<rest>\s*[=:≈].*|)")
_NUMBERED = (
    r"(?:step|question|problem|exercise|part|task|item|case|ans|q|ex)\.?\s*[0-9]{1,3}[a-z]?"
    r"(?:\s*[.:–—-]+|\s*\)|\s*\(?[a-z]\)\s*[.:]?)\s*"
)
"""Step 2 -, Q1., Q2 a)"""
_LEADING = re.compile(
    rf"{_NUMBERED}|(?:eqn?|equation)\.?\s*\(?[0-9]{{1,2}}(?:\.[0-9]{{1,2}})?\)?\s*[:.]\s*|"
    r"(?:given|where|with|let|set|take|assume|suppose|and|so that|so|then|thus|hence|therefore|now|also|denote|define|"
    r"(?:find|compute|evaluate|calculate|determine) (?:the )?(?:derivative|gradient|slope|partial derivatives?) of|"
    r"differentiate|consider|evaluate|calculate|find|"
    r"since|because|(?:we|you|I|one) (?:get|got|gets|have|has|had|find|finds|found|know|see|obtain|obtains|think|"
    r"compute|computed|calculated|believe|see)(?: that)?|i\.e\.|namely|clearly|obviously|hey|hi|ok|okay|well|hmm|"
    r"is|why is|is it true that|check that|verify that|show that|prove that|my (?:answer|result|solution)(?: is)?|"
    r"the (?:book|answer|solution|lecture|textbook|teacher|professor) (?:says|has|gives|is)(?: that)?|"
    r"substituting|simplifying|expanding|differentiating|plugging in|collecting terms|first|secondly|lastly|"
    r"compute|check|claim|ans|answer|result|here|forward pass|backward pass|forward|backward|inputs?|values?|"
    r"parameters?|solution|grouped|in short|which gives|this gives|giving|it follows that|finally|similarly|likewise|"
    r"next|recall|note that|(?:(?:by|using|from|with) )?(?:the )?(?:chain|product|quotient|power) rule|"
    r"the (?:derivative|gradient|slope)(?=\s+[d∂∇])|step [0-9]+)\b\s*[:,.]?\s+|∴\s*|∵\s*|⇒\s*",
    re.IGNORECASE,
)
_LEADING_AT_MOST = 4
"""So many of these stand before a statement: So now we have: ..."""
_REMARK = re.compile(
    r"(?<!\s)(?:,?\s+\(?(?:by |using |from |see )(?:the )?(?:chain|product|quotient|power) rule\)?"
    r"|\s+\((?:by |using |from |see )?(?:the )?(?:chain rule|product rule|quotient rule|given|"
    r"rounded|as above|constant|exact(?:ly)?|approx(?:\.|imately)?|simplified|final(?: answer)?|checked)\)"
    r"|\s+\((?:\*{1,3}|★|†)\)|\s*/\*.{0,200}?\*/|;\s*//.*|\s*[∎□■]|\s+(?:QED|q\.e\.d\.)|\s*\.{3,}\s*\([0-9]{1,3}\))\s*$"
)
"""What is explained behind a line, and marks of its end."""
_ENDED = re.compile(
    r"(?:,\s+(?:as (?:required|expected|desired|wanted|claimed|needed|before|above|stated|shown)|"
    r"which is what (?:we|I|you) (?:wanted|needed|expected|had)(?: to show)?|"
    r"(?:so|and) (?:we are|we're|I am|I'm) done|done|right|correct|"
    r"(?:is|was) (?:this|that|it) (?:right|correct|ok|true)|"
    r"am I right|by (?:symmetry|definition|inspection)|"
    r"(?:find|compute|determine|calculate|evaluate|differentiate)\s[^=]{1,60}?)|\s+(?:right|correct|ok)(?=\s*\?)|"
    r"\s+[(\[](?:by|from|using|see|eq\.?|cf\.?)\s[^=]{1,40}[)\]]|"
    r"\s+(?:--|//|%|\|)\s+(?=.{0,60}[A-Za-z]{4})[A-Za-z]+(?:[ ,'’-]+[A-Za-z]+){1,9})\s*[.?!]*\s*$",
    re.IGNORECASE,
)
"""What ends a sentence behind an equation: as required, is that right?, -- a remark of several words."""
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
_PARTIAL = re.compile(
    rf"(?<![\w\\])(?:partial|del)\s+(?P<y>{NAME.pattern})?\s*/\s*(?:partial|del)\s+(?=[^\W\d])", re.IGNORECASE
)
"""partial E / partial w"""
_IS = re.compile(
    rf"(?:(?:my|the|your)\s+(?:answer|result|gradient|value|formula|expression)\s+for\s+)?"
    rf"(?P<name>[d∂]\s*{NAME.pattern}\s*/\s*[d∂]\s*{NAME.pattern})\s+(?:is|equals|becomes)\s+"
    r"(?:just\s+|simply\s+|equal to\s+|given by\s+)?(?!(?:the|an?)\s)(?P<value>[^=:?]+)",
    re.IGNORECASE,
)
"""dL/dw is (a - y) x"""
_IN_PROSE = re.compile(
    r"(?P<prose>(?:[A-Za-z.,'’-]+\s+){1,30}(?:is|are|get|gets|gives|have|obtain|obtains|find|finds|yields|that|becomes|"
    r"follows|compute|computes|reads|equals|equation|therefore|hence|thus|then|so)\s*[:,]?\s+)"
    r"(?P<said>(?:∂|∇|d[^\W\d]\w*\s*/\s*d)[^=]*=.*)"
)
"""An equation for a derivative at the end of a sentence."""
_WHICH_IS = re.compile(
    r"(?<=\S),?\s+(?:which\s+(?:is|equals|comes to)|i\.e\.,?|that is,?)"
    r"(?:\s+(?:equal to|about|approximately|roughly|just|simply))?\s+(?=\S)(?!an?\s|[^\W\d_]{3,}(?:[\s.!]|$))",
    re.IGNORECASE,
)
"""dy/dw = x, which is 0.5; but a word alone, as positive, is no side of an equation."""
_DENIED = re.compile(
    r"\b(?:not|no|never|wrong|false|incorrect|minus|negative|half|twice|instead|cannot|n't)\b|n't\b", re.IGNORECASE
)


_GRADIENT_OF = re.compile(r"""\b(?:grads?|gradients?|dparams|dp)\s*\[\s*(["'])(?P<key>\w+)\1\s*\]""")
"""grads["W1"], grads["dW1"]"""


def bare(line: str) -> str:
    """A line without what is only there for the eye, and without what leads to its statement."""
    for lead in (_REPLIED, _SYMBOLS, _BULLET):
        if leading := lead.match(line):
            rest = line[leading.end() :]
            line = rest if sides(rest)[1:] or NAMED.fullmatch(rest) else line
    line = _unmarked(line)
    line = _PARTIAL.sub(lambda found: f"∂{found['y'] or ''}/∂", without_leading_words(line))
    if (said := _IS.fullmatch(line)) is not None and not _DENIED.search(said["value"]):
        line = f"{said['name']} = {said['value']}"
    for in_words in (_IN_PROSE, _TITLED):
        if (prose := in_words.fullmatch(line)) is not None and not _DENIED.search(prose["prose"]):
            line = prose["said"]
    if (spoken := _SPOKEN.fullmatch(line)) is not None and not _DENIED.search(line):
        d = "∂" if spoken["partial"] else "d"
        named = f"{d}{spoken['y']}/{d}{spoken['x']}" if spoken["y"] else f"grad_{spoken['x']}"
        return f"{named} = {spoken['said']}"
    line = _ANNOTATED.sub(r"\g<name> =", _TYPED.sub("", _with_words_for_equals(line), count=1))
    line = _GRADIENT_OF.sub(lambda found: found["key"] if found["key"][0] == "d" else f"d{found['key']}", line)
    return _BRACKETED_D.sub(r"D(\1, \2)", _OF_ONE_SELF.sub("", line))


def _with_words_for_equals(line: str) -> str:
    """dy/dw = x, which is 0.5, as an equation of three sides; as it stands where the words may say something else."""
    said, *more = _WHICH_IS.split(line)
    if "=" not in said or len(more) != 1 or re.search("[=<>≤≥≠]", more[0]) or _DENIED.search(more[0]):
        return line
    return f"{said} = {more[0]}"


def _unmarked(line: str) -> str:
    """A line without the symbols, quotation marks and stars that stand around it."""
    while len(line) > 1 and _is_symbol(line[0]):
        line = line[1:].lstrip()
    while len(line) > 1 and _is_symbol(line[-1]):
        line = line[:-1].rstrip()
    if (emphasis := _EMPHASIS.fullmatch(line)) is not None and (emphasis["rest"] or sides(emphasis["said"])[1:]):
        line = f"{emphasis['said']}{emphasis['rest']}"
    if len(line) > 2 and line[-1] in _AROUND.get(line[0], "") and line[1:-1].count(line[-1]) == 0:
        inside = line[1:-1].strip()
        line = inside if sides(inside)[1:] else line
    return line


def _is_symbol(c: str) -> bool:
    """Whether a sign is a picture, such as a tick, that says nothing against a line."""
    return c == "\ufe0f" or (unicodedata.category(c) == "So" and c not in _AGAINST and c not in "°∎□■")


def numbered(text: str) -> str | None:
    """The number before a derivative that may be that of the line, or a factor: 2.1 ∂E/∂w."""
    found = _UNSURE.match(text)
    return found[0] if found is not None else None


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
    line = _REMARK.sub("", _QUOTED.sub(r"\1\2", line))
    for remark in (_REMARK_IN_WORDS, _ENDED):
        ended = remark.search(line)
        if ended is not None and not _DENIED.search(ended[0]) and sides(line[: ended.start()])[1:]:
            line = line[: ended.start()]
    return line
