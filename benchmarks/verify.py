"""Claims about derivatives, half of them wrong: how many are judged rightly, here and by the checkers that difference and compare.

    python benchmarks/verify.py [--claims] [--rivals] [--speed] [--factors] [--count 10000] [--seed 1] [--show]

All sections where none is named.  The claims are those of tests/claims_bank.py: what is true is found by flint's power series in ball
arithmetic and by hand-written formulas that Python reads, never by the engine.  A number that with the digits written is both right and
wrong is counted apart.

The rivals are given, with their defaults and in float64, the function written with their own operations and as its custom backward
the gradient that was claimed: the claims that are a formula, a function, or a float or text of 12 digits or more, about a leaf; the
other entries of the gradient are right.  They difference in reverse mode to first order, the only part that a claimed gradient has.
"""

import argparse
import contextlib
import importlib.util
import itertools
import math
import random
import statistics
import sys
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from autograd_core import Value
from autograd_core.formula import FormulaError, read
from autograd_core.graph import topological_order
from autograd_core.verify import Kind, Row, check
from nn import lecture_network

TESTS = Path(__file__).resolve().parent.parent / "tests"
sys.path.insert(0, str(TESTS))
from claims_bank import (  # noqa: E402  # the bank is the tests' own
    JUDGED,
    NAME,
    Function,
    Judge,
    Posed,
    bank,
    fraction,
    random_network,
    random_program,
    run,
    sharp,
    stands_for,
    written,
)

Verdict = str
"""passed, rejected or open."""


def judged(posed: Posed) -> Verdict:
    """The verdict of `check`."""
    kind = check(posed.function.graph(), {posed.ends: posed.claim}, decimals=posed.decimals).rows[-1].verdict.kind
    return "passed" if kind.passes else "rejected" if kind is Kind.WRONG else "open"


class Told(NamedTuple):
    """A claim and what was said of it."""

    posed: Posed
    verdict: Verdict


