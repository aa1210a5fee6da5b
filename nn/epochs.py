"""An epoch: every example once, a batch at a time, each batch an update; done whole, or not at all."""

import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from autograd_core import Value, anomalies, no_grad, ops

from .data import Example, batches
from .history import NORM, History
from .losses import Measure
from .modules import Module
from .optimizers import VANISHED, Optimizer, TrainingWarning
from .programs import Losses, NotCompiledError, agree

Examples = Sequence[tuple[Any, Any]]
"""Pairs of what a model is called on, and the target that its outputs are compared with."""


class Batch(NamedTuple):
    """What came of a batch, whose gradient now stands in the parameters."""

    answers: list[tuple[Any, Any]]
    """The outputs for each example, and its target."""
    losses: list[Any]
    """The loss of each example."""
    total: Value
    """Their mean, with the penalty: what the gradient is of."""


class Epochs:
    """Goes through data again and again, and lets an optimizer follow the gradient of each batch."""

    def __init__(
        self,
        model: Module,
        measures: Mapping[str, Measure],
        optimizer: Optimizer,
        penalty: Callable[[list[Value]], Any] | None,
        clip_norm: float,
        history: History,
        engine: str = "eager",
    ) -> None:
        self.model, self.measures, self.optimizer, self.history = model, measures, optimizer, history
        self.penalty, self.clip_norm = penalty, clip_norm
        self.parameters = model.parameters()
        if not set(self.parameters) & set(optimizer.parameters):
            raise ValueError("the optimizer must update parameters of this model; give it those of model.parameters()")
        self.reached = {id(p): p for p in (*self.parameters, *optimizer.parameters)}.values()
        self.layers = {NORM + name: parameters for name, parameters in layers_of(model).items()}
        self.compiled: Losses | None = None
        if engine != "eager":
            with self._else_recorded():
                if set(self.reached) != set(self.parameters):
                    raise NotCompiledError("the optimizer updates what is no parameter of the model")
                self.compiled = Losses(model, measures["loss"], engine)
        self.generators = [history.shuffler, *model.generators().values()]

    @property
    def columns(self) -> list[str]:
        """The names of what an epoch tells."""
        return [*self.measures, *self.layers]

    def epoch(self, data: Examples, batch_size: int | None) -> dict[str, float]:
        """Go through the data once: the mean of each measure over examples, and of each gradient norm over updates."""
        seen: dict[str, list[float]] = {name: [] for name in self.columns}
        shuffler = None if batch_size is None else self.history.shuffler
        for number, examples in enumerate(batches(data, batch_size, shuffler), 1):
            self.update(examples, seen, f"epoch {self.history.epochs + 1}, batch {number}")
        for p in self.parameters:
            if not math.isfinite(p.data):
                raise FloatingPointError(
                    f"epoch {self.history.epochs + 1}: an update has made a parameter {p.data}; lower the learning rate"
                )
        return {name: mean(numbers) for name, numbers in seen.items()}

    def update(self, examples: list[Example], seen: dict[str, list[float]], place: str) -> None:
        """Forward, backward and update on one batch, with what was seen on the way."""
        batch = self.run(examples) or self.backward(examples)
        norms = {name: math.hypot(*(p.grad for p in ps if p.grad is not None)) for name, ps in self.layers.items()}
        if not (math.isfinite(batch.total.data) and math.isfinite(self.optimizer.clip(self.clip_norm))):
            raise FloatingPointError(f"{place}: the loss is {batch.total.data:.6g}; {_beginning(batch.total)}")
        if not batch.total.data:
            self.optimizer.said.add(VANISHED)  # a loss of exactly 0 is a good reason for it
        self.optimizer.step()
        with no_grad():
            for name, measure in self.measures.items():
                is_loss = measure is self.measures["loss"]
                seen[name] += batch.losses if is_loss else [measure(outs, target) for outs, target in batch.answers]
        for name, norm in norms.items():
            seen[name].append(norm)

    def backward(self, examples: list[Example]) -> Batch:
        """Record the mean loss of a batch, and give each parameter its gradient."""
        answers = [(self.model(xs), target) for xs, target in examples]
        losses = [self.measures["loss"](outs, target) for outs, target in answers]
        total = ops.sum(losses) / len(losses)
        if self.penalty is not None:
            total = total + self.penalty(self.parameters)
        if not isinstance(total, Value):
            raise TypeError(f"a loss must depend on the parameters of the model; got the plain number {total!r}")
        for p in self.reached:
            p.grad = None
        total.backward()
        return Batch(answers, losses, total)

    def run(self, examples: list[Example]) -> Batch | None:
        """The same through programs; None where recording must do it: there are none, or a number is not finite."""
        if self.compiled is None:
            return None
        with self._else_recorded():
            known = self.compiled.recordings
            try:
                outs, losses, sums = self.compiled.run(examples, len(self.measures) > 1)
                mean_loss = math.fsum(losses) / len(losses)
            except NotCompiledError:
                raise
            except OverflowError:
                return None
            except Exception as error:  # whatever it is, recording does without, or says it in its own words
                raise NotCompiledError(f"{type(error).__name__}: {error}") from None
            slopes = [None if x is None else x / len(examples) for x in sums]
            if not all(math.isfinite(x) for x in (mean_loss, *slopes) if x is not None):
                return None
            fresh = self.compiled.recordings > known
            batch = self._with_penalty([(out, t) for out, (_, t) in zip(outs, examples)], losses, mean_loss, slopes)
            if fresh:
                self._compare(examples, batch)
            return batch
        return None

    def _with_penalty(
        self, answers: list[tuple[Any, Any]], losses: list[Any], mean_loss: float, slopes: list[float | None]
    ) -> Batch:
        """Give each parameter its gradient, that of the penalty with it."""
        for p in self.reached:
            p.grad = None
        total = Value(mean_loss)
        if self.penalty is not None:
            beside = self.penalty(self.parameters)
            total = total + beside
            if isinstance(beside, Value):
                beside.backward()
        for p, slope in zip(self.parameters, slopes, strict=True):
            if slope is not None:
                p.grad = slope if p.grad is None else slope + p.grad
        return Batch(answers, losses, total)

    def _compare(self, examples: list[Example], batch: Batch) -> None:
        """Hold a batch that was the first of its kind to what recording finds."""
        gradient = [p.grad for p in self.parameters]
        recorded = self.backward(examples)
        found = [p.grad for p in self.parameters]
        same = math.isclose(recorded.total.data, batch.total.data, rel_tol=1e-9, abs_tol=1e-12)
        if not (same and agree(gradient, found)):
            raise NotCompiledError("the loss is another each time it is computed")
        for p, slope in zip(self.parameters, gradient, strict=True):
            p.grad = slope

    @contextmanager
    def _else_recorded(self) -> Iterator[None]:
        """Within this block, what cannot be a program is said, and recorded from here on."""
        try:
            yield
        except NotCompiledError as reason:
            self.compiled, self.history.engine = None, "eager"
            sentence = f"fit records each example, as they cannot run through a program: {reason}"
            warnings.warn(sentence, TrainingWarning, stacklevel=2)

    @contextmanager
    def whole_or_not(self) -> Iterator[None]:
        """Within this block an epoch is done whole, or, where anything interrupts it, not at all."""
        optimizer, rows = self.optimizer, self.history.epochs
        numbers = [p.data for p in self.reached]
        memory, updates = [[*kept] for kept in optimizer.memory], optimizer.updates
        states = [generator.getstate() for generator in self.generators]
        try:
            yield
        except BaseException:
            for p, number in zip(self.reached, numbers):
                p.data = number
            for generator, state in zip(self.generators, states):
                generator.setstate(state)
            optimizer.memory, optimizer.updates = memory, updates
            del self.history.rows[rows:]
            raise


def layers_of(module: Module, path: str = "") -> dict[str, list[Value]]:
    """The parameters of each layer, by the scope that it records in; others go by the name of what holds them."""
    found: dict[str, list[Value]] = {}
    for name, part in module.parts().items():
        found |= layers_of(part, f"{path}/{name}" if path else name)
    met = {id(p) for parameters in found.values() for p in parameters}
    if own := [p for p in module.parameters() if id(p) not in met]:
        found[path or type(module).__name__] = own
    return found


def mean(numbers: Sequence[Any]) -> float:
    """The mean of numbers, some of which may be Values."""
    return math.fsum(x.data if isinstance(x, Value) else float(x) for x in numbers) / len(numbers)


def _beginning(total: Value) -> str:
    """Where an infinity or a NaN beneath the loss began."""
    found = anomalies(total)
    return f"it began here: {found[0]}" if found else "its gradient leaves the range of floats"
