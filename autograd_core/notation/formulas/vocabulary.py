"""Which value a written name means: its label as it stands, spelled otherwise, or several labels one after another."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import islice
from typing import Protocol

from ...words import nearest
from .expression import Instruction, Lambda
from .labels import LONGEST_NAME, Labels, key, out_of_seal
from .spelling import function_named

LOSSES = frozenset(("E", "L", "J", "C", "loss", "Loss", "cost", "Cost", "error", "Error", "Err", "l"))
"""What the root is called where it has a longer name, or none."""

_SPLIT_AT_MOST = 60
_COMPARED = 300
"""With so many names, only those with the same first letter are compared with a word that means nothing."""
_FEW = 40
"""And no more of them than these."""


class Ambiguous(LookupError):  # noqa: N818  # what is said of a name
    """A name that could mean several things."""


class Beneath(Protocol):
    """What is known of the graph whose nodes the names are."""

    def leaves_of(self, label: str) -> Collection[str]:
        """The labels of the leaves that a name depends on; none where one of them has no label."""

    def node_of(self, program: Sequence[Instruction]) -> str | None:
        """What the node that an expression computes is called; None where no node is known to."""

    def data_of(self, label: str) -> float | None:
        """The recorded number of a name; None where it has none of its own."""


class Vocabulary:
    """The labels that a formula may use, the label of the root, and the functions that lines have defined."""

    def __init__(
        self,
        names: Collection[str],
        root: str | None = None,
        functions: Mapping[str, Lambda] | None = None,
        any_name: bool = False,
        graph: "Beneath | None" = None,
        depends: Callable[[str, str], bool] = lambda y, x: True,
    ) -> None:
        self.names = names if isinstance(names, Labels) else Labels(names)
        self.root, self.functions, self.any_name = root, functions or {}, any_name
        self.graph = graph
        self.depends = depends
        """Whether a value depends on another, so that dy/dx may be a derivative where dy and dx are values too."""

    def leaves_of(self, label: str) -> Collection[str]:
        """The labels of the leaves that a name depends on, where the graph is known."""
        return self.graph.leaves_of(label) if self.graph is not None else ()

    def node_of(self, program: Sequence[Instruction]) -> str | None:
        """What the node that an expression computes is called, where the graph is known."""
        return self.graph.node_of(program) if self.graph is not None else None

    def must_be_here(self, label: str, number: str) -> str | None:
        """Why a derivative at x = 1 is not one where the graph is; None where x is 1 there."""
        here = self.graph.data_of(label) if self.graph is not None else None
        if here is None:
            return "a derivative is judged where the graph is"
        if here == float(number.replace("−", "-").replace(" ", "")):
            return None
        return f"a derivative is judged where the graph is, and {label} is {here!r} there"

    def value(self, word: str) -> str | None:
        """The label that a written name means, exactly or spelled otherwise; None where no label fits.  Raises
        Ambiguous."""
        word = out_of_seal(word)
        if word in self.names:
            return word
        if len(word) > LONGEST_NAME or word[:1] == "_":
            return None
        whole = key(word)
        alike = self.names.alike(whole)
        for fits in ([name for name in alike if key(name) == whole], self.names.alike(whole.replace("_", ""))):
            if len(fits) > 1:
                raise Ambiguous(f"{word} could be {' or '.join(fits[:4])}: write it as it is labelled")
            if fits:
                return self._counted_alike(word, fits[0])
        return None

    def _counted_alike(self, word: str, label: str) -> str:
        """The label, unless it counts from 0 in brackets and the word may count from 1: w_{11} beside w[0][0] and
        w[1][1]."""
        if "[" in label and "[" not in word:
            less = re.sub(r"\[([0-9]+)\]", lambda found: f"[{int(found[1]) - 1}]", label)
            if less in self.names:
                raise Ambiguous(f"{word} could be {label} or, counted from 1, {less}: write it as it is labelled")
        return label

    def end(self, word: str, of_root: bool = False) -> tuple[str, str] | None:
        """The label of an end of a derivative, with a note where it was guessed; the root may be called by less than
        its label."""
        label = self.value(word)
        if label is not None:
            return label, ""
        if not of_root or len(word) > LONGEST_NAME or word in self.functions:
            return None
        begin = self.names.begun(key(word))
        if self.root is not None and (self.root in begin or (word in LOSSES and not begin)):
            return self.root, f"{word} is read as {self.root or 'the root'}"
        if len(begin) == 1:
            return begin[0], f"{word} is read as {begin[0]}"
        return None

    def split(self, word: str, call: bool) -> list[str] | None:
        """The labels of which a word is made up, longest first: xy as x and y; the last may be a function where a
        bracket follows."""
        if len(word) > _SPLIT_AT_MOST:
            return None
        reached: dict[int, list[str] | None] = {len(word): []}
        for start in range(len(word) - 1, -1, -1):
            reached[start] = None
            for stop in range(len(word), start, -1):
                rest, piece = reached[stop], word[start:stop]
                if rest is None or piece == word or piece[0].isdigit() or piece[0] == "_":
                    continue
                if self.part(piece) or (
                    call and stop == len(word) and (len(piece) > 1 or not piece.isascii()) and function_named(piece)
                ):
                    reached[start] = [piece, *rest]
                    break
        return reached[0]

    def part(self, piece: str) -> bool:
        """Whether a piece of a word can be a factor by itself."""
        spelled = not piece.isascii() or ("_" in piece and piece.count("{") == piece.count("}"))
        return piece in self.names or piece in ("pi", "π") or (spelled and self._fits(piece))

    def _fits(self, piece: str) -> bool:
        try:
            return self.value(piece) is not None
        except Ambiguous:
            return False

    def offers(self, word: str, call: bool) -> str:
        """Half a sentence with the names most like a word that means nothing."""
        from ...ops import OPS

        known = [name for name in self.names if name not in self.names.aside]
        known += [name for name in OPS if call]
        if len(known) > _COMPARED:
            alike = (name for name in known if name[:1] == word[:1] and abs(len(name) - len(word)) < 3)
            known = [*islice(alike, _FEW)]
        return f"; {nearest(word[:40], known)}" if known else ""

    def entries(self, stem: str) -> list[str]:
        """The labels of a vector: w[0], w[1], ... or w1, w2, ... where no value is called w itself.  Raises Ambiguous
        where it could begin with w0 or with w1."""
        ends = ("1", "0", "_1", "_0", "[0]")
        if not any(f"{stem}{end}" in self.names for end in ends):
            stem = key(stem)  # θ of theta1
        for form, first in (("{}[{}]", 0), ("{}{}", 1), ("{}_{}", 1), ("{}{}", 0), ("{}_{}", 0)):
            found: list[str] = []
            while (label := form.format(stem, first + len(found))) in self.names:
                found.append(label)
            zeroth = form.format(stem, 0)
            if len(found) > 1 and first and zeroth in self.names:
                listed = f"[{zeroth}, {', '.join(found[:3])}{', ...' if len(found) > 3 else ''}]"
                last = found[-1]
                raise Ambiguous(f"{stem} could be {zeroth} to {last} or {found[0]} to {last}: write {listed}")
            if len(found) > 1:
                return found
        return []
