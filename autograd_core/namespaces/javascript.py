"""JavaScript: a row of the op table as a program that a browser runs."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .accurate import SHARED
from .program import Program, write_row
from .spellings import OPERATORS

LIBRARY = "".join(f"const {name} = {json.dumps(x)};\n" for name, x in SHARED.items()) + Path(__file__).with_suffix(
    ".js"
).read_text(encoding="utf-8")
"""The letters of the alphabet, as JavaScript: `m.exp`, `m.where`, ..., which a program calls."""


class JavaScript(Program):
    """JavaScript as browsers run it."""

    name = "JavaScript"
    nan, infinity = "NaN", "Infinity"
    spelled = (
        OPERATORS
        | {letter: f"m.{letter}({{all}})" for letter in re.findall(r"^m\.(\w+) = ", LIBRARY, re.MULTILINE)}
        | {
            "eq": "{0} === {1}",
            "ne": "{0} !== {1}",
            "and": "{0} && {1}",
            "or": "{0} || {1}",
            "where": "{0} ? {1} : {2}",
        }
    )


class JavaScriptRow(JavaScript):
    """A row whose partials are read one by one, where `m.nothing` may be among them."""

    def __init__(self) -> None:
        super().__init__()
        self.nothing = self.input("m.nothing")


def function(op: Any, free: Sequence[bool]) -> str:
    """A row of the op table for so many arguments, as a JavaScript function of their list: [value, [partial, ...]].

    `free` tells which arguments are variables; the partial of another is null, that of an edge which carries nothing
    `m.nothing`.  Raises what the row raises where it needs a letter that the browser lacks, or looks at a number.
    """
    m, y, partials = write_row(JavaScriptRow, op, free, [f"x[{i}]" for i in range(len(free))])
    results = ", ".join("null" if p is None else m.text(p) for p in partials)
    body = "".join(f"const {name} = {expression}; " for name, expression in m.lines(y, *partials))
    return f"(x) => {{ {body}return [{m.text(y)}, [{results}]]; }}"


def kink(op: Any, count: int) -> str:
    """Whether an op of so many arguments is at a corner or a step, as a JavaScript function of their list."""
    if op.kink is None:
        return "() => false"
    m = JavaScript()
    at = op.kink(m, *(m.input(f"x[{i}]") for i in range(count)))
    body = "".join(f"const {name} = {expression}; " for name, expression in m.lines(at))
    return f"(x) => {{ {body}return {m.text(at)}; }}"
