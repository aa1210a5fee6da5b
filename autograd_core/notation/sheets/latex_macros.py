r"""The macros that a LaTeX text defines for itself, put in where they are used: \newcommand{\sig}{\sigma}."""

import re
from typing import NamedTuple

from ..formulas.expression import LONGEST, FormulaError

_DEFINES = re.compile(
    r"\\(?:(?:re|provide)?newcommand|renewcommand|providecommand|DeclareRobustCommand)\*?\s*"
    r"(?:\{\s*\\(?P<name>[A-Za-z]+)\s*\}|\\(?P<bare>[A-Za-z]+))\s*(?:\[(?P<count>[0-9])\])?\s*(?:\[(?P<default>[^\[\]\n]{0,200})\])?"
    r"|\\def\s*\\(?P<def>[A-Za-z]+)\s*(?P<parameters>(?:#[0-9])*)\s*"
    r"|\\DeclareMathOperator\*?\s*\{\s*\\(?P<operator>[A-Za-z]+)\s*\}\s*"
)
_USED = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_IN_BRACKETS = re.compile(r"\s*\[([^\[\]\n]{0,200})\]")
_DEEPEST = 20


class _Macro(NamedTuple):
    arguments: int
    body: str
    default: str | None = None
    """What the first argument is where it is left out, if it may be: [x] in brackets."""


def expanded(text: str) -> str:
    """The text with its own macros put in, each line where it stood.

    Raises FormulaError where they have no end.
    """
    if "\\newcommand" not in text and not re.search(r"\\(?:def|DeclareMathOperator|\w+newcommand|\w+command)\b", text):
        return text
    macros: dict[str, _Macro] = {}
    found: list[str] = []
    start = 0
    for definition in _DEFINES.finditer(text):
        if definition.start() < start:
            continue
        name = definition["name"] or definition["bare"] or definition["def"] or definition["operator"]
        body, end = _group(text, definition.end())
        count = int(definition["count"] or 0) or len(definition["parameters"] or "") // 2
        body = rf"\operatorname{{{body}}}" if definition["operator"] else body
        macros[name] = _Macro(count, body, definition["default"])
        found += [text[start : definition.start()], "\n" * text.count("\n", definition.start(), end)]
        start = end
    found.append(text[start:])
    return _put_in("".join(found), macros)


def _group(text: str, start: int) -> tuple[str, int]:
    """What stands in the braces that open here, and where they end; the one command or character where none do."""
    while text[start : start + 1].isspace():
        start += 1
    if text[start : start + 1] != "{":
        one = _USED.match(text, start)
        end = one.end() if one else start + 1
        return text[start:end], end
    depth = 0
    for brace in _BRACE.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if not depth:
            return text[start + 1 : brace.start()], brace.end()
    raise FormulaError("this brace is never closed", text, start)


def _put_in(text: str, macros: dict[str, _Macro]) -> str:
    """The text with every macro replaced, those within what they stand for as well."""
    most = max(LONGEST, 2 * len(text))
    for _ in range(_DEEPEST):
        pieces: list[str] = []
        start = 0
        for use in _USED.finditer(text):
            macro = macros.get(use[1])
            if macro is None or use.start() < start:
                continue
            end, body = use.end(), macro.body
            for i in range(1, macro.arguments + 1):
                given = _IN_BRACKETS.match(text, end) if i == 1 and macro.default is not None else None
                if given is not None:
                    argument, end = given[1], given.end()
                elif i == 1 and macro.default is not None:
                    argument = macro.default
                else:
                    argument, end = _group(text, end)
                body = body.replace(f"#{i}", argument)
            pieces += [text[start : use.start()], body if macro.arguments else f"{body} "]
            start = end
        if not pieces:
            return text
        text = "".join([*pieces, text[start:]])
        if len(text) > most:
            break
    raise FormulaError("the macros of this text have no end", text, 0)
