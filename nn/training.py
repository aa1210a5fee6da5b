"""Training: epochs of batches, each of them forward, backward and an update, watched and stopped in time."""

import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from autograd_core import Value
from autograd_core.arguments import check_executor, public

from .answers import Answering, checked_model
from .cautions import TrainingWarning
from .data import Dataset
from .epochs import Epochs, Examples, mean
from .history import History
from .losses import LOSSES, Measure
from .metrics import METRICS
from .modules import Module
from .optimizers import OPTIMIZERS, Optimizer
from .programs import ENGINES, fastest, installed, is_ours


@public
def fit(
    model: Module,
    data: Examples,
    loss: Measure | str,
    optimizer: Optimizer | str,
    epochs: int,
    batch_size: int | None = None,
    *,
    seed: int = 0,
    penalty: Callable[[list[Value]], Any] | None = None,
    clip_norm: float = math.inf,
    validation: Examples | float | None = None,
    metrics: Mapping[str, Measure] | Sequence[str] | None = None,
    patience: int | None = None,
    on_epoch: Callable[[History], object] | None = None,
    progress: bool = True,
    history: History | None = None,
    engine: str | None = "auto",
    executor: Any = None,
) -> History:
    """Train a model until `epochs` epochs are done, and return what happened.

    Losses, metrics and optimizers may be given by name: "mean_squared_error", ["accuracy"], "adam".

    Updates: each batch is one, along the gradient of its mean loss, plus `penalty` of the parameters, cut to the norm
    `clip_norm`.  Without a `batch_size` a batch is all the data; with one, the examples are put in a new order before
    each epoch, drawn from `seed`.

    Watching: `validation` is other data, or the fraction of the data to hold out for that.  Loss and `metrics` of the
    training data are those of the answers the model gave while it learned; the penalty is in none of them.  Training
    stops early once the watched loss has not improved for `patience` epochs, and on Ctrl-C with what the whole epochs
    taught the model.  `on_epoch(history)` is called after each; a bar shows `progress` on a terminal, where tqdm is
    installed.

    Going on: given the `history` of an earlier call, training goes on as if it had never stopped, on the same engine
    to the last bit; a warning says where it goes on with another.

    Computing: the loss is recorded once for each kind of example, and a batch runs through that program at once.
    `engine` is one of `compile`'s, or "eager", which records every example; "auto" goes on with that of the history,
    and at first takes the fastest that is installed.  The history names it.  With "source" and "kernels" losses have
    the bits of recording, and gradients are summed from the first example to the last, as recording does; where a graph
    is visited in another order, they agree to rounding.  What cannot be a program is recorded, with a warning where an
    engine was asked for; so is, with "auto", a loss or a penalty of your own, since nobody but you knows whether it
    does the same at each call.  `executor`, anything with the interface of concurrent.futures.Executor, takes large
    batches a thousand examples at a time; the bits are the same for any number of workers, and for none.

    >>> from nn import MLP, fit, predict
    >>> model = MLP([1, 1], "identity", weights=[[[0.0]]])
    >>> history = fit(model, [([1.0], 3.0), ([2.0], 5.0)], "mean_squared_error", "adam", epochs=2)
    >>> history.epochs, history["loss"][1] < history["loss"][0]
    (2, True)

    Raises FloatingPointError where a loss or a gradient is not finite, with the node where that began; TypeError or
    ValueError for what cannot be trained, with or by.
    """
    _check_limits(epochs, batch_size, clip_norm, patience)
    measures = _measures(loss, metrics)
    optimizer = optimizer_for(checked_model("fit", model), optimizer)
    history = History(seed) if history is None else history
    history.stopped = None
    data, held_out = _held_out(checked_examples("fit", data), validation, seed)
    named_engine = engine not in (None, "auto") or executor is not None
    history.engine = _engine(engine, history, model, len(data), is_ours(measures["loss"]) or executor is not None)
    _check_executor(executor, history.engine)
    run = Epochs(model, measures, optimizer, penalty, clip_norm, history, named_engine, executor)
    _check_columns(history, [*run.columns, *(f"validation {name}" for name in measures if held_out)])
    answering = Answering(model)
    with _in_training(model):
        try:
            for _ in _progress(range(history.epochs, epochs), history, progress):
                if patience is not None and history.epochs - history.best() >= patience:
                    history.stopped = f"stopped early: {history.watched} no better for {patience} epochs"
                    break
                with run.whole_or_not():
                    row = run.epoch(data, batch_size)
                    history.rows.append(row | _watched(answering, held_out, measures, history.epochs + 1))
                if on_epoch is not None:
                    on_epoch(history)
        except KeyboardInterrupt:
            history.stopped = "interrupted"
    return history


