"""How a row is spelled for numba, and what every kernel has around it."""

from typing import NamedTuple

from ..namespaces.accurate import FINER
from ..namespaces.program import Program
from ..namespaces.spellings import MATH, OPERATORS

BACK = ("hypot", "digamma", "polygamma", "sum", "lgamma", "sinc_derivative")
"""Letters for which a kernel calls FLOATS itself, always or in hard cases; the first of `extra` are their addresses."""

ROW = len(BACK)
"""Where `extra` goes on after them: with the addresses of a row that is called, or with what a text has beside it."""


def given(i: int | str) -> str:
    """How a kernel reads a place of `extra`, or the address of a letter of BACK there."""
    return f"extra[{BACK.index(i) if isinstance(i, str) else i}]"


_COMPILED = ("sigmoid", "softplus", "sign", "gaussian", "normal_pdf", "normal_cdf", "sinc", "erfinv", *FINER)


class Numba(Program):
    """Python that numba compiles: a division by zero is IEEE's there, and so are the functions of `math`."""

    name = "numba"
    nan, infinity = "math.nan", "math.inf"
    spelled = (
        OPERATORS
        | {letter: f"math.{letter}({{all}})" for letter in MATH}
        | {letter: f"{letter}({{all}})" for letter in _COMPILED}
        | {letter: f"numpy.{letter}({{0}})" for letter in ("floor", "ceil", "trunc", "exp2")}
        | {
            "cbrt": "cbrt({0}, numpy.cbrt({0}))",
            "fmod": "numpy.fmod({0}, {1})",
            "hypot": f"call_2({given('hypot')}, {{0}}, {{1}})",
            "digamma": f"call_1({given('digamma')}, {{0}})",
            "lgamma": f"call_1({given('lgamma')}, {{0}})",
            "polygamma": f"call_2({given('polygamma')}, {{0}}, {{1}})",
            "sinc_derivative": f"call_2({given('sinc_derivative')}, {{0}}, {{1}})",
            "sum": f"rounded_sum(({{all}},), T, scratch, {given('sum')})",
            "round": "numpy.rint({0})",
            "abs": "math.fabs({0})",
            "mod": "{0} % {1}",
            "floordiv": "{0} // {1}",
            "and": "({0} and {1})",
            "or": "({0} or {1})",
            "where": "({1} if {0} else {2})",
            "maximum": "({1} if {1} > {0} or {1} != {1} else {0})",
            "minimum": "({1} if {1} < {0} or {1} != {1} else {0})",
        }
    )


LANES = 64
"""So many samples are computed at once."""


class Text(NamedTuple):
    """The two passes over one lane and over many, and what `extra` holds beside the letters of BACK."""

    passes: dict[tuple[str, int], str]
    extra: list[int]
    calls: bool
    """Whether the row itself is called; its two addresses follow in `extra`."""
    keeps: bool = False
    """Whether there are passes that keep the partial: how far behind the values it stands follows in `extra`."""


def kernel(lanes: int, body: str) -> str:
    """A kernel over the nodes of a group, in so many lanes."""
    head = "def kernel(V, A, T, first, count, args, width, extra):\n    scratch = width * W\n"
    return f"W = {lanes}\n\n\n@native(KERNEL)\n{head}{body}"
