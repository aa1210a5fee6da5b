"""What a network costs in use: a decision boundary in plain numbers, an epoch of `fit` beside the bare loop, and a
whole training, recorded and through programs.

    python benchmarks/training.py

Both ways of each take turns, with a collection before each timing; figures are medians of CPU time.
"""

import argparse
import gc
import statistics
import time
from collections.abc import Callable
from functools import partial

from autograd_core import no_grad, ops
from nn import MLP, SGD, Adam, fit, hinge
from nn.data import batches, moons

SIZES, ACTIVATIONS = [2, 16, 16, 1], ["relu", "relu", "identity"]
GRID = [[x / 12.5 - 2, y / 12.5 - 2] for x in range(50) for y in range(50)]
DATA = moons(100)


def measure(ways: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of CPU time of each way, taking turns."""
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            gc.collect()
            start = time.process_time()
            way()
            times[name].append(time.process_time() - start)
    return {name: statistics.median(each) for name, each in times.items()}


def boundary(rounds: int) -> None:
    model = MLP(SIZES, ACTIVATIONS, seed=1)

    def plain() -> list[float]:
        f = model.plain()
        return [f(point)[0] for point in GRID]

    def leaves() -> list[float]:
        with no_grad():
            return [model(point)[0].data for point in GRID]

    def recorded() -> list[float]:
        return [model(point)[0].data for point in GRID]

    assert plain() == leaves() == recorded()
    print("A boundary of 50 x 50 points, 2-16-16-1")
    for name, seconds in measure({"plain numbers": plain, "no_grad": leaves, "recorded": recorded}, rounds).items():
        print(f"  {name:15} {seconds:.3f} s")


def epoch(rounds: int) -> None:
    model, twin = MLP(SIZES, ACTIVATIONS, seed=1), MLP(SIZES, ACTIVATIONS, seed=1)
    optimizer, other = SGD(model.parameters(), 1e-9), SGD(twin.parameters(), 1e-9)

    def fitted() -> None:
        fit(model, DATA, hinge, optimizer, 1, 10)

    def bare() -> None:
        for batch in batches(DATA, 10):
            other.zero_grad()
            (ops.sum([hinge(twin(xs), target) for xs, target in batch]) / len(batch)).backward()
            other.step()

    print("An epoch of 100 moons in batches of 10, 2-16-16-1")
    for name, seconds in measure({"fit": fitted, "the bare loop": bare}, rounds).items():
        print(f"  {name:15} {seconds:.3f} s")


def command(rounds: int) -> None:
    def run(engine: str) -> None:
        data = moons()
        model = MLP([2, 16, 16, 1], ["tanh", "tanh", "identity"])
        fit(model, data, "binary_cross_entropy_with_logits", Adam(model.parameters(), 0.01), 100, 10, engine=engine)

    print("What `python -m nn train --data moons --epochs 100` trains")
    ways: dict[str, Callable[[], object]] = {engine: partial(run, engine) for engine in ("eager", "source", "auto")}
    for name, seconds in measure(ways, rounds).items():
        print(f"  {name:15} {seconds:.3f} s")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=9, help="how often the ways take turns, default %(default)s")
    rounds = options.parse_args().rounds
    boundary(rounds)
    epoch(rounds)
    command(min(rounds, 3))


if __name__ == "__main__":
    main()
