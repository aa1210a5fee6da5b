"""The engine as a claim: how many digits of a gradient are certain."""

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..arguments import public
from ..calculus import gradient
from ..clock import SECONDS, within
from ..events import anomalies
from ..names import names_beneath
from ..namespaces.interval import Interval, Undetermined
from ..passing import refuse_passing
from ..value import Value
from ..writing import partial_name
from .branches import Recorded, at_branches, at_rest
from .by_hand import Call, judged_by_hand
from .partials.formulas import of_partial
from .partials.judging_formulas import proven_number
from .partials.kinks import as_a_limit, at_kink
from .partials.own_rows import first_mend, wrong_rules
from .truth.enclosures import Enclosures
from .truth.ladder import decided
from .truth.shape import must_be_judgeable
from .verdicts.report import Report, Row
from .verdicts.verdict import Kind, Verdict, beyond_floats, certain_digits, no_value, shown

FEW = 3
"""Of a gradient with fewer certain digits nothing useful is known."""


@public
def check_gradient(y: Value | Callable[..., Any], *at: Any, claimed: Any = None) -> Report:
    """How many digits of every partial of y are certain, and a word on each op whose rule is wrong.

    y is a Value, or a function with the numbers, nested lists, arrays or tensors to call it with; arrays and tensors
    reach it as numpy arrays of Values.  The float64 gradient is compared with enclosures of
    the true one at exactly what the leaves hold; and at every node the op's partial with difference quotients of its
    own primal, by the mean value theorem: where the two enclosures have no number in common, the rule is not the
    derivative.  A function is called on both sides of the point too: where a comparison that it makes comes out
    otherwise there, another branch begins, and the slope of this one does not pass.

    `claimed` is a gradient written by hand, judged in place of the engine's: a function of the same arguments, or what
    it returns, with one gradient for each argument, by name or in order; the value may stand before them.  What a
    function returns was computed, however few digits it shows: 2.35 is wrong where 2.354 is true.

    Raises ValueError where a leaf was assigned after y was computed.

    >>> w, x = Value(0.4, label="w"), Value(0.5, label="x")
    >>> print(check_gradient((w * x).sigmoid().named("y")))
      claim  claimed              true          verdict
      dy/dw  0.12375828635592999  0.123758286   CORRECT: 16 digits are certain
      dy/dx  0.099006629084744    0.0990066291  CORRECT: 15 digits are certain
    2 of 2 pass
    >>> print(check_gradient(lambda w, x: sum(a * b for a, b in zip(w, x)) ** 2, [0.5, 2.0], [3.0, 1.0],
    ...                      claimed=lambda w, x: ([7 * a for a in x], [7 * a for a in w[::-1]])))
      claim       claimed     true  verdict
      df/dw       array (2,)        CORRECT to 17 digits, in all 2 entries
      df/dx       array (2,)        WRONG: 0 of 2 entries are right
                                    its entries are shifted by 1
    >   df/dx[0]  14.0        3.5   WRONG by 10.5
        df/dx[1]  3.5         14    WRONG by -10.5
    1 of 2 pass, 1 wrong
    """
    call = None if isinstance(y, Value) or not callable(y) else Call(y, at)
    here = Recorded(y, (), []) if call is None else call.recorded()
    y = here.number
    if not isinstance(y, Value):
        raise TypeError(f"check_gradient(y) needs a Value or a function; got {y!r:.60} ({type(y).__name__})")
    refuse_passing(y, "check_gradient")
    if claimed is not None:
        return judged_by_hand(call, here, claimed)
    truth = Enclosures(y)
    must_be_judgeable(truth.order, "check_gradient")
    wrong = list(wrong_rules(truth))
    leaves = [x for x in truth.names if x.op is None]
    found = dict(zip(leaves, gradient(y, leaves)))
    branches = {} if call is None else at_branches(call.flat, here)
    rows = [
        Row(partial_name(truth.shape.name(y), names_beneath(x)[x]), repr(found.get(x, 0.0)), verdict)
        for x, verdict in branches.items()
    ]
    made = call is not None and not any(leaf is y for leaf in here.leaves)  # a number that f returned
    judged = [judged_partial(truth, y, x, found[x]) for x in leaves if x not in branches and not (x is y and made)]
    rows += [_unless_broken(row, wrong) for row in judged]
    for x in here.leaves:
        if call is not None and x not in truth.names and x not in branches:
            rows.append(Row(partial_name(truth.names[y], names_beneath(x)[x]), "0.0", at_rest(call.flat, here, x)))
    return Report((*wrong, *rows))


