"""One partial told as the chain rule: a product of factors along a path, a sum over paths, and the two grouped as by hand."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, TextIO

from .calculus import gradient
from .chain import PLAIN, UNICODE, Between, Factor, Links, Path, Signs, Ways, cuts, link, stations, with_deltas
from .graph import adjoints, dependents, topological_order
from .names import find, names_beneath, typeset
from .namespaces.symbols import SYMBOLS
from .namespaces.text import Written
from .trees import for_json
from .value import Value
from .words import can_show
from .writing import DIGITS, escaped, latex_factor, latex_name, latex_numeral, numeral, partial_latex, partial_name


@dataclass(frozen=True, slots=True)
class Explanation:
    """dy/dx as the chain rule: the sum over paths of the product of the factors on each."""

    of: Value
    to: Value
    value: float
    count: float
    """How many paths there are."""
    paths: tuple[Path, ...]
    """The largest of them."""
    rest: float
    """What the others add up to."""
    stages: tuple[tuple[Path, ...], ...]
    """The grouped form, as it is done by hand: a product of sums."""
    names: Mapping[Value, Written] = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """dE_total/dw5"""
        return self._name(PLAIN)

    def _name(self, signs: Signs) -> str:
        return partial_name(self.names[self.of], self.names[self.to], signs.d)

    @property
    def formula(self) -> Any:
        """The whole in closed form, a sympy expression in what is named on the way; None unless `symbolic` and told in full."""
        if self.count > len(self.paths) or any(
            factor.formula is None for path in self.paths for factor in path.factors
        ):
            return None
        return sum(math.prod(factor.formula for factor in path.factors) for path in self.paths)

    def rules(self) -> dict[str, str]:
        """The rule of each factor that is one op: {'dout_o1/dnet_o1': "sigmoid'(x) = y (1 - y)"}."""
        return {
            factor.name: factor.rule for path in self.paths for factor in filter(None, _shortened(path)) if factor.rule
        }

    # ── as text ──────────────────────────────────────────────────────────────────────────────

    def text(self, digits: int = DIGITS, unicode: bool = False) -> str:
        """For a terminal: one line for one path; for several a line each, their sum, and the grouped form."""
        signs = UNICODE if unicode else PLAIN
        name, value = self._name(signs), numeral(self.value, digits)

        def symbols(path: Path) -> str:
            return _product(path, lambda factor: factor.written(signs), signs.times)

        def told(path: Path) -> str:
            numbers = _product(path, lambda factor: numeral(factor.value, digits), signs.times)
            formulas = _product(path, lambda factor: _formula(factor, signs), signs.times) if _has_formula(path) else ""
            product = numeral(path.share, digits) if len(path.factors) > 1 else ""
            return " = ".join(filter(None, [formulas, numbers, product]))

        if self.count == 1:
            (path,) = self.paths
            lines = [" = ".join([name, *([symbols(path)] if len(path.factors) > 1 else []), told(path)])]
        else:
            lines = [f"{name} is the sum over {counted(self.count)} paths"]
            for i, path in enumerate(self.paths):
                way = symbols(path) if len(path.factors) > 1 else f"{name} directly"
                lines.append(f"  {'+' if i else ' '} {way} = {told(path)}")
            if self.count > len(self.paths):
                lines.append(
                    f"  + {counted(self.count - len(self.paths))} more paths, together {numeral(self.rest, digits)}"
                )
            lines.append(f"  = {value}")
        if self.stages:
            lines.append(f"grouped: {name} = {_grouped(self.stages, symbols, signs.times)}")
            lines.append(
                f"  = {_grouped(self.stages, lambda path: numeral(path.share, digits), signs.times)} = {value}"
            )
        if not math.isfinite(self.value):
            lines.append(f"anomalies(y) tells where this {value} began")
        return "\n".join(lines)

    def show(self, file: TextIO | None = None, digits: int = DIGITS) -> None:
        """Print it, with ∂ where the stream can show that."""
        text = self.text(digits, unicode=True)
        print(
            text if can_show(text, file) else self.text(digits).encode("ascii", "backslashreplace").decode(), file=file
        )

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__

    # ── for documents and programs ───────────────────────────────────────────────────────────

    def latex(self, digits: int = DIGITS) -> str:
        """The same as an aligned LaTeX formula."""
        names = typeset(self.names)
        more = [r"\cdots"] if self.count > len(self.paths) else []

        def partial(factor: Factor) -> str:
            return (
                rf"\delta_{{{escaped(factor.unit.replace('_', ','))}}}"
                if factor.is_delta
                else partial_latex(names[factor.of], names[factor.to])
            )

        def symbols(path: Path) -> str:
            return _product(path, partial, r" \, ", r"\cdots")

        def formulas(path: Path) -> str:
            return _product(
                path,
                lambda factor: partial(factor) if factor.formula is None else _latex_formula(factor.formula),
                r" \, ",
                r"\cdots",
            )

        def numbers(path: Path) -> str:
            return _product(path, lambda factor: latex_factor(factor.value, digits), r" \cdot ", r"\cdots")

        def told(write: Callable[[Path], str]) -> str:
            return r" \\ &\quad + ".join([*map(write, self.paths), *more])

        rows = [told(symbols)]
        if any(map(_has_formula, self.paths)):
            rows.append(told(formulas))
        if any(len(path.factors) > 1 for path in self.paths) or self.count > 1:
            rows.append(told(numbers))
        if self.stages:
            rows.append(_grouped(self.stages, symbols, r" \, ", r"\left({}\right)"))
            rows.append(
                _grouped(self.stages, lambda path: latex_factor(path.share, digits), r" \cdot ", r"\left({}\right)")
            )
        rows.append(latex_numeral(self.value, digits))
        return (
            rf"\begin{{aligned}}{partial_latex(names[self.of], names[self.to])} &= "
            + r" \\ &= ".join(rows)
            + r"\end{aligned}"
        )

    def markdown(self, digits: int = DIGITS) -> str:
        """The formula, and the rules it uses."""
        rules = "".join(f"\n- `{name}`: `{text}`" for name, text in self.rules().items())
        return f"$$ {self.latex(digits)} $$\n{rules}\n"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex()}$"

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for strict JSON."""

        def told(path: Path) -> dict[str, Any]:
            return {"share": path.share, "factors": list(map(_factor_as_dict, path.factors))}

        plain: dict[str, Any] = for_json({
            "partial": self.name,
            "value": self.value,
            "count": self.count,
            "rest": self.rest,
            "paths": [told(path) for path in self.paths],
            "grouped": [[told(path) for path in stage] for stage in self.stages],
        })  # fmt: skip
        return plain


