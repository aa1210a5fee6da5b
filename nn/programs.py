"""Losses and answers of many examples at once, by a program for each kind of example."""

import importlib.util
import math
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import repeat
from typing import Any

from autograd_core import compile, tree_leaves, tree_map

from .kinds import ExampleKind, IntegersDecideError, NotCompiledError, as_lists, check_chance, key
from .losses import Measure, in_two_steps
from .modules import Module

ENGINES = ("eager", "auto", "source", "kernels", "arrays", "jax")
"""What `fit` trains with: "eager" records each example, the others are the engines of `compile`."""
MOST_KINDS = 32
"""So many kinds of examples get a program each; where there are more, nothing is gained."""
SMALL = 5_000
"""Up to this many parameters times examples, source is done before kernels would be loaded."""


def fastest(model: Module, examples: int) -> str:
    """The fastest engine that is installed; all of them give the same bits."""
    large = len(model.parameters()) * examples >= SMALL
    return "kernels" if large and installed("kernels") else "source"


def installed(engine: Any) -> bool:
    """Whether what an engine needs is there."""
    try:
        if engine != "eager":
            compile(abs, engine=engine)
    except ImportError:
        return False
    return True


def is_ours(f: Any) -> bool:
    """Whether a function is one of nn's, or one of them with settings: those do the same at each call."""
    whole = f.func if isinstance(f, partial) and not f.args else f
    return str(getattr(whole, "__module__", "")).split(".")[0] == __package__


_SETTINGS = {bool, float, int, str}
"""The types of what a module is set to."""


class _Kinds:
    """The kinds of examples that were met, with a program each."""

    def __init__(self, model: Module, engine: Any) -> None:
        compile(abs, engine=engine)  # one that is not installed is told at once
        self.model, self.engine = model, engine
        self.met: dict[Any, tuple[ExampleKind, Any]] = {}
        self._modules = [model, *(thing for _, thing in model.contents() if isinstance(thing, Module))]
        self._settings = self._read()

    def refresh(self) -> None:
        """Forget what was recorded, where somebody has changed a setting of the model."""
        if self._read() != self._settings:
            self.met, self._settings = {}, self._read()

    def _read(self) -> list[list[Any]]:
        return [[x for x in vars(m).values() if type(x) in _SETTINGS] for m in self._modules]

    def _new(self, which: Any, kind: ExampleKind, program: Any) -> tuple[ExampleKind, Any]:
        if len(self.met) == MOST_KINDS:
            raise NotCompiledError(
                f"there are more than {MOST_KINDS} kinds of examples: write targets that are no classes as floats"
            )
        self.met[which] = kind, program
        return kind, program


