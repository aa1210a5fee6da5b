"""Signs that are lost, and paths that are forgotten or counted twice."""

from .between import Edge, close, minus_written
from .mistakes import Mistake
from .search import Search
from .telling import SIGN_LOST, said


def signs(search: Search) -> None:
    """A sign lost: on all paths at once, or on some of them; where a minus is written or a factor negative, if there is
    such a one.
    """
    total, lost = search.graph.total, SIGN_LOST
    minuses = [edge for edge in search.graph.heavy if minus_written(edge)]
    alike: dict[str, list[Edge]] = {}
    for edge in search.graph.heavy:
        alike.setdefault(f"{edge.share:.11g}", []).append(edge)
    on_all = alike.pop(f"{total:.11g}", [])
    if minuses and not any(edge in on_all for edge in minuses):
        search.consider(Mistake.SIGN, -total, lost, minuses)
    else:
        for edge in _likeliest(on_all):
            search.consider(Mistake.SIGN, -total, lost, [edge], everywhere=True)
        if not on_all:
            wrong_way_round(search)
    for edges in alike.values():
        for edge in _likeliest(edges):
            search.consider(Mistake.SIGN, total - 2 * edge.share, lost, [edge])


def wrong_way_round(search: Search) -> None:
    """The sign of the whole, wherever it was lost."""
    search.consider(Mistake.SIGN, -search.graph.total, said("the sign is the wrong way round"))


def _likeliest(edges: list[Edge]) -> list[Edge]:
    """The edges with a minus to lose; where there is none, all."""
    negative = [edge for edge in edges if minus_written(edge) or edge.partial < 0]
    return sorted(negative, key=minus_written, reverse=True) or edges


def paths(search: Search) -> None:
    """A path forgotten or counted twice, where several meet."""
    graph, total = search.graph, search.graph.total
    uses = graph.users.get(graph.x, [])
    for edge in uses if len(uses) > 1 else []:
        once = said(f"{{}} is used {len(uses)} times, and only its use in {{}} was counted", edge.arg, edge.node)
        search.consider(Mistake.ONCE, edge.share, once, [edge], path=True)
    # of two uses one forgotten is the other counted once
    once_alone = [edge.share for edge in uses] if len(uses) == 2 else []
    if graph.edges:
        through = ", that through {where} too" if graph.path(graph.edges[0]) else ""
        every = said(f"every path is missing{through}")
        search.consider(Mistake.FORGOTTEN, 0.0, every, [graph.edges[0]], path=True)
    only, forgotten, twice = (
        said(f"{words} through {{where}} {end}".rstrip())
        for words, end in (
            ("only the path", "was taken"),
            ("the path", "is missing"),
            ("the path", "is counted twice"),
        )
    )
    for edge in graph.heavy:
        forks, joins = len(graph.users[edge.arg]), len(graph.edges_of[edge.node])
        if forks == joins == 1:
            continue
        for node in [edge.arg] * (forks > 2 and edge.arg is not graph.x) + [edge.node] * (joins > 2):
            search.consider(Mistake.ONLY, total - graph.through(node) + edge.share, only, [edge], path=True)
        if not any(close(edge.share, share) for share in once_alone):
            search.consider(Mistake.FORGOTTEN, total - edge.share, forgotten, [edge], path=True)
        search.consider(Mistake.TWICE, total + edge.share, twice, [edge], path=True)
