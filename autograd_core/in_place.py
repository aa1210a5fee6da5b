"""The reverse sweep of `graph.adjoints` once more, with the adjoints kept in the nodes: half the time of a dict.

What it computes stands there; here most nodes, which have one argument or two, are spelled out, since a loop over two
takes Python twice as long.  A test holds both equal to the last bit.
"""

import threading
from typing import Any

_sweeping = threading.Lock()
_ZERO = 0.0


def accumulate(root: Any, seed: Any, fresh: Any = None) -> list[tuple[Any, Any]]:
    """The reverse sweep with the adjoints kept in the nodes themselves.

    Computed nodes show their adjoint as `grad`, leaves add it to theirs.  Threads take turns, so that none is lost.
    Returns the computed nodes whose mark was not `fresh`, that of nodes made since the last leaf was assigned, and
    their marks.
    """
    with _sweeping:
        order, leaves, older = _marked(root, fresh)
        root.mark = seed
        for node in reversed(order):
            node._grad = bar = node.mark
            x = node._x
            if x is not None:  # one argument or two, as most nodes have
                p = node._p
                if p is not None:
                    x.mark += bar * p
                q = node._q
                if q is not None:
                    node._y.mark += bar * q
            else:
                flat = iter(node._y)
                for arg in flat:
                    p = next(flat)
                    if p is not None:
                        arg.mark += bar * p
        for leaf in leaves:
            leaf._grad = leaf.mark if leaf._grad is None else leaf._grad + leaf.mark
    return older


def _marked(root: Any, fresh: Any) -> tuple[list[Any], list[Any], list[tuple[Any, Any]]]:
    """The computed nodes in topological order, the leaves, and which nodes `accumulate` returns.

    All nodes are marked with -0.0 then, where an adjoint begins.

    A node is met when its arguments are put on the stack above it, and placed when it is on top again; a leaf is placed
    where it is seen.  Both marks are objects of this sweep alone: what another one has left in a node is neither.
    Adding to -0.0 changes no bit of a number, while 0.0 + -0.0 is 0.0.
    """
    met, placed = object(), -_ZERO
    order: list[Any] = []
    leaves: list[Any] = []
    older: list[tuple[Any, Any]] = []
    stack: list[Any] = []
    (leaves if root.op is None else stack).append(root)
    while stack:
        node = stack.pop()
        mark = node.mark
        if mark is met:
            node.mark = placed
            order.append(node)
            continue
        if mark is placed:
            continue
        if mark is not fresh:
            older.append((node, mark))
        node.mark = met
        stack.append(node)
        x = node._x
        if x is not None:
            if node._p is not None and x.mark is not placed:
                if x.op is not None:
                    stack.append(x)
                else:
                    x.mark = placed
                    leaves.append(x)
            if node._q is not None:
                y = node._y
                if y.mark is not placed:
                    if y.op is not None:
                        stack.append(y)
                    else:
                        y.mark = placed
                        leaves.append(y)
        else:
            flat = iter(node._y)
            for arg in flat:
                if next(flat) is not None and arg.mark is not placed:
                    if arg.op is not None:
                        stack.append(arg)
                    else:
                        arg.mark = placed
                        leaves.append(arg)
    return order, leaves, older
