"""What people write, on paper and in LaTeX, and what it means."""

import math
import re
import subprocess
import sys

import pytest

from autograd_core import Value, check, parse
from autograd_core.formula import FormulaError, Partial, read
from autograd_core.notation.sheets.latex import as_paper
from autograd_core.verify import check_worksheet

X, W, Y = 0.5, 0.4, 2.0


@pytest.fixture
def names():
    return {"x": Value(X, label="x"), "w": Value(W, label="w"), "y": Value(Y, label="y"), "w1": Value(3.0, label="w1")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2x", 2 * X), ("3(x+1)", 3 * (X + 1)), ("y(1 - y)", Y * (1 - Y)), ("2 sin x", 2 * math.sin(X)), ("w y", W * Y),
        ("xy", X * Y), ("w1 x", 3 * X), ("sin^2(x)", math.sin(X) ** 2), ("sin²x", math.sin(X) ** 2), ("½x", X / 2),
        ("tanh²(w)", math.tanh(W) ** 2), ("tan⁻¹(x)", math.atan(X)), ("|x - y|", Y - X), ("√x", math.sqrt(X)),
        ("∛(8)", 2), ("⅓", 1 / 3), ("e^-x", math.exp(-X)), ("log(x, 2)", math.log2(X)), ("log_2(x)", math.log2(X)),
        ("w₁", 3), ("w_{1}", 3), ("sec(x)", 1 / math.cos(X)), ("Γ(5)", 24), ("Γ(-0.5)", -2 * math.sqrt(math.pi)),
        ("np.exp(x)", math.exp(X)), ("PI()", math.pi), ("POWER(x, 2)", X**2), ("5%", 0.05), ("norm(3, 4)", 5),
        ("where(x > 1, x, 7)", 7), ("x if x < 1 else 7", X), ("mean(x, y)", (X + Y) / 2), ("[x, y]·[w, 2]", X * W + 4),
        ("softmax(x, x)[0]", 0.5), ("Σ_{i=1}^{3} i x", 6 * X), ("sin 2x cos y", math.sin(2 * X) * math.cos(Y)),
        ("1/2 x", X / 2), ("sin x / 2", math.sin(X) / 2), ("clip(y, 0, 1)", 1), ("σ''(0)", 0), ("(x < y)·w", W),
    ],
)  # fmt: skip
def test_paper_notation(text, value, names):
    """What is written without signs and brackets means what it means on paper."""
    found = parse(text, names)
    assert (found.data if isinstance(found, Value) else found) == pytest.approx(value, rel=1e-13)


@pytest.mark.parametrize(
    ("text", "column", "sentence", "hint"),
    [
        ("1/2x", 4, "(1/2)*x or 1/(2*x)", "1/(2*x)"),
        ("x/2y", 4, "(x/2)*y or x/(2*y)", "(x/2)*y"),
        ("e^2x", 4, "does the exponent end after 2", "e^(2*x)"),
        ("sin x/2", 6, "does sin reach over the /", "sin(x)/2"),
        ("sin x y", 7, "what does sin reach over", "sin(x*y)"),
        ("y(x)", 1, "times the bracket or a function", "y*(x)"),
        ("exp⁻¹(x)", 1, "1/exp or the inverse function", "1/exp(x)"),
        ("√x²", 3, "what does √ reach over", "√(x²)"),
    ],
)
def test_what_could_mean_two_things_is_asked_about(text, column, sentence, hint, names):
    """Nothing is misread silently: the place is told, and what is offered can be read."""
    with pytest.raises(FormulaError) as error:
        parse(text, names)
    assert error.value.column == column
    assert sentence in str(error.value)
    parse(hint, names)


@pytest.mark.parametrize(
    ("text", "partial"),
    [
        ("∂E/∂w5", Partial("E_total", "w5", direct=True)), ("dE/dw_5", Partial("E_total", "w5")),
        ("d(y)/d(x)", Partial("y", "x")), ("y'(x)", Partial("y", "x")), ("∇_{w5} E", Partial("E_total", "w5")),
        ("grad_w5", Partial("E_total", "w5")), ("dw5", Partial("E_total", "w5")), ("dy_dx", Partial("y", "x")),
        ("∂²y/∂x∂w5", Partial("y", "x", ("w5",), direct=True)), ("d²y/dx²", Partial("y", "x", ("x",))),
        ("(∂y/∂x)_{w5}", Partial("y", "x", held=("w5",), direct=True)), ("y_x", Partial("y", "x", direct=True)),
    ],
)  # fmt: skip
def test_names_of_derivatives(text, partial):
    """A derivative is found by any of its names, and by less than a label where one thing alone can be meant."""
    known = ["E_total", "E_o1", "w5", "x", "y"]
    assert read(text, known, partials=True, root="E_total").partials == [partial]


