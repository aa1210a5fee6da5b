"""Plain Python source: the engine that needs nothing, and gives the bits of recording."""

from array import array
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any

from ..namespaces import FLOATS, NOTHING
from ..namespaces.ieee import IEEE
from ..namespaces.spellings import PYTHON, Python
from ..ops import Op
from .engines import Columns, Engine, in_order
from .straight import Straight
from .tape import Tape


def _careful(f: Callable[..., Any]) -> Callable[..., Any]:
    def careful(*args: Any) -> Any:
        found = f(*args)
        return found if found is NOTHING else IEEE(found)

    return careful


_CAREFUL = {name: _careful(getattr(FLOATS, name)) for name in PYTHON if callable(getattr(FLOATS, name, None))} | {
    "fabs": _careful(FLOATS.abs),
    "fsum": lambda xs: IEEE(FLOATS.sum(*xs)),
    "inf": PYTHON["inf"],
    "nan": PYTHON["nan"],
}
"""The same functions where Python's would raise: as IEEE 754 answers."""


class PythonSource(Engine):
    """The tape as two functions in Python, one for the values and one for both sweeps."""

    name = "source"

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self._functions: dict[bool, tuple[Callable[..., Any], Callable[..., Any]]] = {}

    def _written(self, backward: bool) -> tuple[Callable[..., Any], Callable[..., Any]]:
        """The function as Python computes, and the one that never raises."""
        if backward not in self._functions:
            code = Straight(self.tape, Python, 1, backward, calls=True)
            results = [*code.outputs, *code.adjoints]
            body = "".join(f"    {line.name} = {line.expression}\n" for line in code.lines(*results))
            source = f"def f({', '.join(code.inputs)}):\n{body}    return [{', '.join(map(code.text, results))}]\n"
            compiled = compile(source, f"<{self.tape.nodes} nodes>", "exec")
            rows = {name: _row(*facts) for name, facts in code.called.items()}
            fast, careful = {**PYTHON, **rows}, {**_CAREFUL, **{name: _careful(row) for name, row in rows.items()}}
            exec(compiled, fast)
            exec(compiled, careful)
            self._functions[backward] = fast["f"], careful["f"]
        return self._functions[backward]

    def run(self, inputs: Sequence[float], back: bool) -> tuple[Sequence[float], Sequence[float]]:
        """One evaluation: the outputs, and with `back` the gradients too."""
        fast, careful = self._functions.get(back) or self._written(back)
        try:
            found = fast(*inputs)
        except (ArithmeticError, ValueError):
            found = [float(x) for x in careful(*map(IEEE, inputs))]
        width = len(self.tape.outputs)
        return found[:width], found[width:]

    def run_samples(self, columns: Columns, samples: int, back: bool) -> tuple[Sequence[Any], Sequence[Any]]:
        """The same for columns of samples, one after the other."""
        rows = zip(range(samples), *(repeat(x) if isinstance(x, float) else map(float, x) for x in columns))
        found = [self.run(row[1:], back) for row in rows]
        return (
            [array("d", column) for column in zip(*(outs for outs, _ in found))],
            [array("d", column) for column in zip(*(adjoints for _, adjoints in found))],
        )

    def run_total(self, columns: Columns, samples: int) -> tuple[Sequence[Any], Sequence[float]]:
        """The same with each adjoint summed over the samples, from the first to the last."""
        outputs, adjoints = self.run_samples(columns, samples, True)
        return outputs, [in_order(x) for x in adjoints]


def _row(op: Op, free: Sequence[bool], part: int) -> Callable[..., float]:
    """A part of a row that only runs over floats: its value, or the partial of that number."""

    def value(*args: float) -> float:
        return float(FLOATS.evaluate(op.primal, *args))

    def partial(*args: float) -> float:
        wanted = [i == part for i in range(len(args))]
        found = FLOATS.evaluate(op.local_partials, value(*args), args, free, wanted)[part]
        return found if found is NOTHING else float(found)

    return value if part < 0 else partial
