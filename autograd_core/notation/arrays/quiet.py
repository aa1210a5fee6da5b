"""Statements that give nothing to a name: what is printed, plotted, asserted, and what draws random numbers."""

import ast

_SHOWING = frozenset(
    (
        "print",
        "cmp",
        "display",
        "plot",
        "show",
        "figure",
        "legend",
        "title",
        "xlabel",
        "ylabel",
        "imshow",
        "savefig",
        "seed",
        "manual_seed",
        "set_printoptions",
        "retain_grad",
        "zero_grad",
        "step",
        "train",
        "eval",
        "requires_grad_",
        "set_trace",
        "info",
        "debug",
        "warning",
        "assert_allclose",
        "assert_almost_equal",
        "assert_array_almost_equal",
        "assert_array_equal",
    )
)
"""Functions that give nothing to a name, as notebooks call them between the lines of a derivation."""
_DRAWING = frozenset(
    (
        "random",
        "randn",
        "rand",
        "randint",
        "normal",
        "uniform",
        "default_rng",
        "xavier_uniform_",
        "kaiming_normal_",
        "permutation",
    )
)


def is_quiet(node: ast.stmt) -> bool:
    """Whether a statement gives nothing to a name, and is no part of a derivation."""
    if isinstance(node, ast.Pass | ast.Assert | ast.Delete | ast.Global | ast.Nonlocal | ast.Import | ast.ImportFrom):
        return True
    if isinstance(node, ast.Assign):
        return all(isinstance(t, ast.Attribute) and t.attr == "requires_grad" for t in node.targets)
    if not isinstance(node, ast.Expr):
        return False
    if not isinstance(node.value, ast.Call):
        return _is_shown(node.value)
    f = node.value.func
    if isinstance(f, ast.Attribute):
        below = f.value
        while isinstance(below, ast.Attribute | ast.Call):
            below = below.value if isinstance(below, ast.Attribute) else below.func
        if isinstance(below, ast.Name) and below.id in ("plt", "ax", "logging", "super", "get_ipython"):
            return True
        if f.attr == "zero_" and isinstance(f.value, ast.Attribute) and f.value.attr == "grad":
            return True
        return f.attr in _SHOWING or (f.attr == "backward" and not node.value.args)
    return isinstance(f, ast.Name) and f.id in _SHOWING


def _is_shown(node: ast.expr) -> bool:
    """Whether this computes nothing, and stands at the end of a notebook's cell to be seen: dW, db or w.grad[0]."""
    if isinstance(node, ast.Tuple | ast.List):
        return all(map(_is_shown, node.elts))
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return isinstance(node, ast.Name | ast.Constant)


def is_step(node: ast.stmt) -> bool:
    """Whether this is a step of an optimizer, which changes weights: optimizer.step()."""
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "step"


def draws(node: ast.AST) -> bool:
    """Whether random numbers are drawn in it, which only whoever ran it knows."""
    return any(
        isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr in _DRAWING
        for part in ast.walk(node)
    )
