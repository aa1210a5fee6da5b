"""Slips in words: what they do to the names of nodes, and where they sit."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from ...names import called, names_beneath
from ...namespaces.text import NAMES, TEXT, Written
from ...value import Value
from ...writing import partial_name
from .between import WORDS, Edge, drafted

Told = Callable[["Words", str], str]
"""The words for a slip, given where it sits, found when they are asked for: most slips never are."""


class Words:
    """What the nodes between x and y are called, and how their local partials are written."""

    def __init__(self, y: Value, x: Value, name: Callable[[Value], Written | None] | None = None) -> None:
        self.y, self.x = y, x
        self._name = name or (lambda node: self._names.get(node))

    @cached_property
    def _names(self) -> Mapping[Value, Written]:
        return names_beneath(self.y)

    def name(self, x: Any) -> str:
        """What a node is called: its label, or its expression; a number as it is written."""
        return str(self._name(x) or x.label or "x") if isinstance(x, Value) else NAMES.numeral(x)

    def partial(self, y: Value, x: Value) -> str:
        """What dy/dx is called."""
        return partial_name(called(self.name(y)), called(self.name(x)))

    @property
    def whole(self) -> str:
        """What the partial in question is called."""
        return self.partial(self.y, self.x)

    def draft(self, edge: Edge, which: int) -> tuple[str, str]:
        """A local partial as written wrong by that slip, and as it belongs."""
        y, *args = self._written(edge)
        draft = drafted(edge, WORDS, y, args)
        return str(draft.wrongs[which][1]), str(draft.right)

    def rules(self, edge: Edge) -> tuple[str, str]:
        """The rules of an op of two arguments: that of the other, and the one that belongs."""
        y, *args = self._written(edge)
        op = edge.node.op
        assert op is not None
        numbers = [TEXT.number(x) for x in (y, *args)]
        wrong, right = (str(op.by_hand[i](TEXT, *numbers)) for i in (1 - edge.position, edge.position))
        return wrong, right

    def _written(self, edge: Edge) -> list[Any]:
        return [self._in_text(x) if isinstance(x, Value) else x for x in (edge.node, *edge.node.args)]

    def _in_text(self, node: Value) -> Written:
        name = self._name(node)
        assert name is not None
        return Written(TEXT, str(name), name.level)


def said(template: str, *names: Any) -> Told:
    """The words of a template, with the names of nodes and numbers in it."""
    return lambda words, where: template.format(*map(words.name, names), where=where)


SIGN_LOST = said("a sign is lost in {where}")


def and_a_sign(told: Told) -> Told:
    """The words where a sign was lost as well."""
    return lambda words, where: f"a sign is lost, and {told(words, where)}"


def instead(wrong: Any, right: Any) -> Told:
    """The words for one thing used in place of another."""
    return said("{} was used where {} belongs, in {where}", wrong, right)


def missing(edge: Edge) -> Told:
    """The words for a factor that is not there."""
    return lambda words, where: f"without the factor {words.partial(edge.node, edge.arg)}"


def miswritten(edge: Edge, which: int) -> Told:
    """The words for a slip in the rule of a partial, as it is written by hand."""

    def told(words: Words, where: str) -> str:
        wrong, right = words.draft(edge, which)
        return (
            f"the {right} is lost in {where}" if wrong == "1" else f"{wrong} was used where {right} belongs, in {where}"
        )

    return told


def other_rule(edge: Edge) -> Told:
    """The words for the rule of the other argument of two, such as n x^(n - 1) for the slope towards n."""

    def told(words: Words, where: str) -> str:
        wrong, right = words.rules(edge)
        return f"{wrong}, the rule for the other argument, was used where {right} belongs, in {where}"

    return told
