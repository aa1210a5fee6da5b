"""Which mistake gives exactly that number: the suspects behind a total that has been proved wrong.

What people get wrong in a local partial is read from the op table: each rule as it is written by hand, run over
`Drafts`, which make every slip once.  What they get wrong between the partials, such as a path or an index, is read
from the graph.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from heapq import nlargest
from itertools import islice, takewhile
from typing import Any, NamedTuple

from .. import ops
from ..calculus import gradient
from ..chain import link
from ..names import called, names_beneath
from ..namespaces import FLOATS
from ..namespaces.text import NAMES, TEXT, Written
from ..value import Value
from ..writing import numeral, partial_name
from . import digits, drafts
from .between import NUMBERS, WORDS, Between, Edge, close, data, drafted, family, local, minus_written, other_operands

SIGN, DIFFERENCE, MISSING, AGAIN, INPUT, SIDE = (
    "sign",
    "difference",
    "factor missing",
    "taken again",
    "input for output",
    "wrong side",
)
ITSELF, OPERAND, INDEX, UPDATED, TRANSPOSED = (
    "function for derivative",
    "wrong operand",
    "another index",
    "updated weight",
    "transposed",
)
FORGOTTEN, TWICE, ONLY, ONCE = "path missing", "path twice", "only one path", "counted once"
ANOTHER, AFTER, STEP = "another gradient", "weight after the update", "step for gradient"

COMMON: dict[str, float] = {
    SIGN: 30, DIFFERENCE: 20, drafts.NUMBER: 20, FORGOTTEN: 20, ONCE: 20, drafts.PLUS_MINUS: 15, drafts.FACTOR: 12,
    AGAIN: 12,
    MISSING: 12, INDEX: 12, TRANSPOSED: 12, UPDATED: 12, SIDE: 12, OPERAND: 10, TWICE: 10, drafts.TERM: 6,
    drafts.FUNCTION: 8,
    ITSELF: 8,
    drafts.EXPONENT: 6, drafts.UPSIDE_DOWN: 6, ONLY: 8, INPUT: 5, AFTER: 8, STEP: 6, ANOTHER: 6,
    digits.POINT: 12, digits.SWAPPED: 12, digits.LOST: 8, digits.DOUBLED: 8, digits.DIGIT: 4,
    digits.CUT: 12, digits.TWICE_ROUNDED: 15, digits.ROUNDED: 10,
}  # fmt: skip
"""How often people make a kind of slip, against the others.  A kind shares its weight among all its places in a graph.
"""

PAIRS = {drafts.NUMBER, DIFFERENCE}
"""What is common together with a lost sign."""

LARGEST = 10**300
"""Beyond this no slip is looked for, since floats end near it."""

EDGES = 2_000
"""In how many edges of a large graph a local partial is suspected: those that count for most."""

FAMILY = 64
"""A weight is suspected in place of any other of its family up to this size; in a larger one, of any in the same
neuron.
"""

SWEPT = 200_000
"""How many edges may be swept in all for slips made in several places at once."""


PLACES = 200
"""So many places of one suspect are told."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A mistake that gives the number written."""

    kind: str
    sentence: str
    where: tuple[str, ...]
    """The factors it may sit in, or the nodes of the path concerned; nothing for a slip of the pen."""
    value: float
    """What the mistake gives."""

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {"kind": self.kind, "sentence": self.sentence, "where": list(self.where), "value": self.value}

    def __str__(self) -> str:
        return self.sentence


