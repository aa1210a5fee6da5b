"""VALUES: the namespace whose numbers are Values, for derivatives of derivatives."""

from collections.abc import Callable
from typing import Any

from . import ops
from .namespaces import FLOATS
from .ops import OPS, Op
from .value import Value, _as_row


class _Values:
    """The namespace whose numbers are nodes: each letter is a row, so derivatives can be differentiated again."""

    name = "VALUES"
    by_hand = False
    pi = FLOATS.pi
    where = staticmethod(ops.where)
    equal = staticmethod(FLOATS.equal)

    def __getattr__(self, letter: str) -> Any:
        try:
            return _as_row(OPS[letter])
        except KeyError:
            raise AttributeError(f"VALUES has no {letter}: add it to the op table with op({letter!r}, ...)") from None

    def evaluate(self, row: Callable[..., Any], *args: Any) -> Any:
        return row(self, *args)

    def apply(self, op: Op, *args: Any) -> Any:
        return op.apply(args)

    def number(self, x: Any) -> Any:
        return x

    def leaf(self, name: str, data: float) -> Value:
        return Value(data, label=name)


VALUES = _Values()
