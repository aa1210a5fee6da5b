"""The programs of `eager.py`, each in the numbers of autograd_core, of micrograd and, where it is installed, of xad."""

import math
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import by_hand

sys.path.insert(0, str(Path(__file__).parent.parent))

from autograd_core import Value, ops
from nn import MLP, SGD, half_squared_error
from nn.worked_example import Lecture

try:
    import micrograd.engine
except ImportError as missing:
    sys.exit(f"{missing}: this benchmark needs its peers, pip install micrograd xad")
try:
    import xad.adj_1st as xad
except ImportError:
    xad = None  # not available for every machine

Micro = micrograd.engine.Value

MOONS_OPS = (
    100 * (2 * 2 * 16 + 16 + 2 * 16 * 16 + 16 + 2 * 16 + 3) + 99 + 1 + 2 * (2 * 16 + 16 + 16 * 16 + 16 + 16 + 1) + 1
)
"""Scalar operations of the moons loss: multiply-adds and relus of every point, the hinge, the mean and the penalty."""


@dataclass
class Entry:
    """One engine on one program: `record` returns what `backward` goes over;
    `gradients` is what it left or returned.
    """

    engine: str
    record: Callable[[], Any]
    backward: Callable[[Any], Any]
    gradients: Callable[[Any], list[float]] = lambda returned: returned

    def found(self) -> list[float]:
        """The gradients of one run."""
        return self.gradients(self.backward(self.record()))


# ── the moons network: 2-16-16-1, relu, hinge loss and a penalty on 100 points ───────────────────


def moons(count: int = 100, noise: float = 0.1, seed: int = 0) -> list[tuple[list[float], float]]:
    """Two interleaved half circles, labelled -1 and 1."""
    generator = random.Random(seed)
    points = []
    for i in range(count):
        angle = math.pi * generator.random()
        x, y = (math.cos(angle), math.sin(angle)) if i % 2 else (1 - math.cos(angle), 0.5 - math.sin(angle))
        points.append(([x + generator.gauss(0, noise), y + generator.gauss(0, noise)], 1.0 if i % 2 else -1.0))
    return points


POINTS = moons()
START = [p.data for p in MLP([2, 16, 16, 1], "relu").parameters()]


def by_node(parameters: list[Any], relu: Callable[[Any], Any]) -> Any:
    """The loss, with every product and sum a node of its own, as micrograd's own modules record it."""
    numbers = iter(parameters)
    layers = [
        [([next(numbers) for _ in range(i)], next(numbers)) for _ in range(o)] for i, o in ((2, 16), (16, 16), (16, 1))
    ]
    losses = []
    for xs, target in POINTS:
        for layer in layers:
            xs = [sum((w * x for w, x in zip(ws, xs, strict=True)), b) for ws, b in layer]
            if layer is not layers[-1]:
                xs = [relu(x) for x in xs]
        losses.append(relu(1 + -target * xs[0]))
    return sum(losses[1:], losses[0]) * (1 / len(losses)) + 1e-4 * sum(
        (p * p for p in parameters[1:]), parameters[0] * parameters[0]
    )


def moons_entries() -> list[Entry]:
    model = MLP([2, 16, 16, 1], ["relu", "relu", "identity"])
    ours, micro = [Value(p) for p in START], [Micro(p) for p in START]

    def through_nn() -> Any:
        losses = [ops.relu(1 - target * model(xs)[0]) for xs, target in POINTS]
        ps = model.parameters()
        return ops.sum(losses) / len(losses) + 1e-4 * ops.dot(ps, ps)

    def with_xad() -> Any:
        tape = xad.Tape()
        tape.__enter__()
        parameters = [xad.Real(p) for p in START]
        for p in parameters:
            tape.registerInput(p)
        tape.newRecording()
        loss = by_node(parameters, lambda x: x if x > 0 else x * 0)
        tape.registerOutput(loss)
        return tape, parameters, loss

    def backward_of_xad(recorded: Any) -> list[float]:
        tape, parameters, loss = recorded
        loss.setDerivative(1.0)
        tape.computeAdjoints()
        gradients = [p.getDerivative() for p in parameters]
        tape.__exit__(None, None, None)
        return gradients

    return [
        Entry("nn, dot nodes", through_nn, lambda loss: backward_of(loss, model.parameters(), None)),
        Entry("node by node", lambda: by_node(ours, lambda x: x.relu()), lambda loss: backward_of(loss, ours, None)),
        Entry("micrograd", lambda: by_node(micro, lambda x: x.relu()), lambda loss: backward_of(loss, micro, 0)),
        *([Entry("xad", with_xad, backward_of_xad)] if xad else []),
    ]


