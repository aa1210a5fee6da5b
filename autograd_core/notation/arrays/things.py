"""What names in lines of Python may stand for beside numbers and arrays: functions, classes, objects, what is lost."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class Lost:
    """What a name stands for that could not be read on some line."""

    def __init__(self, line: int) -> None:
        self.line = line


class Unread:
    """What comes out of something that no line gives: a parameter, or what a cache holds."""

    def __init__(self, source: str) -> None:
        self.source = source


class Refused:
    """What was handed in by a name and is no array of numbers, with why."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence


class Growing(tuple[Any, ...]):
    """A list that began with [], and may grow: each is another one, also where both are empty."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Given:
    """What a statement gives to a name: all of it, or what is added."""

    name: str
    value: Any
    """What the name stands for from here on."""
    node: ast.stmt
    added: Any = None
    """What an accumulating statement adds; None for one that gives the whole."""
    whole: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    """A class: its methods by name, and what its lines give to all of its objects."""

    name: str
    methods: Mapping[str, ast.FunctionDef]
    given: tuple[ast.Assign | ast.AnnAssign, ...]


class Thing(dict[str, Any]):
    """An object of a class that lines define: its attributes by name."""

    def __init__(self, kind: Class) -> None:
        super().__init__()
        self.kind = kind


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function as a value: its lines, the names around them, and the object whose method it is."""

    node: ast.FunctionDef
    around: Mapping[str, Any] = field(default_factory=dict)
    own: Thing | None = None


def is_numbers(x: Any) -> bool:
    """Whether something is a number or an array of them."""
    return x is not None and not isinstance(x, tuple | dict | str | Function | Class | Refused)


def is_decorated(function: ast.FunctionDef, by: str) -> bool:
    """Whether @property, or another decorator of that name, stands above a function."""
    return any(getattr(each, "id", "") == by for each in function.decorator_list)
