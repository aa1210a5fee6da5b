"""What a function makes itself, by detach() for one, is a number to whoever differentiates it."""

import copy
import pickle

import pytest

from autograd_core import Value, grad, hessian, hvp, jacobian, jvp, no_grad, ops, tracing, value_and_grad, vjp

WAYS = {
    "detach": lambda x: x.detach(),
    "Value(x.data)": lambda x: Value(x.data),
    "no_grad": lambda x: _unrecorded(x),
    "pickle": lambda x: pickle.loads(pickle.dumps(Value(x.data))),
    "copy": lambda x: copy.copy(Value(x.data)),
}
"""How a function may take a number out of the graph, and put it back as a Value."""


def _unrecorded(x):
    with no_grad():
        return x * 1


@pytest.mark.parametrize("way", WAYS)
def test_what_every_operator_returns_is_a_number(way):
    """Value, gradient, Jacobian, Hessian and products of f(x) = x² out(x) are floats, and count x² alone."""
    out = WAYS[way]

    def f(x):
        return x * x * out(x)

    y, pullback = vjp(f, 3.0)
    found = [*value_and_grad(f)(3.0), grad(f)(3.0), jacobian(f)(3.0), *jvp(f, 3.0, 1.0), y, *pullback(1.0)]
    assert found == [27.0, 18.0, 18.0, 18.0, 27.0, 18.0, 27.0, 18.0]
    second = [hessian(f)(3.0), hvp(f, 3.0, 1.0), grad(grad(f))(3.0), jvp(grad(f), 3.0, 1.0)[1]]
    assert second == [6.0, 6.0, 6.0, 6.0]
    assert {type(x) for x in found + second} == {float}


@pytest.mark.parametrize("way", WAYS)
def test_a_result_that_is_all_made_inside(way):
    """f(x) = out(x) has its value and the slope 0, as numbers."""
    assert [*map(repr, value_and_grad(WAYS[way])(3.0))] == ["3.0", "0.0"]
    assert repr(jvp(WAYS[way], 3.0, 1.0)) == "(3.0, 0.0)"


def test_the_rest_of_a_pair_is_a_number_too():
    """has_aux hands out a detached Value as what it holds."""
    assert repr(grad(lambda x: (x * x, {"seen": x.detach()}), has_aux=True)(3.0)) == "(6.0, {'seen': 3.0})"


def test_what_depends_on_outer_values_stays_a_value():
    """A Value that f closes over is differentiated further; one that was detached before f ran is as well."""
    w = Value(2.0)
    g = grad(lambda x: x * x.detach() * w)(3.0)
    assert isinstance(g, Value)
    assert g.data == 6.0
    g.backward()
    assert w.grad == 3.0
    outer = w.detach()
    g = grad(lambda x: x * outer)(3.0)
    g.backward()
    assert outer.grad == 1.0


def test_of_a_value_only_what_depends_on_it_stays_a_value():
    """At a Value, x·stop(x) is a Value, and its slope stop(x) a number."""
    x = Value(3.0)
    value, slope = value_and_grad(lambda v: v * v.detach())(x)
    assert isinstance(value, Value)
    assert repr(slope) == "3.0"
    assert repr(value_and_grad(lambda v: (v, ops.exp(v.detach())), has_aux=True)(Value(0.0))[0][1]) == "1.0"
    assert isinstance(jvp(lambda v: v * v.detach(), x, Value(2.0))[1], Value)


def test_within_another_gradient():
    """d/dx of x·stop(x)·x is that of the outer factors alone, at every depth of nesting."""
    inner = lambda x: grad(lambda y: y * y.detach() * x)(x)  # noqa: E731  # x², of which one factor is stopped
    assert [repr(grad(inner)(3.0)), repr(inner(3.0))] == ["3.0", "9.0"]
    assert repr(grad(lambda x: grad(lambda y: ops.sin(y.detach()) * y)(x))(3.0)) == "0.0"


def test_each_node_is_asked_once_where_results_share_it(monkeypatch):
    """A gradient of 400 entries over one graph walks it a few times, not once for each entry."""
    walked = 0
    order = tracing.topological_order

    def counted(*args):
        nonlocal walked
        found = order(*args)
        walked += len(found)
        return found

    monkeypatch.setattr(tracing, "topological_order", counted)

    def f(v):
        total = 0.0
        for i, x in enumerate(v):
            total = total + x * x * v[i - 1]
        return ops.exp(total - total.detach())

    slopes = grad(f)([Value(0.5)] * 400)
    assert isinstance(slopes[1], Value)
    assert walked < 30_000
