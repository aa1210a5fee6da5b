"""What is wrong with a whole array of derivatives: transposed, scaled, a sign, not summed, a row shifted."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .nests import Shape

CLOSE = 1e-9
"""A mistake explains an array where it gives every entry, but for so much of the largest."""


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers in an array, row by row."""

    shape: Shape
    numbers: tuple[float, ...]

    def row(self, i: int) -> tuple[float, ...]:
        """Everything whose first index is i."""
        size = len(self.numbers) // self.shape[0]
        return self.numbers[i * size : (i + 1) * size]

    def rows(self) -> list[tuple[float, ...]]:
        """The rows of the matrix."""
        return [self.row(i) for i in range(self.shape[0])]

    def transposed(self) -> "Table":
        """The matrix with rows and columns exchanged."""
        rows, columns = self.shape
        return Table((columns, rows), tuple(self.numbers[i * columns + j] for j in range(columns) for i in range(rows)))

    def rolled(self, by: int) -> "Table":
        """Its rows moved down, the last ones to the top."""
        rows = self.rows()
        return Table(self.shape, tuple(x for i in range(len(rows)) for x in rows[(i - by) % len(rows)]))

    def reversed(self) -> "Table":
        """Its rows from the last to the first."""
        return Table(self.shape, tuple(x for row in reversed(self.rows()) for x in row))

    def summed(self, axis: int) -> "Table":
        """The sum along one axis, which is gone."""
        inner = math.prod(self.shape[axis + 1 :])
        outer, along = math.prod(self.shape[:axis]), self.shape[axis]
        sums = (
            math.fsum(self.numbers[(o * along + k) * inner + i] for k in range(along))
            for o in range(outer)
            for i in range(inner)
        )
        return Table((*self.shape[:axis], *self.shape[axis + 1 :]), tuple(sums))


@dataclass(frozen=True, slots=True)
class Compared:
    """The numbers that were claimed, with the ends of what each stands for, beside the true ones and what the nodes
    hold.
    """

    claimed: Table
    low: tuple[float, ...]
    high: tuple[float, ...]
    true: Table
    data: Table

    @property
    def slack(self) -> float:
        """How far apart entries may be and still count as the same."""
        return CLOSE * max((abs(x) for x in self.true.numbers if math.isfinite(x)), default=0.0)

    def is_given_by(self, numbers: Sequence[float]) -> bool:
        """Whether these are the claimed numbers, each as far as it was written."""
        slack = self.slack
        return len(numbers) == len(self.low) and all(
            low - slack <= x <= high + slack for x, low, high in zip(numbers, self.low, self.high)
        )

    def ratio_to(self, numbers: Sequence[float]) -> float | None:
        """The one factor by which the claimed numbers are these; None where there is none."""
        if len(numbers) != len(self.low):
            return None
        size, at = max(((abs(x), i) for i, x in enumerate(numbers) if math.isfinite(x)), default=(0.0, 0))
        if not size:
            return None
        k = self.claimed.numbers[at] / numbers[at]
        if not math.isfinite(k):
            return None
        ends = sorted((self.low[at] / numbers[at], self.high[at] / numbers[at]))
        whole = next((x for x in _simple(ends[0], ends[1]) if self.is_given_by([x * n for n in numbers])), None)
        if whole is not None:
            return whole
        return k if k and self.is_given_by([k * n for n in numbers]) else None


def _simple(low: float, high: float) -> Iterator[float]:
    """A whole number, or one part of one, between two ends, as far as floats tell."""
    k = (low + high) / 2
    for x in (float(round(k)), 1 / round(1 / k) if k and math.isfinite(1 / k) and round(1 / k) else 0.0):
        if x and low - CLOSE * abs(x) <= x <= high + CLOSE * abs(x):
            yield x


def whole_mistake(compared: Compared, name: str, learning_rate: float | None = None) -> str | None:
    """What gives exactly the claimed array, in words; None where nothing known does."""
    looks: tuple[Callable[[Compared, str, float | None], str | None], ...] = (
        _nothing, _itself, _scaled, _moved, _not_summed, _spread, _penalty,
    )  # fmt: skip
    for look in looks:
        if (told := look(compared, name, learning_rate)) is not None:
            return told
    return next((told for what, side in _sides(compared) if (told := _in_some(side, what)) is not None), None)


def where_wrong(compared: Compared) -> str | None:
    """In which rows or columns an array is wrong, where that tells something; None where it does not."""
    return next((told for what, side in _sides(compared) if (told := _place(side, what)) is not None), None)


def _nothing(it: Compared, name: str, rate: float | None) -> str | None:
    same = it.claimed.shape == it.true.shape
    return "it is 0 everywhere" if same and not any(it.claimed.numbers) and any(it.true.numbers) else None


