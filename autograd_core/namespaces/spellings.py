"""What programs are spelled with in Python over floats, and in NumPy over arrays."""

import math
from collections.abc import Mapping
from typing import Any

from .accurate import FINER
from .arrays import OLDER, SPECIAL
from .floats import FLOATS
from .program import Program

OPERATORS: dict[str, str] = {
    "add": "{0} + {1}", "sub": "{0} - {1}", "mul": "{0} * {1}", "div": "{0} / {1}", "neg": "-{0}",
    "lt": "{0} < {1}", "le": "{0} <= {1}", "gt": "{0} > {1}", "ge": "{0} >= {1}",
    "eq": "{0} == {1}", "ne": "{0} != {1}",
}  # fmt: skip
"""What most languages agree on."""

# fmt: off
MATH = (
    "exp", "exp2", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "pow", "sin", "cos", "tan", "asin", "acos",
    "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "hypot", "erf", "erfc", "lgamma", "fmod",
    "copysign",
)
"""The letters that Python's math has."""

OURS = (
    "digamma", "polygamma", "gaussian", "normal_pdf", "normal_cdf", "sigmoid", "softplus", "sign", "floor", "ceil",
    "round", "trunc", "cbrt", "lgamma", "sinc", "sinc_derivative", "erfinv", *FINER,
)
"""Those that FLOATS adds, or has finer."""
# fmt: on

PYTHON: Mapping[str, Any] = {
    **{letter: getattr(math, letter) for letter in (*MATH, "fabs", "fsum", "inf", "nan")},
    **{letter: getattr(FLOATS, letter) for letter in OURS},
}
"""What a program in Python calls its functions by."""


class Python(Program):
    """Python over floats; `PYTHON` says what the names in it are.

    Where Python raises, at a pole or on overflow, FLOATS answers as IEEE 754 does.
    """

    name = "Python"
    spelled = (
        OPERATORS
        | {letter: f"{letter}({{all}})" for letter in PYTHON}
        | {
            "abs": "fabs({0})",
            "sum": "fsum(({all},))",
            "mod": "{0} % {1}",
            "floordiv": "{0} // {1}",
            "and": "{0} and {1}",
            "or": "{0} or {1}",
            "where": "{1} if {0} else {2}",
            "maximum": "{1} if {1} > {0} or {1} != {1} else {0}",  # NaN wins, and is never beaten
            "minimum": "{1} if {1} < {0} or {1} != {1} else {0}",
        }
    )


class NumPy(Program):
    """NumPy over arrays, with the special functions of SciPy."""

    name = "NumPy"
    nan, infinity = "numpy.nan", "numpy.inf"
    spelled = (
        OPERATORS
        | {
            letter: f"numpy.{OLDER.get(letter, letter)}({{all}})"
            for letter in (*MATH, "floor", "ceil", "round", "trunc", "abs", "sign", "where", "sinc")
            if letter not in SPECIAL
        }
        | {letter: f"scipy.special.{name}({{all}})" for letter, name in SPECIAL.items()}
        | {
            "maximum": "numpy.maximum({0}, {1})",
            "minimum": "numpy.minimum({0}, {1})",
            "sinc_derivative": "numpy.vectorize(sinc_derivative)({0}, {1})",  # which SciPy lacks
            "mod": "{0} % {1}",
            "floordiv": "{0} // {1}",
            "and": "{0} & {1}",
            "or": "{0} | {1}",
        }
    )
