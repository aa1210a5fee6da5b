"""What a picture shows: which nodes stand on their own, which are folded into groups, and the lines between them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import accumulate

from ..names import names_beneath
from ..namespaces.text import Written
from ..value import Value
from ..words import nearest

FOLDED_BEYOND = 150
"""A graph of more nodes than this is folded by scope, unless the caller chooses."""

MOST = 2_000
"""A picture of more nodes than this is refused: nobody could read it."""

INPUTS, ELSEWHERE = "inputs", "outside any scope"
"""The groups of what was made in no scope."""


@dataclass(frozen=True, slots=True)
class Folded:
    """Nodes drawn as one, because they were made in the same scope."""

    id: str
    scope: str
    members: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """From an argument to the node that uses it; or all the edges that lead from one group or node to another."""

    id: str
    tail: str
    head: str
    edges: tuple[tuple[Value, int], ...]
    """Each edge as the node and the position of the argument."""

    @property
    def bundled(self) -> bool:
        """Whether an end is a group."""
        return self.id.startswith("b")


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn, in the order in which a person would compute it."""

    y: Value
    names: Mapping[Value, Written]
    """Of everything beneath y, drawn or not."""
    ids: Mapping[Value, str]
    """What stands for each node that is drawn: itself, n12, or its group, g3."""
    nodes: tuple[Value, ...]
    groups: tuple[Folded, ...]
    constants: Mapping[str, float]
    lines: tuple[DrawnLine, ...]
    parameters: Set[Value]
    left_out: Mapping[Value, int]
    """How many edges of a node lead out of the part that is drawn."""

    def kind(self, node: Value) -> str:
        """output, input, parameter, or empty for what is computed on the way."""
        if node is self.y:
            return "output"
        return "" if node.op else "parameter" if node in self.parameters else "input"

    def within(self, group: Folded) -> list[Value]:
        """The parameters that are folded into a group."""
        return [node for node in group.members if self.kind(node) == "parameter"]


def compose(
    y: Value,
    *,
    parameters: Set[Value] | None,
    constants: bool,
    fold: Set[str] | None,
    expand: Set[str],
    around: Value | None,
    depth: int,
) -> Scene:
    """Choose what of the graph of y is drawn; the arguments are those of `draw`."""
    names = names_beneath(y)
    opened = {path for scope in expand for path in enclosing(scope)}
    _check_scopes(names, opened | set(fold or ()))
    kept = list(names) if around is None else _near(y, names, around, depth)
    homes = _homes(y, kept, fold, opened)
    groups = _grouped(kept, homes)
    numbers = {node: k for k, node in enumerate(names)}
    ids = {node: f"n{numbers[node]}" for node in kept} | {node: group.id for group in groups for node in group.members}
    numerals = _constants(kept, homes, numbers) if constants else {}
    lines, left_out = _lines(names, numbers, ids, homes, numerals)
    nodes = tuple(node for node in kept if node not in homes)
    _check_size(len(nodes) + len(groups) + len(numerals))
    known = {node for node in names if node.op is None and node.scope} if parameters is None else parameters
    return Scene(y, names, ids, nodes, groups, numerals, lines, known, left_out)


def _grouped(kept: Iterable[Value], homes: Mapping[Value, str]) -> tuple[Folded, ...]:
    """The nodes that are folded, by what they are folded into."""
    members: dict[str, list[Value]] = {}
    for node in kept:
        if (home := homes.get(node)) is not None:
            members.setdefault(home, []).append(node)
    return tuple(Folded(f"g{i}", home, tuple(inside)) for i, (home, inside) in enumerate(members.items()))


def _constants(kept: Iterable[Value], homes: Mapping[Value, str], numbers: Mapping[Value, int]) -> dict[str, float]:
    """Each constant of a node that stands on its own, by its id."""
    return {
        f"c{numbers[node]}_{position}": float(arg)
        for node in kept
        if node not in homes
        for position, (arg, partial) in enumerate(zip(node.args, node.edges[1::2]))
        if partial is None
    }


