"""The page that steps through both passes, read in a real browser and compared with Python's numbers."""

import base64
import hashlib
import html
import math
import os
import random
import re
import shutil
import subprocess
import sys

import pytest

from autograd_core import OPS, Value, backward_steps, draw, forward_steps, op, ops, view
from autograd_core.graph import topological_order
from autograd_core.names import names_beneath
from autograd_core.pictures.looks import plain as plain_name
from autograd_core.pictures.page import Page
from autograd_core.verify.diagnosis.between import Edge
from autograd_core.verify.diagnosis.telling import Words
from autograd_core.verify.diagnosis.ways import FLOATING, all_ways
from autograd_core.writing import numeral
from nn import MLP, lecture_network, mean_squared_error

WIDE, NARROW = {"width": 1280, "height": 720}, {"width": 390, "height": 800}

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    'x" URL="javascript:alert(1)',
    "\\N",
    "&amp;",
    "two\nlines",
    "\u05d0\u05d1\u05d2 \u202eevil\u202c",
    "</style><style>*{display:none}</style>",
    "<!--",
    "${alert(1)}",
    "\x00\x07bell\x1b[31m",
    "\ud800",
    "long " * 1000,
]


def lecture():
    return lecture_network()["E_total"]


def mixed():
    """Repeated arguments, constants, a kink, an infinity, and ops of one, two and many arguments."""
    x, y, z = Value(-1.5, label="x"), Value(0.25, label="y"), Value(0.0, label="z")
    h = (x * x + 3 * y).named("h")
    return (
        ops.maximum(h, y, 1) + ops.dot([x, h], [y, 2]) - ops.relu(z) + ops.sqrt(z) + ops.logsumexp([h, x, y]) / x**3
    ).named("out")


def deep(sizes):
    """The loss of a multilayer perceptron, a large graph."""
    model = MLP(sizes, ["tanh"] * (len(sizes) - 2) + ["identity"], seed=1)
    inputs = [Value(0.3 * i - 1, label=f"x{i}") for i in range(sizes[0])]
    return mean_squared_error(model(inputs), [0.5] * sizes[-1]).named("loss")


def ascii_minus(text):
    return text.replace("−", "-")


class Reader:
    """Reads a page as its reader does: what stands in it, and what the keys do."""

    def __init__(self, tab):
        self.tab = tab

    def press(self, *keys):
        for key in keys:
            self.tab.keyboard.press(key)
        return self

    def texts(self, selector):
        return [ascii_minus(text).strip() for text in self.tab.locator(selector).all_text_contents()]

    def text(self, selector):
        [found] = self.texts(selector)
        return found

    def graph(self):
        """Of each node its value and gradient as the graph shows them, None where there is none yet."""
        read = "(part) => [...document.querySelectorAll('.node ' + part)].map((text) => text.textContent)"
        values, gradients = (map(ascii_minus, self.tab.evaluate(read, part)) for part in (".value", ".grad"))
        shown = [
            (value.removeprefix(" = "), grad.removeprefix("∇ ")) for value, grad in zip(values, gradients, strict=True)
        ]
        return [tuple(text or None for text in pair) for pair in shown]

    def wait(self, condition):
        """Until the condition holds; the page allows no script of others, so it is asked from outside."""
        for _ in range(1200):
            if self.tab.evaluate(condition):
                return
            self.tab.wait_for_timeout(50)
        raise AssertionError(f"not within a minute: {condition}")

    def everything(self):
        return self.graph(), self.text("#now"), self.texts("#card"), self.text("#place")


