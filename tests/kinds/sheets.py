"""Sheets of other forms: comparisons, conditions, lines about other values, formulas without values, curves by a
parameter, differentials, moves, LaTeX, code.
"""

import random
import re
from fractions import Fraction

from claims_bank import Judge, fraction, sharp, stands_for, written

from autograd_core import check

from .cases import Case, graph, of_a_line, outcome_of, sheet_of, short, true_partial
from .lines import RATES, neuron, off_by_some, rounded

CURVES: dict[str, str] = {
    "x^3 - 2*x": "3*x^2 - 2",
    "x^2*exp(-x)": "(2*x - x^2)*exp(-x)",
    "sin(2*x) + x": "2*cos(2*x) + 1",
    "log(1 + x^2)": "2*x/(1 + x^2)",
    "1/(1 + x^2)": "-2*x/(1 + x^2)^2",
    "x*sqrt(1 + x^2)": "(1 + 2*x^2)/sqrt(1 + x^2)",
    "tanh(x/2)": "(1 - y^2)/2",
    "exp(x)*cos(x)": "y - exp(x)*sin(x)",
}
"""Functions of x, and their derivatives by hand."""


def valued(formula: str, text: str, x: Fraction) -> Fraction:
    """What a formula in x and y comes to."""
    ball = Judge((("y", formula.replace("^", "**")),), {"x": x}).formula(text.replace("^", "**"))
    if not sharp(ball) or ball.is_zero():
        raise ValueError("not sharp")
    return fraction(ball)


def slipped(text: str, rng: random.Random) -> str:
    """A formula and something that it is not."""
    return rng.choice(
        (f"-({text})", f"2*({text})", f"{text} + x", f"{text} + 1/10^{rng.randint(3, 60)}", f"({text})*x")
    )


def comparisons(rng: random.Random, right: bool) -> Case | None:
    """dy/dx > 0.3, 0 < dy/dx < 1, dy/dx >= dy/dw: what is apart is told apart, on a line and as a claim."""
    function, _ = neuron(rng)
    x, other = rng.sample(("w", "x", "b"), 2)
    a, b = true_partial(function, "y", x), true_partial(function, "y", other)
    if a is None or b is None or a == b:
        return None
    form = rng.choice(("number", "partial", "between", "size", "differs"))
    apart = abs(a) * Fraction(10 ** rng.uniform(-9, 1))
    if form == "number":
        sign = rng.choice((">", ">=", "≥")) if right else rng.choice(("<", "<=", "≤"))
        line = f"dy/d{x} {sign} {float(a - apart)!r}"
    elif form == "partial":
        line = f"dy/d{x} {'>' if (a > b) == right else '<'} dy/d{other}"
    elif form == "between":
        low, high = (
            (a - apart, a + apart) if right else rng.choice(((a + apart, a + 2 * apart), (a - 2 * apart, a - apart)))
        )
        line = f"{float(low)!r} < dy/d{x} <= {float(high)!r}"
    elif form == "size":
        line = f"|dy/d{x}| {'<' if right else '>'} {float(abs(a) + apart)!r}"
    else:
        sign = "!=" if right else "<" if a > b else ">"
        line = f"-dy/d{other} + dy/d{x} {sign} {float(a - b + apart) if right else 0!r}"
    sheet = f"{sheet_of(function)}\n{line}"
    return Case("comparisons", sheet, right, of_a_line(sheet))


GIVEN = (
    (
        "c = 0.6\ns = 0.8\nx = {x}\ny = (c*x)^2 + (s*x)^2",
        "c^2 + s^2 = 1",
        "2*x",
        ("x", "2*x*c", "2*x + c - 0.6", "2*x*(c + s - 0.4)"),
    ),
    ("a = 0.25\nb = 0.75\nx = {x}\ny = a*x + b*x", "a + b = 1", "1", ("a", "2", "1 + a - 0.25", "4*a")),
    ("a = 2\nb = 2\nx = {x}\ny = a*x^2 + b*x", "a = b", "a*(2*x + 1)", ("a*(2*x - 1)", "a*(3*x + 1)", "b*x + a")),
    ("a = 2\nb = 0.5\nx = {x}\ny = sin(a*b*x)", "a*b = 1", "cos(x)", ("-cos(x)", "a*cos(x)", "cos(x) + b - 0.5")),
    ("a = 0.3\nb = 0.7\nx = {x}\ny = exp(a*x)*exp(b*x)", "a = 1 - b", "y", ("a*y", "y*b", "y + a - 0.3")),
)
"""A sheet, what is given, the derivative that holds there, and what does not."""


