"""The keyboard loop of a stepper: what may be typed, and what is answered."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol

HELP = """\
enter       the next step
b           back by one step
12          to step 12, before or after
net_h1      on to the next step that touches this node; in quotes, "b", where its name is also a key
run         on to the next breakpoint, or to the end
break w5    let run stop at a node, an op, or a condition such as grad is nan; break alone lists them
remove w5   forget that breakpoint; clear forgets all of them
where       the state of every node
?           this help
q           ends, as quit and exit do"""

PROMPT = "[enter, b, number, name, ?, q] "


class Walker(Protocol):
    """What the loop needs of a stepper."""

    digits: int
    position: int
    stopped: str | None

    def step(self) -> Any:
        """Go one step on."""

    def back(self) -> Any:
        """Go one step back."""

    def run(self) -> Any:
        """Go on to the next breakpoint, or to the end."""

    def run_to(self, target: Any) -> Any:
        """Go on until a node or a step is reached."""

    def break_at(self, target: Any) -> Any:
        """Set a breakpoint."""

    def remove(self, name: str) -> Any:
        """Remove a breakpoint."""

    @property
    def breakpoints(self) -> tuple[str, ...]:
        """The breakpoints that are set, by name."""

    def clear(self) -> None:
        """Remove the breakpoints."""

    def where(self) -> str:
        """Where one stands, in words."""

    def node(self, target: Any) -> Any:
        """The node that a name or a number means."""


def walk(stepper: Walker, read: Callable[[str], str] | None, write: Callable[[str], None], prompt: bool) -> None:
    """Read commands until they end; without `read` from the keyboard, with arrow keys and history where it can."""
    if read is None:
        with suppress(ImportError):
            import readline  # noqa: F401  # whose presence alone lets input() edit its line
        read = input
    write(repr(stepper))
    while True:
        try:
            command = read(PROMPT if prompt else "").strip()
        except (EOFError, KeyboardInterrupt):
            if prompt:
                write("")
            return
        if command in ("q", "quit", "exit"):
            return
        try:
            write(_answer(stepper, command))
        except (LookupError, StopIteration, ValueError) as sentence:
            write(str(sentence).replace("back() goes back", "b goes back"))


def _answer(stepper: Walker, command: str) -> str:
    """Do what a command says; returns what there is to say about it."""
    word, _, rest = command.partition(" ")
    if command in ("?", "help"):
        return HELP
    if command == "where":
        return stepper.where()
    if command == "clear":
        stepper.clear()
        return "no breakpoints"
    if word == "break" and rest:
        stepper.break_at(_unquoted(rest.strip()))
    if word == "remove" and rest:
        stepper.remove(_unquoted(rest.strip()))
    if word in ("break", "remove") and (rest or command == "break"):
        return f"run stops at {', '.join(stepper.breakpoints)}" if stepper.breakpoints else "no breakpoints"
    step = _move(stepper, command)
    said = step.line(stepper.digits) if step else repr(stepper)
    return f"{said}\nstopped at {stepper.stopped}" if command == "run" else said


def _move(stepper: Walker, command: str) -> Any:
    """The step that a command leads to."""
    if command == "":
        return stepper.step()
    if command in ("b", "back"):
        return stepper.back()
    if command == "run":
        return stepper.run()
    if (name := _unquoted(command)) != command:
        return stepper.run_to(stepper.node(name))
    return stepper.run_to(command)


def _unquoted(text: str) -> str:
    """What stands between quotes, if all of it does."""
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] and text[0] in "'\"`" else text
