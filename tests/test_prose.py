"""What stands around an equation in mails, chats and prose says nothing, unless it says something against it."""

import pytest

from autograd_core import Value, check

WITH = [
    "> {}", ">> {}", "> > {}", "“{}”", '"{}"', "**{}**", "*{}*", "✓ {}", "{} ✅", "1️⃣ {}", "- [x] {}", "* [ ] {}",
    "Eq. (3): {}", "(1.24) {}", "II. {}", "B) {}", "2.1) {}", "1.2.3 {}", "{} [by (2)]", "{}, as required.",
    "{}, which is what we wanted", "{}, so we are done.", "{} -- a remark of some words", "{} // a remark here",
    "Let q = 3. Then {}", "Let q = 3, so {}", "where q = 3, so {}", "Since dy/dw = x, we get {}", "I got {}",
    "I think {}, is that correct?", "Is {} correct?", "so {} right?", "my answer: {}", "the book says {}",
    "dy/db = 1 & {}", "dy/db = 1 ⇔ {}", "Therefore the gradient {}", "So the derivative {}", "hence, the slope {}",
]  # fmt: skip


@pytest.fixture(name="y")
def fixture_y():
    w, x, b = (Value(data, label=label) for data, label in ((0.4, "w"), (1.5, "x"), (0.2, "b")))
    return (w * x + b).named("y")


@pytest.mark.parametrize("around", WITH)
def test_what_stands_around_an_equation_says_nothing(around, y):
    """The equation within is judged: right with the right side, wrong with another one."""
    right, wrong = (check(y, around.format(f"dy/dx = {side}")) for side in ("w", "x"))
    assert right.rows[-1].verdict.kind.passes
    assert wrong.rows[-1].verdict.kind.name == "WRONG"


@pytest.mark.parametrize(
    "more",
    [
        ", which is {}",
        " which equals {}",
        ", i.e. {}",
        ", that is, {}",
        ", which is approximately {}",
        ", which is just {}",
    ],
)
def test_what_an_equation_comes_to_may_be_said_in_words(more, y):
    """It is one side more, and judged."""
    right, wrong = (check(y, f"so dy/dx = w{more.format(side)}") for side in ("0.40", "0.50"))
    assert (right.status, wrong.status) == (0, 1)
    for other in (
        "positive",
        "positive here",
        "wrong",
        "not 0.4",
        "half of 0.8",
        "the slope",
        "> 0",
        "0.4 at x = 2",
        "minus 0.4",
    ):
        assert not check(y, f"dy/dx = w{more.format(other)}").ok


def test_a_new_word_at_the_end_of_a_chain_is_told_to_be_a_name(y):
    """It may have been meant as a side of its own, y for Y, and nobody judges it."""
    assert check(y, "dy/dx = w = W").rows[0].diagnosis == ["W is new, and from here on a name for it"]
    for line in ("dy/dx = w", "dy/dx = w = 0.4", "dy/dx = δ = w"):
        assert check(y, line).rows[0].diagnosis == []
    first, second = check(y, "dy/dx = w = s\ndy/dx = s").rows
    assert (first.verdict.kind.passes, second.verdict.kind.passes) == (True, True)


AGAINST = [
    "❌ {}",
    "{} ✗",
    "it is not true that {}",
    "{} is wrong",
    "{}, which is wrong",
    "{} or not",
    "{} -- that is wrong",
    "{} (which is not true)",
    "{} [see why this is false]",
    "{} unless x = 2",
]


@pytest.mark.parametrize("around", AGAINST)
def test_what_says_something_against_an_equation_is_not_left_out(around, y):
    """Nobody's wrong line is passed as right because a word was dropped."""
    assert not check(y, around.format("dy/dx = w")).ok


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("2.1 dy/dx = w", "column 1: 2.1 could be the number of the line or a factor: leave it out, or write 2.1*"),
        ("dy/dx|_{x=2} = w", "x is 1.5 there: give x that value, or leave out |_{x=2}"),
        ("dy/dx|_{q=2} = w", "a derivative is judged where the graph is: leave out |_{q=2}"),
        ("y(2) = 1", "column 2: y(2) could be y times 2, or y there: write y*2, or y alone"),
        ("[w, x]·[x, w] = ||w||_1", "write ‖...‖ for this norm"),
    ],
)
def test_what_may_say_two_things_is_asked_about(line, sentence, y):
    """A number before a derivative, a point that is not the graph's, and a value that is called with a number."""
    assert sentence in str(check(y, line).rows[0].verdict)


def test_a_vector_that_may_begin_with_its_zeroth_entry_is_asked_about():
    """‖w‖ where there are w0, w1 and w2; with w1 and w2 alone it is read."""
    w0, w1, w2 = (Value(data, label=label) for data, label in ((0.4, "w0"), (1.5, "w1"), (0.2, "w2")))
    y = (w0 + w1 * w1 + w2 * w2).named("y")
    told = "w could be w0 to w2 or w1 to w2: write [w0, w1, w2]"
    assert told in str(check(y, "y = ‖w‖²").rows[0].verdict)
    assert told in str(check(y, "∂y/∂w = 2w").rows[0].verdict)
    assert check((w1 * w1 + w2 * w2).named("y"), "y = ‖w‖²\n∂y/∂w = 2w").ok
