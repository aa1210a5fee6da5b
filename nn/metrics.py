"""What a model is measured by besides its loss: the share of right answers."""

from collections.abc import Sequence
from typing import Any

from autograd_core.arguments import public

from .losses import LOSSES, Measure
from .targets import alone, class_number, pairs


@public
def accuracy(outs: Sequence[Any], targets: Any, threshold: float = 0.0) -> float:
    """1 where the answer is right, else 0; its mean over examples is the share of right answers.

    Several outputs answer with the class of the largest.  One output answers yes above the threshold (1/2, if it is a
    probability), which is right if the target is above 0.
    """
    if len(outs) == 1:
        ((out, target),) = pairs(outs, targets)
        return float((out > threshold) == (target > 0))
    true = class_number(targets, len(outs)) if alone(targets) else largest(targets)
    return float(largest(outs) == true)


def largest(xs: Sequence[Any]) -> int:
    """The place of the largest number, the first of equals."""
    return max(range(len(xs)), key=xs.__getitem__)


METRICS: dict[str, Measure] = {"accuracy": accuracy, **LOSSES}
"""The metrics by name, as `fit` takes them."""
