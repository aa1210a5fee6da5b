"""Derivatives of a recorded graph, over any namespace."""

import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Literal, TypeVar, overload

from .arguments import public
from .graph import adjoints, recorded, replay, topological_order
from .names import find, leaf_names
from .namespaces import FLOATS, NOTHING, Namespace, namespace
from .staleness import refuse_stale
from .trees import leaves, tree_map
from .value import Value
from .values import DERIVED, VALUES
from .words import shown

Unused = Literal["zero", "warn", "raise"]
At = Mapping[Any, Any] | None
K = TypeVar("K")


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
        env = {node: node for node in order} if m in (VALUES, DERIVED) and not given else _replayed(order, m, given)
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
    """The edges of a node for `adjoints`: each argument, and its partial over `m` if it is `live`; none at `cut` nodes.

    `at` gives the value of a node over `m`.
    """

    def edges(node: Any) -> list[Any]:
        if node.op is None or node in cut:
            return []
        flat, inputs, free, wanted = list(node.edges), [], [], []
        for arg in flat[::2]:  # one loop, since large graphs spend their time here
            is_free = isinstance(arg, Value)
            inputs.append(at(arg) if is_free else m.number(arg))
            free.append(is_free)
            wanted.append(is_free and arg in live)
        flat[1::2] = m.evaluate(node.op.local_partials, at(node), inputs, free, wanted)
        return flat

    return edges


def edges_once(over: Callable[[Any], Sequence[Any]], known: dict[Any, Sequence[Any]]) -> Callable[[Any], Sequence[Any]]:
    """What `over` gives, worked out once for each node and kept in `known`; the partials of a sum are 1."""

    def edges(node: Any) -> Sequence[Any]:
        if node.op is None or node.op.adds:
            flat: Sequence[Any] = node.edges
            return flat
        if node not in known:
            known[node] = over(node)
        return known[node]

    return edges


def _carrying(
    m: Any, order: Sequence[Any], at: Callable[[Any], Any], sources: set[Any], cut: Collection[Any]
) -> Callable[[Any], Sequence[Any]]:
    """The edges over `m` along which something of `sources` is carried, those of each node of `order`.

    Above a node that carries nothing no partial is worked out: there may be none, as that of a square root at 0.
    """
    live = set(sources)
    edges = edges_over(m, at, live, cut)
    carried = {}
    for node in order:
        carried[node] = [None if x is NOTHING else x for x in edges(node)]
        if any(partial is not None for partial in carried[node][1::2]):
            live.add(node)
    return carried.__getitem__


def _given(y: Value, m: Any, at: Mapping[Any, Any] | None) -> dict[Value, Any]:
    """What the caller sets, by node."""
    return {
        find(y, x) if isinstance(x, str) else _must_be_value(x, "at"): m.number(number)
        for x, number in (at or {}).items()
    }


def _replayed(order: Sequence[Any], m: Any, given: Mapping[Any, Any]) -> dict[Any, Any]:
    """The value over `m` of every node: what is given, and of other leaves what `m` makes of their names and data."""
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
