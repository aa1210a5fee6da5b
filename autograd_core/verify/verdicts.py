"""What can be proved about a claim: right, wrong by how much, or open, and why."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from ..namespaces.intervals import Interval, Undetermined
from ..namespaces.series import EXACT
from ..value import Value
from ..words import many
from ..writing import numeral
from .claims import COMPUTED, Formula, Number
from .enclosures import Enclosures, Open, approached, decided, middle, places, rounded, sharp
from .proof.identity import prove_identical

POINTS, TRIES = 8, 60
"""A formula is tried at so many points, found in so many tries."""
AGREED = 13
"""A formula that cannot be told from the partial to so many digits is taken to agree with it there."""

UNTRIED = 2 * AGREED, 0
"""To how many digits at most a formula is tried, and that no point fitted."""


class Kind(Enum):
    """The verdicts."""

    CORRECT = "CORRECT"
    PROVEN = "PROVEN EQUAL"
    AGREES = "AGREES"
    WRONG = "WRONG"
    KINK = "NOT DIFFERENTIABLE here"
    UNDECIDED = "UNDECIDED"
    NOT_UNDERSTOOD = "NOT UNDERSTOOD"

    @property
    def passes(self) -> bool:
        """Whether it lets a claim pass; what is open never does."""
        return self in (Kind.CORRECT, Kind.PROVEN, Kind.AGREES)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict, in words, with what it rests on."""

    kind: Kind
    words: str
    """What the sentence says after the kind's name: " by 0.0452", or with a colon between them "first mend the rule of cube"."""
    true: Interval | None = None
    """An enclosure of the true value at the point in question."""
    claimed: Decimal | Fraction | None = None
    """What was claimed there, as one number."""
    witness: Mapping[str, str] | None = None
    """Where a formula was caught: names and numbers, and what is true and claimed there."""
    elsewhere: bool = False
    """Whether that is another point than the one in question."""

    @property
    def sentence(self) -> str:
        """The verdict in words: WRONG by 0.0452."""
        return f"{self.kind.value}{'' if self.words[:1] in ('', ' ', ',') else ': '}{self.words}"

    def __str__(self) -> str:
        return self.sentence

    def is_sharp(self) -> bool:
        """Whether the true value is known as well as it is shown."""
        return self.true is None or sharp(self.true)

    @property
    def difference(self) -> Decimal | None:
        """Claimed minus true."""
        if self.true is None or self.claimed is None or not self.true.finite:
            return None
        return _difference(self.claimed, self.true)

    @property
    def ratio(self) -> float | None:
        """Claimed over true."""
        if self.true is None or self.claimed is None or not self.true.finite or 0 in self.true:
            return None
        m = self.true.m
        return float(m.down.divide(middle(m.read(self.claimed)), middle(self.true)))


def _difference(claimed: Decimal | Fraction, true: Interval) -> Decimal:
    if isinstance(claimed, Fraction):
        claimed = middle(true.m.read(claimed))
    return EXACT.subtract(claimed, middle(true))


def shown(x: Interval | Decimal, digits: int = 9) -> str:
    """A number to so many significant digits, as every numeral here is written; one that no float holds as a decimal."""
    if isinstance(x, Interval):
        return shown(middle(x), max(1, min(digits, places(x)))) if x.finite else _unbounded(x)
    nearest = float(x)
    if digits < 16 and nearest and math.isfinite(nearest):
        return numeral(nearest, digits)
    return f"{x:.{digits}g}" if x else "0"


def _unbounded(x: Interval) -> str:
    if x.nan:
        return "no value"
    return ("-infinity" if x.lo < 0 else "infinity") if x.exact else "any number"


def certain_digits(x: Decimal | float, true: Interval) -> int | None:
    """How many significant digits of x are those of a number, at most 17; None where the enclosure is too wide to tell."""
    size, x = max(true.lo.copy_abs(), true.hi.copy_abs()), Decimal(x)
    if size < Decimal("1e-324"):  # nothing that a float could show
        return 17 if x == 0 else 0
    off = max(EXACT.subtract(x, end).copy_abs() for end in (true.lo, true.hi))
    width = EXACT.subtract(true.hi, true.lo)
    if width.adjusted() > size.adjusted() - 19 and width and width.adjusted() > off.adjusted() - 2:
        return None
    return max(0, min(17, size.adjusted() - EXACT.add(off, off).adjusted())) if off else 17


def told_apart(difference: Decimal, true: Interval) -> int:
    """How many digits show a difference, with three of its own."""
    size = middle(true)
    gap = size.adjusted() - difference.adjusted() if size and difference else 0
    return min(max(9, gap + 3), 40)


# ── numbers ──────────────────────────────────────────────────────────────────────────────────────


