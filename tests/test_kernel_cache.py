"""Kernels on disk: compiled once, whatever folder may be written, whoever else compiles, and whatever a file holds."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytest.importorskip("numba")

ROOT = Path(__file__).parent.parent
PROGRAM = """
    import os, sys
    from autograd_core import Value, compile, ops
    x, w = Value(0.5), Value(2.0)
    program = compile(ops.tanh(w * x) + w, inputs=[x, w], engine="kernels")
    value, slopes = program.value_and_gradient(0.25, 3.0)
    print(value.hex(), *(slope.hex() for slope in slopes), "numba" in sys.modules)
    from autograd_core.compiled.kernel_cache import folder
    print(folder())
"""


def run(home, **environment):
    """A process of its own: what it computed, whether it imported numba, and where it keeps kernels."""
    names = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(home), "TMPDIR": str(home), **environment}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM)], capture_output=True, text=True, check=True, env=names
    )
    numbers, folder = done.stdout.splitlines()
    *found, imported = numbers.split(" ")
    return found, imported == "True", Path(folder)


@pytest.mark.slow
def test_a_second_process_compiles_nothing(tmp_path):
    """It loads what the first has written, to the same bits, and without numba; damaged files are written anew."""
    first, compiled, folder = run(tmp_path)
    assert compiled
    assert folder == tmp_path / "autograd-core" / "kernels"
    assert run(tmp_path) == (first, False, folder)
    files = sorted(folder.iterdir())
    files[0].write_bytes(files[0].read_bytes()[:-9])
    files[1].write_bytes(b"nothing of ours")
    files[2].write_bytes(b"")
    assert run(tmp_path) == (first, True, folder)
    assert run(tmp_path) == (first, False, folder)


@pytest.mark.slow
def test_processes_that_compile_at_once_fill_one_folder(tmp_path):
    """Three that begin together find the same bits, and leave whole files and nothing else."""
    names = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path)}
    started = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(PROGRAM)], stdout=subprocess.PIPE, text=True, env=names)
        for _ in range(3)
    ]
    found = [process.communicate()[0].splitlines()[0].split(" ")[:-1] for process in started]
    assert all(process.returncode == 0 for process in started)
    assert found[0] == found[1] == found[2]
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "autograd-core" / "kernels").iterdir()}
    assert run(tmp_path)[:2] == (found[0], False)
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert not [path for path in kept if path.suffix]


def test_a_home_that_cannot_be_written(tmp_path):
    """Where the cache cannot be, a temporary folder of the user's own takes its place; programs run all the same."""
    (tmp_path / "a file").write_text("no folder can be in here")
    found, compiled, folder = run(tmp_path / "a file", TMPDIR=str(tmp_path))
    assert compiled
    assert folder.is_relative_to(tmp_path)
    assert run(tmp_path / "a file", TMPDIR=str(tmp_path)) == (found, False, folder)


def test_a_package_that_cannot_be_written(tmp_path):
    """Nothing is ever written beside the package, so an installation may be read-only."""
    before = {path for path in (ROOT / "autograd_core").rglob("*") if "__pycache__" not in path.parts}
    run(tmp_path)
    assert {path for path in (ROOT / "autograd_core").rglob("*") if "__pycache__" not in path.parts} == before


def test_a_full_disk_is_no_error(tmp_path, monkeypatch):
    """What cannot be kept is compiled again the next time."""
    from autograd_core import Value, compile
    from autograd_core.compiled import kernel_cache

    def full(path, content):
        raise OSError(28, "No space left on device")

    kernel_cache.native.cache_clear()
    kernel_cache.folder.cache_clear()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(kernel_cache, "write_whole", full)
    x = Value(3.0)
    try:
        assert compile(x * x, inputs=[x], engine="kernels").value_and_gradient(2.0) == (4.0, [4.0])
        assert list((tmp_path / "autograd-core" / "kernels").iterdir()) == []
    finally:
        kernel_cache.native.cache_clear()
        kernel_cache.folder.cache_clear()
