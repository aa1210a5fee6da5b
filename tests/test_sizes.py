"""What would take minutes is refused at once, in a sentence that names the way out."""

import importlib
import re
from pathlib import Path

import pytest

import autograd_core
import nn
from autograd_core import (
    FRACTIONS,
    SYMBOLS,
    Stepper,
    Value,
    backward_steps,
    check,
    check_gradient,
    compile,
    derivation,
    evaluate,
    explain,
    forward_steps,
    gradient,
    hessian,
    hvp,
    jacobian,
    ops,
    view,
)


def chain(nodes):
    """A chain of products and sums, each number with more digits than the one before."""
    y = x = Value(0.5, label="x")
    for _ in range(nodes // 2):
        y = y * 0.75 + 1
    return y, x


@pytest.mark.parametrize("ask", [lambda y, x: gradient(y, x, over=SYMBOLS), lambda y, x: evaluate(y, over=SYMBOLS)])
@pytest.mark.parametrize(("nodes", "got"), [(300, "300 ops on top of each other"), (100_000, "100,001 nodes")])
def test_formulas_have_a_largest_size(ask, nodes, got):
    """Where sympy would recurse, or take minutes."""
    with pytest.raises(
        ValueError, match=rf"at most 1,000 nodes and 200 ops .*; got {got}: use FLOATS, or ask node by node"
    ):
        ask(*chain(nodes))
    ask(*chain(60))


def test_fractions_have_a_largest_size():
    """Where each number has more digits than the one before."""
    y, x = chain(100_000)
    with pytest.raises(
        ValueError, match=r"more than 1,000,000,000 bits in all, .*; use FLOATS, or give shorter numbers with at="
    ):
        gradient(y, x, over=FRACTIONS)
    y, x = chain(2_000)
    assert float(gradient(y, x, over=FRACTIONS)) == pytest.approx(gradient(y, x))


def test_sources_have_a_largest_size(monkeypatch):
    """Python takes half a minute to read a program of a million lines; the other engines write none."""
    monkeypatch.setattr("autograd_core.compiled.straight.MOST_NODES", 100)
    y, x = chain(200)
    program = compile(y, inputs=[x], engine="source")
    for ask in (lambda: program(0.5), lambda: compile(y, inputs=[x]).source(), lambda: program.source("c")):
        with pytest.raises(ValueError, match=r'at most 100 nodes; got 200: compile with engine="kernels" or "arrays"'):
            ask()


def test_closed_forms_have_a_largest_number():
    """A chain of many factors is explained, but not each in closed form."""
    y, x = chain(10_000)
    with pytest.raises(
        ValueError, match=r"at most 500 factors in closed form, .*: leave it out, or label a few nodes on the way"
    ):
        explain(y, x, symbolic=True)
    assert len(explain(y, x).paths[0].factors) == 10_000


def test_fractions_have_a_largest_count(monkeypatch):
    """Each of a million short fractions takes its time too."""
    monkeypatch.setattr("autograd_core.namespaces.rationals.MOST_NODES", 1_000)
    x = Value(0.5, label="x")
    y = ops.sum([x * 2 for _ in range(1_000)])
    with pytest.raises(
        ValueError, match=r"FRACTIONS works out graphs of at most 1,000 nodes; got 1,002: use FLOATS, or"
    ):
        gradient(y, x, over=FRACTIONS)


def test_wide_sums_are_written_in_closed_form():
    """sympy adds a thousand terms at once; one after the other they would take it minutes."""
    x = Value(0.5, label="x")
    y = ops.sum([(x * float(i + 2)).sin() for i in range(3_000)]).named("y")
    told = explain(y, x, symbolic=True)
    assert any("cos" in str(factor.formula) for factor in told.paths[0].factors)


def test_chain_rules_have_a_largest_size(monkeypatch):
    """Nobody reads a product of a million factors; with a few labels the same graph is a chain of a few."""
    monkeypatch.setattr("autograd_core.explainer.MOST_NODES", 1_000)
    y, x = chain(2_000)
    with pytest.raises(
        ValueError, match=r"at most 1,000 nodes; got 2,001: with labels on a few of them .* gradient\(y, x\) gives"
    ):
        explain(y, x)
    middle = y.named("h")
    for _ in range(2_000):
        y = y * 0.75 + 1
    told = explain(y.named("y"), x)
    assert [factor.name for factor in told.paths[0].factors] == ["dy/dh", "dh/dx"]
    assert told.value == pytest.approx(gradient(y, x))
    assert middle.label == "h"


def test_solutions_have_a_largest_size():
    """A document of a million nodes would take half an hour to write."""
    y, x = chain(100_000)
    with pytest.raises(ValueError, match=r"at most 20,000 nodes, .*; got 100,001: derive a node nearer to the leaves"):
        derivation(y, x)


@pytest.mark.parametrize(
    "ask", [lambda y, x: check(y, {x: 1}), lambda y, x: check(y, "dx = 1"), lambda y, x: check_gradient(y)]
)
def test_judged_graphs_have_a_largest_size(monkeypatch, ask):
    """Enclosures of a million nodes would take half a minute and gigabytes."""
    monkeypatch.setattr("autograd_core.verify.truth.shape.MOST_NODES", 1_000)
    with pytest.raises(ValueError, match=r"at most 1,000 nodes; got 1,201: judge a node nearer to the leaves, or the"):
        ask(*chain(1_200))
    ask(*chain(100))


def test_pages_have_a_largest_size(monkeypatch):
    """It is refused before anything is named."""
    monkeypatch.setattr("autograd_core.pictures.page.MOST", 1_000)
    monkeypatch.setattr("autograd_core.pictures.page.names_beneath", lambda y: pytest.fail("its nodes are named"))
    with pytest.raises(ValueError, match=r"a page has at most 1,000 nodes; this one would have 1,201"):
        view(chain(1_200)[0])


def test_walks_have_a_largest_size(monkeypatch):
    """A stepper keeps its steps, so that three million would take half a minute; the passes themselves keep none."""
    monkeypatch.setattr("autograd_core.stepper.MOST_STEPS", 1_000)
    y = chain(1_200)[0]
    with pytest.raises(ValueError, match=r"at most 1,000; y has 2,400: step through a node nearer to the leaves, or"):
        Stepper(y)
    assert len([*forward_steps(y), *backward_steps(y)]) == 2_400
    assert len(Stepper(chain(500)[0])) == 1_000


def test_matrices_of_derivatives_have_a_largest_size(monkeypatch):
    """What has a million outputs and inputs is refused before any of it is worked out; products take no matrix."""
    monkeypatch.setattr("autograd_core.operators.MOST_ENTRIES", 100)
    few, many = [0.5] * 10, [0.5] * 11
    with pytest.raises(ValueError, match=r"jacobian\(f\) has at most 100 entries; got 11 by 11: ask for fewer outputs"):
        jacobian(lambda xs: [x * x for x in xs])(many)
    with pytest.raises(ValueError, match=r"hessian\(f\) has at most 100 entries; got 11 by 11: ask for its products"):
        hessian(lambda xs: pytest.fail("it is run"))(many)
    with pytest.raises(ValueError, match=r"has at most 100 entries; got 11 by 11"):
        hessian(lambda k, xs: pytest.fail("it is run"), -1)(1.0, many)
    assert jacobian(lambda xs: [x * x for x in xs])(few)[0][0] == 1.0
    assert hessian(lambda k, xs: k * ops.sum([x * x for x in xs]), -1)(1.0, few)[3][3] == 2.0
    assert hvp(lambda xs: ops.sum([x * x for x in xs]), many, many) == [1.0] * 11


def test_the_table_of_sizes_has_every_public_name(monkeypatch):
    """Each name of both packages stands in a row that benchmarks/sizes.py measures."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parent.parent / "benchmarks"))
    sized_calls = importlib.import_module("sized_calls")
    rows = " ".join([*sized_calls.GRAPHS, *sized_calls.OTHERS])
    assert {*autograd_core.__all__, *nn.__all__} <= set(re.findall(r"\w+", rows))
