"""Derivations with one planted slip: how often is it among the first three suspects, when only the total is given?

    python benchmarks/diagnosis.py [--count 1000] [--seed 1] [--show]

Beside them stand numbers that no slip made, drawn at random: what is suspected of those is false.

The slips are planted in backpropagation and derivatives that are written out by hand, in `networks_by_hand.py` and
`planted_expressions.py`, in plain floats, and share nothing with the engine.  A slip that does not change the digits
written is drawn again and counted apart.
"""

import argparse
import random
import time
from collections import Counter
from fractions import Fraction
from typing import Any

from planted_expressions import PEN, decimals, expression_slip, pen_slip, rounded
from planted_networks import NETWORK, RATE, Planted, network_slip

from autograd_core import Value, gradient, ops
from autograd_core.verify.diagnosis import Suspect, suspects
from nn import MLP, half_squared_error

# ── large graphs ─────────────────────────────────────────────────────────────────────────────────


def chain() -> tuple[Value, Value]:
    x = h = Value(0.3, label="x")
    for _ in range(1666):
        h = ops.tanh(h * 1.0001 + 0.001)
    return h.named("y"), x


def layers() -> tuple[Value, Value]:
    model = MLP([10, 30, 30, 5], ["tanh", "sigmoid", "identity"], seed=3, expanded=True)
    x = Value(0.3, label="i1")
    return half_squared_error(model([x] + [0.1] * 9), [0.1] * 5).named("E"), x


def fan() -> tuple[Value, Value]:
    x = Value(0.3, label="x")
    return ops.sum([ops.sigmoid(x * float(i % 7) + 0.1) ** 2 for i in range(1250)]).named("y"), x


LARGE = {"chain": chain, "layers": layers, "fan": fan}
"""Graphs of about 5,000 nodes: deep, layered, wide."""


def sign_lost(y: Value, x: Value) -> list[Suspect]:
    """The suspects where somebody lost the sign of dy/dx."""
    right = gradient(y, x)
    return suspects(y, x, *sorted((-right * (1 - 1e-9), -right * (1 + 1e-9))), learning_rate=RATE)


# ── the count ────────────────────────────────────────────────────────────────────────────────────


def interval(text: str) -> tuple[Fraction, Fraction]:
    """What a decimal stands for: half a unit of its last digit either way."""
    number = Fraction(text)
    half = Fraction(1, 2 * 10 ** len(text.partition(".")[2]))
    return number - half, number + half


def named(found: Any, planted: Planted) -> bool:
    """Whether a suspect is the slip that was planted: its kind, and its place where it has one."""
    if found.kind not in planted.kinds:
        return False
    places, where = planted.kinds[found.kind], set(found.where)
    if not places:
        return True
    return (
        places <= where
        if len(places) == 1
        else bool(where) and (where <= places or (bool(where & places) and "path" in found.kind))
    )


def draw(rng: random.Random) -> tuple[Planted | None, int]:
    digits = rng.randint(4, 9)
    source = rng.choices(("network", "expression", "pen"), (6, 3, 2))[0]
    if source == "network":
        kind = rng.choice([*NETWORK])
        for _ in range(200):
            if planted := network_slip(kind, rng):
                return planted, 5 if kind == "rounded factors" else digits
    if source == "expression":
        return expression_slip(rng), digits
    return pen_slip(rng.choice([*PEN]), rng, digits), digits


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--show", action="store_true", help="print each slip that was missed")
    given = options.parse_args()
    rng = random.Random(given.seed)
    drawn, first, three, alone, unseen, spent = Counter(), Counter(), Counter(), Counter(), 0, [0.0]
    accused: dict[int, list[bool]] = {digits: [] for digits in range(4, 10)}
    while drawn.total() < given.count:
        planted, digits = draw(rng)
        if planted is None or (not planted.text and not 1e-8 < abs(planted.wrong) < 1e6 and planted.wrong):
            continue
        text = planted.text or (rounded(planted.wrong, decimals(planted.wrong or planted.right or 1.0, digits)))
        low, high = interval(text)
        if low <= Fraction(planted.right) <= high:
            unseen += 1
            continue
        start = time.perf_counter()
        found = suspects(planted.y, planted.x, low, high, learning_rate=RATE)
        spent.append(time.perf_counter() - start)
        hits = [named(suspect, planted) for suspect in found[:3]]
        drawn[planted.name] += 1
        first[planted.name] += hits[:1] == [True]
        three[planted.name] += any(hits)
        alone[planted.name] += len(found) == 1 and hits == [True]
        if planted.right:
            control = rounded(planted.right * rng.uniform(-3, 3), decimals(planted.right, digits))
            accused[digits].append(bool(suspects(planted.y, planted.x, *interval(control), learning_rate=RATE)))
        if given.show and not any(hits):
            print(f"{planted.name}: {text} for {planted.right:.10g}, {planted.kinds}")
            for suspect in found:
                print(f"    [{suspect.kind}] {suspect} {suspect.where}")
    print(f"{'slip planted':32}{'count':>7}{'alone':>8}{'first':>8}{'in three':>10}")
    for name in sorted(drawn):
        print(
            f"{name:32}{drawn[name]:7}{alone[name] / drawn[name]:8.0%}{first[name] / drawn[name]:8.0%}"
            f"{three[name] / drawn[name]:10.0%}"
        )
    n = drawn.total()
    print(f"{'all':32}{n:7}{alone.total() / n:8.1%}{first.total() / n:8.1%}{three.total() / n:10.1%}")
    print(f"{unseen} more slips did not change the digits written, and are not counted")
    shares = ", ".join(f"{sum(of) / len(of):.0%} with {digits}" for digits, of in accused.items() if of)
    print(f"of numbers drawn at random, that no slip made, something is suspected of {shares} digits")
    for name, build in LARGE.items():
        graph = build()
        start = time.perf_counter()
        sign_lost(*graph)
        print(f"{name} of about 5,000 nodes: {time.perf_counter() - start:.2f} s")
    print(f"median {sorted(spent)[len(spent) // 2] * 1e3:.1f} ms, longest {max(spent) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
