"""Kernels of rows that go through all their arguments, however many there are: sums, rounded once."""

from typing import Any, NamedTuple

from ..namespaces.program import Name
from .kernel_spelling import ROW, Numba, Text, given, kernel
from .tape import Kind


class _Loop(NamedTuple):
    """A sum over the arguments: how many terms, where the row of the second factor of each is, and the term."""

    terms: str
    second: str
    term: str
    rounded: str = given("sum")
    """The address of FLOATS.sum, which is asked where rounding is not certain."""


_LOOPS = {
    "sum": _Loop("width", "a", "V[a + l]"),
    "dot": _Loop("width // 2", "args[p + width // 2 + t] * W", "V[a + l] * V[b + l]"),
}
"""Letters that go through all arguments, however many there are."""


class _Letters:
    """A namespace in which a letter is only a name: it tells a row that is one letter of all its arguments."""

    def __getattr__(self, letter: str) -> Any:
        return lambda *args: (letter, args)


def sum_written(kind: Kind, lanes: int) -> Text | None:
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
        ("forward", 1): kernel(1, _SUM.format(**loop._asdict())),
        ("backward", 1): kernel(1, _RUNS),
        ("forward", lanes): kernel(lanes, _SUM_LANES.format(**loop._asdict())),
        ("backward", lanes): kernel(lanes, _RUNS),
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
            found = call_list({rounded}, address_of(T), {terms})
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
                found = call_list({rounded}, address_of(T) + 8 * 3 * W, {terms})
            V[(first + j) * W + l] = found
"""

_RUNS = f"""\
    for j in range(count):
        p = j * width
        y = (first + j) * W
        for r in range({given(ROW)}):
            run = {ROW + 1} + 4 * r
            start, stop, step = extra[run], extra[run + 1], extra[run + 3]
            if extra[run + 2] == 0:
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
