"""What rounding may have done to a gradient: a running error analysis of the graph's own two sweeps.

Each number carries a bound on how far it may be from the true one, when every operation is rounded to so many bits:
`x` is computed, `off` the bound.  What an op does to the bounds of its arguments is read from its row.
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from ...calculus import edges_once, edges_over
from ...collecting import uncollected
from ...graph import adjoints, replay, topological_order
from ...namespaces import FLOATS, Namespace
from ...ops import OPS, Op
from ...value import Value
from .enclosures import Enclosures
from .scatter import Scatter

FUNCTIONS, FEWER = 8, {24: 4, 11: 2, 8: 2}
"""A function such as exp or lgamma is taken to be right to so many roundings; to fewer in few bits, where it is worked
out in more."""
NEAR_ZERO: Mapping[str, Callable[..., float]] = {
    **dict.fromkeys(("lgamma", "digamma", "polygamma"), lambda *xs: 1.0),
    "sinc_derivative": lambda n, x: min(math.pi**n, 1e50),
}
"""Functions whose error beside their own zeros is measured by what they are made of: the size of that."""
KNOWN = 10_000
"""So many plain numbers are remembered."""
WIDE = 1e-8
"""A number whose bound is larger than this share of it is followed to both of its ends."""


class Near:
    """A number that was computed, and how far off it may be."""

    __slots__ = ("m", "off", "x")

    def __init__(self, m: "Rounding", x: float, off: float) -> None:
        self.m, self.x = m, x
        self.off = off if off == off and x - x == 0 else math.inf  # x is finite

    def __add__(self, other: Any) -> "Near":
        b = other if type(other) is Near else self.m.number(other)
        x, off = self.x + b.x, self.off + b.off
        return Near(self.m, x, off + self.m.unit * abs(x) if off or not self.m.whole(self.x, b.x, x) else 0.0)

    def __sub__(self, other: Any) -> "Near":
        b = other if type(other) is Near else self.m.number(other)
        x, off = self.x - b.x, self.off + b.off
        return Near(self.m, x, off + self.m.unit * abs(x) if off or not self.m.whole(self.x, b.x, x) else 0.0)

    def __mul__(self, other: Any) -> "Near":
        if type(other) is float and other == 1.0:
            return self  # which rounds nothing
        m = self.m
        b = other if type(other) is Near else m.number(other)
        x, off = self.x * b.x, abs(self.x) * b.off + abs(b.x) * self.off + self.off * b.off
        if off:
            return Near(m, x, off + m.unit * abs(x) + m.smallest)
        is_zero = self.x == 0 == self.off or b.x == 0 == b.off  # what is multiplied by 0 is 0
        return Near(m, x, 0.0 if is_zero or m.whole(self.x, b.x, x) else m.rounded(x))

    def __truediv__(self, other: Any) -> "Near":
        b = self.m.number(other)
        x = FLOATS.evaluate(OPS["div"].primal, self.x, b.x)
        if not abs(b.x) > b.off:
            return Near(self.m, x, math.inf)
        return Near(self.m, x, (self.off + abs(x) * b.off) / (abs(b.x) - b.off) + self.m.rounded(x))

    # fmt: off
    def __neg__(self) -> "Near": return Near(self.m, -self.x, self.off)
    def __radd__(self, other: Any) -> "Near": return self.__add__(other)
    def __rsub__(self, other: Any) -> "Near": return self.m.number(other).__sub__(self)
    def __rmul__(self, other: Any) -> "Near": return self.__mul__(other)
    def __rtruediv__(self, other: Any) -> "Near": return self.m.number(other).__truediv__(self)
    def __pow__(self, other: Any) -> "Near": return self.m.function(OPS["pow"], self, other)
    def __rpow__(self, other: Any) -> "Near": return self.m.function(OPS["pow"], other, self)
    def __mod__(self, other: Any) -> "Near": return self.m.function(OPS["mod"], self, other)
    def __rmod__(self, other: Any) -> "Near": return self.m.function(OPS["mod"], other, self)
    def __floordiv__(self, other: Any) -> "Near": return self.m.function(OPS["floordiv"], self, other)
    def __rfloordiv__(self, other: Any) -> "Near": return self.m.function(OPS["floordiv"], other, self)
    def __lt__(self, other: Any) -> bool: return self.x < self.m.number(other).x
    def __le__(self, other: Any) -> bool: return self.x <= self.m.number(other).x
    def __gt__(self, other: Any) -> bool: return self.x > self.m.number(other).x
    def __ge__(self, other: Any) -> bool: return self.x >= self.m.number(other).x
    def __eq__(self, other: object) -> bool: return self.x == self.m.number(other).x
    def __ne__(self, other: object) -> bool: return self.x != self.m.number(other).x
    # fmt: on
    __hash__ = object.__hash__


class Rounding(Namespace):
    """Numbers of so many bits, each with a bound on its error."""

    name = "ROUNDING"
    where = staticmethod(FLOATS.where)

    def __init__(self, bits: int = 53, by_hand: bool = False, floats: bool = False) -> None:
        self.by_hand, self.floats = by_hand, floats
        self._numbers: dict[float, Near] = {}
        self.functions = FEWER.get(bits, FUNCTIONS)
        self.unit, self.largest = 2.0**-bits, 2.0**bits
        self.smallest = 5e-324 if bits >= 53 else 2.0**-24 if bits == 11 else 2.0**-149

    @property
    def pi(self) -> Any:
        return self.number(math.pi)

    def rounded(self, x: float) -> float:
        """What the rounding of one result may come to."""
        return self.unit * abs(x) + self.smallest

    def number(self, x: Any) -> Near:
        """A plain number, which may be the decimal that it prints as, or with `floats` is the float that it is."""
        if type(x) is Near:
            return x
        if type(x) is float and (known := self._numbers.get(x)) is not None:
            return known
        try:
            x = float(x)
        except OverflowError:
            x = math.copysign(math.inf, x)
        found = Near(self, x, 0.0 if self.floats or self.whole(x) else self.unit * abs(x))
        if x and len(self._numbers) < KNOWN:  # 0.0 and -0.0 are one key
            self._numbers[x] = found
        return found

    def whole(self, *xs: float) -> bool:
        """Whether these are integers, so that sums and products of them are not rounded."""
        for x in xs:  # noqa: SIM110  # all() of as much takes three times as long
            if not (x.is_integer() and -self.largest < x < self.largest):
                return False
        return True

    def __getattr__(self, letter: str) -> Any:
        if letter not in OPS:
            return super().__getattr__(letter)
        op = OPS[letter]
        return lambda *args: self.function(op, *args)

    def function(self, op: Op, *args: Any) -> Near:
        """An op of the table: its partials carry the bounds of its arguments to its own."""
        inputs = [self.number(arg) for arg in args]
        xs = [near.x for near in inputs]
        y = float(FLOATS.evaluate(op.primal, *xs))
        off = 0.0
        for i, near in enumerate(inputs):
            if near.off:
                off += self._carried(op, xs, i, near.off, y)
        near_zero = self.unit * NEAR_ZERO[op.name](*xs) if op.name in NEAR_ZERO else 0.0
        return Near(self, y, off + self.functions * (self.rounded(y) + near_zero))

    @staticmethod
    def _carried(op: Op, xs: list[float], position: int, off: float, y: float) -> float:
        """What the error of one argument does to the value."""
        wanted = [i == position for i in range(len(xs))]

        def slope(x: float) -> float:
            at = [x if i == position else other for i, other in enumerate(xs)]
            value = y if x == xs[position] else FLOATS.evaluate(op.primal, *at)
            found = FLOATS.evaluate(op.local_partials, value, at, wanted, wanted)[position]
            return abs(float(found))

        x = xs[position]
        if off <= WIDE * abs(x) and not op.kink:  # a step has no slope, and is taken all the same
            return slope(x) * off * (1 + 1e-6)
        ends = [x - off, x + off]
        moved = [
            abs(FLOATS.evaluate(op.primal, *[end if i == position else other for i, other in enumerate(xs)]) - y)
            for end in ends
        ]
        steep = [slope(end) * off for end in (x, *ends)]
        return max(math.inf if z != z else z for z in (*moved, *steep))

    def sinc(self, x: Any) -> Near:
        return self.function(OPS["sinc"], x)

    def sinc_derivative(self, n: Any, x: Any) -> Near:
        return self.function(OPS["sinc_derivative"], n, x)

    def abs(self, x: Any) -> Near:
        near = self.number(x)
        return Near(self, abs(near.x), near.off)

    def sign(self, x: Any) -> Near:
        near = self.number(x)
        return Near(self, FLOATS.sign(near.x), 0.0 if abs(near.x) > near.off or not near.off else 2.0)

    def maximum(self, *xs: Any) -> Near:
        return self._chosen(FLOATS.maximum, xs)

    def minimum(self, *xs: Any) -> Near:
        return self._chosen(FLOATS.minimum, xs)

    def _chosen(self, choose: Callable[..., float], xs: tuple[Any, ...]) -> Near:
        inputs = [self.number(x) for x in xs]
        y = choose(*(near.x for near in inputs))
        return Near(self, y, max(near.off for near in inputs if not abs(near.x - y) > near.off + inputs[0].off))

    def sum(self, *xs: Any) -> Near:
        inputs = [self.number(x) for x in xs]
        size = math.fsum(abs(near.x) for near in inputs) if inputs else 0.0
        y = FLOATS.sum(*(near.x for near in inputs))
        return Near(self, y, sum(near.off for near in inputs) + len(inputs) * self.unit * size)


class Roundings:
    """The bounds on everything beneath a root, swept once for every precision that is asked for."""

    def __init__(self, truth: Enclosures) -> None:
        self.truth = truth
        self.scatter = Scatter(truth)
        """What rounding does when it is tried, for where bounds tell nothing."""
        self._values: dict[tuple[int, bool], dict[Any, Any]] = {}
        self._edges: dict[tuple[int, bool, bool], dict[Any, Sequence[Any]]] = {}
        self._adjoints: dict[tuple[int, bool, bool, Value, Value | None], dict[Any, Any]] = {}

    def partial(self, y: Value, x: Value, bits: int, by_hand: bool = False, floats: bool = False) -> Near:
        """dy/dx as it is computed in numbers of so many bits; `by_hand` with partials as people write them, 1 - y^2;
        `floats` beside what is true of the very floats.
        """
        m = Rounding(bits, by_hand, floats)
        self.values(bits, floats)
        held = self.truth.held_between(y, x)
        key = bits, by_hand, floats, y, x if held else None
        if key not in self._adjoints:
            order = topological_order(y, held) if held else self.truth.shape.beneath(y)
            with uncollected():
                self._adjoints[key] = adjoints(order, m.number(1), self._edges_over(m, bits, held))
        return m.number(self._adjoints[key].get(x, 0))

    def values(self, bits: int = 53, floats: bool = False) -> Mapping[Any, Near]:
        """Every node as it is computed in numbers of so many bits."""
        if (bits, floats) not in self._values:
            m = Rounding(bits, floats=floats)
            leaves = {node: m.number(node.data) for node in self.truth.order if node.op is None}
            with uncollected():
                self._values[bits, floats] = replay(
                    self.truth.order, leaves, lambda node, inputs: m.number(m.apply(node.op, *inputs)), m.number
                )
        return self._values[bits, floats]

    def _edges_over(self, m: Rounding, bits: int, held: Collection[Value]) -> Callable[[Any], Sequence[Any]]:
        """The arguments of a node with their partials; what people write as the table does is worked out once."""
        values = self._values[bits, m.floats]
        over = edges_over(m, values.__getitem__, values, held)
        if held:
            return over
        plain, written = (
            edges_once(over, self._edges.setdefault((bits, hand, m.floats), {})) for hand in (False, m.by_hand)
        )

        def edges(node: Any) -> Sequence[Any]:
            return written(node) if node.op is not None and node.op.has_form_by_hand else plain(node)

        return edges
