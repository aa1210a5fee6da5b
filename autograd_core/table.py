"""What a row of the op table is, and the table by name; the rows themselves stand in `ops.py`."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar, overload

from .arguments import public
from .namespaces import FLOATS, number
from .namespaces.arrays import elementwise, is_array
from .namespaces.passing import Passing
from .namespaces.program import Name, Program

OPS: "dict[str, Op]" = {}


class Recorded(Protocol):
    """A number that records what is computed from it."""

    @staticmethod
    def __record__(op: "Op", args: tuple[Any, ...]) -> Any: ...


N = TypeVar("N", bound=Recorded)

_VARARGS = 0x04  # CPython's flag of a function that takes *args
_FLOAT = {float}


class _WorkedOut:
    """An attribute that each row works out when it is asked for; the class has `of_class` for its own, or none."""

    def __init__(self, work_out: Callable[[Any], Any], of_class: str | None = None) -> None:
        self.work_out, self.of_class = work_out, of_class

    def __get__(self, op: Any, owner: type) -> Any:
        if op is not None:
            return self.work_out(op)
        if self.of_class is None:
            raise AttributeError("only a row has it")
        return self.of_class


def _documentation(op: Any) -> str:
    from .namespaces.help import documentation

    return documentation(op)


def _signature(op: Any) -> Any:
    from .namespaces.help import signature

    return signature(op)


class Op:
    """A row of the table, and the function it defines.

    `primal(m, x, ...)` is the value and `partials` hold ∂y/∂x as `partial(m, y, x, ...)`, one per parameter.  A row
    whose partials are found together gives `joint(m, y, free, x, ...)` instead, the list of all of them, where
    `free` tells which arguments are variables; a variadic row (`primal(m, *xs)`) must.  A row that shall pass adjoints
    on by a rule of its own gives `vjp(m, bar, y, x, ...)`: what each argument gets of an adjoint `bar`.

    The other facts are optional: `by_hand` the partials in the form people write, where the accurate form differs;
    `symbol` the operator to print; `domain` and `kink` predicates over the arguments; `spread` how the arguments of a
    call become the flat arguments of the row; `adds` whether it is a sum of its arguments; `pairs` whether these come
    in two halves of one length.  Raises ValueError for a wrong number of partials.
    """

    __slots__ = (
        "adds",
        "alone",
        "by_hand",
        "defaults",
        "domain",
        "joint",
        "kink",
        "name",
        "pairs",
        "parameters",
        "partials",
        "primal",
        "recorders",
        "spread",
        "symbol",
        "variadic",
        "vjp",
    )

    __doc__ = _WorkedOut(_documentation, __doc__)  # what `help` looks at, and ...
    __signature__ = _WorkedOut(_signature)  # ... inspect

    @public
    def __init__(
        self,
        name: str,
        primal: Callable[..., Any],
        *partials: Callable[..., Any],
        joint: Callable[..., Sequence[Any]] | None = None,
        vjp: Callable[..., Any] | None = None,
        by_hand: Sequence[Callable[..., Any]] | Callable[..., Any] = (),
        symbol: str | None = None,
        domain: Callable[..., Any] | None = None,
        kink: Callable[..., Any] | None = None,
        spread: Callable[..., tuple[Any, ...]] | None = None,
        adds: bool = False,
        pairs: bool = False,
    ) -> None:
        code = getattr(primal, "__code__", None)
        if code is None or not (code.co_argcount > 1 or code.co_flags & _VARARGS):
            raise TypeError(
                f"op {name!r} needs a primal written as a function of a namespace and numbers, lambda m, x: ...; "
                f"got {_written(primal)}"
            )
        self.parameters: tuple[str, ...] = code.co_varnames[1 : code.co_argcount]
        self.defaults: tuple[Any, ...] = primal.__defaults__ or ()
        self.variadic = bool(code.co_flags & _VARARGS)
        self.name, self.primal, self.partials, self.joint, self.vjp = name, primal, partials, joint, vjp
        self.symbol, self.domain, self.kink, self.spread = symbol, domain, kink, spread
        self.adds, self.pairs = adds, pairs
        self._check_parts()
        self.by_hand = (by_hand,) if callable(by_hand) else tuple(by_hand) or partials
        self._check_counts()
        self.recorders: dict[tuple[type, ...], Callable[..., Any]] = {}
        self.alone: dict[type, Callable[..., Any]] = {}  # those for one argument, found sooner

    def _check_parts(self) -> None:
        """Raise TypeError for a part of the row that is not what it has to be."""
        count = None if self.variadic else len(self.parameters)
        for what, part, before in (
            *((f"partial {i}", partial, "m, y") for i, partial in enumerate(self.partials, 1)),
            ("joint", self.joint, "m, y, free"), ("vjp", self.vjp, "m, bar, y"),
            ("domain", self.domain, "m"), ("kink", self.kink, "m"),
        ):  # fmt: skip
            if part is not None:
                _must_take(self.name, what, part, before, self.parameters, count)
        if self.symbol is not None and not isinstance(self.symbol, str):
            raise TypeError(f"op {self.name!r} needs a symbol that is a str, such as '+'; got {self.symbol!r:.60}")
        if self.spread is not None and not callable(self.spread):
            raise TypeError(
                f"op {self.name!r} needs spread to be a function of a call's arguments; got {self.spread!r:.60}"
            )

    def _check_counts(self) -> None:
        """Raise ValueError unless there is a partial for each parameter, or what gives all of them at once."""
        name, given = self.name, len(self.partials)
        if self.variadic and not self.joint and not self.vjp:
            raise ValueError(f"op {name!r} is variadic, so it needs joint=, which gives all its partials at once")
        if given != (expected := 0 if self.joint or self.vjp else len(self.parameters)):
            raise ValueError(
                f"op {name!r} has the parameters ({', '.join(self.parameters)}), so it needs {expected} partials; "
                f"got {given}"
            )
        if len(self.by_hand) != given:
            raise ValueError(f"op {name!r} has {given} partials, so it needs as many by hand; got {len(self.by_hand)}")

    @overload
    def __call__(  # type: ignore[overload-overlap]  # of numbers alone, a number
        self, *args: float | Iterable[float], **named: float
    ) -> float: ...
    @overload
    def __call__(self, *args: N | float | Iterable[N | float], **named: N | float) -> N: ...
    @overload
    def __call__(self, *args: float | list[object] | tuple[object, ...]) -> Any: ...  # a list of both kinds
    def __call__(self, *args: Any, **named: Any) -> Any:
        """On plain numbers, a number; with a Value among the arguments, a new Value."""
        if not named:
            if len(args) == 1:
                recorder = self.alone.get(type(args[0]))
                if recorder is not None:
                    return recorder(args[0])
            elif not self.pairs:
                recorder = self.recorders.get(tuple(map(type, args)))
                if recorder is not None:
                    return recorder(*args)
        if self.spread and not named and (args or not self.parameters):
            args = self.spread(*args)
        elif named or len(args) != len(self.parameters):
            args = self.bind(args, named)
        return self.apply(args)

    def apply(self, args: tuple[Any, ...]) -> Any:
        """The same, with the arguments as the row takes them: none left out, those of `sum` and `dot` in a row."""
        kinds = tuple(map(type, args))
        recorder = self.recorders.get(kinds)
        if recorder is not None:
            return recorder(*args)
        if not args or not _FLOAT.issuperset(kinds):  # floats are computed straight away
            strange = [kind for kind in set(kinds) if kind is not float and not hasattr(kind, "__record__")]
            if strange and any(map(is_array, args)):
                return elementwise(lambda *xs: self.apply(xs), 1, *args)
            for arg in args:
                if hasattr(arg, "__record__"):
                    return arg.__record__(self, args)
            args = tuple(number(arg, self.name) for arg in args)
        return self.real(FLOATS.evaluate(self.primal, *args))

    def of(self, x: Any) -> Any:
        """The same, of one argument."""
        recorder = self.alone.get(type(x))
        return self.apply((x,)) if recorder is None else recorder(x)

    def real(self, x: Any, position: int | None = None) -> float:
        """What a row came to over floats, its value or the partial at a position; a TypeError where it is no number."""
        if isinstance(x, float | int) or hasattr(x, "__float__"):
            return float(x)
        of = "primal" if position is None else f"partial towards {(*self.parameters, *['x'] * 99)[position]}"
        hint = ": does it return something?" if x is None else ""
        raise TypeError(f"op {self.name!r} needs a {of} that is a number; got {x!r:.60} ({type(x).__name__}){hint}")

    def bind(self, args: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        """The arguments in the row's order, defaults filled in."""
        optional = dict(zip(self.parameters[len(self.parameters) - len(self.defaults) :], self.defaults, strict=True))
        rest = self.parameters[len(args) :]
        bound = (*args, *(named.get(p, optional.get(p)) for p in rest))
        if (
            (len(args) > len(self.parameters) and not self.variadic)
            or not named.keys() <= set(rest)
            or any(argument is None for argument in bound[len(args) :])
        ):
            expected = ", ".join(f"{p}={optional[p]}" if p in optional else p for p in self.parameters or ("x",))
            given = ", ".join([*map(str, args), *(f"{k}={v}" for k, v in named.items())])
            raise TypeError(
                f"{self.name} needs the arguments ({expected}{', ...' if self.variadic else ''}); got ({given})"
            )
        return bound

    @property
    def has_form_by_hand(self) -> bool:
        """Whether people write some partial otherwise than the row does."""
        return self.by_hand is not self.partials

    def local_partials(
        self, m: Any, y: Any, args: Sequence[Any], free: Sequence[bool], wanted: Sequence[bool]
    ) -> list[Any]:
        """∂y/∂arg over `m` for each argument that is wanted, and None for the others, which are never computed.

        `free` tells which arguments are variables.  Where an op of restricted domain has no value (y is NaN),
        it has no partial either.
        """
        if self.vjp:
            return [Passing(m, self, y, args, i) if w else None for i, w in enumerate(wanted)]
        if self.joint:
            partials = self.joint(m, y, free, *args)
            if not isinstance(partials, list | tuple) or len(partials) != len(args):
                raise TypeError(
                    f"op {self.name!r} needs a joint that returns a list of {len(args)} partials, one for each "
                    f"argument; got {partials!r:.60}"
                )
            partials = list(partials)
            if not all(wanted):
                partials = [p if w else None for p, w in zip(partials, wanted)]
        else:
            rows = self.by_hand if m.by_hand else self.partials
            partials = [row(m, y, *args) if w else None for row, w in zip(rows, wanted)]
        if self.domain:
            inside = isinstance(m, Program) and m.everywhere(self.domain, args)  # a name is NaN by itself then
            partials = [p if p is None or (inside and isinstance(p, Name)) else m.where(y == y, p, y) for p in partials]
        return partials

    def linearize(self, m: Any, args: Sequence[Any], free: Sequence[bool]) -> tuple[Any, Sequence[Any]]:
        """The value over `m`, and the partial towards each free argument."""
        y = self.primal(m, *args)
        if len(args) == 1 and self.partials and not self.domain:  # most of what is recorded, spared the lists
            return y, (self.partials[0](m, y, args[0]),)
        return y, self.local_partials(m, y, args, free, free)

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> tuple[Any, ...]:
        return find_op, (self.name,)


