"""Value: a float that remembers how it was computed.

No rule of calculus stands here.  Every operator and method is a row of the op table in `ops.py`, where a new op goes;
the recorder of the row makes the node; and `backward` is the reverse sweep of `graph.py`, as `in_place.py` has it.
A Value inherits how it is copied and pickled, the rows as methods, what NumPy asks of a number, and what it answers
where it is asked for what it does not do: `Copyable`, `Methods`, `Universal`, `Instead`.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, SupportsFloat

from . import blocks, ops, recording, watching
from .adding import Added
from .arguments import public
from .comparing import compare, data_as_text, formatted
from .composed import FormulaRecorder
from .copying import Copyable
from .graph import topological_order
from .in_place import accumulate
from .instead import BROUGHT_ALONG, Instead
from .layers import LayerRecorder
from .methods import Methods
from .namespaces import NOTHING, number
from .namespaces.exact import Exact
from .namespaces.passing import Passing
from .ops import OPS, Op
from .recorders import Recorders
from .staleness import warn_of_stale
from .ufuncs import SPELLED, Universal

Number = int | float
"""What the operators take beside Values; Fraction, Decimal and numpy's floats are welcome too."""


class Value(Copyable, Methods, Universal, Instead):
    """A float that remembers how it was computed.

    >>> x = Value(3.0, label="x")
    >>> y = x * x + 2 * x
    >>> y.backward()
    >>> x.grad  # 2 x + 2
    8.0

    NumPy's functions take Values, and arrays of Values: np.exp(x).  An array that mixes Values and floats is for the
    rows alone: ops.exp(a).  Of such an array NumPy asks each float for a method "exp", and raises a TypeError ("type
    float which has no callable exp method") that nothing here can answer.

    >>> import numpy
    >>> ops.exp(numpy.array([Value(0.0), 1.0], dtype=object))
    array([Value(1.0, op=exp), 2.718281828459045], dtype=object)
    """

    __slots__ = ("_data", "_label", "assigned", "scope")

    _data: float
    _label: str | None
    scope: str | None
    """The module path this node was made in, such as "layer1/n0"."""
    assigned: int
    """Of a leaf that was assigned data: the count of assignments, to any leaf, that this one was."""

    @public
    def __init__(self, data: SupportsFloat, label: str | None = None) -> None:
        """A leaf holding `data`: an int, a float, or another real number, which is converted.

        Raises TypeError for anything else: bool, complex, str, None, arrays.
        """
        if isinstance(data, Value):
            raise TypeError(
                f"Value(data) needs a plain number; got {data!r}: write v.detach() for a new leaf with its data"
            )
        self._data = data if type(data) is Exact else number(data, "Value(data)")  # a constant as written, 1/3, is kept
        self.op, self._x, self._y, self._grad, self.scope, self.mark = None, None, (), None, None, None
        self.label = label
        if blocks.in_use:
            recording.finish(self)

    # ── differentiation ──────────────────────────────────────────────────────────────────────

    @public
    def backward(self, seed: float = 1.0) -> None:
        """Work out the adjoint of every node this one depends on, and store it as `grad`.

        Leaves accumulate, so a second call doubles their grad exactly; computed nodes show the last sweep.
        The derivatives are those where this node was computed, whatever a leaf was assigned since: compute it again.
        """
        if watching.in_use:
            leaves = [node for node in topological_order(self) if node.op is None]
            watching.note("backward", self, leaves, None)
        bar = seed if type(seed) is float else number(seed, "seed")
        older = accumulate(self, bar, recording.assignments)
        if older and recording.assignments:
            warn_of_stale(older)

    # ── state ────────────────────────────────────────────────────────────────────────────────

    @property
    def data(self) -> float:
        """The primal: this node's value.  A leaf's may be assigned; a computed node's may not."""
        if watching.in_use:
            watching.note("data", self, None, self._data)
        return self._data

    @data.setter
    def data(self, data: Any) -> None:
        if self.op is not None:
            raise AttributeError(
                f"only a leaf's data can be assigned; {self!r} was computed. "
                "Change the leaves it came from and compute it again"
            )
        self._data = data if type(data) is float or type(data) is Exact else number(data, "data")
        recording.assignments = self.assigned = recording.assignments + 1

    @property
    def grad(self) -> float | None:
        """The adjoint ∂root/∂self; None until a sweep has reached this node, which is not the same as 0.

        It may be assigned, as None to forget it: before it is a number, there is nothing to add to.
        """
        grad: float | None = self._grad
        return grad

    @grad.setter
    def grad(self, grad: Any) -> None:
        self._grad = grad if grad is None or isinstance(grad, float) else number(grad, "grad")

    @property
    def label(self) -> str | None:
        """This node's own name, such as "net_h1"."""
        return self._label

    @label.setter
    def label(self, label: str | None) -> None:
        if label is not None and not isinstance(label, str):
            raise TypeError(f"a label must be a str or None; got {label!r:.60} ({type(label).__name__})")
        self._label = label

    @public
    def named(self, label: str) -> "Value":
        """Label this node, and return it."""
        self.label = label
        return self

    @public
    def detach(self) -> "Value":
        """A new leaf with the same data: what is computed from it has no derivative towards what this came from.

        >>> from autograd_core import grad
        >>> grad(lambda x: x * x.detach())(3.0)
        3.0
        """
        if watching.in_use:
            watching.note("detach", self, None, self._data)
        return Value(self._data, label=self._label)

    @property
    def partials(self) -> tuple[float | None, ...]:
        """∂self/∂argument for each argument, as recorded; None for a constant, NaN for the `vjp` of a row."""
        partials = tuple(p if p is None else math.nan if isinstance(p, Passing) else float(p) for p in self.edges[1::2])
        if watching.in_use:
            watching.note("partials", self, None, partials)
        return partials

    # ── operators: each is a row of the op table ─────────────────────────────────────────────

    # fmt: off
    def __add__(self, other: Any) -> "Value": return _operator(ops.add, self, other)
    def __radd__(self, other: Any) -> "Value": return _operator(ops.add, other, self)
    def __sub__(self, other: Any) -> "Value": return _operator(ops.sub, self, other)
    def __rsub__(self, other: Any) -> "Value": return _operator(ops.sub, other, self)
    def __mul__(self, other: Any) -> "Value": return _operator(ops.mul, self, other)
    def __rmul__(self, other: Any) -> "Value": return _operator(ops.mul, other, self)
    def __truediv__(self, other: Any) -> "Value": return _operator(ops.div, self, other)
    def __rtruediv__(self, other: Any) -> "Value": return _operator(ops.div, other, self)
    def __pow__(self, other: Any) -> "Value": return _operator(ops.pow, self, other)
    def __rpow__(self, other: Any) -> "Value": return _operator(ops.pow, other, self)
    def __mod__(self, other: Any) -> "Value": return _operator(ops.mod, self, other)
    def __rmod__(self, other: Any) -> "Value": return _operator(ops.mod, other, self)
    def __floordiv__(self, other: Any) -> "Value": return _operator(ops.floordiv, self, other)
    def __rfloordiv__(self, other: Any) -> "Value": return _operator(ops.floordiv, other, self)
    def __neg__(self) -> "Value": return self.__record__(ops.neg, (self,))
    def __pos__(self) -> "Value": return self.__record__(ops.identity, (self,))
    def __abs__(self) -> "Value": return self.__record__(ops.abs, (self,))
    def __floor__(self) -> "Value": return self.__record__(ops.floor, (self,))
    def __ceil__(self) -> "Value": return self.__record__(ops.ceil, (self,))
    def __trunc__(self) -> "Value": return self.__record__(ops.trunc, (self,))
    def __round__(self, digits: int | None = None) -> "Value": return _rounded(self, digits)
    def __divmod__(self, other: Any) -> Any: return self // other, self % other
    def __rdivmod__(self, other: Any) -> Any: return other // self, other % self

    # ── as a number: what compares and prints is the data ────────────────────────────────────

    def __lt__(self, other: Any) -> Any: return compare("<", self, other)
    def __le__(self, other: Any) -> Any: return compare("<=", self, other)
    def __gt__(self, other: Any) -> Any: return compare(">", self, other)
    def __ge__(self, other: Any) -> Any: return compare(">=", self, other)
    def __eq__(self, other: object) -> Any: return compare("==", self, other)
    def __ne__(self, other: object) -> Any:
        equal = self == other
        return not equal if isinstance(equal, bool) else ~equal  # of an array, element by element

    def __bool__(self) -> bool: return bool(compare("bool", self, 0))
    def __format__(self, spec: str) -> str: return formatted(self, spec)
    # fmt: on

    __hash__ = Copyable.__hash__  # by identity: two nodes of equal data are two nodes

    def __repr__(self) -> str:
        facts = [repr(data_as_text(self))]
        if self._label is not None:
            facts.append(f"label={self._label!r}")
        if self.op is not None:
            facts.append(f"op={self.op.name}")
        if self.grad is not None:
            facts.append(f"grad={self.grad!r}")
        return f"Value({', '.join(facts)})"

    def __dir__(self) -> list[str]:
        hidden = {*BROUGHT_ALONG, *SPELLED, *vars(Added)}
        return sorted({*super().__dir__()} - hidden | {*OPS})

    # ── how nodes are made ───────────────────────────────────────────────────────────────────

    @staticmethod
    def __record__(op: Op, args: tuple[Any, ...]) -> "Value":
        """The node for op(*args), made by a recorder of the op for arguments of these types."""
        recorder = op.recorders.get(tuple(map(type, args))) or _RECORDERS.recorder(op, args)
        node: Value = recorder(*args)
        return node

    @staticmethod
    def __layer__(op: Op, then: Op | None, beside: Sequence[float]) -> Callable[..., list[Any] | None]:
        """What makes the nodes of then(op(*weights, *inputs, *beside)) for each neuron of a layer, in one loop."""
        return LayerRecorder(_RECORDERS, op, then, beside).record

    @staticmethod
    def __formula__(
        f: Callable[[Any, Any], Any], checked: Callable[[Any, Any], Sequence[Any]] = lambda xs, ys: ys
    ) -> Callable[[Any, Any], Any]:
        """What records f(xs, checked(xs, ys)) of two lists, a formula of operators and rows alone, by one function."""
        return FormulaRecorder(_RECORDERS, f, checked).record


