"""What a program is called with: nests of numbers, or of arrays of n samples, taken apart into columns."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ..namespaces import number
from ..value import Value
from ..words import nearest

_NEST = (list, tuple, dict)


class Arguments:
    """The arguments of a call, flat: `columns` has a number or an array of `samples` for each; None samples: numbers.

    `shape` tells nests apart: calls of one shape run the same program.
    """

    __slots__ = ("columns", "samples", "shape")

    def __init__(self, args: tuple[Any, ...], named: dict[str, Any], deep: Any = None) -> None:
        """`deep` has a nest for each argument, where it is known, so that an array may stand for a list."""
        self.columns: list[Any] = []
        self.samples: int | None = None
        expected = deep if deep is not None else [None] * len(args)
        shapes = [self._take(x, e) for x, e in zip(args, expected)]
        self.shape: Any = (*shapes, *(((name, self._take(x, None)) for name, x in named.items()) if named else ()))

    def _take(self, x: Any, expected: Any) -> Any:
        if type(x) is float:
            self.columns.append(x)
            return None
        if (
            expected is None
            and getattr(x, "ndim", 0) == 1
            and len(x) == self.samples
            and x.dtype.kind == "f"
            and not hasattr(x, "mask")
        ):
            self.columns.append(x)  # one more, as most are
            return None
        if type(x) is list and {*map(type, x)} == {float}:
            self.columns += x
            return (None,) * len(x)
        if isinstance(x, list | tuple):
            below = expected if isinstance(expected, list | tuple) and len(expected) == len(x) else [None] * len(x)
            return tuple([self._take(each, e) for each, e in zip(x, below)])
        if isinstance(x, dict):
            return tuple([(key, self._take(each, None)) for key, each in x.items()])
        if isinstance(x, Value):
            raise TypeError(f"a program takes numbers; got {x!r}: give it .data, or call the function itself")
        dimensions = getattr(x, "ndim", 1 if hasattr(x, "typecode") else 0)
        if dimensions == 0:
            self.columns.append(number(x, "a program"))
            return None
        return self._array(x, dimensions, expected)

    def _array(self, x: Any, dimensions: int, expected: Any) -> Any:
        """An array of samples; one more dimension for each list that it stands for."""
        if getattr(getattr(x, "dtype", None), "kind", "f") not in "fiu":
            raise TypeError(f"a program takes arrays of real numbers; got one of {x.dtype}")
        if hasattr(x, "mask"):
            raise TypeError("a program takes arrays of numbers; got a masked one: fill it or compress it first")
        if isinstance(expected, list | tuple) and dimensions == _depth(expected):  # a list of numbers
            return tuple([self._take(each, e) for each, e in zip(x, expected, strict=True)])
        if self.samples not in (None, len(x)):
            raise ValueError(f"every array needs as many samples; got {self.samples} and {len(x)}")
        self.samples = len(x)
        if dimensions == 1:
            self.columns.append(x)
            return None
        return tuple([self._array(x[:, i], dimensions - 1, None) for i in range(x.shape[1])])


def _depth(nest: Any) -> int:
    return 1 + _depth(nest[0]) if isinstance(nest, list | tuple) and nest else 0


def shape_of(nest: Any) -> Any:
    """The shape that arguments like this nest have."""
    if isinstance(nest, list | tuple):
        return tuple([shape_of(each) if isinstance(each, _NEST) else None for each in nest])
    if isinstance(nest, dict):
        return tuple([(key, shape_of(each)) for key, each in nest.items()])
    return None


def described(nest: Any) -> str:
    """A nest in words: a number, a list of 3, an array of shape (2, 2)."""
    if getattr(nest, "ndim", 0) or hasattr(nest, "typecode"):
        return f"an array of shape {getattr(nest, 'shape', (len(nest),))}"
    if isinstance(nest, list | tuple):
        return f"a {type(nest).__name__} of {len(nest)}"
    return f"a dict of {', '.join(map(str, nest))}" if isinstance(nest, dict) else "a number"


def numbered(nest: Any, numbers: Iterator[int]) -> Any:
    """The same nest, holding where each leaf stands among all of them."""
    if isinstance(nest, list | tuple):
        branches = [numbered(each, numbers) if isinstance(each, _NEST) else next(numbers) for each in nest]
        return branches if isinstance(nest, list) else tuple(branches)
    if isinstance(nest, dict):
        return {key: numbered(each, numbers) for key, each in nest.items()}
    return next(numbers)


def names_of(found: Any) -> list[str | None]:
    """The label of each input that is a Value of its own and shares it with no other; None for the others."""
    labels = [x.label if isinstance(x, Value) else None for x in found]
    counts = Counter(labels)
    return [label if counts[label] == 1 else None for label in labels]


def parameters(f: Any) -> list[str | None]:
    """The names of the arguments of a function that may be given by place or by name."""
    from inspect import Parameter, signature  # 9 ms

    try:
        found = signature(f).parameters.values()
    except (TypeError, ValueError):  # of a builtin, which does not say
        return []
    return [p.name for p in found if p.kind is Parameter.POSITIONAL_OR_KEYWORD]


def unbound(f: Any, args: Any, named: dict[str, Any]) -> str | None:
    """What is wrong with arguments that a function does not take; None where it takes them."""
    from inspect import signature

    try:
        found = signature(f)
    except (TypeError, ValueError):
        return None
    try:
        found.bind(*args, **named)
    except TypeError:
        unknown = [name for name in named if name not in found.parameters]
        hint = f"there is no {unknown[0]!r}; {nearest(unknown[0], found.parameters, '')}" if unknown else ""
        return f"this function takes {found}; {hint or f'got {given_words(args, named)}'}"
    return None


def samples_hint(args: Sequence[Any], expected: Sequence[Any]) -> str:
    """What to do where lists stand for numbers."""
    lists = [isinstance(x, list | tuple) and not isinstance(e, list | tuple | dict) for x, e in zip(args, expected)]
    return ": give many samples as an array" if len(args) == len(expected) and any(lists) else ""


def in_places(args: Sequence[Any], named: dict[str, Any], names: Sequence[str | None]) -> tuple[Any, dict[str, Any]]:
    """Arguments by place, those that are given by name among them as far as they follow; and what is left of them."""
    whole, left = list(args), dict(named)
    for name in names[len(args) :]:
        if name not in left:
            break
        whole.append(left.pop(name))
    return tuple(whole), left


def misnamed(left: dict[str, Any], names: Sequence[str | None], given: int) -> str | None:
    """What is wrong with arguments that are left over; None where it is not their names."""
    for name in left:
        if name in names[:given]:
            return f"this program got {name} twice: by its place and by its name"
        if name not in names:
            known = [each for each in names if each is not None]
            hint = nearest(name, known) if known else "its inputs have no labels: give them in their order"
            return f"this program has no input {name!r}; {hint}"
    return None


def signature(inputs: Any, names: Sequence[str | None]) -> str:
    """What a program takes, in words."""
    named = inputs.items() if isinstance(inputs, dict) else zip(names, inputs, strict=True)
    return ", ".join(f"{name}: {described(x)}" if name else described(x) for name, x in named) or "no arguments"


def given_words(args: tuple[Any, ...], named: dict[str, Any]) -> str:
    """What a program was given, in words."""
    return ", ".join([*map(described, args), *(f"{name}: {described(x)}" for name, x in named.items())]) or "none"
