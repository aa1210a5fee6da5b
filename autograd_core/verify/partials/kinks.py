"""Where there is no derivative: kinks that rows declare, places without a value, 0 times infinity without a limit."""

from collections.abc import Sequence

from ...graph import dependents
from ...namespaces.interval import Interval, Undetermined
from ...value import Value
from ...words import enumerated
from ..truth.enclosures import Enclosures
from ..truth.ladder import MEETING, Open, decided, middle
from ..truth.limits import OneSided, apart, common
from ..verdicts.verdict import Kind, Verdict, difference_between, no_value, shown, told_apart

DIGITS = 60
"""Slopes from both sides are worked out to so many digits."""
SHOWN = 4
"""So many nodes at kinks are named, and of more how many there are."""


def at_kink(truth: Enclosures, y: Value, x: Value) -> Verdict | None:
    """NOT DIFFERENTIABLE, or undecided, where y has no value, or the way from x to y leads over a kink; else None.

    A kink that is smoothed, as that of abs in x·|x| at 0, is none: the slope is the limit from both sides.
    """
    if truth.is_smooth_at_first_look(y, x):
        return None
    if y in truth.shape.higher and (kink := _of_slope_itself(truth, y, x)) is not None:
        return kink
    if (base := _power_of_zero(truth, y, x)) is not None:
        return base
    try:
        if truth.by_rules(y, x, 30).nan:
            return _without_limit(truth, y, x)
        if (value := truth.value(y, 30)).nan:
            return Verdict(Kind.KINK, no_value(value), value)
    except Undetermined:
        pass  # the slope may be known all the same
    if not truth.creased or truth.is_smoothed(y, x):
        return None
    return _at_declared_kink(truth, y, x)


def _of_slope_itself(truth: Enclosures, y: Value, x: Value) -> Verdict | None:
    """The same of a derivative, y, that is to be differentiated once more: what it is of may have a kink already."""
    of, xs = truth.shape.higher[y]
    for towards in dict.fromkeys((*xs, x)):
        if (kink := at_kink(truth, of, towards)) is not None:
            return kink
        if truth.creased and truth.is_smoothed(of, towards):  # once smooth; whether twice, its branch cannot tell
            bent = _told(truth, [node for node, _ in truth.kinks(of, towards, DIGITS)])
            words = f"{bent}, which leaves one slope but maybe two curvatures"
            return Verdict(Kind.UNDECIDED, words)
    return None


def _at_declared_kink(truth: Enclosures, y: Value, x: Value) -> Verdict | None:
    """The same where rows on the way from x to y declare kinks that nothing smooths."""
    nodes: list[Value] = []

    def question(digits: int) -> bool | None:
        kinks = list(truth.kinks(y, x, digits))
        nodes[:] = [node for node, _ in kinks]
        return None if any(not certain for _, certain in kinks) else bool(kinks)

    answer = decided(question)
    if answer is False:
        return None
    bent = _told(truth, nodes)
    if isinstance(answer, Open):
        return Verdict(Kind.UNDECIDED, f"whether {bent} cannot be told") if nodes else None
    try:
        convention = f"by convention {shown(truth.by_rules(y, x, 30))}"
    except Undetermined:
        convention = "there is no convention"
    try:
        below, above = truth.beside_point(y, x, DIGITS)
        if not (below.slope.nan or above.slope.nan or apart(below.slope, above.slope)):
            below, above = truth.beside_point(y, x, MEETING[-1])
    except Undetermined as unknown:
        return Verdict(Kind.UNDECIDED, f"{bent}, and its slopes are not known: {unknown}; {convention}")
    if (jump := _jump(below, above, truth.value(y, DIGITS))) is not None:
        return Verdict(Kind.KINK, f"{bent}, and {jump}; {convention}")
    if not (below.slope.nan or above.slope.nan) and not apart(below.slope, above.slope):
        meet = f"though from both sides the slope is {shown(below.slope)}"
        return Verdict(Kind.UNDECIDED, f"{bent}, {meet}; {convention}")
    return Verdict(Kind.KINK, f"{bent}, {from_both_sides(below, above)}; {convention}")


