"""A formula that was claimed: refuted at a point, proved, or found to agree at some."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ..namespaces.intervals import Interval, Undetermined
from ..namespaces.series import EXACT
from ..value import Value
from ..words import many
from .enclosures import Enclosures, Open, decided, middle, rounded
from .formulas import Formula
from .kinks import at_kink
from .proof.identity import prove_identical
from .verdicts import Kind, Verdict, difference_between, no_value, shown, told_apart

POINTS, TRIES = 8, 60
"""A formula is tried at so many points, found in so many tries."""
AGREED = 13
"""A formula that cannot be told from the partial to so many digits is taken to agree with it there."""

UNTRIED = 2 * AGREED, 0
"""To how many digits at most a formula is tried, and that no point fitted."""


@dataclass(frozen=True, slots=True)
class Question:
    """A formula beside what it claims to be: dy/dx, or without an x the value of y."""

    formula: Formula
    y: Value
    x: Value | None

    def true(self, at: Enclosures, digits: int) -> Interval:
        return at.value(self.y, digits) if self.x is None else at.partial(self.y, self.x, digits)

    def claimed(self, at: Enclosures, digits: int) -> Interval:
        m, values = at.system(digits), at.values(digits)
        return m.number(
            self.formula.over(
                m, lambda thing: at.partial(thing[0], thing[1], digits) if isinstance(thing, tuple) else values[thing]
            )
        )


def judge_formula(formula: Formula, truth: Enclosures, y: Value, x: Value | None) -> Verdict:
    """Whether a formula is dy/dx, or without an x the value of y: refuted at a point, proved, or found to agree at some.

    It must hold for all values of the leaves around this point, short of the next kink; but a leaf that is not mentioned keeps its value
    where only that makes the formula true and the formula spells it out as a number.  Nobody is wrong for a rounding: 0.1 in the graph may
    be 1/10 in the formula, and 1.4142135623730951 there sqrt(2) here.
    """
    if x is not None and (kink := at_kink(truth, y, x)) is not None:
        return kink
    found = _judged(formula, truth, y, x)
    if found.kind is not Kind.WRONG or not any(map(rounded, [*formula.literals, *truth.constants])):
        return found
    loosely = _judged(formula, Enclosures(truth.root, True, truth.given, loose=True, held=truth.held), y, x)
    return found if loosely.kind is Kind.WRONG else loosely


def _judged(formula: Formula, truth: Enclosures, y: Value, x: Value | None) -> Verdict:
    asked, last = Question(formula, y, x), list[Interval]()

    def question(digits: int) -> Verdict | int | None:
        true = asked.true(truth, digits)
        last[:] = [true]
        if true.nan or (true.exact and not true.finite):
            return Verdict(Kind.KINK, no_value(true), true)
        claimed = asked.claimed(truth, digits)
        if (agreement := agreement_of(true, claimed)) is None:
            return _refuted(formula, truth, true, claimed)
        return agreement if agreement >= AGREED else None

    answer: Verdict | int | Open = decided(question, lambda found: not isinstance(found, Verdict) or found.is_sharp())
    if isinstance(answer, Verdict):
        return answer
    held: frozenset[Value] = frozenset()
    if isinstance(answer, Open):  # such as a sum that is 0: two enclosures of it never agree to any digits
        beside = _tried_around(asked, truth, held)
        if isinstance(beside, Verdict):
            return beside
        if last and (domain := proven(asked, truth, held)) is not None:
            return _as_proven(domain, last[0])
        return Verdict(Kind.UNDECIDED, answer.reason, last[0] if last else None)
    found = _tried_around(asked, truth, held)
    if (found == UNTRIED or isinstance(found, Verdict)) and (spelled := _spelled_out(formula, truth)):
        again = _tried_around(asked, truth, spelled)
        if not isinstance(again, Verdict):
            found, held = again, spelled
    if found == UNTRIED and x is not None:  # with integers for exponents: nothing but x is moved, to refute at least
        alone = _tried_around(asked, truth, frozenset(truth.numbers) - {x})
        found = alone if isinstance(alone, Verdict) else found
    if isinstance(found, Verdict):
        return found
    digits, points = found
    if (domain := proven(asked, truth, held)) is not None:
        where = [f"{truth.names[leaf]} = {shown(Decimal(repr(leaf.data)))}" for leaf in truth.order if leaf in held]
        return _as_proven([*where, *domain], last[0])
    if not points:
        return Verdict(Kind.UNDECIDED, "it is right here, but no point beside it could be tried", last[0])
    digits = min(digits, answer)
    return Verdict(Kind.AGREES, f" to {many(digits, 'digit')} at {many(points + 1, 'point')}, not proven", last[0])


def _as_proven(domain: Sequence[str], true: Interval) -> Verdict:
    where = f" where {' and '.join(domain)}" if domain else ""
    return Verdict(Kind.PROVEN, where, true)


def _spelled_out(formula: Formula, truth: Enclosures) -> frozenset[Value]:
    """The leaves that a formula does not mention, and whose data stand in it as numbers."""
    return frozenset(
        leaf for leaf in truth.order if leaf.op is None and leaf.data in formula.literals and leaf not in formula.nodes
    )


def _tried_around(asked: Question, truth: Enclosures, held: frozenset[Value]) -> Verdict | tuple[int, int]:
    """The refutation of a formula at a random rational point; else to how many digits it agrees, and at how many points.

    Points are near what the leaves hold, and only those count at which every choice is made as it is made there.
    """
    try:
        start = truth.numbers
    except Undetermined as nowhere:
        return Verdict(Kind.UNDECIDED, str(nowhere))
    generator, sides = random.Random(0), None
    digits, points = UNTRIED
    for k in range(TRIES):
        if sides is None:
            base = truth.beside(truth.given)
            asked.true(base, 40)
            sides = list(base.system(40).sides)
        reach = Fraction(1, 2 ** (1 + 2 * (k * 4 // TRIES)))  # the points draw nearer while none is found that fits
        numbers = {
            leaf: n if leaf in held else n + (n or 1) * reach * Fraction(generator.randint(-97, 97), 101)
            for leaf, n in start.items()
        }
        beside = truth.beside(numbers)
        try:
            true = asked.true(beside, 40)
            if not true.finite or beside.system(40).sides != sides:
                continue
            claimed = asked.claimed(beside, 40)
        except Undetermined:
            continue
        if (agreement := agreement_of(true, claimed)) is None:
            return _refuted(asked.formula, beside, true, claimed)
        digits, points = min(digits, agreement), points + 1
        if points == POINTS:
            break
    return digits, points


def proven(asked: Question, truth: Enclosures, held: frozenset[Value]) -> tuple[str, ...] | None:
    """The conditions under which the formula is proved to be what it claims; None where there is no proof."""
    y, x = asked.y, asked.x
    if x is not None and truth.held_between(y, x):
        return None
    proof = prove_identical(
        lambda at: at(y) if x is None else at.partial(y, x),
        lambda at: asked.formula.over(
            at.m, lambda thing: at.partial(*thing) if isinstance(thing, tuple) else at(thing)
        ),
        truth.numbers,
        truth.decimals or truth.loose,
        held,
    )
    return None if proof is None else proof.domain


def agreement_of(true: Interval, claimed: Interval) -> int | None:
    """To how many digits two enclosures agree; None where they are certainly different."""
    if claimed.nan or true.hi < claimed.lo or claimed.hi < true.lo:
        return None
    if not (true.finite and claimed.finite):
        return 0
    width = max(EXACT.subtract(true.hi, claimed.lo), EXACT.subtract(claimed.hi, true.lo))
    size = max(true.lo.copy_abs(), true.hi.copy_abs())
    if width == 0:
        return true.m.digits
    return max(0, size.adjusted() - width.adjusted() - 1) if size else 0


def _refuted(formula: Formula, at: Enclosures, true: Interval, claimed: Interval) -> Verdict:
    """WRONG, with the point that shows it."""
    nodes = [*formula.nodes, *(leaf for leaf in at.order if leaf.op is None and leaf not in formula.nodes)]
    witness = {str(at.names[node]): shown(at.value(node, 40), 6) for node in nodes[:8]}
    witness |= {"true": shown(true), "claimed": shown(claimed) if claimed.finite else "no value"}
    place = "" if not at.given else f" at {', '.join(f'{name} = {x}' for name, x in list(witness.items())[:-2])}"
    if not claimed.finite:
        return Verdict(Kind.WRONG, f"it has no value{place}, where {shown(true)} is true", true, None, witness)
    size = middle(claimed)
    difference = difference_between(size, true)
    digits = told_apart(difference, true)
    sentence = f" by {shown(difference, 3)}{place}"
    if at.given:
        sentence += f": {shown(claimed, digits)} instead of {shown(true, digits)}"
    return Verdict(Kind.WRONG, sentence, true, size, witness, elsewhere=bool(at.given))
