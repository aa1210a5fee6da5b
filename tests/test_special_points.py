"""The derivative at kinks, poles and edges: each point of the convention, as value and partials."""

import math
import pickle
import pydoc

import numpy as np
import pytest

from autograd_core import (
    FRACTIONS,
    OPS,
    SYMBOLS,
    VALUES,
    Intervals,
    Value,
    backward_steps,
    explain,
    grad,
    gradient,
    jvp,
    ops,
    where,
)
from autograd_core.graph import topological_order

INF, NAN = math.inf, math.nan


def at(f, *xs):
    """The value of f and its derivative towards each argument."""
    leaves = [Value(x) for x in xs]
    y = f(*leaves)
    y.backward()
    return [y.data, *(leaf.grad for leaf in leaves)]


def same(got, expected):
    """Equal number by number, NaN to NaN and zero to zero."""
    return all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(got, expected, strict=True))


POINTS = [
    ("relu at 0", ops.relu, [0.0], [0.0, 0.0]),
    ("maximum(x, 0) at 0", lambda x: ops.maximum(x, 0), [0.0], [0.0, 0.0]),
    ("maximum(0, x) at 0", lambda x: ops.maximum(0, x), [0.0], [0.0, 0.0]),
    ("minimum(x, 0) at 0", lambda x: ops.minimum(x, 0), [0.0], [0.0, 0.0]),
    ("clamp at its lower bound", lambda x: ops.clamp(x, 0, 1), [0.0], [0.0, 0.0]),
    ("clamp at its upper bound", lambda x: ops.clamp(x, 0, 1), [1.0], [1.0, 0.0]),
    ("clamp inside", lambda x: ops.clamp(x, 0, 1), [0.5], [0.5, 1.0]),
    ("clamp outside", lambda x: ops.clamp(x, 0, 1), [-1.0], [0.0, 0.0]),
    ("clamp with Values below", ops.clamp, [-1.0, 0.0, 1.0], [0.0, 0.0, 1.0, 0.0]),
    ("clamp with Values at a bound", ops.clamp, [0.0, 0.0, 1.0], [0.0, 0.5, 0.5, 0.0]),
    ("leaky_relu at 0", lambda x: ops.leaky_relu(x, 0.2), [0.0], [0.0, 0.2]),
    ("leaky_relu at 0, steep", lambda x: ops.leaky_relu(x, 3.0), [0.0], [0.0, 1.0]),
    ("leaky_relu at 0, slope below 0", lambda x: ops.leaky_relu(x, -0.5), [0.0], [0.0, 0.0]),
    ("elu at 0", ops.elu, [0.0], [0.0, 1.0]),
    ("elu at 0, alpha 1/2", lambda x: ops.elu(x, 0.5), [0.0], [0.0, 0.5]),
    ("abs at 0", abs, [0.0], [0.0, 0.0]),
    ("maximum of two, tie", ops.maximum, [2.0, 2.0], [2.0, 0.5, 0.5]),
    ("minimum of three, tie", ops.minimum, [2.0, 2.0, 2.0], [2.0, 1 / 3, 1 / 3, 1 / 3]),
    ("maximum of three, two tie", ops.maximum, [2.0, 1.0, 2.0], [2.0, 0.5, 0.0, 0.5]),
    ("two Values tie with a constant", lambda x, y: ops.maximum(x, 2, y), [2.0, 2.0], [2.0, 0.0, 0.0]),
    ("sqrt at 0", ops.sqrt, [0.0], [0.0, INF]),
    ("x**0.5 at 0", lambda x: x**0.5, [0.0], [0.0, INF]),
    ("x**0.3 at 0", lambda x: x**0.3, [0.0], [0.0, INF]),
    ("cbrt at 0", ops.cbrt, [0.0], [0.0, INF]),
    ("-0.0**-3, an odd power", lambda x: x**-3.0, [-0.0], [-INF, -INF]),
    ("-0.0**-2, an even power", lambda x: x**-2.0, [-0.0], [INF, INF]),
    ("an odd power beyond all floats", lambda x: x**3.0, [-1e200], [-INF, INF]),
    ("an even power beyond all floats", lambda x: x**4.0, [-1e200], [INF, -INF]),
    ("log at 0", ops.log, [0.0], [-INF, INF]),
    ("log at -1", ops.log, [-1.0], [NAN, NAN]),
    ("log2 at -1", ops.log2, [-1.0], [NAN, NAN]),
    ("sqrt at -1", ops.sqrt, [-1.0], [NAN, NAN]),
    ("asin at 2", ops.asin, [2.0], [NAN, NAN]),
    ("acos at -2", ops.acos, [-2.0], [NAN, NAN]),
    ("acosh at 1/2", ops.acosh, [0.5], [NAN, NAN]),
    ("atanh at 2", ops.atanh, [2.0], [NAN, NAN]),
    ("log1p at -2", ops.log1p, [-2.0], [NAN, NAN]),
    ("asin at 1", ops.asin, [1.0], [math.pi / 2, INF]),
    ("acos at 1", ops.acos, [1.0], [0.0, -INF]),
    ("atanh at 1", ops.atanh, [1.0], [INF, INF]),
    ("atanh at -1", ops.atanh, [-1.0], [-INF, INF]),
    ("acosh at 1", ops.acosh, [1.0], [0.0, INF]),
    ("pow(0, 0)", ops.pow, [0.0, 0.0], [1.0, 0.0, 0.0]),
    ("x**0 at 0", lambda x: x**0, [0.0], [1.0, 0.0]),
    ("x**0 at 3", lambda x: x**0, [3.0], [1.0, 0.0]),
    ("x**1 at 0", lambda x: x**1, [0.0], [0.0, 1.0]),
    ("pow(0, 2)", ops.pow, [0.0, 2.0], [0.0, 0.0, 0.0]),
    ("pow(0, -1)", ops.pow, [0.0, -1.0], [INF, -INF, -INF]),
    ("pow(-2, 3) with a Value exponent", ops.pow, [-2.0, 3.0], [-8.0, 12.0, NAN]),
    ("(-2)**3", lambda x: x**3, [-2.0], [-8.0, 12.0]),
    ("pow(-2, 0.5)", ops.pow, [-2.0, 0.5], [NAN, NAN, NAN]),
    ("(-2)**0.5", lambda x: x**0.5, [-2.0], [NAN, NAN]),
    ("1/0", lambda x: 1 / x, [0.0], [INF, -INF]),
    ("1/-0", lambda x: 1 / x, [-0.0], [-INF, -INF]),
    ("0/0", lambda x, y: x / y, [0.0, 0.0], [NAN, INF, NAN]),
    ("x/0 by a constant", lambda x: x / 0, [1.0], [INF, INF]),
    ("atan2(0, 0)", ops.atan2, [0.0, 0.0], [0.0, NAN, NAN]),
    ("hypot(0, 0)", ops.hypot, [0.0, 0.0], [0.0, 0.0, 0.0]),
    ("sigmoid at 40", ops.sigmoid, [40.0], [1.0, 4.248354255291589e-18]),
    ("tanh at 20", ops.tanh, [20.0], [1.0, 1.6993417021166355e-17]),
    ("exp at 710", ops.exp, [710.0], [INF, INF]),
    ("sinh at -711", ops.sinh, [-711.0], [-INF, INF]),
    ("log1p at -1", ops.log1p, [-1.0], [-INF, INF]),
    ("softplus at 1000", ops.softplus, [1000.0], [1000.0, 1.0]),
    ("softplus at -1000", ops.softplus, [-1000.0], [0.0, 0.0]),
    ("sigmoid at -1000", ops.sigmoid, [-1000.0], [0.0, 0.0]),
    ("tanh at 1000", ops.tanh, [1000.0], [1.0, 0.0]),
    ("logsumexp of -inf twice", lambda x, y: ops.logsumexp([x, y]), [-INF, -INF], [-INF, NAN, NAN]),
    ("logsumexp of inf twice", lambda x, y: ops.logsumexp([x, y]), [INF, INF], [INF, NAN, NAN]),
    ("logsumexp far out", lambda x, y: ops.logsumexp([x, y]), [1000.0, 0.0], [1000.0, 1.0, 0.0]),
    ("sign at 0", ops.sign, [0.0], [0.0, 0.0]),
    ("floor at 1", ops.floor, [1.0], [1.0, 0.0]),
    ("ceil at inf", ops.ceil, [INF], [INF, 0.0]),
    ("round at 1/2", ops.round, [0.5], [0.0, 0.0]),
    ("round at 3/2", ops.round, [1.5], [2.0, 0.0]),
    ("trunc at -3/2", ops.trunc, [-1.5], [-1.0, 0.0]),
    ("7 mod 3", ops.mod, [7.0, 3.0], [1.0, 1.0, -2.0]),
    ("-7 mod 3", ops.mod, [-7.0, 3.0], [2.0, 1.0, 3.0]),
    ("1 mod 0.1, whose quotient rounds up", ops.mod, [1.0, 0.1], [1.0 % 0.1, 1.0, -9.0]),
    ("1 mod 0", ops.mod, [1.0, 0.0], [NAN, NAN, NAN]),
    ("select by 0", ops.select, [0.0, 3.0, 5.0], [5.0, 0.0, 0.0, 1.0]),
    ("select by 2", ops.select, [2.0, 3.0, 5.0], [3.0, 0.0, 1.0, 0.0]),
    ("select by 1", ops.select, [1.0, 3.0, 5.0], [3.0, 0.0, 1.0, 0.0]),
    ("maximum(nan, 1)", ops.maximum, [NAN, 1.0], [NAN, NAN, NAN]),
    ("maximum(1, nan)", ops.maximum, [1.0, NAN], [NAN, NAN, NAN]),
    ("erfinv at 1", ops.erfinv, [1.0], [INF, INF]),
    ("erfinv at -1", ops.erfinv, [-1.0], [-INF, INF]),
    ("erfinv beyond 1", ops.erfinv, [1.5], [NAN, NAN]),
    ("erfinv at 0", ops.erfinv, [0.0], [0.0, 0.886226925452758]),
    ("sinc at 0", ops.sinc, [0.0], [1.0, 0.0]),
    ("sinc' at 0", lambda x: ops.sinc_derivative(1, x), [0.0], [0.0, -3.2898681336964524]),
    ("sinc at 1", ops.sinc, [1.0], [0.0, -1.0]),
    ("sinc at infinity", ops.sinc, [INF], [0.0, 0.0]),
    ("lgamma at 0", ops.lgamma, [0.0], [INF, -INF]),
    ("lgamma at -1", ops.lgamma, [-1.0], [INF, NAN]),
    ("sqrt(x)*0 at 0", lambda x: ops.sqrt(x) * 0, [0.0], [0.0, NAN]),
    ("x*0 at inf", lambda x: x * 0, [INF], [NAN, 0.0]),
    ("sqrt(x)*sqrt(x) at 0 is not absorbed", lambda x: ops.sqrt(x) * ops.sqrt(x), [0.0], [0.0, NAN]),
]


