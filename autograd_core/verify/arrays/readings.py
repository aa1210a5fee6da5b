"""A graph under the readings of its constants, and the points at which arrays of formulas are tried."""

import math
import random
import time
from fractions import Fraction
from functools import cached_property
from typing import Any

from ...namespaces.interval import Interval, Undetermined
from ...value import Value
from ..partials.modulo import DIGITS, modulo
from ..partials.points import CLOSE, FINEST, choices
from ..truth.enclosures import Enclosures
from .claimed import Claimed

PROVING = 3.0
"""The proofs of one text may begin within so many seconds."""
NEAR, DEEP = 3, 240
"""So many points close by are tried, and one to so many digits."""
DEEPEST, SECONDS = 960, 1.0
"""What does not come to the same modulo a prime is asked to so many digits as well, in so many seconds."""


class Place:
    """A point to so many digits: what has been computed there, so that arrays that share steps compute them once."""

    def __init__(self, truth: Enclosures, digits: int) -> None:
        self.truth, self.digits, self.m = truth, digits, truth.system(digits)
        self._values: dict[Value, Any] = {}

    def true(self, x: Value | None, y: Value | None) -> Interval:
        """What an entry should be.  Raises Undetermined."""
        return self.m.number(0) if x is None else self._of(x if y is None else (y, x))

    def _of(self, thing: Any) -> Interval:
        if isinstance(thing, tuple):
            return self.truth.partial(thing[0], thing[1], self.digits)
        return self.truth.value(thing, self.digits)

    def said(self, claimed: "Claimed") -> list[Interval]:
        """What the entries come to.  Raises Undetermined."""
        m, values = self.m, self._values
        fresh = [node for node in claimed.order if node not in values]
        for node in fresh:
            if node in claimed.meant or node.op is None:
                values[node] = self._of(claimed.meant[node]) if node in claimed.meant else m.number(node.data)
            else:
                args = [values[x] if isinstance(x, Value) else m.number(x) for x in node.args]
                values[node] = m.number(m.apply(node.op, *args))
        return [m.number(values[x] if isinstance(x, Value) else x) for x in claimed.nest.entries]


class Readings:
    """A graph under the readings of its constants: as floats, as what they were rounded from, as whatever fits.

    The one under which something held is asked first from then on.
    """

    def __init__(self, truth: Enclosures) -> None:
        self.all = [Reading(truth, "")]
        self.until = math.inf

    def more(self) -> None:
        """Make the other readings, where they were not made before."""
        if len(self.all) == 1:
            t = self.all[0].truth
            self.all += [
                Reading(t.read(decimals=True, origins=True), t.told_origins),
                Reading(t.read(loose=True), ", as far as rounded constants tell"),
            ]

    def prefer(self, i: int) -> None:
        """Ask this reading first from now on."""
        self.all.insert(0, self.all.pop(i))

    def may_prove(self) -> bool:
        """Whether there is time for another proof: all of a text have a few seconds."""
        if self.until == math.inf:
            self.until = time.thread_time() + PROVING
        return time.thread_time() < self.until


class Reading:
    """A graph under one reading of its constants, with the points around it that all arrays are tried at."""

    def __init__(self, truth: Enclosures, told: str) -> None:
        self.truth, self.told = truth, told
        self._here: dict[int, Place] = {}
        self._modulo: dict[int, Place] = {}

    def here(self, digits: int) -> Place:
        """The recorded point."""
        if digits not in self._here:
            self._here[digits] = Place(self.truth, digits)
        return self._here[digits]

    def modulo(self, k: int) -> Place:
        """The graph modulo a prime, drawn for the k-th time."""
        if k not in self._modulo:
            self._modulo[k] = Place(modulo(self.truth, f"{k} {list(self.truth.numbers.values())[:100]}"), DIGITS)
        return self._modulo[k]

    @cached_property
    def deepest(self) -> Place | None:
        """The point that is very close, to still more digits; None where it stands for no numbers to so many."""
        at = next((place.truth for place in self.around if place.digits == DEEP), None)
        return None if at is None else Place(at, DEEPEST)

    @cached_property
    def around(self) -> list[Place]:
        """Points close by at which every choice is made as it is here, and one that is very close, to many digits."""
        start = self.truth.numbers
        draw = random.Random(" ".join(map(str, start.values())))
        found: list[Place] = []
        sides = choices(self.truth.beside(self.truth.given), 40)
        reach = CLOSE
        for k in range(24):
            deep = len(found) == NEAR
            off = FINEST if deep else reach
            at = self.truth.beside(
                {x: n + off * Fraction(draw.randint(-(2**40), 2**40), 2**40) * (abs(n) or 1) for x, n in start.items()}
            )
            try:
                if choices(at, 40) == sides:
                    found.append(Place(at, DEEP if deep and not self.truth.loose else 40))
            except Undetermined:
                pass
            if len(found) > NEAR:
                break
            reach = reach / 4 if k % 4 == 3 and not found else reach
        return found
