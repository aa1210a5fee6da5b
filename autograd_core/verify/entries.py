"""An array that was claimed as formulas: judged entry by entry at the point, and as one identity around it."""

import math
import random
import time
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from ..graph import replay, topological_order
from ..namespaces.interval import Interval, Undetermined
from ..ops import OPS
from ..value import Value
from .arrays import gathered, told_of_shape
from .enclosures import LADDER, Enclosures, middle
from .formulas import Formula, Of
from .judging_formulas import AGREED, judge_identity
from .judging_numbers import judge_number
from .kinks import may_bend
from .nests import Nest, all_entries, grown, is_same_but_for_ones, written_place
from .numbers import computed_number
from .points import CLOSE, FINEST, Question, agreement_of, choices, written
from .report import Row
from .sheet import Sheet
from .sided import Sided, rounded
from .verdicts import Kind, Verdict, difference_between, shown
from .wholes import misfit

PROVED = 400
"""What has more nodes than this is not proved, only found to agree."""
PROVING = 3.0
"""The proofs of one text may begin within so many seconds."""
NEAR, DEEP = 3, 240
"""So many points close by are tried, and one to so many digits."""
FEW = 8
"""Under whatever a constant was rounded from, so many digits are enough."""
SHORT = 10**6
"""A constant may have been rounded from a fraction whose denominator is no larger."""
TINY = Decimal("1e-9")
"""A smaller share of a number may be the rounding of a constant."""


class Claimed:
    """Entries that are computed from leaves, which stand for nodes and derivatives of a graph."""

    def __init__(self, text: str, nest: Nest, meant: Mapping[Value, Any], beneath: Collection[Value]) -> None:
        self.text, self.nest, self.leaves, self.beneath = text, nest, meant, beneath

    @cached_property
    def meant(self) -> dict[Value, Any]:
        """What stands for what: the leaves of the claim, and nodes of the graph that are met on the way to them."""
        return {node: self.leaves.get(node, node) for node in self.order if node in self.leaves or node in self.beneath}

    @cached_property
    def order(self) -> list[Value]:
        """All that the entries are computed from."""
        values = [x for x in self.nest.entries if isinstance(x, Value)]
        if not values:
            return []
        if len(values) == 1:
            return topological_order(values[0], self.beneath)
        top = OPS["sum"].apply(tuple(values))
        return [node for node in topological_order(top, self.beneath) if node is not top]

    @property
    def things(self) -> list[Any]:
        """The nodes and the pairs of nodes that are mentioned."""
        return [self.meant[leaf] for leaf in self.order if leaf in self.meant]

    def entries(self, m: Any, of: Of) -> list[Any]:
        """The entries over a namespace."""
        env = {
            node: of(self.meant[node]) if node in self.meant else m.number(node.data)
            for node in self.order
            if node in self.meant or node.op is None
        }
        found = replay(self.order, env, lambda node, inputs: m.apply(node.op, *inputs), m.number) if self.order else {}
        return [m.number(found[x] if isinstance(x, Value) else x) for x in self.nest.entries]

    def formula(self, weights: list[int] | None = None) -> Formula:
        """The only entry; or all of them, each times a weight, added up."""
        literals = {float(x) for node in self.order for x in node.args if not isinstance(x, Value)}
        literals |= {float(x) for x in self.nest.entries if not isinstance(x, Value)}
        things = self.things

        def over(m: Any, of: Of) -> Any:
            found = self.entries(m, of)
            return found[0] if weights is None else weighted(m, weights, found)

        return Formula(
            self.text,
            over,
            tuple(x for x in things if isinstance(x, Value)),
            tuple(x for x in things if isinstance(x, tuple)),
            frozenset(literals),
        )


class _Ratios(Sided):
    """Intervals in which 0.3333333333333333 is 1/3, and 0.1 is 1/10."""

    def _named(self, x: float) -> Interval | None:
        found = super()._named(x)
        if found is not None or not rounded(x):
            return found
        ratio = Fraction(x).limit_denominator(SHORT)
        return self.read(ratio) if float(ratio) == x else self.read(Fraction(repr(x)))


class AsRatios(Enclosures):
    """A graph whose constants are the short fractions that they were rounded from."""

    def system(self, digits: int) -> Sided:
        if digits not in self._systems:
            self._systems[digits] = _Ratios(digits, self.decimals, False)
        return super().system(digits)

    def beside(self, at: Mapping[Value, Fraction]) -> Enclosures:
        return AsRatios(self.root, self.decimals, at, self.loose, self.held, self.shape)


