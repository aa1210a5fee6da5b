"""A condition on leaves, such as y1 + y2 + y3 = 1 or x > 0, and the points where it holds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...namespaces.exact import Exact
from ...namespaces.interval import Undetermined
from ...namespaces.intervals import Intervals
from ...value import Value
from ..proof.identity import Point
from ..proof.terms import NoProof
from ..truth.enclosures import Enclosures
from ..truth.ladder import middle
from ..verdicts.numbers import EXTREME
from ..verdicts.verdict import shown
from .formulas import Formula, Of

DIGITS = 1_200
"""A point where a condition holds is found to so many digits, more than are ever asked for."""
STEPS = 30
"""So many steps lead there, or none does."""
BESIDE = Fraction(1, 10**400)
"""Slopes of equations are taken over so small a step."""
ROUNDS = 6
"""Equations are fulfilled so often, one after the other, until all hold."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Two formulas of leaves, and that the one is equal to the other, above it or below it."""

    text: str
    one: Formula
    sign: str
    other: Formula

    def __str__(self) -> str:
        return self.text

    @property
    def leaves(self) -> list[Value]:
        """The leaves that it speaks of."""
        return list(dict.fromkeys([*self.one.nodes, *self.other.nodes]))

    @property
    def counts(self) -> bool:
        """Whether one side is a plain number, so that the line can be judged as well."""
        return self.sign == "=" and not (self.one.nodes and self.other.nodes)

    def over(self, m: Any, of: Of) -> Any:
        """What the one side is more than the other."""
        return m.number(self.one.over(m, of)) - m.number(self.other.over(m, of))

    def gap(self, at: Mapping[Value, Any]) -> Fraction:
        """The same at a point, to many digits.  Raises Undetermined."""
        m = Intervals(DIGITS)
        found = m.number(self.over(m, lambda leaf: m.read(at[leaf])))
        if not found.finite:
            raise Undetermined(f"{self} has no value there")
        if found.magnitude.adjusted() > EXTREME:
            raise Undetermined(f"the sides of {self} are too far apart to be compared")
        return Fraction(middle(found)) if 0 not in found else Fraction(0)

    def broken(self, truth: Enclosures) -> str | None:
        """Why the condition does not hold at the recorded numbers; None where it does, as floats or as decimals."""
        printed = {leaf: x if isinstance(x := leaf.data, Exact) else Fraction(repr(x)) for leaf in truth.numbers}
        readings = (truth.numbers, printed)
        gaps = [self.gap(numbers) for numbers in readings]
        if any(map(self.holds, gaps)):
            return None
        left, right = self.one.text, self.other.text
        return f"{left} is {shown(truth.system(40).read(gaps[0]))} more than {right} at the numbers given"

    def holds(self, gap: Fraction) -> bool:
        """Whether the sides may differ by so much."""
        return {
            "=": gap == 0, "<": gap < 0, ">": gap > 0, "<=": gap <= 0, ">=": gap >= 0,
        }[self.sign]  # fmt: skip

    def fulfilled(self, at: dict[Value, Fraction], held: frozenset[Value]) -> dict[Value, Fraction]:
        """The same point, with one leaf moved so that an equation holds.  Raises Undetermined where none does it."""
        here = self.gap(at)
        if self.holds(here):
            return at
        for leaf in reversed(self.leaves) if self.sign == "=" else ():
            if leaf not in held and (moved := self._moved(at, leaf, here)) is not None:
                return moved
        raise Undetermined(f"no point could be found where {self}")

    def _moved(self, at: dict[Value, Fraction], leaf: Value, here: Fraction) -> dict[Value, Fraction] | None:
        """The leaf where the condition holds, by the secant through the last two points; None where that fails."""
        x, y = at[leaf], at[leaf] + Fraction(1, 2**10)
        gap = here
        for _ in range(STEPS):
            try:
                beside = self.gap(at | {leaf: y})
            except Undetermined:  # beyond where the sides have a value
                return None
            if beside == 0:
                return at | {leaf: y}
            if beside == gap:
                return None
            step = beside * (y - x) / (beside - gap)
            x, y, gap = y, _short(y - step), beside
        return None

    def solved_for(self, leaf: Value, at: Point, of: Callable[[Value, dict[Value, Any]], Any]) -> Any:
        """The leaf, computed from the others by one division, or one root more; `of` gives another leaf where this one
        is a number.  Raises NoProof.
        """

        def with_leaf(n: int) -> Any:
            known = {leaf: at.m.number(n)}
            return self.over(at.m, lambda node: of(node, known))

        none, one, two = map(with_leaf, range(3))
        once = at.m.vanishes(two - one - one + none)
        if not once and not at.m.vanishes(two - none - 4 * (one - none)):
            raise NoProof
        plain = at.m.vanishes(one - none - 1)
        found = -none if plain else -none / (one - none)
        if once:
            return found
        root = at.m.sqrt(found)  # the leaf stands there as a square
        return -root if leaf.data < 0 else root


