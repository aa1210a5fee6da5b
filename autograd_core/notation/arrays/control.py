"""Loops, branches, functions and lists in lines of Python: gone through step by step, with bounds."""

import ast
import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .arithmetic import exact, is_array, whole_array
from .holders import Holding
from .quiet import is_quiet

ROUNDS = 1_000
"""Loops go round so many times in all, and functions are called so often, and no more."""
_WITHIN = 12
"""How deep functions that lines define may call one another."""


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


_KEPT = re.compile("loss|cost|hist|accura|log")
"""What lists are called that are kept to be plotted."""


class _Return(Exception):  # noqa: N818  # it ends a function, and is no error
    def __init__(self, value: Any) -> None:
        self.value = value


class _Leave(Exception):  # noqa: N818  # it ends a round, or a loop, and is no error
    def __init__(self, loop: bool) -> None:
        self.loop = loop


class Control(Holding):
    """The part of the interpreter for what repeats, chooses and is called."""

    @abstractmethod
    def statement(self, node: ast.stmt) -> Iterator[Given]:
        """What a statement gives to which names."""

    @abstractmethod
    def gives(self, target: ast.expr, value: Any, node: ast.stmt) -> Iterator[Given]:
        """A value given to a name, to several, or to entries."""

    def controlled(self, node: ast.stmt) -> Iterator[Given] | None:
        """What a loop, a branch or a definition gives; None for any other statement."""
        if is_quiet(node) or self._is_kept(node):
            return iter(())
        if isinstance(node, ast.Break | ast.Continue) and self.loops:
            raise _Leave(isinstance(node, ast.Break))
        if isinstance(node, ast.For):
            return self._loop(node)
        if isinstance(node, ast.If):
            return self._branch(node)
        if isinstance(node, ast.With) and all(_records_nothing(item.context_expr) for item in node.items):
            return (given for inner in node.body for given in self.statement(inner))
        if isinstance(node, ast.FunctionDef):
            self.functions[node.name] = node
            return iter(())
        if isinstance(node, ast.Return) and self.calls:
            raise _Return(None if node.value is None else self.thing(node.value))
        return None

    def _is_kept(self, node: ast.stmt) -> bool:
        """losses.append(loss), where no line gives losses: what is only kept to be looked at."""
        call = node.value if isinstance(node, ast.Expr) else None
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "append"):
            return False
        name = self.called(call.func.value)
        return name is not None and name not in self.names and _KEPT.search(name) is not None

    def _round(self, node: ast.AST) -> None:
        self.rounds += 1
        if self.rounds > ROUNDS:
            raise self.code.error(f"loops go round at most {ROUNDS:,} times", node)

    def _loop(self, node: ast.For) -> Iterator[Given]:
        """for i in range(n), for x, w in zip(xs, ws): each round gives what its statements give."""
        if node.orelse:
            raise self.code.error("a loop without else is read", node)
        for turn in self._numbers(node.iter) or self._turns(node.iter):
            self._round(node)
            list(self.gives(node.target, turn, node))
            stepped = False
            self.loops += 1
            try:
                for inner in node.body:
                    for given in self.statement(inner):
                        stepped |= given.added is not None and self.is_step(given, node)
                        yield given
            except _Leave as left:
                if left.loop:
                    break
            finally:
                self.loops -= 1
            if stepped:
                self.cut.setdefault(node, node.lineno)
                break
        self.at = node

    def is_step(self, given: Given, loop: ast.For) -> bool:
        """Whether a round ends with a step of gradient descent, after which the graph tells nothing of the next."""
        if not self.steps(given):
            return False
        own = {part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name)}
        target = given.node.target if isinstance(given.node, ast.AugAssign) else given.node
        return not own & {part.id for part in ast.walk(target) if isinstance(part, ast.Name)}

    def _numbers(self, node: ast.expr) -> range | None:
        """range(200000), however long: how often a loop goes round is counted on the way."""
        is_range = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"
        if not isinstance(node, ast.Call) or not is_range or "range" in self.names:
            return None
        ends = [self.value(arg) for arg in node.args]
        fits = 1 <= len(ends) <= 3 and all(type(end) is int for end in ends) and ends[2:] != [0]
        return range(*ends) if fits else None

    def _turns(self, node: ast.expr) -> Sequence[Any]:
        """What a loop goes through: numbers, rows, or what stands in several lists together."""
        turns = self.value(node)
        if isinstance(turns, tuple | dict):
            return tuple(turns)
        if not is_array(turns):
            raise self.code.error("a loop is read as: for i in range(n), or over a list or an array", node)
        return [exact(turn) for turn in turns]

    def _branch(self, node: ast.If) -> Iterator[Given]:
        """if i > 0: the statements of the branch that is taken."""
        for inner in node.body if self._one(node.test) else node.orelse:
            yield from self.statement(inner)
        self.at = node

    # ── expressions ──────────────────────────────────────────────────────────────────────────────

    def value(self, node: ast.expr) -> Any:
        """What an expression comes to, choices and lists of many among them."""
        if isinstance(node, ast.ListComp | ast.GeneratorExp):
            return self._each(node)
        if isinstance(node, ast.IfExp):
            return self.value(node.body if self._one(node.test) else node.orelse)
        if isinstance(node, ast.BoolOp):
            holds = isinstance(node.op, ast.And)
            return holds if all(bool(self._one(part)) is holds for part in node.values) else not holds
        if isinstance(node, ast.List) and not node.elts:
            return ()
        if isinstance(node, ast.Call) and (method := self._own_method(node.func)) is not None:
            return self._called(node, method)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            if name in self.functions:
                return self._called(node, self.functions[name])
            if name in ("zip", "enumerate", "reversed", "list", "tuple") and name not in self.names:
                return self._listed(node, name)
        return super().value(node)

    def _own_method(self, f: ast.expr) -> ast.FunctionDef | None:
        """The method that self.relu calls, where the lines define one."""
        is_own = isinstance(f, ast.Attribute) and self.is_self(f.value)
        return self.functions.get(f.attr) if is_own and isinstance(f, ast.Attribute) else None

    def _one(self, node: ast.expr) -> Any:
        """A condition that is one, and a comparison."""
        found = self.value(node)
        if type(found) not in (bool, int):
            raise self.code.error(
                "a choice needs a comparison, such as i > 0; of arrays, np.where(condition, a, b)", node
            )
        return found

    def _listed(self, node: ast.Call, name: str) -> Any:
        """zip, enumerate, reversed, and lists of what they go through."""
        if node.keywords or not node.args or any(isinstance(arg, ast.Starred) for arg in node.args):
            raise self.code.error(f"{name} is read with the lists that it goes through", node)
        parts = [list(self._turns(arg)) for arg in node.args[: None if name == "zip" else 1]]
        if name == "zip":
            return tuple(zip(*parts))
        if name == "enumerate":
            begin = self.value(node.args[1]) if len(node.args) > 1 else 0
            return tuple((i + begin, each) for i, each in enumerate(parts[0]))
        return tuple(reversed(parts[0])) if name == "reversed" else tuple(parts[0])

    def _each(self, node: ast.ListComp | ast.GeneratorExp) -> Any:
        """[f(x) for x in xs]"""
        if len(node.generators) != 1:
            raise self.code.error("a list goes through one list, or several by zip", node)
        over, before, found = node.generators[0], dict(self.names), []
        for turn in self._turns(over.iter):
            self._round(node)
            list(self.gives(over.target, turn, ast.copy_location(ast.Pass(), node)))
            if all(self._one(test) for test in over.ifs):
                found.append(self.value(node.elt))
        self.names = before
        self.budget.spend(len(found))
        if any(isinstance(x, tuple) for x in found) or not found:
            return tuple(found)
        return self.of(node, whole_array, [x.tolist() if is_array(x) else x for x in found])

    def _called(self, node: ast.Call, function: ast.FunctionDef) -> Any:
        """What a function that lines define returns: its body, gone through with its arguments."""
        parameters = function.args
        if parameters.vararg or parameters.kwarg or any(isinstance(arg, ast.Starred) for arg in node.args):
            raise self.code.error("a function is read whose parameters have names", node)
        names = [each.arg for each in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs)]
        names = names[1:] if names[:1] == ["self"] and isinstance(node.func, ast.Attribute) else names
        given = dict(zip(names, map(self.thing, node.args)))
        given |= {str(each.arg): self.thing(each.value) for each in node.keywords}
        filled = [*parameters.args][len(parameters.args) - len(parameters.defaults) :]
        for each, default in (*zip(filled, parameters.defaults), *zip(parameters.kwonlyargs, parameters.kw_defaults)):
            if each.arg not in given and default is not None:
                given[each.arg] = self.thing(default)
        if len(node.args) > len(names) or set(given) != set(names):
            raise self.code.error(f"{function.name} needs {', '.join(names) or 'no arguments'}", node)
        if self.calls >= _WITHIN:
            raise self.code.error(f"functions call one another at most {_WITHIN} deep", node)
        self._round(node)
        outer, at = self.names, self.at
        self.names, self.calls, loops = {**outer, **given}, self.calls + 1, self.loops
        self.loops = 0
        try:
            for inner in function.body:
                if not (isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant)):
                    list(self.statement(inner))
            return None
        except _Return as ended:
            return ended.value
        finally:
            self.names, self.at, self.calls, self.loops = outer, at, self.calls - 1, loops
            if at is not None:
                self.read.setdefault(at, set()).update(_names_of(function), [function.name])


def _names_of(function: ast.FunctionDef) -> set[str]:
    return {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}


def _records_nothing(node: ast.expr) -> bool:
    """torch.no_grad(), which changes nothing that is said here."""
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("no_grad", "enable_grad", "inference_mode")
