"""Which steps of a formula come to a number, and which to a vector of how many."""

from collections.abc import Sequence
from typing import Any

Shape = int | None
"""The length of a vector; None for a number."""


def shape_after(kind: str, what: Any, args: Sequence[Shape]) -> tuple[Shape, str]:
    """The shape of what a step makes of its operands, or what is wrong with theirs."""
    if args.count(None) == len(args):
        return (len(args) if kind == "vector" else None), ""
    lengths = {n for n in args if n is not None}
    if kind == "vector":
        return None, "a vector holds numbers; its entries are written side by side: [a, b]"
    if kind == "entry":
        return None, ""
    if kind in ("compare", "and", "or", "not"):
        return None, "a comparison is between numbers; here one side is a vector"
    if kind == "op" and what.variadic and not what.pairs and len(args) == 1:
        return None, ""
    if len(lengths) > 1:
        return None, f"vectors of {' and '.join(map(str, sorted(lengths)))} entries do not fit together"
    if kind == "op" and what.pairs:
        return None, "" if None not in args else "a dot product is between two vectors"
    if kind == "call" and what[0].name == "norm":
        return None, ""
    return lengths.pop(), ""
