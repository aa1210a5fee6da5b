"""How wrong the outputs are, as one number."""

from collections.abc import Sequence
from typing import Any

from autograd_core import ops


def half_square(target: Any, out: Any) -> Any:
    """1/2 (target - out)^2, the lecture's error of one output."""
    return (target - out) ** 2 / 2


def half_squared_error(outs: Sequence[Any], targets: Sequence[Any]) -> Any:
    """The sum over the outputs of 1/2 (target - out)^2."""
    return ops.sum(half_square(target, out) for out, target in _pairs(outs, targets))


def mean_squared_error(outs: Sequence[Any], targets: Sequence[Any]) -> Any:
    """The mean over the outputs of (target - out)^2."""
    pairs = _pairs(outs, targets)
    return ops.sum((target - out) ** 2 for out, target in pairs) / len(pairs)


def _pairs(outs: Sequence[Any], targets: Sequence[Any]) -> list[tuple[Any, Any]]:
    if len(outs) != len(targets) or not outs:
        raise ValueError(f"a loss needs one target for each output, and at least one; got {len(outs)} outputs and {len(targets)} targets")
    return list(zip(outs, targets, strict=True))
