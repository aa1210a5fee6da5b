"""Samples a second by workers, what a chunk moves over the wire, and the time of a sweep.

    pip install 'autograd-core[fast,distributed]' && python benchmarks/executors.py [--samples 100000] [--chunk 5000]

The sum of the loss of a network 2-16-16-1 and of its 337 partials over random samples: here, in process pools of one, two
and three workers and, where it is installed, in Dask's cluster of two processes on this machine.  Workers have their
kernels ready before anything is timed, and the sums must have the same bits.
"""

import argparse
import importlib.util
import multiprocessing
import pickle
import random
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy

from autograd_core import Value, compile, ops, sweep
from nn import MLP


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

    first = None
    for name, workers, opened in ways():
        with opened as executor:
            program.reduce(samples[: 8 * given.chunk], executor, given.chunk)
            start = time.perf_counter()
            found = program.reduce(samples, executor, given.chunk)
            seconds = time.perf_counter() - start
        first = first or repr(found)
        assert repr(found) == first, "another number of workers gave other bits"
        rate = given.samples / seconds
        print(f"{name:24}{rate:12,.0f} samples a second, {rate / workers:10,.0f} a worker")

    start = time.perf_counter()
    axis = numpy.linspace(-2, 2, 1000)
    surface = compile(lambda a, b: ops.tanh(a * b) + a * a, engine="arrays")
    sweep(surface, [axis, axis])
    print(f"sweep of 1,000 x 1,000 points, arrays: {time.perf_counter() - start:.2f} s")


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