# ── what the operators call ──────────────────────────────────────────────────────────────────────


def _operator(op: Op, x: Any, y: Any) -> Value:
    """An operator's node; or what an operand that knows better says, such as an array of Values."""
    if op is ops.mul and (x is NOTHING or y is NOTHING):
        return NotImplemented  # type: ignore[no-any-return]  # it takes this factor with it
    try:
        return Value.__record__(op, (x, y))
    except TypeError:
        if op is ops.mul and isinstance(y if isinstance(x, Value) else x, list | tuple | bytes | bytearray):
            return NotImplemented  # type: ignore[no-any-return]  # Python asks how often it is to be repeated
        knows_better = getattr(type(y), _REFLECTED[op], None)
        answer = NotImplemented if knows_better is None or isinstance(y, Value | str) else knows_better(y, x)
        if answer is NotImplemented:
            raise
        return answer  # type: ignore[no-any-return]  # what the operand itself answers


_REFLECTED = {
    ops.add: "__radd__", ops.sub: "__rsub__", ops.mul: "__rmul__", ops.div: "__rtruediv__", ops.pow: "__rpow__",
    ops.mod: "__rmod__", ops.floordiv: "__rfloordiv__",
}  # fmt: skip
"""What an operator is called on the operand at its right."""


def _no_modulus(modulus: Any) -> NoReturn:
    raise TypeError(f"pow(v, p) of a Value takes no modulus: write v**p % m; got {modulus!r:.60} for m")


def _rounded(x: Value, digits: int | None) -> Value:
    """x to the nearest integer, or to so many decimals, as NumPy rounds: ties to even, after scaling."""
    if not digits:
        return x.__record__(ops.round, (x,))
    if not isinstance(digits, int):
        raise TypeError(f"round(v, digits) needs an int; got {digits!r:.60} ({type(digits).__name__})")
    scale = 10.0 ** abs(digits)
    return ops.round(x * scale) / scale if digits > 0 else ops.round(x / scale) * scale


_RECORDERS = Recorders(Value, operand=_operator, no_modulus=_no_modulus)

for _name, _row in {"add": ops.add, "sub": ops.sub, "mul": ops.mul, "truediv": ops.div, "pow": ops.pow}.items():
    _forward, _reflected = _RECORDERS.operators(_row)  # what the methods above do, bit for bit, without their calls
    setattr(Value, f"__{_name}__", _forward)
    setattr(Value, f"__r{_name}__", _reflected)
