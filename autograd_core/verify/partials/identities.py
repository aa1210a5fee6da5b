"""A formula under one reading of the constants: refuted at a point, proved, or found to agree at some."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ...clock import SECONDS, time_is_up, within
from ...graph import topological_order
from ...namespaces.interval import Interval, Undetermined
from ...value import Value
from ...words import many
from ..truth.enclosures import Enclosures
from ..truth.ladder import Open, decided, middle
from ..verdicts.verdict import Kind, Verdict, difference_between, no_value, shown
from .formulas import Formula
from .modulo import EXACTLY, same_modulo_prime
from .points import CLOSE, FEWEST, FINEST, WIDE, Question, Ring, Surroundings, agreement_of, interval, written
from .proving import Proving
from .refuting import refuted

POINTS = 8
"""A formula is tried at so many points close by."""
AGREED = 12
"""Two formulas that agree have so many digits in common at every point where they are tried."""
SIDED = 2
"""Beside a kink of so many leaves points are tried on every side."""
SHOWN = 4
"""So many conditions are written out, and of more than one more how many there are."""
PROVING = 0.7
"""A proof of what comes to the same residues has so many seconds: without it, too, the two are known to agree."""
DEEP = (240, 960)
"""What is not proved is asked to so many digits before it is said to agree."""


class Judged:
    """One formula under one reading of its constants."""

    def __init__(self, question: Question, truth: Enclosures) -> None:
        self.question, self.truth = question, truth
        self.proofs = Proving(question, truth)
        self.true: Interval | None = None
        self.reason = ""
        self.is_same = False
        """Whether the two come to the same residues modulo a prime."""

    def verdict(self) -> Verdict:
        """The steps in order: at the point, close by, by proof, farther off, and to more digits."""
        at_point = self._at_the_point((30, 60, 120))
        if isinstance(at_point, Verdict):
            return at_point
        try:
            around = self._surroundings()
        except Undetermined as nowhere:
            return Verdict(Kind.UNDECIDED, str(nowhere))
        if self.truth.is_large:  # a point costs as much as a residue, and tells less
            self.is_same = self._same_modulo_prime()
        close, held = self._close(around)
        if close.refuted is not None:
            return self._fails_close_by(around, close)
        if not self.is_same and (held or not self.truth.is_large):
            self.is_same = self._same_modulo_prime(held)
        with within(PROVING if self.is_same else SECONDS):
            domain = self.proofs.proven(held)
        if domain is not None:
            kept = [leaf for leaf in self.truth.numbers if leaf in held]
            leaves = [f"{self.truth.shape.name(leaf)} = {shown(Decimal(repr(leaf.data)))}" for leaf in kept]
            return as_proven([*leaves, *domain], self.true, self._interval(around, domain))
        is_told = max(at_point or 0, close.digits) >= AGREED
        if not is_told and self.proofs.is_different(held) and (another := self._is_another_function(around)):
            return another
        if not close.tried:
            return self._untried(at_point)
        return self._not_proven(self._surroundings(held), close, at_point)

    def by_proof(self) -> Verdict | None:
        """PROVEN, of what was found to agree at points already; None where there is no proof in a short time."""
        with within(PROVING):
            domain = self.proofs.proven(frozenset())
        return None if domain is None else as_proven(domain, None, self._interval(self._surroundings(), domain))

    def _same_modulo_prime(self, held: frozenset[Value] = frozenset()) -> bool:
        return not self.proofs.limits and same_modulo_prime(self.question, self.truth, held)

    def _surroundings(self, held: frozenset[Value] = frozenset()) -> Surroundings:
        """The points around this one, on each side on which the slope is a limit."""
        starts = self.proofs.beside_limits() if self.proofs.limits else self._beside_kinks(held)
        return Surroundings(self.question, self.truth, held, starts)

    def _beside_kinks(self, held: frozenset[Value]) -> list[dict[Value, Fraction]]:
        """Just beside the point on every side, where some choice beside what is differentiated is at its kink, as |a|
        at 0; none where there is no such choice, or too many.
        """
        try:
            bent = self.truth.bent if self.truth.creased else ()
        except Undetermined:
            return []
        beneath = {leaf for node in bent for leaf in topological_order(node) if leaf.op is None} - held
        if not 0 < len(beneath) <= SIDED:
            return []
        starts = [dict(self.truth.numbers)]
        for leaf in filter(beneath.__contains__, self.truth.numbers):
            starts = [{**at, leaf: at[leaf] + side * FINEST} for at in starts for side in (-1, 1)]
        return starts

    def here(self) -> Verdict:
        """At the recorded point alone: proved with every leaf held, told apart, or alike to many digits."""
        at_point = self._at_the_point((30, 60, 120))
        if not isinstance(at_point, Verdict):
            if self.proofs.proven(frozenset(self.truth.numbers)) is not None:
                return Verdict(Kind.CORRECT, ", exactly", self.true)
            at_point = self._at_the_point(DEEP[::-1])
        if isinstance(at_point, Verdict):
            return at_point
        if at_point is None:
            return Verdict(Kind.UNDECIDED, self.reason, self.true)
        return Verdict(Kind.AGREES, f" to {many(at_point, 'digit')} at this point, not proven", self.true)

    def _at_the_point(self, ladder: Sequence[int]) -> Verdict | int | None:
        """WRONG or without a value at the recorded point; else to how many digits the two agree there; None where that
        is open.
        """

        def asked(digits: int) -> Verdict | int | None:
            true, claimed = self.question.over(self.truth, digits)
            self.true = true
            if true.nan or (true.exact and not true.finite):
                return Verdict(Kind.KINK, no_value(true), true)
            if claimed.nan and self.proofs.limits:
                raise Undetermined("at the point itself the formula has no value, and the slope is a limit")
            agreement = agreement_of(true, claimed)
            if agreement is None:
                return refuted(self.question.claimed, self.truth, true, claimed)
            return agreement if agreement >= AGREED or (true.exact and claimed.exact) else None

        answer: Verdict | int | Open = decided(
            asked, lambda found: not isinstance(found, Verdict) or found.is_sharp(), ladder
        )
        if isinstance(answer, Open):
            self.reason = answer.reason
            return None
        return answer

    def _close(self, around: Surroundings) -> tuple[Ring, frozenset[Value]]:
        """What came of the points close by; where the formula spells a leaf's number out, with that leaf held."""
        close = around.ring(CLOSE, FEWEST if self.is_same else POINTS)
        spelled = _spelled_out(self.question.claimed, self.truth) if self.question.spells else frozenset()
        if spelled and (close.refuted is not None or not close.tried):
            again = self._surroundings(spelled).ring(CLOSE, POINTS)
            for leaf in self.truth.numbers if again.refuted is None and again.tried else ():
                if leaf not in spelled:
                    continue
                fewer = self._surroundings(spelled - {leaf}).ring(CLOSE, POINTS)
                if len(spelled) > 1 and fewer.refuted is None and fewer.tried:  # it makes no difference
                    again, spelled = fewer, spelled - {leaf}
            if again.refuted is None:
                return again, spelled
        return close, frozenset()

    def _fails_close_by(self, around: Surroundings, close: Ring) -> Verdict:
        """Refuted near the point: beyond a hidden kink, everywhere but at these numbers, or everywhere."""
        finest = around.ring(FINEST, 2, DEEP[0])
        if finest.refuted is None and finest.tried and finest.digits > DEEP[0] // 2:
            domain = self.proofs.proven(frozenset())
            if domain is None:
                return self._not_proven(around, finest, finest.digits)
            return as_proven(domain, self.true, self._interval(around, domain))
        at_point = self._at_the_point((240, 480, 960))
        if isinstance(at_point, Verdict):
            return at_point
        assert close.refuted is not None
        elsewhere = refuted(self.question.claimed, close.refuted, *self.question.over(close.refuted, 40))
        return self._only_here(elsewhere) if self._right_here() else elsewhere

    def _only_here(self, elsewhere: Verdict, digits: int = 40) -> Verdict:
        """RIGHT AT THESE NUMBERS, with the point at which it is not, and the leaf that makes the difference."""
        leaf = self._telling_leaf(digits)
        at = ", ".join(f"{name} = {x}" for name, x in list((elsewhere.witness or {}).items())[:-2])
        words = f", not in general: {at} gives {elsewhere.told}" if elsewhere.told else f", not in general: not at {at}"
        only = ""
        if leaf is not None:
            only = f"; it holds where {self.truth.shape.name(leaf)} = {shown(Decimal(repr(leaf.data)))}"
        return replace(elsewhere, kind=Kind.HERE, words=words + only)

    def _right_here(self, digits: int = 40) -> bool:
        """Whether the two are the same number at the recorded point, exactly."""
        try:
            true, claimed = self.question.over(self.truth, 60)
        except Undetermined:
            return False
        if true.exact and claimed.exact:
            return true.lo == claimed.lo
        if self._telling_leaf(digits) is not None:
            return True
        # sin(202 pi x) is 0 wherever x has two decimals, and so by no doing of x
        by_grid = any(pi in self.question.claimed.text for pi in ("pi", "π"))
        return not by_grid and self.proofs.proven(frozenset(self.truth.numbers)) is not None

    def _telling_leaf(self, digits: int) -> Value | None:
        """The leaf that makes the difference: held at its number, it makes the formula true."""
        leaves = list(self.truth.numbers)
        for leaf in leaves if 1 < len(leaves) <= 12 else ():
            alone = self._surroundings(frozenset([leaf])).ring(CLOSE, 3, digits)
            if alone.refuted is None and alone.tried:
                return leaf
        return None

    def _is_another_function(self, around: Surroundings) -> Verdict | None:
        """WRONG by proof, where hardly a digit of what is claimed can be told here; with a point that shows it, if one
        is found.  Of rounded constants a proof tells nothing without such a point.
        """
        if (at := around.at_smaller_scales()) is not None:
            return refuted(self.question.claimed, at, *self.question.over(at, 60))
        if self.truth.loose:
            return None
        words = "it is proved to be another function, though too much cancels here to tell by how much"
        return Verdict(Kind.WRONG, words, self.true, elsewhere=True)

    def _untried(self, at_point: int | None) -> Verdict:
        """No point beside this one is like it: all that is left is to ask for more digits, and to move one leaf at a
        time.
        """
        if self.is_same and at_point is not None:
            return Verdict(Kind.AGREES, f" to {many(at_point, 'digit')} at this point{EXACTLY}, not proven", self.true)
        if isinstance(deeper := self._at_the_point((60, 120)), Verdict):
            return deeper
        for leaf in self.truth.numbers:
            if time_is_up():
                break
            alone = self._surroundings(frozenset(self.truth.numbers) - {leaf}).ring(CLOSE, 2)
            if alone.refuted is not None:
                return refuted(self.question.claimed, alone.refuted, *self.question.over(alone.refuted, 40))
        words = "it is right here, but no point beside it could be tried"
        return Verdict(Kind.UNDECIDED, self.reason if at_point is None else words, self.true)

    def _not_proven(self, around: Surroundings, close: Ring, at_point: int | None) -> Verdict:
        """AGREES, where it does at every point and to many digits; and how far, where it does not everywhere."""
        digits, points = close.digits, close.tried
        if at_point is not None:
            digits, points = min(digits, at_point), points + 1
        deep = Open("") if self.is_same else self._deep_down(around)
        if isinstance(deep, tuple) and deep[0] is not None:
            return self._differs_deep_down(deep[0])
        deepest = deep[1] if isinstance(deep, tuple) else 0
        beyond: Enclosures | None = None
        for reach in WIDE:
            ring = around.ring(reach, 3, least_known=AGREED)
            digits, points = min(digits, ring.digits) if ring.tried else digits, points + ring.tried
            beyond = beyond or ring.refuted
        beyond = beyond or around.where_sums_vanish()
        if beyond is not None and around.fades(beyond):
            return refuted(self.question.claimed, beyond, *self.question.over(beyond, 40))
        if beyond is not None and time_is_up():
            far = refuted(self.question.claimed, beyond, *self.question.over(beyond, 40))
            return Verdict(Kind.UNDECIDED, f"it is off{far.words}, and there is no time to tell how far from here")
        if not self.truth.loose and self.proofs.is_different(around.held):
            return Verdict(Kind.WRONG, self._by_little(), self.true, elsewhere=True)
        if digits < AGREED:
            return Verdict(Kind.UNDECIDED, f"it agrees to {many(digits, 'digit')} only, which is too few", self.true)
        if deepest <= DEEP[0] and not (self.is_same or self.truth.loose):
            return self._not_deep_enough(max(digits, deepest), points, deep)
        where = self._extent(around, beyond) if beyond is not None else ""
        least = f" to {many(digits, 'digit')} at {many(points, 'point')}"
        deep_down = f" and to {deepest} at one" if deepest > digits else ""
        words = f"{least}{EXACTLY if self.is_same else deep_down}{where}, not proven"
        return Verdict(Kind.AGREES, words, self.true)

    def _not_deep_enough(self, digits: int, points: int, deep: Any) -> Verdict:
        """UNDECIDED, where some far digit may differ for all that could be asked."""
        late = f"more than {SECONDS:g} seconds would be needed"
        reason = deep.reason if isinstance(deep, Open) and not time_is_up() else late
        words = f"it agrees to {many(digits, 'digit')} at {many(points, 'point')}; to ask for {DEEP[1]}, {reason}"
        return Verdict(Kind.UNDECIDED, words, self.true)

    def _by_little(self) -> str:
        """How little a formula differs that is proved to be another one."""
        for digits in sorted(DEEP):
            try:
                true, claimed = self.question.over(self.truth, digits)
            except Undetermined:
                continue
            if agreement_of(true, claimed) is None:
                return f" by {shown(difference_between(middle(claimed), true), 3)}, which is proved to be no 0"
        return f", by less than {max(DEEP)} digits show: it is proved to be another function"

    def _deep_down(self, around: Surroundings) -> tuple[Enclosures | None, int] | Open:
        """The same at many digits, and at still more."""
        return decided(lambda n: self._deep(around, n), lambda found: found[0] is not None or found[1] > DEEP[0], DEEP)

    def _deep(self, around: Surroundings, digits: int) -> tuple[Enclosures | None, int]:
        """A point close by at which the two differ in some far digit; else to how many they agree there."""
        ring = around.ring(FINEST, 1, digits)
        if ring.refuted is None and not ring.tried:
            raise Undetermined("no point close by could be tried")
        return ring.refuted, ring.digits

    def _differs_deep_down(self, at: Enclosures) -> Verdict:
        """WRONG, by less than what the first digits tell."""
        here = self._at_the_point(DEEP)
        if isinstance(here, Verdict):
            return here
        for digits in DEEP:
            true, claimed = self.question.over(at, digits)
            if agreement_of(true, claimed) is None:
                found = refuted(self.question.claimed, at, true, claimed)
                return self._only_here(found, digits) if self._right_here(digits) else found
        raise AssertionError("what differs once differs again")

    def _interval(self, around: Surroundings, domain: Sequence[str]) -> str:
        """The conditions of a proof as an interval around the point, where they are about one leaf and do not say it
        themselves.
        """
        free = [leaf for leaf in around.start if leaf not in around.held]
        if len(free) != 1 or self.question.given or self.proofs.limits:
            return ""
        name = str(self.truth.shape.name(free[0]))
        if all(re.fullmatch(rf"{re.escape(name)} \S+ [-+.0-9e]+", condition) for condition in domain):
            return ""
        ends = interval(name, *around.extent(free[0]))
        return f": {ends}" if ends else ""

    def _extent(self, around: Surroundings, beyond: Enclosures) -> str:
        """Where the formula holds, leaf by leaf; where none alone tells, a point at which it does not."""
        told = []
        tied = {leaf for condition in self.question.given for leaf in condition.leaves}
        for leaf in [leaf for leaf in around.start if leaf not in around.held and leaf not in tied][:4]:
            if ends := interval(str(self.truth.shape.name(leaf)), *around.extent(leaf)):
                told.append(ends)
        if told:
            return f" where {' and '.join(told)}"
        at = ", ".join(f"{self.truth.shape.name(leaf)} = {written(n)}" for leaf, n in list(beyond.numbers.items())[:8])
        return f" close by, but not at {at}"


def as_proven(domain: Sequence[str], true: Interval | None, ends: str = "") -> Verdict:
    """PROVEN, with the first of the conditions written out."""
    told = [*domain[:SHOWN], f"{len(domain) - SHOWN} more conditions hold"] if len(domain) > SHOWN + 1 else domain
    where = f" where {' and '.join(told)}{ends}" if domain else ""
    return Verdict(Kind.PROVEN, where, true)


def _spelled_out(formula: Formula, truth: Enclosures) -> frozenset[Value]:
    """The leaves that a formula does not mention, and whose data stand in it as numbers."""
    mentioned = set(formula.nodes)  # a tuple would compare them as numbers
    return frozenset(
        leaf for leaf in truth.order if leaf.op is None and leaf.data in formula.literals and leaf not in mentioned
    )