def test_indices_that_may_count_from_1_are_asked_about():
    """w_{11} beside w[0][0] and w[1][1] is either; where there is no second one, the label is meant."""
    known = ["w[0][0]", "w[0][1]", "w[1][0]", "w[1][1]", "y"]
    with pytest.raises(FormulaError, match=re.escape("w_{11} could be w[1][1] or, counted from 1, w[0][0]")):
        read("dy/dw_{11}", known, partials=True)
    assert read("dy/dw_{00}", known, partials=True).partials == [Partial("y", "w[0][0]")]


@pytest.fixture
def graph():
    x, w, t = Value(0.5, label="x"), Value(0.4, label="w_5"), Value(1.0, label="t")
    out = (w * x).named("net_o1").sigmoid().named("out_o1")
    return ((t - out) ** 2 / 2).named("E_total")


@pytest.mark.parametrize(
    "text",
    [
        r"\frac{\partial E}{\partial w_5} = -(t - \mathrm{out}_{o1})\, \mathrm{out}_{o1}(1 - \mathrm{out}_{o1})\, x",
        r"\dfrac{\partial E_{total}}{\partial out_{o1}} = {\rm out}_{o1} - t",
        r"Then $\frac{\mathrm{d} out_{o1}}{\mathrm{d} net_{o1}} = \sigma'(net_{o1})$, by the chain rule.",
        "\\begin{align*}\n\\frac{\\partial E}{\\partial x} &= \\frac{\\partial E}{\\partial out_{o1}} \\cdot\n"
        "\\frac{\\partial out_{o1}}{\\partial x} \\\\\n\\end{align*}",
        r"\frac{\partial E}{\partial t} = \left(t - \frac{1}{1 + e^{-w_5 x}}\right)",
    ],
)  # fmt: skip
def test_latex_is_judged_as_it_is_pasted(text, graph):
    """Names come from the graph; the commands of a derivation are read, and prose around dollar signs is left out."""
    report = check(graph, text.replace("\\cdot\n", "\\cdot "))
    assert report.ok, str(report)


def test_a_slip_in_latex_is_found(graph):
    """A sign that is lost is proved wrong; a command that is not known is told."""
    report = check(graph, r"\frac{\partial E}{\partial out_{o1}} = t - out_{o1}")
    assert report.first_wrong is not None
    assert not check(graph, r"\frac{\partial E}{\partial t} = \wombat{t} - out_{o1}").ok


def test_a_sheet_as_it_stands_in_a_notebook():
    """Leading words, lists, tables, several on a line, helper lines and functions are read; one slip is found."""
    report = check_worksheet(
        "Given: x = 2, w = 0.5; t = 1\n"
        "b: 0.1\n"
        "f(z) = z^2 + 1\n"
        "1. y := sigmoid(w x + b) ≈ 0.75\n"
        "2) E = ½(t − y)²\n"
        "- dE/dy = y - t\n"
        "(a) dE/dw = (y-t) y (1 - y) x\n"
        "| dE/db | (y - t) y (1 + y) |\n"
        "g = f(x)\n"
        "dg/dx = 2x\n"
    )
    assert [row.claim for row in report.rows if not row.verdict.kind.passes] == ["line 8"]
    assert report.first_wrong is not None


