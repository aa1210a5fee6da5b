"""Derivatives along an equation: dy/dx = -F_x/F_y, where F(x, y) = 0 ties a leaf y to a leaf x."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

from ... import ops
from ...formula import Derivative, Expression, Instruction, Partial
from ...graph import topological_order
from ...value import Value
from ..partials.formulas import Names
from ..partials.line_parts import NotUnderstood
from ..truth.enclosures import Enclosures
from ..verdicts.verdict import shown
from .heads import INCREMENT

DIGITS = 30
"""With so many it is asked whether an equation holds."""
NEAR = Decimal("0.01")
"""Where numbers are rounded, an equation may be off by as much as leaves that are off by this share make it."""
_USUAL = ("x", "t")
"""What y' is taken towards, where y is tied to several."""


class Implicit:
    """Reads dy/dx between leaves as the slope of the curve or surface that an equation of the sheet describes.

    By the implicit function theorem dy/dx = -F_x/F_y where F = 0, whatever else it depends on being held.
    """

    def __init__(self, names: Names, truth: Enclosures, relations: Mapping[Value, str], ys: Collection[str]) -> None:
        self.names, self._truth, self._ys, self._texts = names, truth, ys, relations
        self.is_whole = False
        """Whether derivatives of what is computed are read along the equations too."""
        self.met = False
        """Whether the line has one that such a reading changes."""
        self._leaves = {each: [node for node in topological_order(each) if node.op is None] for each in relations}

    def read(self, expression: Expression) -> Expression:
        """The same, with slopes of the equations in place of derivatives between leaves, and with that said."""
        if not self._leaves or not any(step.kind in ("partial", "derivative") for step in expression.program):
            return expression
        notes = list(expression.notes)
        program = tuple(self._read(expression.program, notes))
        return replace(expression, program=program, notes=tuple(dict.fromkeys(notes)))

    def _read(self, program: Iterable[Instruction], notes: list[str]) -> Iterator[Instruction]:
        for step in program:
            if step.kind == "partial" and (along := self._along(step.what)) is not None:
                relation, y, x = along
                slope, words = self._slope(relation, y, x, step.what)
                yield from (replace(each, position=step.position) for each in slope)
                notes.append(
                    f"{step.what if step.what.x else f'd{y}/d{x}'} is read as {words}, along {self._texts[relation]}"
                )
            elif step.kind == "partial" and (tied := self._carried(step.what)) is not None:
                self.met = True
                yield step
                if self.is_whole:
                    yield from self._more(step.what, *tied, notes)
                else:
                    y, relation = tied
                    notes.append(f"{step.what} is taken with {y} held, which {self._texts[relation]} moves")
            elif step.kind == "derivative":
                yield from self._whole(step, notes)
            else:
                yield step

    @contextmanager
    def along(self) -> Iterator[None]:
        """Read derivatives of what is computed along the equations too: dA/dx of A = x y with x + y = 10."""
        self.is_whole = True
        try:
            yield
        finally:
            self.is_whole = False

    def differential(self, text: str) -> list[str]:
        """A line such as 2x dx + 2y dy = 0 with the increments of one equation as they are along it, once for each that
        is free; nothing for any other line."""
        found = [each["x"] for each in INCREMENT.finditer(text)]
        xs = dict.fromkeys(x for x in found if f"d{x}" not in self.names and "d" not in self.names)
        for leaves in self._leaves.values():
            labels = [str(leaf.label) for leaf in leaves]
            if len(xs) < 2 or len(xs) < len(set(found)) or not set(xs) <= set(labels):
                continue
            y = next((x for x in xs if x in self._ys), [*xs][-1])
            return [self._with(text, {y: f"(d{y}/d{x})", x: "(1)"}) for x in xs if x != y]
        return []

    @staticmethod
    def _with(text: str, increments: Mapping[str, str]) -> str:
        """A line with these in place of increments, and 0 in place of any other."""

        def put(found: re.Match[str]) -> str:
            factor = increments.get(found["x"], "(0)")
            return factor if re.search(r"[-+−*·×(=]\s*$|^\s*$", text[: found.start()]) else f"*{factor}"

        return INCREMENT.sub(put, text)

    def _carried(self, partial: Partial) -> tuple[str, Value] | None:
        """The leaf by which an equation carries a leaf x into something computed, where that is one alone."""
        y, x = (self.names.labelled.get(end, []) for end in (partial.y, partial.x))
        node = y[0] if len(y) == 1 else self.names.node(partial.y) if partial.y and not y else None
        if node is None or node.op is None or len(x) != 1 or x[0].op is not None or partial.direct or partial.also:
            return None
        beneath = {*topological_order(node)} - {x[0]}
        found = [
            (str(leaf.label), relation)
            for relation, leaves in self._leaves.items()
            if node is not relation and x[0] in leaves
            for leaf in leaves
            if leaf in beneath
        ]
        return found[0] if len(found) == 1 else None

    def _more(self, partial: Partial, y: str, relation: Value, notes: list[str]) -> Iterator[Instruction]:
        """What is added to dA/dx since y moves with x: dA/dy dy/dx."""
        slope, _ = self._slope(relation, y, partial.x, Partial(y, partial.x))
        yield from (_of(partial.y, y), *slope, _TIMES, _PLUS)
        notes.append(f"{partial} is taken along {self._texts[relation]}, where {y} moves with {partial.x}")

    def _whole(self, step: Instruction, notes: list[str]) -> Iterator[Instruction]:
        """d/dx of an expression in x and y: by x, and by y times dy/dx."""
        inner, x = step.what, step.what.x
        tied = [(y, relation) for y, relation in self._tied_to(x) if y in Expression("", inner.program).names]
        yield step
        if tied and inner.order > 1:
            raise NotUnderstood(
                f"d/d{x} of an expression in {tied[0][0]} is judged once only: write it with d{tied[0][0]}/d{x}"
            )
        for y, relation in tied:
            yield replace(step, what=Derivative(inner.program, y))
            slope, words = self._slope(relation, y, x, Partial(y, x))
            yield from (replace(each, position=step.position) for each in slope)
            yield from (_TIMES, _PLUS)
            notes.append(f"{y} moves with {x}: d{y}/d{x} is {words}, along {self._texts[relation]}")

    def _tied_to(self, x: str) -> Iterator[tuple[str, Value]]:
        """The leaves that lines differentiate and that an equation ties to a leaf x."""
        for relation, leaves in self._leaves.items():
            labels = [str(leaf.label) for leaf in leaves]
            if x in labels:
                yield from ((y, relation) for y in labels if y != x and y in self._ys)

    def _along(self, partial: Partial) -> tuple[Value, str, str] | None:
        """The equation that ties y to x, and both; None for what is computed, or not tied."""
        ys = self.names.labelled.get(partial.y, [])
        if len(ys) != 1 or ys[0].op is not None or partial.edge or partial.x == partial.y:
            return None
        found = [relation for relation, leaves in self._leaves.items() if ys[0] in leaves]
        if partial.x:
            xs = self.names.labelled.get(partial.x, [])
            found = [relation for relation in found if len(xs) == 1 and xs[0] in self._leaves[relation]]
        if not found:
            return None
        if len(found) > 1:
            several = " and ".join(self._texts[relation] for relation in found)
            raise NotUnderstood(f"{partial} is a slope of which of {several}?")
        return found[0], partial.y, partial.x or self._towards(found[0], ys[0])

    def _towards(self, relation: Value, y: Value) -> str:
        """What y' is taken towards."""
        others = [str(leaf.label) for leaf in self._leaves[relation] if leaf is not y]
        usual = [x for x in _USUAL if x in others]
        if len(others) != 1 and len(usual) != 1:
            raise NotUnderstood(
                f"{y.label}' is taken towards which of {', '.join(others)}? write d{y.label}/d{others[0]}"
            )
        return others[0] if len(others) == 1 else usual[0]

    def _slope(self, relation: Value, y: str, x: str, said: Partial) -> tuple[list[Instruction], str]:
        self._must_hold(relation)
        f = str(relation.label)
        also = tuple(z or x for z in said.also)
        if not also:
            return [_of(f, x), _of(f, y), _BY, _MINUS], f"-F_{x}/F_{y}"
        if len(also) > 1:
            raise NotUnderstood(f"{said} along an equation is judged to the second order alone")
        return _bent(f, y, x, also[0]), f"the second derivative of {y}"

    def rounded_in(self, text: str) -> list[str]:
        """The leaves whose last digits explain why an equation does not hold: R in 1/R = 1/100 + 1/200 at R = 66.7."""
        relation = next((each for each, said in self._texts.items() if said == text), None)
        if relation is None:
            return []
        if not any(str(leaf.label) in self._ys for leaf in self._leaves[relation]):
            return []
        units = {x: _half_a_unit(x.data) for x in self._leaves[relation] if x.data != int(x.data)}
        reach = sum(self._truth.partial(relation, x, DIGITS).magnitude * unit for x, unit in units.items())
        apart = self._truth.value(relation, DIGITS).magnitude
        return [str(x.label) for x in units] if apart <= reach else []

    def _must_hold(self, relation: Value) -> None:
        """Raises NotUnderstood where the leaves stand beside the curve, by more than their rounding explains."""
        m = self._truth.system(DIGITS)
        steps = (
            m.number(self._truth.partial(relation, x, DIGITS)) * self._truth.value(x, DIGITS)
            for x in self._leaves[relation]
        )
        apart, reach = self._truth.value(relation, DIGITS).magnitude, sum(step.magnitude for step in steps)
        if apart > NEAR * reach:
            here = " and ".join(f"{x.label} = {shown(self._truth.value(x, DIGITS))}" for x in self._leaves[relation])
            raise NotUnderstood(f"{self._texts[relation]} does not hold at {here}, so nothing moves along it there")


