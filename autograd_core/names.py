"""What nodes are called: their label, else the expression they compute."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .arguments import public
from .graph import topological_order
from .namespaces.text import ATOM, COMPARISON, LATEX, NAMES, Text, Written
from .staleness import refuse_stale
from .value import Value
from .words import in_expressions, nearest
from .writing import as_typed, in_words, latex_name

WIDTH = 24
"""What computes an expression longer than this is called u1, u2, ... instead."""


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
    WIDTH, or another node's, u1, u2, ..., in that order.  Takes time and room in proportion to the graph.
    Raises TypeError for what is no Value, ValueError where a leaf was assigned new data after
    something was computed from it.
    """
    must_be_a_value(root)
    return _named(root, lambda node: True)


def names_of_leaves(root: Value) -> dict[Value, Written]:
    """The names of the leaves alone, as `names_beneath` gives them: what is computed from them plays no part in it."""
    leaves: list[Value] = [node for node in topological_order(root, left_first=True) if node.op is None]
    return {leaf: called(name) for leaf, name in zip(leaves, leaf_names(leaves), strict=True)}


def must_be_a_value(root: Any) -> None:
    """Raise TypeError for what is no Value."""
    if not isinstance(root, Value):
        raise TypeError(
            f"only a Value can be stepped through, explained or listed; got {root!r:.60} ({type(root).__name__})"
        )


def names_to_derive(root: Value) -> dict[Value, Written]:
    """Names for a worked solution: labels, and u1, u2, ... for the steps between; the root without a label is y.

    Where some inner nodes have labels, what is used once and short stays within the expression it is used in, as
    (t1 - out_o1)^2.
    """
    order: list[Value] = topological_order(root, left_first=True)
    labelled = any(node.label for node in order[:-1] if node.op is not None)
    uses = Counter(arg for node in order for _, arg, _ in node.inputs())
    return _named(root, lambda node: labelled and uses[node] == 1, "y")


def _named(root: Value, by_expression: Callable[[Value], bool], called_root: str | None = None) -> dict[Value, Written]:
    """The names of all beneath the root; `by_expression` tells which nodes without a label may be called by theirs."""
    order: list[Value] = topological_order(root, left_first=True)
    refuse_stale(order)
    leaves = [node for node in order if node.op is None]
    of_leaves = dict(zip(leaves, leaf_names(leaves)))
    taken: dict[str, Any] = dict.fromkeys([*of_leaves.values(), *(node.label for node in order if node.label)])
    used: dict[str, Any] = dict.fromkeys(of_leaves.values())
    numbers: dict[str, int] = {}
    names: dict[Value, Written] = {}
    count = 0
    for node in order:
        if node.op is None:
            names[node] = called(of_leaves[node])
            continue
        expression = expressed(node, names, most=6) if not node.label and by_expression(node) else None
        if expression is not None and (len(expression.text) > WIDTH or expression.text in used):
            expression = None  # two nodes of one expression are two nodes
        name = node.label or (expression.text if expression else "")
        if not name and node is root and called_root and called_root not in taken:
            name = called_root
        while not name:
            count += 1
            name = "" if f"u{count}" in taken else f"u{count}"
        name = _unique(name, used, numbers) if name in used else name
        used[name] = None
        names[node] = expression if expression and name == expression.text else called(name)
    return names


def is_step(name: Written) -> bool:
    """Whether a name is one of those given to steps, u1, u2, ..."""
    return name.text[:1] == "u" and name.text[1:].isdecimal()


def typeset(names: Mapping[Value, Written]) -> dict[Value, Written]:
    """The same names as LaTeX sets them: out_h1 with a subscript, an expression as a formula.

    Two names that would come out alike, such as x1 and x_1, are set apart: the later one stands as it is typed.
    """
    in_latex: dict[Value, Written] = {}
    used: set[str] = set()
    for node, name in names.items():
        expression = None if node.label else expressed(node, names, most=6)
        by_formula = expression is not None and expression.text == name.text
        formula = expressed(node, in_latex, most=6, m=LATEX) if by_formula else None
        set_as = formula or Written(LATEX, latex_name(name.text))
        in_latex[node] = set_as if set_as.text not in used else Written(LATEX, as_typed(name.text))
        used.add(in_latex[node].text)
    return in_latex


def called(name: str) -> Written:
    """A name as an expression: one that is no single word goes into brackets wherever it is used with others."""
    text = in_expressions(name)  # a label may hold anything, a line break or a number too
    quoted = len(text) > len(name) and text[0] == '"'
    one_word = quoted or text.isalnum() or all(c.isalnum() or c in "_.#[]'∂∇" or unicodedata.combining(c) for c in text)
    return Written(NAMES, text, ATOM if one_word else COMPARISON)


def expressed(node: Value, names: Mapping[Value, Written], most: int = 12, m: Text = NAMES) -> Written | None:
    """What a node computes, in the names of its arguments; None where those are more than `most`, and for a leaf."""
    args = node.args
    if node.op is None or len(args) > most:
        return None
    return in_words(node.op, m, node.op.primal, *written(args, names, m))


def written(args: Iterable[Any], names: Mapping[Value, Written], m: Text = NAMES) -> list[Written]:
    """The arguments of a node by name, constants as numbers, to be joined as `m` writes."""
    parts = [names[x] if isinstance(x, Value) else m.written(x) for x in args]
    return [each if each.style is m else Written(m, each.text, each.level) for each in parts]


@public
def label_all(names: Mapping[str, Any]) -> None:
    """Label every Value in a mapping such as `locals()` that has no label yet; those in lists as `ws[0]`, `ws[1]`, ...

    Nested lists and numpy arrays of Values are gone through by their indices: `W[0][1]`.  Names that begin with
    an underscore are passed over.
    """
    if not isinstance(names, Mapping):
        raise TypeError(f"label_all(names) needs names to be a dict; got {names!r:.60} ({type(names).__name__})")
    pending = [(name, thing) for name, thing in names.items() if not name.startswith("_")]
    met: dict[int, Any] = {}  # a list may hold itself; what is held keeps its id
    while pending:
        name, thing = pending.pop()
        if isinstance(thing, Value):
            thing.label = name if thing.label is None else thing.label
            continue
        if id(thing) in met:
            continue
        met[id(thing)] = thing
        if isinstance(thing, list | tuple) or _holds_objects(thing):
            pending += [(f"{name}[{i}]", x) for i, x in enumerate(thing)]
        elif isinstance(thing, dict):
            pending += [(f"{name}[{key!r}]", x) for key, x in thing.items()]


def _holds_objects(thing: Any) -> bool:
    """Whether this is a numpy array of objects, with at least one axis."""
    if not hasattr(type(thing), "dtype"):  # a module or namespace may import a library to answer
        return False
    return getattr(thing.dtype, "kind", None) == "O" and bool(getattr(thing, "shape", ()))


@public
def find(root: Value, label: str) -> Value:
    """The node beneath `root` that carries `label`.

    Raises LookupError with the nearest labels where there is none, and with the nodes where there are several.
    """
    nodes: list[Value] = [node for node in topological_order(root) if node.label is not None]
    labelled = [node for node in nodes if node.label == label]
    if len(labelled) == 1:
        return labelled[0]
    if labelled:
        raise LookupError(
            f"{label!r} names {len(labelled)} nodes: {', '.join(map(repr, labelled[:5]))}; pass the node itself"
        )
    raise LookupError(f"no node is labelled {label!r}; {nearest(label, (str(node.label) for node in nodes))}")
