"""Sheets of formulas whose names have no values: what they claim is judged for any, at two points of our choice."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import replace

from ...notation.formulas.expression import FormulaError
from ...notation.formulas.labels import NAME
from ...notation.formulas.spelling import function_named
from ...notation.sheets.equations import sides
from ...notation.sheets.lines import Statement
from ...words import enumerated
from ...writing import GREEK, numeral
from ..verdicts.report import Report, Row
from ..verdicts.verdict import Kind, Verdict

_ATTEMPTS = 60
"""So many sets of values are tried for a sheet of one page, until all formulas have a value at two of them."""
_PAGE = 1_000
_SCALES = (1, 0.6, 0.15, 5, 2.9, -1, -0.6, 23, 0.02)
_VALUES = (0.73, 1.31, 0.46, 0.89, 1.17, 0.58, 1.43)
_VARIABLE = re.compile(r"[^\W\d_](?:_?\{?[0-9]{1,2}\}?|[₀-₉]{1,2}|_\{?[^\W\d_]{1,8}\}?)?")
"""What may be called so without a value: one letter, with a number or a word at its foot or without."""
_PRODUCT = re.compile(r"[^\W\d_]{2,3}")
_WORDS = frozenset((*dict(GREEK).values(), "net", "out", "err", "avg", "new", "old", "add", "all", "and", "the", "for"))
"""What is no product of letters."""
_MIXED = re.compile(r"[a-z][A-Z]{1,2}|[αβγεζηθκλμνξρτφχψω][^\W\d_]{1,2}")
"""nRT, kT and ρL, which are products whatever moves."""
_LETTER = re.compile(r"[^\W\d_]")


def variables(error: FormulaError, moved: Set[str]) -> tuple[str, ...]:
    """The variable that a formula has and that nothing gives a value: k, or of a product kt both, where `moved` has one
    of them.  None at all where the formula could not be read for another reason."""
    word = NAME.match(error.text, error.position)
    is_unknown = error.sentence.startswith("no value is named") and error.text[: error.position][-1:] not in ("d", "∂")
    if not is_unknown or word is None:
        return ()
    if _VARIABLE.fullmatch(word[0]):
        return (word[0],)
    if not _PRODUCT.fullmatch(word[0]) or function_named(word[0]) is not None or word[0] in _WORDS:
        return ()
    letters = word[0].replace("π", "")
    return tuple(letters) if letters != word[0] or _MIXED.fullmatch(letters) or not moved.isdisjoint(letters) else ()


def attempts_for(said: Iterable[Statement]) -> int:
    """How many sets of values are tried for a sheet: fewer for long ones, which take longer to read."""
    text = "\n".join(statement.text for statement in said)
    return max(2, _ATTEMPTS * _PAGE // max(len(text), _PAGE))


def value(place: int, attempt: int) -> str:
    """The value of the name in such a place, as it would be written: first all of one scale, then each of its own."""
    turns, i = divmod(place, len(_VALUES))
    scale = _SCALES[(attempt if attempt < len(_SCALES) else attempt * (place + 1) + place) % len(_SCALES)]
    return f"{(_VALUES[i] + 0.017 * turns) * scale:.4f}"


def nowhere(report: Report, names: Collection[str]) -> Report:
    """The report on a sheet whose formulas have no value at any values that were tried."""
    words = f"no values were found where the formulas have one: write {_to_give(names)}"
    verdict = Verdict(Kind.NOT_UNDERSTOOD, words)
    kept = (Kind.DEFINITION, Kind.QUESTIONED, Kind.NOT_UNDERSTOOD)
    return Report(
        tuple(row if row.verdict.kind in kept else Row(row.claim, row.claimed, verdict) for row in report.rows)
    )


def of_both(first: Report, second: Report, values: Mapping[str, float]) -> Report:
    """One report of two on the same sheet, at two points: what is right at both is right, and a number that depends on
    where it is taken is not understood; `values` are those of the first."""
    return Report(tuple(_of_both(a, b, values) for a, b in zip(first.rows, second.rows, strict=True)))


def _of_both(a: Row, b: Row, values: Mapping[str, float]) -> Row:
    x, y = a.verdict, b.verdict
    if x.true is None and x.kind is y.kind:
        return a
    if x.kind.passes and y.kind.passes:
        return replace(a, verdict=replace(x, true=None))
    if x.kind is y.kind and (not _is_numeric(sides(a.claimed)[1:]) or a.true == b.true):
        place = enumerated((f"{name} = {numeral(x)}" for name, x in values.items()), most=3)
        return replace(a, notes=(*a.notes, f"at {place}, since the sheet has no values"))
    words = f"it depends on the value of what has none: write {_to_give(values)}"
    return replace(a, verdict=Verdict(Kind.NOT_UNDERSTOOD, words), suspects=(), notes=())


def _to_give(names: Iterable[str]) -> str:
    return enumerated((f"{name} = ..." for name in names), most=3)


def _is_numeric(parts: Sequence[str]) -> bool:
    return any(_LETTER.search(part) is None for part in parts)
