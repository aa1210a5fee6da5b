"""WRONG, in words: with the point that shows it."""

from ...namespaces.interval import Interval
from ...value import Value
from ..truth.enclosures import Enclosures
from ..truth.ladder import middle
from ..verdicts.verdict import Kind, Verdict, difference_between, shown, told_apart
from .formulas import Formula


def refuted(formula: Formula, at: Enclosures, true: Interval, claimed: Interval) -> Verdict:
    """WRONG, with the point that shows it."""
    nodes = [*dict.fromkeys([*formula.nodes, *(leaf for leaf in at.order if leaf.op is None)])]
    rough = at.rough.values if at.rough is not None else None  # of a large graph, which has been swept in floats

    def value(node: Value) -> Interval:
        return at.value(node, true.m.digits) if rough is None else rough[node].within(at.system(true.m.digits))

    witness = {str(at.shape.name(node)): shown(value(node), 6) for node in nodes[:8]}
    witness |= {"true": shown(true), "claimed": shown(claimed) if claimed.finite else "no value"}
    place = "" if not at.given else f" at {', '.join(f'{name} = {x}' for name, x in list(witness.items())[:-2])}"
    if not claimed.finite:
        came = "it has no value" if claimed.nan or claimed.exact else f"it is {shown(claimed)}"
        words = f"{came}{place}, where {shown(true)} is true"
        return Verdict(Kind.WRONG, words, true, None, witness, elsewhere=bool(at.given))
    size = middle(claimed)
    difference = difference_between(size, true)
    digits = told_apart(difference, true)
    told = f"{shown(claimed, digits)} instead of {shown(true, digits)}" if digits < 40 else ""
    sentence = f" by {shown(difference, 3)}{place}{f': {told}' if at.given and told else ''}"
    return Verdict(Kind.WRONG, sentence, true, size, witness, elsewhere=bool(at.given), told=told)
