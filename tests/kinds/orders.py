"""Derivatives of derivatives, arrays of them, and those of deep and wide graphs.

What is true stands beside each function as a formula by hand, which flint values.
"""

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from claims_bank import Function, Judge, fraction, sharp, written

from autograd_core import Value, check, ops

from .cases import Case, of_a_claim, of_a_line, outcome_of, sheet_of, short

SURFACES: dict[str, dict[str, str]] = {
    "x**2*y": {"xx": "2*y", "xy": "2*x", "yy": "0*x"},
    "x**3*y**2 + x": {"xx": "6*x*y**2", "xy": "6*x**2*y", "yy": "2*x**3"},
    "exp(x*y)": {"xx": "y**2*exp(x*y)", "xy": "(1 + x*y)*exp(x*y)", "yy": "x**2*exp(x*y)"},
    "sin(x)*y**2": {"xx": "-sin(x)*y**2", "xy": "2*y*cos(x)", "yy": "2*sin(x)"},
    "log(x**2 + y**2)": {
        "xx": "2*(y**2 - x**2)/(x**2 + y**2)**2",
        "xy": "-4*x*y/(x**2 + y**2)**2",
        "yy": "2*(x**2 - y**2)/(x**2 + y**2)**2",
    },
    "x/y": {"xx": "0*x", "xy": "-1/y**2", "yy": "2*x/y**3"},
    "sqrt(x**2 + y**2)": {
        "xx": "y**2/(x**2 + y**2)**(3/2)",
        "xy": "-x*y/(x**2 + y**2)**(3/2)",
        "yy": "x**2/(x**2 + y**2)**(3/2)",
    },
    "tanh(x*y)": {
        "xx": "-2*y**2*tanh(x*y)*(1 - tanh(x*y)**2)",
        "xy": "(1 - tanh(x*y)**2)*(1 - 2*x*y*tanh(x*y))",
        "yy": "-2*x**2*tanh(x*y)*(1 - tanh(x*y)**2)",
    },
    "x*exp(-y)": {"xx": "0*x", "xy": "-exp(-y)", "yy": "x*exp(-y)"},
    "(x*y - 1)**2/2": {"xx": "y**2", "xy": "2*x*y - 1", "yy": "x**2"},
}
"""Functions of x and y, and their second partials by hand."""

MIXED = (
    "∂²f/∂{0}∂{1}",
    "d^2f/d{0}d{1}",
    "f_{0}{1}",
    "d2f/d{0}d{1}",
    r"\frac{{\partial^2 f}}{{\partial {0} \partial {1}}}",
)
TWICE = ("∂²f/∂{0}²", "d^2f/d{0}^2", "f_{0}{0}", "d2f/d{0}2", r"\frac{{\partial^2 f}}{{\partial {0}^2}}")


def surface(rng: random.Random) -> tuple[Function, dict[str, str]]:
    formula = rng.choice(list(SURFACES))
    return Function("surfaces", (("f", formula),), {"x": short(rng, 0.3, 2), "y": short(rng, 0.3, 2)}), SURFACES[
        formula
    ]


def by_hand(function: Function, text: str, *, decimals: bool) -> Fraction:
    """What a formula comes to."""
    point = {name: Fraction(repr(x)) if decimals else Fraction(x) for name, x in function.point.items()}
    ball = Judge(function.lines, point).formula(text)
    if not sharp(ball):
        raise ValueError("not sharp")
    return fraction(ball)


def slipped(text: str, rng: random.Random) -> str:
    """A formula and something that it is not."""
    return rng.choice(
        (f"-({text}) + 1", f"({text})*2 + 1/7", f"{text} + x", f"{text} - 1/10**{rng.randint(3, 40)}", f"{text} + y**2")
    )