@pytest.fixture
def read(browser, tmp_path):
    """Opens the page of a graph, and checks at the end that nothing went wrong in it and that it asked for nothing."""
    contexts, troubles = [], []

    def opened(y, link="", size=WIDE, scheme="light", motion="reduce", forced="none", **options):
        page = y if isinstance(y, Page) else view(y, **options)
        page.save(path := tmp_path / "page.html")
        context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion=motion, forced_colors=forced)
        contexts.append(context)
        tab = context.new_page()
        tab.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        tab.on("console", lambda message: troubles.append(f"console: {message.text}"))
        tab.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        tab.on(
            "request",
            lambda request: request.url.split("#")[0] == path.as_uri() or troubles.append(f"request: {request.url}"),
        )
        tab.goto(path.as_uri() + link)
        return Reader(tab)

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


# ── the steps ────────────────────────────────────────────────────────────────────────────────


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


# ── the keys ─────────────────────────────────────────────────────────────────────────────────


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


# ── to change, to guess ──────────────────────────────────────────────────────────────────────


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


def recompute(y):
    """The same graph, computed anew from what its leaves hold now."""
    fresh = {}
    for node in topological_order(y, left_first=True):  # as names_beneath, which refuses a graph older than its leaves
        fresh[node] = (
            Value(node.data)
            if node.op is None
            else node.op.apply(tuple(fresh.get(a, a) if isinstance(a, Value) else a for a in node.args))
        )
    return fresh[y]


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


# ── safe, and for everybody ──────────────────────────────────────────────────────────────────


def hostile():
    leaves = [Value(0.1 * i, label=label) for i, label in enumerate(HOSTILE, 1)]
    total = leaves[0]
    for leaf in leaves[1:]:
        total = total * leaf + leaf
    return total.named("<b>root</b>" + HOSTILE[0])


def test_hostile_labels_are_only_text(read):
    """No label opens a dialog, runs, loads or breaks anything, and each can be read in full,
    control characters as escapes.
    """
    y = hostile()
    page = read(y)
    page.press(*["ArrowRight"] * 60, "End")
    names = list(names_beneath(y))
    for k in range(len(names)):
        page.tab.evaluate(f"explain({k})")
    for label in HOSTILE:
        k = next(k for k, node in enumerate(names) if node.label == label)
        page.tab.evaluate(f"explain({k})")
        shown = label if label.isprintable() else repr(label)[1:-1]  # \\n for a line feed, as names have it
        assert page.tab.locator("#card h2").text_content() == shown
        page.tab.hover(f"#n{k}", force=True)
    assert page.tab.evaluate("document.querySelectorAll('script').length") == 2
    assert page.tab.evaluate("document.querySelectorAll('img, b > b, iframe').length") == 0


def policies(*texts):
    """The Content-Security-Policy of each text."""
    return [re.findall(r'Content-Security-Policy" content="([^"]*)"', text)[0] for text in texts]


def test_only_the_pages_own_script_runs():
    """The policy allows the script and the style by their hashes, and nothing else."""
    text = view(hostile()).html
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    for kind in ("script", "style"):
        source = re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)[0]
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    body = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", text, flags=re.DOTALL)
    plain = re.sub(r"<(script|style)[^>]*>.*?</\1>", "", view(lecture()).html, flags=re.DOTALL)
    name = html.escape(plain_name(names_beneath(hostile()).popitem()[1].text))
    assert body.replace(name, "E_total") == plain.replace(*policies(plain, body))
    assert "unsafe" not in policy
    assert "http://" not in text.replace("http://www.w3.org/", "")
    assert "https://" not in text


def test_a_script_that_is_put_in_does_not_run(browser, tmp_path):
    """Even if something got in, the policy would keep it from running."""
    view(lecture()).save(path := tmp_path / "page.html")
    path.write_text(path.read_text().replace("<header>", "<script>document.title = 'run'</script><header>", 1))
    tab = browser.new_page()
    tab.goto(path.as_uri())
    assert tab.title() == "E_total, step by step"
    tab.close()


