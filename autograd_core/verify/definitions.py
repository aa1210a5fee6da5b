"""Lines that give a name its value: what they are told as, and which of them are pointed out."""

import re
from collections.abc import Collection, Iterable

from .report import Row
from .verdicts import Kind, Verdict

_UPDATE = re.compile(r"\s*(?P<label>.+?)\s*(?P<mark>\^?\{?\+\}?|⁺|['′]|_\{?(?:new|next)\}?|\s+(?:new|next))\s*")


def updated(text: str, leaves: Collection[str]) -> str | None:
    """The leaf that a left side such as w+, w', w_new or w new is the next value of; None where it is none."""
    update = _UPDATE.fullmatch(text)
    return update["label"] if update and update["label"] in leaves else None


def definition(claim: str, text: str, name: str, value: str, doubt: str | None) -> Row:
    """The row of a line that gives a name its value; with a doubt, one that keeps the sheet from passing."""
    kind = Kind.DEFINITION if doubt is None else Kind.QUESTIONED
    return Row(claim, text, Verdict(kind, f"{name} is {value}{'' if doubt is None else f', {doubt}'}"))


def doubt(name: str, others: Iterable[str], used: bool) -> str | None:
    """Why a definition is pointed out: it is called nearly like a partial, or nothing uses it."""
    if (meant := _nearly(name, [other for other in others if other != name])) is not None:
        return f"a name of its own; did you mean {meant}?"
    return None if used else "and nothing uses it"


def _nearly(name: str, others: list[str]) -> str | None:
    """The partial or the update that a name looks like; None where it looks like none."""
    plain = _plain(name)
    for x in others:
        last = _plain(x)
        if plain in (f"{last}new", f"new{last}", f"{last}next", f"{last}updated", f"updated{last}"):
            return f"{x}+"
        if plain in (f"grad{last}", f"{last}grad", f"gradient{last}"):
            return f"a partial towards {x}"
        for y in others:
            first = _plain(y)
            if y != x and plain in (
                f"d{first}d{last}",
                f"d{first}by{last}",
                f"d{first}byd{last}",
                f"d{first}over{last}",
                f"d{first}overd{last}",
                f"∂{first}∂{last}",
            ):
                return f"d{y}/d{x}"
    return None


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()


def mentions(text: str, name: str) -> bool:
    """Whether a line has a name as a word of its own."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
