"""Seconds of processor that explain, tree and program take on graphs of 100,000 nodes:
python benchmarks/explaining.py
"""

import time
from collections.abc import Callable
from typing import Any

from autograd_core import Value, explain, ops, program, tree

NODES = 100_000


def chain(x: Value) -> Value:
    """Unlabelled, one op after the other, each of x too."""
    y = x
    for _ in range(NODES // 2):
        y = y * 1.00001 + x
    return y


def labelled_chain(x: Value) -> Value:
    """The same with every sum labelled: as many paths as sums."""
    y = x
    for i in range(NODES // 2):
        y = (y * 1.00001 + x).named(f"h{i}")
    return y


def layers(x: Value) -> Value:
    """Layers of 25 labelled nodes, each of two of the layer beneath: more paths than can be counted."""
    row = [x * i for i in range(25)]
    for layer in range(NODES // 75):
        row = [(row[i] * row[i - 1]).sin().named(f"h{layer}_{i}") * 0.5 for i in range(25)]
    return ops.sum(row)


def wide(x: Value) -> Value:
    """One sum of very many labelled terms."""
    return ops.sum([(x * i).sin().named(f"h{i}") for i in range(NODES // 2)])


def hub(x: Value) -> Value:
    """Many labelled nodes above one deep unlabelled one."""
    h = x
    for _ in range(NODES // 3):
        h = h.sin()
    return ops.sum([(h * i).named(f"h{i}").exp() for i in range(NODES // 3)])


TOLD: dict[str, Callable[[Value, Value], Any]] = {
    "explain": explain,
    "every node": lambda y, x: explain(y, x, between="all"),
    "tree": lambda y, x: tree(y),
    "program": lambda y, x: program(y),
}


def main() -> None:
    print(f"{'cpu seconds':16}" + "".join(f"{name:>12}" for name in TOLD))
    for shape in (chain, labelled_chain, layers, wide, hub):
        x = Value(0.5, label="x")
        y = shape(x).named("y")
        row = f"{shape.__name__:16}"
        for tell in TOLD.values():
            start = time.process_time()
            str(tell(y, x))
            row += f"{time.process_time() - start:12.2f}"
        print(row)


if __name__ == "__main__":
    main()
