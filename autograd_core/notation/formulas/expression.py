"""What a formula is once it has been read: a program in postfix order that runs over any namespace."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ...ops import Op
from ...writing import higher_name
from .duals import Duals

LONGEST, DEEPEST, LARGEST = 10_000, 200, 5_000
"""The limits of a formula: bytes, levels of brackets, and nodes."""

CONSTANTS = {"pi": "pi", "π": "pi", "Pi": "pi", "e": "e"}
"""Names of numbers, where nothing else carries the name, and the number of a namespace that is meant."""


class FormulaError(ValueError):
    """What cannot be read, with the line and the column (both from 1) where it stands.

    `offers` ends the sentence with what may be meant, which is looked for only where somebody reads it.
    """

    def __init__(
        self, sentence: str, text: str = "", position: int = 0, offers: Callable[[], str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.text, self.position, self.offers, before = text, position, offers, text[:position]
        self.line, self.column = before.count("\n") + 1, position - before.rfind("\n")

    @property
    def sentence(self) -> str:
        """What is said, without the place."""
        if self.offers is not None:
            self.args, self.offers = (f"{self.args[0]}{self.offers()}",), None
        return str(self.args[0])

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Partial:
    """The name of a derivative, dy/dx, by the labels of its ends; "" stands for the root, and for its only leaf."""

    y: str
    x: str
    also: tuple[str, ...] = ()
    """What it is differentiated by after x: y for ∂²f/∂x∂y."""
    held: tuple[str, ...] = ()
    """What is kept as it is: T for (∂U/∂V)_T."""
    direct: bool = False
    """Written with ∂, which holds what else is named."""
    edge: bool = False
    """Written ∂⁺y/∂x: along the edge from x to y alone."""

    def __str__(self) -> str:
        d = "∂" if self.direct else "d"
        if self.edge:
            return f"{d}⁺{self.y}/{d}{self.x}"
        return higher_name(self.y, (self.x, *self.also), d)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One step of an expression in postfix order."""

    kind: str
    """number, name, constant, partial, op, slope (an op's derivative, written
    sigmoid'(x)), compare, choose, vector, entry, call (of a Lambda), or derivative (of an expression)."""
    what: Any
    """The number as it is written, the name, the Partial, the Op, the sign, the order of operands, the Lambda, or the
    Derivative."""
    count: int
    """How many operands it takes from the stack."""
    position: int


@dataclass(frozen=True)
class Lambda:
    """A function that a line defines: f(x) = x^2."""

    name: str
    parameters: tuple[str, ...]
    program: tuple[Instruction, ...]

    @property
    def called(self) -> Iterator["Lambda"]:
        """The functions that it calls."""
        return (step.what[0] for step in self.program if step.kind == "call")

    @cached_property
    def size(self) -> int:
        """How many steps it takes, with those of the functions that it calls."""
        return len(self.program) + sum(f.size for f in self.called)

    @cached_property
    def depth(self) -> int:
        """How deep the functions that it calls stand in one another."""
        return 1 + max((f.depth for f in self.called), default=0)


@dataclass(frozen=True, slots=True)
class Derivative:
    """d/dx of an expression, taken `order` times."""

    program: tuple[Instruction, ...]
    x: str
    order: int = 1

    def partials(self) -> Iterator[Partial]:
        """The derivatives of the names within, which the chain rule asks for."""
        for kind in ("name", "partial"):
            for name in _named(self.program, kind):
                if name != self.x:
                    yield from self.towards(name)

    def towards(self, name: "str | Partial") -> Iterator[Partial]:
        """The derivatives of a name, or of a derivative within, up to the order of this one."""
        for order in range(self.order):
            if isinstance(name, Partial):
                yield replace(name, also=(*name.also, *(self.x,) * (order + 1)))
            else:
                yield Partial(name, self.x, (self.x,) * order)


def _named(program: Sequence[Instruction], kind: str) -> Iterator[Any]:
    for step in program:
        if step.kind == kind:
            yield step.what
        elif step.kind == "derivative":
            yield from _named(step.what.program, kind)
            if kind == "partial":
                yield from step.what.partials()
            elif kind == "name":
                yield step.what.x
        elif step.kind == "call":
            function = step.what[0]
            yield from (name for name in _named(function.program, kind) if name not in function.parameters)


def _put_in(program: Sequence[Instruction], helpers: Mapping[str, "Expression"]) -> Iterator[Instruction]:
    for step in program:
        if step.kind == "name" and step.what in helpers:
            yield from helpers[step.what].program
        elif step.kind == "derivative":
            inside = Derivative(tuple(_put_in(step.what.program, helpers)), step.what.x, step.what.order)
            yield Instruction(step.kind, inside, step.count, step.position)
        else:
            yield step


Of = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula that has been read: a program in postfix order, and how it was read where that could be doubted."""

    text: str
    program: tuple[Instruction, ...]
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names it mentions, in order."""
        return list(dict.fromkeys(_named(self.program, "name")))

    @property
    def partials(self) -> list[Partial]:
        """The derivatives it mentions, in order."""
        return list(dict.fromkeys(_named(self.program, "partial")))

    @property
    def called(self) -> list[Lambda]:
        """The functions it calls, and those that these call, each once."""
        found = {function.name: function for function, _ in _named(self.program, "call")}
        waiting = list(found.values())
        while waiting:
            for function, _ in _named(waiting.pop().program, "call"):
                if function.name not in found:
                    found[function.name] = function
                    waiting.append(function)
        return list(found.values())

    def with_helpers(self, helpers: Mapping[str, "Expression"]) -> "Expression":
        """The same with what helper lines define put in place of their names.  Raises FormulaError where that is too
        long.
        """
        program = tuple(_put_in(self.program, helpers))
        if len(program) > LARGEST:
            raise FormulaError(f"a formula has at most {LARGEST:,} numbers, names and operations")
        return replace(self, program=program)

    def over(self, m: Any, of: Of, number: Callable[[str], Any] | None = None) -> Any:
        """Its value over a namespace; `of` gives that of a name or a Partial, `number` that of a written number."""
        return _run(self.program, m, of, number or m.literal)


