"""What Python expressions come to, over arrays of Values: the tree of Python's grammar, gone through."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from ...ops import OPS
from ...value import Value
from ...values import WRITTEN
from .arithmetic import applied, each, exact, is_array, matmul, shape_of, whole_array
from .naming import Naming
from .things import is_numbers
from .unlike import Extremes

SIGNS: dict[type, str] = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div", ast.Pow: "pow",
                           ast.FloorDiv: "floordiv", ast.Mod: "mod"}  # fmt: skip
_COMPARED: dict[type, Callable[[float, float], bool]] = {
    ast.Lt: lambda x, y: x < y, ast.LtE: lambda x, y: x <= y, ast.Gt: lambda x, y: x > y, ast.GtE: lambda x, y: x >= y,
    ast.Eq: lambda x, y: x == y, ast.NotEq: lambda x, y: x != y,
}  # fmt: skip


class Evaluation(Naming, ABC):
    """Goes through expressions: each comes to a number, an array, or what else lines may hold."""

    @abstractmethod
    def word(self, node: ast.expr) -> str | None:
        """The word that an expression is; None for anything else."""

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
            return self.calling(node)
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

    def _binary(self, node: ast.BinOp) -> Any:
        x, y = self.value(node.left), self.value(node.right)
        if self.code.is_python and isinstance(node.op, ast.Add | ast.Mult):
            lists = [is_list(side, it) for side, it in ((node.left, x), (node.right, y))]
            if any(lists):
                return self._joined(node, x, y, lists)
        if isinstance(node.op, ast.MatMult):
            return self.of(node, matmul, self._number(x, node), self._number(y, node), self.budget)
        if isinstance(node.op, ast.BitAnd | ast.BitOr):
            both = isinstance(node.op, ast.BitAnd)
            return self.of(node, each, lambda a, b: (a and b) if both else (a or b), self.budget, x, y)
        sign = SIGNS.get(type(node.op))
        if sign is None:
            hint = "; a power is written x**2" if isinstance(node.op, ast.BitXor) else ""
            raise self.code.error(f"this operator is not read{hint}", node)
        return self.of(node, applied, OPS[sign], self.budget, self._number(x, node), self._number(y, node))

    def _joined(self, node: ast.BinOp, x: Any, y: Any, lists: list[bool]) -> Any:
        """[0.0] * n, which repeats a list, and [x] + [y], which joins two."""
        if isinstance(node.op, ast.Add):
            if not all(lists):
                raise self.code.error("a list is joined to a list: write np.concatenate, or np.array([...]) + x", node)
            return self.of(node, listed, (*x, *y))
        times, what = (y, x) if lists[0] else (x, y)
        if type(exact(times)) is not int:
            raise self.code.error("a list is repeated a whole number of times; of arrays, write np.array([...])", node)
        if times > 1 and any(is_array(each) or isinstance(each, tuple | dict) for each in what):
            words = "this repeats one and the same row, so that all of them change together"
            raise self.code.error(f"{words}: write [[0] * n for _ in range(m)]", node)
        self.budget.spend(len(what) * max(0, times))
        return self.of(node, listed, tuple(what) * times)

    def _number(self, x: Any, node: ast.AST) -> Any:
        """What can be computed with: lists as arrays, True as 1."""
        if isinstance(x, bool):
            return int(x)
        if is_array(x) and x.dtype.kind == "b":
            return x.astype(int).astype(object)
        if not is_numbers(x):
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
        """x > 0, and 0 < x < 1, which ends with the first that does not hold."""
        sides = [node.left, *node.comparators]
        found: Any = True
        for op, left, right in zip(node.ops, sides, node.comparators):
            found = self._comparison(node, op, left, right)
            if len(node.ops) > 1 and is_array(found):
                raise self.code.error("arrays are compared one by one: (0 < x) & (x < 1)", node)
            if not is_array(found) and not found:
                break
        return found

    def _comparison(self, node: ast.AST, op: ast.cmpop, left: ast.expr, right: ast.expr) -> Any:
        words = self.word(left), self.word(right)
        if words[0] is not None and words[1] is not None and isinstance(op, ast.Eq | ast.NotEq):
            return (words[0] == words[1]) is isinstance(op, ast.Eq)
        x, y = (self.value(side) if word is None else word for side, word in zip((left, right), words))
        if isinstance(op, ast.Is | ast.IsNot):
            if not any(isinstance(side, ast.Constant) for side in (left, right)):
                raise self.code.error("'is' is read with None, True or False", node)
            return (x is y) is isinstance(op, ast.Is)
        if isinstance(op, ast.In | ast.NotIn):
            return (self._holds(y, x, node)) is isinstance(op, ast.In)
        if isinstance(x, tuple) and isinstance(y, tuple) and isinstance(op, ast.Eq | ast.NotEq):
            if not all(type(each) is int for each in (*x, *y)):
                raise self.code.error("lists are compared where they hold whole numbers, as shapes do", node)
            return (x == y) is isinstance(op, ast.Eq)
        compare = _COMPARED[type(op)]

        def told(a: Any, b: Any) -> bool:
            return compare(*(e.data if isinstance(e, Value) else float(e) for e in (a, b)))

        found = self.of(node, each, told, self.budget, x, y)
        return found.astype(bool) if is_array(found) else bool(found)

    def _holds(self, y: Any, x: Any, node: ast.AST) -> bool:
        """x in y: a word or a whole number among others, or among the keys of a dictionary."""
        among = tuple(y.tolist()) if is_array(y) and y.ndim == 1 else y
        if isinstance(x, str) and isinstance(among, str):
            return x in among
        fits = isinstance(among, tuple | dict) and all(type(each) in (int, str, bool) for each in (x, *among))
        if not fits:
            raise self.code.error("'in' is read of words and whole numbers, among others or among keys", node)
        return x in among

    @abstractmethod
    def calling(self, node: ast.Call) -> Any:
        """What a function or a method gives."""

    @abstractmethod
    def pair(self, node: ast.Call) -> Extremes:
        """What torch.max(x, 1) gives, of which .values or .indices is asked."""

    def _attribute(self, node: ast.Attribute) -> Any:
        if self.is_library(node.value) and node.attr in ("pi", "e", "newaxis"):
            return None if node.attr == "newaxis" else getattr(WRITTEN, node.attr)
        if node.attr in ("values", "indices") and isinstance(node.value, ast.Call):
            return getattr(self.pair(node.value), node.attr)
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
        extreme = isinstance(node.value, ast.Call) and named_last(node.value.func) in ("max", "min")
        if extreme and is_array(x) and not self.library:
            words = "x.max(1)[0] is the first number in numpy, and in torch all of them: write which library"
            raise self.code.error(f"{words} is meant, as np.max(x, axis=1)[0] or torch.max(x, dim=1)[0]", node)
        places = self.places(node.slice, x)
        if isinstance(x, tuple):
            if type(places) is not int or not -len(x) <= places < len(x):
                raise self.code.error("an entry of this has a whole number", node)
            return x[places]
        if isinstance(x, dict):
            raise self.code.error("an entry of a dictionary has a word or a whole number", node)
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


def is_list(node: ast.expr, x: Any) -> bool:
    """Whether this is a list of Python where it is written, which * repeats and + joins."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mult):
        return any(isinstance(side, ast.List | ast.ListComp) for side in (node.left, node.right))
    return isinstance(node, ast.List | ast.ListComp) or isinstance(x, tuple)


def listed(parts: tuple[Any, ...]) -> Any:
    """A list of numbers, or of arrays of one shape, as an array; any other as it is."""
    shapes = {shape_of(x) for x in parts}
    if not parts or len(shapes) > 1 or not all(map(is_numbers, parts)):
        return parts
    return whole_array([x.tolist() if is_array(x) else x for x in parts])


def named_last(f: ast.expr) -> str:
    """The last name of what is called."""
    return f.attr if isinstance(f, ast.Attribute) else f.id if isinstance(f, ast.Name) else ""


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
