"""A picture in words, for those who listen to it or point at it."""

from collections import Counter

from ..namespaces.text import NAMES
from ..passing import is_passing
from ..words import many
from ..writing import numeral, partial_name
from .looks import NOT_COMPUTED, printable
from .scene import Scene


def number(x: float | None, digits: int) -> str:
    """A number, or that there is none yet."""
    return NOT_COMPUTED if x is None else numeral(x, digits)


def words(scene: Scene, digits: int) -> tuple[str, str]:
    """A title for the whole picture, and a description."""
    kinds = Counter(scene.kind(node) for node in scene.ids)
    computed = kinds[""] + kinds["output"]
    counted = [
        many(count, noun) for count, noun in ((kinds["input"], "input"), (kinds["parameter"], "parameter")) if count
    ]
    size = f"{many(computed, 'computed node')}{' from ' + ' and '.join(counted) if counted else ''}"
    name = printable(scene.names[scene.y], 200)
    return f"The graph of {name}", f"{name} = {number(scene.y.data, digits)}; {size}"


def titles(scene: Scene, digits: int) -> dict[str, str]:
    """Each part of the picture in words, by id, for those who listen to it or point at it."""
    said = {}
    for node in scene.nodes:
        kind = scene.kind(node) or (node.op.name if node.op else "")
        gradient = f"gradient {number(node.grad, digits)}"
        said[scene.ids[node]] = (
            f"{printable(scene.names[node], 200)}, {kind}: value {number(node.data, digits)}, {gradient}"
        )
    for group in scene.groups:
        said[group.id] = f"{printable(group.scope, 200)}: {len(group.members):,} nodes folded into one"
    for name, constant in scene.constants.items():
        said[name] = f"constant {NAMES.numeral(constant)}"
    for line in scene.lines:
        node, position = line.edges[0]
        partial, arg = node.partials[position], node.args[position]
        if len(line.edges) > 1:
            said[line.id] = many(len(line.edges), "edge")
        elif is_passing(node):
            said[line.id] = f"{node.op} passes adjoints on by a rule of its own"
        elif partial is not None:
            said[line.id] = (
                f"{printable(partial_name(scene.names[node], scene.names[arg]), 400)} = {number(partial, digits)}"
            )
        else:
            said[line.id] = f"constant {NAMES.numeral(arg)} in {printable(scene.names[node], 200)}"
    return said
