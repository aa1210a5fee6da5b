"""What softmax makes, by a name of its own, p2 = exp(z2) / (exp(z1) + exp(z2)); and quotients that have one already."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from .namespaces.symbols import sympy


class Share(NamedTuple):
    """A number that softmax makes, by a name of its own: p2 = exp(z2) / (exp(z1) + exp(z2))."""

    name: str
    formula: Any
    """A sympy expression in the names beneath."""
    value: float


def share_symbol(share: Share) -> Any:
    """The name of a share in forms."""
    return sympy().Symbol(share.name, real=True)


def find_shares(
    form: Any, known: list[Share], taken: list[str], values: Mapping[Any, float], named: Mapping[Any, Any]
) -> list[Share]:
    """A name for each exp(z)/(exp(z1) + exp(z2) + ...) that a form holds, and that has none yet.

    `named` are the quotients that nodes of the graph are, by their symbols.
    """
    new: list[Share] = []
    given = {formula: str(symbol) for symbol, formula in named.items()}
    sp = sympy()
    sums = {power.base for power in form.atoms(sp.Pow) if power.exp.is_negative and power.base.is_Add}
    for total in sorted(sums, key=str):
        if not all(isinstance(term, sp.exp) for term in total.args) or total in map(_total, [*known, *new]):
            continue
        scores = sorted((term.args[0] for term in total.args), key=str)
        endings = [_ending(str(score)) for score in scores]
        if "" in endings or len(set(endings)) < len(endings):
            endings = [str(i) for i in range(1, len(scores) + 1)]
        formulas = [sp.exp(score) / total for score in scores]
        others = {*taken, *(share.name for share in [*known, *new])}
        letter = next(
            letter
            for letter in ("p", "q", "r", "softmax")
            if all(f"{letter}{e}" not in others or given.get(f) == f"{letter}{e}" for e, f in zip(endings, formulas))
        )
        for formula, ending in zip(formulas, endings):
            if formula not in given:
                new.append(Share(f"{letter}{ending}", formula, float(formula.evalf(30, subs=values))))
    return new


def with_shares(form: Any, shares: list[Share], named: Mapping[Any, Any]) -> Any:
    """The form with p2 in place of exp(z2)/(exp(z1) + exp(z2)), by the names of nodes where they are that."""
    sp = sympy()
    symbols = {share.formula: share_symbol(share) for share in shares} | {quotient: s for s, quotient in named.items()}
    if named:
        form = form.subs({share_symbol(share): share.formula for share in shares})
    for total in dict.fromkeys(quotient.as_numer_denom()[1] for quotient in symbols):
        if form.has(total):
            whole = sp.Dummy(positive=True)
            parts = {quotient.as_numer_denom(): symbol for quotient, symbol in symbols.items()}
            replaced = {above: symbol * whole for (above, below), symbol in parts.items() if below == total}
            form = sp.expand(form.subs(total, whole).subs(replaced)).subs(whole, total)
    return form


def _total(share: Share) -> Any:
    """The sum that a share is a share of."""
    return share.formula.as_numer_denom()[1]


def _ending(name: str) -> str:
    """The number that a name ends in."""
    return name[len(name.rstrip("0123456789")) :] if name.isidentifier() else ""
