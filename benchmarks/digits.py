"""How much of the time that verdicts take goes into intervals of how many digits: what a faster arithmetic would win.

    python benchmarks/digits.py [--count 500] [--seed 1]

The claims are those of tests/kinds.  A second engine above 240 digits, as python-flint would be, can save no more than
the share that is printed for it.
"""

import argparse
import signal
import time
from collections import Counter
from types import FrameType
from typing import Any

import told  # noqa: F401  # isort: skip  # it finds the tests' bank
from kinds import cases

from autograd_core.namespaces.intervals import Intervals

DEEP = 240
"""From so many digits on another engine might serve."""
EVERY = 0.003
"""So many seconds of the processor's time lie between two looks."""


def digits_at(frame: FrameType | None) -> int | None:
    """How many digits the innermost intervals have that are at work in a frame; None where none are."""
    while frame is not None:
        for name in ("self", "m"):
            if isinstance(m := frame.f_locals.get(name), Intervals) and "digits" in vars(m):  # else it is being made
                return m.digits
        frame = frame.f_back
    return None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    asked = list(cases(chosen.count, chosen.seed))
    looks: Counter[int | None] = Counter()

    def look(number: int, frame: Any) -> None:
        looks[digits_at(frame)] += 1

    signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    start = time.process_time()
    for case in asked:
        case.ask()
    spent = time.process_time() - start
    signal.setitimer(signal.ITIMER_PROF, 0)
    print(f"{len(asked):,} claims of every kind, seed {chosen.seed}: {spent:.1f} s")
    for digits, count in looks.most_common(10):
        print(f"  {count / looks.total():6.1%}  {'no intervals' if digits is None else f'{digits} digits'}")
    deep = sum(count for digits, count in looks.items() if digits is not None and digits >= DEEP)
    print(f"  {deep / looks.total():6.1%}  {DEEP} digits or more, together")


if __name__ == "__main__":
    main()
