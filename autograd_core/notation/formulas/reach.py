"""How far an operator such as d/dx reaches: over a bracket, a name, or one term."""

import re
from collections.abc import Sequence

from .ends import end_of
from .expression import Instruction
from .labels import NAME
from .marks import Found, derivative_of, partial_of
from .reading import Reading
from .tokens import CLOSES, OPENING, past_space, token_at

_ALONE = re.compile(rf"\s*({NAME.pattern})\s*(?=$|[-+−*/·⋅×∙•÷=<>≈,;)\]}}|])")
_SIGN = re.compile(r"[*/·⋅×∙•÷]")
_QUOTIENT = re.compile(r"\(?\s*[d∂δ][^/∕÷⁄\s]*\s*[/∕÷⁄]\s*[d∂δ]")
"""A derivative within what another one is taken of, whose bar is no division."""


def applied(reader: Reading, start: int, end: int, xs: list[str]) -> Found:
    """What an operator such as d/dx stands before: a bracket, a name, or one term."""
    text, direct = reader.text, reader.text[start:].lstrip("( ")[:1] in "∂δ"
    opening = OPENING.match(text, end)
    name = _ALONE.match(text, end)
    if opening is None and name and (y := end_of(reader, name[1], True)):
        return Found(name.end(1), partial_of(y[0], xs, direct), (y[1],) if y[1] else ())
    inner = reader.inner(opening.end() if opening else end)
    steps = tuple(inner.read(term=opening is None, closing=CLOSES[opening[1]] if opening else ""))
    if opening is not None and _goes_on(reader, steps, (start, end), (opening.start(1), inner.position + 1)):
        opening, inner = None, reader.inner(end)
        steps = tuple(inner.read(term=True))
    reader.note(*inner.notes)
    stop = inner.position + 1 if opening else inner.position
    if opening is None:
        written = text[end:stop].strip()
        following = text[stop : stop + 2].lstrip()[:1]
        outside = _QUOTIENT.sub("", _inner_brackets_out(written))
        if _SIGN.search(outside) or following in ("+", "-", "−"):
            reader.fail("put what is differentiated into brackets: d/dx(...)", end)
        reader.note(f"{text[start:stop].strip()} is read as {text[start:end].strip()}({written})")
    if len(steps) == 1 and steps[0].kind == "name":
        return Found(stop, partial_of(steps[0].what, xs, direct))
    return Found(stop, derivative_of(steps, xs, start))


def _inner_brackets_out(text: str) -> str:
    """The text without what stands in brackets."""
    found, depth = list[str](), 0
    for c in text:
        depth -= c in ")}]"
        found += [c] if depth <= 0 else []
        depth += c in "({["
    return "".join(found)


def _goes_on(reader: Reading, steps: Sequence[Instruction], d: tuple[int, int], bracket: tuple[int, int]) -> bool:
    """Whether the bracket behind d/dx is only where the term begins that is meant: d/dx (x+1)², d/dx (1/2)(y-t)²."""
    stop = bracket[1]
    following = token_at(reader.text, stop)
    if following is None or (following.kind == "sign" and following.word not in ("**", "(", "[", "{", "!")):
        return False
    operator, first = reader.text[slice(*d)].strip(), reader.text[slice(*bracket)]
    if following.kind in ("raised", "lifted") or following.word in ("**", "!"):
        if len(steps) == 1 and steps[0].kind == "name":
            power = reader.text[following.start :].split()[0]
            told = f"write {operator}({first}{power}) or ({operator}{first}){power}"
            reader.fail(f"what does {operator} reach over? {told}", following.start)
        return True
    begins_operand = following.kind in ("name", "number", "root", "fraction", "quoted", "sign")
    if not begins_operand or reader.is_word(following) or _begins_derivative(reader.text, following.start):
        return False
    if all(step.kind in ("number", "constant", "op") for step in steps):
        return True
    told = f"write {operator}({first}*...) or ({operator}{first})*..."
    return reader.fail(f"what does {operator} reach over? {told}", following.start)


def _begins_derivative(text: str, position: int) -> bool:
    """Whether a derivative stands here, by which another one is multiplied: d/du(u³) du/dx."""
    return _QUOTIENT.match(text, past_space(text, position)) is not None
