"""A real browser for the tests: Chromium, headless, started so that it calls nobody."""

import os
import shutil
from typing import Any

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def program() -> str | None:
    """Where Chromium is, if it is here."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def launch(playwright: Any) -> Any:
    """Chromium, driven by Playwright; as root it has no sandbox of its own."""
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=program(), args=[*QUIET, *as_root])
