"""Formulas modulo a prime: what is tried beside many digits, or where there is no time for them."""

from collections.abc import Callable, Sequence
from typing import Any

from ...namespaces.interval import Undetermined
from ...namespaces.residue import NoRoot
from ...namespaces.residues import Residues
from ...value import Value
from ..truth.enclosures import Enclosures
from ..truth.sided import told
from .formulas import Formula
from .points import Question, evaluated

DRAWS = 2
"""So often residues are drawn; two formulas that are different come to the same once in some 10^30 times."""
ROOTED = 10
"""So often, where roots are taken: each time another one of the two may be the positive one."""
MOST = 20
"""No more are drawn, where some have no root."""
EXACTLY = " and exactly modulo 2^61 - 1"
"""What is said of two formulas that come to the same residues."""
DIGITS = 30
"""Choices are made by enclosures of so many digits."""


class Modulo(Enclosures):
    """The values and partials of a graph modulo a prime, with choices made as at the point."""

    def __init__(self, truth: Enclosures, residues: Residues, fixed: frozenset[Value], held: frozenset[Value]) -> None:
        super().__init__(truth.root, truth.decimals, truth.given, held=held, shape=truth.shape, origins=truth.origins)
        self.residues, self.fixed = residues, fixed

    def system(self, digits: int) -> Any:
        return self.residues

    def leaf(self, node: Value, m: Any) -> Any:
        number = self.given.get(node, node.data)
        return m.read(number) if node in self.fixed else m.drawn(node, m.over.read(number))

    def read(
        self,
        decimals: bool = False,
        loose: bool = False,
        held: frozenset[Value] | None = None,
        origins: bool | None = None,
    ) -> "Modulo":
        return Modulo(self, self.residues, self.fixed, self.held if held is None else held)

    def value(self, node: Value, digits: int) -> Any:
        if node.op is not None and node not in self.shape.nodes:
            raise Undetermined("a choice has left a node out of the graph")
        return super().value(node, digits)

    def partial(self, y: Value, x: Value, digits: int) -> Any:
        return self.by_rules(y, x, digits)


def same_modulo_prime(question: Question, truth: Enclosures, fixed: frozenset[Value]) -> bool:
    """Whether two sides come to the same residue whenever they are drawn: one rational function of their leaves, and of
    what functions give.  The leaves in `fixed` are the numbers that they hold.
    """

    def same(k: int) -> int:
        sides, seed = (question.true, question.claimed), f"{k} {question.claimed.text}"
        return next(filter(None, (_is_one(order, modulo(truth, seed, fixed)) for order in (sides, sides[::-1]))), 0)

    return not (truth.loose or question.given) and whenever_drawn(same)


def _is_one(sides: Sequence[Formula], at: Modulo) -> int:
    """The same of two sides; what is known of a function hangs on where it is asked for first."""
    one, other = (at.residues.number(evaluated(side, at, DIGITS)) for side in sides)
    return is_one(at, [one.n], [other.n])


def is_one(at: Modulo, ones: Sequence[Any], others: Sequence[Any]) -> int:
    """In how many draws residues have to be the same, each and each; 0 where they are not the same in this one."""
    same = all(one == other for one, other in zip(ones, others, strict=True))
    return (ROOTED if at.residues.rooted else DRAWS) if same else 0


def modulo(truth: Enclosures, seed: str, fixed: frozenset[Value] = frozenset()) -> Modulo:
    """A graph modulo a prime, for residues drawn with a seed."""
    over = type(truth)(truth.root, truth.decimals, shape=truth.shape, origins=truth.origins).system(DIGITS)
    return Modulo(truth, Residues(over, seed), fixed, truth.held)


def whenever_drawn(same: Callable[[int], int]) -> bool:
    """Whether two things come to the same for the residues of some draws; a draw without a root is none."""
    drawn = 0
    for k in range(MOST):
        try:
            with told():  # a claim may be computed by rows that run over floats alone
                needed = same(k)
            if not needed:
                return False
        except NoRoot:
            continue
        except Undetermined:
            return False
        drawn += 1
        if drawn >= needed:
            return True
    return False
