"""What Python lines of assignments come to, over arrays of Values: the tree of Python's grammar, gone through."""

import ast
from collections.abc import Callable, Iterator
from typing import Any

from ...ops import OPS
from ..formulas.expression import DEEPEST
from .arithmetic import applied, boxed_alone, exact, is_array, shape_of
from .control import Control
from .evaluation import SIGNS, about_index, listed, refused
from .functions import as_function
from .python import Update, depth
from .things import Given, Growing, Lost, Refused, Unread


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
        if (scattered := self._scattered(node) or self._appended(node) or self._into(node)) is not None:
            yield scattered
            return
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and self.made_by(node.value) is not None:
            return
        if not isinstance(node, ast.Assign):
            raise self.code.error(refused(node), node)
        if isinstance(node.value, ast.Lambda) and isinstance(node.targets[0], ast.Name):
            self.define(as_function(node.targets[0].id, node.value))
            return
        value = self._right(node.value)
        for target in node.targets:
            yield from self.gives(target, value, node)

    def _right(self, node: ast.expr) -> Any:
        """What stands on the right of =, caches that no line gives among it."""
        if isinstance(node, ast.Tuple):
            return tuple(map(self._right, node.elts))
        return self.unread(node) or self.thing(node)

    def gives(self, target: ast.expr, value: Any, node: ast.stmt) -> Iterator[Given]:
        """A value given to a name, to several, or to entries."""
        if isinstance(value, Unread):
            self._unpacked(target, value)
            return
        if value is None and isinstance(target, ast.Attribute) and target.attr == "grad":
            self.names.pop(self.called(target) or "", None)  # p.grad = None empties it before the next sweep
            return
        if not isinstance(target, ast.Tuple | ast.List):
            yield (given := self._assigned(target, value, node))
            if isinstance(value, dict):
                for entry, each in self.entries_of(given.name, value):
                    yield self._told(entry, each, node)
            return
        parts = list(value) if isinstance(value, tuple | dict) or is_array(value) else []
        if len(parts) != len(target.elts):
            raise self.code.error(f"{len(target.elts)} names are given here, and {len(parts) or 1} values", node)
        for name, part in zip(target.elts, parts):
            yield from self.gives(name, exact(part), node)

    def _unpacked(self, target: ast.expr, value: Unread) -> None:
        """x, w, b = cache: what the graph calls so."""
        for part in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
            if isinstance(part, ast.Tuple | ast.List):
                self._unpacked(part, value)
                continue
            name = self.called(part)
            if name is None:
                raise self.code.error("a line gives something to a name, or to entries of an array", part)
            self.found_in(value, name)

    # ── what is given ────────────────────────────────────────────────────────────────────────────

    def _assigned(self, target: ast.expr, value: Any, node: ast.stmt) -> Given:
        name = self.called(target) or self._lone_entry(target)
        if name is not None:
            self.give(name, value)
            return self._told(name, value, node)
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
        old_whole, whole = whole, whole if whole.dtype == object else whole.astype(object)
        places = tuple(self.places(part, whole) for part in within)
        nested = isinstance(target, ast.Subscript) and isinstance(target.value, ast.Subscript)
        if nested and not all(type(place) is int for place in places):
            raise self.code.error("entries of entries have whole numbers: dC[0][1]", target)
        try:
            old = whole[places]
            made = new(old if is_array(old) else exact(old))
            made = made.astype(object) if is_array(made) else made
            self.budget.spend(whole.size, whole.size)
            if is_array(made) and not is_array(old):
                raise TypeError(f"an entry is a number; got an array of shape {made.shape}")
            whole[places] = made if is_array(old) else exact(made)
        except (IndexError, ValueError, TypeError) as error:
            raise self.code.error(about_index(whole, error), target) from None
        self.change(name, old_whole, whole)
        return self._told(name, whole, node, whole=False)

    def _told(self, name: str, value: Any, node: ast.stmt, added: Any = None, whole: bool = True) -> Given:
        """What is given, as it is now: arrays may change later."""
        found = name if self.free(name) is not None else self.shared(name) if added is not None or not whole else None
        if isinstance(value, tuple) and self.free(found or name) is not None:
            value = listed(value)  # a list of numbers, for what is an array in the graph
        value = value.copy() if is_array(value) else value
        return Given(found or name, value, node, added, whole)

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
        if is_array(old) and not isinstance(node, Update):
            value = self.change(name, old, value)
        else:
            self.give(name, value)
        added = right if sign == "add" else applied(OPS["neg"], self.budget, right) if sign == "sub" else None
        return self._told(name, value, node, added, whole=sign not in ("add", "sub"))

    def _begun(self, name: str, node: ast.AST) -> Any:
        """What a name stands for before something is added to it, or to its entries."""
        if name in self.names:
            found = self.names[name]
            return self.named(name, node) if isinstance(found, Lost) else found
        if name in self.taken:
            return self.taken[name]
        found = self.begun(name)
        if is_array(found):
            found = self.taken[name] = found.copy()
        if found is None or isinstance(found, Refused):
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
        old_whole, whole = whole, whole.astype(object)
        numbers = np.arange(whole.size).reshape(whole.shape)
        try:
            ends = numbers[places]
            parts = np.broadcast_to(right if is_array(right) else boxed_alone(right), np.shape(ends))
        except (IndexError, ValueError, TypeError) as error:
            raise self.code.error(about_index(whole, error), node) from None
        self.budget.spend(parts.size, parts.size)
        flat = whole.reshape(-1).copy()
        for at, part in zip(np.ravel(ends).tolist(), parts.reshape(-1).tolist()):
            flat[at] = self.of(node, applied, OPS["add"], self.budget, exact(flat[at]), exact(part))
        self.change(name, old_whole, flat.reshape(whole.shape))
        return self._told(name, self.names[name], node, whole=False)

    def _into(self, node: ast.stmt) -> Given | None:
        """np.clip(dW, -5, 5, out=dW): an array gets new entries."""
        call = node.value if isinstance(node, ast.Expr) else None
        out = next((each for each in call.keywords if each.arg == "out"), None) if isinstance(call, ast.Call) else None
        name = self.called(out.value) if out is not None else None
        if not isinstance(call, ast.Call) or out is None or name is None:
            return None
        plain = ast.Call(call.func, call.args, [each for each in call.keywords if each is not out])
        value = self.value(ast.copy_location(plain, call))
        old = self._begun(name, node)
        if shape_of(old) != shape_of(value):
            raise self.code.error(f"{name} has the shape {shape_of(old)}, and what it gets {shape_of(value)}", node)
        self.change(name, old, value)
        return self._told(name, self.names[name], node, whole=False)

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
        longer = Growing((*so_far, self.thing(call.args[0])))
        self.grow(name, so_far if so_far or isinstance(so_far, Growing) else longer, longer)
        return Given(name, self.names[name], node, whole=False)
