"""Pictures of training: each draws on the axes it is given, or on new ones, and returns them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .modules import Module

if TYPE_CHECKING:
    from matplotlib.axes import Axes

READABLE = 12
"""A legend of more lines than this hides what it explains, and is left out."""


def loss_curves(losses: Mapping[str, Sequence[float]], axes: "Axes | None" = None) -> "Axes":
    """How a loss, or several by name, fell from epoch to epoch; on a logarithmic scale where all are above 0."""
    return _lines(losses, axes, xlabel="epoch", ylabel="loss", yscale=_scale(losses))


def gradient_flow(norms: Mapping[str, Sequence[float]], axes: "Axes | None" = None) -> "Axes":
    """The norm of each layer's gradient from epoch to epoch: a layer that hardly learns lies low."""
    return _lines(norms, axes, xlabel="epoch", ylabel="norm of the gradient", yscale=_scale(norms))


def weights_over_time(weights: Mapping[str, Sequence[float]], axes: "Axes | None" = None) -> "Axes":
    """The way of each weight, by name, from update to update."""
    return _lines(weights, axes, xlabel="update", ylabel="weight")


def decision_boundary(
    model: Callable[[Sequence[float]], Sequence[Any]],
    examples: Iterable[tuple[Sequence[float], int]],
    axes: "Axes | None" = None,
    level: float = 0.0,
    resolution: int = 50,
) -> "Axes":
    """Where in the plane a model changes its mind, and the examples, coloured by class.

    A model of one output does so at `level` (0 for a score, 1/2 for a probability), one of several where another output becomes the
    largest; it is asked at `resolution` x `resolution` points.  Raises ValueError unless the points have two coordinates.
    """
    points, kinds = zip(*examples) if (examples := list(examples)) else ((), ())
    if {len(point) for point in points} != {2}:
        got = " and ".join(map(str, sorted({len(point) for point in points}))) or "no point"
        raise ValueError(f"a decision boundary needs points of 2 coordinates; got {got}")
    axes = given_or_new(axes)
    across, up = zip(*points)
    xs, ys = (_span(coordinates, resolution) for coordinates in (across, up))
    answer = model.plain() if isinstance(model, Module) else model
    outs = [[list(answer([x, y])) for x in xs] for y in ys]
    frame = xs[0], xs[-1], ys[0], ys[-1]
    if len(outs[0][0]) == 1:
        heights = [[out - level for (out,) in row] for row in outs]
        low, high = min(map(min, heights)), max(map(max, heights))
        reach = max(-low, high) or 1.0
        colours: dict[str, Any] = {"c": kinds, "cmap": "coolwarm"}
        axes.imshow(
            heights,
            "coolwarm",
            vmin=-reach,
            vmax=reach,
            alpha=0.6,
            interpolation="bilinear",
            origin="lower",
            extent=frame,
        )
        if low < 0 < high:
            axes.contour(xs, ys, heights, levels=[0], colors="black", linewidths=1)
    else:
        colours = {"c": [f"C{kind}" for kind in kinds]}
        for kind in range(len(outs[0][0])):
            leads = [[out[kind] - max(out[:kind] + out[kind + 1 :]) for out in row] for row in outs]
            if (lead := max(map(max, leads))) > 0:
                axes.contourf(xs, ys, leads, levels=[0, lead], colors=f"C{kind}", alpha=0.3)
    axes.scatter(across, up, edgecolors="white", linewidths=0.6, zorder=3, **colours)
    axes.axis(frame)
    axes.set(aspect="equal")
    return axes


def _scale(curves: Mapping[str, Sequence[float]]) -> str:
    return "log" if all(y > 0 for curve in curves.values() for y in curve) else "linear"


def _lines(curves: Mapping[str, Sequence[float]], axes: "Axes | None", **settings: Any) -> "Axes":
    axes = given_or_new(axes)
    for name, curve in curves.items():
        axes.plot(range(1, len(curve) + 1), curve, label=name)
    if 1 < len(curves) <= READABLE:
        axes.legend()
    axes.set(**settings)
    return axes


def given_or_new(axes: "Axes | None") -> "Axes":
    """The axes, or new ones; raises ImportError where matplotlib is missing."""
    if axes is not None:
        return axes
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise ImportError("pictures need matplotlib; install it with: pip install 'autograd-core[plots]'") from error
    return pyplot.subplots(layout="constrained")[1]


def _span(coordinates: Iterable[float], count: int) -> list[float]:
    """Even steps from below the least to above the greatest."""
    coordinates = list(coordinates)
    low, high = min(coordinates), max(coordinates)
    margin = (high - low) * 0.15 or 1.0
    return [low - margin + (high - low + 2 * margin) * i / (count - 1) for i in range(count)]
