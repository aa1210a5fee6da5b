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
    from .instead import OF_THE_PACKAGE
    from .lacking import of_module

    raise of_module(__name__, name, __all__, {**OF_THE_PACKAGE, **{row: f"write ops.{row}" for row in OPS}})


def __dir__() -> list[str]:
    """What completion offers, also what was not asked for yet."""
    return sorted({*globals(), *__all__})
