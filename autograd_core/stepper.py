"""A stepper that walks through the forward and the backward pass, one step at a time, in both directions."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from .arguments import public_class
from .conditions import Applies, Asks, Condition, Touches, condition, looks_like_one
from .finding import node_called, nodes_by_name
from .lacking import Hinting
from .namespaces import number
from .ops import Op
from .steps import BackwardStep, Change, Passes, Step
from .value import Value
from .walking import walk
from .whereabouts import whereabouts
from .writing import DIGITS, Lines, must_be_digits

MOST_STEPS = 1_500_000
"""A stepper keeps each step it takes; more than these would take half a minute and gigabytes."""


@public_class()
class Stepper(Hinting):
    """Walks through the forward and the backward pass of `y`, one op and one contribution at a time, both ways.

    Nothing in the graph is changed by walking; adjoints live in the stepper.  `digits` is the precision it prints with.
    Iterating over it takes the steps that are left.  The names and numbers that it prints can be given back to it.
    Raises ValueError for a graph of more than 1,500,000 steps.

    >>> x = Value(3.0, label="x")
    >>> walk = Stepper((x * x).named("y"))
    >>> walk.step()
    y = x*x = 9
    >>> walk.run_to("x")
    y -> x (1st factor): dy/dy * dy/d(1st factor) = 1 * 3 = 3; x waits for 1 more
    >>> walk.seed = 2
    >>> walk.step()
    y -> x (2nd factor): 2 * dy/d(2nd factor) = 2 * 3 = 6; 2 * dy/dx = 12 complete
    """

    def __init__(self, y: Value, seed: float = 1.0, digits: int = DIGITS) -> None:
        self._passes = Passes(y)
        if len(self) > MOST_STEPS:
            raise ValueError(
                f"Stepper(y) keeps the steps it takes, at most {MOST_STEPS:,}; y has {len(self):,}: step through a "
                "node nearer to the leaves, or go through forward_steps(y) and backward_steps(y), which keep none"
            )
        self.y, self.digits = y, must_be_digits(digits)
        self._seed = number(seed, "seed")
        self._changes: dict[int, Change] = {}  # by the number of a backward step
        self._breakpoints: dict[str, Condition] = {}
        self._rewind()

    def _rewind(self) -> None:
        """From the start again, with the same seed and the same changes."""
        self.position = 0
        self.stopped: str | None = None
        """Where the latest `run` stopped: the breakpoint, or "the end"; None after any other move."""
        self._steps: list[Step] = []
        self._rest: Iterator[Step] = chain(self._passes.forward(), self._passes.backward(self._seed, self._changes))

    def __len__(self) -> int:
        return self._passes.count

    def __getstate__(self) -> dict[str, Any]:
        """Everything but the steps, which are made again."""
        kept = ("y", "digits", "position", "stopped", "_seed", "_changes", "_breakpoints")
        return {name: getattr(self, name) for name in kept}

    def __setstate__(self, state: dict[str, Any]) -> None:
        position, stopped = state.pop("position"), state.pop("stopped")
        self.__dict__ |= state | {"_passes": Passes(state["y"])}
        self._changes, self._breakpoints = dict(self._changes), dict(self._breakpoints)
        self._rewind()
        self._go(position)
        self.stopped = stopped

    # ── walking ──────────────────────────────────────────────────────────────────────────────

    @property
    def last(self) -> Step | None:
        """The step just taken."""
        return self._steps[self.position - 1] if self.position else None

    @property
    def next(self) -> Step | None:
        """The step to come, or None at the end."""
        while len(self._steps) <= self.position < len(self):
            self._steps.append(next(self._rest))
        return self._steps[self.position] if self.position < len(self) else None

    def step(self) -> Step:
        """Take the next step.  Raises StopIteration at the end."""
        if (coming := self.next) is None:
            raise StopIteration("finished: every contribution has been made; back() or reset() to go on")
        self.position += 1
        self.stopped = None
        return coming

    def __iter__(self) -> Iterator[Step]:
        while self.next is not None:
            yield self.step()

    def back(self) -> Step | None:
        """Undo the last step, exactly; returns the one before it, None at the start."""
        if self.position:
            self.position -= 1
        self.stopped = None
        return self.last

    def reset(self) -> None:
        """Back to the start, with every change undone; seed and breakpoints stay."""
        self._changes.clear()
        self._rewind()

    def run_to(self, target: Value | str | int) -> Step:
        """Go to the step with this number, or on to the next that touches a node, by itself, label or printed name.

        Stays where it stands and raises LookupError where there is no such step or node, StopIteration where no step
        ahead touches it.
        """
        if type(target) is int:
            return self._at(target)
        if isinstance(target, str) and target.strip().isdecimal() and target not in nodes_by_name(self._passes.names):
            return self._at(int(target) if len(target) < 19 else len(self) + 1, target)
        node, start = self.node(target), self.position
        touches = Touches(node)
        while self.next is not None:
            if touches(step := self.step()):
                return step
        self._go(start)
        raise StopIteration(self._passed(node))

    def _at(self, wanted: int, written: str = "") -> Step:
        """The step with this number, to stand there."""
        if not 0 < wanted <= len(self):
            got = written or str(wanted) if abs(wanted) < 10**18 else "a number of very many digits"
            got = got if len(got) < 40 else f"{got[:20]}..."
            raise LookupError(
                f"there are steps 1 to {len(self)}; got {got}" if len(self) else f"a leaf has no steps; got {got}"
            )
        self._go(wanted)
        return self._steps[wanted - 1]

    def _passed(self, node: Value) -> str:
        """Why no step ahead touches a node."""
        name, touches = self._passes.names[node], Touches(node)
        passed = [step.number for step in self._taken() if touches(step)]
        if not passed:
            return f"no step touches {name}"
        return f"{name} was passed at step {passed[-1]}, back() goes back"

    def run(self) -> Step | None:
        """Go on to the next breakpoint, or to the end; `stopped` tells which.  Returns the step it stands at."""
        self.stopped = None
        steps, breakpoints = self._steps, self._breakpoints
        for position in range(self.position, len(self)):
            if position == len(steps):
                steps.append(next(self._rest))
            self.position = position + 1
            held = breakpoints and [name for name, holds in breakpoints.items() if holds(steps[position])]
            if held:
                self.stopped = f"breakpoint {', '.join(held)}"
                return steps[position]
        self.stopped = "the end"
        return self.last

    def _go(self, position: int) -> None:
        while self.position < position and self.next is not None:
            self.position += 1
        self.position = position
        self.stopped = None

    def node(self, target: Any) -> Value:
        """The node that a label or a printed name means.

        Raises LookupError where there is none, or several carry that label; TypeError for what names no node.
        """
        return node_called(target, self._passes.names, self.y)

    # ── stopping, and asking what if ─────────────────────────────────────────────────────────

    @property
    def breakpoints(self) -> tuple[str, ...]:
        """The names of the breakpoints, as `remove` takes them."""
        return tuple(self._breakpoints)

    def break_at(self, target: Value | str | Op | Condition) -> "Stepper":
        """Let `run` stop at a node, its label or printed name, an op or its name, a function of a step, or a condition.

        A condition is a text such as `grad is nan` or `abs(contribution) < 1e-12`.
        """
        ops = {node.op.name for node in self._passes.names if node.op}
        if isinstance(target, str) and target in nodes_by_name(self._passes.names):
            target = self.node(target)
        if isinstance(target, Op):
            self._breakpoints[target.name] = Applies(target.name)
        elif isinstance(target, str) and target in ops:
            self._breakpoints[target] = Applies(target)
        elif isinstance(target, str) and looks_like_one(target):
            self._breakpoints[target.strip()] = condition(target)
        elif isinstance(target, Value | str):
            node = self.node(target)
            self._breakpoints[str(self._passes.names[node])] = Touches(node)
        elif callable(target):
            name = self._free_name(getattr(target, "__name__", repr(target)), target)
            self._breakpoints[name] = Asks(name, target)
        else:
            raise TypeError(f"a breakpoint is a node, a label, an op, a condition or a function; got {target!r:.60}")
        return self

    def _free_name(self, name: str, target: Condition) -> str:
        """The name of a function, with a number where another one has it."""
        taken, count, stem = self._breakpoints, 1, name
        while name in taken and taken[name] != Asks(name, target):
            count += 1
            name = f"{stem} {count}"
        return name

    def remove(self, name: str) -> "Stepper":
        """Forget one breakpoint, by its name in `breakpoints`.  Raises LookupError where there is none."""
        if name not in self._breakpoints:
            among = ", ".join(map(repr, self._breakpoints)) or "none yet: break_at(...) sets one"
            raise LookupError(f"no breakpoint is named {name!r:.60}; there are {among}")
        del self._breakpoints[name]
        return self

    def clear(self) -> None:
        """Forget all breakpoints."""
        self._breakpoints.clear()

    @property
    def seed(self) -> float:
        """The adjoint that the root starts with; assigned another, the stepper stands at the same step."""
        return self._seed

    @seed.setter
    def seed(self, seed: float) -> None:
        self._seed = number(seed, "seed")
        self._replay()

    def alter(self, contribution: float | None = None, local: float | None = None) -> Step:
        """Replace the contribution or the local partial of the last step; what follows from that says so."""
        step = self.last
        if not isinstance(step, BackwardStep):
            raise ValueError("only a backward step can be altered: step() into the backward pass first")
        if (contribution is None) == (local is None):
            raise ValueError("alter() needs either contribution= or local=")
        self._changes[step.number] = Change(
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
        seeded = {str(self._passes.names[self.y]): self._seed} if self._passes.seeded(self.position) else {}
        return seeded | {str(step.arg): step.after for step in self._taken() if isinstance(step, BackwardStep)}

    def _taken(self) -> list[Step]:
        return self._steps[: self.position]

    def where(self) -> Lines:
        """The state of every node: its value and its adjoint, done, partial with what is missing, or waiting."""
        return whereabouts(self._passes, self._taken(), self._seed, self.digits)

    def walk(
        self, read: Callable[[str], str] | None = None, write: Callable[[str], None] = print, prompt: bool = True
    ) -> None:
        """Walk with the keyboard: enter steps on, b goes back, a number or a name runs there, ? tells more, q ends."""
        walk(self, read, write, prompt)

    def __repr__(self) -> str:
        lines = [f"Stepper of {self._passes.names[self.y]}: {self.position} of {len(self)} steps"]
        if self._breakpoints:
            lines.append(f"stops at: {', '.join(self._breakpoints)}")
        if self.stopped:
            lines.append(f"stopped at {self.stopped}")
        if self.last:
            lines.append(f"last: {self.last.line(self.digits)}")
        lines.append(f"next: {self.next.line(self.digits)}" if self.next else "finished")
        return "\n  ".join(lines)
