"""Kernels as text: for each row, pass and pattern of arguments one function over the nodes of a group, for numba."""

import re
from collections.abc import Sequence
from typing import Any

from ..namespaces.program import Name
from .kernel_spelling import ROW, Numba, Text, given, kernel
from .kernel_sums import sum_written
from .tape import Kind

_CALL = re.compile(r"\w\(")
"""What tells a partial that takes long, since it calls a function, from one that is soon computed."""

WIDEST = 48
"""A row of more arguments, unless it is a sum, is not written out but called."""


def written(kind: Kind, lanes: int) -> Text:
    """The kernels of a kind of node."""
    width = len(kind.states)
    if kind.op.variadic:
        text = sum_written(kind, lanes)
        if text is not None:
            return text
    if width <= WIDEST:
        try:
            return _narrow(kind, width, lanes)
        except (TypeError, AttributeError, ValueError, ArithmeticError):  # it does not run over names
            pass
    return Text(
        {(name, w): kernel(w, body) for w in (1, lanes) for name, body in (("forward", _VALUE), ("backward", _SLOPES))},
        [],
        True,
    )


# ── rows that are called ─────────────────────────────────────────────────────────────────────────

_VALUE = f"""\
    for j in range(count):
        for l in range(W):
            for t in range(width):
                T[t] = V[args[j * width + t] * W + l]
            call_row({given(ROW)}, address_of(T), width)
            V[(first + j) * W + l] = T[width]
"""

_SLOPES = f"""\
    for j in range(count):
        for l in range(W):
            for t in range(width):
                T[t] = V[args[j * width + t] * W + l]
            call_row({given(ROW + 1)}, address_of(T), width)
            for t in range(width):
                if T[2 * width + t] == 1.0:
                    A[args[j * width + t] * W + l] += A[(first + j) * W + l] * T[width + t]
                elif T[2 * width + t] == 2.0:  # nothing
                    A[args[j * width + t] * W + l] += 0.0
"""

# ── rows written out ─────────────────────────────────────────────────────────────────────────────


def _narrow(kind: Kind, width: int, lanes: int) -> Text:
    """Each argument has a name."""
    m = Numba()
    xs: list[Any] = [m.input(f"x{i}") for i in range(width)]
    y = m.evaluate(kind.op.primal, *xs)
    lines = [f"{name} = {expression}" for name, expression in m.lines(y)]
    forward = [*_loads(width, " ".join(expression for _, expression in m.lines(y)) + m.text(y)), *lines]
    forward.append(f"V[y + l] = {m.text(y)}")
    m = Numba()
    xs = [m.input(f"x{i}") for i in range(width)]
    partials = m.evaluate(kind.op.local_partials, m.input("V[y + l]"), xs, kind.free, kind.wanted)
    products = {
        i: m.product(m.input("bar"), p) if m.may_be_nothing(p) else p for i, p in enumerate(partials) if p is not None
    }
    slopes = m.lines(*products.values())
    contributions = {
        i: m.text(product)
        if m.may_be_nothing(partials[i])
        else "bar"
        if not isinstance(product, Name) and product == 1
        else f"bar * {m.text(product)}"
        for i, product in products.items()
    }
    body = " ".join([*(expression for _, expression in slopes), *contributions.values()])
    backward = [*_loads(width, body), *(f"{name} = {expression}" for name, expression in slopes)]
    places = [f"a{i} = args[j * {width} + {i}] * W" for i in range(width)]
    head = ["for j in range(count):", "    y = (first + j) * W", *(f"    {place}" for place in places)]
    passes = {}
    for w in (1, lanes):
        passes["forward", w] = kernel(w, _indented(1, [*head, "    for l in range(W):", *_deeper(2, forward)]))
        body_lines = _contributed(backward, contributions, bool(slopes), w)
        passes["backward", w] = kernel(w, _indented(1, [*head, *_deeper(1, body_lines)]))
    keeps = len(products) == 1 and not any(map(m.may_be_nothing, partials)) and _CALL.search(body) is not None
    if keeps:
        ((i, product),) = products.items()
        slope = [line for line in backward if not line.startswith("bar")]
        there = ["l = 0", *forward, *slope, f"V[{given(ROW)} + y] = {m.text(product)}"]
        passes["forward, keeping", 1] = kernel(1, _indented(1, [*head, *_deeper(1, there)]))
        back = [*head, f"    A[a{i}] += A[y] * V[{given(ROW)} + y]"]
        passes["backward, kept", 1] = kernel(1, _indented(1, back))
    return Text(passes, [], False, keeps)


def _loads(width: int, text: str) -> list[str]:
    """What a text reads: the adjoint of the node, and arguments."""
    bar = ["bar = A[y + l]"] if "bar" in text else []
    return bar + [f"x{i} = V[a{i} + l]" for i in range(width) if f"x{i}" in text]


def _contributed(backward: list[str], contributions: dict[int, str], lines: bool, lanes: int) -> list[str]:
    """What is added to the adjoint of each argument: over lanes in a loop of its own, since two might be the same."""
    if lanes == 1:
        return ["l = 0", *backward, *(f"A[a{i} + l] += {text}" for i, text in contributions.items())]
    if not lines:
        loops = []
        for i, text in contributions.items():
            loads = [load for load in backward if load.split(" ")[0] in text.split(" ")]
            loops += ["for l in range(W):", *_deeper(1, [*loads, f"A[a{i} + l] += {text}"])]
        return loops or ["pass"]
    kept = [f"T[{k} * W + l] = {text}" for k, text in enumerate(contributions.values())]
    loops = ["for l in range(W):", *_deeper(1, [*backward, *kept])]
    for k, i in enumerate(contributions):
        loops += ["for l in range(W):", f"    A[a{i} + l] += T[{k} * W + l]"]
    return loops


def _deeper(levels: int, lines: Sequence[str]) -> list[str]:
    return ["    " * levels + line for line in lines]


def _indented(levels: int, lines: Sequence[str]) -> str:
    return "".join(line + "\n" for line in _deeper(levels, lines))