class Explainer:
    """Explains dy/dx for one y and any x; what depends on y alone is worked out once."""

    def __init__(
        self, y: Value, between: Between = "labelled", largest: int = 8, symbolic: bool = False, delta: bool = False
    ) -> None:
        if between not in ("labelled", "all"):
            raise ValueError(f'between must be "labelled" or "all"; got {between!r}')
        if largest < 1:
            raise ValueError(f"largest must be 1 or more; got {largest}")
        self.names = names_beneath(y)
        self.y, self.between, self.largest, self.symbolic, self.delta = y, between, largest, symbolic, delta
        self.order: list[Value] = topological_order(y)
        self.adjoint = adjoints(self.order)

    def explain(self, x: Value | str) -> Explanation:
        """dy/dx as the chain rule."""
        x = find(self.y, x) if isinstance(x, str) else x
        if not isinstance(x, Value):
            raise TypeError(f"explain(y, x) needs a node or a label for x; got {x!r:.60} ({type(x).__name__})")
        if x not in self.names:
            raise LookupError(f"{self.names[self.y]} does not depend on {x!r}")
        live = dependents(self.order, [x])
        named, terms = stations([node for node in self.order if node in live], self.y, x, self.between)
        links = link(self.order, named, live)
        if self.delta:
            links = with_deltas(links, self.y, self.adjoint)
        ways = Ways(self.y, x, links, self.largest)
        paths = ways.paths(self.names)
        if self.symbolic:
            paths = tuple(
                Path(tuple(replace(f, formula=_closed_form(f, links, live)) for f in path.factors)) for path in paths
            )
        stages = () if self.delta or ways.count == 1 else self._stages(x, links, terms, ways)
        return Explanation(self.y, x, self.adjoint[x], ways.count, paths, ways.rest, stages, self.names)

    def _stages(self, x: Value, links: Links, terms: Sequence[Value], ways: Ways) -> tuple[tuple[Path, ...], ...]:
        """The product of sums that is done by hand: cut where every path goes through one node, else added up above x.

        What is above the first cut is told by the terms that y is a sum of, as in dE_o1/dout_h1 + dE_o2/dout_h1.
        """
        marks = cuts(links)
        if len(marks) > MANY:
            return ()
        last = [(node, each) for node, beneath in reversed(links.items()) for each in beneath if each.to is x]
        if len(marks) == 2 and len(last) < ways.count and last[0][0] is not self.y:
            told = last[: self.largest + 1]
            stages = [
                tuple(Path((self._whole(self.y, node), Factor(node, x, each.value, self.names))) for node, each in told)
            ]
        else:
            parts = [ways] if len(marks) == 2 else [Ways(*ends, links, self.largest) for ends in pairwise(marks)]
            stages = [part.paths(self.names) if part.count <= self.largest else () for part in parts]
            if parts[0].count > 1 and len(terms) > 1:
                stages[0] = tuple(Path((self._whole(term, marks[1]),)) for term in terms[: self.largest + 1])
            elif len(marks) == 2:
                return ()
        return tuple(stages) if all(0 < len(stage) <= self.largest for stage in stages) else ()

    def _whole(self, y: Value, x: Value) -> Factor:
        """All of dy/dx as one factor."""
        adjoint = self.adjoint if y is self.y else adjoints(topological_order(y, {x}))
        return Factor(y, x, adjoint[x], self.names)


