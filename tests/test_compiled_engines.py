"""Every engine, held to the eager answers: no op is named here, so a new row is tested on each as it stands."""

import importlib.util
import math
import random

import numpy
import pytest
from test_ops import ROWS, free, points, width
from test_special_points import CONSTANT_NEARBY, POINTS, same

from autograd_core import OPS, Value, compile, gradient, ops
from autograd_core.namespaces import FLOATS

ENGINES = [
    pytest.param(
        name,
        marks=pytest.mark.skipif(importlib.util.find_spec(needs) is None, reason=f"{needs} is not installed"),
    )
    for name, needs in (("source", "math"), ("kernels", "numba"), ("arrays", "numpy"), ("jax", "jax"))
]
SCALAR = ("source", "kernels")
AWKWARD = [
    0.0, -0.0, 1.0, -1.0, 0.5, 1.5, -2.5, 3.0, -3.0, 30.0, 710.0, -710.0, 1e-8, 5e-324, 1.7e308, -1.7e308,
    math.inf, -math.inf, math.nan,
]  # fmt: skip
LOOSE = {
    "lgamma": 1e-13,
    "digamma": 1e-12,
    "polygamma": 1e-12,
    "sinc": 1e-12,
    "sinc_derivative": 1e-11,
    "logsumexp": 1e-13,
}
"""What array libraries compute by other series, and is near 0 somewhere: as near as this there."""


def bits(numbers):
    return ["nan" if x != x else float(x).hex() for x in numbers]


def near(a, b, name=""):
    """The same number, or as near as array libraries bring it."""
    if a == b or (a != a and b != b):
        return True
    return abs(a - b) <= 1e-13 * abs(b) + LOOSE.get(name, 1e-300) * 10 + 4 * math.ulp(b)


def eager(row, args, pattern):
    y, partials = FLOATS.evaluate(row.linearize, args, pattern)
    return [float(y), *(float(p) for p in partials if p is not None)]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_the_same_on_every_engine(row, engine):
    """Value and partials agree all over the domain and at every awkward number: bit for bit on scalar engines."""
    pattern = free(row)
    grid = [[x, y, AWKWARD[(i + 3) % len(AWKWARD)], 1.0][: width(row)] for i, x in enumerate(AWKWARD) for y in AWKWARD]
    given = points(row, 60) + grid
    if engine == "jax":  # XLA has no subnormal numbers
        given = [args for args in given if all(1e-100 < abs(x) < 700 or abs(x) in (0, math.inf) for x in args)]
    if False in pattern:  # a count is a constant: one program for each
        given = [args for args in given if args[0] == given[0][0]]
    leaves = [Value(x) for x in given[0]]
    wanted = [leaf for leaf, f in zip(leaves, pattern) if f]
    node = row.apply(tuple(leaf if f else leaf.data for leaf, f in zip(leaves, pattern)))
    program = compile(node, inputs=wanted, engine=engine)
    columns = [numpy.array([args[i] for args in given]) for i, f in enumerate(pattern) if f]
    value, slopes = program.value_and_gradient(*columns)
    for k, args in enumerate(given):
        expected = eager(row, args, pattern)
        got = [value[k], *(slope[k] for slope in slopes)]
        if engine in SCALAR:
            assert bits(got) == bits(expected), f"{row.name}{args}: {got}, recorded {expected}"
        else:
            largest = max((abs(x) for x in args if math.isfinite(x)), default=0.0) if row.variadic else 0.0
            assert all(
                near(a, b, row.name) or abs(a - b) <= 4 * math.ulp(largest) for a, b in zip(got, expected, strict=True)
            ), f"{row.name}{args}: {got}, recorded {expected}"


@pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")
@pytest.mark.parametrize("row", [row for row in ROWS if width(row.values[0]) == 1 and free(row.values[0]) == [True]])
def test_a_partial_that_is_kept_is_the_one_that_is_computed_going_back(row):
    """In a chain, partials that take long are computed on the way there, when there is time; elsewhere, going back."""
    leaves = [Value(0.5) for _ in range(20)]
    chain = compile(row.apply((leaves[0],)), inputs=leaves[:1], engine="kernels")
    beside = compile(ops.sum([row.apply((leaf,)) for leaf in leaves]), inputs=leaves, engine="kernels")
    xs = [x for (x,) in points(row, 60)] + AWKWARD
    for start in range(0, len(xs) - 19, 20):
        at = xs[start : start + 20]
        assert bits(beside.gradient(*at)) == bits(chain.gradient(x)[0] for x in at)
        assert bits([beside.value(*at)]) == bits([FLOATS.sum(*map(chain.value, at))])
    assert not any(beside.recordings[0].engine("kernels")._keeps)


@pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")
def test_partials_that_call_a_function_are_kept():
    """If none was, the test above would compare a pass with itself; what is soon computed is not worth its room."""
    from autograd_core.compiled.kernel_text import written
    from autograd_core.compiled.tape import LIVE, Kind

    keeps = {row.name for row in OPS.values() if not row.variadic and written(Kind(row, (LIVE,) * width(row)), 1).keeps}
    assert len(keeps) > 20
    assert keeps.isdisjoint({row.name for row in OPS.values() if width(row) == 2})


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("f", "xs", "expected"), [pytest.param(*point[1:], id=point[0]) for point in POINTS])
def test_special_points_are_the_same_on_every_engine(f, xs, expected, engine):
    """Each point of the convention, constants among the arguments, is what recording says."""
    leaves = [Value(x) for x in xs]
    program = compile(f(*leaves), inputs=leaves, engine=engine)
    value, slopes = program.value_and_gradient(*xs)
    assert engine not in SCALAR or bits([value]) == bits([f(*leaves).data])
    assert all(near(a, b) for a, b in zip([value, *slopes], expected, strict=True)), (value, slopes)
    if engine in SCALAR:
        assert same([value, *slopes], expected)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("f", "x"), [pytest.param(*point[1:], id=point[0]) for point in CONSTANT_NEARBY])
def test_what_carries_nothing_does_so_on_every_engine(f, x, engine):
    """0 and not NaN, alone and among samples, also where one sample is constant nearby and another moves."""
    leaf = Value(x)
    program = compile(f(leaf) + leaf, inputs=leaf, engine=engine)
    assert bits([program.gradient(x)]) == bits([1.0])
    assert bits(program.value_and_gradient(numpy.array([x, x, x]))[1]) == bits([1.0] * 3)


@pytest.mark.parametrize("engine", ENGINES[:3])
def test_a_users_row_carries_nothing_on_every_engine(engine, own_op):
    """`m.nothing` in a row that looks at its numbers, and is called: the slope of a step, and one side of a choice."""
    step = own_op("test_step", lambda m, x: 0 if x < 0 else 1, lambda m, y, x: m.nothing)
    kept = own_op("test_kept", lambda m, x: 0 if x < 0 else x, lambda m, y, x: m.nothing if x < 0 else 1)
    for row, at, expected in ((step, -2.0, 0.0), (kept, -2.0, 0.0), (kept, 4.0, 0.25)):
        x = Value(at)
        program = compile(ops.sqrt(row(x)), inputs=x, engine=engine)
        assert program.gradient(at) == gradient(ops.sqrt(row(x)), x) == expected
        assert list(program.value_and_gradient(numpy.array([at, at]))[1]) == [expected] * 2


def tangle(generator, leaves, nodes):
    """A graph of many ops over these leaves, whose numbers stay small."""
    made = list(leaves)
    unary = [ops.tanh, ops.sigmoid, ops.sin, ops.softplus, ops.relu, lambda x: ops.exp(-x * x), abs]
    for _ in range(nodes):
        kind = generator.randrange(6)
        x, y = generator.choice(made), generator.choice(made[-12:])
        if kind == 0:
            made.append(ops.tanh(x + y * 2))
        elif kind == 1:
            made.append(x * y)
        elif kind == 2:
            made.append(ops.dot([x, y, generator.choice(made)], [0.5, x, 0.25]))
        elif kind == 3:
            made.append(ops.maximum(x, y, 0.1))
        elif kind == 4:
            made.append(ops.sum([x, y, generator.choice(made)]) / 3)
        else:
            made.append(generator.choice(unary)(x - y))
        made[-1] = ops.tanh(made[-1])
    return ops.sum(made[-20:])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(6))
def test_tangled_graphs_are_the_same_on_every_engine(engine, seed):
    """Values bit for bit where the engine is scalar; gradients to 1e-14 of the largest contribution."""
    generator = random.Random(seed)
    leaves = [Value(generator.uniform(-1, 1)) for _ in range(5)]
    y = tangle(generator, leaves, 120)
    y.backward()
    value, slopes = compile(y, inputs=leaves, engine=engine).value_and_gradient(*(leaf.data for leaf in leaves))
    assert value == y.data if engine in SCALAR else math.isclose(value, y.data, rel_tol=1e-13)
    for leaf, slope in zip(leaves, slopes):
        largest = max(abs(c) for c in contributions(y, leaf))
        assert abs(slope - leaf.grad) <= (1e-14 if engine in SCALAR else 1e-12) * largest


def contributions(y, leaf):
    from autograd_core.graph import topological_order

    return [
        node.grad * partial
        for node in topological_order(y)
        for arg, partial in zip(node.args, node.partials)
        if arg is leaf and partial is not None and node.grad is not None
    ] or [0.0]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_sample_has_the_same_bits_alone_and_among_others(engine):
    """However many samples are computed at once, and wherever one stands among them, its numbers are the same."""
    generator = random.Random(1)
    leaves = [Value(generator.uniform(-1, 1)) for _ in range(3)]
    program = compile(tangle(generator, leaves, 60), inputs=leaves, engine=engine)
    columns = [numpy.array([generator.uniform(-2, 2) for _ in range(150)]) for _ in leaves]
    value, slopes = program.value_and_gradient(*columns)
    for start, stop in ((0, 1), (3, 5), (0, 64), (17, 100), (149, 150)):
        again, parts = program.value_and_gradient(*(c[start:stop] for c in columns))
        if engine in SCALAR:
            assert bits(again) == bits(value[start:stop])
            assert all(bits(a) == bits(b[start:stop]) for a, b in zip(parts, slopes))
        repeated = program.value_and_gradient(*(c[start:stop] for c in columns))
        assert bits(repeated[0]) == bits(again)
    if engine in SCALAR:
        for k in (0, 77, 149):
            one, slope = program.value_and_gradient(*(float(c[k]) for c in columns))
            assert (one.hex(), bits(slope)) == (float(value[k]).hex(), bits([s[k] for s in slopes]))


