"""What Python lines of assignments come to, over arrays of Values: the tree of Python's grammar, gone through."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

from ...ops import OPS
from ..formulas.expression import DEEPEST
from .arithmetic import applied, boxed_alone, exact, is_array, shape_of
from .control import Control, Given
from .evaluation import SIGNS, Lost, about_index, refused
from .python import depth


class Interpreter(Control):
    """Goes through statements."""

    def statement(self, node: ast.stmt) -> Iterator[Given]:
        """What a statement gives to which names.  Raises FormulaError, with line and column."""
        self.at = node
        if depth(node) > DEEPEST:
            raise self.code.error(f"an expression has at most {DEEPEST} levels", node)
        if (controlled := self.controlled(node)) is not None:
            yield from controlled
            return
        if isinstance(node, ast.AugAssign):
            yield self._accumulated(node)
            return
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            yield self._assigned(node.target, self.value(node.value), node)
            return
        if (scattered := self._scattered(node) or self._appended(node)) is not None:
            yield scattered
            return
        if not isinstance(node, ast.Assign):
            raise self.code.error(refused(node), node)
        value = self.value(node.value)
        for target in node.targets:
            yield from self.gives(target, value, node)

    def gives(self, target: ast.expr, value: Any, node: ast.stmt) -> Iterator[Given]:
        """A value given to a name, to several, or to entries."""
        if not isinstance(target, ast.Tuple | ast.List):
            yield self._assigned(target, value, node)
            return
        parts = list(value) if isinstance(value, tuple) or is_array(value) else []
        if len(parts) != len(target.elts):
            raise self.code.error(f"{len(target.elts)} names are given here, and {len(parts) or 1} values", node)
        for name, part in zip(target.elts, parts):
            yield from self.gives(name, exact(part), node)

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
        below, within = target, list[ast.expr]()
        while isinstance(below, ast.Subscript) and self.called(below) is None:  # dC[0][1] is dC[0, 1]
            within[:0] = below.slice.elts if isinstance(below.slice, ast.Tuple) else [below.slice]
            below = below.value
        name = self.called(below) if within else None
        if name is None:
            raise self.code.error("a line gives something to a name, or to entries of an array", target)
        whole = self._begun(name, target)
        if not is_array(whole):
            raise self.code.error(f"{name} is no array, so it has no entries", target)
        whole = whole.astype(object)
        places = tuple(self.places(part, whole) for part in within)
        nested = isinstance(target, ast.Subscript) and isinstance(target.value, ast.Subscript)
        if nested and not all(type(place) is int for place in places):
            raise self.code.error("entries of entries have whole numbers: dC[0][1]", target)
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

    def _appended(self, node: ast.stmt) -> Given | None:
        """hs.append(h)"""
        call = node.value if isinstance(node, ast.Expr) else None
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "append"):
            return None
        name = self.called(call.func.value)
        so_far = self.names.get(name) if name is not None else None
        if name is None or not isinstance(so_far, tuple) or len(call.args) != 1:
            raise self.code.error("append is read of a list that began with []", node)
        self.budget.spend(len(so_far))
        self.names[name] = (*so_far, self.value(call.args[0]))
        return Given(name, self.names[name], node, whole=False)
