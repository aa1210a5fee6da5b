"""Formulas: text that becomes Values, and nothing else."""

import contextlib
import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_core import OPS, Value, parse
from autograd_core.__main__ import main
from autograd_core.formula import FormulaError, Partial, read


@pytest.fixture
def names():
    return {"w": Value(0.4, label="w"), "x": Value(0.5, label="x"), "ws[0]": Value(3.0), "my label": Value(2.0)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 - 2 - 3", -4), ("2/3/4", 1 / 6), ("2^3^2", 512), ("2**-x**2", 2**-(0.5**2)), ("-x**2", -0.25),
        ("-x*w", -0.2), ("7 // 2 % 2", 1),
        ("x² + (w + x)³", 0.25 + 0.9**3), ("x⁻²", 4), ("w·x × 2 ÷ 4 − 1", -0.9), ("+x - -x", 1),
        ("ws[0]*`my label`", 6), (".5e1 + 1.", 6),
        ("ln(x)", math.log(0.5)), ("σ(0)", 0.5), ("max(1, x, 2) + min(1, x)", 2.5),
        ("sum(1, 2, 3)", 6), ("dot(1, 2, w, x)", 1.4), ("clamp(x, 0, w)", 0.4),
        ("leaky_relu(-x)", -0.005), ("leaky_relu(-x, 0.1)", -0.05), ("abs(-3)", 3), ("pi + e", math.pi + math.e),
        ("sigmoid'(0)", 0.25), ("sin (0)", 0), ("tanh'(x)", 1 - math.tanh(0.5)**2), ("x*exp'(w)", 0.5 * math.exp(0.4)),
    ],
)  # fmt: skip
def test_what_a_formula_means(text, value, names):
    """Precedence as in Python; the signs that people write on paper; every op by its name."""
    found = parse(text, names)
    assert (found.data if isinstance(found, Value) else found) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "line 1, column 1: the formula is empty"),
        ("x 2", "line 1, column 3: expected an operator before '2': write * between factors"),
        ("(1 + 2", "line 1, column 1: this bracket is never closed"),
        ("1 + 2)", "line 1, column 6: this bracket was never opened"),
        (
            "x +\n sigmiod(x)",
            "line 2, column 2: no value is named 'sigmiod'; the nearest are 'sigmoid', 'log_sigmoid', 'mod'",
        ),
        ("1 + * 2", "line 1, column 5: expected a number, a name or '('; got '*'"),
        ("w +", "line 1, column 4: expected a number, a name or '('; got the end"),
        (
            "0,5",
            "line 1, column 2: a comma stands only between the arguments of a function; write a decimal point as '.'",
        ),
        ("1e999", "line 1, column 1: '1e999' is too large for a float64"),
        ("sin(1, 2)", "line 1, column 1: sin needs 1 argument; got 2"),
        ("clamp(x, 1)", "line 1, column 1: clamp needs 3 arguments; got 2"),
        ("dot(1, 2, 3)", "line 1, column 1: dot needs an even number of arguments; got 3"),
        ("clamp'(x)", "line 1, column 1: clamp' needs an op of one argument"),
        ("w.x", "line 1, column 2: '.' has no meaning in a formula"),
        (
            "0.0822...",
            "line 1, column 7: '...' has no meaning in a formula; "
            "leave dots out: a number stands for half a unit of its last digit either way",
        ),
        (
            "≈ 0.5",
            "line 1, column 1: '≈' has no meaning in a formula; it stands between two sides of a line, as = does",
        ),
        ("w + 8.22 X 10^2", "line 1, column 10: no value is named 'X'; write * or · for times"),
        ("x; y", "line 1, column 2: ';' has no meaning in a formula; put one statement on each line"),
        ("lambda: x", "line 1, column 1: no value is named 'lambda'; the nearest are 'my label', 'w', 'ws[0]', 'x'"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text, sentence, names):
    """An error has the line and the column, and says what would fit."""
    with pytest.raises(FormulaError) as error:
        parse(text, names)
    assert str(error.value) == sentence


