"""What a model answers to many points, through a program as soon as that has paid for itself."""

from collections.abc import Sequence
from typing import Any

from autograd_core.arguments import public

from .modules import Module, copied
from .programs import Answers, installed

MANY, VERY_MANY = 300_000, 5_000_000
"""From so many parameters times points on, answers come from source, and from so many on, from kernels."""


class Answering:
    """Asks a model again and again, in evaluation and without a graph: point by point, or all through a program.

    Both give the same bits.
    """

    def __init__(self, model: Module) -> None:
        self.model, self.work = model, 0
        self.size = max(1, len(model.parameters()))
        self._programs: dict[str, Answers | None] = {}

    def at(self, points: Sequence[Any]) -> list[Any]:
        """The outputs at each point, as plain numbers."""
        self.work += len(points) * self.size
        if self.work >= MANY:
            engine = "kernels" if self.work >= VERY_MANY and installed("kernels") else "source"
            try:
                if engine not in self._programs:
                    self._programs[engine] = Answers(copied(self.model, lambda p: p, training=False), engine)
                programs = self._programs[engine]
                if programs is not None:
                    programs.refresh()
                    return programs.run(points)
            except Exception:  # whatever it is, the model does without, or says it in its own words
                self._programs[engine] = None
        plain = self.model.plain()
        return [plain(xs) for xs in points]


@public
def predict(model: Module, points: Sequence[Any]) -> list[Any]:
    """What the model answers to each point, as plain numbers: in evaluation, and without a graph.

    Many points run through a program, to the same bits.

    >>> from nn import MLP, predict
    >>> predict(MLP([2, 1], "identity", weights=[[[2.0, 0.0]]]), [[1.0, 5.0], [2.0, 5.0]])
    [[2.0], [4.0]]
    """
    return Answering(checked_model("predict", model)).at(points)


def checked_model(call: str, model: Any) -> Module:
    """A module, or a sentence that says what to write."""
    if not isinstance(model, Module):
        hint = ", not the class" if isinstance(model, type) else ""
        raise TypeError(f"{call} needs a model made of nn's modules{hint}; got {model!r:.60} ({type(model).__name__})")
    return model
