"""A case of a kind: what is handed in, how the judge is asked, and whether it is right."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from claims_bank import Function, Judge, Posed, fraction, sharp

from autograd_core import Value, check, parse
from autograd_core.verify import Kind, check_worksheet

Ask = Callable[[], str]
"""Asks the judge: passed, rejected or open."""


@dataclass(frozen=True)
class Case:
    """Something handed in, and whether it is right; None where the judge may say neither."""

    kind: str
    said: str
    right: bool | None
    ask: Ask
    posed: Posed | None = None
    """The same as a claim about a partial of a function that anybody can run, for other judges."""

    def amiss(self, outcome: str) -> bool:
        """Whether that is to reject what is right, to pass what is wrong, or to decide what is open."""
        forbidden = {True: ("rejected",), False: ("passed",), None: ("passed", "rejected")}
        return outcome in forbidden[self.right]


def outcome_of(kind: Kind) -> str:
    """What a verdict comes to; that something right holds at these numbers only is to reject it."""
    return "passed" if kind.passes else "rejected" if kind in (Kind.WRONG, Kind.HERE, Kind.KINK) else "open"


def of_a_claim(y: Callable[[], Value], key: Any, claim: Any, **options: Any) -> Ask:
    """The verdict on a claim about a graph."""
    return lambda: outcome_of(check(y(), {key: claim}, **options).rows[-1].verdict.kind)


def of_a_line(sheet: str) -> Ask:
    """The verdict on the last line of a worksheet."""
    last = f"line {len(sheet.splitlines())}"
    return lambda: outcome_of([row for row in check_worksheet(sheet).rows if row.claim == last][-1].verdict.kind)


def graph(formula: str, **leaves: Any) -> Value:
    """A formula over labelled leaves."""
    return parse(formula, {name: Value(x, label=name) for name, x in leaves.items()}).named("y")


def short(rng: random.Random, low: float, high: float, digits: int = 3) -> float:
    """A number of a few digits, never 0."""
    return float(f"{rng.uniform(low, high):.{digits}g}") or 0.5


def decimal_text(x: Fraction) -> str:
    """A fraction as the exact decimal it is."""
    places = next(n for n in range(400) if (x * 10**n).denominator == 1)
    digits = f"{abs(x.numerator * 10**places // x.denominator):0{places + 1}d}"
    return ("-" if x < 0 else "") + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def sheet_of(function: Function) -> str:
    """A worksheet that defines a function at its point; the leaves are the decimals they print as."""
    leaves = [f"{name} = {x!r}" for name, x in function.point.items()]
    return "\n".join([*leaves, *(f"{name} = {text}" for name, text in function.lines)])


def true_partial(function: Function, y: str, x: str) -> Fraction | None:
    """dy/dx by flint where leaves are decimals; None where it is not sharp or 0."""
    ball = Judge(function.lines, {name: Fraction(repr(v)) for name, v in function.point.items()}).partial(y, x)
    return fraction(ball) if sharp(ball) and not ball.is_zero() else None
