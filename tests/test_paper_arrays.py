"""Whole arrays on paper and in LaTeX: products side by side, ⊙, ᵀ, ∂L/∂W = δ xᵀ."""
# ruff: noqa: N806

import numpy as np
import pytest

from autograd_core import Value, check, label_all, ops
from autograd_core.verify.verdicts.verdict import Kind

RIGHT = (Kind.PROVEN, Kind.AGREES, Kind.CORRECT)


def values(*shape, seed):
    """An array of Values."""
    entries = np.random.default_rng(seed).normal(size=shape)
    return np.vectorize(Value, otypes=[object])(entries)


@pytest.fixture(scope="module")
def layers():
    """L = ½‖W2 tanh(W1 x + b1) + b2 - y‖², three units between two and two."""
    W1, x, b1, W2, b2, y = (values(*shape, seed=i) for i, shape in enumerate([(3, 2), (2,), (3,), (2, 3), (2,), (2,)]))
    z1 = W1 @ x + b1
    h = np.vectorize(ops.tanh, otypes=[object])(z1)
    z2 = W2 @ h + b2
    L = (np.sum((z2 - y) ** 2) / 2).named("L")
    label_all({"W1": W1, "x": x, "b1": b1, "W2": W2, "b2": b2, "y": y, "z1": z1, "h": h, "z2": z2})
    return L


@pytest.fixture(scope="module")
def batch():
    """J = ⅛‖X W + b - Y‖², four examples of three numbers."""
    X, W, b, Y = (values(*shape, seed=10 + i) for i, shape in enumerate([(4, 3), (3, 2), (2,), (4, 2)]))
    Z = X @ W + b
    J = (np.sum((Z - Y) ** 2) / 8).named("J")
    label_all({"X": X, "W": W, "b": b, "Y": Y, "Z": Z})
    return J


OF_LAYERS = [
    "∂L/∂W2 = (z2 − y) hᵀ",
    "∂L/∂b2 = z2 - y",
    "∂L/∂h = W2ᵀ(z2 - y)",
    "∂L/∂h = W2ᵀ ∂L/∂z2",
    "∇_{W2} L = (z2 - y) hᵀ",
    "∂L/∂z1 = W2ᵀ(z2 - y) ⊙ (1 - h²)",
    "∂L/∂z1 = (1 - h²) ⊙ W2ᵀ(z2 - y)",
    "∂L/∂z1 = W2ᵀ(z2 - y) ∘ tanh'(z1)",
    "∂L/∂z1 = W2^T (z2-y) .* (1-h.^2)",
    "∂L/∂z1 = diag(1 - h²) W2ᵀ (z2 - y)",
    "∂L/∂W1 = (W2ᵀ(z2 - y) ⊙ (1 − h ⊙ h)) xᵀ",
    "∂L/∂W1 = W2ᵀ (z2-y) ⊙ (1-h²) xᵀ",
    "∂L/∂W2 = (z2 - y) hᵀ = (W2 h + b2 − y) hᵀ",
    "δ = z2 - y\n∂L/∂W2 = δ hᵀ\n∂L/∂b2 = δ",
    "∂L/∂W2 = δ hᵀ, where δ = z2 − y",
    "δ² = z2 - y\nδ¹ = (W2ᵀ δ²) ∘ tanh'(z1)\n∂L/∂W1 = δ¹ xᵀ\n∂L/∂b1 = δ¹",
    "δ = z2 - y\ndW2 = δ hᵀ\ndh = W2ᵀδ\ndz1 = dh ⊙ (1-h²)\ndW1 = dz1 xᵀ\ndb1 = dz1",
    "z1 = W1 x + b1\nh = tanh(z1)\nz2 = W2 h + b2\nL = ½‖z2 − y‖²",
    "L = ½ (z2 - y)ᵀ(z2 - y)\n∂L/∂z2 = z2 - y",
    "W2 ← W2 − 0.1 ∂L/∂W2",
    r"\frac{\partial L}{\partial W_2} = (z_2 - y) h^{\top}",
    r"\frac{\partial L}{\partial \mathbf{W}_2} = (\mathbf{z}_2 - \mathbf{y})\mathbf{h}^\top",
    r"\nabla_{W_1} L = \left( W_2^T (z_2 - y) \odot \tanh'(z_1) \right) x^T",
    "\\delta_2 = z_2 - y\n\\delta_1 = W_2^\\top \\delta_2 \\odot (1 - h^2)\n"
    "\\frac{\\partial L}{\\partial W_1} = \\delta_1 x^T",
    r"\begin{aligned} \delta &= z_2 - y \\ \frac{\partial L}{\partial W_2} &= \delta h^\top \end{aligned}",
    r"So $\frac{\partial L}{\partial W_2} = (z_2-y) h^{\mathsf T}$, as we wanted.",
]
OF_BATCH = [
    "∂J/∂W = ¼ Xᵀ(Z - Y)",
    "∂J/∂W = 1/4 Xᵀ (Z − Y)",
    "∂J/∂b = ¼ 1ᵀ(Z - Y)",
    "∂J/∂X = (Z − Y) Wᵀ / 4",
    "Z = X W + b\nJ = ⅛ ‖Z - Y‖²",
    "dZ = (Z - Y)/4\ndW = Xᵀ dZ\ndX = dZ Wᵀ\ndb = sum(dZ, axis=0)",
    r"\frac{\partial J}{\partial W} = \frac{1}{4} \mathbf{X}^{\top} (\mathbf{Z} - \mathbf{Y})",
]


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(text, marks=[pytest.mark.slow] * any(n in text for n in ("z1", "W1", "W_1", "δ¹")))
        for text in OF_LAYERS
    ],
)
def test_a_right_line_about_a_layer_passes(layers, text):
    """What lecture notes write of two layers is read, and every line of it is judged to be right."""
    report = check(layers, text)
    assert report.ok, report
    assert all(row.verdict.kind in (*RIGHT, Kind.DEFINITION) for row in report.rows)
    assert any(row.verdict.kind in RIGHT for row in report.rows)


