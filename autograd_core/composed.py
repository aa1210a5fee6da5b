"""Formulas of several rows, recorded by one function: the nodes that the rows make one by one, without their calls."""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from . import blocks, ops
from .ops import Op
from .recorders import MOST, Recorders

WIDEST = 64
"""Formulas of more numbers than this are recorded row by row."""


class FormulaRecorder:
    """What records formula(xs, ys) of two lists of Values and numbers, compiled for the types of what they hold.

    The formula must be made of operators and rows alone: which of them are applied may depend on no number, nor on what
    is a Value.  What it takes for ys is checked(xs, ys), which must depend on types alone: it is asked once for each.
    """

    __slots__ = ("_by_kinds", "_recorders", "checked", "formula")

    def __init__(
        self,
        recorders: Recorders,
        formula: Callable[[Any, Any], Any],
        checked: Callable[[Any, Any], Sequence[Any]],
    ) -> None:
        self.formula, self.checked, self._recorders = formula, checked, recorders
        self._by_kinds: dict[tuple[Any, ...], Callable[[Any, Any], Any] | None] = {}

    def record(self, xs: Any, ys: Any) -> Any:
        """The last node, or a number; where the straight lines do not hold, or a block is open, row by row."""
        if type(xs) is list and type(ys) is list and not blocks.in_use:
            recorder = self._by_kinds.get((len(xs), *map(type, xs), *map(type, ys)))
            made = None if recorder is None else recorder(xs, ys)
            if made is not None:
                return made
        return self._record(xs, self.checked(xs, ys))

    def _record(self, xs: Sequence[Any], ys: Sequence[Any]) -> Any:
        """The same of what is checked."""
        if not blocks.in_use:
            kinds: tuple[Any, ...] = (len(xs), *map(type, xs), *map(type, ys))
            if kinds not in self._by_kinds and len(self._by_kinds) < MOST:
                self._by_kinds[kinds] = self._written(kinds[1 : 1 + len(xs)], kinds[1 + len(xs) :])
            recorder = self._by_kinds.get(kinds)
            made = None if recorder is None else recorder(xs, ys)
            if made is not None:
                return made
        return self.formula(xs, ys)

    def _written(self, *kinds: Sequence[Any]) -> Callable[[Any, Any], Any] | None:
        """The function for lists of these types; None where there is none, which is found out once."""
        if sum(map(len, kinds)) > WIDEST:
            return None
        if not {self._recorders.node, float, int}.issuperset(kind for each in kinds for kind in each):
            return None
        sheet = _Sheet(self._recorders)
        xs, ys = ([_Sketch(sheet, f"{n}{i}", kind) for i, kind in enumerate(each)] for n, each in zip("xy", kinds))
        try:
            z = self.formula(xs, ys)
        except Exception:  # it asked for what no sketch has; whatever is wrong with it, it says itself
            return None
        if not isinstance(z, _Sketch) or z.kind is not self._recorders.node:
            return None
        lines = [
            *(f"{', '.join(x.name for x in each)}, = {name}" for name, each in {"xs": xs, "ys": ys}.items() if each),
            "try:",
            *(f"    {line}" for line in sheet.lines),
            "except (ArithmeticError, ValueError):",
            "    return None",
            f"return {z.name}",
        ]
        name = getattr(self.formula, "__name__", "a formula")
        return self._recorders.compiled(name, ["xs", "ys"], lines, sheet.bound)


class _NotWrittenError(Exception):
    """A formula that cannot be written down."""


