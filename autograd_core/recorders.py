"""Recorders: a row of the op table compiled for the types of its arguments, value and partials as straight lines.

A recorder is written from the row by `write_row`, and makes the node that the general way makes, bit for bit; it is
only faster.  Where Python raises, at a pole or on overflow, and for a row that cannot be written down, the general way
answers.
"""

import builtins
import math
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import CodeType, FunctionType, MappingProxyType
from typing import Any

from . import blocks, forms, ops, recording
from .namespaces import FLOATS, NOTHING, number
from .namespaces.program import Name, write_row
from .namespaces.spellings import PYTHON, Python
from .ops import Op

WIDEST = 64
"""Nodes of more arguments than this are recorded the general way: compiling takes time for each number of them."""

MOST = 500
"""So many recorders are kept for one op; whatever else it is applied to is recorded the general way."""


_data_of = operator.attrgetter("_data")


class RecorderPython(Python):
    """What a recorder is written in: Python, with the function that networks apply most in place of its call."""

    spelled = Python.spelled | {
        "sigmoid": "(e_ := exp({0})) / (1.0 + e_) if {0} < 0.0 else 1.0 / (1.0 + exp(-{0}))"  # as FLOATS computes it
    }

    def __init__(self) -> None:
        super().__init__()
        self.nothing: Any = self.input("nothing")


class Recorders:
    """What makes recorders for one class of nodes.

    `operand(op, x, y)` makes the node of an operator, of any two; `no_modulus(m)` refuses the third argument of pow.
    """

    def __init__(self, node: type, operand: Any, no_modulus: Any) -> None:
        self.node = node
        self.names = {
            **PYTHON, "nothing": NOTHING, "Node": node, "new": partial(object.__new__, node), "general": self.general,
            "operand": operand, "no_modulus": no_modulus, "finish": recording.finish, "number": number,
            "blocks": blocks, "recording": recording,
        }  # fmt: skip

    def general(self, op: Op, args: tuple[Any, ...]) -> Any:
        """The node for op(*args), whatever they are: its value, and the local partial towards each that is a node."""
        kinds = set(map(type, args))
        if kinds == {self.node}:  # the kind of many arguments is asked once, for all of them
            free, numbers = [True] * len(args), list(map(_data_of, args))
        elif kinds == {self.node, float}:
            free = [type(arg) is self.node for arg in args]
            numbers = [arg._data if f else arg for arg, f in zip(args, free)]
        else:
            free = [isinstance(arg, self.node) for arg in args]
            numbers = [arg._data if f else number(arg, op.name) for arg, f in zip(args, free)]
        data, partials = FLOATS.evaluate(op.linearize, numbers, free)
        odd = not {float, type(None)}.issuperset(map(type, partials)) or partials.count(None) != free.count(False)
        if odd and op.vjp is None:
            partials = [p if p is NOTHING or not f else op.real(p, i) for i, (p, f) in enumerate(zip(partials, free))]
        edges: list[Any] = [None] * (2 * len(args))
        edges[::2], edges[1::2] = args, partials
        node: Any = object.__new__(self.node)
        node._data, node.edges, node.op = data if type(data) is float else op.real(data), tuple(edges), op
        node._grad = node._label = node.scope = None
        node.mark = recording.assignments
        return recording.finish(node) if blocks.in_use else node

    def recorder(self, op: Op, args: Sequence[Any]) -> Callable[..., Any]:
        """The function of arguments of these types that makes the node of `op`."""

        def general(*args: Any) -> Any:
            return self.general(op, args)

        if len(args) > WIDEST or len(op.recorders) >= MOST:
            return general
        kinds = {f"a{i}": type(arg) for i, arg in enumerate(args)}
        lines = self._lines(op, kinds)  # that a row cannot be written down is found out once
        made = general if lines is None else self.compiled(op.name, list(kinds), lines, {"op": op})
        op.recorders[tuple(kinds.values())] = made
        if len(args) == 1:
            op.alone[type(args[0])] = made
        return made

    def operators(self, op: Op) -> tuple[Callable[..., Any], Callable[..., Any]]:
        """The methods for x * y and for y * x: straight lines where the other operand is a node, a float or an int."""
        methods = []
        for args in (("self", "other"), ("other", "self")):
            lines = ["if modulus is not None:", "    no_modulus(modulus)"] if op is ops.pow else []
            for kind, test in ((self.node, "Node"), (float, "float"), (int, "int")):
                branch = self._lines(op, {arg: self.node if arg == "self" else kind for arg in args})
                if branch is not None:
                    lines += [f"if type(other) is {test}:", *(f"    {line}" for line in branch)]
            lines.append(f"return operand(op, {', '.join(args)})")
            parameters = ["self", "other", *["modulus=None"] * (op is ops.pow)]
            methods.append(self.compiled(op.name, parameters, lines, {"op": op}))
        return methods[0], methods[1]

    def compiled(
        self, name: str, args: Sequence[str], lines: Sequence[str], bound: Mapping[str, Any]
    ) -> Callable[..., Any]:
        """The function of these arguments and lines, which name the rows and constants of `bound`."""
        source = "\n".join([f"def recorder({', '.join(args)}):", *(f"    {line}" for line in lines)])
        scope = {**self.names, **bound}
        exec(compile(source, f"<recorder of {name}>", "exec"), scope)
        function: Callable[..., Any] = scope["recorder"]
        return function

    def _lines(self, op: Op, args: dict[str, type]) -> list[str] | None:
        """The lines that return a node of arguments of these names and types; None where a row cannot be written."""
        node = self.lines_of_node(op, args, "op", "node")
        if node is None:
            return None
        numbers, computed, made = node
        return [
            "try:",
            *(f"    {line}" for line in (*numbers, *computed)),
            "except (ArithmeticError, ValueError):",
            f"    return general(op, ({', '.join(args)},))",
            *made,
            "node._label = node.scope = None",
            "return finish(node) if blocks.in_use else node",
        ]

    def lines_of_node(
        self, op: Op, args: dict[str, type], row: str, name: str, known: Mapping[str, float] = MappingProxyType({})
    ) -> tuple[list[str], ...] | None:
        """The lines that find the numbers of these arguments, compute, and make a node of this name; `row` names op.

        Arguments that are `known` need not be found, and what follows from them alone is computed now.
        """
        free = [issubclass(kind, self.node) for kind in args.values()]
        numbers = [known.get(arg, f"{arg}_data") for arg in args]
        try:
            if not pure(op):
                return None
            m, y, partials = write_row(RecorderPython, op, free, numbers)
        except Exception:  # a row is anybody's Python
            return None
        if not all(isinstance(each, Name | float | int) for each in (y, *(p for p, f in zip(partials, free) if f))):
            return None  # the general way says what it is
        edges = [z for arg, p in zip(args, partials) for z in (arg, "None" if p is None else m.text(p))]
        read = [
            f"{number} = {arg}._data" if f else f"{number} = {_number(arg, kind, op)}"
            for number, (arg, kind), f in zip(numbers, args.items(), free)
            if arg not in known
        ]
        computed = [f"{temporary} = {expression}" for temporary, expression in m.lines(y, *partials)]
        made = [
            f"{name} = new()",
            f"{name}._data = {f'float({m.text(y)})' if m.text(y) in numbers else m.text(y)}",
            *_kept(name, edges),
            f"{name}.op = {row}",
            f"{name}._grad = None",
            f"{name}.mark = recording.assignments",
        ]
        return read, computed, made


