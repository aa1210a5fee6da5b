"""What the page says of a wrong guess: the words of the catalogue of slips."""

import math

from page_reader import lecture, mixed

from autograd_core import Value, backward_steps, ops
from autograd_core.names import names_beneath
from autograd_core.verify.diagnosis.between import Edge
from autograd_core.verify.diagnosis.telling import Words
from autograd_core.verify.diagnosis.ways import FLOATING, all_ways
from autograd_core.writing import numeral
from nn import lecture_network


def infinite():
    """A contribution that is infinite: the square root of 0."""
    return (ops.sqrt(Value(0.0, label="x")) * 2).named("y")


def test_nothing_but_inf_is_right_where_inf_is_asked_for(read):
    """Where the contribution is infinite, no finite number passes, and neither does the other infinity."""
    page = read(infinite(), "#step=3")
    page.press("g", "ArrowRight")
    for wrong in ("1e308", "-inf", "0", "nan"):
        page.tab.fill("#answer", wrong)
        page.press("Enter")
        assert "Try again" in page.text("#verdict"), wrong
    page.tab.fill("#answer", "inf")
    page.press("Enter")
    assert "✓" in page.text("#now .praise")


def test_the_field_of_a_guess_has_the_focus_and_shows_its_tolerance(read):
    """A question can be answered at once; afterwards the focus is where it was, and a step counts once."""
    page = read(lecture(), "#step=35")
    page.tab.select_option("#guess", "step")
    page.tab.focus("#next")
    page.tab.click("#next")
    assert page.tab.evaluate("document.activeElement.id") == "answer"
    assert page.text("#tolerance") == "Within 1 % is right; inf and nan are answers too."
    contribution = list(backward_steps(lecture()))[36 - 16].contribution
    page.tab.keyboard.type(repr(contribution))
    page.press("Enter")
    assert page.tab.evaluate("document.activeElement.id") == "next"
    assert page.text("#score") == "1 of 1 right"
    page.press("ArrowLeft", "ArrowRight")
    assert page.text("#now .result") == numeral(contribution)
    assert page.text("#score") == "1 of 1 right"


def test_a_slip_is_named(read):
    """A wrong guess is told what was done to get it: the sign, one factor alone, another edge, the point."""
    y = lecture()
    step = list(backward_steps(y))[36 - 16]
    page = read(y, "#step=35")
    page.press("g", "ArrowRight")
    for wrong, told in {
        -step.contribution: "a sign is lost in dnet_o2/dout_h1",
        step.local: "the local partial alone",
        step.upstream: "the upstream alone",
        step.after: "the gradient after this step",
        step.upstream + step.local: "were added",
        step.contribution * 1000: "the point stands in the wrong place",
    }.items():
        page.tab.fill("#answer", repr(wrong))
        page.press("Enter")
        assert told in page.text("#verdict")
    page.tab.fill("#answer", repr(step.contribution * 77.7))
    page.press("Enter")
    assert "sign" not in page.text("#verdict")


def hand_made_slips():
    """Wrong contributions in the lecture's network by hand, each with the step it belongs to and what it came from."""
    net = lecture_network()
    value = {name: node.data for name, node in net.items()}
    out, err = value["out_o1"], value["out_o1"] - 0.01
    delta = err * out * (1 - out)
    return {
        ("out_o1", "net_o1"): [
            (
                err * out * (1 + out),
                "out_o1 (1 + out_o1) was used where out_o1 (1 - out_o1) belongs, in dout_o1/dnet_o1",
            ),
            (err * value["net_o1"] * (1 - value["net_o1"]), "net_o1 was used where out_o1 belongs, in dout_o1/dnet_o1"),
            (err * (1 - out**2), "tanh' was used where sigmoid' belongs, in dout_o1/dnet_o1"),
            (err * out * out, "out_o1 out_o1 was used where out_o1 (1 - out_o1) belongs, in dout_o1/dnet_o1"),
            (
                err * value["out_o2"] * (1 - value["out_o2"]),
                "sigmoid' at out_o2 was used where that at out_o1 belongs, in dout_o1/dnet_o1",
            ),
            (2 * err * out * (1 - out), "the contribution is doubled"),
        ],
        ("net_o1", "w5"): [
            (delta * 0.4, "w5 was used where out_h1 belongs, in dnet_o1/dw5"),
        ],
        ("net_o1", "out_h1"): [(delta * 0.45, "w6 was used where w5 belongs, in dnet_o1/dout_h1")],
    }


