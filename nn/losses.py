"""How wrong the outputs are, as one number: losses to train by, and penalties on weights.

A loss takes a model's outputs and their targets; where there is one output, its target may stand alone.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from autograd_core import Value, ops
from autograd_core.arguments import public

from .targets import alone, class_number, fitting, one_hot, pairs, share

Measure = Callable[[Any, Any], Any]
"""A loss or a metric: a number from outputs and target."""


@public
def half_square(target: float | Value, out: float | Value) -> Any:
    """1/2 (target - out)^2, the lecture's error of one output."""
    return _half_square(target, out)


@public
def half_squared_error(outs: Sequence[Any], targets: Any) -> Any:
    """The sum over the outputs of 1/2 (target - out)^2."""
    return _HALF_SQUARES(outs, targets)


@public
def mean_squared_error(outs: Sequence[Any], targets: Any) -> Any:
    """The mean over the outputs of (target - out)^2."""
    return _SQUARES(outs, targets)


@public
def hinge(outs: Sequence[Any], targets: Any) -> Any:
    """The mean over the outputs of max(0, 1 - sign out), where a target above 0 has the sign 1 and any other -1."""
    return _HINGE(outs, _signs(outs, targets))


@public
def binary_cross_entropy(probabilities: Sequence[Any], targets: Any) -> Any:
    """The mean over the outputs of -t log(p) - (1 - t) log(1 - p), where p is the probability of a yes.

    It takes probabilities, from a last layer with sigmoid.  Where one rounds to 0 or 1 and the answer is the other, the
    loss is infinite: `binary_cross_entropy_with_logits` takes what goes into that sigmoid, and is exact.

    >>> binary_cross_entropy([0.5], 1)  # log 2
    0.6931471805599453

    Raises ValueError for a probability or a target outside of 0 to 1.
    """
    return _mean([_surprise(p, t) for p, t in pairs(probabilities, targets)])


@public
def binary_cross_entropy_with_logits(logits: Sequence[Any], targets: Any, positive_weight: float = 1.0) -> Any:
    """The mean over the outputs of -t log(p) - (1 - t) log(1 - p), where p = sigmoid(logit) is that of a yes.

    It takes the logits, from a last layer without activation, for log(p) is exact where p itself would round to 0 or 1.
    A `positive_weight` multiplies the first term, to make up for a yes that is rare.

    >>> binary_cross_entropy_with_logits([0.0], 1)  # log 2
    0.6931471805599453
    """
    return _of_logits(logits, _shares(logits, targets), positive_weight)


@public
def cross_entropy(
    logits: Sequence[Any],
    target: Any,
    *,
    class_weights: Sequence[float] | None = None,
    label_smoothing: float = 0.0,
) -> Any:
    """-log(p) of the true class, where p = softmax(logits); or -sum t log(p) for targets t of every class.

    It takes the logits, from a last layer without activation, and is exact where p itself would round to 0.
    With `label_smoothing` e, the targets t become (1 - e) t + e / (number of classes); with `class_weights` w, the term
    of each class is multiplied by its weight.  (PyTorch's mean over a batch also divides by those of its targets.)

    >>> from functools import partial
    >>> smooth = partial(cross_entropy, label_smoothing=0.1)  # what `fit` takes as a loss
    >>> round(smooth([2.0, 0.0], 0), 6)
    0.226928

    Raises ValueError for a target that is no class of the outputs.
    """
    if alone(target) and class_weights is None and not label_smoothing:
        return ops.logsumexp(logits) - logits[class_number(target, len(logits))]
    return _of_classes(
        logits, _weights_of_classes(logits, target, class_weights=class_weights, label_smoothing=label_smoothing)
    )


@public
def l1_penalty(parameters: Iterable[Any]) -> Any:
    """|p1| + |p2| + ...: added to a loss, a small multiple of it draws what is not needed to 0."""
    return ops.sum(abs(p) for p in parameters)


@public
def l2_penalty(parameters: Iterable[Any]) -> Any:
    """p1^2 + p2^2 + ...: added to a loss, a small multiple of it keeps parameters small."""
    ps = list(parameters)
    return ops.dot(ps, ps)


LOSSES: dict[str, Measure] = {
    loss.__name__: loss
    for loss in (
        half_squared_error, mean_squared_error, hinge, binary_cross_entropy, binary_cross_entropy_with_logits,
        cross_entropy,
    )
} | {"mse": mean_squared_error}  # fmt: skip
"""The losses by name, as `fit` takes them."""


def _mean(xs: Sequence[Any]) -> Any:
    return xs[0] if len(xs) == 1 else ops.sum(xs) / len(xs)


