"""Reads the page in a real browser, as its reader does; and graphs to read there."""

import pytest

from autograd_core import Value, ops, view
from autograd_core.graph import topological_order
from autograd_core.pictures.page import Page
from nn import MLP, lecture_network, mean_squared_error

WIDE, NARROW = {"width": 1280, "height": 720}, {"width": 390, "height": 800}


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