def explain(
    y: Value,
    x: Value | str,
    between: Between = "labelled",
    largest: int = 8,
    symbolic: bool = False,
    delta: bool = False,
) -> Explanation:
    """Why dy/dx is what it is: the chain rule between labelled nodes, or `between="all"` of them.

    Unlabelled nodes are folded into one factor, and so is a term that is only added to others.  Of very many paths the
    `largest` are told one by one and the rest in one sum, without walking each.  A factor dy/dx is the partial along
    its own edge: other ways from y to x are other paths.  `symbolic` adds each factor in closed form, by sympy;
    `delta` tells everything above the nearest net inputs as their deltas, dE/dnet.
    Raises LookupError where x is no label of y's graph; what y does not depend on is said in those words.

    >>> x = Value(3.0, label="x")
    >>> h = (x * x).named("h")
    >>> explain((2 * h + 1).named("y"), x)
    dy/dx = dy/dh * dh/dx = 2 * 6 = 12
    """
    return Explainer(y, between, largest, symbolic, delta).explain(x)


def _closed_form(factor: Factor, links: Links, live: set[Value]) -> Any:
    """A factor as a sympy expression in what is named right beneath it, off the path, or a leaf."""
    names = factor.names
    written_in = {node for node in names if node in links or node.op is None or (node.label and node not in live)} - {
        factor.of
    }
    beneath = [node for node in topological_order(factor.of, written_in) if node in written_in]
    return gradient(
        factor.of, factor.to, over=SYMBOLS, at={node: SYMBOLS.leaf(str(names[node]), node.data) for node in beneath}
    )


MANY = 16
"""Of more factors than this only the first and the last are written."""


def _shortened(path: Path) -> Iterable[Factor | None]:
    """The factors; of very many the first and the last, with None for those between."""
    return (
        path.factors if len(path.factors) <= MANY else (*path.factors[: MANY // 2], None, *path.factors[-MANY // 2 :])
    )


def _product(path: Path, write: Callable[[Factor], str], times: str, gap: str = "... {:,} more ...") -> str:
    """A product, factor by factor."""
    return (
        times.join(write(factor) if factor else gap.format(len(path.factors) - MANY) for factor in _shortened(path))
        or "1"
    )


def _grouped(stages: Sequence[Sequence[Path]], write: Callable[[Path], str], times: str, brackets: str = "({})") -> str:
    """A product of sums."""
    sums = [" + ".join(map(write, stage)).replace("+ -", "- ") for stage in stages]
    return times.join(
        brackets.format(told) if len(stage) > 1 < len(stages) else told for stage, told in zip(stages, sums)
    )


def _has_formula(path: Path) -> bool:
    return any(factor.formula is not None for factor in path.factors)


def _formula(factor: Factor, signs: Signs) -> str:
    return factor.written(signs) if factor.formula is None else _bracketed(factor.formula, str(factor.formula))


def _bracketed(formula: Any, text: str, brackets: str = "({})") -> str:
    return text if formula.is_Atom or formula.is_Function else brackets.format(text)


def counted(count: float) -> str:
    """How many paths: to the last one, or about, or beyond all counting."""
    if count == math.inf:
        return "more than 10^300"
    return f"{count:,}" if count < 10**15 else f"about {numeral(float(count), 3)}"


def _factor_as_dict(factor: Factor) -> dict[str, Any]:
    plain = {"partial": factor.name, "value": factor.value, "rule": factor.rule}
    return plain if factor.formula is None else plain | {"formula": str(factor.formula)}


def _latex_formula(formula: Any) -> str:
    from sympy import latex

    return _bracketed(
        formula,
        latex(formula, symbol_names={symbol: latex_name(symbol.name) for symbol in formula.free_symbols}),
        r"\left({}\right)",
    )
