"""One run of a function on fresh leaves, and what its arguments and results must be."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import ops
from .arguments import misfit_of
from .calculus import edges_over
from .copying import uncopied
from .graph import adjoints, dependents, recorded, tangents, topological_order
from .namespaces import number
from .recording import enable_grad
from .trees import leaves, tree_map, unpacked
from .value import Value
from .values import VALUES
from .watching import making


class Trace:
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
                y = _called_with(f, tuple(theirs.get(i, x) for i, x in enumerate(args)), named or {})
        self.y = unpacked(y)
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


def must_be_function(f: Any, operator: str, instead: str) -> Callable[..., Any]:
    """`f`, or a TypeError that says what to write where it is none."""
    if callable(f):
        return f  # type: ignore[no-any-return]  # whatever can be called
    hint = f": of a recorded graph, write {instead}" if isinstance(f, Value) else ": write lambda x: ..."
    raise TypeError(f"{operator}(f) needs a function; got {f!r:.60} ({type(f).__name__}){hint}")


def one_number(y: Any, operator: str) -> Any:
    """`y`, or a TypeError where it is no number: several have a jacobian."""
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
        if isinstance(y, bool)
        else "return its elements, in a list"
        if isinstance(y, set | frozenset) or hasattr(y, "__array__")
        else "call it, and return what it gives"
        if callable(y)
        else "return what is computed from the arguments"
    )
    got = "None" if y is None else f"{y!r:.60} ({type(y).__name__})"
    raise TypeError(f"{must}; got {got}: {hint}")


def results(y: Any, operator: str) -> Any:
    """A nest of results, each a number, and at least one."""
    must = f"{operator}(f) needs f to return numbers"
    if not [_result(x, must) for x in leaves(y)]:
        raise TypeError(f"{must}; got {y!r:.60} ({type(y).__name__}): return at least one")
    return y


def direction(x: Any, what: str) -> Any:
    """A tangent or a seed: a number or a Value."""
    return x if isinstance(x, Value) else number(x, what)
