"""Small changes of a file, one at a time: what `tests/mutate.py` makes, and sees whether a test notices."""

import ast
import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from equivalent_changes import EQUIVALENT

ROOT = Path(__file__).parent.parent
COMMUTATIVE = {"add", "equal", "hypot", "max", "min", "multiply"}
"""Calls whose first two arguments may change places."""

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.FloorDiv: ast.Div, ast.Mod: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.And: ast.Or, ast.Or: ast.And, ast.USub: ast.UAdd,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A file with one change in it."""

    path: str
    lines: range
    """Those of the statement that is changed, or of its head."""
    change: str
    source: str
    text: str = ""
    """The line as it stands now."""

    @property
    def key(self) -> str:
        """What EQUIVALENT calls it: the same wherever in the file the line may stand."""
        return f"{self.path}: {self.change}  in  {self.text}"

    def __str__(self) -> str:
        return f"{self.path}:{self.lines[0]}: {self.change}  in  {self.text}"


def mutants(path: str, count: int, seed: int) -> Iterator[Mutant]:
    """So many files that are one change away from this one, outside of annotations, docstrings and texts of errors."""
    source = (ROOT / path).read_text()
    tree, lines = ast.parse(source), ["", *source.splitlines()]
    spared, within = _spared(tree), _statements(tree)
    sites = [(i, kind) for i, n in enumerate(ast.walk(tree)) if id(n) not in spared for kind in range(len(_changes(n)))]
    random.Random(f"{seed} {path}").shuffle(sites)
    for place, kind in sites:
        changed = copy.deepcopy(tree)
        original, node = (next(n for i, n in enumerate(ast.walk(each)) if i == place) for each in (tree, changed))
        dropped, change = _changes(node)[kind]
        at = original if dropped is None else _dropped(original, kind)
        before, line = _shown(at), getattr(at, "lineno", 1)
        change()
        after = "pass" if dropped else _shown(node)
        mutant = Mutant(path, within[id(at)], f"{before}  ->  {after}", ast.unparse(changed), lines[line].strip())
        if mutant.key in EQUIVALENT:
            continue
        yield mutant
        if not (count := count - 1):
            return


def _dropped(node: ast.AST, kind: int) -> ast.stmt:
    """The statement that a change leaves out."""
    statement = _changes(node)[kind][0]
    assert statement is not None
    return statement


def _statements(tree: ast.Module) -> dict[int, range]:
    """Of every node, the lines of the statement around it; of one that holds others, those of its head."""
    found: dict[int, range] = {}
    for statement in ast.walk(tree):
        if isinstance(statement, ast.stmt | ast.ExceptHandler | ast.match_case):
            body = getattr(statement, "body", None)
            first = getattr(statement, "lineno", None) or statement.pattern.lineno
            last = body[0].lineno - 1 if isinstance(body, list) and body else statement.end_lineno
            own = [child for child in ast.iter_child_nodes(statement) if not isinstance(child, ast.stmt)]
            for node in (statement, *(each for child in own for each in ast.walk(child))):
                found[id(node)] = range(first, max(first, last) + 1)
    return found


def _shown(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:87]}..."


def _spared(tree: ast.Module) -> set[int]:
    """What a change in could not be seen by any test, or ought not to be: annotations, docstrings, texts of errors, and
    whether objects have slots or are frozen.
    """
    spared: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, ast.arg | ast.AnnAssign):
            parts.append(node.annotation)
        elif isinstance(node, ast.FunctionDef):
            parts.append(node.returns)
        elif (
            isinstance(node, ast.Raise | ast.JoinedStr | ast.Import | ast.ImportFrom)
            or getattr(node, "arg", None) in ("slots", "frozen")  # objects take more room, and nobody assigns to them
        ):
            parts.append(node)
        for part in filter(None, parts):
            spared.update(map(id, ast.walk(part)))
    return spared


def _changes(node: ast.AST) -> list[tuple[ast.stmt | None, Callable[[], Any]]]:
    """The changes that can be made to a node, each as a function that makes it, beside the statement that it drops."""
    found: list[tuple[ast.stmt | None, Callable[[], Any]]] = []
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.UnaryOp | ast.AugAssign) and type(node.op) in SWAPS:
        found.append((None, lambda: setattr(node, "op", SWAPS[type(node.op)]())))
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        found.append((None, lambda: node.ops.__setitem__(0, SWAPS[type(node.ops[0])]())))
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        found.append((None, lambda: setattr(node, "value", node.value + 1)))
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        found.append((None, lambda: setattr(node, "value", not node.value)))
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        found.append((None, lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))))
    if (
        isinstance(node, ast.Call)
        and len(node.args) >= 2
        and not any(isinstance(a, ast.Starred) for a in node.args[:2])
        and ast.dump(node.args[0]) != ast.dump(node.args[1])
        and getattr(node.func, "attr", getattr(node.func, "id", "")) not in COMMUTATIVE
    ):
        found.append((None, lambda: node.args.__setitem__(slice(2), node.args[1::-1])))
    for name in ("body", "orelse"):
        body = getattr(node, name, None)
        if isinstance(node, ast.FunctionDef | ast.If | ast.For | ast.While | ast.With) and isinstance(body, list):
            for i, statement in enumerate(body):
                if isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr) and not _docstring(statement):
                    found.append((statement, lambda body=body, i=i: body.__setitem__(i, ast.Pass())))
    return found


def _docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
