"""Samples a second by workers, what a chunk moves over the wire,
what a sender and a task cost, and the time of a sweep.

    pip install 'autograd-core[fast,distributed]' && python benchmarks/executors.py [--samples 100000] [--chunk 5000]

The sum of the loss of a network 2-16-16-1 and of its 337 partials over random samples: here, in process pools of one,
two and three workers and, where it is installed, in Dask's cluster of two processes on this machine.  Workers have
their kernels ready before anything is timed, and the sums must have the same bits.  What a worker computes of arrays,
and what a sender packs and pickles of samples, is told in processor time.
"""

import argparse
import importlib.util
import multiprocessing
import pickle
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import numpy

sys.path.insert(0, str(Path(__file__).parent.parent))

from autograd_core import Value, compile, ops, sweep
from autograd_core.compiled import executors
from nn import MLP

TASKS = 200
"""So many tasks that do nothing tell what one costs."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samples", type=int, default=100_000)
    parser.add_argument("--chunk", type=int, default=5_000)
    given = parser.parse_args()

    model = MLP([2, 16, 16, 1], "tanh")
    leaves = model.parameters()
    x, y, target = Value(0.1), Value(0.2), Value(1.0)
    out = model([x, y])
    error = (out[0] if isinstance(out, list) else out) - target
    program = compile(error * error, inputs=[leaves, x, y, target], wrt=[leaves])
    weights = [w.data for w in leaves]
    generator = random.Random(1)
    samples = [(weights, *(generator.gauss(0, 1) for _ in range(3))) for _ in range(given.samples)]
    columns = 3 * 8 * given.chunk + 8 * len(weights)
    sent = len(pickle.dumps(program))
    print(
        f"{program!r}: {sent / 1e3:,.0f} kB a task, and {columns / 1e3:,.0f} kB of numbers for {given.chunk:,} samples"
    )
    print(f"what comes back: {len(weights) + 1} numbers, {8 * (len(weights) + 1) / 1e3:.1f} kB")

    arrays = numpy.array([sample[1:] for sample in samples]).T.copy()
    program.value_and_total_gradient(weights, *arrays[:, : 8 * given.chunk], chunk=given.chunk)
    start = time.process_time()
    program.value_and_total_gradient(weights, *arrays, chunk=given.chunk)
    told("a worker, arrays", given.samples / (time.process_time() - start))
    start = time.process_time()
    for i in range(0, given.samples, given.chunk):
        pickle.dumps(executors._grouped(samples[i : i + given.chunk], by_name=lambda _: False))
    told("a sender, lists", given.samples / (time.process_time() - start))

    first = None
    for name, workers, opened in ways():
        with opened as executor:
            program.reduce(samples[: 8 * given.chunk], executor, given.chunk)
            start = time.perf_counter()
            found = program.reduce(samples, executor, given.chunk)
            seconds = time.perf_counter() - start
            if executor is not None:
                start = time.perf_counter()
                list(executor.map(abs, range(TASKS)))
                task = (time.perf_counter() - start) / TASKS
        first = first or repr(found)
        assert repr(found) == first, "another number of workers gave other bits"
        rate = given.samples / seconds
        more = f"; {1e3 * task:.1f} ms for a task of nothing" if executor is not None else ""
        told(name, rate, f", {rate / workers:10,.0f} a worker{more}")

    axis = numpy.linspace(-2, 2, 1000)
    for engine in ("arrays", "kernels"):
        surface = compile(lambda a, b: ops.tanh(a * b) + a * a, engine=engine)
        clock, processor = time.perf_counter(), time.process_time()
        sweep(surface, [axis, axis])
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
        print(f"sweep of 1,000 x 1,000 points, {engine}: {clock:.2f} s, CPU {processor:.2f} s")


def told(name: str, rate: float, more: str = "") -> None:
    print(f"{name:24}{rate:12,.0f} samples a second{more}")


def ways() -> Iterator[tuple[str, int, Any]]:
    """Each executor's name, its workers, and what opens it."""
    yield "in this process", 1, nullcontext()
    for n in (1, 2, 3):
        yield f"processes: {n}", n, ProcessPoolExecutor(n, mp_context=multiprocessing.get_context("spawn"))
    if importlib.util.find_spec("distributed") is not None:
        yield "Dask: 2", 2, dask()


@contextmanager
def dask() -> Iterator[Any]:
    from distributed import Client, LocalCluster

    with (
        tempfile.TemporaryDirectory() as folder,
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, local_directory=folder
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client.get_executor()


if __name__ == "__main__":
    main()
