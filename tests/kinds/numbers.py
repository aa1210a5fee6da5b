"""Numbers: what they stand for, in text, as floats of every length, from numpy,
as exact constants and powers of ten.
"""

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
from claims_bank import (
    Function,
    Judge,
    Posed,
    formula_claim,
    fraction,
    from_the_file,
    number_claim,
    random_network,
    random_program,
    sharp,
    stands_for,
    written,
)

from autograd_core.graph import topological_order

from .cases import Case, decimal_text, graph, of_a_claim, of_a_line, short, true_partial


def any_function(rng: random.Random) -> Function:
    return rng.choice((from_the_file, random_program, random_network))(rng)


def posed(kind: str, found: Posed | None) -> Case | None:
    if found is None or found.right is None:
        return None
    ask = of_a_claim(found.function.graph, found.ends, found.claim, decimals=found.decimals)
    return Case(kind, str(found), found.right, ask, found)


def numbers(rng: random.Random, right: bool) -> Case | None:
    """A number for a hard function, a random program or a network: floats of 1 to 17 digits, texts of 3 to 15."""
    return posed("numbers", number_claim(any_function(rng), right, rng))


def formulas(rng: random.Random, right: bool) -> Case | None:
    """A partial by hand, as text or as a function."""
    return posed("formulas", formula_claim(from_the_file(rng), right, rng))


def texts(rng: random.Random, right: bool) -> Case | None:
    """A decimal of 1 to 17 digits stands for half a unit of its last; the truth lies on either side of that end."""
    value = Fraction(rng.randint(1, 10**18), 10 ** rng.randint(14, 20))
    text = written(value, rng.randint(1, 17), rng)
    low, high = stands_for(text)
    half = (high - low) / 2 or Fraction(1, 10**6)
    reach = rng.randint(0, 999) if right and low < high else 0 if right else rng.randint(1001, 4000)
    true = (low + high) / 2 + half * Fraction(reach * rng.choice((-1, 1)), 1000)
    sheet = f"x = 3/2\ny = {decimal_text(true)}*x\ndy/dx = {text}"
    return Case("texts", sheet, right, of_a_line(sheet))


ROUND = (1.0, 2.0, 5.0, 0.5, 10.0, 20.0, 100.0, 250.0, 1000.0, 0.1, 0.25, 1e-05, 3e-07, 1e16, 120.0, 99.0)


def round_floats(rng: random.Random, right: bool) -> Case | None:
    """2.0, 100.0, 1e-05: of one or two digits right only where exact,
    wrong only where no rounding gives it, else open.
    """
    claim = rng.choice(ROUND)
    low, high = stands_for(claim)
    half, few = (high - low) / 2, len(Decimal(repr(claim)).as_tuple().digits) <= 2
    sign = rng.choice((-1, 1))
    is_open = few and rng.random() < 0.3
    if is_open:
        true = Fraction(repr(claim)) + sign * half * Fraction(rng.randint(1, 999), 1000)
    elif right:
        true = Fraction(repr(claim)) + (0 if few else half * Fraction(rng.randint(-999, 999), 1000))
    else:
        true = Fraction(repr(claim)) + sign * half * Fraction(rng.randint(1001, 9000), 1000)
    sheet_slope = f"{decimal_text(true)}*x"
    said = f"{sheet_slope}, float {claim!r}"
    kept = None if is_open else right
    return Case("round floats", said, kept, of_a_claim(lambda: graph(sheet_slope, x=1), "x", claim, decimals=True))


COMPUTED = {np.float64: 1e-9, np.longdouble: 1e-9, np.float32: 1e-3, np.float16: 0.4}
"""By how much a number of so many bits is off that no rounding explains, relative to it."""


def numpys(rng: random.Random, right: bool) -> Case | None:
    """A number of numpy's is computed in its precision, however few digits it shows."""
    a, b, x = short(rng, 0.5, 2), short(rng, 0.5, 2), short(rng, 0.3, 1.5)
    text = rng.choice(("a*x**2 + b*x", "exp(a*x)/b", "a*sin(x/4) + b*x", "log(a + b*x)", "a*b*x"))
    true = true_partial(Function("", (("y", text),), {"a": a, "b": b, "x": x}), "y", "x")
    assert true is not None
    kind, least = rng.choice(list(COMPUTED.items()))
    off = 0.0 if right else rng.choice((-2.0, -1.0, 1.0, rng.uniform(least, 2 * least), -rng.uniform(least, 2 * least)))
    claim = kind(float(true) * (1 + off))
    if not right and rng.random() < 0.3:  # one digit, and wrong
        claim = kind(float(f"{float(true) * (1 + off):.1g}"))
        if abs(float(claim) / float(true) - 1) < least:
            return None
    if rng.random() < 0.3:
        claim = np.array([claim])[0]
    said = f"{text} at {a}, {b}, {x}: {claim!r}"
    return Case("numpy's", said, right, of_a_claim(lambda: graph(text, a=a, b=b, x=x), "x", claim))


