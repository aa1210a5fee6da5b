"""README's shell sessions, run as they stand; its Python is run as a doctest."""

import doctest
import re
import shlex
from pathlib import Path

import public_names
import pytest

from autograd_core.__main__ import main as autograd_core
from nn.__main__ import main as nn

README = (Path(__file__).parent.parent / "README.md").read_text()
SESSIONS = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
PROGRAMS = {"autograd_core": autograd_core, "nn": nn}


def test_there_are_sessions():
    """README shows at least one."""
    assert SESSIONS


@pytest.mark.parametrize("session", SESSIONS)
def test_a_shell_session_prints_what_it_says(session, tmp_path, monkeypatch, capsys):
    """`cat` shows the files that the commands after it read, and every command prints what stands below it."""
    monkeypatch.chdir(tmp_path)
    for part in session.split("$ ")[1:]:
        command, shown = part.split("\n", 1)
        words = shlex.split(command)
        if words[0] == "cat":
            Path(words[1]).write_text(shown)
            continue
        assert words[:2] == ["python", "-m"]
        PROGRAMS[words[2]](words[3:])
        assert capsys.readouterr().out == shown


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_an_example_needs_none_of_the_others(block):
    """Whoever pastes one block alone meets no name that only another block has; all in a row are run as a doctest."""
    example = doctest.DocTestParser().get_doctest(block, {}, "README", None, None)
    assert doctest.DocTestRunner(verbose=False).run(example).failed == 0


def test_every_public_name_stands_in_the_table():
    """The table is what `python tests/public_names.py` writes, and no name is missing."""
    assert public_names.table() in README
    for module in (public_names.autograd_core, public_names.nn):
        assert all(f"`{name}" in public_names.table() for name in module.__all__)


def test_readme_is_short():
    """Whoever comes in reads it whole."""
    assert README.count("\n") <= 200
