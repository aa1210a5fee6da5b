"""What numpy and torch call by one name and mean differently: which of them lines are written for, and what it is."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..formulas.expression import FormulaError
from .arithmetic import Budget, is_array, shape_of
from .places import PLACES
from .python_calls import call
from .rearranging import transposed

_TORCH = re.compile(r"\btorch\b|\bF\.\w|\bkeepdim\b|\bdim\s*=|\.(?:view|clone|mm|unsqueeze|permute|bmm|size)\(")
_NUMPY = re.compile(r"\bnp\.|\bnumpy\b|\bkeepdims\b|\baxis\s*=")


def library_of(text: str) -> str:
    """The library that a text is written for: torch, np, or neither where both or none of them show."""
    torch, numpy = bool(_TORCH.search(text)), bool(_NUMPY.search(text))
    return "" if torch is numpy else "torch" if torch else "np"


class Extremes(NamedTuple):
    """What torch.max(x, 1) gives: the largest entries, and where they stand."""

    values: Any
    indices: Any


def extremes(name: str, x: Any, args: tuple[Any, ...], given: Mapping[str, Any], budget: Budget) -> Extremes:
    """The largest or smallest entries along an axis with their places."""
    axis = args[0] if args else given.get("dim", given.get("axis"))
    keep = bool(args[1] if len(args) > 1 else given.get("keepdim", given.get("keepdims", False)))
    values = call(name, [x], {"axis": axis, "keepdims": keep}, budget)
    return Extremes(values, PLACES[f"arg{name}"](budget, x, axis=axis, keepdims=keep))


def turned(library: str, x: Any, args: tuple[Any, ...], budget: Budget) -> Any:
    """x.transpose(0, 1), which swaps two axes in torch, and in numpy lists all of them in their new order."""
    two = len(args) == 2 and all(type(axis) is int for axis in args) and is_array(x)
    if not two or (x.ndim == 2 and {axis % 2 for axis in args} == {0, 1} and args[0] % 2 == 1):
        return transposed(budget, x, *args)
    if library == "np" and x.ndim == 2:
        return transposed(budget, x, *args)
    if library != "torch" and x.ndim == 2:
        raise FormulaError("x.transpose(0, 1) swaps the axes in torch and leaves them in numpy: write x.T")
    if not all(-x.ndim <= axis < x.ndim for axis in args):
        raise FormulaError(f"an array of shape {shape_of(x)} has no axes {args[0]} and {args[1]}")
    return x.swapaxes(*args)
