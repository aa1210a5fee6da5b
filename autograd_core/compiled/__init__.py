"""Programs: a graph recorded once and run at machine speed, from the same rows."""

from typing import Any

from ..arguments import public
from ..value import Value
from .engines import EngineName
from .grids import sweep
from .program import Program

__all__ = ["Program", "compile", "sweep"]


@public
def compile(
    y: Any,
    inputs: Any = None,
    wrt: Any = None,
    *,
    argnums: int | tuple[int, ...] = 0,
    has_aux: bool = False,
    engine: EngineName = "auto",
) -> Program:
    """A recorded graph, or a function, as a program that runs again and again.

    Of a graph, `inputs` are the leaves (or other nodes, or labels) whose numbers a call gives: each is an argument,
    which may be a nest of them; by default every leaf, from left to right.  Others keep the number that they hold.
    `wrt` is what to differentiate towards, by default the inputs.

    Of a function of numbers or nested lists, the graph is recorded when it is first called, and differentiated towards
    the arguments `argnums`.  Where it compares Values (`if x > 0`), a call on the other side records another graph,
    which is remembered; Values that it closes over are read at each call, and where anything else that it sees has
    changed, it is recorded anew.  What changes its surroundings as it runs, or draws random numbers, is refused.  With
    `has_aux` it returns a pair, the number that is differentiated and whatever else is of use, and the value is that
    pair.

    >>> scale = [2.0]
    >>> scaled = compile(lambda x: scale[0] * x)
    >>> first = scaled(3.0)
    >>> scale[0] = 5.0
    >>> first, scaled(3.0)
    (6.0, 15.0)

    Called with numbers, a program gives numbers; with arrays of n samples, arrays of n.  `engine` is "kernels" (numba),
    "arrays" (NumPy), "jax" or "source" (Python itself); "auto" takes one by the size of the work and by what is there.

    >>> program = compile(lambda x, y: x * y if x > 0 else -y)
    >>> program(3.0, 4.0), program.gradient(3.0, 4.0), program(-3.0, 4.0)
    (12.0, 4.0, -4.0)

    **What is promised.**  "source" and "kernels" compute one number at a time: their values are those of recording to
    the last bit, and a sample's are the same alone and among any number of others; their gradients agree with those of
    recording to 1e-14 of the largest contribution.  "arrays" and "jax" agree to rounding, and jax has no subnormal
    numbers.  Each engine gives the same bits for the same call.

    Raises TypeError for what is neither graph nor function, ImportError where an engine is not installed.
    """
    if callable(y) and not isinstance(y, Value):
        if inputs is not None or wrt is not None:
            raise TypeError("inputs= and wrt= are for a recorded graph; a function takes its arguments, and argnums=")
        return Program.of_function(y, argnums, has_aux, engine)
    if has_aux:
        raise TypeError("has_aux= is for a function that returns a pair; a recorded graph has its outputs")
    return Program.of_graph(y, inputs, wrt, engine)
