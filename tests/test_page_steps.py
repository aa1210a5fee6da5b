"""The steps of the page and its keys, compared with Python's numbers."""

import math
import random

import pytest
from page_reader import ascii_minus, lecture, mixed

from autograd_core import backward_steps, forward_steps
from autograd_core.names import names_beneath
from autograd_core.writing import numeral
from nn import lecture_network


@pytest.mark.parametrize(
    "y", [lecture, lambda: lecture_network(expanded=True)["E_total"], mixed], ids=["lecture", "expanded", "mixed"]
)
def test_every_step_shows_pythons_numbers(y, read):
    """By the arrow key through both passes: the arithmetic, the adjoint before and after,
    and the graph are those of the records.
    """
    y = y()
    page = read(y)
    places = {str(name): k for k, name in enumerate(names_beneath(y).values())}
    leaves = [node.op is None for node in names_beneath(y)]
    graph = [(numeral(node.data, 4) if node.op is None else None, None) for node in names_beneath(y)]
    assert page.graph() == graph

    def set_graph(name, value=None, grad=None):
        graph[places[name]] = (value or graph[places[name]][0], grad or graph[places[name]][1])

    for step in forward_steps(y):
        page.press("ArrowRight")
        assert page.text("#now .result") == numeral(step.value)
        assert page.text("#now .said b") == step.node
        set_graph(step.node, value=numeral(step.value, 4))
        if step.node == str(names_beneath(y)[y]):
            set_graph(step.node, grad="1")
        assert page.graph() == graph
    assert all(value is not None for value, _ in graph)
    assert sum(grad is not None for _, grad in graph) == 1
    assert any(leaves)

    seen = []
    for step in backward_steps(y):
        page.press("ArrowRight")
        seen.append(page.everything())
        assert page.texts("#now .said b") == [str(step.node), str(step.arg)]
        [upstream, local, contribution] = page.tab.evaluate(
            "() => [...document.querySelector('#now .sum mtable').lastChild.querySelectorAll('mn')]"
            ".map((n) => n.textContent)"
        )
        assert [ascii_minus(x) for x in (upstream, local, contribution)] == [
            numeral(x) for x in (step.upstream, step.local, step.contribution)
        ]
        before, added, after = page.texts("#now .side td")
        state = f"waits for {step.waiting} more" if step.waiting else "complete ✓"
        assert before == ("not computed yet" if step.before is None else numeral(step.before))
        assert (added, after) == (numeral(step.contribution), numeral(step.after) + state)
        set_graph(str(step.arg), grad=numeral(step.after, 4) + (" + …" if step.waiting else ""))
        assert page.graph() == graph
    assert (
        page.text("#place") == f"{len(list(forward_steps(y))) + len(seen)} / {len(list(forward_steps(y))) + len(seen)}"
    )
    assert "Finished" in page.text("#now")

    y.backward()
    assert page.graph() == [(numeral(node.data, 4), numeral(node.grad, 4)) for node in names_beneath(y)]
    for earlier in reversed(seen[:-1]):
        page.press("ArrowLeft")
        assert page.everything() == earlier


def test_the_rule_is_told_in_names_and_in_numbers(read):
    """The local partial is written out from the op table:
    with the names of the graph, with its numbers, and what that gives.
    """
    page = read(lecture(), "#step=22")
    rows = "() => [...document.querySelectorAll('#now .rule mtr')].map((row) => row.textContent)"
    assert [ascii_minus(text) for text in page.tab.evaluate(rows)] == [
        "∂outo1∂neto1=outo1·(1-outo1)", "=0.751365070·(1-0.751365070)", "=0.186815602",
    ]  # fmt: skip
    page = read(lecture(), "#step=5")
    rows = "() => [...document.querySelectorAll('#now .sum mtr')].map((row) => row.textContent)"
    assert page.tab.evaluate(rows) == [
        "neto1=w5·outh1+w6·outh2+b2·1", "=0.4·0.593269992+0.45·0.596884378+0.6·1", "=1.10590597",
    ]  # fmt: skip


