"""LaTeX as paper notation, line by line: what is mathematics in a document, and what is prose around it."""

import re
from collections.abc import Sequence

from .latex_commands import Commands

_MATH = re.compile(
    r"\$\$(.+?)\$\$|\$([^$\n]+)\$|\\\[((?:(?!\\\[).)+?)\\\]|\\\(((?:(?!\\\().)+?)\\\)"
    r"|\\begin\{(?P<env>(?:align|equation|gather|multline|eqnarray|flalign|displaymath)\*?)\}((?:(?!\\begin\{(?P=env)).)+?)\\end\{(?P=env)\}",
    re.DOTALL,
)
_LAYOUT = re.compile(
    r"\A[\s\S]*?\\begin\{document\}|\\end\{document\}[\s\S]*\Z"
    r"|\\(?:sub)*(?:section|paragraph)\*?\s*\{[^{}\n]*\}|\\(?:hangindent|parindent|parskip)\s*=\s*-?[0-9.]+[a-z]+"
    r"|\\(?:begin|end)\{(?:multicols|document|center|itemize|enumerate|tabular)\*?\}(?:\{[^{}\n]*\})?"
    r"|\\(?:par|medskip|smallskip|bigskip|noindent|newpage|clearpage|centering|item|maketitle|hline)(?![A-Za-z])"
)
"""What a document holds around its mathematics."""
_EQUATION = re.compile(r"[=≈≃≅→⇒←~]")
_IS = re.compile(
    r"\s*,?\s*(?:(?:is|becomes|equals)(?:\s+(?:just|simply|then|thus|given by|equal to))?|"
    r"(?:comes|reduces|simplifies) to)\s*:?\s*"
)
"""The gradient $dL/dw$ is $x$: said in words between two formulas."""
_ENDS = re.compile(r"\s*(?:[.,;:)]|\Z|(?:and|by|as|since|because|where|which|so|for|at)\b)")
"""What follows a formula that is whole: no "times $x$"."""
_DERIVATIVE = re.compile(r"\s*\(?[∂d∇][^=]*\Z")
_SAYS = re.compile(r"[=≈≃≅→⇒|\t]|^\s*\S+\s*:\s*\S+\s*$")


def is_latex(text: str) -> bool:
    """Whether a text holds LaTeX commands, or mathematics between dollar signs."""
    return re.search(r"\\[A-Za-z\[(,;:!]|\$[^$\n]+\$|[0-9]\{,\}[0-9]", text) is not None


def as_paper(text: str) -> str:
    """The same lines in paper notation, each where it stood; of prose only what stands between dollar signs.

    Raises FormulaError for a command that is not known.
    """
    text = _LAYOUT.sub(_blank, re.sub(r"(?<!\\)%[^\n]*", "", text))
    spans = list(_MATH.finditer(text))
    if not spans:
        return Commands(text).all() if "\n" not in text else _lines(text)
    pieces: list[str] = []
    start = met = 0
    while start <= len(text):
        end, first = _end_of_line(text, start), met
        while met < len(spans) and spans[met].start() < end:  # mathematics on display goes over several lines
            end = max(end, _end_of_line(text, spans[met].end()))
            met += 1
        pieces.append(_line(text, start, end, spans[first:met]))
        start = end + 1
    return "\n".join(pieces)


def _end_of_line(text: str, start: int) -> int:
    """Where the line ends in which a position lies."""
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _blank(found: re.Match[str]) -> str:
    """The same number of lines, and nothing on them."""
    return "\n" * found[0].count("\n")


def _lines(text: str) -> str:
    """LaTeX between lines of plain text, which stay as they are."""
    pieces: list[str] = []
    start = 0
    for block in re.finditer(r"(?P<plain>[^\\{}&\n]*(?:\n|$))|(?P<latex>(?:[^\n]*[\\{}&][^\n]*(?:\n|$))+)", text):
        whole = block["plain"] if block["plain"] is not None else Commands(text, *block.span()).all()
        pieces.append(whole)
        start = block.end()
    return "".join(pieces) + text[start:]


def _line(text: str, start: int, end: int, spans: Sequence[re.Match[str]]) -> str:
    """A line of prose and mathematics: all of it where it says something outside of the dollar signs as well."""
    ends = [start, *(place for span in spans for place in span.span()), end]
    outside = "".join(text[a:b] for a, b in zip(ends[::2], ends[1::2]))
    inside = [next((span.start(i), span.end(i)) for i in (1, 2, 3, 4, 6) if span[i] is not None) for span in spans]
    if not _SAYS.search(outside):
        papers = [Commands(text, *each).all().strip(" ") for each in inside]
        for i in range(len(papers) - 1, 0, -1):
            between = text[spans[i - 1].end() : spans[i].start()]
            if _IS.fullmatch(between) and _DERIVATIVE.match(papers[i - 1]) and _ENDS.match(text[spans[i].end() : end]):
                papers[i - 1 : i + 1] = [f"{papers[i - 1]} = {papers[i]}"]
        said = [paper for paper in papers if _EQUATION.search(paper)]
        joined = "; ".join(said).replace("; =", " =")  # a chain that goes on in the next span
        return joined or "\n" * text.count("\n", start, end)  # of what is only mentioned nothing is said
    found = [_outside(text, start, ends[1])]
    for each, after, last in zip(inside, ends[2::2], ends[3::2]):
        found += [Commands(text, *each).all(), _outside(text, after, last)]
    return "".join(found)


def _outside(text: str, start: int, end: int) -> str:
    """What stands between pieces of mathematics, which is LaTeX where it has the signs of it."""
    return Commands(text, start, end).all() if re.search(r"[\\{}&]", text[start:end]) else text[start:end]
