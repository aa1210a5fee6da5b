"""Second partials as claims: in every notation, as pairs of inputs, and as a matrix."""

from fractions import Fraction

import numpy as np
import pytest

from autograd_core import Value, check, hessian, label_all, ops
from autograd_core.verify import Kind, check_worksheet

X, Y = 2.0, 0.5


def surface():
    """f = x² y + exp(x y)."""
    x, y = Value(X, label="x"), Value(Y, label="y")
    return (x**2 * y + ops.exp(x * y)).named("f")


XX, XY, YY = "2*y + y^2*exp(x*y)", "2*x + (1 + x*y)*exp(x*y)", "x^2*exp(x*y)"


def kind(key, claim, of=surface):
    return check(of(), {key: claim}).rows[0].verdict.kind


@pytest.mark.parametrize(
    "key",
    [
        ("x", "y"),
        ("y", "x"),
        "∂²f/∂x∂y",
        "d^2f/dxdy",
        "∂^2 f/(∂x ∂y)",
        "∂²f/(∂x∂y)",
        "f_xy",
        "∂²f/∂y∂x",
        "d2f/dxdy",
        "∂2f/∂x∂y",
        "d**2f/dxdy",
        "d**2f/(dx*dy)",
        "d2f/dx dy",
        "d2 f/(dx dy)",
    ],
)
def test_mixed_partials_by_every_name(key):
    """The same second partial, whichever way it is named; a wrong formula is refuted."""
    assert kind(key, XY) is Kind.PROVEN
    assert kind(key, "2*x + x*y*exp(x*y)") is Kind.WRONG


def test_by_numbers_and_formulas():
    """A pair of inputs takes numbers, as text and computed, formulas and functions; nodes as well as labels."""
    f = surface()
    true = 2 * X + (1 + X * Y) * np.exp(X * Y)
    assert check(f, {("x", "y"): f"{true:.5g}", ("x", "x"): XX, "d²f/dy²": YY}).ok
    assert kind(("x", "y"), true) is Kind.CORRECT
    assert kind(("x", "y"), true * (1 + 1e-7)) is Kind.WRONG
    assert kind(("x", "y"), lambda x, y: 2 * x + (1 + x * y) * ops.exp(x * y)) is Kind.PROVEN
    x, y = (next(n for n in f.args[0].args if n.label == "y") for _ in range(2))
    assert check(f, {(x, y): YY}).ok
    assert kind(("x", "x", "y"), "2 + (2*y + x*y^2)*exp(x*y)") is Kind.PROVEN


def test_what_was_taken_for_it():
    """A number that is the first partial, another second one, or off by 2 or a sign, is told so."""
    x, y = Value(2, label="x"), Value(3, label="y")
    f = (x**3 * y**2).named("f")
    told = {36 * 3: "this is df/dx", 54 * 2: "this is df/dx", 16: "this is d²f/dy²", -72: "a sign is lost",
            36: "this is half of it", 144: "this is twice as much"}  # fmt: skip
    for number, sentence in told.items():
        assert check(f, {("x", "y"): number}).rows[0].notes == (sentence,)


def test_lines():
    """Lines name second partials on either side, with primes where only one leaf can be meant."""
    text = "∂²f/∂x∂y = 2*x + (1 + x*y) e^(x*y)\nd²f/dx² = 2y + y² e^(x y) = 1.680\nf_xy = f_yx\n"
    assert check(surface(), text).ok
    assert not check(surface(), text.replace("1.680", "1.690")).ok
    z = Value(0.5, label="z")
    h = ops.sin(z).named("h")
    assert check(h, "h'' = -sin(z)\nh''(z) = -h\nh''' = -cos z\nd²h/dz² = -0.4794").ok
    assert check(h, "h'' = cos(z)").status == 1


