"""Branches of a function: whether another one begins at the point where its gradient is checked."""

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ..calculus import gradient
from ..graph import replay, topological_order
from ..names import names_beneath
from ..namespaces.interval import Interval, Undetermined
from ..namespaces.intervals import Intervals
from ..recording import enable_grad
from ..value import Value
from ..watching import Guard, comparisons
from .partials.kinks import DIGITS, from_both_sides, told_slope
from .truth.enclosures import Enclosures
from .truth.ladder import middle
from .truth.limits import OneSided, apart, from_side
from .verdicts.verdict import Kind, Verdict, difference_between, shown, told_apart

COMPARED = ("<", "<=", ">", ">=", "==", "bool")

FARTHEST = 2.0**-30
"""How far f is tried beside the point, as a part of the number that moves."""

SPARE = 1000
"""A comparison whose sides lie so many times farther apart than they move stays as it is."""


class Recorded(NamedTuple):
    """One call of a function: its result, the leaves it was called with, and what decided its way."""

    y: Any
    leaves: tuple[Value, ...]
    guards: list[Guard]

    @property
    def way(self) -> list[Any]:
        """What each comparison came to; and where numbers were read out of the graph, what was recorded."""
        told: list[Any] = [*_compared(self)]
        if len(told) < len(self.guards) and isinstance(y := self.number, Value):
            for node in topological_order(y):
                told.append((node.op, *(x for x in node.args if not isinstance(x, Value))))
        return told

    @property
    def number(self) -> Any:
        """The result as a Value, where it is a number."""
        return Value(self.y, label="f") if isinstance(self.y, int | float) else self.y


def recorded(f: Callable[..., Any], labels: list[str], at: tuple[float, ...]) -> Recorded:
    """f at fresh leaves."""
    leaves = tuple(Value(x, label=label) for x, label in zip(at, labels))
    with enable_grad(), comparisons() as guards:
        y = f(*leaves)
    return Recorded(y, leaves, guards)


def at_branches(f: Callable[..., Any], here: Recorded) -> dict[Value, Verdict]:
    """NOT DIFFERENTIABLE, or undecided, for every leaf at which a comparison that f makes changes as it moves."""
    near = (x for x in _turning(here) if math.isfinite(x.data))
    return {x: verdict for x in near if (verdict := _at_branch(f, here, x)) is not None}


def _turning(here: Recorded) -> list[Value]:
    """The leaves beneath a comparison that might come out otherwise if each moved as far as f is tried, at the most.

    A node moves by its partials times what its arguments move, and by its rounding; one with kinks, or flat as steps
    are, by nobody knows how much.  Where a number was read out of the graph, that is any of them.
    """
    if any(guard.operator not in COMPARED for guard in here.guards):
        return [*here.leaves]
    moves: dict[Any, float] = {x: max(abs(x.data), 1.0) * FARTHEST for x in here.leaves}
    found: set[Any] = set()
    for guard in here.guards:
        sides = [side for side in (guard.left, guard.right) if isinstance(side, Value)]
        for side in sides:
            replay(topological_order(side, moves), moves, _moved, lambda constant: 0.0)
        if not abs(_number(guard.left) - _number(guard.right)) > SPARE * sum(moves[side] for side in sides):
            found.update(node for side in sides for node in topological_order(side, found))
    return [x for x in here.leaves if x in found]


def _moved(node: Any, moves: list[float]) -> float:
    """How far a node moves where its arguments move so far, to first order."""
    partials = node.edges[1::2]
    if any(moves) and (node.op.kink is not None or [*partials] == [0]):
        return math.inf
    moved = sum(abs(partial) * move for partial, move in zip(partials, moves) if partial is not None)
    return float(moved + math.ulp(node.data))


def _at_branch(f: Callable[..., Any], here: Recorded, x: Value) -> Verdict | None:
    """The same for one leaf; None where no comparison changes."""
    sides: list[Recorded] = []
    for sign in (-1, 1):
        side = here
        for step in _steps(here, x):
            at = tuple(leaf.data + sign * step if leaf is x else leaf.data for leaf in here.leaves)
            try:
                side = recorded(f, [str(leaf.label) for leaf in here.leaves], at)
            except Exception as error:  # f may refuse what lies beyond
                where = "below" if sign < 0 else "above"
                words = f"just {where} {x.label} = {x.data:.12g} f raises {type(error).__name__}"
                return Verdict(Kind.UNDECIDED, f"{words}, so that its slope is known from one side only")
            if side.way != here.way:
                break
        sides.append(side)
    other = next((side for side in sides if side.way != here.way), None)
    if other is None:
        return None
    if all(_compared(side) == _compared(here) for side in sides) and (moves := _moving(f, here, x)) is not None:
        return moves
    begins = f"another branch of f begins here, at {_comparison(here, other)}"
    return _told(begins, here, sides, next(i for i, leaf in enumerate(here.leaves) if leaf is x))


def _moving(f: Callable[..., Any], here: Recorded, x: Value) -> Verdict | None:
    """Undecided where a number that is read out of the graph moves with x, so that it is no other branch; else None."""
    labels, size = [str(leaf.label) for leaf in here.leaves], max(abs(x.data), 1.0)
    steps = [sign * size * 2.0**-reach for reach in (20, 21) for sign in (-1, 1)]
    try:
        sides = [
            recorded(f, labels, tuple(leaf.data + step if leaf is x else leaf.data for leaf in here.leaves))
            for step in steps
        ]
    except Exception:  # f may refuse what lies beyond
        return None
    below, above, near_below, near_above = sides
    still = below.way == near_below.way or above.way == near_above.way
    if still or any(_compared(side) != _compared(here) for side in sides):
        return None
    slope = (_number(above.y) - _number(below.y)) / (steps[1] - steps[0])
    adds = "may add" if math.isclose(slope, gradient(here.number, x), rel_tol=1e-6, abs_tol=1e-9) else "adds"
    moves = f"a number that is read out of the graph moves with {x.label}"
    lacking = f"what it {adds} to the slope is not recorded: f itself changes by about {slope:.6g}"
    return Verdict(Kind.UNDECIDED, f"{moves}, and {lacking} for each unit of {x.label}")


