"""Derivatives towards what is no part of a formula: along a leaf of both, dy/dx = (dy/dt)/(dx/dt)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from ... import ops
from ...formula import Expression, Instruction, Partial
from ...graph import adjoints, topological_order
from ...value import Value
from ..partials.line_parts import NotUnderstood, Side
from .sides import Sides

_MOST = 12
"""Of more leaves than this it is not asked whether they move a value through another alone."""


class Parametric:
    """Reads dy/dx, where y is not computed from x, as what it is along their leaves: x = cos t and y = sin t, or
    y = ln(3x^2 + 1) and u = 3x^2 + 1.

    Where x has several leaves, y must depend on them through x alone: dy/ds dx/dt = dy/dt dx/ds for all of them.
    """

    def __init__(self, sides: Sides) -> None:
        self.sides, self.names = sides, sides.names
        self.met: Partial | None = None
        """The last such derivative of the line."""
        self.reads = False
        """Whether they are read so, and not as they stand."""
        self._shared: dict[Partial, bool] = {}
        self._leaves: dict[Partial, str] = {}
        sides.arithmetic.as_read = self.read

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read such derivatives as quotients."""
        self.reads = True
        try:
            yield
        finally:
            self.reads = False

    def read(self, expression: Expression) -> Expression:
        """The same, or while they are read so with quotients in place of such derivatives, and with that said."""
        apart = [step.what for step in expression.program if step.kind == "partial" and self._is_apart(step.what)]
        self.met = next(iter(apart), self.met)
        if not apart or not self.reads:
            return expression
        steps: list[Instruction] = []
        notes = list(expression.notes)
        for step in expression.program:
            if step.kind != "partial" or step.what not in apart:
                steps.append(step)
                continue
            t = self._leaf(step.what)
            quotient, words = _first(step.what, t) if not step.what.also else _second(step.what, t)
            steps += [replace(each, position=step.position) for each in quotient]
            notes.append(f"{step.what.y} is not computed from {step.what.x}: {step.what} is read as {words}")
        return replace(expression, program=tuple(steps), notes=tuple(dict.fromkeys(notes)))

    def _is_apart(self, partial: Partial) -> bool:
        """Whether y is not computed from x, though both are from some leaf."""
        if partial not in self._shared:
            self._shared[partial] = self._shares(partial)
        return self._shared[partial]

    def _shares(self, partial: Partial) -> bool:
        if partial.held or partial.edge or not (partial.y and partial.x) or {*partial.also} - {partial.x}:
            return False
        y, x = self.names.node(partial.y), self.names.node(partial.x)
        beneath = set(topological_order(y))
        return (
            x.op is not None
            and x not in beneath
            and any(node.op is None and node in beneath for node in topological_order(x))
        )

    def _leaf(self, partial: Partial) -> str:
        """What y and x are both moved by.  Raises NotUnderstood where y moves with the leaves of x in other ways."""
        if partial not in self._leaves:
            self._leaves[partial] = self._found(partial)
        return self._leaves[partial]

    def _found(self, partial: Partial) -> str:
        y, x = self.names.node(partial.y), self.names.node(partial.x)
        order = topological_order(x)
        leaves, slopes = [node for node in order if node.op is None], adjoints(order)
        if partial.also and (len(leaves) > 1 or len(partial.also) > 1):
            raise NotUnderstood(f"{partial} is judged along one leaf and to the second order alone")
        t, *others = sorted(leaves, key=lambda leaf: not slopes.get(leaf))
        named = slopes.get(t) and len(leaves) <= _MOST and all(self._is_named(leaf) for leaf in leaves)
        if not named or any(not self._moves_through(partial, str(t.label), str(other.label)) for other in others):
            raise NotUnderstood(f"{y.label} is not computed from {x.label}: write {y.label} with {x.label} in it")
        return str(t.label)

    def _is_named(self, leaf: Value) -> bool:
        return bool(leaf.label) and self.names.labelled.get(str(leaf.label)) == [leaf]

    def _moves_through(self, partial: Partial, t: str, s: str) -> bool:
        """Whether y moves with t and s as x does: dy/ds dx/dt = dy/dt dx/ds, around the point."""
        y, x = partial.y, partial.x
        first, second = (Side("", Expression("", (_of(y, a), _of(x, b), _TIMES))) for a, b in ((s, t), (t, s)))
        return self.sides.identity(first, second).kind.passes


_TIMES, _LESS, _BY = (Instruction("op", op, 2, 0) for op in (ops.mul, ops.sub, ops.div))


def _of(y: str, t: str, *also: str) -> Instruction:
    return Instruction("partial", Partial(y, t, also), 0, 0)


def _first(partial: Partial, t: str) -> tuple[list[Instruction], str]:
    """dy/dx = (dy/dt)/(dx/dt)"""
    y, x = partial.y, partial.x
    if y == t:
        return [Instruction("number", "1", 0, 0), _of(x, t), _BY], f"1/(d{x}/d{t})"
    return [_of(y, t), _of(x, t), _BY], f"(d{y}/d{t})/(d{x}/d{t})"


def _second(partial: Partial, t: str) -> tuple[list[Instruction], str]:
    """d²y/dx² = (d²y/dt² dx/dt - dy/dt d²x/dt²)/(dx/dt)³"""
    y, x = partial.y, partial.x
    over = [_of(y, t, t), _of(x, t), _TIMES, _of(y, t), _of(x, t, t), _TIMES, _LESS]
    under = [_of(x, t), _of(x, t), _TIMES, _of(x, t), _TIMES]
    return [*over, *under, _BY], f"the derivative of (d{y}/d{t})/(d{x}/d{t}) by {t}, over d{x}/d{t}"
