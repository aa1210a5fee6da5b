"""The tape: a recorded graph as arrays of numbers, which any engine runs."""

import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

from ..graph import Node, topological_order
from ..namespaces import FLOATS, number
from ..ops import Op

NUMBER, KEPT, VARYING, LIVE = range(4)
"""What an argument is: a plain number; a node that no input reaches; one that inputs change; and one towards `wrt`."""


class Kind(NamedTuple):
    """What the nodes of a group have in common: their op, and what each of its arguments is."""

    op: Op
    states: tuple[int, ...]

    @property
    def free(self) -> list[bool]:
        """Which arguments are variables, as the row was recorded."""
        return [state != NUMBER for state in self.states]

    @property
    def wanted(self) -> list[bool]:
        """Which arguments an adjoint flows to."""
        return [state == LIVE for state in self.states]


class Group(NamedTuple):
    """Nodes of one level and kind: numbered from `first` on, their arguments node by node from `start` on."""

    kind: int
    level: int
    first: int
    nodes: int
    start: int


class Tape:
    """A graph lowered to groups: each node has a number, and groups stand in the order of computing.

    The first `given` numbers are the inputs, whose values a call gives; after them come the constants, whose values are
    `constants`, and then what is computed, level by level.  `outputs` and `wrt` hold numbers; -1 in `wrt` stands for
    what no output depends on.  `groups` has five entries a group, as `Group` names them.
    """

    __slots__ = ("args", "constants", "given", "groups", "kinds", "labels", "outputs", "size", "wrt")

    def __init__(
        self, outputs: Sequence[Any], inputs: Sequence[Any], wrt: Sequence[Any], beside: Sequence[Any] = ()
    ) -> None:
        """Lower what lies between these nodes; plain numbers among the outputs are constants.

        What is computed only for `beside`, outputs that follow the others, has no adjoint.
        """
        self.given = len(inputs)
        reading = _Reading(inputs, wrt)
        for y in (*outputs, *beside):
            if isinstance(y, Node):
                reading.add(y, LIVE if y in outputs else VARYING)
        roots = [reading.place[y] if isinstance(y, Node) else reading.constant(y) for y in (*outputs, *beside)]
        self.constants = array("d", reading.held)
        self.kinds = [Kind(*key) for key in reading.kinds]
        place = self._arrange(reading)
        self.outputs = array("q", [place[i] for i in roots])
        towards = [place[reading.place[x]] if x in reading.place else -1 for x in wrt]
        unreached = self._unreached({*towards} - {*self.outputs[: len(outputs)]})
        self.wrt = array("q", [-1 if i in unreached else i for i in towards])
        self.labels = {place[i]: label for i, label in reading.labels.items()}

    def _arrange(self, reading: "_Reading") -> "array[int]":
        """Number the nodes group by group, and return the number of each by that of the reading."""
        codes, starts, args = reading.codes, reading.starts, reading.args
        order = sorted(range(len(codes) - 1, -1, -1), key=codes.__getitem__)  # a group from left to right
        self.size = len(order)
        place = array("i", bytes(4 * self.size))
        for i, k in enumerate(order):
            place[k] = i
        self.groups, self.args = array("q"), array("i")
        first = self.given + len(self.constants)
        for code, members in groupby(islice(order, first, None), codes.__getitem__):
            level, kind = divmod(code, _KINDS)
            start, width, count = len(self.args), len(self.kinds[kind].states), 0
            needed = [0]
            for k in members:
                begin = starts[k]
                needed += args[begin : begin + width]
                count += 1
            self.args.extend(itemgetter(*needed, 0)(place)[1:-1])  # of several, it gives a tuple
            self.groups.extend((kind, level, first, count, start))
            first += count
        return place

    def _unreached(self, left: set[int]) -> set[int]:
        """Which of these numbers no adjoint flows to; the others are soon found."""
        for group in self:
            kind = self.kinds[group.kind]
            width = len(kind.states)
            stop = group.start + group.nodes * width
            for position, wanted in enumerate(kind.wanted):
                if wanted and left:
                    left.difference_update(self.args[group.start + position : stop : width])
            if not left:
                break
        return left

    def beneath(self, output: int) -> "Tape":
        """The part of the tape that one output needs."""
        needed = bytearray(self.size)
        needed[self.outputs[output]] = True
        groups = list(self)
        for group in reversed(groups):
            width = len(self.kinds[group.kind].states)
            for i in range(group.nodes):
                if needed[group.first + i]:
                    for k in self.args[group.start + i * width : group.start + (i + 1) * width]:
                        needed[k] = True
        base = self.given + len(self.constants)
        place = array("i", accumulate((needed[i] for i in range(base, self.size)), initial=base))
        places = [*range(base), *place]
        part = object.__new__(Tape)
        part.given, part.constants, part.kinds, part.size = self.given, self.constants, self.kinds, places[self.size]
        part.groups, part.args = array("q"), array("i")
        for group in groups:
            width = len(self.kinds[group.kind].states)
            start, first = len(part.args), places[group.first]
            for i in range(group.nodes):
                if needed[group.first + i]:
                    begin = group.start + i * width
                    part.args.extend([places[k] for k in self.args[begin : begin + width]])
            if nodes := places[group.first + group.nodes] - first:
                part.groups.extend((group.kind, group.level, first, nodes, start))
        part.outputs = array("q", [places[self.outputs[output]]])
        part.wrt = array("q", [places[i] if i >= 0 and needed[i] else -1 for i in self.wrt])
        part.labels = {places[i]: label for i, label in self.labels.items() if needed[i] or i < base}
        return part

    def __iter__(self) -> Iterator[Group]:
        """The groups, in the order of computing."""
        return map(Group, *(self.groups[i::5] for i in range(5)))

    @property
    def nodes(self) -> int:
        """How many nodes are computed."""
        return self.size - self.given - len(self.constants)

    @property
    def levels(self) -> int:
        """How many steps the farthest node is from the leaves."""
        return self.groups[-4] if self.groups else 0

    @property
    def bytes(self) -> int:
        """How much room the arrays take."""
        arrays = (self.constants, self.args, self.groups, self.outputs, self.wrt)
        return sum(len(a) * a.itemsize for a in arrays) + sum(sys.getsizeof(kind.states) for kind in self.kinds)

    def _content(self) -> tuple[Any, ...]:
        """What makes two tapes equal: all but the labels; numbers by their bits."""
        numbers = (self.constants, self.args, self.groups, self.outputs, self.wrt)
        return self.given, tuple(self.kinds), *(a.tobytes() for a in numbers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tape) and self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self._content())

    def __getstate__(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, held in state.items():
            setattr(self, name, held)


_KINDS = 1 << 32
"""A level and a kind in one integer, which sorts like the pair; inputs and constants sort before every level."""


class _Reading:
    """A walk over the graph, which numbers what it meets: inputs, constants and computed nodes as they come."""

    def __init__(self, inputs: Sequence[Any], wrt: Sequence[Any]) -> None:
        self.given, self.live = len(inputs), set(wrt)
        self.place: dict[Any, int] = {}
        self.labels: dict[int, str] = {}
        self.held: list[float] = []  # the constants
        self.known: dict[Any, int] = {}  # the numbers among them, by their bits: -0.0 is not 0.0
        self.kinds: dict[tuple[Op, tuple[int, ...]], int] = {}
        self.tops: list[int] = []  # the most that an argument of each kind is
        self.states: list[int] = []
        self.levels: list[int] = []
        self.codes: list[int] = []
        self.starts = [0] * self.given
        self.args: list[int] = []
        self.data: dict[int, float] = {}  # of constants, by their number here
        self._inputs(inputs)

    def _inputs(self, inputs: Sequence[Any]) -> None:
        """The numbers of the inputs come first, in their order."""
        self.place.update(zip(inputs, range(self.given)))
        self.states += [LIVE if x in self.live else VARYING for x in inputs]
        self.levels += self.starts
        self.codes += range(self.given)
        self.labels |= {i: x._label for i, x in enumerate(inputs) if x._label is not None}

    def constant(self, x: Any) -> int:
        """The number of a plain number."""
        data = x if type(x) is float else number(x)
        key = data or str(data)
        i = self.known.get(key)
        if i is None:
            i = self.known[key] = self._hold(None, data, NUMBER)
        return i

    def add(self, root: Any, most: int) -> None:
        """Everything beneath `root` that is not there yet; its nodes are LIVE if that is the `most`."""
        place, states, levels, kinds, live = self.place, self.states, self.levels, self.kinds, self.live
        constant, codes, starts, args = self.constant, self.codes, self.starts, self.args
        for node in topological_order(root, place):
            if node in place:
                continue
            op, edges = node.op, node.edges
            if op is not None and op.vjp:
                raise ValueError(
                    f"compile needs ops with partials, and {op.name} passes adjoints on by a rule of its own (vjp=): "
                    "use backward() or gradient(y, x)"
                )
            if op is None:
                self._hold(node, node.data, LIVE if node in live else KEPT)
                continue
            if len(edges) == 4:  # two arguments, as most nodes have, or one: spelled out, which is faster
                x, p, y, q = edges
                ids = [place[x] if p is not None else constant(x), place[y] if q is not None else constant(y)]
                pattern: tuple[int, ...] = states[ids[0]], states[ids[1]]
                level = 1 + max(levels[ids[0]], levels[ids[1]])
            elif len(edges) == 2:
                ids = [place[edges[0]]]
                pattern, level = (states[ids[0]],), 1 + levels[ids[0]]
            else:  # a getter of all is three times as fast as a loop over them
                ids = [place[x] if p is not None else constant(x) for x, p in zip(edges[::2], edges[1::2])]
                pattern, level = (), 1
                if ids:
                    of_each = itemgetter(*ids)
                    pattern, level = of_each(states), 1 + max(of_each(levels))
            if most < LIVE:
                pattern = tuple([min(state, most) for state in pattern])
            key = op, pattern
            kind = kinds.get(key, -1)
            below = self.tops[kind] if kind >= 0 else max(pattern, default=KEPT)
            top = most if node in live else below
            if top <= KEPT:  # no input reaches it: a constant, computed from what its leaves hold now
                self._hold(node, float(FLOATS.apply(op, *map(self.data.__getitem__, ids))), KEPT)
                continue
            if kind < 0:
                kind = kinds[key] = len(kinds)
                self.tops.append(below)
            i = place[node] = len(states)
            states.append(top)
            levels.append(level)
            codes.append(level * _KINDS + kind)
            starts.append(len(args))
            args += ids
            if node._label is not None:
                self.labels[i] = node._label

    def _hold(self, node: Any, data: float, state: int) -> int:
        """The number of a new constant: of what is computed, of a leaf, or a plain number, which is no node."""
        i = len(self.states)
        if node is not None:
            self.place[node] = i
            if node._label is not None:
                self.labels[i] = node._label
        self.states.append(state)
        self.levels.append(0)
        self.codes.append(self.given + len(self.held))
        self.starts.append(0)
        self.held.append(data)
        self.data[i] = data
        return i
