"""Updates through programs: parameters, gradient and what the optimizer keeps as columns, for as long as an epoch."""

import importlib.util
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograd_core import Value, compile

from .cautions import as_followed
from .columns import Memory
from .optimizers import Optimizer
from .schedules import Schedule

FEW = 32
"""So few parameters are as fast one by one."""


class Updates:
    """The numbers of the parameters between the first batch of an epoch, `begin`, and its last, `end`.

    They are columns where NumPy is installed and the optimizer's rule takes them, and where nothing of the caller's
    looks at the parameters on the way (`watched`); else they stay where they are, in the parameters.
    """

    def __init__(self, parameters: list[Value], optimizer: Optimizer, watched: bool) -> None:
        self.parameters, self.optimizer = parameters, optimizer
        self.columns = (
            len(parameters) > FEW
            and optimizer.takes_columns
            and [*map(id, optimizer.parameters)] == [*map(id, parameters)]
            and (isinstance(optimizer.learning_rate, Schedule) or not callable(optimizer.learning_rate))
            and not watched
            and importlib.util.find_spec("numpy") is not None
        )
        self._data: Any = None
        self._memory: Memory | None = None
        self._slopes: Sequence[float | None] = ()

    def begin(self) -> None:
        """Take the numbers out of the parameters."""
        if self.columns:
            import numpy

            self._data = numpy.array([p.data for p in self.parameters])
            self._memory, self._slopes = Memory(self.optimizer.memory), ()

    def end(self) -> None:
        """Put the numbers back, and the last gradient that was followed."""
        if self._memory is None:
            return
        for p, x in zip(self.parameters, self._data.tolist(), strict=True):
            p.data = x
        self.optimizer.memory = self._memory.rows()
        self.put(self._slopes, followed=True)
        self._memory = None

    def put(self, slopes: Sequence[float | None], followed: bool = False) -> None:
        """Give the parameters their gradients."""
        for p, slope in zip(self.parameters, slopes):
            p.grad = slope
        last = next((p for p in reversed(self.parameters) if p.grad is not None), None)
        if followed and last is not None:
            last.grad = as_followed(last.grad or 0.0, self.optimizer.said)

    def numbers(self) -> list[float]:
        """What the parameters are now."""
        if self._memory is None:
            return [p.data for p in self.parameters]
        found: list[float] = self._data.tolist()
        return found

    def step(self, slopes: Sequence[float | None], clip_norm: float) -> None:
        """Follow a gradient, after shrinking it to that norm."""
        if self._memory is None:
            self.put(slopes)
            self.optimizer.clip(clip_norm)
            self.optimizer.step()
            return
        import numpy

        norm = norm_of(slopes)
        if norm > clip_norm:
            slopes = [None if x is None else x * (clip_norm / norm) for x in slopes]
        some = None in slopes
        reached = [i for i, x in enumerate(slopes) if x is not None] if some else None
        column = numpy.array([0.0 if x is None else x for x in slopes] if some else slopes)
        self.optimizer.step_columns(self._data, column, reached, self._memory)
        self._slopes = slopes


def norm_of(slopes: Sequence[float | None], places: Sequence[int] | None = None) -> float:
    """The norm of a gradient, or of that of some parameters."""
    some: Sequence[Any] = slopes if places is None else [slopes[i] for i in places]
    return math.hypot(*(x for x in some if x is not None)) if None in some else math.hypot(*some)


class Penalty:
    """A penalty of the parameters and its gradient, through a program where it can be one."""

    def __init__(self, penalty: Callable[[list[Value]], Any], parameters: list[Value], engine: Any) -> None:
        self.penalty, self.parameters = penalty, parameters
        self.program: Any = None if engine is None else compile(penalty, engine=engine)
        self.held = False

    def at(self, numbers: list[float]) -> tuple[float, list[float | None]] | None:
        """The penalty and its slopes; None where recording must find them."""
        if self.program is None:
            return None
        try:
            value, slopes = self.program.value_and_gradient(numbers)
            if not self.held:
                self.held = self._agrees(numbers, value, slopes)
        except Exception:  # whatever it is, recording does without, or says it in its own words
            self.held = False
        if not self.held:
            self.program = None
            return None
        return value, slopes

    def _agrees(self, numbers: list[float], value: float, slopes: list[float]) -> bool:
        """Whether the program is the penalty, and of these parameters alone."""
        recorded = self.penalty(self.parameters)
        if not isinstance(recorded, Value) or any(recording.kept for recording in self.program.recordings):
            return False
        before: Mapping[int, Any] = {id(p): p.grad for p in self.parameters}
        for p in self.parameters:
            p.grad = None
        recorded.backward()
        found = [p.grad for p in self.parameters]
        for p in self.parameters:
            p.grad = before[id(p)]
        return recorded.data == value and agree(slopes, [x or 0.0 for x in found])


def agree(gradient: Sequence[float | None], other: Sequence[float | None]) -> bool:
    """Whether two ways of computing found the same gradient, but for rounding."""
    largest = max((abs(x) for x in other if x is not None), default=0.0)
    return all(
        x is y or (x is not None and y is not None and math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-9 * largest))
        for x, y in zip(gradient, other, strict=True)
    )
