"""check(y, claims): every claim about a graph, judged."""

import copy
import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..explanation import explain
from ..formula import FormulaError, read
from ..graph import topological_order
from ..namespaces import number
from ..namespaces.intervals import Interval
from ..staleness import refuse_stale
from ..value import Value
from ..writing import partial_name
from .claims import Formula, Names, Number, read_number
from .derivations import Derivation, read_derivation
from .diagnosis import suspects
from .enclosures import Enclosures, decided, middle
from .engine import is_of_the_table, wrong_rules
from .report import Report, Row
from .verdicts import AGREED, Kind, Verdict, agreement_of, judge_formula, judge_number, shown

Claim = Any
"""A number, the text of a number or a formula, a function of labels, a mapping from factors to claims, or a list of such mappings."""


def check(
    y: Value,
    claims: Mapping[Any, Claim] | str,
    *,
    decimals: bool = False,
    digits: int | None = None,
    learning_rate: float | None = None,
) -> Report:
    """Judge what somebody derived by hand, by proof: each claim is right, wrong by so much, or open, and why.

    `claims` maps what is differentiated by (a node, a label, a pair such as ("E_o1", "out_h1"), or "dE_o1/dout_h1") to what was
    written: a number (the text "0.0822" stands for 0.08215 to 0.08225), a formula in the graph's labels, a function of them, a
    product of factors as a mapping from their names to claims, or a list of such products over the paths.  Or it is a whole
    derivation as text, line by line.

    Leaves hold the exact rationals of their floats, or with `decimals` the decimals they print as.  `digits` asks for at least so many of a
    number; `learning_rate` is for lines such as w5+ = ..., and for the suspicion that a weight was updated too early.
    Raises LookupError for labels that name no node or several, TypeError for what is no claim, ValueError where a leaf was assigned after
    y was computed.

    >>> w, x, t = Value(0.5, label="w"), Value(3.0, label="x"), Value(1.0, label="t")
    >>> e = ((t - w * x) ** 2 / 2).named("E")
    >>> print(check(e, {"w": "1.50", "x": "(w*x - t)*w", "t": 0.5}))
      claim  claimed      true  verdict
      dE/dw  1.50         1.5   CORRECT to the 3 digits given
      dE/dx  (w*x - t)*w  0.25  PROVEN EQUAL
    > dE/dt  0.5          -0.5  WRONG by 1
                                a sign is lost in dE/dt: that gives 0.5
    2 of 3 pass, 1 wrong
    """
    if not isinstance(y, Value):
        raise TypeError(
            f"check(y, claims) needs a Value; got {y!r:.60} ({type(y).__name__}): was it computed from Values?"
        )
    if digits is not None and (not isinstance(digits, int) or digits < 1):
        raise ValueError(f"digits must be a whole number from 1; got {digits!r}")
    if learning_rate is not None and not math.isfinite(number(learning_rate, "learning_rate")):
        raise ValueError(f"learning_rate must be finite; got {learning_rate!r}")
    refuse_stale(topological_order(y))
    sheet = Sheet(y, decimals, digits, learning_rate)
    if isinstance(claims, str):
        return Report((*sheet.broken, *(row for _, row in read_derivation(sheet, claims))))
    if not isinstance(claims, Mapping):
        raise TypeError(
            f'check(y, claims) needs a mapping such as {{"w5": "0.0822"}}, or a derivation as text; got {claims!r:.60}'
        )
    return Report((*sheet.broken, *(sheet.judge(*sheet.target(key), claim) for key, claim in claims.items())))


