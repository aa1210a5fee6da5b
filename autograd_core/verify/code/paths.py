"""What is added to a derivative, path by path: which path a line adds, and which are missing."""

from collections.abc import Sequence
from typing import Any

from ...graph import adjoints, topological_order
from ...notation.arrays.arithmetic import is_array
from ...notation.arrays.things import Given
from ...value import Value
from ..partials.sheet import Sheet
from ..tables.nests import Nest
from ..tables.table import CLOSE

MANY = 64
"""Arrays of more entries than this are not followed path by path."""


def told_by_path(sheet: Sheet, name: str, nodes: Nest, y: Value, given: Sequence[Given]) -> list[str]:
    """Which path is missing, and which line adds what is none."""
    if len(nodes.entries) > MANY:
        return []
    paths = into(y, nodes)
    terms = _terms(given)
    if not terms or len(paths) < 2:
        return []
    left = dict(paths)
    strange: list[int] = []
    for line, numbers in terms:
        met = next((over for over, path in left.items() if _same(path, numbers)), None)
        if met is not None:
            del left[met]
        elif any(_same(path, numbers) for path in paths.values()):
            return [f"line {line} adds a path a second time"]
        else:
            strange.append(line)
    if strange and len(strange) == len(left) == 1:
        return [f"line {strange[0]} is not the path over {next(iter(left))}"]
    if not strange and left:
        return [f"missing is the path over {' and the one over '.join(left)}"]
    if strange and len(terms) > 1 and len(strange) < len(terms):
        listed = " and ".join(f"line {n}" for n in strange)
        return [f"{listed} {'is' if len(strange) == 1 else 'are'} no path, while {' and '.join(left)} is missing"]
    return []


def into(y: Value, nodes: Nest) -> dict[str, list[float]]:
    """What comes to each entry from every labelled node right above it, or above it over nodes without a label."""
    order = topological_order(y)
    adjoint = adjoints(order)
    found: dict[str, list[float]] = {}
    for i, x in enumerate(nodes.entries):
        if x is None:
            continue
        tangent: dict[Value, float] = {x: 1.0}
        for node in order:
            if node is x:
                continue
            moved = 0.0
            touched = False
            for _, arg, partial in node.inputs():
                if arg in tangent:
                    moved, touched = moved + tangent[arg] * partial, True
            if not touched:
                continue
            if node.label or node is y:
                stem = str(node.label or "the root").partition("[")[0]
                found.setdefault(stem, [0.0] * len(nodes.entries))[i] += adjoint[node] * moved
            else:
                tangent[node] = moved
    return found


def _terms(given: Sequence[Given]) -> list[tuple[int, list[float]]]:
    """What each line adds, with its number; nothing where a line does something else."""
    found: list[tuple[int, list[float]]] = []
    for event in given:
        if event.added is None and not event.whole:
            return []
        if event.added is None:
            found = []
        numbers = floats_of(event.value if event.added is None else event.added)
        if event.added is not None or any(numbers):
            found.append((event.node.lineno, numbers))
    return found


def floats_of(x: Any, count: int = 1) -> list[float]:
    """The entries of an array in floats; of a number, as often as is asked for."""
    entries = x.reshape(-1).tolist() if is_array(x) else [x] * count
    return [float(e.data if isinstance(e, Value) else e) for e in entries]


def _same(path: Sequence[float], numbers: Sequence[float]) -> bool:
    if len(numbers) == 1 and len(path) > 1:
        numbers = list(numbers) * len(path)
    size = max(map(abs, path), default=0.0)
    return len(path) == len(numbers) and all(abs(a - b) <= CLOSE * size for a, b in zip(path, numbers))
