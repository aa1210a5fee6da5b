"""Programs: a graph recorded once and run again, and functions that are never silently another."""

import copy
import functools
import math
import operator
import pickle
import random
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

from autograd_core import Value, compile, grad, jacobian, no_grad, ops, sweep, where
from autograd_core.compiled.tape import Tape
from nn import MLP, half_squared_error

ROOT = Path(__file__).parent.parent


# ── of a graph ───────────────────────────────────────────────────────────────────────────────────


def test_a_graph_runs_at_other_numbers():
    """By default every leaf is an input, from left to right, and the gradient has their order."""
    x, y = Value(3.0, label="x"), Value(4.0, label="y")
    program = compile(x * y + x)
    assert program(3.0, 4.0) == program.value(3, 4) == 15.0
    assert program.value_and_gradient(2.0, 5.0) == (12.0, [6.0, 2.0])
    assert program.gradient(2.0, 5.0) == [6.0, 2.0]


def test_inputs_are_nests_labels_and_nodes():
    """An argument is a leaf, a label, a nest of them, or a node in the middle; one input alone has one derivative."""
    x, y, z = Value(3.0, label="x"), Value(4.0, label="y"), Value(0.5)
    product = x * y
    out = ops.exp(z) * product + x
    assert compile(out, inputs=[[x, y], z]).gradient([1.0, 2.0], 0.0) == [[3.0, 1.0], 2.0]
    assert compile(out, inputs=["x", "y"])(1.0, 2.0) == math.exp(0.5) * 2 + 1
    assert compile(out, inputs={"y": y, "x": x}).gradient(x=1.0, y=2.0)["x"] == math.exp(0.5) * 2 + 1
    assert compile(out, inputs=[product, z]).gradient(10.0, 0.0) == [1.0, 10.0]
    assert compile(out, inputs=x).gradient(1.0) == math.exp(0.5) * 4 + 1
    assert compile(out, inputs=[x], wrt=["y", x]).gradient(2.0)[0] == math.exp(0.5) * 2


def test_inputs_are_given_by_their_labels():
    """As a function's arguments are: in any order, after those that are given by their place; samples and grids too."""
    x, y, unnamed = Value(3.0, label="x"), Value(4.0, label="y"), Value(1.0)
    program = compile(x * y * y + x, [x, y])
    assert program(y=2.0, x=1.0) == program(1.0, y=2.0) == program(1.0, 2.0) == 5.0
    assert program.gradient(y=2.0, x=1.0) == program.gradient(1.0, 2.0)
    assert program(x=numpy.array([1.0, 2.0]), y=2.0).tolist() == [5.0, 10.0]
    assert list(program.map([{"y": 2.0, "x": 1.0}, (2.0, 2.0)])) == [5.0, 10.0]
    assert sweep(program, {"y": [1.0, 2.0], "x": 3.0}).tolist() == [6.0, 15.0]
    function = compile(lambda x, y: x * y * y + x, argnums=(0, 1))
    assert function.gradient(y=2.0, x=1.0) == function.gradient(1.0, y=2.0) == (5.0, 4.0)
    assert len(function.recordings) == 1
    refused = {
        "this program got x twice: by its place and by its name": lambda: program(1.0, x=2.0),
        "this program has no input 'yy'; the nearest are 'y'": lambda: program(x=1.0, yy=2.0),
        "this program takes x: a number, y: a number; got y: a number": lambda: program(y=2.0),
        "no input 'x'; its inputs have no labels: give them in their order": lambda: compile(unnamed * x, [unnamed])(
            x=1
        ),
        r"this function takes \(x, y\); there is no 'z'; the nearest are": lambda: function(1.0, z=2.0),
        r"this function takes \(x, y\); got a number, a number, a number": lambda: function(1.0, 2.0, 3.0),
        "a gradient needs an argument that is given by its place": lambda: compile(lambda *, x: x * x).gradient(x=2.0),
    }
    for text, call in refused.items():
        with pytest.raises(TypeError, match=text):
            call()
    twins = compile(x * Value(2.0, label="x"))
    with pytest.raises(TypeError, match="no input 'x'"):
        twins(x=1.0)