def _half_a_unit(x: float) -> Decimal:
    """Half a unit of the last digit with which a number is written."""
    exponent = Decimal(repr(x)).as_tuple().exponent
    assert isinstance(exponent, int)
    return Decimal(5).scaleb(exponent - 1)


_TIMES, _LESS, _PLUS, _BY = (Instruction("op", op, 2, 0) for op in (ops.mul, ops.sub, ops.add, ops.div))
_MINUS = Instruction("op", ops.neg, 1, 0)


def _of(y: str, x: str, *also: str) -> Instruction:
    return Instruction("partial", Partial(y, x, also, (), True), 0, 0)


def _bent(f: str, y: str, x: str, z: str) -> list[Instruction]:
    """d²y/dxdz = (F_xy F_z F_y + F_zy F_x F_y - F_xz F_y² - F_yy F_x F_z)/F_y³"""
    fx, fy, fz = _of(f, x), _of(f, y), _of(f, z)
    over = [_of(f, x, y), fz, _TIMES, fy, _TIMES, _of(f, z, y), fx, _TIMES, fy, _TIMES, _PLUS]
    over += [_of(f, x, z), fy, _TIMES, fy, _TIMES, _LESS, _of(f, y, y), fx, _TIMES, fz, _TIMES, _LESS]
    return [*over, fy, fy, _TIMES, fy, _TIMES, _BY]
