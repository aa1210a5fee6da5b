"""The page that steps through both passes: its size, and what it is made of."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from page_reader import deep, lecture, mixed

from autograd_core import Value, draw, ops, view
from autograd_core.writing import numeral


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
