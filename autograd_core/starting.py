"""Ctrl-C while a command still imports: one line and status 130, as later."""

import _signal  # type: ignore[import-not-found]  # what `signal` is made of, which itself takes milliseconds to import: Ctrl-C falls into them
import os
import sys

INTERRUPTED = 130
"""The exit status after Ctrl-C."""

COMMANDS = {"autograd_core", "nn", "nn.demonstrations"}
"""What is run with python -m."""


def _leave(*_: object) -> None:
    """Nothing has been done yet, so nothing is lost."""
    command = next(word for word in sys.orig_argv if word in COMMANDS)
    os.write(2, f"python -m {command}: interrupted\n".encode())
    os._exit(INTERRUPTED)


def started() -> None:
    """From here on Ctrl-C is an exception, which `run_command` answers."""
    if _signal.getsignal(_signal.SIGINT) is _leave:
        _signal.signal(_signal.SIGINT, _signal.default_int_handler)


if (
    sys.argv[:1] == ["-m"]  # Python still looks for the module that it was told to run
    and COMMANDS & set(sys.orig_argv)
    and _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler
):
    try:  # noqa: SIM105  # contextlib takes longer to import
        _signal.signal(_signal.SIGINT, _leave)
    except ValueError:  # not in the main thread, which alone is interrupted
        pass
