"""Examples to learn from: shapes drawn from a seed, Fisher's iris, and files of one's own."""

import csv
import io
import math
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar, overload

Example = tuple[Any, Any]
"""A point (a list of numbers, or an image), and its target: the number of its class, or a number to be predicted."""

T = TypeVar("T")


class Dataset(Sequence[Example]):
    """Examples in a row, with the names of their features and classes; without classes the targets are numbers.

    >>> xor()
    Dataset(4 examples of 2 features, 2 classes)
    >>> list(xor())
    [([0.0, 0.0], 0), ([0.0, 1.0], 1), ([1.0, 1.0], 0), ([1.0, 0.0], 1)]
    """

    def __init__(self, examples: Iterable[Example], features: Sequence[str] = (), classes: Sequence[str] = ()) -> None:
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
        classes = f", {len(self.classes)} classes" if self.classes else ""
        features = f"{len(self.features)} feature{'s' if len(self.features) != 1 else ''}"
        return f"Dataset({len(self)} examples of {features}{classes})"

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
        """Each feature less its mean, in units of its standard deviation, both taken from `like` (held-out points: the training points)."""
        means, spreads = scales((like or self).points)
        return self.of(
            ([(x - mean) / spread for x, mean, spread in zip(point, means, spreads)], target) for point, target in self
        )

    def classified(self) -> "Dataset":
        """The same examples with targets that were numbers, such as 0 and 1 in a table, taken as names of classes."""
        kinds = sorted(set(self.targets))
        return Dataset(
            [(point, kinds.index(target)) for point, target in self], self.features, [f"{kind:g}" for kind in kinds]
        )


def batches(
    examples: Sequence[T], size: int | None = None, generator: random.Random | None = None
) -> Iterator[list[T]]:
    """The examples `size` at a time (all at once without one; the last batch may be short), shuffled by the generator if there is one."""
    if size is not None and size < 1:
        raise ValueError(f"a batch needs at least one example; got size {size}")
    order = list(examples)
    if generator is not None:
        generator.shuffle(order)
    for start in range(0, len(order), size or len(order) or 1):
        yield order[start : start + (size or len(order))]


def scales(points: Iterable[Sequence[float]]) -> tuple[list[float], list[float]]:
    """The mean and the standard deviation of each feature; 1 for one that never changes, and so has no unit to be measured in."""
    columns = list(zip(*points))
    means = [math.fsum(column) / len(column) for column in columns]
    spreads = [
        math.sqrt(math.fsum((x - mean) ** 2 for x in column) / len(column)) or 1.0
        for column, mean in zip(columns, means)
    ]
    return means, spreads


# ── shapes ───────────────────────────────────────────────────────────────────────────────────────


