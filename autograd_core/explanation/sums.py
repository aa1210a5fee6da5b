"""What an explanation holds: a partial as the sum over paths, its rules, and what is named by the way."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..arguments import public_class
from ..calculus import edges_over
from ..chain import MANY, PLAIN, ChainSigns, Factor, Path
from ..closed import ClosedForm
from ..graph import adjoints, dependents, replay, topological_order
from ..lacking import Hinting
from ..names import is_step
from ..namespaces.text import NAMES, Written
from ..rules import at_kink
from ..shares import Share
from ..staleness import first_stale
from ..value import Value
from ..writing import partial_name

LONGEST_RULE = 60
"""A rule of several ops that is longer is not written."""


@public_class()
@dataclass(frozen=True, slots=True)
class SumOfPaths(Hinting):
    """dy/dx as the chain rule: the sum over paths of the product of the factors on each."""

    of: Value
    to: Value
    value: float
    count: float
    """How many paths there are."""
    paths: tuple[Path, ...]
    """The largest of them."""
    rest: float
    """What the others add up to."""
    stages: tuple[tuple[Path, ...], ...]
    """The grouped form, as it is done by hand: a product of sums."""
    names: Mapping[Value, Written] = field(repr=False, compare=False)
    total: ClosedForm | None = field(default=None, repr=False)
    """The whole in closed form, shortened, where that was asked for and is proved."""

    @property
    def name(self) -> str:
        """dE_total/dw5"""
        return self._name(PLAIN)

    def _name(self, signs: ChainSigns) -> str:
        """Its name in other signs: ∂E_total/∂w5."""
        return partial_name(self.names[self.of], self.names[self.to], signs.d)

    @property
    def formula(self) -> Any:
        """The whole in closed form, a sympy expression in what is named on the way.

        None unless `symbolic` and told in full.
        """
        if self.count > len(self.paths) or any(
            factor.formula is None for path in self.paths for factor in path.factors
        ):
            return None
        return sum(math.prod(factor.formula for factor in path.factors) for path in self.paths)

    def rules(self) -> dict[str, str]:
        """The rule of each factor that is one op: {'dout_o1/dnet_o1': "sigmoid'(x) = y (1 - y)"}.

        Where no factor is, the rules of several ops in one formula, if that is short.
        """
        factors = list(self._factors())
        single = {factor.name: factor.rule for factor in factors if factor.rule}
        return single or {factor.name: text for factor in factors if (text := _rule_of_several(factor))}

    def _factors(self) -> Iterator[Factor]:
        """The factors that are written, each once."""
        told = (path for paths in (self.paths, *self.stages) for path in paths)
        return iter(dict.fromkeys(factor for path in told for factor in path.ends() if factor))

    # ── what is named by the way ─────────────────────────────────────────────────────────────

    def steps(self) -> list[Value]:
        """The nodes called u1, u2, ... in what is written here, in the order of computing."""
        pending = [node for factor in self._factors() for node in (factor.of, factor.to)]
        found: set[Value] = set()
        while pending:
            node = pending.pop()
            if node.op is not None and not node.label and node not in found:
                found.add(node)
                pending += [arg for _, arg, _ in node.inputs()]
        return [node for node in self.names if node in found and is_step(self.names[node])]

    def shares(self) -> list[Share]:
        """What softmax makes, by the names that closed forms give it."""
        forms = [factor.form for factor in self._factors()] + [self.total]
        return list(dict.fromkeys(share for form in forms if form is not None for share in form.shares))

    def has_direct(self) -> bool:
        """Whether a partial along one edge is written that is not the whole."""
        return any(factor.is_direct for factor in self._factors())


def _rule_of_several(factor: Factor) -> str:
    """The rules of several ops folded into one formula, where that is short; else empty."""
    of, held = factor.of, set(factor.held) - {factor.of}
    if of.op is None or factor.is_delta:
        return ""
    order: list[Value] = topological_order(of, held)
    if len(order) > MANY or any(map(at_kink, order)) or first_stale(order) is not None:
        return ""
    names = {node: factor.names[node] for node in order}
    cut = {node for node in order if node in held}
    env: dict[Any, Any] = {node: names[node] for node in cut}
    try:
        replay(order, env, lambda node, inputs: NAMES.written(NAMES.apply(node.op, *inputs)), NAMES.written)
        live = dependents(order, [factor.to])
        edges = edges_over(NAMES, (env | {of: names[of]}).__getitem__, live, cut)
        partial = adjoints([node for node in order if node in live], NAMES.written(1), edges)[factor.to]
    except (TypeError, AttributeError):  # a row that runs over floats alone
        return ""
    text = f"{factor.name} = {partial}"
    return text if len(text) <= LONGEST_RULE else ""