HOSTILE = [
    "(" * 10_000, "-" * 10_000, "x+" * 4_999 + "x", "1" * 10_000, "a" * 10_000, "`" * 10_000, "x[" * 5_000, "∂" * 3_000,
    "dx/" * 3_000, "wx" * 5_000, "x" * 59, "2x" * 5_000, "x{" * 5_000, "sin " * 2_500, "|" * 10_000, "|x" * 5_000,
    "Σ_i " * 2_500, "Σ_{i=0}^{9999} i" * 600, "d/dx(" * 2_000, "d(" * 5_000, "∂x/∂x" * 2_000, "(∂x/∂w)_" * 1_200,
    "∂²x/" * 2_000, "(" * 3_000 + ")" * 3_000, "(d" * 5_000, "x if " * 2_000, "a^{(" * 2_500, "√" * 3_300, "%" * 10_000,
    "x₁" * 2_500, "\u0302" * 5_000, "ln d" * 2_500, "d ln x/" * 1_400, "x[" + "1" * 80 + "]" * 9_000, "∇" * 3_300,
    "²" * 5_000, "x" + "²" * 4_000, "9**" * 190 + "9", "sin(" * 3_000, "max(" + "x," * 4_000,
    " " * 10_000, "\n" * 10_000, "\0" * 10_000, "'" * 10_000,
    "sin'" * 2_500, "é" * 5_000, "1e" * 5_000, "__import__('os').system('true')" * 200, "x" * 20_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:8]))
def test_hostile_text_is_refused_at_once(text, names):
    """No text takes long to read, however it is made, and what is refused is not said over in its whole length."""
    if text in ("x" * 59, "9**" * 190 + "9"):
        assert read(text, names, partials=True)
        return
    with pytest.raises(FormulaError) as refused:
        read(text, names, partials=True)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("text", ["(" * 201 + "x" + ")" * 201, "x+" * 2_501 + "x", "x" + " " * 10_000])
def test_the_limits(text, names):
    """200 levels, 5,000 nodes, 10,000 bytes; what stays just below is read."""
    with pytest.raises(FormulaError, match=r"at most (200 levels|5,000|10,000 bytes)"):
        read(text, names)
    for fitting in ("(" * 200 + "x" + ")" * 200, "x+" * 2_499 + "x", "x" + " " * 9_999):
        assert read(fitting, names).names == ["x"]


def test_a_derivative_is_one_symbol(names):
    """dw/dx is a Partial where derivatives may be written, with either d, and is told to be one where dw is a value."""
    assert read("dw/dx * ∂x/∂w", names, partials=True).partials == [Partial("w", "x"), Partial("x", "w", direct=True)]
    with pytest.raises(FormulaError, match="no value is named 'dw'"):
        read("dw/dx", names)
    assert read("dw/dx", [*names, "dw", "dx"]).names == ["dw", "dx"]
    both = read("dw/dx", [*names, "dw", "dx"], partials=True)
    assert both.partials == [Partial("w", "x")]
    assert both.notes == ("dw/dx is read as the derivative, not as a quotient of two values",)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    """Whatever the text, the answer is an expression or a FormulaError."""
    with contextlib.suppress(FormulaError):
        assert read(text, ["x"], partials=True).program


@given(st.recursive(
    st.sampled_from(["x", "w", "2", "0.5"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " - ", "*", "/", "**", " % "]), inner).map("".join),
        inner.map(lambda t: f"({t})"), inner.map(lambda t: f"-{t}"), inner.map(lambda t: f"sin({t})"),
    ), max_leaves=12,
))  # fmt: skip
def test_precedence_is_pythons(text):
    """A formula means what the same text means in Python, sign by sign."""
    values = {"x": Value(1.3), "w": Value(0.7)}
    try:
        expected = eval(text, {"sin": OPS["sin"], **values})
    except (
        ArithmeticError,
        TypeError,
    ):  # plain numbers alone, where Python raises or turns complex and the engine answers as IEEE does
        return
    if isinstance(expected, complex):
        return
    got = parse(text, values)
    got, expected = (v.data if isinstance(v, Value) else float(v) for v in (got, expected))
    assert got == expected or math.isclose(got, expected, rel_tol=1e-12) or (math.isnan(got) and math.isnan(expected))


