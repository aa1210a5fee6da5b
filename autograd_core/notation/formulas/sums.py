"""Σ and ∏: over an index that runs, or over a list."""

import re
from collections.abc import Iterator

from ...ops import OPS
from .calls import Function
from .expression import LARGEST, FormulaError
from .reading import Reading
from .spelling import LOWERED
from .tokens import Token

_HEAD = re.compile(
    r"(?P<sign>[Σ∑∏Π]|(?:sum|prod)(?=_\{?\s*[a-z]\s*=))\s*"
    r"(?:_\s*(?:\{\s*(?P<braced>[A-Za-z])\s*(?:=\s*(?P<first>-?[0-9]{1,4}))?\s*\}"
    r"|(?P<plain>[A-Za-z])(?![^\W_])(?:\s*=\s*(?P<first2>[0-9]{1,4}))?))?"
    r"(?P<lowered>[ᵢⱼₖₘₙ])?\s*"
    r"(?:\^\s*(?:[{(]\s*(?P<last>-?[0-9]{1,4})\s*[)}]|[{(]?\s*(?P<open>[A-Za-z])\s*[)}]?(?![^\W_])"
    r"|(?P<last2>[0-9]{1,4})))?"
)
_SIGNS = {"Σ": "sum", "∑": "sum", "∏": "product", "Π": "product", "sum": "sum", "prod": "product"}


def read_sum(reader: Reading, token: Token) -> bool:
    """Read a sum or a product at a token, if one stands there."""
    at = token.start
    if reader.text[at] not in "Σ∑∏Πsp" or token.word in reader.known.names:
        return False
    head = _HEAD.match(reader.text, at)
    if head is None:
        return False
    lowered = head["lowered"].translate(LOWERED) if head["lowered"] else None
    index = head["braced"] or head["plain"] or lowered or _only_index(reader, head.end())
    product = _SIGNS[head["sign"]] == "product"
    if index is None:
        return _of_list(reader, head, at, product)
    first, last = head["first"] or head["first2"], head["last"] or head["last2"]
    if index in reader.known.names:
        reader.fail(f"{index} is a value here: choose another letter for the index of a sum", at)
    if last is not None and first is None:
        reader.fail(f"a sum says where its index begins: Σ_{{{index}=1}}^{{{last}}}", at)
    count = 0
    if last is not None and first is not None:
        for k in range(int(first), int(last) + 1):
            count += _term(reader, head.end(), index, k)
        if not count:
            reader.fail(f"this sum runs from {first} down to {last}", at)
    else:
        count = _as_far_as_names_go(reader, head.end(), index, None if first is None else int(first), at)
    _join(reader, count, product, at)
    return True


def _only_index(reader: Reading, start: int) -> str | None:
    """The letter that must be meant in Σ w_i x_i: the one index below names that is no value; None where there is none
    or several."""
    term = re.split(r"[-+−=,;]", reader.text[start:], maxsplit=1)[0]
    letters = {letter for letter in _indices(term) if letter not in reader.known.names}
    if len(letters) != 1:
        return None
    index = letters.pop()
    reader.note(f"the sum is read as one over {index}")
    return index


def _indices(term: str) -> Iterator[str]:
    for found in re.finditer(r"[^\W\d_](?:_([a-z])(?![^\W_])|_?\{([a-z])\}|\[([a-z])\]|([ᵢⱼₖₘₙ]))", term):
        yield next(letter for letter in found.groups() if letter).translate(LOWERED)


def _term(reader: Reading, start: int, index: str, k: int) -> int:
    """The body of the sum with its index at k; the reader goes on after it."""
    inner = reader.inner(start, {index: k})
    reader.emit_all(inner.read(term=True), start)
    reader.note(*inner.notes)
    reader.position = inner.position
    return 1


def _as_far_as_names_go(reader: Reading, start: int, index: str, first: int | None, at: int) -> int:
    """Σ_i w_i x_i, over all i for which there are such values."""
    if first is None:
        first = 0 if _reads(reader, start, index, 0) else 1
    _term(reader, start, index, first)
    before = len(reader.program)
    count = 1
    while _reads(reader, start, index, first + count):
        _term(reader, start, index, first + count)
        if len(reader.program) == before or count > LARGEST:
            break
        count += 1
    if count < 2:
        reader.fail(f"say how far the index runs: Σ_{{{index}=1}}^{{3}}", at)
    return count


def _reads(reader: Reading, start: int, index: str, k: int) -> bool:
    """Whether the body can be read with its index at k, and names something by it."""
    try:
        reader.inner(start, {index: k}).read(term=True)
    except FormulaError:
        return False
    try:
        reader.inner(start, {index: k + 10_000}).read(term=True)
    except FormulaError:
        return True
    return reader.fail(f"say how far the index runs: Σ_{{{index}=1}}^{{3}}", start)


def _of_list(reader: Reading, head: re.Match[str], at: int, product: bool) -> bool:
    """Σ(a, b, c), Σ[a, b]"""
    opening = re.compile(r"\s*(?P<bracket>[(\[])").match(reader.text, at + 1)
    if opening is None or product:
        reader.fail("say over what: Σ_{i=1}^{3} w_i x_i, or Σ(a, b, c)", at)
    if opening["bracket"] == "[":
        inner = reader.inner(opening.start("bracket"))
        reader.emit_all(inner.read(term=True), at)
        reader.position = inner.position
        reader.emit("op", OPS["sum"], 1, at)
        return True
    reader.position = opening.end()
    reader.open_call(Function(OPS["sum"]), at)
    return True


def _join(reader: Reading, count: int, product: bool, at: int) -> None:
    if product:
        for _ in range(count - 1):
            reader.emit("op", OPS["mul"], 2, at)
    elif count > 1:
        reader.emit("op", OPS["sum"], count, at)
    reader.operand = True
