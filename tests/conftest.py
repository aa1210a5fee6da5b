"""What several test files use."""

import os
import signal
import time
from pathlib import Path
from types import SimpleNamespace

import chromium
import hypothesis
import pytest
from page_reader import read as read

from autograd_core import OPS, clock, op

hypothesis.settings.register_profile("facts", deadline=None)  # how fast a machine is, is no fact about the code
hypothesis.settings.load_profile("facts")
os.environ["PYTHONPATH"] = os.pathsep.join(  # of what the tests start, wherever they start it, installed or not
    filter(None, (str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH")))
)
signal.signal(signal.SIGINT, signal.default_int_handler)  # which a run in the background begins without


def pytest_addoption(parser):
    """How many random graphs are read back."""
    parser.addoption("--graphs", type=int, default=200, help="how many random graphs tests/test_told.py reads back")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What is read in a browser is slow."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def browser():
    """Headless Chromium; what needs it is skipped by name where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no browser: pip install playwright")
    if not chromium.program():
        pytest.skip("no browser: install Chromium, as by apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        opened = chromium.launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def own_op():
    """Adds rows to the op table, and takes them out again."""
    names = []

    def define(name, *rows, **facts):
        names.append(name)
        return op(name, *rows, **facts)

    yield define
    for name in names:
        OPS.pop(name, None)


@pytest.fixture
def unhurried(monkeypatch):
    """A claim has ten times its time: what is found true of a graph does not depend on how fast a machine is."""
    slow = SimpleNamespace(thread_time=lambda: time.thread_time() / 10)
    monkeypatch.setattr(clock, "time", slow)
