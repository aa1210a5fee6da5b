"""How numbers and names are written, in text and in LaTeX."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from .namespaces.text import ATOM, Text, Written
from .ops import Op

DIGITS = 9
"""How many significant digits are printed, where the caller does not say."""


class Lines(str):
    """Text of several lines, which a REPL and a notebook show as it stands."""

    __slots__ = ()
    __repr__ = str.__str__


def numeral(x: float, digits: int = DIGITS) -> str:
    """A float to so many significant digits; trailing zeros are kept where they are digits of a longer number."""
    if digits < 1:
        raise ValueError(f"digits must be 1 or more; got {digits}")
    text = f"{x:.{digits}g}"
    return text if float(text) == x or x != x else f"{x:#.{digits}g}".removesuffix(".").replace(".e", "e")


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells, one line each, in columns."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths)).rstrip() for row in rows)


def in_words(op: Op, m: Text, row: Callable[..., Any], *args: Any) -> Written:
    """A row of the op table over text; one that only runs over floats, as with Python's math in it, is called by name."""
    try:
        return m.written(row(m, *args))
    except TypeError:
        return m.call(op.name, *args)


def partial_name(y: Written, x: Written, d: str = "d") -> str:
    """dE_total/dw5"""
    return f"{d}{y.within(ATOM)}/{d}{x.within(ATOM)}"


def partial_latex(y: Written, x: Written) -> str:
    """The same as a fraction of LaTeX, from names that are typeset."""
    return rf"\frac{{\partial {y.within(ATOM)}}}{{\partial {x.within(ATOM)}}}"


_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega"
)  # fmt: skip

GREEK = dict(zip("αβγδεζηθικλμνξπρστυφχψω", _GREEK_NAMES.split(" "), strict=True))


def latex_name(name: str) -> str:
    """A name as LaTeX sets it: out_h1 with a subscript, w5 as w with a 5, sigma as the letter, anything else as it is typed."""
    stem, *index = name.split("_")
    letters = stem.rstrip("0123456789")
    if letters and letters != stem:
        stem, index = letters, [stem[len(letters) :], *index]
    if not all(part.isascii() and part.isalnum() for part in index) or not (
        stem.isalpha() and (stem.isascii() or stem in GREEK)
    ):
        return rf"\text{{\texttt{{{escaped(name)}}}}}"
    below = ",".join(rf"\mathrm{{{part}}}" if part.isalpha() and len(part) > 1 else part for part in index)
    return _latex_word(stem) + (f"_{{{below}}}" if below else "")


def _latex_word(word: str) -> str:
    letter = GREEK.get(word, word if word in GREEK.values() else "")
    return rf"\{letter}" if letter else word if len(word) == 1 else rf"\mathit{{{word}}}"


def escaped(text: str) -> str:
    """Any text, safe in LaTeX."""
    special = {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}
    return "".join(special.get(c, f"\\{c}" if c in "{}$&#_%" else c) for c in text)


def latex_numeral(x: float, digits: int = DIGITS) -> str:
    """A float as LaTeX sets it: 4.2e-18 as 4.2 times a power of ten."""
    if not math.isfinite(x):
        return r"\mathrm{NaN}" if x != x else r"\infty" if x > 0 else r"-\infty"
    mantissa, _, exponent = numeral(x, digits).partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def latex_factor(x: float, digits: int = DIGITS) -> str:
    """The same in a product or a sum: a negative one in brackets."""
    return rf"\left({latex_numeral(x, digits)}\right)" if x < 0 else latex_numeral(x, digits)
