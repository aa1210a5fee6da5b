"""What the numbers of a side may stand for: rounded to few digits, a wrong one may hide behind the others."""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice, product

from ...value import Value

SHORT, NUMBERS, TRIED = 4, 8, 5_000
"""Numbers of so few digits are looked at, so many on a side, and so many ways of what all of them stand for."""
NODES, LINKS = 200, 3
"""In no larger graphs, along ways of so many local partials at most."""
SAME = 1e-9
"""Two floats that are computed in two ways are the same within this share of themselves."""


def along_ways(order: Sequence[Value], adjoints: Callable[[Value], float]) -> Iterator[float]:
    """The sizes of what stands on ways through a graph: products of local partials in a row, and what they add to an
    adjoint.
    """
    ways: dict[Value, list[float]] = {}
    for node in order if len(order) <= NODES else ():
        links = [(arg, p) for arg, p in zip(node.args, node.partials) if isinstance(arg, Value) and p is not None]
        ways[node] = [p for _, p in links]
        for _ in range(LINKS - 1):
            ways[node] += [p * more for arg, p in links for more in ways.get(arg, ())][: NODES - len(ways[node])]
        yield from map(abs, ways[node])
        yield from (abs(p * adjoints(node)) for _, p in links)


def standing(
    value: Callable[[Sequence[float]], float], meant: Sequence[Sequence[float]], true: float
) -> tuple[float, ...] | None:
    """What the numbers of a side stand for, where some choice of what each may be gives what is true; else None.

    `value` is the side's for given numbers, and `meant` holds what each of them may stand for.
    """
    if math.prod(map(len, meant)) > TRIED:
        return None
    return next((each for each in product(*meant) if math.isclose(value(each), true, rel_tol=SAME)), None)


def misplaced(
    value: Callable[[Sequence[float]], float],
    meant: Sequence[Sequence[float]],
    rounded: Collection[int],
    met: Iterable[float],
    true: float,
) -> tuple[int, float] | None:
    """Which of the `rounded` numbers of a side is not what it should be, and what that is; None where none is known.

    Where no choice of what they may stand for gives what is true, and one number alone can be replaced by something
    that was `met` so that it does, that number is wrong.
    """
    ways = [dict.fromkeys(each) for each in meant]
    if math.prod(len(each) or 1 for each in ways) > TRIED or standing(value, meant, true) is not None:
        return None
    known, found = sorted(met), dict[int, float]()
    for i in rounded:
        if all(each for k, each in enumerate(ways) if k != i):
            for numbers in islice(product(*ways[:i], (0.0,), *ways[i + 1 :]), TRIED):
                belongs = _solved(value, numbers, i, true)
                if belongs is not None and _is_near(belongs, known):
                    found[i] = belongs
    return next(iter(found.items())) if len(found) == 1 else None


def _solved(value: Callable[[Sequence[float]], float], numbers: Sequence[float], i: int, true: float) -> float | None:
    """What number in the i-th place gives what is true, where the side is linear in it."""
    none, one, two = (value((*numbers[:i], x, *numbers[i + 1 :])) for x in (0.0, 1.0, 2.0))
    slope = one - none
    if not slope or not math.isclose(two - one, slope, rel_tol=SAME):
        return None
    return (true - none) / slope


def _is_near(x: float, known: Sequence[float]) -> bool:
    """Whether a number is one of these."""
    return any(math.isclose(x, each, rel_tol=SAME) for each in known)
