"""The loss of one example as a program, which a batch of examples runs through at once."""

import importlib.util
import math
from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from autograd_core import Value, compile, tree_leaves, tree_map

from .losses import Measure
from .modules import Module, copied

ENGINES = ("eager", "auto", "source", "kernels", "arrays", "jax")
"""What `fit` trains with: "eager" records each example, the others are the engines of `compile`."""
MOST_PROGRAMS = 32
"""So many kinds of examples get a program each; where there are more, nothing is gained."""


def fastest() -> str:
    """The fastest engine that is installed."""
    return "kernels" if importlib.util.find_spec("numba") else "source"


class NotCompiledError(Exception):
    """What is trained cannot be a program; the text says why."""


class Losses:
    """Losses of examples, and their gradient, by a program for each kind of example.

    Parameters, features and targets that are floats are inputs of a program.  Targets that are integers, such as the
    number of a class, belong to the kind, and so does the shape of the features.
    """

    def __init__(self, model: Module, loss: Measure, engine: str) -> None:
        compile(lambda x: x, engine=engine)  # type: ignore[arg-type]  # one that is not installed is told at once
        if model.generators():
            raise NotCompiledError("the model draws random numbers while it is trained")
        self.model, self.loss, self.engine = model, loss, engine
        self.parameters = model.parameters()
        self.programs: dict[Any, _OfAKind] = {}

    @property
    def recordings(self) -> int:
        """How many graphs were recorded for all the programs."""
        return sum(len(program.reached) for program in self.programs.values())

    def run(
        self, examples: Sequence[tuple[Any, Any]], outputs: bool
    ) -> tuple[list[Any], list[float], list[float | None]]:
        """Outputs where they are wanted, losses, and towards each parameter the sum of the derivatives of all losses.

        None stands for what no loss depends on.  Raises NotCompiledError for what cannot be a program.
        """
        numbers = [p.data for p in self.parameters]
        groups: dict[Any, list[int]] = {}
        for i, (xs, target) in enumerate(examples):
            groups.setdefault(_kind(_listed(xs), _listed(target)), []).append(i)
        outs: list[Any] = [None] * len(examples)
        losses = [math.nan] * len(examples)
        parts: list[list[float]] = [[] for _ in numbers]
        for kind, places in groups.items():
            if kind not in self.programs:
                if len(self.programs) == MOST_PROGRAMS:
                    raise NotCompiledError(
                        f"there are more than {MOST_PROGRAMS} kinds of examples: write targets that are no classes as "
                        "floats"
                    )
                target = _listed(examples[places[0]][1])
                self.programs[kind] = _OfAKind(self.model, self.parameters, self.loss, target, self.engine)
            program = self.programs[kind]
            xs = _columns([_listed(examples[i][0]) for i in places])
            ts = _columns([_floats(_listed(examples[i][1])) for i in places])
            found, adjoints = program.loss.value_and_gradient(numbers, xs, ts)
            for i, x in zip(places, _samples(found, len(places)), strict=True):
                losses[i] = x
            for k in program.reached[0]:
                parts[k] += _samples(adjoints[k], len(places))
            if outputs:
                columns = program.outputs.value(numbers, xs)
                for n, i in enumerate(places):
                    outs[i] = tree_map(lambda column, n=n: _sample(column, n), columns)
        return outs, losses, [math.fsum(each) if each else None for each in parts]


class _OfAKind:
    """The programs of the loss and of the outputs, for one kind of example."""

    def __init__(self, model: Module, parameters: list[Value], loss: Measure, target: Any, engine: str) -> None:
        self.reached: list[list[int]] = []
        """The places of the parameters that a loss depends on, for each recorded graph: the same in all."""

        def outputs(ps: list[Value], xs: Any) -> Any:
            fresh = dict(zip(parameters, ps, strict=True))
            twin = copied(model, lambda p: fresh.get(p, p))
            before = _state(twin)
            outs = twin(xs)
            if _state(twin) != before:
                raise NotCompiledError("the model keeps something of each example that it is called on")
            return outs

        def loss_of(ps: list[Value], xs: Any, ts: list[Value]) -> Any:
            given: Iterator[Value] = iter(ts)
            y = loss(outputs(ps, xs), tree_map(lambda x: next(given) if isinstance(x, float) else x, target))
            found = _leaves(y)
            if not found.isdisjoint(parameters):
                raise NotCompiledError("the loss reaches parameters otherwise than through the model")
            self.reached.append([k for k, p in enumerate(ps) if p in found])
            if not self.reached[-1] or self.reached[-1] != self.reached[0]:
                raise NotCompiledError("which parameters the loss depends on differs from example to example")
            return y

        self.loss = compile(loss_of, engine=engine)  # type: ignore[arg-type]  # checked by fit
        self.outputs = compile(outputs, engine=engine)  # type: ignore[arg-type]


def _leaves(y: Any) -> set[Value]:
    """The leaves beneath a loss."""
    met, left = set(), [y]
    while left:
        node = left.pop()
        if isinstance(node, Value) and node not in met:
            met.add(node)
            left += node.args
    return {node for node in met if node.op is None}


def _state(model: Module) -> list[list[Any]]:
    """What the modules hold, but for what they keep so as not to compute it again."""
    modules = [model, *(thing for _, thing in model.contents() if isinstance(thing, Module))]
    return [[id(x) for x in tree_leaves({k: v for k, v in vars(m).items() if k != "_rows"})] for m in modules]


def _listed(nest: Any) -> Any:
    """An array as lists of numbers, and anything else as it is."""
    return nest.tolist() if hasattr(nest, "tolist") else nest


def _kind(xs: Any, target: Any) -> Any:
    """What examples must have in common to run through one program."""
    for x in (*tree_leaves(xs), *tree_leaves(target)):
        if type(x) not in (float, int, bool):
            raise NotCompiledError(f"an example holds {x!r:.60} ({type(x).__name__}), which is no plain number")
    held = tree_map(lambda x: "float" if type(x) is float else (type(x).__name__, x), target)
    return repr(tree_map(lambda x: None, xs)), repr(held)


def _floats(target: Any) -> list[float]:
    return [x for x in tree_leaves(target) if type(x) is float]


def _columns(nests: list[Any]) -> Any:
    """Nests of one shape as one nest of arrays, a number for each example."""
    rows = [list(map(float, tree_leaves(nest))) for nest in nests]
    columns = iter([array("d", column) for column in zip(*rows, strict=True)])
    return tree_map(lambda x: next(columns), nests[0])


def _sample(column: Any, i: int) -> float:
    return float(column[i] if hasattr(column, "__len__") else column)


def _samples(column: Any, count: int) -> list[float]:
    return list(map(float, column)) if hasattr(column, "__len__") else [float(column)] * count


def agree(gradient: Sequence[float | None], other: Sequence[float | None]) -> bool:
    """Whether two ways of computing found the same gradient, but for rounding."""
    largest = max((abs(x) for x in other if x is not None), default=0.0)
    return all(
        x is y or (x is not None and y is not None and math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-9 * largest))
        for x, y in zip(gradient, other, strict=True)
    )
