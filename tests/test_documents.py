"""Whole documents in LaTeX and Markdown: homework, lecture notes, prose with mathematics on display, line by line."""

import pytest

from autograd_core import Value, check, ops
from autograd_core.verify.worksheets import check_worksheet

HOMEWORK = r"""\documentclass[11pt]{article}
\usepackage{amsmath,amssymb}
\usepackage[margin=1in]{geometry}
\title{Homework 3: Backpropagation}
\author{Jane Doe \\ Section 2}
\newcommand{\R}{\mathbb{R}}
\newcommand{\pd}[2]{\dfrac{\partial #1}{\partial #2}}
\begin{document}
\maketitle
\section*{Problem 1}
Consider a neuron with weight $w \in \R$ and a bias. The pre-activation is $z = wx + b$ and
the output is $a = \sigma(z) = \frac{1}{1+e^{-z}}$. We use the cross-entropy
\begin{equation}\label{eq:loss}
  L = -\left[ y\ln a + (1-y)\ln(1-a) \right].
\end{equation}
By the chain rule,
\begin{align}
  \pd{L}{w} &= \pd{L}{a}\,\pd{a}{z}\,\pd{z}{w} \label{eq:chain}\\
            &= \left(-\frac{y}{a} + \frac{1-y}{1-a}\right) a(1-a)\, x \notag\\
            &= (a-y)\,x. \label{eq:dw}
\end{align}
where we used $\sigma'(z) = \sigma(z)\bigl(1-\sigma(z)\bigr)$. From \eqref{eq:chain} we obtain
\[
  \pd{L}{b} = a - y.
\]
% TODO: check the sign
Hence $\pd{L}{x} = (a-y)w$, and $\forall x \in \R$ there is a minimum. Setting $\pd{L}{z} = 0$ gives $a = y$.
\begin{itemize}
  \item With a slip: $\pd{L}{w} = (a+y)x$.
  \item Towards $z$ it is $\pd{L}{z} = a - y$.
\end{itemize}
\end{document}
"""
NOTES = r"""# Two variables

Let $f(x,y)=x^2y+\sin(xy)$.
\begin{gather*}
f_x=2xy+y\cos(xy),\\
f_y=x^2+x\cos(xy).
\end{gather*}
\begin{equation*}
\begin{split}
\frac{\partial^2 f}{\partial x\,\partial y}
&=\frac{\partial}{\partial x}\bigl(x^2+x\cos(xy)\bigr)\\
&=2x+\cos(xy)-xy\sin(xy)
\end{split}
\end{equation*}
Side by side:
\begin{alignat}{2}
f_{xx} &= 2y-y^2\sin(xy) \qquad & f_{yy} &= -x^2\sin(xy)
\end{alignat}
\begin{eqnarray}
f_x &=& 2xy + y\cos(xy) \nonumber \\
f_y &=& x^2 - x\cos(xy)
\end{eqnarray}
$f_x = 2xy + y\cos(xy) \quad f_y = x^2 + x\sin(xy)$
At $(x,y)=(0.7,1.3)$ it is
\[ \left.\frac{\partial f}{\partial x}\right|_{(0.7,1.3)} = 2.618, \quad \frac{\partial f}{\partial y}\Big|_{x=0.7,\,y=1.3} = 0.920 \]
It is not true that $f_x = 2xy$.
"""  # noqa: E501
RECURRENT = r"""\begin{align}
h_t &= \tanh(u x_t + w h_{t-1}), \qquad t = 1, 2\\
\frac{\partial h_2}{\partial h_1} &= w\,(1-h_2^2) \\
\frac{\partial L}{\partial u} &= \sum_{t=1}^{2} \frac{\partial L}{\partial h_t}(1-h_t^2)x_t\\
\frac{\partial L}{\partial w} &= \sum_{t=1}^{2} \frac{\partial L}{\partial h_t}(1-h_t^2)h_t
\end{align}"""
RECTIFIED = r"""\[
h=\max(0,z)=\begin{cases} z & z>0,\\ 0 & z\le 0\end{cases}
\qquad
\frac{\partial h}{\partial z}=\begin{cases} 1 & \text{if } z>0\\ 0 & \text{if } z<0\end{cases}
\]
\[ \frac{\partial L}{\partial z} = 2(h-t)\cdot\mathbb{1}\{z>0\} \]
\[ \frac{\partial L}{\partial w} = 2(h-t)\,\mathbf 1_{[z>0]}\,x \]
\[ \frac{\partial L}{\partial b} = 2(h-t)\,\mathbb{I}(z<0) \]
"""


