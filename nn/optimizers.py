"""How parameters follow their gradients downhill: the rules by name."""

from collections.abc import Callable, Iterable
from typing import Any

from autograd_core import Value
from autograd_core.arguments import public

from .cautions import TrainingWarning
from .columns import over, over_columns, power, root
from .optimizer import Optimizer
from .schedules import (
    Rate,
    Schedule,
    checked,
    cosine_decay,
    exponential_decay,
    linear_decay,
    rate,
    step_decay,
    warmup,
)

__all__ = [
    "OPTIMIZERS", "SGD", "Adam", "AdamW", "Optimizer", "RMSprop", "Rate", "Schedule", "TrainingWarning", "cosine_decay",
    "exponential_decay", "linear_decay", "step_decay", "warmup",
]  # fmt: skip


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


def _share(name: str, x: float) -> Any:
    return checked(name, x, lambda x: 0 <= x < 1, "from 0 to below 1")