@pytest.mark.parametrize("text", OF_BATCH)
def test_a_right_line_about_a_batch_passes(batch, text):
    """Examples in rows, a bias added to each of them, means over the batch."""
    report = check(batch, text)
    assert report.ok, report
    assert all(row.verdict.kind in (*RIGHT, Kind.DEFINITION) for row in report.rows)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("∂L/∂W2 = h (z2 - y)ᵀ", "transposed"),
        ("∂L/∂W2 = 2 (z2 - y) hᵀ", "2 times the true one"),
        ("∂L/∂z1 = W2ᵀ(z2 - y) ⊙ (1 - h)", "WRONG"),
        ("∂L/∂h = W2 (z2 - y)", "do not fit"),
        ("∂L/∂W2 = (z2 - y) hᵀ = (W2 h − y) hᵀ", "WRONG"),
        ("∂L/∂W2 = (W2 h − y) hᵀ = (z2 - y) hᵀ", "WRONG"),
        ("W2 ← W2 + 0.1 ∂L/∂W2", "it climbs"),
        (r"\frac{\partial L}{\partial W_2} = (y - z_2) h^{\top}", "right but for its sign"),
        ("δ = y - z2\n∂L/∂W2 = δ hᵀ", "right but for its sign"),
    ],
)
def test_a_slip_in_a_line_about_arrays_is_found(layers, text, told):
    """A lost transpose, factor, square or sign never passes, in whichever side of a chain it stands."""
    report = check(layers, text)
    assert not report.ok
    assert told in str(report)


@pytest.mark.parametrize(
    ("text", "column", "told"),
    [
        ("∂L/∂W2 = (z2 - y) h", 19, "could be aᵀb, a bᵀ or a ⊙ b"),
        ("∂L/∂h = W2ᵀ (z2 - q)", 19, "no array and no value is named 'q'"),
        ("∂L/∂h = W2ᵀ (z2 - y", 13, "this bracket is never closed"),
        ("∂L/∂W2 = W2² + h", 12, "write A ⊙ A or A A"),
        ("∂L/∂b2 = Σ_i z2", 10, "a sum over an axis is written 1ᵀX"),
        ("∂h/∂W1 = x", 1, "written out, factor by factor"),
    ],
)
def test_what_could_be_meant_in_two_ways_is_asked_about(layers, text, column, told):
    """What is not understood of a line about arrays is said with its column, and nothing is guessed."""
    verdict = check(layers, text).rows[-1].verdict
    assert verdict.kind is Kind.NOT_UNDERSTOOD
    assert f"column {column}" in str(verdict)
    assert told in str(verdict)


def test_a_vector_beside_a_square_matrix_is_asked_about():
    """Where a vector fits rows and columns alike, nothing says which is meant."""
    A, b = values(2, 2, seed=1), values(2, seed=2)
    L = np.sum((A + b) ** 2).named("L")
    label_all({"A": A, "b": b})
    verdict = check(L, "∂L/∂A = 2 (A + b)").rows[0].verdict
    assert verdict.kind is Kind.NOT_UNDERSTOOD
    assert check(L, "dL/dA = 2*(A + b)").ok
    assert not check(L, "dL/dA = 2*(A + b[:, None])").ok


def test_names_in_lines_about_arrays_are_read_as_elsewhere(layers):
    """E for a loss that is called L is told, and a name of its own is no gradient."""
    assert check(layers, "∂E/∂b2 = z2 - y").rows[0].notes == ("E is read as L",)
    assert check(layers, "∂Q/∂b2 = z2 - y").rows[0].verdict.kind is Kind.NOT_UNDERSTOOD