def leaves(**data):
    return {name: Value(x, label=name) for name, x in data.items()}


def neuron():
    v = leaves(w=0.8, x=1.5, b=0.1, y=1.0)
    z = (v["w"] * v["x"] + v["b"]).named("z")
    a = z.sigmoid().named("a")
    return (-(v["y"] * a.log() + (1 - v["y"]) * (1 - a).log())).named("L")


def surface():
    v = leaves(x=0.7, y=1.3)
    return (v["x"] ** 2 * v["y"] + (v["x"] * v["y"]).sin()).named("f")


def unrolled():
    v = leaves(x1=0.5, x2=-0.3, u=0.7, w=0.4, h0=0.1)
    h1 = (v["u"] * v["x1"] + v["w"] * v["h0"]).tanh().named("h1")
    h2 = (v["u"] * v["x2"] + v["w"] * h1).tanh().named("h2")
    return (h2**2 / 2).named("L")


def rectified():
    v = leaves(x=0.7, w=-0.9, b=0.1, t=0.3)
    h = ops.relu((v["w"] * v["x"] + v["b"]).named("z")).named("h")
    return ((h - v["t"]) ** 2).named("L")


DOCUMENTS = {
    "homework": (neuron, HOMEWORK, [11, 12, 14, 18, 22, 24, 27, 30], {27: "NOT_UNDERSTOOD", 29: "WRONG"}),
    "notes": (surface, NOTES, [3, 5, 6, 10, 17, 17, 20, 23, 24, 24, 25, 25],
              {21: "WRONG", 23: "WRONG", 26: "NOT_UNDERSTOOD"}),
    "recurrent": (unrolled, RECURRENT, [2, 3, 4], {5: "WRONG"}),
    "rectified": (rectified, RECTIFIED, [2, 4, 6, 7], {8: "WRONG"}),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_judged_line_by_line(name):
    """Each equation stands in the report with its line, right or with its slip; what is only mentioned does not."""
    graph, text, right, others = DOCUMENTS[name]
    rows = check(graph(), text).rows
    lines = [int(row.claim.removeprefix("line ")) for row in rows]
    assert [line for line, row in zip(lines, rows) if row.verdict.kind.passes] == right
    found = {line: row.verdict.kind.name for line, row in zip(lines, rows) if not row.verdict.kind.passes}
    assert found == others, "\n".join(f"{row.claim} {row.claimed}: {row.verdict}" for row in rows)


def test_what_is_only_supposed_is_no_claim():
    """Setting a derivative to 0, and what that would give, is neither right nor wrong."""
    rows = check(neuron(), "Setting $\\frac{dL}{dz} = 0$ gives $a = y$. Then $\\frac{dL}{dz} = a - y$.").rows
    assert [row.verdict.kind.name for row in rows] == ["NOT_UNDERSTOOD", "PROVEN"]
    assert not check(neuron(), "$\\frac{dL}{dz} = a - y$ is wrong.").ok
    assert check(neuron(), "It is not hard to see that $\\frac{dL}{dz} = a - y$.").ok


def test_one_command_that_is_not_known_takes_no_other_line_down():
    """The line with it is told with the command, where it says something, and the others are judged."""
    rows = check(neuron(), "$x \\in \\R$ and $\\foo$\n\\[\n\\frac{dL}{dz}\n= a - y\n\\]\n$L = \\foo{2}$").rows
    assert [(row.claim, row.verdict.kind.name) for row in rows] == [("line 3", "PROVEN"), ("line 6", "NOT_UNDERSTOOD")]
    assert "\\foo is no command that is read here" in str(rows[1].verdict)


def verdicts(y, text):
    """The line and the kind of each verdict."""
    return [(int(row.claim.removeprefix("line ")), row.verdict.kind.name) for row in check(y, text).rows]


HIDDEN = r"""\iffalse
\[ \frac{df}{dx} = 3 \]
\fi
\begin{comment}
\[ \frac{df}{dx} = 3 \]
\end{comment}
\begin{verbatim}
\frac{df}{dx} = 3
\end{verbatim}
% \[ \frac{df}{dx} = 3 \]
Type \verb|$f_x = 3$| for $f_y = x^2 + x\cos(xy)$.
\[ f_x = 2xy + y\cos(xy) \]
\[ f_x = 3 \]"""


def test_what_is_not_printed_is_no_claim():
    """Comments, what is switched off and code as it is typed are passed over, and nothing else is."""
    assert verdicts(surface(), HIDDEN) == [(11, "PROVEN"), (12, "PROVEN"), (13, "WRONG")]


MACROS = r"""% \newcommand{\pd}[2]{#1}
\newcommand{\pd}[2][f]{\frac{\partial #1}{\partial #2}}
\DeclareMathOperator{\cosine}{cos}
\begin{align}
\pd{x} &= 2xy + y\cosine(xy) \\[4pt]
\pd[f]{y} &= x^2 + x\cosine(xy) \\*[-0.5\baselineskip]
\nabla f &= \begin{bmatrix} 2xy + y\cosine(xy) \\[6pt] x^2 \end{bmatrix}
\end{align}"""


def test_macros_may_leave_an_argument_out_and_rows_may_stand_apart():
    assert verdicts(surface(), MACROS) == [(5, "PROVEN"), (6, "PROVEN"), (7, "WRONG")]


REMARKS = r"""\begin{align*}
f_x &= \frac{\partial}{\partial x}(x^2 y) + \frac{\partial}{\partial x}\sin(xy) && \text{sum rule}\\
&= 2xy + y\cos(xy) && \text{power rule, and the chain rule for $\sin$}\\
f_y &= x^2 + x\cos(xy) \quad \text{(the same way)} \\
f_x &= 2xy \text{ by the power rule}\\
f_x &= 2xy + y\cos(xy) \quad\text{and}\quad f_y = x^2 \checkmark
\end{align*}"""


def test_remarks_in_words_behind_a_row_are_no_factors():
    """What is set as text behind an equation explains it; the equation before it is judged, and the one after "and"."""
    expected = [(2, "PROVEN"), (4, "PROVEN"), (5, "WRONG"), (6, "PROVEN"), (6, "WRONG")]
    assert verdicts(surface(), REMARKS) == expected


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (r"\frac{\partial f}{\partial y} = x^2 {\color{red}+} x\cos(xy)", "PROVEN"),
        (r"f_x = \frac{2x\cancel{y}y^2}{\cancel{y}y} + y\cos(xy)", "PROVEN"),
        (r"f_x = \frac{3x\cancel{y}y}{\cancel{y}} + y\cos(xy)", "WRONG"),
        (r"f_x = 2\cancel{x} y", "NOT_UNDERSTOOD"),
        (r"\eval{\pdv{f}{y}}_{x=0.7} = x^2 + x\cos(xy)", "PROVEN"),
        (r"\pdv{f}{y} = x^2 + x\cos\qty(xy)", "PROVEN"),
    ],
)
def test_signs_in_braces_and_what_is_struck_out(line, kind):
    """What is struck out twice is right as it stands; once, it may leave 0, 1 or a part."""
    (row,) = check(surface(), f"\\[ {line} \\]").rows
    assert row.verdict.kind.name == kind, row.verdict


