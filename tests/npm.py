"""Packages of npm that some tests read pictures and formulas with: found by NODE_PATH, or beside the project."""

import os
from pathlib import Path

import pytest


def folder(package):
    """Where a package is; a test that needs it is skipped by name where it is not."""
    beside = Path(__file__).parent.parent / "node_modules"
    places = [*map(Path, filter(None, os.environ.get("NODE_PATH", "").split(os.pathsep))), beside]
    found = next((place / package for place in places if (place / package).is_dir()), None)
    return found or pytest.skip(f"no {package}: npm install {package}, and NODE_PATH says where")