def moved_by(given: Iterable[Condition], held: frozenset[Value]) -> dict[Value, Condition]:
    """The leaf that each equation moves: its last one that is neither held nor moved by an earlier equation."""
    moved: dict[Value, Condition] = {}
    for condition in given:
        leaf = next((leaf for leaf in reversed(condition.leaves) if leaf not in held and leaf not in moved), None)
        if condition.sign == "=" and leaf is not None:
            moved[leaf] = condition
    return moved


def without_choice(given: Iterable[Condition], held: frozenset[Value]) -> frozenset[Value]:
    """The leaves of as many equations as leaves: they hold what they hold, or equations do not hold near by."""
    moved = moved_by(given, held)
    spoken_of = {leaf for condition in moved.values() for leaf in condition.leaves}
    return frozenset(moved) if len(moved) > 1 and spoken_of <= moved.keys() | held else frozenset()


def solved(leaf: Value, moved: Mapping[Value, Condition], at: Point) -> Any:
    """A leaf that equations leave no choice, computed from those that are free.  Raises NoProof."""

    def of(node: Value, known: Mapping[Value, Any]) -> Any:
        if node in known:
            return known[node]
        if node not in moved:
            return at(node)
        return moved[node].solved_for(node, at, lambda other, number: of(other, {**known, **number}))

    return of(leaf, {})


def fulfilled(given: Sequence[Condition], at: dict[Value, Fraction], held: frozenset[Value]) -> dict[Value, Fraction]:
    """The same point, with leaves moved so that all conditions hold at once.  Raises Undetermined where none does it.

    Each equation moves a leaf of its own: all together by Newton's method, or in turn, until they agree.
    """
    moved = moved_by(given, held)
    if len(moved) > 1 and (together := _moved_together(moved, at)) is not None:
        if all(condition.holds(condition.gap(together)) for condition in given):
            return together
        raise Undetermined(f"no point could be found where {' and '.join(map(str, given))}")
    for _ in range(ROUNDS):
        for condition in given:
            of_others = frozenset(leaf for leaf, equation in moved.items() if equation is not condition)
            at = condition.fulfilled(at, held | of_others)
        if len(given) < 2 or all(condition.holds(condition.gap(at)) for condition in given):
            return at
    raise Undetermined(f"no point could be found where {' and '.join(map(str, given))}")


def _moved_together(moved: Mapping[Value, Condition], at: dict[Value, Fraction]) -> dict[Value, Fraction] | None:
    """The point with all these leaves where all equations hold; None where Newton's method does not lead there."""
    try:
        for _ in range(STEPS):
            gaps = [condition.gap(at) for condition in moved.values()]
            if not any(gaps):
                return at
            beside = [at | {leaf: at[leaf] + BESIDE} for leaf in moved]
            slopes = [[(c.gap(there) - gap) / BESIDE for there in beside] for c, gap in zip(moved.values(), gaps)]
            steps = _solved_linearly(slopes, gaps)
            if steps is None:
                return None
            at = at | {leaf: _short(at[leaf] - step) for leaf, step in zip(moved, steps)}
    except Undetermined:
        return None
    return None


def _solved_linearly(rows: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """What the rows, multiplied by it, give the right side, by elimination; None where they do not tell."""
    table = [[*map(_short, row), _short(end)] for row, end in zip(rows, right)]
    for i in range(len(table)):
        pivot = max(range(i, len(table)), key=lambda k: abs(table[k][i]))
        if not table[pivot][i]:
            return None
        table[i], table[pivot] = table[pivot], table[i]
        table[i] = [_short(x / table[i][i]) for x in table[i]]
        for k in range(len(table)):
            if k != i:
                table[k] = [_short(x - table[k][i] * y) for x, y in zip(table[k], table[i])]
    return [row[-1] for row in table]


def _short(x: Fraction) -> Fraction:
    """A fraction to as many digits as are of any use."""
    scale = 10 ** (DIGITS + 20)
    return x if x.denominator <= scale else Fraction(round(x * scale), scale)
