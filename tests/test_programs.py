"""Random programs: lists of (op, i, j), so that sharing arises and a failure shrinks to the smallest program."""

import math
import random
from fractions import Fraction

import numpy
import sympy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judge import HIGH

from autograd_core import FRACTIONS, OPS, SYMBOLS, VALUES, Value, evaluate, gradient, jvp, ops

RATIONAL = ["add", "sub", "mul", "neg", "maximum", "minimum", "relu", "abs", "div"]
SMOOTH = ["add", "sub", "mul", "sigmoid", "tanh", "softplus", "sin", "cos", "atan", "gaussian", "silu", "asinh"]

QUICK = settings(max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def programs(names):
    """Steps of a program over three leaves: each applies an op to earlier results."""
    return st.lists(st.tuples(st.sampled_from(names), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12)


def run(program, leaves):
    """The last result of a program on the given leaves."""
    results = list(leaves)
    for name, i, j in program:
        row = OPS[name]
        args = [results[i % len(results)], results[j % len(results)]]
        results.append(row.apply(tuple(args[: 1 if len(row.parameters) == 1 and not row.variadic else 2])))
    return results[-1]


def close(a, b, scale=1.0):
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9 * scale) or (math.isnan(a) and math.isnan(b))


@QUICK
@given(programs(RATIONAL), st.lists(st.integers(-8, 8).map(lambda n: n / 4), min_size=3, max_size=3, unique=True))
def test_floats_agree_with_fractions(program, numbers):
    """Exact rational gradients, ties included, are what floats find."""
    leaves = [Value(x) for x in numbers]
    y = run(program, leaves)
    if not isinstance(y, Value):
        return
    try:
        exact = gradient(y, leaves, over=FRACTIONS)
        value = evaluate(y, over=FRACTIONS)
    except ZeroDivisionError:
        return
    assert all(isinstance(x, Fraction | int) for x in exact)
    got = gradient(y, leaves)
    scale = max(1.0, abs(float(value)), *(abs(float(x)) for x in exact))
    if scale < 1e12:  # beyond, cancellation in floats says nothing about the sweep
        assert all(close(a, float(b), scale * 1e3) for a, b in zip(got, exact))


@QUICK
@given(programs(SMOOTH), st.lists(st.floats(-2, 2), min_size=3, max_size=3))
def test_every_way_to_the_gradient_agrees(program, numbers):
    """backward, gradient, Values, arrays, forward mode and the slope at 60 digits say the same."""
    leaves = [Value(x) for x in numbers]
    y = run(program, leaves)
    y.backward()
    reverse = [leaf.grad or 0.0 for leaf in leaves]
    assert gradient(y, leaves) == reverse
    scale = max(1.0, *(abs(x) for x in reverse))
    as_nodes = gradient(y, leaves, over=VALUES)
    arrays = gradient(y, leaves, over=numpy, at={leaf: numpy.array([x, x]) for leaf, x in zip(leaves, numbers)})
    for i, mine in enumerate(reverse):
        assert close(mine, getattr(as_nodes[i], "data", as_nodes[i]), scale)
        assert close(mine, float(numpy.broadcast_to(arrays[i], 2)[1]), scale)
        direction = tuple(1.0 if k == i else 0.0 for k in range(3))
        assert close(mine, jvp(lambda *xs: run(program, xs), tuple(numbers), direction)[1], scale)
        high = [HIGH.number(x) for x in numbers]
        slope = HIGH.context.diff(
            lambda x, i=i, high=high: evaluate(y, over=HIGH, at=dict(zip(leaves, [*high[:i], x, *high[i + 1 :]]))),
            high[i],
        )
        assert close(mine, float(slope), scale)


@settings(max_examples=25, derandomize=True)
@given(programs(["add", "sub", "mul", "div", "exp", "tanh", "sigmoid"]))
def test_symbols_agree_with_floats(program):
    """The symbolic gradient, evaluated at the leaves, is the float gradient, and sympy's own derivative."""
    numbers = [0.5, -1.25, 2.0]
    leaves = [Value(x, label=name) for x, name in zip(numbers, "abc")]
    y = run(program[:6], leaves)
    symbols = sympy.symbols("a b c", real=True)
    at = {symbol: sympy.Rational(x) for symbol, x in zip(symbols, numbers)}
    expression = evaluate(y, over=SYMBOLS)
    for leaf, symbol, formula in zip(leaves, symbols, gradient(y, leaves, over=SYMBOLS)):
        mine = gradient(y, leaf)
        if not math.isfinite(mine) or abs(mine) > 1e12 or sympy.sympify(expression).has(sympy.zoo, sympy.nan):
            continue
        exact = sympy.N(sympy.diff(expression, symbol).subs(at), 30)
        if not exact.is_finite or not exact.is_real or abs(exact) > 1e12:
            continue
        assert close(float(sympy.N(sympy.sympify(formula).subs(at), 30)), float(exact))
        assert close(mine, float(exact), 1e3)


@QUICK
@given(programs(SMOOTH), st.floats(-4, 4), st.floats(-4, 4))
def test_linear_in_the_seed(program, s, t):
    """backward(s) + backward(t) accumulate to what s + t would give."""
    numbers = [0.3, -0.7, 1.1]
    leaves, together = [Value(x) for x in numbers], [Value(x) for x in numbers]
    y, z = run(program, leaves), run(program, together)
    y.backward(s)
    y.backward(t)
    z.backward(s + t)
    for a, b in zip(leaves, together):
        assert close(a.grad or 0.0, b.grad or 0.0, 1e2)


def test_a_sum_of_many_contributions():
    """A leaf used a thousand times collects a thousand contributions."""
    generator = random.Random(0)
    x, ws = Value(1.0), [generator.gauss(0, 1) for _ in range(1000)]
    ops.dot(ws, [x] * 1000).backward()
    assert math.isclose(x.grad, math.fsum(ws), rel_tol=1e-12)
