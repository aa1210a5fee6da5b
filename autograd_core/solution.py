"""The complete worked solution of a network: forward pass, local partials, every gradient, updates."""

from collections.abc import Iterable, Iterator
from typing import Literal

from .explanation import Explanation, escaped, explain
from .names import names_beneath, numeral
from .steps import backward_steps, forward_steps
from .value import Value

Form = Literal["markdown", "latex"]


def derivation(
    y: Value,
    wrt: Iterable[Value | str] | None = None,
    learning_rate: float | None = None,
    form: Form = "markdown",
    digits: int = 9,
) -> str:
    """The worked solution of y as a document to hand out, in Markdown or LaTeX.

    `wrt` are the leaves whose gradients are derived, by default all of them; with a `learning_rate` their updates
    follow.  Raises ValueError for another form.
    """
    if form not in ("markdown", "latex"):
        raise ValueError(f'form must be "markdown" or "latex"; got {form!r}')
    names = names_beneath(y)
    targets = [node for node in names if node.op is None] if wrt is None else list(wrt)
    told = [explain(y, x) for x in targets]
    page = _Markdown() if form == "markdown" else _Latex()
    lines = [*page.begin(f"Backpropagation through {names[y]}")]
    lines += page.heading("Forward pass")
    lines += page.table(("node", "computed as", "value"), ((s.node, s.expression, numeral(s.value, digits)) for s in forward_steps(y)))
    lines += page.heading("Local partials")
    rows: dict[tuple[str, str], tuple[str, str, str]] = {}
    for step in backward_steps(y):
        rows.setdefault((str(step.node), step.rule), (str(step.node), step.rule, numeral(step.local, digits)))
    lines += page.table(("at", "rule", "value"), rows.values())
    lines += page.heading("Gradients, by the chain rule")
    for explanation in told:
        lines += page.formula(explanation, digits)
    if learning_rate is not None:
        lines += page.heading(f"Updates, with learning rate {numeral(learning_rate, digits)}")
        data = {str(name): node.data for node, name in names.items()}
        lines += page.table(("parameter", "updated", "value"), _updates(told, data, learning_rate, digits))
    lines += page.end()
    return "\n".join(lines) + "\n"


def _updates(told: Iterable[Explanation], data: dict[str, float], rate: float, digits: int) -> Iterator[tuple[str, str, str]]:
    for explanation in told:
        old, name = data[str(explanation.x)], str(explanation.x)
        new = old - rate * explanation.value
        yield name, f"{numeral(old, digits)} - {numeral(rate, digits)} * {numeral(explanation.value, digits)}", numeral(new, digits)


class _Markdown:
    """The parts of a document, in Markdown."""

    def begin(self, title: str) -> list[str]:
        return [f"# {title}", ""]

    def heading(self, text: str) -> list[str]:
        return [f"## {text}", ""]

    def table(self, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
        ruled = [head, tuple("---" for _ in head), *(tuple(f"`{cell.replace('|', '¦')}`" for cell in row) for row in rows)]
        return [*(f"| {' | '.join(row)} |" for row in ruled), ""]

    def formula(self, explanation: Explanation, digits: int) -> list[str]:
        return ["$$", explanation.latex(digits), "$$", ""]

    def end(self) -> list[str]:
        return []


class _Latex:
    """The parts of a document, in LaTeX."""

    def begin(self, title: str) -> list[str]:
        return [
            r"\documentclass{article}", r"\usepackage{amsmath,longtable}", r"\allowdisplaybreaks", r"\begin{document}",
            rf"\section*{{{escaped(title)}}}",
        ]  # fmt: skip

    def heading(self, text: str) -> list[str]:
        return [rf"\subsection*{{{escaped(text)}}}"]

    def table(self, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
        body = [" & ".join(r"\texttt{" + escaped(cell) + "}" for cell in row) + r" \\" for row in rows]
        columns = "l" * len(head)
        return [rf"\begin{{longtable}}{{{columns}}}", " & ".join(map(escaped, head)) + r" \\ \hline", *body, r"\end{longtable}"]

    def formula(self, explanation: Explanation, digits: int) -> list[str]:
        return [r"\[", explanation.latex(digits), r"\]"]

    def end(self) -> list[str]:
        return [r"\end{document}"]
