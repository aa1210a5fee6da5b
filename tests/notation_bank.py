"""The bank of lines that people write: what stands in its data file, and what it means by a calculation of its own.

Values and derivatives are worked out by mpmath from formulas in Python; nothing of the reader, of the op table or of
the sweeps has a part in it.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

import mpmath

from autograd_core import Value, ops

PLACE = Path(__file__).with_name("notation_bank.txt")
_LEAF = re.compile(r"  (?P<label>\S+)(?: as (?P<word>\w+))? = (?P<first>\S+) \| (?P<second>\S+)")
_NODE = re.compile(r"  (?P<label>\S+)(?: as (?P<word>\w+))? = (?P<formula>.+)")
_FUNCTIONS = {
    "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "asin": mpmath.asin, "acos": mpmath.acos,
    "atan": mpmath.atan, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh, "asinh": mpmath.asinh,
    "exp": mpmath.exp, "log": mpmath.log, "sqrt": mpmath.sqrt, "cbrt": mpmath.cbrt, "erf": mpmath.erf, "pi": mpmath.pi,
    "gamma": mpmath.gamma, "digamma": mpmath.digamma, "trigamma": lambda x: mpmath.psi(1, x),
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)), "ncdf": mpmath.ncdf, "npdf": mpmath.npdf,
    "abs": abs, "min": min, "max": max,
}  # fmt: skip
_RECORDED = {name: getattr(ops, name) for name in _FUNCTIONS if hasattr(ops, name)} | {
    "ncdf": ops.normal_cdf,
    "npdf": ops.normal_pdf,
}


@dataclass
class Graph:
    """Leaves at two points, and nodes by their formulas."""

    name: str
    words: dict[str, str] = field(default_factory=dict)
    """What stands for a label in formulas of Python."""
    leaves: dict[str, tuple[str, str]] = field(default_factory=dict)
    nodes: dict[str, str] = field(default_factory=dict)

    def values(self, point, held=None):
        """All values by mpmath, those in `held` as they are given."""
        found = {word: mpmath.mpf(texts[point]) for word, texts in self.leaves.items()}
        found |= held or {}
        for word, formula in self.nodes.items():
            if word not in (held or {}):
                found[word] = eval(formula, {}, _FUNCTIONS | found)
        return found

    def derivative(self, point, y, *xs):
        """dy/dx, and so on, by mpmath's differences of the formulas."""
        here = self.values(point)

        def moved(*steps):
            held = dict.fromkeys(xs)
            return self.values(point, dict(zip(held, steps, strict=True)))[y]

        towards = dict.fromkeys(xs)
        orders = tuple(xs.count(x) for x in towards)
        at = tuple(here[x] for x in towards)
        return mpmath.diff(moved, at[0], orders[0]) if len(at) == 1 else mpmath.diff(moved, at, orders)

    def meaning(self, text, point):
        """What an expression of the data file comes to."""
        quoted = re.sub(r"\bD\(([^()]*)\)", lambda d: f"D({', '.join(repr(x.strip()) for x in d[1].split(','))})", text)
        names = _FUNCTIONS | self.values(point) | {"D": lambda *names: self.derivative(point, *names)}
        return mpmath.mpf(eval(quoted, {}, names))

    def recorded(self, point):
        """The root as a Value."""
        labels = {word: label for label, word in self.words.items()}
        found = {word: Value(float(texts[point]), label=labels[word]) for word, texts in self.leaves.items()}
        for word, formula in self.nodes.items():
            found[word] = eval(formula, {}, _RECORDED | found).named(labels[word])
        return found[word]


@dataclass
class Line:
    """One line of the bank: what is written, and what it means."""

    graph: Graph
    text: str
    meaning: str
    asked: tuple[int, str, str] | None = None
    """The column, the offer, and the line with the offer put in, where it is asked about."""


def bank():
    """The lines of the data file."""
    graph, found = Graph(""), []
    for number, line in enumerate(PLACE.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("# ") or line == "#":
            continue
        if line.startswith("graph "):
            graph = Graph(line.removeprefix("graph "))
        elif line.startswith("  "):
            leaf = _LEAF.fullmatch(line)
            node = leaf or _NODE.fullmatch(line)
            word = node["word"] or node["label"]
            graph.words[node["label"]] = word
            if leaf:
                graph.leaves[word] = (leaf["first"], leaf["second"])
            else:
                graph.nodes[word] = node["formula"]
        else:
            text, _, meaning = line.partition(" ¦")
            text = text.replace("⏎", "\n").replace("⇥", "\t")
            if meaning.startswith("?"):
                column, offer, followed, meaning = (part.strip() for part in meaning[1:].split("¦"))
                found.append(Line(graph, text, meaning, (int(column), offer, followed)))
            else:
                assert meaning, f"line {number} of the bank has no meaning"
                found.append(Line(graph, text, meaning.strip()))
    return found