CONSTANTS = (
    ("1/3", "2/6", "1 - 2/3"),
    ("pi/6", "30*pi/180", "pi/2 - pi/3"),
    ("sqrt(2)", "2/sqrt(2)", "sqrt(8)/2", "2^(1/2)"),
    ("log(2)", "-log(1/2)", "log(4)/2", "ln(8)/3"),
    ("exp(1)", "e", "exp(2)/exp(1)", "e^2/e"),
    ("4/3*pi", "pi/0.75", "4*pi/3"),
    ("2.00000000000000000001", "2 + 1/10^20", "2 + 10^(-20)"),
    ("sqrt(2/pi)", "sqrt(2)/sqrt(pi)", "2/sqrt(2*pi)"),
    ("3^(1/3)", "3/3^(2/3)", "9^(1/6)"),
    ("log(2)/5", "log(2^(1/5))", "log(32)/25"),
    ("0.1", "1/10", "10^(-1)", "1 - 9/10"),
    ("22/7", "3 + 1/7", "44/14"),
)
SHAPES = (("{c}*x", "{c}"), ("x^3*({c})/3", "({c})*x^2"), ("({c})*sin(x)", "({c})*cos(x)"), ("exp(({c})*x)", "({c})*y"))


def constants(rng: random.Random, right: bool) -> Case | None:
    """1/3, pi/6, sqrt(2), a decimal of twenty places: themselves, never their floats, in a sheet and in a formula."""
    first, *others = rng.choice(CONSTANTS)
    said = rng.choice((first, *others))
    function, partial = rng.choice(SHAPES)
    tiny = f"1/10^{rng.randint(1, 300)}"
    wrong = rng.choice((f"({said})*(1 + {tiny})", f"{said} - {tiny}", f"2*({said})", f"-({said})"))
    if "." in said:  # a decimal among other numbers may be a rounded one
        wrong = rng.choice((f"2*({said})", f"-({said})"))
    text = partial.format(c=f"({said if right else wrong})")
    sheet = f"x = {rng.choice(('2', '0.7', '1/3', 'pi/5'))}\ny = {function.format(c=f'({first})')}\ndy/dx = {text}"
    return Case("constants", sheet, right, of_a_line(sheet))


def at_constants(rng: random.Random, right: bool) -> Case | None:
    """A leaf that is pi/6 or 1/3 is so exactly: sin(pi/6) is 1/2."""
    known = (
        ("pi/6", "sin(x)", "1/2", "sqrt(3)/2"), ("pi/4", "cos(x)", "sqrt(2)/2", "-1/sqrt(2)"),
        ("pi/3", "cos(x)", "1/2", "-sqrt(3)/2"),
        ("1/3", "x^2", "1/9", "2/3"), ("ln(2)", "exp(x)", "2", "2"), ("sqrt(2)", "x^4", "4", "8*sqrt(2)"),
        ("e", "ln(x)", "1", "1/e"),
    )  # fmt: skip
    x, formula, value, slope = rng.choice(known)
    off = rng.choice((f" + 1/10^{rng.randint(3, 40)}", f" - 1/10^{rng.randint(3, 40)}"))
    line = rng.choice((f"y = {value}", f"dy/dx = {slope}")) + ("" if right else off)
    sheet = f"x = {x}\ny = {formula}\n{line}"
    return Case("at constants", sheet, right, of_a_line(sheet))


RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def powers(rng: random.Random, right: bool) -> Case | None:
    """10⁻¹ and 2⁻³ are exact; of 1.2376×10⁻¹ the exponent is, and the factor in front has its digits."""
    n = rng.choice((-4, -3, -2, -1, 1, 2, 3))
    if rng.random() < 0.4:
        base = rng.choice((2, 10, 5))
        text = rng.choice((f"{base}{str(n).translate(RAISED)}", f"{base}^({n})", f"{base}^{n}"))
        true = Fraction(base) ** n * (1 if right else 1 + Fraction(rng.randint(1, 9), 10 ** rng.randint(1, 12)))
    else:
        front = f"{rng.uniform(1, 9.99):.{rng.randint(1, 8)}f}"
        low, high = stands_for(front)
        reach = rng.randint(0, 999) if right else rng.randint(1001, 9000)
        true = ((low + high) / 2 + (high - low) / 2 * Fraction(reach * rng.choice((-1, 1)), 1000)) * Fraction(10) ** n
        raised = f"10{str(n).translate(RAISED)}"
        text = rng.choice(
            (
                f"{front}×{raised}",
                f"{front}·{raised}",
                f"{front}e{n}",
                f"{front}E{n}",
                f"{front}*10^{n}",
                f"{front}*{raised}",
            )
        )
    sheet = f"x = 2\ny = {decimal_text(true)}*x\ndy/dx = {text}"
    return Case("powers of ten", sheet, right, of_a_line(sheet))


def own_gradients(rng: random.Random, right: bool) -> Case | None:
    """What the engine itself computed is right; what is off by more than rounding is wrong."""
    function = rng.choice((random_network, random_program))(rng)
    y = function.graph()
    y.backward()
    leaf = rng.choice([node for node in topological_order(y) if node.op is None])
    ball = Judge(function.lines, {name: Fraction(x) for name, x in function.point.items()}).partial("y", leaf.label)
    if not leaf.grad or not sharp(ball) or ball.is_zero():
        return None
    off = rng.choice((-1, 1)) * 10 ** rng.uniform(-6, 0.3)
    claim = leaf.grad if right else float(fraction(ball)) * (1 + off)
    if not right and len(repr(claim)) < 15:
        return None
    said = f"{function} d/d{leaf.label}: {claim!r}"
    posed = Posed(function, ("y", leaf.label), "float", claim, repr(claim), right, 0.0 if right else off, claim)
    return Case("own gradients", said, right, of_a_claim(function.graph, leaf.label, claim), posed)


NUMBERS = (numbers, formulas, texts, round_floats, numpys, constants, at_constants, powers, own_gradients)
