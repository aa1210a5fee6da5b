"""What an object must be by its type hint, seen without running it, and how one would say that."""

import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from .plainly import plainly
from .words import shown


def hints_of(f: Callable[..., Any]) -> dict[str, Any]:
    """The hints of a function, by the names of its arguments."""
    try:
        return typing.get_type_hints(f)
    except Exception:  # a hint that only a type checker can read tells nothing here
        return {}


def misfit(p: Any, x: Any, hints: Mapping[str, Any]) -> str | None:
    """What an argument must be, and what it is, where it does not fit the hint."""
    hint = hints.get(p.name, Any)
    given = x if p.kind is p.VAR_POSITIONAL else x.values() if p.kind is p.VAR_KEYWORD else (x,)
    for each in given:
        if not _fits(each, hint):
            return f"{p.name} to be {_in_words(hint)}; got {abridged(each)} ({type(each).__name__})"
    return None


def _fits(x: Any, hint: Any) -> bool:
    """Whether an object is what a hint says, as far as one can see without running it."""
    origin, within = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any or isinstance(hint, TypeVar | ParamSpec):
        return True
    if hint is None or hint is type(None):
        return x is None
    if origin in (typing.Union, types.UnionType):
        return any(_fits(x, one) for one in within)
    if origin is typing.Literal:
        return any(type(x) is type(one) and x == one for one in within)
    if origin is Callable:
        return callable(x)
    if isinstance(origin, type):
        return _fits_nest(x, origin, within)
    if hint is float:
        return (
            hasattr(x, "__float__")
            and not isinstance(x, bool | type)
            and _holds(x) is None
            and not hasattr(x, "__record__")
        )
    if hint is int:
        return isinstance(x, int) and not isinstance(x, bool)
    return isinstance(x, hint) if isinstance(hint, type) else True


def _holds(x: Any) -> int | None:
    """How many things an object holds; None for what is no list, as a class is none."""
    try:
        return len(x)
    except TypeError:
        return None


def _fits_nest(x: Any, origin: type, within: tuple[Any, ...]) -> bool:
    """The same for lists, tuples, mappings and what else holds things."""
    if not isinstance(x, origin) and not (origin is Sequence and hasattr(x, "__getitem__") and _holds(x) is not None):
        return False
    if isinstance(x, str | bytes):
        return False
    if issubclass(origin, Mapping):
        return all(_fits(key, within[0]) and _fits(one, within[1]) for key, one in x.items()) if within else True
    if origin is tuple:
        fixed = within if within and within[-1] is not ... else ()
        return not fixed or (len(x) == len(fixed) and all(map(_fits, x, fixed)))
    if isinstance(x, Sequence) and within:
        return all(_fits(one, within[0]) for one in x)
    return True


_WORDS = {
    int: "an integer", float: "a number", str: "a string", bool: "True or False", Path: "a path", type(None): "None",
}  # fmt: skip


def _in_words(hint: Any) -> str:
    """A hint as one would say it: a number, a string or a path, a list of numbers."""
    origin, within = typing.get_origin(hint), typing.get_args(hint)
    if hint in _WORDS:
        return _WORDS[hint]
    if origin in (typing.Union, types.UnionType):
        return " or ".join(dict.fromkeys(map(_in_words, within)))
    if origin is typing.Literal:
        return " or ".join(map(repr, within))
    if origin is Callable:
        return "a function"
    if origin is tuple:
        return f"a tuple of {', '.join(map(_in_words, within))}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return "a dict"
    if isinstance(origin, type) and issubclass(origin, Iterable) and within:
        return f"a list, each {_in_words(within[0])}" if within[0] is not Any else "a list"
    name = getattr(hint, "__name__", str(hint))
    return f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"


def abridged(x: Any) -> str:
    """The beginning of how an argument is written, safe to print."""
    try:
        return shown(repr(x)[:60])
    except ValueError as error:  # an integer that Python refuses to write out
        return plainly(error)
