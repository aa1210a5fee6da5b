"""The chain rule between two nodes: the nodes named on the way, the factors that link them, and their paths."""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile
from typing import Any, Literal, NamedTuple

from .graph import adjoints, topological_order
from .names import written
from .namespaces import NOTHING
from .namespaces.nothing import product
from .namespaces.text import TEXT, Written
from .rules import at_kink, local_rule, rule_of
from .value import Value
from .writing import partial_name

Between = Literal["labelled", "all"]

CROWD = 16
"""An unlabelled node beneath more named ones than this is named too: folding it into each would take time squared."""


class Signs(NamedTuple):
    """How a chain is written: what stands for a partial, a product and a delta.

    A partial that is not the whole, for there are other ways from its top to its bottom, has a plus: d+y/dx, ∂⁺y/∂x.
    """

    d: str
    times: str
    delta: str


PLAIN, UNICODE = Signs("d", " * ", "delta"), Signs("∂", " · ", "δ")


@dataclass(frozen=True, slots=True)
class Factor:
    """The partial of one node with respect to another, with nothing named between them."""

    of: Value
    to: Value
    value: float
    names: Mapping[Value, Written] = field(repr=False, compare=False)
    position: int | None = None
    """Which argument of the one op this is; None where several ops or arguments are folded into it."""
    is_delta: bool = False
    """Whether this is all there is above a net input, dE/dnet."""
    is_direct: bool = False
    """Whether other ways lead from its top to its bottom too, so that it is not the whole of dy/dx."""
    held: Collection[Value] = field(default=(), repr=False, compare=False)
    """The nodes that it is told in terms of: what is beneath them is not looked at."""
    form: Any = None
    """The partial in closed form, where that was asked for."""

    @property
    def formula(self) -> Any:
        """The partial in closed form as a sympy expression, where that was asked for."""
        return None if self.form is None else self.form.formula

    @property
    def name(self) -> str:
        """dout_o1/dnet_o1, or delta_o1"""
        return self.written(PLAIN)

    def written(self, signs: Signs) -> str:
        """The same in other signs: ∂out_o1/∂net_o1, δ_o1."""
        names = self.names
        if self.is_delta:
            return f"{signs.delta}_{self.unit}"
        return partial_name(names[self.of], names[self.to], signs.d, self.is_direct)

    @property
    def unit(self) -> str:
        """The neuron whose net input this leads to."""
        return self.names[self.to].text.removeprefix("net_")

    @property
    def rule(self) -> str:
        """The formula from the op table where this is the partial of a single op, towards all places of an argument."""
        op, args = self.of.op, self.of.args
        if op is None or self.is_delta:
            return ""
        inputs = written(args, self.names, TEXT)
        if self.position is not None:
            return rule_of(self.of, self.position, inputs, direct=self.is_direct)
        places = [i for i, arg in enumerate(args) if arg is self.to]
        if not places or at_kink(self.of) or any(arg not in self.held for _, arg, _ in self.of.inputs()):
            return ""
        output = Written(TEXT, self.names[self.of].text, self.names[self.of].level)
        partials = [local_rule(op, i, output, inputs) for i in places]
        same = all(partial == partials[0] for partial in partials)
        return f"{self.name} = {len(places) * partials[0] if same else TEXT.sum(*partials)}"


@dataclass(frozen=True, slots=True)
class Path:
    """One way from y to x: factors, and their product."""

    factors: tuple[Factor, ...]

    @property
    def share(self) -> float:
        """What this path adds to the partial."""
        return float(product(factor.value for factor in self.factors))

    def takes(self, factor: Factor) -> bool:
        """Whether a factor is nothing and takes others with it that are not finite."""
        return factor.value is NOTHING and not all(math.isfinite(each.value) for each in self.factors)


class Link(NamedTuple):
    """What a factor will be made of, if it comes to be told."""

    to: Value
    value: float
    position: int | None = None
    is_delta: bool = False


Links = dict[Value, list[Link]]
"""By named node, what leads to those next beneath it."""


