"""Recording and backward, side by side with micrograd and xad in one process, on the same programs.

    pip install micrograd xad && python benchmarks/eager.py

Engines take turns, with a collection before each timing; figures are medians of processor time, which a busy machine
stretches least, in nanoseconds per scalar operation of the program as it is written node by node.  Gradients are
compared before anything is timed.  The lecture's step is also written by hand, to show what Python takes by itself.
"""

import argparse
import gc
import math
import statistics
import sys
import time
import tracemalloc
from typing import Any

from eager_programs import MOONS_OPS, Entry, chain, chain_entries, lecture_entries, moons_entries

from autograd_core import Value


class Collector:
    """How long Python's collector of cycles has run, which goes through all that lives whenever much was made."""

    def __init__(self) -> None:
        self.seconds = self.start = 0.0

    def __call__(self, phase: str, _: Any) -> None:
        if phase == "start":
            self.start = time.process_time()
        else:
            self.seconds += time.process_time() - self.start


def measure(entries: list[Entry], ops_each: int, rounds: int, repeat: int = 1) -> dict[str, float]:
    """Median seconds of each entry, taking turns: recording, backward, and what becomes of the graph.

    They are processor time; how it is divided is told by medians of the other clock, which is read in a tenth of the
    time.
    """
    times: dict[str, list[tuple[float, float, float]]] = {entry.engine: [] for entry in entries}
    for _ in range(rounds):
        for entry in entries:
            gc.collect()
            recording, differentiating, collector = [], [], Collector()
            gc.callbacks.append(collector)
            start = time.process_time()
            for _ in range(repeat):
                before = time.perf_counter()
                result = entry.record()
                middle = time.perf_counter()
                entry.backward(result)
                differentiating.append(time.perf_counter() - middle)
                recording.append(middle - before)
            each = (time.process_time() - start) / repeat
            gc.callbacks.remove(collector)
            del result
            share = statistics.median(recording) / (statistics.median(recording) + statistics.median(differentiating))
            times[entry.engine].append((each * share, each * (1 - share), collector.seconds / repeat))
    seconds = {}
    for engine, rounds_of in times.items():
        recorded, went_back, collected = map(statistics.median, zip(*rounds_of, strict=True))
        seconds[engine] = recorded + went_back
        first, second, third = (each / ops_each * 1e9 for each in (recorded, went_back, collected))
        by_collector = f"; the collector {third:.0f} of them" if third > 1 else ""
        print(f"  {engine:15} {first:9.0f} ns/op recording {second:9.0f} ns/op backward{by_collector}")
    return seconds


def agree(entries: list[Entry]) -> None:
    """Stop unless every engine finds the same gradients."""
    reference = entries[0].found()
    for entry in entries[1:]:
        for mine, other in zip(reference, entry.found(), strict=True):
            if not math.isclose(mine, other, rel_tol=1e-9, abs_tol=1e-12):
                sys.exit(f"{entries[0].engine} and {entry.engine} disagree: {mine} and {other}")


def compare(title: str, entries: list[Entry], ops_each: int, rounds: int, repeat: int = 1) -> None:
    agree(entries)
    for collector in ("defaults", "off"):
        print(f"{title}; Python's collector {'at its defaults' if collector == 'defaults' else 'off'}")
        (gc.enable if collector == "defaults" else gc.disable)()
        seconds = measure(entries, ops_each, rounds, repeat)
        gc.enable()
        for peer in ("micrograd", "xad"):
            for engine in seconds:
                if peer in seconds and engine not in ("micrograd", "xad"):
                    print(f"    {engine}: {seconds[peer] / seconds[engine]:.2f} times {peer}")


def memory() -> None:
    """Bytes per node, by tracemalloc."""
    print("Memory")
    x, y = Value(0.3), Value(1.1)
    makers = {"x * y": lambda: x * y, "x + y": lambda: x + y, "x / y": lambda: x / y, "x * 2.0": lambda: x * 2.0}
    for name, make in makers.items():
        kept: list[Any] = [None] * 10_000
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for i in range(len(kept)):
            kept[i] = make()
        print(f"  {name:7} {(tracemalloc.get_traced_memory()[0] - before) / len(kept):5.0f} bytes a node")
        tracemalloc.stop()


def growth() -> None:
    """Cost per op at 10^4 and at 10^6 nodes."""
    print("Chain of mixed ops, collector off")
    gc.disable()
    cost = {}
    for length, rounds in ((10_000, 15), (1_000_000, 3)):
        totals = []
        for _ in range(rounds):
            gc.collect()
            x, y = Value(0.3), Value(1.1)
            start = time.process_time()
            z = chain(x, y, length)
            z.backward()
            totals.append((time.process_time() - start) / length)
            del z
        cost[length] = statistics.median(totals)
        print(f"  {length:9,} nodes {cost[length] * 1e9:6.0f} ns/op")
    print(f"    ratio {cost[1_000_000] / cost[10_000]:.2f}")
    gc.enable()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=9, help="how often the engines take turns, default %(default)s")
    rounds = options.parse_args().rounds
    memory()
    growth()
    compare("Chain of 800 mixed ops (micrograd recurses, so no longer)", chain_entries(800), 800, rounds, repeat=20)
    compare("A step of the lecture's network", lecture_entries(), 26, rounds, repeat=200)
    compare("Moons, 2-16-16-1, 100 points", moons_entries(), MOONS_OPS, rounds)


if __name__ == "__main__":
    main()
