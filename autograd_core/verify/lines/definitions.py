"""Lines that give a name its value: what they are told as, and which of them are pointed out."""

import re
from collections.abc import Collection, Iterable, Mapping

from ...formula import CONSTANTS
from ...notation.formulas.spelling import function_named
from ...notation.sheets.equations import sides
from ..verdicts.report import Row
from ..verdicts.verdict import Kind, Verdict

_NEXT, _BEFORE = r"new|next|updated", r"old|prev|previous"
_UPDATE = re.compile(
    rf"\s*(?:(?P<before>{_NEXT})[_ ]\s*)?(?P<label>.+?)\s*"
    rf"(?P<mark>\^?\{{?\+\}}?|⁺|['′]|[_^][{{(]?(?:{_NEXT})[}})]?|\s+(?:{_NEXT})"
    r"|[_^]?[{(\[]+(?P<step>[a-z])\s*\+\s*1[\])}]+)?\s*"
)
"""w+, w⁺, w', w_new, w new, new w, and w_{t+1}, w^{(t+1)}, w(t+1)."""
_ASSIGNED = re.compile(r"(?P<label>[^=←<:+-]{1,400}?)\s*(?P<sign>←|<-|:=|-=|\+=)\s*(?P<right>.+)")
_TAKEN_OFF = re.compile(r"(?<!\w)(?P<label>\w{1,200})\s*(?:[-−]|-=)\s*[Δ∆][ _]?(?P=label)(?!\w)")
"""w - Δw, w -= Δw."""
_LONGEST = 400
"""A name with a mark for its next value is no longer than this."""


def updated(text: str, leaves: Collection[str]) -> str | None:
    """The leaf that a left side such as w+, w', w_new or w new is the next value of; None where it is none."""
    update = _UPDATE.fullmatch(text) if len(text) <= _LONGEST else None
    marked = update is not None and bool(update["mark"]) != bool(update["before"])
    if update is None or not marked or update["label"] not in leaves:
        return None
    named = update["step"] is not None and update["step"] != "t" and update["step"] in leaves
    return None if named else update["label"]  # x(y + 1) is a product where y is a value


def update_sides(text: str, leaves: Collection[str], taken_off: Collection[str] = ()) -> list[str] | None:
    """The sides of a line that gives a leaf its next value, the first as w+; None where it does not.

    So do w ← ..., w := ..., w -= ..., and w = w - ..., which as an equation would say nothing, and Δw = ..., which is
    added to w, or is `taken_off`.
    """
    assigned = _ASSIGNED.fullmatch(text)
    if assigned and (label := assigned["label"].strip()) in leaves:
        right = assigned["right"]
        signed = {"-=": f"{label} - ({right})", "+=": f"{label} + ({right})"}.get(assigned["sign"], right)
        return [f"{label}+", *sides(signed)]
    left, *rest = sides(text)
    if (label := stepped(left, leaves)) is not None and rest:
        sign = "-" if label in taken_off else "+"
        return [f"{label}+", *(f"{label} {sign} ({part})" for part in rest)]
    if left in leaves and rest and re.match(rf"{re.escape(left)}\s*[-−+]", rest[0]):
        return [f"{left}+", *rest]
    if (label := updated(left, leaves)) is None:
        return None
    update = _UPDATE.fullmatch(left)
    if label + "_old" not in leaves:
        before = re.compile(rf"(?<!\w){re.escape(label)}[_^]?[{{(]?(?:{_BEFORE})[}})]?(?!\w)")
        rest = [before.sub(label, part) for part in rest]
    if update and update["step"]:
        now = re.compile(rf"(?<!\w){re.escape(label)}[_^]?(?:[{{(\[]+{update['step']}[\])}}]+|{update['step']}(?!\w))")
        rest = [now.sub(label, part) for part in rest]
    return [f"{label}+", *rest]


def stepped(name: str, leaves: Collection[str]) -> str | None:
    """The leaf whose step a name stands for, as Δw; None where it stands for none."""
    label = name[1:].strip(" _")
    return label if name[:1] in ("Δ", "∆") and label in leaves else None


def steps_taken_off(texts: Iterable[str]) -> frozenset[str]:
    """The leaves from which their step is taken off somewhere, as in w - Δw."""
    return frozenset(found["label"] for text in texts for found in _TAKEN_OFF.finditer(text))


