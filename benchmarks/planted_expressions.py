"""Expressions with one slip in their derivative, and right numbers with a slip of the pen."""

import math
import random
from collections.abc import Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from networks_by_hand import Network, sigmoid
from planted_networks import Planted

from autograd_core import Value, ops


def expressions(rng: random.Random) -> Iterator[tuple[Value, Value, float, list[tuple[str, float, set[str]]]]]:
    """Labelled expressions with their derivative and its slips, as formulas written by hand: name, value, kinds."""
    a, b, c, x = (rng.uniform(0.2, 0.9) for _ in "abcx")
    va, vb, vc, vx = (Value(v, label=name) for v, name in zip((a, b, c, x), ("a", "b", "c", "x")))
    sin, cos, exp = math.sin, math.cos, math.exp

    s = sigmoid(a * x + b)
    net = (va * vx + vb).named("net")
    yield ops.sigmoid(net).named("y"), va, s * (1 - s) * x, [
        ("plus for minus", s * (1 + s) * x, {"plus for minus"}),
        ("inner derivative missing", s * (1 - s), {"factor missing"}),
        ("wrong operand", s * (1 - s) * a, {"wrong operand"}),
        ("function for derivative", s * x, {"function for derivative", "factor lost"}),
        ("a factor lost", (1 - s) * x, {"factor lost"}),
    ]  # fmt: skip
    r = c - a * x
    yield ((vc - va * vx) ** 2 / 2).named("E"), va, -r * x, [
        ("sign", r * x, {"sign"}),
        ("half or 2 lost", -2 * r * x, {"number lost"}),
        ("half or 2 lost", -r * x / 2, {"number lost"}),
        ("output for output minus target", a * x * x, {"difference"}),
        ("wrong operand", -r * a, {"wrong operand"}),
        ("inner derivative missing", -r, {"factor missing"}),
        ("power not reduced", -r * r * x, {"term lost"}),
    ]  # fmt: skip
    yield (ops.sin(vx) ** 2).named("y"), vx, 2 * sin(x) * cos(x), [
        ("half or 2 lost", sin(x) * cos(x), {"number lost"}),
        ("inner derivative missing", 2 * sin(x), {"factor missing"}),
        ("function for derivative", 2 * sin(x) ** 2, {"function mixed up", "function for derivative"}),
        ("power not reduced", 2 * sin(x) ** 2 * cos(x), {"term lost"}),
        ("sign", -2 * sin(x) * cos(x), {"sign"}),
    ]  # fmt: skip
    yield ops.exp(-(va * vx)).named("y"), vx, -a * exp(-a * x), [
        ("sign", a * exp(-a * x), {"sign"}),
        ("inner derivative missing", -exp(-a * x), {"factor missing"}),
        ("wrong operand", -x * exp(-a * x), {"wrong operand"}),
    ]  # fmt: skip
    yield ops.log(1 + va * vx**2).named("y"), vx, 2 * a * x / (1 + a * x * x), [
        ("half or 2 lost", a * x / (1 + a * x * x), {"number lost"}),
        ("upside down", 2 * a * x * (1 + a * x * x), {"upside down"}),
        ("inner derivative missing", 1 / (1 + a * x * x) * a, {"factor missing"}),
        ("power not reduced", 2 * a * x * x / (1 + a * x * x), {"term lost"}),
    ]  # fmt: skip
    yield (va / (vb + vx)).named("y"), vx, -a / (b + x) ** 2, [
        ("sign", a / (b + x) ** 2, {"sign"}),
        ("a factor lost", -a / (b + x), {"factor lost"}),
    ]  # fmt: skip
    yield ops.sqrt(1 - vx**2).named("y"), vx, -x / math.sqrt(1 - x * x), [
        ("sign", x / math.sqrt(1 - x * x), {"sign"}),
        ("half or 2 lost", -2 * x / math.sqrt(1 - x * x), {"number lost"}),
        ("half or 2 lost", -x / math.sqrt(1 - x * x) / 2, {"number lost"}),
        ("upside down", -4 * x * math.sqrt(1 - x * x), {"upside down"}),
    ]  # fmt: skip
    p, q = (va * vx).named("p"), (vx + vb).named("q")
    yield (p * q).named("y"), vx, a * (x + b) + a * x, [
        ("forgotten path", a * (x + b), {"path missing", "counted once"}),
        ("forgotten path", a * x, {"path missing", "counted once"}),
        ("path twice", 2 * a * (x + b) + a * x, {"path twice"}),
        ("sign", a * (x + b) - a * x, {"sign"}),
    ]  # fmt: skip
    u = (vx**2).named("u")
    v = ops.exp(va * vx).named("v")
    yield (u * v).named("y"), vx, 2 * x * exp(a * x) + x * x * a * exp(a * x), [
        ("forgotten path", 2 * x * exp(a * x), {"path missing", "counted once"}),
        ("half or 2 lost", x * exp(a * x) + x * x * a * exp(a * x), {"number lost"}),
        ("inner derivative missing", 2 * x * exp(a * x) + x * x * exp(a * x), {"factor missing"}),
        ("power not reduced", 2 * x * x * exp(a * x) + x * x * a * exp(a * x), {"term lost"}),
    ]  # fmt: skip
    t = math.tanh(a * x - b)
    yield (vc * ops.tanh(va * vx - vb)).named("y"), vx, c * (1 - t * t) * a, [
        ("plus for minus", c * (1 + t * t) * a, {"plus for minus"}),
        ("exponent lost", c * (1 - t) * a, {"exponent lost"}),
        ("inner derivative missing", c * (1 - t * t), {"factor missing"}),
        ("taken of the output again", c * (1 - math.tanh(t) ** 2) * a, {"taken again"}),
        ("wrong operand", c * (1 - t * t) * x, {"wrong operand"}),
    ]  # fmt: skip
    yield ops.cos(va * vx).named("y"), va, -sin(a * x) * x, [
        ("sign", sin(a * x) * x, {"sign"}),
        ("inner derivative missing", -sin(a * x), {"factor missing"}),
        ("wrong operand", -sin(a * x) * a, {"wrong operand"}),
        ("function for derivative", -cos(a * x) * x, {"function mixed up"}),
    ]  # fmt: skip
    yield ops.atan(vx / va).named("y"), vx, 1 / (1 + (x / a) ** 2) / a, [
        ("plus for minus", 1 / (1 - (x / a) ** 2) / a, {"plus for minus"}),
        ("inner derivative missing", 1 / (1 + (x / a) ** 2), {"factor missing", "factor lost"}),
        ("upside down", (1 + (x / a) ** 2) / a, {"upside down"}),
        ("exponent lost", 1 / (1 + x / a) / a, {"exponent lost"}),
    ]  # fmt: skip
    n = rng.choice((3, 4, 5))
    yield (vc * vx**n).named("y"), vx, c * n * x ** (n - 1), [
        ("power not reduced", c * n * x**n, {"term lost"}),
        ("half or 2 lost", c * x ** (n - 1), {"number lost"}),
    ]  # fmt: skip
    z = (va * vx).named("z")
    e = exp(-a * x)
    yield (1 / (1 + ops.exp(-z))).named("y"), va, e / (1 + e) ** 2 * x, [
        ("sign", -e / (1 + e) ** 2 * x, {"sign"}),
        ("a factor lost", e / (1 + e) * x, {"factor lost"}),
        ("inner derivative missing", e / (1 + e) ** 2, {"factor missing"}),
    ]  # fmt: skip


