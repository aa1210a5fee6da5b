"""Functions and their arguments: rows of the table, functions made of rows, functions of lists, and those a line has
defined."""

from dataclasses import dataclass
from functools import cache
from typing import Any, NoReturn, Protocol

from ...ops import OPS, Op
from .expression import Instruction, Lambda
from .spelling import CASES, COMPOSED, INVERSES, OF_LISTS, function_named


@dataclass(frozen=True, slots=True)
class Function:
    """What a call calls: a row, a Lambda, or a function of lists by name; its derivative of some order, a power, a
    base."""

    what: Op | Lambda | str
    primes: int = 0
    power: str = ""
    """Of sin²(x)."""
    base: tuple[Instruction, ...] = ()
    """Of log_2(x)."""
    word: str = ""
    """How it was written, where its argument follows without a space."""

    @property
    def name(self) -> str:
        """What the function is called."""
        return self.what if isinstance(self.what, str) else self.what.name

    @property
    def unary(self) -> bool:
        """Whether it may stand before its argument without brackets: sin x."""
        if isinstance(self.what, Op):
            return len(self.what.parameters) == 1 and not self.what.variadic
        return isinstance(self.what, Lambda) and len(self.what.parameters) == 1


def function_of(word: str) -> Function | None:
    """The function that a word names."""
    name = function_named(word)
    if name is None:
        return None
    if name in CASES or name in OF_LISTS:
        return Function("choose" if name in CASES else {"average": "mean", "avg": "mean"}.get(name, name))
    return Function(OPS[name] if name in OPS else composed(name))


def inverse_of(name: str) -> Function | None:
    """The inverse of a function that has one among the rows, as in sin^-1(x)."""
    return Function(OPS[INVERSES[name]]) if name in INVERSES else None


@cache
def composed(name: str) -> Lambda:
    """A function that is made of rows."""
    head, _, body = COMPOSED[name].partition("|")
    parameters = tuple(head.split())
    return Lambda(name, parameters, tuple(_step(word, parameters) for word in body.split()))


def _step(word: str, parameters: tuple[str, ...]) -> Instruction:
    if word in parameters:
        return Instruction("name", word, 0, 0)
    if word in OPS:
        op = OPS[word]
        return Instruction("op", op, 2 if op.pairs else max(1, len(op.parameters)), 0)
    if word == "choose":
        return Instruction("choose", (0, 1, 2), 3, 0)
    if word == ">":
        return Instruction("compare", word, 2, 0)
    return Instruction("number" if word.isdigit() else "constant", word, 0, 0)


class _Steps(Protocol):
    """What a call is written into: the reading."""

    shapes: list[int | None]

    def emit(self, kind: str, what: Any, count: int, at: int) -> None: ...
    def note(self, *sentences: str) -> None: ...
    def fail(self, sentence: str, at: int) -> NoReturn: ...


def finish(reader: _Steps, f: Function, given: int, at: int) -> None:
    """The arguments are read: the steps that apply the function to them."""
    if f.name == "log" and given == 2 and not f.primes and not f.base:
        reader.emit("call", (composed("log to a base"), 0), 2, at)
        reader.note("log(x, b) is read as the logarithm of x to the base b")
    elif isinstance(f.what, str):
        _of_list(reader, f.what, given, at)
    elif isinstance(f.what, Lambda):
        _must_have(reader, f.name, f"{len(f.what.parameters)}", given == len(f.what.parameters), given, at)
        reader.emit("call", (f.what, f.primes), given, at)
    elif f.primes:
        _must_have(reader, f"{f.name}'", "1", given == 1, given, at)
        if f.primes == 1:
            reader.emit("slope", f.what, 1, at)
        else:
            body = (Instruction("name", "x", 0, at), Instruction("op", f.what, 1, at))
            reader.emit("call", (Lambda(f.name, ("x",), body), f.primes), 1, at)
    else:
        _row(reader, f.what, given, at)
    for step in f.base:
        reader.emit(step.kind, step.what, step.count, step.position)
    if f.base:
        reader.emit("op", OPS["log"], 1, at)
        reader.emit("op", OPS["div"], 2, at)
    if f.power:
        reader.emit("number", f.power, 0, at)
        reader.emit("op", OPS["pow"], 2, at)


def _row(reader: _Steps, op: Op, given: int, at: int) -> None:
    """A row of the table, what is left out filled in from its defaults."""
    count, whole = given, len(op.parameters)
    if given < whole:
        for x in op.defaults[len(op.defaults) - (whole - given) :] if op.defaults else ():
            reader.emit("number", repr(float(x)), 0, at)
            count += 1
    fits = count >= whole and (op.variadic or count == whole)
    vectors = [shape for shape in reader.shapes[len(reader.shapes) - count :] if shape is not None]
    if op.pairs and not vectors and count % 2:
        _must_have(reader, op.name, "an even number of", False, given, at)
    _must_have(reader, op.name, f"{whole}{' or more' if op.variadic else ''}", fits, given, at)
    reader.emit("op", op, count, at)


def _must_have(reader: _Steps, name: str, needs: str, fits: bool, given: int, at: int) -> None:
    if not fits:
        reader.fail(f"{name} needs {needs} argument{'' if needs == '1' else 's'}; got {given}", at)


def _of_list(reader: _Steps, name: str, given: int, at: int) -> None:
    """where(c, a, b); and mean, softmax and norm of numbers, or of a vector."""
    if name == "choose":
        _must_have(reader, "where", "3", given == 3, given, at)
        reader.emit("choose", (0, 1, 2), 3, at)
        return
    if reader.shapes[-1] is None or given > 1:
        reader.emit("vector", None, given, at)
    length = reader.shapes[-1]
    if name == "mean":
        reader.emit("op", OPS["sum"], 1, at)
        reader.emit("number", str(length), 0, at)
        reader.emit("op", OPS["div"], 2, at)
        return
    reader.emit("call", (composed(name), 0), 1, at)
