"""Shapes of programs that the tests of JAX, HIPS autograd, PyTorch, tinygrad, xad and micrograd hold, and the slopes.

Each is written here as their users write it: nests of arguments, functions that change what they are given, loops,
recursion, derivatives within derivatives, and NumPy's functions of arrays of Values.
"""

import collections
import copy
import functools
import math
import operator
import threading

import numpy as np
import pytest

from autograd_core import (
    Value,
    compile,
    grad,
    gradient,
    hessian,
    hvp,
    jacobian,
    jvp,
    no_grad,
    op,
    ops,
    tree_leaves,
    value_and_grad,
    vjp,
    where,
)

Pair = collections.namedtuple("Pair", "w b")


def while_large(x):
    while abs(x) > 0.1:
        x = x * 0.5
    return x


def sines(x, depth):
    return x if depth == 0 else ops.sin(sines(x, depth - 1))


def after_an_error(x):
    try:
        return {}["a"]
    except KeyError:
        return x * x


def changed_list(xs):
    xs[0] = xs[0] * xs[1]
    xs.append(xs[0])
    xs.reverse()
    return xs[0] * xs[1]


def emptied(d):
    return d.pop("a") * d["b"].pop()


def recurrent(w):
    return functools.reduce(lambda c, x: ops.tanh(w * c + x), [0.1, 0.2, 0.3], 0.0 * w)


def doubled(x, times):
    for _ in range(times):
        x = x + x
    return x


def in_place(x):
    y = x
    y += x
    y *= x
    y -= 1
    y /= 2
    y **= 2
    return y


def slope_of_recurrent(w):
    """By hand, forwards."""
    c = slope = 0.0
    for x in (0.1, 0.2, 0.3):
        net = w * c + x
        slope = (c + w * slope) * (1 - math.tanh(net) ** 2)
        c = math.tanh(net)
    return slope