def test_what_is_no_input_keeps_its_number():
    """Leaves that are not given hold what they held when the program was made."""
    w, x = Value(3.0), Value(2.0)
    program = compile(w * x, inputs=[x])
    w.data = 100.0
    assert program.value_and_gradient(5.0) == (15.0, [3.0])
    unrelated = Value(1.0)
    assert compile(w * x, inputs=[x, unrelated]).gradient(5.0, 7.0) == [100.0, 0.0]


def test_arrays_of_samples_give_arrays():
    """Each argument is a number or an array of n samples; a list may be an array with one more dimension."""
    x, y = Value(3.0), Value(4.0)
    program = compile(ops.sin(x) * y, inputs=[x, y])
    xs = numpy.linspace(-2, 2, 7)
    value, (dx, dy) = program.value_and_gradient(xs, 2.0)
    assert [v.hex() for v in value] == [program(float(at), 2.0).hex() for at in xs]
    assert (dx == [program.gradient(float(at), 2.0)[0] for at in xs]).all()
    assert dy.shape == xs.shape
    points = numpy.array([[1.0, 2.0], [3.0, 4.0]])
    listed = compile(x * y, inputs=[[x, y]])
    assert listed(points).tolist() == [2.0, 12.0]
    assert listed(numpy.array([1.0, 2.0])) == 2.0
    assert listed(numpy.float32(1.5).reshape(()).tolist() and [numpy.float32(1.5), numpy.int64(2)]) == 3.0


def test_several_outputs_have_a_jacobian():
    """In the shape of the outputs, each holding one in the shape of the inputs, as `jacobian` of a function has."""

    def f(v):
        return {"sum": v[0] + v[1], "products": [v[0] * v[1], v[0] * v[0]], "number": 2.0}

    at = [2.0, 3.0]
    assert compile(f)(at) == {"sum": 5.0, "products": [6.0, 4.0], "number": 2.0}
    assert compile(f).jacobian(at) == jacobian(f)(at)
    with pytest.raises(TypeError, match="a gradient needs one output; this program has 4: use jacobian"):
        compile(f).gradient(at)


def test_equal_graphs_make_equal_programs():
    """Equal in nodes, constants (by their bits) and order; and so are pickled ones, which run without the graph."""

    def make(c, op=ops.exp):
        x = Value(0.7, label="x")
        return compile(op(x * c) + x, inputs=[x])

    assert make(2.0) == make(2.0)
    assert hash(make(2.0)) == hash(make(2.0))
    assert make(2.0) != make(3.0)
    assert make(0.0) != make(-0.0)
    assert make(2.0) != make(2.0, ops.sin)
    again = pickle.loads(pickle.dumps(make(2.0)))
    assert again == make(2.0)
    assert again.value_and_gradient(0.3) == make(2.0).value_and_gradient(0.3)
    assert again.source() == make(2.0).source()


def test_a_pickled_program_runs_in_a_new_process(tmp_path):
    """Nothing of the process that recorded it is needed."""
    x = Value(0.7)
    program = compile(ops.dot([x, 2.0], [x, 3.0]), inputs=[x])
    path = tmp_path / "program.pickle"
    path.write_bytes(pickle.dumps(program))
    text = f"import pickle; print(pickle.load(open({str(path)!r}, 'rb')).value_and_gradient(0.5))"
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == repr(program.value_and_gradient(0.5))


def test_a_program_tells_what_it_is_made_of():
    """Nodes, groups, levels, engine and bytes."""
    model = MLP([2, 3, 1], "tanh")
    leaves = model.parameters()
    program = compile(half_squared_error(model([0.5, -0.5]), [1.0]), inputs=[leaves], engine="source")
    text = program.describe()
    nodes = len(Tape([half_squared_error(model([0.5, -0.5]), [1.0])], leaves, leaves).groups) // 5
    assert f"in {nodes} groups" in text
    assert "engine source" in text
    assert "bytes" in text
    assert "levels" in repr(program)
    assert "not recorded yet" in repr(compile(lambda x: x))


