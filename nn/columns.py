"""Columns of numbers: what an optimizer keeps of all parameters in arrays, so that an update is a few operations."""

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def over_columns(rule: F) -> F:
    """Mark a rule that is right for a column of numbers as it is for one: it compares no number."""
    rule.over_columns = True  # type: ignore[attr-defined]  # a function can carry a mark
    return rule


class Parameters:
    """What a rule sees in place of a parameter: `data` and `grad` of all of them."""

    __slots__ = ("data", "grad")

    def __init__(self, data: Any, grad: Any) -> None:
        self.data, self.grad = data, grad


def root(x: Any) -> Any:
    """The square root, of a number or of a column; both are rounded once."""
    if isinstance(x, float):
        return math.sqrt(x)
    import numpy

    return numpy.sqrt(x)


def power(x: float, exponents: Any) -> Any:
    """x to these exponents, each as Python rounds it."""
    if isinstance(exponents, float):
        return x**exponents
    import numpy

    return numpy.array([x**each for each in exponents.tolist()])


def over(x: Any, y: Any) -> Any:
    """x / y, and 0 for 0 / 0, where there is nothing to follow; an infinity where only y is 0."""
    if isinstance(x, float):
        return x / y if y else math.copysign(math.inf, x) if x else 0.0
    import numpy

    pole = numpy.where(x == 0, 0.0, numpy.copysign(math.inf, x))
    return numpy.where(y == 0, pole, x / numpy.where(y == 0, 1.0, y))


def calm() -> Any:
    """Within this block NumPy does not warn of overflow and NaN, as Python does not."""
    import numpy

    return numpy.errstate(all="ignore")


class Memory:
    """What an optimizer keeps of each parameter, turned from rows into columns.

    A column in which all numbers are equal, such as that of how many updates were done, is one float; 0 and -0 are two.
    """

    def __init__(self, rows: Sequence[Sequence[float]]) -> None:
        import numpy

        self.count = len(rows)
        columns = [numpy.array(column) for column in zip(*rows, strict=True)]
        same = [(column.view(numpy.int64) == column[:1].view(numpy.int64)).all() for column in columns]
        self.columns: list[Any] = [float(x[0]) if equal else x for x, equal in zip(columns, same, strict=True)]

    def of(self, places: Any) -> list[Any]:
        """The columns at these places, or, for None, at all."""
        if places is None:
            return self.columns
        import numpy

        self.columns = [
            numpy.full(self.count, column) if isinstance(column, float) else column for column in self.columns
        ]
        return [column[places] for column in self.columns]

    def put(self, places: Any, columns: Sequence[Any]) -> None:
        """Keep these from now on."""
        if places is None:
            self.columns = list(columns)
        else:
            for whole, part in zip(self.columns, columns, strict=True):
                whole[places] = part

    def rows(self) -> list[list[float]]:
        """Row by row again."""
        columns = [[column] * self.count if isinstance(column, float) else column.tolist() for column in self.columns]
        return [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in range(self.count)]
