"""NumPy's own functions on Values, and rows on arrays."""

import math

import numpy as np
import pytest

from autograd_core import OPS, Value, gradient, ops
from autograd_core.ufuncs import ASKED, COMPOSED, SPELLED

NAMES = sorted({*SPELLED, *COMPOSED, *(name for name in OPS if isinstance(getattr(np, name, None), np.ufunc))})
UFUNCS = [getattr(np, name) for name in NAMES if hasattr(np, name)]
AT = {"arccosh": 1.5, "acosh": 1.5}


@pytest.mark.parametrize("f", UFUNCS, ids=lambda f: f.__name__)
def test_a_function_of_numpy_is_differentiated(f):
    """Of a Value it is the number NumPy has for its float, with the slope that NumPy's differences have."""
    x = AT.get(f.__name__, 0.6)
    for position in range(f.nin):
        args = [0.4] * f.nin
        args[position] = x
        leaf = Value(x)
        given = [leaf if i == position else a for i, a in enumerate(args)]
        found, expected = f(*given), f(*args)
        for got, want, k in zip(np.atleast_1d(found), np.atleast_1d(expected), range(2)):
            assert math.isclose(got.data, want, rel_tol=1e-14)
            moved = [
                np.atleast_1d(f(*[a + d if i == position else a for i, a in enumerate(args)]))[k] for d in (1e-6, -1e-6)
            ]
            assert math.isclose(gradient(got, leaf), (moved[0] - moved[1]) / 2e-6, rel_tol=1e-7, abs_tol=1e-9)


@pytest.mark.parametrize("f", [f for f in UFUNCS if f.nin == 2 and f.nout == 1], ids=lambda f: f.__name__)
def test_of_an_array_it_goes_element_by_element(f):
    """With a Value on either side, whatever the array is of; and its elements are differentiated."""
    leaf, numbers = Value(0.7), np.array([0.3, 0.5])
    mixed = np.array([leaf, 0.5], dtype=object)
    for found, expected in ((f(numbers, leaf), f(numbers, 0.7)), (f(leaf, numbers), f(0.7, numbers))):
        assert [v.data for v in found] == pytest.approx(list(expected), rel=1e-14)
    assert [v.data for v in f(mixed, leaf)] == pytest.approx(list(f(np.array([0.7, 0.5]), 0.7)), rel=1e-14)


@pytest.mark.parametrize("name", ["arcsin", "arctan", "exp", "rint", "fabs", "tanh", "conjugate"])
def test_arrays_of_values(name):
    """What NumPy asks each element of an array of Values for."""
    found = getattr(np, name)(np.array([Value(0.3), Value(-0.4)], dtype=object))
    assert [v.data for v in found] == pytest.approx(list(getattr(np, name)(np.array([0.3, -0.4]))), rel=1e-15)


def test_rows_go_through_arrays():
    """ops.exp of an array that mixes Values and floats, of any shape; of floats alone it is an array of floats."""
    x = Value(0.5)
    mixed = np.array([[x, 0.25]], dtype=object)
    found = ops.exp(mixed)
    assert (found.shape, found[0, 0].data, found[0, 1]) == ((1, 2), math.exp(0.5), math.exp(0.25))
    assert ops.exp(np.array([0.0, 1.0])).dtype == float
    assert [v.data for v in ops.hypot(x, np.array([1.2, 0.0]))] == [1.3, 0.5]
    assert ops.maximum(mixed[0]).data == 0.5


@pytest.mark.parametrize("name", ["exp", "log", "arctan", "sqrt"])
def test_an_array_of_values_and_floats_is_for_the_rows(name):
    """NumPy asks a float in it for a method, finds none, and raises; `help(Value)` says so, and what to write."""
    mixed, row = np.array([Value(0.5), 0.25], dtype=object), OPS[SPELLED.get(name, name)]
    with pytest.raises(TypeError, match=f"type float which has no callable {name} method"):
        getattr(np, name)(mixed)
    assert [getattr(y, "data", y) for y in row(mixed)] == pytest.approx(list(getattr(np, name)(np.array([0.5, 0.25]))))
    told = " ".join(Value.__doc__.split())
    assert "mixes Values and floats is for the rows alone: ops.exp(a)" in told
    assert "type float which has no callable exp method" in told


def test_numpy_asks_and_is_answered():
    """Comparisons and tests for NaN look at the number, and give bools."""
    x, numbers = Value(0.5), np.array([0.5, 1.0])
    assert (numbers == x).tolist() == [True, False]
    assert (numbers != x).tolist() == [False, True]
    assert (np.isnan(x), np.isfinite(x), np.isinf(x), np.greater(x, 0.2)) == (False, True, False, True)
    assert set(ASKED) == {name for name in ASKED if isinstance(getattr(np, name), np.ufunc)}


def test_what_has_no_derivative_is_refused_in_words():
    """What, and what to write instead, never NumPy's own error."""
    x = Value(0.5)
    with pytest.raises(TypeError, match=r"^np\.spacing does not take Values: .*, or write v\.data for its number$"):
        np.spacing(x)
    with pytest.raises(TypeError, match=r"^np\.add with out= does not take Values: call it without, or write v\.data"):
        np.add(x, 1.0, out=np.zeros(1))
    with pytest.raises(TypeError, match=r"^np\.add\.outer does not take Values"):
        np.add.outer(x, [1.0])


@pytest.mark.parametrize("digits", [None, 0, 1, 3, -1])
def test_rounding_to_so_many_decimals(digits):
    """round(v, 2) as NumPy rounds; it is a step, so its slope is 0."""
    for x in (1234.5678, -0.1249, 2.5, 0.35):
        leaf = Value(x)
        y = round(leaf, digits)
        assert y.data == pytest.approx(np.round(x, digits or 0), rel=1e-15)
        assert gradient(y, leaf) == 0
    with pytest.raises(TypeError, match=r"^round\(v, digits\) needs an int; got 'a' \(str\)$"):
        round(Value(1.0), "a")


def test_divmod():
    """Both at once, on either side, as of floats."""
    x = Value(7.5)
    quotient, rest = divmod(x, 2)
    assert (quotient.data, rest.data, gradient(quotient, x), gradient(rest, x)) == (3.0, 1.5, 0.0, 1.0)
    assert [v.data for v in divmod(20, x)] == [2.0, 5.0]