def expression_slip(rng: random.Random) -> Planted:
    y, x, right, slips = rng.choice(list(expressions(rng)))
    name, wrong, kinds = rng.choice(slips)
    return Planted(name, y, x, right, wrong, {key: set() for key in kinds})


# ── the pen ──────────────────────────────────────────────────────────────────────────────────────


def decimals(x: float, digits: int) -> int:
    """How many decimal places show so many significant digits of x."""
    return digits - 1 - math.floor(math.log10(abs(x)))


def rounded(x: float | Decimal, places: int, how: str = ROUND_HALF_UP) -> str:
    return f"{Decimal(x).quantize(Decimal(1).scaleb(-places), how):f}"


def pen_slip(kind: str, rng: random.Random, digits: int) -> Planted | None:
    """A right derivative, and a slip between the calculator and the paper."""
    if rng.random() < 0.5:
        n = Network(rng)
        y, model = n.graph()
        k = rng.randint(1, n.depth)
        j, i = rng.randrange(n.sizes[k]), rng.randrange(n.sizes[k - 1])
        right, label = n.backward()[1][k - 1][j][i], n.weight(k, j, i)
        x = next(p for p in model.parameters() if p.label == label)
    else:
        y, x, right, _ = rng.choice(list(expressions(rng)))
    if not 1e-8 < abs(right) < 1e4:
        return None
    places = decimals(right, digits)
    text = rounded(right, places)
    first = next(i for i, char in enumerate(text) if char in "123456789")
    spots = [i for i in range(first, len(text)) if text[i] != "."]
    i = rng.choice(spots)
    if kind == "digits swapped":
        if i + 1 == len(text) or text[i + 1] == ".":
            return None
        text = text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    elif kind == "digit lost":
        if i == len(text) - 1:
            return None  # the number is cut off then
        text = text[:i] + text[i + 1 :]
    elif kind == "digit doubled":
        text = text[:i] + text[i] + text[i:]
    elif kind == "decimal point moved":
        text = f"{Decimal(text).scaleb(rng.choice((-2, -1, 1, 2))):f}"
    elif kind == "cut off":
        text = rounded(right, places, ROUND_DOWN)
    elif kind == "rounded twice":
        text = rounded(Decimal(rounded(right, places + 1)), places)
    elif kind == "sign forgotten in writing":
        text = text.removeprefix("-") if text.startswith("-") else f"-{text}"
    return Planted(kind, y, x, right, math.nan, {key: set() for key in PEN[kind]}, text)


PEN = {
    "digits swapped": {"digits swapped"},
    "digit lost": {"digit lost", "decimal point"},
    "digit doubled": {"digit doubled", "decimal point"},
    "decimal point moved": {"decimal point"},
    "cut off": {"cut off"},
    "rounded twice": {"rounded twice"},
    "sign forgotten in writing": {"sign"},
}
