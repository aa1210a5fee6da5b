"""What somebody wrote a partial to be: a number and the interval it stands for, or a formula."""

import inspect
import math
import numbers
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..formula import Expression, FormulaError, Partial, read
from ..graph import replay, topological_order
from ..names import find
from ..namespaces import number
from ..namespaces.series import EXACT
from ..recording import enable_grad
from ..value import Value

DECIMAL = re.compile(r"\s*[+\-−]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+\-−]?[0-9]+)?\s*")
COMPUTED = 13
"""A float of 16 or 17 digits was computed, with roundings of its own: it stands for this many."""
EXTREME = 20_000
"""A written number has no more digits before and after the point than this."""
ULPS = 4
"""No float stands for less than this many units in its last place to either side."""

TOO_EXTREME = f"a number has at most {EXTREME:,} digits before and after the point"

Of = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Number:
    """A written number, with the ends of what it stands for and how many significant digits that are (None: it is exact)."""

    text: str
    low: Decimal | Fraction
    high: Decimal | Fraction
    digits: int | None

    @property
    def middle(self) -> Decimal | Fraction:
        if isinstance(self.low, Fraction) or isinstance(self.high, Fraction):
            return (Fraction(self.low) + Fraction(self.high)) / 2
        return EXACT.multiply(EXACT.add(self.low, self.high), Decimal("0.5")) if self.low != self.high else self.low


def read_number(x: Any, least: int | None = None) -> Number | None:
    """`x` as a written number; None where it is no number.

    The text of a decimal stands for the interval of its last digit, trailing zeros included; so does a Decimal, and a float by the
    decimal it prints as, or where that is longer than 15 digits, by its first 13.  An int and a Fraction are exact.  With `least` a float
    stands for at least so many digits.  Raises TypeError for what is neither a real number nor text, FormulaError for too many digits.
    """
    if isinstance(x, bool) or x is None or isinstance(x, complex):
        raise TypeError(f"a claim must be a number, a formula or factors; got {x!r} ({type(x).__name__})")
    if isinstance(x, str):
        return _of_text(x.strip().replace("−", "-")) if DECIMAL.fullmatch(x) else None
    if isinstance(x, float):
        return _of_float(float(x), least)
    if isinstance(x, Decimal):
        return (
            _of_text(str(x)) if x.is_finite() else _of_float(float(str(x).replace("s", "")), least)
        )  # an sNaN is but a NaN here
    if isinstance(x, numbers.Rational):
        exact = Fraction(int(x.numerator), int(x.denominator))  # numpy's integers as well
        top, bottom = Decimal(exact.numerator), Decimal(exact.denominator)
        if max(top.adjusted(), bottom.adjusted()) > EXTREME:
            raise FormulaError(TOO_EXTREME)
        end = top if bottom == 1 else exact
        return Number(f"{top}" if bottom == 1 else f"{top}/{bottom}", end, end, None)
    return None


def _of_text(text: str) -> Number:
    value = EXACT.create_decimal(text)
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or max(abs(exponent), abs(value.adjusted())) > EXTREME:
        raise FormulaError(TOO_EXTREME)
    if text.lstrip("+-") == "0":  # no digit of it says anything but that it is zero
        return Number(text, value, value, None)
    half = Decimal((0, (5,), exponent - 1))
    return Number(text, EXACT.subtract(value, half), EXACT.add(value, half), len(digits) if value else 0)


def _of_float(x: float, least: int | None) -> Number:
    value = Decimal(repr(x))
    if not value.is_finite():
        return Number(str(x), value, value, None)
    _, digits, exponent = value.normalize(EXACT).as_tuple()
    assert isinstance(exponent, int)
    given = len(digits)
    good = COMPUTED if given > 15 else given
    if least and good < least and given <= 15:
        good = least
    half = Decimal((0, (5,), exponent + given - good - 1)) if x else Decimal(0)
    half = max(half, EXACT.multiply(Decimal(math.ulp(x)), Decimal(ULPS)))
    return Number(repr(x), EXACT.subtract(value, half), EXACT.add(value, half), good)


# ── formulas ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Formula:
    """Something that can be computed over any number system from the nodes and partials it mentions."""

    text: str
    over: Callable[[Any, Of], Any]
    """Its value over a namespace; the second argument gives that of a node, or of a pair of nodes (their partial)."""
    nodes: tuple[Value, ...]
    pairs: tuple[tuple[Value, Value], ...]
    literals: frozenset[float]
    """The numbers that are written out in it."""


