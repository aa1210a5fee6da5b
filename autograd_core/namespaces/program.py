"""Programs: a row of the op table, or a whole graph, written as assignments; a target is a table of spellings.

A `Program` is a namespace whose numbers are names.  What runs over it leaves one assignment for each operation, equal
expressions share a name, and what is known already is computed while it is written.

>>> from autograd_core.namespaces.spellings import Python
>>> m = Python()
>>> x = m.input("x")
>>> y = m.exp(2 * x) + m.exp(2 * x) * m.log(1)
>>> for name, expression in m.lines(y):
...     print(name, "=", expression)
t0 = 2.0 * x
t1 = exp(t0)
t2 = t1 * 0.0
t3 = t1 + t2
"""

import functools
import keyword
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from .base import Namespace
from .floats import FLOATS
from .ieee import as_ieee
from .nothing import NOTHING


class Name:
    """A number that a program will know by this name; an operator on it adds an assignment."""

    __slots__ = ("program", "text")

    def __init__(self, program: "Program", text: str) -> None:
        self.program, self.text = program, text

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Name({self.text})"

    def __bool__(self) -> bool:
        raise TypeError("a number is not known before the program runs: write m.where(condition, x, y) in the row")

    # fmt: off
    def __add__(self, other: Any) -> Any: return self.program.line("add", self, other)
    def __radd__(self, other: Any) -> Any: return self.program.line("add", other, self)
    def __sub__(self, other: Any) -> Any: return self.program.line("sub", self, other)
    def __rsub__(self, other: Any) -> Any: return self.program.line("sub", other, self)
    def __mul__(self, other: Any) -> Any: return self.program.product(self, other)
    def __rmul__(self, other: Any) -> Any: return self.program.product(other, self)
    def __truediv__(self, other: Any) -> Any: return self.program.line("div", self, other)
    def __rtruediv__(self, other: Any) -> Any: return self.program.line("div", other, self)
    def __mod__(self, other: Any) -> Any: return self.program.line("mod", self, other)
    def __rmod__(self, other: Any) -> Any: return self.program.line("mod", other, self)
    def __floordiv__(self, other: Any) -> Any: return self.program.line("floordiv", self, other)
    def __rfloordiv__(self, other: Any) -> Any: return self.program.line("floordiv", other, self)
    def __pow__(self, other: Any) -> Any: return self.program.line("pow", self, other)
    def __rpow__(self, other: Any) -> Any: return self.program.line("pow", other, self)
    def __neg__(self) -> Any: return self.program.line("neg", self)
    def __abs__(self) -> Any: return self.program.line("abs", self)
    def __lt__(self, other: Any) -> Any: return self.program.line("lt", self, other)
    def __le__(self, other: Any) -> Any: return self.program.line("le", self, other)
    def __gt__(self, other: Any) -> Any: return self.program.line("gt", self, other)
    def __ge__(self, other: Any) -> Any: return self.program.line("ge", self, other)
    def __eq__(self, other: object) -> Any: return self.program.line("eq", self, other)
    def __ne__(self, other: object) -> Any: return self.program.line("ne", self, other)
    # fmt: on

    def __and__(self, other: Any) -> Any:
        if isinstance(other, bool):
            return self if other else False
        return self.program.line("and", self, other)

    def __or__(self, other: Any) -> Any:
        if isinstance(other, bool):
            return True if other else self
        return self.program.line("or", self, other)

    __rand__, __ror__ = __and__, __or__  # the other is a bool, and both commute
    __hash__ = None  # type: ignore[assignment]  # its == is an assignment of a program


class Chosen(Name):
    """A choice between slopes where one is nothing: a factor of it goes into each."""

    __slots__ = ("condition", "x", "y")

    def __init__(self, name: Name, condition: Any, x: Any, y: Any) -> None:
        super().__init__(name.program, name.text)
        self.condition, self.x, self.y = condition, x, y


class NamedExpression(NamedTuple):
    """The name that an expression was given, and the names that it reads."""

    name: str
    reads: tuple[str, ...]