class Place:
    """A point to so many digits: what has been computed there, so that arrays that share steps compute them once."""

    def __init__(self, truth: Enclosures, digits: int) -> None:
        self.truth, self.digits, self.m = truth, digits, truth.system(digits)
        self._values: dict[Value, Any] = {}

    def true(self, x: Value | None, y: Value | None) -> Interval:
        """What an entry should be.  Raises Undetermined."""
        return self.m.number(0) if x is None else self._of(x if y is None else (y, x))

    def _of(self, thing: Any) -> Interval:
        if isinstance(thing, tuple):
            return self.truth.partial(thing[0], thing[1], self.digits)
        return self.truth.value(thing, self.digits)

    def said(self, claimed: "Claimed") -> list[Interval]:
        """What the entries come to.  Raises Undetermined."""
        m, values = self.m, self._values
        fresh = [node for node in claimed.order if node not in values]
        for node in fresh:
            if node in claimed.meant or node.op is None:
                values[node] = self._of(claimed.meant[node]) if node in claimed.meant else m.number(node.data)
            else:
                args = [values[x] if isinstance(x, Value) else m.number(x) for x in node.args]
                values[node] = m.number(m.apply(node.op, *args))
        return [m.number(values[x] if isinstance(x, Value) else x) for x in claimed.nest.entries]


class Readings:
    """A graph under the readings of its constants: as floats, as what they were rounded from, as whatever fits.

    The one under which something held is asked first from then on.
    """

    def __init__(self, truth: Enclosures) -> None:
        self.all = [Reading(truth, "")]
        self.until = math.inf

    def more(self) -> None:
        """Make the other readings, where they were not made before."""
        if len(self.all) == 1:
            t = self.all[0].truth
            ratios = AsRatios(t.root, t.decimals, t.given, held=t.held, shape=t.shape)
            loose = t.read(loose=True)
            self.all += [
                Reading(ratios, ", with constants as the fractions they were rounded from"),
                Reading(loose, ", as far as rounded constants tell"),
            ]

    def prefer(self, i: int) -> None:
        """Ask this reading first from now on."""
        self.all.insert(0, self.all.pop(i))

    def may_prove(self) -> bool:
        """Whether there is time for another proof: all of a text have a few seconds."""
        if self.until == math.inf:
            self.until = time.thread_time() + PROVING
        return time.thread_time() < self.until


class Reading:
    """A graph under one reading of its constants, with the points around it that all arrays are tried at."""

    def __init__(self, truth: Enclosures, told: str) -> None:
        self.truth, self.told = truth, told
        self._here: dict[int, Place] = {}

    def here(self, digits: int) -> Place:
        """The recorded point."""
        if digits not in self._here:
            self._here[digits] = Place(self.truth, digits)
        return self._here[digits]

    @cached_property
    def around(self) -> list[Place]:
        """Points close by at which every choice is made as it is here, and one that is very close, to many digits."""
        start = self.truth.numbers
        draw = random.Random(" ".join(map(str, start.values())))
        found: list[Place] = []
        sides = choices(self.truth.beside(self.truth.given), 40)
        reach = CLOSE
        for k in range(24):
            deep = len(found) == NEAR
            off = FINEST if deep else reach
            at = self.truth.beside(
                {x: n + off * Fraction(draw.randint(-(2**40), 2**40), 2**40) * (abs(n) or 1) for x, n in start.items()}
            )
            try:
                if choices(at, 40) == sides:
                    found.append(Place(at, DEEP if deep and not self.truth.loose else 40))
            except Undetermined:
                pass
            if len(found) > NEAR:
                break
            reach = reach / 4 if k % 4 == 3 and not found else reach
        return found


def weighted(m: Any, weights: list[int], xs: list[Any]) -> Any:
    """The sum of numbers, each times a whole number."""
    return m.sum(*(m.number(w) * m.number(x) for w, x in zip(weights, xs)))


