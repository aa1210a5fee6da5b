"""Explains a partial: finds the factors and paths of the chain rule between two nodes, and groups them as by hand."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from .arguments import public
from .chain import MANY, Between, Factor, Link, Path, Ways, cuts, indirectly, link, stations, with_deltas
from .closed import ClosedForm, closed_form, closed_sum
from .explanation import Explanation
from .graph import adjoints, dependents, topological_order
from .names import find, must_be_a_value, names_beneath
from .namespaces.text import Written
from .passing import refuse_passing
from .shares import Share
from .value import Value

MOST_NODES = 200_000
"""A chain rule of more nodes than this is not told: nobody could read it, and it would take minutes."""

MOST_FORMS = 500
"""More factors than these are not written in closed form: each takes milliseconds."""


def too_many_forms() -> ValueError:
    """What to raise where a chain rule has more factors than are written in closed form."""
    return ValueError(
        f"symbolic=True writes at most {MOST_FORMS:,} factors in closed form, and this chain rule has "
        "more: leave it out, or label a few nodes on the way, between which all is one factor"
    )


class _Above(NamedTuple):
    """The held nodes beneath a node, itself held or not: no set is copied for each of many factors."""

    held: AbstractSet[Value]
    node: Value

    def __contains__(self, node: object) -> bool:
        return node in self.held and node is not self.node


class Explainer:
    """Explains dy/dx for one y and any x; what depends on y alone is worked out once.

    `names` are those of the nodes, and `named` the nodes that stand between factors, by default those with a label.
    """

    def __init__(
        self,
        y: Value,
        between: Between | None = None,
        largest: int = 8,
        symbolic: bool = False,
        delta: bool = False,
        names: Mapping[Value, Written] | None = None,
        named: AbstractSet[Value] | None = None,
    ) -> None:
        if between not in (None, "labelled", "all"):
            raise ValueError(f'between must be "labelled" or "all"; got {between!r}')
        if isinstance(largest, bool) or not isinstance(largest, int):
            raise TypeError(f"largest must be an integer; got {largest!r:.60} ({type(largest).__name__})")
        if largest < 1:
            raise ValueError(f"largest must be 1 or more; got {largest}")
        if delta and between == "all":
            raise ValueError('delta=True tells of net inputs by their label, so it does not go with between="all"')
        must_be_a_value(y)
        self._names = names
        self.y, self.between, self.largest, self.symbolic, self.delta = y, between, largest, symbolic, delta
        self.order: list[Value] = topological_order(y)
        self.adjoint = adjoints(self.order)
        self.shares: list[Share] = []
        self.forms: dict[tuple[Value, Value, int], ClosedForm | None] = {}
        self.labelled = {node for node in self.order if node.label} if named is None else named

    @cached_property
    def names(self) -> Mapping[Value, Written]:
        """What the nodes are called."""
        return names_beneath(self.y) if self._names is None else self._names

    def explain(self, x: Value | str) -> Explanation:
        """dy/dx as the chain rule."""
        x = find(self.y, x) if isinstance(x, str) else x
        if not isinstance(x, Value):
            raise TypeError(f"explain(y, x) needs a node or a label for x; got {x!r:.60} ({type(x).__name__})")
        if x not in self.adjoint:
            raise LookupError(f"{self.names[self.y]} does not depend on {x!r}")
        return _Told(self, x).explanation()

    def linked(self, xs: Iterable[Value]) -> dict[Value, list[Factor]]:
        """By named node, from below, the factors that lead on from it towards any of `xs`, closed where they can be."""
        live = dependents(self.order, set(xs))
        named = [node for node in self.order if node in live and (node in self.labelled or node.op is None)]
        links = link(self.order, named, live)
        number = {node: i for i, node in enumerate(links)}
        held = {node for node in self.order if node.op is None or node in self.labelled}

        def beneath(node: Value) -> list[Value]:
            return [each.to for each in links[node]]

        def factor(node: Value, each: Link) -> Factor:
            direct = indirectly(node, each.to, beneath, number)
            form = closed_form(node, each.to, self.names, held - {node}, self.shares)
            return Factor(node, each.to, each.value, self.names, each.position, False, direct, held, form)

        return {node: [factor(node, each) for each in below] for node, below in links.items()}


class _Told:
    """One explanation in the making: the links between y and x, and the factors that are made of them."""

    def __init__(self, explainer: Explainer, x: Value) -> None:
        self.of, self.x, self.y = explainer, x, explainer.y
        live = dependents(explainer.order, [x])
        line = [node for node in explainer.order if node in live]
        between = explainer.between
        if between is None:
            between = "labelled" if any(node in explainer.labelled for node in line[1:-1]) or explainer.delta else "all"
        self.terms: list[Value] = []
        named = line
        if between != "all":
            named, self.terms = stations(line, self.y, x, explainer.labelled.__contains__)
        if len(named) > MOST_NODES:
            raise ValueError(
                f"explain(y, x) tells a chain rule of at most {MOST_NODES:,} nodes; got {len(named):,}: with labels on "
                "a few of them alone, all between two labels is one factor; gradient(y, x) gives the number"
            )
        self.whole = link(explainer.order, named, live)
        self.links = with_deltas(self.whole, self.y, explainer.adjoint) if explainer.delta else self.whole
        beside = explainer.labelled - live
        self.held = {
            node
            for node in explainer.order
            if between == "all" or node.op is None or node in self.whole or node in beside
        }
        self._number = {node: i for i, node in enumerate(self.whole)}

    def explanation(self) -> Explanation:
        """The largest paths, told factor by factor, what the others add up to, and the grouped form."""
        explainer, x = self.of, self.x
        ways = Ways(self.y, x, self.links, explainer.largest)
        paths = ways.paths(self.factor)
        total = None
        if explainer.symbolic:
            factors = dict.fromkeys(each for path in paths for each in path.factors if not each.is_delta)
            if len(factors) > MOST_FORMS:
                raise too_many_forms()
            made = {factor: replace(factor, form=self._form(factor)) for factor in factors}
            paths = tuple(Path(tuple(made.get(factor, factor) for factor in path.factors)) for path in paths)
            total = self._total(paths, ways)
        stages = () if explainer.delta or ways.count == 1 else self.stages(ways)
        return Explanation(
            self.y, x, explainer.adjoint[x], ways.count, paths, ways.rest, stages, explainer.names, total
        )  # fmt: skip

    def _total(self, paths: tuple[Path, ...], ways: Ways) -> ClosedForm | None:
        """The sum over all paths in one closed form, where that is shorter than path by path and can be proved."""
        forms = [factor.form for path in paths for factor in path.factors]
        if ways.count > len(paths) or len(forms) < 2 or any(form is None for form in forms):
            return None
        parts = [[factor.formula for factor in path.factors] for path in paths]
        return closed_sum(parts, self.of.shares, self.y, self.x, self.of.names)

    def _form(self, factor: Factor) -> ClosedForm | None:
        """The factor in closed form, which depends on what is held right beneath it."""
        explainer = self.of
        beneath = {node for node in topological_order(factor.of, _Above(self.held, factor.of)) if node in self.held}
        beneath.discard(factor.of)
        key = (factor.of, factor.to, hash(frozenset(beneath)))
        if key not in explainer.forms:
            if len(explainer.forms) >= MOST_FORMS:
                raise too_many_forms()
            explainer.forms[key] = closed_form(factor.of, factor.to, explainer.names, beneath, explainer.shares)
        return explainer.forms[key]

    def factor(self, node: Value, link: Link) -> Factor:
        """What a link comes to be called."""
        direct = not link.is_delta and indirectly(node, link.to, self._beneath, self._number)
        return Factor(
            node, link.to, link.value, self.of.names, link.position, link.is_delta, direct, self.held
        )  # fmt: skip

    def _beneath(self, node: Value) -> list[Value]:
        return [each.to for each in self.whole[node]]

    # ── grouped as by hand ───────────────────────────────────────────────────────────────────

    def stages(self, ways: Ways) -> tuple[tuple[Path, ...], ...]:
        """The product of sums that is done by hand.

        It is cut where every path goes through one node; where there is no such node, the ways are added up above x.
        """
        marks = cuts(self.links)
        if len(marks) > MANY:
            return ()
        parts = self._above_x(ways) if len(marks) == 2 else []
        if not parts and (len(marks) > 2 or len(self.terms) > 1):
            parts = [self._between(upper, lower) for upper, lower in pairwise(marks)]
            if len(parts[0]) != 1 and len(self.terms) > 1:
                parts[0] = self._by_terms(marks[1])
        return tuple(parts) if parts and all(0 < len(stage) <= self.of.largest for stage in parts) else ()

    def _above_x(self, ways: Ways) -> list[tuple[Path, ...]]:
        """One sum over the nodes right above x: all of dy/dnode times the factor from there to x."""
        last = [(node, each) for node, beneath in reversed(self.links.items()) for each in beneath if each.to is self.x]
        if len(last) < ways.count and last[0][0] is not self.y:
            edges = last[: self.of.largest + 1]
            return [tuple(Path((self._all_of(self.y, node), self.factor(node, each))) for node, each in edges)]
        return []

    def _between(self, upper: Value, lower: Value) -> tuple[Path, ...]:
        """The ways between two nodes that every path goes through; none where they are too many to write."""
        part = Ways(upper, lower, self.links, self.of.largest)
        return part.paths(self.factor) if part.count <= self.of.largest else ()

    def _by_terms(self, lower: Value) -> tuple[Path, ...]:
        """Above the first cut, what y is a sum of, term by term, as in dE_o1/dout_h1 + dE_o2/dout_h1."""
        return tuple(Path((self._all_of(term, lower),)) for term in self.terms[: self.of.largest + 1])

    def _all_of(self, y: Value, x: Value) -> Factor:
        """All of dy/dx as one factor."""
        adjoint = self.of.adjoint if y is self.y else adjoints(topological_order(y, {x}))
        return Factor(y, x, adjoint[x], self.of.names)


@public
def explain(
    y: Value,
    x: Value | str,
    between: Between | None = None,
    largest: int = 8,
    symbolic: bool = False,
    delta: bool = False,
) -> Explanation:
    """Why dy/dx is what it is: the chain rule between `"labelled"` nodes, or between `"all"` of them.

    By default it goes from label to label, and over every node where none between y and x has a label.  Unlabelled
    nodes are folded into one factor, and so is a term that is only added to others.  Of very many paths the
    `largest` are told one by one and the rest in one sum, without walking each.  A factor dy/dx that is the partial
    along its own edge alone, where other ways lead from y to x too, is written d+y/dx.  `symbolic` adds each factor in
    closed form, found by sympy, shortened, and proved; `delta` tells everything above the nearest net inputs as their
    deltas, dE/dnet.
    Raises LookupError where x is no label of y's graph; what y does not depend on is said in those words.

    >>> x = Value(3.0, label="x")
    >>> h = (x * x).named("h")
    >>> explain((2 * h + 1).named("y"), x)
    dy/dx = dy/dh * dh/dx = 2 * 6 = 12
    >>> explain((x * x).sin(), x)
    dsin(x*x)/dx = dsin(x*x)/d(x*x) * d(x*x)/dx = -0.911130262 * 6 = -5.46678157
    """
    explainer = Explainer(y, between, largest, symbolic, delta)
    refuse_passing(y, "explain", [find(y, x) if isinstance(x, str) else x])
    return explainer.explain(x)
