"""Where a claimed identity is tried: points around the recorded one, drawn from the text of the claim."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from ...clock import time_is_up
from ...namespaces.interval import Interval, Undetermined
from ...namespaces.series import EXACT
from ...value import Value
from ..truth.enclosures import Enclosures
from ..truth.limits import apart
from ..truth.sided import Sided
from .analytic import is_analytic
from .condition import Condition, fulfilled, without_choice
from .formulas import Formula, held_in
from .zeros import NODES, computed_by, zeros

CLOSE = Fraction(1, 4)
"""Points are tried within this share of what the leaves hold, at first."""
WIDE = (Fraction(1, 10**4), Fraction(1, 10**9), Fraction(3), Fraction(-2), Fraction(60))
"""Then so near, and as far as this; a negative one begins on the other side of 0."""
SCALES = (3, 6, 12, 24, 48)
"""And where all leaves are so many powers of ten smaller: a sigmoid that is saturated here has its slope there."""
FINEST = Fraction(1, 10**20)
"""What differs in any other way than beyond a kink differs so near as well, when enough digits are asked for."""
DIGITS_OF_AN_END = 30
"""With so many digits the ends of an interval are looked for."""
FEWER, MORE, TOLD = 100, 250, Fraction(1, 10**4)
"""Where the difference fades, more digits bring its end nearer by more than this share; with few of them a kink is
met only a little beyond itself."""
NARROWEST = Fraction(1, 10**60)
"""A difference that is met within this share of the way only is not looked at any closer."""
FEW_DIGITS = 12
"""Where two numbers agree to fewer digits, more are asked for."""
FEWEST = 2
"""Where the time is up, so many points have to do."""
LOOKS = 1_000
"""After so many leaves the clock is looked at."""
FIT = 60
"""So many points are drawn until enough are found at which every choice is made as at the recorded one."""


@dataclass(frozen=True, slots=True)
class Question:
    """A formula, and what it is claimed to be."""

    claimed: Formula
    true: Formula
    spells: bool = True
    """Whether the claim may hold for the very number of a leaf, where that is written out in it."""
    given: tuple[Condition, ...] = ()
    """Where it is claimed."""

    def over(self, at: Enclosures, digits: int) -> tuple[Interval, Interval]:
        """The true and the claimed value at the leaves of `at`.  Raises Undetermined."""
        return evaluated(self.true, at, digits), evaluated(self.claimed, at, digits)

    def agreement(self, at: Enclosures, digits: int) -> int | None:
        """To how many digits the two agree; None where they certainly differ.  Raises Undetermined."""
        return agreement_of(*self.over(at, digits))


def evaluated(formula: Formula, at: Enclosures, digits: int) -> Interval:
    """The value of a formula at the leaves of `at`.  Raises Undetermined."""
    m = at.system(digits)

    def of(thing: Any) -> Interval:
        if isinstance(thing, tuple):
            return at.holding(held_in(thing)).partial(thing[0], thing[1], digits)
        return at.value(thing, digits)

    return m.number(formula.over(m, of))


def agreement_of(true: Interval, claimed: Interval) -> int | None:
    """To how many digits two enclosures agree; None where they are certainly different."""
    if claimed.nan or apart(true, claimed):
        return None
    if not (true.finite and claimed.finite):
        return 0
    width = max(EXACT.subtract(true.hi, claimed.lo), EXACT.subtract(claimed.hi, true.lo))
    size = true.magnitude
    if width == 0:
        return true.m.digits
    return max(0, size.adjusted() - width.adjusted() - 1) if size else 0


def choices(at: Enclosures, digits: int) -> list[Any]:
    """Which side of its kinks every op is on, in order."""
    nodes = at.shape.choosing
    m = Sided(digits, at.decimals, at.loose, at.origins)
    values = at.values(digits) if nodes else {}
    for node in nodes:
        inputs = [values[arg] if isinstance(arg, Value) else m.number(arg) for arg in node.args]
        m.apply(node.op, *(Interval(m, x.lo, x.hi) for x in inputs))
    return m.sides


@dataclass(frozen=True, slots=True)
class Ring:
    """What came of the points tried within some reach."""

    tried: int
    digits: int
    """To how many digits the two sides agree at all of them that do not refute."""
    refuted: Enclosures | None
    """A point at which they differ."""


class Surroundings:
    """The points around what the leaves hold, for one question; `held` leaves stay as they are.

    Choices are made as at the point, or where the slope is a limit, as at one of the `starts` beside it.
    """

    def __init__(
        self,
        question: Question,
        truth: Enclosures,
        held: frozenset[Value] = frozenset(),
        starts: Sequence[Mapping[Value, Fraction]] = (),
    ) -> None:
        self.question, self.truth, self.held, self.starts = question, truth, held, list(starts) or [truth.given]
        self.start = truth.numbers
        self.random = random.Random(f"{question.claimed.text} = {question.true.text}")
        self.sides: list[Any] | None = None

    def ring(self, reach: Fraction, count: int, digits: int = 40, least_known: int = 0) -> Ring:
        """Up to `count` points on each side, within a reach relative to what each leaf holds; it ends where one
        refutes.  Points at which fewer digits are known are passed over.
        """
        rings: list[Ring] = []
        for i in range(len(self.starts)):
            rings.append(self._ring_on(i, reach, count, digits, least_known))
            if rings[-1].refuted is not None or not rings[-1].tried:
                return rings[-1]
        return Ring(sum(ring.tried for ring in rings), min(ring.digits for ring in rings), None)

    def _ring_on(self, side: int, reach: Fraction, count: int, digits: int, least_known: int) -> Ring:
        tried, least, shrink = 0, 10**6, Fraction(1)
        for k in range(FIT):
            if k >= 2 * FEWEST and time_is_up():
                break
            try:
                at = self.truth.beside(self.drawn(reach * shrink))
                if not self.alike(at, digits, side):
                    shrink = shrink / 2 if k % 4 == 3 and tried == 0 else shrink
                    continue
                agreement = self.question.agreement(at, digits)
                if agreement is not None and agreement < FEW_DIGITS and not at.loose:  # most cancel
                    agreement = self.question.agreement(at, 4 * digits)
                if agreement is not None and agreement < least_known:
                    continue
            except Undetermined:
                if time_is_up():
                    break
                continue
            if agreement is None:
                return Ring(tried, least, at)
            tried, least = tried + 1, min(least, agreement)
            if tried == count or (tried >= FEWEST and time_is_up()):
                break
        return Ring(tried, least if tried else 0, None)

    def drawn(self, reach: Fraction) -> dict[Value, Fraction]:
        """A random point, where what is given holds.  Raises Undetermined."""
        far, near = abs(reach).as_integer_ratio()
        found: dict[Value, Fraction] = {}
        for leaf, n in self.start.items():
            off = self.random.randint(-(2**40), 2**40) * far  # in parts of the leaf, or of 1
            turned = -1 if reach < 0 and self.random.random() < 0.5 else 1
            top, bottom = n.as_integer_ratio()
            moved = top * turned * near * 2**40 + off * (abs(top) or bottom)
            found[leaf] = n if leaf in self.held else Fraction(moved, bottom * near * 2**40)
            if not len(found) % LOOKS and time_is_up():
                raise Undetermined("more time would be needed")
        return fulfilled(self.question.given, found | self._settled, self.held)

    @cached_property
    def _settled(self) -> dict[Value, Fraction]:
        """The leaves to which what is given leaves no choice.  Raises Undetermined."""
        leaves = without_choice(self.question.given, self.held)
        there = fulfilled(self.question.given, dict(self.start), self.held) if leaves else {}
        return {leaf: there[leaf] for leaf in leaves}

    def alike(self, at: Enclosures, digits: int, side: int | None = None) -> bool:
        """Whether there is a true value, and every choice is made as it is at the recorded point, or where the slope is
        a limit, on that side of it.  Raises Undetermined.
        """
        if not evaluated(self.question.true, at, digits).finite:
            return False
        if self.sides is None:
            self.sides = [choices(self.truth.beside(start), digits) for start in self.starts]
        made = choices(at, digits)
        return made in self.sides if side is None else made == self.sides[side]

    def at_smaller_scales(self) -> Enclosures | None:
        """A point that refutes, among those where the leaves are smaller by many powers of ten."""
        for power in SCALES:
            for sign in (1, -1):
                try:
                    near = self.drawn(sign * CLOSE)
                    stays = self.held | self._settled.keys()
                    at = {leaf: n if leaf in stays else n / 10**power for leaf, n in near.items()}
                    beside = self.truth.beside(fulfilled(self.question.given, at, self.held))
                    if self.alike(beside, 40) and not self.question.over(beside, 40)[1].nan and not self.holds(beside):
                        return beside
                except Undetermined:
                    continue
                if time_is_up():
                    return None
        return None

    def where_sums_vanish(self) -> Enclosures | None:
        """A point that refutes, among those where some sum in the two formulas is 0."""
        for leaf, n in zeros(self.truth, self.question.claimed, self.held):
            try:
                at = self.truth.beside(fulfilled(self.question.given, self.start | {leaf: n}, self.held))
                if self.alike(at, 40) and not self.question.over(at, 40)[1].nan and not self.holds(at, 40):
                    return at
            except Undetermined:
                continue
        return None

    def fades(self, beyond: Enclosures) -> bool:
        """Whether what makes the difference at a point is there all the way from here, only smaller and smaller.

        Both sides are analytic on the way there; or with more digits it is met nearer, as seen from here or from there,
        or it is met at that very point alone, which is no kink.  Beyond a kink there is an end that no
        digits move.
        """
        order = computed_by(self.truth, self.question.claimed)
        if len(order) <= NODES and is_analytic(order, self.truth, self.start, beyond):
            return True
        near, far = (self._reach(beyond, digits) for digits in (FEWER, MORE))
        if far < near * (1 - TOLD) or (1 - near) < (1 - far) * (1 - TOLD):
            return not time_is_up()
        return near == 1 and not time_is_up() and is_analytic(order, self.truth, beyond.numbers, beyond)

    def _reach(self, beyond: Enclosures, digits: int) -> Fraction:
        """As a share of the way to another point, how far the two sides are the same to so many digits."""
        inside, outside = Fraction(0), Fraction(1)
        while outside - inside > max(min(outside, 1 - inside), NARROWEST) * TOLD / 4 and not time_is_up():
            share = (inside + outside) / 2
            at = {leaf: n + share * (beyond.numbers[leaf] - n) for leaf, n in self.start.items()}
            inside, outside = (share, outside) if self.holds(self.truth.beside(at), digits) else (inside, share)
        return outside

    def holds(self, at: Enclosures, digits: int = 60) -> bool | None:
        """Whether the two sides are equal at a point, as far as so many digits tell; None where it is of no use."""
        try:
            if not self.alike(at, digits):
                return None
            return self.question.agreement(at, digits) is not None
        except Undetermined:
            return None

    def extent(self, leaf: Value) -> tuple[Fraction | None, Fraction | None]:
        """How far below and above what a leaf holds the identity reaches, when it alone is moved; None where no end is
        met: where the two sides differ, another choice is made, or there is no value.
        """
        below, above = (self._end(leaf, sign) for sign in (-1, 1))
        return below, above

    def _end(self, leaf: Value, sign: int) -> Fraction | None:
        n = self.start[leaf]

        def holds(distance: Fraction) -> bool:
            return self.holds(self.truth.beside(self.start | {leaf: n + sign * distance}), DIGITS_OF_AN_END) is True

        inside = Fraction(0)
        for k in range(-12, 8):
            outside = Fraction(self.random.randint(2**20, 2**21), 2**20) * Fraction(2) ** k * (abs(n) or 1)
            if time_is_up():
                return None
            if not holds(outside):
                break
            inside = outside
        else:
            return None
        while outside - inside > max(abs(n + sign * outside), abs(n) / 10**6) / 10**7 and not time_is_up():
            middle = (inside + outside) / 2
            inside, outside = (middle, outside) if holds(middle) else (inside, middle)
        end = n + sign * inside
        return end if abs(end) > abs(n) / 10**6 else Fraction(0)


def written(x: Fraction) -> str:
    """A fraction to six digits."""
    return f"{float(x):.6g}"


def interval(name: str, below: Fraction | None, above: Fraction | None) -> str:
    """Between which ends a leaf may lie; "" where there is none."""
    if above is None:
        return "" if below is None else f"{name} > {written(below)}"
    return f"{'' if below is None else f'{written(below)} < '}{name} < {written(above)}"
