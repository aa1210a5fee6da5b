"""What is wrong with some rows or columns of an array: shifted, exchanged, another row, a factor."""

from collections.abc import Iterator, Sequence

from .table import Compared, Table, shifted_by, times


def where_wrong(compared: Compared) -> str | None:
    """In which rows or columns an array is wrong, where that tells something; None where it does not."""
    return next((told for what, side in sides_of(compared) if (told := _place(side, what)) is not None), None)


def sides_of(it: Compared) -> Iterator[tuple[str, Compared]]:
    """An array to be looked at row by row, and turned, column by column."""
    if it.claimed.shape != it.true.shape or len(it.true.shape) != 2 or min(it.true.shape) < 2:
        return
    yield "row", it
    low, high = (Table(it.claimed.shape, ends).transposed().numbers for ends in (it.low, it.high))
    yield "column", Compared(it.claimed.transposed(), low, high, it.true.transposed(), it.data.transposed())


def _lines(it: Compared) -> list[Compared]:
    """Every row on its own."""
    width = it.true.shape[1]
    cuts = [slice(i * width, (i + 1) * width) for i in range(it.true.shape[0])]
    tables = [[Table((width,), t.numbers[cut]) for t in (it.claimed, it.true, it.data)] for cut in cuts]
    return [Compared(c, it.low[cut], it.high[cut], t, d) for cut, (c, t, d) in zip(cuts, tables)]


def _wrong(lines: Sequence[Compared]) -> list[int]:
    return [i for i, line in enumerate(lines) if not line.is_given_by(line.true.numbers)]


def in_some(it: Compared, what: str) -> str | None:
    """One mistake in a few rows alone."""
    lines = _lines(it)
    wrong = _wrong(lines)
    if len(wrong) == 2 and all(lines[a].is_given_by(lines[b].true.numbers) for a, b in (wrong, wrong[::-1])):
        return f"{what}s {wrong[0]} and {wrong[1]} are exchanged"
    if not 0 < len(wrong) <= max(1, len(lines) // 2):
        return None
    told = {_in_line(lines[i], i, it.true, what) for i in wrong}
    return f"{_listed(what, wrong)} alone: {told.pop()}" if len(told) == 1 and None not in told else None


def _place(it: Compared, what: str) -> str | None:
    lines = _lines(it)
    wrong = _wrong(lines)
    whole = all(
        not low - it.slack <= t <= high + it.slack
        for i in wrong
        for t, low, high in zip(lines[i].true.numbers, lines[i].low, lines[i].high)
    )
    if whole and 0 < len(wrong) < min(4, len(lines)):
        return f"only {_listed(what, wrong)} {'is' if len(wrong) == 1 else 'are'} wrong"
    known = [k for line in lines if (k := line.ratio_to(line.true.numbers)) is not None]
    if len(known) == len(lines) and len({round(k, 6) for k in known}) > 1:
        some = ", ".join(f"{k:.4g}" for k in known[:3]) + (", ..." if len(known) > 3 else "")
        return f"each {what} is off by a factor of its own: {some}; so what is wrong is what all of a {what} share"
    return None


def _in_line(line: Compared, i: int, true: Table, what: str) -> str | None:
    """What is wrong with one row."""
    for j, other in enumerate(true.rows()):
        if j != i and any(other) and line.is_given_by(other):
            return f"it holds {what} {j}"
    for by in range(1, line.true.shape[0]):
        if line.is_given_by(line.true.rolled(by).numbers):
            return f"shifted {shifted_by(by, line.true.shape[0])}"
    if not any(line.claimed.numbers):
        return "it is 0"
    k = line.ratio_to(line.true.numbers) if len(line.true.numbers) > 1 else None
    return f"every entry is {times(k)}" if k is not None else None


def _listed(what: str, which: Sequence[int]) -> str:
    if len(which) == 1:
        return f"{what} {which[0]}"
    if len(which) > 6:
        return f"{len(which)} {what}s, {which[0]}, {which[1]}, ...,"
    return f"{what}s {', '.join(map(str, which[:-1]))} and {which[-1]}"
