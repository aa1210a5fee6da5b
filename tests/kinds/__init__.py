"""Claims of every kind that ever went wrong, right and wrong, drawn at random.

Each kind is a function that draws one case, right or wrong by flint's power series or by the way it is made; our engine
has no part in the truth.  `python benchmarks/verify.py --claims --count 20000` judges as many as one likes.
"""

import random
from collections.abc import Iterator

from .cases import Case
from .functions import FUNCTIONS
from .lines import LINES
from .numbers import NUMBERS
from .orders import ORDERS
from .sheets import SHEETS

KINDS = (*NUMBERS, *LINES, *FUNCTIONS, *ORDERS, *SHEETS)


def cases(count: int, seed: int) -> Iterator[Case]:
    """So many cases, of each kind as many, half of them right."""
    rng, made = random.Random(seed), 0
    while made < count:
        kind = KINDS[made // 2 % len(KINDS)]
        try:
            case = kind(rng, made % 2 == 0)
        except (ZeroDivisionError, ValueError, OverflowError):  # flint at a kink, or beyond floats
            continue
        if case is not None:
            made += 1
            yield case
