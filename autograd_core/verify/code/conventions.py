"""Names on the way that courses give another meaning: dZ as the derivative of a sum where the loss is a mean, or
turned."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ...notation.arrays.arithmetic import is_array, shape_of
from ...notation.arrays.things import Given
from ..tables.table import CLOSE
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict
from .paths import floats_of
from .subjects import Subject, Subjects

Rows = dict[tuple[int, str], tuple[int, Row]]
"""The rows of what lines give, by statement and name, with their line."""


def told_by_convention(subjects: Subjects, rows: Rows, last: Mapping[str, Given], uses: Mapping[str, set[str]]) -> Rows:
    """The same rows, where a wrong name on the way is so many times what it should be, or turned, and every gradient
    that is computed from it is right: then it is a name of its own, and no mistake.
    """
    judged = {name: subjects.subject(name) for _, name in rows}
    wrong = {name for (_, name), (_, row) in rows.items() if row.verdict.kind is Kind.WRONG}
    meant: dict[str, str] = {}
    for name in wrong:
        subject = judged[name]
        words = None if subject is None else _meaning(subjects, subject, last[name])
        if words is None:
            return rows
        meant[name] = words
    right = {name for (_, name), (_, row) in rows.items() if row.verdict.kind.passes and _is_of_leaves(judged[name])}
    if not meant or not all(any(name in _beneath(each, uses) for each in right) for name in meant):
        return rows
    return {key: (number, _told(row, meant[key[1]]) if key[1] in meant else row) for key, (number, row) in rows.items()}


def _told(row: Row, words: str) -> Row:
    return replace(row, verdict=Verdict(Kind.DEFINITION, words), notes=(), suspects=(), parts=(), entries=())


def _is_of_leaves(subject: Subject | None) -> bool:
    """Whether something is the gradient of parameters."""
    if subject is None or subject.y is None:
        return False
    return all(x is None or x.op is None for x in subject.nodes.entries)


def _beneath(name: str, uses: Mapping[str, set[str]]) -> set[str]:
    """The names that something is computed from, by way of others too."""
    found, left = set[str](), [name]
    while left:
        for each in uses.get(left.pop(), set()) - found:
            found.add(each)
            left.append(each)
    return found


def _meaning(subjects: Subjects, subject: Subject, event: Given) -> str | None:
    """What a wrong derivative on the way is instead; None for anything else than a multiple or a transpose of it."""
    if subject.y is None or _is_of_leaves(subject):
        return None
    name, value, true = event.name, event.value, subjects.array(subject)
    partial = f"d{subjects.sheet.truth.shape.name(subject.y)}/d{subject.name}"
    if shape_of(value) != shape_of(true):
        turned = is_array(value) and shape_of(value) == shape_of(true)[::-1] and _same(value.T, true)
        return (
            f"{name} is {partial} transposed, a name of its own; what is computed from it is right" if turned else None
        )
    k = _ratio(floats_of(value), floats_of(true))
    if k is None:
        return None
    times = f"{k:.0f} times" if k > 1 else f"1/{1 / k:.0f} of"
    return f"{name} is {times} {partial}, a name of its own; what is computed from it is right"


def _same(value: object, true: object) -> bool:
    return _off(floats_of(value), floats_of(true), 1.0)


def _off(xs: Sequence[float], ys: Sequence[float], k: float) -> bool:
    """Whether numbers are k times others."""
    size = max(map(abs, ys), default=0.0)
    return bool(size) and all(abs(x - k * y) <= CLOSE * size * k for x, y in zip(xs, ys))


def _ratio(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """The whole number, or one over it, that all numbers are as many times as large by."""
    size, at = max((abs(y), i) for i, y in enumerate(ys))
    k = xs[at] / size * (1 if ys[at] > 0 else -1) if size else 0.0
    if not 0 < k < math.inf:
        return None
    whole = round(k) if k > 1 else 1 / round(1 / k)
    return float(whole) if whole != 1 and _off(xs, ys, whole) else None
