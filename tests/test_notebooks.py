"""The notebooks are true, and stay what they are: stories made of short cells."""

import ast
import re
from pathlib import Path

import nbformat
import pytest
from run_notebooks import NOTEBOOKS, executed

README = re.sub(r"^(>>>|\.\.\.) ?", "", (Path(__file__).parent.parent / "README.md").read_text(), flags=re.MULTILINE)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    """Each notebook in turn."""
    return request.param


@pytest.mark.slow
def test_a_fresh_kernel_prints_what_is_committed(path):
    """Every output is the committed one to the last character, and pictures are not kept."""
    committed, now = nbformat.read(path, as_version=4), executed(path)
    assert [cell.get("outputs") for cell in now.cells] == [cell.get("outputs") for cell in committed.cells]
    assert now == committed


def test_cells_are_short_and_define_no_helpers(path):
    """A cell fits the eye, defines no function or class, and is none of README's."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert cell.source.count("\n") < 20
            assert not [
                node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.FunctionDef | ast.ClassDef)
            ]
            assert cell.source not in README
