"""Arrays proved in the words of their lines: each node and derivative that a line mentions is a letter of its own."""
# ruff: noqa: N806  # matrices are called by capital letters

import numpy as np
import pytest

from autograd_core import Value, check, ops
from autograd_core.verify import Kind

CODE = """
dy = y - t
dw = h2.T @ dy
dh2 = np.outer(dy, w)
dz2 = dh2 * (1 - h2**2)
dW2 = h1.T @ dz2
db2 = dz2.sum(axis=0)
dh1 = dz2 @ W2.T
dz1 = dh1 * (1 - h1**2)
dW1 = X.T @ dz1
db1 = dz1.sum(axis=0)
"""


def values(rng, name, *shape):
    found = np.empty(shape, dtype=object)
    for place in np.ndindex(*shape):
        found[place] = Value(round(rng.normal(), 2), label=name + "".join(f"[{i}]" for i in place))
    return found


def network(width, batch, function=ops.tanh):
    """The loss of two hidden layers, and what its names stand for."""
    rng = np.random.default_rng(width)
    names = {"X": rng.normal(size=(batch, 3)).round(2), "t": rng.normal(size=batch).round(2)}
    names |= {"W1": values(rng, "W1", 3, width), "b1": values(rng, "b1", width)}
    names |= {"W2": values(rng, "W2", width, width), "b2": values(rng, "b2", width), "w": values(rng, "w", width)}
    each = np.vectorize(function, otypes=[object])
    names["z1"] = names["X"] @ names["W1"] + names["b1"]
    names["h1"] = each(names["z1"])
    names["z2"] = names["h1"] @ names["W2"] + names["b2"]
    names["h2"] = each(names["z2"])
    names["y"] = names["h2"] @ names["w"]
    return (((names["y"] - names["t"]) ** 2).sum() / 2).named("L"), names


@pytest.mark.parametrize(("width", "batch"), [(2, 1), (4, 2), pytest.param(10, 5, marks=pytest.mark.slow)])
def test_every_line_through_two_layers_of_tanh_is_proved(width, batch):
    """However wide the layers are, a line says something of one of them, and is proved from it."""
    L, names = network(width, batch)
    assert {row.verdict.kind for row in check(L, CODE, names=names).rows} == {Kind.PROVEN}


@pytest.mark.parametrize(
    ("right", "slip"),
    [("1 - h1**2", "1 - h1"), ("h1.T @ dz2", "h1.T @ dz2 * 1.0000001"), ("dz2 @ W2.T", "dz2 @ W2"), ("y - t", "t - y")],
)
def test_what_is_not_so_is_not_proved(right, slip):
    """A slip in a line is found, and what follows from it is not proved by it."""
    L, names = network(4, 2)
    report = check(L, CODE.replace(right, slip), names=names)
    first = report.first_wrong
    assert first is not None
    wrong = [row for row in report.rows if row.claimed.startswith(CODE.partition(right)[0].splitlines()[-1][:4])]
    assert wrong[0].verdict.kind is Kind.WRONG


def test_a_line_that_holds_at_these_numbers_alone_is_not_proved():
    """Letters stand for any numbers: what is right for the recorded ones only stays so."""
    L, names = network(2, 1)
    here = float(names["h1"][0, 0].data)
    report = check(L, f"dz2 = dh2*(1 - h2**2) + (h1[0, 0] - {here!r})", names=names)
    assert report.rows[0].verdict.kind in (Kind.HERE, Kind.WRONG)
    assert check(L, f"dz2 = dh2*(1 - h2**2) + 0*(h1[0, 0] - {here!r})", names=names).rows[0].verdict.kind is Kind.PROVEN


def test_a_choice_keeps_its_condition():
    """A line through relu is proved where its inputs have their signs, which is said."""
    L, names = network(2, 1, ops.relu)
    code = CODE.replace("1 - h2**2", "z2 > 0").replace("1 - h1**2", "z1 > 0")
    rows = check(L, code, names=names).rows
    assert all(row.verdict.kind.passes for row in rows)
    assert any("where" in row.verdict.words for row in rows)
