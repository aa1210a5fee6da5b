"""What Python expressions come to, over arrays of Values: the tree of Python's grammar, gone through."""

import ast
from collections.abc import Callable
from typing import Any

from ...ops import OPS
from ...value import Value
from ...values import WRITTEN
from ..formulas.expression import CONSTANTS, FormulaError
from .arithmetic import Budget, applied, each, exact, is_array, matmul, shape_of, whole_array
from .python import MODULES, Code
from .python_calls import call, is_known, method
from .statistics import UNLIKE, einsum, spread

SIGNS: dict[type, str] = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Pow: "pow",
                           ast.FloorDiv: "floordiv", ast.Mod: "mod"}  # fmt: skip
_COMPARED: dict[type, Callable[[float, float], bool]] = {
    ast.Lt: lambda x, y: x < y, ast.LtE: lambda x, y: x <= y, ast.Gt: lambda x, y: x > y, ast.GtE: lambda x, y: x >= y,
    ast.Eq: lambda x, y: x == y, ast.NotEq: lambda x, y: x != y,
}  # fmt: skip


class Lost:
    """What a name stands for that could not be read on some line."""

    def __init__(self, line: int) -> None:
        self.line = line


class Evaluation:
    """Goes through expressions; `free` tells what a name stands for that no statement has given, and `begun` what is
    added to where none has."""

    def __init__(
        self,
        code: Code,
        free: Callable[[str], Any],
        begun: Callable[[str], Any],
        steps: int,
        pinned: frozenset[str] = frozenset(),
    ) -> None:
        self.code, self.free, self.begun, self.pinned = code, free, begun, pinned
        self.budget, self.rounds = Budget(steps), 0
        self.names: dict[str, Any] = {}
        self.read: dict[ast.stmt, set[str]] = {}
        """The given names that each statement uses."""
        self.functions: dict[str, ast.FunctionDef] = {}
        """What the lines define."""
        self.calls = 0
        """How deep in functions that lines define."""
        self.at: ast.stmt | None = None

    def called(self, node: ast.expr) -> str | None:
        """The name that a target or an operand goes by: dW, W.grad, grads['W'], self.W."""
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute) and node.attr == "grad":
            below = self.called(node.value)
            return None if below is None else f"{below}.grad"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id not in MODULES:
            return node.attr if self._unknown(node.value.id) else None
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and type(node.slice.value) is str:
            holder = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            key = node.slice.value
            if not _holds_gradients(holder, key):
                return key
            is_of_d = key[:1] == "d" and self.free(key) is None and self.free(key[1:].lstrip("_")) is not None
            return key if is_of_d else f"{key}.grad"
        return None

    def _unknown(self, name: str) -> bool:
        return name not in self.names and self.free(name) is None

    # ── expressions ──────────────────────────────────────────────────────────────────────────────

    def value(self, node: ast.expr) -> Any:
        """What an expression comes to.  Raises FormulaError, with line and column."""
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, ast.Name):
            return self.named(node.id, node)
        if isinstance(node, ast.BinOp):
            return self._binary(node)
        if isinstance(node, ast.UnaryOp):
            return self._unary(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Subscript):
            return self._subscript(node)
        if isinstance(node, ast.Compare):
            return self._compared(node)
        if isinstance(node, ast.Tuple):
            return tuple(self.value(part) for part in node.elts)
        if isinstance(node, ast.List):
            parts = [self.value(part) for part in node.elts]
            self.budget.spend(len(parts))
            return self.of(node, whole_array, [x.tolist() if is_array(x) else x for x in parts])
        raise self.code.error(refused(node), node)

    def of(self, node: ast.AST, f: Callable[..., Any], *args: Any) -> Any:
        """f(*args), whose refusal is said with where it stands."""
        try:
            return f(*args)
        except FormulaError as error:
            if error.line > 1 or error.position:
                raise
            raise self.code.error(error.sentence, node) from None
        except (TypeError, ValueError, IndexError, OverflowError, AttributeError) as error:
            raise self.code.error(f"this cannot be computed: {' '.join(str(error).split())[:80]}", node) from None

    def _constant(self, node: ast.Constant) -> Any:
        x = node.value
        if type(x) is int:
            if abs(x) > 2**53:
                raise self.code.error("whole numbers of Python lines stay below 2^53", node)
            return x
        if type(x) is float:
            return WRITTEN.literal(repr(x)) if x == x and abs(x) != float("inf") else x
        if x is None or type(x) is bool:
            return x
        raise self.code.error(f"{x!r:.40} is no number", node)

    def named(self, name: str, node: ast.AST) -> Any:
        """What a name stands for."""
        if name in self.names and name not in self.pinned:
            if self.at is not None:
                self.read.setdefault(self.at, set()).add(name)
            found = self.names[name]
            if isinstance(found, Lost):
                raise self.code.error(f"{name} could not be read on line {found.line}, so this is not judged", node)
            return found
        found = self.free(name)
        if found is None and name in CONSTANTS:
            return getattr(WRITTEN, CONSTANTS[name])
        if found is None:
            raise self.code.error(f"nothing is named {name!r:.40} here", node)
        return found

    def _binary(self, node: ast.BinOp) -> Any:
        x, y = self.value(node.left), self.value(node.right)
        if isinstance(node.op, ast.MatMult):
            return self.of(node, matmul, x, y, self.budget)
        if isinstance(node.op, ast.BitAnd | ast.BitOr):
            both = isinstance(node.op, ast.BitAnd)
            return self.of(node, each, lambda a, b: (a and b) if both else (a or b), self.budget, x, y)
        sign = SIGNS.get(type(node.op))
        if sign is None:
            hint = "; a power is written x**2" if isinstance(node.op, ast.BitXor) else ""
            raise self.code.error(f"this operator is not read{hint}", node)
        return self.of(node, applied, OPS[sign], self.budget, self._number(x, node), self._number(y, node))

    def _number(self, x: Any, node: ast.AST) -> Any:
        """What can be computed with: lists as arrays, True as 1."""
        if isinstance(x, bool):
            return int(x)
        if is_array(x) and x.dtype.kind == "b":
            return x.astype(int).astype(object)
        if x is None or isinstance(x, tuple | str):
            raise self.code.error("a number or an array is needed here", node)
        return x

    def _unary(self, node: ast.UnaryOp) -> Any:
        x = self.value(node.operand)
        if isinstance(node.op, ast.USub):
            return self.of(node, applied, OPS["neg"], self.budget, self._number(x, node))
        if isinstance(node.op, ast.UAdd):
            return x
        return self.of(node, each, lambda e: not e, self.budget, x)

    def _compared(self, node: ast.Compare) -> Any:
        compare = _COMPARED.get(type(node.ops[0]))
        if len(node.ops) > 1 or compare is None:
            raise self.code.error("one comparison is read at a time", node)
        x, y = self.value(node.left), self.value(node.comparators[0])

        def told(a: Any, b: Any) -> bool:
            return compare(*(e.data if isinstance(e, Value) else float(e) for e in (a, b)))

        found = self.of(node, each, told, self.budget, x, y)
        return found.astype(bool) if is_array(found) else bool(found)

    def _call(self, node: ast.Call) -> Any:
        if _named(node.func) == "einsum" and node.args and isinstance(node.args[0], ast.Constant):
            arrays = [self.value(arg) for arg in node.args[1:]]
            return self.of(node, einsum, self.budget, str(node.args[0].value), *arrays)
        args = [self.value(arg) for arg in node.args if not isinstance(arg, ast.Starred)]
        if len(args) < len(node.args) or any(k.arg is None for k in node.keywords):
            raise self.code.error("arguments are written one by one", node)
        types = ("dtype", "device", "requires_grad")
        given = {str(k.arg): self.value(k.value) for k in node.keywords if k.arg not in types}
        f = node.func
        if isinstance(f, ast.Name) and f.id not in self.names and self.free(f.id) is None:
            if not is_known(f.id):
                raise self.code.error(f"no function is called {f.id!r:.40} here", f)
            return self.of(node, call, f.id, args, given, self.budget)
        if isinstance(f, ast.Attribute):
            if f.attr in UNLIKE and args:
                library = "torch" if "torch" in ast.unparse(f.value) else "np"
                if self._is_library(f.value):
                    return self.of(node, spread, f.attr, library, args[0], tuple(args[1:]), given, self.budget)
            if f.attr in UNLIKE:
                return self.of(node, spread, f.attr, "", self.value(f.value), tuple(args), given, self.budget)
            if self._is_library(f.value):
                return self.of(node, call, f.attr, args, given, self.budget)
            x = self.value(f.value)
            return self.of(node, method, f.attr, x, args, given, self.budget)
        raise self.code.error("a function is called by its name", node)

    def _is_library(self, node: ast.expr) -> bool:
        """np, torch.nn.functional"""
        while isinstance(node, ast.Attribute):
            if node.attr not in MODULES and node.attr != "linalg":
                return False
            node = node.value
        return isinstance(node, ast.Name) and node.id in MODULES and node.id not in self.names

    def _attribute(self, node: ast.Attribute) -> Any:
        if self._is_library(node.value) and node.attr in ("pi", "e", "newaxis"):
            return None if node.attr == "newaxis" else getattr(WRITTEN, node.attr)
        name = self.called(node)
        if name is not None:
            return self.named(name, node)
        if node.attr in ("float32", "float64", "double", "float", "long", "int64", "int"):
            return None
        x = self.value(node.value)
        if node.attr in ("T", "mT"):
            return x.T if is_array(x) else x
        if node.attr == "data":
            return x
        if node.attr == "shape":
            return shape_of(x)
        if node.attr in ("size", "ndim") and is_array(x):
            return int(getattr(x, node.attr))
        raise self.code.error(f"nothing is called .{node.attr[:40]} here", node)

    def _subscript(self, node: ast.Subscript) -> Any:
        name = self.called(node)
        if name is not None:
            return self.named(name, node)
        x = self.value(node.value)
        places = self.places(node.slice, x)
        if isinstance(x, tuple):
            if type(places) is not int or not -len(x) <= places < len(x):
                raise self.code.error("an entry of this has a whole number", node)
            return x[places]
        if not is_array(x):
            raise self.code.error("a number has no entries", node)
        try:
            found = x[places]
        except (IndexError, ValueError, TypeError) as error:
            raise self.code.error(about_index(x, error), node) from None
        self.budget.spend(getattr(found, "size", 1), getattr(found, "size", 1))
        return found if is_array(found) else exact(found)

    def places(self, node: ast.expr, x: Any) -> Any:
        """An index: whole numbers, slices, None, masks and arrays of whole numbers."""
        if isinstance(node, ast.Tuple):
            return tuple(self.places(part, x) for part in node.elts)
        if isinstance(node, ast.Slice):
            ends = [None if end is None else self.value(end) for end in (node.lower, node.upper, node.step)]
            if not all(end is None or type(end) is int for end in ends):
                raise self.code.error("a slice is between whole numbers", node)
            return slice(*ends)
        if isinstance(node, ast.Constant) and node.value is Ellipsis:
            return Ellipsis
        found = self.value(node)
        if found is None or type(found) in (int, bool):
            return found
        if is_array(found) and found.dtype.kind in "ib":
            return found
        raise self.code.error("an index is a whole number, a slice, a mask or an array of whole numbers", node)


def _named(f: ast.expr) -> str:
    """The last name of what is called."""
    return f.attr if isinstance(f, ast.Attribute) else f.id if isinstance(f, ast.Name) else ""


def _holds_gradients(holder: str, key: str) -> bool:
    return "grad" in holder.lower() or holder.lower() in ("dparams", "dp")


def about_index(x: Any, error: Exception) -> str:
    """That an index fits no entries."""
    return f"an array of shape {shape_of(x)} has no such entries: {' '.join(str(error).split())[:80]}"


def refused(node: ast.AST) -> str:
    """Why something is not read, with what to do."""
    hints = {
        ast.While: "a loop is read as: for i in range(n)",
        ast.Return: "a return stands in a function; else end with the last line that gives something to a name",
        ast.Lambda: "a function is written with def",
        ast.Expr: "this line gives nothing to a name",
        ast.JoinedStr: "text is no number",
        ast.Dict: "a dictionary is not read: give each array a name",
        ast.Delete: "a line gives something to a name",
    }
    return hints.get(type(node), f"{type(node).__name__} is not read in lines of assignments")
