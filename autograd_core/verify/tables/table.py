"""Two arrays of numbers beside each other: what was claimed and what is true."""

import math
from collections.abc import Iterator, Sequence
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


def times(k: float) -> str:
    """What a factor says, with the question it raises."""
    if k == -1:
        return "right but for its sign"
    sign = "minus " if k < 0 else ""
    size = Fraction(abs(k)).limit_denominator(10_000)
    is_near = abs(float(size) - abs(k)) <= CLOSE * abs(k)
    if is_near and size.denominator == 1:
        return f"{sign}{size} times the true one: is a division by {size} missing?"
    if is_near and size.numerator == 1:
        return f"{sign}1/{size.denominator} of the true one: is it divided by {size.denominator} once too often?"
    is_decimal = abs(float(f"{k:.6g}") - k) <= CLOSE * abs(k)
    return f"{sign}{size} of the true one" if is_near and not is_decimal else f"{k:.6g} times the true one"


def shifted_by(by: int, of: int) -> str:
    """How far rows are moved, the shorter way around."""
    return f"by {by if by <= of - by else by - of}"
