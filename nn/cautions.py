"""What training warns of, each once."""

import warnings
from typing import Any


class TrainingWarning(UserWarning):
    """Training runs, but probably not as it is meant to.

    Each is said once by each optimizer; `warnings.simplefilter("ignore", nn.TrainingWarning)` switches them off.
    """


NO_GRADIENT = "step() changes nothing, since no parameter has a gradient yet: call loss.backward() first"
FOLLOWED = (
    "backward() adds to a gradient that step() has followed already: "
    "call optimizer.zero_grad() before each backward(), or earlier batches stay in the sum"
)
VANISHED = (
    "step() changes nothing, since every gradient is exactly 0: either nothing is left to learn, or no path from "
    "the loss to a parameter is open, as where all relu units are off or sigmoids are saturated"
)


class Followed(float):
    """A gradient that step() has followed: whatever is added to it, zero_grad was forgotten.

    One parameter's grad is enough to tell, so step() leaves this float in place of the last one, where the next
    backward() finds it and adds to it, and nowhere else does a sum cost more.
    """

    __slots__ = ("said",)
    said: set[str]
    """The warnings that its optimizer gave already."""

    def __add__(self, more: Any) -> Any:
        caution(FOLLOWED, self.said)
        return float(self) + more

    __radd__ = __add__

    def __reduce__(self) -> tuple[Any, ...]:
        return float, (float(self),)


def as_followed(gradient: float, said: set[str]) -> Followed:
    """A gradient that an optimizer has followed, which gave these warnings already."""
    made = Followed(gradient)
    made.said = said
    return made


def caution(sentence: str, said: set[str]) -> None:
    """Warn, unless it was said before."""
    if sentence not in said:
        said.add(sentence)
        warnings.warn(sentence, TrainingWarning, stacklevel=3)