def test_dead_nodes_are_dropped_and_constants_folded():
    """What the outputs do not need, and what no input reaches, is not computed again."""
    x, k = Value(2.0), Value(3.0)
    ops.exp(x)  # not needed
    y = ops.sin(k) * ops.cos(k) * x
    tape = Tape([y], [x], [x])
    assert tape.nodes == 1
    assert compile(y, inputs=[x])(1.0) == math.sin(3.0) * math.cos(3.0) * 1.0


def test_long_chains_and_deep_graphs():
    """No recursion anywhere, and a node takes at most 100 bytes."""
    x = Value(0.5)
    y = x
    for _ in range(30_000):
        y = y * 0.999 + x
    program = compile(y, inputs=[x], engine="kernels" if has("numba") else "source")
    y.backward()
    value, (slope,) = program.value_and_gradient(0.5)
    assert value == y.data
    assert math.isclose(slope, x.grad, rel_tol=1e-12)
    tape = program.recordings[0].tape
    assert tape.bytes + 16 * tape.size <= 100 * tape.nodes


def has(module):
    from importlib.util import find_spec

    return find_spec(module) is not None


def test_lowering_numbers_arguments_before_what_uses_them():
    """Groups stand level by level, and a node's arguments have smaller numbers than it has."""
    generator = random.Random(0)
    made = [Value(generator.random()) for _ in range(5)]
    inputs = list(made)
    for _ in range(300):
        made.append(generator.choice([ops.add, ops.mul, ops.maximum])(*generator.sample(made, 2)))
    tape = Tape([ops.sum(made)], inputs, inputs)
    levels = [group.level for group in tape]
    assert levels == sorted(levels)
    for group in tape:
        width = len(tape.kinds[group.kind].states)
        for i in range(group.nodes):
            assert max(tape.args[group.start + i * width : group.start + (i + 1) * width]) < group.first
    assert sum(group.nodes for group in tape) == tape.nodes


# ── of a function ────────────────────────────────────────────────────────────────────────────────


def test_a_function_is_recorded_at_its_first_call():
    """`argnums` says what to differentiate towards, as `grad` does; keywords are arguments too."""
    calls = []

    def f(x, v, scale=1.0):
        calls.append(1)
        return ops.dot(v, [x, x * x]) * scale

    program = compile(f)
    assert program.gradient(2.0, [3.0, 4.0]) == grad(f)(2.0, [3.0, 4.0])
    calls.clear()
    assert program(5.0, [1.0, 1.0]) == 30.0
    assert not calls
    assert compile(f, argnums=1).gradient(2.0, [3.0, 4.0]) == [2.0, 4.0]
    assert compile(f, argnums=(0, 1)).gradient(2.0, [3.0, 4.0]) == (19.0, [2.0, 4.0])
    assert program(2.0, [3.0, 4.0], scale=2.0) == 44.0


def test_lists_of_other_lengths_get_a_graph_each():
    """The shape of the arguments decides which recording runs."""
    program = compile(lambda xs: ops.sum([x * x for x in xs]))
    assert [program([1.0] * n) for n in (1, 2, 5, 2)] == [1.0, 2.0, 5.0, 2.0]
    assert len(program.recordings) == 3


DECIDED = {
    "if": (lambda x: x * 2 if x > 1 else x * x),
    "where": (lambda x: where(x >= 1, x * 2, -x)),
    "max by hand": (lambda x: max(x, x * x)),
    "sorted": (lambda x: sorted([x, x * x, 1 - x])[1] * 3),
    "equality": (lambda x: x * 0 + 7 if x == 2.0 else x),
    "truth": (lambda x: x * 3 if x else x + 1),
    "a computed number": (lambda x: ops.exp(x) if ops.sin(x) < 0.5 else ops.cos(x)),
    ".data": (lambda x: x * 2 if x.data > 1 else x * x),
    "nested": (lambda x: (x if x > 2 else x * 5) if x > 1 else (x * 7 if x > 0 else x * 9)),
    "in a loop": (lambda x: halved(x)),
}


def halved(x):
    while x > 1:
        x = x / 2
    return x * x


