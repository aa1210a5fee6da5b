"""Stale graphs: a leaf was assigned new data after something was computed from it."""

from collections.abc import Iterable

from .namespaces import FLOATS
from .value import Value


def refuse_stale(order: Iterable[Value]) -> None:
    """Raise ValueError where a node of `order` no longer follows from the leaves it was computed from.

    Whatever is told of a graph puts values of leaves beside numbers that were computed from them, so it refuses a graph
    whose leaves were assigned since.  Only a leaf can be assigned, so only what is computed from one is computed again,
    its value and its local partials: (-2)**2 is 2**2, with another slope.
    """
    for node in order:
        if node.op is None or not any(isinstance(arg, Value) and arg.op is None for arg in node.args):
            continue
        free = [isinstance(arg, Value) for arg in node.args]
        inputs = [arg.data if f else float(arg) for arg, f in zip(node.args, free)]
        data, partials = FLOATS.evaluate(node.op.linearize, inputs, free)
        before, now = [node.data, *node.partials], [data, *partials]
        if any(p is not None and p != q and p == p for p, q in zip(before, now)):  # a NaN is not equal to itself
            called = node.label or repr(node)
            raise ValueError(f"{called} was computed before a leaf beneath it was assigned new data; compute it again")
