"""What training warns of, once for each reason."""

import warnings
from typing import Any


class TrainingWarning(UserWarning):
    """Training runs, but probably not as it is meant to.

    Each is said once by each optimizer; `warnings.simplefilter("ignore", nn.TrainingWarning)` switches them off.

    >>> import warnings
    >>> from autograd_core import Value
    >>> from nn import SGD
    >>> w = Value(3.0)
    >>> optimizer = SGD([w], 0.25)
    >>> with warnings.catch_warnings(record=True) as said:
    ...     warnings.simplefilter("always")
    ...     optimizer.step()  # before any backward()
    ...     (w * w).backward()
    ...     optimizer.step()
    ...     (w * w).backward()  # without zero_grad() since
    ...     w.grad = 0.0
    ...     optimizer.step()  # follows a gradient that has vanished
    >>> for each in said:
    ...     print(each.message)  # doctest: +ELLIPSIS
    step() changes nothing, since no parameter has a gradient yet: call loss.backward() first
    backward() adds to a gradient that step() has followed already: call optimizer.zero_grad() before each ...
    step() changes nothing, since every gradient is exactly 0: either nothing is left to learn, or no path from ...
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
    """A gradient that step() has followed: whoever adds to it has forgotten zero_grad().

    One parameter is enough to tell: step() leaves this float as the grad of the last one, and the next backward() adds
    to it.  So only this one sum of each pass costs more.
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
