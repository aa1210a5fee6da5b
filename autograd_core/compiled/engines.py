"""What runs a tape: the engines by name, and which of them is taken."""

import importlib
import importlib.util
from collections.abc import Callable, Sequence
from functools import cached_property, reduce
from operator import add
from typing import Any, Literal, Protocol

from ..words import nearest
from .tape import Tape

EngineName = Literal["auto", "source", "kernels", "arrays", "jax"]

Columns = Sequence[Any]
"""A number or an array of n samples for each input."""


AtOnce = Callable[..., Any]
"""A function of floats, one for each input, which gives None for anything else."""


class Engine(Protocol):
    """A tape made ready to run."""

    name: str
    tape: Tape

    def __init__(self, tape: Tape) -> None: ...

    def run(self, inputs: Sequence[float], back: bool) -> tuple[Sequence[float], Sequence[float]]:
        """The outputs and, going back from the first of them, the adjoints of what the tape calls `wrt`."""

    def run_samples(self, columns: Columns, samples: int, back: bool) -> tuple[Sequence[Any], Sequence[Any]]:
        """The same for many samples at once: an array of them for each output and each adjoint."""

    def run_total(self, columns: Columns, samples: int) -> tuple[Sequence[Any], Sequence[float]]:
        """The same with each adjoint summed over the samples, from the first to the last."""

    @cached_property
    def at_once(self) -> tuple[AtOnce, AtOnce]:
        """The only output, and a pair of it and the list of adjoints, each as a function of floats."""
        floats, run = [float] * self.tape.given, self.run

        def value(*inputs: float) -> Any:
            return run(inputs, False)[0][0] if [*map(type, inputs)] == floats else None

        def both(*inputs: float) -> Any:
            if [*map(type, inputs)] != floats:
                return None
            outputs, adjoints = run(inputs, True)
            return outputs[0], adjoints

        return value, both


_ENGINES = {
    "source": ("python_engine", "PythonSource", None, ""),
    "kernels": ("kernels", "Kernels", "numba", "pip install 'autograd-core[fast]'"),
    "arrays": ("array_engine", "NumPyArrays", "numpy", "pip install numpy"),
    "jax": ("array_engine", "JaxArrays", "jax", "pip install jax"),
}
"""Where each is written, and what it needs."""

SMALL = 2_000
"""So many nodes times samples are done sooner than a library is imported."""


def engine(name: str) -> Any:
    """The engine of that name.  Raises ValueError for a name there is none of, ImportError with what to install."""
    if not isinstance(name, str) or name not in _ENGINES:
        raise ValueError(f"there is no engine {name!r}; {nearest(str(name), ['auto', *_ENGINES])}")
    module, kind, needs, remedy = _ENGINES[name]
    if needs and not present(needs):
        raise ImportError(f'engine="{name}" needs {needs}, which is not installed: {remedy}')
    return getattr(importlib.import_module(f".{module}", __package__), kind)


def installed(name: str) -> bool:
    """Whether what that engine needs is there."""
    needs = _ENGINES[name][2]
    return needs is None or present(needs)


def present(module: str) -> bool:
    """Whether a module could be imported."""
    return importlib.util.find_spec(module) is not None


def in_order(numbers: Any) -> float:
    """The sum of a column, from the first number to the last."""
    if hasattr(numbers, "cumsum"):
        return float(numbers.cumsum()[-1])
    return float(reduce(add, numbers))


def chosen(name: str, nodes: int, samples: int) -> str:
    """The engine to take: as named or, for "auto", by the size of the work and by what is installed."""
    if name != "auto":
        return name
    if nodes * samples <= SMALL:
        return "source"
    if installed("kernels"):
        return "kernels"
    return "arrays" if installed("arrays") and (samples > 1 or nodes > 10 * SMALL) else "source"
