"""The page: one self-contained HTML file that steps through both passes of a graph."""

import base64
import hashlib
import html
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from ...files import write_whole
from ...graph import topological_order
from ...names import find
from ...namespaces import number
from ...namespaces.javascript import LIBRARY
from ...value import Value
from ...words import many
from ..dot import plain
from ..scene import MOST, compose
from .data import described, order_of_steps, programs, spelled
from .figure import arrange, drawing

INSTEAD = "view a node nearer to the leaves, or draw(y), which folds the graph by scope"

HEIGHT = 720
"""Of the frame in a notebook, in pixels."""

FEW_ENOUGH_FOR_CONSTANTS = 500
"""In a graph of more nodes constants are told in the formulas alone."""


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

    Raises ValueError for a graph of more nodes than a picture can have, TimeoutError for one that takes too long to lay
    out, and NoRenderer, with what to install, where nothing here can.
    """
    if not isinstance(y, Value):
        raise TypeError(f"view(y) needs a Value; got {y!r:.60} ({type(y).__name__})")
    chosen = None if parameters is None else {find(y, node) if isinstance(node, str) else node for node in parameters}
    if (count := len(topological_order(y))) > MOST:
        raise ValueError(f"a page has at most {MOST:,} nodes; this one would have {count:,}: {INSTEAD}")
    scene = compose(
        y,
        parameters=chosen,
        constants=count <= FEW_ENOUGH_FOR_CONSTANTS,
        fold=frozenset(),
        expand=frozenset(),
        around=None,
        depth=0,
    )
    try:
        layout = arrange(scene)
    except TimeoutError:
        raise TimeoutError(f"{many(count, 'node')} took Graphviz too long to lay out: {INSTEAD}") from None
    rows, refusal = programs(scene)
    name = plain(scene.names[y])
    graph = {
        "root": len(scene.names) - 1,
        "seed": spelled(number(seed, "seed")),
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


def fingerprint(source: str) -> str:
    """What a Content-Security-Policy calls a script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"
