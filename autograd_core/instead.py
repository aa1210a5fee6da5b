"""What numbers of other libraries have and do, and what to write of a Value instead."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

from .lacking import Hinting, Lacking

BROUGHT_ALONG = {
    **dict.fromkeys(("item", "tolist", "value", "primal"), "write v.data for its number"),
    "numpy": "write v.data for its number, or v.detach() for a leaf without its history",
    **dict.fromkeys(("_prev", "prev", "children", "_children", "parents", "src"), "write v.args for its arguments"),
    **dict.fromkeys(("_op", "grad_fn"), "write v.op for its op"),
    **dict.fromkeys(("_backward", "local_grads"), "write v.partials for its local partials"),
    **dict.fromkeys(("gradient", "adjoint", "derivative"), "write v.grad, after y.backward(), or gradient(y, v)"),
    "name": "write v.label for its name",
    "clone": "write ops.identity(v), or v.detach() for a leaf without history",
    "copy": "write ops.identity(v), or v.detach() for a leaf without history",
    **dict.fromkeys(("backwards", "backprop"), "write y.backward()"),
    **dict.fromkeys(("grads", "gradients"), "write v.grad of one Value, or gradient(y, [v, w]) of several"),
    **dict.fromkeys(("softmax", "log_softmax"), "write ops.softmax(xs) or ops.log_softmax(xs) of a list"),
    **dict.fromkeys(("sigmod", "logistic"), "write v.sigmoid()"),
    "ln": "write v.log()",
    "square": "write v * v",
    "is_leaf": "write v.op is None",
    **dict.fromkeys(("add_", "sub_", "mul_", "div_"), "write v = v + 1, or v.data += 1 of a leaf"),
    "retain_grad": "every node keeps its grad",
    "reciprocal": "write 1 / v",
    **dict.fromkeys(("matmul", "mm", "mv"), "write ops.dot(ws, xs)"),
    "hardtanh": "write v.clamp(-1, 1)",
    "norm": "write abs(v), or ops.hypot(x, y) of two",
    **dict.fromkeys(("max", "min"), "write ops.maximum(xs) or ops.minimum(xs)"),
    **dict.fromkeys(
        ("shape", "size", "ndim", "T", "t", "dtype", "device", "to", "cpu", "cuda", "view", "reshape"),
        "a Value is one number; arrays are lists or NumPy arrays of Values",
    ),
    **dict.fromkeys(
        ("squeeze", "unsqueeze", "flatten", "numel", "permute", "transpose", "astype", "tile"),
        "a Value is one number; arrays are lists or NumPy arrays of Values",
    ),
    "where": "write where(c, a, b)",
    "logsigmoid": "write v.log_sigmoid()",
    "swish": "write v.silu()",
    "sqr": "write v * v",
    "inverse": "write 1 / v",
    "relu6": "write v.clamp(0, 6)",
    **dict.fromkeys(("float", "double"), "every Value is a float: write v.data for its number"),
    **dict.fromkeys(("draw", "plot", "show", "render", "graph"), "write draw(v), or view(v) for a page"),
    **dict.fromkeys(("diff", "deriv", "jacobian", "hessian"), "write gradient(y, v), or jacobian(f) of a function"),
    **dict.fromkeys(("subs", "eval", "evaluate"), "write evaluate(y, at={'x': 1.0})"),
    **dict.fromkeys(("topo", "build_topo"), "write forward_steps(y) or backward_steps(y)"),
    "register_hook": "write op(name, primal, vjp=...), a row that sees the adjoint",
    **dict.fromkeys(("zero_grad", "zero_"), "write v.grad = None"),
    "requires_grad_": "every Value is differentiated; write v.detach() for a leaf without history",
    "requires_grad": "every Value is differentiated; write v.detach() for a leaf without history, or a plain number",
}
"""What other libraries' numbers have, and what to write here."""

OF_OPS = {
    "ln": "write ops.log(x)",
    "square": "write x * x",
    "reciprocal": "write 1 / x",
    "logistic": "write ops.sigmoid(x)",
    "swish": "write ops.silu(x)",
    **dict.fromkeys(("absolute", "fabs"), "write ops.abs(x)"),
    **dict.fromkeys(("matmul", "inner", "vdot", "tensordot", "einsum"), "write ops.dot(ws, xs) of two lists"),
    "norm": "write ops.hypot(x, y), or ops.sqrt(ops.sum([x * x for x in xs]))",
    **dict.fromkeys(("heaviside", "step"), "write where(x > 0, 1, 0)"),
    "relu6": "write ops.clamp(x, 0, 6)",
    "hardtanh": "write ops.clamp(x, -1, 1)",
    **dict.fromkeys(("argmax", "argmin"), "write max(range(len(xs)), key=xs.__getitem__), or min"),
    "average": "write ops.mean(xs)",
    "logaddexp": "write ops.logsumexp(x, y)",
    **dict.fromkeys(
        ("concatenate", "stack", "array", "zeros", "ones"), "write lists of Values, which are the arrays here"
    ),
    **dict.fromkeys(("mse", "mse_loss"), "write from nn import mean_squared_error"),
    **dict.fromkeys(("cross_entropy", "nll_loss"), "write from nn import cross_entropy"),
    "binary_cross_entropy": "write from nn import binary_cross_entropy",
}
"""What other libraries call their functions of numbers, and what to write here; `nearest` finds the others."""