def suspects(
    y: Value,
    x: Value,
    low: float | Decimal | Fraction,
    high: float | Decimal | Fraction,
    learning_rate: float | None = None,
    most: int = 5,
) -> list[Suspect]:
    """The known mistakes in dy/dx that give a number between `low` and `high`, the likeliest first.

    The ends are what the number written stands for: 0.0822 is 0.08215 to 0.08225.  Mistakes that the total cannot tell
    apart are one suspect, which lists the places.  `learning_rate` is needed to suspect weights that were updated too
    early. Where the right number lies between the ends there is nothing to suspect.  Raises ValueError for ends that
    are not finite and in order.

    >>> w, x, t = Value(0.5, label="w"), Value(3.0, label="x"), Value(1.0, label="t")
    >>> e = ((t - w * x) ** 2 / 2).named("E")
    >>> print(*suspects(e, w, Fraction("-1.505"), Fraction("-1.495"), most=1))  # 1.5 is right
    a sign is lost in dE/dw: that gives -1.5
    """
    if any(isinstance(end, Decimal) and end.is_finite() and abs(end.adjusted()) > 400 for end in (low, high)):
        return []  # no float is that large or that small, and a fraction of it would fill the memory
    try:
        least, greatest = Fraction(low), Fraction(high)
        if least > greatest:
            raise ValueError
    except (ValueError, OverflowError):  # a NaN and an infinity are no fractions
        raise ValueError(f"suspects(y, x, low, high) needs finite ends in order; got {low} and {high}") from None
    graph = Between(y, x)
    if not math.isfinite(graph.total) or max(-least, greatest) > LARGEST:
        return []
    return _Search(graph, least, greatest, learning_rate).ranked(most)


def question(found: Sequence[Suspect]) -> str | None:
    """The one question whose answer tells the suspects apart best; None where nothing is left to tell."""
    places = Counter(place for suspect in found for place in suspect.where)
    telling = [place for place, count in places.items() if count < len(found) or len(found[0].where) > 1]
    if not telling or (len(found) == 1 and len(found[0].where) == 1):
        return None
    best = min(telling, key=lambda place: (abs(2 * places[place] - len(found)), place not in found[0].where))
    return f"What did you get for {best}?" if "/" in best else f"What did you get for the path through {best}?"


# ── the search ───────────────────────────────────────────────────────────────────────────────────

Told = Callable[["_Search", str], str]
"""The words for a slip, given where it sits, found when they are asked for: most slips never are."""


class _Slip(NamedTuple):
    kind: str
    value: float
    told: Told
    edges: tuple[Edge, ...]
    path: bool
    """Whether it is about the paths through its edge."""
    everywhere: bool
    """Whether it is no single place among many, so that it has the weight of its kind for itself."""
    share: float


class _Way(NamedTuple):
    """One way for the partial of an edge to go wrong; what shares kind and variant is one habit, but for None."""

    kind: str
    variant: Any
    partial: float
    told: Told


