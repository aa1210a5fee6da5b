"""Source text: both passes of a program written out, to be read, and to be used elsewhere."""

import functools
import operator
import re
import textwrap
from pathlib import Path
from typing import Any

from ..namespaces import javascript
from ..namespaces.accurate import FINER, SHARED
from ..namespaces.program import Program
from ..namespaces.spellings import MATH, OPERATORS, OURS, Python
from ..words import nearest
from ..writing import Lines
from .recorded import Recording
from .straight import Assignment, Straight


def _constant(name: str, x: float | tuple[float, ...]) -> str:
    """A number or a list of numbers in C, whose literals are those of Python."""
    if isinstance(x, float):
        return f"static const double {name} = {x!r};"
    numbers = textwrap.fill(", ".join(map(repr, x)), 110, initial_indent=" " * 4, subsequent_indent=" " * 4)
    return f"static const double {name}[] = {{\n{numbers}}};"


_PARTS = [(name, "", _constant(name, x)) for name, x in SHARED.items()] + re.findall(
    r"^/\* (\w+):([\w ]*)\*/\n(.*?)(?=^/\* \w+:|\Z)",
    Path(__file__).with_name("library.c").read_text(encoding="utf-8"),
    re.MULTILINE | re.DOTALL,
)
"""What C lacks: name, what it calls, and text."""


class C(Program):
    """C99 over doubles."""

    name = "C"
    nan, infinity = "NAN", "INFINITY"
    spelled = (
        OPERATORS
        | {letter: f"{letter}({{all}})" for letter in (*MATH, "floor", "ceil", "trunc")}
        | {
            letter: f"{letter}({{all}})"
            for letter in ("sign", "mod", "floordiv", "polygamma", "digamma", "sinc_derivative", *FINER)
        }
        | {letter: f"{letter}({{0}})" for letter in ("gaussian", "normal_pdf", "normal_cdf", "sinc", "erfinv")}
        | {
            "abs": "fabs({0})",
            "round": "rint({0})",
            "and": "{0} && {1}",
            "or": "{0} || {1}",
            "where": "{0} ? {1} : {2}",
            "maximum": "{1} > {0} || {1} != {1} ? {1} : {0}",
            "minimum": "{1} < {0} || {1} != {1} ? {1} : {0}",
        }
    )

    def sum(self, *xs: Any) -> Any:
        """From left to right: C has no sum that rounds once."""
        return functools.reduce(operator.add, xs) if xs else self.number(0)


_RESERVED = {
    "c": (
        "auto break case char const continue default do double else enum extern float for goto if inline "
        "int long register restrict return short signed sizeof static struct switch typedef union "
        "unsigned void volatile while main inputs outputs gradient seeds value value_and_gradient fabs "
        "rint isnan isfinite fmod copysign"
    ),
    "javascript": (
        "arguments await break case catch class const continue debugger default delete do else enum eval "
        "export extends false finally for function if implements import in instanceof interface let m "
        "new null package private protected public return static super switch this throw true try typeof "
        "var void while with yield product value value_and_gradient undefined"
    ),
    "python": "value value_and_gradient FLOATS",
}


def source(recording: Recording, language: str) -> str:
    """The text of both passes in a language; see `Program.source`."""
    if language not in list(_RESERVED):
        raise ValueError(f"source is written in {', '.join(_RESERVED)}; {nearest(str(language), _RESERVED)}")
    target: type[Program] = {"python": Python, "c": C, "javascript": javascript.JavaScript}[language]
    codes = [
        Straight(recording.tape, target, recording.roots, back, explained=back, reserved=_RESERVED[language].split())
        for back in (False, True)
    ]
    return Lines({"python": _python, "c": _c, "javascript": _javascript}[language](recording, *codes))


def _assigned(code: Straight, form: str, comment: str) -> tuple[str, list[str]]:
    """The assignments of a function in lines, and the names of its results."""
    results = [*code.outputs, *code.adjoints]
    lines: list[Assignment] = code.lines(*results)
    text = "".join(
        form.format(line.name, line.expression) + (comment.format(line.rule) if line.rule else "") + "\n"
        for line in lines
    )
    return text, [code.text(x) for x in results]


