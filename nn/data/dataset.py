"""Examples in a row, under the names of their features and classes, and what is done with them before training."""

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, overload

from autograd_core.arguments import public, public_class
from autograd_core.words import many

Example = tuple[Any, Any]
"""A point (a list of numbers, or an image), and its target: the number of its class, or a number to be predicted."""

T = TypeVar("T")


@public_class()
class Dataset(Sequence[Example]):
    """Examples in a row, with the names of their features and classes; without classes the targets are numbers.

    >>> from nn.data import xor
    >>> xor()
    Dataset(4 examples of 2 features, 2 classes)
    >>> list(xor())
    [([0.0, 0.0], 0), ([0.0, 1.0], 1), ([1.0, 1.0], 0), ([1.0, 0.0], 1)]
    """

    def __init__(self, examples: Iterable[Example], features: Sequence[str] = (), classes: Sequence[str] = ()) -> None:
        if isinstance(examples, str):
            raise TypeError(
                f"Dataset(examples) needs points with their targets; got {examples!r:.60}: for a file, "
                "write nn.data.read_csv(path)"
            )
        self.examples = list(examples)
        self.features, self.classes = tuple(features), tuple(classes)

    @overload
    def __getitem__(self, at: int) -> Example: ...
    @overload
    def __getitem__(self, at: slice) -> "Dataset": ...
    def __getitem__(self, at: int | slice) -> "Example | Dataset":
        return self.of(self.examples[at]) if isinstance(at, slice) else self.examples[at]

    def __len__(self) -> int:
        return len(self.examples)

    def __repr__(self) -> str:
        kinds = len(self.classes)
        classes = f", {kinds} {'class' if kinds == 1 else 'classes'}" if kinds else ""
        return f"Dataset({many(len(self), 'example')} of {many(len(self.features), 'feature')}{classes})"

    def of(self, examples: Iterable[Example]) -> "Dataset":
        """Other examples under the same names."""
        return Dataset(examples, self.features, self.classes)

    @property
    def points(self) -> list[Any]:
        """The points alone."""
        return [point for point, _ in self]

    @property
    def targets(self) -> list[Any]:
        """The targets alone."""
        return [target for _, target in self]

    def split(self, fraction: float, seed: int = 0) -> "tuple[Dataset, Dataset]":
        """Two parts, drawn from a seed: the first holds this fraction of each class (of all, where there are none).

        Raises ValueError where a part would be empty.
        """
        generator = random.Random(seed)
        first: list[int] = []
        second: list[int] = []
        for kind in sorted(set(self.targets)) if self.classes else [None]:
            members = [i for i, target in enumerate(self.targets) if kind is None or target == kind]
            generator.shuffle(members)
            cut = round(fraction * len(members)) if 0 < fraction < 1 else 0
            first += members[:cut]
            second += members[cut:]
        if not (first and second):
            raise ValueError(
                f"split(fraction) needs a fraction that leaves examples on both sides; got {fraction} of {len(self)}"
            )
        return self.of(self[i] for i in sorted(first)), self.of(self[i] for i in sorted(second))

    def standardized(self, like: "Dataset | None" = None) -> "Dataset":
        """Each feature less its mean, in units of its standard deviation.

        Both are taken from `like`: for points that were held out, the training points.
        """
        like = like or self
        means, spreads = scales(like.points, like.features)
        return self.of(
            ([(x - mean) / spread for x, mean, spread in zip(point, means, spreads)], target) for point, target in self
        )

    def classified(self) -> "Dataset":
        """The same examples with targets that were numbers, such as 0 and 1 in a table, taken as names of classes."""
        kinds = sorted(set(self.targets))
        return Dataset(
            [(point, kinds.index(target)) for point, target in self], self.features, [f"{kind:g}" for kind in kinds]
        )


@public
def batches(
    examples: Sequence[T], size: int | None = None, generator: random.Random | None = None
) -> Iterator[list[T]]:
    """The examples `size` at a time, all at once without one, shuffled by the generator if there is one.

    The last batch may be short.
    """
    if size is not None and size < 1:
        raise ValueError(f"a batch needs at least one example; got size {size}")
    order = list(examples)
    if generator is not None:
        generator.shuffle(order)
    for start in range(0, len(order), size or len(order) or 1):
        yield order[start : start + (size or len(order))]


@public
def scales(points: Iterable[Sequence[float]], names: Sequence[str] = ()) -> tuple[list[float], list[float]]:
    """The mean and the standard deviation of each feature; 1 for one that never changes, and so has no unit.

    Raises ValueError for a feature that spans more than floats can.
    """
    columns = list(zip(*points))
    means, spreads = [], []
    for at, column in enumerate(columns):
        try:
            mean, spread = _scale(column)
        except OverflowError:  # a power of two takes nothing from the digits
            mean, spread = (math.ldexp(x, 600) for x in _scale([math.ldexp(x, -600) for x in column]))
        if not (math.isfinite(mean) and math.isfinite(spread)):
            name = names[at] if at < len(names) else f"number {at + 1}"
            raise ValueError(f"feature {name} spans more than floats can, from {min(column)} to {max(column)}")
        means.append(mean)
        spreads.append(spread or 1.0)
    return means, spreads


def _scale(column: Sequence[float]) -> tuple[float, float]:
    """Mean and standard deviation."""
    mean = math.fsum(column) / len(column)
    return mean, math.sqrt(math.fsum((x - mean) ** 2 for x in column) / len(column))
