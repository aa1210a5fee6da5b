"""Pictures one after another, as a GIF."""

import base64
import html
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from autograd_core.files import write_whole

from .axes import given_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LAST = 5
"""The last picture stays so many times as long as the others."""


@dataclass(frozen=True, slots=True, repr=False)
class Animation:
    """Pictures that move, as a GIF, which every browser and notebook shows."""

    title: str
    count: int
    """How many pictures there are."""
    gif: bytes = field(repr=False)

    def save(self, path: str | Path) -> Path:
        """Write it to a file, whole or not at all: .gif, or .html, a page that shows it.

        Raises ValueError for any other ending.
        """
        path = Path(path)
        makers: dict[str, bytes | str] = {".gif": self.gif, ".html": self.page()}
        if path.suffix not in makers:
            raise ValueError(f"an animation is saved to a file that ends in {', '.join(makers)}; got {str(path)!r}")
        write_whole(path, makers[path.suffix])
        return path

    def page(self) -> str:
        """A page that shows it, and needs nothing beside itself."""
        head = f'<meta charset="utf-8"><title>{html.escape(self.title)}</title>'
        return f'<!DOCTYPE html>\n<html lang="en">{head}{self._repr_html_()}</html>\n'

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.gif).decode()
        return f'<img alt="{html.escape(self.title)}" style="max-width: 100%" src="data:image/gif;base64,{data}">'

    def __repr__(self) -> str:
        return f"<{self.title}: {self.count} pictures; .save('training.gif') writes it>"


def animated(title: str, chosen: Iterable[int], picture: Callable[[int, "Axes"], None], seconds: float) -> Animation:
    """An animation of one picture for each number chosen, which `picture` draws on empty axes; it lasts `seconds`.

    Raises ImportError where matplotlib is missing.
    """
    axes = given_or_new(None)
    from matplotlib import pyplot
    from PIL import Image

    frames = []
    try:
        for k in chosen:
            axes.clear()
            picture(k, axes)
            drawn = io.BytesIO()
            axes.figure.savefig(drawn, format="png", dpi=100)  # type: ignore[union-attr]  # a new one is no part
            frames.append(Image.open(drawn).convert("P", palette=Image.Palette.ADAPTIVE))
    finally:
        pyplot.close(axes.figure)  # type: ignore[arg-type]  # nor is this one
    pause = round(1000 * seconds / (len(frames) - 1 + LAST))
    file = io.BytesIO()
    frames[0].save(
        file,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        loop=0,
        duration=[pause] * (len(frames) - 1) + [LAST * pause],
    )
    return Animation(title, len(frames), file.getvalue())
