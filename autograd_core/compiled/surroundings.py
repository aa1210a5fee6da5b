"""What a function sees beside its arguments: where that changes, what was recorded of it is out of date."""

import functools
import os
import random
import sys
from array import array
from collections import deque
from collections.abc import Callable, Iterator
from itertools import pairwise
from operator import is_
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import Any

from ..value import Value

_PLAIN = (type(None), bool, int, float, complex, str, bytes, range)
_SEQUENCES = (list, tuple, set, frozenset, deque)
_NEVER_CHANGE = (tuple, frozenset, MethodType)


class Surroundings:
    """What a function closes over, its globals, defaults and attributes, and whatever these hold, as they are now.

    Of Values it counts which they are: their numbers are read at each call.  What is installed is not looked into.
    """

    def __init__(self, f: Callable[..., Any]) -> None:
        self._held: list[tuple[str, Callable[[], Any], Any]] = []
        """How each thing is called, what reads all that it holds, and what that was."""
        self.values: list[tuple[Value, float]] = []
        """The Values in there, and their numbers."""
        self._met: dict[int, Any] = {}
        self._generators: list[tuple[Any, Any]] = []
        self._iterators: list[str] = []
        left: list[tuple[str, Any]] = [("the function", f)]
        while left:
            name, x = left.pop()
            if type(x) in _PLAIN or id(x) in self._met:
                continue
            self._met[id(x)] = x  # kept, so that its id stays its own
            if isinstance(x, Value):
                self.values.append((x, x._data))
            elif isinstance(x, random.Random):
                self._generators.append((x.getstate, x.getstate()))
            elif hasattr(x, "__next__") or (_root(type(x)) == "numpy" and hasattr(x, "random")):
                self._iterators.append(name)
            elif (read := _reader(x)) is not None:
                was = read()
                if not isinstance(x, _NEVER_CHANGE) and (was or not callable(x)):
                    self._held.append((name, read, was))
                left += ((name if n is None else n, each) for n, each in _parts(x, was))

    def __bool__(self) -> bool:
        return bool(self._held)

    def changed(self) -> str | None:
        """What has become another since, by its name; None where all is as it was."""
        for name, read, was in self._held:
            now = read()
            if len(now) != len(was) or not (all(map(is_, now, was)) or all(map(_same, now, was))):
                different = [n for (n, _), x in zip(_named(read), zip(now, was)) if n and not _same(*x)]
                return different[0] if different else name
        return None

    def settle(self) -> None:
        """Watch no longer what has moved since it was read."""
        held = [(name, read, was, read()) for name, read, was in self._held]
        self._held = [
            (name, read, tuple([x if _same(x, y) else _ANYTHING for x, y in zip(was, now)]))
            for name, read, was, now in held
            if len(was) == len(now)
        ]

    def moved(self) -> str | None:
        """The same for numbers of Values, and generators; those of others, and iterators, always may have moved."""
        for getstate, was in self._generators:
            if getstate() != was:
                return "a generator of random numbers"
        for value, was in self.values:
            if value._data is not was:
                return f"the data of {value!r}"
        return self._iterators[0] if self._iterators else self.changed()


_ANYTHING = object()


def chance() -> list[Any]:
    """The states of the generators that a program shares as a whole."""
    states: list[Any] = [random.getstate()]
    if "numpy.random" in sys.modules:
        kind, keys, *rest = sys.modules["numpy.random"].get_state()
        states += [kind, keys.tobytes(), *rest]
    return states


def _same(x: Any, y: Any) -> bool:
    """Whether two things are one, or plain and equal to the last bit."""
    if x is y or y is _ANYTHING:
        return True
    return type(x) is type(y) and type(x) in _PLAIN and (x == y or x != x) and repr(x) == repr(y)


class _Named:
    """Reads the things that a function, or an object, holds by name."""

    def __init__(self, read: Callable[[], dict[str, Any]]) -> None:
        self.read = read

    def __call__(self) -> tuple[Any, ...]:
        return tuple(self.read().values())


def _named(read: Any) -> Iterator[tuple[str | None, Any]]:
    """What is read, with its names where it has them."""
    return iter(read.read().items()) if isinstance(read, _Named) else ((None, x) for x in read())


def _parts(x: Any, was: tuple[Any, ...]) -> Iterator[tuple[str | None, Any]]:
    """What is held, each with its name, where it has one of its own."""
    read = _reader(x)
    yield from _named(read) if isinstance(read, _Named) else ((None, each) for each in was)
    yield from ((kind.__name__, kind) for kind in type(x).__mro__ if not _installed(kind))


