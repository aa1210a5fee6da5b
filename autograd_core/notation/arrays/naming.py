"""What names stand for as lines of Python are gone through: what they gave, and what the graph has."""

import ast
from collections.abc import Callable
from typing import Any

from ...plainly import plainly
from ...values import WRITTEN
from ..formulas.expression import CONSTANTS, FormulaError
from .arithmetic import Budget, is_array
from .python import Code
from .things import Lost, Refused, Unread
from .unlike import library_of

OF_ARRAYS = ("T", "mT", "shape", "ndim", "size", "dtype")
"""What an array has, and no object keeps an array by."""
HAND_IN = "label it, or hand it in with names=locals()"


class Naming:
    """What has been given to names so far; `free` tells what a name stands for that no statement has given, and `begun`
    what is added to where none has."""

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
        self.frames: list[dict[str, Any]] = [{}]
        """What names stand for: outermost, and within each function that is being gone through."""
        self.taken: dict[str, Any] = {}
        """The arrays of the graph and of the data, which lines may change."""
        self.entries: dict[str, tuple[dict[Any, Any], Any]] = {}
        """The entries of dictionaries that have been named, with where they stand."""
        self.elsewhere: dict[str, Any] = {}
        """What the lines of another function, such as the forward pass, give."""
        self.library = library_of(code.text)
        self.read: dict[ast.stmt, set[str]] = {}
        """The given names that each statement uses."""
        self.functions: dict[str, ast.FunctionDef] = {}
        self.classes: dict[str, Any] = {}
        """What the lines define."""
        self.kept: list[Any] = []
        """What a line gives to the objects that it changes."""
        self.loops = 0
        """How deep in loops."""
        self.cut: dict[ast.For | ast.While, int] = {}
        """The loops that were gone through once, with their lines."""
        self.steps: Callable[[Any], bool] = lambda given: False
        """Whether what is given is a step of gradient descent."""
        self.calls = 0
        """How deep in functions that lines define."""
        self.at: ast.stmt | None = None

    @property
    def names(self) -> dict[str, Any]:
        """What names stand for here."""
        return self.frames[-1]

    def called(self, node: ast.expr) -> str | None:
        """The name that a target or an operand goes by: dW, W.grad, grads['W'], self.W."""
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute) and node.attr == "grad":
            below = self.called(node.value)
            return None if below is None else f"{below}.grad"
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id not in self.code.modules
        ):
            return node.attr if node.attr not in OF_ARRAYS and self.is_self(node.value) else None
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and type(node.slice.value) is str:
            holder = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            key = node.slice.value
            if not holds_gradients(holder, key):
                return key
            is_of_d = key[:1] == "d" and self.free(key) is None and self.free(key[1:].lstrip("_")) is not None
            return key if is_of_d else f"{key}.grad"
        return None

    def is_self(self, node: ast.expr) -> bool:
        """Whether this is an object that nothing is known of: self, ctx."""
        if not isinstance(node, ast.Name) or node.id in self.code.modules:
            return False
        return isinstance(self.names.get(node.id), Unread) or (node.id not in self.names and self.free(node.id) is None)

    def named(self, name: str, node: ast.AST) -> Any:
        """What a name stands for."""
        if name in self.names and (self.calls or name not in self.pinned):
            if self.at is not None:
                self.read.setdefault(self.at, set()).add(name)
            found = self.names[name]
            if isinstance(found, Lost):
                raise self.code.error(f"{name} could not be read on line {found.line}, so this is not judged", node)
            if isinstance(found, Unread):
                whence = "of a call" if found.source == name else f"out of {found.source}"
                raise self.code.error(f"{name} comes {whence}, and the graph has no {_stem(name)}: {HAND_IN}", node)
            return found
        if name in self.taken:
            return self.taken[name]
        found = self.free(name)
        if is_array(found):
            found = self.taken[name] = found.copy()
        if isinstance(found, Refused):
            raise self.code.error(found.sentence, node)
        if found is None and name in self.entries:
            holder, key = self.entries[name]
            there = ", ".join(map(repr, list(holder)[:8]))
            raise self.code.error(f"there is no entry {key!r}; there is {there or 'none yet'}", node)
        if found is None and name in CONSTANTS:
            return getattr(WRITTEN, CONSTANTS[name])
        if found is None:
            raise self.code.error(f"nothing is named {name!r:.40} here", node)
        return found

    def is_library(self, node: ast.expr) -> bool:
        """np, torch.nn.functional"""
        while isinstance(node, ast.Attribute):
            if node.attr not in self.code.modules and node.attr != "linalg":
                return False
            node = node.value
        return isinstance(node, ast.Name) and node.id in self.code.modules and node.id not in self.names

    def of(self, node: ast.AST, f: Callable[..., Any], *args: Any) -> Any:
        """f(*args), whose refusal is said with where it stands."""
        try:
            return f(*args)
        except FormulaError as error:
            if error.line > 1 or error.position:
                raise
            raise self.code.error(error.sentence, node) from None
        except (TypeError, ValueError, IndexError, OverflowError, AttributeError) as error:
            why = " ".join(plainly(error).split()).lstrip("_")[:80]
            raise self.code.error(f"this cannot be computed: {why}", node) from None


def _stem(name: str) -> str:
    """What the graph would have to have for a name to be known."""
    return f"node called {name[1:].lstrip('_') if name[:1] == 'd' and len(name) > 1 else name}"


def holds_gradients(holder: str, key: str) -> bool:
    """Whether a dictionary is one of gradients."""
    return "grad" in holder.lower() or holder.lower() in ("dparams", "dp")
