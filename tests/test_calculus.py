"""Derivatives of graphs and of functions, and the laws they keep."""

import copy
import math
import random
import warnings
from fractions import Fraction

import numpy
import pytest
import sympy

from autograd_core import (
    FLOATS,
    FRACTIONS,
    OPS,
    SYMBOLS,
    VALUES,
    Value,
    compile,
    evaluate,
    grad,
    gradient,
    hessian,
    hvp,
    jacobian,
    jvp,
    no_grad,
    ops,
    value_and_grad,
    vjp,
)  # fmt: skip


def example():
    """z = x^2 / y + x^3 at x = 3, y = 4."""
    x, y = Value(3, label="x"), Value(4, label="y")
    return x, y, x * x / y + x**3


# ── gradient of a recorded graph ─────────────────────────────────────────────────────────────────


def test_gradient_leaves_grad_alone():
    """gradient() answers without touching .grad, in the shape of what was asked, by node or label."""
    x, y, z = example()
    assert gradient(z, x) == 28.5
    assert gradient(z, {"a": "x", "b": [y, (x,)]}) == {"a": 28.5, "b": [-0.5625, (28.5,)]}
    assert (x.grad, y.grad, z.grad) == (None, None, None)


def test_gradient_towards_a_computed_node():
    """Any node may be asked for, and what lies beneath it counts through it."""
    x = Value(2.0)
    h = x * x
    y = h * h + h
    assert gradient(y, [h, x, y]) == [2 * 4 + 1, (2 * 4 + 1) * 4, 1.0]


def test_gradient_over_every_namespace():
    """The same graph exactly, symbolically, over arrays, and as nodes."""
    x, y, z = example()
    sx, sy = sympy.symbols("x y", real=True)
    assert gradient(z, [x, y], over=FRACTIONS) == [Fraction(57, 2), Fraction(-9, 16)]
    assert [
        sympy.simplify(a - b)
        for a, b in zip(gradient(z, [x, y], over=SYMBOLS), [2 * sx / sy + 3 * sx**2, -(sx**2) / sy**2])
    ] == [0, 0]
    node = gradient(z, x, over=VALUES)
    assert (node.data, gradient(node, x)) == (28.5, 18.5)
    assert list(gradient(z, "x", over=numpy, at={"x": numpy.array([3.0, 1.0])})) == [28.5, 3.5]


def test_jax_arrays():
    """jax.numpy works as numpy does."""
    jnp = pytest.importorskip("jax.numpy", reason="jax is not installed")
    x, _, z = example()
    assert math.isclose(
        gradient(z.tanh(), x, over=jnp, at={x: jnp.array([0.3])})[0], gradient(z.tanh(), x, at={x: 0.3}), rel_tol=1e-5
    )


def test_gradient_elsewhere():
    """`at` sets other numbers for leaves or inner nodes, and leaves the graph as it is."""
    x, y, z = example()
    assert gradient(z, [x, y], at={"x": 1, y: Fraction(1, 2)}) == [7.0, -4.0]
    assert evaluate(z, at={"x": 2.0}) == 9.0
    assert evaluate(z, over=FRACTIONS, at={"x": 0.5}) == Fraction(3, 16)
    assert (x.data, z.data) == (3.0, 29.25)
    h = (x * y).named("h")
    assert gradient(h * h, [h, x], at={"h": 5.0}) == [10.0, 0.0]


def test_symbols_keep_leaves_apart():
    """Two leaves of one label become two symbols, and unlabelled ones are numbered."""
    a, b, c = Value(2.0, label="w"), Value(3.0, label="w"), Value(5.0)
    assert str(evaluate(a * b + c, over=SYMBOLS)) == "w*w_2 + x1"
    assert str(gradient(a * b + c, a, over=SYMBOLS)) == "w_2"


def test_constants_over_symbols():
    """A constant is the decimal it prints as."""
    x = Value(2.0, label="x")
    assert evaluate(x * 0.1 + Fraction(1, 3), over=SYMBOLS) == sympy.Symbol("x", real=True) / 10 + sympy.Rational(1, 3)


def test_what_is_not_exact_is_refused_by_name():
    """Over fractions exp has no exact value, and the square root of 4 has one."""
    x = Value(4.0)
    assert gradient(x.sqrt(), x, over=FRACTIONS) == Fraction(1, 4)
    with pytest.raises(
        ValueError, match=r"exp\(4\) has no exact value over FRACTIONS; use FLOATS, or SYMBOLS for a closed form"
    ):
        gradient(x.exp(), x, over=FRACTIONS)
    with pytest.raises(ValueError, match="FRACTIONS needs finite numbers; got nan"):
        gradient(x * math.nan, x, over=FRACTIONS)


