"""Numbers that no mistake of the catalogue gives: how often is a cause named all the same?

    python benchmarks/false_causes.py [--count 1000] [--seed 1] [--show]

The slips are planted by hand in plain floats, as in `benchmarks/diagnosis.py`, and are of kinds that the catalogue does
not know: a wrong power, a term too many, another loss, a coarse difference quotient, a number made up.  Whatever is
suspected of them is false, but for a number that some known mistake gives as well, to all the digits that are written.
"""

import argparse
import math
import random
from collections import Counter
from collections.abc import Callable
from fractions import Fraction

from diagnosis import interval
from networks_by_hand import Network
from planted_expressions import decimals, expressions, rounded
from planted_networks import RATE

from autograd_core import Value
from autograd_core.verify.diagnosis import suspects

Slip = Callable[[random.Random, float, float], float]
"""A wrong number, from the right one and what the leaf holds."""

OF_THE_WHOLE: dict[str, Slip] = {
    "scaled at random": lambda rng, right, x: right * rng.uniform(0.3, 3),
    "off by a few percent": lambda rng, right, x: right * (1 + rng.choice((-1, 1)) * rng.uniform(0.02, 0.2)),
    "weight decay added": lambda rng, right, x: right + rng.choice((0.1, 0.01, 0.03)) * x,
    "the leaf added": lambda rng, right, x: right + x,
    "squared": lambda rng, right, x: right * right,
    "root taken": lambda rng, right, x: math.copysign(math.sqrt(abs(right)), right),
    "made up": lambda rng, right, x: rng.uniform(-1, 1),
}


def of_a_network(name: str, rng: random.Random) -> tuple[Value, Value, float, float]:
    """A network, one of its weights, the right gradient, and one with a slip in the error or in a slope."""
    n = Network(rng)
    k = rng.randint(1, n.depth)
    j, i = rng.randrange(n.sizes[k]), rng.randrange(n.sizes[k - 1])
    y, model = n.graph()
    x = next(p for p in model.parameters() if p.label == n.weight(k, j, i))
    scale = 1.0 if n.half else 2 / n.sizes[-1]
    error, slope = INSIDE[name]
    found = n.backward(
        error=None if error is None else lambda o, out, t: scale * error(out, t),
        slope=(lambda a, b, net, out: None) if slope is None else lambda a, b, net, out: slope(net, out),
    )
    return y, x, n.backward()[1][k - 1][j][i], found[1][k - 1][j][i]


INSIDE: dict[str, tuple[Callable[[float, float], float] | None, Callable[[float, float], float] | None]] = {
    "error to the fifth": (lambda out, t: (out - t) ** 5, None),
    "error and its square": (lambda out, t: (out - t) + (out - t) ** 2, None),
    "error over target": (lambda out, t: (out - t) / t, None),
    "another error": (lambda out, t: math.tanh(out - t), None),
    "slope squared": (None, lambda net, out: (out * (1 - out)) ** 2),
    "slope of another function": (None, lambda net, out: 1 / (1 + net * net)),
    "slope with a bump": (None, lambda net, out: out * (1 - out) + 0.1),
}


def planted(name: str, rng: random.Random) -> tuple[Value, Value, float, float] | None:
    """A graph, a leaf, the right number and the wrong one."""
    if name in INSIDE:
        return of_a_network(name, rng)
    if rng.random() < 0.5:
        y, x, right, _ = of_a_network(rng.choice([*INSIDE]), rng)
    else:
        y, x, right, _ = rng.choice(list(expressions(rng)))
    return y, x, right, OF_THE_WHOLE[name](rng, right, x.data)


def count(total: int, seed: int, show: bool = False) -> tuple[Counter[str], Counter[str], dict[int, list[bool]]]:
    """How many slips of each kind were planted, for how many a cause was named, and that by the digits written."""
    rng = random.Random(seed)
    drawn, blamed, by_digits = Counter(), Counter(), {digits: [] for digits in range(3, 10)}
    names = [*OF_THE_WHOLE, *INSIDE]
    while drawn.total() < total:
        name, digits = names[drawn.total() % len(names)], rng.randint(3, 9)
        found = planted(name, rng)
        if found is None:
            continue
        y, x, right, wrong = found
        if not 1e-6 < abs(wrong) < 1e6 or not 1e-6 < abs(right) < 1e6 or abs(wrong / right - 1) < 1e-3:
            continue
        text = rounded(wrong, decimals(wrong, digits))
        low, high = interval(text)
        if low <= Fraction(right) <= high:
            continue
        named = suspects(y, x, low, high, learning_rate=RATE)
        drawn[name] += 1
        blamed[name] += bool(named)
        by_digits[digits].append(bool(named))
        if named and show:
            print(f"{name}: {text} for {right:.10g}", *(f"    [{each.kind}] {each}" for each in named), sep="\n")
    return drawn, blamed, by_digits


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--show", action="store_true", help="print each cause that was named")
    given = options.parse_args()
    drawn, blamed, by_digits = count(given.count, given.seed, given.show)
    print(f"{'slip planted':32}{'count':>7}{'blamed':>8}")
    for name in drawn:
        print(f"{name:32}{drawn[name]:7}{blamed[name]:8}")
    print(f"{'all':32}{drawn.total():7}{blamed.total():8}")
    print(", ".join(f"{sum(of)} of {len(of)} with {digits} digits" for digits, of in by_digits.items() if of))


if __name__ == "__main__":
    main()
