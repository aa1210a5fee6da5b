"""Which mistake gives exactly that number: the suspects behind a total that has been proved wrong."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from ...clock import time_is_up
from ...namespaces.text import Written
from ...value import Value
from ...writing import numeral
from .between import Beneath, Between, Edge
from .factors import named_factors, single_edges
from .layers import transpositions, updates
from .mistakes import COMMON
from .paths import paths, signs, wrong_way_round
from .pen import pen_slips
from .rounded_factors import rounded_factors
from .search import GUESS, ODDS, Search, Suspect
from .wholes import degrees, other_gradients, scales

LARGEST = 10**300
"""Beyond this no slip is looked for, since floats end near it."""

PEN = 4
"""The odds of a slip of the pen: it is of the number as written, whatever the graph, and its kinds are few."""

FACTORS = 2
"""So many factors are told that would have to be others."""

CATALOGUE: tuple[Callable[[Search], None], ...] = (
    signs,
    paths,
    single_edges,
    named_factors,
    transpositions,
    updates,
    other_gradients,
    degrees,
    rounded_factors,
    scales,
)
"""What is looked for, by subject; the last only where nothing was found before."""

OF_THE_WHOLE: tuple[Callable[[Search], None], ...] = (wrong_way_round, other_gradients, scales)
"""What is looked for in a graph that is too large to be gone through edge by edge."""

Number = float | Decimal | Fraction


def suspects(
    y: Value, x: Value, low: Number, high: Number, learning_rate: float | None = None, most: int = 5
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
    search = _search(y, x, low, high, learning_rate)
    return [] if search is None else _suspected(search, most)


def _suspected(search: Search, most: int) -> list[Suspect]:
    if search.fits(search.graph.total):
        return []
    for looked_for in OF_THE_WHOLE if search.graph.is_huge else CATALOGUE:
        if time_is_up():
            break
        looked_for(search)
    return _likeliest(search, ODDS)[:most]


def _likeliest(search: Search, odds: float) -> list[Suspect]:
    """What was found and is no accident at such odds, slips of the pen among it, the likeliest first."""
    found = search.suspected(odds)
    middle = float((search.low + search.high) / 2)
    for kind, sentence, ways in pen_slips(search.graph.total, search.low, search.high):
        if search.is_likely(kind, 1, ways, PEN):
            found.append((COMMON[kind], Suspect(str(kind), sentence, (), middle)))
    return [suspect for _, suspect in sorted(found, key=lambda each: -each[0])]


def unexplained(y: Value, x: Value, low: Number, high: Number) -> str | None:
    """What to say of a number that no known mistake gives: its ratio to the right one, and which factor would have to
    change.

    >>> w, x, t = Value(0.5, label="w"), Value(3.0, label="x"), Value(1.0, label="t")
    >>> e = ((t - w * x) ** 2 / 2).named("E")
    >>> print(unexplained(e, w, 4.05, 4.05))
    no known mistake gives it: it is 2.7 times dE/dw, as if dE/dw were 4.05 instead of 1.5
    """
    return causes(y, x, low, high)[1]


def causes(
    y: Value,
    x: Value,
    low: Number,
    high: Number,
    learning_rate: float | None = None,
    most: int = 5,
    name: Callable[[Value], Written | None] | None = None,
    beneath: Beneath | None = None,
) -> tuple[list[Suspect], str | None]:
    """The suspects; where there are none, what to say of the number all the same: both by one search.

    `name` tells what a node beneath y is called, and `beneath` all that is beneath y, where somebody keeps that.
    Where the time for a claim is over, what was found by then is told.
    """
    search = _search(y, x, low, high, learning_rate, name, beneath)
    if search is None:
        return [], None
    found = _suspected(search, most)
    return found, None if found else _unexplained(search)


def _unexplained(search: Search) -> str | None:
    if not search.graph.total or search.fits(search.graph.total):
        return None
    claimed, graph = float((search.low + search.high) / 2), search.graph
    ratio = claimed / graph.total
    if abs(ratio - 1) < 1e-6 or not math.isfinite(ratio):
        return None
    guesses = _likeliest(search, GUESS)
    if guesses:
        told = f"a guess, since so few digits may agree by chance: {guesses[0]};"
    else:
        told = "so few digits tell no mistake from chance:" if search.found else "no known mistake gives it:"
    digits = max(4, 1 - math.floor(math.log10(abs(ratio - 1))))  # so many show that it is not 1
    told = f"{told} it is {ratio:.{digits}g} times {search.words.whole}"
    changes = []
    for edge in _factors(graph):
        other = edge.partial + (claimed - graph.total) / edge.weight
        if math.isfinite(other):
            name = search.words.partial(edge.node, edge.arg)
            changes.append(f"{name} were {numeral(other, digits)} instead of {numeral(edge.partial, digits)}")
    return f"{told}, as if {' or '.join(changes[:FACTORS])}" if changes else told


def _factors(graph: Between) -> list[Edge]:
    """The factors between nodes that have names, and are no 1: those that somebody may have got wrong."""
    found: list[Edge] = []
    for station, beneath in () if graph.is_huge else graph.links.items():
        for each in beneath:
            weight = graph.adjoint[station] * graph.tangent[each.to]
            if weight and math.isfinite(weight) and each.value not in (0.0, 1.0):
                found.append(Edge(station, -1, each.to, each.value, weight))
    found.reverse()  # from the top
    return sorted(found, key=lambda edge: -round(abs(edge.share / graph.total), 9))


def _search(
    y: Value,
    x: Value,
    low: Number,
    high: Number,
    learning_rate: float | None,
    name: Callable[[Value], Written | None] | None = None,
    beneath: Beneath | None = None,
) -> Search | None:
    """The search for what was written; None where floats cannot carry it.  Raises ValueError."""
    if any(isinstance(end, Decimal) and end.is_finite() and abs(end.adjusted()) > 400 for end in (low, high)):
        return None  # no float is that large or that small, and a fraction of it would fill the memory
    try:
        least, greatest = Fraction(low), Fraction(high)
        if least > greatest:
            raise ValueError
    except (ValueError, OverflowError):  # a NaN and an infinity are no fractions
        raise ValueError(f"suspects(y, x, low, high) needs finite ends in order; got {low} and {high}") from None
    graph = Between(beneath or Beneath(y), x)
    if not math.isfinite(graph.total) or max(-least, greatest) > LARGEST:
        return None
    return Search(graph, least, greatest, learning_rate, name)


def question(found: Sequence[Suspect]) -> str | None:
    """The one question whose answer tells the suspects apart best; None where nothing is left to tell."""
    places = Counter(place for suspect in found for place in suspect.where)
    telling = [place for place, count in places.items() if count < len(found) or len(found[0].where) > 1]
    if not telling or (len(found) == 1 and len(found[0].where) == 1):
        return None
    best = min(telling, key=lambda place: (abs(2 * places[place] - len(found)), place not in found[0].where))
    return f"What did you get for {best}?" if "/" in best else f"What did you get for the path through {best}?"
