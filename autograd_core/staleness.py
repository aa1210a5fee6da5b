"""Stale graphs: a leaf was assigned new data after something was computed from it."""

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

from .graph import recorded
from .recording import enable_grad
from .words import shown


class StaleWarning(UserWarning):
    """backward() went over nodes that were computed before a leaf beneath them was assigned new data.

    Python says it once for each line that calls; `warnings.simplefilter("ignore", StaleWarning)` switches it off.

    >>> import warnings
    >>> from autograd_core import Value
    >>> x = Value(3.0)
    >>> y = (x * x).named("y")
    >>> x.data = 1.0
    >>> with warnings.catch_warnings(record=True) as said:
    ...     warnings.simplefilter("always")
    ...     y.backward()
    >>> x.grad  # where y was computed
    6.0
    >>> print(said[0].message)  # doctest: +NORMALIZE_WHITESPACE
    backward() gives the derivatives where y was computed, before a leaf beneath it was assigned new data:
    compute it again first, in each round of a loop
    """


def refuse_stale(order: Iterable[Any]) -> None:
    """Raise ValueError where a node of `order` no longer follows from the leaves it was computed from.

    Whatever is told of a graph puts values of leaves beside numbers that were computed from them, so it refuses a graph
    whose leaves were assigned since.
    """
    if (node := first_stale(order)) is not None:
        called = shown(node.label or repr(node))
        raise ValueError(f"{called} was computed before a leaf beneath it was assigned new data; compute it again")


def first_stale(order: Iterable[Any]) -> Any:
    """The first node that no longer follows from the leaves it was computed from, or None.

    Only a leaf can be assigned, so only what is computed from one is computed again, its value and its local partials:
    (-2)**2 is 2**2, with another slope.
    """
    with enable_grad():
        for node in order:
            if node.op is None or not _is_of_leaves(node):
                continue
            try:
                again = node.__record__(node.op, node.args)
            except Exception:  # a row is anybody's Python, and need not have a value where the leaf is now
                return node
            if again._data == node._data and again.edges == node.edges:  # as nearly always
                continue
            before, now = [node._data, *node.edges[1::2]], [again._data, *again.edges[1::2]]
            if before != now and any(p != q and p == p for p, q in zip(before, now)):  # a NaN is not equal to itself
                return node
    return None


def warn_of_stale(older: Sequence[tuple[Any, Any]]) -> None:
    """Warn where one of these nodes, each with the count of assignments when it was made, is stale.

    The count is no integer for a node that a sweep has met before, or that is a copy: then it is computed again.
    """
    suspects = [node for node, count in older if any(_is_newer(arg, count) for _, arg, _ in node.inputs())]
    if (node := first_stale(suspects)) is not None:
        warnings.warn(
            f"backward() gives the derivatives where {shown(node.label or repr(node))} was computed, before a leaf "
            "beneath it was assigned new data: compute it again first, in each round of a loop",
            StaleWarning,
            stacklevel=4,  # the line that calls backward
        )


def _is_newer(arg: Any, count: Any) -> bool:
    """Whether an argument was assigned data, after so many assignments if that is known."""
    assigned = getattr(arg, "assigned", None)
    return assigned is not None and (type(count) is not int or assigned > count)


def _is_of_leaves(node: Any) -> bool:
    """Whether some argument of a node is a leaf."""
    flat = iter(recorded(node))
    return any(next(flat) is not None and arg.op is None for arg in flat)
