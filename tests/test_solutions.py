"""Worked solutions: complete without labels, as short as by hand, and LaTeX that compiles and fits its page."""

import re
import shutil
import subprocess

import pytest

from autograd_core import Value, derivation, explain, ops
from autograd_core.documents import for_pdflatex, pieces, width
from nn import MLP, cross_entropy, lecture_network, mean_squared_error


def leaves(*names):
    """A leaf for each name, no two of one value."""
    return [Value(0.3 + 0.7 * i, label=name) for i, name in enumerate(names)]


def deep():
    """A chain of thirty ops."""
    y = Value(0.3, label="x")
    for i in range(30):
        y = (y * 1.01).sin() if i % 2 else (y + 0.1).exp() * 0.3
    return y


def classes():
    """A small network with softmax and cross-entropy."""
    model = MLP([2, 3, 3], activations=["tanh", lambda x: x])
    return cross_entropy(model([0.5, -0.2]), 2).named("L")


def no_labels():
    """Nodes without labels, one of them used twice."""
    a, b = leaves("a", "b")
    return (a * b + a).sin() * (a * b + a) / b


def odd_labels():
    """Letters and signs that LaTeX reads in its own way, or not at all."""
    xs = leaves("x̂", "∂", "α & β %", "a|b", r"50% of $x$ \input{/etc/passwd}", "权重", "Ωμέγα", "café", "x²", "#1_{~}^")
    return ops.sum([x * x.tanh() for x in xs]).named("E = m c^2 #1_{x}~^")


def edges():
    """Kinks, infinities, and numbers with exponents."""
    x, k = Value(-1e-20, label="x"), Value(3e15, label="k")
    steps = ops.relu(x) + ops.leaky_relu(x, 0.01) + abs(x) + ops.clamp(k, 0, 1)
    return ops.maximum(x, k, x * k) + steps + ops.log(Value(0.0, label="zero")) * x


def wide():
    """A dot of twenty pairs."""
    ws = [Value(0.1 * i - 0.7, label=f"w{i}") for i in range(20)]
    return ops.dot(ws, [Value(1 / (i + 1), label=f"x{i}") for i in range(20)]).tanh().named("y")


def long_names():
    """Names of forty letters."""
    xs = leaves(*(f"a_rather_long_name_of_a_quantity_{i}" for i in range(6)))
    return (ops.sum(xs) * 0.4).sigmoid().named("the_result_of_it_all")


def other_letters():
    """Labels in letters that pdflatex lacks."""
    weight, x, shift = leaves("вес", "вход", "смещение")
    scale, hidden = leaves("权重", "скорость_обучения")
    return (ops.tanh(weight * x + shift).named("скрытый") * scale + hidden).sigmoid().named("выход")


GRAPHS = {
    "lecture": lambda: lecture_network()["E_total"],
    "2-4-4-1": lambda: mean_squared_error(MLP([2, 4, 4, 1])([0.5, -0.2]), [1.0]).named("L"),
    "cross-entropy": lambda: cross_entropy(leaves("z1", "z2", "z3"), 1).named("L"),
    "classes": classes,
    "no labels": no_labels,
    "odd labels": odd_labels,
    "deep": deep,
    "wide": wide,
    "edges": edges,
    "long names": long_names,
    "other letters": other_letters,
}


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no LaTeX: apt-get install texlive-latex-base")
@pytest.mark.parametrize("graph", GRAPHS)
def test_the_latex_compiles_and_fits(graph, tmp_path):
    """No error, no overfull box, and at most three pages, with updates and all."""
    (tmp_path / "out.tex").write_text(derivation(GRAPHS[graph](), form="latex", learning_rate=0.1), encoding="ascii")
    made = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "out.tex"],
        cwd=tmp_path, capture_output=True, text=True, errors="replace", timeout=300, check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout[-2000:]
    assert re.findall(r"Overfull.*", made.stdout) == []
    assert int(re.search(r"\((\d+) pages?", made.stdout)[1]) <= 3


