"""The ends of a derivative: what is differentiated, and towards what: dw5, ∂x ∂y, d ln x, d(2*x)."""

import re

from .calls import function_of
from .expression import Instruction
from .indices import with_indices
from .labels import NAME, WORD
from .reading import Reading
from .spelling import LIFTED, PRIMES, RAISED
from .tokens import OPENING

ORDER = (
    r"(?:\s*(?:(?:\^|\*\*)\s*(?P<around>[{(]\s*)?(?P<order>[1-9])(?(around)\s*[})])"
    r"|(?P<raised>[¹²³⁴⁵⁶⁷⁸⁹])))?"
)
_OTHER_THAN_NAME = rf"`(?P<quoted>[^`\n]{{1,200}})`|\(\s*(?P<bracketed>{NAME.pattern})\s*\)"
END = re.compile(rf"\s*(?:{_OTHER_THAN_NAME}|(?P<name>{NAME.pattern}[{LIFTED}]*(?:[{PRIMES}](?=\s*[/∕÷⁄]\s*[d∂δ]))?))")
BELOW = re.compile(
    rf"\s*(?P<d>[d∂]|δ(?!_))\s*(?P<log>(?:ln|log)(?![^\W_]))?"
    rf"\s*(?:{_OTHER_THAN_NAME}|(?P<name>{NAME.pattern}[{LIFTED}]*))"
    rf"(?P<prime>[{PRIMES}](?=\s|[)*·=]|$))?{ORDER}"
)
_IN_BRACKET = re.compile(rf"\s*\({BELOW.pattern}")
_EXPRESSION_BELOW = re.compile(r"\s*(?P<d>[d∂δ])\s*(?:(?P<function>[^\W\d_]\w*)\s*)?(?P<bracket>[(|\[{])")
_TIMES = re.compile(r"\s*[*·×]\s*(?=[d∂δ])")
_BRACED = re.compile(rf"({WORD})(?=[\[{{])")
LOG = re.compile(r"(?:ln|log)(?P<x>.+)")


def is_below(text: str, position: int) -> bool:
    """Whether what a derivative is taken towards stands here: dx, (∂x ∂y), d(2*x), dmax(x, y)."""
    if BELOW.match(text, position) or _IN_BRACKET.match(text, position):
        return True
    expression = _EXPRESSION_BELOW.match(text, position)
    return expression is not None and (not expression["function"] or function_of(expression["function"]) is not None)


def _is_call(reader: Reading, found: re.Match[str]) -> bool:
    """Whether a function's name, and then its arguments, stand where a name could: dmax(x, y)."""
    name = found["name"]
    return (
        bool(name)
        and name not in reader.known.names
        and (function_of(name) is not None or name in reader.known.functions)
        and OPENING.match(reader.text, found.end("name")) is not None
    )


def _node_below(reader: Reading, position: int) -> tuple[str, int]:
    """The node in d(2*x), d|x| or dmax(x, y), by its name, and where that ends."""
    found = _EXPRESSION_BELOW.match(reader.text, position)
    assert found is not None
    start, end = found.end("d"), found.end()
    depth = 1
    while depth and end < len(reader.text):
        c = reader.text[end]
        depth += -1 if c in ")]}" or (c == "|" and found["bracket"] == "|") else c in "([{"
        end += 1
    program, _ = read_between(reader, start, end)
    node = reader.known.node_of(program)
    if node is None:
        reader.fail("a derivative is taken towards a name, or an expression that is a step of the graph", start)
    return node, end


def order_of(found: re.Match[str]) -> int:
    """The order of a derivative, 1 where none is written."""
    plain = found.groupdict().get("plain")
    return int(found["order"] or plain or (found["raised"] or "1").translate(RAISED))


def written_of(found: re.Match[str]) -> str:
    """The name at an end, without quotes and brackets."""
    return found["quoted"] or found["bracketed"] or found["name"]


def end_of(reader: Reading, written: str, of_root: bool = False) -> tuple[str, str] | None:
    """The label that an end means, with the indices of sums put in."""
    return reader.known.end(with_indices(written, reader.bound) if reader.bound else written, of_root)


def place_of(found: re.Match[str]) -> int:
    """Where that name stands."""
    return (
        found.start("quoted")
        if found["quoted"]
        else found.start("bracketed")
        if found["bracketed"]
        else found.start("name")
    )


