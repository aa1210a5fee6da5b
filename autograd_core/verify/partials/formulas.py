"""What a formula says: something that can be computed over any number system from a graph's nodes and partials."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from ...formula import Expression, Instruction, Lambda, Partial, read
from ...graph import dependents, replay, topological_order
from ...names import called, find, names_of_leaves
from ...namespaces import number
from ...notation.formulas.labels import key
from ...notation.sheets.latex import as_paper, is_latex
from ...ops import OPS, Op
from ...recording import enable_grad
from ...value import Value
from ...writing import partial_name
from .higher import Higher
from .meant import NodesByValue

_SUMMED = re.compile(r"(?:net|z)_?(?P<unit>[^\W_].*)")
"""The label of a weighted sum, whose partial is called δ."""

Of = Callable[[Any], Any]


class Held(NamedTuple):
    """dy/dx while some nodes are kept as they are."""

    y: Value
    x: Value
    held: frozenset[Value]


Pair = tuple[Value, Value] | Held
"""The ends of a derivative."""


@dataclass(frozen=True, slots=True)
class Formula:
    """Something that can be computed over any number system from the nodes and partials it mentions."""

    text: str
    over: Callable[[Any, Of], Any]
    """Its value over a namespace; the second argument gives that of a node, or of a pair of nodes (their partial)."""
    nodes: tuple[Value, ...]
    pairs: tuple[Pair, ...]
    literals: frozenset[float]
    """The numbers that are written out in it."""


def held_in(pair: Pair) -> frozenset[Value]:
    """What is kept as it is while a derivative is taken."""
    return pair.held if isinstance(pair, Held) else frozenset()


def of_partial(pair: Pair) -> Formula:
    """dy/dx itself, as a formula."""
    name = f"d{pair[0].label or 'y'}/d{pair[1].label or 'x'}"
    return Formula(name, lambda m, of: of(pair), (), (pair,), frozenset())


def of_node(y: Value) -> Formula:
    """The value of a node, as a formula."""
    return Formula(y.label or "y", lambda m, of: of(y), (y,), (), frozenset())


def is_beneath(x: Value, y: Value) -> bool:
    """Whether y is computed from x."""
    return x is not y and x in set(topological_order(y))


def _own(op: Op) -> Lambda:
    steps = [Instruction("name", name, 0, 0) for name in op.parameters]
    return Lambda(op.name, tuple(op.parameters), (*steps, Instruction("op", op, len(steps), 0)))


class Names:
    """What a formula may call the nodes of a graph: their labels, and delta_o1 or δ⁽²⁾ for the partial towards
    net_o1 or z_2.
    """

    def __init__(self, root: Value, higher: Higher | None = None, order: Sequence[Value] | None = None) -> None:
        self.root, self.higher = root, Higher() if higher is None else higher
        self.beneath: set[Value] = set()
        self.labelled: dict[str, list[Value]] = {}
        self.holding: Callable[[Partial], frozenset[Value]] = lambda partial: frozenset()
        """What a derivative written with ∂ keeps as it is."""
        for node in topological_order(self.higher.root(root)) if order is None else order:
            self.beneath.add(node)
            if node.label:
                self.labelled.setdefault(node.label, []).append(node)
        if any(node.op is None and not node.label for node in self.beneath):
            for node, name in names_of_leaves(root).items():
                if not node.label:
                    self.labelled.setdefault(str(name), []).append(node)
        units: dict[str, list[str]] = {}
        for label in self.labelled:
            if unit := _SUMMED.fullmatch(label):
                units.setdefault(f"delta_{key(unit['unit'])}", []).append(label)
        known = {key(label).replace("_", "") for label in self.labelled}
        self.deltas = {
            delta: labels[0]
            for delta, labels in units.items()
            if len(labels) == 1 and delta.replace("_", "") not in known
        }
        self._leaves: dict[str, tuple[str, ...]] = {}
        self._known: NodesByValue | None = None
        self.edges_alone: bool | frozenset[Value] | None = None
        self.functions = {op.name: _own(op) for node in self.beneath if (op := node.op) and OPS.get(op.name) is not op}
        """The rows of the user's own among its nodes."""

    def __contains__(self, name: object) -> bool:
        return (
            name in self.labelled or name in self.deltas or (self._known is not None and name in self._known.unlabelled)
        )

    def __iter__(self) -> Any:
        return iter([*self.labelled, *self.deltas])

    def __len__(self) -> int:
        return len(self.labelled) + len(self.deltas)

    @property
    def several(self) -> bool:
        """Whether an expression could be more than one node."""
        return self._known is not None and self._known.several

    @contextmanager
    def read_as(self, edges_alone: bool | frozenset[Value] | None, highest: bool) -> Iterator[None]:
        """∂⁺y/∂x is read along the edge alone, over whatever has no label, or over whatever is not held; of the nodes
        that an expression could be, the one nearest to the root."""
        self.edges_alone = edges_alone
        if self._known is not None:
            self._known.highest = highest
        try:
            yield
        finally:
            self.edges_alone = None
            if self._known is not None:
                self._known.highest = False

    def meant(self, name: str | Partial) -> Any:
        """The node, or the pair of nodes, that a name stands for.  Raises LookupError where it names several."""
        if isinstance(name, Partial):
            y = self.node(name.y) if name.y else self.root
            if name.also:
                return self._higher(name, y)
            x = self.node(name.x) if name.x else self.only_leaf(name)
            if is_beneath(y, x):
                inverse = partial_name(called(name.x or x.label or "x"), called(name.y))
                raise LookupError(
                    f"{x.label} is computed from {y.label}, not {y.label} from {x.label}: write 1/({inverse})"
                )
            held = self.kept(name, y, x) if name.held or name.edge else self.holding(name) - {y, x}
            return Held(y, x, held) if held else (y, x)
        if name in self.deltas:
            return self.root, self.node(self.deltas[name])
        return self.node(name)

    def _higher(self, name: Partial, y: Value) -> Pair:
        """The ends of ∂²y/∂x∂z: ∂y/∂x, which stands beside the graph, and z.  Raises NeededError where it does not."""
        *xs, last = [self.node(x) if x else self.only_leaf(name) for x in (name.x, *name.also)]
        if any(self.node(held).op is not None or self.node(held) in {*xs, last} for held in name.held):
            raise LookupError(f"{name} holds what is computed, which is judged of first derivatives alone")
        return self.higher.node(y, tuple(xs)), last

    @property
    def root_label(self) -> str:
        """What the root is called; "" where it has no label of its own."""
        label = self.root.label or ""
        return label if self.labelled.get(label) == [self.root] else ""

    def kept(self, name: Partial, y: Value, x: Value) -> frozenset[Value]:
        """What (∂y/∂x)_T keeps as it is, and ∂⁺y/∂x: all that has a label, or between nodes without one, all there is.

        Raises LookupError where something else would have to move for that.
        """
        if name.edge:
            beneath = topological_order(y)
            alone = self.edges_alone
            if isinstance(alone, frozenset):
                held = alone.intersection(beneath) - {y, x}
                if not held.isdisjoint(dependents(beneath, [x])):  # else the plus would say nothing
                    return held
            if not isinstance(alone, bool):
                alone = not (y.label and x.label)
            return frozenset(node for node in beneath if node.label or alone) - {y, x}
        held = frozenset(self.node(label) for label in name.held) - {y, x}
        free = {node for node in topological_order(y, held | {x}) if node.op is None and node is not x}
        for node in held:
            if is_beneath(x, node) and not (is_beneath(node, y) and free.isdisjoint(topological_order(node, {x}))):
                raise LookupError(f"to hold {node.label} while {x.label} moves, something else must move: say what")
        return held

    def depends(self, y: str, x: str) -> bool:
        """Whether a value is computed from another, or may be."""
        ends = [self.labelled.get(label, []) for label in (y or self.root_label, x)]
        return not all(len(nodes) == 1 for nodes in ends) or is_beneath(ends[1][0], ends[0][0])

    def only_leaf(self, name: Partial) -> Value:
        """What y' is taken towards.  Raises LookupError where that could be several."""
        beneath = topological_order(self.node(name.y)) if name.y else self.beneath
        leaves = [node for node in beneath if node.op is None]
        if len(leaves) != 1:
            first = next((leaf.label for leaf in leaves if leaf.label), "x")
            raise LookupError(f"{name.y}' is taken towards which of {len(leaves)} leaves? write d{name.y}/d{first}")
        return leaves[0]

    def leaves_of(self, label: str) -> tuple[str, ...]:
        """The labels of the leaves that a name depends on; none where one of them has no label."""
        if label not in self._leaves:
            nodes = self.labelled.get(label, [])
            found = (
                [node.label for node in topological_order(nodes[0]) if node.op is None] if len(nodes) == 1 else [None]
            )
            self._leaves[label] = () if None in found else tuple(str(x) for x in found)
        return self._leaves[label]

    def data_of(self, label: str) -> float | None:
        """The recorded number of a name; None where several nodes have it, or none."""
        nodes = self.labelled.get(label, [])
        return nodes[0].data if len(nodes) == 1 else None

    def node_of(self, program: Sequence[Instruction], from_end: int = 0) -> str | None:
        """What the node that an expression computes is called; None where none does."""
        return self._nodes().name_of(program, self.labelled, from_end)

    def called(self, node: Value) -> str:
        """What a node is called, if it has no label too."""
        return self._nodes().called[node]

    def _nodes(self) -> NodesByValue:
        if self._known is None:
            self._known = NodesByValue(self.root)
        return self._known

    def node(self, label: str) -> Value:
        """The node of a label; raises LookupError where there is none."""
        unlabelled = self._known.unlabelled.get(label) if self._known is not None else None
        if unlabelled is not None:
            return unlabelled
        nodes = self.labelled.get(label, [])
        return nodes[0] if len(nodes) == 1 else find(self.root, label)

    def read(self, text: str) -> Formula:
        """A formula from its text.  Raises FormulaError and LookupError."""
        paper = as_paper(text) if is_latex(text) else text
        root, functions, depends = self.root_label, self.functions, self.depends
        return self.bound(read(paper, self, partials=True, root=root, functions=functions, graph=self, depends=depends))

    def bound(self, expression: Expression, also: Mapping[str, Value] = MappingProxyType({})) -> Formula:
        """An expression with its names bound to the graph, and to what stands beside it."""
        mentioned: list[str | Partial] = [*expression.names, *expression.partials]
        meant: dict[Any, Any] = {**also, **{name: self.meant(name) for name in mentioned if name not in also}}
        things = list(meant.values())
        return Formula(
            expression.text.strip(),
            lambda m, of: expression.over(m, lambda name: of(meant[name])),
            tuple(x for x in things if isinstance(x, Value)),
            tuple(x for x in things if isinstance(x, tuple)),
            frozenset(float(step.what) for step in expression.program if step.kind == "number"),
        )

    def of_function(self, f: Callable[..., Any]) -> Formula:
        """A formula from a Python function whose parameters are labels, but for those that have a default and name no
        node.

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