@pytest.mark.parametrize("engine", ["source", "kernels", "arrays"])
@pytest.mark.parametrize("f", DECIDED.values(), ids=list(DECIDED))
def test_a_program_is_never_silently_another_function(f, engine):
    """Whatever side of a comparison a call, or a sample, is on, it gets what the function itself says."""
    if engine == "kernels" and not has("numba"):
        pytest.skip("numba is not installed")
    numbers = [3.0, 0.5, 2.0, 0.0, 1.0, -1.0, 5.0, 0.5, -0.0, math.nan]
    program = compile(f, engine=engine)
    eager = [(f(Value(x)).data, grad(f)(x)) for x in numbers]
    for x, (value, slope) in zip(numbers, eager):
        got = program.value_and_gradient(x)
        assert all(close(a, b, engine) for a, b in zip(got, (value, slope))), (x, got)
    values, slopes = compile(f, engine=engine).value_and_gradient(numpy.array(numbers))
    for k, pair in enumerate(eager):
        assert all(close(a, b, engine) for a, b in zip((values[k], slopes[k]), pair)), numbers[k]


def close(a, b, engine):
    return (a != a and b != b) or (a == b if engine != "arrays" else math.isclose(a, b, rel_tol=1e-14))


def test_a_recording_is_remembered():
    """A side that was recorded once is not recorded again."""
    calls = []

    def f(x):
        calls.append(1)
        return x if x > 0 else -x

    program = compile(f)
    for x in (1.0, -1.0, 2.0, -2.0, 3.0, -3.0):
        assert program(x) == abs(x)
    assert len(calls) == len(program.recordings) == 2


READING = {
    "data": lambda x: x * x.data,
    "detach": lambda x: x * x.detach(),
    "no_grad": lambda x: x * unrecorded(x),
    "partials": lambda x: x * (x * x).partials[0],
    "computed data": lambda x: x + ops.exp(x * 2).data / 3,
}


def unrecorded(x):
    with no_grad():
        return x * 2


@pytest.mark.parametrize("how", READING)
def test_a_number_that_was_read_into_the_graph_is_refused(how):
    """What `.data`, `detach`, `partials` or `no_grad` took out and put back makes each call another function."""
    program = compile(READING[how])
    first = program(2.0)
    assert program(2.0) == first
    with pytest.raises(ValueError, match=r"went into the graph as a constant.*compute with the Value itself"):
        program(3.0)
    with pytest.raises(ValueError, match="went into the graph as a constant"):
        compile(READING[how])(numpy.array([1.0, 2.0]))
    assert program(2.0) == first


def test_what_a_function_closes_over_is_read_at_each_call():
    """A parameter that an update has changed since is not silently the old one."""
    w = Value(3.0)
    program = compile(lambda x: w * x)
    assert program(2.0) == 6.0
    w.data = 5.0
    assert program(2.0) == 10.0
    assert pickle.loads(pickle.dumps(compile(w * Value(2.0)))) == compile(w * Value(2.0))


# ── errors ───────────────────────────────────────────────────────────────────────────────────────


