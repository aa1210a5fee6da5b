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
        self.left, self.longest = seconds, 0.0

    @contextmanager
    def spent(self) -> Iterator[None]:
        """What is asked in this block is done in what is left, and leaves less.

        There is no time where less is left than some question took before.
        """
        start = time.thread_time()
        try:
            with within(self.left if self.left > self.longest else 0.0):
                yield
        finally:
            took = time.thread_time() - start
            self.left, self.longest = self.left - took, max(self.longest, took)


def until(seconds: float) -> float:
    """When so many seconds are over, or the time of this block, on the clock of the thread."""
    return min(_until.get(), time.thread_time() + seconds)


def is_over(until: float) -> bool:
    """Whether it is later than that."""
    return time.thread_time() > until


def time_is_up(more: float = 0.0) -> bool:
    """Whether the time of this block is over, and so many seconds more."""
    return is_over(_until.get() + more)