class Losses(_Kinds):
    """Losses of examples, and the gradient of their mean."""

    def __init__(self, model: Module, loss: Measure, engine: str, executor: Any = None) -> None:
        super().__init__(model, engine)
        check_chance(model)
        self.of, self.executor, self.prepared = loss, executor, in_two_steps(loss) is not None
        self.counted = not self.prepared
        """Whether integers of targets are numbers like others; not where they decide what the loss computes."""

    def let_integers_decide(self) -> None:
        """From here on, integers of targets belong to the kind of an example."""
        self.counted, self.met = False, {}

    @property
    def recordings(self) -> int:
        """How many graphs were recorded for all the programs."""
        return sum(len(program.recordings) for _, program in self.met.values())

    def run(
        self, numbers: list[float], examples: Sequence[tuple[Any, Any]], outputs: bool
    ) -> tuple[list[Any], list[float], list[float | None]]:
        """Outputs where they are wanted, losses, and the derivative of their mean towards each of these parameters.

        None stands for what no loss depends on.  Raises NotCompiledError for what cannot be a program, and
        IntegersDecideError where the integers of targets decide what is computed: call `let_integers_decide` first.
        """
        try:
            return self._run(numbers, examples, outputs)
        except Exception:
            if self.counted and any(type(x) is int for _, target in examples for x in tree_leaves(as_lists(target))):
                raise IntegersDecideError from None
            raise

    def _run(
        self, numbers: list[float], examples: Sequence[tuple[Any, Any]], outputs: bool
    ) -> tuple[list[Any], list[float], list[float | None]]:
        places: dict[Any, list[int]] = {}
        rows: list[list[float]] = []
        for i, (xs, target) in enumerate(examples):
            xs, target = as_lists(xs), as_lists(target)
            which = key(xs, target, self.prepared, self.counted)
            kind, _ = self.met.get(which) or self._kind(which, xs, target)
            rows.append(kind.row(xs, target))
            places.setdefault(which, []).append(i)
        outs: list[Any] = [None] * len(examples)
        losses = [math.nan] * len(examples)
        slopes: list[float | None] = [None] * len(numbers)
        for which, here in places.items():
            kind, program = self.met[which]
            columns = self._ready(program, numbers, [rows[i] for i in here], len(examples))
            (_, (found, answers)), gradient = program.value_and_total_gradient(
                numbers, columns, float(len(examples)), executor=self.executor
            )
            for i, x in zip(here, _samples(found, len(here))):
                losses[i] = x
            unchecked = [i for i in here if kind.unchecked(as_lists(examples[i][1]))]
            if outputs or unchecked:
                for i, out in zip(here, _by_sample(answers, len(here))):
                    outs[i] = out
            for i in unchecked:
                kind.check(as_lists(examples[i][1]), outs[i], losses[i])
            reached = kind.reached_by(columns)
            if len(places) == 1 and len(reached) == len(numbers):
                slopes = gradient
            else:
                _add(gradient, reached, slopes)
        return outs, losses, slopes

    def _ready(self, program: Any, numbers: list[float], rows: list[list[float]], examples: int) -> list[Any]:
        """The columns of examples of one kind, for a program that is recorded."""
        if not rows[0]:
            raise NotCompiledError("an example holds no number")
        columns = _columns(rows)
        if not program.recordings:  # here, not in a worker: what is reached is asked later
            program.value(numbers, [column[:1] for column in columns], float(examples))
        return columns

    def _kind(self, which: Any, features: Any, target: Any) -> tuple[ExampleKind, Any]:
        kind = ExampleKind(self.model, features, self.of, target, self.counted)
        return self._new(which, kind, compile(kind.loss, has_aux=True, engine=self.engine))


class Answers(_Kinds):
    """What a model answers, in evaluation."""

    def run(self, points: Sequence[Any]) -> list[Any]:
        """The outputs at each point.  Raises NotCompiledError for what cannot be a program."""
        numbers = [p.data for p in self.model.parameters()]
        places: dict[Any, list[int]] = {}
        listed_points = [as_lists(xs) for xs in points]
        for i, xs in enumerate(listed_points):
            places.setdefault(key(xs, None, True), []).append(i)
        outs: list[Any] = [None] * len(points)
        for which, here in places.items():
            _, program = self.met.get(which) or self._kind(which, listed_points[here[0]])
            columns = _columns([[*map(float, tree_leaves(listed_points[i]))] for i in here])
            for i, out in zip(here, _by_sample(program.value(numbers, columns), len(here))):
                outs[i] = out
        return outs

    def _kind(self, which: Any, features: Any) -> tuple[ExampleKind, Any]:
        kind = ExampleKind(self.model, features)
        return self._new(which, kind, compile(kind.outputs, engine=self.engine))


def _add(gradient: Sequence[float], reached: Iterable[int], slopes: list[float | None]) -> None:
    """Add to the slopes what a gradient has for the parameters that are reached."""
    for k in reached:
        before = slopes[k]
        slopes[k] = gradient[k] if before is None else before + gradient[k]


def _columns(rows: list[list[float]]) -> list[Any]:
    """Rows of numbers as an array for each place in them."""
    if importlib.util.find_spec("numpy"):
        import numpy

        return list(numpy.array(rows).T.copy())
    from array import array

    return [array("d", column) for column in zip(*rows, strict=True)]


def _samples(column: Any, count: int) -> list[float]:
    """A number for each sample; all share one that is no array."""
    if hasattr(column, "tolist"):
        numbers = column.tolist()
        return numbers if isinstance(numbers, list) else [numbers] * count
    return list(column) if hasattr(column, "__len__") else [float(column)] * count


def _by_sample(nest: Any, count: int) -> list[Any]:
    """A nest of arrays as a nest of numbers for each sample."""
    if type(nest) is list and not any(isinstance(x, list | tuple | dict) for x in nest):
        return [list(row) for row in zip(*(_samples(column, count) for column in nest))] if nest else [[]] * count
    columns = tree_map(lambda column: iter(_samples(column, count)), nest)
    return [tree_map(next, columns) for _ in repeat(None, count)]
