"""Functions and their arguments: rows of the table, functions made of rows, functions of lists, and those a line has defined."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..ops import OPS, Op
from .expression import Instruction, Lambda
from .spelling import CASES, COMPOSED, INVERSES, OF_LISTS, function_named

if TYPE_CHECKING:
    from .reader import Reader


@dataclass(frozen=True, slots=True)
class Function:
    """What a call calls: a row, a Lambda, or a function of lists by name; its derivative of some order, a power, a base."""

    what: Op | Lambda | str
    primes: int = 0
    power: str = ""
    """Of sin²(x)."""
    base: tuple[Instruction, ...] = ()
    """Of log_2(x)."""

    @property
    def name(self) -> str:
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
    return Function(OPS[INVERSES[name]]) if name in INVERSES else None


@lru_cache(maxsize=None)
def composed(name: str) -> Lambda:
    """A function that is made of rows, read from its text."""
    from .reader import read

    parameters, text = COMPOSED[name]
    names = tuple(parameters.split())
    return Lambda(name, names, read(text, names).program)


def finish(reader: "Reader", f: Function, given: int, at: int) -> None:
    """The arguments are read: the steps that apply the function to them."""
    if f.name == "log" and given == 2 and not f.primes and not f.base:
        _log_to_base(reader, f, at)
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
    if f.base:
        for step in f.base:
            reader.emit(step.kind, step.what, step.count, step.position)
        reader.emit("op", OPS["log"], 1, at)
        reader.emit("op", OPS["div"], 2, at)
    if f.power:
        reader.emit("number", f.power, 0, at)
        reader.emit("op", OPS["pow"], 2, at)


def _row(reader: "Reader", op: Op, given: int, at: int) -> None:
    """A row of the table, what is left out filled in from its defaults."""
    count, whole = given, len(op.parameters)
    if given < whole:
        for x in op.defaults[len(op.defaults) - (whole - given) :] if op.defaults else ():
            reader.emit("number", repr(float(x)), 0, at)
            count += 1
    fits = count >= whole and (op.variadic or count == whole)
    vectors = [shape for shape in reader.shapes[len(reader.shapes) - count :] if shape is not None]
    if op is OPS["dot"] and not vectors and count % 2:
        _must_have(reader, op.name, "an even number of", False, given, at)
    _must_have(reader, op.name, f"{whole}{' or more' if op.variadic else ''}", fits, given, at)
    reader.emit("op", op, count, at)


def _must_have(reader: "Reader", name: str, needs: str, fits: bool, given: int, at: int) -> None:
    if not fits:
        reader.fail(f"{name} needs {needs} argument{'' if needs == '1' else 's'}; got {given}", at)


def _log_to_base(reader: "Reader", f: Function, at: int) -> None:
    """log(x, b) = log(x) / log(b)."""
    body: tuple[Instruction, ...] = ()
    for name in ("x", "b"):
        body += (Instruction("name", name, 0, at), Instruction("op", OPS["log"], 1, at))
    reader.emit("call", (Lambda("log", ("x", "b"), (*body, Instruction("op", OPS["div"], 2, at))), 0), 2, at)
    reader.note("log(x, b) is read as the logarithm of x to the base b")


def _of_list(reader: "Reader", name: str, given: int, at: int) -> None:
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
    reader.emit("call", (_vector_function(name), 0), 1, at)


def _vector_function(name: str) -> Lambda:
    """softmax(v) = exp(v - logsumexp(v)); norm(v) = sqrt(v·v)."""

    def step(kind: str, what: Any, count: int = 0) -> Instruction:
        return Instruction(kind, what, count, 0)

    v = step("name", "v")
    if name == "softmax":
        steps = (v, v, step("op", OPS["logsumexp"], 1), step("op", OPS["sub"], 2), step("op", OPS["exp"], 1))
    else:
        steps = (v, v, step("op", OPS["dot"], 2), step("op", OPS["sqrt"], 1))
    return Lambda(name, ("v",), steps)
