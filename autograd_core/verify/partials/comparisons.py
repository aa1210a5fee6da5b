"""Lines that compare: dE/dw > 0, 0 < p < 1, decided by enclosures at the numbers of the sheet."""

import re
from collections.abc import Callable, Sequence

from ...formula import Expression, Instruction
from ...namespaces.interval import Interval
from ..truth.ladder import Open, decided
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict, shown
from .arithmetic import Arithmetic
from .formulas import Pair
from .line_parts import Side

_SIGN = re.compile(r"(?<![-=<>:!])(<=|>=|!=|[≤≥≠>]|<(?!-))(?![<>=])")
_SEVERAL = re.compile(r"(?<!\w)(?:and|or|if|when|where|for)(?!\w)|\?")
_COMPARED_WITH = re.compile(r"\s*(?P<sign><=|>=|!=|[<>≤≥≠])(?!=)\s*(?P<other>[^<>=≤≥≠]+)")
_PLAIN = {"≤": "<=", "≥": ">=", "≠": "!="}


def compared(text: str) -> tuple[list[str], list[str]] | None:
    """The sides of a line that compares, and the signs between them; None for any other line."""
    parts = _SIGN.split(text)
    sides, signs = [part.strip() for part in parts[::2]], [_PLAIN.get(sign, sign) for sign in parts[1::2]]
    whole = all(side.count(a) == side.count(b) for side in sides for a, b in ("()", "[]", "{}"))
    is_one = signs and whole and all(sides) and not any("=" in side for side in sides) and not _SEVERAL.search(text)
    return (sides, signs) if is_one else None


def compared_with(text: str) -> tuple[str, str] | None:
    """The sign and the other side of what is claimed of a derivative as > 0; None for any other text."""
    found = _COMPARED_WITH.fullmatch(text)
    return (_PLAIN.get(found["sign"], found["sign"]), found["other"]) if found else None


def judge_compared(arithmetic: Arithmetic, pair: Pair, name: str, text: str, sign: str, other: Side) -> Row:
    """Whether a derivative compares so at the numbers of the sheet."""
    itself = Side(name, Expression(name, (Instruction("partial", pair, 0, 0),)))

    def valued(side: Side, digits: int) -> Interval:
        return arithmetic.true(pair, digits) if side is itself else arithmetic.exactly(side, digits)

    return judge_comparison(valued, name, text, [itself, other], [sign])


def judge_comparison(
    valued: Callable[[Side, int], Interval], claim: str, text: str, sides: Sequence[Side], signs: Sequence[str]
) -> Row:
    """Whether a comparison holds at the numbers of the sheet; that it holds at others is not said."""
    told: list[str] = []
    true: Interval | None = None
    for a, sign, b in zip(sides, signs, sides[1:]):

        def question(digits: int, a: Side = a, sign: str = sign, b: Side = b) -> tuple[bool, Interval, Interval] | None:
            x, y = valued(a, digits), valued(b, digits)
            holds = _holds(x, sign, y)
            return None if holds is None else (holds, x, y)

        found = decided(question)
        if isinstance(found, Open):
            return Row(claim, text, Verdict(Kind.UNDECIDED, f"whether {a.text} {sign} {b.text} cannot be told"))
        holds, x, y = found
        worked_out = [(side.text, value) for side, value in ((a, x), (b, y)) if side.symbolic]
        told += [f"{name} is {shown(value)}" for name, value in worked_out if f"{name} is {shown(value)}" not in told]
        true = true if true is not None or not worked_out else worked_out[0][1]
        if not holds:
            return Row(claim, text, Verdict(Kind.WRONG, f" at these numbers: {', '.join(told)}", true))
    return Row(claim, text, Verdict(Kind.CORRECT, f" at these numbers: {', '.join(told)}", true))


def _holds(x: Interval, sign: str, y: Interval) -> bool | None:
    """Whether two numbers compare so; None where their enclosures do not tell."""
    if x.nan or y.nan:
        return False
    if x.exact and y.exact and x.lo == y.lo:
        return sign in ("<=", ">=")
    below, above = x.hi < y.lo, x.lo > y.hi
    if not (below or above):
        return None
    return sign == "!=" or (below if sign[0] == "<" else above)
