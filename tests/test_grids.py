"""Programs at every point of a grid."""

import itertools
import math
from fractions import Fraction

import numpy
import pytest

from autograd_core import Value, compile, ops, sweep
from autograd_core.compiled import grids


def bowl(x, y):
    return ops.tanh(x * y) + x / y if x > 0 else -y


@pytest.mark.parametrize("engine", ["source", "kernels", "auto"])
def test_a_grid_is_the_program_at_each_point(engine, monkeypatch):
    """A dimension an axis, in their order, over several rounds; to the last bit what recording says."""
    if engine == "kernels":
        pytest.importorskip("numba")
    monkeypatch.setattr(grids, "POINTS", 7)
    xs, ys = [-1.0, 0.0, 0.5, 2.0], numpy.linspace(1, 3, 5)
    found = sweep(compile(bowl, engine=engine), [xs, ys])
    assert found.shape == (4, 5)
    assert found.ravel().tolist() == [bowl(Value(x), Value(y)).data for x, y in itertools.product(xs, ys.tolist())]


def test_numbers_stay_and_lists_have_axes_within():
    """A number has no dimension; an argument that is a list has an axis for each of its own."""
    x, y, z = Value(1.0), Value(2.0), Value(3.0)
    program = compile(x * y + z, inputs=[[x, y], z])
    found = sweep(program, [[range(1, 4), 10.0], numpy.array([0.0, 0.5])])
    assert found.tolist() == [[10.0, 10.5], [20.0, 20.5], [30.0, 30.5]]
    assert sweep(program, [[numpy.array([1.0]), numpy.array([2.0])], 5]).tolist() == [[7.0]]
    assert sweep(compile(x * y), [Fraction(1, 2), [Fraction(1, 4), 1]]).tolist() == [0.125, 0.5]


def test_names_and_several_outputs():
    """A dict of axes where arguments have names; a nest of arrays where there are several outputs."""
    x, y = Value(1.0), Value(2.0)
    assert sweep(compile(x - y, inputs={"x": x, "y": y}), {"x": [1, 2], "y": [0.5]}).tolist() == [[0.5], [1.5]]
    found = sweep(compile([x * 2.0, [x * x]]), [[1.0, 3.0]])
    assert [found[0].tolist(), found[1][0].tolist()] == [[2.0, 6.0], [1.0, 9.0]]


def test_a_million_points():
    """In rounds, so that memory is that of the answer and of one round."""
    found = sweep(compile(lambda x, y: x * x + y), [numpy.linspace(-1, 1, 1000), numpy.linspace(0, 1, 1000)])
    assert found.shape == (1000, 1000)
    assert found[0, 0] == 1.0
    assert found[-1, -1] == 2.0
    assert math.isclose(found.mean(), 1 / 3 + 1 / 2, rel_tol=1e-2)


@pytest.mark.parametrize(
    ("grid", "error", "text"),
    [
        (3.0, TypeError, "a grid is a list with an axis or a number for each argument; got 3.0"),
        ([[1.0], []], ValueError, "an axis of a grid needs at least one number; got none"),
        ([[1.0], "ab"], TypeError, "a grid needs a real number; got 'ab'"),
        ([[1.0], [1j]], TypeError, "a grid needs a real number; got 1j"),
        ([[1.0], numpy.ones((2, 2))], TypeError, "an axis of a grid is an array of real numbers in one dimension"),
        ([[1.0], [True]], TypeError, "a grid needs a real number; got"),
        ([[1.0], [Value(1.0)]], TypeError, "a grid needs a real number; got"),
        ([[1.0]], TypeError, "this program takes a number, a number; got"),
    ],
)
def test_misuse_is_told_in_words(grid, error, text):
    """What a grid is, and what was got."""
    with pytest.raises(error, match=text):
        sweep(compile(Value(1.0) * Value(2.0)), grid)


def test_only_programs_are_swept():
    """A function is compiled first."""
    with pytest.raises(TypeError, match="sweep needs a program, as compile"):
        sweep(bowl, [[1.0], [2.0]])
