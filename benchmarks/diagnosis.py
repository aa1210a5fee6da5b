"""Derivations with one planted slip: how often is it among the first three suspects, when only the total is given?

    python benchmarks/diagnosis.py [--count 1000] [--seed 1] [--show]

Beside them stand numbers that no slip made, drawn at random: what is suspected of those is false.

The slips are planted in backpropagation and derivatives that are written out here by hand, in plain floats, and share nothing
with the engine.  A slip that does not change the digits written is drawn again and counted apart.
"""

import argparse
import math
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from autograd_core import Value, gradient, ops
from autograd_core.verify.diagnosis import Suspect, suspects
from nn import MLP, half_squared_error, mean_squared_error

RATE = 0.5


@dataclass
class Planted:
    """A graph, the number that somebody with a slip would find for dy/dx, and what ought to be suspected."""

    name: str
    y: Value
    x: Value
    right: float
    wrong: float
    kinds: dict[str, set[str]]
    """The kinds that name the slip, each with the factors or nodes that place it; none where there is no place to tell."""
    text: str = ""
    """The number as written, where the slip is in the writing."""


# ── networks ─────────────────────────────────────────────────────────────────────────────────────


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


ACTIVATIONS: dict[str, tuple[Callable[[float], float], Callable[[float, float], float]]] = {
    "sigmoid": (sigmoid, lambda net, out: out * (1 - out)),
    "tanh": (math.tanh, lambda net, out: 1 - out * out),
    "relu": (lambda net: max(net, 0.0), lambda net, out: 1.0 if net > 0 else 0.0),
    "identity": (lambda net: net, lambda net, out: 1.0),
    "softplus": (lambda net: math.log1p(math.exp(net)), lambda net, out: sigmoid(net)),
}
PLUS = {"sigmoid": lambda net, out: out * (1 + out), "tanh": lambda net, out: 1 + out * out}
AGAIN = {
    "sigmoid": lambda net, out: sigmoid(out) * (1 - sigmoid(out)),
    "tanh": lambda net, out: 1 - math.tanh(out) ** 2,
    "softplus": lambda net, out: sigmoid(out),
}
INPUT = {"sigmoid": lambda net, out: net * (1 - net), "tanh": lambda net, out: 1 - net * net}
SIDE = {"relu": lambda net, out: 0.0 if net > 0 else 1.0}
NONE = dict.fromkeys(("sigmoid", "tanh", "softplus"), lambda net, out: 1.0)


