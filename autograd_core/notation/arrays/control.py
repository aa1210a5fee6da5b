"""Loops, branches, functions and lists in lines of Python: gone through step by step, with bounds."""

import ast
import math
import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from ...value import Value
from .arithmetic import exact, is_array
from .evaluation import listed
from .functions import Functions, Returned
from .quiet import is_step
from .things import Given, Growing

_KEPT = re.compile("loss|cost|hist|accura|log")
"""What lists are called that are kept to be plotted."""


class _Leave(Exception):  # noqa: N818  # it ends a round, or a loop, and is no error
    def __init__(self, loop: bool) -> None:
        self.loop = loop


class Control(Functions):
    """The part of the interpreter for what repeats, chooses and is called."""

    @abstractmethod
    def gives(self, target: ast.expr, value: Any, node: ast.stmt) -> Iterator[Given]:
        """A value given to a name, to several, or to entries."""

    def controlled(self, node: ast.stmt) -> Iterator[Given] | None:
        """What a loop, a branch or a definition gives; None for any other statement."""
        if isinstance(node, ast.Global | ast.Nonlocal) and self.calls:
            raise self.code.error("a function that changes names outside of it is not read: return them", node)
        if self.is_idle(node) or self._is_kept(node):
            return iter(())
        if isinstance(node, ast.Break | ast.Continue) and self.loops:
            raise _Leave(isinstance(node, ast.Break))
        if isinstance(node, ast.For | ast.While):
            return self._loop(node)
        if isinstance(node, ast.If | ast.With) and (inner := self.branch(node)) is not None:
            return (given for each in inner for given in self.statement(each))
        if isinstance(node, ast.Try):
            return self._tried(node)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            self.define(node)
            return iter(())
        if isinstance(node, ast.Return) and self.calls:
            raise Returned(None if node.value is None else self.thing(node.value))
        return None

    def _is_kept(self, node: ast.stmt) -> bool:
        """losses.append(loss), where no line gives losses: what is only kept to be looked at."""
        call = node.value if isinstance(node, ast.Expr) else None
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "append"):
            return False
        name = self.called(call.func.value)
        return name is not None and name not in self.names and _KEPT.search(name) is not None

    def _loop(self, node: ast.For | ast.While) -> Iterator[Given]:
        """for i in range(n), for x, w in zip(xs, ws), while t > 0: each round gives what its statements give."""
        if node.orelse:
            raise self.code.error("a loop without else is read", node)
        for _ in self._rounds(node):
            self.round(node)
            stepped = False
            self.loops += 1
            try:
                for inner in node.body:
                    stepped |= is_step(inner) and self.is_idle(inner)
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

    def _rounds(self, node: ast.For | ast.While) -> Iterator[None]:
        """The rounds of a loop, as it comes to them."""
        if isinstance(node, ast.While):
            while self._one(node.test):
                yield
            return
        for turn in self._numbers(node.iter) or self.turns(node.iter):
            list(self.gives(node.target, turn, node))
            yield

    def _tried(self, node: ast.Try) -> Iterator[Given]:
        """try: what is tried is gone through, and has to succeed."""
        for inner in (*node.body, *node.orelse, *node.finalbody):
            for given in self.statement(inner):
                if not _is_finite(given.value):
                    raise self.code.error("whether this raises an error, which is caught, is not known", inner)
                yield given
        self.at = node

    def is_step(self, given: Given, loop: ast.For | ast.While) -> bool:
        """Whether a round ends with a step of gradient descent, after which the graph tells nothing of the next."""
        if not self.steps(given):
            return False
        own = (
            {part.id for part in ast.walk(loop.target) if isinstance(part, ast.Name)}
            if isinstance(loop, ast.For)
            else set()
        )
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

    def turns(self, node: ast.expr) -> Sequence[Any]:
        """What a loop goes through: numbers, rows, or what stands in several lists together."""
        turns = self.value(node)
        if isinstance(turns, tuple | dict):
            return tuple(turns)
        if not is_array(turns):
            raise self.code.error("a loop is read as: for i in range(n), or over a list or an array", node)
        return [exact(turn) for turn in turns]

    def branch(self, node: ast.If | ast.With) -> list[ast.stmt] | None:
        """The statements of the branch that is taken, if i > 0, or of a block; None for one that is not read."""
        self.at = node
        if isinstance(node, ast.If):
            return node.body if self._one(node.test) else node.orelse
        return node.body if all(_records_nothing(item.context_expr) for item in node.items) else None

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
            return Growing()
        if isinstance(node, ast.DictComp):
            return dict(self._entries_each(node))
        if isinstance(node, ast.Call) and (made := self.made_by(node)) is not None:
            return made[0]
        if (referred := self.referred(node)) is not None:
            return referred[0]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            name = node.func.id
            if name in ("zip", "enumerate", "reversed", "list", "tuple") and name not in self.names:
                return self._listed(node, name)
        return super().value(node)

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
        parts = [list(self.turns(arg)) for arg in node.args[: None if name == "zip" else 1]]
        if name == "zip":
            return tuple(zip(*parts))
        if name == "enumerate":
            begin = self.value(node.args[1]) if len(node.args) > 1 else 0
            return tuple((i + begin, each) for i, each in enumerate(parts[0]))
        return tuple(reversed(parts[0])) if name == "reversed" else tuple(parts[0])

    def _each(self, node: ast.ListComp | ast.GeneratorExp) -> Any:
        """[f(x) for x in xs]"""
        return self.listed(node, [self.thing(node.elt) for _ in self._turned(node, node.generators)])

    def _entries_each(self, node: ast.DictComp) -> Iterator[tuple[Any, Any]]:
        """{k: f(v) for k, v in params.items()}"""
        for _ in self._turned(node, node.generators):
            yield self.key(node.key), self.thing(node.value)

    def _turned(self, node: ast.expr, over: Sequence[ast.comprehension]) -> Iterator[None]:
        """The turns of a list that goes through others, each with its names; they are gone at the end."""
        if not over:
            yield
            return
        targets = [part.id for part in ast.walk(over[0].target) if isinstance(part, ast.Name)]
        before = {name: self.names[name] for name in targets if name in self.names}
        for turn in self._numbers(over[0].iter) or self.turns(over[0].iter):
            self.round(node)
            list(self.gives(over[0].target, turn, ast.copy_location(ast.Pass(), node)))
            if all(self._one(test) for test in over[0].ifs):
                yield from self._turned(node, over[1:])
        for name in targets:
            self.names.pop(name, None)
        self.names.update(before)

    def listed(self, node: ast.AST, found: list[Any]) -> Any:
        """A list of numbers, or of arrays of one shape, as an array; any other as it is."""
        self.budget.spend(len(found))
        return self.of(node, listed, tuple(found))


def _is_finite(x: Any) -> bool:
    """Whether nothing in it is beyond all numbers."""
    entries = x.reshape(-1).tolist() if is_array(x) else [x]
    return all(math.isfinite(getattr(e, "data", e)) for e in entries if isinstance(e, Value | int | float))


def _records_nothing(node: ast.expr) -> bool:
    """torch.no_grad(), which changes nothing that is said here."""
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("no_grad", "enable_grad", "inference_mode")
