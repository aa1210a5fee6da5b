"""A million nodes in every room: how long each public function takes, and how much memory, or what it says instead.

    python benchmarks/sizes.py                      a chain, a wide sum, and a chain with labels on all nodes
    python benchmarks/sizes.py --nodes 100000 --shapes chain --functions explain check

Each call runs in a process of its own, which is ended after --seconds.  Times are those of the processor, since a
machine that does other work as well takes longer; memory is the most that process ever held.
"""

import argparse
import multiprocessing
import pickle
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import autograd_core
from autograd_core import (
    FRACTIONS,
    SYMBOLS,
    Stepper,
    Value,
    anomalies,
    backward_steps,
    check,
    check_gradient,
    derivation,
    draw,
    explain,
    forward_steps,
    gradient,
    ops,
    program,
    tree,
    view,
    wrong_ways,
)


def chain(nodes: int) -> tuple[Value, Value]:
    y = x = Value(0.5, label="x")
    for i in range(nodes - 1):
        y = y * 0.999999 if i % 2 else y + 1e-6
    return y, x


def wide(nodes: int) -> tuple[Value, Value]:
    x = Value(0.5, label="x")
    return ops.sum([x * float(i) for i in range(nodes - 2)]), x


def labelled(nodes: int) -> tuple[Value, Value]:
    y = x = Value(0.5, label="x")
    for i in range(nodes - 1):
        y = (y * 0.999999 if i % 2 else y + 1e-6).named(f"n{i}")
    return y, x


def walked(y: Value) -> Stepper:
    walk = Stepper(y)
    walk.run()
    return walk


SHAPES: dict[str, Callable[[int], tuple[Value, Value]]] = {"chain": chain, "wide": wide, "labelled": labelled}
FUNCTIONS: dict[str, Callable[[Value, Value], Any]] = {
    "backward": lambda y, x: y.backward(),
    "gradient": gradient,
    "gradient FRACTIONS": lambda y, x: gradient(y, x, over=FRACTIONS),
    "gradient SYMBOLS": lambda y, x: gradient(y, x, over=SYMBOLS),
    "compile": lambda y, x: autograd_core.compile(y, inputs=[x]).value_and_gradient(0.5),
    "pickle": lambda y, x: pickle.loads(pickle.dumps(y)),
    "anomalies": lambda y, x: list(anomalies(y)),
    "forward_steps": lambda y, x: sum(1 for _ in forward_steps(y)),
    "backward_steps": lambda y, x: sum(1 for _ in backward_steps(y)),
    "Stepper": lambda y, x: walked(y),
    "tree": lambda y, x: str(tree(y)),
    "program": lambda y, x: str(program(y)),
    "explain": lambda y, x: str(explain(y, x)),
    "explain all": lambda y, x: str(explain(y, x, between="all")),
    "explain symbolic": lambda y, x: str(explain(y, x, symbolic=True)),
    "wrong_ways": lambda y, x: str(wrong_ways(y)),
    "derivation": lambda y, x: str(derivation(y, [x])),
    "check number": lambda y, x: str(check(y, {"x": "0.5"})),
    "check formula": lambda y, x: str(check(y, {"x": "x*2"})),
    "check_gradient": lambda y, x: str(check_gradient(y)),
    "draw": lambda y, x: draw(y).dot,
    "view": lambda y, x: view(y).html,
}


def measured(shape: str, function: str, nodes: int, found: Any) -> None:
    """In a process of its own: seconds, megabytes and how it ended."""
    y, x = SHAPES[shape](nodes)
    start = time.process_time()
    try:
        FUNCTIONS[function](y, x)
        ended = ""
    except Exception as error:
        ended = f"{type(error).__name__}: {error}"
    took = time.process_time() - start
    found.send((took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, ended))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--nodes", type=int, default=1_000_000)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--shapes", nargs="*", default=list(SHAPES), choices=list(SHAPES))
    options.add_argument("--functions", nargs="*", default=list(FUNCTIONS), choices=list(FUNCTIONS))
    chosen = options.parse_args()
    print(f"{chosen.nodes:,} nodes")
    spawn = multiprocessing.get_context("spawn")
    for function in chosen.functions:
        for shape in chosen.shapes:
            here, there = spawn.Pipe(duplex=False)
            child = spawn.Process(target=measured, args=(shape, function, chosen.nodes, there))
            child.start()
            there.close()
            try:
                answered = here.poll(chosen.seconds + 15)  # the graph has to be recorded first
                took, memory, ended = here.recv() if answered else (chosen.seconds, 0.0, "not within that time")
            except EOFError:
                took, memory, ended = 0.0, 0.0, "the process died"
            if child.is_alive() and not answered:
                child.terminate()
            child.join()
            print(f"{function:20} {shape:9} {took:6.1f} s  {memory:6.0f} MB  {ended[:110]}", flush=True)


if __name__ == "__main__":
    main()
