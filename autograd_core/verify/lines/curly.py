"""What a derivative written with ∂ keeps as it is: nothing, or what else is named beside it."""

import re
from collections.abc import Callable, Iterable, Iterator

from ...formula import Expression, Partial
from ...graph import topological_order
from ...value import Value
from ..partials.formulas import Held, Names
from ..truth.enclosures import Enclosures

Holding = Callable[[Partial], frozenset[Value]]
"""What a derivative keeps as it is."""

NOTHING: frozenset[Value] = frozenset()
_TOTAL = re.compile(r"(?<!\w)d\s*\w[^\s/]*\s*/\s*d\s*\w")


def tells_apart(texts: Iterable[str]) -> bool:
    """Whether somebody writes some derivatives with d and others with ∂, and so means two things by them."""
    whole = "\n".join(texts)
    return "∂" in whole and _TOTAL.search(whole) is not None


def partials_of(sides: Iterable[Expression]) -> list[Partial]:
    """The derivatives with ∂ in what stands on a line, without those that say themselves what they hold."""
    return [partial for side in sides for partial in side.partials if _holds(partial)]


def readings(names: Names, left: Expression, others: list[Expression], apart: bool) -> Iterator[Holding]:
    """The ways to read the ∂ of a line, beside that in which they hold nothing.

    As in the chain rule, ∂y/∂a holds b where the line has ∂y/∂b too; or each holds all else that the line names; and
    where d and ∂ are told `apart`, all that has a name, if x stands in y itself.  The left side may be meant as the
    whole derivative even so.
    """
    subject = left.program[0].what if len(left.program) == 1 else None
    alongside: dict[str, set[Value]] = {}
    for partial in partials_of(others):
        alongside.setdefault(partial.y, set()).update(names.labelled.get(partial.x, []))
    named = frozenset(_nodes(names, [left, *others]))
    yield lambda partial: frozenset(alongside.get(partial.y, ())) if _holds(partial) and partial != subject else NOTHING
    yield lambda partial: named if _holds(partial) else NOTHING
    yield lambda partial: named if _holds(partial) and partial != subject else NOTHING
    if apart:
        every = frozenset(node for nodes in names.labelled.values() for node in nodes)
        yield lambda partial: every if _holds(partial) and _stands_in(names, partial, every) else NOTHING


def _stands_in(names: Names, partial: Partial, held: frozenset[Value]) -> bool:
    """Whether y depends on x by more than what is held."""
    ends = [names.labelled.get(label, []) for label in (partial.y or names.root_label, partial.x)]
    if any(len(nodes) != 1 for nodes in ends):
        return False
    y, x = ends[0][0], ends[1][0]
    return x in set(topological_order(y, held - {y, x}))


def _holds(partial: Partial) -> bool:
    return partial.direct and not partial.held


def _nodes(names: Names, sides: Iterable[Expression]) -> Iterator[Value]:
    """All that a line names."""
    for side in sides:
        labels = [*side.names, *(label for partial in side.partials for label in (partial.y, partial.x))]
        for label in labels:
            if len(nodes := names.labelled.get(label, [])) == 1:
                yield nodes[0]


def kept(names: Names, truth: Enclosures, partials: Iterable[Partial]) -> dict[str, str]:
    """What each derivative holds as it is read now, by its name, where that makes a difference."""
    found: dict[str, str] = {}
    for partial in partials:
        pair = names.meant(partial)
        if isinstance(pair, Held) and (between := truth.holding(pair.held).held_between(pair.y, pair.x)):
            found[str(partial)] = " and ".join(str(truth.names[node]) for node in truth.order if node in between)
    return found
