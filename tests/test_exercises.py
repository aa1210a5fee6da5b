"""Sheets of several exercises, each about a y of its own."""

import pytest

from autograd_core.verify import check_worksheet


def kinds(sheet):
    """What the claims of a sheet are found to be."""
    return [row.verdict.kind.name for row in check_worksheet(sheet).rows if row.verdict.kind.name != "DEFINITION"]


NUMBERED = ["1. {}", "(1) {}", "a) {}", "(b) {}", "Problem 1: {}", "Exercise 1\n{}", "## Question 1\n{}", "Q1) {}"]


@pytest.mark.parametrize("item", NUMBERED)
@pytest.mark.parametrize("right", [True, False])
def test_each_exercise_has_a_y_of_its_own(item, right):
    """The second y is no claim about the first, and what is said below it is about the second."""
    second = item.replace("1", "2").replace("a)", "b)").replace("(b)", "(c)").format("y = sin x")
    slope = "cos x" if right else "2x"
    sheet = f"{item.format('y = x^2')}\ndy/dx = 2x\n{second}\ndy/dx = {slope}"
    assert kinds(sheet) == ["PROVEN", "PROVEN" if right else "WRONG"]


def test_exercises_share_what_stands_above_them_and_numbers():
    """x = 3 above all, and a = 2 in the first exercise, hold in the second; what it gives anew is another."""
    sheet = "x = 3\n1. y = a x^2\na = 2\ndy/dx = 12\n2. y = a x\ndy/dx = 2\n3. x = 1\ny = a x^3\ndy/dx = 6"
    assert kinds(sheet) == ["CORRECT"] * 3


def test_another_y_is_told():
    """Whoever reads the report sees where y begins to be another one."""
    rows = check_worksheet("x = 1\n1. y = x^2\ndy/dx = 2\n2. y = x^3\ndy/dx = 3").rows
    assert [row.claimed for row in rows if "y is another one from here on" in row.notes] == ["y = x^3"]


def test_a_derivation_by_numbered_steps_is_one():
    """y = (x+1)^2 in the second step is a claim about y, and a wrong one is no exercise of its own."""
    assert kinds("1. y = x^2 + 1\n2. y = (x+1)^2\n3. dy/dx = 2(x+1)") == ["WRONG", "WRONG"]
    assert kinds("1. y = x^2 + 2x + 1\n2. y = (x+1)^2\n3. dy/dx = 2(x+1)") == ["PROVEN", "PROVEN"]


@pytest.mark.parametrize("title", ["Exercise 3", "Problem 2a", "Part B", "Solution", "Answers:", "question 4."])
def test_titles_and_tasks_say_nothing(title):
    """What is asked for is no claim, and ln2 is the logarithm of 2."""
    sheet = f"{title}\nLet f(k) = ln2/k, find f'(k).\nf'(k) = -ln 2/k^2"
    assert kinds(sheet.replace("-ln 2/", "-ln(2)/")) == ["PROVEN"]
    assert kinds(sheet.replace("-ln 2/", "ln2/")) == ["WRONG"]