def given_lines(rng: random.Random, right: bool) -> Case | None:
    """What holds where an equation holds, given as a line or by given=; at these numbers alone is not enough."""
    head, equation, true, wrong = rng.choice(GIVEN)
    sheet, said = head.format(x=short(rng, 0.3, 2)), true if right else rng.choice(wrong)
    if rng.random() < 0.5:
        whole = f"{sheet}\n{equation}\ndy/dx = {said}"
        return Case("given", whole, right, of_a_line(whole))
    *leaves, last = sheet.splitlines()
    at = {name: float(number) for name, number in (line.split(" = ") for line in leaves)}
    formula = last.removeprefix("y = ")

    def ask() -> str:
        report = check(graph(formula, **at), {"x": said}, given=equation, decimals=True)
        return outcome_of(report.rows[-1].verdict.kind)

    return Case("given", f"{sheet}, given {equation}: {said}", right, ask)


ELSEWHERE = (
    "at x = {x}: dy/dx = {n}",
    "dy/dx = {n} at x = {x}",
    "dy/dx|_{{x={x}}} = {n}",
    "y'({x}) = {n}",
    "when x = {x}, dy/dx = {n}",
    r"\left.\frac{{dy}}{{dx}}\right|_{{x={x}}} = {n}",
    "At x = {x}, dy/dx = {text} = {n}",
    "dy/dx|x={x} = {n}",
)


def elsewhere(rng: random.Random, right: bool) -> Case | None:
    """A line about another x than the sheet's, or where the sheet has none."""
    formula, text = rng.choice(list(CURVES.items()))
    x = Fraction(rng.choice((3, 2, 1, Fraction(1, 2), Fraction(5, 4), Fraction(-3, 2))))
    here = rng.choice(("", f"x = {short(rng, 0.3, 2)}\n"))
    true = valued(formula, text, x)
    digits = rng.randint(3, 8)
    n = written(true if right else off_by_some(true, digits, rng), digits, rng)
    low, high = stands_for(n)
    if (low <= true <= high) != right:
        return None
    if rng.random() < 0.3:  # for any a
        known, times = f"a*({formula})", written(true, 30, rng) if true.denominator > 10**6 else str(true)
        if "y" in text or not re.fullmatch(r"[-0-9/]+", times):
            return None
        n = f"a*({times})" if right else rng.choice((f"a*({times}) + a/7", f"-a*({times})", f"a^2*({times})"))
        sheet = f"{here}y = {known}\nat x = {x}: dy/dx = {n}"
        return Case("elsewhere", sheet, right, of_a_line(sheet))
    line = rng.choice(ELSEWHERE).format(x=float(x) if x.denominator > 1 else x, n=n, text=text)
    sheet = f"{here}y = {formula}\n{line}"
    return Case("elsewhere", sheet, right, of_a_line(sheet))


def unvalued(rng: random.Random, right: bool) -> Case | None:
    """Formulas whose names have no values, and those that get them below: what holds for any is right."""
    formula, text = rng.choice(list(CURVES.items()))
    said = text if right else slipped(text, rng)
    form = rng.choice(
        (
            "y = {f}\ndy/dx = {d}",
            "y = a*({f})\ndy/dx = a*({d0})",
            "y = {f}\nx = 3/4\ndy/dx = {d}",
            "f(x) = {f}\nf'(x) = {d}",
        )
    )
    if "a*" in form or "f(x)" in form:
        said = text.replace("y", f"({formula})") if right else slipped(text.replace("y", f"({formula})"), rng)
    sheet = form.format(f=formula, d=said, d0=said)
    return Case("without values", sheet, right, of_a_line(sheet))


