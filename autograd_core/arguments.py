"""What a public function says of arguments that it cannot use, in place of what Python says from deep within."""

import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from .hints import abridged, hints_of, misfit
from .plainly import plainly
from .words import many, nearest

P = ParamSpec("P")
R = TypeVar("R")

ELSEWHERE = {
    "lr": "learning_rate", "eta": "learning_rate", "params": "parameters", "eps": "epsilon",
    "pos_weight": "positive_weight", "weight": "class_weights", "num_epochs": "epochs", "n_epochs": "epochs",
    "criterion": "loss", "loss_fn": "loss", "optim": "optimizer", "verbose": "progress", "callbacks": "on_epoch",
    "validation_data": "validation", "validation_split": "validation", "random_state": "seed", "alpha": "decay",
    "in_features": "inputs", "out_features": "outputs", "in_channels": "channels", "out_channels": "kernels",
    "kernel_size": "size", "hidden_size": "hidden", "input_size": "inputs", "p": "rate", "n_samples": "count",
    "color": "colour", "argnum": "argnums", "wrt": "x", "gradient": "seed", "name": "label", "inputs": "wrt",
}  # fmt: skip
"""What other libraries call an argument, and what it is called here."""

NEEDLESS = {
    "retain_graph": "a graph is kept as long as anything holds it: leave it out",
    "create_graph": "second derivatives are gradient(gradient(y, x, over=VALUES), x): leave it out",
    "requires_grad": "every Value is differentiated; a plain number is not: leave it out",
    **dict.fromkeys(("device", "dtype"), "numbers are floats of Python: leave it out"),
    "betas": "write beta1 and beta2",
    "lr": "the optimizer has the learning rate: write Adam(model.parameters(), 0.01)",
    "shuffle": "with a batch_size the examples are put in a new order before each epoch: leave it out",
    **dict.fromkeys(("axis", "dim", "keepdim", "keepdims"), "a list is taken as a whole: leave it out"),
}
"""Arguments of other libraries that have no meaning here, and why, or that stand elsewhere."""

MANY = 6
"""Of a function of more parameters than these, a sentence names those that must be given."""

RAW = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RecursionError, StopIteration)
"""What Python raises by itself where something does not fit."""


def public(f: Callable[P, R]) -> Callable[P, R]:
    """The same function, whose errors are sentences: a wrong name, number or kind of arguments is said by name.

    What the function itself raises, and what a function of the caller's raises within, passes unchanged.  A call that
    goes well pays for one more call, and nothing else.

    >>> @public
    ... def half(x: float) -> float:
    ...     return x / 2
    >>> half("1")
    Traceback (most recent call last):
        ...
    TypeError: half(x) needs x to be a number; got '1' (str)
    >>> half(y=1.0)
    Traceback (most recent call last):
        ...
    TypeError: half(x) has no argument y; the nearest are 'x'
    """

    @wraps(f)
    def called(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return f(*args, **kwargs)
        except RAW as error:
            sentence = _sentence(f, args, kwargs, error)
            if sentence is None:
                raise
            raise sentence from error

    return called


C = TypeVar("C", bound=type)


def public_class(*but: str) -> Callable[[C], C]:
    """A class whose own methods are `public`: those without an underscore, and `__init__`; `but` are left as they are.

    Left alone is what runs for each node or parameter, and what a subclass of the caller's is there to replace; a class
    of which nearly all does so has its `__init__` alone decorated, with `public`.
    """

    def made(cls: C) -> C:
        for name, method in list(vars(cls).items()):
            if (name == "__init__" or not name.startswith("_")) and name not in but:
                if isinstance(method, types.FunctionType):
                    setattr(cls, name, public(method))
                elif isinstance(method, classmethod):
                    setattr(cls, name, classmethod(public(method.__func__)))
        return cls

    return made


def check_executor(executor: Any) -> None:
    """Raise TypeError for what cannot be handed tasks."""
    if not callable(getattr(executor, "submit", None)):
        raise TypeError(
            "executor must have the interface of concurrent.futures.Executor, as a ProcessPoolExecutor or Dask's "
            f"client.get_executor() has; got {executor!r:.60}"
        )


def _sentence(
    f: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any], error: Exception
) -> Exception | None:
    """What to raise in place of an error, if that is Python's own and about this call."""
    import inspect

    steps = list(_steps(error))
    if any(_is_foreign(code) for code, _ in steps if code is not f.__code__) or (steps and _is_said(*steps[-1])):
        return None
    signature = inspect.signature(f)
    parameters = [p for p in signature.parameters.values() if p.name != "self"]
    call = f"{_name(f, args)}({_listed(parameters)})"
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError:
        return TypeError(f"{call} {_unbound(signature, args, kwargs)}")
    for p in parameters:
        if p.name in bound.arguments and (must := misfit(p, bound.arguments[p.name], hints_of(f))):
            return TypeError(f"{call} needs {must}")
    got = ", ".join(f"{name}={abridged(x)}" for name, x in bound.arguments.items() if name != "self")
    return (TypeError if isinstance(error, TypeError) else ValueError)(
        f"{call} cannot use what it was given, {got[:300]}: {plainly(error)}"
    )


