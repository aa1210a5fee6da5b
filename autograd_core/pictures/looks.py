"""How a picture looks: its colours, the shades of a gradient, and names cut to what fits."""

import html
import math
from collections.abc import Iterable
from dataclasses import dataclass

from ..value import Value

NBSP = "\N{NO-BREAK SPACE}"

LONGEST = 32
"""Of a longer name the picture shows the beginning."""

NOT_COMPUTED = "not computed yet"

OWN = "own rule"
"""What stands on an edge along which an op passes adjoints by a rule of its own."""

PAD = "0.25"
"""Inches around a picture."""

FONT = "Helvetica,Arial,sans-serif"
INK, FAINT, LIT = "#1b2733", "#56616d", "#c04a00"

LOOKS = {  # a kind's shape, style, fill and border; the colours are Okabe and Ito's, which all eyes tell apart
    "input": ("note", "filled", "#e3f0fa", "#0072b2"),
    "parameter": ("component", "filled", "#fdf0d5", "#a66f00"),
    "": ("box", "rounded,filled", "#f5f6f7", "#6b7682"),
    "output": ("box", "rounded,filled", "#dff3ea", "#00805c"),
    "group": ("folder", "filled", "#eceef0", "#4d5864"),
}
INKED = "#ffffff", "#222222"
"""Fill and border where ink is to be saved."""

SHADES = ("#f0f6fc", "#dae8f5", "#c2dbef", "#a6cbe7", "#87b9dd", "#66a5d3")
"""By size of the gradient, smallest first; dark text is readable on each."""

UNSHADED, BEYOND = "#ffffff", "#f9d9c6"
"""Where the gradient is 0 or not computed yet, and where it is no finite number."""


def printable(text: object, longest: int = LONGEST) -> str:
    """A text safe to print: no control characters, line feeds as spaces, and no longer than that."""
    kept = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in str(text)[: 4 * longest])
    return (kept if len(kept) <= longest else f"{kept[: longest - 1]}…") or "�"


def markup(text: object, longest: int = LONGEST) -> str:
    """The same as it stands in an HTML-like label, in which Graphviz reads \\N as the name of the node."""
    return html.escape(printable(text, longest)).replace("\\", "&#92;&#92;")


@dataclass(frozen=True, slots=True)
class Shading:
    """The shades that tell the size of a gradient."""

    bounds: tuple[float, ...]
    """Where each shade ends and the next begins; evenly spaced on a logarithmic scale."""

    @classmethod
    def over(cls, gradients: Iterable[float | None]) -> "Shading":
        """The shades for gradients from the smallest to the largest size among them."""
        sizes = [abs(x) for x in gradients if x and math.isfinite(x)] or [1.0]
        low, high = max(min(sizes), max(sizes) * 1e-6), max(sizes)
        count = len(SHADES) if low < high else 1
        return cls(tuple(low * (high / low) ** (i / count) for i in range(count + 1)))

    def shade(self, x: float | None) -> str:
        """The colour of a gradient, the darker the larger it is."""
        if not x:
            return UNSHADED
        if not math.isfinite(x):
            return BEYOND
        return SHADES[sum(abs(x) >= bound for bound in self.bounds[1:-1])]


def norm(parameters: Iterable[Value]) -> float | None:
    """The length of the gradient towards these; None where none of it has been computed."""
    gradients = [node.grad for node in parameters if node.grad is not None]
    return math.hypot(*gradients) if gradients else None


def small(text: str) -> str:
    """A text in small type."""
    return f'<FONT POINT-SIZE="9">{text}</FONT>'


def row(cell: str) -> str:
    """A row of a node's card."""
    return f'<TR><TD ALIGN="LEFT">{cell}</TD></TR>'


def table(rows: Iterable[str], spacing: int = 1) -> str:
    """Rows as an HTML-like label.

    One cell each: what stands in columns would drift apart where another row is wide.
    """
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="{spacing}">{"".join(rows)}</TABLE>>'
