"""Derivatives that are written as quotients: dE/dw5, ∂²f/∂x∂y, d/dx(...), d(x^2)/dx, (∂U/∂V)_T, d ln y/d ln x."""

import re

from ...ops import OPS
from .calls import function_of
from .ends import (
    BELOW,
    END,
    LOG,
    ORDER,
    end_of,
    ends_of,
    is_below,
    order_of,
    place_of,
    read_below,
    read_between,
    written_of,
)
from .expression import FormulaError, Instruction
from .held import labels_held
from .labels import NAME, WORD
from .marks import Found, derivative_of, nabla, partial_of
from .reach import applied, primed_bracket
from .reading import Reading
from .spelling import LOWERED, PRIMES, RAISED
from .tokens import past_space

_D = re.compile(
    rf"(?P<d>[d∂δ])(?P<edge>\^?(?:\+|\{{\+\}}|\(\+\))|⁺)?"
    rf"(?:(?P<plain>[2-9])(?=\s*(?:{NAME.pattern}\s*|\(.{{1,200}}?\)\s*)?[/∕÷⁄]\s*\(?\s*[d∂δ])|{ORDER})"
)
_CHANGES = re.compile(rf"δ(?:\s*[²³])?\s*(?!_)(?P<y>{NAME.pattern})?\s*[/∕÷⁄]\s*\(?δ\s*(?!_)(?P<x>{NAME.pattern})")
_CALL = re.compile(rf"\(\s*{NAME.pattern}\s*(?:,\s*{NAME.pattern}\s*)*\)(?=\s*[/∕÷⁄])")
_TOWARDS = re.compile(
    rf"[∂D](?P<order>[²³])?(?:_\s*(?:\{{\s*(?P<braced>{NAME.pattern})\s*\}}|(?P<plain>{WORD}))|(?P<lowered>[ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+))"
    r"(?:\^\(?(?P<order2>[23])\)?|(?P<order3>[²³]))?(?=\s*[\w(\[√∛|∂])"
)
_SLASH = re.compile(r"\s*[/∕÷⁄]\s*")
_SPACED = re.compile(rf"d\s+(?:{NAME.pattern}|\().{{0,200}}?[/∕]\s*d")
_WORD = re.compile(WORD)
_OPERATOR = re.compile(rf"\(\s*[d∂δ]{ORDER}\s*(?P<slash>[/∕÷⁄])")
_TIMES = re.compile(ORDER)
_PLACE = re.compile(rf"\s*\(\s*((?P<number>[-+−]?\s*(?:\d+\.?\d*|\.\d+))|(?P<name>{NAME.pattern}))\s*\)")
PLACES = re.compile(rf"\s*\(\s*(?P<xs>{NAME.pattern}\s*(?:,\s*{NAME.pattern}\s*)*)\)")
"""(x, y), where a derivative is taken."""
_OPENING = re.compile(r"(?:\(\s*){1,3}(?=[∂dδ])")
_HELD = re.compile(rf"\)?\s*\|?\s*_\s*(?:\{{(?P<braced>[^{{}}\n]{{1,80}})\}}|(?P<plain>{WORD}))")


def at(reader: Reading, start: int) -> Found | None:
    """A derivative that is written as a quotient or with ∇, at a position; None where none begins there."""
    text, known = reader.text, reader.known
    c = text[start]
    if c == "∇":
        return nabla(reader, start)
    if c in "([":
        return (_in_brackets(reader, start) or _held(reader, start) if c == "(" else None) or primed_bracket(
            reader, start
        )
    if c == "δ" and not _is_small_change(reader, start):
        return None
    if (towards := _TOWARDS.match(text, start)) is not None:
        return _towards(reader, towards)
    d = _D.match(text, start)
    if d is None or (c == "d" and "d" in known.names and not (_SLASH.match(text, d.end()) or _is_whole(reader, d))):
        return None
    order, plain = order_of(d), bool(d["plain"])
    if plain and (value := _WORD.match(text, start)) and value[0] in known.names:  # d2y is a value
        return None
    if slash := _SLASH.match(text, d.end()):
        if "d" in known.names or not is_below(text, slash.end()):
            return None
        return _operator(reader, start, slash.end(), order, plain)
    if text[d.end() : d.end() + 1].isspace() and c == "d" and order == 1 and not _SPACED.match(text, start):
        return None
    above = END.match(text, d.end())
    of = _CALL.match(text, above.end()) if above is not None and _names_value(reader, above) else None
    above_ends = of.end() if of else above.end() if above else 0
    if above is not None and (slash := _SLASH.match(text, above_ends)) and is_below(text, slash.end()):
        return _quotient(reader, start, above, slash.end(), order, plain)
    slash_at = _slash_after(text, d.end())
    if slash_at is not None and _begins_expression(reader, d.end()):
        return _of_expression(reader, start, d.end(), slash_at, order, plain)
    if c == "∂":
        reader.fail("a derivative is written ∂y/∂x", start)
    return None


