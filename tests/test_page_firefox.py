"""The page in Firefox: the same numbers, the same room, and nothing that keeps people from using it."""

from importlib.resources import files

import firefox
import pytest
from test_page_overlaps import GRAPHS, MEASURE

from autograd_core import backward_steps, forward_steps, view
from autograd_core.writing import numeral

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not firefox.program(), reason="no Firefox: apt-get install firefox-esr"),
]
RIGHT = "\ue014"


@pytest.fixture(scope="module", params=["light", "dark"])
def window(request, tmp_path_factory):
    """One window, light or dark, in which nothing moves."""
    tornado = pytest.importorskip("tornado", reason="no tornado: pip install nbclient brings it")
    assert tornado
    preferences = {"ui.systemUsesDarkTheme": int(request.param == "dark"), "ui.prefersReducedMotion": 1}
    opened = firefox.Firefox(tmp_path_factory.mktemp("firefox"), **preferences)
    opened.dark = request.param == "dark"
    yield opened
    opened.close()


def show(window, y, tmp_path, size=(1280, 720), link=""):
    view(y).save(path := tmp_path / "page.html")
    window.show(path.as_uri() + link, *size)


@pytest.mark.parametrize("name", ["lecture", "softmax 3"])
def test_every_step_shows_pythons_numbers(name, window, tmp_path):
    """By the arrow key through both passes."""
    y = GRAPHS[name]()
    show(window, y, tmp_path)
    assert window.evaluate("document.documentElement.classList.contains('dark')") == window.dark
    for step in forward_steps(y):
        window.press(RIGHT)
        assert window.evaluate("document.querySelector('#now .result').textContent").replace("−", "-") == numeral(
            step.value
        )
    for step in backward_steps(y):
        window.press(RIGHT)
        told = window.evaluate(
            "[...document.querySelector('#now .sum mtable').lastChild.querySelectorAll('mn')].map((n) => n.textContent)"
        )
        numbers = [numeral(x) for x in (step.upstream, step.local, step.contribution)]
        assert [text.replace("−", "-") for text in told] == numbers


@pytest.mark.parametrize("window", ["light"], indirect=True)
@pytest.mark.parametrize("name", GRAPHS)
def test_nothing_lies_on_anything(name, window, tmp_path):
    """As in Chromium: cards, words, lines and arrows are measured."""
    show(window, GRAPHS[name](), tmp_path, (1400, 900))
    for step in ("0", "END >> 1", "END"):
        measure = MEASURE.replace("meet(box, arrow)", "meet(box, arrow, 2)")  # its boxes of text are taller
        assert window.evaluate(f"(go({step}), {measure})({'true' if step == '0' else ''})") == [], step


@pytest.mark.parametrize("size", [(1280, 720), (390, 800), (640, 360)])
def test_all_controls_can_be_reached(size, window, tmp_path):
    """Nothing lies beyond the edge of the window, or it can be scrolled to; 640 by 360 is a window at 200 %."""
    show(window, GRAPHS["lecture"](), tmp_path, size, "#step=36")
    for control in ("first", "back", "play", "next", "last", "guess", "theme", "help", "slider"):
        box = window.evaluate(
            f"(() => {{ const part = document.getElementById('{control}'); "
            "part.scrollIntoView({ block: 'nearest' }); const box = part.getBoundingClientRect(); "
            "return [box.left, box.top, innerWidth - box.right, innerHeight - box.bottom]; })()"
        )
        assert min(box) >= -1, (control, box)


@pytest.mark.parametrize("state", ["go(22)", "(go(36), explain(10))", "(guess(true), go(30))"])
def test_axe_finds_nothing(state, window, tmp_path):
    """axe-core has no finding."""
    pytest.importorskip("axe_playwright_python", reason="no axe: pip install axe-playwright-python")
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    show(window, GRAPHS["lecture"](), tmp_path)
    window.evaluate(f"({state}, null)")
    window.evaluate(f"(() => {{ {axe}; return null; }})()")
    found = window.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id} ${nodes[0].html}`))"
    )
    assert found == []
