"""Samples by the million: read in chunks, computed by whatever runs tasks, and given back or summed in their order."""

import pickle
import threading
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Future
from functools import partial, reduce
from itertools import chain, count, islice
from operator import add
from typing import Any

from ..arguments import check_executor
from ..namespaces import number
from ..trees import leaves, tree_map
from ..value import Value
from .arguments import numbered, shape_of
from .engines import present

CHUNK = 1_000
"""So many samples are a task; fewer would not be worth what a task costs."""
AHEAD = 64
"""So many chunks are read ahead of the one whose results are wanted; memory is bounded by them."""

ByName = Callable[[Any], bool]
"""Whether a sample holds the arguments by their names."""

Group = tuple[list[int], tuple[Any, ...], dict[str, Any]]
"""Samples of one shape: where they stand in their chunk, and the arguments of all of them in arrays."""


def mapped(program: Any, samples: Iterable[Any], executor: Any, chunk: int, by_name: ByName) -> Iterator[Any]:
    """The value at each sample, in order; see `Program.map`."""
    chunks = _chunks(samples, executor, chunk)

    def each() -> Iterator[Any]:
        for results in _computed(_values, program, chunks, executor, by_name):
            yield from results

    return each()


def reduced(program: Any, samples: Iterable[Any], executor: Any, chunk: int, by_name: ByName) -> tuple[Any, Any]:
    """The sums of values and of gradients, added up chunk by chunk; see `Program.reduce`."""
    total: Any = None
    for found in _computed(_sums, program, _chunks(samples, executor, chunk), executor, by_name):
        total = found if total is None else tree_map(add, total, found)
    if total is None:
        raise ValueError("reduce needs at least one sample; got none")
    return total[0], total[1]


def totalled(program: Any, args: tuple[Any, ...], executor: Any, chunk: int) -> tuple[Any, Any]:
    """Values of all samples and the sum of their gradients; see `Program.value_and_total_gradient`."""
    _check(executor, chunk)
    samples = next((len(x) for arg in reversed(args) for x in leaves(arg) if _is_column(x)), 0)
    if samples <= chunk and executor is None:
        both: tuple[Any, Any] = program.total_of_chunk(args, {})
        return both
    parts = ((min(chunk, samples - i), _part(args, i, i + chunk)) for i in range(0, max(samples, 1), chunk))
    found = list(_done(_total, program, parts, executor))
    values, gradients = zip(*found)
    return tree_map(_joined, *values), reduce(partial(tree_map, add), gradients)


# ── chunks ───────────────────────────────────────────────────────────────────────────────────────


def _chunks(samples: Iterable[Any], executor: Any, chunk: int) -> Iterator[list[Any]]:
    _check(executor, chunk)
    if not isinstance(samples, Iterable):
        raise TypeError(f"samples must be a list, a generator or another iterable; got {samples!r:.60}")
    going = iter(samples)
    return iter(lambda: list(islice(going, chunk)), [])


def _check(executor: Any, chunk: Any) -> None:
    if not isinstance(chunk, int) or isinstance(chunk, bool) or chunk < 1:
        raise ValueError(f"chunk must be a whole number of samples, at least 1; got {chunk!r:.60}")
    if executor is not None:
        check_executor(executor)


def _computed(
    work: Callable[[Any, int, list[Group]], Any],
    program: Any,
    chunks: Iterator[list[Any]],
    executor: Any,
    by_name: ByName,
) -> Iterator[Any]:
    """The work on each chunk of samples, in order."""
    return _done(work, program, ((len(samples), _grouped(samples, by_name)) for samples in chunks), executor)


def _done(
    work: Callable[[Any, int, Any], Any], program: Any, chunks: Iterator[tuple[int, Any]], executor: Any
) -> Iterator[Any]:
    """The work on each chunk, in order, with at most AHEAD chunks in flight."""
    if executor is None:
        for samples, given in chunks:
            yield work(program, samples, given)
        return
    pickled = _pickled(program)
    flying: deque[tuple[int, Future[Any]]] = deque()
    done = 0
    try:
        while True:
            for samples, given in islice(chunks, AHEAD - len(flying)):
                flying.append((samples, executor.submit(_task, work, pickled, samples, given)))
            if not flying:
                return
            found = flying[0][1].result()
            done += flying.popleft()[0]
            yield found
    except Exception as error:
        if not isinstance(error, BrokenExecutor | CancelledError) and type(error).__name__ != "KilledWorker":
            raise
        raise RuntimeError(
            f"the executor broke after {done:,} samples were done: a worker of it was killed, or it was closed; "
            f"start another and go on from sample {done:,} (counted from 0)"
        ) from error
    finally:
        for _, future in flying:
            future.cancel()


# ── what a worker does ───────────────────────────────────────────────────────────────────────────

_KEPT = threading.local()
"""In each thread of a worker the program it ran last, so that its kernels are made ready once."""


