"""Where there is no derivative: kinks that rows declare, and places without a value."""

from decimal import Decimal

from ..graph import dependents, topological_order
from ..namespaces.intervals import Interval, Undetermined
from ..namespaces.series import EXACT
from ..ops import OPS
from ..value import Value
from .enclosures import Enclosures, Open, approached, decided, middle
from .verdicts import Kind, Verdict, no_value, shown


def at_kink(truth: Enclosures, y: Value, x: Value) -> Verdict | None:
    """NOT DIFFERENTIABLE, or undecided, where y has no value, or the way from x to y leads over a kink; else None."""
    try:
        if (value := truth.value(y, 30)).nan:
            return Verdict(Kind.KINK, no_value(value), value)
    except Undetermined:
        pass  # the slope may be known all the same
    if (base := _power_of_zero(truth, y, x)) is not None:
        return base
    if not truth.creased:
        return None
    nodes: list[Value] = []

    def question(digits: int) -> bool | None:
        kinks = list(truth.kinks(y, x, digits))
        nodes[:] = [node for node, _ in kinks]
        return None if any(not certain for _, certain in kinks) else bool(kinks)

    answer = decided(question)
    if answer is False:
        return None
    where = ", ".join(f"{node.op} at {truth.names[node]}" for node in nodes)
    if isinstance(answer, Open):
        return Verdict(Kind.UNDECIDED, f"whether {where} is at its kink cannot be told") if nodes else None
    sides = approached(truth, y, x)
    try:
        convention = f"by convention {shown(truth.partial(y, x, 30))}"
    except Undetermined:
        convention = "there is no convention"
    if sides is None:
        return Verdict(Kind.KINK, f"{where} is at its kink; {convention}")
    left, right = map(shown, sides)
    finer = approached(truth, y, x, digits=80) or sides  # ten places nearer
    closer = _apart(*finer) < EXACT.multiply(_apart(*sides), Decimal("1e-5"))
    if left == right or closer:
        vanishes = middle(finer[0]).copy_abs() < EXACT.multiply(middle(sides[0]).copy_abs(), Decimal("1e-5"))
        slope = "0" if vanishes else left
        meet = f"though from both sides the slope is {slope}"
        return Verdict(Kind.UNDECIDED, f"{where} is at its kink, {meet}; {convention}")
    return Verdict(Kind.KINK, f"{where} is at its kink, {left} from the left and {right} from the right; {convention}")


def _power_of_zero(truth: Enclosures, y: Value, x: Value) -> Verdict | None:
    """NOT DIFFERENTIABLE where x moves the exponent of a power of 0: 0**a is 0, 1 or a pole: a above, at or below 0."""
    try:
        values = truth.values(30)
        live = dependents(topological_order(y), [x])
        for node in live:
            if node.op is OPS["pow"] and node is not x and isinstance(node.args[1], Value) and node.args[1] in live:
                base = node.args[0]
                zero = values[base] if isinstance(base, Value) else truth.system(30).number(base)
                if zero.exact and zero.lo == 0 and (exponent := values[node.args[1]]).lo <= 0:
                    words = f"pow at {truth.names[node]} is at its kink or pole: 0 to the power of {shown(exponent)}"
                    return Verdict(Kind.KINK, words)
    except Undetermined:
        return None
    return None


def _apart(left: Interval, right: Interval) -> Decimal:
    return EXACT.subtract(middle(right), middle(left)).copy_abs()
