"""A graph over intervals: enclosures of its values and partials, to as many digits as a question needs."""

import math
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeVar

from ..calculus import edges_over, gradient
from ..graph import adjoints, dependents, replay, topological_order
from ..names import names_beneath
from ..namespaces.exact import computed
from ..namespaces.intervals import MAYBE, Interval, Intervals, Undetermined
from ..namespaces.rationals import Fractions
from ..namespaces.series import EXACT
from ..namespaces.text import Written
from ..value import Value
from .limits import OneSided, common, from_side

LADDER = (30, 60, 120, 240, 480, 960)
"""How many digits are tried, one after the other, until a question is decided."""
ULPS = 4
"""A constant that was computed in floats is right to so many units in its last place."""
SECONDS = 2.0
"""Beyond its first few digits a question has so long."""

_until: ContextVar[float] = ContextVar("autograd_core.until", default=math.inf)
"""When the question that is being asked has to be given up; its first few digits are always worked out."""

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Open:
    """A question that no number of digits decided, and why."""

    reason: str


def decided(
    question: Callable[[int], Answer | None],
    settled: Callable[[Answer], bool] = lambda answer: True,
    ladder: Sequence[int] = LADDER,
) -> Answer | Open:
    """The first answer that is not None, asking with more and more digits; and on, as far as they go, until it is
    settled.
    """
    reason, start = "more digits than there are would be needed", time.monotonic()
    best: Answer | None = None
    for digits in ladder:
        try:
            if (answer := question(digits)) is not None:
                best = answer
                if settled(answer):
                    return answer
        except Undetermined as undetermined:
            reason = str(undetermined)
        if time.monotonic() - start > SECONDS:
            break
    return Open(reason) if best is None else best


def places(x: Interval) -> int:
    """To how many significant digits an enclosure tells its number."""
    size = max(x.lo.copy_abs(), x.hi.copy_abs())
    width = x.m.up.subtract(x.hi, x.lo)
    return x.m.digits if not width or not size else size.adjusted() - width.adjusted()


def sharp(x: Interval) -> bool:
    """Whether an enclosure is as narrow as a float can show, or is none of a number at all."""
    return not x.finite or places(x) > 18


@contextmanager
def _told() -> Iterator[None]:
    """A row that runs over floats alone, or raises whatever it may, leaves the question open."""
    try:
        yield
    except Undetermined:
        raise
    except Exception as error:  # a user's own row may raise anything
        raise Undetermined(f"some row runs over floats alone ({error}); write m.exp(x), not math.exp(x)") from None


class Sided(Intervals):
    """Intervals that keep a record of every choice made on the way: which side of a kink, which of several was largest.

    With `loose` a constant that no float holds exactly, such as 0.1 or 1/3, stands for whatever it may have been
    rounded from.
    """

    def __init__(self, digits: int, decimals: bool, loose: bool) -> None:
        super().__init__(digits, decimals, symbolic=True)
        self.loose, self.until = loose, _until.get()
        self.sides: list[Any] = []

    def evaluate(self, row: Callable[..., Any], *args: Any) -> Any:
        if time.monotonic() > self.until:
            raise Undetermined(f"more than {SECONDS:g} seconds would be needed")
        return row(self, *args)

    def _named(self, x: float) -> Interval | None:
        found = super()._named(x)
        return found if found is not None or not self.loose or not rounded(x) else self.around(x)

    def literal(self, text: str) -> Interval:
        return self.number(float(text)) if self.loose and computed(text) else super().literal(text)

    def around(self, x: float) -> Interval:
        """A float, and all it may have been rounded from: the decimal it prints as, or where that is long, some units
        around.
        """
        written, here = Decimal(repr(x)), Decimal(x)
        if len(written.as_tuple().digits) <= 15:
            return self.hull(self.point(written), self.point(here))
        reach = Decimal(ULPS * math.ulp(x))
        return Interval(self, EXACT.subtract(here, reach), EXACT.add(here, reach))

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        self.sides.append(None if condition is MAYBE else bool(condition))
        return super().where(condition, x, y)

    def maximum(self, *xs: Any) -> Interval:
        return self._chosen(super().maximum(*xs), xs)

    def minimum(self, *xs: Any) -> Interval:
        return self._chosen(super().minimum(*xs), xs)

    def _chosen(self, y: Interval, xs: tuple[Any, ...]) -> Interval:
        self.sides.append([self.number(x) is y for x in xs])
        return y

    def abs(self, x: Any) -> Interval:
        self.sides.append(self.number(x).lo.is_signed())
        return super().abs(x)

    def sign(self, x: Any) -> Interval:
        return self._stepped(super().sign(x))

    def _step(self, x: Any, function: Callable[[Any], int]) -> Interval:
        return self._stepped(super()._step(x, function))

    def _stepped(self, y: Interval) -> Interval:
        self.sides.append((y.lo, y.hi))
        return y


def rounded(x: float) -> bool:
    """Whether a float is not the number it prints as."""
    return math.isfinite(x) and Decimal(repr(x)) != Decimal(x)


class _ShortFractions(Fractions):
    """Fractions that give up, with an OverflowError, where they would fill the memory: each square doubles their
    digits.
    """

    def __init__(self, bits: int = 100_000) -> None:
        self.bits = bits

    def apply(self, op: Any, *args: Any) -> Any:
        y = super().apply(op, *args)
        self._spend(Fraction(y), 1)
        return y

    def pow(self, x: Fraction, y: Fraction) -> Fraction:
        self._spend(Fraction(x), abs(int(y)))
        return super().pow(x, y)

    def _spend(self, x: Fraction, times: int) -> None:
        self.bits -= (x.numerator.bit_length() + x.denominator.bit_length()) * times
        if self.bits < 0:
            raise OverflowError("the fractions have become too long")