def _kept(name: str, edges: Sequence[str]) -> list[str]:
    """The lines that keep the edges of a node in its slots, as `Node.edges` does."""
    if len(edges) in (2, 4):
        return [f"{name}.{slot} = {z}" for slot, z in zip(("_x", "_p", "_y", "_q"), [*edges, "None", "None"])]
    return [f"{name}._x = None", f"{name}._y = ({', '.join(edges)})"]


def _number(arg: str, kind: type, op: Op) -> str:
    """A constant as a float."""
    if kind is float:
        return arg
    return f"float({arg})" if kind is int else f"number({arg}, {op.name!r})"


_PURE = frozenset("abs all any divmod enumerate len list map max min pow range reversed round sum tuple zip".split())  # noqa: SIM905  # shorter


def pure(op: Op) -> bool:
    """Whether a row says the same whenever it runs, so that it may be written down once.

    Those of the op table do.  A user's may read a global that changes, or ask for the type of a number.
    """
    rows = [row for row in (op.primal, *op.partials, op.joint, op.domain) if row is not None]
    return all(_pure(row, set()) for row in rows)


def _pure(f: Any, met: set[Any]) -> bool:
    if f in met or f.__module__ in (ops.__name__, forms.__name__):
        return True
    met.add(f)
    read = dict(zip(f.__code__.co_freevars, (cell.cell_contents for cell in f.__closure__ or ())))
    read |= {name: f.__globals__.get(name, getattr(builtins, name, None)) for name in _globals(f.__code__)}
    return all(
        isinstance(thing, Op)
        or thing in (builtins, math)
        or thing is getattr(builtins, name if name in _PURE else "", f)
        or (isinstance(thing, FunctionType) and _pure(thing, met))
        for name, thing in read.items()
    )


def _globals(code: CodeType) -> Iterator[str]:
    """The global names that a function reads, those within it too."""
    import dis  # only a user's row needs it

    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield instruction.argval
        elif isinstance(instruction.argval, CodeType):
            yield from _globals(instruction.argval)