def next_within(text: str, leaves: Collection[str]) -> str | None:
    """The leaf whose next value stands within an expression, as in w+ - w, where it would be read as a sum."""
    found = re.search(r"(?<!\w)(?P<label>\w{1,200})(?:\+\s+[-−*/]|⁺\s*[-−+*/])", text)
    return found["label"] if found and found["label"] in leaves else None


def definition(claim: str, text: str, name: str, value: str, doubt: str | None, notes: tuple[str, ...] = ()) -> Row:
    """The row of a line that gives a name its value; with a doubt, one that keeps the sheet from passing."""
    kind = Kind.DEFINITION if doubt is None else Kind.QUESTIONED
    told = ", ".join(filter(None, (value, no_longer(name), doubt)))
    return Row(claim, text, Verdict(kind, f"{name} is {told}"), notes=notes)


def no_longer(name: str) -> str | None:
    """That a name stands for a value where others know it as a number or a function: e, pi, N, exp."""
    if name in CONSTANTS:
        return f"a value here, and not the number {name}"
    function = function_named(name) if len(name) > 1 or not "a" <= name <= "z" else None
    return None if function is None else f"a value here; {function}(...) is the function"


class Lookalikes:
    """Names without what separates their parts, as somebody may write them."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: dict[str, list[str]] = {}
        for name in dict.fromkeys(names):
            self._names.setdefault(_plain(name), []).append(name)

    def other(self, plain: str, than: str) -> str | None:
        """The last name that looks so, besides this one."""
        return next((name for name in reversed(self._names.get(plain, ())) if name != than), None)


def doubt(name: str, others: Lookalikes, used: bool) -> str | None:
    """Why a definition is pointed out: it is called nearly like a partial, or nothing uses it."""
    if (meant := _nearly(name, others)) is not None:
        return f"a name of its own; did you mean {meant}?"
    if not used and name[:1] in ("Δ", "∆") and (node := others.other(_plain(name[1:]), name)) is not None:
        return f"and nothing uses it; the Laplacian is written ∇²{node}"
    return None if used else "and nothing uses it"


def _nearly(name: str, others: Lookalikes) -> str | None:
    """The partial or the update that a name looks like; None where it looks like none."""
    plain = _plain(name)

    def known(x: str) -> str | None:
        return others.other(x, name)

    for mark in ("new", "next", "updated", "grad", "gradient"):
        for rest in (plain.removesuffix(mark), plain.removeprefix(mark)):
            if rest != plain and (meant := known(rest)) is not None:
                return f"a partial towards {meant}" if mark.startswith("grad") else f"{meant}+"
    for i in range(2, len(plain)) if plain[:1] in ("d", "∂") and len(plain) <= _LONGEST else ():
        if (y := known(plain[1:i])) is None:
            continue
        for sign in ("∂",) if plain[0] == "∂" else ("d", "by", "byd", "over", "overd"):
            x = known(plain[i:].removeprefix(sign)) if plain[i:].startswith(sign) else None
            if x is not None and x != y:
                return f"d{y}/d{x}"
    return None


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()


def lost_among(lost: Mapping[str, int], text: str) -> str | None:
    """That a line speaks of a name which could not be defined above, where it does."""
    for name, line in lost.items():
        if any(mentions(text, mark + name) for mark in ("", "d", "∂")):
            return f"{name} could not be defined on line {line}, so this is not judged"
    return None


class Mentions:
    """Which lines speak of a name as a word of its own."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)
        self._whole = "\n".join(self._texts)
        self._lines: dict[str, int] = {}
        """On which line a word stands; -1 for one that stands on several."""
        for i, text in enumerate(self._texts):
            for word in set(re.findall(r"\w+", text)):
                self._lines[word] = i if word not in self._lines else -1

    def beside(self, line: int, names: Iterable[str]) -> bool:
        """Whether another line than this one speaks of one of the names."""
        return any(self._speaks(name, line) for name in names)

    def _speaks(self, name: str, but: int) -> bool:
        if re.fullmatch(r"\w+", name):
            return self._lines.get(name, but) != but
        if name not in self._whole:
            return False
        return any(mentions(text, name) for i, text in enumerate(self._texts) if i != but)


def mentions(text: str, name: str) -> bool:
    """Whether a line has a name as a word of its own."""
    return name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