class Enclosures:
    """The values and partials of everything beneath `root`, at what its leaves hold or at other numbers.

    With `decimals` a leaf stands for the decimal it prints as, else for the exact rational of its float.  With `loose`
    a constant stands for whatever it may have been rounded from.  A partial is taken with the nodes in `held` kept as
    they are.
    """

    def __init__(
        self,
        root: Value,
        decimals: bool = False,
        at: Mapping[Value, Fraction] | None = None,
        loose: bool = False,
        held: frozenset[Value] = frozenset(),
    ) -> None:
        self.root, self.decimals, self.given, self.loose, self.held = root, decimals, at or {}, loose, held
        self._systems: dict[int, Sided] = {}
        self._values: dict[int, dict[Any, Any]] = {}
        self._adjoints: dict[tuple[int, Value], dict[Any, Any]] = {}
        self._limits: dict[tuple[int, Value, Value], tuple[OneSided, OneSided]] = {}

    def beside(self, at: Mapping[Value, Fraction]) -> "Enclosures":
        """The same graph at other numbers."""
        return Enclosures(self.root, self.decimals, at, self.loose, self.held)

    @cached_property
    def order(self) -> list[Value]:
        return topological_order(self.root)

    @cached_property
    def names(self) -> dict[Value, Written]:
        return names_beneath(self.root)

    @cached_property
    def constants(self) -> set[float]:
        """The plain numbers among the arguments."""
        return {float(x) for node in self.order for x in node.args if not isinstance(x, Value)}

    @cached_property
    def numbers(self) -> dict[Value, Fraction]:
        """What each leaf stands for.  Raises Undetermined where one holds no finite number."""
        for node in self.order:
            if node.op is None and not math.isfinite(node.data):
                raise Undetermined(f"{self.names[node]} is {node.data}, and near it there are no numbers")
        read = (lambda x: Fraction(repr(x))) if self.decimals else Fraction
        return {
            node: self.given[node] if node in self.given else read(node.data) for node in self.order if node.op is None
        }

    def system(self, digits: int) -> Sided:
        """The intervals of so many digits."""
        if digits not in self._systems:
            self._systems[digits] = Sided(digits, self.decimals, self.loose)
        self._systems[digits].until = _until.get()
        return self._systems[digits]

    def leaf(self, node: Value, m: Intervals) -> Interval:
        """A leaf as an interval: the number that its data stand for."""
        return m.read(self.given.get(node, node.data))

    def values(self, digits: int) -> dict[Any, Any]:
        """Every node's value.  Raises Undetermined."""
        if digits not in self._values:
            m = self.system(digits)
            leaves = {node: self.leaf(node, m) for node in self.order if node.op is None}
            with _told():
                self._values[digits] = replay(
                    self.order, leaves, lambda node, inputs: m.number(m.apply(node.op, *inputs)), m.number
                )
        return self._values[digits]

    def value(self, node: Value, digits: int) -> Interval:
        """The enclosure of a node's value, to so many digits."""
        found: Interval = self.values(digits)[node]
        return found

    def partial(self, y: Value, x: Value, digits: int) -> Interval:
        """dy/dx; where the chain comes to 0 times infinity, as a limit, where that is proved.  Raises Undetermined."""
        found = self.by_rules(y, x, digits)
        if not found.nan:
            return found
        limit = common(self.beside_point(y, x, digits), self.value(y, digits))
        return found if limit is None else limit

    def is_limit(self, y: Value, x: Value) -> bool:
        """Whether dy/dx is known as a limit only, since its rules come to 0 times infinity."""
        try:
            return self.by_rules(y, x, LADDER[0]).nan
        except Undetermined:
            return False

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

    def held_between(self, y: Value, x: Value) -> frozenset[Value]:
        """The held nodes over which ways lead from x to y."""
        if not self.held:
            return self.held
        live = dependents(topological_order(y), [x])
        return frozenset(node for node in self.held if node in live and node is not x and node is not y)

    def _swept(self, y: Value, x: Value | None, digits: int, held: Collection[Value] = ()) -> dict[Any, Any]:
        m, values = self.system(digits), self.values(digits)
        order = topological_order(y, held)
        live = set(order) if x is None else dependents(order, [x])
        flows = [node for node in order if node in live]
        with _told():
            return adjoints(flows, m.number(1), edges_over(m, values.__getitem__, live, held))

    def exactly(self, y: Value, x: Value) -> Fraction | None:
        """dy/dx as a fraction, for a graph of rational operations whose fractions stay short."""
        if self.held_between(y, x):
            return None
        beneath = set(topological_order(y))
        try:
            return Fraction(
                gradient(
                    y, x, over=_ShortFractions(), at={node: n for node, n in self.numbers.items() if node in beneath}
                )
            )
        except (ValueError, ArithmeticError, TypeError, AttributeError):
            return None

    @cached_property
    def creased(self) -> tuple[Value, ...]:
        """The nodes of ops that have a kink somewhere."""
        return tuple(node for node in self.order if node.op is not None and node.op.kink)

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
        live = dependents(topological_order(y), [x]) if self.bent else set()
        for node in self.bent:
            if node in live and node is not x and (at := self._at_kink(node, m, values)) is not False:
                yield node, at is not MAYBE


def middle(x: Interval) -> Decimal:
    """A decimal in the middle of an enclosure."""
    return x.m.down.divide(x.m.down.add(x.lo, x.hi), 2) if not x.exact else x.lo
