"""Functions and methods that lines call, as the library has them that they are written for."""

import ast
from typing import Any

from .arithmetic import is_array
from .evaluation import Evaluation, named_last
from .python_calls import as_type, call, is_known, method
from .rearranging import TORCH, repeated
from .statistics import UNLIKE, einsum, spread
from .unlike import Extremes, extremes, turned


class Calling(Evaluation):
    """The part of the interpreter for calls."""

    def calling(self, node: ast.Call) -> Any:
        if named_last(node.func) == "einsum" and node.args and isinstance(node.args[0], ast.Constant):
            arrays = [self.value(arg) for arg in node.args[1:]]
            return self.of(node, einsum, self.budget, str(node.args[0].value), *arrays)
        if (
            named_last(node.func) in ("astype", "type", "to")
            and isinstance(node.func, ast.Attribute)
            and len(node.args) == 1
        ):
            return self.of(node, as_type, self.budget, self.value(node.func.value), _last_name(node.args[0]))
        args = [self.value(arg) for arg in node.args if not isinstance(arg, ast.Starred)]
        if len(args) < len(node.args) or any(k.arg is None for k in node.keywords):
            raise self.code.error("arguments are written one by one", node)
        types = ("dtype", "device", "requires_grad")
        given = {str(k.arg): self._argument(k.value) for k in node.keywords if k.arg not in types}
        f = node.func
        if isinstance(f, ast.Name) and f.id not in self.names and self.free(f.id) is None:
            if not is_known(f.id):
                raise self.code.error(f"no function is called {f.id!r:.40} here", f)
            if f.id == "sum" and args and is_array(args[0]) and args[0].ndim > 1 and not given and self.code.is_python:
                given = {"axis": 0}  # what Python's own sum adds are rows
            return self.of(node, call, f.id, args, given, self.budget)
        if not isinstance(f, ast.Attribute):
            raise self.code.error("a function is called by its name", node)
        if self.is_library(f.value):
            return self._of_a_library(node, f, args, given)
        return self._of_an_array(node, f, self.value(f.value), tuple(args), given)

    def _argument(self, node: ast.expr) -> Any:
        """What a parameter is given, which may be a word."""
        word = self.word(node)
        return self.value(node) if word is None else word

    def _of_a_library(self, node: ast.Call, f: ast.Attribute, args: list[Any], given: dict[str, Any]) -> Any:
        """np.exp(x), torch.nn.functional.softmax(x, dim=1)"""
        torch = _is_torch(f.value)
        if f.attr in UNLIKE and args:
            library = "torch" if torch else "np"
            return self.of(node, spread, f.attr, library, args[0], tuple(args[1:]), given, self.budget)
        if torch and f.attr in TORCH:
            return self.of(node, lambda: TORCH[f.attr](self.budget, *args, **given))
        one_axis = (len(args) > 1 and type(args[1]) is int) or bool(given)
        if torch and f.attr in ("max", "min") and one_axis and is_array(args[0]):
            return self.of(node, extremes, f.attr, args[0], tuple(args[1:]), given, self.budget)
        return self.of(node, call, f.attr, args, given, self.budget)

    def _of_an_array(
        self, node: ast.Call, f: ast.Attribute, x: Any, args: tuple[Any, ...], given: dict[str, Any]
    ) -> Any:
        """x.sum(axis=0), x.view(-1)"""
        if f.attr in UNLIKE:
            return self.of(node, spread, f.attr, "", x, args, given, self.budget)
        if f.attr == "transpose":
            return self.of(node, turned, self.library, x, args, self.budget)
        if f.attr == "repeat" and args:
            axis = given.get("axis", given.get("dim"))
            return self.of(node, repeated, self.library, self.budget, x, args, axis)
        of_torch = "dim" in given or "keepdim" in given or (self.library == "torch" and bool(args))
        if f.attr in ("max", "min") and of_torch and is_array(x):
            return self.of(node, extremes, f.attr, x, args, given, self.budget)
        return self.of(node, method, f.attr, x, args, given, self.budget)

    def pair(self, node: ast.Call) -> Extremes:
        """What torch.max(x, 1) gives, of which .values or .indices is asked."""
        found = self.value(node)
        if isinstance(found, Extremes):
            return found
        f = node.func
        if not isinstance(f, ast.Attribute) or f.attr not in ("max", "min") or self.is_library(f.value):
            raise self.code.error(".values and .indices are read of max and min: x.max(1).indices", node)
        args = tuple(map(self.value, node.args))
        pair: Extremes = self.of(node, extremes, f.attr, self.value(f.value), args, {}, self.budget)
        return pair


def _last_name(node: ast.expr) -> str:
    """float of np.float64, of float, and of "float"."""
    found = node.value if isinstance(node, ast.Constant) else node.attr if isinstance(node, ast.Attribute) else node
    return str(getattr(found, "id", found))


def _is_torch(node: ast.expr) -> bool:
    """torch, F, torch.nn.functional"""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in ("torch", "F", "nn")
