"""The passes as records, one step at a time, and a stepper that walks through them in both directions."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .graph import reverse, topological_order
from .names import expressed, names_beneath, numeral, partial_name, rule
from .namespaces import number
from .namespaces.text import NAMES, Written
from .value import Value, find

DIGITS = 9


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
        """Plain data, for JSON."""
        return {name: getattr(self, name) for name in ("number", "node", "op", "expression", "args", "inputs", "value")}

    __str__ = line


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
        """The local partial in symbols, from the op table."""
        assert self.of.op is not None
        return rule(self.of.op, self.position, self.among)

    def line(self, digits: int = DIGITS) -> str:
        """net_o1 -> w5: dE_total/dnet_o1 * dnet_o1/dw5 = 0.138498562 * 0.593269992 = 0.0821670406; w5 complete"""
        up, local, product, after = (numeral(x, digits) for x in (self.upstream, self.local, self.contribution, self.after))
        formula = f"{partial_name(self.root, self.node)} * {partial_name(self.node, self.arg)} = {up} * {local} = {product}"
        total = "" if self.before is None else f" = {after}"
        state = "complete" if not self.waiting else f"waits for {self.waiting} more"
        return f"{self.node} -> {self.arg}: {formula}; {self.arg}{total} {state}"

    def as_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        names = {name: str(getattr(self, name)) for name in ("root", "node", "arg", "op", "rule")}
        numbers = ("number", "position", "upstream", "local", "contribution", "before", "after", "waiting")
        return names | {name: getattr(self, name) for name in numbers}

    __str__ = line


Step = ForwardStep | BackwardStep


def forward_steps(y: Value) -> Iterator[ForwardStep]:
    """The forward pass: one record for each op, in the order in which a person would compute."""
    names = names_beneath(y)
    computed = [node for node in names if node.op is not None]
    for step, node in enumerate(computed, 1):
        assert node.op is not None
        args = tuple(str(names[x]) if isinstance(x, Value) else NAMES.numeral(x) for x in node.args)
        expression = expressed(node, names)
        inputs = tuple(float(x.data if isinstance(x, Value) else x) for x in node.args)
        yield ForwardStep(
            step, str(names[node]), node.op.name, str(expression or f"{node.op.name}({args[0]}, ...)"), args, inputs, node.data, node
        )  # fmt: skip


def backward_steps(y: Value, seed: float = 1.0) -> Iterator[BackwardStep]:
    """The backward pass: one record for each contribution, as the reverse sweep makes it.  No grad is touched."""
    return _backward_steps(y, names_beneath(y), number(seed, "seed"), {})


def _backward_steps(y: Value, names: dict[Value, Written], seed: float, changes: dict[int, tuple[float, float]]) -> Iterator[BackwardStep]:
    """The same, with the contributions of some steps replaced on the way."""
    order = topological_order(y)[::-1]
    waiting = Counter(arg for node in order for arg, partial in zip(node.edges[::2], node.edges[1::2]) if partial is not None)
    adjoint: dict[Any, Any] = {y: seed}
    known: dict[Value, float] = {}  # the adjoints as they stood before the sweep's latest addition
    current: Value | None = None
    positions: Iterator[int] = iter(())
    for step, (node, arg, local, contribution) in enumerate(reverse(order, adjoint), 1):
        if node is not current:
            current, positions = node, (i for i, partial in enumerate(node.edges[1::2]) if partial is not None)
            among = tuple(names[x] if isinstance(x, Value) else NAMES.written(x) for x in node.args)
        before = known.get(arg)
        if step in changes:
            local, contribution = changes[step]
            adjoint[arg] = contribution if before is None else before + contribution
        known[arg] = adjoint[arg]
        waiting[arg] -= 1
        yield BackwardStep(
            step, names[y], names[node], names[arg], next(positions), node.op.name, adjoint[node], float(local),
            contribution, before, adjoint[arg], waiting[arg], node, arg, among,
        )  # fmt: skip


Condition = Callable[[Step], bool]

_CONDITION = re.compile(r"(?:(abs)\((\w+)\)|(\w+))\s*(is|<=|>=|==|<|>)\s*(\S+)")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": float.__lt__, "<=": float.__le__, ">": float.__gt__, ">=": float.__ge__, "==": float.__eq__,
    "is": lambda a, b: a == b or (math.isnan(a) and math.isnan(b)),
}  # fmt: skip
_FIELDS = {"grad": "after", "gradient": "after", "upstream": "upstream", "local": "local", "contribution": "contribution", "value": "value"}


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

    Nothing in the graph is changed by walking; adjoints live in the stepper.
    """

    def __init__(self, y: Value, seed: float = 1.0) -> None:
        self.y = y
        self._names = names_beneath(y)
        self._seed = number(seed, "seed")
        self._forward = list(forward_steps(y))
        self._count = len(self._forward) + sum(p is not None for node in self._names for p in node.edges[1::2])
        self._changes: dict[int, tuple[float, float]] = {}  # by step, the local partial and the contribution to use instead
        self._breakpoints: list[tuple[str, Condition]] = []
        self._rewind()

    def _rewind(self) -> None:
        """From the start again, by the same steps."""
        self.position = 0
        self._steps: list[Step] = list(self._forward)
        self._rest = _backward_steps(self.y, self._names, self._seed, self._changes)

    def __len__(self) -> int:
        return self._count

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
        """Undo the last step, exactly; returns the one before it."""
        if self.position:
            self.position -= 1
        return self.last

    def reset(self) -> None:
        """Back to the start, with every change undone."""
        self._changes.clear()
        self._rewind()

    def run_to(self, target: Value | str | int) -> Step:
        """Go to the step with this number, or on to the next one that touches a node, by node or label."""
        if isinstance(target, int):
            if not 0 < target <= self._count:
                raise LookupError(f"there are steps 1 to {self._count}; got {target}")
            while self.position < target:
                self.step()
            self.position = target
            return self._steps[target - 1]
        node = find(self.y, target) if isinstance(target, str) else target
        if node not in self._names:
            raise LookupError(f"{self._names[self.y]} does not depend on {node!r}")
        while (coming := self.next) is not None:
            self.step()
            if coming.of is node or getattr(coming, "to", None) is node:
                return coming
        raise StopIteration(f"finished: no step ahead touches {self._names[node]}")

    def run(self) -> Step | None:
        """Go on to the next breakpoint, or to the end."""
        while self.next is not None:
            step = self.step()
            if any(holds(step) for _, holds in self._breakpoints):
                return step
        return self.last

    def break_at(self, target: Value | str | Condition) -> "Stepper":
        """Stop `run` at a node, a label, the name of an op, a function of the step, or a condition such as `grad is nan`."""
        if callable(target):
            self._breakpoints.append((getattr(target, "__name__", "condition"), target))
        elif isinstance(target, str) and any(node.op and node.op.name == target for node in self._names):
            self._breakpoints.append((target, lambda step: step.op == target))
        elif isinstance(target, str) and re.search(r"[<>=]|\bis\b", target):
            self._breakpoints.append((target, condition(target)))
        else:
            node = find(self.y, target) if isinstance(target, str) else target
            self._breakpoints.append((str(node.label), lambda step: step.of is node or getattr(step, "to", None) is node))
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
        if local is not None:
            self._changes[step.number] = (number(local, "local"), step.upstream * local)
        else:
            self._changes[step.number] = (step.local, number(contribution, "contribution"))
        self._replay()
        assert self.last is not None
        return self.last

    def _replay(self) -> None:
        position = self.position
        self._rewind()
        while self.position < position:
            self.step()

    def gradients(self) -> dict[str, float]:
        """The adjoints so far, by name."""
        found: dict[str, float] = {}
        if self.position >= len(self._forward):
            found[str(self._names[self.y])] = self._seed
        for step in self._steps[len(self._forward) : self.position]:
            if isinstance(step, BackwardStep):
                found[str(step.arg)] = step.after
        return found

    def where(self) -> str:
        """The state of every node: its value and its adjoint, done, partial with what is missing, or waiting."""
        computed = {step.of for step in self._steps[: min(self.position, len(self._forward))]}
        made: dict[Value, BackwardStep] = {step.to: step for step in self._steps[: self.position] if isinstance(step, BackwardStep)}
        width = max(len(str(name)) for name in self._names.values())
        lines = []
        for node, name in self._names.items():
            value = numeral(node.data) if node.op is None or node in computed else "not computed yet"
            if node in made:
                step = made[node]
                state = "done" if not step.waiting else f"partial, waits for {step.waiting} more"
                grad = f"{numeral(step.after)}  {state}"
            elif node is self.y and self.position >= len(self._forward):
                grad = f"{numeral(self._seed)}  seed"
            else:
                grad = "waiting"
            lines.append(f"{name!s:{width}}  {value:>16}  {grad}")
        return "\n".join(lines)

    def walk(self, read: Callable[[str], str] = input, write: Callable[[str], None] = print) -> None:
        """Walk with the keyboard: enter steps on, b goes back, a number or a label runs there, q ends."""
        write(repr(self))
        while True:
            try:
                command = read("[enter, b, number, label, q] ").strip()
            except EOFError:
                return
            try:
                if command == "q":
                    return
                if command == "b":
                    write(str(self.back() or repr(self)))
                elif command:
                    write(str(self.run_to(int(command) if command.isdecimal() else command)))
                else:
                    write(str(self.step()))
            except (LookupError, StopIteration) as sentence:
                write(str(sentence))

    def __repr__(self) -> str:
        last = f"\n  last: {self.last}" if self.last else ""
        coming = f"\n  next: {self.next}" if self.next else "\n  finished"
        return f"Stepper of {self._names[self.y]}: {self.position} of {self._count} steps{last}{coming}"
