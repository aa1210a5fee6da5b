"""What was learned, in a JSON file, exact to the last bit.

A file is checked whole before anything is changed, so that a bad one leaves the model as it was.
"""

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograd_core import tree_map
from autograd_core.arguments import public
from autograd_core.files import write_whole

from .fitting import assign, check_names, finite_tensors, fitting, refuse_file
from .history import History
from .modules import Module
from .optimizers import Optimizer
from .programs import ENGINES
from .reading import FORMAT, VERSION, check_sum, checksum, number, parse, read_saved, schedule_of, state, table
from .schedules import Rate, Schedule


@public
def save(
    model: Module,
    path: str | Path,
    optimizer: Optimizer | None = None,
    history: History | None = None,
    about: Mapping[str, Any] | None = None,
) -> None:
    """Write a model's parameters to a JSON file; with optimizer and history, training goes on from there exactly.

    Numbers are written as `float.hex` does, and a checksum over all of it.  The learning rate is saved as well, and a
    schedule of nn's; a function of one's own is not.  `about` is what JSON can hold, for `about(path)` to read.

    >>> import tempfile, pathlib
    >>> from nn import MLP, load, save
    >>> path = pathlib.Path(tempfile.mkdtemp(), "model.json")
    >>> save(MLP([2, 1], seed=1), path)
    >>> other = MLP([2, 1], seed=2)
    >>> load(other, path)  # no history was saved
    >>> [p.data for p in other.parameters()] == [p.data for p in MLP([2, 1], seed=1).parameters()]
    True

    Raises ValueError for a parameter that is not finite, OSError where the file cannot be written.
    """
    if not isinstance(model, Module):
        raise TypeError(f"save(model, path) needs a model made of nn's modules; got {model!r:.60}")
    write_whole(path, _text(model, optimizer, history, about))


def _text(model: Module, optimizer: Optimizer | None, history: History | None, about: Mapping[str, Any] | None) -> str:
    """What `save` writes; whatever it is made of is gone before the file is there."""
    content: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "about": dict(about or {}),
        "parameters": {name: tree_map(float.hex, tensor) for name, tensor in finite_tensors(model).items()},
        "generators": {name: _written(generator) for name, generator in model.generators().items()},
    }
    if optimizer is not None:
        content["optimizer"] = {
            "kind": type(optimizer).__name__,
            "updates": optimizer.updates,
            "memory": tree_map(float.hex, optimizer.memory),
            "learning_rate": _written_rate(optimizer.learning_rate),
        }
    if history is not None:
        rows = [{name: float(x).hex() for name, x in row.items()} for row in history]
        content["history"] = {"shuffler": _written(history.shuffler), "rows": rows, "engine": history.engine}
    try:
        parts = {name: json.dumps(part, allow_nan=False) for name, part in content.items()}
    except (TypeError, ValueError, RecursionError) as error:
        raise type(error)(f"about must be what JSON can hold: {error}") from None
    parts["checksum"] = json.dumps(checksum({name: parse(part) for name, part in parts.items()}))
    lines = ",\n".join(f" {json.dumps(name)}: {part}" for name, part in parts.items())
    return f"{{\n{lines}\n}}\n"


@public
def load(model: Module, path: str | Path, optimizer: Optimizer | None = None) -> History | None:
    """Give a model the parameters in a file, and an optimizer its memory and rate; returns the history that was saved.

    Model and optimizer must be built as they were when they were saved.  Raises ValueError for a file that does not
    fit or is damaged, OSError where there is none; then neither has changed.
    """
    if not isinstance(model, Module):
        raise TypeError(
            "load(model, path) fills a model that is built like the one that was saved, as in "
            f"load(MLP([2, 3, 1]), 'model.json'); got {model!r:.60} for the model"
        )
    try:
        content = read_saved(path)
        numbers = fitting(model, content["parameters"], str, number)
        generators = model.generators()
        check_names("generators", content["generators"], generators)
        states = {name: state(content["generators"][name]) for name in generators}
        remembered = None if optimizer is None else _remembered(content.get("optimizer"), optimizer)
        history = _history(content["history"]) if "history" in content else None
        check_sum(content)
    except (ValueError, RecursionError) as error:
        refuse_file(path, error)
    assign(numbers)
    for name, generator in generators.items():
        generator.setstate(states[name])
    if optimizer is not None and remembered is not None:
        optimizer.updates, optimizer.memory, optimizer.learning_rate = remembered
    return history


@public
def about(path: str | Path) -> dict[str, Any]:
    """What was said about a saved model; raises what `load` does."""
    try:
        content = read_saved(path)
        check_sum(content)
        return dict(content["about"])
    except (ValueError, RecursionError) as error:
        refuse_file(path, error)


# ── there ────────────────────────────────────────────────────────────────────────────────────────


def _written(generator: random.Random) -> list[Any]:
    """The state of a generator."""
    version, words, spare = generator.getstate()
    return [version, list(words), None if spare is None else spare.hex()]


def _written_rate(rate: Rate) -> Any:
    """A learning rate, or a schedule by its name and settings; None for a function of one's own."""
    if isinstance(rate, Schedule):
        settings = {name: x if isinstance(x, int) else _written_rate(x) for name, x in rate.settings.items()}
        return {"kind": rate.kind, "settings": settings}
    return None if callable(rate) else float(rate).hex()


# ── and back ─────────────────────────────────────────────────────────────────────────────────────


def _remembered(saved: Any, optimizer: Optimizer) -> tuple[int, list[list[float]], Rate]:
    """How many updates were done, what was kept of each parameter, and the learning rate."""
    kind, count = type(optimizer).__name__, len(optimizer.parameters)
    if not isinstance(saved, dict) or saved.keys() != {"kind", "updates", "memory", "learning_rate"}:
        raise ValueError(f"it holds no optimizer to go on with; got {saved!r:.60}")
    if saved["kind"] != kind:
        raise ValueError(f"its optimizer is {saved['kind']!r:.40}, and the one to go on with is {kind}")
    updates = saved["updates"]
    if isinstance(updates, bool) or not isinstance(updates, int) or not 0 <= updates < 2**63:
        raise ValueError(f"updates must be an integer not below 0; got {updates!r:.40}")
    memory = table(saved["memory"], count, optimizer.keeps)
    if memory is None:
        raise ValueError(
            f"its optimizer must remember {optimizer.keeps} numbers for each of {count} parameters; "
            f"got {saved['memory']!r:.60}"
        )
    rate = schedule_of(saved["learning_rate"])
    if rate is None and not callable(optimizer.learning_rate):
        raise ValueError("its learning rate was a function, which no file holds: give the optimizer that function")
    return updates, memory, optimizer.learning_rate if rate is None else rate


def _history(saved: Any) -> History:
    keys = {"shuffler", "rows"}
    if not isinstance(saved, dict) or saved.keys() - {"engine"} != keys or not isinstance(saved["rows"], list):
        raise ValueError(f"its history must hold rows and a shuffler; got {saved!r:.60}")
    history = History()
    history.engine = saved.get("engine", "eager")
    if history.engine not in ENGINES:
        raise ValueError(f"the engine of its history must be one of {', '.join(ENGINES)}; got {history.engine!r:.40}")
    history.shuffler.setstate(state(saved["shuffler"]))
    for row in saved["rows"]:
        if not isinstance(row, dict) or row.keys() != saved["rows"][0].keys() or "loss" not in row:
            raise ValueError(f"each epoch of its history must have the same columns; got {row!r:.60}")
        history.rows.append({name: number(x) for name, x in row.items()})
    return history
