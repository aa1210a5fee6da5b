"""Formulas: a safe parser from text to an expression that runs over any namespace, Values among them.

Only the operators, the rows of the op table, numbers and the names that the caller gives can be written; nothing is
ever evaluated as Python.
"""

from collections.abc import Mapping
from typing import Any

from .arguments import public
from .namespaces.exact import Exact
from .notation.formulas.expression import (
    CONSTANTS,
    DEEPEST,
    LARGEST,
    LONGEST,
    Derivative,
    Expression,
    FormulaError,
    Instruction,
    Lambda,
    Partial,
)
from .notation.formulas.reader import read
from .value import Value
from .values import WRITTEN

__all__ = [
    "CONSTANTS", "DEEPEST", "LARGEST", "LONGEST", "Derivative", "Expression", "FormulaError", "Instruction",
    "Lambda", "Partial",
    "parse", "read",
]  # fmt: skip


@public
def parse(text: str, names: Mapping[str, Any], functions: Mapping[str, Lambda] | None = None) -> Any:
    """The Value that `text` computes from named Values and numbers; a number where it names none.

    `+ - * / // % **` and `^`, Unicode's × · ÷ −, ² and ½, products without a sign (2x), functions without brackets
    (sin x, tanh² c),
    |x| and √x, brackets, every op of the table by its name and by those of other trades, `pi` and `e`.
    Constants stay exact beside their float (see Exact): 1/3 of text is one third.
    Raises FormulaError, with line and column, for anything else, and for what could be read in two ways.

    >>> w = Value(0.4, label="w")
    >>> parse("sigmoid(w*x + 0.1)", {"w": w, "x": 0.5})
    Value(0.574442516811659, op=sigmoid)
    """
    computed = read(text, names, functions=functions).over(WRITTEN, names.__getitem__)
    return computed if isinstance(computed, Value | Exact) else float(computed)
