"""Recording: the blocks a user writes, `no_grad`, `enable_grad` and `scope`, and what a new node owes to them."""

from typing import Any

from . import blocks, watching
from .arguments import public

assignments = 0
"""How often data was assigned to a leaf; each node notes the count when it is made."""


class no_grad(blocks.Block):  # noqa: N801  # torch's name for it, which every reader brings along
    """Within this block, or within a function that it decorates, results are leaves: nothing is recorded.

    A generator that yields within the block leaves it open, for its caller too, until it goes on or is closed: compute
    what is to be yielded in the block, and yield it after.

    >>> from autograd_core import Value
    >>> x = Value(3.0)
    >>> with no_grad():
    ...     y = x * x
    >>> y
    Value(9.0)
    >>> @no_grad()
    ... def square(x):
    ...     return x * x
    >>> square(x)
    Value(9.0)
    """

    __slots__ = ()

    def change(self, entry: blocks.Entry) -> None:
        entry.recording = False


class enable_grad(blocks.Block):  # noqa: N801  # as no_grad
    """Within this block results are recorded, even inside a `no_grad` block."""

    __slots__ = ()

    def change(self, entry: blocks.Entry) -> None:
        entry.recording = True


class scope(blocks.Block):  # noqa: N801  # as no_grad
    """Within this block nodes carry the module path `name`, below that of the enclosing block: "layer1/n0"."""

    __slots__ = ("name",)

    @public
    def __init__(self, name: str) -> None:
        if not isinstance(name, str):
            raise TypeError(f"scope(name) needs a str; got {name!r:.60} ({type(name).__name__})")
        self._entries = []
        self.name = name

    def change(self, entry: blocks.Entry) -> None:
        entry.scope = f"{entry.scope}/{self.name}" if entry.scope else self.name


def finish(node: Any) -> Any:
    """A new node, as the open blocks want it: in their scope, and without its op where nothing is recorded."""
    block = blocks.current()
    node.scope = block.scope
    if not block.recording:
        if node.op is not None and block.watchers:
            watching.note("no_grad", node, node.args, node._data)
        node.op, node.edges = None, ()
    if node.op is None:
        watching.note_leaf(node)
    return node
