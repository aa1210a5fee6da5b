"""The graph on the page: laid out by Graphviz as boxes of the sizes that the page needs, and drawn as SVG."""

import html
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
CHIP = (26, 22, 7)
"""The size of a constant, and how much wider each of its figures makes it."""


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
    # within nslimit a leaf that a long chain uses again and again does not keep the layout busy
    dot = Digraph(graph_attr={"rankdir": "LR", "ranksep": "0.85", "nodesep": "0.14", "pad": "0.12", "nslimit": "0.5"})
    dot.attr("node", shape="box", fixedsize="true", label="")
    dot.attr("edge", arrowhead="none")
    for node, id in scene.ids.items():
        name, lines = len(short(scene, node)), 3 if node.op else 2
        letters = max(name if node.op else name + 3 + NUMBER, 3 + NUMBER)
        dot.node(id, id=id, width=f"{(letters * LETTER + 24) / inch:.3f}", height=f"{(lines * LINE + 9) / inch:.3f}")
    for id, constant in scene.constants.items():
        width, height, wider = CHIP
        dot.node(id, id=id, width=f"{(width + wider * len(f'{constant:g}')) / inch:.3f}", height=f"{height / inch:.3f}")
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
            boxes[part.attrib["id"]] = Box(
                (min(xs) + max(xs)) / 2 + dx, (min(ys) + max(ys)) / 2 + dy, max(xs) - min(xs), max(ys) - min(ys)
            )
    return Layout(width, height, boxes, paths)


def drawing(scene: Scene, layout: Layout) -> str:
    """The graph as SVG in which every text is text: boxes for nodes, chips for constants, a path for each edge."""
    heads = "".join(
        marker(*head) for head in (("on", 7, False), ("up", 13, False), ("paid", 7, True), ("down", 13, True))
    )
    parts = [
        f'<svg viewBox="0 0 {layout.width:g} {layout.height:g}" role="group" aria-label="The graph"><defs>{heads}</defs>'
    ]
    parts += [f'<path class="edge" id="{line.id}" d="{layout.paths[line.id]}"/>' for line in scene.lines]
    parts.append('<g id="lit"></g>')
    for id, constant in scene.constants.items():
        box = layout.boxes[id]
        parts.append(
            f'<g class="chip" id="{id}">{rectangle(box)}<text x="{box.x:.1f}" y="{box.y + 4.5:.1f}">{constant:g}</text></g>'
        )
    for k, node in enumerate(scene.names):
        parts.append(card(f"n{k}", scene.kind(node), node.op is None, short(scene, node), layout.boxes[f"n{k}"]))
    return "".join([*parts, '<g id="labels"></g></svg>'])


def marker(id: str, size: int, reversed: bool) -> str:
    """The head of an arrow; the gradient flows against the edge, so its arrow stands at the beginning."""
    path, at = ("M8 0L0 4L8 8z", 0) if reversed else ("M0 0L8 4L0 8z", 8)
    return (
        f'<marker id="{id}" viewBox="0 0 8 8" refX="{at}" refY="4" markerWidth="{size}" markerHeight="{size}" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path d="{path}"/></marker>'
    )


def rectangle(box: Box, kind: str = "box", grow: float = 0, radius: float = 8) -> str:
    """A rectangle around the middle of a box, larger by so much on every side."""
    width, height = box.width + 2 * grow, box.height + 2 * grow
    return (
        f'<rect class="{kind}" x="{box.x - width / 2:.1f}" y="{box.y - height / 2:.1f}" '
        f'width="{width:.1f}" height="{height:.1f}" rx="{radius:g}"/>'
    )


def card(id: str, kind: str, leaf: bool, name: str, box: Box) -> str:
    """The box of a node: round ends for an input, a bar for a parameter, two borders for the output."""
    radius = box.height / 2 if kind == "input" else 8
    parts = [rectangle(box, "halo", 5, radius + 5), rectangle(box, radius=radius)]
    if kind == "output":
        parts.append(rectangle(box, "inner", -4, 5))
    if kind == "parameter":
        parts.append(rectangle(Box(box.x - box.width / 2 + 4, box.y, 4, box.height - 14), "bar", 0, 2))
    if leaf:
        lines = [(f'{html.escape(name)}<tspan class="value"></tspan>', "name"), ("", "grad")]
    else:
        lines = [(html.escape(name), "name"), ("", "value"), ("", "grad")]
    top = box.y - LINE * (len(lines) - 1) / 2 + 5
    parts += [
        f'<text class="{part}" x="{box.x:.1f}" y="{top + LINE * i:.1f}">{text}</text>'
        for i, (text, part) in enumerate(lines)
    ]
    return (
        f'<g class="node {kind}" id="{id}" role="button" tabindex="-1" aria-label="{html.escape(name)}" '
        f'data-box="{box.x:.1f} {box.y:.1f} {box.width:.1f} {box.height:.1f}">{"".join(parts)}</g>'
    )
