"""Value: a float that remembers how it was computed."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from . import ops, recording
from .graph import Node, adjoints, topological_order
from .namespaces import FLOATS, number
from .namespaces.exact import Exact
from .ops import OPS, Op
from .recording import current, note
from .words import nearest

Number = int | float
"""What the operators take beside Values; Fraction, Decimal and numpy's floats are welcome too."""

_new = object.__new__


def _finish(node: "Value") -> "Value":
    """What an open block asks of a new node."""
    block = current()
    node.scope = block.scope
    if not block.recording:
        if node.op is not None and block.watchers:
            note("no_grad", node, node.args, node._data)
        node.op, node.edges = None, ()
    return node


def _node(op: Op, data: float, edges: tuple[Any, ...]) -> "Value":
    """A new computed node."""
    node = _new(Value)
    node._data, node.edges, node.op, node.grad, node._label, node.scope = data, edges, op, None, None, None
    return _finish(node) if recording.in_use else node


class Value(Node):
    """A float that remembers how it was computed.

    >>> x = Value(3.0, label="x")
    >>> y = x * x + 2 * x
    >>> y.backward()
    >>> x.grad  # 2 x + 2
    8.0
    """

    __slots__ = ("_data", "_label", "grad", "scope")

    _data: float
    _label: str | None
    grad: float | None
    """The adjoint ∂root/∂self; None until a sweep has reached this node, which is not the same as 0."""
    scope: str | None
    """The module path this node was made in, such as "layer1/n0"."""

    def __init__(self, data: Any, label: str | None = None) -> None:
        """A leaf holding `data`: an int, a float, or another real number, which is converted.

        Raises TypeError for anything else: bool, complex, str, None, arrays.
        """
        if isinstance(data, Value):
            raise TypeError(
                f"Value(data) needs a plain number; got {data!r}: write v.detach() for a new leaf with its data"
            )
        self._data = data if type(data) is Exact else number(data, "Value(data)")
        self.op, self.edges, self.grad, self.scope = None, (), None, None
        self.label = label
        if recording.in_use:
            _finish(self)

    # ── state ────────────────────────────────────────────────────────────────────────────────

    @property
    def data(self) -> float:
        """The primal: this node's value.  A leaf's may be assigned; a computed node's may not."""
        if recording.watching:
            note("data", self, None, self._data)
        return self._data

    @data.setter
    def data(self, data: Any) -> None:
        if self.op is not None:
            raise AttributeError(
                f"only a leaf's data can be assigned; {self!r} was computed. Change the leaves it came from and compute it again"
            )
        self._data = data if type(data) is Exact else number(data, "data")

    @property
    def label(self) -> str | None:
        """This node's own name, such as "net_h1"."""
        return self._label

    @label.setter
    def label(self, label: str | None) -> None:
        if label is not None and not isinstance(label, str):
            raise TypeError(f"a label must be a str or None; got {label!r:.60} ({type(label).__name__})")
        self._label = label

    def named(self, label: str) -> "Value":
        """Label this node, and return it."""
        self.label = label
        return self

    def detach(self) -> "Value":
        """A new leaf with the same data."""
        if recording.watching:
            note("detach", self, None, self._data)
        return Value(self._data, label=self._label)

    @property
    def partials(self) -> tuple[float | None, ...]:
        """∂self/∂argument for each argument, as recorded; None for a constant."""
        partials = tuple(None if p is None else float(p) for p in self.edges[1::2])
        if recording.watching:
            note("partials", self, None, partials)
        return partials

    # ── differentiation ──────────────────────────────────────────────────────────────────────

    def backward(self, seed: float = 1.0) -> None:
        """Work out the adjoint of every node this one depends on, and store it as `grad`.

        Leaves accumulate, so a second call doubles their grad exactly; computed nodes show the last sweep.
        """
        for node, bar in adjoints(topological_order(self), number(seed, "seed")).items():
            node.grad = bar if node.op is not None or node.grad is None else node.grad + bar

    # ── recording ────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def __record__(op: Op, args: tuple[Any, ...]) -> "Value":
        """The node for op(*args), with its local partials: the general way; dot and the four operations are written out."""
        if op is ops.dot:  # towards each weight its input, towards each input its weight
            numbers = [arg._data if isinstance(arg, Value) else number(arg, op.name) for arg in args]
            data, half = FLOATS.dot(*numbers), len(args) // 2
            edges = [*args, *args]
            edges[::2], edges[1::2] = args, numbers[half:] + numbers[:half]
            for i, arg in enumerate(args):
                if not isinstance(arg, Value):
                    edges[2 * i + 1] = None
        elif len(args) == 1:  # most of the table, spared the lists
            data, partials = FLOATS.evaluate(op.linearize, (args[0]._data,), (True,))
            edges = [*args, *partials]
        else:
            numbers = [arg._data if isinstance(arg, Value) else number(arg, op.name) for arg in args]
            data, partials = FLOATS.evaluate(op.linearize, numbers, [isinstance(arg, Value) for arg in args])
            edges = [*args, *args]
            edges[::2], edges[1::2] = args, partials
        return _node(op, float(data), tuple(edges))

    def __add__(self, other: Any) -> "Value":
        node = _new(Value)
        if type(other) is Value:
            node._data = self._data + other._data
            node.edges = (self, 1.0, other, 1.0)
        elif type(other) is float or type(other) is int:
            node._data = self._data + other
            node.edges = (self, 1.0, other, None)
        else:
            return _binary(ops.add, self, other)
        node.op, node.grad, node._label, node.scope = ops.add, None, None, None
        return _finish(node) if recording.in_use else node

    def __sub__(self, other: Any) -> "Value":
        node = _new(Value)
        if type(other) is Value:
            node._data = self._data - other._data
            node.edges = (self, 1.0, other, -1.0)
        elif type(other) is float or type(other) is int:
            node._data = self._data - other
            node.edges = (self, 1.0, other, None)
        else:
            return _binary(ops.sub, self, other)
        node.op, node.grad, node._label, node.scope = ops.sub, None, None, None
        return _finish(node) if recording.in_use else node

    def __mul__(self, other: Any) -> "Value":
        node = _new(Value)
        if type(other) is Value:
            x, y = self._data, other._data
            node._data = x * y
            node.edges = (self, y, other, x)
        elif type(other) is float or type(other) is int:
            node._data = self._data * other
            node.edges = (self, float(other), other, None)
        else:
            return _binary(ops.mul, self, other)
        node.op, node.grad, node._label, node.scope = ops.mul, None, None, None
        return _finish(node) if recording.in_use else node

    def __truediv__(self, other: Any) -> "Value":
        if type(other) is Value and other._data:
            node = _new(Value)
            y = other._data
            node._data = z = self._data / y
            node.edges = (self, 1 / y, other, -z / y)
        elif (type(other) is float or type(other) is int) and other:
            node = _new(Value)
            node._data = self._data / other
            node.edges = (self, 1 / other, other, None)
        else:  # division by zero among them: the general way answers as IEEE does
            return _binary(ops.div, self, other)
        node.op, node.grad, node._label, node.scope = ops.div, None, None, None
        return _finish(node) if recording.in_use else node

    def __radd__(self, other: Any) -> "Value":
        if type(other) is float or type(other) is int:
            return _node(ops.add, other + self._data, (other, None, self, 1.0))
        return _binary(ops.add, other, self)

    def __rsub__(self, other: Any) -> "Value":
        if type(other) is float or type(other) is int:
            return _node(ops.sub, other - self._data, (other, None, self, -1.0))
        return _binary(ops.sub, other, self)

    def __rmul__(self, other: Any) -> "Value":
        if type(other) is float or type(other) is int:
            return _node(ops.mul, other * self._data, (other, None, self, float(other)))
        return _binary(ops.mul, other, self)

    # fmt: off
    def __rtruediv__(self, other: Any) -> "Value": return _binary(ops.div, other, self)
    def __pow__(self, other: Any) -> "Value": return _binary(ops.pow, self, other)
    def __rpow__(self, other: Any) -> "Value": return _binary(ops.pow, other, self)
    def __mod__(self, other: Any) -> "Value": return _binary(ops.mod, self, other)
    def __rmod__(self, other: Any) -> "Value": return _binary(ops.mod, other, self)
    def __floordiv__(self, other: Any) -> "Value": return _binary(ops.floordiv, self, other)
    def __rfloordiv__(self, other: Any) -> "Value": return _binary(ops.floordiv, other, self)
    def __neg__(self) -> "Value": return self.__record__(ops.neg, (self,))
    def __pos__(self) -> "Value": return self.__record__(ops.identity, (self,))
    def __abs__(self) -> "Value": return self.__record__(ops.abs, (self,))
    def __floor__(self) -> "Value": return self.__record__(ops.floor, (self,))
    def __ceil__(self) -> "Value": return self.__record__(ops.ceil, (self,))
    def __trunc__(self) -> "Value": return self.__record__(ops.trunc, (self,))
    def __round__(self) -> "Value": return self.__record__(ops.round, (self,))

    # ── as a number: what compares and prints is the data ────────────────────────────────────

    def __lt__(self, other: Any) -> Any: return _noted("<", self, other) if recording.watching else self._data < _data_of(other)
    def __le__(self, other: Any) -> Any: return _noted("<=", self, other) if recording.watching else self._data <= _data_of(other)
    def __gt__(self, other: Any) -> Any: return _noted(">", self, other) if recording.watching else self._data > _data_of(other)
    def __ge__(self, other: Any) -> Any: return _noted(">=", self, other) if recording.watching else self._data >= _data_of(other)
    def __eq__(self, other: object) -> Any: return _noted("==", self, other) if recording.watching else self._data == _data_of(other)
    def __bool__(self) -> bool: return _noted("bool", self, 0) if recording.watching else self._data != 0
    def __format__(self, spec: str) -> str: return format(self._data, spec)
    # fmt: on

    __hash__ = Node.__hash__  # by identity: two nodes of equal data are two nodes

    def __float__(self) -> float:
        raise TypeError(
            "a Value does not turn into a float by itself, since its gradient would be lost: "
            "write v.data for its number, or ops.exp(v) instead of math.exp(v)"
        )

    def __int__(self) -> int:
        raise TypeError(
            "a Value does not turn into an int by itself, since its gradient would be lost: write int(v.data), or ops.trunc(v)"
        )

    def __complex__(self) -> complex:
        raise TypeError("a Value is real: write v.data for its number, and abs(v), v.sqrt(), ... for Values")

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Every row of the op table, as a method: v.exp(), v.maximum(0)."""
        if name not in OPS:
            raise AttributeError(f"a Value has no {name!r}; {nearest(name, [*OPS, *_PUBLIC])}")
        return partial(_as_row(OPS[name]), self)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *OPS})

    def __repr__(self) -> str:
        facts = [repr(self._data)]
        if self._label is not None:
            facts.append(f"label={self._label!r}")
        if self.op is not None:
            facts.append(f"op={self.op.name}")
        if self.grad is not None:
            facts.append(f"grad={self.grad!r}")
        return f"Value({', '.join(facts)})"

    # ── copies: of the whole graph, without recursion ────────────────────────────────────────

    def __copy__(self) -> "Value":
        return _restore(*self._state())

    def __deepcopy__(self, memo: dict[int, Any]) -> "Value":
        for node in topological_order(self):
            if id(node) not in memo:
                edges, *state = node._state()
                memo[id(node)] = _restore(tuple(memo[id(x)] if isinstance(x, Value) else x for x in edges), *state)
        copy: Value = memo[id(self)]
        return copy

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle everything beneath this node before it, so that pickle meets each node after its arguments."""
        if self.op is None or self in _being_pickled():
            return _restore, self._state()
        return _restore_last, (_Beneath(self), *self._state())

    def _state(self) -> tuple[Any, ...]:
        return self.edges, self._data, self.grad, self.op, self._label, self.scope


