"""A small program is called by Python at once, in machine code: to the bits, and with the refusals, of any other."""

import gc
import math
import pickle
import subprocess
import sys
import threading
import tracemalloc

import numpy
import pytest

from autograd_core import Value, compile, ops

pytest.importorskip("numba")

ENGINES = ["kernels", "source"]


def made(engine):
    """A program of three numbers that was called once, so that the next call is at once."""
    x, y, z = (Value(v, label=name) for v, name in ((0.5, "x"), (2.0, "y"), (3.0, "z")))
    program = compile(ops.tanh(x * y) / z, inputs=[x, y, z], engine=engine)
    program.value_and_gradient(0.5, 2.0, 3.0)
    return program


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("at", [(0.25, -1.5, 7.0), (1.0, 2.0, 0.0), (math.nan, 1.0, 2.0), (-math.inf, -0.0, 1e-320)])
def test_at_once_or_not_the_bits_are_the_same(engine, at):
    """Floats go at once, integers and names of arguments the long way;
    the long way's numbers are those of recording.
    """
    program = made(engine)
    x, y, z = map(Value, at)
    root = ops.tanh(x * y) / z
    root.backward()
    assert repr(program.value(*at)) == repr(root.data) == repr(program.value(*at[:2], z=at[2]))
    long = program.value_and_gradient(*at[:2], z=at[2])
    assert repr(program.value_and_gradient(*at)) == repr(long) == repr((root.data, [x.grad, y.grad, z.grad]))
    assert repr(program.gradient(*at)) == repr(long[1])
    assert type(program.gradient(*at)) is list


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_no_float_goes_the_long_way(engine):
    """A call at once takes floats alone: after it, others are converted, or refused in words, as before it."""
    program = made(engine)
    assert program.value(1, 2, 4) == program.value(1.0, 2.0, 4.0) == math.tanh(2) / 4
    for wrong in (True, 1j, "1", None, Value(1.0)):
        with pytest.raises(TypeError, match="a program"):
            program.value(1.0, 2.0, wrong)
    for call in (program.value, program.gradient, program.value_and_gradient):
        with pytest.raises(TypeError, match="this program takes x: a number, y: a number, z: a number"):
            call(1.0, 2.0)
        with pytest.raises(TypeError, match="this program takes"):
            call(1.0, 2.0, 3.0, 4.0)


def test_a_function_of_any_number_of_arguments():
    """Calls with two and with three numbers in turn find the graph of each."""
    program = compile(lambda *xs: ops.sum([x * x for x in xs]), engine="kernels")
    for _ in range(3):
        assert program(1.0, 2.0) == 5.0
        assert program(1.0, 2.0, 3.0) == 14.0
        assert program.gradient(4.0, 5.0, 6.0) == 8.0


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("argnums", "gradient"), [(0, 8.0), (1, 5.0), ((0, 1), (8.0, 5.0)), ((1,), (5.0,)), (-1, 5.0), ((1, 0), (5.0, 8.0))]
)
def test_the_gradient_has_the_shape_of_argnums(engine, argnums, gradient):
    """A number, or a tuple in the order that was asked for: at the first call and at once."""
    program = compile(lambda x, y: x * x + x * y + y, argnums=argnums, engine=engine)
    for _ in range(3):
        assert program.value_and_gradient(4.0, 0.0) == (16.0, gradient)
        assert repr(program.gradient(4.0, 0.0)) == repr(gradient)


def test_a_function_of_nothing_has_no_gradient():
    """It has a value, again and again, and its gradient is refused each time."""
    program = compile(lambda: 3.0, engine="kernels")
    for _ in range(2):
        assert program() == 3.0
        with pytest.raises(TypeError, match="a gradient needs an argument"):
            program.gradient()


