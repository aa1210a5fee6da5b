"""What is wrong with a whole array of derivatives: transposed, scaled, a sign, not summed, a row shifted."""

import math
from collections.abc import Callable, Iterator

from .nests import Shape
from .table import CLOSE, Compared, Table, shifted_by, times
from .table_rows import in_some, sides_of


def whole_mistake(compared: Compared, name: str, learning_rate: float | None = None) -> str | None:
    """What gives exactly the claimed array, in words; None where nothing known does."""
    looks: tuple[Callable[[Compared, str, float | None], str | None], ...] = (
        _nothing, _itself, _scaled, _moved, _not_summed, _spread, _penalty,
    )  # fmt: skip
    for look in looks:
        if (told := look(compared, name, learning_rate)) is not None:
            return told
    return next((told for what, side in sides_of(compared) if (told := in_some(side, what)) is not None), None)


def _nothing(it: Compared, name: str, rate: float | None) -> str | None:
    same = it.claimed.shape == it.true.shape and len(it.true.numbers) > 1
    return "it is 0 everywhere" if same and not any(it.claimed.numbers) and any(it.true.numbers) else None


def _itself(it: Compared, name: str, rate: float | None) -> str | None:
    """The values in place of their gradient, or the values after a step against it."""
    if it.claimed.shape != it.true.shape or not any(it.data.numbers):
        return None
    if it.is_given_by(it.data.numbers):
        return f"these are the values of {name}, not its gradient"
    size, at = max((abs(x), i) for i, x in enumerate(it.true.numbers))
    if not size:
        return None
    step = (it.data.numbers[at] - it.claimed.numbers[at]) / it.true.numbers[at] if rate is None else rate
    stepped = [w - step * g for w, g in zip(it.data.numbers, it.true.numbers)]
    if step and len(stepped) > 1 and it.is_given_by(stepped):
        return f"this is {name} after a step of {step:.6g} against its gradient, not the gradient"
    steps = [step * g for g in it.true.numbers] if rate is not None else []
    return f"this is the gradient times the learning rate {rate:.6g}" if steps and it.is_given_by(steps) else None


def _scaled(it: Compared, name: str, rate: float | None) -> str | None:
    if it.claimed.shape != it.true.shape or len(it.true.numbers) < 2:
        return None
    k = it.ratio_to(it.true.numbers)
    return None if k is None or k == 1 else f"every entry is {times(k)}"


def _moves(true: Table) -> Iterator[tuple[str, Table]]:
    """The same numbers in other places, with what that is called."""
    if len(true.shape) == 2 and min(true.shape) > 0:
        turned = true.transposed()
        yield "transposed", turned
        for by in sorted(range(1, true.shape[1]), key=lambda n: min(n, true.shape[1] - n)):
            yield f"its columns are shifted {shifted_by(by, true.shape[1])}", turned.rolled(by).transposed()
        if true.shape[1] > 1:
            yield "its columns stand in the opposite order", turned.reversed().transposed()
    if true.shape and true.shape[0] > 1:
        for by in sorted(range(1, true.shape[0]), key=lambda n: min(n, true.shape[0] - n)):
            what = "rows" if len(true.shape) > 1 else "entries"
            yield f"its {what} are shifted {shifted_by(by, true.shape[0])}", true.rolled(by)
        yield f"its {'rows' if len(true.shape) > 1 else 'entries'} stand in the opposite order", true.reversed()


def _moved(it: Compared, name: str, rate: float | None) -> str | None:
    """Transposed or shifted, perhaps with a factor besides."""
    if len(it.true.numbers) < 2:
        return None
    for told, moved in _moves(it.true):
        if moved.shape == it.claimed.shape and it.is_given_by(moved.numbers):
            return told
    for told, moved in list(_moves(it.true))[:1]:
        if moved.shape == it.claimed.shape and (k := it.ratio_to(moved.numbers)) is not None:
            return f"{told}, and then every entry is {times(k)}"
    flat = it.claimed.shape != it.true.shape and len(it.claimed.numbers) == len(it.true.numbers)
    if flat and it.is_given_by(it.true.numbers):
        return f"the numbers are right, in the shape {it.claimed.shape} in place of {it.true.shape}"
    return None


def _not_summed(it: Compared, name: str, rate: float | None) -> str | None:
    """What broadcasting spread out was not added up again."""
    shape = it.claimed.shape
    for axis in range(len(shape)):
        if len(shape) < len(it.true.shape) or shape[axis] < 2:
            continue
        sums = it.claimed.summed(axis)
        fits = sums.numbers if math.prod(sums.shape) == len(it.true.numbers) else ()
        squeezed = [n for n in sums.shape if n != 1] == [n for n in it.true.shape if n != 1]
        slack = CLOSE * 1e3 * max(map(abs, it.true.numbers), default=0.0) + sum(
            (high - low) / 2 for low, high in zip(it.low, it.high)
        )
        near = bool(fits) and all(abs(a - b) <= slack for a, b in zip(fits, it.true.numbers))
        if squeezed and near and any(it.true.numbers):
            return f"not summed over axis {axis}, along which {name} was broadcast: .sum(axis={axis}) is right"
        means = [x / shape[axis] for x in fits]
        if squeezed and fits and any(means) and all(abs(a - b) <= slack for a, b in zip(means, it.true.numbers)):
            return f"not averaged over axis {axis}: .mean(axis={axis}) is right"
    return None


def _spread(it: Compared, name: str, rate: float | None) -> str | None:
    """A sum or a mean along an axis in every place of it."""
    shape = it.true.shape
    if it.claimed.shape != shape or len(shape) != 2:
        return None
    for axis in (0, 1):
        if shape[axis] < 2:
            continue
        sums = it.true.summed(axis).numbers
        for word, k in (("sum", 1), ("mean", shape[axis])):
            spread = [sums[j if axis == 0 else i] / k for i in range(shape[0]) for j in range(shape[1])]
            if it.is_given_by(spread):
                return f"every entry is the {word} over axis {axis} of the true ones: summed where it should not be"
    return None


def _penalty(it: Compared, name: str, rate: float | None) -> str | None:
    """The gradient of a penalty on the values themselves, left out or added."""
    if it.claimed.shape != it.true.shape or len(it.true.numbers) < 3 or not any(it.data.numbers):
        return None
    off = [a - b for a, b in zip(it.claimed.numbers, it.true.numbers)]
    size, at = max((abs(x), i) for i, x in enumerate(it.data.numbers))
    k = off[at] / it.data.numbers[at] if size else 0.0
    if not k or not it.is_given_by([t + k * w for t, w in zip(it.true.numbers, it.data.numbers)]):
        return None
    return (
        f"what is {'missing' if k < 0 else 'too much'} is {abs(k):.6g} times {name} itself: a penalty on the weights?"
    )


def misfit(name: str, needed: Shape, got: Shape) -> str:
    """That an array has another shape than what it is the gradient of."""
    return f"{name} has the shape {needed}, and so must its gradient; got {got}"