def _must_take(
    op: str, what: str, row: Callable[..., Any], before: str, parameters: Sequence[str], count: int | None
) -> None:
    """Raise TypeError for a part of a row that is no function of what it will be given."""
    code = getattr(row, "__code__", None)
    wanted = f"lambda {', '.join([before, *parameters])}{'' if count is not None else ', *xs'}: ..."
    if not callable(row):
        raise TypeError(f"op {op!r} needs {what} to be a function, {wanted}; got {row!r:.60} ({type(row).__name__})")
    if code is None or code.co_flags & _VARARGS:
        return  # it may take anything
    given = before.count(",") + 1 + (count or 0)
    most = code.co_argcount - (hasattr(row, "__self__"))
    if count is None or not most - len(getattr(row, "__defaults__", None) or ()) <= given <= most:
        raise TypeError(f"op {op!r} needs {what} to take what it is given, {wanted}; got {_written(row)}")


def _written(f: Any) -> str:
    """How a function begins, if Python has its parameters."""
    code = getattr(f, "__code__", None)
    return f"{f!r:.60}" if code is None else f"lambda {', '.join(code.co_varnames[: code.co_argcount])}: ..."


def find_op(name: str) -> Op:
    """The row of that name."""
    try:
        return OPS[name]
    except KeyError:
        raise LookupError(f"the op table has no row named {name!r}; define it with op({name!r}, ...) first") from None
