"""Other checkers of the same claims, which difference in float64: torch, JAX and HIPS autograd.

`benchmarks/verify.py --rivals` prints them beside ours.  A checker is given, with its defaults, the function written
with its own operations, and as its custom backward the gradient that was claimed; the other entries are right.
"""

import importlib.util
import math
import warnings
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from claims_bank import JUDGED, Function, Judge, Posed, fraction, run
from told import Told, table, timed, totals, wrongly

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
        by = f"{least:g} or more" if most > 1 else f"{least:g} to {most:g}" if least else "less than 1e-06"
        words = f"wrong by {by}"
        rows.append([words, str(len(cells[0])), *(str(wrongly(cell, False)) for cell in cells)])
    rows += totals(outcomes)
    table(rows)