def test_grad_from_the_shell(capsys):
    """`grad` prints the value and the gradient of any formula; what is missing or wrong is one line and status 2."""
    assert main(["grad", "sigmoid(w*x + b)", "w=0.4", "x=0.5", "b=0.1"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "value = 0.574442516811659    16 digits are certain",
        "d/dw  = 0.12222915584537294  16 digits are certain",
        "d/dx  = 0.09778332467629836  16 digits are certain",
        "d/db  = 0.2444583116907459   16 digits are certain",
    ]  # fmt: skip
    assert main(["grad", "-x**2", "x=-3"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "value = -9.0  17 digits are certain",
        "d/dx  = 6.0   17 digits are certain",
    ]
    assert main(["grad", "x*pi", "x=1/4"]) == 0  # a constant is a number, too
    assert capsys.readouterr().out.startswith("value = 0.785398163397448")
    for words, said in {
        ("grad", "x*y", "x=1"): "python -m autograd_core: x*y needs a value for y: add y=1",
        (
            "grad",
            "x+",
            "x=1",
        ): "python -m autograd_core: x+: line 1, column 3: expected a number, a name or '('; got the end",
        (
            "grad",
            "2",
        ): "python -m autograd_core: 2 = 2.0 is a constant: write it with a name, and give that a value, such as x=1",
        (
            "grad",
            "x",
            "x",
        ): "python -m autograd_core grad: argument NAME=NUMBER: a value is given as name=number, such as w=0.4; got x",
        ("chek", "x"): "python -m autograd_core: there is no command 'chek'; did you mean check?",
        ("zz",): "python -m autograd_core: there is no command 'zz'; there are check, grad, draw, view and doctor",
        ("grad", "x*x", "x=3", "z=4"): "python -m autograd_core: x*x does not use z: leave that out",
        ("grad", "x*x", "x=3", "x=4"): "python -m autograd_core: x is given twice: leave one of them out",
    }.items():
        with pytest.raises(SystemExit, match="2"):
            main(list(words))
        assert capsys.readouterr().err == said + "\n"


def test_a_first_minute(capsys):
    """Alone, the command shows three others to paste, and each of them runs and is right."""
    assert main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    commands = [line.strip() for line in lines if line.startswith("  ") and not line.startswith("   ")]
    assert len(commands) == 3
    said = [
        subprocess.run(
            command.replace("python", sys.executable, 1) if command.startswith("python") else
            command.replace("| python", f"| {sys.executable}"),
            shell=True, capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent,
        ).stdout
        for command in commands
    ]  # fmt: skip
    assert "d/dw" in said[0]
    assert "sigmoid" in said[1]
    assert "w was used where x belongs" in said[2]


@pytest.mark.parametrize("x", [-1.0, 0.0, 1.0, 2.0, 3.0])
@pytest.mark.parametrize(
    "condition",
    ["not x > 2", "x > 0 and x < 2", "x < 0 or x > 2", "not (x > 0 and x < 2)", "x > 0 and not x > 2",
     "not x < 0 and x < 2", "x > 0 and x < 2 or x > 2.5", "x > 2.5 or x > 0 and x < 2"],
)  # fmt: skip
def test_conditions_are_joined_as_python_joins_them(condition, x):
    """not before and, and that before or: eval says which branch is taken."""
    text = f"x if {condition} else 7*x*x - 10"
    assert parse(text, {"x": Value(x, label="x")}).data == eval(text, {"x": x})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sin x/", "does sin reach over the /? write sin(x)/... or sin(x/...)"),
        ("sin x/y", "does sin reach over the /? write sin(x)/y or sin(x/y)"),
        ("e^x_{1}y", "does the exponent end after x_{1}? write e^(x_{1}*y) or (e^x_{1})*y"),
    ],
)
def test_what_reaches_how_far_is_asked_about(text, told):
    """What could be read in two ways is read in none, at the end of a text as well."""
    with pytest.raises(FormulaError) as error:
        parse(text, {name: Value(1.0, label=name) for name in ("x", "y", "x_1")})
    assert told in str(error.value)


def test_a_root_ends_before_a_factorial():
    """√x! is (√x)!, as √x² asks whether it is; (√4)! is 2."""
    assert parse("√x!", {"x": Value(4.0, label="x")}).data == 2