def test_what_y_does_not_depend_on():
    """Its gradient is 0; on request that is said, or refused."""
    x, other = Value(1.0, label="x"), Value(1.0, label="other")
    y = (x * 2).named("y")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert gradient(y, [x, other]) == [2.0, 0.0]
        assert gradient(y, other, over=FRACTIONS) == 0
        for unused in ("zero", "warn", "raise"):  # what y depends on is none of it
            assert gradient(y, [x, y], unused=unused) == [2.0, 1.0]
    with pytest.warns(UserWarning, match="y does not depend on other; its gradient is 0"):
        assert gradient(y, other, unused="warn") == 0.0
    with pytest.raises(ValueError, match="y does not depend on other"):
        gradient(y, other, unused="raise")


def test_gradient_needs_values():
    """A plain number in place of a Value is said at once."""
    x = Value(1.0)
    with pytest.raises(
        TypeError, match=r"gradient\(y, wrt\) needs a Value; got 3.0 \(float\): was it computed from Values\?"
    ):
        gradient(3.0, x)
    with pytest.raises(TypeError, match="wrt needs a Value; got 1"):
        gradient(x, [1])
    with pytest.raises(LookupError, match="no node is labelled 'w'"):
        gradient(x, "w")


@pytest.mark.parametrize("over", [FLOATS, FRACTIONS, SYMBOLS, VALUES])
def test_values_must_be_up_to_date(over):
    """A graph whose leaves were assigned since has no gradient over any namespace,
    for old and new would be mixed; at given numbers it has.
    """
    x, _, z = example()
    gradient(z, x, over=over)
    x.data = 5.0
    with pytest.raises(
        ValueError, match="was computed before a leaf beneath it was assigned new data; compute it again"
    ):
        gradient(z, x, over=over)
    assert gradient(z, x, over=FRACTIONS, at={x: 5}) == Fraction(5, 2) + 75


# ── of functions ─────────────────────────────────────────────────────────────────────────────────


def test_one_number_in_one_number_out():
    """argnums is 0 by default, as in jax."""
    f = lambda x, y: x**2 * y  # noqa: E731
    assert grad(f)(3.0, 4.0) == 24.0
    assert grad(f, 1)(3.0, 4.0) == 9.0
    assert grad(f, (0, 1))(3.0, 4.0) == (24.0, 9.0)
    assert grad(f, -1)(3.0, 4.0) == 9.0
    assert value_and_grad(f)(3, 4) == (36.0, 24.0)
    with pytest.raises(TypeError, match=r"argnums=2 needs that many arguments; got 2"):
        grad(f, 2)(3.0, 4.0)


def test_nests_of_numbers():
    """Arguments may be nested lists, tuples and dicts; the gradient has their shape."""
    f = lambda p: p["w"][0] * p["w"][1] + p["b"][0]  # noqa: E731
    assert grad(f)({"w": [2.0, 3.0], "b": (1.0,)}) == {"w": [3.0, 2.0], "b": (1.0,)}


def test_outputs_of_any_shape():
    """jacobian: the shape of the outputs, each in the shape of the inputs."""
    f = lambda x, y: {"sum": x + y, "both": [x * y, 7.0]}  # noqa: E731
    assert jacobian(f, (0, 1))(2.0, 3.0) == {"sum": (1.0, 1.0), "both": [(3.0, 2.0), (0.0, 0.0)]}
    with pytest.raises(TypeError, match=r"grad\(f\) needs f to return one number; got .* \(dict\): use jacobian\(f\)"):
        grad(f)(2.0, 3.0)
    with pytest.raises(TypeError, match=r"got None: does f end with a return\?"):
        grad(lambda x: None)(1.0)


def test_a_constant_function():
    """What does not depend on its argument has the derivative 0."""
    assert grad(lambda x: 3.0)(1.0) == 0.0
    assert jvp(lambda x: 3.0, 1.0, 1.0) == (3.0, 0.0)
    assert grad(lambda x: x)(1.0) == 1.0


