"""Kernels as text: for each row, pass and pattern of arguments one function over the nodes of a group, for numba."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from ..namespaces.program import MATH, OPERATORS, Name, Program
from .tape import Kind

BACK = ("hypot", "digamma", "polygamma", "sum", "lgamma")
"""Letters for which a kernel calls FLOATS itself, always or in hard cases; the first of `extra` are their addresses."""

WIDEST = 48
"""A row of more arguments, unless it is a sum, is not written out but called."""

_COMPILED = ("sigmoid", "softplus", "sign", "gaussian", "normal_pdf", "normal_cdf")


class Numba(Program):
    """Python that numba compiles: a division by zero is IEEE's there, and so are the functions of `math`."""

    name = "numba"
    nan, infinity = "math.nan", "math.inf"
    spelled = (
        OPERATORS
        | {letter: f"math.{letter}({{all}})" for letter in MATH}
        | {letter: f"{letter}({{all}})" for letter in _COMPILED}
        | {letter: f"numpy.{letter}({{0}})" for letter in ("floor", "ceil", "trunc", "exp2", "cbrt")}
        | {
            "hypot": "call_2(extra[0], {0}, {1})",
            "digamma": "call_1(extra[1], {0})",
            "lgamma": "call_1(extra[4], {0})",
            "polygamma": "call_2(extra[2], {0}, {1})",
            "sum": "rounded_sum(({all},), T, scratch, extra[3])",
            "round": "numpy.rint({0})",
            "abs": "math.fabs({0})",
            "mod": "{0} % {1}",
            "floordiv": "{0} // {1}",
            "and": "({0} and {1})",
            "or": "({0} or {1})",
            "where": "({1} if {0} else {2})",
            "maximum": "({1} if {1} > {0} or {1} != {1} else {0})",
            "minimum": "({1} if {1} < {0} or {1} != {1} else {0})",
        }
    )


class Text(NamedTuple):
    """The two passes over one lane and over many, and what `extra` holds beside the letters of BACK."""

    passes: dict[tuple[str, int], str]
    extra: list[int]
    calls: bool
    """Whether the row itself is called; its two addresses follow in `extra`."""


class _Loop(NamedTuple):
    """A sum over the arguments: how many terms, where the row of the second factor of each is, and the term."""

    terms: str
    second: str
    term: str


_LOOPS = {
    "sum": _Loop("width", "a", "V[a + l]"),
    "dot": _Loop("width // 2", "args[p + width // 2 + t] * W", "V[a + l] * V[b + l]"),
}
"""Letters that go through all arguments, however many there are."""


class _Letters:
    """A namespace in which a letter is only a name: it tells a row that is one letter of all its arguments."""

    def __getattr__(self, letter: str) -> Any:
        return lambda *args: (letter, args)


def written(kind: Kind, lanes: int) -> Text:
    """The kernels of a kind of node."""
    width = len(kind.states)
    if kind.op.variadic:
        text = _wide(kind, lanes)
        if text is not None:
            return text
    if width <= WIDEST:
        try:
            return _narrow(kind, width, lanes)
        except (TypeError, AttributeError, ValueError, ArithmeticError):  # it does not run over names
            pass
    return Text(
        {
            (name, w): _function(w, body)
            for w in (1, lanes)
            for name, body in (("forward", _VALUE), ("backward", _SLOPES))
        },
        [],
        True,
    )


def _function(lanes: int, body: str) -> str:
    head = "def kernel(V, A, T, first, count, args, width, extra):\n    scratch = width * W\n"
    return f"W = {lanes}\n\n\n@cfunc(SIGNATURE, cache=True, error_model='numpy')\n{head}{body}"


# ── rows that are called ─────────────────────────────────────────────────────────────────────────

_VALUE = """\
    for j in range(count):
        for l in range(W):
            for t in range(width):
                T[t] = V[args[j * width + t] * W + l]
            call_row(extra[5], address_of(T), width)
            V[(first + j) * W + l] = T[width]
"""

