"""Derivatives that are written as a function's: grad(w), grad(E, w), diff(x^2, x), D(E, w, 2)."""

import re

from .labels import NAME
from .marks import Found, derivative_of, partial_of
from .reading import Reading

_CALLED = re.compile(r"(?P<name>grad|gradient|diff|Derivative|derivative|deriv|D)\s*\(")
_NAME = re.compile(rf"\s*(?P<name>{NAME.pattern})\s*")
_ORDER = re.compile(r"\s*(?P<order>[1-4])\s*")


def called_derivative(reader: Reading, start: int) -> Found | None:
    """A derivative that is written as a call, at a position; None where none stands there."""
    called, known = _CALLED.match(reader.text, start), reader.known
    if called is None or called["name"] in known.functions or known.value(called["name"]) is not None:
        return None
    parts, end = _parts(reader, called.end(), start)
    first, *towards = parts
    if not towards:
        x = _name(reader, first)
        if x is None or called["name"] not in ("grad", "gradient"):
            reader.fail(f"{called['name']} needs what is differentiated and towards what: grad(y, x)", start)
        if known.root is None or known.root == x:
            reader.fail(f"the gradient of {x or 'what'} towards what? write grad(y, x), or dy/dx", start)
        return Found(end, partial_of(known.root, [x], False))
    xs: list[str] = []
    for part in towards:
        order = _ORDER.fullmatch(reader.text, *part)
        if order is not None and xs:
            xs += xs[-1:] * (int(order["order"]) - 1)
        elif (x := _name(reader, part)) is not None:
            xs.append(x)
        else:
            reader.unknown(reader.text[slice(*part)].strip(), part[0])
    y = _NAME.fullmatch(reader.text, *first)
    named = known.end(y["name"], of_root=True) if y is not None else None
    if named is not None:
        return Found(end, partial_of(named[0], xs, False), (named[1],) if named[1] else ())
    inner = reader.inner(first[0], stop=first[1])
    program = tuple(inner.read())
    return Found(end, derivative_of(program, xs, start), tuple(inner.notes))


def _name(reader: Reading, place: tuple[int, int]) -> str | None:
    """The label of the name that stands between two positions."""
    found = _NAME.fullmatch(reader.text, *place)
    label = reader.known.end(found["name"]) if found is not None else None
    return label[0] if label is not None else None


def _parts(reader: Reading, start: int, at: int) -> tuple[list[tuple[int, int]], int]:
    """Where the arguments of a call stand, and where it ends."""
    found: list[tuple[int, int]] = []
    depth = 0
    for end in range(start, len(reader.text)):
        c = reader.text[end]
        if depth == 0 and c in ",)":
            found.append((start, end))
            start = end + 1
            if c == ")":
                break
        depth += (c in "([{") - (c in ")]}")
    else:
        reader.fail("this bracket is never closed", at)
    return found, end + 1