def at_rest(f: Callable[..., Any], here: Recorded, x: Value) -> Verdict:
    """The verdict on 0.0 as the slope towards a leaf that nothing recorded depends on: right where f does not move."""
    size = max(abs(x.data), 1.0) if math.isfinite(x.data) else math.nan
    for step in (sign * size * 2.0**-reach for reach in (40, 20) for sign in (-1, 1)):
        at = tuple(leaf.data + step if leaf is x else leaf.data for leaf in here.leaves)
        try:
            side = recorded(f, [str(leaf.label) for leaf in here.leaves], at)
        except Exception:  # f may refuse what lies beyond
            continue
        if side.way == here.way and _number(side.y) != _number(here.y):
            words = f"f moves with {x.label}, but nothing of that was recorded: was a number read out of the graph?"
            return Verdict(Kind.UNDECIDED, words)
    return Verdict(Kind.CORRECT, f"on this branch f does not depend on {x.label}" if here.guards else
                   f"f does not depend on {x.label}")  # fmt: skip


def _steps(here: Recorded, x: Value) -> Iterator[float]:
    """How far f is tried: a few floats away, and where a comparison is of equal numbers, farther."""
    last = math.ulp(x.data)
    yield from (last, 4 * last)
    if any(g.operator not in COMPARED or _number(g.left) == _number(g.right) for g in here.guards):
        size = max(abs(x.data), 1.0)
        yield from (size * 2.0**-46, size * FARTHEST)


def _number(x: Any) -> Any:
    return x.data if isinstance(x, Value) else 0 if x is None else x


def _compared(side: Recorded) -> list[tuple[str, bool]]:
    """What the comparisons came to."""
    return [(g.operator, bool(g.outcome)) for g in side.guards if g.operator in COMPARED]


def _comparison(here: Recorded, other: Recorded) -> str:
    """The first comparison that comes out otherwise, as it was written."""
    made = [[g for g in side.guards if g.operator in COMPARED] for side in (here, other)]
    for one, two in zip(*made):
        if (one.operator, bool(one.outcome)) != (two.operator, bool(two.outcome)):
            left = _name(one.left)
            return f"{left} != 0" if one.operator == "bool" else f"{left} {one.operator} {_name(one.right)}"
    return "a number that is read out of the graph"


def _name(x: Any) -> str:
    return str(names_beneath(x)[x]) if isinstance(x, Value) else f"{x:.12g}" if isinstance(x, float) else str(x)


def _told(begins: str, here: Recorded, sides: list[Recorded], i: int) -> Verdict:
    """What the branches on both sides come to at the point: a jump, a kink, or one slope."""
    limits = [_limits(side, here, i, sign) for side, sign in zip(sides, (-1, 1))]
    try:
        value: Interval | None = Enclosures(here.number).value(here.number, DIGITS)
    except Undetermined:
        value = None
    for where, beside in zip(("below", "above"), limits):
        if value is not None and value.finite and beside is not None and apart(beside.value, value):
            digits = told_apart(difference_between(middle(value), beside.value), value)
            told = f"{shown(value, digits)} here, {shown(beside.value, digits)} just {where}"
            return Verdict(Kind.KINK, f"{begins}, and f jumps: {told}")
    below, above = limits
    known = below is not None and above is not None and value is not None and value.finite
    if not known or below is None or above is None or below.slope.nan or above.slope.nan:
        left, right = (told_slope(None if side is None else side.slope) for side in limits)
        return Verdict(Kind.UNDECIDED, f"{begins}; the slope from the left is {left}, from the right {right}")
    if apart(below.slope, above.slope):
        return Verdict(Kind.KINK, f"{begins}: {from_both_sides(below, above)}")
    bend = _bend_told(here, i, below, above)
    return Verdict(Kind.UNDECIDED, f"{begins}; from both sides the slope is {shown(below.slope)}{bend}")


def _bend_told(here: Recorded, i: int, below: OneSided, above: OneSided) -> str:
    """A warning where a second derivative of the branch that is taken is not that of f."""
    own = _limits(here, here, i, 1)
    if own is None or own.bend is None or below.bend is None or above.bend is None:
        return "; a second derivative taken through this guard sees one branch only"
    if apart(below.bend, above.bend):
        return f"; the second derivative is {shown(below.bend)} from the left and {shown(above.bend)} from the right"
    if apart(own.bend, below.bend):
        return f"; the second derivative is {shown(below.bend)}, and taken through this guard {shown(own.bend)}"
    return ""


def _limits(side: Recorded, here: Recorded, i: int, sign: int) -> OneSided | None:
    """The limits of the value and the slope of a branch as it comes to the point; None where they are not known."""
    y, x = side.number, side.leaves[i]
    m = Intervals(DIGITS, symbolic=True)
    numbers = dict(zip(side.leaves, (leaf.data for leaf in here.leaves)))
    try:
        return from_side(m, None, y, x, sign, lambda leaf: m.read(numbers.get(leaf, leaf.data)), bent=True)
    except Undetermined:
        return None
