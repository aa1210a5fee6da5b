"""Programs, side by side with micrograd, CasADi and jax.jit in one process, each where it is installed.

    pip install 'autograd-core[fast]' micrograd casadi jax && python benchmarks/compiled.py

Nanoseconds for each scalar operation of the loss as it is written node by node, forward and backward together: the best
of several runs, after what is compiled once.  Gradients are compared before anything is timed.
"""

import argparse
import gc
import math
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy

sys.path.insert(0, str(Path(__file__).parent.parent))

from autograd_core import Value, compile, ops
from autograd_core.compiled.kernel_spelling import LANES
from nn import MLP, SGD, History, fit, l2_penalty, linear_decay
from nn.data import moons
from nn.worked_example import Lecture

SIZES = [2, 16, 16, 1]
OPERATIONS = 650
"""Scalar operations of the loss of one point."""


def best(run: Callable[[], Any], rounds: int) -> float:
    """Seconds of the fastest of so many runs."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def cpu(run: Callable[[], Any], rounds: int) -> float:
    """Seconds of this process alone in the fastest of so many runs, without what others do meanwhile."""
    times = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        run()
        times.append(time.process_time() - start)
    return min(times)


def moons_loss(make: Any, points: int, relu: Any, dots: bool = False) -> tuple[Any, list[Any]]:
    """The hinge loss of a network 2-16-16-1 over so many points, in any engine's numbers;
    with `dots` in nodes of ours.
    """
    generator = random.Random(1)
    layers = [[[make(generator.uniform(-1, 1)) for _ in range(i + 1)] for _ in range(o)] for i, o in pairwise(SIZES)]
    losses = []
    for _ in range(points):
        xs: list[Any] = [generator.uniform(-1, 1), generator.uniform(-1, 1)]
        target = generator.choice([-1, 1])
        for k, layer in enumerate(layers):
            if dots:
                xs = [ops.dot(ws, [*xs, 1.0]) for ws in layer]
            else:
                xs = [sum((w * x for w, x in zip(ws, xs)), ws[-1]) for ws in layer]
            if k < 2:
                xs = [relu(x) for x in xs]
        losses.append(relu(1 + -target * xs[0]))
    total = ops.sum(losses) if dots else sum(losses[1:], losses[0])
    return total * (1 / points), [w for layer in layers for ws in layer for w in ws]


def told(name: str, seconds: float, operations: int) -> None:
    print(f"  {name:42} {seconds / operations * 1e9:9.2f} ns/op {seconds * 1e6:12.1f} us")


def lanes(program: Any, at: list[float], rounds: int) -> None:
    """A sample among many: in lanes alone, with its gradient in a sum, and with an array for each of 337 weights."""
    columns = [numpy.full(6400, x) for x in at]
    program.value_and_gradient(*columns)
    engine = program.recordings[0].engine("kernels", 6400)
    state = engine._memories[LANES, False].addresses[1]
    told("kernels, a sample of 64 in lanes", best(lambda: engine._drive(state), 100 * rounds), LANES * OPERATIONS)
    weights, xs = [*at], numpy.linspace(-1, 1, 6400)
    x, y, target = Value(0.1), Value(0.2), Value(1.0)
    loss, parameters = network(Value, [x, y], target)
    summed = compile(loss, inputs=[parameters, x, y, target], wrt=[parameters], engine="kernels")
    summed.value_and_total_gradient(weights, xs, xs, xs)
    seconds = best(lambda: summed.value_and_total_gradient(weights, xs, xs, xs, chunk=6400), 4 * rounds)
    told("  in a sum of 6,400, as fit has it", seconds, 6400 * OPERATIONS)
    seconds = best(lambda: program.value_and_gradient(*columns), rounds)
    told("  with 337 arrays in, and 337 out", seconds, 6400 * OPERATIONS)


def network(make: Any, xs: list[Any], target: Any) -> tuple[Any, list[Any]]:
    """The hinge loss of one point that is given, through dot nodes."""
    generator = random.Random(1)
    layers = [[[make(generator.uniform(-1, 1)) for _ in range(i + 1)] for _ in range(o)] for i, o in pairwise(SIZES)]
    for k, layer in enumerate(layers):
        xs = [ops.dot(ws, [*xs, 1.0]) for ws in layer]
        xs = [x.relu() for x in xs] if k < 2 else xs
    return (1 - target * xs[0]).relu(), [w for layer in layers for ws in layer for w in ws]


def ours(points: int, dots: bool, rounds: int) -> None:
    start = time.process_time()
    loss, parameters = moons_loss(Value, points, lambda x: x.relu(), dots)
    recorded = time.process_time()
    program = compile(loss, inputs=parameters, engine="kernels")
    lowered = time.process_time()
    at = [p.data for p in parameters]
    value, slopes = program.value_and_gradient(*at)
    loss.backward()
    if value != loss.data or not all(
        math.isclose(a, p.grad, rel_tol=1e-9, abs_tol=1e-13) for a, p in zip(slopes, parameters)
    ):
        sys.exit("the program and recording disagree")
    tape = program.recordings[0].tape
    kind = "dot nodes" if dots else "node by node"
    lowering = (lowered - recorded) / tape.nodes * 1e6
    print(
        f"{points} points, {kind}: recorded in {(recorded - start) * 1e3:.0f} ms, lowered in {lowering:.1f} us a node,"
    )
    print(f"  {tape.nodes:,} nodes, {(tape.bytes + 16 * tape.size) / tape.nodes:.0f} bytes each")
    for engine in ("kernels", "arrays"):
        run = compile(loss, inputs=parameters, engine=engine)
        run.value_and_gradient(*at)
        told(f"{engine}", best(lambda run=run: run.value_and_gradient(*at), rounds), points * OPERATIONS)
    if points == 1:
        lanes(program, at, max(3, rounds // 4))


def peers(points: int, rounds: int) -> None:
    try:
        from micrograd.engine import Value as Micro
    except ImportError:
        print("  micrograd is not installed")
    else:
        loss, parameters = moons_loss(Micro, points, lambda x: x.relu())

        def micro() -> None:
            moons_loss(Micro, points, lambda x: x.relu())[0].backward()

        told("micrograd, recording and backward", best(micro, 3), points * OPERATIONS)
    try:
        import casadi
    except ImportError:
        print("  casadi is not installed")
    else:
        loss, parameters = moons_loss(lambda x: casadi.SX.sym("p"), points, lambda x: casadi.fmax(x, 0))
        inputs = casadi.vertcat(*parameters)
        f = casadi.Function("f", [inputs], [loss, casadi.gradient(loss, inputs)])
        at = numpy.array([0.1] * len(parameters))
        told("CasADi's virtual machine", best(lambda: f(at), rounds), points * OPERATIONS)
        if points == 1:
            many, columns = f.map(LANES), numpy.repeat(at[:, None], LANES, axis=1)
            told("  a sample of 64", best(lambda: many(columns), rounds), LANES * OPERATIONS)
    try:
        import jax
    except ImportError:
        print("  jax is not installed")
    else:
        if points == 1:  # node by node, XLA would compile 100 points for minutes
            count = sum((i + 1) * o for i, o in pairwise(SIZES))

            def f(ps: Any) -> Any:
                numbers = iter(ps)
                return moons_loss(lambda _: next(numbers), 1, lambda x: jax.numpy.maximum(x, 0))[0]

            compiled = jax.jit(jax.value_and_grad(f))
            at = jax.numpy.full(count, 0.1)
            jax.block_until_ready(compiled(at))
            told("jax.jit", best(lambda: jax.block_until_ready(compiled(at)), rounds), OPERATIONS)


def chain(rounds: int) -> None:
    x, y = Value(0.3), Value(1.1)
    z = x
    for _ in range(20_000):
        z = ops.tanh(((z + y) * y - x) / 2.5)
    program = compile(z, inputs=[x, y], engine="kernels")
    program.value_and_gradient(0.3, 1.1)
    print("A chain of 100,000 mixed operations, a tanh every fifth")
    told("kernels", best(lambda: program.value_and_gradient(0.3, 1.1), rounds), 100_000)
    try:
        import casadi
    except ImportError:
        return
    a, b = casadi.SX.sym("a"), casadi.SX.sym("b")
    c = a
    for _ in range(20_000):
        c = casadi.tanh(((c + b) * b - a) / 2.5)
    ab = casadi.vertcat(a, b)
    f, at = casadi.Function("f", [ab], [c, casadi.gradient(c, ab)]), numpy.array([0.3, 1.1])
    told("CasADi's virtual machine", best(lambda: f(at), rounds), 100_000)


def lecture(rounds: int) -> None:
    example = Lecture()
    total = example.forward()["E_total"]
    at = [p.data for p in example.learning]
    print("A step of the lecture's network: value, gradient and update")
    for engine in ("kernels", "source"):
        program = compile(total, inputs=example.learning, engine=engine)

        def steps(program: Any = program) -> None:
            numbers = at
            for _ in range(50):
                numbers = [p - 0.5 * slope for p, slope in zip(numbers, program.gradient(*numbers))]

        steps()
        print(f"  {engine:42} {best(steps, 20 * rounds) / 50 * 1e6:9.2f} us")


def demo(rounds: int) -> None:
    """A step of micrograd's own demo, with its network, loss, penalty and schedule: micrograd's, and `fit`."""
    try:
        from micrograd import nn as micro
    except ImportError:
        print("micrograd is not installed")
        return
    data, layers = moons(100), [16, 16, 1]
    random.seed(1337)
    theirs = micro.MLP(2, layers)
    weights = [[[w.data for w in neuron.w] for neuron in layer.neurons] for layer in theirs.layers]
    ours = MLP([2, *layers], ["relu", "relu", "identity"], weights=weights)
    rate = linear_decay(1.0, 0.1, 100)
    found: list[float] = []

    def step() -> None:
        losses = [(1 - (1 if target > 0 else -1) * theirs(xs)).relu() for xs, target in data]
        total = sum(losses) * (1 / len(losses)) + 1e-4 * sum(p * p for p in theirs.parameters())
        theirs.zero_grad()
        total.backward()
        for p in theirs.parameters():
            p.data -= rate(len(found)) * p.grad
        found.append(sum(loss.data for loss in losses) / len(losses))

    def fitted(epochs: int, history: History | None = None) -> History:
        return fit(
            ours, data, "hinge", optimizer, epochs, penalty=lambda ps: 1e-4 * l2_penalty(ps), metrics=["accuracy"],
            history=history, progress=False, engine="kernels",
        )  # fmt: skip

    optimizer = SGD(ours.parameters(), rate)
    seconds = cpu(step, 3)
    history = fitted(3)
    if not all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(found, history["loss"], strict=True)):
        sys.exit("micrograd and fit disagree")
    fitting = cpu(lambda: fitted(history.epochs + 100, history), max(3, rounds // 4)) / 100
    print("A step of micrograd's demo: hinge loss of 100 moons, penalty and accuracy, 2-16-16-1; the mean of its 100")
    print(f"  {'micrograd':42} {seconds * 1e3:9.2f} ms")
    print(f"  {'fit':42} {fitting * 1e3:9.2f} ms, {seconds / fitting:.0f} times as fast")


def commands(rounds: int) -> None:
    """Seconds of whole processes, from start to end."""
    print("Whole processes: the median, and the CPU time of the fastest")
    root = Path(__file__).parent.parent
    for words in ([], ["train", "--data", "moons", "--epochs", "100"]):
        walls, cpus = [], []
        for _ in range(max(3, rounds // 4)):
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run([sys.executable, "-m", "nn", *words], check=True, stdout=subprocess.DEVNULL, cwd=root)
            walls.append(time.perf_counter() - start)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpus.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        print(f"  {' '.join(['python -m nn', *words]):42} {statistics.median(walls):9.2f} s, CPU {min(cpus):.2f} s")


def memory(tape: Any) -> tuple[float, float]:
    """Seconds to do nothing but go through what both passes read and write, once each; and through indices alone.

    These are indices, twice; values written and read; adjoints cleared, and added to.
    """
    args = numpy.frombuffer(tape.args, numpy.int32)
    values, adjoints = numpy.zeros(tape.size), numpy.zeros(tape.size)
    times = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(2):
            args.max()
        indices = time.process_time() - start
        values.fill(1.0)
        values.max()
        adjoints.fill(-0.0)
        numpy.add(adjoints, 1.0, out=adjoints)
        times.append((time.process_time() - start, indices))
    return min(times)


def sizes(largest: int) -> None:
    """What a node costs, and what it takes, from ten thousand of them on.

    The cost grows where memory is waited for: 3.2 to 3.8 times from 10^4 to 10^7 nodes.  benchmarks/tiles.c tells what
    other layouts would save.  The best of them still grows 2.0 to 2.2 times, for tiles that are computed twice and half
    of the indices; it would save a node of 5 ns one or two, and every program would be lowered into two orders.
    """
    print("Node by node, kernels: time and memory of a node")
    nodes = 10_000
    while nodes <= largest:
        weights = [Value(0.01 * i) for i in range(100)]
        outs = []
        for i in range(nodes // 8):
            a, b = weights[i % 100], weights[7 * i % 100]
            h = (a * b + a) * 0.5
            outs.append(((h + b) * a - b).relu())
        root = ops.sum(outs) * (1 / len(outs))
        start = time.process_time()
        program = compile(root, inputs=weights, engine="kernels")
        lowered = (time.process_time() - start) * 1e6
        at = [w.data for w in weights]
        del outs, h, root
        gc.collect()
        program.value_and_gradient(*at)
        times = []
        for _ in range(max(5, 10**7 // nodes)):
            start = time.process_time()  # of this process alone: a long run is never left in peace
            program.value_and_gradient(*at)
            times.append(time.process_time() - start)
        seconds = min(times)
        tape = program.recordings[0].tape
        large = nodes >= 10**6  # what is smaller stays near the processor
        floors = [seconds / tape.nodes * 1e9 for seconds in memory(tape)] if large else []
        alone = f" ({floors[0]:.2f} for memory alone, {floors[1]:.2f} of it for indices)" if large else ""
        took = (tape.bytes + 16 * tape.size) / tape.nodes
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"  {tape.nodes:10,} nodes {seconds / tape.nodes * 1e9:6.2f} ns each{alone}, {took:3.0f} bytes each; "
            f"lowered in {lowered / tape.nodes:.1f} us each; the process held {held:.1f} GB at most"
        )
        nodes *= 10


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=20, help="how often each is run, default %(default)s")
    options.add_argument("--sizes", type=int, metavar="N", help="instead, programs of 10,000 to N nodes")
    given = options.parse_args()
    rounds = given.rounds
    if given.sizes:
        sizes(given.sizes)
        return
    compile(Value(0.5).exp(), engine="kernels").value(0.5)  # so that what is imported once is not timed
    for points in (1, 100):
        for dots in (True, False):
            ours(points, dots, rounds)
        peers(points, rounds)
    chain(rounds)
    lecture(rounds)
    demo(rounds)
    commands(rounds)


if __name__ == "__main__":
    main()
