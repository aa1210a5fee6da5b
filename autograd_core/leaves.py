"""Many leaves at once, as an optimizer treats them: what `grad` and `data` do, without a call for each leaf."""

from collections.abc import Iterable
from typing import Any

from . import recording, watching


def gradients(leaves: Iterable[Any]) -> list[float | None]:
    """The adjoint of each, in order."""
    return [leaf._grad for leaf in leaves]


def forget_gradients(leaves: Iterable[Any]) -> None:
    """No adjoint is known of any: the next sweep starts afresh."""
    for leaf in leaves:
        leaf._grad = None


def descend(leaves: Iterable[Any], rate: float, directions: Iterable[Any]) -> None:
    """Each becomes itself - rate * direction, and stays as it is where there is no direction."""
    if watching.in_use:  # whoever watches is told of each number that is read
        for leaf, direction in zip(leaves, directions):
            if direction is not None:
                leaf.data -= rate * direction
        return
    recording.assignments = now = recording.assignments + 1
    for leaf, direction in zip(leaves, directions):
        if direction is None:
            continue
        data = leaf._data - rate * direction
        if type(data) is float:
            leaf._data, leaf.assigned = data, now
        else:
            leaf.data = data
