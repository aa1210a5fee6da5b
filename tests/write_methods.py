"""Writes autograd_core/methods.py, each row of the op table as a typed method: python tests/write_methods.py

Any row is a method without this, see adding.py; type checkers and editors read the file.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from autograd_core.namespaces.text import TEXT
from autograd_core.ops import OPS

FILE = Path(__file__).parent.parent / "autograd_core" / "methods.py"

HEAD = '''"""Every row of the op table as a method of a Value: v.exp(), v.clamp(0, 1).

Written by tests/write_methods.py.
"""

# mypy: disable-error-code="no-any-return"

from typing import Self

from .adding import Added, method
from .table import OPS


class Methods(Added):
    """The rows as methods that a type checker and an editor know."""

    __slots__ = ()
'''


def method(row):
    """A row as the source of a method."""
    first, *others = [*row.parameters] or ["x"]
    optional = dict(zip(row.parameters[len(row.parameters) - len(row.defaults) :], row.defaults))
    parameters = ["self"] + [f"{p}: Self | float" + (f" = {optional[p]}" if p in optional else "") for p in others]
    args = ["self", *others]
    names = [first, *others]
    if row.variadic:
        parameters.append("*others: Self | float")
        args.append("*others")
        names = ["w", "x"] if row.pairs else ["x1", "x2"]
    call = "of(self)" if len(args) == 1 else f"apply(({', '.join(args)}))"
    formula = TEXT.written(row.primal(TEXT, *map(TEXT.written, names)))
    return (
        f"\n    @method\n    def {row.name}({', '.join(parameters)}) -> Self:\n"
        f'        """{formula}, where {names[0]} is this Value: see help(ops.{row.name})."""\n'
        f'        return OPS["{row.name}"].{call}\n'
    )


def text():
    """The file, of the rows in the table as it stands in ops.py."""
    return HEAD + "".join(method(row) for row in OPS.values() if row.primal.__module__ == "autograd_core.ops")


if __name__ == "__main__":
    FILE.write_text(text())
