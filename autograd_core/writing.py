"""How numbers and names are written, in text and in LaTeX."""

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from .namespaces.text import ATOM, Text, Written
from .ops import Op

DIGITS = 9
"""How many significant digits are printed, where the caller does not say."""


MOST_DIGITS = 17
"""A float64 has no more of them."""


def must_be_digits(digits: Any) -> int:
    """The number of digits to print; raises TypeError for what is no integer, ValueError for one out of range."""
    if isinstance(digits, bool) or not hasattr(digits, "__index__"):
        raise TypeError(
            f"digits must be an integer from 1 to {MOST_DIGITS}; got {digits!r:.60} ({type(digits).__name__})"
        )
    if not digits >= 1:
        raise ValueError(f"digits must be 1 or more; got {max(digits, -(10**18))}")
    if digits > MOST_DIGITS:
        got = digits if digits < 10**18 else "a number of very many digits"
        raise ValueError(f"digits must be {MOST_DIGITS} or fewer, for a float has no more; got {got}")
    return int(digits)


class Lines(str):
    """Text of several lines, which a REPL and a notebook show as it stands."""

    __slots__ = ()
    __repr__ = str.__str__


def numeral(x: float, digits: int = DIGITS) -> str:
    """A float to so many significant digits; trailing zeros are kept where they are digits of a longer number."""
    if type(digits) is not int or not 1 <= digits <= MOST_DIGITS:
        must_be_digits(digits)
    text = f"{x:.{digits}g}"
    return text if float(text) == x or x != x else f"{x:#.{digits}g}".removesuffix(".").replace(".e", "e")


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells, one line each, in columns."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths)).rstrip() for row in rows)


def in_words(op: Op, m: Text, row: Callable[..., Any], *args: Any) -> Written:
    """A row of the op table over text; one that only runs over floats, as with Python's math in it, by its name."""
    try:
        return m.written(row(m, *args))
    except TypeError:
        return m.call(op.name, *args)


DIRECT = "d+"
"""How a derivative along one edge begins, everything else held, in text: d+y/dx.  With ∂ it is ∂⁺y/∂x.

y may depend on x in other ways too; dy/dx, without the plus, is the whole of it, the sum over all ways.  Where there is
no other way the two are the same, and the plus is left out.
"""

DIRECTLY_LATEX = r"\text{where } \partial^{+} \text{ is taken along one edge, everything else held}"

DIRECTLY = f"where {DIRECT}y/dx is the partial along one edge, everything else held, and dy/dx the sum over all ways"

DIRECTLY_WITH_SIGNS = DIRECTLY.replace(f"{DIRECT}y/dx", "∂⁺y/∂x").replace("dy/dx", "∂y/∂x")


def partial_name(y: Written, x: Written | str, d: str = "d", direct: bool = False) -> str:
    """dE_total/dw5; d+loss/dz2 where loss depends on z2 in other ways too; dy/d(1st factor)."""
    plus = "" if not direct else "⁺" if d == "∂" else "+"
    below = f"({x})" if isinstance(x, str) else x.within(ATOM)
    return f"{d}{plus}{y.within(ATOM)}/{d}{below}"


def higher_name(y: str, xs: Sequence[str], d: str = "d") -> str:
    """df/dx, d²f/dx², d²f/dxdy."""
    if len(xs) == 1:
        return f"{d}{y}/{d}{xs[0]}"
    raised = str(len(xs)).translate(_ABOVE)
    return f"{d}{raised}{y}/" + (f"{d}{xs[0]}{raised}" if len(set(xs)) == 1 else "".join(f"{d}{x}" for x in xs))


_ABOVE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def partial_latex(y: Written, x: Written | str, direct: bool = False) -> str:
    """The same as a fraction of LaTeX, from names that are typeset."""
    below = rf"(\text{{{x}}})" if isinstance(x, str) else x.within(ATOM)
    return rf"\frac{{\partial{'^{+}' if direct else ''} {y.within(ATOM)}}}{{\partial {below}}}"


_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon phi chi psi omega"
)

GREEK = dict(zip("αβγδεζηθικλμνξπρστυφχψω", _GREEK_NAMES.split(" "), strict=True))


def latex_name(name: str) -> str:
    """A name as LaTeX sets it: out_h1 and w5 with a subscript, sigma as the letter, others as they are typed."""
    stem, *index = name.split("_")
    letters = stem.rstrip("0123456789")
    if letters and letters != stem:
        stem, index = letters, [stem[len(letters) :], *index]
    if not all(part.isascii() and part.isalnum() for part in index) or not (
        stem.isalpha() and (stem.isascii() or stem in GREEK)
    ):
        return as_typed(name)
    below = ",".join(rf"\mathrm{{{part}}}" if part.isalpha() and len(part) > 1 else part for part in index)
    return _latex_word(stem) + (f"_{{{below}}}" if below else "")


def as_typed(name: str) -> str:
    """A name letter by letter, whatever it holds, as LaTeX sets what is typed."""
    return rf"\mathtt{{{''.join(_SIGNS.get(c, c) for c in name)}}}"


_SIGNS = {c: rf"\{c}" for c in "{}$&#_%"} | {c: f"{{{c}}}" for c in "+-/=:;,!?()[]>@"}
_SIGNS |= {
    " ": r"\ ", "\\": r"\backslash ", "^": r"\hat{\ }", "~": r"{\sim}", "|": r"\vert ", "*": r"{\ast}", "<": "{< }",
    "`": r"\grave{\ }",
}  # fmt: skip
"""Signs in a name as mathematics: in text, KaTeX and MathJax and LaTeX each read them in their own way."""


def typed_in(latex: str) -> str | None:
    """The name that `as_typed` sets so; None where something else is set."""
    name = _SET.sub(lambda found: _TYPED[found[0]], latex)
    return None if "\\" in name and "\\backslash" not in latex else name


_TYPED = {latex: sign for sign, latex in _SIGNS.items()}
_SET = re.compile("|".join(re.escape(latex) for latex in sorted(_TYPED, key=len, reverse=True)))


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
    mantissa, _, exponent = numeral(x + 0.0, digits).partition("e")  # nobody writes -0
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def latex_factor(x: float, digits: int = DIGITS) -> str:
    """The same in a product or a sum: a negative one in brackets."""
    return rf"\left({latex_numeral(x, digits)}\right)" if x < 0 else latex_numeral(x, digits)
