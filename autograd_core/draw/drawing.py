"""A graph, drawn."""

import base64
import html
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from ..explanation import explain
from ..files import write_whole
from ..graph import dependents, topological_order
from ..listing import tree
from ..value import Value, find
from .dot import Direction, Part, Shading, Writer, plain
from .render import NoRenderer, render
from .scene import compose
from .svg import tidied

PATHS = 6
"""So many highlighted paths are told one by one."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture of the graph of y, as it stood when it was drawn."""

    y: Value
    dot: str
    """The picture in Graphviz's language."""
    titles: Mapping[str, str] = field(repr=False)
    """Each part in words, by its id in the picture."""
    title: str
    description: str
    """The whole in words."""

    def svg(self) -> str:
        """As SVG.  Raises NoRenderer, with what to install, where nothing here can lay out a graph."""
        return tidied(render(self.dot, "svg"), self.titles, self.title, self.description)

    def png(self, dpi: int = 192) -> bytes:
        """As PNG, at twice the size of the screen's usual 96 dots per inch."""
        return render(self.dot.replace("{", f"{{\n\tgraph [dpi={dpi}]", 1), "png")

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file, whole or not at all, as its ending says: svg, png, pdf, dot."""
        path = Path(path)
        makers: dict[str, Any] = {
            ".svg": self.svg,
            ".png": self.png,
            ".pdf": lambda: render(self.dot, "pdf"),
            ".dot": lambda: self.dot,
        }
        if path.suffix not in makers:
            raise ValueError(f"a picture is saved to a file that ends in {', '.join(makers)}; got {str(path)!r}")
        write_whole(path, makers[path.suffix]())
        return path

    def __str__(self) -> str:
        return tree(self.y)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """For notebooks: an image that survives where scripts and bare SVG do not, and scales; the SVG; and text."""
        try:
            svg = self.svg()
        except NoRenderer as missing:
            return {"text/plain": f"{self}\n\n{missing}"}
        data = base64.b64encode(svg.encode()).decode()
        image = f'<img alt="{html.escape(self.title)}" style="max-width: 100%" src="data:image/svg+xml;base64,{data}">'
        return {"text/html": image, "image/svg+xml": svg, "text/plain": str(self)}


def draw(
    y: Value,
    *,
    direction: Direction = "LR",
    digits: int = 4,
    show: Collection[Part] = get_args(Part),
    colour: Literal["kind", "gradient"] = "kind",
    highlight: Value | str | None = None,
    parameters: Iterable[Value | str] | None = None,
    fold: str | Iterable[str] | None = None,
    expand: str | Iterable[str] = (),
    around: Value | str | None = None,
    depth: int = 2,
) -> Drawing:
    """The graph of y as a picture."""
    scene = compose(
        y,
        None if parameters is None else [find(y, p) if isinstance(p, str) else p for p in parameters],
        "constants" in show,
        _scopes(fold),
        _scopes(expand) or (),
        around,
        depth,
    )
    why = lit = None
    if highlight is not None:
        x = find(y, highlight) if isinstance(highlight, str) else highlight
        why = explain(y, x, between="all", largest=PATHS)
        lit = dependents(topological_order(y), [x])
    shading = Shading.over(node.grad for node in scene.nodes) if colour == "gradient" else None
    writer = Writer(scene, direction, digits, show, shading, lit or (), why)
    return Drawing(y, writer.source(), writer.titles(), f"The graph of {plain(scene.names[y], 200)}", "")


def _scopes(given: str | Iterable[str] | None) -> Iterable[str] | None:
    return [given] if isinstance(given, str) else given