def test_misuse_is_told_at_once():
    """What a program takes, what it got, and what to do."""
    x, y = Value(1.0, label="x"), Value(2.0, label="y")
    program = compile(x * y, inputs=[[x, y]])
    with pytest.raises(TypeError, match="this program takes a list of 2; got a number, a number"):
        program(1.0, 2.0)
    with pytest.raises(TypeError, match="this program takes a list of 2; got a list of 3"):
        program([1.0, 2.0, 3.0])
    with pytest.raises(TypeError, match=r"a program takes numbers; got Value\(1.0, label='x'\): give it .data"):
        program([x, 2.0])
    with pytest.raises(TypeError, match="a program needs a real number; got 'one'"):
        program(["one", 2.0])
    with pytest.raises(ValueError, match="every array needs as many samples; got 2 and 3"):
        program([numpy.zeros(2), numpy.zeros(3)])
    with pytest.raises(ValueError, match="at least one sample; got an array of none"):
        program([numpy.zeros(0), 1.0])
    with pytest.raises(TypeError, match="arrays of real numbers; got one of complex128"):
        program([numpy.zeros(2, complex), 1.0])
    with pytest.raises(ValueError, match="every input must be given once"):
        compile(x * y, inputs=[x, x])
    with pytest.raises(TypeError, match=r"compile\(y\) needs a Value, a nest of them, or a function; got 3.0"):
        compile(3.0)
    with pytest.raises(TypeError, match=r"inputs must hold Values or labels; got 1\.0"):
        compile(x * y, inputs=[1.0])
    with pytest.raises(TypeError, match="inputs= and wrt= are for a recorded graph"):
        compile(lambda x: x, inputs=[x])
    with pytest.raises(LookupError, match="no node is labelled 'z'"):
        compile(x * y, inputs=["z"])
    with pytest.raises(TypeError, match="needs f to return numbers; got None: does f end with a return"):
        compile(lambda x: None)(1.0)
    with pytest.raises(TypeError, match="argnums=3 needs that many arguments; got 1"):
        compile(lambda x: x, argnums=3)(1.0)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda p: p(numpy.ones((2, 2)), 1.0), r"x: a number, y: a number; got an array of shape \(2, 2\), a number"),
        (lambda p: p([1.0, 2.0], [3.0, 4.0]), "got a list of 2, a list of 2: give many samples as an array"),
        (lambda p: p(numpy.ma.array([1.0, 2.0], mask=[0, 1]), 1.0), "got a masked one: fill it or compress it"),
        (lambda p: p(1.0, numpy.ma.array([1.0, 2.0], mask=[0, 1])), "got a masked one: fill it or compress it"),
        (lambda p: p(numpy.array(["a"]), 1.0), "a program takes arrays of real numbers; got one of <U1"),
        (lambda p: p(numpy.array([True]), 1.0), "a program takes arrays of real numbers; got one of bool"),
        (lambda p: p("a", 1.0), "a program needs a real number; got 'a'"),
        (lambda p: p(numpy.ones(2), numpy.ones(3)), "every array needs as many samples; got 2 and 3"),
        (lambda p: p(numpy.ones(0), numpy.ones(0)), "a program needs at least one sample"),
        (lambda p: compile(lambda x: x, engine=3), "there is no engine 3; the nearest are"),
        (lambda p: compile(lambda x: x, engine=["kernels"]), r"there is no engine \['kernels'\]"),
        (lambda p: compile(lambda x: x, argnums="a"), "argnums must be an int or a tuple of ints; got 'a'"),
        (lambda p: compile(lambda x: x, argnums=True), "argnums must be an int or a tuple of ints; got True"),
        (
            lambda p: compile(lambda x: numpy.array([x]))(1.0),
            r"needs f to return numbers; got array.*: write .tolist\(\)",
        ),
    ],
)
def test_what_a_program_does_not_take_is_told_in_words(call, text):
    """Shapes, types and counts, whatever engine there is."""
    x, y = Value(1.0, label="x"), Value(2.0, label="y")
    with pytest.raises((TypeError, ValueError), match=text):
        call(compile(x * y, [x, y]))


def test_an_engine_that_is_missing_says_what_to_install(monkeypatch):
    """At once, and not at the first call; a name there is none of gets the nearest ones."""
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(
        ImportError,
        match=r"needs numba, which is not installed: pip install 'autograd-core\[fast\]'",
    ):
        compile(lambda x: x, engine="kernels")
    with pytest.raises(ImportError, match='engine="jax" needs jax'):
        compile(lambda x: x, engine="jax")
    assert compile(lambda x: x * 2)(3.0) == 6.0
    with pytest.raises(ValueError, match=r"there is no engine 'kernel'; .*'kernels'"):
        compile(lambda x: x, engine="kernel")


def differentiated(x):
    """Twice the square, by way of backward()."""
    (x * x).backward()
    return x * x.grad


def held(x):
    """A product with a number that was computed beside the graph."""
    with no_grad():
        y = 2 * x
    return x * y


