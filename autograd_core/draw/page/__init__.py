"""The page: one self-contained HTML file that steps through both passes of a graph."""

import base64
import hashlib
import html
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from ...files import write_whole
from ...graph import topological_order
from ...namespaces.javascript import LIBRARY, function
from ...namespaces.text import NAMES, Written
from ...ops import Op
from ...steps import backward_steps, forward_steps
from ...value import Value, find
from ..dot import plain
from ..scene import MOST, Scene, compose
from .layout import LINE, Box, Layout, arrange, short

HEIGHT = 720
"""Of the frame in a notebook, in pixels."""

FEW_ENOUGH_FOR_CONSTANTS = 500
"""In a graph of more nodes constants are told in the formulas alone."""

MOST_ARGUMENTS = 12
"""The formula of a node with more arguments than this is not written out."""

LONGEST_RULE = 120
"""Nor is a local partial longer than this."""


@dataclass(frozen=True, slots=True, repr=False)
class Page:
    """An HTML file that steps through both passes; it needs nothing beside itself."""

    html: str
    """The text of the file."""
    title: str

    def save(self, path: str | Path) -> Path:
        """Write the page to a file, whole or not at all.  Raises OSError where it cannot be written."""
        path = Path(path)
        if path.suffix.lower() not in (".html", ".htm"):
            raise ValueError(f"a page is saved to a file that ends in .html; got {str(path)!r}")
        write_whole(path, self.html)
        return path

    def __repr__(self) -> str:
        return f"<{self.title}; .save('x.html') writes it>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """For notebooks: a frame that may run the page's script, and nothing else."""
        frame = (
            f'<iframe sandbox="allow-scripts" title="{html.escape(self.title)}" srcdoc="{html.escape(self.html)}" '
            f'style="width: 100%; height: {HEIGHT}px; border: 0"></iframe>'
        )
        return {"text/html": frame, "text/plain": repr(self)}


def view(y: Value, seed: float = 1.0, parameters: Iterable[Value | str] | None = None) -> Page:
    """A page that steps through the forward and the backward pass of y; `parameters` as in `draw`.

    Raises ValueError for a graph of more nodes than a picture can have.
    """
    if not isinstance(y, Value):
        raise TypeError(f"view(y) needs a Value; got {y!r:.60} ({type(y).__name__})")
    chosen = None if parameters is None else {find(y, node) if isinstance(node, str) else node for node in parameters}
    if (count := len(topological_order(y))) > MOST:
        raise ValueError(
            f"a page has at most {MOST:,} nodes; this one would have {count:,}: "
            "view a node nearer to the leaves, or draw(y), which folds the graph by scope"
        )
    scene = compose(
        y, parameters=chosen, constants=count <= FEW_ENOUGH_FOR_CONSTANTS, fold=frozenset(), expand=frozenset(), around=None, depth=0
    )
    layout = arrange(scene)
    rows, refusal = programs(scene)
    name = plain(scene.names[y])
    graph = {
        "root": len(scene.names) - 1,
        "seed": finite(float(seed)),
        "nodes": list(described(scene, rows)),
        "refusal": refusal,
    } | order_of_steps(scene, seed)
    assets = files(__name__)
    style, script = (assets.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    code = f"{LIBRARY}\nconst rows = [{', '.join(rows.values())}];\n{script}"
    filled = Template(assets.joinpath("page.html").read_text(encoding="utf-8")).substitute(
        name=html.escape(name),
        style=style,
        script=code,
        style_hash=fingerprint(style),
        script_hash=fingerprint(code),
        graph=json.dumps(graph, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c"),
        drawing=drawing(scene, layout),
    )
    steps = len(graph["forward"]) + len(graph["backward"])
    return Page(filled, f"Both passes of {name}, step by step: {many(count, 'node')}, {many(steps, 'step')}")


def many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def fingerprint(source: str) -> str:
    """What a Content-Security-Policy calls a script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def finite(x: float) -> float | str:
    """A float as JSON can say it: NaN and the infinities by their JavaScript names."""
    return x if x - x == 0 else repr(x).replace("nan", "NaN").replace("inf", "Infinity")


# ── what the script is told ──────────────────────────────────────────────────────────────────


def order_of_steps(scene: Scene, seed: float) -> dict[str, Any]:
    """Which node each forward step computes, and along which edge each backward step goes: [node, position]."""
    number = {node: k for k, node in enumerate(scene.names)}
    return {
        "forward": [number[step.of] for step in forward_steps(scene.y)],
        "backward": [[number[step.of], step.position] for step in backward_steps(scene.y, seed)],
    }


def signature(node: Value) -> tuple[Op, tuple[bool, ...]]:
    """What the program of a node depends on: its op, and which of its arguments are variables."""
    assert node.op is not None
    return node.op, tuple(isinstance(arg, Value) for arg in node.args)


def programs(scene: Scene) -> tuple[dict[tuple[Op, tuple[bool, ...]], str], str]:
    """The rows of the op table that this graph needs, as JavaScript, and a sentence where one has no such program."""
    found: dict[tuple[Op, tuple[bool, ...]], str] = {}
    for node in scene.names:
        if node.op is not None and (wanted := signature(node)) not in found:
            try:
                found[wanted] = function(*wanted)
            except Exception as reason:  # a row is anybody's Python
                return {}, f"Values cannot be changed here, for the browser cannot run {node.op.name}: {reason}"
    return found, ""


def described(scene: Scene, rows: dict[tuple[Op, tuple[bool, ...]], str]) -> Iterator[dict[str, Any]]:
    """Each node as plain data, in the order in which a person would compute it."""
    number = {node: k for k, node in enumerate(scene.names)}
    places = {wanted: k for k, wanted in enumerate(rows)}
    for node, name in scene.names.items():
        facts: dict[str, Any] = {"name": plain(name, 10_000), "value": finite(node.data)}
        if node.op is not None:
            facts |= {
                "op": node.op.name,
                "row": places.get(signature(node)),
                "args": [number[arg] if isinstance(arg, Value) else str(finite(float(arg))) for arg in node.args],
                "partials": [None if p is None else finite(p) for p in node.partials],
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


# ── the drawing ──────────────────────────────────────────────────────────────────────────────


def drawing(scene: Scene, layout: Layout) -> str:
    """The graph as SVG in which every text is text: boxes for nodes, chips for constants, a path for each edge."""
    heads = "".join(marker(*head) for head in (("on", 7, False), ("up", 13, False), ("paid", 7, True), ("down", 13, True)))
    parts = [f'<svg viewBox="0 0 {layout.width:g} {layout.height:g}" role="group" aria-label="The graph"><defs>{heads}</defs>']
    parts += [f'<path class="edge" id="{line.id}" d="{layout.paths[line.id]}"/>' for line in scene.lines]
    parts.append('<g id="lit"></g>')
    for id, constant in scene.constants.items():
        box = layout.boxes[id]
        parts.append(f'<g class="chip" id="{id}">{rectangle(box)}<text x="{box.x:.1f}" y="{box.y + 4.5:.1f}">{constant:g}</text></g>')
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
    parts += [f'<text class="{part}" x="{box.x:.1f}" y="{top + LINE * i:.1f}">{text}</text>' for i, (text, part) in enumerate(lines)]
    return (
        f'<g class="node {kind}" id="{id}" role="button" tabindex="-1" aria-label="{html.escape(name)}" '
        f'data-box="{box.x:.1f} {box.y:.1f} {box.width:.1f} {box.height:.1f}">{"".join(parts)}</g>'
    )
