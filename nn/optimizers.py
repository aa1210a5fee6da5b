"""How parameters follow their gradients downhill."""

import math
from collections.abc import Callable, Iterable
from typing import Any

from autograd_core import Value
from autograd_core.arguments import public, public_class
from autograd_core.lacking import Hinting
from autograd_core.leaves import descend, forget_gradients, gradients

from .cautions import NO_GRADIENT, VANISHED, TrainingWarning, as_followed, caution
from .columns import Memory, Parameters, calm, over, over_columns, power, root
from .schedules import (
    Rate,
    Schedule,
    checked,
    cosine_decay,
    exponential_decay,
    linear_decay,
    positive,
    rate,
    step_decay,
    warmup,
)

__all__ = [
    "OPTIMIZERS", "SGD", "Adam", "AdamW", "Optimizer", "RMSprop", "Rate", "Schedule", "TrainingWarning", "cosine_decay",
    "exponential_decay", "linear_decay", "step_decay", "warmup",
]  # fmt: skip


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
            caution(NO_GRADIENT if slopes.count(None) == len(slopes) else VANISHED, self.said)
        for p, slope in zip(reversed(parameters), reversed(slopes)):
            if slope is not None:
                p.grad = as_followed(slope, self.said)
                return

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


class SGD(Optimizer):
    """Gradient descent; over small batches of the data it is called stochastic.

    With momentum it keeps a velocity v = momentum * v + gradient and goes along v, or, by Nesterov (1983), along
    momentum * v + gradient, the velocity to come.
    """

    keeps = 1
    _follows_gradients = True
    """Whether the rule stands here, and not in a subclass."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._follows_gradients = cls.direction is SGD.direction and cls.gradient is SGD.gradient

    @public
    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: Rate = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ) -> None:
        self.momentum, self.nesterov = _share("momentum", momentum), nesterov
        if nesterov and not momentum:
            raise ValueError("nesterov looks ahead along the momentum, so it needs a momentum above 0; got 0")
        super().__init__(parameters, learning_rate, weight_decay)

    @over_columns
    def direction(self, p: Any, memory: list[Any]) -> Any:
        """The gradient, or the velocity that it changes."""
        gradient = self.gradient(p)
        if self.momentum:
            memory[0] = velocity = self.momentum * memory[0] + gradient
            return self.momentum * velocity + gradient if self.nesterov else velocity
        return gradient

    def _directions(self, slopes: Iterable[Any]) -> Iterable[Any]:
        """As of any optimizer; where nothing changes the gradients, they are at hand."""
        at_hand = self._follows_gradients and not self.momentum and not self.weight_decay
        return slopes if at_hand else super()._directions(slopes)


class RMSprop(Optimizer):
    """The gradient in units of its recent root mean square s (Hinton 2012).

    s^2 = decay * s^2 + (1 - decay) * gradient^2.
    """

    keeps = 1

    @public
    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: Rate = 0.01,
        decay: float = 0.99,
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        self.decay, self.epsilon = _share("decay", decay), rate("epsilon", epsilon)
        super().__init__(parameters, learning_rate, weight_decay)

    @over_columns
    def direction(self, p: Any, memory: list[Any]) -> Any:
        """The gradient over s."""
        gradient = self.gradient(p)
        memory[0] = self.decay * memory[0] + (1 - self.decay) * gradient * gradient
        return over(gradient, root(memory[0]) + self.epsilon)


class Adam(Optimizer):
    """The mean m of recent gradients in units of their root mean square s (Kingma and Ba 2015).

    m = beta1 * m + (1 - beta1) * gradient and s^2 = beta2 * s^2 + (1 - beta2) * gradient^2; since both start at 0,
    after t updates they are divided by 1 - beta1^t and 1 - beta2^t.
    """

    keeps = 3  # t, m and s^2

    @public
    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: Rate = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        self.beta1, self.beta2 = _share("beta1", beta1), _share("beta2", beta2)
        self.epsilon = rate("epsilon", epsilon)
        super().__init__(parameters, learning_rate, weight_decay)

    @over_columns
    def direction(self, p: Any, memory: list[Any]) -> Any:
        """m over s, both as if they had not started at 0."""
        gradient = self.gradient(p)
        t, m, square = memory
        t += 1
        m = self.beta1 * m + (1 - self.beta1) * gradient
        square = self.beta2 * square + (1 - self.beta2) * gradient * gradient
        memory[:] = t, m, square
        return over(m / (1 - power(self.beta1, t)), root(square / (1 - power(self.beta2, t))) + self.epsilon)


class AdamW(Adam):
    """Adam, and besides every parameter shrinks by learning_rate * weight_decay of itself (Loshchilov and Hutter 2019).

    `decay` is another name for its weight_decay.
    """

    @public
    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: Rate = 0.001,
        weight_decay: float = 0.01,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
        decay: float | None = None,
    ) -> None:
        self.shrinking = rate("weight_decay", weight_decay if decay is None else decay)
        super().__init__(parameters, learning_rate, beta1, beta2, epsilon)

    @over_columns
    def direction(self, p: Any, memory: list[Any]) -> Any:
        """Adam's, and the parameter itself."""
        return super().direction(p, memory) + self.shrinking * p.data


OPTIMIZERS: dict[str, Callable[..., Optimizer]] = {kind.__name__.lower(): kind for kind in (SGD, RMSprop, Adam, AdamW)}
"""The optimizers by name, as `fit` takes them."""


def _leaves(kind: str, parameters: Any) -> list[Value]:
    """Parameters that an update can change: leaves, each once."""
    if hasattr(parameters, "parameters"):
        raise TypeError(f"{kind} needs the parameters of a model, not the model: write model.parameters()")
    if isinstance(parameters, Value) or not isinstance(parameters, Iterable) or isinstance(parameters, str):
        hint = ": write [v]" if isinstance(parameters, Value) else ""
        raise TypeError(f"{kind} needs a list of Values; got {parameters!r:.60}{hint}")
    found: dict[int, Value] = {}
    for p in parameters.values() if isinstance(parameters, dict) else parameters:
        if not isinstance(p, Value):
            raise TypeError(f"{kind} needs Values for parameters; got {p!r:.60} ({type(p).__name__})")
        if p.op is not None:
            raise ValueError(f"{kind} updates leaves, and {p!r:.80} was computed: give it the leaves it came from")
        if id(p) in found:
            raise ValueError(f"{kind} updates each parameter once; got {p!r:.80} twice")
        found[id(p)] = p
    if not found:
        raise ValueError(f"{kind} needs at least one parameter; got none")
    return list(found.values())


def _share(name: str, x: float) -> Any:
    return checked(name, x, lambda x: 0 <= x < 1, "from 0 to below 1")