class Network:
    """A multilayer perceptron in lists of floats, and its backpropagation with room for a slip."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        hidden = rng.choice((1, 1, 2))
        self.sizes = [rng.randint(2, 3), *(rng.randint(2, 3) for _ in range(hidden)), rng.randint(1, 3)]
        self.depth = len(self.sizes) - 1
        inner = rng.choice(("sigmoid", "sigmoid", "tanh", "relu", "softplus"))
        self.kinds = [inner] * (self.depth - 1) + [rng.choice(("sigmoid", "identity", "tanh"))]
        self.w = [
            [[rng.uniform(-1, 1) for _ in range(m)] for _ in range(n)] for m, n in zip(self.sizes, self.sizes[1:])
        ]
        self.bias = rng.choice(("per_neuron", "shared", None))
        self.b = [[rng.uniform(-1, 1) for _ in range(n)] for n in self.sizes[1:]]
        if self.bias == "shared":
            self.b = [[row[0]] * len(row) for row in self.b]
        if self.bias is None:
            self.b = [[0.0] * len(row) for row in self.b]
        self.inputs = [rng.uniform(0.05, 1.5) for _ in range(self.sizes[0])]
        self.targets = [rng.uniform(0.01, 0.99) for _ in range(self.sizes[-1])]
        self.half = rng.random() < 0.6
        self.out, self.net = [self.inputs], [[0.0]]
        for k in range(self.depth):
            self.net.append([sum(w * o for w, o in zip(row, self.out[-1])) + b for row, b in zip(self.w[k], self.b[k])])
            self.out.append([ACTIVATIONS[self.kinds[k]][0](net) for net in self.net[-1]])

    def graph(self) -> tuple[Value, MLP]:
        """The same network, recorded by the engine."""
        given = None if self.bias is None else [row[0] for row in self.b] if self.bias == "shared" else self.b
        model = MLP(
            self.sizes, self.kinds, bias=self.bias, weights=self.w, biases=given, expanded=self.rng.random() < 0.2
        )
        inputs = [Value(v, label=f"i{i}") for i, v in enumerate(self.inputs, 1)]
        targets = [Value(t, label=f"t{i}") for i, t in enumerate(self.targets, 1)]
        loss = half_squared_error if self.half else mean_squared_error
        return loss(model(inputs), targets).named("E"), model

    def unit(self, k: int, j: int) -> str:
        """The name of the neuron j of layer k, counted from 1 and from 0."""
        stem = "o" if k == self.depth else "h" if self.depth == 2 else f"h{k}_"
        return f"{stem}{j + 1}"

    def factor(self, k: int, j: int) -> str:
        return f"dout_{self.unit(k, j)}/dnet_{self.unit(k, j)}"

    def weight(self, k: int, j: int, i: int) -> str:
        """The label of the weight from neuron i of layer k - 1 to neuron j of layer k."""
        before = sum(m * n for m, n in zip(self.sizes[: k - 1], self.sizes[1:]))
        return f"w{before + j * self.sizes[k - 1] + i + 1}"

    def backward(
        self,
        error: Callable[[int, float, float], float] | None = None,
        slope: Callable[[int, int, float, float], float | None] = lambda k, j, net, out: None,
        back: Callable[[int, int, int, float], float] = lambda k, j, i, w: w,
        sent: Callable[[int, int, int], float] = lambda k, j, i: 1.0,
        digits: int | None = None,
    ) -> tuple[list[list[float]], list[list[list[float]]]]:
        """The deltas of each layer, and the gradient of each weight, by the hand-written rules; the slips go in as functions."""

        def short(v: float) -> float:
            return v if digits is None else float(f"{v:.{digits}g}")

        out = [[short(v) for v in layer] for layer in self.out]
        scale = 1.0 if self.half else 2 / len(self.targets)
        upstream = [error(j, o, t) if error else scale * (o - t) for j, (o, t) in enumerate(zip(out[-1], self.targets))]
        deltas: list[list[float]] = [[] for _ in range(self.depth + 1)]
        for k in range(self.depth, 0, -1):
            for j, up in enumerate(upstream):
                slip = slope(k, j, self.net[k][j], out[k][j])
                right = ACTIVATIONS[self.kinds[k - 1]][1](self.net[k][j], out[k][j])
                deltas[k].append(short(short(up) * short(right if slip is None else slip)))
            upstream = [
                sum(deltas[k][j] * back(k, j, i, self.w[k - 1][j][i]) * sent(k, j, i) for j in range(self.sizes[k]))
                for i in range(self.sizes[k - 1])
            ]
        grads = [[[d * o for o in out[k - 1]] for d in deltas[k]] for k in range(1, self.depth + 1)]
        return deltas, grads


Found = tuple[float, dict[str, set[str]]]
"""The number with the slip, and the kinds and places that name it."""


def network_slip(kind: str, rng: random.Random) -> Planted | None:
    """A network with a slip of that kind; None where this one has no room for it."""
    n = Network(rng)
    by_bias = n.bias is not None and (kind == "bias counted once" or rng.random() < 0.15)
    layers = range(1, n.depth + 1)
    k = rng.choice([k for k in layers if k < n.depth or kind not in BELOW] if n.depth > 1 else layers)
    if kind in BELOW and k == n.depth:
        return None
    j, i = rng.randrange(n.sizes[k]), rng.randrange(n.sizes[k - 1])
    y, model = n.graph()
    named = {p.label: p for p in model.parameters()}
    deltas, grads = n.backward()

    def read(found: tuple[list[list[float]], list[list[list[float]]]]) -> float:
        """The gradient of the parameter in question."""
        if by_bias:
            return sum(found[0][k]) if n.bias == "shared" else found[0][k][j]
        return found[1][k - 1][j][i]

    label = (f"b{k}" if n.bias == "shared" else f"b_{n.unit(k, j)}") if by_bias else n.weight(k, j, i)
    found = NETWORK[kind](n, k, j, i, label, by_bias, read, grads)
    if found is None:
        return None
    return Planted(kind, y, named[label], read((deltas, grads)), *found)


def spots(n: Network, table: dict[str, Any], k: int, j: int) -> set[tuple[int, int]]:
    """Where a habit shows: in one neuron on the way, in a layer, or everywhere."""
    there = [
        (a, b) for a in range(k, n.depth + 1) if n.kinds[a - 1] in table for b in range(n.sizes[a]) if a > k or b == j
    ]
    if not there:
        return set()
    a, b = n.rng.choice(there)
    reach = n.rng.choice(("one", "layer", "all"))
    return {(c, d) for c, d in there if reach == "all" or (c == a and (reach == "layer" or d == b))}


def slope_slip(table: dict[str, Any], kind: str) -> Callable[..., Found | None]:
    def planted(n: Network, k: int, j: int, i: int, label: str, by_bias: bool, read: Any, grads: Any) -> Found | None:
        if by_bias and n.bias == "shared":
            return None
        where = spots(n, table, k, j)
        if not where:
            return None
        slope = lambda a, b, net, out: table[n.kinds[a - 1]](net, out) if (a, b) in where else None  # noqa: E731
        return read(n.backward(slope=slope)), {kind: {n.factor(a, b) for a, b in where}}

    return planted


def error_slip(kind: str, *wrongs: Callable[[Network, float, float], float]) -> Callable[..., Found | None]:
    def planted(n: Network, k: int, j: int, i: int, label: str, by_bias: bool, read: Any, grads: Any) -> Found | None:
        wrong = n.rng.choice(wrongs)
        outputs = range(n.sizes[-1])
        where = (
            set(outputs)
            if n.rng.random() < 0.7
            else {j if k == n.depth and not (by_bias and n.bias == "shared") else n.rng.choice(outputs)}
        )
        seen = (
            {j} if k == n.depth and not (by_bias and n.bias == "shared") else where
        )  # of an output's own weight, only its own error
        scale = 1.0 if n.half else 2 / n.sizes[-1]
        error = lambda o, out, t: wrong(n, out, t) if o in where else scale * (out - t)  # noqa: E731
        return read(n.backward(error=error)), {kind: {f"dE/dout_{n.unit(n.depth, o)}" for o in where & seen}}

    return planted


def wrong_operand(n: Network, k: int, j: int, i: int, label: str, by_bias: bool, read: Any, grads: Any) -> Found | None:
    if by_bias:
        return None
    wrong = grads[k - 1][j][i] / n.out[k - 1][i] * n.w[k - 1][j][i] if n.out[k - 1][i] else 0.0
    return wrong, {"wrong operand": {f"dnet_{n.unit(k, j)}/d{label}"}}


def wrong_input(n: Network, k: int, j: int, i: int, label: str, by_bias: bool, read: Any, grads: Any) -> Found | None:
    """The output of another neuron beneath."""
    if by_bias:
        return None
    other = n.rng.choice([h for h in range(n.sizes[k - 1]) if h != i])
    return grads[k - 1][j][other], {"another index": {f"dnet_{n.unit(k, j)}/d{label}"}, "another gradient": set()}


def transposed(n: Network, k: int, j: int, i: int, label: str, by_bias: bool, read: Any, grads: Any) -> Found | None:
    """w6 for w7: the weights above read by column, in one place or wherever there is such a one."""
    if by_bias and n.bias == "shared":
        return None
    above = n.rng.choice(range(k + 1, n.depth + 1))
    rows, columns = n.sizes[above], n.sizes[above - 1]
    swap = {
        (a, b)
        for a in range(rows)
        for b in range(columns)
        if a != b and a < columns and b < rows and (above > k + 1 or b == j)
    }
    if not swap:
        return None
    if not (everywhere := rows == columns and n.rng.random() < 0.5):
        swap = {n.rng.choice(sorted(swap))}
    back = lambda a, b, c, w: n.w[a - 1][c][b] if a == above and (b, c) in swap else w  # noqa: E731
    places = {f"dnet_{n.unit(above, b)}/dout_{n.unit(above - 1, c)}" for b, c in swap}
    return read(n.backward(back=back)), dict.fromkeys(["another index"] + ["transposed"] * everywhere, places)


def path(times: float, kind: str) -> Callable[..., Found | None]:
    def planted(n: Network, k: int, j: int, i: int, label: str, by_bias: bool, read: Any, grads: Any) -> Found | None:
        if by_bias and n.bias == "shared":
            return None
        unit = n.rng.choice(range(n.sizes[k + 1]))
        sent = lambda a, b, c: times if (a, b, c) == (k + 1, unit, j) else 1.0  # noqa: E731
        return (read(n.backward(sent=sent)), {kind: {f"net_{n.unit(k + 1, unit)}"}}) if n.sizes[k + 1] > 1 else None

    return planted


def one_error_only(
    n: Network, k: int, j: int, i: int, label: str, by_bias: bool, read: Any, grads: Any
) -> Found | None:
    """The error of one output taken for all of it."""
    if n.sizes[-1] == 1:
        return None
    one = n.rng.randrange(n.sizes[-1])
    scale = 1.0 if n.half else 2 / n.sizes[-1]
    wrong = read(n.backward(error=lambda o, out, t: scale * (out - t) * (o == one)))
    outputs = {f"net_{n.unit(n.depth, o)}" for o in range(n.sizes[-1])}
    kept = {f"net_{n.unit(n.depth, one)}"}
    return wrong, {
        "only one path": kept,
        "counted once": kept,
        "path missing": outputs - kept if n.sizes[-1] == 2 or not wrong else {"no"},
    }


def bias_once(n: Network, k: int, j: int, i: int, label: str, by_bias: bool, read: Any, grads: Any) -> Found | None:
    if not (by_bias and n.bias == "shared" and n.sizes[k] > 1):
        return None
    return n.backward()[0][k][j], {"counted once": {f"net_{n.unit(k, j)}"}}


def updated(n: Network, k: int, j: int, i: int, label: str, by_bias: bool, read: Any, grads: Any) -> Found | None:
    """One weight above, or all of them, had been updated already."""
    if by_bias and n.bias == "shared":
        return None
    new = lambda a, b, c, w: w - RATE * grads[a - 1][b][c]  # noqa: E731
    if n.rng.random() < 0.5:
        return read(n.backward(back=new)), {"updated weight": set()}
    unit = n.rng.choice(range(n.sizes[k + 1]))
    one = lambda a, b, c, w: new(a, b, c, w) if (a, b, c) == (k + 1, unit, j) else w  # noqa: E731
    return read(n.backward(back=one)), {"updated weight": {f"dnet_{n.unit(k + 1, unit)}/dout_{n.unit(k, j)}"}}


def rounded_factors(
    n: Network, k: int, j: int, i: int, label: str, by_bias: bool, read: Any, grads: Any
) -> Found | None:
    return read(n.backward(digits=5)), {key: set() for key in ("rounded on the way", "cut off", "rounded twice")}


NETWORK: dict[str, Callable[..., Found | None]] = {
    "sign": error_slip("sign", lambda n, out, t: -(out - t) * (1 if n.half else 2 / n.sizes[-1])),
    "output for output minus target": error_slip(
        "difference", lambda n, out, t: out * (1 if n.half else 2 / n.sizes[-1])
    ),
    "half or 2 lost": error_slip(
        "number lost",
        lambda n, out, t: (out - t) * 2,  # as well where it is the number of outputs that is lost
        lambda n, out, t: (out - t) * (0.5 if n.half else 1 / n.sizes[-1]),
    ),
    "plus for minus": slope_slip(PLUS, "plus for minus"),
    "taken of the output again": slope_slip(AGAIN, "taken again"),
    "net for out": slope_slip(INPUT, "input for output"),
    "inner derivative missing": slope_slip(NONE, "factor missing"),
    "relu on the wrong side": slope_slip(SIDE, "wrong side"),
    "wrong operand": wrong_operand,
    "input of another index": wrong_input,
    "transposed index": transposed,
    "forgotten path": path(0.0, "path missing"),
    "path twice": path(2.0, "path twice"),
    "one error only": one_error_only,
    "bias counted once": bias_once,
    "updated weight": updated,
    "rounded factors": rounded_factors,
}
BELOW = {"transposed index", "forgotten path", "path twice", "updated weight"}
"""These need a layer above the parameter."""


# ── expressions ──────────────────────────────────────────────────────────────────────────────────


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


# ── large graphs ─────────────────────────────────────────────────────────────────────────────────


def chain() -> tuple[Value, Value]:
    x = h = Value(0.3, label="x")
    for _ in range(1666):
        h = ops.tanh(h * 1.0001 + 0.001)
    return h.named("y"), x


def layers() -> tuple[Value, Value]:
    model = MLP([10, 30, 30, 5], ["tanh", "sigmoid", "identity"], seed=3, expanded=True)
    x = Value(0.3, label="i1")
    return half_squared_error(model([x] + [0.1] * 9), [0.1] * 5).named("E"), x


def fan() -> tuple[Value, Value]:
    x = Value(0.3, label="x")
    return ops.sum([ops.sigmoid(x * float(i % 7) + 0.1) ** 2 for i in range(1250)]).named("y"), x


LARGE = {"chain": chain, "layers": layers, "fan": fan}
"""Graphs of about 5,000 nodes: deep, layered, wide."""


def sign_lost(y: Value, x: Value) -> list[Suspect]:
    """The suspects where somebody lost the sign of dy/dx."""
    right = gradient(y, x)
    return suspects(y, x, *sorted((-right * (1 - 1e-9), -right * (1 + 1e-9))), learning_rate=RATE)


# ── the count ────────────────────────────────────────────────────────────────────────────────────


def interval(text: str) -> tuple[Fraction, Fraction]:
    """What a decimal stands for: half a unit of its last digit either way."""
    number = Fraction(text)
    half = Fraction(1, 2 * 10 ** len(text.partition(".")[2]))
    return number - half, number + half


def named(found: Any, planted: Planted) -> bool:
    """Whether a suspect is the slip that was planted: its kind, and its place where it has one."""
    if found.kind not in planted.kinds:
        return False
    places, where = planted.kinds[found.kind], set(found.where)
    if not places:
        return True
    return (
        places <= where
        if len(places) == 1
        else bool(where) and (where <= places or (bool(where & places) and "path" in found.kind))
    )


def draw(rng: random.Random) -> tuple[Planted | None, int]:
    digits = rng.randint(4, 9)
    source = rng.choices(("network", "expression", "pen"), (6, 3, 2))[0]
    if source == "network":
        kind = rng.choice([*NETWORK])
        for _ in range(200):
            if planted := network_slip(kind, rng):
                return planted, 5 if kind == "rounded factors" else digits
    if source == "expression":
        return expression_slip(rng), digits
    return pen_slip(rng.choice([*PEN]), rng, digits), digits


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--show", action="store_true", help="print each slip that was missed")
    given = options.parse_args()
    rng = random.Random(given.seed)
    drawn, first, three, alone, unseen, spent = Counter(), Counter(), Counter(), Counter(), 0, [0.0]
    accused: dict[int, list[bool]] = {digits: [] for digits in range(4, 10)}
    while drawn.total() < given.count:
        planted, digits = draw(rng)
        if planted is None or (not planted.text and not 1e-8 < abs(planted.wrong) < 1e6 and planted.wrong):
            continue
        text = planted.text or (rounded(planted.wrong, decimals(planted.wrong or planted.right or 1.0, digits)))
        low, high = interval(text)
        if low <= Fraction(planted.right) <= high:
            unseen += 1
            continue
        start = time.perf_counter()
        found = suspects(planted.y, planted.x, low, high, learning_rate=RATE)
        spent.append(time.perf_counter() - start)
        hits = [named(suspect, planted) for suspect in found[:3]]
        drawn[planted.name] += 1
        first[planted.name] += hits[:1] == [True]
        three[planted.name] += any(hits)
        alone[planted.name] += len(found) == 1 and hits == [True]
        if planted.right:
            control = rounded(planted.right * rng.uniform(-3, 3), decimals(planted.right, digits))
            accused[digits].append(bool(suspects(planted.y, planted.x, *interval(control), learning_rate=RATE)))
        if given.show and not any(hits):
            print(f"{planted.name}: {text} for {planted.right:.10g}, {planted.kinds}")
            for suspect in found:
                print(f"    [{suspect.kind}] {suspect} {suspect.where}")
    print(f"{'slip planted':32}{'count':>7}{'alone':>8}{'first':>8}{'in three':>10}")
    for name in sorted(drawn):
        print(
            f"{name:32}{drawn[name]:7}{alone[name] / drawn[name]:8.0%}{first[name] / drawn[name]:8.0%}{three[name] / drawn[name]:10.0%}"
        )
    n = drawn.total()
    print(f"{'all':32}{n:7}{alone.total() / n:8.1%}{first.total() / n:8.1%}{three.total() / n:10.1%}")
    print(f"{unseen} more slips did not change the digits written, and are not counted")
    shares = ", ".join(f"{sum(of) / len(of):.0%} with {digits}" for digits, of in accused.items() if of)
    print(f"of numbers drawn at random, that no slip made, something is suspected of {shares} digits")
    for name, build in LARGE.items():
        graph = build()
        start = time.perf_counter()
        sign_lost(*graph)
        print(f"{name} of about 5,000 nodes: {time.perf_counter() - start:.2f} s")
    print(f"median {sorted(spent)[len(spent) // 2] * 1e3:.1f} ms, longest {max(spent) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
