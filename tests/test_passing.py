"""Rows with a rule of their own for adjoints: reversed, clipped and straight through."""

import copy
import math
import pickle
import re
from fractions import Fraction

import numpy
import pytest

import autograd_core
from autograd_core import (
    FRACTIONS,
    OPS,
    SYMBOLS,
    VALUES,
    Intervals,
    Stepper,
    Value,
    anomalies,
    backward_steps,
    check,
    check_gradient,
    derivation,
    draw,
    explain,
    find,
    grad,
    gradient,
    jvp,
    op,
    program,
    view,
    vjp,
    wrong_ways,
)
from nn import Layer, Module, fit


@pytest.fixture(autouse=True)
def rows():
    """The rows of these tests, which are gone after each."""
    op("test_only_reverse", lambda m, x: x, vjp=lambda m, bar, y, x: -bar)
    op("test_only_clip", lambda m, x, c: x, vjp=lambda m, bar, y, x, c: (m.maximum(m.minimum(bar, c), -c), 0))
    op("test_only_straight", lambda m, x: m.round(x), vjp=lambda m, bar, y, x: bar)
    yield
    for name in ("reverse", "clip", "straight"):
        del OPS[f"test_only_{name}"]


def reverse(x):
    return OPS["test_only_reverse"](x)


def clip(x, most):
    return OPS["test_only_clip"](x, most)


def graph():
    """5 clip(w x, 1) + reverse(x): its gradient is (w - 1, x)."""
    w, x = Value(3.0, label="w"), Value(2.5, label="x")
    return (5 * clip((w * x).named("net"), 1.0).named("c") + reverse(x)).named("y")


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (lambda x: 5 * reverse(x), -5.0),
        (lambda x: 5 * clip(x, 1.0), 1.0),
        (lambda x: -5 * clip(x, 1.0), -1.0),
        (lambda x: 0.5 * clip(x, 1.0), 0.5),
        (lambda x: 3 * OPS["test_only_straight"](x), 3.0),
        (lambda x: clip(x, 1.0) + clip(x, 1.0), 2.0),
        (lambda x: (lambda c: c + c)(clip(x, 1.0)), 1.0),
    ],
)
def test_what_is_passed_on(f, expected):
    """backward(), gradient and grad pass on what the rule makes of the whole adjoint, not of each contribution."""
    x = Value(2.6)
    f(x).backward()
    assert (x.grad, gradient(f(x), x), grad(f)(2.6), vjp(f, 2.6)[1](1.0)) == (expected, expected, expected, (expected,))


def test_every_number_system_runs_the_rule():
    """It is written over a namespace, as partials are."""
    y = graph()
    wrt = ["x", "w"]
    assert gradient(y, wrt, over=FRACTIONS) == [Fraction(2), Fraction(5, 2)]
    assert [each.data for each in gradient(y, wrt, over=VALUES)] == [2.0, 2.5]
    assert [float(each) for each in gradient(y, wrt, over=numpy)] == [2.0, 2.5]
    assert [str(each) for each in gradient(y, wrt, over=SYMBOLS)] == ["w - 1", "x"]
    assert [float(each.lo) for each in gradient(y, wrt, over=Intervals(20))] == [2.0, 2.5]
    assert grad(grad(lambda a: reverse(a * a * a)))(3.0) == -18.0


def test_nothing_is_carried_forward():
    """A rule for adjoints says nothing of tangents, which is told."""
    with pytest.raises(TypeError, match=r"a rule for adjoints \(vjp=\), so nothing is carried forward through it"):
        jvp(reverse, 3.0, 1.0)


def test_it_is_copied_and_pickled():
    """With the graph, and by the name of its row."""
    for copied in (copy.deepcopy(graph()), pickle.loads(pickle.dumps(graph()))):
        assert gradient(copied, "x") == 2.0


def test_it_is_told_in_words():
    """Where there is no local partial, steps, pictures and lists say whose rule it is; it is no anomaly."""
    y = graph()
    lines = list(map(str, Stepper(y)))
    assert "c -> net: dy/dc = 5, passed on by test_only_clip as 1; net complete" in lines
    words = [step.words for step in backward_steps(y)]
    assert "test_only_clip passes its adjoint on to net by a rule of its own, which is no derivative" in words
    assert any(step.rule == "test_only_reverse passes adjoints on by a rule of its own" for step in backward_steps(y))
    assert draw(y).dot.count("own rule") == draw(y).mermaid.count("own rule") == 2
    assert "own rule" in str(program(y))
    assert math.isnan(find(y, "c").partials[0])
    assert find(y, "c").partials[1] is None
    assert anomalies(y) == []
    assert "which is no derivative" in OPS["test_only_clip"].__doc__


@pytest.mark.parametrize(
    "ask",
    [
        lambda y: explain(y, "x"),
        lambda y: check(y, {"x": 1}),
        check_gradient,
        derivation,
        view,
        wrong_ways,
    ],
    ids=["explain", "check", "check_gradient", "derivation", "view", "wrong_ways"],
)
def test_what_speaks_of_derivatives_refuses_it(ask):
    """It is no derivative, so nothing that proves or tells derivatives takes it for one; above and below it they do."""
    with pytest.raises(ValueError, match=r"passes adjoints on by a rule of its own \(vjp=\), which is none"):
        ask(graph())
    assert str(explain(find(graph(), "net"), "x")) == "dnet/dx = 3"


def test_programs_leave_it_to_recording():
    """compile refuses it in words; fit trains with it, recorded."""
    for y in (graph(), lambda x: 2 * reverse(x)):
        with pytest.raises(ValueError, match=r"compile needs ops with partials, and test_only_"):
            autograd_core.compile(y)(*[3.0] * (1 if callable(y) else 2))

    class Net(Module):
        def __init__(self):
            self.first, self.second = Layer(2, 2, "tanh"), Layer(2, 1)

        def forward(self, xs):
            return self.second([reverse(h) for h in self.first(xs)])

    assert fit(Net(), [([1.0, 2.0], [1.0])] * 3, "mse", "sgd", epochs=1).engine == "eager"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            lambda: op("test_only_bad", lambda m, x: x, vjp=lambda m, y, x: 1),
            r"needs vjp to take .*lambda m, bar, y, x: ",
        ),
        (
            lambda: op("test_only_bad", lambda m, x, z: x, vjp=lambda m, bar, y, x, z: bar),
            r"each of its 2 arguments gets",
        ),
        (lambda: op("test_only_bad", lambda m, x, z: x, vjp=lambda m, bar, y, x, z: ("a", 0)), r"a number; got 'a'"),
    ],
)
def test_a_rule_that_cannot_be(row, sentence):
    """What it takes is asked when it is defined, what it gives when it gives it."""
    x = Value(2.0)
    with pytest.raises(TypeError) as said:
        gradient(row()(x, x), x)
    OPS.pop("test_only_bad", None)
    assert re.search(sentence, str(said.value))
