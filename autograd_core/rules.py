"""The rules of the op table, as formulas that people read."""

from collections.abc import Sequence
from typing import Any

from .namespaces import FLOATS
from .namespaces.text import ATOM, TEXT, Text, Written
from .ops import Op
from .value import Value
from .writing import DIRECT, in_words, numeral


def local_rule(op: Op, position: int, output: Written, inputs: Sequence[Written], m: Text = TEXT) -> Written:
    """The local partial of an op towards one argument, written in these names: y (1 - y)."""
    wanted = [i == position for i in range(len(inputs))]
    return in_words(op, m, lambda m, *xs: op.local_partials(m, output, xs, [True] * len(xs), wanted)[position], *inputs)


def at_kink(node: Value) -> bool:
    """Whether a node lies where its op has a corner or a step, so that its partials are convention there."""
    op = node.op
    if op is None or op.kink is None:
        return False
    return bool(FLOATS.evaluate(op.kink, *(arg.data if isinstance(arg, Value) else arg for arg in node.args)))


AT_KINK = "; at this kink "
"""Between a rule and what the partial is where it has none."""


def rule_of(
    node: Value, position: int, args: Sequence[Any], kink: bool, direct: bool = False, longest: int = 60
) -> str:
    """The rule of one edge; a choice at its kink with what the partial is there, as 1/2 where two are the largest.

    Whether it was recorded at a `kink` is asked before a leaf can be assigned, and told whenever the rule is read.
    """
    assert node.op is not None
    text = rule(node.op, position, args, longest=longest, direct=direct)
    partial = node.partials[position]
    if partial is not None and node.op.vjp is None and not text.endswith(" = 0") and kink:
        return f"{text}{AT_KINK}{numeral(partial)}"
    return text


def rule(op: Op, position: int, args: Sequence[Any], m: Text = TEXT, longest: int = 60, direct: bool = False) -> str:
    """The local partial of an op towards one argument, as a formula: sigmoid'(x) = y (1 - y), d(w x)/dw = x.

    An op of one argument is written with x and y, another in the names of its arguments, or by its place where one
    argument stands in several: d(a a)/d(1st factor) = a.  With `direct` the derivative has the plus of one that is
    not the whole.  What is longer than `longest` is cut.
    """
    if op.vjp:
        return f"{op.name} passes adjoints on by a rule of its own"
    names = ["x"] if len(args) == 1 else [str(x) for x in args]
    inputs = (
        [m.written("x")]
        if len(args) == 1
        else [Written(m, x.text, x.level) if isinstance(x, Written) else m.written(x) for x in args]
    )
    output = next((letter for letter in "yz" if letter not in names), "out")
    partial = local_rule(op, position, m.written(output), inputs, m)
    if len(names) == 1:
        left = f"{op.name}'(x)"
    else:
        whole = str(in_words(op, m, op.primal, *inputs)) if len(names) <= 6 else op.name
        repeated = names.count(names[position]) > 1
        there = f"({place(op, position)})" if repeated else inputs[position].within(ATOM)
        left = f"{DIRECT if direct and not repeated else 'd'}({whole})/d{there}"
        if len(left) + len(str(partial)) > longest - 3:
            left = f"{DIRECT if direct and not repeated else 'd'}{output}/d{there}"
    text = f"{left} = {partial}"
    return text if len(text) <= longest else text[: longest - 3] + "..."


_PLACES = {"+": "{} term", "*": "{} factor"}
_TWO_PLACES = {"-": ("1st term", "2nd term"), "/": ("numerator", "denominator"), "**": ("base", "exponent")}


def place(op: Op, position: int) -> str:
    """What an argument is called by where it stands: 1st factor, denominator, 3rd argument."""
    if op.symbol in _TWO_PLACES and len(op.parameters) == 2:
        return _TWO_PLACES[op.symbol][position]
    return _PLACES.get(op.symbol or "", "{} argument").format(ordinal(position + 1))


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    return f"{n}{'th' if n // 10 % 10 == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"
