"""The five derivations of a course once more: other labels and layouts, tables, numbers, and vectors in code."""
# ruff: noqa: E501, N806  # a line of LaTeX ends where its equation does; matrices are called by capital letters

import numpy as np
import pytest

from autograd_core import Value, check, ops


def leaves(**numbers):
    return [Value(x, label=label) for label, x in numbers.items()]


def two_outputs():
    x, t = leaves(x1=0.05, x2=0.1), leaves(t1=0.01, t2=0.99)
    W, V = (
        [leaves(w11=0.15, w12=0.2), leaves(w21=0.25, w22=0.3)],
        [leaves(v11=0.4, v12=0.45), leaves(v21=0.5, v22=0.55)],
    )
    b, c = leaves(b=0.35, c=0.6)
    a = [(row[0] * x[0] + row[1] * x[1] + b).named(f"a{i}") for i, row in enumerate(W, 1)]
    h = [each.sigmoid().named(f"h{i}") for i, each in enumerate(a, 1)]
    o = [(row[0] * h[0] + row[1] * h[1] + c).named(f"o{i}") for i, row in enumerate(V, 1)]
    y = [each.sigmoid().named(f"ŷ{i}") for i, each in enumerate(o, 1)]
    return ops.sum([(s - r) ** 2 / 2 for s, r in zip(t, y, strict=True)]).named("J")


def batch_norm():
    x, t = leaves(x1=0.3, x2=-1.2, x3=2.0, x4=0.7), leaves(t1=0.1, t2=-0.2, t3=0.5, t4=0.9)
    g, b = leaves(γ=1.5, β=0.1)
    mean = (ops.sum(x) / 4).named("μ")
    variance = (ops.sum([(v - mean) ** 2 for v in x]) / 4).named("σ2")
    std = (variance + 1e-5).sqrt().named("std")
    xhat = [((v - mean) / std).named(f"x̂{i}") for i, v in enumerate(x, 1)]
    y = [(g * v + b).named(f"y{i}") for i, v in enumerate(xhat, 1)]
    return (ops.sum([(r - s) ** 2 for r, s in zip(y, t, strict=True)]) / 2).named("L")


def lstm():
    x, h0, c0 = leaves(x_t=0.5, h_prev=-0.3, c_prev=0.8)
    weights = {"f": (0.4, 0.1, 0.2), "i": (-0.6, 0.3, 0.1), "o": (0.7, -0.2, 0.05), "c": (1.1, 0.5, -0.1)}
    z = {}
    for gate, (w, u, b) in weights.items():
        w, u, b = leaves(**{f"W_{gate}": w, f"U_{gate}": u, f"b_{gate}": b})
        z[gate] = (w * x + u * h0 + b).named(f"z_{gate}")
    f, i, o = (z[gate].sigmoid().named(f"{gate}_t") for gate in "fio")
    new = z["c"].tanh().named("c̃_t")
    c = (f * c0 + i * new).named("c_t")
    h = (o * c.tanh()).named("h_t")
    return ((h - 0.3) ** 2 / 2).named("ℒ")


def neuron():
    x, w, b, t = leaves(x=1.5, w=0.4, b=-0.2, t=1.0)
    y = (w * x + b).named("z").sigmoid().named("y")
    return ((y - t) ** 2 / 2).named("E")