@public
def score(model: Module, data: Examples, measures: Mapping[str, Measure] | Sequence[str]) -> dict[str, float]:
    """The mean of each measure over the data, in evaluation, and without a graph.

    >>> from nn import MLP, score
    >>> model = MLP([1, 1], "identity", weights=[[[2.0]]])
    >>> score(model, [([1.0], 3.0), ([2.0], 5.0)], ["mean_squared_error"])
    {'mean_squared_error': 1.0}
    """
    return _scored(Answering(checked_model("score", model)), checked_examples("score", data), _metrics(measures))


def _scored(answering: Answering, data: Examples, measures: Mapping[str, Measure]) -> dict[str, float]:
    outs = answering.at([xs for xs, _ in data])
    answers = [(out, target) for out, (_, target) in zip(outs, data, strict=True)]
    return {name: mean([measure(out, target) for out, target in answers]) for name, measure in measures.items()}


# ── what is asked for ────────────────────────────────────────────────────────────────────────────


def named(what: str, given: Any, known: Mapping[str, Any]) -> Any:
    """What is given, or what goes by that name."""
    if not isinstance(given, str):
        if not callable(given):
            raise TypeError(f"a {what} must be a function or a name, such as {next(iter(known))!r}; got {given!r:.60}")
        return given
    if given.lower() not in known:
        raise ValueError(f"no {what} is named {given!r:.60}; there are {', '.join(known)}")
    return known[given.lower()]


def optimizer_for(model: Module, optimizer: Optimizer | str) -> Optimizer:
    """An optimizer, or a new one of that name, at its own learning rate."""
    if isinstance(optimizer, Optimizer):
        return optimizer
    if isinstance(optimizer, str):
        made: Optimizer = named("optimizer", optimizer, OPTIMIZERS)(model.parameters())
        return made
    hint = ": write SGD(model.parameters(), 0.1)" if isinstance(optimizer, type) else ""
    raise TypeError(f"fit needs an optimizer, or the name of one; got {optimizer!r:.60}{hint}")


def _check_limits(epochs: Any, batch_size: Any, clip_norm: Any, patience: Any) -> None:
    """What is counted is counted by integers."""
    if isinstance(epochs, bool) or not isinstance(epochs, int):
        raise TypeError(f"fit needs an integer for epochs; got {epochs!r:.60}")
    if epochs < 0:
        raise ValueError(f"fit needs epochs not below 0; got {epochs}")
    for name, number in (("batch_size", batch_size), ("patience", patience)):
        if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
            raise TypeError(f"fit needs an integer for {name}, or None; got {number!r:.60}")
    if patience is not None and patience < 1:
        raise ValueError(f"fit needs patience above 0; got {patience}")
    if batch_size is not None and batch_size < 1:
        raise ValueError(f"a batch needs at least one example; got size {batch_size}")
    if isinstance(clip_norm, str) or not clip_norm > 0:
        raise ValueError(f"fit needs clip_norm above 0; got {clip_norm}")


def _check_executor(executor: Any, engine: str) -> None:
    """An executor has the interface of one, and programs to run."""
    if executor is None:
        return
    check_executor(executor)
    if engine == "eager":
        raise ValueError('an executor runs programs, and engine="eager" has none: leave one of them out')