class _Sheet:
    """The lines of a formula, and the rows and constants that they name."""

    def __init__(self, recorders: Recorders) -> None:
        self.recorders = recorders
        self.lines: list[str] = []
        self.bound: dict[str, Any] = {}

    def sketch(self, x: Any) -> "_Sketch":
        """What an operator or row is applied to, under a name."""
        if isinstance(x, _Sketch):
            return x
        if type(x) not in (float, int):
            raise _NotWrittenError
        return _Sketch(self, self._bind("k", x), type(x))

    def operate(self, op: Op, sign: str, x: Any, y: Any) -> "_Sketch":
        """The node of x + y, or the number that Python makes of two numbers."""
        x, y = self.sketch(x), self.sketch(y)
        if self.recorders.node in (x.kind, y.kind):
            return self.record(op, (x, y))
        whole = x.kind is y.kind is int
        if whole and op is ops.pow:  # an integer or none, as the exponent is
            raise _NotWrittenError
        made = f"n{len(self.lines)}"
        self.lines.append(f"{made} = {x.name} {sign} {y.name}")
        return _Sketch(self, made, int if whole and op is not ops.div else float)

    def record(self, op: Op, xs: Sequence[Any]) -> "_Sketch":
        """The node of op(*xs), or the number where none of them is a node."""
        row, made = self._bind("op", op), f"n{len(self.lines)}"
        args: dict[str, type] = {}
        known: dict[str, float] = {}
        for x in map(self.sketch, xs):
            name = x.name
            if name in args:  # a second time, so under a second name
                name = f"a{len(self.lines)}"
                self.lines.append(f"{name} = {x.name}")
            args[name] = x.kind
            if x.name in self.bound:
                known[name] = float(self.bound[x.name])
        if self.recorders.node not in args.values():
            self.lines.append(f"{made} = {row}.apply(({', '.join(args)},))")
            return _Sketch(self, made, float)
        lines = self.recorders.lines_of_node(op, args, row, made, known)
        if lines is None:
            raise _NotWrittenError
        for each in lines:
            self.lines += each
        self.lines.append(f"{made}._label = {made}.scope = None")
        return _Sketch(self, made, self.recorders.node)

    def _bind(self, stem: str, x: Any) -> str:
        name = f"{stem}{len(self.bound)}"
        self.bound[name] = x
        return name


class _Sketch:
    """A number of a formula that is being written down: a node to come, or a plain number that will be given."""

    def __init__(self, sheet: _Sheet, name: str, kind: type) -> None:
        self.sheet, self.name, self.kind = sheet, name, kind

    @staticmethod
    def __record__(op: Op, args: tuple[Any, ...]) -> "_Sketch":
        sheet = next(x.sheet for x in args if isinstance(x, _Sketch))
        return sheet.record(op, args)

    def _refuse(self, *_: Any) -> NoReturn:
        raise _NotWrittenError

    def __neg__(self) -> "_Sketch":
        if self.kind is self.sheet.recorders.node:
            return self.__record__(ops.neg, (self,))
        return self.sheet.operate(ops.sub, "-", -0.0 if self.kind is float else 0, self)

    # fmt: off
    def __add__(self, other: Any) -> "_Sketch": return self.sheet.operate(ops.add, "+", self, other)
    def __radd__(self, other: Any) -> "_Sketch": return self.sheet.operate(ops.add, "+", other, self)
    def __sub__(self, other: Any) -> "_Sketch": return self.sheet.operate(ops.sub, "-", self, other)
    def __rsub__(self, other: Any) -> "_Sketch": return self.sheet.operate(ops.sub, "-", other, self)
    def __mul__(self, other: Any) -> "_Sketch": return self.sheet.operate(ops.mul, "*", self, other)
    def __rmul__(self, other: Any) -> "_Sketch": return self.sheet.operate(ops.mul, "*", other, self)
    def __truediv__(self, other: Any) -> "_Sketch": return self.sheet.operate(ops.div, "/", self, other)
    def __rtruediv__(self, other: Any) -> "_Sketch": return self.sheet.operate(ops.div, "/", other, self)
    def __pow__(self, other: Any) -> "_Sketch": return self.sheet.operate(ops.pow, "**", self, other)
    def __rpow__(self, other: Any) -> "_Sketch": return self.sheet.operate(ops.pow, "**", other, self)
    # fmt: on

    __bool__ = __float__ = __int__ = __index__ = __iter__ = __len__ = _refuse
    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __eq__ = __ne__ = _refuse  # it has no truth
    __hash__ = None  # type: ignore[assignment]
