"""Claims of every kind, half of them wrong: how many are judged rightly,
here and by other checkers and graders, and how fast.

    python benchmarks/verify.py [--claims] [--rivals] [--speed] [--factors] [--count 20000] [--seed 1] [--show]

All sections where none is named.  The claims are those of tests/kinds: numbers, constants, lines, updates, paths,
rows, kinks, branches, terms that hide, second partials, arrays, deep graphs, other points, curves.  What is true is
found by flint's power series in ball arithmetic and by hand-written formulas that Python reads, or by the way a case
is made; never by the engine.  `--rivals` asks torch, JAX and HIPS autograd, SymPy's `equals` and a comparison of
random points about the same claims, as far as they can be put to them.
"""

import argparse
import contextlib
import itertools
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from told import Told, median, table, timed, undecided, wrongly  # isort: skip  # it finds the tests' bank
from checkers import checkers_section
from claims_bank import NAME, Function, Judge, fraction, random_network, random_program, sharp, stands_for, written
from graders import graders_section
from kinds import cases

from autograd_core import Value
from autograd_core.formula import LONGEST, FormulaError, read
from autograd_core.graph import topological_order
from autograd_core.notation.formulas.labels import Labels
from autograd_core.notation.sheets.equations import sides
from autograd_core.notation.sheets.lines import statements
from autograd_core.verify import Row, check
from autograd_core.verify.partials import sheet
from nn import lecture_network

TESTS = Path(__file__).resolve().parent.parent / "tests"


# ── claims ───────────────────────────────────────────────────────────────────────────────────────


def claims_section(count: int, seed: int, show: bool) -> list[Told]:
    told = []
    for case in cases(count, seed):
        told.append(timed(case, case.ask))
        if show and (case.amiss(told[-1].outcome) or (told[-1].outcome == "open" and case.right is not None)):
            print(f"{case.kind}, {told[-1].outcome} though {'right' if case.right else 'wrong'}: {case.said}")
    print(f"\n{count:,} claims of every kind, seed {seed}")
    by_kind: dict[str, list[Told]] = defaultdict(list)
    for each in told:
        by_kind[each.case.kind].append(each)
    rows = [["", "claims", "right rejected", "wrong passed", "undecided", "median", "longest"]]
    for name, group in [*by_kind.items(), ("all", told)]:
        share, longest = undecided(group) / len(group), max(each.spent for each in group)
        counted = [str(wrongly(group, True)), str(wrongly(group, False)), f"{share:.2%}"]
        rows.append([name, str(len(group)), *counted, median(group), f"{longest:.0f} ms"])
    table(rows)
    return told


# ── speed ────────────────────────────────────────────────────────────────────────────────────────


def spent(work: Callable[[], Any]) -> float:
    """How many milliseconds of the processor it took: what else the machine does is left out."""
    start = time.process_time()
    work()
    return 1e3 * (time.process_time() - start)


def told_in(milliseconds: list[float], target: float) -> str:
    median = statistics.median(milliseconds)
    return (
        f"median {median:.2f} ms, longest {max(milliseconds):.1f} ms; target {target:g} ms, ratio {median / target:.2f}"
    )


def textbook(seed: int) -> Iterator[tuple[Value, str, str]]:
    """The right formulas of the tests' bank, each at a point of its range: y, x, and what dy/dx is written to be."""
    from textbook_partials import BANK

    for claim in BANK:
        if claim.right:
            yield list(claim.graph(claim.point(seed)).values())[-1], claim.x, claim.text


