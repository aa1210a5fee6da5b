"""What explain and derivation print is pasted into check and found right, line by line; one changed factor is found."""

import random
import re

import pytest
from told_graphs import graph

from autograd_core import Value, check, derivation, explain
from autograd_core.verify.verdicts import Kind
from nn import MLP


def printed(y, x, leaves):
    """What is printed of a graph, by its form."""
    plain, symbolic = explain(y, x, largest=200), explain(y, x, symbolic=True, largest=200)
    yield "text", str(plain)
    yield "all steps", str(explain(y, x, between="all", largest=200))
    yield "labelled steps", str(explain(y, x, between="labelled", largest=200))
    yield "formulas", str(symbolic)
    yield "Markdown", plain.markdown()
    yield "formulas in Markdown", symbolic.markdown()
    yield "LaTeX", plain.latex()
    yield "worked solution", derivation(y, leaves)
    yield "worked solution in LaTeX", derivation(y, leaves, form="latex")


def failing(y, text):
    """The rows that do not pass, without rules that end in dots, which say nothing whole."""
    rows = check(y, text).rows
    assert rows
    return [row for row in rows if not row.verdict.kind.passes and "..." not in row.claimed]


def told(y, text):
    return "\n".join([text, *(f"{row.claimed}: {row.verdict}" for row in failing(y, text))])


def with_a_factor(rng):
    """The first graph of many whose printed chain is right as it is and has a plain number among its factors."""
    while True:
        y, leaves = graph(rng, odd=False)
        text = str(explain(y, rng.choice(leaves), largest=200))
        factors = list(re.finditer(r"(?<= = | \* )-?[0-9]+\.[0-9]{4,}(?= \* | = |$)", text, re.MULTILINE))
        if factors and not failing(y, text):
            return y, text, rng.choice(factors)


@pytest.mark.parametrize("seed", range(40))
def test_what_is_printed_of_a_random_graph_is_found_right(seed):
    """Shared nodes, repeated arguments, steps without names, choices: every line passes, but for those at a kink."""
    rng = random.Random(seed)
    y, leaves = graph(rng, odd=False)
    for form, text in printed(y, rng.choice(leaves), leaves):
        wrong = [row for row in failing(y, text) if "kink" not in str(row.verdict)]
        assert not wrong, f"{form}:\n{told(y, text)}"


@pytest.mark.parametrize("seed", range(4))
def test_what_is_printed_of_a_random_network_is_found_right(seed):
    """A loss of a small network, its weights with their labels."""
    rng = random.Random(seed)
    net = MLP([2, 2, 1], rng.choice(["tanh", "sigmoid"]), seed=seed)
    inputs = [Value(round(rng.uniform(-1, 1), 2), label=f"i{i}") for i in (1, 2)]
    target = Value(round(rng.uniform(-1, 1), 2), label="t")
    y = ((net(inputs)[0] - target) ** 2 / 2).named("E")
    leaf = rng.choice(list(net.parameters()))
    for form, text in printed(y, leaf, [leaf]):
        assert not failing(y, text), f"{form}:\n{told(y, text)}"


@pytest.mark.parametrize("seed", range(40))
def test_one_changed_factor_is_found(seed):
    """One number of a printed chain is changed by a tenth: the line with it is wrong."""
    y, text, one = with_a_factor(random.Random(seed))
    changed = f"{text[: one.start()]}{float(one[0]) * 1.1:.9g}{text[one.end() :]}"
    wrong = [row for row in failing(y, changed) if row.verdict.kind is Kind.WRONG]
    assert wrong, changed