def _engine(engine: Any, history: History, model: Module, examples: int, programs: bool) -> str:
    """The engine to train with; where it is not the one used before, a sentence says so."""
    if engine not in (None, *ENGINES):
        raise ValueError(f"engine must be one of {', '.join(ENGINES)}; got {engine!r:.60}")
    before = history.engine if history.rows else None
    if engine in (None, "auto"):
        engine = before if before and installed(before) else fastest(model, examples) if programs else "eager"
    if before and engine != before:
        sentence = f"the history was trained with {before}; from here on {engine} agrees to rounding only"
        warnings.warn(sentence, TrainingWarning, stacklevel=4)
    found: str = engine
    return found


def _measures(loss: Any, metrics: Any) -> dict[str, Measure]:
    """The loss, and the metrics beside it."""
    beside = _metrics(metrics)
    if "loss" in beside:
        raise ValueError("the loss is recorded by itself; give the metric another name than loss")
    return {"loss": named("loss", loss, LOSSES), **beside}


def _metrics(metrics: Any) -> dict[str, Measure]:
    """The metrics by name, from a mapping, or from a list of names."""
    if metrics is None:
        return {}
    if isinstance(metrics, Mapping):
        measures = {str(name): named("metric", measure, METRICS) for name, measure in metrics.items()}
    elif isinstance(metrics, str) or not isinstance(metrics, Sequence):
        raise TypeError(
            f"metrics must be a dict of functions, or a list of names such as ['accuracy']; got {metrics!r:.60}"
        )
    else:
        measures = {getattr(one, "__name__", str(one)): named("metric", one, METRICS) for one in metrics}
    return measures


def checked_examples(call: str, data: Any) -> Examples:
    """Data that is pairs of a point and its target, and at least one."""
    if not hasattr(data, "__len__") or not hasattr(data, "__getitem__") or isinstance(data, str | Mapping):
        raise TypeError(f"{call} needs a list of examples, each a point and its target; got {data!r:.60}")
    if not len(data):
        raise ValueError(f"{call} needs at least one example; got none")
    if isinstance(data, tuple) and len(data) == 2 and _is_row(data[0]) and _is_row(data[1]) and len(data[0]) != 2:
        raise TypeError(
            f"{call} needs a list of examples, each a point and its target; got two lists: write list(zip(xs, ts))"
        )
    for i, example in enumerate(data):
        if not _is_row(example) or len(example) != 2:
            raise TypeError(
                f"{call} needs examples that are pairs, a point and its target; got {example!r:.60} at place {i}: "
                "write list(zip(points, targets))"
            )
    checked: Examples = data
    return checked


def _is_row(x: Any) -> bool:
    return hasattr(x, "__len__") and hasattr(x, "__getitem__") and not isinstance(x, str | Mapping)


def _held_out(data: Examples, validation: Any, seed: int) -> tuple[Examples, Examples]:
    """The data to train on, and the data to watch."""
    if isinstance(validation, float):
        whole = data if isinstance(data, Dataset) else Dataset(data)
        return whole.split(1 - validation, seed)
    if validation is None or (hasattr(validation, "__len__") and not len(validation)):
        return data, ()
    return data, checked_examples("validation", validation)


def _check_columns(history: History, columns: list[str]) -> None:
    """A history to go on from holds what this call adds."""
    if history.rows and history.columns != columns:
        raise ValueError(
            f"the history to go on from has the columns {', '.join(history.columns)}; "
            f"this call adds {', '.join(columns)}"
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


def _watched(answering: Answering, held_out: Examples, measures: Mapping[str, Measure], epoch: int) -> dict[str, float]:
    """The measures of the data that is only watched; none where there is none."""
    if not held_out:
        return {}
    scores = {f"validation {name}": x for name, x in _scored(answering, held_out, measures).items()}
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
