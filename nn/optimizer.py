"""What every optimizer does: a step along directions that its rule gives, and what is said where nothing moves."""

import math
from collections.abc import Iterable
from typing import Any

from autograd_core import Value
from autograd_core.arguments import public_class
from autograd_core.lacking import Hinting
from autograd_core.leaves import descend, forget_gradients, gradients

from .cautions import NO_GRADIENT, VANISHED, as_followed, caution
from .columns import Memory, Parameters, calm, over_columns
from .schedules import Rate, positive, rate

BROUGHT_ALONG = {
    **dict.fromkeys(("lr", "eta"), "write learning_rate"),
    "param_groups": "write parameters and learning_rate; one optimizer for each group",
    **dict.fromkeys(("minimize", "update", "apply_gradients"), "write loss.backward(), then optimizer.step()"),
    **dict.fromkeys(
        ("state", "state_dict", "load_state_dict"), "write save(model, path, optimizer=optimizer), and load alike"
    ),
    "clip_grad_norm_": "write optimizer.clip(largest)",
}
"""What other libraries' optimizers have, and what to write here."""


@public_class("direction", "gradient", "rate")
class Optimizer(Hinting):
    """Updates parameters by their gradients, all at once: p becomes p - learning_rate * direction.

    A subclass says what the direction is; `memory` holds the numbers that it keeps for each parameter, 0 at first.
    With `weight_decay` d, the gradient is taken as gradient + d * p, that of a loss with d/2 (p1^2 + p2^2 + ...) added.

    >>> class Signs(Optimizer):
    ...     def direction(self, p, memory):
    ...         return 1.0 if p.grad > 0 else -1.0
    >>> w = Value(1.0)
    >>> (w * w).backward()
    >>> Signs([w], 0.25).step()
    >>> w.data
    0.75

    Raises TypeError for what is no leaf of a graph, ValueError where there is none, or one twice.
    """

    keeps = 0
    """How many numbers it keeps for each parameter."""
    _instead = BROUGHT_ALONG

    def __init__(self, parameters: Iterable[Value], learning_rate: Rate, weight_decay: float = 0.0) -> None:
        if not callable(learning_rate):
            positive("learning_rate", learning_rate)
        self.learning_rate = learning_rate
        self.weight_decay = rate("weight_decay", weight_decay)
        self.parameters = _leaves(type(self).__name__, parameters)
        self.memory = [[0.0] * self.keeps for _ in self.parameters]
        self.updates = 0
        self.said: set[str] = set()
        """The warnings that were given already."""

    def direction(self, p: Any, memory: list[Any]) -> Any:
        """Where a parameter goes, in units of the learning rate; a subclass says so."""
        raise NotImplementedError(f"{type(self).__name__} needs a method direction(self, p, memory)")

    @over_columns
    def gradient(self, p: Any) -> Any:
        """The gradient of a parameter, with the weight decay."""
        gradient = p.grad
        return gradient + self.weight_decay * p.data if self.weight_decay else gradient

    def rate(self) -> float:
        """The learning rate of the next update."""
        now = self.learning_rate
        if callable(now):
            now = rate(f"the learning rate after {self.updates} updates", now(self.updates))
        return now

    def step(self) -> None:
        """Update every parameter by its gradient at the old values; those without a gradient stay as they are."""
        parameters = self.parameters
        slopes = gradients(parameters)
        descend(parameters, self.rate(), self._directions(slopes))
        self.updates += 1
        if not any(slopes):
            unreached = slopes.count(None) == len(slopes)
            caution(NO_GRADIENT if unreached else VANISHED, self.said)
            if unreached:
                return
        last = -1
        while (slope := slopes[last]) is None:
            last -= 1
        parameters[last].grad = as_followed(slope, self.said)

    def _directions(self, slopes: Iterable[Any]) -> Iterable[Any]:
        """The direction of each parameter, given the gradient of each; None where there is none."""
        for p, memory, slope in zip(self.parameters, self.memory, slopes):
            yield None if slope is None else self.direction(p, memory)

    @property
    def takes_columns(self) -> bool:
        """Whether its rule may see all parameters at once, as those of nn do; what a subclass changes sees each."""
        return all(hasattr(getattr(type(self), name), "over_columns") for name in ("direction", "gradient"))

    def step_columns(self, data: Any, grad: Any, places: Any, memory: Memory) -> None:
        """What `step` does, for arrays: those at `places` are reached by the gradient, which is None for all."""
        there = slice(None) if places is None else places
        kept = memory.of(places)
        with calm():
            data[there] -= self.rate() * self.direction(Parameters(data[there], grad[there]), kept)
        memory.put(places, kept)
        self.updates += 1
        if not grad[there].any():
            caution(VANISHED, self.said)

    def zero_grad(self) -> None:
        """Forget the gradients, so that the next backward() starts afresh."""
        forget_gradients(self.parameters)

    def clip(self, largest: float = math.inf) -> float:
        """Shrink all gradients together so that their norm is at most `largest`; returns the norm that they had."""
        norm = math.hypot(*(p.grad for p in self.parameters if p.grad is not None))
        if norm > largest:
            for p in self.parameters:
                p.grad = None if p.grad is None else p.grad * (largest / norm)
        return norm

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.parameters)} parameters, learning_rate={self.learning_rate!r})"


def _leaves(kind: str, parameters: Any) -> list[Value]:
    """Parameters that an update can change: leaves, each once."""
    if hasattr(parameters, "parameters"):
        raise TypeError(f"{kind} needs the parameters of a model, not the model: write model.parameters()")
    if isinstance(parameters, Value) or not isinstance(parameters, Iterable) or isinstance(parameters, str):
        hint = ": write [v]" if isinstance(parameters, Value) else ""
        raise TypeError(f"{kind} needs a list of Values; got {parameters!r:.60}{hint}")
    by_id: dict[int, Value] = {}
    for p in parameters.values() if isinstance(parameters, dict) else parameters:
        if not isinstance(p, Value):
            raise TypeError(f"{kind} needs Values for parameters; got {p!r:.60} ({type(p).__name__})")
        if p.op is not None:
            raise ValueError(f"{kind} updates leaves, and {p!r:.80} was computed: give it the leaves it came from")
        if id(p) in by_id:
            raise ValueError(f"{kind} updates each parameter once; got {p!r:.80} twice")
        by_id[id(p)] = p
    if not by_id:
        raise ValueError(f"{kind} needs at least one parameter; got none")
    return list(by_id.values())