UNITS = r"""\begin{align}
m &= \SI{2.0}{\kilo\gram}, \quad v = \qty{3.0}{\metre\per\second} \\
E &= \tfrac12 m v^2 = \num{9.0} \, \si{\joule} \\
\dv{E}{v} &= m v = \SI{7.0}{\kilo\gram\metre\per\second}
\end{align}"""


def test_numbers_of_siunitx_are_read_without_their_units():
    rows = check_worksheet(UNITS).rows
    assert [row.verdict.kind.name for row in rows] == ["DEFINITION", "DEFINITION", "CORRECT", "WRONG"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (r"\nabla f = (2xy+y\cos(xy))\,\hat{\imath} + (x^2+x\cos(xy))\,\hat{\jmath}", "PROVEN"),
        (r"f_x = 2y x+y\cos(xy) \qquad\blacksquare", "PROVEN"),
        (r"f_{xx} = 2y - y^2x\operatorname{sech}(x)\cosh(x)\sin(xy)/x", "PROVEN"),
        (r"\mathrm{H}_f = \begin{pmatrix} 2y-y^2\sin(xy) & 0 \\ 0 & 1\end{pmatrix}", "WRONG"),
        (r"\frac{\partial\ell}{\partial x} = 2xy + y\cos(xy)", "PROVEN"),
    ],
)
def test_letters_and_marks_of_textbooks(line, kind):
    """Axes without dots, the end of a proof, functions right behind a letter, the Hessian of f, and a loss as ell."""
    (row,) = check(surface(), f"\\[ {line} \\]").rows
    assert row.verdict.kind.name == kind, row.verdict


