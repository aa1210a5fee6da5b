"""The bank: lines that people write are read as they are meant, at two points, or asked about at the right place."""

import mpmath
import pytest
from notation_bank import bank
from write_notations import TARGET, written

from autograd_core import check
from autograd_core.verify import check_worksheet
from autograd_core.verify.verdicts.verdict import Kind

LINES = bank()


def number(x):
    return mpmath.nstr(x, 13, min_fixed=-10, max_fixed=10)


def judged(line, text, point):
    """The rows of a report on a text that stands below the line's graph."""
    if line.graph.nodes:
        return check(line.graph.recorded(point), text).rows
    given = [f"{label} = {line.graph.leaves[word][point]}" for label, word in line.graph.words.items()]
    given.append(f"a_formula = {' + '.join(line.graph.words)}")  # a worksheet is about one
    return check_worksheet("\n".join([*given, text])).rows[len(given) :]


def said(line, text, x, point):
    """The verdict on a text that is said to come to a number."""
    return judged(line, f"{text} = {number(x)}", point)[-1].verdict


def means(line, text, meaning, point):
    """Nothing, where a text means what it should; else what is made of it instead."""
    if ":=" in meaning:
        for each in meaning.split(";"):
            name, _, formula = (part.strip() for part in each.partition(":="))
            x = line.graph.meaning(formula, point)
            rows = judged(line, f"{text}\n{name} = {number(x)}", point)
            wrong = judged(line, f"{text}\n{name} = {number(x + (1 + abs(x)) / 100)}", point)
            named = [row for row in rows if f"{name} = {number(x)}" in row.claimed]
            named_wrong = [row for row in wrong if f"{name} = " in row.claimed]
            if any(row.verdict.kind is Kind.NOT_UNDERSTOOD for row in rows if row.claim != "worksheet"):
                return "\n".join(str(row.verdict) for row in rows if row.verdict.kind is Kind.NOT_UNDERSTOOD)
            if (
                not named
                or named[-1].verdict.kind is not Kind.CORRECT
                or named_wrong[-1].verdict.kind is not Kind.WRONG
            ):
                return f"{[str(row.verdict) for row in rows]} for {name} = {number(x)}"
        return None
    if "==" in meaning and " if " not in meaning:
        left, right = (line.graph.meaning(side, point) for side in meaning.split("=="))
        true = mpmath.almosteq(left, right, 1e-12, 1e-12)
        rows = judged(line, text, point)
        verdict = next((row.verdict for row in rows if not row.verdict.kind.passes), rows[-1].verdict)
        if verdict.kind is Kind.DEFINITION or (not verdict.kind.passes if true else verdict.kind is not Kind.WRONG):
            return f"{verdict}, which is {'right' if true else 'wrong'}"
        return None
    x = line.graph.meaning(meaning, point)
    verdict, wrong = said(line, text, x, point), said(line, text, x + (1 + abs(x)) / 100, point)
    if verdict.kind is not Kind.CORRECT:
        return f"{verdict}, where it is {number(x)}"
    return None if wrong.kind is Kind.WRONG else f"{wrong}, where it is {number(x)}"


@pytest.mark.parametrize("point", [0, 1])
@pytest.mark.parametrize("line", [line for line in LINES if not line.asked], ids=lambda line: line.text)
def test_a_line_means_what_its_writer_meant(line, point):
    """What is written comes to what the bank says, by a calculation of its own at two points."""
    assert means(line, line.text, line.meaning, point) is None


@pytest.mark.parametrize("line", [line for line in LINES if line.asked], ids=lambda line: line.text)
def test_what_is_asked_about_says_where_and_offers_what_works(line):
    """A line that could be read in two ways, or in none, is told with its column, and what is offered can be used."""
    column, offer, followed = line.asked
    for point in (0, 1):
        verdict = judged(line, f"{line.text} = 1", point)[-1].verdict
        assert verdict.kind is Kind.NOT_UNDERSTOOD
        assert f"column {column}" in str(verdict)
        assert offer in str(verdict)
        assert offer in followed
        assert means(line, followed, line.meaning, point) is None


def test_the_bank_is_large_and_nearly_all_of_it_is_read():
    """More than 300 lines, no two alike in one graph, and at most one in fifty is asked about."""
    assert len({(line.graph.name, line.text) for line in LINES}) == len(LINES) > 300
    assert sum(line.asked is not None for line in LINES) <= len(LINES) / 50


def test_what_you_can_write_stands_in_the_help_of_check():
    """The table is made of lines of this bank, as tests/write_notations.py writes it now, and help(check) shows it."""
    assert TARGET.read_text(encoding="utf-8") == written()
    assert "What you can write" in check.__doc__
    assert "(∂U/∂V)_T" in check.__doc__