def test_what_is_not_reached_has_no_slope():
    """An input that the output does not depend on has the adjoint 0.0 at once too."""
    x, y = Value(2.0), Value(3.0)
    program = compile(x * x, inputs=[x, y], engine="kernels")
    assert [program.gradient(5.0, 1.0) for _ in range(2)] == [[10.0, 0.0]] * 2


def test_threads_do_not_disturb_each_other():
    """Four threads in one program, whose row calls back into Python so that they take turns within it."""
    x, y = Value(0.5), Value(2.0)
    program = compile(ops.tanh(x) * y + x.digamma() * y, inputs=[x, y], engine="kernels")
    points = [(0.5 + i / 7, 2.0 - i / 9) for i in range(20)]
    right = [program.value_and_gradient(*point) for point in points]
    wrong = []

    def work(start):
        for i in range(2000):
            k = (start + i) % len(points)
            if program.value_and_gradient(*points[k]) != right[k]:
                wrong.append(k)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=work, args=(5 * i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    assert wrong == []


def test_a_row_that_raises_is_heard(own_op):
    """An exception in a row that kernels call is raised, at the first call and at every further one."""

    def stubborn(m, x):
        if x > 3:
            raise KeyError("more than three")
        return x * 2

    row = own_op("stubborn", stubborn, lambda m, y, x: 2)
    x = Value(1.0)
    program = compile(row(x), inputs=[x], engine="kernels")
    assert [program.gradient(2.0) for _ in range(2)] == [[2.0]] * 2
    for _ in range(2):
        with pytest.raises(KeyError, match="more than three"):
            program.value(4.0)


def test_a_large_program_takes_its_samples_one_by_one():
    """64 of them at once would take 64 times the memory, and no less time; each has the bits that it has alone."""
    x, y = Value(0.5), Value(1.0)
    z = x
    for _ in range(20_000):
        z = z * 0.999 + y
    program = compile(z, inputs=[x, y], engine="kernels")
    xs = numpy.linspace(-1, 1, 130)
    alone = [program.value_and_gradient(v, 0.1) for v in xs.tolist()]
    tracemalloc.start()
    values, slopes = program.value_and_gradient(xs, 0.1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000
    assert [(v, list(each)) for v, *each in zip(values.tolist(), *(column.tolist() for column in slopes))] == alone


def test_nothing_is_kept_of_a_call():
    """A hundred thousand calls, refused ones among them, leave the memory and None as they were."""
    program = made("kernels")
    at = (0.25, -1.5, 7.0)

    def calls(n):
        for _ in range(n):
            program.value_and_gradient(*at)
            program._at_once[0](1, 2, 3)

    calls(10)
    gc.collect()
    nothing = sys.getrefcount(None)
    tracemalloc.start()
    calls(1000)
    before = tracemalloc.get_traced_memory()[0]
    calls(50_000)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 10_000
    assert abs(sys.getrefcount(None) - nothing) < 1000


def test_a_program_that_was_called_can_be_pickled():
    """What machine code holds stays behind, and is made again."""
    program = made("kernels")
    again = pickle.loads(pickle.dumps(program))
    assert again == program
    assert [again.gradient(0.25, -1.5, 7.0) for _ in range(2)] == [program.gradient(0.25, -1.5, 7.0)] * 2


FORGOTTEN = """
import gc
from autograd_core import compile
from autograd_core.compiled import kernel_cache

programs = []
for i in range(20):
    programs.append(compile(lambda x, y, i=i: x * y + i, engine="kernels"))
    programs[-1].value_and_gradient(1.0, 2.0)
    kernel_cache.native.cache_clear()
    gc.collect()
    over = [bytes([255]) * 64 for _ in range(10_000)]  # what was freed is written over
    gc.collect()
print([program.value_and_gradient(1.0, 2.0) for program in programs] == [(2.0 + i, 2.0) for i in range(20)])
"""


def test_machine_code_outlives_its_cache():
    """Whoever calls it, or only looks at it as the collector does, has but its address."""
    done = subprocess.run([sys.executable, "-c", FORGOTTEN], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "True\n"