ARRAY, MATRIX = np.array, np.array([[1.0, 2.0], [3.0, 4.0]])
SLOPES = {  # a function, its arguments, and its gradient
    "a dict": (lambda p: p["w"] * p["x"] + p["b"] ** 2, [{"w": 2.0, "x": 3.0, "b": 4.0}],
               {"w": 3.0, "x": 2.0, "b": 8.0}),
    "a list of pairs": (lambda ps: sum(a * b for a, b in ps), [[(1.0, 2.0), (3.0, 4.0)]], [(2.0, 1.0), (4.0, 3.0)]),
    "a nest": (lambda p: p["t"][0] * p["t"][1]["z"], [{"t": (5.0, {"z": 6.0})}], {"t": (6.0, {"z": 5.0})}),
    "a named tuple": (lambda p: p.w * p.b, [Pair(2.0, 3.0)], Pair(3.0, 2.0)),
    "an int": (lambda x: x * x, [3], 6.0),
    "a constant": (lambda x: 5.0, [1.0], 0.0),
    "a while": (while_large, [10.0], 0.5**7),
    "a try": (after_an_error, [3.0], 6.0),
    "a reduce": (lambda xs: functools.reduce(operator.mul, xs), [[2.0, 3.0, 4.0]], [12.0, 8.0, 6.0]),
    "a sort": (lambda xs: sorted(xs)[1] * 2, [[3.0, 1.0, 2.0]], [0.0, 0.0, 2.0]),
    "max by a key": (lambda xs: max(xs, key=abs) ** 2, [[1.0, -3.0]], [0.0, -6.0]),
    "max less min": (lambda xs: max(xs) - min(xs), [[1.0, 5.0, 2.0]], [-1.0, 1.0, 0.0]),
    "a list that is changed": (changed_list, [[2.0, 3.0]], [9.0, 12.0]),
    "a dict that is emptied": (emptied, [{"a": 2.0, "b": [3.0]}], {"a": 3.0, "b": [2.0]}),
    "operators in place": (in_place, [2.0], 2 * 3.5 * 4.0),
    "a copy": (lambda x: copy.copy(x) * x, [3.0], 6.0),
    "a scan": (recurrent, [0.5], slope_of_recurrent(0.5)),
    "a diamond of sixty": (lambda x: doubled(x, 60), [1.1], 2.0**60),
    "a slope within": (lambda x: grad(lambda y: x * y * y)(2.0), [3.0], 4.0),
    "a slope that is not confused": (lambda x: x * grad(lambda y: x + y)(1.0), [2.0], 1.0),
    "a branch that is not taken": (lambda x: where(x > 0, ops.sqrt(x), 0 * x), [-1.0], 0.0),
    "a root of nothing": (lambda x: ops.sqrt(ops.relu(x)), [-1.0], 0.0),
    "a product with a 0": (ops.prod, [[0.0, 2.0, 3.0]], [6.0, 0.0, 0.0]),
    "a product with two": (ops.prod, [[0.0, 0.0, 3.0]], [0.0, 0.0, 0.0]),
    "0 to the first": (lambda x: x**1, [0.0], 1.0),
    "x over x": (lambda x: x / x, [3.0], 0.0),
    "straight through": (lambda x: x + ops.stop_gradient(round(x) - x), [2.6], 1.0),
    "np.dot": (lambda x: ARRAY(x) @ MATRIX @ ARRAY(x), [[1.0, 2.0]], [12.0, 21.0]),
    "np.einsum": (lambda x: np.einsum("i,ij,j", ARRAY(x), MATRIX, ARRAY(x)), [[1.0, 2.0]], [12.0, 21.0]),
    "np.tensordot": (lambda x: np.tensordot(ARRAY(x), ARRAY(x), 1), [[1.0, 2.0]], [2.0, 4.0]),
    "np.outer": (lambda x: np.trace(np.outer(ARRAY(x), ARRAY(x))), [[1.0, 2.0]], [2.0, 4.0]),
    "np.kron": (lambda x: np.kron(ARRAY(x), ARRAY(x)).sum(), [[1.0, 2.0]], [6.0, 6.0]),
    "np.convolve": (lambda x: np.convolve(ARRAY(x), [1.0, 2.0])[1], [[1.0, 2.0]], [2.0, 1.0]),
    "np.cumsum": (lambda x: np.cumsum(ARRAY(x))[1] * np.cumprod(ARRAY(x))[2], [[1.0, 2.0, 3.0]], [24.0, 15.0, 6.0]),
    "np.sort": (lambda x: np.sort(ARRAY(x)) @ [1.0, 2.0, 3.0], [[3.0, 1.0, 2.0]], [3.0, 1.0, 2.0]),
    "np.max": (lambda x: np.max(ARRAY(x)), [[1.0, 3.0, 2.0]], [0.0, 1.0, 0.0]),
    "np.where": (lambda x: np.where(ARRAY(x) > 1.5, ARRAY(x) ** 2, 0.0).sum(), [[1.0, 3.0]], [0.0, 6.0]),
    "np.diff": (lambda x: (np.diff(ARRAY(x)) ** 2).sum(), [[1.0, 2.0, 4.0]], [-2.0, -2.0, 4.0]),
    "np.clip": (lambda x: np.clip(ARRAY(x), 0.0, 1.0).sum(), [[-1.0, 0.5, 2.0]], [0.0, 1.0, 0.0]),
    "np.mean": (lambda x: np.mean(ARRAY(x) ** 2), [[1.0, 2.0]], [1.0, 2.0]),
    "np.var": (lambda x: np.var(ARRAY(x)), [[1.0, 3.0]], [-1.0, 1.0]),
    "np.polyval": (lambda x: np.polyval([1.0, 2.0, 3.0], x), [2.0], 6.0),
    "np.stack": (lambda x: np.stack(x).prod(), [[2.0, 3.0]], [3.0, 2.0]),
    "np.linalg.norm": (lambda x: np.sqrt((ARRAY(x) ** 2).sum()), [[3.0, 4.0]], [0.6, 0.8]),
    "np.logaddexp": (lambda x: np.logaddexp(x, 2.0), [1.0], 1 / (1 + math.e)),
    "np.power": (lambda x: np.power(x, 3.0) + np.square(x) + np.reciprocal(x), [2.0], 12 + 4 - 0.25),
}  # fmt: skip


