"""Outputs and their targets: pairs of numbers, and classes."""

from collections.abc import Sequence
from typing import Any

from autograd_core import Value


def pairs(outs: Sequence[Any], targets: Any) -> list[tuple[Any, Any]]:
    """Each output and its target; one target may stand alone."""
    return list(zip(outs, fitting(outs, targets), strict=True))


def fitting(outs: Sequence[Any], targets: Any) -> Sequence[Any]:
    """The targets, one for each output; one may stand alone."""
    if type(outs) is not list or type(targets) is not list:  # as nearly always
        if not hasattr(outs, "__len__") or isinstance(outs, (str, dict)):
            got = "out" if alone(outs) else "..."
            raise TypeError(f"a loss needs a list of outputs; got {outs!r:.60}: write [{got}]")
        targets = [targets] if alone(targets) else targets
        if not hasattr(targets, "__len__") or isinstance(targets, (str, dict)):
            raise TypeError(f"a loss needs a number for a target, or a list of numbers; got {targets!r:.60}")
    if len(outs) != len(targets) or not len(outs):
        raise ValueError(
            f"a loss needs one target for each output, and at least one; "
            f"got {len(outs)} outputs and {len(targets)} targets"
        )
    if not alone(outs[0]):
        raise TypeError(f"a loss needs numbers as outputs, one example at a time; got {outs[0]!r:.60} among them")
    return targets  # type: ignore[no-any-return]  # it has a length


def alone(target: Any) -> bool:
    """Whether a target is a single number."""
    return isinstance(target, (Value, float, int)) or (
        hasattr(target, "__float__") and not getattr(target, "shape", ()) and not isinstance(target, str)
    )


def class_number(target: Any, classes: int) -> int:
    """A target as the number of a class, from 0."""
    number = target.data if isinstance(target, Value) else target
    if isinstance(number, bool) or number not in range(classes):
        raise ValueError(
            f"a target must be the number of a class, 0 to {classes - 1} for {classes} outputs; got {target!r}"
        )
    return int(number)


def one_hot(target: Any, classes: int) -> list[float]:
    """1 for the class, and 0 for the others."""
    number = class_number(target, classes)
    return [float(i == number) for i in range(classes)]


def share(what: str, x: Any) -> Any:
    """A number from 0 to 1, or what is wrong with it."""
    if not 0 <= x <= 1:
        raise ValueError(f"{what} must be from 0 to 1; got {x}")
    return x
