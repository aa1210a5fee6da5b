"""Losses as maps over two parameters, with the way of training on them and arrows that point downhill."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd_core import Value, gradient, ops
from autograd_core.arguments import public

from .axes import given_or_new, span, steps
from .losses import Measure
from .modules import Module, copied

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
        return span(across, count), span(up, count)
    left, right, bottom, top = frame
    return steps(left, right, count), steps(bottom, top, count)


class Plane(NamedTuple):
    """Two directions in the space of all parameters, through one point of it."""

    origin: Sequence[float]
    across: Sequence[float]
    up: Sequence[float]
    names: tuple[str, str]

    def place(self, entry: Sequence[float]) -> tuple[float, float]:
        """The coordinates of what is nearest to an entry of the diary."""
        away = [x - at for x, at in zip(entry, self.origin, strict=True)]
        return sum(map(float.__mul__, away, self.across)), sum(map(float.__mul__, away, self.up))


@public
def training_surface(
    model: Module,
    loss: Measure,
    examples: Iterable[tuple[Any, Any]],
    diary: Sequence[Sequence[float]],
    axes: "Axes | None" = None,
    along: tuple[Value, Value] | None = None,
    resolution: int = 25,
    arrows: int = 8,
) -> "Axes":
    """The loss of a model over two of its parameters, the way of training on it, and arrows that point downhill.

    An entry of the diary holds the numbers of all parameters, as `[w.data for w in model.parameters()]` gives them.
    `along` are the two parameters, the others as the last entry has them; by default the map is the plane through the
    last entry in which training moved most (the two first principal directions of its way), and the axes say how much
    of it that is.  Raises ValueError for a diary that is empty, or of another model.

    >>> from nn import MLP, SGD, fit, mean_squared_error, plots
    >>> model, data, diary = MLP([1, 1], "identity"), [([0.0], 1.0), ([1.0], 3.0)], []
    >>> history = fit(model, data, mean_squared_error, SGD(model.parameters(), 0.3), epochs=5,
    ...               on_epoch=lambda history: diary.append([w.data for w in model.parameters()]))
    >>> plots.training_surface(model, mean_squared_error, data, diary)  # doctest: +SKIP
    """
    examples, weights = list(examples), list(model.parameters())
    check_diary("a surface of training needs a diary of parameters", diary, len(weights))
    plane = _most_moved(diary) if along is None else _of_two(model, weights, along, diary[-1])
    number = {weight: i for i, weight in enumerate(weights)}

    def at(a: Any, b: Any) -> Any:
        """The mean loss where the parameters are so far along both directions; of Values it is one."""

        def moved(weight: Value) -> Any:
            i = number.get(weight)
            return weight.data if i is None else plane.origin[i] + a * plane.across[i] + b * plane.up[i]

        there = copied(model, moved, training=False, fixed=not isinstance(a, Value), path=None)
        return ops.sum([loss(there(xs), target) for xs, target in examples]) / len(examples)

    axes = loss_surface(at, list(map(plane.place, diary)), axes, resolution=resolution, arrows=arrows)
    axes.set(xlabel=plane.names[0], ylabel=plane.names[1], title="the loss, and the way of training on it")
    return axes


def check_diary(needed: str, diary: Sequence[Sequence[float]], parameters: int) -> None:
    """A diary has entries, and each holds so many numbers."""
    if not diary:
        raise ValueError(f"{needed}; got none")
    for entry in diary:
        if len(entry) != parameters:
            raise ValueError(f"each entry of the diary holds {parameters} parameters; got one of {len(entry)}")


def _most_moved(diary: Sequence[Sequence[float]]) -> Plane:
    """The plane through the last entry in which the way lies most."""
    import numpy

    last = list(map(float, diary[-1]))
    away = numpy.asarray(diary, float) - last
    _, sizes, directions = numpy.linalg.svd(away, full_matrices=False)
    shares = [size * size / (sum(sizes**2) or 1.0) for size in (*sizes, 0.0, 0.0)[:2]]
    across, up = [*directions.tolist(), [0.0] * len(last)][:2]
    names = tuple(
        f"{which} main direction of the way: {share:.0%} of it" for which, share in zip(("first", "second"), shares)
    )
    return Plane(last, across, up, (names[0], names[1]))


def _of_two(model: Module, weights: Sequence[Value], along: tuple[Value, Value], last: Sequence[float]) -> Plane:
    """The plane of two parameters, whose coordinates are their numbers."""
    names = {weight: name for name, weight in model.named_parameters().items()}
    if len(along) != 2 or not all(weight in names for weight in along):
        raise ValueError(f"along takes two parameters of the model, as (model.layers[0]...); got {along!r:.60}")
    across, up = ([float(weight is one) for weight in weights] for one in along)
    origin = [0.0 if weight in along else float(x) for weight, x in zip(weights, last, strict=True)]
    return Plane(origin, across, up, (names[along[0]], names[along[1]]))