class Sheet:
    """A graph and what is asked of claims about it."""

    def __init__(
        self,
        y: Value,
        decimals: bool = False,
        digits: int | None = None,
        learning_rate: float | None = None,
        main: Value | None = None,
    ) -> None:
        self.y, self.digits, self.learning_rate = y, digits, learning_rate
        self.main = y if main is None else main
        """What w+ descends."""
        self.truth, self.names = Enclosures(y, decimals), Names(y)
        self.broken = list(wrong_rules(self.truth, lambda op: not is_of_the_table(op)))
        """The user's own ops whose rules are wrong: what passes through them is not judged."""

    # ── what a claim speaks of ───────────────────────────────────────────────────────────────

    def target(self, key: Any) -> tuple[Value, Value]:
        """The ends of the partial that a key names.  Raises LookupError and TypeError."""
        if isinstance(key, tuple) and len(key) == 2:
            return self.node(key[0]), self.node(key[1])
        if isinstance(key, str) and key not in self.names.labelled:
            pair = self.pair(key)
            if pair is not None:
                return pair
        return self.y, self.node(key)

    def pair(self, text: str) -> tuple[Value, Value] | None:
        """The ends of a partial that is written as dy/dx or delta_o1."""
        try:
            expression = read(text, self.names, partials=True)
        except FormulaError:
            return None
        if len(expression.program) != 1 or expression.program[0].kind not in ("partial", "name"):
            return None
        meant = self.names.meant(expression.program[0].what)
        return meant if isinstance(meant, tuple) else None

    def node(self, key: Any) -> Value:
        if isinstance(key, str):
            return self.names.node(key)
        if not isinstance(key, Value):
            raise TypeError(
                f'a claim is about a node, its label, or a pair of them such as ("E_o1", "out_h1"); got {key!r:.60}'
            )
        if key not in self.truth.names:
            raise LookupError(f"{self.truth.names[self.y]} does not depend on {key!r}")
        return key

    def called(self, y: Value, x: Value) -> str:
        return partial_name(self.truth.names[y], self.truth.names[x])

    # ── verdicts ─────────────────────────────────────────────────────────────────────────────

    def judge(self, y: Value, x: Value, claim: Claim) -> Row:
        """A claim about dy/dx."""
        if isinstance(claim, Mapping):
            return self.judge_paths(y, x, [claim])
        if isinstance(claim, list | tuple):
            return self.judge_paths(y, x, claim)
        name = self.called(y, x)
        try:
            number = read_number(claim, self.digits)
            if number is not None:
                return self.judge_number(y, x, number)
            if isinstance(claim, str):
                formula = self.names.read(claim)
                if not formula.nodes and not formula.pairs:
                    return self.judge_arithmetic(y, x, formula)
            elif callable(claim) and not isinstance(claim, Value):
                formula = self.names.of_function(claim)
            else:
                raise TypeError(
                    f"a claim must be a number, a formula or factors; got {claim!r:.60} ({type(claim).__name__})"
                )
        except FormulaError as error:
            return Row(
                name,
                claim.strip() if isinstance(claim, str) else "a number",
                Verdict(Kind.NOT_UNDERSTOOD, str(error)),
            )
        return self.judge_formula(y, x, formula)

    def judge_number(self, y: Value, x: Value, number: Number) -> Row:
        """A written number."""
        verdict = self.unless_broken() or judge_number(number, self.truth, y, x)
        if verdict.kind is Kind.CORRECT and self.digits and number.digits is not None and number.digits < self.digits:
            few = f"right as far as it goes, but {number.digits} digits are given and {self.digits} asked for"
            verdict = Verdict(Kind.UNDECIDED, few, verdict.true, verdict.claimed)
        return Row(self.called(y, x), number.text, verdict, self.suspected(verdict, y, x, number))

    def judge_formula(self, y: Value, x: Value, formula: Formula) -> Row:
        """A formula; one that is wrong at this very point may give a number that tells why."""
        verdict = self.unless_broken() or judge_formula(formula, self.truth, y, x)
        found: tuple[Any, ...] = ()
        if (
            verdict.kind is Kind.WRONG
            and verdict.claimed is not None
            and not verdict.elsewhere
            and math.isfinite(float(verdict.claimed))
        ):
            near = read_number(float(verdict.claimed))
            found = self.suspected(verdict, y, x, near) if near is not None else ()
        return Row(self.called(y, x), formula.text, verdict, found)

    def judge_arithmetic(self, y: Value, x: Value, formula: Formula) -> Row:
        """Numbers and no names, such as 0.74 * 0.19: dy/dx everywhere, or else, as on a line of a derivation, what it comes to here."""
        row = self.judge_formula(y, x, formula)
        return Derivation(self).arithmetic(row, y, x) if row.verdict.kind is Kind.WRONG else row

    def suspected(self, verdict: Verdict, y: Value, x: Value, number: Number) -> tuple[Any, ...]:
        if verdict.kind is not Kind.WRONG or verdict.claimed is None:
            return ()
        return tuple(suspects(y, x, number.low, number.high, self.learning_rate, most=3))

    def unless_broken(self) -> Verdict | None:
        """Open, where an op is itself wrong."""
        if not self.broken:
            return None
        wrong = ", ".join(dict.fromkeys(row.claim.partition(":")[0] for row in self.broken))
        return Verdict(Kind.UNDECIDED, f"first mend the {wrong}")

    # ── products of factors, and their sums over paths ───────────────────────────────────────

    def judge_paths(self, y: Value, x: Value, paths: Sequence[Mapping[Any, Claim]]) -> Row:
        """A product of factors, or a sum of such products: each factor on its own, then whether together they are dy/dx.

        A factor is the partial with all other nodes that the factors name held: what goes over those is another path.
        """
        parts: list[Row] = []
        chains: list[list[tuple[Value, Value]]] = []
        for path in paths:
            if not isinstance(path, Mapping) or not path:
                raise TypeError(
                    f'a product is a mapping from factors to claims, such as {{"dE/dy": 0.5, "dy/dw": "x"}}; got {path!r:.60}'
                )
            chains.append([self.factor(key) for key in path])
        along = self.along(frozenset(end for chain in chains for pair in chain for end in pair))
        for chain, path in zip(chains, paths):
            parts += [along.judge(a, b, claim) for (a, b), claim in zip(chain, path.values())]
        claimed = " + ".join(" * ".join(self.called(a, b) for a, b in chain) for chain in chains)
        return Row(self.called(y, x), claimed, self._together(y, x, chains, parts, along.truth), parts=tuple(parts))

    def along(self, stations: frozenset[Value]) -> "Sheet":
        """The same sheet, with partials taken while these nodes are held."""
        sheet = copy.copy(self)
        sheet.truth = Enclosures(self.truth.root, self.truth.decimals, self.truth.given, held=stations)
        return sheet

    def factor(self, key: Any) -> tuple[Value, Value]:
        if isinstance(key, str) and (pair := self.pair(key)) is None:
            raise LookupError(f'a factor is named as a partial between two labels, such as "dE/dy"; got {key!r}')
        return pair if isinstance(key, str) and pair is not None else self.target(key)

    def _together(
        self, y: Value, x: Value, chains: list[list[tuple[Value, Value]]], parts: list[Row], along: Enclosures
    ) -> Verdict:
        """The verdict on a sum of products: that of the first factor that is wrong or open, or on whether the paths are all there."""
        last: list[Interval] = []

        def question(digits: int) -> Verdict | None:
            m, true = self.truth.system(digits), self.truth.partial(y, x, digits)
            last[:] = [true]
            claimed = m.sum(
                *(_product(m, [m.number(along.partial(a, b, digits)) for a, b in chain]) for chain in chains)
            )
            if (agreement := agreement_of(true, claimed)) is None:
                total = f"all factors are right, but together they give {shown(claimed)} instead of {shown(true)}"
                return Verdict(Kind.WRONG, f"{total}; {self._missing(y, x, chains)}", true, middle(claimed))
            return Verdict(Kind.CORRECT, ", factor by factor", true) if agreement >= AGREED else None

        answer = decided(question, Verdict.is_sharp)
        true = last[0] if last else None
        for chain in chains:
            if (gap := self._gap(y, x, chain)) is not None:
                return Verdict(Kind.WRONG, gap, true)
        for part in parts:
            if not (kind := part.verdict.kind).passes:
                return Verdict(kind, f"the {'first wrong ' if kind is Kind.WRONG else ''}factor is {part.claim}", true)
        return answer if isinstance(answer, Verdict) else Verdict(Kind.UNDECIDED, answer.reason, true)

    def _missing(self, y: Value, x: Value, chains: list[list[tuple[Value, Value]]]) -> str:
        """Which paths were forgotten, as far as they lead over labelled nodes."""
        told = explain(y, x)
        given = [{self.called(*pair) for pair in chain} for chain in chains]
        missing = [
            path for path in told.paths if not any({factor.name for factor in path.factors} <= names for names in given)
        ]
        if not missing or told.count > len(told.paths):
            return "a path is missing or counted twice"
        return f"missing is {' and '.join(' * '.join(factor.name for factor in path.factors) for path in missing)}"

    def _gap(self, y: Value, x: Value, chain: list[tuple[Value, Value]]) -> str | None:
        """What is missing between factors that should lead from y to x, each beginning where one before it ended."""
        at, left = y, list(chain)
        while left and at is not x:
            following = next((pair for pair in left if pair[0] is at), None)
            if following is None:
                break
            left.remove(following)
            at = following[1]
        if at is x and not left:
            return None
        names = self.truth.names
        if at is x:
            return f"{', '.join(self.called(*pair) for pair in left)} does not belong on this path"
        return f"no factor leads on from {names[at]}; one such as {partial_name(names[at], names[left[0][0] if left else x])} is missing"


def _product(m: Any, factors: Sequence[Any]) -> Any:
    total = m.number(1)
    for factor in factors:
        total = total * factor
    return total
