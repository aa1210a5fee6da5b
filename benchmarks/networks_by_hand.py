"""Networks whose backpropagation is written out by hand, in plain floats, so that slips can be planted in it."""

import math
import random
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from autograd_core import Value
from nn import MLP, half_squared_error, mean_squared_error


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


ACTIVATIONS: dict[str, tuple[Callable[[float], float], Callable[[float, float], float]]] = {
    "sigmoid": (sigmoid, lambda net, out: out * (1 - out)),
    "tanh": (math.tanh, lambda net, out: 1 - out * out),
    "relu": (lambda net: max(net, 0.0), lambda net, out: 1.0 if net > 0 else 0.0),
    "identity": (lambda net: net, lambda net, out: 1.0),
    "softplus": (lambda net: math.log1p(math.exp(net)), lambda net, out: sigmoid(net)),
}


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
        """The deltas of each layer, and the gradient of each weight, by the hand-written rules;
        the slips go in as functions.
        """

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
