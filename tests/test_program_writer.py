"""Rows and graphs written as programs: what is written computes what the rows compute, and nothing twice."""

import math

import numpy
import pytest
import scipy.special
from test_ops import ROWS, free, points, width

from autograd_core import OPS, Value, evaluate, gradient, op, ops
from autograd_core.namespaces import FLOATS
from autograd_core.namespaces.program import write_row
from autograd_core.namespaces.spellings import PYTHON, NumPy, Python


def run(program, results, names, given):
    """What the lines of a program give for these results, where the names hold what is given."""
    body = "".join(f"    {name} = {expression}\n" for name, expression in program.lines(*results))
    source = f"def f({', '.join(names)}):\n{body}    return [{', '.join(map(program.text, results))}]"
    scope = {**PYTHON, "numpy": numpy, "scipy": scipy}
    exec(source, scope)
    with numpy.errstate(all="ignore"):
        return scope["f"](*given)


@pytest.mark.parametrize("row", ROWS)
def test_a_row_in_python_gives_the_bits_of_floats(row):
    """Value and partials, together and apart, are those of FLOATS to the last bit, unless Python raises."""
    names = [f"x{i}" for i in range(width(row))]
    together = write_row(Python, row, free(row), names)
    apart = write_row(Python, row, free(row), names, output="y")
    for args in points(row, 40):
        y, partials = FLOATS.evaluate(row.linearize, args, free(row))
        wanted = [float(y), *(float(p) for p in partials if p is not None)]
        try:
            got = run(together.program, [together.value, *filter(kept, together.partials)], names, args)
        except (ArithmeticError, ValueError):
            continue
        assert list(map(float.hex, got)) == list(map(float.hex, wanted))
        again = run(apart.program, list(filter(kept, apart.partials)), ["y", *names], [got[0], *args])
        assert list(map(float.hex, again)) == list(map(float.hex, wanted[1:]))


def kept(partial):
    return partial is not None


@pytest.mark.parametrize("row", ROWS)
def test_a_row_in_numpy_is_its_floats_elementwise(row):
    """The same lines, spelled for arrays."""
    names = [f"x{i}" for i in range(width(row))]
    columns = [args for args in points(row, 30) if all(abs(x) < 1e3 for x in args)]
    m, y, partials = write_row(NumPy, row, free(row), names)
    values, *slopes = run(m, [y, *filter(kept, partials)], names, [numpy.array(column) for column in zip(*columns)])
    for k, args in enumerate(columns):
        value, true = FLOATS.evaluate(row.linearize, args, free(row))
        assert math.isclose(values[k], value, rel_tol=1e-9, abs_tol=1e-14)
        for array, slope in zip(slopes, filter(kept, true), strict=True):
            if abs(slope) < 1e9:
                got = numpy.broadcast_to(array, len(columns))[k]
                assert math.isclose(got, slope, rel_tol=1e-9, abs_tol=1e-14)


def test_a_graph_is_written_by_running_over_a_program():
    """evaluate and gradient over a program leave the lines of both sweeps; leaves keep their labels."""
    w, x = Value(0.5, label="w"), Value(2.0, label="if")
    y = ops.exp(w * x) * w
    m = Python()
    value = evaluate(y, over=m)
    dw, dx = gradient(y, [w, x], over=m)
    assert m.leaves == {"w": "w", "if": "x_if"}
    assert run(m, [value, dw, dx], ["w", "x_if"], [0.5, 2.0]) == [y.data, *gradient(y, [w, x])]
    assert sum("exp(" in expression for _, expression in m.lines(value, dw, dx)) == 1


def test_only_what_is_needed_is_written():
    """The lines of one result leave out what only others need."""
    m, y, partials = write_row(Python, OPS["tanh"], [True], ["x"])
    assert m.lines(y) == [("t0", "tanh(x)")]
    assert all("tanh" not in expression for _, expression in m.lines(*partials))
    assert write_row(Python, OPS["mul"], [True, False], ["a", "b"]).partials[1] is None


def test_what_is_known_is_computed_while_writing():
    """Letters of plain numbers cost no line, a product with 1 neither, and 1 / 0 is the infinity it is in IEEE 754."""
    m = Python()
    x = m.input("x")
    assert m.text(m.evaluate(lambda m, x: m.where(m.equal(m.log(1), 0) | (x > 1), x, 0) * 1, x)) == "x"
    assert m.text(m.evaluate(lambda m, x, y: x / y, 1.0, 0.0)) == "inf"
    assert m.lines() == []


def test_a_comparison_cannot_be_decided_while_writing():
    """A row that asks Python's `if` about a number says what to write instead, as does one with an unknown letter."""
    try:
        looking = op("test_only_looking", lambda m, x: x if x > 0 else -x, lambda m, y, x: 1)
        bessel = op("test_only_bessel", lambda m, x: m.bessel(x), lambda m, y, x: x)
        with pytest.raises(TypeError, match=r"before the program runs: write m\.where\(condition, x, y\) in the row"):
            write_row(Python, looking, [True], ["x"])
        with pytest.raises(AttributeError, match="NumPy has no bessel: choose another namespace for this op"):
            write_row(NumPy, bessel, [True], ["x"])
    finally:
        OPS.pop("test_only_looking", None)
        OPS.pop("test_only_bessel", None)
