"""Learning rates that change from update to update."""

import math
from collections.abc import Callable
from typing import Any

from autograd_core.arguments import public, public_class

Rate = float | Callable[[int], float]
"""A learning rate: a number, or a schedule, which gives one from how many updates are done."""


@public_class()
class Schedule:
    """A function of how many updates are done, which knows its name and settings, so that it can be saved.

    >>> linear_decay(1.0, 0.0, over=4)(1)
    0.75
    >>> linear_decay(1.0, 0.0, over=4)
    linear_decay(start=1.0, end=0.0, over=4)
    """

    def __init__(self, kind: str, settings: dict[str, Any], rule: Callable[[int], float]) -> None:
        self.kind, self.settings, self.rule = kind, settings, rule

    @public
    def __call__(self, updates: int) -> float:
        """The learning rate of the update that comes after so many."""
        try:
            return self.rule(updates)
        except OverflowError:
            return math.inf

    def __repr__(self) -> str:
        return f"{self.kind}({', '.join(f'{name}={x!r}' for name, x in self.settings.items())})"


@public
def step_decay(start: float, factor: float, every: int) -> Schedule:
    """`start`, multiplied by the factor after every so many updates."""
    settings = {"start": rate("start", start), "factor": positive("factor", factor), "every": whole("every", every)}
    return Schedule("step_decay", settings, lambda updates: start * factor ** (updates // every))


@public
def exponential_decay(start: float, factor: float) -> Schedule:
    """`start`, multiplied by the factor after each update."""
    settings = {"start": rate("start", start), "factor": positive("factor", factor)}
    return Schedule("exponential_decay", settings, lambda updates: start * factor**updates)


@public
def linear_decay(start: float, end: float, over: int) -> Schedule:
    """From start to end in a straight line over so many updates, and then no further."""
    settings = {"start": rate("start", start), "end": rate("end", end), "over": whole("over", over)}
    return Schedule("linear_decay", settings, lambda updates: start + (end - start) * min(updates / over, 1))


@public
def cosine_decay(start: float, end: float, over: int) -> Schedule:
    """From start to end along half a cosine over so many updates, and then no further (Loshchilov and Hutter 2017)."""
    settings = {"start": rate("start", start), "end": rate("end", end), "over": whole("over", over)}

    def rule(updates: int) -> float:
        return end + (start - end) * (1 + math.cos(math.pi * min(updates / over, 1))) / 2

    return Schedule("cosine_decay", settings, rule)


@public
def warmup(schedule: Rate, over: int) -> Schedule:
    """The same schedule, or learning rate, rising in a straight line from 0 during the first so many updates."""
    settings = {"schedule": schedule if callable(schedule) else rate("schedule", schedule), "over": whole("over", over)}

    def rule(updates: int) -> float:
        return (schedule(updates) if callable(schedule) else schedule) * min((updates + 1) / over, 1)

    return Schedule("warmup", settings, rule)


SCHEDULES: dict[str, Callable[..., Schedule]] = {
    make.__name__: make for make in (step_decay, exponential_decay, linear_decay, cosine_decay, warmup)
}
"""The schedules by name, as saved files hold them."""


# ── settings ─────────────────────────────────────────────────────────────────────────────────────


def checked(name: str, x: Any, fits: Callable[[Any], bool], must: str) -> Any:
    """A setting that is a number and fits; raises TypeError or ValueError with its name."""
    if isinstance(x, bool | str) or not hasattr(x, "__float__"):
        raise TypeError(f"{name} must be {must}; got {x!r:.60} ({type(x).__name__})")
    if not fits(x):
        raise ValueError(f"{name} must be {must}; got {x}")
    return x


def rate(name: str, x: float) -> Any:
    """A learning rate at some time: it may be 0."""
    return checked(name, x, lambda x: 0 <= x < math.inf, "finite and not below 0")


def positive(name: str, x: float) -> Any:
    """A finite number above 0."""
    return checked(name, x, lambda x: 0 < x < math.inf, "a finite number above 0")


def whole(name: str, x: int) -> int:
    """A positive integer."""
    if isinstance(x, bool) or not isinstance(x, int) or x < 1:
        raise (ValueError if isinstance(x, int) else TypeError)(f"{name} must be a positive integer; got {x!r:.60}")
    return x
