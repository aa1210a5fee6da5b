"""The picture in the language of Mermaid, which code hosts and notebooks show with nothing installed."""

from collections.abc import Set

from ..names import expressed
from ..passing import is_passing
from ..value import Value
from ..words import many
from ..writing import numeral
from .looks import OWN, printable
from .options import Direction
from .scene import DrawnLine, Scene

SHAPES = {"input": ("([", "])"), "parameter": ("[[", "]]"), "": ("(", ")"), "output": ("{{", "}}"), "group": ("[", "]")}
"""Round ends for an input, bars for a parameter, round corners for what is computed, six corners for the output."""


def quoted(*lines: str) -> str:
    """Lines as one label: whatever Mermaid or Markdown could read as more than text is told by its number."""
    safe = ("".join(c if c.isalnum() or c in " .,=()+" else f"#{ord(c)};" for c in line) for line in lines)
    return '"' + "<br>".join(safe) + '"'


def flowchart(scene: Scene, direction: Direction, digits: int, show: Set[str]) -> str:
    """A scene as a flowchart: a box for each card, an arrow for each line."""
    lines = [f"flowchart {direction}"]

    def box(id: str, kind: str, *parts: str) -> None:
        left, right = SHAPES[kind]
        lines.append(f"  {id}{left}{quoted(*parts)}{right}")

    for node in scene.nodes:
        box(scene.ids[node], scene.kind(node), *card(node, scene, digits, show))
    for group in scene.groups:
        box(group.id, "group", printable(group.scope), many(len(group.members), "node"))
    for id, constant in scene.constants.items():
        box(id, "group", numeral(constant, digits))
    lines += [f"  {arrow(line, digits, show)}" for line in scene.lines]
    return "\n".join(lines) + "\n"


def card(node: Value, scene: Scene, digits: int, show: Set[str]) -> list[str]:
    """What is written in the box of a node."""
    name, expression = scene.names[node], expressed(node, scene.names)
    parts = [printable(name)]
    if "formula" in show and expression and expression.text != name.text:
        parts.append(f"= {printable(expression, 40)}")
    if "value" in show:
        parts.append(f"value {numeral(node.data, digits)}")
    if "gradient" in show and node.grad is not None:
        parts.append(f"gradient {numeral(node.grad, digits)}")
    return parts


def arrow(line: DrawnLine, digits: int, show: Set[str]) -> str:
    """An edge with its local partial, a constant without an arrow, or a bundle with how many edges are in it."""
    node, position = line.edges[0]
    partial = node.partials[position]
    if partial is None:
        return f"{line.tail} --- {line.head}"
    words = (
        many(len(line.edges), "edge") if len(line.edges) > 1 else OWN if is_passing(node) else numeral(partial, digits)
    )
    return f"{line.tail} -->|{quoted(words)}| {line.head}" if "partials" in show else f"{line.tail} --> {line.head}"