class _Condition:
    """What a comparison came to, which in a sum counts as 1 or 0."""

    def __init__(self, holds: Any) -> None:
        self.holds = holds


def _run(program: Sequence[Instruction], m: Any, of: Of, number: Callable[[str], Any]) -> Any:
    stack: list[Any] = []
    for step in program:
        kind, what = step.kind, step.what
        if kind == "number":
            stack.append(number(what))
        elif kind == "constant":
            stack.append(getattr(m, CONSTANTS[what]))
        elif kind in ("name", "partial"):
            stack.append(of(what))
        elif kind == "derivative":
            stack.append(_differentiated(what, m, of, number))
        else:
            args = stack[len(stack) - step.count :]
            del stack[len(stack) - step.count :]
            stack.append(_applied(kind, what, m, args, of, number))
    return _counted(m, stack[0])


def _applied(kind: str, what: Any, m: Any, args: list[Any], of: Of, number: Callable[[str], Any]) -> Any:
    """One step with operands."""
    if kind == "choose":
        condition, x, y = (args[i] for i in what)
        holds = condition.holds if isinstance(condition, _Condition) else _not_zero(m, condition)
        return _over_entries(lambda a, b: m.where(holds, a, b), [x, y])
    args = [_counted(m, x) for x in args] if kind not in ("and", "or", "not") else args
    if kind == "op":
        if what.variadic:
            return _of_all(m, what, args)
        return _over_entries(lambda *xs: m.apply(what, *xs), args)
    if kind == "slope":
        return _over_entries(lambda x: m.slope(what, x), args)
    if kind == "call":
        return called(m, what, args, of, number)
    if kind == "compare":
        return _Condition(_COMPARED[what](m, *args))
    if kind == "vector":
        return tuple(args)
    if kind == "entry":
        return args[0][what]
    held = [x.holds if isinstance(x, _Condition) else _not_zero(m, x) for x in args]
    return _Condition(
        held[0] & held[1] if kind == "and" else held[0] | held[1] if kind == "or" else m.equal(m.where(*held, 1, 0), 0)
    )


def _counted(m: Any, x: Any) -> Any:
    return m.where(x.holds, m.number(1), m.number(0)) if isinstance(x, _Condition) else x


def _not_zero(m: Any, x: Any) -> Any:
    return m.equal(m.where(m.equal(x, 0), 1, 0), 0)


_COMPARED: dict[str, Callable[..., Any]] = {
    "<": lambda m, x, y: x < y,
    ">": lambda m, x, y: x > y,
    "<=": lambda m, x, y: x <= y,
    ">=": lambda m, x, y: x >= y,
    "==": lambda m, x, y: m.equal(x, y),
    "!=": lambda m, x, y: m.equal(m.where(m.equal(x, y), 1, 0), 0),
}


def _of_all(m: Any, op: Op, args: list[Any]) -> Any:
    """A row of many arguments, with the entries of a vector among them."""
    if len(args) == 1 and isinstance(args[0], tuple):
        return m.apply(op, *args[0])
    if op.pairs:
        return m.apply(op, *(x for each in args for x in (each if isinstance(each, tuple) else (each,))))
    return _over_entries(lambda *xs: m.apply(op, *xs), args)


def _over_entries(f: Callable[..., Any], args: Sequence[Any]) -> Any:
    """f of numbers, or entry by entry of vectors, among which a number stands for as many of it."""
    lengths = {len(x) for x in args if isinstance(x, tuple)}
    if not lengths:
        return f(*args)
    return tuple(_over_entries(f, [x[i] if isinstance(x, tuple) else x for x in args]) for i in range(min(lengths)))


def called(m: Any, what: tuple[Lambda, int], args: Sequence[Any], of: Of, number: Callable[[str], Any]) -> Any:
    """A function that was defined, or its derivative of some order towards its first parameter.

    Names in it that are no parameters of its own stand for the values outside.
    """
    function, order = what
    m = Duals(m, order) if order else m
    values = [m.along(args[0], 1) if order else args[0], *(m.number(x) for x in args[1:])]
    given = dict(zip(function.parameters, values))

    def within(name: Any) -> Any:
        return given[name] if name in given else m.number(of(name)) if order else of(name)

    found = _run(function.program, m, within, lambda text: m.number(number(text)))
    return m.derivative(found) if order else found


def _differentiated(what: Derivative, m: Any, of: Of, number: Callable[[str], Any]) -> Any:
    """d/dx of an expression in names that depend on x themselves."""
    duals = Duals(m, what.order)

    def along(name: Any) -> Any:
        if name == what.x:
            return duals.along(of(name), 1)
        return duals.along(of(name), *map(of, what.towards(name)))

    return duals.derivative(_run(what.program, duals, along, lambda text: duals.number(number(text))))
