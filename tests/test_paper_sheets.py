"""Worksheets on paper whose values are vectors and matrices."""

import sys

import numpy as np
import pytest

from autograd_core.__main__ import main
from autograd_core.verify import check_worksheet
from autograd_core.verify.verdicts.verdict import Kind

LAYER = """\
x = [1, 2]
W = [[0.1, 0.2], [0.3, -0.4]]
b = (0.1, 0.2)
t = [1, 0]
z = W x + b
a = σ(z)
L = 1/2 Σ_i (a_i - t_i)^2
"""


def told(sheet):
    """What is said of each line, by its text."""
    return {row.claimed: row.verdict for row in check_worksheet(sheet).rows}


def last(sheet):
    return check_worksheet(sheet).rows[-1].verdict


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


@pytest.fixture(name="by_hand")
def fixture_by_hand():
    """The layer once more, by numpy."""
    x, weights, b, t = (np.array(each) for each in ([1.0, 2], [[0.1, 0.2], [0.3, -0.4]], [0.1, 0.2], [1.0, 0]))
    a = sigmoid(weights @ x + b)
    delta = (a - t) * a * (1 - a)
    return {"a": a, "∂L/∂b": delta, "∂L/∂W": np.outer(delta, x), "∂L/∂x": weights.T @ delta}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("∂L/∂a = a - t", Kind.PROVEN),
        ("∂L/∂z = (a - t) ⊙ a ⊙ (1 - a)", Kind.PROVEN),
        ("∂L/∂W = ∂L/∂z xᵀ", Kind.PROVEN),
        ("∂L/∂b = ∂L/∂z", Kind.PROVEN),
        ("∂L/∂x = Wᵀ ∂L/∂z", Kind.PROVEN),
        ("∂L/∂W_12 = (a_1 - t_1) a_1 (1 - a_1) x_2", Kind.PROVEN),
        ("W⁺ = W - 0.5 ∂L/∂W", Kind.PROVEN),
        ("b_new = b - 0.5 ∂L/∂z", Kind.PROVEN),
        ("z = Wx + b", Kind.PROVEN),
        ("∂L/∂W = x (∂L/∂z)ᵀ", Kind.WRONG),
        ("∂L/∂x = W ∂L/∂z", Kind.WRONG),
        ("∂L/∂z = (a - t) ⊙ a", Kind.WRONG),
        ("∂L/∂b = a - t", Kind.WRONG),
        ("W⁺ = W + 0.5 ∂L/∂W", Kind.WRONG),
        ("z = [0.6, 0.3]", Kind.WRONG),
    ],
)
def test_a_layer_in_vectors_and_matrices(line, kind):
    """A line below the formulas is about whole arrays, or about one entry."""
    assert last(LAYER + line).kind is kind


def test_numbers_of_an_array_stand_for_what_rounds_to_them(by_hand):
    """Four decimals of every entry are right, and one digit more at the end of one entry is wrong."""
    for name, true in by_hand.items():
        entries = np.round(true, 4).reshape(-1)
        for off, passes in ((0, True), (0.0002, False)):
            numbers = [f"{x + (off if i == 1 else 0):.4f}" for i, x in enumerate(entries)]
            rows = [f"[{', '.join(numbers[i : i + true.shape[-1]])}]" for i in range(0, len(numbers), true.shape[-1])]
            said = rows[0] if len(rows) == 1 else f"[{', '.join(rows)}]"
            assert last(f"{LAYER}{name} = {said}").kind.passes is passes, (name, said)


def test_a_name_goes_on_as_its_formula_and_not_as_rounded_numbers():
    """δ = ... = [-0.081, 0.104] is judged, and what is made of δ is exact; a wrong line takes no other down."""
    found = told(LAYER + "δ = (a - t) ⊙ a ⊙ (1 - a) = [-0.081, 0.104]\n∂L/∂b = [9, 9]\n∂L/∂W = δ xᵀ\n∂L/∂b = δ")
    assert found["δ = (a - t) ⊙ a ⊙ (1 - a) = [-0.081, 0.104]"].kind is Kind.CORRECT
    assert found["∂L/∂b = [9, 9]"].kind is Kind.WRONG
    assert found["∂L/∂W = δ xᵀ"].kind is found["∂L/∂b = δ"].kind is Kind.PROVEN


def test_every_line_of_one_name_is_judged():
    """The first of two lines about ∂L/∂W is judged as well as the second."""
    found = told(LAYER + "∂L/∂W = x (∂L/∂z)ᵀ\n∂L/∂W = ∂L/∂z xᵀ")
    assert [found[line].kind for line in ("∂L/∂W = x (∂L/∂z)ᵀ", "∂L/∂W = ∂L/∂z xᵀ")] == [Kind.WRONG, Kind.PROVEN]


