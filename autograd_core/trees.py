"""Nested lists, tuples and dicts, taken apart into leaves and put together again."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .arguments import public

_NEST = (list, tuple, dict)


def leaves(tree: Any) -> Iterator[Any]:
    """What a nest of lists, tuples and dicts holds, in order."""
    if not isinstance(tree, _NEST):
        yield tree
        return
    for branch in tree.values() if isinstance(tree, dict) else tree:
        if isinstance(branch, _NEST):
            yield from leaves(branch)
        else:
            yield branch


tree_leaves = public(leaves)


@public
def tree_map(f: Callable[..., Any], tree: Any, *others: Any) -> Any:
    """The same nest, with f(leaf, the leaves at the same place in `others`) in place of each leaf.

    Raises ValueError where the nests differ in shape.
    """
    return _mapped(f, tree, others)


def _mapped(f: Callable[..., Any], tree: Any, others: Sequence[Any]) -> Any:
    for other in others:
        if isinstance(tree, list | tuple | dict) and (type(other) is not type(tree) or len(other) != len(tree)):
            raise ValueError(f"the nests must have the same shape; got {tree!r:.60} and {other!r:.60}")
    if isinstance(tree, dict):
        for other in others:
            if other.keys() != tree.keys():
                raise ValueError(f"the nests must have the same keys; got {list(tree)!r:.60} and {list(other)!r:.60}")
        return {key: _mapped(f, branch, [other[key] for other in others]) for key, branch in tree.items()}
    if isinstance(tree, list | tuple):
        branches = [_mapped(f, branch, at) for branch, *at in zip(tree, *others, strict=True)]
        if isinstance(tree, list):
            return branches
        return type(tree)(*branches) if hasattr(tree, "_fields") else tuple(branches)
    return f(tree, *others)


def unpacked(tree: Any) -> Any:
    """The same nest, with what they hold in place of NumPy's arrays of no dimensions, which its products return."""

    def held(x: Any) -> Any:
        return x.item() if type(x).__module__ == "numpy" and getattr(x, "shape", None) == () else x

    return tree_map(held, tree) if any(held(x) is not x for x in leaves(tree)) else tree


def for_json(tree: Any) -> Any:
    """The same nest for strict JSON, which has no number for them: "NaN", "Infinity" and "-Infinity" by name."""

    def named(x: Any) -> Any:
        return (
            x
            if not isinstance(x, float) or math.isfinite(x)
            else "NaN"
            if x != x
            else "Infinity"
            if x > 0
            else "-Infinity"
        )

    return tree_map(named, tree)