def turning():
    v = leaves(t=0.5, omega=2.0)
    return (v["omega"] * v["t"]).cos().named("x")


def potential():
    v = leaves(x=0.5, y=0.7, z=0.9)
    r = (v["x"] ** 2 + v["y"] ** 2 + v["z"] ** 2).sqrt().named("r")
    return (1 / r).named("phi")


@pytest.mark.parametrize(
    ("graph", "text", "kinds"),
    [
        (turning, r"$\ddot{x} = -\omega^2 x$, $\ddot x + \omega x = 0$", "PROVEN WRONG"),
        (potential, r"\[ \laplacian \phi = 0 \]", "CORRECT"),
        (potential, r"$\grad\phi = -\frac{1}{r^3}\begin{pmatrix}x\\y\\z\end{pmatrix} = -\frac1{r^3}(x,y,z)$", "PROVEN"),
        (potential, r"\[ \mathbf{g} := \grad\phi = -\frac{1}{r^2}\begin{pmatrix}x\\y\\z\end{pmatrix} \]", "WRONG"),
        (potential, "$\\phi \\left( r \\right) = 1/r$\n$\\phi' \\left( r \\right) = -1/r^2$", "PROVEN PROVEN"),
        (neuron, r"$g_w = \pdv{L}{w}$ and $g_b = \pdv{L}{b}$; $\pdv{L}{w} = g_b x$, $g_w = g_b$",
         "DEFINITION DEFINITION PROVEN WRONG"),
        (neuron, r"\[ \pdv{L}{w} = \delta x \quad\text{with}\quad \delta = a - y \]", "DEFINITION PROVEN"),
    ],
)  # fmt: skip
def test_names_for_gradients_and_signs_of_physics(graph, text, kinds):
    """A gradient may be given a name, ẍ is two dots of it, and brackets may stand apart from what they are behind."""
    rows = check(graph(), text).rows
    assert " ".join(row.verdict.kind.name for row in rows) == kinds, "\n".join(map(str, rows))


def test_an_index_may_run_up_to_dots():
    """For j = 1, ..., 3 in LaTeX; dots among terms are asked about."""
    v = leaves(w1=0.1, w2=-0.3, x1=1.0, x2=2.0)
    s = (v["w1"] * v["x1"] + v["w2"] * v["x2"]).named("s")
    found = check(
        s, "\\[ \\frac{\\partial s}{\\partial w_j} = x_j, \\qquad j=1,\\dots,2 \\]\n\\[ s = w_1x_1+\\cdots \\]"
    )
    assert [row.verdict.kind.name for row in found.rows] == ["PROVEN", "NOT_UNDERSTOOD"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("f (x) = tanh x", "PROVEN"),
        ("f' (x) = 1 - f^2", "PROVEN"),
        ("f' (x) = 1 - f", "WRONG"),
        (r"\frac{df}{dx}(x) = 1 - f^2", "PROVEN"),
    ],
)
def test_a_function_of_what_stands_apart_from_it(line, kind):
    """f (x) is f, which depends on x alone, and was taken for a product."""
    f = Value(0.4, label="x").tanh().named("f")
    assert check(f, line).rows[0].verdict.kind.name == kind


def hypothesis():
    v = leaves(theta1=0.3, theta2=-0.6, x=1.4, y=0.5)
    h = (v["theta1"] * v["x"] + v["theta2"]).named("h")
    return ((h - v["y"]) ** 2 / 2).named("J")


