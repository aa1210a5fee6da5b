"""What explain and derivation print is pasted into check and found right, line by line; one changed factor is found."""

import random
import re

import pytest
from told_graphs import graph

from autograd_core import Value, check, derivation, explain, ops
from autograd_core.verify.verdicts.verdict import Kind
from nn import MLP

pytestmark = pytest.mark.usefixtures("unhurried")

SEEDS = [*range(8), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(8, 46))]
UNTYPED = ("#5", "50% of $x$", "\\input{x}", "∂", "a|b", "α & β %", "sin", "d")
"""Labels that hold signs of comments, of tables and of LaTeX, names of functions, and what a derivative begins with."""


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
    """The rows that do not pass."""
    rows = check(y, text).rows
    assert rows
    return [row for row in rows if not row.verdict.kind.passes]


def told(y, text):
    return "\n".join([text, *(f"{row.claimed}: {row.verdict}" for row in failing(y, text))])


NUMBER = re.compile(r"(?:= |\* |\\cdot |= \$|\| \$|\\left\()(-?[0-9]+\.[0-9]{4,})(?= \*| =|$| ?\\|\$)", re.MULTILINE)
"""A factor or a result with many digits."""


def changed(rng, text):
    """A printed text with one of its numbers a tenth larger, and that number; None where no number has many digits."""
    numbers = list(NUMBER.finditer(text))
    if not numbers:
        return None
    one = rng.choice(numbers)
    new = f"{float(one[1]) * 1.1:.9g}"
    return f"{text[: one.start(1)]}{new}{text[one.end(1) :]}", new


def named(row, new):
    """Whether a row says of this number what it stands for, or is about the one symbol that it is given for."""
    said = str(row.verdict)
    sides = row.claimed.replace("(", "").replace(")", "").split(" = ")
    if f"= {new} * 10^" in row.claimed and row.verdict.kind is Kind.WRONG:
        return True
    return f"{new} stands for" in said or (new in sides and row.verdict.kind is Kind.WRONG and sides[0] != new)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_printed_of_a_random_graph_is_found_right(seed):
    """Shared nodes, repeated arguments, steps without names, choices: every line passes, but for those at a kink."""
    rng = random.Random(seed)
    y, leaves = graph(rng, odd=False)
    for form, text in printed(y, rng.choice(leaves), leaves):
        wrong = [row for row in failing(y, text) if row.verdict.kind is not Kind.KINK]
        assert not wrong, f"{form}:\n{told(y, text)}"


ANY_LABELS = [0, 1, 2, 3, *(pytest.param(seed, marks=pytest.mark.slow) for seed in [*range(4, 24), *range(25, 36)])]
"""Seed 3 has two nodes of one formula, of which one is written out and the other has a name, or both have one; in seed
24 a maximum of |x| and x is at its kink, where its partials are told as the engine has them."""
KINK = "; at this kink "
"""A rule with the convention at a kink beside it."""


@pytest.mark.parametrize("seed", ANY_LABELS)
def test_labels_of_any_kind_are_found_again(seed):
    """layer1.w, b', my loss, y^2, #5, 50% of $x$, ∂ and a|b are read in text, in Markdown and in LaTeX."""
    rng = random.Random(seed)
    y, leaves = graph(rng, odd=True)
    for form, text in printed(y, rng.choice(leaves), leaves):
        wrong = [row for row in failing(y, text) if row.verdict.kind is not Kind.KINK and KINK not in row.claimed]
        assert not wrong, f"{form}:\n{told(y, text)}"


LABELS = ["layer.0.weight", "b'", "my loss", "a-b", "a + b", "w(1)", "W_{11}", "y^2", "hᵗ", *UNTYPED]


@pytest.mark.parametrize("label", [*LABELS[:1], *(pytest.param(x, marks=pytest.mark.slow) for x in LABELS[1:])])
def test_a_label_is_found_again_as_a_leaf_and_as_a_node(label):
    """Whatever the label, all that is printed of it passes, and with another factor fails."""
    x, w = Value(0.5, label=label), Value(0.4, label="w")
    v = Value(0.3, label="v")
    n = (v * w).named(label)
    for y, leaf in (((x * w).sigmoid().named("h") * x).named("out"), x), ((n.tanh() * n + w).named("L"), v):
        for form, text in printed(y, leaf, [leaf, w]):
            assert not failing(y, text), f"{form}:\n{told(y, text)}"
            other = changed(random.Random(0), text)
            assert other is None or failing(y, other[0]), form


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


CHANGED = [(seed, odd) for odd in (False, True) for seed in range(36 if odd else 46)]


@pytest.mark.parametrize(
    ("seed", "odd"),
    [pytest.param(*each, marks=[pytest.mark.slow] if each[0] > (1 if each[1] else 7) else []) for each in CHANGED],
)
def test_one_changed_factor_is_found_and_named(seed, odd):
    """One number of what is printed, in any form, is changed by a tenth: its line is wrong, and names it."""
    rng, tried = random.Random(seed), 0
    while not tried:
        y, leaves = graph(rng, odd=odd)
        for form, text in printed(y, rng.choice(leaves), leaves):
            if failing(y, text) or (with_another := changed(rng, text)) is None:
                continue
            tried, (other, new) = tried + 1, with_another
            wrong = failing(y, other)
            assert any(named(row, new) for row in wrong), f"{form}, {new}:\n{other}\n{told(y, other)}"


def test_a_rule_at_a_kink_is_read_with_what_the_partial_is_there():
    """ "1 where x = y, else 0; at this kink 1/2": that number is looked at, and the rule is told to have none there."""
    x, w = Value(0.5, label="x"), Value(0.5, label="w")
    y = ops.maximum(x, w).named("y")
    text = explain(y, x).markdown()
    assert "; at this kink 0.5" in text
    assert {row.verdict.kind for row in failing(y, text)} == {Kind.KINK}
    other = text.replace("; at this kink 0.5", "; at this kink 0.4")
    assert Kind.WRONG in {row.verdict.kind for row in failing(y, other)}
