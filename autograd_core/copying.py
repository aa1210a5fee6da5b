"""Copies and pickles of whole graphs, of any depth: nothing here recurses."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from . import blocks, watching
from .graph import Node, topological_order


class Copyable(Node):
    """A node that can be copied and pickled with everything beneath it; what nodes share, their copies share."""

    __slots__ = ()

    def __copy__(self) -> Any:
        return self if self in _differentiating.leaves else restore(*self._state())

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        for node in topological_order(self):
            if id(node) not in memo:
                if node in _differentiating.leaves:
                    memo[id(node)] = node
                    continue
                cls, edges, *state = node._state()
                copied = tuple(memo[id(x)] if isinstance(x, Node) else x for x in edges)
                memo[id(node)] = restore(cls, copied, *state)
        return memo[id(self)]

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle everything beneath this node before it, so that pickle meets each node after its arguments."""
        if self.op is None or self in _pickling.nodes:
            return restore, self._state()
        return _restore_last, (_Beneath(self), *self._state())

    def _state(self) -> tuple[Any, ...]:
        state: Any = self
        if watching.in_use:
            watching.note("copy", self, None, state._data)
        return type(self), self.edges, state._data, self._grad, self.op, state._label, state.scope


def restore(cls: type, edges: tuple[Any, ...], data: float, grad: Any, op: Any, label: Any, scope: Any) -> Any:
    """The node of this state."""
    node: Any = object.__new__(cls)
    node.edges, node._data, node._grad, node.op, node._label, node.scope = edges, data, grad, op, label, scope
    node.mark = None
    if op is None and blocks.in_use:
        watching.note_leaf(node)
    return node


def _restore_last(beneath: list[Any], *state: Any) -> Any:
    return restore(*state)


class _DifferentiatingNow(threading.local):
    """The arguments of the functions that this thread is differentiating."""

    def __init__(self) -> None:
        self.leaves: frozenset[Any] = frozenset()


_differentiating = _DifferentiatingNow()


@contextmanager
def uncopied(leaves: Iterable[Any]) -> Iterator[None]:
    """Inside the block these nodes are their own copies: a new leaf would not depend on them."""
    before = _differentiating.leaves
    _differentiating.leaves = before.union(leaves)
    try:
        yield
    finally:
        _differentiating.leaves = before


class _PicklingNow(threading.local):
    """The nodes of this thread that are being pickled in order, so need nothing put before them."""

    def __init__(self) -> None:
        self.nodes: set[Node] = set()


_pickling = _PicklingNow()


class _Beneath:
    """Everything a node depends on; pickled as a list in topological order, in which pickle never recurses."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (), None, self._nodes()

    def _nodes(self) -> Iterator[Node]:
        nodes = topological_order(self.node)[:-1]
        _pickling.nodes.update(nodes)
        try:
            yield from nodes
        finally:
            _pickling.nodes.difference_update(nodes)
