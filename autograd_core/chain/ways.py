"""The paths of the chain rule between two nodes: how many there are, and which are the largest."""

import math
from collections.abc import Callable
from itertools import dropwhile

from ..namespaces.nothing import product
from ..value import Value
from .factors import Factor, Path
from .links import Link, Links

COUNTED = 2**1000
"""More paths than this are not counted, lest the count itself take room without end."""


class Ways:
    """The paths from y down to x, without walking each.

    Those of largest share, how many there are, and what the others add up to.
    """

    count: float
    """An int, or inf where there are more than are counted."""
    rest: float

    def __init__(self, y: Value, x: Value, links: Links, largest: int) -> None:
        self.y, self.links, self.largest = y, links, largest
        # By node: the largest shares of the ways down from it; and which link, and which way beyond it, each takes.
        self.shares: dict[Value, list[float]] = {x: [1.0]}
        self.choices: dict[Value, list[int]] = {}
        counts: dict[Value, float] = {x: 1}
        rests = {x: 0.0}
        for node in dropwhile(lambda node: node is not x, links):
            if node is not x:
                self._gather(node, counts, rests)
            if node is y:
                break
        self.count, self.rest = counts[y], rests[y]

    def _gather(self, node: Value, counts: dict[Value, float], rests: dict[Value, float]) -> None:
        """The ways from a node are those from the nodes next beneath it, each one factor longer."""
        shares: list[float] = []
        choices: list[int] = []
        count: float = 0
        rest = 0.0
        for i, (to, value, *_) in enumerate(self.links[node]):
            below = self.shares.get(to)
            if below is not None:
                shares += [product((value, share)) for share in below]
                choices += range(i * self.largest, i * self.largest + len(below))
                count += counts[to]
                if counts[to] > len(below):
                    rest += value * rests[to]
        if not shares:
            return
        if len(shares) > self.largest:
            ranked = sorted(range(len(shares)), key=lambda i: -abs(shares[i]) if shares[i] == shares[i] else -math.inf)
            for i in ranked[self.largest :]:  # not by sum, which rounds in its own way from Python 3.12 on
                rest += shares[i]
            kept = ranked[: self.largest]
            shares, choices = [shares[i] for i in kept], [choices[i] for i in kept]
        self.shares[node], self.choices[node], rests[node] = shares, choices, rest
        counts[node] = count if count < COUNTED else math.inf

    def paths(self, factor: Callable[[Value, Link], Factor]) -> tuple[Path, ...]:
        """The largest, factor by factor, each made by `factor` from the node above a link."""
        chosen = []
        made: dict[int, Factor] = {}  # paths that meet have the rest in common
        for way in range(len(self.shares[self.y])):
            node, factors = self.y, []
            while node in self.choices:
                which, way = divmod(self.choices[node][way], self.largest)
                link = self.links[node][which]
                if id(link) not in made:
                    made[id(link)] = factor(node, link)
                factors.append(made[id(link)])
                node = link.to
            chosen.append(Path(tuple(factors)))
        return tuple(chosen)
