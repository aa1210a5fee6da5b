"""One partial told as the chain rule: a product of factors along a path, a sum over paths; and whole worked solutions."""

import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, TextIO

from .calculus import gradient
from .graph import dependents, reverse, topological_order
from .names import names_beneath, numeral, partial_name, rule
from .namespaces.symbols import SYMBOLS
from .namespaces.text import ATOM, NAMES, Written
from .value import Value, find

DIGITS = 9

Between = Literal["labelled", "all"]


@dataclass(frozen=True, slots=True)
class Factor:
    """The partial of one node with respect to another, with nothing named between them."""

    y: Written
    x: Written
    value: float
    rule: str = ""
    """The formula from the op table where one op leads from x to y; else empty."""
    formula: str = ""
    """The partial in closed form, where that was asked for."""
    symbol: str = ""
    """Another name for this partial, such as delta_o1."""

    @property
    def name(self) -> str:
        """dout_o1/dnet_o1"""
        return self.symbol or partial_name(self.y, self.x)


@dataclass(frozen=True, slots=True)
class Path:
    """One way from y to x: factors, and their product."""

    factors: tuple[Factor, ...]

    @property
    def share(self) -> float:
        """What this path adds to the partial."""
        return math.prod(factor.value for factor in self.factors)


@dataclass(frozen=True, slots=True)
class Explanation:
    """dy/dx as the chain rule: the sum over paths of the product of the factors on each."""

    y: Written
    x: Written
    value: float
    count: int
    """How many paths there are."""
    paths: tuple[Path, ...]
    """The largest of them."""
    stages: tuple[tuple[Path, ...], ...]
    """The grouped form: a product of sums, cut at the nodes through which every path goes."""

    @property
    def name(self) -> str:
        """dE_total/dw5"""
        return partial_name(self.y, self.x)

    @property
    def rest(self) -> float:
        """What the paths that are not shown add up to."""
        return self.value - math.fsum(path.share for path in self.paths) if self.count > len(self.paths) else 0.0

    def text(self, digits: int = DIGITS, unicode: bool = False) -> str:
        """For a terminal: one line for one path; for several a line each, their sum, and the grouped form."""
        if self.value == 0 and not self.paths:
            lines = [f"{self.name} = 0: {self.y} does not depend on {self.x}"]
        elif self.count == 1:
            lines = [f"{self.name}{_chain(self.paths[0], digits)}" if self.paths[0].factors else f"{self.name} = 1"]
        else:
            lines = [f"{self.name} is the sum over {self.count:,} paths"]
            lines += [f"  {'+' if i else ' '} {_chain(path, digits).removeprefix(' = ')}" for i, path in enumerate(self.paths)]
            if self.count > len(self.paths):
                lines.append(f"  + {self.count - len(self.paths):,} more paths, together {numeral(self.rest, digits)}")
            lines.append(f"  = {numeral(self.value, digits)}")
            if len(self.stages) > 1:
                lines.append(f"grouped: {self.name} = {self._grouped()}")
                lines.append(f"  = {self._grouped_numbers(digits)} = {numeral(self.value, digits)}")
        if self.count == 1 and any(factor.formula for factor in self.paths[0].factors):
            lines.append("  = " + " * ".join(f"({factor.formula or factor.name})" for factor in self.paths[0].factors))
        text = "\n".join(lines)
        return _unicode(text) if unicode else text

    def _grouped(self) -> str:
        return " * ".join(_bracketed([_product(path) for path in stage], len(self.stages)) for stage in self.stages)

    def _grouped_numbers(self, digits: int) -> str:
        return " * ".join(_bracketed([numeral(path.share, digits) for path in stage], len(self.stages)) for stage in self.stages)

    def rules(self) -> dict[str, str]:
        """The rule of each factor that is one op: {'dout_o1/dnet_o1': "sigmoid'(x) = y (1 - y)"}."""
        return {factor.name: factor.rule for path in self.paths for factor in path.factors if factor.rule}

    def show(self, file: TextIO | None = None) -> None:
        """Print it, with ∂ where the stream can show that."""
        stream = file or sys.stdout
        text = self.text(unicode=True)
        try:
            text.encode(getattr(stream, "encoding", None) or "ascii")
        except UnicodeEncodeError:
            text = self.text()
        print(text, file=stream)

    def latex(self, digits: int = DIGITS) -> str:
        """The same as an aligned LaTeX formula."""
        rows = [rf"{_latex_partial(self.y, self.x)} &= {' + '.join(_latex_product(path) for path in self.paths) or '0'}"]
        if self.count > len(self.paths):
            rows[0] += r" + \cdots"
        if self.paths and self.paths[0].factors:
            numbers = [r" \cdot ".join(_latex_number(f.value, digits) for f in path.factors) for path in self.paths]
            rows.append("&= " + " + ".join(numbers) + (r" + \cdots" if self.count > len(self.paths) else ""))
        rows.append(f"&= {_latex_number(self.value, digits)}")
        return r"\begin{aligned}" + r" \\ ".join(rows) + r"\end{aligned}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def markdown(self, digits: int = DIGITS) -> str:
        """The formula, and the rules it uses."""
        rules = "".join(f"\n- `{name}`: `{text}`" for name, text in self.rules().items())
        return f"$$ {self.latex(digits)} $$\n{rules}\n"

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            "partial": self.name,
            "value": self.value,
            "count": self.count,
            "rest": self.rest,
            "paths": [
                {"share": path.share, "factors": [{"partial": f.name, "value": f.value, "rule": f.rule} for f in path.factors]}
                for path in self.paths
            ],
        }

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__


