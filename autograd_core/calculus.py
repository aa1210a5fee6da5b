"""Derivatives: of a recorded graph over any namespace, and of functions.

The operators on functions nest in each other, and take numbers or nested lists, tuples and dicts of numbers.
Where a function closes over Values, or is given some, the results are Values again: that is what makes a
derivative of a derivative.  Values that the function makes itself, by `detach` for one, are numbers to its caller.
"""

import functools
import operator
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal, TypeVar, overload

from . import ops
from .arguments import misfit_of, public
from .copying import uncopied
from .graph import adjoints, dependents, recorded, replay, tangents, topological_order
from .names import find, leaf_names
from .namespaces import FLOATS, NOTHING, Namespace, namespace, number
from .recording import enable_grad, making
from .staleness import refuse_stale
from .trees import leaves, tree_map
from .value import Value
from .values import VALUES
from .words import shown

Unused = Literal["zero", "warn", "raise"]
At = Mapping[Any, Any] | None
K = TypeVar("K")


# ── of a recorded graph ──────────────────────────────────────────────────────────────────────────


@overload
def gradient(y: Value, wrt: Value | str, *, at: At = None, unused: Unused = "zero") -> float: ...
@overload
def gradient(
    y: Value, wrt: list[Value] | list[str] | list[Value | str], *, at: At = None, unused: Unused = "zero"
) -> list[float]: ...
@overload
def gradient(
    y: Value, wrt: tuple[Value | str, ...], *, at: At = None, unused: Unused = "zero"
) -> tuple[float, ...]: ...
@overload
def gradient(y: Value, wrt: dict[K, Value], *, at: At = None, unused: Unused = "zero") -> dict[K, float]: ...
@overload
def gradient(y: Value, wrt: Any, over: Any = ..., at: At = None, unused: Unused = "zero") -> Any: ...
@public
def gradient(y: Value, wrt: Any, over: Any = FLOATS, at: At = None, unused: Unused = "zero") -> Any:
    """∂y/∂x for every x in `wrt`, over any namespace, without touching `.grad`.

    `wrt` is a node, a label, or a nest of them, and the result has the same shape.  `over` is FLOATS,
    FRACTIONS (exact), SYMBOLS (sympy expressions in the labels), VALUES (nodes, to differentiate again) or an array
    module such as numpy.  `at` gives other numbers for some nodes, by node or label; then the formula of y is evaluated
    anew, from what the other leaves hold now.

    What y does not depend on has the gradient 0; `unused="warn"` says so, `unused="raise"` raises ValueError.
    Raises LookupError for a label that names no node, or several; ValueError where a leaf was assigned new data
    after y was computed, unless `at` is given.

    >>> x, y = Value(3.0, label="x"), Value(4.0, label="y")
    >>> gradient(x * y + x, [x, "y"])
    [5.0, 3.0]
    """
    _must_be_value(y, "gradient(y, wrt)")
    m = namespace(over)
    sources = tree_map(lambda x: find(y, x) if isinstance(x, str) else _must_be_value(x, "wrt"), wrt)
    given = _given(y, m, at)
    order = topological_order(y, given)
    if not given:
        refuse_stale(order)
    if m is FLOATS and not given:
        edges = recorded
    else:
        env = {node: node for node in order} if m is VALUES and not given else _replayed(order, m, given)
        edges = _carrying(m, order, env.__getitem__, set(leaves(sources)), given)
    adjoint = adjoints(order, m.number(1), edges)
    reached = set(order) if unused != "zero" else set()
    for x in leaves(sources):
        if x not in reached and unused != "zero":
            sentence = f"{_called(y)} does not depend on {_called(x)}"
            if unused == "raise":
                raise ValueError(sentence)
            warnings.warn(f"{sentence}; its gradient is 0", stacklevel=2)
    return tree_map(lambda x: adjoint.get(x, m.number(0.0)), sources)


