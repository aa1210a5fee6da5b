"""The passes as records, one step at a time, and a stepper that walks through them in both directions."""

import functools
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from .graph import reverse, topological_order
from .names import expressed, find, names_beneath, written
from .namespaces import number
from .namespaces.text import TEXT, Written
from .ops import Op
from .rules import local_rule, rule
from .trees import for_json
from .value import Value
from .writing import DIGITS, Lines, columns, numeral, partial_name


@dataclass(frozen=True, slots=True)
class ForwardStep:
    """One op applied: the node, its arguments by name and value, and the value that came out."""

    number: int
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


@dataclass(frozen=True, slots=True)
class BackwardStep:
    """One contribution: what flows from a node to one of its arguments."""

    number: int
    root: Written
    node: Written
    arg: Written
    position: int
    op: str
    upstream: float
    local: float
    contribution: float
    before: float | None
    after: float
    waiting: int
    """How many contributions the argument still waits for."""
    of: Value = field(repr=False, compare=False)
    to: Value = field(repr=False, compare=False)
    among: tuple[Written, ...] = field(repr=False, compare=False)

    @property
    def rule(self) -> str:
        """The local partial in symbols, from the op table: sigmoid'(x) = y (1 - y)."""
        assert self.of.op is not None
        return rule(self.of.op, self.position, self.among)

    @property
    def words(self) -> str:
        """The same in words: out_o1 changes out_o1 (1 - out_o1) times as fast as net_o1."""
        assert self.of.op is not None
        node = Written(TEXT, self.node.text, self.node.level)
        return f"{node} changes {local_rule(self.of.op, self.position, node, self.among)} times as fast as {self.arg}"

    def line(self, digits: int = DIGITS) -> str:
        """net_o1 -> w5: dE_total/dnet_o1 * dnet_o1/dw5 = 0.138498562 * 0.593269992 = 0.0821670406; w5 complete"""
        up, local, product, after = (
            numeral(x, digits) for x in (self.upstream, self.local, self.contribution, self.after)
        )
        formula = (
            f"{partial_name(self.root, self.node)} * {partial_name(self.node, self.arg)} = {up} * {local} = {product}"
        )
        total = "" if self.before is None else f" = {after}"
        state = "complete" if not self.waiting else f"waits for {self.waiting} more"
        return f"{self.node} -> {self.arg}: {formula}; {self.arg}{total} {state}"

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for strict JSON."""
        return _plain(
            self, "number", "root", "node", "arg", "position", "op", "rule", "words",
            "upstream", "local", "contribution", "before", "after", "waiting",
        )  # fmt: skip

    __str__ = __repr__ = line


Step = ForwardStep | BackwardStep


def _plain(step: Step, *names: str) -> dict[str, Any]:
    facts = {name: getattr(step, name) for name in names}
    plain: dict[str, Any] = for_json(
        {name: str(fact) if isinstance(fact, Written) else fact for name, fact in facts.items()}
    )
    return plain


def forward_steps(y: Value) -> Iterator[ForwardStep]:
    """The forward pass: one record for each op, in the order in which a person would compute."""
    return _forward_steps(names_beneath(y))


def _forward_steps(names: dict[Value, Written]) -> Iterator[ForwardStep]:
    computed = [node for node in names if node.op is not None]
    for step, node in enumerate(computed, 1):
        assert node.op is not None
        args = tuple(map(str, written(node.args, names)))
        expression = expressed(node, names) or f"{node.op.name}({args[0]}, ...)"
        inputs = tuple(float(x.data if isinstance(x, Value) else x) for x in node.args)
        yield ForwardStep(step, str(names[node]), node.op.name, str(expression), args, inputs, node.data, node)


def backward_steps(y: Value, seed: float = 1.0) -> Iterator[BackwardStep]:
    """The backward pass: one record for each contribution, as the reverse sweep makes it.  No grad is touched."""
    return _backward_steps(y, names_beneath(y), number(seed, "seed"), {})


@dataclass(frozen=True, slots=True)
class _Change:
    """What a step is to use instead of what the sweep made: another local partial, or another contribution."""

    local: float | None
    contribution: float | None


def _backward_steps(
    y: Value, names: dict[Value, Written], seed: float, changes: dict[int, _Change]
) -> Iterator[BackwardStep]:
    """The same, with some steps changed on the way."""
    order = topological_order(y)
    waiting = Counter(arg for _, arg in _edges(order))
    adjoint: dict[Any, Any] = {y: seed}
    known: dict[Value, float] = {}  # the adjoints as they stood before the sweep's latest addition
    current: Value | None = None
    positions: Iterator[int] = iter(())
    for step, (node, arg, local, contribution) in enumerate(reverse(order, adjoint), 1):
        if node is not current:
            current, positions = node, (i for i, _, _ in node.inputs())
            among = tuple(written(node.args, names, TEXT))
        before = known.get(arg)
        if change := changes.get(step):
            local = local if change.local is None else change.local
            contribution = adjoint[node] * local if change.contribution is None else change.contribution
            adjoint[arg] = contribution if before is None else before + contribution
        known[arg] = adjoint[arg]
        waiting[arg] -= 1
        yield BackwardStep(
            step, names[y], names[node], names[arg], next(positions), node.op.name, adjoint[node], float(local),
            contribution, before, adjoint[arg], waiting[arg], node, arg, among,
        )  # fmt: skip


def _edges(nodes: Iterable[Value]) -> Iterator[tuple[Value, Value]]:
    """Each node with each argument that its adjoint flows to, repeats included."""
    for node in nodes:
        for _, arg, _ in node.inputs():
            yield node, arg


Condition = Callable[[Step], bool]

_CONDITION = re.compile(r"(?:(abs)\((\w+)\)|(\w+))\s*(is|<=|>=|==|<|>)\s*(\S+)")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": float.__lt__, "<=": float.__le__, ">": float.__gt__, ">=": float.__ge__, "==": float.__eq__,
    "is": lambda a, b: a == b or (math.isnan(a) and math.isnan(b)),
}  # fmt: skip
_FIELDS = {
    "grad": "after",
    "gradient": "after",
    "upstream": "upstream",
    "local": "local",
    "contribution": "contribution",
    "value": "value",
}


def condition(text: str) -> Condition:
    """A condition on steps from its text: `grad is nan`, `abs(contribution) < 1e-12`, `value > 1`.

    Raises ValueError for anything else.
    """
    match = _CONDITION.fullmatch(text.strip())
    name = match and (match[2] or match[3])
    try:
        if not match or name not in _FIELDS:
            raise ValueError
        bound = float(match[5])
    except ValueError:
        raise ValueError(
            f"a condition is written `grad is nan` or `abs(contribution) < 1e-12`, with one of {', '.join(_FIELDS)}; got {text!r}"
        ) from None
    compare, field_name, absolute = _COMPARE[match[4]], _FIELDS[name], bool(match[1])

    def holds(step: Step) -> bool:
        found = getattr(step, field_name, None)
        return found is not None and compare(float(abs(found) if absolute else found), bound)

    return holds


class Stepper:
    """Walks through the forward and the backward pass of `y`, one op and one contribution at a time, both ways.

    Nothing in the graph is changed by walking; adjoints live in the stepper.  `digits` is the precision it prints with.

    >>> x = Value(3.0, label="x")
    >>> walk = Stepper((x * x).named("y"))
    >>> walk.step()
    y = x*x = 9
    >>> walk.step()
    y -> x: dy/dy * dy/dx = 1 * 3 = 3; x waits for 1 more
    """

    def __init__(self, y: Value, seed: float = 1.0, digits: int = DIGITS) -> None:
        self._names = names_beneath(y)
        self.y, self.digits = y, digits
        self._seed = number(seed, "seed")
        self._forward = sum(node.op is not None for node in self._names)
        self._count = self._forward + sum(1 for _ in _edges(self._names))
        self._changes: dict[int, _Change] = {}  # by the number of a backward step
        self._breakpoints: dict[str, Condition] = {}
        self._rewind()

    def _rewind(self) -> None:
        """From the start again, with the same seed and the same changes."""
        self.position = 0
        self._steps: list[Step] = []
        backward = _backward_steps(self.y, self._names, self._seed, self._changes)
        self._rest: Iterator[Step] = chain(_forward_steps(self._names), backward)

    def __len__(self) -> int:
        return self._count

    # ── walking ──────────────────────────────────────────────────────────────────────────────

    @property
    def last(self) -> Step | None:
        """The step just taken."""
        return self._steps[self.position - 1] if self.position else None

    @property
    def next(self) -> Step | None:
        """The step to come, or None at the end."""
        while len(self._steps) <= self.position < self._count:
            self._steps.append(next(self._rest))
        return self._steps[self.position] if self.position < self._count else None

    def step(self) -> Step:
        """Take the next step.  Raises StopIteration at the end."""
        if (coming := self.next) is None:
            raise StopIteration("finished: every contribution has been made; back() or reset() to go on")
        self.position += 1
        return coming

    def back(self) -> Step | None:
        """Undo the last step, exactly; returns the one before it, None at the start."""
        if self.position:
            self.position -= 1
        return self.last

    def reset(self) -> None:
        """Back to the start, with every change undone; seed and breakpoints stay."""
        self._changes.clear()
        self._rewind()

    def run_to(self, target: Value | str | int) -> Step:
        """Go to the step with this number, or on to the next one that touches a node, by node or label.

        Stays where it stands and raises LookupError where there is no such step or node, StopIteration where no step ahead
        touches it.
        """
        if isinstance(target, int):
            if not 0 < target <= self._count:
                raise LookupError(f"there are steps 1 to {self._count}; got {target}")
            self._go(target)
            return self._steps[target - 1]
        node, start = self._node(target), self.position
        while self.next is not None:
            if _touches(node, step := self.step()):
                return step
        self.position = start
        raise StopIteration(f"finished: no step ahead touches {self._names[node]}")

    def run(self) -> Step | None:
        """Go on to the next breakpoint, or to the end."""
        while self.next is not None:
            step = self.step()
            if any(holds(step) for holds in self._breakpoints.values()):
                return step
        return self.last

    def _go(self, position: int) -> None:
        while self.position < position and self.next is not None:
            self.position += 1
        self.position = position

    def _node(self, target: Value | str) -> Value:
        node = find(self.y, target) if isinstance(target, str) else target
        if not isinstance(node, Value):
            raise TypeError(
                f"a step is found by its number, a node or a label; got {target!r:.60} ({type(target).__name__})"
            )
        if node not in self._names:
            raise LookupError(f"{self._names[self.y]} does not depend on {node!r}")
        return node

    # ── stopping, and asking what if ─────────────────────────────────────────────────────────

    def break_at(self, target: Value | str | Op | Condition) -> "Stepper":
        """Let `run` stop at a node, a label, an op or its name, a function of the step, or a condition such as `grad is nan`."""
        if isinstance(target, Op) or any(target == node.op.name for node in self._names if node.op):
            name = target.name if isinstance(target, Op) else str(target)
            self._breakpoints[name] = lambda step: step.op == name
        elif (
            isinstance(target, str)
            and re.search(r"[<>=]|\bis\b", target)
            and all(node.label != target for node in self._names)
        ):
            self._breakpoints[target] = condition(target)
        elif isinstance(target, Value | str):
            node = self._node(target)
            self._breakpoints[str(self._names[node])] = functools.partial(_touches, node)
        elif callable(target):
            self._breakpoints[getattr(target, "__name__", repr(target))] = target
        else:
            raise TypeError(f"a breakpoint is a node, a label, an op, a condition or a function; got {target!r:.60}")
        return self

    def clear(self) -> None:
        """Forget all breakpoints."""
        self._breakpoints.clear()

    def seed(self, seed: float) -> None:
        """Let the root start with another adjoint, and stand at the same step."""
        self._seed = number(seed, "seed")
        self._replay()

    def alter(self, contribution: float | None = None, local: float | None = None) -> Step:
        """Replace the contribution or the local partial of the last step; what follows is worked out from that."""
        step = self.last
        if not isinstance(step, BackwardStep):
            raise ValueError("only a backward step can be altered: step() into the backward pass first")
        if (contribution is None) == (local is None):
            raise ValueError("alter() needs either contribution= or local=")
        self._changes[step.number] = _Change(
            None if local is None else number(local, "local"),
            None if contribution is None else number(contribution, "contribution"),
        )
        self._replay()
        return self._steps[self.position - 1]

    def _replay(self) -> None:
        """The steps anew, up to where it stands."""
        position = self.position
        self._rewind()
        self._go(position)

    # ── looking ──────────────────────────────────────────────────────────────────────────────

    def gradients(self) -> dict[str, float]:
        """The adjoints so far, by name."""
        found = {str(self._names[self.y]): self._seed} if self.position >= self._forward else {}
        return found | {str(step.arg): step.after for step in self._taken() if isinstance(step, BackwardStep)}

    def _taken(self) -> list[Step]:
        return self._steps[: self.position]

    def where(self) -> Lines:
        """The state of every node: its value and its adjoint, done, partial with what is missing, or waiting."""
        computed = {step.of for step in self._taken() if isinstance(step, ForwardStep)}
        made = {step.to: step for step in self._taken() if isinstance(step, BackwardStep)}
        missing: dict[Value, list[str]] = {}
        done = Counter((step.of, step.to) for step in self._taken() if isinstance(step, BackwardStep))
        for node, arg in _edges(reversed(self._names)):
            done[node, arg] -= 1
            if done[node, arg] < 0:
                missing.setdefault(arg, []).append(str(self._names[node]))
        rows = []
        for node, name in self._names.items():
            value = numeral(node.data, self.digits) if node.op is None or node in computed else "not computed yet"
            waits = f"waits for {_listed(missing.get(node, []))}"
            if node in made:
                state = f"partial, {waits}" if node in missing else "done"
                grad = numeral(made[node].after, self.digits)
            elif node is self.y and self.position >= self._forward:
                grad, state = numeral(self._seed, self.digits), "seed"
            else:
                grad, state = "", "waiting" if node is self.y else waits
            rows.append((str(name), value, grad, state))
        return Lines(columns([("node", "value", "gradient", "state"), *rows]))

    def walk(self, read: Callable[[str], str] = input, write: Callable[[str], None] = print) -> None:
        """Walk with the keyboard: enter steps on, b goes back, a number or a label runs there, q ends."""
        write(repr(self))
        while True:
            try:
                command = read("[enter, b, number, label, q] ").strip()
            except (EOFError, KeyboardInterrupt):
                write("")
                return
            if command == "q":
                return
            try:
                if command == "b":
                    step = self.back()
                else:
                    step = self.run_to(int(command) if command.isdecimal() else command) if command else self.step()
                write(step.line(self.digits) if step else repr(self))
            except (LookupError, StopIteration) as sentence:
                write(str(sentence))

    def __repr__(self) -> str:
        lines = [f"Stepper of {self._names[self.y]}: {self.position} of {self._count} steps"]
        if self._breakpoints:
            lines.append(f"stops at: {', '.join(self._breakpoints)}")
        if self.last:
            lines.append(f"last: {self.last.line(self.digits)}")
        lines.append(f"next: {self.next.line(self.digits)}" if self.next else "finished")
        return "\n  ".join(lines)


def _touches(node: Value, step: Step) -> bool:
    """Whether a step computes a node, or flows from or to it."""
    return step.of is node or (isinstance(step, BackwardStep) and step.to is node)


def _listed(names: list[str], most: int = 3) -> str:
    """net_o1, net_o2 and 5 more"""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more:,} more" if more > 0 else "")