def _pickled(program: Any) -> bytes:
    try:
        return pickle.dumps(program)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise TypeError(
            "this program can't be sent to a worker, since its function is not at the top level of a module; define "
            f"it there, or compile a recorded graph ({error})"
        ) from error


def _task(work: Callable[..., Any], pickled: bytes, samples: int, given: Any) -> Any:
    if getattr(_KEPT, "pickled", None) != pickled:
        _KEPT.program, _KEPT.pickled = pickle.loads(pickled), pickled
    return work(_KEPT.program, samples, given)


def _values(program: Any, samples: int, groups: list[Group]) -> list[Any]:
    results: list[Any] = [None] * samples
    for places, args, named in groups:
        found = program.value(*args, **named)
        nest = numbered(found, count())
        for place, row in zip(places, zip(*[_column(x, len(places)) for x in leaves(found)])):
            results[place] = tree_map(row.__getitem__, nest)
    return results


def _total(program: Any, samples: int, args: tuple[Any, ...]) -> tuple[Any, Any]:
    both: tuple[Any, Any] = program.total_of_chunk(args, {})
    return both


def _sums(program: Any, samples: int, groups: list[Group]) -> Any:
    total: Any = None
    for places, args, named in groups:
        summed = partial(_sum, samples=len(places))
        if any(map(_is_column, leaves([args, named]))):
            values, gradient = program.total_of_chunk(args, named)
            found = [tree_map(summed, values), gradient]
        else:
            found = tree_map(summed, [*program.value_and_gradient(*args, **named)])
        total = found if total is None else tree_map(add, total, found)
    return total


def _column(x: Any, samples: int) -> list[float]:
    """A number for each sample, of an array of them or of one that all share."""
    if getattr(x, "ndim", 0) or hasattr(x, "typecode"):
        numbers: list[float] = x.tolist()
        return numbers
    return [float(x)] * samples


def _sum(x: Any, samples: int) -> float:
    """In an order that only the number of samples decides: NumPy's, or from first to last where there is none."""
    if present("numpy"):
        import numpy

        return float(numpy.ascontiguousarray(numpy.broadcast_to(x, samples)).sum())
    return reduce(add, _column(x, samples))


def _is_column(x: Any) -> bool:
    return type(x) is not float and (getattr(x, "ndim", 0) > 0 or hasattr(x, "typecode"))


def _part(args: Any, start: int, stop: int) -> Any:
    """The samples from `start` to before `stop` of a nest of arrays; numbers are shared by all."""
    return tree_map(lambda x: x[start:stop] if _is_column(x) else x, args)


def _joined(*parts: Any) -> Any:
    """An array of the samples of all parts; a number where all share it."""
    if isinstance(parts[0], array):
        return array("d", chain.from_iterable(parts))
    if not _is_column(parts[0]):
        return parts[0]
    import numpy

    return numpy.concatenate(parts)


# ── samples as arrays ────────────────────────────────────────────────────────────────────────────


def _grouped(samples: list[Any], by_name: ByName) -> list[Group]:
    """The samples of each shape together, as arrays; one by one where NumPy is not installed."""
    calls = [_call(sample, by_name) for sample in samples]
    apart, shapes = not present("numpy"), {}
    together: dict[Any, list[int]] = {}
    for i, (args, named) in enumerate(calls):
        for x in [*args, *named.values()]:
            if id(x) not in shapes:  # what many samples share is looked at once
                shapes[id(x)] = shape_of(x)
        shape = tuple([shapes[id(x)] for x in args]), tuple([(name, shapes[id(x)]) for name, x in named.items()])
        together.setdefault(i if apart else shape, []).append(i)
    groups = []
    for places in together.values():
        args, named = calls[places[0]] if apart else _stacked([calls[i] for i in places])
        groups.append((places, args, named))
    return groups


def _call(sample: Any, by_name: ByName) -> tuple[Any, dict[str, Any]]:
    """A sample as the arguments of a call: a tuple of them, a dict where they have names, or else the only one."""
    if by_name(sample):
        return (), {name: _plain(x) for name, x in sample.items()}
    return tuple(map(_plain, sample)) if isinstance(sample, tuple) else (_plain(sample),), {}


def _plain(x: Any) -> Any:
    return x.tolist() if hasattr(x, "tolist") else x


def _stacked(calls: list[Any]) -> Any:
    """Nests of numbers of one shape as one nest of arrays; what all of them hold in common stays numbers."""
    first = calls[0]
    if isinstance(first, list | tuple | dict) and all(call is first for call in calls):
        return first
    if isinstance(first, list | tuple):
        branches = [_stacked(list(branch)) for branch in zip(*calls, strict=True)]
        return branches if isinstance(first, list) else tuple(branches)
    if isinstance(first, dict):
        return {key: _stacked([call[key] for call in calls]) for key in first}
    import numpy

    for x in calls:
        if isinstance(x, Value):
            raise TypeError(f"a sample holds numbers; got {x!r}: give its .data")
    return numpy.array([x if type(x) is float else number(x, "a sample") for x in calls])
