"""A formula about a large graph is judged in the small part that it is about, and what is said there holds in all."""

import random

import pytest

from autograd_core import Value, check, ops
from autograd_core.calculus import gradient
from autograd_core.verify import Kind
from autograd_core.verify.partials import judging_formulas
from autograd_core.verify.partials.formulas import Names, of_partial
from autograd_core.verify.partials.narrowed import narrowed
from autograd_core.verify.partials.points import Question
from autograd_core.verify.truth.enclosures import Enclosures


@pytest.fixture(autouse=True)
def large(monkeypatch):
    """Graphs of a hundred nodes are large here."""
    monkeypatch.setattr("autograd_core.verify.truth.rough.LARGE", 100)


def leaves(name, count, low=-2.0, high=2.0):
    rng = random.Random(name)
    return [Value(rng.uniform(low, high), label=f"{name}{i}") for i in range(count)]


def squares(count):
    return ops.sum([x * x for x in leaves("x", count)]).named("L")


def added(count):
    first, *others = leaves("x", count)
    y = first * first
    for x in others:
        y = y + x * x
    return y.named("L")


def losses(count):
    w, b = Value(0.5, label="w"), Value(0.25, label="b")
    pairs = list(zip(leaves("x", count), leaves("t", count), strict=True))
    residuals = [(w * x + b - t).named(f"r{i}") for i, (x, t) in enumerate(pairs)]
    return (ops.sum([r**2 for r in residuals]) / count).named("L")


def tanhs(count):
    y = Value(0.5, label="h0")
    for i in range(1, count):
        y = ops.tanh(y).named(f"h{i}")
    return ops.tanh(y).named("y")


def softmax(count):
    powers = [ops.exp(z) for z in leaves("z", count)]
    total = ops.sum(powers).named("S")
    return (-ops.log((powers[3] / total).named("p"))).named("L")


GRAPHS = {"squares": squares, "added": added, "losses": losses, "tanhs": tanhs, "softmax": softmax}
RIGHT = [
    ("squares", "x7", "2*x7"),
    ("added", "x7", "2*x7"),
    ("added", "x0", "x0 + x0"),
    ("losses", "t7", "-2*(w*x7 + b - t7)/{n}"),
    ("losses", "t7", "-2*r7/{n}"),
    ("losses", "r7", "2*r7/{n}"),
    ("losses", "r7", "(w*x7 + b - t7)*2/{n}"),
    ("losses", "x7", "2*r7*w/{n}"),
    ("tanhs", "h{m}", "1 - y^2"),
    ("tanhs", "h{m}", "1 - tanh(h{m})^2"),
    ("softmax", "z3", "p - 1"),
    ("softmax", "z3", "exp(z3)/S - 1"),
    ("softmax", "z5", "exp(z5)/S"),
]
WRONG = [
    ("squares", "x7", "2*x8"),
    ("squares", "x7", "2*x7*1.0000001"),
    ("added", "x7", "x7"),
    ("losses", "t7", "2*r7/{n}"),
    ("losses", "x7", "2*r7/{n}"),
    ("losses", "r7", "2*r7"),
    ("tanhs", "h{m}", "1 - y"),
    ("softmax", "z3", "p"),
    ("softmax", "z5", "exp(z3)/S"),
]


def asked(graph, x, text, count):
    names = {"n": count, "m": count - 1}
    return GRAPHS[graph](count), x.format(**names), text.format(**names)


@pytest.mark.parametrize(("graph", "x", "text"), RIGHT)
def test_a_right_formula_is_proved_in_its_part(graph, x, text, monkeypatch):
    """Nothing of the whole graph is asked."""
    monkeypatch.setattr(judging_formulas, "judge_identity", lambda *args: pytest.fail("the whole was asked"))
    y, x, text = asked(graph, x, text, 120)
    row = check(y, {x: text}).rows[0]
    assert row.verdict.kind is Kind.PROVEN
    assert float(row.verdict.true.lo) == pytest.approx(gradient(y, x))


@pytest.mark.parametrize(("graph", "x", "text"), WRONG)
def test_a_wrong_formula_is_wrong_in_a_large_graph(graph, x, text):
    """As in a small one, whichever part is asked first."""
    y, x, text = asked(graph, x, text, 120)
    small, at, same = asked(graph, x, text, 9)
    assert check(y, {x: text}).rows[0].verdict.kind is Kind.WRONG
    assert graph == "tanhs" or check(small, {at: same}).rows[0].verdict.kind is Kind.WRONG


@pytest.mark.parametrize(("graph", "x", "text"), RIGHT)
def test_a_formula_a_little_wrong_is_refuted_in_floats(graph, x, text, monkeypatch):
    """What is off by a ten millionth is off by more than constants may have been rounded: no decimals are asked for."""
    monkeypatch.setattr(Enclosures, "values", lambda *args: pytest.fail("the graph was swept in decimals"))
    y, x, text = asked(graph, x, f"({text})*1.0000001", 120)
    assert check(y, {x: text}).rows[0].verdict.kind is Kind.WRONG


def test_what_fails_in_a_part_may_hold_in_the_whole():
    """u = x² and v = x⁴ are leaves of the part, where v is not u²; in the graph it is."""
    x = Value(0.5, label="x")
    u, v = (x * x).named("u"), (x**4).named("v")
    others = leaves("a", 120)
    y = (ops.sum([a * a for a in others]) + u * u * u).named("y")
    top = (y + v * 0).named("top")
    assert check(top, {"u": "3*v"}).rows[0].verdict.kind.passes
    assert check(top, {"u": "3*u*u"}).rows[0].verdict.kind is Kind.PROVEN


def test_a_part_is_taken_where_it_is_much_smaller():
    """Not of a small graph, not where nearly all is needed, not where a kink may be met or a row is somebody's own."""

    def part(y, x, text):
        names, truth = Names(y), Enclosures(y)
        return narrowed(Question(names.read(text), of_partial((y, names.node(x)))), truth)

    found = part(squares(120), "x7", "2*x7")
    assert found is not None
    assert found.is_whole
    assert len(found.truth.order) < 6
    assert part(squares(20), "x7", "2*x7") is None
    assert part(tanhs(120), "h0", "1") is None
    last = part(tanhs(120), "h119", "1 - y^2")
    assert last is not None
    assert not last.is_whole
    z = leaves("z", 120)
    near = (ops.sum([ops.sin(a) - ops.sin(a) for a in z]).named("h") * 1.0).named("h1")  # 0, or nearly
    bent = (ops.relu(near) + near).named("y")
    assert part(bent, "h1", "2") is None


def test_a_node_that_is_held_by_number_is_no_leaf_of_its_own():
    """The value of what is computed is not the number that its float shows."""
    x = Value(0.5, label="x")
    h = (ops.sum([x * a.data for a in leaves("a", 120)]) * 0 + 2.0).named("h")
    y = (h * h * x).named("y")
    assert check(y, {"h": "4*x"}).rows[0].verdict.kind in (Kind.PROVEN, Kind.HERE, Kind.AGREES)


@pytest.mark.slow
@pytest.mark.parametrize(("graph", "x", "text"), RIGHT)
def test_right_formulas_on_twenty_thousand_nodes_are_proved(graph, x, text):
    """In a part of the 2 seconds that a claim may take."""
    y, x, text = asked(graph, x, text, 5_000)
    assert check(y, {x: text}).rows[0].verdict.kind is Kind.PROVEN
