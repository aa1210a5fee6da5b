"""A sheet of several exercises, each about a y of its own: 1. y = x^x, 2. y = ln x."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..formulas.labels import NAME
from .equations import sides
from .lines import Statement, statements
from .surroundings import bare

_ITEMS = (
    re.compile(r"[#*>\s]*(?:problem|exercise|question|task|ex|q)\.?\s*[0-9]{1,3}\b", re.IGNORECASE),
    re.compile(r"\s*(?:[-*]\s+)?\(?[0-9]{1,2}[.)](?=\s)"),
    re.compile(r"\s*(?:[-*]\s+)?\(?[a-h]\)(?=\s)"),
)
"""What exercises begin with: Problem 1, 1., (a)."""
_MOST = 100
"""A sheet has no more exercises than this."""
_GIVEN = re.compile(rf"(?P<name>{NAME.pattern})(?:\s*\([^()=]+\))?")
_LETTER = re.compile(r"[^\W\d_]")


class Exercise(NamedTuple):
    """The sheet with nothing but one exercise in it, and what all of them share; and which lines are its own."""

    text: str
    own: range
    anew: str
    """What it defines that another exercise has defined before."""


def exercises(text: str) -> list[Exercise]:
    """The exercises of a sheet, where some item after the first gives a new formula to what one before has defined.

    Each item that does has more statements than this one: in a derivation by numbered steps they do not.
    """
    lines = text.splitlines()
    for item in _ITEMS:
        starts = [i for i, line in enumerate(lines) if item.match(line)]
        if not 1 < len(starts) <= _MOST:
            continue
        blocks = [range(start, stop) for start, stop in zip(starts, [*starts[1:], len(lines)])]
        said = [list(statements("\n".join(lines[block.start : block.stop]))) for block in blocks]
        heads = [_head(each) for each in said]
        anew = [i for i, head in enumerate(heads) if head is not None and head in heads[:i]]
        if anew and all(len(said[i]) > 1 for i, head in enumerate(heads) if head in [heads[k] for k in anew]):
            firsts = [0, *anew]
            parts = [
                range(blocks[i].start, stop) for i, stop in zip(firsts, [*(blocks[k].start for k in anew), len(lines)])
            ]
            return [_alone(lines, parts, k, starts[0], heads[firsts[k]] if k else None) for k in range(len(parts))]
    return []


def _head(said: list[Statement]) -> str | None:
    """The name to which an item gives a formula, after no more than numbers; None where it gives none."""
    for statement in said:
        left, *rest = sides(statement.text)
        found = _GIVEN.fullmatch(left)
        if found is None or len(rest) != 1:
            return None
        if _LETTER.search(rest[0]):
            return found["name"]
    return None


def _alone(lines: list[str], parts: list[range], k: int, first: int, anew: str | None) -> Exercise:
    """One exercise, with what stands above all of them, and the numbers that those before give to names."""
    own = range(parts[0].stop) if k == 0 else parts[k]
    given = {name for name, _ in _numbers(lines, own)} if k else set()
    kept = {i for part in parts[:k] for _, i in _numbers(lines, part)}.union(range(first))
    kept -= {i for name, i in _numbers(lines, range(own.start)) if name in given}
    text = "\n".join(line if i in own or i in kept else "" for i, line in enumerate(lines))
    return Exercise(text, range(own.start + 1, own.stop + 1), anew or "")


def _numbers(lines: list[str], part: range) -> Iterator[tuple[str, int]]:
    """The names that lines of their own give a number, and these lines."""
    for i in part:
        left, *rest = sides(bare(lines[i]))
        if len(rest) == 1 and NAME.fullmatch(left.strip()) and not _LETTER.search(rest[0]):
            yield left.strip(), i