def explain(
    y: Value, x: Value | str, between: Between = "labelled", largest: int = 8, symbolic: bool = False, delta: bool = False
) -> Explanation:
    """Why dy/dx is what it is: the chain rule between labelled nodes, or between all of them.

    Unlabelled nodes are folded into one factor, and so is a labelled one that is only added to others.  Of very many
    paths the `largest` are told one by one and the rest in one sum, without walking each.  A factor dy/dx is the
    partial along its own edge: other ways from y to x are other paths.  `symbolic` adds each factor in closed form, by sympy;
    `delta` tells everything above the nearest net input as its delta, dE/dnet.
    Raises LookupError where x is no label of y's graph; what y does not depend on is said in those words.
    """
    x = find(y, x) if isinstance(x, str) else x
    if not isinstance(y, Value) or not isinstance(x, Value):
        raise TypeError(f"explain(y, x) needs Values; got {y!r:.60} and {x!r:.60}")
    names = names_beneath(y)
    if delta and x in names and (net := _nearest_net(y, x, names)) is not None:
        return _as_delta(_explained(net, x, names, between, largest, symbolic), names[y], names[net], gradient(y, net))
    return _explained(y, x, names, between, largest, symbolic)


def _nearest_net(y: Value, x: Value, names: Mapping[Value, Written]) -> Value | None:
    """The net input next above x, where every way from y to x goes through it."""
    live = dependents(topological_order(y), [x])
    nets = [node for node in names if node in live and node is not x and (node.label or "").startswith("net_")]
    if not nets:
        return None
    without = dependents([node for node in topological_order(y, {nets[0]}) if node is not nets[0]], [x])
    return nets[0] if y not in without else None


def _as_delta(below: Explanation, y: Written, net: Written, value: float) -> Explanation:
    """The explanation of dnet/dx, with delta = dy/dnet in front."""
    first = Factor(y, net, value, symbol=f"delta_{str(net).removeprefix('net_')}")
    paths = tuple(Path((first, *path.factors)) for path in below.paths)
    return Explanation(y, below.x, value * below.value, below.count, paths, ())


def _explained(y: Value, x: Value, names: Mapping[Value, Written], between: Between, largest: int, symbolic: bool) -> Explanation:
    if x not in names:
        raise LookupError(f"{names[y]} does not depend on {x!r}")
    order = topological_order(y)
    live = dependents(order, [x])
    stations = named_between([node for node in order if node in live], y, x, between)
    chain = _Chain(stations, live, names, largest, symbolic)
    back = {y: 1}  # how many ways lead down from y
    for station in reversed(stations):
        for to, _ in chain.factors[station]:
            back[to] = back.get(to, 0) + back[station]
    ways, count = chain.ways(0, len(stations))
    cuts = [i for i, station in enumerate(stations) if back[station] * count[station] == count[y]]
    stages = tuple(_paths(chain.ways(lower, upper + 1)[0][stations[upper]]) for lower, upper in pairwise(cuts))[::-1]
    return Explanation(names[y], names[x], gradient(y, x), count[y], _paths(ways[y]), stages)