DERIVATIONS = {
    "two outputs plain": (
        two_outputs,
        """delta_1 = (yhat1 - t1) * yhat1 * (1 - yhat1)
delta_2 = (yhat2 - t2) * yhat2 * (1 - yhat2)
dJ/dv11 = delta_1 * h1
dJ/dv12 = delta_1 * h2
dJ/dh1 = delta_1*v11 + delta_2*v21
dJ/dw11 = dJ/dh1 * h1*(1-h1) * x1
dJ/dw12 = (delta_1*v11 + delta_2*v21) * h1*(1-h1) * x2
dJ/dc = delta_1 + delta_2
""",
        ('h1*(1-h1) * x1','h1*(1-h1) * x2'),
    ),
    "two outputs latex": (
        two_outputs,
        r"""
\begin{align}
\frac{\partial J}{\partial \hat{y}_1} &= \hat{y}_1 - t_1, &
\frac{\partial \hat{y}_1}{\partial o_1} &= \hat{y}_1 (1-\hat{y}_1) \\
\frac{\partial J}{\partial v_{11}} &= \frac{\partial J}{\partial \hat{y}_1}\frac{\partial \hat{y}_1}{\partial o_1}\frac{\partial o_1}{\partial v_{11}} = (\hat{y}_1 - t_1)\hat{y}_1 (1-\hat{y}_1) h_1\\
\frac{\partial J}{\partial h_1} &= \sum_{k=1}^{2} \frac{\partial J}{\partial o_k} v_{k1} \\
\frac{\partial J}{\partial w_{11}} &= \left(\sum_{k=1}^{2} (\hat{y}_k - t_k)\,\hat{y}_k(1-\hat{y}_k)\, v_{k1}\right) h_1(1-h_1)\, x_1
\end{align}""",
        ('v_{k1}\\right','v_{1k}\\right'),
    ),
    "two outputs code": (
        two_outputs,
        """dyhat1 = yhat1 - t1
do1 = dyhat1 * yhat1 * (1 - yhat1)
do2 = (yhat2 - t2) * yhat2 * (1 - yhat2)
dv11 = do1 * h1; dv12 = do1 * h2
dv21 = do2 * h1; dv22 = do2 * h2
dc = do1 + do2
dh1 = do1 * v11 + do2 * v21
dh2 = do1 * v12 + do2 * v22
da1 = dh1 * h1 * (1 - h1)
da2 = dh2 * h2 * (1 - h2)
dw11 = da1 * x1
dw12 = da1 * x2
db = da1
db += da2
""",
        ('db += da2','db += da1'),
    ),
    "batch norm paper": (
        batch_norm,
        """m = 4
ε = 10⁻⁵
∂L/∂yᵢ = yᵢ − tᵢ
∂L/∂γ = Σᵢ ∂L/∂yᵢ x̂ᵢ
∂L/∂β = Σᵢ (yᵢ − tᵢ)
∂L/∂x̂ᵢ = γ ∂L/∂yᵢ
∂L/∂σ2 = Σᵢ ∂L/∂x̂ᵢ (xᵢ − μ) · (−½)(σ2 + ε)^(−3/2)
∂L/∂μ = −Σᵢ ∂L/∂x̂ᵢ / std
∂L/∂xᵢ = ∂L/∂x̂ᵢ/std + ∂L/∂σ2 · 2(xᵢ − μ)/m + ∂L/∂μ/m""",
        ('2(xᵢ − μ)/m','2(xᵢ − μ)'),
    ),
    "batch norm latex": (
        batch_norm,
        r"""
\[ \frac{\partial L}{\partial \gamma} = \sum_{i=1}^{4} \frac{\partial L}{\partial y_i}\,\hat{x}_i \]
\[ \frac{\partial L}{\partial \beta} = \sum_{i=1}^{4} \frac{\partial L}{\partial y_i} \]
\[ \frac{\partial L}{\partial \hat{x}_1} = \frac{\partial L}{\partial y_1} \gamma \]
\[ \frac{\partial L}{\partial x_1} = \frac{\gamma}{4\,\mathrm{std}}\left(4\frac{\partial L}{\partial y_1} - \sum_{i=1}^{4}\frac{\partial L}{\partial y_i} - \hat{x}_1 \sum_{i=1}^{4} \frac{\partial L}{\partial y_i}\hat{x}_i\right) \]
""",
        (r'- \hat{x}_1 \sum',r'+ \hat{x}_1 \sum'),
    ),
    "lstm latex": (
        lstm,
        r"""
\begin{align*}
\frac{\partial \mathcal{L}}{\partial h_t} &= h_t - 0.3 \\
\frac{\partial \mathcal{L}}{\partial o_t} &= \frac{\partial \mathcal{L}}{\partial h_t} \odot \tanh(c_t) \\
\frac{\partial \mathcal{L}}{\partial c_t} &= \frac{\partial \mathcal{L}}{\partial h_t} \odot o_t \odot (1 - \tanh^2(c_t)) \\
\frac{\partial \mathcal{L}}{\partial \tilde{c}_t} &= \frac{\partial \mathcal{L}}{\partial c_t} \odot i_t \\
\frac{\partial \mathcal{L}}{\partial f_t} &= \frac{\partial \mathcal{L}}{\partial c_t} \odot c_{prev} \\
\frac{\partial \mathcal{L}}{\partial W_f} &= \frac{\partial \mathcal{L}}{\partial f_t} f_t (1 - f_t) x_t \\
\frac{\partial \mathcal{L}}{\partial U_c} &= \frac{\partial \mathcal{L}}{\partial \tilde{c}_t} (1 - \tilde{c}_t^2) h_{prev} \\
\frac{\partial \mathcal{L}}{\partial c_{prev}} &= \frac{\partial \mathcal{L}}{\partial c_t} \odot f_t
\end{align*}""",
        (r'(1 - \tilde{c}_t^2)',r'\tilde{c}_t(1 - \tilde{c}_t)'),
    ),
    "lstm paper": (
        lstm,
        """∂ℒ/∂h_t = h_t − 0.3
∂ℒ/∂c_t = ∂ℒ/∂h_t ∘ o_t ∘ (1 − tanh²(c_t))
∂ℒ/∂c̃_t = ∂ℒ/∂c_t ∘ i_t
∂ℒ/∂z_c = ∂ℒ/∂c̃_t ∘ (1 − c̃_t²)
∂ℒ/∂z_i = ∂ℒ/∂c_t c̃_t i_t (1 − i_t)
∂ℒ/∂W_i = ∂ℒ/∂z_i x_t
∂ℒ/∂h_prev = U_f ∂ℒ/∂z_f + U_i ∂ℒ/∂z_i + U_o ∂ℒ/∂z_o + U_c ∂ℒ/∂z_c""",
        ('U_i ∂ℒ/∂z_i','U_i ∂ℒ/∂z_f'),
    ),
    "lstm code": (
        lstm,
        """dh_t = h_t - 0.3
do_t = dh_t * np.tanh(c_t)
dc_t = dh_t * o_t * (1 - np.tanh(c_t)**2)
df_t = dc_t * c_prev
di_t = dc_t * c_tilde_t
dc_prev = dc_t * f_t
dz_f = df_t * f_t * (1 - f_t)
dz_i = di_t * i_t * (1 - i_t)
dz_o = do_t * o_t * (1 - o_t)
dW_f = dz_f * x_t
dU_f = dz_f * h_prev
db_f = dz_f
""",
        ('dz_i = di_t * i_t * (1 - i_t)','dz_i = di_t * (1 - i_t**2)'),
    ),
    "neuron table": (
        neuron,
        """| quantity | formula |
|---|---|
| ∂E/∂y | y − t |
| ∂y/∂z | y(1 − y) |
| ∂z/∂w | x |
| ∂E/∂w | (y − t) y (1 − y) x |
| ∂E/∂b | (y − t) y (1 − y) |""",
        ('| ∂z/∂w | x |','| ∂z/∂w | w |'),
    ),
    "neuron numbers": (
        neuron,
        """1. z = 0.4·1.5 − 0.2 = 0.4
2. y = σ(0.4) = 0.5987
3. ∂E/∂y = 0.5987 − 1 = −0.4013
4. ∂y/∂z = 0.5987·(1 − 0.5987) = 0.2403
5. ∂E/∂w = −0.4013 · 0.2403 · 1.5 = −0.1446""",
        ('0.2403 · 1.5 = −0.1446','0.2403 · 1.5 = −0.1464'),
    ),
    "neuron Karpathy": (
        neuron,
        """
dE = 1.0
dy = (y - t) * dE
dz = (y * (1 - y)) * dy
dw = x * dz
dx = w * dz
db = 1.0 * dz
""",
        ('dx = w * dz','dx = x * dz'),
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name.startswith("batch") else name for name in DERIVATIONS]
)
def test_a_derivation_is_judged_as_it_should_be(name):
    """Right as it stands, and with one slip it does not pass."""
    made, text, (right, slip) = DERIVATIONS[name]
    assert right in text
    report = check(made(), text)
    assert report.ok, str(report)
    assert not check(made(), text.replace(right, slip, 1)).ok