class _Search:
    """All slips there are, and those that fit."""

    def __init__(self, graph: Between, low: Fraction, high: Fraction, rate: float | None) -> None:
        self.graph, self.low, self.high, self.rate = graph, low, high, rate
        largest = max([abs(graph.total), abs(float(low)), abs(float(high)), *(abs(edge.share) for edge in graph.edges)])
        noise = 1e-13 * largest if math.isfinite(largest) else 0.0
        self.least, self.most = float(low) - noise, float(high) + noise
        self.count: Counter[str] = Counter()
        self.found: list[_Slip] = []
        self._named: dict[Value, Written] = {}

    def fits(self, value: float) -> bool:
        return self.least <= value <= self.most

    def consider(
        self,
        kind: str,
        value: float,
        told: Told,
        edges: Iterable[Edge] = (),
        path: bool = False,
        everywhere: bool | None = None,
    ) -> None:
        """Keep a slip that gives `value` if that is what was written; where it is common, with a lost sign too."""
        edges = tuple(edges)
        everywhere = len(edges) != 1 if everywhere is None else everywhere
        self.count[kind] += not everywhere
        if self.fits(value):
            self.found.append(_Slip(kind, value, told, edges, path, everywhere, 1.0))
        elif kind in PAIRS and self.fits(-value):
            self.found.append(_Slip(kind, -value, and_a_sign(told), edges, path, everywhere, 0.1))

    def ranked(self, most: int) -> list[Suspect]:
        """The suspects, the likeliest first."""
        if self.fits(self.graph.total):
            return []
        for slips in (
            self.signs,
            self.paths,
            self.single_edges,
            self.named_factors,
            self.transpositions,
            self.updates,
            self.other_numbers,
        ):
            slips()
        merged: dict[tuple[str, str], list[_Slip]] = {}
        for slip in self.found:
            merged.setdefault((slip.kind, f"{slip.value:.11g}"), []).append(slip)
        found: list[tuple[float, list[_Slip] | Suspect]] = [(self.chance(same), same) for same in merged.values()]
        middle = float((self.low + self.high) / 2)
        pen = digits.pen_slips(self.graph.total, self.low, self.high)
        found += [(COMMON[kind], Suspect(kind, sentence, (), middle)) for kind, sentence in pen]
        likeliest = sorted(found, key=lambda each: -each[0])[:most]
        return [each if isinstance(each, Suspect) else self.suspect(each) for _, each in likeliest]

    def chance(self, same: Sequence[_Slip]) -> float:
        """How likely one of these is, against other suspects."""
        among = 1 if any(slip.everywhere for slip in same) else self.count[same[0].kind]
        return COMMON[same[0].kind] * min(1.0, sum(slip.share for slip in same) / among)

    # ── in words ─────────────────────────────────────────────────────────────────────────────────

    def suspect(self, same: Sequence[_Slip]) -> Suspect:
        """One suspect for slips that give the same number."""
        where = tuple(dict.fromkeys(place for slip in same[:PLACES] for place in self.places(slip)))
        value = same[0].value + 0.0  # no -0
        words = same[0].told(self, listed(where, "or" if len(same) > 1 and not same[0].path else "and"))
        return Suspect(same[0].kind, f"{words}: that gives {numeral(value)}", where, value)

    def partial(self, y: Value, x: Value) -> str:
        return partial_name(called(self.name(y)), called(self.name(x)))

    def places(self, slip: _Slip) -> list[str]:
        """The factors a slip sits in, between the nodes that have names; or the nodes of its path."""
        if slip.path:
            return [self.name(node) for node in self.graph.path(slip.edges[0])]
        return [self.partial(self.graph.above[edge.node], self.graph.below[edge.arg]) for edge in slip.edges]

    def name(self, x: Any) -> str:
        return str(self.names.get(x) or x.label or "x") if isinstance(x, Value) else NAMES.numeral(x)

    @property
    def names(self) -> dict[Value, Written]:
        self._named = self._named or names_beneath(self.graph.y)
        return self._named

    def draft(self, edge: Edge, which: int) -> tuple[str, str]:
        """A local partial as written wrong by that slip, and as it belongs."""
        y, *args = [
            Written(TEXT, str(self.names[x]), self.names[x].level) if isinstance(x, Value) else x
            for x in (edge.node, *edge.node.args)
        ]
        draft = drafted(edge, WORDS, y, args)
        return str(draft.wrongs[which][1]), str(draft.right)

    # ── the catalogue ────────────────────────────────────────────────────────────────────────────

    def signs(self) -> None:
        """A sign lost: on all paths at once, or on some of them; where a minus is written or a factor negative, if
        there is such a one.
        """
        total, lost = self.graph.total, said("a sign is lost in {where}")

        def suspicious(edges: list[Edge]) -> list[Edge]:
            return (
                sorted(
                    (edge for edge in edges if minus_written(edge) or edge.partial < 0), key=minus_written, reverse=True
                )
                or edges
            )

        minuses = [edge for edge in self.graph.edges if minus_written(edge)]
        alike: dict[str, list[Edge]] = {}
        for edge in self.graph.edges:
            alike.setdefault(f"{edge.share:.11g}", []).append(edge)
        on_all = alike.pop(f"{total:.11g}", [])
        if minuses and not any(edge in on_all for edge in minuses):
            self.consider(SIGN, -total, lost, minuses)
        else:
            for edge in suspicious(on_all):
                self.consider(SIGN, -total, lost, [edge], everywhere=True)
            if not on_all:
                self.consider(SIGN, -total, said("the sign is the wrong way round"))
        for edges in alike.values():
            for edge in suspicious(edges):
                self.consider(SIGN, total - 2 * edge.share, lost, [edge])

    def paths(self) -> None:
        """A path forgotten or counted twice, where several meet."""
        graph, total = self.graph, self.graph.total
        uses = graph.users.get(graph.x, [])
        for edge in uses if len(uses) > 1 else []:
            once = said(f"{{}} is used {len(uses)} times, and only its use in {{}} was counted", edge.arg, edge.node)
            self.consider(ONCE, edge.share, once, [edge], path=True)
        once_alone = (
            [edge.share for edge in uses] if len(uses) == 2 else []
        )  # then one path forgotten is the other counted once
        only = said("only the path through {where} was taken")
        if graph.edges:
            self.consider(
                FORGOTTEN, 0.0, said("every path is missing, that through {where} too"), [graph.edges[0]], path=True
            )
        for edge in graph.edges:
            forks, joins = len(graph.users[edge.arg]), len(graph.edges_of[edge.node])
            if forks == joins == 1:
                continue
            for node in [edge.arg] * (forks > 2 and edge.arg is not graph.x) + [edge.node] * (joins > 2):
                self.consider(ONLY, total - graph.through(node) + edge.share, only, [edge], path=True)
            if not any(close(edge.share, share) for share in once_alone):
                self.consider(
                    FORGOTTEN, total - edge.share, said("the path through {where} is missing"), [edge], path=True
                )
            self.consider(
                TWICE, total + edge.share, said("the path through {where} is counted twice"), [edge], path=True
            )

    def single_edges(self) -> None:
        """A local partial gone wrong in one place; then in all places of a kind, and in all places there are."""
        groups: dict[Any, dict[Edge, _Way]] = {}
        for edge in nlargest(EDGES, self.graph.edges, key=lambda edge: abs(edge.share)):
            if not edge.weight or not math.isfinite(edge.weight):
                continue
            self.products(edge)
            met: list[float] = [edge.partial]
            for way in sorted(ways_wrong(edge), key=lambda way: -COMMON[way.kind]):
                if not math.isfinite(way.partial) or any(close(way.partial, partial) for partial in met):
                    continue
                met.append(way.partial)
                self.consider(way.kind, self.changed(edge, way.partial), way.told, [edge])
                if way.variant is not None:
                    op = edge.node.op
                    habits: list[Any] = [(op, way.variant, self.graph.stem[edge.node]), (op, way.variant)]
                    for habit in (*habits, ()) if len(edge.node.args) == 1 else habits:
                        groups.setdefault((way.kind, *habit), {}).setdefault(edge, way)
        self.many_edges(groups)

    def changed(self, edge: Edge, partial: float) -> float:
        """The total with another partial on one edge."""
        return self.graph.total + edge.weight * (partial - edge.partial)

    def many_edges(self, groups: dict[Any, dict[Edge, _Way]]) -> None:
        """The same slip in several places at once, the commonest first, as far as the sweeps allowed go."""
        distinct = {
            (key[0], *((id(edge), way.variant) for edge, way in same.items())): same
            for key, same in groups.items()
            if len(same) > 1
        }
        common = sorted(distinct.items(), key=lambda item: -COMMON[item[0][0]])
        for (kind, *_), same in common[: SWEPT // (len(self.graph.edges) + 1)]:
            told = next(iter(same.values())).told
            self.consider(kind, self.graph.total_with({edge: way.partial for edge, way in same.items()}), told, same)

    def products(self, edge: Edge) -> None:
        """In a product, where the partial is the other operand: the operand itself was taken, or one of another
        index.
        """
        among = other_operands(edge.node)
        other = among[edge.position]
        if other is None:
            return
        belongs = edge.node.args[other]
        self.consider(OPERAND, self.changed(edge, edge.arg.data), instead(edge.arg, belongs), [edge])
        near, far = sorted(edge.partial + (bound - self.graph.total) / edge.weight for bound in (self.least, self.most))
        family_of_it = self.graph.families.get(family(belongs), []) if isinstance(belongs, Value) else []
        if 1 < len(family_of_it) <= FAMILY:
            start = bisect_left(family_of_it, near, key=data)
            rivals: Iterable[Any] = takewhile(lambda rival: data(rival) <= far, islice(family_of_it, start, None))
            self.count[INDEX] += len(family_of_it) - 1
        else:
            rivals = [
                edge.node.args[i] for i in among if i is not None and (2 * i < len(among)) == (2 * other < len(among))
            ]
        for rival in rivals:
            if rival is not belongs and data(rival) != edge.partial:
                self.consider(INDEX, self.changed(edge, data(rival)), instead(rival, belongs), [edge])

    def named_factors(self) -> None:
        """A whole factor missing that is several partials between nodes with names."""
        graph = self.graph
        for station, beneath in link(graph.whole, graph.stations, graph.live).items():
            for each in beneath:
                if each.position is None:
                    whole = Edge(station, -1, each.to, each.value, graph.adjoint[station] * graph.tangent[each.to])
                    self.consider(MISSING, self.changed(whole, 1.0), missing(whole), [whole])

    def transpositions(self) -> None:
        """The weights of a layer read by column where they belong by row."""
        layers: dict[tuple[Value, ...], list[tuple[Value, dict[Value, Any]]]] = {}
        for node in self.graph.whole:
            if node.op is not None and node.op.variadic and node in self.graph.live:
                operands = zip(node.args, other_operands(node))
                weights = {
                    arg: node.args[i]
                    for arg, i in operands
                    if i is not None and isinstance(arg, Value) and arg.op is not None
                }
                layers.setdefault(tuple(weights), []).append((node, weights))
        for inputs, rows in layers.items():
            if 2 < len(inputs) == len(rows):
                column = {arg: weights for arg, (_, weights) in zip(inputs, rows)}
                changes = {
                    edge: data(column[edge.arg][arg])
                    for arg, (node, _) in zip(inputs, rows)
                    for edge in self.graph.edges_of[node]
                    if edge.arg in column and not close(data(column[edge.arg][arg]), edge.partial)
                }
                by_column = said("the weights are read by column where they belong by row, in {where}")
                self.consider(TRANSPOSED, self.graph.total_with(changes), by_column, changes)

    def updates(self) -> None:
        """A weight that was updated before the gradient was complete."""
        if self.rate is None:
            return
        graph, rate = self.graph, self.rate
        new: dict[Value, float] = {}
        changes: dict[Edge, float] = {}
        for edge in graph.edges:
            other = other_operands(edge.node)[edge.position] if edge.arg.op is not None else None
            if other is not None and isinstance(weight := edge.node.args[other], Value) and weight.op is None:
                new[weight] = changes[edge] = weight.data - rate * graph.adjoint[weight]
                self.consider(
                    UPDATED,
                    self.changed(edge, changes[edge]),
                    said("the updated {} was used, in {where}", weight),
                    [edge],
                )
        if changes:
            told = said(f"the updated {', '.join(['{}'] * len(new))} were used, in {{where}}", *new)
            self.consider(UPDATED, graph.total_with(changes), told, changes)
            self.consider(UPDATED, gradient(graph.y, graph.x, at=new), told, changes)
        if graph.x.op is None:
            self.consider(AFTER, graph.x.data - rate * graph.total, said("that is {} after the update", graph.x))
            self.consider(STEP, rate * graph.total, said("the learning rate is in it already"))

    def other_numbers(self) -> None:
        """The partial of something else."""
        graph = self.graph
        for node in graph.whole:
            if node.label and node is not graph.x and node is not graph.y:
                if node in graph.adjoint:
                    self.consider(ANOTHER, graph.adjoint[node], self.given(graph.y, node), everywhere=False)
                if node in graph.live:
                    self.consider(ANOTHER, graph.tangent[node], self.given(node, graph.x), everywhere=False)

    def given(self, y: Value, x: Value) -> Told:
        return lambda search, _: f"{search.partial(y, x)} was given for {search.partial(self.graph.y, self.graph.x)}"


# ── one local partial gone wrong ─────────────────────────────────────────────────────────────────


def ways_wrong(edge: Edge) -> Iterator[_Way]:
    """The ways for one partial to go wrong that are not about which leaf or which path."""
    op, p = edge.node.op, edge.partial
    assert op is not None
    if op.variadic:
        if abs(p) not in (0.0, 1.0):
            yield _Way(MISSING, None, 1.0, missing(edge))
        return
    other, inputs = other_operands(edge.node)[edge.position], [data(arg) for arg in edge.node.args]
    if not op.joint:
        for i, (kind, wrong) in enumerate(drafted(edge, NUMBERS, edge.node.data, inputs).wrongs):
            yield _Way(kind, (edge.position, i), wrong, miswritten(edge, i))
    if other is not None and not isinstance(edge.node.args[other], Value):
        yield _Way(drafts.NUMBER, "constant", 1.0, said("the {} is lost in {where}", edge.node.args[other]))
    elif abs(p) not in (0.0, 1.0):
        yield _Way(MISSING, None if other is not None else "", 1.0, missing(edge))
    if len(op.parameters) - len(op.defaults) == 1 and other is None:
        (x, *rest), y = inputs, edge.node.data
        if op.kink:
            yield _Way(
                SIDE,
                "",
                local(edge, [-x, *rest]),
                said(f"{op.name}' was taken on the wrong side of its kink, in {{where}}"),
            )
        again = said(f"{op.name}' was taken of {{}} where {{}} belongs, in {{where}}", edge.node, edge.arg)
        yield _Way(AGAIN, "", local(edge, [y, *rest]), again)
        if not rest and not op.joint:
            yield _Way(INPUT, "", float(FLOATS.evaluate(op.by_hand[0], x, x)), instead(edge.arg, edge.node))
            yield _Way(ITSELF, "", y, said(f"{op.name} itself was used where its derivative belongs, in {{where}}"))
    for arg in dict.fromkeys(arg for arg in edge.node.args if isinstance(arg, Value) and arg.op is ops.sub):
        a, b = arg.args
        kept = said("{0} was used where {0} - {1} belongs, in {where}", b, a)
        for side, value, words in (("left", data(a), instead(a, arg)), ("right", -data(b), kept)):
            replaced = [value if each is arg else number for each, number in zip(edge.node.args, inputs)]
            yield _Way(DIFFERENCE, side, local(edge, replaced), words)


def miswritten(edge: Edge, which: int) -> Told:
    """How one says that a rule was copied with a slip."""

    def told(search: _Search, where: str) -> str:
        wrong, right = search.draft(edge, which)
        return (
            f"the {right} is lost in {where}" if wrong == "1" else f"{wrong} was used where {right} belongs, in {where}"
        )

    return told


def said(template: str, *names: Any) -> Told:
    """The words of a template, with the names of nodes and numbers in it."""
    return lambda search, where: template.format(*map(search.name, names), where=where)


def and_a_sign(told: Told) -> Told:
    """How one says that a sign was lost besides."""
    return lambda search, where: f"a sign is lost, and {told(search, where)}"


def instead(wrong: Any, right: Any) -> Told:
    """How one says that one thing was used where another belongs."""
    return said("{} was used where {} belongs, in {where}", wrong, right)


def missing(edge: Edge) -> Told:
    """How one says that a factor is missing."""
    return lambda search, where: f"without the factor {search.partial(edge.node, edge.arg)}"


def listed(words: Sequence[str], conjunction: str, most: int = 4) -> str:
    """a, b and c"""
    shown = [*words[:most], *([f"{len(words) - most} more"] if len(words) > most else [])]
    return " ".join(filter(None, [", ".join(shown[:-1]), conjunction if len(shown) > 1 else "", *shown[-1:]]))
