"""Graphs with an op that has a rule of its own for adjoints, and what cannot be said of them."""

from collections.abc import Iterable
from typing import Any

from .graph import topological_order


def is_passing(node: Any) -> bool:
    """Whether the op of a node has such a rule."""
    return node.op is not None and node.op.vjp is not None


def refuse_passing(y: Any, what: str, beneath: Iterable[Any] = ()) -> None:
    """Raise ValueError where an op beneath `y` passes adjoints on by a rule of its own, which is no derivative.

    What lies beneath the nodes of `beneath` is not asked.
    """
    ends = set(beneath)
    for node in topological_order(y, ends) if hasattr(y, "edges") else ():
        if is_passing(node) and node not in ends:
            raise ValueError(
                f"{what} speaks of derivatives, and {node.op.name} passes adjoints on by a rule of its own (vjp=), "
                f"which is none: ask it of a node above or below {node.op.name}; Stepper(y) and draw(y) show what "
                "it passes"
            )
