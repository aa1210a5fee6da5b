"""What was said of claims, counted and printed: shared by the benchmarks of verdicts."""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))  # the bank is the tests' own
from kinds.cases import Case


class Told(NamedTuple):
    """A case, what was said of it, and in how many milliseconds of the processor."""

    case: Case
    outcome: str
    spent: float = 0.0


def table(rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as they need, the first to the left."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        padded = [
            cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))
        ]
        print("  ".join(padded).rstrip())


def wrongly(told: Sequence[Told], right: bool) -> int:
    """How many right ones are rejected, or wrong ones passed."""
    return sum(each.case.right is right and each.outcome == ("rejected" if right else "passed") for each in told)


def undecided(told: Sequence[Told]) -> int:
    return sum(each.outcome == "open" and each.case.right is not None for each in told)


def median(told: Sequence[Told]) -> str:
    spent = sorted(each.spent for each in told)
    return f"{spent[len(spent) // 2]:.1f} ms" if spent else ""


def timed(case: Any, work: Callable[[], str]) -> Told:
    """What was said of a case, and how long it took."""
    start = time.process_time()
    outcome = work()
    return Told(case, outcome, 1e3 * (time.process_time() - start))


def totals(outcomes: dict[str, list[Told]]) -> list[list[str]]:
    """The last lines of a table of several judges."""
    found = list(outcomes.values())
    return [
        ["all", str(len(found[0])), *(f"{wrongly(each, True)}, {wrongly(each, False)}" for each in found)],
        ["undecided", "", *(str(undecided(each)) for each in found)],
        ["time, median", "", *map(median, found)],
        ["time, longest", "", *(f"{max((e.spent for e in each), default=0.0):.0f} ms" for each in found)],
    ]
