"""The language of conditions on steps: `grad is nan`, `abs(contribution) < 1e-12`, `step >= 40`."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .steps import BackwardStep, Step
from .value import Value
from .words import shown

Condition = Callable[[Step], bool]

_CONDITION = re.compile(r"(?:(abs)\((\w+)\)|(\w+))\s*(is|<=|>=|==|<|>)\s*(\S+)")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": float.__lt__, "<=": float.__le__, ">": float.__gt__, ">=": float.__ge__, "==": float.__eq__,
    "is": lambda a, b: a == b or (math.isnan(a) and math.isnan(b)),
}  # fmt: skip
_FIELDS = {
    "grad": "after",
    "gradient": "after",
    "upstream": "upstream",
    "local": "local",
    "contribution": "contribution",
    "value": "value",
    "step": "number",
}


def looks_like_one(text: str) -> bool:
    """Whether a text is meant as a condition, well written or not."""
    return re.search(r"[<>=]|\bis\b", text) is not None


@dataclass(frozen=True, slots=True)
class Compares:
    """A number of a step beside a bound."""

    text: str
    absolute: bool
    of: str
    sign: str
    bound: float

    def __call__(self, step: Step) -> bool:
        x = getattr(step, self.of, None)
        return x is not None and _COMPARE[self.sign](float(abs(x) if self.absolute else x), self.bound)


def condition(text: str) -> Compares:
    """A condition on steps from its text.

    Raises ValueError for anything else.
    """
    match = _CONDITION.fullmatch(text.strip())
    name = match and (match[2] or match[3])
    try:
        if not match or name not in _FIELDS:
            raise ValueError
        bound = float(match[5])
    except ValueError:
        raise ValueError(
            "a condition is written `grad is nan` or `abs(contribution) < 1e-12`, "
            f"with one of {', '.join(_FIELDS)}; got {text!r:.60}"
        ) from None
    return Compares(text.strip(), bool(match[1]), _FIELDS[name], match[4], bound)


@dataclass(frozen=True, slots=True)
class Touches:
    """Whether a step computes a node, or flows from or to it."""

    node: Value

    def __call__(self, step: Step) -> bool:
        return step.of is self.node or (isinstance(step, BackwardStep) and step.to is self.node)


@dataclass(frozen=True, slots=True)
class Asks:
    """Whatever a function says of a step."""

    name: str
    function: Condition

    def __call__(self, step: Step) -> bool:
        return self.function(step)

    def __deepcopy__(self, memo: Any) -> "Asks":
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """Refuse what pickle finds by no name, which a copy in this process does not ask for."""
        import pickle  # only who pickles needs it

        try:
            pickle.dumps(self.function)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise pickle.PicklingError(
                f"the breakpoint {shown(self.name)} is a function that cannot be pickled: remove({shown(self.name)!r}) "
                "first, or write it with def at the top of a module, or as a text such as 'grad > 0.1'"
            ) from error
        return Asks, (self.name, self.function)


@dataclass(frozen=True, slots=True)
class Applies:
    """Whether a step is of an op."""

    op: str

    def __call__(self, step: Step) -> bool:
        return step.op == self.op
