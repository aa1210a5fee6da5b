"""Each sentence of the page's own help: numbers, focus, link, layers, print and zoom."""

import math

import pytest
from page_reader import NARROW, ascii_minus, deep, lecture, mixed, recompute

from autograd_core import Value, backward_steps, forward_steps, ops, view
from autograd_core.graph import topological_order
from autograd_core.names import names_beneath
from autograd_core.writing import numeral
from nn import MLP, lecture_network, mean_squared_error


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.5", 0.5), ("0,5", 0.5), ("−1e-3", -1e-3), ("−1e−3", -1e-3), ("NaN", math.nan), ("-inf", -math.inf),
        ("∞", math.inf), (".5", 0.5), ("+2.", 2.0), ("0,125", 0.125),
        ("1,000", None), ("0x10", None), ("1 2", None), ("", None), ("1e", None), ("0b1", None), ("--1", None),
    ],
)  # fmt: skip
def test_what_is_read_as_a_number(text, number, read):
    """One comma or one point; 1,000 is a thousand to some and one to others, so that it is neither."""
    found = read(lecture()).tab.evaluate("(text) => { const x = read(text); return x === undefined ? null : x }", text)
    assert found == pytest.approx(number, nan_ok=True) if number is not None else found is None


@pytest.mark.parametrize("width", [360, 1024])
def test_numbers_are_never_cut(width, read):
    """Each number of each step stands within its place, e-20 and the like too, also on a narrow screen."""
    x = Value(-1.2345678901e-9, label="x")
    y = (ops.tanh(x * 6.5165479912e-11) * -7.123456789e-3 + x).named("y")
    page = read(y, size={"width": width, "height": 640})
    for _ in range(page.tab.evaluate("END")):
        page.press("ArrowRight")
        cut = "[...document.querySelectorAll('#now .sum')].some((sum) => sum.scrollWidth > sum.clientWidth + 1)"
        assert not page.tab.evaluate(cut), page.text("#place")


def test_one_minus_sign(read):
    """Whatever is negative or subtracted has the same sign, on cards, in formulas and in sentences."""
    page = read(mixed())
    for _ in range(page.tab.evaluate("END")):
        page.press("ArrowRight")
        page.tab.evaluate("clearTimeout(said), $('said').textContent = sentence()")
        assert "-" not in page.tab.evaluate("$('stage').textContent + $('now').textContent"), page.text("#place")


def test_the_focus_returns(read):
    """After a card is closed its node has the focus again, and after an edit the field keeps it."""
    page = read(lecture(), "#step=49")
    page.tab.focus("#n10")
    page.press(" ")
    assert page.text("#card h2") == "out_h1"
    page.press("Escape")
    assert page.tab.evaluate("document.activeElement.id") == "n10"
    page.tab.focus("#n1")
    page.press("Enter")
    page.tab.fill("#edit", "0.9")
    page.press("Enter")
    assert page.tab.evaluate("document.activeElement.id") == "edit"


def test_escape_drops_what_was_half_typed(read):
    """The first Esc gives the value back, and changes nothing; the second closes the card."""
    page = read(lecture(), "#step=49")
    before = page.graph()
    page.tab.click("#n1")
    page.tab.fill("#edit", "0.")
    page.tab.focus("#edit")
    page.press("Escape")
    assert page.tab.input_value("#edit") == "0.4"
    assert page.tab.is_visible("#card")
    page.press("Escape")
    assert not page.tab.is_visible("#card")
    assert page.graph() == before


def test_the_link_holds_step_theme_and_edits(read, browser):
    """Loaded again from its link, the page stands as it stood."""
    page = read(lecture(), "#step=41")
    page.press("t")
    page.tab.evaluate("alter(1, -0.25)")
    page.wait("location.hash.includes('set.w5')")
    assert page.tab.evaluate("location.hash") == "#step=41&theme=dark&set.w5=-0.25"
    shown = page.graph()
    page.tab.reload()
    assert page.graph() == shown
    assert page.text("#place") == "41 / 49"
    assert page.tab.evaluate("isDark()")


