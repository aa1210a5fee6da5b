"""What the verdicts say at the edges: no wrong derivative passes, no right one is called wrong, and nothing crashes."""

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