@dataclass(frozen=True, slots=True)
class _Way:
    """The rest of a path, from some node down: its share, its first factor, and what follows."""

    share: float
    factor: Factor
    then: "_Way | None"


def _paths(ways: Iterable[_Way | None]) -> tuple[Path, ...]:
    paths = []
    for way in ways:
        factors = []
        while way:
            factors.append(way.factor)
            way = way.then
        paths.append(Path(tuple(factors)))
    return tuple(paths)


class _Chain:
    """The named nodes from x up to y, with the factors that lead from each to those right beneath it."""

    def __init__(self, stations: Sequence[Value], live: set[Value], names: Mapping[Value, Written], largest: int, symbolic: bool) -> None:
        self.stations, self.largest = stations, largest
        ends = set(stations)
        self.factors = {station: _factors(station, ends, live, names, symbolic) for station in stations[1:]} | {stations[0]: []}

    def ways(self, start: int, stop: int) -> tuple[dict[Value, list[_Way | None]], dict[Value, int]]:
        """The ways of largest share down to the station at `start`, and the number of all ways, for each up to `stop`."""
        ways: dict[Value, list[_Way | None]] = {self.stations[start]: [None]}
        count = {self.stations[start]: 1}
        for station in self.stations[start + 1 : stop]:
            beneath = [(to, factor) for to, factor in self.factors[station] if to in ways]
            found: list[_Way | None] = [_Way(f.value * (way.share if way else 1.0), f, way) for to, f in beneath for way in ways[to]]
            if len(found) > self.largest:
                ranked = sorted(range(len(found)), key=lambda i: -abs(found[i].share))  # type: ignore[union-attr]  # none is None here
                found = [found[i] for i in ranked[: self.largest]]
            ways[station] = found
            count[station] = sum(count[to] for to, _ in beneath)
        return ways, count


def named_between(line: Sequence[Value], y: Value, x: Value, between: Between) -> list[Value]:
    """The nodes named in an explanation, from x to y.

    A term of the sum that y itself is, such as E_o1 in E_total = E_o1 + E_o2, is passed over, since its factor is 1.
    """
    if between == "all":
        return list(line)
    users: dict[Value, list[Value]] = {}
    for node in line:
        for arg, partial in zip(node.edges[::2], node.edges[1::2]):
            if partial is not None:
                users.setdefault(arg, []).append(node)
    sums, terms = set[Value](), set[Value]()
    for node in reversed(line):
        term = node is y or (len(users[node]) == 1 and users[node][0] in sums)
        if term and (node is y or not node.label) and node.op is not None and node.op.name in ("add", "sum"):
            sums.add(node)
        elif term:
            terms.add(node)
    return [node for node in line if node is x or node is y or (node.label and node not in terms)]


def adjoints_down_to(ends: set[Value], station: Value, live: set[Value]) -> tuple[list[Value], dict[Value, float]]:
    """What lies between a station and the next `ends`, in order, and the partials of the station, by the reverse sweep between them."""
    order = [node for node in topological_order(station, ends) if node in live]
    adjoint: dict[Value, float] = {station: 1.0}

    def edges(node: Value) -> Sequence[Any]:
        if node in ends:
            return ()
        return [x for arg, p in zip(node.edges[::2], node.edges[1::2]) if p is not None and arg in live for x in (arg, p)]

    for _ in reverse(reversed(order), adjoint, edges, watched=False):
        pass
    return order, adjoint


