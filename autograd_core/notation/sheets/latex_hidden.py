"""What a LaTeX document holds beside its mathematics: remarks, what is switched off, code, drawings, and tags."""

import re

_HIDDEN = re.compile(
    r"\\begin\s*\{(?P<env>comment|verbatim\*?|Verbatim|lstlisting|minted|tikzpicture|pgfpicture|filecontents\*?)\}"
    r"(?:(?!\\begin\s*\{(?P=env)\})[\s\S])*?\\end\s*\{(?P=env)\}"
    r"|\\iffalse(?![A-Za-z])(?:(?!\\iffalse(?![A-Za-z]))[\s\S])*?\\fi(?![A-Za-z])"
    r"|\\(?:verb|lstinline)\*?(?P<sign>[|!+/@\"])[^\n]*?(?P=sign)"
    r"|\\tag\*?\{[^{}\n]*\}"
    r"|(?<!\\)%[^\n]*"
)


def without_hidden(text: str) -> str:
    """The text without what is not printed, each line where it stood."""
    return _HIDDEN.sub(lambda found: "\n" * found[0].count("\n"), text)
