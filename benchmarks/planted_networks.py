"""Networks with one slip planted in their backpropagation."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from networks_by_hand import Network, sigmoid

from autograd_core import Value

RATE = 0.5
PLUS = {"sigmoid": lambda net, out: out * (1 + out), "tanh": lambda net, out: 1 + out * out}
AGAIN = {
    "sigmoid": lambda net, out: sigmoid(out) * (1 - sigmoid(out)),
    "tanh": lambda net, out: 1 - math.tanh(out) ** 2,
    "softplus": lambda net, out: sigmoid(out),
}
INPUT = {"sigmoid": lambda net, out: net * (1 - net), "tanh": lambda net, out: 1 - net * net}
SIDE = {"relu": lambda net, out: 0.0 if net > 0 else 1.0}
NONE = dict.fromkeys(("sigmoid", "tanh", "softplus"), lambda net, out: 1.0)


@dataclass
class Planted:
    """A graph, the number that somebody with a slip would find for dy/dx, and what ought to be suspected."""

    name: str
    y: Value
    x: Value
    right: float
    wrong: float
    kinds: dict[str, set[str]]
    """The kinds that name the slip, each with the factors or nodes that place it;
    none where there is no place to tell.
    """
    text: str = ""
    """The number as written, where the slip is in the writing."""


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
