"""What an object says of a name that it lacks: what to write instead, or the names most like it."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from .words import nearest


class Hinting:
    """An object that answers for a name it lacks; `_instead` has what to write for names that people bring along.

    >>> class Box(Hinting):
    ...     _instead = {"length": "write len(box)"}
    ...     size = 3
    >>> Box().length
    Traceback (most recent call last):
        ...
    autograd_core.lacking.NoSuchNameError: a Box has no 'length': write len(box)
    >>> Box().sice
    Traceback (most recent call last):
        ...
    autograd_core.lacking.NoSuchNameError: a Box has no 'sice'; the nearest are 'size'
    """

    __slots__ = ()
    _instead: ClassVar[Mapping[str, str]] = {}

    if not TYPE_CHECKING:  # a checker knows the names, and flags any other

        def __getattr__(self, name: str) -> Any:
            """The sentence; what the getter of a property could not find keeps its own words."""
            if hasattr(type(self), name):
                return object.__getattribute__(self, name)
            raise NoSuchNameError(self, name, self._instead.get(name))


class NoSuchNameError(AttributeError):
    """What an object lacks; the hint takes time, so it is sought where somebody reads it: `hasattr` does not."""

    def __init__(self, owner: object, name: str, instead: str | None) -> None:
        super().__init__(name=name, obj=owner)
        self.instead = instead

    def __str__(self) -> str:
        kind = (self.obj if isinstance(self.obj, type) else type(self.obj)).__name__
        return f"{_article(kind)} {kind} has no {self.name!r}{self._hint()}"

    def __reduce__(self) -> Any:
        return AttributeError, (str(self),)

    def _hint(self) -> str:
        name = str(self.name)
        if self.instead is not None:
            return f": {self.instead}"
        if name.startswith("_"):  # asked for by libraries, more often than by people
            return ""
        public = [each for each in dir(self.obj) if not each.startswith("_")]
        return f"; {nearest(name, public, 'dir(it) lists what it has')}"


class Lacking:
    """A name that the objects of a class lack, said where it is asked for: no other name of theirs pays for it.

    (A class with a method `__getattr__` has all its attributes read the slow way by CPython 3.11.)  An object of a
    subclass that has a `__dict__` may be given the name all the same.

    >>> class Box:
    ...     length = Lacking("length", "write len(box)")
    >>> Box().length
    Traceback (most recent call last):
        ...
    autograd_core.lacking.NoSuchNameError: a Box has no 'length': write len(box)
    """

    def __init__(self, name: str, instead: str) -> None:
        self.name = name
        self.__doc__ = instead

    def __get__(self, owner: Any, kind: type) -> Any:
        given = getattr(owner, "__dict__", {})
        if self.name in given:
            return given[self.name]
        raise NoSuchNameError(kind if owner is None else owner, self.name, self.__doc__)

    def __set__(self, owner: Any, x: Any) -> None:
        if not hasattr(owner, "__dict__"):
            raise NoSuchNameError(owner, self.name, self.__doc__)
        vars(owner)[self.name] = x


def of_module(module: str, name: str, known: Iterable[str], instead: Mapping[str, str]) -> AttributeError:
    """What a module says of a name that it lacks."""
    hint = f": {instead[name]}" if name in instead else ""
    if not hint and not name.startswith("_"):
        hint = f"; {nearest(name, known, 'dir(it) lists what it has')}"
    return AttributeError(f"{module} has no {name!r}{hint}", name=name)


def _article(kind: str) -> str:
    """What stands before a name: an Optimizer, an MLP, a Value."""
    return "an" if kind[0] in "AEIO" or (kind.isupper() and kind[0] in "FHLMNRSX") else "a"
