"""What nodes are called, in text and in LaTeX: their label, else the expression they compute; and their rules."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .graph import topological_order
from .namespaces.text import ATOM, LATEX, NAMES, SUM, TEXT, Text, Written
from .ops import Op
from .value import Value

WIDTH = 24
"""An expression longer than this is called by its op and its number in the order instead."""

DIGITS = 9
"""How many significant digits are printed, where the caller does not say."""


class Page(str):
    """Text of several lines, which a REPL and a notebook show as it stands."""

    __slots__ = ()
    __repr__ = str.__str__


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
    Raises TypeError for what is no Value.
    """
    if not isinstance(root, Value):
        raise TypeError(f"only a Value can be stepped through, explained or listed; got {root!r:.60} ({type(root).__name__})")
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


def typeset(names: Mapping[Value, Written]) -> dict[Value, Written]:
    """The same names as LaTeX sets them: out_h1 with a subscript, an expression as a formula."""
    found: dict[Value, Written] = {}
    for node, name in names.items():
        expression = None if node.label else expressed(node, names, most=6)
        by_formula = expression is not None and expression.text == name.text
        formula = expressed(node, found, most=6, m=LATEX) if by_formula else None
        found[node] = formula or Written(LATEX, latex_name(name.text))
    return found


def called(name: str) -> Written:
    """A name as an expression: one that is no single word goes into brackets where it is used."""
    text = name if name.isprintable() else repr(name)[1:-1]  # a label may hold anything, a line break too
    return Written(NAMES, text, ATOM if all(c.isalnum() or c in "_.#[]'" for c in text) else SUM)


def expressed(node: Value, names: Mapping[Value, Written], most: int = 12, m: Text = NAMES) -> Written | None:
    """What a node computes, in the names of its arguments; None where those are more than `most`, and for a leaf."""
    args = node.args
    if node.op is None or len(args) > most:
        return None
    return in_words(node.op, m, node.op.primal, *written(args, names, m))


def in_words(op: Op, m: Text, row: Callable[..., Any], *args: Any) -> Written:
    """A row of the op table over text; one that only runs over floats, as with Python's math in it, is called by name."""
    try:
        return m.written(row(m, *args))
    except TypeError:
        return m.call(op.name, *args)


def written(args: Iterable[Any], names: Mapping[Value, Written], m: Text = NAMES) -> list[Written]:
    """The arguments of a node by name, constants as numbers, to be joined as `m` writes."""
    return [Written(m, names[x].text, names[x].level) if isinstance(x, Value) else m.written(x) for x in args]


def numeral(x: float, digits: int = DIGITS) -> str:
    """A float to so many significant digits; trailing zeros are kept where they are digits of a longer number."""
    if digits < 1:
        raise ValueError(f"digits must be 1 or more; got {digits}")
    text = f"{x:.{digits}g}"
    return text if float(text) == x or x != x else f"{x:#.{digits}g}".removesuffix(".").replace(".e", "e")


def many(count: int, noun: str) -> str:
    """1 node, 2 nodes, 3,000 nodes."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells, one line each, in columns."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths)).rstrip() for row in rows)


def partial_name(y: Written, x: Written, d: str = "d") -> str:
    """dE_total/dw5"""
    return f"{d}{y.within(ATOM)}/{d}{x.within(ATOM)}"


def partial_latex(y: Written, x: Written) -> str:
    """The same as a fraction of LaTeX, from names that are typeset."""
    return rf"\frac{{\partial {y.within(ATOM)}}}{{\partial {x.within(ATOM)}}}"


def local_rule(op: Op, position: int, output: Written, inputs: Sequence[Written], m: Text = TEXT) -> Written:
    """The local partial of an op towards one argument, written in these names: y (1 - y)."""
    wanted = [i == position for i in range(len(inputs))]
    return in_words(op, m, lambda m, *xs: op.local_partials(m, output, xs, [True] * len(xs), wanted)[position], *inputs)


def rule(op: Op, position: int, args: Sequence[Any], m: Text = TEXT, longest: int = 60) -> str:
    """The local partial of an op towards one argument, as a formula: sigmoid'(x) = y (1 - y), d(w x)/dw = x.

    An op of one argument is written with x and y, another in the names of its arguments.  What is longer than
    `longest` is cut.
    """
    names = ["x"] if len(args) == 1 else [str(x) for x in args]
    inputs = [m.written("x")] if len(args) == 1 else [Written(m, x.text, x.level) if isinstance(x, Written) else m.written(x) for x in args]
    output = next((letter for letter in "yz" if letter not in names), "out")
    partial = local_rule(op, position, m.written(output), inputs, m)
    if len(names) == 1:
        left = f"{op.name}'(x)"
    else:
        whole = str(in_words(op, m, op.primal, *inputs)) if len(names) <= 6 else op.name
        left = f"d({whole})/d{inputs[position].within(ATOM)}"
    text = f"{left} = {partial}"
    return text if len(text) <= longest else text[: longest - 3] + "..."


_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi omega"
)  # fmt: skip
GREEK = dict(zip("αβγδεζηθικλμνξπρστυφχψω", _GREEK_NAMES.split(" "), strict=True))


def latex_name(name: str) -> str:
    """A name as LaTeX sets it: out_h1 with a subscript, w5 as w with a 5, sigma as the letter, anything else as it is typed."""
    stem, *index = name.split("_")
    letters = stem.rstrip("0123456789")
    if letters and letters != stem:
        stem, index = letters, [stem[len(letters) :], *index]
    if not all(part.isascii() and part.isalnum() for part in index) or not (stem.isalpha() and (stem.isascii() or stem in GREEK)):
        return rf"\text{{\texttt{{{escaped(name)}}}}}"
    below = ",".join(rf"\mathrm{{{part}}}" if part.isalpha() and len(part) > 1 else part for part in index)
    return _latex_word(stem) + (f"_{{{below}}}" if below else "")


def _latex_word(word: str) -> str:
    letter = GREEK.get(word, word if word in GREEK.values() else "")
    return rf"\{letter}" if letter else word if len(word) == 1 else rf"\mathit{{{word}}}"


def escaped(text: str) -> str:
    """Any text, safe in LaTeX."""
    special = {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}
    return "".join(special.get(c, f"\\{c}" if c in "{}$&#_%" else c) for c in text)


def latex_numeral(x: float, digits: int = DIGITS) -> str:
    """A float as LaTeX sets it: 4.2e-18 as 4.2 times a power of ten."""
    if not math.isfinite(x):
        return r"\mathrm{NaN}" if x != x else r"\infty" if x > 0 else r"-\infty"
    mantissa, _, exponent = numeral(x, digits).partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa


def latex_factor(x: float, digits: int = DIGITS) -> str:
    """The same in a product or a sum: a negative one in brackets."""
    return rf"\left({latex_numeral(x, digits)}\right)" if x < 0 else latex_numeral(x, digits)
