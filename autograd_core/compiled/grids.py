"""A program at every point of a grid, for pictures of a surface."""

import math
from collections.abc import Iterator
from itertools import count
from typing import Any

from ..arguments import public
from ..namespaces import number
from ..trees import leaves, tree_map
from .arguments import numbered
from .engines import present
from .program import Program

POINTS = 50_000
"""So many are computed at once; memory is bounded by them, beside the answer."""


@public
def sweep(program: Program, grid: Any, *, progress: bool = True) -> Any:
    """The value of a program at every point of a grid: an array with a dimension for each axis, in their order.

    `grid` holds what each argument goes over: an axis, which is a list, a range or an array of numbers; a number, which
    stays, and has no dimension; or a list of these for an argument that is a list.  It is a dict where the arguments
    have names.  A program of several outputs gives their nest of arrays.  A bar shows `progress` on a terminal, where
    tqdm is installed and there is something to wait for.

    >>> from autograd_core import compile, sweep
    >>> sweep(compile(lambda x, y: x * y), [[1.0, 2.0, 3.0], [10.0, 20.0]]).tolist()
    [[10.0, 20.0], [20.0, 40.0], [30.0, 60.0]]

    Raises TypeError for what is no program or no grid, ValueError for an axis of nothing, ImportError without NumPy.
    """
    if not isinstance(program, Program):
        raise TypeError(f"sweep needs a program, as compile(f) gives it; got {program!r:.60}")
    if not isinstance(grid, list | tuple | dict):
        raise TypeError(f"a grid is a list with an axis or a number for each argument; got {grid!r:.60}")
    if not present("numpy"):
        raise ImportError("sweep needs numpy, which is not installed: pip install numpy")
    import numpy

    axes = {k: _axes(x) for k, x in grid.items()} if isinstance(grid, dict) else [_axes(x) for x in grid]
    shape = tuple([len(axis) for axis in leaves(axes) if axis.ndim])
    points = math.prod(shape)
    nest: Any = None
    answers: list[Any] = []
    for start in _with_bar(range(0, points, POINTS), points, progress):
        stop = min(start + POINTS, points)
        places = iter(numpy.unravel_index(numpy.arange(start, stop), shape) if shape else ())
        here = tree_map(lambda axis, at=places: axis[next(at)] if axis.ndim else float(axis), axes)
        found = program.value(**here) if isinstance(here, dict) else program.value(*here)
        if nest is None:
            nest = numbered(found, count())
            answers = [numpy.empty(points) for _ in leaves(found)]
        for answer, part in zip(answers, leaves(found), strict=True):
            answer[start:stop] = part
    return tree_map(lambda i: answers[i].reshape(shape), nest)


def _axes(x: Any) -> Any:
    """An argument's axes, as arrays of one dimension; a number as an array of none."""
    import numpy

    if isinstance(x, dict):
        return {key: _axes(each) for key, each in x.items()}
    if isinstance(x, list | tuple) and any(isinstance(each, _NESTS) or getattr(each, "ndim", 0) for each in x):
        return [_axes(each) for each in x]
    if hasattr(x, "dtype") or hasattr(x, "typecode"):
        axis = numpy.asarray(x)
        if axis.dtype.kind not in "fiu" or axis.ndim > 1:
            raise TypeError(f"an axis of a grid is an array of real numbers in one dimension; got {x!r:.60}")
    else:
        each = [number(v, "a grid") for v in x] if isinstance(x, _NESTS) else number(x, "a grid")
        axis = numpy.asarray(each, float)
    if axis.size == 0:
        raise ValueError("an axis of a grid needs at least one number; got none")
    return axis.astype(float)


_NESTS = (list, tuple, dict, range)


def _with_bar(starts: range, points: int, progress: bool) -> Iterator[int]:
    """The starts, with a bar on a terminal where tqdm is installed."""
    try:
        from tqdm import tqdm
    except ImportError:
        yield from starts
        return
    with tqdm(total=points, unit="point", unit_scale=True, delay=1, disable=None if progress else True) as bar:
        for start in starts:
            yield start
            bar.update(min(starts.step, points - start))
