"""Functions that put the entries of arrays in other places: joined, cut, padded, turned, repeated, masked."""

import math
from collections.abc import Callable
from typing import Any

from ..formulas.expression import FormulaError
from .arithmetic import Budget, each, is_array, shape_of, whole_array

Rule = Callable[..., Any]


def _of_numpy(name: str, *, after: str = "axis") -> Rule:
    """A function that only moves entries, as numpy has it; `dim` is `axis`."""

    def moved(budget: Budget, x: Any, *args: Any, dim: Any = None, **given: Any) -> Any:
        import numpy as np

        if dim is not None:
            given[after] = dim
        arrays = [whole_array(each) for each in x] if isinstance(x, tuple | list) else whole_array(x)
        if name in ("tile", "repeat", "array_split"):
            times = _times([*args, *given.values()] if name == "array_split" else [args, given.get("repeats", 1)])
            budget.spend(times, times * max(1, getattr(arrays, "size", 1)))
        try:
            found = getattr(np, name)(arrays, *args, **given)
        except (ValueError, TypeError, IndexError) as error:
            raise FormulaError(f"{name} does not fit here: {' '.join(str(error).split())[:80]}") from None
        parts = found if isinstance(found, list) else [found]
        budget.spend(sum(part.size for part in parts), max((part.size for part in parts), default=0))
        return tuple(found) if isinstance(found, list) else found

    return moved


def _times(counts: Any) -> int:
    """How many times as many entries there may be, where an array is repeated so often."""
    if is_array(counts) or isinstance(counts, tuple | list):
        listed = counts.reshape(-1).tolist() if is_array(counts) else counts
        return math.prod(max(1, _times(each)) for each in listed[:8])
    return abs(counts) if type(counts) is int else 1


def _padded(budget: Budget, x: Any, widths: Any, mode: Any = "constant", constant_values: Any = 0) -> Any:
    """A frame of zeros, or of another number, around an array."""
    import numpy as np

    if mode != "constant":
        raise FormulaError(f"pad is read with a constant around the array; got mode={mode!r:.20}")
    x = whole_array(x)
    pairs = [(widths, widths)] * x.ndim if type(widths) is int else _pairs(widths, x.ndim)
    if len(pairs) != x.ndim:
        raise FormulaError(f"pad needs a pair of widths for each of {x.ndim} axes; got {len(pairs)}")
    shape = [before + n + after for (before, after), n in zip(pairs, x.shape)]
    budget.spend(math.prod(shape), math.prod(shape))
    found = np.full(shape, constant_values, dtype=object)
    found[tuple(slice(before, before + n) for (before, _), n in zip(pairs, x.shape))] = x
    return found


def _pairs(widths: Any, axes: int) -> list[tuple[int, int]]:
    """The widths of a frame before and after each axis."""
    listed = widths.tolist() if is_array(widths) else widths
    listed = [each.tolist() if is_array(each) else each for each in listed]
    if len(listed) == 2 and all(type(n) is int for n in listed):
        return [(listed[0], listed[1])] * axes
    pairs = [(each, each) if type(each) is int else tuple(each) for each in listed]
    if not all(len(pair) == 2 and all(type(n) is int and n >= 0 for n in pair) for pair in pairs):
        raise FormulaError("pad needs widths that are whole numbers, such as ((1, 1), (1, 1))")
    return pairs


def _torch_pad(budget: Budget, x: Any, widths: Any, mode: Any = "constant", value: Any = 0) -> Any:
    """F.pad: pairs of widths from the last axis to the first."""
    x = whole_array(x)
    listed = list(widths.tolist() if is_array(widths) else widths)
    if len(listed) % 2 or len(listed) > 2 * x.ndim:
        raise FormulaError("F.pad needs two widths for each axis, from the last one on")
    pairs = [(listed[i], listed[i + 1]) for i in range(0, len(listed), 2)]
    return _padded(budget, x, ((0, 0),) * (x.ndim - len(pairs)) + tuple(reversed(pairs)), mode, value)


