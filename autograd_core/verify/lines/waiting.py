"""Lines of a worksheet that speak of names which lines below define, and wait for them."""

from abc import abstractmethod
from collections import Counter, deque
from collections.abc import Mapping, Sequence

from ...notation.formulas.labels import key
from ...notation.sheets.lines import Statement
from .collected import Collected
from .heads import Line


class Waiting(Collected):
    """Keeps lines until what they speak of is defined."""

    def __init__(self, said: Sequence[Statement], attempt: int, at: Mapping[str, str]) -> None:
        super().__init__(said, attempt, at)
        self._heads = Counter(key(line.name) for line in self.lines if line.rest)
        self._below = self._heads.copy()
        self._named: dict[str, Line] = {}
        """The lines that wait or have waited, by what they define."""
        self._awaited: set[str] = set()
        """The names of lines that wait for what stands below, or for the end."""
        self._waited_for: dict[str, list[Line]] = {}
        self._ready: deque[Line] = deque()

    @abstractmethod
    def _try(self, line: Line) -> None:
        """Define what a line defines, or let it wait for the names that it speaks of; at least until the end."""

    def _try_ready(self) -> None:
        """Take up the lines that have what they waited for."""
        while self._ready:
            self._try(self._ready.popleft())

    def _settle(self, line: Line) -> None:
        """A line has said what it says, and those that waited for it are ready."""
        name = key(line.name)
        self._waiting.pop(line.order, None)
        self._awaited.discard(name)
        for other in self._waited_for.pop(name, ()):
            other.missing.discard(name)
            if not other.missing:
                self._ready.append(other)

    def _wait(self, line: Line, words: set[str]) -> None:
        """Take a line up again where those of its words are defined that come below; at the end where none does."""
        self._waiting[line.order] = self._named[line.name] = line
        if key(line.name) in words:
            return
        line.missing = {word for word in words if self._comes(word) and not self.labels.alike(word)}
        for word in line.missing:
            self._awaited.add(key(line.name))
            self._waited_for.setdefault(word, []).append(line)

    def _comes(self, name: str) -> bool:
        """Whether a line below, or one that waits, defines a name."""
        return self._below[name] > 0 or name in self._awaited
