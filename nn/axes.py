"""Axes to draw on, and the grids that maps are made of."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from autograd_core.arguments import public

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@public
def given_or_new(axes: "Axes | None") -> "Axes":
    """The axes, or new ones; raises TypeError for anything else, ImportError where matplotlib is missing."""
    if axes is not None:
        if not hasattr(axes, "scatter"):
            raise TypeError(
                f"axes needs to be Axes of matplotlib, such as pyplot.subplots()[1], or None; got {axes!r:.60}"
            )
        return axes
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError("pictures need matplotlib; install it with: pip install 'autograd-core[plots]'") from error
    return pyplot.subplots(layout="constrained")[1]


def span(coordinates: Iterable[float], count: int) -> list[float]:
    """Even steps from below the least to above the greatest."""
    coordinates = list(coordinates)
    low, high = min(coordinates), max(coordinates)
    margin = (high - low) * 0.15 or 1.0
    return [low - margin + (high - low + 2 * margin) * i / (count - 1) for i in range(count)]


def steps(low: float, high: float, count: int) -> list[float]:
    """Even steps from one end to the other."""
    return [low + (high - low) * i / (count - 1) for i in range(count)]
