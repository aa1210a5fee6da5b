"""A graph, drawn."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..arguments import public_class
from ..files import write_whole
from ..images import image
from ..lacking import Hinting
from ..listing import tree
from ..value import Value
from .looks import PAD
from .page import view
from .render import NoRenderer, render
from .svg import tidied

BROUGHT_ALONG = {
    **dict.fromkeys(
        ("show", "view", "display"), "in a notebook return it; else write .save('g.svg'), or view(y).open()"
    ),
    **dict.fromkeys(("render", "savefig", "write"), "write .save('g.svg')"),
    "source": "write .dot for Graphviz's language",
}
"""What other libraries' pictures have, and what to write here."""


@public_class()
@dataclass(frozen=True, slots=True, repr=False)
class Drawing(Hinting):
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
    mermaid: str
    """The picture in the language of Mermaid, which code hosts and notebooks show with nothing installed."""
    wide: bool
    """Whether it runs across the page, not down it."""
    _instead = BROUGHT_ALONG

    def svg(self) -> str:
        """As SVG.  Raises NoRenderer, with what to install, where nothing here can lay out a graph."""
        return tidied(render(self.dot, "svg"), self.titles, self.title, self.description)

    def png(self, dpi: int = 192) -> bytes:
        """As PNG, at twice the size of the screen's usual 96 dots per inch."""
        if not 1 <= dpi <= 2400:
            raise ValueError(f"png(dpi) needs dots per inch from 1 to 2400; got {dpi!r}")
        return render(self.dot.replace("{", f"{{\n\tgraph [dpi={dpi}]", 1), "png")

    def pdf(self, paper: str | tuple[float, float] | None = None) -> bytes:
        """As PDF, of its own size or on `paper`: "A4", "A3", "letter", or its width and height in millimetres.

        On paper the picture is scaled until it fills the sheet; by name the sheet lies the way the graph runs.
        """
        return render(self.dot if paper is None else on_paper(self.dot, paper, self.wide), "pdf")

    def save(self, path: str | Path) -> Path:
        """Write the picture to a file, whole or not at all, as its ending says.

        svg, png, pdf, dot; mmd is Mermaid, and html the page of `view`.  Raises ValueError for another ending, OSError
        where the file cannot be written, and NoRenderer, with what to install, where nothing here can make it.
        """
        path = Path(path)
        makers: dict[str, Any] = {
            ".svg": self.svg,
            ".png": self.png,
            ".pdf": self.pdf,
            ".dot": lambda: self.dot,
            ".mmd": lambda: self.mermaid,
            ".html": lambda: view(self.y, parameters=self.parameters).html,
        }
        if (ending := path.suffix.lower()) not in makers:
            raise ValueError(f"a picture is saved to a file that ends in {', '.join(makers)}; got {str(path)!r}")
        write_whole(path, makers[ending]())
        return path

    def __repr__(self) -> str:
        return f"<{self.title}: {self.description}; .save('g.svg') writes it>"

    def tree(self) -> str:
        """The graph as text: what each node is computed from, indented beneath it."""
        return tree(self.y)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """For notebooks: an image that survives where scripts and bare SVG do not, and scales; the SVG; and text."""
        try:
            svg = self.svg()
        except (NoRenderer, TimeoutError) as sentence:
            return {"text/plain": f"{self.tree()}\n\n{sentence}"}
        shown = image(svg, f"{self.title}: {self.description}")
        return {"text/html": shown, "image/svg+xml": svg, "text/plain": repr(self)}


SHEETS = {"A3": (297.0, 420.0), "A4": (210.0, 297.0), "A5": (148.0, 210.0), "letter": (216.0, 279.0)}
"""Width and height in millimetres, upright."""


def on_paper(dot: str, paper: str | tuple[float, float], wide: bool) -> str:
    """The same graph, scaled to a sheet with a margin of 10 mm.  Raises ValueError for a sheet that is none."""
    if isinstance(paper, str):
        sizes = {name.lower(): size for name, size in SHEETS.items()}
        if paper.lower() not in sizes:
            raise ValueError(f"paper must be {', '.join(SHEETS)} or (width, height) in millimetres; got {paper!r}")
        across, down = sorted(sizes[paper.lower()], reverse=wide)
    else:
        across, down = paper
    if min(across, down) <= 20:
        raise ValueError(f"paper must be more than 20 mm wide and high, for its margins; got {across:g} x {down:g}")
    width, height = ((millimetres - 20) / 25.4 for millimetres in (across, down))
    return dot.replace(f"pad={PAD}", f'pad=0 margin={10 / 25.4:.4f} size="{width:.3f},{height:.3f}!"', 1)
