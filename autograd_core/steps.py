"""The passes as records: one for each op applied, and one for each contribution made."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .arguments import public
from .chain import indirectly
from .graph import reverse, topological_order
from .names import expressed, names_beneath, written
from .namespaces import NOTHING, number
from .namespaces.passing import Passing
from .namespaces.text import SUM, TEXT, Written
from .rules import at_kink, local_rule, place, rule_of
from .trees import for_json
from .value import Value
from .writing import DIGITS, numeral, partial_name


@dataclass(frozen=True, slots=True)
class ForwardStep:
    """One op applied: the node, its arguments by name and value, and the value that came out."""

    number: int
    """Its place in both passes together, from 1."""
    node: str
    op: str
    expression: str
    args: tuple[str, ...]
    inputs: tuple[float, ...]
    value: float
    of: Value = field(repr=False, compare=False)
    """The node itself."""

    def line(self, digits: int = DIGITS) -> str:
        """net_h1 = w1*i1 + w2*i2 + b1*1 = 0.3775"""
        middle = "" if self.expression == self.node else f" = {self.expression}"
        return f"{self.node}{middle} = {numeral(self.value, digits)}"

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for strict JSON."""
        return _plain(self, "number", "node", "op", "expression", "args", "inputs", "value")

    __str__ = __repr__ = line


class Altered(NamedTuple):
    """Which numbers of a step the sweep would not have made: changed at this step, or following from a change."""

    upstream: bool = False
    local: bool = False
    contribution: float | None = None
    """What the sweep would have made of the step, where another contribution was put in its place."""
    after: bool = False


UNCHANGED = Altered()


