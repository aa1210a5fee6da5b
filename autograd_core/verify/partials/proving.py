"""A formula as a proof takes it: where the proof starts, what stands on either side, and under which conditions."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

from ...namespaces.interval import Undetermined
from ...value import Value
from ..proof.identity import Point, Proof, compared
from ..truth.enclosures import Enclosures
from .condition import moved_by, solved
from .formulas import Formula, held_in
from .points import FINEST, Question, evaluated


class Proving:
    """The proofs of one formula under one reading of its constants."""

    def __init__(self, question: Question, truth: Enclosures) -> None:
        self.question, self.truth = question, truth
        self._different: dict[frozenset[Value], bool] = {}

    def proven(self, held: frozenset[Value]) -> tuple[str, ...] | None:
        """The conditions under which the formula is proved to be what it claims; None where there is no proof."""
        proofs = [self._proof(at, held) for at in self.beside_limits()]
        if not proofs or any(proof is None for proof in proofs):
            return None
        domains = dict.fromkeys(" and ".join(proof.domain) for proof in proofs if proof is not None)
        return proofs[0].domain if proofs[0] is not None and len(domains) == 1 else (" and where ".join(domains),)

    @cached_property
    def limits(self) -> list[Value]:
        """The leaves towards which the slope is known as a limit only."""
        found = [(pair, self.truth.holding(held_in(pair))) for pair in self.question.true.pairs]
        return [pair[1] for pair, truth in found if pair[1].op is None and truth.is_limit(pair[0], pair[1])]

    def beside_limits(self) -> list[Mapping[Value, Fraction]]:
        """Where a proof starts: at the point; or where the slope is a limit, just beside it on each side that has
        values.
        """
        starts: list[Mapping[Value, Fraction]] = [self.truth.numbers]
        for x in self.limits:
            near = [{**at, x: at[x] + side * FINEST} for at in starts for side in (-1, 1)]
            starts = [at for at in near if self._has_values(at)]
        return starts

    def _has_values(self, at: Mapping[Value, Fraction]) -> bool:
        try:
            return evaluated(self.question.true, self.truth.beside(at), 60).finite
        except Undetermined:
            return False

    def _proof(self, numbers: Mapping[Value, Fraction], held: frozenset[Value]) -> Proof | None:
        try:
            proof, self._different[held] = compared(*self._posed(numbers, held))
        except ArithmeticError:  # numbers beyond what a proof can carry
            return None
        return proof

    def is_different(self, held: frozenset[Value]) -> bool:
        """Whether the formula that is not `proven` is proved to be another function, by however little, with constants
        as decimals where they may have been rounded.
        """
        return not self.limits and self._different.get(held, False)

    def _posed(self, numbers: Mapping[Value, Fraction], held: frozenset[Value]) -> tuple[Any, ...]:
        """The two sides as a proof takes them, and where it starts."""

        def side(formula: Formula) -> Callable[[Point], Any]:
            return lambda at: formula.over(
                at.m,
                lambda thing: (
                    at.partial(thing[0], thing[1], self.truth.holding(held_in(thing)).held_between(thing[0], thing[1]))
                    if isinstance(thing, tuple)
                    else at(thing)
                ),
            )

        moved = moved_by(self.question.given, held)
        tied = {leaf: partial(solved, leaf, moved) for leaf in moved}
        decimals = self.truth.decimals or self.truth.loose
        sides = side(self.question.true), side(self.question.claimed)
        return *sides, numbers, decimals, held, tied, self.truth.origins