def _lines(
    names: Iterable[Value],
    numbers: Mapping[Value, int],
    ids: Mapping[Value, str],
    homes: Mapping[Value, str],
    constants: Mapping[str, float],
) -> tuple[tuple[DrawnLine, ...], Counter[Value]]:
    """A line for each edge between what is drawn, bundled at groups; and how many edges of each node lead out of it."""
    single: list[DrawnLine] = []
    bundles: dict[tuple[str, str], list[tuple[Value, int]]] = {}
    left_out = Counter[Value]()
    for node in names:
        head = ids.get(node)
        for position, (arg, partial) in enumerate(zip(node.args, node.edges[1::2])):
            edge = f"{numbers[node]}_{position}"
            if partial is None:
                if f"c{edge}" in constants and head:
                    single.append(DrawnLine(f"e{edge}", f"c{edge}", head, ((node, position),)))
            elif (tail := ids.get(arg)) is None or head is None:
                left_out.update(end for end in (node, arg) if end in ids)
            elif node not in homes and arg not in homes:
                single.append(DrawnLine(f"e{edge}", tail, head, ((node, position),)))
            elif tail != head:
                bundles.setdefault((tail, head), []).append((node, position))
    bundled = (DrawnLine(f"b{i}", *ends, tuple(edges)) for i, (ends, edges) in enumerate(bundles.items()))
    return (*single, *bundled), left_out


def _check_size(drawn: int) -> None:
    if drawn > MOST:
        raise ValueError(
            f"a picture has at most {MOST:,} nodes; this one would have {drawn:,}: leave fold= and expand= out "
            "to fold the scopes, choose fewer by expand='layer2/n5', or draw a part by around=node, depth=2"
        )


def _near(y: Value, names: Mapping[Value, Written], center: Value, depth: int) -> list[Value]:
    """The nodes within so many edges of one, up or down."""
    if center not in names:
        raise LookupError(f"{names[y]} does not depend on {center!r}")
    if isinstance(depth, bool) or not isinstance(depth, int) or depth < 0:
        raise ValueError(f"depth must be a number of edges, 0 or more; got {depth!r}")
    users: dict[Value, list[Value]] = {}
    for node in names:
        for arg in _arguments(node):
            users.setdefault(arg, []).append(node)
    near = rim = {center}
    for _ in range(depth):
        rim = {other for node in rim for other in (*_arguments(node), *users.get(node, ()))} - near
        near = near | rim
    return [node for node in names if node in near]


def _arguments(node: Value) -> list[Value]:
    return [arg for _, arg, _ in node.inputs()]


def enclosing(scope: str) -> list[str]:
    """The scopes that a scope lies in, outermost first, itself last: layer2, layer2/n5."""
    return list(accumulate(scope.split("/"), "{}/{}".format))


def _check_scopes(nodes: Iterable[Value], wanted: set[str]) -> None:
    known = dict.fromkeys(
        path for scope in dict.fromkeys(node.scope for node in nodes if node.scope) for path in enclosing(scope)
    )
    for scope in sorted(wanted - known.keys()):
        there = nearest(scope, known) if known else "this graph has no scopes"
        raise LookupError(f"no node was made in the scope {scope!r}; {there}")


def _homes(y: Value, kept: list[Value], fold: Set[str] | None, opened: set[str]) -> dict[Value, str]:
    """The scope that each folded node is folded into: the outermost that is not open.

    A leaf that serves one group alone, such as the weights of one neuron, goes with that group.
    """
    if fold is None and len(kept) <= FOLDED_BEYOND:
        return {}

    def closed(path: str) -> bool:
        return path not in opened and (fold is None or path in fold)

    scopes = dict.fromkeys(node.scope for node in kept if node.scope)
    outermost = {scope: next(filter(closed, enclosing(scope)), None) for scope in scopes}
    homes = {node: home for node in kept if node.scope and node is not y and (home := outermost[node.scope])}

    users: dict[Value, set[str | None]] = {}
    for node in kept:
        for arg in _arguments(node):
            if arg.op is None and arg.scope and arg not in homes:
                users.setdefault(arg, set()).add(homes.get(node))
    for leaf, serves in users.items():
        (home,) = serves if len(serves) == 1 else (None,)
        if home and leaf.scope in enclosing(home):
            homes[leaf] = home

    if fold is None and len(kept) - len(homes) > FOLDED_BEYOND:
        homes |= {node: ELSEWHERE if node.op else INPUTS for node in kept if not node.scope and node is not y}
    return homes
