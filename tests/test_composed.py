"""Formulas that are recorded by one function: what the rows record one by one, to the last bit."""

import math

import pytest
from test_layers import facts

from autograd_core import Value, no_grad, ops, scope
from autograd_core.composed import WIDEST
from nn import half_squared_error, losses, mean_squared_error

X, Y = Value(0.5, label="x"), Value(-2.0)

FORMULAS = {
    "half squares": losses._half_squares,
    "squares": losses._squares,
    "hinge": losses._hinge,
    "both sides": lambda xs, ys: (3 - xs[0]) * 2.5 / ys[0] + 2 ** -xs[0] - ys[0] ** 3 / 7.0,
    "numbers on the left": lambda xs, ys: (1 + 2.0 * xs[0]) / (1 / xs[0]) - (-1 - xs[0]) + 2.0 ** xs[0],
    "one twice": lambda xs, ys: ops.sum([xs[0], xs[0], ys[0] * ys[0], xs[0] - xs[0]]),
    "numbers alone": lambda xs, ys: (ys[0] - 1) * (2 * ys[0]) / 3 * xs[0] + ops.exp(-ys[0]) - -ys[0],
    "a power of numbers": lambda xs, ys: 2 ** (ys[0] - 1) * xs[0] + 2**-1 * ys[0] ** 2,
    "rows": lambda xs, ys: ops.logsumexp(xs) + ops.dot(xs, ys) - ops.sum(ys) * ops.relu(-xs[0]),
    "a constant in a row": lambda xs, ys: ops.clamp(xs[0], -1, 1.0) + ops.leaky_relu(ys[0] * xs[0]),
    "what may fail": lambda xs, ys: xs[0] / (ys[0] - ys[0]) + ops.log(xs[0]),
    "a choice": lambda xs, ys: xs[0] if xs[0] > 0 else -xs[0],
    "an equation": lambda xs, ys: xs[0] * 2 if ys[0] == 1 else xs[0] * 3,
    "a number that is read": lambda xs, ys: xs[0] * ys[0].data,
}

LISTS = {
    "Values and floats": ([X, Y], [0.25, -1.0]),
    "Values and ints": ([X, Y], [1, -1]),
    "Values alone": ([X, Y], [Y, Value(3.0) * 2]),
    "floats and Values": ([0.25, -1.0], [X, Y]),
    "one twice": ([X, X], [2.0, X]),
    "awkward": ([Value(math.inf), Value(math.nan)], [-0.0, math.inf]),
    "too large": ([Value(1e308), Value(-1e308)], [1e308, -1e308]),
    "zeros": ([Value(0.0), Value(-0.0)], [0.0, 0]),
    "one": ([X], [True]),
}


def outcome(f, lists):
    """The graph that f records, or its error."""
    try:
        y = f(*lists)
    except Exception as error:
        return type(error), str(error)
    return facts([y]) if isinstance(y, Value) else (type(y), y)


@pytest.mark.parametrize("lists", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_one_function_records_what_the_rows_do(formula, lists):
    """Values, partials, arguments, labels and errors are those of the rows, whatever the lists hold."""
    record = Value.__formula__(formula)
    for _ in range(2):
        assert outcome(record, lists) == outcome(formula, lists)
    with scope("layer"):
        assert outcome(record, lists) == outcome(formula, lists)
    with no_grad():
        assert outcome(record, lists) == outcome(formula, lists)


USUAL = ["half squares", "squares", "hinge", "numbers on the left", "one twice", "numbers alone", "rows"]


@pytest.mark.parametrize(
    ("name", "numbers"),
    [(name, numbers) for name in USUAL for numbers in ([0.25, -1.0], [1, -1])] + [("both sides", [0.25, -1.0])],
)
def test_the_formula_is_asked_once(name, numbers):
    """What is usual is written down once: a function that always gave up would be right, and slow."""
    asked = []
    record = Value.__formula__(lambda xs, ys: asked.append(xs) or FORMULAS[name](xs, ys))
    for _ in range(3):
        record([X, Y], numbers)
    assert len(asked) == 1


def test_what_fits_is_asked_once_for_lists_of_some_types():
    """The next lists of these types are not asked again; others, and what is no list, are."""
    asked = []
    record = Value.__formula__(losses._squares, lambda xs, ys: asked.append(ys) or list(ys))
    for ys in ([0.25, -1.0], [0.5, 1.0], (0.5, 1.0), [0.5, 1], [0.5, 2]):
        assert outcome(record, ([X, Y], ys)) == outcome(losses._squares, ([X, Y], ys))
    assert asked == [[0.25, -1.0], (0.5, 1.0), [0.5, 1]]


def test_lists_that_do_not_fit_are_refused_each_time():
    """Targets that are too many, or nested, are told of whatever was recorded before."""
    for loss in (half_squared_error, mean_squared_error):
        for _ in range(2):
            loss([X, Y], [0.25, -1.0])
            with pytest.raises(ValueError, match="got 2 outputs and 3 targets"):
                loss([X, Y], [0.25, -1.0, 1.0])
            with pytest.raises(ValueError, match="got 3 outputs and 1 targets"):
                loss([X, Y, X], 0.25)
            with pytest.raises(TypeError, match="a loss needs a list of outputs"):
                loss(X, 0.25)


def test_long_lists_are_recorded_row_by_row():
    """Compiling takes time for each number, so a list of many is left to the rows."""
    xs = [Value(0.5) for _ in range(WIDEST)]
    for count in (WIDEST // 2, WIDEST // 2 + 1, WIDEST):
        lists = xs[:count], [0.1] * count
        assert outcome(Value.__formula__(losses._half_squares), lists) == outcome(losses._half_squares, lists)
