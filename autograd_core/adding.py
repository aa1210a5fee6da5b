"""Adding a row to the op table, which is a function of numbers then, and a method of Values."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from .arguments import public
from .table import OPS, Op

P = ParamSpec("P")
R = TypeVar("R")

_VARARGS = 0x04  # CPython's flag of a function that takes *args


class Added:
    """The rows as methods, by their names: a class of Values inherits them, whenever they are added."""

    __slots__ = ()


class _BoundRow(partial[Any]):  # a row whose first argument is given; `help` shows the row
    __slots__ = ()

    @property
    def __doc__(self) -> str:  # type: ignore[override]  # a partial has a text of its own
        return str(self.func.__doc__)


class _Method:
    """The row of a name as a method, for as long as the table has it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, node: Any, owner: type | None = None) -> Callable[..., Any]:
        row = OPS.get(self.name)
        if row is None:
            raise AttributeError(f"the op table has no row named {self.name!r} any more", name=self.name, obj=node)
        return row if node is None else _BoundRow(row, node)


def method(f: Callable[P, R]) -> Callable[P, R]:
    """The row of f's name as a method with f's parameters, which says of wrong arguments what `public` says.

    Called as it must be, it finds the recorder sooner than f would, so that seeing to the others costs next to nothing.
    """
    name, count = f.__name__, f.__code__.co_argcount
    said: Callable[..., R] = public(f)
    least, variadic = count - len(f.__defaults__ or ()), bool(f.__code__.co_flags & _VARARGS)

    def alone(self: Any, /, *others: Any, **named: Any) -> Any:
        if others or named:
            return said(self, *others, **named)
        try:
            recorder = OPS[name].alone[type(self)]
        except KeyError:
            return said(self)
        return recorder(self)

    def among_others(*args: Any, **named: Any) -> Any:
        if named or (len(args) != count and not variadic):
            return (said if named or not least <= len(args) < count else f)(*args, **named)
        try:
            recorder = OPS[name].recorders[tuple(map(type, args))]
        except KeyError:
            return said(*args)
        return recorder(*args)

    return wraps(f)(alone if count == 1 and not variadic else among_others)  # type: ignore[return-value]  # it has f's types


@public
def op(name: str, primal: Callable[..., Any], *partials: Callable[..., Any], replace: bool = False, **facts: Any) -> Op:
    """Add a row to the table, and return it as a function of numbers and Values; see `Op` for the facts of a row.

    Raises ValueError for a name that is no identifier, or that is taken unless `replace`.

    >>> cube = op("cube", lambda m, x: x * x * x, lambda m, y, x: 3 * x * x)
    >>> cube(2)
    8.0

    With `vjp` in place of partials a row passes adjoints on by a rule of its own, which sees what comes from above:
    a gradient is reversed, or clipped, or goes straight through a step.  It is no derivative, so `check` and `explain`
    refuse it, and programs leave it to recording.

    >>> from autograd_core import Value, ops
    >>> reverse = op("reverse", lambda m, x: x, vjp=lambda m, bar, y, x: -bar)
    >>> clip = op("clip", lambda m, x, c: x, vjp=lambda m, bar, y, x, c: (m.maximum(m.minimum(bar, c), -c), 0))
    >>> straight = op("straight", lambda m, x: m.round(x), vjp=lambda m, bar, y, x: bar)
    >>> x = Value(2.6, label="x")
    >>> for y in (5 * reverse(x), 5 * clip(x, 1.0), 5 * straight(x)):
    ...     x.grad = None
    ...     y.backward()
    ...     y.data, x.grad
    (13.0, -5.0)
    (13.0, 1.0)
    (15.0, 5.0)
    """
    if not isinstance(name, str) or not name.isidentifier():
        raise ValueError(f"an op needs a name that is a Python identifier; got {name!r}")
    if name in OPS and not replace:
        raise ValueError(f"the op table already has a row named {name!r}; choose another name, or pass replace=True")
    OPS[name] = Op(name, primal, *partials, **facts)
    setattr(Added, name, _Method(name))
    return OPS[name]
