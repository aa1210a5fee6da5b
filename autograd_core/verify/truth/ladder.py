"""Questions that are asked with more and more digits until they are decided."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from ...clock import SECONDS, time_is_up, within
from ...namespaces.interval import Interval, Undetermined

LADDER = (30, 60, 120, 240, 480, 960)
"""How many digits are tried, one after the other, until a question is decided."""
MEETING = (60, 480)
"""Two slopes that are no exact numbers are the same where they are to so many digits."""
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Open:
    """A question that no number of digits decided, and why."""

    reason: str


def decided(
    question: Callable[[int], Answer | None],
    settled: Callable[[Answer], bool] = lambda answer: True,
    ladder: Sequence[int] = LADDER,
) -> Answer | Open:
    """The first answer that is not None, asking with more and more digits; and on, as far as they go, until it is
    settled.
    """
    with within(SECONDS):
        return _climbed(question, settled, ladder)


def _climbed(
    question: Callable[[int], Answer | None], settled: Callable[[Answer], bool], ladder: Sequence[int]
) -> Answer | Open:
    reason = "more digits than there are would be needed"
    best: Answer | None = None
    for digits in ladder:
        try:
            if (answer := question(digits)) is not None:
                best = answer
                if settled(answer):
                    return answer
        except Undetermined as undetermined:
            reason = str(undetermined)
        if time_is_up():
            break
    return Open(reason) if best is None else best


def digits_known(x: Interval) -> int:
    """To how many significant digits an enclosure tells its number."""
    size = x.magnitude
    width = x.m.up.subtract(x.hi, x.lo)
    return x.m.digits if not width or not size else size.adjusted() - width.adjusted()


def sharp(x: Interval) -> bool:
    """Whether an enclosure is as narrow as a float can show, or is none of a number at all."""
    return not x.finite or digits_known(x) > 18


def middle(x: Interval) -> Decimal:
    """A decimal in the middle of an enclosure."""
    return x.m.down.divide(x.m.down.add(x.lo, x.hi), 2) if not x.exact else x.lo
