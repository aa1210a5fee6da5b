"""Blocks: `with no_grad():` and its like, which change how nodes are made in this thread and task.

A block may be nested in itself, used again, and shared by threads.  It ends where it is left, also for the tasks that
were started within it, and blocks that are left out of order (by generators, say) leave the others as they are.
What the blocks are called stands in `recording.py` and `watching.py`; here is what they share.
"""

import threading
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from .arguments import public

P = ParamSpec("P")
R = TypeVar("R")

in_use = 0
"""How many blocks are open, in any thread; 0 spares a new node the question."""

_counting = threading.Lock()
_exits = 0  # how many blocks were left so far: an entry that was worked out earlier may be out of date


class Entry:
    """A block that was entered, and what holds within it."""

    __slots__ = ("block", "entered", "exits", "made", "outer", "recording", "scope", "watchers")

    block: "Block"
    outer: "Entry | None"
    entered: bool
    exits: int
    """How many blocks had been left when what holds here was worked out."""
    recording: bool
    scope: str | None
    watchers: tuple[list[Any], ...]
    made: tuple[list[Any], ...]


_OUTSIDE = Entry()
_OUTSIDE.outer, _OUTSIDE.entered, _OUTSIDE.exits = None, True, 0
_OUTSIDE.recording, _OUTSIDE.scope, _OUTSIDE.watchers, _OUTSIDE.made = True, None, (), ()
_innermost: ContextVar[Entry] = ContextVar("autograd_core.blocks", default=_OUTSIDE)


def current() -> Entry:
    """What holds in this thread and task: `recording`, `scope`, `watchers` and `made`."""
    entry = _innermost.get()
    if entry.exits != _exits:
        entry = _up_to_date(entry)
    return entry


def _up_to_date(entry: Entry) -> Entry:
    """The innermost block that has not been left, and what holds in it now that others around it may have been."""
    entered = [entry]
    while entry.outer is not None:
        entry = entry.outer
        entered.append(entry)
    outer = entered.pop()  # outside of all
    outer.exits = _exits
    for entry in reversed(entered):
        if entry.entered:
            _work_out(entry, outer)
            outer = entry
    return outer


def _work_out(entry: Entry, outer: Entry) -> None:
    """What holds in a block: what holds around it, but for what it changes."""
    entry.outer, entry.exits = outer, _exits
    entry.recording, entry.scope = outer.recording, outer.scope
    entry.watchers, entry.made = outer.watchers, outer.made
    entry.block.change(entry)


class Block:
    """A block that changes how nodes are recorded, in this thread and task alone; or, as a decorator, in a function."""

    __slots__ = ("_entries",)

    @public
    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def change(self, entry: Entry) -> None:
        """What this block does to what holds around it."""
        raise NotImplementedError

    def __call__(self, f: Callable[P, R]) -> Callable[P, R]:
        """The same function, each call of it within this block."""
        from inspect import isasyncgenfunction, iscoroutinefunction, isgeneratorfunction  # 9 ms

        name = type(self).__name__
        if not callable(f):
            raise TypeError(f"@{name} needs a function; got {f!r:.60} ({type(f).__name__})")
        if any(kind(f) for kind in (isgeneratorfunction, iscoroutinefunction, isasyncgenfunction)):
            raise TypeError(f"@{name} would end before a generator's or coroutine's body runs: write with in the body")

        @wraps(f)
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            with self:
                return f(*args, **kwargs)

        return called

    def __enter__(self) -> Any:
        global in_use
        outer = _innermost.get()
        entry = Entry()
        entry.block, entry.entered = self, True
        _work_out(entry, outer if outer.exits == _exits else _up_to_date(outer))
        with _counting:
            in_use += 1
            self._entries.append(entry)
        _innermost.set(entry)

    def __exit__(self, *exception: object) -> None:
        entry: Entry | None = _innermost.get()
        while entry is not None and (entry is _OUTSIDE or entry.block is not self or not entry.entered):
            entry = entry.outer
        if entry is None:  # entered in another thread or task, by a generator that ends here
            entry = self._entries[-1]
        outer: Any = entry.outer
        self._leave(entry, outer)
        innermost = _innermost.get()
        _innermost.set(outer if innermost is entry and outer.exits == _exits else _up_to_date(innermost))

    def _leave(self, entry: Entry, outer: Any) -> None:
        global in_use, _exits
        with _counting:
            self._entries.remove(entry)
            entry.entered = False
            in_use -= 1
            if outer.exits == _exits:  # what holds around this block is as it was
                outer.exits += 1
            _exits += 1