@overload
def evaluate(y: Value, *, at: At = None) -> float: ...
@overload
def evaluate(y: Value, over: Any = ..., at: At = None) -> Any: ...
@public
def evaluate(y: Value, over: Any = FLOATS, at: At = None) -> Any:
    """The value of `y` computed again over another namespace, or at other numbers; see `gradient` for both.

    >>> x = Value(3.0, label="x")
    >>> evaluate(x * x, at={"x": 5})
    25.0
    """
    _must_be_value(y, "evaluate(y)")
    m = namespace(over)
    given = _given(y, m, at)
    return _replayed(topological_order(y, given), m, given)[y]


def edges_over(
    m: Any, at: Callable[[Any], Any], live: Collection[Any], cut: Collection[Any] = ()
) -> Callable[[Any], Sequence[Any]]:
    """For `adjoints`: the arguments of a node, each with its partial over `m` where it is `live`; `cut` has none."""

    def edges(node: Any) -> list[Any]:
        if node.op is None or node in cut:
            return []
        args = node.edges[::2]
        free = [isinstance(arg, Value) for arg in args]
        inputs = [at(arg) if f else m.number(arg) for arg, f in zip(args, free)]
        wanted = [f and arg in live for arg, f in zip(args, free)]
        found = list(node.edges)
        found[1::2] = m.evaluate(node.op.local_partials, at(node), inputs, free, wanted)
        return found

    return edges


def _carrying(
    m: Any, order: Sequence[Any], at: Callable[[Any], Any], sources: set[Any], cut: Collection[Any]
) -> Callable[[Any], Sequence[Any]]:
    """The edges over `m` along which something of `sources` is carried, those of each node of `order`.

    Above a node that carries nothing no partial is worked out: there may be none, as that of a square root at 0.
    """
    live = set(sources)
    edges = edges_over(m, at, live, cut)
    found = {}
    for node in order:
        found[node] = [None if x is NOTHING else x for x in edges(node)]
        if any(partial is not None for partial in found[node][1::2]):
            live.add(node)
    return found.__getitem__


def _given(y: Value, m: Any, at: Mapping[Any, Any] | None) -> dict[Value, Any]:
    """What the caller sets, by node."""
    return {
        find(y, x) if isinstance(x, str) else _must_be_value(x, "at"): m.number(number)
        for x, number in (at or {}).items()
    }


def _replayed(order: Sequence[Any], m: Any, given: Mapping[Any, Any]) -> dict[Any, Any]:
    """The value over `m` of every node: as given, leaves else as the namespace sees their name and data."""
    env = dict(given)
    unset = [node for node in reversed(order) if node.op is None and node not in env]  # so names run from left to right
    env |= {node: m.leaf(name, node.data) for node, name in zip(unset, leaf_names(unset), strict=True)}
    look = m.measured(len(order), lambda: _depth(order)) if isinstance(m, Namespace) else None

    def visit(node: Any, inputs: list[Any]) -> Any:
        y = m.apply(node.op, *inputs)
        if look:
            look(y)
        return y

    return replay(order, env, visit, m.number)


def _depth(order: Sequence[Any]) -> int:
    """How many ops stand on top of each other at most."""
    depth: dict[Any, int] = {}
    for node in order:
        depth[node] = 1 + max((depth[arg] for _, arg, _ in node.inputs()), default=-1)
    return max(depth.values())


def _called(node: Value) -> str:
    return shown(node.label or repr(node))


def _must_be_value(y: Any, what: str) -> Value:
    if isinstance(y, Value):
        return y
    raise TypeError(f"{what} needs a Value; got {y!r:.60} ({type(y).__name__}): was it computed from Values?")


# ── of functions ─────────────────────────────────────────────────────────────────────────────────