def second_partials(rng: random.Random, right: bool) -> Case | None:
    """Second partials, by a formula, a number of some digits and a computed one; as a pair and in every notation."""
    function, by_name = surface(rng)
    name = rng.choice(("xx", "xy", "yy"))
    text = by_name[name]
    first, second = name if rng.random() < 0.5 else name[::-1]
    key = rng.choice(TWICE if first == second else MIXED).format(first, second)
    as_sheet = rng.random() < 0.5
    if rng.random() < 0.5:
        said: Any = text if right else slipped(text, rng)
    else:
        true = by_hand(function, text, decimals=as_sheet)
        if not true:
            return None
        off = 1 if right else 1 + Fraction(rng.choice((-2.0, 0.5, 1.0, 10 ** rng.uniform(-3, -1))))
        said = written(true * off, 6 if as_sheet or rng.random() < 0.5 else 17, rng)
        if not as_sheet and len(said) > 12:
            said = float(said)
    if as_sheet:
        sheet = f"{sheet_of(function)}\n{key} = {said}"
        return Case("second partials", sheet, right, of_a_line(sheet))
    pair = (first, second) if rng.random() < 0.5 or "frac" in key else key
    return Case("second partials", f"{function}: {pair} = {said!r}", right, of_a_claim(function.graph, pair, said))


def hessians(rng: random.Random, right: bool) -> Case | None:
    """A matrix of all second partials, of formulas or of numbers; one entry wrong, or transposed names."""
    function, by_name = surface(rng)
    entries: list[list[Any]] = [[by_name["xx"], by_name["xy"]], [by_name["xy"], by_name["yy"]]]
    i, j = rng.randrange(2), rng.randrange(2)
    if rng.random() < 0.5:
        if not right:
            entries[i][j] = slipped(entries[i][j], rng)
        claim: Any = entries
    else:
        numbers = [[float(by_hand(function, text, decimals=False)) for text in row] for row in entries]
        if not right:
            numbers[i][j] = numbers[i][j] * (1 + rng.choice((-2, 1, 1e-3))) if numbers[i][j] else 0.25
        claim = rng.choice((np.array, list))(numbers)
        if isinstance(claim, list):
            claim = [[written(Fraction(x), 12, rng) if x else 0 for x in row] for row in claim]
    key = rng.choice(("hessian", "H", "∇²f", (("x", "y"), ("x", "y"))))
    return Case("Hessians", f"{function}: {key} = {claim}", right, of_a_claim(function.graph, key, claim))


# ── arrays and engines of few bits ───────────────────────────────────────────────────────────────────


def layer(rng: random.Random) -> tuple[dict[str, np.ndarray[Any, Any]], Callable[[Any], dict[str, Any]]]:
    """A layer of tanh and half its squared error: its arrays, and its gradient by hand over one type of floats."""
    rows, columns = rng.randint(1, 4), rng.randint(1, 4)

    def draw(*shape: int) -> Any:
        return np.array([rng.uniform(-1, 1) for _ in range(int(np.prod(shape)))]).reshape(shape)

    arrays = {"W": draw(rows, columns), "b": draw(rows), "x": draw(columns), "t": draw(rows)}
    arrays = {name: each.astype(np.float16).astype(np.float64) for name, each in arrays.items()}

    def gradient(kind: Any) -> dict[str, Any]:
        w, b, x, t = (arrays[name].astype(kind) for name in "Wbxt")
        h = np.tanh(w @ x + b)
        delta = (h - t) * (1 - h * h)
        return {"W": np.outer(delta, x), "b": delta, "x": w.T @ delta}

    return arrays, gradient


def labelled(name: str, array: np.ndarray[Any, Any]) -> Any:
    """An array as Values with labels."""
    if array.ndim == 1:
        return [Value(float(x), label=f"{name}[{i}]") for i, x in enumerate(array)]
    return [[Value(float(x), label=f"{name}[{i}][{j}]") for j, x in enumerate(row)] for i, row in enumerate(array)]


LEAST = {np.float64: 1e-6, np.float32: 1e-2, np.float16: 0.5}
"""By how much an entry is off that no rounding explains, relative to the largest of its array."""