HOMEWORK = r"""\documentclass{article}
\usepackage{amsmath}
\begin{document}
\section*{Homework 3}
% my notes
Let $w = 0.4$, $x = 1.5$ and $b = -0.2$, with the target $t = 1$.
The forward pass is
\begin{align*}
  z &= w x + b \\
  a &= \sigma(z) \\
  E &= \tfrac12 (a - t)^2
\end{align*}
By the chain rule,
\[
  \frac{\partial E}{\partial a} = a - t, \qquad
  \frac{\partial a}{\partial z} = a (1 - a).
\]
So
\begin{align}
  \frac{\partial E}{\partial w}
    &= \frac{\partial E}{\partial a} \cdot \frac{\partial a}{\partial z} \cdot \frac{\partial z}{\partial w} \\
    &= (a - t)\, a\, (1 - a)\, x \label{eq:w} \\
    &\approx -0.1446
\end{align}
and $\dfrac{\mathrm{d}E}{\mathrm{d}b} = (a - t) a (1 + a)$.
\end{document}
"""


def test_a_tex_file_is_a_worksheet(tmp_path):
    """A whole document: what is in mathematics is judged on its own line of the file, prose and layout say nothing."""
    place = tmp_path / "homework.tex"
    place.write_text(HOMEWORK, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "autograd_core", "check", str(place)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    report = check_worksheet(HOMEWORK)
    assert str(report) in done.stdout
    kinds = [(row.claim, row.verdict.kind.passes) for row in report.rows]
    definitions = [("line 6", True)] * 4 + [("line 9", True), ("line 10", True), ("line 11", True)]
    assert kinds == [*definitions, ("line 15", True), ("line 16", True), ("line 20", True), ("line 25", False)]
    assert check_worksheet(HOMEWORK.replace("1 + a", "1 - a")).ok


def test_commands_that_stand_in_one_another_are_refused_with_a_sentence():
    """Depth costs no recursion error."""
    with pytest.raises(FormulaError, match="at most 60 deep"):
        as_paper(r"\frac" * 1000)


def test_what_had_no_end_is_read_to_its_end():
    """Names, brackets and marks that could be taken apart in so many ways that reading them never ended."""
    w, x = Value(0.5, label="w"), Value(1.5, label="x")
    E = (w * x).named("E")  # noqa: N806
    for text in ("x_{1}" * 1900, "x" * 9900, "1" * 9900, "so " * 3300, r"\[" * 4900, "x_" * 4900, "(" * 9900, COMMANDS):
        for line in (text, f"dE/dw = {text}", f"{text} = 1"):
            assert not check(E, line[:10_000]).ok


COMMANDS = "{" + r"\alpha \beta x" * 400
"""In braces that are never closed, where each command could be taken apart letter by letter."""


def test_what_is_too_long_for_a_number_is_refused():
    """Digits without end are refused in our words, wherever they stand."""
    for power in ("²" * 3000, "1" * 3000):
        report = check_worksheet(f"x = 1\ny = x{power if power[0] == '²' else '*' + power}")
        assert "digits" in str(report)


def test_letters_that_stand_above_are_powers_unless_they_end_a_label():
    """2ˣ is a power, and hᵗ a value where one is called so."""
    h, x = Value(2.0, label="hᵗ"), Value(1.5, label="x")
    y = (h * x).named("y")
    assert check(y, "dy/dx = hᵗ").ok
    assert check(y, "hˣ = 1").rows[0].verdict.kind.name == "NOT_UNDERSTOOD"
    assert check(y, "2ˣ = 2**x").ok
    assert not check(y, "2ˣ = 2*x").ok


def test_macros_of_a_document_are_put_in_and_told_line_by_line():
    """Definitions say nothing themselves, lines stay where they were, and macros without end are refused."""
    defined = "\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}\n\\def\\out{\\mathrm{out}_{o1}}\n"
    out = Value(0.4, label="net").sigmoid().named("out_o1")
    report = check(out, defined + "We get $\\pd{\\out}{net} = \\out (1 - \\out)$.\n$\\pd{\\out}{net} = \\out$")
    assert [(row.claim, row.verdict.kind.passes) for row in report.rows] == [("line 3", True), ("line 4", False)]
    endless = check(out, "\\newcommand{\\a}{\\a\\a}\n$\\pd{\\out}{net} = \\a$")
    assert not endless.ok


def test_a_row_that_goes_on_keeps_the_lines_of_the_text(graph):
    """What stands behind \\\\ with an operator first belongs to the row before, and rows below keep their numbers."""
    text = (
        "\\begin{align}\n\\frac{\\partial E}{\\partial out_{o1}} &= out_{o1} \\\\\n"
        " &\\quad - t \\\\\n\\frac{\\partial E}{\\partial t} &= t \\\\\n &\\quad + out_{o1}\n\\end{align}"
    )
    rows = check(graph, text).rows
    assert [(row.claim, row.verdict.kind.passes) for row in rows] == [("line 2", True), ("line 4", False)]


@pytest.mark.parametrize(
    "said", ["$\\partial E/\\partial t$ is not $t$", "$\\partial E/\\partial t$ is $t$ times $out_{o1}$"]
)
def test_words_that_say_something_else_are_no_equation(said, graph):
    """Only what is said to be a whole formula is judged, and the line below is."""
    (row,) = check(graph, f"{said}.\n$\\partial E/\\partial t = t - out_{{o1}}$").rows
    assert row.verdict.kind.passes
    assert row.claim == "line 2"


def test_an_index_that_stands_for_some_numbers_is_told_as_it_was_written():
    """A line for j = 1 is about that entry alone, one for j = 1, 2 about both, and each is told in these words."""
    x1, x2 = Value(1.0, label="x1"), Value(2.0, label="x2")
    f = (x1 * x1 + x2 * x1).named("f")
    one = check(f, "df/dx_j = 2x1 + x2 for j = 1")
    assert one.ok
    assert one.rows[0].claimed == "df/dx_j = 2x1 + x2 for j = 1"
    assert not check(f, "df/dx_j = 2x1 + x2 for j = 1, 2").ok


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("g = ∇f", "∇f is a vector"), ("df/dx = {1, x > 0; 0, x <= 0}", "cases are written {a if x > 0; b otherwise}"),
        ("sin (x) = f", "sin is a value here: write sin*(...) for a product, sin(...) for the function"),
    ],
)  # fmt: skip
def test_what_is_asked_about_says_what_to_write(line, said):
    """A gradient among numbers, cases without if, and a value that is called like a function."""
    x, sin = Value(1.5, label="x"), Value(0.4, label="sin")
    verdict = check((x * sin).named("f"), line).rows[0].verdict
    assert verdict.kind.name == "NOT_UNDERSTOOD"
    assert said in str(verdict)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("f' = (u'v - uv')/v²", "PROVEN"),
        ("f' = (uv' - u'v)/v²", "WRONG"),
        (r"f' = \frac{u'v-uv'}{v^2}", "PROVEN"),
        ("f' = u'/v - uv'/v²", "PROVEN"),
    ],
)
def test_a_dash_belongs_to_the_last_of_several_factors(line, kind):
    """In uv' it is v that is differentiated, as the quotient rule is written."""
    x = Value(2.0, label="x")
    f = ((x * x + 1).log().named("u") / x.exp().named("v")).named("f")
    assert check(f, line).rows[0].verdict.kind.name == kind


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (r"\nabla n = \frac{1}{n}\begin{pmatrix} x_1 \\ x_2 \end{pmatrix}", "PROVEN"),
        ("∇n = [x1, x2]/n", "PROVEN"),
        ("∇n = [x1/n, 0] + [0, x2/n]", "PROVEN"),
        ("∇n = -[x1, x2]/n", "WRONG"),
        ("∇n = [x1, x2, 0]/n", "NOT_UNDERSTOOD"),
        ("∇n = [x1, x2]/n + [0, 0, 0]", "NOT_UNDERSTOOD"),
    ],
)
def test_a_gradient_may_be_a_vector_times_a_number(line, kind):
    x1, x2 = Value(0.6, label="x1"), Value(-1.1, label="x2")
    n = (x1**2 + x2**2).sqrt().named("n")
    assert check(n, line).rows[0].verdict.kind.name == kind


@pytest.mark.parametrize("product", ["kN_0", "kN_{0}", "kN0", "k N_0", r"kN_0e^{-kt}e^{kt}"])
def test_a_name_with_an_index_may_stand_right_behind_a_factor(product):
    """kN_0 is k times N0, and was no name."""
    k, start = Value(0.5, label="k"), Value(3.0, label="N0")
    t = Value(0.0, label="t")
    n = (start * (-k * t).exp()).named("N")
    row = check(n, f"dN/dt = -{product}*e^(-k t)").rows[0]
    assert row.verdict.kind.name == "PROVEN"
    assert check(n, f"dN/dt = {product}*e^(-k t)").rows[0].verdict.kind.name == "WRONG"