def test_an_edit_is_compared_with_what_the_gradient_foretold(read):
    """Old and new value of the leaf and of the output, how far it moved, and gradient times change."""
    y = lecture()
    y.backward()
    [w5] = [node for node in names_beneath(y) if node.label == "w5"]
    page = read(y, "#step=49")
    page.tab.evaluate("explain(1), alter(1, 0.41)")
    cells = page.texts("#compared td")
    assert cells[:3] == ["", "0.4", "0.41"]
    again = lecture_network()
    again["w5"].data = 0.41
    moved = recompute(again["E_total"]).data - y.data
    told = page.text("#foretold")
    assert told == f"E_total moved by {numeral(moved, 4)}; its gradient had foretold {numeral(w5.grad * 0.01, 4)}."


def test_steps_by_node_and_by_layer(read):
    """By node a move takes all edges of one node, by layer it goes on until the layer is complete; both go back."""
    y = lecture()
    page = read(y, "#step=15")
    page.tab.select_option("#pace", "node")
    steps = list(backward_steps(y))
    place = 15
    while place < 49:
        of = steps[place - 15].of
        place += sum(step.of is of for step in steps)
        assert page.press("ArrowRight").text("#place") == f"{place} / 49"
    page.press("Home")
    page.tab.select_option("#pace", "layer")
    page.press("ArrowRight")
    assert page.tab.evaluate("stepLayer(at)") == "↑layer1"
    assert page.tab.evaluate("nodes.every((node, k) => layerOf(k) !== 'layer1' || isComputed(k))")
    assert "layer1: " in page.text("#now .said")
    assert page.press("ArrowLeft").text("#place") == "0 / 49"


def test_only_the_paths_from_a_node(read):
    """What does not lie between the node and the output is dimmed, until all is shown again."""
    y = lecture()
    page = read(y, "#step=49")
    page.tab.focus("#n2")
    name = page.tab.evaluate("nodes[2].name")
    page.press("w")
    dimmed = page.tab.evaluate(
        "[...document.querySelectorAll('.node.off')].map((card) => nodes[card.id.slice(1)].name)"
    )
    node = next(node for node, told in names_beneath(y).items() if str(told) == name)
    order = topological_order(y)
    on = {node}
    for other in order:
        if any(isinstance(arg, Value) and arg in on for arg in other.args):
            on.add(other)
    assert set(dimmed) == {str(told) for other, told in names_beneath(y).items() if other not in on}
    page.tab.click("#all-ways")
    assert page.tab.locator(".off").count() == 0


def test_layers_open_and_close(read):
    """A large graph opens folded by layer; Enter on a layer opens it, C closes it,
    and steps go through a closed one.
    """
    page = read(deep([8, 16, 14, 2]))
    assert sorted(page.texts(".folder .name")) == ["layer1", "layer2", "layer3"]
    page.tab.focus(".folder[data-scope='layer2']")
    page.press("Enter")
    assert set(page.texts(".folder .name")) == {"layer1", *(f"layer2/n{i}" for i in range(14)), "layer3"}
    page.tab.focus(".folder[data-scope='layer2/n3']")
    page.press("Enter")
    assert "net_h2_4" in " ".join(page.texts(".node .name"))
    k = page.tab.evaluate("nodes.findIndex((node) => node.name === 'net_h2_4')")
    page.tab.focus(f"#n{k}")
    page.press("c", "c")
    assert sorted(page.texts(".folder .name")) == ["layer1", "layer2", "layer3"]
    page.press("Home", "ArrowRight")
    assert page.tab.locator(".folder.now").count() == 1


