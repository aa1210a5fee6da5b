"""Graders of the same claims, which ask whether two formulas are equal: SymPy's `equals`, and a comparison of points.

`benchmarks/verify.py --rivals` prints them beside ours.  A grader is given the partial as somebody wrote it rightly and
the formula that was claimed; the comparison is that of course systems, of 12 random points to 9 decimals.
"""

import math
import random
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from claims_bank import HARD, JUDGED, Function, Posed, python, run
from told import Told, table, timed, totals, wrongly

Grader = Callable[[Function, str, str, str], bool | None]
"""Whether a formula is the partial towards a leaf that somebody wrote rightly; None where it cannot tell."""

SECONDS = 5
"""A grader has so long for one formula."""


class TooLong(Exception):  # noqa: N818  # not an error: the grader has not answered
    """The time is over."""


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    def over(*_: Any) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)  # again and again, since a callback may swallow the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def substituted(function: Function, text: str) -> str:
    """A formula with every line's name replaced by what it stands for."""
    for name, formula in reversed(function.lines):
        text = re.sub(rf"\b{name}\b", f"({formula})", text)
    return text


def sympys_equals() -> Grader:
    import sympy

    names = {name: getattr(sympy, name) for name in JUDGED if hasattr(sympy, name)} | {
        "abs": sympy.Abs,
        "maximum": sympy.Max,
        "lgamma": sympy.loggamma,
        "log1p": lambda x: sympy.log(1 + x),
        "expm1": lambda x: sympy.exp(x) - 1,
        "sigmoid": lambda x: 1 / (1 + sympy.exp(-x)),
        "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
        "log_sigmoid": lambda x: -sympy.log(1 + sympy.exp(-x)),
        "normal_cdf": lambda x: (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
        "normal_pdf": lambda x: sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi),
        "relu": lambda x: sympy.Max(x, 0),
        "leaky_relu": lambda x: sympy.Max(x, x / 100),
        "pi": sympy.pi,
    }

    def graded(function: Function, x: str, right: str, said: str) -> bool | None:
        leaves = {name: sympy.Symbol(name, real=True) for name in function.point}
        expressions = [
            sympy.sympify(substituted(function, text), locals={**names, **leaves}, rational=True)
            for text in (right, said)
        ]
        found = expressions[0].equals(expressions[1])
        return None if found is None else bool(found)

    return graded


def random_sampling() -> Grader:
    names: dict[str, Any] = {name: getattr(math, name) for name in JUDGED if hasattr(math, name)} | {
        "abs": abs,
        "maximum": max,
        "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
        "softplus": lambda x: math.log1p(math.exp(x)),
        "log_sigmoid": lambda x: -math.log1p(math.exp(-x)),
        "normal_cdf": lambda x: (1 + math.erf(x / math.sqrt(2))) / 2,
        "normal_pdf": lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi),
        "relu": lambda x: max(x, 0.0),
        "leaky_relu": lambda x: max(x, x / 100),
        "pi": math.pi,
        "digamma": _digamma,
    }

    def graded(function: Function, x: str, right: str, said: str) -> bool | None:
        rng, met = random.Random(said), 0
        entries = HARD.get(function.lines)
        for _ in range(100):
            point = {
                name: rng.uniform(*entries[0].ranges.get(name, (-1.5, 1.5))) if entries else value * rng.uniform(0.5, 2)
                for name, value in function.point.items()
            }
            try:
                known = run(function.lines, point, names)
                a, b = (python(text, {**names, **known}) for text in (right, said))
            except (ValueError, ZeroDivisionError, OverflowError, TypeError):
                continue
            if round(a, 9) != round(b, 9):
                return False
            met += 1
            if met == 12:
                return True
        return None

    return graded


def _digamma(x: float) -> float:
    from mpmath import digamma

    return float(digamma(x))


GRADERS = {"SymPy's equals": sympys_equals, "12 points, 9 decimals": random_sampling}


def as_answer(posed: Posed) -> tuple[str, str] | None:
    """A right partial in somebody's words beside the formula that was claimed; None where it is no such claim."""
    by_hand = [text for x, text in posed.function.by_hand if x == posed.ends[1]]
    if posed.kind not in ("formula", "function") or not by_hand:
        return None
    return next((text for text in by_hand if text != posed.said), by_hand[0]), posed.said


def graders_section(told: list[Told]) -> None:
    """Answer-equivalence graders on the formulas."""
    posable = [
        (each, answer) for each in told if each.case.posed is not None and (answer := as_answer(each.case.posed))
    ]
    outcomes = {"autograd_core check": [each for each, _ in posable]}
    for name, build in GRADERS.items():
        grader = build()

        def outcome(posed: Posed, answer: tuple[str, str], grader: Grader = grader) -> str:
            try:
                with limited(SECONDS):
                    found = grader(posed.function, posed.ends[1], *answer)
            except (TooLong, TypeError, AttributeError, ValueError, NotImplementedError, RecursionError):
                found = None
            return {True: "passed", False: "rejected", None: "open"}[found]

        outcomes[name] = [
            timed(each.case, lambda each=each, answer=answer: outcome(each.case.posed, answer))
            for each, answer in posable
        ]
    print(f"\n{len(posable):,} of them are formulas; graders are given a right partial beside the one that was claimed")
    rows = [["right rejected, wrong passed", "claims", *outcomes]]
    for kind in sorted({each.case.kind for each, _ in posable}):
        cells = [[each for each in found if each.case.kind == kind] for found in outcomes.values()]
        rows.append([kind, str(len(cells[0])), *(f"{wrongly(cell, True)}, {wrongly(cell, False)}" for cell in cells)])
    table([*rows, *totals(outcomes)])
