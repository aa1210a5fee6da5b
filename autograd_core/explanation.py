"""One partial told as the chain rule, and how that is written: as text, LaTeX, Markdown and plain data."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

from .arguments import public_class
from .calculus import edges_over
from .chain import PLAIN, UNICODE, Factor, Path, Signs
from .chain_tree import MANY, ChainTree, chain_tree
from .closed import ClosedForm, Share
from .documents import code_markdown
from .graph import adjoints, dependents, replay, topological_order
from .lacking import Hinting
from .names import expressed, is_step, typeset
from .namespaces.text import LATEX, NAMES, PRODUCT, SUM, Text, Written
from .rules import at_kink
from .sympy_text import over
from .trees import for_json
from .value import Value
from .words import can_show
from .writing import (
    DIGITS,
    DIRECTLY,
    DIRECTLY_LATEX,
    DIRECTLY_WITH_SIGNS,
    escaped,
    latex_factor,
    latex_name,
    latex_numeral,
    numeral,
    partial_latex,
    partial_name,
)  # fmt: skip

LONGEST_RULE = 60
"""A rule of several ops that is longer is not written."""


@public_class()
@dataclass(frozen=True, slots=True)
class Explanation(Hinting):
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
    total: ClosedForm | None = field(default=None, repr=False)
    """The whole in closed form, shortened, where that was asked for and is proved."""

    @property
    def name(self) -> str:
        """dE_total/dw5"""
        return self._name(PLAIN)

    def _name(self, signs: Signs) -> str:
        return partial_name(self.names[self.of], self.names[self.to], signs.d)

    @property
    def formula(self) -> Any:
        """The whole in closed form, a sympy expression in what is named on the way.

        None unless `symbolic` and told in full.
        """
        if self.count > len(self.paths) or any(
            factor.formula is None for path in self.paths for factor in path.factors
        ):
            return None
        return sum(math.prod(factor.formula for factor in path.factors) for path in self.paths)

    def rules(self) -> dict[str, str]:
        """The rule of each factor that is one op: {'dout_o1/dnet_o1': "sigmoid'(x) = y (1 - y)"}.

        Where no factor is, the rules of several ops in one formula, if that is short.
        """
        factors = list(self._factors())
        single = {factor.name: factor.rule for factor in factors if factor.rule}
        return single or {factor.name: text for factor in factors if (text := _rule_of_several(factor))}

    def _factors(self) -> Iterator[Factor]:
        """The factors that are written, each once."""
        told = (path for paths in (self.paths, *self.stages) for path in paths)
        return iter(dict.fromkeys(factor for path in told for factor in _shortened(path) if factor))

    # ── what is named by the way ─────────────────────────────────────────────────────────────

    def steps(self) -> list[Value]:
        """The nodes called u1, u2, ... in what is written here, in the order of computing."""
        pending = [node for factor in self._factors() for node in (factor.of, factor.to)]
        found: set[Value] = set()
        while pending:
            node = pending.pop()
            if node.op is not None and not node.label and node not in found:
                found.add(node)
                pending += [arg for _, arg, _ in node.inputs()]
        return [node for node in self.names if node in found and is_step(self.names[node])]

    def shares(self) -> list[Share]:
        """What softmax makes, by the names that closed forms give it."""
        forms = [factor.form for factor in self._factors()] + [self.total]
        return list(dict.fromkeys(share for form in forms if form is not None for share in form.shares))

    def has_direct(self) -> bool:
        """Whether a partial along one edge is written that is not the whole."""
        return any(factor.is_direct for factor in self._factors())

    # ── as text ──────────────────────────────────────────────────────────────────────────────

    def text(self, digits: int = DIGITS, unicode: bool = False) -> str:
        """For a terminal: one line for one path; for several a line each, their sum, and the grouped form."""
        signs = UNICODE if unicode else PLAIN
        name, value = self._name(signs), numeral(self.value, digits)

        def symbols(path: Path) -> str:
            return _product(path, lambda factor: factor.written(signs), signs.times)

        def number(path: Path, factor: Factor) -> str:
            return "nothing" if path.takes(factor) else numeral(factor.value, digits)

        def told(path: Path) -> str:
            numbers = _product(path, lambda factor: number(path, factor), signs.times)
            formulas = ""
            if _has_formula(path):
                level = PRODUCT if len(path.factors) > 1 else SUM
                formulas = _product(
                    _without_ones(path), lambda factor: self._formula(factor, signs, level), signs.times
                )
            product = numeral(path.share, digits) if len(path.factors) > 1 else ""
            return " = ".join(dict.fromkeys(filter(None, [formulas, numbers, product])))

        if self.count == 1:
            (path,) = self.paths
            lines = [" = ".join([name, *([symbols(path)] if len(path.factors) > 1 else []), told(path)])]
        else:
            lines = [f"{name} is the sum over {counted(self.count)} paths"]
            for i, path in enumerate(self.paths):
                lines.append(f"  {'+' if i else ' '} {symbols(path)} = {told(path)}")
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
        if self.total is not None and (self.count > 1 or len(self.paths[0].factors) > 1):
            lines.append(f"in short: {name} = {self._written(self.total.formula, NAMES)} = {value}")
        lines += [f"where {line}" for line in self._definitions(digits)]
        if self.has_direct():
            lines.append(DIRECTLY_WITH_SIGNS if unicode else DIRECTLY)
        if not math.isfinite(self.value):
            lines.append(f"anomalies(y) tells where this {value} began")
        return "\n".join(lines)

    def _definitions(self, digits: int, m: Text = NAMES) -> Iterator[str]:
        """u1 = w*x + b = 0.3; p1 = exp(z1)/(exp(z1) + exp(z2)) = 0.5"""
        in_latex = m is LATEX
        names, number = (typeset(self.names), latex_numeral) if in_latex else (self.names, numeral)
        for node in self.steps():
            expression = expressed(node, names, m=m)
            middle = f" = {expression}" if expression else ""
            yield f"{names[node]}{middle} = {number(node.data, digits)}"
        for share in self.shares():
            name = latex_name(share.name) if in_latex else share.name
            yield f"{name} = {self._written(share.formula, m)} = {number(share.value, digits)}"

    def _written(self, formula: Any, m: Text) -> Written:
        return in_names(formula, self.names, m)

    def _formula(self, factor: Factor, signs: Signs, level: int) -> str:
        if factor.formula is None:
            return factor.written(signs)
        return self._written(factor.formula, NAMES).within(level)

    def tree(self, digits: int = DIGITS, unicode: bool | None = None) -> ChainTree:
        """Which factor comes from where: the paths from y down to x as a tree, with the rule of each factor.

        At the end of each stands its product.  By default lines are drawn where the terminal can show them.  A notebook
        shows it as a picture, `.tree().save("tree.svg")` writes that.

        >>> from autograd_core import explain
        >>> a, b = Value(2.0, label="a"), Value(3.0, label="b")
        >>> h = (a * b).named("h")
        >>> explain((h * h + a * h).named("y"), a).tree(unicode=False)
        dy/da = 48
        |- d+y/da = 6
        |  = 6
        `- dy/dh = 14
           dh/da = 3: d(a b)/da = b
           = 42
        """
        more = counted(self.count - len(self.paths)) if self.count > len(self.paths) else ""
        return chain_tree(self._name, self.paths, self.value, more, self.rest, digits, unicode)

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
        told = [rf" \\ & \text{{where }} {line}" for line in self._definitions(digits, LATEX)]
        return self._aligned(digits, told)

    def _aligned(self, digits: int, told: Sequence[str] = ()) -> str:
        """The formula, what is told of its symbols, and what the plus means."""
        names = typeset(self.names)
        name = partial_latex(names[self.of], names[self.to])
        rows = r" \\ &= ".join(self.latex_rows(digits))
        direct = rf" \\ & {DIRECTLY_LATEX}" if self.has_direct() else ""
        return rf"\begin{{aligned}}{name} &= {rows}{''.join(told)}{direct}\end{{aligned}}"

    def latex_rows(self, digits: int = DIGITS, next_term: str = r" \\ &\quad + ") -> list[str]:
        """What dy/dx equals, one form after the other: in symbols, in closed form, in numbers, and its value."""
        names = typeset(self.names)
        more = [r"\cdots"] if self.count > len(self.paths) else []

        def partial(factor: Factor) -> str:
            if factor.is_delta:
                return rf"\delta_{{{escaped(factor.unit.replace('_', ','))}}}"
            return partial_latex(names[factor.of], names[factor.to], factor.is_direct)

        def closed(factor: Factor, level: int) -> str:
            return partial(factor) if factor.formula is None else self._written(factor.formula, LATEX).within(level)

        def symbols(path: Path) -> str:
            return _product(path, partial, r" \, ", r"\cdots")

        def formulas(path: Path) -> str:
            level = PRODUCT if len(path.factors) > 1 else SUM
            return _product(_without_ones(path), lambda factor: closed(factor, level), r" \, ", r"\cdots")

        def numbers(path: Path) -> str:
            def number(factor: Factor) -> str:
                return r"\text{nothing}" if path.takes(factor) else latex_factor(factor.value, digits)

            return _product(path, number, r" \cdot ", r"\cdots")

        def told(write: Callable[[Path], str]) -> str:
            return next_term.join([*map(write, self.paths), *more]).replace("+ -", "- ")

        rows = [told(symbols)] if self.of is not self.to and not self._is_tautology() else []
        if any(map(_has_formula, self.paths)):
            rows.append(told(formulas))
        if self.total is not None and (self.count > 1 or len(self.paths[0].factors) > 1):
            rows.append(str(self._written(self.total.formula, LATEX)))
        if any(len(path.factors) > 1 for path in self.paths) or self.count > 1:
            rows.append(told(numbers))
        if self.stages:
            rows.append(_grouped(self.stages, symbols, r" \, ", r"\left({}\right)"))
            rows.append(
                _grouped(self.stages, lambda path: latex_factor(path.share, digits), r" \cdot ", r"\left({}\right)")
            )
        rows.append(latex_numeral(self.value, digits))
        return list({row.replace(r"\\ &\quad ", ""): row for row in rows}.values())

    def _is_tautology(self) -> bool:
        """Whether the only path is the one factor dy/dx itself."""
        return self.count == 1 and len(self.paths[0].factors) == 1 and not self.paths[0].factors[0].is_delta

    def markdown(self, digits: int = DIGITS) -> str:
        """The formula, what is named in it, and the rules it uses."""
        lines = [f"${line}$" for line in self._definitions(digits, LATEX)]
        lines += [f"{code_markdown(name)}: {code_markdown(text)}" for name, text in self.rules().items()]
        return f"$$ {self._aligned(digits)} $$\n" + "".join(f"\n- {line}" for line in lines) + "\n"

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


def in_names(formula: Any, names: Mapping[Value, Written], m: Text) -> Written:
    """A closed form as text or LaTeX, in the names of nodes."""
    called = {str(name): name for name in names.values()}
    if m is LATEX:
        called = {str(names[node]): name for node, name in typeset(names).items()}

    def written(symbol: Any) -> Written:
        name = called.get(str(symbol))
        if name is not None:
            return Written(m, name.text, name.level)
        return Written(m, latex_name(str(symbol)) if m is LATEX else str(symbol))

    return m.written(over(formula, m, written))


def _rule_of_several(factor: Factor) -> str:
    """The rules of several ops folded into one formula, where that is short; else empty."""
    of, held = factor.of, set(factor.held) - {factor.of}
    if of.op is None or factor.is_delta:
        return ""
    order: list[Value] = topological_order(of, held)
    if len(order) > MANY or any(map(at_kink, order)):
        return ""
    names = {node: factor.names[node] for node in order}
    cut = {node for node in order if node in held}
    env: dict[Any, Any] = {node: names[node] for node in cut}
    try:
        replay(order, env, lambda node, inputs: NAMES.written(NAMES.apply(node.op, *inputs)), NAMES.written)
        live = dependents(order, [factor.to])
        edges = edges_over(NAMES, (env | {of: names[of]}).__getitem__, live, cut)
        partial = adjoints([node for node in order if node in live], NAMES.written(1), edges)[factor.to]
    except (TypeError, AttributeError):  # a row that runs over floats alone
        return ""
    text = f"{factor.name} = {partial}"
    return text if len(text) <= LONGEST_RULE else ""


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


def _without_ones(path: Path) -> Path:
    """The path without the factors whose closed form is 1, which nobody writes."""
    kept = tuple(factor for factor in path.factors if factor.formula is None or factor.formula != 1)
    return Path(kept or path.factors[:1])


def _has_formula(path: Path) -> bool:
    return any(factor.formula is not None for factor in path.factors)


def counted(count: float) -> str:
    """How many paths: to the last one, or about, or beyond all counting."""
    if count == math.inf:
        return "more than 10^300"
    return f"{count:,}" if count < 10**15 else f"about {numeral(float(count), 3)}"


def _factor_as_dict(factor: Factor) -> dict[str, Any]:
    plain = {"partial": factor.name, "value": factor.value, "rule": factor.rule}
    return plain if factor.formula is None else plain | {"formula": str(factor.formula)}
