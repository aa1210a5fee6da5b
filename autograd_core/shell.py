"""What the commands of this project have in common."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

NOT_UNDERSTOOD = 2
"""The exit status of a command whose input makes no sense."""


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong with an option in one line."""

    def error(self, message: str) -> NoReturn:
        refuse(self.prog, message)


def refuse(command: str, sentence: object) -> NoReturn:
    """End with one line on the error stream, and the status of what was not understood."""
    print(f"{command}: {sentence}", file=sys.stderr)
    sys.exit(NOT_UNDERSTOOD)


def save_or_refuse(command: str, save: Callable[[Path], object], path: str | Path, instead: object = "") -> None:
    """Write a file by save(path), whole or not at all; what keeps it from that is one line.

    Where nothing here can make the file (RuntimeError), `instead` is printed.
    """
    try:
        save(Path(path))
    except OSError as error:
        refuse(command, f"cannot write {path}: {error.strerror or error}")
    except ValueError as error:
        refuse(command, error)
    except RuntimeError as error:
        print_lines([str(instead)])
        refuse(command, error)


def read_text(command: str, path: str) -> str:
    """The text of a file, or of the standard input for "-"; ends with one line where it cannot be read."""
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        refuse(command, f"{path} is no text in UTF-8")
    except OSError as error:
        refuse(command, f"cannot read {path}: {error.strerror}")


def print_lines(lines: Iterable[str]) -> None:
    """Print line by line; whoever reads them may stop early, as `head` does."""
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what Python still flushes at its end