def _itself(it: Compared, name: str, rate: float | None) -> str | None:
    """The values in place of their gradient, or the values after a step against it."""
    if it.claimed.shape != it.true.shape or not any(it.data.numbers):
        return None
    if it.is_given_by(it.data.numbers):
        return f"these are the values of {name}, not its gradient"
    size, at = max((abs(x), i) for i, x in enumerate(it.true.numbers))
    if not size:
        return None
    step = (it.data.numbers[at] - it.claimed.numbers[at]) / it.true.numbers[at] if rate is None else rate
    stepped = [w - step * g for w, g in zip(it.data.numbers, it.true.numbers)]
    if step and len(stepped) > 1 and it.is_given_by(stepped):
        return f"this is {name} after a step of {step:.6g} against its gradient, not the gradient"
    steps = [step * g for g in it.true.numbers] if rate is not None else []
    return f"this is the gradient times the learning rate {rate:.6g}" if steps and it.is_given_by(steps) else None


def _scaled(it: Compared, name: str, rate: float | None) -> str | None:
    if it.claimed.shape != it.true.shape or len(it.true.numbers) < 2:
        return None
    k = it.ratio_to(it.true.numbers)
    return None if k is None or k == 1 else f"every entry is {_times(k)}"


def _times(k: float) -> str:
    """What a factor says, with the question it raises."""
    if k == -1:
        return "right but for its sign"
    sign = "minus " if k < 0 else ""
    size = Fraction(abs(k)).limit_denominator(10_000)
    if abs(float(size) - abs(k)) <= CLOSE * abs(k) and size.denominator == 1:
        return f"{sign}{size} times the true one: is a division by {size} missing?"
    if abs(float(size) - abs(k)) <= CLOSE * abs(k) and size.numerator == 1:
        return f"{sign}1/{size.denominator} of the true one: is it divided by {size.denominator} once too often?"
    return f"{k:.6g} times the true one"


def _moves(true: Table) -> Iterator[tuple[str, Table]]:
    """The same numbers in other places, with what that is called."""
    if len(true.shape) == 2 and min(true.shape) > 0:
        turned = true.transposed()
        yield "transposed", turned
        for by in sorted(range(1, true.shape[1]), key=lambda n: min(n, true.shape[1] - n)):
            yield f"its columns are shifted {_by(by, true.shape[1])}", turned.rolled(by).transposed()
        if true.shape[1] > 1:
            yield "its columns stand in the opposite order", turned.reversed().transposed()
    if true.shape and true.shape[0] > 1:
        for by in sorted(range(1, true.shape[0]), key=lambda n: min(n, true.shape[0] - n)):
            what = "rows" if len(true.shape) > 1 else "entries"
            yield f"its {what} are shifted {_by(by, true.shape[0])}", true.rolled(by)
        yield f"its {'rows' if len(true.shape) > 1 else 'entries'} stand in the opposite order", true.reversed()


def _by(by: int, of: int) -> str:
    return f"by {by if by <= of - by else by - of}"


def _moved(it: Compared, name: str, rate: float | None) -> str | None:
    """Transposed or shifted, perhaps with a factor besides."""
    if len(it.true.numbers) < 2:
        return None
    for told, moved in _moves(it.true):
        if moved.shape == it.claimed.shape and it.is_given_by(moved.numbers):
            return told
    for told, moved in list(_moves(it.true))[:1]:
        if moved.shape == it.claimed.shape and (k := it.ratio_to(moved.numbers)) is not None:
            return f"{told}, and then every entry is {_times(k)}"
    flat = it.claimed.shape != it.true.shape and len(it.claimed.numbers) == len(it.true.numbers)
    if flat and it.is_given_by(it.true.numbers):
        return f"the numbers are right, in the shape {it.claimed.shape} in place of {it.true.shape}"
    return None


def _not_summed(it: Compared, name: str, rate: float | None) -> str | None:
    """What broadcasting spread out was not added up again."""
    shape = it.claimed.shape
    for axis in range(len(shape)):
        if len(shape) < len(it.true.shape) or shape[axis] < 2:
            continue
        sums = it.claimed.summed(axis)
        fits = sums.numbers if math.prod(sums.shape) == len(it.true.numbers) else ()
        squeezed = [n for n in sums.shape if n != 1] == [n for n in it.true.shape if n != 1]
        slack = CLOSE * 1e3 * max(map(abs, it.true.numbers), default=0.0) + sum(
            (high - low) / 2 for low, high in zip(it.low, it.high)
        )
        near = bool(fits) and all(abs(a - b) <= slack for a, b in zip(fits, it.true.numbers))
        if squeezed and near and any(it.true.numbers):
            return f"not summed over axis {axis}, along which {name} was broadcast: .sum(axis={axis}) is right"
        means = [x / shape[axis] for x in fits]
        if squeezed and fits and any(means) and all(abs(a - b) <= slack for a, b in zip(means, it.true.numbers)):
            return f"not averaged over axis {axis}: .mean(axis={axis}) is right"
    return None


