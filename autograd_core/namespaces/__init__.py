"""The number systems that a row of the op table can run over."""

from types import ModuleType
from typing import Any

from .base import Namespace
from .converting import number
from .floats import FLOATS
from .nothing import NOTHING

__all__ = ["FLOATS", "FRACTIONS", "NOTHING", "SYMBOLS", "Intervals", "Namespace", "namespace", "number"]


def namespace(m: Any) -> Any:
    """`m` as a namespace: an array module (numpy, jax.numpy) is taken as it stands.

    Raises TypeError for what is neither.
    """
    if isinstance(m, ModuleType):
        from .arrays import arrays

        return arrays(m)
    if not hasattr(m, "evaluate"):
        hint = (
            "numbers for the leaves are given by name, at={...}"
            if isinstance(m, dict)
            else "write over=FLOATS, FRACTIONS, SYMBOLS, VALUES or an array module such as numpy"
        )
        raise TypeError(f"over needs a namespace; got {m!r:.60} ({type(m).__name__}): {hint}")
    return m


def __getattr__(name: str) -> Any:
    """The others, imported when they are first asked for."""
    if name == "FRACTIONS":
        from .rationals import FRACTIONS

        return FRACTIONS
    if name == "SYMBOLS":
        from .symbols import SYMBOLS

        return SYMBOLS
    if name == "Intervals":
        from .intervals import Intervals

        return Intervals
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