def test_no_perturbation_confusion():
    """d/dx [x d/dy (x y)] at 3 is 6: the inner derivative depends on the outer x."""
    assert grad(lambda x: x * grad(lambda y: x * y)(1.0))(3.0) == 6.0
    assert grad(lambda x: x * grad(lambda y: x * y)(x))(3.0) == 6.0
    assert grad(lambda x: x * jvp(lambda y: x * y, 1.0, 1.0)[1])(3.0) == 6.0
    assert jvp(lambda x: x * grad(lambda y: x * y)(1.0), 3.0, 1.0)[1] == 6.0


def test_closing_over_a_value():
    """A derivative that depends on an outer Value is a Value, and can be differentiated towards it."""
    w = Value(5.0)
    slope = grad(lambda x: w * x * x)(3.0)
    assert isinstance(slope, Value)
    slope.backward()
    assert (slope.data, w.grad) == (30.0, 6.0)


def test_recording_inside_no_grad():
    """grad works in a no_grad block: it has its own recording."""
    with no_grad():
        assert grad(lambda x: x * x)(3.0) == 6.0
        assert hessian(lambda x: x**3)(2.0) == 12.0


SMOOTH = [
    "tanh",
    "sigmoid",
    "softplus",
    "silu",
    "gelu",
    "atan",
    "erf",
    "asinh",
    "exp",
    "sin",
    "log1p",
    "gaussian",
    "normal_cdf",
    "log_sigmoid",
]


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("at", [0.0, 0.75, -0.5])
def test_high_orders(name, at):
    """The first four derivatives are sympy's, at 0 too, where shortcuts through abs and where would show."""
    x = sympy.Symbol("x", real=True)
    expression, f = OPS[name].primal(SYMBOLS, x), OPS[name]
    for order in range(1, 5):
        expression, f = sympy.diff(expression, x), grad(f)
        assert math.isclose(
            f(at), float(expression.subs(x, sympy.Rational(at)).evalf(30)), rel_tol=1e-12, abs_tol=1e-13
        ), order


def polynomial(v):
    """A function of three numbers with all second derivatives."""
    x, y, z = v
    return ops.sin(x * y) * z + ops.exp(y) / z + x**3


def test_hessian_is_symmetric():
    """And it is sympy's."""
    at = [0.7, -0.3, 1.9]
    h = hessian(polynomial)(at)
    x, y, z = symbols = sympy.symbols("x y z")
    exact = sympy.hessian(sympy.sin(x * y) * z + sympy.exp(y) / z + x**3, symbols).subs(dict(zip(symbols, at)))
    for i in range(3):
        for j in range(3):
            assert math.isclose(h[i][j], h[j][i], rel_tol=1e-13, abs_tol=1e-15)
            assert math.isclose(h[i][j], float(exact[i, j]), rel_tol=1e-12)


def test_hvp_is_hessian_times_vector():
    """Without building the Hessian."""
    at, v = [0.7, -0.3, 1.9], [1.0, -2.0, 0.5]
    product = hvp(polynomial, at, v)
    for row, got in zip(hessian(polynomial)(at), product):
        assert math.isclose(got, sum(a * b for a, b in zip(row, v)), rel_tol=1e-12)
    assert hvp(lambda x, y: x * x * y, (2.0, 3.0), (1.0, 1.0)) == (10.0, 4.0)


def test_jvp_and_vjp_are_transposes():
    """jvp · seed = seed · vjp, and vjp is linear in its seed."""
    generator = random.Random(4)
    f = lambda x, y: [ops.exp(x) * y, ops.atan2(x, y), x / y]  # noqa: E731
    for _ in range(20):
        primals, tangents = ((generator.gauss(0, 1), generator.uniform(0.5, 2)) for _ in range(2))
        seed = [generator.gauss(0, 1) for _ in range(3)]
        _, forward = jvp(f, primals, tangents)
        _, pullback = vjp(f, *primals)
        assert math.isclose(
            sum(a * s for a, s in zip(forward, seed)),
            sum(a * t for a, t in zip(pullback(seed), tangents)),
            rel_tol=1e-12,
        )
        twice = pullback([2 * s for s in seed])
        assert all(math.isclose(a, 2 * b, rel_tol=1e-12) for a, b in zip(twice, pullback(seed)))