COLUMNS = r"""\begin{array}{rcl}
f_x & = & 2xy + y\cos(xy) \\
f_y & = & x^2
\end{array}"""


@pytest.mark.parametrize(
    ("graph", "text", "kinds"),
    [
        (surface, COLUMNS, "PROVEN WRONG"),
        (hypothesis, r"\[ \frac{\partial}{\partial\theta_1} J(\theta) = (h-y)x \]", "PROVEN"),
        (hypothesis, r"\[ \nabla_\theta J = \begin{bmatrix}(h-y)x\\h-y\end{bmatrix} \]", "PROVEN"),
        (surface, r"One might think that $f_x = 2xy$. But $f_y = x^2 + x\cos(xy)$.", "NOT_UNDERSTOOD PROVEN"),
        (surface, r"$f_x = 2xy$, but this is wrong.", "NOT_UNDERSTOOD"),
        (surface, r"\[ \nabla f(0.7, 1.3) = (2xy + y\cos(xy),\ x^2 + x\cos(xy)) \]", "PROVEN"),
        (surface, r"\[ \nabla f(1, 2) = (4, 1) \]", "NOT_UNDERSTOOD"),
    ],
)
def test_columns_of_equations_parameters_by_one_letter_and_what_is_doubted(graph, text, kinds):
    """An array whose middle column is = holds equations, J(θ) is no product, and what one might think is no claim."""
    rows = check(graph(), text).rows
    assert " ".join(row.verdict.kind.name for row in rows) == kinds, "\n".join(map(str, rows))


def test_a_point_may_be_named_beside_a_function():
    rows = check_worksheet(
        "Let $f(x,y) = x^2 + 3xy$ at the point $(x,y) = (1,2)$. \nSo $f_x = 2x+3y = 8$.\n$f_y = 3x = 4$"
    ).rows
    assert [row.verdict.kind.name for row in rows][-2:] == ["CORRECT", "WRONG"]


ANSWER = r"""**Step 1.** Let \( u(x) = x^2 + 1 \), so \( u'(x) = 2x \) and \( u''(x) = 2 \).
Let \( v(x) = e^x \).
\[ f'(x) = u'(x)v(x) + u(x)v'(x) \]
\[ f''(x) = u''v + 2u'v' + uv'' \]
\[ f'(x) = u'(x)v(x) - u(x)v'(x) \]"""


def test_functions_that_an_answer_names_for_itself():
    """u(x) = ... is a name of the answer's own, with its derivatives u'(x) and u''(x)."""
    x = Value(0.5, label="x")
    rows = check(((x**2 + 1) * x.exp()).named("f"), ANSWER).rows
    kinds = [row.verdict.kind.name for row in rows]
    assert kinds == ["DEFINITION", "PROVEN", "CORRECT", "DEFINITION", "PROVEN", "PROVEN", "WRONG"], rows


BOXES = r"""\begin{tcolorbox}[title=Question 1]
\begin{tikzpicture}
\node at (0,0) {$f_x=3$};
\end{tikzpicture}
\begin{equation}\tag{$\star$}
f_x = 2xy + y\cos(xy)
\end{equation}
\end{tcolorbox}
Setting the slope to zero, $f_y = 0$ gives $x = 0$.
It holds that $f_y = 0 \iff x = 0$. Also, $f_y = x^2$."""


def test_drawings_tags_and_what_is_set_to_zero():
    """What stands in a drawing or a tag is no claim, nor is f_y = 0 where it is what something else amounts to."""
    found = dict(verdicts(surface(), BOXES))
    assert found == {6: "PROVEN", 9: "NOT_UNDERSTOOD", 10: "WRONG"}
    assert "f_y = x" not in str(check(surface(), BOXES).rows[1].claimed)


def test_a_cell_that_begins_with_a_sign_is_told():
    """A cell $= 3$ names nothing, and takes no other line down."""
    rows = check_worksheet("$x$ & $= 3$ \\\\\nGiven $x = 3$; $y = x^2$.\n$= 3$\n\\[ \\frac{dy}{dx} = 2x = 6 \\]").rows
    assert rows[-1].verdict.kind.name == "CORRECT"
    assert "NOT_UNDERSTOOD" in {row.verdict.kind.name for row in rows}
