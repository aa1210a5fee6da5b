"""What stands at the foot of a derivative in brackets or before a bar: what is held, or the point where it is taken."""

import re

from .marks import Found, partial_of
from .reading import Reading

_BAR = re.compile(r"\s*\|\s*_\s*(?:\{(?P<braced>[^{}\n]{1,80})\}|(?P<plain>[^\W_][\w]*))")
_NUMBER = re.compile(r"[-+−]?\s*(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_NUMBERS = re.compile(r"\(?\s*[-+−]?[0-9.]+\s*(?:,\s*[-+−]?[0-9.]+\s*)*\)?")
_AT_ONCE = re.compile(r"\s*\(([^()=]+)\)\s*=\s*\(([^()=]+)\)\s*")


def held_by_bar(reader: Reading, found: Found) -> Found:
    """∂U/∂V|_T, with what stands at the foot of the bar kept as it is."""
    bar = _BAR.match(reader.text, found.end)
    if bar is None or found.steps[0].kind != "partial":
        return found
    written = (bar["braced"] or bar["plain"]).strip()
    kept = found.steps[0].what
    labels = labels_held(reader, written, bar.start(), kept.y)
    steps = partial_of(kept.y, [kept.x, *kept.also], True, (*kept.held, *labels))
    return Found(bar.end(), steps + found.steps[1:], found.notes)


def labels_held(reader: Reading, written: str, at: int, y: str) -> tuple[str, ...]:
    """The labels of what is held."""
    if "=" in written or _NUMBERS.fullmatch(written):
        _at_the_point(reader, written, at, y)
        return ()
    found: list[str] = []
    for word in re.split(r"[,\s]+", written):
        end = reader.known.end(word)
        if end is None and not (entries := reader.known.entries(word)):
            reader.unknown(word, at)
        found += [end[0]] if end is not None else entries
    return tuple(found)


def _at_the_point(reader: Reading, written: str, at: int, y: str) -> None:
    """x=0.7 at the foot of a bar, or x=0.7, y=1.3, (x,y)=(0.7,1.3), (0.7,1.3): where the graph is, or refused."""
    out, both = f"leave out |_{{{written}}}", _AT_ONCE.fullmatch(written)
    values = (both[2] if both else written.strip("() ")).split(",")
    names = both[1].split(",") if both else sorted(reader.known.leaves_of(y))
    pairs = zip(names, values) if both or "=" not in written else (x.split("=") for x in values)
    if not both and "=" not in written and len(names) != len(values):
        reader.fail(f"a derivative is judged where the graph is: {out}", at)
    for pair in map(tuple, pairs):
        label = reader.known.end(pair[0].strip())
        if label is None or len(pair) != 2 or not _NUMBER.fullmatch(pair[1].strip()):
            reader.fail(f"a derivative is judged where the graph is: {out}", at)
        if (why := reader.known.must_be_here(label[0], pair[1])) is not None:
            reader.fail(f"{why}: give {label[0]} that value, or {out}", at)
