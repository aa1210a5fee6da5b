"""The page: one self-contained HTML file that steps through both passes of a graph."""

import base64
import hashlib
import html
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from ...arguments import public, public_class
from ...files import write_whole
from ...graph import topological_order
from ...lacking import Hinting
from ...names import find, names_beneath
from ...namespaces import number
from ...namespaces.javascript import LIBRARY
from ...namespaces.text import Written
from ...passing import refuse_passing
from ...value import Value
from ...words import many
from ..looks import printable
from ..still import still
from .data import Describer, order_of_steps, programs, spelled
from .slips import Catalogue

SCRIPTS = (
    "sweeps", "typesetting", "layout", "ordering", "placing", "folding", "shapes", "cards", "labels", "picture",
    "window", "step", "slips", "guess", "card", "link", "controls", "pointer", "print", "page",
)  # fmt: skip
"""What the page runs, as one script: sweeps and writing, places, the drawing, the panels, what the reader does."""

MOST = 100_000
"""A page of more nodes would keep the browser busy for long."""

INSTEAD = "view a node nearer to the leaves, or draw(y), which folds the graph by scope"

HEIGHT = 720
"""Of the frame in a notebook, in pixels."""


FOLLOW = """\
{ const tell = () => { const [r, g, b] = getComputedStyle(this.parentElement).color.match(/[\\d.]+/g).map(Number); \
this.contentWindow?.postMessage({ dark: r + g + b > 382 }, '*'); }; tell(); \
new MutationObserver(() => setTimeout(tell, 400)).observe(document.body, { attributes: true }); }"""
"""Tells the page in a frame whether the notebook is dark, by the colour of its text; again when the theme changes."""


@public_class()
@dataclass(frozen=True, slots=True, repr=False)
class Page(Hinting):
    """An HTML file that steps through both passes; it needs nothing beside itself."""

    html: str
    """The text of the file."""
    title: str
    picture: Callable[[], str] = field(default=str, repr=False, compare=False)
    """Makes the image that stands for the page where it cannot run: as HTML, or empty."""

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
        """For notebooks: a frame that runs the page's script and nothing else, light or dark as the notebook is.

        Beneath it a picture and a sentence, for where frames are cut out.
        """
        frame = (
            f'<iframe sandbox="allow-scripts" title="{html.escape(self.title)}" srcdoc="{html.escape(self.html)}" '
            f'style="position: absolute; inset: 0; width: 100%; height: {HEIGHT}px; border: 0; background: Canvas" '
            f'onload="{html.escape(FOLLOW)}"></iframe>'
        )
        instead = f"{html.escape(self.title)}. It runs in a trusted notebook, or in any browser once it is saved."
        beneath = f"<p>{instead}</p>{self.picture()}"
        frame = (
            f'<div style="position: relative; min-height: {HEIGHT}px; max-height: {HEIGHT}px; overflow: auto">'
            f"{beneath}{frame}</div>"
        )
        return {"text/html": frame, "text/plain": repr(self)}


@public
def view(y: Value, seed: float = 1.0, parameters: Iterable[Value | str] | None = None) -> Page:
    """A page that steps through the forward and the backward pass of y; `parameters` as in `draw`.

    A graph of more than 150 nodes opens folded by scope, and layers are opened and closed on the page.  Raises
    ValueError for a graph of more than 100,000 nodes.

    >>> x = Value(3.0, label="x")
    >>> view((x * x).named("y"))
    <Both passes of y, step by step: 2 nodes, 3 steps; .save('x.html') writes it>
    """
    if not isinstance(y, Value):
        raise TypeError(f"view(y) needs a Value; got {y!r:.60} ({type(y).__name__})")
    if (count := len(topological_order(y))) > MOST:
        raise ValueError(f"a page has at most {MOST:,} nodes; this one would have {count:,}: {INSTEAD}")
    refuse_passing(y, "view")
    names = names_beneath(y)
    if parameters is None:
        chosen = {node for node in names if node.op is None and node.scope}
    else:
        chosen = {find(y, node) if isinstance(node, str) else node for node in parameters}
    rows, refusal = programs(names)
    catalogue, steps = Catalogue(names), order_of_steps(names)
    facts = {"root": len(names) - 1, "seed": spelled(number(seed, "seed"))}
    facts |= _described(names, chosen, rows, catalogue) | {"refusal": refusal} | steps | catalogue.facts()
    count = len(steps["forward"]) + len(steps["backward"])
    name = printable(names[y])
    title = f"Both passes of {name}, step by step: {many(len(names), 'node')}, {many(count, 'step')}"
    return Page(_filled(name, facts, rows, catalogue), title, lambda: still(y, chosen))


def _described(
    names: Mapping[Value, Written], chosen: set[Value], rows: Mapping[Any, str], catalogue: Catalogue
) -> dict[str, Any]:
    """What the page is told of each node, with the slips that can be made there, and of the scopes."""
    describer = Describer(names, chosen, rows)
    nodes = describer.nodes()
    for facts, node in zip(nodes, names):
        if (slips := catalogue.of(node)) is not None:
            facts["slips"] = slips
    return {
        "nodes": nodes,
        "forms": [json.loads(form) for form in describer.forms],
        "scopes": list(describer.scopes),
    }


def _filled(name: str, facts: dict[str, Any], rows: Mapping[Any, str], catalogue: Catalogue) -> str:
    """The page itself: its style, its script with the rows of the table that it needs, and the graph as data."""
    assets = files(__name__)
    style, *scripts = (
        assets.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", *(f"{name}.js" for name in SCRIPTS))
    )
    ways = f"const ways = [{', '.join(catalogue.programs)}];"
    code = "\n".join([LIBRARY, f"const rows = [{', '.join(rows.values())}];", ways, *scripts])
    return Template(assets.joinpath("page.html").read_text(encoding="utf-8")).substitute(
        name=html.escape(name),
        style=style,
        script=code,
        style_hash=fingerprint(style),
        script_hash=fingerprint(code),
        graph=json.dumps(facts, ensure_ascii=False, separators=(",", ":")).replace("<", r"\u003c"),
    )


def fingerprint(source: str) -> str:
    """What a Content-Security-Policy calls a script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"
