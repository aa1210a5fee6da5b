"""The chain rule as a tree: the same as text and as a picture."""

import math
from xml.etree import ElementTree

import pytest

from autograd_core import Value, explain, ops
from autograd_core.chain_tree import MOST
from autograd_core.writing import numeral
from nn import MLP, lecture_network, mean_squared_error

SVG = "{http://www.w3.org/2000/svg}"


def error():
    model = MLP([2, 4, 4, 1], "tanh", expanded=True)
    return mean_squared_error(model([Value(0.5, label="x1"), Value(0.2, label="x2")]), [0.3]).named("L")


def chain():
    x = node = Value(0.5, label="x")
    for i in range(100):
        node = ops.sin(node).named(f"s{i}")
    return node, x


def twice():
    q = Value(0.3, label="a rather long label of a leaf & <b>")
    return (q * q * ops.exp(q)).named("y ∂ x̂"), q


def trees():
    net = lecture_network()
    yield explain(net["E_total"], net["w1"])
    yield explain(net["E_total"], net["w1"], between="all")
    yield explain(net["E_total"], net["w1"], delta=True)
    yield explain(net["E_total"], net["E_total"])
    yield explain(error(), "x1")
    yield explain(error(), "x1", largest=1000)
    yield explain(*chain())
    yield explain(*twice())


TREES = list(trees())


def parts(svg, kind):
    return [part for part in ElementTree.fromstring(svg).iter(f"{SVG}g") if part.get("class") == kind]


def texts(part):
    return ["".join(text.itertext()) for text in part.iter(f"{SVG}text")]


@pytest.mark.parametrize("why", TREES, ids=range(len(TREES)))
def test_the_picture_says_what_the_text_says(why):
    """At the top stands the partial, in the cards the factors with their numbers, at the ends the products."""
    svg = why.tree().svg()
    [root] = parts(svg, "root")
    assert texts(root)[0].endswith(f" = {numeral(why.value)}")
    shown = why.paths[:MOST]
    numbers = {f"= {numeral(factor.value)}" for path in shown for factor in path.factors if len(path.factors) <= 16}
    drawn = [texts(part)[1] for part in parts(svg, "factor")]
    assert numbers <= set(drawn)
    products = [text for part in parts(svg, "end") if len(texts(part)) == 1 for text in texts(part)]
    assert sorted(products) == sorted(f"= {numeral(path.share)}" for path in shown)


@pytest.mark.parametrize("why", TREES, ids=range(len(TREES)))
def test_no_card_lies_on_another(why):
    """Cards stand apart, and within the picture."""
    root = ElementTree.fromstring(why.tree().svg())
    wide, high = float(root.get("width")), float(root.get("height"))
    boxes = [tuple(float(box.get(side)) for side in ("x", "y", "width", "height")) for box in root.iter(f"{SVG}rect")]
    for i, (x, y, w, h) in enumerate(boxes):
        assert 0 <= x <= wide - w
        assert 0 <= y <= high - h
        for a, b, c, d in boxes[:i]:
            assert x + w <= a or a + c <= x or y + h <= b or b + d <= y


def test_what_is_shared_is_drawn_once():
    """Paths that begin with the same factors part where they part; h is left once, though two ways lead on from it."""
    a = Value(2.0, label="a")
    h = (3 * a).named("h")
    u, v = (h * h).named("u"), ops.exp(h).named("v")
    svg = explain((2 * (u + v).named("s")).named("y"), a).tree().svg()
    names = [texts(part)[0] for part in parts(svg, "factor")]
    assert names == ["∂y/∂s", "∂s/∂u", "∂u/∂h", "∂h/∂a", "∂s/∂v", "∂v/∂h", "∂h/∂a"]


def test_paths_beyond_those_drawn_are_told_in_one_sum():
    """Their number and what they add up to stand at the end, so that nothing is lost."""
    x = Value(0.5, label="x")
    terms = [((i + 1) * x).named(f"t{i}") for i in range(60)]
    why = explain(ops.sum(terms).named("y"), x, between="all", largest=50)
    [end] = [texts(part) for part in parts(why.tree().svg(), "end") if len(texts(part)) == 2]
    shares = range(60, 0, -1)
    assert end == ["10 and 10 more paths", f"together {numeral(math.fsum(shares[MOST:]))}"]


def test_a_notebook_shows_the_picture_and_a_terminal_the_text(tmp_path):
    """The tree is text that a notebook shows as an image; it is saved as SVG alone."""
    tree = TREES[0].tree(unicode=False)
    assert tree.startswith("dE_total/dw1 = 0.000438567734\n|- dE_total/dout_o1 = 0.741365070\n")
    assert repr(tree) == str(tree)
    bundle = tree._repr_mimebundle_()
    assert bundle["text/html"].startswith('<img alt="dE_total/dw1 = 0.000438567734')
    assert "<script" not in bundle["image/svg+xml"]
    assert bundle["text/plain"] == tree
    assert tree.save(tmp_path / "tree.svg").read_text(encoding="utf-8") == tree.svg()
    with pytest.raises(ValueError, match=r"saved to a file that ends in \.svg; got 'tree\.png'"):
        tree.save("tree.png")


def test_letters_stay_within_their_cards(browser):
    """In a browser no line is wider than its card, whatever the labels."""
    tab = browser.new_page()
    for why in TREES:
        tab.set_content(why.tree().svg())
        wide = tab.evaluate(
            """() => [...document.querySelectorAll("g")].flatMap((g) => {
              const box = g.querySelector("rect").getBBox();
              return [...g.querySelectorAll("text")].map((text) => text.getBBox())
                .filter(({ x, width }) => x < box.x || x + width > box.x + box.width);
            }).length"""
        )
        assert wide == 0
    tab.close()