def test_operators_nest_in_each_other():
    """Forward over reverse, reverse over forward, and Jacobians of gradients agree."""
    f = lambda x: ops.tanh(x) * x  # noqa: E731
    second = grad(grad(f))(0.4)
    assert math.isclose(jvp(grad(f), 0.4, 1.0)[1], second, rel_tol=1e-13)
    assert math.isclose(grad(lambda x: jvp(f, x, 1.0)[1])(0.4), second, rel_tol=1e-13)
    assert math.isclose(jacobian(grad(f))(0.4), second, rel_tol=1e-13)
    assert math.isclose(vjp(grad(f), 0.4)[1](1.0)[0], second, rel_tol=1e-13)


def test_ill_matched_nests():
    """Tangents and seeds must have the shape of what they belong to."""
    with pytest.raises(ValueError, match="the nests must have the same shape"):
        jvp(lambda x, y: x * y, (1.0, 2.0), (1.0,))
    with pytest.raises(ValueError, match="the nests must have the same keys"):
        jvp(lambda p: p["a"], {"a": 1.0}, {"b": 1.0})


def test_a_function_may_change_the_nest_it_is_given():
    """It is given a copy of the nest, so the gradient keeps the order and the entries of the arguments."""

    def backwards(v):
        v.reverse()
        return v[0] * 2 + v[1] * 3

    def ordered(v):
        v.sort(key=lambda x: x.data)
        return v[0] * 2 + v[1] * 3

    def assigned(v):
        v[0] = v[0] * v[1]
        return v[0] + v[1]

    assert grad(backwards)([1.0, 5.0]) == [3.0, 2.0]
    assert grad(ordered)([5.0, 1.0]) == [3.0, 2.0]
    assert grad(assigned)([5.0, 7.0]) == [7.0, 6.0]
    assert grad(lambda d: d.pop("a") * d["b"])({"a": 2.0, "b": 3.0}) == {"a": 3.0, "b": 2.0}
    assert jacobian(lambda v: [v.pop(), v.pop()])([1.0, 2.0]) == [[0.0, 1.0], [1.0, 0.0]]
    assert jvp(backwards, [1.0, 5.0], [1.0, 0.0])[1] == 3.0
    assert vjp(backwards, [1.0, 5.0])[1](1.0) == ([3.0, 2.0],)
    given = [1.0, 5.0]
    grad(backwards)(given)
    assert given == [1.0, 5.0]


def test_a_copy_inside_a_function_keeps_its_dependence():
    """Of an argument, of what is computed from it, of a nest of them,
    and where functions nest; outside it is a leaf.
    """
    assert grad(lambda x: copy.copy(x) * x)(3.0) == 6.0
    assert grad(lambda x: copy.deepcopy(x) * x)(3.0) == 6.0
    assert grad(lambda x: copy.deepcopy(x * x) * copy.copy(x))(3.0) == 27.0
    assert grad(lambda v: copy.deepcopy(v)[0] * v[0])([3.0]) == [6.0]
    assert grad(grad(lambda x: copy.copy(x) * x * x))(3.0) == 18.0
    assert grad(lambda x: x * grad(lambda y: copy.copy(x) * copy.copy(y))(1.0))(3.0) == 6.0
    x = Value(3.0)
    assert copy.copy(x) is not x
    assert copy.deepcopy(x) is not x


@pytest.mark.parametrize(
    ("f", "hint"),
    [
        (lambda x: x > 2, r"got True \(bool\): a comparison has no derivative; write where\(x > 2, a, b\)"),
        (lambda x: numpy.bool_(True), r"\(bool_?\): a comparison has no derivative"),
        (lambda x: "3", r"got '3' \(str\): return what is computed"),
        (lambda x: {x}, r"\(set\): return its elements, in a list"),
        (lambda x: lambda: x, r"\(function\): call it, and return what it gives"),
        (lambda x: None, r"got None: does f end with a return\?"),
    ],
)
def test_what_is_no_number_is_refused_as_a_result(f, hint):
    """By every operator, alone and within a nest: its gradient is not 0, it has none."""
    for run in (value_and_grad(f), grad(f), hessian(f), lambda x: hvp(f, x, 1.0)):
        with pytest.raises(TypeError, match=rf"grad\(f\) needs f to return one number; .*{hint}"):
            run(3.0)
    for g in (f, lambda x: [x, f(x)]):
        for operator, args in ((jacobian, ()), (jvp, (3.0, 1.0)), (vjp, (3.0,))):
            with pytest.raises(TypeError, match=rf"{operator.__name__}\(f\) needs f to return numbers; .*{hint}"):
                operator(g, *args) if args else operator(g)(3.0)


