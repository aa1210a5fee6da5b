"""A million nodes in every room: how long each public function takes, and how much memory, or what it says instead.

    python benchmarks/sizes.py                      a chain, a wide sum, and a chain with labels on all nodes; and what
                                                    is about numbers, parameters and samples
    python benchmarks/sizes.py --nodes 100000 --shapes chain --functions explain check

Each call, of `sized_calls.py`, runs in a process of its own, which ends after --seconds of the processor's time: what
else the machine does is no matter.  Time is that of the call alone; memory is the most that the process ever held, the
graph included.  What takes longer than 20 seconds or more than 3 GB is marked.
"""

import argparse
import math
import multiprocessing
import resource
import time
from typing import Any

from sized_calls import GRAPHS, OTHERS, SHAPES

SECONDS, MEGABYTES = 20, 3_000
"""What no call may pass."""
ROOM = 10 * 2**30
"""No process gets more address space than this."""


def measured(shape: str, function: str, nodes: int, seconds: float, found: Any) -> None:
    """In a process of its own: seconds, megabytes and how it ended."""
    graph = SHAPES[shape](nodes) if shape else None
    start = time.process_time()
    resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(start + seconds), math.ceil(start + seconds) + 5))
    try:
        if graph is None:
            OTHERS[function](nodes)
        else:
            GRAPHS[function](*graph)
        ended = ""
    except Exception as error:
        ended = f"{type(error).__name__}: {error}"
    took = time.process_time() - start
    found.send((took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, ended))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--nodes", type=int, default=1_000_000)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--shapes", nargs="*", default=[*SHAPES, ""], choices=[*SHAPES, ""])
    options.add_argument("--functions", nargs="*", default=[], help="words that their names contain")
    chosen = options.parse_args()
    print(f"{chosen.nodes:,} nodes")
    spawn = multiprocessing.get_context("spawn")
    rows = [(function, shape) for function in GRAPHS for shape in SHAPES] + [(function, "") for function in OTHERS]
    for function, shape in rows:
        if shape not in chosen.shapes or not any(word in function for word in chosen.functions or [""]):
            continue
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
        print(f"{mark} {function:38.38} {shape:9} {took:6.1f} s  {memory:6.0f} MB  {ended[:110]}", flush=True)


if __name__ == "__main__":
    main()