class Names:
    """What a formula may call the nodes of a graph: their labels, and delta_o1 or δ_o1 for the partial towards net_o1."""

    def __init__(self, root: Value) -> None:
        self.root = root
        self.beneath: set[Value] = set()
        self.labelled: dict[str, list[Value]] = {}
        for node in topological_order(root):
            self.beneath.add(node)
            if node.label:
                self.labelled.setdefault(node.label, []).append(node)
        self.deltas = {
            f"{delta}{unit}": label
            for label in self.labelled
            if label.startswith("net_")
            for delta in ("delta_", "δ_", "δ")
            for unit in [label.removeprefix("net_")]
            if f"{delta}{unit}" not in self.labelled
        }

    def __contains__(self, name: object) -> bool:
        return name in self.labelled or name in self.deltas

    def __iter__(self) -> Any:
        return iter([*self.labelled, *self.deltas])

    def __len__(self) -> int:
        return len(self.labelled) + len(self.deltas)

    def meant(self, name: str | Partial) -> Any:
        """The node, or the pair of nodes, that a name stands for.  Raises LookupError where it names several."""
        if isinstance(name, Partial):
            return self.node(name.y), self.node(name.x)
        if name in self.deltas:
            return self.root, self.node(self.deltas[name])
        return self.node(name)

    def node(self, label: str) -> Value:
        nodes = self.labelled.get(label, [])
        return nodes[0] if len(nodes) == 1 else find(self.root, label)

    def read(self, text: str) -> Formula:
        """A formula from its text.  Raises FormulaError and LookupError."""
        return self.bound(read(text, self, partials=True))

    def bound(self, expression: Expression) -> Formula:
        """An expression with its names bound to the graph."""
        mentioned: list[str | Partial] = [*expression.names, *expression.partials]
        meant = {name: self.meant(name) for name in mentioned}
        things = list(meant.values())
        return Formula(
            expression.text.strip(),
            lambda m, of: expression.over(m, lambda name: of(meant[name]), lambda text: m.number(float(text))),
            tuple(x for x in things if isinstance(x, Value)),
            tuple(x for x in things if isinstance(x, tuple)),
            frozenset(float(step.what) for step in expression.program if step.kind == "number"),
        )

    def of_function(self, f: Callable[..., Any]) -> Formula:
        """A formula from a Python function whose parameters are labels, but for those that have a default and name no node.

        Nodes of the graph that it closes over stand for themselves.
        """
        try:
            signature = inspect.signature(f)
        except (TypeError, ValueError):
            signature = None
        parameters = signature.parameters.values() if signature else ()
        if signature is None or any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters):
            raise TypeError(f"a claim by function needs named parameters, such as lambda w, x: w * x; got {f!r:.60}")
        labels = [p.name for p in parameters if p.default is p.empty or p.name in self.labelled]
        nodes = {label: self.node(label) for label in labels}
        fresh = {label: Value(node.data, label=label) for label, node in nodes.items()}
        call = signature.bind_partial()
        call.arguments |= fresh
        call.apply_defaults()
        with enable_grad():
            returned = f(*call.args, **call.kwargs)
        if not isinstance(returned, Value):
            returned = number(returned, "what a claim by function returns")
        order = topological_order(returned, self.beneath) if isinstance(returned, Value) else []
        meant = {fresh[label]: node for label, node in nodes.items()} | {
            node: node for node in order if node in self.beneath
        }

        def over(m: Any, of: Of) -> Any:
            if not order:
                return m.number(returned)
            env = {
                node: of(meant[node]) if node in meant else m.number(node.data)
                for node in order
                if node in meant or node.op is None
            }
            return replay(order, env, lambda node, inputs: m.apply(node.op, *inputs), m.number)[returned]

        name = getattr(f, "__name__", "function")
        text = f"lambda {', '.join(labels)}".strip() if name == "<lambda>" else f"{name}({', '.join(labels)})"
        literals = {x for node in order if node not in meant for x in node.args if not isinstance(x, Value)}
        return Formula(text, over, tuple(dict.fromkeys(meant.values())), (), frozenset(map(float, literals)))
