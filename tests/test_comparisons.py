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
        ("dy/dx > 0.3", Kind.CORRECT, "dy/dx is 0.305722023"),
        ("dy/dx < 0.31", Kind.CORRECT, "dy/dx is 0.305722023"),
        ("-dy/dx > -0.3", Kind.WRONG, "-dy/dx is -0.305722023"),
        ("0.3 < dy/dx < 0.3058", Kind.CORRECT, "dy/dx is 0.305722023"),
        ("dy/dw > q", Kind.NOT_UNDERSTOOD, "no value is named 'q'"),
        ("dy/dw > 0 and dy/dx > 0", Kind.NOT_UNDERSTOOD, "a comparison is written alone on its line"),
    ],
)
def test_a_comparison_is_decided_at_the_numbers(line, kind, told):
    """By enclosures: what is apart is told apart, what is equal in value but not exactly is open."""
    (row,) = rows(line)
    assert row.verdict.kind is kind
    assert told.replace("dy/dx", line[:5] if line[:1] == "∂" else "dy/dx") in str(row.verdict)


def test_a_comparison_may_begin_with_a_minus():
    """-1 < y goes on with no line above it; - (x > 0) does."""
    lines = "-1.5 < dy/dw <= 4\n-dy/dw < 0\n− dy/dx ≥ 0\n-dy/dx != 2"
    report = check_worksheet(f"w = 2\nx = 3\ny = w*x\n  - (x > 9)\n{lines}")
    assert report.rows[2].claimed == "y = w*x - (x > 9)"
    assert [row.verdict.kind for row in report.rows[3:]] == [Kind.CORRECT, Kind.CORRECT, Kind.WRONG, Kind.CORRECT]


def test_a_comparison_of_leaves_is_a_condition_where_it_holds():
    """x <= 3 says where claims are tried, as before; on a worksheet too, beside comparisons that claim."""
    assert [row.verdict.kind for row in rows("x <= 3")] == [Kind.CONDITION]
    report = check_worksheet("w = 0.4\nx = 0.5\ny = w*x\ndy/dw > 0\n0 < y < 1\ny > 1")
    assert [row.verdict.kind for row in report.rows[3:]] == [Kind.CORRECT, Kind.CORRECT, Kind.WRONG]


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        ("> 0", Kind.CORRECT), ("< 0", Kind.WRONG), ("≥ 3", Kind.CORRECT), (">= 3.1", Kind.WRONG), ("!= x", Kind.WRONG),
        ("<= x + 1", Kind.CORRECT), ("> zz", Kind.NOT_UNDERSTOOD), (">", Kind.NOT_UNDERSTOOD),
    ],
)  # fmt: skip
def test_a_claim_may_compare(claim, kind):
    """{"w": "> 0"} says what the derivative is more than."""
    w, x = Value(2.0, label="w"), Value(3.0, label="x")
    row = check((w * x).named("y"), {"w": claim}).rows[0]
    assert (row.claim, row.claimed, row.verdict.kind) == ("dy/dw", claim, kind)


def test_a_claim_that_compares_is_told_what_is_true():
    """The derivative by its name; and at a kink there is none to compare."""
    w, x = Value(2.0, label="w"), Value(0.0, label="x")
    row = check((w * x.exp()).named("y"), {"w": "< 0"}).rows[0]
    assert str(row.verdict) == "WRONG at these numbers: dy/dw is 1"
    assert check(ops.abs(x).named("y"), {"x": "> 0"}).rows[0].verdict.kind is Kind.KINK
