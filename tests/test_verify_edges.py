"""What the verdicts say at the edges: no wrong derivative passes, no right one is called wrong, and nothing crashes."""

from fractions import Fraction

import pytest

from autograd_core import OPS, Value, check, check_gradient, no_grad, op, ops
from autograd_core.verify import Kind


def verdict(y, x, claim, **options):
    return check(y, {x: claim}, **options).rows[0].verdict


@pytest.fixture
def own_op():
    names = []

    def define(name, *rows, **facts):
        names.append(name)
        return op(name, *rows, **facts)

    yield define
    for name in names:
        OPS.pop(name, None)


@pytest.fixture
def cube():
    """x^3 at 2, where its slope is 12."""
    return (Value(2.0, label="x") ** 3).named("y")


# ── the graph ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("later", [5.0, -2.0])
def test_a_graph_older_than_its_leaves_is_refused(later):
    """A leaf that was assigned since gives the graph another gradient, even where, as in (-2)^2, its value stays the same."""
    x = Value(2.0, label="x")
    y = (x * x).named("y")
    x.data = later
    for judge in (lambda: check(y, {"x": 4}), lambda: check_gradient(y)):
        with pytest.raises(ValueError, match="y was computed before a leaf beneath it was assigned new data; compute it again"):
            judge()


# ── formulas as functions ────────────────────────────────────────────────────────────────────────


def test_a_function_may_close_over_the_graph(cube):
    """Nodes that a lambda reaches without naming them are those of the graph, not numbers."""
    x = cube.args[0]
    assert verdict(cube, "x", lambda: 3 * x * x).kind is Kind.PROVEN
    assert verdict(cube, "x", lambda x: 3 * cube / x).kind is Kind.PROVEN
    wrong = verdict(cube, "x", lambda: cube + 4)  # right at 2 alone
    assert wrong.kind is Kind.WRONG
    assert wrong.elsewhere


def test_a_function_may_have_defaults_and_keywords(cube):
    """What has a default and is no label keeps it; *args and **kwargs have no names to go by."""
    assert verdict(cube, "x", lambda x, k=3: k * x * x).kind is Kind.PROVEN
    assert verdict(cube, "x", lambda k=3, *, x: k * x * x).kind is Kind.PROVEN
    for f in (lambda *xs: 12, lambda **xs: 12, int):
        with pytest.raises(TypeError, match="a claim by function needs named parameters"):
            check(cube, {"x": f})


def test_a_function_may_return_any_real_number():
    """A Fraction is a number as good as a float; what is none is told."""
    y = (Value(2.0, label="x") / 4).named("y")
    assert verdict(y, "x", lambda x: Fraction(1, 4)).kind is Kind.PROVEN
    for nothing in (None, [1.0], True, "1/4"):
        with pytest.raises(TypeError, match="what a claim by function returns needs a real number; got"):
            check(y, {"x": lambda x, nothing=nothing: nothing})


def test_checking_works_where_nothing_is_recorded(cube):
    """Within no_grad a function is traced all the same."""
    with no_grad():
        assert verdict(cube, "x", lambda x: 3 * x * x).kind is Kind.PROVEN