def _python(recording: Recording, forward: Straight, back: Straight) -> str:
    width = recording.width
    functions = []
    for name, code in (("value", forward), ("value_and_gradient", back)):
        text, results = _assigned(code, "    {} = {}", "  # {}")
        outputs, gradient = results[:width], results[len(code.outputs) :]
        value = outputs[0] if width == 1 else f"[{', '.join(outputs)}]"
        returned = value if code is forward else f"{value}, [{', '.join(gradient)}]"
        functions.append(f"def {name}({', '.join([*code.inputs, *code.seeds])}):\n{text}    return {returned}\n")
    body = "\n\n".join(functions)
    used = set(re.findall(r"\b[a-z]\w*\b", re.sub(r"#.*", "", body)))
    head = [f"from math import {', '.join(sorted(used & {*MATH, 'fabs', 'fsum', 'inf', 'nan'} - {*OURS}))}\n"]
    ours = sorted(used & set(OURS))
    head += ["\nfrom autograd_core import FLOATS\n\n", *(f"{name} = FLOATS.{name}\n" for name in ours)] if ours else []
    return "".join(line for line in head if not line.startswith("from math import \n")) + f"\n\n{body}"


def _c(recording: Recording, forward: Straight, back: Straight) -> str:
    functions = []
    for name, code in (("value", forward), ("value_and_gradient", back)):
        text, results = _assigned(code, "    const double {} = {};", " /* {} */")
        words = set(re.findall(r"\w+", re.sub(r"/\*.*?\*/", "", text) + " ".join(results)))
        given = "".join(
            f"    const double {x} = {array}[{i}];\n"
            for array, names in (("inputs", code.inputs), ("seeds", code.seeds))
            for i, x in enumerate(names)
            if x in words
        )
        stored = "".join(
            f"    {array}[{i}] = {x};\n"
            for array, part in (("outputs", results[: recording.width]), ("gradient", results[len(code.outputs) :]))
            for i, x in enumerate(part)
        )
        arrays = [
            ("const double", "inputs", len(code.inputs)),
            ("const double", "seeds", len(code.seeds)),
            ("double", "outputs", recording.width),
            ("double", "gradient", len(code.adjoints)),
        ]
        parameters = ", ".join(f"{kind} {array}[{size}]" for kind, array, size in arrays if size or array == "inputs")
        parameters = parameters.replace("inputs[0]", "*inputs")
        unused = "" if "inputs[" in given else "    (void)inputs;\n"
        functions.append(f"void {name}({parameters})\n{{\n{unused}{given}{text}{stored}}}\n")
    body = "\n".join(functions)
    inputs = ", ".join(f"{name} = inputs[{i}]" for i, name in enumerate(back.inputs))
    prototypes = "".join(line + ";\n" for line in body.splitlines() if line.startswith("void "))
    return f"/* {inputs} */\n#include <math.h>\n\n{prototypes}\n{_library(body)}{body}"


def _library(body: str) -> str:
    """The parts of the library that a text calls, each after what it calls itself."""
    wanted = set(re.findall(r"\b(\w+)\(", re.sub(r"/\*.*?\*/", "", body)))
    for name, calls, _ in reversed(_PARTS):
        if name in wanted:
            wanted |= set(calls.split())
    return "".join(f"{text.strip()}\n\n" for name, _, text in _PARTS if name in wanted)


def _javascript(recording: Recording, forward: Straight, back: Straight) -> str:
    width = recording.width
    functions = []
    for name, code in (("value", forward), ("value_and_gradient", back)):
        text, results = _assigned(code, "  const {} = {};", " // {}")
        outputs, gradient = results[:width], results[len(code.outputs) :]
        value = outputs[0] if width == 1 else f"[{', '.join(outputs)}]"
        returned = value if code is forward else f"[{value}, [{', '.join(gradient)}]]"
        functions.append(
            f"function {name}({', '.join([*code.inputs, *code.seeds])}) {{\n{text}  return {returned};\n}}\n"
        )
    body = "\n".join(functions)
    return f"{javascript.LIBRARY}\n{body}" if "m." in body else body
