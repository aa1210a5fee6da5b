"""∂ beside d: what a derivative holds, and which reading makes a line true."""

import pytest

from autograd_core import Value, check, ops
from autograd_core.verify import Kind, check_worksheet

SHEET = "x = 0.3\na = exp(x)\nb = a**2\ny = a*b\n"
"""y = a b, where b = a²: the whole dy/da is 3 a², and b of it while b is held."""


def verdict(line, sheet=SHEET):
    """What is said of a line below the sheet."""
    return check_worksheet(sheet + line).rows[-1].verdict


@pytest.fixture
def y():
    """The same as a graph."""
    x = Value(0.3, label="x")
    a = ops.exp(x).named("a")
    return (a * (a**2).named("b")).named("y")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("∂y/∂a = b", "PROVEN EQUAL, where ∂y/∂a holds b"),
        ("∂y/∂a = b = 1.822", "CORRECT to the 4 digits given, where ∂y/∂a holds b"),
        ("∂y/∂a = 3*a^2", "PROVEN EQUAL"),
        ("dy/da = 3*b", "PROVEN EQUAL"),
        ("dy/da = ∂y/∂a + ∂y/∂b*db/da", "PROVEN EQUAL, where ∂y/∂a holds b"),
        ("dy/da = ∂y/∂a + ∂y/∂b*db/da = 1.822 + 1.350*2.700 = 5.466",
         "CORRECT to the 4 digits given, where ∂y/∂a holds b"),
        ("dy/dx = (∂y/∂a + ∂y/∂b*db/da)*da/dx", "PROVEN EQUAL, where ∂y/∂a holds b"),
        ("dy/dx = ∂y/∂a*da/dx + ∂y/∂b*db/dx", "PROVEN EQUAL, where ∂y/∂a holds b"),
        ("∂y/∂x = ∂y/∂a*∂a/∂x + ∂y/∂b*∂b/∂x", "PROVEN EQUAL, where ∂y/∂a holds b"),
        ("dy/dx = ∂y/∂a*da/dx", "PROVEN EQUAL, with ∂y/∂a for the whole derivative"),
        ("∂y/∂x = ∂y/∂a*∂a/∂x", "PROVEN EQUAL"),
        ("(∂y/∂a)_b = b", "PROVEN EQUAL"),
        ("dy/da = (∂y/∂a)_b + (∂y/∂b)_a*db/da", "PROVEN EQUAL"),
    ],
)  # fmt: skip
def test_a_line_is_right_where_one_reading_makes_it_so(line, sentence):
    """∂y/∂a may hold b, which the line names, and the verdict says so; dy/da never does."""
    assert str(verdict(line)) == sentence


@pytest.mark.parametrize("line", ["d+y/da = b", "∂⁺y/∂a = b", "d+y/da = 1.822", "∂⁺y/∂a = 1.822"])
def test_a_plus_means_the_edge_alone(y, line):
    """d+y/da is b, and the whole derivative 3 a² is another thing, even on a line that names nothing else."""
    assert check(y, line).ok
    for whole in ("3*a^2", "5.466", "3*b"):
        assert check(y, f"{line.partition(' = ')[0]} = {whole}").rows[0].verdict.kind is Kind.WRONG


def test_no_partial_is_nothing_for_that_all_else_is_held():
    """y does not change with x while a and b are held, but that is no meaning of ∂y/∂x on a line of its own."""
    rows = check_worksheet(f"{SHEET}∂y/∂x = 0\nda/dx = a").rows
    assert rows[-2].verdict.kind is Kind.WRONG


@pytest.mark.parametrize(
    "line",
    [
        "dy/da = b",
        "∂y/∂a = 2*b",
        "∂y/∂a = 1.822",
        "(∂y/∂a)_b = 3*b",
        "dy/da = ∂y/∂a + ∂y/∂b",
        "dy/dx = ∂y/∂b*db/da*da/dx",
        "dy/dx = ∂y/∂a*da/dx + ∂y/∂b*db/dx + 0.001",
        "dy/da = ∂y/∂a + ∂y/∂b*db/da = 1.822 + 1.350*2.800 = 5.466",
    ],
)
def test_a_line_that_no_reading_makes_true_is_wrong(line):
    """Held or whole, a forgotten path and a wrong number stay wrong."""
    assert verdict(line).kind is Kind.WRONG


def test_a_number_may_hold_all_that_has_a_name_where_the_sheet_tells_d_and_curly_d_apart():
    """Beside a line with d, ∂y/∂a = 1.822 is the partial with b held."""
    rows = check_worksheet(f"{SHEET}∂y/∂a = 1.822\nda/dx = a").rows
    assert str(rows[-2].verdict) == "CORRECT to the 4 digits given, where ∂y/∂a holds b"


def test_a_weight_that_is_used_at_every_step():
    """dh2/dW of a recurrent network, from its direct partials."""
    sheet = "W = 0.5\nx = 0.3\nh0 = 0.1\nh1 = tanh(W*h0 + x)\nh2 = tanh(W*h1 + x)\n"
    total = verdict("dh2/dW = ∂h2/∂W + ∂h2/∂h1*dh1/dW", sheet)
    assert str(total) == "PROVEN EQUAL, where ∂h2/∂W holds h1"
    assert verdict("∂h2/∂W = (1 - h2^2)*h1", sheet).kind is Kind.PROVEN
    assert verdict("dh2/dW = (1 - h2^2)*h1", sheet).kind is Kind.WRONG
    assert verdict("dh2/dW = ∂h2/∂W + ∂h2/∂h1*dh1/dx", sheet).kind is Kind.WRONG


def test_claims_by_name_hold_what_their_formula_speaks_of(y):
    """The key ∂y/∂a beside the formula b; and (∂y/∂a)_b beside whatever is claimed."""
    report = check(y, {"∂y/∂a": "b", "dy/da": "b", "(∂y/∂a)_b": "1.822", "∂y/∂b": "a"})
    assert [row.verdict.kind for row in report.rows] == [Kind.PROVEN, Kind.WRONG, Kind.CORRECT, Kind.PROVEN]
    assert check(y, {"(∂y/∂a)_b": lambda b: b}).ok
    assert not check(y, {"(∂y/∂a)_b": 5.466}).ok


def test_what_cannot_be_held_alone_is_refused():
    """With T = p V, to hold T while V moves, p must move:
    where H depends on p too, that is no partial of H as written.
    """
    sheet = "p = 2\nV = 3\nT = p*V\nH = T + p*V^2\n"
    assert str(verdict("(∂H/∂V)_T = 2*p*V", sheet)) == (
        "NOT UNDERSTOOD: to hold T while V moves, something else must move: say what"
    )
    assert verdict("(∂H/∂V)_p = p + 2*p*V", sheet).kind is Kind.PROVEN