@pytest.mark.parametrize("engine", ENGINES)
def test_what_no_output_depends_on_has_the_slope_zero(engine):
    """0.0 as recording has it, and not the -0.0 that adjoints are summed from: of an input, alone and among samples."""
    x, y = Value(2.0), Value(3.0)
    program = compile(x * x, inputs=[x, y], engine=engine)
    for _ in range(2):
        assert repr(program.gradient(1.0, 2.0)) == "[2.0, 0.0]"
    assert [repr(float(slope)) for slope in program.value_and_total_gradient(numpy.ones(2), 2.0)[1]] == ["4.0", "0.0"]
    turned = compile(lambda x, y: x * y if x > 0 else -y, engine=engine)
    assert repr(turned.gradient(-1.0, 2.0)) == "0.0"
    assert repr(turned.gradient(numpy.array([-1.0, 1.0, -2.0]), 2.0).tolist()) == "[0.0, 2.0, 0.0]"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_users_row_runs_on_every_engine(engine, own_op):
    """A row over the namespace is written like the table's own; one that looks at its number is called."""
    softsign = own_op("test_softsign", lambda m, x: x / (1 + m.abs(x)), lambda m, y, x: 1 / (1 + m.abs(x)) ** 2)
    looking = own_op("test_looking", lambda m, x: math.sin(x) if x > 0 else -x, lambda m, y, x: 2 if x > 0 else -1)
    x = Value(0.5)
    for row in (softsign, looking):
        if engine == "jax" and row is looking:
            with pytest.raises(TypeError, match=r"write m\.where\(condition, x, y\)"):
                compile(row(x), inputs=x, engine=engine)(0.5)
            continue
        program = compile(row(x) * 2, inputs=x, engine=engine)
        for at in (0.5, -0.75, 3.0):
            y = row(Value(at)) * 2
            assert near(program(at), y.data)
            leaf = Value(at)
            assert near(program.gradient(at), gradient(row(leaf) * 2, leaf))


@pytest.mark.parametrize("engine", ENGINES)
def test_wide_rows(engine):
    """Rows of many arguments, of any number: sums rounded once, choices among fifty."""
    generator = random.Random(2)
    leaves = [Value(generator.choice([-1, 1]) * 10 ** generator.uniform(-8, 8)) for _ in range(100)]
    for y in (
        ops.sum(leaves),
        ops.dot(leaves[:50], leaves[50:]),
        ops.maximum(*leaves),
        ops.minimum(*leaves, 0.0),
        ops.logsumexp([leaf / 1e8 for leaf in leaves]),
    ):
        for leaf in leaves:
            leaf.grad = None
        y.backward()
        value, slopes = compile(y, inputs=leaves, engine=engine).value_and_gradient(*(leaf.data for leaf in leaves))
        assert value == y.data if engine in SCALAR else near(value, y.data) or abs(value - y.data) < 1e-7
        assert all(near(slope, leaf.grad) for slope, leaf in zip(slopes, leaves))


def test_rows_are_walked():
    """The table is what is tested, all of it."""
    assert {parameter.values[0].name for parameter in ROWS} >= {
        name for name, row in OPS.items() if row in vars(ops).values()
    }


def test_arrays_that_have_no_room_are_computed_in_parts(monkeypatch):
    """More samples than are held at once have the numbers that they have together, each in its place."""
    x, y = Value(0.3), Value(1.1)
    program = compile(ops.tanh(x * y) + x, inputs=[x, y], engine="arrays")
    columns = numpy.linspace(-1, 1, 33), numpy.linspace(2, 3, 33)
    value, slopes = program.value_and_gradient(*columns)
    monkeypatch.setattr("autograd_core.compiled.array_engine.ROOM", 50)
    again, parts = program.value_and_gradient(*columns)
    assert bits(again) == bits(value) == bits(program(*columns))
    assert [*map(bits, parts)] == [*map(bits, slopes)]


def test_a_sample_is_settled_by_the_recording_that_was_made_there(monkeypatch):
    """An engine may round so that what was compared comes out otherwise: that is no reason to record it for ever."""
    monkeypatch.setattr("autograd_core.compiled.guards.Tests.hold", lambda self, outputs: outputs[0] != outputs[0])
    program = compile(lambda x: x * x if x > 0 else -x, engine="arrays")
    assert program(numpy.array([2.0, -3.0, 4.0])).tolist() == [4.0, 3.0, 16.0]
