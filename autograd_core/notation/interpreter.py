"""What Python lines of assignments come to, over arrays of Values: the tree of Python's grammar, gone through."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..ops import OPS
from .arrays import applied, boxed_alone, exact, is_array, shape_of
from .evaluation import SIGNS, Evaluation, Lost, about_index, refused
from .expression import DEEPEST
from .python import depth

ROUNDS = 1_000
"""A loop goes round so many times in all, and no more."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a statement gives to a name: all of it, or what is added."""

    name: str
    value: Any
    """What the name stands for from here on."""
    node: ast.stmt
    added: Any = None
    """What an accumulating statement adds; None for one that gives the whole."""
    whole: bool = True


class Interpreter(Evaluation):
    """Goes through statements."""

    def statement(self, node: ast.stmt) -> Iterator[Given]:
        """What a statement gives to which names.  Raises FormulaError, with line and column."""
        self._at = node
        if depth(node) > DEEPEST:
            raise self.code.error(f"an expression has at most {DEEPEST} levels", node)
        if isinstance(node, ast.For):
            yield from self._loop(node)
            return
        if isinstance(node, ast.AugAssign):
            yield self._accumulated(node)
            return
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            yield self._assigned(node.target, self.value(node.value), node)
            return
        if (scattered := self._scattered(node)) is not None:
            yield scattered
            return
        if not isinstance(node, ast.Assign):
            raise self.code.error(refused(node), node)
        value = self.value(node.value)
        for target in node.targets:
            if isinstance(target, ast.Tuple | ast.List):
                parts = list(value) if isinstance(value, tuple) or is_array(value) else []
                if len(parts) != len(target.elts):
                    raise self.code.error(
                        f"{len(target.elts)} names are given here, and {len(parts) or 1} values", node
                    )
                for name, part in zip(target.elts, parts):
                    yield self._assigned(name, part, node)
            else:
                yield self._assigned(target, value, node)

    # ── what is given ────────────────────────────────────────────────────────────────────────────

    def _assigned(self, target: ast.expr, value: Any, node: ast.stmt) -> Given:
        name = self.called(target) or self._lone_entry(target)
        if name is not None:
            self.names[name] = value
            return Given(name, value, node)
        return self._entry(target, node, lambda old: value)

    def _lone_entry(self, target: ast.expr) -> str | None:
        """dW[0][1], where no line gives dW itself: an entry that goes by a name of its own."""
        places: list[int] = []
        while isinstance(target, ast.Subscript):
            parts = target.slice.elts if isinstance(target.slice, ast.Tuple) else [target.slice]
            for part in reversed(parts):
                if not isinstance(part, ast.Constant) or type(part.value) is not int:
                    return None
                places.insert(0, part.value)
            target = target.value
        name = self.called(target) if places else None
        if name is None or name in self.names or self.begun(name) is not None or not is_array(self.free(name)):
            return None
        return name + "".join(f"[{i}]" for i in places)

    def _entry(self, target: ast.expr, node: ast.stmt, new: Callable[[Any], Any]) -> Given:
        """An entry, a row or a mask of an array is given anew."""
        name = self.called(target.value) if isinstance(target, ast.Subscript) else None
        if not isinstance(target, ast.Subscript) or name is None:
            raise self.code.error("a line gives something to a name, or to entries of an array", target)
        whole = self._begun(name, target)
        if not is_array(whole):
            raise self.code.error(f"{name} is no array, so it has no entries", target)
        whole = whole.astype(object)
        places = self.places(target.slice, whole)
        try:
            old = whole[places]
            made = new(old if is_array(old) else exact(old))
            made = made.astype(object) if is_array(made) else made
            self.budget.spend(whole.size, whole.size)
            if is_array(old):
                whole[places] = made
            else:
                whole[places] = exact(made)
        except (IndexError, ValueError, TypeError) as error:
            raise self.code.error(about_index(whole, error), target) from None
        self.names[name] = whole
        return Given(name, whole, node, whole=False)

    def _accumulated(self, node: ast.AugAssign) -> Given:
        sign = SIGNS.get(type(node.op))
        if sign is None:
            raise self.code.error(refused(node), node)
        right = self.value(node.value)
        name = self.called(node.target)

        def new(old: Any) -> Any:
            return self.of(node, applied, OPS[sign], self.budget, old, right)

        if name is None:
            return self._entry(node.target, node, new)
        old = self._begun(name, node.target)
        value = new(old)
        if is_array(old) and shape_of(value) != shape_of(old):
            raise self.code.error(f"{name} has the shape {shape_of(old)}, and what is added {shape_of(right)}", node)
        self.names[name] = value
        added = right if sign == "add" else applied(OPS["neg"], self.budget, right) if sign == "sub" else None
        return Given(name, value, node, added, whole=sign not in ("add", "sub"))

    def _begun(self, name: str, node: ast.AST) -> Any:
        """What a name stands for before something is added to it, or to its entries."""
        if name in self.names:
            found = self.names[name]
            return self.named(name, node) if isinstance(found, Lost) else found
        found = self.begun(name)
        if found is None:
            raise self.code.error(f"{name} is added to before a line gives it: begin with {name} = 0", node)
        return found

    def _scattered(self, node: ast.stmt) -> Given | None:
        """np.add.at(dC, ix, d): what is added to the rows of a table, as often as an index names them."""
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and len(node.value.args) == 3):
            return None
        f = node.value.func
        at_of_add = isinstance(f, ast.Attribute) and f.attr == "at" and getattr(f.value, "attr", "") == "add"
        name = self.called(node.value.args[0])
        if not at_of_add or name is None:
            return None
        import numpy as np

        whole = self._begun(name, node)
        places, right = self.places(node.value.args[1], whole), self.value(node.value.args[2])
        if not is_array(whole):
            raise self.code.error(f"{name} is no array, so it has no entries", node)
        whole = whole.astype(object)
        numbers = np.arange(whole.size).reshape(whole.shape)
        try:
            ends = numbers[places]
            parts = np.broadcast_to(right if is_array(right) else boxed_alone(right), np.shape(ends))
        except (IndexError, ValueError, TypeError) as error:
            raise self.code.error(about_index(whole, error), node) from None
        self.budget.spend(parts.size, parts.size)
        flat = whole.reshape(-1)
        for at, part in zip(np.ravel(ends).tolist(), parts.reshape(-1).tolist()):
            flat[at] = self.of(node, applied, OPS["add"], self.budget, exact(flat[at]), exact(part))
        self.names[name] = flat.reshape(whole.shape)
        return Given(name, self.names[name], node, whole=False)

    def _loop(self, node: ast.For) -> Iterator[Given]:
        """for i in range(n): each round gives what its statements give."""
        turns = self.value(node.iter)
        if not is_array(turns) or turns.ndim != 1 or not isinstance(node.target, ast.Name) or node.orelse:
            raise self.code.error("a loop is read as: for i in range(n)", node)
        for k in turns.tolist():
            self.rounds += 1
            if self.rounds > ROUNDS:
                raise self.code.error(f"loops go round at most {ROUNDS:,} times", node)
            self.names[node.target.id] = exact(k)
            for inner in node.body:
                yield from self.statement(inner)
        self._at = node
