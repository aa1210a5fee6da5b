"""Training: epochs of batches, each of them forward, backward and an update, watched and stopped in time."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from autograd_core import Value, anomalies, no_grad, ops

from .data import Dataset, batches
from .history import NORM, History
from .modules import Module
from .optimizers import Optimizer

Examples = Sequence[tuple[Any, Any]]
"""Pairs of what a model is called on, and the target that its outputs are compared with."""

Measure = Callable[[Any, Any], Any]
"""A loss or a metric: a number from outputs and target."""


def fit(
    model: Module,
    data: Examples,
    loss: Measure,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int | None = None,
    *,
    seed: int = 0,
    validation: Examples | float | None = None,
    metrics: Mapping[str, Measure] | None = None,
    penalty: Callable[[list[Value]], Any] | None = None,
    clip_norm: float = math.inf,
    patience: int | None = None,
    on_epoch: Callable[[History], object] | None = None,
    history: History | None = None,
    progress: bool = True,
) -> History:
    """Train a model until `epochs` epochs are done, and return what happened.

    Each batch is one update along the gradient of its mean loss, plus `penalty` of the parameters.  Without a `batch_size` that
    is all the data at once; with one, the examples are put in a new order before each epoch, drawn from `seed`.
    `validation` is other data to watch, or the fraction of the data to hold out for that.  Loss and `metrics` of the training
    data are those of the answers it gave while it learned; the penalty is in none of them.

    Training stops early once the watched loss has not been bettered for `patience` epochs, and on Ctrl-C with what the
    whole epochs taught it.  `on_epoch(history)` is called after each; a bar shows `progress` on a terminal, where tqdm is
    installed.  Given the `history` of an earlier call, training goes on as if it had never stopped.

    Raises FloatingPointError where a loss or a gradient is not finite, with the node where that began.
    """
    for name, number, fits in (
        ("epochs", epochs, epochs >= 0),
        ("clip_norm", clip_norm, clip_norm > 0),
        ("patience", patience, patience != 0),
    ):
        if not fits:
            raise ValueError(f"fit needs {name} {'not below' if name == 'epochs' else 'above'} 0; got {number}")
    if "loss" in (metrics or {}):
        raise ValueError("the loss is recorded by itself; give the metric another name than loss")
    measures = {"loss": loss, **(metrics or {})}
    history = History(seed) if history is None else history
    history.stopped = None
    data, held_out = _held_out(data, validation, seed)
    run = _Run(model, measures, optimizer, penalty, clip_norm, history)
    columns = [*measures, *run.layers, *(f"validation {name}" for name in measures if held_out)]
    if history.rows and history.columns != columns:
        raise ValueError(
            f"the history to go on from has the columns {', '.join(history.columns)}; this call adds {', '.join(columns)}"
        )
    was_training = model.training
    model.train()
    try:
        for _ in _progress(range(history.epochs, epochs), history, progress):
            if patience is not None and history.epochs - history.best() >= patience:
                history.stopped = f"stopped early: {history.watched} no better for {patience} epochs"
                break
            with run.whole_or_not():
                row = run.epoch(batches(data, batch_size, None if batch_size is None else history.shuffler))
                if held_out:
                    row |= {f"validation {name}": x for name, x in score(model, held_out, measures).items()}
                    if not math.isfinite(row["validation loss"]):
                        raise FloatingPointError(
                            f"epoch {history.epochs + 1}: the validation loss is {row['validation loss']}"
                        )
                history.rows.append(row)
            if on_epoch is not None:
                on_epoch(history)
    except KeyboardInterrupt:
        history.stopped = "interrupted"
    finally:
        model.train(was_training)
    return history


def score(model: Module, data: Examples, measures: Mapping[str, Measure]) -> dict[str, float]:
    """The mean of each measure over the data, in evaluation, and without a graph."""
    if not len(data):
        raise ValueError("score needs at least one example; got none")
    plain = model.plain()
    answers = [(plain(xs), target) for xs, target in data]
    return {name: _mean([measure(outs, target) for outs, target in answers]) for name, measure in measures.items()}


class _Run:
    """What one call of `fit` works with."""

    def __init__(
        self,
        model: Module,
        measures: Mapping[str, Measure],
        optimizer: Optimizer,
        penalty: Callable[[list[Value]], Any] | None,
        clip_norm: float,
        history: History,
    ) -> None:
        self.model, self.measures, self.optimizer, self.history = model, measures, optimizer, history
        self.loss = measures["loss"]
        self.penalty, self.clip_norm = penalty, clip_norm
        self.parameters = model.parameters()
        if not set(self.parameters) & set(optimizer.parameters):
            raise ValueError("the optimizer must update parameters of this model; give it those of model.parameters()")
        self.reached = {id(p): p for p in (*self.parameters, *optimizer.parameters)}.values()
        self.layers = {NORM + name: parameters for name, parameters in layers_of(model).items()}
        self.generators = [history.shuffler, *model.generators().values()]

    def epoch(self, data: Iterator[list[tuple[Any, Any]]]) -> dict[str, float]:
        """Go through the data once; the mean of each measure over the examples, and of each gradient norm over the updates."""
        seen: dict[str, list[float]] = {name: [] for name in (*self.measures, *self.layers)}
        for number, batch in enumerate(data, 1):
            self.update(batch, seen, f"epoch {self.history.epochs + 1}, batch {number}")
        for p in self.parameters:
            if not math.isfinite(p.data):
                raise FloatingPointError(
                    f"epoch {self.history.epochs + 1}: an update has made a parameter {p.data}; lower the learning rate"
                )
        return {name: _mean(numbers) for name, numbers in seen.items()}

    def update(self, batch: list[tuple[Any, Any]], seen: dict[str, list[float]], place: str) -> None:
        """Forward, backward and update on one batch, with what was seen on the way."""
        answers = [(self.model(xs), target) for xs, target in batch]
        losses = [self.loss(outs, target) for outs, target in answers]
        total = ops.sum(losses) / len(losses)
        if self.penalty is not None:
            total = total + self.penalty(self.parameters)
        if not isinstance(total, Value):
            raise TypeError(f"a loss must depend on the parameters of the model; got the plain number {total!r}")
        for p in self.reached:
            p.grad = None
        total.backward()
        norms = {name: math.hypot(*(p.grad for p in ps if p.grad is not None)) for name, ps in self.layers.items()}
        if not (math.isfinite(total.data) and math.isfinite(self.optimizer.clip(self.clip_norm))):
            raise FloatingPointError(f"{place}: the loss is {total.data:.6g}; {_beginning(total)}")
        self.optimizer.step()
        with no_grad():
            for name, measure in self.measures.items():
                seen[name] += losses if measure is self.loss else [measure(outs, target) for outs, target in answers]
        for name, norm in norms.items():
            seen[name].append(norm)

    @contextmanager
    def whole_or_not(self) -> Iterator[None]:
        """Within this block an epoch is done whole, or, where anything interrupts it, not at all."""
        optimizer, rows = self.optimizer, self.history.epochs
        data, memory, updates = (
            [p.data for p in self.reached],
            [[*kept] for kept in optimizer.memory],
            optimizer.updates,
        )
        states = [generator.getstate() for generator in self.generators]
        try:
            yield
        except BaseException:
            for p, number in zip(self.reached, data):
                p.data = number
            for generator, state in zip(self.generators, states):
                generator.setstate(state)
            optimizer.memory, optimizer.updates = memory, updates
            del self.history.rows[rows:]
            raise


def layers_of(module: Module, path: str = "") -> dict[str, list[Value]]:
    """The parameters of each layer, by the scope that it records in; what is in no layer goes by the name of what holds it."""
    found: dict[str, list[Value]] = {}
    for name, part in module.parts().items():
        found |= layers_of(part, f"{path}/{name}" if path else name)
    met = {id(p) for parameters in found.values() for p in parameters}
    if own := [p for p in module.parameters() if id(p) not in met]:
        found[path or type(module).__name__] = own
    return found


def _beginning(total: Value) -> str:
    """Where an infinity or a NaN beneath the loss began."""
    found = anomalies(total)
    return f"it began here: {found[0]}" if found else "its gradient leaves the range of floats"


def _held_out(data: Examples, validation: Examples | float | None, seed: int) -> tuple[Examples, Examples]:
    """The data to train on, and the data to watch."""
    if not len(data):
        raise ValueError("fit needs at least one example; got none")
    if isinstance(validation, float):
        whole = data if isinstance(data, Dataset) else Dataset(data)
        return whole.split(1 - validation, seed)
    return data, validation or ()


def _progress(epochs: range, history: History, shown: bool) -> Iterator[int]:
    """The epochs, with a bar on a terminal where tqdm is installed."""
    try:
        from tqdm import tqdm
    except ImportError:
        yield from epochs
        return
    with tqdm(initial=epochs.start, total=epochs.stop, unit="epoch", disable=None if shown else True) as bar:
        for epoch in epochs:
            yield epoch
            bar.set_postfix_str(f"{history.watched} {history[history.watched][-1]:.4g}", refresh=False)
            bar.update()


def _mean(numbers: list[Any]) -> float:
    plain = [x.data if isinstance(x, Value) else float(x) for x in numbers]
    return math.fsum(plain) / len(plain)
