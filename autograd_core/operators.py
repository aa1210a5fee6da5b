"""Derivatives of functions.

The operators nest in each other, and take numbers or nested lists, tuples and dicts of numbers.  Where a function
closes over Values, or is given some, the results are Values again: that is what makes a derivative of a derivative.
Values that the function makes itself, by `detach` for one, are numbers to its caller.
"""

import functools
import operator
from collections.abc import Callable
from typing import Any, Literal, Protocol, TypeVar, overload

from .arguments import public
from .tracing import Trace, direction, must_be_function, one_number, results
from .trees import leaves, tree_map
from .value import Value

MOST_ENTRIES = 10_000_000
"""A matrix of more derivatives would take half a minute and gigabytes."""

_GRADIENT, _SECOND = "gradient(y, x)", "gradient(gradient(y, x, over=VALUES), x)"


def _named_as(f: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator: what is derived from `f` keeps its name, its documentation and its parameters."""
    return functools.wraps(f, updated=())


def _must_be_few(outputs: int, inputs: int, called: str, instead: str) -> None:
    """Raise ValueError where a matrix of derivatives would have too many entries."""
    if outputs * inputs > MOST_ENTRIES:
        got = f"got {outputs:,} by {inputs:,}"
        raise ValueError(f"{called} has at most {MOST_ENTRIES:,} entries; {got}: {instead}")


X = TypeVar("X")
K = TypeVar("K")
No = Literal[False]
Yes = Literal[True]


class Gradient(Protocol):
    """What `grad` gives: in the shape of the first argument, a number for each.

    To a type checker what is computed from numbers is a number; where the function closes over Values, it is a Value.
    """

    # fmt: off
    @overload
    def __call__(self, x: float, /, *args: Any, **named: Any) -> float: ...
    @overload
    def __call__(self, x: Value, /, *args: Any, **named: Any) -> Value: ...
    @overload
    def __call__(self, x: list[float], /, *args: Any, **named: Any) -> list[float]: ...
    @overload
    def __call__(self, x: list[list[float]], /, *args: Any, **named: Any) -> list[list[float]]: ...
    @overload
    def __call__(self, x: tuple[float, ...], /, *args: Any, **named: Any) -> tuple[float, ...]: ...
    @overload
    def __call__(self, x: dict[K, float], /, *args: Any, **named: Any) -> dict[K, float]: ...
    @overload
    def __call__(self, x: X, /, *args: Any, **named: Any) -> X: ...
    # fmt: on


class ValueAndGradient(Protocol):
    """What `value_and_grad` gives: the value, and what `grad` gives."""

    # fmt: off
    @overload
    def __call__(self, x: float, /, *args: Any, **named: Any) -> tuple[float, float]: ...
    @overload
    def __call__(self, x: Value, /, *args: Any, **named: Any) -> tuple[Value, Value]: ...
    @overload
    def __call__(self, x: list[float], /, *args: Any, **named: Any) -> tuple[float, list[float]]: ...
    @overload
    def __call__(self, x: list[list[float]], /, *args: Any, **named: Any) -> tuple[float, list[list[float]]]: ...
    @overload
    def __call__(self, x: tuple[float, ...], /, *args: Any, **named: Any) -> tuple[float, tuple[float, ...]]: ...
    @overload
    def __call__(self, x: dict[K, float], /, *args: Any, **named: Any) -> tuple[float, dict[K, float]]: ...
    @overload
    def __call__(self, x: X, /, *args: Any, **named: Any) -> tuple[Any, X]: ...
    # fmt: on


class Hessian(Protocol):
    """What `hessian` gives: for each number of the first argument a nest in its shape."""

    # fmt: off
    @overload
    def __call__(self, x: float, /, *args: Any, **named: Any) -> float: ...
    @overload
    def __call__(self, x: Value, /, *args: Any, **named: Any) -> Value: ...
    @overload
    def __call__(self, x: list[float], /, *args: Any, **named: Any) -> list[list[float]]: ...
    @overload
    def __call__(self, x: Any, /, *args: Any, **named: Any) -> Any: ...
    # fmt: on


@overload
def value_and_grad(f: Callable[..., Any], argnums: Literal[0] = 0, has_aux: No = False) -> ValueAndGradient: ...
@overload
def value_and_grad(
    f: Callable[..., Any], argnums: tuple[int, ...], has_aux: No = False
) -> Callable[..., tuple[Any, tuple[Any, ...]]]: ...
@overload
def value_and_grad(f: Callable[..., Any], argnums: int, has_aux: No = False) -> Callable[..., tuple[Any, Any]]: ...
@overload
def value_and_grad(
    f: Callable[..., Any], argnums: int | tuple[int, ...] = 0, *, has_aux: Yes
) -> Callable[..., tuple[tuple[Any, Any], Any]]: ...
@overload
def value_and_grad(
    f: Callable[..., Any], argnums: int | tuple[int, ...] = 0, has_aux: bool = False
) -> Callable[..., tuple[Any, Any]]: ...
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
    must_be_function(f, "value_and_grad", _GRADIENT)

    @_named_as(f)
    def with_gradient(*args: Any, **named: Any) -> tuple[Any, Any]:
        trace = Trace(f, args, argnums, named)
        y, aux = _pair(trace.y) if has_aux else (trace.y, None)
        value = trace.value(one_number(y, "grad"))
        return (value, tree_map(trace.value, aux)) if has_aux else value, trace.gradient(y)

    return with_gradient


def _pair(y: Any) -> Any:
    if isinstance(y, tuple) and len(y) == 2:
        return y
    raise TypeError(
        f"has_aux=True needs f to return a pair, one number and the rest; got {y!r:.60} ({type(y).__name__}): "
        "write return y, rest"
    )


@overload
def grad(f: Callable[..., Any], argnums: Literal[0] = 0, has_aux: No = False) -> Gradient: ...
@overload
def grad(f: Callable[..., Any], argnums: tuple[int, ...], has_aux: No = False) -> Callable[..., tuple[Any, ...]]: ...
@overload
def grad(f: Callable[..., Any], argnums: int, has_aux: No = False) -> Callable[..., Any]: ...
@overload
def grad(
    f: Callable[..., Any], argnums: int | tuple[int, ...] = 0, *, has_aux: Yes
) -> Callable[..., tuple[Any, Any]]: ...
@overload
def grad(f: Callable[..., Any], argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Callable[..., Any]: ...
@public
def grad(f: Callable[..., Any], argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Callable[..., Any]:
    """The gradient of a function that returns one number, with respect to the arguments `argnums`.

    Keyword arguments and `has_aux` as for `value_and_grad`; with the latter the answer is (gradient, the rest).

    >>> grad(grad(lambda x: x**3))(2.0)
    12.0
    """
    both = value_and_grad(must_be_function(f, "grad", _GRADIENT), argnums, has_aux)

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

    Raises ValueError where these are more than 10,000,000.
    """
    must_be_function(f, "jacobian", "gradient(y, [x, ...]) for each output y")

    @_named_as(f)
    def rows(*args: Any, **named: Any) -> Any:
        trace = Trace(f, args, argnums, named)
        outputs = sum(1 for _ in leaves(results(trace.y, "jacobian")))
        _must_be_few(outputs, len(trace.leaves), "jacobian(f)", "ask for fewer outputs, or for products by jvp and vjp")
        return tree_map(trace.gradient, trace.y)

    return rows


@overload
def hessian(f: Callable[..., Any], argnums: Literal[0] = 0) -> Hessian: ...
@overload
def hessian(f: Callable[..., Any], argnums: int | tuple[int, ...]) -> Callable[..., Any]: ...
@public
def hessian(f: Callable[..., Any], argnums: int | tuple[int, ...] = 0) -> Callable[..., Any]:
    """The second derivatives of a function that returns one number.

    >>> hessian(lambda v: v[0] ** 2 * v[1])([2.0, 3.0])
    [[6.0, 4.0], [4.0, 0.0]]

    Raises ValueError where these are more than 10,000,000.
    """
    whole = jacobian(grad(must_be_function(f, "hessian", _SECOND), argnums), argnums)
    chosen = argnums if isinstance(argnums, tuple) else (argnums,)

    @_named_as(f)
    def rows(*args: Any, **named: Any) -> Any:
        asked = [x for i, x in enumerate(args) if i in chosen or i - len(args) in chosen]
        count = sum(1 for _ in leaves(asked))
        _must_be_few(count, count, "hessian(f)", "ask for its products with a direction by hvp")
        return whole(*args, **named)

    return rows


@public
def jvp(f: Callable[..., Any], primals: Any, tangents: Any) -> tuple[Any, Any]:
    """f(*primals), and its derivative along `tangents`: forward mode.

    `primals` are the arguments in a tuple, and `tangents` how fast each moves, in the same shape; where there is one
    argument, both may stand without a tuple.

    >>> jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.5))
    (6.0, 4.0)
    """
    must_be_function(f, "jvp", _GRADIENT)
    primals, tangents = (x if isinstance(x, tuple) else (x,) for x in (primals, tangents))
    trace = Trace(f, primals, tuple(range(len(primals))))
    directions: dict[Any, Any] = {}
    tree_map(lambda leaf, t: directions.__setitem__(leaf, direction(t, "a tangent")), trace.wrt, tangents)
    results(trace.y, "jvp")
    return tree_map(trace.value, trace.y), tree_map(lambda y: trace.tangent(y, directions), trace.y)


@public
def vjp(f: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """f(*primals), and the function that takes a seed in its shape to the gradient of every argument: reverse mode.

    >>> y, pullback = vjp(lambda x, y: x * y, 2.0, 3.0)
    >>> pullback(10.0)
    (30.0, 20.0)
    """
    trace = Trace(must_be_function(f, "vjp", _GRADIENT), primals, tuple(range(len(primals))))
    results(trace.y, "vjp")

    def pullback(seed: Any) -> tuple[Any, ...]:
        parts: list[Any] = []
        tree_map(lambda y, s: parts.append(trace.gradient(y, direction(s, "a seed"))), trace.y, seed)
        total: tuple[Any, ...] = tree_map(lambda *shares: functools.reduce(operator.add, shares), *parts)
        return total

    return tree_map(trace.value, trace.y), pullback


@overload
def hvp(f: Callable[..., Any], primals: float, tangents: float) -> float: ...
@overload
def hvp(f: Callable[..., Any], primals: list[float], tangents: list[float]) -> list[float]: ...
@overload
def hvp(f: Callable[..., Any], primals: X, tangents: Any) -> X: ...
@public
def hvp(f: Callable[..., Any], primals: Any, tangents: Any) -> Any:
    """The Hessian of `f` times a vector, without the Hessian: the derivative of its gradient along `tangents`.

    Arguments as for `jvp`; the result has the shape of `primals`.

    >>> hvp(lambda v: v[0] ** 2 * v[1], [2.0, 3.0], [1.0, 0.0])
    [6.0, 4.0]
    """
    must_be_function(f, "hvp", _SECOND)
    argnums = tuple(range(len(primals))) if isinstance(primals, tuple) else 0
    return jvp(grad(f, argnums), primals, tangents)[1]