def table(rows: list[list[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        print(
            "  ".join(
                cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))
            ).rstrip()
        )


def wrongly(told: list[Told], right: bool) -> int:
    """How many right ones are rejected, or wrong ones passed."""
    return sum(each.posed.right is right and each.verdict == ("rejected" if right else "passed") for each in told)


# ── claims ───────────────────────────────────────────────────────────────────────────────────────


def claims_section(count: int, seed: int, show: bool) -> list[Told]:
    told, indistinct = [], 0
    for posed in bank(count, seed):
        if posed.right is None:
            indistinct += 1
            continue
        told.append(Told(posed, judged(posed)))
        if show and told[-1].verdict != ("passed" if posed.right else "rejected"):
            print(
                told[-1].verdict, "though right" if posed.right else f"though off by {posed.slip:.0e}", posed, sep=": "
            )
    print(
        f"\n{count:,} claims, seed {seed}: {indistinct} more are not told apart by the digits written, and are not counted"
    )
    by_family: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        by_family[each.posed.function.family].append(each)
        by_family[f"as {each.posed.kind}"].append(each)
    rows = [["", "claims", "right rejected", "wrong passed", "undecided"]]
    for name, group in [
        *sorted(by_family.items(), key=lambda pair: (pair[0].startswith("as "), pair[0])),
        ("all", told),
    ]:
        undecided = sum(each.verdict == "open" for each in group)
        rows.append(
            [
                name,
                str(len(group)),
                str(wrongly(group, True)),
                str(wrongly(group, False)),
                f"{undecided / len(group):.2%}",
            ]
        )
    table(rows)
    small = [each for each in told if each.posed.right is False and abs(each.posed.slip) < 1e-9]
    print(
        f"of the wrong ones {len(small)} are off by less than a relative 1e-9, {wrongly(small, False)} of them passed"
    )
    return told


# ── rivals ───────────────────────────────────────────────────────────────────────────────────────

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
    if x not in posed.function.point or short or posed.decimals:
        return None
    judge = Judge(posed.function.lines, {name: Fraction(value) for name, value in posed.function.point.items()})
    try:
        return [posed.value if name == x else float(fraction(judge.partial(y, name))) for name in posed.function.point]
    except (OverflowError, ValueError):
        return None


def rivals_section(told: list[Told]) -> None:
    posable = [(each, gradient) for each in told if (gradient := as_gradient(each.posed)) is not None]
    outcomes = {"autograd_core check": [each for each, _ in posable]}
    for name, (module, build) in RIVALS.items():
        if importlib.util.find_spec(module) is None:
            print(f"{name} is left out: {module} is not installed")
            continue
        checked, start = build(), time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = [
                Told(each.posed, "passed" if checked(each.posed.function, gradient) else "rejected")
                for each, gradient in posable
            ]
        outcomes[name] = found
        print(f"{name}: {1e3 * (time.perf_counter() - start) / len(posable):.1f} ms a claim")
    right = sum(bool(each.posed.right) for each, _ in posable)
    print(
        f"\nthe {len(posable):,} of them that are a float64 gradient at a point, {right:,} right, {len(posable) - right:,} wrong"
    )
    rows = [["right rejected, wrong passed", "claims", *outcomes]]
    families = sorted({each.posed.function.family for each, _ in posable})
    for family in families:
        cells = [[each for each in found if each.posed.function.family == family] for found in outcomes.values()]
        rows.append([family, str(len(cells[0])), *(f"{wrongly(cell, True)}, {wrongly(cell, False)}" for cell in cells)])
    for least, most in ((1e-2, math.inf), (1e-6, 1e-2), (0.0, 1e-6)):
        cells = [
            [e for e in found if e.posed.right is False and least <= abs(e.posed.slip) <= most]
            for found in outcomes.values()
        ]
        words = f"wrong by {'less than 1e-06' if not least else f'{least:g} or more' if most > 1 else f'{least:g} to {most:g}'}"
        rows.append([words, str(len(cells[0])), *(str(wrongly(cell, False)) for cell in cells)])
    rows.append(
        ["all", str(len(posable)), *(f"{wrongly(found, True)}, {wrongly(found, False)}" for found in outcomes.values())]
    )
    table(rows)


# ── speed ────────────────────────────────────────────────────────────────────────────────────────


def timed(work: Callable[[], Any]) -> float:
    """How many milliseconds of the processor it took: what else the machine does is left out."""
    start = time.process_time()
    work()
    return 1e3 * (time.process_time() - start)


def told_in(milliseconds: list[float], target: float) -> str:
    median = statistics.median(milliseconds)
    return (
        f"median {median:.2f} ms, longest {max(milliseconds):.1f} ms; target {target:g} ms, ratio {median / target:.2f}"
    )


def speed_section(seed: int) -> None:
    from test_formula import HOSTILE

    rng = random.Random(seed)
    times: dict[bool, list[float]] = {True: [], False: []}
    sizes = []
    while len(times[False]) < 200:
        function = rng.choice((random_program, random_network))(rng)
        y = function.graph()
        size = sum(node.op is not None for node in topological_order(y))
        leaves = list(function.point)
        judge = Judge(function.lines, {name: Fraction(value) for name, value in function.point.items()})
        x = rng.choice(leaves)
        try:
            true = judge.partial("y", x)
        except ValueError:  # at a kink
            continue
        if not 8 <= size <= 50 or not sharp(true) or true.is_zero():
            continue
        sizes.append(size)
        for right in times:
            claim = written(fraction(true) * (1 if right else Fraction(1001, 1000)), 7, rng)
            times[right].append(timed(lambda y=y, x=x, claim=claim: check(y, {x: claim})))  # type: ignore[misc]
    print(f"\na verdict on a number, graphs of {min(sizes)} to {max(sizes)} ops, median {statistics.median(sizes):g}")
    print(f"  right: {told_in(times[True], 5)}")
    print(f"  wrong: {told_in(times[False], 5)}, with its suspects")
    sheet = (TESTS / "lecture_derivation.txt").read_text("utf-8")
    whole = [timed(lambda: check(lecture_network()["E_total"], sheet).assert_ok()) for _ in range(5)]
    print(
        f"the lecture's derivation, {len(check(lecture_network()['E_total'], sheet).rows)} lines: {told_in(whole, 500)}"
    )

    def refused(text: str) -> None:
        with contextlib.suppress(FormulaError):
            read(text, {"x": Value(1.0), "w": Value(2.0)}, partials=True)

    slowest = max(HOSTILE, key=lambda text: timed(lambda: refused(text)))
    each = [statistics.median(timed(lambda text=text: refused(text)) for _ in range(5)) for text in HOSTILE]  # type: ignore[misc]
    print(f"{len(HOSTILE)} hostile texts: {told_in(each, 50)}, {slowest[:8]!r}...")


# ── the first wrong factor ───────────────────────────────────────────────────────────────────────


def paths(function: Function, x: str) -> Iterator[list[str]]:
    """Every path from y down to x, from line to line."""
    beneath = {
        name: [other for other in dict(function.lines) | function.point if other in NAME.findall(text)]
        for name, text in function.lines
    }
    open_paths = [["y"]]
    while open_paths:
        path = open_paths.pop()
        if path[-1] == x:
            yield path
        open_paths += [[*path, below] for below in beneath.get(path[-1], [])]


class Derivation(NamedTuple):
    """A partial of a network as factors on paths, at most one written wrong: as mappings, in one line, and line by line."""

    y: Value
    x: str
    chains: list[dict[str, str]]
    slipped: str
    """The factor with the slip; empty where all are right."""

    def forms(self) -> dict[str, Any]:
        """The claims that say so."""
        bracketed = [
            [f"({text})" if text.startswith("-") else text for text in chain.values()] for chain in self.chains
        ]
        sides = [" + ".join(" * ".join(chain) for chain in chains) for chains in (self.chains, bracketed)]
        lines = [f"{name} = {text}" for chain in self.chains for name, text in chain.items()]
        return {
            "as mappings": {self.x: self.chains},
            "in one line of text": f"dy/d{self.x} = {' = '.join(sides)}",
            "each on a line of text": "\n".join(lines),
        }

    def names(self, row: Row | None) -> bool:
        """Whether a report's first wrong row names the factor with the slip."""
        return row is not None and (
            row.claim == self.slipped
            or row.claimed.startswith(f"{self.slipped} = ")
            or f" stands for {self.slipped}, " in row.verdict.sentence
        )


def derivation(rng: random.Random, slip: bool) -> Derivation | None:
    """A network's partial towards a parameter, with or without a slip in one factor; None where the digits would not show it."""
    function = random_network(rng)
    judge = Judge(function.lines, {name: Fraction(value) for name, value in function.point.items()})
    x = rng.choice([name for name in function.point if name[0] in "wb"])
    digits, numbers = rng.randint(4, 10), {}
    told = [list(itertools.pairwise(path)) for path in paths(function, x)]
    try:
        true = {pair: fraction(judge.partial(*pair)) for path in told for pair in path}
    except ValueError:  # at a kink
        return None
    slipped = rng.choice(sorted(true)) if slip else None
    for pair, value in true.items():
        off = (
            1 + Fraction(rng.choice((-2, 1, -0.5, 0.1, 10 ** rng.uniform(-digits + 1.5, -1)))) if pair == slipped else 1
        )
        numbers[pair] = text = written(value * off, digits, rng)
        low, high = stands_for(text)
        if not value or (pair == slipped) == (low <= value <= high):
            return None
    chains = [{f"d{a}/d{b}": numbers[a, b] for a, b in path} for path in told]
    return Derivation(function.graph(), x, chains, f"d{slipped[0]}/d{slipped[1]}" if slipped else "")


def factors_section(count: int, seed: int, show: bool) -> None:
    rng = random.Random(seed)
    named: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for slip in (True, False):
        done = 0
        while done < count:
            if (told := derivation(rng, slip)) is None:
                continue
            done += 1
            for form, claims in told.forms().items():
                report = check(told.y, claims)
                (named if slip else passed)[form] += told.names(report.first_wrong) if slip else report.ok
                if show and not (told.names(report.first_wrong) if slip else report.ok):
                    print(form, told.slipped, claims, report, sep="\n    ")
    print(f"\n{count:,} derivations with one slip planted in a factor and {count:,} without, seed {seed}")
    table(
        [
            ["", "slip named", "right ones passed"],
            *([form, f"{named[form] / count:.1%}", f"{passed[form] / count:.1%}"] for form in named),
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for section in ("claims", "rivals", "speed", "factors"):
        parser.add_argument(f"--{section}", action="store_true")
    parser.add_argument("--count", type=int, default=10_000, help="claims; a tenth as many derivations")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print what is judged amiss")
    given = parser.parse_args()
    everything = not (given.claims or given.rivals or given.speed or given.factors)
    if everything or given.claims or given.rivals:
        told = claims_section(given.count, given.seed, given.show)
        if everything or given.rivals:
            rivals_section(told)
    if everything or given.speed:
        speed_section(given.seed)
    if everything or given.factors:
        factors_section(max(given.count // 10, 1), given.seed, given.show)


if __name__ == "__main__":
    main()
