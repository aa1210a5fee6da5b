"""Arrays: numpy, jax.numpy or any other module of the Array API standard."""

import functools
import importlib
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from . import sinc
from .base import Namespace
from .floats import FLOATS
from .nothing import NOTHING, Choice, may_be_nothing

SPECIAL: Mapping[str, str] = {
    "lgamma": "gammaln",
    "digamma": "digamma",
    "polygamma": "polygamma",
    "erf": "erf",
    "erfc": "erfc",
    "erfinv": "erfinv",
}
"""What the library beside an array module (scipy.special) calls a letter."""

OLDER: Mapping[str, str] = {
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "atan2": "arctan2",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
    "pow": "power",
}
"""What array modules call a letter that do not know the name in the standard."""

FAR_LEFT = -1_000
"""SciPy's polygamma takes so many steps, or more, to the left of this."""


class Arrays(Namespace):
    """An array module as it stands, with the special functions of the library beside it where that is installed."""

    nothing = NOTHING

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.name = module.__name__
        beside = (
            self.name.removesuffix(".numpy") + ".scipy.special" if self.name.endswith(".numpy") else "scipy.special"
        )
        self.beside = beside
        for letter in (
            "exp2",
            "cbrt",
            "hypot",
            "fmod",
            "copysign",
            "sinc",
        ):  # letters the base class would otherwise compose
            if hasattr(module, letter):
                setattr(self, letter, getattr(module, letter))

    def __getattr__(self, letter: str) -> Any:
        if letter in SPECIAL:
            try:
                return getattr(importlib.import_module(self.beside), SPECIAL[letter])
            except ImportError:
                raise AttributeError(
                    f"{self.name} has no {letter}; with {self.beside} installed it would be taken from there"
                ) from None
        for spelling in (letter, OLDER.get(letter, letter)):
            if hasattr(self.module, spelling):
                return getattr(self.module, spelling)
        return super().__getattr__(letter)

    def finely(self, form: Any, x: Any) -> Any:
        """form(self, x), and at an infinity its limit, which it has reached long before."""
        y, limit = form(self, x), form(self, self.maximum(self.minimum(x, 1e4), -1e4))
        return self.module.where(y == y, y, limit)

    def polygamma(self, n: Any, x: Any) -> Any:
        """Far to the left, where SciPy goes up from x step by step and would never arrive, number by number."""
        if self.name == "numpy" and self.module.any(x < FAR_LEFT):
            return self.module.vectorize(FLOATS.polygamma, otypes=[float])(n, x)
        return self.__getattr__("polygamma")(n, x)

    def sinc_derivative(self, n: Any, x: Any) -> Any:
        if is_array(n):
            orders = sorted(set(n.ravel().tolist()))
            return sum(self.module.where(n == k, self.sinc_derivative(k, x), 0.0) for k in orders)
        return sinc.stably(self, int(n), x)

    def maximum(self, *xs: Any) -> Any:
        return functools.reduce(self.module.maximum, xs)

    def minimum(self, *xs: Any) -> Any:
        return functools.reduce(self.module.minimum, xs)

    def where(self, condition: Any, x: Any, y: Any) -> Any:
        """`x` where the condition holds, else `y`, number by number."""
        if may_be_nothing(x) or may_be_nothing(y):
            return Choice(self, condition, x, y)
        return self.module.where(condition, x, y)

    def equal(self, x: Any, y: Any) -> Any:
        return x == y


def elementwise(f: Callable[..., Any], outputs: int, *inputs: Any) -> Any:
    """f of numbers and of the elements of arrays: an array of objects, or of floats where all of them are."""
    import numpy

    def alone(x: Any) -> Any:
        """What records, as an array of no dimensions, so that NumPy does not ask it what to do."""
        array = numpy.empty((), object)
        array[()] = x
        return array

    try:
        numpy.broadcast_shapes(*map(numpy.shape, inputs))
    except ValueError:
        shapes = ", ".join(str(numpy.shape(x)) if hasattr(x, "shape") else f"{x!r:.30}" for x in inputs)
        raise ValueError(f"these are no arrays of shapes that go together, element by element; got {shapes}") from None
    each = numpy.frompyfunc(f, len(inputs), outputs)
    found = each(*(alone(x) if hasattr(x, "__record__") else x for x in inputs))
    plain = isinstance(found, numpy.ndarray) and set(map(type, found.flat)) == {float}
    return found.astype(float) if plain else found


def is_array(x: Any) -> bool:
    """Whether it is an array of more than one number."""
    return hasattr(type(x), "__array_interface__") and x.ndim > 0


@functools.cache
def arrays(module: ModuleType) -> Arrays:
    """The namespace of an array module."""
    return Arrays(module)
