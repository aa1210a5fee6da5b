"""Drawing a large graph: the loss of an expanded network over many points, folded by scope.

    python benchmarks/draw.py

Prints the seconds that choosing and writing DOT take, and those of layout, by the renderer in use; medians of five.
"""

import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from autograd_core import Value, draw
from autograd_core.pictures.render import render
from nn import MLP, half_squared_error

T = TypeVar("T")


def loss(points: int) -> Value:
    """The summed error of a 2-16-16-1 network, every product and sum a node of its own, after backward."""
    generator = random.Random(0)
    model = MLP([2, 16, 16, 1], "tanh", expanded=True)
    total = Value(0.0)
    for _ in range(points):
        xs = [Value(generator.random()) for _ in range(2)]
        total = total + half_squared_error(model(xs), [generator.random()])
    total.backward()
    return total.named("loss")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """The median time of five runs, and what the last of them gave."""
    times = []
    for _ in range(5):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return statistics.median(times), result


def main() -> None:
    for points in (10, 95, 950):
        y = loss(points)
        for options in ({}, {"expand": "layer2"}, {"highlight": "w1"}):
            written, drawing = timed(partial(draw, y, **options))
            laid_out, _ = timed(partial(render, drawing.dot))
            print(f"{drawing.description:70} {options!s:24} DOT {written:6.2f} s  layout {laid_out:5.2f} s")


if __name__ == "__main__":
    main()