def test_a_slip_in_a_local_partial_is_told_as_suspects_tells_it(read):
    """Each slip of the catalogue, made by hand and written to four figures,
    is named on the page in the words of `suspects`.
    """
    y = lecture()
    page = read(y)
    steps = {(str(step.node), str(step.arg)): step.number for step in backward_steps(y)}
    page.press("g")
    for edge, slips in hand_made_slips().items():
        page.tab.evaluate(f"go({steps[edge]})")
        for wrong, told in slips:
            page.tab.fill("#answer", f"{wrong:.4g}")
            page.press("Enter")
            assert page.text("#verdict") == f"Not that: {told}. Try again, or reveal it."


def test_every_slip_of_the_page_is_one_of_the_catalogue(read):
    """On every edge the browser's programs give the numbers, and its words the sentences,
    that the catalogue gives in Python.
    """
    y = mixed()
    page, checked = read(y), 0
    names = names_beneath(y)
    found = page.tab.evaluate(
        "graph.backward.map((_, i) => catalogued(steps[FORWARD + i]).map(([x, say]) => [String(x), say()]))"
    )
    nodes = {str(name): node for node, name in names.items()}
    for step, slips in zip(backward_steps(y), found, strict=True):
        node, arg = nodes[str(step.node)], nodes[str(step.arg)]
        edge, told = Edge(node, step.position, arg, step.local, 1.0), Words(node, arg, names.get)
        where = told.partial(node, arg)
        for way in all_ways(edge, FLOATING):
            wrong = step.upstream * way.partial
            near = [words for x, words in slips if math.isclose(float(x.lower()), wrong, rel_tol=1e-9)]
            if wrong == wrong and way.partial != step.local:
                assert way.told(told, where).replace("-", "−") in [words.replace("-", "−") for words in near]
                checked += 1
    assert checked > 60


def test_a_slip_is_told_by_the_numbers_of_an_edited_leaf(read):
    """Once a leaf is changed, slips are those of the new numbers."""
    x, w = Value(2.0, label="x"), Value(3.0, label="w")
    page = read(ops.sigmoid((w * x).named("z")).named("y"))
    page.tab.evaluate("alter(nodes.findIndex((node) => node.name === 'x'), 0.5)")
    page.tab.evaluate("guess('step'); go(3)")
    y = 1 / (1 + math.exp(-1.5))
    page.tab.fill("#answer", f"{y * (1 + y):.5f}")
    page.press("Enter")
    assert "y (1 + y) was used where y (1 - y) belongs, in dy/dz" in page.text("#verdict")


def test_whole_layers_are_hidden_until_they_are_guessed(read):
    """With layers hidden, no gradient of a layer shows before its last contribution is there."""
    y = lecture()
    page = read(y, "#step=15")
    page.tab.select_option("#guess", "layer")
    page.press("ArrowRight")
    before, told, hidden = page.graph(), page.tab.evaluate("known()"), 0
    for step in backward_steps(y):
        page.tab.fill("#answer", repr(step.contribution))
        page.press("Enter")
        if page.tab.evaluate("known()") == told:
            assert page.graph() == before
            hidden += 1
        before, told = page.graph(), page.tab.evaluate("known()")
        page.press("ArrowRight")
    assert hidden > 10
    assert told == 49
