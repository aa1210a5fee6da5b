"""Other judges of the same claims: checkers that difference in float64, and graders that ask whether two formulas are equal.

`benchmarks/verify.py --rivals` prints them beside ours.  A checker is given, with its defaults, the function written with
its own operations, and as its custom backward the gradient that was claimed; the other entries are right.  A grader is given
the partial as somebody wrote it rightly and the formula that was claimed: SymPy's `equals`, and the comparison of 12 random
points to 9 decimals that course systems make.
"""

import importlib.util
import math
import random
import re
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from claims_bank import HARD, JUDGED, Function, Judge, Posed, fraction, python, run
from told import Told, median, table, undecided, wrongly

Gradient = list[float]
Checker = Callable[[Function, Gradient], bool]


def functions_of(*modules: Any, **own: Any) -> dict[str, Any]:
    """The bank's functions as a library spells them: sin, and asin or arcsin."""
    found = {
        name: getattr(module, spelled)
        for module in reversed(modules)
        for name in JUDGED
        for spelled in (f"arc{name[1:]}", name)
        if hasattr(module, spelled)
    }
    return found | own


def torch_gradcheck() -> Checker:
    import torch
    from torch.nn import functional

    log_sigmoid = functional.logsigmoid  # softplus itself is cut off at 20
    functions = functions_of(
        torch, functional, softplus=lambda x: -log_sigmoid(-x), log_sigmoid=log_sigmoid, normal_cdf=torch.special.ndtr
    )

    def checked(function: Function, gradient: Gradient) -> bool:
        class Claimed(torch.autograd.Function):
            @staticmethod
            def forward(ctx: Any, *xs: Any) -> Any:
                return run(function.lines, dict(zip(function.point, xs)), functions)["y"]

            @staticmethod
            def backward(ctx: Any, upstream: Any) -> Any:
                return tuple(upstream * g for g in gradient)

        at = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in function.point.values()]
        return bool(torch.autograd.gradcheck(Claimed.apply, at, raise_exception=False))

    return checked


def jax_check_grads() -> Checker:
    import jax
    from jax.test_util import check_grads

    jax.config.update("jax_enable_x64", True)
    jnp, special = jax.numpy, jax.scipy.special
    functions = functions_of(jnp, special, jax.nn, lgamma=special.gammaln, normal_cdf=special.ndtr)

    def checked(function: Function, gradient: Gradient) -> bool:
        def plain(*xs: Any) -> Any:
            return run(function.lines, dict(zip(function.point, xs)), functions)["y"]

        claimed = jax.custom_vjp(plain)
        claimed.defvjp(lambda *xs: (plain(*xs), None), lambda _, upstream: tuple(upstream * g for g in gradient))
        try:
            check_grads(claimed, tuple(jnp.float64(x) for x in function.point.values()), order=1, modes=("rev",))
        except AssertionError:
            return False
        return True

    return checked


def autograd_check_grads() -> Checker:
    import autograd.numpy as anp
    import numpy as np
    from autograd.extend import defvjp, primitive
    from autograd.scipy import special
    from autograd.test_util import check_grads

    np.random.seed(1)  # it draws its directions from numpy
    functions = functions_of(
        anp,
        special,
        sigmoid=special.expit,
        softplus=lambda x: anp.logaddexp(0.0, x),
        log_sigmoid=lambda x: -anp.logaddexp(0.0, -x),
        relu=lambda x: anp.maximum(x, 0.0),
        leaky_relu=lambda x: anp.maximum(x, 0.01 * x),
        lgamma=special.gammaln,
        normal_cdf=lambda x: special.erfc(-x / 2**0.5) / 2,
    )

    def checked(function: Function, gradient: Gradient) -> bool:
        claimed = primitive(lambda *xs: run(function.lines, dict(zip(function.point, xs)), functions)["y"])
        defvjp(claimed, *(lambda ans, *xs, g=g: lambda upstream: upstream * g for g in gradient))
        try:
            check_grads(claimed, tuple(range(len(gradient))), modes=["rev"], order=1)(*function.point.values())
        except AssertionError:
            return False
        return True

    return checked