PARAMETRIC = (
    ("cos(t)", "sin(t)", "-cos(t)/sin(t)", "-1/sin(t)^3"),
    ("t^2", "t^3", "3*t/2", "3/(4*t)"),
    ("exp(t)", "t^2", "2*t*exp(-t)", "2*(1 - t)/x^2"),
    ("t - sin(t)", "1 - cos(t)", "sin(t)/(1 - cos(t))", "-1/y^2"),
    ("2*t + 1", "sin(t)", "cos(t)/2", "-y/4"),
    ("t + t^3", "log(t)", "1/(t + 3*t^3)", "-(1 + 9*t^2)/(t^2*(1 + 3*t^2)^3)"),
)


def curves(rng: random.Random, right: bool) -> Case | None:
    """dy/dx and d²y/dx² along a curve by a parameter, with and without a value of it."""
    x, y, first, second = rng.choice(PARAMETRIC)
    key, true = rng.choice((("dy/dx", first), ("d²y/dx²", second)))
    said = (
        true if right else rng.choice((f"-({true})", f"2*({true})", f"{true} + t", f"({true})*t", f"{true} + 1/10^20"))
    )
    sheet = f"{rng.choice(('', 't = 0.7', 't = 1.3'))}\nx = {x}\ny = {y}\n{key} = {said}".lstrip()
    return Case("curves", sheet, right, of_a_line(sheet))


MOVES = (
    "{w}+ = {}", "{w}_new = {}", "{w}' = {}", "{w}⁺ = {}", "{w} new = {}", "{w} ← {}", "{w} <- {}", "{w} := {}",
    "new {w} = {}", "updated {w} = {}", "{w}^{{new}} = {}", "{w}_{{new}} = {}", "{w}^+ = {}",
    "{w}_{{t+1}} = {}", "{w}(t+1) = {}", "Δ{w} = {}",
)  # fmt: skip


def moves(rng: random.Random, right: bool) -> Case | None:
    """A step or a move in every spelling; with the slope by hand, by name or worked out."""
    function, factors = neuron(rng)
    w, rate, name = rng.choice(("w", "b")), rng.choice(("0.5", "0.1", "0.25", "0.01")), rng.choice(RATES)
    slope = true_partial(function, "y", w)
    if slope is None:
        return None
    by_hand = "*".join((factors["dy/dh"], factors["dh/dz"], factors[f"dz/d{w}"]))
    form = rng.choice(MOVES)
    start = "" if form.startswith("Δ") else f"{w} - "
    here = Fraction(0) if form.startswith("Δ") else Fraction(repr(function.point[w]))
    new = here - Fraction(rate) * slope
    digits = rng.randint(4, 8)
    number = rounded(new if right else off_by_some(new, digits, rng), digits, rng).strip("()")
    low, high = stands_for(number)
    if (low <= new <= high) != right:
        return None
    minus = start or "-"
    formula = rng.choice(
        (f"{minus}{name}*dy/d{w}", f"{minus}{rate}*dy/d{w}", f"{minus}{name}*{by_hand}", f"{minus}{rate}*({by_hand})")
    )
    if rng.random() < 0.5:
        said = number if rng.random() < 0.5 and not form.startswith("Δ") else f"{formula} = {number}"
    else:
        plus = f"{start}{rate}" if form.startswith("Δ") else f"{w} + {rate}"
        said = (
            formula if right else rng.choice((f"{plus}*dy/d{w}", f"{plus}*{by_hand}", f"{minus}{rate}*({by_hand})*3/2"))
        )
    sheet = f"{sheet_of(function)}\n{name} = {rate}\n{form.format(said, w=w)}"
    return Case("moves", sheet, right, of_a_line(sheet))


