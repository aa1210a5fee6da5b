"""Lines that compare: what holds at the numbers of the sheet, what does not, and what cannot be told."""

import pytest

from autograd_core import Value, check, ops
from autograd_core.verify import Kind, check_worksheet


def rows(lines):
    """y = tanh(w x)² + relu(z), of which dy/dw is 1.146 and dy/dx is 0.306."""
    w, x, z = Value(0.4, label="w"), Value(1.5, label="x"), Value(0.0, label="z")
    return check((ops.tanh(w * x) ** 2 + ops.relu(z)).named("y"), lines).rows


@pytest.mark.parametrize(
    ("line", "kind", "told"),
    [
        ("dy/dw > 0", Kind.CORRECT, "CORRECT at these numbers: dy/dw is 1.14645759"),
        ("dy/dw < 0", Kind.WRONG, "WRONG at these numbers: dy/dw is 1.14645759"),
        ("∂y/∂x ≥ 0.1", Kind.CORRECT, "dy/dx is 0.305722023"),
        ("dy/dw >= dy/dx", Kind.CORRECT, "dy/dw is 1.14645759, dy/dx is 0.305722023"),
        ("dy/dw <= dy/dx", Kind.WRONG, "dy/dw is 1.14645759, dy/dx is 0.305722023"),
        ("y != 2", Kind.CORRECT, "y is 0.288422237"),
        ("0 < y < 1", Kind.CORRECT, "y is 0.288422237"),
        ("0 < dy/dw < 1", Kind.WRONG, "dy/dw is 1.14645759"),
        ("|dy/dw| < 2", Kind.CORRECT, "|dy/dw| is 1.14645759"),
        ("dy/dz > 0", Kind.KINK, "relu"),
        ("dy/dw - dy/dw > 0", Kind.UNDECIDED, "whether dy/dw - dy/dw > 0 cannot be told"),
        ("x > 3", Kind.WRONG, "x is 1.5"),
        ("dy/dw > q", Kind.NOT_UNDERSTOOD, "no value is named 'q'"),
        ("dy/dw > 0 and dy/dx > 0", Kind.NOT_UNDERSTOOD, "a comparison is written alone on its line"),
    ],
)
def test_a_comparison_is_decided_at_the_numbers(line, kind, told):
    """By enclosures: what is apart is told apart, what is equal in value but not exactly is open."""
    (row,) = rows(line)
    assert row.verdict.kind is kind
    assert told.replace("dy/dx", line[:5] if line[:1] == "∂" else "dy/dx") in str(row.verdict)


def test_a_comparison_of_leaves_is_a_condition_where_it_holds():
    """x <= 3 says where claims are tried, as before; on a worksheet too, beside comparisons that claim."""
    assert [row.verdict.kind for row in rows("x <= 3")] == [Kind.CONDITION]
    report = check_worksheet("w = 0.4\nx = 0.5\ny = w*x\ndy/dw > 0\n0 < y < 1\ny > 1")
    assert [row.verdict.kind for row in report.rows[3:]] == [Kind.CORRECT, Kind.CORRECT, Kind.WRONG]
