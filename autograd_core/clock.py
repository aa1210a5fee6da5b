"""The time that a claim may take, on the clock of the thread."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SECONDS = 1.5
"""A claim is judged in about so long."""

_until: ContextVar[float] = ContextVar("autograd_core.until", default=math.inf)
"""When the question that is being asked has to be given up."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """A time for all questions asked in this block; one that is given around it counts, where it ends earlier.

    It is the thread's own: what else the machine does changes no verdict.
    """
    token = _until.set(until(seconds))
    try:
        yield
    finally:
        _until.reset(token)


class Allowance:
    """A time that several questions share."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds

    @contextmanager
    def spent(self) -> Iterator[None]:
        """What is asked in this block is done in what is left, and leaves less."""
        start = time.thread_time()
        try:
            with within(self.left):
                yield
        finally:
            self.left -= time.thread_time() - start


def until(seconds: float) -> float:
    """When so many seconds are over, or the time of this block, on the clock of the thread."""
    return min(_until.get(), time.thread_time() + seconds)


def is_over(until: float) -> bool:
    """Whether it is later than that."""
    return time.thread_time() > until


def time_is_up() -> bool:
    """Whether the time of this block is over."""
    return is_over(_until.get())