def test_a_derivation_without_labels_is_one():
    """Steps without labels are u1, u2, ..., each with its rule and value, and no gradient is its own reason."""
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    page = derivation(a * b + a)
    for row in (
        "| $a$ |  | $2$ |",
        r"| $u_{1}$ | $a \, b$ | $6$ |",
        "| $y$ | $u_{1} + a$ | $8$ |",
        r"| $\frac{\partial u_{1}}{\partial a}$ | $b$ | $3$ |",
        r"| $\frac{\partial^{+} y}{\partial a}$ |  | $1$ |",
    ):
        assert row in page
    total = r"\frac{\partial y}{\partial a}"
    way = r"\frac{\partial y}{\partial u_{1}} \, \frac{\partial u_{1}}{\partial a}"
    assert (
        rf"{total} &= {way} \\ &\quad + \frac{{\partial^{{+}} y}}{{\partial a}} \\ &= b \\ &\quad + 1 "
        r"\\ &= 1 \cdot 3 \\ &\quad + 1 \\ &= 4"
    ) in page
    assert "everything else held" in page
    assert "everything else held" not in derivation(a * b)


def test_as_short_as_by_hand():
    """Cross-entropy gives p - y, a squared error out - t, a sigmoid out (1 - out), a tanh 1 - y^2."""
    zs = leaves("z1", "z2", "z3")
    page = derivation(cross_entropy(zs, 1).named("L"), digits=4)
    assert r"&= p_{2} - 1 \\" in page
    assert r"&= p_{1} \\" in page
    share = r"\frac{\exp\left(z_{2}\right)}{\exp\left(z_{1}\right) + \exp\left(z_{2}\right) + \exp\left(z_{3}\right)}"
    assert f"| $p_{{2}}$ | ${share}$ | $0.2849$ |" in page
    assert "max" not in page
    smooth = derivation(cross_entropy(zs, [0.0, 1.0, 0.0]).named("L"))
    assert r"&= p_{2} - 1 \\" in smooth
    net = derivation(lecture_network()["E_total"], "w5")
    out = r"\mathit{out}_{o1}"
    assert rf"&= \left({out} - t_{{1}}\right) \, {out} \, \left(1 - {out}\right) \, \mathit{{out}}_{{h1}} \\" in net
    x = Value(0.4, label="x")
    assert r"| $1 - y^{2}$ |" in derivation(x.tanh().named("y")).replace("{y}", "y")


def by_hand(total, parts, targets):
    """Softmax and cross-entropy written out: exponentials, their sum, quotients, a logarithm;
    what has a label is told.
    """
    zs = leaves("z1", "z2", "z3")
    exponentials = [ops.exp(z) for z in zs]
    s = exponentials[0] + exponentials[1] + exponentials[2]
    s = s.named("S") if total else s
    ps = [e / s for e in exponentials]
    ps = [p.named(f"p{i}") if parts or i == 2 else p for i, p in enumerate(ps, 1)]
    if not targets:
        return (-ops.log(ps[1])).named("L")
    ys = [Value(float(i == 2), label=f"y{i}") for i in (1, 2, 3)]
    return (-(ys[0] * ops.log(ps[0]) + ys[1] * ops.log(ps[1]) + ys[2] * ops.log(ps[2]))).named("L")


@pytest.mark.parametrize("total", [False, True])
@pytest.mark.parametrize("parts", [False, True])
def test_softmax_written_by_hand_gives_p_minus_1(total, parts):
    """Whatever of it has a label, the gradient of a cross-entropy is p - 1 for the right class,
    in the names that are there.
    """
    why = explain(by_hand(total, parts, targets=False), "z2", symbolic=True)
    assert str(why.total.formula) == "p2 - 1"