@pytest.mark.parametrize("y", [lecture, lambda: deep([2, 4, 4, 1])], ids=["lecture", "2-4-4-1"])
def test_the_graph_fits_the_window(y, read):
    """It opens with everything in sight, and fits again when the window changes, unless the reader has zoomed."""
    inside = """() => {
        const [drawn, window] = ['#stage > svg', '#stage']
            .map((e) => document.querySelector(e).getBoundingClientRect());
        return drawn.width <= window.width + 1 && drawn.height <= window.height + 1
            && (drawn.width > 0.9 * window.width || drawn.height > 0.9 * window.height); }"""
    page = read(y())
    for width, height in ((1400, 900), (1024, 768), (1920, 1080)):
        page.tab.set_viewport_size({"width": width, "height": height})
        page.wait(f"room.x === document.getElementById('stage').clientWidth && ({inside})()")
    page.press("+")
    zoomed = page.tab.evaluate("scale()")
    assert page.tab.is_visible("#map")
    page.tab.set_viewport_size({"width": 1280, "height": 720})
    page.tab.wait_for_timeout(200)
    assert page.tab.evaluate("scale()") == zoomed
    page.press("0")
    assert page.tab.evaluate(f"({inside})()")
    assert not page.tab.is_visible("#map")
    page.press("p")
    assert page.tab.evaluate("scale()") >= 1.75
    page.press("o")
    assert page.tab.evaluate(f"({inside})()")


def test_it_prints_the_graph_and_all_steps(read):
    """On paper stand the finished graph and a table of every step; afterwards the screen is as it was."""
    y = lecture()
    page = read(y, "#step=20", scheme="dark")
    before = page.everything()
    page.tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.tab.emulate_media(media="print")
    rows = page.tab.evaluate(
        "[...document.querySelectorAll('#print tbody tr')].map((r) => [...r.cells].map((c) => c.textContent))"
    )
    assert [row[0] for row in rows] == [str(i) for i in range(1, 50)]
    assert [ascii_minus(row[3]) for row in rows[:15]] == [numeral(step.value) for step in forward_steps(y)]
    assert [ascii_minus(row[4]) for row in rows[15:]] == [numeral(step.contribution, 6) for step in backward_steps(y)]
    assert not page.tab.is_visible("footer")
    assert page.tab.is_visible("#print")
    page.tab.emulate_media(media="screen")
    page.tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.everything() == before
    assert page.tab.evaluate("isDark()")


@pytest.mark.parametrize("size", [(640, 360), (320, 180), (360, 640)], ids=["200 %", "400 %", "360 x 640"])
def test_zoomed_in_everything_can_be_reached(size, read):
    """At 200 % and 400 %, and on a small phone with a card open,
    the step's text and every control can be scrolled to.
    """
    width, height = size
    page = read(lecture(), "#step=36", size={"width": width, "height": height})
    page.tab.evaluate("explain(10)")
    controls = ("first", "back", "play", "next", "last", "slider", "pace", "speed", "guess", "view", "theme", "help")
    for name in (*(f"#{control}" for control in controls), "#now .said", "#close-card"):
        part = page.tab.locator(name)
        part.scroll_into_view_if_needed()
        box = part.bounding_box()
        assert box["x"] >= 0, name
        assert box["x"] + box["width"] <= width, name
        assert box["y"] + box["height"] <= height + 1, name
        assert box["y"] >= -1, name


def test_a_pinch_zooms_and_a_finger_pans(browser, tmp_path):
    """Two fingers apart make the graph larger, one moves it, and a tap explains a node."""
    view(lecture()).save(path := tmp_path / "page.html")
    context = browser.new_context(viewport=NARROW, has_touch=True, is_mobile=True)
    tab = context.new_page()
    tab.goto(path.as_uri())
    tab.tap("#cards > .output")
    assert tab.locator("#card h2").text_content() == "E_total"
    tab.evaluate("explain(null)")
    first = tab.evaluate("scale()")
    session = context.new_cdp_session(tab)

    def touch(kind, *points):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", (150, 200), (250, 200))
    for apart in (60, 70, 80, 100):
        touch("touchMove", (200 - apart, 200), (200 + apart, 200))
    touch("touchEnd")
    assert tab.evaluate("scale()") == pytest.approx(2 * first, rel=0.05)
    left = tab.evaluate("stage.scrollLeft")
    touch("touchStart", (150, 200))
    for x in (160, 200, 250):
        touch("touchMove", (x, 200))
    touch("touchEnd")
    assert tab.evaluate("stage.scrollLeft") == pytest.approx(left - 100, abs=3)
    context.close()


