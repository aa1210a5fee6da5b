"""Slips of the pen in lines of Python, undone one by one: a sign, a power, a factor, a name, an axis, a comparison."""

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

_FLIPPED: dict[type[ast.operator], Sequence[type[ast.operator]]] = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div, ast.MatMult), ast.Div: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}  # fmt: skip
_COMPARED: dict[type[ast.cmpop], Sequence[type[ast.cmpop]]] = {
    ast.Gt: (ast.Lt,), ast.Lt: (ast.Gt,), ast.GtE: (ast.LtE,), ast.LtE: (ast.GtE,), ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}  # fmt: skip
_OTHERS = {"sum": "mean", "mean": "sum", "tanh": "sigmoid", "sigmoid": "tanh", "zeros_like": "copy"}
_FACTORS = ("{0}", "({0} > 0)", "(1 - {0} ** 2)", "{0} * (1 - {0})", "(1 - {0})")
"""What a derivative is multiplied by on its way through a layer."""


class Edit(NamedTuple):
    """One thing in a statement that could be written otherwise."""

    at: ast.stmt
    old: str
    new: str
    do: Callable[[], None]
    undo: Callable[[], None]

    @property
    def words(self) -> str:
        """What is in place of what."""
        return f"{self.new:.60} in place of {self.old:.60}"


def edits(blocks: Sequence[list[ast.stmt]], names: Sequence[str], first: ast.stmt) -> Iterator[Edit]:
    """Everything that could be written otherwise in one place: in the line that is wrong, and then in the others from
    the last to the first; in each of them the slips that are made most often first."""
    within = list(_within(blocks))[::-1]
    own = [each for each in within if each[2] is first]
    others = [each for each in within if each[2] is not first]
    for statements, kinds in (
        (own, (*_SMALL, _renamed)), (others, _SMALL), (own, (_multiplied, _added)), (others, (_renamed, _multiplied)),
    ):  # fmt: skip
        for body, i, statement in statements:
            for kind in kinds:
                for parent, field, index, node in _places(statement):
                    if kind not in (_multiplied, _added) or _is_a_whole(parent, node):
                        for new in kind(node, names):
                            yield _edit(statement, parent, field, index, node, new)
                if kind is _signs:
                    yield from _accumulated(body, i, statement)


def _is_a_whole(parent: ast.AST, node: ast.expr) -> bool:
    """Whether this is all of what a line gives, a term of it, or a derivative in it."""
    if isinstance(node, ast.Name) and node.id[:1] == "d":
        return True
    term = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add | ast.Sub)
    return term or isinstance(parent, ast.Assign | ast.AugAssign | ast.Return)


def _within(blocks: Sequence[list[ast.stmt]]) -> Iterator[tuple[list[ast.stmt], int, ast.stmt]]:
    """The statements of blocks and of those within them, each with where it stands."""
    for body in blocks:
        for i, statement in enumerate(body):
            yield body, i, statement
            inner = [getattr(statement, field, []) for field in ("body", "orelse")]
            yield from _within([each for each in inner if each])


Place = tuple[ast.AST, str, int | None, ast.expr]


def _places(statement: ast.stmt) -> Iterator[Place]:
    """The expressions of a statement, without those of the statements within it, each with where it hangs."""
    left: list[ast.AST] = [statement]
    while left:
        parent = left.pop(0)
        for field, value in ast.iter_fields(parent):
            for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store):
                    yield parent, field, index, node
                if isinstance(node, ast.AST) and not isinstance(node, ast.stmt):
                    left.append(node)


def _edit(at: ast.stmt, parent: ast.AST, field: str, index: int | None, old: ast.expr, new: ast.expr) -> Edit:
    def put(node: ast.expr) -> None:
        if index is None:
            setattr(parent, field, node)
        else:
            getattr(parent, field)[index] = node

    for part in ast.walk(new):
        if not hasattr(part, "lineno"):
            ast.copy_location(part, old)
    return Edit(at, ast.unparse(old), ast.unparse(new), lambda: put(new), lambda: put(old))


def _accumulated(body: list[ast.stmt], i: int, node: ast.stmt) -> Iterator[Edit]:
    """dW = ... for dW += ..., and the other way round; += for -=."""
    for old, new, other in _taken_otherwise(node):
        yield Edit(node, old, new, _putting(body, i, other), _putting(body, i, node))
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        added = isinstance(node.op, ast.Add)
        words = ("+=", "-=") if added else ("-=", "+=")
        yield Edit(node, *words, _setting(node, ast.Sub() if added else ast.Add()), _setting(node, node.op))


def _taken_otherwise(node: ast.AST) -> Iterator[tuple[str, str, ast.stmt]]:
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        if isinstance(target, ast.Name | ast.Attribute | ast.Subscript):
            yield "=", "+=", ast.copy_location(ast.AugAssign(target, ast.Add(), node.value), node)
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        yield "+=", "=", ast.copy_location(ast.Assign([node.target], node.value), node)


