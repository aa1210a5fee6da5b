"""An expression while it is being read: its steps so far, the shapes on the stack, and how doubtful places were
read."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

from .calls import Function
from .expression import LARGEST, FormulaError, Instruction
from .shapes import shape_after
from .tokens import Token
from .vocabulary import Vocabulary

_CALLS = 40
"""How deep functions that lines define may call one another."""
_NESTED = 8
"""How deep expressions that are read on their own, as in d/dx(...) and Σ, may stand in one another."""


class Reading(ABC):
    """What every part of the grammar writes into."""

    def __init__(
        self,
        text: str,
        known: Vocabulary,
        partials: bool,
        start: int = 0,
        nested: int = 0,
        bound: Mapping[str, int] | None = None,
    ) -> None:
        self.text, self.known, self.partials = text, known, partials
        self.position, self.nested, self.bound = start, nested, dict(bound or {})
        self.program: list[Instruction] = []
        self.shapes: list[int | None] = []
        self.notes: list[str] = []
        self._called = 0
        """How many steps the functions that are called take."""
        self.operand = False
        """Whether the last thing read was a whole operand."""
        if nested > _NESTED:
            self.fail(f"expressions stand in one another at most {_NESTED} deep", start)

    @abstractmethod
    def read(self, term: bool = False, closing: str = "") -> list[Instruction]:
        """The program of what stands from here to the end; with `term` to the next + or -, with `closing` to that
        bracket."""

    @abstractmethod
    def beside(self, token: Token) -> None:
        """An operand begins right after another one."""

    @abstractmethod
    def open_call(self, function: Function, at: int, bracket: str = "(") -> None:
        """The arguments of a function begin."""

    @abstractmethod
    def is_word(self, token: Token) -> bool:
        """Whether a name is no value here, but a word that joins."""

    @abstractmethod
    def open_bare(self, function: Function, at: int) -> None:
        """The argument of a function begins, without brackets."""

    def inner(self, start: int, bound: Mapping[str, int] | None = None, stop: int | None = None) -> "Reading":
        """Another reading of the same text, from a position on, for an expression that stands on its own."""
        return type(self)(
            self.text[:stop], self.known, self.partials, start, self.nested + 1, {**self.bound, **(bound or {})}
        )

    def emit(self, kind: str, what: Any, count: int, at: int) -> None:
        """Add a step, and keep the shapes of what is on the stack."""
        args = self.shapes[len(self.shapes) - count :]
        del self.shapes[len(self.shapes) - count :]
        shape, trouble = shape_after(kind, what, args)
        if trouble:
            self.fail(trouble, at)
        self.shapes.append(shape)
        self.program.append(Instruction(kind, what, count, at))
        if kind == "call":
            self._called += what[0].size
            if what[0].depth > _CALLS:
                self.fail(f"functions stand in one another at most {_CALLS} deep", at)
        if len(self.program) + self._called > LARGEST:
            self.fail(f"a formula has at most {LARGEST:,} numbers, names and operations", at)

    def emit_all(self, steps: Iterable[Instruction], at: int) -> None:
        """Add the steps of a whole operand."""
        for step in steps:
            self.emit(step.kind, step.what, step.count, at)
        self.operand = True

    def note(self, *sentences: str) -> None:
        """Tell how something was read."""
        self.notes += [" ".join(sentence.split()) for sentence in sentences]

    def fail(self, sentence: str, at: int, offers: Callable[[], str] | None = None) -> NoReturn:
        """Refuse the text, and point at the place."""
        raise FormulaError(sentence, self.text, at, offers)

    def unknown(self, word: str, at: int, call: bool = False) -> NoReturn:
        """No value is called so."""
        if word in ("x", "X") and self.text[:at].rstrip()[-1:].isdigit():
            self.fail(f"no value is named {word!r}; write * or · for times", at)
        self.fail(f"no value is named {shown(word)}", at, lambda: self.known.offers(word, call))


def shown(word: str) -> str:
    """A word of the text as it can be printed on one line."""
    return repr(word if len(word) <= 40 else f"{word[:40]}...")
