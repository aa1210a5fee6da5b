"""How the arguments of a call become those of a row: f(x, y) and f([x, y]) are the same, and dot takes two lists."""

from collections.abc import Callable, Iterable
from typing import Any


def listed(name: str, least: int = 1) -> Callable[..., tuple[Any, ...]]:
    """What a row of any number of arguments makes of a call: f(x, y, z) and f([x, y, z]) are the same."""

    def spread(*xs: Any) -> tuple[Any, ...]:
        if len(xs) == 1 and isinstance(xs[0], (list, tuple, Iterable)) and getattr(xs[0], "ndim", 1) != 0:
            xs = tuple(xs[0])
        if len(xs) < least:
            raise ValueError(f"{name}(xs) needs at least one number; got none")
        return xs

    return spread


def pair(*lists: Any) -> tuple[Any, ...]:
    """The arguments of dot: first the weights, then what they weigh."""
    try:
        ws, xs = map(tuple, lists)
    except (TypeError, ValueError) as error:
        got = ", ".join(f"{xs!r:.60} ({type(xs).__name__})" for xs in lists)
        hint = ": write w * x for two numbers" if len(lists) == 2 else ""
        raise TypeError(f"dot(ws, xs) needs two lists, the weights and what they weigh; got ({got}){hint}") from error
    if len(ws) != len(xs):
        raise ValueError(f"dot(ws, xs) needs as many ws as xs; got {len(ws)} and {len(xs)}")
    return ws + xs