@pytest.mark.parametrize("key", ["d2f/dx2", "d**2f/dx**2", "d^2f/dx^2", "d2f/dx**2", "d^2f/dx2", "∂2f/∂x2", "d2/dx2 f"])
def test_orders_in_plain_letters(key):
    """An order stands behind its d, and behind the name, with and without a sign between."""
    assert check(surface(), f"{key} = {XX}").ok
    assert check(surface(), f"{key} = {XX} + x").status == 1


def test_a_number_behind_a_name_may_be_of_the_name():
    """dx2 beside leaves x and x2 is either; x2 alone is the name, and what is called d2y is no derivative."""
    sheet = "x = 2\nx2 = 3\ny = x^3*x2\n"
    (row,) = check_worksheet(f"{sheet}d2y/dx2 = 6*x*x2").rows[3:]
    assert row.verdict.kind is Kind.NOT_UNDERSTOOD
    assert "is this 2 times towards x, or once towards x2? write d^2y/dx^2" in row.verdict.words
    assert check_worksheet(f"{sheet}d2y/dx^2 = 6*x*x2\nd^2y/dxdx2 = 3*x^2").ok
    sheet = "x1 = 2\nx2 = 3\ny = x1^3*x2\n"
    assert check_worksheet(f"{sheet}d2y/dx1dx2 = 3*x1^2\nd2y/dx12 = 6*x1*x2\nd2y/dx2dx1 = 3*x1^2").ok
    assert check_worksheet("d2y = 2\ndx2 = 3\nz = d2y/dx2\ndz/dd2y = 1/dx2").ok


def test_worksheets():
    """A worksheet's own formulas are differentiated twice."""
    sheet = "x = 2\ny = 3\nf = x^2*y\n∂²f/∂x∂y = 2*x = 4\nd²f/dx² = 2*y\n∂²f/∂y² = 0\n"
    assert check_worksheet(sheet).ok
    assert check_worksheet(sheet.replace("= 2*y", "= 2*x")).status == 1


def test_a_constant_has_the_derivative_0():
    """What is linear has no curvature, exactly."""
    x = Value(1.5, label="x")
    assert check((3 * x).named("y"), {("x", "x"): 0}).ok
    assert check((3 * x).named("y"), {("x", "x"): 1}).status == 1


def test_at_a_kink_there_is_none():
    """Where the first derivative does not exist, neither does the second, whatever the branch gives."""
    x = Value(0.0, label="x")
    assert kind(("x", "x"), 0, lambda: (ops.relu(Value(0.0, label="x")) * 1).named("y")) is Kind.KINK
    assert not check((ops.relu(x) ** 2).named("y"), {("x", "x"): 0}).ok
    assert not check((ops.relu(x) ** 2).named("y"), {("x", "x"): 2}).ok
    (row,) = check((ops.relu(x) ** 2).named("y"), {("x", "x"): 0}).rows
    assert "one slope but maybe two curvatures" in str(row.verdict)


def test_a_kink_of_the_first_derivative_counts_for_the_mixed_one():
    """relu(x) y has no first derivative towards x at 0, so no mixed one, though towards y all is smooth."""
    x, y = Value(0.0, label="x"), Value(3.0, label="y")
    f = (ops.relu(x) * y).named("f")
    for claim in (0, 1):
        assert check(f, {("x", "y"): claim}).rows[0].verdict.kind is Kind.KINK


