"""Functions and classes that lines of Python define: called with what they were given, step by step, with bounds."""

import ast
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ...value import Value
from .arithmetic import is_array
from .evaluation import named_last
from .holders import Holding
from .quiet import is_quiet
from .things import Class, Function, Given, Thing, is_decorated

ROUNDS = 1_000
"""Loops go round so many times in all, and functions are called so often, and no more."""
_DECORATIONS = (
    "staticmethod",
    "property",
    "jit",
    "njit",
    "no_grad",
    "override",
    "abstractmethod",
    "once_differentiable",
)
"""What stands above functions and changes nothing that they compute."""
_WITHIN = 12
"""How deep functions that lines define may call one another."""


class Returned(Exception):  # noqa: N818  # it ends a function, and is no error
    def __init__(self, value: Any) -> None:
        self.value = value


class Functions(Holding):
    """The part of the interpreter for functions, closures, classes and their objects."""

    @abstractmethod
    def statement(self, node: ast.stmt) -> Iterator[Given]:
        """What a statement gives to which names."""

    def round(self, node: ast.AST) -> None:
        """Count a round of a loop, or a call."""
        self.rounds += 1
        if self.rounds > ROUNDS:
            raise self.code.error(f"loops go round at most {ROUNDS:,} times", node)

    def define(self, node: ast.FunctionDef | ast.ClassDef) -> None:
        """A function or a class has a name from here on; within a function, it sees the names there."""
        if isinstance(node, ast.ClassDef):
            names = [base.id for base in node.bases if isinstance(base, ast.Name)]
            bases = [self.classes[name] for name in names if name in self.classes]
            methods = {name: method for base in reversed(bases) for name, method in base.methods.items()}
            methods |= {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
            given = [each for each in node.body if isinstance(each, ast.Assign | ast.AnnAssign)]
            self.classes[node.name] = Class(node.name, methods, (*(g for base in bases for g in base.given), *given))
        elif self.calls:
            self.names[node.name] = Function(node, self.names)
        else:
            self.functions[node.name] = node

    def function(self, node: ast.expr) -> Function | Class | None:
        """What of the lines is meant by a name or an attribute that may be called; None for anything else."""
        if isinstance(node, ast.Lambda):
            return Function(as_function("lambda", node), self.names if self.calls else {})
        if isinstance(node, ast.Name):
            found = self.names.get(node.id)
            if isinstance(found, Function):
                self.named(node.id, node)  # it is used
            if found is None and node.id in self.functions:
                return Function(self.functions[node.id])
            found = self.classes.get(node.id) if found is None else found
        elif isinstance(node, ast.Attribute):
            thing = self.object(node.value)
            if isinstance(thing, Thing):
                method = thing.kind.methods.get(node.attr)
                found = thing.get(node.attr) if method is None or node.attr in thing else Function(method, {}, thing)
            else:
                is_own = self.is_self(node.value) and node.attr in self.functions
                found = Function(self.functions[node.attr], self.names) if is_own else None
        else:
            found = self.object(node)
        if isinstance(found, Thing):
            method = found.kind.methods.get("__call__") or found.kind.methods.get("forward")
            return None if method is None else Function(method, {}, found)
        return found if isinstance(found, Function | Class) else None

    def referred(self, node: ast.expr) -> tuple[Any] | None:
        """The function that is meant where none is called, or what a property comes to, alone in a tuple."""
        if isinstance(node, ast.Lambda) or (isinstance(node, ast.Name) and node.id not in self.names):
            found = self.function(node)
            return None if found is None else (found,)
        thing = self.object(node.value) if isinstance(node, ast.Attribute) else None
        if not (isinstance(node, ast.Attribute) and isinstance(thing, Thing)) or node.attr in thing:
            return None
        method = thing.kind.methods.get(node.attr)
        if method is None or not is_decorated(method, "property"):
            return None if method is None else (Function(method, {}, thing),)
        return (self._called(ast.copy_location(ast.Call(node, [], []), node), Function(method, {}, thing)),)

    def is_idle(self, node: ast.stmt) -> bool:
        """Whether a statement gives nothing to a name, and calls nothing of the lines."""
        call = node.value if isinstance(node, ast.Expr) else None
        if not is_quiet(node) or not isinstance(call, ast.Call):
            return is_quiet(node)
        below = call.func.value if isinstance(call.func, ast.Attribute) else None
        made = isinstance(below, ast.Call) and isinstance(self.function(below.func), Class)
        return not made and self.function(call.func) is None

    def made_by(self, node: ast.Call) -> tuple[Any] | None:
        """What a call of something that lines define comes to, alone in a tuple; None for any other call."""
        if isinstance(node.func, ast.Name) and node.func.id == "map" and "map" not in self.names and node.args:
            return (self._mapped(node),)
        called = self._of_a_new_object(node.func) or self.function(node.func)
        if called is None and isinstance(node.func, ast.Call) and self.function(node.func.func) is not None:
            made = self.value(node.func)  # make_layer(w)(x)
            called = made if isinstance(made, Function) else None
        if isinstance(called, Class):
            return (self._object_of(called, node),)
        return None if called is None else (self._called(node, called),)

    def _of_a_new_object(self, f: ast.expr) -> Function | None:
        """SGD(layers).update"""
        made = f.value if isinstance(f, ast.Attribute) else None
        kind = self.function(made.func) if isinstance(made, ast.Call) else None
        if not isinstance(f, ast.Attribute) or not isinstance(made, ast.Call) or not isinstance(kind, Class):
            return None
        method = kind.methods.get(f.attr)
        return None if method is None else Function(method, {}, self._object_of(kind, made))

    def _mapped(self, node: ast.Call) -> Any:
        """map(f, xs): f of every x."""
        if len(node.args) < 2 or node.keywords:
            raise self.code.error("map is read with a function and the lists it goes through", node)
        names = [ast.copy_location(ast.Name(f"x{i} of map", ast.Load()), node) for i in range(len(node.args) - 1)]
        each = ast.copy_location(ast.Call(node.args[0], [*names], []), node)
        found = []
        for turns in zip(*(self.turns(arg) for arg in node.args[1:])):
            self.round(node)
            self.names.update(zip((name.id for name in names), turns))
            found.append(self.value(each))
        return self.listed(node, found)

    def _object_of(self, kind: Class, node: ast.Call) -> Thing:
        """A new object of a class that lines define."""
        thing = Thing(kind)
        for each in kind.given:
            target = each.targets[0] if isinstance(each, ast.Assign) else each.target
            if each.value is not None and isinstance(target, ast.Name):
                thing[target.id] = self._once(each.value, "what all objects of a class share")
        if (begin := kind.methods.get("__init__")) is not None:
            self._called(node, Function(begin, {}, thing))
        elif node.args or node.keywords:
            raise self.code.error(f"{kind.name} has no __init__ that takes arguments", node)
        if self.at is not None:
            self.read.setdefault(self.at, set()).add(kind.name)
        return thing

    def _called(self, node: ast.Call, function: Function) -> Any:
        """What a function that lines define returns: its body, gone through with its arguments."""
        given = self._bound(node, function)
        if self.calls >= _WITHIN:
            raise self.code.error(f"functions call one another at most {_WITHIN} deep", node)
        self.round(node)
        at, loops = self.at, self.loops
        self.frames.append({**self.frames[0], **function.around, **given})
        self.calls, self.loops = self.calls + 1, 0
        try:
            for inner in function.node.body:
                if not (isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant)):
                    for each_given in self.statement(inner):
                        self._keep(each_given)
            return None
        except Returned as ended:
            return ended.value
        finally:
            self.frames.pop()
            self.at, self.calls, self.loops = at, self.calls - 1, loops
            if at is not None:
                self.read.setdefault(at, set()).update(_names_of(function.node), [function.node.name])

    def _bound(self, node: ast.Call, function: Function) -> dict[str, Any]:
        """The arguments of a call by the names of the parameters, with what these are where they are left out."""
        parameters, name = function.node.args, function.node.name
        if any(named_last(getattr(each, "func", each)) not in _DECORATIONS for each in function.node.decorator_list):
            raise self.code.error(f"{name} is decorated, and what that makes of it is not known", node)
        if parameters.vararg or parameters.kwarg or any(isinstance(arg, ast.Starred) for arg in node.args):
            raise self.code.error("a function is read whose parameters have names", node)
        names = [each.arg for each in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs)]
        given: dict[str, Any] = {}
        if function.own is not None and not is_decorated(function.node, "staticmethod"):
            given, names = {names[0]: function.own} if names else {}, names[1:]
        elif names[:1] == ["self"] and isinstance(node.func, ast.Attribute):
            names = names[1:]
        own = set(given)
        given |= dict(zip(names, map(self.thing, node.args)))
        given |= {str(each.arg): self.thing(each.value) for each in node.keywords}
        filled = [*parameters.args][len(parameters.args) - len(parameters.defaults) :]
        for each, default in (*zip(filled, parameters.defaults), *zip(parameters.kwonlyargs, parameters.kw_defaults)):
            if each.arg not in given and default is not None:
                given[each.arg] = self._once(default, "a default")
        if len(node.args) > len(names) or set(given) - own != set(names):
            raise self.code.error(f"{name} needs {', '.join(names) or 'no arguments'}", node)
        return given

    def _once(self, node: ast.expr, what: str) -> Any:
        """What Python computes where a function or a class is written: the same each time, if it is read."""
        for part in ast.walk(node):
            changes = isinstance(part, ast.List | ast.Dict | ast.Set | ast.Call)
            if changes or (isinstance(part, ast.Name) and part.id in self.names):
                raise self.code.error(f"{what} is read where it is a number, a word, or what the graph calls so", part)
        return self.thing(node)

    def _keep(self, given: Given) -> None:
        """self.dW = ..., where self.W is an array of the graph: the derivative towards that array; and its steps."""
        holder, key = self.entries.get(given.name, (self.names, given.name))
        shared = given.name not in self.names and self.free(given.name) is not None
        name = given.name if shared else self.known_as(holder.get(key))
        if given.added is not None and name is not None:
            self.kept.append(replace(given, name=name))  # self.W -= lr * self.dW
        if not isinstance(holder, Thing) or not isinstance(key, str):
            return
        stems = [key.removeprefix(start) for start in ("d_", "grad_", "d") if key.startswith(start)]
        stems += [key.removesuffix(end) for end in ("_grad", ".grad") if key.endswith(end)]
        for stem in stems:
            name = next((self.known_as(value) for own, value in holder.items() if own in (stem, stem.lower())), None)
            if name is not None and given.value is not None and self.free(f"{name}.grad") is not None:
                self.frames[0][f"{name}.grad"] = given.value
                self.kept.append(replace(given, name=f"{name}.grad"))
                return

    def known_as(self, value: Any) -> str | None:
        """The name by which the graph knows what an object holds."""
        if not (is_array(value) or isinstance(value, Value)):
            return None
        others = [*self.taken.items(), *self.frames[0].items()]
        return next((name for name, found in others if found is value and self.free(name) is not None), None)

    def line(self, node: ast.stmt) -> list[Given]:
        """What a line gives to names, and what it gives to the objects that it changes."""
        self.kept.clear()
        given = list(self.statement(node))
        return [*given, *self.kept]

    @abstractmethod
    def turns(self, node: ast.expr) -> Any:
        """What a loop goes through."""

    @abstractmethod
    def listed(self, node: ast.AST, found: list[Any]) -> Any:
        """Things in a list."""


def as_function(name: str, node: ast.Lambda) -> ast.FunctionDef:
    """lambda x: ..., as def f(x): return ..."""
    function = ast.FunctionDef(name, node.args, [ast.copy_location(ast.Return(node.body), node)], [])
    return ast.copy_location(function, node)


def _names_of(function: ast.FunctionDef) -> set[str]:
    return {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
