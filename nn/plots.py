"""Pictures of training: each draws on the axes it is given, or on new ones, and returns them."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from autograd_core import Value, gradient
from autograd_core.arguments import public

from .answers import predict
from .modules import Module

if TYPE_CHECKING:
    from matplotlib.axes import Axes

READABLE = 12
"""A legend of more lines than this hides what it explains, and is left out."""


class Recorded(Protocol):
    """What a History has: columns by name."""

    @property
    def columns(self) -> list[str]:
        """The names."""

    def __getitem__(self, name: str) -> list[float]: ...


@public
def loss_curves(losses: Mapping[str, Sequence[float]] | Recorded, axes: "Axes | None" = None) -> "Axes":
    """How a loss fell from epoch to epoch: those of a History of `fit`, or several by name.

    The scale is logarithmic where all are above 0.
    """
    if not isinstance(losses, Mapping):
        losses = {name: losses[name] for name in losses.columns if name.split(" ")[-1] == "loss"}
    return _lines(losses, axes, xlabel="epoch", ylabel="loss", yscale=_scale(losses))


@public
def loss_surface(
    loss: Callable[[Any, Any], Any],
    path: Iterable[tuple[float, float]] = (),
    axes: "Axes | None" = None,
    frame: tuple[float, float, float, float] | None = None,
    resolution: int = 50,
    arrows: int = 0,
) -> "Axes":
    """A loss over two parameters as a map, with the path of training on it.

    `loss(a, b)` is asked with plain numbers at `resolution` x `resolution` points of the `frame` (left, right, bottom,
    top), by default one around the path.  With `arrows`, so many by so many arrows point downhill, along minus the
    gradient; then `loss` is asked with Values too.  Raises ValueError without a path and a frame.
    """
    path = [(float(a), float(b)) for a, b in path]
    if frame is None and not path:
        raise ValueError("a loss surface needs a path, or a frame: (left, right, bottom, top); got neither")
    axes = given_or_new(axes)
    xs, ys = _grid(path, frame, resolution)
    axes.contourf(xs, ys, [[float(loss(x, y)) for x in xs] for y in ys], levels=25, cmap="viridis")
    if arrows:
        for x in _grid(path, frame, arrows)[0]:
            for y in _grid(path, frame, arrows)[1]:
                a, b = Value(x), Value(y)
                down, up = (-float(g) for g in gradient(loss(a, b), [a, b]))
                if length := math.hypot(down, up):
                    step = 0.5 * (xs[-1] - xs[0]) / arrows / length, 0.5 * (ys[-1] - ys[0]) / arrows / length
                    axes.annotate(
                        "",
                        (x + down * step[0], y + up * step[1]),
                        (x, y),
                        arrowprops={"arrowstyle": "->", "color": "white"},
                    )
    if path:
        axes.plot(*zip(*path), "o-", color="C1", markersize=3, linewidth=1.2)
        axes.plot(*path[-1], "*", color="C1", markersize=12)
    axes.axis((xs[0], xs[-1], ys[0], ys[-1]))
    return axes


def _grid(
    path: Sequence[tuple[float, float]], frame: tuple[float, float, float, float] | None, count: int
) -> tuple[list[float], list[float]]:
    if frame is None:
        across, up = zip(*path)
        return _span(across, count), _span(up, count)
    left, right, bottom, top = frame
    xs, ys = (
        [low + (high - low) * i / (count - 1) for i in range(count)] for low, high in ((left, right), (bottom, top))
    )
    return xs, ys


@public
def gradient_flow(norms: Mapping[str, Sequence[float]], axes: "Axes | None" = None) -> "Axes":
    """The norm of each layer's gradient from epoch to epoch: a layer that hardly learns lies low."""
    return _lines(norms, axes, xlabel="epoch", ylabel="norm of the gradient", yscale=_scale(norms))


@public
def weights_over_time(weights: Mapping[str, Sequence[float]], axes: "Axes | None" = None) -> "Axes":
    """The way of each weight, by name, from update to update."""
    return _lines(weights, axes, xlabel="update", ylabel="weight")


@public
def decision_boundary(
    model: Callable[[Sequence[float]], Sequence[Any]],
    examples: Iterable[tuple[Sequence[float], int]],
    axes: "Axes | None" = None,
    level: float = 0.0,
    resolution: int = 50,
) -> "Axes":
    """Where in the plane a model changes its mind, and the examples, coloured by class.

    A model of one output does so at `level` (0 for a score, 1/2 for a probability), one of several where another
    output becomes the largest; it is asked at `resolution` x `resolution` points.  Raises ValueError unless the
    points have two coordinates.
    """
    points, kinds = zip(*examples) if (examples := list(examples)) else ((), ())
    if {len(point) for point in points} != {2}:
        got = " and ".join(map(str, sorted({len(point) for point in points}))) or "no point"
        raise ValueError(f"a decision boundary needs points of 2 coordinates; got {got}")
    axes = given_or_new(axes)
    across, up = zip(*points)
    xs, ys = (_span(coordinates, resolution) for coordinates in (across, up))
    grid = [[x, y] for y in ys for x in xs]
    answers = map(list, predict(model, grid) if isinstance(model, Module) else map(model, grid))
    outs = [[next(answers) for _ in xs] for _ in ys]
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


@public
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
