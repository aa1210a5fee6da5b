"""Functions that lines define and nothing calls: a backward pass pasted as it stands in a class or a module."""

import ast
from collections.abc import Iterator, Sequence

from ...notation.arrays.python import Line

OWN = ("self", "ctx", "cls")
"""Parameters that stand for an object."""


def functions_in(lines: Sequence[Line]) -> Iterator[ast.FunctionDef]:
    """The functions and methods of a text, from its first line to its last."""
    for line in lines:
        if isinstance(line.node, ast.FunctionDef):
            yield line.node
        elif isinstance(line.node, ast.ClassDef):
            yield from (part for part in line.node.body if isinstance(part, ast.FunctionDef))


def uncalled(lines: Sequence[Line]) -> list[ast.FunctionDef]:
    """The functions of a text that none of its lines calls."""
    called: set[str] = set()
    for line in lines:
        for node in ast.walk(line.node) if line.node is not None else ():
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                called.add(node.id if isinstance(node, ast.Name) else node.attr)
    made = [line.node for line in lines if isinstance(line.node, ast.ClassDef) and line.node.name in called]
    special = {part for each in made for part in each.body if getattr(part, "name", "").startswith("__")}
    return [each for each in functions_in(lines) if each.name not in called and each not in special]


def parameters_of(function: ast.FunctionDef) -> Iterator[tuple[str, ast.expr | None]]:
    """The parameters of a function with their defaults."""
    args = function.args
    listed = [*args.posonlyargs, *args.args]
    defaults: list[ast.expr | None] = [None] * (len(listed) - len(args.defaults)) + [*args.defaults]
    for each, default in (*zip(listed, defaults), *zip(args.kwonlyargs, args.kw_defaults)):
        if each.arg not in OWN:
            yield each.arg, default


def body_of(function: ast.FunctionDef) -> list[ast.stmt]:
    """The statements of a function; what it returns in a dictionary is given there."""
    found: list[ast.stmt] = []
    for node in function.body:
        if not isinstance(node, ast.Return) or node.value is None:
            found += [] if isinstance(node, ast.Return) else [node]
        elif isinstance(node.value, ast.Dict):
            target = ast.copy_location(ast.Name("grads", ast.Store()), node.value)
            found.append(ast.copy_location(ast.Assign([target], node.value), node))
        else:
            found.append(node)
    return found


def is_of_names(node: ast.expr) -> bool:
    """Whether what is returned are names: dx, dw, db."""
    parts = node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
    return all(isinstance(part, ast.Name | ast.Attribute | ast.Constant) for part in parts)
