"""Data sets from CSV files: Fisher's iris, and tables of one's own."""

import csv
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograd_core.arguments import public
from autograd_core.words import shown

from .dataset import Dataset, Example


@public
def iris() -> Dataset:
    """150 irises of three species, four lengths of each in centimetres (R. A. Fisher, 1936).

    >>> iris()
    Dataset(150 examples of 4 features, 3 classes)
    """
    return read_csv(Path(__file__).with_name("iris.csv"))


@public
def read_csv(path: str | Path, target: str | None = None) -> Dataset:
    """A table with the names of its columns in the first line; `target` names the column to predict, else the last.

    All other columns are numbers.  Targets are numbers if the first of them is, and otherwise names of classes, which
    are numbered in the order in which they appear.  Raises ValueError with file, line and column for anything else,
    OSError where there is no such file.
    """
    path = Path(path)
    names, rows = _table(path)
    if len(names) < 2:
        raise ValueError(f"{path} needs two columns or more, separated by commas; got {names}{_separated(names[0])}")
    target = names[-1] if target is None else target
    if target not in names:
        raise ValueError(f"{path} has no column {target!r} to predict; it has {', '.join(names)}")
    to_predict = names.index(target)

    classes: dict[str, int] = {}
    numeric = _number(rows[0][1][to_predict]) is not None
    examples: list[Example] = []
    for line, row in rows:
        numbers: list[Any] = []
        for column, text in enumerate(row):
            if column == to_predict and not numeric:
                if not text.strip():
                    raise ValueError(f"{_place(path, line, column, names)} must hold the name of a class; got {text!r}")
                numbers.append(classes.setdefault(text.strip(), len(classes)))
            else:
                numbers.append(_cell(path, line, column, names, text))
        found = numbers.pop(to_predict)
        examples.append((numbers, found))
    return Dataset(examples, [name for name in names if name != target], list(classes))


@public
def read_points(path: str | Path, features: Sequence[str]) -> list[list[float]]:
    """Columns of a table by their names, as points; other columns may hold anything.  Raises what `read_csv` does."""
    path = Path(path)
    names, rows = _table(path)
    if missing := [name for name in features if name not in names]:
        raise ValueError(f"{path} has no column {', '.join(map(repr, missing))}; it has {', '.join(names)}")
    columns = [names.index(name) for name in features]
    return [[_cell(path, line, column, names, row[column]) for column in columns] for line, row in rows]


CSV_WORDS = {
    "unexpected end of data": "a quotation mark is never closed",
    "field larger than": "a cell has at most 131,072 characters; is a quotation mark never closed?",
    "expected after": "a quotation mark closes within a cell: double it, or put the whole cell in quotation marks",
}
"""What the reader of CSV says of a line, and what it means."""


def _table(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The names of the columns, and the rows, each with the number of its line."""
    try:
        reader = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True)
        rows = [(reader.line_num, row) for row in reader if row]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        hint = "; it looks like UTF-16" if error.object[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
        raise ValueError(
            shown(f"{path} must be text in UTF-8; byte {error.start} is not, in line {line}: {error.reason}{hint}")
        ) from None
    except csv.Error as error:
        what = next((ours for theirs, ours in CSV_WORDS.items() if theirs in str(error)), str(error))
        raise ValueError(f"{path}, line {reader.line_num}: {what}") from None
    if len(rows) < 2:
        raise ValueError(
            f"{path} must hold the names of the columns and at least one row of data; got {len(rows)} lines"
        )
    (first, header), *rows = rows
    names = [name.strip() for name in header]
    for column, name in enumerate(names, 1):
        if not name or _number(name) is not None or name in names[: column - 1]:
            hint = "; a header row is needed, with the names of the columns" if _number(name) is not None else ""
            raise ValueError(
                f"{shown(path)}, line {first}, column {column}: a column needs a name of its own; got {name!r}{hint}"
            )
    for line, row in rows:
        if len(row) != len(names):
            raise ValueError(
                f"{path}, line {line}: a row needs {len(names)} columns, as line {first} has; got {len(row)}"
            )
    return names, rows


def _separated(header: str) -> str:
    """A hint where a header row seems to be separated by something else."""
    signs = {";": "semicolons", "\t": "tabs", "|": "bars"}
    return next((f": it looks separated by {name}" for sign, name in signs.items() if sign in header), "")


def _cell(path: Path, line: int, column: int, names: Sequence[str], text: str) -> float:
    if (number := _number(text)) is None:
        raise ValueError(f"{_place(path, line, column, names)} must hold a finite number; got {text!r}")
    return number


def _place(path: Path, line: int, column: int, names: Sequence[str]) -> str:
    return shown(f"{path}, line {line}, column {column + 1} ({names[column]})")


def _number(text: str) -> float | None:
    """The finite number that a text says, in digits 0 to 9 and on one line, if it says one."""
    if not text.isascii() or "_" in text or not text.strip(" \t").isprintable():
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
