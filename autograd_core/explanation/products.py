"""Products and sums of factors as they are written, and closed forms in the names of nodes."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..chain import MANY, Factor, Path
from ..names import typeset
from ..namespaces.text import LATEX, Text, Written
from ..sympy_text import over
from ..value import Value
from ..writing import latex_name, numeral


def product(path: Path, write: Callable[[Factor], str], times: str, gap: str = "... {:,} more ...") -> str:
    """A product, factor by factor."""
    left_out = gap.format(len(path.factors) - MANY)
    return times.join(write(factor) if factor else left_out for factor in path.ends()) or "1"


def grouped(stages: Sequence[Sequence[Path]], write: Callable[[Path], str], times: str, brackets: str = "({})") -> str:
    """A product of sums."""
    sums = [" + ".join(map(write, stage)).replace("+ -", "- ") for stage in stages]
    return times.join(
        brackets.format(total) if len(stage) > 1 < len(stages) else total for stage, total in zip(stages, sums)
    )


def without_ones(path: Path) -> Path:
    """The path without the factors whose closed form is 1, which nobody writes."""
    kept = tuple(factor for factor in path.factors if factor.formula is None or factor.formula != 1)
    return Path(kept or path.factors[:1])


def has_formula(path: Path) -> bool:
    """Whether any of its factors is known in closed form."""
    return any(factor.formula is not None for factor in path.factors)


def counted(count: float) -> str:
    """How many paths: to the last one, or about, or beyond all counting."""
    if count == math.inf:
        return "more than 10^300"
    return f"{count:,}" if count < 10**15 else f"about {numeral(float(count), 3)}"


def in_names(formula: Any, names: Mapping[Value, Written], m: Text) -> Written:
    """A closed form as text or LaTeX, in the names of nodes."""
    called = {str(name): name for name in names.values()}
    if m is LATEX:
        called = {str(names[node]): name for node, name in typeset(names).items()}

    def written(symbol: Any) -> Written:
        name = called.get(str(symbol))
        if name is not None:
            return Written(m, name.text, name.level)
        return Written(m, latex_name(str(symbol)) if m is LATEX else str(symbol))

    return m.written(over(formula, m, written))