OF_THE_PACKAGE = {
    **dict.fromkeys(("Tensor", "tensor", "Variable", "array"), "write Value(1.0); arrays are lists of Values"),
    **dict.fromkeys(("jit", "function"), "write compile(f)"),
    **dict.fromkeys(("elementwise_grad", "derivative", "backward"), "write grad(f), or y.backward()"),
    **dict.fromkeys(("vmap", "vectorize"), "write compile(f), which takes arrays of samples"),
    **dict.fromkeys(("jacfwd", "jacrev"), "write jacobian(f)"),
    **dict.fromkeys(
        ("custom_vjp", "custom_jvp", "custom_gradient", "primitive", "defvjp", "extend", "Function"),
        "write op(name, primal, partial), or op(name, primal, vjp=...)",
    ),
    **dict.fromkeys(("numpy", "jnp", "np", "lax", "scipy", "functional"), "write ops, or NumPy's functions of Values"),
    **dict.fromkeys(("make_jaxpr", "make_graph"), "write print(program(y)), or compile(f).source()"),
    **dict.fromkeys(
        ("nn", "optim", "Module", "Linear", "MLP", "SGD", "Adam"), "networks are in nn: from nn import MLP, Adam"
    ),
    **dict.fromkeys(("draw_dot", "make_dot", "visualize"), "write draw(y)"),
    **dict.fromkeys(("gradcheck", "check_grads", "test_util"), "write check_gradient(f, x)"),
    **dict.fromkeys(("engine", "autograd", "core"), "write from autograd_core import Value, grad"),
    **dict.fromkeys(("random", "manual_seed"), "random numbers are Python's; networks and data take seed="),
    **dict.fromkeys(("checkpoint", "remat"), "a graph is kept as long as anything holds it: leave it out"),
}
"""What other libraries have at their top, and what to write here."""


class Instead:
    """What a Value says to whoever asks it for one of these names, for bits, a matrix, or a number of Python's."""

    __slots__ = ()

    if sys.version_info >= (3, 12) and not TYPE_CHECKING:  # 3.11 would read all attributes the slow way, see `Lacking`
        __getattr__ = Hinting.__getattr__
        _instead = BROUGHT_ALONG

    def __index__(self) -> int:
        raise TypeError(f"a Value is no whole number that counts or has a place: write int(v.data); got {self!r}")

    def __float__(self) -> float:
        raise TypeError(
            "a Value does not turn into a float by itself, since its gradient would be lost: "
            "write v.data for its number, or ops.exp(v) instead of math.exp(v)"
        )

    def __int__(self) -> int:
        raise TypeError(
            "a Value does not turn into an int by itself, since its gradient would be lost: "
            "write int(v.data), or ops.trunc(v)"
        )

    def __complex__(self) -> complex:
        raise TypeError("a Value is real: write v.data for its number, and abs(v), v.sqrt(), ... for Values")

    def __matmul__(self, other: Any) -> NoReturn:
        raise TypeError(
            "a Value is one number, so it has no matrix product: write w * x, or ops.dot(ws, xs) of two lists"
        )

    __rmatmul__ = __matmul__


def _no_bits(sign: str) -> Callable[..., NoReturn]:
    instead = "v**2 for a power" if sign == "^" else "where(c, a, b), or ops.maximum(a, b) and ops.minimum(a, b)"

    def refuse(self: Any, *other: Any) -> NoReturn:
        raise TypeError(f"a Value has no {sign}, which is for bits and conditions: write {instead}; got {self!r}")

    return refuse


for _name, _sign in {"and": "&", "or": "|", "xor": "^", "lshift": "<<", "rshift": ">>", "invert": "~"}.items():
    setattr(Instead, f"__{_name}__", _no_bits(_sign))
    if _name != "invert":
        setattr(Instead, f"__r{_name}__", _no_bits(_sign))

for _name, _instead in BROUGHT_ALONG.items():
    setattr(Instead, _name, Lacking(_name, _instead))
