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
            raise NoSuchNameError(self, name)


class NoSuchNameError(AttributeError):
    """What an object lacks; the hint takes time, so it is sought where somebody reads it: `hasattr` does not."""

    def __init__(self, owner: Hinting, name: str) -> None:
        super().__init__(name=name, obj=owner)

    def __str__(self) -> str:
        kind = type(self.obj).__name__
        return f"{_article(kind)} {kind} has no {self.name!r}{self._hint()}"

    def __reduce__(self) -> Any:
        return AttributeError, (str(self),)

    def _hint(self) -> str:
        name, instead = str(self.name), getattr(self.obj, "_instead", {})
        if name in instead:
            return f": {instead[name]}"
        if name.startswith("_"):  # asked for by libraries, more often than by people
            return ""
        public = [each for each in dir(self.obj) if not each.startswith("_")]
        return f"; {nearest(name, public, 'dir(it) lists what it has')}"


def of_module(module: str, name: str, known: Iterable[str], instead: Mapping[str, str]) -> AttributeError:
    """What a module says of a name that it lacks."""
    hint = f": {instead[name]}" if name in instead else ""
    if not hint and not name.startswith("_"):
        hint = f"; {nearest(name, known, 'dir(it) lists what it has')}"
    return AttributeError(f"{module} has no {name!r}{hint}", name=name)


def _article(kind: str) -> str:
    """What stands before a name: an Optimizer, an MLP, a Value."""
    return "an" if kind[0] in "AEIO" or (kind.isupper() and kind[0] in "FHLMNRSX") else "a"
