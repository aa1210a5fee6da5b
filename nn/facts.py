"""What `train` notes of a network in the file that it saves, and the network that is described so."""

import math
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from autograd_core import tree_leaves

from .activations import activation_function
from .fitting import refuse_file
from .inputs import Standardize
from .modules import Module, shape
from .networks import MLP, Sequential
from .options import PROGRAM, WIDEST
from .reading import read_saved

LARGEST = 1_000_000
"""The most parameters that a network may have."""


def sizes_in(facts: Mapping[str, Any]) -> list[int]:
    """The sizes of the layers: features, hidden ones, and an output for each class, or one for a number or for two."""
    return [len(facts["means"]), *facts["layers"], 1 if len(facts["classes"]) <= 2 else len(facts["classes"])]


def parameters_of(sizes: Sequence[int]) -> int:
    """How many parameters a network of these sizes has."""
    return sum((inputs + 1) * outputs for inputs, outputs in pairwise(sizes))


def network(facts: Mapping[str, Any], seed: int = 0) -> Module:
    """The network that the facts in a saved file describe."""
    sizes = sizes_in(facts)
    if (count := parameters_of(sizes)) > LARGEST:
        raise ValueError(f"a network of {count:,} parameters is too large here; {LARGEST:,} are the most")
    activations = [facts["activation"]] * len(facts["layers"]) + ["identity"]
    return Sequential(Standardize(facts["means"], facts["spreads"]), MLP(sizes, activations, seed=seed))


def facts_in(path: str) -> dict[str, Any]:
    """What `train` noted in a file it saved, if it is what the parameters there are for."""
    try:
        content = read_saved(path)
    except (ValueError, RecursionError) as error:
        refuse_file(path, error)
    facts: dict[str, Any] = content["about"]
    try:
        known = _are_facts(facts)
        known = known and parameters_of(sizes_in(facts)) == sum(1 for _ in tree_leaves(content["parameters"]))
    except (KeyError, TypeError, ValueError, RecursionError):
        known = False
    if not known:
        raise ValueError(f"{path} was not saved by {PROGRAM} train")
    return facts


def _are_facts(facts: Mapping[str, Any]) -> bool:
    """Whether they are of the kinds and sizes that `train` notes."""
    features, classes, layers = facts["features"], facts["classes"], facts["layers"]
    means, spreads = facts["means"], facts["spreads"]
    each = (len(features),)
    return (
        shape(features, str) == shape(means, float) == shape(spreads, float) == each
        and all(map(math.isfinite, means))
        and all(sys.float_info.min <= spread < math.inf for spread in spreads)
        and isinstance(classes, list)
        and all(isinstance(name, str) for name in classes)
        and isinstance(layers, list)
        and all(type(n) is int and 0 < n <= WIDEST for n in layers)
        and callable(activation_function(facts["activation"]))
    )