def _surprise(p: Any, t: Any) -> Any:
    """-t log(p) - (1 - t) log(1 - p); a term that is multiplied by a plain 0 is left out, for log(0) is infinite."""
    if not 0 <= p <= 1:
        raise ValueError(
            f"binary_cross_entropy takes probabilities, from 0 to 1; got {p}. "
            "Outputs without an activation are logits, for binary_cross_entropy_with_logits"
        )
    share("a target", t)
    if not isinstance(t, Value) and t in (0, 1):
        return -ops.log(p) if t else -ops.log1p(-p)
    return -t * ops.log(p) - (1 - t) * ops.log1p(-p)


# ── the losses in two steps ──────────────────────────────────────────────────────────────────────


def in_two_steps(loss: Measure) -> tuple[Measure, Measure] | None:
    """A loss of nn as two: what makes numbers of outputs and targets, and the formula of outputs and these numbers.

    A program can take such numbers as inputs, where targets themselves, such as the number of a class, decide what is
    recorded.  None for any other function.

    >>> numbers, formula = in_two_steps(hinge)
    >>> numbers([0.5], 0), formula([0.5], [-1.0])
    ([-1.0], 1.5)
    """
    if isinstance(loss, partial):
        steps = None if loss.args else _STEPS.get(loss.func)
        if steps is None:
            return None
        first, second = ({n: x for n, x in loss.keywords.items() if n in taken} for _, taken in steps)
        return partial(steps[0][0], **first), partial(steps[1][0], **second)
    steps = _STEPS.get(loss)
    return None if steps is None else (steps[0][0], steps[1][0])


def _targets(outs: Sequence[Any], targets: Any) -> list[Any]:
    return list(fitting(outs, targets))


def _shares(logits: Sequence[Any], targets: Any) -> list[Any]:
    return [share("target", t) for _, t in pairs(logits, targets)]


def _signs(outs: Sequence[Any], targets: Any) -> list[float]:
    return [1.0 if target > 0 else -1.0 for _, target in pairs(outs, targets)]


def _weights_of_classes(
    logits: Sequence[Any], target: Any, *, class_weights: Sequence[float] | None = None, label_smoothing: float = 0.0
) -> list[Any]:
    """What the surprise at each class counts."""
    share("label_smoothing", label_smoothing)
    if class_weights is not None and len(class_weights) != len(logits):
        raise ValueError(
            f"class_weights must be a number for each of {len(logits)} outputs; got {len(class_weights)} of them"
        )
    ts: list[Any] = one_hot(target, len(logits)) if alone(target) else [t for _, t in pairs(logits, target)]
    if label_smoothing:
        ts = [(1 - label_smoothing) * t + label_smoothing / len(ts) for t in ts]
    return ts if class_weights is None else [w * t for w, t in zip(class_weights, ts, strict=True)]


def _squares(outs: Sequence[Any], targets: Sequence[Any]) -> Any:
    return _mean([(target - out) ** 2 for out, target in zip(outs, targets)])


def _half_squares(outs: Sequence[Any], targets: Sequence[Any]) -> Any:
    return ops.sum([_half_square(target, out) for out, target in zip(outs, targets)])


def _half_square(target: Any, out: Any) -> Any:
    return (target - out) ** 2 / 2


def _hinge(outs: Sequence[Any], signs: Sequence[Any]) -> Any:
    return _mean([ops.relu(1 - sign * out) for out, sign in zip(outs, signs)])


def _of_logits(logits: Sequence[Any], targets: Sequence[Any], positive_weight: float = 1.0) -> Any:
    return _mean([positive_weight * t * ops.softplus(-x) + (1 - t) * ops.softplus(x) for x, t in zip(logits, targets)])


def _of_classes(logits: Sequence[Any], weights: Sequence[Any]) -> Any:
    return ops.sum(weights) * ops.logsumexp(logits) - ops.dot(weights, logits)


_HALF_SQUARES, _SQUARES = Value.__formula__(_half_squares, fitting), Value.__formula__(_squares, fitting)
_HINGE = Value.__formula__(_hinge)

_STEPS: dict[Any, tuple[tuple[Measure, tuple[str, ...]], tuple[Measure, tuple[str, ...]]]] = {
    half_squared_error: ((_targets, ()), (_half_squares, ())),
    mean_squared_error: ((_targets, ()), (_squares, ())),
    hinge: ((_signs, ()), (_hinge, ())),
    binary_cross_entropy_with_logits: ((_shares, ()), (_of_logits, ("positive_weight",))),
    cross_entropy: ((_weights_of_classes, ("class_weights", "label_smoothing")), (_of_classes, ())),
}
"""Each of the two, and which settings it takes."""
