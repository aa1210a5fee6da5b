"""An array that was claimed as formulas: judged entry by entry at the point, and as one identity around it."""

import math
import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

from ...clock import within
from ...namespaces.interval import Interval, Undetermined
from ...value import Value
from ..partials.formulas import Formula, Of
from ..partials.given import suggested
from ..partials.identities import AGREED, Judged, as_proven
from ..partials.judging_formulas import judge_identity
from ..partials.judging_numbers import judge_number
from ..partials.kinks import may_bend
from ..partials.modulo import EXACTLY, Modulo, is_one, whenever_drawn
from ..partials.points import Question, agreement_of, written
from ..partials.sheet import Sheet
from ..tables.nests import Nest, all_entries, grown, is_same_but_for_ones, written_place
from ..tables.wholes import misfit
from ..truth.ladder import LADDER, middle
from ..verdicts.numbers import computed_number
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict, difference_between, shown
from .array_claims import gathered, told_of_shape
from .claimed import Claimed, weighted
from .letters import proved_by_letters
from .readings import DEEP, DEEPEST, SECONDS, Reading, Readings

PROVED = 400
"""What has more nodes than this is not proved, only found to agree."""
FEW = 8
"""Under whatever a constant was rounded from, so many digits are enough."""
TINY = Decimal("1e-9")
"""A smaller share of a number may be the rounding of a constant."""


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
    claimed = Claimed(claimed.text, said, claimed.leaves, claimed.beneath, claimed.proved)
    rows = _at_the_point(sheet, readings, nodes, y, claimed)
    if all(row.verdict.kind.passes for row in rows):
        verdict = rows[0].verdict if here else sheet.strictly(_in_general(sheet, readings, nodes, y, claimed))
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


def _in_general(sheet: Sheet, readings: Readings, nodes: Nest, y: Value | None, claimed: Claimed) -> Verdict:
    """All entries around the point; where they are not the same there, under the conditions that are given, or that
    the graph suggests."""
    found = _around(sheet, readings, nodes, y, claimed)
    if found.kind is not Kind.HERE or not (sheet.given or any(suggested(sheet.truth))):
        return found
    again = judge_identity(_as_one(nodes, y, claimed), sheet.truth, sheet.given)
    return again if again.kind.passes else found


def _around(sheet: Sheet, readings: Readings, nodes: Nest, y: Value | None, claimed: Claimed) -> Verdict:
    """All entries at points close by; and where they are few, proved as one identity."""
    reading = readings.all[0]
    may_prove = not reading.truth.loose and not reading.told and readings.may_prove()
    is_small = len(reading.truth.order) + len(claimed.order) <= PROVED
    domain = proved_by_letters(nodes, y, claimed, reading.truth) if may_prove else None
    if domain is not None and not (domain and is_small):
        return as_proven(domain, None)
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
    is_same = not reading.truth.loose and _same_residues(reading, nodes, y, claimed)
    if is_same and may_prove and is_small:
        found = Judged(_as_one(nodes, y, claimed), reading.truth).by_proof()
        if found is not None:
            return found
    if domain is not None:
        return as_proven(domain, None)
    told = f" to {least} digits at {points + 1} points"
    if is_same:
        return Verdict(Kind.AGREES, f"{told}{EXACTLY}, not proven{reading.told}")
    if not reading.truth.loose:
        deep = _deep_down(reading, nodes, y, claimed)
        if deep is None:
            words = f"it agrees{told} and to {deepest} at one; to ask for {DEEPEST}, more time would be needed"
            return Verdict(Kind.UNDECIDED, words)
        if deep < 0:
            return Verdict(Kind.HERE, f", not in general: it differs after {DEEP} digits close by")
        deepest = deep
    deep_down = f" and to {deepest} at one" if deepest > least else ""
    return Verdict(Kind.AGREES, f"{told}{deep_down}, not proven{reading.told}")


def _same_residues(reading: Reading, nodes: Nest, y: Value | None, claimed: Claimed) -> bool:
    """Whether all entries come to the same residues modulo a prime."""

    def same(k: int) -> int:
        place = reading.modulo(k)
        true: list[Any] = [place.true(x, y) for x in nodes.entries]
        said: list[Any] = place.said(claimed)
        assert isinstance(place.truth, Modulo)
        return is_one(place.truth, [x.n for x in true], [x.n for x in said])

    return whenever_drawn(same)


def _deep_down(reading: Reading, nodes: Nest, y: Value | None, claimed: Claimed) -> int | None:
    """To how many digits all entries agree at one point where very many are asked for, and below 0 where they do not;
    None where there is no time.
    """
    place = reading.deepest
    if place is None:
        return None
    try:
        with within(SECONDS):
            return min(_digits(place.true(x, y), z) for x, z in zip(nodes.entries, place.said(claimed), strict=True))
    except Undetermined:
        return None


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
