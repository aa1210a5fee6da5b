"""A number that remembers how it was computed: reverse-mode autodiff to read, step through, draw and check."""

from . import starting as starting  # the first of all imports, which Ctrl-C may interrupt

# isort: split
from typing import TYPE_CHECKING, Any

from . import ops
from .calculus import evaluate, gradient
from .names import find, label_all
from .namespaces import FLOATS
from .operators import grad, hessian, hvp, jacobian, jvp, value_and_grad, vjp
from .ops import OPS, Op, op, where
from .pictures import draw
from .recording import enable_grad, no_grad, scope
from .staleness import StaleWarning
from .trees import tree_leaves, tree_map
from .value import Value
from .values import VALUES

__version__ = "0.2.0"

__all__ = [
    "FLOATS", "FRACTIONS", "OPS", "SYMBOLS", "VALUES", "Drawing", "Intervals", "Op", "Page", "StaleWarning",
    "Stepper", "Value", "anomalies", "backward_steps", "check", "check_gradient", "compile", "derivation", "draw",
    "enable_grad", "evaluate", "explain", "find", "forward_steps", "grad", "gradient", "hessian", "hvp", "jacobian",
    "jvp", "label_all", "no_grad", "op", "ops", "parse", "program", "scope", "sweep", "tree", "tree_leaves",
    "tree_map", "value_and_grad", "view", "vjp", "where", "wrong_ways",
]  # fmt: skip

if TYPE_CHECKING:
    from .compiled import compile, sweep
    from .events import anomalies
    from .explainer import explain
    from .formula import parse
    from .listing import program, tree
    from .namespaces.intervals import Intervals
    from .namespaces.rationals import FRACTIONS
    from .namespaces.symbols import SYMBOLS
    from .pictures.drawing import Drawing
    from .pictures.page import Page, view
    from .pitfalls import wrong_ways
    from .solution import derivation
    from .stepper import Stepper
    from .steps import backward_steps, forward_steps
    from .verify import check, check_gradient

_LATER = {  # the same for the interpreter: imported when first asked for
    "FRACTIONS": ".namespaces",
    "SYMBOLS": ".namespaces",
    "Drawing": ".pictures.drawing",
    "Intervals": ".namespaces",
    "Page": ".pictures.page",
    "anomalies": ".events",
    "Stepper": ".stepper",
    "backward_steps": ".steps",
    "check": ".verify",
    "check_gradient": ".verify",
    "compile": ".compiled",
    "derivation": ".solution",
    "explain": ".explainer",
    "parse": ".formula",
    "forward_steps": ".steps",
    "program": ".listing",
    "sweep": ".compiled",
    "tree": ".listing",
    "view": ".pictures.page",
    "wrong_ways": ".pitfalls",
}


def __getattr__(name: str) -> Any:
    """What needs a heavier import, when it is first asked for."""
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(_LATER[name], __name__), name)
    from .lacking import of_module

    brought = {
        **dict.fromkeys(("Tensor", "tensor", "Variable", "array"), "write Value(1.0); arrays are lists of Values"),
        **dict.fromkeys(("jit", "function"), "write compile(f)"),
        **dict.fromkeys(("elementwise_grad", "derivative", "backward"), "write grad(f), or y.backward()"),
        **dict.fromkeys(("vmap", "vectorize"), "write compile(f), which takes arrays of samples"),
        **dict.fromkeys(("jacfwd", "jacrev"), "write jacobian(f)"),
        **dict.fromkeys(
            ("custom_vjp", "custom_jvp", "custom_gradient", "primitive", "defvjp", "extend", "Function"),
            "write op(name, primal, partial), or op(name, primal, vjp=...)",
        ),
        **dict.fromkeys(
            ("numpy", "jnp", "np", "lax", "scipy", "functional"), "write ops, or NumPy's functions of Values"
        ),
        **dict.fromkeys(("make_jaxpr", "make_graph"), "write print(program(y)), or compile(f).source()"),
        **dict.fromkeys(
            ("nn", "optim", "Module", "Linear", "MLP", "SGD", "Adam"), "networks are in nn: from nn import MLP, Adam"
        ),
        **dict.fromkeys(("draw_dot", "make_dot", "visualize"), "write draw(y)"),
        **dict.fromkeys(("gradcheck", "check_grads", "test_util"), "write check_gradient(f, x)"),
        **dict.fromkeys(("engine", "autograd", "core"), "write from autograd_core import Value, grad"),
        **dict.fromkeys(("random", "manual_seed"), "random numbers are Python's; networks and data take seed="),
        **dict.fromkeys(("checkpoint", "remat"), "a graph is kept as long as anything holds it: leave it out"),
        **{row: f"write ops.{row}" for row in OPS},
    }
    raise of_module(__name__, name, __all__, brought)


def __dir__() -> list[str]:
    """What completion offers, also what was not asked for yet."""
    return sorted({*globals(), *__all__})
