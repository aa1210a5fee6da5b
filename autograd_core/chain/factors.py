"""The factors of the chain rule: partials of one named node with respect to another, and the paths they make up."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..names import written
from ..namespaces.nothing import NOTHING, product
from ..namespaces.text import TEXT, Written
from ..rules import at_kink, local_rule, rule_of
from ..value import Value
from ..writing import partial_name

MANY = 16
"""Of more factors than these only the first and the last are written."""


class ChainSigns(NamedTuple):
    """How a chain is written: what stands for a partial, a product and a delta.

    A partial that is not the whole, for there are other ways from its top to its bottom, has a plus: d+y/dx, ∂⁺y/∂x.
    """

    d: str
    times: str
    delta: str


PLAIN, UNICODE = ChainSigns("d", " * ", "delta"), ChainSigns("∂", " · ", "δ")

WHOLE = 1_000
"""A rule beside its partial is cut only beyond this length, for what is cut says nothing whole."""


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
    at_kink: bool | None = field(default=None, repr=False, compare=False)
    """Whether it was found where the op has a corner or a step; a leaf may be assigned later."""

    def __post_init__(self) -> None:
        if self.at_kink is None:
            object.__setattr__(self, "at_kink", at_kink(self.of))

    @property
    def formula(self) -> Any:
        """The partial in closed form as a sympy expression, where that was asked for."""
        return None if self.form is None else self.form.formula

    @property
    def name(self) -> str:
        """dout_o1/dnet_o1, or delta_o1"""
        return self.written(PLAIN)

    def written(self, signs: ChainSigns) -> str:
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
            return rule_of(self.of, self.position, inputs, bool(self.at_kink), self.is_direct, WHOLE)
        places = [i for i, arg in enumerate(args) if arg is self.to]
        if not places or self.at_kink or any(arg not in self.held for _, arg, _ in self.of.inputs()):
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

    def ends(self) -> tuple[Factor | None, ...]:
        """The factors; of very many the first and the last, with None for those between."""
        factors, half = self.factors, MANY // 2
        return factors if len(factors) <= MANY else (*factors[:half], None, *factors[-half:])