def judged_entries(
    sheet: Sheet,
    readings: Readings,
    claim: str,
    text: str,
    name: str,
    nodes: Nest,
    y: Value | None,
    claimed: Claimed,
    here: bool = False,
) -> Row:
    """The row of an array of formulas: the derivatives of y towards nodes, or without a y the values of nodes.

    With `here` it is judged at the recorded numbers alone, to find out what a wrong line comes from.
    """
    said = claimed.nest
    if is_same_but_for_ones(said.shape, nodes.shape):
        said = said.reshaped(nodes.shape)
    larger = grown(nodes, said.shape) if said.shape != nodes.shape and y is not None else None
    nodes = nodes if larger is None else larger
    if said.shape != nodes.shape:
        what = "gradient" if y is not None else "value"
        numbers = _as_numbers(said)
        words = misfit(name, nodes.shape, said.shape).replace("its gradient", f"its {what}")
        row = Row(claim, text, Verdict(Kind.WRONG, words))
        if y is None or numbers is None:
            return row
        told = told_of_shape(sheet.about(y), name, nodes, numbers)
        return replace(row, verdict=replace(row.verdict, words=f"{words}: {told}")) if told else row
    claimed = Claimed(claimed.text, said, claimed.leaves, claimed.beneath)
    rows = _at_the_point(sheet, readings, nodes, y, claimed)
    if all(row.verdict.kind.passes for row in rows):
        verdict = rows[0].verdict if here else sheet.strictly(_around(sheet, readings, nodes, y, claimed))
        shape = "" if not said.shape else f", in {all_entries(len(said.entries))}"
        verdict = replace(verdict, words=f"{shape}{verdict.words}", true=None, claimed=None)
        return Row(claim, text, verdict, entries=rows)
    numbers = _as_numbers(said)
    if y is None or numbers is None:
        failing = sorted(rows, key=lambda row: row.verdict.kind.passes)[:3]
        right = sum(row.verdict.kind.passes for row in rows)
        kind = next(row.verdict.kind for row in failing)
        verdict = Verdict(kind, f"{right:,} of {len(rows):,} entries are right")
        return Row(
            claim, text, verdict, parts=tuple(row for row in failing if not row.verdict.kind.passes), entries=rows
        )
    return gathered(sheet.about(y), claim, text, name, nodes, numbers, rows)


def _as_numbers(said: Nest) -> Nest | None:
    """What the entries come to in floats."""
    numbers = [float(x.data) if isinstance(x, Value) else float(x) for x in said.entries]
    return (
        Nest(said.shape, tuple(computed_number(x, 53) for x in numbers)) if all(map(math.isfinite, numbers)) else None
    )


def _at_the_point(sheet: Sheet, readings: Readings, nodes: Nest, y: Value | None, claimed: Claimed) -> tuple[Row, ...]:
    """A row for every entry, at the recorded numbers; where constants were rounded, under the reading that fits."""
    first = tuple(_rows(sheet, readings.all[0], nodes, y, claimed))
    wrong = [row.verdict for row in first if row.verdict.kind is Kind.WRONG]
    if not wrong or not all(map(_is_tiny, wrong)):
        return first
    readings.more()
    for i, reading in enumerate(readings.all[1:], 1):
        rows = tuple(_rows(sheet, reading, nodes, y, claimed))
        if not any(row.verdict.kind is Kind.WRONG for row in rows):
            readings.prefer(i)
            return rows
    return first


def _is_tiny(verdict: Verdict) -> bool:
    """Whether a difference is so small that a rounded constant may have made it."""
    off = verdict.difference
    if off is None or verdict.true is None:
        return False
    size = verdict.true.magnitude
    return bool(off.copy_abs() <= TINY * size) or off.copy_abs() < Decimal("1e-12")


def _rows(sheet: Sheet, reading: Reading, nodes: Nest, y: Value | None, claimed: Claimed) -> list[Row]:
    truth = reading.truth
    bends = may_bend(truth, y) if y is not None else set()
    verdicts: list[Verdict | None] = [None] * len(nodes.entries)
    for digits in LADDER[:3]:
        place = reading.here(digits)
        try:
            said = place.said(claimed)
            for i, x in enumerate(nodes.entries):
                if verdicts[i] is None and y is not None and x in bends:
                    verdicts[i] = _bent(sheet, y, x, said[i])
                elif verdicts[i] is None:
                    verdicts[i] = _one(place.true(x, y), said[i], truth.loose)
        except Undetermined as unknown:
            verdicts = [v or Verdict(Kind.UNDECIDED, str(unknown)) for v in verdicts]
        if None not in verdicts:
            break
    open_ = Verdict(Kind.UNDECIDED, "more digits than there are would be needed")
    names = [_called(sheet, y, x, at) for at, x in zip(nodes.places(), nodes.entries)]
    return [Row(name, _number_of(x), v or open_) for name, x, v in zip(names, claimed.nest.entries, verdicts)]


