"""A graph as an image of its own size, with nothing chosen: what stands where the page cannot run."""

from collections.abc import Set

from ..images import image
from ..value import Value
from .caption import Caption
from .dot import Writer
from .options import EVERYTHING
from .render import NoRenderer, render
from .scene import compose
from .svg import tidied
from .telling import titles, words


def still(y: Value, parameters: Set[Value], digits: int = 4) -> str:
    """The graph of y as an HTML image; empty where nothing here draws it, or a leaf was assigned since."""
    try:
        scene = compose(y, parameters=parameters, constants=True, fold=None, expand=set(), around=None, depth=0)
        caption = Caption(scene, digits, True, None, None)
        dot = Writer(scene, "LR", digits, set(EVERYTHING), None, False, set(), caption).source()
        title, description = words(scene, digits)
        svg = tidied(render(dot, "svg"), titles(scene, digits), title, description)
    except (ValueError, NoRenderer, TimeoutError):
        return ""
    return image(svg, f"{title}: {description}")
