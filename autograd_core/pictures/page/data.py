"""What the script of the page is told: the graph and the order of its steps as plain data, its ops as programs."""

from collections.abc import Iterator
from typing import Any

from ...namespaces.javascript import function
from ...namespaces.text import NAMES, Written
from ...ops import Op
from ...steps import backward_steps, forward_steps
from ...value import Value
from ..dot import plain
from ..scene import Scene

MOST_ARGUMENTS = 12
"""The formula of a node with more arguments than this is not written out."""

LONGEST_RULE = 120
"""Nor is a local partial longer than this."""

Signature = tuple[Op, tuple[bool, ...]]
"""What the program of a node depends on: its op, and which of its arguments are variables."""


def spelled(x: float) -> float | str:
    """A float as JSON can say it: NaN and the infinities by their JavaScript names."""
    return x if x - x == 0 else repr(x).replace("nan", "NaN").replace("inf", "Infinity")


def order_of_steps(scene: Scene, seed: float) -> dict[str, Any]:
    """Which node each forward step computes, and along which edge each backward step goes: [node, position]."""
    number = {node: k for k, node in enumerate(scene.names)}
    return {
        "forward": [number[step.of] for step in forward_steps(scene.y)],
        "backward": [[number[step.of], step.position] for step in backward_steps(scene.y, seed)],
    }


def signature(node: Value) -> Signature:
    assert node.op is not None
    return node.op, tuple(isinstance(arg, Value) for arg in node.args)


def programs(scene: Scene) -> tuple[dict[Signature, str], str]:
    """The rows of the op table that this graph needs, as JavaScript, and a sentence where one has no such program."""
    found: dict[Signature, str] = {}
    for node in scene.names:
        if node.op is not None and (wanted := signature(node)) not in found:
            try:
                found[wanted] = function(*wanted)
            except Exception as reason:  # a row is anybody's Python
                return {}, f"Values cannot be changed here, for the browser cannot run {node.op.name}: {reason}"
    return found, ""


def described(scene: Scene, rows: dict[Signature, str]) -> Iterator[dict[str, Any]]:
    """Each node as plain data, in the order in which a person would compute it."""
    number = {node: k for k, node in enumerate(scene.names)}
    places = {wanted: k for k, wanted in enumerate(rows)}
    for node, name in scene.names.items():
        facts: dict[str, Any] = {"name": plain(name, 10_000), "value": spelled(node.data)}
        if node.op is not None:
            facts |= {
                "op": node.op.name,
                "row": places.get(signature(node)),
                "args": [number[arg] if isinstance(arg, Value) else str(spelled(float(arg))) for arg in node.args],
                "partials": [None if p is None else spelled(p) for p in node.partials],
                "formula": formula(node, scene),
                "rules": rules(node, scene),
            }
        else:
            facts["kind"] = scene.kind(node)
        yield facts


def marked(node: Value, scene: Scene) -> list[Written]:
    """The arguments of a node as marks, each in brackets where its name would be; constants as they are."""
    return [
        Written(NAMES, f"\0{i}\0", scene.names[arg].level) if isinstance(arg, Value) else NAMES.written(arg)
        for i, arg in enumerate(node.args)
    ]


def split(written: Written) -> list[str | int]:
    """A formula at its marks: text and numbers of arguments by turns; -1 stands for the node itself."""
    return [int(part) if i % 2 else part for i, part in enumerate(written.text.split("\0"))]


def formula(node: Value, scene: Scene) -> list[str | int] | None:
    """What a node computes, with a mark for each argument, so that names and numbers can be put there."""
    if node.op is None or len(node.args) > MOST_ARGUMENTS:
        return None
    return split(NAMES.written(node.op.primal(NAMES, *marked(node, scene))))


def rules(node: Value, scene: Scene) -> list[list[str | int] | None]:
    """The local partials of a node by the op table, with the same marks; what is very long is left out."""
    assert node.op is not None
    free = [isinstance(arg, Value) for arg in node.args]
    partials = node.op.local_partials(NAMES, Written(NAMES, "\0-1\0"), marked(node, scene), free, free)
    found = [None if partial is None else NAMES.written(partial) for partial in partials]
    return [None if rule is None or len(rule.text) > LONGEST_RULE else split(rule) for rule in found]