def latex(rng: random.Random, right: bool) -> Case | None:
    r"""\frac{\partial y}{\partial w} = ..., as chains of symbols and as numbers."""
    function, factors = neuron(rng)
    x = rng.choice(("w", "x", "b"))
    true = true_partial(function, "y", x)
    if true is None:
        return None

    def d(a: str, b: str) -> str:
        return rf"\frac{{\partial {a}}}{{\partial {b}}}"

    chain = rf"{d('y', 'h')} \cdot {d('h', 'z')} \cdot {d('z', x)}"
    digits = rng.randint(4, 8)
    said = rounded(true if right else off_by_some(true, digits, rng), digits, rng).strip("()")
    low, high = stands_for(said)
    if (low <= true <= high) != right:
        return None
    by_hand = rf"\left({factors['dy/dh']}\right) \cdot {factors['dh/dz']} \cdot {factors[f'dz/d{x}']}"
    line = f"{d('y', x)} = {rng.choice((f'{chain} = ', f'{by_hand} = ', ''))}{said}"
    line = rng.choice((line, f"${line}$", rf"\begin{{align}} {line} \end{{align}}"))
    sheet = f"{sheet_of(function)}\n{line}"
    return Case("LaTeX", sheet, right, of_a_line(sheet))


def code(rng: random.Random, right: bool) -> Case | None:
    """A backward pass in lines of Python, with one slip or none."""
    function, factors = neuron(rng)
    steps = [f"dh = {factors['dy/dh']}", f"dz = {factors['dh/dz']}*dh", "dw = x*dz", "dx = w*dz", "db = dz"]
    if not right:
        i = rng.randrange(len(steps))
        left, _, side = steps[i].partition(" = ")
        steps[i] = f"{left} = " + rng.choice((f"({side})*2", f"-({side})", f"{side} + 0.1", f"({side})**2"))
    text = "\n".join(steps)

    def ask() -> str:
        y = function.graph()
        report = check(y, text, decimals=True)
        return "passed" if report.ok else "rejected" if report.first_wrong is not None else "open"

    return Case("code", f"{function}\n{text}", right, ask)


def differentials_of_all(rng: random.Random, right: bool) -> Case | None:
    """dy = y_a da + y_b db: each factor is judged."""
    outer = rng.choice(
        (("a*b", "b", "a"), ("a^2*b", "2*a*b", "a^2"), ("a/b", "1/b", "-a/b^2"), ("sin(a) + b^3", "cos(a)", "3*b^2"))
    )
    formula, by_a, by_b = outer
    if not right:
        slip = rng.choice(("sign", "swapped", "twice"))
        by_a, by_b = {"sign": (f"(-{by_a})", by_b), "swapped": (by_b, by_a), "twice": (by_a, f"2*{by_b}")}[slip]
    sheet = f"a = {short(rng, 0.3, 2)}\nb = {short(rng, 0.3, 2)}\ny = {formula}\ndy = ({by_a})*da + ({by_b})*db"
    return Case("total differentials", sheet, right, of_a_line(sheet))


def gradients(rng: random.Random, right: bool) -> Case | None:
    """∇y = (…): a whole gradient on one line, by formulas or numbers."""
    formula, by_a, by_b = rng.choice(
        (
            ("a*b", "b", "a"),
            ("a^2*b", "2*a*b", "a^2"),
            ("exp(a)/b", "y/b*b", "-y/b"),
            ("sin(a) + b^3", "cos(a)", "3*b^2"),
        )
    )
    entries = [by_a, by_b]
    if not right:
        i = rng.randrange(2)
        entries[i] = rng.choice((f"-({entries[i]})", f"2*({entries[i]})", f"{entries[i]} + a/7"))
    left = rng.choice(("∇y", "∇y(a, b)", "grad(y)", r"\nabla y"))
    both = rng.choice(("({0}, {1})", "[{0}, {1}]")).format(*entries)
    sheet = f"a = {short(rng, 0.3, 2)}\nb = {short(rng, 0.3, 2)}\ny = {formula}\n{left} = {both}"
    return Case("whole gradients", sheet, right, of_a_line(sheet))


SHEETS = (comparisons, given_lines, elsewhere, unvalued, curves, moves, latex, code, differentials_of_all, gradients)
