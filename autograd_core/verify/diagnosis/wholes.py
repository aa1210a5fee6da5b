"""The whole result gone wrong: another gradient in its place, or the right one times a number."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ...calculus import gradient
from ...namespaces.floats import Floats
from ...ops import Op
from ...value import Value
from .between import LARGE
from .mistakes import Mistake
from .search import Search
from .telling import Told, Words, said


def other_gradients(search: Search) -> None:
    """The partial of something else."""
    graph = search.graph
    for node in graph.whole:
        if node.label and node is not graph.x and node is not graph.y:
            if node in graph.adjoint:
                search.consider(Mistake.ANOTHER, graph.adjoint[node], _given(graph.y, node), everywhere=False)
            if node in graph.live:
                search.consider(Mistake.ANOTHER, graph.tangent[node], _given(node, graph.x), everywhere=False)


def _given(y: Value, x: Value) -> Told:
    return lambda words, _: f"{words.partial(y, x)} was given for {words.whole}"


@dataclass(frozen=True, slots=True)
class Scale:
    """A number that the whole result may be times too large, and how that is said."""

    by: float
    words: str

    def told(self, words: Words, where: str) -> str:
        """The words for it."""
        return self.words.format(whole=words.whole)


def scales_of(nodes: Iterable[Value]) -> Iterator[Scale]:
    """Twice, a half, and every count and constant of the graph, as one mean too many or too few leaves it."""
    yield Scale(2.0, "{whole} is doubled")
    yield Scale(0.5, "{whole} is halved")
    counts, constants = set(), set()
    for node in nodes:
        if node.op is not None and node.op.variadic:
            counts.add(len(node.args))
        constants |= {abs(float(arg)) for arg in node.args if not isinstance(arg, Value)}
    for n in sorted(counts - {0, 1, 2}):
        yield Scale(n, f"{{whole}} is {n} times too large, as where a mean over {n} is not taken")
        yield Scale(1 / n, f"{{whole}} is divided by {n} once too often, as where a mean is taken twice")
    for c in sorted(constants - {0.0, 1.0, 2.0, 0.5, *map(float, counts)}):
        if math.isfinite(c):
            told = f"{c:.12g}"
            yield Scale(c, f"{{whole}} is multiplied by {told}, which stands in the graph, once more")
            yield Scale(1 / c, f"{{whole}} is divided by {told}, which stands in the graph, once more")


def scales(search: Search) -> None:
    """The whole times 2, times N or 1/N; looked for where no slip in one place gives the same number."""
    for scale in () if search.found else scales_of(search.graph.order):
        search.consider(Mistake.SCALED, scale.by * search.graph.total, scale.told)


class InDegrees(Floats):
    """Floats on a calculator that takes angles for degrees; `asked` where it was asked for the sine of one."""

    def __init__(self) -> None:
        self.asked = False

    def _radians(self, x: Any) -> float:
        self.asked = True
        return math.radians(x)

    # fmt: off
    def sin(self, x: Any) -> Any: return super().sin(self._radians(x))
    def cos(self, x: Any) -> Any: return super().cos(self._radians(x))
    def tan(self, x: Any) -> Any: return super().tan(self._radians(x))
    # fmt: on


@cache
def _takes_an_angle(op: Op) -> bool:
    """Whether a row asks for the sine, cosine or tangent of something."""
    calculator = InDegrees()
    try:
        calculator.evaluate(op.primal, *(0.5 for _ in op.parameters or "x"))
    except Exception:  # a row of somebody's own may raise anything
        return False
    return calculator.asked


def degrees(search: Search) -> None:
    """Every sine and cosine taken of degrees, in values and slopes alike; a large graph is no work of a calculator."""
    ops = {node.op for node in search.graph.order} if len(search.graph.order) <= LARGE else ()
    if any(_takes_an_angle(op) for op in ops if op is not None):
        try:
            wrong = float(gradient(search.graph.y, search.graph.x, over=InDegrees()))
        except Exception:  # as above
            return
        search.consider(Mistake.DEGREES, wrong, said("the angles were taken for degrees"))
