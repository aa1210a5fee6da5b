"""Recording and backward, side by side with micrograd and xad in one process, on the same programs.

    pip install micrograd xad && python benchmarks/eager.py

Engines take turns, with a collection before each timing; figures are medians of processor time, which a busy machine
stretches least, in nanoseconds per scalar operation of the program as it is written node by node.  Gradients are
compared before anything is timed.  The lecture's step is also written by hand, to show what Python takes by itself.
"""

import argparse
import gc
import math
import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import by_hand

sys.path.insert(0, str(Path(__file__).parent.parent))

from autograd_core import Value, ops
from nn import MLP, SGD, half_squared_error
from nn.worked_example import Lecture

try:
    import micrograd.engine
except ImportError as missing:
    sys.exit(f"{missing}: this benchmark needs its peers, pip install micrograd xad")
try:
    import xad.adj_1st as xad
except ImportError:
    xad = None  # not available for every machine

Micro = micrograd.engine.Value

MOONS_OPS = (
    100 * (2 * 2 * 16 + 16 + 2 * 16 * 16 + 16 + 2 * 16 + 3) + 99 + 1 + 2 * (2 * 16 + 16 + 16 * 16 + 16 + 16 + 1) + 1
)
"""Scalar operations of the moons loss: multiply-adds and relus of every point, the hinge, the mean and the penalty."""


@dataclass
class Entry:
    """One engine on one program: `record` returns what `backward` goes over;
    `gradients` is what it left or returned.
    """

    engine: str
    record: Callable[[], Any]
    backward: Callable[[Any], Any]
    gradients: Callable[[Any], list[float]] = lambda returned: returned

    def found(self) -> list[float]:
        """The gradients of one run."""
        return self.gradients(self.backward(self.record()))


# ── the moons network: 2-16-16-1, relu, hinge loss and a penalty on 100 points ───────────────────


def moons(count: int = 100, noise: float = 0.1, seed: int = 0) -> list[tuple[list[float], float]]:
    """Two interleaved half circles, labelled -1 and 1."""
    generator = random.Random(seed)
    points = []
    for i in range(count):
        angle = math.pi * generator.random()
        x, y = (math.cos(angle), math.sin(angle)) if i % 2 else (1 - math.cos(angle), 0.5 - math.sin(angle))
        points.append(([x + generator.gauss(0, noise), y + generator.gauss(0, noise)], 1.0 if i % 2 else -1.0))
    return points


POINTS = moons()
START = [p.data for p in MLP([2, 16, 16, 1], "relu").parameters()]


def by_node(parameters: list[Any], relu: Callable[[Any], Any]) -> Any:
    """The loss, with every product and sum a node of its own, as micrograd's own modules record it."""
    numbers = iter(parameters)
    layers = [
        [([next(numbers) for _ in range(i)], next(numbers)) for _ in range(o)] for i, o in ((2, 16), (16, 16), (16, 1))
    ]
    losses = []
    for xs, target in POINTS:
        for layer in layers:
            xs = [sum((w * x for w, x in zip(ws, xs, strict=True)), b) for ws, b in layer]
            if layer is not layers[-1]:
                xs = [relu(x) for x in xs]
        losses.append(relu(1 + -target * xs[0]))
    return sum(losses[1:], losses[0]) * (1 / len(losses)) + 1e-4 * sum(
        (p * p for p in parameters[1:]), parameters[0] * parameters[0]
    )


