"""Products of factors, and their sums over paths."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...explainer import MOST_NODES, explain
from ...graph import topological_order
from ...namespaces.interval import Interval
from ...value import Value
from ...writing import partial_name
from ..truth.enclosures import Enclosures
from ..truth.ladder import decided, middle
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict, shown
from .formulas import Formula, Held, Of, of_partial
from .identities import AGREED
from .judging_formulas import judge_identity
from .points import Question, agreement_of
from .sheet import Sheet

Judge = Callable[[Sheet, Value, Value, Any], Row]
"""What judges one factor."""
Chain = Sequence[tuple[Value, Value]]
"""The factors of one path, each by its ends."""


def judge_paths(sheet: Sheet, y: Value, x: Value, paths: Sequence[Mapping[Any, Any]], judge: Judge) -> Row:
    """A product of factors, or a sum of such products: each factor on its own, then whether together they are dy/dx.

    A factor is the partial with all other nodes that the factors name held: what goes over those is another path.
    """
    parts: list[Row] = []
    chains: list[Chain] = []
    for path in paths:
        if not isinstance(path, Mapping) or not path:
            meant = 'a product is a mapping from factors to claims, such as {"dE/dy": 0.5, "dy/dw": "x"}'
            raise TypeError(f"{meant}; got {path!r:.60}")
        chains.append([sheet.factor(key) for key in path])
    along = sheet.along(_ends(chains))
    for chain, path in zip(chains, paths):
        parts += [judge(along, a, b, claim) for (a, b), claim in zip(chain, path.values())]
    claimed = " + ".join(" * ".join(sheet.called(a, b) for a, b in chain) for chain in chains)
    return Row(sheet.called(y, x), claimed, _together(sheet, y, x, chains, parts, along.truth), parts=tuple(parts))


def _together(
    sheet: Sheet, y: Value, x: Value, chains: Sequence[Chain], parts: list[Row], along: Enclosures
) -> Verdict:
    """The verdict on a sum of products: that of the first factor that is wrong or open, or on whether all paths are
    there.
    """
    last: list[Interval] = []

    def question(digits: int) -> Verdict | None:
        m, true = sheet.truth.system(digits), sheet.truth.partial(y, x, digits)
        last[:] = [true]
        claimed = m.sum(*(_product(m, [m.number(along.partial(a, b, digits)) for a, b in chain]) for chain in chains))
        if (agreement := agreement_of(true, claimed)) is None:
            total = f"all factors are right, but together they give {shown(claimed)} instead of {shown(true)}"
            return Verdict(Kind.WRONG, f"{total}; {_missing(sheet, y, x, chains)}", true, middle(claimed))
        return Verdict(Kind.CORRECT, ", factor by factor", true) if agreement >= AGREED else None

    answer = decided(question, Verdict.is_sharp)
    true = last[0] if last else None
    for chain in chains:
        if (gap := _gap(sheet, y, x, chain)) is not None:
            return Verdict(Kind.WRONG, gap, true)
    if (again := _repeated(sheet, chains)) is not None:
        return Verdict(Kind.WRONG, again, true)
    for part in parts:
        if not (kind := part.verdict.kind).passes:
            return Verdict(kind, f"the {'first wrong ' if kind is Kind.WRONG else ''}factor is {part.claim}", true)
    if not isinstance(answer, Verdict):
        return Verdict(Kind.UNDECIDED, answer.reason, true)
    if answer.kind is Kind.WRONG or _are_all(y, x, chains):
        return answer
    found = sheet.strictly(judge_identity(_in_general(y, x, chains), sheet.truth, sheet.given))
    return answer if found.kind.passes else replace(found, words=f"{found.words}; {_missing(sheet, y, x, chains)}")


def _are_all(y: Value, x: Value, chains: Sequence[Chain]) -> bool:
    """Whether all ways from y to x over the nodes that factors name are among these."""
    ends = _ends(chains)
    beneath = {node: ends.intersection(topological_order(node, ends - {node})) - {node} for node in ends}
    ways = {x: 1}
    for node in topological_order(y):
        if node in ends and node is not x:
            ways[node] = sum(ways.get(next, 0) for next in beneath[node])
    return ways[y] == sum(all(b in beneath[a] for a, b in chain) for chain in chains)


def _in_general(y: Value, x: Value, chains: Sequence[Chain]) -> Question:
    """Whether dy/dx is what factors come to, around the point: a path that is nothing here may be missing."""
    ends = _ends(chains)
    along = [[Held(a, b, ends - {a, b}) for a, b in chain] for chain in chains]

    def over(m: Any, of: Of) -> Any:
        return m.sum(*(_product(m, [of(factor) for factor in chain]) for chain in along))

    pairs = tuple(factor for chain in along for factor in chain)
    return Question(Formula("the sum over these paths", over, (), pairs, frozenset()), of_partial((y, x)))


def _ends(chains: Sequence[Chain]) -> frozenset[Value]:
    """The nodes that factors lead from and to."""
    return frozenset(end for chain in chains for pair in chain for end in pair)


def _missing(sheet: Sheet, y: Value, x: Value, chains: Sequence[Chain]) -> str:
    """Which paths were forgotten, as far as they lead over labelled nodes."""
    given = [{sheet.called(*pair) for pair in chain} for chain in chains]
    for between in ("labelled", "all") if len(sheet.truth.order) <= MOST_NODES else ():
        told = explain(y, x, between=between)
        names = [[factor.name for factor in path.factors] for path in told.paths]
        missing = [path for path in names if len(path) > 1 and not any(known.issuperset(path) for known in given)]
        if missing and told.count == len(told.paths):
            return f"missing is {' and '.join(' * '.join(path) for path in missing)}"
    return "a path is missing or counted twice"


def _repeated(sheet: Sheet, chains: Sequence[Chain]) -> str | None:
    """Which product stands twice in a sum: of several paths each is one term, even where their numbers are the same."""
    met: set[frozenset[tuple[Value, Value]]] = set()
    for chain in chains:
        if frozenset(chain) in met:
            return f"the path {' * '.join(sheet.called(*pair) for pair in chain)} is given twice"
        met.add(frozenset(chain))
    return None


def _gap(sheet: Sheet, y: Value, x: Value, chain: Chain) -> str | None:
    """What is missing between factors that should lead from y to x, each beginning where one before it ended."""
    at, left = y, list(chain)
    while left and at is not x:
        following = next((pair for pair in left if pair[0] is at), None)
        if following is None:
            break
        left.remove(following)
        at = following[1]
    if at is x and not left:
        return None
    names = sheet.truth.names
    if at is x:
        return f"{', '.join(sheet.called(*pair) for pair in left)} does not belong on this path"
    missing = partial_name(names[at], names[left[0][0] if left else x])
    return f"no factor leads on from {names[at]}; one such as {missing} is missing"


def _product(m: Any, factors: Sequence[Any]) -> Any:
    total = m.number(1)
    for factor in factors:
        total = total * factor
    return total
