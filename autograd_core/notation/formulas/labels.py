"""Names by how they are spelled: an index of labels that grows, and the key in which all spellings of one agree."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import islice

from ...writing import GREEK
from .spelling import FRACTIONS, LIFTED, LOWERED, POWER_DIGITS, RAISED

LONGEST_NAME = 100
"""A name that is longer is found only as it stands."""
SEAL = "ꙮ"
"""Around a word that stands for a label which a sheet cannot hold."""
_MARK = "\u0300-\u036f\u20d7"
_NO_LETTERS = f"{POWER_DIGITS}{LIFTED}{''.join(FRACTIONS)}ᵀ"
_LETTER = rf"[^\W\d{_NO_LETTERS}]"
WORD = rf"{_LETTER}(?:[^\W{_NO_LETTERS}]|[{_MARK}])*"
INDEX = r"(?:_?\{[^{}\n]{0,80}\}|\[[^\[\]\n]{0,80}\]|\^?\{?⁽[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}⁾\}?|\^\{\([0-9]{1,3}\)\})"
NAME = re.compile(rf"{WORD}(?>{INDEX}(?:_?[^\W{_NO_LETTERS}]+(?={INDEX}))?)*")
"""A name as far as it may reach: letters, marks over them, digits, and indices below, above and in brackets."""

_MARKS = {
    "\u0302": "hat",
    "\u0304": "bar",
    "\u0305": "bar",
    "\u0303": "tilde",
    "\u0307": "dot",
    "\u0308": "ddot",
    "\u20d7": "vec",
}
_GREEK = str.maketrans(dict(GREEK) | {"ϵ": "epsilon", "ϕ": "phi", "ϑ": "theta", "ς": "sigma"})
_SEPARATORS = re.compile(r"[_{}\[\]()^,\s`.]+")
_ELL = re.compile(r"\Aell(?![^\W\d_])")


@lru_cache(4096)
def key(name: str) -> str:
    """A name without the ways in which indices and letters are written: w_{1,2}, w[1][2] and w_1_2 are one, δ and
    delta too, ℓ and ell."""
    raised = re.sub(r"\^?\{?\(?([⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾]+)\)?\}?", lambda found: f"_{found[1].translate(RAISED)}", name)
    lowered = re.sub(r"[₀-₎ₐ-ₜᵢᵣᵤᵥₓ]+", lambda found: f"_{found[0].translate(LOWERED)}", raised)
    apart = "".join(
        _MARKS.get(c, c) for c in unicodedata.normalize("NFD", unicodedata.normalize("NFKC", lowered).translate(_GREEK))
    )
    return _ELL.sub("l", _SEPARATORS.sub("_", apart).strip("_"))


def out_of_seal(word: str) -> str:
    """The label for which a sealed word stands; any other word as it is."""
    if word[:1] != SEAL:
        return word
    try:
        return bytes.fromhex(word.strip(SEAL)).decode()
    except ValueError:
        return word


class Labels(Collection[str]):
    """The names that a text may use, found however they are spelled; more may be added.

    Those `aside` are read, but not offered in place of one that means nothing.
    """

    def __init__(self, names: Collection[str], aside: Collection[str] = ()) -> None:
        self.aside = aside
        self._names: dict[str, None] = dict.fromkeys((*names, *aside))
        self._indexed = 0
        self._alike: dict[str, list[str]] = {}
        self._begun: dict[str, list[str]] = {}
        self._odd: list[str] = []
        self._lifted: list[str] = []
        self._longest = 0

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def add(self, name: str) -> None:
        """One name more."""
        self._names[name] = None

    def alike(self, k: str) -> list[str]:
        """The names with this key, with or without what separates their indices."""
        self._index()
        return self._alike.get(k, [])

    def begun(self, k: str) -> list[str]:
        """The names whose key goes on after this one: E_total for E."""
        self._index()
        return self._begun.get(k, [])

    @property
    def odd(self) -> list[str]:
        """The names that no word can be, and are written in brackets, the longest first."""
        self._index()
        return self._odd

    @property
    def lifted(self) -> list[str]:
        """The names that end in letters which stand above, such as hᵗ, the longest first."""
        self._index()
        return self._lifted

    @property
    def longest(self) -> int:
        """How many characters the longest name has."""
        self._index()
        return self._longest

    def _index(self) -> None:
        """Take up the names that came since the last question."""
        if self._indexed == len(self._names):
            return
        new = list(islice(self._names, self._indexed, None))
        self._indexed = len(self._names)
        for name in new:
            whole = key(name)
            for k in dict.fromkeys((whole, whole.replace("_", ""))):
                self._alike.setdefault(k, []).append(name)
            for place in re.finditer("_", whole):
                self._begun.setdefault(whole[: place.start()], []).append(name)
        self._odd = _longest_first([*self._odd, *(name for name in new if not NAME.fullmatch(name))])
        self._lifted = _longest_first([*self._lifted, *(name for name in new if name[-1:] in LIFTED and name)])
        self._longest = max(self._longest, *map(len, new))


def _longest_first(names: list[str]) -> list[str]:
    return sorted(names, key=len, reverse=True)
