"""A formula that was claimed, under the readings of its constants and the conditions that are given."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from ...clock import SECONDS, time_is_up, within
from ...namespaces.interval import Undetermined
from ...value import Value
from ..proof.origins import is_told, origin
from ..truth.enclosures import Enclosures
from ..truth.ladder import LADDER
from ..truth.sided import rounded
from ..verdicts.verdict import AS_DECIMALS, Kind, Verdict
from .condition import Condition, fulfilled
from .first_look import in_floats, refuted_at_first_look
from .formulas import Formula, Pair, of_node, of_partial
from .given import suggested
from .identities import Judged
from .kinks import at_kink
from .narrowed import narrowed
from .points import Question
from .proving import Proving

OF_A_PART = 0.6
"""So many seconds a formula is judged in a small part of a large graph, before it is asked of the whole."""
MANY = 10_000
"""In a graph of more nodes than this other readings of the constants are tried only of what is nearly right."""
LEAST = -40
"""Rounding constants makes no difference below this power of ten."""
HARDLY = -25
"""It hardly makes one below this: where time is up, a formula that is off by so little is left open."""


def judge_formula(
    formula: Formula, truth: Enclosures, subject: Value | Pair, given: tuple[Condition, ...] = ()
) -> Verdict:
    """Whether a formula is dy/dx, or the value of y: refuted at a point, proved, or found to agree at some.

    It must hold for all values of the leaves around this point, short of the next kink; but a leaf that is not
    mentioned keeps its value where only that makes the formula true and the formula spells it out as a number.
    """
    if isinstance(subject, Value):
        return judge_identity(Question(formula, of_node(subject)), truth, given)
    question = Question(formula, of_partial(subject))
    seen = None if given else refuted_at_first_look(question, truth)
    if seen is None and (kink := at_kink(truth, subject[0], subject[1])) is not None:
        return kink
    if seen is None and not given and (told := _decided_by_its_part(question, truth)) is not None:
        return told
    return judge_identity(question, truth, given, seen)


def _decided_by_its_part(question: Question, truth: Enclosures) -> Verdict | None:
    """The verdict of a small part of a large graph, where that tells of the whole."""
    if (part := narrowed(question, truth)) is None:
        return None
    with within(OF_A_PART):
        found = _under_any_reading(part.question, part.truth, Judged.verdict)
    if found.kind is Kind.UNDECIDED or not (part.is_whole or found.kind.passes):
        return None
    if found.kind in (Kind.WRONG, Kind.HERE) and next(suggested(truth), None) is not None:
        return None
    if part.is_whole:
        return found
    y, x = question.true.pairs[0][:2]
    try:
        return replace(found, true=in_floats(truth, y, x) or truth.partial(y, x, LADDER[0]))
    except Undetermined:
        return replace(found, true=None)


def judge_identity(
    question: Question, truth: Enclosures, given: tuple[Condition, ...] = (), seen: Verdict | None = None
) -> Verdict:
    """Whether a formula is what it is claimed to be; where it is not in general, whether it is where `given` holds.

    `seen` is what a first look has told already.
    A condition that the graph itself suggests is tried too, such as that the targets of cross-entropy add up to 1.
    """
    found = seen or _under_any_reading(question, truth, Judged.verdict)
    if found.kind not in (Kind.WRONG, Kind.HERE):
        return found
    for tried in [given] if given else [(condition,) for condition in suggested(truth)]:
        where = " and ".join(map(str, tried))
        if all(condition.broken(truth) is None for condition in tried):
            again = _under_any_reading(replace(question, given=tried), truth, Judged.verdict)
            if again.kind.passes:
                domain, comma, under = again.words.partition(", with constants")
                joint = " and " if domain.startswith(" where ") else " where "
                return replace(again, words=f"{domain}{joint}{where}{comma}{under}")
            if given and again.kind is Kind.UNDECIDED:
                return replace(again, words=f"where {where}, {again.words}")
        elif _would_hold(question, truth, tried):
            return replace(found, words=f"{found.words}; it would hold where {where}")
    return found


def _would_hold(question: Question, truth: Enclosures, given: tuple[Condition, ...]) -> bool:
    """Whether a formula is right at other numbers of the leaves, at which a condition holds."""
    try:
        at = fulfilled(given, truth.numbers, frozenset())
    except Undetermined:
        return False
    return Judged(replace(question, given=given), truth.beside(at)).verdict().kind.passes


def judge_here(question: Question, truth: Enclosures) -> Verdict:
    """Whether two numbers without a decimal, such as 1/2 and sin(x), are the same at what the leaves hold."""
    return _under_any_reading(question, truth, Judged.here)


def _under_any_reading(question: Question, truth: Enclosures, judge: Callable[["Judged"], Verdict]) -> Verdict:
    """The verdict with constants as the floats they are; else one that passes, with what they were rounded from.

    Nobody is wrong for a rounding: 0.1 in the graph may be 1/10 in the formula, and 1.4142135623730951 there sqrt(2)
    here.
    """
    found = judge(Judged(question, truth))
    if found.kind.passes or not any(map(rounded, [*question.claimed.literals, *truth.constants, *_data(truth)])):
        return found
    if _is_settled(found, truth):
        return found
    for other, under in _readings(question, truth):
        try:
            again = judge(Judged(question, other))
        except Undetermined:
            if _is_beyond_rounding(found):
                return found  # there is no time to ask again, and hardly anything to ask
            raise
        if again.kind.passes:
            under = "" if " = " in again.words else under
            return replace(again, words=f"{again.words}{under}")
        if again.kind is Kind.HERE:
            found = again
        if _is_beyond_rounding(again):  # with the constants as they were written it is off, and by no rounding of them
            return found if _is_beyond_rounding(found) else again
        if again.kind is Kind.WRONG and again.elsewhere and not again.is_near:
            return again  # so read it is right here, and far off there
    if all(is_told(x) for x in [*question.claimed.literals, *truth.inexact]):
        return found  # what each constant may stand for has been tried
    loose = truth.read(loose=True)
    again = judge(Judged(question, loose))
    if again.kind.passes:
        if again.kind is Kind.AGREES and time_is_up() and _is_beyond_rounding(found, HARDLY):
            return Verdict(Kind.UNDECIDED, f"more than {SECONDS:g} seconds would be needed", found.true)
        return replace(again, words=f"{again.words}, as far as rounded constants tell")
    return again if again.kind is Kind.UNDECIDED and found.kind is Kind.WRONG else found


def _readings(question: Question, truth: Enclosures) -> Iterator[tuple[Enclosures, str]]:
    """The same with constants as the decimals they print as, and as what they were rounded from, with how to say so."""
    if not truth.decimals:
        yield truth.read(decimals=True), AS_DECIMALS
    computed = [x for x in question.claimed.literals if rounded(x) and origin(x) is not None]
    if computed or truth.met_origins:
        yield truth.read(decimals=True, origins=True), truth.told_origins


def _is_settled(found: Verdict, truth: Enclosures) -> bool:
    """Whether no other reading of the constants is asked for: in a large graph, for what is far off; when time is up,
    for what is open anyway.
    """
    if found.kind is not Kind.WRONG:
        return time_is_up()
    if truth.decimals and _is_beyond_rounding(found):
        return True
    return (time_is_up() or len(truth.order) > MANY) and not found.is_near


def _is_beyond_rounding(found: Verdict, least: int = LEAST) -> bool:
    """Whether a formula is off by so little, or by less than all digits show, as no rounding of a constant makes it."""
    if found.kind not in (Kind.WRONG, Kind.HERE) or found.true is None:
        return False
    off, size = found.difference, found.true.magnitude
    if off is None:
        return found.elsewhere and found.witness is None
    return bool(off and size and off.adjusted() - size.adjusted() < least)


def _data(truth: Enclosures) -> list[float]:
    return [] if truth.decimals else [node.data for node in truth.order if node.op is None]


def proven_number(number: Fraction, truth: Enclosures, true: Formula) -> bool:
    """Whether a node or a partial is proved to be a number, around the point or at it."""
    same = Formula(str(number), lambda m, of: m.number(number), (), (), frozenset())
    proofs = Proving(Question(same, true), truth)
    return any(proofs.proven(held) is not None for held in (frozenset[Value](), frozenset(truth.numbers)))
