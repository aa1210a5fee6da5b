"""What was learned, in a file: as JSON, exact to the last bit, and as safetensors, to exchange with other libraries.

A file is checked whole before anything is changed, so that a bad one leaves the model as it was.
"""

import json
import math
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from autograd_core import Value, tree_leaves, tree_map, write_whole

from .history import History
from .modules import Module, shape
from .optimizers import Optimizer

FORMAT = "autograd-core nn"
VERSION = 1


def save(
    model: Module,
    path: str | Path,
    optimizer: Optimizer | None = None,
    history: History | None = None,
    about: Mapping[str, Any] | None = None,
) -> None:
    """Write a model's parameters to a JSON file; with its optimizer and history, training goes on from there to the last bit.

    Numbers are written as `float.hex` does.  `about` is anything that JSON can hold, for `about(path)` to read.
    Raises ValueError for a parameter that is not finite, OSError where the file cannot be written.
    """
    content: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "about": dict(about or {}),
        "parameters": {name: tree_map(float.hex, tensor) for name, tensor in _finite(model).items()},
        "generators": {name: _written(generator) for name, generator in model.generators().items()},
    }
    if optimizer is not None:
        memory = tree_map(float.hex, optimizer.memory)
        content["optimizer"] = {"kind": type(optimizer).__name__, "updates": optimizer.updates, "memory": memory}
    if history is not None:
        rows = [{name: float(x).hex() for name, x in row.items()} for row in history]
        content["history"] = {"shuffler": _written(history.shuffler), "rows": rows}
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(part, allow_nan=False)}" for name, part in content.items())
    write_whole(path, f"{{\n{lines}\n}}\n")


def load(model: Module, path: str | Path, optimizer: Optimizer | None = None) -> History | None:
    """Give a model the parameters in a file, and an optimizer what it remembered; returns the history, if one was saved.

    Model and optimizer must be built as they were when they were saved.  Raises ValueError for a file that does not
    fit or is damaged, OSError where there is none; then neither has changed.
    """
    try:
        content = _content(path)
        numbers = _fitting(model, content["parameters"], str, _number)
        generators = model.generators()
        _same_names("generators", content["generators"], generators)
        states = {name: _state(content["generators"][name]) for name in generators}
        remembered = _remembered(content, optimizer)
        history = _history(content["history"]) if "history" in content else None
    except (ValueError, RecursionError) as error:
        _refuse(path, error)
    _assign(numbers)
    for name, generator in generators.items():
        generator.setstate(states[name])
    if optimizer is not None:
        optimizer.updates, optimizer.memory = remembered
    return history


def about(path: str | Path) -> dict[str, Any]:
    """What was said about a saved model; raises what `load` does."""
    try:
        return dict(_content(path)["about"])
    except (ValueError, RecursionError) as error:
        _refuse(path, error)


def save_tensors(model: Module, path: str | Path, names: Mapping[str, str] | None = None) -> None:
    """Write the parameters in float64 as a safetensors file, by the names of `model.tensors()`, or what `names` calls them instead.

    Those of an MLP are what PyTorch calls the Linears in a ModuleList `layers`: "layers.0.weight", "layers.0.bias".
    """
    library, numpy = _safetensors()
    tensors = {
        _renamed(names, name): numpy.array(tensor, dtype=numpy.float64) for name, tensor in _finite(model).items()
    }
    write_whole(path, library.numpy.save(tensors))


def load_tensors(model: Module, path: str | Path, names: Mapping[str, str] | None = None) -> None:
    """Give a model the parameters in a safetensors file, by the same names.

    Raises ValueError for a file that does not fit, OSError where there is none; then the model has not changed.
    """
    library, numpy = _safetensors()
    data = Path(path).read_bytes()
    try:
        arrays = library.numpy.load(data)
        for name, array in arrays.items():
            if array.dtype.kind != "f":
                raise ValueError(f"{name} holds {array.dtype}, and a parameter is a float")
        ours = {_renamed(names, name): name for name in model.tensors()}
        tensors = {ours.get(name, name): array.astype(numpy.float64).tolist() for name, array in arrays.items()}
        numbers = _fitting(model, tensors, float, float)
    except (ValueError, KeyError, TypeError, library.SafetensorError) as error:
        _refuse(path, error)
    _assign(numbers)


# ── parameters and files ─────────────────────────────────────────────────────────────────────────


def _finite(model: Module) -> dict[str, Any]:
    """A model's tensors as numbers, all of them finite."""
    tensors = {name: tree_map(lambda p: p.data, tensor) for name, tensor in model.tensors().items()}
    for name, tensor in tensors.items():
        if odd := [x for x in tree_leaves(tensor) if not math.isfinite(x)]:
            raise ValueError(f"only finite parameters can be saved; {name} holds {odd[0]}")
    return tensors


def _fitting(model: Module, tensors: Any, kind: type, number: Callable[[Any], float]) -> dict[Value, float]:
    """The number for each parameter, where names and shapes are the model's."""
    own = model.tensors()
    _same_names("parameters", tensors, own)
    numbers: dict[Value, float] = {}
    for name, tensor in own.items():
        if (there := shape(tensors[name], kind)) != (here := shape(tensor)):
            raise ValueError(
                f"{name} has {'no even shape' if there is None else f'the shape {there}'} there, and {here} in the model"
            )
        for p, written in zip(tree_leaves(tensor), tree_leaves(tensors[name]), strict=True):
            x = number(written)
            if not math.isfinite(x) or numbers.setdefault(p, x) != x:
                raise ValueError(f"{name} must hold finite numbers, and one for a parameter that is shared; got {x}")
    return numbers


