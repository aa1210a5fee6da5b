"""How parameters follow their gradients downhill."""

import math
from collections.abc import Iterable

from autograd_core import Value


class SGD:
    """Gradient descent: every parameter p becomes p - learning_rate * p.grad, all at once."""

    def __init__(self, parameters: Iterable[Value], learning_rate: float) -> None:
        if not (learning_rate > 0 and math.isfinite(learning_rate)):
            raise ValueError(f"learning_rate must be a finite number above 0; got {learning_rate}")
        self.parameters = list(parameters)
        self.learning_rate = learning_rate

    def step(self) -> None:
        """Update every parameter, each by the gradient at the old values; those without one stay."""
        for p in self.parameters:
            if p.grad is not None:
                p.data -= self.learning_rate * p.grad

    def zero_grad(self) -> None:
        """Forget the gradients, so that the next backward() starts afresh."""
        for p in self.parameters:
            p.grad = None
