"""What the script of the page is told: the graph and the order of its steps as plain data, its ops as programs."""

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any

from ...graph import topological_order
from ...namespaces import NOTHING
from ...namespaces.javascript import function, kink
from ...namespaces.text import NAMES, Written
from ...ops import Op
from ...rules import place
from ...value import Value
from ...writing import in_words
from ..looks import printable

MOST_ARGUMENTS = 12
"""The formula of a node with more arguments than this is not written out."""

LONGEST_RULE = 200
"""Nor is a local partial longer than this."""

Signature = tuple[Op, tuple[bool, ...]]
"""What the program of a node depends on: its op, and which of its arguments are variables."""


def spelled(x: float) -> float | str:
    """A float as JSON can say it: NaN and the infinities by their JavaScript names."""
    return x if x - x == 0 else repr(x).replace("nan", "NaN").replace("inf", "Infinity")


def order_of_steps(names: Mapping[Value, Written]) -> dict[str, Any]:
    """Which node each forward step computes, and along which edge each backward step goes: [node, position]."""
    number = {node: k for k, node in enumerate(names)}
    *_, y = names
    return {
        "forward": [k for node, k in number.items() if node.op is not None],
        "backward": [
            [number[node], position]
            for node in reversed(topological_order(y))
            for position, partial in enumerate(node.edges[1::2])
            if partial is not None
        ],
    }


def signature(node: Value) -> Signature:
    """The op of a node, and which of its arguments are nodes: what decides how its rule reads."""
    assert node.op is not None
    return node.op, tuple(isinstance(arg, Value) for arg in node.args)


def programs(names: Iterable[Value]) -> tuple[dict[Signature, str], str]:
    """The rows of the op table that this graph needs, as JavaScript, and a sentence where one has no such program."""
    by_signature: dict[Signature, str] = {}
    for node in names:
        if node.op is not None and (wanted := signature(node)) not in by_signature:
            try:
                by_signature[wanted] = (
                    f"Object.assign({function(*wanted)}, {{ kink: {kink(node.op, len(node.args))} }})"
                )
            except Exception as reason:  # a row is anybody's Python
                return {}, f"Values cannot be changed here, for the browser cannot run {node.op.name}: {reason}"
    return by_signature, ""


class Describer:
    """Says each node as plain data; the formulas that many nodes share are written once."""

    def __init__(self, names: Mapping[Value, Written], parameters: Set[Value], rows: Mapping[Signature, str]) -> None:
        self.names, self.parameters = names, parameters
        self.number = {node: k for k, node in enumerate(names)}
        self.places = {wanted: k for k, wanted in enumerate(rows)}
        self.forms: dict[str, int] = {}
        """Formulas and rules, as JSON, by their place in the table."""
        self.scopes: dict[str, int] = {}
        self.shared: dict[Any, tuple[int | None, list[int | None]]] = {}

    def nodes(self) -> list[dict[str, Any]]:
        """Each node, in the order in which a person would compute it."""
        return [self.node(node) for node in self.names]

    def node(self, node: Value) -> dict[str, Any]:
        """What the page is told of a node."""
        facts: dict[str, Any] = {"name": printable(self.names[node], 10_000), "value": spelled(node.data)}
        if node.scope:
            facts["scope"] = self.scopes.setdefault(node.scope, len(self.scopes))
        if node.op is None:
            return facts | {"kind": "parameter" if node in self.parameters else "input"}
        partials, args = node.partials, node.args
        formula, rules = self.written(node, args)
        inputs = [arg for arg, p in zip(args, partials) if p is not None]
        if len(set(inputs)) < len(inputs):
            facts["places"] = [
                place(node.op, i) if p is not None and sum(other is arg for other in args) > 1 else None
                for i, (arg, p) in enumerate(zip(args, partials))
            ]
        return facts | {
            "op": node.op.name,
            "row": self.places.get(signature(node)),
            "args": [self.number[arg] if p is not None else str(spelled(float(arg))) for arg, p in zip(args, partials)],
            "partials": [None if p is None else "nothing" if p is NOTHING else spelled(p) for p in node.edges[1::2]],
            "formula": formula,
            "rules": rules,
        }

    def written(self, node: Value, args: Sequence[Any]) -> tuple[int | None, list[int | None]]:
        """What a node computes, and its local partials, as places in the table of formulas."""
        assert node.op is not None
        pattern = node.op, tuple(self.names[x].level if isinstance(x, Value) else (x, type(x)) for x in args)
        if pattern not in self.shared:
            marks = [
                Written(NAMES, f"\0{i}\0", self.names[x].level) if isinstance(x, Value) else NAMES.written(x)
                for i, x in enumerate(args)
            ]
            rules = [self.form(rule) for rule in local_rules(node.op, marks, args)]
            formula = split(in_words(node.op, NAMES, node.op.primal, *marks)) if len(args) <= MOST_ARGUMENTS else None
            self.shared[pattern] = self.form(formula), rules
        return self.shared[pattern]

    def form(self, formula: list[str | int] | None) -> int | None:
        """The place of a formula in the table, where it is put unless it is there."""
        if formula is None:
            return None
        return self.forms.setdefault(json.dumps(formula, ensure_ascii=False), len(self.forms))


def split(written: Written) -> list[str | int]:
    """A formula at its marks: text and numbers of arguments by turns; -1 stands for the node itself."""
    return [int(part) if i % 2 else part for i, part in enumerate(written.text.split("\0"))]


def local_rules(op: Op, marks: Sequence[Written], args: Sequence[Any]) -> list[list[str | int] | None]:
    """The local partials of a node by the op table, with the same marks; what is very long is left out."""
    free = [isinstance(arg, Value) for arg in args]
    partials = op.local_partials(NAMES, Written(NAMES, "\0-1\0"), marks, free, free)
    forms = [None if partial is None else NAMES.written(partial) for partial in partials]
    return [None if rule is None or len(rule.text) > LONGEST_RULE else split(rule) for rule in forms]
