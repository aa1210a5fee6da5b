"""Where everything stands: laid out by Graphviz, as boxes of the sizes that the page needs."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

from ...value import Value
from ..dot import plain
from ..render import render
from ..scene import Scene

SVG = "{http://www.w3.org/2000/svg}"
LINE, LETTER = 19, 8.3
"""The height of a line of text in a box, and how wide a letter is, about."""
LONGEST = 22
"""Of a longer name a box shows the beginning; the rest is told on hover and focus."""
NUMBER = 8
"""Room for so many letters is kept for a number."""
CHIP = (26, 22)
"""The size of a constant, and how much wider each figure makes it."""


@dataclass(frozen=True, slots=True)
class Box:
    """The middle of a node and its size."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The size of the drawing, the boxes by id, and the paths of the edges, from argument to node."""

    width: float
    height: float
    boxes: dict[str, Box]
    paths: dict[str, str]


def short(scene: Scene, node: Value) -> str:
    """The name of a node, as its box shows it."""
    return plain(scene.names[node], LONGEST if node.op else LONGEST - NUMBER)


def arrange(scene: Scene) -> Layout:
    """Lay out a scene from left to right."""
    from graphviz import Digraph  # writes DOT

    inch = 72  # points
    dot = Digraph(graph_attr={"rankdir": "LR", "ranksep": "0.85", "nodesep": "0.14", "pad": "0.12"})
    dot.attr("node", shape="box", fixedsize="true", label="")
    dot.attr("edge", arrowhead="none")
    for node, id in scene.ids.items():
        name, lines = len(short(scene, node)), 3 if node.op else 2
        letters = max(name if node.op else name + 3 + NUMBER, 3 + NUMBER)
        dot.node(id, id=id, width=f"{(letters * LETTER + 24) / inch:.3f}", height=f"{(lines * LINE + 9) / inch:.3f}")
    for id, constant in scene.constants.items():
        dot.node(id, id=id, width=f"{(CHIP[0] + 7 * len(f'{constant:g}')) / inch:.3f}", height=f"{CHIP[1] / inch:.3f}")
    for line in scene.lines:
        dot.edge(line.tail, line.head, id=line.id)
    return read(render(dot.source, "svg"))


def read(svg: bytes) -> Layout:
    """The layout in Graphviz's SVG."""
    root = ElementTree.fromstring(svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    graph = root.find(f"{SVG}g")
    assert graph is not None
    shift = re.search(r"translate\(([-\d.]+)[ ,]+([-\d.]+)\)", graph.attrib["transform"])
    assert shift is not None
    dx, dy = map(float, shift.groups())

    def numbers(text: str) -> list[float]:
        return [float(x) for x in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]

    boxes, paths = {}, {}
    for part in graph.iter(f"{SVG}g"):
        path, polygon = part.find(f"{SVG}path"), part.find(f"{SVG}polygon")
        if part.get("class") == "edge" and path is not None:
            flat = iter(numbers(path.attrib["d"]))
            points = [f"{x + dx:.1f},{y + dy:.1f}" for x, y in zip(flat, flat)]
            paths[part.attrib["id"]] = f"M{points[0]}C{' '.join(points[1:])}"
        elif part.get("class") == "node" and polygon is not None:
            corners = numbers(polygon.attrib["points"])
            xs, ys = corners[::2], corners[1::2]
            boxes[part.attrib["id"]] = Box((min(xs) + max(xs)) / 2 + dx, (min(ys) + max(ys)) / 2 + dy, max(xs) - min(xs), max(ys) - min(ys))
    return Layout(width, height, boxes, paths)