def _number_of(x: Any) -> str:
    return f"{float(x.data if isinstance(x, Value) else x):.9g}"


def _called(sheet: Sheet, y: Value | None, x: Value | None, place: tuple[int, ...]) -> str:
    if x is None or x not in sheet.truth.names:
        return written_place(place)
    return str(sheet.truth.names[x]) if y is None else sheet.called(y, x)


def _bent(sheet: Sheet, y: Value, x: Value | None, said: Interval) -> Verdict:
    """An entry from which a way may lead over a kink."""
    assert x is not None
    number = computed_number(float(middle(said)) if said.finite else math.nan, 53)
    return judge_number(number, sheet.truth, y, x, sheet.roundings, sheet.asked)


def _one(true: Interval, said: Interval, loose: bool) -> Verdict | None:
    """One entry at the point; None where its digits do not tell."""
    if true.nan or (true.exact and not true.finite):
        return Verdict(Kind.KINK, "there is no value", true)
    if agreement_of(true, said) is None:
        if not said.finite:
            return Verdict(Kind.WRONG, "it has no value here", true)
        off = difference_between(middle(said), true)
        return Verdict(Kind.WRONG, f" by {shown(off, 3)}", true, middle(said))
    if _digits(true, said) >= (FEW if loose else AGREED) or (true.exact and said.exact):
        return Verdict(Kind.CORRECT, "", true, middle(said))
    return None


def _digits(true: Interval, said: Interval) -> int:
    """To how many digits two enclosures agree; of two that hold 0, to how many decimals."""
    agreement = agreement_of(true, said)
    if agreement is None or not (true.finite and said.finite):
        return -1
    if not (0 in true and 0 in said):
        return agreement
    widest = max(abs(end) for end in (true.lo, true.hi, said.lo, said.hi))
    return max(agreement, -widest.adjusted() - 1) if widest else true.m.digits


def _around(sheet: Sheet, readings: Readings, nodes: Nest, y: Value | None, claimed: Claimed) -> Verdict:
    """All entries at points close by; and where they are few, proved as one identity."""
    reading = readings.all[0]
    least, deepest = 10**6, 0
    for place in reading.around:
        try:
            said = place.said(claimed)
            pairs = [(place.true(x, y), z) for x, z in zip(nodes.entries, said)]
        except Undetermined:
            continue
        met = min(_digits(*pair) for pair in pairs)
        if met < 0:
            some = list(place.truth.numbers.items())[:3]
            at = ", ".join(f"{sheet.truth.names[x]} = {written(n)}" for x, n in some)
            return Verdict(Kind.HERE, f", not in general: not at {at}{', ...' if len(some) == 3 else ''}")
        least, deepest = min(least, met), max(deepest, met)
    points = len(reading.around)
    if not points or least == 10**6:
        return Verdict(Kind.UNDECIDED, "it is right here, but no point beside it could be tried")
    if least < (FEW if reading.truth.loose else AGREED):
        return Verdict(Kind.UNDECIDED, f"it agrees to {least} digits only, which is too few")
    small = len(reading.truth.order) + len(claimed.order) <= PROVED and not reading.truth.loose
    if small and not reading.told and readings.may_prove():
        found = judge_identity(_as_one(nodes, y, claimed), reading.truth)
        if found.kind is Kind.PROVEN:
            return found
    deep = f" and to {deepest} at one" if deepest > least else ""
    return Verdict(Kind.AGREES, f" to {least} digits at {points + 1} points{deep}, not proven{reading.told}")


def _as_one(nodes: Nest, y: Value | None, claimed: Claimed) -> Question:
    """All entries, each times a random whole number, added up: the same exactly where all are."""
    draw = random.Random(claimed.text)
    weights = [draw.randint(1, 2**20) for _ in nodes.entries]
    xs = nodes.entries
    pairs = tuple((y, x) for x in xs if x is not None) if y is not None else ()
    values = tuple(x for x in xs if x is not None) if y is None else ()

    def true(m: Any, of: Of) -> Any:
        return weighted(m, weights, [0 if x is None else of(x if y is None else (y, x)) for x in xs])

    return Question(claimed.formula(weights), Formula("the entries", true, values, pairs, frozenset()))
