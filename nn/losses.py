"""How wrong the outputs are, as one number: losses to train by, penalties on weights, and the share that is right.

A loss takes a model's outputs and their targets; where there is one output, its target may stand alone.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from autograd_core import Value, ops


def half_square(target: Any, out: Any) -> Any:
    """1/2 (target - out)^2, the lecture's error of one output."""
    return (target - out) ** 2 / 2


def half_squared_error(outs: Sequence[Any], targets: Any) -> Any:
    """The sum over the outputs of 1/2 (target - out)^2."""
    return ops.sum(half_square(target, out) for out, target in _pairs(outs, targets))


def mean_squared_error(outs: Sequence[Any], targets: Any) -> Any:
    """The mean over the outputs of (target - out)^2."""
    return _mean([(target - out) ** 2 for out, target in _pairs(outs, targets)])


def hinge(outs: Sequence[Any], targets: Any) -> Any:
    """The mean over the outputs of max(0, 1 - sign out), where a target above 0 has the sign 1 and any other -1."""
    return _mean([ops.relu(1 - _sign(target) * out) for out, target in _pairs(outs, targets)])


def binary_cross_entropy(logits: Sequence[Any], targets: Any) -> Any:
    """The mean over the outputs of -t log(p) - (1 - t) log(1 - p), where p = sigmoid(logit) is what the model believes.

    It takes the logits, from a last layer without activation, for log(p) is exact where p itself would round to 0 or 1.
    """
    return _mean([t * ops.softplus(-x) + (1 - t) * ops.softplus(x) for x, t in _pairs(logits, targets)])


def cross_entropy(logits: Sequence[Any], target: Any) -> Any:
    """-log(p) of the true class, where p = softmax(logits); or -sum t log(p), where the target is a probability for each class.

    It takes the logits, from a last layer without activation, and is exact where p itself would round to 0.
    """
    if _alone(target):
        return ops.logsumexp(logits) - logits[class_number(target, len(logits))]
    xs, ts = zip(*_pairs(logits, target))
    return ops.sum(ts) * ops.logsumexp(xs) - ops.dot(ts, xs)


def l1_penalty(parameters: Iterable[Any]) -> Any:
    """|p1| + |p2| + ...: added to a loss, a small multiple of it draws what is not needed to 0."""
    return ops.sum(abs(p) for p in parameters)


def l2_penalty(parameters: Iterable[Any]) -> Any:
    """p1^2 + p2^2 + ...: added to a loss, a small multiple of it keeps parameters small."""
    ps = list(parameters)
    return ops.dot(ps, ps)


def accuracy(outs: Sequence[Any], targets: Any, threshold: float = 0.0) -> float:
    """1 where the answer is right, else 0; its mean over examples is the share of right answers.

    Several outputs answer with the class of the largest.  One output answers yes above the threshold (1/2, if it is a
    probability), which is right if the target is above 0.
    """
    if len(outs) == 1:
        ((out, target),) = _pairs(outs, targets)
        return float((out > threshold) == (target > 0))
    true = class_number(targets, len(outs)) if _alone(targets) else largest(targets)
    return float(largest(outs) == true)


def largest(xs: Sequence[Any]) -> int:
    """The place of the largest number, the first of equals."""
    return max(range(len(xs)), key=xs.__getitem__)


def class_number(target: Any, classes: int) -> int:
    """A target as the number of a class, from 0."""
    number = target.data if isinstance(target, Value) else target
    if number not in range(classes):
        raise ValueError(
            f"a target must be the number of a class, 0 to {classes - 1} for {classes} outputs; got {target!r}"
        )
    return int(number)


def _sign(target: Any) -> float:
    return 1.0 if target > 0 else -1.0


def _mean(xs: Sequence[Any]) -> Any:
    return xs[0] if len(xs) == 1 else ops.sum(xs) / len(xs)


def _alone(target: Any) -> bool:
    return isinstance(target, Value | float | int)


def _pairs(outs: Sequence[Any], targets: Any) -> list[tuple[Any, Any]]:
    targets = [targets] if _alone(targets) else targets
    if len(outs) != len(targets) or not outs:
        raise ValueError(
            f"a loss needs one target for each output, and at least one; got {len(outs)} outputs and {len(targets)} targets"
        )
    return list(zip(outs, targets, strict=True))
