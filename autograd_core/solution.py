"""The complete worked solution of a network: forward pass, local partials, every gradient, updates."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from .explainer import Explainer
from .explanation import Explanation
from .names import expressed, typeset, written
from .namespaces.text import LATEX, Written
from .rules import local_rule
from .steps import BackwardStep, backward_steps
from .value import Value
from .writing import DIGITS, escaped, latex_factor, latex_numeral, partial_latex

Form = Literal["markdown", "latex"]


def derivation(
    y: Value,
    wrt: Iterable[Value | str] | Value | str | None = None,
    learning_rate: float | None = None,
    form: Form = "markdown",
    digits: int = DIGITS,
) -> str:
    """The worked solution of y as a document to hand out, in Markdown or LaTeX.

    `wrt` are the nodes or labels whose gradients are derived, by default all leaves; with a `learning_rate` the updates of
    the leaves among them follow.  Raises ValueError for another form.
    """
    if form not in ("markdown", "latex"):
        raise ValueError(f'form must be "markdown" or "latex"; got {form!r}')
    explainer = Explainer(y)
    names = typeset(explainer.names)
    leaves = (node for node in names if node.op is None)
    wanted: Iterable[Value | str] = (
        leaves if wrt is None else [wrt] if isinstance(wrt, str) or not isinstance(wrt, Iterable) else wrt
    )
    told = [explainer.explain(x) for x in wanted]
    page = _Markdown() if form == "markdown" else _Latex()
    lines = [*page.begin(f"Backpropagation through {explainer.names[y]}"), *page.heading("Forward pass")]
    lines += page.table(("node", "computed as", "value"), _forward(names, digits))
    lines += page.heading("Local partials")
    lines += page.table(("partial", "rule", "value"), _partials(backward_steps(y), names, digits))
    lines += page.heading("Gradients, by the chain rule")
    for explanation in told:
        lines += page.formula(explanation.latex(digits))
    if learning_rate is not None:
        lines += page.heading(f"Updates, with learning rate {learning_rate:.{digits}g}")
        lines += page.table(("parameter", "updated", "value"), _updates(told, names, learning_rate, digits))
    return "\n".join([*lines, *page.end()]) + "\n"


Row = tuple[str, str, str]
"""The cells of a table, each a formula."""


def _forward(names: Mapping[Value, Written], digits: int) -> Iterator[Row]:
    for node, name in names.items():
        expression = expressed(node, names, m=LATEX) or LATEX.call(node.op.name, r"\ldots") if node.op else None
        if expression:
            yield str(name), "" if expression.text == name.text else str(expression), latex_numeral(node.data, digits)


def _partials(steps: Iterable[BackwardStep], names: Mapping[Value, Written], digits: int) -> Iterator[Row]:
    for step in steps:
        assert step.of.op is not None
        partial = partial_latex(names[step.of], names[step.to])
        formula = local_rule(step.of.op, step.position, names[step.of], written(step.of.args, names, LATEX), LATEX)
        yield partial, str(formula), latex_numeral(step.local, digits)


def _updates(told: Iterable[Explanation], names: Mapping[Value, Written], rate: float, digits: int) -> Iterator[Row]:
    for explanation in told:
        leaf, gradient = explanation.to, explanation.value
        if leaf.op is None:
            old, eta, slope = (
                latex_numeral(leaf.data, digits),
                latex_factor(rate, digits),
                latex_factor(gradient, digits),
            )
            yield str(names[leaf]), rf"{old} - {eta} \cdot {slope}", latex_numeral(leaf.data - rate * gradient, digits)


class _Markdown:
    """The parts of a document, in Markdown."""

    def begin(self, title: str) -> list[str]:
        return [f"# {title}", ""]

    def heading(self, text: str) -> list[str]:
        return [f"## {text}", ""]

    def table(self, head: Row, rows: Iterable[Row]) -> list[str]:
        body = [
            ["$" + cell.replace("|", r"\vert ") + "$" if cell else "" for cell in row] for row in rows
        ]  # a | would end the cell
        return [*(f"| {' | '.join(row)} |" for row in (head, ("---", "---", "---"), *body)), ""]

    def formula(self, latex: str) -> list[str]:
        return ["$$", latex, "$$", ""]

    def end(self) -> list[str]:
        return []


class _Latex:
    """The parts of a document, in LaTeX."""

    def begin(self, title: str) -> list[str]:
        return [
            r"\documentclass{article}",
            r"\usepackage[a4paper,margin=2cm]{geometry}",
            r"\usepackage{amsmath,longtable}",
            r"\allowdisplaybreaks",
            r"\renewcommand{\strut}{\rule[-2.4ex]{0pt}{6ex}}",  # room for a fraction in every row
            r"\begin{document}",
            rf"\section*{{{escaped(title)}}}",
        ]

    def heading(self, text: str) -> list[str]:
        return [rf"\subsection*{{{escaped(text)}}}"]

    def table(self, head: Row, rows: Iterable[Row]) -> list[str]:
        body = [" & ".join(rf"$\displaystyle {cell}$" if cell else "" for cell in row) + r" \strut \\" for row in rows]
        return [r"\begin{longtable}[l]{lll}", " & ".join(head) + r" \\ \hline", *body, r"\end{longtable}"]

    def formula(self, latex: str) -> list[str]:
        return [r"\[", latex, r"\]"]

    def end(self) -> list[str]:
        return [r"\end{document}"]
