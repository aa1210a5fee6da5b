"""Constants as they are written: exact in every namespace, beside the float that is computed with."""

import copy
import math
import pickle
from fractions import Fraction

import flint
import numpy as np
import pytest
import sympy
from balls import BALLS, Ball

from autograd_core import FRACTIONS, SYMBOLS, Intervals, Value, check, evaluate, gradient, parse
from autograd_core.namespaces.exact import Exact, computed
from autograd_core.namespaces.text import LATEX, NAMES
from autograd_core.verify.proof.identity import prove_identical
from autograd_core.verify.worksheets import check_worksheet

CONSTANTS = [
    "1/3", "4/3*pi", "2/3", "sqrt(2/pi)", "log(2)", "pi/6", "e^2", "2.00000000000000000001", "0.1", "sigmoid'(1)",
    "10^-1 + 1/7", "-1/3", "2^0.5", "1 + 1e-20", "e/pi", "ln(2)/ln(10)", "asin(1/3)",
]  # fmt: skip


@pytest.mark.parametrize("text", CONSTANTS)
def test_a_constant_is_known_to_any_number_of_digits(text):
    """Over intervals it is the number that flint and sympy find, far beyond the float beside it."""
    constant = parse(text, {})
    assert isinstance(constant, Exact)
    flint.ctx.dps = 100
    enclosure, ball = Intervals(60).number(constant), constant.over(BALLS)
    assert Ball(Fraction(enclosure.lo)).x.union(Ball(Fraction(enclosure.hi)).x).overlaps(ball.x)
    assert enclosure.hi - enclosure.lo < 1e-50
    digits = sympy.Float(str(SYMBOLS.number(constant).evalf(70)), 70)
    assert abs(Fraction(str(digits)) - Fraction(enclosure.lo)) < Fraction(1, 10**50)
    assert abs(float(constant) - float(digits)) <= 4 * math.ulp(float(digits))


@pytest.mark.parametrize("text", ["2", "0.5", "1e3", "2*3 - 1", "1/8", "-0.25"])
def test_what_a_float_holds_is_a_plain_float(text):
    """Nothing is kept beside a number that is the float, and the decimal it prints as."""
    assert type(parse(text, {})) is float
    assert type(parse("1/1152921504606846976", {})) is Exact  # the float is it, but what it prints as is not


def test_constants_of_a_graph_are_exact_everywhere():
    """1/3 of x cubed has the derivative x squared: in fractions, symbols, text and proofs; floats do not change."""
    x = Value(2.0, label="x")
    y = parse("1/3*x^3", {"x": x})
    assert y.data == (1 / 3) * 2.0**3
    assert gradient(y, x, over=FRACTIONS) == 4
    assert gradient(y, x, over=SYMBOLS) == sympy.Symbol("x", real=True) ** 2
    assert str(evaluate(y, over=NAMES)) == "1 / 3*x^3"
    assert str(evaluate(y, over=LATEX)) == r"\frac{1}{3} \, {x}^{3}"
    assert str(prove_identical(lambda at: at.partial(y, x), x * x)) == "everywhere"
    assert str(check(y, {"x": "x^2"}).rows[0].verdict) == "PROVEN EQUAL"
    assert str(check(y, {"x": "x^2*1.00000000000000000001"}).rows[0].verdict).startswith(("WRONG", "AGREES"))


def test_a_leaf_given_as_text_is_what_is_written():
    """x = pi/6 is pi/6 and not the float beside it, until other data is assigned."""
    x = Value(parse("pi/6", {}), label="x")
    assert x.data == math.pi / 6
    for twin in (x, copy.copy(x), copy.deepcopy(x), pickle.loads(pickle.dumps(x)), x.detach()):
        m = Intervals(40)
        assert 0.5 in evaluate(twin.sin(), over=m)
        assert evaluate(twin.sin(), over=m).hi - evaluate(twin.sin(), over=m).lo < 1e-38
    x.data = 0.5
    assert type(x.data) is float
    with pytest.raises(ValueError, match="pi is not a fraction"):
        evaluate(Value(parse("pi/6", {})) * 2, over=FRACTIONS)


def test_constants_that_share_a_float_are_told_apart():
    """Two constants with one float between them are two numbers."""
    x = Value(1.0, label="x")
    a, b = (parse(f"x*2.{'0' * 20}{i}", {"x": x}) for i in (1, 2))
    assert a.data == b.data
    m = Intervals(40)
    assert (evaluate(a, over=m) < evaluate(b, over=m)) is True
    assert prove_identical(a, b) is None


def test_integers_of_numpy_are_integers():
    """A numpy integer or a single-precision float among the constants is the number it is, in every exact namespace."""
    x = Value(2.0, label="x")
    for number, same in ((np.int64(3), 3), (np.int32(-7), -7), (np.float32(0.1), float(np.float32(0.1)))):
        y = x * number
        assert gradient(y, x, over=FRACTIONS) == Fraction(same)
        assert gradient(y, x, over=SYMBOLS) == sympy.Rational(repr(same))
        assert same in gradient(y, x, over=Intervals(40))
        assert prove_identical(y, x * same)
    mean = sum(np.array([x, x * x], dtype=object)) / np.int64(2)
    assert str(check(mean, {"x": "(1 + 2*x)/2"}).rows[0].verdict) == "PROVEN EQUAL"


@pytest.mark.parametrize("over", [FRACTIONS, SYMBOLS], ids=lambda m: m.name)
def test_powers_that_would_fill_the_memory_are_refused(over):
    """A constant may be written in seven letters and have a billion digits."""
    tiny = parse("1/9^9^9", {})
    assert tiny == 0
    with pytest.raises(ValueError, match="a power of more than 10,000,000 bits"):
        over.number(tiny)


@pytest.mark.parametrize(("sheet", "sentence"), [
    ("V = 4/3*pi*r^3", "dV/dr = 36*pi"), ("L = 1/3*(r + 1)", "dL/dr = 1/3"), ("y = r^(2/3)", "dy/dr = 2/3*r^(-1/3)"),
    ("y = sqrt(2/pi)*r", "dy/dr = sqrt(2/pi)"), ("y = 0.1*r", "dy/dr = 1/10"), ("y = log(2)*r", "dy/dr = ln(2)"),
])  # fmt: skip
def test_worksheets_keep_what_is_written(sheet, sentence):
    """Constants of definitions and claims are compared as they are written."""
    row = check_worksheet(f"r = 3\n{sheet}\n{sentence}").rows[-1]
    assert row.verdict.kind.passes, row.verdict.sentence


@pytest.mark.parametrize(
    ("text", "is_computed"),
    [
        ("3.141592653589793", True),  # 16 digits
        ("0.30000000000000004", True),  # 17
        ("1.4142135623730951e-05", True),
        ("1.4142135623730951E-05", True),
        ("0.1", False),
        ("3.14159265358979312", False),  # more than a float prints
        ("0.10000000000000001", False),  # as many, and a float prints 0.1
        ("1.000000000000000", False),
        ("123456789012345", False),  # 15
    ],
)
def test_a_decimal_that_computers_write_is_known(text, is_computed):
    """It has the 16 or 17 digits with which Python prints that float."""
    assert computed(text) is is_computed
