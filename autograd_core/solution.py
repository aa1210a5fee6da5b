"""Complete worked solutions: forward pass, local partials, every gradient by the chain rule, updates."""

from collections.abc import Iterable, Iterator
from typing import Any

from .arguments import public
from .chain import Between, Factor
from .documents import Form, LatexDocument, MarkdownDocument, TableRow
from .explainer import Explainer
from .explanation import in_names
from .graph import topological_order
from .names import expressed, is_step, names_to_derive, typeset, written
from .namespaces.text import LATEX, PRODUCT
from .passing import refuse_passing
from .rules import at_kink, local_rule
from .value import Value
from .writing import (
    DIGITS,
    latex_factor,
    latex_name,
    latex_numeral,
    must_be_digits,
    partial_latex,
)

DIRECTLY_IN_A_SENTENCE = (
    r"Here, $\partial^{+}$ is a partial along one edge, everything else held; "
    r"without the plus it is the whole, the sum over all ways."
)

FEW, MANY = 16, 120
"""More gradients, or more factors on all their paths, are derived node by node, each from those of the nodes above."""


LARGEST = 20_000
"""Of so many nodes a solution is written."""


@public
def derivation(
    y: Value,
    wrt: Iterable[Value | str] | Value | str | None = None,
    learning_rate: float | None = None,
    form: Form = "markdown",
    digits: int = DIGITS,
) -> str:
    """The worked solution of y as a document to hand out, in Markdown or LaTeX.

    `wrt` are the nodes or labels whose gradients are derived, by default all leaves; with a `learning_rate` the updates
    of the leaves among them follow.  Steps without a label are called u1, u2, ...; partials stand in closed form, as
    people write them, where sympy is installed and the form is proved.  The LaTeX needs pdflatex and its base packages
    alone, and breaks over lines and pages.  Raises ValueError for another form, and for more than 20,000 nodes.

    >>> a, b = Value(2.0, label="a"), Value(3.0, label="b")
    >>> print(derivation((a * b + a).named("y"), "b", digits=3))  # doctest: +ELLIPSIS
    # Backpropagation through y
    ...
    | $u_{1}$ | $a \\, b$ | $6$ |
    ...
    """
    _check(y, form, digits)
    solution = _Solution(y, wrt, digits)
    page = MarkdownDocument() if form == "markdown" else LatexDocument()
    lines = [
        *page.begin(f"Backpropagation through {solution.text_names[y]}", solution.is_long),
        *page.heading("Forward pass"),
    ]
    lines += page.table(("node", "computed as", "value"), solution.leaves(), solution.forward())
    lines += page.heading("Local partials")
    if solution.has_direct():
        lines += page.sentence(DIRECTLY_IN_A_SENTENCE)
    lines += page.table(("partial", "rule", "value"), solution.partials())
    lines += page.heading("Gradients, by the chain rule")
    if solution.is_long:
        lines += page.table(("gradient", "by the chain rule", "value"), solution.node_by_node())
    else:
        for explanation in solution.explanations:
            names = solution.names
            lines += page.formula(
                partial_latex(names[explanation.of], names[explanation.to]),
                explanation.latex_rows(digits, page.next_term),
            )
    if learning_rate is not None:
        lines += page.heading(f"Updates, with learning rate {learning_rate:.{digits}g}")
        lines += page.table(("parameter", "updated", "value"), solution.updates(learning_rate))
    return "\n".join([*lines, *page.end()]) + "\n"


def _check(y: Any, form: Any, digits: Any) -> None:
    """Raise ValueError or TypeError for what no solution is written of."""
    if form not in ("markdown", "latex"):
        raise ValueError(f'form must be "markdown" or "latex"; got {form!r}')
    must_be_digits(digits)
    refuse_passing(y, "derivation")
    if isinstance(y, Value) and (nodes := len(topological_order(y))) > LARGEST:
        raise ValueError(
            f"derivation writes out at most {LARGEST:,} nodes, about half a minute of work; got {nodes:,}: "
            "derive a node nearer to the leaves, or use explain(y, x) for one gradient"
        )