def _spread(it: Compared, name: str, rate: float | None) -> str | None:
    """A sum or a mean along an axis in every place of it."""
    shape = it.true.shape
    if it.claimed.shape != shape or len(shape) != 2:
        return None
    for axis in (0, 1):
        if shape[axis] < 2:
            continue
        sums = it.true.summed(axis).numbers
        for word, k in (("sum", 1), ("mean", shape[axis])):
            spread = [sums[j if axis == 0 else i] / k for i in range(shape[0]) for j in range(shape[1])]
            if it.is_given_by(spread):
                return f"every entry is the {word} over axis {axis} of the true ones: summed where it should not be"
    return None


def _penalty(it: Compared, name: str, rate: float | None) -> str | None:
    """The gradient of a penalty on the values themselves, left out or added."""
    if it.claimed.shape != it.true.shape or len(it.true.numbers) < 3 or not any(it.data.numbers):
        return None
    off = [a - b for a, b in zip(it.claimed.numbers, it.true.numbers)]
    size, at = max((abs(x), i) for i, x in enumerate(it.data.numbers))
    k = off[at] / it.data.numbers[at] if size else 0.0
    if not k or not it.is_given_by([t + k * w for t, w in zip(it.true.numbers, it.data.numbers)]):
        return None
    return (
        f"what is {'missing' if k < 0 else 'too much'} is {abs(k):.6g} times {name} itself: a penalty on the weights?"
    )


def _sides(it: Compared) -> Iterator[tuple[str, Compared]]:
    """An array to be looked at row by row, and turned, column by column."""
    if it.claimed.shape != it.true.shape or len(it.true.shape) != 2 or min(it.true.shape) < 2:
        return
    yield "row", it
    low, high = (Table(it.claimed.shape, ends).transposed().numbers for ends in (it.low, it.high))
    yield "column", Compared(it.claimed.transposed(), low, high, it.true.transposed(), it.data.transposed())


def _lines(it: Compared) -> list[Compared]:
    """Every row on its own."""
    width = it.true.shape[1]
    cuts = [slice(i * width, (i + 1) * width) for i in range(it.true.shape[0])]
    tables = [[Table((width,), t.numbers[cut]) for t in (it.claimed, it.true, it.data)] for cut in cuts]
    return [Compared(c, it.low[cut], it.high[cut], t, d) for cut, (c, t, d) in zip(cuts, tables)]


def _wrong(lines: Sequence[Compared]) -> list[int]:
    return [i for i, line in enumerate(lines) if not line.is_given_by(line.true.numbers)]


def _in_some(it: Compared, what: str) -> str | None:
    """One mistake in a few rows alone."""
    lines = _lines(it)
    wrong = _wrong(lines)
    if len(wrong) == 2 and all(lines[a].is_given_by(lines[b].true.numbers) for a, b in (wrong, wrong[::-1])):
        return f"{what}s {wrong[0]} and {wrong[1]} are exchanged"
    if not 0 < len(wrong) <= max(1, len(lines) // 2):
        return None
    told = {_in_line(lines[i], i, it.true, what) for i in wrong}
    return f"{_listed(what, wrong)} alone: {told.pop()}" if len(told) == 1 and None not in told else None


def _place(it: Compared, what: str) -> str | None:
    lines = _lines(it)
    wrong = _wrong(lines)
    whole = all(
        not low - it.slack <= t <= high + it.slack
        for i in wrong
        for t, low, high in zip(lines[i].true.numbers, lines[i].low, lines[i].high)
    )
    if whole and 0 < len(wrong) < min(4, len(lines)):
        return f"only {_listed(what, wrong)} {'is' if len(wrong) == 1 else 'are'} wrong"
    known = [k for line in lines if (k := line.ratio_to(line.true.numbers)) is not None]
    if len(known) == len(lines) and len({round(k, 6) for k in known}) > 1:
        some = ", ".join(f"{k:.4g}" for k in known[:3]) + (", ..." if len(known) > 3 else "")
        return f"each {what} is off by a factor of its own: {some}; so what is wrong is what all of a {what} share"
    return None


def _in_line(line: Compared, i: int, true: Table, what: str) -> str | None:
    """What is wrong with one row."""
    for j, other in enumerate(true.rows()):
        if j != i and any(other) and line.is_given_by(other):
            return f"it holds {what} {j}"
    for by in range(1, line.true.shape[0]):
        if line.is_given_by(line.true.rolled(by).numbers):
            return f"shifted {_by(by, line.true.shape[0])}"
    if not any(line.claimed.numbers):
        return "it is 0"
    k = line.ratio_to(line.true.numbers) if len(line.true.numbers) > 1 else None
    return f"every entry is {_times(k)}" if k is not None else None


def _listed(what: str, which: Sequence[int]) -> str:
    if len(which) == 1:
        return f"{what} {which[0]}"
    if len(which) > 6:
        return f"{len(which)} {what}s, {which[0]}, {which[1]}, ...,"
    return f"{what}s {', '.join(map(str, which[:-1]))} and {which[-1]}"


def misfit(name: str, needed: Shape, got: Shape) -> str:
    """That an array has another shape than what it is the gradient of."""
    return f"{name} has the shape {needed}, and so must its gradient; got {got}"
