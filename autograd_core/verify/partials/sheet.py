"""A graph beside what was handed in about it: what the claims may speak of."""

import copy
from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ...clock import SECONDS, Allowance, within
from ...formula import FormulaError, Lambda, read
from ...namespaces.interval import Undetermined
from ...namespaces.text import ATOM
from ...value import Value
from ...writing import higher_name, partial_name
from ..diagnosis import Beneath
from ..truth.enclosures import Enclosures
from ..truth.rounding import Roundings
from ..truth.shape import is_of_the_table, must_be_judgeable
from ..verdicts.verdict import Kind, Verdict
from .condition import Condition, fulfilled
from .formulas import Names, Pair, held_in
from .given import read_condition
from .higher import Higher
from .judging_numbers import Asked
from .own_rows import first_mend, wrong_rules

PLAIN = Asked()
"""Nothing is asked of a claim beyond what it says."""
LOOKING = 0.5
"""So many seconds the causes of all wrong numbers of a sheet are looked for."""


class Sheet:
    """A graph and what is asked of claims about it."""

    def __init__(
        self,
        y: Value,
        decimals: bool = False,
        asked: Asked = PLAIN,
        learning_rate: float | None = None,
        main: Value | None = None,
        strict: bool = False,
        higher: Higher | None = None,
    ) -> None:
        self.y, self.asked, self.learning_rate, self.strict = y, asked, learning_rate, strict
        self.main = y if main is None else main
        """What w+ descends."""
        self.others: tuple[Value, ...] = ()
        """What it may descend as well, where a step is none against the gradient of that."""
        self.free: frozenset[Value] = frozenset()
        """The leaves that have no value: what is claimed is to hold for any, numbers too: dy/dx = 2 of y = 2x."""
        self.valued: tuple[Condition, ...] = ()
        """What the others hold, where a number is claimed."""
        self.relations: Mapping[Value, str] = {}
        """Equations that tie leaves to one another, by what their sides differ by."""
        self.tied: Collection[str] = ()
        """The names that are differentiated as what such equations make of them."""
        self.given: tuple[Condition, ...] = ()
        """What is said of the leaves: claims that do not hold in general are tried where it holds."""
        self.higher = Higher() if higher is None else higher
        """The derivatives that claims differentiate once more."""
        self.truth = Enclosures(self.higher.root(y), decimals)
        must_be_judgeable(self.truth.order, "check(y, claims)")
        self.names = Names(y, self.higher, self.truth.order)
        self.truth.shape.higher = self.higher.keys
        self.functions: Mapping[str, Lambda] = self.names.functions
        """Those that lines define, such as f(x) = x^2."""
        self.roundings = Roundings(self.truth)
        self._beneath: dict[Value, Beneath] = {}
        self.looking = Allowance(LOOKING)
        """How long causes of wrong numbers are still looked for."""
        self.broken = list(wrong_rules(self.truth, lambda op: not is_of_the_table(op)))
        """The user's own ops whose rules are wrong: what passes through them is not judged."""

    def relate(
        self, relations: Mapping[Value, str], tied: Collection[str], standing: Mapping[str, Fraction] | None
    ) -> Mapping[str, Fraction]:
        """Let equations tie leaves to one another, and those without a value stand where the equations hold; where all
        stand then, which is not looked for where it is known."""
        self.relations, self.tied = relations, tied
        if not (relations and self.free):
            return {}
        if standing is not None:
            self._stand({self.names.node(label): x for label, x in standing.items()})
            return standing
        held = frozenset(self.truth.numbers.keys() - self.free)
        try:
            given = [read_condition(text, self.names) for text in relations.values()]
            with within(SECONDS):
                at = fulfilled([each for each in given if each is not None], self.truth.numbers, held)
        except (FormulaError, LookupError, Undetermined):
            return {}
        self._stand(at)
        return {str(leaf.label): x for leaf, x in at.items()}

    def _stand(self, at: Mapping[Value, Fraction]) -> None:
        if at:
            self.truth = self.truth.beside(at)
            self.roundings = Roundings(self.truth)

    def target(self, key: Any) -> Pair:
        """The ends of the partial that a key names.  Raises LookupError and TypeError."""
        if isinstance(key, tuple) and len(key) >= 2:
            *xs, last = map(self.node, key)
            if all(x.op is None and x is not self.y for x in xs):
                return self.higher.node(self.y, tuple(xs)), last
            if not xs[1:]:
                return xs[0], last
        if isinstance(key, str) and key not in self.names.labelled:
            pair = self.pair(key)
            if pair is not None:
                return pair
        return self.y, self.node(key)

    def pair(self, text: str) -> Pair | None:
        """The ends of a partial that is written as dy/dx or delta_o1."""
        try:
            expression = read(text, self.names, partials=True, root=self.names.root_label)
        except FormulaError:
            return None
        if len(expression.program) != 1 or expression.program[0].kind not in ("partial", "name"):
            return None
        meant = self.names.meant(expression.program[0].what)
        return meant if isinstance(meant, tuple) else None

    def node(self, key: Any) -> Value:
        """The node that a key of a claim names."""
        if isinstance(key, str):
            return self.names.node(key)
        if not isinstance(key, Value):
            raise TypeError(
                f'a claim is about a node, its label, or a pair of them such as ("E_o1", "out_h1"); got {key!r:.60}'
            )
        if key not in self.truth.shape.nodes:
            raise LookupError(f"{self.truth.names[self.y]} does not depend on {key!r}")
        return key

    def called(self, y: Value, x: Value) -> str:
        """What a partial is called in the report."""
        name = self.truth.shape.name
        if y not in self.higher.keys:
            return partial_name(name(y), name(x))
        of, xs = self.higher.keys[y]
        return higher_name(name(of).within(ATOM), [name(each).within(ATOM) for each in (*xs, x)])

    def factor(self, key: Any) -> tuple[Value, Value]:
        """The two nodes of a factor in a line of a worksheet."""
        if isinstance(key, str) and (pair := self.pair(key)) is None:
            raise LookupError(f'a factor is named as a partial between two labels, such as "dE/dy"; got {key!r}')
        found = pair if isinstance(key, str) and pair is not None else self.target(key)
        return found[0], found[1]

    def judged(self, pair: Pair) -> "Sheet":
        """The sheet on which a partial is judged: this one, or with what the partial keeps held."""
        return self.along(held_in(pair)) if held_in(pair) else self

    def about(self, y: Value) -> "Sheet":
        """The same sheet about another node."""
        sheet = copy.copy(self)
        sheet.y = y
        return sheet

    def where(self, given: tuple[Condition, ...]) -> "Sheet":
        """The same sheet, with more that is said of the leaves."""
        sheet = copy.copy(self)
        sheet.given += given
        return sheet

    def along(self, stations: frozenset[Value]) -> "Sheet":
        """The same sheet, with partials taken while these nodes are held."""
        sheet = copy.copy(self)
        sheet.truth = self.truth.read(held=stations)
        sheet.roundings = Roundings(sheet.truth)
        return sheet

    def beneath(self, y: Value) -> Beneath:
        """All beneath y, for those who look for the cause of a wrong number."""
        if y not in self._beneath:
            self._beneath.clear()  # one at a time: a graph may be large
            self._beneath[y] = Beneath(y)
        return self._beneath[y]

    def strictly(self, verdict: Verdict) -> Verdict:
        """The verdict, or where proofs alone pass, open in place of an agreement."""
        if not self.strict or verdict.kind is not Kind.AGREES:
            return verdict
        return replace(verdict, kind=Kind.UNDECIDED, words=f"strict=True passes proofs only; it agrees{verdict.words}")

    def unless_broken(self) -> Verdict | None:
        """Open, where an op is itself wrong."""
        return first_mend(self.broken)