class Program(Namespace):
    """A program in the making.  A target is a subclass with its own spellings, and needs nothing else.

    `spelled` has a form for each letter and operator: `"exp": "math.exp({0})"`.  `{all}` stands for all arguments,
    with commas between; a letter of two places that is given more goes through them from the left.  A letter without a
    form is composed of others, as `Namespace` says, or refused by name.  `nan` and `infinity` spell what they say.
    """

    spelled: ClassVar[Mapping[str, str]] = {}
    nothing: Any = NOTHING
    nan: ClassVar[str] = "nan"
    infinity: ClassVar[str] = "inf"

    def __init_subclass__(cls) -> None:
        for letter in cls.spelled:
            if letter != "where" and hasattr(FLOATS, letter):
                setattr(cls, letter, _letter(letter))
        super().__init_subclass__()

    def __init__(self) -> None:
        self.assigned: dict[str, NamedExpression] = {}
        """By expression, its name and what it reads."""
        self.leaves: dict[str, str] = {}
        """By label of a leaf, as `evaluate` and `gradient` bring it, the name it has in the program."""

    # ── what runs over a program ─────────────────────────────────────────────────────────────

    def input(self, text: str) -> Name:
        """A number that the program is given under this name, which may be an expression: `x`, `x[0]`."""
        return Name(self, text)

    def leaf(self, name: str, data: float) -> Name:
        """A leaf of a graph: an input of the program, under its own name where that is one."""
        if name in self.leaves:
            return Name(self, self.leaves[name])
        text = name if name.isidentifier() and not keyword.iskeyword(name) else re.sub(r"\W", "_", f"x_{name}")
        while text in self.leaves.values() or text in self.spelled or re.fullmatch(r"t\d+", text):
            text += "_"
        self.leaves[name] = text
        return Name(self, text)

    def number(self, x: Any) -> Any:
        """A plain number stays one, so that what is made of plain numbers alone is computed at once."""
        return x if isinstance(x, Name) else float(x)

    def finely(self, form: Callable[..., Any], *args: Any) -> Any:
        letter = form.__name__
        return getattr(self, letter)(*args) if letter in self.spelled else form(self, *args)

    def line(self, letter: str, *args: Any) -> Name:
        """The name of a letter or operator of these arguments: that of an equal expression, else a new one."""
        form = self.spelled.get(letter)
        if form is None:
            raise AttributeError(f"{self.name} has no {letter}: choose another namespace for this op")
        texts = [self.text(x) for x in args]
        expression = form.format(*texts, all=", ".join(texts))
        line = self.assigned.get(expression)
        if line is None:
            reads = tuple(x.text for x in args if isinstance(x, Name))
            line = self.assigned[expression] = NamedExpression(f"t{len(self.assigned)}", reads)
        return Name(self, line.name)

    def sinc_derivative(self, n: Any, x: Any) -> Any:
        """A letter of the target, or none: its exact form, which other systems compose, would cancel."""
        return self.line("sinc_derivative", n, x)

    def product(self, x: Any, y: Any) -> Any:
        """x y, which is the other where one is 1: exactly so, also in floating point; 0 where one is nothing."""
        if x is NOTHING or y is NOTHING:
            return 0.0
        for choice, factor in ((x, y), (y, x)):
            if isinstance(choice, Chosen):
                products = (self.product(each, factor) for each in (choice.x, choice.y))
                return self.where(choice.condition, *products)
        if not isinstance(x, Name) and not isinstance(y, Name):
            return float(x) * float(y)
        if not isinstance(x, Name) and x == 1:
            return y
        return x if not isinstance(y, Name) and y == 1 else self.line("mul", x, y)

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        if isinstance(condition, bool):
            return x if condition else y
        name = self.line("where", condition, x, y)
        return Chosen(name, condition, x, y) if self.may_be_nothing(x) or self.may_be_nothing(y) else name

    @staticmethod
    def may_be_nothing(x: Any) -> bool:
        """Whether a slope is nothing, or a choice that may come out so."""
        return x is NOTHING or isinstance(x, Chosen)

    def evaluate(self, row: Callable[..., Any], *args: Any) -> Any:
        """A row over names; where numbers that are known are divided by zero, as IEEE 754 answers."""
        try:
            return row(self, *args)
        except ArithmeticError:
            return row(self, *map(as_ieee, args))

    def everywhere(self, domain: Callable[..., Any], args: Sequence[Any]) -> bool:
        """Whether the numbers that are known put all others into a domain, as a whole exponent does."""
        before = len(self.assigned)
        known: bool = self.evaluate(domain, *args) is True
        while len(self.assigned) > before:  # the question is not part of the program
            self.assigned.popitem()
        return known

    # ── what is written ──────────────────────────────────────────────────────────────────────

    def text(self, x: Any) -> str:
        """A name, or a plain number as the target spells it."""
        if isinstance(x, Name):
            return x.text
        x = float(x)
        text = self.nan if x != x else repr(x) if math.isfinite(x) else self.infinity if x > 0 else f"-{self.infinity}"
        return f"({text})" if text.startswith("-") else text

    def lines(self, *results: Any) -> list[tuple[str, str]]:
        """The assignments, name and expression, that these results need, each after what it reads."""
        needed = {x.text for x in results if isinstance(x, Name)}
        kept = []
        for expression, line in reversed(self.assigned.items()):
            if line.name in needed:
                needed.update(line.reads)
                kept.append((line.name, expression))
        return kept[::-1]


def _letter(letter: str) -> Callable[..., Any]:
    """The method of a program that writes this letter, or computes it of numbers that are known."""

    def write(self: Program, *args: Any) -> Any:
        if not any(isinstance(x, Name) for x in args):
            return getattr(FLOATS, letter)(*map(float, args))
        form = self.spelled[letter]
        if letter == "pow" and not isinstance(args[1], Name) and args[1] in (0, 1):
            return args[0] if args[1] else 1  # exactly so, also in floating point
        if "{1}" in form and "{2}" not in form and len(args) != 2:
            return functools.reduce(lambda x, y: write(self, x, y), args)
        return self.line(letter, *args)

    return write


class WrittenRow(NamedTuple):
    """A row over names: the program, the value, and the partial towards each variable (None for a constant)."""

    program: Program
    value: Any
    partials: list[Any]


def write_row(
    target: type[Program], op: Any, free: Sequence[bool], inputs: Iterable[str | float], output: str | None = None
) -> WrittenRow:
    """A row of the op table as a program, for one pattern of variable arguments (`free`), in the names `inputs`.

    A number among them is known: what follows from it alone is computed while the row is written.

    Value and partials share what they have in common: `row.program.lines(row.value)` is the forward part alone.  With
    `output`, the name under which the value is known already, the partials read it there.

    Raises what the row raises where it needs a letter that the target lacks, or looks at a number.
    """
    m = target()
    xs = [m.input(x) if isinstance(x, str) else x for x in inputs]
    y = m.evaluate(op.primal, *xs) if output is None else m.input(output)
    return WrittenRow(m, y, m.evaluate(op.local_partials, y, xs, free, free))
