"""Pictures of training: each draws on the axes it is given, or on new ones, and returns them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from autograd_core.arguments import public

from .animations import Animation, animated
from .answers import predict
from .axes import given_or_new, span
from .modules import Module
from .surfaces import check_diary, loss_surface, training_surface

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "boundary_animation",
    "decision_boundary",
    "gradient_flow",
    "loss_curves",
    "loss_surface",
    "training_surface",
    "weights_over_time",
]

FRAMES = 30
"""An animation shows no more of training than this, in even steps."""

READABLE = 12
"""A legend of more lines than this hides what it explains, and is left out."""


class HasColumns(Protocol):
    """What a History has: columns by name."""

    @property
    def columns(self) -> list[str]:
        """The names."""

    def __getitem__(self, name: str) -> list[float]: ...


@public
def loss_curves(losses: Mapping[str, Sequence[float]] | HasColumns, axes: "Axes | None" = None) -> "Axes":
    """How a loss fell from epoch to epoch: those of a History of `fit`, or several by name.

    The scale is logarithmic where all are above 0.
    """
    if not isinstance(losses, Mapping):
        losses = {name: losses[name] for name in losses.columns if name.split(" ")[-1] == "loss"}
    return _lines(losses, axes, xlabel="epoch", ylabel="loss", yscale=_scale(losses))


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
    xs, ys = (span(coordinates, resolution) for coordinates in (across, up))
    grid = [[x, y] for y in ys for x in xs]
    answers = map(list, predict(model, grid) if isinstance(model, Module) else map(model, grid))
    outs = [[next(answers) for _ in xs] for _ in ys]
    if len(outs[0][0]) == 1:
        _shade_by_sign(axes, xs, ys, [[out - level for (out,) in row] for row in outs])
        colours: dict[str, Any] = {"c": kinds, "cmap": "coolwarm"}
    else:
        _shade_by_class(axes, xs, ys, outs)
        colours = {"c": [f"C{kind}" for kind in kinds]}
    axes.scatter(across, up, edgecolors="white", linewidths=0.6, zorder=3, **colours)
    axes.axis((xs[0], xs[-1], ys[0], ys[-1]))
    axes.set(aspect="equal")
    return axes


def _shade_by_sign(axes: "Axes", xs: Sequence[float], ys: Sequence[float], heights: list[list[float]]) -> None:
    """Red above 0 and blue below, deeper the further, with a black line where the height is 0."""
    low, high = min(map(min, heights)), max(map(max, heights))
    reach = max(-low, high) or 1.0
    axes.imshow(
        heights,
        "coolwarm",
        vmin=-reach,
        vmax=reach,
        alpha=0.6,
        interpolation="bilinear",
        origin="lower",
        extent=(xs[0], xs[-1], ys[0], ys[-1]),
    )
    if low < 0 < high:
        axes.contour(xs, ys, heights, levels=[0], colors="black", linewidths=1)


def _shade_by_class(axes: "Axes", xs: Sequence[float], ys: Sequence[float], outs: list[list[Any]]) -> None:
    """The colour of a class where its output is the largest."""
    for kind in range(len(outs[0][0])):
        leads = [[out[kind] - max(out[:kind] + out[kind + 1 :]) for out in row] for row in outs]
        if (lead := max(map(max, leads))) > 0:
            axes.contourf(xs, ys, leads, levels=[0, lead], colors=f"C{kind}", alpha=0.3)


@public
def boundary_animation(
    model: Module,
    diary: Sequence[Sequence[float]],
    examples: Iterable[tuple[Sequence[float], int]],
    level: float = 0.0,
    resolution: int = 30,
    seconds: float = 6.0,
    first_epoch: int = 1,
) -> Animation:
    """The decision boundary as it forms, as a GIF: one picture for each entry of the diary, or for 30 of many.

    An entry holds the numbers of all parameters, as `[w.data for w in model.parameters()]` gives them; afterwards the
    model is as it was.  The first entry is that of `first_epoch`.  `.save("training.gif")` writes it, or a page for the
    browser as .html; a notebook shows it.  Raises ValueError for an empty diary, and for one of another model.

    >>> from nn import MLP, SGD, fit, hinge, plots
    >>> from nn.data import moons
    >>> model, data, diary = MLP([2, 4, 1], "tanh"), moons(20), []
    >>> history = fit(model, data, hinge, SGD(model.parameters(), 0.1), epochs=3,
    ...               on_epoch=lambda history: diary.append([w.data for w in model.parameters()]))
    >>> plots.boundary_animation(model, diary, data)  # doctest: +SKIP
    <The decision boundary in training: 3 pictures; .save('training.gif') writes it>
    """
    examples, weights = list(examples), list(model.parameters())
    check_diary("an animation needs a diary of parameters, one entry a picture", diary, len(weights))
    chosen = (
        range(len(diary))
        if len(diary) <= FRAMES
        else [round(i * (len(diary) - 1) / (FRAMES - 1)) for i in range(FRAMES)]
    )
    before = [weight.data for weight in weights]

    def picture(k: int, axes: "Axes") -> None:
        for weight, x in zip(weights, diary[k], strict=True):
            weight.data = x
        decision_boundary(model, examples, axes, level, resolution)
        axes.set_title(f"epoch {first_epoch + k}")

    try:
        return animated("The decision boundary in training", chosen, picture, seconds)
    finally:
        for weight, x in zip(weights, before, strict=True):
            weight.data = x


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
