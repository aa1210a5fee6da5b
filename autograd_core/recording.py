"""Recording: the blocks that change how nodes are made in this thread and task, and what they watch.

A block may be nested in itself, used again, and shared by threads.  It ends where it is left, also for the tasks that
were started within it, and blocks that are left out of order (by generators, say) leave the others as they are.
"""

import threading
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from .arguments import public

P = ParamSpec("P")
R = TypeVar("R")

in_use = 0
"""How many blocks are open, in any thread; 0 spares a new node the question."""

assignments = 0
"""How often data was assigned to a leaf; each node notes the count when it is made."""

watching = 0
"""How many of them watch comparisons."""

_counting = threading.Lock()
_exits = 0  # how many blocks were left so far: an entry that was worked out earlier may be out of date


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


class _Entry:
    """A block that was entered, and what holds within it."""

    __slots__ = ("block", "entered", "exits", "made", "outer", "recording", "scope", "watchers")

    block: "_Block"
    outer: "_Entry | None"
    entered: bool
    exits: int
    """How many blocks had been left when what holds here was worked out."""
    recording: bool
    scope: str | None
    watchers: tuple[list[Guard], ...]
    made: tuple[list[Any], ...]


_OUTSIDE = _Entry()
_OUTSIDE.outer, _OUTSIDE.entered, _OUTSIDE.exits = None, True, 0
_OUTSIDE.recording, _OUTSIDE.scope, _OUTSIDE.watchers, _OUTSIDE.made = True, None, (), ()
_innermost: ContextVar[_Entry] = ContextVar("autograd_core.recording", default=_OUTSIDE)


def current() -> _Entry:
    """What holds in this thread and task: `recording`, `scope`, `watchers` and `made`."""
    entry = _innermost.get()
    if entry.exits != _exits:
        entry = _up_to_date(entry)
    return entry


def _up_to_date(entry: _Entry) -> _Entry:
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


def _work_out(entry: _Entry, outer: _Entry) -> None:
    """What holds in a block: what holds around it, but for what it changes."""
    entry.outer, entry.exits = outer, _exits
    entry.recording, entry.scope = outer.recording, outer.scope
    entry.watchers, entry.made = outer.watchers, outer.made
    entry.block.change(entry)


class _Block:
    """A block that changes how nodes are recorded, in this thread and task alone; or, as a decorator, in a function."""

    __slots__ = ("_entries",)

    @public
    def __init__(self) -> None:
        self._entries: list[_Entry] = []

    def change(self, entry: _Entry) -> None:
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
        entry = _Entry()
        entry.block, entry.entered = self, True
        _work_out(entry, outer if outer.exits == _exits else _up_to_date(outer))
        with _counting:
            in_use += 1
            self._entries.append(entry)
        _innermost.set(entry)

    def __exit__(self, *exception: object) -> None:
        entry: _Entry | None = _innermost.get()
        while entry is not None and (entry is _OUTSIDE or entry.block is not self or not entry.entered):
            entry = entry.outer
        if entry is None:  # entered in another thread or task, by a generator that ends here
            entry = self._entries[-1]
        outer: Any = entry.outer
        self._leave(entry, outer)
        innermost = _innermost.get()
        _innermost.set(outer if innermost is entry and outer.exits == _exits else _up_to_date(innermost))

    def _leave(self, entry: _Entry, outer: Any) -> None:
        global in_use, _exits
        with _counting:
            self._entries.remove(entry)
            entry.entered = False
            in_use -= 1
            if outer.exits == _exits:  # what holds around this block is as it was
                outer.exits += 1
            _exits += 1


class no_grad(_Block):  # noqa: N801  # torch's name for it, which every reader brings along
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

    def change(self, entry: _Entry) -> None:
        entry.recording = False


class enable_grad(_Block):  # noqa: N801  # as no_grad
    """Within this block results are recorded, even inside a `no_grad` block."""

    __slots__ = ()

    def change(self, entry: _Entry) -> None:
        entry.recording = True


class scope(_Block):  # noqa: N801  # as no_grad
    """Within this block nodes carry the module path `name`, below that of the enclosing block: "layer1/n0"."""

    __slots__ = ("name",)

    @public
    def __init__(self, name: str) -> None:
        if not isinstance(name, str):
            raise TypeError(f"scope(name) needs a str; got {name!r:.60} ({type(name).__name__})")
        self._entries = []
        self.name = name

    def change(self, entry: _Entry) -> None:
        entry.scope = f"{entry.scope}/{self.name}" if entry.scope else self.name


class _Noting(_Block):
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

    def change(self, entry: _Entry) -> None:
        entry.watchers = (*entry.watchers, self.noted)

    def __enter__(self) -> list[Guard]:
        global watching
        super().__enter__()
        with _counting:
            watching += 1
        return self.noted

    def __exit__(self, *exception: object) -> None:
        global watching
        super().__exit__(*exception)
        with _counting:
            watching -= 1


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
    """Within this block every new leaf is noted: of `detach`, of `no_grad`, a copy, a Value that somebody makes.

    The block gives the list of them.
    """

    __slots__ = ()

    def change(self, entry: _Entry) -> None:
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


def finish(node: Any) -> Any:
    """A new node, as the open blocks want it: in their scope, and without its op where nothing is recorded."""
    block = current()
    node.scope = block.scope
    if not block.recording:
        if node.op is not None and block.watchers:
            note("no_grad", node, node.args, node._data)
        node.op, node.edges = None, ()
    if node.op is None:
        note_leaf(node)
    return node
