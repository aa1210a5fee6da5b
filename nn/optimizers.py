"""How parameters follow their gradients downhill."""

import math
from collections.abc import Callable, Iterable
from typing import Any

from autograd_core import Value

Rate = float | Callable[[int], float]
"""A learning rate: a number, or a schedule, which gives one from how many updates are done."""


class Optimizer:
    """Updates parameters by their gradients, all at once: p becomes p - learning_rate * direction.

    A subclass says what the direction is; `memory` holds the numbers that it keeps for each parameter, 0 at first.
    """

    keeps = 0
    """How many numbers it keeps for each parameter."""

    def __init__(self, parameters: Iterable[Value], learning_rate: Rate) -> None:
        if not callable(learning_rate):
            _checked("learning_rate", learning_rate, 0 < learning_rate < math.inf, "a finite number above 0")
        self.parameters = list(parameters)
        self.learning_rate = learning_rate
        self.memory = [[0.0] * self.keeps for _ in self.parameters]
        self.updates = 0

    def direction(self, p: Any, memory: list[float]) -> float:
        raise NotImplementedError(f"{type(self).__name__} needs a method direction(self, p, memory)")

    def rate(self) -> float:
        """The learning rate of the next update."""
        if not callable(self.learning_rate):
            return self.learning_rate
        rate = self.learning_rate(self.updates)
        return _checked(
            f"the learning rate after {self.updates} updates", rate, 0 <= rate < math.inf, "finite and not below 0"
        )

    def step(self) -> None:
        """Update every parameter, each by the gradient at the old values; those without one stay."""
        rate, direction = self.rate(), self.direction
        for p, memory in zip(self.parameters, self.memory):
            if p.grad is not None:
                p.data -= rate * direction(p, memory)
        self.updates += 1

    def zero_grad(self) -> None:
        """Forget the gradients, so that the next backward() starts afresh."""
        for p in self.parameters:
            p.grad = None

    def clip(self, largest: float = math.inf) -> float:
        """Shrink all gradients together so that their norm is at most `largest`; returns the norm that they had."""
        norm = math.hypot(*(p.grad for p in self.parameters if p.grad is not None))
        if norm > largest:
            for p in self.parameters:
                p.grad = None if p.grad is None else p.grad * (largest / norm)
        return norm


class SGD(Optimizer):
    """Gradient descent; over small batches of the data it is called stochastic.

    With momentum it keeps a velocity v = momentum * v + gradient and goes along v, or, by Nesterov (1983), along
    momentum * v + gradient, the velocity to come.
    """

    keeps = 1

    def __init__(
        self, parameters: Iterable[Value], learning_rate: Rate, momentum: float = 0.0, nesterov: bool = False
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.momentum, self.nesterov = _share("momentum", momentum), nesterov
        if nesterov and not momentum:
            raise ValueError("nesterov looks ahead along the momentum, so it needs a momentum above 0; got 0")

    def direction(self, p: Any, memory: list[float]) -> float:
        gradient: float = p.grad
        if self.momentum:
            memory[0] = velocity = self.momentum * memory[0] + gradient
            return self.momentum * velocity + gradient if self.nesterov else velocity
        return gradient


class RMSprop(Optimizer):
    """The gradient in units of its recent root mean square s, where s^2 = decay * s^2 + (1 - decay) * gradient^2 (Hinton 2012)."""

    keeps = 1

    def __init__(
        self, parameters: Iterable[Value], learning_rate: Rate = 0.01, decay: float = 0.99, epsilon: float = 1e-8
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.decay, self.epsilon = _share("decay", decay), epsilon

    def direction(self, p: Any, memory: list[float]) -> float:
        memory[0] = self.decay * memory[0] + (1 - self.decay) * p.grad * p.grad
        return float(p.grad / (math.sqrt(memory[0]) + self.epsilon))


class Adam(Optimizer):
    """The mean m of recent gradients in units of their root mean square s (Kingma and Ba 2015).

    m = beta1 * m + (1 - beta1) * gradient and s^2 = beta2 * s^2 + (1 - beta2) * gradient^2; since both start at 0, after t updates
    they are divided by 1 - beta1^t and 1 - beta2^t.
    """

    keeps = 3  # t, m and s^2

    def __init__(
        self,
        parameters: Iterable[Value],
        learning_rate: Rate = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-8,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.beta1, self.beta2, self.epsilon = _share("beta1", beta1), _share("beta2", beta2), epsilon

    def direction(self, p: Any, memory: list[float]) -> float:
        t, m, square = memory
        t += 1
        m = self.beta1 * m + (1 - self.beta1) * p.grad
        square = self.beta2 * square + (1 - self.beta2) * p.grad * p.grad
        memory[:] = t, m, square
        return float(m / (1 - self.beta1**t) / (math.sqrt(square / (1 - self.beta2**t)) + self.epsilon))


class AdamW(Adam):
    """Adam, and besides every parameter shrinks by learning_rate * decay of itself (Loshchilov and Hutter 2019)."""

    def __init__(
        self, parameters: Iterable[Value], learning_rate: Rate = 0.001, decay: float = 0.01, **settings: float
    ) -> None:
        super().__init__(parameters, learning_rate, **settings)
        self.decay = _checked("decay", decay, 0 <= decay < math.inf, "finite and not below 0")

    def direction(self, p: Any, memory: list[float]) -> float:
        return float(super().direction(p, memory) + self.decay * p.data)


# ── schedules ────────────────────────────────────────────────────────────────────────────────────


def step_decay(start: float, factor: float, every: int) -> Callable[[int], float]:
    """`start`, multiplied by the factor after every so many updates."""
    return lambda updates: start * factor ** (updates // every)


def exponential_decay(start: float, factor: float) -> Callable[[int], float]:
    """`start`, multiplied by the factor after each update."""
    return step_decay(start, factor, 1)


def linear_decay(start: float, end: float, over: int) -> Callable[[int], float]:
    """From start to end in a straight line over so many updates, and then no further."""
    return lambda updates: start + (end - start) * min(updates / over, 1)


def cosine_decay(start: float, end: float, over: int) -> Callable[[int], float]:
    """From start to end along half a cosine over so many updates, and then no further (Loshchilov and Hutter 2017)."""
    return lambda updates: end + (start - end) * (1 + math.cos(math.pi * min(updates / over, 1))) / 2


def warmup(schedule: Rate, over: int) -> Callable[[int], float]:
    """The same schedule, rising in a straight line from 0 during the first so many updates."""
    return lambda updates: (schedule(updates) if callable(schedule) else schedule) * min((updates + 1) / over, 1)


def _share(name: str, x: float) -> float:
    return _checked(name, x, 0 <= x < 1, "from 0 to below 1")


def _checked(name: str, x: float, fits: bool, must: str) -> float:
    if not fits:
        raise ValueError(f"{name} must be {must}; got {x}")
    return x