def _reader(x: Any) -> Callable[[], Any] | None:
    """What reads all that a thing holds; None for what is not looked into."""
    if isinstance(x, _SEQUENCES):
        return functools.partial(tuple, x)
    if isinstance(x, dict):
        return lambda: (*x, *x.values())
    if isinstance(x, FunctionType):
        return None if _installed(x) else _Named(functools.partial(_seen, x))
    if isinstance(x, MethodType):
        return (
            None
            if isinstance(x.__func__, FunctionType) and _installed(x.__func__)
            else lambda: (x.__self__, x.__func__)
        )
    if isinstance(x, functools.partial):
        return lambda: (x.func, *x.args, *x.keywords.values())
    if isinstance(x, array) or (hasattr(x, "tobytes") and hasattr(x, "dtype")):
        objects = getattr(getattr(x, "dtype", None), "kind", "") == "O"
        return (lambda: tuple(x.ravel().tolist())) if objects else (lambda: (x.tobytes(),))
    if isinstance(x, type):
        return None if _installed(x) else _Named(functools.partial(_of_class, x))
    if isinstance(x, ModuleType) or (_installed(type(x)) and _root(type(x)) != "nn"):
        return None
    slots = [n for kind in type(x).__mro__ for n in _slots(kind) if n[:2] != "__"]
    held: dict[str, Any] = getattr(x, "__dict__", {})
    return _Named((lambda: held | {n: getattr(x, n, None) for n in slots}) if slots else (lambda: held))


def _slots(kind: type) -> tuple[str, ...]:
    slots = vars(kind).get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _of_class(kind: type) -> dict[str, Any]:
    """What a class holds: its functions, and whatever else is no part of every class."""
    found = {n: x for n, x in vars(kind).items() if n[:2] != "__" or isinstance(x, FunctionType)}
    return {n: getattr(x, "fget", None) or getattr(x, "__func__", x) for n, x in found.items()}


def _seen(f: FunctionType) -> dict[str, Any]:
    """What a function sees by name: closed over, global, a default or an attribute; of a module what it names."""
    found = dict(f.__dict__)
    names, world = _names(f.__code__), f.__globals__
    added, read = _uses(f.__code__)
    for name in names:
        if name in world:
            x = found[name] = world[name]
            if isinstance(x, ModuleType):
                del found[name]
            if isinstance(x, ModuleType) and not _installed(x):
                found |= {f"{name}.{n}": vars(x)[n] for n in names if n in vars(x)}
    for name, cell in zip(f.__code__.co_freevars, f.__closure__ or ()):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # nothing yet
            found[name] = None
    found = {name: x for name, x in found.items() if name not in added - read}  # a record of its calls
    found |= {f"a default {i}": x for i, x in enumerate(f.__defaults__ or ())} | (f.__kwdefaults__ or {})
    return found


@functools.cache
def _names(code: Any) -> tuple[str, ...]:
    """The names in a function, and in those that are written within it."""
    found = dict.fromkeys(code.co_names)
    for x in code.co_consts:
        if hasattr(x, "co_names"):
            found |= dict.fromkeys(_names(x))
    return tuple(found)


_ADDING = {"append", "appendleft", "extend", "add", "insert", "write"}
_LOADING = ("LOAD_GLOBAL", "LOAD_DEREF", "LOAD_NAME", "LOAD_FAST")


@functools.cache
def _uses(code: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The names of what a function, or one that is written within it, adds to, and of what it reads."""
    import dis  # 5 ms

    added: set[str] = set()
    read: set[str] = set()
    steps = list(dis.get_instructions(code))
    for step, after in pairwise(steps):
        if step.opname.startswith(_LOADING):
            adds = after.opname in ("LOAD_METHOD", "LOAD_ATTR") and after.argval in _ADDING
            (added if adds else read).update([step.argval] if isinstance(step.argval, str) else step.argval)
    for x in code.co_consts:
        if hasattr(x, "co_names"):
            added |= _uses(x)[0]
            read |= _uses(x)[1]
    return frozenset(added), frozenset(read)


def _root(x: Any) -> str:
    return str(getattr(x, "__module__", None) or getattr(x, "__name__", "")).partition(".")[0]


@functools.cache
def _folders() -> tuple[str, ...]:
    """Where what is installed stands, this package and nn, which asks its models by itself."""
    import sysconfig

    ours = Path(__file__).parents[1]
    return (
        *(sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        *(f"{folder}{os.sep}" for folder in (ours, ours.with_name("nn"))),
        "<frozen ",
    )


def _installed(x: Any) -> bool:
    """Whether a function, class or module comes from elsewhere, and is taken to do the same at each call."""
    if isinstance(x, FunctionType):
        return x.__code__.co_filename.startswith(_folders())
    module = x if isinstance(x, ModuleType) else sys.modules.get(str(x.__module__))
    return _root(x) in sys.stdlib_module_names or str(getattr(module, "__file__", "")).startswith(_folders())