_SLOPES = """\
    for j in range(count):
        for l in range(W):
            for t in range(width):
                T[t] = V[args[j * width + t] * W + l]
            call_row(extra[6], address_of(T), width)
            for t in range(width):
                if T[2 * width + t] != 0.0:
                    A[args[j * width + t] * W + l] += A[(first + j) * W + l] * T[width + t]
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
    slopes = m.lines(*partials)
    contributions = {
        i: "A[y + l]" if not isinstance(p, Name) and p == 1 else f"A[y + l] * {m.text(p)}"
        for i, p in enumerate(partials)
        if p is not None
    }
    body = " ".join([*(expression for _, expression in slopes), *contributions.values()])
    backward = [*_loads(width, body), *(f"{name} = {expression}" for name, expression in slopes)]
    places = [f"a{i} = args[j * {width} + {i}] * W" for i in range(width)]
    head = ["for j in range(count):", "    y = (first + j) * W", *(f"    {place}" for place in places)]
    passes = {}
    for w in (1, lanes):
        passes["forward", w] = _function(w, _indented(1, [*head, "    for l in range(W):", *_deeper(2, forward)]))
        body_lines = _contributed(backward, contributions, bool(slopes), w)
        passes["backward", w] = _function(w, _indented(1, [*head, *_deeper(1, body_lines)]))
    return Text(passes, [], False)


def _loads(width: int, text: str) -> list[str]:
    return [f"x{i} = V[a{i} + l]" for i in range(width) if f"x{i}" in text]


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


# ── sums over any number of arguments ────────────────────────────────────────────────────────────


def _wide(kind: Kind, lanes: int) -> Text | None:
    """The loop of a row that is one letter of all its arguments, whose partials are arguments or 1; None for others."""
    m = Numba()
    xs = [m.input(f"x{i}") for i in range(len(kind.states))]
    try:
        letter, args = kind.op.primal(_Letters(), *xs)
        partials = kind.op.local_partials(m, m.input("y"), xs, kind.free, kind.wanted)
    except (TypeError, AttributeError, ValueError, ArithmeticError):
        return None
    if letter not in _LOOPS or [str(x) for x in args] != [str(x) for x in xs]:
        return None
    places = {str(x): i for i, x in enumerate(xs)}
    runs: list[list[int]] = []  # first, last, whether the partial is an argument, and how far on that is
    for t, p in enumerate(partials):
        if p is None:
            continue
        if isinstance(p, Name):
            if str(p) not in places:
                return None
            step = [1, places[str(p)] - t]
        elif p == 1:
            step = [0, 0]
        else:
            return None
        if runs and runs[-1][1] == t and runs[-1][2:] == step:
            runs[-1][1] = t + 1
        else:
            runs.append([t, t + 1, *step])
    loop = _LOOPS[letter]
    passes = {
        ("forward", 1): _function(1, _SUM.format(**loop._asdict())),
        ("backward", 1): _function(1, _RUNS),
        ("forward", lanes): _function(lanes, _SUM_LANES.format(**loop._asdict())),
        ("backward", lanes): _function(lanes, _RUNS),
    }
    return Text(passes, [len(runs), *(x for run in runs for x in run)], False)


_SUM = """\
    l = 0
    for j in range(count):
        p = j * width
        total, rest, doubt = 0.0, 0.0, 0.0
        for t in range({terms}):
            a = args[p + t] * W
            b = {second}
            total, left = two_sum(total, {term})
            rest, lost = two_sum(rest, left)
            doubt += abs(lost)
        found, certain = settled(total, rest, doubt)
        if not certain:
            for t in range({terms}):
                a = args[p + t] * W
                b = {second}
                T[t] = {term}
            found = call_list(extra[3], address_of(T), {terms})
        V[first + j] = found
"""

_SUM_LANES = """\
    for j in range(count):
        p = j * width
        for l in range(3 * W):
            T[l] = 0.0
        for t in range({terms}):
            a = args[p + t] * W
            b = {second}
            for l in range(W):
                x, before = {term}, T[l]
                total = before + x
                part = total - before
                left = (before - (total - part)) + (x - part)
                T[l] = total
                before = T[W + l]
                rest = before + left
                part = rest - before
                lost = (before - (rest - part)) + (left - part)
                T[W + l] = rest
                T[2 * W + l] += math.fabs(lost)
        for l in range(W):
            found, certain = settled(T[l], T[W + l], T[2 * W + l])
            if not certain:
                for t in range({terms}):
                    a = args[p + t] * W
                    b = {second}
                    T[3 * W + t] = {term}
                found = call_list(extra[3], address_of(T) + 8 * 3 * W, {terms})
            V[(first + j) * W + l] = found
"""

_RUNS = """\
    for j in range(count):
        p = j * width
        y = (first + j) * W
        for r in range(extra[5]):
            start, stop, step = extra[6 + 4 * r], extra[7 + 4 * r], extra[9 + 4 * r]
            if extra[8 + 4 * r] == 0:
                for t in range(start, stop):
                    a = args[p + t] * W
                    for l in range(W):
                        A[a + l] += A[y + l]
            else:
                for t in range(start, stop):
                    a, b = args[p + t] * W, args[p + t + step] * W
                    for l in range(W):
                        A[a + l] += A[y + l] * V[b + l]
"""

DRIVER = """\
@njit("void(int64, int64)", cache=True, error_model="numpy")
def drive(state, back):
    V, A, T, groups, count, args, kinds = (
        load(state, 0), load(state, 1), load(state, 2), load(state, 3), load(state, 4), load(state, 5), load(state, 6)
    )
    for i in range(count):
        g = 5 * i
        k = 4 * load(groups, g)
        call_kernel(
            load(kinds, k), V, A, T, load(groups, g + 2), load(groups, g + 3), args + 4 * load(groups, g + 4),
            load(kinds, k + 2), load(kinds, k + 3),
        )
    if not back:
        return
    lanes, root = load(state, 7), load(state, 9)
    for i in range(load(state, 8) * lanes):
        store_float(A, i, -0.0)  # to which whatever is added is the sum, the sign of a zero too
    for l in range(lanes):
        store_float(A, root * lanes + l, 1.0)
    for i in range(count - 1, -1, -1):
        g = 5 * i
        k = 4 * load(groups, g)
        call_kernel(
            load(kinds, k + 1), V, A, T, load(groups, g + 2), load(groups, g + 3), args + 4 * load(groups, g + 4),
            load(kinds, k + 2), load(kinds, k + 3),
        )
"""
"""Goes through the groups, forward and then back; `state` is the address of what it needs."""
