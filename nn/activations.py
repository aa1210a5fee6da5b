"""What turns net inputs into outputs: rows of the op table by name, any function, and softmax over a whole layer."""

from collections.abc import Callable, Sequence
from typing import Any

from autograd_core import ops
from autograd_core.ops import log_softmax, softmax
from autograd_core.words import nearest

Activation = str | Callable[..., Any]
"""The name of an op of one number, such as "sigmoid", or any function of one.

"softmax" and "log_softmax" act on all outputs of a layer together.
"""


OVER_A_LAYER: dict[str, Callable[[Sequence[Any]], list[Any]]] = {f.__name__: f for f in (softmax, log_softmax)}


def activation_function(activation: Activation) -> Callable[..., Any]:
    """The function an activation names, a row of the op table with one argument or softmax; or the function itself."""
    if callable(activation):
        return activation
    if not isinstance(activation, str):
        raise TypeError(f"activation must be a function or a name, such as 'relu'; got {activation!r:.60}")
    rows = {
        name: row for name, row in ops.OPS.items() if len(row.parameters) - len(row.defaults) == 1 and not row.variadic
    }
    named = rows | OVER_A_LAYER
    if activation not in named:
        several = "list(ops.OPS) has their names"
        near = nearest(
            activation.lower().removeprefix("nn."), named, f"there are relu, tanh, sigmoid and more: {several}"
        )
        raise ValueError(
            f"activation must be a function or the name of an op of one number; got {activation!r}: {near}"
        )
    return named[activation]


def activation_name(function: Callable[..., Any]) -> str:
    """What to call an activation in print."""
    return str(getattr(function, "name", None) or getattr(function, "__name__", None) or type(function).__name__)
