"""How far values and slopes are from the true ones: every row of the op table, over all scales and beside its zeros.

    python benchmarks/accuracy.py --points 2000
    python benchmarks/accuracy.py --points 20000 sinc lgamma

Judged by mpmath at 60 digits.  Prints, of each row, the most units in the last place that the value and each slope are
away from the truth, and where; a slope towards an order, as polygamma's n, has none.  Points are floats of all scales,
ordinary ones, and those beside whole numbers, and beside the zeros of the value and of the slope.
"""

import argparse
import math
import random
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from judge import HIGH, ulps
from test_ops import free, inside, width

from autograd_core import OPS
from autograd_core.namespaces import FLOATS
from autograd_core.ops import Op

WIDEST = 12.0
"""Zeros are sought this far from 0."""


@cache
def zeros(row: Op) -> list[float]:
    """Floats beside which the value or the slope of a row of one argument is 0."""
    found = []
    at = [i / 8 + 1 / 37 for i in range(int(-8 * WIDEST), int(8 * WIDEST))]
    for f in (FLOATS.apply, FLOATS.slope):
        for a, b in pairwise(at):
            if not (inside(row, [a]) and inside(row, [b])) or not f(row, a) * f(row, b) < 0:
                continue
            for _ in range(60):
                middle = (a + b) / 2
                a, b = (a, middle) if f(row, a) * f(row, middle) <= 0 else (middle, b)
            found.append(a)
    return found


def number(row: Op, generator: random.Random) -> float:
    """A float from anywhere."""
    kind, sign = generator.randrange(5), generator.choice([-1, 1])
    small = sign * 10 ** generator.uniform(-16, -0.5)
    if kind == 0 and width(row) == 1 and zeros(row):
        return generator.choice(zeros(row)) * (1 + small)
    if kind <= 1:
        return generator.choice([-2, -1, 0, 1, 2, 3]) + small
    if kind == 2:
        return sign * 10 ** generator.uniform(-305, 305)
    return generator.gauss(0, 3) if kind == 3 else sign * 10 ** generator.uniform(-3, 3)


def points(row: Op, count: int) -> Iterator[list[float]]:
    """Argument lists within the domain of a row, and away from its kinks."""
    generator, names = random.Random(row.name), (*row.parameters, *["xs"] * 4)[: width(row)]
    for _ in range(count):
        args = [float(generator.randrange(4)) if name == "n" else number(row, generator) for name in names]
        if inside(row, args):
            yield args


def worst(row: Op, count: int) -> list[tuple[float, list[float]]]:
    """The largest error of the value and of each slope, and where."""
    found: list[tuple[float, list[float]]] = [(0.0, [])] * (1 + width(row))
    for args in points(row, count):
        y = FLOATS.evaluate(row.primal, *args)
        if not 1e-290 < abs(y) < math.inf:
            continue
        got = [y, *FLOATS.evaluate(row.local_partials, y, args, free(row), free(row))]
        xs = [HIGH.number(x) for x in args]
        try:
            exact = row.primal(HIGH, *xs)
            true = [exact, *row.local_partials(HIGH, exact, xs, free(row), free(row))]
        except ZeroDivisionError:  # an edge of the domain
            continue
        for i, (mine, it) in enumerate(zip(got, true, strict=True)):
            if mine is not None and not 0 < abs(it) < 1e-290 and (away := ulps(float(mine), it)) > found[i][0]:
                found[i] = away, args
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("rows", nargs="*", default=list(OPS), help="which of them, by default all")
    options.add_argument("--points", type=int, default=500)
    chosen = options.parse_args()
    for name in chosen.rows:
        value, *slopes = worst(OPS[name], chosen.points)
        said = [f"value {value[0]:7.2f}", *(f"slope {away:7.2f}" for away, _ in slopes)]
        at = max(value, *slopes)
        print(f"{name:16} {'   '.join(said)}   worst at {', '.join(map(repr, at[1]))}", flush=True)


if __name__ == "__main__":
    main()
