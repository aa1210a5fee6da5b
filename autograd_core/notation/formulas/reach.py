"""How far an operator such as d/dx reaches, over a bracket, a name, or one term; and what a mark behind a bracket
differentiates."""

import re
from collections.abc import Sequence

from .ends import end_of
from .expression import Instruction
from .labels import NAME
from .marks import Found, derivative_of, partial_of
from .reading import Reading
from .spelling import PRIMES
from .tokens import CLOSES, OPENING, past_space, token_at

_ALONE = re.compile(rf"\s*({NAME.pattern})\s*(?=$|[-+−*/·⋅×∙•÷=<>≈,;)\]}}|])")
_SIGN = re.compile(r"[*/·⋅×∙•÷]")
_QUOTIENT = re.compile(r"\(?\s*[d∂δ][^/∕÷⁄\s]*\s*[/∕÷⁄]\s*[d∂δ]")
"""A derivative within what another one is taken of, whose bar is no division."""
_PRIME = re.compile(rf"[{PRIMES}]{{1,4}}")
_LONGEST = 400
"""So far reaches a bracket that is differentiated by a mark."""


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


def primed_bracket(reader: Reading, start: int) -> Found | None:
    """(x² + 1)', [fg]'': what a bracket comes to, differentiated towards its only leaf, else towards t or x."""
    prime = _primes_behind(reader.text, start)
    if prime is None:
        return None
    inner = reader.inner(start + 1)
    steps = tuple(inner.read(closing=CLOSES[reader.text[start]]))
    leaves = {leaf: None for step in steps if step.kind == "name" for leaf in reader.known.leaves_of(step.what)}
    x = next((name for name in (leaves if len(leaves) == 1 else ("t", "x")) if name in leaves), None)
    written = reader.text[start : prime.end()]
    if x is None:
        reader.fail(f"{written} is taken towards what? write d/dx{written.rstrip(PRIMES)}", prime.start())
    told = (f"{written} is read as the derivative towards {x}",) if len(leaves) > 1 else ()
    reader.note(*inner.notes)
    return Found(prime.end(), derivative_of(steps, [x] * len(prime[0]), start), told)


def _primes_behind(text: str, start: int) -> re.Match[str] | None:
    """The marks right behind the bracket that opens here."""
    depth = 0
    for i in range(start, min(len(text), start + _LONGEST)):
        depth += (text[i] in "([{") - (text[i] in ")]}")
        if depth == 0:
            return _PRIME.match(text, i + 1)
    return None


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
