"""The search for a mistake that gives a number: what is considered, what fits, and how it is told."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...namespaces.text import Written
from ...value import Value
from ...words import enumerated
from ...writing import numeral
from .between import Between, Edge, close
from .mistakes import COMMON, PAIRS, Mistake
from .telling import Told, Words, and_a_sign

PLACES = 200
"""So many places of one suspect are told."""

ODDS = 16
"""A suspect is named where it is so many times likelier than that the number agrees by chance."""

GUESS = 1
"""Where none is, one that is at least as likely as chance is told as a guess."""

ALL = sum(COMMON.values())


@dataclass(frozen=True, slots=True)
class Suspect:
    """A mistake that gives the number written."""

    kind: str
    sentence: str
    where: tuple[str, ...]
    """The factors it may sit in, or the nodes of the path concerned; nothing where it is about the whole."""
    value: float
    """What the mistake gives."""

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {"kind": self.kind, "sentence": self.sentence, "where": list(self.where), "value": self.value}

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake in one or more edges that gives what was written."""

    kind: Mistake
    value: float
    told: Told
    edges: tuple[Edge, ...]
    path: bool
    """Whether it is about the paths through its edge."""
    everywhere: bool
    """Whether it is no single place among many, so that it has the weight of its kind for itself."""
    share: float
    is_certain: bool
    """Whether it is known already that the number does not agree by chance."""


class Search:
    """A graph, the ends of what was written, and the slips that give a number between them."""

    def __init__(
        self,
        graph: Between,
        low: Fraction,
        high: Fraction,
        rate: float | None,
        name: Callable[[Value], Written | None] | None = None,
    ) -> None:
        self.graph, self.low, self.high, self.rate = graph, low, high, rate
        largest = max(abs(graph.total), abs(float(low)), abs(float(high)), graph.largest_share)
        noise = 1e-13 * largest if math.isfinite(largest) else 0.0
        self.least, self.most = float(low) - noise, float(high) + noise
        self.count: Counter[str] = Counter()
        self.considered: Counter[str] = Counter()
        middle = abs(float((low + high) / 2))
        self.width = (self.most - self.least) / middle if middle else 0.0
        """The chance that a number made up is what was written."""
        self.found: list[Slip] = []
        self.words = Words(graph.y, graph.x, name)

    def fits(self, value: float) -> bool:
        """Whether a number is what was written."""
        return self.least <= value <= self.most

    def consider(
        self,
        kind: Mistake,
        value: float,
        told: Told,
        edges: Iterable[Edge] = (),
        path: bool = False,
        everywhere: bool | None = None,
        is_certain: bool = False,
    ) -> None:
        """Keep a slip that gives `value` if that is what was written; where it is common, with a lost sign too."""
        edges = tuple(edges)
        if kind is Mistake.MISSING and len(edges) == 1 and self.spans(edges[0]):
            return  # the derivative itself is no factor of it
        everywhere = len(edges) != 1 if everywhere is None else everywhere
        self.count[kind] += not everywhere
        self.considered[kind] += 1
        if self.fits(value):
            self.found.append(Slip(kind, value, told, edges, path, everywhere, 1.0, is_certain))
        elif kind in PAIRS and self.fits(-value):
            self.found.append(Slip(kind, -value, and_a_sign(told), edges, path, everywhere, 0.1, is_certain))

    def spans(self, edge: Edge) -> bool:
        """Whether a factor is called as the derivative in question is."""
        return edge.node is self.graph.y and edge.arg is self.graph.x

    def changed(self, edge: Edge, partial: float) -> float:
        """The total with another partial on one edge."""
        return self.graph.total + edge.weight * (partial - edge.partial)

    def suspected(self, odds: float = ODDS) -> list[tuple[float, Suspect]]:
        """What was found and is no accident at such odds, slips of one kind that give one number together, with the
        weight of each.
        """
        merged: dict[tuple[str, str], list[Slip]] = {}
        for slip in self.found:
            merged.setdefault((slip.kind, f"{slip.value:.11g}"), []).append(slip)
        telling = {value for (_, value), same in merged.items() if self._tells(same, odds)}  # one number, one evidence
        return [(self._chance(same), self._suspect(same)) for (_, value), same in merged.items() if value in telling]

    def _tells(self, same: Sequence[Slip], odds: float) -> bool:
        """Whether a slip gives the very number, with no digit left over, or is likely enough."""
        first, middle = same[0], float((self.low + self.high) / 2)
        return (
            first.is_certain
            or close(first.value, middle)
            or self.is_likely(first.kind, len(same), self.considered[first.kind], odds)
        )

    def is_likely(self, kind: Mistake, places: int, among: float, odds: float = ODDS) -> bool:
        """Whether so many places among those where a mistake of that kind was looked for tell more than chance.

        Where few digits were written, some of many places give them by accident.
        """
        return COMMON[kind] / ALL * places / among >= odds * self.width

    def _chance(self, same: Sequence[Slip]) -> float:
        """How likely one of these is, against other suspects."""
        among = 1 if any(slip.everywhere for slip in same) else self.count[same[0].kind]
        return COMMON[same[0].kind] * min(1.0, sum(slip.share for slip in same) / among)

    # ── in words ─────────────────────────────────────────────────────────────────────────────────

    def _suspect(self, same: Sequence[Slip]) -> Suspect:
        """One suspect for slips that give the same number."""
        where = tuple(dict.fromkeys(place for slip in same[:PLACES] for place in self._places(slip)))
        value = same[0].value + 0.0  # no -0
        words = same[0].told(
            self.words, enumerated(where, "or" if len(same) > 1 and not same[0].path else "and", most=4)
        )
        inner = tuple(place for place in where if place != self.words.whole)
        return Suspect(str(same[0].kind), f"{words}: that gives {numeral(value)}", inner, value)

    def _places(self, slip: Slip) -> list[str]:
        """The factors a slip sits in, between the nodes that have names; or the nodes of its path."""
        if slip.path:
            return [self.words.name(node) for node in self.graph.path(slip.edges[0])]
        return [self.words.partial(self.graph.above[edge.node], self.graph.below[edge.arg]) for edge in slip.edges]