def _unless_broken(row: Row, wrong: Sequence[Row]) -> Row:
    """A row that does not pass where the rule of an op is wrong, since its enclosure is computed by that rule too."""
    mend = first_mend(each for each in wrong if each.verdict.kind is Kind.WRONG) if row.verdict.kind.passes else None
    return row if mend is None else Row(row.claim, row.claimed, mend)


def judged_partial(truth: Enclosures, y: Value, x: Value, found: float) -> Row:
    """What was found for a partial in float64, beside its enclosure."""
    with within(SECONDS):
        try:
            verdict = at_kink(truth, y, x) or _judged(truth, y, x, found)
        except ArithmeticError as beyond:  # digits or exponents that end within a sentence
            verdict = Verdict(Kind.UNDECIDED, str(beyond) or type(beyond).__name__)
    return Row(partial_name(truth.shape.name(y), truth.shape.name(x)), repr(found), verdict)


def _judged(truth: Enclosures, y: Value, x: Value, found: float) -> Verdict:
    """What can be said of a partial where the rules give a slope."""
    limit = as_a_limit(truth, y, x)
    if (found == 0 or not math.isfinite(found)) and not limit and _is_zero(truth, y, x):
        zero = truth.system(30).number(0)
        if found == 0:
            return Verdict(Kind.CORRECT, ", exactly", zero, Decimal(0))
        return Verdict(Kind.UNDECIDED, f"{found} in float64{_why(y, zero)}", zero)
    answer = decided(lambda digits: _beside(truth.partial(y, x, digits), y, found, limit), Verdict.is_sharp)
    if isinstance(answer, Verdict):
        return answer
    return Verdict(
        Kind.UNDECIDED,
        answer.reason if math.isfinite(found) else f"{found} in float64; the slope stays open: {answer.reason}",
    )


def _beside(true: Interval, y: Value, found: float, limit: str) -> Verdict | None:
    """A float beside an enclosure of the slope; None where more digits may tell more."""
    if limit and true.finite and not _is_right(true, found):
        return Verdict(Kind.UNDECIDED, f"{found} in float64; the slope is {shown(true)}{limit}", true)
    if not math.isfinite(found) or not true.finite:
        same = true.nan if math.isnan(found) else true.exact and true.lo == Decimal(found)
        if same:
            return Verdict(Kind.KINK, no_value(true), true)
        if not true.finite or (0 in true and not true.exact):
            return None  # whether it is 0 stays open
        return Verdict(Kind.UNDECIDED, f"{found} in float64{_why(y, true)}", true)
    if found == 0 and not true.exact and 0 in true:
        return None  # no digit of it is certain
    if found == 0 and beyond_floats(true):
        return Verdict(Kind.UNDECIDED, f"{found} in float64{_why(y, true)}", true)
    certain = certain_digits(found, true)
    if certain is None:
        return None
    if certain >= FEW:
        return Verdict(Kind.CORRECT, f"{certain} digits are certain{limit}", true, Decimal(found))
    lost = f"rounding leaves {certain or 'no'} certain digit{'s' if certain != 1 else ''}"
    return Verdict(Kind.UNDECIDED, lost, true, Decimal(found))


def _is_right(true: Interval, found: float) -> bool:
    """Whether a float is as near to a slope as floats are."""
    return math.isfinite(found) and (certain_digits(found, true) or 0) >= FEW


def _is_zero(truth: Enclosures, y: Value, x: Value) -> bool:
    """Whether a slope that no enclosure tells from 0 is proved to be 0."""
    try:
        near = truth.partial(y, x, 30)
    except Undetermined:
        return False
    if near.nan or near.exact or 0 not in near:
        return False
    return truth.exactly(y, x) == 0 or proven_number(Fraction(0), truth, of_partial((y, x)))


def _why(y: Value, true: Interval) -> str:
    """Why float64 comes to something else than a slope that exists."""
    if beyond_floats(true):
        return f", which cannot hold {shown(true)}"
    began = next(iter(anomalies(y)), None)
    return f" where {shown(true)} is true{f'; {began}' if began else ''}"