def _is_small_change(reader: Reading, start: int) -> bool:
    """Whether δE/δw is written for ∂E/∂w: where δ is no value, and δE and δw are none."""
    found = _CHANGES.match(reader.text, start)
    if found is None:
        return False
    return all(reader.known.value(word) is None for word in ("δ", f"δ{found['y'] or ''}", f"δ{found['x']}"))


def _is_whole(reader: Reading, d: re.Match[str]) -> bool:
    """Whether dx/dy stands here with both ends known, which is no quotient of products even where d is a value."""
    above = END.match(reader.text, d.end())
    slash = _SLASH.match(reader.text, above.end()) if above else None
    try:
        if above is None or slash is None or end_of(reader, written_of(above)) is None:
            slash_at = _slash_after(reader.text, d.end())
            if slash_at is None or not _begins_expression(reader, d.end()):
                return False
            if reader.known.node_of(read_between(reader, d.end(), slash_at)[0]) is None:
                return False
            return read_below(reader, slash_at + 1, 1)[0] is not None
        below = BELOW.match(reader.text, slash.end())
        if below is not None and ends_of(reader, below) is not None:
            return True
        return is_below(reader.text, slash.end()) and read_below(reader, slash.end(), 1)[0] is not None
    except FormulaError:
        return False


def _names_value(reader: Reading, above: re.Match[str]) -> bool:
    name = written_of(above)
    return name in reader.known.names or function_of(name) is None


def _along_edge(text: str, start: int) -> bool:
    d = _D.match(text, start)
    return d is not None and d["edge"] is not None


def _quotient(
    reader: Reading, start: int, above: re.Match[str], below_at: int, order: int, plain: bool
) -> Found | None:
    text, known = reader.text, reader.known
    whole = _WORD.match(text, start)
    below, end = read_below(reader, below_at, order, plain)
    as_value = whole is not None and whole[0] in known.names
    written = written_of(above)
    if written[-1] in PRIMES and known.value(written) is None:  # y'/dx is no name
        return None
    y = end_of(reader, written, True) if not above["quoted"] else ((written, "") if written in known.names else None)
    if as_value and (y is None or below is None or _is_quotient(reader, y[0], below[0], below_at)):
        bottom = _WORD.match(text, below_at)
        if bottom is not None and bottom[0] in known.names:
            reader.note(f"{text[start : bottom.end()]} is read as a quotient of two values, not as a derivative")
        return None
    if y is None and (log := LOG.fullmatch(written)) and (inside := end_of(reader, log["x"], True)):
        name = Instruction("name", inside[0], 0, start)
        return _of_program(reader, (name, Instruction("op", OPS["log"], 1, start)), start, below, end)
    if y is None:
        reader.unknown(written, place_of(above))
    if below is None:
        missing = BELOW.match(text, below_at)
        assert missing is not None
        reader.unknown(written_of(missing), place_of(missing))
    alone = tuple(known.leaves_of(y[0])) == tuple(below[0])
    if (place := _PLACE.match(text, end)) and (place["number"] or (place["name"] in below[0] and not alone)):
        reader.fail(
            f"{text[start : place.end()]} could be the derivative at {place[1]}, or times it: "
            f"write {text[start:end]} alone, which is judged where the graph is, or {text[start:end]}*{place[1]}",
            place.start(),
        )
    notes: tuple[str, ...] = (y[1],) if y[1] else ()
    if as_value:
        notes += (f"{text[start:end]} is read as the derivative, not as a quotient of two values",)
    xs, logs = below
    steps = partial_of(y[0], xs, text[start] in "∂δ", edge=_along_edge(text, start))
    for i, is_log in enumerate(logs):
        if is_log:
            steps += (Instruction("name", xs[i], 0, start), Instruction("op", OPS["mul"], 2, start))
    return Found(end, steps, notes)


def _is_quotient(reader: Reading, y: str, xs: list[str], below_at: int) -> bool:
    """Whether dy/dx can only be dy over dx: both are values, and y does not depend on x."""
    bottom = _WORD.match(reader.text, below_at)
    return bottom is not None and bottom[0] in reader.known.names and not all(reader.known.depends(y, x) for x in xs)


