"""Ctrl-C while a command still imports: one line and status 130, as later."""

import os
import signal
import sys
import threading
from typing import Any

INTERRUPTED = 130
"""The exit status after Ctrl-C."""


def _leave(*_: Any) -> None:
    """Nothing has been done yet, so nothing is lost."""
    command = next(word for word in sys.orig_argv if word in ("autograd_core", "nn"))
    os.write(2, f"python -m {command}: interrupted\n".encode())
    os._exit(INTERRUPTED)


def started() -> None:
    """From here on Ctrl-C is an exception, which `run_command` answers."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


if (
    sys.argv[:1] == ["-m"]  # Python still looks for the module that it was told to run
    and {"autograd_core", "nn"} & set(sys.orig_argv)
    and threading.current_thread() is threading.main_thread()
    and signal.getsignal(signal.SIGINT) is signal.default_int_handler
):
    signal.signal(signal.SIGINT, _leave)
