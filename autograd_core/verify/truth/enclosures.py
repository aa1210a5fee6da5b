"""A graph over intervals: enclosures of its values and partials, to as many digits as a question needs."""

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import cached_property
from typing import Any

from ...calculus import edges_once, edges_over, gradient
from ...clock import time_is_up
from ...collecting import uncollected
from ...graph import adjoints, dependents, replay, topological_order
from ...namespaces.interval import MAYBE, Interval, Undetermined
from ...namespaces.intervals import Intervals
from ...namespaces.text import Written
from ...value import Value
from ..proof.origins import RATIO, meant_by, origin, short_ratio
from .ladder import LADDER, MEETING
from .limits import OneSided, common, from_side
from .rough import Rough
from .shape import Shape
from .sided import ShortFractions, ShortRatios, Sided, rounded, told

FEW = 200
"""Of more constants that no float holds nobody asks what each was rounded from: they were trained, or drawn."""
AS_RATIOS = ", with constants as the fractions they were rounded from"
"""What is said of a reading under which 0.3333333333333333 is 1/3."""


class Enclosures:
    """The values and partials of everything beneath `root`, at what its leaves hold or at other numbers.

    With `decimals` a leaf stands for the decimal it prints as, else for the exact rational of its float.  With `loose`
    a constant stands for whatever it may have been rounded from, with `origins` for what it was rounded from.  A
    partial is taken with the nodes in `held` kept as they are.
    """

    def __init__(
        self,
        root: Value,
        decimals: bool = False,
        at: Mapping[Value, Fraction] | None = None,
        loose: bool = False,
        held: frozenset[Value] = frozenset(),
        shape: Shape | None = None,
        rough: Rough | None = None,
        origins: bool = False,
    ) -> None:
        self.root, self.decimals, self.given, self.loose, self.held = root, decimals, at or {}, loose, held
        self.origins = origins
        self.shape = shape or Shape(root)
        self._rough = rough or Rough(self.shape)
        self._edges: dict[int, dict[Any, Any]] = {}
        self._systems: dict[int, Sided] = {}
        self._values: dict[int, dict[Any, Any]] = {}
        self._adjoints: dict[tuple[int, Value], dict[Any, Any]] = {}
        self._late: dict[int, str] = {}
        self._holding: dict[frozenset[Value], Enclosures] = {}
        self._smoothed: dict[tuple[Value, Value], bool] = {}
        self._limits: dict[tuple[int, Value, Value], tuple[OneSided, OneSided]] = {}

    def beside(self, at: Mapping[Value, Fraction]) -> "Enclosures":
        """The same graph at other numbers."""
        return Enclosures(
            self.root, self.decimals, at, self.loose, self.held, self.shape, self._rough, origins=self.origins
        )

    def read(
        self,
        decimals: bool = False,
        loose: bool = False,
        held: frozenset[Value] | None = None,
        origins: bool | None = None,
    ) -> "Enclosures":
        """The same graph with another reading of its constants, or other nodes held."""
        held = self.held if held is None else held
        origins = self.origins if origins is None else origins
        decimals = self.decimals or decimals
        return Enclosures(self.root, decimals, self.given, loose, held, self.shape, self._rough, origins=origins)

    @cached_property
    def rough(self) -> Rough | None:
        """The same in floats, for a first look in any reading; None where that would not tell of these numbers."""
        return None if self.given or self.held or self.shape.higher else self._rough

    @property
    def is_large(self) -> bool:
        """Whether the graph has so many nodes that each sweep over it counts."""
        return self._rough.is_large

    @property
    def order(self) -> list[Value]:
        """Every node after its arguments."""
        return self.shape.order

    @property
    def names(self) -> dict[Value, Written]:
        """What the nodes are called."""
        return self.shape.names

    @property
    def constants(self) -> set[float]:
        """The plain numbers among the arguments."""
        return self.shape.constants

    @property
    def creased(self) -> tuple[Value, ...]:
        """The nodes of ops that have a kink somewhere."""
        return self.shape.creased

    @cached_property
    def numbers(self) -> dict[Value, Fraction]:
        """What each leaf stands for.  Raises Undetermined where one holds no finite number."""
        for node in self.shape.leaves:
            if not math.isfinite(node.data):
                raise Undetermined(f"{self.names[node]} is {node.data}, and near it there are no numbers")
        read = short_ratio if self.origins else (lambda x: Fraction(repr(x))) if self.decimals else Fraction
        return {node: self.given[node] if node in self.given else read(node.data) for node in self.shape.leaves}

    def system(self, digits: int) -> Sided:
        """The intervals of so many digits."""
        if digits not in self._systems:
            self._systems[digits] = Sided(digits, self.decimals, self.loose, self.origins)
        return self._systems[digits]

    def leaf(self, node: Value, m: Intervals) -> Interval:
        """A leaf as an interval: the number that its data stand for."""
        if node in self.given:
            return m.read(self.given[node])
        return m.read(meant_by(node.data) if self.origins and rounded(node.data) else node.data)

    def values(self, digits: int, beneath: Value | None = None) -> dict[Any, Any]:
        """Every node's value, or at least of those beneath one.  Raises Undetermined."""
        if digits in self._late:
            raise Undetermined(self._late[digits])
        top, m = self.root if beneath is None else beneath, self.system(digits)
        if digits not in self._values:
            self._values[digits] = {node: self.leaf(node, m) for node in self.shape.leaves}
        env = self._values[digits]
        if top in env:
            return env

        def visit(node: Any, inputs: list[Any]) -> Interval:
            found = m.evaluate(node.op.primal, *inputs)
            return found if type(found) is Interval else m.number(found)

        with told(), self._noting(digits), uncollected():
            return replay(self.order if top is self.root else topological_order(top, env), env, visit, m.number)

    def value(self, node: Value, digits: int) -> Interval:
        """The enclosure of a node's value, to so many digits; a choice may have left it out of the graph."""
        if node not in self.shape.nodes:
            alone = type(self)(node, self.decimals, self.given, self.loose, self.held, origins=self.origins)
            return alone.value(node, digits)
        found: Interval = self.leaf(node, self.system(digits)) if node.op is None else self.values(digits, node)[node]
        return found

    def partial(self, y: Value, x: Value, digits: int) -> Interval:
        """dy/dx; as a limit, where that is proved and the rules do not give it: where the chain comes to 0 times
        infinity, or leads over a kink that is smoothed.  Raises Undetermined.
        """
        found = self.by_rules(y, x, digits)
        if not (found.nan or self.is_smoothed(y, x)):
            return found
        limit = common(self.beside_point(y, x, digits), self.value(y, digits))
        return found if limit is None else limit

    def is_limit(self, y: Value, x: Value) -> bool:
        """Whether dy/dx is known as a limit only, since its rules come to 0 times infinity or lead over a kink."""
        if self.is_smooth_at_first_look(y, x):
            return False
        try:
            return self.by_rules(y, x, LADDER[0]).nan or self.is_smoothed(y, x)
        except Undetermined:
            return False

    def is_smooth_at_first_look(self, y: Value, x: Value) -> bool:
        """Whether floats tell that dy/dx exists, and that no way from x to y leads over a kink."""
        return self.rough is not None and self.rough.partial(y, x) is not None

    def is_smoothed(self, y: Value, x: Value) -> bool:
        """Whether the way from x to y leads over a kink, as of relu(x)² at 0, and y has a slope there all the same."""
        try:
            if not self.creased or self.is_smooth_at_first_look(y, x) or not self.bent:
                return False
        except Undetermined:
            return False
        if (y, x) not in self._smoothed:
            self._smoothed[y, x] = self._slopes_meet(y, x)
        return self._smoothed[y, x]

    def _slopes_meet(self, y: Value, x: Value) -> bool:
        kinks = list(self.kinks(y, x, LADDER[0]))
        if not kinks or not all(certain for _, certain in kinks):
            return False
        try:
            for digits in MEETING:
                sides, value = self.beside_point(y, x, digits), self.value(y, digits)
                below, above = sides
                if below.value.nan or above.value.nan or (slope := common(sides, value)) is None or not slope.finite:
                    return False
                if below.slope.exact and above.slope.exact and below.value.exact and above.value.exact:
                    return True
        except Undetermined:
            return False
        return True

    def beside_point(self, y: Value, x: Value, digits: int) -> tuple[OneSided, OneSided]:
        """The limits of y and of dy/dx from below and from above.  Raises Undetermined."""
        key = digits, y, x
        if key not in self._limits:
            m, held = self.system(digits), self.held_between(y, x)
            try:
                values: Mapping[Any, Interval] | None = self.values(digits)
            except Undetermined:
                values = None
            below, above = (from_side(m, values, y, x, side, lambda leaf: self.leaf(leaf, m), held) for side in (-1, 1))
            self._limits[key] = below, above
        return self._limits[key]

    def by_rules(self, y: Value, x: Value, digits: int) -> Interval:
        """dy/dx as the rules of the ops give it, by convention at a kink.  Raises Undetermined."""
        m = self.system(digits)
        if between := self.held_between(y, x):
            return m.number(self._swept(y, x, digits, between).get(x, 0))
        key = digits, y
        if key not in self._adjoints:
            try:
                self._adjoints[key] = self._swept(y, None, digits)
            except Undetermined:  # perhaps on the way to another leaf
                found = self._swept(y, x, digits).get(x, m.number(0))
                return m.number(found)
        return m.number(self._adjoints[key].get(x, 0))

    @cached_property
    def in_decimals(self) -> "Enclosures | None":
        """The same with constants as the decimals they print as; None where that says nothing else."""
        return self.read(decimals=True) if self.inexact and not self.decimals else None

    @cached_property
    def in_origins(self) -> "Enclosures | None":
        """The same with constants as what they were rounded from; None where none was."""
        return self.read(decimals=True, origins=True) if self.inexact and not self.origins else None

    @cached_property
    def inexact(self) -> list[float]:
        """The constants, those of leaves among them, that are not the decimals they print as."""
        return list(filter(rounded, dict.fromkeys([*self.constants, *(leaf.data for leaf in self.shape.leaves)])))

    @cached_property
    def met_origins(self) -> dict[float, str]:
        """What constants were rounded from, where that is more than the decimals they print as."""
        return {x: text for x in self.inexact if (text := origin(x)) is not None} if len(self.inexact) <= FEW else {}

    @property
    def has_ratios(self) -> bool:
        """Whether constants were rounded from nothing but fractions."""
        return all(map(RATIO.issuperset, self.met_origins.values()))

    @property
    def told_origins(self) -> str:
        """What constants were rounded from, as the end of a sentence."""
        if self.has_ratios:
            return AS_RATIOS
        told = [f"{x!r} as {text}" for x, text in self.met_origins.items()]
        return f", with {' and '.join(told[:2])}{f' and {len(told) - 2} more' if len(told) > 2 else ''}"

    def holding(self, held: frozenset[Value]) -> "Enclosures":
        """The same graph at the same numbers, with some more nodes held."""
        if held <= self.held:
            return self
        if held not in self._holding:
            self._holding[held] = self.read(held=self.held | held)
        return self._holding[held]

    def held_between(self, y: Value, x: Value) -> frozenset[Value]:
        """The held nodes over which ways lead from x to y."""
        if not self.held:
            return self.held
        live = dependents(self.shape.beneath(y), [x])
        return frozenset(node for node in self.held if node in live and node is not x and node is not y)

    def _swept(self, y: Value, x: Value | None, digits: int, held: Collection[Value] = ()) -> dict[Any, Any]:
        m, values = self.system(digits), self.values(digits, y)
        order = topological_order(y, held) if held else self.shape.beneath(y)
        if x is not None:
            live = dependents(order, [x])
            flows = [node for node in order if node in live]
            edges = edges_over(m, values.__getitem__, live, held)
        else:
            flows, edges = order, self._all_edges(y, digits)
        with told(), self._noting(digits), uncollected():
            return adjoints(flows, m.number(1), edges)

    @contextmanager
    def _noting(self, digits: int) -> Iterator[None]:
        """A sweep that took too long is not begun again for the next claim."""
        try:
            yield
        except Undetermined as undetermined:
            if time_is_up():
                self._late[digits] = str(undetermined)
            raise

    def _all_edges(self, y: Value, digits: int) -> Callable[[Any], Sequence[Any]]:
        """The arguments of a node beneath y with their partials, worked out once for all sweeps."""
        known, values = self._edges.setdefault(digits, {}), self.values(digits, y)
        return edges_once(edges_over(self.system(digits), values.__getitem__, values), known)

    def exactly(self, y: Value, x: Value) -> Fraction | None:
        """dy/dx as a fraction, for a graph of rational operations whose fractions stay short."""
        if self.held_between(y, x) or (self.origins and not self.has_ratios):
            return None
        beneath = set(topological_order(y))
        try:
            return Fraction(
                gradient(
                    y,
                    x,
                    over=ShortRatios() if self.origins else ShortFractions(),
                    at={node: n for node, n in self.numbers.items() if node in beneath},
                )
            )
        except (ValueError, ArithmeticError, TypeError, AttributeError):
            return None

    @cached_property
    def bent(self) -> tuple[Value, ...]:
        """The nodes that are at a kink, or may be, as far as few digits tell.  Raises Undetermined."""
        m, values = self.system(LADDER[0]), self.values(LADDER[0])
        return tuple(node for node in self.creased if self._at_kink(node, m, values) is not False)

    @staticmethod
    def _at_kink(node: Value, m: Intervals, values: Mapping[Any, Any]) -> Any:
        """Whether a node is at its kink: True, False or MAYBE."""
        assert node.op is not None
        assert node.op.kink is not None
        at = m.evaluate(node.op.kink, *(values[a] if isinstance(a, Value) else m.number(a) for a in node.args))
        return at if at is MAYBE else bool(at)

    def kinks(self, y: Value, x: Value, digits: int) -> Iterator[tuple[Value, bool]]:
        """The nodes on the way from x to y that are at a kink, with whether that is certain."""
        m, values = self.system(digits), self.values(digits)
        live = dependents(self.shape.beneath(y), [x]) if self.bent else set()
        for node in self.bent:
            if node in live and node is not x and (at := self._at_kink(node, m, values)) is not False:
                yield node, at is not MAYBE