class _Trace:
    """One run of `f` on fresh leaves: what it returned, and how that depends on them."""

    def __init__(
        self,
        f: Callable[..., Any],
        args: tuple[Any, ...],
        argnums: int | tuple[int, ...],
        named: Mapping[str, Any] | None = None,
    ) -> None:
        chosen = (argnums,) if isinstance(argnums, int) else argnums
        for i in chosen:
            if not isinstance(i, int):
                raise TypeError(f"argnums needs the place of an argument, or a tuple of them; got {argnums!r:.60}")
            if not -len(args) <= i < len(args):
                raise TypeError(f"argnums={argnums} needs that many arguments; got {len(args)}")
        with enable_grad():
            fresh = {i % len(args): tree_map(_leaf, args[i]) for i in chosen}
            theirs = {i: tree_map(lambda leaf: leaf, nest) for i, nest in fresh.items()}  # which f may change
            with making() as made, uncopied(leaves(list(fresh.values()))):
                self.y = _called_with(f, tuple(theirs.get(i, x) for i, x in enumerate(args)), named or {})
        wrt = tuple(fresh[i % len(args)] for i in chosen)
        self.wrt: Any = wrt[0] if isinstance(argnums, int) else wrt
        self.leaves = set(leaves(self.wrt))
        self.made = set(made)  # by f, so that nobody outside differentiates by them
        self.outer: dict[Value, bool] = {}  # whether a node depends on something else
        self.sweeps: dict[Value, tuple[list[Any], Callable[[Any], Sequence[Any]], bool]] = {}

    def sweep(self, y: Value) -> tuple[list[Any], Callable[[Any], Sequence[Any]], bool]:
        """What lies between `y` and the leaves, in order; its edges; and whether y depends on nothing else."""
        if y not in self.sweeps:
            self.sweeps[y] = self._sweep(y)
        return self.sweeps[y]

    def _sweep(self, y: Value) -> tuple[list[Any], Callable[[Any], Sequence[Any]], bool]:
        order = topological_order(y, self.leaves)
        if all(leaf.op is None for leaf in self.leaves) and self._closed(order):
            return order, recorded, True
        live = dependents(order, self.leaves)
        return [node for node in order if node in live], edges_over(VALUES, lambda node: node, live, self.leaves), False

    def _closed(self, order: Sequence[Any]) -> bool:
        """Whether every leaf of these nodes is an argument, or was made by f."""
        return all(node.op is not None or node in self.leaves or node in self.made for node in order)

    def _seen(self, x: Any) -> Any:
        """`x` as the caller sees it: a number where it depends on nothing but leaves that f made, as of `detach`."""
        if not self.made or not isinstance(x, Value):
            return x
        for node in topological_order(x, self.outer):  # results share what is beneath them: each node is asked once
            if node not in self.outer:
                beneath = any(self.outer[arg] for _, arg, _ in node.inputs())
                self.outer[node] = beneath or not self._closed([node])
        return x if self.outer[x] else x._data

    def gradient(self, y: Any, seed: Any = 1.0) -> Any:
        """∂y/∂leaves in the shape of the arguments: numbers, or Values where y depends on outer ones."""
        if not isinstance(y, Value):
            return tree_map(lambda _: 0.0, self.wrt)
        order, edges, _ = self.sweep(y)
        with enable_grad():
            adjoint = adjoints(order, seed, edges)
        return tree_map(lambda leaf: self._seen(adjoint.get(leaf, 0.0)), self.wrt)

    def tangent(self, y: Any, directions: Mapping[Any, Any]) -> Any:
        """The derivative of y along `directions`, from the same partials, forward."""
        if not isinstance(y, Value):
            return 0.0
        order, edges, _ = self.sweep(y)
        with enable_grad():
            return self._seen(tangents(order, directions, edges).get(y, 0.0))

    def value(self, y: Any) -> Any:
        """What the caller sees of an output: a number, or a Value where it depends on outer ones."""
        return y.data if isinstance(y, Value) and self.sweep(y)[2] else self._seen(y)


def _leaf(x: Any) -> Value:
    if getattr(x, "ndim", 0):
        raise TypeError(
            f"derivatives are taken at numbers and lists of them; got an array of shape {x.shape}: "
            "give x.tolist(), and write np.array(x) within the function"
        )
    leaf = ops.identity(x) if isinstance(x, Value) else Value(x)
    return leaf if isinstance(leaf, Value) else Value(leaf)


