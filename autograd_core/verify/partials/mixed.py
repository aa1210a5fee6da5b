"""Sides on which numbers stand among symbols, as in dL/da = dL/du * du/da = 20*b."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from ...formula import Expression, Instruction, Partial
from ...graph import dependents, topological_order
from ...namespaces.text import ATOM, NAMES, Written
from ...value import Value
from ..verdicts.numbers import read_number
from .judging_numbers import judge_against
from .line_parts import Side
from .places import put_in
from .valuing import Valuing

BETWEEN = 20
"""Of no more nodes is it asked whether a number is the derivative towards them."""


class Mixed(Valuing):
    """Puts numbers among symbols back into the symbols that they stand for."""

    def in_symbols(
        self, models: Sequence[Side], side: Side, subject: tuple[Value, Value], given: bool
    ) -> Iterator[tuple[Side, str]]:
        """A side with numbers put back into what they may stand for, and which they are: 0.25*x, where 0.25 is the
        dE/dh of dE/dh * dh/dw before it, or where the result is `given` behind it, of no side at all."""
        for model in (each for each in reversed(models) if each.is_chain):
            put = put_in(model.expression.program, side.expression.program)
            if put is not None and put[0] and all(self._is(place.number, place.program) for place in put[0]):
                told = dict.fromkeys(f"{place.number} for {_in_names(place.program)}" for place in put[0])
                yield _with_program(side, put[1]), " and ".join(told)
        y, x = subject[:2]
        for number in dict.fromkeys(side.literals) if given else ():
            for between in self._between(y, x) if number not in ("0", "1") else ():
                meant = (Instruction("partial", Partial(str(y.label), str(between.label)), 0, 0),)
                if self._is(number, meant):
                    steps = (meant if step.what == number else (step,) for step in side.expression.program)
                    yield _with_program(side, [*chain.from_iterable(steps)]), f"{number} for {_in_names(meant)}"

    def _is(self, text: str, program: Sequence[Instruction]) -> bool:
        """Whether a number is what symbols come to, as far as its digits go."""
        number = read_number(text)
        meant = Side("", Expression("", tuple(program)))
        return number is not None and judge_against(number, partial(self.valued, meant)).kind.passes

    def _between(self, y: Value, x: Value) -> list[Value]:
        """The nodes that have a name on the ways from y to x, where they are few."""
        order = topological_order(y)
        above = dependents(order, [x]) - {x, y}
        found = [node for node in order if node in above and node.label and y.label]
        return found if len(found) <= BETWEEN else []


def _in_names(program: Sequence[Instruction]) -> str:
    return f"{Expression('', tuple(program)).over(NAMES, lambda name: Written(NAMES, str(name), ATOM))}"


def _with_program(side: Side, program: Sequence[Instruction]) -> Side:
    return Side(side.text, replace(side.expression, program=tuple(program)))
