"""Numbers for the parameters of a model, from wherever they come: names and shapes must be the model's."""

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from autograd_core import Value, tree_leaves, tree_map
from autograd_core.words import enumerated, shown

from .modules import Module, shape


def finite_tensors(model: Module) -> dict[str, Any]:
    """A model's tensors as numbers, all of them finite."""
    tensors = {name: tree_map(lambda p: p.data, tensor) for name, tensor in model.tensors().items()}
    for name, tensor in tensors.items():
        if odd := [x for x in tree_leaves(tensor) if not math.isfinite(x)]:
            raise ValueError(f"only finite parameters can be saved; {shown(name)} holds {odd[0]}")
    return tensors


def fitting(model: Module, tensors: Any, kind: type, number: Callable[[Any], float]) -> dict[Value, float]:
    """The number for each parameter, where names and shapes are the model's."""
    own = model.tensors()
    check_names("parameters", tensors, own)
    numbers: dict[Value, float] = {}
    for name, tensor in own.items():
        if (there := shape(tensors[name], kind)) != (here := shape(tensor)):
            found = "no even shape" if there is None else f"the shape {there}"
            raise ValueError(f"{name} has {found} there, and {here} in the model")
        for p, written in zip(tree_leaves(tensor), tree_leaves(tensors[name]), strict=True):
            x = number(written)
            if not math.isfinite(x) or numbers.setdefault(p, x) != x:
                raise ValueError(f"{name} must hold finite numbers, and one for a parameter that is shared; got {x}")
    return numbers


def assign(numbers: Mapping[Value, float]) -> None:
    """Give each parameter its number."""
    for p, x in numbers.items():
        p.data = x


def check_names(what: str, there: Any, here: Mapping[str, Any]) -> None:
    """The names in a file are those of the model."""
    if not isinstance(there, dict):
        raise ValueError(f"{what} must be an object with a name for each; got {there!r:.60}")
    if there.keys() != here.keys():
        lacking, beyond = sorted(here.keys() - there.keys()), sorted(there.keys() - here.keys())
        said = [f"lacks {few(lacking)}"] if lacking else []
        said += [f"has {few(beyond)}, which the model has not"] if beyond else []
        raise ValueError(f"its {what} are not the model's: it {' and '.join(said)}")


def few(names: list[str]) -> str:
    """Three names at most, none of them long: a, b, c and 4 more."""
    return enumerated((f"{name:.60}" for name in names), most=3)


def refuse_file(path: str | Path, error: Exception) -> NoReturn:
    """What is wrong with a file, in one line that names it."""
    why = {
        RecursionError: "it is nested too deeply",
        json.JSONDecodeError: f"it is no JSON, or not all of it: {error}",
        UnicodeDecodeError: f"it is no text in UTF-8: {error}",
    }.get(type(error), error)
    raise ValueError(shown(f"cannot load {path}: {why}")) from None
