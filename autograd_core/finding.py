"""Which node of a graph is meant by a label, or by a name that was printed for it."""

from collections.abc import Mapping
from typing import Any

from .value import Value
from .words import nearest


def nodes_by_name(names: Mapping[Value, Any]) -> dict[str, list[Value]]:
    """The nodes by what they are called: by label, which several may have, and by printed name."""
    by_name: dict[str, list[Value]] = {}
    for node, name in names.items():
        for text in dict.fromkeys(filter(None, (node.label, str(name)))):
            by_name.setdefault(text, []).append(node)
    return by_name


def node_called(target: Any, names: Mapping[Value, Any], root: Value) -> Value:
    """The node that a label or a printed name means.

    Raises LookupError where there is none, or several carry that label; TypeError for what names no node.
    """
    if isinstance(target, str):
        named = nodes_by_name(names)
        meant = named.get(target) or [
            node for name, nodes in named.items() if _typed(name) == _typed(target) for node in nodes
        ]
        exactly = [node for node in meant if str(names[node]) == target]
        if len(meant) == 1 or (len(exactly) == 1 and len({node.label for node in meant}) > 1):
            return (exactly or meant)[0]
        if meant:
            raise LookupError(
                f"{target!r} names {len(meant)} nodes: {', '.join(str(names[node]) for node in meant[:5])}; "
                "pass one of these names, or the node itself"
            )
        raise LookupError(f"no node is labelled {target!r:.60}; {nearest(target[:60], named)}")
    if not isinstance(target, Value):
        raise TypeError(
            f"a step is found by its number, a node or a label; got {target!r:.60} ({type(target).__name__})"
        )
    if target not in names:
        raise LookupError(f"{names[root]} does not depend on {target!r}")
    return target


def _typed(name: str) -> str:
    """A name as it may be typed: without spaces, with one sign for each operator."""
    return "".join(name.split()).replace("**", "^").replace("·", "*").replace("×", "*").replace("−", "-")
