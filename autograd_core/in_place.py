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
            edges = node.edges
            if len(edges) == 4:  # two arguments, as most nodes have: spelled out, which is twice as fast as the loop
                x, p, y, q = edges
                if p is not None:
                    x.mark += bar * p
                if q is not None:
                    y.mark += bar * q
            elif len(edges) == 2:
                x, p = edges
                x.mark += bar * p
            else:
                flat = iter(edges)
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
    (stack if root.edges else leaves).append(root)
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
        edges = node.edges
        if len(edges) == 4:
            x, p, y, q = edges
            if p is not None and x.mark is not placed:
                if x.edges:
                    stack.append(x)
                else:
                    x.mark = placed
                    leaves.append(x)
            if q is not None and y.mark is not placed:
                if y.edges:
                    stack.append(y)
                else:
                    y.mark = placed
                    leaves.append(y)
        else:
            flat = iter(edges)
            for arg in flat:
                if next(flat) is not None and arg.mark is not placed:
                    if arg.edges:
                        stack.append(arg)
                    else:
                        arg.mark = placed
                        leaves.append(arg)
    return order, leaves, older