def judge_number(claim: Number, truth: Enclosures, y: Value, x: Value) -> Verdict:
    """Whether dy/dx lies in what a written number stands for."""
    found = judge_against(claim, lambda digits: truth.partial(y, x, digits))
    kink = at_kink(truth, y, x)
    if kink is not None:
        return replace(kink, true=found.true, claimed=claim.middle)
    if found.kind is Kind.UNDECIDED and (exact := truth.exactly(y, x)) is not None:
        inside = Fraction(claim.low) <= exact <= Fraction(claim.high)
        true = truth.system(40).read(exact)
        return _right(claim, true) if inside else _wrong(claim, true)
    if found.kind is Kind.UNDECIDED and claim.digits is None and found.true is not None and found.true.finite:
        same = Formula(claim.text, lambda m, of: m.number(Fraction(claim.middle)), (), (), frozenset())
        if _proven(_Question(same, y, x), truth, frozenset()) is not None:
            return _right(claim, found.true)
    return found


def judge_against(claim: Number, true: Callable[[int], Interval]) -> Verdict:
    """Whether a number, given by its enclosure to any number of digits, lies in what a written one stands for."""
    last: list[Interval] = []

    def question(digits: int) -> Verdict | None:
        enclosure = true(digits)
        last[:] = [enclosure]
        if not enclosure.finite:
            if enclosure.nan or enclosure.exact:
                return Verdict(Kind.KINK, no_value(enclosure), enclosure, claim.middle)
            return None
        low, high = enclosure.lo, enclosure.hi
        ends = [enclosure.m.read(end) for end in (claim.low, claim.high)]
        if ends[0].nan or high < ends[0].lo or ends[1].hi < low:
            return _wrong(claim, enclosure)
        if ends[0].hi <= low and high <= ends[1].lo:
            return _right(claim, enclosure)
        return None

    answer = decided(question, Verdict.is_sharp)
    if not isinstance(answer, Open):
        return answer
    enclosure = last[0] if last else None
    reason = answer.reason
    if enclosure is not None and enclosure.finite:
        reason = f"it cannot be told from the end of what {claim.text} stands for"
    return Verdict(Kind.UNDECIDED, reason, enclosure, claim.middle)


def no_value(true: Interval) -> str:
    """Why there is no number."""
    return (
        "there is no value, for some argument lies outside its domain"
        if true.nan
        else f"the slope is {'-' if true.lo < 0 else ''}infinite"
    )


def _right(claim: Number, true: Interval) -> Verdict:
    if claim.digits is None:
        words = ", exactly"
    elif claim.digits == 0:
        words = " to the decimals given"
    elif claim.digits == COMPUTED and (certain := certain_digits(float(claim.text), true)):
        words = f" to {many(max(certain, COMPUTED), 'digit')}"
    else:
        words = f" to the {many(claim.digits, 'digit')} given"
    return Verdict(Kind.CORRECT, words, true, claim.middle)


def _wrong(claim: Number, true: Interval) -> Verdict:
    if isinstance(claim.middle, Decimal) and not claim.middle.is_finite():
        return Verdict(Kind.WRONG, f"it is {shown(true)}", true, None)
    return Verdict(Kind.WRONG, f" by {shown(_difference(claim.middle, true), 3)}", true, claim.middle)


def at_kink(truth: Enclosures, y: Value, x: Value) -> Verdict | None:
    """NOT DIFFERENTIABLE, or undecided, where y has no value, or the way from x to y leads over a kink that matters; else None."""
    try:
        if (value := truth.value(y, 30)).nan:
            return Verdict(Kind.KINK, no_value(value), value)
    except Undetermined:
        pass  # the slope may be known all the same
    if not any(node.op is not None and node.op.kink for node in truth.order):
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


def _apart(left: Interval, right: Interval) -> Decimal:
    return EXACT.subtract(middle(right), middle(left)).copy_abs()


# ── formulas ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Question:
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
    loosely = _judged(formula, Enclosures(truth.root, truth.decimals, truth.given, loose=True, held=truth.held), y, x)
    return found if loosely.kind is Kind.WRONG else loosely


def _judged(formula: Formula, truth: Enclosures, y: Value, x: Value | None) -> Verdict:
    asked, last = _Question(formula, y, x), list[Interval]()

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
        if last and (domain := _proven(asked, truth, held)) is not None:
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
    if (domain := _proven(asked, truth, held)) is not None:
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


def _tried_around(asked: _Question, truth: Enclosures, held: frozenset[Value]) -> Verdict | tuple[int, int]:
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


def _proven(asked: _Question, truth: Enclosures, held: frozenset[Value]) -> tuple[str, ...] | None:
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
    difference = _difference(size, true)
    digits = told_apart(difference, true)
    sentence = f" by {shown(difference, 3)}{place}"
    if at.given:
        sentence += f": {shown(claimed, digits)} instead of {shown(true, digits)}"
    return Verdict(Kind.WRONG, sentence, true, size, witness, elsewhere=bool(at.given))