@dataclass(frozen=True, slots=True)
class BackwardStep:
    """One contribution: what flows from a node to one of its arguments."""

    number: int
    """Its place in both passes together: the first one comes after the last forward step."""
    root: Written
    node: Written
    arg: Written
    position: int
    op: str
    seed: float
    upstream: float
    local: float
    contribution: float
    before: float | None
    after: float
    waiting: int
    """How many contributions the argument still waits for."""
    of: Value = field(repr=False, compare=False)
    to: Value = field(repr=False, compare=False)
    names: Mapping[Value, Written] = field(repr=False, compare=False)
    is_first: bool = field(repr=False, compare=False)
    is_direct: Callable[[Value, Value], bool] = field(repr=False, compare=False)
    altered: Altered = field(default=UNCHANGED, repr=False)
    at_kink: bool | None = field(default=None, repr=False, compare=False)
    """Whether the node was at a corner or a step of its op; a leaf may be assigned later."""

    def __post_init__(self) -> None:
        if self.at_kink is None:
            object.__setattr__(self, "at_kink", at_kink(self.of))

    @property
    def among(self) -> list[Written]:
        """All arguments of the op by name."""
        return written(self.of.args, self.names, TEXT)

    @property
    def place(self) -> str:
        """Where the argument stands, if it stands in several places of the op: 1st factor; else empty."""
        assert self.of.op is not None
        return place(self.of.op, self.position) if sum(arg is self.to for arg in self.of.args) > 1 else ""

    @property
    def partial(self) -> str:
        """The local partial by name: dnet_o1/dw5; d+loss/dz2 where there are other ways to z2; dy/d(1st factor)."""
        return partial_name(
            self.node, self.place or self.arg, direct=not self.place and self.is_direct(self.of, self.to)
        )

    @property
    def rule(self) -> str:
        """The local partial in symbols, from the op table: sigmoid'(x) = y (1 - y)."""
        return rule_of(self.of, self.position, self.among, bool(self.at_kink), direct=self.is_direct(self.of, self.to))

    @property
    def words(self) -> str:
        """The same in words: out_o1 changes out_o1 (1 - out_o1) times as fast as net_o1."""
        assert self.of.op is not None
        if self.of.op.vjp:
            return f"{self.op} passes its adjoint on to {self.arg} by a rule of its own, which is no derivative"
        node = Written(TEXT, self.node.text, self.node.level)
        times = local_rule(self.of.op, self.position, node, self.among).within(SUM)
        if self.at_kink:
            times = f"{numeral(self.local)}, by convention at this kink,"
        alone = "" if self.place or not self.is_direct(self.of, self.to) else ", everything else held"
        return f"{node} changes {times} times as fast as {f'its {self.place}, ' if self.place else ''}{self.arg}{alone}"

    def line(self, digits: int = DIGITS) -> str:
        """net_o1 -> w5: dE_total/dnet_o1 * dnet_o1/dw5 = 0.138498562 * 0.593269992 = 0.0821670406; w5 complete"""
        there = f"{self.arg} ({self.place})" if self.place else f"{self.arg}"
        return f"{self.node} -> {there}: {self._product(digits)}; {self._state(digits)}"

    def _product(self, digits: int) -> str:
        """What is multiplied, by name and as numbers; dy/dy is 1 and named once, at the first step."""
        altered, factors = self.altered, []
        if self.seed != 1:
            factors.append(numeral(self.seed, digits))
        if self.of is not self.to and (str(self.node) != str(self.root) or self.is_first):
            factors.append(partial_name(self.root, self.node) + _marked(altered.upstream))
        factors.append(self.partial + _marked(altered.local))
        made = self.contribution if altered.contribution is None else altered.contribution
        if isinstance(self.local, Passing):
            upstream = " * ".join(factors[:-1]) or partial_name(self.root, self.node)
            return f"{upstream} = {numeral(self.upstream, digits)}, passed on by {self.op} as {numeral(made, digits)}"
        up, local, product = (numeral(x, digits) for x in (self.upstream, self.local, made))
        if self.local is NOTHING and not math.isfinite(self.upstream):
            local = "nothing"
        instead = "" if altered.contribution is None else f", altered to {numeral(self.contribution, digits)}"
        return f"{' * '.join(factors)} = {up} * {local} = {product}{instead}"

    def _state(self, digits: int) -> str:
        """What the argument has after this step."""
        mark, after = _marked(self.altered.after), numeral(self.after, digits)
        if self.waiting:
            so_far = "" if self.before is None else f" has {after} so far and"
            return f"{self.arg}{mark}{so_far} waits for {self.waiting} more"
        if self.before is None:
            return f"{self.arg} complete{mark}"
        times = "" if self.seed == 1 else f"{numeral(self.seed, digits)} * "
        return f"{times}{partial_name(self.root, self.arg)}{mark} = {after} complete"

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for strict JSON."""
        return _plain(
            self, "number", "root", "node", "arg", "position", "place", "op", "partial", "rule", "words", "seed",
            "upstream", "local", "contribution", "before", "after", "waiting",
        ) | {"altered": any(x is not False and x is not None for x in self.altered)}  # fmt: skip

    __str__ = __repr__ = line


Step = ForwardStep | BackwardStep


def _marked(altered: bool) -> str:
    return " (altered)" if altered else ""


def _plain(step: Step, *names: str) -> dict[str, Any]:
    facts = {name: getattr(step, name) for name in names}
    plain: dict[str, Any] = for_json(
        {name: str(fact) if isinstance(fact, Written) else fact for name, fact in facts.items()}
    )
    return plain


@public
def forward_steps(y: Value) -> Iterator[ForwardStep]:
    """The forward pass: one record for each op, in the order in which a person would compute."""
    return Passes(y).forward()


@public
def backward_steps(y: Value, seed: float = 1.0) -> Iterator[BackwardStep]:
    """The backward pass: one record for each contribution, as the reverse sweep makes it.  No grad is touched.

    The steps are numbered on from those of the forward pass.

    >>> a = Value(3.0, label="a")
    >>> for step in backward_steps((a * a).named("y")):
    ...     print(step.number, step)
    2 y -> a (1st factor): dy/dy * dy/d(1st factor) = 1 * 3 = 3; a waits for 1 more
    3 y -> a (2nd factor): dy/d(2nd factor) = 1 * 3 = 3; dy/da = 6 complete
    """
    return Passes(y).backward(number(seed, "seed"), {})


class Change(NamedTuple):
    """What a step is to use instead of what the sweep made: another local partial, or another contribution."""

    local: float | None
    contribution: float | None


class Passes:
    """Both passes through one graph, with its names, and the values of its leaves as they are now."""

    def __init__(self, y: Value) -> None:
        self.y, self.names = y, names_beneath(y)
        self.data = {node: node.data for node in self.names if node.op is None}
        self.first = 1 + sum(node.op is not None for node in self.names)
        """The number of the first backward step."""
        self.count = self.first - 1 + sum(1 for _ in edges(self.names))
        self._numbers: dict[Value, int] = {}

    def seeded(self, taken: int) -> bool:
        """Whether the root has its adjoint, once so many steps were taken: the forward pass is done."""
        return taken >= self.first - 1

    def forward(self) -> Iterator[ForwardStep]:
        """One record for each op."""
        computed = [node for node in self.names if node.op is not None]
        for step, node in enumerate(computed, 1):
            assert node.op is not None
            args = tuple(map(str, written(node.args, self.names)))
            expression = expressed(node, self.names) or f"{node.op.name}({args[0]}, ...)"
            inputs = tuple(float(self.data.get(x, x.data) if isinstance(x, Value) else x) for x in node.args)
            name = str(self.names[node])
            yield ForwardStep(step, name, node.op.name, str(expression), args, inputs, node.data, node)

    def backward(self, seed: float, changes: Mapping[int, Change]) -> Iterator[BackwardStep]:
        """One record for each contribution, with some steps changed on the way."""
        y, names, is_direct = self.y, self.names, self.is_direct
        order = topological_order(y)
        waiting = Counter(arg for _, arg in edges(order))
        adjoint: dict[Any, Any] = {y: seed}
        known: dict[Value, float] = {}  # the adjoints as they stood before the sweep's latest addition
        altered: set[Value] = set()  # what has an adjoint that the sweep would not have made
        current: Value | None = None
        positions: Iterator[int] = iter(())
        for step, (node, arg, local, contribution) in enumerate(reverse(order, adjoint), self.first):
            if node is not current:
                current, positions = node, (i for i, _, _ in node.inputs())
            before, instead, change = known.get(arg), None, changes.get(step)
            if change:
                local = local if change.local is None else change.local
                contribution = adjoint[node] * local
                if change.contribution is not None:
                    instead, contribution = contribution, change.contribution
                adjoint[arg] = contribution if before is None else before + contribution
            if change or node in altered:
                altered.add(arg)
            known[arg] = adjoint[arg]
            waiting[arg] -= 1
            marks = UNCHANGED
            if altered:
                marks = Altered(node in altered, bool(change and change.local is not None), instead, arg in altered)
            yield BackwardStep(
                step, names[y], names[node], names[arg], next(positions), node.op.name, seed, adjoint[node],
                local, contribution, before, adjoint[arg], waiting[arg], node, arg, names, step == self.first,
                is_direct, marks,
            )  # fmt: skip

    def is_direct(self, node: Value, arg: Value) -> bool:
        """Whether the node depends on its argument in another way too, so that their local partial is not the whole."""
        self._numbers = self._numbers or {each: i for i, each in enumerate(self.names)}
        return indirectly(node, arg, variables, self._numbers)


def variables(node: Value) -> list[Value]:
    """The arguments of a node that its adjoint flows to."""
    return [arg for _, arg, _ in node.inputs()]


def edges(nodes: Iterable[Value]) -> Iterator[tuple[Value, Value]]:
    """Each node with each argument that its adjoint flows to, repeats included."""
    for node in nodes:
        flat = iter(node.edges)
        for arg in flat:
            if next(flat) is not None:
                yield node, arg