@pytest.mark.parametrize(
    ("f", "how"),
    [
        (lambda x: x * x.data, r"reads \.data"),
        (lambda x: x * x.detach(), r"reads \.detach"),
        (lambda x: x * pickle.loads(pickle.dumps(x)), "copies a Value"),
        (lambda x: (x * x) * (x * x).partials[0], r"reads \.partials"),
        (held, r"computes within no_grad\(\)"),
        (differentiated, r"calls backward\(\)"),
    ],
)
def test_a_number_that_leaves_the_graph_and_comes_back_is_refused(f, how):
    """Read, pickled, held or differentiated: a second call is never answered with the number of the first."""
    program = compile(f)
    assert program(2.0) == f(Value(2.0)).data
    with pytest.raises(ValueError, match=f"this function {how}.*went into the graph as a constant"):
        program(3.0)


@pytest.mark.parametrize("engine", ["source", "kernels", "arrays"])
def test_the_sign_of_a_zero_that_was_read_counts(engine):
    """-0.0 equals 0.0, and what is read of it may be another number."""
    if engine == "kernels" and not has("numba"):
        pytest.skip("numba is not installed")

    def f(x):
        return x - 3 if str(x.data)[0] == "-" else x * x + 3

    program = compile(f, engine=engine)
    assert [program(x) for x in (0.0, -0.0, 0.0)] == [3.0, -3.0, 3.0]
    assert program(numpy.array([0.0, -0.0, 0.0, math.nan, -0.0]))[:3].tolist() == [3.0, -3.0, 3.0]


def test_a_copy_of_an_argument_is_that_argument():
    """As for grad: what a function does to a copy of its list is done to the list."""
    program = compile(lambda xs: sum(x * x for x in copy.deepcopy(xs)))
    assert program.value_and_gradient([2.0, 3.0]) == (13.0, [4.0, 6.0])
    assert program.gradient([1.0, 5.0]) == [2.0, 10.0]


def test_what_comes_along_is_not_differentiated():
    """With has_aux a function returns a pair: the number that is differentiated, and whatever else is of use."""
    program = compile(lambda x, y: (x * y, {"sum": x + y, "one": 1}), argnums=(0, 1), has_aux=True)
    assert program.value_and_gradient(3.0, 4.0) == ((12.0, {"sum": 7.0, "one": 1.0}), (4.0, 3.0))
    assert program(3.0, 4.0) == (12.0, {"sum": 7.0, "one": 1.0})
    assert program.jacobian(3.0, 4.0) == (4.0, 3.0)
    with pytest.raises(TypeError, match="has_aux=True needs f to return a pair"):
        compile(lambda x: x * x, has_aux=True)(1.0)
    with pytest.raises(TypeError, match="has_aux= is for a function"):
        compile(Value(1.0) * 2, has_aux=True)


def test_what_backward_found_belongs_to_the_arguments():
    """At -2 the square is that of 2, and its derivative is not: the same graph is not taken for it."""
    program = compile(differentiated)
    assert program(2.0) == 8.0
    with pytest.raises(ValueError, match=r"calls backward\(\)"):
        program(-2.0)


@pytest.mark.parametrize("f", [lambda w, x: w * x * x if x > 0.2 else w * w * x, lambda w, x: ops.tanh(w * x) * w])
@pytest.mark.parametrize("engine", ["source", "kernels", "arrays"])
def test_a_total_is_the_sum_from_the_first_sample_to_the_last(engine, f):
    """Every engine and every number of samples, guards included; the values come along one by one."""
    numpy = pytest.importorskip("numpy")
    pytest.importorskip({"kernels": "numba"}.get(engine, "math"))
    program = compile(f, engine=engine)
    for count in (1, 2, 7, 30, 64, 65, 200):
        xs = numpy.sin(numpy.arange(count))
        values, slope = program.value_and_total_gradient(1.5, xs)
        each = program.value_and_gradient(1.5, xs)
        assert list(values) == list(each[0])
        total = functools.reduce(operator.add, each[1].tolist())
        assert slope == total
    values, slope = program.value_and_total_gradient(1.5, xs, chunk=30)
    assert slope == pytest.approx(total, rel=1e-14)