def _permuted(budget: Budget, x: Any, *axes: Any) -> Any:
    order = tuple(axes[0]) if len(axes) == 1 and (isinstance(axes[0], tuple | list) or is_array(axes[0])) else axes
    return _of_numpy("transpose")(budget, x, tuple(map(int, order)))


def _expanded(budget: Budget, x: Any, *shape: Any) -> Any:
    import numpy as np

    wanted = tuple(shape[0]) if len(shape) == 1 and isinstance(shape[0], tuple | list) else shape
    own = (1,) * (len(wanted) - len(shape_of(x))) + shape_of(x)
    full = tuple(n if m == -1 else m for n, m in zip(own, wanted))
    if not all(type(n) is int and n > 0 for n in full):
        raise FormulaError(f"a shape is made of whole numbers; got {wanted!r:.40}")
    budget.spend(math.prod(full), math.prod(full))
    try:
        return np.broadcast_to(whole_array(x), full).copy()
    except ValueError:
        raise FormulaError(f"an array of shape {shape_of(x)} is not spread to {wanted!r:.40}") from None


def repeated(library: str, budget: Budget, x: Any, counts: tuple[Any, ...], axis: Any) -> Any:
    """x.repeat(2, 3): np.tile(x, (2, 3)) in torch; in numpy, where one count is given, each entry so often."""
    if library == "np" or axis is not None:
        return _of_numpy("repeat")(budget, x, *counts, axis=axis)
    if library != "torch" and len(counts) == 1:
        raise FormulaError("x.repeat(2) is np.tile(x, 2) in torch and np.repeat(x, 2) in numpy: write which")
    return _of_numpy("tile")(budget, x, counts[0] if isinstance(counts[0], tuple) else counts)


def _pieces(budget: Budget, x: Any, parts: Any, axis: Any = 0, dim: Any = None) -> Any:
    """np.split(x, 4, axis=1), also at given places, and the lists of sizes of torch."""
    axis = axis if dim is None else dim
    listed = parts.tolist() if is_array(parts) else list(parts) if isinstance(parts, tuple | list) else parts
    return _of_numpy("split")(budget, x, listed, axis=axis)


def _of_sizes(budget: Budget, x: Any, size: Any, dim: Any = 0) -> Any:
    """x.split(4, dim=1) of torch: pieces of four columns; or of the sizes in a list."""
    x = whole_array(x)
    if not is_array(x) or type(dim) is not int or not -x.ndim <= dim < x.ndim:
        raise FormulaError(f"an array of shape {shape_of(x)} has no axis {dim!r:.20}")
    if type(size) is int and size > 0:
        ends = list(range(size, x.shape[dim], size))
    else:
        sizes = [int(n) for n in (size.tolist() if is_array(size) else size)]
        ends = [sum(sizes[: i + 1]) for i in range(len(sizes) - 1)]
    return _of_numpy("split")(budget, x, ends, axis=dim)