RIVALS = {
    "torch gradcheck": ("torch", torch_gradcheck),
    "jax check_grads": ("jax", jax_check_grads),
    "autograd check_grads": ("autograd", autograd_check_grads),
}


def as_gradient(posed: Posed) -> Gradient | None:
    """The claim as one entry of the whole gradient, in float64; None where it is no such claim."""
    y, x = posed.ends
    short = (
        posed.kind in ("text", "float") and len(str(posed.claim).partition("e")[0].replace(".", "").strip("-0")) < 12
    )
    unseen = posed.right is False and abs(posed.slip) < 1e-15
    if x not in posed.function.point or short or unseen or posed.decimals or not math.isfinite(posed.value):
        return None
    judge = Judge(posed.function.lines, {name: Fraction(value) for name, value in posed.function.point.items()})
    try:
        return [posed.value if name == x else float(fraction(judge.partial(y, name))) for name in posed.function.point]
    except (OverflowError, ValueError, KeyError):
        return None


def timed(case: Any, work: Callable[[], str]) -> Told:
    start = time.process_time()
    outcome = work()
    return Told(case, outcome, 1e3 * (time.process_time() - start))


def checkers_section(told: list[Told]) -> None:
    """Torch, JAX and HIPS autograd on the claims that are a gradient at a point."""
    posable = [
        (each, gradient)
        for each in told
        if each.case.posed is not None
        and each.case.posed.value
        and (gradient := as_gradient(each.case.posed)) is not None
    ]
    outcomes = {"autograd_core check": [each for each, _ in posable]}
    for name, (module, build) in RIVALS.items():
        if importlib.util.find_spec(module) is None:
            print(f"{name} is left out: {module} is not installed")
            continue
        checked = build()

        def outcome(posed: Posed, gradient: Gradient, checked: Checker = checked) -> str:
            try:
                return "passed" if checked(posed.function, gradient) else "rejected"
            except (KeyError, NameError, TypeError):  # a function that it does not have
                return "open"

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            outcomes[name] = [
                timed(each.case, lambda each=each, gradient=gradient: outcome(each.case.posed, gradient))
                for each, gradient in posable
            ]
    print(f"\n{len(posable):,} of them are a float64 gradient at a point")
    rows = [["right rejected, wrong passed", "claims", *outcomes]]
    for family in sorted({each.case.posed.function.family for each, _ in posable}):
        cells = [[each for each in found if each.case.posed.function.family == family] for found in outcomes.values()]
        rows.append([family, str(len(cells[0])), *(f"{wrongly(cell, True)}, {wrongly(cell, False)}" for cell in cells)])
    for least, most in ((1e-2, math.inf), (1e-6, 1e-2), (0.0, 1e-6)):
        cells = [
            [e for e in found if e.case.right is False and least <= abs(e.case.posed.slip) <= most]
            for found in outcomes.values()
        ]
        words = f"wrong by {'less than 1e-06' if not least else f'{least:g} or more' if most > 1 else f'{least:g} to {most:g}'}"
        rows.append([words, str(len(cells[0])), *(str(wrongly(cell, False)) for cell in cells)])
    rows += _totals(outcomes)
    table(rows)


def _totals(outcomes: dict[str, list[Told]]) -> list[list[str]]:
    found = list(outcomes.values())
    return [
        ["all", str(len(found[0])), *(f"{wrongly(each, True)}, {wrongly(each, False)}" for each in found)],
        ["undecided", "", *(str(undecided(each)) for each in found)],
        ["time, median", "", *map(median, found)],
        ["time, longest", "", *(f"{max((e.spent for e in each), default=0.0):.0f} ms" for each in found)],
    ]


# ── graders of formulas ──────────────────────────────────────────────────────────────────────────

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
    table([*rows, *_totals(outcomes)])
