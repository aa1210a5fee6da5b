"""The bank of textbook partials (textbook_partials.txt), read."""

import random
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from autograd_core import Value, parse
from autograd_core.formula import Expression, read

ANYWHERE = (-1.5, 1.5)


class Claim(NamedTuple):
    """What somebody wrote dy/dx to be, and whether it is so."""

    function: tuple[tuple[str, str], ...]
    """Names and formulas, line by line; the last is y."""
    ranges: Mapping[str, tuple[float, float]]
    x: str
    text: str
    right: bool
    family: str = ""

    def __str__(self) -> str:
        lines = "; ".join(f"{name} = {formula}" for name, formula in self.function)
        return f"{lines}: dy/d{self.x} {'=' if self.right else '!='} {self.text}"

    @property
    def leaves(self) -> list[str]:
        """The variables of the function and of the claim, in order."""
        computed = {name for name, _ in self.function}
        formulas = [formula for _, formula in self.function] + [self.text]
        letters = [name for name in _NAMES if name not in computed]
        return [name for name in letters if any(name in read(formula, _NAMES).names for formula in formulas)]

    def point(self, seed: int) -> dict[str, float]:
        """A number of three decimals for each variable, out of its range."""
        rng = random.Random(f"{seed} {self.function}")
        return {name: round(rng.uniform(*self.ranges.get(name, ANYWHERE)), 3) or 0.5 for name in self.leaves}

    def graph(self, point: Mapping[str, float]) -> dict[str, Value]:
        """The function as nodes: the leaves, then each line."""
        nodes = {name: Value(data, label=name) for name, data in point.items()}
        for name, formula in self.function:
            nodes[name] = parse(formula, nodes).named(name)
        return nodes

    @property
    def formula(self) -> Expression:
        """The claim, read."""
        return read(self.text, [*self.leaves, *(name for name, _ in self.function)])

    def over(self, m: Any, point: Mapping[str, Any], number: Callable[[str], Any]) -> dict[str, Any]:
        """The same over another namespace, without a graph; `point` may also say what a line is."""
        known = dict(point)
        for name, formula in self.function:
            if name not in known:
                known[name] = read(formula, list(known)).over(m, known.__getitem__, number)
        return known


_NAMES = [
    "a",
    "b",
    "c",
    "d",
    "f",
    "g",
    "h",
    "k",
    "m",
    "n",
    "o",
    "p",
    "q",
    "r",
    "s",
    "t",
    "u",
    "v",
    "w",
    "w1",
    "w2",
    "w3",
    "b1",
    "b2",
    "x",
    "y",
    "z",
]


def claims(file: str) -> Iterator[Claim]:
    """All of a bank."""
    for block in (Path(__file__).parent / file).read_text("utf-8").split("\n\n"):
        family = ""
        function: list[tuple[str, str]] = []
        ranges: dict[str, tuple[float, float]] = {}
        for line in block.splitlines():
            if line.startswith("    dy/d"):
                left, _, formula = line.strip().partition(" = " if " = " in line else " != ")
                yield Claim(tuple(function), ranges, left.removeprefix("dy/d"), formula, " = " in line, family)
            elif line.startswith("    "):
                for low, name, high in (part.split(" < ") for part in line.strip().split(", ")):
                    ranges[name] = float(low), float(high)
            elif line.startswith("## "):
                family = line.removeprefix("## ")
            elif line and not line.startswith("#"):
                name, _, formula = line.partition(" = ")
                function.append((name, formula))


BANK = list(claims("textbook_partials.txt"))
