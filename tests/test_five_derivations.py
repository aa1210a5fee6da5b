"""The five derivations of a first course, on paper, in LaTeX and as code: right, and with a planted slip."""

import re

import pytest

from autograd_core import Value, check, ops
from autograd_core.verify.verdicts.verdict import Kind


def leaves(**numbers):
    return [Value(x, label=label) for label, x in numbers.items()]


def lecture():
    i1, i2, w1, w2, w3, w4, w5, w6, b1, b2, t = leaves(
        i1=0.05, i2=0.1, w1=0.15, w2=0.2, w3=0.25, w4=0.3, w5=0.4, w6=0.45, b1=0.35, b2=0.6, t=0.01
    )
    h1 = (w1 * i1 + w2 * i2 + b1).named("net_h1").sigmoid().named("out_h1")
    h2 = (w3 * i1 + w4 * i2 + b1).named("net_h2").sigmoid().named("out_h2")
    out = (w5 * h1 + w6 * h2 + b2).named("net_o1").sigmoid().named("out_o1")
    return ((t - out) ** 2 / 2).named("E_total")


def neuron():
    w, x, b, y = leaves(w=0.4, x=1.5, b=-0.2, y=1.0)
    a = (w * x + b).named("z").sigmoid().named("a")
    return ((a - y) ** 2 / 2).named("L")


def softmax():
    zs, ts = leaves(z1=0.3, z2=-0.5, z3=1.1), leaves(t1=0.0, t2=1.0, t3=0.0)
    es = [z.exp() for z in zs]
    total = ops.sum(es)
    ps = [(e / total).named(f"p{i}") for i, e in enumerate(es, 1)]
    return (-ops.sum([t * p.log() for t, p in zip(ts, ps, strict=True)])).named("L")


def batch_norm():
    xs = leaves(x1=0.3, x2=-1.2, x3=2.0, x4=0.7)
    gamma, beta, *c = leaves(g=1.5, beta=0.1, c1=0.4, c2=-0.3, c3=0.9, c4=1.1)
    m = (ops.sum(xs) / 4).named("m")
    v = (ops.sum([(x - m) ** 2 for x in xs]) / 4).named("v")
    s = (v + 1 / 1024).sqrt().named("s")
    n = [((x - m) / s).named(f"n{i}") for i, x in enumerate(xs, 1)]
    ys = [(gamma * each + beta).named(f"y{i}") for i, each in enumerate(n, 1)]
    return ops.dot(c, ys).named("L")


def lstm():
    x, h0, c0, wf, wi, wo, wg, t = leaves(x=0.5, h0=-0.3, c0=0.8, wf=0.4, wi=-0.6, wo=0.7, wg=1.1, t=0.2)
    f = (wf * x + h0).named("a_f").sigmoid().named("f")
    i = (wi * x + h0).named("a_i").sigmoid().named("i")
    o = (wo * x + h0).named("a_o").sigmoid().named("o")
    g = (wg * x + h0).named("a_g").tanh().named("g")
    c = (f * c0 + i * g).named("c")
    h = (o * c.tanh().named("q")).named("h")
    return ((h - t) ** 2 / 2).named("L")


