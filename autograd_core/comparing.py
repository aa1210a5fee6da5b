"""A Value is compared and printed by its data, and whoever watches is told."""

import operator
from collections.abc import Callable
from typing import Any

from . import watching
from .graph import Node

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "bool": operator.ne,
}  # fmt: skip
"""By what a guard calls them; "bool" compares with 0."""


def compare(sign: str, x: Any, y: Any) -> Any:
    """The outcome of a comparison of data, told to whoever watches."""
    is_node: bool = isinstance(y, Node)  # what follows reads a slot of the nodes there are, Values
    try:
        outcome = COMPARISONS[sign](x._data, y._data if is_node else y)
    except (TypeError, ArithmeticError):  # the latter of a Decimal that is no number
        raise TypeError(
            f"a Value is compared, by its data, with numbers and Values; "
            f"got {x!r} {sign} {y!r:.60} ({type(y).__name__})"
        ) from None
    if watching.in_use:
        watching.note(sign, x, y, outcome)
    return outcome


def data_as_text(x: Any) -> float:
    """The number of a Value that is written as text, which whoever watches is told."""
    data: float = x._data
    if watching.in_use:
        watching.note_text(x, data)
    return data


def formatted(x: Any, spec: str) -> str:
    """The number of a Value as a format writes it."""
    try:
        return format(data_as_text(x), spec)
    except ValueError:
        raise ValueError(f"a Value is written as a float is, f'{{v:.3f}}'; got the format {spec!r:.60}") from None