def classifier():
    """Softmax regression of four samples, with what an assignment calls its arrays."""
    rng = np.random.default_rng(0)
    W = np.array(
        [[Value(round(rng.normal(), 2), label=f"W[{i}][{j}]") for j in range(3)] for i in range(2)], dtype=object
    )
    b = np.array([Value(x, label=f"b[{i}]") for i, x in enumerate((0.1, -0.2, 0.3))], dtype=object)
    X, y = np.array([[1.0, 2.0], [-0.5, 0.3], [0.7, -1.2], [0.1, 0.9]]), np.array([0, 2, 1, 1])
    scores = X @ W + b
    probs = np.array([ops.softmax(list(row)) for row in scores], dtype=object)
    loss = (-ops.sum([p[k].log() for p, k in zip(probs, y, strict=True)]) / 4).named("loss")
    return loss, {"W": W, "b": b, "X": X, "y": y, "scores": scores, "probs": probs, "N": 4}


ASSIGNMENT = """
dscores = probs.copy()
dscores[range(N), y] -= 1
dscores /= N
dW = X.T.dot(dscores)
db = np.sum(dscores, axis=0)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("right", "slip"), [("", ""), ("/= N", "/= 3"), ("X.T.dot", "-X.T.dot"), ("dscores /= N\n", ""), ("-= 1", "+= 1")]
)
def test_softmax_in_vectors_as_an_assignment_has_it(right, slip):
    """Indices by arrays, division in place and sums over an axis: right, and with each slip found."""
    loss, names = classifier()
    assert check(loss, ASSIGNMENT.replace(right, slip) if right else ASSIGNMENT, names=names).ok is not bool(right)
