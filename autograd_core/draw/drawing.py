"""A graph, drawn."""

import base64
import html
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from ..explanation import explain
from ..files import write_whole
from ..graph import dependents, topological_order
from ..listing import tree
from ..value import Value, find
from . import EVERYTHING, Direction, Part
from .dot import Shading, Writer, norm
from .render import NoRenderer, render
from .scene import compose
from .svg import tidied

PATHS = 6
"""So many highlighted paths are told one by one."""


@dataclass(frozen=True, slots=True, repr=False)
class Drawing:
    """A picture of the graph of y, as it stood when it was drawn."""

    y: Value
    dot: str
    """The picture in Graphviz's language."""
    titles: Mapping[str, str]
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
        if (ending := path.suffix.lower()) not in makers:
            raise ValueError(f"a picture is saved to a file that ends in {', '.join(makers)}; got {str(path)!r}")
        write_whole(path, makers[ending]())
        return path

    def __repr__(self) -> str:
        return f"<{self.title}: {self.description}; .save('g.svg') writes it>"

    def __str__(self) -> str:
        return tree(self.y)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """For notebooks: an image that survives where scripts and bare SVG do not, and scales; the SVG; and text."""
        try:
            svg = self.svg()
        except NoRenderer as missing:
            return {"text/plain": f"{self}\n\n{missing}"}
        data, words = base64.b64encode(svg.encode()).decode(), html.escape(f"{self.title}: {self.description}")
        image = f'<img alt="{words}" style="max-width: 100%" src="data:image/svg+xml;base64,{data}"/>'
        return {"text/html": image, "image/svg+xml": svg, "text/plain": str(self)}


def make(
    y: Value,
    direction: Direction,
    digits: int,
    show: Collection[Part],
    colour: Literal["kind", "gradient"],
    highlight: Value | str | None,
    parameters: Iterable[Value | str] | None,
    fold: list[str] | None,
    expand: list[str],
    around: Value | str | None,
    depth: int,
) -> Drawing:
    """What `draw` does."""
    if not isinstance(y, Value):
        raise TypeError(f"draw(y) needs a Value; got {y!r:.60} ({type(y).__name__})")
    _check("direction", [direction], get_args(Direction))
    _check("colour", [colour], ("kind", "gradient"))
    _check("show", show, EVERYTHING)
    if isinstance(digits, bool) or not isinstance(digits, int) or not 1 <= digits <= 17:
        raise ValueError(f"digits must be an integer from 1 to 17; got {digits!r}")

    def found(node: Value | str) -> Value:
        return find(y, node) if isinstance(node, str) else node

    x = None if highlight is None else found(highlight)
    scene = compose(
        y,
        None if parameters is None else {found(node) for node in parameters},
        "constants" in show,
        fold,
        expand,
        None if around is None else found(around),
        depth,
    )
    gradients = [*(node.grad for node in scene.nodes), *(norm(scene.within(group)) for group in scene.groups)]
    writer = Writer(
        scene,
        direction,
        digits,
        show,
        shading=Shading.over(gradients) if colour == "gradient" else None,
        why=None if x is None else explain(y, x, between="all", largest=PATHS),
        lit=() if x is None else dependents(topological_order(y), [x]),
    )
    return Drawing(y, writer.source(), writer.titles(), *writer.words())


def _check(option: str, given: Collection[str], known: Collection[str]) -> None:
    if isinstance(given, str) or (unknown := [word for word in given if word not in known]):
        raise ValueError(f"{option} takes {', '.join(map(repr, known))}; got {given if isinstance(given, str) else unknown[0]!r}")