@pytest.mark.parametrize(
    ("sheet", "kind"),
    [
        ("x = [1, 2, 3]\nw = [0.1, 0.2, 0.3]\ny = w·x\ndy/dw = x", Kind.PROVEN),
        ("x = [1, 2, 3]\nw = [0.1, 0.2, 0.3]\ny = w·x\ndy/dw = w", Kind.WRONG),
        ("x = [1; 2]\nA = [2, 1; 1, 3]\ny = A x\nL = |y|^2\ndL/dx = 2 Aᵀ y", Kind.PROVEN),
        ("x = [3, 4]ᵀ\nf = ‖x‖\n∂f/∂x = x/‖x‖ = [0.6, 0.8]", Kind.PROVEN),
        ("x = [3, 4]ᵀ\nf = ‖x‖\n∂f/∂x = x/‖x‖ = [0.6, 0.7]", Kind.WRONG),
        ("u = (1, 2, 2)\nv = u/|u|\nf = u·v\nv = (1/3, 2/3, 2/3)", Kind.CORRECT),
        ("u = (1, 2, 2)\nv = u/|u|\nf = u·v\nv = (1/3, 2/3, 1/3)", Kind.WRONG),
        ("X = [[1, 2], [3, 4]]\nw = [1, 2]\ny = [4, 9]\nJ = ‖X w - y‖²/2\n∇_w J = Xᵀ(X w - y)", Kind.PROVEN),
        ("X = [[1, 2], [3, 4]]\nw = [1, 2]\ny = [4, 9]\nJ = ‖X w - y‖²/2\n∇_w J = X(X w - y)", Kind.WRONG),
        ("z = [1, 2]\ny = [0, 1]\np = softmax(z)\nL = -Σ y_i ln p_i\n∂L/∂z = p - y", Kind.PROVEN),
        ("z = [1, 2]\ny = [0, 1]\np = softmax(z)\nL = -Σ y_i ln p_i\n∂L/∂z = y - p", Kind.WRONG),
        ("x = [1, 2, 3]\nf = x1^2 + x2 x3\n∇f = [2x1, x3, x2]", Kind.PROVEN),
        ("x1 = 1\nx2 = 2\nf = x1^2 + 3 x2\nx = [x1, x2]\n∇f = [2x1, 3]", Kind.PROVEN),
        ("lr = 0.1\nw = [1, -1]\nx = [2, 3]\ny = w·x\nL = y^2\nw_new = [1.4, -0.4]", Kind.CORRECT),
        ("lr = 0.1\nw = [1, -1]\nx = [2, 3]\ny = w·x\nL = y^2\nw_new = [1.4, -0.5]", Kind.WRONG),
        ("lr = 0.1\nw = [1, -1]\nx = [2, 3]\ny = w·x\nL = y^2\nw_new = w - lr*dL/dw", Kind.PROVEN),
        ("lr = 0.1\nw = [1, -1]\nx = [2, 3]\ny = w·x\nL = y^2\nw := w - [-0.4, -0.6]", Kind.CORRECT),
        ("lr = 0.1\nw = [1, -1]\nx = [2, 3]\ny = w·x\nL = y^2\nw := w - [-4, -6]", Kind.WRONG),
        ("lr = 0.1\nw = [1, -1]\nx = [2, 3]\ny = w·x\nL = y^2\nw := w + [-0.4, -0.6]", Kind.WRONG),
        ("lr = 0.1\nw = [1, -1]\nx = [2, 3]\ny = w·x\nL = y^2\nw_new = w - 0.2*dL/dw", Kind.WRONG),
    ],
)
def test_vectors_as_sheets_have_them(sheet, kind):
    """Vectors in brackets of every kind, their lengths, dot products, entries and steps."""
    assert last(sheet).kind is kind


def test_the_condition_on_targets_is_told():
    """p - y is right where the targets are together 1."""
    sheet = "z = [1, 2]\ny = [0, 1]\np = softmax(z)\nL = -Σ y_i ln p_i\n∂L/∂z = p - y"
    assert "where y_1 + y_2 = 1" in str(last(sheet))


@pytest.mark.parametrize(
    ("sheet", "line", "sentence"),
    [
        ("W = [[1, 2], [3]]\nx = [1, 2]\ny = W x\nL = |y|^2", 0, "an array with rows of one length"),
        ("W = [[1, 2], [3]]\nx = [1, 2]\ny = W x\nL = |y|^2", 2, "W"),
        ("x = [1, 2]\nw = [1, 2, 3]\ny = w·x\ndy/dw = x", 2, "the shapes (3,) and (2,) do not fit together"),
        ("x = [1, 2]\nw = [1, 2, 3]\ny = w·x\ndy/dw = x", 3, "no number is computed"),
        ("a = [1, 2]\nb = [3, 4]\nd = a·b\nc = a × b", 3, "× between two arrays could be the cross product"),
    ],
)
def test_what_cannot_be_read_is_told(sheet, line, sentence):
    """A line that is not understood says why, and the others are read."""
    verdict = check_worksheet(sheet).rows[line].verdict
    assert verdict.kind is Kind.NOT_UNDERSTOOD
    assert sentence in verdict.words


