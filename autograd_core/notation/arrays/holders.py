"""What lines keep numbers and arrays in: dictionaries, lists, words, and names that share one array."""

import ast
import re
from collections.abc import Iterator
from typing import Any

from ...value import Value
from .arithmetic import exact, is_array
from .calling import Calling
from .things import Function, Thing, Unread

_CACHE = re.compile("cache|saved|memory|stored|inputs$|params$")
"""What arrays are called that a forward pass keeps for the backward pass."""

LONGEST_WORD = 500


Held = tuple[dict[Any, Any], Any]
"""A dictionary, and the key of one of its entries."""


class Holding(Calling):
    """The part of the interpreter for what holds arrays."""

    def value(self, node: ast.expr) -> Any:
        """What an expression comes to, dictionaries and lists of arrays among them."""
        if isinstance(node, ast.Dict):
            return self._dictionary(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict" and not node.args:
            return {each.arg: self.thing(each.value) for each in node.keywords if each.arg is not None}
        if isinstance(node, ast.Tuple):
            return tuple(self.thing(part) for part in node.elts)
        if isinstance(node, ast.List) and not all(isinstance(part, ast.List) for part in node.elts):
            parts = tuple(self.thing(part) for part in node.elts)
            if any(is_array(part) or isinstance(part, tuple | dict | str | Function) for part in parts):
                self.budget.spend(len(parts))
                return parts
            return super().value(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.keywords:
            found = self._of_a_dictionary(node, node.func)
            if found is not None:
                return found
        return super().value(node)

    def thing(self, node: ast.expr) -> Any:
        """What an expression comes to, where that may be a word."""
        found = self.word(node)
        return self.value(node) if found is None else found

    def word(self, node: ast.expr) -> str | None:
        """The word that an expression is: 'train', 'W' + str(i), f"W{i}"; None for anything else."""
        found = self._spelled(node)
        if found is not None and len(found) > LONGEST_WORD:
            raise self.code.error(f"a word has at most {LONGEST_WORD} letters", node)
        return found

    def _spelled(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.Name):
            if node.id == "__name__":
                return "__main__"
            found = self.names.get(node.id)
            return self.named(node.id, node) if isinstance(found, str) else None
        if isinstance(node, ast.JoinedStr):
            parts = [self.word(part.value if isinstance(part, ast.FormattedValue) else part) for part in node.values]
            wholes = [
                str(self.value(part.value)) if isinstance(part, ast.FormattedValue) and word is None else word
                for part, word in zip(node.values, parts)
            ]
            return "".join(str(part) for part in wholes)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left = self.word(node.left)
            right = None if left is None else self.word(node.right)
            return None if left is None or right is None else left + right
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str":
            return "".join(str(self.value(arg)) for arg in node.args)
        if isinstance(node, ast.Subscript | ast.Attribute):
            found = self.object(node)
            return found if isinstance(found, str) else None
        return None

    def _dictionary(self, node: ast.Dict) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, each in zip(node.keys, node.values):
            if key is not None:
                found[self.key(key)] = self.thing(each)
            elif isinstance(other := self.value(each), dict):
                found |= other
            else:
                raise self.code.error("** takes the entries of another dictionary", each)
        self.budget.spend(len(found))
        return found

    def key(self, node: ast.expr) -> Any:
        """What an entry of a dictionary goes by."""
        found = self.thing(node)
        if type(exact(found)) not in (int, str, bool):
            raise self.code.error("a key is a word or a whole number", node)
        return exact(found)

    def entries_of(self, name: str, held: dict[Any, Any]) -> Iterator[tuple[str, Any]]:
        """The numbers and arrays of a dictionary that go by no other name of the graph, with what they go by."""
        known = [each for names in (self.names, self.taken) for n, each in names.items() if self.free(n) is not None]
        given = [each for each in known if is_array(each) or isinstance(each, Value)]
        for key, value in held.items():
            entry = f"{name}[{key!r}]"
            self.entries[entry], self.names[entry] = (held, key), value
            if (is_array(value) or isinstance(value, Value)) and not any(value is each for each in given):
                yield entry, value

    def _of_a_dictionary(self, node: ast.Call, f: ast.Attribute) -> Any:
        """params.items(), params.get('W')"""
        if f.attr not in ("items", "keys", "values", "get", "copy") or not isinstance(
            f.value, ast.Name | ast.Subscript
        ):
            return None
        holder = self.holder(f.value)
        if holder is None:
            return None
        if f.attr == "get":
            key = self.key(node.args[0]) if node.args else None
            return holder.get(key, self.thing(node.args[1]) if len(node.args) > 1 else None)
        return {**holder} if f.attr == "copy" else tuple(getattr(holder, f.attr)())

    def object(self, node: ast.expr) -> Any:
        """What a name, an attribute or an entry of a list or a dictionary is, without computing anything."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id)
        if isinstance(node, ast.Attribute):
            thing = self.object(node.value)
            return thing.get(node.attr) if isinstance(thing, Thing) else self._of_self(node)
        if isinstance(node, ast.Subscript):
            within = self.object(node.value)
            if isinstance(within, tuple):
                place = self.places(node.slice, within)
                return within[place] if type(place) is int and -len(within) <= place < len(within) else None
            return within.get(self.key(node.slice)) if isinstance(within, dict) else None
        return None

    def _of_self(self, node: ast.Attribute) -> Any:
        return self.names.get(node.attr) if self.is_self(node.value) else None

    def holder(self, node: ast.expr) -> dict[Any, Any] | None:
        """The dictionary that a name or an entry is."""
        found = self.object(node)
        return found if isinstance(found, dict) and not isinstance(found, Thing) else None

    def held(self, node: ast.Subscript | ast.Attribute) -> Held | None:
        """The dictionary and the key of an entry, or the object and its attribute; None for anything else."""
        if isinstance(node, ast.Attribute):
            thing = self.object(node.value)
            return (thing, node.attr) if isinstance(thing, Thing) else None
        holder = self.holder(node.value)
        return None if holder is None else (holder, self.key(node.slice))

    # ── names ────────────────────────────────────────────────────────────────────────────────────

    def called(self, node: ast.expr) -> str | None:
        """The name that a target or an operand goes by; entries of dictionaries go by names of their own."""
        if isinstance(node, ast.Subscript | ast.Attribute) and (held := self.held(node)) is not None:
            holder, key = held
            name = f"{ast.unparse(node.value)}[{key!r}]" if isinstance(node, ast.Subscript) else ast.unparse(node)
            self.entries[name] = held
            if key in holder:
                self.names[name] = holder[key]
            else:
                self.names.pop(name, None)
            return name
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Constant):
            word = self.word(node.slice)
            if word is not None:
                node = ast.copy_location(ast.Subscript(node.value, ast.Constant(word), node.ctx), node)
        if isinstance(node, ast.Attribute) and node.attr == "data" and isinstance(node.value, ast.Name):
            return self.called(node.value)
        if isinstance(node, ast.Attribute) and node.attr == "grad" and isinstance(node.value, ast.Name):
            shared = self.shared(node.value.id)
            return f"{shared or node.value.id}.grad"
        return super().called(node)

    def shared(self, name: str) -> str | None:
        """The name of the graph that has the same array as a name of the lines."""
        value = self.names.get(name)
        if not (is_array(value) or isinstance(value, Value)) or self.free(name) is not None:
            return None
        others = [*self.taken.items(), *self.names.items()]
        return next((other for other, found in others if found is value and self.free(other) is not None), None)

    def give(self, name: str, value: Any) -> None:
        """A name stands for something from here on; an entry of a dictionary too."""
        self.names[name] = value
        if name in self.entries:
            holder, key = self.entries[name]
            holder[key] = value

    def change(self, name: str, old: Any, new: Any) -> Any:
        """An array is changed in place: for every name that shares it."""
        if is_array(old) and old.dtype == object and old.shape == new.shape:
            old[...] = new
            self.give(name, old)
            return old
        for names in (*self.frames, self.taken):
            for each, found in names.items():
                if found is old and is_array(old):
                    names[each] = new
        self.give(name, new)
        return new

    def grow(self, name: str, old: Any, new: Any) -> None:
        """A list becomes longer: for every name, object and dictionary that has it."""
        holders: list[dict[Any, Any]] = [*self.frames]
        for holder in holders:
            for each, found in list(holder.items()):
                if found is old:
                    holder[each] = new
                elif isinstance(found, dict) and not any(found is other for other in holders):
                    holders.append(found)
        self.give(name, new)

    def unread(self, node: ast.expr) -> Unread | None:
        """What holds arrays and was never given: a parameter that no call gives, cache, ctx.saved_tensors."""
        if isinstance(node, ast.Attribute) and self.is_self(node.value):
            name = node.attr
        elif isinstance(node, ast.Name):
            name = node.id
            if isinstance(found := self.names.get(name), Unread):
                return found
        else:
            return None
        known = name in self.names or self.free(name) is not None
        return Unread(name) if not known and _CACHE.search(name) else None

    def found_in(self, unread: Unread, name: str) -> None:
        """A name is given what a cache holds: what the graph, or a line of another function, calls by that name."""
        self.names.pop(name, None)
        if name in self.elsewhere:
            self.names[name] = self.elsewhere[name]
        elif self.free(name) is None:
            self.names[name] = unread