def near(a, b):
    return [*tree_leaves(a)] == pytest.approx([*tree_leaves(b)], rel=1e-12)


@pytest.mark.parametrize("shape", SLOPES)
def test_a_shape_of_theirs_has_its_slope(shape):
    """In the shape of the argument, which stays as it was."""
    f, args, slope = SLOPES[shape]
    before = copy.deepcopy(args)
    found = grad(f)(*args)
    assert near(found, slope), found
    assert type(found) is type(slope)
    assert args == before


def test_derivatives_of_every_order_and_in_every_way():
    """Five slopes deep; mixed; by the Jacobian, forwards and backwards, and one way within the other."""
    f, x = ops.sin, 0.7
    for slope in (math.cos(x), -math.sin(x), -math.cos(x), math.sin(x), math.cos(x)):
        f = grad(f)
        assert near(f(x), slope)
    assert grad(grad(lambda x, y: x**2 * y**3, 0), 1)(2.0, 3.0) == 108.0
    assert hessian(lambda p: p["a"] ** 2 * p["b"])({"a": 2.0, "b": 3.0}) == {
        "a": {"a": 6.0, "b": 4.0},
        "b": {"a": 4.0, "b": 0.0},
    }
    assert jacobian(grad(lambda xs: xs[0] ** 2 * xs[1]))([2.0, 3.0]) == [[6.0, 4.0], [4.0, 0.0]]
    assert jvp(grad(lambda x: x**4), 2.0, 1.0) == (32.0, 48.0)
    assert grad(lambda x: vjp(lambda y: y**3, x)[1](1.0)[0])(2.0) == 12.0
    assert hvp(lambda v: v[0] ** 2 * v[1] + v[1] ** 3, [2.0, 3.0], [1.0, -1.0]) == [2.0, -14.0]
    value, pullback = vjp(lambda x, y: (x * y, x + y), 2.0, 3.0)
    assert (value, pullback((1.0, 2.0))) == ((6.0, 5.0), (5.0, 4.0))
    assert grad(lambda x, y, z: x * y * z, argnums=(0, -1))(2.0, 3.0, 4.0) == (12.0, 6.0)
    assert value_and_grad(lambda x, n=2: (x**n, "note"), has_aux=True)(3.0, n=3) == ((27.0, "note"), 27.0)


def test_a_recursion_of_fifty_sines():
    """As deep as it is called, and by the chain rule by hand."""
    x = slope = 0.5
    slope = 1.0
    for _ in range(50):
        slope, x = slope * math.cos(x), math.sin(x)
    assert near(grad(lambda x: sines(x, 50))(0.5), slope)


def test_what_backward_adds_up():
    """Two losses, a seed, a shared part, a detached factor, nothing where nothing is recorded."""
    x = Value(2.0)
    (x * x).backward()
    (3 * x).backward(2.0)
    assert x.grad == 10.0
    y = Value(1.5)
    a = ops.sin(y)
    (a * a + a).backward()
    assert near(y.grad, (2 * math.sin(1.5) + 1) * math.cos(1.5))
    z = Value(3.0)
    (z * z.detach()).backward()
    assert z.grad == 3.0
    with no_grad():
        assert gradient(z * z, z) == 0.0
    assert len({Value(1.0), Value(1.0)}) == 2


def test_threads_differentiate_each_for_itself():
    """Twenty at once, each its own power."""
    found = {}
    threads = [threading.Thread(target=lambda k=k: found.update({k: grad(lambda x: x**k)(2.0)})) for k in range(1, 21)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {k: k * 2.0 ** (k - 1) for k in range(1, 21)}


def test_a_rule_of_ones_own_is_used_everywhere():
    """In a slope, a slope of a slope, a method, and a program."""
    cube = op("test_only_cube", lambda m, x: x * x * x, lambda m, y, x: 3 * x * x)
    try:
        assert (grad(cube)(2.0), grad(grad(cube))(2.0), Value(2.0).test_only_cube().data) == (12.0, 12.0, 8.0)
        assert compile(cube).value_and_gradient(2.0) == (8.0, 12.0)
    finally:
        del ops.OPS["test_only_cube"]