def backward_of(loss: Any, parameters: list[Any], nothing: Any) -> list[float]:
    for p in parameters:
        p.grad = nothing
    loss.backward()
    return [p.grad for p in parameters]


# ── a chain of mixed operations ──────────────────────────────────────────────────────────────────


def chain(x: Any, y: Any, length: int) -> Any:
    """x, after so many additions, products, differences and quotients with y."""
    z = x
    for _ in range(length // 4):
        z = ((z + y) * y - x) / 2.5
    return z


def chain_entries(length: int) -> list[Entry]:
    def entry(engine: str, make: Any, nothing: Any) -> Entry:
        x, y = make(0.3), make(1.1)
        return Entry(engine, lambda: chain(x, y, length), lambda z: backward_of(z, [x, y], nothing))

    return [entry("autograd_core", Value, None), entry("micrograd", Micro, 0)]


# ── a step of the lecture's network: forward, backward, update ───────────────────────────────────


def lecture_entries() -> list[Entry]:
    lecture = Lecture("per_neuron")
    optimizer = SGD(lecture.learning, 1e-9)
    ours = lecture.learning
    micro = [Micro(p.data) for p in ours]
    xs, targets = [v.data for v in lecture.inputs], [v.data for v in lecture.targets]

    def layer(ws: list[Any], bs: list[Any], xs: list[Any]) -> list[Any]:
        nets = [ws[0] * xs[0] + ws[1] * xs[1] + bs[0], ws[2] * xs[0] + ws[3] * xs[1] + bs[1]]
        return [micro_sigmoid(net) for net in nets]

    def micro_sigmoid(net: Any) -> Any:
        """micrograd has no exponential: one node with its own local rule, the best a user of it can do."""
        s = 1 / (1 + math.exp(-net.data))
        out = Micro(s, (net,), "sigmoid")

        def _backward() -> None:
            net.grad += s * (1 - s) * out.grad

        out._backward = _backward
        return out

    def with_micrograd() -> Any:
        h = layer(micro[:4], micro[8:10], xs)
        o = layer(micro[4:8], micro[10:], h)
        return (targets[0] - o[0]) ** 2 / 2 + (targets[1] - o[1]) ** 2 / 2

    def step_of_micrograd(loss: Any) -> None:
        for p in micro:
            p.grad = 0
        loss.backward()
        for p in micro:
            p.data -= 1e-9 * p.grad

    def step_of_ours(loss: Any) -> None:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def with_nn() -> Any:
        return half_squared_error(lecture.model(xs), targets)

    def forward_by_hand() -> Any:
        return by_hand.forward(alone, xs, targets)

    def grads(parameters: list[Any]) -> list[float]:
        return [p.grad for p in parameters]

    alone = [by_hand.Node(p.data) for p in ours]
    return [
        Entry("nn, dot nodes", with_nn, step_of_ours, lambda _: grads(ours)),
        Entry("written by hand", forward_by_hand, lambda y: by_hand.step(y, alone, 1e-9), lambda _: grads(alone)),
        Entry("micrograd", with_micrograd, step_of_micrograd, lambda _: grads(micro)),
    ]
