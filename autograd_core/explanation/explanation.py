"""One partial told as the chain rule: as text, LaTeX, Markdown and plain data."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from ..arguments import public_class
from ..chain import PLAIN, UNICODE, ChainSigns, Factor, Path
from ..chain_tree import ChainTree, chain_tree
from ..documents import code_markdown
from ..names import expressed, typeset
from ..namespaces.text import LATEX, NAMES, PRODUCT, SUM, Text, Written
from ..trees import for_json
from ..words import can_show
from ..writing import (
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
)  # fmt: skip
from .products import counted, grouped, has_formula, in_names, product, without_ones
from .sums import SumOfPaths


@public_class()
@dataclass(frozen=True, slots=True)
class Explanation(SumOfPaths):
    """dy/dx as the chain rule: the sum over paths of the product of the factors on each."""

    # ── as text ──────────────────────────────────────────────────────────────────────────────

    def text(self, digits: int = DIGITS, unicode: bool = False) -> str:
        """For a terminal: one line for one path; for several a line each, their sum, and the grouped form."""
        signs = UNICODE if unicode else PLAIN
        name, value = self._name(signs), numeral(self.value, digits)

        def symbols(path: Path) -> str:
            return product(path, lambda factor: factor.written(signs), signs.times)

        lines = self._sum_of_paths(name, value, symbols, digits, signs)
        if self.stages:
            lines.append(f"grouped: {name} = {grouped(self.stages, symbols, signs.times)}")
            lines.append(f"  = {grouped(self.stages, lambda path: numeral(path.share, digits), signs.times)} = {value}")
        if self.total is not None and (self.count > 1 or len(self.paths[0].factors) > 1):
            lines.append(f"in short: {name} = {self._closed(self.total.formula, NAMES)} = {value}")
        lines += [f"where {line}" for line in self._definitions(digits)]
        if self.has_direct():
            lines.append(DIRECTLY_WITH_SIGNS if unicode else DIRECTLY)
        if not math.isfinite(self.value):
            lines.append(f"anomalies(y) tells where this {value} began")
        return "\n".join(lines)

    def _sum_of_paths(
        self, name: str, value: str, symbols: Callable[[Path], str], digits: int, signs: ChainSigns
    ) -> list[str]:
        """The only path in a line; of several each in a line, and their sum."""
        if self.count == 1:
            (path,) = self.paths
            chain = [symbols(path)] if len(path.factors) > 1 else []
            return [" = ".join([name, *chain, self._path_in_numbers(path, digits, signs)])]
        lines = [f"{name} is the sum over {counted(self.count)} paths"]
        for i, path in enumerate(self.paths):
            lines.append(f"  {'+' if i else ' '} {symbols(path)} = {self._path_in_numbers(path, digits, signs)}")
        if more := self.count - len(self.paths):
            lines.append(f"  + {counted(more)} more paths, together {numeral(self.rest, digits)}")
        return [*lines, f"  = {value}"]

    def _path_in_numbers(self, path: Path, digits: int, signs: ChainSigns) -> str:
        """The factors of a path in closed form, as numbers, and their product."""

        def number(factor: Factor) -> str:
            return "nothing" if path.takes(factor) else numeral(factor.value, digits)

        formulas = ""
        if has_formula(path):
            level = PRODUCT if len(path.factors) > 1 else SUM
            formulas = product(without_ones(path), lambda factor: self._formula(factor, signs, level), signs.times)
        share = numeral(path.share, digits) if len(path.factors) > 1 else ""
        return " = ".join(dict.fromkeys(filter(None, [formulas, product(path, number, signs.times), share])))

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
            yield f"{name} = {self._closed(share.formula, m)} = {number(share.value, digits)}"

    def _closed(self, formula: Any, m: Text) -> Written:
        return in_names(formula, self.names, m)

    def _formula(self, factor: Factor, signs: ChainSigns, level: int) -> str:
        if factor.formula is None:
            return factor.written(signs)
        return self._closed(factor.formula, NAMES).within(level)

    def tree(self, digits: int = DIGITS, unicode: bool | None = None) -> ChainTree:
        """Which factor comes from where: the paths from y down to x as a tree, with the rule of each factor.

        At the end of each stands its product.  By default lines are drawn where the terminal can show them.  A notebook
        shows it as a picture, `.tree().save("tree.svg")` writes that.

        >>> from autograd_core import Value, explain
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
        paths = _LatexPaths(self, digits)
        more = [r"\cdots"] if self.count > len(self.paths) else []

        def total(write: Callable[[Path], str]) -> str:
            return next_term.join([*map(write, self.paths), *more]).replace("+ -", "- ")

        rows = [total(paths.symbols)] if self.of is not self.to and not self._is_tautology() else []
        if any(map(has_formula, self.paths)):
            rows.append(total(paths.formulas))
        if self.total is not None and (self.count > 1 or len(self.paths[0].factors) > 1):
            rows.append(str(self._closed(self.total.formula, LATEX)))
        if any(len(path.factors) > 1 for path in self.paths) or self.count > 1:
            rows.append(total(paths.numbers))
        if self.stages:
            brackets = r"\left({}\right)"
            rows.append(grouped(self.stages, paths.symbols, r" \, ", brackets))
            rows.append(grouped(self.stages, lambda path: latex_factor(path.share, digits), r" \cdot ", brackets))
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


def _factor_as_dict(factor: Factor) -> dict[str, Any]:
    plain = {"partial": factor.name, "value": factor.value, "rule": factor.rule}
    return plain if factor.formula is None else plain | {"formula": str(factor.formula)}


class _LatexPaths:
    """Paths in LaTeX: as symbols, in closed form, and in numbers."""

    def __init__(self, of: Explanation, digits: int) -> None:
        self.of, self.digits, self.names = of, digits, typeset(of.names)

    def symbols(self, path: Path) -> str:
        """Each factor as a partial."""
        return product(path, self._partial, r" \, ", r"\cdots")

    def formulas(self, path: Path) -> str:
        """Each factor in closed form, where it has one."""
        level = PRODUCT if len(path.factors) > 1 else SUM

        def closed(factor: Factor) -> str:
            if factor.formula is None:
                return self._partial(factor)
            return in_names(factor.formula, self.of.names, LATEX).within(level)

        return product(without_ones(path), closed, r" \, ", r"\cdots")

    def numbers(self, path: Path) -> str:
        """Each factor as a number."""

        def number(factor: Factor) -> str:
            return r"\text{nothing}" if path.takes(factor) else latex_factor(factor.value, self.digits)

        return product(path, number, r" \cdot ", r"\cdots")

    def _partial(self, factor: Factor) -> str:
        if factor.is_delta:
            return rf"\delta_{{{escaped(factor.unit.replace('_', ','))}}}"
        return partial_latex(self.names[factor.of], self.names[factor.to], factor.is_direct)