STATES = {
    "start": "",
    "forward": "go(5)",
    "backward": "go(22)",
    "a node": "go(36); explain(10)",
    "a leaf": "go(49); explain(1); alter(1, 0.9)",
    "a guess": "guess(true); go(30)",
    "keys": "$('keys').showModal()",
    "hostile": "go(30); explain(6)",
}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(scheme, size, read):
    """axe-core has no finding in any state of the page, in both themes, on wide and narrow screens."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="no axe: pip install axe-playwright-python"
    ).Axe()
    for name, script in STATES.items():
        page = read(hostile() if name == "hostile" else lecture(), size=size, scheme=scheme)
        page.tab.evaluate(script)
        found = axe.run(page.tab).response["violations"]
        assert not found, f"{name}: " + "; ".join(f"{v['id']} {v['nodes'][0]['html'][:200]}" for v in found)


@pytest.mark.parametrize("forced", ["none", "active"], ids=["own colours", "forced colours"])
@pytest.mark.parametrize("size", [(640, 360), (320, 180), (360, 640)], ids=["200 %", "400 %", "a phone"])
def test_axe_finds_nothing_when_colours_are_forced_or_all_is_large(size, forced, read):
    """Nor at 200 % and 400 % zoom, on a phone, in forced colours, or with labels that run from right to left."""
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="no axe: pip install axe-playwright-python"
    ).Axe()
    w, x = Value(0.4, label="משקל"), Value(1.5, label="قيمة طويلة جدا")
    for y in (lecture(), (w * x).sigmoid().named("תוצאה")):
        page = read(y, size=dict(zip(("width", "height"), size)), forced=forced)
        for script in ("go(0)", "go(END - 1)", "explain(0)"):
            page.tab.evaluate(f"({script}, null)")
            found = axe.run(page.tab).response["violations"]
            assert not found, f"{script}: " + "; ".join(f"{v['id']} {v['nodes'][0]['html'][:200]}" for v in found)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_lies_beyond_the_edge(size, read):
    """The page itself never scrolls, and the controls are all within it."""
    page = read(lecture(), "#step=36", size=size)
    page.tab.click("#n10")
    assert page.tab.evaluate(
        "[document.documentElement.scrollWidth <= innerWidth, document.documentElement.scrollHeight <= innerHeight]"
    ) == [True, True]
    for button in ("first", "back", "play", "next", "last", "guess", "theme", "help", "slider"):
        box = page.tab.locator(f"#{button}").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size["width"]
        assert box["y"] + box["height"] <= size["height"]


def test_who_listens_is_told(read):
    """Each step is one sentence for a screen reader, and each node says what it is."""
    page = read(lecture(), "#step=26")
    page.wait("document.getElementById('said').textContent !== ''")
    sentence = (
        "net_o1 to out_h1, 0.138498562 times 0.4 = 0.0553994247. Gradient of out_h1: 0.0553994247, waits for 1 more."
    )
    assert page.text("#said") == f"Step 26 of 49, backward: {sentence}"
    assert page.tab.get_attribute("#said", "aria-live") == "polite"
    label = page.tab.get_attribute("#n10", "aria-label")
    assert label == "out_h1: computed by sigmoid from net_h1, value 0.5933, gradient 0.05540, waits for 1 more"
    assert page.tab.get_attribute("#n7", "aria-label") == "i1: input, value 0.05, gradient not computed yet"
    assert page.tab.get_attribute("#n1", "aria-label") == "w5: parameter, value 0.4, gradient 0.08217"


def test_nothing_moves_where_that_is_not_wanted(read):
    """With prefers-reduced-motion there is no transition; without, there is."""
    durations = (
        "() => new Set([...document.querySelectorAll('*')]"
        ".flatMap((e) => getComputedStyle(e).transitionDuration.split(', '))).size"
    )
    assert read(lecture()).tab.evaluate(durations) == 1
    assert read(lecture(), motion="no-preference").tab.evaluate(durations) == 2


def test_long_names_are_cut_and_told_in_full(read):
    """A box shows the beginning; hovering and focusing show the rest."""
    x = Value(2.0, label="the weight from the first hidden neuron to the output")
    page = read(ops.exp(x).named("y"))
    assert page.text("#n0 .name") == "the weight from the fir… = 2"
    page.tab.hover("#n0")
    assert page.text("#tip") == x.label
    page.tab.mouse.move(5, 5)
    assert not page.tab.is_visible("#tip")
    page.press("ArrowRight", "Tab")
    page.tab.focus("#now [data-full]")
    assert page.tab.is_visible("#tip")


def test_the_theme_follows_and_can_be_changed(read):
    """Dark where the system is dark; T turns it over."""
    page = read(lecture(), scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.tab.evaluate(paper)
    light = read(lecture()).tab.evaluate(paper)
    assert dark != light
    assert page.press("t").tab.evaluate(paper) == light


# ── size ─────────────────────────────────────────────────────────────────────────────────────


def test_the_lectures_page_is_small():
    """One file of less than 200 kB."""
    assert len(view(lecture()).html.encode()) < 200_000


def test_on_a_large_graph_the_current_node_stays_in_view(read):
    """Step by step and jump by jump it is inside the window, in letters of 10 pixels or more."""
    page = read(deep([8, 16, 14, 2]))
    current = """() => {
        const [node, window, drawn] = ["#cards > .now", "#stage", "#stage > svg"]
            .map((e) => document.querySelector(e).getBoundingClientRect());
        const letters = document.querySelector("#cards > .now .grad, #cards > .now .made");
        const size = parseFloat(getComputedStyle(letters).fontSize) * drawn.width / layout.width;
        const across = node.left >= window.left && node.right <= window.right;
        return [across && node.top >= window.top && node.bottom <= window.bottom, size];
    }"""
    end = page.tab.evaluate("END")
    for place in [*range(1, end, 53), *range(end - 30, end + 1), 3, end // 2]:
        page.tab.evaluate(f"go({place})")
        inside, size = page.tab.evaluate(current)
        assert inside, place
        assert size >= 10


def test_wide_nodes_are_told_without_a_formula(read):
    """A node of 60 arguments is computed by dot of 60 numbers."""
    ws = [Value(i / 10, label=f"w{i}") for i in range(30)]
    page = read(ops.dot(ws, [1.0] * 30).named("y"), "#step=1")
    assert "dot of 60 numbers" in page.text("#now .sum")
    assert page.text("#now .result") == numeral(sum(w.data for w in ws))


def test_a_leaf_alone_has_no_steps(read):
    """The page of a leaf is its start and its end."""
    page = read(Value(2.0, label="x"))
    assert page.press("ArrowRight", "End", " ").text("#place") == "0 / 0"
    assert page.graph() == [("2", "1")]


# ── where it comes from ──────────────────────────────────────────────────────────────────────


def test_what_a_page_is_made_of():
    """A Value of at most 100,000 nodes; anything else is refused with the next thing to do."""
    with pytest.raises(TypeError, match=r"view\(y\) needs a Value; got 3\.0 \(float\)"):
        view(3.0)
    y = Value(1.0)
    for _ in range(100_000):
        y = y + 1.0
    with pytest.raises(
        ValueError,
        match=r"at most 100,000 nodes; this one would have 100,001: view a node nearer to the leaves, or draw\(y\)",
    ):
        view(y)


def test_a_page_needs_no_renderer(monkeypatch):
    """The browser lays the graph out; nothing has to be installed for a page."""
    monkeypatch.setattr("autograd_core.pictures.render.LINKS", ())
    assert view(lecture()).html.startswith("<!DOCTYPE html>")


def test_the_same_graph_gives_the_same_page():
    """Byte for byte, also in another process, where sets come in another order."""
    program = (
        "from autograd_core import view; from nn import lecture_network; print(view(lecture_network()['E_total']).html)"
    )
    pages = {
        subprocess.run(
            [sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(pages) == 1
    assert b"net_h1" in pages.pop()


def test_pages_are_saved_whole_or_not_at_all(tmp_path):
    """By a Page, by a Drawing, and from both commands; trouble is one line and status 2."""
    view(lecture()).save(tmp_path / "view.html")
    draw(lecture()).save(tmp_path / "draw.html")
    assert (tmp_path / "draw.html").read_text() == (tmp_path / "view.html").read_text()
    draw(mixed(), parameters=["y"]).save(tmp_path / "draw.html")
    assert (tmp_path / "draw.html").read_text() == view(mixed(), parameters=["y"]).html != view(mixed()).html
    formula = ["autograd_core", "draw", "sigmoid(w*x + b)", "w=0.4", "x=0.5", "b=0.1", "-o", str(tmp_path / "g.html")]
    for command in (["nn", "--html", str(tmp_path / "lecture.html")], formula):
        done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=True)
        assert done.stdout == done.stderr == ""
        assert (tmp_path / command[-1]).read_text().startswith("<!DOCTYPE html>")
    for path, sentence in {
        tmp_path
        / "none"
        / "x.html": f"python -m nn: cannot write {tmp_path / 'none' / 'x.html'}: No such file or directory\n",
        "x.svg": "python -m nn: a page is saved to a file that ends in .html; got 'x.svg'\n",
    }.items():
        done = subprocess.run(
            [sys.executable, "-m", "nn", "--html", str(path)], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["draw.html", "g.html", "lecture.html", "view.html"]


def test_a_notebook_shows_it_in_a_sandbox(browser):
    """The frame may run the page's script and nothing else, and the page steps in it."""
    page = view(lecture())
    bundle = page._repr_mimebundle_()
    assert (
        bundle["text/plain"]
        == repr(page)
        == "<Both passes of E_total, step by step: 29 nodes, 49 steps; .save('x.html') writes it>"
    )
    tab = browser.new_page()
    troubles = []
    tab.on("pageerror", lambda error: troubles.append(error))
    tab.set_content(bundle["text/html"])
    assert tab.get_attribute("iframe", "sandbox") == "allow-scripts"
    without = re.sub("<iframe.*</iframe>", "", bundle["text/html"], flags=re.DOTALL)  # as where markup is sanitised
    assert "It runs in a trusted notebook, or in any browser once it is saved." in without
    assert without.count('<img alt="The graph of E_total: ') == bool(shutil.which("dot"))
    frame = tab.frame_locator("iframe")
    frame.locator("#next").click()
    frame.locator("#next").press("ArrowRight")
    frame.locator("#place", has_text=re.compile("^2 / 49$")).wait_for()
    assert troubles == []
    tab.close()


def test_in_a_notebook_it_is_light_or_dark_as_that_is(browser):
    """Whatever the system says, the colour of the notebook's text decides;
    changed there it changes here, unless one was chosen.
    """
    style = "<style>body { color: #222 } body.dark { color: #ddd; background: #111 }</style>"
    tab = browser.new_page(color_scheme="light")
    tab.set_content(f"{style}<body class='dark'>{view(lecture())._repr_mimebundle_()['text/html']}</body>")
    page = tab.frame_locator("iframe").locator(":root")

    def looks(is_dark):
        for _ in range(600):
            if ("dark" in (page.get_attribute("class") or "").split()) == is_dark:
                return True
            tab.wait_for_timeout(50)
        return False

    assert looks(True)
    tab.evaluate("document.body.className = ''")
    assert looks(False)
    tab.frame_locator("iframe").locator("#theme").click()
    assert looks(True)
    tab.evaluate("document.body.className = 'light'")
    tab.wait_for_timeout(600)
    assert looks(True)
    tab.close()


# ── each sentence of the page ────────────────────────────────────────────────────────────────


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
        edge, told = Edge(node, step.position, arg, step.local, 1.0), Words(node, arg, names)
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
