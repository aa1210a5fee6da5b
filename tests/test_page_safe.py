"""A page is safe whatever its labels say, and for everybody, however one reads it."""

import base64
import hashlib
import html
import re

import pytest
from page_reader import NARROW, WIDE, lecture

from autograd_core import Value, ops, view
from autograd_core.names import names_beneath
from autograd_core.pictures.looks import printable as plain_name

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