def test_a_definition_that_nothing_uses_keeps_the_sheet_from_passing():
    """An array that no other line speaks of, or that is called like a derivative, is pointed out."""
    found = told("a = [1, 2]\nb = [3, 4]\nd = a·b\nq = [5, 6]\ndd/da = b\nddda = [3, 4]")
    assert found["q = [5, 6]"].kind is found["ddda = [3, 4]"].kind is Kind.QUESTIONED


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("∇f = 2x", Kind.PROVEN),
        ("∇f = [2, 4, 6]", Kind.CORRECT),
        ("∇f = x", Kind.WRONG),
        ("∂f/∂x_i = 2x_i", Kind.PROVEN),
    ],
)
def test_a_gradient_of_one_vector_is_a_vector(line, kind):
    """∇f is towards the only array there is, and says so."""
    assert last(f"x = [1, 2, 3]\nf = Σ x_i^2\n{line}").kind is kind


def test_a_step_goes_on_to_what_comes_of_it():
    """w := w - 0.1 dL/dw = [...], with numbers behind the step."""
    sheet = "x = [2, 3]\nw = [1, -1]\ny = w·x\nL = y^2\nw := w - 0.1 dL/dw = [1.4, {}]"
    assert last(sheet.format("-0.4")).kind.passes
    assert last(sheet.format("0.4")).kind is Kind.WRONG


def test_another_formula_for_a_name_is_told_of_the_first():
    """y = sin x below y = x^2 is a claim about y; that it may be another y is said."""
    rows = check_worksheet("x = 1\ny = x^2\ny = sin x").rows
    assert rows[-1].verdict.kind is Kind.WRONG
    assert "y is what line 2 says: give another y a name of its own, or number the exercises" in rows[-1].notes


@pytest.mark.parametrize(
    "sheet", ["x = [1, 2]\nw = [3, 4]\ny = w·x\ndy/dw = x", "x = np.ones(2)\nL = (x*x).sum()\ndx = 2*x"]
)
def test_without_numpy_it_is_said_what_to_install(sheet, monkeypatch):
    """No sheet about arrays ends in an error of the import."""
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(ImportError, match="lines about arrays need numpy; install it with: pip install numpy"):
        check_worksheet(sheet)


def test_a_letter_within_a_word_is_no_use_of_it():
    """q is no part of sqrt."""
    assert told("x = [1, 2]\nq = 3\ny = sqrt(x_1) + x_2\ndy/dx_2 = 1")["q = 3"].kind is Kind.QUESTIONED


@pytest.mark.parametrize(
    "sheet",
    [
        "x = [1, 2]\nL = |x|^2\ndL/dx = 2x\nso we are done",
        "w= [, -1]\nx = [2, 3]\ny = w·x\nL = y^2\nw_new = w - 0.1 * dL/ww\nw_new = [1.8, 0.2]",
        "x = [1, 2]\nb = [3, 4]\nz = x · b = [3, 8]\nL = z^2\ndL/dz = 2z",
        "y = x^x\ndy\ndx = x^x (ln x + 1)",
        "x = [1, 2]\nW = [[0.1, 0.2], [0.3, -0.4x]]\nz = W x\nL = |z|^2\ndL/dz = 2z",
        "z = [1, 2, 3]\ny = [0, 1]\np = softmax(z)\nL = -ln p_1\n∂L/∂z = p - y",
        "z = [1, 2, 3]\ny = [0, 0, 1]\np = softmax(z)\nL = -ln p_1\n∂L/∂z = p 0y\n∂L/∂p = √-y/p",
        "x = *\n(sin x)' = cos x",
        "x = [1, 2]\na = x·x\nL = a^2\ndL/da = 2a = [10, 0]",
    ],
)
def test_slips_of_the_keyboard_end_in_no_error(sheet):
    """Each line stands in the report, whatever it is."""
    rows = check_worksheet(sheet).rows
    assert {row.claim for row in rows} >= {f"line {i}" for i in range(1, 1 + len(sheet.splitlines()))}
    assert not all(row.verdict.kind.passes for row in rows)


def test_the_command_says_what_to_install_too(tmp_path, monkeypatch, capsys):
    """One sheet about arrays ends in one line where there is no numpy; of many, that one alone is not read."""
    monkeypatch.setitem(sys.modules, "numpy", None)
    arrays, plain = tmp_path / "arrays.txt", tmp_path / "plain.txt"
    arrays.write_text("x = [1, 2]\ny = x·x\ndy/dx = 2x", encoding="utf-8")
    plain.write_text("x = 1\ny = x^2\ndy/dx = 2", encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["check", str(arrays)])
    assert "lines about arrays need numpy; install it with: pip install numpy" in capsys.readouterr().err
    assert main(["check", str(arrays), str(plain)]) == 2
    told_of_both = capsys.readouterr().out
    assert "need numpy" in told_of_both
    assert "1 of 1 pass" in told_of_both
