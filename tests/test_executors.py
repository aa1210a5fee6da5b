"""Samples by the million: the same bits for every number of workers, in order, in bounded memory."""

import importlib.util
import math
import multiprocessing
import os
import random
import signal
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

from autograd_core import Value, compile, ops
from autograd_core.compiled import executors


def program(engine="auto"):
    """A loss of two weights at a point and its target; towards the weights."""
    w, b, x, t = (Value(v) for v in (0.5, -0.25, 1.0, 2.0))
    error = ops.tanh(w * x + b) - t
    return compile(error * error, inputs=[[w, b], x, t], wrt=[[w, b]], engine=engine)


def samples(n, weights=None):
    generator = random.Random(1)
    shared = weights or [0.5, -0.25]
    return [(shared, generator.gauss(0, 1), generator.gauss(0, 1)) for _ in range(n)]


def bits(found):
    value, [[dw, db]] = found
    return value.hex(), dw.hex(), db.hex()


class Recorded(Executor):
    """Runs a task when its result is wanted, and counts those that wait."""

    def __init__(self, breaks_after=math.inf):
        self.waiting = self.most = self.ran = 0
        self.breaks_after = breaks_after

    def submit(self, f, /, *args, **named):
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        future = Future()

        def result(timeout=None):
            self.waiting -= 1
            self.ran += 1
            if self.ran > self.breaks_after:
                raise BrokenProcessPool("a worker is gone")
            return f(*args, **named)

        future.result = result
        return future


# ── reduce ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("engine", ["source", "auto"])
def test_sums_are_those_of_the_samples_one_by_one(engine):
    """Values and gradients, to rounding; the last chunk may be short."""
    data = samples(257)
    value, [[dw, db]] = program(engine).reduce(data, chunk=50)
    alone = [program("source").value_and_gradient(*sample) for sample in data[:3]]
    assert program(engine).reduce(data[:3])[0] == alone[0][0] + alone[1][0] + alone[2][0]
    p = program("source")
    each = [p.value_and_gradient(*sample) for sample in data]
    assert value == pytest.approx(math.fsum(v for v, _ in each), rel=1e-13)
    assert dw == pytest.approx(math.fsum(g[0][0] for _, g in each), rel=1e-12)
    assert db == pytest.approx(math.fsum(g[0][1] for _, g in each), rel=1e-12)


def test_shared_weights_and_equal_ones_give_the_same():
    """A list that is one object in all samples goes once; copies of it make no difference to the bits."""
    data = samples(100)
    copies = [([*w], x, t) for w, x, t in data]
    assert bits(program().reduce(data, chunk=30)) == bits(program().reduce(copies, chunk=30))


def test_a_constant_is_counted_at_each_sample():
    """Where neither value nor gradient depends on what differs, they still count once a sample."""
    x, y = Value(2.0), Value(3.0)
    found = compile(x * 3.0, inputs=[x, y], wrt=x).reduce([(2.0, float(i)) for i in range(10)], chunk=4)
    assert found == (60.0, 30.0)
    assert compile(x * x, inputs=[[x]], wrt=x).reduce([([2.0],)] * 1)[0] == 4.0


def way(x):
    return x * x if x > 0 else -x


def test_functions_that_take_several_ways():
    """Guards hold sample by sample."""
    data = [float(i) for i in range(-5, 6)]
    assert list(compile(way).map(data, chunk=4)) == [float(way(x)) for x in data]
    assert compile(way).reduce(data, chunk=4) == (15.0 + 55.0, -6.0 + 2 * 15.0)
    with ThreadPoolExecutor(3) as pool:
        assert list(compile(way).map(data, pool, chunk=2)) == [float(way(x)) for x in data]


def total(xs):
    return ops.dot(xs, xs)


def test_lists_of_several_lengths_are_put_together_by_length():
    """In the order in which they came."""
    data = [[1.0] * (1 + i % 3) for i in range(10)]
    assert list(compile(total).map(data, chunk=4)) == [float(len(xs)) for xs in data]


def test_samples_by_name():
    """A program of named arguments takes dicts."""
    x, y = Value(1.0), Value(2.0)
    named = compile(x * y, inputs={"x": x, "y": y})
    assert list(named.map([{"x": 2.0, "y": 3.0}, {"x": 4.0, "y": 5.0}])) == [6.0, 20.0]
    with pytest.raises(TypeError, match=r"a sample is a dict; got \(2.0, 3.0\)"):
        list(named.map([(2.0, 3.0)]))


