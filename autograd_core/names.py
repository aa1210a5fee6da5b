"""What nodes are called: their label, else the expression they compute; and their rules in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .graph import topological_order
from .namespaces.text import ATOM, NAMES, SUM, TEXT, Text, Written
from .ops import Op
from .value import Value

WIDTH = 24
"""An expression longer than this is called by its op and its number in the order instead."""


def _unique(stem: str, taken: Mapping[str, Any], numbers: dict[str, int]) -> str:
    """`stem`, or stem_2, stem_3, ... where that is taken; `numbers` remembers how far each stem got."""
    name = stem
    while name in taken:
        numbers[stem] = numbers.get(stem, 1) + 1
        name = f"{stem}_{numbers[stem]}"
    return name


def leaf_names(leaves: Iterable[Value]) -> list[str]:
    """A name for each leaf: its label, else x1, x2, ...; two leaves of one label are told apart by a number."""
    names: dict[str, None] = {}
    numbers: dict[str, int] = {}
    unlabelled = 0
    for leaf in leaves:
        if not leaf.label:
            unlabelled += 1
        names[_unique(leaf.label or f"x{unlabelled}", names, numbers)] = None
    return list(names)


def names_beneath(root: Value) -> dict[Value, Written]:
    """A name of its own for everything `root` depends on, in the order in which a person would compute it.

    The label; without one a computed node is called by its expression, such as w1*i1, and where that is longer than
    WIDTH by its op and its number in the order, such as add#57.  Takes time and room in proportion to the graph.
    """
    order: list[Value] = topological_order(root, left_first=True)
    leaves = [node for node in order if node.op is None]
    found = dict(zip(leaves, leaf_names(leaves)))
    taken: dict[str, Any] = dict.fromkeys(found.values())
    numbers: dict[str, int] = {}
    names: dict[Value, Written] = {}
    for number, node in enumerate(order, 1):
        if node.op is None:
            names[node] = called(found[node])
            continue
        expression = None if node.label else expressed(node, names, most=6)
        fits = expression is not None and len(expression.text) <= WIDTH
        name = _unique(node.label or (expression.text if expression and fits else f"{node.op.name}#{number}"), taken, numbers)
        taken[name] = None
        names[node] = expression if expression and name == expression.text else called(name)
    return names


def called(name: str) -> Written:
    """A name as an expression: one that is no single word goes into brackets where it is used."""
    return Written(NAMES, name, ATOM if all(c.isalnum() or c in "_.#[]'" for c in name) else SUM)


def expressed(node: Value, names: Mapping[Value, Written], most: int = 12) -> Written | None:
    """What a node computes, in the names of its arguments; None where those are more than `most`."""
    args = node.args
    if node.op is None or len(args) > most:
        return None
    return NAMES.written(node.op.primal(NAMES, *(names[x] if isinstance(x, Value) else NAMES.written(x) for x in args)))


def numeral(x: float, digits: int = 9) -> str:
    """A float to so many significant digits; trailing zeros are kept where they are digits of a longer number."""
    text = f"{x:.{digits}g}"
    return text if float(text) == x or x != x else f"{x:#.{digits}g}".removesuffix(".").replace(".e", "e")


def partial_name(y: Written, x: Written) -> str:
    """dE_total/dw5"""
    return f"d{y.within(ATOM)}/d{x.within(ATOM)}"


def rule(op: Op, position: int, args: Sequence[Any], m: Text = TEXT, longest: int = 60) -> str:
    """The local partial of an op towards one argument, as a formula: sigmoid'(x) = y (1 - y), d(w x)/dw = x.

    An op of one argument is written with x and y, another in the names of its arguments.  What is longer than
    `longest` is cut.
    """
    names = ["x"] if len(args) == 1 else [str(x) for x in args]
    inputs = [m.written("x")] if len(args) == 1 else [Written(m, x.text, x.level) if isinstance(x, Written) else m.written(x) for x in args]
    output = next((letter for letter in "yz" if letter not in names), "out")
    wanted = [i == position for i in range(len(names))]
    partial = m.written(op.local_partials(m, m.written(output), inputs, [True] * len(names), wanted)[position])
    if len(names) == 1:
        left = f"{op.name}'(x)"
    else:
        whole = str(m.written(op.primal(m, *inputs))) if len(names) <= 6 else op.name
        left = f"d({whole})/d{inputs[position].within(ATOM)}"
    text = f"{left} = {partial}"
    return text if len(text) <= longest else text[: longest - 3] + "..."
