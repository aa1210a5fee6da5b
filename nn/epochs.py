"""An epoch: every example once, in batches, with an update after each; it is done whole, or not at all."""

import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from autograd_core import Value, anomalies, no_grad, ops

from .cautions import VANISHED, TrainingWarning
from .data import Example, batches
from .history import NORM, History
from .kinds import IntegersDecideError, NotCompiledError
from .losses import Measure
from .metrics import METRICS
from .modules import Module
from .optimizers import Optimizer
from .programs import Losses, is_ours
from .updates import Penalty, Updates, agree, norm_of

Examples = Sequence[tuple[Any, Any]]
"""Pairs of what a model is called on, and the target that its outputs are compared with."""


class Seen(NamedTuple):
    """What was seen of a batch on the way."""

    answers: list[tuple[Any, Any]]
    """The outputs for each example, and its target."""
    losses: list[Any]
    """The loss of each example."""
    norms: list[float]
    """The norm of the gradient of each layer, before it was clipped."""


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
        warning: bool = True,
        executor: Any = None,
    ) -> None:
        self.model, self.measures, self.optimizer, self.history = model, measures, optimizer, history
        self.penalty, self.clip_norm, self.warning = penalty, clip_norm, warning
        self.parameters = model.parameters()
        if not set(self.parameters) & set(optimizer.parameters):
            raise ValueError("the optimizer must update parameters of this model; give it those of model.parameters()")
        self.reached = {id(p): p for p in (*self.parameters, *optimizer.parameters)}.values()
        self.layers = {NORM + name: parameters for name, parameters in layers_of(model).items()}
        self.generators = [history.shuffler, *model.generators().values()]
        places = {id(p): k for k, p in enumerate(self.parameters)}
        self._places = [[places[id(p)] for p in parameters] for parameters in self.layers.values()]
        self._losses: Losses | None = None
        if history.engine != "eager":
            self._compile(history.engine, executor)

    def _compile(self, engine: str, executor: Any) -> None:
        """Make ready what runs batches through programs."""
        with self._else_recorded():
            if set(self.reached) != set(self.parameters):
                raise NotCompiledError("the optimizer updates what is no parameter of the model")
            self._losses = Losses(self.model, self.measures["loss"], engine, executor)
            known = {id(measure) for measure in METRICS.values()}
            if self.penalty is not None:
                trusted = self.warning or is_ours(self.penalty)  # one who names an engine knows what a function does
                self._penalty = Penalty(self.penalty, self.parameters, engine if trusted else None)
            watched = any(id(measure) not in known for name, measure in self.measures.items() if name != "loss")
            self._updates = Updates(self.parameters, self.optimizer, watched)

    @property
    def columns(self) -> list[str]:
        """The names of what an epoch tells."""
        return [*self.measures, *self.layers]

    def epoch(self, data: Examples, batch_size: int | None) -> dict[str, float]:
        """Go through the data once: the mean of each measure over examples, and of each gradient norm over updates."""
        seen: dict[str, list[float]] = {name: [] for name in self.columns}
        shuffler = None if batch_size is None else self.history.shuffler
        if self._losses is not None:
            self._losses.refresh()
            self._updates.begin()
        for number, examples in enumerate(batches(data, batch_size, shuffler), 1):
            self.update(examples, seen, f"epoch {self.history.epochs + 1}, batch {number}")
        if self._losses is not None:
            self._updates.end()
        for p in self.parameters:
            if not math.isfinite(p.data):
                raise FloatingPointError(
                    f"epoch {self.history.epochs + 1}: an update has made a parameter {p.data}; lower the learning rate"
                )
        return {name: mean(numbers) for name, numbers in seen.items()}

    def update(self, examples: list[Example], seen: dict[str, list[float]], place: str) -> None:
        """Forward, backward and update on one batch, with what was seen on the way."""
        batch = self._run(examples) or self._recorded(examples, place)
        with no_grad():
            for name, measure in self.measures.items():
                is_loss = measure is self.measures["loss"]
                seen[name] += batch.losses if is_loss else [measure(outs, target) for outs, target in batch.answers]
        for name, norm in zip(self.layers, batch.norms, strict=True):
            seen[name].append(norm)

    # ── recorded ─────────────────────────────────────────────────────────────────────────────

    def _recorded(self, examples: list[Example], place: str) -> Seen:
        """An update along the gradient of a recorded batch."""
        answers, losses, total = self._backward(examples)
        norms = [math.hypot(*(p.grad for p in ps if p.grad is not None)) for ps in self.layers.values()]
        if not (math.isfinite(total.data) and math.isfinite(self.optimizer.clip(self.clip_norm))):
            raise FloatingPointError(f"{place}: the loss is {total.data:.6g}; {_beginning(total)}")
        if not total.data:
            self.optimizer.said.add(VANISHED)  # a loss of exactly 0 is a good reason for it
        self.optimizer.step()
        if self._losses is not None:
            self._updates.begin()
        return Seen(answers, losses, norms)

    def _backward(self, examples: list[Example]) -> tuple[list[tuple[Any, Any]], list[Any], Value]:
        """Record the mean loss of a batch with the penalty, and give each parameter its gradient."""
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
        return answers, losses, total

    # ── through programs ─────────────────────────────────────────────────────────────────────

    def _run(self, examples: list[Example]) -> Seen | None:
        """An update through programs; None where recording must do it: there are none, or a number is not finite."""
        if self._losses is None:
            return None
        states = [generator.getstate() for generator in self.generators[1:]]
        seen: Seen | None = None
        with self._else_recorded():
            seen = self._through_programs(self._losses, examples, states)
        if seen is None:  # what was drawn for it is drawn again
            self._updates.end()
            self._draw_again(states)
        return seen

    def _through_programs(self, programs: Losses, examples: list[Example], states: list[Any]) -> Seen | None:
        numbers, known = self._updates.numbers(), programs.recordings
        try:
            try:
                outs, losses, slopes = programs.run(numbers, examples, len(self.measures) > 1)
            except IntegersDecideError:
                programs.let_integers_decide()
                self._draw_again(states)
                outs, losses, slopes = programs.run(numbers, examples, len(self.measures) > 1)
            loss = math.fsum(losses) / len(losses)
        except NotCompiledError:
            raise
        except OverflowError:
            return None
        except Exception as error:  # whatever it is, recording does without, or says it in its own words
            if programs.executor is not None:
                raise
            raise NotCompiledError(f"{type(error).__name__}: {error}") from None
        if self.penalty is not None:
            loss, slopes = self._with_penalty(numbers, loss, slopes)
        if not (math.isfinite(loss) and math.isfinite(norm_of(slopes))):
            return None
        if programs.recordings > known:
            self._compare(examples, loss, slopes, states)
        if not loss:
            self.optimizer.said.add(VANISHED)
        norms = [norm_of(slopes, places) for places in self._places]
        self._updates.step(slopes, self.clip_norm)
        return Seen([(out, target) for out, (_, target) in zip(outs, examples)], losses, norms)

    def _with_penalty(
        self, numbers: list[float], loss: float, slopes: list[float | None]
    ) -> tuple[float, list[float | None]]:
        """The loss and its gradient, those of the penalty with them."""
        assert self.penalty is not None
        found = self._penalty.at(numbers)
        if found is None:
            self._updates.end()
            beside = self.penalty(self.parameters)
            for p in self.parameters:
                p.grad = None
            if isinstance(beside, Value):
                beside.backward()
            value = beside.data if isinstance(beside, Value) else float(beside)
            found = value, [p.grad for p in self.parameters]
            self._updates.begin()
        return loss + found[0], [
            y if x is None else x if y is None else x + y for x, y in zip(slopes, found[1], strict=True)
        ]

    def _compare(self, examples: list[Example], loss: float, slopes: Sequence[float | None], states: list[Any]) -> None:
        """Hold a batch that was the first of its kind to what recording finds."""
        self._updates.end()
        self._draw_again(states)
        _, _, total = self._backward(examples)
        same = math.isclose(total.data, loss, rel_tol=1e-9, abs_tol=1e-12)
        if not (same and agree(slopes, [p.grad for p in self.parameters])):
            raise NotCompiledError("the loss is another each time it is computed")
        self._updates.begin()

    def _draw_again(self, states: list[Any]) -> None:
        """Put the generators of the model back to where the batch found them."""
        for generator, state in zip(self.generators[1:], states):
            generator.setstate(state)

    @contextmanager
    def _else_recorded(self) -> Iterator[None]:
        """Within this block, what cannot be a program is recorded from here on, and a sentence says why."""
        try:
            yield
        except NotCompiledError as reason:
            if self._losses is not None:
                self._updates.end()
            self._losses, self.history.engine = None, "eager"
            if self.warning:
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
    by_path: dict[str, list[Value]] = {}
    for name, part in module.parts().items():
        by_path |= layers_of(part, f"{path}/{name}" if path else name)
    met = {id(p) for parameters in by_path.values() for p in parameters}
    if own := [p for p in module.parameters() if id(p) not in met]:
        by_path[path or type(module).__name__] = own
    return by_path


def mean(numbers: Sequence[Any]) -> float:
    """The mean of numbers, some of which may be Values."""
    return math.fsum(x.data if isinstance(x, Value) else float(x) for x in numbers) / len(numbers)


def _beginning(total: Value) -> str:
    """Where an infinity or a NaN beneath the loss began."""
    events = anomalies(total)
    return f"it began here: {events[0]}" if events else "its gradient leaves the range of floats"
