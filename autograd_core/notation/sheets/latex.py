"""LaTeX as paper notation, line by line: what is mathematics in a document, and what is prose around it."""

import re
from collections.abc import Callable, Sequence

from ..formulas.expression import FormulaError
from .latex_commands import Commands
from .latex_hidden import without_hidden
from .latex_rows import parted

_MATH = re.compile(
    r"\$\$(.+?)\$\$|\$([^$\n]+)\$|(?<!\\)\\\[((?:(?!(?<!\\)\\\[).)+?)\\\]|(?<!\\)\\\(((?:(?!(?<!\\)\\\().)+?)\\\)"
    r"|\\begin\{(?P<env>(?:align|equation|gather|multline|eqnarray|flalign|displaymath)\*?)\}((?:(?!\\begin\{(?P=env)).)+?)\\end\{(?P=env)\}",
    re.DOTALL,
)
_LAYOUT = re.compile(
    r"\A[\s\S]*?\\begin\{document\}|\\end\{document\}[\s\S]*\Z"
    r"|\\(?:sub)*(?:section|paragraph)\*?\s*\{[^{}\n]*\}|\\(?:hangindent|parindent|parskip)\s*=\s*-?[0-9.]+[a-z]+"
    r"|\\(?:documentclass|usepackage|title|author|date|pagestyle|thispagestyle|bibliography|bibliographystyle|setlength|"
    r"geometry|graphicspath|includegraphics|newtheorem|theoremstyle|numberwithin)\*?(?:\[[^\]\n]*\])?(?:\{(?:[^{}\n]|\{[^{}\n]*\})*\})+(?:\[[^\]\n]*\])?"
    r"|\\(?:begin|end)\{(?:multicols|document|center|itemize|enumerate|description|tabular|table|figure|proof|solution|theorem|lemma|problem|exercise|question|quote|abstract)\*?\}(?:\[[^\]\n]*\])?(?:\{[^{}\n]*\})?"
    r"|\\(?:par|bfseries|itshape|qed|qedhere|toprule|midrule|bottomrule|tableofcontents|indent|newline|pagebreak|medskip|smallskip|bigskip|noindent|newpage|clearpage|centering|item|maketitle|hline)(?![A-Za-z])"
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
_DOUBTED = re.compile(
    r"\b(?:set(?:ting)?(?:(?: \w+){0,5} (?:equal )?to (?:zero|0),?)?|let(?:ting)? us set|solv(?:e|ing)|requir(?:e|ing)|"
    r"impos(?:e|ing)|unless|suppose|if|"
    r"(?:one|you|we|students?|people) (?:might|may|could|would) (?:think|expect|believe|guess|say|write)(?: that)?|"
    r"tempting to (?:think|write|say)(?: that)?|"
    r"not (?:true|the case|correct|right|so)(?: that)?|wrong(?:ly)?(?: that)?|false(?: that)?)\s*\Z",
    re.IGNORECASE,
)
"""What stands before an equation that nobody claims: setting dL/dw = 0, it is not true that dL/dw = x."""
_DENIED = re.compile(
    r"\s*,?\s*(?:(?:but|which|and|though)\s+)?(?:(?:this|that|it)\s+)?(?:is|are|was|would be)\s+"
    r"(?:wrong|false|incorrect|not\b(?! hard| difficult))",
    re.IGNORECASE,
)
_DERIVATIVE = re.compile(r"\s*\(?[∂d∇][^=]*\Z")
_SAYS = re.compile(r"[=≈≃≅→⇒|\t]|^\s*\S+\s*:\s*\S+\s*$")


def is_latex(text: str) -> bool:
    """Whether a text holds LaTeX commands, or mathematics between dollar signs."""
    return re.search(r"\\[A-Za-z\[(,;:!]|\$[^$\n]+\$|[0-9]\{,\}[0-9]", text) is not None


Read = Callable[[str, int, int], str]
"""What the LaTeX between two positions of a text says in paper notation."""


def as_paper(text: str) -> str:
    """The same lines in paper notation, each where it stood; of prose only what stands between dollar signs.

    Raises FormulaError for a command that is not known.
    """
    return _converted(text, _strictly)


def as_sheet(text: str) -> str:
    """The same, with what cannot be read as it stands where it says something, to be told of."""
    return _converted(text, _as_far_as_can_be)


def _strictly(text: str, start: int, end: int) -> str:
    return parted(Commands(text, start, end).all())


def _as_far_as_can_be(text: str, start: int, end: int) -> str:
    """The lines between two positions, those that cannot be read as they stand."""
    try:
        return _strictly(text, start, end)
    except FormulaError:
        lines = text[start:end].split("\n")
        if len(lines) == 1:
            return lines[0]
    return "\n".join(_as_far_as_can_be(line, 0, len(line)) for line in lines)


def _converted(text: str, read: Read) -> str:
    text = _LAYOUT.sub(_blank, without_hidden(text))
    spans = list(_MATH.finditer(text))
    if not spans:
        return read(text, 0, len(text)) if "\n" not in text else _lines(text, read)
    pieces: list[str] = []
    start = met = 0
    while start <= len(text):
        end, first = _end_of_line(text, start), met
        while met < len(spans) and spans[met].start() < end:  # mathematics on display goes over several lines
            end = max(end, _end_of_line(text, spans[met].end()))
            met += 1
        pieces.append(_line(text, start, end, spans[first:met], read))
        start = end + 1
    return "\n".join(pieces)


def _end_of_line(text: str, start: int) -> int:
    """Where the line ends in which a position lies."""
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _blank(found: re.Match[str]) -> str:
    """The same number of lines, and nothing on them."""
    return "\n" * found[0].count("\n")


def _lines(text: str, read: Read) -> str:
    """LaTeX between lines of plain text, which stay as they are."""
    pieces: list[str] = []
    start = 0
    for block in re.finditer(r"(?P<plain>[^\\{}&\n]*(?:\n|$))|(?P<latex>(?:[^\n]*[\\{}&][^\n]*(?:\n|$))+)", text):
        pieces.append(block["plain"] if block["plain"] is not None else read(text, *block.span()))
        start = block.end()
    return "".join(pieces) + text[start:]


def _line(text: str, start: int, end: int, spans: Sequence[re.Match[str]], read: Read) -> str:
    """A line of prose and mathematics: all of it where it says something outside of the dollar signs as well."""
    ends = [start, *(place for span in spans for place in span.span()), end]
    outside = "".join(text[a:b] for a, b in zip(ends[::2], ends[1::2]))
    inside = [next((span.start(i), span.end(i)) for i in (1, 2, 3, 4, 6) if span[i] is not None) for span in spans]
    if not _SAYS.search(outside):
        papers = [read(text, *each).strip(" ") for each in inside]
        for i, (a, b) in enumerate(zip(ends[::2], ends[1::2])):
            if i < len(papers) and (doubt := _DOUBTED.search(text[a:b])):
                papers[i] = f"{doubt[0].strip()} {papers[i]}"  # what is only supposed is no claim
                for k in range(i + 1, len(papers)):  # and what it would give is none
                    if ". " in (between := text[spans[k - 1].end() : spans[k].start()]):
                        break
                    papers[i], papers[k] = f"{papers[i]}{between}{papers[k]}", ""
            if i and (denied := _DENIED.match(text[a:b])):
                papers[i - 1] = f"{papers[i - 1]} {denied[0].strip()}"
        for i in range(len(papers) - 1, 0, -1):
            between = text[spans[i - 1].end() : spans[i].start()]
            if _IS.fullmatch(between) and _DERIVATIVE.match(papers[i - 1]) and _ENDS.match(text[spans[i].end() : end]):
                papers[i - 1 : i + 1] = [f"{papers[i - 1]} = {papers[i]}"]
        said = [paper for paper in papers if _EQUATION.search(paper)]
        joined = "; ".join(said).replace("; =", " =")  # a chain that goes on in the next span
        return joined or "\n" * text.count("\n", start, end)  # of what is only mentioned nothing is said
    found = [_outside(text, start, ends[1], read)]
    for each, after, last in zip(inside, ends[2::2], ends[3::2]):
        found += [read(text, *each), _outside(text, after, last, read)]
    return "".join(found)


def _outside(text: str, start: int, end: int, read: Read) -> str:
    """What stands between pieces of mathematics, which is LaTeX where it has the signs of it."""
    return read(text, start, end) if re.search(r"[\\{}&]", text[start:end]) else text[start:end]