def test_numbers_are_written_as_python_writes_them(read):
    """Significant figures, trailing zeros, exponents, ties: numeral for numeral."""
    page = read(lecture())
    generator = random.Random(5)
    xs = [generator.gauss(0, 1) * 10 ** generator.uniform(-12, 14) for _ in range(2000)]
    xs += [0.0, -0.0, 1.0, 0.5, 1e300, 5e-324, 0.1, 1e-4, 1e-5, 2.5, math.pi, 123456789.0, 1234567890.0, 999999999.5]
    xs += [8388608.125, 8388608.375, 0.5**14]  # half way between two numerals of nine figures
    for digits in (1, 4, 9, 17):
        written = page.tab.evaluate("([xs, digits]) => xs.map((x) => numeral(x, digits))", [xs, digits])
        assert written == [numeral(x, digits) for x in xs]
    assert page.tab.evaluate("[NaN, Infinity, -Infinity].map((x) => numeral(x))") == ["nan", "inf", "-inf"]


def test_the_seed_is_where_the_backward_pass_starts(read):
    """Any other seed than 1 is shown and passed on."""
    y = lecture()
    page = read(y, "#step=16", seed=-2.5)
    [step, *_] = backward_steps(y, seed=-2.5)
    assert page.text("#now .result") == numeral(step.contribution) == "-2.5"
    assert page.graph()[-1][1] == "-2.5"


def test_the_keys_go_where_they_say(read):
    """Home, End, F, B, the arrows, space, and links into steps."""
    page = read(lecture())
    there = {"End": 49, "Home": 0, "f": 1, "b": 16, "ArrowLeft": 15, "ArrowRight": 16}
    for key, place in there.items():
        assert page.press(key).text("#place") == f"{place} / 49"
    page.press("Home", " ")
    assert page.tab.get_attribute("#play", "aria-label") == "Pause"
    page.wait("at >= 2")
    page.press(" ")
    assert page.tab.get_attribute("#play", "aria-label") == "Play"
    assert page.press("Home", "ArrowLeft").text("#place") == "0 / 49"
    page.wait("location.hash === '#step=0'")
    assert read(lecture(), "#step=41").text("#place") == "41 / 49"
    assert read(lecture(), "#step=4100").text("#place") == "49 / 49"
    assert read(lecture(), "#step=x").text("#place") == "0 / 49"


def test_the_buttons_and_the_slider(read):
    """The same by pointer."""
    page = read(lecture())
    for button, place in {"last": 49, "back": 48, "first": 0, "next": 1, "backward": 16, "forward": 1}.items():
        page.tab.click(f"#{button}")
        assert page.text("#place") == f"{place} / 49"
    page.tab.fill("#slider", "30")
    assert page.text("#place") == "30 / 49"
    page.tab.focus("#slider")
    assert page.press("ArrowRight").text("#place") == "31 / 49"


def test_enter_on_a_node_explains_it(read):
    """From the keyboard: Tab to the graph, arrows to a node, Enter for its contributions, Esc to close."""
    y = lecture()
    page = read(y, "#step=49")
    page.tab.focus("#n28")
    page.press("ArrowUp", "ArrowUp", "ArrowDown")
    assert page.tab.evaluate("document.activeElement.id") == "n27"
    page.tab.focus("#n10")
    page.press("Enter")
    assert page.text("#card h2") == "out_h1"
    came = [step for step in backward_steps(y) if str(step.arg) == "out_h1"]
    assert page.texts("#card tbody th") == [str(step.node) for step in came]
    cells = [
        cell
        for step in came
        for cell in (*(numeral(x, 6) for x in (step.upstream, step.local, step.contribution)), str(step.number))
    ]
    assert page.texts("#card tbody td") == cells
    assert page.texts("#card tfoot td")[0] == numeral(came[-1].after, 6)
    assert repr(came[-1].after) in page.text("#card .g >> nth=0")
    page.press("Home")
    assert page.texts("#card tbody td")[:4] == ["·", "·", "not yet", str(came[0].number)]
    page.press("Escape")
    assert not page.tab.is_visible("#card")
    page.tab.click("#n10")
    page.tab.click("#card button.plain >> nth=1")
    assert page.text("#place") == f"{came[1].number} / 49"


def test_plus_and_minus_zoom(read):
    """+ and − change the size of the graph, 0 gives the first size back."""
    page = read(lecture())
    width = "document.querySelector('#stage > svg').getBoundingClientRect().width"
    first = page.tab.evaluate(width)
    assert page.press("+").tab.evaluate(width) == pytest.approx(first * 1.25, abs=2)
    assert page.press("-", "-").tab.evaluate(width) == pytest.approx(first / 1.25, abs=2)
    assert page.press("0").tab.evaluate(width) == first