def test_without_numpy(monkeypatch):
    """One sample at a time, by Python alone; the sum is then from first to last."""
    value, [[dw, db]] = program("source").reduce(samples(20), chunk=6)
    monkeypatch.setattr(executors, "present", lambda name: False)
    again = program("source").reduce(samples(20), chunk=6)
    assert again[0] == pytest.approx(value, rel=1e-14)
    assert again[1][0] == pytest.approx([dw, db], rel=1e-13)


# ── map ──────────────────────────────────────────────────────────────────────────────────────────


def test_files_and_generators_are_streamed(tmp_path):
    """No more is read than what is in flight, though there is no end of samples."""
    read = 0

    def endless():
        nonlocal read
        while True:
            read += 1
            yield float(read)

    x = Value(1.0)
    square = compile(x * x)
    found = square.map(endless(), chunk=10)
    assert [next(found) for _ in range(15)] == [float(i * i) for i in range(1, 16)]
    assert read == 20
    executor = Recorded()
    found = square.map(endless(), executor, chunk=10)
    assert [next(found) for _ in range(1500)] == [float(i * i) for i in range(21, 1521)]
    assert executor.most <= executors.AHEAD
    assert read <= 20 + 1500 + 10 * executors.AHEAD
    path = tmp_path / "numbers.txt"
    path.write_text("1\n2\n3\n")
    with path.open() as lines:
        assert list(square.map(map(float, lines), chunk=2)) == [1.0, 4.0, 9.0]


# ── errors ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("chunk", [0, -1, 1.5, True, "10", None])
def test_a_chunk_is_a_number_of_samples(chunk):
    """Told when it is called, before anything is read."""
    for method in (program().map, program().reduce):
        with pytest.raises(ValueError, match="chunk must be a whole number of samples, at least 1; got"):
            method(samples(3), chunk=chunk)


def test_misuse_is_told_in_words():
    """What is no executor, no samples, and no function that could be sent."""
    with pytest.raises(TypeError, match="executor must have the interface of concurrent"):
        program().map(samples(3), 4)
    with pytest.raises(TypeError, match="samples must be a list, a generator or another iterable; got 3"):
        program().reduce(3)
    with pytest.raises(ValueError, match="reduce needs at least one sample; got none"):
        program().reduce([])
    assert list(program().map([])) == []
    with pytest.raises(TypeError, match="can't be sent to a worker, since its function is not at the top level"):
        list(compile(lambda x: x).map([1.0], Recorded()))
    x = Value(1.0)
    with pytest.raises(TypeError, match="a sample"):
        list(compile(x * x).map([2.0, Value(2.0)]))
    with pytest.raises(TypeError, match="a sample"):
        list(compile(x * x).map([2.0, "2"]))


def test_a_broken_pool_tells_what_was_done():
    """One error, with where to go on from."""
    with pytest.raises(RuntimeError, match=r"broke after 20 samples were done.*go on from sample 20"):
        program().reduce(samples(100), Recorded(breaks_after=2), chunk=10)
    found = program().map(samples(100), Recorded(breaks_after=2), chunk=10)
    assert len([next(found) for _ in range(20)]) == 20
    with pytest.raises(RuntimeError, match="broke after 20 samples"):
        next(found)


# ── real workers ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.slow
def test_the_same_bits_for_one_two_and_three_processes():
    """Sums and values, and without any."""
    data = samples(5_000)
    sums, values = program().reduce(data), list(program().map(data))
    for workers in (1, 2, 3):
        with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
            assert bits(program().reduce(data, pool)) == bits(sums)
            assert list(program().map(iter(data), pool)) == values


def die(x):
    os._exit(1)


@pytest.mark.slow
def test_a_killed_process_is_one_clear_error():
    """The pool is broken, and it is said so."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        pool.submit(die, 0)
        with pytest.raises(RuntimeError, match=r"broke after [0-9,]+ samples were done"):
            program().reduce(samples(5_000), pool)


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="distributed is not installed")
@pytest.mark.filterwarnings("ignore")
def test_the_same_bits_by_dask(tmp_path):
    """Two workers, and one of them killed in the middle: its chunks are run again, and nothing is lost."""
    from distributed import Client, LocalCluster

    data = samples(5_000)
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, local_directory=str(tmp_path)
        ) as cluster,
        Client(cluster) as client,
    ):
        executor = client.get_executor()
        assert bits(program().reduce(data, executor)) == bits(program().reduce(data))
        found = program().map(data, executor, chunk=100)
        first = [next(found)]
        os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
        assert first + list(found) == list(program().map(data))
