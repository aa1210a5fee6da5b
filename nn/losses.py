"""How wrong the outputs are, as one number: losses to train by, and penalties on weights.

A loss takes a model's outputs and their targets; where there is one output, its target may stand alone.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from autograd_core import Value, ops
from autograd_core.arguments import public

Measure = Callable[[Any, Any], Any]
"""A loss or a metric: a number from outputs and target."""


@public
def half_square(target: float | Value, out: float | Value) -> Any:
    """1/2 (target - out)^2, the lecture's error of one output."""
    return (target - out) ** 2 / 2


@public
def half_squared_error(outs: Sequence[Any], targets: Any) -> Any:
    """The sum over the outputs of 1/2 (target - out)^2."""
    return ops.sum(half_square(target, out) for out, target in pairs(outs, targets))


@public
def mean_squared_error(outs: Sequence[Any], targets: Any) -> Any:
    """The mean over the outputs of (target - out)^2."""
    return _mean([(target - out) ** 2 for out, target in pairs(outs, targets)])


@public
def hinge(outs: Sequence[Any], targets: Any) -> Any:
    """The mean over the outputs of max(0, 1 - sign out), where a target above 0 has the sign 1 and any other -1."""
    return _mean([ops.relu(1 - (1.0 if target > 0 else -1.0) * out) for out, target in pairs(outs, targets)])


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
    return _mean(
        [
            positive_weight * t * ops.softplus(-x) + (1 - t) * ops.softplus(x)
            for x, t in ((x, _share("target", t)) for x, t in pairs(logits, targets))
        ]
    )


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
    _share("label_smoothing", label_smoothing)
    if class_weights is not None and len(class_weights) != len(logits):
        raise ValueError(
            f"class_weights must be a number for each of {len(logits)} outputs; got {len(class_weights)} of them"
        )
    if alone(target) and class_weights is None and not label_smoothing:
        return ops.logsumexp(logits) - logits[class_number(target, len(logits))]
    ts: list[Any] = _one_hot(target, len(logits)) if alone(target) else [t for _, t in pairs(logits, target)]
    if label_smoothing:
        ts = [(1 - label_smoothing) * t + label_smoothing / len(ts) for t in ts]
    if class_weights is not None:
        ts = [w * t for w, t in zip(class_weights, ts, strict=True)]
    return ops.sum(ts) * ops.logsumexp(logits) - ops.dot(ts, logits)


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


# ── outputs and targets ──────────────────────────────────────────────────────────────────────────


def pairs(outs: Sequence[Any], targets: Any) -> list[tuple[Any, Any]]:
    """Each output and its target; one target may stand alone."""
    if not hasattr(outs, "__len__") or isinstance(outs, str | dict):
        raise TypeError(f"a loss needs a list of outputs; got {outs!r:.60}: write [{'out' if alone(outs) else '...'}]")
    targets = [targets] if alone(targets) else targets
    if not hasattr(targets, "__len__") or isinstance(targets, str | dict):
        raise TypeError(f"a loss needs a number for a target, or a list of numbers; got {targets!r:.60}")
    if len(outs) != len(targets) or not len(outs):
        raise ValueError(
            f"a loss needs one target for each output, and at least one; "
            f"got {len(outs)} outputs and {len(targets)} targets"
        )
    if not alone(outs[0]):
        raise TypeError(f"a loss needs numbers as outputs, one example at a time; got {outs[0]!r:.60} among them")
    return list(zip(outs, targets, strict=True))


def alone(target: Any) -> bool:
    """Whether it is one number."""
    return isinstance(target, Value | float | int) or (
        hasattr(target, "__float__") and not getattr(target, "shape", ()) and not isinstance(target, str)
    )


def class_number(target: Any, classes: int) -> int:
    """A target as the number of a class, from 0."""
    number = _plain(target)
    if isinstance(number, bool) or number not in range(classes):
        raise ValueError(
            f"a target must be the number of a class, 0 to {classes - 1} for {classes} outputs; got {target!r}"
        )
    return int(number)


def _one_hot(target: Any, classes: int) -> list[float]:
    number = class_number(target, classes)
    return [float(i == number) for i in range(classes)]


def _mean(xs: Sequence[Any]) -> Any:
    return xs[0] if len(xs) == 1 else ops.sum(xs) / len(xs)


def _plain(x: Any) -> Any:
    return x.data if isinstance(x, Value) else x


def _share(what: str, x: Any) -> Any:
    if not 0 <= _plain(x) <= 1:
        raise ValueError(f"{what} must be from 0 to 1; got {x}")
    return x


def _surprise(p: Any, t: Any) -> Any:
    """-t log(p) - (1 - t) log(1 - p); a term that is multiplied by a plain 0 is left out, for log(0) is infinite."""
    if not 0 <= _plain(p) <= 1:
        raise ValueError(
            f"binary_cross_entropy takes probabilities, from 0 to 1; got {p}. "
            "Outputs without an activation are logits, for binary_cross_entropy_with_logits"
        )
    _share("a target", t)
    if not isinstance(t, Value) and t in (0, 1):
        return -ops.log(p) if t else -ops.log1p(-p)
    return -t * ops.log(p) - (1 - t) * ops.log1p(-p)