def _assign(numbers: Mapping[Value, float]) -> None:
    for p, x in numbers.items():
        p.data = x


def _same_names(what: str, there: Any, here: Mapping[str, Any]) -> None:
    if not isinstance(there, dict):
        raise ValueError(f"{what} must be an object with a name for each; got {there!r:.60}")
    if there.keys() != here.keys():
        lacking, beyond = sorted(here.keys() - there.keys()), sorted(there.keys() - here.keys())
        told = [f"lacks {_listed(lacking)}"] if lacking else []
        told += [f"has {_listed(beyond)}, which the model has not"] if beyond else []
        raise ValueError(f"its {what} are not the model's: it {' and '.join(told)}")


def _listed(names: list[str], most: int = 3) -> str:
    return ", ".join(f"{name:.60}" for name in names[:most]) + (
        f" and {len(names) - most} more" if len(names) > most else ""
    )


# ── reading what may be damaged ──────────────────────────────────────────────────────────────────


def _content(path: str | Path) -> dict[str, Any]:
    """What a file holds, if it is one of ours and of our version."""
    content = json.loads(Path(path).read_text(encoding="utf-8"), object_pairs_hook=_object, parse_constant=_constant)
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError("it holds no model that was saved here")
    if content.get("version") != VERSION or isinstance(content["version"], bool):
        raise ValueError(f"it is of version {content.get('version')!r:.20}, and only version {VERSION} can be read")
    needed = {"format", "version", "about", "parameters", "generators"}
    if missing := needed - content.keys():
        raise ValueError(f"it lacks {_listed(sorted(missing))}")
    if beyond := content.keys() - needed - {"optimizer", "history"}:
        raise ValueError(f"it has {_listed(sorted(beyond))}, which no such file has")
    if not isinstance(content["about"], dict):
        raise ValueError(f"about must be an object; got {content['about']!r:.60}")
    return content


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError(
            f"it says {next(name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1)!r} twice"
        )
    return made


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _number(text: Any) -> float:
    """A number as `float.hex` writes it."""
    try:
        number = float.fromhex(text)
    except (ValueError, OverflowError, TypeError):
        number = math.nan
    if not isinstance(text, str) or text != number.hex():
        raise ValueError(f"{text!r:.40} is no number as float.hex writes it")
    return number


def _written(generator: random.Random) -> list[Any]:
    """The state of a generator."""
    version, words, spare = generator.getstate()
    return [version, list(words), None if spare is None else spare.hex()]


def _state(written: Any) -> tuple[Any, ...]:
    """The state that `_written` wrote, if a generator takes it."""
    try:
        version, words, spare = written
        state = version, tuple(words), None if spare is None else _number(spare)
        random.Random().setstate(state)
    except (ValueError, TypeError, OverflowError):
        raise ValueError(f"{written!r:.40} is not the state of a generator") from None
    return state


def _remembered(content: dict[str, Any], optimizer: Optimizer | None) -> tuple[int, list[list[float]]]:
    """How many updates were done, and what was kept of each parameter."""
    if optimizer is None:
        return 0, []
    saved, kind, count = content.get("optimizer"), type(optimizer).__name__, len(optimizer.parameters)
    if not isinstance(saved, dict) or saved.keys() != {"kind", "updates", "memory"}:
        raise ValueError(f"it holds no optimizer to go on with; got {saved!r:.60}")
    if saved["kind"] != kind:
        raise ValueError(f"its optimizer is {saved['kind']!r:.40}, and the one to go on with is {kind}")
    updates, memory = saved["updates"], saved["memory"]
    if isinstance(updates, bool) or not isinstance(updates, int) or updates < 0:
        raise ValueError(f"updates must be an integer not below 0; got {updates!r:.40}")
    each = (optimizer.keeps,) if optimizer.keeps else []
    if not isinstance(memory, list) or [shape(kept, str) or kept for kept in memory] != [each] * count:
        raise ValueError(
            f"its optimizer must remember {optimizer.keeps} numbers for each of {count} parameters; got {memory!r:.60}"
        )
    return updates, tree_map(_number, memory)


def _history(saved: Any) -> History:
    if not isinstance(saved, dict) or saved.keys() != {"shuffler", "rows"} or not isinstance(saved["rows"], list):
        raise ValueError(f"its history must hold rows and a shuffler; got {saved!r:.60}")
    history = History()
    history.shuffler.setstate(_state(saved["shuffler"]))
    for row in saved["rows"]:
        if not isinstance(row, dict) or row.keys() != saved["rows"][0].keys():
            raise ValueError(f"each epoch of its history must have the same columns; got {row!r:.60}")
        history.rows.append({name: _number(x) for name, x in row.items()})
    return history


def _renamed(names: Mapping[str, str] | None, name: str) -> str:
    return (names or {}).get(name, name)


def _refuse(path: str | Path, error: Exception) -> NoReturn:
    why = {
        RecursionError: "it is nested too deeply",
        json.JSONDecodeError: f"it is no JSON, or not all of it: {error}",
        UnicodeDecodeError: f"it is no text in UTF-8: {error}",
    }.get(type(error), error)
    raise ValueError(f"cannot load {path}: {why}") from None


def _safetensors() -> tuple[Any, Any]:
    try:
        import numpy
        import safetensors.numpy
    except ImportError as error:
        raise ImportError(
            "safetensors files need safetensors and numpy; install them with: pip install 'autograd-core[tensors]'"
        ) from error
    return safetensors, numpy