def _without_limit(truth: Enclosures, y: Value, x: Value) -> Verdict | None:
    """What to say where the rules give no number: None where y or its slope is known as a limit all the same."""
    value = truth.value(y, DIGITS)
    try:
        below, above = truth.beside_point(y, x, DIGITS)
    except Undetermined as unknown:
        if value.nan:
            return Verdict(Kind.KINK, no_value(value), value)
        return Verdict(Kind.UNDECIDED, f"the chain comes to 0 times infinity, and no limit is proved: {unknown}")
    if common((below, above), value) is not None:
        return None
    if value.nan:
        if below.value.nan and above.value.nan:
            return Verdict(Kind.KINK, no_value(value), value)
        beside = " and ".join(f"{shown(s.value)} {w}" for s, w in ((below, "below"), (above, "above")))
        return Verdict(Kind.KINK, f"there is no value here; just beside it is {beside}", value)
    if (jump := _jump(below, above, value)) is not None:
        return Verdict(Kind.KINK, jump)
    return Verdict(Kind.KINK, f"the slope is {from_both_sides(below, above)}")


def _jump(below: OneSided, above: OneSided, value: Interval) -> str | None:
    """That a value is another one just beside the point, in words; None where it is not."""
    if value.nan or not any(not side.value.nan and apart(side.value, value) for side in (below, above)):
        return None
    beside = f"{shown(below.value)} just below, {shown(above.value)} just above"
    return f"the value jumps: {shown(value)} here, {beside}"


def from_both_sides(below: OneSided, above: OneSided) -> str:
    """Two slopes in words, to as many digits as tell them apart."""
    left, right = below.slope, above.slope
    digits = told_apart(difference_between(middle(left), right), right) if left.finite and right.finite else 9
    return f"{told_slope(left, digits)} from the left and {told_slope(right, digits)} from the right"


def told_slope(slope: Interval | None, digits: int = 9) -> str:
    """A slope from one side in words."""
    return "unknown" if slope is None else "none (there is no value)" if slope.nan else shown(slope, digits)


def as_a_limit(truth: Enclosures, y: Value, x: Value) -> str:
    """A word on where a slope comes from that the rules do not give; "" where they do."""
    if not truth.is_limit(y, x):
        return ""
    below, above = truth.beside_point(y, x, DIGITS)
    sides = (
        "from both sides" if not (below.value.nan or above.value.nan) else "from the one side where there are values"
    )
    if truth.value(y, DIGITS).nan:
        how = "where there is no value itself"
    elif truth.is_smoothed(y, x):
        how = f"though {_told(truth, [node for node, _ in truth.kinks(y, x, DIGITS)])}"
    else:
        how = "where the chain comes to 0 times infinity"
    return f", as the limit {sides}, {how}"


def _told(truth: Enclosures, nodes: Sequence[Value]) -> str:
    """That nodes are at their kinks, each with its op."""
    where = enumerated((f"{node.op} at {truth.names[node]}" for node in nodes), most=SHOWN)
    return f"{where} is at its kink" if len(nodes) == 1 else f"{where} are at their kinks"


def by_convention(truth: Enclosures, y: Value, x: Value) -> Interval | None:
    """What the rules give at a kink that is smoothed; None where y has its slope by the rules."""
    try:
        return truth.by_rules(y, x, DIGITS) if truth.is_smoothed(y, x) else None
    except Undetermined:
        return None


def may_bend(truth: Enclosures, y: Value) -> set[Value]:
    """The nodes from which a way to y may lead over a kink; from all others none does, which no one need ask again."""
    if truth.rough is not None and truth.rough.values is not None:
        return truth.rough.beneath_kinks
    try:
        if truth.value(y, 30).nan:
            return set(truth.order)
        values = truth.values(30)
        rough = set(truth.bent)
    except Undetermined:
        return set(truth.order)
    for node in truth.shape.powers:
        base = values[node.args[0]] if isinstance(node.args[0], Value) else truth.system(30).number(node.args[0])
        if 0 in base:
            rough.add(node)
    for node in reversed(truth.order):
        if node in rough:
            rough.update(arg for arg in node.args if isinstance(arg, Value))
    return rough


def _power_of_zero(truth: Enclosures, y: Value, x: Value) -> Verdict | None:
    """NOT DIFFERENTIABLE where x moves the exponent of a power of 0: 0**a is 0, 1 or a pole: a above, at or below 0."""
    if not truth.shape.powers:
        return None
    try:
        values = truth.values(30)
        live = dependents(truth.shape.beneath(y), [x])
        for node in truth.shape.powers:
            if node in live and node is not x and node.args[1] in live:
                base = node.args[0]
                zero = values[base] if isinstance(base, Value) else truth.system(30).number(base)
                if zero.exact and zero.lo == 0 and (exponent := values[node.args[1]]).lo <= 0:
                    words = f"pow at {truth.names[node]} is at its kink or pole: 0 to the power of {shown(exponent)}"
                    return Verdict(Kind.KINK, words)
    except Undetermined:
        return None
    return None