def _putting(body: list[ast.stmt], i: int, node: ast.stmt) -> Callable[[], None]:
    return lambda: body.__setitem__(i, node)


def _setting(node: ast.AugAssign, op: ast.operator) -> Callable[[], None]:
    return lambda: setattr(node, "op", op)


# ── the kinds of slips ───────────────────────────────────────────────────────────────────────────


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _signs(node: ast.expr, names: Sequence[str]) -> Iterator[ast.expr]:
    """- for +, y - x for x - y, < for >."""
    if isinstance(node, ast.BinOp):
        for flipped in _FLIPPED.get(type(node.op), ()):
            yield ast.BinOp(node.left, flipped(), node.right)
        if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult):
            yield ast.BinOp(node.right, node.op, node.left)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for compared in _COMPARED.get(type(node.ops[0]), ()):
            yield ast.Compare(node.left, [compared()], node.comparators)


def _powers(node: ast.expr, names: Sequence[str]) -> Iterator[ast.expr]:
    """1 - h for 1 - h**2, and another exponent."""
    if not isinstance(node, ast.BinOp):
        return
    if isinstance(node.op, ast.Pow):
        yield node.left
        for n in ("2", "3", "-1", "-2", "-0.5", "-1.5"):
            yield ast.BinOp(node.left, ast.Pow(), _parsed(n))
    elif isinstance(node.op, ast.Sub | ast.Add | ast.Div) and not isinstance(node.right, ast.Constant):
        yield ast.BinOp(node.left, node.op, ast.BinOp(node.right, ast.Pow(), ast.Constant(2)))


def _negated(node: ast.expr, names: Sequence[str]) -> Iterator[ast.expr]:
    """A sign that is lost, or too much."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    elif isinstance(node, ast.BinOp | ast.Call | ast.Name):
        yield ast.UnaryOp(ast.USub(), node)


def _turned(node: ast.expr, names: Sequence[str]) -> Iterator[ast.expr]:
    """A transpose that is missing or too much, another axis, another function."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    elif isinstance(node, ast.Name | ast.Attribute):
        yield ast.Attribute(node, "T", ast.Load())
    if isinstance(node, ast.Call):
        last = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if (other := _OTHERS.get(last)) is not None:
            f = ast.Attribute(node.func.value, other, ast.Load()) if isinstance(node.func, ast.Attribute) else None
            yield ast.Call(f or ast.Name(other, ast.Load()), node.args, node.keywords)
        for i, each in enumerate(node.keywords):
            if each.arg in ("axis", "dim"):
                for axis in ("0", "1", "-1"):
                    others = [*node.keywords[:i], ast.keyword(each.arg, _parsed(axis)), *node.keywords[i + 1 :]]
                    yield ast.Call(node.func, node.args, others)


def _dropped(node: ast.expr, names: Sequence[str]) -> Iterator[ast.expr]:
    """A factor or a term that is too much."""
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.Pow):
        yield node.left
        if not isinstance(node.op, ast.Div):
            yield node.right


def _renamed(node: ast.expr, names: Sequence[str]) -> Iterator[ast.expr]:
    """Another name, or the index beside it."""
    if isinstance(node, ast.Name):
        yield from (ast.Name(other, ast.Load()) for other in names if other != node.id)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Name | ast.BinOp):
        steps = [(ast.Sub(), _parsed("1")), (ast.Add(), _parsed("1")), *((ast.Add(), _parsed(each)) for each in names)]
        for op, step in steps:
            yield ast.Subscript(node.value, ast.BinOp(node.slice, op, step), ast.Load())
        if isinstance(node.slice, ast.BinOp):
            yield ast.Subscript(node.value, node.slice.left, ast.Load())


def _counted(node: ast.expr, names: Sequence[str]) -> Iterator[ast.expr]:
    """Another number."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield from (ast.Constant(node.value + n) for n in (1, -1, node.value))
    if isinstance(node, ast.Constant | ast.Name | ast.BinOp | ast.Call):
        yield from (ast.BinOp(ast.Constant(n), ast.Mult(), node) for n in (2, 0.5, 3))


def _multiplied(node: ast.expr, names: Sequence[str]) -> Iterator[ast.expr]:
    """A factor that is missing, or a term that is a name."""
    for name in names:
        for factor in _FACTORS:
            yield ast.BinOp(node, ast.Mult(), _parsed(factor.format(name)))
        yield ast.BinOp(node, ast.Div(), _parsed(name))
        yield ast.BinOp(node, ast.Add(), _parsed(name))


def _added(node: ast.expr, names: Sequence[str]) -> Iterator[ast.expr]:
    """A term that is missing: a derivative times something."""
    for first in (name for name in names if name[:1] == "d"):
        for second in names:
            yield ast.BinOp(node, ast.Add(), _parsed(f"{first} * {second}"))


_SMALL = (_signs, _powers, _negated, _dropped, _turned, _counted)
"""The kinds of slips that take few tries."""