class _Solution:
    """What a worked solution says, as rows of formulas."""

    def __init__(self, y: Value, wrt: Iterable[Value | str] | Value | str | None, digits: int) -> None:
        self.y, self.digits = y, digits
        self.text_names = names_to_derive(y)
        self.names = typeset(self.text_names)
        inner = [node for node in self.names if node.op is not None and node is not y]
        between: Between = "labelled" if any(node.label for node in inner) else "all"
        named = {node for node in self.names if node.label or node is y or is_step(self.text_names[node])}
        self.named = {node for node in self.names if node.op is None or node in named}
        leaves: Iterable[Value | str] = (node for node in self.names if node.op is None)
        wanted = leaves if wrt is None else [wrt] if isinstance(wrt, str) or not isinstance(wrt, Iterable) else wrt
        sketch = Explainer(y, between, names=self.text_names, named=named)
        sketches = list(map(sketch.explain, wanted))
        self.is_long = len(sketches) > FEW or sum(len(path.factors) for each in sketches for path in each.paths) > MANY
        explainer = Explainer(y, between, symbolic=True, names=self.text_names, named=named)
        self.wanted = [each.to for each in sketches]
        self.value = {each.to: each.value for each in sketches}
        self.explanations = sketches if self.is_long else list(map(explainer.explain, self.wanted))
        self.links = explainer.linked(self.wanted) if self.is_long else {}
        self.adjoint = explainer.adjoint
        self.shares = explainer.shares

    def factors(self) -> list[Factor]:
        """The factors that the gradients are made of, each once, from the root down."""
        if self.is_long:
            return [factor for factors in reversed(self.links.values()) for factor in factors]
        place = {node: i for i, node in enumerate(self.names)}
        factors = (factor for each in self.explanations for path in each.paths for factor in path.factors)
        by_edge = {(factor.of, factor.to, factor.is_direct): factor for factor in factors}
        return sorted(by_edge.values(), key=lambda factor: (-place[factor.of], -place[factor.to]))

    def has_direct(self) -> bool:
        """Whether a partial along one edge is written that is not the whole."""
        return any(factor.is_direct for factor in self.factors())

    def forward(self) -> Iterator[TableRow]:
        """Every named step, and what softmax makes."""
        for node, name in self.names.items():
            if node in self.named and node.op is not None:
                expression = expressed(node, self.names, m=LATEX) or LATEX.call(node.op.name, r"\ldots")
                yield str(name), str(expression), latex_numeral(node.data, self.digits)
        used = {share.name for each in self.explanations for share in each.shares()}
        used |= {share.name for factor in self.factors() if factor.form for share in factor.form.shares}
        for share in self.shares:
            if share.name in used:
                formula = str(in_names(share.formula, self.text_names, LATEX))
                yield latex_name(share.name), formula, latex_numeral(share.value, self.digits)

    def leaves(self) -> Iterator[TableRow]:
        """What the graph begins with."""
        for node, name in self.names.items():
            if node.op is None:
                yield str(name), "", latex_numeral(node.data, self.digits)

    def partials(self) -> Iterator[TableRow]:
        """The factors: each by name, by its rule, and its value."""
        for factor in self.factors():
            value = latex_numeral(factor.value, self.digits)
            rule = self._rule(factor)
            yield self._name(factor), "" if rule == value else rule, value

    def _name(self, factor: Factor) -> str:
        return partial_latex(self.names[factor.of], self.names[factor.to], factor.is_direct)

    def _rule(self, factor: Factor) -> str:
        """A factor in closed form; without one by the rule of its op, if it is of one."""
        if factor.form is not None:
            if factor.formula.is_number:
                return ""
            return str(in_names(factor.formula, self.text_names, LATEX))
        if factor.position is None or factor.of.op is None or at_kink(factor.of):
            return ""
        inputs = written(factor.of.args, self.names, LATEX)
        return str(local_rule(factor.of.op, factor.position, self.names[factor.of], inputs, LATEX))

    def node_by_node(self) -> Iterator[TableRow]:
        """The gradient of every node on the way, each from those of the nodes that use it."""
        users: dict[Value, list[Factor]] = {}
        for factor in self.factors():
            users.setdefault(factor.to, []).append(factor)
        wanted = set(self.wanted)
        for node in [*reversed(self.links), *(x for x in self.wanted if x not in self.links)]:
            terms = [self._from_above(factor) for factor in users.get(node, [])]
            if not terms or (node.op is None and node not in wanted):
                continue
            symbols, numbers = (" + ".join(each) for each in zip(*terms))
            gradient = partial_latex(self.names[self.y], self.names[node])
            is_product = len(terms) > 1 or r"\cdot" in numbers
            formula = " = ".join(
                text for text in (symbols, numbers if is_product else "") if text not in ("", gradient)
            )
            yield gradient, formula, latex_numeral(self.adjoint[node], self.digits)

    def _from_above(self, factor: Factor) -> tuple[str, str]:
        """What one node gives to another: its gradient times the factor between them, in symbols and in numbers."""
        number = latex_factor(factor.value, self.digits)
        if factor.of is self.y:
            return self._rule(factor) or self._name(factor), number
        local = self._name(factor)
        if factor.form is not None:
            local = in_names(factor.formula, self.text_names, LATEX).within(PRODUCT)
        gradient = partial_latex(self.names[self.y], self.names[factor.of])
        up = latex_factor(self.adjoint[factor.of], self.digits)
        return (gradient, up) if local == "1" else (rf"{gradient} \, {local}", rf"{up} \cdot {number}")

    def updates(self, rate: float) -> Iterator[TableRow]:
        """The leaves among those that are derived, less the rate times their gradient."""
        for leaf in self.wanted:
            if leaf.op is None:
                old = latex_numeral(leaf.data, self.digits)
                eta, slope = (latex_factor(x, self.digits) for x in (rate, self.value[leaf]))
                new = latex_numeral(leaf.data - rate * self.value[leaf], self.digits)
                yield str(self.names[leaf]), rf"{old} - {eta} \cdot {slope}", new