def _chunks(budget: Budget, x: Any, parts: Any, dim: Any = 0, axis: Any = None) -> Any:
    """x.chunk(3): pieces of one length, of which the last may be shorter."""
    dim = dim if axis is None else axis
    shape = shape_of(x)
    if type(parts) is not int or parts < 1 or type(dim) is not int or not -len(shape) <= dim < len(shape):
        raise FormulaError(f"chunk needs how many pieces, and an axis of the shape {shape}")
    return _of_sizes(budget, x, max(1, -(-shape[dim] // parts)), dim)


def _triangle(name: str) -> Rule:
    return lambda budget, x, k=0, diagonal=None: _of_numpy(name)(budget, x, k if diagonal is None else diagonal)


def _masked_fill(budget: Budget, x: Any, mask: Any, value: Any) -> Any:
    return each(lambda e, hidden: value if hidden else e, budget, x, mask)


def _like(value: float) -> Rule:
    def like(budget: Budget, x: Any, given: Any = None) -> Any:
        import numpy as np

        budget.spend(x.size, x.size)
        return np.full(shape_of(x), value if given is None else given, dtype=object)

    return like


def shape_given(shape: tuple[Any, ...]) -> Any:
    """A shape that was given as one tuple or number by number."""
    return tuple(shape[0]) if len(shape) == 1 and isinstance(shape[0], tuple | list) else shape


def _stacked(how: str) -> Callable[..., Any]:
    def stack(budget: Budget, parts: Any, axis: Any = 0, dim: Any = None) -> Any:
        import numpy as np

        arrays = [np.asarray(whole_array(x), dtype=object) for x in parts]
        budget.spend(sum(a.size for a in arrays), sum(a.size for a in arrays))
        try:
            return getattr(np, how)(arrays, axis=axis if dim is None else dim)
        except (ValueError, TypeError):
            raise FormulaError(
                f"arrays of the shapes {', '.join(str(a.shape) for a in arrays)} are not joined"
            ) from None

    return stack


def reshaped(budget: Budget, x: Any, *shape: Any) -> Any:
    """The same entries in another shape, which change with those of the array, as in numpy and torch."""
    shape = shape_given(shape)
    try:
        return (x if is_array(x) else whole_array(x)).reshape(shape)
    except (ValueError, TypeError):
        raise FormulaError(f"an array of shape {shape_of(x)} has no shape {shape!r:.40}") from None


def transposed(budget: Budget, x: Any, *axes: Any) -> Any:
    """The axes the other way round, or in the order that is given."""
    if not is_array(x):
        return x
    axes = shape_given(axes)
    try:
        return x.transpose(axes) if axes else x.T
    except (ValueError, TypeError):
        raise FormulaError(f"an array of shape {x.shape} is not transposed by {axes!r:.40}") from None


def _unsqueezed(budget: Budget, x: Any, axis: Any = None, dim: Any = None) -> Any:
    import numpy as np

    axis = dim if axis is None else axis
    try:
        return np.expand_dims(whole_array(x), axis)
    except (ValueError, TypeError):
        raise FormulaError(f"an array of shape {shape_of(x)} has no place for an axis {axis!r:.20}") from None


def _squeezed(budget: Budget, x: Any, axis: Any = None, dim: Any = None) -> Any:
    import numpy as np

    axis = dim if axis is None else axis
    try:
        return np.squeeze(x, axis)
    except (ValueError, TypeError):
        raise FormulaError(f"an array of shape {shape_of(x)} has no axis {axis!r:.20} of length 1") from None


REARRANGED: dict[str, Rule] = {
    **{name: _stacked("concatenate") for name in ("concatenate", "cat", "concat")}, "stack": _stacked("stack"),
    "reshape": reshaped, "transpose": transposed, "expand_dims": _unsqueezed, "unsqueeze": _unsqueezed,
    "squeeze": _squeezed,
    **{name: _of_numpy(name) for name in (
        "hstack", "vstack", "column_stack", "dstack", "tile", "repeat", "flip", "roll", "swapaxes", "moveaxis",
        "rollaxis", "atleast_1d", "atleast_2d", "array_split", "fliplr", "flipud", "rot90", "take",
    )},
    "split": _pieces, "chunk": _chunks, "permute": _permuted, "expand": _expanded, "broadcast_to": _expanded,
    "pad": _padded, "triu": _triangle("triu"), "tril": _triangle("tril"), "masked_fill": _masked_fill,
    "full_like": _like(0), "empty_like": _like(0),
}  # fmt: skip

MOVING: dict[str, Rule] = {name: REARRANGED[name] for name in (
    "reshape", "transpose", "unsqueeze", "squeeze", "chunk", "permute", "expand", "swapaxes", "triu", "tril",
    "masked_fill", "flip", "roll", "take",
)} | {
    "split": _of_sizes, "expand_as": lambda budget, x, y: _expanded(budget, x, *shape_of(y)),
    "swapdims": REARRANGED["swapaxes"],
}  # fmt: skip
"""The same as methods; split is a method in torch alone."""

TORCH: dict[str, Rule] = {"pad": _torch_pad, "split": _of_sizes}
"""Functions that torch has under the name of another function of numpy."""
