"""Every kind of claim that ever went wrong, right and wrong:
none right is rejected, none wrong passes, and few stay open.
"""

import random
from collections import Counter
from fractions import Fraction

import mpmath
import pytest
from claims_bank import JUDGED, Judge, from_the_file, python, sharp
from kinds import KINDS, cases
from kinds.numbers import CONSTANTS

CHUNKS = 10


def judged(count, seed):
    """How many cases of a bank are open; every one that is misjudged is told."""
    open_ones, amiss = 0, []
    for case in cases(count, seed):
        outcome = case.ask()
        amiss += [f"{case.kind}, {case.right}: {outcome}\n{case.said}"] if case.amiss(outcome) else []
        open_ones += outcome == "open" and case.right is not None
    assert not amiss, "\n".join(amiss)
    return open_ones


def test_no_case_of_any_kind_is_misjudged():
    """A few of each kind."""
    assert judged(6 * len(KINDS), seed=1) <= 6


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_none_of_two_thousand_is_misjudged(chunk):
    """100 of each kind in all, at most 1 in 100 open; `python benchmarks/verify.py --claims` goes on to 20,000."""
    count = 100 * len(KINDS) // CHUNKS
    assert judged(count, seed=100 + chunk) <= count // 100


@pytest.mark.slow
def test_no_case_is_misjudged_at_first_look(monkeypatch):
    """Where graphs of any size are looked at in floats first, as those of thousands of nodes are."""
    monkeypatch.setattr("autograd_core.verify.truth.rough.LARGE", 1)
    assert judged(300, seed=13) <= 3


def test_every_kind_is_drawn_right_and_wrong():
    """A kind that drew right cases only could not catch what passes amiss."""
    drawn = Counter((case.kind, case.right) for case in cases(30 * len(KINDS), seed=5))
    for kind in {kind for kind, _ in drawn}:
        assert drawn[kind, True] > 5, kind
        assert drawn[kind, False] > 5, kind


def test_the_forms_of_a_constant_are_equal():
    """mpmath finds what the bank calls equal so to 50 digits."""
    names = {"sqrt": mpmath.sqrt, "log": mpmath.log, "ln": mpmath.log, "exp": mpmath.exp, "n": mpmath.mpf}
    with mpmath.workdps(60):
        names |= {"pi": +mpmath.pi, "e": +mpmath.e}
        for first, *others in CONSTANTS:
            values = [python(exact(text), names) for text in (first, *others)]
            assert all(abs(value - values[0]) < mpmath.mpf(10) ** -50 for value in values), first


def exact(text):
    """A formula as Python reads it, with its decimals as texts of n."""
    import re

    return re.sub(r"\d+(?:\.\d+)?", lambda found: f"n('{found[0]}')", text).replace("^", "**")


def test_the_truth_of_the_bank_agrees_with_differences():
    """Flint's derivatives are those that mpmath finds by differences of 60 digits."""
    names = {name: getattr(mpmath, name) for name in JUDGED if hasattr(mpmath, name)} | {
        "log1p": mpmath.log1p, "expm1": mpmath.expm1, "lgamma": mpmath.loggamma, "digamma": mpmath.digamma,
        "abs": abs, "pi": mpmath.pi,
    }  # fmt: skip
    rng, compared = random.Random(3), 0
    while compared < 40:
        function = from_the_file(rng)
        x = rng.choice(list(function.point))
        point = {name: Fraction(value) for name, value in function.point.items()}
        try:
            ball = Judge(function.lines, point).partial("y", x)
        except ValueError:
            continue
        with mpmath.workdps(150):

            def f(moved, function=function, x=x, point=point):
                known = {name: mpmath.mpf(v.numerator) / v.denominator for name, v in point.items()} | {x: moved}
                for name, text in function.lines:
                    known[name] = python(text, {**names, **known})
                return known["y"]

            at = mpmath.mpf(point[x].numerator) / point[x].denominator
            step = mpmath.mpf(10) ** -50 * abs(at)
            try:
                slope = (f(at + step) - f(at - step)) / (2 * step)
            except (KeyError, NameError):  # a function that mpmath spells otherwise
                continue
            if not sharp(ball) or not isinstance(slope, mpmath.mpf):
                continue
            true = mpmath.mpf(str(ball.mid().str(60, radius=False)))
            assert abs(slope - true) <= abs(true) * mpmath.mpf(10) ** -25 + mpmath.mpf(10) ** -80, function
        compared += 1
