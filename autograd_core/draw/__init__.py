"""The graph as a picture."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, Literal

from ..value import Value

if TYPE_CHECKING:
    from .drawing import Drawing

Direction = Literal["LR", "TB", "RL", "BT"]
"""Where the graph runs: from left to right, from top to bottom, or back."""

Part = Literal["formula", "value", "gradient", "partials", "constants"]
"""What a picture can show beside the names."""

EVERYTHING: tuple[Part, ...] = ("formula", "value", "gradient", "partials", "constants")


def draw(
    y: Value,
    *,
    direction: Direction = "LR",
    digits: int = 4,
    show: Collection[Part] = EVERYTHING,
    colour: Literal["kind", "gradient"] = "kind",
    highlight: Value | str | None = None,
    parameters: Iterable[Value | str] | None = None,
    fold: str | Iterable[str] | None = None,
    expand: str | Iterable[str] = (),
    around: Value | str | None = None,
    depth: int = 2,
) -> "Drawing":
    """The graph of y as a picture: a card for each node, with its value and gradient, a line for each edge, with its local partial.

    A leaf is an input (a card with a folded corner), or a parameter (a card with two plugs): those of `parameters`, else
    the leaves made in a scope, as nn makes its weights.  What is computed has round corners, and y a double border.
    A gradient that no sweep has reached is "not computed yet", which is not 0.

    `colour="gradient"` shades each card by the size of its gradient.  `highlight=x` marks the paths from x to y, with
    the product of the local partials on each.

    Beyond 150 nodes the graph is folded: what was made in one scope ("layer2") becomes one card, with the norm of the
    gradient of its parameters.  `expand="layer2/n5"` opens a scope, and those it lies in; `fold` names the scopes to fold
    instead, () for none; `around=node` draws what is at most `depth` edges away from it.

    Raises ValueError for options that make no sense and for pictures of more than 2,000 nodes; LookupError for names
    that are not in the graph.
    """
    from .drawing import make

    return make(y, direction, digits, show, colour, highlight, parameters, _list(fold), _list(expand) or [], around, depth)


def _list(given: str | Iterable[str] | None) -> list[str] | None:
    return [given] if isinstance(given, str) else None if given is None else list(given)


def __getattr__(name: str) -> Any:
    """What needs more imports, when it is first asked for."""
    if name == "Drawing":
        from .drawing import Drawing

        return Drawing
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