def misfit_of(f: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str | None:
    """What is wrong with these as the arguments of a function of the caller's; None where nothing is to be seen.

    >>> misfit_of(lambda a, b: a + b, (1.0,), {})
    'the function lambda a, b: ... lacks b'
    """
    import inspect

    try:
        signature = inspect.signature(f)
    except (TypeError, ValueError):  # some that are built in have none
        return None
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        names = ", ".join(signature.parameters)
        name = getattr(f, "__name__", type(f).__name__)
        called = f"the function lambda {names}: ..." if name == "<lambda>" else f"the function {name}({names})"
        return f"{called} {_unbound(signature, args, kwargs)}"
    return None


# ── whose error it is ────────────────────────────────────────────────────────────────────────────

_OURS = Path(__file__).resolve().parent.parent
_PACKAGES = tuple(str(_OURS / package) + "/" for package in ("autograd_core", "nn"))


@cache
def _python() -> tuple[str, ...]:
    """Where Python itself and what is installed stand."""
    import sysconfig

    paths = sysconfig.get_paths()
    return tuple(paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib"))


def _steps(error: Exception) -> Iterator[tuple[types.CodeType, int]]:
    """The code that an error came through, below the call itself, and where in it."""
    step = error.__traceback__.tb_next if error.__traceback__ else None
    while step is not None:
        yield step.tb_frame.f_code, step.tb_lasti
        step = step.tb_next


def _is_foreign(code: types.CodeType) -> bool:
    """Whether it is the caller's own code: neither ours nor Python's."""
    return not code.co_filename.startswith((*_PACKAGES, *_python(), "<frozen", "<string>", "<@beartype"))


def _is_said(code: types.CodeType, at: int) -> bool:
    """Whether a statement of ours raised it, and so chose its words."""
    import dis

    opcode = dis.opname[code.co_code[at]]
    return opcode in ("RAISE_VARARGS", "RERAISE") and code.co_filename.startswith(_PACKAGES)


# ── what does not fit ────────────────────────────────────────────────────────────────────────────


def _name(f: Callable[..., Any], args: tuple[Any, ...]) -> str:
    """What a caller writes: of a class its name, that of the subclass where this is the subclass's way to be made; of a
    method the last part, of an object that is called its kind in small letters."""
    owner, _, name = f.__qualname__.rpartition(".")
    if name == "__call__":
        return type(args[0]).__name__.lower()
    if name != "__init__":
        return name
    made = type(args[0])
    inherited = getattr(made.__init__, "__wrapped__", None) is f
    return made.__name__ if inherited or owner.startswith("_") else owner.rpartition(".")[2]


def _listed(parameters: Sequence[Any]) -> str:
    """The names of parameters; where there are many, of those that must be given."""
    if len(parameters) <= MANY:
        return ", ".join(p.name for p in parameters)
    return ", ".join([*(p.name for p in parameters if p.default is p.empty), "..."])


def _unbound(signature: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """Which arguments are of a wrong name, missing, given twice, or too many."""
    parameters = signature.parameters.values()
    names = [p.name for p in parameters if p.name != "self"]
    if not any(p.kind is p.VAR_KEYWORD for p in parameters):
        for name in kwargs:
            if name not in names:
                return f"has no argument {name}; {_meant(name, names)}"
    by_place = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if len(args) > len(by_place):
        own = by_place[0:1] == ["self"]
        return f"takes {many(len(by_place) - own, 'argument')} by place; got {len(args) - own}"
    if twice := [name for name in by_place[: len(args)] if name in kwargs]:
        return f"was given {twice[0]} twice, by place and by name"
    given = {*by_place[: len(args)], *kwargs}
    lacking = [
        p.name
        for p in parameters
        if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD) and p.name not in given
    ]
    return f"lacks {', '.join(lacking)}"


def _meant(name: str, names: list[str]) -> str:
    """Which argument may have been meant."""
    if not names:
        return "it takes none"
    if ELSEWHERE.get(name) in names:
        return f"write {ELSEWHERE[name]}"
    return NEEDLESS.get(name) or nearest(name, names, "help tells all that it takes" if len(names) > MANY else "")
