"""h' on worksheets: the next value of h, or a name of its own where the sheet differentiates it."""

import pytest

from autograd_core.verify import check_worksheet
from autograd_core.verify.verdicts.verdict import Kind

CELL = "h = 0.5\nx = 1\nz = σ(0.3 x + 0.1 h)\nc = tanh(0.6 x + 0.7 h)\nh' = (1 - z) h + z c\n"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("∂h'/∂c = z", Kind.PROVEN),
        ("∂h'/∂z = c - h", Kind.PROVEN),
        ("dh'/dz = h - c", Kind.WRONG),
        ("∂h'/∂c = z\nL = h'^2\ndL/dh' = 2h'", Kind.PROVEN),
        ("∂h'/∂c = z\nL = h'^2\ndL/dh' = h'", Kind.WRONG),
    ],
)
def test_a_primed_name_that_is_differentiated_is_a_name(line, kind):
    """The state of a recurrent cell is called h before a step of time and h' behind it."""
    assert check_worksheet(CELL + line).rows[-1].verdict.kind is kind


def test_a_primed_leaf_is_its_next_value_elsewhere():
    """w' = w - lr dE/dw is a step, as long as nothing is differentiated by w'."""
    sheet = "lr = 0.1\nx = 2\nw = 1\nE = (w x - 1)^2\nw' = w - lr dE/dw\nw' = {}"
    assert check_worksheet(sheet.format("0.6")).ok
    assert check_worksheet(sheet.format("0.7")).rows[-1].verdict.kind is Kind.WRONG