def arrays(rng: random.Random, right: bool) -> Case | None:
    """The gradient of a layer as arrays of 53, 24 and 11 bits; one entry wrong, a sign lost, transposed."""
    held, gradient = layer(rng)
    kind, name = rng.choice((np.float64, np.float32, np.float32, np.float16)), rng.choice("Wbx")
    true, claim = gradient(np.float64)[name], gradient(kind)[name]
    if kind is np.float16 and np.abs(true).min() < 0.1:
        return None  # of what cancels 11 bits have no digit certain
    if not right:
        slip = rng.choice(("entry", "sign", "twice", "transposed"))
        if slip == "transposed" and name == "W" and claim.shape[0] == claim.shape[1] > 1:
            claim = claim.T.copy()
        elif slip == "entry":
            i = rng.randrange(claim.size)
            claim.flat[i] += kind(rng.choice((-1, 1)) * 3 * LEAST[kind] * max(np.abs(true).max(), 1e-2))
        else:
            claim = claim * kind(-1 if slip == "sign" else 2)
        if np.abs(claim.astype(np.float64) - true).max() < 2 * LEAST[kind] * np.abs(true).max():
            return None

    def ask() -> str:
        w, b, x, t = (labelled(each, held[each]) for each in "Wbxt")
        hs = [ops.tanh(ops.dot(ws, x) + c) for ws, c in zip(w, b)]
        loss = (ops.sum([(h - goal) ** 2 for h, goal in zip(hs, t)]) / 2).named("L")
        return outcome_of(check(loss, {name: claim}).rows[-1].verdict.kind)

    return Case("arrays", f"{held}\n{kind.__name__} {name}: {claim!r}", right, ask)


# ── deep and wide graphs ─────────────────────────────────────────────────────────────────────────────


def long_chains(rng: random.Random, right: bool) -> Case | None:
    """Hundreds of steps, each a x + b with fractions of a float: the slope is the product of all a."""
    length, steps = rng.randint(100, 1500), []
    while len(steps) < length:
        steps.append((Fraction(rng.randint(12, 20), 16), Fraction(rng.randint(-8, 8), 8)))
    slope = Fraction(1)
    for a, _ in steps:
        slope *= a
    x = short(rng, -2, 2)
    digits = rng.randint(4, 15)
    off = 1 if right else 1 + Fraction(rng.choice((-2.0, 1.0, -0.5, 10 ** rng.uniform(1.5 - digits, -1))))
    claim = written(slope * off, digits, rng)

    def graph() -> Value:
        y: Any = Value(x, label="x")
        for a, b in steps:
            y = y * float(a) + float(b)
        return y.named("y")

    return Case(
        "long chains", f"{length} steps at {x}: {claim} for {float(slope)!r}", right, of_a_claim(graph, "x", claim)
    )


def mean_losses(rng: random.Random, right: bool) -> Case | None:
    """A mean squared error over tens or hundreds of examples: its gradient by number and in closed form."""
    count = rng.choice((5, 20, 80))
    pairs = [(rng.randint(-9, 9), rng.randint(-9, 9)) for _ in range(count)]
    w, b = short(rng, -2, 2), short(rng, -2, 2)
    xx, xs, xt, ts = (
        sum(f(*p) for p in pairs) for f in (lambda x, t: x * x, lambda x, t: x, lambda x, t: x * t, lambda x, t: t)
    )
    texts = {"w": f"2*(w*{xx} + b*({xs}) - ({xt}))/{count}", "b": f"2*(w*({xs}) - ({ts}))/{count} + 2*b"}
    name = rng.choice("wb")
    text = texts[name]
    at = {"w": Fraction(w), "b": Fraction(b)}
    if rng.random() < 0.5:
        claim = (
            text
            if right
            else rng.choice((f"({text})/2", f"({text})*{count}", f"-({text})", f"{text} + w/10^9", f"{text} + 1/10^20"))
        )
    else:
        true = Fraction(2, count) * (
            at["w"] * xx + at["b"] * xs - xt if name == "w" else at["w"] * xs + at["b"] * count - ts
        )
        digits = rng.randint(4, 12)
        if not true:
            return None
        off = (
            1 if right else 1 + Fraction(rng.choice((-2.0, 1.0, -0.5, count - 1, 10 ** rng.uniform(1.5 - digits, -1))))
        )
        claim = written(true * off, digits, rng)

    def graph() -> Value:
        u, v = Value(w, label="w"), Value(b, label="b")
        return (ops.sum([(u * x + v - t) ** 2 for x, t in pairs]) / count).named("L")

    said = f"{count} examples {pairs} at {w}, {b}: d/d{name} = {claim}"
    return Case("mean losses", said, right, of_a_claim(graph, name, claim))


ORDERS = (second_partials, hessians, arrays, long_chains, mean_losses)
