"""A graph, drawn."""

import base64
import html
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..files import write_whole
from ..listing import tree
from ..value import Value
from .page import view
from .render import NoRenderer, render
from .svg import tidied


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
    parameters: Set[Value]

    def svg(self) -> str:
        """As SVG.  Raises NoRenderer, with what to install, where nothing here can lay out a graph."""
        return tidied(render(self.dot, "svg"), self.titles, self.title, self.description)

    def png(self, dpi: int = 192) -> bytes:
        """As PNG, at twice the size of the screen's usual 96 dots per inch."""
        return render(self.dot.replace("{", f"{{\n\tgraph [dpi={dpi}]", 1), "png")

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file, whole or not at all: svg, png, pdf, dot by its ending; html is `view`'s page."""
        path = Path(path)
        makers: dict[str, Any] = {
            ".svg": self.svg,
            ".png": self.png,
            ".pdf": lambda: render(self.dot, "pdf"),
            ".dot": lambda: self.dot,
            ".html": lambda: view(self.y, parameters=self.parameters).html,
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
        except (NoRenderer, TimeoutError) as sentence:
            return {"text/plain": f"{self}\n\n{sentence}"}
        data, words = base64.b64encode(svg.encode()).decode(), html.escape(f"{self.title}: {self.description}")
        image = f'<img alt="{words}" style="max-width: 100%" src="data:image/svg+xml;base64,{data}"/>'
        return {"text/html": image, "image/svg+xml": svg, "text/plain": str(self)}