def moons(count: int = 100, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Two half circles of radius 1 that reach into each other, with Gaussian noise of that standard deviation."""

    def point(kind: int, t: float) -> tuple[float, float]:
        x, y = math.cos(math.pi * t), math.sin(math.pi * t)
        return (x, y) if kind == 0 else (1 - x, 0.5 - y)

    return _drawn(count, noise, seed, 2, point)


def circles(count: int = 100, noise: float = 0.05, seed: int = 0) -> Dataset:
    """A circle of radius 1, and one of radius 1/2 within it."""

    def point(kind: int, t: float) -> tuple[float, float]:
        radius = 1 if kind == 0 else 0.5
        return radius * math.cos(2 * math.pi * t), radius * math.sin(2 * math.pi * t)

    return _drawn(count, noise, seed, 2, point)


def spirals(count: int = 100, noise: float = 0.02, seed: int = 0, classes: int = 2) -> Dataset:
    """Arms that wind once around the origin, as far from each other as they can."""

    def point(kind: int, t: float) -> tuple[float, float]:
        angle = 2 * math.pi * (t + kind / classes)
        return t * math.cos(angle), t * math.sin(angle)

    return _drawn(count, noise, seed, classes, point)


def xor(count: int = 4, noise: float = 0.0, seed: int = 0) -> Dataset:
    """The corners of the unit square: class 1 where exactly one coordinate is 1, which no straight line separates."""

    def point(kind: int, t: float) -> tuple[float, float]:
        x = int(t > 0.5)
        return x, x ^ kind

    return _drawn(count, noise, seed, 2, point)


def blobs(count: int = 100, noise: float = 0.3, seed: int = 0, classes: int = 3) -> Dataset:
    """Clouds around centres spread evenly on a circle of radius 1."""

    def point(kind: int, t: float) -> tuple[float, float]:
        angle = 2 * math.pi * kind / classes
        return math.cos(angle), math.sin(angle)

    return _drawn(count, noise, seed, classes, point)


GLYPHS = """
### .#. ### ### #.# ### ### ### ### ###
#.# ##. ..# ..# #.# #.. #.. ..# #.# #.#
#.# .#. ### ### ### ### ### ..# ### ###
#.# .#. #.. ..# ..# ..# #.# ..# #.# ..#
### ### ### ### ..# ### ### ..# ### ###
"""


def digits(count: int = 500, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Images of one channel, 8 x 8: a digit drawn anywhere but on the edge, with ones on zeros, and Gaussian noise on every pixel."""
    rows = [line.split() for line in GLYPHS.split("\n") if line]
    _check_drawn(count, noise, 10)
    generator = random.Random(seed)
    examples: list[Example] = []
    for i in range(count):
        kind = i % 10
        glyph = [row[kind] for row in rows]
        top, left = generator.randrange(1, 8 - len(glyph)), generator.randrange(1, 8 - len(glyph[0]))
        image = [[noise * generator.gauss(0, 1) for _ in range(8)] for _ in range(8)]
        for y, line in enumerate(glyph, top):
            for x, pixel in enumerate(line, left):
                image[y][x] += pixel == "#"
        examples.append(([image], kind))
    return Dataset(examples, ("image",), [str(kind) for kind in range(10)])


def _drawn(
    count: int, noise: float, seed: int, classes: int, point: Callable[[int, float], tuple[float, float]]
) -> Dataset:
    """Examples of each class in turn, at even steps of t from 0 to 1 along its shape."""
    _check_drawn(count, noise, classes)
    generator = random.Random(seed)
    examples: list[Example] = []
    for i in range(count):
        place, kind = divmod(i, classes)
        t = (place + 0.5) / len(range(kind, count, classes))
        examples.append(([x + noise * generator.gauss(0, 1) for x in point(kind, t)], kind))
    return Dataset(examples, ("x", "y"), [str(kind) for kind in range(classes)])


def _check_drawn(count: int, noise: float, classes: int) -> None:
    if classes < 1 or count < classes:
        raise ValueError(f"a data set needs at least one example of each class; got {count} of {classes} classes")
    if not 0 <= noise < math.inf:
        raise ValueError(f"noise is a standard deviation, finite and not below 0; got {noise}")


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def iris() -> Dataset:
    """150 irises of three species, four lengths of each in centimetres (R. A. Fisher, 1936).

    >>> iris()
    Dataset(150 examples of 4 features, 3 classes)
    """
    return read_csv(Path(__file__).with_name("iris.csv"))


def read_csv(path: str | Path, target: str | None = None) -> Dataset:
    """A table with the names of its columns in the first line; `target` names the column to predict, by default the last.

    All other columns are numbers.  Targets are numbers if the first of them is, and otherwise names of classes, which are numbered
    in the order in which they appear.  Raises ValueError with file, line and column for anything else, OSError where there is no such file.
    """
    path = Path(path)
    names, rows = _table(path)
    if len(names) < 2:
        raise ValueError(f"{path} needs two columns or more, separated by commas; got {names}")
    target = names[-1] if target is None else target
    if target not in names:
        raise ValueError(f"{path} has no column {target!r} to predict; it has {', '.join(names)}")
    to_predict = names.index(target)

    classes: dict[str, int] = {}
    numeric = _number(rows[0][1][to_predict]) is not None
    examples: list[Example] = []
    for line, row in rows:
        numbers: list[Any] = []
        for column, text in enumerate(row):
            if column == to_predict and not numeric:
                if not text.strip():
                    raise ValueError(f"{_place(path, line, column, names)} must hold the name of a class; got {text!r}")
                numbers.append(classes.setdefault(text.strip(), len(classes)))
            else:
                numbers.append(_cell(path, line, column, names, text))
        found = numbers.pop(to_predict)
        examples.append((numbers, found))
    return Dataset(examples, [name for name in names if name != target], list(classes))


def read_points(path: str | Path, features: Sequence[str]) -> list[list[float]]:
    """Columns of a table by their names, as points; its other columns may hold anything.  Raises what `read_csv` does."""
    path = Path(path)
    names, rows = _table(path)
    if missing := [name for name in features if name not in names]:
        raise ValueError(f"{path} has no column {', '.join(map(repr, missing))}; it has {', '.join(names)}")
    columns = [names.index(name) for name in features]
    return [[_cell(path, line, column, names, row[column]) for column in columns] for line, row in rows]


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The names of the columns, and the rows, each with the number of its line."""
    try:
        reader = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True)
        rows = [(reader.line_num, row) for row in reader if row]
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} must be text in UTF-8; byte {error.start} is not: {error.reason}") from None
    except csv.Error as error:
        raise ValueError(f"{path}, line {reader.line_num}: {error}") from None
    if len(rows) < 2:
        raise ValueError(
            f"{path} must hold the names of the columns and at least one row of data; got {len(rows)} lines"
        )
    (first, header), *rows = rows
    names = [name.strip() for name in header]
    for column, name in enumerate(names, 1):
        if not name or _number(name) is not None or name in names[: column - 1]:
            raise ValueError(f"{path}, line {first}, column {column}: a column needs a name of its own; got {name!r}")
    for line, row in rows:
        if len(row) != len(names):
            raise ValueError(
                f"{path}, line {line}: a row needs {len(names)} columns, as line {first} has; got {len(row)}"
            )
    return names, rows


def _cell(path: Path, line: int, column: int, names: Sequence[str], text: str) -> float:
    if (number := _number(text)) is None:
        raise ValueError(f"{_place(path, line, column, names)} must hold a finite number; got {text!r}")
    return number


def _place(path: Path, line: int, column: int, names: Sequence[str]) -> str:
    return f"{path}, line {line}, column {column + 1} ({names[column]})"


def _number(text: str) -> float | None:
    """The finite number that a text says, if it says one."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in text else None
