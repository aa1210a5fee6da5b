"""What the page computes where the reader changes a number, and what it hides where one guesses."""

import pytest
from page_reader import ascii_minus, lecture, mixed, recompute

from autograd_core import OPS, Value, backward_steps, op, ops
from autograd_core.names import names_beneath
from autograd_core.writing import numeral
from nn import lecture_network


def assert_same_numbers(shown, expected):
    """The graph shows these nodes' numbers, up to the last of its four figures."""
    for (value, grad), node in zip(shown, expected, strict=True):
        assert float(value) == pytest.approx(node.data, rel=1e-3, nan_ok=True)
        assert float(grad) == pytest.approx(node.grad, rel=1e-3, nan_ok=True)


@pytest.mark.parametrize(
    ("leaf", "value"), [("w5", "0.9"), ("i1", "-3"), ("b1", "1e2"), ("t1", "0,5"), ("w1", "−0.25")]
)
def test_a_changed_leaf_changes_both_passes(leaf, value, read):
    """What the page shows after an edit is what Python computes from that value;
    Undo gives the recorded numbers back.
    """
    y = lecture()
    names = {str(name): k for k, name in enumerate(names_beneath(y).values())}
    page = read(y, "#step=49")
    recorded = page.graph()
    page.tab.click(f"#n{names[leaf]}")
    page.tab.fill("#edit", value)
    page.press("Enter")

    again = lecture_network()
    again[leaf].data = float(value.replace(",", ".").replace("−", "-"))
    computed = recompute(again["E_total"])
    computed.backward()
    assert page.graph() != recorded
    assert_same_numbers(page.graph(), names_beneath(computed))
    exact = page.tab.evaluate("[...run.values]")
    assert exact == pytest.approx([node.data for node in names_beneath(computed)], rel=1e-13)
    assert page.text("#place") == "49 / 49"
    page.tab.click("#changed button")
    assert page.graph() == recorded


@pytest.mark.parametrize("f", [ops.relu, ops.floor, lambda x: ops.maximum(x, 0.0), lambda x: ops.select(0.0, x, 0.0)])
def test_what_is_not_connected_carries_nothing(f, read):
    """0 and not NaN, as recorded and after an edit: the infinite slope of a root at 0 does not come through."""
    x = Value(0.5 if f is ops.floor else -1.0, label="x")
    page = read(ops.sqrt(f(x)).named("y"), "#step=9")
    gradient_of_x = "gradientOf(steps, nodes.findIndex((node) => node.name === 'x'))"
    assert page.tab.evaluate(gradient_of_x) == 0
    for value in ("0.75", "-2") if f is not ops.floor else ("4.5", "0.75"):
        page.tab.click("#n0")
        page.tab.fill("#edit", value)
        page.press("Enter")
    assert page.tab.evaluate(gradient_of_x) == 0


def test_unchanged_leaves_give_the_recorded_numbers(read):
    """The page's own evaluation of the graph as it stands is the recording, number for number to the last places."""
    y = mixed()
    page = read(y)
    evaluated = page.tab.evaluate(
        "(({ values, partials }) => ({ values, partials: values.map((_, k) => (partials[k] ?? [])"
        ".map((p) => p === m.nothing ? 0 : p)) }))(evaluated(new Map()))"
    )
    nodes = list(names_beneath(y))
    assert evaluated["values"] == pytest.approx([node.data for node in nodes], rel=1e-14)
    for node, partials in zip(nodes, evaluated["partials"], strict=True):
        assert [p is None for p in partials] == [p is None for p in node.partials]
        assert [p for p in partials if p is not None] == pytest.approx(
            [p for p in node.partials if p is not None], rel=1e-14, nan_ok=True
        )


def test_a_value_must_be_a_number(read):
    """Anything else is refused in words, and nothing changes."""
    page = read(lecture(), "#step=20")
    before = page.graph()
    page.tab.click("#n1")
    for wrong in ("", "abc", "1 2", "0x"):
        page.tab.fill("#edit", wrong)
        page.press("Enter")
        assert page.tab.get_attribute("#edit", "aria-invalid") == "true"
        assert page.text("#note") == "A number, please: 0.5, -1e-3, inf or nan."
    assert page.graph() == before


def test_an_op_that_the_browser_lacks_is_stepped_through_but_not_edited(read):
    """With a row that no browser can run the passes are shown as recorded,
    and a sentence says why nothing can be changed.
    """
    try:
        bessel = op("test_only_bessel", lambda m, x: m.bessel(x) if hasattr(m, "bessel") else x, lambda m, y, x: 1)
        odd = op(
            "test_only_odd", lambda m, x: m.sin(x) if m.name != "JavaScript" else m.bessel(x), lambda m, y, x: m.cos(x)
        )
        page = read(bessel(odd(Value(0.5, label="x"))), "#step=4")
        page.tab.click("#n0")
        assert page.tab.locator("#edit").count() == 0
        assert (
            "Values cannot be changed here, for the browser cannot run test_only_odd: JavaScript has no bessel"
            in page.text("#card")
        )
    finally:
        OPS.pop("test_only_bessel", None)
        OPS.pop("test_only_odd", None)


def test_a_guess_comes_before_the_contribution(read):
    """In guess mode the contribution and what follows from it are nowhere on the page
    until they are guessed or revealed.
    """
    y = lecture()
    steps = list(backward_steps(y))
    page = read(y, "#step=35")
    assert page.press("g").text("#now .result") == numeral(steps[35 - 16].contribution)
    page.press("ArrowRight")
    step = steps[36 - 16]
    seen = page.tab.inner_text("body")
    assert numeral(step.contribution) not in ascii_minus(seen)
    assert numeral(step.after) not in ascii_minus(seen)
    assert page.graph()[10][1] == numeral(step.before, 4) + " + …"
    assert page.texts("#now .side td")[1:] == ["?", "?"]
    page.tab.fill("#answer", "0.5")
    page.press("Enter")
    assert "Try again, or reveal it" in page.text("#verdict")
    page.tab.fill("#answer", f"{step.contribution * 1.005:.6f}")
    page.press("Enter")
    assert "✓" in page.text("#now .praise")
    assert page.text("#now .result") == numeral(step.contribution)
    assert page.press("ArrowRight").text("#place") == "37 / 49"
    assert page.text("#now .result") == "?"
    assert page.press("ArrowRight").text("#now .result") == numeral(steps[37 - 16].contribution)
    assert page.text("#place") == "37 / 49"
    page.press("ArrowRight")
    page.tab.fill("#answer", repr(steps[38 - 16].contribution))
    page.press("Enter")
    assert "Right: 1 of 2" in page.text("#now .praise")
    assert page.press("g", "ArrowRight").text("#now .result") == numeral(steps[39 - 16].contribution)
