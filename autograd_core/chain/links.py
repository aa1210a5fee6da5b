"""Which nodes stand on the way between two others, and what links them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from ..graph import adjoints, topological_order
from ..namespaces import NOTHING
from ..value import Value

Between = Literal["labelled", "all"]

CROWD = 16
"""An unlabelled node beneath more named ones than this is named too: folding it into each would take time squared."""


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
        flat = iter(node.edges)
        for arg in flat:
            if next(flat) is not None and arg in users:
                users[arg].append(node)
    added, terms = _added_to(y, x, line, users, is_named)
    named = {x, y, *(node for node in line if is_named(node) and node not in added)}
    _name_crowded(line, users, named)
    return [node for node in line if node in named], terms


def _added_to(
    y: Value, x: Value, line: Sequence[Value], users: dict[Value, list[Value]], is_named: Callable[[Value], bool]
) -> tuple[set[Value], list[Value]]:
    """What is only added to others until that is y; and the terms of y, where everything from x goes through them."""
    sums = {y} if _adds(y) else set()
    added: set[Value] = set()
    terms: list[Value] | None = []
    for node in reversed(line):
        if not any(user in sums for user in users[node]):
            continue
        if node is x or len(users[node]) > 1:  # not only added to others
            terms = None
            continue
        added.add(node)
        if _adds(node) and not is_named(node):
            sums.add(node)
        elif terms is not None:
            terms.append(node)
    return added, terms or []


def _name_crowded(line: Sequence[Value], users: dict[Value, list[Value]], named: set[Value]) -> None:
    """Name each node with more than CROWD named ones next above it, which would all be linked to what it needs."""
    reached_from: dict[Value, frozenset[Value]] = {}
    for node in reversed(line):
        if node not in named:
            above = [frozenset([user]) if user in named else reached_from[user] for user in users[node]]
            reached_from[node] = above[0] if len(above) == 1 else above[0].union(*above[1:])
            if len(reached_from[node]) > CROWD:
                named.add(node)


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
    without_nets = {node: [each for each in beneath if each.to not in nets] for node, beneath in links.items()}
    without_nets[y] += [Link(net, adjoint[net], is_delta=True) for net in nets]
    return without_nets


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
