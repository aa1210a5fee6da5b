"""Words that every room uses in its sentences: counts, the names most like one, what a stream can show, and names."""

import re
import sys
from collections.abc import Iterable
from typing import TextIO
from unicodedata import category


def many(count: int, noun: str) -> str:
    """1 node, 2 nodes, 3,000 nodes."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def enumerated(words: Iterable[object], conjunction: str = "and", most: int = sys.maxsize) -> str:
    """a, b and c; where there are more than `most`, a, b and 4 more."""
    said = [shown(word) for word in words]
    if len(said) > most:
        said[most:] = [f"{len(said) - most:,} more"]
    return f"{', '.join(said[:-1])} {conjunction} {said[-1]}" if len(said) > 1 else "".join(said)


def nearest(label: str, labels: Iterable[str], otherwise: str = "") -> str:
    """Half a sentence that offers the labels most like this one; where none is, `otherwise` or a few."""
    from difflib import get_close_matches  # an error is the only one to need it, and it takes 10 ms to import

    labels = sorted(set(labels))
    alike = 0.5 if len(label) < 3 else 0.6  # w1 is near w2, and half of a long name is another word
    near = get_close_matches(label, labels, n=3, cutoff=alike) or ([] if otherwise else labels[:8])
    return f"the nearest are {', '.join(map(repr, near))}" if near else otherwise or "this graph has no labels"


def can_show(text: str, stream: TextIO | None = None) -> bool:
    """Whether a stream, by default the standard output, has the characters of `text`."""
    stream = stream or sys.stdout
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")  # one without an encoding takes any text
    except UnicodeEncodeError:
        return False
    return True


def shown(text: object) -> str:
    """Text that is safe to print: what a terminal would obey is shown as Python writes it, "\\\\x1b" and "\\\\n"."""
    text = str(text)
    return text if text.isprintable() else repr(text)[1:-1]


def shown_in_line(text: object) -> str:
    """The same in one line: line breaks, tabs and blanks of every kind are blanks."""
    text = str(text)
    if text.isprintable():
        return text
    return shown("".join(" " if c in "\n\t" or category(c) == "Zs" else c for c in text.replace("\r\n", "\n")))


def in_expressions(name: object) -> str:
    """A name as formulas hold it: safe to print, and in quotes where it would read as a number, as the label "2"."""
    text = shown(name)
    return f'"{text}"' if _reads_as_number(text) else text


def _reads_as_number(text: str) -> bool:
    """Whether this is a numeral, or such a calculation with numerals as 1/2."""
    if text[:1].isalpha() and text[0] not in "iInN":  # only inf, infinity and nan are numerals that begin with a letter
        return False
    try:
        float(text)
    except ValueError:
        return re.fullmatch(r"[\d\s.,_+\-*/^()]*\d[\d\s.,_+\-*/^()]*", text) is not None
    return True