def test_an_empty_result_is_refused():
    """There is nothing to differentiate."""
    with pytest.raises(TypeError, match=r"jacobian\(f\) needs f to return numbers; got \[\] \(list\): return at least"):
        jacobian(lambda x: [])(1.0)


@pytest.mark.parametrize("wrong", [True, "1", None])
def test_tangents_and_seeds_are_numbers(wrong):
    """Those of arguments that the function does not use too."""
    with pytest.raises(TypeError, match="a tangent needs a real number"):
        jvp(lambda x, y: x, (1.0, 2.0), (1.0, wrong))
    with pytest.raises(TypeError, match="a seed needs a real number"):
        vjp(lambda x: x * x, 1.0)[1](wrong)
    with pytest.raises(TypeError, match="a seed needs a real number"):
        vjp(lambda x: 3.0, 1.0)[1](wrong)


def test_keyword_arguments_and_what_comes_along():
    """Keywords go to the function as they are; has_aux hands on what it returns beside its number."""

    def scaled(x, flag=False):
        """Twice x squared, or x."""
        return (2 * x * x if flag else x), {"seen": x, "flag": flag}

    assert grad(lambda x, flag: x * x if flag else x)(3.0, flag=True) == 6.0
    assert jacobian(lambda x, k: [k * x])(3.0, k=5) == [5.0]
    assert grad(scaled, has_aux=True)(3.0, flag=True) == (12.0, {"seen": 3.0, "flag": True})
    assert value_and_grad(scaled, has_aux=True)(3.0) == ((3.0, {"seen": 3.0, "flag": False}), 1.0)
    with pytest.raises(TypeError, match="has_aux=True needs f to return a pair, one number and the rest"):
        grad(lambda x: 3.0, has_aux=True)(1.0)
    for derived in (grad(scaled), value_and_grad(scaled), jacobian(scaled), hessian(scaled)):
        assert (derived.__name__, derived.__doc__) == ("scaled", "Twice x squared, or x.")


def test_operators_on_functions_refuse_what_is_none():
    """A Value in place of a function is told what to write."""
    y = Value(3.0) ** 2
    for operator in (grad, value_and_grad):
        with pytest.raises(
            TypeError, match=rf"{operator.__name__}\(f\) needs a function; .*: .* write gradient\(y, x\)"
        ):
            operator(y)
    with pytest.raises(TypeError, match=r"write gradient\(gradient\(y, x, over=VALUES\), x\)"):
        hessian(y)
    with pytest.raises(TypeError, match=r"grad\(f\) needs a function; got 3.0 \(float\): write lambda x: ..."):
        grad(3.0)


@pytest.mark.parametrize("wrong", [0, None, "FLOATS", float])
def test_over_needs_a_namespace(wrong):
    """Whatever else is given is refused where it is given."""
    x = Value(3.0)
    for run in (lambda: gradient(x * x, x, over=wrong), lambda: evaluate(x * x, over=wrong)):
        with pytest.raises(TypeError, match=r"over needs a namespace; got .*: write over=FLOATS, FRACTIONS"):
            run()


def test_stop_gradient():
    """What it is given has no derivative, at any order and in nests."""
    assert grad(lambda x: x * ops.stop_gradient(x))(3.0) == 3.0
    assert grad(grad(lambda x: x**2 * ops.stop_gradient(x)))(3.0) == 6.0
    assert grad(lambda x: x + ops.stop_gradient(round(x) - x))(2.6) == 1.0
    assert grad(lambda x: (2 * ops.stop_gradient(x) - x) ** 2)(3.0) == -6.0
    assert ops.stop_gradient({"w": [Value(1.0), 2.0]}) == {"w": [1.0, 2.0]}


def test_an_array_of_no_dimensions_is_the_number_that_it_holds():
    """NumPy's products return one, and its functions numbers of its own."""

    def square(x):
        return numpy.tensordot(numpy.array(x), numpy.array(x), 1)

    assert value_and_grad(square)([1.0, 2.0]) == (5.0, [2.0, 4.0])
    assert hessian(square)([1.0, 2.0]) == [[2.0, 0.0], [0.0, 2.0]]
    assert jvp(lambda x: [square(x)], [1.0, 2.0], [1.0, 0.0]) == ([5.0], [2.0])
    assert compile(lambda x: square([x, x]))(3.0) == 18.0
    assert grad(lambda x: numpy.float64(5.0))(1.0) == 0.0
    with pytest.raises(TypeError, match="use jacobian"):
        grad(lambda x: numpy.array([x, x]))(1.0)
