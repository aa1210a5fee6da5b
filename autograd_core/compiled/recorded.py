"""A recorded graph made ready: its tape, what must hold for it, and the engines that run it."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from ..trees import leaves
from .arguments import numbered
from .engines import chosen, engine
from .guards import Tests
from .tape import Tape


class Recording:
    """One recorded graph: its tape, the guards under which it is the function, and the engines that were made of it.

    `outputs`, `wrt` are nests of places among the results, of which there are `width`, and the first `roots` are
    differentiated; `kept` are leaves that are no inputs, read at each call;
    `alone` is the tape without the guards, where they hold numbers that were read.
    """

    def __init__(
        self,
        y: Any,
        inputs: list[Any],
        wrt: Any,
        kept: list[Any] | None = None,
        guards: Sequence[Any] = (),
        has_aux: bool = False,
    ) -> None:
        results = list(leaves(y))
        self.width = len(results)
        self.roots = len(list(leaves(y[0]))) if has_aux else self.width
        tests = Tests(guards, self.width)
        self.tests = tests if tests.tests else None
        self.kept = [] if kept is None else kept
        roots, beside = results[: self.roots], [*results[self.roots :], *tests.operands]
        self.tape = Tape(roots, [*inputs, *self.kept], list(leaves(wrt)), beside)
        self.outputs, self.wrt = numbered(y, count()), numbered(wrt, count())
        self.differentiated = self.outputs[0] if has_aux else self.outputs
        self.wrt_in_a_row = self.wrt == list(range(len(self.tape.wrt)))
        self.flat = self.outputs == 0 and self.wrt_in_a_row
        self.alone = Tape(roots, [*inputs, *self.kept], [], results[self.roots :]) if tests.reads else None
        self._engines: dict[tuple[str, int | None], Any] = {}

    def engine(self, name: str, samples: int = 1, output: int | None = None) -> Any:
        """The engine of that name for the whole tape, or for what one output needs."""
        key = chosen(name, self.tape.nodes, samples), output
        if key not in self._engines:
            tape = self.tape if output is None else self.tape.beneath(output)
            self._engines[key] = engine(key[0])(tape)
        return self._engines[key]

    def read(self, columns: list[Any]) -> list[Any]:
        """The inputs of the tape: those of the call, and what the kept leaves hold now."""
        return columns + [leaf.data for leaf in self.kept] if self.kept else columns

    def _content(self) -> tuple[Any, ...]:
        tests = self.tests.tests if self.tests else []
        return self.tape, repr(self.outputs), repr(self.wrt), tuple(tests), tuple(leaf.data for leaf in self.kept)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Recording) and self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self.tape)

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_engines": {}}