def test_softmax_written_by_hand_beside_targets():
    """Beside targets as leaves it is p times their sum, minus the target; of p itself p (1 - p)."""
    why = explain(by_hand(False, True, targets=True), "z1", symbolic=True)
    assert str(why.total.formula) == "p1*(y1 + y2 + y3) - y1"
    why = explain(by_hand(False, False, targets=False), "z2", symbolic=True)
    assert str(why.paths[0].factors[1].formula) == "p2*(1 - p2)"


def test_numbers_in_formulas_are_set_with_powers_of_ten():
    """Small and large constants are no row of digits, and no 1e-05."""
    x = Value(2.0, label="x")
    page = derivation(ops.sqrt(x * 2.5e20 + 1e-5).named("y") + 1e300 * x)
    assert "e-05" not in page
    assert "0000000000" not in page.replace("1.41421356", "")
    assert r"10^{-5}" in page
    assert r"2.5 \cdot 10^{20}" in page
    assert r"10^{300}" in page


def test_each_simplification_is_proved():
    """A form that differs from the partial, by however little or at a point far away, is not proved."""
    from autograd_core.closed import closed_form, proved, sympy
    from autograd_core.names import names_to_derive

    x, t = leaves("x", "t")
    y = ((x - t) ** 2 * 0.5).named("y")
    form = closed_form(y, x, names_to_derive(y), {x, t}, [])
    assert str(form.formula) == "-t + x"
    meanings = {sympy().Symbol(node.label, real=True): node for node in (x, t, y)}
    assert proved(form.formula, [], y, x, meanings, {x, t})
    for wrong in ("x - t + x/10**30", "t - x", "(x - t)*(1 + 10**-40)", "x - 1", "x*t"):
        wrong = sympy().sympify(wrong, locals={str(symbol): symbol for symbol in meanings})
        assert not proved(wrong, [], y, x, meanings, {x, t})


def test_one_weight_one_layer_or_all():
    """wrt takes a label, a node, or several of either; only what they need is derived."""
    net = lecture_network()
    one = derivation(net["E_total"], "w5")
    layer = derivation(net["E_total"], [net["w5"], "w6"])
    assert one.count("$$") == 2
    assert layer.count("$$") == 4
    assert r"\partial \mathit{out}_{h1}}{\partial" not in one
    with pytest.raises(LookupError, match="no node is labelled 'w55'"):
        derivation(net["E_total"], "w55")


def test_the_gradient_of_itself_is_printed_once():
    """dy/dy is 1, and said once."""
    x = Value(2.0, label="x")
    assert r"\begin{aligned}\frac{\partial x}{\partial x} &= 1\end{aligned}" in derivation(x)
    y = (x * 3).named("y")
    assert derivation(y, y).count(r"\frac{\partial y}{\partial y}") == 1


@pytest.mark.parametrize(
    ("text", "ascii_only"),
    [
        ("x̂", r"\ensuremath{\hat{\mathrm{x}}}"),
        ("∂", r"\ensuremath{\partial}"),
        ("é", r"\ensuremath{\acute{\mathrm{e}}}"),
        ("α Ω Α", r"\ensuremath{\alpha} \ensuremath{\Omega} \ensuremath{\mathrm{A}}"),
        ("x²", r"x\ensuremath{{}^{2}}"),
        ("权", "U{+}6743"),
        ("выход_й 权", "U{+}0432.044B.0445.043E.0434_U{+}0439 U{+}6743"),
    ],
)
def test_letters_that_pdflatex_does_not_know(text, ascii_only):
    """Accents, Greek and signs become commands; what has none is named by its number."""
    assert for_pdflatex(text) == ascii_only


def test_where_formulas_break():
    """Pieces end at signs outside brackets and fractions; a fraction is as wide as its wider half."""
    assert pieces(r"a = \left(b + c\right) + \frac{d + e}{f}") == ["a =", r" \left(b + c\right) +", r" \frac{d + e}{f}"]
    assert width(r"\frac{abcdef}{g}") == width("abcdef")
    assert width(r"\mathit{net}_{o1}") < 6
