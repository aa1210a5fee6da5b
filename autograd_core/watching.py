"""Watching: the blocks that list what is compared, read out of a graph, or made a leaf, for `compile` and `check`."""

import threading
from typing import Any, NamedTuple

from .blocks import Block, Entry, current

in_use = 0
"""How many blocks of `comparisons` are open, in any thread; 0 spares what is compared or read the question."""

_counting = threading.Lock()


class Guard(NamedTuple):
    """A comparison of Values that decided what was recorded, or a number that was read out of the graph.

    `operator` is "<", "<=", ">", ">=", "==" or "bool" (whether `left` is not 0).  Or it tells how a number left the
    graph at the node `left`: "data", "text", "partials", "detach", "copy", or "no_grad" and "backward", where `right`
    holds the arguments of the node, or the leaves beneath it.
    """

    operator: str
    left: Any
    right: Any
    outcome: Any


class _Noting(Block):
    """A block that gives the list of what is noted within it."""

    __slots__ = ("noted",)

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[Any] = []

    def __enter__(self) -> list[Any]:
        super().__enter__()
        return self.noted


class comparisons(_Noting):  # noqa: N801  # as no_grad
    """Within this block every comparison of Values, and every number read out of a graph, is noted in order.

    The block gives the list of them: each `Guard` says which Values decided the way through `if`, `where`, `min`, `max`
    or `sorted`, and how.  What an op chooses by itself, as `relu` does, is no guard: it stands in the graph.

    >>> from autograd_core import Value
    >>> x = Value(3.0, label="x")
    >>> with comparisons() as guards:
    ...     y = x * x if x > 1 else -x
    >>> [(guard.operator, guard.left.label, guard.right, guard.outcome) for guard in guards]
    [('>', 'x', 1, True)]
    """

    __slots__ = ()

    def change(self, entry: Entry) -> None:
        entry.watchers = (*entry.watchers, self.noted)

    def __enter__(self) -> list[Guard]:
        global in_use
        super().__enter__()
        with _counting:
            in_use += 1
        return self.noted

    def __exit__(self, *exception: object) -> None:
        global in_use
        super().__exit__(*exception)
        with _counting:
            in_use -= 1


class _WithTexts(list[Guard]):
    """What `readings` notes."""

    __slots__ = ()


class readings(comparisons):  # noqa: N801  # as no_grad
    """Within this block what `comparisons` notes is noted, and every Value that is written as text, as "text"."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__()
        self.noted = _WithTexts()


class making(_Noting):  # noqa: N801  # as no_grad
    """Within this block every new leaf is noted: of `detach` and `no_grad`, copies, and Values that somebody makes.

    The block gives the list of them.
    """

    __slots__ = ()

    def change(self, entry: Entry) -> None:
        entry.made = (*entry.made, self.noted)


def note_leaf(leaf: Any) -> None:
    """Tell whoever notes new leaves in this thread and task."""
    for made in current().made:
        made.append(leaf)


def note(operator: str, left: Any, right: Any, outcome: Any) -> None:
    """Tell whoever watches in this thread and task."""
    for guards in current().watchers:
        guards.append(Guard(operator, left, right, outcome))


def note_text(value: Any, data: float) -> None:
    """Tell those who watch texts too."""
    for guards in current().watchers:
        if isinstance(guards, _WithTexts):
            guards.append(Guard("text", value, None, data))
