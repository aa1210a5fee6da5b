"""What the commands of this project have in common."""

import argparse
import codecs
import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

from .starting import INTERRUPTED as INTERRUPTED
from .starting import started
from .words import enumerated, shown, shown_in_line

NOT_UNDERSTOOD = 2
"""The exit status of a command whose input makes no sense, or whose output has no place."""


class OneLineParser(argparse.ArgumentParser):
    """Says what is wrong with an option in one line, and takes -1e-3 and -1e999.csv for what they are: no options."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._negative_number_matcher = re.compile(r"-\.?\d")

    def error(self, message: str) -> NoReturn:
        """End with that line."""
        refuse(self.prog, message)

    def _print_message(self, message: str, file: Any = None) -> None:
        """Where help cannot be written that is an error, as of any output; argparse would keep it to itself."""
        if message and file is not None:
            file.write(message)
            file.flush()


def run_command(command: str, job: Callable[[], int]) -> int:
    """The exit status of a command; what ends it early is one line, and never a traceback.

    Ctrl-C is status 130, a file or an output that cannot be written status 2.  A reader that stops reading early, as
    `head` does, is no error.
    """
    try:
        try:
            started()
            return job()
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except KeyboardInterrupt as interrupt:
        _say(command, "; ".join(["interrupted", *getattr(interrupt, "__notes__", ())]))
        return INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        return 0
    except OSError as error:
        if error.filename:
            refuse(command, f"{error.filename}: {error.strerror}")
        _discard_output()
        refuse(command, f"cannot write the output: {error.strerror or error}")


def refuse(command: str, sentence: object) -> NoReturn:
    """End with one line on the error stream, and the status of what was not understood."""
    _say(command, sentence)
    sys.exit(NOT_UNDERSTOOD)


def refuse_word(command: str, word: str, known: Iterable[str]) -> NoReturn:
    """The same for a command that there is not, with the one that may have been meant."""
    from difflib import get_close_matches  # an error is the only one to need it

    near = get_close_matches(word, known := list(known), n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {enumerated(known)}"
    refuse(command, f"there is no command {word!r:.60}; {hint}")


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


NOTEBOOK = "a notebook, which jupyter nbconvert --to script makes a text"
OTHERS = {
    b"<!doctypehtml": "a web page", b"<html": "a web page", b"%pdf-": "a PDF", b"{\\rtf": "a document in RTF",
    b"pk\x03\x04": "a document of an office program, or an archive",
    b'{"cells":[': NOTEBOOK, b'{"metadata":{': NOTEBOOK,
}  # fmt: skip
"""What begins so, leaving spaces out, is no text that anybody wrote for these commands, and what it is."""

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""The marks that editors put before a text, and its encoding; without one it is UTF-8."""


class UnreadableError(ValueError):
    """Why a file cannot be read as text."""


def read_text(command: str, path: str) -> str:
    """The text of a file, or of the standard input for "-"; ends with one line where it cannot be read as text."""
    try:
        return text_of(path)
    except UnreadableError as error:
        refuse(command, f"cannot read {'the standard input' if path == '-' else path}: {error}")


def text_of(path: str) -> str:
    """The same; raises UnreadableError."""
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableError(getattr(error, "strerror", None) or str(error)) from None
    mark = next(filter(data.startswith, MARKS), b"")
    begins = b"".join(data[len(mark) :][:100].lower().split())
    if other := next(filter(begins.startswith, OTHERS), None):
        raise UnreadableError(f"it is {OTHERS[other]}, not plain text: save what stands in it as text, or as LaTeX")
    try:
        text = data.decode(MARKS.get(mark, "utf-8"))
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise UnreadableError("it is no text in UTF-8: save it once more as plain text, encoded in UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def print_lines(lines: Iterable[str]) -> None:
    """Print line by line, each safe to print; whoever reads them may stop early, as `head` does."""
    try:
        for line in lines:
            print("\n".join(map(shown_in_line, line.split("\n"))))
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()


def _say(command: str, sentence: object) -> None:
    print(f"{command}: {shown(sentence)}", file=sys.stderr)


def _discard_output() -> None:
    """What Python still flushes at its end has nowhere to go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
