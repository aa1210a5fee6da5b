"""A million nodes in every room: how long each public function takes, and how much memory, or what it says instead.

    python benchmarks/sizes.py                      a chain, a wide sum, and a chain with labels on all nodes
    python benchmarks/sizes.py --nodes 100000 --shapes chain --functions explain check

Each call runs in a process of its own, which ends after --seconds of the processor's time: what else the machine does
is no matter.  Time is that of the call alone; memory is the most that the process ever held, the graph included.
What takes longer than 20 seconds or more than 3 GB is marked.
"""

import argparse
import copy
import math
import multiprocessing
import pickle
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import autograd_core
from autograd_core import (
    FRACTIONS,
    SYMBOLS,
    VALUES,
    Intervals,
    Stepper,
    Value,
    anomalies,
    backward_steps,
    check,
    check_gradient,
    derivation,
    draw,
    evaluate,
    explain,
    find,
    forward_steps,
    grad,
    gradient,
    hessian,
    hvp,
    jacobian,
    jvp,
    label_all,
    ops,
    program,
    tree,
    value_and_grad,
    view,
    vjp,
    wrong_ways,
)
from autograd_core.graph import topological_order

SECONDS, MEGABYTES = 20, 3_000
"""What no call may pass."""


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


def by_hand(node: Value, x: Value) -> Any:
    """A function of one number that computes such a graph."""
    return lambda t: evaluate(node, VALUES, at={x: t})


def walked(y: Value) -> None:
    walk = Stepper(y)
    walk.run()
    walk.back()
    str(walk)


def consumed(items: Iterable[Any]) -> int:
    return sum(1 for _ in items)


def compiled(y: Value, x: Value) -> Any:
    return autograd_core.compile(y, inputs=[x])


SHAPES: dict[str, Callable[[int], tuple[Value, Value]]] = {"chain": chain, "wide": wide, "labelled": labelled}
FUNCTIONS: dict[str, Callable[[Value, Value], Any]] = {
    "backward": lambda y, x: y.backward(),
    "gradient": gradient,
    "gradient at": lambda y, x: gradient(y, x, at={x: 0.25}),
    "gradient FRACTIONS": lambda y, x: gradient(y, x, over=FRACTIONS),
    "gradient SYMBOLS": lambda y, x: gradient(y, x, over=SYMBOLS),
    "gradient VALUES": lambda y, x: gradient(y, x, over=VALUES),
    "gradient Intervals": lambda y, x: gradient(y, x, over=Intervals()),
    "evaluate": lambda y, x: evaluate(y, at={x: 0.25}),
    "grad": lambda y, x: grad(by_hand(y, x))(0.5),
    "value_and_grad": lambda y, x: value_and_grad(by_hand(y, x))(0.5),
    "jacobian": lambda y, x: jacobian(by_hand(y, x))(0.5),
    "hessian": lambda y, x: hessian(by_hand(y, x))(0.5),
    "jvp": lambda y, x: jvp(by_hand(y, x), (0.5,), (1.0,)),
    "vjp": lambda y, x: vjp(by_hand(y, x), 0.5)[1](1.0),
    "hvp": lambda y, x: hvp(by_hand(y, x), (0.5,), (1.0,)),
    "compile": lambda y, x: compiled(y, x).value_and_gradient(0.5),
    "compile arrays": lambda y, x: autograd_core.compile(y, inputs=[x], engine="arrays").value_and_gradient(0.5),
    "program .source": lambda y, x: len(compiled(y, x).source()),
    "save, load": lambda y, x: pickle.loads(pickle.dumps(compiled(y, x)))(0.5),
    "pickle": lambda y, x: pickle.loads(pickle.dumps(y)),
    "copy.copy": lambda y, x: copy.copy(y),
    "copy.deepcopy": lambda y, x: copy.deepcopy(y),
    "repr, str, format": lambda y, x: (repr(y), str(y), f"{y:.3f}"),
    "find": lambda y, x: find(y, "x"),
    "label_all": lambda y, x: label_all({"nodes": topological_order(y)}),
    "anomalies": lambda y, x: list(anomalies(y)),
    "forward_steps": lambda y, x: consumed(forward_steps(y)),
    "backward_steps": lambda y, x: consumed(backward_steps(y)),
    "Stepper": lambda y, x: walked(y),
    "tree": lambda y, x: str(tree(y)),
    "program": lambda y, x: str(program(y)),
    "explain": lambda y, x: str(explain(y, x)),
    "explain all": lambda y, x: str(explain(y, x, between="all")),
    "explain symbolic": lambda y, x: str(explain(y, x, symbolic=True)),
    "wrong_ways": lambda y, x: str(wrong_ways(y)),
    "derivation": lambda y, x: str(derivation(y, [x])),
    "check number": lambda y, x: str(check(y, {"x": "0.5"})),
    "check own gradient": lambda y, x: str(check(y, {"x": gradient(y, x)})),
    "check formula": lambda y, x: str(check(y, {"x": "x*2"})),
    "check lines": lambda y, x: str(check(y, "dx = 3")),
    "check_gradient": lambda y, x: str(check_gradient(y)),
    "draw": lambda y, x: draw(y).dot,
    "view": lambda y, x: view(y).html,
}


def measured(shape: str, function: str, nodes: int, seconds: float, found: Any) -> None:
    """In a process of its own: seconds, megabytes and how it ended."""
    y, x = SHAPES[shape](nodes)
    start = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(start + seconds), math.ceil(start + seconds) + 5))
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
            child = spawn.Process(target=measured, args=(shape, function, chosen.nodes, chosen.seconds, there))
            child.start()
            there.close()
            try:
                took, memory, ended = here.recv()
            except EOFError:
                took, memory, ended = chosen.seconds, 0.0, "not within that time"
            child.join()
            mark = ">" if took > SECONDS or memory > MEGABYTES else " "
            print(f"{mark} {function:20} {shape:9} {took:6.1f} s  {memory:6.0f} MB  {ended[:110]}", flush=True)


if __name__ == "__main__":
    main()