DERIVATIONS = {
    "lecture": (
        lecture,
        """
        ∂E/∂out_o1 = −(t − out_o1)
        ∂out_o1/∂net_o1 = out_o1(1 − out_o1)
        δ_o1 = −(t − out_o1) out_o1(1 − out_o1)
        ∂E/∂w₅ = δ_o1 out_h1
        ∂E/∂w₆ = δ_o1 out_h2
        δ_h1 = δ_o1 w₅ out_h1(1 − out_h1)
        ∂E/∂w₁ = δ_h1 i₁
        """,
        ("δ_o1 w₅ out_h1(1", "δ_o1 w₆ out_h1(1"),
        r"""
        \begin{align*}
        \frac{\partial E}{\partial \mathrm{out}_{o1}} &= -(t - \mathrm{out}_{o1}) \\
        \delta_{o1} &= \frac{\partial E}{\partial \mathrm{out}_{o1}} \, \mathrm{out}_{o1}\left(1 - \mathrm{out}_{o1}\right) \\
        \frac{\partial E}{\partial w_5} &= \delta_{o1}\, \mathrm{out}_{h1} \\
        \delta_{h1} &= \delta_{o1}\, w_5\, \mathrm{out}_{h1}(1 - \mathrm{out}_{h1}) \\
        \frac{\partial E}{\partial w_1} &= \delta_{h1}\, i_1
        \end{align*}
        """,  # noqa: E501  # a line of LaTeX ends where its equation does
        (r"\left(1 - \mathrm{out}_{o1}\right)", r"\left(1 + \mathrm{out}_{o1}\right)"),
        """
        dout_o1 = -(t - out_o1)
        dnet_o1 = dout_o1 * out_o1 * (1 - out_o1)
        dw5 = dnet_o1 * out_h1
        dout_h1 = dnet_o1 * w5
        dnet_h1 = dout_h1 * out_h1 * (1 - out_h1)
        dw1 = dnet_h1 * i1
        """,
        ("dout_h1 = dnet_o1 * w5", "dout_h1 = dnet_o1 * out_h1"),
    ),
    "neuron": (
        neuron,
        """
        z = wx + b
        a = σ(z)
        dL/da = a − y
        da/dz = a(1 − a) = σ'(z)
        dL/dz = (a − y) a(1 − a)
        dL/dw = dL/da · da/dz · x
        dL/db = dL/dz
        """,
        ("a(1 − a) = σ'(z)", "a(1 − a²) = σ'(z)"),
        r"""
        The forward pass is $z = wx + b$ and $a = \sigma(z)$.  Then
        \[ \frac{\mathrm{d}L}{\mathrm{d}a} = a - y \]
        and $\frac{\mathrm{d}a}{\mathrm{d}z} = \sigma'(z) = a(1 - a)$, so that
        $$\frac{dL}{dw} = (a - y)\, a (1 - a)\, x.$$
        """,
        (r"= a - y \]", r"= y - a \]"),
        """
        da = a - y
        dz = da * a * (1 - a)
        dw = dz * x
        db = dz
        """,
        ("(1 - a)", "(1 - z)"),
    ),
    "softmax": (
        softmax,
        """
        t1 + t2 + t3 = 1
        p2 = e^{z2}/(e^{z1} + e^{z2} + e^{z3}) = softmax(z)[1]
        ∂L/∂p2 = −t2/p2
        ∂p2/∂z2 = p2(1 − p2)
        ∂p2/∂z1 = −p1 p2
        ∂L/∂z2 = ∂L/∂p1 ∂p1/∂z2 + ∂L/∂p2 ∂p2/∂z2 + ∂L/∂p3 ∂p3/∂z2
        ∂L/∂z2 = p2 − t2
        ∂L/∂z1 = p1 − t1
        """,
        ("= −p1 p2", "= p1 p2"),
        r"""
        \begin{align*}
        t_1 + t_2 + t_3 &= 1 \\
        p_2 &= \frac{e^{z_2}}{\sum_{j=1}^{3} e^{z_j}} \\
        \frac{\partial L}{\partial p_2} &= -\frac{t_2}{p_2} \\
        \frac{\partial p_2}{\partial z_2} &= p_2 (1 - p_2) \\
        \frac{\partial L}{\partial z_2} &= p_2 - t_2 \\
        \frac{\partial L}{\partial z_1} &= p_1 - t_1
        \end{align*}
        """,
        (r"&= p_2 - t_2", r"&= t_2 - p_2"),
        """
        dp1 = -t1 / p1
        dp2 = -t2 / p2
        dp3 = -t3 / p3
        dz2 = dp2 * p2 * (1 - p2) - dp1 * p1 * p2 - dp3 * p3 * p2
        dz1 = p1 * (t1 + t2 + t3) - t1
        """,
        ("dp2 = -t2 / p2", "dp2 = t2 / p2"),
    ),
    "batch normalisation": (
        batch_norm,
        """
        m = mean(x1, x2, x3, x4)
        ∂L/∂n1 = c1 g
        ∂L/∂g = Σ_{i=1}^{4} c_i n_i
        ∂L/∂beta = c1 + c2 + c3 + c4
        ∂s/∂v = 1/(2s)
        ∂L/∂x1 = g/(4s) · (4c1 − Σ_{i=1}^{4} c_i − n1 Σ_{i=1}^{4} c_i n_i)
        """,
        ("− n1 Σ", "+ n1 Σ"),
        r"""
        \frac{\partial L}{\partial g} = \sum_{i=1}^{4} c_i n_i
        \frac{\partial s}{\partial v} = \frac{1}{2s}
        \frac{\partial L}{\partial x_1} = \frac{g}{4s} \left( 4 c_1 - \sum_{i=1}^{4} c_i - n_1 \sum_{i=1}^{4} c_i n_i \right)
        """,  # noqa: E501  # a line of LaTeX ends where its equation does
        (r"\frac{1}{2s}", r"\frac{1}{s}"),
        """
        dn1 = c1 * g
        dg = c1*n1 + c2*n2 + c3*n3 + c4*n4
        dbeta = c1 + c2 + c3 + c4
        dx1 = g / (4*s) * (4*c1 - (c1 + c2 + c3 + c4) - n1*(c1*n1 + c2*n2 + c3*n3 + c4*n4))
        """,
        ("g / (4*s)", "g / s"),
    ),
    "LSTM": (
        lstm,
        """
        ∂L/∂h = h − t
        ∂L/∂o = (h − t) tanh(c)
        ∂L/∂c = (h − t) o (1 − tanh²(c))
        ∂L/∂f = ∂L/∂c · c0
        ∂L/∂i = ∂L/∂c · g
        ∂L/∂g = ∂L/∂c · i
        ∂L/∂c0 = ∂L/∂c · f
        ∂L/∂wf = ∂L/∂f · f(1 − f) · x
        ∂L/∂wg = ∂L/∂g · (1 − g²) x
        """,
        ("(1 − g²) x", "g(1 − g) x"),
        r"""
        \begin{aligned}
        \frac{\partial L}{\partial o} &= (h - t) \tanh(c) \\
        \frac{\partial L}{\partial c} &= (h - t)\, o\, \left(1 - \tanh^2(c)\right) \\
        \frac{\partial L}{\partial f} &= \frac{\partial L}{\partial c}\, c_0 \\
        \frac{\partial L}{\partial w_g} &= \frac{\partial L}{\partial c}\, i\, (1 - g^2)\, x
        \end{aligned}
        """,
        (r"\frac{\partial L}{\partial c}\, c_0", r"\frac{\partial L}{\partial c}\, f"),
        """
        dh = h - t
        do = dh * np.tanh(c)
        dc = dh * o * (1 - np.tanh(c)**2)
        df = dc * c0
        di = dc * g
        dg = dc * i
        dwf = df * f * (1 - f) * x
        dwg = dg * (1 - g**2) * x
        """,
        ("di = dc * g", "di = dc * f"),
    ),
}
SLIPS = {
    ("lecture", "on paper"): [
        ("a factor missing", "− out_o1) out_o1(1 − out_o1)", "− out_o1) (1 − out_o1)"),
        ("an index swapped", "∂E/∂w₆ = δ_o1 out_h2", "∂E/∂w₆ = δ_o1 out_h1"),
        ("the slope of tanh", "∂net_o1 = out_o1(1 − out_o1)", "∂net_o1 = 1 − out_o1²"),
        ("the layer before", "δ_h1 i₁", "δ_o1 i₁"),
    ],
    ("lecture", "in LaTeX"): [
        ("a factor missing", r"\delta_{o1}\, w_5\, ", r"\delta_{o1}\, "),
        ("an index swapped", r"\delta_{h1}\, i_1", r"\delta_{h1}\, i_2"),
        ("a net for an out", r"\delta_{o1}\, \mathrm{out}_{h1} ", r"\delta_{o1}\, \mathrm{net}_{h1} "),
    ],
    ("lecture", "as code"): [
        ("a factor missing", "dout_o1 * out_o1 * (1 - out_o1)", "dout_o1 * (1 - out_o1)"),
        ("an index swapped", "dw5 = dnet_o1 * out_h1", "dw5 = dnet_o1 * out_h2"),
        ("the slope of tanh", "dout_h1 * out_h1 * (1 - out_h1)", "dout_h1 * (1 - out_h1**2)"),
        ("the wrong delta", "dw1 = dnet_h1 * i1", "dw1 = dout_h1 * i1"),
    ],
    ("neuron", "on paper"): [
        ("a factor missing", "dL/da · da/dz · x", "dL/da · x"),
        ("the loss doubled", "dL/da = a − y", "dL/da = 2(a − y)"),
        ("the slope of tanh", "(a − y) a(1 − a)", "(a − y)(1 − a²)"),
        ("a weight for an input", "da/dz · x", "da/dz · w"),
    ],
    ("neuron", "in LaTeX"): [
        ("a factor missing", r"(a - y)\, a (1 - a)\, x", r"(a - y)\, (1 - a)\, x"),
        ("the chain rule forgotten", r"(a - y)\, a (1 - a)\, x", r"(a - y)\, a (1 - a)"),
        ("the slope of tanh", "= a(1 - a)$", "= 1 - a^2$"),
    ],
    ("neuron", "as code"): [
        ("a factor missing", "da * a * (1 - a)", "a * (1 - a)"),
        ("a weight for an input", "dw = dz * x", "dw = dz * w"),
        ("the chain rule forgotten", "db = dz", "db = da"),
        ("the loss doubled", "da = a - y", "da = 2*(a - y)"),
    ],
    ("softmax", "on paper"): [
        ("a term missing", " + ∂L/∂p3 ∂p3/∂z2", ""),
        ("an index swapped", "∂L/∂z1 = p1 − t1", "∂L/∂z1 = p1 − t2"),
        ("a factor missing", "∂p2/∂z2 = p2(1 − p2)", "∂p2/∂z2 = 1 − p2"),
        ("the log forgotten", "= −t2/p2", "= −t2"),
    ],
    ("softmax", "in LaTeX"): [
        ("an index swapped", "&= p_1 - t_1", "&= p_2 - t_1"),
        ("a factor missing", "&= p_2 (1 - p_2)", "&= (1 - p_2)"),
        ("the log forgotten", r"-\frac{t_2}{p_2}", "-t_2"),
        ("the numerator", r"\frac{e^{z_2}}", r"\frac{e^{z_1}}"),
    ],
    ("softmax", "as code"): [
        ("a term missing", " - dp3 * p3 * p2", ""),
        ("an index swapped", "dp1 * p1 * p2", "dp1 * p1 * p3"),
        ("a factor missing", "dp2 * p2 * (1 - p2)", "dp2 * (1 - p2)"),
        ("the log forgotten", "dp2 = -t2 / p2", "dp2 = -t2"),
    ],
    ("batch normalisation", "on paper"): [
        ("the mean lost", "g/(4s)", "g/s"),
        ("a factor missing", "− n1 Σ_{i=1}^{4} c_i n_i", "− Σ_{i=1}^{4} c_i n_i"),
        ("an index swapped", "∂L/∂n1 = c1 g", "∂L/∂n1 = c2 g"),
        ("an example left out", "∂L/∂g = Σ_{i=1}^{4}", "∂L/∂g = Σ_{i=1}^{3}"),
        ("the mean lost", "m = mean(x1, x2, x3, x4)", "m = x1 + x2 + x3 + x4"),
    ],
    ("batch normalisation", "in LaTeX"): [
        ("the mean lost", r"\frac{g}{4s}", r"\frac{g}{s}"),
        ("the path over the mean lost", r" - \sum_{i=1}^{4} c_i - n_1", " - n_1"),
        ("an example left out", r"= \sum_{i=1}^{4} c_i n_i", r"= \sum_{i=1}^{3} c_i n_i"),
    ],
    ("batch normalisation", "as code"): [
        ("an example left out", " + c4*n4\n", "\n"),
        ("an index swapped", "- n1*(c1*n1", "- n2*(c1*n1"),
        ("a factor missing", "dn1 = c1 * g", "dn1 = c1"),
        ("the path over the mean lost", "4*c1 - (c1 + c2 + c3 + c4) -", "4*c1 -"),
    ],
    ("LSTM", "on paper"): [
        ("the slope of sigmoid", "o (1 − tanh²(c))", "o tanh(c)(1 − tanh(c))"),
        ("gates swapped", "∂L/∂f = ∂L/∂c · c0", "∂L/∂f = ∂L/∂c · g"),
        ("a factor missing", "· f(1 − f) · x", "· (1 − f) · x"),
        ("the cell for its tanh", "∂L/∂o = (h − t) tanh(c)", "∂L/∂o = (h − t) c"),
    ],
    ("LSTM", "in LaTeX"): [
        ("the slope of sigmoid", r"i\, (1 - g^2)\, x", r"i\, g(1 - g)\, x"),
        ("a factor missing", r"(h - t)\, o\, \left", r"(h - t)\, \left"),
        ("the cell for its tanh", r"(h - t) \tanh(c)", "(h - t) c"),
    ],
    ("LSTM", "as code"): [
        ("the slope of sigmoid", "(1 - g**2)", "g * (1 - g)"),
        ("a factor missing", "dc = dh * o *", "dc = dh *"),
        ("gates swapped", "dg = dc * i", "dg = dc * f"),
        ("the square forgotten", "np.tanh(c)**2", "np.tanh(c)"),
    ],
}
"""Slips of the kinds that graders see, by derivation and form: what is right and what is written instead."""
FORMS = {"on paper": 1, "in LaTeX": 3, "as code": 5}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", DERIVATIONS)
def test_a_right_derivation_passes(name, form):
    """Every line of it, and none is left out."""
    graph, text = DERIVATIONS[name][0](), DERIVATIONS[name][FORMS[form]]
    report = check(graph, "\n".join(line.strip() for line in text.strip().splitlines()))
    assert report.ok, str(report)
    assert len(report.rows) >= 3


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", DERIVATIONS)
def test_a_planted_slip_is_found_on_its_line(name, form):
    """The first line that is wrong is the one in which the slip stands."""
    graph, at = DERIVATIONS[name][0](), FORMS[form]
    right, wrong = DERIVATIONS[name][at + 1]
    text = "\n".join(line.strip() for line in DERIVATIONS[name][at].strip().splitlines())
    assert text.count(right) == 1
    report = check(graph, text.replace(right, wrong))
    first = next(row for row in report.rows if row.verdict.kind is Kind.WRONG)
    line = text[: text.index(right)].count("\n") + 1
    assert first.claim == f"line {line}", str(report)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "form", "right", "wrong"),
    [
        pytest.param(*place, right, wrong, id=f"{', '.join(place)}: {kind}")
        for place, slips in SLIPS.items()
        for kind, right, wrong in slips
    ],
)
def test_slips_of_every_kind_are_found_on_their_lines(name, form, right, wrong):
    """A factor or a path missing, an index swapped, another slope, the mean lost: its line is the first wrong."""
    text = "\n".join(line.strip() for line in DERIVATIONS[name][FORMS[form]].strip().splitlines())
    assert text.count(right) == 1
    report = check(DERIVATIONS[name][0](), text.replace(right, wrong))
    first = report.first_wrong or next(row for row in report.rows if not row.verdict.kind.passes)
    found = (Kind.WRONG, Kind.HERE)  # where a target is 0, its term makes no difference at these numbers
    assert first.verdict.kind in found, str(report)
    assert first.claim == f"line {text[: text.index(right.strip())].count(chr(10)) + 1}", str(report)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", DERIVATIONS)
def test_a_minus_that_becomes_a_plus_is_found(name, form):
    """In the first, the middle and the last difference of a derivation alike."""
    text = "\n".join(line.strip() for line in DERIVATIONS[name][FORMS[form]].strip().splitlines())
    places = [found.start(1) for found in re.finditer(r"(?<=[\w)}\]]) ?([-−]) ?(?=[\w(\\])", text)]
    for at in {places[0], places[len(places) // 2], places[-1]}:
        report = check(DERIVATIONS[name][0](), f"{text[:at]}+{text[at + 1 :]}")
        found = (Kind.WRONG, Kind.HERE)  # where a target is 0, its sign makes no difference at these numbers
        assert any(row.verdict.kind in found for row in report.rows), f"{text[:at]}+{text[at + 1 :]}\n{report}"