def stations(
    line: Sequence[Value], y: Value, x: Value, is_named: Callable[[Value], bool]
) -> tuple[list[Value], list[Value]]:
    """The nodes named on the line from x to y; and the terms of the sum that y may be, where all goes through them.

    A term such as E_o1 in E_total = E_o1 + E_o2 is no station, since its factor is 1.
    """
    users: dict[Value, list[Value]] = {node: [] for node in line}
    for node in line:
        for _, arg, _ in node.inputs():
            if arg in users:
                users[arg].append(node)
    named = {x, y}
    sums = {y} if _adds(y) else set()
    terms: list[Value] | None = []
    reached_from: dict[Value, frozenset[Value]] = {}  # by unlabelled node, the named ones with no other between
    for node in reversed(line):
        summed = any(user in sums for user in users[node])
        if summed and (node is x or len(users[node]) > 1):  # not only added to others
            summed, terms = False, None
        if summed and _adds(node) and not is_named(node):
            sums.add(node)
        elif summed and terms is not None:
            terms.append(node)
        elif is_named(node) and not summed:
            named.add(node)
        if node not in named:
            above = [frozenset([user]) if user in named else reached_from[user] for user in users[node]]
            reached_from[node] = above[0].union(*above[1:])
            if len(reached_from[node]) > CROWD:
                named.add(node)
    return [node for node in line if node in named], terms or []


def _adds(node: Value) -> bool:
    return node.op is not None and node.op.adds


def link(order: Sequence[Value], named: Iterable[Value], live: set[Value]) -> Links:
    """The partials between the named nodes, from x up to y: the reverse sweep from each to the next beneath it."""
    links: Links = {}
    ends = {node for node in order if node not in live}
    for station in named:
        links[station] = _links(station, ends, live) if links else []
        ends.add(station)
    return links


def _links(station: Value, ends: set[Value], live: set[Value]) -> list[Link]:
    if all(arg in ends for _, arg, _ in station.inputs()):  # nothing to fold
        beneath: dict[Value, Link] = {}
        for position, arg, partial in station.inputs():
            if arg in live:
                before = beneath.get(arg)
                beneath[arg] = (
                    Link(arg, partial, position) if before is None else Link(arg, _added(before.value, partial))
                )
        return list(beneath.values())
    reached = topological_order(station, ends)
    adjoint = adjoints([node for node in reached if node not in ends])
    carried = {station}
    for node in reversed(reached):
        if node in carried and node not in ends:
            carried.update(arg for _, arg, partial in node.inputs() if partial is not NOTHING)
    return [
        Link(node, float(adjoint[node]) if node in carried else NOTHING)
        for node in reversed(reached)
        if node in ends and node in live
    ]


def _added(x: float, y: float) -> float:
    """x + y, which is nothing only where both are."""
    return NOTHING if x is y is NOTHING else x + y


def with_deltas(links: Links, y: Value, adjoint: Mapping[Value, float]) -> Links:
    """The same links, but each net input that y depends on is reached from y at once, by its delta."""
    x = next(iter(links))
    nets = {
        node: None
        for node in reversed(links)
        if (node.label or "").startswith("net_") and node is not x and node is not y
    }
    told = {node: [each for each in beneath if each.to not in nets] for node, beneath in links.items()}
    told[y] += [Link(net, adjoint[net], is_delta=True) for net in nets]
    return told


def cuts(links: Links) -> list[Value]:
    """The nodes through which every path goes, from y down to x."""
    named = list(links)
    index = {node: i for i, node in enumerate(named)}
    lowest, found = len(named) - 1, []
    for i in reversed(range(len(named))):
        if lowest >= i:  # nothing above leads past this one
            found.append(named[i])
        lowest = min([lowest, *(index[each.to] for each in links[named[i]])])
    return found


def indirectly(
    node: Value, arg: Value, beneath: Callable[[Value], Iterable[Value]], number: Mapping[Value, int]
) -> bool:
    """Whether another way leads from a node down to `arg` than the one step between them.

    `beneath` gives the nodes one step down, and `number` counts them so that each comes after those beneath it.
    """
    bottom = number[arg]
    seen = {x for x in beneath(node) if x is not arg and number[x] > bottom}
    pending = list(seen)
    while pending:
        for x in beneath(pending.pop()):
            if x is arg:
                return True
            if number[x] > bottom and x not in seen:
                seen.add(x)
                pending.append(x)
    return False


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
        told = []
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
            told.append(Path(tuple(factors)))
        return tuple(told)