def test_a_hessian():
    """A matrix of formulas, numbers and arrays, in one row; transposed and scaled ones are told as arrays are."""
    assert kind("hessian", [[XX, XY], [XY, YY]]) is Kind.PROVEN
    numbers = np.array(hessian(lambda x, y: x**2 * y + ops.exp(x * y), (0, 1))(X, Y))
    for key in ("H", "∇²f", "Hessian", (("x", "y"), ("x", "y"))):
        assert kind(key, numbers) is Kind.CORRECT
    assert kind((("y", "x"), ("y", "x")), numbers[::-1, ::-1]) is Kind.CORRECT
    assert kind((("x",), ("x", "y")), numbers[:1]) is Kind.CORRECT
    report = check(surface(), {"hessian": [[XX, XY], [XX, YY]]})
    assert [part.claim for part in report.rows[0].parts] == ["d²f/dydx"]
    assert report.rows[0].notes == ("rows and columns are x, y",)
    told = {
        "every entry is right but for its sign": -numbers,
        "the mixed partials are left out": np.diag(np.diag(numbers)),
        "a Hessian is symmetric, and [0][1] is not [1][0] here": numbers * [[1, 2], [1, 1]],
    }
    for note, claim in told.items():
        assert check(surface(), {"hessian": claim}).rows[0].notes[1:] == (note,)
    beyond_floats = [[Fraction(10**400, 3), XY], [XY, YY]]
    assert check(surface(), {"H": beyond_floats}).rows[0].verdict.kind is Kind.WRONG
    assert "has the shape (2, 2); got (3, 3)" in check(surface(), {"H": np.eye(3)}).rows[0].verdict.sentence


def test_a_hessian_of_an_array():
    """("W", "W") is the Hessian by the entries of an array."""
    w = [Value(1.0), Value(2.0), Value(0.5)]
    label_all({"W": w})
    q = (w[0] * w[1] * w[2] + w[0] ** 2).named("q")
    right = [[2, Fraction(1, 2), 2], [Fraction(1, 2), 0, 1], [2, 1, 0]]
    assert check(q, {("W", "W"): right}).ok
    assert check(q, {("W", "W"): [[1, 0.5, 2], [0.5, 0, 1], [2, 1, 0]]}).status == 1


def test_so_many_derivatives_stand_beside_a_graph():
    """The Hessian of 401 leaves is refused before anything is differentiated."""
    many = ops.sum([Value(1.0, label=f"x{i}") ** 2 for i in range(401)]).named("y")
    with pytest.raises(LookupError, match="the derivatives of 400 derivatives at most"):
        check(many, {"H": np.eye(401)})


def test_first_partials_are_what_they_were():
    """A pair with a computed node in it is the first partial between them."""
    f = surface()
    assert check(f, {("f", "x"): "2*x*y + y*exp(x*y)"}).ok
    assert check(f, {("f", "x"): "2*x*y + y*exp(x*y)", ("x", "y"): XY}).ok


@pytest.mark.parametrize(
    ("y", "second"),
    [
        ("x^2/3", "2/3"),
        ("x^2/pi", "2/pi"),
        ("2^x", "4*ln(2)^2"),
        ("log_2(x)", "-1/(4 ln 2)"),
        ("x^(7/3)", "28/9*2^(1/3)"),
        ("sin(pi*x/3)", "-pi^2/9*sin(2*pi/3)"),
        ("x^3/sqrt(3)", "12/sqrt(3)"),
    ],
)
def test_constants_of_second_derivatives_stay_exact(y, second):
    """The slope 1/3 of x/3 is differentiated as that, and not as the float next to it: 2/3 was called wrong."""
    right, wrong = check_worksheet(f"x = 2\ny = {y}\nd²y/dx² = {second}\nd²y/dx² = {second} + 10^-20").rows[2:]
    assert right.verdict.kind is Kind.CORRECT
    assert right.verdict.words == ", exactly"
    assert wrong.verdict.kind is Kind.WRONG


def test_a_variance_has_the_second_derivatives_of_its_formula():
    """Of the mean of squares around the mean of three numbers, 4/9 and -2/9."""
    xs = [Value(x, label=f"x{i}") for i, x in enumerate((0.2, 0.9, -0.5), 1)]
    mean = sum(xs) / 3
    v = (sum((x - mean) ** 2 for x in xs) / 3).named("v")
    assert [row.verdict.words for row in check(v, "∂²v/∂x1² = 4/9\n∂²v/∂x1∂x2 = -2/9").rows] == [", exactly"] * 2
    assert check(v, {("x1", "x2"): "-2/9"}).rows[0].verdict.kind is Kind.PROVEN