def test_why_a_rule_holds_is_shown_by_small_changes(read):
    """On demand, difference quotients of the op at these numbers come near the local partial."""
    step = next(step for step in backward_steps(lecture()) if str(step.node) == "out_o1")
    page = read(lecture(), f"#step={step.number}")
    assert "the derivative of sigmoid" in page.text("#now .why")
    page.tab.click("#why")
    assert page.tab.evaluate("document.activeElement.id") == "why"
    quotients = [float(text) for text in page.texts(".quotients tbody td:last-child")]
    errors = [abs(quotient - step.local) for quotient in quotients]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-4


def test_a_loss_of_65_000_nodes_is_drawn_at_once(read):
    """Folded by layer, it is there and can be stepped through."""
    model = MLP([2, 16, 16, 1], "tanh", expanded=True)
    total = Value(0.0)
    for i in range(95):
        total = total + mean_squared_error(model([Value(i / 95), Value(1 - i / 95)]), [0.5])
    page = read(total.named("loss"))
    assert page.tab.evaluate("nodes.length") > 64_000
    assert page.tab.locator("#cards > g").count() < 60
    for _ in range(3):
        page.press("ArrowRight")
    page.press("Shift+ArrowRight", "b", "ArrowRight")
    assert page.tab.locator("#cards > .now").count() >= 1


def test_a_chain_of_100_opens_in_parts(read):
    """What has no scopes is folded in parts that tell where one is, not in one card for all of it."""
    node = Value(0.5, label="x")
    for i in range(100):
        node = 0.9 * ops.sin(node) if i % 2 else ops.tanh(node)
    page = read(node.named("y"))
    assert page.texts("#cards .name") == ["x = 0.5", "part 1 of 4", "part 2 of 4", "part 3 of 4", "part 4 of 4", "y"]
    assert page.text("#size") == "151 nodes, 300 steps"


def test_names_from_right_to_left_leave_numbers_where_they_are(read):
    """On a card the value stands right of such a name, with its sign before it;
    in a product the factors keep their order.
    """
    a, b = Value(2.0, label="\u05de\u05e9\u05e7\u05dc"), Value(-1.5, label="\u0645\u062f\u062e\u0644")
    page = read((a * b).sin().named("y"))
    for k in (0, 1):
        name, value = page.tab.evaluate(
            f"[...document.querySelectorAll('#n{k} .name tspan')]"
            ".map((e) => [e.getStartPositionOfChar(0).x, e.getEndPositionOfChar(e.getNumberOfChars() - 1).x]"
            ".sort((x, y) => x - y))"
        )
        assert name[0] < name[1] <= value[0] + 1
    assert page.tab.evaluate("shownName(2)") == f"\u2068{a.label}\u2069*\u2068{b.label}\u2069"


def test_a_negative_constant_keeps_its_number(read):
    """However often the graph is laid out anew."""
    x = Value(-2.5, label="x")
    page = read((x - (-1.5)).named("y"))
    for width in (1280, 500, 1300):
        page.tab.set_viewport_size({"width": width, "height": 720})
        page.tab.wait_for_timeout(200)
        assert page.text("#stage .chip") == "-1.5"


def test_a_kink_is_told_by_its_convention(read):
    """Where two are the largest each has a half, and no rule that says 1 is set equal to it; elsewhere the rule is."""
    a, b = Value(2.0, label="a"), Value(2.0, label="b")
    page = read(ops.maximum(a, b).named("m"), "#step=2")
    assert "0.5" in page.text("#now .rule")
    assert "by convention at this kink; elsewhere" in page.text("#now .rule").replace("\u00a0", " ")
    b.data = 1.0
    page = read(ops.maximum(a, b).named("m"), "#step=2")
    assert "by convention" not in page.text("#now .rule")
