"""Stale graphs: a leaf was assigned new data after something was computed from it."""

from collections.abc import Iterable

from .recording import enable_grad
from .value import Value
from .words import shown


def refuse_stale(order: Iterable[Value]) -> None:
    """Raise ValueError where a node of `order` no longer follows from the leaves it was computed from.

    Whatever is told of a graph puts values of leaves beside numbers that were computed from them, so it refuses a graph
    whose leaves were assigned since.  Only a leaf can be assigned, so only what is computed from one is computed again,
    its value and its local partials: (-2)**2 is 2**2, with another slope.
    """
    with enable_grad():
        for node in order:
            if node.op is None or not _is_of_leaves(node):
                continue
            again: Value = Value.__record__(node.op, node.args)
            if again._data == node._data and again.edges == node.edges:  # as nearly always
                continue
            before, now = [node.data, *node.partials], [again.data, *again.partials]
            if before != now and any(p != q and p == p for p, q in zip(before, now)):  # a NaN is not equal to itself
                called = shown(node.label or repr(node))
                raise ValueError(
                    f"{called} was computed before a leaf beneath it was assigned new data; compute it again"
                )


def _is_of_leaves(node: Value) -> bool:
    """Whether some argument of a node is a leaf."""
    flat = iter(node.edges)
    return any(next(flat) is not None and arg.op is None for arg in flat)
