"""A tape as straight-line code: one assignment after the other, forward and back, in any target of the writer."""

import keyword
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from ..namespaces.program import Name, Program
from ..ops import Op
from ..rules import rule
from .tape import Group, Tape

LONGEST = 88
"""An expression that is used once is written where it is used, up to so many characters."""

MOST_NODES = 300_000
"""A longer program takes Python half a minute and gigabytes to read."""


class Assignment(NamedTuple):
    """One line of a program; `rule` is what a backward line comes from."""

    name: str
    expression: str
    rule: str


class Straight:
    """A tape written out: `inputs` are names, `outputs` and `adjoints` (of what the tape calls `wrt`) are expressions.

    The reverse sweep begins with 1 at a single output, and else with as many further inputs, the `seeds`.  Rows that do
    not run over names are called by a name, which `called` gives; a target that has no way to call them refuses.
    Raises ValueError for more than MOST_NODES nodes.
    """

    def __init__(
        self,
        tape: Tape,
        target: type[Program],
        outputs: int,
        backward: bool,
        calls: bool = False,
        explained: bool = False,
        reserved: Iterable[str] = (),
    ) -> None:
        if tape.nodes > MOST_NODES:
            raise ValueError(
                f"source is written for at most {MOST_NODES:,} nodes; got {tape.nodes:,}: compile with "
                'engine="kernels" or "arrays", which write none, or a node nearer to the leaves'
            )
        self.tape, self.m, self.calls, self.explained = tape, target(), calls, explained
        self.called: dict[str, tuple[Op, Sequence[bool], int]] = {}
        self.rules: dict[str, str] = {}  # by name of an assignment
        self.taken = {*target.spelled, *reserved}
        self.inputs = [self._unique(tape.labels.get(i, f"x{i + 1}")) for i in range(tape.given)]
        self.names: dict[str, str] = {}  # what is called otherwise than by its number here
        self.env: list[Any] = [self._input(name) for name in self.inputs] + list(tape.constants)
        groups = list(tape)
        for group in groups:
            self._forward(group)
        self.outputs = [self.env[i] for i in tape.outputs]
        self.seeds: list[str] = []
        self.adjoints: list[Any] = []
        if backward:
            self._backward(groups, outputs)

    # ── the two sweeps ───────────────────────────────────────────────────────────────────────

    def _nodes(self, group: Group) -> Any:
        """The number of each node of a group, and the names of its arguments."""
        width = len(self.tape.kinds[group.kind].states)
        for i in range(group.nodes):
            start = group.start + i * width
            yield group.first + i, self.tape.args[start : start + width]

    def _forward(self, group: Group) -> None:
        op, free = self.tape.kinds[group.kind].op, self.tape.kinds[group.kind].free
        for number, numbers in self._nodes(group):
            args = [self.env[i] for i in numbers]
            try:
                y = self.m.evaluate(op.primal, *args)
            except (TypeError, AttributeError):
                y = self._call(op, free, args, -1)
            self.env.append(y)
            if number in self.tape.labels and isinstance(y, Name) and y.text not in self.names:
                self.names[y.text] = self._unique(self.tape.labels[number])

    def _backward(self, groups: list[Group], outputs: int) -> None:
        roots = self.tape.outputs[:outputs]
        self.seeds = [] if outputs == 1 else [self._unique(f"seed{i + 1}") for i in range(outputs)]
        adjoint: dict[int, Any] = {}
        for i, root in enumerate(roots):
            self._add(adjoint, root, self._input(self.seeds[i]) if self.seeds else 1.0)
        for group in reversed(groups):
            kind = self.tape.kinds[group.kind]
            for number, numbers in self._nodes(group):
                if number in adjoint and any(kind.wanted):
                    self._edges(adjoint, number, numbers, kind.op, kind.free, kind.wanted)
        self.adjoints = [adjoint.get(i, 0.0) for i in self.tape.wrt]
        for i, bar in adjoint.items():
            if isinstance(bar, Name) and i in self.tape.labels and bar.text not in self.names:
                self.names[bar.text] = self._unique(f"d_{self.tape.labels[i]}")

    def _edges(
        self,
        adjoint: dict[int, Any],
        number: int,
        numbers: Sequence[int],
        op: Op,
        free: Sequence[bool],
        wanted: Sequence[bool],
    ) -> None:
        """What flows from a node to its arguments."""
        y, args = self.env[number], [self.env[i] for i in numbers]
        before = len(self.m.assigned)
        try:
            partials = self.m.evaluate(op.local_partials, y, args, free, wanted)
        except (TypeError, AttributeError):
            partials = [self._call(op, free, args, i) if flows else None for i, flows in enumerate(wanted)]
        for position, (i, partial) in enumerate(zip(numbers, partials, strict=True)):
            if partial is not None:
                self._add(adjoint, i, self._product(adjoint[number], partial))
                self._explain(before, op, position, args)
                before = len(self.m.assigned)

    def _product(self, bar: Any, partial: Any) -> Any:
        return -bar if not isinstance(partial, Name) and partial == -1 else self.m.product(bar, partial)

    def _add(self, adjoint: dict[int, Any], i: int, contribution: Any) -> None:
        adjoint[i] = adjoint[i] + contribution if i in adjoint else contribution

    def _call(self, op: Op, free: Sequence[bool], args: Sequence[Any], part: int) -> Any:
        """A part of a row that does not run over names, -1 for its value, as a call; where none is possible, raises."""
        if not self.calls:
            raise  # what the row raised
        name = f"{op.name}_value" if part < 0 else f"{op.name}_partial{part}{''.join('cv'[f] for f in free)}"
        self.called[name] = op, free, part
        self.taken.add(name)
        self.m.spelled = {**self.m.spelled, name: f"{name}({{all}})"}  # type: ignore[misc]  # of this program alone
        return self.m.line(name, *args)

    # ── names and text ───────────────────────────────────────────────────────────────────────

    def _input(self, name: str) -> Name:
        """An input, for now under a name that no assignment has."""
        x = self.m.input(f"x{len(self.names)}_")
        self.names[x.text] = name
        return x

    def _unique(self, label: str) -> str:
        """A label as a name of its own."""
        stem = re.sub(r"\W", "_", label, flags=re.ASCII)
        stem = f"x_{stem}" if not stem.isidentifier() or keyword.iskeyword(stem) else stem
        name, count = stem, 1
        while name in self.taken:
            count += 1
            name = f"{stem}_{count}"
        self.taken.add(name)
        return name

    def _explain(self, before: int, op: Op, position: int, args: Sequence[Any]) -> None:
        """Note the rule that the assignments since then come from."""
        if self.explained and len(self.m.assigned) > before:
            text = rule(op, position, [self.text(x) for x in args])
            for line in islice(self.m.assigned.values(), before, None):
                self.rules[line.name] = text

    def lines(self, *results: Any) -> list[Assignment]:
        """The assignments that these results need; what is used once, and has no label, stands where it is used."""
        lines = self.m.lines(*results)
        uses = Counter(word for _, expression in lines for word in _WORD.findall(expression))
        kept = {x.text for x in results if isinstance(x, Name)}
        inner: dict[str, tuple[str, list[str]]] = {}
        found = []
        for name, expression in lines:
            rules = [self.rules[name]] if name in self.rules else []
            text, last = "", 0
            for word in _WORD.finditer(expression):
                text += expression[last : word.start()]
                last = word.end()
                if word[0] in inner:
                    part, reasons = inner[word[0]]
                    rules = reasons + rules
                    text += part if _needs_no_brackets(part, text, expression[last:]) else f"({part})"
                else:
                    text += self.names.get(word[0], word[0])
            text += expression[last:]
            if uses[name] == 1 and name not in kept and name not in self.names and len(text) <= LONGEST:
                inner[name] = text, rules
            else:
                found.append(Assignment(self._called(name), text, "; ".join(dict.fromkeys(rules))))
        return found

    def _called(self, name: str) -> str:
        if name not in self.names:
            self.names[name] = self._unique(name)
        return self.names[name]

    def text(self, x: Any) -> str:
        """A number by its name."""
        text = self.m.text(x)
        return self.names.get(text, text)


_WORD = re.compile(r"\b(?:t\d+|x\d+_)\b")
_ALONE = re.compile(r"[\w.]+(\([^()]*\))?")  # a name, a numeral, or a call
_PRODUCT = re.compile(r"[^()<>=+\-?&|]*|[\w.]+\([^()]*\)( \* [\w.]+)*")
_SUM = re.compile(r"[^()<>=?&|]*")


def _needs_no_brackets(part: str, before: str, after: str) -> bool:
    """Whether an expression may stand there as it is."""
    if _ALONE.fullmatch(part) or (before.endswith(("(", ", ")) and after.startswith((")", ","))):
        return True
    if " if " in part or " and " in part or " or " in part or part.startswith("-"):
        return False
    if _PRODUCT.fullmatch(part) and "/" not in part:
        return before.endswith((" + ", " - ")) or (not before and after[:3] in (" + ", " - ", " * "))
    return bool(_SUM.fullmatch(part)) and not before and after[:3] in (" + ", " - ")