_PUBLIC = ("data", "grad", "label", "scope", "op", "args", "partials", "backward", "named", "detach")


def _binary(op: Op, x: Any, y: Any) -> "Value":
    """An operator's node; or, for an operand that may know better (an array of Values), its own turn."""
    try:
        return Value.__record__(op, (x, y))
    except TypeError:
        other = y if isinstance(x, Value) else x
        if other is None or isinstance(other, bool | str | complex):
            raise
        return NotImplemented  # type: ignore[no-any-return]  # how an operator lets Python ask the other operand


_COMPARING = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "bool": ne}


def _noted(operator: str, left: "Value", right: Any) -> bool:
    """The outcome of a comparison, told to whoever watches."""
    outcome: bool = _COMPARING[operator](left._data, _data_of(right))
    note(operator, left, right, outcome)
    return outcome


def _data_of(x: Any) -> Any:
    return x._data if isinstance(x, Value) else x


def _restore(
    edges: tuple[Any, ...], data: float, grad: float | None, op: Op | None, label: str | None, scope: str | None
) -> Value:
    node = _new(Value)
    node.edges, node._data, node.grad, node.op, node._label, node.scope = edges, data, grad, op, label, scope
    return node


def _restore_last(beneath: list[Value], *state: Any) -> Value:
    return _restore(*state)


class _PicklingNow(threading.local):
    """The nodes of this thread that are being pickled in order, so need nothing put before them."""

    def __init__(self) -> None:
        self.nodes: set[Value] = set()


_pickling = _PicklingNow()


def _being_pickled() -> set[Value]:
    return _pickling.nodes


class _Beneath:
    """Everything a node depends on; pickled as a list in topological order, in which pickle never recurses."""

    def __init__(self, node: Value) -> None:
        self.node = node

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (), None, self._nodes()

    def _nodes(self) -> Iterator[Value]:
        nodes = topological_order(self.node)[:-1]
        _being_pickled().update(nodes)
        try:
            yield from nodes
        finally:
            _being_pickled().difference_update(nodes)


def _as_row(op: Op) -> Callable[..., Any]:
    """The op as a row calls it, with flat arguments: m.sum(*xs)."""
    return (lambda *args: op.apply(args)) if op.spread else op