def moons_entries() -> list[Entry]:
    model = MLP([2, 16, 16, 1], ["relu", "relu", "identity"])
    ours, micro = [Value(p) for p in START], [Micro(p) for p in START]

    def through_nn() -> Any:
        losses = [ops.relu(1 - target * model(xs)[0]) for xs, target in POINTS]
        ps = model.parameters()
        return ops.sum(losses) / len(losses) + 1e-4 * ops.dot(ps, ps)

    def with_xad() -> Any:
        tape = xad.Tape()
        tape.__enter__()
        parameters = [xad.Real(p) for p in START]
        for p in parameters:
            tape.registerInput(p)
        tape.newRecording()
        loss = by_node(parameters, lambda x: x if x > 0 else x * 0)
        tape.registerOutput(loss)
        return tape, parameters, loss

    def backward_of_xad(recorded: Any) -> list[float]:
        tape, parameters, loss = recorded
        loss.setDerivative(1.0)
        tape.computeAdjoints()
        gradients = [p.getDerivative() for p in parameters]
        tape.__exit__(None, None, None)
        return gradients

    return [
        Entry("nn, dot nodes", through_nn, lambda loss: backward_of(loss, model.parameters(), None)),
        Entry("node by node", lambda: by_node(ours, lambda x: x.relu()), lambda loss: backward_of(loss, ours, None)),
        Entry("micrograd", lambda: by_node(micro, lambda x: x.relu()), lambda loss: backward_of(loss, micro, 0)),
        *([Entry("xad", with_xad, backward_of_xad)] if xad else []),
    ]


def backward_of(loss: Any, parameters: list[Any], nothing: Any) -> list[float]:
    for p in parameters:
        p.grad = nothing
    loss.backward()
    return [p.grad for p in parameters]


# ── a chain of mixed operations ──────────────────────────────────────────────────────────────────


def chain(x: Any, y: Any, length: int) -> Any:
    """x, after so many additions, products, differences and quotients with y."""
    z = x
    for _ in range(length // 4):
        z = ((z + y) * y - x) / 2.5
    return z


def chain_entries(length: int) -> list[Entry]:
    def entry(engine: str, make: Any, nothing: Any) -> Entry:
        x, y = make(0.3), make(1.1)
        return Entry(engine, lambda: chain(x, y, length), lambda z: backward_of(z, [x, y], nothing))

    return [entry("autograd_core", Value, None), entry("micrograd", Micro, 0)]


# ── a step of the lecture's network: forward, backward, update ───────────────────────────────────


def lecture_entries() -> list[Entry]:
    lecture = Lecture("per_neuron")
    optimizer = SGD(lecture.learning, 1e-9)
    ours = lecture.learning
    micro = [Micro(p.data) for p in ours]
    xs, targets = [v.data for v in lecture.inputs], [v.data for v in lecture.targets]

    def layer(ws: list[Any], bs: list[Any], xs: list[Any]) -> list[Any]:
        nets = [ws[0] * xs[0] + ws[1] * xs[1] + bs[0], ws[2] * xs[0] + ws[3] * xs[1] + bs[1]]
        return [micro_sigmoid(net) for net in nets]

    def micro_sigmoid(net: Any) -> Any:
        """micrograd has no exponential: one node with its own local rule, the best a user of it can do."""
        s = 1 / (1 + math.exp(-net.data))
        out = Micro(s, (net,), "sigmoid")

        def _backward() -> None:
            net.grad += s * (1 - s) * out.grad

        out._backward = _backward
        return out

    def with_micrograd() -> Any:
        h = layer(micro[:4], micro[8:10], xs)
        o = layer(micro[4:8], micro[10:], h)
        return (targets[0] - o[0]) ** 2 / 2 + (targets[1] - o[1]) ** 2 / 2

    def step_of_micrograd(loss: Any) -> None:
        for p in micro:
            p.grad = 0
        loss.backward()
        for p in micro:
            p.data -= 1e-9 * p.grad

    def step_of_ours(loss: Any) -> None:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def with_nn() -> Any:
        return half_squared_error(lecture.model(xs), targets)

    def forward_by_hand() -> Any:
        return by_hand.forward(alone, xs, targets)

    def grads(parameters: list[Any]) -> list[float]:
        return [p.grad for p in parameters]

    alone = [by_hand.Node(p.data) for p in ours]
    return [
        Entry("nn, dot nodes", with_nn, step_of_ours, lambda _: grads(ours)),
        Entry("written by hand", forward_by_hand, lambda y: by_hand.step(y, alone, 1e-9), lambda _: grads(alone)),
        Entry("micrograd", with_micrograd, step_of_micrograd, lambda _: grads(micro)),
    ]


# ── measuring ────────────────────────────────────────────────────────────────────────────────────


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
