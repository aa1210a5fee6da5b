"""The lecture's network: two inputs, two hidden and two output neurons, all sigmoid, and one step of training."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from autograd_core import Value, compile, gradient
from autograd_core.arguments import public

from .losses import half_square
from .networks import MLP
from .optimizers import SGD

Biases = Literal["fixed", "shared", "per_neuron"]
"""Whether the biases learn, and whether the neurons of a layer share theirs (as when they are fixed)."""

INPUTS = {"i1": 0.05, "i2": 0.10}
TARGETS = {"t1": 0.01, "t2": 0.99}
WEIGHTS = [[[0.15, 0.20], [0.25, 0.30]], [[0.40, 0.45], [0.50, 0.55]]]
BIASES = [0.35, 0.60]
LEARNING_RATE = 0.5

UPDATED_NAMES = {"b_h1": "b11", "b_h2": "b12", "b_o1": "b21", "b_o2": "b22"}
"""The lecture's sheet names a neuron's own bias by its neuron in the gradients, by layer and place once it learns."""

LOCAL_PARTIALS = [
    *(("E_total", f"net_{unit}") for unit in ("o1", "o2", "h1", "h2")),
    *((f"E_{o}", f"out_{h}") for h in ("h1", "h2") for o in ("o1", "o2")),
    *(("E_total", f"out_{unit}") for unit in ("o1", "o2", "h1", "h2")),
    *((f"out_{unit}", f"net_{unit}") for unit in ("o1", "o2", "h1", "h2")),
    ("net_o1", "w5"),
]
"""The partials on the lecture's sheet, between the ends of each pair."""


class Lecture:
    """The network with its inputs and targets; `learning` are the parameters that an update changes."""

    def __init__(self, biases: Biases = "fixed", expanded: bool = False) -> None:
        if biases not in ("fixed", "shared", "per_neuron"):
            raise ValueError(f'biases must be "fixed", "shared" or "per_neuron"; got {biases!r}')
        per_neuron = biases == "per_neuron"
        self.model = MLP(
            [2, 2, 2],
            "sigmoid",
            bias="per_neuron" if per_neuron else "shared",
            weights=WEIGHTS,
            biases=[[b, b] for b in BIASES] if per_neuron else BIASES,
            expanded=expanded,
        )
        self.inputs = [Value(x, label=name) for name, x in INPUTS.items()]
        self.targets = [Value(t, label=name) for name, t in TARGETS.items()]
        parameters = sorted(self.model.parameters(), key=lambda p: str(p.label).startswith("b"))
        self.parameters = {str(p.label): p for p in parameters}  # the weights, then the biases
        self.learning = [p for name, p in self.parameters.items() if name.startswith("w") or biases != "fixed"]

    def forward(self) -> dict[str, Value]:
        """Every number of the forward pass by the lecture's name, as labelled Values."""
        hidden, output = self.model.layers
        out_h = hidden(self.inputs)
        out_o = output(out_h)
        errors = [
            half_square(t, out).named(f"E_o{i}") for i, (t, out) in enumerate(zip(self.targets, out_o, strict=True), 1)
        ]
        total = (errors[0] + errors[1]).named("E_total")
        net = [node for out in (*out_h, *out_o) for node in (out.args[0], out)]
        leaves = [*self.inputs, *self.parameters.values(), *self.targets]
        return {str(node.label): node for node in [*leaves, *net, *errors, total]}

    def train(
        self, learning_rate: float = LEARNING_RATE, updates: int = 1, at: Callable[[int], None] = lambda done: None
    ) -> None:
        """Update the learning parameters this many times, all of them together; `at(done)` is called after each update.

        The graph is recorded once, and runs as a program.
        """
        optimizer = SGD(self.learning, learning_rate)
        program = compile(self.forward()["E_total"], inputs=self.learning)
        for parameter in self.parameters.values():
            parameter.grad = None
        for done in range(1, updates + 1):
            for parameter, slope in zip(self.learning, program.gradient(*(p.data for p in self.learning)), strict=True):
                parameter.grad = slope
            optimizer.step()
            at(done)


@public
def lecture_network(biases: Biases = "fixed", expanded: bool = False) -> dict[str, Value]:
    """The lecture's network as a mapping from its names (i1, w5, net_h1, out_o1, E_total, ...) to labelled Values.

    >>> net = lecture_network()
    >>> net["E_total"].backward()
    >>> f"{net['w5'].grad:.9f}"
    '0.082167041'
    """
    return Lecture(biases, expanded).forward()


def report(
    biases: Biases = "fixed", learning_rate: float = LEARNING_RATE, checkpoints: Sequence[int] = (1, 10_000)
) -> dict[str, Any]:
    """Everything the lecture computes, as numbers by name: forward, partials, gradients, updated, training."""
    lecture = Lecture(biases)
    net = lecture.forward()
    total = net["E_total"]
    result: dict[str, Any] = {
        "learning_rate": learning_rate,
        "biases": biases,
        "forward": {name: node.data for name, node in net.items() if node.op is not None},
        "partials": {f"d{y}/d{x}": gradient(net[y], net[x]) for y, x in LOCAL_PARTIALS},
        "gradients": gradient(total, lecture.parameters),
        "updated": {},
        "training": {},
    }

    def record(done: int) -> None:
        parameters = {UPDATED_NAMES.get(name, name): p.data for name, p in lecture.parameters.items()}
        if done == 1:
            result["updated"] = parameters
        if done in checkpoints:
            after = lecture.forward()
            errors = {name: after[name].data for name in ("E_total", "out_o1", "out_o2")}
            result["training"][str(done)] = {"parameters": parameters, **errors}

    lecture.train(learning_rate, max((1, *checkpoints)), record)
    return result