def _called_with(f: Callable[..., Any], args: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
    """f(*args, **named), or a TypeError that names the arguments that f takes where it cannot be called with these."""
    try:
        return f(*args, **named)
    except TypeError as error:
        inside = error.__traceback__ and error.__traceback__.tb_next
        if inside is None and (misfit := misfit_of(f, args, named)):
            raise TypeError(f"{misfit}: give its derivative the arguments that it takes itself") from None
        raise


def _function(f: Any, operator: str, instead: str) -> Callable[..., Any]:
    """`f`, or a TypeError that says what to write where it is none."""
    if callable(f):
        return f  # type: ignore[no-any-return]  # whatever can be called
    hint = f": of a recorded graph, write {instead}" if isinstance(f, Value) else ": write lambda x: ..."
    raise TypeError(f"{operator}(f) needs a function; got {f!r:.60} ({type(f).__name__}){hint}")


_GRADIENT, _SECOND = "gradient(y, x)", "gradient(gradient(y, x, over=VALUES), x)"


def _one_number(y: Any, operator: str) -> Any:
    if isinstance(y, list | tuple | dict) or hasattr(y, "__array__"):
        raise TypeError(
            f"{operator}(f) needs f to return one number; got {y!r:.60} ({type(y).__name__}): use jacobian(f)"
        )
    return _result(y, f"{operator}(f) needs f to return one number")


def _result(y: Any, must: str) -> Any:
    """`y`, or a TypeError where it is no number."""
    if isinstance(y, Value):
        return y
    try:
        number(y)
    except TypeError:
        pass
    else:
        return y
    hint = (
        "does f end with a return?"
        if y is None
        else "a comparison has no derivative; write where(x > 2, a, b) for a choice between numbers"
        if isinstance(y, bool) or type(y).__name__ in ("bool", "bool_")
        else "return its elements, in a list"
        if isinstance(y, set | frozenset) or hasattr(y, "__array__")
        else "call it, and return what it gives"
        if callable(y)
        else "return what is computed from the arguments"
    )
    got = "None" if y is None else f"{y!r:.60} ({type(y).__name__})"
    raise TypeError(f"{must}; got {got}: {hint}")


def _results(y: Any, operator: str) -> Any:
    """A nest of results, each a number, and at least one."""
    must = f"{operator}(f) needs f to return numbers"
    if not [_result(x, must) for x in leaves(y)]:
        raise TypeError(f"{must}; got {y!r:.60} ({type(y).__name__}): return at least one")
    return y


def _direction(x: Any, what: str) -> Any:
    """A tangent or a seed: a number or a Value."""
    return x if isinstance(x, Value) else number(x, what)


def _named_as(f: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator: what is derived from `f` keeps its name, its documentation and its parameters."""
    return functools.wraps(f, updated=())


@public
def value_and_grad(
    f: Callable[..., Any], argnums: int | tuple[int, ...] = 0, has_aux: bool = False
) -> Callable[..., tuple[Any, Any]]:
    """The function that returns f(*args) and its gradient with respect to the arguments `argnums`.

    Keyword arguments go to `f` as they are.  With `has_aux`, f returns a pair, the number and whatever else is of
    use, and the answer is ((number, the rest), gradient).  What depends on Values from outside of f, or on those that
    f is given, is a Value, to be differentiated again; all else is a number, also where f detaches or makes Values.
    Raises TypeError where f returns no number.

    >>> value_and_grad(lambda x: x**3)(2.0)
    (8.0, 12.0)
    >>> value_and_grad(lambda x: x * x.detach())(2.0)
    (4.0, 2.0)
    >>> value_and_grad(lambda x, scale: (scale * x**3, "cubed"), has_aux=True)(2.0, scale=10)
    ((80.0, 'cubed'), 120.0)
    """
    _function(f, "value_and_grad", _GRADIENT)

    @_named_as(f)
    def with_gradient(*args: Any, **named: Any) -> tuple[Any, Any]:
        trace = _Trace(f, args, argnums, named)
        y, aux = _pair(trace.y) if has_aux else (trace.y, None)
        value = trace.value(_one_number(y, "grad"))
        return (value, tree_map(trace.value, aux)) if has_aux else value, trace.gradient(y)

    return with_gradient


def _pair(y: Any) -> Any:
    if isinstance(y, tuple) and len(y) == 2:
        return y
    raise TypeError(
        f"has_aux=True needs f to return a pair, one number and the rest; got {y!r:.60} ({type(y).__name__}): "
        "write return y, rest"
    )


@public
def grad(f: Callable[..., Any], argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Callable[..., Any]:
    """The gradient of a function that returns one number, with respect to the arguments `argnums`.

    Keyword arguments and `has_aux` as for `value_and_grad`; with the latter the answer is (gradient, the rest).

    >>> grad(grad(lambda x: x**3))(2.0)
    12.0
    """
    both = value_and_grad(_function(f, "grad", _GRADIENT), argnums, has_aux)

    @_named_as(f)
    def gradient_of(*args: Any, **named: Any) -> Any:
        value, slopes = both(*args, **named)
        return (slopes, value[1]) if has_aux else slopes

    return gradient_of


@public
def jacobian(f: Callable[..., Any], argnums: int | tuple[int, ...] = 0) -> Callable[..., Any]:
    """The derivative of every output of `f`: in the shape of the outputs, each holding one in the shape of the inputs.

    >>> jacobian(lambda v: [v[0] * v[1], v[0]])([2.0, 3.0])
    [[3.0, 2.0], [1.0, 0.0]]
    """
    _function(f, "jacobian", "gradient(y, [x, ...]) for each output y")

    @_named_as(f)
    def rows(*args: Any, **named: Any) -> Any:
        trace = _Trace(f, args, argnums, named)
        return tree_map(trace.gradient, _results(trace.y, "jacobian"))

    return rows


@public
def hessian(f: Callable[..., Any], argnums: int | tuple[int, ...] = 0) -> Callable[..., Any]:
    """The second derivatives of a function that returns one number.

    >>> hessian(lambda v: v[0] ** 2 * v[1])([2.0, 3.0])
    [[6.0, 4.0], [4.0, 0.0]]
    """
    return jacobian(grad(_function(f, "hessian", _SECOND), argnums), argnums)


@public
def jvp(f: Callable[..., Any], primals: Any, tangents: Any) -> tuple[Any, Any]:
    """f(*primals), and its derivative along `tangents`: forward mode.

    Both are tuples of arguments in the same shape; for a function of one argument they may stand alone.

    >>> jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.5))
    (6.0, 4.0)
    """
    _function(f, "jvp", _GRADIENT)
    primals, tangents = (x if isinstance(x, tuple) else (x,) for x in (primals, tangents))
    trace = _Trace(f, primals, tuple(range(len(primals))))
    directions: dict[Any, Any] = {}
    tree_map(lambda leaf, t: directions.__setitem__(leaf, _direction(t, "a tangent")), trace.wrt, tangents)
    _results(trace.y, "jvp")
    return tree_map(trace.value, trace.y), tree_map(lambda y: trace.tangent(y, directions), trace.y)


@public
def vjp(f: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """f(*primals), and the function from a seed (in the shape of that) to the gradient of every argument: reverse mode.

    >>> y, pullback = vjp(lambda x, y: x * y, 2.0, 3.0)
    >>> pullback(10.0)
    (30.0, 20.0)
    """
    trace = _Trace(_function(f, "vjp", _GRADIENT), primals, tuple(range(len(primals))))
    _results(trace.y, "vjp")

    def pullback(seed: Any) -> tuple[Any, ...]:
        parts: list[Any] = []
        tree_map(lambda y, s: parts.append(trace.gradient(y, _direction(s, "a seed"))), trace.y, seed)
        total: tuple[Any, ...] = tree_map(lambda *shares: functools.reduce(operator.add, shares), *parts)
        return total

    return tree_map(trace.value, trace.y), pullback


@public
def hvp(f: Callable[..., Any], primals: Any, tangents: Any) -> Any:
    """The Hessian of `f` times a vector, without the Hessian: the derivative of its gradient along `tangents`.

    Arguments as for `jvp`; the result has the shape of `primals`.

    >>> hvp(lambda v: v[0] ** 2 * v[1], [2.0, 3.0], [1.0, 0.0])
    [6.0, 4.0]
    """
    _function(f, "hvp", _SECOND)
    argnums = tuple(range(len(primals))) if isinstance(primals, tuple) else 0
    return jvp(grad(f, argnums), primals, tangents)[1]
