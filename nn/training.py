"""Training: epochs of batches, each of them forward, backward and an update, watched and stopped in time."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from autograd_core import Value

from .data import Dataset
from .epochs import Epochs, Examples, Measure, mean
from .history import History
from .modules import Module
from .optimizers import Optimizer


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

    Training stops early once the watched loss has not improved for `patience` epochs, and on Ctrl-C with what the
    whole epochs taught it.  `on_epoch(history)` is called after each; a bar shows `progress` on a terminal, where tqdm is
    installed.  Given the `history` of an earlier call, training goes on as if it had never stopped.

    Raises FloatingPointError where a loss or a gradient is not finite, with the node where that began.
    """
    _check_limits(epochs, clip_norm, patience)
    measures = _measures(loss, metrics)
    history = History(seed) if history is None else history
    history.stopped = None
    data, held_out = _held_out(data, validation, seed)
    run = Epochs(model, measures, optimizer, penalty, clip_norm, history)
    _check_columns(history, [*run.columns, *(f"validation {name}" for name in measures if held_out)])
    with _in_training(model):
        try:
            for _ in _progress(range(history.epochs, epochs), history, progress):
                if patience is not None and history.epochs - history.best() >= patience:
                    history.stopped = f"stopped early: {history.watched} no better for {patience} epochs"
                    break
                with run.whole_or_not():
                    row = run.epoch(data, batch_size)
                    if held_out:
                        row |= _watched(model, held_out, measures, history.epochs + 1)
                    history.rows.append(row)
                if on_epoch is not None:
                    on_epoch(history)
        except KeyboardInterrupt:
            history.stopped = "interrupted"
    return history


def score(model: Module, data: Examples, measures: Mapping[str, Measure]) -> dict[str, float]:
    """The mean of each measure over the data, in evaluation, and without a graph."""
    if not len(data):
        raise ValueError("score needs at least one example; got none")
    outs = predict(model, [xs for xs, _ in data])
    answers = [(out, target) for out, (_, target) in zip(outs, data, strict=True)]
    return {name: mean([measure(out, target) for out, target in answers]) for name, measure in measures.items()}


def predict(model: Module, points: Sequence[Any]) -> list[Any]:
    """What the model answers to each point, as plain numbers: in evaluation, and without a graph."""
    plain = model.plain()
    return [plain(xs) for xs in points]


# ── what a call of fit asks for ──────────────────────────────────────────────────────────────────


def _check_limits(epochs: int, clip_norm: float, patience: int | None) -> None:
    for name, number, fits in (
        ("epochs", epochs, epochs >= 0),
        ("clip_norm", clip_norm, clip_norm > 0),
        ("patience", patience, patience != 0),
    ):
        if not fits:
            raise ValueError(f"fit needs {name} {'not below' if name == 'epochs' else 'above'} 0; got {number}")


def _measures(loss: Measure, metrics: Mapping[str, Measure] | None) -> dict[str, Measure]:
    """The loss, and the metrics beside it."""
    if "loss" in (metrics or {}):
        raise ValueError("the loss is recorded by itself; give the metric another name than loss")
    return {"loss": loss, **(metrics or {})}


def _held_out(data: Examples, validation: Examples | float | None, seed: int) -> tuple[Examples, Examples]:
    """The data to train on, and the data to watch."""
    if not len(data):
        raise ValueError("fit needs at least one example; got none")
    if isinstance(validation, float):
        whole = data if isinstance(data, Dataset) else Dataset(data)
        return whole.split(1 - validation, seed)
    return data, validation or ()


def _check_columns(history: History, columns: list[str]) -> None:
    """A history to go on from holds what this call adds."""
    if history.rows and history.columns != columns:
        raise ValueError(
            f"the history to go on from has the columns {', '.join(history.columns)}; this call adds {', '.join(columns)}"
        )


# ── around the epochs ────────────────────────────────────────────────────────────────────────────


@contextmanager
def _in_training(model: Module) -> Iterator[None]:
    """Within this block the model is in training; afterwards it is as it was."""
    before = model.training
    model.train()
    try:
        yield
    finally:
        model.train(before)


def _watched(model: Module, held_out: Examples, measures: Mapping[str, Measure], epoch: int) -> dict[str, float]:
    """The measures of the data that is only watched."""
    scores = {f"validation {name}": x for name, x in score(model, held_out, measures).items()}
    if not math.isfinite(scores["validation loss"]):
        raise FloatingPointError(f"epoch {epoch}: the validation loss is {scores['validation loss']}")
    return scores


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