def _held(reader: Reading, start: int) -> Found | None:
    """(∂U/∂V)_T"""
    opening = _OPENING.match(reader.text, start)
    if opening is None:
        return None
    closing = re.compile(rf"(?:\s*\)){{{opening[0].count('(')}}}").search(reader.text, opening.end())
    held = _HELD.match(reader.text, closing.end() - 1) if closing is not None else None
    if closing is None or held is None:
        return None
    found = at(reader, opening.end())
    if found is None or past_space(reader.text, found.end) != past_space(reader.text, closing.start()):
        return None
    kept = found.steps[0].what
    labels = labels_held(reader, (held["braced"] or held["plain"]).strip(), held.start(), kept.y)
    steps = partial_of(kept.y, [kept.x, *kept.also], True, labels)
    return Found(held.end(), steps + found.steps[1:], found.notes)


def _in_brackets(reader: Reading, start: int) -> Found | None:
    """(d/dx)(x³), (d/dx) sin x, (d/dx)² x³"""
    found = _OPERATOR.match(reader.text, start)
    if found is None or "d" in reader.known.names:
        return None
    below, end = read_below(reader, found.end("slash"), order_of(found))
    closing = past_space(reader.text, end)
    if below is None or any(below[1]) or reader.text[closing : closing + 1] != ")":
        return None
    times = _TIMES.match(reader.text, closing + 1)
    assert times is not None
    return applied(reader, start, times.end(), below[0] * order_of(times))


def _slash_after(text: str, position: int) -> int | None:
    """Where the quotient's bar stands, outside of brackets, before anything that would end the numerator."""
    depth, within = 0, False
    for i in range(position, min(len(text), position + 400)):
        c = text[i]
        if c == "|":
            within = not within
            depth += 1 if within else -1
        depth += (c in "([{") - (c in ")]}")
        if depth < 0 or (depth == 0 and c in "+-−*=,"):
            return None
        if depth == 0 and c in "/∕" and is_below(text, i + 1):
            return i
    return None


def _begins_expression(reader: Reading, position: int) -> bool:
    """Whether d is followed by something to differentiate: a bracket, or a function such as ln."""
    position = past_space(reader.text, position)
    word = _WORD.match(reader.text, position)
    return reader.text[position : position + 1] in ("(", "[", "{", "|") or (
        word is not None and function_of(word[0]) is not None
    )


def _of_expression(reader: Reading, start: int, above_at: int, slash_at: int, order: int, plain: bool) -> Found:
    """d(x^2)/dx, d ln y/d ln x"""
    program, notes = read_between(reader, above_at, slash_at)
    below, end = read_below(reader, slash_at + 1, order, plain)
    if below is not None and not any(below[1]) and (node := reader.known.node_of(program)) is not None:
        edge = _along_edge(reader.text, start)
        return Found(end, partial_of(node, below[0], reader.text[start] in "∂δ", edge=edge), notes)
    if _along_edge(reader.text, start):
        reader.fail("a partial along one edge is taken of a node", start)
    return _of_program(reader, program, above_at, below, end, notes)


def _of_program(
    reader: Reading,
    program: tuple[Instruction, ...],
    at: int,
    below: tuple[list[str], list[bool]] | None,
    end: int,
    notes: tuple[str, ...] = (),
) -> Found:
    """The derivative of an expression that has been read."""
    if below is None:
        reader.fail("an expression is differentiated towards names", at)
    x, log = below[0][0], below[1][0]
    steps = derivative_of(program, below[0], at)
    if log:
        steps += (Instruction("name", x, 0, at), Instruction("op", OPS["mul"], 2, at))
    return Found(end, steps, notes)


def _operator(reader: Reading, start: int, below_at: int, order: int, plain: bool) -> Found | None:
    """d/dx(...), d/dx y"""
    below, end = read_below(reader, below_at, order, plain)
    if below is None:
        found = BELOW.match(reader.text, below_at)
        assert found is not None
        reader.unknown(written_of(found), place_of(found))
    if any(below[1]):
        reader.fail("write d y/d ln x with what is differentiated above the bar", start)
    return applied(reader, start, end, below[0])


def _towards(reader: Reading, found: re.Match[str]) -> Found | None:
    """∂_x g, D_x(...)"""
    name = found["braced"] or found["plain"] or found["lowered"].translate(LOWERED)
    x = end_of(reader, name)
    pieces = [name] if x is not None else (reader.known.split(name, False) or []) if found[0][0] == "∂" else []
    xs = [end[0] for piece in pieces if (end := reader.known.end(piece)) is not None]
    if not xs or len(xs) < len(pieces):
        if found[0][0] == "D" or reader.known.value(found[0]) is not None:
            return None
        reader.unknown(name, max(found.start("braced"), found.start("plain"), found.start("lowered")))
    order = (found["order"] or found["order2"] or found["order3"] or "1").translate(RAISED)
    return applied(reader, found.start(), found.end(), xs * int(order))