def _factors(
    station: Value, ends: set[Value], live: set[Value], names: Mapping[Value, Written], symbolic: bool
) -> list[tuple[Value, Factor]]:
    """The factors that lead from a station to those right beneath it."""
    ends.discard(station)
    order, adjoint = adjoints_down_to(ends, station, live)
    beneath = [node for node in reversed(order) if node in ends]
    found = []
    for node in beneath:
        text = _rule(station, node, order, beneath, names)
        formula = str(gradient(station, node, over=SYMBOLS, at=_symbols(station, ends, live, names))) if symbolic else ""
        found.append((node, Factor(names[station], names[node], float(adjoint[node]), text, formula)))
    ends.add(station)
    return found


def _symbols(station: Value, ends: set[Value], live: set[Value], names: Mapping[Value, Written]) -> dict[Value, Any]:
    """A symbol for everything a factor is written in: the named nodes right beneath, those off the path, and leaves."""
    written = {node for node in names if node in ends or node.op is None or (node.label and node not in live)}
    beneath = [node for node in topological_order(station, written) if node in written]
    return {node: SYMBOLS.leaf(str(names[node]), node.data) for node in beneath}


def _rule(station: Value, node: Value, order: Sequence[Value], beneath: Sequence[Value], names: Mapping[Value, Written]) -> str:
    """The formula of a factor that is a single partial of a single op; else nothing."""
    places = [i for i, arg in enumerate(station.args) if arg is node]
    if station.op is None or len(places) != 1 or len(order) > len(beneath) + 1:
        return ""
    return rule(station.op, places[0], [names[arg] if isinstance(arg, Value) else NAMES.written(arg) for arg in station.args])


def _product(path: Path) -> str:
    return " * ".join(factor.name for factor in path.factors)


def _chain(path: Path, digits: int) -> str:
    """= names = numbers = product"""
    numbers = " * ".join(numeral(factor.value, digits) for factor in path.factors)
    product = "" if len(path.factors) == 1 else f" = {numeral(path.share, digits)}"
    return f" = {_product(path)} = {numbers}{product}" if len(path.factors) > 1 else f" = {numbers}"


def _bracketed(terms: list[str], among: int) -> str:
    return f"({' + '.join(terms)})" if len(terms) > 1 and among > 1 else " + ".join(terms)


def _unicode(text: str) -> str:
    """With ∂ for the d of a partial, and · for a product."""
    words = text.replace(" * ", " · ").split(" ")
    return " ".join(
        "/".join("∂" + part[1:] if part.startswith("d") else part for part in word.split("/")) if "/d" in word else word for word in words
    )


def latex_name(name: Written) -> str:
    """A name as LaTeX sets it: out_h1 with a subscript, w5 as w with a 5, an expression as it stands."""
    text = str(name)
    stem, _, index = text.partition("_")
    if name.level == ATOM and not index and stem.rstrip("0123456789") != stem:
        index, stem = stem[len(stem.rstrip("0123456789")) :], stem.rstrip("0123456789")
    if name.level == ATOM and stem.isalnum() and index.isalnum():
        return f"{_latex_word(stem)}_{{{index}}}"
    return _latex_word(text) if name.level == ATOM and text.isalnum() else rf"\left(\texttt{{{escaped(text)}}}\right)"


def _latex_word(word: str) -> str:
    return word if len(word) == 1 else rf"\mathit{{{word}}}"


def escaped(text: str) -> str:
    """Any text, safe in LaTeX."""
    special = {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}
    return "".join(special.get(c, f"\\{c}" if c in "{}$&#_%" else c) for c in text)


def _latex_partial(y: Written, x: Written) -> str:
    return rf"\frac{{\partial {latex_name(y)}}}{{\partial {latex_name(x)}}}"


def _latex_product(path: Path) -> str:
    return r" \, ".join(_latex_symbol(factor.symbol) or _latex_partial(factor.y, factor.x) for factor in path.factors) or "1"


def _latex_symbol(symbol: str) -> str:
    """delta_o1 as a Greek delta with its unit."""
    return rf"\delta_{{{escaped(symbol.removeprefix('delta_'))}}}" if symbol else ""


def _latex_number(x: float, digits: int) -> str:
    text = numeral(x, digits)
    mantissa, _, exponent = text.partition("e")
    text = rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else text
    return rf"\left({text}\right)" if text.startswith("-") else text