def hostile_sheets() -> dict[str, str]:
    """Sheets of 10,000 bytes that are made to take long: many lines, long lines, and what is nested or never closed."""

    def filled(piece: str) -> str:
        return (piece * (LONGEST // len(piece.encode()) + 1)).encode()[:LONGEST].decode("utf-8", "ignore")

    def lines(line: Callable[[int], str]) -> str:
        found, size = list[str](), 0
        for i in itertools.count():
            size += len(line(i).encode()) + 1
            if size > LONGEST:
                return "\n".join(found)
            found.append(line(i))
        raise AssertionError

    pieces = {
        "one word": "d", "words": "abc ", "brackets": "(", "braces": "{}", "bars": "x|", "signs": "=", "arrows": "x → ",
        "derivatives": "∂E/∂", "held": "(∂E/∂w)_x ", "operators": "d/dx(", "sums": "Σ_{i=1}^{3} ", "roots": "√",
        "fractions": r"\frac{", "alignments": r"\begin{align}x\end{align}", "mathematics in prose": "$x=1$\n",
        "rows of tables": "| x | 1 |\n", "cells": "x\t1\n", "bullets": "- x = 1\n", "remarks": "x = 1 # c\n",
        "many on a line": "x=1;", "marks": "x\u0302", "primes": "f'", "prose": "The error is computed by the rule. ",
    }  # fmt: skip
    made = {
        "claims of unknown names": lambda i: f"dE/dq{i} = 1",
        "definitions": lambda i: f"a{i} = {i}",
        "definitions by the one before": lambda i: f"a{i} = a{i - 1}*x" if i else "a0 = x",
        "functions": lambda i: f"f{i}(x) = x^2",
        "functions of functions": lambda i: f"f{i}(x) = f{i - 1}(x) + f{i - 1}(x)" if i else "f0(x) = x",
        "claims": lambda i: f"E' = {i}",
        "formulas": lambda i: f"dE/dw = sin({i}*x)",
        "second derivatives": lambda i: f"∂²E/∂w∂x = x*{i}",
        "lines of code": lambda i: f"d{i} = np.exp(x)",
        "claims in LaTeX": lambda i: rf"$\frac{{\partial E}}{{\partial w_{{{i}}}}} = 1$",
    }
    return {name: filled(piece) for name, piece in pieces.items()} | {name: lines(each) for name, each in made.items()}


def hostile_section() -> None:
    """What it takes to read each hostile sheet, and to judge it line by line."""

    def read_whole(text: str) -> None:
        for statement in statements(text):
            for side in sides(statement.text):
                with contextlib.suppress(FormulaError):
                    read(side, names, partials=True)

    names = Labels("wxthE")
    w, x, t = Value(0.5, label="w"), Value(3.0, label="x"), Value(1.0, label="t")
    e = ((t - (w * x).sigmoid().named("h")) ** 2 / 2).named("E")
    check(e, "dE/dw = 1\nd²E/dw² = 1\nE = $x$\nh = np.tanh(x)")
    texts = hostile_sheets()
    print(f"{len(texts)} hostile sheets of {LONGEST:,} bytes")
    most = 0
    rows, single = [["", "read", "judged", "lines", "a line read", "and judged"]], list[float]()
    reading = {name: spent(lambda text=text: read_whole(text)) for name, text in texts.items()}
    for name, text in texts.items():
        counted: list[int] = []
        whole = spent(lambda text=text, counted=counted: counted.append(len(check(e, text).rows)))
        each = whole / max(counted[0], 1)
        most = max(most, counted[0])
        alone = reading[name] / max(counted[0], 1)
        single += [reading[name]] if counted[0] < 2 else []
        taken = [f"{reading[name]:.1f} ms", f"{whole:.0f} ms", str(counted[0]), f"{alone:.2f} ms", f"{each:.2f} ms"]
        rows.append([name, *taken])
    table(rows)
    print(f"  read: {told_in(list(reading.values()), 50)}")
    print(f"  read, where all is one statement: {told_in(single, 50)}")
    letters = spent(lambda: [read(side, names, partials=True) for _ in range(most) for side in "x1"])
    print(f"  {most:,} lines that hold x and 1 alone, without looking for them: {letters:.0f} ms, a bound from below")


@contextlib.contextmanager
def without_causes() -> Iterator[None]:
    """No causes of wrong numbers are looked for in this block: what is left is the verdict."""
    before, sheet.LOOKING = sheet.LOOKING, 0.0
    try:
        yield
    finally:
        sheet.LOOKING = before


def speed_section(seed: int) -> None:
    from test_formula import HOSTILE

    rng = random.Random(seed)
    times: dict[bool, list[float]] = {True: [], False: []}
    alone: list[float] = []
    sizes = []
    while len(alone) < 200:
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
            times[right].append(spent(lambda y=y, x=x, claim=claim: check(y, {x: claim})))
        with without_causes():
            alone.append(spent(lambda y=y, x=x, claim=claim: check(y, {x: claim})))
    print(f"\na verdict on a number, graphs of {min(sizes)} to {max(sizes)} ops, median {statistics.median(sizes):g}")
    print(f"  right: {told_in(times[True], 1)}")
    print(f"  wrong: {told_in(alone, 1)}")
    print(f"  wrong, with its suspects: {told_in(times[False], 5)}")
    formulas = [spent(lambda y=y, x=x, text=text: check(y, {x: text})) for y, x, text in textbook(seed)]
    print(f"a verdict on a formula, {len(formulas)} of textbooks: {told_in(formulas, 10)}")
    lecture = (TESTS / "lecture_derivation.txt").read_text("utf-8")
    whole = [spent(lambda: check(lecture_network()["E_total"], lecture).assert_ok()) for _ in range(5)]
    count = len(check(lecture_network()["E_total"], lecture).rows)
    print(f"the lecture's derivation, {count} lines: {told_in(whole, 500)}")

    def refused(text: str) -> None:
        with contextlib.suppress(FormulaError):
            read(text, {"x": Value(1.0), "w": Value(2.0)}, partials=True)

    slowest = max(HOSTILE, key=lambda text: spent(lambda: refused(text)))
    each = [statistics.median(spent(lambda text=text: refused(text)) for _ in range(5)) for text in HOSTILE]
    print(f"{len(HOSTILE)} hostile formulas: {told_in(each, 50)}, {slowest[:8]!r}...")
    hostile_section()


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
    """A partial of a network as factors on paths, at most one written wrong:
    as mappings, in one line, and line by line.
    """

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
    """A network's partial towards a parameter, with or without a slip in one factor;
    None where the digits would not show it.
    """
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
    parser.add_argument("--count", type=int, default=20_000, help="claims; a tenth as many derivations")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print what is judged amiss")
    given = parser.parse_args()
    everything = not (given.claims or given.rivals or given.speed or given.factors)
    if everything or given.claims or given.rivals:
        told = claims_section(given.count, given.seed, given.show)
        if everything or given.rivals:
            graders_section(told)
            checkers_section(told)
    if everything or given.speed:
        speed_section(given.seed)
    if everything or given.factors:
        factors_section(max(given.count // 10, 1), given.seed, given.show)


if __name__ == "__main__":
    main()