@pytest.mark.parametrize(("f", "xs", "expected"), [pytest.param(*point[1:], id=point[0]) for point in POINTS])
def test_special_point(f, xs, expected):
    """Value and derivatives are what the convention says."""
    assert same(at(f, *xs), expected), at(f, *xs)


def test_relu_maximum_and_clamp_are_one():
    """relu, maximum with a constant 0 and a clamp agree bit for bit, at the kink and around it."""
    for x in (-INF, -2.5, -5e-324, -0.0, 0.0, 5e-324, 2.5, 1e300, NAN):
        results = [at(f, x) for f in (ops.relu, lambda v: ops.maximum(v, 0), lambda v: ops.clamp(v, 0, INF))]
        assert same(results[0], results[1]), x
        assert same(results[0], results[2]), x


CONSTANT_NEARBY = [
    ("sqrt(relu(x))", lambda x: ops.sqrt(ops.relu(x)), -1.0),
    ("sqrt(maximum(x, 0))", lambda x: ops.sqrt(ops.maximum(x, 0)), -1.0),
    ("asin(clamp(x, -1, 1)) above", lambda x: ops.asin(ops.clamp(x, -1, 1)), 2.0),
    ("asin(clamp(x, -1, 1)) below", lambda x: ops.asin(ops.clamp(x, -1, 1)), -2.0),
    ("asin(minimum(x, 1))", lambda x: ops.asin(ops.minimum(x, 1)), 2.0),
    ("acosh(maximum(x, 1))", lambda x: ops.acosh(ops.maximum(x, 1)), 0.5),
    ("sqrt(select(0, x, 0))", lambda x: ops.sqrt(ops.select(0, x, 0)), 2.0),
    *(
        (f"sqrt({step.name}(x))", lambda x, step=step: ops.sqrt(step(x)), 0.25)
        for step in (ops.floor, ops.trunc, ops.round)
    ),
    ("sqrt(ceil(x))", lambda x: ops.sqrt(ops.ceil(x)), -0.5),
    ("sqrt(sign(x) + 1)", lambda x: ops.sqrt(ops.sign(x) + 1), -2.0),
    ("sqrt(x // 1)", lambda x: ops.sqrt(x // 1), 0.5),
]


@pytest.mark.parametrize(("f", "x"), [pytest.param(*point[1:], id=point[0]) for point in CONSTANT_NEARBY])
def test_a_choice_not_taken_and_a_step_carry_nothing(f, x):
    """What is constant nearby has the derivative 0, whatever comes from above, by every way to derivatives."""
    leaf = Value(x)
    y = f(leaf)
    assert type(gradient(y, leaf)) is float
    y.backward()
    assert (leaf.grad, type(leaf.grad)) == (0.0, float)
    assert gradient(y, leaf) == gradient(y, leaf, at={leaf: x}) == 0.0
    assert grad(f)(x) == jvp(f, x, 1.0)[1] == grad(grad(f))(x) == 0.0
    node = gradient(y, leaf, over=VALUES)
    assert (node.data if isinstance(node, Value) else node) == 0.0
    proven = gradient(y, leaf, over=Intervals(40))
    assert proven.lo == proven.hi == 0
    with np.errstate(all="ignore"):
        assert list(gradient(y, leaf, over=np, at={leaf: np.array([x, x])})) == [0.0, 0.0]
    closed = gradient(y, leaf, over=SYMBOLS)
    assert closed.subs(dict.fromkeys(closed.free_symbols, x)) == 0
    again = pickle.loads(pickle.dumps(y))
    again.backward()
    assert [n.grad for n in topological_order(again) if n.op is None] == [0.0]


@pytest.mark.parametrize(
    "f",
    [
        ops.relu,
        abs,
        ops.leaky_relu,
        lambda x: ops.leaky_relu(x, 3.0),
        ops.elu,
        lambda x: ops.elu(x, 0.5),
        lambda x: ops.maximum(x, 0),
        lambda x: ops.minimum(x, 0),
        lambda x: ops.clamp(x, 0, 1),
    ],
)
@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_a_kink_has_no_curvature(f, zero):
    """The slope that the convention gives there is a number, not a function: its own derivatives are 0."""
    assert grad(grad(f))(zero) == 0
    assert grad(grad(grad(f)))(zero) == 0


@pytest.mark.parametrize(
    ("row", "rules"),
    [
        (ops.leaky_relu, ["dy/dx = 1 where x > 0, else slope", "dy/dslope = 0 where x > 0, else x"]),
        (ops.elu, ["dy/dx = 1 where x > 0, else y + alpha"]),
        (
            ops.clamp,  # what minimum(maximum(x, lo), hi) moves with, away from its kinks
            [
                "dy/dx = 1 where x > lo and x < hi, else 0",
                "dy/dlo = 1 where lo > x and lo < hi, else 0",
                "dy/dhi = 1 where hi < x or hi < lo, else 0",
            ],
        ),
    ],
    ids=repr,
)
def test_choices_are_told_with_their_condition(row, rules):
    """`help` tells which slope holds where, and is not put off with dots by what is the case at the kink alone."""
    told = pydoc.plain(pydoc.render_doc(row))
    assert [rule for rule in rules if rule not in told] == []


def test_exactly_so_over_fractions():
    """No partial is asked for above an edge that carries nothing, where there is none:
    1 / (2 sqrt(0)) is no fraction.
    """
    for f, x in [(ops.relu, -1), (ops.floor, 0.5), (lambda x: ops.select(0, x, 0), 2), (lambda x: x // 1, 0.5)]:
        leaf = Value(x)
        slope = gradient(ops.sqrt(f(leaf)), leaf, over=FRACTIONS, unused="raise")
        assert (slope, gradient(ops.sqrt(f(leaf)) + leaf, leaf, over=FRACTIONS)) == (0, 1)


def test_a_true_zero_times_infinity_stays_nan():
    """Only what is not connected carries nothing: a factor that is 0 leaves NaN, by every way."""
    for f in (lambda x: ops.sqrt(x) * 0, lambda x: ops.sqrt(x * x), lambda x: ops.sqrt(ops.relu(x))):
        leaf = Value(0.0)
        y = f(leaf)
        y.backward()
        assert math.isnan(leaf.grad)
        assert math.isnan(gradient(y, leaf, at={leaf: 0.0}))
        assert math.isnan(jvp(f, 0.0, 1.0)[1])


@pytest.mark.parametrize(
    "row", [row for row in OPS.values() if len(row.parameters) == 1 and not row.variadic], ids=repr
)
def test_nan_in_nan_out(row):
    """A row of one argument turns NaN into NaN, value and partial, except where its slope is constant."""
    value, partial = at(row, NAN)
    assert math.isnan(value)
    assert math.isnan(partial) or row.name in ("identity", "neg", "degrees", "radians")


@pytest.mark.parametrize("row", list(OPS.values()), ids=repr)
def test_no_number_raises(row):
    """Whatever floats come in, a float comes out, and so does every partial."""
    awkward = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 710.0, -710.0, 5e-324, 1.7e308, -1.7e308, INF, -INF, NAN]
    width = 2 if row.variadic else len(row.parameters)
    for i, x in enumerate(awkward):
        for y in awkward:
            leaves = [Value(v) for v in (x, y, awkward[(i + 3) % len(awkward)])[:width]]
            node = row.apply(tuple(leaves))
            node.backward()
            assert all(type(v) is float for v in (node.data, *node.partials, *(leaf.grad for leaf in leaves)))


def test_where_records_only_the_branch_taken():
    """The other branch cannot leak a NaN, since it is no part of the graph."""
    x = Value(-1.0)
    y = where(x > 0, ops.log(x), x * 2)
    y.backward()
    assert (y.data, x.grad) == (-2.0, 2.0)
    assert where(True, 1, 2) == 1


@pytest.mark.parametrize("between", ["labelled", "all"])
@pytest.mark.parametrize(("f", "x"), [pytest.param(*point[1:], id=point[0]) for point in CONSTANT_NEARBY])
def test_what_carries_nothing_is_told_so(f, x, between):
    """Explanations and steps say that nothing takes an infinity with it, and come to the 0 that was computed."""
    leaf = Value(x, label="x")
    told = explain(f(leaf).named("y"), leaf, between)
    assert (told.value, [path.share for path in told.paths]) == (0, [0] * len(told.paths))
    assert "nan" not in str(told) + told.latex().replace("nothing", "")
    assert "inf * nothing" in str(told) or len(told.paths[0].factors) == 1 or between == "all"
    lines = [step.line() for step in backward_steps(f(leaf).named("y"))]
    assert not any("nan" in line for line in lines)
    assert any("inf * nothing = 0" in line for line in lines)


@pytest.mark.parametrize(
    ("x", "low", "high"), [(-0.0, 0.0, 1.0), (0.0, -1.0, -0.0), (0.0, -0.0, 1.0), (-0.0, -1.0, 0.0)]
)
def test_clamp_gives_what_lies_within_its_bounds(x, low, high):
    """The number itself, also where it equals a bound but for the sign of its zero."""
    assert str(ops.clamp(Value(x), low, high).data) == str(x)