def read_below(
    reader: Reading, position: int, order: int, plain: bool = False
) -> tuple[tuple[list[str], list[bool]] | None, int]:
    """What a derivative is taken towards, as often as its order says, and where that ends; `plain` orders stand behind
    the names as they are: dx2.
    """
    text, start = reader.text, position
    bracket = re.compile(r"\s*\(\s*(?=[d∂δ])").match(text, position)
    if bracket:
        position = bracket.end()
    xs: list[str] = []
    logs: list[bool] = []
    while (found := BELOW.match(text, position)) and not _is_call(reader, found):
        counted = (
            _counted(reader, written_of(found), place_of(found), plain) if order > 1 and not found["prime"] else []
        )
        ends, position = (counted, False) if counted else ends_of(reader, found), found.end()
        if ends is None and (x := _BRACED.match(text, place_of(found))) and (end := end_of(reader, x[1])):
            ends, position = ([end[0]], False), x.end()  # d/dx{x³}
        if ends is None:
            return None, position
        times = order_of(found)
        if times > 1 and order == 1:  # (dy/dx)², or a second derivative?
            reader.fail(
                f"is this the square of a derivative, or one of order {times}? write (dy/dx)^2 or d^2y/dx^2", start
            )
        xs += [*ends[0][:-1], *ends[0][-1:] * times]
        logs += [bool(found["log"]) or ends[1]] * (len(ends[0]) - 1 + times)
        if len(xs) >= order:
            break
        if bracket and (sign := _TIMES.match(text, position)):
            position = sign.end()
    if not xs and is_below(text, position):
        label, position = _node_below(reader, position)
        xs, logs = [label], [False]
    if bracket:
        closing = re.compile(r"\s*\)").match(text, position)
        if closing is None:
            reader.fail("this bracket is never closed", bracket.start())
        position = closing.end()
    if len(xs) != order:
        reader.fail(f"a derivative of order {order} is taken towards {order} names; got {len(xs)}", start)
    if any(logs) and order > 1:
        reader.fail("a derivative towards a logarithm is read for the first order alone", start)
    return (xs, logs), position


def _counted(reader: Reading, written: str, at: int, plain: bool) -> list[str]:
    """The labels in dx2, x twice, and in dx2dw; none where these are no names with numbers behind them."""
    known, whole = reader.known, reader.known.end(written)
    times = re.fullmatch(r"(?P<x>.+?)(?P<times>[2-9])", written)
    if times and (x := known.end(times["x"])) and (plain or not whole):
        if whole:
            reader.fail(f"is this {times['times']} times towards {x[0]}, or once towards {whole[0]}? write "
                        f"d^{times['times']}y/d{x[0]}^{times['times']}", at)  # fmt: skip
        return [x[0]] * int(times["times"])
    if whole:
        return [whole[0]]
    for i, c in enumerate(written):
        first = _counted(reader, written[:i], at, plain) if c in "d∂" and i else []
        if first and (second := _counted(reader, written[i + 1 :], at, plain)):
            return first + second
    return []


def ends_of(reader: Reading, found: re.Match[str]) -> tuple[list[str], bool] | None:
    """The labels in dx, or in dxdy, and whether it is dlnx."""
    known, written = reader.known, written_of(found)
    if reader.bound and not found["quoted"]:
        written = with_indices(written, reader.bound)
    if found["prime"]:
        primed = f"{written}'"
        return ([primed], False) if primed in known.names else None
    end = known.end(written) if not found["quoted"] else ((written, "") if written in known.names else None)
    if end is not None:
        return [end[0]], False
    if (log := LOG.fullmatch(written)) and (end := known.end(log["x"])):
        return [end[0]], True
    for i, c in enumerate(written):
        if c == "d" and i and (first := known.end(written[:i])) and (second := known.end(written[i + 1 :])):
            return [first[0], second[0]], False
    return None


def read_between(reader: Reading, start: int, stop: int) -> tuple[tuple[Instruction, ...], tuple[str, ...]]:
    """The program of what stands between two positions, and how it was read."""
    inner = reader.inner(start, stop=stop)
    return tuple(inner.read()), tuple(inner.notes)
