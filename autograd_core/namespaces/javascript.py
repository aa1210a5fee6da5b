"""JavaScript: a row of the op table as a program that a browser runs."""

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .base import Namespace

LIBRARY = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
"""The letters of the alphabet, as JavaScript: `m.exp`, `m.where`, ..., which a program calls."""


class Source:
    """A name or a numeral of a program; an operator on it adds a line that computes the result."""

    __slots__ = ("program", "text")

    def __init__(self, program: "JavaScript", text: str) -> None:
        self.program, self.text = program, text

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        raise TypeError("a number is not known before the page runs: write m.where(condition, x, y) in the row")

    # fmt: off
    def __add__(self, other: Any) -> "Source": return self.program.line("{} + {}", self, other)
    def __radd__(self, other: Any) -> "Source": return self.program.line("{} + {}", other, self)
    def __sub__(self, other: Any) -> "Source": return self.program.line("{} - {}", self, other)
    def __rsub__(self, other: Any) -> "Source": return self.program.line("{} - {}", other, self)
    def __mul__(self, other: Any) -> "Source": return self.program.line("{} * {}", self, other)
    def __rmul__(self, other: Any) -> "Source": return self.program.line("{} * {}", other, self)
    def __truediv__(self, other: Any) -> "Source": return self.program.line("{} / {}", self, other)
    def __rtruediv__(self, other: Any) -> "Source": return self.program.line("{} / {}", other, self)
    def __mod__(self, other: Any) -> "Source": return self.program.line("m.mod({}, {})", self, other)
    def __rmod__(self, other: Any) -> "Source": return self.program.line("m.mod({}, {})", other, self)
    def __floordiv__(self, other: Any) -> "Source": return self.program.line("m.floordiv({}, {})", self, other)
    def __rfloordiv__(self, other: Any) -> "Source": return self.program.line("m.floordiv({}, {})", other, self)
    def __pow__(self, other: Any) -> "Source": return self.program.line("m.pow({}, {})", self, other)
    def __rpow__(self, other: Any) -> "Source": return self.program.line("m.pow({}, {})", other, self)
    def __neg__(self) -> "Source": return self.program.line("-{}", self)
    def __abs__(self) -> "Source": return self.program.line("m.abs({})", self)
    def __lt__(self, other: Any) -> Any: return self.program.line("{} < {}", self, other)
    def __le__(self, other: Any) -> Any: return self.program.line("{} <= {}", self, other)
    def __gt__(self, other: Any) -> Any: return self.program.line("{} > {}", self, other)
    def __ge__(self, other: Any) -> Any: return self.program.line("{} >= {}", self, other)
    def __eq__(self, other: object) -> Any: return self.program.line("{} === {}", self, other)
    def __ne__(self, other: object) -> Any: return self.program.line("{} !== {}", self, other)
    def __and__(self, other: Any) -> "Source": return self.program.line("{} && {}", self, other)
    def __or__(self, other: Any) -> "Source": return self.program.line("{} || {}", self, other)
    # fmt: on

    __hash__ = None  # type: ignore[assignment]  # its == is a line of a program


class JavaScript(Namespace):
    """A program in the making: each line computes one name, and what is computed twice has one line."""

    name = "JavaScript"

    def __init__(self) -> None:
        self.lines: dict[str, str] = {}

    def line(self, form: str, *args: Any) -> Source:
        """The name of what `form` computes of these arguments."""
        expression = form.format(*map(self.number, args))
        return Source(self, self.lines.setdefault(expression, f"t{len(self.lines)}"))

    def number(self, x: Any) -> Source:
        if isinstance(x, Source):
            return x
        text = "NaN" if x != x else repr(x).replace("inf", "Infinity") if isinstance(x, int | float) else repr(float(x))
        return Source(self, f"({text})" if math.copysign(1, x) < 0 else text)

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        if isinstance(condition, bool):
            return x if condition else y
        return self.line("{} ? {} : {}", condition, x, y)


def _calling(letter: str) -> Callable[..., Source]:
    return lambda self, *args: self.line(f"m.{letter}({', '.join(['{}'] * len(args))})", *args)


for _letter in re.findall(r"^m\.(\w+) = ", LIBRARY, re.MULTILINE):
    setattr(JavaScript, _letter, _calling(_letter))


def function(op: Any, free: Sequence[bool]) -> str:
    """A row of the op table for so many arguments, as a JavaScript function of their list: [value, [partial, ...]].

    `free` tells which arguments are variables; the partial of another is null.  Raises what the row raises where it
    needs a letter that the browser lacks, or looks at a number.
    """
    m = JavaScript()
    y, partials = op.linearize(m, [Source(m, f"x[{i}]") for i in range(len(free))], free)
    results = ", ".join("null" if p is None else str(m.number(p)) for p in partials)
    body = "".join(f"const {name} = {expression}; " for expression, name in m.lines.items())
    return f"(x) => {{ {body}return [{m.number(y)}, [{results}]]; }}"
